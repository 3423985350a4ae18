"""Packages of Office: words in parts that hold formats, in attributes, and in parts under another's name are found."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from xml.etree.ElementTree import Element

import pytest

import sensitive_check
from sensitive_check.model import Coverage, Document, Unchecked
from sensitive_check.readers import read_content
from sensitive_check.readers.ooxml import attribute_words, telling_attributes

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MARK = "机密★1年"
PAGE = f"<html><body><p>{MARK}</p></body></html>"
PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x02\x00"


def word_file(members: dict[str, str | bytes], related: str = "", body: str = "") -> bytes:
    """A Word file with further members; ``related`` are relationships of its main part."""
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml" PartName="/word/document.xml"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f"<Relationships>{related}</Relationships>",
        **members,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relation(kind: str, target: str) -> str:
    return f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{target}"/>'


def read(members: dict[str, str | bytes], related: str = "", body: str = "") -> Document:
    return read_content(word_file(members, related, body), "a.docx")


def labels_of_marks(document: Document) -> list[str]:
    report = sensitive_check.check(document)
    return [one.location.part or "" for one in report if one.rule_id == "classification-mark"]


@pytest.mark.parametrize(
    "name",
    [
        *("theme/a.html", "theme/a.xml", "fonts/a.html", "fonts/a.odttf", "printerSettings/a.bin", "settings.xml"),
        *("layout1.xml", "style1.xml", "numbering.xml", "_rels/a.rels", "../_xmlsignatures/a.html"),
        *("../docProps/thumbnail.html", "../mimetype"),
    ],
)
def test_text_under_the_name_of_a_part_without_text_is_found(name: str) -> None:
    place = name.removeprefix("../") if name.startswith("../") else f"word/{name}"
    document = read({place: PAGE}, relation("aFChunk", name))
    assert len(labels_of_marks(document)) == 1


PLACES: dict[str, tuple[str, str]] = {
    "text of a list": ("word/numbering.xml", f'<a><lvlText val="{MARK}"/></a>'),
    "name of a style": ("word/styles.xml", f'<styles><style><name val="{MARK}"/></style></styles>'),
    "person": ("word/people.xml", f'<people><person author="{MARK}"/></people>'),
    "name of a variable": ("word/settings.xml", f'<settings><docVar name="{MARK}" val="1"/></settings>'),
    "custom XML": ("customXml/item1.xml", f"<a><b>通知</b><c>{MARK}</c><d>各</d></a>"),
    "attribute of custom XML": ("customXml/item1.xml", f'<a b="{MARK}"/>'),
    "button": ("customUI/customUI.xml", f'<customUI><button label="{MARK}"/></customUI>'),
    "comment of a signature": ("_xmlsignatures/sig1.xml", f"<a><SignatureComments>{MARK}</SignatureComments></a>"),
    "title of a chart": ("word/charts/c.xml", f"<c><p><r><t>{MARK}</t></r></p><f>'甲'!$B$1</f></c>"),
    "number format": ("word/a/styles.xml", f'<a><numFmt formatCode="[Red]&quot;{MARK}&quot;;0&quot;元&quot;"/></a>'),
    "drawing": ("word/media/a.svg", "<svg><text><tspan>机密</tspan><tspan>&#9733;1年</tspan></text></svg>"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_mark_is_found_wherever_a_part_says_it(place: str) -> None:
    name, content = PLACES[place]
    document = read({name: content})
    (label,) = labels_of_marks(document)
    assert label.startswith((f"部件 {name}", "嵌入对象 a.svg"))
    assert Coverage(part=name, state="text", characters=len(MARK)) in document.coverage or place in (
        *("custom XML", "title of a chart", "drawing"),
    )


@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("app", f"<a><TitlesOfParts><vector><lpstr>{MARK}</lpstr></vector></TitlesOfParts></a>", "TitlesOfParts"),
        ("core", f"<a><identifier>{MARK}</identifier></a>", "identifier"),
        ("custom", f'<a><property name="{MARK}"><lpwstr>1</lpwstr></property></a>', "名称"),
    ],
)
def test_properties_without_a_usual_name_are_published_too(name: str, content: str, label: str) -> None:
    document = read({f"docProps/{name}.xml": content})
    assert (f"文档属性 {label}", MARK) in [(one.label, one.text) for one in document.outside]


def test_what_programs_write_is_not_told() -> None:
    document = read(
        {
            "word/theme/theme1.xml": '<theme name="Office 主题\u200b"><font typeface="新細明體"/></theme>',
            "word/numbering.xml": '<a><lvlText val="第%1章"/><lvlText val="（%2）"/></a>',
            "word/styles.xml": '<styles><style><name val="标题 1 字符"/></style><rFonts eastAsia="宋体"/></styles>',
            "xl/styles.xml": '<styleSheet><numFmt formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
            '<color tint="0.399975585192419"/><font><name val="宋体"/></font>'
            '<cellStyle name="常规" builtinId="0"/></styleSheet>',
            "word/fonts/font1.odttf": b"\x00\x01\x02",
            "docProps/thumbnail.png": PIXEL,
            "docProps/app.xml": "<a><HeadingPairs><lpstr>工作表</lpstr><i4>1</i4></HeadingPairs></a>",
        }
    )
    assert (document.text.strip(), document.unchecked) == ("", ())
    assert [one.label for one in document.outside] == ["文件名"]


@pytest.mark.parametrize("value", ["第" * 300_000, "A10000 " * 100_000])
def test_long_values_of_attributes_take_little_memory(value: str) -> None:
    element = Element("a", lvlText=value)
    element.append(Element("lvlText", val=value))
    tracemalloc.start()
    found = [*attribute_words(element), *telling_attributes(element)]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert value in found
    assert most < 5_000_000


def test_a_large_picture_of_the_page_is_no_thumbnail() -> None:
    document = read({"docProps/thumbnail.png": PIXEL}, relation("image", "../docProps/thumbnail.png"))
    assert document.unchecked == (Unchecked(reason="image", where="docProps/thumbnail.png", detail="png"),)


def test_a_picture_in_a_drawing_and_a_metafile_must_be_looked_at() -> None:
    emf = b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(44)
    document = read(
        {"word/media/a.svg": '<svg><image href="data:image/png;base64,AA"/></svg>', "word/media/a.emf": emf}
    )
    assert [(one.reason, one.where) for one in document.unchecked] == [
        ("image", "嵌入对象 a.svg!第1行"),
        ("image", "word/media/a.emf"),
    ]


def test_a_part_may_be_named_with_escapes() -> None:
    header = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>{MARK}</w:t></w:r></w:p></w:hdr>'
    document = read({"word/%E7%9C%89.xml": header}, relation("header", "%E7%9C%89.xml"))
    assert labels_of_marks(document) == ["页眉"]


def test_a_comment_on_a_name_of_a_workbook_is_read() -> None:
    main = (
        f'<workbook><definedNames><definedName name="a" comment="{MARK}">甲!A1</definedName></definedNames></workbook>'
    )
    members = {
        "[Content_Types].xml": '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml" PartName="/xl/workbook.xml"/></Types>',
        "_rels/.rels": f"<Relationships>{relation('officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/workbook.xml": main,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert labels_of_marks(read_content(stream.getvalue(), "a.xlsx")) == ["部件 xl/workbook.xml 属性"]
