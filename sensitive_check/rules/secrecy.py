"""Secrecy marks: telling a mark on a document from a mention in a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.places import HEAD_LINES, LONGEST_LINE, line_around

if TYPE_CHECKING:
    from sensitive_check.context import Context

LEVELS = ("绝密", "机密", "秘密")
"""The three levels, gravest first: triggers of every rule that asks for a mark."""

_FIELDS = ("保密期限", "解密时间", "解密条件", "知悉范围", "定密责任人", "定密依据")
_LIFTED = "解密"
_LONE_REASONS = ("", "below-head")
_LONGEST_LIST = 40
_WATERMARKS = 3
"""So many lines that hold nothing but the same level are a watermark or a running header."""

STAR = r"[★☆⭐✩✪✭✦✯⋆🌟]"
"""The star of a mark and what is typed for it. An asterisk and other signs count with a period only."""

STAND_IN = r"(?:\*|※|[(（]?五角星[)）]?)"
"""Signs and words typed for the star that have other uses, too."""

_LENGTH = r"(?:[0-9]{1,4}|[〇零一二三四五六七八九十]{1,4}) ?(?:年|个月|月|日|天)"

PERIOD = (
    r"(?:[0-9]{4} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
    rf"|{_LENGTH}|[(（] ?{_LENGTH} ?[)）]"
    r"|长期|永久|[\u4e00-\u9fff]{1,10}前)"
)
"""A secrecy period, a day of declassification or a condition, right and malformed ones."""

_STARRED = lazy(
    rf"级?\s{{0,2}}(?:{STAR}(?!\s?{STAR})(?:\s{{0,2}}(?:{PERIOD}|[0-9]{{1,4}}(?![0-9.,%人份名条个级])))?"
    rf"|{STAND_IN}\s{{0,2}}{PERIOD})"
)
_STAR_BEFORE = lazy(rf"(?:[0-9]{{1,4}} ?(?:年|个月)|长期) ?{STAR} ?$")
_PERIOD_ONLY = lazy(r" {1,4}[(（]? ?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?(?:年|个月) ?[)）]?(?=\r?$| {2})")
_BEFORE_EXAM = lazy(r"(?:启用|开启|启封|考试)前$")
_EXPLAINED_BEFORE = lazy(
    r"(?:(?:例如|比如|譬如|如|写作|写为|样式|格式|形式)(?:为|是)?[:：，]?"
    r"|(?<!密级)(?:标注|标为|标有|标明|标着|印有|印着|盖有|注明|写有|写着)(?:为|了|有|着)?)[ “\"（(]{0,2}$"
)
_EXPLAINED_AFTER = lazy(r"[”\"）)]?(?:的|等)?(?:字样|标志|标识|标记|形式|样式|的标注)")
_NOT_STATE = lazy(r"(?:警务|税务|审判|检察|监察|海关|公安|机关)?工作\Z|(?:商业|技术)\Z")
_LIFTED_BEFORE = lazy(r"(?:已|现已|现)?解密[)）】 ]{0,2}$")
_LIFTED_AFTER = lazy(
    r"[ \t]{0,4}[(（【，,；;:：]?[ \t]{0,2}"
    r"(?:(?:现|已|现已|于)[0-9年月日]{0,11}|[0-9年月日]{4,11})?解密(?!时间|条件|前)"
)
_CHANGED_AFTER = lazy(
    r"[ \t]{0,4}[(（，,；;]?[ \t]{0,2}(?:现|已|现已)?(?:变更|更改|改|调整|降)(?:为|成|至|定为)?[ \t:：“]{0,3}"
    r"(?:绝密|机密|秘密)"
)
_FIELD = lazy(
    r"(?:(?:密[^\S\n]{0,4}级|密别|涉密等级|密级(?:和|及|与)保密期限)[^\S\n]{0,4}[:：=][^\S\n]{0,4}"
    r"|(?<![^\s|#>*])(?:密[^\S\n]{0,2}级|密别|涉密等级)(?:[^\S\n]{1,8}|[^\S\n]{0,4}\|[^\S\n]{0,4})"
    r"|mjhbmqx[\"']?[ ]?[:：=>][ ]?[\"']?)(?:\[[x√]\]|[☑√■✔【〔\[（(“「])?$"
)
_OTHER_CHOICE = lazy(r"级? ?[□○☐]|级?[ \u3000/、|,，]{1,4}(?:绝密|机密|秘密|非密|公开|内部)|级?[，,]?(?:是|指|即|为)")
_LABELS = frozenset({"密级", "密别", "涉密等级", "密级和保密期限", "密级及保密期限", "文件密级", "秘密等级"})
_FRAME = " \t\u3000*#_>|`-"
_BRACKETS = {"(": ")", "（": "）", "【": "】", "[": "]", "〔": "〕", "{": "}"}
_ALONE_FORMS = {
    level: frozenset(
        (level, f"{level}级", f"{level}件", f"{level}文件", *(f"{one}{level}{two}" for one, two in _BRACKETS.items()))
    )
    for level in LEVELS
}
"""What a level that stands alone looks like, by level."""

_NEAR_HEAD = lazy(
    r"(?m)^[ \t\u3000*#_>|`-]{0,8}(?:(?:no\.?|№)?[0-9]{6}|特急|加急|特提|平急|份号.{0,12}"
    r"|[^\n〔\[(（]{0,20}[〔\[(（][12][0-9]{3}[〕\])）].{0,4}[0-9]{1,4} ?号)[ \t\u3000*#_>|`\r-]{0,8}$"
)
_NEAR_LINES, _NEAR_CHARACTERS = 3, 200
"""So far a copy number, an urgency mark or a document number on a line of its own makes a head."""

_BESIDE = lazy(
    r"(?:[ \t|·、，,]{0,8}(?:特急|加急|特提|平急|急件|指人专办|亲启|甲级|乙级|[0-9]{6}"
    r"|(?:份号[:：]?|no\.?|№)[ ]?[0-9]{1,8}"
    r"|[\u4e00-\u9fff]{1,12}[〔\[(（][12][0-9]{3}[〕\])）][0-9]{1,4}号)){1,3}[ \t|·、，,]{0,8}$"
)
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", '"': '"'}
_NAME_EDGE = " _-—.·()（）【】[]〔〕"
_RUNNING = ("页眉", "页脚", "水印", "header", "footer", "watermark")
_FIELD_VALUE = lazy(r"[*_`]{0,2}[^\S\n]{0,4}(?:[:：=|\t]|  )[*_`]{0,2}[^\S\n]{0,4}([^\n|]{1,60})")
_WHOLE_PERIOD = lazy(rf"{PERIOD}[ \t]{{0,40}}$")
_CONDITION = lazy(r"[\u4e00-\u9fff]{2,20}(?:后|前|之日|时)[ \t]{0,40}$")
_CONTRACT = lazy(r"义务|违约|披露|甲方|乙方|协议|合同|商业秘密|商密|签约|缔约|受托|保密信息")
_NO_NAME = lazy(r"的|^.{13}")
_NO_VALUE = lazy(r"(?:无|不限|公开|全社会|社会公众|全文公开|不涉密|非密|/|—)|.{0,40}[。；，]$")
_STAMP = lazy(r"[ \t\u3000*#_>|`]{0,8}(?:已解密|解密|解密件|已解密件)[ \t\u3000*_|`\r]{0,8}$")


def _scan_marks(context: Context) -> Iterator[Hit]:
    in_name = context.kind_at(0) == "filename"
    head = DocumentHead(context)
    below: dict[str, list[Hit]] = {}
    lone: list[tuple[int, str, Hit]] = []
    for level, span in levels_in(context):
        hit = _mark_in_name(context, span) if in_name else mark_at(context, span, head)
        if hit is None:
            continue
        if hit.reason == "no-star" or (hit.reason in _LONE_REASONS and hit.span.end == hit.span.start + len(level)):
            lone.append((hit.span.start, level, hit))
        else:
            yield hit
    for level, hit in _without_lists(lone):
        if hit.reason == "below-head":
            below.setdefault(level, []).append(hit)
        else:
            yield hit
    for hits in below.values():
        if len(hits) >= _WATERMARKS:
            hits = [_hit(hit.span.start, hit.span.end, 0.9, reason="watermark") for hit in hits]
        yield from hits
    if not in_name:
        yield from _fields(context, head)
        yield from _lifted(context, head)


def _without_lists(lone: list[tuple[int, str, Hit]]) -> Iterator[tuple[str, Hit]]:
    """The levels alone on lines, without those that stand one below the other, all three: a list explains them."""
    lone.sort(key=lambda one: one[:2])
    listed: set[int] = set()
    for three in zip(lone, lone[1:], lone[2:], strict=False):
        if three[2][0] - three[0][0] <= _LONGEST_LIST and len({level for _, level, _ in three}) == len(LEVELS):
            listed.update(start for start, _, _ in three)
    yield from ((level, hit) for start, level, hit in lone if start not in listed)


def levels_in(context: Context) -> Iterator[tuple[str, Span]]:
    """Every level that stands in the text as a word of two characters, with its span in the squeezed view."""
    for level in LEVELS:
        for view, span in context.occurrences.get(level, ()):
            yield level, span if view.name == "squeezed" else context.squeezed.from_source(span)


def mark_at(context: Context, level: Span, head: DocumentHead) -> Hit | None:
    """The mark that a level belongs to, None when it is a mention."""
    text = context.squeezed.text
    starred = _STARRED.match(text, level.end)
    if starred:
        return _starred(text, level, starred.end())
    before = _STAR_BEFORE.search(text, max(level.start - 12, 0), level.start)
    if before:
        return _hit(before.start(), level.end, 0.95)
    source = line_around(context.folded.text, context.squeezed.to_source(level))
    if source is None:
        return None
    cell = head.cells.get(context.squeezed.to_source(level).start)
    if cell is not None:
        return _hit(level.start, level.end, 0.95, reason="field") if cell else None
    line = context.squeezed.from_source(source)
    start, end = line.start, line.end
    lone = text[start:end].strip(_FRAME + "\r★☆")
    word = text[level.start : level.end]
    if lone in _ALONE_FORMS[word] or (len(lone) > 2 and not lone.replace(word, "").strip(_FRAME + "\r")):
        # Of a level that fills the line over and over, all of it is one mark.
        first, last = text.find(word, start), text.rfind(word, start, end) + len(word)
        if head.holds(source.start):
            return _hit(first, last, 0.95)
        return _hit(first, last, 0.6, severity=Severity.WARNING, reason="below-head")
    period = _PERIOD_ONLY.match(text, level.end, end)
    if period and not text[start : level.start].strip(_FRAME):
        return _hit(level.start, period.end(), 0.9, reason="no-star")
    if _FIELD.search(text, start, level.start) and not _OTHER_CHOICE.match(text, level.end):
        return _hit(level.start, level.end, 0.95, reason="field")
    rest = text[start : level.start].strip(_FRAME), text[level.end : end].strip(_FRAME + "\r")
    if (rest[0] or rest[1]) and all(not one or _BESIDE.match(one) for one in rest):
        return _hit(level.start, level.end, 0.95, reason="beside")
    if not rest[0] and len(rest[1]) <= 40 and _LIFTED_AFTER.match(text, level.end, end):
        return _hit(level.start, level.end, 0.7, severity=Severity.WARNING, reason="lifted")
    return _bracketed(context, level, line, source.start, head)


def _starred(text: str, level: Span, end: int) -> Hit:
    mark = text[level.start : end]
    opening = text[level.start - 1 : level.start]
    if opening in _QUOTES and opening and text[end : end + 1] == _QUOTES[opening]:
        return _hit(level.start, end, 0.4, severity=Severity.NOTE, reason="quoted")
    if is_explained(text, level.start, end):
        return _hit(level.start, end, 0.4, severity=Severity.NOTE, reason="explained")
    if _BEFORE_EXAM.search(mark):
        return _hit(level.start, end, 0.7, severity=Severity.WARNING, reason="exam")
    misused = _NOT_STATE.search(text, max(level.start - 4, 0), level.start)
    if misused:
        return _hit(misused.start(), end, 0.95, reason="not-state")
    if _LIFTED_BEFORE.search(text, max(level.start - 8, 0), level.start) or _LIFTED_AFTER.match(text, end):
        return _hit(level.start, end, 0.7, severity=Severity.WARNING, reason="lifted")
    if _CHANGED_AFTER.match(text, end):
        return _hit(level.start, end, 0.7, severity=Severity.WARNING, reason="changed")
    return _hit(level.start, end, 0.99)


def is_explained(text: str, start: int, end: int) -> bool:
    """True when the words around a mark speak of its form, as lessons and news about secrecy do."""
    before = text[max(start - 12, 0) : start].rpartition("\n")[2]
    return _EXPLAINED_BEFORE.search(before) is not None or _EXPLAINED_AFTER.match(text, end) is not None


def _bracketed(context: Context, level: Span, line: Span, line_start: int, head: DocumentHead) -> Hit | None:
    """A level in brackets at either end of a short line: a title's remark, or a paragraph that is marked by itself."""
    text = context.squeezed.text
    opening = text[level.start - 1 : level.start]
    closing = level.end + (text[level.end : level.end + 1] == "级")
    if not opening or _BRACKETS.get(opening) != text[closing : closing + 1]:
        return None
    before, after = text[line.start : level.start - 1].strip(_FRAME), text[closing + 1 : line.end].strip(_FRAME + "\r")
    if before and after:
        return None
    title = not after and 4 <= len(before) <= 60 and before[-1] not in "，。；：、"
    if (title or not before) and head.holds(line_start):
        return _hit(level.start - 1, closing + 1, 0.9, reason="bracketed")
    if not before or (title and len(before) <= 40):
        return _hit(level.start - 1, closing + 1, 0.6, severity=Severity.WARNING, reason="bracketed")
    return None


