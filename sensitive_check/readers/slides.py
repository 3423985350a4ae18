"""PowerPoint presentations (pptx, pptm, ppsx, potx): slides in their order, each with its notes and comments.

ISO/IEC 29500-1, PresentationML and DrawingML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Document
from sensitive_check.readers import ooxml
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import Member, Package, open_zip
from sensitive_check.readers.source import Budget

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TRUE = ("1", "true")
_PROMPT = re.compile(
    r"(?:单击|点击)(?:此处|图标|以)[^0-9★]{0,20}|第[一二三四五六七八九]级"
    r"|Click [A-Za-z ]{0,40}|[A-Z][a-z]+ level|[‹<]#[›>]"
)


def read(content: bytes, name: str, budget: Budget) -> Document:
    """A document of all slides in presentation order, then masters, layouts and what lies beside them."""
    package = open_zip(content, budget)
    assembly = Assembly(name)
    main = ooxml.main_part(package)
    root = ooxml.xml_of(package, main)
    if root is not None:
        relations = ooxml.relations(package, main.name)
        _add_slides(assembly, package, main, root, relations)
        for member in package.members:
            if member.name.startswith(("ppt/slideMasters/slide", "ppt/slideLayouts/slide")):
                _add_master(assembly, package, member)
            elif member.name in ("ppt/authors.xml", "ppt/commentAuthors.xml"):
                _add_authors(assembly, package, member)
        package.took(main, 0)
    ooxml.add_properties(assembly, package)
    ooxml.add_rest(assembly, package)
    return assembly.document()


def _add_slides(
    assembly: Assembly, package: Package, main: Member, root: Element, relations: dict[str, ooxml.Relation]
) -> None:
    number, seen = 0, set[str]()
    for one in root.iter():
        if ooxml.local(one.tag) != "sldId":
            for text in ooxml.telling_attributes(one):  # names of sections and of custom shows
                assembly.add(text, "演示文稿设置", "metadata")
            continue
        number += 1
        keys = [value for name, value in one.attrib.items() if name.endswith("}id")]
        relation = relations.get(keys[0]) if keys else None
        member = package.find(relation.target) if relation else None
        if member is None:
            assembly.add_unchecked("damaged", main.name, "缺少幻灯片部件 missing slide")
        elif not package.is_covered(member):
            _add_slide(assembly, package, member, f"幻灯片{number}", seen)


def _add_names(assembly: Assembly, root: Element, label: str, seen: set[str], told: tuple[str, ...] = ()) -> int:
    """Add names, descriptions and bullets, which stand in attributes; each once in the file. How many characters."""
    taken = 0
    for text in ooxml.attribute_words(root, told):
        if text not in seen:
            seen.add(text)
            assembly.add(text, f"{label} 名称", "metadata")
            taken += len(text)
    return taken


def _add_slide(assembly: Assembly, package: Package, member: Member, label: str, seen: set[str]) -> None:
    root = ooxml.xml_of(package, member)
    if root is None:
        return
    relations = ooxml.relations(package, member.name)
    hidden = root.get("show") in ("0", "false")
    shapes = _Shapes(assembly, label, relations, hidden=hidden)
    shapes.add(root)
    package.took(member, shapes.taken + _add_names(assembly, root, label, seen, ("descr", "title", "tooltip")))
    for relation in relations.values():
        beside = None if relation.is_external else package.find(relation.target)
        if beside is None or package.is_covered(beside):
            continue
        kind = {"notesSlide": "备注", "comments": "批注"}.get(relation.type)
        if kind and (inner := ooxml.xml_of(package, beside)) is not None:
            part_kind = "comment" if kind == "批注" else "prose"
            taken = 0
            for text in _comments(inner) if kind == "批注" else _paragraphs(inner):
                assembly.add(text, f"{label} {kind}", part_kind)
                taken += len(text)
            package.took(beside, taken + _add_names(assembly, inner, f"{label} {kind}", seen))


class _Shapes:
    """The shapes of one slide, walked without recursion; ``taken`` counts their characters."""

    def __init__(self, assembly: Assembly, label: str, relations: dict[str, ooxml.Relation], *, hidden: bool) -> None:
        self._assembly, self._label, self._relations = assembly, label, relations
        self._hidden = hidden
        self._tables = 0
        self.taken = 0

    def add(self, root: Element) -> None:
        """Add paragraphs, tables, descriptions and links in the order in which they stand."""
        pending: list[tuple[Element, bool]] = [(root, self._hidden)]
        while pending:
            element, hidden = pending.pop()
            tag = ooxml.local(element.tag)
            if tag in ("sp", "grpSp", "pic", "graphicFrame", "cxnSp"):
                hidden = hidden or any(
                    ooxml.local(one.tag) == "cNvPr" and one.get("hidden") in _TRUE
                    for child in element[:1]
                    for one in child
                )
            if tag == "p":
                self._add_text(_paragraph(element), self._label, hidden=hidden)
                self._add_links(element)
            elif tag == "tbl":
                self._add_table(element, hidden=hidden)
            elif tag == "cNvPr":
                for name in ("descr", "title"):
                    self._add_text(element.get(name, ""), f"{self._label} 替代文字", hidden=hidden)
                self._add_links(element)
            else:
                if element.text and element.text.strip():
                    self._add_text(element.text, self._label, hidden=hidden)
                pending += ((child, hidden) for child in reversed(element))

    def _add_text(self, text: str, label: str, *, hidden: bool) -> None:
        if text.strip():
            self._assembly.add(text, f"{label} 隐藏" if hidden else label, "hidden" if hidden else "prose")
            self.taken += len(text)

    def _add_table(self, table: Element, *, hidden: bool) -> None:
        self._tables += 1
        rows = []
        for number, row in enumerate(ooxml.outermost(table, "tr"), 1):
            cells = []
            for column, cell in enumerate(ooxml.outermost(row, "tc"), 1):
                label = f"{self._label} 表{self._tables} 第{number}行第{column}列" + (" 隐藏" if hidden else "")
                text = "\n".join(_paragraphs(cell))
                cells.append(self._assembly.add_cell(text, label, "hidden" if hidden else "table"))
                self._add_links(cell)
                self.taken += len(text)
            rows.append(cells)
        self._assembly.add_table(rows)

    def _add_links(self, element: Element) -> None:
        for one in element.iter():
            if ooxml.local(one.tag) in ("hlinkClick", "hlinkHover", "hlinkMouseOver"):
                keys = [value for name, value in one.attrib.items() if name.endswith("}id")]
                relation = self._relations.get(keys[0]) if keys else None
                if relation and relation.is_external:
                    self._assembly.add_link(relation.target, _paragraph(element), f"{self._label} 链接")
                self._add_text(one.get("tooltip", ""), f"{self._label} 链接说明", hidden=False)


def _paragraph(element: Element) -> str:
    """The text of a paragraph: runs, fields and formulas; a break is a line end."""
    pieces = []
    for one in element.iter():
        tag = ooxml.local(one.tag)
        if tag == "br":
            pieces.append("\n")
        elif tag == "t":
            pieces.append(one.text or "")
    return "".join(pieces)


def _paragraphs(root: Element) -> Iterator[str]:
    return (text for one in ooxml.outermost(root, "p") if (text := _paragraph(one)).strip())


def _comments(root: Element) -> Iterator[str]:
    """Comments of either kind: the old hold a ``text``, the modern paragraphs."""
    for one in root.iter():
        if ooxml.local(one.tag) == "text" and (one.text or "").strip():
            yield one.text or ""
    yield from _paragraphs(root)


def _add_master(assembly: Assembly, package: Package, member: Member) -> None:
    """The text of a master or layout but for its prompts; other words in a placeholder show on no slide."""
    if package.is_covered(member) or not member.name.endswith(".xml"):
        return
    root = ooxml.xml_of(package, member)
    taken = 0
    placed: set[int] = set()
    for shape in () if root is None else ooxml.outermost(root, "sp"):
        if any(ooxml.local(one.tag) == "ph" for one in shape.iter()):
            placed.update(id(one) for one in shape.iter() if ooxml.local(one.tag) == "p")
    for one in () if root is None else root.iter():
        for name in ("descr", "title") if ooxml.local(one.tag) == "cNvPr" else ():
            assembly.add(one.get(name, ""), "母版 替代文字")
            taken += len(one.get(name, ""))
    for one in () if root is None else ooxml.outermost(root, "p"):
        if not (text := _paragraph(one)).strip():
            continue
        if id(one) not in placed:
            assembly.add(text, "母版", "prose")
        elif not _PROMPT.fullmatch(text.strip()):
            assembly.add(text, "母版 占位符", "hidden")
        taken += len(text)
    if root is not None:
        taken += _add_names(assembly, root, "母版", assembly.texts())
    package.took(member, taken)


def _add_authors(assembly: Assembly, package: Package, member: Member) -> None:
    """Who wrote comments: names stand in attributes."""
    root = ooxml.xml_of(package, member)
    names = [] if root is None else [one.get(key, "") for one in root for key in ("name", "initials", "userId")]
    for name in names:
        assembly.add_outside(name, "批注作者")
    package.took(member, sum(map(len, names)))
