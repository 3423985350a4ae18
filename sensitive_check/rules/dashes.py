"""Marks drawn as a line or as dots: ellipsis, dash, and what stands between the two ends of a range (GB/T 15834)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped
from sensitive_check.rules.mark_places import is_at_line_head, places_in_prose

if TYPE_CHECKING:
    import re

    from sensitive_check.context import Context

_PROSE = frozenset(("prose",))
_CHINESE = lazy(f"[{HAN}，。；：、？！“”‘’《》（）「」]")
_OPENS = lazy(f"[{HAN}“‘《（「]")
_CLOSES = lazy(f"[{HAN}”’》）」！？，。]")


_DOTS = lazy("[.]{3,8}|。{3,8}|[·・•]{3,8}")
_DOT_TRIGGERS = ("...", "。。。", "···", "・・・", "•••", "…")
_MOST_DOTS = 6
"""A longer row of dots leads the eye to a page number."""

_PAGE = lazy("[ \t]*[0-9]{0,4}[ \t\r]*(?:\n|\\Z)")
_ELLIPSES = lazy("…+")
_AFTER_ETC = lazy("等(?=[。，；、！？）”\\s]|\\Z)")


def _scan_ellipsis(context: Context) -> Iterator[Hit]:
    text = context.folded.text
    hits: list[Hit] = []
    reached = 0
    for start in places_in_prose(context, _DOT_TRIGGERS):
        if start < reached:
            continue
        found = _ELLIPSES.match(text, start) or _DOTS.match(text, start)
        if found is None:
            continue
        reached = found.end()
        hit = _odd_ellipsis(text, found) if found[0][0] == "…" else _row_of_dots(text, found)
        if hit is not None:
            hits.append(hit)
    yield from grouped([hit for hit in hits if hit.severity is None])
    yield from grouped([hit for hit in hits if hit.severity is not None], reason="pause")


def _row_of_dots(text: str, found: re.Match[str]) -> Hit | None:
    """A hit for dots that stand in for an ellipsis beside Chinese; None for what leads the eye to a page number."""
    start, end = found.span()
    before = text[max(start - 1, 0) : start]
    if end - start > _MOST_DOTS or (text[end : end + 1] in (" ", "\t") and _PAGE.match(text, end)):
        return None
    if not _CHINESE.match(before) and not (_CHINESE.match(text, end) and not before.strip()):
        return None
    return Hit(span=Span(start, end), suggestions=("……",))


def _odd_ellipsis(text: str, found: re.Match[str]) -> Hit | None:
    """A hit for half an ellipsis, one beside 等, one after a pause."""
    start, end = found.span()
    before = text[max(start - 1, 0) : start]
    if end - start in (1, 3):
        # Alone in quotes or brackets it stands for whatever may be filled in.
        return Hit(span=Span(start, end), suggestions=("……",)) if _CLOSES.match(before) else None
    if end - start in (2, 4):
        if etc := _AFTER_ETC.match(text, end):
            return Hit(span=Span(start, etc.end()), suggestions=("……", "等"), reason="etc")
        if before in ("、", "，"):
            return Hit(span=Span(start - 1, end), suggestions=("……",), reason="pause", severity=Severity.NOTE)
    return None


ELLIPSIS_FORM = Rule(
    id="ellipsis-form",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="省略号的形式",
    message="“{matched}”宜改为“{suggestion}”",
    rationale="省略号是六个居中的小圆点，占两个字的位置；“等”与省略号作用相同，只用一个。",
    source="GB/T 15834—2011",
    reasons={
        "etc": "省略号与“等”只用一个",
        "pause": "省略号前一般不用顿号、逗号",
        "grouped": "全文共 {count} 处，可一并替换",
    },
    kinds=_PROSE,
    triggers=_DOT_TRIGGERS,
    scan=_scan_ellipsis,
    match=(
        "他想了想...没有回答。",
        "风声、雨声、读书声。。。",
        "这件事说来话长…",
        "山高水长…情谊永存",
        "请稍候．．．正在处理",
        "她说：“我想再等等...”",
        "春天来了，花开了···",
        "苹果、梨、桃……等。",
        "种类有甲类、乙类……等，不一一列举",
        "他沉默了………然后离开",
        "远处传来钟声.....",
        "《往事...》一书",
        "赤、橙、黄、绿、……",
    ),
    no_match=(
        "这件事说来话长……",
        "他想了想……没有回答。",
        "此处省略一段。\n…………\n以下为结论。",
        "第一章 总则............3",
        "第二章 管理... 5\n",
        "See also the appendix...",
        "在命令后面加 git log v1...v2 即可",
        "取 x1, x2, ..., xn 的平均数",
        "版本号为1.2.3",
        "“…”表示省略的文字",
        "（…）处填写名称",
        "他说完了。",
        "等级分为甲、乙、丙……等级不同，标准不同",
    ),
)


_HYPHENS = lazy("--(?:-(?!-)|(?!-))")
_DRAWN = lazy("―{1,3}(?!―)|─{2,3}(?!─)|–{2,3}(?!–)")
_EM = lazy("———(?!—)")
_DASH_TRIGGERS = ("--", "———", "\n—", "\n  —", "\n    —", "―", "──", "––")
_HEAD_DASH = lazy(f"\n *(—)(?=[{HAN}“《])")


def _scan_dash(context: Context) -> Iterator[Hit]:
    text = context.folded.text
    hits: list[Hit] = []
    reached = 0
    for start in places_in_prose(context, _DASH_TRIGGERS):
        if start < reached:
            continue
        found = _HYPHENS.match(text, start) or _EM.match(text, start) or _DRAWN.match(text, start)
        if found is not None and text[max(start - 1, 0) : start] not in ("-", "—"):
            reached = found.end()
            if _is_dash(text, start, reached):
                drawn = text[start] in "―─–"
                hits.append(
                    Hit(
                        span=Span(start, reached),
                        suggestions=("——",),
                        severity=Severity.NOTE if drawn else None,
                        reason="drawn" if drawn else "",
                    )
                )
        elif head := _HEAD_DASH.match(text, start):
            reached = head.end()
            hits.append(Hit(span=Span(*head.span(1)), suggestions=("——",)))
    yield from grouped([hit for hit in hits if hit.severity is None])
    yield from grouped([hit for hit in hits if hit.severity is not None], reason="drawn-grouped")


def _is_dash(text: str, start: int, end: int) -> bool:
    """True between two stretches of Chinese, and at the head of a line before one."""
    if not _OPENS.match(text, end):
        return False
    return bool(_CLOSES.match(text[max(start - 1, 0) : start])) or is_at_line_head(text, start)


DASH_FORM = Rule(
    id="dash-form",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="破折号的形式",
    message="“{matched}”宜改为破折号“——”",
    rationale="破折号是占两个字的一条直线，中间不断开；短横、制表符连写和单个一字线都不是破折号。",
    source="GB/T 15834—2011",
    reasons={
        "drawn": "由形状相近的其他字符写成",
        "drawn-grouped": "由形状相近的其他字符写成，全文共 {count} 处，可一并替换",
        "grouped": "全文共 {count} 处，可一并替换",
    },
    kinds=_PROSE,
    triggers=_DASH_TRIGGERS,
    scan=_scan_dash,
    match=(
        "他终于来到了首都--北京。",
        "坚定不移走好这条路\n--在全市大会上的讲话",
        "团结奋进\n　　—在座谈会上的发言",
        "这就是答案－－实干。",
        "他终于来到了首都———北京。",
        "清风徐来\n—记某某村的变化",
        "我们的目标――高质量发展",
        "我们的原则──实事求是",
        "三件大事---修路、治水、兴学",
        "他说：“等一等！”--然后转身离开",
        "《岁月》--“一部好书”",
    ),
    no_match=(
        "他终于来到了首都——北京。",
        "团结奋进\n——在座谈会上的发言",
        "运行 git commit --amend 即可",
        "第一部分\n-----\n第二部分",
        "---\n标题：工作总结\n---",
        "北京—上海高速铁路",
        "2021—2025年",
        "— 1 —",
        "京津冀–长三角协同",
        "姓名：————————",
        "表格线───────",
        "<!-- 注释 -->",
        "A--B之间",
    ),
)


_NUMBER = "[0-9]{1,4}(?:,[0-9]{3}){0,3}(?:\\.[0-9]{1,4})?"
_FIRST_UNIT = "[年月日岁人次名个家户项米吨亩天倍]|[万亿]?元|[万亿]|[%‰℃]|小时|分钟|公里|千米|厘米|毫米|世纪|年代|级"
_LOW = lazy(f"(?<![A-Za-z0-9./\\\\_#@:~―–—×*+=,-])(?P<number>{_NUMBER})(?P<unit>{_FIRST_UNIT})?\\Z")
_HIGH = lazy(
    f"(?P<mark>[-~―–]|--|——)(?P<number>{_NUMBER})(?P<unit>"
    "年级|年代|年|个月|月份?|日|世纪|人次|人|名|周岁|岁|个百分点|个小时|个|[十百千万亿]{0,2}元|[万亿]|[%‰℃]"
    "|平方米|平方公里|立方米|公里|千米|厘米|毫米|米|公斤|千克|克|吨|亩|公顷|小时|分钟|秒|天|周|倍|次|家|户|项|册|届)"
)
_LONGEST_LOW = 20
_CALENDAR = frozenset("月 日 月份 世纪 年代".split())
_RANGE_TRIGGERS = tuple(
    f"{end}{mark}"
    for end in "0123456789年月日岁人次名个家户项米吨亩天倍万亿元%‰℃时钟里纪代级"
    for mark in ("-", "~", "——", "―", "–")
)


def _scan_range(context: Context) -> Iterator[Hit]:
    text, folded = context.document.text, context.folded.text
    marks = [start + 1 for start in places_in_prose(context, _RANGE_TRIGGERS)]
    hits = []
    for mark in marks:
        high = _HIGH.match(folded, mark)
        low = _LOW.search(folded, max(mark - _LONGEST_LOW, 0), mark) if high else None
        if high is None or low is None or text[mark] == "～" or not _is_range(low, high):
            continue
        by_calendar = {low["unit"], high["unit"]} & _CALENDAR or (high["unit"] == "年" and len(high["number"]) == 4)
        hits.append(
            Hit(
                span=Span(*high.span("mark")),
                suggestions=("—", "～") if by_calendar else ("～",),
                severity=Severity.NOTE if text[mark] in "－―–" else None,
            )
        )
    yield from grouped([hit for hit in hits if hit.severity is None])
    yield from grouped([hit for hit in hits if hit.severity is not None], reason="drawn-grouped")


def _is_range(low: re.Match[str], high: re.Match[str]) -> bool:
    """True when the first number is the smaller: a difference is written with the greater one first."""
    first, last = (float(found["number"].replace(",", "")) for found in (low, high))
    in_order = first < last or (low["unit"] is not None and low["unit"] != high["unit"])
    # 2021年-3月 is no range, and a year stands with a year.
    return in_order and not (low["unit"] == "年" and high["unit"] not in ("年", "月", "日"))


RANGE_MARK = Rule(
    id="range-mark",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="起止、范围的连接号",
    message="起止或范围之间的“{matched}”宜改为“{suggestion}”",
    rationale="时间、地点的起止用一字线或浪纹线，数值范围用浪纹线；短横线用于编号、型号和复合词。",
    source="GB/T 15834—2011",
    reasons={
        "drawn-grouped": "全文共 {count} 处，可一并替换",
        "grouped": "全文共 {count} 处，可一并替换",
    },
    kinds=_PROSE,
    triggers=_RANGE_TRIGGERS,
    scan=_scan_range,
    match=(
        "2021-2025年全市经济发展情况",
        "每组10-20人",
        "增长5%-10%",
        "工期为3-5个月",
        "2016——2020年期间",
        "气温15~20℃",
        "年龄在18岁-60岁之间",
        "投资2-3亿元",
        "2023年3月-5月集中开展",
        "3月5日-8日报名",
        "每亩施肥1.5-2.5公斤",
        "2016－2020年规划",
        "步行5–10分钟",
    ),
    no_match=(
        "2021—2025年全市经济发展情况",
        "每组10～20人",
        "电话010-12345678",
        "日期为2024-03-15",
        "GB/T 15834-2011",
        "经济5-10-15年规划",
        "比分为10-8",
        "型号A3-5年检",
        "见第2-3号楼",
        "会议时间为9:00-11:00",
        "利润为100-20元",
        "编号2024-5",
        "气温为-5℃",
        "航班号1-2",
    ),
)


_INTERPUNCT_TRIGGERS = ("•", "・", "∙", "⋅")
_NAME_BEFORE = lazy(f"[{HAN}]{{2}}\\Z")
_NAME_AFTER = lazy(f"[{HAN}]{{2}}")


def _scan_interpuncts(context: Context) -> Iterator[Hit]:
    text = context.document.text
    hits = [
        Hit(span=Span(start, start + 1), suggestions=("·",))
        for start in places_in_prose(context, _INTERPUNCT_TRIGGERS)
        if _NAME_BEFORE.search(text, max(start - 2, 0), start) and _NAME_AFTER.match(text, start + 1)
    ]
    yield from grouped(hits)


INTERPUNCT_FORM = Rule(
    id="interpunct-form",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="间隔号的形式",
    message="间隔号“{matched}”宜改为“·”",
    rationale="外国人名、少数民族人名各部分之间，书名与篇名之间用居中的小圆点；项目符号、日文中点不是间隔号。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    kinds=_PROSE,
    triggers=_INTERPUNCT_TRIGGERS,
    scan=_scan_interpuncts,
    match=(
        "阿依古丽•买买提同志",
        "卡尔•马克思",
        "《史记•项羽本纪》",
        "列奥纳多•达芬奇",
        "《诗经・国风》",
        "迈克尔•法拉第发现了电磁感应",
        "《左传∙僖公二十三年》",
        "热依汗•阿布都拉提",
        "莎士比亚⋅威廉",
        "《资治通鉴•唐纪》",
    ),
    no_match=(
        "阿依古丽·买买提同志",
        "• 第一项\n• 第二项",
        "甲•乙",
        "《史记·项羽本纪》",
        "●通知公告",
        "网站首页 • 新闻中心",
        "3•15晚会",
        "要点：•学•查",
        "A•B",
        "一、学习\n●检查",
    ),
)
