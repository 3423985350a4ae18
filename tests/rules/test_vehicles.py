"""Number plates: the kinds in use, how they are written, and what only looks like one."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity


def found(checker: Checker, rule: str, text: str) -> list[tuple[str, Severity]]:
    """The matches of one rule with their severities."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("车牌京A00599的车", "京A00599"),
        ("车牌京A·12345", "京A·12345"),
        ("车牌 苏E-7K8L9", "苏E-7K8L9"),
        ("车牌京Ａ１２３４５", "京Ａ１２３４５"),
        ("新能源京AD12345", "京AD12345"),
        ("新能源粤B·F12345", "粤B·F12345"),
        ("新能源粤BA03205", "粤BA03205"),
        ("大型陕A12345D", "陕A12345D"),
        ("警车京A1234警", "京A1234警"),
        ("教练车京A1234学", "京A1234学"),
        ("挂车京A1234挂", "京A1234挂"),
        ("粤Z1234港入境", "粤Z1234港"),
        ("粤Z1234澳入境", "粤Z1234澳"),
        ("云南琼A12345", "琼A12345"),
    ],
)
def test_plate(checker: Checker, text: str, plate: str) -> None:
    assert found(checker, "plate", text) == [(plate, Severity.WARNING)]


@pytest.mark.parametrize("text", ["公务用车京A00599", "交通违法车辆京A00599", "京A00599车主逾期未处理，予以公告"])
def test_plate_shown_on_purpose_is_a_note(checker: Checker, text: str) -> None:
    assert found(checker, "plate", text) == [("京A00599", Severity.NOTE)]


@pytest.mark.parametrize(
    "text",
    [
        "许可证粤B2-20090059",
        "编号京A123456789",
        "全新A12345款",
        "阿里云A12345套餐",
        "京ICP备12345678号",
        "京I12345",
        "京A段12345",
        "京ABCDE5",
        "国道G45川A1线",
        "京A12345-2024",
    ],
)
def test_no_plate(checker: Checker, text: str) -> None:
    assert found(checker, "plate", text) == []
