"""Brackets and quotation marks that lack their other half.

Lines are judged first, by a stack; what is alone in its line then meets across lines, since quotations run over
paragraphs and text is wrapped. Lines in which nothing can be wrong are never looked at mark by mark.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN, NOTICED
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped

if TYPE_CHECKING:
    from sensitive_check.context import Context


class Kind(NamedTuple):
    """One kind of pair: its opening and closing marks, in the same order.

    ``unclosed`` holds for each opening mark a pattern that finds it where no closing one follows before the line ends
    or the kind opens again: with a literal at its head a pattern is ten times as fast. ``unopened`` does the same for
    closing marks in the reversed text. ``whole_lines`` are later lines that open at their head and close at their end.
    """

    opening: str
    closing: str
    unclosed: dict[str, re.Pattern[str]]
    unopened: dict[str, re.Pattern[str]]
    marks: re.Pattern[str]
    whole_lines: re.Pattern[str]

    def other_half(self, mark: str) -> str:
        """The mark that belongs to ``mark``, of the same width."""
        return dict(zip(self.opening + self.closing, self.closing + self.opening, strict=True))[mark]

    def surplus(self, text: str, line: Span) -> int:
        """How many more opening marks than closing ones stand in a line; below 0, how many fewer."""
        opening, closing = (sum(text.count(one, *line) for one in marks) for marks in (self.opening, self.closing))
        return opening - closing


class _Mark(NamedTuple):
    """A mark that is alone in its line."""

    text: str
    offset: int
    kind: Kind
    line: Span

    @property
    def opens(self) -> bool:
        """True for the first half of a pair."""
        return self.text in self.kind.opening


def _kind(opening: str, closing: str) -> Kind:
    both = re.escape(opening + closing)

    def without_other_half(these: str) -> dict[str, re.Pattern[str]]:
        rest = f"[^{both}\n]*(?:[{re.escape(these)}\n]|\\Z)"
        return {mark: lazy(re.escape(mark) + rest) for mark in these}

    return Kind(
        opening,
        closing,
        unclosed=without_other_half(opening),
        unopened=without_other_half(closing),
        marks=lazy(f"[{both}]"),
        whole_lines=lazy(
            f"\n[ \t\u3000]*[{re.escape(opening)}][^\n]*[{re.escape(closing)}][，。；]?[ \t\r]*(?:\n|\\Z)"
        ),
    )


ROUND = _kind("（(", "）)")
TITLES = _kind("《", "》")
DOUBLE_QUOTES = _kind("“", "”")
_BRACKETS = (ROUND, TITLES, *(_kind(*pair) for pair in ("〈〉", "【】", "〔〕", "「」", "『』")))
_QUOTES = (DOUBLE_QUOTES, _kind("‘", "’"))
_MISTAKEN = ("《》〈〉", "「」『』", "【】〔〕", "“”‘’")
"""Marks taken for one another: 《…〉 is a slip with one remedy, （…》 is not."""

_ANY_MARK = lazy("[（）()《》〈〉【】〔〕「」『』“”‘’]")
_PHRASE_END = lazy("[，。；：！？、…\n]")
_LONGEST_PHRASE = 40
"""Two marks turned the same way belong together only around a word or a phrase."""

_REACH = 3000
"""How far apart the two halves of a quotation over several paragraphs may stand, in characters."""

_MOST_IN_LINE = 4
"""A line with more marks alone than this is no prose: a table row, a formula, a picture made of marks."""

_MOST_UNMATCHED = 200
"""A line with so many marks without another half is not even judged mark by mark."""

_LINE_HEAD = lazy("[ \t\u3000>*#-]*\\Z")
_CUT_OFF = lazy("(?:…|[.]{3})[ \t\r]*\\Z")
_NUMBERING = lazy(
    f"(?:^|[^{HAN}A-Za-z0-9０-９])(?:[0-9０-９]{{1,3}}(?:[.．][0-9０-９]{{1,2}}){{0,2}}|[A-Za-z]|[IVXivx]{{2,4}}"
    "|[一二三四五六七八九十]{1,3}|[①-⑳]) ?$"
    "|[?？]。.$"
)
"""Numbering such as 1）, a), 一）; and what a lost half byte leaves of （二, which is reported as broken text."""

_INTERVAL_END = lazy("[（(][^（）()\n]{1,24}[\\]］]")
_INTERVAL_START = lazy("[\\[［][^（）()\n]{1,24}$")
_CHINESE = lazy(f"[{HAN}，。；：！？、“”《》]")
_HISTORY_END = lazy("(?:通过|批准|公布|发布|修正|修订|施行|实施|生效)[）)][ \t\u3000\r]*$")
"""The history of a statute under its title runs over several lines, and reprints often lose its opening bracket."""

_FACE = lazy("[:;=8^_-]")
_FOREIGN = lazy("[A-Za-z0-9\u00c0-\u024f]")


def _unpaired(context: Context, kinds: tuple[Kind, ...]) -> Iterator[Hit]:
    """Marks of these kinds that no other half can belong to."""
    text = context.document.text
    backwards = ""
    hits: list[tuple[_Mark, Hit]] = []
    for kind in kinds:
        opening, closing = _present(context, kind.opening), _present(context, kind.closing)
        if not opening and not closing:
            continue
        places = array("I", (start for start, _ in left_open(context, kind)))
        # Where every opening mark is closed and there are as many closing ones, no closing mark is left over.
        if places or sum(map(text.count, opening)) != sum(map(text.count, closing)):
            backwards = backwards or text[::-1]
            reverse = (kind.unopened[mark].finditer(backwards) for mark in closing)
            unopened = [array("I", (len(text) - 1 - one.start() for one in matches)) for matches in reverse]
            hits += _across_lines(text, list(_alone_in_lines(text, kind, merge(places, *map(reversed, unopened)))))
    hits.sort(key=lambda pair: pair[0].offset)
    judged = list(_without_mistaken(text, hits))
    yield from grouped([hit for hit in judged if hit.severity is None])
    yield from grouped([hit for hit in judged if hit.severity is not None], reason="history-grouped")


def left_open(context: Context, kind: Kind) -> Iterator[tuple[int, int]]:
    """Opening marks of a kind after which no closing one follows: where each stands, and the end of what was read.

    That ends with the next opening mark, with the line or with the text. Several rules ask, and one search serves them.
    """
    if kind.opening not in context.left_open:
        text = context.document.text
        found = (kind.unclosed[mark].finditer(text) for mark in _present(context, kind.opening))
        starts, ends = array("I"), array("I")  # a text may be nothing else
        for start, end in merge(*((match.span() for match in matches) for matches in found)):
            starts.append(start)
            ends.append(end)
        context.left_open[kind.opening] = starts, ends
    return zip(*context.left_open[kind.opening], strict=True)


def _present(context: Context, marks: str) -> list[str]:
    text, seen = context.document.text, context.seen
    return [mark for mark in marks if (mark in seen if mark in NOTICED else mark in text)]


def _alone_in_lines(text: str, kind: Kind, places: Iterable[int]) -> Iterator[_Mark]:
    """The marks of a kind that are alone in their line, in the lines that hold one of ``places``."""
    end = -1
    for place in places:
        if place <= end:
            continue
        start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
        end = len(text) if end < 0 else end
        alone = [mark for mark in _unmatched(text, kind, Span(start, end)) if not _means_something_else(text, mark)]
        if len(alone) <= _MOST_IN_LINE:
            yield from alone


def _unmatched(text: str, kind: Kind, line: Span) -> list[_Mark]:
    """The marks of a line that have no other half in it; none of a line that is made of them."""
    if abs(kind.surplus(text, line)) > _MOST_UNMATCHED:
        return []
    waiting: list[_Mark] = []
    unopened: list[_Mark] = []
    for found in kind.marks.finditer(text, line.start, line.end):
        mark = _Mark(found[0], found.start(), kind, line)
        if mark.opens:
            waiting.append(mark)
        elif waiting:
            waiting.pop()
        else:
            unopened.append(mark)
        if len(unopened) > _MOST_UNMATCHED:
            return []
    if len(waiting) > _MOST_UNMATCHED:
        return []
    return sorted(unopened + waiting, key=lambda mark: mark.offset)


def _means_something_else(text: str, mark: _Mark) -> bool:
    """True for numbering, intervals, foreign text, faces, apostrophes, inches, and for a line that was cut off."""
    start, end = mark.offset, mark.offset + 1
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if mark.opens and _CUT_OFF.search(text, max(start, mark.line.end - 8), mark.line.end):
        return True
    if mark.kind is ROUND:
        head = text[max(mark.line.start, start - 26) : start]
        if mark.opens and _INTERVAL_END.match(text, start):
            return True
        if not mark.opens and (_NUMBERING.search(head) or _INTERVAL_START.search(head)):
            return True
        if mark.text in "()":
            return bool(_FACE.match(before)) or not (_CHINESE.match(before) or _CHINESE.match(after))
    if mark.text in "‘’":
        return bool(_FOREIGN.match(before) or _FOREIGN.match(after))
    return mark.text == "”" and before.isdigit()


def _across_lines(text: str, alone: list[_Mark]) -> Iterator[tuple[_Mark, Hit]]:
    """Judge the marks of one kind that are alone in their lines, in order.

    An opening mark waits for a closing one in a line below. A quotation of several paragraphs opens again at the head
    of each and closes once; where it does not close, the last paragraph lacks the mark.
    """
    waiting: _Mark | None = None
    position = 0
    while position < len(alone):
        mark = alone[position]
        position += 1
        if waiting and not mark.opens and mark.offset - waiting.offset <= _REACH:
            waiting = None
            continue
        if waiting and not (mark.opens and _LINE_HEAD.match(text, mark.line.start, mark.offset)):
            yield from _unclosed(text, waiting, mark.offset)
            waiting = None
        if position < len(alone) and _around_one_phrase(text, mark, alone[position]):
            yield from _turned(mark, alone[position])
            position += 1
        elif mark.opens:
            waiting = mark
        else:
            yield mark, _unopened(text, mark)
    if waiting:
        yield from _unclosed(text, waiting, len(text))


def _unclosed(text: str, mark: _Mark, limit: int) -> Iterator[tuple[_Mark, Hit]]:
    """A hit, unless the last paragraph of the quotation is whole by itself."""
    if not mark.kind.whole_lines.search(text, mark.line.end, min(limit, mark.line.end + _REACH)):
        yield mark, _hit(mark, "unclosed")


def _unopened(text: str, mark: _Mark) -> Hit:
    hit = _hit(mark, "unopened")
    if mark.kind is ROUND and _HISTORY_END.search(text, max(mark.offset - 2, mark.line.start), mark.line.end):
        return replace(hit, reason="history", severity=Severity.NOTE)
    return hit


def _hit(mark: _Mark, reason: str, suggestion: str = "") -> Hit:
    return Hit(
        span=Span(mark.offset, mark.offset + 1),
        suggestions=(suggestion,) if suggestion else (),
        values={"other": mark.kind.other_half(mark.text)},
        reason=reason,
    )


def _around_one_phrase(text: str, first: _Mark, second: _Mark) -> bool:
    between = text[first.offset + 1 : second.offset]
    return first.line == second.line and 0 < len(between) <= _LONGEST_PHRASE and not _PHRASE_END.search(between)


def _turned(first: _Mark, second: _Mark) -> Iterator[tuple[_Mark, Hit]]:
    """The marks around one phrase that are turned the wrong way: “甲“, ”甲”, ”甲“."""
    for mark, opens in ((first, True), (second, False)):
        if mark.opens is not opens:
            yield mark, _hit(mark, "turned", mark.kind.other_half(mark.text))


def _without_mistaken(text: str, hits: list[tuple[_Mark, Hit]]) -> Iterator[Hit]:
    """The hits, where an opening mark and a closing one of another kind right after it become one: 《甲〉."""
    taken = -1
    for position, (mark, hit) in enumerate(hits):
        if position == taken:
            continue
        following = hits[position + 1] if position + 1 < len(hits) else None
        if following and hit.reason == "unclosed" and _are_mistaken(text, mark, *following):
            taken = position + 1
            yield _mistaken(mark, following[0])
        else:
            yield hit


def _are_mistaken(text: str, first: _Mark, second: _Mark, later: Hit) -> bool:
    between = text[first.offset + 1 : second.offset]
    return later.reason == "unopened" and first.line == second.line and not _ANY_MARK.search(between)


def _mistaken(first: _Mark, second: _Mark) -> Hit:
    certain = any(first.text in marks and second.text in marks for marks in _MISTAKEN)
    hit = _hit(second, "mistaken", first.kind.other_half(first.text) if certain else "")
    return replace(hit, related=(Span(first.offset, first.offset + 1),), values={"other": first.text})


_REASONS = {
    "unclosed": "其后没有与之成对的 {other}",
    "unopened": "前面没有与之成对的 {other}",
    "turned": "方向相反，宜改为 {suggestion}",
    "mistaken": "与前面的 {other} 不成对",
    "history": "法规题注的开头缺 {other}",
    "history-grouped": "法规题注的开头缺 {other}，全文共 {count} 处",
    "grouped": "全文共 {count} 处",
}


def _scan_brackets(context: Context) -> Iterator[Hit]:
    return _unpaired(context, _BRACKETS)


def _scan_quotes(context: Context) -> Iterator[Hit]:
    return _unpaired(context, _QUOTES)


UNPAIRED_BRACKET = Rule(
    id="unpaired-bracket",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="括号、书名号不成对",
    message="{matched} 没有成对，请补上另一半或删去",
    rationale="括号、书名号成对使用，缺一半多为删改残留，读者看不出括注、书名到哪里为止。",
    source="GB/T 15834—2011",
    reasons=_REASONS,
    # No triggers: nearly every text holds brackets, and the scan begins with the counts of each kind.
    by_line=True,
    scan=_scan_brackets,
    match=(
        "各单位（含直属单位要抓好落实。",
        "各单位含直属单位）要抓好落实。",
        "根据《中华人民共和国保守国家秘密法的规定",
        "根据《保守国家秘密法〉的规定",
        "国办发〔2024】5号",
        "按照【通知要求办理。\n附件如下。",
    ),
    no_match=(
        "各单位（含直属单位)要抓好落实。",
        "一是：1）检查；2）整改。",
        "a) 第一项\nb) 第二项",
        "市、县（市、\n区）人民政府",
        "《关于印发〈管理办法〉的通知》（国办发〔2024〕5号）",
        "取值范围为（0，1］和[0，1）",
        "表情:)和:-(",
    ),
)

UNPAIRED_QUOTE = Rule(
    id="unpaired-quote",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="引号不成对",
    message="引号 {matched} 没有成对，请补上另一半或删去",
    rationale="引号成对使用，缺一半或方向相反多为录入、删改所致，读者看不出引语到哪里为止。",
    source="GB/T 15834—2011",
    reasons=_REASONS,
    # No triggers: nearly every text holds quotation marks, and the scan begins with the counts of each kind.
    by_line=True,
    scan=_scan_quotes,
    match=(
        "他说：“要抓好落实。\n会议还要求加强检查。",
        "坚持绿水青山就是金山银山”的理念",
        "坚持“两山“理念",
        "坚持”两山”理念",
        "坚持”两山“理念",
        "坚持“两山’理念",
    ),
    no_match=(
        "他说：“要抓好落实。”",
        "修改为：“本条例适用于全市。\n“各县区可以制定办法。\n“本条例自公布之日起施行。”",
        "他问：“什么是‘两山’理念？”",
        "It’s Xi’an, students’ work",
        "24”显示器",
        '直引号"不判断',
    ),
)
