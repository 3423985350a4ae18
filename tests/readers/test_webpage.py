"""The HTML reader: what is visible and in which order, what stands besides, and where every character comes from."""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensitive_check
from sensitive_check import ReadError, readers
from sensitive_check.model import Document, Part
from sensitive_check.readers.pictures import picture_size
from sensitive_check.readers.webpage import read
from sensitive_check.readers.webpage.hidden import concealment
from sensitive_check.readers.webpage.targets import cleaned, srcset
from sensitive_check.readers.webpage.tokens import decoded, tokens


def page(source: str, name: str = "a.html") -> Document:
    """The document of a page in UTF-8."""
    return read(source.encode(), name)


def visible(source: str, name: str = "a.html") -> str:
    """What stands before the first part that is no code in its place."""
    document = page(source, name)
    ends = [part.span.start for part in document.parts if part.label != "代码"]
    return document.text[: min(ends, default=len(document.text) + 1)].removesuffix("\n")


def parts(source: str, name: str = "a.html") -> list[tuple[str, str, str]]:
    """Kind, label and text of every part."""
    document = page(source, name)
    return [(part.kind, part.label, cut(document, part)) for part in document.parts]


def cut(document: Document, part: Part) -> str:
    """The text of a part."""
    return document.text[part.span.start : part.span.end]


def links(source: str) -> list[tuple[str, str, str | None]]:
    """Target, anchor text and concealment of every link."""
    return [(link.target, link.text, link.hidden_by) for link in page(source).links]


def misplaced(document: Document) -> list[int]:
    """Offsets of characters that do not stand in the source where the map leads; made line breaks lead to a tag."""
    offsets, source = document.source_map, document.source
    assert offsets is not None
    assert source is not None
    made = {block.start - 1 for block in document.blocks}
    wrong = []
    for offset, character in enumerate(document.text):
        index = bisect_right(offsets.starts, offset) - 1
        at = offsets.sources[index] + offset - offsets.starts[index]
        width = offsets.widths.get(offset, 1)
        if width > 1:
            fits = character in decoded(source[at : at + width], attribute=False)
        else:
            fits = source[at : at + 1] == character or (character == "\n" and (offset in made or source[at] == "<"))
        if not fits:
            wrong.append(offset)
    return wrong


# --------------------------------------------------------------------------------------------------- visible text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>机<b>密</b>★</p>", "机密★"),
        ("<p>一</p>\n\n<p>二</p>", "一\n二"),
        ("<div>一<p>二</div>三", "一\n二\n三"),
        ("一<br>二<br/>\n  三", "一\n二\n三"),
        ("一<br><br>二", "一\n二"),
        ("<ul><li>一<li>二</ul>", "一\n二"),
        ("<table><tr><td>姓名<td>电话<tr><td>甲</table>", "姓名\n电话\n甲"),
        ("<p>\n   会议 指出\n</p>", "会议 指出"),
        ("<p>\u3000\u3000会议</p>", "\u3000\u3000会议"),
        ("<p>a&nbsp;b&lt;&#x4e2d;&#20013;&copy</p>", "a\xa0b<中中©"),
        ("<p>3 < 5 且 a<3</p>", "3 < 5 且 a<3"),
        ("<select><option>甲<option selected>乙</select><button>提交</button>", "甲\n乙\n提交"),
        ("<textarea>\n &lt;b> 文本</textarea>", " <b> 文本"),
        ("<svg><text>图中文字</text><text>又一行</text></svg>", "图中文字\n又一行"),
        ("姓名<input value=''>电话", "姓名\n电话"),
        ("机<input type=hidden value=a>密", "机密"),
        ("<pre>  a\n   b</pre>", "  a\n   b"),
        ("<P ALIGN=center>大写</P>", "大写"),
        ("<p>没有结束", "没有结束"),
        ("</div></p>多余的结束</b>", "多余的结束"),
        ("<td>表外<td>单元格", "表外\n单元格"),
        ("<p>机<!-- 断 -->密<wbr>★<img src=a>1年", "机密★1年"),
        ("", ""),
    ],
)
def test_visible_text(source: str, text: str) -> None:
    assert visible(source) == text


