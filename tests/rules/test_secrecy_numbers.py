"""Copy numbers and document numbers of classified documents: spans, severities, and the innocent look-alikes."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity

HEAD = "关于开展专项检查的通知\n各有关单位：\n"


def found(checker: Checker, rule: str, text: str) -> list[tuple[str, Severity]]:
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


@pytest.mark.parametrize(
    ("text", "matched", "severity"),
    [
        (f"000001\n机密★10年\n特急\n{HEAD}", "000001", Severity.WARNING),
        (f"000012\n\n秘密\n{HEAD}", "000012", Severity.WARNING),
        (f"０００１２３\n绝　密\n{HEAD}", "０００１２３", Severity.WARNING),
        (f"000045　机密★5年\n{HEAD}", "000045", Severity.WARNING),
        (f"份号：000123\n秘密★1年\n{HEAD}", "份号：000123", Severity.WARNING),
        (f"№000123\n秘密★1年\n{HEAD}", "№000123", Severity.WARNING),
        (f"机密★5年　份号：000007\n{HEAD}", "份号：000007", Severity.WARNING),
        (f"份号\n000123\n秘密\n{HEAD}", "份号\n000123", Severity.WARNING),
        (f"份号：000123\n{HEAD}", "份号：000123", Severity.NOTE),
        (f"{HEAD}份号:12\n", "份号:12", Severity.NOTE),
    ],
)
def test_copy_number(checker: Checker, text: str, matched: str, severity: Severity) -> None:
    assert found(checker, "copy-number", text) == [(matched, severity)]


@pytest.mark.parametrize(
    "text",
    [
        f"000012\n{HEAD}",
        "邮编\n100000\n严守秘密，不得外传。",
        "证券代码 600519\n秘密武器是科技创新。",
        "示例见下：\n000001\n标志写作“机密★10年”，置于第二行。",
        "涉密公文应当标注份号，份号用6位数字。",
        "份号：另行编列",
        "2024年共印发份号管理规定3份。",
        "身份号码：另附",
    ],
)
def test_no_copy_number(checker: Checker, text: str) -> None:
    assert found(checker, "copy-number", text) == []


@pytest.mark.parametrize(
    ("text", "matched", "severity"),
    [
        (f"某市委密电〔2024〕3号\n{HEAD}", "某市委密电〔2024〕3号", Severity.ERROR),
        ("根据某市委密电〔2024〕3号要求，", "某市委密电〔2024〕3号", Severity.ERROR),
        (f"某办密电[2023]第12号\n{HEAD}", "某办密电[2023]第12号", Severity.ERROR),
        (f"市委密电\n{HEAD}", "市委密电", Severity.ERROR),
        (f"中共某某市委密电\n{HEAD}", "中共某某市委密电", Severity.ERROR),
        (f"密件\n{HEAD}", "密件", Severity.ERROR),
        (f"某密件（2022）5号\n{HEAD}", "某密件（2022）5号", Severity.ERROR),
        (f"机密★5年\n某密〔2024〕3号\n{HEAD}", "某密〔2024〕3号", Severity.ERROR),
        (f"某委密〔２０２４〕７号\n{HEAD}", "某委密〔２０２４〕７号", Severity.NOTE),
        (f"某办密发〔2024〕7号\n{HEAD}", "某办密发〔2024〕7号", Severity.NOTE),
        (f"某办机〔2024〕2号\n{HEAD}", "某办机〔2024〕2号", Severity.NOTE),
        (f"某委绝〔2024〕2号\n{HEAD}", "某委绝〔2024〕2号", Severity.NOTE),
        (f"〔2024〕密3号\n{HEAD}", "〔2024〕密3号", Severity.NOTE),
    ],
)
def test_secret_document_number(checker: Checker, text: str, matched: str, severity: Severity) -> None:
    assert found(checker, "secret-document-number", text) == [(matched, severity)]


@pytest.mark.parametrize(
    "text",
    [
        *("密政发〔2024〕3号", "京密政办发〔2024〕3号", "京密政发〔2024〕18号", "京密〔2024〕2号", "密发〔2024〕3号"),
        *("高密政发〔2024〕3号", "高密〔2024〕3号", "新密政〔2024〕5号", "国密〔2021〕4号", "国密局字〔2021〕4号"),
        *("某保密〔2024〕6号", "某农机〔2024〕5号", "民机〔2024〕5号", "国办发明电〔2024〕1号", "内部明电的管理"),
        *("中办发〔2024〕12号", "国办发〔2024〕2号", "（2019）京0118民初12号", "司机（2024）年审", "商密[2024]3号"),
        "特工截获一份密电，破译后上报。",
        "电视剧《密电》今晚开播。",
        "收发密件须由机要交通传递。",
        "某地转发的文件文号为“市委密电”，经鉴定为秘密级。",
        "机密件、绝密件由专人保管。",
        "计算机〔2024〕年检",
        "密件的管理\n第一条 为了规范",
    ],
)
def test_other_number(checker: Checker, text: str) -> None:
    assert found(checker, "secret-document-number", text) == []
