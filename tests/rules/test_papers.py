"""Passports, travel permits and service papers: with their name, without it, and what only looks like one."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity


def found(checker: Checker, rule: str, text: str) -> list[tuple[str, Severity]]:
    """The matches of one rule with their severities."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


MACHINE_LINE = "E123456782CHN9003071F3003068<<<<<<<<<<<<<<06"


@pytest.mark.parametrize(
    ("before", "number", "severity"),
    [
        ("护照号", "E12345678", Severity.ERROR),
        ("护照", "EA1234567", Severity.ERROR),
        ("护照：", "Ｅ１２３４５６７８", Severity.ERROR),
        ("旧护照", "G12345678", Severity.ERROR),
        ("旧护照", "141234567", Severity.ERROR),
        ("外交护照", "DE1234567", Severity.ERROR),
        ("公务护照", "SE1234567", Severity.ERROR),
        ("公务普通护照", "P.1234567", Severity.ERROR),
        ("香港护照", "K12345678", Severity.ERROR),
        ("澳门护照", "MA1234567", Severity.ERROR),
        ("Passport No. ", "E12345678", Severity.ERROR),
        ("证件号", "E12345678", Severity.ERROR),
        ("护照号码：", "AB1234567", Severity.WARNING),
        ("另有", "E60123458", Severity.WARNING),
        ("", MACHINE_LINE, Severity.ERROR),
    ],
)
def test_passport(checker: Checker, before: str, number: str, severity: Severity) -> None:
    assert found(checker, "passport", f"{before}{number}，请核对") == [(number, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "型号E12345678",
        "工号：E12345678",
        "批号 G12345678",
        "文件G20240131",
        "E12345678型设备",
        "代码SE1234567",
        "护照办理时间为20240131之后",
        "护照办理请拨12367",
        "AE123456789",
        "https://www.gov.cn/E12345678",
        MACHINE_LINE.replace("9003071", "9003072"),
    ],
)
def test_no_passport(checker: Checker, text: str) -> None:
    assert found(checker, "passport", text) == []


@pytest.mark.parametrize(
    ("before", "number"),
    [
        ("往来港澳通行证", "C12345678"),
        ("往来港澳通行证号码：", "CA1234567"),
        ("旧往来港澳通行证", "W12345678"),
        ("大陆居民往来台湾通行证", "L12345678"),
        ("港澳居民来往内地通行证 ", "H1234567800"),
        ("回乡证号", "M12345678"),
        ("台胞证：", "12345678"),
        ("台湾居民来往大陆通行证号码", "1234567801"),
    ],
)
def test_travel_permit(checker: Checker, before: str, number: str) -> None:
    assert found(checker, "travel-permit", f"{before}{number}，请核对") == [(number, Severity.ERROR)]


@pytest.mark.parametrize(
    "text",
    ["产品C12345678", "通行证办理时间20240131", "台胞证自20240131起免费", "车辆通行证C123456789", "编号H1234567800"],
)
def test_no_travel_permit(checker: Checker, text: str) -> None:
    assert found(checker, "travel-permit", text) == []


@pytest.mark.parametrize(
    ("before", "number", "severity"),
    [
        ("军官证", "军字第20012345号", Severity.WARNING),
        ("士兵证号：", "士字第1234567号", Severity.WARNING),
        ("军官证号", "字第123456", Severity.WARNING),
        ("另持", "空字第123456号", Severity.NOTE),
    ],
)
def test_service_paper(checker: Checker, before: str, number: str, severity: Severity) -> None:
    assert found(checker, "military-id", f"{before}{number}，请核对") == [(number, severity)]


@pytest.mark.parametrize("text", ["产权证字第0012345号", "（2010）民一终字第123号", "军字第12号", "军字第1234567890号"])
def test_no_service_paper(checker: Checker, text: str) -> None:
    assert found(checker, "military-id", text) == []
