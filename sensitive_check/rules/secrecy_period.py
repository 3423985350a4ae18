"""The period of a secrecy mark: longer than the law allows, or written so that nobody can tell when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.secrecy import LEVELS, STAND_IN, STAR, is_explained, levels_in

if TYPE_CHECKING:
    import re

    from sensitive_check.context import Context

_LONGEST_YEARS = {"绝密": 30, "机密": 20, "秘密": 10}
_UNITS_PER_YEAR = {"年": 1, "个月": 12, "月": 12, "日": 366, "天": 366}
_DIGITS = {"〇": 0, "零": 0, **{digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}}

_BEHIND_LEVEL = lazy(rf"级?\s{{0,2}}(?:{STAR}|{STAND_IN}(?=\s{{0,2}}[(（]?\s?[0-9〇零一二三四五六七八九十]))\s{{0,2}}")
_FIELD = lazy(r"[ \t,，;；|]{0,8}(?:保密)?期限[ \t]{0,4}[:：][ \t]{0,4}")
_GAP = lazy(r" {1,4}(?=[0-9]{1,3} ?(?:年|个月))")
_ENDS = lazy(r"[ \t\u3000]{0,8}(?:[\r\n]|$|[)）】\]]|[ \t\u3000](?:特急|加急|特提|平急))")
_ENDS_FIELD = lazy(r"[ \t\u3000]{0,8}(?:[\r\n]|$)|[ \t\u3000]{2}")
_DAY = lazy(r"([0-9]{4}) ?[年./-] ?([0-9]{1,2})(?: ?[月./-] ?(?:([0-9]{1,2}) ?日?)?)")
_LENGTH = lazy(
    r"(?P<open>[(（] ?)?(?P<number>[0-9]{1,4}|[〇零一二三四五六七八九十百]{1,5}) ?(?P<unit>年|个月|月|日|天)"
    r"(?(open) ?[)）])"
)
_BARE_NUMBER = lazy(r"[0-9]{1,4}")
_WITHOUT_END = lazy(r"长期|永久|无限期|永远")


def _scan_periods(context: Context) -> Iterator[Hit]:
    text = context.squeezed.text
    for level, span in levels_in(context):
        behind = _BEHIND_LEVEL.match(text, span.end) or _FIELD.match(text, span.end) or _gap(context, span)
        if behind is not None and text[span.start - 1 : span.start] not in ("“", "「", "‘", '"'):
            hit = _judged(context, behind.end(), level)
            if hit is not None and not is_explained(text, span.start, hit.span.end):
                yield hit


def _gap(context: Context, level: Span) -> re.Match[str] | None:
    """A gap behind a level that begins a line, before a period that ends it."""
    text = context.squeezed.text
    if text[max(level.start - 1, 0) : level.start].strip(" \t\n\r\u3000*#>"):
        return None
    gap = _GAP.match(text, level.end)
    length = gap and _LENGTH.match(text, gap.end())
    return gap if length and _ends_line(context, length, _ENDS_FIELD) else None


def _ends_line(context: Context, found: re.Match[str], ends: re.Pattern[str]) -> bool:
    """True when the line, or the field, ends behind a match. Asked of the folded text: squeezing may join lines."""
    return ends.match(context.folded.text, context.squeezed.to_source(Span(*found.span())).end) is not None


def _judged(context: Context, start: int, level: str) -> Hit | None:
    """What is wrong with the period at ``start``, None when nothing is."""
    text, today = context.squeezed.text, context.today
    endless = _WITHOUT_END.match(text, start)
    if endless:
        return _hit(endless, "endless", severity=Severity.NOTE)
    day = _DAY.match(text, start)
    if day:
        return _judged_day(day, today)
    length = _LENGTH.match(text, start)
    if length:
        return _judged_length(length, level)
    number = _BARE_NUMBER.match(text, start)
    if number is None or not _ends_line(context, number, _ENDS):
        return None
    return _hit(number, "no-unit", suggestions=(f"{number[0]}年",) if len(number[0]) < 3 else ())


def _judged_day(found: re.Match[str], today: date) -> Hit | None:
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        until = date(year, month, day)
    except ValueError:
        return _hit(found, "no-such-day")
    return _hit(found, "over", severity=Severity.NOTE) if until < today and found[3] else None


def _judged_length(found: re.Match[str], level: str) -> Hit | None:
    number, unit = _value(found["number"]), found["unit"]
    longest = _LONGEST_YEARS[level]
    written = f"{number}{unit}"
    if unit == "年" and number > 1900:
        return _hit(found, "year-only")
    if number == 0:
        return _hit(found, "zero")
    if number > longest * _UNITS_PER_YEAR[unit]:
        return _hit(found, "too-long", level=level, longest=str(longest))
    if found["open"]:
        return _hit(found, "brackets", suggestions=(written,))
    if not found["number"].isascii():
        return _hit(found, "numerals", suggestions=(written,))
    if unit == "月":
        return _hit(found, "month", suggestions=(f"{number}个月",))
    return None


def _value(numeral: str) -> int:
    """The value of Arabic or of Chinese digits below 1000.

    >>> _value("30"), _value("三十五"), _value("十"), _value("一百二十"), _value("一〇")
    (30, 35, 10, 120, 10)
    """
    if numeral.isascii():
        return int(numeral)
    if not set("十百") & set(numeral):
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * _DIGITS.get(hundreds[-1:], 1) if "百" in numeral else 0
    return total + (10 * _DIGITS.get(tens[-1:], 1) if ten else 0) + _DIGITS.get(ones[-1:], 0)


def _hit(
    found: re.Match[str],
    reason: str,
    *,
    severity: Severity | None = None,
    suggestions: tuple[str, ...] = (),
    **values: str,
) -> Hit:
    span = Span(*found.span())
    return Hit(span=span, view="squeezed", reason=reason, severity=severity, suggestions=suggestions, values=values)


SECRECY_PERIOD = Rule(
    id="secrecy-period",
    category=Category.SECRECY,
    severity=Severity.ERROR,
    indicator="泄露国家秘密",
    title="保密期限不合规定",
    message="密级标志中的保密期限“{matched}”不合规定，请定密责任人核定后改正",
    rationale="除另有规定外，绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年；期限以阿拉伯数字标注在★之后。",
    source="《中华人民共和国保守国家秘密法》第二十条；其实施条例第十九条；GB/T 9704—2012 7.2.2",
    reasons={
        "too-long": "{level}级的保密期限最长为{longest}年",
        "endless": "“长期”见于旧文件；现行规定须定期限、解密时间或解密条件",
        "over": "解密时间已过，核对标志是否已作废",
        "no-such-day": "没有这一天",
        "year-only": "像解密时间，但没有写明月和日",
        "zero": "期限为零",
        "brackets": "期限不加括号",
        "numerals": "期限用阿拉伯数字",
        "month": "不足一年的期限写作“×个月”",
        "no-unit": "期限没有写明年或个月",
    },
    triggers=LEVELS,
    scan=_scan_periods,
    match=(
        "机密★30年\n关于开展专项检查的通知",
        "秘密★（5年）",
        "秘密★一年",
        "机密★20\n关于报送情况的函",
        "绝密★0年",
        "秘密★2030年",
        "绝密★长期",
        "机密★2030年13月1日",
        "密级：秘密　保密期限：15年",
        "秘密★180个月",
        "绝　密 ★ 五十年",
    ),
    no_match=(
        "机密★20年\n关于开展专项检查的通知",
        "秘密★6个月",
        "绝密★30年 特急",
        "机密★会议开始前",
        "绝密★启用前",
        "机密★2036年12月31日",
        "秘密★",
        "绝密级国家秘密的保密期限不超过三十年。",
        "保密期限：长期有效",
        "密级：秘密　保密期限：10年",
        "保守国家秘密 30年如一日",
        "例如机密★30年，期限过长，应予改正。",
    ),
)
