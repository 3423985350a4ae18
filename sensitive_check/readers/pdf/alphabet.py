"""Fonts of letters and digits that a PDF says are Chinese: 2008 is told as 戲戰戰戸, each character 0x6200 too high.

Some programs of typesetting write such tables. What stands on the page is the letter, and a number must be found; what
the file says stays the text of the page, since programs copy and index that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

_LEAST, _LEAST_DISTINCT, _LEAST_RUN = 8, 5, 4
"""What a font must show: Chinese has four characters of one block of 256 in a row once in half a million."""

_BY_TEX = {
    0x0B: "ff",
    0x0C: "fi",
    0x0D: "fl",
    0x0E: "ffi",
    0x0F: "ffl",
    0x22: "”",
    0x5C: "“",
    0x7B: "–",
    0x7C: "—",
}
"""What TeX's fonts of text (OT1) have where ASCII has something else."""


class Alphabet:
    """What one font shows on a page, as long as that may be letters moved into one block of Chinese characters."""

    __slots__ = ("_block", "_codes", "_last", "_longest", "_places", "_run")

    def __init__(self) -> None:
        self._block = -1  # 0: this font is what it says
        self._codes: set[int] = set()
        self._places: list[tuple[list[str], int, int]] = []
        self._run = self._longest = 0
        self._last = -2

    def note(self, code: int, index: int, taken: list[str]) -> None:
        """Note a character that stands at ``index`` on the page and will be the next one of ``taken``."""
        if not self._block:
            return
        block = code >> 8
        if not (0x4E <= block < 0xA0 and code & 0xFF < 0x80) or self._block not in (-1, block):
            self._block, self._places = 0, []
            return
        self._block = block
        self._codes.add(code)
        self._places.append((taken, len(taken), code))
        self._run = self._run + 1 if index == self._last + 1 else 1
        self._last = index
        self._longest = max(self._longest, self._run)

    @property
    def is_moved(self) -> bool:
        """True when the font surely shows letters."""
        return len(self._places) >= _LEAST and len(self._codes) >= _LEAST_DISTINCT and self._longest >= _LEAST_RUN

    def mend(self) -> None:
        """Put the letters where the font has characters."""
        for taken, at, code in self._places:
            low = code & 0xFF
            taken[at] = _BY_TEX.get(low) or (chr(low) if 0x20 < low < 0x7F else "\ufffd")


def lines_of_letters(alphabets: Iterable[Alphabet], taken: Collection[list[str]]) -> str:
    """The lines in which letters are told as Chinese characters, with the letters. ``taken`` are the characters told,
    in which they are put.
    """
    moved = [alphabet for alphabet in alphabets if alphabet.is_moved]
    if not moved:
        return ""
    told = ["".join(characters) for characters in taken]
    for alphabet in moved:
        alphabet.mend()
    shown = ["".join(characters) for characters in taken]
    pairs = zip("\n".join(told).split("\n"), "\n".join(shown).split("\n"), strict=True)
    return "\n".join(line for before, line in pairs if line != before)
