"""OFD pages whose file says one thing and draws another: characters out of order, and glyphs of other characters."""

from __future__ import annotations

import random
import struct

import pytest

from sensitive_check.checker import Checker
from sensitive_check.readers.ofd.fonts import glyphs_of_characters
from sensitive_check.readers.ofd.lines import MOST_SPLITS
from tests.readers.test_ofd import OFD, SECRET, line, ofd, placed, read

INNOCENT = "请落实各项工作安排并按时报送有关材料"


def one_by_one(text: str, order: list[int], *, y: float = 20) -> str:
    """One object for each character, each at its place, in this order."""
    return "".join(line(text[index], x=20 + 4 * index, y=y) for index in order)


def shuffled(text: str) -> list[int]:
    order = list(range(len(text)))
    random.Random(7).shuffle(order)
    return order


def test_characters_drawn_in_any_order_are_read_as_they_stand(checker: Checker) -> None:
    document = read(ofd(one_by_one(SECRET, shuffled(SECRET)) + line("请落实。", y=40)))
    assert document.text == f"{SECRET}\n请落实。"
    assert placed(checker, document) == {("第1页", "prose")}


def test_lines_drawn_by_turns_are_read_as_they_stand(checker: Checker) -> None:
    pairs = zip(one_by_one(SECRET, [*range(len(SECRET))]).split("<ofd:TextObject"), range(99), strict=False)
    other = one_by_one(INNOCENT * 2, [*range(len(SECRET))], y=60).split("<ofd:TextObject")
    document = read(ofd("".join(f"<ofd:TextObject{a}<ofd:TextObject{other[index]}" for a, index in pairs if a)))
    assert document.text == f"{SECRET}\n{(INNOCENT * 2)[: len(SECRET)]}"
    assert placed(checker, document) == {("第1页", "prose")}


@pytest.mark.parametrize(
    "written",
    [
        f'X="{4 * len(SECRET)}" Y="4" DeltaX="g {len(SECRET) - 1} -4"',
        f'X="{4 * len(SECRET)}" Y="4" DeltaX="{"-4 " * (len(SECRET) - 1)}"',
    ],
)
def test_a_text_that_runs_backwards_is_turned(checker: Checker, written: str) -> None:
    text = f"<ofd:TextCode {written}>{SECRET[::-1]}</ofd:TextCode>"
    document = read(ofd(f'<ofd:TextObject Boundary="10 20 170 5" Size="4">{text}</ofd:TextObject>'))
    assert document.text == SECRET
    assert placed(checker, document) == {("第1页", "prose")}