def _mark_in_name(context: Context, level: Span) -> Hit | None:
    text = context.squeezed.text
    left, right = text[level.start - 1 : level.start], text[level.end : level.end + 1]
    if (not left or left in _NAME_EDGE) and (not right or right in _NAME_EDGE or right in "★☆"):
        return _hit(level.start, level.end, 0.9, reason="name")
    return None


def _fields(context: Context, head: DocumentHead) -> Iterator[Hit]:
    """Entries of a form that only a classified document fills in. Read line by line, so in the folded text."""
    text = context.folded.text
    for label in _FIELDS:
        for view, found in context.occurrences.get(label, ()):
            span = view.to_source(found)
            if text[max(span.start - 1, 0) : span.start].strip(_FRAME + "\r\n,，;；（("):
                continue
            value = _value_after(text, span, head)
            if value is None or _CONTRACT.search(text, max(span.start - 100, 0), span.end + 100):
                continue
            filled = text[value.start : value.end]
            if label in ("知悉范围", "定密责任人", "定密依据"):
                if not _NO_VALUE.match(filled) and not (label == "定密责任人" and _NO_NAME.search(filled)):
                    # The value may be a person: only the label is shown.
                    yield _field_hit(span, "scope", Severity.WARNING)
            elif (_CONDITION if label == "解密条件" else _WHOLE_PERIOD).match(filled):
                around = text[max(span.start - 60, 0) : value.end + 60]
                endless = filled.startswith(("长期", "永久"))
                near = any(level in around for level in LEVELS) or (head.holds(span.start) and not endless)
                yield _field_hit(Span(span.start, value.end), "period-field", None if near else Severity.WARNING)


