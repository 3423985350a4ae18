"""What converters and exporters leave standing in a text: tags, entities, escapes, question marks for lost characters.

A draft may speak of such things; then they stand in quotation marks or are called by their name. Addresses hold
escapes by right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sensitive_check.decode import plausibility
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.recovery import LOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Residue:
    """A stretch ``[start, end)`` of one kind, and what belongs there; ``text`` is None where nothing tells."""

    start: int
    end: int
    kind: str
    text: str | None = field(repr=False)


ENTITIES = dict(
    zip(
        "nbsp ensp emsp thinsp ldquo rdquo lsquo rsquo quot apos mdash ndash hellip middot bull times amp lt gt copy "
        "reg deg yen permil".split(),
        "    “”‘’\"'—–…·•×&<>©®°¥‰",
        strict=True,
    )
)
"""The named entities that Chinese pages use, and the characters they stand for."""

_HAN = f"{HAN}\u3001-\u3011\u2014\u2018-\u201d\u2026\uff01-\uff60"
_LONG_NAMES = "strong|span|div|font|table|tbody|thead|center|section|br|hr|td|tr|th|li|ul|ol|em|img|h[1-6]|o:p"
_TAG = f"/?(?:(?:{_LONG_NAMES}|p)(?:[ \t][^<>\r\n]{{0,300}})?|[abiu](?: [a-z-]{{2,12}}=[^<>\r\n]{{0,300}})?) ?/?>"
_CUT_TAG = f"/(?:{_LONG_NAMES}|[pabiu]) ?>|(?:br|hr) ?/?>"
_NAMES = "|".join(ENTITIES)
_ENTITY = f"(?:amp;){{0,3}}(?:(?:{_NAMES}|#[0-9]{{2,7}}|#x[0-9a-f]{{2,6}});|nbsp(?![a-z0-9;]))"
_CUT_ENTITY = "(?:nbsp|[lr]dquo|[lr]squo|mdash|hellip|middot);"
_LONGEST_CUT = 9
_ESCAPES = r"(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2})"

_KINDS: tuple[tuple[str, int, str, re.Pattern[str]], ...] = (
    ("<", 0, "tag", lazy(f"<{_TAG}", re.IGNORECASE)),
    (">", _LONGEST_CUT, "tag", lazy(rf"(?:{_CUT_TAG})\Z", re.IGNORECASE)),
    ("&", 0, "entity", lazy(f"&{_ENTITY}", re.IGNORECASE)),
    (";", _LONGEST_CUT, "entity", lazy(rf"{_CUT_ENTITY}\Z")),
    ("<", 0, "escape", lazy("<U\\+[0-9A-Fa-f]{4,6}>")),
    ("\\", 0, "escape", lazy(rf"{_ESCAPES}{{1,2000}}", re.IGNORECASE)),
    ("\\", 0, "line-escape", lazy(r"(?:\\[rnt]){1,20}")),
    ("%", 0, "escape", lazy("(?:%[89A-F][0-9A-F]){2,2000}", re.IGNORECASE)),
    ("%", 0, "escape", lazy("(?:%u[0-9a-f]{4}){1,1000}", re.IGNORECASE)),
    ("?", 0, "question-marks", lazy(r"\?{4,2000}(?:[ ,.:;()0-9“”‘’—-]{1,4}\?{2,2000}){0,50}")),
)
"""A character, how far before it the residue may begin, the kind, and its pattern.

