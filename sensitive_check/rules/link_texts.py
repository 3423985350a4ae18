"""Links that are not what they show: another target than their text says, nothing to see, a mark swallowed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sensitive_check.addresses import Address
from sensitive_check.hosts import HostPolicy, is_within, registrable
from sensitive_check.linkify import hosts_in
from sensitive_check.model import PART_KINDS, Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.linked import hit_at, is_web_host, linked

if TYPE_CHECKING:
    from sensitive_check.context import Context

_GOVERNMENT = lazy(r"(?:中国政府网|[一-鿿]{2,12}(?:人民政府|政府(?:门户)?网站?))(?:门户网站|官网|网)?")
_AROUND = "\u3000 \t\r\n[]()（）【】《》<>“”\"'：:"


def text_target_mismatch(policy: HostPolicy) -> Rule:
    """The rule for links whose text names another host than the one they lead to."""

    def scan(context: Context) -> Iterator[Hit]:
        for address in _links(context):
            text = context.document.links[address.link or 0].text.strip(_AROUND)
            shown = _shown_host(text)
            if shown:
                if not _agree(shown, address.host, policy):
                    yield hit_at(address, values={"host": address.host, "shown": shown})
            elif _GOVERNMENT.fullmatch(text) and not policy.judge(address.host).is_allowed:
                values = {"host": address.host, "shown": "政府网站"}
                yield hit_at(address, severity=Severity.WARNING, reason="government", values=values)

    return Rule(
        id="text-target-mismatch",
        category=Category.LINK,
        severity=Severity.ERROR,
        indicator="不良链接",
        title="链接文字与去向不符",
        message="链接文字写的是 {shown}，实际指向 {host}，请核对后改为一致",
        rationale="读者按看到的地址点击，却被带到另一个网站；多为误粘，也是钓鱼链接的常见做法。",
        source="国办发〔2017〕47号《政府网站发展指引》",
        reasons={"government": "文字是政府网站名称，去向不在许可范围内"},
        scan=scan,
        match=(
            linked("https://www.example.com/login", "https://www.gov.cn/"),
            linked("http://www.example.net/", "www.example.gov.cn"),
            linked("http://203.0.113.7/a", "http://www.example.gov.cn/a"),
            linked("https://www.example.com/", "示例市人民政府门户网站"),
        ),
        no_match=(
            linked("https://www.example.gov.cn/login", "www.example.gov.cn"),
            linked("https://zwfw.example.gov.cn/", "http://www.example.gov.cn/zwfw/..."),
            linked("https://www.example.gov.cn/", "示例市人民政府"),
            linked("https://www.example.com/", "示例公司"),
            linked("../a/b.html", "www.example.gov.cn"),
            linked("mailto:office@example.com", "office@example.com"),
            linked("https://www.example.com/附件1.docx", "附件1.docx"),
        ),
    )


def _agree(shown: str, host: str, policy: HostPolicy) -> bool:
    """True when two hosts belong to one registered name or one owner, or one stands for all names below it."""
    if is_within(host, (shown,)) or (registrable(shown) or shown) == (registrable(host) or host):
        return True
    owner = policy.lookup(shown)[2]
    return owner != "" and owner == policy.lookup(host)[2]


def _links(context: Context) -> Iterator[Address]:
    return (
        address for address in context.addresses if address.link is not None and (is_web_host(address) or address.is_ip)
    )


def _shown_host(text: str) -> str:
    """The one host that a link's text names; "" for a text without an address, or with several."""
    if not text or len(text) > 300 or "@" in text:
        return ""
    hosts = hosts_in(unicodedata.normalize("NFKC", text).replace("：//", "://"))
    return hosts[0] if len(hosts) == 1 else ""


_HIDDEN: Mapping[str, str] = {
    "hidden": "hidden",
    "display:none": "display",
    "visibility:hidden": "visibility",
    "font-size:0": "font-size",
    "opacity:0": "opacity",
    "off-screen": "off-screen",
    "zero-size": "zero-size",
    "same-colour": "colour",
    "comment": "comment",
    "script": "script",
}
_FOLLOWED = ("链接", "框架", "跳转", "表单")
"""Labels of links that lead a reader elsewhere; pictures and style sheets do not."""

_WRITES_LINK = lazy(r"<(?:a|i?frame)[\s\\][^>]{0,200}$")
_JUMPS = lazy(r"(?:location(?:\.href)?\s{0,9}=\s{0,9}|location\.(?:replace|assign)\(\s{0,9}|open\(\s{0,9})[\"'`]$")
_IS_WHOLE = lazy(r"[\"'`]\s{0,9}(?:[;,)\n}]|$)")
_COMMENTED_LINK = lazy(r"<a\s[^>]{0,200}$|<i?frame\s[^>]{0,200}$")
_BEFORE = 240


