"""The Markdown reader: what a reader of the page sees, in order, and the way back to the source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensitive_check import ReadError
from sensitive_check.checker import Checker
from sensitive_check.model import Document, Link, Span
from sensitive_check.readers import read as read_file
from sensitive_check.readers.markdown import read
from sensitive_check.readers.markdown.assembly import assemble


def blocks(document: Document) -> list[str]:
    """The text of each block."""
    return [document.text[block.start : block.end] for block in document.blocks]


def parts(document: Document) -> list[tuple[str, str, str]]:
    """Label, kind and text of each part."""
    return [(part.label, part.kind, document.text[part.span.start : part.span.end]) for part in document.parts]


def links(document: Document) -> list[tuple[str, str]]:
    """Target and text of each link."""
    return [(link.target, link.text) for link in document.links]


def source_of(document: Document, words: str) -> str:
    """What the source holds where ``words`` stand in the text."""
    assert document.source is not None
    assert document.source_map is not None
    start = document.text.index(words)
    span = document.source_map.to_source(Span(start, start + len(words)))
    return document.source[span.start : span.end]


# ------------------------------------------------------------------------------------------------------------ blocks


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("第一段。\n\n第二段。\n", ["第一段。", "第二段。"]),
        ("第一行\n第二行\n", ["第一行\n第二行"]),
        ("第一行  \n第二行\\\n第三行", ["第一行\n第二行\n第三行"]),
        ("　　首行缩进。\n   三个空格。", ["　　首行缩进。\n三个空格。"]),
        ("# 标题\n## 标题 ##\n###\n#标签", ["标题", "标题", "#标签"]),
        ("# C#\n# a \\#", ["C#", "a #"]),
        ("标题\n===\n小标题\n---\n正文\n\n---\n***\n_ _ _", ["标题", "小标题", "正文"]),
        ("> 引用\n接续\n>> 嵌套\n\n完", ["引用\n接续", "嵌套", "完"]),
        ("- 一\n- 二\n  续\n懒续\n\n  另段\n\n完", ["一", "二\n续\n懒续", "另段", "完"]),
        ("1. 一\n   - 甲\n     1) 乙\n2. 二", ["一", "甲", "乙", "二"]),
        ("正文\n2024. 不是列表\n- 是列表", ["正文\n2024. 不是列表", "是列表"]),
        ("- [ ] 待办\n- [x] 已办\n- [a] 其他", ["待办", "已办", "[a] 其他"]),
        ("-\n  空项\n-\n\n  不在项内", ["空项", "不在项内"]),
        ("-\t制表\n\n\t续段", ["制表", "续段"]),
        ("> - 一\n>\n>   二\n> 三", ["一", "二\n三"]),
        ("> ```\n> a\n>\n> b\n> ```\n> 文", ["a\n\nb", "文"]),
        ("```\na\n", ["a"]),
        ("~~~\n```\n~~~~\n文", ["```", "文"]),
        ("    x = 1\n\n      y\n\n文", ["x = 1\n\n  y", "文"]),
        ("文[^1]字[^2]。\n\n[^1]: 注释\n    续行\n\n    另段\n\n完", ["文字[^2]。", "注释\n续行", "另段", "完"]),
        ("[a]: /x\n[b]: <y>\n'题'\n文", ["文", "/x", "y", "题"]),
        ("[a]: /x\n===\n", ["===", "/x"]),
        ("<div>\n<p>甲</p> <p>乙</p>\n</div>\n\n丙", ["甲", "乙", "丙"]),
        ("<table><tr><td>甲</td><td>乙</td></tr></table>", ["甲", "乙"]),
        ("<div>\n\n**甲**\n\n</div>", ["甲"]),
        ("甲<br>\n乙<br/>丙", ["甲\n乙\n丙"]),
        ("", []),
        ("\n \n\t\n", []),
    ],
)
def test_blocks(source: str, expected: list[str]) -> None:
    document = assemble(source)
    assert blocks(document) == expected
    assert document.text == "\n".join(expected)
    assert [link.target for link in assemble(source.replace("\n", "\r\n")).links] == [
        link.target for link in document.links
    ]
    assert assemble(source.replace("\n", "\r\n")).text == assemble(source.replace("\n", "\r")).text == document.text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("机**密**文*件*", "机密文件"),
        ("机__密__文 __件__ _甲_", "机__密__文 件 甲"),
        ("***甲***乙**丙*丁*戊**", "甲乙丙丁戊"),
        ("**甲*", "*甲"),
        ("**“甲”**乙", "**“甲”**乙"),  # no closing mark by CommonMark: a renderer shows the stars, too
        ("**“甲”** 乙，**丙**。", "“甲” 乙，丙。"),
        ("3*4*5 * 6", "345 * 6"),
        ("~~删~~ 3~5 ~~~ a~~", "删 3~5 ~~~ a~~"),
        ("`码` ``a`b`` `` ` `` `没完", "码 a`b ` `没完"),
        ("`**不动**`", "**不动**"),
        (r"\*甲\* \a \\", r"*甲* \a " + "\\"),
        ("甲&amp;乙&#x5bc6;&#23494;&copy;&无;&nosuch;", "甲&乙密密©&无;&nosuch;"),
        ("[文**字**](/u '题')", "文字"),
        ("[甲[乙]](/u) [丙](a b) [丁]", "甲[乙] [丙](a b) [丁]"),
        ("[外[内](/a)](/b)", "[外内](/b)"),
        ("![图**片**](a.png)后", "后"),
        ("[![图](a.png)](/u)后", "后"),
        ("<https://a.cn/x> <office@example.com>", "https://a.cn/x office@example.com"),
        ("甲<b class='x'>乙</b><!-- 丙 -->丁", "甲乙丁"),
        ("3 < 5 > 2 <甲> a<b", "3 < 5 > 2 <甲> a<b"),
        ("[a] [甲][A] [b][]\n\n[a]: /x", "a 甲 [b][]"),
    ],
)
def test_markup_within_a_line(source: str, expected: str) -> None:
    assert blocks(assemble(source))[:1] == [expected]


def test_joined_words_lead_back_over_their_markup() -> None:
    document = assemble("> 本件为机**密**\n> 级，甲&amp;乙，\\*丙。\n")
    assert document.text == "本件为机密\n级，甲&乙，*丙。"
    assert source_of(document, "机密") == "机**密"
    assert source_of(document, "密\n级") == "密**\n> 级"
    assert source_of(document, "&") == "&amp;"
    assert source_of(document, "甲&乙") == "甲&amp;乙"
    assert source_of(document, "*丙") == "\\*丙"


# ------------------------------------------------------------------------------------------------- parts and metadata


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("---\ntitle: 通知\nauthor: 某甲\n---\n正文", [("元数据", "metadata", "title: 通知\nauthor: 某甲")]),
        ("+++\ntitle = '通知'\n+++\n正文", [("元数据", "metadata", "title = '通知'")]),
        ("---\n正文\n---\n", []),
        ("---\ntitle: 没完\n", []),
        ("甲`乙`丙", [("代码", "code", "乙")]),
        ("```python title=甲\nx\n```", [("代码", "code", "x"), ("代码", "metadata", "python title=甲")]),
        ("    x = 1", [("代码", "code", "x = 1")]),
        ("    缩进四格的一段话。", []),
        ("<pre>\n　　各区县人民政府：\n\n　　现通知如下。\n</pre>", []),
        ("<pre>\nint x; // 中\n</pre>", [("代码", "code", "int x; // 中")]),
        ("<pre>各区县人民政府<code>x</code></pre>", [("代码", "code", "各区县人民政府x")]),
        ("按<kbd>Ctrl</kbd>和`Alt`键", [("代码", "code", "Ctrl"), ("代码", "code", "Alt")]),
        ("机<ruby>密<rp>(</rp><rt>mì</rt><rp>)</rp></ruby>", [("注音", "metadata", "(mì)")]),
        (
            "<ruby>机<rt>jī<rt hidden>x</ruby>\n\n<ruby>密<rt>mì",
            [("注音", "metadata", "jī"), ("隐藏文字 hidden", "hidden", "x"), ("注音", "metadata", "mì")],
        ),
        ("甲\n\n![乙\n丙](/u)", [("图片", "metadata", "乙\n丙"), ("图片", "link", "/u")]),
        ("甲<!-- 乙\n丙 -->丁", [("注释", "comment", " 乙\n丙 ")]),
        ("<!-- 没完", [("注释", "comment", " 没完")]),
        ("<script>\nlet a = 1\n</script>\n文", [("脚本", "code", "let a = 1")]),
        ("~~甲`乙`丙~~", [("删除线", "deleted", "甲"), ("代码", "code", "乙"), ("删除线", "deleted", "丙")]),
        ('[甲](/u "题")', [("链接", "link", "/u"), ("链接", "metadata", "题")]),
        ("![甲](a.png '题')", [("图片", "metadata", "甲"), ("图片", "link", "a.png"), ("图片", "metadata", "题")]),
        ("[电话](tel:13800138000)", [("链接", "metadata", "tel:13800138000")]),
        (
            '<a href="/x?a=1&amp;b" title="题" id="k">文</a>',
            [("链接", "link", "/x?a=1&b"), ("属性 title", "metadata", "题")],
        ),
    ],
)
def test_parts(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert parts(assemble(source)) == expected


@pytest.mark.parametrize(
    ("source", "shown", "hidden"),
    [
        ("机<span style='display: none'>甲</span>密", "机密", ["甲"]),
        ("甲\n\n<div hidden>\n\n**乙**\n\n<div>丙</div>\n\n丁\n\n</div>\n\n戊", "甲\n戊", ["乙", "丙", "丁"]),
        ("<p style='font-size:0'>甲</p>\n<p style='font-size:0.8em'>乙</p>", "乙", ["甲"]),
        ("甲<b hidden>乙![丙](/u)", "甲", ["乙丙"]),
        ("甲<b style='position:absolute; left:-9999px'>乙</b>丙", "甲丙", ["乙"]),
        ("甲<i style='height:0;overflow:hidden'>乙</i><noscript>丙</noscript>丁", "甲丁", ["乙", "丙"]),
    ],
)
def test_hidden_text_stands_apart(source: str, shown: str, hidden: list[str]) -> None:
    document = assemble(source)
    assert document.text.startswith(f"{shown}\n{hidden[0]}")
    assert [document.text[p.span.start : p.span.end] for p in document.parts if p.kind == "hidden"] == hidden


def test_readings_split_no_word() -> None:
    document = assemble("<ruby>机<rt>jī</rt>密<rt>mì</rt></ruby>★\n\n<ruby>绝<rt>jué\n\n密件")
    assert blocks(document) == ["机密★", "绝", "密件", "jīmì", "jué"]


def test_a_tag_holds_no_wide_blanks() -> None:
    assert assemble("甲<b\u3000乙>丙").text == "甲<b\u3000乙>丙"


def test_a_hidden_link_says_how() -> None:
    document = assemble("<a hidden href='/a'>甲</a> <p style='display:none'>[乙](/b)</p> [丙](/c)")
    assert [(link.target, link.hidden_by) for link in document.links] == [
        ("/a", "hidden"),
        ("/b", "display:none"),
        ("/c", None),
    ]


def test_what_the_page_carries_follows_the_prose_in_the_order_of_the_source() -> None:
    document = assemble("甲[乙](/a)<!-- 丙 -->\n\n[r]: /r\n\n![丁][r]\n")
    assert blocks(document) == ["甲乙", "/a", " 丙 ", "/r", "丁"]
    assert source_of(document, "/r") == "/r"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[甲**乙**](<a b> '题')", [("a b", "甲乙")]),
        (r"[甲](/x_\(1\)&amp;\*)", [("/x_(1)&*", "甲")]),
        ("[甲](a(b(c)d)e) [乙]( /u ) [空]()", [("a(b(c)d)e", "甲"), ("/u", "乙")]),
        ("![图](a.png) [![里](b.png)文](/c)", [("a.png", "图"), ("b.png", "里"), ("/c", "文")]),
        ("[甲][R] [r] [r][]\n\n[ r ]: /u '题'\n[R]: /v", [("/u", "甲"), ("/u", "r"), ("/u", "r"), ("/v", "")]),
        ("[甲](javascript:alert(1)) <https://a.cn> https://b.cn", [("javascript:alert(1)", "甲")]),
        ("<a href='https://a.cn'>文<b>字</b></a> <img src=c.png alt=图>", [("https://a.cn", "文字"), ("c.png", "")]),
        ("[信](mailto:office@example.com)", [("mailto:office@example.com", "信")]),
    ],
)
def test_links(source: str, expected: list[tuple[str, str]]) -> None:
    document = assemble(source)
    assert links(document) == expected
    for link in document.links:
        assert document.text[link.span.start : link.span.end] == link.target


def test_embedded_pictures_are_no_text() -> None:
    picture = "data:image/png;base64,iVBORw0KGgo="
    document = assemble(f"甲\n![图]({picture})\n\n<img src='{picture}'>\n\n[乙]\n\n[乙]: data:text/html,<b>\n")
    assert [link.target for link in document.links] == ["data:image/png;base64,"] * 2 + ["data:text/html,"]
    assert [(gap.reason, gap.where) for gap in document.unchecked] == [
        ("image", "第2行"),
        ("image", "第4行"),
        ("unsupported", "第8行"),
    ]


def test_a_target_leads_back_to_where_it_is_written() -> None:
    document = assemble("见[网](https://a.example/x&amp;y)。\n\n[甲][r]\n\n[r]:\n  <https://b.example/z>\n")
    assert document.links == (
        Link(span=Span(6, 27), target="https://a.example/x&y", text="网"),
        Link(span=Span(28, 47), target="https://b.example/z", text="甲"),
    )
    assert source_of(document, "https://a.example/x&y") == "https://a.example/x&amp;y"
    assert source_of(document, "https://b.example/z") == "https://b.example/z"


# ------------------------------------------------------------------------------------------------------------ tables


def test_line_ends_that_close_a_block_belong_to_nothing() -> None:
    document = assemble("~~`甲\n`~~\n\n|[乙<br>](u)<br>|\n|-|\n")
    assert blocks(document) == ["甲", "乙", "u"]
    assert parts(document) == [("代码", "code", "甲"), ("表格", "table", "乙"), ("链接", "link", "u")]
    assert [(cell.text, cell.span) for cell in document.tables[0].header] == [("乙", Span(2, 3))]
    assert links(document) == [("u", "乙")]


def test_a_table_has_caption_header_and_rows() -> None:
    document = assemble("人员名单\n\n| 姓名 | 手**机** |\n|:---|---:|\n| 甲\\|乙 | `a\\|b` | 多 |\n丙\n\n完")
    assert blocks(document) == ["人员名单", "姓名", "手机", "甲|乙", "a|b", "多", "丙", "完"]
    (table,) = document.tables
    assert table.caption == "人员名单"
    assert [cell.text for cell in table.header] == ["姓名", "手机"]
    assert [[cell.text for cell in row] for row in table.rows] == [["甲|乙", "a|b"], ["丙"]]
    for row in (table.header, *table.rows):
        for cell in row:
            assert document.text[cell.span.start : cell.span.end] == cell.text
    assert parts(document) == [
        ("表格", "table", "姓名\n手机\n甲|乙\n"),
        ("代码", "code", "a|b"),
        ("表格", "table", "\n"),
        ("表格", "hidden", "多"),
        ("表格", "table", "\n丙"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("说明\n甲 | 乙\n-- | --\n1 | 2\n> 引", ["说明", "甲", "乙", "1", "2", "引"]),
        ("| 甲 |\n| - |\n| |", ["甲"]),
        ("甲 | 乙\n--", ["甲 | 乙"]),
        ("甲 | 乙\n-- | -- | --", ["甲 | 乙\n-- | -- | --"]),
        ("甲\n:--", ["甲\n:--"]),
    ],
)
def test_what_is_a_table_and_what_is_not(source: str, expected: list[str]) -> None:
    assert blocks(assemble(source)) == expected


def test_a_long_paragraph_is_no_caption() -> None:
    (table,) = assemble("长" * 61 + "\n\n|甲|\n|-|\n").tables
    assert table.caption == ""


# ---------------------------------------------------------------------------------------------------------- as a file


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "通知.md"
    path.write_bytes("# 关于工作的**通知**\r\n".encode("gb18030"))
    document = read_file(path)
    assert (document.text, document.encoding) == ("关于工作的通知", "gb18030")
    assert document.source == "# 关于工作的**通知**\r\n"
    assert [item.text for item in document.outside] == ["通知.md"]


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ReadError):
        read(b"PK\x03\x04", "a.md")


@pytest.mark.parametrize(
    ("source", "rule", "matched"),
    [
        ("经办人手机138**0013**8000", "mobile", "138**0013**8000"),
        ("> 手机\n> 13800138000\n", "mobile", "13800138000"),
        ("[请拨打](tel:13800138000)", "mobile", "13800138000"),
        ("```\n手机 13800138000\n```", "mobile", "13800138000"),
        ("报送中华**人名**共和国有关材料", "near-miss", "中华**人名**共和国"),
        ("[官网](https://www.example.com/a)", "external-link", "https://www.example.com/a"),
        ("<https://www.example.com/a>", "external-link", "https://www.example.com/a"),
    ],
)
def test_findings_index_the_source(checker: Checker, source: str, rule: str, matched: str) -> None:
    (finding,) = (f for f in checker.check(assemble(source), as_of=date(2026, 11, 24)) if f.rule_id == rule)
    assert finding.matched == matched == source[finding.span.start : finding.span.end]


# --------------------------------------------------------------------------------------------------- hostile sources


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (">" * 20_000 + "甲", "甲"),
        ("- " * 20_000 + "甲", "甲"),
        ("- " * 5_000 + "甲\n" + "\n" * 5_000 + "乙", "甲\n乙"),
        ("[" * 100_000, "[" * 100_000),
        ("*" * 100_000, ""),
        ("甲" + "*" * 100_000, "甲" + "*" * 100_000),
        ("[" * 20_000 + "甲" + "](u)" * 20_000, "[" * 19_999 + "甲" + "](u)" * 19_999 + "\nu"),
        ("甲" + "`" * 50_000 + "乙" + "`" * 49_999, "甲" + "`" * 50_000 + "乙" + "`" * 49_999),
        ("甲<!--" * 20_000, "甲<!--" * 20_000),
        ("*甲 " * 20_000, "*甲 " * 19_999 + "*甲"),
        ("[甲](" * 20_000, "[甲](" * 20_000),
    ],
    ids=lambda value: value[:6],
)
def test_deep_and_long_markup(source: str, text: str) -> None:
    assert assemble(source).text == text


def test_nested_images_do_not_multiply_their_texts() -> None:
    document = assemble("![甲" * 5_000 + "](u)" * 5_000)
    assert len(document.text) == len("甲" * 5_000) + len("\nu" * 5_000)
    assert sum(len(link.text) for link in document.links) == 5_000


FRAGMENTS = st.sampled_from(
    [
        *(
            "密",
            "文 ",
            "，",
            "*",
            "**",
            "_",
            "~~",
            "`",
            "``",
            "```\n",
            "\n",
            "\n\n",
            "  \n",
            "\r\n",
            "\r",
            "\\",
            "[",
            "]",
        ),
        *("](", "![", "(/u 't')", ")", "<b>", "</p>", "<br>", "<!-- c -->", "<script>", "<https://a.cn>", "&amp;"),
        *("> ", "- ", "1. ", "\t", "    ", "# ", "---\n", "===\n", "|", "|---|\n", "[a]: /x\n", "[^1]", "[^1]: "),
        *("+++\n", "<img src=a alt=b>", "&NotEqualTilde;", "&#0;", "a: b\n", "\u200b", "\U00020000", "- [x] "),
        *(
            "<b hidden>",
            "</b>",
            "<div style='display:none'>\n",
            "</div>\n",
            "<td>",
            "<a href='/x'>",
            "<ruby>",
            "<rt>",
            "</ruby>",
            "<code>",
            "<pre>",
            "</a>",
            "![甲\n乙](u)",
        ),
    ]
)


MARKUP = "<>/!-='\"&;#*_`~[]():|\\+.1abp甲 \r\n\t"


@given(st.lists(FRAGMENTS | st.text(MARKUP, max_size=4) | st.text(max_size=3), max_size=20).map("".join))
@settings(deadline=None, max_examples=300)
def test_every_character_leads_back_to_the_source(source: str) -> None:
    document = assemble(source)
    assert document.source_map is not None
    widths = document.source_map.widths
    end = -1
    for block in document.blocks:
        assert end < block.start < block.end
        assert document.text[block.end : block.end + 1] in ("", "\n")
        end = block.end
        for offset in range(block.start, block.end):
            span = document.source_map.to_source(Span(offset, offset + 1))
            there = source[span.start : span.end]
            # A line end in the text is a plain one, whatever it is in the source.
            assert offset in widths or there.replace("\r", "\n") == document.text[offset]
    assert end in (-1, len(document.text))
    ends = [0, *(part.span.end for part in document.parts)]
    assert all(before <= part.span.start < part.span.end for before, part in zip(ends, document.parts, strict=False))
    assert all(end <= len(document.text) for end in ends)
    for link in document.links:
        assert document.text[link.span.start : link.span.end] == link.target
    for table in document.tables:
        for row in (table.header, *table.rows):
            assert all(document.text[cell.span.start : cell.span.end] == cell.text for cell in row)
