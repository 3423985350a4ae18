"""Markdown, first phase: the lines of a source become leaves (paragraphs, code, tables …), containers taken out.

The block structure of CommonMark 0.31 with GFM's tables and footnotes, by offsets into the source and without
recursion. Lists are not kept as such: what an item holds reads like any other paragraph. Lines that begin like ordinary
prose outside every container are taken many at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import pairwise

from sensitive_check.readers.markdown.content import Content, label_key, read_definition
from sensitive_check.readers.markdown.leaves import Blocks, Leaf, LeafKind, Stretch
from sensitive_check.readers.markdown.lines import Line
from sensitive_check.readers.markdown.raw_html import HTML_STARTS, WHOLE_TAG

# No block starts with one of the other characters, so such lines go on with a paragraph or begin one.
_PLAIN = re.compile(r"(?:[^ \t\r\n\f\v#>\-+*_=`~<\[|:0-9][^\r\n]*(?:\r\n?|\n|\Z)){1,500}")
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n)){1,500}")
_LINE = re.compile(r"[^\r\n]*")
_LINES = re.compile(r"[^\r\n]+")
_HEADING = re.compile(r"#{1,6}(?=[ \t]|$)")
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_MARKER = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t]|$)")
_TASK = re.compile(r"\[[ xX]\](?=[ \t]+[^ \t])")
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,500})\]:")
_DELIMITERS = re.compile(r"[|\-:][|\-: \t]*$")
_DELIMITER = re.compile(r":?-+:?")
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_RUNS = {mark: re.compile(rf"[{re.escape(mark)} \t]*") for mark in "*-_"}
_YAML = re.compile(r"---[ \t]*(?:\r\n?|\n)(?=[ \t]*#|[^\s:#\-][^:\r\n]{0,200}:(?:[ \t\r\n]|$))")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n?|\n)")
_TOML_END = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)

_QUOTE = 0
"""A block quote among the open containers; any other number is how many columns the content of an item is indented."""


def parse_blocks(source: str) -> Blocks:
    """The leaves of ``source`` in order."""
    return _BlockParser(source).parse()


class _BlockParser:
    """One pass over the lines."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._blocks = Blocks()
        self._containers: list[int] = []
        self._quotes: list[int] = []  # indices of the quotes among the containers
        self._leaf: Leaf | None = None
        self._hollow = 0  # the number of containers when the innermost is an item that has no content yet
        self._depth = 0  # containers that the line goes on with or opens
        self._continues = False  # the line may go on with the open paragraph
        self._no_break = 0  # no thematic break starts before this place of the line

    def parse(self) -> Blocks:
        position = self._front_matter()
        while position < len(self._source):
            plain = position
            if not self._containers and (self._leaf is None or self._leaf.kind is LeafKind.PARAGRAPH):
                plain = self._take_plain(position)
            position = plain if plain > position else self._take_line(position)
        self._depth = 0
        self._settle()
        return self._blocks

    def _front_matter(self) -> int:
        """Take metadata at the head (YAML or TOML); the place after it, 0 without any."""
        for opening, closing in ((_YAML, _YAML_END), (_TOML, _TOML_END)):
            head = opening.match(self._source)
            end = closing.search(self._source.replace("\r", "\n"), head.end()) if head else None
            if head and end:
                lines = [line.span() for line in _LINES.finditer(self._source, head.end(), end.start())]
                self._blocks.leaves.append(Leaf(LeafKind.METADATA, lines))
                return end.end()
        return 0

    def _take_plain(self, position: int) -> int:
        """Take lines that only a paragraph can begin with, and the blank lines after them; the place after these."""
        plain = _PLAIN.match(self._source, position)
        if plain:
            end = plain.end() - self._line_end(plain.end())
            leaf = self._leaf
            if leaf is not None and leaf.lines[-1][1] == position - self._line_end(position):
                leaf.lines[-1] = (leaf.lines[-1][0], end)
            else:
                self._add_to_paragraph((position, end))
            position = plain.end()
        blank = _BLANK_LINES.match(self._source, position)
        if not blank:
            return position
        self._close_leaf()
        return blank.end()

    def _line_end(self, end: int) -> int:
        """How many characters before ``end`` are its line end."""
        if self._source.endswith("\r\n", 0, end):
            return 2
        return int(self._source.endswith(("\n", "\r"), 0, end))

    def _add_to_paragraph(self, stretch: Stretch) -> None:
        if self._leaf is None:
            self._open(Leaf(LeafKind.PARAGRAPH, [stretch]))
        else:
            self._leaf.lines.append(stretch)

    # ------------------------------------------------------------------------------------------------- one line

    def _take_line(self, position: int) -> int:
        """Take one line; the place where the next begins."""
        end = self._end_of_line(position)
        line = Line(self._source, position, end)
        self._no_break = 0
        self._depth = self._match_containers(line)
        whole = self._depth == len(self._containers)
        if not line.is_empty:
            self._hollow = 0
        if not (whole and self._leaf is not None and self._take_raw(line, self._leaf)):
            self._take_blocks(line, whole)
        return end + 2 if self._source.startswith("\r\n", end) else end + 1

    def _end_of_line(self, position: int) -> int:
        found = _LINE.match(self._source, position)
        return found.end() if found else position

    def _match_containers(self, line: Line) -> int:
        """Step over the marks of the open containers; how many of them the line goes on with."""
        depth = 0
        while depth < len(self._containers):
            if line.is_empty:
                # A blank line goes on with items however deep, up to the next quote.
                index = bisect_left(self._quotes, depth)
                depth = self._quotes[index] if index < len(self._quotes) else len(self._containers)
                return depth - (depth == self._hollow == len(self._containers))
            width = self._containers[depth]
            if width == _QUOTE:
                if not _step_over_quote(line):
                    break
            elif line.indent >= width:
                line.advance(width)
            else:
                break
            depth += 1
        return depth

    def _take_raw(self, line: Line, leaf: Leaf) -> bool:
        """Take the line as part of the code or raw HTML that is open; False when it is none, or ends before."""
        blank = line.is_empty
        if leaf.kind is LeafKind.FENCED:
            close = None if line.indent > 3 else _RUNS_OF_FENCE[leaf.fence[0]].match(self._source, line.first)
            if close and close.end() - line.first >= len(leaf.fence) and line.is_blank_from(close.end()):
                self._close_leaf()
                return True
            line.advance(min(leaf.indent, line.indent))
            leaf.lines.append((line.at, line.end))
            return True
        if leaf.kind is LeafKind.INDENTED and (blank or line.indent >= 4):
            line.advance(min(4, line.indent))
            leaf.lines.append((line.at, line.end))
            return True
        if leaf.kind is LeafKind.HTML and not (blank and leaf.ending is None):
            self._add_html(line, leaf)
            return True
        return False

    def _add_html(self, line: Line, leaf: Leaf) -> None:
        leaf.lines.append((line.first, line.end))
        if leaf.ending is not None and leaf.ending.search(self._source, line.first, line.end):
            self._close_leaf()

    def _take_blocks(self, line: Line, whole: bool) -> None:
        """Open the blocks that start in what is left of the line, then take the rest as text."""
        self._continues = self._leaf is not None and self._leaf.kind is LeafKind.PARAGRAPH
        table = self._leaf if whole and self._leaf is not None and self._leaf.kind is LeafKind.TABLE else None
        depth = self._depth
        while not line.is_empty:
            if line.indent >= 4:
                if not self._continues:
                    self._start_indented(line)
                    return
                break
            # The paragraph stands in the innermost container: some blocks may not interrupt it.
            inner = whole and self._continues
            for start in _STARTERS.get(self._source[line.first], ()):
                opened = start(self, line, inner)
                if opened is not None:
                    break
            else:
                break
            if not opened:
                return
        if line.is_empty:
            if self._depth == depth:
                self._settle()
            else:
                self._hollow = self._depth if self._containers[-1] else 0
        elif table is not None and self._depth == depth and self._leaf is table:
            table.lines.append((line.first, line.end))
        else:
            if not self._continues:
                self._settle()
            self._add_to_paragraph((line.first, line.end))

    # ------------------------------------------------------------------------------------- what starts a block
    #
    # Each returns None when nothing of its kind starts here, True when it opened a container (the line goes on), and
    # False when the line is done. ``inner`` is True when the line otherwise goes on with the paragraph it follows.

    def _start_quote(self, line: Line, inner: bool) -> bool | None:
        self._push(_QUOTE)
        _step_over_quote(line)
        return True

    def _start_heading(self, line: Line, inner: bool) -> bool | None:
        mark = line.match(_HEADING)
        if mark is None:
            return None
        self._settle()
        text = self._source[mark.end() : line.end].rstrip(" \t")
        without = text.rstrip("#")
        # Closing marks count only after a blank.
        text = without if not without or without[-1] in " \t" else text
        blanks = len(text) - len(text.lstrip(" \t"))
        leaf = Leaf(LeafKind.HEADING, [(mark.end() + blanks, mark.end() + max(len(text.rstrip(" \t")), blanks))])
        self._blocks.leaves.append(leaf)
        return False

    def _start_fence(self, line: Line, inner: bool) -> bool | None:
        mark = line.match(_FENCE)
        if mark is None:
            return None
        self._settle()
        if not line.is_blank_from(mark.end()):
            self._blocks.leaves.append(Leaf(LeafKind.INFO, [(mark.end(), line.end)]))
        self._open(Leaf(LeafKind.FENCED, [], fence=mark[0], indent=line.indent))
        return False

    def _start_html(self, line: Line, inner: bool) -> bool | None:
        for start, ending in HTML_STARTS:
            if line.match(start):
                return self._open_html(line, ending)
        if not self._continues and line.match(WHOLE_TAG):
            return self._open_html(line, None)
        return None

    def _open_html(self, line: Line, ending: re.Pattern[str] | None) -> bool:
        self._settle()
        leaf = Leaf(LeafKind.HTML, [], ending=ending)
        self._open(leaf)
        self._add_html(line, leaf)
        return False

    def _start_table(self, line: Line, inner: bool) -> bool | None:
        """The row of delimiters under the last line of a paragraph, which becomes the header."""
        source, paragraph = self._source, self._leaf
        if not inner or paragraph is None or not line.match(_DELIMITERS):
            return None
        if source.startswith(("- ", "-\t"), line.first):
            return None
        columns = [source[start:end] for start, end in split_row(source, line.first, line.end)]
        start, end = paragraph.lines[-1]
        head = max(source.rfind("\n", start, end), source.rfind("\r", start, end)) + 1 or start
        if source.find("|", head, end) < 0 or len(split_row(source, head, end)) != len(columns):
            return None
        if not all(_DELIMITER.fullmatch(column) for column in columns):
            return None
        paragraph.lines.pop()
        if head > start:
            paragraph.lines.append((start, head - self._line_end(head)))
        if not paragraph.lines:
            self._leaf = None
            self._blocks.leaves.pop()
        self._settle()
        self._open(Leaf(LeafKind.TABLE, [(head, end)], columns=len(columns)))
        return False

    def _start_underline(self, line: Line, inner: bool) -> bool | None:
        if not inner or self._leaf is None or not line.match(_UNDERLINE):
            return None
        leaf = self._leaf
        self._take_definitions(leaf)
        if leaf.skip >= len(Content.of(self._source, leaf.lines).text):
            return None  # nothing but definitions: there is no text to be a heading
        leaf.kind = LeafKind.HEADING
        self._settle()
        return False

    def _start_break(self, line: Line, inner: bool) -> bool | None:
        if line.first < self._no_break:
            return None
        mark = self._source[line.first]
        run = line.match(_RUNS[mark])
        if run is None or run.end() < line.end:
            self._no_break = run.end() if run else 0
            return None
        if run[0].count(mark) < 3:
            return None
        self._settle()
        return False

    def _start_item(self, line: Line, inner: bool) -> bool | None:
        mark = line.match(_MARKER)
        if mark is None or (inner and (line.is_blank_from(mark.end()) or mark[1] not in (None, "1"))):
            return None
        size, indent = len(mark[0]), line.indent
        self._push(indent + size + 1)
        line.consume(size)
        if line.is_empty:
            return True
        if line.indent <= 4:
            self._containers[-1] = indent + size + line.indent
            line.advance(line.indent)
        else:
            line.advance(1)
        if not line.is_empty and line.match(_TASK):
            line.consume(3)
            line.advance(line.indent)
        return True

    def _start_footnote(self, line: Line, inner: bool) -> bool | None:
        mark = line.match(_FOOTNOTE)
        if mark is None:
            return None
        self._blocks.footnotes.add(label_key(mark[1]))
        self._push(4)
        line.consume(len(mark[0]))
        line.advance(line.indent)
        return True

    def _start_indented(self, line: Line) -> None:
        self._settle()
        line.advance(4)
        self._open(Leaf(LeafKind.INDENTED, [(line.at, line.end)]))

    # ---------------------------------------------------------------------------------------- opening and closing

    def _push(self, container: int) -> None:
        self._settle()
        if container == _QUOTE:
            self._quotes.append(self._depth)
        self._containers.append(container)
        self._depth += 1

    def _open(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._blocks.leaves.append(leaf)

    def _settle(self) -> None:
        """Close the open leaf and the containers that the line does not go on with."""
        self._close_leaf()
        self._continues = False
        del self._containers[self._depth :]
        while self._quotes and self._quotes[-1] >= self._depth:
            self._quotes.pop()

    def _close_leaf(self) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is None:
            return
        if leaf.kind is LeafKind.PARAGRAPH:
            self._take_definitions(leaf)
        elif leaf.kind is LeafKind.INDENTED:
            while leaf.lines and not self._source[slice(*leaf.lines[-1])].strip(" \t"):
                leaf.lines.pop()

    def _take_definitions(self, leaf: Leaf) -> None:
        """Take the link definitions at the head of a paragraph."""
        if leaf.skip or not self._source.startswith("[", leaf.lines[0][0]):
            return
        content = Content.of(self._source, leaf.lines)
        while (definition := read_definition(content, leaf.skip)) is not None:
            leaf.skip = definition.end
            if self._blocks.definitions.setdefault(definition.key, definition) is not definition:
                self._blocks.repeated.append(definition)


_RUNS_OF_FENCE = {"`": re.compile("`+"), "~": re.compile("~+")}

_Starter = Callable[[_BlockParser, Line, bool], "bool | None"]
_BULLET: tuple[_Starter, ...] = (_BlockParser._start_break, _BlockParser._start_item)
# By first character, in the order in which they are tried.
_STARTERS: Mapping[str, tuple[_Starter, ...]] = {
    ">": (_BlockParser._start_quote,),
    "#": (_BlockParser._start_heading,),
    "`": (_BlockParser._start_fence,),
    "~": (_BlockParser._start_fence,),
    "<": (_BlockParser._start_html,),
    "|": (_BlockParser._start_table,),
    ":": (_BlockParser._start_table,),
    "=": (_BlockParser._start_underline,),
    "-": (_BlockParser._start_table, _BlockParser._start_underline, *_BULLET),
    "*": _BULLET,
    "_": (_BlockParser._start_break,),
    "+": (_BlockParser._start_item,),
    "[": (_BlockParser._start_footnote,),
    **dict.fromkeys("0123456789", (_BlockParser._start_item,)),
}


def _step_over_quote(line: Line) -> bool:
    if line.indent > 3 or not line.source.startswith(">", line.first):
        return False
    line.consume(1)
    if line.indent:
        line.advance(1)
    return True


def split_row(source: str, start: int, end: int) -> list[Stretch]:
    """The cells of a table's row, without the blanks around them; a pipe after a backslash belongs to its cell.

    >>> [r"| 甲 | a\\|b |"[start:end] for start, end in split_row(r"| 甲 | a\\|b |", 0, 12)]
    ['甲', 'a\\\\|b']
    """
    edges = [start - 1, *(edge.start() for edge in _CELL_EDGE.finditer(source, start, end)), end]
    cells = []
    for left, right in pairwise(edges):
        cell = source[left + 1 : right]
        inner = cell.strip(" \t")
        begin = left + 1 + len(cell) - len(cell.lstrip(" \t")) if inner else right
        cells.append((begin, begin + len(inner)))
    # The pipes around a row open and close it, they enclose no cell.
    if cells and cells[0][0] == cells[0][1]:
        del cells[0]
    if cells and cells[-1][0] == cells[-1][1]:
        del cells[-1]
    return cells
