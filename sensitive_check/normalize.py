"""Readings of a text in which disguises fall away: ``folded`` keeps the length, ``squeezed`` drops what only separates.

Folding is per character, never NFKC on the whole string: that changes lengths, turns ，：（） into ASCII and is
superlinear on long runs of combining marks. Squeezing works only at live joints: stretches of blanks, symbols or
invisible characters whose two neighbours stand side by side in some term, or are both digits.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sensitive_check.model import OffsetMap, View
from sensitive_check.patterns import lazy

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, as the inside of a character class."""

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that set the direction of text."""

UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
"""Default-ignorable and format characters and look-alikes of a blank below U+10000, as the inside of a class."""

INVISIBLE = UNSEEN + BIDI
"""The same with those that set the direction."""

INVISIBLE_ASTRAL = "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""The same above U+FFFF: apart, because an astral member costs a class its bitmap and a scan its speed."""

CONTROL = "\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"
"""Control characters that no draft needs, as the inside of a character class."""

_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302d\u3099\u309a\ufe20-\ufe2f"
_DROPPED = INVISIBLE + _COMBINING + CONTROL
_SYMBOLS = " *·•‧・._~^=#@$%&+\\-"
# The class comes first, so that the engine finds candidates by its bitmap; only then it looks at the neighbours.
_JOINT = lazy(f"[{_DROPPED}{_SYMBOLS}\r\n](?<=\\w.)[{_DROPPED}{_SYMBOLS}\r\n]*(?=\\w)", re.DOTALL)
_JOINT_ASTRAL = lazy(
    f"[{_DROPPED}{_SYMBOLS}\r\n{INVISIBLE_ASTRAL}](?<=\\w.)[{_DROPPED}{_SYMBOLS}\r\n{INVISIBLE_ASTRAL}]*(?=\\w)",
    re.DOTALL,
)
# A class before its repetition: the engine passes over other text by a bitmap, as it cannot for a bare repetition.
_SOME_DROPPED = lazy(f"[{_DROPPED}][{_DROPPED}]*")
_ALL_DROPPED = lazy(f"[{_DROPPED}{INVISIBLE_ASTRAL}][{_DROPPED}{INVISIBLE_ASTRAL}]*")
_BRIDGE = lazy(f"[{_DROPPED}{INVISIBLE_ASTRAL}{_SYMBOLS}]+")
_DIGIT_BRIDGE = lazy(f"[{_DROPPED}{INVISIBLE_ASTRAL}*·•‧・_=#+]+")
_LATIN_BRIDGE = lazy(f"[{_DROPPED}{INVISIBLE_ASTRAL}*·•‧・]+")
_LINE_WRAP = lazy(f"[{_DROPPED}{INVISIBLE_ASTRAL} ]*(?:\r\n|\r|\n)[{_DROPPED}{INVISIBLE_ASTRAL}]*")
_NUMBERED_START = lazy(
    r"[一二三四五六七八九十]{1,3}[、.]|第[零〇一二三四五六七八九十百千]{1,8}[条章节编款项]|[(（][一二三四五六七八九十0-9]{1,3}[)）]"
    r"|[0-9]{1,3}[.、)）]|[>|]"
)
_MAX_BRIDGE = 8
_LONG_REACH = 256
ASTRAL = lazy("[\U00010000-\U0010ffff]")
_HAN_ONE = lazy(f"[{HAN}]")

_KEPT_WIDE = "，：；！？（）。、"
"""Full-width punctuation that is right in Chinese and therefore stays when width is folded."""

# Radicals of U+2E80–U+2EF3 that NFKC leaves alone, with the character each is drawn like.
_RADICALS = dict(
    zip(
        "⺁⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺐⺑⺒⺓⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻲",
        "厂乚乙亻冂几刀刂卜㔾小小兀尢尣巳幺忄心扌攵无日月歹民氵氺灬爪爫丬牛犭王疋目示礻竹糸纟罓罒羊羊羋耂肀聿肉臼艹艹艹虎衤覀西见角角讠贝车辶辶辶阝钅長镸长门阝青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=False,
    )
)


