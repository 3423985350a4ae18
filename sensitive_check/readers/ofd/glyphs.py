"""Whether the glyphs that a text object draws are those of its text: what people see against what programs copy.

A text object may name glyphs of its font by number (``CGTransform``). An embedded font says which characters most of
its glyphs are for. Of a font that does not, only this is known: one glyph draws one character all through a file.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sensitive_check.readers.ofd.fonts import glyphs_of_characters
from sensitive_check.readers.ooxml import local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HAN = "Lo"

_MOST_OF_FONTS = 600_000
"""How many characters of all fonts of a file are known."""

_MOST_OF_GLYPH = 16
_NEAR = 4
"""How far from its place in a text the character of a glyph is sought where there are more or fewer glyphs."""


@dataclass(slots=True)
class _Font:
    """What is known of one font: its own map, or what the file has drawn with it so far."""

    glyphs: Mapping[int, int] = field(repr=False)
    characters: dict[int, list[str]] = field(default_factory=dict, repr=False)
    drawn: dict[str, int] = field(default_factory=dict, repr=False)
    agreed: set[tuple[int, str]] = field(default_factory=set, repr=False)

    def of_glyph(self, glyph: int) -> list[str]:
        """The characters that the font's own map has for a glyph."""
        if not self.characters:
            for code, number in self.glyphs.items():
                characters = self.characters.setdefault(number, [])
                if len(characters) < _MOST_OF_GLYPH:
                    characters.append(chr(code))
        return self.characters.get(glyph, [])


@dataclass(slots=True)
class Drawn:
    """What the glyphs of a text object draw, as far as it is known; the rest is as its text has it.

    ``differing`` counts glyphs that draw another character, ``unknown`` those that the font has no character for.
    """

    text: str = field(repr=False)
    differing: int = 0
    unknown: int = 0


class Maps:
    """The maps of the font files of a package, each read once. ``open_font`` gives the bytes of a file."""

    def __init__(self, open_font: Callable[[str], bytes | None]) -> None:
        self._open_font = open_font
        self._maps: dict[str, Mapping[int, int]] = {}
        self._left = _MOST_OF_FONTS
        self.left_out = 0
        """How many files were not read."""

    def of(self, path: str) -> Mapping[int, int]:
        """The glyphs of a font file by code point; empty for one that has no map, or is beyond the bounds."""
        if path not in self._maps:
            self.left_out += self._left <= 0
            content = self._open_font(path) if self._left > 0 else None
            self._maps[path] = glyphs_of_characters(content or b"")
            self._left -= len(self._maps[path])
        return self._maps[path]


class Fonts:
    """The fonts of a document, which numbers them; each is read when glyphs of it are met."""

    def __init__(self, maps: Maps) -> None:
        self._maps = maps
        self._files: dict[str, str] = {}
        self._fonts: dict[str, _Font] = {}

    def add(self, resources: Element, path: str) -> None:
        """Note where the fonts are that a part with resources lists."""
        folder = posixpath.join("/", posixpath.dirname(path), resources.get("BaseLoc", ""))
        for one in resources.iter():
            if local(one.tag) == "Font":
                for file in one:
                    if local(file.tag) == "FontFile" and (file.text or "").strip():
                        place = posixpath.join(folder, (file.text or "").strip())
                        self._files[one.get("ID", "")] = posixpath.normpath(place).lstrip("/")

    def drawn(self, one: Element, text: str) -> Drawn:
        """What a text object with this text draws."""
        found, pieces = Drawn(text), list(text)
        for start, count, glyphs in _transforms(one):
            count = min(count, _NEAR * (len(glyphs) + 1))  # no more characters become fewer glyphs
            codes = text[start : start + count]
            font = self._font(one.get("Font", ""))
            shown = [
                _character(font, glyph, near, found)
                for glyph, near in zip(glyphs, _near(codes, len(glyphs)), strict=True)
            ]
            if len(codes) == len(glyphs):
                pieces[start : start + count] = shown
            elif not codes:
                pieces += shown
            elif found.differing:
                pieces[start : start + count] = ["".join(shown), *[""] * (len(codes) - 1)]
        found.text = "".join(pieces) if found.differing else text
        return found

    def _font(self, number: str) -> _Font:
        key = self._files.get(number, number)
        if key not in self._fonts:
            self._fonts[key] = _Font(self._maps.of(key) if number in self._files else {})
        return self._fonts[key]


def _transforms(one: Element) -> Iterator[tuple[int, int, list[int]]]:
    """From which character of the text on, how many of them, and the glyphs that are drawn for them."""
    for transform in one:
        if local(transform.tag) != "CGTransform":
            continue
        words = [word for part in transform if local(part.tag) == "Glyphs" for word in (part.text or "").split()]
        glyphs = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 6]
        yield _count(transform.get("CodePosition", "0")), _count(transform.get("CodeCount", "1")), glyphs


def _near(codes: str, count: int) -> Iterator[str]:
    """For each of so many glyphs the characters that it may stand for."""
    if len(codes) == count:
        yield from codes
        return
    for index in range(count):
        at = index * len(codes) // count
        yield codes[max(0, at - _NEAR) : at + _NEAR]


def _count(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else 0


def _character(font: _Font, glyph: int, codes: str, found: Drawn) -> str:
    """What a glyph draws that stands for one of ``codes``; what does not fit is counted."""
    if not glyph:
        return codes[:1]  # a box for what the font lacks
    if not font.glyphs:
        return _by_use(font, glyph, codes, found)
    if any(font.glyphs.get(ord(code)) == glyph for code in codes):
        return codes[:1]
    characters = font.of_glyph(glyph)
    if not characters:
        found.unknown += any(code.isalnum() for code in codes)
        return codes[:1]
    if any(_alike(one, code) for one in characters for code in codes) or not any(map(_says_something, characters)):
        return codes[:1]
    found.differing += 1
    return next(filter(_says_something, characters))


def _by_use(font: _Font, glyph: int, codes: str, found: Drawn) -> str:
    if (glyph, codes) in font.agreed or len(codes) != 1 or not _says_something(codes):
        return codes[:1]
    (before,) = font.characters.setdefault(glyph, [codes])
    differs = not _alike(before, codes)
    if unicodedata.category(codes) == _HAN:
        differs = differs or font.drawn.setdefault(codes, glyph) != glyph
    if not differs:
        font.agreed.add((glyph, codes))
    found.differing += differs
    return before


def _says_something(character: str) -> bool:
    """True for letters, digits and symbols; marks and blanks are drawn by one another's glyphs."""
    return unicodedata.category(character)[0] in "LNS"


def _alike(one: str, other: str) -> bool:
    return one == other or unicodedata.normalize("NFKC", one).lower() == unicodedata.normalize("NFKC", other).lower()