@pytest.mark.parametrize("suffix", [".html", ".HTM", ".xhtml", ".xht", ".shtml"])
def test_by_suffix(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"通知{suffix}"
    path.write_text("<p>请<b>落实</b>", encoding="utf-8")
    document = readers.read(path, name=path.name)
    assert (document.name, document.text) == (path.name, "请落实")
    assert [item.text for item in document.outside] == [path.name]


def test_blocks_are_what_no_hit_may_cross() -> None:
    document = page("<p>机</p><p>密</p><table><tr><td>138<td>0013</table>一<br>二")
    assert [document.text[block.start : block.end] for block in document.blocks] == [
        "机",
        "密",
        "138",
        "0013",
        "一\n二",
    ]


def test_hidden_text_splits_no_sentence() -> None:
    source = "<p>国家<span style='display:none'>藏<i>起</i>来</span>秘密</p><p>二</p>"
    assert visible(source) == "国家秘密\n二"
    assert parts(source) == [("hidden", "隐藏文字 display:none", "藏起来")]
    assert visible("前<div hidden>x</div>后") == "前后"


@pytest.mark.parametrize(
    ("source", "readings"),
    [
        ("机<ruby>密<rt>mì</rt></ruby>★", ["mì"]),
        ("<ruby>机<rp>(</rp><rt>jī<rp>)</rp>密<rp>(</rp><rt><b>m</b>ì</rt><rp>)</ruby>★", ["(jī)(mì)"]),
        ("<ruby>机<rt>jī</ruby><ruby>密<rtc><rt>mì</ruby>★", ["jī", "mì"]),
    ],
)
def test_readings_split_no_word(source: str, readings: list[str]) -> None:
    assert visible(source) == "机密★"
    assert parts(source) == [("metadata", "注音", reading) for reading in readings]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<pre>　　各区县人民政府：\n\n　　现通知如下。</pre>", []),
        ("<pre>int x; // 中</pre>", ["int x; // 中"]),
        ("<pre>各区县人民政府<code>x</code></pre>", ["各区县人民政府x"]),
        ("<p>按<kbd>Ctrl</kbd>和<code>中文<samp>x</samp></code></p>", ["Ctrl", "中文x"]),
        ("<xmp>各区县人民政府</xmp><listing>a = 1</listing>", ["a = 1"]),
    ],
)
def test_preformatted_prose_is_no_code(source: str, code: list[str]) -> None:
    assert parts(source) == [("code", "代码", text) for text in code]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<p style='DISPLAY : none !important'>x</p>", "display:none"),
        ("<p style='display:/* */none'>x</p>", "display:none"),
        ("<p style='dis&#112;lay:none'>x</p>", "display:none"),
        ("<p style='visibility:hidden'>x</p>", "visibility:hidden"),
        ("<p hidden>x</p>", "hidden"),
        ("<p style='font-size:0px'>x</p>", "font-size:0"),
        ("<p style='opacity:0.0'>x</p>", "opacity:0"),
        ("<p style='position:absolute;left:-9999px'>x</p>", "off-screen"),
        ("<p style='text-indent:-999em'>x</p>", "off-screen"),
        ("<p style='height:0;overflow:hidden'>x</p>", "zero-size"),
        ("<marquee width=1 height=1>x</marquee>", "zero-size"),
        ("<template>x</template>", "template"),
        ("<noscript>x</noscript>", "noscript"),
        ("<iframe src=''>x</iframe>", "iframe"),
        ("<div hidden><p>x</p></div>", "hidden"),
        ("<style>.a{display:none}</style><b class='c a'>x</b><style>.ab, .a-b{color:red}</style>", "display:none"),
        ("<style>@import 'y'; p, #a { Display: none !important; }</style><b id=a>x</b>", "display:none"),
        ("<style>/* { */ u{display:none} .a{color:red}</style><u class=a>x</u>", "display:none"),
    ],
)
def test_ways_of_hiding(source: str, reason: str) -> None:
    document = page(f"前{source}后")
    assert visible(f"前{source}后") == "前后"
    hidden = [part for part in document.parts if part.kind == "hidden"]
    assert [(part.label, cut(document, part)) for part in hidden] == [(f"隐藏文字 {reason}", "x")]


