"""Numbers that only classified documents carry: the number of a copy, and numbers of secret telegrams and letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.secrecy import LEVELS, DocumentHead, levels_in, mark_at

if TYPE_CHECKING:
    from sensitive_check.context import Context

_COPY_LABEL = "份号"
_COPY_ABOVE = lazy(
    r"(?:^|\n)[ \t\u3000*>|#]{0,8}((?:份号[ \t]{0,4}[:：]?[ \t]{0,4}|(?:no\.?|№)[ ]?)?[0-9]{6})号?"
    r"[ \t\u3000*|]{0,8}(?:\r?\n[ \t\u3000*>|#]{0,8}){1,3}$"
)
_COPY_BEFORE = lazy(
    r"(?:^|[\n \t\u3000|])((?:份号[ \t]{0,4}[:：]?[ \t]{0,4}|(?:no\.?|№)[ ]?)?[0-9]{6})[ \t\u3000|]{1,12}$"
)
_COPY_AFTER = lazy(r"[^\S\n]{1,12}((?:份号[ \t]{0,4}[:：]?[ \t]{0,4}|(?:no\.?|№)[ ]?)?[0-9]{6})(?![0-9年月日元万.%])")
_LABELLED = lazy(
    r"[ \t]{0,4}[:：|\n][ \t]{0,4}(?:(?:no\.?|№)[ ]?)?[0-9]{1,8}(?![0-9年月.\-])|[ ]{1,4}[0-9]{6}(?![0-9])"
)
_REACH = 400
"""So far from a number a mark still belongs to the same head, in characters."""

_ASKED = 6
"""So many levels near a number are looked at: hostile text could hold hundreds."""


def _scan_copy_numbers(context: Context) -> Iterator[Hit]:
    # Lines matter here, and squeezing may have joined them: all places are of the folded text.
    text = context.folded.text
    head = DocumentHead(context)
    for _, squeezed in levels_in(context):
        level = context.squeezed.to_source(squeezed)
        line_end = text.find("\n", level.end, level.end + 60)
        beside = (
            _COPY_ABOVE.search(text, max(level.start - 60, 0), level.start)
            or _COPY_BEFORE.search(text, max(level.start - 30, 0), level.start)
            or _COPY_AFTER.search(text, level.end, line_end if line_end >= 0 else level.end + 60)
        )
        if beside and _is_mark(context, squeezed, head):
            yield Hit(span=Span(*beside.span(1)), view="folded", reason="beside-mark")
    for view, found in context.occurrences.get(_COPY_LABEL, ()):
        source = view.to_source(found)
        if text[max(source.start - 1, 0) : source.start].strip(" \t\n\r\u3000*>|#"):
            continue
        labelled = _LABELLED.match(text, source.end)
        if labelled:
            near = _stands_near_mark(context, Span(source.start, labelled.end()), head)
            yield Hit(
                span=Span(source.start, labelled.end()),
                view="folded",
                reason="beside-mark" if near else "labelled",
                severity=None if near else Severity.NOTE,
            )


def _stands_near_mark(context: Context, source: Span, head: DocumentHead) -> bool:
    """True when one of the first few levels within reach of a stretch of the document's text is a mark."""
    span = context.squeezed.from_source(source)
    text, asked = context.squeezed.text, 0
    low, high = max(span.start - _REACH, 0), span.end + _REACH
    for level in LEVELS:
        at = text.find(level, low, high)
        while at >= 0 and asked < _ASKED:
            if _is_mark(context, Span(at, at + len(level)), head):
                return True
            asked += 1
            at = text.find(level, at + len(level), high)
    return False


def _is_mark(context: Context, level: Span, head: DocumentHead) -> bool:
    """True when a level belongs to a mark that is in force; a quoted form explains one."""
    hit = mark_at(context, level, head)
    return hit is not None and hit.reason not in ("quoted", "explained", "exam")


