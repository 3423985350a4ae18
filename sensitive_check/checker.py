"""The checker: rules in, report out. It alone converts spans; it reads no file and prints nothing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from itertools import accumulate, chain
from typing import NamedTuple

from sensitive_check.context import SPELLED_BEGINNINGS, Context, Places
from sensitive_check.dating import issue_date
from sensitive_check.entry_tables import LazyEntries
from sensitive_check.errors import ReadError
from sensitive_check.findings import build_facts, build_findings, entry_id_of, severity_of
from sensitive_check.inline import without_ignored
from sensitive_check.kinds import DocumentKind, kind_of, soften
from sensitive_check.limits import Limits
from sensitive_check.linkify import CHINESE_HINTS
from sensitive_check.matching import TermMatcher
from sensitive_check.model import (
    ADDRESS_FACT,
    PART_KINDS,
    Category,
    Document,
    Entry,
    Fact,
    Finding,
    Hit,
    Part,
    Report,
    Rule,
    Severity,
    Span,
    Unchecked,
    View,
    merge_status,
)
from sensitive_check.normalize import Folding, Pairs, build_folding, term_key, term_keys
from sensitive_check.patterns import lazy
from sensitive_check.rules.characters import unreadable
from sensitive_check.rules.wordlist import scan_pattern, stands_around, verify_entry

_KINDS: Mapping[Category, frozenset[str]] = {
    Category.SECRECY: frozenset(PART_KINDS) - {"link"},
    Category.PERSONAL: frozenset(PART_KINDS) - {"link"},
    Category.EXPRESSION: frozenset(PART_KINDS) - {"link", "code"},
    Category.LINK: frozenset(PART_KINDS) - {"code", "filename"},  # a name such as report.com.txt is no address
    Category.ERROR: frozenset(PART_KINDS) - {"link", "code", "comment"},
}
"""What a family reads: code is no prose, but a number or a mark in it is published all the same."""


_PART_MARK = re.compile(r"(?<!\[)!")
"""Parts the name of a package from the name in it; behind a bracket it is a pattern's "none of"."""

_AHEAD = timedelta(days=366)
"""Drafts are dated ahead by days or months; a date farther off is a slip or belongs to a plan."""

