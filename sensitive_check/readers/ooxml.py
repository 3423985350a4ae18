"""What Word, Excel and PowerPoint packages have in common: relationships, properties, and the parts beside the text.

ISO/IEC 29500-2 (packages, relationships, core properties) and 29500-1 (custom and extended properties, DrawingML).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sensitive_check.errors import ReadError
from sensitive_check.readers.archive import take_file
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import Member, Package, words_of
from sensitive_check.readers.number_formats import literals_of
from sensitive_check.readers.xml_parts import holds_attributes_alone, parse_xml, prove_xml

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

_FORMATS = re.compile(
    r"\[content_types\]\.xml|_xmlsignatures/[^/]*\.(?:xml|sigs)"
    r"|(?:.*/)?(?:theme/[^/]*\.xml|styles\.xml|styleswitheffects\.xml|fonttable\.xml|websettings\.xml|settings\.xml"
    r"|numbering\.xml|calcchain\.xml|tablestyles\.xml|presprops\.xml|viewprops\.xml"
    r"|volatiledependencies\.xml|metadata\.xml|colors\d*\.xml|style\d*\.xml|layout\d+\.xml|quickstyle\d*\.xml"
    r"|people\.xml|commentsextended\.xml|commentsids\.xml|commentsextensible\.xml)"
)
"""Parts that hold formats and settings, by name in small letters: what in them reads as words is taken all the same."""

_BINARIES = re.compile(
    r"(?:.*/)?(?:fonts/[^/]*\.(?:odttf|ttf|otf|fntdata)|printersettings/[^/]*\.bin)|_xmlsignatures/[^/]*\.sigs|mimetype"
)
_THUMBNAIL = re.compile(r"docprops/thumbnail\.(?:jpe?g|png|emf|wmf|gif|bmp)")
_SAYS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|(?<![\d.])\d{11}")
"""Words, or a number long enough to be a person's: formats, identifiers and measures have neither."""

_AS_NINES = bytes(0x39 if 0x30 <= one <= 0x39 else 0x20 for one in range(256))
_LONG_NUMBER = b"9" * 11

_NAMES_OF_FONTS = frozenset(("typeface", "ascii", "eastAsia", "hAnsi", "cs", "panose"))
_NAMED_BY_MAKERS = frozenset(("theme", "themeOverride"))
"""Parts, by their root, in which only the makers of programs name anything."""

_FONT = re.compile(
    r"@?[A-Za-z ]{0,20}(?:方正|华文|汉仪|汉鼎|文鼎|微软|思源|华康|文泉驿|苹方|冬青|长城|创艺|站酷|叶根友|迷你"
    r"|经典|中易|兰亭|新宋|新細|標楷|細明|宋|黑|楷|仿|隶|隸|圆|圓|幼圆|等线|魏碑|小标|行楷|雅黑|阿里|鸿蒙|蒙纳|金山|书体坊|字魂|造字)"
    r"[\u4e00-\u9fff]{0,8}[A-Za-z_ ()-]{0,16}[0-9]{0,4}[A-Za-z_ ()-]{0,12}"
    r"|[\u3040-\u30ffA-Za-z\uff21-\uff5a0-9 .+_-]{0,30}(?:明朝|ゴシック)"
)
"""Names that makers of fonts give to them."""

_UNTELLING = re.compile(
    r"[\u4e00-\u9fff]{1,8} ?\d? (?:字符|Char)\d*|\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"
    r"|\d{14}(?:\.\d{1,3})?Z"
)
_USUAL_HEADING = re.compile("工作表|图表|命名范围|主题|标题|幻灯片标题|[使已]用的字体|嵌入 ?OLE ?服务器")
_USUAL_WORDS = re.compile("[年月日时分秒上午下午星期周元万亿人民币整个份]")
_USUAL_NUMBER = re.compile(r"(?:%\d|[\s第编章节条款项部分卷篇附件表图（）()、.．]){0,999}")
"""Numbers of lists. Bounded, as other groups that repeat: each round keeps a way back, of a hundred bytes."""

