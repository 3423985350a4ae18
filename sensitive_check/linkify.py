"""Addresses in running text: where one begins and ends beside Chinese words and marks.

Texts are folded: small letters, half width. An address ends where Chinese words begin, unless they are labels of its
host; a full stop may stand for a dot. What is found is read by ``urls``.
"""

from __future__ import annotations

from collections.abc import Iterator

from sensitive_check.patterns import lazy
from sensitive_check.urls import take_apart

_HAN = r"\u3400-\u9fff"
# Brackets of placeholders, quotes and table separators end an address.
_INSIDE = r"[^\s<>\"'`|{}]"
_PATH_INSIDE = r"[^\s<>\"'`|{}\x7f-\U0010ffff]"
# Letters of other scripts, and signs that look like a hyphen or a dot; Chinese marks and kana end an address.
_FOREIGN = (
    r"\u00a1-\u00b6\u00b8-\u1fff\u2010-\u2013\u2024\u2043\u2070-\u218f\u2200-\u23ff\u2600-\u2dff"
    r"\ua000-\uabff\ufb00-\ufdff\ufe58\ufe63\ufe70-\ufefc\U00010000-\U0001efff\U0001fbf0-\U0001fbf9"
)
_LETTERS = r"\u00b5\u00c0-\u1fff\u2c00-\u2dff\ua000-\uabff\ufb00-\ufdff\ufe70-\ufefc\U00010000-\U0001d7ff"
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"

# Bare hosts of two labels without a path are hosts only with the commonest ends: README.md, main.rs, window.top,
# 0700.hk, console.info, e.g.in and co.ltd are none. More labels, or a path, say more.
_TOP_ALONE = "(?:com|net|org|cn|xyz|vip|icu|club|xn--[a-z0-9]{2,59})"
_TOP_BELOW = (
    "(?:edu|info|biz|io|cc|tv|top|win|bet|mobi|asia|hk|tw|mo|jp|kr|sg|uk|de|fr|ru|eu|au|ca|site|online|shop|store"
    "|tech|app|pub|red|xin|ren)"
)
_TOP_BEFORE_PATH = (
    "(?:edu|info|biz|io|cc|tv|top|win|bet|mobi|asia|hk|tw|jp|kr|de|ru|us|co|site|online|shop|store|fun|live|link|work|app"
    "|xin|ren|website|space)"
)
_SHORTENERS = (
    r"(?:(?:bit|ow|cutt|rebrand|buff|adf|t)\.ly|goo\.gl|(?:is|v)\.gd|[tg]\.co|rb\.gy|youtu\.be|(?:fb|wp|rrd)\.me|amzn\.to"
    r"|(?:suo|tny|ity|shimo)\.im|(?:985|mrw)\.so|u\.nu|s\.id|lnkd\.in|shorturl\.at|(?:aka|1drv)\.ms|kutt\.it|dub\.sh"
    r"|mega\.nz|bit\.do|sina\.lt|url\.cy|pse\.is|gg\.gg|han\.gl|db\.tt|qr\.ae|git\.io)"
)
_END = r"(?![a-z0-9@_-]|\.[a-z0-9])"
_HOST = (
    rf"(?:(?:{_LABEL}\.){{1,8}}{_TOP_ALONE}{_END}|(?:{_LABEL}\.){{2,8}}{_TOP_BELOW}{_END}"
    rf"|(?:{_LABEL}\.){{1,8}}{_TOP_BEFORE_PATH}(?=/[a-z0-9]|:[0-9])|{_SHORTENERS}(?=/[a-z0-9]))"
)
_ADDRESS = lazy(
    rf"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{{1,19}}:(?://|\\\\){_INSIDE}{{0,2048}}"
    rf"|(?<![a-z0-9+.-])https?:[/\\](?=[a-z0-9]){_INSIDE}{{0,2048}}"
    rf"|(?<![a-z0-9@])(?<![\s!-~][./_=-])www\.{_INSIDE}{{0,2048}}"
    # Without a scheme and slashes an address looks like other text, unless markup says that a target stands here.
    r"|(?:(?<=\]\()|(?<=\]\(<)|(?<=href=)|(?<=href=[\"'])|(?<=src=[\"']))"
    r"(?:(?:javascript|vbscript|data|file|mailto):|//)[^\s<>\"`|]{0,2048}"
    rf"|(?<![a-z0-9@\\%&+~#?${_FOREIGN}])(?<![\s!-~][./_=-])(?<![/.]){_HOST}"
    rf"(?::[0-9]{{1,5}}(?![0-9]))?(?:[/?#]{_INSIDE}{{0,2048}})?"
)
_SECOND = lazy(r"[,;](?=[a-z][a-z0-9+.-]{1,19}://|www\.)")
_AUTHORITY_ONLY = lazy(r"(?:[a-z][a-z0-9+.-]{1,19}:[/\\]{1,2})?([^/\\?#,;!()*&=+$]{0,2048})")
_MARKUP_AFTER = lazy(r"\](?:\(|$)|\)\[")
_OUTSIDE = lazy("[<>\"'`|{}]")
_WIDE_COLON = lazy(r"(?<![a-z0-9+.-])(?:https?|ftps?|wss?)：$")

