"""The text of a Markdown document while it is put together, block by block, with the way back to the source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sensitive_check.model import OffsetMap, Part, Span


class Run(NamedTuple):
    """A stretch of the source, kept as it is or (``shown`` not None) standing as something else."""

    start: int
    end: int
    shown: str | None = None


@dataclass(slots=True)
class Text:
    """Text that grows at the end. Every closed block is followed by a line end.

    ``aside``, while it is a list, takes what is not shown: the alternative text of an image, hidden text. ``following``
    is the place in the source that would go on without a breakpoint.
    """

    source: str = field(repr=False)
    length: int = 0
    block_start: int = 0
    blocks: list[Span] = field(default_factory=list)
    aside: list[Run] | None = None
    pieces: list[str] = field(default_factory=list, repr=False)
    starts: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    following: int = -1

    @property
    def is_at_line_end(self) -> bool:
        """True when the last character added is a line end."""
        return self.pieces[-1:] == ["\n"]

    @property
    def end(self) -> int:
        """Where the text ends, without the line end after a closed block."""
        return self.length - (self.length == self.block_start)

    def keep(self, start: int, end: int) -> None:
        """Add a stretch of the source as it is."""
        if start >= end:
            return
        if self.aside is not None:
            self.aside.append(Run(start, end))
            return
        self._break_before(start)
        self.pieces.append(self.source[start:end])
        self.length += end - start
        self.following = end

    def put(self, shown: str, start: int, end: int | None = None) -> None:
        """Add ``shown``, which stands for ``source[start:end]``; every character of it leads back to all of that.

        A block does not begin with a line end.
        """
        if shown == "\n":
            if self.length == self.block_start and self.aside is None:
                return
            start += self.source.startswith("\r\n", start)
        end = start + 1 if end is None else max(end, start + 1)
        if self.aside is not None:
            self.aside.append(Run(start, end, shown))
            return
        for character in shown:
            self._break_before(start)
            if end - start != 1:
                self.widths[self.length] = end - start
            self.pieces.append(character)
            self.length += 1
            self.following = start + 1

    def add(self, run: Run) -> None:
        """Add a run."""
        if run.shown is None:
            self.keep(run.start, run.end)
        else:
            self.put(run.shown, run.start, run.end)

    def shown(self, run: Run) -> str:
        """What a run stands as."""
        return self.source[run.start : run.end] if run.shown is None else run.shown

    def since(self, start: int) -> str:
        """What has been added since the text had the length ``start``."""
        taken, index = self.length, len(self.pieces)
        while taken > start:
            index -= 1
            taken -= len(self.pieces[index])
        return "".join(self.pieces[index:])[start - taken :]

    def end_block(self) -> None:
        """Close the block that has been added to, if any, with the line end that parts it from the next."""
        while self.length > self.block_start and self.is_at_line_end:
            self._drop_line_end()
        if self.parts and self.parts[-1].span.end > self.length:
            self._cut_parts()
        if self.length == self.block_start:
            return
        self.blocks.append(Span(self.block_start, self.length))
        self.pieces.append("\n")
        self.length += 1
        self.following += 1
        self.block_start = self.length

    def add_part(self, start: int, label: str, kind: str) -> None:
        """Name what has been added since ``start``, without the line end after a closed block."""
        if start < self.end:
            self.parts.append(Part(label=label, span=Span(start, self.end), kind=kind))

    def offset_map(self) -> OffsetMap:
        """The way back to the source."""
        return OffsetMap(tuple(self.starts) or (0,), tuple(self.sources) or (0,), self.widths)

    def _break_before(self, start: int) -> None:
        if start != self.following:
            self.starts.append(self.length)
            self.sources.append(start)

    def _cut_parts(self) -> None:
        """Cut the parts that reach over line ends that were taken back; they were added in the order of their ends."""
        first = len(self.parts)
        while first and self.parts[first - 1].span.end > self.length:
            first -= 1
        self.parts[first:] = [
            replace(part, span=Span(part.span.start, self.length))
            for part in self.parts[first:]
            if part.span.start < self.length
        ]

    def _drop_line_end(self) -> None:
        """Take back a line end at the end of the text."""
        self.pieces.pop()
        self.length -= 1
        self.widths.pop(self.length, None)
        if self.starts[-1] == self.length:
            self.starts.pop()
            self.sources.pop()
        self.following = -2


def side_by_side(parts: list[Part]) -> list[Part]:
    """Parts that do not overlap: where one lies within another, the outer one is cut around it.

    Of two with one span the inner one, which was added first, stays.
    """
    flat: list[Part] = []
    around: list[Part] = []
    reached = 0

    def fill(end: int) -> None:
        """Give the innermost open parts their stretches up to ``end``."""
        nonlocal reached
        while around and reached < end:
            stop = min(end, around[-1].span.end)
            if reached < stop:
                flat.append(replace(around[-1], span=Span(reached, stop)))
                reached = stop
            if around[-1].span.end <= reached:
                around.pop()
        reached = max(reached, end)

    outer_first = list(reversed(parts))  # sorting keeps the order of equals
    for part in sorted(outer_first, key=lambda part: (part.span.start, -part.span.end)):
        fill(part.span.start)
        while around and around[-1].span.end <= part.span.start:
            around.pop()
        around.append(part)
    fill(max((part.span.end for part in parts), default=0))
    return flat
