"""XML and SVG: the text of elements first, then attributes, comments and addresses, each in a part of its own.

An element ends a block unless text stands right beside its tag, or it is known to hold a run of words; the source may
be broken. Nothing is fetched or expanded: a document type that declares anything is refused. XML without a Chinese
character that is neither a drawing nor a feed is for programs: all of it counts as code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import NamedTuple

from sensitive_check.errors import ReadError
from sensitive_check.model import Document, Link, Part, Unchecked
from sensitive_check.readers.code_text import add_code, tags_in
from sensitive_check.readers.plaintext import refuse_other_content
from sensitive_check.readers.webpage import targets
from sensitive_check.readers.webpage.attributes import is_telling
from sensitive_check.readers.webpage.charset import decode_declared
from sensitive_check.readers.webpage.flow import Flow
from sensitive_check.readers.webpage.tokens import BLANKS, decoded

_TAG = re.compile(r"<(/?)([^\s<>/=!?\"'&]{1,200})")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s<>/=\"']{1,200})(?:\s*=\s*([\"']))?")
_TAG_END = re.compile(r"\s*(/?)>")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]{0,99};)")
_WITHIN = frozenset("b i u em strong sub sup font span tspan textpath small mark w:r w:t a:r a:t text:span".split())
"""Elements, in small letters, that hold words of a paragraph: their tags end no block."""

_BREAKS = frozenset(("br", "p", "hr", "tab", "cr"))
"""Elements that end a block though they hold nothing."""

_CODE = {"style": "样式", "script": "脚本"}
_NO_WORDS = re.compile(
    r"xmlns(?::.*)?|rdf:(?:about|resource)|xsi:(?:schemalocation|nonamespaceschemalocation)|xml:(?:space|lang|base)"
)
_BINARY = frozenset(("binarydata", "binary-data", "bindata"))
"""Elements in which office programs keep pictures and files as letters."""

_TARGETS = frozenset(("href", "src"))
_SPOKEN = re.compile(r"\s{0,20}(?:tel|mailto|sms):", re.IGNORECASE)
_ADDRESS = re.compile(r"\s{0,20}(?:[hH][tT]{2}[pP][sS]?:|[fF][tT][pP]:|data:|//[^/\s])")
_SHORT = re.compile(r"\s*[!-~]{0,3}\s*")
_PUBLISHED = frozenset(("svg", "urlset", "sitemapindex", "rss", "feed", "rdf", "html", "opml"))
"""First elements of what people read or follow, whatever the language."""

_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class _Item(NamedTuple):
    """A stretch of source that becomes a part after the prose; ``hidden_by`` is of a link."""

    kind: str
    label: str
    start: int
    end: int
    decode: bool = True
    is_target: bool = False
    hidden_by: str | None = None


def read(content: bytes, name: str) -> Document:
    """A document of all that people may read in XML. Raises ``ReadError`` for no text, and for a document type."""
    refuse_other_content(content)
    found = decode_declared(content)
    reading = _Reading(found.text)
    reading.run()
    return reading.document(name, found.encoding, found.unchecked)


@dataclass(slots=True)
class _Reading:
    """One file while it is read; ``root`` is the name of its first element, without prefix and in small letters."""

    source: str = field(repr=False)
    items: list[_Item] = field(default_factory=list, repr=False)
    embedded: list[tuple[int, targets.Embedded]] = field(default_factory=list, repr=False)
    names: set[str] = field(default_factory=set, repr=False)
    root: str = ""
    has_type: bool = False
    after_words: bool = False
    flow: Flow = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.flow = Flow(self.source)

    def run(self) -> None:
        """Take everything, in order."""
        source, position = self.source, 0
        while (at := source.find("<", position)) >= 0:
            self._words(position, at)
            position = self._markup(at)
        self._words(position, len(source))
        if self.has_type and any(name not in html5 for name in _REFERENCE.findall(source)):
            raise _refusal()

    def _words(self, start: int, end: int, *, decode: bool = True) -> None:
        if start < end:
            self.flow.write(start, end, decode=decode)
            self.after_words = bool(self.source[start:end].strip(BLANKS))

    def _markup(self, at: int) -> int:
        """Take what begins with the ``<`` at ``at``; answers where the source goes on."""
        source = self.source
        if source.startswith("<!--", at):
            return self._aside(at + 4, "-->", "comment", "注释")
        if source.startswith("<![CDATA[", at):
            end = source.find("]]>", at)
            end = len(source) if end < 0 else end
            self._words(at + 9, end, decode=False)
            return end + 3
        if source.startswith("<?", at):
            return self._aside(at + 2, "?>", "comment", "声明")
        if source.startswith("<!", at):
            return self._document_type(at) or self._aside(at + 2, ">", "comment", "声明")
        tag = _TAG.match(source, at)
        if tag is None:
            self._words(at, at + 1)
            return at + 1
        return self._end(tag) if tag[1] else self._start(tag)

    def _aside(self, start: int, mark: str, kind: str, label: str) -> int:
        end = self.source.find(mark, start)
        end = len(self.source) if end < 0 else end
        is_usual = label == "声明" and self.source.startswith("xml ", start)
        if not is_usual or is_telling(self.source, start, end):
            self.items.append(_Item(kind, label, start, end, decode=False))
            self._addresses(kind, label, start, end)
        return end + len(mark)

    def _addresses(self, kind: str, label: str, start: int, end: int) -> None:
        for low, high in targets.code_addresses(self.source, start, end):
            self.items.append(
                _Item("link", label, low, high, is_target=True, hidden_by="script" if kind == "code" else kind)
            )

    def _document_type(self, at: int) -> int:
        """Where the document type at ``at`` ends, 0 for another declaration."""
        if self.source[at + 2 : at + 9].upper() != "DOCTYPE":
            return 0
        end = self.source.find(">", at, at + 1000)
        if end < 0 or "[" in self.source[at:end]:
            raise _refusal()
        self.has_type = True
        return end + 1

    # ------------------------------------------------------------------------------------------------------- tags

    def _start(self, tag: re.Match[str]) -> int:
        at, full_name = tag.start(), tag[2].lower()
        name = full_name.rpartition(":")[2]
        self.root = self.root or name
        position, is_empty = self._attributes(tag.end(), name)
        if position < 0:
            self.items.append(_Item("hidden", "未结束的标签", at + 1, len(self.source), decode=False))
            return len(self.source)
        self._name(*tag.span(2))
        if name in _BREAKS or not (is_empty or full_name in _WITHIN or self.after_words):
            self.flow.end_block(at)
        self.after_words = self.after_words and full_name in _WITHIN
        if is_empty or not (name in _CODE or name in _BINARY):
            return position
        end = self.source.find(f"</{tag[2]}", position)
        end = len(self.source) if end < 0 else end
        if name in _BINARY:
            self.embedded.append((position, targets.Embedded(position, "unsupported", name)))
        else:
            self._code(_CODE[name], position, end)
        return end

    def _code(self, label: str, start: int, end: int) -> None:
        self.items.append(_Item("code", label, start, end, decode=False))
        self._addresses("code", label, start, end)

    def _name(self, start: int, end: int) -> None:
        """The name of an element or attribute may say something, once."""
        name = self.source[start:end]
        if not name.isascii() and name not in self.names:
            self.names.add(name)
            self.items.append(_Item("metadata", "标签", start, end, decode=False))

    def _end(self, tag: re.Match[str]) -> int:
        self._name(*tag.span(2))
        end = self.source.find(">", tag.end())
        end = len(self.source) if end < 0 else end + 1
        if self.source[tag.end() : end].strip(BLANKS + ">"):
            self.items.append(_Item("hidden", "标签", tag.end(), end, decode=False))
        follows = self.source.find("<", end)
        follows = len(self.source) if follows < 0 else follows
        is_within = tag[2].lower() in _WITHIN or self.source[end:follows].strip(BLANKS)
        if not is_within:
            self.flow.end_block(tag.start())
            self.after_words = False
        return end

    def _attributes(self, position: int, element: str) -> tuple[int, bool]:
        """Take the attributes of a start tag; answers where it ends (-1: nowhere), and whether the element is empty."""
        source = self.source
        while (end := _TAG_END.match(source, position)) is None:
            found = _ATTRIBUTE.match(source, position)
            if found is None:
                return -1, False
            position = found.end()
            self._name(*found.span(1))
            if found[2]:
                close = source.find(found[2], position)
                if close < 0:
                    return -1, False
                self._attribute(element, found[1].lower(), position, close)
                position = close + 1
        return end.end(), bool(end[1])

    def _attribute(self, element: str, name: str, start: int, end: int) -> None:
        value = self.source[start:end]
        if _SHORT.fullmatch(value) or _NO_WORDS.fullmatch(name):
            return
        if name.rpartition(":")[2] in _TARGETS or _ADDRESS.match(value) or _SPOKEN.match(value):
            self._target("图片" if element in ("image", "img") else "链接", start, end)
        elif self.root == "svg" and name.startswith("on"):
            self._code(f"脚本 {name[:40]}", start, end)
        elif self.root == "svg" and name == "style":
            for low, high in targets.css_addresses(self.source, start, end):
                self._target("样式", low, high)
        elif self.root != "svg" or _CHINESE.search(value) or name in ("title", "aria-label", "alt"):
            self.items.append(_Item("metadata", f"属性 {name[:40]}", start, end))

    def _target(self, label: str, start: int, end: int) -> None:
        """An address. The number in one to call or to write to is checked like text."""
        found = targets.embedded(self.source, start, end)
        if found and found.reason:
            self.embedded.append((start, found))
        kind = "metadata" if _SPOKEN.match(self.source, start, end) else "link"
        self.items.append(_Item(kind, label, start, found.body if found else end, is_target=True))

    # --------------------------------------------------------------------------------------------------- document

    def document(self, name: str, encoding: str, unchecked: tuple[Unchecked, ...]) -> Document:
        """The whole document; call it once, after the last piece."""
        flow, links = self.flow, list[Link]()
        flow.end_block(len(self.source))
        words = tuple(flow.blocks)
        for item in self.items:
            span = flow.add_part(item.kind, item.label, item.start, item.end, item.decode)
            if item.is_target and span.start < span.end:
                target = targets.cleaned(decoded(self.source[item.start : item.end]))
                links.append(Link(span=span, target=target, text="", hidden_by=item.hidden_by))
        text = "".join(flow.pieces)
        if self.root not in _PUBLISHED and not _CHINESE.search(text):
            flow.parts = [
                *(Part(label="", span=span, kind="code") for span in words),
                *(replace(part, kind="code") for part in flow.parts),
            ]
            links = []
        else:
            for tag in (tag for span in words for tag in tags_in(text, span)):
                add_code(flow.parts, links, text, tag)
        return Document(
            name=name,
            text=text,
            encoding=encoding,
            source=self.source,
            source_map=flow.offset_map(),
            parts=tuple(sorted(flow.parts, key=lambda part: part.span)),
            blocks=tuple(flow.blocks),
            links=tuple(sorted(links, key=lambda link: link.span)),
            unchecked=(*unchecked, *targets.unchecked(self.source, self.embedded)),
        )


def _refusal() -> ReadError:
    return ReadError("XML 含文档类型声明（DOCTYPE），未读取", "the XML has a DOCTYPE and was not read")
