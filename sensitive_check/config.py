"""Configuration: the ``Config`` value, and how ``sensitive-check.toml`` or ``[tool.sensitive-check]`` becomes one.

An unknown key, a wrong type or a value out of range is a ``ConfigError`` that names file and key: a misspelt option
must not quietly weaken a check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sensitive_check.errors import ConfigError
from sensitive_check.hosts import LISTABLE
from sensitive_check.limits import Limits
from sensitive_check.masks import MASK_RULES, MaskRule
from sensitive_check.model import UNCHECKED_REASONS, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.wording import PROFILES
from sensitive_check.wordlists import UnitList, data_rule

if TYPE_CHECKING:
    from sensitive_check.checker import Accepted, Allowed

FILE_NAME = "sensitive-check.toml"
LANGUAGES = ("zh", "en")
THRESHOLDS = tuple(severity.value for severity in Severity)
_GLOB = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_GLOB_PIECES = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_TOO_WIDE = frozenset("cn com net org com.cn net.cn org.cn info xyz top vip cc io 中国 公司 网络".split())
_LONGEST_KEPT = 64
_RESIDENT_ID, _MOST_START, _MOST_SHOWN = 18, 6, 7
"""Of an identity number so many may stay: first three and last four, or the region alone, leave 100,000 candidates."""

_FEWEST_HIDDEN = {"mobile": (11, 4), "bank-card": (16, 5)}
"""Of numbers of so many digits so many must be hidden to leave 10,000 candidates; a card's check digit takes one."""

