"""What an embedded font says of its own glyphs: the characters that they are for (TrueType and OpenType, cmap)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Platform and encoding of the maps that begin with Unicode characters, the fullest first."""

_MOST_TABLES = 256
_MOST_GROUPS = 65_536
_MOST_CHARACTERS = 200_000
"""How many characters of one font are taken: the largest fonts draw 65535 glyphs."""


def glyphs_of_characters(font: bytes) -> dict[int, int]:
    """For each code point that a font draws, the number of its glyph.

    Empty where the font has no map of Unicode characters, or one of a kind that is not read. Raises nothing: a font
    that breaks off says what stands before.
    """
    glyphs: dict[int, int] = {}
    try:
        for code, glyph in _pairs(font):
            if glyph:
                glyphs[code] = glyph
    except struct.error:
        pass
    return glyphs


def _pairs(font: bytes) -> Iterator[tuple[int, int]]:
    """Code points and their glyphs, as the map of the font lists them. Raises ``struct.error`` where it breaks off."""
    start = _table(font, b"cmap")
    if start is None:
        return
    _, count = struct.unpack_from(">2H", font, start)
    records = [struct.unpack_from(">2HL", font, start + 4 + 8 * i) for i in range(min(count, _MOST_TABLES))]
    maps = {(platform, encoding): start + offset for platform, encoding, offset in records}
    at = next((maps[kind] for kind in _UNICODE if kind in maps), None)
    if at is None:
        return
    (form,) = struct.unpack_from(">H", font, at)
    pairs = {4: _by_segments, 12: _by_groups}.get(form)
    left = _MOST_CHARACTERS
    for pair in () if pairs is None else pairs(font, at):
        left -= 1
        if left < 0:
            return
        yield pair


def _table(font: bytes, name: bytes) -> int | None:
    """Where a table of a font begins; of a collection, in its first font."""
    head = 0
    if font[:4] == b"ttcf":
        (head,) = struct.unpack_from(">L", font, 12)
    (count,) = struct.unpack_from(">H", font, head + 4)
    for number in range(min(count, _MOST_TABLES)):
        tag, _, offset, _ = struct.unpack_from(">4s3L", font, head + 12 + 16 * number)
        if tag == name:
            return int(offset)
    return None


def _by_segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the first plane, each with a distance to its glyphs or a list of them."""
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    arrays = [struct.unpack_from(f">{count}H", font, at + 14 + i * doubled + (2 if i else 0)) for i in range(4)]
    for index, (last, first, delta, offset) in enumerate(zip(*arrays, strict=True)):
        listed = at + 16 + 3 * doubled + 2 * index + offset
        for code in range(first, min(last, 0xFFFE) + 1):
            if not offset:
                yield code, code + delta & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(">H", font, listed + 2 * (code - first))
                yield code, glyph + delta & 0xFFFF if glyph else 0


def _by_groups(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 12: groups of characters whose glyphs follow one another as they do."""
    (count,) = struct.unpack_from(">L", font, at + 12)
    for number in range(min(count, _MOST_GROUPS)):
        first, last, glyph = struct.unpack_from(">3L", font, at + 16 + 12 * number)
        for code in range(first, min(last, 0x10FFFF) + 1):
            yield code, glyph + code - first
