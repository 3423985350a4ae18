"""Fixed enumerations: a named list whose items, their number and their order are laid down.

A name followed by its items (「四个意识」即……, （……）, ：……) or preceded by them (……的新发展理念) is read item by
item and compared with what is laid down. A running mention of some items without the name is no enumeration; a list
that ends with 等 need not be whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.entry_tables import EntryTable
from sensitive_check.model import Entry, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.wordlist import is_in_force

if TYPE_CHECKING:
    from sensitive_check.context import Context

REASONS: Mapping[str, str] = {
    "replaced": "“{wrong}”应为“{right}”",
    "missing": "漏了“{right}”",
    "extra": "多了“{wrong}”",
    "differs": "应有 {right_count} 项，写了 {wrong_count} 项，各项与规定不一致",
    "order": "各项齐全，次序与通行写法不同",
    "earlier": "这是 {until} 以前的提法，说当时的事可以保留；现为“{right}”",
}
"""How a written list differs from what is laid down."""

_REACH = 320
"""No list is longer than so many characters."""

_MOST_WINDOWS = 512
"""Verdicts are kept with the text around a name, so many at most: hostile text repeats itself."""

_TAIL = 6
"""So much may follow an item inside its place: 人口规模巨大 in 人口规模巨大的现代化."""

_LONGER = 4
"""A foreign item may be so much longer than the longest that is laid down."""

_ALIKE = 0.6
"""Stretches this much alike are one miswritten as the other."""

_ENDS = "。！？!?；;，,）)\n"
_MARKS = '、，,；;。！？!?：:\n（）()《》“”‘’"「」『』'
_QUOTES = '“”‘’"「」『』 '
_BETWEEN_QUOTES = ("”“", "’‘", "」「", "』『")
_WORDS = (
    "的|总体布局|战略布局|总要求|基本要求|要求|工作|方针|原则|理念|精神|思想|战略|布局|改革|制度|标准|目标|任务|倡议|内容|内涵"
    "|主要内容|基本内容|科学内涵|主要|具体|分别|问题|建设|要素|特征|特性|方面|重点"
)
# What leads from a name to its items; a bracket, a colon or one of the verbs must stand there.
_LINK = lazy(
    rf"[”’\"」』]?(?:{_WORDS}){{0,4}} ?(?:[（(](?:即|是指|包括|就是)?[：:]?|[，,]? ?(?:即|亦即|也就是|就是|是指|指的是"
    r"|指|分别为|分别是|包括|涵盖|是)[：:]?|[：:]|——) ?"
)
_PARTIAL_LINK = lazy(r"包括|涵盖")
_COUNTED = lazy(r"[一二两三四五六七八九十]|[0-9]")
_JOINT = lazy(r"以及|[和与及并]")
_DELIMITER = lazy(r"[、，,；;] ?|以及|[和与及并]")
_OPENING = lazy(r"(?s:.{0,400})[、，,；;：:（(“‘\"]")
_VERBS = lazy(
    r"(?:坚持|贯彻|落实|践行|秉持|树立|增强|坚定|按照|以|把|将|要|和|对|必须|做到|实现|始终|着力|推动|推进|加强|突出|牢固|全面|树牢){1,4}"
)


class _Written(NamedTuple):
    """One item as it stands in the text; ``number`` is its place in the list laid down, None for a foreign one."""

    number: int | None
    span: Span
    text: str


@dataclass(slots=True)
class _List:
    """A list as it stands in the text. ``partial``: it ends with 等. ``ended``: a mark or a bracket ends it."""

    written: list[_Written] = field(default_factory=list)
    partial: bool = False
    ended: bool = False
    end: int = 0

    @property
    def numbers(self) -> list[int]:
        """The places of the items that are known."""
        return [one.number for one in self.written if one.number is not None]

    @property
    def foreign(self) -> list[_Written]:
        """What stands in the list and is not laid down."""
        return [one for one in self.written if one.number is None]


class _Laid(NamedTuple):
    """A list as it is laid down: its entry, and every way to write an item with the item's place, longest first."""

    entry: Entry
    forms: tuple[tuple[str, int], ...]
    reach: int
    """How far a list may reach, with twice as much as is laid down."""

    @property
    def items(self) -> list[str]:
        """The items as they are proposed."""
        return [item.partition("/")[0] for item in self.entry.items]

    def known(self, text: str, at: int) -> tuple[str, int] | None:
        """The item that begins at a place of the text."""
        return next((form for form in self.forms if text.startswith(form[0], at)), None)

    @property
    def marked(self) -> bool:
        """True where an item holds a mark itself, so that commas stand between the items."""
        return any("、" in form for form, _ in self.forms)

    @property
    def longest(self) -> int:
        """The length of the longest item."""
        return len(self.forms[0][0])

    def inside(self, token: str) -> tuple[str, int] | None:
        """The item that a stretch holds with little beside it, such as a verb; not one that is merely like another."""
        for form, number in () if self.resembles(token) else self.forms:
            before = token.partition(form)[0]
            if before == token or len(token) - len(form) > _TAIL:
                continue
            if before and not _VERBS.fullmatch(before) and len(form) < 4:
                continue
            return form, number
        return None

    def resembles(self, token: str) -> bool:
        """True for what is nearly an item of the same length."""
        return any(
            len(form) == len(token) and form != token and _likeness(token, form) >= _ALIKE for form, _ in self.forms
        )

    def near(self, token: str, seen: Sequence[int]) -> int | None:
        """The item not yet seen that a stretch is nearest to."""
        close = [(_likeness(token, form), -number) for form, number in self.forms if number not in seen]
        best = max(close, default=(0.0, 0))
        return -best[1] if best[0] >= 0.5 else None


