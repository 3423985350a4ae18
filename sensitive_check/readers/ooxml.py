"""What Word, Excel and PowerPoint packages have in common: relationships, properties, and the parts beside the text.

ISO/IEC 29500-2 (packages, relationships, core properties) and 29500-1 (custom and extended properties, DrawingML).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sensitive_check.errors import ReadError
from sensitive_check.readers.archive import take_file
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import Member, Package, words_of
from sensitive_check.readers.xml_parts import parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PROPERTIES: Mapping[str, str] = MappingProxyType(
    {
        "creator": "作者",
        "lastModifiedBy": "最后保存者",
        "title": "标题",
        "subject": "主题",
        "keywords": "关键词",
        "description": "备注",
        "category": "类别",
        "contentStatus": "状态",
        "Company": "单位",
        "Manager": "经理",
        "HyperlinkBase": "链接基准",
        "Template": "模板",
    }
)
"""Names of core and extended properties -> how they are labelled after 文档属性."""

_NO_TEXT = re.compile(
    r"\[content_types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|mimetype|docprops/thumbnail\..*|_xmlsignatures/.*"
    r"|(?:.*/)?(?:theme/.*|styles\.xml|styleswitheffects\.xml|fonttable\.xml|websettings\.xml|settings\.xml"
    r"|numbering\.xml|fonts/.*|printersettings/.*|calcchain\.xml|tablestyles\.xml|presprops\.xml|viewprops\.xml"
    r"|volatiledependencies\.xml|metadata\.xml|colors\d*\.xml|style\d*\.xml|layout\d+\.xml|quickstyle\d*\.xml"
    r"|people\.xml|commentsextended\.xml|commentsids\.xml|commentsextensible\.xml)"
)
"""Parts that hold formats and settings, by name in small letters; relationships are looked at by themselves."""

_MACROS = re.compile(r"(?:.*/)?(?:vbaproject\.bin|vbadata\.xml|vbaprojectsignature.*|macrosheets/.*)")
_SAYS = re.compile(r"[^\x00-\x7f]|[0-9]{11}")
"""What may be data in an attribute: words that are no English of a schema, a long number."""
_BLOCKS = frozenset(("p", "si", "row", "pt", "property", "text", "author"))


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relationship of a part leads: ``target`` is a part of the package, or an address outside it."""

    id: str
    type: str
    target: str = field(repr=False)
    is_external: bool = False


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace: the strict and the usual ones are alike.

    >>> local("{urn:x}creator"), local("creator")
    ('creator', 'creator')
    """
    return tag.rpartition("}")[2]


def xml_of(package: Package, member: Member) -> Element | None:
    """The root of a part; None, with the reason in the ledger, when it cannot be read."""
    content = package.read(member)
    if content is None:
        return None
    try:
        return parse_xml(content)
    except ReadError as error:
        package.skip(member, error.reason, words_of(error))
        return None


def relations(package: Package, part: str) -> dict[str, Relation]:
    """The relationships of a part, by id; those of the package for ``""``."""
    folder, _, name = part.rpartition("/")
    member = package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    root = None if member is None else xml_of(package, member)
    if member is None or root is None:
        return {}
    package.holds_no_text(member)
    found: dict[str, Relation] = {}
    for one in root:
        attributes = {local(name): value for name, value in one.attrib.items()}
        target, external = attributes.get("Target", ""), attributes.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = Relation(attributes.get("Id", ""), kind, target, external)
    return found


def main_part(package: Package) -> Member:
    """The part that the package is about. Raises ``ReadError`` when there is none."""
    for relation in relations(package, "").values():
        if relation.type == "officeDocument" and (member := package.find(relation.target)):
            return member
    raise ReadError("文件里没有正文部件", "the package has no main part")


def text_blocks(root: Element) -> Iterator[str]:
    """The text of a part whose structure does not matter, paragraph by paragraph: charts, SmartArt, custom XML."""
    pieces: list[str] = []
    for element in root.iter():
        if local(element.tag) in _BLOCKS and pieces:
            yield "".join(pieces)
            pieces.clear()
        for text in (element.text, element.tail):
            if text and text.strip():
                pieces.append(text)
    if pieces:
        yield "".join(pieces)


def add_properties(assembly: Assembly, package: Package) -> None:
    """Core, extended and custom properties: published with the file, and not in its text."""
    for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        member = package.find(name)
        root = None if member is None else xml_of(package, member)
        if member is None or root is None:
            continue
        taken = 0
        for one in root:
            label, text = PROPERTIES.get(local(one.tag)), "".join(one.itertext()).strip()
            if local(one.tag) == "property":
                label = one.get("name", "")
            if label and text:
                assembly.add_outside(text, f"文档属性 {label}")
                taken += len(text)
        package.took(member, taken)


def add_rest(assembly: Assembly, package: Package) -> None:
    """Everything that the reader of a kind of package left: pictures, embedded files, charts, unknown parts.

    Ends with the ledger; call it last.
    """
    for member in package.members:
        name = member.name.lower()
        if name.endswith(".rels"):
            _add_targets(assembly, package, member)
        if package.is_covered(member):
            continue
        if _NO_TEXT.fullmatch(name):
            package.holds_no_text(member)
        elif _MACROS.fullmatch(name):
            package.skip(member, "unsupported", "宏 macro")
        elif name.endswith(".xml"):
            _add_xml(assembly, package, member)
        elif (content := package.read(member)) is not None:
            take_file(assembly, package, member, content, label=f"嵌入对象 {member.name.rpartition('/')[2]}")
    for one in package.unchecked():
        assembly.add_unchecked(one.reason, one.where, one.detail)
    assembly.add_coverage(package.coverage())


def _add_xml(assembly: Assembly, package: Package, member: Member) -> None:
    root = xml_of(package, member)
    if root is None:
        return
    taken = 0
    for text in text_blocks(root):
        assembly.add(text, f"部件 {member.name}", "metadata")
        taken += len(text)
    if member.name.lower().startswith("customxml/"):
        values = (value for element in root.iter() for value in element.attrib.values() if _SAYS.search(value))
        for value in dict.fromkeys(values):
            assembly.add(value, f"部件 {member.name} 属性", "metadata")
            taken += len(value)
    package.took(member, taken)


def _add_targets(assembly: Assembly, package: Package, member: Member) -> None:
    """Addresses outside the package that no reader placed: they are opened, or fetched, with the file.

    A reader that shows the link where it stands calls ``assembly.add_link`` itself; the same target is not told twice.
    """
    root = xml_of(package, member)
    for one in () if root is None else root:
        attributes = {local(name): value for name, value in one.attrib.items()}
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") == "External" and not assembly.has_link(target):
            kind = attributes.get("Type", "").rpartition("/")[2]
            assembly.add_link(target, "", f"外部引用 {kind}")
    package.holds_no_text(member)
