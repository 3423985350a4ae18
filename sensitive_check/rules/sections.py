"""Sections: a heading with nothing below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_NUMERALS = "一二三四五六七八九十"
_WORDS_SOUGHT = ("三、", "（三）", "(三)", "第三章", "第三节", "第三编")
"""An empty section shows beside two filled ones of its level. Fewer words to look for: each costs time on all texts."""

_ARTICLE = "第三条"
_NUMBER = (
    f"[ \\t\u3000*#]{{0,12}}(?:第[{_NUMERALS}百]{{1,5}}(?P<division>[编章节])"
    f"|[{_NUMERALS}]{{1,3}}、|[（(][{_NUMERALS}]{{1,3}}[）)])"
)
_OPENS_LINE = lazy(_NUMBER)
_LINES = lazy(f"\\n{_NUMBER}")
_TITLED = lazy(f"{_NUMBER}[ \\t\u3000]{{0,4}}(?P<title>[^\\r\\n。；;！？!?]{{2,40}})[ \\t\u3000*]{{0,8}}(?=\\r?\\n|$)")
_LEVELS = {"编": 1, "章": 2, "节": 3, "、": 4, "）": 5}
_TITLE_REACH = 80
_ENDS = "。；：，、！？;:,!?"
"""Marks at the end of a line that is no heading."""

_NO_TITLE = lazy("[：:，、,]$|[.…·]{2,}|[ \\t\u3000][0-9]{1,4}$")
"""What ends a field of a form, a broken line, or a line of a table of contents."""

_WORDS = lazy(f"[{HAN}]{{2}}")
_CONTENTS = lazy("目[ \\t\u3000]{0,8}[录次][ \\t\u3000]*$")
_SHOWN = lazy(
    r"<(?:img|table|svg|iframe|video|audio|object|embed|canvas|input|select|textarea|form)(?![0-9a-z_])|!\[",
    re.IGNORECASE,
)
"""What fills a section without a word."""

_FEWEST_FILLED = 2


class _Heading(NamedTuple):
    """A line that opens a section: its place, its level (1 the highest), and whether it holds nothing but a title."""

    span: Span
    level: int
    is_title: bool


def _scan(context: Context) -> Iterator[Hit]:
    text = context.folded.text
    if not any(word in text for word in _WORDS_SOUGHT) or has_articles(text):
        return
    openings = [found.start() + 1 for found in _LINES.finditer(text)]
    if not any(_follows_heading(text, start) for start in openings) and not _ends_in_heading(text):
        return
    if _TITLED.match(text):
        openings.insert(0, 0)
    yield from _empty(context, _without_contents(text, _headings(context, openings)))


def has_articles(text: str) -> bool:
    """True when the third article begins a line: a statute's numbered lines are parts of sentences, by the thousand.

    >>> has_articles("第三条 本办法自发布之日起施行"), has_articles("依照第三条处理")
    (True, False)
    """
    at = text.find(_ARTICLE)
    while at >= 0:
        if not text[max(at - 8, 0) : at].rpartition("\n")[2].strip(" \t\u3000*#"):
            return True
        at = text.find(_ARTICLE, at + 1)
    return False


def _follows_heading(text: str, start: int) -> bool:
    """True when the line above (blank lines apart) is a numbered title."""
    above = text[max(start - _TITLE_REACH, 0) : start].rstrip()
    if not above or above[-1] in _ENDS:
        return False
    return _TITLED.match(above.rpartition("\n")[2]) is not None


def _ends_in_heading(text: str) -> bool:
    return _TITLED.match(text[-_TITLE_REACH:].rstrip().rpartition("\n")[2]) is not None


def _empty(context: Context, headings: Sequence[_Heading]) -> Iterator[Hit]:
    text = context.folded.text
    edges = (*(heading.span.start for heading in headings), len(text))
    empty: list[_Heading] = []
    filled: Counter[int] = Counter()
    for index, heading in enumerate(headings):
        if not heading.is_title:
            continue
        following = headings[index + 1] if index + 1 < len(headings) else None
        gap = Span(heading.span.end, edges[index + 1])
        if text[gap.start : gap.end].strip(" \t\r\n\u3000*#") or (following and following.level > heading.level):
            filled[heading.level] += 1
        elif not _shows_something(context, gap):
            empty.append(heading)
    holes = Counter(heading.level for heading in empty)
    for heading in empty:
        if filled[heading.level] >= max(_FEWEST_FILLED, holes[heading.level]):
            yield Hit(span=heading.span)


def _headings(context: Context, openings: Sequence[int]) -> list[tuple[_Heading, str]]:
    """The lines that begin so, each with its words."""
    text = context.folded.text
    found: list[tuple[_Heading, str]] = []
    for start in openings:
        opening = _OPENS_LINE.match(text, start)
        if opening is None or context.kind_at(start) != "prose":
            continue
        title = _TITLED.match(text, start)
        mark = opening["division"] or ("、" if opening[0].endswith("、") else "）")
        words = title["title"].strip() if title else ""
        is_title = bool(_WORDS.search(words)) and not _NO_TITLE.search(words)
        end = title.end("title") if title else opening.end()
        begin = start + len(opening[0]) - len(opening[0].lstrip(" \t\u3000*#"))
        stretch = Span(begin, begin + len(text[begin:end].rstrip(" \t\u3000*")))
        found.append((_Heading(stretch, _LEVELS[mark], is_title), "".join(text[begin:end].split())))
    return found


def _without_contents(text: str, found: list[tuple[_Heading, str]]) -> list[_Heading]:
    """Titles that stand again further down, or under the word for contents, are a list of what follows."""
    last = {title: index for index, (_, title) in enumerate(found)}
    kept: list[_Heading] = []
    listed = -1
    for index, (heading, title) in enumerate(found):
        above = text[max(heading.span.start - _TITLE_REACH, 0) : heading.span.start].rstrip(" \t\r\n\u3000*#")
        if heading.is_title and (_CONTENTS.search(above) or index == listed):
            below = text[heading.span.end : heading.span.end + _TITLE_REACH].lstrip(" \t\r\n\u3000*#")
            listed = index + 1 if _OPENS_LINE.match(below) else -1
        elif last[title] == index or not heading.is_title:
            kept.append(heading)
    return kept


def _shows_something(context: Context, gap: Span) -> bool:
    """True where the source holds a picture, a table or a field between two headings."""
    document = context.document
    if document.source is None or document.source_map is None:
        return False
    around = document.source_map.to_source(Span(max(gap.start - 1, 0), min(gap.end + 1, len(document.text))))
    return _SHOWN.search(document.source, around.start, around.end) is not None


EMPTY_SECTION = Rule(
    id="empty-section",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="标题下没有内容",
    message="标题“{matched}”下面没有内容，请补上正文，确无内容的写“无”",
    rationale="同级的其他标题都有正文，这一节却空着，多为表格、图片或段落在转换、粘贴时丢失，或起草时没有写完。",
    source="党政机关公文处理工作条例（2012-04-16印发）第十九条",
    # No triggers: whether one of so few words stands in the text is known at once.
    by_line=True,
    scan=_scan,
    match=(
        "一、总体情况\n全年工作有序开展。\n二、主动公开情况\n三、存在的问题\n主动性不够。\n",
        "一、总体情况\n全年工作有序开展。\n二、存在的问题\n主动性不够。\n三、下一步打算\n",
        "（一）组织领导\n成立了专班。\n（二）宣传引导\n\n（三）督促检查\n每月通报一次。",
        "第一章　总则\n本办法适用于本市。\n第二章　职责\n第三章　附则\n本办法由市政府解释。",
        "一、背景\n（一）依据\n上位法已经修改。\n（二）过程\n征求了意见。\n二、主要内容\n三、说明\n本稿已经审议。",
    ),
    no_match=(
        "一、总体情况\n全年工作有序开展。\n二、存在的问题\n主动性不够。\n三、其他事项\n无。",
        "会议议程\n一、宣布开会\n二、领导讲话\n三、会议总结\n",
        "目录\n一、总体情况\n二、存在的问题\n三、其他\n一、总体情况\n有序。\n二、存在的问题\n不够。\n三、其他\n无。",
        "一、项目名称：\n二、项目地点：\n三、联系人：\n某某\n",
        "一、总体要求\n（一）指导思想\n坚持服务大局。\n二、重点任务\n（一）抓好落实\n按时完成。\n三、保障措施\n加强领导。",
        "一、强化领导。各级要负责。\n二、强化宣传\n三、强化督查。每月通报。",
    ),
)


_NUMERAL_MARKS = tuple(f"{numeral}、" for numeral in _NUMERALS)
_ALONE = lazy(
    "[ \\t\u3000]{0,8}\\r?\\n[ \\t\u3000]{0,8}(?P<title>[^\\s。；;！？!?，,、：:][^\\r\\n。；;！？!?：:]{1,29})"
    "[ \\t\u3000]{0,8}(?=\\r?\\n|$)"
)


def _scan_broken(context: Context) -> Iterator[Hit]:
    text = context.folded.text
    for mark in _NUMERAL_MARKS:
        for view, span in context.occurrences.get(mark, ()):
            if view is not context.folded:
                continue
            head = text[max(span.start - 8, 0) : span.start].rpartition("\n")[2]
            number = head.lstrip(" \t\u3000")
            found = _ALONE.match(text, span.end)
            if not found or len(number) > 2 or number.strip(_NUMERALS) or _OPENS_LINE.match(text, found.start("title")):
                continue
            begin = span.start - len(number)
            title = context.raw.text[found.start("title") : found.end("title")].rstrip()
            if len(title) >= 4 and _WORDS.search(found["title"]) and context.kind_at(begin) == "prose":
                end = found.start("title") + len(title)
                yield Hit(span=Span(begin, end), suggestions=(context.raw.text[begin : span.end] + title,))


BROKEN_HEADING = Rule(
    id="broken-heading",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="标题断成两行",
    message="序号与标题断成两行，请接成一行：{suggestion}",
    rationale="序号单独占一行、标题落到下一行，多为复制或转换时断开，读者和检索都会漏掉这个标题。",
    source="GB/T 9704—2012 7.3.3",
    triggers=_NUMERAL_MARKS,
    by_line=True,
    scan=_scan_broken,
    match=(
        "一、\n总体要求\n坚持稳中求进。",
        "前文。\n二、\n　　主要任务\n一是抓好春耕。",
        "三、 \r\n保障措施\r\n加强领导。",
        "正文。\n十一、\n附带说明\n无。",
        "四、\n存在的主要问题",
    ),
    no_match=(
        "一、总体要求\n坚持稳中求进。",
        "一、\n二、\n三、",
        "一、\n（一）指导思想\n坚持稳中求进。",
        "参加人员有一、\n二年级的学生代表。",
        "一、\n本办法自发布之日起施行。",
        "请在下面填写：\n一、\n姓名：某某",
    ),
)
