"""Judging hits of word-list entries: date, guard, terms that meet, innocent phrase, token edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sensitive_check.model import Entry, Hit, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

GUARD_REACH = 32
"""How far a guard may look on each side of the term, in characters."""

_SENTENCE_REACH = 400
_STARTS_TRIED = 8
_SENTENCE_END = lazy(r"[。！？!?\n]")


@lru_cache(maxsize=4096)
def _compiled(pattern: str, builtin: bool) -> Any:
    """A pattern for the folded text, which is in small letters: a unit may write capitals all the same."""
    import regex  # costs 20 ms, and most texts hold no hit that needs it

    return regex.compile(pattern, 0 if builtin else regex.IGNORECASE)


def scan_pattern(entry: Entry, context: Context) -> Iterator[Hit]:
    """Hits of an entry that is a pattern instead of a term. Raises TimeoutError when a user's pattern is too slow."""
    if not is_in_force(entry, context):
        return
    for view, found in context.search(_compiled(entry.pattern, entry.builtin), timeout=_time_limit(entry, context)):
        if found.end() > found.start():
            yield Hit(span=Span(*found.span()), view=view.name, entry=entry, confidence=entry.confidence)


def verify_entry(hit: Hit, entry: Entry, context: Context, severity: Severity) -> Hit | None:
    """Keep a term's hit only where the entry is in force and its guard matches, no innocent phrase covers it and it is
    a word.

    The segmenter never drops a veto-level hit, it only lowers it to a note.
    """
    if not is_in_force(entry, context):
        return None
    text = context.squeezed.text
    span = context.squeezed.from_source(hit.span)
    if entry.guard or entry.all_of:
        wider = _guarded(entry, context, span) if entry.guard else _met(entry, context, span)
        if wider is None:
            return None
        hit = replace(hit, span=context.squeezed.to_source(wider))
    if any(stands_around(phrase, context.squeezed.to_source(span), context) for phrase in entry.except_in):
        return None
    if entry.whole_word is not False and not entry.guard and _is_inside_run(text, span):
        return None
    pair = len(entry.term) == 2 and not entry.guard and not entry.term[0].isascii() and not entry.term[1].isascii()
    judged = pair if entry.whole_word is None else entry.whole_word
    if judged and not context.is_word(hit.span):
        if (entry.severity or severity) is not Severity.ERROR:
            return None
        hit = replace(hit, severity=Severity.NOTE, confidence=0.3)
    return hit if entry.confidence == 1.0 else replace(hit, confidence=min(hit.confidence, entry.confidence))


def _is_inside_run(text: str, span: Span) -> bool:
    """True when the letters or digits at an edge of the span go on outside it: av in have, 第1 in 第12."""
    for outside, inside in ((span.start - 1, span.start), (span.end, span.end - 1)):
        pair = text[outside : outside + 1] + text[inside : inside + 1] if outside >= 0 else ""
        if len(pair) == 2 and pair.isascii() and (pair.isalpha() or pair.isdigit()):
            return True
    return False


def stands_around(phrase: str, span: Span, context: Context) -> bool:
    """True when ``phrase`` covers a span of the document's text: in disguise, or exactly as it is written.

    An invisible character is covered only by a phrase that holds it; squeezing leaves nothing of it to be covered.
    """
    squeezed = context.squeezed.from_source(span)
    if squeezed.start < squeezed.end and _covers(context.key(phrase), context.squeezed.text, squeezed):
        return True
    return _covers(phrase, context.raw.text, span)


def _covers(phrase: str, text: str, span: Span) -> bool:
    """True when ``phrase`` stands in the text so that it covers the span."""
    low, high = max(span.end - len(phrase), 0), span.start + len(phrase)
    at = text.find(phrase, low, high)
    while at >= 0:
        if at <= span.start and span.end <= at + len(phrase):
            return True
        at = text.find(phrase, at + 1, high)
    return False


def is_in_force(entry: Entry, context: Context) -> bool:
    """False outside the entry's dates, or in a document of another kind than it is for."""
    if entry.effective_from and context.as_of < entry.effective_from:
        return False
    if entry.effective_to and entry.effective_to < context.as_of:
        return False
    return not entry.context or context.document.kind in entry.context


def _time_limit(entry: Entry, context: Context) -> float | None:
    """Our own patterns are linear; those of a user run under a time limit."""
    return None if entry.builtin else context.seconds


def _guarded(entry: Entry, context: Context, span: Span) -> Span | None:
    """The guard's match around the term."""
    text = context.squeezed.text
    low, high = max(span.start - GUARD_REACH, 0), min(span.end + GUARD_REACH, len(text))
    for found in _compiled(entry.guard, entry.builtin).finditer(text, low, high, timeout=_time_limit(entry, context)):
        match = Span(*found.span())
        if match.overlaps(span):
            return match
    return None


def _met(entry: Entry, context: Context, span: Span) -> Span | None:
    """The stretch from the first to the last of the terms that meet; ``span`` is the first of ``all_of``."""
    text = context.squeezed.text
    low, high = _sentence(text, span) if not entry.within else (span.end - entry.within, span.start + entry.within)
    low = max(low, 0)
    start, end = span.start, span.end
    for term in entry.all_of[1:]:
        key = context.key(term)
        after, before = text.find(key, span.end, high), text.rfind(key, low, span.start)
        if after < 0 and before < 0:
            return None
        nearer = after if before < 0 or 0 <= after - span.end <= span.start - before - len(key) else before
        start, end = min(start, nearer), max(end, nearer + len(key))
    if not entry.within or end - start <= entry.within:
        return Span(start, end)
    return _met_closer(text, span, [context.key(term) for term in entry.all_of[1:]], entry.within)


def _met_closer(text: str, span: Span, keys: list[str], within: int) -> Span | None:
    """The same where the nearest of three terms or more lie on both sides, too far apart, but others do not.

    The stretch begins with ``span`` or with a term before it; so many are tried of each, the nearest first.
    """
    starts = {span.start}
    for key in keys if len(keys) > 1 else ():
        at = span.start
        for _ in range(_STARTS_TRIED):
            at = text.rfind(key, max(span.end - within, 0), at)
            if at < 0:
                break
            starts.add(at)
    for start in sorted(starts, reverse=True):
        places = [Span(at, at + len(key)) for key in keys if (at := text.find(key, start, start + within)) >= 0]
        if len(places) == len(keys) and not any(place.overlaps(span) for place in places):
            return Span(start, max(span.end, *(place.end for place in places)))
    return None


def _sentence(text: str, span: Span) -> tuple[int, int]:
    """The sentence around a span, at most ``_SENTENCE_REACH`` characters each way."""
    low, high = max(span.start - _SENTENCE_REACH, 0), min(span.end + _SENTENCE_REACH, len(text))
    for found in _SENTENCE_END.finditer(text, low, span.start):
        low = found.end()
    stop = _SENTENCE_END.search(text, span.end, high)
    return low, stop.start() if stop else high
