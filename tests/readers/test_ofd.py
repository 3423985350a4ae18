"""OFD files: a mark and a number in every place that can hold text are found and named; what is not read says so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from sensitive_check.checker import Checker
from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers import read_content

NUMBER = "110101199003070011"  # made up; the check digit fits
SECRET = f"机密★1年 {NUMBER}"
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def line(text: str, *, y: float = 20, x: float = 20, more: str = "") -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 170 5" Size="4" {more}>'
        f'<ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
    )


def page(content: str) -> str:
    return f"<ofd:Page {OFD}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"


def ofd(
    content: str = "",
    *,
    properties: str = "",
    common: str = "",
    document: str = "",
    body: str = "",
    members: Mapping[str, str | bytes] | None = None,
) -> bytes:
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocInfo>{properties}</ofd:DocInfo>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>"
        f'<ofd:Page ID="7" BaseLoc="P/0.xml"/></ofd:Pages>{document}</ofd:Document>',
        "Doc_0/P/0.xml": page(content or line("请落实各项工作。")),
        **(members or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def annotated(annotation: str) -> bytes:
    return ofd(
        document="<ofd:Annotations>A.xml</ofd:Annotations>",
        members={
            "Doc_0/A.xml": f'<ofd:Annotations {OFD}><ofd:Page PageID="7"><ofd:FileLoc>A/0.xml</ofd:FileLoc></ofd:Page>'
            "</ofd:Annotations>",
            "Doc_0/A/0.xml": f"<ofd:PageAnnot {OFD}>{annotation}</ofd:PageAnnot>",
        },
    )


def attached(content: bytes, name: str) -> bytes:
    place = f"<ofd:FileLoc>{name}</ofd:FileLoc>"
    return ofd(
        document="<ofd:Attachments>F/A.xml</ofd:Attachments>",
        members={
            "Doc_0/F/A.xml": f'<ofd:Attachments {OFD}><ofd:Attachment Name="{name}">{place}</ofd:Attachment>'
            "</ofd:Attachments>",
            f"Doc_0/F/{name}": content,
        },
    )


def read(content: bytes) -> Document:
    return read_content(content, "稿.ofd")


def placed(checker: Checker, document: Document) -> set[tuple[str, str]]:
    """Where a mark or a number was found: the label of its part, and that part's kind."""
    kinds = {part.label: part.kind for part in document.parts} | {one.label: one.kind for one in document.outside}
    rules: dict[str, set[str]] = {}
    for finding in checker.check(document):
        if finding.category in ("secrecy", "personal"):
            rules.setdefault((finding.location.part or "").removesuffix(" 第1行"), set()).add(finding.category.value)
    return {(part, kinds[part]) for part, found in rules.items() if found == {"secrecy", "personal"}}


SEAL = f'<ofd:SignedInfo><ofd:Provider ProviderName="{SECRET}"/></ofd:SignedInfo>'


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        (ofd(line(SECRET)), "第1页", "prose"),
        (ofd(line("请落实。") + line(SECRET, more='Visible="false"')), "第1页 隐藏文字", "hidden"),
        (ofd(line("请落实。") + line(SECRET, more='Alpha="0"')), "第1页 隐藏文字", "hidden"),
        (
            ofd(common='<ofd:TemplatePage BaseLoc="T.xml"/>', members={"Doc_0/T.xml": page(line(SECRET))}),
            "模板页",
            "prose",
        ),
        (annotated(f"<ofd:Annot><ofd:Remark>{SECRET}</ofd:Remark></ofd:Annot>"), "第1页 批注", "comment"),
        (annotated(f'<ofd:Annot Type="Watermark">{line(SECRET)}</ofd:Annot>'), "第1页 水印", "comment"),
        (ofd(properties=f"<ofd:Author>{SECRET}</ofd:Author>"), "文档属性 作者", "metadata"),
        (ofd(document=f'<ofd:Outlines><ofd:OutlineElem Title="{SECRET}"/></ofd:Outlines>'), "书签", "metadata"),
        (
            ofd(
                body="<ofd:Signatures>S/S.xml</ofd:Signatures>",
                members={
                    "S/S.xml": f'<ofd:Signatures {OFD}><ofd:Signature BaseLoc="0.xml"/></ofd:Signatures>',
                    "S/0.xml": f"<ofd:Signature {OFD}>{SEAL}</ofd:Signature>",
                },
            ),
            "签章",
            "metadata",
        ),
        (
            ofd(
                document="<ofd:CustomTags>C.xml</ofd:CustomTags>",
                members={
                    "Doc_0/C.xml": f"<ofd:CustomTags {OFD}><ofd:FileLoc>D.xml</ofd:FileLoc></ofd:CustomTags>",
                    "Doc_0/D.xml": f"<x>{SECRET}</x>",
                },
            ),
            "自定义标引",
            "metadata",
        ),
        (ofd(members={"Doc_0/未引用.xml": f"<x>{SECRET}</x>"}), "部件 Doc_0/未引用.xml", "hidden"),
        (attached(SECRET.encode(), "说明.txt"), "附件 说明.txt", "prose"),
        (attached(ofd(line(SECRET)), "内.ofd"), "附件 内.ofd 第1页", "prose"),
    ],
)
def test_every_place_is_read(checker: Checker, content: bytes, label: str, kind: str) -> None:
    document = read(content)
    assert placed(checker, document) == {(label, kind)}
    assert document.unchecked == ()


