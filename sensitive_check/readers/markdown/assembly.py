"""The leaves of a source and what stands in them become the document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sensitive_check.model import Cell, Document, Link, Span, Table
from sensitive_check.readers.markdown.blocks import parse_blocks, split_row
from sensitive_check.readers.markdown.content import ENTITY, ESCAPED, Content
from sensitive_check.readers.markdown.inline import Piece, Target, lines_of, parse_inlines, resolved
from sensitive_check.readers.markdown.leaves import Blocks, Leaf, LeafKind, Stretch
from sensitive_check.readers.markdown.raw_html import parse_html
from sensitive_check.readers.markdown.text import Run, Text, side_by_side
from sensitive_check.readers.preformatted import is_prose
from sensitive_check.readers.webpage import targets
from sensitive_check.readers.webpage.attributes import stretches
from sensitive_check.readers.webpage.elements import BLOCKS, CODE, PREFORMATTED, READINGS, VOID
from sensitive_check.readers.webpage.hidden import hidden_by, hides_content
from sensitive_check.readers.webpage.tokens import Token, tokens, values_of

# Line ends within a paragraph are as they should be when no blank stands before them.
_MARKUP = re.compile(r"[\\`*_~\[\]<&\r]")
_COMMENT_START = re.compile(r"<(?:!--(?:-?>)?|\?|!\[CDATA\[|!)")
_COMMENT_ENDS = ("-->", "?>", "]]>", ">")
_CALLS = ("tel:", "mailto:", "sms:")
_MAX_CAPTION = 60


def assemble(source: str) -> Document:
    """The document that ``source`` renders as."""
    blocks = parse_blocks(source)
    assembly = _Assembly(source, blocks)
    for leaf in blocks.leaves:
        assembly.add_leaf(leaf)
    return assembly.document()


@dataclass(slots=True)
class _Extra:
    """Something carried by the page: it follows the prose as a block of its own. ``uses`` are texts of its links."""

    label: str
    kind: str
    runs: list[Run]
    is_target: bool = False
    uses: list[Span | str] = field(default_factory=list)
    hidden_by: str | None = None


class _Unseen(NamedTuple):
    """An element whose text is not shown where it stands, and the part that the text becomes."""

    name: str
    label: str
    kind: str
    reason: str | None


@dataclass(slots=True)
class _Code:
    """An open element of raw HTML that holds code; preformatted text may turn out to be prose."""

    name: str
    start: int
    is_certain: bool


class _Assembly:
    """The text under construction, and what is open in it."""

    def __init__(self, source: str, blocks: Blocks) -> None:
        self._source = source
        self._blocks = blocks
        self._text = Text(source)
        self._tables: list[tuple[Span | None, list[list[Span]]]] = []
        self._extras: list[_Extra] = []
        self._embedded: list[tuple[int, targets.Embedded]] = []
        self._marks: list[int] = []  # where the code spans and strike-outs that are open begin
        self._opened: list[tuple[_Extra | None, int]] = []  # the links and images that are open
        self._anchor: tuple[_Extra, int] | None = None  # the <a> that is open
        self._images = 0  # how many images are open
        self._code: _Code | None = None  # the outermost <code> or <pre> that is open
        self._unseen: _Unseen | None = None  # the open element whose text is not shown where it stands
        self._unseen_depth = 0  # how many elements of its name are open
        self._reading: _Extra | None = None  # takes the readings of the <ruby> that is open
        self._paragraph: Span | None = None  # the block just above, when it is a paragraph
        self._by_label = {
            definition.key: self._target(definition.content, definition.target, definition.title, image=False)
            for definition in blocks.definitions.values()
        }
        for definition in blocks.repeated:
            self._target(definition.content, definition.target, definition.title, image=False)

    # ------------------------------------------------------------------------------------------------ single leaves

    def add_leaf(self, leaf: Leaf) -> None:
        """Add one leaf to the text."""
        above, self._paragraph = self._paragraph, None
        if leaf.kind in (LeafKind.PARAGRAPH, LeafKind.HEADING):
            self._add_paragraph(leaf)
        elif leaf.kind is LeafKind.TABLE:
            self._add_table(leaf, above)
        elif leaf.kind is LeafKind.INFO:
            content = Content.of(self._source, leaf.lines)
            self._add_extra(_Extra("代码", "metadata", self._resolve(content, 0, len(content.text))))
        elif leaf.kind is LeafKind.HTML:
            content = Content.of(self._source, leaf.lines)
            self._add_pieces(content, parse_html(content.text))
            self._end_block()
        elif leaf.kind is LeafKind.METADATA:
            start = self._text.length
            for line in leaf.lines:
                self._text.keep(*line)
                self._end_block()
            self._text.add_part(start, "元数据", "metadata")
        else:
            self._add_code(leaf)
        self._anchor = None
        self._close_code()
        if self._unseen is not None and self._unseen.name in READINGS:
            self._show_again()

    def _add_paragraph(self, leaf: Leaf) -> None:
        start, end = leaf.lines[0] if leaf.lines else (0, 0)
        plain = self._source[start:end]
        before = self._text.length
        if len(leaf.lines) == 1 and not _MARKUP.search(plain) and " \n" not in plain and "\t\n" not in plain:
            self._text.keep(start, start + len(plain.rstrip(" \t")))
        else:
            self._add_inlines(Content.of(self._source, leaf.lines), leaf.skip)
        self._end_block()
        if leaf.kind is LeafKind.PARAGRAPH and before < self._text.length:
            self._paragraph = self._text.blocks[-1]

    def _add_inlines(self, content: Content, start: int = 0) -> None:
        found = self._blocks
        self._add_pieces(content, parse_inlines(content.text, start, found.definitions, found.footnotes))

    def _add_code(self, leaf: Leaf) -> None:
        start = self._text.length
        for index, line in enumerate(leaf.lines):
            if index:
                self._text.put("\n", leaf.lines[index - 1][1])
            self._text.keep(*line)
        self._end_block()
        text = "".join(self._source[first:last] for first, last in leaf.lines)
        if leaf.kind is LeafKind.FENCED or not is_prose(text):
            self._text.add_part(start, "代码", "code")

    def _add_table(self, leaf: Leaf, above: Span | None) -> None:
        start = self._text.length
        rows: list[list[Span]] = []
        for line in leaf.lines:
            cells = [self._add_cell(*cell) for cell in split_row(self._source, *line)]
            rows.append(cells[: leaf.columns])
            if len(cells) > leaf.columns:
                # Renderers drop what has no column; it is published all the same.
                self._text.add_part(cells[leaf.columns].start, "表格", "hidden")
        self._text.add_part(start, "表格", "table")
        self._tables.append((above, rows))

    def _add_cell(self, start: int, end: int) -> Span:
        before = self._text.length
        if _MARKUP.search(self._source, start, end):
            self._add_inlines(Content.of(self._source, self._without_escapes(start, end), joint=""))
        else:
            self._text.keep(start, end)
        self._end_block()
        return Span(before, max(before, self._text.end))

    def _without_escapes(self, start: int, end: int) -> list[Stretch]:
        """In a cell a pipe is always written with a backslash, which is no part of it, not even in code."""
        found: list[Stretch] = []
        while (escaped := self._source.find("\\|", start, end)) >= 0:
            found.append((start, escaped))
            start = escaped + 1
        return [*found, (start, end)]

    # ------------------------------------------------------------------------------------------------------- pieces

    def _add_pieces(self, content: Content, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.kind == "text":
                # Blanks between the tags of raw HTML are layout.
                if self._text.length > self._text.block_start or content.text[piece.start : piece.end].strip(" \t"):
                    for start, end in content.runs(piece.start, piece.end):
                        self._text.keep(start, end)
            elif piece.kind == "shown":
                if piece.shown == "\n" and self._text.aside is None and self._text.is_at_line_end:
                    continue  # the line end in the source after a <br>
                self._text.put(piece.shown, content.place(piece.start), content.place(piece.end - 1) + 1)
            elif piece.kind == "enter":
                self._enter(content, piece.what)
            elif piece.kind == "leave":
                self._leave(piece.what)
            elif piece.kind == "tag":
                self._add_tag(content, piece)
            else:
                self._add_aside(content, piece)

    def _enter(self, content: Content, what: Target | str) -> None:
        if not isinstance(what, Target):
            self._marks.append(self._text.length)
            return
        if what.definition is not None:
            extra = self._by_label.get(what.definition.key)
        else:
            extra = self._target(content, what.target, what.title, image=what.image)
        self._opened.append((extra, self._text.length))
        self._images += what.image
        if what.image and self._text.aside is None:
            self._text.aside = []

    def _leave(self, what: Target | str) -> None:
        if what == "code":
            self._text.add_part(self._marks.pop(), "代码", "code")
        elif what == "strike":
            self._text.add_part(self._marks.pop(), "删除线", "deleted")
        elif isinstance(what, Target):
            extra, start = self._opened.pop()
            self._images -= what.image
            text: Span | str = Span(start, self._text.length)
            if what.image and not self._images and self._unseen is None:
                alternative, self._text.aside = self._text.aside or [], None
                text = "".join(map(self._text.shown, alternative))
                self._add_extra(_Extra("图片", "metadata", alternative))
            if extra is not None:
                extra.uses.append(text)

    def _add_tag(self, content: Content, piece: Piece) -> None:
        tag = content.text[piece.start : piece.end]
        token = next(tokens(tag))
        if token.name == "br":
            self._text.put("\n", content.place(piece.start), content.place(piece.end - 1) + 1)
        elif token.name in BLOCKS:
            self._end_block()
        if token.name == "a" and self._anchor is not None:
            extra, start = self._anchor
            extra.uses[:] = [Span(start, self._text.length)]
            self._anchor = None
        values = values_of(tag, token)
        reason = hidden_by(self._reason, token.name, values)
        self._hide(token, hides_content(token.name, reason))
        self._follow_code(token)
        for kind, label, first, last, is_target in stretches(tag, token, values):
            place = piece.start + first, piece.start + last
            if is_target:
                place = self._without_picture(content, *place)
            extra = _Extra(label, kind, self._resolve(content, *place, ENTITY), is_target, hidden_by=reason)
            self._add_extra(extra)
            if is_target and token.name == "a" and self._anchor is None:
                self._anchor = extra, self._text.length

    def _follow_code(self, token: Token) -> None:
        """Follow the outermost element that holds code to its end."""
        name = token.name
        if self._code is None:
            if token.kind == "start" and (name in CODE or name in PREFORMATTED):
                self._code = _Code(name, self._text.length, name in CODE)
        elif name == self._code.name:
            if token.kind == "end":
                self._close_code()
        else:  # preformatted text that holds <code> is no prose
            self._code.is_certain |= name == "code"

    def _close_code(self) -> None:
        if self._code is not None and (self._code.is_certain or not is_prose(self._text.since(self._code.start))):
            self._text.add_part(self._code.start, "代码", "code")
        self._code = None

    @property
    def _reason(self) -> str | None:
        """How what comes now is hidden."""
        return self._unseen.reason if self._unseen else None

    def _hide(self, token: Token, reason: str | None) -> None:
        """Follow an element that is not shown where it stands (hidden, or the reading of a word) to its end."""
        closes, name = token.kind == "end", token.name
        if self._unseen is not None:
            if self._unseen.name in READINGS:
                self._unseen_depth = int(name not in READINGS and name != "ruby")
            elif name == self._unseen.name:
                self._unseen_depth += -1 if closes else 1
            if not self._unseen_depth:
                self._show_again()
        if closes or name in VOID or self._text.aside is not None:
            return
        if name == "ruby":
            self._reading = None
        if reason:
            self._unseen = _Unseen(name, f"隐藏文字 {reason}", "hidden", reason)
        elif name in READINGS:
            self._unseen = _Unseen(name, "注音", "metadata", None)
        if self._unseen is not None:
            self._unseen_depth, self._text.aside = 1, []

    def _show_again(self) -> None:
        self._add_unseen()
        self._unseen = self._text.aside = None

    def _add_unseen(self) -> None:
        """Put what was not shown so far after the prose: where it stands it parts no words."""
        if self._unseen is None or not self._text.aside:
            return
        is_reading = self._unseen.kind == "metadata"
        if is_reading and self._reading is not None:
            self._reading.runs += self._text.aside
        else:
            extra = _Extra(self._unseen.label, self._unseen.kind, self._text.aside)
            self._reading = extra if is_reading else None
            self._add_extra(extra)
        self._text.aside = []

    def _add_aside(self, content: Content, piece: Piece) -> None:
        """A comment, a script or a style sheet."""
        start, end = piece.start, piece.end
        label, kind = "脚本", "code"
        if piece.kind == "comment":
            label, kind = "注释", "comment"
            opening = _COMMENT_START.match(content.text, start, end)
            start = opening.end() if opening else start
            end -= next((len(mark) for mark in _COMMENT_ENDS if content.text.endswith(mark, start, end)), 0)
        runs = self._placed(content, lines_of(content.text, start, end))
        self._add_extra(_Extra(label, kind, runs))

    # ------------------------------------------------------------------------------------- what follows the prose

    def _target(self, content: Content, target: Stretch, title: Stretch | None, *, image: bool) -> _Extra:
        label = "图片" if image else "链接"
        runs = self._resolve(content, *self._without_picture(content, *target))
        extra = _Extra(label, "link", runs, is_target=True, hidden_by=self._reason)
        self._add_extra(extra)
        if title is not None:
            self._add_extra(_Extra(label, "metadata", self._resolve(content, *title)))
        return extra

    def _without_picture(self, content: Content, start: int, end: int) -> Stretch:
        """A target without the picture that its ``data:`` address carries, which is no text."""
        found = targets.embedded(content.text, start, end)
        if found is None:
            return start, end
        if found.reason:
            self._embedded.append((content.place(start), found))
        return start, found.body

    def _add_extra(self, extra: _Extra) -> None:
        if any(self._text.shown(run).strip() for run in extra.runs):
            self._extras.append(extra)

    def _resolve(self, content: Content, start: int, end: int, written: re.Pattern[str] = ESCAPED) -> list[Run]:
        return self._placed(content, resolved(content.text, start, end, written))

    def _placed(self, content: Content, pieces: Iterable[Piece]) -> list[Run]:
        """Pieces of a content as runs of the source."""
        runs: list[Run] = []
        for piece in pieces:
            if piece.kind == "text":
                runs += (Run(*run) for run in content.runs(piece.start, piece.end))
            else:
                runs.append(Run(content.place(piece.start), content.place(piece.end - 1) + 1, piece.shown))
        return runs

    def _end_block(self) -> None:
        self._add_unseen()
        self._text.end_block()

    def document(self) -> Document:
        """The finished document: what the page carries follows the prose, in the order of the source."""
        self._unseen = self._text.aside = None
        self._extras.sort(key=lambda extra: extra.runs[0].start)
        placed = [(extra, self._add_carried(extra)) for extra in self._extras]
        text = "".join(self._text.pieces)[:-1]
        return Document(
            text=text,
            source=self._source,
            source_map=self._text.offset_map(),
            parts=tuple(side_by_side(self._text.parts)),
            blocks=tuple(self._text.blocks),
            links=tuple(link for extra, span in placed if extra.is_target for link in _links(extra, span, text)),
            tables=tuple(_table(text, above, rows) for above, rows in self._tables),
            unchecked=tuple(targets.unchecked(self._source, self._embedded)),
        )

    def _add_carried(self, extra: _Extra) -> Span:
        start = self._text.length
        for run in extra.runs:
            self._text.add(run)
        span = Span(start, self._text.length)
        written = "".join(self._text.shown(run) for run in extra.runs[:8])[:16].lstrip().lower()
        self._end_block()
        # A number to call or write to is a number like one in the text, not the address of a page.
        kind = "metadata" if extra.is_target and written.startswith(_CALLS) else extra.kind
        self._text.add_part(start, extra.label, kind)
        return span


def _links(extra: _Extra, span: Span, text: str) -> list[Link]:
    """One link for each use of a target; a definition that nothing uses is one without text."""
    uses = extra.uses or [""]
    shown = [text[use.start : use.end].strip("\n") if isinstance(use, Span) else use for use in uses]
    return [
        Link(span=span, target=text[span.start : span.end], text=words, hidden_by=extra.hidden_by) for words in shown
    ]


def _table(text: str, above: Span | None, rows: list[list[Span]]) -> Table:
    cells = [tuple(Cell(text=text[cell.start : cell.end], span=cell) for cell in row) for row in rows]
    caption = text[above.start : above.end] if above and above.end - above.start <= _MAX_CAPTION else ""
    return Table(caption=caption, header=cells[0], rows=tuple(cells[1:]))
