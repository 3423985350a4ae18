"""Marks that depend on the line: at its head, at the end of a heading, after the number of an item (GB/T 15834)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped, grouped_at
from sensitive_check.rules.mark_places import is_at_line_head, places_in_prose

if TYPE_CHECKING:
    import re

    from sensitive_check.context import Context

_PROSE = frozenset(("prose",))
_POINTS = "，。；：、？！"
_INDENTS = ("", " ", "  ", "    ")
_HEAD_TRIGGERS = tuple(f"\n{indent}{mark}" for mark in _POINTS for indent in _INDENTS)
_BEFORE_LINE = lazy(f"[{HAN}0-9A-Za-z”’》）〉」%％][ \t\u3000\r]*\\Z")
_AFTER_POINT = lazy(f"[{HAN}0-9A-Za-z“‘《（「\r\n]|\\Z")


def _scan_line_heads(context: Context) -> Iterator[Hit]:
    text, folded = context.document.text, context.folded.text
    places = []
    for start in places_in_prose(context, _HEAD_TRIGGERS):
        mark = start + 1
        while folded[mark] == " ":
            mark += 1
        # A mark after a mark or a blank line is what a lost word or a picture leaves, and no matter of lines.
        if _BEFORE_LINE.search(text, max(start - 9, 0), start) and _AFTER_POINT.match(text, mark + 1):
            places.append((mark, mark + 1))
    yield from grouped_at(places, lambda start, end: Hit(span=Span(start, end)))


MARK_AT_LINE_HEAD = Rule(
    id="mark-at-line-head",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="点号在行首",
    message="点号“{matched}”在一行的开头，宜移到上一行末尾",
    rationale="点号表示停顿，紧跟在文字后面，不出现在一行的开头；行首的点号多为误断行所致。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处"},
    kinds=_PROSE,
    triggers=_HEAD_TRIGGERS,
    scan=_scan_line_heads,
    match=(
        "各单位要高度重视\n，认真抓好落实。",
        "工作已经完成\n。下一步要总结经验。",
        "包括文字\n、图片和视频",
        "通知如下\n：\n一、总体要求",
        "一是学习\n；二是检查",
        "是否完成\n？请说明",
        "完成率达95%\n，居全市前列",
        "依照《档案法》\n，制定本办法",
        "坚持“两山”\n　　，推动绿色发展",
        "多好啊\n！大家都说",
    ),
    no_match=(
        "各单位要高度重视，\n认真抓好落实。",
        "工作已经完成。\n下一步要总结经验。",
        "，各单位要高度重视",
        "包括文字、\n图片和视频",
        "标点有：\n，\n。\n",
        "第一段。\n\n……",
        "甲\n——乙",
        "甲\n“乙”",
        "甲\n（乙）",
        "甲\n， 表示停顿",
    ),
)


_NUMERALS = "一二三四五六七八九十"
_FIRST_HEADINGS = ("一、", "（一）")
_TITLE_WORDS = tuple("通知 意见 决定 报告 请示 批复 公告 通告 方案 办法 函 通报 规划 要点".split())
_TITLE_TRIGGERS = tuple(f"{word}{mark}\n" for word in _TITLE_WORDS for mark in "。，；")
_SISTERS = {
    "、": lazy(f"\n[ \t\u3000]*(?P<number>[{_NUMERALS}]{{1,3}})、(?P<rest>[^\n]{{0,60}})"),
    "）": lazy(f"\n[ \t\u3000]*（(?P<number>[{_NUMERALS}]{{1,3}})）(?P<rest>[^\n]{{0,60}})"),
}
_REACHES = {"、": 20_000, "）": 5_000}
"""How far below the first heading of a level its sisters are sought, in characters."""

_TITLE = lazy(f"关于[{HAN}0-9“”〈〉《》（）、—]{{2,60}}\\Z")
_LONGEST_HEADING = 30
_LONGER = 4
"""A line longer than all its sisters by more than so many characters is a sentence among headings."""

_TITLE_WITHIN = 300


class _Heading(NamedTuple):
    """A short numbered line: where its text ends, how long it is, whether it ends in a mark and text follows."""

    end: int
    length: int
    marked: bool
    followed: bool


def _scan_headings(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = sorted({*_marked_headings(context, text), *_marked_titles(context, text)})
    yield from grouped_at(places, lambda start, end: Hit(span=Span(start, end), suggestions=("",)))


def _marked_titles(context: Context, text: str) -> Iterator[tuple[int, int]]:
    """The mark at the end of a document's own title."""
    for start in places_in_prose(context, _TITLE_TRIGGERS):
        if start > _TITLE_WITHIN:
            return
        end = text.find("\n", start)
        if _TITLE.match(text[text.rfind("\n", 0, start) + 1 : end - 1].strip()):
            yield end - 1, end


