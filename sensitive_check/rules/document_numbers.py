"""Document numbers: the agency's code, the year in 〔〕, and the plain serial number with 号."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped

if TYPE_CHECKING:
    from sensitive_check.context import Context

_BRACKETS = {"〔": "〕", "[": "]", "(": ")", "（": "）", "【": "】"}
_CODE_ENDS = "发函规办电复通综批文税财"
_TRIGGERS = (
    *(f"〔{digit}" for digit in "0123456789"),
    *(f"{opening}{century}" for opening in "[【" for century in ("19", "20")),
    # Years in round brackets are everywhere in statutes: only those after the end of a code are looked at.
    *(f"{end}{opening}" for end in _CODE_ENDS for opening in "（("),
)
_NUMBER = lazy(
    "(?P<open>[〔[(（【])[ ]?(?P<year>[0-9]{4}|[0-9]{2})(?P<nian>年?)[ ]?(?P<close>[〕\\])）】])"
    f"[ ]{{0,2}}(?P<ordinal>第?)[ ]?(?P<serial>[0-9]{{1,5}})"
    f"(?:[ ]?(?P<hao>号)|(?![0-9{HAN}a-z.,~、\\-—～]|[ ]{{0,4}}[|]))"
)
_CODE = lazy(f"[a-z{HAN}]{{2,24}}[ ]?$")
_CODE_REACH = 32
_SETTLED = lazy("[令告案裁判决证照罚处执检缴仲许书票挂拍招标包储区房楼栋幢院厂店路](?:字)?[ ]?$|[民刑行知商执破赔]初$")
"""Codes with a form of their own: orders and announcements, cases, decisions on penalties, licences, land and lots."""

_FAMILIAR = lazy("(?:发|函|字|规|办|电|复|任|通|综|批|文|党|纪|税|财|政|体|人|农|教|卫)(?:字)?[ ]?$")
_NO_NUMBER_AFTER = lazy("[ ]?(?:楼|院|线|机|房|井|煤|店|门|仓|馆|台|船|轮|卡|地块|宗地|标段|公告|令|案|民|刑|决|裁)")
_FIRST_YEAR, _AHEAD = 1949, 1


class _Form(NamedTuple):
    """What is wrong with a number, and how it is written."""

    reason: str
    right: str


def _scan(context: Context) -> Iterator[Hit]:
    text = context.folded.text
    by_reason: defaultdict[str, list[Hit]] = defaultdict(list)
    for trigger in _TRIGGERS:
        for view, span in context.occurrences.get(trigger, ()):
            if view is not context.folded:
                continue
            found = _NUMBER.match(text, span.start + (trigger[0] in _CODE_ENDS))
            form = _judged(context, found) if found else None
            if found and form:
                by_reason[form.reason].append(
                    Hit(span=Span(*found.span()), suggestions=(form.right,), reason=form.reason)
                )
    for reason, hits in by_reason.items():
        yield from grouped(hits, reason=f"{reason}-grouped")


def _judged(context: Context, found: re.Match[str]) -> _Form | None:
    """What is wrong with a number; None for a right one, and for what is no document number."""
    text, start = context.folded.text, found.start()
    code = text[max(start - _CODE_REACH, 0) : start].rpartition("\n")[2]
    if not _CODE.search(code) or _NO_NUMBER_AFTER.match(text, found.end()):
        return None
    if found["close"] != _BRACKETS[found["open"]]:
        return None  # a bracket without its fellow is another rule's
    year, serial = _year(found["year"], context.today.year), found["serial"].lstrip("0")
    if year is None or not serial:
        return None
    familiar, settled = _FAMILIAR.search(code) is not None, _SETTLED.search(code) is not None
    reason = ""
    if context.raw.text[start] != "〔":
        reason = "bracket" if familiar or not settled else ""
    elif found["nian"] or len(found["year"]) == 2:
        reason = "year"
    elif settled or not familiar:
        return None
    elif found["ordinal"]:
        reason = "ordinal"
    elif serial != found["serial"]:
        reason = "zero"
    elif not found["hao"]:
        reason = "unfinished"
    if not reason or (not found["hao"] and reason != "unfinished"):
        return None
    return _Form(reason, f"〔{year}〕{serial}号")


def _year(written: str, latest: int) -> int | None:
    """The year in four digits; None for what is no year of a document, and for the short years of the last century."""
    year = int(written) if len(written) == 4 else 2000 + int(written)
    return year if _FIRST_YEAR <= year <= latest + _AHEAD else None


_REASONS = {
    "bracket": "年份用六角括号〔〕",
    "year": "年份写四位全称，不加“年”",
    "ordinal": "顺序号前不加“第”",
    "zero": "顺序号不编虚位",
    "unfinished": "顺序号后缺“号”",
}

DOCUMENT_NUMBER_FORM = Rule(
    id="document-number-form",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="发文字号写法",
    message="发文字号“{matched}”写法不合规范，宜写作“{suggestion}”",
    rationale="发文字号由发文机关代字、年份、发文顺序号组成：年份写全称并用六角括号〔〕，顺序号不加“第”、不编虚位，末尾加“号”。",
    source="GB/T 9704—2012 7.2.5",
    reasons={
        **_REASONS,
        **{f"{reason}-grouped": f"{words}；全文共 {{count}} 处" for reason, words in _REASONS.items()},
    },
    triggers=_TRIGGERS,
    scan=_scan,
    match=(
        "根据某办发[2017]47号文件要求",
        "某政函（2017）12号",
        "某府规(2021)8号",
        "某教发【2019】3号",
        "某财综﹝2020﹞15号",
        "某政办发〔17〕6号",
        "某政办发〔2017年〕6号",
        "某卫办函〔2018〕009号",
        "某市府发〔2022〕第5号",
        "《关于加强值班工作的通知》（某办发〔2023〕14）",
    ),
    no_match=(
        "某办发〔2017〕47号",
        "（2020）某01民终1号",
        "中国某某银行公告〔2020〕第18号",
        "某省人民政府令（2019）第3号",
        "某烟处〔2017〕第1号",
        "GB/T 9704—2012",
        "截至上年末（2017）12人获奖",
        "某政办发〔2017〕47、48号",
        "某国土挂（2017）12号地块",
        "据统计[2017]12",
        "依照某法（2018年修正）第3条",
        "某府发〔64〕国办字12号",
    ),
)