_CHINESE_TOPS = (
    "组织机构|香格里拉|中文网|亚马逊|天主教|我爱你|新加坡|淡马锡|飞利浦|世界|中信|中国|企业|佛山|信息|健康|八卦|公司|公益|台湾|商城"
    "|商店|商标|嘉里|在线|大拿|娱乐|家电|广东|微博|慈善|手机|招聘|政务|政府|新闻|时尚|书籍|机构|游戏|澳门|点看|移动|网址|网店|网站"
    "|网络|联通|谷歌|购物|通贩|集团|食品|餐厅|香港"
)
_NO_TOP = (
    "(?:docx?|xlsx?|pptx?|pdf|s?html?|txt|md|zip|rar|jpe?g|png|gif|js|css|csv|wps|mp[34]|aspx?|php|jsp|exe|json|xml)"
)
_TOP = rf"(?:{_CHINESE_TOPS}|xn--[a-z0-9]{{2,59}}|(?!{_NO_TOP}(?![a-z]))[a-z{_LETTERS}]{{2,24}})"
_TAIL = lazy(rf"[{_HAN}{_FOREIGN}a-z0-9.。_~:@-]{{1,400}}")
_DOT = lazy("[.。]")
_ENDS_IN_TOP = lazy(rf"{_TOP}(?=$|[:.。]|[{_HAN}])")
_PORT_AND_PATH = lazy(rf"(?::[0-9]{{1,5}}(?![0-9]))?(?:[/?#]{_PATH_INSIDE}{{0,2048}})?")
_WORDS = lazy(rf"[{_HAN}]{{1,60}}")
_SEPARATE = lazy(r"。(?:www\.|[a-z][a-z0-9+.-]{1,19}://)")

CHINESE_HINTS = (
    *(".政务", "。政务", ".公益", "。公益", ".中国", ".公司", ".网络", ".网址", ".在线", ".集团", ".商标", ".机构"),
    *("www.", "www。"),
)
"""What a bare address beyond ASCII holds; the checker seeks them all."""

_LEAD = lazy("(?:.{0,20}(?:登录|登陆|访问|打开|进入|详见|网址|网站|域名|地址|官网|浏览|查看|请见|见|为|是|到|在|上))?")
_NOT_IN_LABELS = lazy(rf"[^{_HAN}0-9a-z.。-]")
_LONGEST_LABELS = 120
_IN_LABEL = lazy(rf"[{_HAN}0-9a-z-]")
_SAYS_ADDRESS = lazy('(?:网址|网站|域名|官网|登录|登陆|访问|链接)[：:“"（( ]{0,2}$')
_WIDE_DOTS = lazy(rf"www(?:[.。]{_LABEL}){{1,8}}(?:[/?#]{_PATH_INSIDE}{{0,2048}})?")
_KNOWN_END = lazy(rf"[.。](?:{_TOP_ALONE}|{_TOP_BELOW})(?=$|[/?#])")
_NO_HOSTS = frozenset(("asp.net", "vb.net", "ado.net", "system.net", "java.net", "ml.net", "paddle.net"))
"""Names of software that read like hosts."""

