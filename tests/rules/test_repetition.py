"""Doubled words, clauses and paragraphs: exact places, and what is right twice."""

from __future__ import annotations

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Document, Part, Span
from sensitive_check.rules.repetition import REPEATED_PARAGRAPH, REPEATED_WORD

TRADITIONAL = wordlists.load().tables.traditional
WORDS = Checker([REPEATED_WORD], traditional=TRADITIONAL)
PARAGRAPHS = Checker([REPEATED_PARAGRAPH], traditional=TRADITIONAL)
PARAGRAPH = "各部门要高度重视，明确专人负责，按月报送进展情况，确保年底前全部完成任务。"


@pytest.mark.parametrize(
    ("text", "start", "matched", "suggestion"),
    [
        ("重要的的会议", 2, "的的", "的"),
        ("取得了了成效", 2, "了了", "了"),
        ("机关和和单位", 2, "和和", "和"),
        ("对资金进行进行清理", 3, "进行进行", "进行"),
        ("要深入推进深入推进作风建设", 1, "深入推进深入推进", "深入推进"),
        ("經費使用進行進行檢查", 4, "進行進行", "进行"),
    ],
)
def test_doubled_word(text: str, start: int, matched: str, suggestion: str) -> None:
    (finding,) = WORDS.check(text)
    assert (finding.span.start, finding.matched, finding.suggestions) == (start, matched, (suggestion,))


@pytest.mark.parametrize(
    "text",
    [
        "目的的确明确",
        "的的确确落实",
        "打的的费用",
        "年年行路，的的寒花",
        "为了了解情况",
        "不甚了了的人",
        "和和美美过年",
        "共和和民主",
        "自自在在地生活",
        "上一年度年度报告",
        "一个一个来，研究研究再说",
        "进行进行进行",
        "他说：“进行进行。”",
        "对对账，一对对新人",
        "人人天天常常慢慢",
        "城市\n城市管理",
    ],
)
def test_right_or_spoken_doubles_stay_silent(text: str) -> None:
    assert [finding.matched for finding in WORDS.check(text)] == []


def test_repeated_paragraph_names_the_first_place() -> None:
    text = f"开头。\n{PARAGRAPH}\n中间。\n　　{PARAGRAPH}\n"
    (finding,) = PARAGRAPHS.check(text)
    first, second = text.index(PARAGRAPH), text.rindex(PARAGRAPH)
    assert finding.span == Span(second, second + len(PARAGRAPH))
    assert finding.related == (Span(first, first + len(PARAGRAPH)),)
    assert finding.reason == REPEATED_PARAGRAPH.reasons["paragraph"]


def test_paragraphs_pasted_together_are_one_finding() -> None:
    other = PARAGRAPH.replace("各部门", "各乡镇")
    text = f"{PARAGRAPH}\n{other}\n小结。\n{PARAGRAPH}\n{other}"
    (finding,) = PARAGRAPHS.check(text)
    assert finding.matched == f"{PARAGRAPH}\n{other}"
    assert finding.related == (Span(0, len(PARAGRAPH)),)


def test_doubled_clause() -> None:
    (finding,) = PARAGRAPHS.check("会议指出，要压实安全生产责任，要压实安全生产责任，严防事故。")
    assert finding.matched == "要压实安全生产责任，要压实安全生产责任"
    assert finding.suggestions == ("要压实安全生产责任",)
    assert finding.reason == REPEATED_PARAGRAPH.reasons["clause"]


@pytest.mark.parametrize(
    "text",
    [
        "短句重复。\n短句重复。",
        f"{PARAGRAPH}\n" * 4,
        f"第一条　略。\n第三条　略。\n{PARAGRAPH}\n{PARAGRAPH}",
        "以上情况属实，如有虚假愿意承担由此产生的一切法律责任和后果（盖章）。\n" * 2,
        "请在下列各项中勾选符合本人实际情况的一项并如实填写有关内容□是□否。\n" * 2,
        "“风里雨里都在等你，风里雨里都在等你，”",
        "向前走不要回头看，向前走不要回头看，向前走不要回头看。",
    ],
)
def test_formulas_forms_and_songs_stay_silent(text: str) -> None:
    assert list(PARAGRAPHS.check(text)) == []


def test_tables_stay_silent() -> None:
    text = f"{PARAGRAPH}\n{PARAGRAPH}"
    table = Part(label="表格", span=Span(0, len(text)), kind="table")
    assert list(PARAGRAPHS.check(Document(text=text, parts=(table,)))) == []
