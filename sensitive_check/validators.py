"""Arithmetic of identifiers: pure functions from a string to a verdict."""

from __future__ import annotations

from datetime import date

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"


def resident_id(number: str) -> bool:
    """True when the check character of an 18-character identity number fits (GB 11643—1999, ISO 7064 MOD 11-2).

    >>> resident_id("11010519491231002x"), resident_id("110105194912310021")
    (True, False)
    """
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, number, strict=False))
    return _RESIDENT_CHECK[total % 11] == number[17].upper()


def luhn(digits: str) -> bool:
    """True when the last digit is the check digit of the others (ISO/IEC 7812-1, MOD 10). One in ten numbers passes.

    >>> luhn("6222021234567890128"), luhn("6222021234567890123")
    (True, False)
    """
    if not (digits.isascii() and digits.isdigit()):
        return False
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def calendar_date(digits: str) -> date | None:
    """The date written ``YYYYMMDD``, None when no such day exists.

    >>> calendar_date("19491231"), calendar_date("19900230")
    (datetime.date(1949, 12, 31), None)
    """
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
