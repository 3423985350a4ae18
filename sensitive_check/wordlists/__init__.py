"""The word lists and tables of ``wordlists/``, and the lists a unit adds: all faults told together, with file and line.

``index.toml`` declares every built-in list, table, data rule and profile. A list is TSV (a row is an entry, list cells
split by ``|``), CSV (a unit's) or TOML (``[[entry]]``); all go through the same checks. A unit's entry replaces the
built-in one of the same id. Only ``lint`` compares lists with each other and with jieba's dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from sensitive_check.errors import ConfigError, WordlistError
from sensitive_check.kinds import DocumentKind
from sensitive_check.model import Leader, Rule
from sensitive_check.wordlists import checks
from sensitive_check.wordlists.entries import Entries, Kept, LeftOut, UnitList, row_name
from sensitive_check.wordlists.index import LIST_SUFFIXES, Profile, data_rule, read_index
from sensitive_check.wordlists.leaders import is_leader_table, read_leaders
from sensitive_check.wordlists.reading import Fault, Reading
from sensitive_check.wordlists.registers import Register, is_register, read_register
from sensitive_check.wordlists.tables import Tables

__all__ = [
    "Fault",
    "Profile",
    "Tables",
    "UnitList",
    "Wordlists",
    "builtin_dir",
    "data_rule",
    "home",
    "is_leader_table",
    "is_register",
    "lint",
    "load",
]

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordlists:
    """Everything the lists hold. ``digest`` names exactly these bytes, ``dates`` say how old each list is.

    ``own`` says how many entries each list of the unit has, its table of ``leaders`` and its registers included.
    """

    rules: tuple[Rule, ...]
    tables: Tables
    profiles: Mapping[str, Profile]
    kinds: tuple[DocumentKind, ...]
    digest: str
    dates: Mapping[str, date]
    own: Mapping[str, int]
    leaders: tuple[Leader, ...] = ()


def builtin_dir() -> Path:
    """The folder of the built-in lists: inside an installed package, or beside it in a checkout."""
    packaged, checkout = _PACKAGE / "_wordlists", _PACKAGE.parent / "wordlists"
    if packaged.exists():
        return packaged
    if (checkout / "index.toml").exists():
        return checkout
    raise WordlistError(
        f"找不到内置词表（{packaged}）：安装不完整，请重新安装 sensitive-check",
        f"built-in word lists not found ({packaged}): the installation is incomplete, install sensitive-check again",
    )


def load(
    directory: Path | None = None,
    *,
    lists: Iterable[UnitList] = (),
    rules: Iterable[Rule] = (),
    registers: Iterable[Path] = (),
    disabled_entries: Iterable[str] = (),
    disabled_lists: Iterable[str] = (),
    leaders: Iterable[Path] = (),
) -> Wordlists:
    """Read all lists of a folder (default: the built-in ones), then what a unit adds.

    Any fault of a list is a WordlistError that names them all; a name that leaves nothing out is a ConfigError.
    """
    reading = Reading()
    units = list(lists)
    no_entries, no_lists = frozenset(disabled_entries), frozenset(disabled_lists)
    replaced = frozenset(name for unit in units for name in unit.replaces)
    index = read_index(directory or builtin_dir(), reading, closely=directory is not None)
    _add_rules(index.rules, rules)
    own = Entries(index.rules, reading, LeftOut(entries=no_entries, lists=no_lists))
    for unit in units:
        own.take_unit(unit)
    register = _read_registers(registers, units, reading)
    for entry in register.entries:
        own.take_registered(entry)
    tables = {path: read_leaders(path, reading) for path in leaders}
    left_out = LeftOut(entries=no_entries | replaced | own.named, lists=no_lists | replaced, rules=replaced)
    builtin = Entries(index.rules, reading, left_out, keep=directory is not None, trusted=directory is None)
    for name, path in index.lists:
        builtin.take_builtin(name, path)
    _check_across(builtin.kept, reading)
    if reading.faults:
        faults = reading.sorted_faults()
        raise WordlistError("\n".join(f.text("zh") for f in faults), "\n".join(f.text("en") for f in faults))
    met = builtin.met | own.met
    for key, names in (("disabled_entries", no_entries), ("disabled_lists", no_lists), ("replaces", replaced)):
        if names - met:
            raise _unknown_names(key, names - met)
    return Wordlists(
        rules=tuple(
            replace(
                rule,
                entries=(*builtin.entries[rule.id], *own.entries[rule.id]),
                tables=(*builtin.tables[rule.id], *own.tables[rule.id]),
            )
            for rule in index.rules.values()
        ),
        tables=_with_register(index.tables, register),
        profiles=index.profiles,
        kinds=tuple(index.kinds.values()),
        digest=reading.digest.hexdigest()[:12],
        dates={**index.dates, **{unit.name: unit.date for unit in units if unit.date}},
        own={**own.counts, **register.counts, **{path.name: len(table) for path, table in tables.items()}},
        leaders=tuple(leader for table in tables.values() for leader in table),
    )


def _read_registers(paths: Iterable[Path], units: Iterable[UnitList], reading: Reading) -> Register:
    """A unit's registers of documents; none may bear the name of a list, or ids would mean two things."""
    register = Register()
    names = {unit.row_id: unit.file for unit in units}
    for path in paths:
        if other := names.get(row_name(path.stem)):
            reading.add(path, None, f"与 {other} 同名，请改文件名", f"has the name of {other}; rename it")
        else:
            names[row_name(path.stem)] = path
            read_register(path, reading, register)
    return register