_LARGEST_FILE = 1024 * 1024
_LONGEST_CHAIN = 16
_DATE = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOST = lazy(r"\.?[^\s/:@?#*\\.]+(\.[^\s/:@?#*\\.]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PerFile:
    """Rules that are ignored in the files whose name matches ``path`` (``*`` in a folder, ``**`` across), and why."""

    path: str
    ignore: tuple[str, ...]
    reason: str

    def matches(self, name: str) -> bool:
        """True for a file of this name, as the command line gave it or as a folder led to it."""
        pattern = "".join(_GLOB.get(piece, re.escape(piece)) for piece in _GLOB_PIECES.findall(self.path))
        return re.fullmatch(f"(?:.*/)?{pattern}", name, re.DOTALL) is not None


@dataclass(frozen=True, kw_only=True)
class Config:
    """How to check. ``as_of`` None means each document's own date, then the day of the run.

    ``lists`` are a unit's own word lists: paths of TOML, TSV or CSV files, or ``UnitList`` values; ``rules`` are data
    rules for them, ``leaders`` its tables of leaders and ``registers`` its registers of normative documents (CSV or
    TSV). ``document_kind`` is the kind of every document that does not say its own. ``allow`` are phrases that may
    stand. What is disabled by rule, list or entry is not sought. ``per_file`` says what is ignored where. A mark in a
    draft silences rules on secrets and personal data only where ``inline_rules`` names them. ``plugins`` are the names
    of packages' entry points that add rules. ``mask`` is how numbers are masked, by the id of the rule that finds them;
    what it leaves out is as in ``masks.MASK_RULES``.

    Links may lead to ``allowed_hosts`` and all below them, and to checked domains of the kinds in ``allowed_lists``
    (of ``hosts.LISTABLE``), but not to ``denied_hosts``; ``abandoned_hosts`` are names the unit gave up.
    """

    profile: str = "government"
    lang: str = "zh"
    as_of: date | None = None
    fail_on: str = "error"
    notes: bool = False
    typo_model: bool = False
    document_kind: str | None = None
    disabled_rules: tuple[str, ...] = ()
    disabled_lists: tuple[str, ...] = ()
    disabled_entries: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    allowed_lists: tuple[str, ...] = ()
    denied_hosts: tuple[str, ...] = ()
    abandoned_hosts: tuple[str, ...] = ()
    lists: tuple[str | Path | UnitList, ...] = ()
    registers: tuple[str | Path, ...] = ()
    leaders: tuple[str | Path, ...] = ()
    rules: tuple[Rule, ...] = ()
    allow: tuple[Allowed, ...] = ()
    accept: tuple[Accepted, ...] = ()
    per_file: tuple[PerFile, ...] = ()
    inline_rules: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    mask: Mapping[str, MaskRule] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        _one_of("profile", self.profile, PROFILES)
        _one_of("lang", self.lang, LANGUAGES)
        _one_of("fail_on", self.fail_on, THRESHOLDS)
        for key in (
            "disabled_rules",
            "disabled_lists",
            "disabled_entries",
            "inline_rules",
            "plugins",
            *_LINK_KEYS,
            "lists",
            "registers",
            "leaders",
        ):
            if isinstance(getattr(self, key), str):
                raise ConfigError(f"{key}：应为字符串列表", f"{key}: expected a list of strings")
        if self.typo_model:
            raise ConfigError(
                "typo_model：本版本没有错别字模型，请设为 false",
                "typo_model: this version has no typo model, set it to false",
            )
        for key in ("allowed_hosts", "denied_hosts", "abandoned_hosts"):
            for host in getattr(self, key):
                if not _HOST.fullmatch(host):
                    raise ConfigError(
                        f"{key}：“{host}”不是域名，应写成 example.gov.cn 或 .gov.cn",
                        f"{key}: {host!r} is not a host name, write example.gov.cn or .gov.cn",
                    )
        for host in self.allowed_hosts:
            if host.strip(".").lower() in _TOO_WIDE:
                raise ConfigError(
                    f"allowed_hosts：“{host}”之下任何人都能注册，应写到具体的域名",
                    f"allowed_hosts: anybody may register a name below {host!r}; name a domain",
                )
        for name in self.allowed_lists:
            _one_of("allowed_lists", name, LISTABLE)
        for rule_id, rule in self.mask.items():
            _check_mask(rule_id, rule)
        for accepted in self.accept:
            _one_of("accept.reason", accepted.reason, UNCHECKED_REASONS)
        for allowed in self.allow:
            if not allowed.phrase.strip() or not allowed.reason.strip():
                raise ConfigError("allow：须写明 phrase 和 reason", "allow: phrase and reason must be given")

    @property
    def unit_lists(self) -> tuple[UnitList, ...]:
        """The own lists, a path being a list with nothing but defaults."""
        return tuple(one if isinstance(one, UnitList) else UnitList(file=Path(one)) for one in self.lists)

    @property
    def register_paths(self) -> tuple[Path, ...]:
        """The registers of normative documents."""
        return tuple(map(Path, self.registers))


def discover(directory: Path) -> Path | None:
    """The configuration file for ``directory``: its own, else that of the nearest folder above within its repository.

    The first found wins, nothing is merged. Outside a repository (a folder with ``.git``) only its own counts.
    """
    here = directory.absolute()
    above = [here, *here.parents]
    root = next((number for number, folder in enumerate(above) if (folder / ".git").exists()), 0)
    # A relative name for the folder itself: errors show it as the user would write it.
    return next(filter(None, map(_discover, (directory, *above[1 : root + 1]))), None)


def _discover(directory: Path) -> Path | None:
    own = directory / FILE_NAME
    if own.exists() or own.is_symlink():  # a link that leads nowhere is an error, not an absence
        return own
    project = directory / "pyproject.toml"
    if project.is_file():
        content = _content(project)
        if b"sensitive-check" in content and _section(project, _text(project, content)) is not None:
            return project
    return None


def load_config(path: Path | str) -> Config:
    """The configuration in a TOML file; in ``pyproject.toml`` it is the table ``[tool.sensitive-check]``.

    ``extends = "other.toml"`` takes that file first: its single values give way, its lists come before the file's own.
    Paths in a file are relative to the folder it lies in.
    """
    path = Path(path)
    chain = [path]
    settings, base = _settings(path)
    while base is not None:
        inherited, following = _settings(base)  # first: what cannot be opened has no place to compare
        if len(chain) > _LONGEST_CHAIN or any(base.samefile(one) for one in chain):
            raise ConfigError(
                f"{chain[-1]}：extends：循环引用 {base}", f"{chain[-1]}: extends: {base} leads in a circle"
            )
        chain.append(base)
        base = following
        settings = _merged(inherited, settings)
    return _made(path, settings)


def parse_date(text: str) -> date | None:
    """A date written as YYYY-MM-DD, None for anything else."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _check_mask(rule_id: str, rule: MaskRule) -> None:
    """Refuse a mask rule that hides too little, or for something that is no number."""
    _one_of("mask", rule_id, tuple(MASK_RULES))
    if rule_id == "resident-id":
        shown = _RESIDENT_ID - len(rule.hides(_RESIDENT_ID))
        if shown > _MOST_SHOWN or rule.keep_start > _MOST_START:
            raise ConfigError(
                f"mask.{rule_id}：保留 {shown} 位，号码仍可推出；前面至多 {_MOST_START} 位，共至多 {_MOST_SHOWN} 位",
                f"mask.{rule_id}: {shown} characters stay, which gives the number away; keep at most"
                f" {_MOST_START} at the beginning and {_MOST_SHOWN} in all",
            )
    if rule_id in _FEWEST_HIDDEN:
        length, fewest = _FEWEST_HIDDEN[rule_id]
        hidden = len(rule.hides(length))
        if hidden < fewest:
            raise ConfigError(
                f"mask.{rule_id}：只遮 {hidden} 位，号码仍可推出；至少遮 {fewest} 位",
                f"mask.{rule_id}: {hidden} characters are hidden, which gives the number away; hide at least {fewest}",
            )


def _one_of(key: str, value: object, valid: Sequence[str]) -> None:
    if value not in valid:
        raise ConfigError(
            f"{key}：“{value}”无效，可用的值：{'、'.join(valid)}",
            f"{key}: {value!r} is not valid, choose from {', '.join(valid)}",
        )


# ---------------------------------------------------------------------------------------------------- reading


def _content(path: Path) -> bytes:
    from sensitive_check.readers.source import os_error_words

    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        chinese, english = os_error_words(error) if isinstance(error, OSError) else ("路径无效", "invalid path")
        raise ConfigError(f"{path}：无法读取配置：{chinese}", f"{path}: cannot read: {english}") from None
    if len(content) > _LARGEST_FILE:
        raise ConfigError(f"{path}：配置文件超过 1 MiB", f"{path}: the configuration exceeds 1 MiB")
    return content


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}:{line}：不是 UTF-8 编码，请另存为 UTF-8", f"{path}:{line}: not UTF-8, save the file as UTF-8"
        ) from None


def _section(path: Path, text: str) -> Mapping[str, Any] | None:
    """The table that holds our keys, None when a ``pyproject.toml`` has none."""
    table = _parsed(path, text)
    if path.name != "pyproject.toml":
        return table
    tool = table.get("tool")
    section = tool.get("sensitive-check") if isinstance(tool, dict) else None
    if section is not None and not isinstance(section, dict):
        raise ConfigError(
            f"{path}：tool.sensitive-check：应为表（[tool.sensitive-check]）",
            f"{path}: tool.sensitive-check: expected a table ([tool.sensitive-check])",
        )
    return section


def _parsed(path: Path, text: str) -> dict[str, Any]:
    from sensitive_check.toml import parse

    try:
        return parse(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of more digits than Python takes
        found = re.search(r"at line ([0-9]+), column ([0-9]+)", str(error))
        place = f"{path}:{found[1]}:{found[2]}" if found else f"{path}:{text.count(chr(10)) + 1}"
        raise ConfigError(f"{place}：不符合 TOML 语法", f"{place}: not valid TOML") from None


class _Reading:
    """One configuration file while it is checked: names the file, the line and the key of what is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.split("\n")
        self._first = 0
        self.folder = path.parent

    def rows(self, key: str, value: object) -> Iterator[Mapping[str, Any]]:
        """The tables of a list one by one; while one is looked at, ``fail`` seeks its keys in it."""
        header = re.compile(rf"""[ \t]*\[\[(?:[^\]]{{1,80}}\.)?[ \t]*["']?{key.rpartition(".")[2]}["']?[ \t]*\]\]""")
        rows = self.tables(key, value)
        places = [number for number, line in enumerate(self._lines) if header.match(line)]
        for number, row in enumerate(rows):
            self._first = places[number] if len(places) == len(rows) else 0
            yield row
        self._first = 0

    def fail(self, key: str, chinese: str, english: str) -> ConfigError:
        """The error for ``key`` (dotted), at its line when it can be found."""
        last = re.escape(key.rpartition(".")[2])
        written = re.compile(rf"""(?:^|[\s\[{{,."']){last}["']?\s*(?:[=.\]])""")
        lines = enumerate(self._lines[self._first :], self._first + 1)
        line = next((i for i, line in lines if written.search(line.partition("#")[0])), None)
        place = f"{self._path}:{line}" if line else str(self._path)
        return ConfigError(f"{place}：{key}：{chinese}", f"{place}: {key}: {english}")

    def known(self, table: Mapping[str, Any], valid: Sequence[str], prefix: str = "") -> None:
        """Refuse keys that do not exist."""
        for key in table:
            if key not in valid:
                raise self.fail(
                    prefix + key,
                    f"没有这个配置项。可用的：{'、'.join(valid)}",
                    f"unknown key. Valid keys: {', '.join(valid)}",
                )

    def text(self, key: str, value: object) -> str:
        """A non-empty string."""
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, "应为非空字符串", "expected a non-empty string")
        return value

    def flag(self, key: str, value: object) -> bool:
        """A boolean."""
        if not isinstance(value, bool):
            raise self.fail(key, "应为 true 或 false", "expected true or false")
        return value

    def texts(self, key: str, value: object) -> tuple[str, ...]:
        """A list of strings."""
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(key, "应为字符串列表", "expected a list of strings")
        return tuple(value)

    def table(self, key: str, value: object) -> Mapping[str, Any]:
        """A table."""
        if not isinstance(value, dict):
            raise self.fail(key, "应为表（[节]）", "expected a table")
        return value

    def tables(self, key: str, value: object) -> list[Mapping[str, Any]]:
        """A list of tables."""
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.fail(key, "应为表的列表", "expected a list of tables")
        return value

    def day(self, key: str, value: object) -> date:
        """A date, as TOML writes it or as a string."""
        parsed = parse_date(value) if isinstance(value, str) else value
        if not isinstance(parsed, date) or isinstance(parsed, datetime):
            raise self.fail(key, "应为日期，如 2026-01-31", "expected a date such as 2026-01-31")
        return parsed