COPY_NUMBER = Rule(
    id="copy-number",
    category=Category.SECRECY,
    severity=Severity.WARNING,
    indicator="泄露国家秘密",
    title="涉密公文份号",
    message="出现公文份号“{matched}”，核对是否为涉密公文，确认前不要发布",
    rationale="涉密公文应当标注份号；份号与密级同现，说明这是一份印发过的涉密件。",
    source="《党政机关公文处理工作条例》第九条；GB/T 9704—2012 7.2.1",
    reasons={"beside-mark": "份号与密级标志同现", "labelled": "只见份号栏，没有密级标志"},
    triggers=(*LEVELS, _COPY_LABEL),
    scan=_scan_copy_numbers,
    match=(
        "000012\n秘密\n特急\n某某局文件",
        "000001\n机密★10年\n某某县人民政府文件",
        "份号：000123\n绝密★30年",
        "№000123\n机密★5年",
        "000045　机密★5年",
        "份号：000123\n关于印发名单的通知",
        "机密★1年　份号：000007",
    ),
    no_match=(
        "000012\n关于报送名单的通知",
        "邮编\n100000\n严守秘密，不得外传。",
        "600519\n秘密武器是科技创新。",
        "涉密公文应当标注份号。",
        "份号一般用6位阿拉伯数字。",
        "此次印发，份号：另行编列。",
    ),
)

_KEYS = tuple(
    f"{word}{bracket}"
    for word in ("密", "密发", "密函", "密字", "机", "绝")
    for bracket in ("〔", "[", "(", "（", "【")
)
_YEAR_FIRST = ("〕密", "]密", ")密", "）密", "】密", "〕机密", "〕绝密", "]机密", "]绝密")
_TELEGRAMS = ("密电", "密件")
_YEAR = r"[〔\[(（【] ?(?:19|20)[0-9]{2} ?[〕\])）】]"
_NUMBER_BEHIND = lazy(rf"(?:[发字函传] ?)?{_YEAR} ?(?:第 ?)?[0-9]{{1,5}} ?号")
_TELEGRAM_NUMBER = lazy(rf"(?:字|发|传)? ?(?:{_YEAR} ?)?第? ?[0-9]{{1,5}} ?号")
_BRACKETED_NUMBER = lazy(rf"{_YEAR} ?(?:绝密|机密|密)字?第?[0-9]{{1,5}}号")
_ORGAN = lazy(r"[委办厅局部党组府署院处科司室会公政纪军][ ]?$")
_CODE_WORD = lazy(r"[\u4e00-\u9fff]{0,8}$")
_OTHER_WORD = lazy(r"(?:[保加涉商国高周紧精严亲稠解泄失细浓茂绵告隐私探揭绝机秘云北大新]|京|普)$")
"""What stands before the character in other words, in names of places (Miyun, Gaomi) and of offices."""

_LONE_TELEGRAM = lazy(
    r"(?:^|\n)[ \t\u3000*#>|]{0,8}(?P<organ>(?:[\u4e00-\u9fff]{1,20}[委办厅局部党组府署院])?)"
    r"密 ?[电件][ \t\u3000*|\r]{0,8}(?=\n|$)"
)
_QUOTES = '“「『‘"'


def _scan_document_numbers(context: Context) -> Iterator[Hit]:
    head = DocumentHead(context)
    for word in _TELEGRAMS:
        for found in _places(context, word):
            hit = _telegram(context, found, head)
            if hit is not None:
                yield hit
    for word in _KEYS:
        for found in _places(context, word):
            hit = _numbered(context, Span(found.start, found.end - 1), head)
            if hit is not None:
                yield hit
    for word in _YEAR_FIRST:
        for found in _places(context, word):
            hit = _year_first(context, found, head)
            if hit is not None:
                yield hit


def _places(context: Context, word: str) -> Iterator[Span]:
    for view, found in context.occurrences.get(word, ()):
        yield found if view.name == "squeezed" else context.squeezed.from_source(found)


def _telegram(context: Context, word: Span, head: DocumentHead) -> Hit | None:
    """A secret telegram or letter: by its number anywhere, by its name alone on a line of the head."""
    text = context.squeezed.text
    if _OTHER_WORD.search(text, max(word.start - 1, 0), word.start):
        return None
    number = _TELEGRAM_NUMBER.match(text, word.end)
    if number:
        return _hit(_begin(text, word.start), number.end(), reason="telegram")
    source, folded = context.squeezed.to_source(word), context.folded.text
    low = max(source.start - 40, 0)
    line = _LONE_TELEGRAM.search(folded, max(folded.rfind("\n", low, source.start), low), source.end + 12)
    if line and line.end("organ") <= source.start and head.holds(source.start):
        return Hit(span=Span(line.start("organ"), source.end), view="folded", reason="telegram")
    return None