_MACROS = re.compile(r"(?:.*/)?(?:vbaproject\.bin|vbadata\.xml|vbaprojectsignature.*|macrosheets/.*)")
_TELLING = re.compile("[\u3400-\u9fff]|[0-9]{5}")
_TECHNICAL = re.compile(
    r"[-+0-9.,: ]{1,10}|[-+]?[0-9]{1,9}\.[0-9]{1,20}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,30}Z?"
    r"|[0-9A-Fa-f]{6,8}|\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"
    r"|(?:\$?[A-Z]{1,3}\$?[0-9]{1,7}[: ]?){1,9999}"
)
_BLOCKS = frozenset("p si row pt property text author lpstr lpwstr div tr td li".split())
_INLINE = frozenset("t r tspan span b i u em strong font a sub sup fld ins del".split())
"""Elements that begin a paragraph, and those that never do; any other does when it has words of its own."""


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
    return None if content is None else _root(package, member, content)


def _root(package: Package, member: Member, content: bytes) -> Element | None:
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


def outermost(root: Element, name: str) -> Iterator[Element]:
    """The elements of a local name below an element, but for those in one another: a hostile file nests them."""
    waiting = list(reversed(root))
    while waiting:
        element = waiting.pop()
        if local(element.tag) == name:
            yield element
        else:
            waiting += reversed(element)


def text_blocks(root: Element) -> Iterator[str]:
    """The text of a part whose structure does not matter, paragraph by paragraph: charts, SmartArt, custom XML."""
    pieces: list[str] = []
    for element in root.iter():
        name = local(element.tag)
        is_block = name in _BLOCKS or (name not in _INLINE and bool((element.text or "").strip()))
        if is_block and pieces:
            yield "".join(pieces)
            pieces.clear()
        for text in (element.text, element.tail):
            if text and text.strip():
                pieces.append(text)
    if pieces:
        yield "".join(pieces)


def reads_as_words(text: str) -> bool:
    """True for what holds words, or a number long enough to be a person's."""
    return _SAYS.search(text) is not None and not _UNTELLING.fullmatch(text)


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
    seen = assembly.texts()
    for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        member = package.find(name)
        root = None if member is None else xml_of(package, member)
        if member is None or root is None:
            continue
        taken = 0
        for label, text in _properties(root, seen):
            assembly.add_outside(text, f"文档属性 {label}".rstrip())
            taken += len(text)
        package.took(member, taken)


