"""What only a comparison of inputs can tell, over folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sensitive_check import Status, across, loading, scan
from sensitive_check.model import Report, Severity, Span
from sensitive_check.reporters import render
from sensitive_check.wording import interface

SETUP = loading.set_up()
WORDS = interface("zh")
TEXT = "全县各单位认真学习会议精神，结合实际抓好落实。" * 10


CHECKER = SETUP.checker


def compared(*texts: str, order: int = 1) -> list[tuple[str, str, str]]:
    """Input, rule and reason of what the comparison adds to inputs called a.txt, b.txt, …"""
    reports = [replace(CHECKER.check(text), name=f"{chr(97 + number)}.txt") for number, text in enumerate(texts)]
    before = {report.name: report.findings for report in reports}
    after = across.compare(reports[::order], CHECKER.rules, WORDS).reports
    assert all(report.facts == () for report in after)
    return [
        (report.name, finding.rule_id, finding.reason)
        for report in after
        for finding in report
        if finding not in before[report.name]
    ]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (("张某三：110105********002X", "好。\n张某三 11010519491231002X"), {"a.txt": "b.txt:2"}),
        (("张某三：138****8000", "张某三 13800138000"), {"a.txt": "b.txt:1"}),
        (("李某四：138****8000", "张某三 13800138000"), {}),  # another person's may look alike
        (("第三名 11010519491231**2X", "另一处11010519491231002X。"), {"a.txt": "b.txt:1"}),
        (("张某三：110105********003X", "张某三 11010519491231002X"), {}),
        (("张某三：138****8000\n" * 9, "好。"), {}),  # within one text the rule itself compares
        (("姓名 138****8000", "姓名 13800138000"), {}),  # a label is no name
    ],
)
def test_a_mask_that_another_file_lifts(texts: tuple[str, ...], places: dict[str, str], order: int) -> None:
    expected = [(name, "weak-mask", f"{place} 有同一号码的全文，遮盖不起作用") for name, place in places.items()]
    assert compared(*texts, order=order) == expected


def test_the_reason_and_the_report_show_no_digits() -> None:
    reports = [
        replace(CHECKER.check(text), name=name)
        for name, text in (
            ("a.txt", "张某三：110105********002X"),
            ("11010519491231002X.txt", "张某三11010519491231002X"),
        )
    ]
    run = scan.scan([], setup=SETUP, allow_empty=True)
    shown = render(replace(run, reports=across.compare(reports, CHECKER.rules, WORDS).reports), "json")
    assert "19491231" not in shown
    assert "1****************X.txt:1 有同一号码的全文" in shown
    assert "19491231" not in repr([report.facts for report in reports])


def test_the_same_text_twice(tmp_path: Path) -> None:
    for name, text in (("a.txt", TEXT), ("b.md", f"\n{TEXT}\n"), ("c.txt", TEXT + "另加一句。"), ("d.txt", TEXT[:199])):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "e.txt").write_text(TEXT[:199], "utf-8")
    run = scan.scan([tmp_path], setup=SETUP)
    repeated = [
        (report.name.rpartition("/")[2], found.span, found.severity, found.reason.rpartition("/")[2])
        for report in run.reports
        for found in report
        if found.rule_id == "repeated-document"
    ]
    assert repeated == [("b.md", Span(0, 0), Severity.NOTE, "a.txt 内容相同")]
    assert run.reports[1].status is Status.FINDINGS
    assert run.exit_code == 0


def test_the_rule_can_be_switched_off(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    from sensitive_check import Config

    run = scan.scan([tmp_path], setup=loading.set_up(Config(disabled_rules=("repeated-document",))))
    assert [list(report) for report in run.reports] == [[], []]


def test_what_is_not_compared_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(across, "MOST_FACTS", 3)
    reports = [replace(CHECKER.check("张某三 13800138000，13800138001"), name=name) for name in "abc"]
    assert across.compare(reports, CHECKER.rules, WORDS).left_out == 3


def test_facts_do_not_show_their_values() -> None:
    report: Report = CHECKER.check("身份证号11010519491231002X")
    assert report.facts
    assert "1949" not in repr(report)
