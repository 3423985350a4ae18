"""Shapes of a page that may be characters turned into curves (GB/T 33190, path objects)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensitive_check.readers.ofd.lines import numbers
from sensitive_check.readers.ooxml import local
from sensitive_check.readers.outlines import LEAST_SEGMENTS, Outline, outline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_POINTS = 72 / 25.4
_VALUES = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""Operators of a path, and how many values each has, the last two of which are where it leads to."""

_MOST_WORDS = 100_000


def outline_of(one: Element) -> Outline | None:
    """A path object that may be one character or some; None for any other."""
    if one.get("Fill") not in ("true", "1"):
        return None
    words = next((part.text or "" for part in one if local(part.tag) == "AbbreviatedData"), "").split()
    segments, strokes = sum(word in _VALUES for word in words), words.count("M") + words.count("S")
    if segments < LEAST_SEGMENTS:
        return None
    points = _ends(words[:_MOST_WORDS])
    boundary, matrix = numbers(one.get("Boundary", "")), numbers(one.get("CTM", ""))
    left, above = (boundary[0], boundary[1]) if len(boundary) == 4 else (0.0, 0.0)
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    across = [(left + a * x + c * y + e) * _POINTS for x, y in points]
    down = [(above + b * x + d * y + f) * _POINTS for x, y in points]
    box = (min(across, default=0.0), min(down, default=0.0), max(across, default=0.0), max(down, default=0.0))
    return outline(_colour(one), box, segments, strokes)


def _ends(words: Sequence[str]) -> list[tuple[float, float]]:
    """Where the operators of a path lead to."""
    points: list[tuple[float, float]] = []
    for index, word in enumerate(words):
        count = _VALUES.get(word, 0)
        values = numbers(" ".join(words[index + count - 1 : index + count + 1])) if count else []
        if len(values) == 2:
            points.append((values[0], values[1]))
    return points


def _colour(one: Element) -> tuple[int, ...]:
    colour = next((part.get("Value", "") for part in one if local(part.tag) == "FillColor"), "")
    return tuple(int(value) for value in numbers(colour) if 0 <= value < 256)
