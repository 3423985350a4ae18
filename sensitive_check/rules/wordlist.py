"""Judging hits of word-list entries: guard, innocent phrase, token edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sensitive_check.model import Entry, Hit, Severity, Span

if TYPE_CHECKING:
    from sensitive_check.context import Context

GUARD_REACH = 32
"""How far a guard may look on each side of the term, in characters."""


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Any:
    import regex  # costs 20 ms, and most texts hold no hit that needs it

    return regex.compile(pattern)


def scan_pattern(entry: Entry, context: Context) -> Iterator[Hit]:
    """Hits of an entry that is a pattern instead of a term."""
    for view, found in context.search(_compiled(entry.pattern)):
        if found.end() > found.start():
            yield Hit(span=Span(*found.span()), view=view.name, entry=entry)


def verify_entry(hit: Hit, entry: Entry, context: Context, severity: Severity) -> Hit | None:
    """Keep a term's hit only where its guard matches, no innocent phrase covers it and it is a word.

    The segmenter never drops a veto-level hit, it only lowers it to a note.
    """
    text = context.squeezed.text
    span = context.squeezed.from_source(hit.span)
    if entry.guard:
        guarded = _guarded(entry.guard, text, span)
        if guarded is None:
            return None
        hit = replace(hit, span=context.squeezed.to_source(guarded))
    if any(_covered(phrase, text, span) for phrase in entry.except_in):
        return None
    judged = entry.whole_word if entry.whole_word is not None else len(entry.term) == 2 and not entry.guard
    if judged and not context.is_word(hit.span):
        if (entry.severity or severity) is not Severity.ERROR:
            return None
        hit = replace(hit, severity=Severity.NOTE, confidence=0.3)
    return hit


def _guarded(guard: str, text: str, span: Span) -> Span | None:
    low, high = max(span.start - GUARD_REACH, 0), min(span.end + GUARD_REACH, len(text))
    for found in _compiled(guard).finditer(text, low, high):
        match = Span(*found.span())
        if match.overlaps(span):
            return match
    return None


def _covered(phrase: str, text: str, span: Span) -> bool:
    """True when ``phrase`` stands in the text so that it covers the span."""
    low, high = max(span.end - len(phrase), 0), span.start + len(phrase)
    at = text.find(phrase, low, high)
    while at >= 0:
        if at <= span.start and span.end <= at + len(phrase):
            return True
        at = text.find(phrase, at + 1, high)
    return False
