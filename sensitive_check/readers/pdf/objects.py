"""The objects of a PDF file (ISO 32000-1, 7.3), parsed from the plain copy that the engine writes.

In that copy nothing is encrypted and no object lies in a stream of objects. Nothing here recurses: values nest as deep
as a file likes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sensitive_check.errors import ReadError


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Ref(NamedTuple):
    """A reference to an object by its number."""

    number: int


class Operator(str):
    """A bare word: an operator of a content stream."""

    __slots__ = ()


Value = Any
"""``Name``, ``Ref``, bytes (a string), float, bool, None, a list or a dict of values, ``Operator``."""


@dataclass(slots=True)
class Stream:
    """A stream: its dictionary and its bytes as they stand in the file."""

    entries: dict[str, Value] = field(repr=False)
    raw: bytes = field(repr=False)


_TOKEN = re.compile(
    rb"[\x00\t\n\f\r ]*(?:%[^\r\n]*[\x00\t\n\f\r ]*)*"
    rb"(?:(?P<ref>\d{1,10} \d{1,5} R(?![^\x00\t\n\f\r ()<>\[\]{}/%]))"
    rb"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?![^\x00\t\n\f\r ()<>\[\]{}/%]))"
    rb"|(?P<name>/[^\x00\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[^<>]*)>|(?P<literal>\()"
    rb"|(?P<word>[^\x00\t\n\f\r ()<>\[\]{}/%]+)|(?P<other>[{}<>)]))"
)
_PAREN = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\x00-\xff])|\r\n?")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_NAME_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10}) \d{1,5} obj\b")
_STREAM = re.compile(rb"[\x00\t\n\f\r ]*stream(?:\r\n|\n|\r)?")
_WORDS = {b"true": True, b"false": False, b"null": None}


def values(content: bytes, start: int = 0) -> Iterator[tuple[Value, int]]:
    """The values that follow one another from ``start`` on, each with where it ends; arrays and dictionaries whole."""
    stack: list[tuple[bool, list[Value]]] = []
    position = start
    while (found := _TOKEN.match(content, position)) is not None:
        position = found.end()
        kind = found.lastgroup or ""
        if kind == "open":
            stack.append((found[kind] == b"<<", []))
            continue
        if kind == "close":
            if not stack:
                continue
            is_dictionary, items = stack.pop()
            value: Value = _dictionary(items) if is_dictionary else items
        elif kind == "literal":
            value, position = _literal(content, position)
        else:
            value = _atom(kind, found[kind])
        if stack:
            stack[-1][1].append(value)
        else:
            yield value, position


def _dictionary(items: list[Value]) -> dict[str, Value]:
    pairs = zip(items[::2], items[1::2], strict=False)
    return {str(key): value for key, value in pairs if isinstance(key, Name)}


def _atom(kind: str, token: bytes) -> Value:
    if kind == "ref":
        return Ref(int(token.split()[0]))
    if kind == "number":
        return float(token)
    if kind == "name":
        raw = _NAME_ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), token[1:])
        return Name(raw.decode("utf-8", "replace"))
    if kind == "hex":
        digits = re.sub(rb"[^0-9a-fA-F]", b"", token)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    if kind == "word" and token in _WORDS:
        return _WORDS[token]
    return Operator(token.decode("latin-1"))


def _literal(content: bytes, start: int) -> tuple[bytes, int]:
    """A string in parentheses, which may nest, and where it ends; the rest of the file where nothing closes it."""
    depth, position = 1, start
    while (found := _PAREN.search(content, position)) is not None:
        position = found.end()
        if found[0] == b"\\":
            position += 1
        else:
            depth += 1 if found[0] == b"(" else -1
            if not depth:
                return _ESCAPE.sub(_unescaped, content[start : found.start()]), position
    return _ESCAPE.sub(_unescaped, content[start:]), len(content)


def _unescaped(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if escaped is None:
        return b"\n"
    if escaped[:1].isdigit() and escaped[0] < 0x38:
        return bytes((int(escaped, 8) & 0xFF,))
    return _ESCAPES.get(escaped, escaped)


class Objects:
    """All objects of a file, by number."""

    def __init__(self, content: bytes) -> None:
        self.by_number: dict[int, Value] = {}
        self.trailer: dict[str, Value] = {}
        position = 0
        while (found := _OBJECT.search(content, position)) is not None:
            value, position = next(values(content, found.end()), (None, len(content)))
            if isinstance(value, dict) and (begins := _STREAM.match(content, position)) is not None:
                end = _end_of_stream(content, begins.end(), value)
                value, position = Stream(value, content[begins.end() : end]), end
            self.by_number[int(found[1])] = value
        at = content.rfind(b"trailer")
        if at >= 0:
            value, _ = next(values(content, at + 7), (None, 0))
            self.trailer = value if isinstance(value, dict) else {}

    def get(self, value: Value) -> Value:
        """What a value is, followed through references; None where they lead nowhere."""
        for _ in range(32):
            if not isinstance(value, Ref):
                return value
            value = self.by_number.get(value.number)
        return None

    def dictionary(self, value: Value) -> dict[str, Value]:
        """A dictionary, that of a stream too; empty for anything else."""
        value = self.get(value)
        if isinstance(value, Stream):
            return value.entries
        return value if isinstance(value, dict) else {}

    def array(self, value: Value) -> list[Value]:
        """An array; a single value counts as one of one, nothing as empty."""
        value = self.get(value)
        if isinstance(value, list):
            return value
        return [] if value is None else [value]

    def text(self, value: Value) -> str:
        """A text string, or the content of a stream that stands for one; "" for anything else."""
        value = self.get(value)
        if isinstance(value, Stream):
            value = self.decoded(value) or b""
        return text_of(value) if isinstance(value, bytes) else ""

    def decoded(self, stream: Stream, most: int = 64 * 1024 * 1024) -> bytes | None:
        """The bytes of a stream; None where a filter is none of text's, or they are damaged.

        Raises ``ReadError`` beyond ``most`` bytes.
        """
        raw = stream.raw
        for name in self.array(stream.entries.get("Filter", stream.entries.get("F"))):
            name = self.get(name)
            if name not in ("FlateDecode", "Fl"):
                return _ascii_decoded(str(name), raw)
            if self.dictionary(stream.entries.get("DecodeParms")).get("Predictor", 1) not in (1, 1.0):
                return None
            inflater = zlib.decompressobj()
            try:
                raw = inflater.decompress(raw, most + 1)
            except zlib.error:
                return None
            if len(raw) > most:
                raise ReadError("流展开后过大", "a stream unfolds to too much", "limit")
            if not inflater.eof:
                return None
        return raw

    def dictionaries(self, value: Value) -> Iterator[dict[str, Value]]:
        """The dictionaries in one object, nested ones too, without following references."""
        stack = [value]
        while stack:
            one = stack.pop()
            if isinstance(one, Stream):
                one = one.entries
            if isinstance(one, dict):
                yield one
                stack += reversed(list(one.values()))
            elif isinstance(one, list):
                stack += reversed(one)


def _ascii_decoded(name: str, raw: bytes) -> bytes | None:
    if name in ("ASCIIHexDecode", "AHx"):
        digits = re.sub(rb"[^0-9a-fA-F]", b"", raw.partition(b">")[0])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return None


def _end_of_stream(content: bytes, start: int, entries: Mapping[str, Value]) -> int:
    length = entries.get("Length")
    if isinstance(length, float) and 0 <= length < len(content):
        end = start + int(length)
        if content[end : end + 16].lstrip().startswith(b"endstream"):
            return end
    end = content.find(b"endstream", start)
    return len(content) if end < 0 else end


def text_of(raw: bytes) -> str:
    """A text string: UTF-16 or UTF-8 by its mark, else what writers put there: ASCII, UTF-8, GBK or Latin.

    >>> text_of(bytes.fromhex("feff673a")), text_of("机密".encode("gbk")), text_of(b"caf" + bytes((0xE9,)))
    ('机', '机密', 'café')
    """
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
