"""Where pieces of text stand on a page, and the lines that people see: those of the file but where its order jumps.

A file may draw one character at a time in any order. Lines whose pieces come one after the other, from left to right,
stay as the file has them, and so does the order of lines: columns and tables are not told apart by their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SAME_LINE = 0.6
"""How far, by its height, a piece of text may lie above or below the one before it on its line."""

_SAME_BASELINE = 0.4
_TOUCHING = 1.1
"""How far, by its size, a piece may stand from the one that it continues."""

_OVERLAP = 0.4
_MOST_TRACKS = 8
"""How many lines may lie upon one another: text is drawn twice for a shadow."""

MOST_SPLITS = 200_000
"""How often the texts of a page may go back, up or down: each time begins a piece, of about 500 bytes."""

_BACKWARDS = "180"
_MOST_NUMBERS = 100_000


@dataclass(slots=True)
class Piece:
    """A stretch of text at its place in millimetres: from ``x`` to ``end`` on the baseline ``y``, ``size`` high.

    ``top`` and ``height`` are those by which the lines of the file are told apart; ``row`` is the number of its line.
    """

    text: str = field(repr=False)
    x: float
    end: float
    y: float
    size: float
    top: float
    height: float
    is_turned: bool = False
    row: int = 0


@dataclass(slots=True)
class _Run:
    """Characters of a code that run on in its direction: which, and where from its beginning, in its own measure."""

    start: int
    end: int
    across: float
    down: float
    length: float


def pieces_of(one: Element, code: Element, text: str) -> Iterator[Piece]:
    """A text at the place of one code of a text object, in as many pieces as it goes back, up or down."""
    boundary, matrix = numbers(one.get("Boundary", "")), numbers(one.get("CTM", ""))
    left, above = (boundary[0], boundary[1]) if len(boundary) == 4 else (0.0, 0.0)
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = _first(one.get("Size", "3"), 3.0)
    height = min(size, boundary[3] if len(boundary) == 4 and boundary[3] > 0 else 1e9)
    x, y = _first(code.get("X", "0"), 0.0), _first(code.get("Y", "0"), 0.0)
    turned = abs(b) > 0.1 * abs(a) or one.get("ReadDirection", "0") in ("90", "270")
    backwards = (one.get("ReadDirection", "0") == _BACKWARDS) != (a < 0)
    for run in _runs(text, code, size, backwards=backwards):
        across, down = x + run.across * (-1 if a < 0 else 1), y + run.down
        at = left + a * across + c * down + e
        baseline = above + b * across + d * down + f
        at -= abs(a) * run.length * backwards  # such a text begins at its right edge
        end = at + abs(a) * run.length
        yield Piece(
            text[run.start : run.end], at, end, baseline, max(abs(size * a), 0.1), above + y * d, height, turned
        )


def unplaced(text: str) -> Piece:
    """A text of which nobody says where it stands: a line of its own, as the file has it."""
    return Piece(text, 0.0, 0.0, 0.0, 0.1, 0.0, 0.1, is_turned=True)


def _runs(text: str, code: Element, size: float, *, backwards: bool) -> Iterator[_Run]:
    """A code's runs; ``backwards`` where it runs to the left, so that each character is a run."""
    given, fallen = code.get("DeltaX", ""), code.get("DeltaY", "")
    if not backwards and not fallen and "-" not in given:
        steps = _repeated(given.split(), len(text))[:-1] if given else []
        yield _Run(0, len(text), 0.0, 0.0, _length(text, steps, size))
        return
    sign = -1.0 if backwards else 1.0
    steps, falls = _repeated(given.split(), len(text)), _repeated(fallen.split(), len(text))
    run = _Run(0, 0, 0.0, 0.0, 0.0)
    across = down = 0.0
    for index, (step, fall) in enumerate(zip(steps, falls, strict=True)):
        usual = size * _width(text[index])
        run.end, run.length = index + 1, across - run.across + usual
        moved = sign * (usual if step is None else step)
        across, down = across + moved, down + (fall or 0.0)
        if moved < 0 or fall:
            yield run
            run = _Run(index + 1, index + 1, across, down, 0.0)
    if run.end > run.start or not text:
        yield run


