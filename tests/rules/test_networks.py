"""IP addresses outside links, and the versions and paragraphs that look like one."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity


def found(checker: Checker, rule: str, text: str) -> list[tuple[str, Severity]]:
    """The matches of one rule with their severities."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


@pytest.mark.parametrize(
    ("text", "address", "reason"),
    [
        ("服务器192.168.10.5已停用", "192.168.10.5", "内网地址，会暴露网络结构"),
        ("IP：8.8.8.8", "8.8.8.8", ""),
        ("由１０．２０．３０．４０登录", "１０．２０．３０．４０", "内网地址，会暴露网络结构"),
        ("访问223.5.5.5:8080", "223.5.5.5", ""),
        ("来自223.5.5.5。", "223.5.5.5", ""),
    ],
)
def test_address(checker: Checker, text: str, address: str, reason: str) -> None:
    hits = [(f.matched, f.severity, f.reason) for f in checker.check(text) if f.rule_id == "ip-address"]
    assert hits == [(address, Severity.NOTE, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "文档示例192.0.2.44、198.51.100.7和203.0.113.9",
        "软件版本V3.10.2.120",
        "1.2.3.4总则",
        "见http://192.168.10.5/a",
        "编号1.2.3.400",
        "本机127.0.0.1，任意0.0.0.0，掩码255.255.255.0",
        "编号192.168.10.5.6",
        "01.02.03.40",
    ],
)
def test_no_address(checker: Checker, text: str) -> None:
    assert found(checker, "ip-address", text) == []