@pytest.mark.parametrize(
    "source",
    [
        "<p style='display:block;text-indent:-2em;left:-9px;margin:-10px'>x</p>",
        "<p style='font-size:0.9em;opacity:.5'>x</p>",
        "<div style='font-size:0'><span style='font-size:14px'>x</span></div>",
        "<div style='visibility:hidden'><b style='visibility:visible'>x</b></div>",
        "<p style='display:none'>y<p>x</p>",
        "<ul><li hidden>y<li>x</ul>",
        "<table><tr><td hidden>y<td>x</table>",
        "<i hidden>y</i>x",
        "<body style='display:none'>x</body>",
        "<style>.a{display:none}</style><b class=a style='display:inline'>x</b>",
        "<style>.a{display:none} .b:hover .a{display:block}</style><b class=a>x</b>",
        "<style>@media print{.a{display:none}}</style><b class=a>x</b>",
        "<style media=print>.a{display:none}</style><b class=a>x</b>",
        "<style>.b .a{display:none}</style><b class=a>x</b>",
        "<style>.a{display:none}</style><b class=a>x</b><script>$('.a').show()</script>",
        "<style>#a{display:none}</style><b id=a>x</b><script>show('a')</script>",
        "<style>.a{display:none}</style><b class=a>x</b><a href='#a'></a>",
    ],
)
def test_not_hidden(source: str) -> None:
    assert visible(source) == "x"


def test_a_page_of_too_many_sheets_is_read_as_it_is() -> None:
    sheets = "".join(f"<style>.a{number}{{display:none}}</style>" for number in range(30))
    assert visible(f"{sheets}<b class=a1>y</b><b class=a29>x</b>") == "x"


def test_what_is_hidden_for_good_stays_hidden() -> None:
    assert visible("<p style='font-size:0'><b style='display:none'><i style='font-size:9px'>x</i></b></p>y") == "y"


def test_concealment_counts_the_last_of_two_declarations() -> None:
    assert concealment("p", {"style": "display:none;display:block"}) is None


