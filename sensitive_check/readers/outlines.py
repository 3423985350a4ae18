"""Characters drawn as curves: filled shapes as intricate as characters are, of one height, side by side on a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_SEGMENTS = 8
"""Simpler shapes are boxes and arrows; hardly a character is, and a star has eleven."""

_INTRICATE = 20
"""How many segments a Chinese character has that is not one of the simplest: a line of them has at least two such."""

MOST_OUTLINES = 20_000
"""How many shapes of one page are looked at; where there are more, the page is a picture."""

_LEAST_HEIGHT, _MOST_HEIGHT, _MOST_WIDTH = 7.0, 200.0, 1e6
_LEAST_CHARACTERS, _LEAST_INTRICATE = 3, 2
_LEAST_IN_LINE = 60
_MOST_IN_CHARACTER = 800
"""Curves that were cut into straight lines have some hundred segments a character; a landscape has more."""

_LEAST_IN_STROKE = 5.5
"""How many segments a stroke has at least on average: one of four is a box, as in tables, bars and square codes."""

_SAME_BASE = 0.35
_SAME_HEIGHT = 0.5
_OVERLAP, _GAP = 0.1, 1.2
_MOST_LINES = 64


@dataclass(frozen=True, slots=True)
class Outline:
    """A filled shape: its colour, its box in points, how many segments it has, and of how many characters it may be."""

    colour: tuple[int, ...]
    left: float
    bottom: float
    right: float
    height: float
    segments: int
    characters: int


def outline(
    colour: tuple[int, ...], box: tuple[float, float, float, float], segments: int, strokes: float
) -> Outline | None:
    """A filled shape that may be one character or some; None for any other.

    ``box`` is left, bottom, right and top in points; ``strokes`` is of how many closed lines the shape is.
    """
    left, bottom, right, top = box
    height, width = top - bottom, right - left
    if not (_LEAST_HEIGHT <= height <= _MOST_HEIGHT and height * 0.2 <= width <= _MOST_WIDTH):
        return None
    characters = max(1, round(width / height))
    if segments < LEAST_SEGMENTS * characters or not characters <= strokes <= segments / _LEAST_IN_STROKE:
        return None
    return Outline(colour, left, bottom, right, height, segments, characters)


def lines_of_characters(outlines: Sequence[Outline]) -> int:
    """How many lines of what may be characters the shapes make up."""
    lines: list[list[Outline]] = []
    found = 0
    for one in sorted(outlines, key=lambda one: (one.left, one.bottom)):
        for line in lines:
            if _continues(line[-1], one):
                line.append(one)
                break
        else:
            lines.append([one])
            if len(lines) > _MOST_LINES:
                found += _is_text(lines.pop(0))
    return found + sum(map(_is_text, lines))


def _continues(before: Outline, one: Outline) -> bool:
    height = max(before.height, one.height)
    return (
        before.colour == one.colour
        and abs(before.bottom - one.bottom) <= _SAME_BASE * height
        and min(before.height, one.height) >= _SAME_HEIGHT * height
        and -_OVERLAP * height <= one.left - before.right <= _GAP * height
    )


def _is_text(line: Sequence[Outline]) -> bool:
    characters, segments = sum(one.characters for one in line), sum(one.segments for one in line)
    intricate = sum(one.characters for one in line if one.segments >= _INTRICATE * one.characters)
    is_ornament = len(line) > 1 and len({one.segments for one in line}) == 1
    return (
        not is_ornament
        and characters >= _LEAST_CHARACTERS
        and intricate >= _LEAST_INTRICATE
        and _LEAST_IN_LINE <= segments <= _MOST_IN_CHARACTER * characters
    )
