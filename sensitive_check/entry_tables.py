"""Entries of word lists that stay text until one is met: sixty thousand of them would take tens of megabytes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain
from typing import Any, overload

from sensitive_check.model import Entry, Severity
from sensitive_check.toml import parse


class LazyEntries(Sequence[Entry]):
    """Entries of one list, kept as text: an ``Entry`` is made when one is asked for.

    Either each has a ``term`` (``holds_terms``), or none has, and they are sought by their rule.
    """

    __slots__ = ()

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        fields = self._fields(index % len(self))
        if (term := fields.get("term")) and not (fields.get("guard") or fields.get("except_in")):
            # The wrong form fires; the right form does not, nor anything shorter than the wrong one.
            fields = {"match": (term,), "no_match": fields.get("suggestions") or (term[:-1],), **fields}
        return Entry(**fields)

    def _fields(self, index: int) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def holds_terms(self) -> bool:
        """True where the rows are sought by their terms; rows of another kind are sought by their rule."""
        return True

    @property
    def terms(self) -> Iterable[str]:
        """The terms of all entries, without making an entry of each."""
        raise NotImplementedError

    @property
    def phrases(self) -> Iterable[str]:
        """What is sought besides: right forms, and innocent phrases around terms."""
        return ()


class EntryBlocks(LazyEntries):
    """Entries of a built-in list in TOML, each the text of its table; ``terms`` are theirs, in the same order."""

    __slots__ = ("_blocks", "_terms")

    def __init__(self, terms: Sequence[str], blocks: Sequence[str]) -> None:
        self._terms = tuple(terms)
        self._blocks = tuple(blocks)

    def __len__(self) -> int:
        return len(self._blocks)

    @property
    def terms(self) -> Iterable[str]:
        """The terms of all entries, without making an entry of each."""
        return self._terms

    def _fields(self, index: int) -> dict[str, Any]:
        fields = {k: tuple(v) if isinstance(v, list) else v for k, v in parse(self._blocks[index]).items()}
        return fields if "severity" not in fields else {**fields, "severity": Severity(fields["severity"])}


class EntryTable(LazyEntries):
    """Rows of one list, as lines of text.

    Sixty thousand entries would take tens of megabytes, their text takes two. ``columns`` are fields of ``Entry``,
    ``shared`` those that all rows have in common. No cell holds a tab or a line end; several values of one cell are
    split by ``|``.
    """

    COLUMNS = ("id", "term", "suggestions", "source", "severity", "basis")
    """Those of a unit's plain rows."""

    __slots__ = ("_columns", "_shared", "_starts", "_text")

    def __init__(self, columns: Sequence[str], rows: Iterable[str], shared: Mapping[str, Any]) -> None:
        self._columns = tuple(columns)
        self._shared = dict(shared)
        lines = list(rows)
        self._starts = array("I", accumulate((len(line) + 1 for line in lines), initial=0))
        self._text = "\n".join(lines)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def _fields(self, index: int) -> dict[str, Any]:
        cells = self._text[self._starts[index] : self._starts[index + 1] - 1].split("\t")
        fields = {
            name: _CELLS[name](cell) if name in _CELLS else cell
            for name, cell in zip(self._columns, cells, strict=True)
            if cell
        }
        return {**self._shared, **fields}

    def holds(self, *columns: str) -> bool:
        """True where the rows have these columns."""
        return set(columns) <= set(self._columns)

    @property
    def holds_terms(self) -> bool:
        """True where the rows are sought by their terms; rows of another kind are sought by their rule."""
        return "term" in self._columns

    @property
    def terms(self) -> Iterable[str]:
        """The terms of all rows, without making an entry of each."""
        return self.column("term")

    @property
    def forms(self) -> Iterable[str]:
        """The right forms of all rows."""
        return self.column("form") if "form" in self._columns else ()

    @property
    def phrases(self) -> Iterable[str]:
        """The right forms but for those in 《》, which are compared without their blanks, and the innocent phrases."""
        innocent = (cell.split("|") for cell in self.column("except_in") if cell) if self.holds("except_in") else ()
        return chain((form for form in self.forms if not form.startswith("《")), chain.from_iterable(innocent))

    def column(self, name: str) -> list[str]:
        """The cells of all rows in one column, as text."""
        place = self._columns.index(name)
        return [line.split("\t")[place] for line in self._text.split("\n")] if len(self) else []

    def cells(self, *columns: str) -> Iterator[tuple[str, ...]]:
        """The cells of all rows in some columns, as text."""
        places = [self._columns.index(column) for column in columns]
        for line in self._text.split("\n") if len(self) else ():
            row = line.split("\t")
            yield tuple([row[place] for place in places])


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|"))


_CELLS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("suggestions", "variants", "pieces", "misses", "names", "items", "numbers", "context"), _split),
    **dict.fromkeys(("except_in", "all_of", "match", "no_match"), _split),
    **dict.fromkeys(("effective_from", "effective_to"), date.fromisoformat),
    **dict.fromkeys(("ordered", "whole_word", "as_written"), "true".__eq__),
    "severity": Severity,
    "confidence": float,
    "within": int,
}
"""What the cells of a table mean that are no plain text."""
