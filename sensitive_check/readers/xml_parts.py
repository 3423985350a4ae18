"""XML of packages: parsed without a document type, so that nothing in it can name, fetch or multiply anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from xml.parsers import expat  # a document type is refused before anything is expanded
from xml.sax.saxutils import escape, quoteattr

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


def flat_xml(content: bytes, prefixes: Mapping[str, str], *, is_proved: bool = True) -> str:
    """XML as text in which every ``<`` begins a tag and every ``>`` ends one, for parts too large to build a tree of.

    No comment, CDATA section, processing instruction or declaration is left, and elements and attributes of a namespace
    of ``prefixes`` have its prefix. References (``&amp;``) stand as written: see ``unescaped``. Raises ``ReadError`` as
    ``parse_xml`` does; without ``is_proved``, for parts that hold no text, broken XML may pass as it is.
    """

    flat = _as_written(content, prefixes)
    if is_proved or flat is None:
        prove_xml(content, with_namespaces=flat is None)
    return _rewritten(content, prefixes) if flat is None else flat


def prove_xml(content: bytes, *, with_namespaces: bool = True) -> None:
    """Raise ``ReadError``, as ``parse_xml`` does, without building a tree.

    Not ``with_namespaces``, prefixes may stand that nothing declares.
    """

    def start_doctype(*_: object) -> None:
        raise _DoctypeError

    parser = expat.ParserCreate(namespace_separator="}" if with_namespaces else None)
    parser.StartDoctypeDeclHandler = start_doctype
    try:
        parser.Parse(content, True)
    except _DoctypeError:
        raise _refusal() from None
    except (expat.ExpatError, LookupError, ValueError):
        raise ReadError("XML 不完整或有误", "the XML is broken") from None


_CONTENT = re.compile(rb">\s*[^<\s]")


def holds_attributes_alone(content: bytes) -> bool:
    """True for XML in UTF-8 with no text but in its attributes, and none of it written as a reference by number."""
    is_plain = _behind_declaration(content) is not None and not any(one in content for one in (b"&#", b"<!", b"\0"))
    return is_plain and _CONTENT.search(content) is None


_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>?]*\?>\s*")
_UTF8 = re.compile(rb"encoding\s*=\s*[\"']utf-8[\"']", re.IGNORECASE)


def _behind_declaration(content: bytes) -> int | None:
    """Where XML begins behind its declaration; None where that names another encoding than UTF-8."""
    found = _DECLARATION.match(content)
    if found is None:
        return 0
    return None if b"encoding" in found[0] and not _UTF8.search(found[0]) else found.end()


def _as_written(content: bytes, prefixes: Mapping[str, str]) -> str | None:
    """The text itself when it is flat already, as what Word writes is."""
    if not holds_only_tags(content) or content.count(b"<") != content.count(b">"):
        return None
    if found := _DECLARATION.match(content):
        content = content[found.end() :]
    for namespace, prefix in prefixes.items():
        declared = content.count(namespace.encode() + b'"')
        if declared and (declared > 1 or f' xmlns:{prefix}="{namespace}"'.encode() not in content):
            return None
    if any(content.count(f"xmlns:{prefix}=".encode()) != 1 for prefix in set(prefixes.values())):
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def holds_only_tags(content: bytes) -> bool:
    """True for XML in UTF-8 in which every ``<`` behind its declaration begins a tag: no comment, no CDATA section."""
    at = _behind_declaration(content)
    return (
        at is not None
        and b"\0" not in content
        and not (
            (content.find(b"!", at) >= 0 and content.find(b"<!", at) >= 0)
            or (content.find(b"?", at) >= 0 and content.find(b"<?", at) >= 0)
        )
    )


def _rewritten(content: bytes, prefixes: Mapping[str, str]) -> str:
    pieces: list[str] = []

    def named(name: str) -> str:
        namespace, _, own = name.rpartition("}")
        return f"{prefixes.get(namespace, 'x')}:{own}"

    def start(name: str, attributes: dict[str, str]) -> None:
        values = "".join(f" {named(key)}={_quoted(value)}" for key, value in attributes.items())
        pieces.append(f"<{named(name)}{values}>")

    def end(name: str) -> None:
        pieces.append(f"</{named(name)}>")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: pieces.append(escape(text))
    parser.Parse(content, True)
    return "".join(pieces)


def _quoted(value: str) -> str:
    return quoteattr(value, {'"': "&quot;"})


_REFERENCE = re.compile("&(#x?)?([0-9A-Za-z]+);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def unescaped(text: str) -> str:
    """Text of ``flat_xml`` with its references resolved.

    >>> unescaped("A&amp;lt;&#x4E00;&#65;")
    'A&lt;一A'
    """
    if "&" not in text:
        return text
    return _REFERENCE.sub(
        lambda one: chr(int(one[2], 16 if one[1] == "#x" else 10)) if one[1] else _NAMED[one[2]], text
    )


def _refusal() -> ReadError:
    return ReadError("XML 含文档类型声明（DOCTYPE），未读取", "the XML has a DOCTYPE and was not read")


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
        raise _refusal() from None
    except (_RootReachedError, expat.ExpatError, LookupError, ValueError):
        return


def walk_xml(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    *,
    whole: Iterable[re.Match[bytes]] = (),
    take: Callable[[re.Match[bytes]], bool] = lambda _: False,
) -> None:
    """Hand on elements and text as they come, without a tree; names have their namespace and ``}`` before them.

    ``whole`` finds elements, each behind a tag, that ``take`` may take as they are written when it is their turn; those
    for which it says False are handed on like others. Raises ``ReadError`` as ``parse_xml`` does; what was handed on
    before the fault stays handed on.
    """
    refuse_doctype(content)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    at = 0
    try:
        for found in whole:
            if at < found.start():
                parser.Parse(content[at : found.start()])
                at = found.start()
            if take(found):
                at = found.end()
        parser.Parse(content[at:], True)
    except (expat.ExpatError, LookupError, ValueError):  # as in parse_xml
        raise ReadError("XML 不完整或有误", "the XML is broken") from None
