"""PDF files: a mark and a number in every place that can hold text are found and named; what is not read says so."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from sensitive_check.checker import Checker
from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Document
from sensitive_check.readers import read_content
from sensitive_check.readers.source import Budget
from tests.readers.pdf_files import pdf, shown, stream, text_string

NUMBER = "110101199003070011"  # made up; the check digit fits
SECRET = f"机密★1年 {NUMBER}"
PLAIN = shown("请落实各项工作。")
IMAGE = stream(bytes(400 * 300), "/Type /XObject /Subtype /Image /Width 400 /Height 300 /BitsPerComponent 8"
               " /ColorSpace /DeviceGray", packed=True)  # fmt: skip
DRAWN = "q 500 0 0 700 40 60 cm /I1 Do Q\n"


def read(content: bytes, **limits: int) -> Document:
    return read_content(content, "稿.pdf", budget=Budget(Limits(**limits)))


def placed(checker: Checker, document: Document) -> set[tuple[str | None, str]]:
    """Where a mark or a number was found: the label of its part, and that part's kind."""
    kinds = {part.label: part.kind for part in document.parts} | {one.label: one.kind for one in document.outside}
    rules: dict[str | None, set[str]] = {}
    for finding in checker.check(document):
        if finding.category in ("secrecy", "personal"):
            rules.setdefault(finding.location.part, set()).add(finding.category.value)
    return {(part, kinds[part or ""]) for part, found in rules.items() if found == {"secrecy", "personal"}}


TITLE = text_string(SECRET)
ANNOTATION = {"entries": "/Annots [500 0 R]", "content": PLAIN}


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        (pdf([PLAIN, shown(SECRET)]), "第2页", "prose"),
        (pdf([PLAIN + shown(SECRET, y=600, before="1 1 1 rg")]), "第1页 白色文字", "hidden"),
        (pdf([PLAIN + shown(SECRET, y=600, before="3 Tr")]), "第1页 不可见文字", "hidden"),
        (pdf([PLAIN + shown(SECRET, y=600, size=0.5)]), "第1页 极小文字", "hidden"),
        (pdf([PLAIN + shown(SECRET, x=2000)]), "第1页 页外文字", "hidden"),
        (pdf([PLAIN], objects={500: f"<< /Author {TITLE} >>"}, trailer="/Info 500 0 R"), "文档属性 作者", "metadata"),
        (
            pdf([ANNOTATION], objects={500: f"<< /Type /Annot /Subtype /Text /Contents {TITLE} >>"}),
            "第1页 批注",
            "comment",
        ),
        (
            pdf(
                [ANNOTATION],
                objects={500: f"<< /Type /Annot /Subtype /Widget /FT /Tx /V {TITLE} >>"},
                catalog="/AcroForm << /Fields [500 0 R] >>",
            ),
            "第1页 表单域",
            "prose",
        ),
        (
            pdf(
                [PLAIN],
                catalog="/Outlines 500 0 R",
                objects={500: "<< /First 501 0 R >>", 501: f"<< /Parent 500 0 R /Title {TITLE} >>"},
            ),
            "书签",
            "metadata",
        ),
        (
            pdf([PLAIN], catalog=f"/OpenAction << /S /JavaScript /JS {TITLE} >>"),
            "脚本",
            "code",
        ),
        (
            pdf(
                [PLAIN],
                catalog="/Metadata 500 0 R",
                objects={500: stream(f"<x>{SECRET}</x>".encode(), "/Type /Metadata /Subtype /XML")},
            ),
            "文档属性 XMP",
            "metadata",
        ),
    ],
)
def test_every_place_is_read(checker: Checker, content: bytes, label: str, kind: str) -> None:
    document = read(content)
    assert document.unchecked == ()
    assert placed(checker, document) == {(label, kind)}


