"""Fonts of letters and digits that a PDF says are Chinese: 2008 is told as 戲戰戰戸, each character 0x6200 too high.

Some programs of typesetting write such tables. What stands on the page is the letter, and a number must be found.
"""

from __future__ import annotations

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

    def mend(self) -> None:
        """Put the letters where the font surely shows letters."""
        if len(self._places) >= _LEAST and len(self._codes) >= _LEAST_DISTINCT and self._longest >= _LEAST_RUN:
            for taken, at, code in self._places:
                low = code & 0xFF
                taken[at] = _BY_TEX.get(low) or (chr(low) if 0x20 < low < 0x7F else "\ufffd")
