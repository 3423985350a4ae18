"""Placeholders: what a tool says is residue, and no residue where a draft quotes it."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker


def found(checker: Checker, text: str) -> list[str]:
    return [f.matched for f in checker.check(text) if f.rule_id == "placeholder"]


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("作为一个人工智能语言模型，我认为应当加强防汛。", "作为一个人工智能语言模型，我"),
        ("希望这些信息对您有帮助！", "希望这些信息对您有帮助"),
        ("好的，以下是通知全文：", "好的，以下是"),
        ("根据您的要求，以下为修改稿。", "根据您的要求，"),
        ("联系电话：[此处插入电话]", "[此处插入电话]"),
        ("“关于XX工作的通知”已经拟好。", "XX工作"),
    ],
)
def test_residue(checker: Checker, text: str, matched: str) -> None:
    assert any(matched in place or place in matched for place in found(checker, text))
    assert found(checker, text)


@pytest.mark.parametrize(
    "text",
    [
        "有的稿件出现“作为一个人工智能语言模型，我认为”字样，应当删去。",
        "审核时发现“希望这些信息对您有帮助”一类的套话。",
        "截图显示“好的，以下是”开头的回答。",
        "银行根据您的要求办理挂失手续。",
    ],
)
def test_quoted_and_ordinary_uses_stay_silent(checker: Checker, text: str) -> None:
    assert found(checker, text) == []