The pattern is tried where the character stands: clean text pays only for the search, which is fastest for one.
"""

_CHINESE = lazy(f"[{_HAN}]")
_SMALL = lazy("[a-z0-9]")
_MENTIONED = lazy("[”’」』\"'`]|.{0,2}(?:标签|标记|元素|符号|实体|转义|编码|字符|tag|element)")
_OPENING = "“‘「『\"'`[^用个個"
_ADDRESS = lazy("[!-~]+$")
_REACH = 300
_SURE_RUN = 8


def find_residue(text: str) -> Iterator[Residue]:
    """All residue of ``text``, each kind in order of place; pieces that touch are one.

    >>> [(one.kind, one.text) for one in find_residue("第一条&nbsp;为了<br>规范\\\\u7ba1\\\\u7406")]
    [('tag', ''), ('entity', ' '), ('escape', '管理')]
    """
    for literal, reach, kind, pattern in _KINDS:
        if literal in text:
            yield from _joined(text, kind, _matches(text, literal, reach, pattern))


def _matches(text: str, literal: str, reach: int, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    at = text.find(literal)
    while at >= 0:
        found = pattern.search(text, max(at - reach, 0), at + 1) if reach else pattern.match(text, at)
        if found is not None:
            yield found
        at = text.find(literal, max(found.end(), at + 1) if found else at + 1)


def _joined(text: str, kind: str, matches: Iterator[re.Match[str]]) -> Iterator[Residue]:
    start = end = -1
    for found in matches:
        if found.start() == end:
            end = found.end()
            continue
        if start >= 0:
            yield from _residue(text, start, end, kind)
        start, end = found.span()
    if start >= 0:
        yield from _residue(text, start, end, kind)


def _residue(text: str, start: int, end: int, kind: str) -> Iterator[Residue]:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if kind == "question-marks":
        if before.isascii() and before.isalnum():
            return
        if end - start >= _SURE_RUN or after > "\u2e80":
            yield Residue(start=start, end=end, kind=kind, text=None)
        return
    if kind == "line-escape":
        opens_line = not before or before in "\r\n"
        if not (_CHINESE.match(after) if opens_line else _CHINESE.match(before) and not _SMALL.match(after)):
            return
    if text[start] not in "<&\\%" and not _CHINESE.match(before):
        return  # the rest of a tag or an entity whose first character went down; after Latin it may be anything
    if (before and before in _OPENING) or _MENTIONED.match(text, end):
        return
    if kind == "escape" and after in tuple("-]"):
        return  # a range of characters, as programs write it
    if kind in ("entity", "escape") and _is_in_address(text, start):
        return
    if kind == "tag":
        # a<b>c compares; so do x <b> y
        simple = end - start <= len("<b>")
        if simple and (before.isascii() and (before.isalnum() or before == " ")) and after.isascii():
            return
        yield Residue(start=start, end=end, kind=kind, text="")
        return
    written = text[start:end]
    meant = _READERS[kind](written)
    if meant is None:
        return
    yield Residue(start=start, end=end, kind=kind, text=meant)


def _is_in_address(text: str, start: int) -> bool:
    head = _ADDRESS.search(text[max(start - _REACH, 0) : start])
    return head is not None and any(sign in head[0] for sign in ("/", "=", "?", "@"))


_ONE_ENTITY = lazy("&?(?:amp;)*(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));?", re.IGNORECASE)
_ONE_ESCAPE = lazy(r"<U\+([0-9a-f]{4,6})>|(?:\\|%)u([0-9a-f]{4})|(?:\\x|%)([0-9a-f]{2})", re.IGNORECASE)


def _read_entities(written: str) -> str | None:
    return _ONE_ENTITY.sub(_entity, written)


def _entity(found: re.Match[str]) -> str:
    if found[3]:
        return ENTITIES.get(found[3].lower(), LOST)
    return _character(int(found[1], 16) if found[1] else int(found[2]))


def _character(code: int) -> str:
    if code == 0xA0:
        return " "
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else LOST


def _read_escapes(written: str) -> str | None:
    """What escapes stand for; None where it is plain ASCII, as in the name of a folder."""
    pieces: list[bytes] = []
    for found in _ONE_ESCAPE.finditer(written):
        if found[3]:
            pieces.append(bytes((int(found[3], 16),)))
        else:
            code = int(found[1] or found[2], 16)
            pieces.append(chr(code).encode("utf-8", "surrogatepass") if code < 0x110000 else b"\xff")
    encoded = b"".join(pieces)
    if encoded.isascii():
        return None
    if encoded in (b"\xa0", b"\xc2\xa0"):
        return " "
    meant = encoded.decode("utf-8", "surrogatepass") if _is_utf8(encoded) else _legacy(encoded)
    # A pair of escaped surrogates is one character.
    meant = meant.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(" " if one == "\xa0" else LOST if one in "\ufffd\ufeff" else one for one in meant)


def _is_utf8(encoded: bytes) -> bool:
    try:
        encoded.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _legacy(encoded: bytes) -> str:
    read = encoded.decode("gb18030", "replace")
    return read if plausibility(read) >= 0.6 and "\ufffd" not in read else encoded.decode("utf-8", "replace")


def _read_line_escapes(written: str) -> str | None:
    return "\n" if "n" in written or "r" in written else "\t"


_READERS: Mapping[str, Callable[[str], str | None]] = {
    "entity": _read_entities,
    "escape": _read_escapes,
    "line-escape": _read_line_escapes,
}
