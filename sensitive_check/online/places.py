"""Where the addresses of a run stand, and what the answers make of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sensitive_check.checker import Checker
from sensitive_check.findings import filled
from sensitive_check.model import ADDRESS_FACT, Document, Fact, Finding, Link, Part, Report, Rule, Span
from sensitive_check.online.crawl import weighed
from sensitive_check.online.probe import STATES, Answer
from sensitive_check.redact import holds_secret, mask_name
from sensitive_check.urls import take_apart

MOST_PLACES = 100_000
"""How many places of addresses a run may hold in memory; those beyond are not asked for, and counted."""

_LONGEST_HOST = 80

Visit = Callable[[Sequence[str]], Iterator[tuple[str, Answer]]]
"""Asks for addresses; the answers come in any order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """The reports with what the answers add, the notices about all links, and whether nothing was left undone."""

    reports: tuple[Report, ...]
    notices: tuple[str, ...]
    complete: bool


@dataclass(slots=True)
class Places:
    """The places of a run's addresses, taken from its reports one by one."""

    _facts: list[tuple[int, Fact]] = field(default_factory=list)
    _held: int = 0
    _withheld: int = 0

    def take(self, number: int, report: Report) -> Report:
        """Take the addresses out of the report that is the run's ``number``-th. Those of a secret are never sent."""
        secret = holds_secret(report)
        kept: set[Span] = set()  # several rules may wait for the answer at one place
        withheld: set[Span] = set()
        for fact in report.facts:
            if fact.kind != ADDRESS_FACT:
                continue
            if fact.finding is None:
                self._withheld += 1
                continue
            span = fact.finding.span
            if secret or not fact.value or (self._held + len(kept) >= MOST_PLACES and span not in kept):
                withheld.add(span)
            else:
                kept.add(span)
                self._facts.append((number, fact))
        self._held += len(kept)
        self._withheld += len(withheld)
        return replace(report, facts=tuple(fact for fact in report.facts if fact.kind != ADDRESS_FACT))

    @property
    def urls(self) -> list[str]:
        """The addresses to ask for, each once."""
        return sorted({fact.value for _, fact in self._facts})

    def visited(
        self,
        reports: Sequence[Report],
        rules: Iterable[Rule],
        words: Mapping[str, str],
        visit: Visit,
        progress: Callable[[int, int], None] | None = None,
    ) -> Visited:
        """Ask for every address once. ``reports`` are those the places were taken from, in the same order.

        An interrupt ends the asking and nothing else.
        """
        urls = self.urls
        answers: dict[str, Answer] = {}
        interrupted = False
        try:
            for url, answer in visit(urls):
                answers[url] = answer
                if progress is not None:
                    progress(len(answers), len(urls))
        except KeyboardInterrupt:
            interrupted = True
        answers, out_of_reach = weighed(answers)
        by_id = {rule.id: rule for rule in rules}
        judge = _judge(by_id.get("external-link"))
        added: dict[int, list[Finding]] = defaultdict(list)
        for number, fact in self._facts:
            if fact.value in answers and fact.finding is not None:
                rule = by_id[fact.finding.rule_id]
                found = _found(fact.finding, fact.value, answers[fact.value], rule, judge, words)
                added[number] += [found] if found is not None else []
        notices = list(self._notices(answers, words))
        if out_of_reach:
            notices.append(words["notice.out_of_reach"])
        if interrupted:
            notices.append(words["notice.links_interrupted"].format(count=len(urls) - len(answers)))
        return Visited(
            reports=tuple(_with(report, added.get(number, [])) for number, report in enumerate(reports)),
            notices=tuple(notices),
            complete=not interrupted and not out_of_reach,
        )

    def _notices(self, answers: Mapping[str, Answer], words: Mapping[str, str]) -> Iterator[str]:
        states = Counter(answer.state for answer in answers.values())
        yield words["notice.links"].format(total=len(answers), **{state: states[state] for state in STATES})
        if self._withheld:
            yield words["notice.links_withheld"].format(count=self._withheld)


_Judge = Callable[[str], Finding | None]


def _judge(rule: Rule | None) -> _Judge:
    """What the rule for links off the allow-list says of a host, as if the link led there at once."""
    if rule is None:
        return lambda _: None
    alone = Checker((rule,), traditional={})

    @lru_cache(maxsize=4096)
    def judged(url: str) -> Finding | None:
        whole = Span(0, len(url))
        page = Document(
            text=url,
            parts=(Part(label="", span=whole, kind="link"),),
            links=(Link(span=whole, target=url, text=""),),
        )
        return next(iter(alone.check(page)), None)

    return judged


def _found(
    place: Finding, url: str, answer: Answer, rule: Rule, judge: _Judge, words: Mapping[str, str]
) -> Finding | None:
    """What is to be reported at a place of ``url``, None when the answer is no matter of the place's rule."""
    values = {"host": answer.host[:_LONGEST_HOST], "status": str(answer.status)}
    if (rule.id, answer.state) in (("dead-link", "dead"), ("bad-certificate", "certificate")):
        return replace(place, reason=mask_name(filled(rule.reasons[answer.reason], values)))
    if rule.id != "external-link":
        return None
    hosts = (take_apart(url) for url in answer.passed)
    judged = next(filter(None, (judge(f"{one.scheme}://{one.host}/") for one in hosts)), None)
    if judged is None:
        return None
    reason = filled(rule.reasons["redirect"], {"host": take_apart(url).host[:_LONGEST_HOST]})
    reason = words["joiner.clause"].join(filter(None, (reason, judged.reason)))
    # The host is a server's word, and no report shows a personal number.
    return replace(place, severity=judged.severity, message=mask_name(judged.message), reason=reason)


def _with(report: Report, added: Sequence[Finding]) -> Report:
    if not added:
        return report
    findings = sorted(
        (*report.findings, *added), key=lambda one: (one.span.start, one.span.end, one.rule_id, one.entry_id or "")
    )
    return report.listing(tuple(findings))