def test_a_text_that_goes_back_too_often_is_read_as_the_file_has_it_and_told() -> None:
    words = "请落实" * (MOST_SPLITS // 3 + 2)
    text = f'<ofd:TextCode X="80" Y="4">{words}</ofd:TextCode>'
    turned = f'<ofd:TextObject Boundary="10 20 170 5" Size="4" ReadDirection="180">{text}</ofd:TextObject>'
    document = read(ofd(turned))
    assert document.text == words
    assert [(one.reason, one.where) for one in document.unchecked] == [("limit", "第1页")]


def test_a_text_read_from_the_right_is_turned() -> None:
    text = f'<ofd:TextCode X="80" Y="4">{SECRET[::-1]}</ofd:TextCode>'
    content = ofd(f'<ofd:TextObject Boundary="10 20 170 5" Size="4" ReadDirection="180">{text}</ofd:TextObject>')
    assert read(content).text == SECRET


@pytest.mark.parametrize(
    ("content", "text"),
    [
        # a paragraph in one code, which goes back for its second line
        (
            '<ofd:TextObject Boundary="10 20 30 20" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 3 4 -12 g 3 4" '
            'DeltaY="g 3 0 5 g 3 0">请落实各项工作</ofd:TextCode></ofd:TextObject>',
            "请落实各项工作",
        ),
        # two columns, one after the other
        (line("左一") + line("左二", y=30) + line("右一", x=90) + line("右二", x=90, y=30), "左一\n左二\n右一\n右二"),
        # a text drawn twice for its shadow
        (one_by_one("请落实", [0, 1, 2]) + one_by_one("请落实", [0, 1, 2]), "请落实请落实"),
        (line("第") + line("2", x=24) + line("页", x=26), "第2页"),
    ],
)
def test_an_ordinary_order_stays(content: str, text: str) -> None:
    assert read(ofd(content)).text == text


# -------------------------------------------------------------------------------------------------------- glyphs


def font(characters: str, form: int = 4) -> bytes:
    """A font that is nothing but a map: the glyphs of these characters, in their order, are 1, 2, 3 …"""
    codes = sorted((ord(one), glyph) for glyph, one in enumerate(dict.fromkeys(characters), 1))
    if form == 12:
        groups = b"".join(struct.pack(">3L", code, code, glyph) for code, glyph in codes)
        table = struct.pack(">2H3L", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    else:
        ends = [*(code for code, _ in codes), 0xFFFF]
        deltas = [*(glyph - code & 0xFFFF for code, glyph in codes), 1]
        arrays = [*ends, 0, *ends, *deltas, *[0] * len(ends)]
        table = struct.pack(f">7H{len(arrays)}H", 4, 0, 0, 2 * len(ends), 0, 0, 0, *arrays)
    records = struct.pack(">2H2HL", 0, 1, 3, 10 if form == 12 else 1, 12)
    return struct.pack(">L4H4s3L", 0x10000, 1, 0, 0, 0, b"cmap", 0, 28, len(records + table)) + records + table


def with_glyphs(text: str, glyphs: list[int], *, y: float = 20, more: str = "") -> str:
    written = f'CodePosition="0" CodeCount="{len(text)}" GlyphCount="{len(glyphs)}"{more}'
    drawn = f"<ofd:CGTransform {written}><ofd:Glyphs>{' '.join(map(str, glyphs))}</ofd:Glyphs></ofd:CGTransform>"
    return (
        f'<ofd:TextObject Boundary="20 {y} 170 5" Size="4" Font="3">{drawn}'
        f'<ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
    )


def embedded(content: str, file: bytes | None) -> bytes:
    place = "" if file is None else "<ofd:FontFile>f.ttf</ofd:FontFile>"
    return ofd(
        content,
        common="<ofd:PublicRes>R.xml</ofd:PublicRes>",
        members={
            "Doc_0/R.xml": f'<ofd:Res {OFD} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3">{place}</ofd:Font>'
            "</ofd:Fonts></ofd:Res>",
            "Doc_0/Res/f.ttf": file or b"",
        },
    )


ALL = "".join(dict.fromkeys(SECRET + INNOCENT))
GLYPH = {one: glyph for glyph, one in enumerate(ALL, 1)}


@pytest.mark.parametrize("form", [4, 12])
def test_the_map_of_a_font(form: int) -> None:
    assert glyphs_of_characters(font(ALL, form)) == {ord(one): glyph for one, glyph in GLYPH.items()}


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\0\0", font(ALL)[:60], font(ALL, 12)[:60], b"\0\1\0\0\xff\xff" + b"x" * 99]
)
def test_a_font_that_breaks_off_says_what_it_can(content: bytes) -> None:
    assert glyphs_of_characters(content).items() <= {ord(one): glyph for one, glyph in GLYPH.items()}.items()


def test_groups_of_a_hostile_font_are_bounded() -> None:
    table = struct.pack(">2H3L", 12, 0, 0, 0, 9999) + struct.pack(">3L", 1, 0xFFFFFFFF, 1) * 9999
    head = struct.pack(">L4H4s3L", 0x10000, 1, 0, 0, 0, b"cmap", 0, 28, 0) + struct.pack(">2H2HL", 0, 1, 3, 10, 12)
    assert len(glyphs_of_characters(head + table)) == 200_000


@pytest.mark.parametrize("form", [4, 12])
def test_glyphs_of_other_characters_are_read_and_told(checker: Checker, form: int) -> None:
    said = (INNOCENT * 2)[: len(SECRET)]
    document = read(embedded(with_glyphs(said, [GLYPH[one] for one in SECRET]), font(ALL, form)))
    assert [(one.reason, one.where) for one in document.unchecked] == [("no-text-mapping", "第1页")]
    assert placed(checker, document) == {("第1页 字形文字", "hidden")}
    assert [part.label for part in document.parts] == ["第1页", "第1页 字形文字"]


def test_more_glyphs_than_characters_are_read(checker: Checker) -> None:
    document = read(embedded(with_glyphs("请", [GLYPH[one] for one in SECRET]), font(ALL)))
    assert placed(checker, document) == {("第1页 字形文字", "hidden")}


def test_glyphs_that_the_font_has_no_character_for_are_told() -> None:
    document = read(embedded(with_glyphs("请落实", [900, 901, 902]), font(ALL)))
    assert [(one.reason, one.where, one.detail) for one in document.unchecked] == [
        ("no-text-mapping", "第1页", "3 个字形没有对应的文字 glyphs without text")
    ]


@pytest.mark.parametrize("file", [b"", b"no font", None])
def test_of_a_font_without_a_map_glyphs_must_agree_with_one_another(file: bytes | None) -> None:
    honest = with_glyphs("机密今天", [5, 6, 7, 8])
    other = with_glyphs("今天", [5, 6], y=40)
    assert [one.reason for one in read(embedded(honest + other, file)).unchecked] == ["no-text-mapping"]
    assert not read(embedded(honest + with_glyphs("今天", [7, 8], y=40), file)).unchecked


@pytest.mark.parametrize(
    "content",
    [
        with_glyphs(INNOCENT, [GLYPH[one] for one in INNOCENT]),
        with_glyphs(INNOCENT[:2] + "\u00a0", [GLYPH[INNOCENT[0]], GLYPH[INNOCENT[1]], GLYPH[" "]]),
        with_glyphs("\u2f2f" + INNOCENT[1:], [GLYPH["工"], *(GLYPH[one] for one in INNOCENT[1:])]),  # a radical
        with_glyphs(INNOCENT[:1], [900]),
        with_glyphs("、、、", [900, 901, 902]),  # upright forms of marks
        with_glyphs(INNOCENT[:2], [0, 0]),
    ],
)
def test_honest_glyphs_are_silent(content: str) -> None:
    document = read(embedded(content, font(ALL)))
    assert not document.unchecked
    assert [part.label for part in document.parts] == ["第1页"]


def test_fonts_of_a_page_are_known(checker: Checker) -> None:
    said = (INNOCENT * 2)[: len(SECRET)]
    page = with_glyphs(said, [GLYPH[one] for one in SECRET])
    content = ofd(
        members={
            "Doc_0/P/0.xml": f"<ofd:Page {OFD}><ofd:PageRes>R.xml</ofd:PageRes><ofd:Content><ofd:Layer>{page}"
            "</ofd:Layer></ofd:Content></ofd:Page>",
            "Doc_0/P/R.xml": f'<ofd:Res {OFD}><ofd:Fonts><ofd:Font ID="3"><ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font>'
            "</ofd:Fonts></ofd:Res>",
            "Doc_0/P/f.ttf": font(ALL),
        }
    )
    assert placed(checker, read(content)) == {("第1页 字形文字", "hidden")}


def test_maps_of_more_fonts_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sensitive_check.readers.ofd.glyphs._MOST_OF_FONTS", 1)
    fonts = "".join(f'<ofd:Font ID="{one}"><ofd:FontFile>{one}.ttf</ofd:FontFile></ofd:Font>' for one in (3, 4))
    first, second = (with_glyphs("请", [GLYPH["请"]]), with_glyphs("请", [GLYPH["请"]]).replace('Font="3"', 'Font="4"'))
    content = ofd(
        first + second,
        common="<ofd:PublicRes>R.xml</ofd:PublicRes>",
        members={
            "Doc_0/R.xml": f"<ofd:Res {OFD}><ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>",
            "Doc_0/3.ttf": font(ALL),
            "Doc_0/4.ttf": font(ALL),
        },
    )
    assert [(one.reason, one.where, one.detail) for one in read(content).unchecked] == [("limit", "字体", "1 fonts")]


# ------------------------------------------------------------------------------------------------------- shapes


def curved(x: float, strokes: int, *, more: str = 'Fill="true"', colour: str = "0 0 0") -> str:
    """A shape of so many closed strokes in a square of 8 mm, as a character that was turned into curves is."""
    data = " ".join(
        f"M 0 {i} L 8 {i} B 8 {i}.3 4 {i}.6 0 {i}.7 Q 1 {i}.5 0 {i}.4 A 1 1 0 0 1 0 {i}.2 L 0 {i} C"
        for i in range(strokes)
    )
    return (
        f'<ofd:PathObject Boundary="{x} 40 8 8" {more}><ofd:FillColor Value="{colour}"/>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def test_characters_drawn_as_curves_are_told() -> None:
    document = read(ofd(line("请落实。") + "".join(curved(20 + 9 * i, 6 + i % 2) for i in range(5))))
    assert [(one.reason, one.where, one.detail) for one in document.unchecked] == [
        ("image", "第1页", "1 行像文字的图形 lines of shapes like characters")
    ]


@pytest.mark.parametrize(
    "content",
    [
        "".join(curved(20 + 9 * i, 6 + i) for i in range(2)),  # too few
        "".join(curved(20 + 9 * i, 6) for i in range(5)),  # an ornament
        "".join(curved(20 + 9 * i, 6 + i % 2, more="") for i in range(5)),  # lines
        "".join(curved(20 + 9 * i, 6 + i % 2, colour=f"{i} 0 0") for i in range(5)),  # clip art
        "".join(curved(20 + 9 * i, 6 + i % 2, more='Fill="true" Visible="false"') for i in range(5)),
        curved(20, 6, more='Fill="true" CTM="1e308 0 0 1 0 0"'),
        curved(20, 6, more='Fill="true" CTM="nan inf 0 1 0 0"'),
        '<ofd:PathObject Boundary="20 40 99 9" Fill="true"><ofd:AbbreviatedData>M 1 L B x A C M C C C C C'
        "</ofd:AbbreviatedData></ofd:PathObject>",
    ],
)
def test_ordinary_shapes_beside_text_are_silent(content: str) -> None:
    assert not read(ofd(line("请落实。") + content)).unchecked
