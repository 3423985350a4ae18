"""What a Mac keeps beside a file (AppleDouble, ``._name``): comments, where it was downloaded, tags, other attributes.

RFC 1740 and Apple's copyfile. Every byte is accounted for: read, known to be no text, zero, or told.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import chain

from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.binary_plist import strings_of
from sensitive_check.readers.container import words_of
from sensitive_check.readers.source import Budget

LABEL = "苹果附加信息"

_HEAD = struct.Struct(">4sI16sH")
_ENTRY = struct.Struct(">3I")
_ATTRIBUTES = struct.Struct(">34xH")
_ATTRIBUTE = struct.Struct(">2IHB")
_FINDER_BYTES = 32 + 2
_RESOURCES, _FINDER = 2, 9
_TEXTS = {3: "原名", 4: "注释", 13: "短文件名"}
_NO_TEXT = frozenset((5, 6, 7, 8, 10, 11, 12, 14, 15))
"""Icons, dates and flags."""

_EMPTY_RESOURCES = b"This resource fork intentionally left blank"
_WORDS = re.compile(rb"[!-~]{4}|[\x80-\xff]{3}")
_LABELS = {
    "com.apple.metadata:kMDItemWhereFroms": "下载来源",
    "com.apple.metadata:kMDItemFinderComment": "注释",
    "com.apple.metadata:_kMDItemUserTags": "标签",
    "com.apple.quarantine": "下载程序",
}
_MACHINE = frozenset(
    (
        "com.apple.lastuseddate#PS",
        "com.apple.provenance",
        "com.apple.macl",
        "com.apple.rootless",
        "com.apple.FinderInfo",
    )
)
_MOST_MACHINE_BYTES = 256
_USUAL_NAME = re.compile(r"(?:[A-Za-z_.:#-]|[0-9](?![0-9]{4})){1,127}")
_MACHINE_TEXTS = ("com.apple.quarantine", "com.apple.TextEncoding")
_UNTELLING = re.compile(
    r"[0-9A-Fa-f]{0,8}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|utf-(?:8|16)|macintosh|[0-9]{1,10}"
)
"""Fields of such attributes that name no program."""

_MOST_TEXTS = 50_000


def read(content: bytes, name: str, budget: Budget) -> Document:
    """A document of the texts in such a file, all of them hidden from readers; what is no text is told."""
    companion = _Companion(content, Assembly(name))
    try:
        companion.take()
    except struct.error:
        companion.tell("damaged", "不完整 it breaks off")
    except ReadError as error:
        companion.tell(error.reason, words_of(error))
    return companion.assembly.document()


class _Companion:
    """The file as it is taken; ``_taken`` are the stretches that are accounted for."""

    def __init__(self, content: bytes, assembly: Assembly) -> None:
        self.assembly = assembly
        self._content = content
        self._taken: list[tuple[int, int]] = []
        self._size = self._texts = 0

    def tell(self, reason: str, detail: str) -> None:
        """Note what was not checked."""
        self.assembly.add_unchecked(reason, LABEL, detail)

    def take(self) -> None:
        """Add all texts, and tell what else there is. Raises ``struct.error`` or ``ReadError`` where it breaks off."""
        _, _, home, count = _HEAD.unpack_from(self._content)
        self._account(0, _HEAD.size + count * _ENTRY.size)
        self._add(home.strip(b"\0 ").decode("latin-1").removeprefix("Mac OS X"), "来源系统")
        for number in range(count):
            kind, start, size = _ENTRY.unpack_from(self._content, _HEAD.size + number * _ENTRY.size)
            if kind == _FINDER:
                self._take_finder(start, size)
            elif size:
                self._take_entry(kind, self._account(start, size))
        if any(self._content[start:end].strip(b"\0") for start, end in self._gaps()):
            self.tell("unsupported", "未说明的数据 bytes that nothing points to")

    def _take_entry(self, kind: int, value: bytes) -> None:
        if kind in _TEXTS:
            text = _text_of(value)
            if text is None:
                self.tell("encoding", _TEXTS[kind])
            else:
                self._add(text, _TEXTS[kind])
        elif (
            kind == _RESOURCES and _EMPTY_RESOURCES in value and not _WORDS.search(value.replace(_EMPTY_RESOURCES, b""))
        ):
            return
        elif kind not in _NO_TEXT or len(value) > _MOST_MACHINE_BYTES:
            what = "资源分支 resource fork" if kind == _RESOURCES else "别的数据 data of another kind"
            self.tell("unsupported", what)

    def _take_finder(self, start: int, size: int) -> None:
        """Types, flags and places in windows, and behind them attributes."""
        self._account(start, min(size, _FINDER_BYTES))
        at = start + _FINDER_BYTES
        if size <= _FINDER_BYTES or self._content[at : at + 4] != b"ATTR":
            return
        (count,) = _ATTRIBUTES.unpack_from(self._content, at)
        self._account(at, _ATTRIBUTES.size)
        at += _ATTRIBUTES.size
        for _ in range(count):
            place, size, _, letters = _ATTRIBUTE.unpack_from(self._content, at)
            name = self._account(at, _ATTRIBUTE.size + letters)[_ATTRIBUTE.size :].rstrip(b"\0")
            at += -(-(_ATTRIBUTE.size + letters) // 4) * 4
            self._take_attribute(name.decode("utf-8", "replace"), self._account(place, size))

    def _take_attribute(self, name: str, value: bytes) -> None:
        if not _USUAL_NAME.fullmatch(name):
            self._add(name, "扩展属性名")
        label = _LABELS.get(name, "扩展属性")
        try:
            texts = strings_of(value) if value.startswith(b"bplist0") else [_text_of(value)]
        except ReadError as error:
            self.tell(error.reason, f"{label} {words_of(error)}")
            return
        for text in texts:
            if text is not None:
                self._add(_program_in(text) if name in _MACHINE_TEXTS else text, label)
            elif name not in _MACHINE or len(value) > _MOST_MACHINE_BYTES:
                self.tell("unsupported", f"{label} 二进制数据 binary data")

    def _add(self, text: str, label: str) -> None:
        if text.strip():
            self._texts += 1
            if self._texts > _MOST_TEXTS:
                raise ReadError(f"超过 {_MOST_TEXTS} 条", f"more than {_MOST_TEXTS} texts", "limit")
            self.assembly.add(text, f"{LABEL} {label}", "hidden")

    def _account(self, start: int, size: int) -> bytes:
        """The bytes of a stretch, which is accounted for; several that share their bytes are a bomb."""
        self._size += size
        if start + size > len(self._content) or self._size > len(self._content):
            raise ReadError("不完整或有重叠", "it breaks off, or stretches overlap")
        self._taken.append((start, start + size))
        return self._content[start : start + size]

    def _gaps(self) -> Iterator[tuple[int, int]]:
        reached = 0
        for start, end in chain(sorted(self._taken), [(len(self._content), 0)]):
            if start > reached:
                yield reached, start
            reached = max(reached, end)


def _program_in(text: str) -> str:
    """What an attribute of numbers and names, parted by semicolons, says to people."""
    return ";".join(field for field in text.split(";") if not _UNTELLING.fullmatch(field))


def _text_of(value: bytes) -> str | None:
    """Bytes as text; None for what is none."""
    try:
        text = value.rstrip(b"\0").decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(one.isprintable() or one in "\t\r\n" for one in text) else None
