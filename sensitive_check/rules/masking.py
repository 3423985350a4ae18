"""Masks that do not hide: how many numbers may stand behind a masked one, given what else the document says."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.masks import (
    ENOUGH,
    HIDDEN,
    NONE,
    WEAK,
    IdentityMasks,
    Known,
    MaskRule,
    candidates_of_card,
    merged,
)
from sensitive_check.model import Category, Hit, Rule, Severity, Span, Table
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_MARKS = "*x×●○■□█•"
_TRIGGERS = (
    # Somewhere a mark stands beside a digit; rows of marks alone are ornaments; "x" follows digits too often.
    *(f"{digit}{mark}" for mark in "*×●○■□█•" for digit in "0123456789"),
    *(f"{mark}{digit}" for mark in "*×●○■□█•" for digit in "0123456789"),
    "xx",
)
_EACH = frozenset(_TRIGGERS)
# Digits and marks, single blanks or hyphens between them. The look-behind keeps a long row from being tried everywhere.
_MASKED = lazy(
    rf"(?<![0-9a-z{_MARKS}])(?<![0-9{_MARKS}][ .-])[0-9{_MARKS}](?:[ -]?[0-9{_MARKS}]){{6,22}}"
    rf"(?![0-9a-z{_MARKS}])(?![.-][0-9])"
)
_HAS_DIGIT = lazy("[0-9]{2}")
_CENTURY = lazy(r"[\d*]{6}(?:1[89*]|[*]9|20|2[*]|[*]0|[*]{2})")
_IDENTITY_LABEL = lazy(r"身份证|身份号|证件号|居民证|公民身份")
_MOBILE_LABEL = lazy(r"手机|电话|联系方式|号码|tel|phone|mobile")
_CARD_LABEL = lazy(r"卡号|银行卡|[账帐][号户]|一卡通|惠农卡|存折|工资卡|社保卡")
_BIRTH_LABEL = lazy(r"出生|生日|生于|生辰")
_BIRTH = lazy(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})"
    r"(?:[年./-]? ?(?P<month>1[0-2]|0?[1-9])(?:[月./-]? ?(?P<day>3[01]|[12][0-9]|0?[1-9]))?)?(?![0-9])"
)
_AGE = lazy(r"(?<![0-9])([1-9]?[0-9]) ?(?:周?岁)")
_AGE_CELL = lazy(r"([1-9]?[0-9])(?: ?周?岁)?")
_SEX = lazy(r"(?<![一-鿿])([男女])(?![一-鿿])")
_LONGEST = 48
"""No row of digits, marks and blanks between them is longer."""

_LINE, _NEAR = 120, 16
"""How far from a number its line is read, and how far from the word 出生 a date may stand, in characters."""

_WHOLE = lazy(r"(?<![0-9])[0-9](?:[ -]?[0-9]){9,18}[ -]?[0-9x](?![0-9])")
_FEWEST_SHOWN = 6
"""So few visible digits say that something is a number at all."""

_REGION, _ALIKE = 6, 4
"""Neighbours share the region, the first digits; so many equal ones after it are no chance."""

_FEWEST_SEEN, _MOST_HIDDEN = 10, 2

_LISTED = 20
"""How many places of one column a finding names; its count tells all."""

_MOST_SHAPES, _MOST_ALIKE, _NEXT = 16, 4, 3
"""So many ways of masking are compared, so many numbers alike, and so many neighbours on each side."""


class _Masked(NamedTuple):
    """A masked number: its kind, its characters with ``*`` for every hidden one, and its place in the folded text."""

    kind: str
    number: str
    span: Span


def weak_mask(regions: Collection[str], mask_rules: Mapping[str, MaskRule]) -> Rule:
    """The rule for masks; ``regions`` are all region codes ever in force, ``mask_rules`` what the unit prescribes."""
    codes: list[frozenset[str]] = []  # made of the table when the first mask turns up

    def scan(context: Context) -> Iterator[Hit]:
        tables = _Tables(context.document.tables)
        found = list(_masked_numbers(context, tables))
        if not found:
            return
        if not codes:
            codes.append(frozenset(regions))
        identity = IdentityMasks(codes[0], context.today)
        pairing = _Pairing(found, list(_whole_numbers(context)), context, tables)
        hits = [_verdict(index, masked, context, identity, pairing, mask_rules) for index, masked in enumerate(found)]
        yield from _by_column(hits, tables)

    return Rule(
        id="weak-mask",
        category=Category.PERSONAL,
        severity=Severity.WARNING,
        indicator="个人信息（地方）",
        sensitive=True,
        title="遮盖不足",
        message="号码遮盖不足，只保留前 {keep_start} 位和后 {keep_end} 位，其余全部遮盖",
        rationale="身份证号的校验码由其余各位算出，出生日期、地区又常在同处写明，遮几位往往等于没遮。"
        "按能对上的号码还有多少个判断：不足一万个即为不足。",
        source="GB 11643—1999；《中华人民共和国个人信息保护法》第五十一条；GB/T 35273—2020",
        reasons={
            "left": "仅余 {left} 种可能",
            "left-known": "同处写明出生日期、年龄或性别，仅余 {left} 种可能",
            "none": "仅余 {left} 种可能，等于未遮盖",
            "none-known": "同处写明出生日期、年龄或性别，仅余 {left} 种可能，等于未遮盖",
            "bare": "同一号码在本文另一处完整出现，遮盖不起作用",
            "pieced": "与本文另一处遮盖的号码拼合，仅余 {left} 种可能",
        },
        compared="resident-id",
        triggers=_TRIGGERS,
        scan=scan,
        match=(
            "身份证号1101051990****1239",
            "身份证号：11010519900307***9，已登记",
            "证件号码110105 1990 0307 123*",
            "张某某，男，110105********1239，1990年3月7日出生",
            "身份证号１１０１０５１９９００３０７××××",
            "手机1380013800*",
        ),
        no_match=(
            "身份证号11*************239",
            "身份证号110************239",
            "手机138****8000",
            "卡号6225***********7898",
            "密码：********",
            "**重点**：2024年**完成**",
            "分辨率1920x1080",
            "编号20240101****（略）",
        ),
    )


# ---------------------------------------------------------------------------------------------------- what is masked


def _masked_numbers(context: Context, tables: _Tables) -> Iterator[_Masked]:
    text = context.folded.text
    for found in _rows(context):
        written = found[0]
        number = re.sub(f"[{_MARKS}]", HIDDEN, re.sub("[ -]", "", written))
        if written.endswith("x") and len(number) == 18 and "x" not in written[:-1]:
            number = f"{number[:-1]}x"  # the last x beside other marks is the check character
        if HIDDEN in number and _HAS_DIGIT.search(number):
            before = text[max(found.start() - 24, 0) : found.start()].rpartition("\n")[2]
            place = tables.place(Span(*found.span()))
            kind = _kind(number, before + (place.header if place else ""))
            if kind is not None:
                yield _Masked(*kind, Span(*found.span()))


def _rows(context: Context) -> Iterator[re.Match[str]]:
    """Rows of digits and marks, sought around the places where a mark stands beside a digit."""
    text = context.folded.text
    places = (place for trigger in _EACH & context.occurrences.keys() for place in context.occurrences[trigger])
    windows: list[tuple[int, int]] = []
    for start in sorted(view.to_source(span).start for view, span in places):
        low, high = max(start - _LONGEST, 0), min(start + _LONGEST, len(text))
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], high)
        else:
            windows.append((low, high))
    for low, high in windows:
        for found in _MASKED.finditer(text, low, high):
            if found.end() < high or high == len(text):  # the end of the stretch is no end of a row
                yield found


def _kind(number: str, labels: str) -> tuple[str, str] | None:
    """What a masked number is of, and the number with as many marks as digits are hidden."""
    identity = _IDENTITY_LABEL.search(labels) is not None
    if len(number) == 18 and _CENTURY.match(number) and (identity or number[0] in "123456789" + HIDDEN):
        visible = len(number) - number.count(HIDDEN)
        if identity or visible >= _FEWEST_SHOWN:
            return "resident-id", number
    if identity and 8 <= len(number) < 18:
        stretched = _stretched(number, 18)
        if stretched is not None and _CENTURY.match(stretched):
            return "resident-id", stretched
    if len(number) == 11 and number[0] == "1" and number[1] in "3456789" + HIDDEN and not identity:
        visible = 11 - number.count(HIDDEN)
        if visible >= _FEWEST_SHOWN + 1 or _MOBILE_LABEL.search(labels):
            return "mobile", number
    if 13 <= len(number) <= 19 and _CARD_LABEL.search(labels):
        return "bank-card", number
    return None


def _stretched(number: str, length: int) -> str | None:
    """A number written with fewer marks than it hides digits; None unless it hides one stretch in its middle."""
    shown = number.split(HIDDEN)
    if any(shown[1:-1]) or len(shown[0]) + len(shown[-1]) >= length:
        return None
    return shown[0] + HIDDEN * (length - len(shown[0]) - len(shown[-1])) + shown[-1]


# ---------------------------------------------------------------------------------------------------- what is hidden


def _verdict(
    index: int,
    masked: _Masked,
    context: Context,
    identity: IdentityMasks,
    pairing: _Pairing,
    mask_rules: Mapping[str, MaskRule],
) -> Hit:
    rule = mask_rules[masked.kind]
    values = {"keep_start": str(rule.keep_start), "keep_end": str(rule.keep_end), "compared": masked.kind}
    hit = Hit(span=masked.span, view="folded", values=values, latent=True)
    if pairing.is_shown(index):
        return replace(hit, reason="bare", latent=False, confidence=0.9)
    known = _known(masked.span, context, pairing.tables) if masked.kind == "resident-id" else Known()
    left = _left(masked.kind, masked.number, identity, known)
    if known and left in (0, _left(masked.kind, masked.number, identity, Known())):
        known = Known()  # it contradicts the number, or tells nothing new
        left = _left(masked.kind, masked.number, identity, known)
    if left == 0:
        return hit
    pieces = (_left(masked.kind, number, identity, known) for number in pairing.pieced(index))
    pieced = min(filter(None, pieces), default=None)
    if pieced is not None and pieced < min(left, WEAK):
        return replace(hit, reason="pieced", values={**values, "left": f"{pieced:,}"}, latent=False, confidence=0.8)
    enough, weak = (ENOUGH, WEAK) if masked.kind == "resident-id" else (WEAK, WEAK)
    if left >= enough:
        return hit
    reason = ("none" if left < NONE else "left") + ("-known" if known else "")
    severity = Severity.NOTE if left >= weak else None
    return replace(
        hit, reason=reason, values={**values, "left": f"{left:,}"}, latent=False, severity=severity, confidence=0.9
    )


def _by_column(hits: Iterable[Hit], tables: _Tables) -> Iterator[Hit]:
    """The hits, those of one column that say the same in one: it counts them and names the worst."""
    columns: dict[object, list[Hit]] = {}
    for number, hit in enumerate(hits):
        place = None if hit.latent else tables.place(hit.span)
        key = number if place is None else (place.column, hit.reason, hit.severity, hit.values["compared"])
        columns.setdefault(key, []).append(hit)
    for alike in columns.values():
        worst = min(alike, key=lambda hit: int(hit.values.get("left", "0").replace(",", "")))
        spans = [hit.span for hit in alike]
        covers = tuple(spans) if len(spans) > 1 else ()
        yield replace(worst, span=spans[0], related=tuple(spans[1:_LISTED]), covers=covers, count=len(spans))


def _left(kind: str, number: str, identity: IdentityMasks, known: Known) -> int:
    if kind == "resident-id":
        return identity.candidates(number, known)
    return candidates_of_card(number) if kind == "bank-card" else int(10 ** number.count(HIDDEN))


class _Pairing:
    """Which other numbers of the document are of the same person: those in the same row or line, and those alike far
    beyond the region that neighbours share. Looked up by what is seen of both, so that long lists stay cheap.
    """

    def __init__(self, masked: list[_Masked], wholes: list[_Masked], context: Context, tables: _Tables) -> None:
        self.tables = tables
        self._text = context.folded.text
        self._masked = masked
        self._all = sorted((*masked, *wholes), key=lambda one: one.span)
        self._starts = [one.span.start for one in self._all]
        shapes = Counter(_shape(one) for one in masked).most_common(_MOST_SHAPES)
        self._shapes = [shape for shape, _ in shapes]
        self._indexes: dict[tuple[_Shape, _Shape | None], tuple[tuple[int, ...], dict[str, list[str]]]] = {}
        self._by_shape: dict[_Shape, list[_Masked]] = {}
        for one in masked:
            self._by_shape.setdefault(_shape(one), []).append(one)
        self._wholes: dict[int, list[str]] = {}
        for whole in wholes:
            self._wholes.setdefault(len(whole.number), []).append(whole.number)

    def is_shown(self, index: int) -> bool:
        """True when the document shows a masked number in full."""
        masked = self._masked[index]
        beside = (one.number for one in self._beside(masked) if HIDDEN not in one.number)
        if any(merged(masked.number, number) == number for number in beside):
            return True
        hidden = masked.number.count(HIDDEN)
        seen = len(masked.number) - hidden
        if seen < _FEWEST_SEEN if masked.kind == "resident-id" else hidden > _MOST_HIDDEN:
            return False
        shape = _shape(masked)
        if shape not in self._shapes:
            return False
        positions, numbers = self._index(shape, None)
        return "".join(masked.number[at] for at in positions) in numbers

    def pieced(self, index: int) -> Iterator[str]:
        """What a masked number and other masks of it show together."""
        masked = self._masked[index]
        others = [one.number for one in self._beside(masked) if one.kind == masked.kind and HIDDEN in one.number]
        shape = _shape(masked)
        if shape in self._shapes:
            for other in self._shapes:
                if other != shape and other[0] == masked.kind:
                    positions, numbers = self._index(shape, other)
                    others += numbers.get("".join(masked.number[at] for at in positions), [])[:_MOST_ALIKE]
        for number in others:
            joined = merged(masked.number, number)
            if joined is not None and joined != masked.number:
                yield joined

    def _index(self, shape: _Shape, other: _Shape | None) -> tuple[tuple[int, ...], dict[str, list[str]]]:
        """The numbers of another shape (None: those in full) by what both show; empty when that is too little."""
        key = (shape, other)
        if key not in self._indexes:
            _, length, seen = shape
            common = seen if other is None else tuple(at for at in seen if at in other[2]) if other[1] == length else ()
            alike = other is None or sum(at >= _REGION for at in common) >= _ALIKE
            numbers: dict[str, list[str]] = {}
            if alike:
                sought = (
                    self._wholes.get(length, []) if other is None else [one.number for one in self._by_shape[other]]
                )
                for number in sought:
                    numbers.setdefault("".join(number[at] for at in common), []).append(number)
            self._indexes[key] = common, numbers
        return self._indexes[key]

    def _beside(self, masked: _Masked) -> Iterator[_Masked]:
        """The numbers next to one, if they stand in the same row or line."""
        at = bisect_left(self._starts, masked.span.start)
        row = self.tables.row(masked.span)
        for one in self._all[max(at - _NEXT, 0) : at + _NEXT + 1]:
            low, high = sorted((masked.span, one.span))
            if low == high:
                continue
            if row is not None:
                if row == self.tables.row(one.span):
                    yield one
            elif high.start - low.end <= _LINE and "\n" not in self._text[low.end : high.start]:
                yield one


_Shape = tuple[str, int, tuple[int, ...]]
"""Kind and length of a masked number, and which positions of it are seen."""


def _shape(masked: _Masked) -> _Shape:
    number = masked.number
    return masked.kind, len(number), tuple(at for at, character in enumerate(number) if character != HIDDEN)


def _whole_numbers(context: Context) -> Iterator[_Masked]:
    """Numbers of eleven digits and more that stand in the document in full."""
    for run in context.number_runs:
        for found in _WHOLE.finditer(run.text):
            start, end = (run.span.start + at for at in found.span())
            source = run.view.to_source(Span(start, end))
            yield _Masked("", re.sub("[ -]", "", found[0]), source)


# ---------------------------------------------------------------------------------------------------- what else is said


class _Place(NamedTuple):
    """A cell's header, the other cells of its row with theirs, and a number for table and column."""

    column: tuple[int, int]
    header: str
    row: tuple[tuple[str, str], ...]


