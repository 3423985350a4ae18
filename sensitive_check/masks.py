"""How much a mask hides: how many numbers could stand behind it, by arithmetic alone.

An identity number is a region, a day of birth, three digits and a check character that follows from the rest (GB
11643), so that a hidden digit is worth far less than ten. A mask is written with ``*`` for every hidden character.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

HIDDEN = "*"
ENOUGH = 100_000
"""So many candidates are enough; below a tenth of it a mask is insufficient, below a hundred there is none."""

WEAK = 10_000
NONE = 100
_FIRST_YEAR = 1930
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10x98765432"
_PERMITS = ("810000", "820000", "830000")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ODDS = "13579"
Residues = tuple[int, ...]
"""How many strings have each residue (mod 11) of the weighted sum."""


class Known(NamedTuple):
    """What else is known of a person: possible years of birth, month, day, whether it is a man; None for unknown."""

    years: frozenset[int] | None = None
    month: int | None = None
    day: int | None = None
    male: bool | None = None

    def __bool__(self) -> bool:
        return self != _NOTHING


_NOTHING = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskRule:
    """How a number is masked: so many characters at its beginning and its end stay."""

    keep_start: int = 0
    keep_end: int = 0

    def __post_init__(self) -> None:
        if self.keep_start < 0 or self.keep_end < 0:
            raise ValueError("a mask keeps no negative number of characters")

    def hides(self, length: int) -> range:
        """The positions that it hides in a text of ``length`` characters; of a short one all but the first at least.

        >>> list(MaskRule(keep_start=2, keep_end=3).hides(7)), list(MaskRule(keep_start=3, keep_end=4).hides(5))
        ([2, 3], [1, 2, 3, 4])
        """
        start, end = self.keep_start, length - self.keep_end
        return range(start, end) if end - start >= 1 and length > self.keep_start + self.keep_end else range(1, length)


MASK_RULES: Mapping[str, MaskRule] = MappingProxyType(
    {
        "resident-id": MaskRule(keep_start=2, keep_end=3),
        "mobile": MaskRule(keep_start=3, keep_end=4),
        "bank-card": MaskRule(keep_end=4),
        "landline": MaskRule(keep_start=3, keep_end=2),
        "passport": MaskRule(keep_start=1, keep_end=2),
        "travel-permit": MaskRule(keep_start=1, keep_end=2),
        "military-id": MaskRule(keep_end=2),
        "plate": MaskRule(keep_start=2, keep_end=1),
        "social-account": MaskRule(keep_start=1, keep_end=1),
    }
)
"""What a unit's rule is unless it says otherwise, by the id of the rule that finds the number."""


@dataclass(frozen=True, slots=True)
class IdentityMasks:
    """Counts candidates of masked identity numbers. ``regions`` are the region codes ever in force, ``today`` the last
    possible day of birth.
    """

    regions: Collection[str] = field(repr=False)
    today: date

    def candidates(self, masked: str, known: Known = _NOTHING) -> int:
        """How many valid numbers a masked one of 18 characters may be; 0 when none fits.

        Region codes are those of counties ever in force, days of birth those since 1930, as people alive may have.
        """
        regions = _region_residues(self.regions, masked[:6])
        births = _birth_residues(masked[6:14], self.today, known)
        return _with_check(_joined(_joined(regions, births), _serial_residues(masked[14:17], known.male)), masked[17])


def candidates_of_card(masked: str) -> int:
    """How many card numbers fit a mask: the check digit (Luhn) takes one hidden digit away.

    >>> candidates_of_card("622588******7898"), candidates_of_card("622588123456789*")
    (100000, 1)
    """
    hidden = masked.count(HIDDEN)
    return int(10 ** max(hidden - 1, 0))


