"""Secrecy marks: spans, severities, and the line between mark and mention."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Document, Outside, Severity

HEAD = "关于开展专项检查的通知\n各有关单位：\n"


@pytest.mark.parametrize(
    ("text", "matched", "severity"),
    [
        (f"机密★20年\n{HEAD}", "机密★20年", Severity.ERROR),
        (f"机 密 ★ ２０ 年\n{HEAD}", "机 密 ★ ２０ 年", Severity.ERROR),
        (f"秘密★6个月\n{HEAD}", "秘密★6个月", Severity.ERROR),
        (f"绝密★长期\n{HEAD}", "绝密★长期", Severity.ERROR),
        (f"机密★2030年12月31日\n{HEAD}", "机密★2030年12月31日", Severity.ERROR),
        (f"机密★会议开始前\n{HEAD}", "机密★会议开始前", Severity.ERROR),
        (f"秘密★一年\n{HEAD}", "秘密★一年", Severity.ERROR),
        (f"绝密★（30年）\n{HEAD}", "绝密★（30年）", Severity.ERROR),
        (f"绝密⭐\n{HEAD}", "绝密⭐", Severity.ERROR),
        (f"机密＊10年\n{HEAD}", "机密＊10年", Severity.ERROR),
        (f"機密★\n20年\n{HEAD}", "機密★\n20年", Severity.ERROR),
        (f"　　秘　密\n\n{HEAD}", "秘　密", Severity.ERROR),
        (f"**机密**\n{HEAD}", "机密", Severity.ERROR),
        (f"特急\n秘密\n秘书处\n{HEAD}", "秘密", Severity.ERROR),
        (f"秘密 1年\n{HEAD}", "秘密 1年", Severity.ERROR),
        (f"{HEAD}密级：机密　　期限：5年", "机密", Severity.ERROR),
        ("关于报送情况的报告（秘密）\n各单位：", "（秘密）", Severity.ERROR),
        (HEAD * 6 + "机密\n000123\n特急", "机密", Severity.ERROR),
        (HEAD * 6 + "机密\n正文", "机密", Severity.WARNING),
        ("绝密★启用前\n2026年统一考试语文", "绝密★启用前", Severity.WARNING),
        ("标志形式如“机密★20年”，由三部分组成。", "机密★20年", Severity.NOTE),
    ],
)
def test_mark(checker: Checker, text: str, matched: str, severity: Severity) -> None:
    found = [f for f in checker.check(text) if f.rule_id == "classification-mark"]
    assert [(f.matched, f.severity) for f in found] == [(matched, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "绝密级事项由专人管理。",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "（一）绝密级；（二）机密级；（三）秘密级。",
        "密级：公开",
        "密级：□绝密 □机密 □秘密",
        "影片《机密》上映",
        "（三）保守工作秘密",
        "泄露国家机密的，依法追究责任",
        "酒店评级★★★★",
        "严守秘密 1年来成效明显",
    ],
)
def test_mention(checker: Checker, text: str) -> None:
    assert [f for f in checker.check(text) if f.rule_id == "classification-mark"] == []


@pytest.mark.parametrize(
    ("name", "found"), [("机密-方案.docx", ["机密"]), ("某方案（秘密）.txt", ["秘密"]), ("保守国家秘密法.md", [])]
)
def test_file_name(checker: Checker, name: str, found: list[str]) -> None:
    document = Document(name=name, text="正文", outside=(Outside(label="文件名", kind="filename", text=name),))
    findings = checker.check(document).findings
    assert [f.matched for f in findings] == found
    assert all(f.line is None and f.location.part == "文件名" for f in findings)
