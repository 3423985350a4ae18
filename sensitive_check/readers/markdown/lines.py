"""A place in one line of Markdown, counted in offsets and in columns: a tab reaches to the next multiple of four."""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[ \t]*")


class Line:
    """What is left of a line: ``at`` is the place reached, ``first`` what follows the blanks there, ``end`` its end."""

    def __init__(self, source: str, start: int, end: int) -> None:
        self.source = source
        self.at = start
        self.end = end
        self._column = self._at_column = 0  # _column may lie within a tab that stands at ``at``
        self._find_first()

    @property
    def is_empty(self) -> bool:
        """True when nothing but blanks is left."""
        return self.first == self.end

    @property
    def indent(self) -> int:
        """How many columns of blanks come next."""
        return self._first_column - self._column

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match what follows the blanks."""
        return pattern.match(self.source, self.first, self.end)

    def is_blank_from(self, position: int) -> bool:
        """True when nothing but blanks follows ``position``."""
        found = _BLANKS.match(self.source, position, self.end)
        return found is not None and found.end() == self.end

    def advance(self, columns: int) -> None:
        """Step over so many columns of blanks."""
        target = self._column = self._column + columns
        while self.at < self.first and self._at_column < target:
            width = self._width(self.source[self.at], self._at_column)
            if self._at_column + width > target:
                break
            self.at += 1
            self._at_column += width

    def consume(self, size: int) -> None:
        """Step over the blanks and a mark of ``size`` characters."""
        self.at = self.first + size
        self._column = self._at_column = self._first_column + size
        self._find_first()

    def _find_first(self) -> None:
        found = _BLANKS.match(self.source, self.at, self.end)
        self.first = found.end() if found else self.at
        column = self._at_column
        if self.source.find("\t", self.at, self.first) < 0:
            column += self.first - self.at
        else:
            for character in self.source[self.at : self.first]:
                column += self._width(character, column)
        self._first_column = column

    @staticmethod
    def _width(character: str, column: int) -> int:
        return 4 - column % 4 if character == "\t" else 1