def merged(first: str, second: str) -> str | None:
    """What two masks of one number show together; None when they cannot be of one number.

    >>> merged("1101**********1239", "110***19900307****"), merged("138****8000", "139****8000")
    ('1101**199003071239', None)
    """
    if len(first) != len(second):
        return None
    joined = []
    for one, other in zip(first, second, strict=True):
        if HIDDEN not in (one, other) and one != other:
            return None
        joined.append(other if one == HIDDEN else one)
    return "".join(joined)


def _fits(text: str, masked: str) -> bool:
    return all(mask in (HIDDEN, character) for character, mask in zip(text, masked, strict=True))


def _tally(texts: Iterable[str], first: int) -> Residues:
    """Residues of strings whose first character has the weight number ``first``."""
    counts = [0] * 11
    for text in texts:
        counts[sum(_WEIGHTS[first + i] * int(digit) for i, digit in enumerate(text)) % 11] += 1
    return tuple(counts)


def _joined(one: Residues, other: Residues) -> Residues:
    counts = [0] * 11
    for i, count in enumerate(one):
        if count:
            for j, further in enumerate(other):
                counts[(i + j) % 11] += count * further
    return tuple(counts)


def _with_check(residues: Residues, check: str) -> int:
    """How many strings are left when the check character is seen; each string has exactly one."""
    return sum(residues) if check == HIDDEN else residues[_CHECK.index(check)] if check in _CHECK else 0


@lru_cache(maxsize=512)
def _matching_regions(regions: frozenset[str], masked: str) -> Residues:
    return _tally((code for code in (*regions, *_PERMITS) if code[4:] != "00" and _fits(code, masked)), 0)


def _region_residues(regions: Collection[str], masked: str) -> Residues:
    """A region that is wholly visible counts once, known or not."""
    if HIDDEN not in masked:
        return _tally((masked,), 0)
    return _matching_regions(regions if isinstance(regions, frozenset) else frozenset(regions), masked)


def _birth_residues(masked: str, today: date, known: Known) -> Residues:
    """Days from 1930 to today, year and day of the year counted apart: what they share is whether it is a leap year."""
    years, days = masked[:4], masked[4:]
    parts = []
    for leap in (False, True):
        of_year = _year_residues(years, today.year, known.years, leap)
        parts.append((of_year, _day_residues(days, known.month, known.day, leap, "1231")))
    if _fits(str(today.year), years) and (known.years is None or today.year in known.years):
        passed = _day_residues(days, known.month, known.day, _is_leap(today.year), f"{today:%m%d}")
        parts.append((_tally((str(today.year),), 6), passed))
    return tuple(map(sum, zip(*(_joined(*part) for part in parts), strict=True)))


@lru_cache(maxsize=512)
def _year_residues(masked: str, this_year: int, wanted: frozenset[int] | None, leap: bool) -> Residues:
    """The years from 1930 on before this one, leap years or the others."""
    years = (year for year in range(_FIRST_YEAR, this_year) if _is_leap(year) is leap)
    return _tally((str(year) for year in years if _fits(str(year), masked) and (wanted is None or year in wanted)), 6)


@lru_cache(maxsize=4096)
def _day_residues(masked: str, month: int | None, day: int | None, leap: bool, last: str) -> Residues:
    """The days of a year, leap or not, up to the ``last`` (as MMDD)."""
    days = _month_days(masked, month, day)
    return _tally((one for one in days if one <= last and (leap or one != "0229")), 10)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_days(masked: str, wanted_month: int | None, wanted_day: int | None) -> Iterator[str]:
    for month, days in enumerate(_DAYS, 1):
        if wanted_month in (None, month) and _fits(f"{month:02}", masked[:2]):
            for day in range(1, days + 1):
                if wanted_day in (None, day) and _fits(f"{day:02}", masked[2:]):
                    yield f"{month:02}{day:02}"


@lru_cache(maxsize=4096)
def _serial_residues(masked: str, male: bool | None) -> Residues:
    serials = (f"{serial:03}" for serial in range(1000))
    return _tally(
        (serial for serial in serials if _fits(serial, masked) and (male is None or (serial[2] in _ODDS) is male)), 14
    )