_HOLDS_NUMBERS = frozenset(("failed-checksum", "personal-data-in-url"))
"""Rules of other families whose findings are personal numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An unchecked thing that the configuration accepts: path pattern, reason code, and why.

    The pattern is one of an input, with all that is in it, or of a part of a package: ``材料.zip!__MACOSX/*``.
    """

    path: str
    reason: str
    why: str

    def covers(self, name: str, item: Unchecked) -> bool:
        """True when this may stay unchecked in the input called ``name``."""
        if self.reason != item.reason:
            return False
        names_part = _PART_MARK.search(self.path) is not None
        return fnmatchcase(f"{name}!{item.where}" if names_part else name, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A phrase that the configuration lets pass: what lies inside it is suppressed and counted.

    Without ``rules`` it holds for the families expression, link and error; a rule on secrets or personal data, in a
    link too, must be named.
    """

    phrase: str
    reason: str
    rules: tuple[str, ...] = ()

    def covers(self, rule: Rule) -> bool:
        """True when the phrase may suppress findings of ``rule``."""
        if self.rules:
            return rule.id in self.rules
        return rule.category not in (Category.SECRECY, Category.PERSONAL) and not rule.sensitive


class _Block(NamedTuple):
    """Words of the automaton that stand for entries of one rule; ``first`` is the number of the first."""

    first: int
    rule: Rule
    entries: Sequence[Entry]

    @property
    def terms(self) -> Iterable[str]:
        """What is sought of each entry: its term, or the first of the terms that must meet."""
        if isinstance(self.entries, LazyEntries):
            return self.entries.terms
        return (entry.term or entry.all_of[0] for entry in self.entries)


class _Day(NamedTuple):
    """By which day dated expressions are judged, on which day the check is, and whether the first is known."""

    as_of: date
    today: date
    is_known: bool


def _dated(document: Document, as_of: date | None) -> tuple[Document, _Day]:
    """The document with its own date where it says one, and the day to judge by: the one given, its own, or today."""
    today = as_of or date.today()
    if document.date is None and (own := issue_date(document, latest=today + _AHEAD)):
        document = replace(document, date=own)
    return document, _Day(as_of or document.date or today, today, bool(as_of or document.date))


def _triggers(rules: Iterable[Rule], folding: Folding) -> list[tuple[str, tuple[str, ...]]]:
    """The trigger literals as they are sought, each once, with the rules it calls; those of the context call none."""
    called: dict[str, tuple[str, ...]] = dict.fromkeys((*SPELLED_BEGINNINGS, *CHINESE_HINTS), ())
    pairs = [(word, rule.id) for rule in rules if isinstance(rule.triggers, tuple) for word in rule.triggers]
    at_lines = [pair for pair in pairs if "\n" in pair[0]]  # no words: sought as the folded text holds them
    words = [pair for pair in pairs if "\n" not in pair[0]]
    keys = term_keys((word for word, _ in words), folding)
    for word, rule_id in (*at_lines, *zip(keys, (rule_id for _, rule_id in words), strict=True)):
        if rule_id not in (known := called.get(word, ())):
            called[word] = (*known, rule_id)
    return list(called.items())


def _blocks(rules: Iterable[Rule], first: int) -> Iterator[_Block]:
    for rule in rules:
        sought = tuple(entry for entry in rule.entries if entry.term or entry.all_of)
        for entries in (sought, *(table for table in rule.tables if table.holds_terms)):
            if entries:
                yield _Block(first, rule, entries)
                first += len(entries)


class Checker:
    """Compiled rules. Immutable once built, so threads may share one.

    ``traditional`` maps traditional to simplified characters, one to one. ``accept`` lists what may stay unchecked,
    ``allow`` the phrases that may stand, ``inline`` the rules on secrets and personal data that a mark in the draft may
    silence as it may all others. ``kinds`` are the known kinds of documents, ``kind`` the one of all documents that do
    not say theirs.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        *,
        traditional: Mapping[str, str],
        limits: Limits | None = None,
        accept: Iterable[Accepted] = (),
        allow: Iterable[Allowed] = (),
        inline: Iterable[str] = (),
        kinds: Iterable[DocumentKind] = (),
        kind: str | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self.limits = limits or Limits()
        self.accept = tuple(accept)
        self.allow = tuple(allow)
        self.inline = frozenset(inline)
        self.kinds = tuple(kinds)
        self.kind = kind
        self.traditional = traditional
        self._folding = build_folding(traditional)
        self._key = lru_cache(maxsize=4096)(partial(term_key, folding=self._folding))
        self._triggers = _triggers(self.rules, self._folding)
        self._scans = tuple((rule, rule.scan) for rule in self.rules if rule.scan is not None)
        self._first_entry = len(self._triggers)
        self._blocks = tuple(_blocks(self.rules, self._first_entry))
        self._firsts = [block.first for block in self._blocks]
        self._entry = lru_cache(maxsize=1024)(self._made_entry)
        self._patterns = tuple((rule, entry) for rule in self.rules for entry in rule.entries if entry.pattern)
        words = [word for word, _ in self._triggers]
        words += term_keys(chain.from_iterable(block.terms for block in self._blocks), self._folding)
        self._matcher = TermMatcher(words)
        self._pairs = Pairs(chain(words, self._phrases()))

    def _phrases(self) -> list[str]:
        """What is sought beside the words: phrases that allow, terms that meet another, right forms."""
        phrases = [allowed.phrase for allowed in self.allow]
        for rule in self.rules:
            for entry in rule.entries:
                phrases += (*entry.except_in, *entry.all_of, entry.form)
            for table in rule.tables:
                phrases += table.phrases
        return term_keys(filter(None, phrases), self._folding)

    def __repr__(self) -> str:
        return f"Checker({len(self.rules)} rules)"

    def check(self, document: Document | str, *, as_of: date | None = None) -> Report:
        """Check one document. ``as_of`` defaults to the document's own date, then to today.

        The own date is the reader's or, where the reader knows none, what the text itself says.
        """
        if isinstance(document, str):
            document = Document(text=document)
        document, day = _dated(document, as_of)
        findings: list[Finding] = []
        unchecked = list(document.unchecked)
        passed: list[tuple[Allowed, Hit]] = []
        facts: list[Fact] = []
        found = 0
        for text in (document, *_outside(document)):
            listed, count = self._check_text(text, day, unchecked, passed, facts, outside=text is not document)
            findings += listed
            found += count
        ignored = without_ignored(document.original, findings, self.inline)
        found -= ignored.suppressed
        accepted: list[Unchecked] = []
        remaining: list[Unchecked] = []
        for item in unchecked:
            (accepted if self._accepts(document.name, item) else remaining).append(item)
        return Report(
            name=document.name,
            status=merge_status(findings=found, unchecked=len(remaining), read=True),
            findings=tuple(ignored.kept),
            unchecked=tuple(remaining),
            accepted=tuple(accepted),
            suppressed=sum(not hit.latent for _, hit in passed) + ignored.suppressed,
            void_marks=ignored.void,
            allowed=dict(Counter(allowed.phrase for allowed, _ in passed)),
            found=found,
            encoding=document.encoding,
            characters=len(document.text),
            as_of=day.as_of,
            facts=tuple(_standing(facts, document.original, self.inline)),
        )

    def personal_stretches(self, document: Document, *, as_of: date | None = None) -> list[tuple[str, Span]]:
        """Where personal data stands in the document's text at warning or above, and the rule that found it.

        What a grouped finding stands for is listed place by place.
        """
        unchecked: list[Unchecked] = []
        context = self._context(*_dated(document, as_of))
        stretches = []
        verified = self._verified(context, unchecked, [])
        for run in _reversed_runs(context):
            verified += self._verified_backwards(context, run, unchecked, [])
        for rule, hit in verified:
            milder = severity_of(rule, hit) is Severity.NOTE
            if (rule.category is Category.PERSONAL or rule.id in _HOLDS_NUMBERS) and not (milder or hit.latent):
                stretches += [(rule.id, span) for span in (hit.covers or (hit.span,))]
        if unchecked:
            raise ReadError("有规则运行失败，未作遮盖", "a rule failed, so nothing was masked", unchecked[0].reason)
        return sorted(stretches, key=lambda stretch: (stretch[1], stretch[0]))

    def check_many(self, documents: Iterable[Document | str], *, as_of: date | None = None) -> Iterator[Report]:
        """The reports on ``documents``, in their order, each as soon as it is asked for."""
        return (self.check(document, as_of=as_of) for document in documents)

    def _accepts(self, name: str, item: Unchecked) -> bool:
        return any(one.covers(name, item) for one in self.accept)

    def _check_text(
        self,
        document: Document,
        day: _Day,
        unchecked: list[Unchecked],
        passed: list[tuple[Allowed, Hit]],
        facts: list[Fact],
        *,
        outside: bool,
    ) -> tuple[list[Finding], int]:
        context = self._context(document, day)
        verified = self._verified(context, unchecked, passed)
        for run in _reversed_runs(context):
            verified += self._verified_backwards(context, run, unchecked, passed)
        kept = _without_doubles(_unabsorbed(_unexplained([pair for pair in verified if not pair[1].latent])))
        if kept and not outside:
            kept = soften(kept, kind_of(document, self.kinds, self.kind))
        unchecked += unreadable(context)
        findings, found = build_findings(context, kept, self.limits, outside=outside)
        facts += build_facts(context, verified, findings, self.limits, outside=outside)
        return findings, found

    def _context(self, document: Document, day: _Day) -> Context:
        return Context(
            document,
            as_of=day.as_of,
            today=day.today,
            dated=day.is_known,
            folding=self._folding,
            pairs=self._pairs,
            key=self._key,
            seconds=self.limits.pattern_seconds,
        )

    def _verified(
        self, context: Context, unchecked: list[Unchecked], passed: list[tuple[Allowed, Hit]]
    ) -> list[tuple[Rule, Hit]]:
        """The hits that stand, by rule."""
        verified: list[tuple[Rule, Hit]] = []
        by_rule: dict[str, list[Hit]] = {}
        for rule, hit in self._candidates(context, unchecked):
            by_rule.setdefault(rule.id, []).append(hit)
        for rule in self.rules:
            if rule.id not in by_rule:
                continue
            kinds = rule.kinds or _KINDS[rule.category]
            hits = [hit for hit in by_rule[rule.id] if context.kind_at(hit.span.start) in kinds]
            if rule.by_line:
                hits = [hit for hit in hits if not context.is_wrapped(hit.span.start)]
            try:
                survivors = [kept for hit in hits if (kept := _verify(rule, hit, context))]
                for hit in _resolve(rule, survivors):
                    allowed = self._allowed(rule, hit, context)
                    if allowed is None:
                        verified.append((rule, hit))
                    else:
                        passed.append((allowed, hit))
            except Exception as error:
                unchecked.append(Unchecked(reason="rule-failed", where=rule.id, detail=type(error).__name__))
        return verified

    def _verified_backwards(
        self, context: Context, run: Span, unchecked: list[Unchecked], passed: list[tuple[Allowed, Hit]]
    ) -> list[tuple[Rule, Hit]]:
        """The hits in a run that readers see backwards, with their places in the text. Slips there say nothing."""
        text = context.document.text[run.start : run.end][::-1]
        seen = replace(context.document, text=text, parts=(), blocks=(), links=(), tables=())
        day = _Day(context.as_of, context.today, context.dated)
        hits = self._verified(self._context(seen, day), unchecked, passed)
        return [
            (rule, replace(hit, span=Span(run.end - hit.span.end, run.end - hit.span.start), related=()))
            for rule, hit in hits
            if rule.category is not Category.ERROR
        ]

    def _allowed(self, rule: Rule, hit: Hit, context: Context) -> Allowed | None:
        """The phrase of the configuration that covers a hit; a grouped hit stands for many places and stays."""
        if not self.allow or hit.count > 1:
            return None
        return next(
            (one for one in self.allow if one.covers(rule) and stands_around(one.phrase, hit.span, context)), None
        )

    def _candidates(self, context: Context, unchecked: list[Unchecked]) -> Iterator[tuple[Rule, Hit]]:
        """All hits of all rules, with spans in the document's text. What fails is named and the others go on."""
        taken = 0
        for name, hits in self._sources(context):
            try:
                for rule, hit in hits:
                    taken += 1
                    if taken > self.limits.hits:
                        unchecked.append(Unchecked(reason="limit", where="hits", detail=str(self.limits.hits)))
                        return
                    yield rule, hit
            except Exception as error:
                unchecked.append(Unchecked(reason="rule-failed", where=name, detail=type(error).__name__))

    def _sources(self, context: Context) -> Iterator[tuple[str, Iterator[tuple[Rule, Hit]]]]:
        """What yields hits, each with the name to tell when it fails: the words, each pattern, each rule's own scan."""
        triggered: set[str] = set()
        yield "words", self._entries(context, triggered)
        for rule, entry in self._patterns:
            yield entry.id, ((rule, _in_text(hit, context)) for hit in scan_pattern(entry, context))
        standing: dict[str, bool] = {}
        for rule, scan in self._scans:
            if _is_wanted(rule, context, triggered, standing):
                yield rule.id, _scanned(rule, scan, context)

    def _entries(self, context: Context, triggered: set[str]) -> Iterator[tuple[Rule, Hit]]:
        """Hits of the entries' terms; on the way, which triggers occur where."""
        occurrences, first_entry = context.occurrences, self._first_entry
        folded, squeezed = context.folded, context.squeezed
        for view, start, end, number in self._words(context):
            if number >= first_entry:
                rule, entry = self._entry(number)
                yield rule, Hit(span=view.to_source(Span(start, end)), entry=entry)
                continue
            word, rule_ids = self._triggers[number]
            places = occurrences.get(word)
            if places is None:
                places = occurrences[word] = Places(word, folded, squeezed)
                triggered.update(rule_ids)
            places.starts.append(start << 1 | (view is squeezed))

    def _made_entry(self, number: int) -> tuple[Rule, Entry]:
        """The entry of a word of the automaton, and its rule; of a table it is made when one is asked for."""
        block = self._blocks[bisect_right(self._firsts, number) - 1]
        return block.rule, block.entries[number - block.first]

    def _words(self, context: Context) -> Iterator[tuple[View, int, int, int]]:
        """Words in the folded text, then those in the squeezed text that only exist across a joint."""
        folded, squeezed = context.folded, context.squeezed
        for start, end, number in self._matcher.find(folded.text):
            yield folded, start, end, number
        # All windows in one pass; what parts them stands in no word.
        joined = "\0".join([squeezed.text[window.start : window.end] for window in context.windows])
        begins = list(accumulate((window.end - window.start + 1 for window in context.windows), initial=0))
        for start, end, number in self._matcher.find(joined):
            index = bisect_right(begins, start) - 1
            moved = context.windows[index].start - begins[index]
            if context.crosses_joint(start + moved, end + moved):
                yield squeezed, start + moved, end + moved, number


def _standing(facts: list[Fact], source: str, permitted: Collection[str]) -> list[Fact]:
    """The facts but for addresses beside which a mark lets pass what would be found of them."""
    latent = [fact.finding for fact in facts if fact.kind == ADDRESS_FACT and fact.finding is not None]
    if not latent:
        return facts
    kept = set(map(id, without_ignored(source, latent, permitted).kept))
    return [fact for fact in facts if fact.kind != ADDRESS_FACT or fact.finding is None or id(fact.finding) in kept]


_BACKWARDS = lazy("\u202e([^\u202c\r\n]{2,2000})")
"""What follows a right-to-left override, to the end of its line."""


def _reversed_runs(context: Context) -> Iterator[Span]:
    """Stretches that are shown backwards: what readers see there is not what stands there."""
    if "\u202e" in context.seen:
        yield from (Span(*found.span(1)) for found in _BACKWARDS.finditer(context.document.text))


def _outside(document: Document) -> Iterator[Document]:
    """The texts published with a document but not in it, each as a document of one part."""
    for item in document.outside:
        part = Part(label=item.label, span=Span(0, len(item.text)), kind=item.kind)
        yield Document(
            name=document.name,
            text=item.text,
            parts=(part,),
            date=document.date,
            format=item.format,
        )


@lru_cache(maxsize=256)
def _one_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]")


