"""Punctuation that survives hasty editing (GB/T 15834)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN, INVISIBLE
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped, grouped_at
from sensitive_check.rules.mark_places import places_in_prose

if TYPE_CHECKING:
    from sensitive_check.context import Context

_MARKS = "，。；：、"
_FINAL = tuple("".join(marks) for marks in product("？！", repeat=4))
_DOTS_FROM = 3
"""So many full stops in a row stand for an ellipsis, which has a rule of its own."""

_HALF = lazy(r"[,;:!?.]")
_LATIN_BEFORE = frozenset(" \n\t\r\"'./<>=(_-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""No mark of a Chinese sentence stands behind one of these: most half-width marks end here, before any pattern."""

_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
# A character may be followed by its sound in brackets, which damaged text holds: 导(dǎo),
_BEFORE = lazy(f"(?:[{HAN}”’》）】〕]|[{HAN}](?:[(][a-z\u00e0-\u01dc]{{1,7}})?[)])[{INVISIBLE}]*$")
_AMOUNT_BEFORE = lazy(f"[{HAN}][0-9]{{1,8}}(?:[.][0-9]{{1,4}})?[%％]?$")
_AFTER = lazy(f"[{INVISIBLE}]* ?[{HAN}“‘《（【〔]")
_AFTER_AMOUNT = lazy(f"[{HAN}“《]")
_LINE_END = lazy(f"[{INVISIBLE} \u3000]*(?:[\\r\\n]|$)")


_FINAL_RUN = lazy("[？！]{4,32}")


def _scan_repeated(context: Context) -> Iterator[Hit]:
    reached = {"folded": 0, "squeezed": 0}
    for mark in _MARKS:
        for view, span in context.occurrences.get(mark * 2, ()):
            if span.start < reached[view.name] and view.text[span.start - 1] == mark:
                continue
            end = span.end
            while view.text.startswith(mark, end):
                end += 1
            reached[view.name] = end
            if mark == "。" and end - span.start >= _DOTS_FROM:
                continue
            yield Hit(span=Span(span.start, end), view=view.name, suggestions=(mark,))
    end = 0
    for start in places_in_prose(context, _FINAL):
        if start >= end and (run := _FINAL_RUN.match(context.folded.text, start)):
            end = run.end()
            yield Hit(span=Span(start, end), suggestions=tuple(dict.fromkeys(run[0])))


REPEATED_MARK = Rule(
    id="repeated-mark",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="点号重复",
    message="点号“{matched}”重复，保留一个即可",
    rationale="同一点号连用多为删改残留；问号、叹号叠用最多三个。",
    source="GB/T 15834—2011",
    triggers=(*(mark * 2 for mark in _MARKS), *_FINAL),
    scan=_scan_repeated,
    match=(
        "会议指出，，要抓好落实",
        "通知如下：：",
        "已经完成。。",
        "一是学习；；二是检查",
        "文字、、图片",
        "各单位，，，请注意",
        "太好了！！！！",
        "真的吗？？？？？",
        "怎么会！？！？",
        "附件：：名单",
    ),
    no_match=(
        "他说：“好。”",
        "等等……",
        "现将有关事项通知如下：",
        "真的吗？！",
        "太好了！！！",
        "他不说话。。。",
        "时间为8::00",
        "甲，乙，丙",
        "“好，”他说，“走吧。”",
        "常用点号有“，”“。”",
    ),
)


_POINTS = "，、；：。？！"
_CONTRADICTORY = tuple(a + b for a in _POINTS for b in _POINTS if a != b and {a, b} != {"？", "！"})
_RUN = lazy(f"[{_POINTS}{INVISIBLE}]{{2,64}}")
_ENDS_LINE = "。？！：；"
_LISTED_FROM = 3
"""So many different marks in a row are an enumeration of marks in a text about punctuation."""


def _scan_contradictory(context: Context) -> Iterator[Hit]:
    text = context.document.text
    reached = 0
    starts = {view.to_source(span).start for pair in _CONTRADICTORY for view, span in context.occurrences.get(pair, ())}
    for start in sorted(starts):
        if start < reached:
            continue
        run = _RUN.match(text, start)
        if run is None:
            continue
        reached = run.end()
        marks = "".join(mark for mark in run[0] if mark in _POINTS)
        if len(set(marks)) < _LISTED_FROM:
            end = start + max(map(run[0].rfind, _POINTS)) + 1
            kept = _mark_to_keep(marks, at_line_end=_LINE_END.match(text, end) is not None)
            yield Hit(span=Span(start, end), suggestions=(kept,) if kept else ())


def _mark_to_keep(marks: str, *, at_line_end: bool) -> str | None:
    """The mark that is right for certain: a pause is the remainder of an enumeration, and a line does not end in one.

    >>> _mark_to_keep("、，", at_line_end=False), _mark_to_keep("，。", at_line_end=True)
    ('，', '。')
    >>> _mark_to_keep("，。", at_line_end=False) is None
    True
    """
    possible = set(marks) - {"、"}
    if at_line_end:
        possible &= set(_ENDS_LINE)
    if possible & set("？！"):
        possible -= {"。"}
    return possible.pop() if len(possible) == 1 else None