def _numbered(context: Context, word: Span, head: DocumentHead) -> Hit | None:
    """A number whose code ends in the character for secret: an error beside a mark, else a note."""
    text = context.squeezed.text
    number = _NUMBER_BEHIND.match(text, word.end)
    if number is None or _OTHER_WORD.search(text, max(word.start - 1, 0), word.start):
        return None
    # 机 ends many short names (农机, 民机), and 密发 is a county's own code: an office must stand before.
    plain = text[word.start : word.end] == "密"
    if not plain and not _ORGAN.search(text, max(word.start - 2, 0), word.start):
        return None
    return _graded_number(context, Span(_begin(text, word.start), number.end()), head)


def _year_first(context: Context, word: Span, head: DocumentHead) -> Hit | None:
    text = context.squeezed.text
    number = _BRACKETED_NUMBER.search(text, max(word.start - 8, 0), word.end + 12)
    if number is None or not number.start() <= word.start < number.end():
        return None
    return _graded_number(context, Span(_begin(text, number.start()), number.end()), head)


def _graded_number(context: Context, span: Span, head: DocumentHead) -> Hit:
    if _stands_near_mark(context, context.squeezed.to_source(span), head):
        return _hit(span.start, span.end, reason="beside-mark")
    return _hit(span.start, span.end, reason="code", severity=Severity.NOTE)


def _begin(text: str, start: int) -> int:
    """Where the code of an office begins that leads to a number: at most eight characters, not across a preposition."""
    code = _CODE_WORD.search(text, max(start - 8, 0), start)
    if code is None:
        return start
    cut = max(code[0].rfind(word) for word in ("据", "照", "按", "见", "的", "以", "由", "和", "与", "号", "为", "发"))
    return code.start() + cut + 1


def _hit(start: int, end: int, *, reason: str, severity: Severity | None = None) -> Hit:
    return Hit(span=Span(start, end), view="squeezed", reason=reason, severity=severity)


SECRET_DOCUMENT_NUMBER = Rule(
    id="secret-document-number",
    category=Category.SECRECY,
    severity=Severity.ERROR,
    indicator="泄露国家秘密",
    title="涉密文号",
    message="文号“{matched}”像涉密文件的文号，核定文件可以公开之前不要发布",
    rationale="密电、密件及以“密”字编号的文件多为涉密文件；文号本身也会透露文件的存在。",
    source="《中华人民共和国保守国家秘密法》第二十二条、第三十五条；《党政机关公文处理工作条例》第九条",
    reasons={
        "telegram": "密电、密件",
        "beside-mark": "文号与密级标志同现",
        "code": "文号带“密”“机”“绝”字，代字由各机关自定，核对是否涉密",
    },
    triggers=(*LEVELS, *_TELEGRAMS, *_KEYS, *_YEAR_FIRST),
    scan=_scan_document_numbers,
    match=(
        "某市委密电〔2024〕3号\n关于做好应急准备的通知",
        "某办密电〔2023〕第12号",
        "市委密电\n关于做好防汛工作的通知",
        "某密件〔2022〕5号",
        "机密★5年\n某密〔2024〕3号\n关于报送情况的函",
        "某委密〔2024〕7号",
        "某办机〔2024〕2号",
        "〔2024〕密3号",
    ),
    no_match=(
        "密政发〔2024〕3号",
        "京密政办发〔2024〕3号",
        "高密〔2024〕3号",
        "国密〔2021〕4号",
        "某农机〔2024〕5号",
        "某保密〔2024〕6号",
        "特工截获一份密电，破译后上报。",
        "收发密件须由机要交通传递。",
        "国办发明电〔2024〕1号",
        "司机(2024)年审",
        "中办发〔2024〕12号",
    ),
)
