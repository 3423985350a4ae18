"""Addresses: the one place that finds them in a document.

Two sources: bare addresses in the text, and the links a reader found (``Document.links``). Beside Chinese text an
address ends where the Chinese begins, at the latest at a full-width mark; ``urls`` says what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sensitive_check.model import Span
from sensitive_check.patterns import lazy
from sensitive_check.urls import SHARE, Pieces, take_apart

if TYPE_CHECKING:
    from sensitive_check.context import Context, Run

# Brackets of placeholders, quotes and table separators end an address.
_INSIDE = r"[^\s<>\"'`|{}]"
_PATH_INSIDE = r"[^\s<>\"'`|{}\x7f-\U0010ffff]"
_FOREIGN_LETTERS = (
    r"\u00a1-\u00b6\u00b8-\u1fff\u2010-\u2013\u2024\u2043\u2070-\u218f\u2200-\u23ff\u2600-\u2dff"
    r"\ua000-\uabff\ufb00-\ufdff\ufe58\ufe63\ufe70-\ufefc\U00010000-\U0001efff\U0001fbf0-\U0001fbf9"
)
"""Letters of other scripts, and signs that look like a hyphen or a dot; Chinese, its marks and kana end an address."""

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Top-level domains of bare hosts. Suffixes of files, words and versions are none (README.md, main.rs, node.js), and
# country codes of two labels only with a path (0700.HK is a share, t.ly/abc a link).
_TOP = (
    "(?:com|net|org|edu|info|biz|cn|io|tv|cc|xyz|vip|club|top|icu|win|bet|loan|wang|ltd|mobi|asia|xn--[a-z0-9]{2,59})"
)
_TOP_BELOW = (
    "(?:hk|tw|mo|jp|kr|sg|uk|de|fr|ru|eu|us|ca|au|in|me|co|ai|so|ws|la|to|pw|gq|tk|ly|im|gov|int|site|online|shop|store"
    "|tech|app|pub|red|xin|ren)"
)
_TOP_SHORT = "(?:ly|gl|gd|co|gy|im|so|nu|cy|id|at|me|to|in|ms|ae|is|it|sh|hu|gg|be|lt|nz)"
_HOST = (
    rf"(?:(?:{_LABEL}\.){{1,8}}{_TOP}(?![a-z0-9@_-]|\.[a-z0-9])|(?:{_LABEL}\.){{2,8}}{_TOP_BELOW}(?![a-z0-9@_-]|\.[a-z0-9])"
    rf"|{_LABEL}\.{_TOP_SHORT}(?=/[a-z0-9]))"
)
_BARE = lazy(
    rf"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{{1,19}}:(?://|\\\\){_INSIDE}{{0,2048}}"
    rf"|(?<![a-z0-9@./_-])www\.{_INSIDE}{{1,2048}}"
    # Without a scheme and slashes an address looks like other text, unless markup says that a target stands here.
    r"|(?:(?<=\]\()|(?<=\]\(<)|(?<=href=)|(?<=href=[\"'])|(?<=src=[\"']))"
    r"(?:(?:javascript|vbscript|data|file|mailto):|//)[^\s<>\"`|]{0,2048}"
    rf"|(?<![a-z0-9@./_\\%&=+~#?${_FOREIGN_LETTERS}-]){_HOST}"
    rf"(?::[0-9]{{1,5}}(?![0-9]))?(?:[/?#]{_INSIDE}{{0,2048}})?"
)
_NO_HOSTS = frozenset(("asp.net", "vb.net", "ado.net", "system.net", "java.net", "ml.net", "paddle.net", "socket.io"))
"""Names of software that read like hosts."""

_WIDE_COLON = lazy(r"(?<![a-z0-9+.-])(?:https?|ftps?|wss?)：$")
_AUTHORITY = lazy(r"(?:[a-z][a-z0-9+.-]{1,19}:(?://|\\\\))?[^/\\?#,;!()*&=+$]{0,2048}")
_SUFFIXES = "中国|政务|公益|公司|网络|网址|在线|集团|商标|机构|信息|网店|中文网|我爱你"
_CHINESE_HOST = lazy(
    r"[\u4e00-\u9fff0-9a-z-]{1,40}(?:[.。][\u4e00-\u9fff0-9a-z-]{1,40}){0,4}?"
    rf"[.。](?:{_SUFFIXES}|cn|com|net|org)(?![0-9a-z-])(?:[/?#]{_PATH_INSIDE}{{0,2048}})?"
)
CHINESE_SUFFIXES = (
    *("。政务", "。公益", ".政务", ".公益", ".中国", ".公司", ".网络", ".网址", ".在线", ".集团", ".商标", ".机构"),
    "www。",
)
"""What a bare address with a Chinese suffix, or with full stops for dots, holds; the checker seeks them all."""

_NOT_IN_LABELS = lazy(r"[^\u4e00-\u9fff0-9a-z.。-]")
_LONGEST_LABELS = 120
_LEAD = lazy("(?:.{0,20}(?:登录|登陆|访问|打开|进入|详见|网址|网站|域名|地址|官网|浏览|查看|请见|见|为|是|到|在|上))?")
_AFTER_SUFFIX = lazy(rf"(?![\u4e00-\u9fff0-9a-z-])(?:/{_PATH_INSIDE}{{0,2048}})?")
_WIDE_DOTS = lazy(rf"www(?:[.。]{_LABEL}){{1,8}}(?:[/?#]{_PATH_INSIDE}{{0,2048}})?")
_MORE_LABELS = lazy(rf"(?:[.。]{_LABEL}){{1,8}}(?:[/?#]{_PATH_INSIDE}{{0,2048}})?")
_FOREIGN = lazy(
    rf"[.a-z0-9_~:@-]{{0,64}}[{_FOREIGN_LETTERS}][.a-z0-9_~:@{_FOREIGN_LETTERS}-]{{0,256}}"
    rf"(?:[/?#]{_PATH_INSIDE}{{0,2048}})?"
)
_OUTSIDE = lazy("[<>\"'`|{}]")
_MARKUP_AFTER = lazy(r"\](?:\(|$)|\)\[")
_SECOND = lazy(r"[,;](?=[a-z][a-z0-9+.-]{1,19}://|www\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Pieces):
    """An address of a document: ``span`` lies in the view named ``view``, ``written`` is the address as read there.

    ``link`` is the number of the link in ``Document.links`` whose target it is, None for one that stands in the text.
    """

    span: Span
    view: str
    written: str = field(repr=False)
    link: int | None = None


def find_addresses(context: Context) -> Iterator[Address]:
    """All addresses: bare ones, except in a part of kind ``link``, then the targets of the document's links."""
    text = context.folded.text
    if "." in text or ":" in text:
        reached = {"folded": 0, "squeezed": 0}
        for run in context.network_runs:
            for start, written in _bare(run):
                span = Span(start, start + len(written))
                if start < reached[run.view.name]:  # inside an address that goes on beyond its run
                    continue
                reached[run.view.name] = span.end
                if context.kind_at(run.view.to_source(span).start) != "link":
                    yield _address(span, run.view.name, written)
    yield from _with_chinese_suffix(context)
    for number, link in enumerate(context.document.links):
        written = context.raw.text[link.span.start : link.span.end].strip()
        # Resolved against a page's base, a share on a file server looks like a page.
        yield _address(link.span, "raw", written if SHARE.match(written) else link.target, number)