def _likeness(one: str, other: str) -> float:
    """How much of two stretches is the same characters, from 0 to 1.

    >>> _likeness("创造", "创新"), _likeness("文明自信", "文化自信"), _likeness("党课", "党小组会")
    (0.5, 0.75, 0.3333333333333333)
    """
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / max(len(one) + len(other), 1)


def wrong_enumeration(rule: Rule) -> Rule:
    """The data rule with its search. Names are sought as they are folded."""
    named: dict[str, list[tuple[Sequence[Entry], int]]] = {}
    for number, entry in enumerate(rule.entries):
        for name in entry.names:
            named.setdefault(name, []).append((rule.entries, number))
    for table in rule.tables:
        for number, (names,) in enumerate(table.cells("names") if isinstance(table, EntryTable) else ()):
            for name in names.split("|"):
                named.setdefault(name, []).append((table, number))

    def scan(context: Context) -> Iterator[Hit]:
        text = context.visible.text
        for name in named.keys() & context.occurrences.keys():
            rows = [rows[number] for rows, number in named[name]]
            entries = [_laid(entry) for entry in rows if is_in_force(entry, context)]
            earlier = [_laid(entry) for entry in rows if entry.effective_to and entry.effective_to < context.as_of]
            verdicts: dict[str, Hit | None] = {}
            for view, span in context.occurrences[name] if entries else ():
                place = context.visible.from_source(view.to_source(span))
                low = max(place.start - _REACH, 0)
                window = text[low : place.end + _REACH]
                if window not in verdicts:
                    if len(verdicts) >= _MOST_WINDOWS:
                        verdicts.clear()
                    verdicts[window] = _judged_dated(window, Span(place.start - low, place.end - low), entries, earlier)
                hit = verdicts[window]
                if hit is not None:
                    yield replace(hit, span=context.visible.to_source(Span(low + hit.span.start, low + hit.span.end)))

    return replace(rule, reasons=REASONS, triggers=tuple(named), scan=scan, exemplify=_with_examples)


def right_list(entry: Entry) -> str:
    """The list as it is proposed."""
    items = [item.partition("/")[0] for item in entry.items]
    return ("，" if any("、" in item for item in items) else "、").join(items)


def _with_examples(entry: Entry) -> Entry:
    if entry.match:
        return entry
    name = entry.names[0]
    short = replace(entry, items=entry.items[:-1])
    return replace(entry, match=(f"{name}（{right_list(short)}）",), no_match=(f"{name}（{right_list(entry)}）",))


def _laid(entry: Entry) -> _Laid:
    forms = [(form, number) for number, item in enumerate(entry.items) for form in item.split("/")]
    longest = sum(max(map(len, item.split("/"))) + 1 for item in entry.items)
    return _Laid(entry, tuple(sorted(forms, key=lambda form: -len(form[0]))), min(2 * longest + 20, _REACH))


def _judged_dated(text: str, name: Span, entries: Sequence[_Laid], earlier: Sequence[_Laid]) -> Hit | None:
    """The verdict on the list beside a name; one that was right once is only to be looked at."""
    hit = _judged(text, name, entries)
    if hit is None or hit.entry is None:
        return hit
    for laid in earlier:
        if _judged(text, name, [laid]) is None:
            values = {"until": f"{laid.entry.effective_to:%Y-%m-%d}", "right": right_list(hit.entry)}
            return replace(hit, severity=Severity.WARNING, reason="earlier", values=values)
    return hit