_TOP: Mapping[str, Callable[[_Reading, str, object], object]] = {
    "profile": _Reading.text,
    "lang": _Reading.text,
    "as_of": _Reading.day,
    "fail_on": _Reading.text,
    "notes": _Reading.flag,
    "typo_model": _Reading.flag,
    "disabled_rules": _Reading.texts,
    "disabled_lists": _Reading.texts,
    "disabled_entries": _Reading.texts,
    "inline_rules": _Reading.texts,
    "plugins": _Reading.texts,
    "document_kind": _Reading.text,
}
_LINK_KEYS = ("allowed_hosts", "allowed_lists", "denied_hosts", "abandoned_hosts")
_PER_FILE_KEYS = ("path", "ignore", "reason")
_ACCEPT_KEYS = ("path", "reason", "why")
_ALLOW_KEYS = ("phrase", "reason", "rules")
_LIST_KEYS = ("file", "id", "rule", "source", "date", "replaces")


def _settings(path: Path) -> tuple[dict[str, Any], Path | None]:
    """The settings that one file gives, and the file it extends."""
    text = _text(path, _content(path))
    table = _section(path, text)
    if table is None:
        raise ConfigError(
            f"{path}：没有 [tool.sensitive-check] 一节",
            f"{path}: has no table [tool.sensitive-check]",
        )
    reading = _Reading(path, text)
    reading.known(
        table,
        (
            "extends",
            *_TOP,
            "lists",
            "list",
            "leaders",
            "registers",
            "rule",
            "allow",
            "per_file",
            "mask",
            "links",
            "unchecked",
        ),
    )
    settings: dict[str, Any] = {key: take(reading, key, table[key]) for key, take in _TOP.items() if key in table}
    lists = reading.texts("lists", table.get("lists", []))
    settings["lists"] = (
        *(UnitList(file=path.parent / name) for name in lists),
        *(_unit_list(reading, row) for row in reading.rows("list", table.get("list", []))),
    )
    settings["registers"] = tuple(path.parent / name for name in reading.texts("registers", table.get("registers", [])))
    settings["leaders"] = tuple(path.parent / name for name in reading.texts("leaders", table.get("leaders", [])))
    settings["rules"] = tuple(_data_rule(reading, row) for row in reading.rows("rule", table.get("rule", [])))
    settings["allow"] = tuple(_allowed(reading, row) for row in reading.rows("allow", table.get("allow", [])))
    settings["per_file"] = tuple(_per_file(reading, row) for row in reading.rows("per_file", table.get("per_file", [])))
    if "mask" in table:
        masks = reading.table("mask", table["mask"])
        settings["mask"] = {key: _mask_rule(reading, f"mask.{key}", row) for key, row in masks.items()}
    if "links" in table:
        links = reading.table("links", table["links"])
        reading.known(links, _LINK_KEYS, "links.")
        settings.update({key: reading.texts(f"links.{key}", value) for key, value in links.items()})
    if "unchecked" in table:
        unchecked = reading.table("unchecked", table["unchecked"])
        reading.known(unchecked, ("accept",), "unchecked.")
        rows = reading.rows("unchecked.accept", unchecked.get("accept", []))
        settings["accept"] = tuple(_accepted(reading, row) for row in rows)
    _made(path, settings, reading)
    return settings, _extended(reading, table["extends"]) if "extends" in table else None


