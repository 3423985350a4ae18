"""What a rule sees of one document: its views, the occurrences of its triggers, and a search through disguises."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sensitive_check.addresses import Address, find_addresses
from sensitive_check.matching import straddles
from sensitive_check.model import Document, Part, Span, View
from sensitive_check.normalize import Folding, Pairs, dropped_of, half_width, squeeze, without_dropped
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.rules.wordlist import Verdict


class Match(Protocol):
    """What ``re`` and ``regex`` matches share."""

    def start(self, group: int | str = 0, /) -> int: ...
    def end(self, group: int | str = 0, /) -> int: ...
    def span(self, group: int | str = 0, /) -> tuple[int, int]: ...
    def group(self, group: int | str = 0, /) -> Any: ...


class Pattern(Protocol):
    """What ``re`` and ``regex`` patterns share."""

    def finditer(self, string: str, pos: int = ..., endpos: int = ..., /) -> Iterator[Any]: ...


class Run(NamedTuple):
    """A stretch of visible ASCII characters, single blanks before digits included, in one of the views."""

    view: View
    span: Span

    @property
    def text(self) -> str:
        """The run itself."""
        return self.view.text[self.span.start : self.span.end]


_VISIBLE = lazy("[!-~]+")
_SHORTEST_RUN = 5
_CHINESE_DIGITS = "〇○零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖"
_AS_DIGITS = str.maketrans(_CHINESE_DIGITS, "0001123456789123456789")
_SPELLED = lazy(f"[{_CHINESE_DIGITS}](?:[ -]?[{_CHINESE_DIGITS}]){{10,200}}(?:[ -]?x)?")
SPELLED_BEGINNINGS = (
    *(f"{one}{next_}" for one in "一幺" for next_ in "三四五六七八九"),
    *("六二", "二〇", "二○", "二零", "壹叁", "壹肆", "壹伍", "壹陆", "壹柒", "壹捌", "壹玖", "贰零"),
)
"""Every personal number in Chinese digits holds one of these: a mobile begins with one, a year of birth is one."""

_MORE = frozenset(_CHINESE_DIGITS)
_NAMED_YEAR = lazy(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_FIVE_DIGITS = lazy(r"(?:[0-9][ -]?){5}")


def _runs(text: str, window: Span) -> Iterator[Span]:
    """Visible ASCII of five characters or more in a stretch of text, over single blanks before digits.

    No pattern by itself: one that repeats a group keeps a hundred bytes for every time, and a text may be one run.
    """
    start = end = -2
    for found in _VISIBLE.finditer(text, *window):
        if found.start() != end + 1 or text[end] != " " or text[found.start()] not in "0123456789x":
            if end - start >= _SHORTEST_RUN:
                yield Span(start, end)
            start = found.start()
        end = found.end()
    if end - start >= _SHORTEST_RUN:
        yield Span(start, end)


class Places:
    """Where one word occurs, in the order found, each a view and a span. Kept as numbers: a text may hold millions.

    Each of ``starts`` is twice the offset, and one more in the squeezed text.
    """

    __slots__ = ("_length", "_views", "starts")

    def __init__(self, word: str, folded: View, squeezed: View) -> None:
        self._length = len(word)
        self._views = (folded, squeezed)
        self.starts = array("I")

    def __iter__(self) -> Iterator[tuple[View, Span]]:
        for start in self.starts:
            yield self._views[start & 1], Span(start >> 1, (start >> 1) + self._length)

    def in_folded(self) -> Iterator[int]:
        """Where the word begins in the folded text, in order."""
        return (start >> 1 for start in self.starts if not start & 1)


class Context:
    """One document as rules see it. Views and runs are computed on first use.

    ``as_of`` is the day by which dated expressions are judged, ``dated`` says that it is known and not just the day of
    the run. ``today`` is the day of the check: a number of a person born later is invalid whatever the draft's date.
    ``seen`` are the characters of the text that folding may change, private ones and those of ``NOTICED``. ``key``
    turns a phrase into the form it has in the squeezed text. ``seconds`` is the time a user's pattern may take.
    """

    def __init__(
        self,
        document: Document,
        *,
        as_of: date,
        today: date,
        dated: bool,
        folding: Folding,
        pairs: Pairs,
        key: Callable[[str], str],
        seconds: float,
    ) -> None:
        self.document = document
        self.as_of = as_of
        self.today = today
        self.dated = dated
        self.key = key
        self.seconds = seconds
        self.raw = View(name="raw", text=document.text)
        seen = folding.seen_in(document.text)
        self.seen = frozenset(seen)
        self.folded = View(name="folded", text=folding.fold_seen(document.text, seen))
        edges = sorted({edge for block in document.blocks for edge in (block.start, block.end)})
        self.holds_invisible = bool(dropped_of(self.seen))
        self.squeezed, self.joints = squeeze(
            self.folded.text,
            folding,
            pairs,
            edges,
            seen=self.seen,
            holds_several=not folding.several.keys().isdisjoint(self.seen),
        )
        self.occurrences: dict[str, Places] = {}
        self.left_open: dict[str, tuple[array[int], array[int]]] = {}
        self.verdicts: tuple[Counter[int], dict[tuple[int, int, int, str], Verdict | None]] = (Counter(), {})
        self._parts: Sequence[Part] = sorted(document.parts, key=lambda part: part.span)
        self._part_starts = [part.span.start for part in self._parts]

    def __repr__(self) -> str:
        return f"Context({self.document.name!r})"

    @cached_property
    def visible(self) -> View:
        """The folded text without the characters that nobody sees: a value in it holds all its signs, once folded."""
        if not self.holds_invisible:
            return View(name="visible", text=self.folded.text)
        text, offsets = without_dropped(self.folded.text, self.seen)
        return View(name="visible", text=text, offsets=offsets)

    @cached_property
    def written(self) -> View:
        """The same in capitals and small letters as they are written, in half width: what keys and tokens are read in.

        Offsets are those of ``visible``.
        """
        text = half_width(self.raw.text, self.seen)
        return View(
            name="written",
            text=without_dropped(text, self.seen)[0] if self.holds_invisible else text,
            offsets=self.visible.offsets,
        )

    @cached_property
    def latest_year(self) -> int | None:
        """The latest year that the text names in figures, None without one: how old a draft without a date may be."""
        years = [int(found[1]) for found in _NAMED_YEAR.finditer(self.folded.text)]
        return max(years, default=None)

    @cached_property
    def windows(self) -> tuple[Span, ...]:
        """Stretches of the squeezed text that a hit over a joint may lie in, merged and in order."""
        merged: list[tuple[int, int]] = []
        length = len(self.squeezed.text)
        for joint in self.joints:
            low, high = max(joint.position - joint.reach, 0), min(joint.position + joint.reach, length)
            if merged and low <= merged[-1][1]:
                merged[-1] = (min(merged[-1][0], low), max(merged[-1][1], high))
            else:
                merged.append((low, high))
        return tuple(Span(low, high) for low, high in merged)

    def crosses_joint(self, start: int, end: int) -> bool:
        """True when a stretch of the squeezed text holds a joint, so that the folded text cannot show it whole."""
        index = bisect_right(self._joint_positions, start)
        return index < len(self._joint_positions) and self._joint_positions[index] < end

    @cached_property
    def _joint_positions(self) -> list[int]:
        return [joint.position for joint in self.joints]

    def search(self, pattern: Pattern, *, timeout: float | None = None) -> Iterator[tuple[View, Match]]:
        """Matches in the folded text, then those in the squeezed text that only exist across a joint.

        ``timeout`` in seconds is for patterns of ``regex``.
        """
        find: Callable[..., Iterator[Any]] = pattern.finditer
        if timeout is not None:
            find = partial(find, timeout=timeout)
        for found in find(self.folded.text):
            yield self.folded, found
        for window in self.windows:
            for found in find(self.squeezed.text, window.start, window.end):
                if self.crosses_joint(*found.span()):
                    yield self.squeezed, found

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Stretches of visible ASCII of five characters or more: numbers and addresses live only in them."""
        found = [Run(self.folded, span) for span in _runs(self.folded.text, Span(0, len(self.folded.text)))]
        for window in self.windows:
            spans = _runs(self.squeezed.text, window)
            found += [Run(self.squeezed, span) for span in spans if self.crosses_joint(*span)]
        return tuple(found)

    @cached_property
    def number_runs(self) -> tuple[Run, ...]:
        """The runs that hold five digits in a row, and rows of Chinese digits."""
        return (*(run for run in self.runs if _FIVE_DIGITS.search(run.text)), *self._spelled_runs())

    def _spelled_runs(self) -> tuple[Run, ...]:
        """Rows of eleven or more Chinese digits, in a copy of the folded text that holds them as figures."""
        if self.occurrences.keys().isdisjoint(SPELLED_BEGINNINGS):
            return ()
        text = self.folded.text
        places = (place for word in SPELLED_BEGINNINGS for place in self.occurrences.get(word, ()))
        spans: list[Span] = []
        reached = 0
        for start in sorted(span.start for view, span in places if view is self.folded):
            if start < reached:
                continue
            head = text[max(start - 32, reached) : start]
            row = head[len(head.rstrip(f"{_CHINESE_DIGITS} -")) :].lstrip(" -")
            found = _SPELLED.match(text, start - len(row))
            reached = found.end() if found else start + 1
            # A long fraction is spelled out, too: 三点一四一五九
            if found and text[found.start() - 1 : found.start()] != "点" and text[reached : reached + 1] not in _MORE:
                spans.append(Span(*found.span()))
        if not spans:
            return ()
        pieces: list[str] = []
        taken = 0
        for span in spans:
            pieces += (text[taken : span.start], text[span.start : span.end].translate(_AS_DIGITS))
            taken = span.end
        view = View(name="folded", text="".join((*pieces, text[taken:])))
        return tuple(Run(view, span) for span in spans)

    @cached_property
    def network_runs(self) -> tuple[Run, ...]:
        """The runs that may hold an address: with a dot, an at sign or a colon."""
        return tuple(run for run in self.runs if "." in run.text or "@" in run.text or ":" in run.text)

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """Bare addresses of the text and the targets of its links, taken apart."""
        return tuple(find_addresses(self))

    @cached_property
    def _placed(self) -> tuple[list[int], list[Address]]:
        """Where the addresses begin in the document's text, in order, and the addresses."""
        views = {"folded": self.folded, "squeezed": self.squeezed}
        placed = [
            (views[address.view].to_source(address.span).start if address.view in views else address.span.start, number)
            for number, address in enumerate(self.addresses)
        ]
        placed.sort()
        return [start for start, _ in placed], [self.addresses[number] for _, number in placed]

    def address_at(self, offset: int) -> Address | None:
        """The address that an offset of the document's text lies in."""
        starts, addresses = self._placed
        index = bisect_right(starts, offset) - 1
        if index < 0:
            return None
        address = addresses[index]
        # A stretch of a view may be shorter than its source, and never longer.
        view = self.squeezed if address.view == "squeezed" else self.raw
        return address if offset < view.to_source(address.span).end else None

    def is_word(self, span: Span) -> bool:
        """False when a word of the text lies partly inside and partly outside ``span`` (of the document's text)."""
        return not straddles(self.squeezed.text, self.squeezed.from_source(span))

    def cell_at(self, offset: int) -> tuple[Span, tuple[str, ...]] | None:
        """The table cell at an offset of the document's text, and the texts of the cells left of it and above it."""
        starts, cells = self._cells
        index = bisect_right(starts, offset) - 1
        if index >= 0 and offset < cells[index][0].end:
            span, labels = cells[index]
            return span, tuple(self.folded.text[label.start : label.end].strip() for label in labels)
        return None

    @cached_property
    def _cells(self) -> tuple[list[int], list[tuple[Span, tuple[Span, ...]]]]:
        cells: list[tuple[Span, tuple[Span, ...]]] = []
        for table in self.document.tables:
            for row in (table.header, *table.rows):
                for column, cell in enumerate(row):
                    left = (row[column - 1].span,) if column else ()
                    above = (
                        (table.header[column].span,) if row is not table.header and column < len(table.header) else ()
                    )
                    cells.append((cell.span, (*left, *above)))
        cells.sort(key=lambda cell: cell[0])
        return [span.start for span, _ in cells], cells

    def part_at(self, offset: int) -> Part | None:
        """The part that holds an offset of the document's text."""
        index = bisect_right(self._part_starts, offset) - 1
        if index >= 0 and offset < self._parts[index].span.end:
            return self._parts[index]
        return None

    def is_wrapped(self, offset: int) -> bool:
        """True where the lines of the text are those of a page's layout, not its paragraphs."""
        starts, reached = self._wrapped
        index = bisect_right(starts, offset) - 1
        return index >= 0 and offset < reached[index]

    @cached_property
    def _wrapped(self) -> tuple[list[int], list[int]]:
        """Where the wrapped stretches begin, in order, and how far those up to each reach: they may overlap."""
        spans = sorted(self.document.wrapped)
        return [span.start for span in spans], list(accumulate((span.end for span in spans), max))

    def kind_at(self, offset: int) -> str:
        """The kind of the part that holds an offset; plain prose outside all parts."""
        part = self.part_at(offset)
        return part.kind if part else "prose"
