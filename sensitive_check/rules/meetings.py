"""Meetings: the ordinal of a congress, a plenum or a session, and the year given for it, must agree.

A year belongs to a meeting only where the sentence says so: a date right before it and 召开 or 通过 behind, 于某年召开,
a date in brackets; of a congress or a plenum also what it did, or the end of the clause, behind. 党的十九大以来到2022年
gives no year for the congress.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.dating import read_number
from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_REACH = 48
_NAME = 24
"""How far the name of a meeting reaches beyond what it is found by."""

Months = tuple[int, ...]

_CONGRESSES: Mapping[int, tuple[int, Months]] = {
    12: (1982, (9,)),
    13: (1987, (10, 11)),
    14: (1992, (10,)),
    15: (1997, (9,)),
    16: (2002, (11,)),
    17: (2007, (10,)),
    18: (2012, (11,)),
    19: (2017, (10,)),
    20: (2022, (10,)),
}
"""Year and months of each congress of the Party."""

_PLENUMS: Mapping[tuple[int, int], tuple[int, Months]] = {
    (11, 3): (1978, ()),
    (16, 3): (2003, ()),
    (16, 4): (2004, ()),
    (16, 5): (2005, ()),
    (16, 6): (2006, ()),
    (18, 1): (2012, (11,)),
    (18, 2): (2013, ()),
    (18, 3): (2013, (11,)),
    (18, 4): (2014, ()),
    (18, 5): (2015, ()),
    (18, 6): (2016, (10,)),
    (18, 7): (2017, (10,)),
    (19, 1): (2017, (10,)),
    (19, 2): (2018, ()),
    (19, 3): (2018, (2,)),
    (19, 4): (2019, (10,)),
    (19, 5): (2020, (10,)),
    (19, 6): (2021, (11,)),
    (19, 7): (2022, (10,)),
    (20, 1): (2022, (10,)),
    (20, 2): (2023, (2,)),
    (20, 3): (2024, (7,)),
    (20, 4): (2025, (10,)),
    (20, 5): (2026, (10,)),
}
"""Year and months of plenums by term and number; no months where only the year was checked."""

_PLANS: Mapping[str, tuple[int, int]] = {
    "十一": (2006, 2010),
    "十二": (2011, 2015),
    "十三": (2016, 2020),
    "十四": (2021, 2025),
    "十五": (2026, 2030),
}
"""First and last year of five-year plans by their number."""

_SESSIONS = 5
"""Each term of the National People's Congress holds so many sessions, one a year."""

_YEAR = r"((?:19|20)[0-9]{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2})"
_DATE = rf"{_YEAR} ?年(?: ?([0-9]{{1,2}}|十[一二]?|[一二三四五六七八九]) ?月(?: ?[0-9一二三十]{{1,3}} ?日)?)?"
_ONE = "一二三四五六七八九"
_TERM = f"((?:二?十)[{_ONE}]?|[{_ONE}])"
_NUMBER = f"((?:[{_ONE}]?十)[{_ONE}]?|[{_ONE}])"

_NEAR_YEAR = lazy(r"(?:19|20)[0-9]{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2}年")
_HELD_BEFORE = lazy(
    rf"{_DATE}(?:[—–~至-]{{1,2}}[0-9一二三十月日]{{1,6}})?，?(?:[在于][^，。；]{{1,8}})?(?:胜利|隆重)?(?:召开|举行|开幕|闭幕)的$"
)
_DATE_BEFORE = lazy(rf"{_DATE}(?:[—–~至-]{{1,2}}[0-9一二三十月日]{{1,6}})?[，,]? ?$")
_HELD_BEHIND = lazy(
    r"(?:第[一二三四五六七八九]次全体会议)?(?:在[^，。；]{1,8})?(?:胜利|隆重|圆满)?"
    r"(?:召开|举行|开幕|闭幕|(?:审议|表决)?通过|批准|修正|修订)"
    r"(?!以[来后前]|之[后前际]|[后前]|[次翌]年|第?[一二两三四五六七八九十0-9]{1,3}(?:周年|年|个月))"
)
_HELD_IN = lazy(
    rf"[于在]{_DATE}[^。；]{{0,16}}?(?:召开|举行|开幕|闭幕|通过)|(?:召开|举行|开幕|闭幕)[于的]{_DATE}"
    rf"|{_DATE}(?:[在于][^，。；]{{1,8}})?(?:胜利|隆重)?(?:召开|举行|开幕|闭幕)"
)
_DID_BEHIND = lazy(
    r"(?:系统|科学|明确|鲜明|郑重|擘画|描绘|深刻|全面|正式|首次){0,2}"
    r"(?:提出|作出|擘画|描绘|确立|选举产生|选举|明确|部署|指出|强调|宣布|决定|概括|阐述|总结|确定)(?:了(?!的)|[，：]|出了(?!的))"
)
_UP_TO = lazy(r"(?:[到至]|截止|展望|面向|瞄准|实现|力争)$")
"""Before a year to come: 到2035年，党的二十大提出了 does not date the congress."""

