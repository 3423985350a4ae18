"""Many places of one kind are one finding with a count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sensitive_check.model import Hit, Span

GROUP_FROM = 10
"""From this many places of one kind on, a document gets one finding instead of many."""

RELATED = 20
"""How many further places a grouped finding names."""


def grouped(hits: Sequence[Hit], reason: str = "grouped") -> Iterator[Hit]:
    """Yield the hits, or from ``GROUP_FROM`` on the first alone with the count and the next places."""
    if len(hits) < GROUP_FROM:
        yield from hits
        return
    related = tuple(hit.span for hit in hits[1 : RELATED + 1])
    yield replace(hits[0], count=len(hits), related=related, reason=reason)


def grouped_at(
    places: Sequence[tuple[int, int]], hit_at: Callable[[int, int], Hit], reason: str = "grouped"
) -> Iterator[Hit]:
    """The same for places, start and end: hits are only made of those that are told one by one."""
    if len(places) < GROUP_FROM:
        yield from (hit_at(*place) for place in places)
        return
    related = tuple(Span(*place) for place in places[1 : RELATED + 1])
    yield replace(hit_at(*places[0]), count=len(places), related=related, reason=reason)
