"""The date of a document, read from the document itself: expressions that have a date are judged by it.

Formats of official documents: GB/T 9704—2012 (7.3.5.4 成文日期, 7.4.2 印发日期). Only what stands where a date belongs
counts, and two dates that contradict each other are none: a wrong date would silence a true finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sensitive_check.model import Document
from sensitive_check.patterns import lazy

EARLIEST = date(1949, 10, 1)
"""A draft is not older than the state whose names it uses; an older date is a slip or belongs to a story."""

_HEAD = 3000
_FOOT = 600
_HEAD_LINES = 15
_TITLE_LINES = 6
_LONGEST_LINE = 400
_FAR = timedelta(days=366)

_NUMERALS = "〇○零一二三四五六七八九"
_DIGITS = str.maketrans(f"{_NUMERALS}０１２３４５６７８９", "0001234567890123456789")
_NUMBER = "[0-9０-９]"
_YEAR = rf"(?:[12１２]{_NUMBER}{{3}}|[一二][{_NUMERALS}]{{3}})"
_MONTH = rf"(?:{_NUMBER}{{1,2}}|十[一二]?|[一二三四五六七八九])"
_DAY_OF_MONTH = rf"(?:{_NUMBER}{{1,2}}|[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
DAY = (
    rf"(?:{_YEAR} ?年 ?{_MONTH} ?月 ?{_DAY_OF_MONTH} ?日"
    rf"|{_YEAR}[-/.．]{_NUMBER}{{1,2}}[-/.．]{_NUMBER}{{1,2}}(?!{_NUMBER}))"
)
"""A full date in Arabic or Chinese digits, as one pattern without groups."""

_FIELDS = lazy(rf"({_YEAR})[^{_NUMERALS}十0-9０-９]{{1,3}}({_MONTH})[^{_NUMERALS}十0-9０-９]{{1,3}}({_DAY_OF_MONTH})")
_LABEL = lazy(rf"[日时][期间][】\]]?\s{{0,3}}[:：]\s{{0,40}}({DAY})")
_WRITTEN = frozenset(("成文", "发文", "制发", "印发", "签发"))
_PUBLISHED = frozenset(("发布", "发表", "公布", "公开", "更新", "上网", ""))
_PRINTED = lazy(rf"({DAY})[^\S\n]{{0,8}}印发[^\S\n]{{0,20}}(?:\n|$)")
_ALONE = lazy(r"日[^\S\n]{0,20}(?:[）)][^\S\n]{0,20})?(?:\n|$)")
_DATE_LINE = lazy(rf"[^\S\n]{{0,60}}[（(]?({DAY})[）)]?[^\S\n]{{0,20}}")
_ADOPTED = lazy(rf"({DAY})[^\n。；]{{0,120}}?(?:通过|公布|修正|修订|修改|发布|批准)")
_IS_HISTORY = lazy(
    r"[^\S\n]{0,8}[（(]|[^。]{0,2000}(?:通过|公布|修正|修订|修改|发布|批准|施行)[^\S\n]{0,4}[）)]?[^\S\n]{0,8}$"
)
_AFTER_SIGNATURE = lazy(
    r"\s{0,40}(?:$|附件|附[：:表]|[（(【]|抄送|主送|主题词|联系|责任编辑|来源|打印|分享|关闭|[^\n]{0,60}印发\s)"
)
_OPENS_HISTORY = lazy(rf"[^\S\n]{{0,8}}[（(]?(?:根据)?{DAY}")
_SPOKEN = lazy(rf"[^\S\n]{{0,8}}(?:[-—–]{{1,4}})? ?({DAY})(?:在|于).{{2,60}}[上)）][^\S\n]{{0,8}}")
_STAMP = lazy(
    rf"^[^\S\n]{{0,60}}({DAY})[^\S\n]{{1,8}}[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?[^\S\n]{{0,60}}(?:$|来源)",
    re.MULTILINE,
)
_DISPATCH = lazy(rf"[^，。；\n]{{0,20}}({DAY})(?:电|讯)")
_REPORT = lazy(rf"[^\S\n]{{0,20}}({_YEAR})年?[^，。；：0-9]{{0,20}}工作报告[^\S\n]{{0,20}}")
_IN_NAME = lazy(r"(?<![0-9A-Za-z])((?:19|20)[0-9]{2})[-_.年]?([01]?[0-9])[-_.月]?([0-3]?[0-9])日?(?![0-9])")
_META_NAMES = frozenset(
    (
        *("pubdate", "publishdate", "publish_date", "publishtime", "date", "dc.date", "dcterms.created"),
        *("datepublished", "article:published_time", "og:published_time", "weibo:article:create_at"),
    )
)
_FRONT_MATTER = lazy(rf"^(?:date|pubdate|published|日期)[ \t]{{0,4}}[:：][ \t\"']{{0,4}}({DAY})", re.MULTILINE)
_BODY = ("第一条", "第一章", "一、", "第1条")


def issue_date(document: Document, *, latest: date) -> date | None:
    """The day that a document says it is of; None when it says nothing certain. ``latest`` bounds a plausible one.

    What the page or the head names as the date of the document comes first, then the date under the signature, the
    history under a statute's title, the day of publication, the date in the file's name, the year of a report.
    """
    text = document.text
    head = text[:_HEAD]
    lines = [line for line in head.split("\n", 2 * _HEAD_LINES)[: 2 * _HEAD_LINES] if line.strip()][:_HEAD_LINES]
    labelled = list(_labelled(head)) if "日期" in head or "时间" in head else []
    written = [*(day for label, day in labelled if label in _WRITTEN), *_printed(text[-_FOOT:])]
    signed = list(_signed(document))
    for days in (written, signed):
        days[:] = _plausible(days, latest)
    if written and signed and _are_far(written[:1] + signed[-1:]):
        return None
    if written:
        return None if _are_far(written) else written[0]
    if adopted := _plausible(_adopted(lines), latest):
        return max(adopted)
    if signed:
        return None if _are_far(signed) else max(signed)
    said = (day for label, day in labelled if label in _PUBLISHED)
    stamped = _dates(_STAMP, head) if ":" in head else ()
    published = _plausible([*_declared(document), *said, *stamped, *_titled(lines)], latest)
    if published:
        return None if _are_far(published) else published[0]
    named = _plausible(_named(document.name), latest)
    if named:
        return None if _are_far(named) else named[0]
    return next(iter(_plausible(_reported(lines), latest)), None)


def read_day(written: str) -> date | None:
    """The day of a written date, None when there is no such day.

    >>> read_day("2024年3月5日"), read_day("二〇二四年十二月二十一日"), read_day("2023-02-29")
    (datetime.date(2024, 3, 5), datetime.date(2024, 12, 21), None)
    """
    found = _FIELDS.search(written)
    if found is None:
        return None
    try:
        return date(read_number(found[1]), read_number(found[2]), read_number(found[3]))
    except ValueError:
        return None


def read_number(written: str) -> int:
    """The value of a year, a month or a day in either kind of digits.

    >>> read_number("二〇二四"), read_number("十"), read_number("二十一"), read_number("０３")
    (2024, 10, 21, 3)
    """
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return int(written.translate(_DIGITS))
    return 10 * int(tens.translate(_DIGITS) or 1) + int(ones.translate(_DIGITS) or 0)


def _dates(pattern: re.Pattern[str], text: str) -> Iterator[date]:
    for found in pattern.finditer(text):
        day = read_day(found[1])
        if day is not None:
            yield day


def _printed(foot: str) -> Iterator[date]:
    """The date before 印发 in the last lines."""
    return _dates(_PRINTED, foot) if "印发" in foot else iter(())


def _labelled(text: str) -> Iterator[tuple[str, date]]:
    """What stands before 日期 or 时间 in a field that holds a date, and the date; "" where that begins the field."""
    for found in _LABEL.finditer(text):
        day = read_day(found[1])
        if day is not None:
            before = text[max(found.start() - 2, 0) : found.start()]
            yield before[max(map(before.rfind, " \t\n\u3000|｜【[（(")) + 1 :], day


def _plausible(days: Iterable[date], latest: date) -> list[date]:
    return [day for day in days if EARLIEST <= day <= latest]


def _are_far(days: Iterable[date]) -> bool:
    days = list(days)
    return max(days) - min(days) > _FAR


def _signed(document: Document) -> Iterator[date]:
    """Dates on a line of their own under a short line without a sentence's end: the body that signs."""
    text = document.text
    prose = [part.span for part in document.parts if part.kind not in ("prose", "table")]
    for end in _ALONE.finditer(text):
        start = text.rfind("\n", max(end.start() - 90, 0), end.start()) + 1
        found = _DATE_LINE.fullmatch(text, start, end.start() + 1) or _DATE_LINE.fullmatch(text, start, end.end() - 1)
        if found is None or not _AFTER_SIGNATURE.match(text, end.end()):
            continue
        if any(span.start <= start < span.end for span in prose[:200]):
            continue
        above = text[max(start - 120, 0) : start].rstrip().rpartition("\n")[2].strip()
        if above and len(above) <= 40 and above[-1] not in "。；，、：:;," and (day := read_day(found[1])):
            yield day


