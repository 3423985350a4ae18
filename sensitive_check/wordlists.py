"""The word lists and tables of ``wordlists/``: read strictly, all faults told together, each with file and line.

``index.toml`` declares every list, table and data rule. A list is TSV (a row is an entry, list cells split by ``|``)
or TOML (``[[entry]]``); both go through the same checks. Only ``lint`` compiles patterns and reads jieba's dictionary.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from sensitive_check.errors import WordlistError
from sensitive_check.model import INDICATORS, Category, Entry, Rule, Severity

_PACKAGE = Path(__file__).resolve().parent

_LIST_FIELDS = ("suggestions", "except_in", "match", "no_match")
_TEXT_FIELDS = ("id", "rule", "term", "pattern", "source", "basis", "severity", "guard")
_ENTRY_ROW: Mapping[str, type] = {
    **dict.fromkeys(_TEXT_FIELDS, str),
    **dict.fromkeys(_LIST_FIELDS, list),
    "whole_word": bool,
}
_LIST_ROW: Mapping[str, type] = {"id": str, "file": str, "date": date}
_TABLE_ROW: Mapping[str, type] = {**_LIST_ROW, "licence": str}
_RULE_TEXTS = ("id", "category", "severity", "title", "message", "rationale", "source")
_RULE_ROW: Mapping[str, type] = {**dict.fromkeys(_RULE_TEXTS, str), "indicator": str, "sensitive": bool}

_ENTRY_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9]{4}")
_RULE_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a list: where, what, and what to do. ``line`` is None when the whole file is meant."""

    path: Path
    line: int | None
    chinese: str
    english: str

    def text(self, lang: str = "zh") -> str:
        """The fault on one line, file and line first."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.english if lang == 'en' else self.chinese}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Code tables that rule factories and folding take.

    ``regions`` are the six-digit region codes, current and retired; ``traditional`` leads from a traditional character
    to one simplified character.
    """

    regions: frozenset[str] = field(repr=False)
    traditional: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordlists:
    """Everything the lists hold. ``digest`` names exactly these bytes, ``dates`` say how old each list is."""

    rules: tuple[Rule, ...]
    tables: Tables
    digest: str
    dates: Mapping[str, date]


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


def load(directory: Path | None = None) -> Wordlists:
    """Read all lists of a folder (default: the built-in ones); any fault is a WordlistError that names them all."""
    reading = _Reading()
    rules, tables, dates = _read_folder(builtin_dir() if directory is None else directory, reading)
    _check_across(reading)
    if reading.faults:
        faults = reading.sorted_faults()
        raise WordlistError("\n".join(f.text("zh") for f in faults), "\n".join(f.text("en") for f in faults))
    entries: dict[str, list[Entry]] = {rule: [] for rule in rules}
    for row in reading.rows:
        entries[row.fields["rule"]].append(_entry(row.fields))
    return Wordlists(
        rules=tuple(replace(rule, entries=tuple(entries[rule.id])) for rule in rules.values()),
        tables=tables,
        digest=reading.digest.hexdigest()[:12],
        dates=dates,
    )


def lint(paths: Path | Iterable[Path] | None = None) -> list[Fault]:
    """All faults of folders and single files: what ``load`` refuses, and patterns and terms that need a closer look.

    A list beside an ``index.toml`` is checked with its folder, any other against the built-in rules.
    """
    reading = _Reading()
    given = [builtin_dir()] if paths is None else [paths] if isinstance(paths, Path) else list(paths)
    homes = {path: _home(path) for path in given}
    for folder in dict.fromkeys(home for home in homes.values() if home):
        _read_folder(folder, reading)
    alone = [path for path, home in homes.items() if home is None]
    builtin = {rule.id: rule for rule in load().rules} if alone else {}
    for path in alone:
        _read_list(path, builtin, reading)
    _check_across(reading)
    _check_patterns(reading)
    _check_inside_words(reading)
    return reading.sorted_faults()


