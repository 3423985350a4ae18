"""Secrecy periods: which are too long or malformed, where the finding stands, and what it says."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity

DAY = date(2026, 1, 31)
HEAD = "关于开展专项检查的通知\n各有关单位：\n"


@pytest.mark.parametrize(
    ("mark", "matched", "reason"),
    [
        ("绝密★31年", "31年", "最长为30年"),
        ("机密★30年", "30年", "最长为20年"),
        ("秘密★11年", "11年", "最长为10年"),
        ("秘密★１５年", "１５年", "最长为10年"),
        ("秘　密 ★ 20 年", "20 年", "最长为10年"),
        ("秘密★五十年", "五十年", "最长为10年"),
        ("秘密★121个月", "121个月", "最长为10年"),
        ("秘密☆20年", "20年", "最长为10年"),
        ("秘密 15年", "15年", "最长为10年"),
        ("密级：机密　保密期限：25年", "25年", "最长为20年"),
        ("（秘密★12年）下列数据不得引用", "12年", "最长为10年"),
        ("机密★（10年）", "（10年）", "不加括号"),
        ("机密★十年", "十年", "阿拉伯数字"),
        ("机密★0年", "0年", "为零"),
        ("机密★20", "20", "年或个月"),
        ("机密★20　特急", "20", "年或个月"),
        ("秘密★6月", "6月", "个月"),
        ("秘密★1990年", "1990年", "月和日"),
        ("机密★2030年2月30日", "2030年2月30日", "没有这一天"),
    ],
)
def test_period(checker: Checker, mark: str, matched: str, reason: str) -> None:
    report = checker.check(f"{mark}\n{HEAD}", as_of=DAY)
    [period] = [f for f in report if f.rule_id == "secrecy-period"]
    assert (period.matched, period.severity) == (matched, Severity.ERROR)
    assert reason in period.reason
    [around] = [f for f in report if f.rule_id == "classification-mark" and f.span.start < period.span.start][:1]
    assert around.span.end >= period.span.end or "保密期限" in mark


@pytest.mark.parametrize(
    ("mark", "matched"), [("绝密★长期", "长期"), ("机密★2020年12月31日", "2020年12月31日"), ("秘密★永久", "永久")]
)
def test_old_form(checker: Checker, mark: str, matched: str) -> None:
    found = [f for f in checker.check(f"{mark}\n{HEAD}", as_of=DAY) if f.rule_id == "secrecy-period"]
    assert [(f.matched, f.severity) for f in found] == [(matched, Severity.NOTE)]


@pytest.mark.parametrize(
    "text",
    [
        *("绝密★30年", "机密★20年", "秘密★10年", "秘密★6个月", "秘密★120个月", "机密★2036年12月31日", "机密★2036年6月"),
        *("机密★公布前", "绝密★启用前", "秘密★", "秘密", "密级：秘密", "密级：秘密　保密期限：10年", "秘密 5年"),
        "保守党和国家秘密 30年如一日。",
        "绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。",
        "这里藏着一个秘密，1990年才被发现。",
        "标志写作“机密★30年”的，应予改正。",
    ],
)
def test_right_period(checker: Checker, text: str) -> None:
    assert [f.matched for f in checker.check(f"{text}\n{HEAD}", as_of=DAY) if f.rule_id == "secrecy-period"] == []


def test_suggests_the_right_form(checker: Checker) -> None:
    found = [f for f in checker.check(f"机密★（十年）\n{HEAD}", as_of=DAY) if f.rule_id == "secrecy-period"]
    assert [f.suggestions for f in found] == [("10年",)]
