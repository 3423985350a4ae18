"""Identity numbers: what is one, what only looks like one, and which of those declared as one cannot be right."""

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
        "CAN110081080310",
        "一一〇一〇五一九四九一二三一〇〇二X",
        "壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X",
        "4405241880 01010014",
        "110105１９４９1231002×",
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
        "货号CAN110081080310",
        "永久居留证CAN110081080311",
        "宗地编号110105001001GB00012",
        "代码11100000000014154E1000629002001",
        "附件20240131174112123456.pdf",
        "京公网安备11010802014853号",
        "IMEI：490154203237518",
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


@pytest.mark.parametrize("row", ["张某，男，440524490101001", "姓名：李某 440524490101001", "440524490101001 女"])
def test_old_number_beside_a_person(checker: Checker, row: str) -> None:
    assert found(checker, "resident-id", row) == [("440524490101001", Severity.ERROR)]


@pytest.mark.parametrize(
    ("text", "matched", "reason"),
    [
        ("身份证号：110105194912310021。", "110105194912310021", "校验码不符"),
        ("身份证号码是110105 19491231 0021", "110105 19491231 0021", "校验码不符"),
        ("公民身份号码１１０１０５１９４９１２３１００２１", "１１０１０５１９４９１２３１００２１", "校验码不符"),
        ("有效身份证件，号码为11010519491301002X", "11010519491301002X", "所含出生日期不存在，或在检查日期之后"),
        ("身份证号11010520991231002X", "11010520991231002X", "所含出生日期不存在，或在检查日期之后"),
        ("身份证号（旧）110105491331002", "110105491331002", "所含出生日期不存在，或在检查日期之后"),
        ("身份证号1.10105E+17", "1.10105E+17", "号码末几位已丢失，像是被表格软件当作数值保存"),
        ("身份证号：110105194912310000", "110105194912310000", "号码末几位已丢失，像是被表格软件当作数值保存"),
        ("统一社会信用代码：91350100M000100Y44", "91350100M000100Y44", "校验码不符"),
        ("信用代码为12100000400000678Y", "12100000400000678Y", "主体标识码（组织机构代码）的校验码不符"),
        ("统一社会信用代码9135010OM000100Y43", None, None),
        (
            "纳税人识别号：99350100M000100Y43",
            "99350100M000100Y43",
            "登记管理部门、机构类别或所用字母不合规定",
        ),
    ],
)
def test_number_that_fails_its_check(checker: Checker, text: str, matched: str | None, reason: str | None) -> None:
    hits = [(f.matched, f.reason, f.severity) for f in checker.check(text) if f.rule_id == "failed-checksum"]
    assert hits == ([(matched, reason, Severity.WARNING)] if matched else [])


@pytest.mark.parametrize(
    "text",
    [
        "身份证号：11010519491231002X",
        "合同号110105194912310021",
        "身份证号000000000000000000",
        "身份证号、银行卡号6222021234567890128",
        "统一社会信用代码91350100M000100Y43",
        "统一社会信用代码（或身份证号）：11010519491231002X",
        "身份证号（信用代码）11100000000014154E",
        "统一社会信用代码11341702486344515H/202110-00013",
        "统一社会信用代码11100000000014154E1000629002001",
        "统一社会信用代码为18位，由登记管理部门代码等组成",
        "身份证号3301**********1234",
        "系数为1.10105E+17",
    ],
)
def test_nothing_fails_its_check(checker: Checker, text: str) -> None:
    assert found(checker, "failed-checksum", text) == []


def test_a_report_hides_what_fails_its_check(checker: Checker) -> None:
    (finding,) = [f for f in checker.check("身份证号：110105194912310021") if f.rule_id == "failed-checksum"]
    assert finding.sensitive
    assert "1101051949" not in finding.message + finding.reason


def test_long_rows_of_chinese_digits_are_read_once(checker: Checker) -> None:
    assert found(checker, "resident-id", "一九" * 300) == []
    assert found(checker, "mobile", "一三八" * 300) == []
