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
        ("做好各项工作\n机密★1年", "机密★1年", Severity.ERROR),
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


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        (f"内部资料　注意保存\n{HEAD}", "内部资料　注意保存"),
        (f"内部资料\n注意保存\n{HEAD}", "内部资料\n注意保存"),
        (f"內部資料\n{HEAD}", "內部資料"),
        (f"内 部\u200b资 料\n{HEAD}", "内 部\u200b资 料"),
        (f"**内部资料**\n{HEAD}", "内部资料"),
        (f"【内部文件】{HEAD}", "内部文件"),
        (f"关于情况的报告（内部资料）\n{HEAD}", "内部资料"),
        (f"{HEAD}内部使用，不得外传\n", "内部使用，不得外传"),
        (f"{HEAD}（此件不得翻印）\n", "此件不得翻印"),
        (f"{HEAD}严禁外传！\n", "严禁外传"),
        (f"仅供领导参阅\n第12期\n{HEAD}", "仅供领导参阅"),
        (f"{HEAD}本专报仅供内部参考，请勿转载。\n", "本专报仅供内部参考"),
        (f"{HEAD}此件仅供领导参阅，阅后销毁。\n", "此件仅供领导参阅，阅后销毁"),
        (f"会后收回\n{HEAD}", "会后收回"),
        (f"{HEAD}本材料请于会议结束时退回。\n", "本材料请于会议结束时退回"),
        (f"参阅件\n第12期\n{HEAD}", "参阅件\n第12期"),
        (f"内参（2024年第3期）\n{HEAD}", "内参（2024年第3期"),
        (f"工作秘密\n{HEAD}", "工作秘密"),
        (f"内部交流资料 请勿外泄\n{HEAD}", "内部交流资料 请勿外泄"),
        (f"内部资料，请注意保密！\n{HEAD}", "内部资料，请注意保密"),
        ("值班通讯录(内部)\n姓名 电话\n", "(内部)"),
    ],
)
def test_internal_mark(checker: Checker, text: str, matched: str) -> None:
    found = [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == "internal-mark"]
    assert found == [(matched, Severity.WARNING)]


@pytest.mark.parametrize(
    "text",
    [
        "严禁携带内部资料、涉密载体参加外事活动。",
        "不予公开的包括：\n- 内部资料\n- 商业秘密\n",
        "一、内部资料\n二、公开资料\n",
        "| 内部资料 | 3份 |",
        "内部资料性出版物管理办法",
        "参考文献：《某县志稿》（内部资料）",
        "未经同意，不得将客户信息外传。",
        "任何单位和个人不得翻印。出版物另有规定的除外。",
        "仅供领导部门内部参阅的刊物、资料",
        "笔录经审判长审阅后收回存档。",
        "涉密文件应当阅后及时退回。",
        "大会后退回驻地；会后收回调查问卷。",
        "在全市范围内参保第2期集中办理",
        "泄露国家秘密、工作秘密的，依法给予处分。",
        "仅供参考",
    ],
)
def test_mention_of_internal_material(checker: Checker, text: str) -> None:
    assert [f.matched for f in checker.check(text) if f.rule_id == "internal-mark"] == []


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("内部资料.docx", "内部资料"),
        ("年度要点（内部资料）.pdf", "内部资料"),
        ("内部使用-值班表.xlsx", "内部使用"),
        ("会议材料（会后收回）.docx", "会后收回"),
        ("参阅件第5期.docx", "参阅件第5期"),
        ("保密法学习资料.docx", ""),
        ("内部资料管理办法.docx", ""),
    ],
)
def test_internal_mark_in_a_name(checker: Checker, name: str, matched: str) -> None:
    document = Document(name=name, text="", outside=(Outside(label="文件名", kind="filename", text=name),))
    assert [f.matched for f in checker.check(document) if f.rule_id == "internal-mark"] == (
        [matched] if matched else []
    )
