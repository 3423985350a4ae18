"""Addresses beside Chinese text and in links, hosts compared by whole labels, and what an address may not hold."""

from __future__ import annotations

from typing import Any

import pytest

from sensitive_check.checker import Checker
from sensitive_check.config import Config
from sensitive_check.loading import set_up
from sensitive_check.model import Document, Link, Part, Severity, Span


def found(checker: Checker, text: str | Document, rule: str = "external-link") -> list[tuple[str, Severity]]:
    """Matches and severities of one rule."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


def page(target: str, written: str = "", kind: str = "link") -> Document:
    """A page with one link; ``written`` is how the target stands in the source where that differs."""
    written = written or target
    span = Span(3, 3 + len(written))
    return Document(
        text=f"正文\n{written}",
        parts=(Part(label="链接", span=span, kind=kind),),
        links=(Link(span=span, target=target, text="附件"),),
    )


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
        ("见http:\\\\example.com\\a。", "http:\\\\example.com\\a"),
        ("[附件](//example.com/a)", "//example.com/a"),
        ("见ht\u00adtp://www.example.com/a/b。", "ht\u00adtp://www.example.com/a/b"),
        ("见https：//www.example.com/a。", "https：//www.example.com/a"),
        ("见http://" + "a." * 30 + "gov.cn.example.com", "http://" + "a." * 30 + "gov.cn.example.com"),
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
        "http://oa/a",
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


def test_links_of_a_reader_are_read_once(checker: Checker) -> None:
    assert found(checker, page("https://example.com/a")) == [("https://example.com/a", Severity.ERROR)]
    assert found(checker, page("https://example.com/", "https&#58;//example.com/")) == [
        ("https&#58;//example.com/", Severity.ERROR)
    ]
    assert found(checker, page("a/b.html")) == []
    assert found(checker, page("//www.gov.cn/")) == []


@pytest.mark.parametrize(
    ("text", "address", "host"),
    [
        ("见http://203.0.113.7:8080/x。", "http://203.0.113.7:8080/x", "203.0.113.7"),
        ("ftp://user@203.0.113.7/", "ftp://user@203.0.113.7/", "203.0.113.7"),
        ("http://3405803783/a", "http://3405803783/a", "203.0.113.7"),
        ("http://0xcb007107/", "http://0xcb007107/", "203.0.113.7"),
        ("http://0313.0.0161.7/", "http://0313.0.0161.7/", "203.0.113.7"),
        ("http://203.0.28935", "http://203.0.28935", "203.0.113.7"),
        ("http://%32%30%33.0.113.7", "http://%32%30%33.0.113.7", "203.0.113.7"),
        ("ｈｔｔｐ://２０３.０.１１３.７/", "ｈｔｔｐ://２０３.０.１１３.７/", "203.0.113.7"),
        ("http://[2001:db8::7]:80/", "http://[2001:db8::7]:80/", "[2001:db8::7]"),
        ("http://www.gov.cn@203.0.113.7/", "http://www.gov.cn@203.0.113.7/", "203.0.113.7"),
        ("wss://203.0.113.7", "wss://203.0.113.7", "203.0.113.7"),
    ],
)
def test_raw_ip(checker: Checker, text: str, address: str, host: str) -> None:
    (finding,) = [f for f in checker.check(text) if f.rule_id == "raw-ip"]
    assert (finding.matched, finding.severity, finding.reason) == (address, Severity.WARNING, "")
    assert host in finding.message
    assert found(checker, text) == []


@pytest.mark.parametrize("host", ["10.0.0.8", "192.168.1.1", "172.16.0.1", "127.1", "100.64.0.1", "[::1]", "[fd00::1]"])
def test_internal_address(checker: Checker, host: str) -> None:
    (finding,) = [f for f in checker.check(f"登录http://{host}/oa") if f.rule_id == "raw-ip"]
    assert finding.reason.startswith("内网地址")


@pytest.mark.parametrize(
    "text",
    [
        "升级到3.10.2.1",
        "v1.2.3.4",
        "IP：203.0.113.7",
        "http://1.2.3.4.5.example.gov.cn",
        "a@203.0.113.7",
        "https://[::g]",
    ],
)
def test_no_raw_ip(checker: Checker, text: str) -> None:
    assert found(checker, text, "raw-ip") == []


def test_an_allowed_number_is_no_finding() -> None:
    checker = set_up(Config(allowed_hosts=("203.0.113.7",))).checker
    assert found(checker, "http://203.0.113.7/a", "raw-ip") == []


@pytest.mark.parametrize(
    "address",
    [
        "http://admin:Q7wse2@oa.example.gov.cn/",
        "https://zhang:a@b@example.com/",
        "redis://:Q7wse2@cache:6379",
        "mongodb+srv://app:Q7wse2@db.example.com/hr",
        "https://glpat-16C7e42F292c6912E77@gitlab.example.com/a.git",
        "https://example.com/a?x=1&api_key=16C7e42F292c6912E7710c83",
    ],
)
def test_credential(checker: Checker, address: str) -> None:
    for document in (f"见{address}。", page(address), page(address, kind="code")):
        ((matched, severity),) = found(checker, document, "credential-in-url")[:1]
        assert (matched, severity) == (address, Severity.ERROR)
    assert found(checker, f"见{address}。", "credential-in-url") == [(address, Severity.ERROR)]


@pytest.mark.parametrize(
    "text",
    [
        "http://user:password@example.com",
        "http://用户名:口令@example.com",
        "http://admin:xxxx@example.com",
        "http://admin:******@example.com",
        "http://admin:$PASSWORD@example.com",
        "http://admin:%PASS%@example.com",
        "ftp://anonymous:guest@example.com",
        "https://zhangsan@example.com",
        "https://example.com/a?page=2&id=16C7e42F292c6912E7710c83",
        "https://example.com/a:b@c",
        "时间12:30@example.com",
    ],
)
def test_no_credential(checker: Checker, text: str) -> None:
    assert found(checker, text, "credential-in-url") == []


def test_only_credentials_count_in_code(checker: Checker) -> None:
    text = 'url = "http://root:Q7wse2@203.0.113.7/"'
    code = Document(text=text, parts=(Part(label="", span=Span(0, len(text)), kind="code"),))
    assert [f.rule_id for f in checker.check(code) if f.category.value == "link"] == ["credential-in-url"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("javascript:alert(1)", "脚本"),
        ("JAVASCRIPT:location.href='//example.com'", "脚本"),
        ("java\tscript:alert(1)", "脚本"),
        ("java\u200bscript:alert(1)", "脚本"),
        (" \x01javascript:alert(1)", "脚本"),
        ("ｊavascript:alert(1)", ""),
        ("vbscript:msgbox(1)", "脚本"),
        ("data:text/html,<b>", "任何网页"),
        ("data:application/xhtml+xml;base64,AAAA", "任何网页"),
        ("file:///D:/a.doc", "本机"),
        ("file://server/a.doc", "本机"),
        ("file://server", "本机"),
        ("\\\\server\\share\\a.doc", "本机"),
    ],
)
def test_dangerous_scheme(checker: Checker, target: str, reason: str) -> None:
    reasons = [f.reason for f in checker.check(page(target)) if f.rule_id == "dangerous-scheme"]
    assert [reason in text for text in reasons] == ([True] if reason else [])


@pytest.mark.parametrize(
    "target",
    [
        *("javascript:", "javascript:;", "javascript:void(0)", "javascript:void 0;", "JavaScript:window.print()"),
        *("data:image/gif;base64,R0lG", "data:,", "mailto:a@example.com", "tel:12345", "#top", "file.doc", "https://a"),
    ],
)
def test_harmless_scheme(checker: Checker, target: str) -> None:
    assert found(checker, page(target), "dangerous-scheme") == []


def test_a_share_stays_one_when_resolved(checker: Checker) -> None:
    written = "\\\\server\\share\\a.doc"
    assert found(checker, page("https://server/share/a.doc", written), "dangerous-scheme") == [
        (written, Severity.ERROR)
    ]


def test_schemes_in_plain_text_need_markup(checker: Checker) -> None:
    assert found(checker, "[附件](javascript:open(1))", "dangerous-scheme") == [("javascript:open(1)", Severity.ERROR)]
    assert found(checker, "<a href='data:text/html;base64,AA'>", "dangerous-scheme") != []
    assert found(checker, '<img onclick="javascript:show(1)" alt="">', "dangerous-scheme") == []
    assert found(checker, "见 javascript:open(1) 一例，或 data:text/html", "dangerous-scheme") == []
