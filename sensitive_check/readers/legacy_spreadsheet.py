"""Old Excel workbooks (xls) and binary ones (xlsb): cells by python-calamine, and by our own walk what stands beside.

MS-XLS and MS-XLSB. What a workbook holds and neither of the two reads (macros, pivot caches, embedded objects) is told.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

from sensitive_check.errors import MissingDependencyError, ReadError
from sensitive_check.model import Coverage, Document
from sensitive_check.readers import biff12, ooxml
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.biff import Beside, Sheet, read_records, unused
from sensitive_check.readers.container import Member, Package, open_zip
from sensitive_check.readers.source import Budget
from sensitive_check.readers.spreadsheet import MOST_CELLS, aligned, column_name, shown_number

if TYPE_CHECKING:
    from sensitive_check.model import Cell

MOST_PLACES = 20_000_000
"""How many places the rectangles around the cells of all sheets may have: the library fills them. Excel 2003 had 16 M
for a sheet."""

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
    "name": ("定义的名称", "metadata"),
    "unused": ("未使用的共享字符串", "hidden"),
}
_WITHOUT_TEXT = ("calcchain.bin", "styles.bin")


def read(content: bytes, name: str, budget: Budget) -> Document:
    """A document of all sheets, each a table, then what belongs to it and to the workbook.

    Raises ``ReadError`` for a workbook that is damaged or has a password, ``MissingDependencyError`` without the
    libraries.
    """
    if content.startswith(b"PK"):
        return _read_xlsb(content, name, budget)
    return _read_xls(content, name, budget.deeper())


def _libraries() -> tuple[ModuleType, ModuleType]:
    try:
        import olefile
        import python_calamine
    except ImportError:
        words = "pip install 'sensitive-check[office]'"
        raise MissingDependencyError(
            f"读取 .xls、.xlsb 需要：{words}", f"reading .xls and .xlsb needs: {words}", "missing-package"
        ) from None
    return python_calamine, olefile


def _damaged() -> ReadError:
    return ReadError("工作簿已损坏，打不开", "the workbook is damaged and cannot be opened")


@contextmanager
def _faults(calamine: ModuleType) -> Iterator[None]:
    """Faults of the library as ``ReadError``. What it says may quote the draft, so its words are not passed on."""
    try:
        yield
    except calamine.PasswordError:
        raise ReadError("文件有密码", "the file has a password", "encrypted") from None
    except (ReadError, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # its panics are no Exception
        raise _damaged() from None


# -------------------------------------------------------------------------------------------------------------- .xls


def _read_xls(content: bytes, name: str, budget: Budget) -> Document:
    calamine, olefile = _libraries()
    assembly = Assembly(name)
    try:
        ole = olefile.OleFileIO(io.BytesIO(content))
        names = ["/".join(entry) for entry in ole.listdir()]
        main = "Workbook" if "Workbook" in names else "Book"
        stream = ole.openstream(main).read()
        properties = ole.get_metadata()
    except Exception:
        raise _damaged() from None
    budget.spend(len(stream))
    records = read_records(stream)
    _check_places(records.sheets)
    with _faults(calamine):
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        listed = [
            (one.name, one.visible != calamine.SheetVisibleEnum.Visible, workbook.get_sheet_by_index(index))
            for index, one in enumerate(workbook.sheets_metadata)
        ]
    allowed, before = MOST_CELLS, assembly.length
    for index, (title, is_hidden, cells) in enumerate(listed):
        sheet = records.sheets[index] if index < len(records.sheets) else Sheet()
        allowed -= _add_sheet(assembly, calamine, cells, title, sheet, allowed, is_hidden=is_hidden, where=main)
        if sheet.is_macro:
            assembly.add_unchecked("unsupported", title, "宏表 macro sheet")
    _add_beside(assembly, records.whole.beside, "", {})
    assembly.add_outside(records.writer, "文档属性 保存时的用户名")
    if not records.is_whole:
        assembly.add_unchecked("damaged", main, "记录不完整 records break off")
    if records.is_old:
        assembly.add_unchecked(
            "unsupported", main, "Excel 95 的批注、公式等 comments, formulas and the like of Excel 95"
        )
    if records.pictures:
        assembly.add_unchecked("image", main, str(records.pictures))
    _add_streams(assembly, names, main, assembly.length - before)
    _add_ole_properties(assembly, properties)
    return assembly.document()


def _check_places(sheets: Sequence[Sheet]) -> None:
    places = sum(sheet.places for sheet in sheets)
    if places > MOST_PLACES:
        raise ReadError(f"单元格散布在 {places} 格中", f"cells are scattered over {places} places", "limit")


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
        if isinstance(value, bytes):
            value = _decoded(value)
        if isinstance(value, str):
            assembly.add_outside(value.strip("\0 "), f"文档属性 {label}")


def _decoded(value: bytes) -> str:
    """Text of a property. The code page it claims is often wrong; in Chinese files it is UTF-8 or GBK."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("gb18030", "replace")


# ------------------------------------------------------------------------------------------------------------- .xlsb


