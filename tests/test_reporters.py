"""Reporters: one golden file per format, what is masked, and what the last line says.

``python tests/test_reporters.py`` writes the golden files anew; their diff is reviewed like code.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from defusedxml import ElementTree

from sensitive_check.cli import FORMATS
from sensitive_check.model import (
    Category,
    Excerpt,
    Finding,
    Location,
    Report,
    Rule,
    Run,
    Severity,
    Span,
    Status,
    Unchecked,
)
from sensitive_check.reporters import REPORTERS, render, sarif
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

RULES = tuple(
    Rule(
        id=rule_id,
        category=category,
        severity=severity,
        title=f"规则 {rule_id}",
        message="说明",
        rationale=f"为什么有规则 {rule_id}",
        source="GB/T 15834—2011",
        indicator=indicator,
    )
    for rule_id, category, severity, indicator in (
        ("mojibake", Category.ERROR, Severity.ERROR, None),
        ("repeated-mark", Category.ERROR, Severity.WARNING, None),
        ("resident-id", Category.PERSONAL, Severity.ERROR, "个人信息（地方）"),
        ("typo", Category.ERROR, Severity.WARNING, "错别字（地方）"),
    )
)

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
    rules=RULES,
    skipped={"": 1, "(.gitignore)": 2, "(dot)": 1, ".css": 3},
    own_lists={"terms.csv": 20},
    plugins=("example",),
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
    "run.sarif": lambda: render(RUN, "sarif"),
    "run_en.sarif": lambda: render(RUN, "sarif", lang="en"),
    "run_github.txt": lambda: render(RUN, "github"),
    "run_gitlab.json": lambda: render(RUN, "gitlab"),
    "run_junit.xml": lambda: render(RUN, "junit"),
    "run.csv": lambda: render(RUN, "csv"),
}


@pytest.mark.parametrize("name", sorted(GOLDEN_FILES))
def test_golden(name: str) -> None:
    assert GOLDEN_FILES[name]().encode() == (GOLDEN / name).read_bytes()


def test_every_format_has_a_golden_file() -> None:
    assert set(REPORTERS) == {"text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "csv"} == set(FORMATS)


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


HOSTILE = '甲\r\n::error file=x::伪造%0A\n=HYPERLINK("http://x")<script>alert(1)</script>]]>&\x0b乙'


def hostile_run() -> Run:
    """A run whose draft and file names try to forge lines, markup and formulas."""
    hit = finding(f"{HOSTILE}丙", HOSTILE, "repeated-mark", message=HOSTILE, suggestions=(HOSTILE,), reason=HOSTILE)
    names = ("=cmd|' /C calc'!A0.txt", "a\n::error::b,line=9:c%0A.txt", "<b>&\"'.txt")
    return replace(RUN, reports=tuple(report(name, hit) for name in names), exit_code=1)


def test_github_commands_cannot_be_forged() -> None:
    lines = render(hostile_run(), "github").split("\n")
    assert lines.pop() == ""
    assert [line.startswith("::error file=") for line in lines] == [True] * 3 + [False]
    assert not lines[-1].startswith("::")
    assert "file=a\\n%3A%3Aerror%3A%3Ab%2Cline=9%3Ac%250A.txt," in lines[1]
    assert "%0A::error file=x::伪造%250A" in lines[0]  # inside one message, as text


def test_github_states_what_its_cap_leaves_out() -> None:
    hits = [finding(f"第{i}处甲乙", "甲", "x") for i in range(25)]
    lines = render(replace(RUN, reports=(report("a.txt", *hits),)), "github").splitlines()
    assert len(lines) == 11
    assert lines[9] == "::error::另有 16 条没有逐条显示，完整清单用 --format json 或 sarif 查看"


def test_csv_holds_no_formula_and_one_row_a_finding() -> None:
    rows = list(csv.reader(io.StringIO(render(hostile_run(), "csv").removeprefix("\ufeff"))))
    assert [len(row) for row in rows] == [13] * 4
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows[1:] for value in row)
    assert rows[1][0] == "'=cmd|' /C calc'!A0.txt"


def test_junit_is_xml_and_holds_the_text_as_text() -> None:
    root = ElementTree.fromstring(render(hostile_run(), "junit"))
    cases = list(root.iter("testcase"))
    assert [case.get("name") for case in cases] == [
        "=cmd|' /C calc'!A0.txt",
        "a\\n::error::b,line=9:c%0A.txt",
        "<b>&\"'.txt",
    ]
    assert {child.tag for case in cases for child in case} == {"failure"}
    assert "<script>alert(1)</script>]]>&" in (cases[0][0].text or "")


def test_junit_fails_by_the_threshold_of_the_run() -> None:
    hit = finding("甲乙", "甲", "x", severity=Severity.WARNING)
    for threshold, tags in ((Severity.ERROR, ["system-out"]), (Severity.WARNING, ["failure"])):
        run = replace(RUN, reports=(report("a.txt", hit),), exit_code=0, fail_on=threshold)
        assert [child.tag for child in next(ElementTree.fromstring(render(run, "junit")).iter("testcase"))] == tags


@pytest.mark.parametrize("reports", [(), (report("a.txt"),)])
def test_junit_is_red_when_a_run_was_not_completed(reports: tuple[Report, ...]) -> None:
    root = ElementTree.fromstring(render(replace(RUN, reports=reports, exit_code=2), "junit"))
    assert root.get("errors") == "1"


def test_sarif_names_places_and_says_what_was_not_checked() -> None:
    run = json.loads(render(RUN, "sarif"))["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [one["descriptor"]["id"] for one in run["invocations"][0]["toolExecutionNotifications"][:3]] == [
        "encoding",
        "image",
        "image",
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "drafts/%E5%85%AC%E7%A4%BA.txt"
    assert place["region"] == {
        "startLine": 1,
        "startColumn": 8,
        "endLine": 1,
        "endColumn": 26,
        "charOffset": 7,
        "charLength": 18,
        "snippet": {"text": "1****************X"},
    }
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["mojibake", "repeated-mark", "resident-id"]


def test_sarif_keeps_the_gravest_and_states_the_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    run = json.loads(render(replace(RUN, notices=()), "sarif"))["runs"][0]
    assert [result["level"] for result in run["results"]] == ["error", "error"]
    assert run["invocations"][0]["toolExecutionNotifications"][-1] == {
        "level": "warning",
        "message": {"text": "只列出最严重的 2 个问题，另有 4 个未列出；完整清单用 --format json。"},
    }


def test_gitlab_fingerprints_differ_and_do_not_depend_on_lines() -> None:
    def issues(line: int) -> list[dict[str, object]]:
        hits = [replace(finding("甲，，乙", "，，", "repeated-mark", line=line + i), fingerprint="f") for i in range(2)]
        made: list[dict[str, object]] = json.loads(
            render(replace(RUN, reports=(report("a.txt", *hits), report("b.txt", *hits))), "gitlab")
        )
        return made

    first = [issue["fingerprint"] for issue in issues(1)]
    assert len(set(first)) == 4
    assert [issue["fingerprint"] for issue in issues(7)] == first


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
    run = replace(run, own_lists={}, allow=(), disabled_rules=(), disabled_lists=(), disabled_entries=(), plugins=())
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
        (GOLDEN / file_name).write_bytes(made().encode())