def test_what_an_annotation_draws_is_read(checker: Checker) -> None:
    look = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
    stamp = "<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 595 842] /AP << /N 501 0 R >> >>"
    document = read(pdf([ANNOTATION], objects={500: stamp, 501: stream(shown(SECRET, y=600).encode(), look)}))
    assert document.unchecked == ()
    assert placed(checker, document) == {("第1页 批注外观", "comment")}


def test_glyphs_are_read_where_another_text_is_given_for_them(checker: Checker) -> None:
    document = read(pdf([f"/Span << /ActualText (abc) >> BDC {shown(SECRET)} EMC"]))
    assert document.unchecked == ()
    assert placed(checker, document) == {("第1页 字形文字", "hidden")}
    assert document.text.startswith("abc")


def attached(content: bytes, name: str) -> bytes:
    return pdf(
        [PLAIN],
        catalog=f"/Names << /EmbeddedFiles << /Names [(a) << /UF {text_string(name)} /EF << /F 500 0 R >> >>] >> >>",
        objects={500: stream(content, "/Type /EmbeddedFile", packed=True)},
    )


def test_attachments_are_read_through(checker: Checker) -> None:
    document = read(attached(attached(SECRET.encode(), "说明.txt"), "内.pdf"))
    assert document.unchecked == ()
    assert {part.label for part in document.parts} == {"第1页", "附件 内.pdf 第1页", "附件 内.pdf 附件 说明.txt"}
    assert {finding.location.part for finding in checker.check(document)} == {"附件 内.pdf 附件 说明.txt 第1行"}


def test_attachments_too_deep_in_attachments() -> None:
    content = pdf([PLAIN])
    for _ in range(9):
        content = attached(content, "内.pdf")
    assert [one.reason for one in read(content).unchecked] == ["limit"]


def test_a_link_is_a_link() -> None:
    action = "<< /Type /Annot /Subtype /Link /A << /S /URI /URI (http://example.com/a) >> >>"
    document = read(pdf([ANNOTATION], objects={500: action}))
    assert [link.target for link in document.links] == ["http://example.com/a"]
    assert document.parts[-1].label == "第1页 链接"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"content": DRAWN, "resources": "/XObject << /I1 500 0 R >>"}, "image-page"),
        ({"content": DRAWN + PLAIN * 9, "resources": "/XObject << /I1 500 0 R >>"}, "image"),
        (shown("机密请落实", font="F2"), "no-text-mapping"),
        (shown("机密", size=0), "no-text-mapping"),
        ("0 0 m 5 5 l S\n" * 300, "image-page"),
    ],
)
def test_what_of_a_page_is_not_read(page: str | dict[str, object], reason: str) -> None:
    if reason == "image":
        assert isinstance(page, dict)
        page["content"] = DRAWN + "".join(shown("请落实各项工作", y=700 - 20 * line) for line in range(9))
    document = read(pdf([page], objects={500: IMAGE}))
    assert [(one.reason, one.where) for one in document.unchecked] == [(reason, "第1页")]
    assert [one.part for one in document.coverage] == ["第1页"]


def test_a_layer_of_text_over_a_scan_stands_for_it(checker: Checker) -> None:
    lines = "".join(shown(f"请落实各项工作{SECRET}", y=740 - 40 * line, before="3 Tr") for line in range(16))
    page = {"content": DRAWN + lines, "resources": "/XObject << /I1 500 0 R >>"}
    document = read(pdf([page], objects={500: IMAGE}))
    assert document.unchecked == ()
    assert placed(checker, document) == {("第1页 图像文字层", "prose")}


_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key: bytes, content: bytes) -> bytes:
    state, second = list(range(256)), 0
    for first in range(256):
        second = (second + state[first] + key[first % len(key)]) & 255
        state[first], state[second] = state[second], state[first]
    first = second = 0
    out = bytearray()
    for byte in content:
        first = (first + 1) & 255
        second = (second + state[first]) & 255
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) & 255])
    return bytes(out)


