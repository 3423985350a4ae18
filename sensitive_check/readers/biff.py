"""Records of old Excel workbooks (Excel 5 to 2003): cells, and text that no cell shows.

MS-XLS. One pass over the stream, record by record; nothing is followed to where an offset points, and gaps between
cells cost nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from sensitive_check.errors import ReadError
from sensitive_check.readers.number_formats import formatted, has_digits, is_date_format, shown_date, shown_number
from sensitive_check.readers.ooxml import words_of_format
from sensitive_check.readers.sheets import HiddenColumns, Room

READABLE = re.compile(
    "[\x00\n\x20-\x7e\u00b7\u2010-\u203b\u2160-\u217f\u2460-\u24ff\u2605\u3000-\u30ff\u3400-\u9fff\uff00-\uffee]+"
)
TELLING = re.compile("[\u3400-\u9fff]|[0-9]{5}|://")
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

_HEADER = struct.Struct("<HH")
_BIFF8, _BIFF5 = 0x600, 0x500
_BOF, _EOF, _CONTINUE = 0x809, 0x0A, b"\x3c\x00"
_UNREAD_IN_EXCEL_95 = frozenset((0x1C, 0x1B6, 0x18, 0x14, 0x15, 0x7F))
_RKS = 0xBD
_ONLY_TEXTS = frozenset(
    (
        *(0x203, 0x27E, _RKS, 0x204, 0xD6, 0x205, 0x06, 0x207, 0xFD, 0x1B6, 0x1C),
        *(0x14, 0x15, 0x1B8, 0x1BE, 0x4BC, 0x221, 0x1B1, 0x18, 0x100D, 0x1AE, 0x5A),
    )
)
_OUTSIDE_SHEETS = frozenset((_BOF,))
_MACRO_SHEET, _VBA_SHEET = 1, 6
_MOST_ROWS = 1 << 20
_MOST_STRINGS = 2_000_000
_MOST_SHEETS = 10_000
_MOST_PIECES = 100_000
_STRING_FOLLOWS = b"\x00"

_LITERAL = re.compile(rb"\x17([\x01-\xff])[\x00\x01]")
_TELLING_LITERAL = re.compile(
    rb"\x17([\x01-\xff])(?:\x00(?=[\x00\n\x20-\x7e\xb7]{0,254}?(?:[0-9]{5}|://))"
    rb"|\x01(?=[\x00\n\x20-\x7e\xb7]\x00|[\x00-\xff][\x20-\x26\x30\x34-\x9f\xff]))"
)
"""Where a string in the tokens of a formula may begin, of one that joins none: narrow strings that say nothing are
passed over at no cost."""
_JOINS = b"\x08"
_JOINING = _JOINS + b"\x15"
"""Tokens of ``&`` and of parentheses, which stand behind what they join."""

_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|\x01\x00\x00\x00[\x00-\xff]{36} EMF")
_URL_MONIKER = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
_FILE_MONIKER = bytes.fromhex("0303000000000000c000000000000046")


@dataclass(frozen=True, slots=True)
class Beside:
    """Text that no cell shows: the cell it belongs to (row and column from 0, or None), what it is, and what it says.

    ``what`` is comment, author, drawing, formula, link, hyperlink, setting, format, name or unused; for a link ``text``
    is its target.
    """

    what: str
    text: str = field(repr=False)
    place: tuple[int, int] | None = None


@dataclass(slots=True)
class Sheet:
    """What one sheet holds: cells as row, column, text and whether it is a number; rows and columns count from 0."""

    name: str = field(default="", repr=False)
    is_hidden: bool = False
    is_macro: bool = False
    cells: list[tuple[int, int, str, bool]] = field(default_factory=list, repr=False)
    beside: list[Beside] = field(default_factory=list, repr=False)
    left_out: int = 0
    """How many cells and other texts found no room."""
    missing: int = 0
    """How many cells name a shared string that there is not."""
    hidden_rows: set[int] = field(default_factory=set, repr=False)
    hidden_columns: HiddenColumns = field(default_factory=HiddenColumns, repr=False)

    def add_cell(self, place: tuple[int, int], text: str, room: Room, *, is_number: bool = False) -> None:
        """Add a cell as far as there is room."""
        if text and room.takes(text):
            self.cells.append((*place, text, is_number))
        elif text:
            self.left_out += 1

    def add(self, beside: Iterable[Beside], room: Room) -> None:
        """Add what stands beside the cells as far as there is room."""
        for one in beside:
            if one.text and room.takes(one.text):
                self.beside.append(one)
            elif one.text:
                self.left_out += 1

    def hide_row(self, row: int) -> None:
        """Note that a row, from 0, is hidden."""
        if row < _MOST_ROWS:
            self.hidden_rows.add(row)

    def hides(self, row: int, column: int) -> str:
        """What hides a cell: 隐藏工作表, 隐藏行, 隐藏列, or nothing."""
        if self.is_hidden:
            return "隐藏工作表"
        if row in self.hidden_rows:
            return "隐藏行"
        return "隐藏列" if self.hidden_columns.holds(column) else ""


@dataclass(slots=True)
class Formats:
    """The formats of cells, and which of them show a date."""

    codes: dict[int, str] = field(default_factory=dict, repr=False)
    numbers: list[int] = field(default_factory=list, repr=False)
    uses_1904: bool = False
    _adding: dict[int, bool] = field(default_factory=dict, repr=False)

    def name(self, number: int, code: str) -> None:
        """Note the code of a format."""
        self.codes[number] = code
        self._adding.pop(number, None)

    def shown(self, value: float, format_: int) -> tuple[str, bool]:
        """What people see of a stored number, and whether it is one."""
        number = self._number(format_)
        if is_date_format(number, self.codes.get(number, "")):
            return shown_date(repr(value), uses_1904=self.uses_1904), False
        return shown_number(repr(value)), True

    def completed(self, number: str, format_: int) -> Iterator[str]:
        """What people see of a number whose format adds digits to it."""
        format_ = self._number(format_)
        code = self.codes.get(format_, "")
        if format_ not in self._adding:
            self._adding[format_] = has_digits(code)
        if self._adding[format_]:
            yield formatted(code, number)

    def _number(self, format_: int) -> int:
        return self.numbers[format_] if format_ < len(self.numbers) else 0


def number_of_rk(packed: int) -> float:
    """A number in four bytes: an integer or the upper half of a float, perhaps times 100.

    >>> number_of_rk(11 << 2 | 2), number_of_rk(4466 << 2 | 3)
    (11.0, 44.66)
    """
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        (value,) = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value


def unused(strings: Sequence[str], used: Set[int]) -> Iterator[Beside]:
    """Shared strings that no cell shows: left over, or hidden."""
    return (Beside("unused", text) for index, text in enumerate(strings) if text and index not in used)


def read_stream(stream: bytes, room: Room) -> Workbook:
    """Everything that the stream of a workbook says, as far as there is room.

    Raises ``ReadError`` for one behind a password, and for one that is damaged from its beginning.
    """
    workbook = Workbook(room)
    position, last, unpack_from = 0, len(stream) - _HEADER.size, _HEADER.unpack_from
    while position <= last and room.records > 0:
        kind, length = unpack_from(stream, position)
        # A hostile file holds millions of records: one that says nothing, or finds no room, costs no more than this.
        if kind in workbook.wanted:
            if room.cells < 1 and kind in _ONLY_TEXTS:
                workbook.leave_out(kind, length)
            else:
                end = position + 4 + length
                workbook.take(position, kind, stream[position + 4 : end], _following(stream, end))
        position += 4 + length
        room.records -= 1
    workbook.finish(is_cut=position <= last)
    return workbook


def _following(stream: bytes, position: int) -> Sequence[bytes]:
    """What continues the record that ends at a position; of too many pieces the first ones."""
    pieces: list[bytes] = []
    while stream.startswith(_CONTINUE, position) and position + 4 <= len(stream) and len(pieces) < _MOST_PIECES:
        length = int.from_bytes(stream[position + 2 : position + 4], "little")
        pieces.append(stream[position + 4 : position + 4 + length])
        position += 4 + length
    return pieces


class Workbook:
    """A workbook as its records come: its sheets in their order, and what belongs to none of them (``whole``)."""

    def __init__(self, room: Room) -> None:
        self.whole = Sheet()
        self.sheets: list[Sheet] = []
        self.writer = ""
        self.pictures = 0
        self.is_whole = True
        """False when the stream breaks off, or holds a record that is too short."""
        self.is_cut = False
        """True when there were more records than may be read."""
        self.leaves_out = False
        """True for Excel 5 and 95 with comments, formulas, names and the like: those are not read."""
        self._room = room
        self._starts: dict[int, Sheet] = {}
        self._current, self._depth, self._is_8 = self.whole, 0, True
        self._code_page = "gb18030"
        self._formats = Formats()
        self._strings: list[str] = []
        self._used: set[int] = set()
        self._texts: dict[int, list[str]] = {}
        self._notes: list[tuple[int, int, int]] = []
        self._object = 0
        self._result: tuple[int, int] | None = None
        self._takers: dict[int, Callable[[bytes, Sequence[bytes]], None]] = {}
        self.wanted: Set[int] = _OUTSIDE_SHEETS
        """The types of records that say something where the stream has come to."""

    def take(self, at: int, kind: int, content: bytes, following: Sequence[bytes]) -> None:
        """Take one record of a type that is ``wanted``: its place, its type, its content, and what continues it."""
        if kind == _BOF:
            self._begin(at, content)
        elif kind == _EOF:
            self._depth -= 1
            if self._depth == 0:
                self.wanted = _OUTSIDE_SHEETS
                self._end_sheet()
        else:
            try:
                self._takers[kind](content, following)
            except (struct.error, IndexError):
                self.is_whole = False

    def leave_out(self, kind: int, length: int) -> None:
        """Count a record of texts for which there is no room."""
        self._current.left_out += max(1, length // 6 - 1) if kind == _RKS else 1

    def finish(self, *, is_cut: bool = False) -> None:
        """Note the end of the stream, or that the rest ``is_cut`` off."""
        if not self.sheets:
            raise ReadError("工作簿已损坏，打不开", "the workbook is damaged and cannot be opened")
        self.is_cut = is_cut
        self.is_whole = self.is_whole and (is_cut or (self._depth == 0 and not self._starts))
        self._end_sheet()
        self.whole.add(unused(self._strings, self._used), self._room)

    def _of_both(self) -> dict[int, Callable[[bytes, Sequence[bytes]], None]]:
        return {
            0x2F: self._refuse,
            0x85: self._list_sheet,
            0x22: self._set_date_mode,
            0x42: self._set_code_page,
            0xE0: self._add_format,
            0x41E: self._name_format,
            0x208: self._add_row,
            0x7D: self._add_columns,
            0x203: self._add_number,
            0x27E: self._add_rk,
            _RKS: self._add_rks,
            0x204: self._add_label,
            0xD6: self._add_label,
            0x205: self._add_truth,
            0x06: self._add_formula,
            0x207: self._add_result,
        }

    def _of_5(self) -> dict[int, Callable[[bytes, Sequence[bytes]], None]]:
        return {0x06: self._add_formula_of_5, **dict.fromkeys(_UNREAD_IN_EXCEL_95, self._leave_unread)}

    def _of_8(self) -> dict[int, Callable[[bytes, Sequence[bytes]], None]]:
        return {
            0x5C: self._set_writer,
            0xFC: self._add_strings,
            0xFD: self._add_shared,
            0xEB: self._count_pictures,
            0x5D: self._begin_object,
            0x1B6: self._add_text_of_object,
            0x1C: self._add_note,
            0x14: self._add_header,
            0x15: self._add_header,
            0x1B8: self._add_link,
            0x1BE: self._add_validation,
            0x4BC: self._add_literals,
            0x221: self._add_literals,
            0x1B1: self._add_literals,
            0x18: self._add_name,
            0x100D: self._add_series,
            0x1AE: self._add_external,
            0x5A: self._add_external_values,
        }

    # ------------------------------------------------------------------------------------------- workbook and sheets

    def _begin(self, at: int, content: bytes) -> None:
        if self._depth == 0:
            version = int.from_bytes(content[:2], "little")
            if version not in (_BIFF8, _BIFF5):
                raise ReadError("不是 Excel 5 至 2003 的工作簿", "no workbook of Excel 5 to 2003", "unsupported")
            self._is_8 = version == _BIFF8
            self._takers = {**self._of_both(), **(self._of_8() if self._is_8 else self._of_5())}
            self.wanted = {_BOF, _EOF, *self._takers}
            self._current = self._starts.pop(at, self.whole)
        self._depth += 1

    def _end_sheet(self) -> None:
        for row, column, note in self._notes:
            for text in self._texts.pop(note, ()):
                self._add("comment", text, (row, column))
        for texts in self._texts.values():
            for text in texts:
                self._add("drawing", text)
        self._texts, self._notes, self._result = {}, [], None

    def _add(self, what: str, text: str, place: tuple[int, int] | None = None) -> None:
        self._current.add((Beside(what, text, place),), self._room)

    def _refuse(self, content: bytes, following: Sequence[bytes]) -> None:
        raise ReadError("文件有密码", "the file has a password", "encrypted")

    def _list_sheet(self, content: bytes, following: Sequence[bytes]) -> None:
        if len(self.sheets) >= _MOST_SHEETS:
            raise ReadError(f"超过 {_MOST_SHEETS} 个工作表", f"more than {_MOST_SHEETS} sheets", "limit")
        start, state, kind, length = struct.unpack_from("<IBBB", content)
        name = _characters(content, 7, length)[0] if self._is_8 else self._decoded(content[7 : 7 + length])
        sheet = Sheet(name=name, is_hidden=bool(state & 3), is_macro=kind in (_MACRO_SHEET, _VBA_SHEET))
        self.sheets.append(sheet)
        self._starts[start] = sheet

    def _set_date_mode(self, content: bytes, following: Sequence[bytes]) -> None:
        self._formats.uses_1904 = content[:1] == b"\1"

    def _set_code_page(self, content: bytes, following: Sequence[bytes]) -> None:
        page = int.from_bytes(content[:2], "little")
        self._code_page = {1252: "cp1252", 950: "cp950", 932: "cp932"}.get(page, "gb18030")

    def _set_writer(self, content: bytes, following: Sequence[bytes]) -> None:
        self.writer = _text(content, 0)[0].strip()

    def _decoded(self, text: bytes) -> str:
        return text.decode(self._code_page, "replace")

    def _count_pictures(self, content: bytes, following: Sequence[bytes]) -> None:
        self.pictures += sum(1 for _ in _PICTURE.finditer(content + b"".join(following)))

    # --------------------------------------------------------------------------------------------------------- cells

    def _add_format(self, content: bytes, following: Sequence[bytes]) -> None:
        self._formats.numbers.append(struct.unpack_from("<H", content, 2)[0])

    def _name_format(self, content: bytes, following: Sequence[bytes]) -> None:
        code = _text(content, 2)[0] if self._is_8 else self._decoded(content[3:])
        self._formats.name(struct.unpack_from("<H", content)[0], code)
        for text in words_of_format(code):
            self._add("format", text)

    def _add_row(self, content: bytes, following: Sequence[bytes]) -> None:
        if content[12] & 0x20:
            self._current.hide_row(int.from_bytes(content[:2], "little"))

    def _add_columns(self, content: bytes, following: Sequence[bytes]) -> None:
        if content[8] & 1:
            self._current.hidden_columns.add(*struct.unpack_from("<2H", content))

    def _add_value(self, row: int, column: int, format_: int, value: float) -> None:
        if self._room.cells < 1:
            self._current.left_out += 1
            return
        text, is_number = self._formats.shown(value, format_)
        self._current.add_cell((row, column), text, self._room, is_number=is_number)
        for shown in self._formats.completed(text, format_) if is_number else ():
            self._add("format", shown, (row, column))

    def _add_words(self, row: int, column: int, text: str) -> None:
        self._current.add_cell((row, column), text, self._room)

    def _add_number(self, content: bytes, following: Sequence[bytes]) -> None:
        self._add_value(*struct.unpack_from("<3Hd", content))

    def _add_rk(self, content: bytes, following: Sequence[bytes]) -> None:
        row, column, format_, packed = struct.unpack_from("<3HI", content)
        self._add_value(row, column, format_, number_of_rk(packed))

    def _add_rks(self, content: bytes, following: Sequence[bytes]) -> None:
        row, column = struct.unpack_from("<2H", content)
        for index, position in enumerate(range(4, len(content) - 7, 6)):
            format_, packed = struct.unpack_from("<HI", content, position)
            self._add_value(row, column + index, format_, number_of_rk(packed))

    def _add_label(self, content: bytes, following: Sequence[bytes]) -> None:
        row, column, _, length = struct.unpack_from("<4H", content)
        if not self._is_8:
            text = self._decoded(content[8 : 8 + length])
        elif following:
            text = _Continued([content[8:], *following]).text(length)
        else:
            text = _characters(content, 8, length)[0]
        self._add_words(row, column, text)

    def _add_strings(self, content: bytes, following: Sequence[bytes]) -> None:
        total = struct.unpack_from("<I", content, 4)[0]
        self._strings = _shared_strings([content, *following])
        self.is_whole = self.is_whole and len(self._strings) >= total

    def _add_shared(self, content: bytes, following: Sequence[bytes]) -> None:
        row, column, _, index = struct.unpack_from("<3HI", content)
        if index >= len(self._strings):
            self._current.missing += 1
            return
        self._used.add(index)
        self._add_words(row, column, self._strings[index])

    def _add_truth(self, content: bytes, following: Sequence[bytes]) -> None:
        row, column, _, value, is_error = struct.unpack_from("<3HBB", content)
        self._add_words(row, column, ERRORS.get(value, "") if is_error else ("FALSE", "TRUE")[value == 1])

    def _add_formula(self, content: bytes, following: Sequence[bytes]) -> None:
        row, column, format_, value = struct.unpack_from("<3Hd", content)
        self._result = None
        if content[12:14] != b"\xff\xff":
            self._add_value(row, column, format_, value)
        elif content[6:7] == _STRING_FOLLOWS:
            self._result = row, column
        elif content[6] == 1:
            self._add_words(row, column, ("FALSE", "TRUE")[content[8] == 1])
        elif content[6] == 2:
            self._add_words(row, column, ERRORS.get(content[8], ""))
        if self._is_8:
            for text in _literals(content[22:]):
                self._add("formula", text, (row, column))

    def _add_formula_of_5(self, content: bytes, following: Sequence[bytes]) -> None:
        self._add_formula(content, following)
        self._leave_unread(content, following)

    def _leave_unread(self, content: bytes, following: Sequence[bytes]) -> None:
        self.leaves_out = True

    def _add_result(self, content: bytes, following: Sequence[bytes]) -> None:
        """The text that a formula gave, which stands in a record after it."""
        length = struct.unpack_from("<H", content)[0]
        if self._result is None:
            return
        if self._is_8:
            text = _Continued([content[2:], *following]).text(length)
        else:
            text = self._decoded(content[2 : 2 + length])
        self._add_words(*self._result, text)
        self._result = None

    # ------------------------------------------------------------------------------------------ what stands beside

    def _begin_object(self, content: bytes, following: Sequence[bytes]) -> None:
        self._object = struct.unpack_from("<H", content, 6)[0]

    def _add_text_of_object(self, content: bytes, following: Sequence[bytes]) -> None:
        length = struct.unpack_from("<H", content, 10)[0]
        text = _Continued(following).text(length).replace("\r", "\n")
        self._texts.setdefault(self._object, []).append(text)

    def _add_note(self, content: bytes, following: Sequence[bytes]) -> None:
        row, column, _, note = struct.unpack_from("<4H", content)
        self._notes.append((row, column, note))
        self._add("author", _text(content, 8)[0], (row, column))

    def _add_header(self, content: bytes, following: Sequence[bytes]) -> None:
        self._add("setting", _text(content, 0)[0])

    def _add_validation(self, content: bytes, following: Sequence[bytes]) -> None:
        position = 4
        for _ in range(4):
            text, position = _text(content, position)
            self._add("setting", text.strip("\0"))
        for text in _literals(content[position:]):
            self._add("setting", text)

    def _add_literals(self, content: bytes, following: Sequence[bytes]) -> None:
        for text in _literals(content[8:]):
            self._add("formula", text)

    def _add_name(self, content: bytes, following: Sequence[bytes]) -> None:
        name, end = _characters(content, 14, content[3])
        if content[0] & 0x20:  # one of Excel's own, such as the print area: a number stands for it
            name = ""
        self._add("name", " ".join((name, *_literals(content[end:]))).strip("\0 "))

    def _add_series(self, content: bytes, following: Sequence[bytes]) -> None:
        self._add("drawing", _characters(content, 3, content[2])[0])

    def _add_external(self, content: bytes, following: Sequence[bytes]) -> None:
        if len(content) > 5:  # shorter ones name this workbook itself
            self._add("external", "".join(one for one in _text(content, 2)[0] if one.isprintable()))

    def _add_external_values(self, content: bytes, following: Sequence[bytes]) -> None:
        position = 4
        while position < len(content):
            if content[position] == 2:
                text, position = _text(content, position + 1)
                self._add("external", text)
            else:
                position += 9

    def _add_link(self, content: bytes, following: Sequence[bytes]) -> None:
        self._current.add(_link(content), self._room)


# ------------------------------------------------------------------------------------------------------------ strings


def _text(content: bytes, position: int) -> tuple[str, int]:
    """A string that begins with its length in two bytes, and where it ends."""
    return _characters(content, position + 2, int.from_bytes(content[position : position + 2], "little"))


def _characters(content: bytes, position: int, count: int) -> tuple[str, int]:
    """So many characters, which begin with a byte that says how wide they are, and where they end."""
    wide = bool(content[position : position + 1] and content[position] & 1)
    end = position + 1 + count * (2 if wide else 1)
    return content[position + 1 : end].decode("utf-16-le" if wide else "latin-1", "replace"), end


def _shared_strings(contents: Sequence[bytes]) -> list[str]:
    """The strings of a table that runs on over several records, up to where it breaks off."""
    strings: list[str] = []
    stream = _Continued(contents)
    total = min(int.from_bytes(stream.take(8)[4:], "little"), _MOST_STRINGS)
    while len(strings) < total and not stream.is_over:
        head = stream.take(3)
        if len(head) < 3:
            break
        runs = int.from_bytes(stream.take(2), "little") if head[2] & 8 else 0
        phonetic = int.from_bytes(stream.take(4), "little") if head[2] & 4 else 0
        strings.append(stream.characters(int.from_bytes(head[:2], "little"), wide=bool(head[2] & 1)))
        stream.take(4 * runs + phonetic)
    return strings


class _Continued:
    """Bytes that run on over several records; text that does so has a byte for its width at the head of each."""

    def __init__(self, contents: Iterable[bytes]) -> None:
        self._contents = [content for content in contents if content]
        self._record = self._position = 0

    @property
    def is_over(self) -> bool:
        return self._record >= len(self._contents)

    def take(self, count: int) -> bytes:
        """The next bytes, from however many records."""
        pieces: list[bytes] = []
        while count > 0 and not self.is_over:
            content = self._contents[self._record]
            piece = content[self._position : self._position + count]
            pieces.append(piece)
            count -= len(piece)
            self._position += len(piece)
            if self._position >= len(content):
                self._record, self._position = self._record + 1, 0
        return b"".join(pieces)

    def text(self, count: int) -> str:
        """So many characters after the byte that says how wide they are."""
        head = self.take(1)
        return self.characters(count, wide=bool(head and head[0] & 1))

    def characters(self, count: int, *, wide: bool) -> str:
        """So many characters."""
        pieces: list[str] = []
        while count > 0 and not self.is_over:
            width, encoding = (2, "utf-16-le") if wide else (1, "latin-1")
            room = max(len(self._contents[self._record]) - self._position, width)
            piece = self.take(min(count * width, room))
            pieces.append(piece.decode(encoding, "replace"))
            count -= max(len(piece) // width, 1)
            if count > 0 and not self.is_over:
                wide = bool(self.take(1)[0] & 1)
        return "".join(pieces)


def _literals(formula: bytes) -> Iterator[str]:
    """Strings in the tokens of a formula that say something; the tokens between them are not understood."""
    return put_together(formula, _readable(formula))


def _readable(formula: bytes) -> Iterator[tuple[int, int, str]]:
    position = 0
    literal = _LITERAL if _JOINS in formula else _TELLING_LITERAL
    while found := literal.search(formula, position):
        position = found.start() + 1
        head, _ = _characters(formula, found.start() + 2, min(4, found[1][0]))
        if not READABLE.fullmatch(head):  # most are no strings: a look is enough
            continue
        text, end = _characters(formula, found.start() + 2, found[1][0])
        if end <= len(formula) and READABLE.fullmatch(text):
            yield found.start(), end, text.replace("\0", " ")
            position = end if TELLING.search(text) else position


def put_together(formula: bytes, literals: Iterable[tuple[int, int, str]]) -> Iterator[str]:
    """Those of a formula's strings that say something; what it joins (``"机"&"密"``) is one.

    ``literals`` are where each begins and ends, and its text.
    """
    pieces: list[str] = []
    ended = 0
    for start, end, text in literals:
        if start < ended or formula[ended:start].strip(_JOINING):
            if TELLING.search("".join(pieces)):
                yield "".join(pieces)
            pieces.clear()
        pieces.append(text)
        ended = end
    if TELLING.search("".join(pieces)):
        yield "".join(pieces)


# -------------------------------------------------------------------------------------------------------- hyperlinks


def _link(content: bytes) -> Iterator[Beside]:
    """Target and words of a hyperlink."""
    row, _, column, _ = struct.unpack_from("<4H", content)
    (flags,) = struct.unpack_from("<I", content, 28)
    position, target = 32, ""
    for flag in (0x10, 0x80):  # the words shown, and the frame
        if flags & flag:
            text, position = _counted(content, position, 2)
            if flag == 0x10:
                yield Beside("setting", text, (row, column))
    if flags & 0x101 == 0x101:
        target, position = _counted(content, position, 2)
    elif flags & 1:
        target, position = _moniker(content, position)
    place = _counted(content, position, 2)[0] if flags & 8 else ""
    if target:
        yield Beside("link", f"{target}#{place}" if place else target, (row, column))
    elif place:
        yield Beside("setting", place, (row, column))


def _counted(content: bytes, position: int, width: int) -> tuple[str, int]:
    """UTF-16 text after its length in four bytes, in units of ``width`` bytes, up to its zero; and where it ends."""
    end = position + 4 + int.from_bytes(content[position : position + 4], "little") * width
    return content[position + 4 : end].decode("utf-16-le", "replace").partition("\0")[0], end


def _moniker(content: bytes, position: int) -> tuple[str, int]:
    kind, position = content[position : position + 16], position + 16
    if kind == _URL_MONIKER:
        return _counted(content, position, 1)
    if kind != _FILE_MONIKER:
        return "", len(content)
    end = position + 6 + int.from_bytes(content[position + 2 : position + 6], "little")
    short = content[position + 6 : end].partition(b"\0")[0].decode("gb18030", "replace")
    size = int.from_bytes(content[end + 24 : end + 28], "little")
    if size < 6:
        return short, end + 28
    return content[end + 34 : end + 28 + size].decode("utf-16-le", "replace"), end + 28 + size
