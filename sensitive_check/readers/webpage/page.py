"""One page while it is read: the tokens come in order, and the document is made when the last one is there.

Hidden is what the element itself says (``hidden``, its ``style``, its kind), and what a style sheet above it in the
page plainly does not display. Nothing is recursive, so the depth of a page is no matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sensitive_check.model import Document, Link, Part, Span, Unchecked
from sensitive_check.readers.preformatted import is_prose
from sensitive_check.readers.webpage import targets
from sensitive_check.readers.webpage.attributes import is_telling, stretches
from sensitive_check.readers.webpage.elements import (
    BARRIERS,
    BLOCKS,
    CLOSED_BY,
    CODE,
    ENDS_PARAGRAPH,
    IN_TABLE,
    KEPT,
    OUTER,
    PARAGRAPH_BARRIERS,
    PREFORMATTED,
    READINGS,
    ROOTS,
    VOID,
)
from sensitive_check.readers.webpage.flow import Flow
from sensitive_check.readers.webpage.hidden import hidden_by, hides_content
from sensitive_check.readers.webpage.marks import Grid, Mark, Places, Row, table_of, without_blanks
from sensitive_check.readers.webpage.sheets import Sheets
from sensitive_check.readers.webpage.tokens import Token, decoded, values_of

# Each level of nesting repeats the text of the inner levels: without a bound that grows with the square of the depth.
_DEEPEST_GRID = 8
_LONGEST_ANCHOR = 1000


class _Item(NamedTuple):
    """A stretch of source that becomes a part after the prose."""

    kind: str
    label: str
    start: int
    end: int
    decode: bool


class _Target(NamedTuple):
    """A link: the item it stands in, where it stands in the source, and the text of its anchor if it has one."""

    item: int
    start: int
    end: int
    hidden_by: str | None
    anchor: Mark | None = None


class _Aside(NamedTuple):
    """Text that is shown elsewhere or not at all: a part after the prose, so that it splits no sentence."""

    kind: str
    label: str
    mark: Mark


@dataclass(slots=True)
class _Code:
    """Where code stands; preformatted text may turn out to be prose."""

    mark: Mark
    is_certain: bool


@dataclass(slots=True)
class _Element:
    """An open element. ``mark`` is where the text of an anchor, a cell, a caption or code begins, ``aside`` that of a
    part after the prose.
    """

    name: str
    flow: Flow
    hidden_by: str | None = None
    keep: bool = False
    mark: Mark | None = None
    aside: Mark | None = None


class Page:
    """One page while it is read.

    ``stack`` holds the open elements and ``places`` where those of each name stand in it, so that neither an end tag
    nor an implied end searches the stack. ``flow`` takes what is visible, ``unseen`` what is hidden, ``readings`` the
    small print of every ``<ruby>``; ``asides`` are the stretches of the latter two, and ``items`` wait until the prose
    is complete.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.flow = Flow(source)
        self.unseen = Flow(source)
        self.readings = Flow(source)
        self.asides: list[_Aside] = []
        self.is_hiding = False
        self.reading: Mark | None = None
        self.items: list[_Item] = []
        self.targets: list[_Target] = []
        self.code: list[_Code] = []
        self.in_code = False
        self.grids: list[Grid] = []
        self.open_grids: list[Grid] = []
        self.embedded: list[tuple[int, targets.Embedded]] = []
        self.base = ""
        self.sheets = Sheets()
        self.for_screens = True
        self.stack = [_Element("", self.flow)]
        self.places: dict[str, list[int]] = defaultdict(list)

    # ------------------------------------------------------------------------------------------------- tokens

    def take(self, token: Token) -> None:
        """Take the next token."""
        kind, top = token.kind, self.stack[-1]
        if kind == "text":
            top.flow.write(token.start, token.end, keep=top.keep)
        elif kind == "start":
            self._start(token)
        elif kind == "end":
            self._end(token)
        elif kind == "comment":
            self._add_code("comment", "注释", token.start, token.end, "comment")
        elif kind == "raw":
            self._raw(token)
        elif kind == "cdata":
            top.flow.write(token.start, token.end, keep=top.keep, decode=False)
        elif kind == "cut":
            self._add_item("hidden", "未结束的标签", token.start, token.end)
        elif is_telling(self.source, token.start, token.end):
            self._add_item("comment", "声明", token.start, token.end)

    def _raw(self, token: Token) -> None:
        if token.name == "script":
            self._add_code("code", "脚本", token.start, token.end, "script")
        elif token.name == "style":
            self._add_item("code", "样式", token.start, token.end)
            if self.for_screens:
                self.sheets.read(self.source, token.start, token.end)
            for start, end in targets.css_addresses(self.source, token.start, token.end):
                self._add_target("link", "样式", start, end, None)
        elif token.name == "title":
            self._add_item("metadata", "标题", token.start, token.end, decode=True)
        else:
            self.stack[-1].flow.write(token.start, token.end, keep=True, decode=token.name != "xmp")

    def _start(self, token: Token) -> None:
        name, at = token.name, token.start
        if not name.isascii():  # a tag was not ended: <b机密>
            self._add_item("hidden", "标签", at + 1, at + 1 + len(name))
        self._close_implied(name, at)
        parent = self.stack[-1]
        values = values_of(self.source, token)
        reason = None if name in ROOTS else hidden_by(parent.hidden_by, name, values, self.sheets.undisplayed)
        # A video is seen though its content is not, so its own address is no hidden link.
        element = self._opened(name, parent, hides_content(name, reason), at)
        if token.attributes:
            self._attributes(token, values, reason, element.mark)
        if name == "br":
            element.flow.line_break(at)
        elif name == "style":
            self.for_screens = values.get("media", "").strip().lower() in ("", "all", "screen")
        is_stray = name in IN_TABLE and not self.open_grids and not self.places["template"]
        if name in VOID or token.closed or is_stray:
            self._leave(element, parent, at)
        elif name not in ROOTS:
            self.places[name].append(len(self.stack))
            self.stack.append(element)

    def _end(self, token: Token) -> None:
        name, at = token.name, token.start
        if self.stack[-1].name == name:
            self._pop(at)
            return
        found = self.places[name]
        if found and found[-1] >= self._floor(OUTER.get(name, BARRIERS)):
            self._pop_to(found[-1], at)
        elif name == "p":
            self.stack[-1].flow.end_block(at)
        elif name == "br":
            self.stack[-1].flow.line_break(at)

    # ----------------------------------------------------------------------------------------------- elements

    def _opened(self, name: str, parent: _Element, reason: str | None, at: int) -> _Element:
        """A new element in the flow it belongs to."""
        keep = parent.keep or name in KEPT
        if reason and not parent.hidden_by:
            element = _Element(name, self.unseen, reason, keep)
            self.unseen.end_block(at)
            if not self.is_hiding and name not in VOID:
                element.aside = self._open_aside("hidden", f"隐藏文字 {reason}", self.unseen)
                self.is_hiding = True
        elif name in READINGS and not reason and self.places["ruby"]:
            if self.reading is None:  # one part for all readings of a <ruby>
                self.readings.end_block(at)
                self.reading = self._open_aside("metadata", "注音", self.readings)
            element = _Element(name, self.readings, None, keep, aside=self.reading)
        else:
            shows_itself = parent.hidden_by and not reason
            element = _Element(name, self.flow if shows_itself else parent.flow, reason, keep)
            if name in BLOCKS:
                element.flow.end_block(at)
        if name == "table":
            self.open_grids.append(Grid())
            if len(self.open_grids) <= _DEEPEST_GRID:
                self.grids.append(self.open_grids[-1])
        elif name == "ruby" and not (self.places["rt"] or self.places["rp"]):
            self.reading = None
        elif name in CODE or name in PREFORMATTED:
            self._open_code(element)
        elif name == "a":
            element.mark = Mark(element.flow, element.flow.solid)
        elif self.open_grids and name in IN_TABLE:
            self._in_grid(element, self.open_grids[-1])
        return element

    def _open_aside(self, kind: str, label: str, flow: Flow) -> Mark:
        self.asides.append(_Aside(kind, label, Mark(flow, flow.solid, flow.solid)))
        return self.asides[-1].mark

    def _open_code(self, element: _Element) -> None:
        if self.in_code:  # only the outermost element counts, and one that holds <code> is no prose
            self.code[-1].is_certain |= element.name == "code"
        elif element.flow is self.flow:
            element.mark = Mark(self.flow, self.flow.solid)
            self.code.append(_Code(element.mark, element.name in CODE))
            self.in_code = True

    def _in_grid(self, element: _Element, grid: Grid) -> None:
        """A row, a cell or a caption of the innermost table."""
        in_head = self._is_open("thead", ("table",))
        if element.name == "tr":
            grid.rows.append(Row(in_head, []))
        elif element.name in ("td", "th"):
            if not grid.rows:
                grid.rows.append(Row(in_head, []))
            element.mark = Mark(element.flow, element.flow.solid)
            grid.rows[-1].cells.append((element.mark, element.name == "th"))
        elif element.name == "caption" and grid.caption is None:
            grid.caption = element.mark = Mark(element.flow, element.flow.solid)

    def _close_implied(self, name: str, at: int) -> None:
        """End what the start of an element ends without saying so: a paragraph, an item, a cell."""
        if name in CLOSED_BY:
            ended, barriers = CLOSED_BY[name]
            floor = self._floor(barriers)
            inner = [self.places[other][-1] for other in ended if self.places[other]]
            inside = [index for index in inner if index > floor]
            if inside:
                self._pop_to(min(inside), at)
        if name in ENDS_PARAGRAPH and self._is_open("p", PARAGRAPH_BARRIERS):
            self._pop_to(self.places["p"][-1], at)

    def _is_open(self, name: str, barriers: Iterable[str]) -> bool:
        return bool(self.places[name]) and self.places[name][-1] > self._floor(barriers)

    def _floor(self, barriers: Iterable[str]) -> int:
        """Where the innermost open element among ``barriers`` stands."""
        return max((self.places[name][-1] for name in barriers if self.places[name]), default=0)

    def _pop_to(self, index: int, at: int) -> None:
        while len(self.stack) > index:
            self._pop(at)

    def _pop(self, at: int) -> None:
        element = self.stack.pop()
        self.places[element.name].pop()
        self._leave(element, self.stack[-1], at)

    def _leave(self, element: _Element, parent: _Element, at: int) -> None:
        flow = element.flow
        is_aside = flow is not parent.flow and flow is not self.flow
        if (is_aside and element.name not in READINGS) or element.name in BLOCKS:
            flow.end_block(at)
        if element.mark is not None:
            element.mark.end = flow.solid
            self.in_code = self.in_code and element.name not in CODE and element.name not in PREFORMATTED
        if element.aside is not None:
            element.aside.end = flow.solid
            self.is_hiding = self.is_hiding and flow is not self.unseen
        if element.name == "table":
            self.open_grids.pop()

    # ----------------------------------------------------------------------------------- what follows the prose

    def _attributes(self, token: Token, values: Mapping[str, str], reason: str | None, anchor: Mark | None) -> None:
        for kind, label, start, end, is_target in stretches(self.source, token, values):
            if is_target:
                self._add_target(kind, label, start, end, reason, anchor if token.name == "a" else None)
            elif kind == "code":
                self._add_code(kind, label, start, end, "script")
            else:
                self._add_item(kind, label, start, end, decode=True)
        if token.name == "base" and not self.base and "href" in values:
            base = targets.cleaned(values["href"])
            self.base = base if targets.is_absolute(base) else ""

    def _add_item(self, kind: str, label: str, start: int, end: int, *, decode: bool = False) -> int:
        span = without_blanks(self.source, start, end)
        self.items.append(_Item(kind, label, span.start, span.end, decode))
        return len(self.items) - 1

    def _add_code(self, kind: str, label: str, start: int, end: int, reason: str) -> None:
        """A comment or a script, and the web addresses in it."""
        item = self._add_item(kind, label, start, end)
        for low, high in targets.code_addresses(self.source, start, end):
            self.targets.append(_Target(item, low, high, reason))

    def _add_target(
        self, kind: str, label: str, start: int, end: int, reason: str | None, anchor: Mark | None = None
    ) -> None:
        found = targets.embedded(self.source, start, end)
        if found:
            end = found.body  # the picture itself is no text
            if found.reason:
                self.embedded.append((start, found))
        index = self._add_item(kind, label, start, end, decode=kind != "link")
        item = self.items[index]
        self.targets.append(_Target(index, item.start, item.end, reason, anchor))

    # ----------------------------------------------------------------------------------------------- document

    def document(self, name: str, encoding: str, unchecked: tuple[Unchecked, ...]) -> Document:
        """The whole document; call it once, after the last token."""
        self._pop_to(1, len(self.source))
        flow = self.flow
        flow.end_block(len(self.source))
        shifts = {id(flow): 0}
        for aside in (self.unseen, self.readings):
            aside.end_block(len(self.source))
            shifts[id(aside)] = flow.append(aside)
        spans = [flow.add_part(*item) for item in self.items]
        text = "".join(flow.pieces)
        places = Places(text, shifts)
        flow.parts += self._parts(places)
        return Document(
            name=name,
            text=text,
            encoding=encoding,
            source=self.source,
            source_map=flow.offset_map(),
            parts=tuple(sorted(flow.parts, key=lambda part: part.span)),
            blocks=tuple(flow.blocks),
            links=tuple(sorted(self._links(spans, places), key=lambda link: link.span)),
            tables=tuple(table_of(grid, places) for grid in self.grids),
            unchecked=(*unchecked, *targets.unchecked(self.source, self.embedded)),
        )

    def _parts(self, places: Places) -> Iterator[Part]:
        """What was not shown where it stands, and code."""
        for kind, label, mark in self.asides:
            span = places.span(mark)
            if span.start < span.end:
                yield Part(label=label, span=span, kind=kind)
        for code in self.code:
            span = places.span(code.mark)
            if span.start < span.end and (code.is_certain or not is_prose(places.text[span.start : span.end])):
                yield Part(label="代码", span=span, kind="code")

    def _links(self, spans: list[Span], places: Places) -> Iterator[Link]:
        for index, start, end, reason, anchor in self.targets:
            item, span = self.items[index], spans[index]
            if not item.decode:  # as written, so the target stands as far inside the part as in the source
                span = Span(span.start + start - item.start, span.start + end - item.start)
            target = decoded(self.source[start:end])
            if reason in ("comment", "script"):
                target = target.replace("\\/", "/")
            if span.start < span.end:
                words = places.words(anchor, _LONGEST_ANCHOR) if anchor else ""
                yield Link(span=span, target=targets.cleaned(target, self.base), text=words, hidden_by=reason)
