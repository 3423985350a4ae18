"""A unit's register of its normative documents: a CSV or TSV file, one row for each document.

Columns are title, number, status, date and replaced_by (标题、文号、状态、日期、替代文件); status is one of 有效, 修改,
废止 and 失效. What is out of force becomes an entry of ``repealed-document``; all numbers serve ``law-title-mismatch``.
The file is read as offices save it, as word lists are: with a BOM or in GB18030, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sensitive_check.model import Entry
from sensitive_check.wordlists.entries import row_name
from sensitive_check.wordlists.reading import SPREADSHEETS, Reading, Row, day_of, names_columns

RULE = "repealed-document"

COLUMN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("标题", "题名", "文件名称", "文件标题", "名称", "title"), "title"),
        **dict.fromkeys(("文号", "发文字号", "number"), "number"),
        **dict.fromkeys(("状态", "效力", "效力状态", "status"), "status"),
        **dict.fromkeys(("日期", "废止日期", "失效日期", "date"), "date"),
        **dict.fromkeys(("替代文件", "替代", "现行文件", "replaced_by", "replaced by"), "replaced_by"),
        **dict.fromkeys(("备注", "说明", "序号", "remark", "remarks", "comment", "no."), ""),
    }
)
"""Column names in small letters -> what they hold; "" is a column for people, which is not read."""

_IN_FORCE = ("有效", "现行有效", "继续有效", "修改", "已修改", "valid", "amended")
_OUT_OF_FORCE = ("废止", "已废止", "宣布废止", "失效", "已失效", "宣布失效", "repealed", "expired")
_FIELDS = frozenset(("title", "number", "status", "date", "replaced_by"))
_SHORTEST_TITLE = 4


@dataclass(slots=True)
class Register:
    """What the registers of a unit say.

    ``entries`` are its documents out of force; ``numbers`` leads from a number to titles, split by ``|``; ``in_force``
    from the title of a document in force to its number; ``counts`` says how many documents each file has.
    """

    entries: list[Entry] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    in_force: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def is_register(path: Path) -> bool:
    """True for a file whose header names a title and a status."""
    return names_columns(path, COLUMN_NAMES, ("title", "status"))


def read_register(path: Path, reading: Reading, register: Register) -> None:
    """Add the rows of a file to ``register``; what is wrong with a row is a fault, and the row is left out."""
    if path.suffix.lower() not in SPREADSHEETS:
        reading.add(path, None, "文件登记须是 .csv 或 .tsv 文件", "a register must be a .csv or .tsv file")
        return
    before = len(reading.faults)
    rows: list[Row] = []
    lines: dict[tuple[str, str], int | None] = {}
    for row in reading.spreadsheet(path, columns=COLUMN_NAMES, needed=("title", "status")):
        problems = list(_problems(row.fields))
        key = _title(row), _number(row)
        if not problems and key in lines:
            problems.append((f"与第 {lines[key]} 行重复，请删去一行", f"repeats line {lines[key]}; remove one"))
        reading.add_all(path, row.line, problems)
        if not problems:
            lines[key] = row.line
            rows.append(row)
    if not rows and len(reading.faults) == before:
        reading.add(path, None, "没有文件，请填写，或从配置中删去", "has no documents; fill it in, or remove it")
    in_force = {_title(row): _number(row) for row in rows if row.fields["status"].lower() in _IN_FORCE}
    register.in_force.update({title: number for title, number in in_force.items() if number})
    register.counts[path.name] = len(rows)
    for row in rows:
        title, number = _title(row), _number(row)
        if number:
            known = register.numbers.get(number)
            register.numbers[number] = f"{known}|{title}" if known else title
        if row.fields["status"].lower() in _OUT_OF_FORCE:
            if title in in_force and not number:
                chinese = "另有同名文件在行，旧文件只能凭文号辨认，请补上文号"
                reading.add(
                    path, row.line, chinese, "a document of this title is in force; add the number of the old one"
                )
            else:
                register.entries.append(_entry(row, path, title, number, by_number=title in in_force))


def _problems(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row."""
    for name in sorted(fields.keys() - _FIELDS):
        yield f"不认识的栏“{name}”，请删去或改正", f"unknown column '{name}'; remove or correct it"
    if len(fields.get("title", "").strip("《》")) < _SHORTEST_TITLE:
        yield f"标题不足 {_SHORTEST_TITLE} 个字，请写全称", "write the title in full"
    if fields.get("status", "").lower() not in (*_IN_FORCE, *_OUT_OF_FORCE):
        yield "状态应为有效、修改、废止或失效", "the status must be valid, amended, repealed or expired"
    if "number" in fields and not any(figure in fields["number"] for figure in "0123456789"):
        yield "文号里没有数字，请改正", "the number holds no figure; correct it"
    if "date" in fields and day_of(fields["date"]) is None:
        yield "日期应写成 2026-01-31", "write the date as 2026-01-31"


def _title(row: Row) -> str:
    """The title without the marks around it, and with those inside it single."""
    title = str(row.fields.get("title", ""))
    if title.startswith("《") and title.endswith("》"):
        title = title[1:-1]
    return title.removeprefix("中华人民共和国")


def _number(row: Row) -> str:
    from sensitive_check.rules.law_titles import canonical_number

    return canonical_number("".join(str(row.fields.get("number", "")).split()))


def _entry(row: Row, path: Path, title: str, number: str, *, by_number: bool) -> Entry:
    follower = str(row.fields.get("replaced_by", ""))
    marked = follower if not follower or follower.startswith("《") or follower.endswith("号") else f"《{follower}》"
    return Entry(
        id=f"{row_name(path.stem)}-{row.number}",
        rule=RULE,
        source=f"{path.name}:{row.line}",
        term=number if by_number else title,
        numbers=() if by_number or not number else (number,),
        suggestions=(marked,) if marked else (),
        effective_from=day_of(str(row.fields.get("date", ""))),
        builtin=False,
    )