def _adopted(lines: Iterable[str]) -> Iterator[date]:
    """The days on which the statute under whose title these lines stand was adopted, promulgated and amended."""
    for line in lines:
        if line.lstrip(" \t\u3000#").startswith(_BODY):
            return
        # A sentence of the text may begin with a day, too.
        if "年" in line[:20] and _OPENS_HISTORY.match(line) and _IS_HISTORY.match(line):
            yield from _dates(_ADOPTED, line[: 10 * _LONGEST_LINE])


def _declared(document: Document) -> Iterator[date]:
    """What a page's metadata or a front matter gives as its date."""
    for part in document.parts:
        if part.kind != "metadata":
            continue
        written = document.text[part.span.start : min(part.span.end, part.span.start + _HEAD)]
        if part.label.startswith("meta ") and part.label[5:].lower() in _META_NAMES:
            if day := read_day(written[:40]):
                yield day
        elif part.span.start == 0:
            yield from _dates(_FRONT_MATTER, written)


def _titled(lines: Iterable[str]) -> Iterator[date]:
    """Dates under a title: of a speech, of a dispatch, or alone."""
    for line in list(lines)[:_TITLE_LINES]:
        found = _SPOKEN.fullmatch(line[:_LONGEST_LINE]) or _DISPATCH.match(line) or _DATE_LINE.fullmatch(line[:99])
        if found and (day := read_day(found[1])):
            yield day


def _named(name: str) -> Iterator[date]:
    """A full date in the file's name, such as 2024-03-05-1.txt or 条例(2018-03-30).md."""
    for found in _IN_NAME.finditer(name.replace("\\", "/").rpartition("/")[2][:200]):
        try:
            yield date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue


def _reported(lines: Iterable[str]) -> Iterator[date]:
    """The first day of the year of a report that names no day: changes within that year may be unknown to it."""
    for line in list(lines)[:3]:
        if found := _REPORT.fullmatch(line[:99]):
            yield date(read_number(found[1]), 1, 1)
