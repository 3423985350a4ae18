"""Punctuation that survives hasty editing (GB/T 15834)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN, INVISIBLE
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped_at

if TYPE_CHECKING:
    from sensitive_check.context import Context

_MARKS = "，。；：、"
_DOTS_FROM = 3
"""So many full stops in a row stand for an ellipsis, which has a rule of its own."""

_HALF = lazy(r"[,;:!?.]")
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
_BEFORE = lazy(f"[{HAN}”’》）】〕][{INVISIBLE}]*$")
_AFTER = lazy(f"[{INVISIBLE}]*[{HAN}“‘《（【〔]")
_LINE_END = lazy(f"[{INVISIBLE} \u3000]*(?:[\\r\\n]|$)")


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


REPEATED_MARK = Rule(
    id="repeated-mark",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="点号重复",
    message="点号“{matched}”重复，保留一个即可",
    rationale="同一点号连用多为删改残留。",
    source="GB/T 15834—2011",
    triggers=tuple(mark * 2 for mark in _MARKS),
    scan=_scan_repeated,
    match=("会议指出，，要抓好落实", "通知如下：：", "已经完成。。"),
    no_match=("他说：“好。”", "等等……", "现将有关事项通知如下：", "真的吗？！"),
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
    ),
    no_match=(
        "真的吗？！",
        "他问：“好吗？”，随后离开",
        "等等……。",
        "常用点号（，、；：。）",
        "《怎么办？》，作者",
        "会议指出，，要抓好落实",
        "一、总体要求；二、任务。",
    ),
)


def _scan_halfwidth(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = []
    for found in _HALF.finditer(text):
        mark, (start, end) = found[0], found.span()
        if not _BEFORE.search(text, max(start - 9, 0), start) or context.kind_at(start) not in ("prose", "filename"):
            continue
        at_line_end = _LINE_END.match(text, end) is not None
        if (mark != "." and _AFTER.match(text, end)) or (at_line_end and not _is_heading_number(text, start)):
            places.append((start, end))
    yield from grouped_at(places, lambda start, end: Hit(span=Span(start, end), suggestions=(_FULL[text[start]],)))


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
    match=("抓好工作,确保落实", "通知如下:\n一、总体要求", "任务已经完成.", "他说:“好”", "是否完成?请说明"),
    no_match=(
        "投资1,000万元",
        "上午8:30开会",
        "见www.gov.cn,2024",
        "使用Python 3.10,效果良好",
        "一.\n总体要求",
        "抓好工作，确保落实。",
    ),
)