# ------------------------------------------------------------------------------------------------------ the parts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<title>通知&amp;公告</title>", [("metadata", "标题", "通知&公告")]),
        ("<meta name=description content='说明'>", [("metadata", "meta description", "说明")]),
        ("<meta name=viewport content='width=device-width'>", []),
        ("<meta name=viewport content='联系13800138000'>", [("metadata", "meta viewport", "联系13800138000")]),
        ("<!-- 待改 -->", [("comment", "注释", "待改")]),
        ("<!--[if IE]><p>旧</p><![endif]-->", [("comment", "注释", "[if IE]><p>旧</p><![endif]")]),
        ("<!--#include virtual='/a.html'-->", [("comment", "注释", "#include virtual='/a.html'")]),
        ("<!-- 没有结束", [("comment", "注释", "没有结束")]),
        ("<!DOCTYPE html PUBLIC 'http://www.w3.org/TR/html4/'>", []),
        ("<!DOCTYPE html '13800138000'>", [("comment", "声明", "DOCTYPE html '13800138000'")]),
        ("<script>if (a<b) '</p>'</script>", [("code", "脚本", "if (a<b) '</p>'")]),
        ("<style>p{}</style>", [("code", "样式", "p{}")]),
        ("<p>见<code>x = 1</code></p>", [("code", "代码", "x = 1")]),
        ("<pre>a\n<code>b</code></pre>", [("code", "代码", "a\nb")]),
        ("<img alt='图&amp;片' src=a>", [("metadata", "属性 alt", "图&片"), ("link", "图片", "a")]),
        ("<img data-a='甲' data-b='x'>", [("metadata", "属性 data-a", "甲")]),
        ("<img data-a='//c.cn/x'>", [("link", "属性 data-a", "//c.cn/x")]),
        ("<input value='提交'><input type=hidden value=x>", [("metadata", "属性 value", "提交")]),
        ("<input type=hidden value=13800138000>", [("metadata", "属性 value", "13800138000")]),
        ("<a href='tel:&#49;3800138000'></a>", [("metadata", "链接", "tel:13800138000")]),
        ("<a href='x?a=1&amp;b=2'></a>", [("link", "链接", "x?a=1&amp;b=2")]),
        ("<a onclick=\"alert('你好')\"></a>", [("code", "脚本 onclick", "alert('你好')")]),
        ("<iframe srcdoc='&lt;p>内'></iframe>", [("prose", "框架 srcdoc", "<p>内")]),
        ("<b 机密>", [("hidden", "标签", "机密")]),
        ("<b机密>", [("hidden", "标签", "b机密")]),
        ("<p>尾<a title='没有结束", [("hidden", "未结束的标签", "<a title='没有结束")]),
    ],
)  # fmt: skip
def test_parts(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert parts(source) == expected


def test_parts_never_overlap_and_stand_in_order() -> None:
    document = page("<pre>a<code>b</code></pre><p hidden>x<code>y</code></p><a href=u title=t>z</a><!-- c -->")
    spans = [part.span for part in document.parts]
    assert len(spans) == 5
    assert all(earlier.end < later.start for earlier, later in pairwise(spans))


def test_xhtml_closes_elements_and_reads_cdata() -> None:
    source = "<p>a<script src='b'/>c<![CDATA[<d>]]></p>"
    assert visible(source, "a.xhtml") == "ac<d>"
    assert visible(source, "a.html") == "a"
    assert visible("<svg><![CDATA[甲]]></svg>") == "甲"


# ---------------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a href='http://a.cn/'>站 <b>点</b>\n </a>", ("http://a.cn/", "站 点", None)),
        ("<a href=' ht\ntp:\\\\a.cn\\b?c\\d '>x</a>", ("http://a.cn/b?c\\d", "x", None)),
        ("<a href='&#104;ttp://a.cn/?x=1&amp;copy=2&copy=3'>x</a>", ("http://a.cn/?x=1&copy=2&copy=3", "x", None)),
        ("<a href='/\\a.cn/b'>x</a>", ("//a.cn/b", "x", None)),
        ("<a href='HTTPS:a.cn'>x</a>", ("https://a.cn", "x", None)),
        ("<a href='b.html'>x</a>", ("b.html", "x", None)),
        ("<a href='javascript:x()'>x</a>", ("javascript:x()", "x", None)),
        ("<a href=x hidden>y</a>", ("x", "y", "hidden")),
        ("<div style='display:none'><a href=x>y</a></div>", ("x", "y", "display:none")),
        ("<noscript><img src=x></noscript>", ("x", "", "noscript")),
        ("<iframe width=0 height=0 src=x></iframe>", ("x", "", "zero-size")),
        ("<!-- <a href='http://a.cn/b'>y</a> -->", ("http://a.cn/b", "", "comment")),
        ("<script>var a = 'http:\\/\\/a.cn\\/b';</script>", ("http://a.cn/b", "", "script")),
        ("<a onclick=\"open('https://a.cn/b')\">y</a>", ("https://a.cn/b", "", "script")),
        ("<p style=\"background:url('b.png')\">", ("b.png", "", None)),
        ("<p style='background:url(&quot;b.png&quot;)'>", ("b.png", "", None)),
        ("<style>a { background: url( b.png ) }</style>", ("b.png", "", None)),
        ("<style>@import 'b.css';</style>", ("b.css", "", None)),
        ("<meta http-equiv=Refresh content=\"0; url='http://a.cn/'\">", ("http://a.cn/", "", None)),
        ("<form action=/s>", ("/s", "", None)),
        ("<button formaction=/s>", ("/s", "", None)),
        ("<video poster=p>", ("p", "", None)),
        ("<q cite=c>", ("c", "", None)),
        ("<body background=b>", ("b", "", None)),
        ("<object data=o>", ("o", "", None)),
        ("<svg><use xlink:href='#i'/></svg>", ("#i", "", None)),
        ("<a href=mailto:a@b.cn>信箱</a>", ("mailto:a@b.cn", "信箱", None)),
    ],
)
def test_links(source: str, expected: tuple[str, str, str | None]) -> None:
    assert links(source) == [expected]


