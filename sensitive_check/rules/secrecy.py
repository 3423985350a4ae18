"""Secrecy marks: telling a mark on a document from a mention in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.places import FRAME, Place, in_head, lines_near, place_of, places

if TYPE_CHECKING:
    from sensitive_check.context import Context

_LEVELS = ("绝密", "机密", "秘密")
_PERIOD = (
    r"(?:[0-9]{4} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?"
    r"|[(（] ?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?(?:年|个月|月|日|天) ?[)）]"
    r"|(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?(?:年|个月|月|日|天)"
    r"|长期|永久|[\u4e00-\u9fff]{1,10}前)"
)
_STARRED = lazy(rf"级?\s{{0,2}}(?:[★☆⭐✩✪✭✦✯⋆※](?:\s{{0,2}}{_PERIOD})?|(?:\*|五角星)\s{{0,2}}{_PERIOD})")
_PERIOD_ONLY = lazy(rf" {{1,4}}{_PERIOD}(?=$| {{2}})")
_BEFORE_EXAM = lazy(r"(?:启用|开启|考试)前$")
_FIELD_NAMES = ("密级", "密别", "涉密等级", "密级和保密期限")
_FIELD = lazy(r"(?:(?:密级|密别|涉密等级|密级和保密期限)[^\S\n]{0,4}[:：|\t]|mjhbmqx(?:[=:\"'> ]){1,4})[^\S\n]{0,4}$")
_ALONE_WITH = lazy(r"(?:级|件)?[ \t\u3000]{1,8}(?:特急|加急|特提|平急|指人专办)$")
_AFTER_URGENCY = lazy(r"(?:特急|加急|特提|平急)[ \t\u3000]{1,8}")
_VOID = lazy(r"[ \t\u3000\n(（\[【]{0,4}(?:已?解密(?![时条日期])|(?:密级)?已?变更|(?:绝密|机密|秘密)?改为)")
_ELEMENT = lazy(
    r"(?:(?P<period>保密期限|解密时间|解密日期|解密条件)|(?P<scope>知悉范围|定密责任人|定密依据))[ \t\u3000]{0,4}"
    r"[:：|\t][ \t\u3000]{0,4}(?P<value>[^\s_□,，。;；][^\n]{0,60})$"
)
_ELEMENTS = ("保密期限", "解密时间", "解密日期", "解密条件", "知悉范围", "定密责任人", "定密依据")
_STAMPS = ("已解密", "解密", "(已解密)", "(解密)", "【已解密】", "【解密】", "[解密]", "[已解密]")
_OTHER_CHOICE = lazy(r"级? ?[/、|□○]")
_BRACKETS = {"(": ")", "（": "）", "【": "】", "[": "]", "〔": "〕", "{": "}"}
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
    if not in_name:
        yield from _elements(context)


def _elements(context: Context) -> Iterator[Hit]:
    """What accompanies a level: its period and scope in fields, who may handle the document, a stamp voiding it."""
    for place in places(context, _ELEMENTS):
        found = _ELEMENT.match(place.text, place.line.start, place.line.end)
        if found and found["scope"]:
            yield _hit(*found.span("scope"), 0.8, severity=Severity.WARNING, reason="scope")
        elif found and any(level in line for line in _around(context, place) for level in _LEVELS):
            yield _hit(*found.span("period"), 0.9, reason="period")
        elif found:
            yield _hit(*found.span("period"), 0.4, severity=Severity.NOTE, reason="period")
    for place in places(context, ("解密",)):
        if place.content in _STAMPS and in_head(context, place.start):
            yield _hit(place.word.start, place.word.end, 0.6, severity=Severity.WARNING, reason="stamp")
    for place in places(context, ("指人专办",)):
        beside = place.content.startswith(_LEVELS)
        if beside or (place.content == "指人专办" and in_head(context, place.start)):
            yield _hit(place.word.start, place.word.end, 0.9, reason="handler")


def _around(context: Context, place: Place) -> tuple[str, ...]:
    return (place.content, *lines_near(context.folded.text, place.start))


def _mark_in_text(context: Context, level: Span) -> Hit | None:
    text = context.squeezed.text
    starred = _STARRED.match(text, level.end)
    if starred:
        return _starred(text, level, starred.end())
    place = place_of(context, context.squeezed.to_source(level))
    if place is None:
        return None
    start, end = place.line.start, place.line.end
    alone = place.content in _alone_forms(text[level.start : level.end])
    if alone and any(label.rstrip(":： ") in _FIELD_NAMES for label in place.labels):
        return _hit(level.start, level.end, 0.95, reason="field")
    urgent = end == level.end and _AFTER_URGENCY.fullmatch(text, start, level.start)
    if alone or urgent or (start == level.start and _ALONE_WITH.match(text, level.end, end)):
        if in_head(context, place.start):
            return _hit(level.start, level.end, 0.95)
        return _hit(level.start, level.end, 0.6, severity=Severity.WARNING, reason="below-head")
    period = _PERIOD_ONLY.match(text, level.end, end)
    if period and start == level.start:
        return _hit(level.start, period.end(), 0.9, reason="no-star")
    if _FIELD.search(text, start, level.start) and not _OTHER_CHOICE.match(text, level.end):
        return _hit(level.start, level.end, 0.95, reason="field")
    return _bracketed(context, level, place)


def _starred(text: str, level: Span, end: int) -> Hit:
    mark = text[level.start : end]
    opening = text[level.start - 1 : level.start]
    if opening in _QUOTES and opening and text[end : end + 1] == _QUOTES[opening]:
        return _hit(level.start, end, 0.4, severity=Severity.NOTE, reason="quoted")
    if text[max(level.start - 2, 0) : level.start] == "工作":
        return _hit(level.start - 2, end, 0.95, reason="work-secret")
    if _VOID.match(text, end):
        return _hit(level.start, end, 0.7, severity=Severity.WARNING, reason="void")
    if _BEFORE_EXAM.search(mark):
        return _hit(level.start, end, 0.7, severity=Severity.WARNING, reason="exam")
    return _hit(level.start, end, 0.99)


def _bracketed(context: Context, level: Span, place: Place) -> Hit | None:
    """A level in brackets at either end of a short line: a title's remark, or a paragraph that is marked by itself."""
    text = context.squeezed.text
    opening = text[level.start - 1 : level.start]
    closing = level.end + (text[level.end : level.end + 1] == "级")
    if not opening or _BRACKETS.get(opening) != text[closing : closing + 1]:
        return None
    before, after = (
        text[place.line.start : level.start - 1].strip(FRAME),
        text[closing + 1 : place.line.end].strip(FRAME),
    )
    if before and after:
        return None
    title = not after and 4 <= len(before) <= 60 and before[-1] not in "，。；：、"
    if (title or not before) and in_head(context, place.start):
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
        "void": "旁有解密或变更字样，核对原标志是否作废",
        "stamp": "文首有解密字样，核对原标志是否作废、能否公开",
        "period": "填有保密期限或解密时间；随国家秘密标志出现，合同里的保密条款可不改",
        "scope": "填有知悉范围或定密信息，只见于涉密文件",
        "handler": "指人专办只见于涉密公文的文首",
        "work-secret": "工作秘密不得使用国家秘密标志★",
    },
    triggers=(*_LEVELS, *_ELEMENTS, "解密", "指人专办"),
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
        "秘密　特急\n某某局文件",
        "特急　机密\n某某局文件",
        "机密★20年（已解密）\n历史资料",
        "密级：机密\n保密期限：5年\n标题：调研提纲",
        "知悉范围：市局领导班子成员",
        "已解密\n某某局文件",
        "工作秘密★3年\n某某局文件",
        "MJHBMQX=秘密★1年",
        "机密　指人专办",
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
        "知悉范围：________",
        "解密文件展在市档案馆开幕",
        "定密时应当同时确定保密期限和知悉范围。",
        "密级：绝密/机密/秘密",
        "**重点**：保密法规定机密\n级事项的管理。",
    ),
)
