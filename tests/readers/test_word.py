"""Word files: what stands in every hiding place is found there, and every stretch leads back to its element."""

from __future__ import annotations

import io
import struct
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
from tests.readers.word_files import HIDING_PLACES, STRICT, R, W, field, paragraph, run, table, word_file, zipped

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


def test_what_another_branch_says_besides_is_read() -> None:
    box = f"<w:txbxContent>{paragraph(run('通知'))}</w:txbxContent>"
    choice = f'<mc:Choice><wp:docPr name="Box 1" descr="说明"/>{box}</mc:Choice>'
    fallback = f'<mc:Fallback><v:shape id="Box_x0020_1" alt="另一说明"/>{box}</mc:Fallback>'
    for alternative, texts in (
        (choice + fallback.replace("另一", ""), ["说明", "通知"]),
        (choice + fallback, ["说明", "通知", "另一说明", "通知"]),
        (choice + fallback.replace("通知", MARK).replace("另一", ""), ["说明", "通知", "说明", MARK]),
    ):
        document = read(word_file(paragraph(f"<w:r><mc:AlternateContent>{alternative}</mc:AlternateContent></w:r>")))
        assert [text for _, _, text in places_of(document)] == texts


@pytest.mark.parametrize(
    "inner",
    [
        "".join(f"<mc:Choice><w:r><w:t>{number}</w:t></w:r></mc:Choice>" for number in range(20_000)),
        "".join(
            f"<mc:{one}>{''.join(f'<v:shape alt={n!r}/>' for n in map(str, range(20_000)))}</mc:{one}>"
            for one in ("Choice", "Fallback")
        ),
    ],
    ids=["branches", "descriptions"],
)
def test_branches_are_compared_in_linear_time(inner: str) -> None:
    document = read(word_file(paragraph(f"<mc:AlternateContent>{inner}</mc:AlternateContent>")))
    assert "19999" in document.text


def test_usual_names_of_places_fonts_and_formats_are_not_told() -> None:
    fonts = (
        "宋体",
        "方正小标宋简体",
        "仿宋_GB2312",
        "微软雅黑 Light",
        "Adobe 黑体 Std R",
        "MS 明朝",
        "@等线",
        "楷体_GB2312",
    )
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="SimSun"/><w:panose1 w:val="02010600030101010101"/></w:font>'
        for name in fonts
    )
    body = paragraph(
        '<w:bookmarkStart w:name="附件一"/>',
        f'<w:hyperlink w:anchor="_Toc181234567">{run("目录")}</w:hyperlink>',
        f'<w:hyperlink w:anchor="附件一">{run("见附件")}</w:hyperlink>',
    )
    chart = (
        "<c:c SPACE><c:numFmt formatCode='0\"万元\"'/><c:formatCode>General</c:formatCode><c:f>Sheet1!$B$1</c:f></c:c>"
    )
    members = {"word/fontTable.xml": f"<w:fonts SPACE>{listed}</w:fonts>", "word/charts/chart1.xml": chart}
    assert places_of(read(word_file(body, members=members))) == [
        ("第1段", "prose", "目录见附件"),
        ("第1段 书签名", "metadata", "附件一"),
    ]


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