def _is_wanted(rule: Rule, context: Context, triggered: set[str], standing: dict[str, bool]) -> bool:
    """True when one of the rule's triggers stands in the text; ``standing`` are the classes already looked for."""
    triggers = rule.triggers
    if isinstance(triggers, tuple):
        return not triggers or rule.id in triggered
    if triggers not in standing:
        standing[triggers] = _one_of(triggers).search(context.folded.text) is not None
    return standing[triggers]


def _scanned(rule: Rule, scan: Callable[[Context], Iterable[Hit]], context: Context) -> Iterator[tuple[Rule, Hit]]:
    """The rule's hits. The rule is called when the first is asked for: where a rule fails, failures are caught."""
    for hit in scan(context):
        yield rule, _in_text(hit, context)


def _in_text(hit: Hit, context: Context) -> Hit:
    """The hit with its spans in the document's text."""
    view = context.squeezed if hit.view == "squeezed" else context.folded
    if view.offsets is None:  # the raw and the folded text count alike
        return hit
    related = tuple(view.to_source(span) for span in hit.related)
    return replace(hit, span=view.to_source(hit.span), related=related, view="raw")


def _verify(rule: Rule, hit: Hit, context: Context) -> Hit | None:
    kept: Hit | None = hit
    if hit.entry is not None and (hit.entry.term or hit.entry.all_of):
        kept = verify_entry(hit, hit.entry, context, rule.severity)
    if kept is not None and rule.verify is not None:
        kept = rule.verify(kept, context)
    return kept


