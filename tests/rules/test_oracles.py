"""Thousands of seeded numbers, judged by us and by libraries that were written apart; where we differ, we say why."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import phonenumbers
import pytest
from id_validator import validator
from stdnum import luhn as stdnum_luhn
from stdnum.cn import ric as stdnum_ric
from stdnum.cn import uscc as stdnum_uscc
from stdnum.iso7064 import mod_11_10

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Severity
from sensitive_check.validators import (
    birth_date,
    business_registration,
    luhn,
    organisation_code,
    resident_id,
    uscc,
    uscc_shape,
)

DAY = date(2026, 11, 24)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def found_among(checker: Checker, rule: str, numbers: list[str]) -> dict[str, Severity]:
    """Which of the numbers a rule reports, and how gravely."""
    text = "".join(f"持有{number}，\n\n" for number in numbers)
    return {f.matched: f.severity for f in checker.check(text, as_of=DAY) if f.rule_id == rule}


def identity_numbers(regions: list[str]) -> Iterator[str]:
    """Sound numbers of known regions, of unknown ones, with days that do not exist or are to come, and with slips."""
    chance = random.Random(7)
    while True:
        region = chance.choice(regions) if chance.random() < 0.9 else str(chance.randrange(100_000, 700_000))
        born = f"{date(1900, 1, 1) + timedelta(days=chance.randrange(46_000)):%Y%m%d}"
        if chance.random() < 0.1:
            born = f"{chance.randrange(1900, 2040)}{chance.randrange(1, 14):02}{chance.randrange(1, 32):02}"
        body = f"{region}{born}{chance.randrange(1000):03}"
        number = body + next(one for one in "0123456789X" if resident_id(body + one))
        if chance.random() < 0.3:
            place = chance.randrange(1, 18)
            number = number[:place] + chance.choice("0123456789") + number[place + 1 :]
        yield number


@pytest.fixture(scope="module")
def people(lists: wordlists.Wordlists) -> list[str]:
    numbers = identity_numbers(list(lists.tables.regions))
    return list(dict.fromkeys(next(numbers) for _ in range(4000)))


def test_identity_numbers_as_id_validator_sees_them(
    checker: Checker, lists: wordlists.Wordlists, people: list[str]
) -> None:
    """Of known regions both say the same; it refuses most unknown ones, which only lower our confidence."""
    found = found_among(checker, "resident-id", people)
    known = [number for number in people if number[:6] in lists.tables.regions]
    assert len(known) > 3000
    # It takes 30 ms a number: some of each kind are enough in every run.
    assert [n for n in known[:: len(known) // 250] if (n in found) != bool(validator.is_valid(n))] == []


def test_identity_numbers_as_stdnum_sees_them(checker: Checker, people: list[str]) -> None:
    """It knows fewer regions (and raises for one whose upper level it lacks), and takes a birth in the future."""
    found = found_among(checker, "resident-id", people)
    accepted = 0
    for number in people:
        try:
            valid = stdnum_ric.is_valid(number)
        except KeyError:
            continue
        accepted += valid
        if valid and number not in found:
            born = birth_date(number)
            assert born is not None
            assert born > DAY
    assert accepted > 1000


@pytest.mark.parametrize("number", ["810000199003071237", "820000199003071239", "830000199003071230"])
def test_residents_of_hong_kong_macao_and_taiwan(checker: Checker, number: str) -> None:
    """Issued since September 2018; stdnum does not know these regions, id-validator does."""
    assert number in found_among(checker, "resident-id", [number])
    assert not stdnum_ric.is_valid(number)
    assert validator.is_valid(number)


def test_credit_codes() -> None:
    """stdnum looks at the last character only: what it takes and we refuse fails inside, or begins like no code.

    It does not know the departments of letters (the army, farming, others).
    """
    chance = random.Random(11)
    ours = 0
    for _ in range(4000):
        department = chance.choice("1112123132515253728191929399A1N1Y1") if chance.random() < 0.1 else "9"
        body = "".join(chance.choice(LETTERS) for _ in range(8))
        inner = next((one for one in "0123456789X" if organisation_code(body + one)), "0")
        code = f"{department}{chance.choice('123')}{chance.randrange(110_000, 660_000)}{body}{inner}"
        code += stdnum_uscc.calc_check_digit(code)
        if chance.random() < 0.3:
            place = chance.randrange(18)
            code = code[:place] + chance.choice(LETTERS) + code[place + 1 :]
        if uscc(code):
            ours += 1
            assert stdnum_uscc.is_valid(code) or code[0] in "ANY", code
        elif stdnum_uscc.is_valid(code):
            assert not uscc_shape(code) or not organisation_code(code[8:17]), code
    assert ours > 2000


def test_check_digits() -> None:
    chance = random.Random(13)
    for _ in range(4000):
        number = str(chance.randrange(10**14, 10**15))
        assert business_registration(number) == mod_11_10.is_valid(number), number
        assert luhn(number) == stdnum_luhn.is_valid(number), number


# Segments that the metadata refuses although thousands of number blocks are in use (data cards, internet of things).
IN_USE = ("146", "148", "149")


def test_mobile_segments_as_libphonenumber_sees_them(checker: Checker) -> None:
    """A number of a segment it takes is an error, of another a warning; the difference is listed."""
    chance = random.Random(17)
    numbers = sorted({f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09}" for _ in range(3000)})
    found = found_among(checker, "mobile", numbers)
    assert sorted(found) == numbers
    differing = set()
    for number in numbers:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
        if valid != (found[number] is Severity.ERROR):
            differing.add(number[:3])
    assert differing <= {*IN_USE, "174"}  # of 174 it takes 17400 to 17405, we take 1740 and 1741


def test_landlines_as_libphonenumber_sees_them(checker: Checker, lists: wordlists.Wordlists) -> None:
    """What we report with an area code and no label is a possible number there: area and length agree."""
    chance = random.Random(19)
    codes = list(lists.tables.area_codes)
    numbers = []
    for _ in range(2000):
        code = chance.choice(codes) if chance.random() < 0.8 else f"0{chance.randrange(300, 1000)}"
        numbers.append(
            f"{code}-{chance.choice('2345678')}{chance.randrange(10 ** (length := chance.choice((6, 7)))):0{length}}"
        )
    found = found_among(checker, "landline", numbers)
    assert len(found) > 700
    refused = [
        number
        for number in found
        if phonenumbers.number_type(phonenumbers.parse(number, "CN")) is not phonenumbers.PhoneNumberType.FIXED_LINE
    ]
    assert len(refused) <= len(found) // 20, refused[:20]