# ---------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as written, its field types already right."""

    path: Path
    line: int | None
    fields: Mapping[str, Any]


class _Reading:
    """What one reading gathers: faults, rows, and a digest over all bytes."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.rows: list[_Row] = []
        self.digest = hashlib.sha256()

    def add(self, path: Path, line: int | None, chinese: str, english: str) -> None:
        self.faults.append(Fault(path, line, chinese, english))

    def add_all(self, path: Path, line: int | None, problems: Iterable[tuple[str, str]]) -> None:
        for chinese, english in problems:
            self.add(path, line, chinese, english)

    def sorted_faults(self) -> list[Fault]:
        return sorted(self.faults, key=lambda fault: (str(fault.path), fault.line or 0))

    def text(self, path: Path) -> str:
        """The text of a file, empty when it cannot be read; faults of its bytes are added."""
        try:
            content = path.read_bytes()
        except OSError as error:
            why = error.strerror
            self.add(path, None, f"读不到文件（{why}），请核对路径", f"cannot be read ({why}); check the path")
            return ""
        self.digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
        if content.startswith(b"\xef\xbb\xbf"):
            self.add(path, 1, "有 BOM，请存为不带 BOM 的 UTF-8", "has a BOM; save as UTF-8 without BOM")
            content = content[3:]
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.add(path, line, "不是 UTF-8，请转存为 UTF-8", "is not UTF-8; save as UTF-8")
            return ""
        if "\r" in text:
            line = text.count("\n", 0, text.index("\r")) + 1
            self.add(path, line, "行尾是 CRLF，请存为 LF", "has CRLF line ends; save with LF")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not unicodedata.is_normalized("NFC", text):
            for line, row in enumerate(text.split("\n"), start=1):
                if not unicodedata.is_normalized("NFC", row):
                    self.add(path, line, "不是 NFC 规范形，请转为 NFC", "is not in NFC; normalise it to NFC")
        if not text.strip():
            self.add(path, None, "是空文件，请补上内容或从索引中删去", "is empty; fill it or remove it from the index")
        return text

    def table(self, path: Path) -> list[tuple[int, list[str]]]:
        """The header and rows of a TSV file with their lines; a row of another width is a fault and left out."""
        rows = [row.split("\t") for row in self.text(path).removesuffix("\n").split("\n")]
        width = len(rows[0])
        for line, cells in enumerate(rows, start=1):
            if len(cells) != width:
                self.add(path, line, f"有 {len(cells)} 栏，应为 {width} 栏", f"{len(cells)} columns, expected {width}")
        return [(line, cells) for line, cells in enumerate(rows, start=1) if len(cells) == width]

    def toml(self, path: Path, names: tuple[str, ...]) -> dict[str, list[tuple[int | None, dict[str, Any]]]]:
        """The arrays of tables of a TOML file by name, each table with the line of its header."""
        from sensitive_check.toml import parse

        text = self.text(path)
        try:
            content = parse(text)
        except ValueError as error:
            found = re.search(r"at line ([0-9]+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            self.add(path, line, f"TOML 语法错误：{error}", f"TOML syntax error: {error}")
            return {}
        tables: dict[str, list[tuple[int | None, dict[str, Any]]]] = {}
        for name, rows in content.items():
            if name not in names or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                expected = "、".join(f"[[{n}]]" for n in names)
                self.add(path, None, f"不认识“{name}”，只能用 {expected}", f"unknown '{name}'; use only {expected}")
                continue
            header = re.compile(rf"[ \t]*\[\[[ \t]*{name}[ \t]*\]\]")
            places: list[int | None] = [n for n, row in enumerate(text.split("\n"), start=1) if header.match(row)]
            if len(places) != len(rows):  # written inline, or a header stands inside a string
                places = [None] * len(rows)
            tables[name] = list(zip(places, rows, strict=True))
        return tables


def _home(path: Path) -> Path | None:
    """The folder with an index that ``path`` is or belongs to."""
    if path.is_dir():
        return path
    return path.parent if _is_list(path) and path.is_file() and (path.parent / "index.toml").is_file() else None


def _is_list(path: Path) -> bool:
    return path.suffix in (".toml", ".tsv")


def _read_folder(folder: Path, reading: _Reading) -> tuple[dict[str, Rule], Tables, dict[str, date]]:
    index = folder / "index.toml"
    declared = reading.toml(index, ("list", "table", "rule"))
    rules: dict[str, Rule] = {}
    for line, row in declared.get("rule", ()):
        problems = list(_rule_problems(row))
        if not problems and row["id"] in rules:
            problems = [(f"规则“{row['id']}”重复，请删去一处", f"rule '{row['id']}' is declared twice; remove one")]
        if not problems:
            typed = {**row, "category": Category(row["category"]), "severity": Severity(row["severity"])}
            rules[row["id"]] = Rule(**typed)
        reading.add_all(index, line, problems)
    dates: dict[str, date] = {}
    tables: dict[str, Any] = {"regions": frozenset(), "traditional": {}}
    files = {index.name}
    for kind, shape in (("list", _LIST_ROW), ("table", _TABLE_ROW)):
        for line, row in declared.get(kind, ()):
            problems = list(_shape_problems(row, shape, required=shape))
            if not problems:
                problems = list(_declaration_problems(row, folder, dates, files, kind))
            if not problems:
                dates[row["id"]] = row["date"]
                if kind == "list":
                    _read_list(folder / row["file"], rules, reading)
                else:
                    tables[row["id"]] = _TABLES[row["id"]](folder / row["file"], reading)
            files.add(str(row.get("file")))
            reading.add_all(index, line, problems)
    tabled = {str(row.get("id")) for _, row in declared.get("table", ())}
    for name in sorted(_TABLES.keys() - tabled) if declared else ():
        reading.add(index, None, f"缺少码表“{name}”，请补登记", f"table '{name}' is missing; declare it")
    # A list that nobody declared would silently not be checked against.
    for path in folder.iterdir() if declared else ():
        if _is_list(path) and path.name not in files:
            reading.add(
                path, None, "没有登记，请写进 index.toml 或移走", "is not declared; add it to index.toml or move it"
            )
    return rules, Tables(**tables), dates


def _read_list(path: Path, rules: Mapping[str, Rule], reading: _Reading) -> None:
    if not _is_list(path):
        reading.add(path, None, "词表须是 .toml 或 .tsv 文件", "a word list must be a .toml or .tsv file")
        return
    before = len(reading.faults)
    rows: Iterable[tuple[int | None, dict[str, Any]]]
    rows = reading.toml(path, ("entry",)).get("entry", ()) if path.suffix == ".toml" else _tsv_entries(path, reading)
    last = ""
    for line, row in rows:
        problems = list(_shape_problems(row, _ENTRY_ROW, required=("id", "rule", "source")))
        if not problems:
            problems = list(_entry_problems(row, rules))
            if row["id"] < last:
                problems.append(
                    (f"{row['id']} 排在 {last} 之后，请按编号排序", f"{row['id']} follows {last}; sort by id")
                )
            last = row["id"]
            reading.rows.append(_Row(path, line, row))
        reading.add_all(path, line, problems)
    if not last and len(reading.faults) == before:
        reading.add(
            path, None, "没有词条，请补上或从索引中删去", "has no entries; add some or remove it from the index"
        )


def _tsv_entries(path: Path, reading: _Reading) -> Iterator[tuple[int, dict[str, Any]]]:
    header: list[str] = []
    for line, cells in reading.table(path):
        if not header:
            header = cells
            if len(set(header)) < len(header):
                reading.add(path, line, "表头有重复的栏名，请删去", "the header repeats a column; remove it")
            continue
        row: dict[str, Any] = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
        for name in _LIST_FIELDS:
            if name in row:
                row[name] = row[name].split("|")
        if row.get("whole_word") in ("true", "false"):
            row["whole_word"] = row["whole_word"] == "true"
        yield line, row


def _read_regions(path: Path, reading: _Reading) -> frozenset[str]:
    codes: set[str] = set()
    last = ("", "")
    for line, (code, name, start, _) in _table_rows(path, ("code", "name", "start_year", "end_year"), reading):
        if len(code) != 6 or not (code.isascii() and code.isdigit()) or not name:
            reading.add(path, line, "应为六位代码和名称，请改正", "expected a six-digit code and a name; correct it")
        elif (code, start) <= last:
            reading.add(
                path, line, "重复或未按代码、年份排序，请改正", "repeated, or not sorted by code and year; correct it"
            )
        last = (code, start)
        codes.add(code)
    return frozenset(codes)


def _read_traditional(path: Path, reading: _Reading) -> dict[str, str]:
    rows = _table_rows(path, ("traditional", "simplified"), reading)
    pairs = {traditional: simplified for _, (traditional, simplified) in rows}
    last = ""
    for line, (traditional, simplified) in rows:
        if len(traditional) != 1 or len(simplified) != 1 or traditional == simplified:
            reading.add(
                path, line, "应为两个不同的单字，请改正", "expected two different single characters; correct it"
            )
        elif traditional <= last:
            reading.add(path, line, "重复或未按字排序，请改正", "repeated, or not sorted by character; correct it")
        elif simplified in pairs:  # folding runs once: 麽→么 beside 么→幺 would depend on the order
            reading.add(
                path, line, f"“{simplified}”又被转换，请只留一步", f"'{simplified}' is a key too; keep one step"
            )
        last = traditional
    return pairs


def _table_rows(path: Path, header: tuple[str, ...], reading: _Reading) -> list[tuple[int, list[str]]]:
    rows = reading.table(path)
    if tuple(rows[0][1]) != header:
        wanted = " ".join(header)
        reading.add(path, 1, f"表头应为 {wanted}（制表符分隔）", f"the header must be {wanted}, separated by tabs")
        return []
    if len(rows) == 1:
        reading.add(path, None, "没有内容，请补上", "has no rows; add them")
    return rows[1:]


_TABLES: Mapping[str, Callable[[Path, _Reading], Any]] = {"regions": _read_regions, "traditional": _read_traditional}


# ------------------------------------------------------------------------ checks, each yields what is wrong twice

_Problems = Iterator[tuple[str, str]]  # in Chinese, in English


def _shape_problems(row: Mapping[str, Any], shape: Mapping[str, type], required: Iterable[str]) -> _Problems:
    for name in required:
        if name not in row:
            yield f"缺少 {name}，请补上", f"{name} is missing; add it"
    for name, value in row.items():
        kind = shape.get(name)
        if kind is None:
            yield f"不认识字段“{name}”，请删去或改正", f"unknown field '{name}'; remove or correct it"
        elif type(value) is not kind:
            yield f"{name} 应为 {kind.__name__}", f"{name} must be a {kind.__name__}"
        elif kind in (str, list):
            for text in [value] if kind is str else row[name]:
                if not isinstance(text, str) or not text.strip():
                    yield f"{name} 有空值，请填写或删去", f"{name} holds an empty value; fill or remove it"
                elif text != text.strip():
                    yield f"{name} 首尾有空格，请删去", f"{name} has blanks at its ends; remove them"


def _declaration_problems(
    row: Mapping[str, Any], folder: Path, dates: Mapping[str, date], files: set[str], kind: str
) -> _Problems:
    if row["id"] in dates or row["file"] in files:
        yield f"“{row['id']}”或其文件重复登记，请删去一处", f"'{row['id']}' or its file is declared twice; remove one"
    elif Path(row["file"]).name != row["file"] or not (folder / row["file"]).is_file():
        yield f"找不到文件 {row['file']}，请放回词表目录", f"{row['file']} is not there; put it back beside the index"
    elif kind == "table" and row["id"] not in _TABLES:
        yield f"不认识码表“{row['id']}”，请改正", f"unknown table '{row['id']}'; correct it"


def _rule_problems(row: Mapping[str, Any]) -> _Problems:
    broken = list(_shape_problems(row, _RULE_ROW, required=_RULE_TEXTS))
    yield from broken
    if broken:
        return
    if not _RULE_ID.fullmatch(row["id"]):
        yield f"规则名“{row['id']}”应为小写短横线式", f"rule id '{row['id']}' must be kebab-case"
    yield from _choice_problems("category", row["category"], [c.value for c in Category])
    yield from _choice_problems("severity", row["severity"], [s.value for s in Severity])
    yield from _choice_problems("indicator", row.get("indicator", INDICATORS[0]), INDICATORS)
    try:
        used = {name for _, name, _, _ in Formatter().parse(row["message"]) if name is not None}
    except ValueError:
        used = {"?"}
    allowed = {"suggestion"} if row.get("sensitive") else {"suggestion", "matched"}
    if not used <= allowed:
        yield (
            f"message 只能用 {{{'} {'.join(sorted(allowed))}}}，请改正",
            f"message may use only {{{'} {'.join(sorted(allowed))}}}; correct it",
        )


def _choice_problems(name: str, value: str, choices: Iterable[str]) -> _Problems:
    if value not in choices:
        yield (
            f"{name} 不能是“{value}”，只能是 {'、'.join(choices)}",
            f"{name} '{value}' is not one of {', '.join(choices)}",
        )


def _entry_problems(row: Mapping[str, Any], rules: Mapping[str, Rule]) -> _Problems:
    term, pattern, guard = row.get("term", ""), row.get("pattern", ""), row.get("guard", "")
    suggestions, except_in = row.get("suggestions", []), row.get("except_in", [])
    rule = rules.get(row["rule"])
    if not _ENTRY_ID.fullmatch(row["id"]):
        yield f"编号“{row['id']}”应为“名称-四位数字”", f"id '{row['id']}' must be kebab-case ending in -NNNN"
    if rule is None:
        yield f"规则“{row['rule']}”没有登记，请先写进 index.toml", f"rule '{row['rule']}' is not declared in index.toml"
    if bool(term) == bool(pattern):
        yield "term 与 pattern 须有且只有一个", "give either a term or a pattern"
    if len(term) == 1:
        yield "term 只有一个字，会大量误报，请写成词", "the term is a single character; use a whole word"
    if pattern and (guard or except_in):
        yield "guard、except_in 只能配 term", "guard and except_in need a term"
    if term in suggestions or (term and not guard and not except_in and any(term in s for s in suggestions)):
        yield "建议词就是原词或仍含原词，请改正", "a suggestion is or contains the term; correct it"
    if term and not all(term in phrase and phrase != term for phrase in except_in):
        yield "except_in 须是包含 term 的更长词语", "each except_in must be a longer phrase that contains the term"
    basis, severity = row.get("basis", "checked"), row.get("severity", rule.severity.value if rule else "note")
    yield from _choice_problems("basis", basis, ("checked", "recalled"))
    yield from _choice_problems("severity", severity, [s.value for s in Severity])
    if basis == "recalled" and severity != "note":
        yield "凭记忆（recalled）的词条只能是 note", "a recalled entry must be a note"
    for name, expression in (("guard", guard), ("pattern", pattern)):
        if expression and (chinese := _pattern_fault(expression)):
            yield f"{name} {chinese[0]}", f"{name} {chinese[1]}"
    derived = not (guard or pattern or except_in)
    if "match" not in row and not derived:
        yield (
            "有 guard、pattern 或 except_in 的词条须写 match",
            "write a match: a guard, pattern or except_in needs one",
        )
    if "no_match" not in row and not (derived and suggestions):
        yield "推不出反例，请写 no_match", "write a no_match: none can be derived"


_REPEAT_WITHOUT_BOUND = re.compile(r"(?<![?*+}])[*+]|\{[0-9]*,\}")


def _pattern_fault(expression: str) -> tuple[str, str] | None:
    escaped = re.sub(r"\\[^bdBD]", "x", expression)
    if re.search(r"\\[bB]", escaped):
        return r"不能用 \b（汉字之间没有词界），请用前后查看", r"must not use \b (none between Han); use look-arounds"
    if re.search(r"\\[dD]", escaped):
        return r"不能用 \d，请写 [0-9]", r"must not use \d; write [0-9]"
    if _REPEAT_WITHOUT_BOUND.search(re.sub(r"\[\^?\]?[^\]]*\]", "x", escaped)):
        return "有不限次数的重复，请写上限，如 {0,8}", "repeats without bound; give a limit such as {0,8}"
    return None


def _entry(fields: Mapping[str, Any]) -> Entry:
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
    if "severity" in values:
        values["severity"] = Severity(values["severity"])
    # Only rows without guard, pattern and except_in lack them: the wrong form fires, the right form does not.
    values.setdefault("match", (values.get("term", ""),))
    values.setdefault("no_match", values.get("suggestions", ()))
    return Entry(**values)


def _check_across(reading: _Reading) -> None:
    ids: dict[str, str] = {}
    keys: dict[tuple[str, ...], str] = {}
    terms = {row.fields["term"]: row.fields["id"] for row in reading.rows if "term" in row.fields}
    for row in reading.rows:
        entry_id, place = row.fields["id"], f"{row.path.name}:{row.line}"
        problems = []
        if (first := ids.setdefault(entry_id, place)) != place:
            problems.append(
                (f"编号 {entry_id} 已用于 {first}，请换一个", f"id {entry_id} is taken by {first}; use another")
            )
        key = tuple(row.fields.get(name, "") for name in ("rule", "term", "guard", "pattern"))
        if (first := keys.setdefault(key, place)) != place:
            problems.append((f"与 {first} 重复，请删去一条", f"repeats {first}; remove one"))
        for suggestion in row.fields.get("suggestions", ()):
            if (other := terms.get(suggestion, entry_id)) != entry_id:
                chinese = f"建议词“{suggestion}”又是 {other} 的原词，请改正其一"
                problems.append((chinese, f"suggestion '{suggestion}' is itself the term of {other}; correct one"))
        reading.add_all(row.path, row.line, problems)


def _check_patterns(reading: _Reading) -> None:
    import regex

    for row in reading.rows:
        for name in ("guard", "pattern"):
            try:
                regex.compile(row.fields.get(name, ""))
            except regex.error as error:
                reading.add(row.path, row.line, f"{name} 不能编译：{error}", f"{name} does not compile: {error}")


def _check_inside_words(reading: _Reading) -> None:
    """Two-character terms that lie inside a longer word of jieba's dictionary, with nothing to judge them by.

    ``whole_word`` set to true or false says that somebody looked.
    """
    judged = {"guard", "except_in", "whole_word"}
    pairs = {row.fields.get("term", ""): row for row in reading.rows if not judged & row.fields.keys()}
    pairs = {term: row for term, row in pairs.items() if len(term) == 2}
    spec = importlib.util.find_spec("jieba")  # its dictionary is enough, importing it costs and warns
    if not pairs or spec is None or spec.origin is None:
        return
    inside: dict[str, str] = {}
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word = line.partition(" ")[0]
            for start in range(len(word) - 1 if len(word) > 2 else 0):
                if word[start : start + 2] in pairs:
                    inside.setdefault(word[start : start + 2], word)
    for term, word in inside.items():
        chinese = f"“{term}”在“{word}”之内，请加 guard 或 whole_word"
        reading.add(
            pairs[term].path, pairs[term].line, chinese, f"'{term}' lies inside '{word}'; add a guard or whole_word"
        )
