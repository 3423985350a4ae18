"""Telephone numbers: whose they are, in which forms they are written, and what only looks like one."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity


def found(checker: Checker, rule: str, text: str) -> list[tuple[str, Severity]]:
    """The matches of one rule with their severities."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


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
        ("+86-138-0013-8000", Severity.ERROR),
        ("0086 138 0013 8000", Severity.ERROR),
        ("13800-138000", Severity.ERROR),
        ("1380-013-8000", Severity.ERROR),
        ("138-00138000", Severity.ERROR),
        ("17400138000", Severity.ERROR),
        ("17420138000", Severity.WARNING),
        ("16100138000", Severity.ERROR),
        ("16110138000", Severity.WARNING),
        ("一三八〇〇一三八〇〇〇", Severity.ERROR),
        ("幺三八零零幺三八零零零", Severity.ERROR),
        ("壹叁捌零零壹叁捌零零零", Severity.ERROR),
    ],
)
def test_mobile(checker: Checker, number: str, severity: Severity) -> None:
    assert found(checker, "mobile", f"联系{number}。") == [(number, severity)]


def test_numbers_side_by_side(checker: Checker) -> None:
    text = "手机13800138000 13900139000\n13700137000\n"
    assert [matched for matched, _ in found(checker, "mobile", text)] == ["13800138000", "13900139000", "13700137000"]


@pytest.mark.parametrize("label", ["监督举报电话：", "24小时值班 ", "咨询热线", "某镇民政办电话：", "村委会联系电话"])
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
        "照片IMG_13800138000.jpg",
        "统计13800000000元",
        "13500 120000 15320 123456",
        "区间为13500-150000",
        "圆周率三点一四一五九二六五三五八",
        "一九四九年、一九七八年和二〇一二年",
    ],
)
def test_not_a_mobile(checker: Checker, text: str) -> None:
    assert found(checker, "mobile", text) == []


@pytest.mark.parametrize("label", ["联系人：张某 ", "某局办公室张某电话", "患者家属咨询，本人电话"])
def test_a_persons_number_stays_an_error(checker: Checker, label: str) -> None:
    assert found(checker, "mobile", f"{label}13800138000") == [("13800138000", Severity.ERROR)]


@pytest.mark.parametrize(
    ("before", "number", "severity"),
    [
        ("电话：", "010-88993108", Severity.NOTE),
        ("详询", "（0731）88993108", Severity.NOTE),
        ("详询", "0731－88993108", Severity.NOTE),
        ("致电", "+86 10 88993108", Severity.NOTE),
        ("致电", "+86-010-88993108", Severity.NOTE),
        ("致电", "01088993108", Severity.NOTE),
        ("办公", "010 8899 3108", Severity.NOTE),
        ("传真", "0310-3112233-801", Severity.NOTE),
        ("座机", "89076543", Severity.NOTE),
        ("咨询电话", "0310-31122334", Severity.NOTE),
        ("家庭电话：", "021-56781234", Severity.WARNING),
        ("宅电", "56781234", Severity.WARNING),
    ],
)
def test_landline(checker: Checker, before: str, number: str, severity: Severity) -> None:
    assert found(checker, "landline", f"{before}{number}，请核对") == [(number, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "服务热线400-810-1234或12345",
        "项目2019-440300-48-03-100001",
        "总额88993108元",
        "日期20240131",
        "电话20240131更新",
        "编号010-88993108",
        "0138-88993108",
        "详询0310-31122334",
        "索引号000014349/2024-00012",
        "https://www.gov.cn/010-88993108",
        "比例0.01088993108",
    ],
)
def test_no_landline(checker: Checker, text: str) -> None:
    assert found(checker, "landline", text) == []
