"""Word files: what stands in every hiding place is found there, and every stretch leads back to its element."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import fromstring

import pytest

import sensitive_check
from sensitive_check.checker import Checker
from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Document
from sensitive_check.readers import read_content, word
from sensitive_check.readers.source import Budget
from tests.readers.word_files import HIDING_PLACES, STRICT, W, paragraph, run, word_file

MARK = "机密★1年"
RESIDENT_ID = "110101199003070011"  # made up; the check digit fits


def read(content: bytes) -> Document:
    return read_content(content, "a.docx")


def places_of(document: Document) -> list[tuple[str, str, str]]:
    return [(p.label, p.kind, document.text[p.span.start : p.span.end]) for p in document.parts]


LINES = paragraph(run(MARK)) + paragraph(run(f"身份证号{RESIDENT_ID}"))


@pytest.fixture(scope="module")
def checker() -> Checker:
    return sensitive_check.load_checker(None)


@pytest.mark.parametrize("place", HIDING_PLACES)
@pytest.mark.parametrize(("text", "rule"), [(MARK, "classification-mark"), (RESIDENT_ID, "resident-id")])
def test_hiding_places(place: str, text: str, rule: str, checker: Checker) -> None:
    make, label, kind = HIDING_PLACES[place]
    document = read(make(text))
    report = checker.check(document)
    found = [(one.rule_id, one.matched, one.location.part) for one in report if one.location.part != "文件名"]
    assert found == [(rule, text, label)]
    outside = [(one.label, one.kind, one.text) for one in document.outside]
    assert (label, kind, text) in places_of(document) + outside
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
