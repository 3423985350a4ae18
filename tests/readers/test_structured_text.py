"""JSON, XML and SVG: what people read in them, where it stands in the source, and what is for programs."""

from __future__ import annotations

import json
import time

import pytest

from sensitive_check import readers
from sensitive_check.checker import Checker
from sensitive_check.errors import ReadError
from sensitive_check.model import Document, Span, Unchecked


def document(source: str, name: str) -> Document:
    """What is read of a file, checked to lead back to its source."""
    read = readers.read_content(source.encode(), name)
    assert read.original == source
    return read


def blocks(read: Document) -> list[str]:
    return [read.text[span.start : span.end] for span in read.blocks]


def parts(read: Document) -> list[tuple[str, str, str]]:
    return [(part.kind, part.label, read.text[part.span.start : part.span.end]) for part in read.parts]


def found(checker: Checker, source: str, name: str) -> list[tuple[str, str, int | None]]:
    """Rule, source stretch and line of the findings above notes."""
    findings = checker.check(document(source, name)).findings
    return [(one.rule_id, one.matched, one.line) for one in findings if one.severity.value != "note"]


# ---------------------------------------------------------------------------------------------------------- JSON


def test_escapes_lead_back_to_the_source() -> None:
    source = r'{"\u6807\u9898": "甲\n乙\"丙\ud83d\ude00\ud800", "a": [1, 13]}'.replace("\\\\", "\\")
    read = document(source, "a.json")
    assert read.text == '{"标题": "甲\n乙"丙😀\\ud800", "a": [1, 13]}'
    assert blocks(read) == ['"标题": "甲\n乙"丙😀\\ud800"', '"a":', "1", "13"]
    assert read.source_map is not None
    span = read.source_map.to_source(Span(2, 4))
    assert source[span.start : span.end] == r"\u6807\u9898"
    assert parts(read) == [("code", "", '{"'), ("code", "", '": "'), ("code", "", '", "'), ("code", "", '": [1, 13]}')]


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.JSONL", "a.geojson"])
def test_findings_in_json_stand_in_the_source(checker: Checker, name: str, ascii_only: bool) -> None:
    source = json.dumps(
        {"title": "关于放假的通知", "text": "截止目前，各单位已上报。"}, ensure_ascii=ascii_only, indent=1
    )
    written = json.dumps("截止目前", ensure_ascii=ascii_only)[1:-1]
    assert found(checker, source, name) == [("typo", written, 3)]


def test_a_name_and_its_value_stay_together(checker: Checker) -> None:
    source = '{"用户": "张三",\n"password": "Kq7#tT9wLp"}'
    assert [(rule, line) for rule, _, line in found(checker, source, "a.json")] == [("credential", 2)]


def test_tags_in_strings_are_code_and_their_addresses_links(checker: Checker) -> None:
    source = '{"正文": "<p class=\\"a\\">请落实。<a href=\\"http://a.example.com/x\\">附件</a>&nbsp;</p>"}'
    read = document(source, "a.json")
    assert [link.target for link in read.links] == ["http://a.example.com/x"]
    assert {rule for rule, _, _ in found(checker, source, "a.json")} <= {"external-link"}


def test_files_for_programs_are_silent(checker: Checker) -> None:
    manifest = {
        "name": "demo",
        "version": "1.0.0",
        "homepage": "https://github.com/example/demo#readme",
        "dependencies": {"left-pad": "^1.3.0"},
        "resolved": "https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz",
        "integrity": "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==",
    }
    assert found(checker, json.dumps(manifest, indent=2), "package.json") == []
    pom = '<?xml version="1.0"?><project xmlns="http://maven.apache.org/POM/4.0.0"><url>http://a.example.com/</url></project>'
    assert found(checker, pom, "pom.xml") == []


@pytest.mark.parametrize("source", ["", "{", '"', '{"a": "未完', "[1,]", "// 注\n{'a': 1}", '"甲\\'])
def test_broken_json_is_read_all_the_same(source: str) -> None:
    assert document(source, "a.json").text == source


def test_too_many_strings_and_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sensitive_check.readers.json_text._MOST", 3)
    read = document('["甲", "乙", "丙", "丁"]', "a.json")
    assert (read.parts, read.blocks) == ((), ())
    with pytest.raises(ReadError) as caught:
        document(r'["\n\n\n\n"]', "a.json")
    assert caught.value.reason == "limit"


