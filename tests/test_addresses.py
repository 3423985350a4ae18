"""Addresses beside Chinese text: where they begin, where they end, and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Document

DAY = date(2026, 11, 24)


def addresses(checker: Checker, text: str) -> list[tuple[str, str]]:
    """The addresses of a text as they stand in it, and their hosts."""
    context = checker._context(Document(text=text), DAY)
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
