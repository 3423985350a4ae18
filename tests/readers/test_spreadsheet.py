"""Workbooks: every place that holds text is read and labelled, and what is broken is reported."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Mapping

import pytest

from sensitive_check.checker import Checker
from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Document
from sensitive_check.readers import read_content, sheets, spreadsheet
from sensitive_check.readers.source import Budget
from tests.readers.xls_files import compound

RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
MARK = "机密★1年"
MAIN = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="urn:r">'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def root(tag: str, inner: str) -> str:
    return MAIN.replace("sst", tag) + inner + f"</{tag}>"


def rels(*relations: tuple[str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{TYPE}{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for key, kind, target in relations
    )
    return f"<Relationships>{inner}</Relationships>"


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(
    sheet: str = "", *, sheet_rels: str = "<Relationships/>", state: str = "visible", names: str = "", **parts: str
) -> dict[str, str]:
    """The members of a workbook of one sheet; further parts by name, ``__`` for a slash."""
    members = {
        "[Content_Types].xml": '<a ContentType="application/x.spreadsheetml.sheet.main+xml"/>',
        "_rels/.rels": rels(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": root(
            "workbook", f'<sheets><sheet name="Sheet1" sheetId="1" state="{state}" r:id="r1"/></sheets>{names}'
        ),
        "xl/_rels/workbook.xml.rels": rels(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": root("worksheet", sheet),
        "xl/worksheets/_rels/sheet1.xml.rels": sheet_rels,
    }
    return members | {name.replace("__", "/") + ".xml": content for name, content in parts.items()}


def packed(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def opened(members: Mapping[str, str | bytes]) -> Document:
    return read_content(packed(members), "x.xlsx")


def rows(inner: str) -> str:
    return f"<sheetData>{inner}</sheetData>"


SECRET = f"{MARK} 身份证号{RESIDENT_ID}"
IN_B4 = rows(f'<row r="4">{text_cell("B4", SECRET)}</row>')
COMMENT = rels(("r1", "comments", "../comments1.xml"))
PLACES = {
    "location": (
        workbook(f'<hyperlinks><hyperlink ref="B4" location="{SECRET}"/></hyperlinks>'),
        "Sheet1!B4 链接说明",
        "metadata",
    ),
    "cell": (workbook(IN_B4), "Sheet1!B4", "table"),
    "shared": (
        workbook(
            rows('<row r="4"><c r="B4" t="s"><v>0</v></c></row>'),
            xl__sharedStrings=root("sst", f"<si><r><t>{SECRET[:9]}</t></r><r><t>{SECRET[9:]}</t></r></si>"),
        ),
        "Sheet1!B4",
        "table",
    ),
    "unused": (workbook(xl__sharedStrings=root("sst", f"<si><t>{SECRET}</t></si>")), "未使用的共享字符串", "hidden"),
    "result": (
        workbook(rows(f'<row r="4"><c r="B4" t="str"><f>A1</f><v>{SECRET}</v></c></row>')),
        "Sheet1!B4",
        "table",
    ),
    "formula": (workbook(rows(f'<row r="4"><c r="B4"><f>"{SECRET}"</f></c></row>')), "Sheet1!B4 公式", "metadata"),
    "sheet": (workbook(IN_B4, state="veryHidden"), "Sheet1!B4 隐藏工作表", "hidden"),
    "row": (workbook(IN_B4.replace("<row", '<row hidden="1"')), "Sheet1!B4 隐藏行", "hidden"),
    "column": (workbook('<cols><col min="2" max="2" hidden="1"/></cols>' + IN_B4), "Sheet1!B4 隐藏列", "hidden"),
    "format": (
        workbook(
            IN_B4.replace("<c ", '<c s="0" '),
            xl__styles=root(
                "styleSheet",
                '<numFmts><numFmt numFmtId="164" formatCode=";;;"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>',
            ),
        ),
        "Sheet1!B4 隐藏格式",
        "hidden",
    ),
    "comment": (
        workbook(
            sheet_rels=COMMENT,
            xl__comments1=root(
                "comments", f'<commentList><comment ref="B4"><text><t>{SECRET}</t></text></comment></commentList>'
            ),
        ),
        "Sheet1!B4 批注",
        "comment",
    ),
    "threaded": (
        workbook(
            sheet_rels=COMMENT.replace("/comments", "/threadedComment", 1).replace("../threadedComment", "../comments"),
            xl__comments1=root(
                "ThreadedComments", f'<threadedComment ref="B4"><text>{SECRET}</text></threadedComment>'
            ),
        ),
        "Sheet1!B4 批注",
        "comment",
    ),
    "name": (
        workbook(names=f'<definedNames><definedName name="a">"{SECRET}"</definedName></definedNames>'),
        "定义的名称",
        "metadata",
    ),
    "list": (
        workbook(
            f'<dataValidations><dataValidation><formula1>"{SECRET}"</formula1></dataValidation></dataValidations>'
        ),
        "Sheet1 设置",
        "metadata",
    ),
    "prompt": (
        workbook(f'<dataValidations><dataValidation prompt="{SECRET}"/></dataValidations>'),
        "Sheet1 设置",
        "metadata",
    ),
    "header": (
        workbook(f"<headerFooter><oddHeader>&amp;C{SECRET}</oddHeader></headerFooter>"),
        "Sheet1 设置",
        "metadata",
    ),
    "drawing": (
        workbook(
            sheet_rels=rels(("r1", "drawing", "../drawings/drawing1.xml")),
            xl__drawings__drawing1=root("wsDr", f"<p><t>{SECRET}</t></p>"),
        ),
        "Sheet1 图形",
        "prose",
    ),
    "pivot": (
        workbook(
            xl__pivotCache__pivotCacheDefinition1=root(
                "pivotCacheDefinition", f'<sharedItems><s v="{SECRET}"/></sharedItems>'
            )
        ),
        "数据透视缓存",
        "hidden",
    ),
    "connection": (
        workbook(xl__connections=root("connections", f'<connection description="{SECRET}"/>')),
        "数据连接",
        "metadata",
    ),
    "external": (
        workbook(xl__externalLinks__externalLink1=root("externalLink", f"<cell><v>{SECRET}</v></cell>")),
        "部件 xl/externalLinks/externalLink1.xml",
        "metadata",
    ),
    "external sheet": (
        workbook(xl__externalLinks__externalLink1=root("externalLink", f'<sheetName val="{SECRET}"/>')),
        "部件 xl/externalLinks/externalLink1.xml 属性",
        "metadata",
    ),
    "totals": (
        workbook(xl__tables__table1=root("table", f'<tableColumn totalsRowLabel="{SECRET}"/>')),
        "部件 xl/tables/table1.xml 属性",
        "metadata",
    ),
    "custom": (workbook(customXml__item1=f"<a><b>{SECRET}</b></a>"), "部件 customXml/item1.xml", "metadata"),
    "custom attribute": (workbook(customXml__item1=f'<a b="{SECRET}"/>'), "部件 customXml/item1.xml 属性", "metadata"),
    "chart": (
        workbook(xl__charts__chart1=root("chart", f"<pt><v>{SECRET}</v></pt>")),
        "部件 xl/charts/chart1.xml",
        "metadata",
    ),
    "pivot records": (
        workbook(xl__pivotCache__pivotCacheRecords1=root("pivotCacheRecords", f'<r><s v="{SECRET}"/></r>')),
        "数据透视缓存",
        "hidden",
    ),
    "alternative text": (
        workbook(
            sheet_rels=rels(("r1", "drawing", "../drawings/drawing1.xml")),
            xl__drawings__drawing1=root("wsDr", f'<cNvPr descr="{SECRET}"/>'),
        ),
        "Sheet1 图形",
        "prose",
    ),
    "phonetic": (
        workbook(xl__sharedStrings=root("sst", f"<si><t>甲</t><rPh><t>{SECRET}</t></rPh></si>")),
        "注音",
        "metadata",
    ),
    "tip": (
        workbook(f'<hyperlinks><hyperlink ref="B4" tooltip="{SECRET}"/></hyperlinks>'),
        "Sheet1!B4 链接说明",
        "metadata",
    ),
    "condition": (workbook(f"<cfRule><formula>A1=&quot;{SECRET}&quot;</formula></cfRule>"), "Sheet1 设置", "metadata"),
    "scenario": (workbook(f'<scenario comment="{SECRET}"/>'), "Sheet1 设置", "metadata"),
    "who shares it": (
        workbook(names=f'<fileSharing userName="{SECRET}"/>'),
        "工作簿设置",
        "metadata",
    ),
    "fallback alone": (
        workbook(
            customXml__item1=f"<a><AlternateContent><Choice>甲</Choice><Fallback>{SECRET}</Fallback></AlternateContent></a>"
        ),
        "部件 customXml/item1.xml",
        "metadata",
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
    assert document.unchecked == ()
    assert document.text.count(SECRET) == 1


@pytest.mark.parametrize(
    ("members", "label", "kind"),
    [
        (
            workbook() | {"xl/workbook.xml": workbook()["xl/workbook.xml"].replace("Sheet1", SECRET)},
            "工作表名",
            "metadata",
        ),
        (
            workbook(
                sheet_rels=COMMENT,
                xl__comments1=root(
                    "comments",
                    f'<author>{SECRET}</author><comment ref="B4" authorId="0"><text><t>改</t></text></comment>',
                ),
            ),
            "Sheet1!B4 批注作者",
            "metadata",
        ),
        (
            workbook(sheet_rels=COMMENT, xl__comments1=root("comments", f"<author>{SECRET}</author>")),
            "Sheet1 批注作者",
            "metadata",
        ),
        (workbook(docProps__core=root("coreProperties", f"<creator>{SECRET}</creator>")), "文档属性 作者", "metadata"),
        (
            workbook(docProps__custom=root("Properties", f'<property name="密级"><v>{SECRET}</v></property>')),
            "文档属性 密级",
            "metadata",
        ),
    ],
)
def test_what_stands_outside_the_text(members: dict[str, str], label: str, kind: str, checker: Checker) -> None:
    document = opened(members)
    assert (label, kind, SECRET) in {(one.label, one.kind, one.text) for one in document.outside}
    assert {one.rule_id for one in checker.check(document)} >= {"resident-id"}


def test_a_workbook_in_a_workbook() -> None:
    stream = io.BytesIO(packed(workbook(IN_B4)))
    members: dict[str, str | bytes] = {**workbook(), "xl/embeddings/a.xlsx": stream.getvalue()}
    document = read_content(packed(members), "x.xlsx")
    assert [(part.label, part.kind) for part in document.parts] == [("嵌入对象 a.xlsx Sheet1!B4", "table")]
    assert document.text == SECRET


def test_cells_stand_under_their_headings_and_numbers_keep_their_digits(checker: Checker) -> None:
    inner = (
        f'<row r="1">{text_cell("A1", "姓名")}{text_cell("C1", "手机")}{text_cell("D1", "日期")}</row>'
        '<row r="3"><c r="C3"><v>13800138000.0</v></c><c r="D3" s="1"><v>45356</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1.10105199003071E+17</v></c><c r="XFD1048576" t="b"><v>1</v></c></row>'
    )
    styles = root("styleSheet", '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>')
    (table,) = (document := opened(workbook(rows(inner), xl__styles=styles))).tables
    assert [cell.text for cell in table.header] == ["姓名", "手机", "日期", ""]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["", "13800138000", "2024-03-05", ""],
        ["110105199003071000", "", "", "TRUE"],
    ]
    assert [cell.is_number for row in table.rows for cell in row if cell.text] == [True, False, True, False]
    assert [part.label for part in document.parts][-1] == "Sheet1!XFD1048576"
    assert {one.rule_id for one in checker.check(document)} >= {"mobile"}


def test_identity_numbers_that_a_cell_of_numbers_cut_short(checker: Checker) -> None:
    number = '<c r="B{0}"><v>1.10105199003071E+17</v></c>'
    inner = (
        f'<row r="1">{text_cell("A1", "姓名")}{text_cell("B1", "身份证号")}</row>'
        f'<row r="2">{number.format(2)}</row><row r="3">{number.format(3)}</row>'
    )
    document = opened(workbook(rows(inner)))
    (finding,) = (one for one in checker.check(document) if one.rule_id == "id-in-numeric-cell")
    assert (finding.matched, finding.location.part, finding.count) == ("110105199003071000", "Sheet1!B2", 2)


def test_links_of_cells_and_formulas() -> None:
    inner = rows(f'<row r="1">{text_cell("A1", "首页")}<c r="B1"><f>HYPERLINK("http://b.example/","乙")</f></c></row>')
    link = '<hyperlinks><hyperlink ref="A1" r:id="r1"/></hyperlinks>'
    document = opened(workbook(inner + link, sheet_rels=rels(("r1", "hyperlink", "http://a.example/"))))
    assert [(one.target, one.text) for one in document.links] == [
        ("http://b.example/", "乙"),
        ("http://a.example/", "首页"),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}, "damaged"),
        ({"xl/worksheets/sheet1.xml": "<!DOCTYPE a><worksheet/>"}, "damaged"),
        ({"xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="gbk"?><worksheet/>'}, "damaged"),
        ({"xl/workbook.xml": "<workbook>"}, "damaged"),
        ({"xl/sharedStrings.xml": "<sst><si>"}, "damaged"),
        ({"xl/worksheets/sheet1.xml": rows('<row><c t="s"><v>7</v></c></row>')}, "damaged"),
        ({"xl/_rels/workbook.xml.rels": "<Relationships/>"}, "damaged"),
        ({"xl/vbaProject.bin": "x"}, "unsupported"),
    ],
)
def test_what_is_broken_is_reported(change: dict[str, str], reason: str) -> None:
    assert reason in {one.reason for one in opened(workbook(IN_B4) | change).unchecked}


def test_a_bomb_of_strings_meets_the_limit() -> None:
    content = packed(workbook(IN_B4, xl__sharedStrings="0" * 2_000_000))
    document = read_content(content, "x.xlsx", budget=Budget(Limits(part_bytes=100_000)))
    assert [(one.reason, one.where) for one in document.unchecked] == [("limit", "xl/sharedStrings.xml")]


@pytest.mark.parametrize("item", ["<si/>", "<si><t>甲</t></si>", "<si><rPh><t>jia</t></rPh></si>"])
def test_more_strings_than_are_read_meet_the_limit(item: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_STRINGS", 3)
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>4</v></c></row>'
    document = opened(workbook(rows(cells), xl__sharedStrings=root("sst", item * 5)))
    assert {(one.reason, one.where, one.detail) for one in document.unchecked} == {
        ("limit", "xl/sharedStrings.xml", "共享字符串超过 3 条 more than 3 shared strings"),
        ("limit", "xl/worksheets/sheet1.xml", "1 strings"),
    }


def test_more_unused_strings_and_readings_than_are_read_meet_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_MOST_BESIDE", 2)
    strings = root("sst", "<si><t>甲</t><rPh><t>jia</t></rPh></si>" * 5)
    document = opened(workbook(xl__sharedStrings=strings))
    assert [part.label for part in document.parts] == ["注音"] * 2 + ["未使用的共享字符串"] * 2
    assert {(one.reason, one.where, one.detail) for one in document.unchecked} == {
        ("limit", "xl/sharedStrings.xml", "3 条注音 readings"),
        ("limit", "xl/workbook.xml", "3 条未使用的共享字符串 unused strings"),
    }


def test_a_string_that_many_cells_show_meets_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CHARACTERS", 1_000)
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 10))
    strings = root("sst", f"<si><t>{'长' * 400}</t></si>")
    document = opened(workbook(rows(f"<row>{cells}</row>"), xl__sharedStrings=strings))
    assert len(document.text) == 801
    assert [(one.reason, one.detail) for one in document.unchecked] == [("limit", "7 cells")]


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="²"><c r="B1" s="²"><v>5</v></c></row>',
        f'<row r="{"9" * 5000}"><c r="B1" s="{"9" * 5000}"><v>5</v></c></row>',
    ],
)
def test_numbers_that_are_none_are_passed_over(sheet: str) -> None:
    columns = '<cols><col min="²" max="²" hidden="1"/></cols>'
    document = opened(workbook(columns + rows(sheet)))
    assert [(part.label, part.kind) for part in document.parts] == [("Sheet1!B1", "table")]


@pytest.mark.parametrize("sheet", ["", rows(""), rows("<row/>" * 1_000_000)])
def test_an_empty_workbook_and_empty_rows_cost_nothing(sheet: str) -> None:
    document = opened(workbook(sheet))
    assert (document.text, document.tables, document.unchecked) == ("", (), ())


def test_a_name_twice_is_reported_and_both_are_read() -> None:
    content = packed(workbook(IN_B4))
    stream = io.BytesIO(content)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", root("worksheet", rows(f"<row>{text_cell('A1', '另一个')}</row>")))
    document = read_content(stream.getvalue(), "x.xlsx")
    assert {(one.reason, one.where) for one in document.unchecked} == {("damaged", "xl/worksheets/sheet1.xml")}
    assert SECRET in document.text
    assert "另一个" in document.text


def changed(content: bytes, at: int, replacement: bytes) -> bytes:
    return content[:at] + replacement + content[at + len(replacement) :]


def test_a_wrong_checksum_a_lying_size_a_password_and_a_truncated_file() -> None:
    content = packed(workbook(IN_B4))
    entry = content.index(b"xl/worksheets/sheet1.xml", content.index(b"PK\x01\x02")) - 46
    for at, replacement, reason in (
        (16, b"\0\0\0\0", "damaged"),
        (8, b"\x01", "encrypted"),
        (24, b"\1\0\0\0", "damaged"),
    ):
        document = read_content(changed(content, entry + at, replacement), "x.xlsx")
        assert [(one.reason, one.where) for one in document.unchecked] == [(reason, "xl/worksheets/sheet1.xml")]
    with pytest.raises(ReadError) as raised:
        read_content(content[:-40], "x.xlsx")
    assert raised.value.reason == "damaged"


def test_a_workbook_behind_a_password() -> None:
    content = compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})
    with pytest.raises(ReadError) as raised:
        read_content(content, "x.xlsx")
    assert raised.value.reason == "encrypted"


def test_more_cells_than_a_workbook_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 2)
    document = opened(workbook(rows("<row>" + "<c><v>1</v></c>" * 5 + "</row>")))
    assert document.text == "1\n1"
    assert [(one.reason, one.detail) for one in document.unchecked] == [("limit", "3 cells")]


def formula(inner: str, value: str = "", kind: str = "str") -> dict[str, str]:
    return workbook(rows(f'<row r="4"><c r="B4" t="{kind}"><f>{inner}</f>{value}</c></row>'))


UNSTORED = [("unsupported", "xl/worksheets/sheet1.xml", "1 个公式没有存下的值 formulas without stored values")]


def told(document: Document) -> list[tuple[str, str, str]]:
    return [(one.reason, one.where, one.detail) for one in document.unchecked]


def found_at(checker: Checker, document: Document) -> set[str | None]:
    """Labels of the parts in which both a mark and a number were found."""
    seen: dict[str | None, set[str]] = {}
    for finding in checker.check(document):
        seen.setdefault(finding.location.part, set()).add(finding.category.value)
    return {label for label, categories in seen.items() if {"secrecy", "personal"} <= categories}


@pytest.mark.parametrize(
    "inner",
    [
        f'"机"&amp;"密★1年 身份证号"&amp;{RESIDENT_ID[:10]}&amp;"{RESIDENT_ID[10:]}"',
        f'CONCATENATE("机","密",UNICHAR(9733),"1年 身份证号",{RESIDENT_ID[:9]},"{RESIDENT_ID[9:]}")',
        f'_xlfn.CONCAT(CHAR(48122),("密"&amp;"★1年 身份证号"),"{RESIDENT_ID[:9]}","{RESIDENT_ID[9:]}")',
        f'_xlfn.TEXTJOIN("",TRUE,"机","密★1年 身份证号{RESIDENT_ID[:9]}",T("{RESIDENT_ID[9:]}"))',
    ],
)
@pytest.mark.parametrize("value", ["", "<v></v>", "<v>别的</v>"])
def test_words_that_a_formula_spells_are_read(inner: str, value: str, checker: Checker) -> None:
    document = opened(formula(inner, value))
    assert found_at(checker, document) == {"Sheet1!B4 公式结果"}
    assert not document.unchecked


def test_words_spelled_within_a_formula_are_read_and_the_rest_is_told(checker: Checker) -> None:
    inner = f'IF(A1,A2,"机"&amp;"密★1年 身份证号{RESIDENT_ID[:9]}"&amp;"{RESIDENT_ID[9:]}")'
    document = opened(formula(inner))
    assert found_at(checker, document) == {"Sheet1!B4 公式结果"}
    assert told(document) == UNSTORED


@pytest.mark.parametrize(
    "inner", ["A1&amp;B1", "[1]Sheet1!A1", 'MID("密机",2,1)', "CHAR(A1)", "CHAR (A1)", 'TEXT(A1,"110101"0)', ""]
)
def test_a_formula_without_a_stored_value_is_told(inner: str) -> None:
    assert told(opened(formula(inner))) == UNSTORED
    assert told(opened(formula(inner, "<v/>", "n"))) == UNSTORED  # as libraries write one that nobody has computed


@pytest.mark.parametrize(
    ("inner", "value", "kind"),
    [
        ("SUM(A1:A9)", "<v>45</v>", "n"),
        ("SUM(A1:A9)/VLOOKUP(A1,B:C,2,0)", "", "n"),
        ('IF(A1="","",A1&amp;"元")', "<v></v>", "str"),
        ('"请"&amp;"落实"', "<v>请落实</v>", "str"),
        ("SUM(A1:A9)", "<v></v>", "n"),
        ('TEXT(ROW(),"000")', "<v></v>", "n"),
        ('_xlfn.IFS(A1&gt;9,"优",TRUE,"良")', "<v/>", "n"),
        ("LEFT(A1,LEN (A1)-1)", "<v/>", "n"),
        ('"请落实"', "", "str"),
        ("5", "", "n"),
    ],
)
def test_formulas_with_stored_values_are_silent(inner: str, value: str, kind: str) -> None:
    document = opened(formula(inner, value, kind))
    assert not document.unchecked
    assert not [part for part in document.parts if part.label.endswith("结果")]


@pytest.mark.parametrize(
    "inner",
    [
        "a" * 500_000,
        "(" * 9000 + 'A1&amp;"x"&amp;' * 1900 + "A1" + ")" * 9000,
        '_xlfn.TEXTJOIN("' + "长" * 8000 + '",1' + "," * 24_000 + ")",
    ],
)
def test_a_formula_that_excel_would_not_take_costs_little(inner: str) -> None:
    document = opened(formula(inner))
    assert [part.label for part in document.parts] == ["Sheet1!B4 公式"]


def test_what_formulas_spell_needs_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CHARACTERS", 1_000)
    cell = '<c r="B4"><f>_xlfn.TEXTJOIN("' + "长" * 40 + '",1' + "," * 11 + ")</f></c>"
    document = opened(workbook(rows(f'<row r="4">{cell * 5}</row>')))
    assert sum(part.label == "Sheet1!B4 公式结果" for part in document.parts) == 2
    assert told(document) == [("limit", "xl/worksheets/sheet1.xml", "3 cells")]


def with_format(code: str, value: str) -> dict[str, str]:
    return workbook(
        rows(f'<row r="4"><c r="B4" s="0"><v>{value}</v></c></row>'),
        xl__styles=root(
            "styleSheet",
            f'<numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>',
        ),
    )


@pytest.mark.parametrize(
    "code",
    [
        f"&quot;{SECRET}&quot;0",
        f"[Red]&quot;机&quot;_)&quot;密{SECRET[2:]}&quot;* 0",
        f"0;-0;\\机&quot;密{SECRET[2:]}&quot;",
        f"&quot;机&quot;#&quot;密{SECRET[2:]}&quot;",
    ],
)
def test_words_of_a_number_format_are_read(code: str, checker: Checker) -> None:
    document = opened(with_format(code, "5"))
    assert found_at(checker, document) == {"数字格式"}
    assert not document.unchecked


def test_a_number_that_its_format_completes_is_read(checker: Checker) -> None:
    document = opened(
        with_format(f"&quot;身份证号{RESIDENT_ID[:6]}&quot;00000000&quot;{RESIDENT_ID[14:]}&quot;", "19491231")
    )
    assert ("Sheet1!B4 数字格式", f"身份证号{RESIDENT_ID}") in [
        (part.label, document.text[part.span.start : part.span.end]) for part in document.parts
    ]
    assert {one.location.part for one in checker.check(document) if one.category.value == "personal"} == {
        "Sheet1!B4 数字格式"
    }


def test_a_number_that_its_format_cuts_is_read_whole(checker: Checker) -> None:
    number = "110101199003070011"  # made up; the check digit fits
    document = opened(with_format("000000&quot;-&quot;00000000&quot;-&quot;0000", number))
    assert {one.location.part for one in checker.check(document) if one.category.value == "personal"} == {"Sheet1!B4"}


def test_numbers_that_formats_complete_need_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CHARACTERS", 1_000)
    members = with_format(f"&quot;{'1' * 200}&quot;0", "5")
    sheet = members["xl/worksheets/sheet1.xml"]
    cell = sheet[sheet.index("<c ") : sheet.index("</row>")]
    document = opened(members | {"xl/worksheets/sheet1.xml": sheet.replace(cell, cell * 10)})
    assert sum(part.label == "Sheet1!B4 数字格式" for part in document.parts) == 4
    assert [(one.reason, one.detail) for one in document.unchecked] == [("limit", "6 cells")]


def test_a_format_is_looked_at_once_however_many_cell_formats_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []  # what append gives is false
    monkeypatch.setattr(spreadsheet, "has_digits", looked.append)
    codes = [f"&quot;{number}&quot;0" for number in range(300)]
    formats = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    cells = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(300)) * 9
    opened(workbook(xl__styles=root("styleSheet", f"<numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs>")))
    assert len(looked) == 300


def test_a_long_format_of_brackets_takes_no_time() -> None:
    document = opened(with_format("[" * 500_000, "5"))
    assert [part.label for part in document.parts] == ["Sheet1!B4"]


@pytest.mark.parametrize(
    "code", ["0&quot;元&quot;", "yyyy&quot;年&quot;m&quot;月&quot;", "#,##0.00_);(#,##0.00)", "General", "@"]
)
def test_usual_number_formats_say_nothing(code: str) -> None:
    document = opened(with_format(code, "45356"))
    assert [part.label for part in document.parts] == ["Sheet1!B4"]


TRICKY = {
    "plain": '<row r="4"><c r="B4" s="1"><v>45356</v></c><c r="D4" t="s"><v>0</v></c><c r="E4"><v>1.5E+3</v></c></row>',
    "kinds": '<row r="2"><c r="A2" t="b"><v>1</v></c><c r="C2" t="str"><v>_x0041_B</v></c></row>',
    "inline": '<row r="9"><c r="A9" t="inlineStr"><is><t>甲\ufffd，乙 𠮷</t></is></c></row>',
    "no row number": '<row><c r="A7"><v>1</v></c></row><row><c r="B1"><v>2</v></c><c><v>3</v></c></row>',
    "hidden": '<row r="3" hidden="1"><c r="A3"><v>1</v></c></row><row r="5"><c r="AB5"><v>13800138000</v></c></row>',
    "on lines": '<row r="1">\r\n  <c r="A1"><v>1</v></c>\r\n  <c r="B1"><v>2</v></c><c r="C1"><v>3</v></c>\r\n</row>',
    "in a cell": '<row r="1"><c r="A1"><is><c r="B1"><v>5</v></c></is><v>6</v></c><c r="C1"><v>7</v></c></row>',
    "in a comment": '<row r="1"><!-- ><c r="A1"><v>1</v></c> --><c r="B1"><v>2</v></c></row>',
    "in a section": '<row r="1"><c r="A1"><v><![CDATA[><c r="B1"><v>1</v></c>]]></v></c></row>',
    "references": '<row r="1"><c r="A1"><v>&#49;</v></c><c r="B1"><v>2</v></c></row>',
    "formula": '<row r="1"><c r="A1"><f>B1+1</f><v>3</v></c><c r="B1"><v>2</v></c></row>',
    "a string that there is not": '<row r="1"><c r="A1" t="s"><v>99</v></c><c r="B1"><v>2</v></c></row>',
    "broken": '<row r="1"><c r="A1"><v>1</v></c><row><c r="B1"><v>2</v></c></row>',
}


@pytest.mark.parametrize("name", TRICKY)
def test_plain_cells_are_read_as_the_parser_reads_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(
        rows(TRICKY[name]),
        xl__sharedStrings=root("sst", "<si><t>共享</t></si>"),
        xl__styles=root("styleSheet", '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'),
    )
    document = opened(content)
    assert document.parts
    monkeypatch.setattr(spreadsheet, "_plain_cells", lambda _: iter(()))
    assert opened(content) == document


@pytest.mark.parametrize("end", ["</t></is></c>", ""])
def test_a_long_cell_is_left_to_the_parser(end: str) -> None:
    sheet = '<worksheet><sheetData><row><c r="A1" t="inlineStr"><is><t>' + "a" * 3_000_000 + end
    members = workbook() | {"xl/worksheets/sheet1.xml": sheet + "</row></sheetData></worksheet>"}
    tracemalloc.start()
    document = opened(members)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [len(document.text), len(document.unchecked)] == ([3_000_000, 0] if end else [0, 1])
    assert most < 60_000_000


def test_plain_cells_outside_the_sheet_are_not_passed_over() -> None:
    cell = '<c r="A1"><v>13800138000</v></c>'
    document = opened(workbook() | {"xl/worksheets/sheet1.xml": root("worksheet", rows("")) + cell + "</sheetData>"})
    assert [one.reason for one in document.unchecked] == ["damaged"]


def test_cells_without_room_are_counted_whatever_they_look_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 1)
    cells = '<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1" t="n" s="0"><v>3</v></c>'
    document = opened(workbook(rows(f'<row r="1">{cells}</row>')))
    assert document.text == "1"
    assert [(one.reason, one.detail) for one in document.unchecked] == [("limit", "2 cells")]
