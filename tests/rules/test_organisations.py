"""Unified social credit codes: both check characters, and the longer codes that begin with one."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity


def found(checker: Checker, rule: str, text: str) -> list[tuple[str, Severity]]:
    """The matches of one rule with their severities."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "11100000000014154E",
        "111000000000143498",
        "12100000400009127b",
        "１１１０００００００００１４１５４Ｅ",
    ],
)
def test_credit_code(checker: Checker, code: str) -> None:
    assert found(checker, "credit-code", f"代码{code}，请核对") == [(code, Severity.NOTE)]


@pytest.mark.parametrize(
    "text",
    [
        "代码91350100M000100Y44",
        "代码12100000400000678Y",
        "实施编码11100000000014154E1000629002001",
        "办理项编码11100000MB0341032Y100017214300101",
        "索引号11341702486344515H/202110-00013",
        "身份证11010519491231002X",
        "https://www.gov.cn/91350100M000100Y43",
    ],
)
def test_no_credit_code(checker: Checker, text: str) -> None:
    assert found(checker, "credit-code", text) == []
