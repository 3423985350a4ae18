"""From the bytes of a list to its rows: what each file says, line by line, and every fault on the way.

Built-in lists are held to a strict form. A unit's lists come as offices save them: any encoding that reads for
certain, any line ends, quoted cells, empty rows, Chinese column names.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sensitive_check.decode import decode
from sensitive_check.errors import ReadError
from sensitive_check.patterns import lazy
from sensitive_check.toml import parse

LIST_FIELDS = (
    *("suggestions", "except_in", "all_of", "variants", "pieces", "misses", "numbers", "names", "items", "context"),
    *("match", "no_match"),
)
"""Fields of several values; in a table cell they are split by ``|``."""

COLUMN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("词", "词语", "词条", "术语", "敏感词", "禁用词", "错误写法"), "term"),
        **dict.fromkeys(("建议", "建议词", "建议改为", "改为", "替换为", "正确写法", "规范表述"), "suggestions"),
        **dict.fromkeys(("出处", "依据", "来源"), "source"),
        **dict.fromkeys(("级别", "严重程度"), "severity"),
        **dict.fromkeys(("例外", "放行", "放行语境"), "except_in"),
        **dict.fromkeys(("起用日期", "生效日期"), "effective_from"),
        **dict.fromkeys(("停用日期", "失效日期"), "effective_to"),
        "编号": "id",
        "规则": "rule",
        "整词": "whole_word",
        **dict.fromkeys(("备注", "说明", "序号", "remark", "remarks", "comment", "no."), ""),
    }
)
"""Column names that offices use -> the field they mean; "" is a column for people, which is not read."""

_VALUES: Mapping[str, Mapping[str, object]] = {
    "severity": {"错误": "error", "警告": "warning", "提示": "note"},
    "whole_word": {"true": True, "false": False, "是": True, "否": False},
    "ordered": {"true": True, "false": False},
}
_DATE = lazy(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
SPREADSHEETS = (".csv", ".tsv")
"""Endings of tables as offices save them."""

_LARGEST_FILE = 64 * 1024 * 1024


class Fault(NamedTuple):
    """One thing wrong with a list: where, what, and what to do. ``line`` is None when the whole file is meant."""

    path: Path
    line: int | None
    chinese: str
    english: str

    def text(self, lang: str = "zh") -> str:
        """The fault on one line, file and line first."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.english if lang == 'en' else self.chinese}"


class Row(NamedTuple):
    """A row as written, its cells turned into the values of its fields. ``number`` counts rows, the header is 1."""

    line: int | None
    number: int
    fields: Mapping[str, Any]


