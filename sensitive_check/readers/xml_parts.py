"""XML of packages: parsed without a document type, so that nothing in it can name, fetch or multiply anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.parsers import expat  # a document type is refused before anything is expanded

from sensitive_check.errors import ReadError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class _DoctypeError(Exception):
    """Raised where a document type stands."""


class _RootReachedError(Exception):
    """Raised at the root element: no document type can follow."""


def parse_xml(content: bytes) -> Element:
    """The root element. Raises ``ReadError`` for XML that is broken, or has a document type."""
    from xml.etree.ElementTree import ParseError, fromstring

    refuse_doctype(content)
    try:
        return fromstring(content)  # noqa: S314
    except (ParseError, LookupError, ValueError):  # LookupError, ValueError: an encoding that nobody knows
        raise ReadError("XML 不完整或有误", "the XML is broken") from None


def refuse_doctype(content: bytes) -> None:
    """Raise ``ReadError`` for XML that has a document type; what is broken is left to the parser."""

    def start_doctype(*_: object) -> None:
        raise _DoctypeError

    def start_element(*_: object) -> None:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = start_doctype
    parser.StartElementHandler = start_element
    try:
        parser.Parse(content, True)
    except _DoctypeError:
        raise ReadError("XML 含文档类型声明（DOCTYPE），未读取", "the XML has a DOCTYPE and was not read") from None
    except (_RootReachedError, expat.ExpatError, LookupError, ValueError):
        return


def walk_xml(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Hand on elements and text as they come, without a tree; names have their namespace and ``}`` before them.

    Raises ``ReadError`` as ``parse_xml`` does; what was handed on before the fault stays handed on.
    """
    refuse_doctype(content)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError):
        raise ReadError("XML 不完整或有误", "the XML is broken") from None