_ENDS_BEHIND = lazy(r"(?=[，。；！？）)\n]|$)")
_SINCE_BEHIND = lazy(r"(?:召开)?(?:以来|以后|之后|后)")
_DAY_BEHIND = lazy(r" ?[0-9一二三十]{1,3} ?日")
_IN_BRACKETS = lazy(
    rf"[（(]{_YEAR}年?(?: ?([0-9]{{1,2}})月)?(?:[0-9]{{1,2}}日)?(?:[—–~至-]{{1,2}}[^）)]{{1,12}})?"
    r"(?:召开|举行|通过)?[）)]"
)

_CONGRESS = lazy(rf"(?:党的|中共|中国共产党)第?{_TERM}(?:大(?![{_ONE}]中全会)|次全国代表大会)")
_PLENUM = lazy(
    rf"(?:(?:党的|中共|中国共产党|(?<![团革盟建进社联])(?<![公工]党)中央|(?<![团革盟建进党社台协联会商省市县区委央{_ONE}十第]))第?{_TERM}届(?:中央委员会)?第?([{_ONE}])中全会"
    rf"|(?:中国共产党|中共|党的)?第?{_TERM}届中央委员会第([{_ONE}])次全体会议)"
)
_PEOPLES_CONGRESS = lazy(
    rf"(?:第?{_TERM}届全国人(?:大|民代表大会)|全国人大{_TERM}届)(常委会|常务委员会)?第?{_NUMBER}次会议"
)
_CONSULTATIVE = lazy(
    rf"(?:全国政协第?{_TERM}届(?:全国委员会)?|第?{_TERM}届全国政协|政(?:协|治协商会议)第{_TERM}届全国委员会)第?{_NUMBER}次会议"
)
_PLAN = lazy(
    r"(?:[“\"‘]?(十[一二三四五])五[”\"’]?(?:规划|时期|期间)?|第(十[一二三四五])个五年规划)(?:纲要)?"
    r"[（(]((?:19|20)[0-9]{2})年?[—–－~～至到-]{1,2}((?:19|20)[0-9]{2})年?[）)]"
)
_EDGE_OF_PLAN = lazy(
    r"((?:19|20)[0-9]{2})年(?:是|作为|为)[^，。；]{0,8}?[“\"‘]?(十[一二三四五])五[”\"’]?(?:规划|时期)?(?:实施)?的?(开局|起步|收官)之?年"
)


class _Meeting(NamedTuple):
    """A meeting named in a text, in which years it was held, and in which months, if they were checked.

    ``acts`` tells that its name is enough to bind the year before it: 2022年党的二十大提出了. Sessions are named with
    the year of a document, too, and need 召开.
    """

    span: Span
    years: range
    months: Months = ()
    acts: bool = False


def _scan(context: Context) -> Iterator[Hit]:
    seen: set[tuple[str, Span]] = set()
    for word, find in _FINDERS.items():
        for view, place in context.occurrences.get(word, ()):
            low, high = max(place.start - _REACH, 0), place.end + _REACH
            around = view.text[low:high]
            if word != "届全国人" and _NEAR_YEAR.search(around) is None:
                continue
            for hit in find(around, Span(place.start - low, place.end - low)):
                span = Span(hit.span.start + low, hit.span.end + low)
                if (view.name, span) not in seen:
                    seen.add((view.name, span))
                    yield Hit(
                        span=span, view=view.name, reason=hit.reason, values=hit.values, suggestions=hit.suggestions
                    )


def _congress(text: str, at: Span) -> Iterator[Hit]:
    for found in _covering(_CONGRESS, text, at):
        held = _CONGRESSES.get(read_number(found[1]))
        if held:
            yield from _judged(text, _Meeting(Span(*found.span()), range(held[0], held[0] + 1), held[1], acts=True))


