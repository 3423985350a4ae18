"""Excel workbooks (xlsx, xlsm, xltx): cells as they are stored, and what stands beside or behind them.

ISO/IEC 29500-1, SpreadsheetML. Sheets are walked without a tree, and gaps between cells cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sensitive_check.errors import ReadError
from sensitive_check.garbage import collections_paused
from sensitive_check.model import Document
from sensitive_check.readers import ooxml
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import Member, Package, open_zip, words_of
from sensitive_check.readers.formulas import only_calculates, spelt
from sensitive_check.readers.number_formats import formatted, has_digits, is_date_format, shown_date, shown_number
from sensitive_check.readers.sheets import (
    MOST_CHARACTERS,
    HiddenColumns,
    Room,
    Row,
    Strings,
    aligned,
    column_name,
    column_number,
    room_for,
)
from sensitive_check.readers.source import Budget
from sensitive_check.readers.xml_parts import holds_only_tags, walk_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_BESIDE = 200_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_HYPERLINK = re.compile(r'HYPERLINK\(\s{0,9}"([^"]{1,2048})"(?:\s{0,9},\s{0,9}"([^"]{0,999})")?', re.IGNORECASE)
_JOINS = re.compile(r"&|(?:CONCAT|CONCATENATE|JOIN|CHAR)\(", re.IGNORECASE)
_SHOWN_ATTRIBUTES = ("prompt", "promptTitle", "error", "errorTitle", "tooltip")
_CONNECTION = ("name", "description", "connection", "command", "url", "sourceFile")


@dataclass(slots=True)
class _Styles:
    """Which cell formats show a date, which show nothing (``;;;``), and which add digits of their own to a number."""

    dates: set[int] = field(default_factory=set)
    blanks: set[int] = field(default_factory=set)
    codes: dict[int, str] = field(default_factory=dict, repr=False)


def read(content: bytes, name: str, budget: Budget) -> Document:
    """A document of all sheets, each a table, then what belongs to it and to the workbook."""
    package = open_zip(content, budget)
    assembly = Assembly(name)
    with collections_paused():
        _add_workbook(assembly, package, ooxml.main_part(package))
    ooxml.add_properties(assembly, package)
    ooxml.add_rest(assembly, package)
    return assembly.document()


def _add_workbook(assembly: Assembly, package: Package, main: Member) -> None:
    root = ooxml.xml_of(package, main)
    if root is None:
        return
    relations = ooxml.relations(package, main.name)
    strings, styles = Strings(), _Styles()
    for relation in relations.values():
        member = package.find(relation.target)
        if member and relation.type == "sharedStrings":
            strings = _shared_strings(assembly, package, member)
        elif member and relation.type == "styles":
            styles = _styles(assembly, package, member)
    uses_1904 = any(ooxml.local(one.tag) == "workbookPr" and one.get("date1904") in ("1", "true") for one in root)
    taken, room = 0, room_for(package.budget)
    most = room.cells
    for one in root.iter():
        tag = ooxml.local(one.tag)
        if tag == "definedName":
            assembly.add(f"{one.get('name', '')} {one.text or ''}", "定义的名称", "metadata")
            taken += len(one.text or "")
        elif tag == "sheet":
            title, hidden = one.get("name", ""), one.get("state", "visible") != "visible"
            assembly.add_outside(title, "工作表名", "hidden" if hidden else "metadata")
            key = next((value for name, value in one.attrib.items() if ooxml.local(name) == "id"), "")
            member = package.find(relations[key].target) if key in relations else None
            if member is None:
                assembly.add_unchecked("damaged", main.name, "缺少工作表部件 missing sheet")
            elif not package.is_covered(member):
                sheet = _Sheet(assembly, package, member, title, strings, styles, hidden=hidden, uses_1904=uses_1904)
                sheet.take(room)
        for text in ooxml.telling_attributes(one) if tag not in ("sheet", "definedName") else ():
            assembly.add(text, "工作簿设置", "metadata")
            taken += len(text)
    package.took(main, taken)
    package.budget.take_cells(most - room.cells)
    _add_unused(assembly, strings, main)
    _add_caches(assembly, package)


# ------------------------------------------------------------------------------------------ strings and cell formats


def _shared_strings(assembly: Assembly, package: Package, member: Member) -> Strings:
    strings = Strings()
    content = package.read(member)
    if content is None:
        return strings
    pieces: list[str] = []
    readings: list[str] = []
    room = Room(_MOST_BESIDE, MOST_CHARACTERS)
    within: list[list[str]] = []
    state = {"reading": False}

    def start(tag: str, _: dict[str, str]) -> None:
        name = ooxml.local(tag)
        if name == "rPh":
            state["reading"] = True
        elif name == "t":
            within.append(readings if state["reading"] else pieces)

    def end(tag: str) -> None:
        name = ooxml.local(tag)
        if name == "t" and within:
            within.pop()
        elif name == "rPh":
            state["reading"] = False
        elif name == "si":
            strings.add(_unescaped("".join(pieces)))
            pieces.clear()
            if readings and room.takes(reading := "".join(readings)):
                assembly.add(reading, "注音", "metadata")
            readings.clear()

    def text(words: str) -> None:
        if within:
            within[-1].append(words)

    _walk(package, member, content, start, end, text)
    if room.left_out:
        package.skip(member, "limit", f"{room.left_out} 条注音 readings")
    package.took(member, sum(map(len, strings.texts)))
    return strings


def _add_unused(assembly: Assembly, strings: Strings, main: Member) -> None:
    room = Room(_MOST_BESIDE, MOST_CHARACTERS)
    for text in strings.unused():
        if room.takes(text):
            assembly.add(text, "未使用的共享字符串", "hidden")
    if room.left_out:
        assembly.add_unchecked("limit", main.name, f"{room.left_out} 条未使用的共享字符串 unused strings")


def _walk(package: Package, member: Member, content: bytes, *handlers: Any, **shortcut: Any) -> None:
    try:
        walk_xml(content, *handlers, **shortcut)
    except ReadError as error:
        package.skip(member, error.reason, words_of(error))


def _unescaped(text: str) -> str:
    """Excel writes characters that XML cannot hold as _x000B_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _styles(assembly: Assembly, package: Package, member: Member) -> _Styles:
    styles = _Styles()
    root = ooxml.xml_of(package, member)
    if root is None:
        return styles
    codes: dict[str, str] = {}
    known: dict[str, tuple[bool, bool, bool]] = {}  # a hostile file has millions of cell formats
    for one in root.iter():
        if ooxml.local(one.tag) == "numFmt":
            known.clear()
            code = codes[one.get("numFmtId", "")] = one.get("formatCode", "")
            for text in ooxml.words_of_format(code):
                assembly.add(text, "数字格式", "metadata")
        elif ooxml.local(one.tag) == "cellXfs":
            for index, format_ in enumerate(one):
                number = format_.get("numFmtId", "0")
                code = codes.get(number, "")
                if number not in known:
                    is_date, is_blank = is_date_format(_count(number, 0), code), code.replace(" ", "") == ";;;"
                    known[number] = is_date, is_blank, has_digits(code)
                is_date, is_blank, adds_digits = known[number]
                if is_date:
                    styles.dates.add(index)
                if is_blank:
                    styles.blanks.add(index)
                if adds_digits:
                    styles.codes[index] = code
    package.holds_no_text(member)
    return styles