CONTRADICTORY_MARKS = Rule(
    id="contradictory-marks",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="点号矛盾",
    message="两个不同的点号“{matched}”连用，保留一个即可",
    rationale="句中停顿或句末只用一个点号，不同的点号连用多为删改残留。",
    source="GB/T 15834—2011",
    triggers=_CONTRADICTORY,
    scan=_scan_contradictory,
    match=(
        "会议指出，。要抓好落实",
        "包括文字、，图片",
        "任务已经完成，。",
        "通知如下：，",
        "各单位；。",
        "是否完成？。",
        "学习、。检查",
        "一是学习；，二是检查",
        "各县区：、各部门",
        "大家鼓掌！，会议结束",
    ),
    no_match=(
        "真的吗？！",
        "他问：“好吗？”，随后离开",
        "等等……。",
        "常用点号（，、；：。）",
        "《怎么办？》，作者",
        "会议指出，，要抓好落实",
        "一、总体要求；二、任务。",
        "他喊：“走！”，大家起身",
        "“好。”，他说",
        "见附件1：名单；附件2：附表。",
    ),
)


def _scan_halfwidth(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = []
    reached = 0
    for found in _HALF.finditer(text):
        start, end = found.span()
        if start < reached or text[start - 1 : start] in _LATIN_BEFORE or text[start - 1 : start] == found[0]:
            continue
        if not _BEFORE.search(text, max(start - 16, 0), start):
            # 5%,下同: a number goes before a mark as well, but 3:1 and 1,000 are written so.
            if (
                found[0] in ",;"
                and _AFTER_AMOUNT.match(text, end)
                and _AMOUNT_BEFORE.search(text, max(start - 16, 0), start)
            ):
                places.append((start, end))
            continue
        end = _end_of_repeats(text, start)
        at_line_end = _LINE_END.match(text, end) is not None
        if (found[0] != "." and _AFTER.match(text, end)) or (at_line_end and not _is_heading_number(text, start)):
            places.append((start, end))
            reached = end
    places = [place for place in places if context.kind_at(place[0]) in ("prose", "filename")]
    yield from grouped_at(places, lambda start, end: Hit(span=Span(start, end), suggestions=(_FULL[text[start]],)))


_MOST_REPEATS = 3


def _end_of_repeats(text: str, start: int) -> int:
    """Where up to three times the same mark end; dots in a row are another matter."""
    end = start + 1
    while text[start] != "." and end - start < _MOST_REPEATS and text[end : end + 1] == text[start]:
        end += 1
    return end


def _is_heading_number(text: str, start: int) -> bool:
    """True for a bare numeral before the mark at the line's head: 一. is numbering, not a sentence."""
    line = text[max(start - 4, 0) : start].rpartition("\n")[2].strip()
    return all(character in "一二三四五六七八九十" for character in line)


HALFWIDTH_MARK = Rule(
    id="halfwidth-mark",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="中文里的半角点号",
    message="中文里用了半角“{matched}”，宜改为“{suggestion}”",
    rationale="中文语句中的点号用全角。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    triggers=",;:!?.",
    scan=_scan_halfwidth,
    match=(
        "抓好工作,确保落实",
        "通知如下:\n一、总体要求",
        "任务已经完成.",
        "他说:“好”",
        "是否完成?请说明",
        "来源: 某市人民政府",
        "增长5%,高于全省平均水平",
        "市统计局(以下简称统计局),各县区",
        "太好了!!大家鼓掌",
        "一是学习;二是检查",
        "截至2024年,全市共有企业一千家",
    ),
    no_match=(
        "投资1,000万元",
        "上午8:30开会",
        "见www.gov.cn,2024",
        "使用Python 3.10,效果良好",
        "一.\n总体要求",
        "抓好工作，确保落实。",
        "比例为3:中1",
        "坐标为3,4的点",
        "比分是2:1,3:2",
        "Dear Sir, 您好",
    ),
)


_STOPPED = ("。）。", "。）；", "。）,", "。），", "。）、")


def _scan_stopped(context: Context) -> Iterator[Hit]:
    hits = [
        Hit(span=Span(start, start + 1), suggestions=("",))
        for start in places_in_prose(context, _STOPPED)
        # Several sentences in a bracket need their stops, the last one too.
        if _ONE_SENTENCE.search(context.folded.text, max(start - _LONGEST_REMARK, 0), start)
    ]
    yield from grouped(hits)


_ONE_SENTENCE = lazy("（[^（）。；！？\n]{1,60}\\Z")
_LONGEST_REMARK = 64

STOP_IN_BRACKET = Rule(
    id="stop-in-bracket",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="句内括号末的句号",
    message="句内括号里末尾的“{matched}”宜删去",
    rationale="括号只注释句子的一部分时，括号里的末尾不用句号，句号用在括号外面。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并删去"},
    triggers=_STOPPED,
    scan=_scan_stopped,
    match=(
        "报送有关材料（见附件。）。",
        "会议推迟（另行通知。），请各单位知悉",
        "包括直属单位（名单见后。）、各县区",
        "由市局负责（县局配合。）；",
        "总额为一亿元（含税。）。",
        "分为两类（甲类和乙类。）。",
        "时间不变（仍为九时。），地点另定",
        "参会人员（每单位一人。）。",
        "按月报送（节假日顺延。）；逾期不予受理",
        "全市共八个县（区。）。",
    ),
    no_match=(
        "报送有关材料（见附件）。",
        "会议推迟。（具体时间另行通知。）",
        "按规定办理（先登记。再缴费。）。",
        "他说：“好。”",
        "（完）。",
        "分为两类（甲类、乙类）；",
        "真的吗（他问？）。",
        "（全文完。）\n",
        "见附件（略）、附表。",
        "甲（乙），丙。",
    ),
)
