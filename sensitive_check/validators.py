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


def birth_date(number: str) -> date | None:
    """The date of birth an identity number of 18 or 15 digits states; of the old form it lies in 1900–1999.

    >>> birth_date("11010519491231002X"), birth_date("110105491231002"), birth_date("110105901301002")
    (datetime.date(1949, 12, 31), datetime.date(1949, 12, 31), None)
    """
    return calendar_date(number[6:14] if len(number) == 18 else f"19{number[6:12]}")


_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_CATEGORIES = frozenset(
    f"{listed[0]}{category}"
    for listed in "11239 219 3123459 419 51239 612 712 819 9123 A19 N1239 Y1".split()
    for category in listed[1:]
)
"""Department and category: after each department its categories."""


def uscc_shape(code: str) -> bool:
    """True when 18 characters begin like a unified social credit code: department, category, six digits of a region.

    >>> uscc_shape("91350100M000100Y43"), uscc_shape("99350100M000100Y43")
    (True, False)
    """
    return (
        len(code) == 18
        and code[:2].upper() in _USCC_CATEGORIES
        and code[2:8].isascii()
        and code[2:8].isdigit()
        and all(character in _USCC_CHARACTERS for character in code[8:].upper())
    )


def uscc(code: str) -> bool:
    """True for a unified social credit code whose two check characters fit (GB 32100—2015, GB 11714—1997).

    The last character alone would let made-up codes pass: the ninth character of the body is a check character, too.

    >>> uscc("91350100M000100Y43"), uscc("11100000000014154e"), uscc("12100000400000678Y")
    (True, True, False)
    """
    if not uscc_shape(code):
        return False
    values = [_USCC_CHARACTERS.index(character) for character in code.upper()]
    total = sum(weight * value for weight, value in zip(_USCC_WEIGHTS, values, strict=False))
    return -total % 31 == values[17] and organisation_code(code[8:17])


def organisation_code(code: str) -> bool:
    """True when the last of nine characters is the check character of the others (GB 11714—1997).

    >>> organisation_code("000014349"), organisation_code("000014340"), organisation_code("D2143569X")
    (True, False, True)
    """
    code = code.upper()
    if len(code) != 9 or not all("0" <= one <= "9" or "A" <= one <= "Z" for one in code):
        return False
    total = sum(weight * int(character, 36) for weight, character in zip(_BODY_WEIGHTS, code, strict=False))
    return "0X987654321"[total % 11] == code[8]


def business_registration(number: str) -> bool:
    """True when the last of fifteen digits of an old business number fits (GS 15—2006, ISO 7064 MOD 11,10).

    >>> business_registration("110000013395729"), business_registration("110000013395720")
    (True, False)
    """
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return False
    product = 10
    for digit in number[:14]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(number[14])) % 10 == 1


def machine_read(field: str, check: str) -> bool:
    """True when ``check`` is the check digit of a machine-read field: weights 7, 3, 1, MOD 10 (ICAO Doc 9303-3, 4.9).

    >>> machine_read("L898902C3", "6"), machine_read("740812", "2"), machine_read("740812", "3")
    (True, True, False)
    """
    field = field.upper().replace("<", "0")
    if not field or not all("0" <= one <= "9" or "A" <= one <= "Z" for one in field):
        return False
    return str(sum((7, 3, 1)[place % 3] * int(one, 36) for place, one in enumerate(field)) % 10) == check


def permanent_residence_old(number: str) -> bool:
    """True for a permanent residence number of before December 2023: a country's letters, region, birth, check digit.

    >>> permanent_residence_old("CAN110081080310"), permanent_residence_old("CAN110081130310")
    (True, False)
    """
    letters, digits = number[:3], number[3:]
    return (
        len(number) == 15
        and letters.isascii()
        and letters.isalpha()
        and digits.isascii()
        and digits.isdigit()
        and (calendar_date(f"19{digits[4:10]}") or calendar_date(f"20{digits[4:10]}")) is not None
        and machine_read(number[:14], number[14])
    )