def test_a_link_stands_where_it_is_written() -> None:
    source = "<p>见<a href=' a?x=1&amp;y ' title='提示'>此</a><!-- 旧址 http://a.cn/ -->"
    document = page(source)
    shown = [document.text[link.span.start : link.span.end] for link in document.links]
    assert shown == ["a?x=1&amp;y", "http://a.cn/"]
    assert document.source_map is not None
    for link, written in zip(document.links, shown, strict=True):
        span = document.source_map.to_source(link.span)
        assert source[span.start : span.end] == written


def test_the_first_base_counts_for_the_whole_page() -> None:
    source = (
        "<a href=b>x</a><base target=_top><base href='http://a.cn/c/d'><base href='http://e.cn/'><a href='//f.cn'>y</a>"
    )
    assert [target for target, _, _ in links(source)] == [
        "http://a.cn/c/b",
        "http://a.cn/c/d",
        "http://e.cn/",
        "http://f.cn",
    ]
    assert links("<base href=/x/><a href=b>x</a>")[1][0] == "b"
    assert cleaned("http://[", "http://a.cn/") == "http://["


def test_addresses_of_a_srcset() -> None:
    value = "a.png 1x, b,c.png 2x,d.png, data:image/png;base64,AAAA 3x"
    found = [value[start:end] for start, end in srcset(value, 0, len(value))]
    assert found == ["a.png", "b,c.png", "d.png", "data:image/png;base64,AAAA"]


def test_of_two_attributes_with_one_name_the_first_counts_and_both_are_read() -> None:
    source = "<p style='display:none' style='' title=甲 title=乙>x</p>"
    assert parts(source) == [
        ("hidden", "隐藏文字 display:none", "x"),
        ("metadata", "属性 title", "甲"),
        ("metadata", "属性 title", "乙"),
    ]


# --------------------------------------------------------------------------------------------------------- tables


def test_a_table_with_caption_header_and_rows() -> None:
    document = page(
        "<table><caption> 名单 </caption><tr><th>姓名</th><th>电话</th></tr>"
        "<tr><td>甲<b>某</b></td><td> &nbsp;</td></tr><tr><td>乙<td></table>"
    )
    (table,) = document.tables
    assert table.caption == "名单"
    assert [cell.text for cell in table.header] == ["姓名", "电话"]
    assert [[cell.text for cell in row] for row in table.rows] == [["甲某", "\xa0"], ["乙", ""]]
    for row in (table.header, *table.rows):
        assert all(document.text[cell.span.start : cell.span.end] == cell.text for cell in row)


def test_a_head_makes_the_header_and_a_heading_in_a_row_does_not() -> None:
    (table,) = page("<table><thead><tr><td>姓名<td>电话<tbody><tr><th>甲<td>1</table>").tables
    assert ([cell.text for cell in table.header], len(table.rows)) == (["姓名", "电话"], 1)
    (table,) = page("<table><tr><th>甲<td>1</table>").tables
    assert (table.header, len(table.rows)) == ((), 1)


def test_nested_tables() -> None:
    outer, inner = page("<table><tr><td>外<table><tr><td>内</table><td>后</table>").tables
    assert [cell.text for cell in outer.rows[0]] == ["外\n内", "后"]
    assert [cell.text for cell in inner.rows[0]] == ["内"]
    assert len(page("<table><tr><td>x" * 100).tables) == 8


# ------------------------------------------------------------------------------------------------------- pictures

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def png(width: int, height: int) -> str:
    """A PNG picture as an address."""
    return "data:image/png;base64," + b64encode(PNG + width.to_bytes(4, "big") + height.to_bytes(4, "big")).decode()


