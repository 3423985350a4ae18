"""Text taken out of markup, block by block, with the way back to the source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sensitive_check.model import OffsetMap, Part, Span
from sensitive_check.readers.webpage.tokens import BLANKS, references

_BLANK = re.compile(r"[ \t\n\f\r]*")
_LINE_END = re.compile(r"(?:\r\n|\r|\n)?")


@dataclass(slots=True)
class Flow:
    """Blocks of text that grow at the end.

    White space at the edges of a block is not rendered and not kept; all other characters are, as they are written.
    ``solid`` is where the text that stays ends: blanks behind it go when the block ends. Offsets are the flow's own.
    """

    source: str = field(repr=False)
    pieces: list[str] = field(default_factory=list, repr=False)
    starts: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)
    blocks: list[Span] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    length: int = 0
    solid: int = 0
    block_start: int = -1
    break_at: int = 0
    fresh: bool = False

    def write(self, start: int, end: int, *, keep: bool = False, decode: bool = True, attribute: bool = False) -> None:
        """Add a stretch of source to the open block, or to a new one; ``keep`` is for preformatted text."""
        source = self.source
        if self.block_start < 0 or self.fresh:
            after = _BLANK.match(source, start, end).end()  # type: ignore[union-attr]  # it matches the empty string
            if after == end:
                return
            start = after if not keep else _LINE_END.match(source, start).end()  # type: ignore[union-attr]  # the same
            self._open_block()
        reference = source.find("&", start, end) if decode else -1
        if reference >= 0:
            for at, until, text in references(source, reference, end, attribute=attribute):
                self._add(source[start:at], start)
                for character in text:
                    self.widths[self.length] = until - at
                    self._add(character, at)
                start = until
        self._add(source[start:end], start)

    def line_break(self, at: int) -> None:
        """A ``<br>``: a new line in the same block; the second one in a row ends the block."""
        if self.block_start < 0:
            return
        if self.fresh:
            self.end_block(at)
        else:
            self._add("\n", at)
            self.fresh = True

    def end_block(self, at: int) -> None:
        """End the open block, if any; ``at`` is where the tag stands that ends it."""
        if self.block_start < 0:
            return
        self._cut_blanks()
        if self.length > self.block_start:  # nothing is left when all of it was written as references to blanks
            self.blocks.append(Span(self.block_start, self.length))
        self.block_start, self.break_at, self.fresh = -1, at, False

    def add_part(self, kind: str, label: str, start: int, end: int, decode: bool) -> Span:
        """Add a stretch of source as one block and one part of its own; answers where it stands.

        ``decode`` takes the character references out as in the value of an attribute.
        """
        self.end_block(start)
        self.break_at = start
        before = self.length
        self.write(start, end, decode=decode, attribute=True)
        self.end_block(end)
        if self.length == before:
            return Span(before, before)
        self.parts.append(Part(label=label, span=self.blocks[-1], kind=kind))
        return self.blocks[-1]

    def append(self, other: Flow) -> int:
        """Add all of another flow, ended; answers how far its offsets moved."""
        self.end_block(other.break_at)
        if not other.length:
            return self.length
        if self.length:
            self._add("\n", other.sources[0])
        shift = self.length
        self.pieces += other.pieces
        self.starts += (start + shift for start in other.starts)
        self.sources += other.sources
        self.widths.update((offset + shift, width) for offset, width in other.widths.items())
        self.blocks += (Span(block.start + shift, block.end + shift) for block in other.blocks)
        self.length = self.solid = shift + other.length
        return shift

    def offset_map(self) -> OffsetMap:
        """The way back to the source."""
        return OffsetMap(tuple(self.starts) or (0,), tuple(self.sources) or (0,), self.widths)

    def _open_block(self) -> None:
        self.fresh = False
        if self.block_start < 0:
            if self.length:
                self._add("\n", self.break_at)
            self.block_start = self.length

    def _add(self, piece: str, source: int) -> None:
        if not piece:
            return
        if not self.starts or self.sources[-1] + self.length - self.starts[-1] != source:
            self.starts.append(self.length)
            self.sources.append(source)
        self.pieces.append(piece)
        kept = len(piece.rstrip(BLANKS))
        if kept:
            self.solid = self.length + kept
        self.length += len(piece)

    def _cut_blanks(self) -> None:
        for offset in range(self.solid, self.length):
            self.widths.pop(offset, None)
        while self.length > self.solid:
            piece = self.pieces.pop()
            self.length -= len(piece)
            if self.length < self.solid:
                self.pieces.append(piece[: self.solid - self.length])
                self.length = self.solid
        while self.starts and self.starts[-1] >= self.length:
            self.starts.pop()
            self.sources.pop()
