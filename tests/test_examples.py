"""Every rule and every entry keeps its own examples, each judged by its own rule alone."""

from __future__ import annotations

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.examples import Example, examples
from sensitive_check.model import Rule
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.rules.leaders import EXAMPLE_LEADERS

LISTS = wordlists.load()
RULES = build_rules(LISTS.rules, LISTS.tables, RuleOptions(leaders=EXAMPLE_LEADERS))
ALONE = {rule.id: Checker((rule,), traditional=LISTS.tables.traditional) for rule in RULES}


@pytest.mark.parametrize(
    "example", [pytest.param(example, id=example.name) for rule in RULES for example in examples(rule)]
)
def test_example(example: Example) -> None:
    assert example.is_kept(ALONE[example.rule_id])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_both_kinds_of_examples(rule: Rule) -> None:
    entries = tuple(rule.all_entries)
    assert entries or rule.across or (rule.match and rule.no_match)  # what lies across inputs: test_across.py
    assert all(entry.match and entry.no_match for entry in entries)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_explains_itself(rule: Rule) -> None:
    assert rule.title
    assert rule.message
    assert rule.rationale
    assert rule.source or all(entry.source for entry in rule.all_entries)
    assert "！" not in rule.title + rule.message + rule.rationale
