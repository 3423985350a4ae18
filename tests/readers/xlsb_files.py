"""Binary Excel workbooks (MS-XLSB) made by hand."""

from __future__ import annotations

import io
import struct
import zipfile

TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(content), b""
    while length > 127:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + size + bytes([length]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number: int, *, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def text(column: int, words: str) -> bytes:
    return record(6, struct.pack("<II", column, 0) + wide(words))


def shared(column: int, number: int) -> bytes:
    return record(7, struct.pack("<III", column, 0, number))


def number(column: int, value: float) -> bytes:
    return record(5, struct.pack("<IId", column, 0, value))


def formula(column: int, *texts: str, value: float = 0.0) -> bytes:
    """A formula that is a text, or that joins some."""
    tokens = b"\x08".join(b"\x17" + struct.pack("<H", len(text)) + text.encode("utf-16-le") for text in texts)
    return record(9, struct.pack("<IIdHI", column, 0, value, 0, len(tokens)) + tokens + bytes(4))


def hidden_columns(first: int, last: int) -> bytes:
    return record(60, struct.pack("<IIIIH", first, last, 0, 0, 1))


def header(words: str) -> bytes:
    return record(479, bytes(2) + wide(words) + b"\xff\xff\xff\xff" * 5)


def link(at_row: int, column: int, relation: str, tip: str) -> bytes:
    return record(494, struct.pack("<4I", at_row, at_row, column, column) + wide(relation) + wide("") + wide(tip) * 2)


def validation(prompt: str) -> bytes:
    return record(64, bytes(4) + struct.pack("<5I", 1, 0, 0, 0, 0) + wide(prompt) + b"\xff\xff\xff\xff" * 3)


def comments(at_row: int, column: int, author: str, words: str) -> bytes:
    place = struct.pack("<5I", 0, at_row, at_row, column, column) + bytes(16)
    return record(632, wide(author)) + record(635, place) + record(637, b"\0" + wide(words))


def name(title: str, words: str) -> bytes:
    tokens = b"\x17" + struct.pack("<H", len(words)) + words.encode("utf-16-le")
    return record(39, bytes(9) + wide(title) + struct.pack("<I", len(tokens)) + tokens + bytes(4))


def workbook(
    sheet: bytes = b"",
    *,
    state: int = 0,
    strings: tuple[str, ...] = (),
    names: bytes = b"",
    notes: bytes = b"",
    target: str = "",
    formats: bytes = b"",
) -> bytes:
    """A workbook of one sheet of these records; ``target`` is where its relationship h1 leads."""
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    one = '<Relationship Id="{}" Type="' + TYPE + '{}" Target="{}"{}/>'
    beside = one.format("c1", "comments", "../comments1.bin", "") if notes else ""
    if target:
        beside += one.format("h1", "hyperlink", target, ' TargetMode="External"')
    listed = record(156, struct.pack("<II", state, 1) + wide("r1") + wide("Sheet1"))
    table = b"".join(record(19, b"\0" + wide(words)) for words in strings)
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<a ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>',
        "_rels/.rels": rels.format(one.format("r1", "officeDocument", "xl/workbook.bin", "")),
        "xl/workbook.bin": record(131) + record(143) + listed + record(144) + names + record(132),
        "xl/_rels/workbook.bin.rels": rels.format(
            one.format("r1", "worksheet", "worksheets/sheet1.bin", "")
            + one.format("r2", "sharedStrings", "sharedStrings.bin", "")
            + (one.format("r3", "styles", "styles.bin", "") if formats else "")
        ),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(strings), len(strings))) + table + record(160),
        "xl/worksheets/sheet1.bin": record(129)
        + record(148, bytes(16))
        + record(145)
        + sheet
        + record(146)
        + record(130),
        "xl/worksheets/_rels/sheet1.bin.rels": rels.format(beside),
    }
    if formats:
        members["xl/styles.bin"] = formats
    if notes:
        members["xl/comments1.bin"] = notes
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, content in members.items():
            archive.writestr(title, content)
    return stream.getvalue()
