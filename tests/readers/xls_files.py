"""Old Excel files made by hand: records of BIFF8, and the compound file (MS-CFB) that holds their stream."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
END, FREE, FAT_SECTOR, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
SMALLEST = 4096  # shorter streams would stand in sectors of another size


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def wide(text: str, size: str = "<H") -> bytes:
    """A string of BIFF8: its length, a byte that says UTF-16, its characters."""
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def workbook(
    sheets: Sequence[tuple[str, int, bytes]], strings: Sequence[str] = (), whole: bytes = b"", parts: int = 1
) -> bytes:
    """The stream of a workbook: sheets as name, state (0 shown, 1 hidden, 2 very hidden) and records.

    ``whole`` are further records of the workbook, ``parts`` over how many records the first string is spread.
    """
    table = _strings(strings, parts) if strings else b""
    names = [wide(name, "<B") for name, _, _ in sheets]
    head = begin(5) + record(0x42, struct.pack("<H", 1200)) + whole
    offset = len(head) + sum(10 + len(name) for name in names) + len(table) + 4
    listed, bodies = b"", b""
    for (_, state, records), name in zip(sheets, names, strict=True):
        listed += record(0x85, struct.pack("<IBB", offset + len(bodies), state, 0) + name)
        bodies += begin(0x10) + records + record(0x0A)
    return head + listed + table + record(0x0A) + bodies


def _strings(strings: Sequence[str], parts: int) -> bytes:
    first, *others = strings
    step = -(-len(first) // parts)
    pieces = [first[at : at + step].encode("utf-16-le") for at in range(0, len(first), step)]
    head = struct.pack("<IIHB", len(strings), len(strings), len(first), 1) + pieces[0]
    rest = b"".join(map(wide, others))
    if len(pieces) == 1:
        return record(0xFC, head + rest)
    middle = b"".join(record(0x3C, b"\x01" + piece) for piece in pieces[1:-1])
    return record(0xFC, head) + middle + record(0x3C, b"\x01" + pieces[-1] + rest)


def shared(row: int, column: int, number: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, number))


def label(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<HHH", row, column, 0) + wide(text))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def formula(row: int, column: int, *texts: str, value: float = 0.0) -> bytes:
    """A formula that is a text, or that joins some."""
    tokens = b"\x08".join(b"\x17" + wide(text, "<B") for text in texts)
    return record(0x06, struct.pack("<HHHdHIH", row, column, 0, value, 0, 0, len(tokens)) + tokens)


def hidden_row(row: int) -> bytes:
    return record(0x208, struct.pack("<HHHHHHHH", row, 0, 1, 255, 0, 0, 0x20, 0))


def hidden_columns(first: int, last: int) -> bytes:
    return record(0x7D, struct.pack("<HHHHHH", first, last, 0, 0, 1, 0))


def box(identity: int, text: str, parts: int = 1) -> bytes:
    """A text box; a comment is one with a note."""
    step = -(-len(text) // parts)
    pieces = [text[at : at + step] for at in range(0, len(text), step)]
    return (
        record(0x5D, struct.pack("<HHHHH", 0x15, 0x12, 6, identity, 0) + bytes(12))
        + record(0x1B6, struct.pack("<HHHHHHHH", 0, 0, 0, 0, 0, len(text), 8, 0) + bytes(2))
        + b"".join(record(0x3C, b"\x01" + piece.encode("utf-16-le")) for piece in pieces)
        + record(0x3C, bytes(8))
    )


def note(row: int, column: int, identity: int, author: str) -> bytes:
    return record(0x1C, struct.pack("<4H", row, column, 0, identity) + wide(author) + b"\0")


def link(row: int, column: int, target: str) -> bytes:
    address = (target + "\0").encode("utf-16-le")
    content = struct.pack("<4H", row, row, column, column) + bytes(16) + struct.pack("<II", 2, 3)
    content += bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b") + struct.pack("<I", len(address)) + address
    return record(0x1B8, content)


def validation(prompt: str, listed: str) -> bytes:
    tokens = b"\x17" + wide(listed, "<B")
    texts = b"".join(map(wide, ("\0", "\0", prompt, "\0")))
    return record(0x1BE, bytes(4) + texts + struct.pack("<HH", len(tokens), 0) + tokens)


def name(title: str, text: str) -> bytes:
    tokens = b"\x17" + wide(text, "<B")
    head = struct.pack("<HBBHHH4x", 0, 0, len(title), len(tokens), 0, 0)
    return record(0x18, head + b"\x01" + title.encode("utf-16-le") + tokens)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, all in its root; none is short."""
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [("Root Entry", 5, END, 0)]
    for title, content in streams.items():
        content = content.ljust(SMALLEST, b"\0")
        count = -(-len(content) // SECTOR)
        entries.append((title, 2, len(sectors), len(content)))
        chains += [*range(len(sectors) + 1, len(sectors) + count), END]
        sectors += [content[at * SECTOR : at * SECTOR + SECTOR].ljust(SECTOR, b"\0") for at in range(count)]
    directory = b"".join(_entry(number, len(entries), *entry) for number, entry in enumerate(entries))
    start, count = len(sectors), -(-len(directory) // SECTOR)
    chains += [*range(start + 1, start + count), END]
    sectors += [directory[at * SECTOR : at * SECTOR + SECTOR].ljust(SECTOR, b"\0") for at in range(count)]
    tables = 1
    while tables * (SECTOR // 4) < len(chains) + tables:
        tables += 1
    first = len(chains)
    chains += [FAT_SECTOR] * tables
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(tables * SECTOR, b"\xff")
    places = struct.pack(f"<{tables}I", *range(first, first + tables)).ljust(436, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, start, 0, SMALLEST, END, 0, END, 0)
    return head + places + b"".join(sectors) + table


def _entry(number: int, count: int, title: str, kind: int, start: int, size: int) -> bytes:
    coded = (title + "\0").encode("utf-16-le")
    # Streams hang on one another to the right; readers take the tree as it comes.
    right = number + 1 if 0 < number < count - 1 else NONE
    child = 1 if number == 0 and count > 1 else NONE
    head = coded.ljust(64, b"\0") + struct.pack("<HBB3I", len(coded), kind, 1, NONE, right, child)
    return head + bytes(36) + struct.pack("<II4x", start, size)
