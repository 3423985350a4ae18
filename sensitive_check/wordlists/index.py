"""``index.toml``: which lists, tables, data rules and profiles there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sensitive_check.kinds import DocumentKind
from sensitive_check.model import Category, Rule, Severity
from sensitive_check.wordlists import checks
from sensitive_check.wordlists.reading import Reading, Row
from sensitive_check.wordlists.tables import READERS, Tables

LIST_SUFFIXES = (".toml", ".tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who publishes decides what is checked: rules that are off, or off until own hosts are named, or less grave."""

    id: str
    title: str
    off: tuple[str, ...] = ()
    off_without_hosts: tuple[str, ...] = ()
    at_most: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(slots=True)
class Index:
    """What ``index.toml`` declares."""

    path: Path
    rules: dict[str, Rule] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    kinds: dict[str, DocumentKind] = field(default_factory=dict)
    lists: list[tuple[str, Path]] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    tables: Tables = field(default_factory=Tables)


def read_index(folder: Path, reading: Reading, *, closely: bool = True) -> Index:
    """What a folder's index declares, its tables read; faults are noted. ``closely`` looks at every row of a table."""
    index = Index(folder / "index.toml")
    declared = reading.toml(index.path, ("list", "table", "rule", "profile", "document_kind"))
    for row in declared.get("rule", ()):
        rule, problems = data_rule(row.fields)
        if rule is not None and rule.id in index.rules:
            problems = [(f"规则“{rule.id}”重复，请删去一处", f"rule '{rule.id}' is declared twice; remove one")]
        elif rule is not None:
            index.rules[rule.id] = rule
        reading.add_all(index.path, row.line, problems)
    for row in declared.get("profile", ()):
        problems = list(checks.profile_problems(row.fields))
        if not problems:
            index.profiles[row.fields["id"]] = _profile(row.fields)
        reading.add_all(index.path, row.line, problems)
    for row in declared.get("document_kind", ()):
        problems = list(checks.kind_problems(row.fields))
        if not problems:
            index.kinds[row.fields["id"]] = _kind(row.fields)
        reading.add_all(index.path, row.line, problems)
    files = {index.path.name}
    for row in declared.get("list", ()):
        if _is_declared_well(row, checks.LIST_ROW, index, files, reading):
            index.lists.append((row.fields["id"], folder / row.fields["file"]))
    tables: dict[str, Any] = {}
    for row in declared.get("table", ()):
        if _is_declared_well(row, checks.TABLE_ROW, index, files, reading):
            name = row.fields["id"]
            if name in READERS:
                tables[name] = READERS[name](folder / row.fields["file"], reading, closely)
            else:
                reading.add(index.path, row.line, f"不认识码表“{name}”，请改正", f"unknown table '{name}'; correct it")
    index.tables = Tables(**tables)
    if declared:
        _check_complete(folder, index, declared, files, reading)
    return index


def _profile(fields: Mapping[str, Any]) -> Profile:
    return Profile(
        id=fields["id"],
        title=fields["title"],
        off=tuple(fields.get("off", ())),
        off_without_hosts=tuple(fields.get("off_without_hosts", ())),
        at_most={rule: Severity(value) for rule, value in fields.get("at_most", {}).items()},
    )


def _kind(fields: Mapping[str, Any]) -> DocumentKind:
    bounds = {rule: Severity(value) for rule, value in fields["at_most"].items()}
    return DocumentKind(**{**fields, "words": tuple(fields["words"]), "at_most": bounds})


def _is_declared_well(row: Row, shape: Mapping[str, type], index: Index, files: set[str], reading: Reading) -> bool:
    """True for a declaration that can be followed; its date and its file are noted."""
    fields = row.fields
    problems = list(checks.shape_problems(fields, shape, required=shape))
    if not problems and (fields["id"] in index.dates or fields["file"] in files):
        name = fields["id"]
        problems = [(f"“{name}”或其文件重复登记，请删去一处", f"'{name}' or its file is declared twice; remove one")]
    elif not problems:
        name = fields["file"]
        if Path(name).name != name or not (index.path.parent / name).is_file():
            problems = [(f"找不到文件 {name}，请放回词表目录", f"{name} is not there; put it back beside the index")]
    files.add(str(fields.get("file")))
    reading.add_all(index.path, row.line, problems)
    if not problems:
        index.dates[fields["id"]] = fields["date"]
    return not problems


def _check_complete(
    folder: Path, index: Index, declared: Mapping[str, list[Row]], files: set[str], reading: Reading
) -> None:
    """Every table must be there, and a list that nobody declared would silently not be checked against."""
    tabled = {str(row.fields.get("id")) for row in declared.get("table", ())}
    for name in sorted(READERS.keys() - tabled):
        reading.add(index.path, None, f"缺少码表“{name}”，请补登记", f"table '{name}' is missing; declare it")
    for path in folder.iterdir():
        if path.suffix in LIST_SUFFIXES and path.name not in files:
            reading.add(
                path, None, "没有登记，请写进 index.toml 或移走", "is not declared; add it to index.toml or move it"
            )


def data_rule(row: Mapping[str, Any]) -> tuple[Rule | None, list[tuple[str, str]]]:
    """The rule that a ``[[rule]]`` table declares, or None and what is wrong with it."""
    problems = list(checks.rule_problems(row))
    if problems:
        return None, problems
    return Rule(**{**row, "category": Category(row["category"]), "severity": Severity(row["severity"])}), []