def locked(reader: bytes) -> bytes:
    """A page behind RC4 with 40 bits, which opens with the password ``reader``."""

    def md5(content: bytes) -> bytes:
        return hashlib.md5(content, usedforsecurity=False).digest()

    user, owner = (reader + _PAD)[:32], rc4(md5((b"owner" + _PAD)[:32])[:5], (reader + _PAD)[:32])
    key = md5(user + owner + (0xFFFFFFFC).to_bytes(4, "little") + bytes(16))[:5]
    entry = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{rc4(key, _PAD).hex()}> /P -4 >>"
    return pdf(["x"], trailer=f"{entry} /ID [<{'00' * 16}> <{'00' * 16}>]")


def test_a_password_of_the_reader() -> None:
    with pytest.raises(ReadError) as caught:
        read(locked(b"abc"))
    assert caught.value.reason == "encrypted"


def test_a_password_of_the_owner_alone_does_not_matter() -> None:
    assert [one.part for one in read(locked(b"")).coverage] == ["第1页"]


@pytest.mark.parametrize("content", [pdf([]), b"%PDF-1.7", pdf([PLAIN])[:300], b"%PDF-1.7\n" + b"x" * 500])
def test_what_cannot_be_read_is_damage(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(content)
    assert caught.value.reason == "damaged"


def test_a_broken_table_of_objects_is_repaired() -> None:
    content = pdf([shown(SECRET)]).replace(b"xref\n0", b"xxxx\n9")
    assert read(content).text == SECRET


def test_a_page_whose_content_is_lost() -> None:
    content = pdf([PLAIN, PLAIN]).replace(b"/Contents 15 0 R", b"/Contents 99 0 R")
    assert [(one.reason, one.where) for one in read(content).unchecked] == [("damaged", "第2页")]


def test_a_stream_that_unfolds_to_too_much() -> None:
    with pytest.raises(ReadError) as caught:
        read(pdf([b" " * 300_000], packed=True), part_bytes=100_000)
    assert caught.value.reason == "limit"


BOX = "/BBox [0 0 600 900] /Resources << /Font << /F1 3 0 R >> >>"
FORM = f"/Type /XObject /Subtype /Form {BOX}"
TILE = f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /XStep 600 /YStep 900 {BOX}"
STAMP = "/Type /Annot /Subtype /Stamp /Rect [0 0 600 900]"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("page", "objects", "entries", "label", "kind"),
    [
        (
            {"content": f"/Pattern cs /P scn 0 0 600 900 re f\n{PLAIN}", "resources": "/Pattern << /P 501 0 R >>"},
            {},
            TILE,
            "图案",
            "prose",
        ),
        (
            {
                "content": f"/G gs 0 0 600 900 re f\n{PLAIN}",
                "resources": "/ExtGState << /G << /SMask << /S /Luminosity /G 501 0 R >> >> >>",
            },
            {},
            f"{FORM} /Group << /S /Transparency /CS /DeviceGray >>",
            "蒙版",
            "prose",
        ),
        (ANNOTATION, {500: f"<< {STAMP} /F 2 /AP << /N 501 0 R >> >>"}, FORM, "批注外观", "hidden"),
        (ANNOTATION, {500: f"<< {STAMP} /AP << /D << /On 501 0 R >> >> >>"}, FORM, "批注外观", "hidden"),
    ],
)
def test_what_is_drawn_by_no_object_of_a_page_is_read(
    checker: Checker,
    page: dict[str, object],
    objects: dict[int, str | bytes],
    entries: str,
    label: str,
    kind: str,
    packed: bool,
) -> None:
    drawn = stream(shown(SECRET).encode(), entries, packed=packed)
    document = read(pdf([page], objects={**objects, 501: drawn}))
    assert placed(checker, document) == {(label, kind)}
    assert (document.text.count(SECRET), document.unchecked) == (1, ())


def test_a_page_kept_in_reserve_is_read(checker: Checker) -> None:
    page = "<< /Type /Template /MediaBox [0 0 595 842] /Contents 501 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    objects: dict[int, str | bytes] = {500: page, 501: stream(shown(SECRET).encode())}
    names = "/Names << /Templates << /Names [(a) 500 0 R] >> >>"
    assert placed(checker, read(pdf([PLAIN], objects=objects, catalog=names))) == {("模板页", "hidden")}


