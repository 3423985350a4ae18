"""Where marks of punctuation stand: only in prose, never over a joint, and whether a line begins there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sensitive_check.context import Context

_DEEPEST_INDENT = 40


@lru_cache(maxsize=64)
def _as_set(triggers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(triggers)


def places_in_prose(context: Context, triggers: tuple[str, ...]) -> Iterator[int]:
    """Where these triggers begin in prose, in order; one that is read over a joint is no mark."""
    occurrences = context.occurrences
    words = occurrences.keys() & _as_set(triggers)  # some rules have hundreds, a draft holds few
    last = -1
    for start in merge(*(occurrences[word].in_folded() for word in words)):
        if start != last and context.kind_at(start) == "prose":
            yield start
        last = start


def is_at_line_head(text: str, start: int) -> bool:
    """True when nothing but blanks stands before ``start`` in its line.

    >>> is_at_line_head("甲\\n  乙", 4), is_at_line_head("甲 乙", 2)
    (True, False)
    """
    _, line_end, indent = text[max(start - _DEEPEST_INDENT, 0) : start].rpartition("\n")
    return not indent.strip() and (bool(line_end) or start <= _DEEPEST_INDENT)
