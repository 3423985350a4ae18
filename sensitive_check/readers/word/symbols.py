"""Characters of symbol fonts (``w:sym``) that have one in Unicode."""

from __future__ import annotations

_PRIVATE = range(0xE000, 0xF900)
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x75: "◆",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "□",
    0xD8: "➢",
    0xE0: "→",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    **{0x80 + number: "⓪①②③④⑤⑥⑦⑧⑨⑩"[number] for number in range(11)},
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x2A: "□", 0xA3: "□"}
_SYMBOL = dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)) | {
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xA3: "≤",
    0xB4: "×",
    0xB8: "÷",
    0xB9: "≠",
    0xB7: "•",
    0xBB: "≈",
    0xA5: "∞",
    0xAE: "→",
    0xAC: "←",
    0xE5: "∑",
    0xD6: "√",
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_UNKNOWN = "□"


def character_of(code: str, font: str) -> str:
    """The character of a symbol by its code, in hexadecimal, and its font; □ for one that Unicode does not have.

    >>> character_of("F0FE", "Wingdings"), character_of("4E00", "宋体"), character_of("F001", "某字体")
    ('☑', '一', '□')
    """
    try:
        number = int(code, 16)
    except ValueError:
        return _UNKNOWN
    own = number - 0xF000 if 0xF000 <= number <= 0xF0FF else number
    mapped = _FONTS.get(font.lower(), {}).get(own)
    if mapped:
        return mapped
    if number in _PRIVATE or not 0x20 <= number <= 0x10FFFF or 0xD800 <= number < 0xE000 or 0x7F <= number < 0xA0:
        return _UNKNOWN
    return chr(number)
