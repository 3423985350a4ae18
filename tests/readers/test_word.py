"""Word files: what stands in every hiding place is found there, and every stretch leads back to its element."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import fromstring

import pytest

import sensitive_check
from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Document
from sensitive_check.readers import read_content, word
from sensitive_check.readers.source import Budget

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MARK = "机密★1年"
RESIDENT_ID = "110101199003070011"  # made up; the check digit fits


def word_file(body: str, parts: dict[str, str] | None = None, namespace: str = W) -> bytes:
    """A Word file of a body; ``parts`` are type of relationship -> content of ``word/TYPE.xml`` (or an address)."""
    space = f'xmlns:w="{namespace}" xmlns:r="{R}" xmlns:mc="{MC}"'
    members = {
        "[Content_Types].xml": '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml" PartName="/word/document.xml"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
    }
    related = ""
    for kind, content in (parts or {}).items():
        external = content.startswith("http")
        target = f'Target="{content}" TargetMode="External"' if external else f'Target="{kind}.xml"'
        related += f'<Relationship Id="{kind}" Type="{R}/{kind}" {target}/>'
        if not external:
            members[f"word/{kind}.xml"] = content.replace("SPACE", space)
    members["word/_rels/document.xml.rels"] = f"<Relationships>{related}</Relationships>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def read(content: bytes) -> Document:
    return read_content(content, "a.docx")


def places_of(document: Document) -> list[tuple[str, str, str]]:
    return [(p.label, p.kind, document.text[p.span.start : p.span.end]) for p in document.parts]


LINES = paragraph(run(MARK)) + paragraph(run(f"身份证号{RESIDENT_ID}"))


@pytest.mark.parametrize(
    ("body", "parts", "label", "kind"),
    [
        (LINES, {}, "第{}段", "prose"),
        (f"<w:sdt><w:sdtContent>{LINES}</w:sdtContent></w:sdt>", {}, "第{}段", "prose"),
        (f"<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>{LINES}</w:tc></w:tr></w:tbl>", {}, "表1 第1行第2列", "table"),
        ("", {"header": f"<w:hdr SPACE>{LINES}</w:hdr>"}, "页眉", "prose"),
        ("", {"footer": f"<w:ftr SPACE>{LINES}</w:ftr>"}, "页脚", "prose"),
        ("", {"footnotes": f"<w:footnotes SPACE><w:footnote>{LINES}</w:footnote></w:footnotes>"}, "脚注1", "prose"),
        ("", {"endnotes": f"<w:endnotes SPACE><w:endnote>{LINES}</w:endnote></w:endnotes>"}, "尾注1", "prose"),
        ("", {"comments": f"<w:comments SPACE><w:comment>{LINES}</w:comment></w:comments>"}, "批注1", "comment"),
        (
            paragraph(f"<w:r><w:pict><w:txbxContent>{LINES}</w:txbxContent></w:pict></w:r>"),
            {},
            "第1段 文本框",
            "prose",
        ),
        (LINES.replace("<w:rPr>", "<w:rPr><w:vanish/>"), {}, "第{}段 隐藏文字", "hidden"),
        (LINES.replace("<w:rPr>", '<w:rPr><w:color w:val="FFFFFF"/>'), {}, "第{}段 白色文字", "hidden"),
        (LINES.replace("<w:rPr>", '<w:rPr><w:sz w:val="2"/>'), {}, "第{}段 极小文字", "hidden"),
        (
            LINES.replace("<w:r>", "<w:del><w:r>").replace("</w:r>", "</w:r></w:del>"),
            {},
            "第{}段 修订删除",
            "deleted",
        ),
    ],
)
def test_hiding_places(body: str, parts: dict[str, str], label: str, kind: str) -> None:
    document = read(word_file(body, parts))
    found = [one for one in places_of(document) if one[2] in (MARK, f"身份证号{RESIDENT_ID}")]
    assert found == [(label.format(1), kind, MARK), (label.format(2), kind, f"身份证号{RESIDENT_ID}")]
    matched = {finding.matched for finding in sensitive_check.load_checker(None).check(document)}
    assert RESIDENT_ID in matched
    assert any(MARK in one or one in MARK for one in matched)
    assert document.unchecked == ()


def test_runs_join_and_every_place_leads_back() -> None:
    body = paragraph(run("机"), run("密"), "<w:r><w:tab/><w:t>甲&amp;乙</w:t><w:br/></w:r>")
    for namespace in (W, STRICT):
        content = word_file(body, namespace=namespace)
        document, places = word.places(content, Budget(Limits()))
        assert document.text == "机密\t甲&乙\n"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            elements = list(word.text_elements(fromstring(archive.read("word/document.xml"))))  # noqa: S314
        shown = [(document.text[p.span.start : p.span.end], elements[p.index].text) for p in places]
        assert shown == [("机", "机"), ("密", "密"), ("\t", None), ("甲&乙", "甲&乙"), ("\n", None)]


def test_the_target_of_a_link_has_the_places_of_its_words() -> None:
    link = f'<w:hyperlink r:id="hyperlink">{run("官")}{run("方")}{run("网")}</w:hyperlink>'
    document, places = word.places(
        word_file(paragraph(run("见"), link), {"hyperlink": "http://a.example/"}), Budget(Limits())
    )
    found = [(document.text[p.span.start : p.span.end], p.index) for p in places if not p.is_held]
    assert found == [("http://a.example/", 1), ("http://a.example/", 3)]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('通知'))}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    content = word_file(paragraph(f"<w:r>{both}</w:r>", run("正文")))
    document, places = word.places(content, Budget(Limits()))
    assert places_of(document) == [("第1段", "prose", "正文"), ("第1段 文本框", "prose", "通知")]
    assert [place.index for place in places] == [2, 0]


def test_white_on_dark_is_seen() -> None:
    white = run("标题", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>')
    assert places_of(read(word_file(paragraph(white)))) == [("第1段", "prose", "标题")]


def test_a_link_stands_where_it_is() -> None:
    content = word_file(
        paragraph(f'<w:hyperlink r:id="hyperlink">{run("官网")}</w:hyperlink>'), {"hyperlink": "http://a.example/"}
    )
    document = read(content)
    assert [(link.target, link.text) for link in document.links] == [("http://a.example/", "官网")]
    assert places_of(document)[1] == ("第1段 链接", "link", "http://a.example/")


def test_list_numbers_stand_in_labels() -> None:
    numbering = (
        '<w:numbering SPACE><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = paragraph(run("总则"), properties=listed) + paragraph(run("附则"), properties=listed)
    document = read(word_file(body, {"numbering": numbering}))
    assert [label for label, _, _ in places_of(document)] == ["第1段（一、）", "第2段（二、）"]


@pytest.mark.parametrize("opening", ["<w:tbl><w:tr><w:tc>", "<w:sdt><w:sdtContent>"])
def test_twenty_thousand_deep(opening: str) -> None:
    closing = "".join(f"</{one[1:]}" for one in reversed(opening.replace("><", ">\n<").split("\n")))
    document = read(word_file(opening * 20_000 + LINES + closing * 20_000))
    assert MARK in document.text


def test_a_document_type_is_refused() -> None:
    content = word_file(LINES)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            doctype = b"<!DOCTYPE a>" if entry.filename == "word/document.xml" else b""
            new.writestr(entry.filename, doctype + old.read(entry))
    with pytest.raises(ReadError) as caught:
        read(stream.getvalue())
    assert caught.value.reason == "damaged"


def rezipped(content: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The same file with members replaced, or (None) left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            member = changed.get(entry.filename, old.read(entry))
            if member is not None:
                new.writestr(entry.filename, member)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        word_file(LINES)[:-40],
        rezipped(word_file(LINES), {"word/document.xml": None}),
        rezipped(word_file(LINES), {"word/document.xml": b"<w:document"}),
        rezipped(word_file("<w:p/>"), {}).replace(b"<w:p/>", b"<w:q/>"),
    ],
    ids=["truncated", "no main part", "broken XML", "wrong checksum"],
)
def test_what_cannot_be_read_is_never_clean(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(content)
    assert caught.value.reason == "damaged"


def test_a_header_that_cannot_be_read_is_told() -> None:
    document = read(word_file(LINES, {"header": "<w:hdr"}))
    assert [(one.reason, one.where) for one in document.unchecked] == [("damaged", "word/header.xml")]