def _field_hit(span: Span, reason: str, severity: Severity | None) -> Hit:
    confidence = 0.6 if severity else 0.9
    return Hit(span=span, view="folded", confidence=confidence, severity=severity, reason=reason)


def _value_after(text: str, label: Span, head: DocumentHead) -> Span | None:
    """What is entered behind a label: after its colon on the line, or in the next cell of the table."""
    cell = head.next_cells.get(label.start)
    if cell is not None:
        return _stripped(text, cell.start, cell.end)
    found = _FIELD_VALUE.match(text, label.end)
    return None if found is None else _stripped(text, *found.span(1))


def _stripped(text: str, start: int, end: int) -> Span:
    """The stretch without blanks at its end, and without what follows a gap of two blanks: another field."""
    value = text[start:end].split("  ")[0].rstrip(_FRAME + "\r)）")
    return Span(start, start + len(value))


def _lifted(context: Context, head: DocumentHead) -> Iterator[Hit]:
    """A stamp of declassification that stands alone on a line of the head."""
    for view, found in context.occurrences.get(_LIFTED, ()):
        text = view.text
        start = text.rfind("\n", max(found.start - 12, 0), found.start) + 1
        if (start or found.start <= 12) and _line_matches(_STAMP, text, start, found.end):
            source = view.to_source(found)
            if head.holds(source.start) and head.cells.get(source.start) is None:
                begin = source.start - (text is context.folded.text and text[found.start - 1 : found.start] == "已")
                sure = begin < source.start or _beside_mark(context.folded.text, source)
                severity = Severity.WARNING if sure else Severity.NOTE
                yield _field_hit(Span(begin, source.end), "stamp", severity)


