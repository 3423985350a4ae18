"""Judging hits of word-list entries: date, guard, terms that meet, innocent phrase, token edges."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sensitive_check.matching import straddles
from sensitive_check.model import Entry, Hit, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

GUARD_REACH = 32
"""How far a guard may look on each side of the term, in characters."""

WRITTEN_REACH = 20_000
"""How far a guard ``as_written`` may look from the beginning of its term: a private key is a page of letters."""

_SIGHT = 256
"""How much text on each side of a term decides on it: what guards, innocent phrases and the segmenter look at."""

_OFTEN = 20
_MOST_VERDICTS = 1024

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
    if entry.as_written:
        written = _guarded_as_written(entry, context, hit.span)
        if written is None or any(stands_around(phrase, hit.span, context) for phrase in entry.except_in):
            return None
        return Hit(span=written, entry=entry, confidence=entry.confidence)
    span = context.squeezed.from_source(hit.span)
    verdict = _judged(entry, context, span)
    if verdict is None:
        return None
    place = hit.span if verdict.before == verdict.after == 0 else context.squeezed.to_source(verdict.around(span))
    if verdict.is_word:
        unchanged = place is hit.span and entry.confidence == 1.0
        return hit if unchanged else Hit(span=place, entry=entry, confidence=entry.confidence)
    if (entry.severity or severity) is not Severity.ERROR:
        return None
    return Hit(span=place, entry=entry, severity=Severity.NOTE, confidence=min(0.3, entry.confidence))


class Verdict(NamedTuple):
    """What the text around a term says: how far the hit reaches beyond the term, and whether it is a word."""

    before: int
    after: int
    is_word: bool

    def around(self, term: Span) -> Span:
        """The hit, from the term's place."""
        return Span(term.start - self.before, term.end + self.after)


def _judged(entry: Entry, context: Context, span: Span) -> Verdict | None:
    """The verdict on a term at ``span`` of the squeezed text; None where the hit is dropped.

    Of a term that comes often a verdict is kept with the text around it: hostile text repeats itself.
    """
    if entry.all_of or not entry.builtin:  # terms that meet lie farther apart, and a unit's phrases may hold disguises
        return _judge(entry, context, span)
    number = id(entry)  # hits keep their entries as long as the context lives
    seen, verdicts = context.verdicts
    seen[number] += 1
    if seen[number] <= _OFTEN:
        return _judge(entry, context, span)
    low = max(span.start - _SIGHT, 0)
    key = (number, span.start - low, span.end - low, context.squeezed.text[low : span.end + _SIGHT])
    if key in verdicts:
        return verdicts[key]
    if len(verdicts) >= _MOST_VERDICTS:
        verdicts.clear()
    verdicts[key] = verdict = _judge(entry, context, span)
    return verdict


def _judge(entry: Entry, context: Context, span: Span) -> Verdict | None:
    text, wider = context.squeezed.text, span
    if entry.guard or entry.all_of:
        met = _guarded(entry, context, span) if entry.guard else _met(entry, context, span)
        if met is None:
            return None
        wider = met
    if any(stands_around(phrase, context.squeezed.to_source(span), context) for phrase in entry.except_in):
        return None
    if entry.whole_word is not False and not entry.guard and _is_inside_run(text, span):
        return None
    pair = len(entry.term) == 2 and not entry.guard and not entry.term[0].isascii() and not entry.term[1].isascii()
    judged = pair if entry.whole_word is None else entry.whole_word
    is_word = not judged or not straddles(text, wider)
    return Verdict(span.start - wider.start, wider.end - span.end, is_word)


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
    guard = _compiled(entry.guard, entry.builtin)
    for found in guard.finditer(text, low, high, timeout=_time_limit(entry, context)):
        if found.start() >= span.end:
            return None
        if span.start < found.end():
            return Span(*found.span())
    return None


def _guarded_as_written(entry: Entry, context: Context, term: Span) -> Span | None:
    """The guard's match from the term on, with what it captured before the term, in the document's text.

    Matched at one place and never sought: a row of terms costs no more than each of them.
    """
    view = context.written
    start = view.from_source(term).start
    end = min(start + WRITTEN_REACH, len(view.text))
    found = _compiled(entry.guard, True).match(view.text, start, end, timeout=_time_limit(entry, context))
    if found is None:
        return None
    captured = (found.start(group) for group in range(1, found.re.groups + 1))
    return view.to_source(Span(min((start, *(at for at in captured if at >= 0))), found.end()))


def _met(entry: Entry, context: Context, span: Span) -> Span | None:
    """The stretch from the first to the last of the terms that meet; ``span`` is the first of ``all_of``."""
    text = context.squeezed.text
    low, high = (
        sentence_around(text, span) if not entry.within else (span.end - entry.within, span.start + entry.within)
    )
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


def sentence_around(text: str, span: Span) -> tuple[int, int]:
    """The sentence around a span, at most ``_SENTENCE_REACH`` characters each way."""
    low, high = max(span.start - _SENTENCE_REACH, 0), min(span.end + _SENTENCE_REACH, len(text))
    for found in _SENTENCE_END.finditer(text, low, span.start):
        low = found.end()
    stop = _SENTENCE_END.search(text, span.end, high)
    return low, stop.start() if stop else high
