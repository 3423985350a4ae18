"""SVG drawings in packages: their text, what describes them, and whether a picture is set in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Document
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.xml_parts import parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SVG = re.compile(rb"[^<]{0,200}(?:<(?:\?|!--)[^>]{0,2000}>[^<]{0,200}){0,9}<(?:[a-z]{1,9}:)?svg[\s>]")
_WORDS = frozenset(("text", "title", "desc", "foreignObject"))


def is_svg(content: bytes, name: str) -> bool:
    """True for a drawing, by its name or by its root element."""
    return name.lower().endswith(".svg") or _SVG.match(content) is not None


def read(content: bytes, name: str) -> Document:
    """The document of a drawing: a block for each text. Raises ``ReadError`` for XML that is broken."""
    assembly = Assembly(name)
    for text in _texts(parse_xml(content)):
        assembly.add(text, "图形文字")
    if b"data:image/" in content:
        assembly.add_unchecked("image", "", "图形中的图像 picture in a drawing")
    return assembly.document()


def _texts(root: Element) -> Iterator[str]:
    """The words of every text as one; those of other elements, styles and scripts too, each by itself."""
    pending = [root]
    while pending:
        one = pending.pop()
        name = one.tag.rpartition("}")[2]
        if name in _WORDS:
            lines = "".join(one.itertext()).split("\n")
            if text := "\n".join(filter(None, (line.strip() for line in lines))):
                yield text
        else:
            if one.text and one.text.strip():
                yield one.text
            pending += reversed(one)
        if one.tail and one.tail.strip():
            yield one.tail
