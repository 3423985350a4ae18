"""Punctuation and invisible characters."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker


def found(checker: Checker, rule: str, text: str) -> list[tuple[int, int, int, tuple[str, ...]]]:
    """Start, end, count and suggestions of one rule's findings."""
    return [(f.span.start, f.span.end, f.count, f.suggestions) for f in checker.check(text) if f.rule_id == rule]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("指出，，要", [(2, 4, 1, ("，",))]),
        ("指出，，，，要", [(2, 6, 1, ("，",))]),
        ("如下：：\n完成。。", [(2, 4, 1, ("：",)), (7, 9, 1, ("。",))]),
        ("指出，\u200b，要", [(2, 5, 1, ("，",))]),
        ("好。”。", []),
        ("等……", []),
    ],
)
def test_repeated_mark(checker: Checker, text: str, hits: list[tuple[int, int, int, tuple[str, ...]]]) -> None:
    assert found(checker, "repeated-mark", text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("工作,落实", [(2, 3, 1, ("，",))]),
        ("完成.", [(2, 3, 1, ("。",))]),
        ("他说:“好”;是", [(2, 3, 1, ("：",)), (6, 7, 1, ("；",))]),
        ("工作\u200b,落实", [(3, 4, 1, ("，",))]),
        ("国家標準,編制", [(4, 5, 1, ("，",))]),
        ("一.总则", []),
        ("1,000元", []),
        ("A,B", []),
        ("甲,乙," * 6 + "丙", [(1, 2, 12, ("，",))]),
    ],
)
def test_halfwidth_mark(checker: Checker, text: str, hits: list[tuple[int, int, int, tuple[str, ...]]]) -> None:
    assert found(checker, "halfwidth-mark", text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("国\u200b家", [(1, 2, 1, ("",))]),
        ("国\u200b\ufeff家", [(1, 3, 1, ("",))]),
        ("国\x00家", [(1, 2, 1, ("",))]),
        ("国\U000e0041家", [(1, 2, 1, ("",))]),
        ("国\u200b" * 12 + "家", [(1, 2, 12, ("",))]),
        ("❤️👨‍👩‍👧1️⃣", []),
        ("می‌خواهم", []),
        ("甲\t乙\r\n丙\f", []),
    ],
)
def test_invisible_character(checker: Checker, text: str, hits: list[tuple[int, int, int, tuple[str, ...]]]) -> None:
    assert found(checker, "invisible-character", text) == hits
