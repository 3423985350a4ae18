"""What Word, Excel and PowerPoint packages have in common: relationships, properties, and the parts beside the text.

ISO/IEC 29500-2 (packages, relationships, core properties) and 29500-1 (custom and extended properties, DrawingML).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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

_REPEATING = re.compile(r"(?:.*/)?diagrams/drawing[0-9]*\.xml")
"""Parts that show again what another part holds: pictures of SmartArt."""

_MACROS = re.compile(r"(?:.*/)?(?:vbaproject\.bin|vbadata\.xml|vbaprojectsignature.*|macrosheets/.*)")
_TELLING = re.compile("[\u3400-\u9fff]|[0-9]{5}")
_TECHNICAL = re.compile(
    r"[-+0-9.,: ]{1,10}|[-+]?[0-9]{1,9}\.[0-9]{1,20}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,30}Z?"
    r"|[0-9A-Fa-f]{6,8}|\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"
    r"|(?:\$?[A-Z]{1,3}\$?[0-9]{1,7}[: ]?)+"
)
_BLOCKS = frozenset(("p", "si", "row", "pt", "property", "text", "author"))


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relationship of a part leads: ``target`` is a part of the package, or an address outside it."""

    id: str
    type: str
    target: str = field(repr=False)
    is_external: bool = False


@lru_cache(maxsize=1024)
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
        root = parse_xml(content)
    except ReadError as error:
        package.skip(member, error.reason, words_of(error))
        return None
    if b"Fallback" in content:
        _drop_repeated(root)
    return root


def _drop_repeated(root: Element) -> None:
    """Take out what a part says again for old programs (``mc:Fallback``); what it says there alone stays."""
    pending = [root]
    while pending:
        element = pending.pop()
        if local(element.tag) != "AlternateContent":
            pending += element
            continue
        chosen = {text for one in element if local(one.tag) != "Fallback" for text in text_blocks(one)}
        for one in [one for one in element if local(one.tag) == "Fallback"]:
            if chosen.issuperset(text_blocks(one)):
                element.remove(one)


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


def telling_attributes(element: Element) -> Iterator[str]:
    """Values of attributes that hold words or a longer number, and are no size, cell range or identifier.

    >>> from xml.etree.ElementTree import Element
    >>> list(telling_attributes(Element("a", x="914400", ref="A10000:B20000", label="合计", v="13800138000")))
    ['合计', '13800138000']
    """
    return (value for value in element.attrib.values() if is_telling(value))


def is_telling(value: str) -> bool:
    """True for a value that holds words or a longer number, and is no size, cell range or identifier."""
    return bool(_TELLING.search(value)) and not _TECHNICAL.fullmatch(value)


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
    told: set[str] | None = None
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
            told = set(assembly.texts()) if told is None else told
            _add_xml(assembly, package, member, told)
        elif (content := package.read(member)) is not None:
            take_file(assembly, package, member, content, label=f"嵌入对象 {member.name.rpartition('/')[2]}")
    for one in package.unchecked():
        assembly.add_unchecked(one.reason, one.where, one.detail)
    assembly.add_coverage(package.coverage())


def _add_xml(assembly: Assembly, package: Package, member: Member, told: set[str]) -> None:
    """Add the text of a part, and what its attributes alone say. ``told`` is what the document says already."""
    root = xml_of(package, member)
    if root is None:
        return
    repeats = _REPEATING.fullmatch(member.name.lower()) is not None
    taken = 0
    for text in text_blocks(root):
        if not (repeats and text in told):
            assembly.add(text, f"部件 {member.name}", "metadata")
            told.add(text)
        taken += len(text)
    for text in (value for element in root.iter() for value in telling_attributes(element)):
        if text not in told:
            assembly.add(text, f"部件 {member.name} 属性", "metadata")
            told.add(text)
        taken += len(text)
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
