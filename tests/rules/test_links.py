"""Addresses beside Chinese text, and hosts compared by whole labels."""

from __future__ import annotations

from typing import Any

import pytest

from sensitive_check.checker import Checker
from sensitive_check.config import Config
from sensitive_check.model import Severity
from sensitive_check.scan import set_up


def found(checker: Checker, text: str) -> list[tuple[str, Severity]]:
    """Matches and severities of external-link."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == "external-link"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("详见http://www.example.com/a?b=1。", "http://www.example.com/a?b=1"),
        ("（https://example.com/a_(b)）", "https://example.com/a_(b)"),
        ("(见https://example.com/a)", "https://example.com/a"),
        ("[标题](https://example.com/a)", "https://example.com/a"),
        ("<https://example.com>", "https://example.com"),
        ("登录www.example.com查询", "www.example.com"),
        ("HTTP://WWW.EXAMPLE.COM/A，", "HTTP://WWW.EXAMPLE.COM/A"),
        ("见http://www.example.com.", "http://www.example.com"),
        ("见https://gov.cn.example.net/", "https://gov.cn.example.net/"),
        ("见https://www.gov.cn@example.com/", "https://www.gov.cn@example.com/"),
        ("见https://example.com\\@www.gov.cn/", "https://example.com\\@www.gov.cn/"),
        ("见http://evilgov.cn", "http://evilgov.cn"),
        ("见http://某某公司.网络。", "http://某某公司.网络"),
        ("见http://203.0.113.7:8080/x", "http://203.0.113.7:8080/x"),
    ],
)
def test_external(checker: Checker, text: str, address: str) -> None:
    assert found(checker, text) == [(address, Severity.ERROR)]


@pytest.mark.parametrize(
    "text",
    [
        "https://www.gov.cn/a，http://x.gov.cn.",
        "http://中国政府网.政务",
        "http://国务院。政务",
        "https://xn--fiq.xn--zfr164b/",
        "office@www.example.com",
        "https://",
        "www.。",
    ],
)
def test_allowed_or_no_address(checker: Checker, text: str) -> None:
    assert found(checker, text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("https://www.pku.edu.cn/", "教育"), ("https://mp.weixin.qq.com/s/x", "平台")],
)
def test_mild_hosts_are_notes(checker: Checker, text: str, reason: str) -> None:
    (finding,) = [f for f in checker.check(text) if f.rule_id == "external-link"]
    assert finding.severity is Severity.NOTE
    assert reason in finding.reason


def test_configured_hosts_and_profiles() -> None:
    def built(**options: Any) -> Checker:
        return set_up(Config(**options)).checker

    text = "见https://news.example.com/ 与 https://example.org/"
    assert len(found(built(allowed_hosts=("example.com",)), text)) == 1
    assert found(built(profile="media"), text) == []
    assert len(found(built(profile="media", allowed_hosts=("example.com",)), text)) == 1
