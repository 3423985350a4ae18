"""Markdown, second phase: the content of one leaf becomes pieces in order, with the markup of the line taken out.

CommonMark's delimiter stack and bracket stack over a flat list of pieces: nothing is nested, so nothing recurs, and
every mark is looked at a bounded number of times. ``~~`` strikes out, ``[^1]`` is a footnote where one is defined.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from sensitive_check.readers.markdown.content import (
    ENTITY,
    ESCAPED,
    LABEL,
    SPACES,
    Definition,
    entity,
    label_key,
    read_target,
    read_title,
    skip,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a link or image points to: stretches of its own content, or a definition."""

    image: bool
    target: tuple[int, int] = (0, 0)
    title: tuple[int, int] | None = None
    definition: Definition | None = None


@dataclass(slots=True)
class Piece:
    """A stretch of the content. ``kind`` says what becomes of it.

    ``text`` stays, ``shown`` stands as ``shown`` instead, ``tag`` and ``comment`` are raw HTML. ``enter`` and ``leave``
    have no width; they enclose what ``what`` is: a ``Target``, ``"code"`` or ``"strike"``.
    """

    kind: str
    start: int
    end: int
    shown: str = ""
    what: Target | str = ""


@dataclass(slots=True)
class _Delimiter(Piece):
    """A run of ``*``, ``_`` or ``~``; what is left of it after pairing is text."""

    mark: str = ""
    place: int = 0
    size: int = 0
    can_open: bool = False
    can_close: bool = False


@dataclass(slots=True)
class _Bracket:
    """An open ``[`` or ``![``: its piece, where its text starts, and how many delimiters stood before it."""

    index: int
    start: int
    image: bool
    floor: int
    holds_bracket: bool = False


SPECIAL = re.compile(r"[\\`*_~\[\]<&\r\n]")
"""What may be markup within a line."""

_RUN = {mark: re.compile(rf"{re.escape(mark)}+") for mark in "`*_~"}
_BACKTICKS = re.compile("`+")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_URI = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^\x00- <>\x7f]*)>")
_MAIL = re.compile(r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~\-]{1,256}@[a-zA-Z0-9.\-]{1,256})>")
_BLANKS = re.compile(r"[ \t]*")
_LINE_OR_END = re.compile(r"[^\r\n]+|\r\n?|\n")
TAG = re.compile(
    r"<(?:/[a-zA-Z][a-zA-Z0-9-]*[ \t\r\n]*"
    r"|[a-zA-Z][a-zA-Z0-9-]*(?:[ \t\r\n]+[a-zA-Z_:][a-zA-Z0-9_.:-]*"
    r"(?:[ \t\r\n]*=[ \t\r\n]*(?:[^ \t\r\n\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*[ \t\r\n]*/?)>"
)
"""An opening or closing HTML tag."""

# Raw HTML that is no tag: how it starts and what ends it.
_OTHER_HTML = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_DECLARATION = re.compile("<![a-zA-Z]")


# Of more open brackets than anybody writes, the further ones are text: each takes three hundred bytes.
_MOST_BRACKETS = 10_000


def resolved(text: str, start: int, end: int, written: re.Pattern[str] = ESCAPED) -> Iterator[Piece]:
    """``text[start:end]`` as pieces, with what is ``written`` as an escape or an entity resolved."""
    for found in written.finditer(text, start, end):
        shown = found[0][1] if found[0][0] == "\\" else entity(found[0])
        if shown is not None:
            if start < found.start():
                yield Piece("text", start, found.start())
            yield Piece("shown", *found.span(), shown=shown)
            start = found.end()
    if start < end:
        yield Piece("text", start, end)


def lines_of(text: str, start: int, end: int) -> Iterator[Piece]:
    """``text[start:end]`` as pieces, every line end a plain one."""
    for line in _LINE_OR_END.finditer(text, start, end):
        is_end = line[0][0] in "\r\n"
        yield Piece("shown" if is_end else "text", *line.span(), shown="\n" if is_end else "")


def parse_inlines(
    text: str, start: int, definitions: Mapping[str, Definition], footnotes: Container[str]
) -> list[Piece]:
    """The pieces of ``text`` from ``start`` on, in order."""
    return _InlineParser(text, definitions, footnotes).parse(start)


