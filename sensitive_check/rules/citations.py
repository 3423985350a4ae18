"""Citations of documents that are no longer in force.

A citation is a title in book-title marks, a long title without them, or a number. It is right as history: where the
sentence tells the end of the document or the time it was in force, in a notice of repeal, in a judgment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sensitive_check.entry_tables import EntryTable
from sensitive_check.model import PART_KINDS, Entry, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_STATE = "中华人民共和国"
_LONGEST_TITLE = 120
_SHORTEST_BARE = 6
"""A title of fewer characters counts only in book-title marks, 合同法 stands in too many other titles, or applied."""

_SHORTEST_GENERAL = 10
"""The same for a title that does not end in 法 or 条例."""

_SENTENCE_REACH = 200
_LINE_REACH = 400
_HEAD = 400
_FIRST_LINES = 80

_SENTENCE_END = lazy(r"[。！？\n]")
_REPEAL_TITLE = lazy(r"废止|失效|清理(?:结果|情况|工作|后)|宣布[^\n]{0,20}(?:失效|废止)|继续有效")
_NAMED = lazy(r"《[^》]{0,120}》")
_JUDGMENT = lazy(
    r"(?:判决|裁定|裁决)书|本院认为|公诉机关|上诉人|再审申请人|原[判审]|[一二再终]审(?:判决|裁定|法院|适用)|仲裁庭|[诉辩]称"
    r"|(?:原告|申请人)(?:[依根]据|[依按]照|[^。；\n]{0,40}主张)"
)
_JUDGMENT_HEAD = lazy(r"(?:判决|裁定|裁决|调解)书[ \t\u3000*]{0,8}(?:\n|$)|本院认为|公诉机关|被上诉人")
_REPEAL_LIST = lazy(r"(?:废止|失效|停止执行|不再执行)[^。\n]{0,30}[:：]|(?:废止|失效)[^。\n]{0,16}(?:目录|清单)")
_HISTORY = lazy(
    r"废止|失效|废除|停止(?:执行|施行|适用|实施)|不再(?:执行|施行|适用|有效|具有)|取代|替代|代替|(?:修[订改正]|生效|施行|实施|废除)(?:之)?前"
    r"|行为时|当时|彼时|那时|旧法|旧条例|旧规定|旧版|历史|沿革|曾|此前|以前|过去|编纂|更名|改称|改名|改为|演变|从旧|溯及"
    r"|(?:制定|颁布|出台|颁行|公布|通过|起草|审议)了|相继(?:制定|颁布|出台)|先后(?:制定|颁布|出台|通过)|首部|第一部|上升为|升格|年代|上?世纪|建国初"
    r"|已被|已由|现为|现已|原为|前身|民国|国民政府|苏区|边区|解放区|解放初|回忆"
)
_FORMERLY = lazy(r"(?:原|旧|老|当时的|旧的|原有的?|原来的)[“\"]?$")
_YEAR = lazy(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|[.．/-][0-9]{1,2}[.．/-]|[—–~～至-](?:19|20)[0-9]{2})"
    r"|([一二][九〇○零][〇○零一二三四五六七八九]{2})(?=年)"
)
_VERSION = lazy(r"[（(](?:19|20)[0-9]{2}年?(?:修[订正改]版?|版)?[）)]")
_BRACKET = lazy(r"[（(][^（()）\n]{0,60}[）)]")
_MORE_TITLE = lazy("(?:的)?(?:实施|施行)?(?:办法|细则|条例|若干|决定|解释|修正案|草案|司法解释)")
_BARE_BEFORE = lazy(
    rf"(?:{_STATE}|规定|以下|[据照按依循反合行施守对和与及或用在于从到将是了由违遵见即之，。；：、！？“”\"'（()）]"
    r"|[\n\t\u3000 0-9-]|^)$"
)
_BARE_AFTER = lazy(
    r"[（(](?:[一二三四五六七八九十]|试行|暂行|草案|征求)|实施|施行细则|细则|条例|办法|修正案|草案|解释|释义|解读|读本|补充|若干"
    r"|的(?:决定|解释|补充|规定|批复|复函|意见)|[律规院制治官人定条部]"
)
_OTHER_LAW = r"(?:[\u4e00-\u9fff]{1,12}?(?:法|条例|通则|总则))"
_APPLIED_BEFORE = lazy(
    rf"(?:依据|根据|按照|依照|遵照|比照|参照|违反|适用|符合|遵守|执行)(?:我国|国家|现行|{_STATE})?(?:{_OTHER_LAW}[、和与及]){{0,3}}$"
)
_APPLIED_BEHIND = lazy(
    rf"(?:[、和与及]{_OTHER_LAW}){{0,3}}(?:第[0-9一二三四五六七八九十百零〇两]{{1,6}}条|(?:中|等)?的?(?:有关|相关|具体|上述)?规定(?!的?(?:前提|条件|可能|余地)))"
)
_APPLIED_REACH = 48
_STATUTE = lazy("(?:(?<!办)法|通则|总则)$")
"""What makes even a short title in plain text a citation: 依据合同法第八条. A bare 审计条例 may be a province's."""


