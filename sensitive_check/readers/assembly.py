"""The text of a package, put together piece by piece: every piece is a block and a part that says where it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Cell, Coverage, Document, Link, Outside, Part, Span, Table, Unchecked

if TYPE_CHECKING:
    from sensitive_check.readers.container import Package


class Assembly:
    """Grows one ``Document``: pieces follow one another, each on lines of its own, as blocks that no hit crosses."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: list[str] = []
        self._length = 0
        self._parts: list[Part] = []
        self._blocks: list[Span] = []
        self._links: list[Link] = []
        self._targets: set[str] = set()
        self._tables: list[Table] = []
        self._outside: list[Outside] = []
        self._unchecked: list[Unchecked] = []
        self._coverage: list[Coverage] = []
        self._wrapped: list[Span] = []
        self._embedded = 0

    @property
    def length(self) -> int:
        """How many characters the text has so far: where the next piece begins."""
        return self._length

    def texts(self) -> set[str]:
        """Every piece so far, and what stands outside the text: what need not be told again."""
        return {*self._pieces, *(one.text for one in self._outside)}

    def add(self, text: str, label: str, kind: str = "prose") -> Span:
        """Add a paragraph or another stretch that stands alone; ``kind`` is one of ``PART_KINDS``.

        An empty one is a blank line. The text is kept as it is.
        """
        span = self._append(text)
        if text:
            self._parts.append(Part(label=label, span=span, kind=kind))
        return span

    def add_stretches(self, stretches: Sequence[tuple[str, str, str]]) -> Span:
        """Add one block whose stretches each have a label and a kind of their own: text, label, kind."""
        start = self._length
        span = self._append("".join(text for text, _, _ in stretches))
        for text, label, kind in stretches:
            if text:
                stretch = Span(start, start + len(text))
                self._parts.append(Part(label=label, span=stretch, kind=kind))
                start = stretch.end
        return span

    def add_cell(self, text: str, label: str, kind: str = "table", *, is_number: bool = False) -> Cell:
        """Add a cell of a table; collect the rows for ``add_table``."""
        return Cell(text=text, span=self.add(text, label, kind), is_number=is_number)

    def add_table(self, rows: Sequence[Sequence[Cell]], caption: str = "") -> None:
        """Note that cells already added make up one table, the first row its header."""
        if rows:
            header, *others = map(tuple, rows)
            self._tables.append(Table(caption=caption, header=header, rows=tuple(others)))

    def add_link(self, target: str, text: str, label: str, *, hidden_by: str | None = None) -> None:
        """Add the target of a link, which the rules on links read, and the words that lead to it."""
        span = self.add(target, label, "link")
        if target:
            self._targets.add(target)
            self._links.append(Link(span=span, target=target, text=text, hidden_by=hidden_by))

    def has_link(self, target: str) -> bool:
        """True when a link to this target was added."""
        return target in self._targets

    def add_outside(self, text: str, label: str, kind: str = "metadata", *, shows: str | None = None) -> None:
        """Add what is published with the document but does not stand in its text: a property, a member's name.

        ``shows`` is the type of the file that has the name, None where nobody could read it.
        """
        if text:
            self._outside.append(Outside(label=label, kind=kind, text=text, format=shows))

    def add_unchecked(self, reason: str, where: str, detail: str = "") -> None:
        """Note what was not checked."""
        self._unchecked.append(Unchecked(reason=reason, where=where, detail=detail))

    def mark_wrapped(self, start: int = 0) -> None:
        """Note that the lines of the text from ``start`` on are those of a page's layout."""
        self._wrapped.append(Span(start, self._length))

    def add_coverage(self, coverage: Iterable[Coverage]) -> None:
        """Note what became of the parts of a package."""
        self._coverage += coverage

    def add_ledger(self, package: Package) -> None:
        """Take over a zip package's ledger, and what programs show beside its members; call it last."""
        for label, text, kind in package.remarks():
            self.add_outside(text, label, kind)
        self._unchecked += package.unchecked()
        self.add_coverage(package.coverage())

    def embed(self, child: Document, where: str, limits: Limits) -> None:
        """Add a document that stands in this one; ``where`` begins the labels of its parts.

        Raises ``ReadError`` when that makes the text too long, or its pieces too many.
        """
        self._refuse_beyond(child, limits)
        start = self._length
        self._append(child.text)
        # Where markup was taken out the lines are not those of the file.
        own = start if not child.format and child.source is None else None
        covered = 0
        for part in sorted(child.parts, key=lambda part: part.span):
            self._add_plain(child.text, where, start, Span(covered, part.span.start), own)
            begin = own if part.lines_from is None else part.lines_from + start
            moved = Part(
                label=_below(where, part.label), span=_moved(part.span, start), kind=part.kind, lines_from=begin
            )
            self._parts.append(moved)
            covered = max(covered, part.span.end)
        self._add_plain(child.text, where, start, Span(covered, len(child.text)), own)
        if child.blocks:
            self._blocks.pop()
            self._blocks += (_moved(span, start) for span in child.blocks)
        self._links += (replace(link, span=_moved(link.span, start)) for link in child.links)
        for table in child.tables:
            rows = [tuple([_moved_cell(cell, start) for cell in row]) for row in (table.header, *table.rows)]
            self._tables.append(replace(table, header=rows[0], rows=tuple(rows[1:])))
        self._wrapped += (_moved(span, start) for span in child.wrapped)
        self._outside += (replace(one, label=_below(where, one.label)) for one in child.outside)
        self._unchecked += (
            replace(one, where=f"{where}!{one.where}" if one.where else where) for one in child.unchecked
        )
        self._coverage += (replace(one, part=f"{where}!{one.part}") for one in child.coverage)

    def _refuse_beyond(self, child: Document, limits: Limits) -> None:
        if self._length + len(child.text) > limits.characters:
            most = limits.characters
            raise ReadError(f"包内文字合计超过 {most} 字", f"more than {most} characters in all", "limit")
        cells = sum(len(row) for table in child.tables for row in (table.header, *table.rows))
        pieces = max(len(self._parts), self._embedded) + max(len(child.parts), cells)
        if pieces > limits.pieces:
            most = limits.pieces
            raise ReadError(f"包内文字合计超过 {most} 段", f"more than {most} pieces in all", "limit")
        self._embedded = pieces

    def document(self) -> Document:
        """The finished document."""
        return Document(
            name=self._name,
            text="".join(self._pieces[:-1]),
            parts=tuple(self._parts),
            blocks=tuple(self._blocks),
            links=tuple(self._links),
            tables=tuple(self._tables),
            outside=tuple(self._outside),
            unchecked=tuple(self._unchecked),
            coverage=tuple(self._coverage),
            wrapped=tuple(self._wrapped),
        )

    def _append(self, text: str) -> Span:
        span = Span(self._length, self._length + len(text))
        self._pieces += (text, "\n")
        self._length = span.end + 1
        if text:
            self._blocks.append(span)
        return span

    def _add_plain(self, text: str, where: str, start: int, gap: Span, lines_from: int | None) -> None:
        """What lies in no part of a child is prose of it."""
        if not text[gap.start : gap.end].isspace() and gap.start < gap.end:
            self._parts.append(Part(label=where, span=_moved(gap, start), kind="prose", lines_from=lines_from))


def _below(where: str, label: str) -> str:
    return f"{where} {label}" if label else where


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by) if by else span


def _moved_cell(cell: Cell, by: int) -> Cell:
    return Cell(text=cell.text, span=_moved(cell.span, by), is_number=cell.is_number) if by else cell
