"""Records of old Excel workbooks (BIFF8, Excel 97 to 2003) that hold text but no cell: comments, formulas, links.

MS-XLS. One pass over the stream, record by record; nothing is followed to where an offset points.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from sensitive_check.errors import ReadError

_HEADER = struct.Struct("<HH")
_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _WRITEACCESS = 0x809, 0x0A, 0x3C, 0x2F, 0x85, 0x5C
_ROW, _COLINFO, _NOTE, _OBJ, _TXO, _HLINK = 0x208, 0x7D, 0x1C, 0x5D, 0x1B6, 0x1B8
_HEADERS = frozenset((0x14, 0x15))
_FORMULA, _NAME, _VALIDATION, _CONDITION, _SERIES_TEXT = 0x06, 0x18, 0x1BE, 0x1B1, 0x100D
_FORMULAS = frozenset((_FORMULA, 0x4BC, 0x221, _CONDITION))  # shared, array and conditional ones, too
_SUPBOOK, _EXTERNAL_VALUES, _PICTURES = 0x1AE, 0x5A, 0xEB
_CELLS = frozenset((_FORMULA, 0x201, 0x203, 0x204, 0x205, 0xD6, 0x27E, 0xFD))
_MANY_CELLS = frozenset((0xBD, 0xBE))
_STRINGS, _SHARED = 0xFC, 0xFD
_BESIDE = frozenset((_NOTE, _TXO, _HLINK, *_HEADERS, _FORMULA, _NAME, _VALIDATION, _PICTURES))
_BIFF8 = 0x600
_MACRO_SHEET, _VBA_SHEET = 1, 6
_LAST_COLUMN = 16383
_MOST_SHEETS = 10_000

_LITERAL = re.compile(rb"\x17([\x01-\xff])([\x00\x01])")
READABLE = re.compile(
    "[\x00\n\x20-\x7e\u00b7\u2010-\u203b\u2160-\u217f\u2460-\u24ff\u2605\u3000-\u30ff\u3400-\u9fff\uff00-\uffee]+"
)
TELLING = re.compile("[\u3400-\u9fff]|[0-9]{5}|://")
_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|\x01\x00\x00\x00[\x00-\xff]{36} EMF")
_URL_MONIKER = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
_FILE_MONIKER = bytes.fromhex("0303000000000000c000000000000046")


@dataclass(frozen=True, slots=True)
class Beside:
    """Text that no cell shows: the cell it belongs to (row and column from 0, or None), what it is, and what it says.

    ``what`` is comment, author, drawing, formula, link, setting or name; for a link ``text`` is its target.
    """

    what: str
    text: str = field(repr=False)
    place: tuple[int, int] | None = None


@dataclass(slots=True)
class Sheet:
    """What one sheet holds beside its cells, and the rectangle around them; rows and columns count from 0."""

    is_macro: bool = False
    beside: list[Beside] = field(default_factory=list)
    strings: set[int] = field(default_factory=set)
    """Numbers of the shared strings that its cells show."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: bytearray = field(default_factory=bytearray, repr=False)
    top: int = 1 << 32
    left: int = 1 << 32
    bottom: int = -1
    right: int = -1

    @property
    def places(self) -> int:
        """How many places the rectangle around all cells has."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def hides(self, row: int, column: int) -> str:
        """What hides a cell: 隐藏行, 隐藏列, or nothing."""
        if row in self.hidden_rows:
            return "隐藏行"
        return "隐藏列" if self.hidden_columns[column : column + 1] == b"\1" else ""

    def hide_columns(self, first: int, last: int) -> None:
        """Note that columns, from 0 and both included, are hidden."""
        last = min(last, _LAST_COLUMN)
        self.hidden_columns += bytes(max(0, last + 1 - len(self.hidden_columns)))
        self.hidden_columns[first : last + 1] = b"\1" * max(0, last + 1 - first)


@dataclass(slots=True)
class Records:
    """What the stream of a workbook holds beside cells: of the workbook, and sheet by sheet in its order."""

    whole: Sheet = field(default_factory=Sheet)
    sheets: list[Sheet] = field(default_factory=list)
    writer: str = ""
    pictures: int = 0
    is_old: bool = False
    """True for Excel 5 and 95 when the stream holds text beside the cells: that was not read."""
    is_whole: bool = False
    """False when the stream breaks off."""


def read_records(stream: bytes) -> Records:
    """Everything of a workbook's stream that its cells do not say. Raises ``ReadError`` for one behind a password."""
    records = Records()
    starts: dict[int, Sheet] = {}
    current, depth, version = records.whole, 0, _BIFF8
    texts: dict[int, str] = {}
    notes: list[tuple[int, int, int]] = []
    strings: list[str] = []
    identity = 0
    position = -1
    for at, kind, content, following in _walk(stream):
        position = at
        if kind == _BOF:
            if depth == 0:
                version = int.from_bytes(content[:2], "little")
                current = starts.get(at, records.whole)
            depth += 1
        elif kind == _EOF:
            depth = max(0, depth - 1)
            if depth == 0:
                _end_sheet(current, texts, notes)
                texts, notes = {}, []
        elif kind == _FILEPASS:
            raise ReadError("文件有密码", "the file has a password", "encrypted")
        elif kind == _BOUNDSHEET and len(content) >= 6:
            if len(records.sheets) >= _MOST_SHEETS:
                raise ReadError(f"超过 {_MOST_SHEETS} 个工作表", f"more than {_MOST_SHEETS} sheets", "limit")
            sheet = Sheet(is_macro=content[5] in (_MACRO_SHEET, _VBA_SHEET))
            starts[int.from_bytes(content[:4], "little")] = sheet
            records.sheets.append(sheet)
        elif version != _BIFF8:
            records.is_old = records.is_old or kind in _BESIDE
        elif kind == _STRINGS:
            strings = _shared_strings([content, *following])
        elif kind == _WRITEACCESS:
            records.writer = _text(content, 0)[0].strip()
        elif kind == _PICTURES:
            records.pictures += len(_PICTURE.findall(content + b"".join(following)))
        elif kind == _OBJ and len(content) >= 8:
            identity = int.from_bytes(content[6:8], "little")
        elif kind == _TXO and len(content) >= 12:
            texts[identity] = _text_of_object(int.from_bytes(content[10:12], "little"), following)
        elif kind == _NOTE and len(content) >= 8:
            row, column, _, note = struct.unpack_from("<4H", content)
            notes.append((row, column, note))
            current.beside.append(Beside("author", _text(content, 8)[0], (row, column)))
        else:
            _add_record(current, kind, content)
        if kind in _CELLS or kind in _MANY_CELLS:
            _extend(current, kind, content)
    _end_sheet(current, texts, notes)
    records.whole.beside += unused(strings, set[int]().union(*(sheet.strings for sheet in records.sheets)))
    records.is_whole = depth == 0 and position >= 0
    return records


