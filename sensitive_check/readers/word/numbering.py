"""The numbers of lists, which no run holds: Word makes them from ``numbering.xml`` when it shows a paragraph.

ISO/IEC 29500-1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sensitive_check.readers.word.markup import attributes_of, elements
from sensitive_check.readers.xml_parts import unescaped

_ABSTRACT = re.compile(r"<w:abstractNum( [^>]*)>((?:(?!</w:abstractNum>)<[^>]*>\s*){0,4000})</w:abstractNum>")
_NUM = re.compile(r"<w:num( [^>]*)>((?:(?!</w:num>)<[^>]*>\s*){0,4000})</w:num>")
_PLACEHOLDER = re.compile("%([1-9])")
_LEVEL_TEXT = re.compile(r"<w:lvlText\s(?:[^>]*?\s)?w:val=[\"']([^\"'>]{2,})[\"']")
_WORDS = re.compile(r"[^\W\d_]{2}|\d{6}")
_LEVELS = 9
_LARGEST = 99_999
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


@dataclass(slots=True)
class Level:
    """One level of a list: the first number, its format, and the text around it (``第%1条``)."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    is_legal: bool = False


class Numbering:
    """The lists of a file and how far each has counted. ``markup`` is that of ``numbering.xml``, "" for none."""

    def __init__(self, markup: str = "") -> None:
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._abstract: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._instances: dict[str, str] = {}
        self._unread = markup

    def _load(self) -> None:
        """Note where the lists stand, which only files with numbered paragraphs need."""
        markup, self._unread = self._unread, ""
        self._abstract = {
            attributes_of(head).get("abstractNumId", ""): body for head, body in _ABSTRACT.findall(markup)
        }
        self._linked = {name: number for number, body in self._abstract.items() if (name := _value(body, "styleLink"))}
        self._instances = {attributes_of(head).get("numId", ""): body for head, body in _NUM.findall(markup)}

    def _list(self, name: str) -> tuple[str, dict[int, Level]]:
        """By what a list counts, and its levels."""
        if name not in self._lists:
            body = self._instances[name]
            number = _value(body, "abstractNumId")
            wanted = _value(self._abstract.get(number, ""), "numStyleLink")
            number = self._linked.get(wanted, number) if wanted else number
            if number not in self._levels:
                self._levels[number] = _levels(self._abstract.get(number, ""))
            levels = self._levels[number]
            restarts = False
            if "lvlOverride" in body:
                levels = {at: replace(level) for at, level in levels.items()}
                restarts = _override(levels, body)
            self._lists[name] = (f"{number}/{name}" if restarts else number, levels)
        return self._lists[name]

    def next(self, number: str | None, level: str | None) -> str:
        """The number of the next paragraph of a list at a level, as it is shown; "" for none, and for a bullet."""
        if number is not None and self._unread:
            self._load()
        if number is None or number not in self._instances:
            return ""
        counter, levels = self._list(number)
        depth = int(level) if level and level.isdecimal() and len(level) < 3 and int(level) < _LEVELS else 0
        counts = self._counts.setdefault(counter, [None] * _LEVELS)
        for above in range(depth):
            if counts[above] is None:
                counts[above] = levels.get(above, Level()).start
        now = counts[depth]
        counts[depth] = levels.get(depth, Level()).start if now is None else now + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        own = levels.get(depth)
        if own is None or own.form == "bullet":
            return ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            form = "decimal" if own.is_legal else levels.get(at, Level()).form
            return written(counts[at] or 0, form)

        return _PLACEHOLDER.sub(shown, own.text)


def texts_of_lists(markup: str) -> list[str]:
    """What lists say beside their numbers, each once, where it is more than the usual 第…条."""
    texts = (unescaped(text) for text in _LEVEL_TEXT.findall(markup))
    return [text for text in dict.fromkeys(texts) if _WORDS.search(_PLACEHOLDER.sub(" ", text))]


def written(number: int, form: str) -> str:
    """A number in one of Word's formats; in figures where the format is not known.

    >>> [written(12, form) for form in ("chineseCounting", "japaneseCounting", "upperRoman", "lowerLetter", "none")]
    ['十二', '十二', 'XII', 'l', '']
    >>> written(105, "chineseCountingThousand"), written(3, "decimalEnclosedCircleChinese"), written(28, "upperLetter")
    ('一百〇五', '③', 'BB')
    """
    if form in ("none", "bullet"):
        return ""
    if not 0 < number <= _LARGEST:
        return str(number)
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return _chinese(number)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _chinese(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟萬" if form.startswith("ideo") else "拾佰仟万")
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form.startswith("decimalEnclosed"):
        return _CIRCLED[number - 1] if number <= len(_CIRCLED) else str(number)
    if form == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if form == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if form == "decimalZero":
        return f"{number:02}"
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))
    return str(number)


def _chinese(number: int, digits: str = _DIGITS, units: str = "十百千万") -> str:
    """A number up to 99,999 in words: 十二, 一百〇五."""
    figures = str(number)
    pieces: list[str] = []
    for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        if figure != "0":
            pieces.append(digits[int(figure)] + (units[place - 1] if place else ""))
        elif pieces and pieces[-1] != digits[0]:
            pieces.append(digits[0])
    while pieces[-1] == digits[0]:
        pieces.pop()
    words = "".join(pieces)
    return words[1:] if words.startswith("一十") else words


def _roman(number: int) -> str:
    pieces = []
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        pieces.append(letters * times)
    return "".join(pieces)


def _value(markup: str, wanted: str) -> str:
    if wanted not in markup:
        return ""
    return next((attributes_of(written).get("val", "") for name, written in elements(markup) if name == wanted), "")


def _levels(markup: str) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    level = Level()
    for name, attributes in elements(markup):
        if name == "lvl":
            level = levels[min(_integer(attributes_of(attributes).get("ilvl", ""), 0), _LEVELS)] = Level()
        elif name in ("start", "numFmt", "lvlText", "isLgl"):
            _set(level, name, attributes_of(attributes).get("val", ""))
    return levels


def _override(levels: dict[int, Level], markup: str) -> bool:
    """Put what a list says itself into its levels; True when it counts by itself."""
    restarts, at = False, 0
    for name, written_ in elements(markup):
        attributes = attributes_of(written_)
        if name in ("lvlOverride", "lvl"):
            at = min(_integer(attributes.get("ilvl", ""), at), _LEVELS)
            if name == "lvl":
                levels[at] = Level()
        elif name == "startOverride":
            restarts = True
            levels.setdefault(at, Level()).start = _integer(attributes.get("val", ""), 1)
        elif name in ("start", "numFmt", "lvlText", "isLgl") and at in levels:
            _set(levels[at], name, attributes.get("val", ""))
    return restarts


def _set(level: Level, name: str, value: str) -> None:
    if name == "start":
        level.start = _integer(value, 1)
    elif name == "numFmt":
        level.form = value
    elif name == "lvlText":
        level.text = value
    else:
        level.is_legal = value not in ("0", "false", "off")


def _integer(written_: str, default: int) -> int:
    return int(written_) if written_.isdecimal() and len(written_) <= 6 else default
