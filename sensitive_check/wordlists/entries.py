"""From the rows of lists to entries: which row is taken, how it is checked, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sensitive_check.model import Entry, EntryTable, Rule, Severity
from sensitive_check.wordlists import checks
from sensitive_check.wordlists.reading import Reading, Row

_UNIT_SUFFIXES = (".csv", ".tsv", ".toml")
_PLAIN_FIELDS = {"rule", *EntryTable.COLUMNS} - {"basis"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList:
    """A list that a unit adds.

    Rows that do not say so themselves come from ``source`` and belong to ``rule``, right forms to near-miss. ``id``
    (default: the file's name without its suffix) begins the ids of rows that have none. ``replaces`` names built-in
    entries, lists, or rules (all entries of it) that this list takes the place of.
    """

    file: Path
    id: str = ""
    rule: str = "banned-term"
    source: str = ""
    date: date | None = None
    replaces: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The id of the list."""
        return self.id or self.file.stem


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that is compared with others later."""

    path: Path
    line: int | None
    fields: Mapping[str, Any]
    builtin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Which rows are not taken: by the id of the entry, by the list they stand in, by the rule they belong to."""

    entries: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.entries or self.lists or self.rules)


class Entries:
    """The entries of several lists, by rule. ``met`` are the names by which rows were left out.

    ``keep`` keeps the rows to be compared with each other. Lists that are ``trusted`` were checked when they were made
    (``lint`` and the tests do), and are not checked again at every start.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        reading: Reading,
        left_out: LeftOut | None = None,
        *,
        keep: bool = False,
        trusted: bool = False,
    ) -> None:
        self._rules = rules
        self._reading = reading
        self._left_out = left_out or LeftOut()
        self._keep = keep
        self._trusted = trusted
        self.entries: dict[str, list[Entry]] = {rule: [] for rule in rules}
        self.tables: dict[str, list[EntryTable]] = {rule: [] for rule in rules}
        self.kept: list[Kept] = []
        self.named: set[str] = set()
        self.met: set[str] = set()
        self.counts: dict[str, int] = {}

    def take_builtin(self, name: str, path: Path) -> None:
        """The rows of a built-in list, which must be sorted by id."""
        before = len(self._reading.faults)
        rows = (
            self._reading.toml(path, ("entry",)).get("entry", ()) if path.suffix == ".toml" else self._reading.tsv(path)
        )
        last = ""
        for row in rows:
            entry_id = row.fields.get("id")
            if isinstance(entry_id, str):
                if entry_id < last:
                    what = (f"{entry_id} 排在 {last} 之后，请按编号排序", f"{entry_id} follows {last}; sort by id")
                    self._reading.add_all(path, row.line, [what])
                last = entry_id
            self._take(row, row.fields, name, path, builtin=True)
        self._check_not_empty(path, bool(last), before)

    def take_unit(self, unit: UnitList) -> None:
        """The rows of a unit's list; id, rule and source have defaults."""
        path, reading = unit.file, self._reading
        before = len(reading.faults)
        if path.suffix.lower() not in _UNIT_SUFFIXES:
            reading.add(
                path, None, "词表须是 .csv、.tsv 或 .toml 文件", "a word list must be a .csv, .tsv or .toml file"
            )
            return
        if path.suffix.lower() == ".toml":
            rows: Iterable[Row] = reading.toml(path, ("entry",), strict=False).get("entry", ())
        else:
            rows = reading.spreadsheet(path)
        name, shared = unit.name, {"rule": unit.rule, "source": unit.source or path.name}
        plain: dict[str, list[tuple[str, ...]]] = {}
        bare: list[tuple[str, str]] = []
        may_be_bare = unit.rule in self._rules and not self._keep and not self._left_out
        taken = 0
        for row in rows:
            taken += 1  # the count is wanted after the loop
            term = row.fields.get("term") if may_be_bare and len(row.fields) == 1 else None
            if isinstance(term, str) and len(term) > 1 and term.isalnum():  # the commonest row by far
                bare.append((f"{name}-{row.number}", term))
                continue
            by_kind = {"rule": checks.FORM_RULE} if "form" in row.fields else {}
            fields = {"id": f"{name}-{row.number}", **shared, **by_kind, **row.fields}
            if "id" in row.fields:
                self.named.add(str(row.fields["id"]))
            cells = None if self._keep else self._plain(fields, shared)
            if cells is None:
                self._take(row, fields, name, path, builtin=False)
            elif not self._is_left_out(fields, name):
                plain.setdefault(fields["rule"], []).append(cells)
        if bare:
            self.tables[unit.rule].append(EntryTable(("id", "term"), bare, {**shared, "builtin": False}))
        for rule, lines in plain.items():
            table = EntryTable(EntryTable.COLUMNS, lines, {**shared, "rule": rule, "builtin": False})
            self.tables[rule].append(table)
        self.counts[path.name] = taken
        self._check_not_empty(path, taken > 0, before)

    def _plain(self, fields: Mapping[str, Any], shared: Mapping[str, str]) -> tuple[str, ...] | None:
        """The cells of a row that is nothing but a term and its words, and beyond doubt; None for any other."""
        term, suggestions, severity = fields.get("term"), fields.get("suggestions", []), fields.get("severity", "")
        texts = (term, fields["id"], fields["rule"], fields["source"], severity)
        if (
            not fields.keys() <= _PLAIN_FIELDS
            or not isinstance(suggestions, list)
            or not all(isinstance(text, str) and text == text.strip() for text in (*texts, *suggestions))
        ):
            return None
        if (
            len(term) < 2
            or not term.isalnum()
            or fields["rule"] not in self._rules
            or fields["rule"] == checks.FORM_RULE
            or severity not in ("", "error", "warning", "note")
            or any(not text or term in text or "|" in text for text in suggestions)
            or any(not text or "\t" in text or "\n" in text for text in (fields["source"], *suggestions))
            or not checks.is_unit_entry_id(fields["id"])
        ):
            return None
        source = "" if fields["source"] == shared["source"] else fields["source"]
        return fields["id"], term, "|".join(suggestions), source, severity, ""

    def _take(self, row: Row, fields: Mapping[str, Any], list_name: str, path: Path, *, builtin: bool) -> None:
        required = ("id", "rule", "source")
        problems = [] if self._trusted else list(checks.shape_problems(fields, checks.ENTRY_ROW, required))
        if not problems and not self._trusted:
            problems = list(checks.entry_problems(fields, self._rules, builtin=builtin))
            if not builtin and not problems and {"guard", "pattern"} & fields.keys():
                problems = list(checks.compile_problems(fields))
            if self._keep:
                self.kept.append(Kept(path, row.line, fields, builtin))
        self._reading.add_all(path, row.line, problems)
        if not problems and not self._is_left_out(fields, list_name):
            self.entries[fields["rule"]].append(_entry(fields, builtin=builtin))

    def _is_left_out(self, fields: Mapping[str, Any], list_name: str) -> bool:
        out = self._left_out
        if not out:
            return False
        names = {
            name
            for name, left in ((fields["id"], out.entries), (list_name, out.lists), (fields["rule"], out.rules))
            if name in left
        }
        self.met |= names
        return bool(names)

    def _check_not_empty(self, path: Path, taken: bool, faults_before: int) -> None:
        if not taken and len(self._reading.faults) == faults_before:
            self._reading.add(
                path, None, "没有词条，请补上或从索引中删去", "has no entries; add some or remove it from the index"
            )


def _entry(fields: Mapping[str, Any], *, builtin: bool) -> Entry:
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
    if "severity" in values:
        values["severity"] = Severity(values["severity"])
    term = values.get("term", "")
    # The wrong form must fire; the right form must not, nor anything shorter than the wrong one.
    if term and not (values.get("guard") or values.get("except_in")):
        values.setdefault("match", (term,))
        values.setdefault("no_match", values.get("suggestions") or (term[:-1],))
    return Entry(**values, builtin=builtin)