def unused(strings: Sequence[str], used: Set[int]) -> Iterator[Beside]:
    """Shared strings that no cell shows: left over, or hidden."""
    return (Beside("unused", text) for index, text in enumerate(strings) if text and index not in used)


def _walk(stream: bytes) -> Iterator[tuple[int, int, bytes, list[bytes]]]:
    """Offset, type and content of each record, and what continues it."""
    position = 0
    while position + 4 <= len(stream):
        start = position
        kind, length = _HEADER.unpack_from(stream, position)
        content = stream[position + 4 : position + 4 + length]
        position += 4 + length
        following = []
        while position + 4 <= len(stream) and stream[position : position + 2] == b"\x3c\x00":
            length = int.from_bytes(stream[position + 2 : position + 4], "little")
            following.append(stream[position + 4 : position + 4 + length])
            position += 4 + length
        if kind or length:
            yield start, kind, content, following


def _end_sheet(sheet: Sheet, texts: dict[int, str], notes: list[tuple[int, int, int]]) -> None:
    for row, column, note in notes:
        if note in texts:
            sheet.beside.append(Beside("comment", texts.pop(note), (row, column)))
    sheet.beside += (Beside("drawing", text) for text in texts.values())


def _extend(sheet: Sheet, kind: int, content: bytes) -> None:
    if len(content) < 6:
        return
    row, column = struct.unpack_from("<2H", content)
    last = int.from_bytes(content[-2:], "little") if kind in _MANY_CELLS else column
    if kind == _SHARED and len(content) >= 10:
        sheet.strings.add(int.from_bytes(content[6:10], "little"))
    sheet.top, sheet.bottom = min(sheet.top, row), max(sheet.bottom, row)
    sheet.left, sheet.right = min(sheet.left, column), max(sheet.right, column, last)