def hidden_link(policy: HostPolicy) -> Rule:
    """The rule for links off the allow-list that readers cannot see."""
    judge = lru_cache(maxsize=4096)(policy.judge)

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            link = None if address.link is None else context.document.links[address.link]
            how = None if link is None else _HIDDEN.get(link.hidden_by or "")
            if link is None or how is None or not (is_web_host(address) or address.is_ip):
                continue
            verdict = judge(address.host)
            if verdict.severity is Severity.ERROR and _leads_away(context, link.span, link.hidden_by):
                yield hit_at(address, reason=how)

    return Rule(
        id="hidden-link",
        category=Category.LINK,
        severity=Severity.ERROR,
        indicator="不良链接",
        title="隐藏的外链",
        message="读者看不到的链接指向 {host}，查明来历并删去",
        rationale="页面被入侵后植入的暗链多为博彩、色情网站，读者看不到，搜索引擎看得到；所有外部链接须在页面上显示。",
        source="国办发〔2017〕47号《政府网站发展指引》；国办秘函〔2019〕19号",
        reasons={
            "hidden": "元素带有 hidden 属性",
            "display": "样式 display:none 使其不显示",
            "visibility": "样式 visibility:hidden 使其不可见",
            "font-size": "字号为零",
            "opacity": "完全透明",
            "off-screen": "移到了屏幕之外",
            "zero-size": "宽或高小到看不见",
            "colour": "文字与背景同色，或透明",
            "comment": "写在注释里",
            "script": "由脚本写入页面",
        },
        kinds=frozenset(PART_KINDS),
        scan=scan,
        match=tuple(linked("http://www.example.com/", "链接", hidden_by=how) for how in _HIDDEN if ":" in how),
        no_match=(
            linked("http://www.example.com/", "链接"),
            linked("http://www.example.gov.cn/", "链接", hidden_by="display:none"),
            linked("http://www.example.com/a.gif", "统计", hidden_by="zero-size", label="图片"),
            linked("http://www.example.com/", "统计", hidden_by="noscript"),
        ),
    )


def _leads_away(context: Context, target: Span, hidden_by: str | None) -> bool:
    """True when a hidden target is one that readers or their browsers would follow; a search form builds its own."""
    text, start = context.raw.text, target.start
    before = text[max(start - _BEFORE, 0) : start]
    if hidden_by == "script":
        jumps = _JUMPS.search(before) is not None and _IS_WHOLE.match(text, target.end) is not None
        return jumps or _WRITES_LINK.search(before) is not None
    if hidden_by == "comment":
        return _COMMENTED_LINK.search(before) is not None
    part = context.part_at(start)
    return part is None or part.label.startswith(_FOLLOWED)


_MARKS = "，。；：！？、）》】」』”’…"
_BALANCED = {"）": "（", "》": "《", "】": "【", "」": "「", "』": "『", "”": "“", "’": "‘"}
_RUNS_ON = lazy(r"[，。；！？、][\u4e00-\u9fff][^/.]{0,200}$")
_IN_AUTHORITY = lazy(
    r"^[a-z][a-z0-9+.-]{0,19}:/{0,2}[^/?#，；：！？、（）]{1,1024}(?:[，；：！？、（）]|。(?:$|/|[^/?#.。]{1,200}$))",
    re.IGNORECASE,
)


def _scan_swallowed(context: Context) -> Iterator[Hit]:
    for address in _links(context):
        target = context.document.links[address.link or 0].target.strip()
        if (not target.isascii() or "%" in target) and _is_swallowing(address.rest, target, address.host):
            yield hit_at(address)


def _is_swallowing(rest: str, target: str, host: str) -> bool:
    """True when a Chinese mark ends the path or follows the host, or when words run on after one."""
    if not target.isascii() and _IN_AUTHORITY.search(target) and not _is_whole_host(target, host):
        return True
    if "?" in rest or "#" in rest:
        return False
    path = unquote(rest)
    if path.isascii():
        return False
    last = path[-1]
    if last in _MARKS:
        return last not in _BALANCED or path.count(last) > path.count(_BALANCED[last])
    return _RUNS_ON.search(path) is not None


def _is_whole_host(target: str, host: str) -> bool:
    """True when a full stop in an authority is a dot of its host: 中国政府网。政务."""
    return target.rstrip("/").endswith(host.rpartition(".")[2]) and not target.endswith(tuple(_MARKS))


SWALLOWED_PUNCTUATION = Rule(
    id="swallowed-punctuation",
    category=Category.LINK,
    severity=Severity.WARNING,
    indicator="链接可用性",
    title="链接吞入标点或正文",
    message="链接地址里带进了后面的中文标点或文字，指向 {host} 的链接可能打不开",
    rationale="粘贴或自动识别时，地址后面的标点和正文被算进链接，点击后页面不存在。",
    source="RFC 3986 附录 C；国办秘函〔2019〕19号（链接可用性）",
    scan=_scan_swallowed,
    match=(
        linked("https://www.example.gov.cn/a.html。", "通知"),
        linked("https://www.example.gov.cn/a.html，欢迎登录查询", "通知"),
        linked("https://www.example.gov.cn/a.html）", "通知"),
        linked("https://www.example.gov.cn/a.html%E3%80%82", "通知"),
        linked("https://www.example.gov.cn，请登录", "通知"),
    ),
    no_match=(
        linked("https://www.example.gov.cn/a.html", "通知"),
        linked("https://www.example.gov.cn/关于印发方案的通知（2024）.pdf", "通知"),
        linked("https://www.example.gov.cn/附件（一）", "通知"),
        linked("https://www.example.gov.cn/s?q=放管服，改革？", "查询"),
        linked("https://www.example.gov.cn/%E9%99%84%E4%BB%B6%EF%BC%881%EF%BC%89", "附件（1）"),
        linked("https://中国政府网。政务/", "查询"),
        linked("https://www.example.gov.cn/%E5%B8%82", "查询"),
        "详见https://www.example.gov.cn/a.html。",
    ),
)
