"""What damaged text must have been, as far as its bytes prove it.

A wrong decoder loses little: encoding its output again gives the bytes back, and the right decoder reads them. Where
bytes are gone for good the recovered text holds ``LOST``; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

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
_DEEPEST = 2
"""A text may have been damaged the same way two or three times; ``depth`` counts."""


def utf8_read_as_gbk(text: str, start: int, depth: int = 0) -> Recovery | None:
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
    if not confidence and depth < _DEEPEST:
        again = utf8_read_as_gbk(recovered.replace(LOST, "\ufffd"), 0, depth + 1)
        if again is not None and again.end * 10 >= len(recovered) * 9 and again.confidence > BESIDE:
            recovered, confidence = again.text, again.confidence
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
_WINDOWS[0xFFFD] = "\xff"  # a byte that Windows-1252 does not know; it stands for none in UTF-8 either
_AFTER = "\x80-\xbf" + "".join(map(chr, _WINDOWS))
_UTF8_IN_LATIN = lazy(f"(?:[\xc2-\xdf][{_AFTER}]|[\xe0-\xef][{_AFTER}]{{2}}|[\xf0-\xf4][{_AFTER}]{{3}})+")
_LATIN_AGAIN = lazy(f"[\xa1-\xf4][{_AFTER}\xc0-\xff]")
_GBK_IN_LATIN = lazy("[\xa1-\xfe]*")
_MARKS = lazy("[\u2010-\u203b\u3000-\u3017\uff01-\uff5e]")


def utf8_read_as_latin(text: str, start: int, depth: int = 0) -> Recovery | None:
    """Recover Chinese, or Chinese punctuation, from ``start`` on, where UTF-8 was read as Latin-1 or Windows-1252.

    What comes out may be Latin again, when the text was damaged twice.

    >>> utf8_read_as_latin("ä¿¡æ\x81¯", 0).text
    '信息'
    """
    found = _UTF8_IN_LATIN.match(text, start)
    if found is None:
        return None
    recovered = found[0].translate(_WINDOWS).encode("latin-1").decode("utf-8", "replace").replace("\ufffd", LOST)
    recovered = _SEVERAL_LOST.sub(LOST, recovered)
    readable = recovered.replace(LOST, "")
    if depth < _DEEPEST and _LATIN_AGAIN.match(readable):
        again = utf8_read_as_latin(recovered, 0, depth + 1)
        if again is None or not again.confidence:
            again = gbk_read_as_latin(recovered, 0, 0)
        if again is not None and again.confidence and again.end == len(recovered):
            return Recovery(start=start, end=found.end(), text=again.text, confidence=again.confidence)
    if recovered == "·":
        believed = is_common(text[start - 1 : start]) or is_common(text[found.end() : found.end() + 1])
    elif len(readable) == 1 and _MARKS.fullmatch(readable):
        believed = True
    elif found[0][0] == "Ã" and "à" <= readable <= "ÿ" and "a" <= text[start - 1 : start] <= "z":
        believed = True  # a capital inside a word of small letters: Nicol\xc3\xa1s
    elif readable > "\U0001f000":
        believed = True  # emoji, which no four Latin letters happen to spell
    elif len(readable) == 1 and set(found[0]) & set("\xa0»«‘’“”…"):
        believed = False  # “café …” and French quotation marks after an accent
    else:
        believed = plausibility(readable) >= 0.6
    confidence = (PARTIAL if LOST in recovered else WHOLE) if believed else REFUSED
    return Recovery(start=start, end=found.end(), text=recovered, confidence=confidence)


_OTHER_TABLES = ("cp1250", "iso8859-2", "mac-roman", "cp437", "cp850", "koi8-r", "cp1251")
"""Single-byte tables of other systems and languages that show every byte of a UTF-8 text."""

_LEADS, _TRAILS = b"\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xef", bytes(range(0x80, 0xC0))
_FEWEST_BESIDE_EACH_OTHER = 2


def _shown(code: int, table: str) -> str:
    """What a table shows of a byte; a byte that it does not know stays a control."""
    return bytes([code]).decode(table, "ignore") or chr(code)


_SHOWN = {table: {_shown(code, table): chr(code) for code in (*_LEADS, *_TRAILS)} for table in _OTHER_TABLES}
_BYTES_OF = {table: str.maketrans({**shown, "\ufffd": "\xff"}) for table, shown in _SHOWN.items()}
UTF8_LEADS_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    lead: tuple(table for table in _OTHER_TABLES if _SHOWN[table].get(lead, "") in set(_LEADS.decode("latin-1")))
    for lead in sorted({_shown(code, table) for table in _OTHER_TABLES for code in _LEADS})
}
"""What the first byte of a Chinese character looks like there, with the tables: ‰ in mac-roman, σ in cp437."""


@cache
def _utf8_in(table: str) -> re.Pattern[str]:
    leads, trails = (re.escape("".join(_shown(code, table) for code in codes)) for codes in (_LEADS, _TRAILS))
    return re.compile(f"(?:[{leads}][{trails}\ufffd]{{2}})+")


def utf8_read_elsewhere(text: str, start: int) -> Recovery | None:
    """Recover Chinese from ``start`` on, where UTF-8 was read by the table of another system or language.

    Of the tables that are believed the one that explains most is taken. What is refused reaches as far as any table
    could read. Letters of other languages may happen to spell one character, hardly two.

    >>> utf8_read_elsewhere("‰ø°ÊÅØ", 0).text, utf8_read_elsewhere("été", 0)
    ('信息', None)
    """
    readings = []
    for table in UTF8_LEADS_ELSEWHERE.get(text[start], ()):
        found = _utf8_in(table).match(text, start)
        if found is not None:
            damaged = found[0].translate(_BYTES_OF[table]).encode("latin-1")
            recovered = _SEVERAL_LOST.sub(LOST, damaged.decode("utf-8", "replace").replace("\ufffd", LOST))
            confidence = _belief_elsewhere(recovered, is_head=start == 0)
            readings.append(Recovery(start=start, end=found.end(), text=recovered, confidence=confidence))
    believed = [reading for reading in readings if reading.confidence]
    return max(believed or readings, key=lambda reading: reading.end, default=None)


def _belief_elsewhere(recovered: str, *, is_head: bool) -> float:
    """Believe two different common characters beside each other, or a byte order mark at the head of a text."""
    readable = recovered.replace(LOST, "").removeprefix("\ufeff")
    if recovered.startswith("\ufeff") and is_head and (not readable or plausibility(readable) >= 0.6):
        return WHOLE
    if not readable or plausibility(readable) < 0.6:
        return REFUSED
    if len(set(readable)) < _FEWEST_BESIDE_EACH_OTHER:
        return BESIDE
    return PARTIAL if LOST in recovered else WHOLE


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
    readings: list[tuple[float, int, str]] = []
    for skipped in (0, 1):
        encoded = found[0][skipped:].encode("latin-1")
        recovered = encoded[: len(encoded) // 2 * 2].decode("gb18030", "replace")
        score = 0.0 if "\ufffd" in recovered else plausibility(recovered)
        if len(recovered) > 1 and score >= (0.8 if len(recovered) < 4 else 0.6):
            readings.append((score, -skipped, recovered + LOST * (len(encoded) % 2)))
    if readings:
        _, skipped, reading = max(readings)
        confidence = PARTIAL if LOST in reading else WHOLE
        return Recovery(start=begin - skipped, end=found.end(), text=reading, confidence=confidence)
    return Recovery(start=begin, end=found.end(), text="", confidence=REFUSED)


# One double-byte encoding read as another, and double bytes out of step -----------------------------------------------

_NOT_WRITTEN = 2
"""So many characters in a row that the damage does not explain end it."""
_FEWEST = 4
"""Fewer characters than this prove nothing: any two code tables agree on some."""
_FARTHEST = 2000


def big5_read_as_gbk(text: str, start: int, lowest: int) -> Recovery:
    """Recover traditional Chinese around ``start``, not before ``lowest``, where Big5 was read as GBK.

    >>> big5_read_as_gbk("現┎戈癟そ秨", 1, 0).text
    '政府資訊公開'
    """
    return _reread(text, start, lowest, lambda at: _exchanged(text[at], "gb18030", "cp950"))


def gbk_read_as_big5(text: str, start: int, lowest: int) -> Recovery:
    """Recover Chinese around ``start``, not before ``lowest``, where GBK was read as Big5.

    >>> gbk_read_as_big5("陓洘鼠羲", 0, 0).text
    '信息公开'
    """
    return _reread(text, start, lowest, lambda at: _exchanged(text[at], "cp950", "gb18030"))


def gbk_out_of_step(text: str, start: int, lowest: int) -> Recovery:
    """Recover Chinese around ``start``, where the first byte of a GBK line was lost and all pairs are shifted."""

    recovery = _reread(text, start, lowest, lambda at: _shifted(text[at : at + 2]))
    if not recovery.confidence:
        return recovery
    # The half before the first pair and the half after the last one are alone.
    end = recovery.end + 1 if text[recovery.end : recovery.end + 1] > "\x7f" else recovery.end
    while text[end : end + 1] in tuple(LOST_MARKS) and end < recovery.end + 3:
        end += 1
    return Recovery(
        start=recovery.start,
        end=end,
        text=f"{LOST}{recovery.text}{LOST * (end > recovery.end)}",
        confidence=PARTIAL,
    )


@lru_cache(maxsize=16384)
def _exchanged(character: str, written: str, meant: str) -> str:
    """What the two bytes of a character in one encoding are in the other; empty where they are nothing."""
    encoded = character.encode(written, "ignore")
    return encoded.decode(meant, "ignore") if len(encoded) == 2 else ""


@lru_cache(maxsize=16384)
def _shifted(pair: str) -> str:
    """What the second byte of one character and the first byte of the next are together."""
    left, right = (one.encode("gb18030", "ignore") for one in (pair[:1], pair[1:]))
    if len(left) != 2 or len(right) != 2:
        return ""
    read = bytes((left[1], right[0])).decode("gb18030", "ignore")
    return read if len(read) == 1 and not read.isascii() else ""


@lru_cache(maxsize=16384)
def _gain(there: str, read: str) -> int:
    """1 where the reading is more like prose than the character that stands there, -1 where it is less, else 0."""
    if not read:
        return -1 if plausibility(there) >= 0.5 else 0
    better = plausibility(read) - plausibility(there)
    return 1 if better > 0 and plausibility(read) >= 0.5 else -1 if better < 0 and plausibility(there) >= 0.5 else 0


def _reread(text: str, start: int, lowest: int, read: Callable[[int], str]) -> Recovery:
    """The stretch around ``start`` that ``read`` explains; refused where it is no better than what stands there."""
    refused = Recovery(start=start, end=start + 1, text="", confidence=REFUSED)
    if _gain(text[start], read(start)) <= 0:
        return refused
    after = _explained(text, range(start, min(len(text), start + _FARTHEST)), read)
    before = _explained(text, range(start - 1, max(lowest, start - _FARTHEST) - 1, -1), read)
    begin, end = start - len(before), start + len(after)
    pieces = [*before[::-1], *after]
    there = text[begin:end]
    gains = [gain for gain, _ in pieces]
    if gains.count(1) < _FEWEST:
        return refused if end == start + 1 else replace(refused, end=end)
    # Kana alone prove nothing: most of them have the bytes of a common character.
    written = [gain for gain, one in zip(gains, there, strict=True) if one >= "\u3400"]
    recovered = "".join(piece or LOST for _, piece in pieces)
    readable = recovered.replace(LOST, "")
    believed = (
        len({one for gain, one in zip(gains, there, strict=True) if gain > 0}) >= _FEWEST
        and written.count(1) * 10 >= max(len(written), _FEWEST - 1) * 6
        and plausibility(readable) >= 0.7
        and plausibility(there) <= plausibility(readable) - 0.3
    )
    if not believed:
        return replace(refused, end=end)
    confidence = PARTIAL if LOST in recovered else WHOLE
    return Recovery(start=begin, end=end, text=_SEVERAL_LOST.sub(LOST, recovered), confidence=confidence)


def _explained(text: str, places: range, read: Callable[[int], str]) -> list[tuple[int, str]]:
    """Gain and reading of the characters from the first place on, up to the last that gains before the damage ends."""
    found: list[tuple[int, str]] = []
    kept = idle = 0
    for at in places:
        there = text[at]
        if there < "\x80" and there != "?":
            break
        piece = read(at)
        gain = _gain(there, piece)
        found.append((gain, piece))
        if gain > 0:
            kept, idle = len(found), 0
            continue
        idle += 1 - gain
        if idle > _NOT_WRITTEN:
            break
    del found[kept:]
    return found