# ----------------------------------------------------------------------------------------------------- XML and SVG


def test_text_of_elements_and_what_stands_beside_it() -> None:
    source = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<名单 xmlns="http://a.example.com/" 单位="青山市">'
        "<!-- 内部稿 --><p>本件为<b>机</b>密&#x6750;料</p><项>甲</项><项>乙</项><d><![CDATA[a<b]]></d>"
        '<w:r><w:rPr><w:sz w:val="3"/></w:rPr><w:t>国家</w:t></w:r><w:r><w:t>秘密</w:t></w:r></名单>'
    )
    read = document(source, "a.xml")
    assert blocks(read)[:5] == ["本件为机密材料", "甲", "乙", "a<b", "国家秘密"]
    assert [part for part in parts(read) if part[1] != "标签"] == [
        ("metadata", "属性 单位", "青山市"),
        ("comment", "注释", "内部稿"),
    ]
    assert [part[2] for part in parts(read) if part[1] == "标签"] == ["单位", "名单", "项"]


def test_addresses_in_xml() -> None:
    source = (
        '<a>甲<x href="https://a.example.com/?b=1&amp;c=2"/><y to="tel:13800138000"/><!-- http://b.example.com/ --></a>'
    )
    read = document(source, "a.xml")
    assert [(link.target, link.hidden_by) for link in read.links] == [
        ("https://a.example.com/?b=1&c=2", None),
        ("tel:13800138000", None),
        ("http://b.example.com/", "comment"),
    ]
    assert ("metadata", "链接", "tel:13800138000") in parts(read)


def test_a_drawing() -> None:
    source = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><title>图</title><text x="1"><tspan>机</tspan>'
        '<tspan>密</tspan></text><a xlink:href="http://a.example.com/"><text>乙</text></a><path d="M13800138000 1"/>\n'
        '<image xlink:href="data:image/png;base64,iVBORw0KGgo="/><style>.a{fill:red}</style></svg>'
    )
    read = document(source, "a.svg")
    assert blocks(read)[:3] == ["图", "机密", "乙"]
    assert [link.target for link in read.links] == ["http://a.example.com/", "data:image/png;base64,"]
    assert ("code", "样式", ".a{fill:red}") in parts(read)
    assert read.unchecked == (Unchecked(reason="image", where="第2行", detail="image/png"),)


@pytest.mark.parametrize(
    "source",
    [
        '<!DOCTYPE a [<!ENTITY b "机密">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "b.dtd"><a>&c;</a>',
        "<!doctype a",
    ],
)
def test_a_document_type_that_declares_is_refused(source: str) -> None:
    with pytest.raises(ReadError) as caught:
        document(source, "a.xml")
    assert caught.value.reason == "damaged"


def test_pictures_written_as_letters_are_told() -> None:
    read = document("<a>甲<pkg:binaryData>QUJD</pkg:binaryData>乙</a>", "a.xml")
    assert read.text == "甲乙"
    assert read.unchecked == (Unchecked(reason="unsupported", where="第1行", detail="binarydata"),)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("<a>甲 < 乙", "甲 < 乙"),
        ("<a 甲='乙", "甲='乙"),
        ("<a></a 甲>", "甲"),
        ("<a 甲/>", "甲"),
        ("<!甲>", "甲"),
        ("<!-- 甲", "甲"),
        ("<a><![CDATA[甲", "甲"),
        ("<?甲", "甲"),
        ("<style>甲", "甲"),
        ("</甲", "甲"),
    ],
)
def test_nothing_is_lost_in_broken_xml(source: str, kept: str) -> None:
    assert kept in document(source, "a.xml").text


def test_declared_encodings() -> None:
    content = '<?xml version="1.0" encoding="GB2312"?><a>请各单位抓好落实</a>'.encode("gb2312")
    assert readers.read_content(content, "a.xml").text == "请各单位抓好落实"


@pytest.mark.parametrize(
    "piece", ["<a ", "</a", '<a b="', "<", "<a></b>", "<!--", "<a>x", "&#", '"\\', '{"', "<p>&lt;甲"]
)
@pytest.mark.parametrize("name", ["a.xml", "a.json"])
def test_hostile_sources_take_linear_time(piece: str, name: str) -> None:
    start = time.perf_counter()
    readers.read_content((piece * 20_000).encode(), name)
    assert time.perf_counter() - start < 2