def _plenum(text: str, at: Span) -> Iterator[Hit]:
    for found in _covering(_PLENUM, text, at):
        term, number = read_number(found[1] or found[3]), read_number(found[2] or found[4])
        first, months = _PLENUMS.get((term, number), (0, ()))
        # Without its name in full a plenum of long ago may be another party's of today.
        named = found[0].startswith(("党的", "中共", "中国共产党"))
        years = range(first, first + 1) if first else _term(term) if named else range(0)
        if years:
            yield from _judged(text, _Meeting(Span(*found.span()), years, months, acts=True))


def _term(number: int) -> range:
    """The years in which a Central Committee holds its plenums, both congresses' years among them; empty if unknown."""
    if number not in _CONGRESSES:
        return range(0)
    first = _CONGRESSES[number][0]
    return range(first, first + 6)


def _peoples_congress(text: str, at: Span) -> Iterator[Hit]:
    for found in _covering(_PEOPLES_CONGRESS, text, at) if "次会议" in text[at.end :] else ():
        term, number = read_number(found[1] or found[2]), read_number(found[4])
        span = Span(*found.span())
        if not found[3] and number > _SESSIONS:
            yield Hit(span=span, reason="no-such-session")
        elif 5 <= term <= 14:
            first = 1978 + 5 * (term - 5)
            years = range(first, first + 6) if found[3] else range(first + number - 1, first + number)
            yield from _judged(text, _Meeting(span, years))


def _consultative(text: str, at: Span) -> Iterator[Hit]:
    for found in _covering(_CONSULTATIVE, text, at):
        term, number = read_number(found[1] or found[2] or found[3]), read_number(found[4])
        if term in (13, 14) and number <= _SESSIONS:
            year = 1978 + 5 * (term - 5) + number - 1
            yield from _judged(text, _Meeting(Span(*found.span()), range(year, year + 1)))


def _covering(pattern: re.Pattern[str], text: str, at: Span) -> Iterator[re.Match[str]]:
    """Matches over the place of a trigger."""
    around = pattern.finditer(text, max(at.start - _NAME, 0), at.end + _NAME)
    return (found for found in around if found.start() < at.end and at.start < found.end())


def _judged(text: str, meeting: _Meeting) -> Iterator[Hit]:
    """The hit on a meeting and the date that the sentence gives for it, when they disagree."""
    before, behind = text[: meeting.span.start], meeting.span.end
    found = (_HELD_BEFORE.search(before) if before.endswith("的") else None) or _beside(text, meeting)
    found = found or _HELD_IN.match(text, behind) or _IN_BRACKETS.match(text, behind)
    if not found:
        return
    # Each way to write a date has two groups, the year and the month.
    group = next(number for number in range(1, found.re.groups, 2) if found[number])
    year, month = read_number(found[group]), read_number(found[group + 1]) if found[group + 1] else None
    if year in meeting.years and (month is None or not meeting.months or month in meeting.months):
        return
    date_span = _with_unit(text, Span(found.start(group), found.end(group + 1 if month else group)))
    whole = Span(min(date_span.start, meeting.span.start), max(date_span.end, meeting.span.end))
    name = text[meeting.span.start : meeting.span.end]
    right = str(meeting.years[0]) if len(meeting.years) == 1 else f"{meeting.years[0]}至{meeting.years[-1]}"
    in_month = f"{meeting.months[0]}月" if meeting.months else ""
    suggestions: tuple[str, ...] = ()
    if len(meeting.years) == 1:
        day = _DAY_BEHIND.match(text, date_span.end) if month else None
        unit = "年" if month or text[date_span.end - 1] == "年" else ""
        written = f"{right}{unit}{in_month if month else ''}"
        suggestions = (
            text[whole.start : date_span.start] + written + text[day.end() if day else date_span.end : whole.end],
        )
    values = {"meeting": name, "right": f"{right}年{in_month}"}
    yield Hit(span=whole, reason="other-year", values=values, suggestions=suggestions)


def _beside(text: str, meeting: _Meeting) -> re.Match[str] | None:
    """The date right before a meeting that is held, or decides, behind its name; not in 2023年，…通过的决定 of then."""
    before, behind = text[: meeting.span.start], meeting.span.end
    apart = before.endswith(("，", ","))
    held = _HELD_BEHIND.match(text, behind)
    if held:
        return None if apart and text.startswith("的", held.end()) else _DATE_BEFORE.search(before)
    did = _DID_BEHIND.match(text, behind)
    if not meeting.acts or (apart and not (did and did[0].endswith("了"))):
        return None
    found = _DATE_BEFORE.search(before)
    if found and _UP_TO.search(before, 0, found.start()):
        return None
    if found and (did or _ENDS_BEHIND.match(text, behind) or _is_since(text, found.start(), behind)):
        return found
    return None