class _Tables:
    """Finds the cell that holds a place of the text."""

    def __init__(self, tables: Iterable[Table]) -> None:
        rows = []
        for number, table in enumerate(tables):
            # A table without a header row of its own begins with it.
            header, body = (table.header, table.rows) if table.header else ((*table.rows, ())[0], table.rows[1:])
            heads = [cell.text for cell in header]
            rows += [(min(cell.span for cell in row), heads, row, number) for row in body if row]
        self._rows = sorted(rows, key=lambda row: row[0])
        self._starts = [row[0].start for row in self._rows]

    def row(self, span: Span) -> int | None:
        """A number for the row around ``span``, None outside tables."""
        index = bisect_right(self._starts, span.start) - 1
        return index if index >= 0 and any(cell.span.covers(span) for cell in self._rows[index][2]) else None

    def place(self, span: Span) -> _Place | None:
        """The cell around ``span``, None outside tables."""
        index = bisect_right(self._starts, span.start) - 1
        if index < 0:
            return None
        _, heads, row, number = self._rows[index]
        heads = heads + [""] * (len(row) - len(heads))
        for column, (head, cell) in enumerate(zip(heads, row, strict=False)):
            if cell.span.covers(span):
                others = tuple((h, c.text) for h, c in zip(heads, row, strict=False) if c is not cell)
                return _Place((number, column), head, others)
        return None


