"""Tables saved as text: cells where they stand in the source, whatever the quotation marks do."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensitive_check
from sensitive_check.model import Document, Part, Span
from sensitive_check.readers import read
from sensitive_check.readers.delimited import read_csv, read_tsv


def rows(document: Document) -> list[list[str]]:
    """The texts of all cells, the header first."""
    return [[cell.text for cell in row] for table in document.tables for row in (table.header, *table.rows)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("姓名,电话\n甲,1\n", [["姓名", "电话"], ["甲", "1"]]),
        ("姓名;金额\r\n甲;1,5\r\n乙;2,5\r\n", [["姓名", "金额"], ["甲", "1,5"], ["乙", "2,5"]]),
        ("姓名\t备注\n甲\t一,二\n", [["姓名", "备注"], ["甲", "一,二"]]),
        ('a,"b\n""c"",d",\n\ne', [["a", 'b\n"c",d', ""], ["e"]]),
        ("一,二,三\n一\n一,二,三,四\r,", [["一", "二", "三"], ["一"], ["一", "二", "三", "四"], ["", ""]]),
        ('a,"没有结束\nb,c', [["a", '"没有结束'], ["b", "c"]]),
        ('a,"b"c,d', [["a", '"b"c', "d"]]),
        ('""', [[""]]),
        ("姓名,请认真\0落实", [["姓名", "请认真\0落实"]]),
        ("一列\n两行\n", [["一列"], ["两行"]]),
        ("", []),
        ("\n\r\n", []),
    ],
)
def test_cells(text: str, expected: list[list[str]]) -> None:
    document = read_csv(text.encode(), "a.csv")
    assert rows(document) == expected
    assert (document.text, document.source, document.source_map) == (text, None, None)


def test_a_span_stands_inside_the_quotation_marks() -> None:
    document = read_csv('甲,"说""好"""\n'.encode(), "a.csv")
    (table,) = document.tables
    assert [cell.span for cell in table.header] == [Span(0, 1), Span(3, 9)]
    assert document.blocks == (Span(0, 1), Span(3, 9))
    assert document.parts == (Part(label="", span=Span(0, 11), kind="table"),)


def test_tabs_only_in_tsv() -> None:
    assert rows(read_tsv("一,二\t三;四".encode(), "a.tsv")) == [["一,二", "三;四"]]


def test_by_suffix(tmp_path: Path) -> None:
    for suffix, mark in ((".csv", ";"), (".TSV", "\t")):
        path = tmp_path / f"a{suffix}"
        path.write_bytes(f"姓名{mark}备注\n某甲{mark}无".encode("gb18030"))
        document = read(path)
        assert (rows(document), document.encoding) == ([["姓名", "备注"], ["某甲", "无"]], "gb18030")


def test_no_number_grows_out_of_two_cells() -> None:
    assert sensitive_check.check(read_csv("编号,号码\n138,0013 8000\n138\n00138000".encode(), "a.csv")).findings == ()
    (finding,) = sensitive_check.check(read_csv('姓名,电话\n某甲,"13800138000"'.encode(), "a.csv")).findings
    assert (finding.rule_id, finding.matched, finding.line) == ("mobile", "13800138000", 2)


CELL = st.text(alphabet='甲a1 ,;"\n\r', max_size=6)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from((",", "\t")))
def test_what_the_csv_module_writes_is_read_alike(table: list[list[str]], mark: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(table)
    reader = read_tsv if mark == "\t" else read_csv
    text = stream.getvalue()
    document = reader(text.encode(), "a")
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    if mark == "\t" or all(";" not in cell for row in table for cell in row):
        assert rows(document) == expected == table


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='甲1,;\t"\n\r', max_size=40))
def test_no_text_is_lost(text: str) -> None:
    for reader in (read_csv, read_tsv):
        document = reader(text.encode(), "a")
        assert document.text == text
        reached = 0
        for table in document.tables:
            for row in (table.header, *table.rows):
                for cell in row:
                    assert set(text[reached : cell.span.start]) <= set(',;\t"\n\r')
                    assert cell.text == text[cell.span.start : cell.span.end].replace('""', '"') or '"' in cell.text
                    reached = cell.span.end
        assert set(text[reached:]) <= set(',;\t"\n\r')


@pytest.mark.parametrize("bait", ['"', '"a,', '""', '"x""', '"\n', '"""\n', ",", "\n", '"a""\n', '"a\n"'])
def test_repetition_is_read_in_one_pass(bait: str) -> None:
    """Anything quadratic would take minutes here."""
    assert len(read_csv((bait * 20_000).encode(), "a.csv").text) == len(bait) * 20_000
