"""The content of a leaf of Markdown and what is read in it by itself: entities, targets, titles and definitions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]|" + ENTITY.pattern)
SPACES = re.compile(r"[ \t\r\n]*")
LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){1,999})\]", re.DOTALL)
_ANGLED = re.compile(r"<((?:[^<>\\\r\n]|\\.)*)>")
_BARE = re.compile(r"\\[!-/:-@\[-`{-~]|[()\x00-\x20\x7f]")
_TITLES = {
    '"': re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL),
    "'": re.compile(r"'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL),
    "(": re.compile(r"\(([^()\\]*(?:\\.[^()\\]*)*)\)", re.DOTALL),
}
_LINE_REST = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
_MAX_PARENTHESES = 32


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a leaf joined from stretches of the source; ``starts[i]`` in it is ``sources[i]`` in the source."""

    text: str
    starts: Sequence[int]
    sources: Sequence[int]

    @classmethod
    def of(cls, source: str, stretches: Sequence[tuple[int, int]], joint: str = "\n") -> Content:
        """Join stretches by ``joint``, which stands for the character of the source after each of them."""
        if len(stretches) == 1:
            start, end = stretches[0]
            return cls(source[start:end], (0,), (start,))
        starts, length = [], 0
        for start, end in stretches:
            starts.append(length)
            length += end - start + len(joint)
        return cls(joint.join(source[start:end] for start, end in stretches), starts, [start for start, _ in stretches])

    def runs(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches of the source that ``text[start:end]`` comes from."""
        runs = []
        index = bisect_right(self.starts, start) - 1
        while start < end:
            stop = min(end, self.starts[index + 1]) if index + 1 < len(self.starts) else end
            first = self.sources[index] + start - self.starts[index]
            runs.append((first, first + stop - start))
            start, index = stop, index + 1
        return runs

    def place(self, offset: int) -> int:
        """The offset in the source."""
        index = bisect_right(self.starts, offset) - 1
        return self.sources[index] + offset - self.starts[index]


@dataclass(frozen=True, slots=True)
class Definition:
    """A link definition ``[label]: target "title"``; ``end`` is where the content goes on after it."""

    key: str
    content: Content = field(repr=False)
    target: tuple[int, int]
    title: tuple[int, int] | None
    end: int


def label_key(label: str) -> str:
    """A label as labels are compared: case and runs of blanks do not matter."""
    return " ".join(label.split()).casefold()


def entity(written: str) -> str | None:
    """What an entity stands for; None when nobody knows it.

    >>> entity("&amp;"), entity("&#x5bc6;"), entity("&nosuch;")
    ('&', '密', None)
    """
    if written[1] != "#":
        from html.entities import html5

        return html5.get(written[1:])
    code = int(written[3:-1], 16) if written[2] in "xX" else int(written[2:-1])
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"


def read_definition(content: Content, start: int) -> Definition | None:
    """The link definition at ``start``, which is the start of a line."""
    text = content.text
    start = skip(SPACES, text, start)
    label = LABEL.match(text, start)
    if label is None or not text.startswith(":", label.end()) or not label[1].strip():
        return None
    target = read_target(text, skip(SPACES, text, label.end() + 1))
    if target is None:
        return None
    (first, last), end = target
    if first == last and not text.startswith("<", first - 1):
        return None
    title, past = read_title(text, end)
    closing = _LINE_REST.match(text, past) if title else None
    if closing is None:
        title, closing = None, _LINE_REST.match(text, end)
    if closing is None:
        return None
    return Definition(label_key(label[1]), content, (first, last), title, closing.end())


def skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    """The place after what ``pattern`` matches at ``position``."""
    found = pattern.match(text, position)
    return found.end() if found else position


def read_target(text: str, start: int) -> tuple[tuple[int, int], int] | None:
    """The target at ``start`` and the place after it."""
    if text.startswith("<", start):
        angled = _ANGLED.match(text, start)
        return (angled.span(1), angled.end()) if angled else None
    depth, end = 0, len(text)
    for found in _BARE.finditer(text, start):
        mark = found[0]
        if mark == "(":
            depth += 1
            if depth > _MAX_PARENTHESES:
                return None
        elif mark == ")" and depth:
            depth -= 1
        elif mark[0] != "\\":
            end = found.start()
            break
    return None if depth else ((start, end), end)


def read_title(text: str, start: int) -> tuple[tuple[int, int] | None, int]:
    """The title after blanks at ``start`` and the place after it; ``(None, start)`` without one."""
    quote = skip(SPACES, text, start)
    pattern = _TITLES.get(text[quote : quote + 1])
    found = pattern.match(text, quote) if pattern and quote > start else None
    return (found.span(1), found.end()) if found else (None, start)
