"""A unit's table of leaders: a CSV or TSV file, one row for each post that a person holds or held.

Columns are name, post, order, from and to (姓名、职务、排序、任职起、任职止); only the first two are needed. It is
read as offices save it, as word lists are: with a BOM or in GB18030, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sensitive_check.model import Leader
from sensitive_check.patterns import lazy
from sensitive_check.wordlists.reading import SPREADSHEETS, Reading, Row, day_of, names_columns

COLUMN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("姓名", "name"), "name"),
        **dict.fromkeys(("职务", "post"), "post"),
        **dict.fromkeys(("排序", "排名", "order"), "order"),
        **dict.fromkeys(("任职起", "任职日期", "from"), "from"),
        **dict.fromkeys(("任职止", "离任日期", "to"), "to"),
        **dict.fromkeys(("备注", "说明", "序号", "remark", "remarks", "comment", "no."), ""),
    }
)
"""Column names in small letters -> what they hold; "" is a column for people, which is not read."""

TEMPLATE = "姓名,职务,排序,任职起,任职止\n"
"""An empty table, to be filled by a unit."""

_NAME = lazy(r"[\u3400-\u9fff\U00020000-\U0003ffff][\u3400-\u9fff\U00020000-\U0003ffff·•]{1,30}")
_ORDER = lazy("[1-9][0-9]{0,3}")


def is_leader_table(path: Path) -> bool:
    """True for a file whose header names both a person and a post."""
    return names_columns(path, COLUMN_NAMES, ("name", "post"))


def read_leaders(path: Path, reading: Reading) -> tuple[Leader, ...]:
    """The rows of the table; what is wrong with one is a fault, and the row is left out."""
    if path.suffix.lower() not in SPREADSHEETS:
        reading.add(path, None, "领导名单须是 .csv 或 .tsv 文件", "a table of leaders must be a .csv or .tsv file")
        return ()
    before = len(reading.faults)
    leaders: list[Leader] = []
    lines: dict[tuple[object, ...], int | None] = {}
    for row in reading.spreadsheet(path, columns=COLUMN_NAMES, needed=("name", "post")):
        problems = list(_problems(row.fields))
        if not problems:
            leader = _leader(row)
            key = (leader.name, leader.post, leader.since)
            if key in lines:
                problems.append((f"与第 {lines[key]} 行重复，请删去一行", f"repeats line {lines[key]}; remove one"))
            else:
                lines[key] = row.line
                leaders.append(leader)
        reading.add_all(path, row.line, problems)
    if not leaders and len(reading.faults) == before:
        reading.add(
            path,
            None,
            "没有人员，请填写，或从配置中删去",
            "has no persons; fill it in, or take it out of the configuration",
        )
    return tuple(leaders)


def _problems(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row. Names are not repeated: they are the unit's."""
    for name, chinese in (("name", "姓名"), ("post", "职务")):
        if name not in fields:
            yield f"缺少{chinese}，请补上", f"{name} is missing; add it"
    if fields.keys() - {"name", "post", "order", "from", "to"}:
        chinese = "有不认识的栏，第一行应为 姓名、职务、排序、任职起、任职止"
        yield chinese, "unknown column; the first line is name, post, order, from, to"
    if "name" in fields and not _NAME.fullmatch(fields["name"]):
        yield "姓名须是两个以上的汉字，中间不留空格", "a name is two Chinese characters or more without blanks"
    if len(fields.get("post", "职务")) < 2:
        yield "职务须写全称或规范简称", "write the post in full, or its usual short form"
    if "order" in fields and not _ORDER.fullmatch(fields["order"]):
        yield "排序须是从 1 开始的整数", "the order is a whole number from 1"
    for name, chinese in (("from", "任职起"), ("to", "任职止")):
        if name in fields and day_of(fields[name]) is None:
            yield f"{chinese}应写成 2026-01-31", f"write {name} as 2026-01-31"
    since, until = day_of(fields.get("from", "")), day_of(fields.get("to", ""))
    if since and until and until < since:
        yield "任职止早于任职起，请改正", "to lies before from; correct it"


def _leader(row: Row) -> Leader:
    fields = row.fields
    return Leader(
        name=fields["name"],
        post=fields["post"],
        order=int(fields["order"]) if "order" in fields else None,
        since=day_of(fields.get("from", "")),
        until=day_of(fields.get("to", "")),
    )
