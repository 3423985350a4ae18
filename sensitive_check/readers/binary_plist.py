"""Strings of Apple's binary property lists, wherever they stand in one: none is lost, and nothing is built of them."""

from __future__ import annotations

from collections.abc import Iterator

from sensitive_check.errors import ReadError

_TRAILER = 32
_DATA, _ASCII, _WIDE = 0x40, 0x50, 0x60


def strings_of(content: bytes) -> list[str]:
    """All strings, keys too, in the order of the list's table of objects.

    Raises ``ReadError`` for a list that is damaged, and for one that holds data of another kind.
    """
    strings = []
    taken = 0
    for position in _objects(content):
        kind, size = content[position] & 0xF0, content[position] & 0x0F
        if kind not in (_DATA, _ASCII, _WIDE):
            continue
        position += 1
        if size == 0x0F:  # the size stands in an integer of its own
            width = 1 << (content[position] & 3) if position < len(content) else 0
            size = int.from_bytes(content[position + 1 : position + 1 + width], "big")
            position += 1 + width
        size *= 2 if kind == _WIDE else 1
        taken += size
        if position + size > len(content) or taken > len(content):  # strings that share their bytes are a bomb
            raise _damaged()
        if kind == _DATA and size:
            raise ReadError("属性列表含二进制数据", "data in a property list", "unsupported")
        encoding = "utf-16-be" if kind == _WIDE else "latin-1"
        strings.append(content[position : position + size].decode(encoding, "replace"))
    return strings


def _objects(content: bytes) -> Iterator[int]:
    """Where the objects of a list begin."""
    trailer = content[-_TRAILER:]
    width, count = trailer[6:7], int.from_bytes(trailer[8:16], "big")
    table, end = int.from_bytes(trailer[24:32], "big"), len(content) - _TRAILER
    if not content.startswith(b"bplist0") or width not in (b"\1", b"\2", b"\3", b"\4", b"\x08"):
        raise _damaged()
    step = width[0]
    if not count or table + count * step > end:
        raise _damaged()
    for at in range(table, table + count * step, step):
        position = int.from_bytes(content[at : at + step], "big")
        if position >= end:
            raise _damaged()
        yield position


def _damaged() -> ReadError:
    return ReadError("属性列表已损坏", "the property list is damaged")