def _spellings(text: str) -> Iterator[str]:
    """How a title or a number may be written: its brackets, its dash, the marks of a title inside it.

    >>> list(_spellings("国发〔1982〕79号"))[:3]
    ['国发〔1982〕79号', '国发[1982]79号', '国发(1982)79号']
    """
    yield text
    for opening, closing in ("[]", "()", "（）", "【】"):
        if "〔" in text:
            yield text.replace("〔", opening).replace("〕", closing)
    if "《" in text:
        stated = text if _STATE in text else text.replace("《", f"《{_STATE}")
        inner = (text, stated, stated.replace(_STATE, ""))
        for one in dict.fromkeys(inner):
            yield one
            yield one.replace("《", "〈").replace("》", "〉")
    elif "（" in text:
        yield text.replace("（", "(").replace("）", ")")
    for dash in "—–":
        if "-" in text and text[:2].isascii():
            yield text.replace("-", dash)


def _rows(rule: Rule) -> Iterator[tuple[Sequence[Entry], int, str, Sequence[str]]]:
    """Where each entry stands, its term and its numbers, without making an entry of each row."""
    for number, entry in enumerate(rule.entries):
        yield rule.entries, number, entry.term, entry.numbers
    for table in rule.tables:
        if isinstance(table, EntryTable) and table.holds("term", "numbers"):
            for number, (term, numbers) in enumerate(table.cells("term", "numbers")):
                yield table, number, term, numbers.split("|") if numbers else ()


def repealed_document(rule: Rule) -> Rule:
    """The data rule for documents out of force: its terms are titles and numbers, its numbers those of a title."""
    numbered: dict[str, tuple[Sequence[Entry], int]] = {}
    for rows, number, term, numbers in _rows(rule):
        for written in (term, *numbers):
            numbered.update(dict.fromkeys((one for one in _spellings(written) if one != term), (rows, number)))

    def scan(context: Context) -> Iterator[Hit]:
        for literal, (rows, number) in numbered.items():
            for view, span in context.occurrences.get(context.key(literal), ()):
                entry = rows[number]
                yield Hit(span=span, view=view.name, entry=entry, confidence=entry.confidence)

    return replace(
        rule,
        reasons=_REPEALED_REASONS,
        kinds=_KINDS,
        triggers=tuple(numbered),
        scan=scan if numbered else None,
        verify=_in_force_here,
        exemplify=_with_examples,
    )


_KINDS = frozenset(PART_KINDS) - {"link", "code", "filename"}
"""A file named after a statute cites nothing."""

_REPEALED_REASONS = {
    "repealed": "自{date}起不再有效",
    "replaced": "自{date}起不再有效，由{suggestion}取代",
    "repealed-by": "最迟到{date}已不再有效",
    "replaced-by": "最迟到{date}已不再有效，由{suggestion}取代",
    "undated": "到{date}已不再有效；文稿没有写明日期，提到的年份都在此前，是旧稿的可保留",
    "unit": "本单位登记为不再有效",
    "unit-replaced": "本单位登记为不再有效，由{suggestion}取代",
}