_PACKAGE = lazy(r"(?:com|cn|org|net|javax?|io)\.")


def found_between(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where addresses begin and end that begin in a stretch of visible ASCII; they may go on beyond it."""
    if text.startswith("//", begin) and (wide := _WIDE_COLON.search(text, max(begin - 8, 0), begin)):
        address = _trimmed(_OUTSIDE.split(text[begin:end], maxsplit=1)[0])
        yield wide.start(), begin + len(address)
    at = begin
    while found := _ADDRESS.search(text, at, end):
        start, address = found.start(), found[0]
        second = _SECOND.search(address)
        if second:  # a list of addresses without blanks
            address = address[: second.start()]
        at = start + max(len(address), 1)
        stop = _goes_on(text, start, at) if at == end else 0
        if stop:
            at = stop
        elif not _is_no_host(address):
            stop = start + len(_trimmed(address))
        if stop > start:
            yield start, stop


def _is_no_host(address: str) -> bool:
    """True for names of software, numbered items and packages, which read like bare hosts without a path."""
    if address in ("www.", "www") or address in _NO_HOSTS:
        return True
    if ":" in address or "/" in address or address.startswith("www."):
        return False
    labels = address.rstrip(".").split(".")
    if all(len(label) == 1 for label in labels[:-1]) and len(labels) > 2:
        return True
    if len(labels) == 2 and labels[0].isdigit() and (len(labels[0]) < 3 or labels[1] not in ("com", "cn")):
        return True
    return len(labels) > 2 and _PACKAGE.match(address) is not None


def looks_capitalised(written: str) -> bool:
    """True for a bare name whose end is written in capitals and its beginning is not: Microsoft.NET, Profit.Net.

    ``written`` is as it stands in the draft, without scheme and path.
    """
    first, dot, top = written.rpartition(".")
    return bool(dot) and "." not in first and not top.islower() and not first.isupper() and top.isascii()


def _goes_on(text: str, start: int, at: int) -> int:
    """Where an address ends whose host goes on beyond the ASCII that ends at ``at``; 0 when it does not."""
    authority = _AUTHORITY_ONLY.fullmatch(text, start, at)
    if authority is None or at >= len(text):
        return 0
    head = authority[1]
    if text[at] == "。":
        return _after_full_stop(text, start, at)
    tail = _TAIL.match(text, at)
    if tail is None:
        return 0
    is_complete = "." in head and _ENDS_IN_TOP.fullmatch(head.rpartition(".")[2]) is not None
    words = _WORDS.match(text, at)
    if is_complete and words and text[words.end() : words.end() + 1] not in (".", "@"):
        return 0  # the words of the sentence begin
    host_end = _host_end(head + tail[0])
    if host_end <= len(head):
        return 0
    rest = _PORT_AND_PATH.match(text, at + host_end - len(head))
    return start + len(_trimmed(text[start : rest.end() if rest else at]))


def _host_end(name: str) -> int:
    """The length of the longest beginning of a name that ends in a top-level domain; 0 when there is none."""
    place = name.rfind("@") + 1
    dots = [found.end() for found in _DOT.finditer(name, place)]
    for first in reversed(dots):
        found = _ENDS_IN_TOP.match(name, first)
        if found:
            return found.end()
    return 0


def _after_full_stop(text: str, start: int, at: int) -> int:
    """Where an address ends that has a full stop for a dot at ``at``; 0 where the sentence ends there."""
    if _SEPARATE.match(text, at):
        return 0
    tail = _TAIL.match(text, at)
    end = _host_end(tail[0]) if tail else 0
    if not tail or not end:
        return 0
    labels = _DOT.split(tail[0][1:end])
    is_plain = len(labels) == 1 and _KNOWN_END.fullmatch(tail[0][:end]) is None and labels[0] not in ("政务", "公益")
    after = text[at + end : at + end + 1]
    if is_plain or (after and _WORDS.match(after) and labels[-1] not in ("政务", "公益")):
        return 0
    rest = _PORT_AND_PATH.match(text, at + end)
    return start + len(_trimmed(text[start : rest.end()])) if rest else 0


def found_at_hint(text: str, hint: str, begin: int, end: int) -> tuple[int, int] | None:
    """Where the bare address around a hint of ``CHINESE_HINTS``, itself at ``begin`` to ``end``, begins and ends."""
    if hint.startswith("www"):
        return _with_www(text, hint, begin, end)
    labels = _NOT_IN_LABELS.split(text[max(begin - _LONGEST_LABELS, 0) : begin])[-1].lstrip(".。-")
    lead = _LEAD.match(labels)
    start = begin - len(labels) + (lead.end() if lead else 0)
    tail = _TAIL.match(text, start)
    host_end = start + _host_end(tail[0]) if tail else 0
    if start >= begin or host_end < end or _IN_LABEL.match(text, host_end):
        return None
    if text[max(begin - len(labels) - 1, 0) : begin - len(labels)] in ("@", ".", "/"):
        return None
    rest = _PORT_AND_PATH.match(text, host_end)
    stop = rest.end() if rest else host_end
    # 1.公司 is an item of a list, and many a full stop is typed as a dot.
    if host_end == end and hint[1:] not in ("政务", "公益"):
        is_introduced = start > begin - len(labels) or _SAYS_ADDRESS.search(text, max(start - 6, 0), start) is not None
        if not (is_introduced or "/" in text[host_end:stop]) or begin - start < 2 or text[start:begin].isdigit():
            return None
    return start, start + len(_trimmed(text[start:stop]))


def _with_www(text: str, hint: str, begin: int, end: int) -> tuple[int, int] | None:
    before = text[max(begin - 1, 0) : begin]
    if (before.isascii() and before.isalnum()) or before in ("@", ".", "/"):
        return None
    if hint == "www。":
        found = _WIDE_DOTS.match(text, begin)
        if found is None or not _KNOWN_END.search(found[0]):
            return None
        return begin, begin + len(_trimmed(found[0]))
    # After a letter of ASCII it is part of a run and found there.
    stop = 0 if text[end : end + 1].isascii() else _goes_on(text, begin, end)
    return (begin, stop) if stop else None


def hosts_in(text: str) -> list[str]:
    """The hosts of the addresses in a short text such as that of a link."""
    text = text.lower()
    spans = list(found_between(text, 0, len(text)))
    for hint in CHINESE_HINTS:
        at = text.find(hint)
        if at >= 0 and (found := found_at_hint(text, hint, at, at + len(hint))):
            spans.append(found)
    hosts = [read_bare(text[start:end])[0] for start, end in spans]
    return [host for host in dict.fromkeys(hosts) if host]


def read_bare(written: str) -> tuple[str, bool]:
    """The host of an address as it stands in a text, and whether it has no scheme: a port may follow a bare host."""
    pieces = take_apart(written)
    if pieces.host or (pieces.scheme and "." not in pieces.scheme):
        return pieces.host, False
    return take_apart(f"//{written}").host, True


def _trimmed(address: str) -> str:
    """Cut what closes the sentence around an address: marks, and brackets that it did not open."""
    while address:
        last = address[-1]
        if last in ".,;:!?*_~。" or (last in ")]" and address.count(last) > address.count("(["[")]".index(last)])):
            address = address[:-1]
        else:
            break
    cut = _MARKUP_AFTER.search(address)
    return address[: cut.start()] if cut and "[" not in address[: cut.start()] else address