def bare_host(text: str) -> str:
    """The host of a text (in lower case) that is one address and nothing else; "" for any other."""
    found = _BARE.fullmatch(text)
    if found is None or text in _NO_HOSTS:
        return ""
    pieces = take_apart(text)
    return pieces.host or ("" if pieces.scheme else take_apart(f"//{text}").host)


def _address(span: Span, view: str, written: str, link: int | None = None) -> Address:
    pieces = take_apart(written)
    if link is None and not pieces.scheme and not pieces.host:
        pieces = take_apart(f"//{written}")
    return Address(
        span=span,
        view=view,
        written=written,
        link=link,
        scheme=pieces.scheme,
        userinfo=pieces.userinfo,
        host=pieces.host,
        port=pieces.port,
        rest=pieces.rest,
    )


def _bare(run: Run) -> Iterator[tuple[int, str]]:
    """Start (in the view) and text of the bare addresses of a run, without the punctuation of the sentence."""
    text, begin = run.view.text, run.span.start
    if run.text.startswith("//"):
        wide = _WIDE_COLON.search(text, max(begin - 8, 0), begin)
        if wide:
            address = _trimmed(_OUTSIDE.split(run.text, maxsplit=1)[0])
            yield wide.start(), wide[0] + address
    at = begin
    while found := _BARE.search(text, at, run.span.end):
        start, address = found.start(), found[0]
        second = _SECOND.search(address)
        if second:  # a list of addresses without blanks
            address = address[: second.start()]
        at = start + max(len(address), 1)
        if at == run.span.end and _is_authority(address):
            address = _continued(text, start, address)
        else:
            address = _trimmed(address)
        if address not in _NO_HOSTS:
            yield start, address


