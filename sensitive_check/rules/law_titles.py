"""A title beside a number or a year that is not its own: 《某法》（2020年修订）, 《某通知》（国发〔2019〕4号）."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.citations import is_history

if TYPE_CHECKING:
    from sensitive_check.context import Context

_STATE = "中华人民共和国"
_LONGEST_TITLE = 120
_BEHIND = ("》（", "》(")
_NUMBER_FIRST = ("号《",)
_VERSION_FIRST = ("修订的《", "修正的《", "修改的《")
_ORGAN_NUMBER = r"[\u4e00-\u9fff]{1,14}[〔\[（(【](?:19|20)[0-9]{2}[〕\]）)】]第?[0-9]{1,5}号"
_NUMBER_BEHIND = lazy(rf"[（(](?:{_STATE})?(国务院令第?[0-9]{{1,4}}号|{_ORGAN_NUMBER})")
_NUMBER_BEFORE = lazy(rf"(国务院令第?[0-9]{{1,4}}号|{_ORGAN_NUMBER})$")
_VERSION_BEHIND = lazy(
    r"[（(]((?:19|20)[0-9]{2})年?(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:第[一二三四五六七八九十]次)?(修[订正改]版?|版|通过|公布|颁布|发布)?[）)，,；;]"
)
_VERSION_BEFORE = lazy(
    r"(?<![0-9])((?:19|20)[0-9]{2})年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:新|最新|重新|第[一二三四五六七八九十]次)?$"
)
_PREPOSITION = lazy(r".*[据照按见的以由和与及为对于了给实]")
_KNOWN_UNTIL = 2025
"""The table of statutes is whole up to the end of this year."""

_GRACE = 2
"""A statute amended in one year may come into force in the next: the version before is out of date only then."""

_LIKE = 0.5
"""Titles that share this part of their pairs of characters may be two ways to write one."""


class _Title(NamedTuple):
    """A title in the text: its name without its marks and without that of the state, and its place with its marks."""

    name: str
    span: Span


class _Version(NamedTuple):
    """The year beside a title. Without a word for what happened then (not ``is_dated``) it may be the first in force.

    It ``is_cited`` where the draft cites this version, and does not tell when the statute was made or amended.
    """

    year: int
    is_dated: bool
    is_cited: bool


class _Place(NamedTuple):
    """What a hit is built of: the text of a view, and the stretch from the title to the number or year, or back."""

    text: str
    view: str
    title: _Title
    span: Span

    def hit(self, reason: str, suggestion: str = "", **values: str) -> Hit:
        """The hit, with its words."""
        return Hit(
            span=self.span,
            view=self.view,
            suggestions=(suggestion,) if suggestion else (),
            values={"title": self.title.name, **values},
            reason=reason,
        )


def law_title_mismatch(statutes: Mapping[str, str], numbers: Mapping[str, str], register: Mapping[str, str]) -> Rule:
    """The rule for titles beside numbers and years that are not theirs.

    ``statutes`` gives for a statute the year it was adopted and, after a tab, the year it was last amended, if it was;
    ``numbers`` for a number the titles, split by ``|``, of what was issued under it; ``register`` for the title of a
    document of the unit its number.
    """

    def scan(context: Context) -> Iterator[Hit]:
        for place, number in _numbered(context):
            hit = _by_number(place, number, numbers, register)
            if hit is not None:
                yield hit
        for place, version in _dated(context):
            row = statutes.get(place.title.name)
            hit = _by_year(place, version, row, context.as_of.year) if row else None
            if hit is not None:
                yield hit

    return Rule(
        id="law-title-mismatch",
        category=Category.EXPRESSION,
        severity=Severity.WARNING,
        title="题名与文号、年份不符",
        message="“{matched}”的文号或者年份有误，或者已经过时，请核对原文",
        rationale="题名、文号、年份有一处写错，读者就查不到原文，或者查到别的文件。请对照公布文本改正。",
        source="现行法律目录；各文件的公布文本",
        reasons={
            "number": "{number}是{suggestion}的文号",
            "own-number": "《{title}》登记的文号是{suggestion}",
            "too-early": "《{title}》{adopted}年才制定",
            "too-late": "《{title}》最近一次修改在{amended}年",
            "never": "《{title}》{adopted}年制定，没有修改过",
            "superseded": "《{title}》{amended}年又经修改，请引用现行版本；确指旧版本的可保留",
        },
        triggers=(*_BEHIND, *_NUMBER_FIRST, *_VERSION_FIRST),
        scan=scan,
        match=(
            "根据《中华人民共和国保守国家秘密法》（2020年修订），制定本办法。",
            "2022年修订的《行政处罚法》施行以来",
            "《政府信息公开条例》（国务院令第786号）",
            "落实国办发〔2017〕47号《国务院关于印发国家职业教育改革实施方案的通知》",
            "依照《中华人民共和国公司法》（2018年修正）办理登记。",
            "《数据安全法》（2019年通过）",
        ),
        no_match=(
            "根据《中华人民共和国保守国家秘密法》（2024年修订），制定本办法。",
            "2021年修订的《行政处罚法》施行以来",
            "《政府信息公开条例》（国务院令第711号）",
            "《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2017〕47号）",
            "该案适用当时的《公司法》（2018年修正）。",
            "《数据安全法》（2021年通过，以下简称本法）",
        ),
    )


def _places(context: Context, words: tuple[str, ...]) -> Iterator[tuple[str, str, Span]]:
    """Where ``words`` stand: the view, its text, the place."""
    for word in words:
        for view, span in context.occurrences.get(word, ()):
            yield view.name, view.text, span


def _numbered(context: Context) -> Iterator[tuple[_Place, str]]:
    """Titles beside a number."""
    for view, text, mark in _places(context, _BEHIND):
        found = _NUMBER_BEHIND.match(text, mark.end - 1)
        title = _title_before(text, mark.start) if found else None
        if found and title:
            end = found.end() + (text[found.end() : found.end() + 1] in tuple("）)"))
            yield _Place(text, view, title, Span(title.span.start, end)), canonical_number(found[1])
    for view, text, mark in _places(context, _NUMBER_FIRST):
        found = _NUMBER_BEFORE.search(text, max(mark.start - 32, 0), mark.start + 1)
        title = _title_from(text, mark.end - 1) if found else None
        if found and title:
            cut = _PREPOSITION.match(found[1].partition("〔")[0])
            number = found[1][cut.end() :] if cut else found[1]
            yield _Place(text, view, title, Span(found.end() - len(number), title.span.end)), canonical_number(number)


def _dated(context: Context) -> Iterator[tuple[_Place, _Version]]:
    """Titles beside the year of a version."""
    for view, text, mark in _places(context, _BEHIND):
        found = _VERSION_BEHIND.match(text, mark.end - 1)
        title = _title_before(text, mark.start) if found else None
        if found and title:
            end = found.end() if found[0][-1] in "）)" else found.end() - 1
            act = found[2] or ""
            version = _Version(int(found[1]), is_dated=bool(act), is_cited=not act or act[0] in "修版")
            yield _Place(text, view, title, Span(title.span.start, end)), version
    for view, text, mark in _places(context, _VERSION_FIRST):
        found = _VERSION_BEFORE.search(text, max(mark.start - 18, 0), mark.start)
        title = _title_from(text, mark.end - 1) if found else None
        if found and title:
            version = _Version(int(found[1]), is_dated=True, is_cited=False)
            yield _Place(text, view, title, Span(found.start(), title.span.end)), version


def _title_before(text: str, end: int) -> _Title | None:
    """The title whose closing mark stands at ``end``."""
    start = text.rfind("《", max(end - _LONGEST_TITLE, 0), end)
    return None if start < 0 else _title(text, start, end + 1)


def _title_from(text: str, start: int) -> _Title | None:
    """The title whose opening mark stands at ``start``."""
    end = text.find("》", start, start + _LONGEST_TITLE)
    return None if end < 0 else _title(text, start, end + 1)


def _title(text: str, start: int, end: int) -> _Title | None:
    name = text[start + 1 : end - 1].removeprefix(_STATE)
    if not name or "《" in name or "》" in name or "\n" in name:
        return None
    return _Title(name, Span(start, end))


def canonical_number(number: str) -> str:
    """A number as tables write it.

    >>> canonical_number("国办发[2017]第47号"), canonical_number("国务院令711号")
    ('国办发〔2017〕47号', '国务院令第711号')
    """
    if number.startswith("国务院令"):
        return f"国务院令第{number[4:].removeprefix('第')}"
    for opening, closing in ("[]", "（）", "()", "【】"):
        number = number.replace(opening, "〔").replace(closing, "〕")
    return number.replace("〕第", "〕")


def _by_number(place: _Place, number: str, numbers: Mapping[str, str], register: Mapping[str, str]) -> Hit | None:
    """The hit where a number is known as that of another document, or a document of the unit has another one."""
    if issued := numbers.get(number):
        titles = issued.split("|")
        if any(_is_like(place.title.name, title) for title in titles):
            return None
        return place.hit("number", "、".join(f"《{title}》" for title in titles), number=number)
    own = register.get(place.title.name, "")
    if own and own != number and own.partition("〔")[0] == number.partition("〔")[0]:
        return place.hit("own-number", own)
    return None


def _is_like(cited: str, issued: str) -> bool:
    """True for two titles of which one holds the other, or that share much of their wording.

    >>> _is_like("网站指引", "关于印发网站指引的通知"), _is_like("印章管理办法", "信访工作条例")
    (True, False)
    """
    if cited in issued or issued in cited:
        return True
    pairs, others = ({one[i : i + 2] for i in range(len(one) - 1)} for one in (cited, issued))
    return len(pairs & others) >= _LIKE * max(min(len(pairs), len(others)), 1)


def _by_year(place: _Place, version: _Version, row: str, today: int) -> Hit | None:
    """The hit where a statute was neither made nor amended in a year, or was amended again since."""
    year = version.year
    adopted, _, amended = row.partition("\t")
    last = int(amended or adopted)
    if year < int(adopted):
        return place.hit("too-early", adopted=adopted)
    if (last if version.is_dated else last + 1) < year <= _KNOWN_UNTIL:
        return place.hit("too-late" if amended else "never", adopted=adopted, amended=amended)
    is_old = year < last and today >= last + _GRACE
    if is_old and version.is_cited and not is_history(place.text, place.span, last):
        return place.hit("superseded", amended=amended)
    return None
