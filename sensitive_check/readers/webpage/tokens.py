"""HTML source becomes tokens with exact positions, as the WHATWG tokenizer cuts it; every character is looked at once.

``html.parser`` is no base for this: it tells no positions of attributes, cuts scripts and comments differently from
one Python version to the next, and takes quadratic time on ``<a <a <a ``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

BLANKS = " \t\n\f\r"
"""What HTML calls white space; U+00A0 and U+3000 are text."""

_MARKUP = re.compile(r"<(?:(/?)([a-zA-Z][^ \t\n\f\r/>]{0,199})|[!?/])")
# Anchored matches, each of which starts where the last one ended: no stretch is read more than three times.
_ATTRIBUTE = re.compile(r"[ \t\n\f\r/]*([^ \t\n\f\r/>][^ \t\n\f\r/>=]{0,999})(?:[ \t\n\f\r]*(=)[ \t\n\f\r]*([\"']?))?")
_TAG_END = re.compile(r"[ \t\n\f\r/]*>")
_VALUE_END = re.compile(r"[ \t\n\f\r>]")
_COMMENT_END = re.compile(r"--!?>")
_RAW = {
    name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE)
    for name in ("script", "style", "xmp", "title", "textarea")
}
"""Elements whose content holds no tags, with what ends them."""
_FOREIGN = frozenset(("svg", "math"))
_REFERENCE = re.compile(r"&(?:#[0-9]{1,999};?|#[xX][0-9a-fA-F]{1,999};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")


class Attribute(NamedTuple):
    """An attribute: its name in lower case, where it begins, and where its value stands (without quotes)."""

    name: str
    at: int
    start: int
    end: int


class Token(NamedTuple):
    """A piece of source.

    ``kind`` is ``text``, ``cdata``, ``raw`` (the content of the element ``name``), ``comment`` or ``declaration``, with
    the span of the content; ``start`` or ``end``, with the span of the tag; or ``cut``: a tag that the file never ends.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    closed: bool = False


def tokens(source: str, *, xml: bool = False) -> Iterator[Token]:
    """The tokens of ``source``, in order. ``xml`` reads ``<a/>`` and CDATA sections as XHTML does."""
    position = foreign = 0
    while found := _MARKUP.search(source, position):
        at = found.start()
        if at > position:
            yield Token("text", position, at)
        slash, name = found[1], found[2]
        if name is None:
            token, position = _comment(source, at, cdata=xml or foreign > 0)
            yield token
            continue
        name = name.lower()
        attributes, position, closed = _rest_of_tag(source, found.end())
        if not position:
            yield Token("cut", at, len(source))
            return
        closed = closed and (xml or foreign > 0 or name in _FOREIGN)
        if name in _FOREIGN and not closed:
            foreign = max(foreign + (-1 if slash else 1), 0)
        yield Token("end" if slash else "start", at, position, name, attributes, closed)
        if name in _RAW and not slash and not closed and not (foreign and name == "title"):
            end = _RAW[name].search(source, position)
            until = end.start() if end else len(source)
            yield Token("raw", position, until, name)
            position = until
    if position < len(source):
        yield Token("text", position, len(source))


def _rest_of_tag(source: str, position: int) -> tuple[tuple[Attribute, ...], int, bool]:
    """Attributes, where the tag ends (0: nowhere), and whether it ends in ``/>``."""
    if source[position : position + 1] == ">":
        return (), position + 1, False
    attributes = []
    while found := _ATTRIBUTE.match(source, position):
        start = end = position = found.end()
        if found[3]:
            end = source.find(found[3], start)
            position = end + 1
        elif found[2]:
            stop = _VALUE_END.search(source, start)
            end = position = stop.start() if stop else -1
        if end < 0:
            return (), 0, False
        attributes.append(Attribute(found[1].lower(), found.start(1), start, end))
    tag_end = _TAG_END.match(source, position)
    if tag_end is None:
        return (), 0, False
    return tuple(attributes), tag_end.end(), tag_end[0].endswith("/>")


def _comment(source: str, at: int, *, cdata: bool) -> tuple[Token, int]:
    """The comment, CDATA section or declaration at ``at``, and where the source goes on."""
    if source.startswith("<!--", at):
        for shortest in ("<!-->", "<!--->"):
            if source.startswith(shortest, at):
                return Token("comment", at + 4, at + 4), at + len(shortest)
        found = _COMMENT_END.search(source, at + 4)
        start, (end, position) = at + 4, found.span() if found else (len(source), len(source))
        return Token("comment", start, end), position
    if cdata and source.startswith("<![CDATA[", at):
        end = source.find("]]>", at + 9)
        return (
            (Token("cdata", at + 9, end), end + 3) if end >= 0 else (Token("cdata", at + 9, len(source)), len(source))
        )
    end = source.find(">", at + 2)
    is_known = source[at : at + 9].lower() == "<!doctype" or source[at : at + 6].lower() == "<?xml "
    kind = "declaration" if is_known else "comment"
    return (Token(kind, at + 2, end), end + 1) if end >= 0 else (Token(kind, at + 2, len(source)), len(source))


def values_of(source: str, token: Token) -> dict[str, str]:
    """The decoded values of a tag's attributes by name; of two with one name the first counts."""
    return {
        attribute.name: decoded(source[attribute.start : attribute.end]) for attribute in reversed(token.attributes)
    }


def references(source: str, start: int, end: int, *, attribute: bool = False) -> Iterator[tuple[int, int, str]]:
    """Character references in a stretch: start, end, and the text each stands for.

    >>> list(references("a&lt;b&nbsp&#x4E2D;", 0, 19))
    [(1, 5, '<'), (6, 11, '\\xa0'), (11, 19, '中')]
    """
    for found in _REFERENCE.finditer(source, start, end):
        written = found[0]
        text, width = _number(written) if written[1] == "#" else _named(written)
        follows = source[found.start() + width : min(found.start() + width + 1, end)]
        # In an attribute a name without its semicolon may be the next field of a query: ?a=1&copy=2.
        if (
            attribute
            and not written[:width].endswith(";")
            and (follows == "=" or (follows.isascii() and follows.isalnum()))
        ):
            continue
        if text:
            yield found.start(), found.start() + width, text


def decoded(written: str, *, attribute: bool = True) -> str:
    """A written value as it is meant, character references taken out."""
    if "&" not in written:
        return written
    pieces: list[str] = []
    taken = 0
    for start, end, text in references(written, 0, len(written), attribute=attribute):
        pieces += (written[taken:start], text)
        taken = end
    return "".join((*pieces, written[taken:]))


def _number(written: str) -> tuple[str, int]:
    from html import unescape

    base, digits = (16, written[3:]) if written[2] in "xX" else (10, written[2:])
    digits = digits.rstrip(";").lstrip("0")[:8] or "0"
    # ``unescape`` knows the exceptions (&#128; is €) but drops control characters, which browsers keep.
    return unescape(f"&#{'x' * (base == 16)}{digits};") or chr(int(digits, base)), len(written)


def _named(written: str) -> tuple[str, int]:
    """The longest name at the start of ``written``: some names do without the semicolon. ``""`` when there is none."""
    from html.entities import html5

    for length in range(len(written), 2, -1):
        if written[1:length] in html5:
            return html5[written[1:length]], length
    return "", len(written)