def test_resources_as_deep_as_a_file_likes() -> None:
    deep = f"/BBox [0 0 9 9] /Resources {'<< /A ' * 3000} 1 {'>>' * 3000}"
    page = {"content": PLAIN, "resources": "/Pattern << /P 501 0 R >>"}
    drawn = stream(b"(a) Tj", f"/PatternType 1 {deep}")
    assert "请落实各项工作。" in read(pdf([page], objects={501: drawn})).text


def test_rich_text_and_forms_over_several_streams(checker: Checker) -> None:
    rich = stream(f"<body><p>通知</p><p>{SECRET}</p></body>".encode())
    document = read(pdf([ANNOTATION], objects={500: "<< /Type /Annot /Subtype /FreeText /RC 501 0 R >>", 501: rich}))
    assert placed(checker, document) == {("第1页 批注", "comment")}
    packets: dict[int, str | bytes] = {500: stream(b"<xdp><a>"), 501: stream(f"{SECRET}</a></xdp>".encode())}
    document = read(pdf([PLAIN], objects=packets, catalog="/AcroForm << /XFA [(a) 500 0 R (b) 501 0 R] >>"))
    assert placed(checker, document) == {("表单域 XFA", "metadata")}
    assert document.unchecked == ()


def test_both_names_of_an_attachment_are_read() -> None:
    objects: dict[int, str | bytes] = {
        500: f"<< /Type /Filespec /F {text_string('甲.txt')} /UF {text_string('乙.txt')} /EF << /F 501 0 R >> >>",
        501: stream(b"1", "/Type /EmbeddedFile"),
    }
    document = read(pdf([PLAIN], objects=objects, catalog="/Names << /EmbeddedFiles << /Names [(a) 500 0 R] >> >>"))
    assert [one.text for one in document.outside if one.kind == "filename"] == ["稿.pdf", "乙.txt 甲.txt"]


@pytest.mark.parametrize(
    ("font", "text"),
    [
        ("ABCDEF+Wingdings-Regular", "●请落实"),
        ("SymbolMT", "λ请落实"),
        ("BAAAAA+OpenSymbol", "λ请落实"),
        ("Wingdings3", "\uf06c请落实"),
        ("SimSun", "\uf06c请落实"),
    ],
)
def test_bullets_of_symbol_fonts_have_private_codes(font: str, text: str) -> None:
    content = pdf([shown("\uf06c请落实")]).replace(b"/SimSun", f"/{font}".encode())
    assert read(content).text.strip() == text


def saved_again(content: bytes, number: int, body: bytes) -> bytes:
    """A file in which an object was replaced the usual way: by what is added at the end."""
    before = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    added = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(content))
    trailer = b"trailer << /Size 20 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (before, len(content + added))
    return content + added + table + trailer


def test_what_an_earlier_version_says_is_still_in_the_file(checker: Checker) -> None:
    first = pdf([PLAIN + shown(SECRET, y=600)])
    document = read(saved_again(first, 13, stream(PLAIN.encode())))
    assert placed(checker, document) == {("旧版本1 第1页", "deleted")}
    assert (document.text.count("请落实各项工作。"), document.unchecked) == (1, ())
    same = read(saved_again(first, 13, stream((PLAIN + shown(SECRET, y=600)).encode())))
    assert [part.label for part in same.parts] == ["第1页"]


def curved(x: float, y: float, size: float, *, strokes: int = 4, colour: str = "0 g") -> str:
    """A filled shape of so many curved strokes in a square, as a character that was turned into curves is."""
    step = size / strokes
    written = "".join(
        f"{x} {y + i * step} m {x + size} {y + i * step} l "
        f"{x + size} {y + (i + 0.3) * step} {x + size / 2} {y + (i + 0.9) * step} {x} {y + (i + 0.7) * step} c "
        f"{x + 1} {y + (i + 0.5) * step} {x} {y + (i + 0.3) * step} {x} {y + i * step} c "
        f"{x + 1} {y + i * step} l {x} {y + i * step} l h\n"
        for i in range(strokes)
    )
    return f"{colour} {written} f\n"


