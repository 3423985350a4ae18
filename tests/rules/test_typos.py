"""Typos: rows that are right in traditional text stay silent there."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker


def found(checker: Checker, text: str) -> list[tuple[str, str]]:
    return [(f.matched, f.severity.value) for f in checker.check(text) if f.rule_id == "typo"]


@pytest.mark.parametrize(
    "text",
    [
        "請到銀行開立帳戶，並對帳單予以核對，其它事項請參閱說明。",
        "本局答覆如下：將重覆計算的部份剔除，並當做個案處理。",
    ],
)
def test_traditional_text_keeps_its_own_forms(checker: Checker, text: str) -> None:
    assert found(checker, text) == []


def test_the_same_in_simplified_text_is_told(checker: Checker) -> None:
    assert found(checker, "请到银行开立帐户，其它事项见说明。") == [("帐户", "note"), ("其它", "note")]


def test_a_slip_in_both_is_told_in_both(checker: Checker) -> None:
    assert found(checker, "請說明經費的來源，工程如期峻工，並報告進度。") == [("峻工", "warning")]
    assert found(checker, "请说明经费的来源，工程如期峻工，并报告进度。") == [("峻工", "warning")]


def test_one_traditional_character_does_not_make_a_text_traditional(checker: Checker) -> None:
    assert found(checker, "李昇同志请到银行核对帐户。") == [("帐户", "note")]