@pytest.mark.parametrize(
    ("target", "unchecked"),
    [
        (png(500, 300), ("image", "第2行", "500×300")),
        (png(199, 300), None),
        (png(500, 79), None),
        ("data:image/png;base64,AAAA", ("image", "第2行", "image/png")),
        ("data:image/svg+xml,%3Csvg%3E%3Cpath/%3E%3C/svg%3E", None),
        ("data:image/svg+xml,%3Csvg%3E%3Ctext%3E字", ("image", "第2行", "SVG")),
        ("data:text/html;base64,PGI+", ("unsupported", "第2行", "data:text/html")),
        ("data:font/woff2;base64,AAAA", None),
    ],
)
def test_embedded_pictures(target: str, unchecked: tuple[str, str, str] | None) -> None:
    for source in (f"\n<img src='{target}'>", f"\n<p style='background:url(\"{target}\")'>"):
        document = page(source)
        assert [(item.reason, item.where, item.detail) for item in document.unchecked] == [unchecked] * bool(unchecked)
        assert document.text == target[: target.index(",") + 1]


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"GIF89a" + bytes((44, 1, 100, 0)), (300, 100)),
        (b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xff\xc0\0\x11\x08\0\x64\x01\x2c" + bytes(9), (300, 100)),
        (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x2b\x01\0\x63\0\0", (300, 100)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (299 | 99 << 14).to_bytes(4, "little") + bytes(9), (300, 100)),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + b"\x2c\x01\x64\0", (300, 100)),
        (b"BM" + bytes(16) + b"\x2c\x01\0\0" + (-100).to_bytes(4, "little", signed=True), (300, 100)),
        (b"\xff\xd8\xff\xe0\xff\xff", None),
        (b"II*\0", None),
        (b"", None),
    ],
)
def test_picture_sizes(head: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(head) == size


# ------------------------------------------------------------------------------------------------------- encoding

LETTER = "各科室：请按照要求认真落实，确保各项工作任务按时完成。"


@pytest.mark.parametrize(
    ("declared", "codec", "encoding"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("gb2312", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("utf-8", "gb18030", "gb18030"),
        ("iso-8859-1", "gb18030", "gb18030"),
        ("no-such-charset", "gb18030", "gb18030"),
        ("utf-8", "utf-16", "utf-16-le"),
        ("rot13", "utf-8-sig", "utf-8-sig"),
    ],
)
def test_a_declared_charset_is_verified(declared: str, codec: str, encoding: str) -> None:
    for head in (f"<meta charset={declared}>", f'<meta http-equiv=a content="text/html; charset={declared}">'):
        document = read(f"{head}<p>{LETTER}".encode(codec), "a.html")
        assert (document.text, document.encoding, document.unchecked) == (LETTER, encoding, ())


def test_a_declaration_settles_what_the_bytes_leave_open() -> None:
    text = "関係機関へのお知らせ。ご確認ください。"
    document = read(f"<meta charset=shift_jis><p>{text}".encode("cp932"), "a.html")
    assert (document.text, document.encoding) == (text, "cp932")


def test_an_unknown_encoding_is_told() -> None:
    document = read(f"<meta charset=utf-8><p>{LETTER}".encode() + b"\xff\xfe<p>" + LETTER.encode(), "a.html")
    assert [item.reason for item in document.unchecked] == ["encoding"]


@pytest.mark.parametrize("content", [b"PK\x03\x04abc", b"From: <Saved by X>\r\nMIME-Version: 1.0\r\n"])
def test_other_content_is_refused(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(content, "a.html")
    assert caught.value.reason == "unsupported"


# ------------------------------------------------------------------------------------- positions, hostile input


def test_character_references_that_are_none() -> None:
    assert visible("&notit; &bogus; & &#; &#x; &am") == "¬it; &bogus; & &#; &#x; &am"
    assert visible("a&#0;b&#1;c&#128;d&#1114112;e&NotEqualTilde;") == "a\ufffdb\x01c€d\ufffde≂̸"
    assert visible("&#" + "0" * 500 + "65;") == "A"


def test_findings_index_the_source() -> None:
    source = "<html>\n<p>经办人手机：<b>138</b>0013<i>8000</i>。</p>"
    (finding,) = sensitive_check.check(page(source))
    assert finding.rule_id == "mobile"
    assert source[finding.span.start : finding.span.end] == finding.matched == "138</b>0013<i>8000"
    assert (finding.line, finding.column) == (2, 13)


FRAGMENTS = (
    "<p> </p> <div> </div> <b> </b> <span\tstyle='display:none'> </span> <table> <tr> <td> <th> </td> </table> "
    "<ul> <li> </ul> <br> 甲 乙\n \n\t 丙 &amp; &nbsp; &#x4e2d; &copy &notit; &NotEqualTilde; <!-- --> <!-- <script> "
    "</script> <a\thref='x?a=1&amp;b'> <a\thref=y\thidden> </a> < > </ <! <?x> <i\ttitle='题'> <style>p{}</style> "
    "<textarea> </textarea> <pre> </pre> <code> </code> <template> </template> <noscript> <img\tsrc=z\talt=图> <svg> "
    "</svg> <ruby> <rt> <rp> </rt> </ruby> <kbd> </kbd> <rt\thidden> <b\tstyle='visibility:visible'> "
    "<![CDATA[x]]> <iframe> <title> </title> \" ' = & http://a.cn/ url(x)"
).split(" ")


MARKUP = "<>/!-='\"&;#.{}abpirtd甲 \n\t"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(MARKUP, max_size=3), max_size=30).map("".join))
def test_any_page_keeps_its_positions(source: str) -> None:
    document = page(source)
    length = len(document.text)
    assert misplaced(document) == []
    assert all(document.text[one.end : other.start] == "\n" for one, other in pairwise(document.blocks))
    assert sum(block.end - block.start + 1 for block in document.blocks) == length + bool(length)
    assert all(0 <= part.span.start < part.span.end <= length for part in document.parts)
    assert all(one.span.end <= other.span.start for one, other in pairwise(document.parts))
    carried = [part.span for part in document.parts if part.kind in ("link", "metadata", "comment", "code")]
    assert all(any(span.covers(link.span) for span in carried) for link in document.links)
    for table in document.tables:
        for row in (table.header, *table.rows):
            assert all(document.text[cell.span.start : cell.span.end] == cell.text for cell in row)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_tokens_cover_the_source_in_order(source: str) -> None:
    reached = 0
    for token in tokens(source):
        assert reached <= token.start <= token.end <= len(source)
        reached = token.end


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_told(content: bytes) -> None:
    try:
        document = read(content, "a.html")
    except ReadError:
        return
    assert misplaced(document) == []


@pytest.mark.parametrize(
    "bait",
    [
        "<",
        "<a ",
        "<!--",
        "<![CDATA[",
        "<a x='",
        "&",
        "</b>",
        "<div>",
        "<title>",
        "<style>url('",
        "<ul></x>",
        "<ruby>x<rt>y",
        "<pre>甲<code>",
        "<style>.a{display:none}</style>",
    ],
)
def test_repetition_is_read_in_one_pass(bait: str) -> None:
    """Anything quadratic would take minutes here; ``tests/measure/webpage.py --baits`` tells the ratios."""
    assert misplaced(page(bait * 20_000)) == []


def test_a_hundred_thousand_nested_tags() -> None:
    document = page("<div>" * 100_000 + "深" + "</div>" * 100_000)
    assert document.text == "深"


@pytest.mark.parametrize(
    ("style", "how"),
    [
        ("color:#FFF; background:#ffffff url(a.png)", "same-colour"),
        ("background-color: white; color: rgb(255, 255, 255)", "same-colour"),
        ("color: rgba(0,0,0,0)", "same-colour"),
        ("position:absolute; clip: rect(0 0 0 0)", "zero-size"),
        ("transform: scale(0)", "zero-size"),
        ("color:#fff; background:#ff0", None),
        ("color:#fff", None),
        ("background:#fff", None),
        ("color:inherit; background:inherit", None),
        ("transform: scale(0.5)", None),
    ],
)
def test_letters_of_the_colour_of_their_background(style: str, how: str | None) -> None:
    assert concealment("a", {"style": style}) == how