def _extended(reading: _Reading, name: object) -> Path:
    """The file that ``extends`` names; one that is not there is told where it is named."""
    path = reading.folder / reading.text("extends", name)
    try:
        found = path.is_file()
    except ValueError:  # a NUL in the name
        found = False
    if not found:
        raise reading.fail("extends", f"没有文件 {path}", f"there is no file {path}")
    return path


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Single values of the file itself win; lists of both are joined, those of the base first."""
    joined = {key: (*base[key], *own[key]) for key in base.keys() & own.keys() if isinstance(own[key], tuple)}
    return {**base, **own, **joined}


def _made(path: Path, settings: Mapping[str, Any], reading: _Reading | None = None) -> Config:
    try:
        return Config(**settings)
    except ConfigError as error:
        if reading is None:
            raise ConfigError(f"{path}：{error.chinese}", f"{path}: {error.english}") from None
        key = error.chinese.partition("：")[0]
        raise reading.fail(key, error.chinese[len(key) + 1 :], error.english[len(key) + 2 :]) from None


def _complete(
    reading: _Reading, key: str, row: Mapping[str, Any], known: Sequence[str], required: Iterable[str]
) -> None:
    """Refuse keys of a row that do not exist, and a row that lacks one it needs."""
    reading.known(row, known, f"{key}.")
    for name in required:
        if name not in row:
            raise reading.fail(key, f"缺少“{name}”", f"{name!r} is missing")


def _unit_list(reading: _Reading, row: Mapping[str, Any]) -> UnitList:
    _complete(reading, "list", row, _LIST_KEYS, ("file",))
    settings: dict[str, Any] = {
        key: reading.text(f"list.{key}", row[key]) for key in ("id", "rule", "source") if key in row
    }
    if "date" in row:
        settings["date"] = reading.day("list.date", row["date"])
    if "replaces" in row:
        settings["replaces"] = reading.texts("list.replaces", row["replaces"])
    return UnitList(file=reading.folder / reading.text("list.file", row["file"]), **settings)


def _data_rule(reading: _Reading, row: Mapping[str, Any]) -> Rule:
    rule, problems = data_rule(row)
    if rule is None:
        chinese, english = zip(*problems, strict=True)
        raise reading.fail("rule", "；".join(chinese), "; ".join(english))
    return rule


def _allowed(reading: _Reading, row: Mapping[str, Any]) -> Allowed:
    from sensitive_check.checker import Allowed

    _complete(reading, "allow", row, _ALLOW_KEYS, ("phrase", "reason"))
    return Allowed(
        phrase=reading.text("allow.phrase", row["phrase"]),
        reason=reading.text("allow.reason", row["reason"]),
        rules=reading.texts("allow.rules", row.get("rules", [])),
    )


def _per_file(reading: _Reading, row: Mapping[str, Any]) -> PerFile:
    _complete(reading, "per_file", row, _PER_FILE_KEYS, _PER_FILE_KEYS)
    return PerFile(
        path=reading.text("per_file.path", row["path"]),
        ignore=reading.texts("per_file.ignore", row["ignore"]),
        reason=reading.text("per_file.reason", row["reason"]),
    )


def _mask_rule(reading: _Reading, key: str, row: object) -> MaskRule:
    table = reading.table(key, row)
    reading.known(table, ("keep_start", "keep_end"), f"{key}.")
    for name, value in table.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LONGEST_KEPT:
            raise reading.fail(
                f"{key}.{name}", f"应为 0 到 {_LONGEST_KEPT} 的整数", f"expected an integer from 0 to {_LONGEST_KEPT}"
            )
    return MaskRule(**table)


def _accepted(reading: _Reading, row: Mapping[str, Any]) -> Accepted:
    from sensitive_check.checker import Accepted

    _complete(reading, "unchecked.accept", row, _ACCEPT_KEYS, _ACCEPT_KEYS)
    values = {key: reading.text(f"unchecked.accept.{key}", row[key]) for key in _ACCEPT_KEYS}
    if values["reason"] not in UNCHECKED_REASONS:
        raise reading.fail(
            "unchecked.accept.reason",
            f"“{values['reason']}”无效，可用的值：{'、'.join(UNCHECKED_REASONS)}",
            f"{values['reason']!r} is not valid, choose from {', '.join(UNCHECKED_REASONS)}",
        )
    return Accepted(**values)