def _with_register(tables: Tables, register: Register) -> Tables:
    if not register.counts:
        return tables
    return replace(tables, document_numbers={**tables.document_numbers, **register.numbers}, register=register.in_force)


def _add_rules(known: dict[str, Rule], rules: Iterable[Rule]) -> None:
    """Add the data rules of a configuration; one may not take the place of another unseen."""
    for rule in rules:
        if rule.id in known:
            raise ConfigError(
                f"rule：已有名为 {rule.id} 的规则，请换一个 id",
                f"rule: there is a rule {rule.id} already; use another id",
            )
        known[rule.id] = rule


def _unknown_names(key: str, names: Iterable[str]) -> ConfigError:
    listed = sorted(names)
    return ConfigError(
        f"{key}：没有名为 {'、'.join(listed)} 的词条、词表或规则；用 sensitive-check rules 和 explain 查看",
        f"{key}: no entry, list or rule is called {', '.join(listed)}; see sensitive-check rules and explain",
    )


def lint(
    paths: Path | Iterable[Path] | None = None,
    *,
    lists: Iterable[UnitList] = (),
    rules: Iterable[Rule] = (),
    registers: Iterable[Path] = (),
    leaders: Iterable[Path] = (),
) -> list[Fault]:
    """All faults of folders and files: what ``load`` refuses, and rows that need a closer look.

    A list beside an ``index.toml`` is checked with its folder, any other as a unit's list. Without ``paths`` the
    built-in lists are checked; ``lists``, ``rules``, ``registers`` and ``leaders`` are those of a configuration.
    """
    reading = Reading()
    given = [builtin_dir()] if paths is None else [paths] if isinstance(paths, Path) else list(paths)
    homes = {path: home(path) for path in given}
    kept: list[Kept] = []
    traditional: Mapping[str, str] = {}
    for folder in dict.fromkeys(one for one in homes.values() if one):
        index = read_index(folder, reading)
        entries = Entries(index.rules, reading, keep=True)
        for name, path in index.lists:
            entries.take_builtin(name, path)
        kept += entries.kept
        traditional = index.tables.traditional
    outside = [path for path, folder in homes.items() if folder is None]
    tables = [path for path in outside if is_leader_table(path)]
    for path in dict.fromkeys((*leaders, *tables)):
        read_leaders(path, reading)
    units = [*lists, *(UnitList(file=path) for path in outside if path not in tables)]
    if units:
        builtin = load()
        known = {rule.id: rule for rule in builtin.rules}
        _add_rules(known, rules)
        own = Entries(known, reading, keep=True)
        for unit in units:
            own.take_unit(unit)
        kept += own.kept
        traditional = builtin.tables.traditional
    _read_registers(registers, units, reading)
    _check_across(kept, reading)
    _check_closely(kept, traditional, reading)
    return reading.sorted_faults()


def home(path: Path) -> Path | None:
    """The folder with an index that ``path`` is or belongs to."""
    if path.is_dir():
        return path
    beside = path.suffix in LIST_SUFFIXES and path.is_file() and (path.parent / "index.toml").is_file()
    return path.parent if beside else None


# ----------------------------------------------------------------------------------------------------- comparisons


def _check_across(kept: Iterable[Kept], reading: Reading) -> None:
    """Ids and entries that stand twice, and suggestions that are wrong themselves."""
    kept = list(kept)
    ids: dict[str, str] = {}
    keys: dict[tuple[object, ...], str] = {}
    terms = {row.fields["term"]: row.fields["id"] for row in kept if "term" in row.fields}
    for row in kept:
        entry_id, place = row.fields["id"], f"{row.path.name}:{row.line}"
        problems = []
        if (first := ids.setdefault(entry_id, place)) != place:
            problems.append(
                (f"编号 {entry_id} 已用于 {first}，请换一个", f"id {entry_id} is taken by {first}; use another")
            )
        key = tuple(str(row.fields.get(name, "")) for name in ("rule", "guard", *checks.SOUGHT))
        if (first := keys.setdefault(key, place)) != place:
            problems.append((f"与 {first} 重复，请删去一条", f"repeats {first}; remove one"))
        for suggestion in row.fields.get("suggestions", ()):
            if (other := terms.get(suggestion, entry_id)) != entry_id:
                chinese = f"建议词“{suggestion}”又是 {other} 的原词，请改正其一"
                problems.append((chinese, f"suggestion '{suggestion}' is itself the term of {other}; correct one"))
        reading.add_all(row.path, row.line, problems)


def _check_closely(kept: Iterable[Kept], traditional: Mapping[str, str], reading: Reading) -> None:
    """Patterns that do not compile, terms that fold to nothing, and pairs inside words with nothing to judge them by.

    ``whole_word`` set to true or false says that somebody looked.
    """
    from sensitive_check.normalize import build_folding, term_key

    key = partial(term_key, folding=build_folding(traditional))
    pairs: dict[str, list[Kept]] = {}
    for row in kept:
        reading.add_all(row.path, row.line, checks.compile_problems(row.fields))
        reading.add_all(row.path, row.line, checks.folding_problems(row.fields, key))
        if len(row.fields.get("term", "")) == 2 and not {"guard", "except_in", "whole_word"} & row.fields.keys():
            pairs.setdefault(row.fields["term"], []).append(row)
    for term, word in checks.words_inside_words(pairs).items():
        chinese = f"“{term}”在“{word}”之内，请加 guard 或 whole_word"
        for row in pairs[term]:
            reading.add(row.path, row.line, chinese, f"'{term}' lies inside '{word}'; add a guard or whole_word")
