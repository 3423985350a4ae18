"""Links: hosts off the allow-list, bare numbers for hosts, passwords in addresses, schemes that do not open a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sensitive_check.addresses import Address, is_private
from sensitive_check.model import PART_KINDS, Category, Document, Hit, Link, Part, Rule, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

OFFICIAL_SUFFIXES = (
    *("gov.cn", "政务", "政务.cn", "公益", "公益.cn"),
    *("xn--zfr164b", "xn--zfr164b.cn", "xn--55qw42g", "xn--55qw42g.cn"),
)
"""Domains of government and public-benefit bodies in China, allowed by default."""

_MILD_SUFFIXES = {"edu.cn": "education", "ac.cn": "education", "mil.cn": "military"}
_PLATFORMS = (
    *("mp.weixin.qq.com", "weixin.qq.com", "weibo.com", "weibo.cn", "toutiao.com", "douyin.com", "kuaishou.com"),
    *("bilibili.com", "xiaohongshu.com"),
)
_WEB = frozenset(("", "http", "https", "ftp", "ftps", "ws", "wss"))


def _linked(target: str) -> Document:
    """An example: a document of one link, its target written in a part of its own."""
    span = Span(3, 3 + len(target))
    return Document(
        text=f"附件\n{target}",
        parts=(Part(label="链接", span=span, kind="link"),),
        links=(Link(span=span, target=target, text="附件"),),
    )


def external_link(allowed_hosts: tuple[str, ...]) -> Rule:
    """The rule for links off the allow-list; hosts are compared by whole labels from the right."""
    allowed = (*OFFICIAL_SUFFIXES, *(host.lower().strip(".") for host in allowed_hosts))

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            if address.scheme not in _WEB or not _is_name(address) or is_within(address.host, allowed):
                continue
            severity, reason = _mildness(address.host)
            yield _hit(address, severity=severity, reason=reason)

    return Rule(
        id="external-link",
        category=Category.LINK,
        severity=Severity.ERROR,
        indicator="不良链接",
        title="许可范围外的链接",
        message="链接指向许可范围外的主机 {host}，删去或经审核后列入许可",
        rationale="政府网站链接非政府网站须审核并提示；失管外链可能被冒用为不良网站。",
        source="国办发〔2017〕47号《政府网站发展指引》；国办函〔2018〕55号",
        reasons={
            "education": "教育、科研机构域名，请确认确需链接",
            "military": "军队域名，请确认确需链接",
            "platform": "新媒体平台地址，只可指向本单位备案账号",
        },
        scan=scan,
        match=(
            "详见http://www.example.com/a.html。",
            "请登录www.example.org查询",
            "地址（https://gov.cn.example.net/）",
            "网站http://evilgov.cn",
            "ｈｔｔｐ：//x 与 https://www.example.com。",
            _linked("//example.com/a.html"),
        ),
        no_match=(
            "详见https://www.gov.cn/zhengce/2024.htm。",
            "网址http://www.example.gov.cn/，欢迎访问",
            "邮箱office@example.com",
            "版本3.10.2已发布",
            "见http://中国政府网.政务",
            "http://",
            "设备http://203.0.113.7:8080/a",
            _linked("../2024/a.html"),
        ),
    )


def is_within(host: str, suffixes: tuple[str, ...]) -> bool:
    """True when ``host`` is one of ``suffixes`` or a name below it, by whole labels.

    >>> [is_within(host, ("gov.cn",)) for host in ("www.gov.cn", "evilgov.cn", "gov.cn.evil.cn")]
    [True, False, False]
    """
    return any(host == suffix or host.endswith(f".{suffix}") for suffix in suffixes)


def _is_name(address: Address) -> bool:
    """True for a host with a full name: one word alone is a machine nearby, or a slip."""
    return not address.is_ip and ("." in address.host or address.host == "localhost")


def _mildness(host: str) -> tuple[Severity | None, str]:
    for suffix, reason in _MILD_SUFFIXES.items():
        if is_within(host, (suffix,)):
            return Severity.NOTE, reason
    if is_within(host, _PLATFORMS):
        return Severity.NOTE, "platform"
    return None, ""


def raw_ip(allowed_hosts: tuple[str, ...]) -> Rule:
    """The rule for web addresses with a number for a host, however it is written."""

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            if address.scheme in _WEB and address.is_ip and address.host not in allowed_hosts:
                yield _hit(address, reason="private" if is_private(address.host) else "")

    return Rule(
        id="raw-ip",
        category=Category.LINK,
        severity=Severity.WARNING,
        title="以 IP 地址作主机的链接",
        message="链接的主机是 IP 地址 {host}，改用域名，或删去",
        rationale="IP 地址看不出主办者，换机后即失效，也常见于仿冒页面；政府网站应使用规定的域名。",
        source="国办发〔2017〕47号《政府网站发展指引》",
        reasons={"private": "内网地址：外部无法访问，并泄露内部网络结构"},
        scan=scan,
        match=(
            "下载http://203.0.113.7:8080/a.zip。",
            "登录http://192.168.10.5/oa/填报",
            "见http://3232235777/",
            "见http://0xc0.0xa8.1.1/a",
            "见https://[2001:db8::1]/a",
            _linked("http://０３００。１６８。１。１/"),
        ),
        no_match=(
            "版本3.10.2.1已发布",
            "服务器地址为203.0.113.7",
            "详见https://www.gov.cn/1.2.3.4/a.htm",
            "见http://1.2.3.4.example.gov.cn/",
            "http://2024",
        ),
    )


_PLACEHOLDER = lazy(
    r"(?:your|my|the|some)?[_-]?(?:user(?:name)?|pass(?:wor[dt]|wd)?|passwd|pwd|pw|secret|token|key|auth|login"
    r"|credentials?|example|foo|bar|abc|x+|\*+|\.+|…+|密码|口令|账号|用户名?|密钥|令牌)[0-9]?(?:here)?"
    r"|[$%<\[(（].{0,200}|(.)\1{0,200}",
    re.IGNORECASE,
)
_TOKEN = lazy(r"(?=[^0-9]{0,200}[0-9])(?=[^a-z]{0,200}[a-z])[a-z0-9_.~+=-]{20,512}", re.IGNORECASE)
_SECRET_PARAMETER = lazy(
    r"(?<=[?&;#])(?:access_?token|auth_?token|api_?key|access_?key(?:secret)?|app_?secret|client_secret|password|passwd"
    r"|pwd|x-amz-signature|sig)=([^&;#]{1,512})",
    re.IGNORECASE,
)


def _scan_credentials(context: Context) -> Iterator[Hit]:
    for address in context.addresses:
        if holds_credential(address):
            yield _hit(address, reason="" if _holds_password(address.userinfo) else "parameter")


def holds_credential(address: Address) -> bool:
    """True for an address that hands over a password, a token or a key: it is reported as a whole."""
    return bool(address.host) and (_holds_password(address.userinfo) or _holds_secret_parameter(address.rest))


def _holds_password(userinfo: str) -> bool:
    """True for ``user:password`` and for a token before the @; not for a user name or for words that stand for one.

    >>> [_holds_password(text) for text in ("zhang:Q7w-e2", "ghp_16C7e42F292c6912E7710c83", "zhang", "user:<密码>")]
    [True, True, False, False]
    """
    user, _, password = userinfo.partition(":")
    if password:
        return user != "anonymous" and not _PLACEHOLDER.fullmatch(password)
    return _TOKEN.fullmatch(user) is not None


def _holds_secret_parameter(rest: str) -> bool:
    """True when a query hands over a long random value under a name that says it is secret."""
    return "=" in rest and any(_TOKEN.fullmatch(found[1]) for found in _SECRET_PARAMETER.finditer(rest))


CREDENTIAL_IN_URL = Rule(
    id="credential-in-url",
    category=Category.LINK,
    severity=Severity.ERROR,
    sensitive=True,
    title="地址中写有口令",
    message="指向 {host} 的地址中写有账号口令或令牌，删去并立即更换该口令",
    rationale="地址中的口令、令牌公开后任何人都能登录，删去链接也不能收回，须同时更换。",
    source="《中华人民共和国网络安全法》第二十一条；RFC 3986 第 3.2.1 节",
    reasons={"parameter": "参数中带有密钥或令牌"},
    kinds=frozenset(PART_KINDS),  # a password in a piece of code is published all the same
    scan=_scan_credentials,
    match=(
        "登录http://admin:Q7wse2@oa.example.gov.cn/查看",
        "地址ftp://gongwen:20240131@203.0.113.7/",
        "mysql://root:Xk29vd@db.example.com:3306/hr",
        "https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/a/b.git",
        "见https://api.example.com/v1?access_token=8d5e957f297893487bd98fa830fa6413",
        _linked("http:\\\\admin:Q7wse2@oa.example.gov.cn"),
    ),
    no_match=(
        "格式为http://user:password@host.example.com/",
        "https://user:****@example.com/",
        "见ftp://用户名:密码@ftp.example.com",
        "https://user:<口令>@example.com",
        "git clone https://${TOKEN}@example.com/a.git",
        "https://www.gov.cn@example.com/",
        "https://example.com/?token=abc",
        "ssh://git@example.com:22/a.git",
    ),
)

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
            yield _hit(address, values={"scheme": address.scheme}, reason=reason)


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
        _linked("javascript:alert(document.cookie)"),
        _linked("JaVa\tScRiPt:location='//example.com'"),
        _linked("data:text/html;base64,PHNjcmlwdD4="),
        _linked("vbscript:msgbox(1)"),
        _linked("\\\\fileserver\\share\\a.doc"),
        "附件：file:///C:/Users/bgs/a.doc",
        "[附件](javascript:openFile(1))",
    ),
    no_match=(
        _linked("javascript:void(0);"),
        _linked("javascript:;"),
        _linked("javascript:history.go(-1)"),
        _linked("data:image/png;base64,iVBORw0KGgo="),
        _linked("https://www.gov.cn/"),
        "不得使用javascript: 一类伪协议",
        "字段 data: text/html 与 file: a.doc",
    ),
)


def _hit(
    address: Address,
    *,
    severity: Severity | None = None,
    reason: str = "",
    values: Mapping[str, str] | None = None,
) -> Hit:
    return Hit(
        span=address.span,
        view=address.view,
        values=values or {"host": address.host},
        severity=severity,
        reason=reason,
    )
