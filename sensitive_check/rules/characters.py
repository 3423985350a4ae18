"""Characters that a reader cannot see, cannot read, or takes for others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sensitive_check.decode import plausibility
from sensitive_check.model import Category, Hit, Rule, Severity, Span, Unchecked
from sensitive_check.normalize import (
    BIDI,
    CONTROL,
    HAN,
    INVISIBLE_ASTRAL,
    LOOKALIKES,
    PRIVATE,
    UNREAD_PRIVATE,
    UNSEEN,
    rows_of,
)
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import GROUP_FROM, grouped, grouped_at
from sensitive_check.rules.mojibake import MOJIBAKE

if TYPE_CHECKING:
    from sensitive_check.context import Context

_BIDI_RUN = lazy(f"[{BIDI}]+")
_REVERSES = "\u202e"
_RIGHT_TO_LEFT = lazy("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NEAR = 3
"""How far from a direction character the letter that needs it may stand: a mark and a blank may lie between."""

_INVISIBLE = lazy(f"[{UNSEEN}{CONTROL}]")
_INVISIBLE_ASTRAL = lazy(f"[{INVISIBLE_ASTRAL}]")
# Scripts whose spelling needs joiners, selectors or fillers: Hebrew to Khmer, Mongolian, Hangul, Braille.
_NEEDS_JOINER = lazy(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1100-\u11ff\u1780-\u18af\u2801-\u28ff\u3130-\u318f"
    "\ua840-\uabff\uac00-\ud7ff]"
)
_PICTURE = lazy("[\u00a9\u00ae\u203c-\u3299#*0-9\U0001f000-\U0001faff]")
_CONTROL_NAMES = {"\x00": "NULL", "\x08": "BACKSPACE", "\x1b": "ESCAPE", "\x7f": "DELETE"}


def _scan_invisible(context: Context) -> Iterator[Hit]:
    if not context.holds_invisible:
        return
    text = context.document.text
    by_kind: dict[str, list[tuple[int, int]]] = {}
    for pattern in (_INVISIBLE, _INVISIBLE_ASTRAL):
        for start, end in rows_of(text, list(filter(pattern.match, context.seen))):
            if not _belongs(text, start, end):
                by_kind.setdefault(text[start], []).append((start, end))
    for character, places in by_kind.items():
        yield from grouped_at(places, partial(_superfluous, _name(character)))


def _superfluous(name: str, start: int, end: int) -> Hit:
    return Hit(span=Span(start, end), suggestions=("",), values={"name": name})


def _belongs(text: str, start: int, end: int) -> bool:
    """True where spelling or an emoji needs the invisible characters."""
    left, right = text[start - 1 : start] if start else "", text[end : end + 1]
    if _NEEDS_JOINER.match(left) or _NEEDS_JOINER.match(right):
        return True
    selectors = all(character in "\ufe0e\ufe0f\u200d\u20e3" for character in text[start:end])
    return bool(selectors and left and _PICTURE.match(left))


def _name(character: str) -> str:
    name = unicodedata.name(character, _CONTROL_NAMES.get(character, "CONTROL"))
    return f"U+{ord(character):04X} {name}"


INVISIBLE_CHARACTER = Rule(
    id="invisible-character",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="不可见字符",
    message="夹有不可见字符 {name}，宜删除",
    rationale="零宽等字符看不见，会使检索、比对和拦截失效，多为粘贴残留，也可能是有意规避。",
    source="Unicode 标准第 23 章；GB 18030—2022",
    reasons={"grouped": "全文共 {count} 处，可一并删除"},
    triggers=(),
    scan=_scan_invisible,
    match=("国家\u200b机关", "工作\ufeff安排", "第一\u00ad条", "附\u0000件", "标签\U000e0041文字"),
    no_match=("第一条　总则", "制表\t符", "笑脸❤️与👨‍👩‍👧", "می‌خواهم", "普通文字。", "开\u202e头"),
)


def _scan_bidi(context: Context) -> Iterator[Hit]:
    text = context.document.text
    if context.seen.isdisjoint(BIDI):
        return
    plain: list[tuple[int, int]] = []
    reverse: list[tuple[int, int]] = []
    for found in _BIDI_RUN.finditer(text):
        start, end = found.span()
        if _RIGHT_TO_LEFT.search(text, max(start - _NEAR, 0), end + _NEAR):
            continue
        (reverse if _REVERSES in found[0] else plain).append((start, end))
    yield from grouped_at(plain, lambda start, end: _superfluous(_name(text[start]), start, end))
    yield from grouped_at(reverse, _reversing, reason="reversed-grouped")


def _reversing(start: int, end: int) -> Hit:
    return replace(_superfluous(_name(_REVERSES), start, end), reason="reversed")


BIDI_CONTROL = Rule(
    id="bidi-control",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="文字方向控制符",
    message="夹有文字方向控制符 {name}，宜删除",
    rationale="方向控制符看不见，中文和西文都用不到，却能使显示的顺序与实际的顺序不同，检索和审核看到的不是读者看到的。",
    source="Unicode 标准附件 9（双向算法）、附件 36（安全）",
    reasons={
        "reversed": "其后的文字倒序显示，请按读者看到的顺序核对",
        "grouped": "全文共 {count} 处，可一并删除",
        "reversed-grouped": "其后的文字倒序显示，请按读者看到的顺序核对；全文共 {count} 处",
    },
    triggers=(),
    scan=_scan_bidi,
    match=("开\u202e头", "附件\u200f一", "\u2066关于\u2069通知", "file\u202egpj.exe", "第\u200e3\u200e条"),
    no_match=("\u200fשלום\u200f", "阿拉伯文（السلام\u200e）一词", "国家\u200b机关", "普通文字。", "Plain text."),
)


_REPLACED = lazy("\ufffd+")
_WIDEST_GAP = 4
_HOLDS_REPLACED = {
    "utf8-as-gbk",
    "utf8-as-latin",
    "gbk-as-latin",
    "gbk-as-big5",
    "big5-as-gbk",
    "out-of-step",
    "replacement",
}
"""The kinds of broken text that end in a replacement character where a byte was lost."""


def _replaced(text: str) -> Iterator[Span]:
    """Runs of U+FFFD, with the odd characters between two of them: ��Ϣ���� is one place."""
    start = end = -1
    for found in _REPLACED.finditer(text):
        gap = text[end : found.start()] if start >= 0 else ""
        if start >= 0 and len(gap) <= _WIDEST_GAP and not any(one.isspace() or plausibility(one) >= 0.8 for one in gap):
            end = found.end()
            continue
        if start >= 0:
            yield Span(start, end)
        start, end = found.span()
    if start >= 0:
        yield Span(start, end)


def _scan_replacement(context: Context) -> Iterator[Hit]:
    """Runs of U+FFFD, without those that are part of broken text reported as such."""
    broken = list(MOJIBAKE.scan(context)) if MOJIBAKE.scan else []
    if any(hit.count >= GROUP_FROM and hit.reason in _HOLDS_REPLACED for hit in broken):
        return  # a grouped finding does not name all its places, and it speaks for the whole text
    places = list(_replaced(context.document.text))
    spans = sorted((hit.span.start, hit.span.end) for hit in broken)
    lost: list[tuple[int, int]] = []
    reached = index = 0
    for place in places:
        while index < len(spans) and spans[index][0] < place.end:
            reached = max(reached, spans[index][1])
            index += 1
        if reached <= place.start:
            lost.append((place.start, place.end))
    yield from grouped_at(lost, lambda start, end: Hit(span=Span(start, end)))


REPLACEMENT_CHARACTER = Rule(
    id="replacement-character",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="替换符",
    message="此处的字符已丢失，只剩替换符 U+FFFD，请对照原稿补上",
    rationale="替换符是解码失败时代替原字写下的，原字无法由此恢复，读者看到的是黑底问号或方框。",
    source="Unicode 标准第 23.8 节",
    reasons={"grouped": "全文共 {count} 处，请换用正确的编码重新打开原稿"},
    triggers=("\ufffd",),
    scan=_scan_replacement,
    match=("抓好\ufffd\ufffd落实", "\ufffd于印发", "共3\ufffd件", "通知\ufffd", "��Ϣ����"),
    no_match=("抓好落实", "鍏充簬鍗板彂宸ヤ綔瑕佺偣鐨\ufffd", "□同意 □不同意", "真的吗？？", "锟斤拷\ufffd"),
)


_PRIVATE = lazy(f"[{PRIVATE}][{PRIVATE}]*")


def _scan_private(context: Context) -> Iterator[Hit]:
    if not any(map(_PRIVATE.match, context.seen)):
        return
    places = [found.span() for found in _PRIVATE.finditer(context.document.text)]
    yield from grouped_at(places, lambda start, end: Hit(span=Span(start, end)))


PRIVATE_USE_CHARACTER = Rule(
    id="private-use-character",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="私用区字符",
    message="此处是字体自造的字符，别的设备上显示不出，请换成通用字符或图片",
    rationale="私用区没有规定字形，只有装了原来那种字体才能看到，检索和核对也读不出；多为造字、项目符号或转换残留。",
    source="Unicode 标准第 23.5 节",
    reasons={"grouped": "全文共 {count} 处"},
    triggers=(),
    scan=_scan_private,
    match=("王\ue5e5同志", "\uf0b7第一项", "公式\ue010\ue011如下", "\uf8ff", "共\ue800件"),
    no_match=("王㛃同志", "·第一项", "公式如下", "𠮷野家", "缺字\ufffd处"),
)


def unreadable(context: Context) -> Iterator[Unchecked]:
    """Lost and private characters as something unchecked, each kind from more than one in a hundred characters on."""
    text = context.document.text
    lost = text.count("\ufffd")
    private = 0
    if any(map(_PRIVATE.match, context.seen)):
        private = sum(end - start for start, end in map(re.Match.span, UNREAD_PRIVATE.finditer(text)))
    for count, reason in ((lost, "encoding"), (private, "no-text-mapping")):
        told = any(item.reason == reason for item in context.document.unchecked)
        if count * 100 > len(text) and not told:
            yield Unchecked(reason=reason, detail=f"{count} / {len(text)}")


_KEPT = "昇陞甦祕濛闇榘麴徵噁剋瞭釐讎"
"""Simplified text keeps these: in names, and in 宫商角徵羽, 二噁英, 校讎, 釐定."""

_KEPT_WORDS = ("於潜", "於陵", "於菟")

_QUOTED = lazy("“[^“”\n]{1,60}”|‘[^‘’\n]{1,60}’|「[^「」\n]{1,60}」|《[^《》\n]{1,60}》|（[^（）\n]{1,60}）")
_LINE_REACH = 200
_FEWEST_QUOTED = 3
"""From so many traditional characters on, outnumbering the simplified ones, a line or a title is a quotation."""

_KANA = lazy("[\u3041-\u3096\u30a1-\u30fa]")
_KANA_NEAR = 10
"""Near kana a character is Japanese, which keeps many traditional ones."""

_COMPATIBILITY = lazy("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]")
_FORMS = lazy("[\ufb00-\ufb06\ufe30-\ufe32\ufe35-\ufe44\ufe50-\ufe57\ufe59-\ufe5a\uff61-\uff64]")
"""Ligatures, vertical and small punctuation marks, half-width Japanese ones."""
_KANA_BESIDE = lazy("[\u3041-\u30fe\uff65-\uff9f]")
_IN_FULL_WIDTH = str.maketrans(",.:;!?()", "，。：；！？（）")
_COMBINING = "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20e2\u20e4-\u20ff\ufe20-\ufe2f"
_ONE_MARK = lazy(f"[{_COMBINING}]")
_LONE_MARKS = lazy(f"[{_COMBINING}](?<=[{HAN}\u3000-\u303f\uff01-\uff1f\\s].)[{_COMBINING}]*|^[{_COMBINING}]+")
_RADICAL_ALONE = lazy(f"(?<![{HAN}])[\u2e80-\u2eff](?![{HAN}])")

_WORD = lazy("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]{1,64}")
_LATIN = lazy("[A-Za-z\u00c0-\u024f]")
_CYRILLIC = lazy("[\u0400-\u052f]")
_TO_LATIN = {ord(letter): latin for letter, latin in LOOKALIKES.items()}
_TO_CYRILLIC = {ord(latin): letter for letter, latin in LOOKALIKES.items() if _CYRILLIC.match(letter)}
_BESIDE_ALONE = lazy(f"[{HAN}0-9]")
_LONGEST_ALONE = 3


def mixed_script(traditional: Mapping[str, str]) -> Rule:
    """The rule for characters of another script, by a table from traditional to simplified characters."""
    simplified_of = {ord(old): new for old, new in traditional.items() if old not in _KEPT}
    only_traditional = frozenset(map(chr, simplified_of))
    # What Big5 holds stands in traditional text, too, and says nothing about which of the two a text is.
    values = "".join(traditional.values())
    only_simplified = frozenset(values) - set(values.encode("big5", "ignore").decode("big5"))

    def is_traditional(text: str, fewest: int) -> bool:
        count = sum(map(only_traditional.__contains__, text))
        return count >= fewest and count > sum(map(only_simplified.__contains__, text))

    def scan_traditional(context: Context) -> Iterator[Hit]:
        text = context.document.text
        found = sorted(context.seen & only_traditional)
        if not found or is_traditional(text, 1):
            return
        pattern = re.compile(f"[{''.join(found)}]+")
        position = 0
        while (first := pattern.search(text, position)) is not None:
            line = _line_around(text, first.start())
            position = max(line.end, first.end())
            if is_traditional(text[line.start : line.end], _FEWEST_QUOTED):
                continue
            quoted = [quote.span() for quote in _QUOTED.finditer(text, line.start, line.end)]
            skipped = [Span(*span) for span in quoted if is_traditional(text[slice(*span)], _FEWEST_QUOTED)]
            for place in pattern.finditer(text, first.start(), position):
                span = Span(*place.span())
                if text.startswith(_KEPT_WORDS, span.start) or any(quote.covers(span) for quote in skipped):
                    continue
                if not _KANA.search(text, max(span.start - _KANA_NEAR, line.start), span.end + _KANA_NEAR):
                    yield Hit(span=span, suggestions=(place[0].translate(simplified_of),), reason="traditional")

    def scan(context: Context) -> Iterator[Hit]:
        yield from grouped(list(scan_traditional(context)), reason="traditional-grouped")
        yield from grouped(list(_scan_compatibility(context)), reason="compatibility-grouped")
        forms = list(_scan_forms(context))
        if forms and not is_traditional(context.document.text, 1):
            yield from grouped(forms, reason="form-grouped")
        yield from grouped(list(_scan_lookalikes(context)), reason="lookalike-grouped")
        yield from grouped(list(_scan_combining(context)), reason="combining-grouped")

    return Rule(
        id="mixed-script",
        category=Category.ERROR,
        severity=Severity.WARNING,
        title="字形混用",
        message="“{matched}”夹有别种文字的字符，宜改为“{suggestion}”",
        rationale="简体文稿中的繁体字、部首字符和形似的外文字母看似无误，却使检索、比对和拦截失效，多为转换、识别或粘贴残留。",
        source="国家通用语言文字法；通用规范汉字表（国发〔2013〕23号）；Unicode 技术标准 39",
        reasons={
            "traditional": "简体文稿中的繁体字",
            "traditional-grouped": "简体文稿中的繁体字，全文共 {count} 处",
            "compatibility": "部首或兼容字符，只是形状与汉字相同，多由 PDF 复制而来",
            "compatibility-grouped": "部首或兼容字符，只是形状与汉字相同，多由 PDF 复制而来，全文共 {count} 处",
            "form": "竖排、小号或连写的兼容字符，与通常的不是同一个，检索会出错",
            "form-grouped": "竖排、小号或连写的兼容字符，与通常的不是同一个，检索会出错，全文共 {count} 处",
            "combining": "汉字上或空白处叠有附加符号，多为粘贴残留或有意规避",
            "combining-grouped": "汉字上或空白处叠有附加符号，多为粘贴残留或有意规避，全文共 {count} 处",
            "lookalike": "词中夹有形似的外文字母，读者看不出，检索和链接会出错",
            "lookalike-grouped": "词中夹有形似的外文字母，读者看不出，检索和链接会出错，全文共 {count} 处",
        },
        # No triggers: they are sought in the folded text, where these characters are already plain.
        scan=scan,
        match=(
            "编製年度工作要点，确保落实",
            "抓好政务公開工作的组织实施",
            "⼯作报告已经印发",
            "严格執行国家规定",
            "请用\u0440aypal付款",
            "国家4\u0410级景区",
            "国家\uf983游局通知",
            "通知如下﹕一是抓好落实",
            "国\u0336家机关",
        ),
        no_match=(
            "抓好政务公开工作的组织实施",
            "國家機關工作人員應當遵守規定",
            "《中華工商時報》在香港创刊，向读者介绍内地",
            "贺昇同志任职，检测二噁英排放量",
            "Москва и Санкт-Петербург",
            "ΔH、μm、kΩ、cosθ与γ射线",
            "乾隆年间，瞭望台，徵羽",
            "Ａ级和A级",
            "Nguye\u0302\u0303n, e\u0301cole",
            "ｶﾅ｡",
        ),
    )


def _line_around(text: str, offset: int) -> Span:
    """The line that holds an offset, as far as ``_LINE_REACH`` on both sides."""
    low, high = max(offset - _LINE_REACH, 0), min(offset + _LINE_REACH, len(text))
    start, end = text.rfind("\n", low, offset), text.find("\n", offset, high)
    return Span(low if start < 0 else start + 1, high if end < 0 else end)


def _scan_compatibility(context: Context) -> Iterator[Hit]:
    """Radicals and compatibility ideographs; a radical that stands alone is meant as one."""
    found = sorted(filter(_COMPATIBILITY.match, context.seen))
    if not found:
        return
    text, folded = context.document.text, context.folded.text
    for place in re.finditer(f"[{''.join(found)}]+", text):
        start, end = place.span()
        if end - start == 1 and _RADICAL_ALONE.match(text, start):
            continue
        # NFKC leaves some radicals as they are; folding knows them.
        normal = [unicodedata.normalize("NFKC", character) for character in place[0]]
        plain = "".join(new if new != text[i] else folded[i] for i, new in enumerate(normal, start))
        yield Hit(span=Span(start, end), suggestions=(plain,), reason="compatibility")


def _scan_forms(context: Context) -> Iterator[Hit]:
    found = sorted(filter(_FORMS.match, context.seen))
    if not found:
        return
    text = context.document.text
    for place in re.finditer(f"[{''.join(found)}]+", text):
        start, end = place.span()
        if place[0][0] >= "\uff61" and (
            _KANA_BESIDE.match(text, start - 1 if start else end) or _KANA_BESIDE.match(text, end)
        ):
            continue  # half-width Japanese has its own marks
        plain = unicodedata.normalize("NFKC", place[0])
        if not plain[0].isalpha():
            plain = plain.translate(_IN_FULL_WIDTH)
        yield Hit(span=Span(start, end), suggestions=(plain,), reason="form")


def _scan_combining(context: Context) -> Iterator[Hit]:
    """Combining marks on Chinese characters, or on nothing; on a letter they are spelling."""
    if not context.holds_invisible or not any(map(_ONE_MARK.match, context.seen)):
        return
    text = context.document.text
    for found in _LONE_MARKS.finditer(text):
        base = text[found.start() - 1 : found.start()].strip() if found.start() else ""
        yield Hit(span=Span(found.start() - len(base), found.end()), suggestions=(base,), reason="combining")


def _scan_lookalikes(context: Context) -> Iterator[Hit]:
    if context.seen.isdisjoint(LOOKALIKES):
        return
    text = context.document.text
    for found in _WORD.finditer(text):
        plain = _plain_word(found[0])
        if plain is None and _is_letter_alone(text, *found.span()):
            plain = found[0].translate(_TO_LATIN)
        if plain is not None:
            yield Hit(span=Span(*found.span()), suggestions=(plain,), reason="lookalike")


def _plain_word(word: str) -> str | None:
    """A word of two scripts in one of them; None for a word of one script, and for a formula such as ΔH.

    >>> _plain_word("p\u0430y"), _plain_word("ΔH"), _plain_word("М\u006fсква") == "Москва"
    ('pay', None, True)
    """
    if not any(letter in LOOKALIKES for letter in word) or not _LATIN.search(word):
        return None
    latin = word.translate(_TO_LATIN)
    if all(map(_LATIN.match, latin)):
        return latin
    cyrillic = word.translate(_TO_CYRILLIC)
    return cyrillic if all(map(_CYRILLIC.match, cyrillic)) else None


def _is_letter_alone(text: str, start: int, end: int) -> bool:
    """True for a few Cyrillic letters, each drawn like a Latin one, in a Chinese or numbered term: 4\u0410级."""
    word = text[start:end]
    if len(word) > _LONGEST_ALONE or not all(letter in LOOKALIKES and _CYRILLIC.match(letter) for letter in word):
        return False
    if not (_BESIDE_ALONE.match(text, end) or _BESIDE_ALONE.match(text[start - 1 : start])):
        return False
    line = _line_around(text, start)
    return not any(map(_CYRILLIC.match, text[line.start : start] + text[end : line.end]))
