"""Code tables beside the lists: region and area codes, traditional forms, first digits of bank cards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sensitive_check.patterns import lazy
from sensitive_check.wordlists.reading import Reading

KINDS_OF_HOSTS = ("media", "regional-media", "agency", "platform", "short-link", "netdisk", "form")
"""What the built-in list says of a domain."""

_PREFIXES = lazy("[1-9][0-9]{0,9}(?:-[1-9][0-9]{0,9})?")
_LENGTHS = lazy("1[3-9](?:-1[3-9])?")
_YEAR = lazy("(?:19|20)[0-9]{2}")
_DOMAIN = lazy("[a-z0-9-]{1,63}(?:[.][a-z0-9-]{1,63}){1,4}")
_AREA_CODE = lazy("0(?:10|2[0-9]|[3-9][0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Code tables that rule factories and folding take.

    ``regions`` are the six-digit region codes, current and retired; ``traditional`` leads from a traditional character
    to one simplified character. ``card_bins()`` gives the issuer of a bank card by first digits and length, "" where
    only the scheme is known. ``confusions`` gives for a character those that are mistaken for it. ``area_codes`` leads
    from an area code to the area and, after a tab, how many digits a number has there: 7, 8 or 7-8. ``known_hosts``
    leads from a domain to its kind, its owner and ``checked`` or ``recalled``, separated by tabs; ``lookalikes`` from a
    character to the ASCII one it looks like.
    ``statutes`` leads from a statute's title to the year it was adopted and, after a tab, last amended ("" if never);
    ``document_numbers`` from the number of a document to its titles, split by ``|``. ``register`` leads from the title
    of a document that a unit registered to its number, ``countries`` from the name of a country, as texts write it, to
    its continent.
    """

    regions: Collection[str] = field(default=frozenset(), repr=False)
    traditional: Mapping[str, str] = field(default_factory=dict, repr=False)
    card_bins: Callable[[], Mapping[tuple[str, int], str]] = field(default=dict, repr=False)
    confusions: Mapping[str, str] = field(default_factory=dict, repr=False)
    area_codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    statutes: Mapping[str, str] = field(default_factory=dict, repr=False)
    document_numbers: Mapping[str, str] = field(default_factory=dict, repr=False)
    register: Mapping[str, str] = field(default_factory=dict, repr=False)
    known_hosts: Mapping[str, str] = field(default_factory=dict, repr=False)
    lookalikes: Mapping[str, str] = field(default_factory=dict, repr=False)
    countries: Mapping[str, str] = field(default_factory=dict, repr=False)


class TextMapping(Mapping[str, str]):
    """From the first column of a table to the rest of the row, kept as text.

    Few drafts ask for a key, and parsing would cost each start: a key is looked for when it is asked for.
    """

    def __init__(self, text: str) -> None:
        self._text = "\n" + text.partition("\n")[2]

    def __getitem__(self, key: str) -> str:
        start = self._text.find(f"\n{key}\t") if key.isprintable() else -1
        if start < 0:
            raise KeyError(key)
        start += len(key) + 2
        return self._text[start : self._text.index("\n", start)]

    def __iter__(self) -> Iterator[str]:
        return (line.partition("\t")[0] for line in self._text.split("\n")[1:-1])

    def __len__(self) -> int:
        return self._text.count("\n") - 1


