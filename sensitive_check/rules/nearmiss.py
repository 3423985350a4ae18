"""Near misses of right forms: in a name or fixed expression one character replaced, lost or doubled, two swapped, or
in a long one a word of two characters replaced by one that sounds or looks alike, as input methods do (主义 → 注意).

A long form is cut in two pieces that are rare in ordinary prose; a slip leaves one of them whole, and the shared
automaton seeks both. A swap over the cut and the misses of a short form are sought whole. What stands in 《》 is
looked up as a whole: a slip leaves the beginning or the end of a title as it is, whichever is rarer decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.entry_tables import EntryTable
from sensitive_check.matching import straddles
from sensitive_check.model import Entry, Hit, Rule, Span, View
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.rules.wordlist import is_in_force

if TYPE_CHECKING:
    from sensitive_check.context import Context

LONG = 6
"""From this many characters on a form is cut in pieces, unless its misses are listed, and a lost character counts."""

LONG_FOR_A_WORD = 8
"""From this many characters on a form may have a whole word of two characters replaced."""

_DISGUISE = 32
"""So many characters may have been dropped from the text in and around a near miss."""

_NUMERALS = "〇零一二三四五六七八九十百千万亿"
_PARTICLES = "的地得之了和与及或等"
_JOINS = "和与及"
_ORGANS = "部局会院办"
"""In the name of an organ even a word that means the same is a slip: 住房与城乡建设部."""

_HAN_ONE = lazy(f"[{HAN}]")
_STATE = "《中华人民共和国"
_SHORT_TITLE = 13
"""Titles up to this length are looked up by what remains when one character is taken out."""


REASONS: Mapping[str, str] = {
    "replaced": "“{wrong}”应为“{right}”",
    "lost": "漏了“{right}”字",
    "doubled": "多了一个“{right}”字",
    "swapped": "“{wrong}”应为“{right}”，两字颠倒",
    "word": "“{wrong}”应为“{right}”",
}
"""How a near miss differs from the right form."""


class _Lead(NamedTuple):
    """What an occurrence of a literal may belong to: row ``number`` of ``rows``, with its ``form``.

    ``rest`` is the other piece of the form with the adjoining character of the found one, read away from the cut, so
    backwards where the found piece stands ``behind`` it. It is empty where the literal is a whole miss. After a literal
    whose last two characters are ``swapped`` the rest must stand as it is.
    """

    rows: Sequence[Entry]
    number: int
    form: str
    rest: str = ""
    behind: bool = False
    swapped: bool = False

    @property
    def entry(self) -> Entry:
        """The entry, which a table makes anew."""
        return self.rows[self.number]


class _Miss(NamedTuple):
    """A stretch of a view that may be a near miss of a form. ``wrong`` is its text, of a title without blanks."""

    form: str
    rows: Sequence[Entry]
    number: int
    wrong: str
    view: View
    span: Span


def near_miss(rule: Rule, confusions: Mapping[str, str]) -> Rule:
    """The data rule with its search. ``confusions`` gives for a character those that are mistaken for it.

    The forms are folded, as the text is. Raises ValueError for a short form without ``misses``, and for ``pieces`` that
    are not the form in two, each of two characters or more.
    """
    leads = _leads(rule)
    titles = _Titles(rule)
    right = lru_cache(maxsize=1)(partial(_right, rule))

    def scan(context: Context) -> Iterator[Hit]:
        hits: dict[tuple[str, Span], Hit] = {}
        slips_at: dict[tuple[str, Span], int] = {}
        for miss in chain(_near_forms(context, leads), _near_titles(context, titles)):
            slip = _slip(miss.form, miss.wrong)
            if slip is None or miss.wrong in right() or miss.wrong in titles:
                continue
            entry = miss.rows[miss.number]
            if not is_in_force(entry, context) or _is_covered(miss, entry):
                continue
            if miss.wrong in entry.misses or _counts(miss.form, miss.wrong, *slip, confusions):
                place = (miss.view.name, miss.span)
                hits[place] = _also(hits[place], entry, miss.form) if place in hits else _hit(miss, entry, *slip)
                slips_at[place] = miss.span.start + slip[1]
        yield from _longest(hits, slips_at)

    return replace(
        rule,
        reasons=REASONS,
        triggers=(*leads, "《") if titles.holds_any else tuple(leads),
        scan=scan,
        verify=_verify,
        exemplify=_with_examples,
    )


def _longest(hits: Mapping[tuple[str, Span], Hit], slips_at: Mapping[tuple[str, Span], int]) -> Iterator[Hit]:
    """Of several forms that one slip breaks, such as 以人民为中心 and 坚持以人民为中心, the longest alone."""
    best: dict[tuple[str, int], tuple[str, Span]] = {}
    for place in hits:
        view, span = place
        at = (view, slips_at[place])
        if at not in best or span.end - span.start > best[at][1].end - best[at][1].start:
            best[at] = place
    yield from (hits[place] for place in best.values())


def _verify(hit: Hit, context: Context) -> Hit | None:
    """Keep a hit only where no word of the text reaches over its edge: 国务院办|公厅 is no miss of 国务院台办."""
    if context.is_word(hit.span):
        return hit
    squeezed, span = context.squeezed.text, context.squeezed.from_source(hit.span)
    if squeezed.endswith(_STATE[1:], 0, span.start):  # the segmenter has some names of the state as one word
        after = squeezed[span.start : span.end + _DISGUISE]
        if not straddles(after, Span(0, span.end - span.start)):
            return hit
    # The segmenter takes 局局长 and 组组长 for words, where one 局 belongs to the name.
    text, end = context.folded.text, hit.span.end
    doubled = text[end - 1 : end] == text[end : end + 1]
    return hit if doubled and context.is_word(Span(hit.span.start, end + 2)) else None


def _is_covered(miss: _Miss, entry: Entry) -> bool:
    """True where a longer variant stands around the stretch: 中共中央书记 in 中共中央书记处."""
    for variant in entry.variants:
        start = miss.span.start - max(variant.find(miss.wrong), 0)
        if miss.wrong in variant and start >= 0 and miss.view.text.startswith(variant, start):
            return True
    return False


# ------------------------------------------------------------------------------------------ what is sought


def _rows(rule: Rule) -> Iterator[tuple[Sequence[Entry], int, str, str, str, str]]:
    """Where each form stands that is no title, the form, its pieces, variants and misses, several split by ``|``."""
    for number, entry in enumerate(rule.entries):
        if not entry.form.startswith("《"):
            pieces, variants, misses = map("|".join, (entry.pieces, entry.variants, entry.misses))
            yield rule.entries, number, entry.form, pieces, variants, misses
    for table in rule.tables:
        if isinstance(table, EntryTable) and table.holds("form", "pieces", "variants", "misses"):
            for number, row in enumerate(table.cells("form", "pieces", "variants", "misses")):
                form, pieces, variants, misses = row
                if not form.startswith("《"):
                    yield table, number, form, pieces, variants, misses


def _right(rule: Rule) -> frozenset[str]:
    """Every form that is no title and what is right beside it; made for the first stretch that may be a miss."""
    forms = ((form, *variants.split("|")) for _, _, form, _, variants, _ in _rows(rule))
    return frozenset(chain.from_iterable(forms))


def _leads(rule: Rule) -> dict[str, list[_Lead]]:
    """The literals to seek, each with what it may belong to. Forms share pieces."""
    leads: dict[str, list[_Lead]] = {}
    for rows, number, form, pieces, _, misses in _rows(rule):
        whole = _Lead(rows, number, form)
        if misses:
            for literal in misses.split("|"):
                leads.setdefault(literal, []).append(whole)
            continue
        if len(form) < LONG:
            raise ValueError(f"{whole.entry.id}: a form under {LONG} characters needs its misses")
        left, right = _pieces(whole, pieces)
        leads.setdefault(left, []).append(_Lead(rows, number, form, left[-1] + right))
        leads.setdefault(right, []).append(_Lead(rows, number, form, right[0] + left[::-1], behind=True))
        swapped = _swapped(form, len(left) - 1)
        leads.setdefault(swapped[: len(left) + 1], []).append(
            _Lead(rows, number, form, swapped[len(left) :], swapped=True)
        )
    return leads


def _pieces(lead: _Lead, pieces: str) -> tuple[str, str]:
    if not pieces:
        middle = len(lead.form) // 2
        return lead.form[:middle], lead.form[middle:]
    left, _, right = pieces.partition("|")
    if left + right != lead.form or len(left) < 2 or len(right) < 2:
        raise ValueError(f"{lead.entry.id}: the pieces must be the form in two, each of two characters or more")
    return left, right


def _swapped(form: str, at: int) -> str:
    """The form with the characters at ``at`` and after it swapped.

    >>> _swapped("国务院办公厅", 2)
    '国务办院公厅'
    """
    return form[:at] + form[at + 1] + form[at] + form[at + 2 :]


def titles_of(form: str) -> tuple[str, ...]:
    """How a title may be written: with 中华人民共和国 or, if it is not too short, without; none for another form.

    >>> titles_of("《中华人民共和国国家安全法》"), titles_of("《中华人民共和国水法》"), titles_of("国务院办公厅")
    (('《中华人民共和国国家安全法》', '《国家安全法》'), ('《中华人民共和国水法》',), ())
    """
    if not form.startswith("《"):
        return ()
    short = f"《{form[len(_STATE) :]}"
    return (form, short) if form.startswith(_STATE) and len(short) >= LONG else (form,)


_FEW_TITLES = 4
"""So few titles are compared with the written one without a search for a better cut."""


class _Titles:
    """The titles in every way they may be written. Built when the first is asked for: few drafts cite one wrongly."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.holds_any = any(map(len, rule.tables)) or any(entry.form.startswith("《") for entry in rule.entries)

    @cached_property
    def _known(self) -> dict[str, tuple[Sequence[Entry], int]]:
        """From a title to where its entry stands."""
        known: dict[str, tuple[Sequence[Entry], int]] = {}
        lists: list[tuple[Sequence[Entry], Iterable[str]]] = [
            (table, table.forms) for table in self._rule.tables if isinstance(table, EntryTable)
        ]
        lists.append((self._rule.entries, (entry.form for entry in self._rule.entries)))
        for entries, forms in lists:
            for number, form in enumerate(forms):
                known.update((title, (entries, number)) for title in titles_of(form))
        return known

    def __contains__(self, title: str) -> bool:
        return title in self._known

    def row(self, title: str) -> tuple[Sequence[Entry], int]:
        """Where the entry of a known title stands."""
        return self._known[title]

    @cached_property
    def longest(self) -> int:
        """So many characters the longest title has, with a doubled one."""
        return max(map(len, self._known), default=0) + 1

    @cached_property
    def _around(self) -> Mapping[str, list[str]]:
        """From each short title and each less one character to the titles that it may stand for."""
        around: dict[str, list[str]] = {}
        for title in self._known:
            for remainder in (title, *_less_one(title)) if len(title) <= _SHORT_TITLE else ():
                around.setdefault(remainder, []).append(title)
        return around

    @cached_property
    def _onwards(self) -> list[str]:
        return sorted(title for title in self._known if len(title) >= _SHORT_TITLE - 1)

    @cached_property
    def _backwards(self) -> list[str]:
        return sorted(title[::-1] for title in self._onwards)

    def near(self, written: str) -> set[str]:
        """Titles that may be one slip away; all that are, and others."""
        if len(written) < _SHORT_TITLE:
            return {near for remainder in (written, *_less_one(written)) for near in self._around.get(remainder, ())}
        length = len(written)
        # A slip at a place or before it leaves what follows as it is, one after it what precedes it.
        before = after = range(len(self._onwards))
        for at in (length // 2, 2 * length // 3, length - 4):
            if len(before) + len(after) <= _FEW_TITLES:
                break
            cut = _beginning(self._onwards, written[: at - 1]), _beginning(self._backwards, written[at:][::-1])
            before, after = min((before, after), cut, key=lambda ranges: len(ranges[0]) + len(ranges[1]))
        near = [*(self._onwards[i] for i in before), *(self._backwards[i][::-1] for i in after)]
        return {title for title in near if abs(len(title) - length) <= 1}


def _beginning(titles: Sequence[str], head: str) -> range:
    """Where in a sorted list those stand that begin with ``head``."""
    return range(bisect_left(titles, head), bisect_right(titles, head + "\U0010ffff"))


def _less_one(title: str) -> set[str]:
    """The title without one of the characters between its brackets."""
    return {title[:i] + title[i + 1 :] for i in range(1, len(title) - 1)}


# ------------------------------------------------------------------------------------------ what is found


def _near_forms(context: Context, leads: Mapping[str, list[_Lead]]) -> Iterator[_Miss]:
    """Stretches around the literals found, in the squeezed text where something was dropped near them."""
    squeezed = context.squeezed
    for literal, places in context.occurrences.items():
        for lead in leads.get(literal, ()):
            for view, span in places:
                if lead.rest and not lead.swapped and _is_idle(view.text, span, lead):
                    continue
                if view is not squeezed and _is_squeezed(squeezed, span, len(lead.rest)):
                    yield from _near(squeezed, squeezed.from_source(view.to_source(span)), lead)
                else:
                    yield from _near(view, span, lead)


def _is_idle(text: str, found: Span, lead: _Lead) -> bool:
    """True where the form itself stands beside a found piece, or two characters that no slip could leave there.

    Nearly every occurrence ends here. What is no letter may be a disguise and is looked at closely.
    """
    rest = lead.rest
    if lead.behind:
        start = found.end - len(lead.form)
        if start >= 0 and text.startswith(lead.form, start):
            return True
        beside = text[max(found.start - len(rest), 0) : found.start][::-1]
    else:
        if text.startswith(rest, found.end - 1):
            return True
        beside = text[found.end : found.end + len(rest)]
    last = min(len(rest) - 2, len(beside))
    at = 0
    while at < last and beside[at] == rest[at + 1]:
        at += 1
    if at >= last:  # the last character of the form, or the end of the text
        return False
    pair = beside[at : at + 2]
    if rest[at + 1] in pair or rest[at + 2] in pair or not pair.isalpha():
        return False
    # A word replaced leaves what follows it as it is.
    return len(lead.form) < LONG_FOR_A_WORD or not beside.startswith(rest[at + 3 : at + 5], at + 2)


def _is_squeezed(squeezed: View, found: Span, reach: int = 0) -> bool:
    """True when something was dropped from the text near a span of the folded text."""
    if squeezed.offsets is None:
        return False
    sources, reach = squeezed.offsets.sources, reach + _DISGUISE
    return bisect_left(sources, found.start - reach) < bisect_right(sources, found.end + reach)


def _near(view: View, found: Span, lead: _Lead) -> Iterator[_Miss]:
    """The stretches around a found literal that are one slip away from the form."""
    text, rest, form = view.text, lead.rest, lead.form
    if not rest:
        spans = [found]
    elif lead.swapped:
        is_whole = text.startswith(rest, found.end - 1)
        spans = [Span(found.start, found.start + len(form))] if is_whole else []
    elif lead.behind:
        backwards = text[max(found.start - len(rest), 0) : found.start + 1][::-1]
        spans = [Span(found.start + 1 - length, found.end) for length in _lengths(rest, backwards)]
    else:
        onwards = text[found.end - 1 : found.end + len(rest)]
        spans = [Span(found.start, found.end - 1 + length) for length in _lengths(rest, onwards)]
    for span in spans:
        yield _Miss(form, lead.rows, lead.number, text[span.start : span.end], view, span)


def _lengths(rest: str, text: str) -> Iterator[int]:
    """How many characters of ``text`` make up ``rest`` when one is replaced, lost or doubled, two are swapped, or
    a word of two is replaced before its end. The first characters are equal.

    >>> list(_lengths("社会主义", "社会义，")), list(_lengths("社会主义", "社会注义"))
    ([3], [4])
    """
    at = 1
    for right, written in zip(rest[1:], text[1:], strict=False):
        if right != written:
            break
        at += 1
    if at == len(rest) or at == len(text):
        return
    tail = rest[at + 1 :]
    is_replaced = text.startswith(tail, at + 1) or (len(tail) > 1 and text.startswith(tail[1:], at + 2))
    if is_replaced or (tail and text.startswith(tail[0] + rest[at] + tail[1:], at)):
        yield len(rest)
    if tail and text.startswith(tail, at):
        yield len(rest) - 1
    if text[at] == rest[at - 1] and text.startswith(rest[at:], at + 1):
        yield len(rest) + 1


def _near_titles(context: Context, titles: _Titles) -> Iterator[_Miss]:
    """What stands in 《》 and is no known title, with each title that it may be meant for."""
    squeezed = context.squeezed
    strangers: set[str] = set()
    for view, span in context.occurrences.get("《", ()):
        end = view.text.find("》", span.start, span.start + titles.longest + _DISGUISE) + 1
        written = view.text[span.start : end]
        if not end or written in titles or written in strangers:
            continue
        stretch = Span(span.start, end)
        if view is not squeezed and _is_squeezed(squeezed, stretch):
            view, stretch = squeezed, squeezed.from_source(view.to_source(stretch))
        title = "".join(view.text[stretch.start : stretch.end].split())
        meant = titles.near(title)
        if not meant:
            strangers.add(written)
        for near in sorted(meant):
            yield _Miss(near, *titles.row(near), title, view, stretch)


# ------------------------------------------------------------------------------------------ what counts


def _slip(form: str, wrong: str) -> tuple[str, int] | None:
    """The one slip that leads from ``form`` to ``wrong`` and its place in the form; None when it takes more.

    >>> _slip("国务院办公厅", "国务院办厅"), _slip("国务院办公厅", "国院务办公厅"), _slip("国务院", "国务院院")
    (('lost', 4), ('swapped', 1), ('doubled', 2))
    """
    at = 0
    for right, written in zip(form, wrong, strict=False):
        if right != written:
            break
        at += 1
    if len(wrong) == len(form) - 1:
        return ("lost", at) if wrong[at:] == form[at + 1 :] else None
    if len(wrong) == len(form) + 1:
        return ("doubled", at - 1) if at and wrong[at] == form[at - 1] and wrong[at + 1 :] == form[at:] else None
    if len(wrong) != len(form) or at == len(form):
        return None
    if wrong[at + 1 :] == form[at + 1 :]:
        return "replaced", at
    if at + 1 < len(form) and wrong == _swapped(form, at):
        return "swapped", at
    return ("word", at) if wrong[at + 2 :] == form[at + 2 :] else None


def _counts(form: str, wrong: str, kind: str, at: int, confusions: Mapping[str, str]) -> bool:
    """True for a slip of the pen; False where another word or number, or looser wording, is as likely.

    A character is replaced only by one that is mistaken for it. At the edge of a form a lost or doubled character is
    ordinary language: what stands there belongs to the sentence. Particles come and go, numerals are facts.
    """
    right = form[at]
    if kind == "replaced":
        joins = right in _JOINS and wrong[at] in _JOINS and form[-1] in _ORGANS
        return joins or wrong[at] in confusions.get(right, "")
    if kind == "word":
        # At an edge another word may be meant: 社会主义市场经济本质 is no slip of 社会主义市场经济体制.
        is_inside = 0 < at < len(form) - 2 and len(form) >= LONG_FOR_A_WORD and not form.startswith("《")
        return is_inside and all(wrong[index] in confusions.get(form[index], "") for index in (at, at + 1))
    if not _HAN_ONE.match(right):
        return False
    if kind == "swapped":
        following = form[at + 1]
        return _HAN_ONE.match(following) is not None and not (right in _NUMERALS and following in _NUMERALS)
    brackets = form.startswith("《")
    inside = brackets < at < len(form) - 1 - brackets
    if kind == "doubled":
        return inside
    beside = form[at - 1] + form[at + 1 : at + 2]
    number = right in _NUMERALS and any(character in _NUMERALS for character in beside)
    return inside and len(form) - 2 * brackets >= LONG and right not in _PARTICLES and not number


def slips(form: str, confusions: Mapping[str, str]) -> Iterator[str]:
    """The near misses of ``form`` that count, some of them twice.

    >>> list(slips("国务院办公厅", {"厅": "听"}))[-4:]
    ['国务院办厅', '国务院办公公厅', '国务院办厅公', '国务院办公听']
    """
    for at, right in enumerate(form):
        before, after = form[:at], form[at + 1 :]
        made = [before + other + after for other in confusions.get(right, "")]
        made += (before + after, before + right + right + after)
        if after:
            made.append(_swapped(form, at))
        for wrong in made:
            slip = _slip(form, wrong)
            if slip is not None and _counts(form, wrong, *slip, confusions):
                yield wrong


def _hit(miss: _Miss, entry: Entry, kind: str, at: int) -> Hit:
    width = 2 if kind in ("swapped", "word") else 1
    values = {"wrong": miss.wrong[at : at + width], "right": miss.form[at : at + width]}
    return Hit(
        span=miss.span,
        view=miss.view.name,
        entry=entry,
        suggestions=_meant(entry, miss.form),
        reason=kind,
        values=values,
    )


def _meant(entry: Entry, form: str) -> tuple[str, ...]:
    """The form as it is printed, where the entry says so."""
    return entry.suggestions or (form,)


def _also(hit: Hit, entry: Entry, form: str) -> Hit:
    """The hit with one more form that may be meant."""
    return replace(hit, suggestions=tuple(dict.fromkeys((*hit.suggestions, *_meant(entry, form)))))


def example_miss(form: str, pieces: Sequence[str] = (), misses: Sequence[str] = ()) -> str:
    """A near miss that must be found, for an entry that brings no example.

    >>> example_miss("国务院办公厅"), example_miss("《城市更新规划》")
    ('国务办院公厅', '《市城更新规划》')
    """
    if misses:
        return misses[0]
    if form.startswith("《"):
        return next(slips(form, {}), "")
    return _swapped(form, (len(pieces[0]) if pieces else len(form) // 2) - 1)


def _with_examples(entry: Entry) -> Entry:
    if entry.match:
        return entry
    wrong = example_miss(entry.form, entry.pieces, entry.misses)
    return replace(entry, match=(wrong,), no_match=(entry.form, *entry.variants))