class _InlineParser:
    """One pass over a content, then the pairing of what delimiters are left."""

    def __init__(self, text: str, definitions: Mapping[str, Definition], footnotes: Container[str]) -> None:
        self._text = text
        self._definitions = definitions
        self._footnotes = footnotes
        self._pieces: list[Piece] = []
        self._delimiters: list[_Delimiter] = []
        self._brackets: list[_Bracket] = []
        self._inactive = 0  # below this index no bracket opens a link: links do not nest
        self._from = 0  # start of text that is not yet a piece
        self._ends: dict[str, int] = {}
        self._ticks: dict[int, list[int]] | None = None

    def parse(self, start: int) -> list[Piece]:
        self._from = start
        found = SPECIAL.search(self._text, start)
        while found:
            position = found.start()
            after = _SCANNERS[found[0]](self, position)
            found = SPECIAL.search(self._text, after)
        end = len(self._text)
        while end > self._from and self._text[end - 1] in " \t":
            end -= 1
        self._flush(end)
        self._pair(0)
        return self._pieces

    def _flush(self, end: int) -> None:
        """Make a piece of the text before ``end``."""
        if self._from < end:
            self._pieces.append(Piece("text", self._from, end))

    def _add(self, start: int, end: int, *pieces: Piece) -> int:
        """Add pieces that stand for ``text[start:end]``; the place after it."""
        self._flush(start)
        self._pieces += pieces
        self._from = end
        return end

    # ---------------------------------------------------------------------------- one scanner for each special mark
    #
    # Each returns the place where the search for the next one goes on.

    def _scan_escape(self, start: int) -> int:
        if _PUNCTUATION.match(self._text, start + 1):
            return self._add(start, start + 2, Piece("shown", start, start + 2, shown=self._text[start + 1]))
        if self._text.startswith(("\r", "\n"), start + 1):
            return self._add(start, start + 1)
        return start + 1

    def _scan_break(self, start: int) -> int:
        end = start + 2 if self._text.startswith("\r\n", start) else start + 1
        left = self._from + len(self._text[self._from : start].rstrip(" \t"))
        self._flush(left)
        self._from = start
        return self._add(start, skip(_BLANKS, self._text, end), Piece("shown", start, end, shown="\n"))

    def _scan_code(self, start: int) -> int:
        size = skip(_RUN["`"], self._text, start) - start
        close = self._closing_ticks(start + size, size)
        if close is None:
            return start + size
        first, last = start + size, close
        inner = self._text[first:last]
        if inner.strip(" \r\n") and inner[0] in " \r\n" and inner[-1] in " \r\n":
            first += 2 if inner.startswith("\r\n") else 1
            last -= 2 if inner.endswith("\r\n") else 1
        inside = lines_of(self._text, first, last)
        enter, leave = Piece("enter", first, first, what="code"), Piece("leave", last, last, what="code")
        return self._add(start, close + size, enter, *inside, leave)

    def _closing_ticks(self, start: int, size: int) -> int | None:
        """The start of the next run of exactly ``size`` backticks."""
        if self._ticks is None:
            self._ticks = {}
            for run in _BACKTICKS.finditer(self._text):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        places = self._ticks.get(size, [])
        index = bisect_left(places, start)
        return places[index] if index < len(places) else None

    def _scan_entity(self, start: int) -> int:
        found = ENTITY.match(self._text, start)
        shown = entity(found[0]) if found else None
        if found is None or shown is None:
            return start + 1
        return self._add(start, found.end(), Piece("shown", start, found.end(), shown=shown))

    def _scan_html(self, start: int) -> int:
        link = _URI.match(self._text, start) or _MAIL.match(self._text, start)
        if link:
            return self._add(start, link.end(), Piece("text", *link.span(1)))
        tag = TAG.match(self._text, start)
        if tag:
            return self._add(start, tag.end(), Piece("tag", start, tag.end()))
        end = self._end_of_other_html(start)
        return self._add(start, end, Piece("comment", start, end)) if end else start + 1

    def _end_of_other_html(self, start: int) -> int:
        """The end of a comment, an instruction or a declaration; 0 when there is none."""
        for short in ("<!-->", "<!--->"):
            if self._text.startswith(short, start):
                return start + len(short)
        for opening, closing in _OTHER_HTML:
            if self._text.startswith(opening, start):
                return self._find(closing, start + len(opening))
        return self._find(">", start + 3) if _DECLARATION.match(self._text, start) else 0

    def _find(self, closing: str, start: int) -> int:
        """The end of the next ``closing``, 0 without any. A mark sought in vain is not sought again."""
        known = self._ends.get(closing, start)
        if known < start:
            return 0
        found = self._text.find(closing, start)
        if found < 0:
            self._ends[closing] = -1
            return 0
        return found + len(closing)

    def _scan_delimiters(self, start: int) -> int:
        mark = self._text[start]
        end = skip(_RUN[mark], self._text, start)
        if mark == "~" and end - start != 2:
            return end
        before, after = self._text[start - 1 : start] or " ", self._text[end : end + 1] or " "
        left, right = _flanks(before, after)
        can_open, can_close = left, right
        if mark == "_":
            can_open = left and (not right or _is_punctuation(before))
            can_close = right and (not left or _is_punctuation(after))
        run = _Delimiter("text", start, end, "", "", mark, start, end - start, can_open, can_close)
        if can_open or can_close:
            self._delimiters.append(run)
        return self._add(start, end, run)

    def _scan_open(self, start: int) -> int:
        if len(self._brackets) == _MOST_BRACKETS:
            return start + 1
        image = start > self._from and self._text[start - 1] == "!"
        if self._brackets:
            self._brackets[-1].holds_bracket = True
        first = start - image
        after = self._add(first, start + 1, Piece("text", first, start + 1))
        self._brackets.append(_Bracket(len(self._pieces) - 1, after, image, len(self._delimiters)))
        return after

    def _scan_close(self, start: int) -> int:
        if not self._brackets:
            return start + 1
        bracket = self._brackets.pop()
        active = bracket.image or len(self._brackets) >= self._inactive
        self._inactive = min(self._inactive, len(self._brackets))
        found = self._target(bracket, start) if active else None
        if found is None:
            return self._drop_footnote(bracket, start) or start + 1
        target, after = found
        opening = self._pieces[bracket.index]
        opening.kind, opening.what = "enter", target
        self._add(start, after, Piece("leave", start, start, what=target))
        self._pair(bracket.floor)
        if not bracket.image:
            self._inactive = len(self._brackets)
        return after

    def _target(self, bracket: _Bracket, close: int) -> tuple[Target, int] | None:
        """What the brackets that close at ``close`` point to, and the place after it."""
        text = self._text
        if text.startswith("(", close + 1):
            found = self._inline_target(bracket.image, close + 2)
            if found:
                return found
        label = LABEL.match(text, close + 1) if text.startswith("[", close + 1) else None
        if label:
            definition, after = self._definition(label[1]), label.end()
        elif bracket.holds_bracket or close - bracket.start > 999:
            return None
        else:
            definition = self._definition(text[bracket.start : close])
            after = close + 3 if text.startswith("[]", close + 1) else close + 1
        return (Target(bracket.image, definition=definition), after) if definition else None

    def _definition(self, label: str) -> Definition | None:
        return self._definitions.get(label_key(label)) if self._definitions else None

    def _inline_target(self, image: bool, start: int) -> tuple[Target, int] | None:
        """The target and title written after the brackets; ``start`` is the place after the parenthesis."""
        target = read_target(self._text, skip(SPACES, self._text, start))
        if target is None:
            return None
        span, end = target
        title, end = read_title(self._text, end)
        end = skip(SPACES, self._text, end)
        return (Target(image, span, title), end + 1) if self._text.startswith(")", end) else None

    def _drop_footnote(self, bracket: _Bracket, close: int) -> int:
        """Take out the mark of a footnote that is defined; the place after it, else 0."""
        label = self._text[bracket.start : min(close, bracket.start + 500)]
        if bracket.image or not label.startswith("^") or label_key(label[1:]) not in self._footnotes:
            return 0
        self._from = close + 1
        del self._pieces[bracket.index :]
        del self._delimiters[bracket.floor :]
        return close + 1

    def _pair(self, floor: int) -> None:
        """Pair the delimiters from ``floor`` on and forget them."""
        waiting: list[_Delimiter] = []
        bottoms: dict[tuple[str, bool, int], int] = {}
        for closer in self._delimiters[floor:]:
            while closer.can_close and closer.start < closer.end:
                key = (closer.mark, closer.can_open, closer.size % 3)
                opener = _opener(waiting, closer, bottoms.get(key, 0))
                if opener is None:
                    # What was not found now is not sought below this place again.
                    bottoms[key] = closer.place
                    break
                _pair_up(opener, closer)
                if opener.start == opener.end:
                    waiting.pop()
            if closer.can_open and closer.start < closer.end:
                waiting.append(closer)
        del self._delimiters[floor:]


