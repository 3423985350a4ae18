"""Records of binary Excel workbooks (xlsb): cells, and text that no cell shows.

MS-XLSB. Each part is walked record by record, once, and gaps between cells cost nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from sensitive_check.errors import ReadError
from sensitive_check.readers.biff import ERRORS, READABLE, TELLING, Beside, Formats, Sheet, number_of_rk, put_together
from sensitive_check.readers.sheets import Room, Strings

_ROW, _RK, _ERROR, _TRUTH, _REAL, _WORDS, _SHARED, _RICH = 0, 2, 3, 4, 5, 6, 7, 62
_FORMULAS = {8: _WORDS, 9: _REAL, 10: _TRUTH, 11: _ERROR}
_CELLS = frozenset((_RK, _ERROR, _TRUTH, _REAL, _WORDS, _SHARED, _RICH, *_FORMULAS))
_STRING, _NAME, _FORMAT_CODE, _FORMAT, _COLUMNS, _VALIDATION, _PROPERTIES, _SHEET = 19, 39, 44, 47, 60, 64, 153, 156
_HEADERS, _LINK, _FORMATS, _FORMATS_END, _AUTHOR, _COMMENT, _COMMENT_TEXT = 479, 494, 617, 618, 632, 635, 637
_TEXTS = _CELLS | {_HEADERS, _VALIDATION, _LINK}
_LITERAL = re.compile(rb"\x17([\x01-\xff])\x00")


@dataclass(slots=True)
class Listed:
    """What a workbook lists: pairs of a sheet and the relationship that leads to it, and the names that it defines."""

    sheets: list[tuple[Sheet, str]] = field(default_factory=list)
    names: list[Beside] = field(default_factory=list)
    uses_1904: bool = False


def walk(part: bytes, room: Room) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record of a part. Raises ``struct.error`` where one is not whole.

    Raises ``ReadError`` where the workbook has more records than there is room for.
    """
    position = 0
    while position < len(part):
        if room.records < 1:
            raise ReadError("记录过多", "too many records", "limit")
        room.records -= 1
        kind, position = part[position], position + 1
        if kind & 0x80 and position < len(part):
            kind, position = kind & 0x7F | part[position] << 7, position + 1
        length = shift = 0
        while position < len(part) and shift < 28:
            byte = part[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        end = position + length
        if end > len(part):
            raise struct.error
        yield kind, part[position:end]
        position = end


def read_workbook(part: bytes, room: Room) -> Listed:
    """The sheets of a workbook, still empty, and its names. Raises ``struct.error`` when it breaks off."""
    listed = Listed()
    for kind, content in walk(part, room):
        if kind == _SHEET:
            relation, position = _string(content, 8)
            sheet = Sheet(name=_string(content, position)[0], is_hidden=content[:4] != bytes(4))
            listed.sheets.append((sheet, relation))
        elif kind == _NAME:
            name, position = _string(content, 9)
            listed.names.append(Beside("name", " ".join((name, *_literals(content[position:])))))
        elif kind == _PROPERTIES:
            listed.uses_1904 = bool(content[:1] and content[0] & 1)
    return listed


def read_formats(part: bytes, room: Room, *, uses_1904: bool = False) -> Formats:
    """How cells show numbers. Raises ``struct.error`` when the part breaks off."""
    formats, is_of_cells = Formats(uses_1904=uses_1904), False
    for kind, content in walk(part, room):
        if kind == _FORMAT_CODE:
            formats.name(struct.unpack_from("<H", content)[0], _string(content, 2)[0])
        elif kind in (_FORMATS, _FORMATS_END):
            is_of_cells = kind == _FORMATS
        elif kind == _FORMAT and is_of_cells:
            formats.numbers.append(struct.unpack_from("<H", content, 2)[0])
    return formats


def read_strings(part: bytes, strings: Strings, room: Room) -> None:
    """Add the shared strings. Raises ``struct.error`` when the part breaks off; those before stay.

    Raises ``ReadError`` when there are too many.
    """
    for kind, content in walk(part, room):
        if kind == _STRING:
            strings.add(_string(content, 1)[0])


def read_sheet(part: bytes, sheet: Sheet, strings: Strings, formats: Formats, room: Room) -> None:
    """Fill a sheet as far as there is room. The text of a ``hyperlink`` is the id of its relationship.

    Raises ``struct.error`` when the part breaks off; what stands before stays.
    """
    row = 0
    for kind, content in walk(part, room):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", content)
            if content[11:12] and content[11] & 0x10:
                sheet.hide_row(row)
        elif room.cells < 1 and kind in _TEXTS:
            sheet.left_out += 1
        elif kind in _CELLS:
            _add_cell(sheet, row, kind, content, strings, formats, room)
        elif kind == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<4IH", content)
            if flags & 1:
                sheet.hidden_columns.add(first, last)
        elif kind == _HEADERS:
            sheet.add((Beside("setting", text) for text in _strings(content, 2, 6)), room)
        elif kind == _VALIDATION:
            position = 8 + 16 * struct.unpack_from("<I", content, 4)[0]
            sheet.add((Beside("setting", text) for text in _strings(content, position, 4)), room)
            sheet.add((Beside("setting", text) for text in _literals(content[position:])), room)
        elif kind == _LINK:
            top, _, left, _ = struct.unpack_from("<4I", content)
            relation, *texts = _strings(content, 16, 4)
            sheet.add((Beside("hyperlink", relation, (top, left)),), room)
            sheet.add((Beside("setting", text, (top, left)) for text in texts), room)


def _add_cell(
    sheet: Sheet, row: int, kind: int, content: bytes, strings: Strings, formats: Formats, room: Room
) -> None:
    column, format_ = struct.unpack_from("<2I", content)
    kind_of_value = _FORMULAS.get(kind, kind)
    text, is_number = "", False
    if kind_of_value == _SHARED:
        (index,) = struct.unpack_from("<I", content, 8)
        shared = strings.use(str(index))
        sheet.missing += shared is None
        text = shared or ""
    elif kind_of_value == _REAL:
        text, is_number = formats.shown(struct.unpack_from("<d", content, 8)[0], format_ & 0xFFFFFF)
    elif kind_of_value == _RK:
        text, is_number = formats.shown(number_of_rk(struct.unpack_from("<I", content, 8)[0]), format_ & 0xFFFFFF)
    elif kind_of_value == _TRUTH:
        text = ("FALSE", "TRUE")[content[8:9] == b"\1"]
    elif kind_of_value == _ERROR:
        text = ERRORS.get(content[8], "") if len(content) > 8 else ""
    else:
        text = _string(content, 9 if kind == _RICH else 8)[0]
    sheet.add_cell((row, column), text, room, is_number=is_number)
    if is_number:
        shown = formats.completed(text, format_ & 0xFFFFFF)
        sheet.add((Beside("format", one, (row, column)) for one in shown), room)
    if kind in _FORMULAS:
        sheet.add((Beside("formula", one, (row, column)) for one in _literals(content[8:]) if one != text), room)


def read_comments(part: bytes, room: Room) -> list[Beside]:
    """The comments of a sheet and, before each, its author. Raises ``struct.error`` when the part breaks off."""
    authors: list[str] = []
    found: list[Beside] = []
    place: tuple[int, int] | None = None
    for kind, content in walk(part, room):
        if kind == _AUTHOR:
            authors.append(_string(content, 0)[0])
        elif kind == _COMMENT:
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
    return put_together(formula, _readable(formula))


def _readable(formula: bytes) -> Iterator[tuple[int, int, str]]:
    position = 0
    while found := _LITERAL.search(formula, position):
        end = found.end() + 2 * found[1][0]
        text = formula[found.end() : end].decode("utf-16-le", "replace")
        position = found.start() + 1
        if end <= len(formula) and READABLE.fullmatch(text):
            yield found.start(), end, text
            position = end if TELLING.search(text) else position
