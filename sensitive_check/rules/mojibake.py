"""Text that a wrong decoder has broken, with what its bytes prove it was.

One pass over the text seeks the rare characters with which damage begins and which ordinary prose hardly holds; three
more seek brackets with pinyin, tags and entities by their last character. Everything else happens only there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sensitive_check.decode import is_common
from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy, lazy_regex
from sensitive_check.realign import (
    BOX_DRAWING,
    SHIFTED_LETTERS,
    SYLLABLE,
    ShiftedHeading,
    confirmed_reading,
    shifted_heading,
)
from sensitive_check.recovery import (
    BESIDE,
    LOST,
    LOST_MARKS,
    PARTIAL,
    UTF8_LEADS_ELSEWHERE,
    WHOLE,
    Recovery,
    big5_read_as_gbk,
    gbk_out_of_step,
    gbk_read_as_big5,
    gbk_read_as_latin,
    utf8_read_as_gbk,
    utf8_read_as_latin,
    utf8_read_elsewhere,
)
from sensitive_check.residue import find_residue
from sensitive_check.rules.grouping import GROUP_FROM, RELATED

if TYPE_CHECKING:
    from sensitive_check.context import Context


def _pairs(leads: bytes, trails: bytes) -> str:
    """The GBK characters whose two bytes are one of ``leads`` and one of ``trails``."""
    return "".join(bytes([lead, trail]).decode("gbk", "ignore") for lead in leads for trail in trails)


_UTF8_LEADS = (
    _pairs(bytes(range(0xE4, 0xEA)), bytes(range(0x80, 0xC0)))
    + _pairs(b"\xe2", b"\x80\x84\x86\x88\x91\x92\x94\x95\x96\x97\x98\x99")
    + _pairs(b"\xe3", b"\x80\x81\x82\x83\x88")
    + _pairs(b"\xef", b"\xbb\xbc\xbd")
)
"""What the first two of the three bytes of a Chinese character look like in GBK: 涓 鏀 鍏 锛 銆 鈥 …"""

_LEADS = frozenset(_UTF8_LEADS)
_HAN = lazy(f"[{HAN}]")
_REPLACED = "锟拷"
_MEMORY = "烫屯"
_LATIN = "\xc2-\xf4"
_SECOND_LEVEL = bytes(byte for lead in range(0xC9, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
_BIG5_SECOND = frozenset(_SECOND_LEVEL.decode("big5", "ignore"))
_BIG5_SECOND -= frozenset("".join(_BIG5_SECOND).encode("gb2312", "ignore").decode("gb2312"))
"""Rare traditional characters whose two bytes are a common simplified one in GBK: 陓 for 信."""

_DOUBLE_BYTES = f"\u3041-\u3129\ue000-\uf8ff{''.join(sorted(_BIG5_SECOND))}"
"""Kana, bopomofo and private-use characters are the first signs of shifted or exchanged pairs among Chinese."""

_SHIFTED_SIGN = lazy(f"[{_DOUBLE_BYTES}{BOX_DRAWING}]")
_SIGNS = lazy(
    f"[{_UTF8_LEADS}{_REPLACED}{_MEMORY}{''.join(SHIFTED_LETTERS)}{BOX_DRAWING}{_LATIN}{''.join(UTF8_LEADS_ELSEWHERE)}\ud800-\udfff"
    f"{_DOUBLE_BYTES}]"
)

_EXCHANGES: tuple[tuple[str, Callable[[str, int, int], Recovery]], ...] = (
    ("gbk-as-big5", gbk_read_as_big5),
    ("out-of-step", gbk_out_of_step),
    ("big5-as-gbk", big5_read_as_gbk),
)

_NEIGHBOURS, _FEWEST_DIFFERENT = 12, 5
"""Around a sign stand several different characters, or nothing can be proven."""

_STRETCHES = frozenset(("utf8-as-gbk", "utf8-as-latin", "gbk-as-latin", "replacement", *dict(_EXCHANGES)))
_WIDEST_GAP = 2

_ALL = bytes(range(0x40, 0xFF))
_BESIDE = "㐀-鿿豈-\ufaff"
_TOKEN = f"(?:锟[{_pairs(bytes([0xBD]), _ALL)}]?|[{_pairs(bytes(range(0x81, 0xFF)), bytes([0xEF]))}]?拷)"
_REPLACED_RUN = lazy_regex(f"{_TOKEN}(?:[{_BESIDE}]{{0,3}}?{_TOKEN})*+(?:[{_BESIDE}]{{0,2}}\ufffd++|[?？\ufffd]++)?+")
_COPYING = "贝问打"
_MEMORY_RUN = lazy("烫{3,}|屯{3,}")
_REPLACED_IN_LATIN = lazy_regex("ï¿½(?:[\xa1-\xff]{0,8}?ï¿½)*+")
_SURROGATES = lazy("[\ud800-\udfff]+")
_TAG_NAME = "strong|span|div|font|table|center|br|td|tr|th|li|ul|ol|em|h[1-6]|[pabiu]"
_ENTITY_NAME = "nbsp|ldquo|rdquo|lsquo|rsquo|mdash|hellip|middot|amp|quot|lt|gt"
_BROKEN_MARKUP = (
    lazy_regex(f">(?<=(?:(?<![0-9A-Za-z=&/.])[{LOST_MARKS}]/|(?<=[{_BESIDE}])[{LOST_MARKS}])(?:{_TAG_NAME}) ?/?>)"),
    lazy_regex(f";(?<=(?<=[{_BESIDE}])[{LOST_MARKS}](?:{_ENTITY_NAME});)"),
)
_LONGEST_MARKUP = 12
_RUBY_OPENS = "(（"
_RUBY = tuple(
    lazy_regex(rf"\{bracket}(?<=[{_BESIDE}]\{bracket}){SYLLABLE}[)）](?:[(（]{SYLLABLE}[)）]){{0,4}}+")
    for bracket in _RUBY_OPENS
)
_TONED = lazy("[āáǎàēéěèêīíǐìōóǒòūúǔùǖǘǚǜ]")
_CLOSING = lazy("[)）]")
_FEWEST_TONED, _FEWEST_TONELESS = 3, 10
_SHORTEST_TONELESS = 4
"""A single letter in brackets, with the character before it: 甲(a) numbers an item."""
_NEARBY = 200_000
_NUMBER = lazy("[0-9０-９]{5}")


@dataclass(slots=True)
class _Places:
    """The places found so far: full hits for the first few of a kind, only their number beyond."""

    kept: dict[str, list[Hit]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, hit: Hit) -> None:
        self.counts[hit.reason] += 1
        kept = self.kept.setdefault(hit.reason, [])
        if len(kept) <= RELATED:
            # A number that nobody could read must not be shown by recovering it.
            numbered = any(_NUMBER.search(reading) for reading in hit.suggestions)
            kept.append(replace(hit, suggestions=()) if numbered else hit)

    def hits(self) -> Iterator[Hit]:
        for reason, kept in self.kept.items():
            if self.counts[reason] < GROUP_FROM:
                yield from kept
            else:
                related = tuple(hit.span for hit in kept[1 : RELATED + 1])
                yield replace(kept[0], count=self.counts[reason], related=related)


def _scan(context: Context) -> Iterator[Hit]:
    text = context.raw.text
    places = _Places()
    markup = {hit.span.start: hit for hit in _broken_markup(text)}
    headings: list[ShiftedHeading] = []
    doubtful: list[Hit] = []
    double = _Double(text)
    last: Hit | None = None
    position = 0
    while (sign := _SIGNS.search(text, position)) is not None:
        heading = None
        if sign[0] in SHIFTED_LETTERS or "\u2500" <= sign[0] <= "\u254b":
            heading = shifted_heading(text, sign.start(), position, markup.__contains__)
        if heading is not None:
            headings.append(heading)
            position = heading.end
            continue
        hit, position = _examine(text, sign.start(), position, double)
        if hit is None:
            continue
        double.floor = position
        if hit.confidence <= BESIDE:
            doubtful.append(hit)
        elif last is not None and (joined := _joined(text, last, hit)):
            last = joined
        else:
            if last is not None:
                places.add(last)
            last = hit
    if last is not None:
        places.add(last)
    for hit in doubtful:
        if places.counts[hit.reason]:
            places.add(replace(hit, confidence=PARTIAL))
    for hit in _heading_hits(text, headings):
        places.add(hit)
    for hit in markup.values():
        places.add(hit)
    for hit in _residue_hits(text, markup.values()):
        places.add(hit)
    yield from places.hits()
    ruby = _ruby(text)
    if ruby is not None:
        yield ruby


def _examine(text: str, start: int, lowest: int, double: _Double) -> tuple[Hit | None, int]:
    """The damage that begins with the sign at ``start`` (or before, from ``lowest`` on), and where to go on.

    What was looked at and refused is not looked at again: hostile repetition stays linear.
    """
    sign = text[start]
    if sign in _REPLACED:
        return _replaced(text, start, lowest)
    if sign in _MEMORY:
        return _run(_MEMORY_RUN, text, start, "memory")
    if "\ud800" <= sign <= "\udfff":
        return _run(_SURROGATES, text, start, "surrogate")
    if sign >= "\u0100":
        following = text[start + 1 : start + 2]
        line_start = start == 0 or text[start - 1] in "\r\n"
        if sign == "锘" and (following == "\ufffd" or (line_start and following == "?")):
            return Hit(span=Span(start, start + 2), reason="bom", suggestions=("",)), start + 2
        hit, end = None, start + 1
        if sign in _LEADS:
            hit, end = _believed(utf8_read_as_gbk(text, start), "utf8-as-gbk", end)
        elif sign in UTF8_LEADS_ELSEWHERE:
            hit, end = _believed(utf8_read_elsewhere(text, start), "utf8-as-latin", end)
        if hit is None and _SHIFTED_SIGN.match(sign):
            return double.examine(start, end)
        return hit, end
    if text.startswith("ï»¿", start):
        return Hit(span=Span(start, start + 3), reason="bom", suggestions=("",)), start + 3
    if text.startswith("ï¿½", start):
        return _run(_REPLACED_IN_LATIN, text, start, "replacement")
    recovery = utf8_read_as_latin(text, start)
    elsewhere = utf8_read_elsewhere(text, start)
    if recovery is not None and recovery.confidence:
        is_shorter = elsewhere is not None and elsewhere.confidence > BESIDE and elsewhere.end > recovery.end
        return _believed(elsewhere if is_shorter else recovery, "utf8-as-latin", start + 1)
    hit, end = _believed(elsewhere, "utf8-as-latin", start + 1 if recovery is None else recovery.end)
    if hit is not None and hit.confidence > BESIDE:
        return hit, end
    beside = hit
    hit, end = _believed(gbk_read_as_latin(text, start, lowest), "gbk-as-latin", end)
    if hit is None and beside is not None:
        return beside, end
    lost = -1 if hit is not None else text.find("ï¿½", start, end)
    return _run(_REPLACED_IN_LATIN, text, lost, "replacement") if lost >= 0 else (hit, end)


def _is_kana(character: str) -> bool:
    return "\u3041" <= character <= "\u30fe"


@dataclass(slots=True)
class _Double:
    """Double bytes that were read by another table, or out of step: what was refused is not read again.

    ``floor`` is the end of the last stretch that was told, ``quiet`` the offset up to which every reading was refused.
    """

    text: str
    floor: int = 0
    quiet: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def examine(self, start: int, otherwise: int) -> tuple[Hit | None, int]:
        """The damage around the sign at ``start``, and where to go on."""
        if start < self.quiet:
            return None, otherwise
        text = self.text
        sign, following = text[start], text[start + 1 : start + 2]
        if _is_kana(sign) and _is_kana(following):
            return None, otherwise  # kana stand together in Japanese and apart in broken Chinese
        if len(set(text[max(start - _NEIGHBOURS, 0) : start + _NEIGHBOURS])) < _FEWEST_DIFFERENT:
            return None, otherwise
        for reason, reader in _EXCHANGES if sign in _BIG5_SECOND else _EXCHANGES[::-1]:
            refused = self.refused.get(reason, 0)
            if start < refused:
                continue
            recovery = reader(text, start, max(self.floor, refused))
            if recovery.confidence:
                return _believed(recovery, reason, otherwise)
            self.refused[reason] = recovery.end
        self.quiet = min(self.refused.values())
        return None, otherwise


def _joined(text: str, left: Hit, right: Hit) -> Hit | None:
    """Two stretches of one damage with one or two characters between that nothing explains are one place."""
    gap = text[left.span.end : right.span.start]
    if left.reason != right.reason or left.reason not in _STRETCHES or len(gap) > _WIDEST_GAP:
        return None
    if any(character.isascii() or is_common(character) for character in gap):
        return None
    first, second = (hit.suggestions[0] if hit.suggestions else LOST for hit in (left, right))
    reading = f"{first.rstrip(LOST)}{LOST}{second.lstrip(LOST)}" if gap else first + second
    suggestions = () if reading == LOST or left.reason == "replacement" else (reading,)
    return replace(left, span=Span(left.span.start, right.span.end), suggestions=suggestions, confidence=PARTIAL)


def _run(pattern: re.Pattern[str], text: str, start: int, reason: str) -> tuple[Hit | None, int]:
    found = pattern.match(text, start)
    return (None, start + 1) if found is None else (Hit(span=Span(*found.span()), reason=reason), found.end())


def _believed(recovery: Recovery | None, reason: str, otherwise: int) -> tuple[Hit | None, int]:
    if recovery is None:
        return None, otherwise
    if not recovery.confidence:
        return None, max(recovery.end, otherwise)
    if recovery.text.startswith("\ufeff"):
        reason = "bom"
    reading = recovery.text.lstrip("\ufeff")
    suggestions = () if reading == LOST else (reading,)
    span = Span(recovery.start, recovery.end)
    return Hit(span=span, reason=reason, suggestions=suggestions, confidence=recovery.confidence), recovery.end


def _replaced(text: str, start: int, lowest: int) -> tuple[Hit | None, int]:
    """The marks of lost characters read as GBK. 锟 alone is a given name, 拷 alone a word: both must be there."""
    before = start - 1 if text[start] == "拷" and start > lowest else start
    found = _REPLACED_RUN.match(text, before) or _REPLACED_RUN.match(text, start)
    if found is None:
        return None, start + 1
    run = found[0]
    copied = run == "斤拷" and text[found.end() : found.end() + 1] in tuple(_COPYING)
    certain = ("斤拷" in run and not copied) or ("锟" in run and ("拷" in run or run[-1] in LOST_MARKS))
    return Hit(span=Span(*found.span()), reason="replacement") if certain else None, found.end()


def _heading_hits(text: str, headings: list[ShiftedHeading]) -> Iterator[Hit]:
    """Only the first headings are recovered: beyond, a count is shown, and each would search the whole document."""
    if not headings:
        return
    nearby = text[max(0, headings[0].start - _NEARBY) : headings[0].start + _NEARBY]
    for pattern in _RUBY:
        nearby = pattern.sub("", nearby)
    silent_loss = any(heading.silent_loss for heading in headings)
    for number, heading in enumerate(headings):
        span = Span(heading.start, heading.end)
        if number >= GROUP_FROM:
            yield Hit(span=span, reason="shifted-heading")
            continue
        reading = confirmed_reading(heading, nearby, silent_loss=silent_loss)
        confidence = PARTIAL if LOST in reading else WHOLE
        yield Hit(span=span, reason="shifted-heading", suggestions=(reading,), confidence=confidence)


def _broken_markup(text: str) -> Iterator[Hit]:
    """Tags and entities whose first character went down together with half of a Chinese one."""
    for pattern, last, first in zip(_BROKEN_MARKUP, ">;", ("/?[a-z]", "[a-z]"), strict=True):
        if last not in text:
            continue
        opening = re.compile(f"[{LOST_MARKS}]{first}")
        for found in pattern.finditer(text):
            begins = [
                match.start() for match in opening.finditer(text, max(0, found.end() - _LONGEST_MARKUP), found.end())
            ]
            yield Hit(span=Span(begins[-1], found.end()), reason="broken-markup", confidence=PARTIAL)


def _residue_hits(text: str, taken: Iterable[Hit]) -> Iterator[Hit]:
    """Tags, entities and escapes: the text can be read, so they are milder than what is broken."""
    broken = {hit.span.end for hit in taken}
    for one in find_residue(text):
        if one.end in broken:
            continue  # ?/p> is told with the half character that it lost
        suggestions = () if one.text is None else (one.text,)
        confidence = PARTIAL if one.text is None or LOST in one.text else WHOLE
        yield Hit(
            span=Span(one.start, one.end),
            reason=one.kind,
            suggestions=suggestions,
            confidence=confidence,
            severity=Severity.WARNING,
        )


def _ruby(text: str) -> Hit | None:
    """Pinyin that a converter has put after characters with several readings: 區(qū).

    Honest annotation looks different: it stands after every character of a phrase, or after a rare one.
    """
    if not any(bracket in text for bracket in _RUBY_OPENS):
        return None
    found = sorted((match.start() - 1, match.end()) for pattern in _RUBY for match in pattern.finditer(text))
    if not found:
        return None
    toned = {place for place in found if _TONED.search(text, *place)}
    places = [place for place in found if place in toned or place[1] - place[0] > _SHORTEST_TONELESS]
    repeated = any(len(_CLOSING.findall(text, *place)) > 1 for place in places)
    if not (repeated or len(toned) >= _FEWEST_TONED or len(places) >= _FEWEST_TONELESS):
        return None
    begins, ends = {start for start, _ in places}, {end for _, end in places}
    neighbours = sum(end in begins or start in ends for start, end in places)
    common = sum(is_common(text[start]) for start, _ in places)
    if (len(places) > 1 and neighbours * 2 > len(places)) or common * 2 <= len(places):
        return None
    kinds = len({text[start:end] for start, end in places})
    return Hit(
        span=Span(*places[0]),
        reason="ruby",
        suggestions=(text[places[0][0]],),
        values={"kinds": str(kinds)},
        count=len(places),
        related=tuple(Span(*place) for place in places[1 : RELATED + 1]),
        confidence=WHOLE,
    )


_REASONS: Mapping[str, str] = {
    "replacement": "已丢失的字符被写成替换符后又读成了“锟斤拷”等字，原文不可恢复，请对照原稿补上",
    "utf8-as-gbk": "UTF-8 文本被按 GBK 读取；建议文字由字节还原，□ 处已丢失，请对照原稿",
    "utf8-as-latin": "UTF-8 文本被按西文编码读取；建议文字由字节还原，□ 处已丢失，请对照原稿",
    "gbk-as-latin": "GBK 文本被按西文编码读取；建议文字由字节还原，□ 处已丢失，请对照原稿",
    "big5-as-gbk": "Big5 文本被按 GBK 读取；建议文字由字节还原，□ 处已丢失，请对照原稿",
    "gbk-as-big5": "GBK 文本被按 Big5 读取；建议文字由字节还原，□ 处已丢失，请对照原稿",
    "out-of-step": "丢了半个字符，其后字节两两错配；建议文字由字节还原，□ 处已丢失，请对照原稿",
    "shifted-heading": "行首丢了半个字符，其后字节两两错配；建议文字由字节还原，□ 处已丢失，请对照原稿",
    "ruby": "繁简转换时在多音字后夹入了拼音，共 {count} 处、{kinds} 种，请全部删去",
    "broken-markup": "网页标签的开头连同前面半个汉字一起丢失，请对照原稿补字并删去标签",
    "tag": "网页标签留在了文字里，请删去；需要换行处另起一行",
    "entity": "网页实体留在了文字里，建议文字是它所代表的字符",
    "escape": "转义码留在了文字里，建议文字是它所代表的字符，□ 处已不完整，请对照原稿",
    "line-escape": "换行或制表的转义码留在了文字里，请改为真正的换行或删去",
    "question-marks": "连续的问号多是保存时丢失的汉字，原文不可恢复，请对照原稿补上",
    "memory": "程序把未写入内容的内存当作文字输出，请对照原稿",
    "bom": "文件开头的字节顺序标记被读成了文字，请删去",
    "surrogate": "半个补充平面字符，无法显示和保存，请对照原稿补上",
}

MOJIBAKE = Rule(
    id="mojibake",
    explains=True,
    category=Category.ERROR,
    severity=Severity.ERROR,
    title="乱码",
    message="此处是乱码：“{matched}”",
    rationale="编码转换出错留下的文字，读者无法阅读，检查时也会漏过其中的内容。建议文字只写字节能够证明的部分，请对照原稿改正。",
    source="GB 18030—2022、Unicode 标准",
    reasons=_REASONS,
    # No triggers: damage begins with any of some two thousand characters, and one pass over them is the scan itself.
    scan=_scan,
    match=(
        "本局锟斤拷锟斤拷锟斤拷通知如下",
        "关于印发\n鍏充簬鍗板彂宸ヤ綔瑕佺偣鐨勯€氱煡",
        "标题：æ”¿åŠ¡å…¬å¼€å·¥ä½œ",
        "标题：Õþ¸®¹¤×÷±¨¸æ",
        "?。ㄎ澹┌踩a(chǎn)情况",
        "?。ㄒ唬┲饕獑栴}",
        "政(zheng)(zheng)府工作",
        "新區(qū)管委會發(fā)布通告，各單位抓好落實(shí)",
        "以上内容由办公室负责整?/p>",
        "烫烫烫烫",
        "ï»¿通知",
        "通知\ud83d如下",
        "第一条&nbsp;为了规范管理",
        "第一条<br>为了规范管理",
        "关于<U+00A0>印发\\u901a\\u77e5",
        "关于????????????",
    ),
    no_match=(
        "亳(bó)州市人民政府",
        "學(xué)而(ér)時(shí)習(xí)之(zhī)",
        "曹锟将军旧居修缮完工",
        "把文件拷贝到新的目录，每公斤拷贝纸十二元",
        "屯堡、屯田、屯溪三处古迹",
        "Café naïve, Ångström, São Paulo, « déjà vu »",
        "涓涓细流汇成淇河，张骞出使西域",
        "甲(a)、乙(b)、丙(c)三项，中心(center)另列",
        "换行用“<br>”，空格用&nbsp;实体",
        "见 https://a.example/%E5%85%AC%E5%91%8A",
    ),
)
