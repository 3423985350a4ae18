"""Markdown: the text is what a reader of the rendered page sees; what the page only carries follows it.

Two phases, ``markdown_blocks`` and ``markdown_inline``, and their assembly here: prose, code and tables in order, one
block a paragraph, then targets, titles, alternative texts and comments, each a block and a part of its own. Raw HTML is
taken apart by ``markdown_html``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sensitive_check.model import Cell, Document, Link, OffsetMap, Part, Span, Table
from sensitive_check.normalize import HAN
from sensitive_check.readers import plaintext
from sensitive_check.readers.markdown_blocks import Blocks, Leaf, LeafKind, Stretch, parse_blocks, split_row
from sensitive_check.readers.markdown_content import ENTITY, ESCAPED, Content
from sensitive_check.readers.markdown_html import attributes, concealment, is_void, parse_html, parts_blocks, tag_name
from sensitive_check.readers.markdown_inline import Piece, Target, lines_of, parse_inlines, resolved

# Line ends within a paragraph are as they should be when no blank stands before them.
_MARKUP = re.compile(r"[\\`*_~\[\]<&\r]")
_COMMENT_START = re.compile(r"<(?:!--(?:-?>)?|\?|!\[CDATA\[|!)")
_COMMENT_ENDS = ("-->", "?>", "]]>", ">")
_HAN = re.compile(f"[{HAN}]")
_CALLS = ("tel:", "mailto:", "sms:")
_MAX_CAPTION = 60


def read(content: bytes, name: str) -> Document:
    """A document of Markdown; raises ``ReadError`` when the content is no text."""
    plain = plaintext.read(content, name)
    return replace(assemble(plain.text), name=name, encoding=plain.encoding, unchecked=plain.unchecked)


def assemble(source: str) -> Document:
    """The document that ``source`` renders as."""
    blocks = parse_blocks(source)
    assembly = _Assembly(source, blocks)
    for leaf in blocks.leaves:
        assembly.add_leaf(leaf)
    return assembly.document()


class _Run(NamedTuple):
    """A stretch of the source, kept as it is or (``shown`` not None) standing as something else."""

    start: int
    end: int
    shown: str | None = None


@dataclass(slots=True)
class _Extra:
    """Something carried by the page: it follows the prose as a block of its own. ``uses`` are texts of its links."""

    label: str
    kind: str
    runs: list[_Run]
    is_target: bool = False
    uses: list[Span | str] = field(default_factory=list)
    hidden_by: str | None = None


class _Assembly:
    """The text under construction. ``_next`` is the place in the source that would go on without a breakpoint."""

    def __init__(self, source: str, blocks: Blocks) -> None:
        self._source = source
        self._blocks_found = blocks
        self._pieces: list[str] = []
        self._length = 0
        self._next = -1
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._widths: dict[int, int] = {}
        self._blocks: list[Span] = []
        self._parts: list[Part] = []
        self._tables: list[tuple[Span | None, list[list[Span]]]] = []
        self._extras: list[_Extra] = []
        self._marks: list[int] = []  # where the code spans and strike-outs that are open begin
        self._opened: list[tuple[_Extra | None, int]] = []  # the links and images that are open
        self._anchor: tuple[_Extra, int] | None = None  # the <a> that is open
        self._images = 0  # how many images are open
        self._hidden: tuple[str, str] | None = None  # name of the element that hides what comes now, and how it does
        self._hidden_depth = 0  # how many elements of that name are open
        self._aside: list[_Run] | None = None  # takes what is not shown: the alternative text of an image, hidden text
        self._paragraph: Span | None = None  # the block just above, when it is a paragraph
        self._block_start = 0
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
            start = self._length
            for line in leaf.lines:
                self._keep(*line)
                self._end_block()
            self._add_part(start, "元数据", "metadata")
        else:
            self._add_code(leaf)
        self._anchor = None

    def _add_paragraph(self, leaf: Leaf) -> None:
        start, end = leaf.lines[0] if leaf.lines else (0, 0)
        plain = self._source[start:end]
        before = self._length
        if len(leaf.lines) == 1 and not _MARKUP.search(plain) and " \n" not in plain and "\t\n" not in plain:
            self._keep(start, start + len(plain.rstrip(" \t")))
        else:
            self._add_inlines(Content.of(self._source, leaf.lines), leaf.skip)
        self._end_block()
        if leaf.kind is LeafKind.PARAGRAPH and before < self._length:
            self._paragraph = self._blocks[-1]

    def _add_inlines(self, content: Content, start: int = 0) -> None:
        found = self._blocks_found
        self._add_pieces(content, parse_inlines(content.text, start, found.definitions, found.footnotes))

    def _add_code(self, leaf: Leaf) -> None:
        start = self._length
        for index, line in enumerate(leaf.lines):
            if index:
                self._put("\n", leaf.lines[index - 1][1])
            self._keep(*line)
        self._end_block()
        text = "".join(self._source[first:last] for first, last in leaf.lines)
        if leaf.kind is LeafKind.FENCED or not _is_chinese(text):
            self._add_part(start, "代码", "code")

    def _add_table(self, leaf: Leaf, above: Span | None) -> None:
        start = self._length
        rows: list[list[Span]] = []
        for line in leaf.lines:
            cells = [self._add_cell(*cell) for cell in split_row(self._source, *line)]
            rows.append(cells[: leaf.columns])
            if len(cells) > leaf.columns:
                # Renderers drop what has no column; it is published all the same.
                self._add_part(cells[leaf.columns].start, "表格", "hidden")
        self._add_part(start, "表格", "table")
        self._tables.append((above, rows))

    def _add_cell(self, start: int, end: int) -> Span:
        stretches: list[Stretch] = []
        # In a cell a pipe is always written with a backslash, which is no part of it, not even in code.
        while (escaped := self._source.find("\\|", start, end)) >= 0:
            stretches.append((start, escaped))
            start = escaped + 1
        before = self._length
        self._add_inlines(Content.of(self._source, [*stretches, (start, end)], joint=""))
        after = self._length
        self._end_block()
        return Span(before, after)

    # ------------------------------------------------------------------------------------------------------- pieces

    def _add_pieces(self, content: Content, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.kind == "text":
                # Blanks between the tags of raw HTML are layout.
                if self._length > self._block_start or content.text[piece.start : piece.end].strip(" \t"):
                    for start, end in content.runs(piece.start, piece.end):
                        self._keep(start, end)
            elif piece.kind == "shown":
                if piece.shown == "\n" and self._aside is None and self._pieces[-1:] == ["\n"]:
                    continue  # the line end in the source after a <br>
                self._put(piece.shown, content.place(piece.start), content.place(piece.end - 1) + 1)
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
            self._marks.append(self._length)
            return
        if what.definition is not None:
            extra = self._by_label.get(what.definition.key)
        else:
            extra = self._target(content, what.target, what.title, image=what.image)
        self._opened.append((extra, self._length))
        self._images += what.image
        if what.image and self._aside is None:
            self._aside = []

    def _leave(self, what: Target | str) -> None:
        if what == "code":
            self._add_part(self._marks.pop(), "代码", "code")
        elif what == "strike":
            self._add_part(self._marks.pop(), "删除线", "deleted")
        elif isinstance(what, Target):
            extra, start = self._opened.pop()
            self._images -= what.image
            text: Span | str = Span(start, self._length)
            if what.image and not self._images and self._hidden is None:
                alternative, self._aside = self._aside or [], None
                text = "".join(map(self._shown, alternative))
                self._add_extra(_Extra("图片", "metadata", alternative))
            if extra is not None:
                extra.uses.append(text)

    def _add_tag(self, content: Content, piece: Piece) -> None:
        tag = content.text[piece.start : piece.end]
        name = tag_name(tag)
        if name == "br":
            self._put("\n", content.place(piece.start), content.place(piece.end - 1) + 1)
        elif parts_blocks(name):
            self._end_block()
        if name == "a" and self._anchor is not None:
            extra, start = self._anchor
            extra.uses[:] = [Span(start, self._length)]
            self._anchor = None
        self._hide(tag, name)
        label = "图片" if name == "img" else "链接"
        for attribute in attributes(content.text, piece.start, piece.end):
            runs = self._resolve(content, attribute.start, attribute.end, ENTITY)
            extra = _Extra(label, "link" if attribute.is_target else "metadata", runs, attribute.is_target)
            extra.hidden_by = self._hidden[1] if self._hidden else concealment(tag)
            self._add_extra(extra)
            if attribute.is_target and name == "a":
                self._anchor = extra, self._length

    def _hide(self, tag: str, name: str) -> None:
        """Follow an element that hides its content, to its end."""
        closes = tag.startswith("</")
        if self._hidden is not None:
            if name == self._hidden[0]:
                self._hidden_depth += -1 if closes else 1
            if not self._hidden_depth:
                self._add_hidden()
                self._hidden = self._aside = None
        elif not closes and not self._images and not is_void(name) and (reason := concealment(tag)):
            self._hidden, self._hidden_depth, self._aside = (name, reason), 1, []

    def _add_hidden(self) -> None:
        """Put the hidden text gathered so far after the prose: where it stands it parts no words."""
        if self._hidden is not None and self._aside:
            self._add_extra(_Extra(f"隐藏文字 {self._hidden[1]}", "hidden", self._aside))
            self._aside = []

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
        extra = _Extra(label, "link", self._resolve(content, *target), is_target=True)
        extra.hidden_by = self._hidden[1] if self._hidden else None
        self._add_extra(extra)
        if title is not None:
            self._add_extra(_Extra(label, "metadata", self._resolve(content, *title)))
        return extra

    def _add_extra(self, extra: _Extra) -> None:
        if any(self._shown(run).strip() for run in extra.runs):
            self._extras.append(extra)

    def _resolve(self, content: Content, start: int, end: int, written: re.Pattern[str] = ESCAPED) -> list[_Run]:
        return self._placed(content, resolved(content.text, start, end, written))

    def _placed(self, content: Content, pieces: Iterable[Piece]) -> list[_Run]:
        """Pieces of a content as runs of the source."""
        runs: list[_Run] = []
        for piece in pieces:
            if piece.kind == "text":
                runs += (_Run(*run) for run in content.runs(piece.start, piece.end))
            else:
                runs.append(_Run(content.place(piece.start), content.place(piece.end - 1) + 1, piece.shown))
        return runs

    def _shown(self, run: _Run) -> str:
        return self._source[run.start : run.end] if run.shown is None else run.shown

    # ----------------------------------------------------------------------------------------------------- the text

    def _keep(self, start: int, end: int) -> None:
        """Add a stretch of the source as it is."""
        if start >= end:
            return
        if self._aside is not None:
            self._aside.append(_Run(start, end))
            return
        if start != self._next:
            self._starts.append(self._length)
            self._sources.append(start)
        self._pieces.append(self._source[start:end])
        self._length += end - start
        self._next = end

    def _put(self, shown: str, start: int, end: int | None = None) -> None:
        """Add ``shown``, which stands for ``source[start:end]``; every character of it leads back to all of that.

        A block does not begin with a line end.
        """
        if shown == "\n":
            if self._length == self._block_start and self._aside is None:
                return
            start += self._source.startswith("\r\n", start)
        end = start + 1 if end is None else max(end, start + 1)
        if self._aside is not None:
            self._aside.append(_Run(start, end, shown))
            return
        for character in shown:
            if start != self._next:
                self._starts.append(self._length)
                self._sources.append(start)
            if end - start != 1:
                self._widths[self._length] = end - start
            self._pieces.append(character)
            self._length += 1
            self._next = start + 1

    def _end_block(self) -> None:
        """Close the block that has been added to, if any, with the line end that parts it from the next."""
        self._add_hidden()
        while self._length > self._block_start and self._pieces[-1] == "\n":
            self._drop_line_end()
        if self._length == self._block_start:
            return
        self._blocks.append(Span(self._block_start, self._length))
        self._pieces.append("\n")
        self._length += 1
        self._next += 1
        self._block_start = self._length

    def _drop_line_end(self) -> None:
        """Take back a line end at the end of the text."""
        self._pieces.pop()
        self._length -= 1
        self._widths.pop(self._length, None)
        if self._starts[-1] == self._length:
            self._starts.pop()
            self._sources.pop()
        self._next = -2

    def _add_part(self, start: int, label: str, kind: str) -> None:
        """Name what has been added since ``start``, without the line end after a closed block."""
        end = self._length - (self._length == self._block_start)
        if start < end:
            self._parts.append(Part(label=label, span=Span(start, end), kind=kind))

    def document(self) -> Document:
        """The finished document: what the page carries follows the prose, in the order of the source."""
        self._hidden = self._aside = None
        self._extras.sort(key=lambda extra: extra.runs[0].start)
        placed = [(extra, self._add_carried(extra)) for extra in self._extras]
        text = "".join(self._pieces)[:-1]
        return Document(
            text=text,
            source=self._source,
            source_map=OffsetMap(tuple(self._starts) or (0,), tuple(self._sources) or (0,), self._widths),
            parts=tuple(_flat(self._parts)),
            blocks=tuple(self._blocks),
            links=tuple(link for extra, span in placed if extra.is_target for link in _links(extra, span, text)),
            tables=tuple(_table(text, above, rows) for above, rows in self._tables),
        )

    def _add_carried(self, extra: _Extra) -> Span:
        start = self._length
        for run in extra.runs:
            if run.shown is None:
                self._keep(run.start, run.end)
            else:
                self._put(run.shown, run.start, run.end)
        span = Span(start, self._length)
        written = "".join(self._shown(run) for run in extra.runs[:8])[:16].lstrip().lower()
        self._end_block()
        # A number to call or write to is a number like one in the text, not the address of a page.
        kind = "metadata" if extra.is_target and written.startswith(_CALLS) else extra.kind
        self._add_part(start, extra.label, kind)
        return span


def _is_chinese(text: str) -> bool:
    """True when most of a text is Chinese: indented by four blanks it is a paragraph to its writer, not code."""
    return 2 * len(_HAN.findall(text)) > sum(map(len, text.split()))


def _links(extra: _Extra, span: Span, text: str) -> list[Link]:
    """One link for each use of a target; a definition that nothing uses is one without text."""
    shown = [text[use.start : use.end] if isinstance(use, Span) else use for use in extra.uses or [""]]
    return [
        Link(span=span, target=text[span.start : span.end], text=words, hidden_by=extra.hidden_by) for words in shown
    ]


def _table(text: str, above: Span | None, rows: list[list[Span]]) -> Table:
    cells = [tuple(Cell(text=text[cell.start : cell.end], span=cell) for cell in row) for row in rows]
    caption = text[above.start : above.end] if above and above.end - above.start <= _MAX_CAPTION else ""
    return Table(caption=caption, header=cells[0], rows=tuple(cells[1:]))


def _flat(parts: list[Part]) -> list[Part]:
    """Parts side by side: where one lies within another, the outer one is cut around it."""
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

    for part in sorted(parts, key=lambda part: (part.span.start, -part.span.end)):
        fill(part.span.start)
        while around and around[-1].span.end <= part.span.start:
            around.pop()
        around.append(part)
    fill(max((part.span.end for part in parts), default=0))
    return flat
