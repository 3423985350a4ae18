"""Brackets and quotation marks of Latin width around Chinese (GB/T 15834)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped_at

if TYPE_CHECKING:
    from sensitive_check.context import Context

_PROSE = frozenset(("prose",))
_BRACKETED = lazy("[(](?:[^()（）\n]|[(][^()（）\n]{1,8}[)]){1,80}[)）]")
"""With a short one inside: broken text holds the sound of a character in brackets."""

_CLOSED_HALF = lazy("[)]")
_OPENING_FULL = lazy("（[^()（）\n]{1,80}\\Z")
_LONGEST = 80
_HAN_ONE = lazy(f"[{HAN}]")
_CHINESE_BEFORE = lazy(f"[{HAN}”》）]\\Z")
_CHINESE_AFTER = lazy(f"[ \t]*(?:[{HAN}，。；：、！？“《（]|\r?\n|\\Z)")
_FOREIGN_INSIDE = lazy("[A-Z0-9][A-Za-z0-9 .,%&+/-]*\\Z")


def _scan_brackets(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = []
    closed_half = 0
    if "(" in text:
        for found in _BRACKETED.finditer(text):
            start, end = found.span()
            inside = found[0][1:-1]
            closed_half += found[0].count(")")
            if _HAN_ONE.search(inside) or (
                _CHINESE_BEFORE.search(text, max(start - 1, 0), start)
                and _FOREIGN_INSIDE.match(inside)
                and _CHINESE_AFTER.match(text, end)
            ):
                places.append((start, end))
    if text.count(")") > closed_half:
        for closed in _CLOSED_HALF.finditer(text):
            opened = _OPENING_FULL.search(text, max(closed.start() - _LONGEST, 0), closed.start())
            if opened and _HAN_ONE.search(opened[0]):
                places.append((opened.start(), closed.end()))
    places = sorted(place for place in places if context.kind_at(place[0]) == "prose")
    yield from grouped_at(
        places, lambda start, end: Hit(span=Span(start, end), suggestions=(f"（{text[start + 1 : end - 1]}）",))
    )


HALFWIDTH_BRACKET = Rule(
    id="halfwidth-bracket",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="中文里的半角括号",
    message="中文里用了半角括号“{matched}”，宜改为“{suggestion}”",
    rationale="中文语句中的括号用全角；外文、公式和代码里的括号用半角。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    kinds=_PROSE,
    # No triggers: whether a bracket stands in the text is known at once.
    scan=_scan_brackets,
    match=(
        "科技发展局(以下简称科技局)编制",
        "(一)主动公开情况",
        "附件(共三页)",
        "市政府（含办公室)",
        "市政府(含办公室）",
        "居民消费价格指数(CPI)上涨",
        "该条例(2020)已经修订",
        "《公报》(第3期)",
        "张某(男)、李某(女)",
        "时间(上午)：九时",
    ),
    no_match=(
        "科技发展局（以下简称科技局）编制",
        "调用f(x)得到结果",
        "the council (see above) agreed",
        "区(qū)级单位",
        "（一）主动公开情况",
        "表情:)和:-(",
        "1)报名 2)缴费",
        "Python (3.10) 版本",
        "sin(x)+cos(y)",
        "居民消费价格指数（CPI）上涨",
    ),
)


_STRAIGHT = lazy('"[^"“”\n]{1,60}"')
_BESIDE_BEFORE = lazy(f"[{HAN}，。；：、！？）》]\\Z")
_BESIDE_AFTER = lazy(f"[{HAN}，。；：、！？（《]")


def _scan_straight(context: Context) -> Iterator[Hit]:
    text = context.document.text
    if '"' not in text:
        return
    places = [
        found.span()
        for found in _STRAIGHT.finditer(text)
        if _HAN_ONE.search(found[0])
        and (
            _BESIDE_BEFORE.search(text, max(found.start() - 1, 0), found.start())
            or _BESIDE_AFTER.match(text, found.end())
        )
        and context.kind_at(found.start()) == "prose"
    ]
    yield from grouped_at(
        places, lambda start, end: Hit(span=Span(start, end), suggestions=(f"“{text[start + 1 : end - 1]}”",))
    )


STRAIGHT_QUOTE = Rule(
    id="straight-quote",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="中文里的直引号",
    message="{matched} 用了直引号，宜改为 {suggestion}",
    rationale="中文的引号分前后两个；直引号只用于外文、代码，分不出从哪里到哪里。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    kinds=_PROSE,
    # No triggers: whether the mark stands in the text is known at once.
    scan=_scan_straight,
    match=(
        '坚持"两山"理念',
        '他说："好的。"',
        '落实"放管服"改革',
        '"三农"工作',
        '全面推行"河长制"。',
        '发扬"红旗渠"精神、"铁人"精神',
        '所谓"新质生产力"，是指先进生产力。',
        '做到"五个到位"',
        '开展"回头看"（第二轮）',
        '深化"最多跑一次"改革',
    ),
    no_match=(
        "坚持“两山”理念",
        '显示器尺寸为24"',
        'print("你好")',
        '{"姓名": "张某", "年龄": 30}',
        '<a title="说明">',
        '"甲","乙","丙"',
        'He said "yes" to us',
        "坚持「两山」理念",
        "坚持'两山'理念",
        '他读了 "Nature" 上的论文',
    ),
)
