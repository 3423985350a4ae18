"""Kinds of documents: how one is recognised, what gets milder in it, and what never does."""

from __future__ import annotations

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.config import Config
from sensitive_check.errors import ConfigError
from sensitive_check.kinds import kind_of
from sensitive_check.loading import load_checker
from sensitive_check.model import Document, Severity
from sensitive_check.wordlists.checks import kind_problems

HOME = "当事人王雅琴，女，现住青山市东湖区柳林路12号。\n手机13800138000"


def graded(checker: Checker, document: Document | str) -> list[tuple[str, Severity, bool]]:
    """Rule, severity and whether a reason is given."""
    return [(f.rule_id, f.severity, bool(f.reason)) for f in checker.check(document)]


def test_a_notice_of_penalties_lowers_the_home_but_no_number(checker: Checker) -> None:
    assert graded(checker, f"青山市城管局行政处罚决定公示\n\n{HOME}") == [
        ("home-address", Severity.NOTE, True),
        ("mobile", Severity.ERROR, False),
    ]


def test_a_list_of_defaulters_still_warns_of_identity_numbers(checker: Checker) -> None:
    text = "失信被执行人名单（第三批）\n王雅琴，女，公民身份号码11010519491231002X"
    (finding,) = checker.check(text)
    assert (finding.rule_id, finding.severity) == ("resident-id", Severity.WARNING)
    assert "失信被执行人" in finding.reason


def test_the_reason_of_the_rule_stays(checker: Checker) -> None:
    (home, _) = checker.check(f"行政处罚信息公示\n{HOME}")
    assert home.reason.startswith("同一行写有姓名、证件号或电话 (行政处罚决定书")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 行政处罚信息公示表\n正文", "penalty-notice"),
        ("\n\n失信被执行人名单\n", "credit-penalty"),
        ("关于行政处罚的通知\n", None),
        ("我局将行政处罚信息公示，接受监督，欢迎查询名单\n", None),
        ("甲\n乙\n丙\n行政处罚决定公示", None),
        ("行政处罚决定公示。\n", None),
        ("", None),
    ],
)
def test_recognition(checker: Checker, text: str, expected: str | None) -> None:
    kind = kind_of(Document(text=text), checker.kinds, None)
    assert (kind and kind.id) == expected


def test_what_a_document_says_wins() -> None:
    document = Document(text=HOME, kind="credit-penalty")
    titled = Document(text=f"失信被执行人名单\n{HOME}", kind="news")
    checker = load_checker(Config(document_kind="penalty-notice"))
    assert graded(checker, HOME)[0] == ("home-address", Severity.NOTE, True)
    assert graded(checker, document)[0] == ("home-address", Severity.WARNING, True)
    assert kind_of(titled, checker.kinds, None) is None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ConfigError, match="document_kind：没有“party”"):
        load_checker(Config(document_kind="party"))


def test_english_reason() -> None:
    (home, _) = load_checker(Config(lang="en")).check(f"行政处罚信息公示\n{HOME}")
    assert home.reason.endswith("numbers must still be masked)")


def test_no_kind_frees_an_error(checker: Checker) -> None:
    own = {rule.id: rule.severity for rule in checker.rules}
    for kind in wordlists.load().kinds:
        assert kind.words
        assert kind.source
        for rule, bound in kind.at_most.items():
            assert bound.rank == own[rule].rank - 1


@pytest.mark.parametrize("bound", ["error", "off"])
def test_a_bound_that_bounds_nothing_is_refused(bound: str) -> None:
    row = {**dict.fromkeys(("id", "title", "reason", "reason_en", "source"), "a"), "words": ["a"]}
    assert list(kind_problems({**row, "at_most": {"email": "note"}})) == []
    ((_, english),) = kind_problems({**row, "at_most": {"email": bound}})
    assert english == f"at_most '{bound}' is not one of warning, note"
