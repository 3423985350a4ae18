"""Old Excel workbooks (xls) and binary ones (xlsb): cells as they are stored, and what stands beside or behind them.

MS-XLS and MS-XLSB, read by our own walk: ready-made readers give neither comments, nor formulas, nor what is hidden,
and some damaged files make python-calamine end the whole process. What is left (macros, pivot caches, embedded objects)
is told.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sensitive_check.errors import MissingDependencyError, ReadError
from sensitive_check.garbage import collections_paused
from sensitive_check.model import Coverage, Document
from sensitive_check.readers import biff12, ooxml
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.biff import Beside, Formats, Sheet, read_stream
from sensitive_check.readers.container import Member, Package, open_zip, words_of
from sensitive_check.readers.sheets import Row, Strings, aligned, column_name, room_for
from sensitive_check.readers.source import Budget

MOST_RECORDS = 5_000_000
"""How many records of one workbook are read: one of 55 MB may hold 14 million, and none of them a cell."""

_SUMMARY = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_NO_TEXT_STREAMS = frozenset(("\x01CompObj", "\x01Ole", "\x03ObjInfo", "ETExtData"))
_STORAGES = {
    "_VBA_PROJECT_CUR": "宏 macro",
    "_SX_DB_CUR": "数据透视缓存 pivot cache",
    "Revision Log": "修订记录 revisions",
}
_PROPERTIES = {
    "title": "标题",
    "subject": "主题",
    "author": "作者",
    "keywords": "关键词",
    "comments": "备注",
    "template": "模板",
    "last_saved_by": "最后保存者",
    "category": "类别",
    "manager": "经理",
    "company": "单位",
}
_LABELS = {
    "comment": ("批注", "comment"),
    "formula": ("公式", "metadata"),
    "drawing": ("图形", "prose"),
    "setting": ("设置", "metadata"),
    "format": ("数字格式", "metadata"),
    "name": ("定义的名称", "metadata"),
    "external": ("外部引用", "hidden"),
    "unused": ("未使用的共享字符串", "hidden"),
}


def read(content: bytes, name: str, budget: Budget) -> Document:
    """A document of all sheets, each a table, then what belongs to it and to the workbook.

    Raises ``ReadError`` for a workbook that is damaged or has a password, ``MissingDependencyError`` for an old one
    when the library that opens its container is not there.
    """
    with collections_paused():
        if content.startswith(b"PK"):
            return _read_xlsb(content, name, budget)
        return _read_xls(content, name, budget.deeper())


# -------------------------------------------------------------------------------------------------------------- .xls


def _read_xls(content: bytes, name: str, budget: Budget) -> Document:
    names, main, stream, properties = _opened(content)
    budget.spend(len(stream))
    room = room_for(budget, MOST_RECORDS)
    most = room.cells
    workbook = read_stream(stream, room)
    budget.take_cells(most - room.cells)
    assembly = Assembly(name)
    if workbook.whole.cells:
        workbook.whole.name, workbook.whole.is_hidden = "未列出的工作表", True
    for sheet in (*workbook.sheets, workbook.whole):
        _add_sheet(assembly, sheet, main)
    assembly.add_outside(workbook.writer, "文档属性 保存时的用户名")
    if not workbook.is_whole:
        assembly.add_unchecked("damaged", main, "记录不完整 records break off")
    if workbook.is_cut:
        assembly.add_unchecked("limit", main, "记录过多 too many records")
    if workbook.leaves_out:
        assembly.add_unchecked(
            "unsupported", main, "Excel 95 的批注、公式等 comments, formulas and the like of Excel 95"
        )
    if workbook.pictures:
        assembly.add_unchecked("image", main, str(workbook.pictures))
    _add_streams(assembly, names, main, assembly.length)
    _add_ole_properties(assembly, properties)
    return assembly.document()


def _opened(content: bytes) -> tuple[list[str], str, bytes, Any]:
    """The names of the streams of an old file, the workbook's and its content, and the properties."""
    try:
        import olefile
    except ImportError:
        words = "pip install 'sensitive-check[office]'"
        raise MissingDependencyError(
            f"读取 .xls 需要：{words}", f"reading .xls needs: {words}", "missing-package"
        ) from None
    try:
        ole = olefile.OleFileIO(io.BytesIO(content))
        names = ["/".join(entry) for entry in ole.listdir()]
        main = "Workbook" if "Workbook" in names else "Book"
        return names, main, ole.openstream(main).read(), ole.get_metadata()
    except MemoryError:
        raise
    except Exception:  # the library raises whatever comes
        raise ReadError("工作簿已损坏，打不开", "the workbook is damaged and cannot be opened") from None


