"""OFD files (GB/T 33190): pages, templates, annotations, properties, signatures, attachments, and a ledger."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers.archive import take_file
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import Member, Package, open_zip
from sensitive_check.readers.ofd.glyphs import Fonts, Maps
from sensitive_check.readers.ofd.lines import MOST_SPLITS, Piece, pieces_of, text_of, unplaced
from sensitive_check.readers.ofd.paths import outline_of
from sensitive_check.readers.ooxml import attribute_words, local, outermost, reads_as_words, text_blocks, xml_of
from sensitive_check.readers.outlines import MOST_OUTLINES, Outline, lines_of_characters
from sensitive_check.readers.source import Budget

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PROPERTIES = {
    "Title": "标题",
    "Author": "作者",
    "Subject": "主题",
    "Abstract": "摘要",
    "Keywords": "关键词",
    "Keyword": "关键词",
    "Creator": "创建程序",
    "CustomData": "自定义数据",
}
_ROLES = {"Watermark": "水印", "Stamp": "签章批注", "Link": "链接"}
_FONTS = (".ttf", ".otf", ".cff", ".ttc", ".fon")
_FONT_NAMES = ("FontName", "FamilyName")
_NO_WORDS = ("DocRoot", "Signatures", "DocID", "CreationDate", "ModDate")


@dataclass(slots=True)
class _Reading:
    """What is known while a file is read."""

    assembly: Assembly
    package: Package
    taken: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict, repr=False)
    maps: Maps = field(init=False)
    fonts: Fonts = field(init=False)

    def __post_init__(self) -> None:
        self.maps = Maps(self._content)
        self.forget_fonts()

    def forget_fonts(self) -> None:
        """Begin another document, which numbers fonts of its own."""
        self.fonts = Fonts(self.maps)

    def _content(self, path: str) -> bytes | None:
        member = self.package.find(path)
        return None if member is None else self.package.read(member)

    def root(self, path: str) -> Element | None:
        """The root of a part; what is missing is damage, what cannot be read is in the ledger."""
        member = self.package.find(path)
        if member is None:
            self.assembly.add_unchecked("damaged", path, "缺少部件 part is missing")
            return None
        root = xml_of(self.package, member)
        if root is not None:
            self.take_names(root, member)
            self.taken.setdefault(member.name, 0)
        return root

    def resources(self, path: str) -> Element | None:
        """The root of a part with resources, whose fonts are known from then on."""
        root = self.root(path)
        if root is not None:
            self.fonts.add(root, path)
        return root

    def take_names(self, root: Element, member: Member) -> None:
        """Note what attributes of a part say in words: each once, told at the end if nobody told it."""
        for text in attribute_words(root, _FONT_NAMES):
            self.names.setdefault(text, member.name)

    def note(self, path: str, characters: int) -> None:
        """Note how much text a part gave."""
        member = self.package.find(path)
        if member is not None:
            self.taken[member.name] = self.taken.get(member.name, 0) + characters


def read(content: bytes, name: str, budget: Budget) -> Document:
    """The document of an OFD file. Raises ``ReadError`` where there is no document in it."""
    package = open_zip(content, budget)
    reading = _Reading(Assembly(name), package)
    main = package.find("OFD.xml")
    root = None if main is None else xml_of(package, main)
    bodies = [] if root is None else list(outermost(root, "DocBody"))
    if not bodies:
        raise ReadError("OFD.xml 缺失或有误", "OFD.xml is missing or broken")
    reading.root("OFD.xml")
    pages = 0
    for number, body in enumerate(bodies, 1):
        prefix = f"文档{number} " if len(bodies) > 1 else ""
        pages += _read_body(reading, body, prefix)
    if not pages:
        reading.assembly.add_unchecked("damaged", "页", "没有可读的页 no pages")
    if reading.maps.left_out:
        reading.assembly.add_unchecked("limit", "字体", f"{reading.maps.left_out} fonts")
    _add_rest(reading)
    reading.assembly.mark_wrapped()
    return reading.assembly.document()


def _read_body(reading: _Reading, body: Element, prefix: str) -> int:
    """One document of the file; how many pages it has."""
    for one in body.iter():
        name, text = local(one.tag), (one.text or "").strip()
        label = _PROPERTIES.get(name, name if reads_as_words(text) and name not in _NO_WORDS else "")
        if label and text:
            label = one.get("Name", label) if name == "CustomData" else label
            reading.assembly.add_outside(text, f"{prefix}文档属性 {label}")
    pages = 0
    roots = [_text(one) for one in _named(body, "DocRoot")]
    roots += [one.get("BaseLoc", "") for one in _named(body, "Version")]
    for path in dict.fromkeys(_resolved("", one) for one in roots if one):
        root = reading.root(path)
        if root is not None:
            pages += _read_document(reading, root, path, prefix)
    for one in _named(body, "Signatures"):
        _read_signatures(reading, _resolved("", _text(one)), prefix)
    return pages


def _read_document(reading: _Reading, root: Element, path: str, prefix: str) -> int:
    folder = posixpath.dirname(path)
    numbers: dict[str, int] = {}
    reading.forget_fonts()
    resources = [
        (path, reading.resources(path))
        for tag in ("PublicRes", "DocumentRes")
        for path in (_resolved(folder, _text(one)) for one in _named(root, tag))
    ]
    for one in _named(root, "TemplatePage"):
        _read_page(reading, _resolved(folder, one.get("BaseLoc", "")), f"{prefix}模板页")
    for number, one in enumerate((page for part in outermost(root, "Pages") for page in _named(part, "Page")), 1):
        numbers[one.get("ID", "")] = number
        _read_page(reading, _resolved(folder, one.get("BaseLoc", "")), f"{prefix}第{number}页")
    for one in _named(root, "Annotations"):
        _read_annotations(reading, _resolved(folder, _text(one)), numbers, prefix)
    for one in _named(root, "Attachments"):
        _read_attachments(reading, _resolved(folder, _text(one)), prefix)
    for path, part in resources:
        _take_other(reading, part, path, prefix)
    for tag in ("CustomTags", "Extensions"):
        for one in _named(root, tag):
            _read_other(reading, _resolved(folder, _text(one)), prefix)
    for outline in (*_named(root, "OutlineElem"), *_named(root, "Bookmark")):
        if title := outline.get("Title", outline.get("Name", "")):
            reading.assembly.add(title, f"{prefix}书签", "metadata")
    _add_links(reading, root, prefix)
    return len(numbers)


def _read_page(reading: _Reading, path: str, label: str) -> None:
    root = reading.root(path)
    if root is None:
        return
    for one in (child for child in root if local(child.tag) == "PageRes"):
        place = _resolved(posixpath.dirname(path), _text(one))
        member = reading.package.find(place)
        if member is None or member.name not in reading.taken:
            _take_other(reading, reading.resources(place), place, f"{label} ")
    reading.note(path, _add_texts(reading, root, label, "prose"))
    _add_links(reading, root, label)


@dataclass(slots=True)
class _Texts:
    """The text of a page or another part: what shows, what does not, and what is drawn where that is something else."""

    shown: list[Piece] = field(default_factory=list)
    hidden: list[Piece] = field(default_factory=list)
    drawn: list[Piece] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)
    unmapped: int = 0
    differing: int = 0
    unknown: int = 0
    unplaced: int = 0
    _splits: int = MOST_SPLITS

    def take(self, one: Element, fonts: Fonts, *, visible: bool) -> None:
        """Take a text object."""
        codes = _named(one, "TextCode")
        text = "".join(code.text or "" for code in codes)
        pieces = [piece for code in codes for piece in self._pieces(one, code, code.text or "")]
        (self.shown if visible else self.hidden).extend(pieces)
        self.unmapped += _lacks_text(one, text)
        drawn = fonts.drawn(one, text)
        self.differing += drawn.differing
        self.unknown += drawn.unknown
        if drawn.differing:
            pieces = self._pieces(one, codes[0] if codes else one, drawn.text)
        self.drawn.extend(pieces)

    def _pieces(self, one: Element, code: Element, text: str) -> list[Piece]:
        """The pieces of a code; of one that splits into more than there may be, the whole text without a place."""
        pieces = list(islice(pieces_of(one, code, text), self._splits + 2))
        if len(pieces) > self._splits + 1:
            self.unplaced += 1
            return [unplaced(text)]
        self._splits -= len(pieces) - 1
        return pieces

    def by_kind(self, label: str, kind: str) -> Iterator[tuple[str, str, str]]:
        """Texts with their labels and kinds."""
        shown, hidden = text_of(self.shown), text_of(self.hidden)
        yield shown, label, kind
        yield hidden, f"{label} 隐藏文字", "hidden"
        if self.differing:
            known = {line.strip() for text in (shown, hidden) for line in text.split("\n")}
            lines = [line for line in text_of(self.drawn).split("\n") if line.strip() not in known]
            yield "\n".join(lines), f"{label} 字形文字", "hidden"

    def faults(self) -> Iterator[tuple[str, str]]:
        """What of the text is not known: reasons, and words."""
        if self.unmapped:
            yield "no-text-mapping", f"{self.unmapped} 段文字只有字形 glyphs without text"
        if self.differing:
            yield "no-text-mapping", f"{self.differing} 个字形与文字不符 glyphs of other characters"
        elif self.unknown >= 2:  # one may be an ornament
            yield "no-text-mapping", f"{self.unknown} 个字形没有对应的文字 glyphs without text"
        if self.unplaced:
            yield "limit", f"{self.unplaced} 段文字未按位置排列 texts not put in their places"


def _add_texts(reading: _Reading, root: Element, label: str, kind: str) -> int:
    """The text of all text objects below an element, those that do not show apart; how many characters."""
    texts, taken = _Texts(), 0
    stack: list[tuple[Element, bool]] = [(root, True)]
    while stack:
        one, visible = stack.pop()
        visible = visible and one.get("Visible", "true") != "false"
        if local(one.tag) == "PathObject" and visible and len(texts.outlines) < MOST_OUTLINES:
            texts.outlines += filter(None, (outline_of(one),))
        if local(one.tag) != "TextObject":
            stack += ((child, visible) for child in reversed(one))
            continue
        visible = visible and one.get("Alpha", "255") != "0" and one.get("Size", "1") not in ("0", "0.0")
        texts.take(one, reading.fonts, visible=visible)
    for text, where, of_kind in texts.by_kind(label, kind):
        if text:
            reading.assembly.add(text, where, of_kind)
            taken += len(text)
    for reason, detail in texts.faults():
        reading.assembly.add_unchecked(reason, label, detail)
    if outlined := lines_of_characters(texts.outlines) + (len(texts.outlines) == MOST_OUTLINES):
        reading.assembly.add_unchecked("image", label, f"{outlined} 行像文字的图形 lines of shapes like characters")
    return taken


def _lacks_text(one: Element, text: str) -> bool:
    """True where glyphs are given for text that is missing or stands for none."""
    glyphs = sum(len((glyph.text or "").split()) for glyph in _named(one, "Glyphs"))
    strange = sum("\ue000" <= character <= "\uf8ff" or character == "\ufffd" for character in text)
    return bool(glyphs and not text) or strange >= 2 or glyphs >= 2 * max(len(text), 1) + 2


def _add_links(reading: _Reading, root: Element, label: str) -> None:
    for one in root.iter():
        if local(one.tag) == "URI" and (target := one.get("URI") or one.get("Target") or _text(one)):
            reading.assembly.add_link(target, "", f"{label} 链接".strip())


def _read_annotations(reading: _Reading, path: str, numbers: dict[str, int], prefix: str) -> None:
    root = reading.root(path)
    for page in () if root is None else _named(root, "Page"):
        number = numbers.get(page.get("PageID", ""), 0)
        for place in _named(page, "FileLoc"):
            inner = _resolved(posixpath.dirname(path), _text(place))
            annotations = reading.root(inner)
            for one in () if annotations is None else _named(annotations, "Annot"):
                label = f"{prefix}第{number}页 {_ROLES.get(one.get('Type', ''), '批注')}"
                reading.note(inner, _read_annotation(reading, one, label))


def _read_annotation(reading: _Reading, one: Element, label: str) -> int:
    hidden = one.get("Visible") == "false"
    kind = "hidden" if hidden else "comment"
    taken = _add_texts(reading, one, label, kind)
    for part in (*_named(one, "Remark"), *_named(one, "Parameter")):
        if (text := "".join(part.itertext())).strip():
            reading.assembly.add(text, label, kind)
            taken += len(text)
    if author := one.get("Creator", ""):
        reading.assembly.add(author, f"{label}作者", "comment")
    _add_links(reading, one, label)
    return taken


def _read_signatures(reading: _Reading, path: str, prefix: str) -> None:
    root = reading.root(path)
    for one in () if root is None else _named(root, "Signature"):
        inner = _resolved(posixpath.dirname(path), one.get("BaseLoc", ""))
        signature = reading.root(inner)
        if signature is None:
            continue
        for provider in _named(signature, "Provider"):
            texts = (*provider.attrib.values(), *("".join(part.itertext()).strip() for part in provider))
            for text in filter(None, texts):
                reading.assembly.add(text, f"{prefix}签章", "metadata")
                reading.note(inner, len(text))
        told = {text for provider in _named(signature, "Provider") for text in text_blocks(provider)}
        for text in filter(reads_as_words, text_blocks(signature)):
            if text not in told:
                reading.assembly.add(text, f"{prefix}签章", "metadata")
                reading.note(inner, len(text))


def _read_attachments(reading: _Reading, path: str, prefix: str) -> None:
    root = reading.root(path)
    for one in () if root is None else _named(root, "Attachment"):
        name = one.get("Name", "")
        reading.assembly.add_outside(name, f"{prefix}附件 文件名", "filename")
        for place in _named(one, "FileLoc"):
            member = reading.package.find(_resolved(posixpath.dirname(path), _text(place)))
            if member is None:
                reading.assembly.add_unchecked("damaged", f"{prefix}附件", "缺少部件 part is missing")
            elif member.name.lower().endswith(".xml"):
                _take_xml(reading, member, f"{prefix}附件 {name}".rstrip())
            elif not reading.package.is_covered(member) and (content := reading.package.read(member)) is not None:
                take_file(reading.assembly, reading.package, member, content, label=f"{prefix}附件 {name}".rstrip())


def _read_other(reading: _Reading, path: str, prefix: str) -> None:
    _take_other(reading, reading.root(path), path, prefix)


def _take_other(reading: _Reading, root: Element | None, path: str, prefix: str) -> None:
    """Resources may hold drawn units with text of their own, tags and extensions anything."""
    if root is None:
        return
    taken = _add_texts(reading, root, f"{prefix}资源", "prose")
    if local(root.tag) == "CustomTags":
        for place in _named(root, "FileLoc"):
            _read_other(reading, _resolved(posixpath.dirname(path), _text(place)), prefix)
    elif local(root.tag) != "Res":
        for text in text_blocks(root):
            if reads_as_words(text) or not text.strip().isdigit():  # else numbers of objects
                reading.assembly.add(text, f"{prefix}自定义标引", "metadata")
                taken += len(text)
    reading.note(path, taken)


def _add_rest(reading: _Reading) -> None:
    """Parts that nobody asked for, pictures and seals among them; then the ledger."""
    package = reading.package
    for member in package.members:
        if package.is_covered(member):
            continue
        if member.name in reading.taken:
            package.took(member, reading.taken[member.name])
        elif member.name.lower().endswith(_FONTS):
            package.holds_no_text(member)
        elif member.name.lower().endswith((".jb2", ".jbig2", ".gbig2")):
            package.skip(member, "image")
        elif member.name.lower().endswith((".esl", "signedvalue.dat")):
            package.skip(member, "image", "印章 seal")
        elif member.name.lower().endswith(".xml"):
            _take_xml(reading, member, f"部件 {member.name}")
        elif (content := package.read(member)) is not None:
            take_file(reading.assembly, package, member, content)
    seen = reading.assembly.texts()
    for text, name in reading.names.items():
        if text not in seen:
            reading.assembly.add(text, f"部件 {name}", "metadata")
    reading.assembly.add_ledger(package)


def _take_xml(reading: _Reading, member: Member, label: str) -> None:
    """An XML part that no page shows, by its texts alone."""
    root = xml_of(reading.package, member)
    if root is None:
        return
    taken = 0
    reading.take_names(root, member)
    for text in text_blocks(root):
        reading.assembly.add(text, label, "hidden")
        taken += len(text)
    reading.package.took(member, taken)


def _named(root: Element, name: str) -> list[Element]:
    return list(_iter_named(root, name))


def _iter_named(root: Element, name: str) -> Iterator[Element]:
    return (one for one in root.iter() if one is not root and local(one.tag).rpartition(":")[2] == name)


def _text(one: Element) -> str:
    return "".join(one.itertext()).strip()


def _resolved(folder: str, path: str) -> str:
    """A path in the package: from its root, or from the folder of the part that names it."""
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