def _beside_mark(text: str, stamp: Span) -> bool:
    """True when a level or a document number stands near: the bare word is a title, too."""
    around = text[max(stamp.start - 100, 0) : stamp.end + 100]
    return any(level in around for level in LEVELS) or _NEAR_HEAD.search(around) is not None


def _line_matches(pattern: re.Pattern[str], text: str, start: int, least: int) -> bool:
    """True when the short line from ``start``, which reaches to ``least`` at least, matches as a whole."""
    end = text.find("\n", least, least + 16)
    if end < 0:
        end = len(text)
    return end - least <= 16 and pattern.match(text[start:end]) is not None


class DocumentHead:
    """Where a document's head is, and what its tables enter in which cell; made once for a scan."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._text = context.folded.text
        self._end = _end_of_head(self._text)

    def holds(self, line_start: int) -> bool:
        """True in the first lines, in a header or footer, and beside a copy number, an urgency mark or a number."""
        if line_start < self._end:
            return True
        part = self._context.part_at(line_start)
        if part is not None and any(name in part.label.lower() for name in _RUNNING):
            return True
        signs = self._signs
        at = bisect_left(signs, line_start)
        after = at + (at < len(signs) and signs[at] == line_start)
        return any(self._is_near(sign, line_start) for sign in (*signs[max(at - 1, 0) : at], *signs[after : after + 1]))

    def _is_near(self, sign: int, line_start: int) -> bool:
        low, high = sorted((sign, line_start))
        return high - low <= _NEAR_CHARACTERS and self._text.count("\n", low, high) <= _NEAR_LINES

    @cached_property
    def _signs(self) -> list[int]:
        """Where the lines begin that make a head of what stands beside them."""
        return [found.start() for found in _NEAR_HEAD.finditer(self._text)]

    @cached_property
    def cells(self) -> dict[int, bool]:
        """By the start of a level that fills a cell: whether the table enters it as the level of something."""
        found: dict[int, bool] = {}
        for table in self._context.document.tables:
            rows = [[self._filled(cell.span) for cell in row] for row in (table.header, *table.rows)]
            columns: dict[int, set[str]] = {}
            for row in rows:
                for index, (_, word) in enumerate(row):
                    columns.setdefault(index, set()).add(word)
            labels = [word for _, word in rows[0]] if rows else []
            for row in rows:
                for index, (start, word) in enumerate(row):
                    if word not in LEVELS:
                        continue
                    above = index < len(labels) and labels[index] in _LABELS and row is not rows[0]
                    left = index > 0 and row[index - 1][1] in _LABELS
                    lists_all = columns[index].issuperset(LEVELS) or {word for _, word in row}.issuperset(LEVELS)
                    found[start] = (above or left) and not lists_all
        return found

    @cached_property
    def next_cells(self) -> dict[int, Span]:
        """By the start of a cell's text: the span of the next cell in its row."""
        found: dict[int, Span] = {}
        for table in self._context.document.tables:
            for row in (table.header, *table.rows):
                for cell, following in pairwise(row):
                    found[self._filled(cell.span)[0]] = following.span
        return found

    def _filled(self, span: Span) -> tuple[int, str]:
        """Where a cell's text begins, and a short cell's text without frame and blanks."""
        text = self._text[span.start : min(span.end, span.start + 40)]
        inner = text.lstrip(_FRAME)
        word = "".join(inner.split()).rstrip(_FRAME + ":：")
        return span.start + len(text) - len(inner), word[:2] if word[2:] == "级" else word


