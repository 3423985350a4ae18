"""Word files (docx, docm, dotx, dotm): every text-bearing part, by our own walk, with where each stretch stands.

The text is what the runs hold, visible or not; list numbers, which no run holds, stand in the labels (第3段（一、）).
ISO/IEC 29500-1, chapter 17.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensitive_check.errors import ReadError
from sensitive_check.model import Document, Span
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import Member, Package, open_zip, words_of
from sensitive_check.readers.ooxml import (
    Relation,
    add_properties,
    add_rest,
    attribute_words,
    local,
    main_part,
    reads_as_words,
    relations,
    xml_of,
)
from sensitive_check.readers.source import Budget
from sensitive_check.readers.word.formats import Styles
from sensitive_check.readers.word.markup import NAMESPACES, attributes_of, elements, text_elements
from sensitive_check.readers.word.numbering import Numbering, texts_of_lists
from sensitive_check.readers.word.story import Story
from sensitive_check.readers.xml_parts import flat_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Place", "places", "read", "text_elements"]

_STORIES = {
    "header": ("页眉", "prose"),
    "footer": ("页脚", "prose"),
    "footnotes": ("脚注", "prose"),
    "endnotes": ("尾注", "prose"),
    "comments": ("批注", "comment"),
    "glossaryDocument": ("构建基块", "metadata"),
}
"""Types of relationships of the main part -> how the text of such a part is labelled, and its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a stretch of the text stands in the file: the part, and the number of the element in it that holds it.

    ``index`` counts, from 0, the elements that ``text_elements`` yields, read or not. The target of a link is held by
    none: its places, with ``is_held`` False, are the first and the last element of the words that lead to it.
    """

    span: Span
    member: str
    index: int
    is_held: bool = True


def read(content: bytes, name: str, budget: Budget) -> Document:
    """The document in a Word file. Raises ``ReadError`` when its main part cannot be read."""
    return _Reading(content, name, budget).document


def places(content: bytes, budget: Budget) -> tuple[Document, tuple[Place, ...]]:
    """The document, as ``read`` gives it, and the elements that its text stands in, in the order of the text."""
    reading = _Reading(content, "", budget)
    found: list[Place] = []
    for member, story in reading.stories:
        for start, text, index in story.placed():
            if index >= 0 and text:
                found.append(Place(span=Span(start, start + len(text)), member=member, index=index))
        for span, numbers in story.linked:
            found += (Place(span=span, member=member, index=index, is_held=False) for index in numbers)
    return reading.document, tuple(sorted(found, key=lambda place: place.span))


class _Reading:
    """One reading of a file: the document and the stories it was put together from."""

    def __init__(self, content: bytes, name: str, budget: Budget) -> None:
        self._package = open_zip(content, budget)
        self._assembly = Assembly(name)
        self.stories: list[tuple[str, Story]] = []
        main = main_part(self._package)
        related = relations(self._package, main.name)
        self._styles = Styles(self._settings(related, "styles"))
        lists = self._settings(related, "numbering")
        self._numbering = Numbering(lists)
        self._read_story(main, related, "", "prose")
        self._read_others(related)
        self._add_variables(related)
        self._add_drawings()
        for name in self._styles.fonts:
            self._assembly.add(name, "字体名", "metadata")
        for words in texts_of_lists(lists):
            self._assembly.add_outside(words, "编号文字")
        add_properties(self._assembly, self._package)
        for author in dict.fromkeys(author for _, story in self.stories for author in story.authors):
            self._assembly.add_outside(author, "修订作者")
        add_rest(self._assembly, self._package)
        self.document = self._assembly.document()

    def _settings(self, related: dict[str, Relation], kind: str) -> str:
        """The markup of a part that holds formats; "" when there is none, or none that can be read."""
        target = next((one.target for one in related.values() if one.type == kind and not one.is_external), "")
        member = self._package.find(target) if target else None
        return "" if member is None else self._flat(member, is_proved=kind != "styles") or ""

    def _flat(self, member: Member, *, is_proved: bool = True) -> str | None:
        content = self._package.read(member)
        if content is None:
            return None
        try:
            return flat_xml(content, NAMESPACES, is_proved=is_proved)
        except ReadError as error:
            self._package.skip(member, error.reason, words_of(error))
            return None

    def _read_story(self, member: Member, related: dict[str, Relation], label: str, kind: str) -> None:
        markup = self._flat(member)
        if markup is None:
            if not label:
                raise _unread(self._package, member)
            return
        story = Story(self._assembly, self._styles, self._numbering, related, label=label, kind=kind)
        before = self._assembly.length
        story.read(markup)
        self.stories.append((member.name, story))
        self._package.took(member, max(self._assembly.length - before - 1, 0))

    def _read_others(self, related: dict[str, Relation]) -> None:
        """Headers, footers, notes and comments, each part once."""
        wanted = {one.target: one.type for one in related.values() if one.type in _STORIES and not one.is_external}
        for kind, (label, part_kind) in _STORIES.items():
            targets = [target for target, found in wanted.items() if found == kind]
            for number, target in enumerate(targets, 1):
                member = self._package.find(target)
                if member is None or self._package.is_covered(member):
                    continue
                several = kind in ("header", "footer") and len(targets) > 1
                own = relations(self._package, member.name)
                self._read_story(member, own, f"{label}{number}" if several else label, part_kind)

    def _add_variables(self, related: dict[str, Relation]) -> None:
        """Document variables, and what a mail merge is fed from: settings that hold text."""
        for name, written in elements(self._settings(related, "settings")):
            values = attributes_of(written)
            if name == "docVar" and values.get("val"):
                self._assembly.add(values["val"], "文档变量", "metadata")
            elif name in ("connectString", "query") and values.get("val"):
                self._assembly.add(values["val"], "邮件合并数据源", "code")

    def _add_drawings(self) -> None:
        """Charts, and SmartArt, whose drawing repeats its data."""
        charts, seen = 0, set[str]()
        for member in sorted(self._package.members, key=lambda one: "/drawing" in one.name.lower()):
            name = member.name.lower()
            is_chart = "charts/chart" in name
            if not name.endswith(".xml") or self._package.is_covered(member):
                continue
            if not is_chart and "diagrams/data" not in name and "diagrams/drawing" not in name:
                continue
            root = xml_of(self._package, member)
            if root is None:
                continue
            charts += is_chart
            label = f"图表{charts}" if is_chart else "SmartArt 图形"
            taken, texts = 0, [one for one in _drawn(root) if is_chart or one not in seen]
            for text in texts:
                self._assembly.add(text, label)
                taken += len(text)
            for text in (*attribute_words(root), *_settings_of(root)):
                if text not in seen and text not in texts:
                    seen.add(text)
                    self._assembly.add(text, f"{label} 设置", "metadata")
                    taken += len(text)
            seen.update(() if is_chart else texts)
            self._package.took(member, taken)


def _drawn(root: Element) -> list[str]:
    """The texts of a chart or a diagram: runs of a paragraph together, values of a chart each by itself."""
    texts: list[str] = []
    for element in root.iter():
        name = local(element.tag)
        if name in ("p", "v", "pt"):
            texts.append(element.text or "" if name != "p" else "")
        elif name == "t" and element.text:
            texts[-1:] = [(texts[-1] if texts else "") + element.text]
    return [text for text in texts if text.strip()]


def _settings_of(root: Element) -> Iterator[str]:
    """What a chart or a diagram says beside its texts: names of the sheets that its numbers come from, separators."""
    for element in root.iter():
        name, text = local(element.tag), element.text or ""
        if name not in ("p", "v", "pt", "t", "formatCode") and reads_as_words(text):
            yield text


def _unread(package: Package, member: Member) -> ReadError:
    """Why the main part was not read, as an error: without it nothing was."""
    found = next(one for one in package.coverage() if one.part == member.name)
    return ReadError(found.detail or "正文部件读不出", found.detail or "the main part cannot be read", found.reason)
