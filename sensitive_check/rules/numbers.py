"""What the rules for numbers share: candidates of a run, the words around them, and the hit they make."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Hit, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context, Run

DIGITS = "0123456789〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
"""Triggers of a rule for numbers, which may be written in Chinese."""

QUANTITY_AFTER = lazy(r" ?(?:[%‰元万亿吨人户次台件册份公千平立亩度美欧英港日兆年月]|kw|kg|km|m2|m3)")
"""A unit behind a number: it counts something."""

OTHER_NUMBER = lazy(
    r"(?:编号|编码|代码|单号|订单|流水号?|批号|条码|案号|文号|证号|备案号?|索引号|序列号|型号|批次|qq号?|isbn)[^0-9a-z\n]{0,3}$"
)
"""A label that leads straight to a number which belongs to no person."""

_LETTERS_BEFORE = lazy(r"[a-z_]{1,32}$")
_LONGEST_ADDRESS = 2048


def runs_of(context: Context, length: int) -> Iterator[tuple[Run, str]]:
    """The runs of numbers that hold so many characters, with their text."""
    for run in context.number_runs:
        if run.span.end - run.span.start >= length:
            yield run, run.text


def overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches, also overlapping ones: a wrong candidate must not swallow the beginning of a right one."""
    found = pattern.search(text)
    while found:
        yield found
        found = pattern.search(text, found.start() + 1)


def text_before(run: Run, start: int, reach: int) -> str:
    """The text of the same line just before an offset of the run."""
    at = run.span.start + start
    return run.view.text[max(at - reach, 0) : at].rpartition("\n")[2]


def text_after(run: Run, end: int, reach: int) -> str:
    """The text of the same line just after an offset of the run."""
    at = run.span.start + end
    return run.view.text[at : at + reach].partition("\n")[0]


def in_address(run: Run, start: int) -> bool:
    """True when an offset of the run lies inside an address."""
    at = run.span.start + start
    before = run.view.text[max(at - _LONGEST_ADDRESS, run.span.start) : at].rpartition(" ")[2]
    return "://" in before or "www." in before


def is_glued(run: Run, span: tuple[int, int], labels: Collection[str]) -> bool:
    """True when the digits belong to a longer name of letters and digits; ``labels`` are letters that name a number."""
    letters = _LETTERS_BEFORE.search(text_before(run, span[0], 32))
    if letters and letters[0] not in labels:
        return True
    after = text_after(run, span[1], 1)
    return after.isascii() and (after.isalpha() or after == "_")


def hit_at(
    run: Run, span: tuple[int, int], confidence: float, *, severity: Severity | None = None, reason: str = ""
) -> Hit:
    """A hit for a stretch of the run."""
    place = Span(run.span.start + span[0], run.span.start + span[1])
    return Hit(span=place, view=run.view.name, confidence=confidence, severity=severity, reason=reason)