def _judged(text: str, name: Span, entries: Sequence[_Laid]) -> Hit | None:
    """The verdict on the list beside a name; of several lists of one name that which fits best speaks."""
    best: tuple[tuple[int, int], Hit] | None = None
    for laid in entries:
        for found, whole in _lists(text, name, laid):
            matched = len(set(found.numbers))
            if matched < max(1, (len(laid.items) + 1) // 2):
                continue  # half of the items must be there, or the list is another one
            hit = _verdict(found, laid, whole)
            if hit is None:
                return None
            fit = matched, -len(laid.items)
            if best is None or fit > best[0]:
                best = fit, hit
    return best[1] if best else None


def _lists(text: str, name: Span, laid: _Laid) -> Iterator[tuple[_List, bool]]:
    """The lists after and before a name, and whether each claims to be whole."""
    link = _LINK.match(text, name.end, name.end + 40)
    if link is not None:
        found = _read(
            text, link.end(), min(link.end() + laid.reach, len(text)), laid, bracket="（" in link[0] or "(" in link[0]
        )
        named_count = _COUNTED.match(laid.entry.names[0]) is not None
        whole = found.ended and (named_count or _PARTIAL_LINK.search(link[0]) is None)
        yield found, whole
    yield from ((found, True) for found in _before(text, name, laid))


def _read(text: str, at: int, end: int, laid: _Laid, *, bracket: bool = False) -> _List:
    """The items from a place of the text on. In a bracket whatever stands there belongs to the list."""
    found = _List(end=at)
    strong = True
    while True:
        item = _item(text, _skip(text, at, end), end, laid, found.numbers)
        if item is None:
            break
        loose = item.number is None and not strong and not bracket
        if loose and laid.near(item.text, found.numbers) is None:
            break
        found.written.append(item)
        found.end = item.span.end + _tail(text, item.span.end, end, laid, item)
        at = _skip(text, found.end, end)
        found.partial = text.startswith(("等", "…"), at)
        found.ended = at >= end or text[at] in _ENDS
        if found.partial or at >= end:
            break
        joint = _DELIMITER.match(text, at, end)
        quoted = text[found.end : at] in _BETWEEN_QUOTES
        if joint is None and not quoted and laid.known(text, at) is None:
            break
        strong = joint is None or laid.marked or joint[0][0] not in "，,；;"
        at = joint.end() if joint else at
        also = _JOINT.match(text, at, end)
        if also is not None and laid.known(text, at) is None and laid.known(text, also.end()) is not None:
            at = also.end()
    _trim(found, bracket=bracket)
    return found


def _skip(text: str, at: int, end: int) -> int:
    """The next place that is no quotation mark or blank."""
    while at < end and text[at] in _QUOTES:
        at += 1
    return at


def _item(text: str, at: int, end: int, laid: _Laid, seen: Sequence[int]) -> _Written | None:
    """The item that begins at a place; None where nothing like an item stands."""
    known = laid.known(text, at)
    token = text[at : _next_mark(text, at, end)]
    if known is not None and at < end and (len(token) <= len(known[0]) or not laid.resembles(token.rstrip(_QUOTES))):
        return _Written(known[1], Span(at, at + len(known[0])), known[0])
    for form, number in laid.forms:
        # An item that holds marks itself is compared as a whole.
        written = text[at : min(at + len(form), end)]
        place = form.find("、")
        if (
            place > 0
            and number not in seen
            and written[place : place + 1] == "、"
            and _likeness(written, form) >= _ALIKE
        ):
            return _Written(None, Span(at, at + len(written)), written)
    for joint in _JOINT.finditer(token, 1):
        if laid.known(text, at + joint.end()) is not None:
            token = token[: joint.start()]
            break
    token = token.partition("等")[0].rstrip(_QUOTES)
    if not token:
        return None
    inside = laid.inside(token)
    if inside is not None:
        start = at + token.index(inside[0])
        return _Written(inside[1], Span(start, start + len(inside[0])), inside[0])
    if len(token) > laid.longest + _LONGER:
        return None
    return _Written(None, Span(at, at + len(token)), token)


def _tail(text: str, at: int, end: int, laid: _Laid, item: _Written) -> int:
    """How much of what follows an item belongs to its place: 的现代化."""
    tail = text[at : _next_mark(text, at, end)].rstrip(_QUOTES)
    goes_on = laid.known(text, at) is not None or _JOINT.match(text, at) is not None
    return 0 if item.number is None or goes_on or len(tail) > _TAIL or tail.startswith("等") else len(tail)


def _next_mark(text: str, at: int, end: int) -> int:
    return next((place for place in range(at, end) if text[place] in _MARKS), end)


def _trim(found: _List, *, bracket: bool) -> None:
    """Take off what follows the list in its sentence: several foreign stretches, or one that no mark ends."""
    foreign = 0
    for one in reversed(found.written):
        if one.number is not None:
            break
        foreign += 1
    if foreign and not bracket and (foreign > 1 or not (found.ended or found.partial)):
        del found.written[-foreign:]
        found.ended = False


def _before(text: str, name: Span, laid: _Laid) -> Iterator[_List]:
    """The list that ends where the name begins: ……的新发展理念, ……“四个意识”."""
    end = name.start
    if end and text[end - 1] in '“‘"「':
        end -= 1
    linked = text[end - 1 : end] == "的"
    end -= linked
    low = max(end - laid.reach, 0)
    low = max(low, *(text.rfind(mark, low, end) + 1 for mark in "。！？!?\n；：:（("))
    places = [place for form, _ in laid.forms if (place := text.find(form, low, end)) >= 0]
    if not places or end - low < 4:
        return
    start = min(places)
    found = _read(text, start, end, laid)
    if found.partial or found.end + 1 < end or found.end > end:
        return
    _take_first(text, low, start, found, laid)
    # Beside a name without 的 only a list that is nearly whole is meant.
    if linked or len(set(found.numbers)) >= max(2, len(laid.items) - 1):
        found.ended = True
        yield found


def _take_first(text: str, low: int, start: int, found: _List, laid: _Laid) -> None:
    """Add what stands before the first known item and is joined to it, without the verb that governs the list."""
    at = start
    while at > low and text[at - 1] in _QUOTES:
        at -= 1
    if text[at - 1 : at] != "、":
        return
    head = text[low : at - 1].rstrip(_QUOTES)
    opening = _OPENING.match(head)
    token = head[opening.end() if opening else 0 :]
    near = [(form, number) for form, number in laid.forms if number not in found.numbers]
    for form, _ in near:
        tail = token[-len(form) :]
        if len(tail) == len(form) and _likeness(tail, form) >= 0.5:
            token = tail
            break
    else:
        verb = _VERBS.match(token)
        token = token[verb.end() if verb else 0 :]
    longest = max(len(form) for form, _ in laid.forms)
    if not token or len(token) > longest + 2:
        return
    end = low + len(head)
    found.written.insert(0, _Written(None, Span(end - len(token), end), token))


def _verdict(found: _List, laid: _Laid, whole: bool) -> Hit | None:
    """What is wrong with a list, None where it is right."""
    items, numbers, foreign = laid.items, found.numbers, found.foreign
    missing = [number for number in range(len(items)) if number not in numbers]
    twice = [number for number, count in Counter(numbers).items() if count > 1]
    values: dict[str, str] = {}
    severity = None
    if foreign and missing:
        if found.partial and laid.near(foreign[0].text, numbers) is None:
            return None
        near = laid.near(foreign[0].text, numbers)
        if len(foreign) == 1 and (near is not None or len(missing) == 1) and (len(missing) == 1 or found.partial):
            right = items[near if near is not None else missing[0]]
            reason, values = "replaced", {"wrong": foreign[0].text, "right": right}
        elif whole:
            reason = "differs"
            values = {"right_count": str(len(items)), "wrong_count": str(len(found.written))}
        else:
            return None
    elif foreign:
        reason, values = "extra", {"wrong": "、".join(one.text for one in foreign)}
    elif missing:
        if found.partial or not whole:
            return None
        reason, values = "missing", {"right": "、".join(items[number] for number in missing)}
    elif twice:
        reason, values = "extra", {"wrong": items[twice[0]]}
    elif laid.entry.ordered and numbers != sorted(numbers):
        reason, severity = "order", Severity.NOTE
    else:
        return None
    first, last = found.written[0].span, found.written[-1].span
    return Hit(
        span=Span(first.start, last.end),
        entry=laid.entry,
        suggestions=(right_list(laid.entry),),
        reason=reason,
        values=values,
        severity=severity,
    )