class Reading:
    """What one reading gathers: faults, and a digest over all bytes."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()

    def add(self, path: Path, line: int | None, chinese: str, english: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(path, line, chinese, english))

    def add_all(self, path: Path, line: int | None, problems: Iterable[tuple[str, str]]) -> None:
        """Note several faults of one place, each worded in Chinese and English."""
        for chinese, english in problems:
            self.add(path, line, chinese, english)

    def sorted_faults(self) -> list[Fault]:
        """All faults by file and line."""
        return sorted(self.faults, key=lambda fault: (str(fault.path), fault.line or 0))

    def content(self, path: Path) -> bytes:
        """The bytes of a file, empty when it cannot be read or is too large."""
        from sensitive_check.readers.source import os_error_words

        try:
            with path.open("rb") as stream:
                content = stream.read(_LARGEST_FILE + 1)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            chinese, english = os_error_words(error) if isinstance(error, OSError) else ("路径无效", "invalid path")
            self.add(path, None, f"读不到文件（{chinese}），请核对路径", f"cannot be read ({english}); check the path")
            return b""
        if len(content) > _LARGEST_FILE:
            self.add(path, None, "超过 64 MiB，请拆成几个文件", "is larger than 64 MiB; split it")
            return b""
        self.digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
        return content

    def text(self, path: Path, *, strict: bool) -> str:
        """The text of a file, empty when there is none; faults of its bytes are added."""
        faults = len(self.faults)
        content = self.content(path)
        text = self._strict_text(path, content) if strict else self._any_text(path, content)
        if not text.strip() and len(self.faults) == faults:
            self.add(path, None, "是空文件，请补上内容或从索引中删去", "is empty; fill it or remove it from the index")
        return text

    def _strict_text(self, path: Path, content: bytes) -> str:
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
            text = _with_lf(text)
        if not unicodedata.is_normalized("NFC", text):
            for line, row in enumerate(text.split("\n"), start=1):
                if not unicodedata.is_normalized("NFC", row):
                    self.add(path, line, "不是 NFC 规范形，请转为 NFC", "is not in NFC; normalise it to NFC")
        return text

    def _any_text(self, path: Path, content: bytes) -> str:
        try:
            decoded = decode(content)
        except ReadError as error:
            self.add(path, None, f"{error.chinese}，请存为 UTF-8 文本", f"{error.english}; save as UTF-8 text")
            return ""
        if decoded.unchecked:
            self.add(path, None, "编码无法确定，请存为 UTF-8", "its encoding is uncertain; save as UTF-8")
            return ""
        return decoded.text.removeprefix("\ufeff")

    def tsv(self, path: Path) -> Iterator[Row]:
        """Rows of a built-in list: every row as wide as the header, empty cells left out."""
        lines = self.table(path, self.text(path, strict=True))
        header = lines[0][1] if lines else []
        if len(set(header)) < len(header):
            self.add(path, 1, "表头有重复的栏名，请删去", "the header repeats a column; remove it")
        for line, cells in lines[1:]:
            yield Row(line, line, _values(zip(header, cells, strict=True)))

    def table(self, path: Path, text: str) -> list[tuple[int, list[str]]]:
        """The header and rows of a TSV text with their lines; lines that begin with ``#`` are comments.

        A row of another width is a fault and left out.
        """
        lines = enumerate(text.removesuffix("\n").split("\n"), start=1)
        rows = [(line, row.split("\t")) for line, row in lines if not row.startswith("#")]
        width = len(rows[0][1]) if rows else 0
        for line, cells in rows:
            if len(cells) != width:
                self.add(path, line, f"有 {len(cells)} 栏，应为 {width} 栏", f"{len(cells)} columns, expected {width}")
        return [(line, cells) for line, cells in rows if len(cells) == width]

    def spreadsheet(
        self,
        path: Path,
        text: str | None = None,
        *,
        columns: Mapping[str, str] = COLUMN_NAMES,
        needed: tuple[str, ...] = (),
    ) -> Iterator[Row]:
        """Rows of a unit's CSV or TSV: quoted cells, empty rows and short rows as spreadsheets save them.

        ``text`` is that of the file where it was read before. ``columns`` is what the names of columns mean. ``needed``
        are those that must be there; without them the table is a word list, which needs something to seek.
        """
        import csv  # not every list needs it, and it costs start-up

        text = self.text(path, strict=False) if text is None else text
        delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text.partition("\n")[0])
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        names: list[str] | None = None
        number, line = 0, 1
        try:
            for cells in reader:
                number += 1
                if names == ["term"] and len(cells) == 1:  # the commonest list by far
                    if term := cells[0].strip():
                        yield Row(line, number, {"term": term})
                elif not "".join(cells).strip():
                    pass
                elif names is None:
                    names = self._header(path, line, cells, columns, needed)
                else:
                    if len(cells) > len(names) and "".join(cells[len(names) :]).strip():
                        wide = f"有 {len(cells)} 栏，应为 {len(names)} 栏"
                        self.add(path, line, wide, f"{len(cells)} columns, expected {len(names)}")
                    yield Row(line, number, _values(zip(names, map(str.strip, cells), strict=False)))
                line = reader.line_num + 1
        except csv.Error as error:
            self.add(
                path, line, f"引号或分隔符有误（{error}），请改正", f"bad quotes or delimiters ({error}); correct it"
            )

    def _header(
        self, path: Path, line: int, cells: list[str], columns: Mapping[str, str], needed: tuple[str, ...]
    ) -> list[str]:
        names = [columns.get(name, name) for name in (cell.strip().lower() for cell in cells)]
        used = [name for name in names if name]
        if len(set(used)) < len(used):
            self.add(path, line, "表头有重复的栏名，请删去", "the header repeats a column; remove it")
        for name in needed:
            if name not in used:
                self.add(
                    path, line, f"表头里没有 {name} 一栏，请在第一行写明", f"the header has no column '{name}'; add it"
                )
        if not needed and not {"term", "pattern", "all_of", "form"} & set(used):
            self.add(
                path, line, "表头里没有 term（词语）一栏，请在第一行写明", "the header has no column 'term'; add it"
            )
        return names

    def toml(self, path: Path, names: tuple[str, ...], *, strict: bool = True) -> dict[str, list[Row]]:
        """The arrays of tables of a TOML file by name, each table with the line of its header."""
        text = self.text(path, strict=strict)
        try:
            content = parse(text)
        except (ValueError, RecursionError) as error:
            found = re.search(r"at line ([0-9]+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            self.add(path, line, f"TOML 语法错误：{error}", f"TOML syntax error: {error}")
            return {}
        tables: dict[str, list[Row]] = {}
        for name, rows in content.items():
            if name not in names or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                expected = "、".join(f"[[{n}]]" for n in names)
                self.add(path, None, f"不认识“{name}”，只能用 {expected}", f"unknown '{name}'; use only {expected}")
                continue
            header = re.compile(rf"[ \t]*\[\[[ \t]*{name}[ \t]*\]\]")
            lines = _with_lf(text).split("\n")
            places: list[int | None] = [n for n, row in enumerate(lines, start=1) if header.match(row)]
            if len(places) != len(rows):  # written inline, or a header stands inside a string
                places = [None] * len(rows)
            pairs = zip(places, rows, strict=True)
            tables[name] = [Row(line, number, row) for number, (line, row) in enumerate(pairs, start=1)]
        return tables


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(header: str) -> str:
    """The delimiter that the header uses: a comma unless only a semicolon or a tab stands in it."""
    return next((mark for mark in ",;\t" if mark in header), ",")


def _values(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The fields of a row from its cells; empty cells are left out, what does not convert stays text and is a fault."""
    fields: dict[str, Any] = {}
    for name, cell in cells:
        if name and cell:
            fields[name] = _value(name, cell)
    return fields


def _value(name: str, cell: str) -> Any:
    if name in LIST_FIELDS:
        return cell.replace("｜", "|").split("|")
    if name in _VALUES:
        return _VALUES[name].get(cell.lower(), cell)
    if name in ("effective_from", "effective_to"):
        return day_of(cell) or cell
    if name == "within":
        return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 6 else cell
    if name == "confidence":
        return float(cell) if re.fullmatch(r"[01](?:\.[0-9]{1,4})?", cell) else cell
    return cell


def day_of(cell: str) -> date | None:
    """The day that a cell gives, as 2026-01-31 or as spreadsheets and offices write it; None for anything else."""
    found = _DATE.fullmatch(cell)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def names_columns(path: Path, columns: Mapping[str, str], needed: Iterable[str]) -> bool:
    """True for a CSV or TSV file whose first line names the ``needed`` ones of ``columns``, a map of names."""
    if path.suffix.lower() not in SPREADSHEETS or not path.is_file():
        return False
    header = Reading().text(path, strict=False).partition("\n")[0]
    cells = header.replace(";", ",").replace("\t", ",").split(",")
    return set(needed) <= {columns.get(cell.strip(' "\r').lower()) for cell in cells}
