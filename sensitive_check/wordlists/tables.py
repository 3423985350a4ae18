"""Code tables beside the lists: region and area codes, traditional forms, first digits of bank cards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

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


class _Shape(NamedTuple):
    """What the rows of a table look like.

    ``problem`` takes the cells of a row and says in both languages what is wrong with it, None for a right one. Rows
    rise strictly by the columns numbered ``key``, which ``sorted_by`` names in both languages.
    """

    header: tuple[str, ...]
    problem: Callable[..., tuple[str, str] | None]
    sorted_by: tuple[str, str]
    key: tuple[int, ...] = (0,)

    def read(self, path: Path, reading: Reading, closely: bool) -> str:
        """The text of the table; what is wrong with the rows looked at is noted."""
        text = reading.text(path, strict=True)
        chinese, english = self.sorted_by
        last: tuple[str, ...] = ()
        for line, row in _rows(path, _looked_at(text, closely), self.header, reading):
            key = tuple(row[column] for column in self.key)
            if problem := self.problem(*row):
                reading.add(path, line, *problem)
            elif key <= last:
                reading.add(
                    path,
                    line,
                    f"重复或未按{chinese}排序，请改正",
                    f"repeated, or not sorted by {english}; correct it",
                )
            last = key
        return text


def _region_problem(code: str, name: str, *_: str) -> tuple[str, str] | None:
    if len(code) == 6 and code.isascii() and code.isdigit() and name:
        return None
    return "应为六位代码和名称，请改正", "expected a six-digit code and a name; correct it"


def _card_bin_problem(prefix: str, length: str, scheme: str, issuer: str) -> tuple[str, str] | None:
    if _PREFIXES.fullmatch(prefix) and _LENGTHS.fullmatch(length) and (scheme or issuer):
        return None
    chinese = "应为号段、13 至 19 位的长度，以及卡组织或发卡行，请改正"
    return chinese, "expected first digits, a length of 13 to 19, a scheme or issuer; correct it"


def _confusion_problem(character: str, confusable: str) -> tuple[str, str] | None:
    if len(character) == 1 and confusable and character not in confusable:
        return None
    return "应为一个字和与它易混的其他字，请改正", "expected a character and others; correct it"


def _area_code_problem(code: str, area: str, digits: str) -> tuple[str, str] | None:
    if _AREA_CODE.fullmatch(code) and area and digits in ("7", "8", "7-8"):
        return None
    chinese = "应为区号、地名和本地号码位数（7、8 或 7-8），请改正"
    return chinese, "expected an area code, an area and 7, 8 or 7-8 digits; correct it"


def _statute_problem(title: str, adopted: str, amended: str) -> tuple[str, str] | None:
    if title and _YEAR.fullmatch(adopted) and (not amended or adopted < amended < "2100"):
        return None
    chinese = "应为题名、通过的年份和更晚的最近修改年份（没有则空），请改正"
    return chinese, "expected a title, a year, and a later one or none; correct it"


def _document_number_problem(number: str, titles: str) -> tuple[str, str] | None:
    if number.endswith("号") and titles:
        return None
    return "应为文号和题名，请改正", "expected a number and titles; correct it"


def _known_host_problem(domain: str, kind: str, _: str, basis: str, source: str) -> tuple[str, str] | None:
    if not _DOMAIN.fullmatch(domain) or kind not in KINDS_OF_HOSTS or basis not in ("checked", "recalled"):
        chinese = f"应为域名、类别（{'、'.join(KINDS_OF_HOSTS)}）和 checked 或 recalled，请改正"
        return chinese, f"expected a domain, a kind ({', '.join(KINDS_OF_HOSTS)}) and checked or recalled; correct it"
    return None if source else ("没有来源，请补上", "has no source; add it")


def _lookalike_problem(character: str, ascii_: str) -> tuple[str, str] | None:
    if len(character) == 1 and not character.isascii() and len(ascii_) == 1 and ascii_.isascii():
        return None
    return "应为一个字符和与它形近的字母或数字，请改正", "expected a character and an ASCII one; correct it"


def _country_problem(name: str, continent: str) -> tuple[str, str] | None:
    if len(name) >= 2 and continent:
        return None
    return "应为国名和所在的洲，请改正", "expected a country and its continent; correct it"


_CARD_BINS = _Shape(
    header=("prefix", "length", "scheme", "issuer"),
    problem=_card_bin_problem,
    sorted_by=("号段", "first digits"),
    key=(0, 1),
)
_AS_TEXT: Mapping[str, _Shape] = {
    "area_codes": _Shape(header=("code", "area", "digits"), problem=_area_code_problem, sorted_by=("区号", "code")),
    "confusions": _Shape(header=("character", "confusable"), problem=_confusion_problem, sorted_by=("字", "character")),
    "countries": _Shape(header=("name", "continent"), problem=_country_problem, sorted_by=("国名", "name")),
    "document_numbers": _Shape(
        header=("number", "titles"), problem=_document_number_problem, sorted_by=("文号", "number")
    ),
    "known_hosts": _Shape(
        header=("domain", "kind", "name", "basis", "source"), problem=_known_host_problem, sorted_by=("域名", "domain")
    ),
    "lookalikes": _Shape(
        header=("character", "lookalike"), problem=_lookalike_problem, sorted_by=("字符", "character")
    ),
    "regions": _Shape(
        header=("code", "name", "start_year", "end_year"),
        problem=_region_problem,
        sorted_by=("代码、年份", "code and year"),
        key=(0, 2),
    ),
    "statutes": _Shape(header=("title", "adopted", "amended"), problem=_statute_problem, sorted_by=("题名", "title")),
}
"""Tables that stay text until a key is looked for."""


def _read_card_bins(path: Path, reading: Reading, closely: bool) -> CardBins:
    return CardBins(_CARD_BINS.read(path, reading, closely))


def _read_as_text(shape: _Shape, path: Path, reading: Reading, closely: bool) -> TextMapping:
    return TextMapping(shape.read(path, reading, closely))


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
        **{name: partial(_read_as_text, shape) for name, shape in _AS_TEXT.items()},
        "card_bins": _read_card_bins,
        "traditional": _read_traditional,
    }
)
"""Name of a table, as ``index.toml`` declares it -> what reads its file. Each is a field of ``Tables``.

The third argument asks to look at every row; the built-in tables are looked at by ``lint``, not at every start.
"""
