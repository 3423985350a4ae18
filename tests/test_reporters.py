"""Reporters: one golden file per format, what is masked, and what the last line says.

``python tests/test_reporters.py`` writes the golden files anew; their diff is reviewed like code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sensitive_check.model import (
    Category,
    Excerpt,
    Finding,
    Location,
    Report,
    Run,
    Severity,
    Span,
    Status,
    Unchecked,
)
from sensitive_check.reporters import REPORTERS, render
from sensitive_check.reporters.console import cells, last_line, marked, wrap
from sensitive_check.wording import interface

GOLDEN = Path(__file__).parent / "golden"
RESIDENT_ID = "11010519491231002X"  # printed in GB 11643


def finding(
    line_text: str,
    matched: str,
    rule: str,
    category: Category = Category.ERROR,
    severity: Severity = Severity.ERROR,
    *,
    indicator: str | None = None,
    sensitive: bool = False,
    message: str = "",
    suggestions: tuple[str, ...] = (),
    source: str = "GB/T 15834—2011",
    reason: str = "",
    line: int | None = 1,
    part: str | None = None,
    count: int = 1,
) -> Finding:
    """A finding of ``matched`` on its line."""
    start = line_text.index(matched)
    span = Span(start, start + len(matched))
    return Finding(
        rule_id=rule,
        entry_id=None,
        category=category,
        severity=severity,
        indicator=indicator,
        sensitive=sensitive,
        span=span,
        span_utf16=span,
        location=Location(part=part, line=line, column=None if line is None else start + 1),
        matched=matched,
        message=message or f"规则 {rule} 的说明",
        suggestions=suggestions,
        source=source,
        rationale="",
        reason=reason,
        confidence=0.99,
        related=(Span(40, 43),) if count > 1 else (),
        count=count,
        excerpt=Excerpt(text=line_text, span=span, sensitive=(span,) if sensitive else ()),
    )


def report(name: str, *findings: Finding, status: Status | None = None, **more: object) -> Report:
    """A report whose state follows from its findings unless it is given."""
    state = status or (Status.FINDINGS if findings else Status.CLEAN)
    return Report(name=name, status=state, findings=findings, found=len(findings), as_of=date(2026, 1, 31), **more)  # type: ignore[arg-type]  # fields by name


LONG_LINE = "为深入贯彻落实上级部署要求，" * 4 + "区(qū)政府各部门、各直属单位，" + "结合实际认真组织实施，" * 5

RUN = Run(
    reports=(
        report(
            "drafts/公示.txt",
            finding(
                f"联系人身份证号{RESIDENT_ID}，电话另附",
                RESIDENT_ID,
                "resident-id",
                Category.PERSONAL,
                indicator="个人信息（地方）",
                sensitive=True,
                message="疑似居民身份证号",
                source="GB 11643—1999",
            ),
            finding(
                LONG_LINE,
                "区(qū)",
                "mojibake",
                message="混入了拼音",
                suggestions=("区", "删去括号及其中的拼音，并核对原稿中同样的地方是否都已改正"),
                reason="拼音由转换软件写入",
                line=7,
                count=171,
                part="第2页",
            ),
            finding(
                "会议指出，，要抓好落实。", "，，", "repeated-mark", severity=Severity.WARNING, suggestions=("，",)
            ),
            finding(
                "见附件2", "2", "number-form", severity=Severity.NOTE, message="数字用法", indicator="错别字（地方）"
            ),
            status=Status.FINDINGS,
            characters=2331,
            encoding="gb18030",
            suppressed=2,
        ),
        report(
            "drafts/机密.txt",
            finding(
                "机密★10年 有关情况汇报",
                "机密★10年",
                "classification-mark",
                Category.SECRECY,
                indicator="泄露国家秘密",
                message="出现国家秘密标志“机密★10年”",
                source="《中华人民共和国保守国家秘密法》",
            ),
            finding(
                "机密.txt", "机密", "classification-mark", Category.SECRECY, line=None, part="文件名", message="文件名"
            ),
            status=Status.PARTIAL,
            unchecked=(Unchecked(reason="encoding", where="第3行", detail="12 bytes"),),
            characters=40,
            encoding="utf-8",
        ),
        report("drafts/扫描.png", status=Status.NOT_CHECKED, unchecked=(Unchecked(reason="image", detail=".png"),)),
        report("drafts/标志.png", status=Status.NOT_CHECKED, accepted=(Unchecked(reason="image", detail=".png"),)),
        report("drafts/通知.md", characters=512, encoding="utf-8"),
    ),
    exit_code=2,
    profile="government",
    as_of=date(2026, 11, 24),
    lists="0123456789ab",
    skipped={"": 1, "(.gitignore)": 2, "(dot)": 1, ".css": 3},
    own_lists={"terms.csv": 20},
    disabled_rules=("typo",),
    disabled_lists=("misstatement",),
    disabled_entries=("typo-0001",),
    allow=({"phrase": "内部控制手册", "rules": ["banned-term"], "reason": "制度名称", "used": 2},),
    notices=("词表 typo 的日期是 2025-01-01，已超过 12 个月，请更新。",),
)


GOLDEN_FILES: dict[str, Callable[[], str]] = {
    "run.txt": lambda: render(RUN, "text"),
    "run_notes.txt": lambda: render(RUN, "text", notes=True),
    "run_en.txt": lambda: render(RUN, "text", lang="en"),
    "run.json": lambda: render(RUN, "json"),
    "run.jsonl": lambda: render(RUN, "jsonl"),
}


@pytest.mark.parametrize("name", sorted(GOLDEN_FILES))
def test_golden(name: str) -> None:
    assert GOLDEN_FILES[name]() == (GOLDEN / name).read_text("utf-8")


def test_every_format_has_a_golden_file() -> None:
    assert set(REPORTERS) == {"text", "json", "jsonl"}


@pytest.mark.parametrize("form", sorted(REPORTERS))
def test_nothing_sensitive_is_shown_unless_asked(form: str) -> None:
    shown = render(RUN, form, notes=True)
    assert RESIDENT_ID not in shown
    assert RESIDENT_ID[:6] not in shown
    assert "有关情况汇报" not in shown  # stands beside a secrecy mark
    assert RESIDENT_ID in render(RUN, form, show_values=True)


@pytest.mark.parametrize("form", sorted(REPORTERS))
@pytest.mark.parametrize("show_values", [False, True])
def test_output_cannot_steer_a_terminal_and_is_valid_utf8(form: str, show_values: bool) -> None:
    line = "甲\x1b[31m乙\u202e丙\ud800丁"
    run = replace(
        RUN,
        reports=(
            report("a\x1b\udce9\n通过.txt", finding(line, "乙", "repeated-mark", message=line, suggestions=(line,))),
        ),
    )
    shown = render(run, form, show_values=show_values)
    shown.encode("utf-8")
    assert not set(shown) & set("\x1b\u202e\ud800\udce9")
    if form == "text":
        assert all(not row.startswith("通过") for row in shown.splitlines())


def test_text_fits_80_cells_but_for_the_last_line() -> None:
    for lang in ("zh", "en"):
        lines = render(RUN, "text", lang=lang, notes=True).splitlines()
        assert [line for line in lines[:-1] if cells(line) > 80] == []


def test_json_says_what_is_in_the_run() -> None:
    run = json.loads(render(RUN, "json"))
    assert (run["schema"], run["status"], run["exit_code"]) == (1, "partial", 2)
    assert run["summary"] == {
        "inputs": 5,
        "clean": 1,
        "findings": 1,
        "partial": 1,
        "not_checked": 2,
        "skipped": {"": 1, "(.gitignore)": 2, "(dot)": 1, ".css": 3},
        "suppressed": 2,
        "by_severity": {"error": 4, "warning": 1, "note": 1},
        "by_category": {"error": 3, "personal": 1, "secrecy": 2},
        "by_rule": {"classification-mark": 2, "mojibake": 1, "number-form": 1, "repeated-mark": 1, "resident-id": 1},
        "by_indicator": {"个人信息（地方）": 1, "泄露国家秘密": 1, "错别字（地方）": 1},
    }
    assert run["inputs"][0]["findings"][0]["text"] == "1****************X"


def test_each_line_of_jsonl_stands_alone() -> None:
    lines = [json.loads(line) for line in render(RUN, "jsonl").split("\n")[:-1]]
    assert [line["path"] for line in lines] == [report.name for report in RUN.reports]
    whole = json.loads(render(RUN, "json"))
    for line, expected in zip(lines, whole["inputs"], strict=True):
        settings = {
            key: value for key, value in whole.items() if key not in ("status", "exit_code", "summary", "inputs")
        }
        assert line == {**settings, **expected}


def test_a_clean_run_reads_clearly() -> None:
    run = replace(RUN, reports=RUN.reports[-1:], exit_code=0, skipped={}, notices=())
    run = replace(run, own_lists={}, allow=(), disabled_rules=(), disabled_lists=(), disabled_entries=())
    assert render(run, "text") == (
        "检查 1 个输入，共 512 字：全部通过。\n"
        "口径：政府网站与政务新媒体（government）；日期：2026-11-24；词表：0123456789ab。\n"
        "未发现单项否决风险\n"
    )


def of_item(indicator: str, severity: Severity = Severity.ERROR) -> Report:
    """A report of one finding that bears on an inspection item."""
    return report("a.txt", finding("甲乙", "甲", "x", severity=severity, indicator=indicator))


UNREAD = report("b.png", status=Status.NOT_CHECKED, unchecked=(Unchecked(reason="image"),))
ACCEPTED = report("b.png", status=Status.NOT_CHECKED, accepted=(Unchecked(reason="image"),))


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ((), "没有检查任何内容，不能据此认为合格"),
        ((UNREAD,), "没有检查任何内容，不能据此认为合格"),
        ((report("a.txt"), UNREAD), "未发现单项否决风险；另有 1 个输入未（完全）检查，不能据此认为合格"),
        ((report("a.txt"), ACCEPTED), "未发现单项否决风险；1 个输入有已接受、未检查的内容"),
        (
            (of_item("泄露国家秘密"), of_item("严重表述错误"), of_item("个人信息（地方）")),
            "单项否决风险 2 项：严重表述错误 1、泄露国家秘密 1；个人信息 1（部分地方列为否决或扣分）",
        ),
        ((of_item("泄露国家秘密", Severity.NOTE),), "未发现单项否决风险"),
        (
            (of_item("错别字（地方）", Severity.WARNING), of_item("链接可用性")),
            "未发现单项否决风险；错别字 1（部分地方按处扣分）；链接可用性 1（按处扣分）",
        ),
    ],
)
def test_the_last_line_speaks_the_inspectors_language(reports: tuple[Report, ...], expected: str) -> None:
    run = replace(RUN, reports=reports, exit_code=0)
    assert last_line(run, interface("zh")) == expected
    assert render(run, "text").splitlines()[-1] == expected


def test_a_run_that_was_not_completed_is_no_pass() -> None:
    run = replace(RUN, reports=(report("a.txt"),), exit_code=2)
    assert last_line(run, interface("zh")) == "未发现单项否决风险；检查没有完成，不能据此认为合格"
    assert json.loads(render(run, "json"))["status"] == "partial"


@pytest.mark.parametrize(
    ("reports", "exit_code", "status"),
    [
        ((report("a.txt"), ACCEPTED), 0, "clean"),
        ((of_item("泄露国家秘密"), ACCEPTED), 1, "findings"),
        ((ACCEPTED,), 2, "not_checked"),
        ((report("a.txt"), UNREAD), 2, "partial"),
    ],
)
def test_the_state_of_a_run(reports: tuple[Report, ...], exit_code: int, status: str) -> None:
    assert json.loads(render(replace(RUN, reports=reports, exit_code=exit_code), "json"))["status"] == status


@pytest.mark.parametrize(
    ("text", "hit", "width", "expected"),
    [
        ("请，，落实", "，，", 20, ("请，，落实", "  ^^^^")),
        ("e\u0301a，，落实", "，，", 20, ("e\u0301a，，落实", "  ^^^^")),
        ("\t甲\t乙", "乙", 20, ("甲 乙", "   ^^")),
        ("一二三四五六七八", "五", 9, ("…四五六…", "   ^^")),
        ("一二三四五六七八", "八", 9, ("…五六七八", "       ^^")),
        ("一二三四五六七八", "一", 9, ("一二三四…", "^^")),
        ("一二三四五六七八", "一二三四五六七八", 9, ("一二三四…", "^" * 9)),
        ("甲乙", "", 9, ("甲乙", "^")),
        ("甲\u200b乙", "\u200b", 20, ("甲\\u200b乙", "  ^^^^^^")),
    ],
)
def test_the_hit_is_marked_under_its_line(text: str, hit: str, width: int, expected: tuple[str, str]) -> None:
    start = text.index(hit)
    assert marked(Excerpt(text=text, span=Span(start, start + len(hit))), width) == expected


def test_wrapping_keeps_words_and_closing_marks() -> None:
    assert wrap("一二三，四五。abc def", hanging=" ", width=7) == ["一二", " 三，四", " 五。", " abc", " def"]
    assert wrap("x" * 20, hanging="", width=8) == ["x" * 8, "x" * 8, "x" * 4]
    assert wrap("") == []


if __name__ == "__main__":
    for file_name, made in GOLDEN_FILES.items():
        (GOLDEN / file_name).write_text(made(), "utf-8")
