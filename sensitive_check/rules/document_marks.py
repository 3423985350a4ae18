"""Marks of documents that are not for the public, beside a level: periods, numbers, remarks, drafts, foreign marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.places import FRAME, Place, in_head, lines_near, place_of, places

if TYPE_CHECKING:
    from sensitive_check.context import Context

_LONGEST_YEARS = {"绝密": 30, "机密": 20, "秘密": 10}
"""Years a level may last at most: Law on Guarding State Secrets, article 20."""

_PERIOD = lazy(
    r"级?\s{0,2}[★☆⭐✩✪✭✦✯⋆※*]\s{0,2}(?P<period>[(（][^()（）\n]{1,12}[)）]"
    r"|(?P<number>[0-9]{1,4}) ?(?P<unit>年(?! ?[0-9])|个月|月|日|天)?(?![0-9年个月日天]| [0-9年])"
    r"|(?P<chinese>[〇零一二两三四五六七八九十百]{1,4}(?:年|个月))|(?P<endless>长期|永久))"
)
_QUOTED = "“‘「『《"


def _scan_periods(context: Context) -> Iterator[Hit]:
    text = context.squeezed.text
    for level, longest in _LONGEST_YEARS.items():
        for view, found in context.occurrences.get(level, ()):
            word = found if view.name == "squeezed" else context.squeezed.from_source(view.to_source(found))
            period = _PERIOD.match(text, word.end)
            if period is None or text[max(word.start - 2, 0) : word.start] == "工作":
                continue
            reason = _fault(period["number"], period["unit"], longest)
            if period["endless"]:
                reason = "endless"
            elif period["chinese"]:
                reason = "chinese"
            elif not period["number"]:
                reason = "brackets"
            if not reason:
                continue
            severity = Severity.WARNING if reason == "endless" else None
            if text[word.start - 1 : word.start] in _QUOTED and word.start:
                severity = Severity.NOTE
            yield Hit(
                span=Span(*period.span("period")),
                view="squeezed",
                severity=severity,
                reason=reason,
                values={"level": level, "longest": str(longest)},
                confidence=0.9,
            )


def _fault(number: str | None, unit: str | None, longest: int) -> str:
    if number is None:
        return ""
    if unit is None:
        return "no-unit"
    if int(number) == 0:
        return "zero"
    if unit == "年" and len(number) == 4:
        return "bare-year"
    months = {"年": 12.0, "个月": 1.0, "月": 1.0}.get(unit, 1 / 31) * int(number)
    return "too-long" if months > 12 * longest else ""


SECRECY_PERIOD = Rule(
    id="secrecy-period",
    category=Category.SECRECY,
    severity=Severity.ERROR,
    indicator="泄露国家秘密",
    title="保密期限不合规定",
    message="保密期限“{matched}”不合规定，停止发布并请保密机构核定标志",
    rationale="国家秘密标志的期限有最长限制，写法也有规定；写错不影响它是标志，不能靠改期限了事。",
    source="《中华人民共和国保守国家秘密法》第二十条；GB/T 9704—2012 7.2.2",
    reasons={
        "too-long": "{level}级的保密期限最长{longest}年",
        "brackets": "期限直接写在★之后，不加括号",
        "chinese": "期限用阿拉伯数字书写",
        "zero": "期限不能为零",
        "no-unit": "期限缺单位",
        "bare-year": "像是解密时间，须写明年月日",
        "endless": "现行规定没有长期，老件须核对是否已变更",
    },
    triggers=tuple(_LONGEST_YEARS),
    scan=_scan_periods,
    match=(
        "秘密★20年\n某某局文件",
        "机密★（20年）",
        "绝密★三十年",
        "机密★20\n通知",
        "秘密★0年",
        "绝密★长期",
        "秘密★24个月\n机密★1990年",
    ),
    no_match=("机密★20年", "秘密★6个月", "绝密★30年", "机密★2030年12月31日", "机密★公布前", "秘密★120个月"),
)

_COPY_FIELD = lazy(r"(?:份号|份数序号)[ \t\u3000]{0,4}[:：|\t][ \t\u3000]{0,4}(?:№|no\.?)? ?[0-9]{1,6}$")
_COPY_NUMBER = lazy(r"(?:[0-9]{6}|(?:№|no\.?) ?[0-9]{4,6})$")
_LEVEL_LINE = lazy(r"(?:绝密|机密|秘密)(?:$|[级件]?(?:[ \t\u3000]{1,8}|[★☆⭐✩✪✭✦✯⋆※*]))")


def _scan_copies(context: Context) -> Iterator[Hit]:
    text = context.folded.text
    for place in places(context, ("份号", "份数序号")):
        if _COPY_FIELD.match(place.text, place.line.start, place.line.end):
            beside = any(_LEVEL_LINE.match(line) for line in lines_near(text, place.start))
            yield _of(place, severity=None if beside else Severity.NOTE, reason="" if beside else "alone")
    for place in places(context, tuple(_LONGEST_YEARS)):
        if not _LEVEL_LINE.match(place.content):
            continue
        above = text.rfind("\n", max(place.start - 40, 0), max(place.start - 1, 0)) + 1
        line = text[above : max(place.start - 1, 0)]
        number = _COPY_NUMBER.match(line.strip(FRAME))
        if number:
            start = above + len(line) - len(line.lstrip(FRAME))
            yield Hit(span=Span(start, start + number.end()), view="folded", confidence=0.9)


COPY_NUMBER = Rule(
    id="copy-number",
    category=Category.SECRECY,
    severity=Severity.WARNING,
    indicator="泄露国家秘密",
    title="份号",
    message="“{matched}”是公文份号，核对此件是否涉密，确认可以公开后再发布",
    rationale="只有涉密公文须标份号；文首有份号，多半是涉密公文的原件或复制件。",
    source="《党政机关公文处理工作条例》第九条；GB/T 9704—2012 7.2.1",
    reasons={"alone": "有份号而近处没有密级"},
    triggers=("份号", "份数序号", *_LONGEST_YEARS),
    scan=_scan_copies,
    match=("000012\n秘密★5年\n某某局文件", "份号：000123\n机密", "№000123\n秘密", "份号：000123"),
    no_match=("000012\n某某局文件", "涉密公文应当标注份号。", "邮编\n100000\n某某局", "份号：\n正文"),
)

_SECRET_NUMBER = lazy(
    r"[\u4e00-\u9fff]{0,8}(?:(?P<cable>密电|密件)|(?P<mark>(?<![高国新保加解云商严紧精周亲])[密机绝]))[〔\[(（【]?"
    r"(?:19|20)[0-9]{2}[〕\])）】]? ?(?:第? ?[0-9]{1,5} ?号)?"
)
_CABLE_LINE = lazy(r"[\u4e00-\u9fff]{1,8}委密电(?:第? ?[0-9]{1,5} ?号)?$")
_NUMBER_WORDS = ("密电", "密件", "密〔", "密[", "密(", "机〔", "绝〔", "密【")


def _scan_numbers(context: Context) -> Iterator[Hit]:
    for place in places(context, _NUMBER_WORDS):
        if _CABLE_LINE.match(place.text, place.line.start, place.line.end):
            yield _of(place)
            continue
        low = max(place.word.start - 8, place.line.start)
        found = _SECRET_NUMBER.search(place.text, low, min(place.word.end + 24, place.line.end))
        if found is None or ("号" not in found.group() and found.end() < place.line.end):
            continue
        start, end = found.span()
        if found["cable"]:
            yield Hit(span=Span(start, end), view="squeezed", confidence=0.9)
        elif any(_LEVEL_LINE.match(line) for line in lines_near(context.folded.text, place.start)):
            yield Hit(span=Span(start, end), view="squeezed", confidence=0.9, reason="beside-mark")
        else:
            yield Hit(span=Span(start, end), view="squeezed", confidence=0.4, severity=Severity.NOTE, reason="alone")


SECRET_DOCUMENT_NUMBER = Rule(
    id="secret-document-number",
    category=Category.SECRECY,
    severity=Severity.ERROR,
    indicator="泄露国家秘密",
    title="涉密文号",
    message="文号“{matched}”像是涉密公文的文号，停止发布并核对原件密级",
    rationale="密电、密件的文号本身就说明来源涉密；转发件没有标密，也须按原件核定。",
    source="《中华人民共和国保守国家秘密法》第三十五条",
    reasons={
        "beside-mark": "文号近处有密级",
        "alone": "机关代字不统一，“密”“机”未必指密级，请核对原件",
    },
    triggers=_NUMBER_WORDS,
    scan=_scan_numbers,
    match=(
        "市委密电〔2024〕5号",
        "某委密件〔2023〕12号",
        "秘密★5年\n某办密〔2024〕3号",
        "某办密〔2024〕3号",
        "市委密电\n通知",
    ),
    no_match=(
        "高密〔2024〕3号",
        "密政发〔2024〕3号",
        "国密局字〔2023〕9号",
        "电报分为密电和明电。",
        "国保密〔2021〕6号",
    ),
)

_RELEASE_LINE = lazy(
    r"[(（\[【]?(?:此件|本件|此文件|本文件)(?:不公开|不予公开|暂不公开|依申请公开|(?P<cut>经?删减后公开)"
    r"|(?:传达|发)(?:至|到)(?P<level>(?:县团|县处|地师|省军|厅局|乡科|县|处|团)级?))[)）\]】。]{0,2}$"
)
_RELEASE_NAMES = "公开属性|公开方式|公开类别|公开选项|公开类型|信息公开选项|信息公开属性|信息公开类别|公开形式"
_RELEASE_FIELD = lazy(
    rf"(?:{_RELEASE_NAMES})[ \t\u3000]{{0,4}}[:：|\t][ \t\u3000]{{0,4}}"
    r"(?P<value>不予公开|不公开|依申请公开)(?![、/|或,，□○])"
)
_RELEASE_WORDS = ("不公开", "不予公开", "依申请公开", "删减后公开", "县团级", "县处级", "发至", "传达到", "发到")


def _scan_releases(context: Context) -> Iterator[Hit]:
    for place in places(context, _RELEASE_WORDS):
        note = _RELEASE_LINE.match(place.text, place.line.start, place.line.end)
        field = _RELEASE_FIELD.search(place.text, place.line.start, place.line.end)
        if note and note["cut"]:
            yield _of(place, severity=Severity.NOTE, reason="cut")
        elif note:
            yield _of(place, reason="readers" if note["level"] else "")
        elif field:
            yield Hit(span=Span(*field.span("value")), view="squeezed", confidence=0.9, reason="field")
        elif place.content in ("不公开", "不予公开", "依申请公开") and any(
            label.rstrip(":： ") in _RELEASE_NAMES.split("|") for label in place.labels
        ):
            yield _of(place, reason="field")


NOT_FOR_RELEASE = Rule(
    id="not-for-release",
    category=Category.SECRECY,
    severity=Severity.ERROR,
    indicator="泄露国家秘密",
    title="不公开的公文",
    message="“{matched}”表明此件不主动公开，停止发布并向制发机关核实",
    rationale="公文的公开属性由制发机关确定；标明不公开、依申请公开或限定发送范围的，不能直接上网。",
    source="《中华人民共和国政府信息公开条例》第十四条至第十七条；GB/T 9704—2012 7.3.6",
    reasons={
        "field": "公开属性栏填的不是主动公开",
        "readers": "附注限定了发送或传达范围",
        "cut": "核对应删的内容是否已经删净",
    },
    triggers=_RELEASE_WORDS,
    scan=_scan_releases,
    match=(
        "（此件不公开）",
        "（此件依申请公开）\n抄送：",
        "公开属性：不予公开",
        "信息公开选项：依申请公开",
        "（此件发至县团级）",
        "（此件删减后公开）",
    ),
    no_match=(
        "（此件公开发布）",
        "公开属性：主动公开",
        "依法不予公开的除外。",
        "涉及隐私的案件不公开审理。",
        "公开方式：主动公开、依申请公开",
        "公文应注明“此件不公开”字样。",
    ),
)

_DRAFT_WORDS = ("征求意见稿", "送审稿", "讨论稿", "初稿", "修改稿", "审议稿", "报批稿")
_DRAFT = lazy(
    r"[(（\[【]?(?:内部)?(?:征求意见|送审|讨论|审议|报批|修改|初)稿(?:第?[0-9一二三四五六七八九十]{1,3}[稿版])?[)）\]】]?$"
)
_CONSULTING = (
    *("公开征求", "征集意见", "反馈意见", "意见反馈", "反馈方式", "征求意见的", "意见征集", "征求社会", "提出意见"),
    *("征询意见", "公示"),
)


def _scan_drafts(context: Context) -> Iterator[Hit]:
    in_name = context.kind_at(0) == "filename"
    found = [hit for place in places(context, _DRAFT_WORDS) if (hit := _draft(context, place, in_name=in_name))]
    if found and not any(words in context.folded.text for words in _CONSULTING):
        yield from found


def _draft(context: Context, place: Place, *, in_name: bool) -> Hit | None:
    text, (start, end) = place.text, (place.line.start, place.line.end)
    if in_name:
        dot = text.rfind(".", place.word.end, end)
        end = dot if dot > 0 else end
    mark = _DRAFT.search(text, max(place.word.start - 3, start), end)
    before = text[start : mark.start()] if mark else ""
    if mark is None or (not in_name and not in_head(context, place.start)) or "《" in before:
        return None
    bracketed = mark.group()[0] in "(（[【"
    if before and (not bracketed or before.startswith("附件") or len(before) > 80) and not in_name:
        return None
    return Hit(span=Span(*mark.span()), view="squeezed", confidence=0.7, reason="name" if in_name else "")


DRAFT_MARK = Rule(
    id="draft-mark",
    category=Category.SECRECY,
    severity=Severity.WARNING,
    indicator="泄露国家秘密",
    title="未定稿字样",
    message="标题带“{matched}”，核对是否误发了未定稿",
    rationale="征求意见、送审、讨论的稿子属过程性信息；不是向社会征求意见的，发布前须换成定稿。",
    source="《中华人民共和国政府信息公开条例》第十六条",
    reasons={"name": "文件名带未定稿字样"},
    triggers=_DRAFT_WORDS,
    scan=_scan_drafts,
    match=(
        "某某县养老服务办法（送审稿）\n第一章　总则",
        "（讨论稿）\n某某方案",
        "内部讨论稿\n一、基本情况",
        "某某规划（征求意见稿）",
    ),
    no_match=(
        "某某办法（征求意见稿）\n现向社会公开征求意见。",
        "会议审议了《某某条例（送审稿）》。",
        "市司法局研究修改，形成送审稿。",
        "某某条例（草案）",
    ),
)

_LOUD = lazy(
    r"(?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|PROPRIETARY|NOFORN|FOUO|EYES ONLY|OFFICIAL[-– ]SENSITIVE)"
    r"(?: ?// ?[A-Z][A-Z /,-]{1,40}"
    r"| (?:INFORMATION|DOCUMENT|MATERIAL|NOFORN|REL TO [A-Z, ]{2,20}|(?:AND|&) PROPRIETARY|- [A-Z ]{2,30}))?"
)
_ANY_CASE = lazy(
    r"(?i:(?:for )?internal use only|(?:strictly|company|highly|commercial(?:ly)?) confidential(?: information)?"
    r"|confidential (?:and|&) proprietary|private (?:and|&) confidential|for official use only|for your eyes only"
    r"|tlp: ?(?:red|amber(?:\+strict)?)|do not distribute|(?:draft ?[-–—:]? ?)?not for distribution|under nda"
    r"|internal only|company internal)"
)
_ENGLISH_WORDS = (
    *("secret", "confidential", "restricted", "proprietary", "noforn", "fouo", "eyes only", "sensitive"),
    *("internal use", "official use", "tlp:", "do not distribute", "not for distribution", "under nda"),
    *("internal only", "company internal"),
)
_NAME_EDGES = " _-—.()[]（）【】"


def _scan_english(context: Context) -> Iterator[Hit]:
    raw, seen = context.raw.text, set[int]()
    for word in _ENGLISH_WORDS:
        for view, found in context.occurrences.get(word, ()):
            source = view.to_source(found)
            kind = context.kind_at(source.start)
            if kind == "code":
                continue
            place = place_of(context, source)
            if place is None or place.start in seen or place.line.end - place.line.start > 120:
                continue
            line = context.squeezed.to_source(place.line)
            span = _english_mark(raw, line, source, in_name=kind == "filename")
            if span is not None:
                seen.add(place.start)
                yield Hit(span=span, view="raw", confidence=0.7)


def _english_mark(raw: str, line: Span, word: Span, *, in_name: bool) -> Span | None:
    start, end = line.start, line.end
    if in_name:
        for pattern in (_ANY_CASE, _LOUD):
            named = pattern.search(raw.replace("_", " "), start, end)
            edges = named and raw[named.start() - 1 : named.start()], named and raw[named.end() : named.end() + 1]
            if named and all(not edge or edge in _NAME_EDGES for edge in edges):
                return Span(*named.span())
        return None
    for opening, closing in ("()", "[]", "（）", "【】"):
        low = raw.rfind(opening, max(start, word.start - 40), word.start + 1)
        high = raw.find(closing, word.end, min(end, word.end + 40))
        if low >= 0 and high >= 0 and (low == start or high + 1 == end):
            start, end = low + 1, high
            break
    while end > start and raw[end - 1] in ".。!":
        end -= 1
    if _LOUD.fullmatch(raw, start, end) or _ANY_CASE.fullmatch(raw, start, end):
        return Span(start, end)
    return None


FOREIGN_MARK = Rule(
    id="foreign-mark",
    category=Category.SECRECY,
    severity=Severity.WARNING,
    title="外文密级或限制标记",
    message="出现外文限制标记“{matched}”，核对材料来源和能否公开",
    rationale="外文材料的页眉、标题带限制标记，说明来源方不许公开传播；转载、翻译前须核实授权。",
    source="《中华人民共和国保守国家秘密法》第三十五条；FIRST《Traffic Light Protocol》2.0",
    triggers=_ENGLISH_WORDS,
    scan=_scan_english,
    match=(
        "TOP SECRET\n备忘录",
        "CONFIDENTIAL\nReport",
        "Report [INTERNAL USE ONLY]",
        "TLP:RED\n通报",
        "SECRET//NOFORN",
    ),
    no_match=(
        "The report is confidential.",
        "client_secret",
        "kind: Secret",
        "RESTRICTED AREA\n游客止步",
        "SECRET GARDEN\n书评",
        "Secret\n用法说明",
        "机密性（Confidentiality）是三要素之一。",
        "Victoria's Secret",
    ),
)


def _of(place: Place, *, severity: Severity | None = None, reason: str = "") -> Hit:
    """A hit on the whole line or cell."""
    return Hit(span=place.line, view="squeezed", severity=severity, reason=reason, confidence=0.9)
