"""Marks of documents that are not for the public, beside a level: remarks on release, drafts, foreign marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.places import Place, in_head, place_of, places

if TYPE_CHECKING:
    from sensitive_check.context import Context

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
