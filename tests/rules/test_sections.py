"""Empty sections: exact headings, and lists of headings that are no sections."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Document
from sensitive_check.readers import read
from sensitive_check.rules.sections import BROKEN_HEADING, EMPTY_SECTION

TRADITIONAL = wordlists.load().tables.traditional
CHECKER = Checker([EMPTY_SECTION], traditional=TRADITIONAL)
BROKEN = Checker([BROKEN_HEADING], traditional=TRADITIONAL)


def found(text: str | Document) -> list[str]:
    return [finding.matched for finding in CHECKER.check(text)]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("一、甲情况\n正文。\n二、乙情况\n三、丙情况\n正文。", ["二、乙情况"]),
        ("一、甲情况\n正文。\n二、乙情况\n\n　　\n三、丙情况\n正文。\n", ["二、乙情况"]),
        ("　　一、甲情况\n正文。\n　　二、乙情况\n　　三、丙情况\n正文。", ["二、乙情况"]),
        ("一、甲情况\n正文。\n二、乙情况\n正文。\n三、丙情况", ["三、丙情况"]),
        (
            "一、甲情况\n正文。\n二、乙情况\n三、丙情况\n四、丁情况\n五、戊情况\n正文。\n六、己情况\n无。",
            ["二、乙情况", "三、丙情况", "四、丁情况"],
        ),
        ("一、总体\n（一）甲项\n正文。\n（二）乙项\n（三）丙项\n正文。\n二、其他\n无。", ["（二）乙项"]),
        ("(一)甲项\n正文。\n(二)乙项\n(三)丙项\n正文。", ["(二)乙项"]),
        ("一、總體情況\r\n正文。\r\n二、主動公開\r\n三、存在問題\r\n正文。\r\n", ["二、主動公開"]),
    ],
)
def test_empty_sections(text: str, headings: list[str]) -> None:
    assert found(text) == headings


@pytest.mark.parametrize(
    "text",
    [
        "一、签到入场\n二、领导致辞\n三、颁发证书",
        "一、甲情况\n正文。\n二、乙情况\n三、丙情况\n四、丁情况",  # as good as a list: one filled, three not
        "一、甲情况\n正文。\n二、乙情况：\n三、丙情况\n正文。",
        "一、甲情况……1\n二、乙情况……3\n三、丙情况……5\n一、甲情况\n文。\n二、乙情况\n文。\n三、丙情况\n文。",
        "目　录\n一、甲\n二、乙\n三、丙\n一、甲情况\n文。\n二、乙情况\n文。\n三、丙情况\n文。",
        "第一章　总则\n第一条　略。\n第二章　职责\n第三章　附则\n第三条　略。\n第四章　罚则\n第四条　略。",
        "一、甲情况\n正文。\n二、乙情况。\n三、丙情况\n正文。",
    ],
)
def test_lists_of_headings_stay_silent(text: str) -> None:
    assert found(text) == []


def test_markup(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<h2>一、甲情况</h2><p>正文。</p><h2>二、乙情况</h2><h2>三、丙情况</h2><p>正文。</p>", encoding="utf-8"
    )
    assert found(read(page)) == ["二、乙情况"]
    page.write_text(
        '<h2>一、甲情况</h2><p>正文。</p><h2>二、乙情况</h2><img src="a.png"><h2>三、丙情况</h2><p>正文。</p>',
        encoding="utf-8",
    )
    assert found(read(page)) == []
    draft = tmp_path / "a.md"
    draft.write_text("## 一、甲情况\n\n正文。\n\n## 二、乙情况\n\n## 三、丙情况\n\n正文。\n", encoding="utf-8")
    assert found(read(draft)) == ["二、乙情况"]
    draft.write_text(
        "## 一、甲情况\n\n正文。\n\n## 二、乙情况\n\n![图](a.png)\n\n## 三、丙情况\n\n正文。\n", encoding="utf-8"
    )
    assert found(read(draft)) == []


@pytest.mark.parametrize(
    ("text", "matched", "suggestion"),
    [
        ("前文。\n二、\n　　主要任务\n抓好春耕。", "二、\n　　主要任务", "二、主要任务"),
        ("十一、\r\n保障措施\r\n加强领导。", "十一、\r\n保障措施", "十一、保障措施"),
        ("一、\n總體要求\n堅持穩中求進。", "一、\n總體要求", "一、總體要求"),
    ],
)
def test_heading_on_two_lines(text: str, matched: str, suggestion: str) -> None:
    (finding,) = BROKEN.check(text)
    assert (finding.matched, finding.suggestions) == (matched, (suggestion,))


@pytest.mark.parametrize(
    "text",
    [
        "一、\n二、总体要求",
        "一、\n（一）指导思想",
        "一、\n\n总体要求",
        "有第一、\n二年级学生",
        "一、\n本办法由办公室解释。",
        "一、总体要求\n主要任务",
        "一、\n姓名：",
    ],
)
def test_other_lines_stay_silent(text: str) -> None:
    assert list(BROKEN.check(text)) == []
