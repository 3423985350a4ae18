"""What lies in a PDF beside the content of its pages: properties, annotations, fields, bookmarks, links, files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sensitive_check.errors import ReadError
from sensitive_check.model import Coverage
from sensitive_check.readers.archive import is_small_picture
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import words_of
from sensitive_check.readers.ooxml import attribute_words, text_blocks
from sensitive_check.readers.pdf.objects import Objects, Ref, Stream
from sensitive_check.readers.source import Budget
from sensitive_check.readers.xml_parts import parse_xml

_PROPERTIES = {
    "Title": "标题",
    "Author": "作者",
    "Subject": "主题",
    "Keywords": "关键词",
    "Creator": "创建程序",
    "Producer": "生成程序",
    "Company": "单位",
}
_NOT_TEXT = frozenset(
    "CreationDate ModDate M ID DA Registry Ordering Lookup CharSet O U OE UE Perms LastModified NM Lang".split()
)
_FIELD = frozenset(("V", "DV", "TU", "Opt", "RV", "MK", "CA", "AC", "RC"))
_RICH = frozenset(("RC", "RV"))
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]|[0-9]{6}")
_HIDDEN = 2 | 32

PageEntries = tuple[int, dict[str, Any]]


def pages_of(objects: Objects) -> list[PageEntries]:
    """The pages in their order, each by the number of its object and its entries."""
    root = objects.dictionary(objects.trailer.get("Root"))
    pages: list[PageEntries] = []
    seen: set[int] = set()
    stack = [root.get("Pages")]
    while stack:
        value = stack.pop()
        number = value.number if isinstance(value, Ref) else -1
        entries = objects.dictionary(value)
        if not entries or number in seen:
            continue
        if number >= 0:
            seen.add(number)
        if "Kids" in entries and entries.get("Type") != "Page":
            stack += reversed(objects.array(entries["Kids"]))
        else:
            pages.append((number, entries))
    return pages


def add_beside(assembly: Assembly, objects: Objects, pages: list[PageEntries], budget: Budget) -> None:
    """Add every string that people may read and every embedded file, wherever its object lies."""
    places = _places(objects, pages)
    _add_properties(assembly, objects)
    information = id(objects.dictionary(objects.trailer.get("Info")))
    files: list[tuple[str, Stream]] = []
    named: set[int] = set()
    order = {number: rank for rank, number in enumerate(places)}
    for number in sorted(objects.by_number, key=lambda number: (order.get(number, len(order)), number)):
        value = objects.by_number[number]
        for entries in objects.dictionaries(value):
            if id(entries) != information:
                _add_strings(assembly, objects, entries, places.get(number, ""))
            for one in objects.dictionary(entries.get("EF")).values():
                stream = objects.get(one)
                if isinstance(stream, Stream) and id(stream) not in named:
                    named.add(id(stream))
                    names = {objects.text(entries.get(key)): None for key in ("UF", "F")}
                    files.append((" ".join(filter(None, names)), stream))
        if isinstance(value, Stream) and (
            value.entries.get("Type") == "Metadata" or value.entries.get("Subtype") == "XML"
        ):
            _add_xml(assembly, objects, [value], "文档属性 XMP")
        elif isinstance(value, Stream) and value.entries.get("Type") == "EmbeddedFile" and id(value) not in named:
            named.add(id(value))
            files.append(("", value))
    form = objects.dictionary(objects.dictionary(objects.trailer.get("Root")).get("AcroForm"))
    packets = [one for packet in objects.array(form.get("XFA")) if isinstance(one := objects.get(packet), Stream)]
    if packets:
        _add_xml(assembly, objects, packets, "表单域 XFA")
    for number, (name, stream) in enumerate(files, 1):
        _add_file(assembly, objects, stream, name or f"附件{number}", budget)


def _places(objects: Objects, pages: list[PageEntries]) -> dict[int, str]:
    """By the number of an object, the page that it belongs to: annotations, and the fields they stand for."""
    places: dict[int, str] = {}
    for index, (_, entries) in enumerate(pages, 1):
        for one in objects.array(entries.get("Annots")):
            for _ in range(32):
                if not isinstance(one, Ref) or one.number in places:
                    break
                places[one.number] = f"第{index}页"
                one = objects.dictionary(one).get("Parent")
    return places


def _add_properties(assembly: Assembly, objects: Objects) -> None:
    for key, value in objects.dictionary(objects.trailer.get("Info")).items():
        if key not in _NOT_TEXT and (text := objects.text(value).strip()):
            assembly.add_outside(text, f"文档属性 {_PROPERTIES.get(key, key)}")


def _add_strings(assembly: Assembly, objects: Objects, entries: Mapping[str, Any], page: str) -> None:
    """The strings of one dictionary, labelled by what the dictionary is."""
    is_field = "FT" in entries or entries.get("Subtype") == "Widget" or bool(page and "V" in entries)
    for key, value in entries.items():
        if key in _NOT_TEXT or (key in ("F", "UF") and "EF" in entries):  # the name of a file is told with it
            continue
        if key == "JS":
            assembly.add(objects.text(value), f"{page} 脚本".lstrip(), "code")
            continue
        for one in objects.array(value):
            raw = objects.get(one)
            if not isinstance(raw, bytes) and not (key in _RICH and isinstance(raw, Stream)):
                continue
            if not (text := objects.text(raw)):
                continue
            if key == "URI" or (key in ("F", "UF") and "EF" not in entries and "S" in entries):
                assembly.add_link(text, "", f"{page} 链接".lstrip())
            else:
                for paragraph in _paragraphs(text) if key in _RICH else (text,):
                    _add_string(assembly, entries, key, paragraph, page, is_field)


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of rich text, which is XHTML; what is no XML is one as it stands."""
    if not text.lstrip().startswith("<"):
        return [text]
    try:
        return list(text_blocks(parse_xml(text.strip().encode("utf-8", "replace"))))
    except ReadError:
        return [text]


