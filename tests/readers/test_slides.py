"""Presentations: every place that holds text is read and labelled, and what is broken is reported."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from sensitive_check.checker import Checker
from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers import read_content
from tests.readers.xls_files import compound

RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
MARK = "机密★1年"
SECRET = f"{MARK} 身份证号{RESIDENT_ID}"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def root(tag: str, inner: str, attributes: str = "") -> str:
    return f'<p:{tag} xmlns:p="urn:p" xmlns:a="urn:a" xmlns:r="urn:r" {attributes}>{inner}</p:{tag}>'


def rels(*relations: tuple[str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{TYPE}{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for key, kind, target in relations
    )
    return f"<Relationships>{inner}</Relationships>"


def paragraph(text: str) -> str:
    return f"<a:p><a:r><a:t>{text[:5]}</a:t></a:r><a:r><a:t>{text[5:]}</a:t></a:r></a:p>"


def shape(inner: str, attributes: str = "", placeholder: str = "") -> str:
    return f"<p:sp><p:nvSpPr><p:cNvPr {attributes}/>{placeholder}</p:nvSpPr><p:txBody>{inner}</p:txBody></p:sp>"


def presentation(slide: str = "", *, attributes: str = "", slide_rels: str = "", **parts: str) -> dict[str, str]:
    """The members of two slides, of which the second file is shown first; ``__`` in a part's name is a slash."""
    members = {
        "[Content_Types].xml": '<a ContentType="application/x.presentationml.presentation.main+xml"/>',
        "_rels/.rels": rels(("r1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": root("presentation", '<p:sldId id="2" r:id="r2"/><p:sldId id="1" r:id="r1"/>'),
        "ppt/_rels/presentation.xml.rels": rels(
            ("r1", "slide", "slides/slide1.xml"), ("r2", "slide", "slides/slide2.xml")
        ),
        "ppt/slides/slide1.xml": root("sld", slide, attributes),
        "ppt/slides/slide2.xml": root("sld", shape(paragraph("一、工作安排"))),
        "ppt/slides/_rels/slide1.xml.rels": slide_rels or rels(),
    }
    return members | {name.replace("__", "/") + ".xml": content for name, content in parts.items()}


def packed(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def opened(members: Mapping[str, str | bytes]) -> Document:
    return read_content(packed(members), "x.pptx")


TEXT = shape(paragraph(SECRET))
PLACES = {
    "shape": (presentation(TEXT), "幻灯片2", "prose"),
    "group": (presentation(f"<p:grpSp>{TEXT}</p:grpSp>"), "幻灯片2", "prose"),
    "table": (
        presentation(f"<a:tbl><a:tr><a:tc/><a:tc>{paragraph(SECRET)}</a:tc></a:tr></a:tbl>"),
        "幻灯片2 表1 第1行第2列",
        "table",
    ),
    "hidden slide": (presentation(TEXT, attributes='show="0"'), "幻灯片2 隐藏", "hidden"),
    "hidden shape": (presentation(shape(paragraph(SECRET), 'hidden="1"')), "幻灯片2 隐藏", "hidden"),
    "description": (presentation(shape("", f'descr="{SECRET}"')), "幻灯片2 替代文字", "prose"),
    "notes": (
        presentation(
            slide_rels=rels(("r1", "notesSlide", "../notesSlides/n.xml")), ppt__notesSlides__n=root("notes", TEXT)
        ),
        "幻灯片2 备注",
        "prose",
    ),
    "comment": (
        presentation(
            slide_rels=rels(("r1", "comments", "../comments/c.xml")),
            ppt__comments__c=root("cmLst", f"<p:cm><p:text>{SECRET}</p:text></p:cm>"),
        ),
        "幻灯片2 批注",
        "comment",
    ),
    "modern comment": (
        presentation(
            slide_rels=rels(("r1", "comments", "../comments/c.xml")),
            ppt__comments__c=root("cmLst", f"<p:cm><p:txBody>{paragraph(SECRET)}</p:txBody></p:cm>"),
        ),
        "幻灯片2 批注",
        "comment",
    ),
    "master": (presentation(ppt__slideMasters__slideMaster1=root("sldMaster", TEXT)), "母版", "prose"),
    "placeholder": (
        presentation(ppt__slideLayouts__slideLayout1=root("sldLayout", shape(paragraph(SECRET), "", "<p:ph/>"))),
        "母版 占位符",
        "hidden",
    ),
    "chart": (
        presentation(ppt__charts__chart1=root("chart", f"<p:v>{SECRET}</p:v>")),
        "部件 ppt/charts/chart1.xml",
        "metadata",
    ),
    "number format of a chart": (
        presentation(ppt__charts__chart1=root("chart", f"<p:numFmt formatCode='\"{SECRET}\"0'/>")),
        "部件 ppt/charts/chart1.xml 属性",
        "metadata",
    ),
    "name of a font": (
        presentation(f'<a:p><a:r><a:rPr><a:latin typeface="{SECRET}"/></a:rPr><a:t>甲</a:t></a:r></a:p>'),
        "幻灯片2 名称",
        "metadata",
    ),
    "name of a shape": (presentation(shape("", f'name="{SECRET}"')), "幻灯片2 名称", "metadata"),
    "bullet": (
        presentation(shape(f'<a:p><a:pPr><a:buChar char="{SECRET}"/></a:pPr><a:r><a:t>甲</a:t></a:r></a:p>')),
        "幻灯片2 名称",
        "metadata",
    ),
    "description in notes": (
        presentation(
            slide_rels=rels(("r1", "notesSlide", "../notesSlides/n.xml")),
            ppt__notesSlides__n=root("notes", shape("", f'descr="{SECRET}"')),
        ),
        "幻灯片2 备注 名称",
        "metadata",
    ),
    "name of a layout": (
        presentation(ppt__slideLayouts__slideLayout1=root("sldLayout", f'<p:cSld name="{SECRET}"/>')),
        "母版 名称",
        "metadata",
    ),
    "tag": (
        presentation(ppt__tags__tag1=root("tagLst", f'<p:tag name="A" val="{SECRET}"/>')),
        "部件 ppt/tags/tag1.xml 属性",
        "metadata",
    ),
    "diagram": (
        presentation(ppt__diagrams__data1=root("dataModel", paragraph(SECRET))),
        "部件 ppt/diagrams/data1.xml",
        "metadata",
    ),
    "diagram and its picture": (
        presentation(
            ppt__diagrams__data1=root("dataModel", paragraph(SECRET)),
            ppt__diagrams__drawing1=root("drawing", paragraph(SECRET)),
        ),
        "部件 ppt/diagrams/data1.xml",
        "metadata",
    ),
    "hidden table": (
        presentation(
            f"<a:tbl><a:tr><a:tc>{paragraph(SECRET)}</a:tc></a:tr></a:tbl>",
            attributes='show="false"',
        ),
        "幻灯片2 表1 第1行第1列 隐藏",
        "hidden",
    ),
    "hidden description": (presentation(shape("", f'hidden="1" title="{SECRET}"')), "幻灯片2 替代文字 隐藏", "hidden"),
    "tip": (
        presentation(
            f'<a:p><a:r><a:rPr><a:hlinkClick r:id="r1" tooltip="{SECRET}"/></a:rPr><a:t>甲</a:t></a:r></a:p>',
            slide_rels=rels(("r1", "hyperlink", "http://a.example/")),
        ),
        "幻灯片2 链接说明",
        "prose",
    ),
    "section": (
        presentation()
        | {
            "ppt/presentation.xml": root(
                "presentation", f'<p:sldId id="1" r:id="r1"/><p:sldId id="2" r:id="r2"/><p:section name="{SECRET}"/>'
            )
        },
        "演示文稿设置",
        "metadata",
    ),
    "slide nobody lists": (
        presentation(ppt__slides__slide9=root("sld", TEXT)),
        "部件 ppt/slides/slide9.xml",
        "metadata",
    ),
    "layout": (presentation(ppt__slideLayouts__slideLayout1=root("sldLayout", TEXT)), "母版", "prose"),
    "notes master": (
        presentation(ppt__notesMasters__notesMaster1=root("notesMaster", TEXT)),
        "部件 ppt/notesMasters/notesMaster1.xml",
        "metadata",
    ),
    "tags": (
        presentation(ppt__tags__tag1=root("tagLst", f'<p:tag val="{SECRET}"/>')),
        "部件 ppt/tags/tag1.xml 属性",
        "metadata",
    ),
    "told twice for old programs": (
        presentation(f"<AlternateContent><Choice>{TEXT}</Choice><Fallback>{TEXT}</Fallback></AlternateContent>"),
        "幻灯片2",
        "prose",
    ),
    "told for old programs alone": (
        presentation(f"<AlternateContent><Choice/><Fallback>{TEXT}</Fallback></AlternateContent>"),
        "幻灯片2",
        "prose",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_mark_and_a_number_are_found_in_every_place(place: str, checker: Checker) -> None:
    members, label, kind = PLACES[place]
    document = opened(members)
    found = {one.rule_id: one for one in checker.check(document)}
    for rule, text in (("resident-id", RESIDENT_ID), ("classification-mark", MARK)):
        assert found[rule].location.part == label
        span = found[rule].span
        assert document.text[span.start : span.end] == text
    assert {part.kind for part in document.parts if part.label == label} == {kind}
    assert document.text.count(SECRET) == 1
    assert document.unchecked == ()


def test_slides_stand_in_their_order_and_breaks_end_lines() -> None:
    document = opened(presentation(shape("<a:p><a:r><a:t>甲</a:t></a:r><a:br/><a:r><a:t>乙</a:t></a:r></a:p>")))
    assert document.text.startswith("一、工作安排\n甲\n乙")
    assert [part.label for part in document.parts] == ["幻灯片1", "幻灯片2"]


def test_links_and_prompts() -> None:
    link = '<a:p><a:r><a:rPr><a:hlinkClick r:id="r1"/></a:rPr><a:t>首页</a:t></a:r></a:p>'
    prompt = shape(paragraph("单击此处编辑母版标题样式"), "", "<p:ph/>")
    document = opened(
        presentation(
            shape(link),
            slide_rels=rels(("r1", "hyperlink", "http://a.example/")),
            ppt__slideMasters__slideMaster1=root("sldMaster", prompt),
        )
    )
    assert [(one.target, one.text) for one in document.links] == [("http://a.example/", "首页")]
    assert "母版" not in document.text


@pytest.mark.parametrize(
    "change",
    [
        {"ppt/slides/slide1.xml": "<p>"},
        {"ppt/slides/slide1.xml": "<!DOCTYPE a><a/>"},
        {"ppt/presentation.xml": "<p>"},
        {"ppt/_rels/presentation.xml.rels": "<Relationships/>"},
    ],
)
def test_what_is_broken_is_reported(change: dict[str, str]) -> None:
    assert "damaged" in {one.reason for one in opened(presentation(TEXT) | change).unchecked}


def test_those_who_commented_and_descriptions_on_masters() -> None:
    document = opened(
        presentation(
            ppt__commentAuthors=root("cmAuthorLst", '<p:cmAuthor name="某甲"/>'),
            ppt__slideMasters__slideMaster1=root("sldMaster", shape("", 'descr="院徽"')),
        )
    )
    assert ("批注作者", "某甲") in {(one.label, one.text) for one in document.outside}
    assert [part.label for part in document.parts if part.label.startswith("母版")] == ["母版 替代文字"]


def test_elements_in_one_another_take_no_longer() -> None:
    deep = 20_000
    nested = "<a:p>" * deep + "<a:r><a:t>甲</a:t></a:r>" + "</a:p>" * deep
    tables = "<a:tbl><a:tr><a:tc>" * deep + paragraph("乙") + "</a:tc></a:tr></a:tbl>" * deep
    document = opened(
        presentation(
            nested + tables,
            slide_rels=rels(("r1", "notesSlide", "../notesSlides/n.xml")),
            ppt__notesSlides__n=root("notes", nested),
            ppt__slideMasters__slideMaster1=root("sldMaster", "<p:sp>" * deep + nested + "</p:sp>" * deep),
        )
    )
    assert [document.text.count(one) for one in "甲乙"] == [3, 1]


def test_a_presentation_in_a_presentation() -> None:
    document = opened({**presentation(), "ppt/embeddings/a.pptx": packed(presentation(TEXT))})
    assert [(part.label, part.kind) for part in document.parts] == [
        ("幻灯片1", "prose"),
        ("嵌入对象 a.pptx 幻灯片1", "prose"),
        ("嵌入对象 a.pptx 幻灯片2", "prose"),
    ]
    assert document.text.count(SECRET) == 1


def test_objects_and_macros_are_told() -> None:
    document = opened(
        {**presentation(), "ppt/embeddings/a.bin": compound({"CONTENTS": b"x"}), "ppt/vbaProject.bin": b"x"}
    )
    assert [(one.reason, one.where) for one in document.unchecked] == [
        ("unsupported", "ppt/embeddings/a.bin"),
        ("unsupported", "ppt/vbaProject.bin"),
    ]


def test_a_wrong_checksum_a_lying_size_a_password_and_a_truncated_file() -> None:
    content = packed(presentation(TEXT))
    entry = content.index(b"ppt/slides/slide1.xml", content.index(b"PK\x01\x02")) - 46
    for at, change, reason in ((16, b"\0" * 4, "damaged"), (8, b"\x01", "encrypted"), (24, b"\1\0\0\0", "damaged")):
        changed = content[: entry + at] + change + content[entry + at + len(change) :]
        document = read_content(changed, "x.pptx")
        assert [(one.reason, one.where) for one in document.unchecked] == [(reason, "ppt/slides/slide1.xml")]
    with pytest.raises(ReadError) as raised:
        read_content(content[:-40], "x.pptx")
    assert raised.value.reason == "damaged"


def test_no_slides() -> None:
    members = presentation() | {"ppt/presentation.xml": root("presentation", "")}
    document = opened({name: text for name, text in members.items() if "/slides/" not in name})
    assert (document.text, document.unchecked) == ("", ())