LOOKALIKES = dict(
    zip(
        "аеорсухіјѕһԁАВЕКМНОРСТУХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijshdABEKMHOPCTYXIJSoABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Cyrillic and Greek letters drawn like a Latin one, with that letter. They are not folded: a host must not become
another one's name."""

PRIVATE = "\ue000-\uf8ff"
"""Private-use characters: they mean something only in the font that they were written with."""

UNREAD_PRIVATE = lazy("[\ue000-\uf8ff]{2,}|[\ue000-\uefff\uf100-\uf8ff]")
"""Private characters that may be words: two side by side, or any but those of symbol fonts (U+F000–F0FF), which alone
are bullets, ticks and arrows."""

NOTICED = frozenset(LOOKALIKES) | frozenset(BIDI + "〈〉【】〔〕「」『』‘’")
"""Rare characters that folding leaves alone and rules ask for: the search for what to fold finds them for nothing."""


_FEW = 24
"""So many different characters are replaced one by one, each in a pass that hardly costs."""

_MANY = 32
"""Above so many different characters one search for all is cheaper than one for each."""


@dataclass(frozen=True, slots=True)
class Folding:
    """One-to-one folds and the few characters that become several, with the patterns that find both."""

    table: Mapping[str, str] = field(repr=False)
    several: Mapping[str, str] = field(repr=False)
    seen: re.Pattern[str] = field(repr=False)
    translation: Mapping[int, str] = field(repr=False)

    def fold(self, text: str) -> str:
        """Fold width, case, traditional and compatibility forms; the length stays the same.

        >>> build_folding({"區": "区"}).fold("區Ａb，１①")
        '区ab，11'
        """
        return self.fold_seen(text, self.seen_in(text))

    def seen_in(self, text: str) -> list[str]:
        """Every occurrence of a character that is folded, dropped, private or ``NOTICED``; those above U+FFFF last."""
        found = self.seen.findall(text)
        if has_astral(text):
            found += (one for one in ASTRAL.findall(text) if one in self.table or _ALL_DROPPED.match(one))
        return found

    def fold_seen(self, text: str, found: list[str]) -> str:
        """Fold a text in which ``seen_in`` found these characters."""
        if not found:
            return text
        distinct = self.table.keys() & set(found)
        if len(distinct) <= _FEW:
            for character in distinct:
                text = text.replace(character, self.table[character])
            return text
        # A substitution costs by occurrence, a translation by character.
        if len(found) * 10 > len(text) or found[-1] > "\uffff":
            return text.translate(self.translation)
        table = self.table
        return self.seen.sub(lambda match: table.get(match[0], match[0]), text)


def has_astral(text: str) -> bool:
    """True when the text holds a character above U+FFFF; far cheaper than a search for one."""
    return len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text)


def build_folding(traditional: Mapping[str, str]) -> Folding:
    """Build the fold from a one-to-one table of traditional characters and from Unicode's own compatibility data."""
    table: dict[str, str] = {}
    several: dict[str, str] = {}
    ranges = ((0x41, 0x5B), (0xA0, 0x100), (0x2000, 0x2100), (0x2100, 0x2200), (0x2460, 0x2500), (0x2E80, 0x2FE0),
              (0x3000, 0x3040), (0x3200, 0x3400), (0xF900, 0xFB07), (0xFE30, 0xFE70), (0xFF01, 0xFFF0),
              (0x1D400, 0x1D800), (0x1F100, 0x1F190), (0x2F800, 0x2FA20))  # fmt: skip
    characters = [chr(code) for bounds in ranges for code in range(*bounds)]
    # One call for all: a line end meets nothing that it could become one with.
    plains = unicodedata.normalize("NFKC", "\n".join(characters)).lower().split("\n")
    for character, plain in zip(characters, plains, strict=True):
        if plain == character or character in _KEPT_WIDE or character in "…‥" or _ALL_DROPPED.match(character):
            continue
        if len(plain) == 1:
            table[character] = traditional.get(plain, plain)
        elif character in "⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" or character >= "\u2469":
            several[character] = plain
    for character in "\u2010\u2011\u2012\u2212\ufe63":
        table[character] = "-"
    table.update({"Χ": "x", "х": "x", "×": "x"})  # written for the X of an identity number
    table.update(_RADICALS)
    table.update(traditional)
    table.pop(" ", None)
    sought = {*table, *several, *NOTICED}
    near = (
        _DROPPED
        + PRIVATE
        + "".join(map(_escaped_range, _ranges(sorted(ord(key) for key in sought if key < "\U00010000"))))
    )
    return Folding(
        table=table,
        several=several,
        seen=re.compile(f"[{near}]"),
        translation={ord(key): value for key, value in table.items()},
    )


def _ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for code in codes:
        if last is not None and code == last + 1:
            last = code
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = code
    if first is not None and last is not None:
        yield first, last


def _escaped_range(bounds: tuple[int, int]) -> str:
    first, last = (f"\\{one}" if one in "\\]^-[" else one for one in map(chr, bounds))
    return first if first == last else f"{first}-{last}"


_BLANK = lazy(r"[^\S\n]")


def term_key(word: str, folding: Folding) -> str:
    """A term as the squeezed text holds it: folded, and without what squeezing drops.

    Between Latin words or numbers a blank stays, as it does in the text.

    >>> term_key("绝 密\u200b⑩", build_folding({})), term_key("New York 分部", build_folding({}))
    ('绝密10', 'new york分部')
    """
    return term_keys((word,), folding)[0]


def term_keys(words: Iterable[str], folding: Folding) -> list[str]:
    """The keys of many terms at once; a line end in one counts as a blank."""
    words = list(words)
    joined = "\n".join(words)
    if joined.count("\n") >= len(words) > 0:
        joined = "\n".join(word.replace("\n", " ") for word in words)
    folded = folding.fold(joined)
    if not folded.isascii():
        several = folding.several
        for character in several.keys() & set(folded):
            folded = folded.replace(character, several[character])
    folded = (_ALL_DROPPED if has_astral(folded) else _SOME_DROPPED).sub("", folded)
    keys = folded.split("\n") if words else []
    if _BLANK.search(folded):
        keys = [key if key.isalnum() or key.isascii() else _without_blanks(key) for key in keys]
    return keys


def _without_blanks(word: str) -> str:
    first, *others = word.split() or [""]
    joined = [first]
    for right in others:
        joined += [" ", right] if joined[-1][-1].isascii() and right[0].isascii() else [right]
    return "".join(joined)


def half_width(text: str, seen: Iterable[str]) -> str:
    """``text`` with its full-width letters, digits and signs in half width, capitals kept; ``seen`` as of ``Folding``.

    >>> half_width("Ｋｅｙ：Ａ１", ["Ｋ", "ｅ", "ｙ", "Ａ", "１"])
    'Key：A1'
    """
    for character in set(seen):
        if "！" <= character <= "～" and character not in _KEPT_WIDE:
            text = text.replace(character, chr(ord(character) - 0xFEE0))
    return text


def without_dropped(text: str, seen: Iterable[str]) -> tuple[str, OffsetMap]:
    """``text`` without the characters that nobody sees, and the way back; ``seen`` as of ``Folding``.

    >>> without_dropped("a\u200bb", ["\u200b"])
    ('ab', OffsetMap(starts=(0, 1), sources=(0, 2), widths={}))
    """
    kept: list[str] = []
    starts, sources = [0], [0]
    length = last = 0
    for at, end in rows_of(text, dropped_of(seen)):
        kept.append(text[last:at])
        length += at - last
        last = end
        if starts[-1] == length:
            sources[-1] = last
        else:
            starts.append(length)
            sources.append(last)
    kept.append(text[last:])
    return "".join(kept), OffsetMap(tuple(starts), tuple(sources))


def rows_of(text: str, characters: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where stretches of these characters, all that are dropped and stand in the text, are; each as long as it can be.

    They are few and rare: seeking each by itself is far cheaper than a class of hundreds at every character.
    """
    if len(characters) > _MANY:
        yield from (found.span() for found in _ALL_DROPPED.finditer(text))
        return
    places = sorted(at for character in characters for at in _places(text, character))
    start = end = -1
    for at in places:
        if at != end:
            if start >= 0:
                yield start, end
            start = at
        end = at + 1
    if start >= 0:
        yield start, end


def _places(text: str, character: str) -> Iterator[int]:
    at = text.find(character)
    while at >= 0:
        yield at
        at = text.find(character, at + 1)


_MIX = 15731
"""An odd number by which two characters become one; small, because products below 2**30 are cheap."""


class Pairs:
    """Which two characters stand side by side in some term, and how long the longest such term is.

    A table of bytes by a mixed number of the two: it never grows, and it may take a pair for another (one in fifty),
    never miss one.

    >>> pairs = Pairs(["机密件"])
    >>> pairs.reach("机", "密"), pairs.reach("密", "机")
    (3, 0)
    """

    _SIZE = 1 << 22

    def __init__(self, words: Iterable[str]) -> None:
        self._reach = bytearray(self._SIZE)
        by_length: dict[int, list[str]] = {}
        for word in words:
            by_length.setdefault(len(word), []).append(word)
        for length in sorted(by_length):  # a longer word writes over a shorter one
            self._add("\0".join(by_length[length]), min(length, 255))

    def _add(self, words: str, length: int) -> None:
        reach, last = self._reach, self._SIZE - 1
        left = 0  # beside a term's first and last character a separator is taken in, too: no text is the worse for it
        for right in map(ord, words):
            reach[(left * _MIX ^ right) & last] = length
            left = right

    def reach(self, left: str, right: str) -> int:
        """How far a hit over the two may reach: the length of the longest term that holds them, 0 when none does."""
        length = self._reach[(ord(left) * _MIX ^ ord(right)) & (self._SIZE - 1)]
        return length if length < 255 else 4096

    def meetings(self, text: str, joints: Iterator[re.Match[str]]) -> Iterator[tuple[int, int]]:
        """Of the ``joints`` those whose neighbours stand side by side in some term, or are both digits.

        Nearly every joint of ordinary text ends here, so the table is asked without a call.
        """
        reach, last = self._reach, self._SIZE - 1
        for joint in joints:
            start, end = joint.span()
            right = text[end]
            if reach[(ord(text[start - 1]) * _MIX ^ ord(right)) & last] or right in "0123456789x":
                yield start, end


class Joint(NamedTuple):
    """A place in the squeezed text where something was dropped or expanded, and how far a hit over it may reach."""

    position: int
    reach: int


def squeeze(
    folded: str,
    folding: Folding,
    pairs: Pairs,
    block_edges: Sequence[int] = (),
    *,
    seen: Iterable[str] = (),
    holds_several: bool = True,
) -> tuple[View, tuple[Joint, ...]]:
    """Drop what only separates the characters of a term or a number.

    ``pairs`` knows which two characters are neighbours in some term.
    ``block_edges`` are sorted offsets that nothing may join across. ``seen`` is as of ``Folding``;
    ``holds_several=False`` says that no character becomes several, which saves a pass.
    """
    edits = _live_joints(folded, pairs, block_edges)
    if invisible := dropped_of(seen):
        edits = sorted(edits + _dropped(folded, pairs, edits, invisible))
    several = folding.several
    if holds_several:
        edits += [(i, i + 1, several[c], 64) for i, c in enumerate(folded) if c in several]
        edits.sort()
    if not edits:
        return View(name="squeezed", text=folded), ()
    pieces: list[str] = []
    starts, sources, joints = [0], [0], []
    taken = length = 0
    for start, end, replacement, reach in edits:
        pieces.append(folded[taken:start])
        length += start - taken
        taken = end
        if reach:
            joints.append(Joint(length + bool(replacement), reach))
        for character in replacement:
            _add_breakpoint(starts, sources, length, start)
            pieces.append(character)
            length += 1
        _add_breakpoint(starts, sources, length, end)
    pieces.append(folded[taken:])
    offsets = OffsetMap(tuple(starts), tuple(sources))
    return View(name="squeezed", text="".join(pieces), offsets=offsets), tuple(joints)


def _add_breakpoint(starts: list[int], sources: list[int], start: int, source: int) -> None:
    if starts[-1] == start:
        sources[-1] = source
    else:
        starts.append(start)
        sources.append(source)


Edit = tuple[int, int, str, int]
"""Start, end, replacement, and how far a hit over the place may reach (0: no hit needs to look there)."""


def dropped_of(seen: Iterable[str]) -> list[str]:
    """Those of the characters that squeezing drops wherever they stand."""
    return [character for character in set(seen) if _ALL_DROPPED.match(character)]


def _live_joints(folded: str, pairs: Pairs, block_edges: Sequence[int]) -> list[Edit]:
    edits: list[Edit] = []
    joints = (_JOINT_ASTRAL if has_astral(folded) else _JOINT).finditer(folded)
    for start, end in pairs.meetings(folded, joints):
        reach = _live(folded, start, end, pairs)
        if reach and not _crosses_edge(block_edges, start, end):
            edits.append((start, end, "", reach))
    return edits


def _dropped(folded: str, pairs: Pairs, joints: list[Edit], invisible: Collection[str]) -> list[Edit]:
    """What is dropped wherever it stands, outside the joints already taken."""
    edits: list[Edit] = []
    joined, live = 0, len(joints)
    for start, end in rows_of(folded, invisible):
        while joined < live and joints[joined][1] <= start:
            joined += 1
        if joined < live and joints[joined][0] <= start:
            continue
        edits.append((start, end, "", _reach_of_dropped(folded, start, end, pairs)))
    return edits


def _reach_of_dropped(folded: str, start: int, end: int, pairs: Pairs) -> int:
    if not start or end == len(folded):
        return 0
    left, right = folded[start - 1], folded[end]
    # Inside an address or a number nothing invisible belongs either.
    return _LONG_REACH if left.isascii() and right.isascii() else pairs.reach(left, right)


def _live(folded: str, start: int, end: int, pairs: Pairs) -> int:
    """How far a hit across ``folded[start:end]`` may reach; 0 when the joint matters to no term and no number."""
    left, right = folded[start - 1], folded[end]
    digits = left in "0123456789" and right in "0123456789x"
    reach = 64 if digits else pairs.reach(left, right)
    if not reach:
        return 0
    if left.isascii() and right.isascii() and not digits and not _LATIN_BRIDGE.fullmatch(folded, start, end):
        return 0  # Latin words stand apart by blanks, and addresses hold the other symbols
    if left.isascii() and right.isascii() and _ALL_DROPPED.fullmatch(folded, start, end):
        return max(reach, _LONG_REACH)  # an address may hold the two characters of a short term
    if _LINE_WRAP.fullmatch(folded, start, end):
        if digits:
            return reach if _within_prose(folded, start, end) else 0
        return 0 if _NUMBERED_START.match(folded, end) else reach
    if end - start > _MAX_BRIDGE and not _ALL_DROPPED.fullmatch(folded, start, end):
        return 0
    return reach if (_DIGIT_BRIDGE if digits else _BRIDGE).fullmatch(folded, start, end) else 0


def _within_prose(folded: str, start: int, end: int) -> bool:
    """True when a Chinese character stands near on one of the two lines: columns of bare numbers do not join."""
    before = folded[max(start - 64, 0) : start].rpartition("\n")[2]
    after = folded[end : end + 64].partition("\n")[0]
    return bool(_HAN_ONE.search(before) or _HAN_ONE.search(after))


def _crosses_edge(edges: Sequence[int], start: int, end: int) -> bool:
    index = bisect_left(edges, start)
    return index < len(edges) and edges[index] <= end
