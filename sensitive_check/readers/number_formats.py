"""Text in number formats of spreadsheets and charts: ``"机密"0`` shows it before every number that has the format.

ISO/IEC 29500-1, 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 256
"""How long a format may be, which is what Excel takes; of a longer one all text is literal."""

_TOKEN = re.compile(
    r'\[[^\[\]]*\]|[_*].|General|"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<digit>[0#?])|(?P<section>;)'
    r"|(?P<unsaid>[,@])|(?P<plain>[-+():/ \u0080-\U0010ffff])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_WHOLE = re.compile("[0-9]{1,30}")


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
    if not places or not _WHOLE.fullmatch(value) or any(kind == "other" for kind, _ in section):
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
