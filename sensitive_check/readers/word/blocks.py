"""Paragraphs and tables in the making, and how finished ones become text, parts, tables and links of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sensitive_check.model import Cell, Span
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.word.formats import ParagraphFormat
from sensitive_check.readers.xml_parts import unescaped

Piece = tuple[str, str, int]
"""Text, how it is hidden ("" when it is seen), and the number of the element that holds it."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph: its text piece by piece, and what follows it."""

    label: str
    kind: str
    format: ParagraphFormat
    concealments: dict[str, str]
    is_stray: bool = False
    run: str = ""
    pieces: list[Piece] = field(default_factory=list)
    conceals: bool = False
    deleted: list[list[Piece]] = field(default_factory=list)
    deleted_at: int = -1
    after: list[Paragraph | Table | Beside] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Formed:
    """What a paragraph's properties mean where it stands: ``concealments`` are how its runs are hidden, by properties.

    ``texts`` counts the elements that bear text and stand in the properties, where none belong.
    """

    format: ParagraphFormat
    concealments: dict[str, str]
    is_numbered: bool
    texts: int


@dataclass(slots=True)
class Beside:
    """What stands beside a paragraph: pieces of text, or the target of a link with the words that lead to it.

    ``words_at`` are the numbers of the first and the last element that hold these words.
    """

    pieces: list[Piece]
    label: str
    kind: str
    words: str = ""
    words_at: tuple[int, ...] = ()


def link(target: str, label: str, shown: list[Piece]) -> Beside:
    """A link's target, which stands beside the words that are shown for it."""
    numbers = [index for text, _, index in shown if text and index >= 0]
    words_at = tuple(dict.fromkeys((numbers[0], numbers[-1]))) if numbers else ()
    return Beside([(target, "", -1)], label, "link", "".join(piece[0] for piece in shown), words_at)


@dataclass(slots=True)
class TableCell:
    """A cell in the making: ``after`` are tables inside it."""

    label: str
    ground: str
    spans: int = 1
    paragraphs: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph | Table | Beside] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table in the making."""

    label: str
    nested: str
    ground: str = ""
    rows: list[list[TableCell]] = field(default_factory=list)
    cell: TableCell | None = None
    column: int = 0
    inner: int = 0

    def rows_after(self) -> list[Paragraph | Table | Beside]:
        """Where what belongs to no paragraph of the table goes: after its last cell."""
        if not self.rows:
            self.rows.append([])
        if not self.rows[-1]:
            self.rows[-1].append(TableCell(self.label, self.ground))
        return self.rows[-1][-1].after


class Blocks:
    """Adds what is finished to an assembly, and remembers which element of the part each stretch came from."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._pieces: list[tuple[int, list[Piece]]] = []
        self._plain: list[tuple[int, list[tuple[str, str]], int]] = []
        self.linked: list[tuple[Span, tuple[int, ...]]] = []

    def add_plain(self, text: str, runs: list[tuple[str, str]], label: str, kind: str, index: int) -> None:
        """Add a paragraph in which nothing is hidden: ``runs`` are properties and text; ``index`` is the first."""
        if text:
            self._plain.append((self._assembly.length, runs, index))
        self._assembly.add(unescaped(text) if "&" in text else text, label, kind)

    def placed(self) -> Iterator[tuple[int, str, int]]:
        """Where each stretch begins in the text of the assembly, the stretch, and the number of its element."""
        for start, runs, index in self._plain:
            for number, (_, written) in enumerate(runs, index):
                text = unescaped(written)
                yield start, text, number
                start += len(text)
        for start, pieces in self._pieces:
            for text, _, number in pieces:
                yield start, text, number
                start += len(text)

    def add(self, first: Paragraph | Table | Beside) -> None:
        """Add a finished paragraph or table, and all that stands in it, to the assembly."""
        waiting: list[Paragraph | Table | Beside | TableCell | list[list[TableCell]]] = [first]
        made: dict[int, Cell] = {}
        while waiting:
            one = waiting.pop()
            if isinstance(one, Paragraph):
                self._add_block(one)
                waiting += reversed(one.after)
            elif isinstance(one, Beside):
                self._add_beside(one)
            elif isinstance(one, TableCell):
                made[id(one)] = self._add_cell(one)
                if one.after or any(paragraph.after for paragraph in one.paragraphs):
                    waiting += reversed([*(late for p in one.paragraphs for late in p.after), *one.after])
            elif isinstance(one, Table):
                waiting.append(one.rows)
                waiting += reversed([cell for row in one.rows for cell in row])
            else:
                self._assembly.add_table([_filled(row, made) for row in one if row])

    def _add_block(self, paragraph: Paragraph) -> Span:
        pieces = paragraph.pieces
        start = self._assembly.length
        if pieces:
            self._pieces.append((start, pieces))
        if paragraph.conceals:
            stretches: list[tuple[str, str, str]] = []
            for text, concealed, _ in pieces:
                hides = concealed and not text.isspace()
                label = f"{paragraph.label} {concealed}" if hides else paragraph.label
                kind = "hidden" if hides else paragraph.kind
                if stretches and stretches[-1][1:] == (label, kind):
                    text = stretches.pop()[0] + text
                stretches.append((text, label, kind))
            return self._assembly.add_stretches(stretches)
        text = pieces[0][0] if len(pieces) == 1 else "".join([piece[0] for piece in pieces])
        return self._assembly.add(text, paragraph.label, paragraph.kind)

    def _add_beside(self, one: Beside) -> None:
        text = "".join([piece[0] for piece in one.pieces])
        if not text:
            return
        if one.pieces[0][2] >= 0:
            self._pieces.append((self._assembly.length, one.pieces))
        if one.kind == "link":
            start = self._assembly.length
            self._assembly.add_link(text, one.words, one.label)
            if one.words_at:
                self.linked.append((Span(start, start + len(text)), one.words_at))
        else:
            self._assembly.add(text, one.label, one.kind)

    def _add_cell(self, cell: TableCell) -> Cell:
        """Add the paragraphs of a cell; what is nested in them follows the cell."""
        filled = [paragraph for paragraph in cell.paragraphs if paragraph.pieces]
        if not filled:
            return self._assembly.add_cell("", cell.label)
        if len(filled) == 1:
            span = self._add_block(filled[0])
            return Cell(text="".join([piece[0] for piece in filled[0].pieces]), span=span)
        spans = [self._add_block(paragraph) for paragraph in filled]
        text = "\n".join(["".join([piece[0] for piece in paragraph.pieces]) for paragraph in filled])
        return Cell(text=text, span=Span(spans[0].start, spans[-1].end))


def _filled(row: list[TableCell], made: Mapping[int, Cell]) -> list[Cell]:
    """The cells of a row; one that spans several columns is followed by empty ones, so that columns stay in line."""
    cells: list[Cell] = []
    for one in row:
        cell = made[id(one)]
        cells.append(cell)
        if one.spans > 1:
            cells += [Cell(text="", span=Span(cell.span.end, cell.span.end))] * (one.spans - 1)
    return cells
