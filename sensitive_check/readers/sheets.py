"""What the readers of all kinds of spreadsheets share: room, shared strings, hidden columns, rows, names of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sensitive_check.errors import ReadError
from sensitive_check.model import Cell, Span
from sensitive_check.readers.source import Budget

MOST_CELLS = 1_000_000
"""How many cells of one workbook are taken; more are reported. Each costs about 700 bytes until all is checked."""

MOST_CHARACTERS = 50_000_000
"""How many characters the cells of one workbook may have: a string can be shown by any number of them."""

MOST_STRINGS = 1_000_000
"""How many shared strings of one workbook are read: a part of 64 MiB may list 13 million empty ones."""

_MOST_GAPS = 1_000_000
_LAST_COLUMN = 16384


@dataclass(slots=True)
class Room:
    """What one workbook may still have: cells, characters in them, and records of an old or binary one."""

    cells: int
    characters: int
    records: int = 0
    left_out: int = 0
    """How many cells found no room since it was last reset."""

    def takes(self, text: str) -> bool:
        """True when there is room for a cell with this text, which it then has."""
        if self.cells < 1 or self.characters < len(text):
            self.left_out += 1
            return False
        self.cells -= 1
        self.characters -= len(text)
        return True

    def told(self) -> str:
        """How many cells were left out since it was last asked, in words; "" for none."""
        left_out, self.left_out = self.left_out, 0
        return f"{left_out} cells" if left_out else ""


def room_for(budget: Budget, records: int = 0) -> Room:
    """The room of a workbook, which it shares with those read before: an archive may hold any number of them."""
    return Room(max(0, MOST_CELLS - budget.cells), MOST_CHARACTERS, records)


class Strings:
    """The shared strings, and which of them cells use. ``is_cut``: there are more than may be read."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_cut = False
        self._used: set[int] = set()

    def add(self, text: str) -> None:
        """Add the next string. Raises ``ReadError`` when there are too many."""
        if len(self.texts) >= MOST_STRINGS:
            self.is_cut = True
            raise ReadError(f"共享字符串超过 {MOST_STRINGS} 条", f"more than {MOST_STRINGS} shared strings", "limit")
        self.texts.append(text)

    def use(self, index: str) -> str | None:
        """The string of this number; None when there is none."""
        if not index.isascii() or not index.isdigit() or len(index) > 9 or int(index) >= len(self.texts):
            return None
        self._used.add(int(index))
        return self.texts[int(index)]

    def unused(self) -> Iterator[str]:
        """Strings that no cell shows: left over, or hidden."""
        return (text for index, text in enumerate(self.texts) if text and index not in self._used)


class HiddenColumns:
    """Which columns of a sheet are hidden."""

    def __init__(self) -> None:
        self._marks = bytearray()

    def add(self, first: int, last: int) -> None:
        """Note that columns, both included, are hidden. What is noted already costs little: a hostile file repeats."""
        end = min(last, _LAST_COLUMN) + 1
        if end > len(self._marks):
            self._marks += bytes(end - len(self._marks))
        if self._marks.find(0, first, end) >= 0:
            self._marks[first:end] = b"\1" * (end - first)

    def holds(self, column: int) -> bool:
        """True for a column that is hidden."""
        return column < len(self._marks) and self._marks[column] == 1


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The number of a column, from 1, by its letters.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=1024)
def column_name(number: int) -> str:
    """The letters of a column.

    >>> column_name(1), column_name(27), column_name(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(slots=True)
class Row:
    """The cells of one row, and in which columns they stand."""

    number: int
    columns: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def add(self, column: int, cell: Cell) -> None:
        """Add a cell."""
        self.columns.append(column)
        self.cells.append(cell)


def aligned(rows: Sequence[Row]) -> list[list[Cell]]:
    """Rows in which a column stands at the same place in each, with empty cells in the gaps.

    Columns that nobody uses are left out. Where gaps would be too many the rows keep only what they have.
    """
    columns = sorted({column for row in rows for column in row.columns})
    if len(rows) * len(columns) > sum(len(row.cells) for row in rows) * 4 + _MOST_GAPS:
        return [row.cells for row in rows]
    places = {column: index for index, column in enumerate(columns)}
    return [row.cells if row.columns == columns else _padded(row, places) for row in rows]


def _padded(row: Row, places: Mapping[int, int]) -> list[Cell]:
    start = row.cells[0].span.start
    cells = [Cell(text="", span=Span(start, start))] * len(places)
    for column, cell in zip(row.columns, row.cells, strict=True):
        cells[places[column]] = cell
    return cells