def _count(text: str, otherwise: int) -> int:
    """A number of up to eight digits; ``otherwise`` for what is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise


# --------------------------------------------------------------------------------------------------------- one sheet


class _Sheet:
    """One sheet: its cells as they come, then its formulas, links, comments and drawings."""

    def __init__(
        self,
        assembly: Assembly,
        package: Package,
        member: Member,
        title: str,
        strings: Strings,
        styles: _Styles,
        *,
        hidden: bool,
        uses_1904: bool,
    ) -> None:
        self._assembly, self._package, self._member = assembly, package, member
        self._title, self._strings, self._styles = title, strings, styles
        self._hidden, self._uses_1904 = hidden, uses_1904
        self._hidden_columns = HiddenColumns()
        self._rows: list[Row] = []
        self._row, self._column, self._row_hidden = 0, 0, False
        self._cell: dict[str, str] | None = None
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._reading = False
        self._formulas: list[tuple[str, str, str | None]] = []
        self._links: list[dict[str, str]] = []
        self._beside: list[str] = []
        self._room = Room(0, 0)
        self._missing = self._characters = 0

    def take(self, room: Room) -> None:
        """Add everything of the sheet, its cells as far as there is room, and note it in the ledger."""
        self._room = room
        content = self._package.read(self._member)
        if content is None:
            return
        handlers = self._start, self._end, self._text
        _walk(self._package, self._member, content, *handlers, whole=_plain_cells(content), take=self._take_plain)
        if self._missing:
            reason = "limit" if self._strings.is_cut else "damaged"
            self._package.skip(self._member, reason, f"{self._missing} strings")
        self._assembly.add_table(aligned(self._rows), self._title)
        relations = ooxml.relations(self._package, self._member.name)
        self._add_formulas()
        if left_out := room.told():
            self._package.skip(self._member, "limit", left_out)
        self._add_links(relations)
        for relation in relations.values():
            member = None if relation.is_external else self._package.find(relation.target)
            if member and not self._package.is_covered(member):
                if relation.type in ("comments", "threadedComment"):
                    self._add_comments(member)
                elif relation.type in ("drawing", "vmlDrawing"):
                    self._add_drawing(member)
        self._package.took(self._member, self._characters)

    def _take_plain(self, found: re.Match[bytes]) -> bool:
        """Take a cell as it is written; False for one that the parser must see."""
        if self._cell is not None:  # in a cell, and no cell of the sheet
            return False
        if self._room.cells < 1:
            self._room.left_out += 1
            return True
        column, style, kind, value, inline = found.groups(b"")
        try:
            text = (value or inline).decode()
        except UnicodeDecodeError:
            return False
        self._column = column_number(column.decode())
        self._add_cell(text, kind.decode() or ("inlineStr" if inline else "n"), int(style or b"0"))
        return True

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = ooxml.local(tag)
        if name == "c":
            self._cell = attributes
            found = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = column_number(found[1]) if found else self._column + 1
            self._value = self._formula = None
        elif name == "row":
            self._row = _count(attributes.get("r", ""), self._row + 1)
            self._column, self._row_hidden = 0, attributes.get("hidden") in ("1", "true")
        elif self._cell is not None:
            self._reading = self._reading or name == "rPh"
            if name in ("v", "t") and not self._reading:
                if self._value is None:
                    self._value = []
                self._into = self._value
            elif name == "f":
                self._into = self._formula = []
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _count(attributes.get("min", ""), 0), _count(attributes.get("max", ""), 0)
            if first and last:
                self._hidden_columns.add(first, last)
        elif name == "hyperlink":
            self._links.append({ooxml.local(key): value for key, value in attributes.items()})
        else:
            for key, value in attributes.items():
                if key in _SHOWN_ATTRIBUTES or ooxml.is_telling(value):
                    self._add_beside(value)

    def _end(self, tag: str) -> None:
        name = ooxml.local(tag)
        if name == "c" and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "rPh":
            self._reading = False
        elif self._cell is None:
            self._add_beside("".join(self._beside))
            self._beside = []
        self._into = None

    def _text(self, words: str) -> None:
        if self._cell is None:
            self._beside.append(words)
        elif self._into is not None:
            self._into.append(words)
        elif self._reading and words.strip():
            self._add_beside(words)

    def _end_cell(self, attributes: dict[str, str]) -> None:
        if self._formula is not None:
            is_stored = self._value or (self._value is not None and attributes.get("t") == "str")
            value = "".join(self._value or ()) if is_stored else None
            self._formulas.append((self._place(), _unescaped("".join(self._formula)), value))
        if not self._value:
            return
        self._add_cell("".join(self._value), attributes.get("t", "n"), _count(attributes.get("s", ""), 0))

    def _add_cell(self, value: str, kind: str, format_: int) -> None:
        is_number = kind == "n" and format_ not in self._styles.dates
        text = self._shown(value, kind, format_)
        if not text or not self._room.takes(text):
            return
        place, hidden = self._place(), self._hidden_as(format_)
        label = f"{place} {hidden}" if hidden else place
        cell = self._assembly.add_cell(text, label, "hidden" if hidden else "table", is_number=is_number)
        if not self._rows or self._rows[-1].number != self._row:
            self._rows.append(Row(self._row))
        self._rows[-1].add(self._column, cell)
        self._characters += len(text)
        shown = formatted(self._styles.codes[format_], text) if is_number and format_ in self._styles.codes else ""
        if shown and self._room.takes(shown):
            self._assembly.add(shown, f"{place} 数字格式", "table")
            self._characters += len(shown)

    def _place(self) -> str:
        return f"{self._title}!{column_name(self._column)}{self._row}"

    def _shown(self, value: str, kind: str, format_: int) -> str:
        if kind == "s":
            text = self._strings.use(value.strip())
            self._missing += text is None
            return text or ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind != "n":
            return _unescaped(value)
        if format_ in self._styles.dates:
            return shown_date(value, uses_1904=self._uses_1904)
        return shown_number(value)

    def _hidden_as(self, format_: int) -> str:
        if self._hidden:
            return "隐藏工作表"
        if self._row_hidden:
            return "隐藏行"
        if self._hidden_columns.holds(self._column):
            return "隐藏列"
        return "隐藏格式" if format_ in self._styles.blanks else ""

    def _add_beside(self, text: str) -> None:
        """Text of a sheet that is no cell's: validation lists and prompts, headers and footers, conditions."""
        if text.strip():
            self._assembly.add(_unescaped(text), f"{self._title} 设置", "metadata")
            self._characters += len(text)

    def _add_formulas(self) -> None:
        unstored = 0
        for place, formula, value in self._formulas:
            if formula:
                self._assembly.add(formula, f"{place} 公式", "metadata")
            for found in _HYPERLINK.finditer(formula):
                self._assembly.add_link(found[1], found[2] or "", f"{place} 链接")
            self._characters += len(formula)
            if value is None or _JOINS.search(formula):
                unstored += self._add_spelt(place, formula, value)
        if unstored:
            self._assembly.add_unchecked(
                "unsupported", self._member.name, f"{unstored} 个公式没有存下的值 formulas without stored values"
            )

    def _add_spelt(self, place: str, formula: str, value: str | None) -> bool:
        """Add what a formula spells out of constants; True where it may show words that nobody stored."""
        whole, within = spelt(formula)
        for text in within if whole is None else [whole]:
            is_read = text in (value, formula.strip('="'))  # a formula that is one literal is read as it is
            if text and not is_read and self._room.takes(text):
                self._assembly.add(text, f"{place} 公式结果", "table")
                self._characters += len(text)
        return value is None and whole is None and not only_calculates(formula)

    def _add_links(self, relations: dict[str, ooxml.Relation]) -> None:
        wanted = {link.get("ref", "").partition(":")[0] for link in self._links}
        texts = self._texts_at(wanted) if wanted else {}
        for link in self._links:
            place = link.get("ref", "").partition(":")[0]
            relation = relations.get(link.get("id", ""))
            label = f"{self._title}!{place}"
            if relation is not None and relation.is_external:
                self._assembly.add_link(relation.target, texts.get(place) or link.get("display", ""), f"{label} 链接")
            for key in ("display", "tooltip", "location"):
                if link.get(key, "") not in ("", texts.get(place)) and (
                    key != "location" or ooxml.is_telling(link[key])
                ):
                    self._assembly.add(link[key], f"{label} 链接说明", "metadata")

    def _texts_at(self, places: set[str]) -> dict[str, str]:
        """What the cells at these places say."""
        numbers = {found[2] for place in places if (found := _PLACE.fullmatch(place))}
        return {
            place: cell.text
            for row in self._rows
            if str(row.number) in numbers
            for column, cell in zip(row.columns, row.cells, strict=True)
            if (place := f"{column_name(column)}{row.number}") in places
        }

    def _add_comments(self, member: Member) -> None:
        root = ooxml.xml_of(self._package, member)
        if root is None:
            return
        authors: list[str] = []
        speaking: set[int] = set()
        taken = 0
        for one in root.iter():
            tag = ooxml.local(one.tag)
            if tag == "author":
                authors.append(one.text or "")
            elif tag in ("comment", "threadedComment"):
                label = f"{self._title}!{one.get('ref', '')} 批注"
                text = _unescaped(_text_of(one))
                self._assembly.add(text, label, "comment")
                number = _count(one.get("authorId", ""), len(authors))
                if number < len(authors):
                    self._assembly.add_outside(authors[number], f"{label}作者")
                    speaking.add(number)
                taken += len(text)
        for index, author in enumerate(authors):
            if index not in speaking:  # whose comments were deleted
                self._assembly.add_outside(author, f"{self._title} 批注作者")
        self._package.took(member, taken)

    def _add_drawing(self, member: Member) -> None:
        root = ooxml.xml_of(self._package, member)
        if root is None:
            return
        taken = 0
        shown = (*ooxml.text_blocks(root), *_attributes_of(root, ("descr", "title", "alt")))
        for text in shown:
            self._assembly.add(text, f"{self._title} 图形", "prose")
            taken += len(text)
        for name in _attributes_of(root, ("name",)):
            if ooxml.is_telling(name) and not _USUAL_NAME.fullmatch(name) and name not in shown:
                self._assembly.add(name, f"{self._title} 图形名称", "metadata")
                taken += len(name)
        self._package.took(member, taken)


