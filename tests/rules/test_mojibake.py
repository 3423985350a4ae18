"""Broken text: exact places, and proposals that the bytes prove."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker


def found(checker: Checker, text: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """Match, count and suggestions of the rule."""
    return [(f.matched, f.count, f.suggestions) for f in checker.check(text) if f.rule_id == "mojibake"]


def half_shifted(heading: str) -> str:
    """A heading that lost the first byte of its leading ideographic space."""
    return "?" + ("　" + heading).encode("gbk")[1:].decode("gbk", "ignore")


@pytest.mark.parametrize("text", ["政府信息公开", "关于印发工作要点", "加强组织领导，落实工作责任"])
def test_utf8_read_as_gbk(checker: Checker, text: str) -> None:
    broken = text.encode().decode("gb18030", "replace")
    ((matched, count, suggestions),) = found(checker, f"标题：\n{broken}\n正文")
    assert (matched, count) == (broken, 1)
    assert suggestions[0][:4] == text[:4]


def test_utf8_read_as_latin1(checker: Checker) -> None:
    broken = "政务公开工作".encode().decode("latin-1")
    assert [suggestions for _, _, suggestions in found(checker, f"标题：{broken}。")] == [("政务公开工作",)]


@pytest.mark.parametrize("heading", ["（五）监督保障", "（一）主要问题", "（二）改进措施"])
def test_half_shifted_heading(checker: Checker, heading: str) -> None:
    hits = found(checker, f"正文。\n{half_shifted(heading)}\n正文。")
    assert len(hits) == 1
    assert hits[0][2][0].startswith(heading[:3])


def test_pinyin_left_by_a_converter_is_one_finding(checker: Checker) -> None:
    text = "新區(qū)管委會發(fā)布通告，各單位落實(shí)要求，" * 5
    assert found(checker, text) == [("區(qū)", 15, ("區",))]


@pytest.mark.parametrize(
    "text",
    [
        "亳(bó)州市人民政府",
        "學(xué)而(ér)時(shí)習(xí)之(zhī)",
        "曹锟旧居、文件拷贝",
        "Café, naïve, São Paulo, Ångström",
        "一切正常？是的。",
        "涓涓细流，鍏字罕见",
    ],
)
def test_honest_text(checker: Checker, text: str) -> None:
    assert found(checker, text) == []


def test_many_places_are_one_finding(checker: Checker) -> None:
    ((matched, count, _),) = found(checker, "甲锟斤拷乙。\n" * 12)
    assert (matched, count) == ("锟斤拷", 12)
