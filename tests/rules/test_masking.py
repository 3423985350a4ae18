"""Masks: the arithmetic, twenty masked rosters, and what must not be taken for a masked number."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check import load_checker, wordlists
from sensitive_check.masks import IdentityMasks, Known, merged
from sensitive_check.model import Severity
from sensitive_check.readers import delimited, markdown

CHECKER = load_checker(None)
TODAY = date(2026, 11, 24)
IDENTITY = IdentityMasks(frozenset(wordlists.load().tables.regions), TODAY)


@pytest.mark.parametrize(
    ("masked", "left"),
    [
        ("11010519900307123*", 1),
        ("1101051990030712**", 10),
        ("110105199003071***", 100),
        ("110105****03071239", 8),
        ("1101051990****1239", 33),
        ("11010519900307***9", 91),
        ("110105199003****39", 283),
        ("11010519900307****", 1_000),
        ("110105******071239", 105),
        ("11010519******1239", 2_322),
        ("110105********1239", 3_213),
        ("110105*********239", 32_169),
        ("1101**********1239", 61_124),
        ("110105**********39", 321_743),
        ("110***********1239", 119_032),
        ("11*************239", 1_190_466),
        ("110************239", 1_190_466),
        ("11**************39", 11_904_577),
        ("**************1239", 21_222_220),
        ("110105************", 35_392_000),
        ("1****************9", 3_050_146_879),
        ("110105199002301239", 0),
        ("110105199003071238", 0),
    ],
)
def test_how_many_numbers_stand_behind_a_mask(masked: str, left: int) -> None:
    assert IDENTITY.candidates(masked) == left


@pytest.mark.parametrize(
    ("masked", "known", "left"),
    [
        ("110105********1239", Known(years=frozenset((1990,))), 33),
        ("110105********1239", Known(years=frozenset((1990,)), month=3, day=7), 1),
        ("11*************239", Known(years=frozenset((1990,)), month=3), 1_040),
        ("11010519900307****", Known(male=True), 500),
        ("110105****0229****", Known(years=frozenset((1990,))), 0),
        ("110105****0229****", Known(years=frozenset((1992,))), 1_000),
        ("110105****1124****", Known(years=frozenset((2026,))), 1_000),
        ("110105****1125****", Known(years=frozenset((2026,))), 0),
    ],
)
def test_what_else_is_known_counts(masked: str, known: Known, left: int) -> None:
    assert IDENTITY.candidates(masked, known) == left


def test_counting_agrees_with_trying_them_all() -> None:
    masked = "1101051990031*12*9"
    tried = 0
    for day in range(10, 20):
        for digit in range(10):
            number = f"110105199003{day}12{digit}"
            weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
            tried += "10X98765432"[sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11] == "9"
    assert IDENTITY.candidates(masked) == tried


def test_masks_that_contradict_each_other_are_not_of_one_number() -> None:
    assert merged("110105****", "110106****") is None
    assert merged("1101**", "1101*") is None


ROSTERS = [
    ("姓名|身份证号", "王某某|1101051990****1239", [("1101051990****1239", "仅余 33 种可能，等于未遮盖")]),
    ("姓名|身份证号", "王某某|110105********1239", [("110105********1239", "仅余 3,213 种可能")]),
    (
        "姓名|出生年月|身份证号",
        "王某某|1990年3月|110105********1239",
        [("110105********1239", "同处写明出生日期、年龄或性别，仅余 4 种可能，等于未遮盖")],
    ),
    (
        "姓名|出生日期|身份证号",
        "王某某|1990-03-07|110105********1239",
        [("110105********1239", "同处写明出生日期、年龄或性别，仅余 1 种可能，等于未遮盖")],
    ),
    (
        "姓名|年龄|身份证号",
        "王某某|36|110105********1239",
        [("110105********1239", "同处写明出生日期、年龄或性别，仅余 66 种可能，等于未遮盖")],
    ),
    ("姓名|性别|身份证号", "王某某|男|110105********1239", [("110105********1239", "仅余 3,213 种可能")]),
    (
        "姓名|性别|身份证号",
        "王某某|男|11010519900307****",
        [("11010519900307****", "同处写明出生日期、年龄或性别，仅余 500 种可能")],
    ),
    ("姓名|身份证号", "王某某|11010519900307***9", [("11010519900307***9", "仅余 91 种可能，等于未遮盖")]),
    ("姓名|身份证号", "王某某|11010519900307123*", [("11010519900307123*", "仅余 1 种可能，等于未遮盖")]),
    ("姓名|身份证号", "王某某|110105****03071239", [("110105****03071239", "仅余 8 种可能，等于未遮盖")]),
    ("姓名|身份证号", "王某某|1101**********1239", [("1101**********1239", "仅余 61,124 种可能")]),
    ("姓名|身份证号", "王某某|110***********1239", []),
    ("姓名|身份证号", "王某某|11*************239", []),
    (
        "姓名|出生日期|身份证号",
        "王某某|1990年3月7日|11*************239",
        [("11*************239", "同处写明出生日期、年龄或性别，仅余 33 种可能，等于未遮盖")],
    ),
    ("姓名|身份证号", "王某某|110105************", []),
    ("姓名|身份证号", "王某某|1101051990××××1239", [("1101051990××××1239", "仅余 33 种可能，等于未遮盖")]),
    ("姓名|身份证号", "王某某|110105****1239", [("110105****1239", "仅余 3,213 种可能")]),
    (
        "姓名|身份证号|备注",
        "王某某|110105********1239|核对用11010519900307****",
        [
            ("110105********1239", "与本文另一处遮盖的号码拼合，仅余 1 种可能"),
            ("11010519900307****", "与本文另一处遮盖的号码拼合，仅余 1 种可能"),
        ],
    ),
    ("姓名|手机号", "王某某|138****8000\n李某|1380013800*", [("1380013800*", "仅余 10 种可能，等于未遮盖")]),
    (
        "姓名|银行卡号",
        "王某某|622588******7898\n李某|622588123456**98",
        [("622588123456**98", "仅余 10 种可能，等于未遮盖")],
    ),
]
"""Header, rows, and what the tool says of which cell; WANG and LI are nobody, the numbers generated."""


def found(report: object) -> list[tuple[str, str]]:
    return [(one.matched, one.reason) for one in report if one.rule_id == "weak-mask"]  # type: ignore[attr-defined]  # a report


@pytest.mark.parametrize(("header", "rows", "expected"), ROSTERS)
def test_twenty_masked_rosters(header: str, rows: str, expected: list[tuple[str, str]]) -> None:
    width = header.count("|") + 1
    table = "\n".join(f"|{row}|" for row in (header, "|".join(["---"] * width), *rows.split("\n")))
    assert found(CHECKER.check(markdown.read(table.encode(), "a.md"), as_of=TODAY)) == expected
    sheet = "\n".join((header, *rows.split("\n"))).replace("|", ",")
    assert found(CHECKER.check(delimited.read_csv(sheet.encode(), "a.csv"), as_of=TODAY)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证号：1101 0519 90** **12 39。", [("1101 0519 90** **12 39", "仅余 33 种可能，等于未遮盖")]),
        (
            "身份证１１０１０５１９９０＊＊＊＊１２３９",
            [("１１０１０５１９９０＊＊＊＊１２３９", "仅余 33 种可能，等于未遮盖")],
        ),
        (
            "张某，男，1990年3月7日出生，身份证号110105********1239",
            [("110105********1239", "同处写明出生日期、年龄或性别，仅余 1 种可能，等于未遮盖")],
        ),
        (
            "2024年3月7日公告：张某，身份证号110105********1239",  # the day of the notice says nothing of a birth
            [("110105********1239", "仅余 3,213 种可能")],
        ),
        (
            "张某 110105********1239\n\n附：110105199003071239",
            [("110105********1239", "同一号码在本文另一处完整出现，遮盖不起作用")],
        ),
        ("张某 11*************239\n\n附：110105199003071239", []),  # too little is seen of it to be that number
        ("张某 110105********1239\n\n李某 110106199003071232", [("110105********1239", "仅余 3,213 种可能")]),
        ("电话138-****-8000", []),
        ("电话138****8000，本机13800138000", [("138****8000", "同一号码在本文另一处完整出现，遮盖不起作用")]),
    ],
)
def test_in_running_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(CHECKER.check(text, as_of=TODAY)) == expected


def test_a_doubtful_mask_is_a_note() -> None:
    report = CHECKER.check("身份证号110105*********239", as_of=TODAY)
    assert [(one.rule_id, one.severity) for one in report] == [("weak-mask", Severity.NOTE)]


@pytest.mark.parametrize(
    "text",
    [
        "********************",
        "密码：12****34",
        "分辨率1920x1080x60，编号0x1f****",
        "**2024年**完成投资**12345678901**元",
        "1*2*3*4*5*6*7*8*9*10*11*12",
        "见第12345678***页",
        "XX市XX区XX路12号",
        "20240101********0001",
        "正则 [0-9]{6}****[0-9]{4}",
        "身份证号******************",
        "订单号2024****0000****01",
    ],
)
def test_what_is_no_masked_number(text: str) -> None:
    assert found(CHECKER.check(text, as_of=TODAY)) == []


def test_a_column_of_weak_masks_is_one_finding() -> None:
    rows = [f"王某{i}|1101051990****123{check}" for i, check in enumerate("0123")] + ["李某|11*************239"]
    table = "\n".join(f"|{row}|" for row in ("姓名|身份证号", "---|---", *rows))
    report = CHECKER.check(markdown.read(table.encode(), "a.md"), as_of=TODAY)
    assert [(one.rule_id, one.count, len(one.related)) for one in report] == [("weak-mask", 4, 3)]
    assert report.findings[0].matched == "1101051990****1230"
