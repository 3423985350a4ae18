"""Look-alikes, hidden links, texts that disagree with their targets, swallowed marks, and the unit's own hosts."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.config import Config
from sensitive_check.errors import ConfigError
from sensitive_check.loading import set_up
from sensitive_check.model import Document, Finding, Severity
from sensitive_check.readers import read_content
from sensitive_check.rules.linked import linked
from sensitive_check.rules.lookalikes import _is_slip


def of(checker: Checker, draft: str | Document, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in checker.check(draft) if finding.rule_id == rule]


def page(checker: Checker, body: str, rule: str) -> list[tuple[str, str]]:
    """What one rule finds in a page: the match and the reason."""
    document = read_content(f"<!doctype html><html><body>{body}</body></html>".encode(), "a.html")
    return [(finding.matched, finding.reason) for finding in of(checker, document, rule)]


OWN = Config(allowed_hosts=("example.com", "city-news.cn"), denied_hosts=("old.example.com",))


@pytest.fixture(scope="module")
def own() -> Checker:
    """A checker of a unit with two hosts of its own."""
    return set_up(OWN).checker


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("www.g0v.cn", "相差一个字母"),
        ("beijing.qov.cn", "相差一个字母"),
        ("www.goov.cn", "相差一个字母"),
        ("www.gov.cn.evil.example", "嵌在中间"),
        ("www-gov-cn.example.net", "嵌在中间"),
        ("evilgov.cn", "添字"),
        ("www.gov.com.cn", "不在 gov.cn 之下"),
        ("www.gov.net", "不在 gov.cn 之下"),
        ("www.gоv.cn", "形近"),
        ("xn--gv-fmc.cn", "形近"),
        ("www.ｇov.cn", "全角"),
        ("www.exarnple.com", "形近"),
        ("www.examp1e.com", "形近"),
        ("www.exammple.com", "一个字母"),
        ("www.exmple.com", "一个字母"),
        ("www.exapmle.com", "一个字母"),
        ("www.example.com.evil.cn", "嵌在中间"),
        ("my-example.com", "添字"),
        ("daily.news.cn.evil.org", ""),
        ("www.people.com.cn.evil.org", "嵌在中间"),
        ("www.xinhuanett.com", "一个字母"),
        ("www.pеople.com.cn", "形近"),
        ("abcд.com", "混用"),
        ("xn--a.com", "xn--"),
    ],
)
def test_lookalike(own: Checker, host: str, reason: str) -> None:
    found = of(own, f"见https://{host}/a。", "lookalike-host")
    assert [reason in finding.reason for finding in found] == ([True] if reason else [])
    assert [finding.matched for finding in found] == ([f"https://{host}/a"] if reason else [])


@pytest.mark.parametrize(
    "host",
    [
        *("www.gov.cn", "bj.gov.cn", "www.example.com", "m.city-news.cn", "www.people.com.cn", "paper.people.cn"),
        *("www.gov.uk", "data.gov.hk", "usa.gov", "中国政府网.政务", "xn--fiqs8s.cn", "bücher.example", "北京.公司"),
        *("www.sample.com", "go.cn", "goo.cn", "www.china.cn", "www.12306.cn", "people.org", "gov.example.org"),
    ],
)
def test_no_lookalike(own: Checker, host: str) -> None:
    assert of(own, f"见https://{host}/a。", "lookalike-host") == []


def test_slips() -> None:
    slips = {"doubled": "xinhuannet", "dropped": "xinhanet", "swapped": "xinhaunet"}
    assert all(_is_slip(name, "xinhuanet", replaced=False) for name in slips.values())
    assert not _is_slip("xinhuanat", "xinhuanet", replaced=False)
    assert _is_slip("xinhuanat", "xinhuanet", replaced=True)
    assert not any(_is_slip(name, "xinhuanet", replaced=True) for name in ("xinhuanet", "minhuanet", "xinhuanetab", ""))


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ('<p style="display:none"><a href="http://a.example.org/">甲</a></p>', "display:none"),
        ('<a style="visibility: hidden" href="http://a.example.org/">甲</a>', "visibility:hidden"),
        ('<div style="position:absolute;left:-9999px"><a href="http://a.example.org/">甲</a></div>', "屏幕之外"),
        ('<div style="text-indent:-9999px"><a href="http://a.example.org/">甲</a></div>', "屏幕之外"),
        ('<a style="font-size:0" href="http://a.example.org/">甲</a>', "字号为零"),
        ('<a style="opacity:0" href="http://a.example.org/">甲</a>', "透明"),
        ('<div hidden><a href="http://a.example.org/">甲</a></div>', "hidden 属性"),
        ('<iframe width="1" height="1" src="http://a.example.org/"></iframe>', "小到看不见"),
        ('<marquee height="1"><a href="http://a.example.org/">甲</a></marquee>', "小到看不见"),
        ('<a style="color:#fff;background-color:#ffffff" href="http://a.example.org/">甲</a>', "同色"),
        ('<a style="color: transparent" href="http://a.example.org/">甲</a>', "同色"),
        ('<!-- <a href="http://a.example.org/">甲</a> -->', "注释"),
        ("<script>document.write('<a href=\"http://a.example.org/\">甲</a>')</script>", "脚本"),
        ('<script>location.href = "http://a.example.org/";</script>', "脚本"),
    ],
)
def test_hidden_link(checker: Checker, element: str, reason: str) -> None:
    found = page(checker, f"<p>正文</p>{element}", "hidden-link")
    assert [(matched, reason in said) for matched, said in found] == [("http://a.example.org/", True)]


@pytest.mark.parametrize(
    "element",
    [
        '<a href="http://a.example.org/">甲</a>',
        '<p style="display:none"><a href="http://www.example.gov.cn/">甲</a></p>',
        '<p style="display:none"><a href="/a.html">甲</a></p>',
        '<noscript><img src="http://a.example.org/t.gif"></noscript>',
        '<img style="display:none" src="http://a.example.org/t.gif">',
        "<!-- 参见 http://a.example.org/ 的说明 -->",
        '<script src="http://a.example.org/a.js"></script>',
        '<script>var s = "http://a.example.org/hm.js";</script>',
        "<script>location.href = 'http://a.example.org/?q=' + word;</script>",
        '<a style="color:#fff;background-color:#c00" href="http://a.example.org/">甲</a>',
    ],
)
def test_no_hidden_link(checker: Checker, element: str) -> None:
    assert page(checker, f"<p>正文</p>{element}", "hidden-link") == []


@pytest.mark.parametrize(
    ("target", "text", "severity"),
    [
        ("https://evil.example/", "https://www.gov.cn/", Severity.ERROR),
        ("https://evil.example/", " （www.gov.cn） ", Severity.ERROR),
        ("http://203.0.113.9/", "www.example.gov.cn", Severity.ERROR),
        ("https://evil.example/", "示例县人民政府", Severity.WARNING),
        ("https://evil.example/", "中国政府网", Severity.WARNING),
    ],
)
def test_text_and_target_disagree(checker: Checker, target: str, text: str, severity: Severity) -> None:
    found = of(checker, linked(target, text), "text-target-mismatch")
    assert [(finding.matched, finding.severity) for finding in found] == [(target, severity)]


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("https://www.gov.cn/a", "gov.cn"),
        ("https://zwfw.example.gov.cn/", "www.example.gov.cn"),
        ("https://www.gov.cn/a", "附件：README.md"),
        ("mailto:a@example.com", "a@example.net"),
        ("https://evil.example/", "某某公司"),
        ("https://www.example.gov.cn/", "示例县人民政府"),
        ("/a/b.html", "www.example.gov.cn"),
        ("https://evil.example/", "政府采购网上商城"),
    ],
)
def test_text_and_target_agree(checker: Checker, target: str, text: str) -> None:
    assert of(checker, linked(target, text), "text-target-mismatch") == []


def test_markdown_link_that_swallows_a_mark(checker: Checker) -> None:
    document = read_content("见[通知](https://www.example.gov.cn/a.html。)。".encode(), "a.md")
    found = of(checker, document, "swallowed-punctuation")
    assert [(finding.matched, finding.span.start) for finding in found] == [("https://www.example.gov.cn/a.html。", 6)]


def test_own_hosts(own: Checker) -> None:
    assert of(own, "见https://oa.example.com/a", "external-link") == []
    denied = of(own, "见https://a.old.example.com/a", "external-link")
    assert [(finding.severity, finding.reason) for finding in denied] == [(Severity.ERROR, "本单位配置禁止链接该主机")]


def test_a_denied_host_alone_refuses_no_other() -> None:
    checker = set_up(Config(profile="media", denied_hosts=("evil.example",))).checker
    assert len(of(checker, "见https://www.evil.example/", "external-link")) == 1
    assert of(checker, "见https://www.example.org/", "external-link") == []


def test_abandoned_domains() -> None:
    checker = set_up(Config(abandoned_hosts=(".zt.example.gov.cn", "旧站.中国"))).checker
    encoded = "旧站".encode("idna").decode()
    for address in ("http://www.zt.example.gov.cn/", f"http://{encoded}.xn--fiqs8s/", "旧站.中国/a"):
        assert len(of(checker, f"专题：{address}", "abandoned-domain")) == 1, address
        assert of(checker, f"专题：{address}", "external-link") == [], address
    assert of(checker, "专题：http://www.example.gov.cn/", "abandoned-domain") == []


def test_media_are_notes_until_they_are_allowed() -> None:
    text = "见https://www.xinhuanet.com/a.htm"
    assert [f.severity for f in of(set_up().checker, text, "external-link")] == [Severity.NOTE]
    assert of(set_up(Config(allowed_lists=("media",))).checker, text, "external-link") == []
    with pytest.raises(ConfigError, match="allowed_lists"):
        Config(allowed_lists=("medium",))


def test_unencrypted_links_are_one_note(checker: Checker) -> None:
    found = of(checker, "见http://a.gov.cn/1，http://a.gov.cn/2，http://a.gov.cn/3。", "plain-http")
    assert [(finding.count, finding.matched, finding.severity) for finding in found] == [
        (3, "http://a.gov.cn/1", Severity.NOTE)
    ]
    assert [span.start for span in found[0].related] == [19, 37]


def test_short_links_and_net_disks(checker: Checker) -> None:
    assert [f.severity for f in of(checker, "见https://t.cn/A6a", "short-link")] == [Severity.WARNING]
    assert [f.severity for f in of(checker, "见https://xhslink.com/A6a", "short-link")] == [Severity.NOTE]
    assert [f.severity for f in of(checker, "见https://pan.quark.cn/s/1", "netdisk")] == [Severity.WARNING]
    allowed = set_up(Config(allowed_hosts=("pan.quark.cn",))).checker
    assert of(allowed, "见https://pan.quark.cn/s/1", "netdisk") == []


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (Config(denied_hosts=("bad.gov.cn",)), "见https://bad.gov.cn/a"),
        (Config(abandoned_hosts=("old.gov.cn",)), "见https://old.gov.cn/a"),
        (Config(allowed_hosts=("zwfw.beijing.cn",)), "见https://www.beijing.cn/a"),
        (Config(), "见https://gov.wales/a与https://gov.bc.ca/"),
    ],
)
def test_a_name_does_not_imitate_itself(config: Config, text: str) -> None:
    assert of(set_up(config).checker, text, "lookalike-host") == []


@pytest.mark.parametrize(
    "element",
    [
        '<select><option value="http://a.example.org/">甲</option></select>',
        '<object><param name="movie" value="http://a.example.org/a.swf"></object>',
        '<meta http-equiv="refresh" content="0 url=http://a.example.org/">',
        '<iframe style="width:0;height:0" src="http://a.example.org/"></iframe>',
        '<a href="sftp://a.example.org/b">甲</a>',
        '<a href="intent://a.example.org/b#Intent">甲</a>',
    ],
)
def test_links_beside_anchors(checker: Checker, element: str) -> None:
    assert len(page(checker, f"<p>正文</p>{element}", "external-link")) == 1


def test_hosts_of_a_configuration() -> None:
    checker = set_up(Config(allowed_hosts=("中国。公司",), denied_hosts=("203.0.113.9",))).checker
    assert of(checker, "见https://www.中国.公司/", "external-link") == []
    assert [f.severity for f in of(checker, "见http://203.0.113.9/", "raw-ip")] == [Severity.ERROR]
    for wide in ("cn", ".com.cn", "中国"):
        with pytest.raises(ConfigError, match="allowed_hosts"):
            Config(allowed_hosts=(wide,))


@pytest.mark.parametrize(
    "text", ["官网：www.gov.cn", "中国政府网（www.gov.cn）", "→www.gov.cn", "ｗｗｗ．ｇｏｖ．ｃｎ"]
)
def test_an_address_within_the_text_of_a_link(checker: Checker, text: str) -> None:
    assert len(of(checker, linked("https://evil.example/", text), "text-target-mismatch")) == 1
    assert of(checker, linked("https://www.gov.cn/a", text), "text-target-mismatch") == []
