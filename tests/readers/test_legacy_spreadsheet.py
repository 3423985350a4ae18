"""Workbooks of Excel 97 to 2003, and binary ones: every place that holds text is read and labelled, or told."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest

from sensitive_check.checker import Checker
from sensitive_check.errors import ReadError
from sensitive_check.model import Document, Unchecked
from sensitive_check.readers import legacy_spreadsheet, read_content, sheets
from tests.readers import xls_files as xls
from tests.readers import xlsb_files as xlsb
from tests.readers.test_container import zipped

pytest.importorskip("olefile")

RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
SECRET = f"机密★1年 身份证号{RESIDENT_ID}"


def opened(content: bytes, name: str = "x.xls") -> Document:
    return read_content(content, name)


def of_sheet(records: bytes = b"", *strings: str, state: int = 0, whole: bytes = b"", parts: int = 1) -> bytes:
    return xls.compound({"Workbook": xls.workbook([("Sheet1", state, records)], strings, whole, parts)})


XLS = {
    "cell": (of_sheet(xls.label(3, 1, SECRET)), "Sheet1!B4", "table"),
    "shared": (of_sheet(xls.shared(3, 1, 0), SECRET), "Sheet1!B4", "table"),
    "shared over records": (of_sheet(xls.shared(3, 1, 0), SECRET, parts=3), "Sheet1!B4", "table"),
    "unused over records": (of_sheet(b"", SECRET, "乙", parts=3), "未使用的共享字符串", "hidden"),
    "unused": (of_sheet(xls.shared(0, 0, 0), "甲", SECRET), "未使用的共享字符串", "hidden"),
    "sheet": (of_sheet(xls.label(3, 1, SECRET), state=2), "Sheet1!B4 隐藏工作表", "hidden"),
    "row": (of_sheet(xls.hidden_row(3) + xls.label(3, 1, SECRET)), "Sheet1!B4 隐藏行", "hidden"),
    "column": (of_sheet(xls.hidden_columns(1, 255) + xls.label(3, 1, SECRET)), "Sheet1!B4 隐藏列", "hidden"),
    "formula": (of_sheet(xls.formula(3, 1, SECRET)), "Sheet1!B4 公式", "metadata"),
    "joined": (of_sheet(xls.formula(3, 1, "机", SECRET[1:9], SECRET[9:])), "Sheet1!B4 公式", "metadata"),
    "format": (of_sheet(whole=xls.record(0x41E, b"\xa4\0" + xls.wide(f'"{SECRET}"0'))), "数字格式", "metadata"),
    "comment": (of_sheet(xls.box(7, SECRET, 2) + xls.note(3, 1, 7, "甲")), "Sheet1!B4 批注", "comment"),
    "box": (of_sheet(xls.box(7, SECRET)), "Sheet1 图形", "prose"),
    "prompt": (of_sheet(xls.validation(SECRET, "是\0否")), "Sheet1 设置", "metadata"),
    "list": (of_sheet(xls.validation("提示", SECRET)), "Sheet1 设置", "metadata"),
    "header": (of_sheet(xls.record(0x14, xls.wide(SECRET))), "Sheet1 设置", "metadata"),
    "name": (of_sheet(whole=xls.name("甲", SECRET)), "定义的名称", "metadata"),
}
XLSB = {
    "cell": (xlsb.workbook(xlsb.row(3) + xlsb.text(1, SECRET)), "Sheet1!B4", "table"),
    "shared": (xlsb.workbook(xlsb.row(3) + xlsb.shared(1, 0), strings=(SECRET,)), "Sheet1!B4", "table"),
    "unused": (xlsb.workbook(strings=(SECRET,)), "未使用的共享字符串", "hidden"),
    "sheet": (xlsb.workbook(xlsb.row(3) + xlsb.text(1, SECRET), state=1), "Sheet1!B4 隐藏工作表", "hidden"),
    "row": (xlsb.workbook(xlsb.row(3, hidden=True) + xlsb.text(1, SECRET)), "Sheet1!B4 隐藏行", "hidden"),
    "column": (
        xlsb.workbook(xlsb.hidden_columns(0, 16383) + xlsb.row(3) + xlsb.text(1, SECRET)),
        "Sheet1!B4 隐藏列",
        "hidden",
    ),
    "formula": (xlsb.workbook(xlsb.row(3) + xlsb.formula(1, SECRET)), "Sheet1!B4 公式", "metadata"),
    "joined": (
        xlsb.workbook(xlsb.row(3) + xlsb.formula(1, "机", SECRET[1:9], SECRET[9:])),
        "Sheet1!B4 公式",
        "metadata",
    ),
    "format": (xlsb.workbook(formats=xlsb.record(44, b"\xa4\0" + xlsb.wide(f'"{SECRET}"0'))), "数字格式", "metadata"),
    "comment": (xlsb.workbook(notes=xlsb.comments(3, 1, "甲", SECRET)), "Sheet1!B4 批注", "comment"),
    "prompt": (xlsb.workbook(xlsb.validation(SECRET)), "Sheet1 设置", "metadata"),
    "header": (xlsb.workbook(xlsb.header(SECRET)), "Sheet1 设置", "metadata"),
    "tip": (xlsb.workbook(xlsb.link(3, 1, "h1", SECRET)), "Sheet1!B4 设置", "metadata"),
    "name": (xlsb.workbook(names=xlsb.name("甲", SECRET)), "定义的名称", "metadata"),
}
PLACES = {f"xls {place}": one for place, one in XLS.items()} | {f"xlsb {place}": one for place, one in XLSB.items()}


@pytest.mark.parametrize("place", PLACES)
def test_a_mark_and_a_number_are_found_in_every_place(place: str, checker: Checker) -> None:
    content, label, kind = PLACES[place]
    document = opened(content)
    found = {one.rule_id: one for one in checker.check(document)}
    for rule, text in (("resident-id", RESIDENT_ID), ("classification-mark", "机密★1年")):
        assert found[rule].location.part == label
        span = found[rule].span
        assert document.text[span.start : span.end] == text
    assert {part.kind for part in document.parts if part.label == label} == {kind}
    assert document.unchecked == ()


@pytest.mark.parametrize(
    "content",
    [
        of_sheet(xls.formula(3, 1, "请", "落实"), whole=xls.record(0x41E, b"\xa4\0" + xls.wide('0"元"'))),
        xlsb.workbook(
            xlsb.row(3) + xlsb.formula(1, "请", "落实"), formats=xlsb.record(44, b"\xa4\0" + xlsb.wide('0"元"'))
        ),
    ],
)
def test_usual_formats_and_formulas_are_told_once(content: bytes) -> None:
    document = opened(content)
    texts = [(part.label, document.text[part.span.start : part.span.end]) for part in document.parts]
    assert texts == [("Sheet1!B4", "0"), ("Sheet1!B4 公式", "请落实")]


COMPLETING = f'"身份证号{RESIDENT_ID[:6]}"00000000"{RESIDENT_ID[14:]}"'


@pytest.mark.parametrize(
    "content",
    [
        of_sheet(
            xls.number(3, 1, 19491231.0),
            whole=xls.record(0x41E, b"\xa4\0" + xls.wide(COMPLETING)) + xls.record(0xE0, b"\0\0\xa4\0" + bytes(16)),
        ),
        xlsb.workbook(
            xlsb.row(3) + xlsb.number(1, 19491231.0),
            formats=xlsb.record(44, b"\xa4\0" + xlsb.wide(COMPLETING))
            + xlsb.record(617)
            + xlsb.record(47, b"\0\0\xa4\0" + bytes(12))
            + xlsb.record(618),
        ),
    ],
)
def test_a_number_that_its_format_completes_is_read(content: bytes, checker: Checker) -> None:
    found = [(one.matched, one.location.part) for one in checker.check(opened(content)) if one.rule_id == "resident-id"]
    assert found == [(RESIDENT_ID, "Sheet1!B4 数字格式")]


def test_cells_stand_under_their_headings_and_numbers_keep_their_digits() -> None:
    cells = xls.label(0, 0, "姓名") + xls.label(0, 2, "手机") + xls.number(2, 2, 13800138000.0)
    (table,) = opened(of_sheet(cells + xls.number(65535, 0, 110101199003071000.0))).tables
    assert [cell.text for cell in table.header] == ["姓名", "手机"]
    assert [[cell.text for cell in row] for row in table.rows] == [["", "13800138000"], ["110101199003071000", ""]]
    assert [cell.is_number for row in table.rows for cell in row if cell.text] == [True, True]


def test_links_authors_and_who_saved() -> None:
    cells = xls.label(0, 0, "首页") + xls.link(0, 0, "http://a.example/") + xls.box(7, "改") + xls.note(0, 1, 7, "某甲")
    document = opened(of_sheet(cells, whole=xls.record(0x5C, xls.wide("某乙".ljust(54)))))
    assert [(one.target, one.text) for one in document.links] == [("http://a.example/", "首页")]
    assert [(one.label, one.text) for one in document.outside[1:]] == [
        ("工作表名", "Sheet1"),
        ("Sheet1!B1 批注作者", "某甲"),
        ("文档属性 保存时的用户名", "某乙"),
    ]


def test_links_of_a_binary_workbook() -> None:
    sheet = xlsb.row(3) + xlsb.text(1, "首页") + xlsb.link(3, 1, "h1", "首页")
    document = opened(xlsb.workbook(sheet, target="http://a.example/"), "x.xlsb")
    assert [(one.target, one.text) for one in document.links] == [("http://a.example/", "首页")]
    assert [part.label for part in document.parts] == ["Sheet1!B4", "Sheet1!B4 链接"]


@pytest.mark.parametrize(
    ("streams", "where", "detail"),
    [
        ({"_VBA_PROJECT_CUR": b"x"}, "_VBA_PROJECT_CUR", "宏 macro"),
        ({"_SX_DB_CUR": b"x"}, "_SX_DB_CUR", "数据透视缓存 pivot cache"),
        ({"MBD0001": b"x"}, "MBD0001", "嵌入对象 embedded object"),
        ({"Book": b"x"}, "Book", "嵌入对象 embedded object"),
    ],
)
def test_what_neither_reads_is_told(streams: dict[str, bytes], where: str, detail: str) -> None:
    document = opened(xls.compound({"Workbook": xls.workbook([("甲", 0, b"")])} | streams))
    assert [(one.reason, one.where, one.detail) for one in document.unchecked] == [("unsupported", where, detail)]


def test_pictures_and_macro_sheets_are_told() -> None:
    stream = xls.workbook([("甲", 0, b"")], whole=xls.record(0xEB, b"\x89PNG\r\n\x1a\n" * 2))
    macro = stream.replace(struct.pack("<BB", 0, 0) + xls.wide("甲", "<B"), b"\x00\x01" + xls.wide("甲", "<B"))
    assert [(one.reason, one.detail) for one in opened(xls.compound({"Workbook": macro})).unchecked] == [
        ("unsupported", "宏表 macro sheet"),
        ("image", "2"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (of_sheet(whole=xls.record(0x2F, bytes(54))), "encrypted"),
        (of_sheet(xls.label(3, 1, SECRET))[:1500], "unsupported"),  # nothing shows any more what it is
        (of_sheet(xls.label(3, 1, SECRET))[:-512], "damaged"),
        (xls.compound({"Workbook": b""}), "damaged"),
        (xls.compound({"Workbook": b"\xff" * 5000}), "damaged"),
        (xls.compound({"Workbook": xls.workbook([("甲", 0, xls.label(0, 0, "乙"))])[:-20]}), "damaged"),
        (of_sheet(xls.shared(0, 0, 3), "甲"), "damaged"),
        (xlsb.workbook(xlsb.row(0) + xlsb.shared(0, 3), strings=("甲",)), "damaged"),
        (xlsb.workbook(xlsb.row(0) + xlsb.number(0, 1))[:400], "damaged"),
    ],
)
def test_what_is_broken_is_reported(content: bytes, reason: str) -> None:
    try:
        reasons = {one.reason for one in opened(content).unchecked}
    except ReadError as error:
        reasons = {error.reason}
    assert reason in reasons


def test_any_byte_may_be_wrong() -> None:
    content = bytearray(of_sheet(xls.hidden_row(3) + xls.label(3, 1, SECRET) + xls.box(7, SECRET), SECRET, "甲"))
    for at in range(0, 5000, 37):
        changed = bytes(content[:at]) + bytes([content[at] ^ 0x5A]) + bytes(content[at + 1 :])
        with suppress(ReadError):
            opened(changed)


def test_an_empty_workbook_and_more_cells_than_one_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(of_sheet()).text == ""
    monkeypatch.setattr(sheets, "MOST_CELLS", 2)
    document = opened(of_sheet(b"".join(xls.number(row, 0, 1) for row in range(5))))
    assert document.text == "1\n1"
    assert [(one.reason, one.detail) for one in document.unchecked] == [("limit", "3 cells")]


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "olefile", None)
    with pytest.raises(ReadError, match=r"pip install 'sensitive-check\[office\]'") as raised:
        opened(of_sheet())
    assert raised.value.reason == "missing-package"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (of_sheet(xls.label(0, 0, "甲") + xls.record(0x1111) * 30 + xls.label(1, 0, "乙")), "Workbook"),
        (
            xlsb.workbook(xlsb.row(0) + xlsb.text(0, "甲") + xlsb.record(17) * 30 + xlsb.text(1, "乙")),
            "xl/worksheets/sheet1.bin",
        ),
    ],
    ids=["xls", "xlsb"],
)
def test_too_many_records_are_told(monkeypatch: pytest.MonkeyPatch, content: bytes, where: str) -> None:
    monkeypatch.setattr(legacy_spreadsheet, "MOST_RECORDS", 20)
    document = read_content(content, "x.xls")
    assert document.text == "甲"
    assert document.unchecked == (Unchecked(reason="limit", where=where, detail="记录过多 too many records"),)


def test_literals_of_a_formula_that_say_something_are_found_among_those_that_do_not() -> None:
    tokens = b"\x17\xff\x00" * 9 + b"\x17\x05\x00hello" + b"\x17\x0a\x00tel. 13579" + b"\x17\x03\x00://"
    cell = xls.record(0x06, struct.pack("<HHHdHIH", 0, 0, 0, 1.0, 0, 0, len(tokens)) + tokens)
    document = read_content(of_sheet(cell), "x.xls")
    assert document.text.split("\n") == ["1", "tel. 13579://"]


def test_columns_that_are_hidden_over_and_over_stay_hidden() -> None:
    records = xls.hidden_columns(2, 3) + xls.hidden_columns(0, 16383) * 3 + xls.hidden_columns(5, 4)
    document = read_content(of_sheet(records + xls.label(0, 1, "甲")), "x.xls")
    assert [part.label for part in document.parts] == ["Sheet1!B1 隐藏列"]


def test_the_workbooks_of_an_archive_share_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 3)
    old = of_sheet(xls.label(0, 0, "甲") + xls.label(1, 0, "乙"))
    binary = xlsb.workbook(xlsb.row(0) + xlsb.text(0, "丙") + xlsb.text(1, "丁"))
    document = read_content(zipped({"内.zip": zipped({"1.xls": old}), "2.xlsb": binary, "3.xls": old}), "a.zip")
    assert document.text.split() == ["甲", "乙", "丙"]
    assert [(one.where, one.reason, one.detail) for one in document.unchecked] == [
        ("2.xlsb!xl/worksheets/sheet1.bin", "limit", "1 cells"),
        ("3.xls!Workbook", "limit", "2 cells"),
    ]