def _add_record(sheet: Sheet, kind: int, content: bytes) -> None:
    if kind == _ROW and len(content) >= 16 and content[12] & 0x20:
        sheet.hidden_rows.add(int.from_bytes(content[:2], "little"))
    elif kind == _COLINFO and len(content) >= 10 and content[8] & 1:
        first, last = struct.unpack_from("<2H", content)
        sheet.hide_columns(first, last)
    elif kind in _HEADERS and content:
        sheet.beside.append(Beside("setting", _text(content, 0)[0]))
    elif kind == _HLINK:
        sheet.beside += _link(content)
    elif kind == _VALIDATION:
        position = 4
        for _ in range(4):
            text, position = _text(content, position)
            sheet.beside.append(Beside("setting", text.strip("\0")))
        sheet.beside += (Beside("setting", text) for text in _literals(content[position:]))
    elif kind in _FORMULAS:
        place = struct.unpack_from("<2H", content) if kind == _FORMULA and len(content) >= 22 else None
        sheet.beside += (Beside("formula", text, place) for text in _literals(content[8:]))
    elif kind == _NAME and len(content) >= 15:
        name, end = _characters(content, 14, content[3])
        if content[0] & 0x20:  # one of Excel's own, such as the print area: a number stands for it
            name = ""
        sheet.beside.append(Beside("name", " ".join((name, *_literals(content[end:]))).strip("\0 ")))
    elif kind == _SERIES_TEXT and len(content) >= 4:
        sheet.beside.append(Beside("drawing", _characters(content, 3, content[2])[0]))
    elif kind == _SUPBOOK and len(content) > 5:
        sheet.beside.append(Beside("name", _text(content, 2)[0]))
    elif kind == _EXTERNAL_VALUES:
        sheet.beside += (Beside("name", text) for text in _external_values(content))


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
    total = int.from_bytes(stream.take(8)[4:], "little")
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

    def __init__(self, contents: Sequence[bytes]) -> None:
        self._contents = contents
        self._record = self._position = 0
        self._skip_empty()

    @property
    def is_over(self) -> bool:
        return self._record >= len(self._contents)

    def take(self, count: int) -> bytes:
        pieces: list[bytes] = []
        while count > 0 and not self.is_over:
            piece = self._contents[self._record][self._position : self._position + count]
            pieces.append(piece)
            count -= len(piece)
            self._position += len(piece)
            self._skip_empty()
        return b"".join(pieces)

    def characters(self, count: int, *, wide: bool) -> str:
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

    def _skip_empty(self) -> None:
        while not self.is_over and self._position >= len(self._contents[self._record]):
            self._record, self._position = self._record + 1, 0


def _text_of_object(count: int, following: list[bytes]) -> str:
    """The text of a box or comment, which stands in the records after it; each begins with the width of its own."""
    pieces: list[str] = []
    for content in following:
        if count <= 0:
            break
        text, _ = _characters(content, 0, count)
        pieces.append(text)
        count -= (len(content) - 1) // (2 if content[:1] and content[0] & 1 else 1)
    return "".join(pieces).replace("\r", "\n")


def _literals(formula: bytes) -> Iterator[str]:
    """Strings in the tokens of a formula that say something; the tokens between them are not understood."""
    position = 0
    while found := _LITERAL.search(formula, position):
        text, end = _characters(formula, found.start() + 2, found[1][0])
        position = found.start() + 1
        if end <= len(formula) and READABLE.fullmatch(text) and TELLING.search(text):
            yield text.replace("\0", " ")
            position = end


def _external_values(content: bytes) -> Iterator[str]:
    """Strings among the values that a workbook keeps of another one."""
    position = 4
    while position < len(content):
        if content[position] != 2:
            position += 9
            continue
        text, position = _text(content, position + 1)
        yield text


def _link(content: bytes) -> Iterator[Beside]:
    """Target and words of a hyperlink."""
    if len(content) < 32:
        return
    row, _, column, _ = struct.unpack_from("<4H", content)
    flags = int.from_bytes(content[28:32], "little")
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
    place = ""
    if flags & 8:
        place, position = _counted(content, position, 2)
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
