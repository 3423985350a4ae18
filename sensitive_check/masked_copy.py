"""Copies of drafts in which personal data is masked by the unit's rule; everything else stays as it is written."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sensitive_check import readers
from sensitive_check.checker import Checker
from sensitive_check.config import Config
from sensitive_check.errors import ReadError
from sensitive_check.loading import set_up
from sensitive_check.masks import HIDDEN, MASK_RULES, MaskRule
from sensitive_check.model import Document, OffsetMap, Span
from sensitive_check.patterns import lazy
from sensitive_check.readers.source import Budget, read_bytes

_MOST_ROUNDS = 4
_STREET = lazy("[路街巷道村镇乡里庄]")
_DAY = lazy(r"(?:19|20)[0-9]{2}[年./-] ?[0-9]{1,2}[月./-]")
_SHORTEST_NUMBER = 7
_NUMBER = lazy("[0-9]{10,18}[0-9Xx]")


@dataclass(frozen=True, slots=True)
class Copy:
    """A masked copy: its bytes, and how many stretches were masked."""

    content: bytes
    masked: int


def mask(text: str, config: Config | None = None) -> str:
    """``text`` with every piece of personal data masked that is found in it at warning or above.

    Masking twice changes nothing more.

    >>> mask("联系人手机13800138000，编号20240131")
    '联系人手机138****8000，编号20240131'
    """
    masker = _masker(config)
    for _ in range(_MOST_ROUNDS):  # what a mask brings to light: two numbers beside each other read as one, once
        masked, count = masker.masked(Document(text=text))
        if not count:
            break
        text = masked
    return text


def mask_file(path: str | os.PathLike[str], config: Config | None = None) -> Copy:
    """The masked copy of a file that is text (txt, md, html, csv, json, xml), in its encoding. The file is not touched.

    Raises ReadError for a file that cannot be read, or read only in part: what was not read was not masked.
    """
    path = Path(path)
    masker = _masker(config)
    content = read_bytes(path, Budget((config or Config()).limits))
    # In Markdown the asterisk is markup: two masked numbers in a line would print as bold text.
    sign = "＊" if path.suffix.lower() in (".md", ".markdown") else HIDDEN
    total = 0
    for _ in range(_MOST_ROUNDS):
        try:
            document = readers.read_content(content, path.name, opens_packages=False)
        except readers.PackageMetError:
            raise ReadError(
                "内容是办公文件或压缩包，这里只遮盖文本文件",
                "an office file or archive; only text files are masked",
                "unsupported",
            ) from None
        if document.unchecked:
            reason = document.unchecked[0].reason
            raise ReadError("没有全部读出，未作遮盖", "not read in full, so nothing was masked", reason)
        source = document.original
        masked, count = masker.masked(document, sign)
        if not count:
            break
        total += count
        content = _encoded(masked, source, content, document.encoding or "utf-8")
    return Copy(content, total)


class _Masker:
    """A checker with the unit's mask rules."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._checker: Checker = set_up(config).checker

    def masked(self, document: Document, sign: str = HIDDEN) -> tuple[str, int]:
        """The document's source with its personal data masked by ``sign``, and how many stretches changed."""
        source = document.original
        characters: dict[int, tuple[int, str]] = {}
        count = 0
        for rule_id, span in self._checker.personal_stretches(document):
            hidden = self._hidden(rule_id, document.text[span.start : span.end])
            places = [place for at in hidden for place in _source_places(document.source_map, span.start + at)]
            changed = [place for place in places if source[place.start : place.end] not in (HIDDEN, sign)]
            count += bool(changed)
            for place in changed:
                characters[place.start] = (place.end, sign)
        return "".join(_replaced(source, characters)), count

    def _hidden(self, rule_id: str, text: str) -> Iterator[int]:
        """Which characters of a found stretch its rule hides; what groups or frames them stays."""
        if rule_id == "email":
            at = next((at for at, character in enumerate(text) if character in "@＠"), len(text))
            return iter(range(1, at) if at > 1 else range(at))
        if rule_id == "personal-data-in-url" and (numbers := list(_NUMBER.finditer(text))):
            # The address must still lead somewhere: only its numbers are masked.
            lengths = ((number.start(), len(number[0])) for number in numbers)
            return (start + at for start, length in lengths for at in self._rule("weak-mask", length).hides(length))
        signs = [at for at, character in enumerate(text) if character.isalnum() or character in "*＊×●○■□█•"]
        if rule_id == "personal-roster":
            rule_id = _kind_of_cell(text)
        if rule_id == "birth-date":
            return (at for at in signs[4:] if text[at].isdigit() or text[at] in "一二三四五六七八九十〇零")
        if rule_id == "home-address":  # to the street or village, as notices to the public may go
            street = _STREET.search(text)
            return (at for at in signs if at >= (street.end() if street else 2))
        rule = self._rule(rule_id, len(signs))
        return (signs[at] for at in rule.hides(len(signs)))

    def _rule(self, rule_id: str, length: int) -> MaskRule:
        if rule_id in ("weak-mask", "failed-checksum"):
            rule_id = {11: "mobile"}.get(length, "resident-id" if length in (15, 18) else "bank-card")
        return self._config.mask.get(rule_id) or MASK_RULES.get(rule_id) or MaskRule(keep_start=1)


@lru_cache(maxsize=1)
def _default_masker() -> _Masker:
    return _Masker(Config())


def _masker(config: Config | None) -> _Masker:
    return _default_masker() if config is None else _Masker(config)


def _kind_of_cell(text: str) -> str:
    """Which rule's mask fits a cell of a roster: that of a number, of a day, of an address, else of a statement."""
    digits = sum(character.isdigit() for character in text)
    if _DAY.search(text):
        return "birth-date"
    if digits >= _SHORTEST_NUMBER and 2 * digits > len(text):
        return "weak-mask"
    return "home-address" if digits and _STREET.search(text) else "health"


def _source_places(source_map: OffsetMap | None, offset: int) -> Iterator[Span]:
    """Where one character of the document's text stands in the source; nowhere when a reader put it in."""
    place = Span(offset, offset + 1) if source_map is None else source_map.to_source(Span(offset, offset + 1))
    if place.end > place.start:
        yield place


def _replaced(source: str, characters: dict[int, tuple[int, str]]) -> Iterator[str]:
    reached = 0
    for start in sorted(characters):
        end, sign = characters[start]
        if start >= reached:
            yield source[reached:start]
            yield sign
            reached = end
    yield source[reached:]


_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _encoded(masked: str, source: str, content: bytes, encoding: str) -> bytes:
    """The masked source as bytes; it fails loudly where the encoding does not lead back to the bytes that were read."""
    mark = next((mark for mark in _MARKS if content.startswith(mark)), b"")
    for name in (encoding, encoding.removesuffix("-sig")):
        try:
            if mark + source.encode(name) == content:
                return mark + masked.encode(name)
            if source.encode(name) == content:
                return masked.encode(name)
        except (UnicodeError, LookupError):
            continue
    raise ReadError(
        "编码不能还原，未作遮盖", "the encoding does not lead back to the file, so nothing was masked", "encoding"
    )
