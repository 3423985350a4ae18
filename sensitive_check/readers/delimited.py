"""Tables saved as text (csv, tsv): the text is the decoded source itself, and its cells are blocks."""

from __future__ import annotations

import re
from collections import Counter

from sensitive_check.model import Cell, Document, Part, Span, Table, Unchecked
from sensitive_check.readers import plaintext

Row = tuple[Cell, ...]

MOST_CELLS = 1_000_000
"""How many cells of a table are taken as such, 250 bytes each; all is read as text, but what is beyond is told."""

_PROBED_ROWS = 20
_PROBED_LENGTH = 64 * 1024


def read_csv(content: bytes, name: str) -> Document:
    """A document that is one table; commas, semicolons or tabs, whichever its first rows agree on."""
    return _document(plaintext.read(content, name), None)


def read_tsv(content: bytes, name: str) -> Document:
    """A document that is one table with tabs between its cells."""
    return _document(plaintext.read(content, name), "\t")


def _document(plain: Document, delimiter: str | None) -> Document:
    text = plain.text
    rows, is_cut = _rows(text, delimiter or _delimiter(text))
    cut = (Unchecked(reason="limit", where="表格", detail=f"超过 {MOST_CELLS} 格 more cells"),) if is_cut else ()
    return Document(
        name=plain.name,
        text=text,
        encoding=plain.encoding,
        parts=(Part(label="", span=Span(0, len(text)), kind="table"),),
        blocks=tuple(cell.span for row in rows for cell in row if cell.span.start < cell.span.end),
        tables=(Table(header=rows[0], rows=tuple(rows[1:])),) if rows else (),
        unchecked=(*plain.unchecked, *cut),
    )


def _delimiter(text: str) -> str:
    """The mark that cuts the first rows into the most even number of cells; a comma when none cuts them."""
    best, best_score = ",", (0.0, 0)
    for mark in (",", ";", "\t"):
        widths = Counter(len(row) for row in _rows(text[:_PROBED_LENGTH], mark)[0][:_PROBED_ROWS])
        width, agreeing = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        score = (agreeing / max(sum(widths.values()), 1), width) if width > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = mark, score
    return best


def _rows(text: str, delimiter: str) -> tuple[list[Row], bool]:
    """The rows, and True where there are too many; blank lines are none.

    A quotation mark that nothing pairs with is text, so no line is lost in it.

    >>> rows, is_cut = _rows('姓名,备注\\n"甲","说""好""，\\n走了"\\n', ",")
    >>> [[cell.text for cell in row] for row in rows], is_cut
    ([['姓名', '备注'], ['甲', '说"好"，\\n走了']], False)
    """
    # Of two cells that begin with a mark, one is ended by the other's: a failed try is never long twice.
    cell = re.compile(
        rf'(?:"([^"]*(?:""[^"]*)*)"(?=[{delimiter}\r\n]|\Z)|([^{delimiter}\r\n]*))({delimiter}|\r\n|\r|\n|\Z)'
    )
    rows: list[Row] = []
    cells: list[Cell] = []
    room = MOST_CELLS
    for found in cell.finditer(text):
        quoted, bare, end = found.groups()
        if not cells and not bare and quoted is None and end != delimiter:
            continue
        if not room:
            return ([*rows, tuple(cells)] if cells else rows), True
        room -= 1
        if quoted is None:
            cells.append(Cell(text=bare, span=Span(*found.span(2))))
        else:
            cells.append(Cell(text=quoted.replace('""', '"'), span=Span(*found.span(1))))
        if end != delimiter:
            rows.append(tuple(cells))
            cells = []
    return rows, False