_PLAIN_CELL = re.compile(
    rb'(?<=>)<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,8})")?'
    rb'(?:(?: t="(n|s|b|str)")?><v>([!-%\'-;=?-~]{1,64})</v>'
    rb'| t="inlineStr"><is><t>((?:[ -%\'-;=?-\x7e\x80-\xee]|\xef[\x80-\xbe]){1,1024})</t></is>)</c>'
)
"""A cell as programs write most of them: a value without references and line ends, and nothing beside it.

Longer ones are left to the parser: for each character of one the pattern keeps a way back.
"""


def _plain_cells(content: bytes) -> Iterator[re.Match[bytes]]:
    """The plain cells of a sheet, in their order; none where ``<c`` may be something else than a cell."""
    start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    return _PLAIN_CELL.finditer(content, start, end) if 0 <= start < end and holds_only_tags(content) else iter(())


_USUAL_NAME = re.compile("[\u4e00-\u9fff]{1,8} ?[0-9]{0,4}")
"""Names that programs give to pictures and shapes."""


def _text_of(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter() if ooxml.local(one.tag) in ("t", "text"))


def _attributes_of(root: Element, names: Sequence[str]) -> Iterator[str]:
    for one in root.iter():
        for name, value in one.attrib.items():
            if ooxml.local(name) in names and value.strip():
                yield value


def _add_caches(assembly: Assembly, package: Package) -> None:
    """What attributes hold in parts that belong to no sheet: pivot caches, connections, those who commented."""
    for member in package.members:
        name = member.name.lower()
        if package.is_covered(member) or not name.endswith(".xml"):
            continue
        wanted: tuple[str, ...]
        if "/pivotcache/" in name:
            wanted, label, kind = ("v", "name"), "数据透视缓存", "hidden"
        elif name.endswith("/connections.xml"):
            wanted, label, kind = _CONNECTION, "数据连接", "metadata"
        elif "/persons/" in name:
            wanted, label, kind = ("displayName",), "批注作者", "metadata"
        else:
            continue
        root = ooxml.xml_of(package, member)
        taken = 0
        for text in () if root is None else (*_attributes_of(root, wanted), *ooxml.text_blocks(root)):
            assembly.add(_unescaped(text), label, kind)
            taken += len(text)
        package.took(member, taken)
