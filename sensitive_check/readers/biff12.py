"""Records of binary Excel workbooks (xlsb): which sheets there are, and text that no cell shows.

MS-XLSB. Each part is walked record by record, once.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from sensitive_check.readers.biff import READABLE, TELLING, Beside, Sheet

_ROW, _SHARED, _LAST_CELL, _STRING, _NAME, _COLUMNS, _VALIDATION, _SHEET = 0, 7, 11, 19, 39, 60, 64, 156
_FIRST_FORMULA = 8
_HEADERS, _LINK, _AUTHOR, _COMMENT, _COMMENT_TEXT = 479, 494, 632, 635, 637
_LITERAL = re.compile(rb"\x17([\x01-\xff])\x00")


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it: its name, the relationship that leads to it, and whether it is shown."""

    name: str = field(repr=False)
    relation: str
    is_hidden: bool


def walk(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record of a part."""
    position = 0
    while position < len(part):
        kind = part[position]
        position += 1
        if kind & 0x80 and position < len(part):
            kind = kind & 0x7F | part[position] << 7
            position += 1
        length = shift = 0
        while position < len(part) and shift < 28:
            byte = part[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, part[position : position + length]
        position += length


def read_workbook(part: bytes) -> tuple[list[Listed], list[Beside]]:
    """The sheets that a workbook lists, and the names that it defines."""
    sheets: list[Listed] = []
    names: list[Beside] = []
    for kind, content in walk(part):
        if kind == _SHEET:
            relation, position = _string(content, 8)
            sheets.append(Listed(_string(content, position)[0], relation, is_hidden=content[:1] not in (b"\x00", b"")))
        elif kind == _NAME:
            name, position = _string(content, 9)
            names.append(Beside("name", " ".join((name, *_literals(content[position:])))))
    return sheets, names


def read_sheet(part: bytes) -> Sheet:
    """What a sheet holds beside its cells. The text of a ``hyperlink`` is the id of its relationship."""
    sheet, row = Sheet(), 0
    for kind, content in walk(part):
        if kind == _ROW and len(content) >= 12:
            row = int.from_bytes(content[:4], "little")
            if content[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif 0 < kind <= _LAST_CELL and len(content) >= 8:
            column = int.from_bytes(content[:4], "little")
            sheet.top, sheet.bottom = min(sheet.top, row), max(sheet.bottom, row)
            sheet.left, sheet.right = min(sheet.left, column), max(sheet.right, column)
            if kind == _SHARED:
                sheet.strings.add(int.from_bytes(content[8:12], "little"))
            elif kind >= _FIRST_FORMULA:
                sheet.beside += (Beside("formula", text, (row, column)) for text in _literals(content[8:]))
        elif kind == _COLUMNS and len(content) >= 18 and content[16] & 1:
            first, last = struct.unpack_from("<2I", content)
            sheet.hide_columns(first, last)
        elif kind == _HEADERS:
            sheet.beside += (Beside("setting", text) for text in _strings(content, 2, 6))
        elif kind == _VALIDATION:
            position = 8 + 16 * int.from_bytes(content[4:8], "little")
            sheet.beside += (Beside("setting", text) for text in _strings(content, position, 4))
            sheet.beside += (Beside("setting", text) for text in _literals(content[position:]))
        elif kind == _LINK and len(content) >= 16:
            top, _, left, _ = struct.unpack_from("<4I", content)
            relation, *texts = _strings(content, 16, 4)
            sheet.beside.append(Beside("hyperlink", relation, (top, left)))
            sheet.beside += (Beside("setting", text, (top, left)) for text in texts)
    return sheet


def read_strings(part: bytes) -> list[str]:
    """The shared strings."""
    return [_string(content, 1)[0] for kind, content in walk(part) if kind == _STRING]


def read_comments(part: bytes) -> list[Beside]:
    """The comments of a sheet and, before each, its author."""
    authors: list[str] = []
    found: list[Beside] = []
    place: tuple[int, int] | None = None
    for kind, content in walk(part):
        if kind == _AUTHOR:
            authors.append(_string(content, 0)[0])
        elif kind == _COMMENT and len(content) >= 20:
            author, top, _, left = struct.unpack_from("<4I", content)
            place = top, left
            if author < len(authors):
                found.append(Beside("author", authors[author], place))
        elif kind == _COMMENT_TEXT:
            found.append(Beside("comment", _string(content, 1)[0], place))
    return found


def _string(content: bytes, position: int) -> tuple[str, int]:
    """UTF-16 text after its length in four bytes, and where it ends; all bits set mean that there is none."""
    count = int.from_bytes(content[position : position + 4], "little")
    end = position + 4 + (0 if count == 0xFFFFFFFF else 2 * count)
    return content[position + 4 : end].decode("utf-16-le", "replace"), end


def _strings(content: bytes, position: int, count: int) -> list[str]:
    texts: list[str] = []
    for _ in range(count):
        text, position = _string(content, position)
        texts.append(text)
    return texts


def _literals(formula: bytes) -> Iterator[str]:
    """Strings in the tokens of a formula that say something; the tokens between them are not understood."""
    position = 0
    while found := _LITERAL.search(formula, position):
        end = found.end() + 2 * found[1][0]
        text = formula[found.end() : end].decode("utf-16-le", "replace")
        position = found.start() + 1
        if end <= len(formula) and READABLE.fullmatch(text) and TELLING.search(text):
            yield text
            position = end