def _read_xlsb(content: bytes, name: str, budget: Budget) -> Document:
    calamine, _ = _libraries()
    package = open_zip(content, budget)
    assembly = Assembly(name)
    main = ooxml.main_part(package)
    parts = _parts_of(package)
    listed, names = biff12.read_workbook(parts.get(main.name, b""))
    relations = ooxml.relations(package, main.name)
    members = [_target(package, relations, one.relation) for one in listed]
    sheets = [biff12.read_sheet(parts.get(member.name, b"")) if member else Sheet() for member in members]
    _check_places(sheets)
    with _faults(calamine):
        workbook = calamine.CalamineWorkbook.from_filelike(_packed(parts))
        if [one.name for one in workbook.sheets_metadata] != [one.name for one in listed]:
            raise _damaged()
    allowed, covered = MOST_CELLS, [main]
    for index, (one, member, sheet) in enumerate(zip(listed, members, sheets, strict=True)):
        if member is None:
            assembly.add_unchecked("damaged", main.name, "缺少工作表部件 missing sheet")
            continue
        before = assembly.length
        with _faults(calamine):
            cells = workbook.get_sheet_by_index(index)
        own = ooxml.relations(package, member.name)
        for relation in own.values():
            comments = None if relation.is_external else package.find(relation.target)
            if comments and relation.type == "comments":
                sheet.beside += biff12.read_comments(parts.get(comments.name, b""))
                covered.append(comments)
        targets = {relation.id: relation.target for relation in own.values() if relation.is_external}
        allowed -= _add_sheet(
            assembly,
            calamine,
            cells,
            one.name,
            sheet,
            allowed,
            is_hidden=one.is_hidden,
            where=member.name,
            targets=targets,
        )
        package.took(member, assembly.length - before)
    _add_beside(assembly, names, "", {})
    used = set[int]().union(*(sheet.strings for sheet in sheets))
    for member in package.members:
        if member in covered:
            package.took(member, 0)
        elif member.name.lower().endswith("/sharedstrings.bin"):
            strings = biff12.read_strings(parts.get(member.name, b""))
            _add_beside(assembly, unused(strings, used), "", {})
            package.took(member, sum(map(len, strings)))
        elif member.name.lower().endswith(_WITHOUT_TEXT):
            package.holds_no_text(member)
    ooxml.add_properties(assembly, package)
    ooxml.add_rest(assembly, package)
    return assembly.document()


def _target(package: Package, relations: Mapping[str, ooxml.Relation], key: str) -> Member | None:
    return package.find(relations[key].target) if key in relations else None


def _parts_of(package: Package) -> dict[str, bytes]:
    """The parts that the library reads, by name."""
    parts = {}
    for member in package.members:
        if member.name.lower().endswith((".bin", ".rels", "[content_types].xml")):
            content = package.read(member)
            if content is not None:
                parts[member.name] = content
    return parts


def _packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """The same parts in a zip file of our own: the library meets neither a bomb nor a name twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


# --------------------------------------------------------------------------------------------------------- one sheet


def _add_sheet(
    assembly: Assembly,
    calamine: ModuleType,
    cells: Any,
    title: str,
    sheet: Sheet,
    allowed: int,
    *,
    is_hidden: bool,
    where: str,
    targets: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Add the cells of a sheet, so many, as a table, then what stands beside them; how many cells it has."""
    assembly.add_outside(title, "工作表名", "hidden" if is_hidden else "metadata")
    rows: list[list[tuple[int, Cell]]] = []
    texts: dict[str, str] = {}
    linked = {one.place for one in sheet.beside if one.what in ("link", "hyperlink")}
    last_row, count = -1, 0
    with _faults(calamine):
        for row, column, value in _filled(cells):
            count += 1
            if count > allowed:
                continue
            text, is_number = _shown(value)
            hidden = "隐藏工作表" if is_hidden else sheet.hides(row, column)
            place = f"{column_name(column + 1)}{row + 1}"
            label = f"{title}!{place} {hidden}" if hidden else f"{title}!{place}"
            cell = assembly.add_cell(text, label, "hidden" if hidden else "table", is_number=is_number)
            if row != last_row:
                rows.append([])
                last_row = row
            rows[-1].append((column, cell))
            if (row, column) in linked:
                texts[place] = text
    if count > allowed:
        assembly.add_unchecked("limit", where, f"{count - allowed} cells")
    assembly.add_table(aligned(rows), title)
    _add_beside(assembly, sheet.beside, title, texts, targets)
    return min(count, allowed)


def _filled(cells: Any) -> Iterator[tuple[int, int, object]]:
    """Row and column, from 0, and value of each cell that has one."""
    if cells.start is None:
        return
    left = cells.start[1]
    for row, values in enumerate(cells.iter_rows()):  # rows from the first of the sheet, columns from the first used
        for column, value in enumerate(values, left):
            if value != "":
                yield row, column, value


def _shown(value: object) -> tuple[str, bool]:
    """What people see of a value, and whether it is a number."""
    if isinstance(value, bool):
        return str(value).upper(), False
    if isinstance(value, (int, float)):
        return shown_number(repr(value)), True
    if isinstance(value, datetime):
        return value.isoformat(" "), False
    return (value.isoformat() if isinstance(value, (date, time)) else str(value)), False


def _add_beside(
    assembly: Assembly,
    beside: Iterable[Beside],
    title: str,
    texts: Mapping[str, str],
    targets: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Add what stands beside the cells of a sheet, or of the workbook when there is no ``title``."""
    for one in beside:
        place = "" if one.place is None else f"{column_name(one.place[1] + 1)}{one.place[0] + 1}"
        label = f"{title}!{place}" if place else title
        target = targets.get(one.text, "") if one.what == "hyperlink" else one.text
        if one.what in ("link", "hyperlink"):
            assembly.add_link(target, texts.get(place, ""), f"{label} 链接")
        elif one.what == "author":
            assembly.add_outside(one.text.strip(), f"{label} 批注作者")
        elif one.what == "formula" and "://" in one.text:
            assembly.add_link(one.text, "", f"{label} 链接")
        elif one.text.strip() and not (one.what == "setting" and one.text == texts.get(place)):
            what, kind = _LABELS[one.what]
            assembly.add(one.text, f"{label} {what}".strip(), kind)
