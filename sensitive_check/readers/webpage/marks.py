"""Stretches of text that are remembered while a page is read, and the tables made of them at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sensitive_check.model import Cell, Span, Table
from sensitive_check.readers.webpage.flow import Flow
from sensitive_check.readers.webpage.tokens import BLANKS


@dataclass(slots=True)
class Mark:
    """A stretch of a flow; the blanks at its edges are not meant."""

    flow: Flow
    start: int
    end: int = -1


class Places(NamedTuple):
    """The finished text, and how far each flow (by its ``id``) moved in it."""

    text: str
    shifts: Mapping[int, int]

    def span(self, mark: Mark, longest: int | None = None) -> Span:
        """Where a mark stands, cut to ``longest``."""
        shift = self.shifts[id(mark.flow)]
        end = mark.end if longest is None else min(mark.end, mark.start + longest)
        return without_blanks(self.text, mark.start + shift, end + shift)

    def words(self, mark: Mark, longest: int | None = None) -> str:
        """What stands at a mark."""
        span = self.span(mark, longest)
        return self.text[span.start : span.end]


class Row(NamedTuple):
    """A row of a table: whether it stands in a head, and its cells with "is a heading"."""

    in_head: bool
    cells: list[tuple[Mark, bool]]


@dataclass(slots=True)
class Grid:
    """A table while it is read."""

    caption: Mark | None = None
    rows: list[Row] = field(default_factory=list)


def without_blanks(text: str, start: int, end: int) -> Span:
    """The stretch without the blanks at its edges."""
    words = text[start:end]
    start += len(words) - len(words.lstrip(BLANKS))
    return Span(start, max(start, end - len(words) + len(words.rstrip(BLANKS))))


def table_of(grid: Grid, places: Places) -> Table:
    """The table of a grid; its header is a first row that stands in a head or holds only headings."""
    filled = [row for row in grid.rows if row.cells]
    rows = [tuple(Cell(text=places.words(mark), span=places.span(mark)) for mark, _ in row.cells) for row in filled]
    is_headed = bool(filled) and (filled[0].in_head or all(is_heading for _, is_heading in filled[0].cells))
    return Table(
        caption=places.words(grid.caption) if grid.caption else "",
        header=rows[0] if is_headed else (),
        rows=tuple(rows[is_headed:]),
    )