_SCANNERS = {
    "\\": _InlineParser._scan_escape,
    "`": _InlineParser._scan_code,
    "*": _InlineParser._scan_delimiters,
    "_": _InlineParser._scan_delimiters,
    "~": _InlineParser._scan_delimiters,
    "[": _InlineParser._scan_open,
    "]": _InlineParser._scan_close,
    "<": _InlineParser._scan_html,
    "&": _InlineParser._scan_entity,
    "\r": _InlineParser._scan_break,
    "\n": _InlineParser._scan_break,
}


def _opener(waiting: list[_Delimiter], closer: _Delimiter, bottom: int) -> _Delimiter | None:
    """The nearest waiting delimiter that ``closer`` closes; what waits above it can pair no more and is dropped."""
    for index in range(len(waiting) - 1, -1, -1):
        opener = waiting[index]
        if opener.place < bottom:
            return None
        if opener.mark == closer.mark and _fit(opener, closer):
            del waiting[index + 1 :]
            return opener
    return None


def _fit(opener: _Delimiter, closer: _Delimiter) -> bool:
    """CommonMark's rule of three: runs that open and close pair only when their sizes do not add up to it."""
    if opener.mark == "~" or not (opener.can_close or closer.can_open):
        return True
    return (opener.size + closer.size) % 3 != 0 or (opener.size % 3 == 0 and closer.size % 3 == 0)


def _pair_up(opener: _Delimiter, closer: _Delimiter) -> None:
    size = 2 if min(opener.end - opener.start, closer.end - closer.start) >= 2 else 1
    opener.end -= size
    closer.start += size
    if closer.mark == "~":
        opener.kind, closer.kind = "enter", "leave"
        opener.what = closer.what = "strike"


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether a run between these characters is left-flanking and right-flanking."""
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    return left, right


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
