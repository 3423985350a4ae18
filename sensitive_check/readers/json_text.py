"""JSON, JSON Lines and their like: the text is the source with the escapes in its strings taken out (RFC 8259).

What stands between two commas or brackets is a block, so a name and its value stay together. Strings are prose, but
for the tags of pages in them, and but for a file without a Chinese character, which is for programs: that is code, as
everything around strings is. Nothing depends on the source being sound JSON: each string is read where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sensitive_check.errors import ReadError
from sensitive_check.model import Document, Link, OffsetMap, Part, Span
from sensitive_check.readers import plaintext
from sensitive_check.readers.code_text import add_code, tags_in

# Every alternative ends what it begins, at the end of the line if need be: no quotation mark is tried twice.
_TOKEN = re.compile(r'"([^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*)(?:"|\\?(?=[\r\n]|\Z))|[{}\[\],]')
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u(?![dD][89a-fA-F])([0-9a-fA-F]{4})"
    r"|([\"\\/bfnrt]))"
)
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BLANKS = " \t\r\n"
_MOST = 500_000
"""So many strings, or escapes, are kept with their places; each takes memory."""


def read(content: bytes, name: str) -> Document:
    """A document of the strings. Raises ``ReadError`` as plain text does.

    A file with more than half a million strings has neither parts nor blocks; with as many escapes it is refused.
    """
    plain = plaintext.read(content, name)
    source = plain.text
    text, offsets = _unescaped(source)
    strings, blocks = _structure(source)
    if offsets is not None:
        strings, blocks = ([offsets.from_source(span) for span in spans] for spans in (strings, blocks))
    parts: list[Part] = []
    links: list[Link] = []
    if not _CHINESE.search(text):
        parts.append(Part(label="", span=Span(0, len(text)), kind="code"))
    elif strings:
        for gap in _gaps(text, strings):
            add_code(parts, links, text, gap)
    return Document(
        name=name,
        text=text,
        encoding=plain.encoding,
        source=None if offsets is None else source,
        source_map=offsets,
        parts=tuple(parts),
        blocks=tuple(blocks),
        links=tuple(links),
        unchecked=plain.unchecked,
    )


def _unescaped(source: str) -> tuple[str, OffsetMap | None]:
    """The source without escapes, and the way back to it; half of a surrogate pair stays as it is written."""
    if "\\" not in source:
        return source, None
    pieces: list[str] = []
    starts, sources, widths = [0], [0], dict[int, int]()
    taken = length = 0
    for found in _ESCAPE.finditer(source):
        if len(widths) == _MOST:
            raise ReadError(f"转义字符超过 {_MOST} 处", f"more than {_MOST} escapes", "limit")
        character = _character(found)
        pieces += (source[taken : found.start()], character)
        length += found.start() - taken
        widths[length] = found.end() - found.start()
        taken, length = found.end(), length + 1
        starts.append(length)
        sources.append(taken)
    pieces.append(source[taken:])
    return "".join(pieces), OffsetMap(tuple(starts), tuple(sources), widths)


def _character(found: re.Match[str]) -> str:
    high, low, unit, letter = found.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    return chr(int(unit, 16)) if unit else _LETTERS.get(letter, letter)


def _structure(source: str) -> tuple[list[Span], list[Span]]:
    """The strings without their quotation marks, and what stands between commas and brackets; neither if too many."""
    strings: list[Span] = []
    blocks: list[Span] = []
    start = 0
    for found in _TOKEN.finditer(source):
        if found.lastindex:
            strings.append(Span(*found.span(1)))
            if len(strings) > _MOST:
                return [], []
            continue
        _add_block(blocks, source, start, found.start())
        start = found.end()
        if len(blocks) > _MOST:
            return [], []
    _add_block(blocks, source, start, len(source))
    return strings, blocks


def _add_block(blocks: list[Span], source: str, start: int, end: int) -> None:
    words = source[start:end]
    if stripped := words.strip(_BLANKS):
        start += len(words) - len(words.lstrip(_BLANKS))
        blocks.append(Span(start, start + len(stripped)))


def _gaps(text: str, strings: list[Span]) -> Iterator[Span]:
    """What stands outside the strings, and the tags in them."""
    done = 0
    for string in strings:
        if done < string.start:
            yield Span(done, string.start)
        if "<" in text[string.start : string.end] or "&" in text[string.start : string.end]:
            yield from tags_in(text, string)
        done = string.end
    if done < len(text):
        yield Span(done, len(text))