def _marked_headings(context: Context, text: str) -> Iterator[tuple[int, int]]:
    """The marks at the end of headings whose sisters bear none: items of a list all end alike."""
    for start in places_in_prose(context, _FIRST_HEADINGS):
        # Items of a list that a colon announces are no headings.
        if is_at_line_head(text, start) and not text[max(start - 8, 0) : start].rstrip().endswith(("：", ":")):
            yield from _odd_ones_out(list(_row_of_headings(text, start, "）" if text[start] == "（" else "、")))


def _row_of_headings(text: str, start: int, level: str) -> Iterator[_Heading]:
    """The numbered lines from 一 on, to where the numbers begin again."""
    first = _FIRST.match(text, start)
    if first:
        yield from _heading(text, first)
    for found in _SISTERS[level].finditer(text, start, min(start + _REACHES[level], len(text))):
        if found["number"] == "一":
            return
        yield from _heading(text, found)


_FIRST = lazy("（?一[）、](?P<rest>[^\n]{0,60})")


def _heading(text: str, found: re.Match[str]) -> Iterator[_Heading]:
    rest = found["rest"].rstrip()
    if len(rest) > 1:
        end = found.start("rest") + len(rest)
        marked = rest.endswith(tuple("。，；、：;,:."))
        yield _Heading(end, len(rest), marked, _NEXT_LINE.match(text, found.end()) is not None)


_NEXT_LINE = lazy(f"\\s{{1,40}}(?![（(]?[{_NUMERALS}]{{1,3}}[、）)])[^\n]{{20}}")


def _odd_ones_out(row: list[_Heading]) -> Iterator[tuple[int, int]]:
    if any(heading.length > _LONGEST_HEADING for heading in row):
        return  # numbered paragraphs
    marked = [heading for heading in row if heading.marked]
    if len(row) - len(marked) >= max(2 * len(marked), 2):
        longest = max(heading.length for heading in row if not heading.marked) + _LONGER
        yield from ((head.end - 1, head.end) for head in marked if head.followed and head.length <= longest)


HEADING_MARK = Rule(
    id="heading-mark",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="标题末尾的点号",
    message="标题末尾的“{matched}”宜删去",
    rationale="标题独占一行，末尾不用句号、逗号、分号、冒号；问号、叹号和省略号可以用。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并删去"},
    kinds=_PROSE,
    triggers=(*_FIRST_HEADINGS, *_TITLE_TRIGGERS),
    by_line=True,
    scan=_scan_headings,
    match=(
        "关于开展档案检查的通知。\n各单位：",
        "关于报送年度总结的函，\n市档案局：",
        "关于表彰先进集体的决定；\n各县区：",
        "一、基本情况\n二、主要做法。\n我们坚持把学习放在首位，认真组织全体干部参加培训。\n三、存在问题",
        "一、总体要求\n二、重点任务，\n今年重点抓好以下几个方面的工作，各单位结合实际执行。\n三、保障措施\n",
        "一、背景：\n近年来全市经济平稳运行，各项指标保持在合理的区间以内。\n二、目标\n三、步骤",
        "（一）学习\n（二）检查。\n检查由市局统一组织，各县区配合，时间安排在五月份之前。\n（三）整改",
        "一、组织领导\n二、责任分工\n三、督促检查；\n由督查室会同有关部门定期检查，结果在全市范围内通报。\n",
        "关于做好防汛工作的意见。\n各县、市、区：",
        "关于印发〈值班制度〉的通知，\n各科室：",
    ),
    no_match=(
        "关于开展档案检查的通知\n各单位：",
        "现将通知印发给你们。\n请遵照执行。",
        "一、基本情况\n二、主要做法\n三、存在问题",
        "一、认真学习文件。\n二、及时报送材料。\n三、严格执行纪律。",
        "有下列情形之一的：\n（一）未登记的；\n（二）未备案的；\n（三）其他情形。\n由主管部门责令限期改正，并处一千元以上五千元以下的罚款。",
        "一、为什么学？\n二、学什么？\n我们要学习业务知识，也要学习法律法规和政策文件的精神。\n三、怎么学",
        "一、总则\n二、分则\n三、附则。",
        "关于这个问题，大家都同意他的意见。\n会议继续进行。",
        "一、学习\n二、检查，由市局统一组织各县区配合，时间安排在五月份之前，具体方案另行通知，请提前做好准备。\n三、整改",
        "一、二、三产业协调发展。",
    ),
)