def row(count: int, *, step: float = 26, size: float = 24, **more: Any) -> str:
    return "".join(curved(72 + step * i, 600, size, strokes=4 + i % 2, **more) for i in range(count))


def star(x: float) -> str:
    points = "".join(f"{x + 12 + 12 * (i % 2)} {600 + 2.4 * i} l " for i in range(1, 10))
    return f"0 g {x} 600 m {points}h f\n"


OUTLINED = ("image", "第1页", "1 行像文字的图形 lines of shapes like characters")


@pytest.mark.parametrize(
    "content",
    [
        PLAIN + row(5),  # 机密★1年
        PLAIN + row(5).replace(" f\n", "").replace("0 g", "") + "f\n",  # in one path
        PLAIN + row(2) + star(124) + curved(150, 600, 24),  # 机密★年
        PLAIN + "q 0.5 0 0 0.5 0 0 cm\n" + row(5) + "Q\n",
        row(4),  # with no text beside it
    ],
)
def test_characters_drawn_as_curves_are_told(content: str) -> None:
    assert [(one.reason, one.where, one.detail) for one in read(pdf([content])).unchecked] == [OUTLINED]


def test_characters_drawn_as_curves_in_a_form_are_told() -> None:
    form = stream(row(5).encode(), "/Type /XObject /Subtype /Form /BBox [0 0 595 842]")
    page = {"content": PLAIN + "/X1 Do\n", "resources": "/XObject << /X1 500 0 R >>"}
    assert [(one.reason, one.where, one.detail) for one in read(pdf([page], objects={500: form})).unchecked] == [
        OUTLINED
    ]


@pytest.mark.parametrize(
    "content",
    [
        row(2),  # too few
        "".join(star(72 + 26 * i) for i in range(9)),
        row(6, step=60),  # icons
        "".join(curved(72 + 26 * i, 600, 24) for i in range(9)),  # an ornament
        row(6, size=5, step=6),  # a pattern
        "".join(curved(72 + 26 * i, 600, 24, colour=f"0.{i} g") for i in range(6)),  # clip art
        "".join(f"{72 + 20 * i} 600 16 16 re f\n" for i in range(40)),  # boxes
        "".join(f"{72 + 20 * (i % 20)} {600 + 9 * i} 8 8 re\n" for i in range(400)) + "f\n",  # a square code
        row(6).replace(" f\n", " S\n"),  # lines of a drawing
        "".join(f"{72 + 40 * i} 600 m 90 630 100 630 {100 + 40 * i} 600 c h f\n" for i in range(12)),  # parts of a pie
    ],
)
def test_ordinary_shapes_beside_text_are_silent(content: str) -> None:
    assert not read(pdf([PLAIN + content])).unchecked


def moved(text: str) -> str:
    """Letters and digits as some fonts' tables tell them: in one block of Chinese characters."""
    return "".join(chr(0x6200 + ord(one)) for one in text)


def test_letters_told_as_chinese_characters_are_read_as_letters(checker: Checker) -> None:
    told = moved(f"ID:{NUMBER}")
    document = read(pdf([PLAIN, shown(told)]))
    assert document.text.endswith(f"\n{told}\nID:{NUMBER}")
    assert [(one.rule_id, one.location.part) for one in checker.check(document)] == [("resident-id", "第2页 字形文字")]
    assert read(pdf([shown(moved('o\x0ece:\\123"'))])).text.endswith("\noffice:“123”")


@pytest.mark.parametrize("text", ["我打所报拼抽择技成我打所报", "戲戰戰戸年", "戲戲戲戲戲戲戲戲"])
def test_chinese_characters_of_one_block_stay(text: str) -> None:
    assert read(pdf([shown(text)])).text == text
