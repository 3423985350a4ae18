"""Where a word stands that may be a mark: its line or table cell, what labels it, and whether that is a head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

FRAME = " \t\r\u3000*#_>|`-"
HEAD_LINES = 8
"""A mark that stands alone belongs to the head of a document: so many lines that are not empty."""

LONGEST_LINE = 200
"""No line of a document's head is longer."""

_NEAR_HEAD = lazy(
    r"^(?:[0-9]{6}|特急|加急|特提|平急|份号.{0,12}|.{0,20}[〔\[(（][12][0-9]{3}[〕\])）][^\n]{0,4}[0-9]{1,4} ?号)$"
)


class Place(NamedTuple):
    """A word and the line or cell around it, as spans of the squeezed ``text``; ``start`` is the line's in the source.

    ``labels`` are the cells to the left of a cell and above it.
    """

    text: str
    word: Span
    line: Span
    start: int
    labels: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """The line itself, without what frames it."""
        return self.text[self.line.start : self.line.end]


def places(context: Context, words: Iterable[str]) -> Iterator[Place]:
    """The places of ``words``, one for each line or cell; none for lines longer than any line of a document's head."""
    seen: set[int] = set()
    for word in words:
        for view, found in context.occurrences.get(word, ()):
            source = view.to_source(found)
            place = place_of(context, source)
            if place is not None and place.line.start not in seen:
                seen.add(place.line.start)
                yield place


def place_of(context: Context, source: Span) -> Place | None:
    """The line or cell that holds a stretch of the document's text."""
    labelled = context.cell_at(source.start)
    around = labelled[0] if labelled else line_around(context.folded.text, source)
    if around is None or around.end - around.start > 2 * LONGEST_LINE:
        return None
    text = context.squeezed.text
    line = context.squeezed.from_source(around)
    start, end = line.start, line.end
    while start < end and text[start] in FRAME:
        start += 1
    while end > start and text[end - 1] in FRAME:
        end -= 1
    word = context.squeezed.from_source(source)
    return Place(text, word, Span(start, end), around.start, labelled[1] if labelled else ())


def line_around(text: str, word: Span) -> Span | None:
    """The line that holds a word; None when it is longer than any line of a document's head.

    Sought in the folded text: squeezing may have joined lines.
    """
    low, high = max(word.start - LONGEST_LINE, 0), word.end + LONGEST_LINE
    start = text.rfind("\n", low, word.start) + 1
    end = text.find("\n", word.end, high)
    if (not start and low) or (end < 0 and high < len(text)):
        return None
    return Span(start, end if end >= 0 else len(text))


def in_head(context: Context, line_start: int) -> bool:
    """True in the first lines, in a page's header or footer, or beside another element of an official document's head.

    Those are a copy number, an urgency mark and a document number, each on a line of its own.
    """
    text = context.folded.text
    if line_start < 4000 and sum(1 for line in text[:line_start].split("\n") if line.strip(FRAME)) < HEAD_LINES:
        return True
    part = context.part_at(line_start)
    if part is not None and ("页眉" in part.label or "页脚" in part.label):
        return True
    return any(_NEAR_HEAD.match(line) for line in lines_near(text, line_start))


def lines_near(text: str, line_start: int, count: int = 3) -> tuple[str, ...]:
    """The lines above and below, ``count`` each, without their frames; no further than 200 characters."""
    above = text[max(line_start - 200, 0) : line_start].split("\n")[-count - 1 : -1]
    below = text[line_start : line_start + 200].split("\n")[1 : count + 1]
    return tuple(line.strip(FRAME) for line in (*above, *below))
