"""Rosters: which columns are one, what a finding stands for, and that nothing of it leaks or gets lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Document, Severity, Span
from sensitive_check.readers import delimited, markdown, webpage
from sensitive_check.redact import redact

IDS = ("11010519491231002X", "440524188001010014", "110105199003071239")


def table(*lines: str) -> Document:
    return delimited.read_csv("\n".join(lines).encode(), "table.csv")


def rosters(checker: Checker, document: Document) -> list[tuple[str, int, str, Severity]]:
    """First place, count, reason and severity of each roster."""
    return [
        (f.matched, f.count, f.reason[:4], f.severity)
        for f in checker.check(document)
        if f.rule_id == "personal-roster"
    ]


def test_one_finding_stands_for_a_column(checker: Checker) -> None:
    document = table("姓名,身份证号", *(f"甲,{number}" for number in IDS * 100))
    (finding,) = checker.check(document)
    assert (finding.rule_id, finding.count, finding.span) == ("personal-roster", 300, Span(10, 28))
    assert finding.related[0] == Span(31, 49)
    assert len(finding.related) == 20
    assert "300" in finding.message


def test_what_lies_outside_its_cells_stays(checker: Checker) -> None:
    document = table("姓名,身份证号,备注", f"甲,{IDS[0]},另有{IDS[2]}", f"乙,{IDS[1]},无")
    assert [(f.rule_id, f.count) for f in checker.check(document)] == [("personal-roster", 2), ("resident-id", 1)]


def test_a_milder_roster_absorbs_nothing_graver(checker: Checker) -> None:
    rules = [replace(rule, at_most=Severity.NOTE) if rule.absorbs else rule for rule in checker.rules]
    report = Checker(rules, traditional=checker.traditional).check(
        table("姓名,身份证号", f"甲,{IDS[0]}", f"乙,{IDS[1]}")
    )
    assert [(f.rule_id, f.severity) for f in report] == [
        ("personal-roster", Severity.NOTE),
        ("resident-id", Severity.ERROR),
        ("resident-id", Severity.ERROR),
    ]


def test_absorbed_numbers_are_masked_in_other_findings(checker: Checker) -> None:
    report = redact(checker.check(table("姓名,家庭住址,备注", "甲,东风路12号3栋,截止目前在册", "乙,柳林村5组8号,无")))
    shown = [finding.excerpt.text for finding in report]
    assert len(shown) == 2
    assert not any("东风路12号" in text for text in shown)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("低保名单,,", "姓名,公民身份号码,金额", f"甲,{IDS[0]},500", f"乙,{IDS[1]},600"),
            ("名单涉及", Severity.ERROR),
        ),
        (("学生姓名,出生日期", "甲,2015-03-05", "乙,2016/4/6"), ("名单涉及", Severity.WARNING)),
        (("姓名,单位,联系电话", "甲,某局,13800138000", "乙,某局,13900139000"), ("同表列有", Severity.ERROR)),
        (("编号,证件号码", f"1,{IDS[0]}", f"2,{IDS[1]}"), ("", Severity.ERROR)),
        (("姓名,护照或证件号码", "甲,E12345678", "乙,EA1234567"), ("同表列有", Severity.ERROR)),
        (("姓名,救助金额", "甲,500", "乙,600"), ("名单涉及", Severity.NOTE)),
    ],
)
def test_columns_that_are_rosters(checker: Checker, lines: tuple[str, ...], expected: tuple[str, Severity]) -> None:
    ((_, count, reason, severity),) = rosters(checker, table(*lines))
    assert (count, (reason, severity)) == (2, expected)


@pytest.mark.parametrize(
    "lines",
    [
        ("姓名,拟任职务", "甲,副局长", "乙,科长"),
        ("姓名,出生日期", "甲,1962年8月", "乙,1970年3月"),
        ("科室,电话", "办公室,010-12345678", "财务科,010-12345679"),
        ("单位名称,开户银行账号", "甲公司,6222021234567890128", "乙公司,6217001234567890122"),
        ("网点,地址", "甲所,东风路12号", "乙所,柳林路5号"),
        ("姓名,身份证号", "甲,略", "乙,略"),
        ("病种,例数", "流感,12", "麻疹,30"),
    ],
)
def test_columns_that_are_none(checker: Checker, lines: tuple[str, ...]) -> None:
    assert rosters(checker, table(*lines)) == []


def test_merged_cells_do_not_lose_a_record(checker: Checker) -> None:
    document = table("村,姓名,身份证号", f"甲村,甲,{IDS[0]}", f"乙,{IDS[1]}", f"丙,{IDS[2]}")
    assert rosters(checker, document) == [(IDS[0], 3, "同表列有", Severity.ERROR)]


def test_markdown(checker: Checker) -> None:
    text = f"| 姓名 | 身份证号 |\n| --- | --- |\n| 甲 | {IDS[0]} |\n| 乙 | {IDS[1]} |\n"
    assert rosters(checker, markdown.read(text.encode(), "a.md")) == [(IDS[0], 2, "同表列有", Severity.ERROR)]


def test_a_page_without_headings_of_its_own(checker: Checker) -> None:
    rows = "".join(f"<tr><td>甲</td><td>{number}</td></tr>" for number in IDS)
    page = f"<table><caption>信访人名单</caption><tr><td>姓名</td><td>证件号码</td></tr>{rows}</table>"
    document = webpage.read(page.encode(), "a.html")
    assert rosters(checker, document) == [(IDS[0], 3, "名单涉及", Severity.ERROR)]
    assert len(checker.check(document).findings) == 1


def test_nothing_of_a_roster_is_shown(checker: Checker) -> None:
    shown = redact(checker.check(table("姓名,身份证号", *(f"甲,{number}" for number in IDS))))
    text = "".join(f.excerpt.text + f.matched + f.message + f.reason for f in shown)
    assert not any(number[1:-1] in text for number in IDS)