def _resolve(rule: Rule, hits: list[Hit]) -> list[Hit]:
    """Of nested hits the longer stays, of equal ones the graver; partial overlaps stay. One sweep, however deep."""
    hits.sort(key=lambda hit: (hit.span.start, -hit.span.end))
    kept: list[Hit] = []
    reached = -1
    for hit in hits:
        if hit.span.end > reached:
            reached = hit.span.end
            kept.append(hit)
        elif hit.span == kept[-1].span and _precedes(rule, hit, kept[-1]):
            kept[-1] = hit
    return kept


def _precedes(rule: Rule, hit: Hit, other: Hit) -> bool:
    """True when of two hits at one place the first is graver, or as grave and its entry's id comes first."""
    ranks = severity_of(rule, other).rank, severity_of(rule, hit).rank
    return ranks[0] < ranks[1] or (ranks[0] == ranks[1] and entry_id_of(hit) < entry_id_of(other))


def _unexplained(verified: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """Without the text errors that lie inside a finding which explains them."""
    spans = sorted(hit.span for rule, hit in verified if rule.explains)
    if not spans:
        return verified
    starts = [span.start for span in spans]

    def is_explained(rule: Rule, hit: Hit) -> bool:
        index = bisect_right(starts, hit.span.start) - 1
        inside = index >= 0 and spans[index].covers(hit.span)
        return inside and rule.category is Category.ERROR and not rule.explains

    return [(rule, hit) for rule, hit in verified if not is_explained(rule, hit)]


def _unabsorbed(verified: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """Without the hits that a grouped one of another rule stands for and counts; a graver hit always stays."""
    groups = sorted(
        ((span, rule, hit) for rule, hit in verified if rule.absorbs for span in hit.covers), key=lambda group: group[0]
    )
    if not groups:
        return verified
    starts = [span.start for span, _, _ in groups]

    def is_absorbed(rule: Rule, hit: Hit) -> bool:
        index = bisect_right(starts, hit.span.start) - 1
        if index < 0:
            return False
        span, grouping, group = groups[index]
        inside = rule.id in grouping.absorbs and span.covers(hit.span)
        return inside and severity_of(grouping, group).reaches(severity_of(rule, hit))

    return [(rule, hit) for rule, hit in verified if not is_absorbed(rule, hit)]


_WORDING = (Category.EXPRESSION, Category.ERROR)
_LONGEST_DOUBLE = 260


def _directness(hit: Hit) -> int:
    """How directly an entry says what is wrong: as unlike a right form (0) or a list laid down (1), or by a row (2)."""
    if hit.entry is None:
        return 2
    return 0 if hit.entry.form else 1 if hit.entry.items else 2


def _without_doubles(verified: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """Where two entries report the wording of one place, the graver stays, of equal ones the more direct."""
    worded = [(rule, hit) for rule, hit in verified if hit.entry and rule.category in _WORDING]
    near = [(rule, hit) for rule, hit in worded if _directness(hit) < 2]
    if not near:
        return verified
    rows = sorted(((rule, hit) for rule, hit in worded if _directness(hit)), key=lambda pair: pair[1].span)
    starts = [hit.span.start for _, hit in rows]
    dropped: set[int] = set()
    for rule, hit in near:
        first = bisect_left(starts, hit.span.start - _LONGEST_DOUBLE)
        for other, row in rows[first : bisect_left(starts, hit.span.end)]:
            if row.span.overlaps(hit.span) and _directness(row) > _directness(hit):
                dropped.add(id(hit) if severity_of(other, row).reaches(severity_of(rule, hit)) else id(row))
    return [(rule, hit) for rule, hit in verified if id(hit) not in dropped]
