"""Secrecy marks: telling a mark on a document from a mention in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_LEVELS = ("绝密", "机密", "秘密")
_HEAD_LINES = 8
"""A mark that stands alone belongs to the head of a document: so many lines that are not empty."""

_LONGEST_LINE = 200

_PERIOD = (
    r"(?:[0-9]{4} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?"
    r"|[(（]? ?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?(?:年|个月|月|日|天) ?[)）]?"
    r"|长期|永久|[\u4e00-\u9fff]{1,10}前)"
)
_STARRED = lazy(rf"级?\s{{0,2}}(?:[★☆⭐✩✪✭✦✯⋆](?:\s{{0,2}}{_PERIOD})?|\*\s{{0,2}}{_PERIOD})")
_PERIOD_ONLY = lazy(rf" {{1,4}}{_PERIOD}(?=$| {{2}})")
_BEFORE_EXAM = lazy(r"(?:启用|开启|考试)前$")
_FIELD = lazy(r"(?:密级|密别|涉密等级)[^\S\n]{0,4}[:：][^\S\n]{0,4}$")
_OTHER_CHOICE = lazy(r"级? ?[/、|□○]")
_FRAME = " \t\u3000*#_>|`-"
_BRACKETS = {"(": ")", "（": "）", "【": "】", "[": "]", "〔": "〕", "{": "}"}
_NEAR_HEAD = lazy(
    r"^(?:[0-9]{6}|特急|加急|特提|平急|份号.{0,12}|.{0,20}[〔\[(（][12][0-9]{3}[〕\])）][^\n]{0,4}[0-9]{1,4} ?号)$"
)
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", '"': '"'}
_NAME_EDGE = " _-—.·()（）【】[]〔〕"


def _scan_marks(context: Context) -> Iterator[Hit]:
    in_name = context.kind_at(0) == "filename"
    for level in _LEVELS:
        for view, span in context.occurrences.get(level, ()):
            if view.name != "squeezed":
                span = context.squeezed.from_source(span)
            hit = _mark_in_name(context, span) if in_name else _mark_in_text(context, span)
            if hit is not None:
                yield hit


def _mark_in_text(context: Context, level: Span) -> Hit | None:
    text = context.squeezed.text
    starred = _STARRED.match(text, level.end)
    if starred:
        return _starred(text, level, starred.end())
    source = _line_around(context.folded.text, context.squeezed.to_source(level))
    if source is None:
        return None
    line = context.squeezed.from_source(source)
    start, end = line.start, line.end
    if text[start:end].strip(_FRAME + "\r") in _alone_forms(text[level.start : level.end]):
        if _in_head(context.folded.text, source.start):
            return _hit(level.start, level.end, 0.95)
        return _hit(level.start, level.end, 0.6, severity=Severity.WARNING, reason="below-head")
    period = _PERIOD_ONLY.match(text, level.end, end)
    if period and not text[start : level.start].strip(_FRAME):
        return _hit(level.start, period.end(), 0.9, reason="no-star")
    if _FIELD.search(text, start, level.start) and not _OTHER_CHOICE.match(text, level.end):
        return _hit(level.start, level.end, 0.95, reason="field")
    return _bracketed(context, level, line, source.start)


def _line_around(text: str, level: Span) -> Span | None:
    """The line that holds the level; None when it is longer than any line of a document's head.

    Sought in the folded text: squeezing may have joined lines.
    """
    low, high = max(level.start - _LONGEST_LINE, 0), level.end + _LONGEST_LINE
    start = text.rfind("\n", low, level.start) + 1
    end = text.find("\n", level.end, high)
    if (not start and low) or (end < 0 and high < len(text)):
        return None
    return Span(start, end if end >= 0 else len(text))


def _starred(text: str, level: Span, end: int) -> Hit:
    mark = text[level.start : end]
    opening = text[level.start - 1 : level.start]
    if opening in _QUOTES and opening and text[end : end + 1] == _QUOTES[opening]:
        return _hit(level.start, end, 0.4, severity=Severity.NOTE, reason="quoted")
    if _BEFORE_EXAM.search(mark):
        return _hit(level.start, end, 0.7, severity=Severity.WARNING, reason="exam")
    return _hit(level.start, end, 0.99)


def _bracketed(context: Context, level: Span, line: Span, line_start: int) -> Hit | None:
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
    if (title or not before) and _in_head(context.folded.text, line_start):
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


def _alone_forms(level: str) -> tuple[str, ...]:
    pairs = (f"{opening}{level}{closing}" for opening, closing in _BRACKETS.items())
    return (level, f"{level}级", f"{level}件", f"{level}文件", *pairs)


def _in_head(text: str, line_start: int) -> bool:
    """True in the first lines, or beside a copy number, an urgency mark or a document number on a line of its own."""
    if line_start < 4000 and sum(1 for line in text[:line_start].split("\n") if line.strip(_FRAME)) < _HEAD_LINES:
        return True
    above = text[max(line_start - 200, 0) : line_start].split("\n")[-4:-1]
    below = text[line_start : line_start + 200].split("\n")[1:4]
    return any(_NEAR_HEAD.match(line.strip(_FRAME + "\r")) for line in (*above, *below))


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
        "exam": "试题启用前属国家秘密；已启用的公开试题可不改",
        "name": "文件名带密级",
    },
    triggers=_LEVELS,
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