_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_ORDINALS = tuple(f"第{numeral}、" for numeral in _NUMERALS)
_FIRSTS = ("首先、", "其次、", "再次、", "最后、")
_BRACKETED = (*(f"{numeral}）、" for numeral in _NUMERALS), *(f"{digit}）、" for digit in "0123456789"))
_DIGITED = tuple(f"{digit}、" for digit in "0123456789")
_HALF_BRACKETED = (*(f"{numeral})、" for numeral in _NUMERALS), *(f"{digit})、" for digit in "0123456789"))
_HAN_POINTED = (*(f"{numeral}，" for numeral in _NUMERALS), *(f"{numeral}." for numeral in _NUMERALS))
_COUNTED = (*_ORDINALS, *_FIRSTS)
_NUMBERED = (*_BRACKETED, *_HALF_BRACKETED, *_DIGITED, *_HAN_POINTED)
_SERIES_TRIGGERS = (*_COUNTED, *_NUMBERED)
_MORE_NUMBERS = lazy(f"[{_NUMERALS}0-9０-９第（(①-⑳首其再最]")
_SERIES_HEAD = lazy(
    "(?P<bracket>[（(][一二三四五六七八九十0-9]{1,3}[）)])、|(?P<circled>[①-⑳])、"
    "|(?P<digits>[0-9]{1,2})、|(?P<han>[一二三四五六七八九十]{1,3})[，.．]"
)
_SENTENCE_HEAD = lazy("(?:[。；：！？”]|\\A|\n)[ \t\u3000]*\\Z")


def _scan_series(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = [_after_ordinal(text, start, start + 3) for start in places_in_prose(context, _COUNTED)]
    places += [_after_number(text, start) for start in places_in_prose(context, _NUMBERED)]
    hits = sorted({place for place in places if place is not None})
    yield from grouped([Hit(span=Span(start, end), suggestions=(right,)) for start, end, right in hits])


def _after_ordinal(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    if _MORE_NUMBERS.match(text, end) or not _SENTENCE_HEAD.search(text, max(start - 8, 0), start):
        return None
    return start, end, f"{text[start : end - 1]}，"


def _after_number(text: str, start: int) -> tuple[int, int, str] | None:
    """The number of an item and its wrong mark, at the head of a line."""
    head = start
    while head and start - head < 4 and text[head - 1] in f"{_NUMERALS}0123456789（(":
        head -= 1
    found = _SERIES_HEAD.match(text, head)
    if (
        found is None
        or found.end() <= start
        or not is_at_line_head(text, head)
        or _MORE_NUMBERS.match(text, found.end())
    ):
        return None
    number = found[0][:-1]
    if found["digits"]:
        right = f"{number}．"
    elif found["han"]:
        if not _TEXT_AFTER.match(text, found.end()):
            return None
        right = f"{number}、"
    else:
        right = number
    return found.start(), found.end(), right


_TEXT_AFTER = lazy(f"[ \u3000]?[{HAN}“《]{{2}}")

SERIES_MARK = Rule(
    id="series-mark",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="序次语后的点号",
    message="序次语“{matched}”宜写作“{suggestion}”",
    rationale="“第一”“首先”后用逗号；“一”后用顿号，“1”后用下脚点；带括号、带圈的序次语后不用点号。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    kinds=_PROSE,
    triggers=_SERIES_TRIGGERS,
    by_line=True,
    scan=_scan_series,
    match=(
        "第一、加强领导。第二、落实责任。",
        "工作如下：第三、做好总结。",
        "首先、统一思想。",
        "（一）、总体要求",
        "1、总体要求",
        "12、附则说明",
        "①、总体要求",
        "(1)、报名条件",
        "一，总体要求",
        "二.工作任务",
        "　　其次、落实责任。",
        "三．保障措施",
    ),
    no_match=(
        "第一，加强领导。第二，落实责任。",
        "第一、二、三产业协调发展。",
        "第三、第四季度",
        "首先，统一思想。",
        "（一）总体要求",
        "1．总体要求\n2.主要任务",
        "① 总体要求",
        "依照第（一）、（二）项执行",
        "一、总体要求",
        "1、2号楼已经竣工",
        "共有房屋12、土地3",
        "张三（1）、李四（2）",
        "十，百，千",
    ),
)
