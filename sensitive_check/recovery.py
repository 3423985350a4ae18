"""What damaged text must have been, as far as its bytes prove it.

A wrong decoder loses little: encoding its output again gives the bytes back, and the right decoder reads them. Where
bytes are gone for good the recovered text holds ``LOST``; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sensitive_check.decode import is_common, plausibility
from sensitive_check.patterns import lazy

LOST = "□"
"""Stands for a character, or a stretch of characters, that the surviving bytes do not prove."""

LOST_MARKS = "?？\ufffd"
"""What decoders and exporters write where they could not read a byte."""


WHOLE, PARTIAL, BESIDE, REFUSED = 0.95, 0.6, 0.1, 0.0
"""How far a recovery is believed; ``BESIDE`` only in a text that holds better proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A stretch ``[start, end)`` that looked damaged, what its bytes say, and how far that is believed."""

    start: int
    end: int
    text: str = field(repr=False)
    confidence: float


# UTF-8 read as GBK ----------------------------------------------------------------------------------------------------

_UTF8_IN_GBK = re.compile(
    rb"(?:[\xe2-\xef][\x80-\xbf]{2}|(?<=[\x80-\xbf])\xc2[\xa0\xb7]"
    rb"|(?:[\xe2-\xef][\x80-\xbf]?)?\xff+(?:[\x80-\xbf]{1,2}(?=[\xe2-\xef][\x80-\xbf]))?)+"
)
_ENCODABLE = lazy("[?\x80-\ud7ff\ue000-\uffff]*")
_CAN_FOLLOW = re.compile(rb"[\x80-\xbf?]")
_SEVERAL_LOST = lazy(f"{LOST}{{2,}}")
_FIRST_GUESS = 16


def utf8_read_as_gbk(text: str, start: int) -> Recovery | None:
    """Recover Chinese from ``start`` on, where UTF-8 was read as GBK; None where no such damage can begin.

    A byte order mark stays at the head of the recovered text.

    >>> utf8_read_as_gbk("鏀垮簻淇℃伅", 0).text
    '政府信息'
    """
    second = text[start + 1 : start + 2]
    if second < "\x80" and second != "?":
        return None
    if not _CAN_FOLLOW.match(second.encode("gb18030", "replace") if second not in "€\ufffd" else b"\x80"):
        return None
    length = _FIRST_GUESS
    while True:
        characters = _encodable(text, start, start + length)
        pieces = [_gbk_piece(character) for character in characters]
        found = _UTF8_IN_GBK.match(b"".join(pieces))
        if found is None:
            return None
        if found.end() < sum(map(len, pieces)) - 8 or len(characters) < length:
            break
        length *= 4
    taken, used = 0, 0
    while used < found.end():
        used += len(pieces[taken])
        taken += 1
    rest = b"".join(pieces[:taken])[found.end() :]  # the second half of the last pair, when the damage ends inside it
    recovered = found[0].decode("utf-8", "replace").replace("\ufffd", LOST)
    if rest.isascii():
        recovered += rest.decode("ascii")
    elif recovered:
        # The next pair vanished without a trace, so the last character is made of halves that were never neighbours.
        recovered = recovered[:-1] + LOST
    recovered = _SEVERAL_LOST.sub(LOST, recovered)
    confidence = _belief(characters[:taken], recovered)
    return Recovery(start=start, end=start + taken, text=recovered, confidence=confidence)


def _encodable(text: str, start: int, end: int) -> str:
    """The stretch as far as a wrong decoder can have written it: no ASCII but question marks, no surrogates."""
    found = _ENCODABLE.match(text, start, end)
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def _gbk_piece(character: str) -> bytes:
    if character in "?\ufffd":
        return b"\xff"
    return b"\x80" if character == "€" else character.encode("gb18030")


def _belief(damaged: str, recovered: str) -> float:
    """Believe the recovered text when it looks like Chinese and what stands there does not."""
    readable = recovered.replace(LOST, "")
    if not readable:
        # 鐨� is no word, but alone it proves nothing; a full-width mark cut in half does.
        cut = damaged[1:2] in ("?", "\ufffd")
        return (PARTIAL if damaged[0] in "锛銆鈥" else BESIDE) if cut else REFUSED
    score = plausibility(readable.replace("\ufeff", ""))
    if readable[0] != "\ufeff" and (score < 0.6 or plausibility(damaged) > score - 0.3):
        return REFUSED
    if sum(character > "\x7f" for character in readable) == 1 and readable[0] != "\ufeff":
        return BESIDE
    return PARTIAL if LOST in recovered else WHOLE


# UTF-8 or GBK read as Latin-1 or Windows-1252 -------------------------------------------------------------------------

_WINDOWS = {
    ord(character): chr(code) for code in range(0x80, 0xA0) for character in bytes([code]).decode("cp1252", "ignore")
}
_AFTER = "\x80-\xbf" + "".join(map(chr, _WINDOWS))
_UTF8_IN_LATIN = lazy(f"(?:[\xc2-\xdf][{_AFTER}]|[\xe0-\xef][{_AFTER}]{{2}}|[\xf0-\xf4][{_AFTER}]{{3}})+")
_GBK_IN_LATIN = lazy("[\xa1-\xfe]*")
_MARKS = lazy("[\u2010-\u203b\u3000-\u3017\uff01-\uff5e]")


def utf8_read_as_latin(text: str, start: int) -> Recovery | None:
    """Recover Chinese, or Chinese punctuation, from ``start`` on, where UTF-8 was read as Latin-1 or Windows-1252.

    >>> utf8_read_as_latin("ä¿¡æ\x81¯", 0).text
    '信息'
    """
    found = _UTF8_IN_LATIN.match(text, start)
    if found is None:
        return None
    recovered = found[0].translate(_WINDOWS).encode("latin-1").decode("utf-8", "replace").replace("\ufffd", LOST)
    readable = recovered.replace(LOST, "")
    if recovered == "·":
        believed = is_common(text[start - 1 : start]) or is_common(text[found.end() : found.end() + 1])
    elif len(readable) == 1 and _MARKS.fullmatch(readable):
        believed = True
    elif len(readable) == 1 and set(found[0]) & set("\xa0»«‘’“”…"):
        believed = False  # “café …” and French quotation marks after an accent
    else:
        believed = plausibility(readable) >= 0.6
    confidence = (PARTIAL if LOST in recovered else WHOLE) if believed else REFUSED
    return Recovery(start=start, end=found.end(), text=recovered, confidence=confidence)


def gbk_read_as_latin(text: str, start: int, lowest: int) -> Recovery | None:
    """Recover Chinese around ``start``, not before ``lowest``, where GBK was read as Latin-1.

    >>> gbk_read_as_latin("ÐÅÏ¢¹«¿ª", 0, 0).text
    '信息公开'
    """
    begin = start
    while begin > lowest and "\xa1" <= text[begin - 1] <= "\xfe":
        begin -= 1
    found = _GBK_IN_LATIN.match(text, begin)
    if found is None:
        return None
    for skipped in (0, 1):
        encoded = found[0][skipped:].encode("latin-1")
        recovered = encoded[: len(encoded) // 2 * 2].decode("gb18030", "replace")
        score = 0.0 if "\ufffd" in recovered else plausibility(recovered)
        if len(recovered) > 1 and score >= (0.8 if len(recovered) < 4 else 0.6):
            text_there = recovered + LOST * (len(encoded) % 2)
            confidence = PARTIAL if LOST in text_there else WHOLE
            return Recovery(start=begin + skipped, end=found.end(), text=text_there, confidence=confidence)
    return Recovery(start=begin, end=found.end(), text="", confidence=REFUSED)
