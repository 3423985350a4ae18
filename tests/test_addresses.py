"""Addresses beside Chinese text: where they begin, where they end, and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check.checker import Checker, _dated
from sensitive_check.model import Category, Document

DAY = date(2026, 11, 24)


def addresses(checker: Checker, text: str) -> list[tuple[str, str]]:
    """The addresses of a text as they stand in it, and their hosts."""
    context = checker._context(*_dated(Document(text=text), DAY))
    list(checker._entries(context, set()))
    views = {"squeezed": context.squeezed, "folded": context.folded, "raw": context.raw}
    spans = [(views[address.view].to_source(address.span), address.host) for address in context.addresses]
    return [(text[span.start : span.end], host) for span, host in spans]


@pytest.mark.parametrize(
    ("text", "written", "host"),
    [
        ("详见http://www.example.com，欢迎查询", "http://www.example.com", "www.example.com"),
        ("（见https://example.com/a/b）", "https://example.com/a/b", "example.com"),
        ("登录example.com查询", "example.com", "example.com"),
        ("网址:example.com。", "example.com", "example.com"),
        ("网址：zwfw.example.gov.cn/a?b=1，", "zwfw.example.gov.cn/a?b=1", "zwfw.example.gov.cn"),
        ("《报告》www.example.com《附件》", "www.example.com", "www.example.com"),
        ("网站中国政府网.政务查", "", ""),
        ("网址：中国政府网.政务，", "中国政府网.政务", "中国政府网.政务"),
        ("请登录国务院。政务。", "国务院。政务", "国务院.政务"),
        ("见http://www.中国政府网.政务/a，", "http://www.中国政府网.政务/a", "www.中国政府网.政务"),
        ("访问某某集团.公司/a。", "某某集团.公司/a", "某某集团.公司"),
        ("见www。example。com，", "www。example。com", "www.example.com"),
        ("见http://www。example。com/a，", "http://www。example。com/a", "www.example.com"),
        ("见http://www.example.com/a;http://b.example.net", "http://www.example.com/a", "www.example.com"),
        ("见http://www.gоv.cn/abc，", "http://www.gоv.cn/abc", "www.gоv.cn"),
        ("见http://www.gov.cn–官网", "http://www.gov.cn", "www.gov.cn"),
        ("见http://bücher.example/a，", "http://bücher.example/a", "bücher.example"),
        ("短链t.ly/abc，", "t.ly/abc", "t.ly"),
        ("ＷＷＷ．ＥＸＡＭＰＬＥ．ＣＯＭ", "ＷＷＷ．ＥＸＡＭＰＬＥ．ＣＯＭ", "www.example.com"),
        ("见https://ex%C3%A4mple.com/", "https://ex%C3%A4mple.com/", "exämple.com"),
    ],
)
def test_address(checker: Checker, text: str, written: str, host: str) -> None:
    assert addresses(checker, text)[:1] == ([(written, host)] if written else [])


@pytest.mark.parametrize(
    "text",
    [
        "见附件1.docx、README.md、index.html、app.js、main.rs和archive.tar.gz",
        "版本3.10.2、v2.0.1、GB/T 1.1、第1.2.3节",
        "邮箱zhang.wang@example.com、office@example.com.cn",
        "采用asp.net、Node.js、VB.NET开发",
        "加强工作。政务公开要深化，深化改革。中国特色",
        "如e.g.、i.e.、etc.、No.1、Co.,Ltd.",
        "港股0700.HK、美股BABA.US、沪市600000.SH",
        "时间2024.05.06，金额3.5万元",
        "com.example.Main与java.util.List",
        "a/b.com与x=y.com",
    ],
)
def test_no_address(checker: Checker, text: str) -> None:
    assert addresses(checker, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "见http://中国政府网.政务.evil.com/",
        "http://中国政府网.政务.com/",
        "www.中国政府网.政务.evil.com",
        "中国政府网.政务.evil.com",
        "http://中国.政务.公司/",
        "http://a.政务@evil.com/",
        "http://www.赌博.com.cn/",
        "http://赌博.com:8080/",
        "http://赌博.top/",
        "http://赌博.手机/",
        "http://赌博.香港/",
        "http://www.gov.cn.公司/",
        "http://gov.cn.赌博.xyz/",
        "www.gov.cn.赌博.top/",
        "http://bet365.公司/",
        "http://evil.中国",
        "见evil.com:8080/",
        "www.赌博.com",
        "见www.еvil.com/",
        "官网-www.evil.com",
        "官网/www.evil.com",
        "官网_www.evil.com",
        "官网.www.evil.com",
        "网址-evil.com",
        "https://www.gov.cn。evil.shop/a",
        "https://www.gov.cn。赌博.top/",
        "http:/evil.com/",
        "http:\\evil.com",
        "evil.shop/abc",
        "evil.ru/a",
        "http://www.gov.cn赌博.top/",
        "http://admin:Q7wse2@赌博.top/a",
        "rtsp://evil.com/a",
        "view-source:http://evil.com",
        "见http://bücher.example/a，",
        "https://www.gоv.cn详见",
    ],
)
def test_off_list_host_is_never_read_as_an_allowed_one(checker: Checker, text: str) -> None:
    assert "external-link" in {finding.rule_id for finding in checker.check(text)}


@pytest.mark.parametrize(
    "text",
    [
        "1.公司（盖章）",
        "1.网址：https://www.gov.cn",
        "3.网络、信息安全",
        "1.中国（上海）自由贸易试验区",
        "A.中国 B.美国",
        "注：1.公司，2.集团。",
        "28.中国\t1000",
        "陈明.中国,2001",
        "国家统计局.中国",
        "①.公司",
        "ABC Co.Ltd",
        "Import&Export Co.Ltd.",
        "1.VIP客户",
        "3.NET平台",
        "2.INFO系统",
        "1.Top 10",
        "2.EDU邮箱",
        "main.cc",
        "System.IO",
        "Microsoft.NET",
        "Spring.NET",
        "Entity.NET",
        "java.io",
        "logger.info()",
        "console.info",
        "user.info",
        "window.top",
        "margin.top",
        "U.S.in 2024",
        "the U.K.in",
        "Ph.D.in law",
        "at 9 a.m.to 5 p.m.",
        "e.g.in",
        "Profit.Net assets",
        "the best.Top management",
        "Europe.Asia",
        "and it.is/are",
        "start.sh/stop.sh",
        "user.id/user.name",
        "libssl.so/libcrypto.so",
        "Makefile.in/am",
        "12.ms/op",
        "5.1.in/ft",
        "libcrypto.1.1.so",
        "poster.final.ai",
        "https://www.gov.cn详见附件",
        "https://www.gov.cn附件1.docx",
        "https://www.gov.cn。Excel表",
        "登录https://www.gov.cn查看。",
        "https://www.gov.cn，邮箱a@gov.cn",
        "加强工作。政务公开",
        "com.tencent.app",
        "cn.gov.example.util",
        "见https://www.gov.cn。www.beijing.gov.cn也可",
        "https://www.gov.cn/附件.公司",
    ],
)
def test_no_link_in_lists_names_and_sentences(checker: Checker, text: str) -> None:
    report = checker.check(text)
    assert [finding.matched for finding in report if finding.category is Category.LINK] == []
