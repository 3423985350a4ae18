"""The second stage of a run: what only a comparison of its inputs can tell.

A number that is masked well in one file stands bare in another; a text is published twice. Facts for this travel in
``Report.facts``, in memory only; what leaves here holds none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sensitive_check.model import (
    ADDRESS_FACT,
    TEXT_FACT,
    Excerpt,
    Fact,
    Finding,
    Location,
    Report,
    Rule,
    Span,
)
from sensitive_check.patterns import lazy
from sensitive_check.redact import mask_name

MOST_FACTS = 200_000
"""How many facts of a run are compared; more would take memory without bound. What is left out is stated."""

MOST_SHAPES = 64
"""How many ways of masking are compared with every number."""

_FEWEST_VISIBLE = 4
_ENOUGH_VISIBLE: Mapping[str, int] = {"resident-id": 14, "mobile": 9, "bank-card": 14}
"""From so many visible digits on two numbers are the same without a name beside them."""

_NOT_VISIBLE = lazy("[^0-9x]")
_BLANK = lazy(r"[\s\-－—‐·.']+")
_HAN = lazy("(?<![一-鿿])[一-鿿]{2,4}(?![一-鿿])")
_LABELS = frozenset(
    "姓名 性别 年龄 身份证 身份证号 证件号码 公民身份 手机 手机号 手机号码 电话 联系电话 联系方式 卡号 账号 银行卡号"
    " 住址 地址 家庭住址 单位 职务 备注 序号 编号 联系人 申请人 户主 患者 学生 家长 监护人 已登记 合计".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The reports with what was found between them and without facts, and how many facts were left out."""

    reports: tuple[Report, ...]
    left_out: int = 0


def compare(reports: Sequence[Report], rules: Sequence[Rule], words: Mapping[str, str]) -> Compared:
    """Compare the inputs of a run. The result does not depend on the order of ``reports``."""
    ordered = sorted(reports, key=lambda report: report.name)
    facts, left_out = _bounded(ordered)
    added: dict[int, list[Finding]] = defaultdict(list)
    for number, finding in (*_bare_elsewhere(ordered, facts, words), *_repeated(ordered, facts, rules, words)):
        added[number].append(finding)
    compared = (_with(report, added.get(number, [])) for number, report in enumerate(ordered))
    return Compared(reports=tuple(compared), left_out=left_out)


def _bounded(reports: Sequence[Report]) -> tuple[list[tuple[int, Fact]], int]:
    total = sum(len(report.facts) for report in reports)
    facts: list[tuple[int, Fact]] = []
    for number, report in enumerate(reports):
        facts += [(number, fact) for fact in report.facts[: MOST_FACTS - len(facts)]]
    return facts, total - len(facts)


# ---------------------------------------------------------------------------------------------------- numbers


def _bare_elsewhere(
    reports: Sequence[Report], facts: Sequence[tuple[int, Fact]], words: Mapping[str, str]
) -> Iterator[tuple[int, Finding]]:
    """Masked numbers that another file shows in full."""
    bare: dict[str, list[tuple[str, int, Finding]]] = defaultdict(list)
    masked: dict[tuple[str, int, tuple[int, ...]], list[tuple[str, int, Finding]]] = defaultdict(list)
    for number, fact in facts:
        if fact.finding is None or fact.kind == ADDRESS_FACT:
            continue
        value = _BLANK.sub("", fact.value)
        shown = tuple(at for at, character in enumerate(value) if not _NOT_VISIBLE.match(character))
        if len(shown) == len(value):
            bare[fact.kind].append((value, number, fact.finding))
        elif len(shown) >= _FEWEST_VISIBLE:
            masked[fact.kind, len(value), shown].append((value, number, fact.finding))
    for kind, length, shown in sorted(masked, key=lambda shape: -len(masked[shape]))[:MOST_SHAPES]:
        index: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
        for value, number, finding in bare[kind]:
            if len(value) == length:
                index["".join(value[at] for at in shown)].append((number, finding))
        for value, number, finding in masked[kind, length, shown]:
            others = index.get("".join(value[at] for at in shown), [])
            other = next((one for one in others if _is_same(kind, len(shown), finding, number, *one)), None)
            if other is not None:
                place = f"{mask_name(reports[other[0]].name)}:{other[1].line or ''}".removesuffix(":")
                yield number, replace(finding, reason=words["across.bare"].format(place=place))


def _is_same(kind: str, visible: int, masked: Finding, own: int, other: int, bare: Finding) -> bool:
    """True for another file's number of which enough is visible, or beside which the same name stands."""
    if other == own:
        return False
    if visible >= _ENOUGH_VISIBLE.get(kind, visible + 1):
        return True
    return bool(_names(masked) & _names(bare))


def _names(finding: Finding) -> set[str]:
    """Words of two to four characters on the line of a number: its bearer's name is among them."""
    return set(_HAN.findall(finding.excerpt.text)) - _LABELS


# ---------------------------------------------------------------------------------------------------- texts


def _repeated(
    reports: Sequence[Report], facts: Sequence[tuple[int, Fact]], rules: Sequence[Rule], words: Mapping[str, str]
) -> Iterator[tuple[int, Finding]]:
    """Texts that an earlier input (by name) holds, too."""
    rule = next((rule for rule in rules if rule.id == "repeated-document"), None)
    if rule is None:
        return
    first: dict[str, int] = {}
    for number, fact in facts:
        if fact.kind == TEXT_FACT and first.setdefault(fact.value, number) != number:
            reason = words["across.repeated"].format(place=mask_name(reports[first[fact.value]].name))
            yield number, _whole(rule, reason)


def _whole(rule: Rule, reason: str) -> Finding:
    """A finding on a whole input; it stands at its beginning."""
    return Finding(
        rule_id=rule.id,
        entry_id=None,
        category=rule.category,
        severity=rule.bounded(rule.severity),
        indicator=rule.indicator,
        sensitive=rule.sensitive,
        span=Span(0, 0),
        span_utf16=Span(0, 0),
        location=Location(line=1, column=1),
        matched="",
        message=rule.message,
        suggestions=(),
        source=rule.source,
        rationale=rule.rationale,
        reason=reason,
        confidence=1.0,
        related=(),
        count=1,
        excerpt=Excerpt(text="", span=Span(0, 0)),
    )


def _with(report: Report, added: Sequence[Finding]) -> Report:
    if not added:
        return replace(report, facts=())
    # What a rule reported already, and the comparison knows more of, is told once.
    told = {(one.rule_id, one.span) for one in added}
    kept = [one for one in report.findings if (one.rule_id, one.span) not in told]
    findings = sorted((*kept, *added), key=lambda one: (one.span.start, one.span.end, one.rule_id))
    return replace(report.listing(tuple(findings)), facts=())
