"""What rules and entries say about themselves: every page is whole in both languages and claims no more than due."""

from __future__ import annotations

import pytest

from sensitive_check import catalog, wording, wordlists
from sensitive_check.model import Category, Rule
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.rules.leaders import EXAMPLE_LEADERS

LISTS = wordlists.load()
RULES = build_rules(LISTS.rules, LISTS.tables, RuleOptions(leaders=EXAMPLE_LEADERS))
WITH_ENTRIES = [rule for rule in RULES if rule.entries or rule.tables]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rule", WITH_ENTRIES, ids=lambda rule: rule.id)
def test_the_page_of_every_entry(rule: Rule, lang: str) -> None:
    """Source, dates, examples of both kinds, and how to suppress it."""
    (rule,) = wording.apply([rule], lang)
    words = wording.interface(lang)
    for entry in rule.all_entries:
        page = catalog.entry_page(entry, rule, lang)
        days = [day.isoformat() for day in (entry.effective_from, entry.effective_to) if day]
        parts = [
            words["explain.source"].format(text=entry.source),
            words["explain.rationale"].format(text=rule.rationale),
            words["explain.match"],
            words["explain.no_match"],
            *(line for example in (*entry.match[:1], *entry.no_match[:1]) for line in example.splitlines()),
            f'disabled_entries = ["{entry.id}"]',
            f'disabled_rules = ["{rule.id}"]',
            *days,
        ]
        assert [part for part in parts if part not in page] == [], entry.id
        assert (words["explain.recalled"] in page) == (entry.basis == "recalled")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rule", WITH_ENTRIES, ids=lambda rule: rule.id)
def test_explain_finds_entries_by_their_id(rule: Rule, lang: str) -> None:
    worded = wording.apply(RULES, lang)
    entry = list(rule.all_entries)[-1]
    page = catalog.explain(entry.id, worded, lang)
    assert page is not None
    assert entry.source in page
    assert rule.title in page if lang == "zh" else rule.title not in page


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_of_every_rule(rule: Rule, lang: str) -> None:
    (worded,) = wording.apply([rule], lang)
    page = catalog.explain(rule.id, [worded], lang)
    assert page is not None
    assert worded.rationale in page
    assert rule.source in page
    assert f'disabled_rules = ["{rule.id}"]' in page


def test_inspection_items_are_those_of_the_source() -> None:
    """A rule bears on an item of the inspection only where the source names what the rule finds.

    What is internal, not for release or a draft is by law no state secret; how pages look and read is no veto.
    """
    of = {rule.id: rule.indicator for rule in RULES}
    secret = {rule for rule, item in of.items() if item == "泄露国家秘密"}
    assert secret == {"classification-mark", "secrecy-period", "copy-number", "secret-document-number"}
    family = {rule.id: rule.category for rule in RULES}
    for rule, item in of.items():
        assert item is None or family[rule] in {
            "泄露国家秘密": (Category.SECRECY,),
            "严重表述错误": (Category.EXPRESSION,),
            "不良链接": (Category.LINK,),
            "链接可用性": (Category.LINK,),
            "个人信息（地方）": (Category.PERSONAL, Category.LINK),
            "错别字（地方）": (Category.ERROR,),
            "弄虚作假": (Category.ERROR,),
        }.get(item, ()), rule
    assert of["misstatement"] == of["near-miss"] == "严重表述错误"
    assert of["banned-term"] is of["cautious-term"] is of["advertising-term"] is None