def _length(text: str, steps: Sequence[float | None], size: float) -> float:
    """How long a run is: its steps, and the last character, whose width is the usual one."""
    if not steps or None in steps:
        return size * sum(map(_width, text))
    return sum(step for step in steps if step is not None) + size * _width(text[-1])


def _repeated(words: Sequence[str], count: int) -> list[float | None]:
    """Numbers, ``g 3 2.5`` being three of 2.5; None for what is missing of ``count``."""
    found: list[float | None] = []
    waiting = iter(words[:_MOST_NUMBERS])
    for word in waiting:
        if len(found) >= count:
            break
        if word == "g":
            times, step = next(waiting, "0"), next(waiting, "0")
            found += [_number(step)] * (min(int(times), count) if times.isdecimal() and len(times) < 9 else 0)
        else:
            found.append(_number(word))
    return (found + [None] * count)[:count]


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def _first(text: str, otherwise: float) -> float:
    number = _number(text)
    return otherwise if number is None else number


def numbers(text: str) -> list[float]:
    """The numbers of an attribute; none where one of them is no number."""
    try:
        return [float(one) for one in text.split()]
    except ValueError:
        return []


def _width(character: str) -> float:
    return 1.0 if east_asian_width(character) in "WFA" else 0.5


def text_of(pieces: Sequence[Piece]) -> str:
    """The text of a page: pieces in the order of the file, but those of a line that it tears apart together."""
    _number_rows(pieces)
    torn = _torn_lines(pieces)
    written: list[str] = []
    done: set[int] = set()
    row = 0
    for index, piece in enumerate(pieces):
        if index in torn:
            if torn[index][0] not in done:
                written += ("\n" if written else "", *(pieces[one].text for one in torn[index]))
                done.add(torn[index][0])
            row = -1
        else:
            written += ("\n" if written and piece.row != row else "", piece.text)
            row = piece.row
    return "".join(written)


def _number_rows(pieces: Sequence[Piece]) -> None:
    """Number the lines of the file: one ends where the next piece stands higher or lower."""
    before: Piece | None = None
    for piece in pieces:
        if before is not None:
            parted = abs(piece.top - before.top) > _SAME_LINE * max(piece.height, 0.1)
            piece.row = before.row + parted
        before = piece


def _torn_lines(pieces: Sequence[Piece]) -> dict[int, list[int]]:
    """By the number of each piece concerned, the pieces of its line from left to right, where the file's differ."""
    torn: dict[int, list[int]] = {}
    for line in _lines(pieces):
        told = [index for index in line if pieces[index].text.strip()]
        if any(after < before or pieces[after].row != pieces[before].row for before, after in pairwise(told)):
            torn.update(dict.fromkeys(line, line))
    return torn


def _lines(pieces: Sequence[Piece]) -> Iterator[list[int]]:
    """The pieces that touch one another on one baseline, from left to right, by number."""
    upright = [index for index, piece in enumerate(pieces) if piece.text and not piece.is_turned]
    upright.sort(key=lambda index: pieces[index].y)
    start = 0
    for at in range(1, len(upright) + 1):
        first = pieces[upright[start]]
        if at == len(upright) or pieces[upright[at]].y - first.y > _SAME_BASELINE * first.size:
            yield from _tracks(pieces, sorted(upright[start:at], key=lambda index: (pieces[index].x, index)))
            start = at


def _tracks(pieces: Sequence[Piece], row: Sequence[int]) -> Iterator[list[int]]:
    """The pieces of one baseline, in lines that do not overlap."""
    tracks: list[list[int]] = []
    for index in row:
        piece = pieces[index]
        for track in tracks:
            gap = piece.x - pieces[track[-1]].end
            if -_OVERLAP * piece.size <= gap <= _TOUCHING * piece.size:
                track.append(index)
                break
        else:
            tracks.append([index])
            if len(tracks) > _MOST_TRACKS:
                yield tracks.pop(0)
    yield from tracks
