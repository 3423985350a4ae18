"""How an address begins and where it knocks: schemes that open no page, unencrypted pages, unusual ports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import RELATED, grouped
from sensitive_check.rules.linked import hit_at, is_web_host, linked

if TYPE_CHECKING:
    from sensitive_check.addresses import Address
    from sensitive_check.context import Context

_HARMLESS_SCRIPT = lazy(
    r"(?:void ?\(? ?[0-9]? ?\)?|//|#|(?:return )?false|undefined|null|\{\}|\(\)"
    r"|(?:window\.|self\.|parent\.)?(?:close|print|history\.(?:back|forward)|location\.reload)\( ?\)"
    r"|(?:window\.)?history\.go\(-?[0-9]?\))?[; ]{0,8}",
    re.IGNORECASE,
)
_HARMLESS_CONTENT = lazy(r"(?:image/|font/|audio/|video/|text/(?:plain|css)|,)", re.IGNORECASE)


def _scan_schemes(context: Context) -> Iterator[Hit]:
    for address in context.addresses:
        if address.scheme == "javascript":
            dangerous = not _HARMLESS_SCRIPT.fullmatch(address.rest.strip())
        elif address.scheme == "data":
            dangerous = not _HARMLESS_CONTENT.match(address.rest.strip())
        elif address.scheme == "file":
            dangerous = address.written.rstrip("/\\").lower() != "file:"
        else:
            dangerous = address.scheme == "vbscript"
        if dangerous:
            reason = address.scheme if address.scheme in ("data", "file") else "script"
            yield hit_at(address, values={"scheme": address.scheme}, reason=reason)


DANGEROUS_SCHEME = Rule(
    id="dangerous-scheme",
    category=Category.LINK,
    severity=Severity.ERROR,
    title="危险的链接形式",
    message="链接以 {scheme}: 开头，不指向网页，删去或改为网页地址",
    rationale="这类链接会在读者的浏览器里运行代码，或指向编辑本人的电脑，读者打不开。",
    source="WHATWG URL Standard；国办发〔2017〕47号《政府网站发展指引》",
    reasons={
        "script": "点击即运行脚本",
        "data": "内容写在链接里，可伪装成任何网页",
        "file": "指向本机或内部网络上的文件，外部打不开，并泄露内部路径",
    },
    scan=_scan_schemes,
    match=(
        linked("javascript:alert(document.cookie)"),
        linked("JaVa\tScRiPt:location='//example.com'"),
        linked("data:text/html;base64,PHNjcmlwdD4="),
        linked("vbscript:msgbox(1)"),
        linked("\\\\fileserver\\share\\a.doc"),
        "附件：file:///C:/Users/bgs/a.doc",
        "[附件](javascript:openFile(1))",
    ),
    no_match=(
        linked("javascript:void(0);"),
        linked("javascript:;"),
        linked("javascript:history.go(-1)"),
        linked("data:image/png;base64,iVBORw0KGgo="),
        linked("https://www.gov.cn/"),
        "不得使用javascript: 一类伪协议",
        "字段 data: text/html 与 file: a.doc",
    ),
)


def _read_by_people(context: Context) -> Iterator[Address]:
    """The addresses outside code and comments, but for those in disguise."""
    for address in context.addresses:
        if address.view != "squeezed" and context.kind_at(address.span.start) not in ("code", "comment", "filename"):
            yield address


def _scan_plain_http(context: Context) -> Iterator[Hit]:
    plain = [one for one in _read_by_people(context) if one.scheme == "http" and is_web_host(one)]
    if plain:
        related = tuple(address.span for address in plain[1 : RELATED + 1])
        yield replace(hit_at(plain[0], reason="several" if plain[1:] else ""), count=len(plain), related=related)


PLAIN_HTTP = Rule(
    id="plain-http",
    category=Category.LINK,
    severity=Severity.NOTE,
    title="未加密的链接",
    message="链接以 http:// 开头，对方支持时改用 https://",
    rationale="不加密的网页在途中可被篡改、插入广告；许多网站已可用 https 打开。",
    source="GB/T 39477—2020；国办发〔2017〕47号《政府网站发展指引》",
    reasons={"several": "全文共 {count} 处"},
    scan=_scan_plain_http,
    match=("详见http://www.example.gov.cn/a.html。", linked("http://www.example.gov.cn/")),
    no_match=(
        "详见https://www.example.gov.cn/a.html。",
        "请登录www.example.gov.cn查询",
        "见http://203.0.113.7/a",
        "以http://开头的地址",
    ),
)

_USUAL_PORTS = {"": ("", "80", "443"), "ftp": ("", "21"), "ftps": ("", "990")}


def _scan_ports(context: Context) -> Iterator[Hit]:
    yield from grouped(
        [
            hit_at(address, values={"host": address.host, "port": address.port})
            for address in _read_by_people(context)
            if is_web_host(address)
            and address.port.lstrip("0") not in _USUAL_PORTS.get(address.scheme, ("", "80", "443"))
        ]
    )


ODD_PORT = Rule(
    id="odd-port",
    category=Category.LINK,
    severity=Severity.NOTE,
    title="链接用了少见的端口",
    message="指向 {host} 的链接写明端口 {port}，确认外部可以打开",
    rationale="对外网站用 80、443 端口；其他端口多属内部或临时系统，外部常被拦截而打不开。",
    source="RFC 9110 第 4.2 节；国办发〔2017〕47号《政府网站发展指引》",
    reasons={"grouped": "全文共 {count} 处"},
    scan=_scan_ports,
    match=("报名http://bm.example.gov.cn:8080/index", linked("https://www.example.gov.cn:8443/a")),
    no_match=(
        "见http://www.example.gov.cn:80/a",
        "见https://www.example.gov.cn:443/",
        "见ftp://ftp.example.gov.cn:21/a",
        "网址:www.example.gov.cn",
        "http://203.0.113.7:8080/a",
    ),
)