def _with_examples(entry: Entry) -> Entry:
    """An entry that brings no examples of its own, with the plainest two."""
    if entry.match not in ((), (entry.term,)):
        return entry
    cited = f"《{entry.term}》" if _is_title(entry.term) else entry.term
    return replace(entry, match=(f"请按照{cited}的规定办理。",), no_match=(f"{cited}已经废止，请勿引用。",))


def _is_title(term: str) -> bool:
    """False for what is a number: of a decree, of a document, of a standard."""
    return not (term[-1:] == "号" and any(mark in term for mark in "第〔[")) and not term[:2].isascii()


def _in_force_here(hit: Hit, context: Context) -> Hit | None:
    """Keep a hit only where the draft cites the document as if it were in force; the hit grows to its marks."""
    entry = hit.entry
    if entry is None:
        return hit
    text, term = context.squeezed.text, context.squeezed.from_source(hit.span)
    is_number = not _is_title(text[term.start : term.end])
    cited = term if is_number else _cited(text, term)
    if cited is None or (is_number and _follows_its_title(text, term, entry)):
        return None
    if is_history(text, cited, _last_year(entry), context.key(_successor_number(entry))):
        return None
    place = hit.span if cited == term else context.squeezed.to_source(cited)
    if _may_be_old(context, _last_year(entry)):
        return replace(hit, span=place, reason="undated", values=_values(entry), severity=Severity.NOTE)
    return replace(hit, span=place, reason=_reason(entry), values=_values(entry))


def _may_be_old(context: Context, ended: int) -> bool:
    """True for a draft without a date that names no year from the end of the document on: it may be as old."""
    return not context.dated and context.latest_year is not None and context.latest_year < ended


def _reason(entry: Entry) -> str:
    if entry.effective_from is None:
        return "unit-replaced" if entry.suggestions else "unit"
    return ("replaced" if entry.suggestions else "repealed") + ("-by" if entry.confidence < 1 else "")


def _values(entry: Entry) -> Mapping[str, str]:
    """When the document ended, worded: a date in figures alone looks like a personal number and is masked."""
    day = entry.effective_from
    return {"date": f"{day.year}年{day.month}月{day.day}日", "year": str(day.year)} if day else {}


def _cited(text: str, term: Span) -> Span | None:
    """The citation whose title a term is: with its marks, or the bare title; None inside a longer title.

    >>> text = "依照《中华人民共和国合同法》（1999年）签订"
    >>> _cited(text, Span(10, 13))
    Span(start=2, end=14)
    """
    start = term.start - len(_STATE) if text.endswith(_STATE, 0, term.start) else term.start
    end = term.end
    version = _VERSION.match(text, end)
    if version:
        end = version.end()
    if text[start - 1 : start] == "《" and text[end : end + 1] == "》":
        is_part = _is_open(text, start - 1) or _MORE_TITLE.match(text, end + 1)
        return None if is_part else Span(start - 1, end + 1)
    if text[start - 1 : start] in ("《", "〈") or _is_open(text, term.start) or text[term.end : term.end + 1] == "》":
        return None
    if not _stands_bare(text[term.start : term.end]):
        return Span(start, term.end) if _is_applied(text, start, term) else None
    if _BARE_AFTER.match(text, term.end):
        return None
    if _is_heading(text, start, end):
        return None
    return Span(start, term.end) if _BARE_BEFORE.search(text, max(term.start - 8, 0), term.start) else None


def _stands_bare(title: str) -> bool:
    """True for a title that is one without marks, too; a short 某某办法 may be any.

    >>> _stands_bare("环境影响评价法"), _stands_bare("合同法"), _stands_bare("土地登记办法")
    (True, False, False)
    """
    return len(title) >= (
        _SHORTEST_BARE if title.endswith(("法", "条例")) and not title.endswith("办法") else _SHORTEST_GENERAL
    )


def _is_applied(text: str, start: int, term: Span) -> bool:
    """True for the short title of a statute that the sentence applies.

    >>> text = "依据合同法第八条"
    >>> _is_applied(text, 2, Span(2, 5)), _is_applied("依据劳动合同法第八条", 4, Span(4, 7))
    (True, False)
    """
    return (
        _STATUTE.search(text, term.start, term.end) is not None
        and _APPLIED_BEHIND.match(text, term.end) is not None
        and _APPLIED_BEFORE.search(text, max(start - _APPLIED_REACH, 0), start) is not None
    )


