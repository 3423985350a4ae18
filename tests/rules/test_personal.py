"""Identity and mobile numbers: what is one, what only looks like one, and in which forms they are written."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity


def found(checker: Checker, rule: str, text: str, day: date | None = None) -> list[tuple[str, Severity]]:
    """The matches of one rule with their severities."""
    return [(f.matched, f.severity) for f in checker.check(text, as_of=day) if f.rule_id == rule]


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "1101 0519 4912 3100 2X",
        "110105-19491231-002X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "11010519491\n231002X",
        "11010519491231002Χ",
        "810000199003071237",
        "911124198108030024",
    ],
)
def test_identity_number(checker: Checker, number: str) -> None:
    assert found(checker, "resident-id", f"经办人证件{number}，已核对") == [(number, Severity.ERROR)]


@pytest.mark.parametrize(
    "text",
    [
        "编号110105194912310021",
        "代码111000000000143498",
        "日期19901301类110105199013010019",
        "长号9911010519491231002X",
        "比值3.11010519491231002",
        "网址http://www.gov.cn/11010519491231002X",
        "旧号110105491231002",
    ],
)
def test_not_an_identity_number(checker: Checker, text: str) -> None:
    assert found(checker, "resident-id", text) == []


def test_nobody_is_born_tomorrow(checker: Checker) -> None:
    text = "证件44011320141005001X"
    assert found(checker, "resident-id", text, date(2014, 10, 5)) == [("44011320141005001X", Severity.ERROR)]
    assert found(checker, "resident-id", text, date(2014, 10, 4)) == []


def test_old_number_needs_its_label(checker: Checker) -> None:
    assert found(checker, "resident-id", "身份证：110105491231002") == [("110105491231002", Severity.ERROR)]


def test_unknown_region_lowers_confidence_only(checker: Checker) -> None:
    text = "证件235407195106112745"
    (finding,) = [f for f in checker.check(text) if f.rule_id == "resident-id"]
    assert (finding.severity, finding.confidence) == (Severity.ERROR, 0.8)


def test_a_wrong_candidate_does_not_swallow_a_right_one(checker: Checker) -> None:
    text = "第 12 11010519 49123100 2X 号"
    assert found(checker, "resident-id", text) == [("11010519 49123100 2X", Severity.ERROR)]


@pytest.mark.parametrize(
    ("number", "severity"),
    [
        ("13800138000", Severity.ERROR),
        ("138 0013 8000", Severity.ERROR),
        ("138-0013-8000", Severity.ERROR),
        ("１３８００１３８０００", Severity.ERROR),
        ("+8613800138000", Severity.ERROR),
        ("+86 138 0013 8000", Severity.ERROR),
        ("0086-13800138000", Severity.ERROR),
        ("013800138000", Severity.ERROR),
        ("1380013\n8000", Severity.ERROR),
        ("15400138000", Severity.WARNING),
    ],
)
def test_mobile(checker: Checker, number: str, severity: Severity) -> None:
    assert found(checker, "mobile", f"联系{number}。") == [(number, severity)]


def test_numbers_side_by_side(checker: Checker) -> None:
    text = "手机13800138000 13900139000\n13700137000\n"
    assert [matched for matched, _ in found(checker, "mobile", text)] == ["13800138000", "13900139000", "13700137000"]


@pytest.mark.parametrize("label", ["监督举报电话：", "24小时值班 ", "咨询热线"])
def test_office_number_is_a_note(checker: Checker, label: str) -> None:
    assert found(checker, "mobile", f"{label}13800138000") == [("13800138000", Severity.NOTE)]


@pytest.mark.parametrize(
    "text",
    [
        "总额13800138000元",
        "订单号：13800138000",
        "a13800138000f",
        "id_13800138000",
        "0.13800138000",
        "138001380001",
        "12800138000",
    ],
)
def test_not_a_mobile(checker: Checker, text: str) -> None:
    assert found(checker, "mobile", text) == []
