"""Every rule and every entry keeps its own examples, each judged by its own rule alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Document, Rule
from sensitive_check.rules import RuleOptions, build_rules

LISTS = wordlists.load()
RULES = build_rules(LISTS.rules, LISTS.tables, RuleOptions())
ALONE = {rule.id: Checker((rule,), traditional=LISTS.tables.traditional) for rule in RULES}


def examples() -> Iterator[object]:
    """One case for each example of each rule and entry."""
    for rule in RULES:
        owners = (("", rule.match, rule.no_match), *((entry.id, entry.match, entry.no_match) for entry in rule.entries))
        for entry_id, match, no_match in owners:
            for kind, texts in (("match", match), ("no_match", no_match)):
                for number, text in enumerate(texts, 1):
                    name = f"{entry_id or rule.id}-{kind}-{number}"
                    yield pytest.param(rule, entry_id, text, kind == "match", id=name)


@pytest.mark.parametrize(("rule", "entry_id", "example", "expected"), list(examples()))
def test_example(rule: Rule, entry_id: str, example: str | Document, expected: bool) -> None:
    findings = ALONE[rule.id].check(example).findings
    assert any(not entry_id or finding.entry_id == entry_id for finding in findings) is expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_both_kinds_of_examples(rule: Rule) -> None:
    assert rule.entries or (rule.match and rule.no_match)
    assert all(entry.match and entry.no_match for entry in rule.entries)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_explains_itself(rule: Rule) -> None:
    assert rule.title
    assert rule.message
    assert rule.rationale
    assert rule.source or all(entry.source for entry in rule.entries)
    assert "！" not in rule.title + rule.message + rule.rationale
