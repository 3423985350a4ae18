"""Marks in a draft: what they let pass, what they never may, and that a void one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import sensitive_check
from sensitive_check import Config, load_checker, loading, scan

RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
CHECKER = load_checker(Config())


@pytest.mark.parametrize(
    ("text", "left", "suppressed", "void"),
    [
        ("截止目前，好。<!-- sensitive-check: ignore typo 引用原文 -->", [], 1, ()),
        ("<!-- sensitive-check: ignore typo 引用原文 -->\n截止目前，好。", [], 1, ()),
        ("<!-- sensitive-check: ignore typo 引用原文 -->\r\n截止目前，好。", [], 1, ()),
        ("<!-- sensitive-check: ignore typo 引用原文 -->\n\n截止目前，好。", ["typo"], 0, ()),
        ("截止目前，好。\n# sensitive-check: ignore typo 引用原文", ["typo"], 0, ()),
        ("# sensitive-check: ignore repeated-mark, typo 引用原文\n截止目前，，好。", [], 2, ()),
        ("# sensitive-check: ignore repeated-mark 引用原文\n截止目前，，好。", ["typo"], 1, ()),
        ("截止目前，好。<!-- sensitive-check: ignore typo -->", ["typo"], 0, (1,)),
        ("截止目前，好。<!-- sensitive-check: ignore -->", ["typo"], 0, (1,)),
        ("截止目前，好。sensitive-check: ignore typo 不是注释", ["typo"], 0, ()),
        (f"身份证号{RESIDENT_ID}。<!-- sensitive-check: ignore resident-id 样例 -->", ["resident-id"], 0, (1,)),
        ("<!-- sensitive-check: ignore classification-mark 样例 -->\n机密★20年", ["classification-mark"], 0, (1,)),
    ],
)
def test_marks(text: str, left: list[str], suppressed: int, void: tuple[int, ...]) -> None:
    report = CHECKER.check(text)
    assert [finding.rule_id for finding in report] == left
    assert (report.suppressed, report.void_marks) == (suppressed, void)


def test_the_configuration_may_permit_more() -> None:
    checker = load_checker(Config(inline_rules=("resident-id",)))
    report = checker.check(f"身份证号{RESIDENT_ID}。<!-- sensitive-check: ignore resident-id 标准样例 -->")
    assert (report.findings, report.suppressed) == ((), 1)


def test_a_void_mark_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("好。\n\n截止目前，好。<!-- sensitive-check: ignore typo -->\n", "utf-8")
    run = scan.scan([tmp_path], setup=loading.set_up())
    assert any("第 3 行的忽略标记无效" in notice for notice in run.notices)


def test_rules_ignored_in_some_files_are_counted(tmp_path: Path) -> None:
    for name in ("archive/2001/a.txt", "drafts/a.txt", "archive.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("截止目前，，好。\n", "utf-8")
    config = tmp_path / "sensitive-check.toml"
    config.write_text('[[per_file]]\npath = "archive/**"\nignore = ["typo"]\nreason = "历史文献照录"\n', "utf-8")
    run = scan.scan([tmp_path], setup=loading.set_up(sensitive_check.load_config(config)))
    left = {report.name.removeprefix(f"{tmp_path.as_posix()}/"): [f.rule_id for f in report] for report in run.reports}
    assert left == {
        "archive.txt": ["typo", "repeated-mark"],
        "archive/2001/a.txt": ["repeated-mark"],
        "drafts/a.txt": ["typo", "repeated-mark"],
    }
    assert [report.suppressed for report in run.reports] == [0, 1, 0]


@pytest.mark.parametrize(
    "row",
    [
        'path = "a"\nignore = ["typo"]',
        'path = "a"\nignore = ["no-such-rule"]\nreason = "x"',
        'path = ""\nignore = ["typo"]\nreason = "x"',
        'path = "a"\nignore = "typo"\nreason = "x"',
        'path = "a"\nignore = ["typo"]\nreason = "x"\nwhy = "y"',
    ],
)
def test_a_wrong_row_is_an_error(tmp_path: Path, row: str) -> None:
    config = tmp_path / "sensitive-check.toml"
    config.write_text(f"[[per_file]]\n{row}\n", "utf-8")
    with pytest.raises(sensitive_check.ConfigError, match="per_file"):
        loading.set_up(sensitive_check.load_config(config))


def test_segments_join_to_the_source_and_carry_their_findings() -> None:
    text = f"截止目前，，身份证号{RESIDENT_ID}。"
    report = CHECKER.check(text)
    segments = report.annotated(text)
    assert "".join(segment.text for segment in segments) == text
    assert [(s.text, [f.rule_id for f in s.findings]) for s in segments] == [
        ("截止目前", ["typo"]),
        ("，，", ["repeated-mark"]),
        ("身份证号", []),
        (RESIDENT_ID, ["resident-id"]),
        ("。", []),
    ]
    assert CHECKER.check("").annotated("") == ()


def test_a_report_as_plain_values_is_masked_unless_asked() -> None:
    report = CHECKER.check(f"身份证号{RESIDENT_ID}。")
    assert report.to_dict()["findings"][0]["text"] == "1****************X"
    assert report.to_dict(show_values=True)["findings"][0]["text"] == RESIDENT_ID


def test_many_drafts_are_checked_in_order() -> None:
    drafts = ["截止目前，好。", "好。", f"身份证号{RESIDENT_ID}。"]
    reports = sensitive_check.check_many(iter(drafts))
    assert [[finding.rule_id for finding in report] for report in reports] == [["typo"], [], ["resident-id"]]