def test_objects_of_one_line_are_one_line() -> None:
    pieces = "".join(line(one, x=20 + 4 * place) for place, one in enumerate("请落实"))
    assert read(ofd(pieces + line("各项工作。", y=30))).text == "请落实\n各项工作。"


def test_a_link_is_a_link() -> None:
    action = '<ofd:Actions><ofd:Action><ofd:URI URI="http://example.com/a"/></ofd:Action></ofd:Actions>'
    document = read(ofd(line("请落实。") + action))
    assert [(link.target, document.parts[-1].label) for link in document.links] == [
        ("http://example.com/a", "第1页 链接")
    ]


GLYPHS = "<ofd:TextObject><ofd:CGTransform><ofd:Glyphs>12 13</ofd:Glyphs></ofd:CGTransform></ofd:TextObject>"


@pytest.mark.parametrize(
    ("content", "reason", "where"),
    [
        (ofd(members={"Doc_0/a.jb2": b"12"}), "image", "Doc_0/a.jb2"),
        (ofd(members={"Doc_0/Seal.esl": b"12"}), "image", "Doc_0/Seal.esl"),
        (ofd(document="<ofd:Attachments>no.xml</ofd:Attachments>"), "damaged", "Doc_0/no.xml"),
        (ofd(members={"Doc_0/x.xml": "<!DOCTYPE x><x>1</x>"}), "damaged", "Doc_0/x.xml"),
        (ofd(line("请落实。") + GLYPHS), "no-text-mapping", "第1页"),
    ],
)
def test_what_is_not_read_says_so(content: bytes, reason: str, where: str) -> None:
    assert [(one.reason, one.where) for one in read(content).unchecked] == [(reason, where)]


@pytest.mark.parametrize("content", [ofd()[:-30], ofd(members={"OFD.xml": "<!DOCTYPE x><x/>"})])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_cannot_be_read_is_damage(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(content)
    assert caught.value.reason == "damaged"


def test_attachments_too_deep_in_attachments() -> None:
    content = ofd()
    for _ in range(9):
        content = attached(content, "内.ofd")
    assert [one.reason for one in read(content).unchecked] == ["limit"]


def listed(kind: str, content: str, file: str = "") -> bytes:
    """A file with a list of the document (attachments, extensions), and one more file beside it."""
    return ofd(
        document=f"<ofd:{kind}>L.xml</ofd:{kind}>",
        members={"Doc_0/L.xml": f"<ofd:{kind} {OFD}>{content}</ofd:{kind}>", "Doc_0/F.xml": file or "<a/>"},
    )


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (ofd(properties=f"<ofd:DocUsage>{SECRET}</ofd:DocUsage>"), "文档属性 DocUsage"),
        (ofd(properties=f'<ofd:CustomData Name="{SECRET}">1</ofd:CustomData>'), "部件 OFD.xml"),
        (annotated(f'<ofd:Annot Type="Stamp"><ofd:Parameter Name="{SECRET}">1</ofd:Parameter></ofd:Annot>'),
         "部件 Doc_0/A/0.xml"),
        (listed("Attachments", f'<ofd:Attachment Name="甲" Usage="{SECRET}"/>'), "部件 Doc_0/L.xml"),
        (listed("Attachments", '<ofd:Attachment><ofd:FileLoc>F.xml</ofd:FileLoc></ofd:Attachment>',
                f'<a b="{SECRET}"/>'), "部件 Doc_0/F.xml"),
        (listed("Extensions", f'<ofd:Property Name="{SECRET}"/>'), "部件 Doc_0/L.xml"),
    ],
)  # fmt: skip
def test_attributes_and_unusual_properties_are_read(checker: Checker, content: bytes, label: str) -> None:
    report = checker.check(read_content(content, "a.ofd"))
    assert {one.location.part for one in report if one.category in ("secrecy", "personal")} == {label}


def test_numbers_in_elements_of_their_own_are_apart_and_long_ones_count(checker: Checker) -> None:
    content = listed("Extensions", f"<ofd:A>{NUMBER}</ofd:A><ofd:B>12</ofd:B>")
    (finding,) = (one for one in checker.check(read_content(content, "a.ofd")) if one.category == "personal")
    assert finding.location.part == "自定义标引"