def _add_streams(assembly: Assembly, names: Sequence[str], main: str, characters: int) -> None:
    """What became of each stream of the file, in the ledger."""
    told: set[str] = set()
    for name in names:
        top = name.partition("/")[0]
        if name == main:
            assembly.add_coverage([Coverage(part=name, state="text", characters=characters)])
        elif name in _SUMMARY:
            assembly.add_coverage([Coverage(part=name, state="text")])
        elif name in _NO_TEXT_STREAMS:
            assembly.add_coverage([Coverage(part=name, state="no-text")])
        elif top not in told:
            told.add(top)
            detail = _STORAGES.get(top, "嵌入对象 embedded object")
            assembly.add_coverage([Coverage(part=top, state="not-checked", reason="unsupported", detail=detail)])
            assembly.add_unchecked("unsupported", top, detail)


def _add_ole_properties(assembly: Assembly, properties: Any) -> None:
    """Author, title and the like: published with the file, and not in its text."""
    for attribute, label in _PROPERTIES.items():
        value = getattr(properties, attribute, None)
        text = _decoded(value) if isinstance(value, bytes) else value
        if isinstance(text, str):
            assembly.add_outside(text.strip("\0 "), f"文档属性 {label}")


def _decoded(value: bytes) -> str:
    """Text of a property. The code page it claims is often wrong; in Chinese files it is UTF-8 or GBK."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("gb18030", "replace")


# ------------------------------------------------------------------------------------------------------------- .xlsb


def _read_xlsb(content: bytes, name: str, budget: Budget) -> Document:
    package, assembly = open_zip(content, budget), Assembly(name)
    main = ooxml.main_part(package)
    _BinaryWorkbook(assembly, package, main).take()
    ooxml.add_properties(assembly, package)
    ooxml.add_rest(assembly, package)
    return assembly.document()


class _BinaryWorkbook:
    """The parts of a binary workbook, each taken and noted in the ledger."""

    def __init__(self, assembly: Assembly, package: Package, main: Member) -> None:
        self._assembly, self._package, self._main = assembly, package, main
        self._room = room_for(package.budget, MOST_RECORDS)
        self._strings = Strings()
        self._formats = Formats()

    def take(self) -> None:
        """Add everything of the workbook."""
        most = self._room.cells
        relations = ooxml.relations(self._package, self._main.name)
        listed = biff12.Listed()
        if (part := self._package.read(self._main)) is not None:
            try:
                listed = biff12.read_workbook(part, self._room)
            except (struct.error, ReadError) as error:
                self._skip(self._main, error)
        self._take_shared(relations, uses_1904=listed.uses_1904)
        for sheet, relation in listed.sheets:
            member = self._package.find(relations[relation].target) if relation in relations else None
            if member is None:
                self._assembly.add_unchecked("damaged", self._main.name, "缺少工作表部件 missing sheet")
            elif not self._package.is_covered(member):
                self._take_sheet(sheet, member)
        rest = Sheet()
        rest.add((*listed.names, *(Beside("unused", text) for text in self._strings.unused())), self._room)
        _add_sheet(self._assembly, rest, self._main.name)
        self._package.took(self._main, 0)
        self._package.budget.take_cells(most - self._room.cells)

    def _take_shared(self, relations: Mapping[str, ooxml.Relation], *, uses_1904: bool) -> None:
        for relation in relations.values():
            member = None if relation.is_external else self._package.find(relation.target)
            if member is None or relation.type not in ("sharedStrings", "styles", "calcChain"):
                continue
            part = self._package.read(member) or b""
            try:
                if relation.type == "sharedStrings":
                    biff12.read_strings(part, self._strings, self._room)
                    self._package.took(member, sum(map(len, self._strings.texts)))
                else:
                    if relation.type == "styles":
                        self._formats = biff12.read_formats(part, self._room, uses_1904=uses_1904)
                        for code in self._formats.codes.values():
                            for text in ooxml.words_of_format(code):
                                self._assembly.add(text, "数字格式", "metadata")
                    self._package.holds_no_text(member)
            except (struct.error, ReadError) as error:
                self._skip(member, error)

    def _take_sheet(self, sheet: Sheet, member: Member) -> None:
        before = self._assembly.length
        part = self._package.read(member)
        if part is None:
            return
        try:
            biff12.read_sheet(part, sheet, self._strings, self._formats, self._room)
        except (struct.error, ReadError) as error:
            self._skip(member, error)
        relations = ooxml.relations(self._package, member.name)
        for relation in relations.values():
            comments = None if relation.is_external else self._package.find(relation.target)
            if comments and relation.type == "comments" and not self._package.is_covered(comments):
                sheet.add(self._comments(comments), self._room)
        targets = {one.id: one.target for one in relations.values() if one.is_external}
        _add_sheet(self._assembly, sheet, member.name, targets, is_cut=self._strings.is_cut)
        self._package.took(member, self._assembly.length - before)

    def _comments(self, member: Member) -> list[Beside]:
        part = self._package.read(member)
        try:
            found = [] if part is None else biff12.read_comments(part, self._room)
        except (struct.error, ReadError) as error:
            self._skip(member, error)
            return []
        self._package.took(member, sum(len(one.text) for one in found))
        return found

    def _skip(self, member: Member, error: struct.error | ReadError) -> None:
        if isinstance(error, ReadError):
            self._package.skip(member, error.reason, words_of(error))
        else:
            self._package.skip(member, "damaged", "记录不完整 records break off")


# --------------------------------------------------------------------------------------------------------- one sheet


def _add_sheet(
    assembly: Assembly,
    sheet: Sheet,
    where: str,
    targets: Mapping[str, str] = MappingProxyType({}),
    *,
    is_cut: bool = False,
) -> None:
    """Add the cells of a sheet as a table, then what stands beside them; without a name, what belongs to no sheet.

    ``is_cut``: strings are missing since there were too many.
    """
    assembly.add_outside(sheet.name, "工作表名", "hidden" if sheet.is_hidden else "metadata")
    rows: dict[int, Row] = {}
    texts: dict[str, str] = {}
    linked = {one.place for one in sheet.beside if one.what in ("link", "hyperlink")}
    for row, column, text, is_number in sheet.cells:
        place, hidden = _name_of(row, column), sheet.hides(row, column)
        label = f"{sheet.name}!{place} {hidden}" if hidden else f"{sheet.name}!{place}"
        cell = assembly.add_cell(text, label, "hidden" if hidden else "table", is_number=is_number)
        rows.setdefault(row, Row(row)).add(column, cell)
        if (row, column) in linked:
            texts[place] = text
    assembly.add_table(aligned([rows[row] for row in sorted(rows)]), sheet.name)
    if sheet.left_out:
        assembly.add_unchecked("limit", where, f"{sheet.left_out} cells")
    if sheet.missing:
        assembly.add_unchecked("limit" if is_cut else "damaged", where, f"{sheet.missing} strings")
    if sheet.is_macro:
        assembly.add_unchecked("unsupported", where, "宏表 macro sheet")
    _add_beside(assembly, sheet.beside, sheet.name, texts, targets)


def _name_of(row: int, column: int) -> str:
    return f"{column_name(column + 1)}{row + 1}"


def _add_beside(
    assembly: Assembly,
    beside: Iterable[Beside],
    title: str,
    texts: Mapping[str, str],
    targets: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Add what stands beside the cells of a sheet, or of the workbook when there is no ``title``."""
    for one in beside:
        place = _name_of(*one.place) if one.place else ""
        label = f"{title}!{place}" if place else title
        target = targets.get(one.text, "") if one.what == "hyperlink" else one.text
        if one.what in ("link", "hyperlink"):
            assembly.add_link(target, texts.get(place, ""), f"{label} 链接".strip())
        elif one.what == "author":
            assembly.add_outside(one.text.strip(), f"{label} 批注作者")
        elif one.what == "formula" and "://" in one.text:
            assembly.add_link(one.text, "", f"{label} 链接".strip())
        elif one.text.strip() and not (one.what == "setting" and one.text == texts.get(place)):
            what, kind = _LABELS[one.what]
            assembly.add(one.text, f"{label} {what}".strip(), kind)
