"""How numbers and days show in spreadsheets and charts, and text in formats: ``"机密"0`` shows it before every number.

ISO/IEC 29500-1, 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

LONGEST = 256
"""How long a format may be, which is what Excel takes; of a longer one all text is literal."""

_TOKEN = re.compile(
    r'\[[^\[\]]*\]|[_*].|General|"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<digit>[0#?])|(?P<section>;)'
    r"|(?P<unsaid>[,@])|(?P<plain>[-+():/ \u0080-\U0010ffff])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_DIGITS = re.compile("[0-9]{1,30}")
_WHOLE = re.compile(r"-?[0-9]{1,20}\.0{1,20}|-?[0-9](?:\.[0-9]{1,17})?[eE]\+?(?:1[0-9]|20|[0-9])")
_NUMBER = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]{1,20})?")
_QUOTED = re.compile(r'"[^"]*"|\[[^\[\]]*\]|\\.')
_DATE_MARK = re.compile(r"[ymdhs年月日时]", re.IGNORECASE)
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))


def literals_of(code: str) -> Iterator[str]:
    """The text that each section of a format shows whatever the number is; sections without any are left out.

    >>> list(literals_of('[Red]"机"0"密";-0\\\\元;@'))
    ['机密', '-元']
    """
    if len(code) > LONGEST:
        yield code
        return
    for section in _sections(code):
        text = "".join(text for kind, text in section if kind == "text")
        if text.strip():
            yield text


def has_digits(code: str) -> bool:
    """True for a format whose own text holds digits: what cells show is another number than the one they hold."""
    return len(code) <= LONGEST and any(any(map(str.isdecimal, text)) for text in literals_of(code))


def formatted(code: str, value: str) -> str:
    """A whole number as a format of digits and text shows it; "" for formats and numbers of another kind.

    >>> formatted('"110101"000000', "199003"), formatted('000"-"0000', "13800138"), formatted("0.00", "5")
    ('110101199003', '1380-0138', '')
    """
    section = next(iter(_sections(code)), ())
    places = sum(kind == "digit" for kind, _ in section)
    if not places or not _DIGITS.fullmatch(value) or any(kind == "other" for kind, _ in section):
        return ""
    digits = value.rjust(places, " ")
    surplus, at = len(digits) - places, 0  # which all stand at the first place
    shown: list[str] = []
    for kind, text in section:
        if kind == "digit":
            end = (at or surplus) + 1
            shown.append(digits[at:end].replace(" ", "0" if text == "0" else ""))
            at = end
        elif kind == "text":
            shown.append(text)
    return "".join(shown)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The sections of a format (for positive and negative numbers, nought, words) as pairs of a kind and its text."""
    sections: list[list[tuple[str, str]]] = [[]]
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup
        if kind == "section":
            sections.append([])
        elif kind in ("quoted", "escaped", "plain"):
            sections[-1].append(("text", token[kind]))
        elif kind in ("digit", "other"):
            sections[-1].append((kind, token[kind]))
    return tuple(map(tuple, sections))


def is_date_format(number: int, code: str) -> bool:
    """True for a cell format that shows a date or a time: by its code, or its number where it is one of Excel's own.

    >>> is_date_format(14, ""), is_date_format(164, "yyyy年m月"), is_date_format(164, '0.00"m"')
    (True, True, False)
    """
    return bool(_DATE_MARK.search(_QUOTED.sub("", code[:LONGEST]))) if code else number in _DATES


def shown_date(value: str, *, uses_1904: bool = False) -> str:
    """A stored day number as people see it; the number itself when it is no day.

    >>> shown_date("45356"), shown_date("45356.5"), shown_date("0.25"), shown_date("x")
    ('2024-03-05', '2024-03-05 12:00:00', '06:00:00', 'x')
    """
    if not _NUMBER.fullmatch(value) or not 0 <= float(value) < 2_958_466:
        return value
    days = float(value)
    # Lotus 1-2-3, and Excel after it, held 1900 for a leap year.
    first = datetime(1904, 1, 1) if uses_1904 else datetime(1899, 12, 30 if days >= 61 else 31)
    try:
        moment = first + timedelta(seconds=round(days * 86400))
    except OverflowError:
        return value
    if days < 1:
        return f"{moment:%H:%M:%S}"
    return moment.isoformat(" ") if days % 1 else moment.date().isoformat()


def shown_number(value: str) -> str:
    """A stored number with all its digits: whole numbers have neither exponent nor fraction.

    >>> shown_number("1.10105199003071E+17"), shown_number("13800138000.0"), shown_number("0.5")
    ('110105199003071000', '13800138000', '0.5')
    """
    if value.isdecimal() or not _WHOLE.fullmatch(value):
        return value
    number = Decimal(value)
    return f"{number:.0f}" if number == number.to_integral_value() else value