def _known(span: Span, context: Context, tables: _Tables) -> Known:
    """What the row, or the line, says of the person beside the number."""
    place = tables.place(span)
    today = context.today.year
    if place is None:
        line = _line(context.folded.text, span)
        near = "；".join(line[max(at.start() - _NEAR, 0) : at.end() + _NEAR] for at in _BIRTH_LABEL.finditer(line))
        return _known_of(near, _AGE.search(line), _SEX.search(line), today)
    births = "；".join(cell for head, cell in place.row if _BIRTH_LABEL.search(head))
    ages = (_AGE_CELL.fullmatch(cell.strip()) for head, cell in place.row if "年龄" in head)
    sexes = (_SEX.search(cell) for head, cell in place.row if "性别" in head)
    return _known_of(births, next(filter(None, ages), None), next(filter(None, sexes), None), today)


def _line(text: str, span: Span) -> str:
    """The line around a number without it, cut on both sides."""
    low, high = max(span.start - _LINE, 0), span.end + _LINE
    return text[low : span.start].rpartition("\n")[2] + "；" + text[span.end : high].partition("\n")[0]


def _known_of(births: str, age: re.Match[str] | None, sex: re.Match[str] | None, today: int) -> Known:
    born = _BIRTH.search(births)
    years = None
    if born:
        years = frozenset((int(born["year"]),))
    elif age:
        years = frozenset((today - int(age[1]), today - int(age[1]) - 1))
    return Known(
        years=years,
        month=int(born["month"]) if born and born["month"] else None,
        day=int(born["day"]) if born and born["day"] else None,
        male=sex[1] == "男" if sex else None,
    )