def _properties(root: Element, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Labels and values; of what has no label in Chinese, and of lists, only words that stand nowhere else."""
    for one in root:
        name, text = local(one.tag), "".join(one.itertext()).strip()
        if name == "property":
            if text:
                yield one.get("name", ""), text
            if _SAYS.search(one.get("name", "")):
                yield "名称", one.get("name", "")
        elif name in PROPERTIES:
            if text:
                yield PROPERTIES[name], text
        else:
            yield from (
                (name, text)
                for text in text_blocks(one)
                if _SAYS.search(text) and text not in seen and not _USUAL_HEADING.fullmatch(text)
            )


def add_rest(assembly: Assembly, package: Package) -> None:
    """Everything that the reader of a kind of package left: pictures, embedded files, charts, unknown parts.

    Ends with the ledger; call it last.
    """
    related = [member for member in package.members if member.name.lower().endswith(".rels")]
    placed = {target for member in related for target in _add_targets(assembly, package, member)}
    seen = assembly.texts()
    for member in package.members:
        name = member.name.lower()
        if name == "xl/workbook.xml" and package.is_covered(member):
            _add_names(assembly, package, member, seen)
            continue
        if package.is_covered(member) and not (_FORMATS.fullmatch(name) and package.is_textless(member)):
            continue
        if name not in placed and (_BINARIES.fullmatch(name) or _THUMBNAIL.fullmatch(name)):
            package.holds_no_text(member)
        elif _MACROS.fullmatch(name):
            package.skip(member, "unsupported", "宏 macro")
        elif name.endswith((".xml", ".rels")):
            _add_xml(assembly, package, member, seen, is_format=_FORMATS.fullmatch(name) is not None)
        elif (content := package.read(member)) is not None:
            _add_file(assembly, package, member, content)
    assembly.add_ledger(package)


def _add_file(assembly: Assembly, package: Package, member: Member, content: bytes) -> None:
    own = member.name.rpartition("/")[2]
    if _SAYS.search(own):
        assembly.add_outside(own, "嵌入对象 文件名", "filename")
    take_file(assembly, package, member, content, label=f"嵌入对象 {own}")


def _add_xml(assembly: Assembly, package: Package, member: Member, seen: set[str], *, is_format: bool) -> None:
    """Add the words of a part: of formats and settings only what reads as words, of others all but the attributes."""
    content = package.read(member)
    if content is None:
        return
    if is_format and _says_nothing(content):
        package.holds_no_text(member)
        return
    root = _root(package, member, content)
    if root is None:
        return
    taken = 0
    words = [text for text in text_blocks(root) if not is_format or _SAYS.search(text)]
    label = f"部件 {member.name}"
    for text, where in (
        *((text, label) for text in words),
        *((text, f"{label} 属性") for text in attribute_words(root)),
    ):
        if text not in seen:
            seen.add(text)
            assembly.add(text, where, "metadata")
        taken += len(text)
    if taken:
        package.took(member, taken)
    else:
        package.holds_no_text(member)


def _says_nothing(content: bytes) -> bool:
    """True for sound XML that nothing in reads as words, told without a tree: formats are large, and most are so."""
    if not content.isascii() or _LONG_NUMBER in content.translate(_AS_NINES) or not holds_attributes_alone(content):
        return False
    try:
        prove_xml(content)
    except ReadError:
        return False
    return True


def _add_names(assembly: Assembly, package: Package, member: Member, seen: set[str]) -> None:
    """What the attributes of a workbook say that nobody told: comments on names, who locked it."""
    root = xml_of(package, member)
    for text in () if root is None else attribute_words(root):
        if text not in seen:
            seen.add(text)
            assembly.add(text, f"部件 {member.name} 属性", "metadata")


def attribute_words(root: Element, told: Collection[str] = ()) -> Iterator[str]:
    """What attributes say in words: names of styles, tables, filters and sections, texts of lists and of formats.

    Attributes of the names ``told`` are left out.
    """
    kind = local(root.tag)
    if kind in _NAMED_BY_MAKERS:
        return
    for one in root.iter():
        if one.text and local(one.tag) == "formatCode":
            yield from words_of_format(one.text)
        if "builtinId" in one.attrib or (kind == "styleSheet" and local(one.tag) == "name"):  # the names of fonts
            continue
        for name, value in one.attrib.items():
            key = local(name)
            if key in _NAMES_OF_FONTS and (key in ("cs", "panose") or is_usual_font(value)):
                continue
            if _UNTELLING.fullmatch(value) or key in told or not _SAYS.search(value):
                continue
            if key == "formatCode":
                yield from words_of_format(value)
            elif kind == "fonts":
                if local(one.tag) in ("font", "altName") and not is_usual_font(value):
                    yield value
            elif local(one.tag) != "lvlText" or not _USUAL_NUMBER.fullmatch(value):
                yield value


def is_usual_font(name: str) -> bool:
    """True for a name as makers of fonts give it.

    >>> is_usual_font("方正小标宋简体"), is_usual_font("机密★1年")
    (True, False)
    """
    return _FONT.fullmatch(name) is not None


def words_of_format(code: str) -> Iterator[str]:
    """What a number format says in words, but for those that formats usually have: 元, 年, 万."""
    return (text for text in literals_of(code) if _SAYS.search(_USUAL_WORDS.sub("", text)))


def _add_targets(assembly: Assembly, package: Package, member: Member) -> Iterator[str]:
    """Add the addresses outside the package that no reader placed: they are opened, or fetched, with the file.

    A reader that shows the link where it stands calls ``assembly.add_link`` itself; the same target is not told twice.
    Yields the parts that a part of the package refers to; what holds no relationships is left to others.
    """
    root = xml_of(package, member)
    if root is None or local(root.tag) != "Relationships" or any(_SAYS.search(text) for text in text_blocks(root)):
        return
    folder = posixpath.dirname(posixpath.dirname(member.name))
    for one in root:
        attributes = {local(name): value for name, value in one.attrib.items()}
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") != "External":
            if folder and not attributes.get("Type", "").endswith(("/font", "/printerSettings")):
                yield posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/").lower()
        elif not assembly.has_link(target):
            kind = attributes.get("Type", "").rpartition("/")[2]
            assembly.add_link(target, "", f"外部引用 {kind}")
    package.holds_no_text(member)
