"""Where the links of a page lead: targets as browsers understand them, and addresses written in code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urljoin

from sensitive_check.model import Unchecked
from sensitive_check.readers.pictures import may_hold_text, picture_size
from sensitive_check.readers.webpage.tokens import BLANKS

_STRIPPED = "".join(map(chr, range(0x21)))
_SPECIAL = re.compile(r"(https?|ftp|wss?):[/\\]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,40}:")
_CANDIDATE = re.compile(r"[ \t\n\f\r,]*([^ \t\n\f\r,][^ \t\n\f\r]*)")
# A quotation mark opens each alternative and ends it, so that an unfinished one is sought only once.
_CSS_ADDRESS = re.compile(
    r"url\([ \t\n\f\r]{0,20}"
    r"(?:\"([^\"]*)\"|'([^']*)'|(?:&quot;|&#3[49];)([^\"'()&; ]*)|([^\"'(); \t\n\f\r]+))"
    r"|@import[ \t\n\f\r]{1,20}(?:\"([^\"]*)\"|'([^']*)')",
    re.IGNORECASE,
)
# Case is spelled out: ignoring it would put i, k and s among the characters above U+007F.
_CODE_ADDRESS = re.compile(
    r"(?:[hH][tT]{2}[pP][sS]?:|(?<=[\"'])(?=\\?/\\?/[a-zA-Z0-9-]{1,63}\.[a-zA-Z0-9]))(?:\\?/){2}[^\x00-\x20\"'`<>|{}()\[\],;\x7f-\uffff]{1,2048}"
)
_DATA = re.compile(r"[\x00-\x20]{0,20}data:([a-zA-Z0-9.+/-]{0,80})[^,]{0,200},", re.IGNORECASE)
_HEAD = 256 * 1024
_WITHOUT_TEXT = ("font/", "application/font", "application/x-font", "application/vnd.ms-fontobject", "audio/")


class Embedded(NamedTuple):
    """Something a page carries inside a ``data:`` address: where its own text would begin, and what is not checked."""

    body: int
    reason: str
    detail: str


def cleaned(target: str, base: str = "") -> str:
    """A target as a browser understands it, joined to ``base`` where there is one.

    >>> cleaned(" ht\\ntps:\\\\\\\\example.com\\\\a "), cleaned("/a", "https://example.com/b/c")
    ('https://example.com/a', 'https://example.com/a')
    """
    target = target.strip(_STRIPPED).translate({9: None, 10: None, 13: None})
    special = _SPECIAL.match(target)
    if special:
        target = f"{special[1].lower()}://{_slashes(target[special.end() :])}"
    elif not _SCHEME.match(target):
        target = _slashes(target)
        if target.startswith("//"):
            target = f"//{target.lstrip('/')}"
    if not base:
        return target
    try:
        return urljoin(base, target)
    except ValueError:  # a host in half a bracket
        return target


def is_absolute(target: str) -> bool:
    """True for a cleaned target that names its host, so that others can be joined to it."""
    return "://" in target[:12] or target.startswith("//")


def _slashes(target: str) -> str:
    """Backslashes of the path as slashes; in the query and the fragment they are themselves."""
    path = re.split("[?#]", target, maxsplit=1)[0]
    return path.replace("\\", "/") + target[len(path) :]


def srcset(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the addresses of a ``srcset`` stand: each up to a blank, its size up to the next comma."""
    while found := _CANDIDATE.match(source, start, end):
        low, high = found.span(1)
        address = found[1].rstrip(",")
        yield low, low + len(address)
        if len(address) < high - low:
            start = high
        else:
            comma = source.find(",", high, end)
            start = end if comma < 0 else comma + 1


def css_addresses(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the addresses of ``url(…)`` and ``@import`` stand in a stretch of CSS."""
    for found in _CSS_ADDRESS.finditer(source, start, end):
        low, high = found.span(found.lastindex or 0)
        if source[low:high].strip(BLANKS):
            yield low, high


def code_addresses(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where web addresses stand in a stretch of script or comment; ``http:\\/\\/`` counts."""
    for found in _CODE_ADDRESS.finditer(source, start, end):
        yield found.start(), found.start() + len(found[0].rstrip(".:!?*\\"))


def embedded(source: str, start: int, end: int) -> Embedded | None:
    """What the ``data:`` address in a stretch carries; None for any other address."""
    found = _DATA.match(source, start, end)
    if found is None:
        return None
    kind = found[1].lower() or "text/plain"
    if found.end() == end or kind.startswith(_WITHOUT_TEXT):
        return Embedded(found.end(), "", "")
    if not kind.startswith("image/"):
        return Embedded(found.end(), "unsupported", f"data:{kind}")
    head = _decoded(source[found.end() : min(end, found.end() + _HEAD)], is_base64="base64" in found[0].lower())
    if kind == "image/svg+xml":
        # A drawing of lines only, as style sheets carry them, shows no words.
        whole = end - found.end() < _HEAD
        drawn = whole and b"<svg" in head and not re.search(rb"<(?:text|foreignobject|image)\b", head, re.IGNORECASE)
        return Embedded(found.end(), "" if drawn else "image", "" if drawn else "SVG")
    size = picture_size(head)
    shown = "" if size is None else f"{size[0]}×{size[1]}"
    return Embedded(found.end(), "image" if may_hold_text(size) else "", shown or kind)


def unchecked(source: str, found: Iterable[tuple[int, Embedded]]) -> Iterator[Unchecked]:
    """What is told of things embedded at these places of the source: the line, and what they are."""
    line, counted = 1, 0
    for at, one in sorted(found):
        line += source.count("\n", counted, at)
        counted = at
        yield Unchecked(reason=one.reason, where=f"第{line}行", detail=one.detail)


def _decoded(written: str, *, is_base64: bool) -> bytes:
    body = unquote_to_bytes(written)
    if not is_base64:
        return body
    import binascii

    letters = re.sub(rb"[^a-zA-Z0-9+/]", b"", body)
    return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
