"""Identity and card numbers in cells of numbers: spreadsheets keep fifteen digits and turn the others into zeros."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Cell, Document, Hit, Rule, Severity, Span, Table
from sensitive_check.patterns import lazy
from sensitive_check.validators import birth_date

if TYPE_CHECKING:
    from sensitive_check.context import Context

_LONG = lazy(r"[1-9][0-9]{15,18}")
_NAMED = lazy(r"身份证|身份号|公民身份|证件号|卡号|银行.{0,4}[账帐卡]|[账帐]号|一卡通|存折")
_LONGEST_NAME = 24
_LISTED = 20
"""How many further places a finding names; ``count`` tells all."""


def id_in_numeric_cell(regions: Collection[str]) -> Rule:
    """The rule for numbers that a cell has cut short; ``regions`` are all region codes ever in force (GB/T 2260)."""

    def scan(context: Context) -> Iterator[Hit]:
        for table in context.document.tables:
            for places in _columns(table, regions):
                yield Hit(
                    span=places[0],
                    related=tuple(places[1 : _LISTED + 1]),
                    covers=tuple(places),
                    count=len(places),
                )

    return Rule(
        id="id-in-numeric-cell",
        category=Category.PERSONAL,
        severity=Severity.WARNING,
        indicator="个人信息（地方）",
        sensitive=True,
        title="证件号、卡号存成了数值",
        message="该列有 {count} 个证件号、卡号存成了数值，第 16 位起的数字已丢失，公开前请删去，或按文本重填并遮盖",
        rationale="电子表格的数值只有 15 位有效数字，更长的号码末几位变成 0，已不是原来的号码；余下各位仍是个人信息。",
        source="IEEE 754；《中华人民共和国个人信息保护法》",
        absorbs=("failed-checksum",),
        scan=scan,
        match=(
            _sample("姓名 身份证号", "甲 110105194912310000"),
            _sample("公示表 ", "姓名 银行卡号", "甲 6222021234567890000"),
            _sample("编号 备注", "110105194912310000 甲"),
            _sample("身份证号： 110105194912310020"),
        ),
        no_match=(
            _sample("姓名 身份证号", "甲 '110105194912310000"),
            _sample("姓名 身份证号", "甲 110105491231002"),
            _sample("项目 流水号", "甲 202401311741120000"),
            _sample("编号 备注", "110105194912310029 甲"),
        ),
    )


def _columns(table: Table, regions: Collection[str]) -> Iterator[list[Span]]:
    """The numbers that were cut short, column by column."""
    named: set[int] = set()
    found: dict[int, list[Span]] = {}
    for row in (table.header, *table.rows):
        before = False
        for column, cell in enumerate(row):
            if cell.is_number:
                is_long = _LONG.fullmatch(cell.text) is not None
                if is_long and (before or column in named or _is_cut_identity(cell.text, regions)):
                    found.setdefault(column, []).append(cell.span)
            elif cell.text:
                before = len(cell.text) <= _LONGEST_NAME and _NAMED.search(cell.text) is not None
                if before:
                    named.add(column)
    yield from found.values()


def _is_cut_identity(number: str, regions: Collection[str]) -> bool:
    """True for eighteen digits with a region and a date, of which the last three are gone."""
    is_cut = len(number) == 18 and number.endswith("000")
    return is_cut and number[:6] in regions and birth_date(number) is not None


def _sample(*lines: str) -> Document:
    """A document that is one table; blanks part the cells, and what is all digits is a number."""
    text, rows = "", []
    for line in lines:
        cells = []
        for words in line.split(" "):
            shown = words.removeprefix("'")
            cells.append(
                Cell(text=shown, span=Span(len(text), len(text) + len(shown)), is_number=bool(_LONG.fullmatch(words)))
            )
            text += f"{shown}\t"
        rows.append(tuple(cells))
        text += "\n"
    blocks = tuple(cell.span for row in rows for cell in row)
    return Document(text=text, blocks=blocks, tables=(Table(header=rows[0], rows=tuple(rows[1:])),))
