"""From the rows of lists to entries: which row is taken, how it is checked, and how it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sensitive_check.entry_tables import EntryBlocks, EntryTable, LazyEntries
from sensitive_check.model import Entry, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.toml import parse
from sensitive_check.wordlists import checks
from sensitive_check.wordlists.reading import COLUMN_NAMES, SPREADSHEETS, Reading, Row

_NO_ID = lazy(r"[\s,|]")
_UNIT_SUFFIXES = (*SPREADSHEETS, ".toml")
_BLOCK = "\n[[entry]]\n"
_RULE_LINE = re.compile(r'^rule = "([a-z-]+)"$', re.MULTILINE)
_TERM_LINE = re.compile(r'^term = "([^"\\]+)"$', re.MULTILINE)
_NO_PLAIN_BLOCK = re.compile(r"^(?:pattern|all_of|form|items|except_in) = ", re.MULTILINE)

_PLAIN_FIELDS = {"rule", *EntryTable.COLUMNS} - {"basis"}


class UnitList(NamedTuple):
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

    @property
    def row_id(self) -> str:
        """What the ids of its rows begin with: its name, made fit for an id."""
        return row_name(self.name)


def row_name(name: str) -> str:
    """The name of a file or list, made fit for the ids of its rows."""
    return _NO_ID.sub("-", name.strip())[:60]


class Kept(NamedTuple):
    """A row that is compared with others later."""

    path: Path
    line: int | None
    fields: Mapping[str, Any]
    builtin: bool


class LeftOut(NamedTuple):
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
        self.tables: dict[str, list[LazyEntries]] = {rule: [] for rule in rules}
        self.kept: list[Kept] = []
        self.named: set[str] = set()
        self.met: set[str] = set()
        self.counts: dict[str, int] = {}
        self._units: dict[str, Path] = {}

    def take_builtin(self, name: str, path: Path) -> None:
        """The rows of a built-in list, which must be sorted by id."""
        before = len(self._reading.faults)
        if self._trusted and not self._left_out:
            take = self._take_blocks if path.suffix == ".toml" else self._take_table
            take(name, path)
            return
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

    def _take_table(self, name: str, path: Path) -> None:
        """Take the rows of a TSV list as tables: an entry is made of a row only where one is met."""
        header, *rows = self._reading.text(path, strict=True).removesuffix("\n").split("\n")
        columns = header.split("\t")
        place = columns.index("rule")
        by_rule: dict[str, list[str]] = {}
        for row in rows:
            if not row.startswith("#"):
                by_rule.setdefault(row.split("\t", place + 1)[place], []).append(row)
        for rule, lines in by_rule.items():
            self.tables[rule].append(EntryTable(columns, lines, {"builtin": True}))

    def _take_blocks(self, name: str, path: Path) -> None:
        """The same for a TOML list. Entries that seek anything but their term are made at once."""
        by_rule: dict[str, tuple[list[str], list[str]]] = {}
        for block in self._reading.text(path, strict=True).split(_BLOCK)[1:]:
            rule, term = _RULE_LINE.search(block), _TERM_LINE.search(block)
            if rule is None or term is None or _NO_PLAIN_BLOCK.search(block):
                row = Row(None, 0, parse(block))
                self._take(row, row.fields, name, path, builtin=True)
            else:
                terms, blocks = by_rule.setdefault(rule[1], ([], []))
                terms.append(term[1])
                blocks.append(block)
        for rule_id, (terms, blocks) in by_rule.items():
            self.tables[rule_id].append(EntryBlocks(terms, blocks))

    def take_unit(self, unit: UnitList) -> None:
        """The rows of a unit's list; id, rule and source have defaults."""
        path, reading = unit.file, self._reading
        before = len(reading.faults)
        if path.suffix.lower() not in _UNIT_SUFFIXES:
            reading.add(
                path, None, "词表须是 .csv、.tsv 或 .toml 文件", "a word list must be a .csv, .tsv or .toml file"
            )
        elif other := self._units.get(unit.row_id):
            chinese = f"与 {other} 同名，词条编号会混淆；请改文件名，或在 [[list]] 里各写 id"
            reading.add(path, None, chinese, f"has the name of {other}; rename it, or give each an id in [[list]]")
        else:
            self._units[unit.row_id] = path
            if path.suffix.lower() == ".toml":
                rows: Iterable[Row] = reading.toml(path, ("entry",), strict=False).get("entry", ())
            else:
                text = reading.text(path, strict=False)
                if self._take_lone_column(unit, text):
                    return
                rows = reading.spreadsheet(path, text)
            taken = self._take_unit_rows(unit, rows)
            self._check_not_empty(path, taken, before)

    def _take_lone_column(self, unit: UnitList, text: str) -> bool:
        """Take a list of plain terms, by far the commonest, in one go; False for any other, and for one with faults."""
        header, *terms = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        if not terms or COLUMN_NAMES.get(header.strip(), header.strip().lower()) != "term" or not self._is_plain(unit):
            return False
        if not all(map(str.isalnum, terms)) or min(map(len, terms)) < 2:
            return False
        row_id = unit.row_id
        rows = [f"{row_id}-{number}\t{term}" for number, term in enumerate(terms, start=2)]
        self._take_bare(unit, rows)
        return True

    def _is_plain(self, unit: UnitList) -> bool:
        """True where the terms of a list need no closer look than at themselves."""
        special = self._keep or self._left_out or unit.rule not in self._rules or unit.rule == checks.FORM_RULE
        return not special

    def _take_bare(self, unit: UnitList, rows: list[str]) -> None:
        """Rows that are an id and a term; rule and source are the list's."""
        shared = {"rule": unit.rule, "source": unit.source or unit.file.name.strip(), "builtin": False}
        self.tables[unit.rule].append(EntryTable(("id", "term"), rows, shared))
        self.counts[unit.file.name] = self.counts.get(unit.file.name, 0) + len(rows)

    def take_registered(self, entry: Entry) -> None:
        """An entry of a unit's register, unless it is disabled."""
        if not self._is_left_out({"id": entry.id, "rule": entry.rule}, entry.id.rpartition("-")[0]):
            self.entries[entry.rule].append(entry)

    def _take_unit_rows(self, unit: UnitList, rows: Iterable[Row]) -> bool:
        """True when there was a row. Plain ones become a table, which takes a tenth of the memory."""
        path, row_id = unit.file, unit.row_id
        shared = {"rule": unit.rule, "source": unit.source or path.name.strip()}
        plain: dict[str, list[str]] = {}
        bare: list[str] = []
        is_plain = self._is_plain(unit)
        read, in_force = False, 0
        for row in rows:
            read = True
            term = row.fields.get("term") if is_plain and len(row.fields) == 1 else None
            if isinstance(term, str) and len(term) > 1 and term.isalnum():  # the commonest row by far
                bare.append(f"{row_id}-{row.number}\t{term}")
                continue
            by_kind = {"rule": checks.FORM_RULE} if "form" in row.fields else {}
            fields = {"id": f"{row_id}-{row.number}", **shared, **by_kind, **row.fields}
            if "id" in row.fields:
                self.named.add(str(row.fields["id"]))
            cells = None if self._keep else self._plain(fields, shared)
            if cells is None:
                in_force += self._take(row, fields, unit.name, path, builtin=False)
            elif not self._is_left_out(fields, unit.name):
                plain.setdefault(fields["rule"], []).append("\t".join(cells))
                in_force += 1
        if bare:
            self._take_bare(unit, bare)
        for rule, lines in plain.items():
            table = EntryTable(EntryTable.COLUMNS, lines, {**shared, "rule": rule, "builtin": False})
            self.tables[rule].append(table)
        self.counts[path.name] = self.counts.get(path.name, 0) + in_force
        return read

    def _plain(self, fields: Mapping[str, Any], shared: Mapping[str, str]) -> tuple[str, ...] | None:
        """The cells of a row that is nothing but a term and its words, and beyond doubt; None for any other."""
        term, suggestions, severity = fields.get("term"), fields.get("suggestions", []), fields.get("severity", "")
        texts = (fields["id"], fields["rule"], fields["source"], severity)
        if (
            not isinstance(term, str)
            or not fields.keys() <= _PLAIN_FIELDS
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

    def _take(self, row: Row, fields: Mapping[str, Any], list_name: str, path: Path, *, builtin: bool) -> bool:
        """Check a row and keep its entry, unless it is left out; True when it is in force."""
        required = ("id", "rule", "source")
        problems = [] if self._trusted else list(checks.shape_problems(fields, checks.ENTRY_ROW, required))
        if not problems and not self._trusted:
            problems = list(checks.entry_problems(fields, self._rules, builtin=builtin))
            if not builtin and not problems and not self._keep and {"guard", "pattern"} & fields.keys():
                problems = list(checks.compile_problems(fields))
            if self._keep:
                self.kept.append(Kept(path, row.line, fields, builtin))
        self._reading.add_all(path, row.line, problems)
        if problems or self._is_left_out(fields, list_name):
            return False
        self.entries[fields["rule"]].append(_entry(fields, builtin=builtin))
        return True

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