def _end_of_head(text: str) -> int:
    """Where the first line behind the head begins."""
    position = lines = 0
    while lines < HEAD_LINES and position < 4000:
        end = text.find("\n", position)
        if end < 0:
            return len(text) + 1
        lines += bool(text[position : min(end, position + LONGEST_LINE)].strip(_FRAME + "\r"))
        position = end + 1
    return min(position, 4000)


def _hit(start: int, end: int, confidence: float, *, severity: Severity | None = None, reason: str = "") -> Hit:
    return Hit(span=Span(start, end), view="squeezed", confidence=confidence, severity=severity, reason=reason)


CLASSIFICATION_MARK = Rule(
    id="classification-mark",
    category=Category.SECRECY,
    severity=Severity.ERROR,
    indicator="泄露国家秘密",
    title="国家秘密标志",
    message="出现国家秘密标志“{matched}”，立即停止发布并报保密机构核定",
    rationale="标有密级的文件不得公开；不属于国家秘密的，不得使用国家秘密标志。",
    source="《中华人民共和国保守国家秘密法》第二十二条、第三十五条；GB/T 9704—2012 7.2.2",
    reasons={
        "below-head": "密级独占一行，但不在文首",
        "no-star": "密级后直接写期限，缺★",
        "field": "密级栏填有密级",
        "bracketed": "标题或段落带括注密级",
        "quoted": "引号内提及标志形式，可能是说明文字",
        "explained": "行文说的是标志的形式，核对是否只是举例",
        "exam": "试题启用前属国家秘密；已启用的公开试题可不改",
        "name": "文件名带密级",
        "beside": "密级与紧急程度、份号或文号并列",
        "watermark": "同一密级多次独占一行，像水印或页眉",
        "not-state": "★只用于国家秘密，工作秘密、商业秘密不得使用",
        "lifted": "旁有“解密”字样，核对原标志是否已作废",
        "changed": "旁有变更密级的字样，核对以哪一个标志为准",
        "stamp": "解密章：核对原密级标志是否已作废，解密后能否公开",
        "period-field": "保密期限、解密时间或解密条件栏已填写",
        "scope": "知悉范围、定密责任人、定密依据是涉密文件才有的栏目",
    },
    triggers=(*LEVELS, *_FIELDS, _LIFTED),
    scan=_scan_marks,
    match=(
        "机密★20年\n关于开展专项检查的通知",
        "绝密★长期",
        "秘密☆１年 特急",
        "机　密\n\n某某局文件",
        "000012\n秘密\n特急",
        "秘密 1年\n某局会议纪要",
        "密级：机密\n标题：调研提纲",
        "关于报送有关情况的报告（机密）\n各单位：",
        "（秘密★5年）下列数据不得引用。",
        "机密*20年",
        "绝\u200b密★30年",
        "試題 絕密★啟用前",
    ),
    no_match=(
        "严防涉密文件泄露，杜绝泄露国家秘密。",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "绝密级国家秘密是最重要的国家秘密。",
        "保守商业秘密，保护技术秘密。",
        "采用无记名投票，设秘密写票处。",
        "无人机密集侦察，各舰机密切配合。",
        "评选为五★级酒店，这不是秘密。",
        "密级：公开",
        "密级：绝密/机密/秘密",
        "**重点**：保密法规定机密\n级事项的管理。",
    ),
)
