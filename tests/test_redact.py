"""Nothing personal or secret leaves in a report, whatever field it stands in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensitive_check.checker import Checker
from sensitive_check.model import Category, Report, Run, Status
from sensitive_check.redact import mask_name, mask_text, redact, redact_run, safe_text

SECRETS = ["11010519491231002X", "13800138000", "6222021234567890128", "hunter2secret", "AKIAIOSFODNN7ABCDEFG"]


def shown(report: Report) -> str:
    """Everything a reporter could print of a report."""
    texts = [report.name]
    for f in report:
        texts += [f.matched, f.message, f.reason, f.source, f.rationale, f.excerpt.text, *f.suggestions]
    return "\n".join(texts)


def test_names_and_phrases_of_a_configuration_are_masked() -> None:
    allowed = {"phrase": "某事", "rules": [], "reason": "机主13800138000同意", "used": 0}
    run = redact_run(
        Run(
            reports=(),
            exit_code=0,
            profile="government",
            as_of=date(2026, 1, 31),
            lists="",
            own_lists={"13800138000.csv": 3},
            disabled_lists=("13800138000",),
            disabled_entries=("13800138000-2", "typo-0001"),
            allow=(allowed,),
            notices=("词表 13800138000 的日期是 2024-01-31",),
        )
    )
    masked = "1*********0"
    assert run.own_lists == {f"{masked}.csv": 3}
    assert (run.disabled_lists, run.disabled_entries) == ((masked,), (f"{masked}-2", "typo-0001"))
    assert run.allow == ({**allowed, "reason": f"机主{masked}同意"},)
    assert run.notices == (f"词表 {masked} 的日期是 2024-01-31",)


def test_the_id_and_source_of_an_entry_are_masked(checker: Checker) -> None:
    (finding,) = checker.check("工作，，安排")
    named = replace(finding, entry_id="13800138000-2", source="13800138000.csv")
    (shown_finding,) = redact(Report(name="a", status=Status.FINDINGS, findings=(named,)))
    assert (shown_finding.entry_id, shown_finding.source) == ("1*********0-2", "1*********0.csv")


def test_values_stay_inside(checker: Checker) -> None:
    text = (
        "联系人手机13800138000，身份证11010519491231002X，卡号6222021234567890128，，密码：hunter2secret，"
        "详见https://user:hunter2secret@www.example.com/?token=AKIAIOSFODNN7ABCDEFG，工作,安排"
    )
    report = redact(checker.check(text))
    assert {f.rule_id for f in report} == {
        *(
            "mobile",
            "resident-id",
            "bank-card",
            "repeated-mark",
            "external-link",
            "credential",
            "credential-in-url",
            "halfwidth-mark",
        ),
    }
    assert not [secret for secret in SECRETS if secret in shown(report)]
    assert next(f.matched for f in report if f.rule_id == "resident-id") == "1****************X"


def test_beside_a_secrecy_mark_nothing_is_shown(checker: Checker) -> None:
    report = redact(checker.check("机密★20年 甲乙丙计划,部署\n丁戊己,庚辛"))
    assert {f.category for f in report} == {Category.SECRECY, Category.ERROR}
    assert not set("甲乙丙丁戊己庚辛") & set(shown(report))


def test_a_number_cut_by_the_window_stays_masked(checker: Checker) -> None:
    text = "甲" * 50 + "工作,安排" + "乙" * 50 + "13800138000"
    assert "138" not in shown(redact(checker.check(text)))


def test_overlapping_findings_are_masked(checker: Checker) -> None:
    report = redact(checker.check("见http://www.example.com/a 13800138000，，"))
    assert "13800138000" not in shown(report)


def test_a_long_finding_is_masked_wherever_it_holds_a_number(checker: Checker) -> None:
    numbers = "，".join(f"1380013{n:04d}" for n in range(8000, 8012))
    report = redact(checker.check(f"见http://www.example.com/?a={numbers}，，\n工作,安排" + f"\n{numbers}"))
    assert "1380013" not in shown(report)


def test_no_example_of_a_sensitive_rule_shows(checker: Checker) -> None:
    for rule in checker.rules:
        for text in (one for one in rule.match if rule.sensitive and isinstance(one, str)):
            found = [f.matched for f in checker.check(text) if f.rule_id == rule.id]
            report = shown(redact(checker.check(text)))
            assert [matched for matched in found if matched in report] == [], rule.id


def test_redacting_twice_changes_nothing_more(checker: Checker) -> None:
    report = redact(checker.check("手机13800138000，，密码：hunter2secret"))
    assert redact(report) == report


@given(st.text(st.sampled_from("0123456789 -：密码为abcXYZ=/@?&.甲\u200b０１")))
def test_masking_is_idempotent(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("通知 2024-01-31.txt", "通知 2024-01-31.txt"),
        ("20240131174112.txt", "20240131174112.txt"),
        ("张某13800138000.txt", "张某1*********0.txt"),
        ("11010519491231002X/a.txt", "1****************X/a.txt"),
        ("password=hunter2", "password=*******"),
    ],
)
def test_mask_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text())
def test_safe_text_is_printable_everywhere(text: str) -> None:
    safe = safe_text(text)
    safe.encode("utf-8")
    assert not set(safe) & set("\x1b\r\n\x00\u202e\u2028\u200b\ufeff")