def _is_authority(address: str) -> bool:
    """True when an address has no path yet, so that letters of other scripts would belong to its host."""
    found = _AUTHORITY.fullmatch(address)
    return found is not None


def _continued(text: str, start: int, address: str) -> str:
    """An address whose host may go on beyond ASCII: in Chinese, in another script, or with full stops for dots."""
    at = start + len(address)
    foreign = _FOREIGN.match(text, at)
    if foreign:
        whole = text[start : foreign.end()]
        return _trimmed(whole) if _PATH.search(whole, len(address)) else _without_signs(whole)
    if address.endswith(("://", "www.", ".")):
        chinese = _CHINESE_HOST.match(text, at)
        if chinese:
            return _trimmed(address + chinese[0])
    if text[at : at + 1] == "。":
        more = _MORE_LABELS.match(text, at)
        if more and _TOP_LABEL.search(more[0]):
            return _trimmed(address + more[0])
    return address if address.endswith("://") else _trimmed(address)


_PATH = lazy("[/?#]")
_TOP_LABEL = lazy(rf"[.。]{_TOP}(?:[/?#]|$)")


def _without_signs(address: str) -> str:
    while address and not address[-1].isalnum():
        address = address[:-1]
    return address


def _with_chinese_suffix(context: Context) -> Iterator[Address]:
    """Bare addresses such as 中国政府网.政务, and those with 。 for a dot, where no scheme stands."""
    for suffix in CHINESE_SUFFIXES:
        place = _wide_dotted if suffix == "www。" else _chinese
        for view, span in context.occurrences.get(suffix, ()):
            found = place(view.text, span)
            if found is not None:
                start, end = found
                written = _trimmed(view.text[start:end])
                yield _address(Span(start, start + len(written)), view.name, written)


def _wide_dotted(text: str, beginning: Span) -> tuple[int, int] | None:
    """Where an address begins and ends that starts with ``www。``."""
    found = _WIDE_DOTS.match(text, beginning.start)
    if found is None or not _TOP_LABEL.search(found[0]) or _is_inside(text, beginning.start):
        return None
    return found.span()


def _chinese(text: str, suffix: Span) -> tuple[int, int] | None:
    """Where an address with this Chinese suffix begins and ends; the words that introduce it are not in it."""
    after = _AFTER_SUFFIX.match(text, suffix.end)
    labels = _NOT_IN_LABELS.split(text[max(suffix.start - _LONGEST_LABELS, 0) : suffix.start])[-1].lstrip(".。-")
    start = suffix.start - len(labels)
    lead = _LEAD.match(labels)
    if after is None or lead is None or lead.end() == len(labels) or _is_inside(text, start):
        return None
    return start + lead.end(), after.end()


def _is_inside(text: str, start: int) -> bool:
    """True for what belongs to a mailbox, or to an address with a scheme."""
    return text[max(start - 1, 0) : start] in ("@", ".", "/")


def _trimmed(address: str) -> str:
    """Cut what closes the sentence around an address: marks, and brackets that it did not open."""
    while address:
        last = address[-1]
        if last in ".,;:!?*_~" or (last in ")]" and address.count(last) > address.count("(["[")]".index(last)])):
            address = address[:-1]
        else:
            break
    cut = _MARKUP_AFTER.search(address)
    return address[: cut.start()] if cut and "[" not in address[: cut.start()] else address