class CardBins:
    """First digits of bank cards, kept as text until a number needs them: most drafts hold none."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self) -> Mapping[tuple[str, int], str]:
        """Issuer by first digits and length; "" where only the scheme is known."""
        return self._bins

    @cached_property
    def _bins(self) -> Mapping[tuple[str, int], str]:
        bins: dict[tuple[str, int], str] = {}
        for row in self._text.splitlines()[1:]:
            prefix, length, _, issuer = row.split("\t")
            for number in _range(prefix):
                bins.update(((str(number), digits), issuer) for digits in _range(length))
        return bins


def _range(bounds: str) -> range:
    low, _, high = bounds.partition("-")
    return range(int(low), int(high or low) + 1)


def _read_regions(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    rows = _rows(path, _looked_at(text, closely), ("code", "name", "start_year", "end_year"), reading)
    last = ("", "")
    for line, (code, name, start, _) in rows:
        if len(code) != 6 or not (code.isascii() and code.isdigit()) or not name:
            reading.add(path, line, "应为六位代码和名称，请改正", "expected a six-digit code and a name; correct it")
        elif (code, start) <= last:
            reading.add(
                path, line, "重复或未按代码、年份排序，请改正", "repeated, or not sorted by code and year; correct it"
            )
        last = (code, start)
    return TextMapping(text)


def _read_traditional(path: Path, reading: Reading, closely: bool) -> dict[str, str]:
    rows = _rows(path, reading.text(path, strict=True), ("traditional", "simplified"), reading)
    pairs = {traditional: simplified for _, (traditional, simplified) in rows}
    last = ""
    for line, (traditional, simplified) in rows:
        if len(traditional) != 1 or len(simplified) != 1 or traditional == simplified:
            reading.add(
                path, line, "应为两个不同的单字，请改正", "expected two different single characters; correct it"
            )
        elif traditional <= last:
            reading.add(path, line, "重复或未按字排序，请改正", "repeated, or not sorted by character; correct it")
        elif simplified in pairs:  # folding runs once: 麽→么 beside 么→幺 would depend on the order
            reading.add(
                path, line, f"“{simplified}”又被转换，请只留一步", f"'{simplified}' is a key too; keep one step"
            )
        last = traditional
    return pairs


def _read_card_bins(path: Path, reading: Reading, closely: bool) -> CardBins:
    text = reading.text(path, strict=True)
    looked_at = _looked_at(text, closely)
    last = ("", "")
    for line, (prefix, length, scheme, issuer) in _rows(
        path, looked_at, ("prefix", "length", "scheme", "issuer"), reading
    ):
        if not _PREFIXES.fullmatch(prefix) or not _LENGTHS.fullmatch(length) or not (scheme or issuer):
            chinese = "应为号段、13 至 19 位的长度，以及卡组织或发卡行，请改正"
            reading.add(
                path, line, chinese, "expected first digits, a length of 13 to 19, a scheme or issuer; correct it"
            )
        elif (prefix, length) <= last:
            reading.add(path, line, "重复或未按号段排序，请改正", "repeated, or not sorted by first digits; correct it")
        last = (prefix, length)
    return CardBins(text)


def _read_confusions(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    last = ""
    for line, (character, confusable) in _rows(path, _looked_at(text, closely), ("character", "confusable"), reading):
        if len(character) != 1 or not confusable or character in confusable:
            reading.add(
                path, line, "应为一个字和与它易混的其他字，请改正", "expected a character and others; correct it"
            )
        elif character <= last:
            reading.add(path, line, "重复或未按字排序，请改正", "repeated, or not sorted by character; correct it")
        last = character
    return TextMapping(text)


def _read_area_codes(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    last = ""
    for line, (code, area, digits) in _rows(path, _looked_at(text, closely), ("code", "area", "digits"), reading):
        if not _AREA_CODE.fullmatch(code) or not area or digits not in ("7", "8", "7-8"):
            chinese = "应为区号、地名和本地号码位数（7、8 或 7-8），请改正"
            reading.add(path, line, chinese, "expected an area code, an area and 7, 8 or 7-8 digits; correct it")
        elif code <= last:
            reading.add(path, line, "重复或未按区号排序，请改正", "repeated, or not sorted by code; correct it")
        last = code
    return TextMapping(text)


def _read_statutes(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    last = ""
    for line, (title, adopted, amended) in _rows(
        path, _looked_at(text, closely), ("title", "adopted", "amended"), reading
    ):
        if not title or not _YEAR.fullmatch(adopted) or (amended and not adopted < amended < "2100"):
            chinese = "应为题名、通过的年份和更晚的最近修改年份（没有则空），请改正"
            reading.add(path, line, chinese, "expected a title, a year, and a later one or none; correct it")
        elif title <= last:
            reading.add(path, line, "重复或未按题名排序，请改正", "repeated, or not sorted by title; correct it")
        last = title
    return TextMapping(text)


def _read_document_numbers(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    last = ""
    for line, (number, titles) in _rows(path, _looked_at(text, closely), ("number", "titles"), reading):
        if not number.endswith("号") or not titles:
            reading.add(path, line, "应为文号和题名，请改正", "expected a number and titles; correct it")
        elif number <= last:
            reading.add(path, line, "重复或未按文号排序，请改正", "repeated, or not sorted by number; correct it")
        last = number
    return TextMapping(text)


def _read_known_hosts(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    header = ("domain", "kind", "name", "basis", "source")
    last = ""
    for line, (domain, kind, _, basis, source) in _rows(path, _looked_at(text, closely), header, reading):
        if not _DOMAIN.fullmatch(domain) or kind not in KINDS_OF_HOSTS or basis not in ("checked", "recalled"):
            chinese = f"应为域名、类别（{'、'.join(KINDS_OF_HOSTS)}）和 checked 或 recalled，请改正"
            english = f"expected a domain, a kind ({', '.join(KINDS_OF_HOSTS)}) and checked or recalled; correct it"
            reading.add(path, line, chinese, english)
        elif not source:
            reading.add(path, line, "没有来源，请补上", "has no source; add it")
        elif domain <= last:
            reading.add(path, line, "重复或未按域名排序，请改正", "repeated, or not sorted by domain; correct it")
        last = domain
    return TextMapping(text)


def _read_lookalikes(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    last = ""
    for line, (character, ascii_) in _rows(path, _looked_at(text, closely), ("character", "lookalike"), reading):
        if len(character) != 1 or character.isascii() or len(ascii_) != 1 or not ascii_.isascii():
            reading.add(
                path,
                line,
                "应为一个字符和与它形近的字母或数字，请改正",
                "expected a character and an ASCII one; correct it",
            )
        elif character <= last:
            reading.add(path, line, "重复或未按字符排序，请改正", "repeated, or not sorted by character; correct it")
        last = character
    return TextMapping(text)


def _read_countries(path: Path, reading: Reading, closely: bool) -> TextMapping:
    text = reading.text(path, strict=True)
    last = ""
    for line, (name, continent) in _rows(path, _looked_at(text, closely), ("name", "continent"), reading):
        if len(name) < 2 or not continent:
            reading.add(path, line, "应为国名和所在的洲，请改正", "expected a country and its continent; correct it")
        elif name <= last:
            reading.add(path, line, "重复或未按国名排序，请改正", "repeated, or not sorted by name; correct it")
        last = name
    return TextMapping(text)


def _looked_at(text: str, closely: bool) -> str:
    """The whole text, or its header and first row."""
    return text if closely else text[: text.find("\n", text.find("\n") + 1) + 1]


def _rows(path: Path, text: str, header: tuple[str, ...], reading: Reading) -> list[tuple[int, list[str]]]:
    rows = reading.table(path, text)
    if not rows or tuple(rows[0][1]) != header:
        wanted = " ".join(header)
        reading.add(path, 1, f"表头应为 {wanted}（制表符分隔）", f"the header must be {wanted}, separated by tabs")
        return []
    if len(rows) == 1:
        reading.add(path, None, "没有内容，请补上", "has no rows; add them")
    return rows[1:]


READERS: Mapping[str, Callable[[Path, Reading, bool], Any]] = MappingProxyType(
    {
        "area_codes": _read_area_codes,
        "card_bins": _read_card_bins,
        "confusions": _read_confusions,
        "document_numbers": _read_document_numbers,
        "known_hosts": _read_known_hosts,
        "lookalikes": _read_lookalikes,
        "countries": _read_countries,
        "regions": _read_regions,
        "statutes": _read_statutes,
        "traditional": _read_traditional,
    }
)
"""Name of a table, as ``index.toml`` declares it -> what reads its file. Each is a field of ``Tables``.

The third argument asks to look at every row; the built-in tables are looked at by ``lint``, not at every start.
"""