def _is_since(text: str, start: int, behind: int) -> bool:
    """True for 自2012年党的十八大以来."""
    return text.startswith(("自", "从"), max(start - 1, 0)) and _SINCE_BEHIND.match(text, behind) is not None


def _with_unit(text: str, span: Span) -> Span:
    """The span of a number with the 年 or 月 behind it."""
    return Span(span.start, span.end + (text[span.end : span.end + 1] in ("年", "月")))


def _plan(text: str, at: Span) -> Iterator[Hit]:
    for found in _covering(_PLAN, text, at):
        number = found[1] or found[2]
        first, last = _PLANS[number]
        years = int(found[3]), int(found[4])
        # A range of another length is another plan, or a part of the period.
        if years != (first, last) and 3 <= years[1] - years[0] <= 5 and not first <= years[0] <= years[1] <= last:
            whole = _with_unit(text, Span(found.start(), found.end(4)))
            between, behind = text[found.end(3) : found.start(4)], text[found.end(4) : whole.end]
            written = f"{text[whole.start : found.start(3)]}{first}{between}{last}{behind}"
            values = {"plan": f"“{number}五”", "first": str(first), "last": str(last)}
            yield Hit(span=whole, reason="other-period", values=values, suggestions=(written,))
    for found in _covering(_EDGE_OF_PLAN, text, at):
        first, last = _PLANS[found[2]]
        right = last if found[3] == "收官" else first
        if int(found[1]) != right:
            values = {"plan": f"“{found[2]}五”", "first": str(first), "last": str(last)}
            suggestion = f"{right}{text[found.end(1) : found.end()]}"
            yield Hit(span=Span(*found.span()), reason="other-period", values=values, suggestions=(suggestion,))


_FINDERS = {
    **dict.fromkeys(
        ("十二大", "十三大", "十四大", "十五大", "十六大", "十七大", "十八大", "十九大", "二十大"), _congress
    ),
    "次全国代表大会": _congress,
    "中全会": _plenum,
    "次全体会议": _plenum,
    "届全国人": _peoples_congress,
    **{f"全国人大{number}": _peoples_congress for number in "五六七八九十"},
    "全国政协十": _consultative,
    "届全国政协": _consultative,
    "届全国委员会": _consultative,
    **dict.fromkeys(("十一五", "十二五", "十三五", "十四五", "十五五"), _plan),
    "个五年规划": _plan,
}
"""What is sought, and what judges the place."""


MEETING_MISMATCH = Rule(
    id="meeting-mismatch",
    category=Category.EXPRESSION,
    severity=Severity.ERROR,
    indicator="严重表述错误",
    title="会议届次与年份不符",
    message="“{matched}”的届次与年份不符，请核对后改正",
    rationale="党代会、中央全会、全国人大和全国政协会议的届次与召开时间一一对应，五年规划的起讫年份固定，写错会被列为严重表述错误。",
    source="历次党代会、中央全会公报；宪法（2018-03-11修正）第六十条、第六十一条；历次全国人大决议、决定；历次五年规划纲要",
    reasons={
        "other-year": "{meeting}的召开时间是{right}",
        "no-such-session": "全国人民代表大会每届举行五次会议，没有这一次",
        "other-period": "{plan}规划的起讫年份是{first}年至{last}年",
    },
    triggers=tuple(_FINDERS),
    scan=_scan,
    match=(
        "2021年10月召开的党的二十大",
        "党的二十大于2017年在北京召开",
        "2023年7月召开的党的二十届三中全会审议通过了决定",
        "党的十九届五中全会（2021年）",
        "2022年3月5日，第十四届全国人民代表大会第一次会议开幕",
        "第十四届全国人民代表大会第六次会议",
        "全国政协十四届二次会议于2023年3月开幕",
        "“十四五”规划（2020—2024年）",
        "2024年是“十四五”规划的收官之年",
        "2021年党的二十大提出了中心任务",
    ),
    no_match=(
        "2022年10月召开的党的二十大",
        "党的十九大以来到2022年，全省新建校舍一百所",
        "2024年，全省深入学习贯彻党的二十大精神",
        "2020年5月28日第十三届全国人民代表大会第三次会议通过",
        "省十四届人大六次会议",
        "第十三届全国人民代表大会常务委员会第三十次会议2021年召开",
        "“十四五”规划（2021—2025年）",
        "2025年是“十四五”规划的收官之年",
        "共青团十九届二中全会于2024年召开",
        "2023年党的二十大提出的任务全面落实",
    ),
)