def _is_heading(text: str, start: int, end: int) -> bool:
    """True for a title alone on its line: the head of the document's own text."""
    before = text[max(start - 8, 0) : start].rpartition("\n")[2] if start else ""
    return not before.strip(" \t\u3000#*") and not text[end : end + 8].partition("\n")[0].strip(" \t\u3000*")


def _is_open(text: str, at: int) -> bool:
    """True inside a book title: one opened on this line before ``at`` and is not closed there."""
    before = text[max(at - _LONGEST_TITLE, 0) : at].rpartition("\n")[2]
    return before.count("《") > before.count("》") or before.count("〈") > before.count("〉")


def _follows_its_title(text: str, number: Span, entry: Entry) -> bool:
    """True for a number behind its own title, which is reported already."""
    if not _is_title(entry.term):
        return False
    before = text[max(number.start - len(entry.term) - 24, 0) : number.start].rpartition("\n")[2]
    _, title, between = before.rpartition(entry.term)
    return bool(title) and "号" not in between


def _last_year(entry: Entry) -> int:
    return entry.effective_from.year if entry.effective_from else 0


def _successor_number(entry: Entry) -> str:
    """The number that took the place of a number: beside each other they tell the history of one document."""
    return next((one for one in entry.suggestions if not _is_title(one)), "")


def is_history(text: str, cited: Span, ended: int, successor: str = "") -> bool:
    """True where a citation at ``cited`` is right although the document ended in the year ``ended``.

    Its sentence tells the past or names the ``successor``; the year nearest before it, or one behind it in the
    sentence, lies in the time of the document; or it stands in a judgment, or in a notice or list of repeal.
    """
    low, high = _sentence(text, cited)
    line = max(cited.start - _LINE_REACH, 0)
    own = _BRACKET.match(text, cited.end)
    return (
        _tells_the_past(text[low : cited.start], text[cited.end : high], successor)
        or _is_dated(text[line : cited.start], text[own.end() if own else cited.end : high], ended)
        or _is_notice(text[:_HEAD])
        or _is_in_old_affairs(text[line : cited.start], text[cited.end : cited.end + _SENTENCE_REACH])
    )


@lru_cache(maxsize=1024)
def _tells_the_past(before: str, after: str, successor: str) -> bool:
    """Cached, as what follows: hostile text repeats itself."""
    if _FORMERLY.search(before) or _HISTORY.search(before) or _HISTORY.search(after):
        return True
    return bool(successor) and (successor in before or successor in after)


@lru_cache(maxsize=1024)
def _is_dated(before: str, behind: str, ended: int) -> bool:
    near = _years(before.rpartition("\n")[2])
    return (bool(near) and near[-1] <= ended) or any(year <= ended for year in _years(behind))


def _years(text: str) -> tuple[int, ...]:
    """The years that a text names, in figures and in Chinese."""
    return tuple(int(found[1]) if found[1] else int(found[2].translate(_DIGITS)) for found in _YEAR.finditer(text))


_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _sentence(text: str, span: Span) -> tuple[int, int]:
    """The sentence around a span, at most ``_SENTENCE_REACH`` characters each way."""
    low, high = max(span.start - _SENTENCE_REACH, 0), min(span.end + _SENTENCE_REACH, len(text))
    for found in _SENTENCE_END.finditer(text, low, span.start):
        low = found.end()
    stop = _SENTENCE_END.search(text, span.end, high)
    return low, stop.start() if stop else high


@lru_cache(maxsize=1024)
def _is_in_old_affairs(before: str, after: str) -> bool:
    """True in a judgment, which applies the law of the time, and in a list of what was repealed."""
    return bool(_REPEAL_LIST.search(before) or _JUDGMENT.search(before) or _JUDGMENT.search(after))


@lru_cache(maxsize=8)
def _is_notice(head: str) -> bool:
    """True for the head of a judgment or of a notice of repeal; the decisions that amended a text do not count."""
    title = _NAMED.sub("", "\n".join(line for line in head.split("\n") if line.strip()))[:_FIRST_LINES]
    return _REPEAL_TITLE.search(title) is not None or _JUDGMENT_HEAD.search(head) is not None