def _add_string(assembly: Assembly, entries: Mapping[str, Any], key: str, text: str, page: str, is_field: bool) -> None:
    flags = entries.get("F")
    is_hidden = isinstance(flags, float) and 0 <= flags < 2**32 and bool(int(flags) & _HIDDEN)
    if is_field and key in _FIELD:
        assembly.add(text, f"{page} 表单域".lstrip(), "hidden" if is_hidden else "prose")
    elif "Subtype" in entries and key in ("Contents", "RC", "T", "Subj") and not is_field:
        role = {"T": "批注作者", "Subj": "批注主题"}.get(key, "批注")
        assembly.add(text, f"{page} {role}".lstrip(), "comment")
    elif key == "Title" and ("Parent" in entries or "Dest" in entries or "A" in entries):
        assembly.add(text, "书签", "metadata")
    elif key in ("Alt", "ActualText", "E"):
        assembly.add(text, "替代文字", "metadata")
    elif _HAN.search(text):
        assembly.add(text, f"{page} 对象 {key}".lstrip(), "metadata")


def _add_xml(assembly: Assembly, objects: Objects, streams: list[Stream], label: str) -> None:
    """Add the words of XML that lies in one stream, or is cut over several."""
    try:
        pieces = [objects.decoded(stream) for stream in streams]
        if None in pieces:
            raise ReadError("", "")
        content = b"".join(filter(None, pieces))
        root = parse_xml(content.strip(b" \t\r\n\x00"))
        for text in (*text_blocks(root), *attribute_words(root)):
            assembly.add_outside(text.strip(), label)
    except ReadError as error:
        assembly.add_unchecked(error.reason, label, words_of(error))


def _add_file(assembly: Assembly, objects: Objects, stream: Stream, name: str, budget: Budget) -> None:
    from sensitive_check import readers

    where = f"附件 {name}"
    assembly.add_outside(name, f"{where} 文件名", "filename")
    try:
        content = objects.decoded(stream, budget.allowance)
        if content is None:
            raise ReadError("附件的编码无法解开", "the filter of the attachment cannot be undone", "unsupported")
        budget.spend(len(content))
        if is_small_picture(content):
            assembly.add_coverage([Coverage(part=where, state="no-text")])
            return
        child = readers.read_content(content, name, budget=budget)
        assembly.embed(replace(child, outside=child.outside[1:]), where, budget.limits)
    except ReadError as error:
        assembly.add_unchecked(error.reason, where, words_of(error))
        assembly.add_coverage([Coverage(part=where, state="not-checked", reason=error.reason)])
        return
    assembly.add_coverage([Coverage(part=where, state="text", characters=len(child.text))])