@pytest.mark.parametrize("level", ["0", "9" * 5000])
def test_list_numbers_stand_in_labels(level: str) -> None:
    numbering = (
        '<w:numbering SPACE><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
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


def test_a_prefix_that_nothing_declares_is_damage() -> None:
    with pytest.raises(ReadError) as caught:
        read(word_file("<!-- so that the part is rewritten --><zz:a/>" + LINES))
    assert caught.value.reason == "damaged"
    settings = '<w:webSettings SPACE><zz:a w:val="1"/></w:webSettings>'
    document = read(word_file(LINES, {"webSettings": settings}))
    assert [(one.reason, one.where) for one in document.unchecked] == [("damaged", "word/webSettings.xml")]


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


def test_a_file_with_a_password_is_told() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(96)
    with pytest.raises(ReadError) as caught:
        read(content)
    assert caught.value.reason == "encrypted"


@pytest.mark.parametrize("content", [zipped({}), b"", b"PK\x03\x04"], ids=["no members", "no bytes", "a signature"])
def test_an_empty_package_is_no_clean_file(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(content)
    assert caught.value.reason == "damaged"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_bodies_are_told() -> None:
    stream = io.BytesIO(word_file(paragraph(run("甲"))))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{LINES}</w:body></w:document>')
    document = read(stream.getvalue())
    told = [(one.reason, one.where) for one in document.unchecked]
    assert told == [("damaged", "word/document.xml")] * 2
    assert MARK in document.text


def test_a_size_that_lies_does_not_cut_the_text() -> None:
    content = bytearray(word_file(LINES))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/document.xml"))
    struct.pack_into("<L", content, entry + 24, 100)  # far less than comes out
    with pytest.raises(ReadError) as caught:
        read(bytes(content))
    assert caught.value.reason == "damaged"


@pytest.mark.parametrize("where", ["word/document.xml", "word/header.xml", "customXml/item1.xml"])
def test_a_bomb_meets_the_limit(where: str) -> None:
    bomb = f'<w:hdr xmlns:w="{W}">{" " * 3_000_000}</w:hdr>'
    content = word_file(LINES, {"header": "<w:hdr SPACE/>"}, members={where: bomb})
    assert len(content) < 10_000
    budget = Budget(Limits(part_bytes=1_000_000))
    if where == "word/document.xml":
        with pytest.raises(ReadError) as caught:
            word.read(content, "a.docx", budget)
        assert caught.value.reason == "limit"
    else:
        document = word.read(content, "a.docx", budget)
        assert [(one.reason, one.where) for one in document.unchecked] == [("limit", where)]
        assert MARK in document.text


def nested(depth: int) -> bytes:
    content = word_file(LINES)
    for _ in range(depth):
        content = word_file(paragraph(run("外层")), members={"word/embeddings/a.docx": content})
    return content


def test_files_in_files() -> None:
    document = read(nested(2))
    assert ("嵌入对象 a.docx 嵌入对象 a.docx 第1段", "prose", MARK) in places_of(document)
    assert document.unchecked == ()
    document = read(nested(Limits().depth))
    assert [one.reason for one in document.unchecked] == ["limit"]
    assert MARK not in document.text


def test_addresses_outside_the_file_are_links() -> None:
    template = {"settings": "<w:settings SPACE/>"}
    rels = f'<Relationships><Relationship Id="t" Type="{R}/attachedTemplate" {{}}/></Relationships>'
    outside = rels.format('Target="file:///C:/模板/a.dotm" TargetMode="External"')
    content = word_file(
        paragraph(run("正文")) + '<w:altChunk r:id="aFChunk"/>',
        template | {"aFChunk": "http://a.example/x.html"},
        members={"word/_rels/settings.xml.rels": outside},
    )
    document = read(content)
    assert [link.target for link in document.links] == ["http://a.example/x.html", "file:///C:/模板/a.dotm"]
    assert places_of(document)[1:] == [
        ("外部引用 aFChunk", "link", "http://a.example/x.html"),
        ("外部引用 attachedTemplate", "link", "file:///C:/模板/a.dotm"),
    ]


def test_the_address_in_a_field_is_a_link() -> None:
    document = read(word_file(paragraph(field(' HYPERLINK "http://a.example/" ', run("官网")))))
    assert [(link.target, link.text) for link in document.links] == [("http://a.example/", "官网")]
    assert places_of(document) == [("第1段", "prose", "官网"), ("第1段 链接", "link", "http://a.example/")]


def test_what_stands_above_characters_does_not_part_them() -> None:
    guided = f"<w:r><w:ruby><w:rt>{run('jī')}</w:rt><w:rubyBase>{run('机')}</w:rubyBase></w:ruby></w:r>"
    document = read(word_file(paragraph(guided, run("密"))))
    assert places_of(document) == [("第1段", "prose", "机密"), ("第1段 注音", "prose", "jī")]


def test_rows_of_a_table_keep_their_columns() -> None:
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph(run("合计"))
    document = read(word_file(table(("<w:p/>",) * 3, (wide, paragraph(run("9"))))))
    (found,) = document.tables
    assert [[cell.text for cell in row] for row in (found.header, *found.rows)] == [["", "", ""], ["合计", "", "9"]]
    assert places_of(document)[1] == ("表1 第2行第3列", "table", "9")


@pytest.mark.parametrize("name", ["rPr", "pPr", "tcPr", "trPr", "tblPr"])
def test_text_in_properties_is_never_lost(name: str) -> None:
    properties = f"<w:{name}>{run('甲')}</w:{name}>"
    owner = name.removesuffix("Pr")
    body = f"<w:{owner}>{properties}</w:{owner}>{paragraph(run(MARK))}"
    if owner == "r":
        body = f"<w:p><w:r>{properties}</w:r>{run(MARK)}</w:p>"
    elif owner in ("tc", "tr"):
        body = f"<w:tbl>{body}</w:tbl>"
    content = word_file(body)
    document, places = word.places(content, Budget(Limits()))
    assert "甲" in document.text or [one.reason for one in document.unchecked] == ["damaged"]
    assert [(document.text[one.span.start : one.span.end], one.index) for one in places][-1] == (MARK, 1)


def test_text_between_the_tags_is_read() -> None:
    for between in ("<w:p/>{}<w:p/>", "<w:p><w:r><w:t>正文</w:t></w:r>{}</w:p>", "<w:p><w:r><w:t/>{}</w:r></w:p>"):
        document = read(word_file(between.format(MARK)))
        assert MARK in {text for label, _, text in places_of(document) if label.endswith("段 其他文字")}


def test_a_header_that_cannot_be_read_is_told() -> None:
    document = read(word_file(LINES, {"header": "<w:hdr"}))
    assert [(one.reason, one.where) for one in document.unchecked] == [("damaged", "word/header.xml")]
