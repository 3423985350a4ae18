"""Identity numbers: which numbers are one, and which of those declared as one cannot be right."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sensitive_check.model import PART_KINDS, Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.numbers import (
    DIGITS,
    hit_at,
    in_address,
    overlapping,
    runs_of,
    text_after,
    text_before,
)
from sensitive_check.validators import (
    birth_date,
    business_registration,
    organisation_code,
    permanent_residence_old,
    resident_id,
    uscc,
    uscc_shape,
)

if TYPE_CHECKING:
    from sensitive_check.context import Context, Run

# The century is part of the shape, so that rows of other digits are passed over without a try at each.
_RESIDENT_18 = lazy(
    r"(?<![0-9])(?<![0-9]\.)[1-9](?:[ -]?[0-9]){5}[ -]?(?:1[ -]?[89]|2[ -]?0)(?:[ -]?[0-9]){9}"
    r"[ -]?[0-9x](?![0-9])(?!\.[0-9])"
)
_RESIDENT_15 = lazy(r"(?<![0-9])(?<![0-9]\.)[1-9][0-9]{14}(?![0-9x])(?!\.[0-9])")
_RESIDENCE_15 = lazy(r"(?<![0-9a-z])[a-z]{3}[0-9]{12}(?![0-9a-z])")
_RESIDENT_LABEL = lazy(r"身份证|身份号|证件号|居民证|id *(?:no|card|number|号)")
_RESIDENCE_LABEL = lazy(r"永久居留|居留证|永居|证件|身份证")
_PERSON = lazy(r"男|女|姓名|出生|户主|身份")
_OLDEST = date(1880, 1, 1)  # the standard prints a sample born in 1880
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
)
_PERMIT_REGIONS = frozenset(("810000", "820000", "830000"))
_SEPARATORS = lazy("[ -]")


def resident_id_rule(regions: Collection[str]) -> Rule:
    """The rule for identity numbers; ``regions`` are all six-digit region codes ever in force (GB/T 2260)."""

    def scan(context: Context) -> Iterator[Hit]:
        for run, text in runs_of(context, 15):
            for found in overlapping(_RESIDENT_18, text):
                confidence = _resident_confidence(_SEPARATORS.sub("", found[0]), regions, context.today)
                if confidence and not in_address(run, found.start()):
                    yield hit_at(run, found.span(), confidence)
            for found in _RESIDENT_15.finditer(text):
                if birth_date(found[0]) and found[0][:6] in regions:
                    confidence = _old_confidence(run, found.span(), found[0])
                    if confidence:
                        yield hit_at(run, found.span(), confidence)
            for found in _RESIDENCE_15.finditer(text):
                labelled = _RESIDENCE_LABEL.search(text_before(run, found.start(), 16))
                if labelled and permanent_residence_old(found[0]):
                    yield hit_at(run, found.span(), 0.95)

    return Rule(
        id="resident-id",
        category=Category.PERSONAL,
        severity=Severity.ERROR,
        indicator="个人信息（地方）",
        sensitive=True,
        title="居民身份证号",
        message="疑似居民身份证号，公开前请删去或按本单位规则遮盖",
        rationale="公民身份号码属个人信息，地址码、出生日期与校验码均相符。",
        source="GB 11643—1999；《中华人民共和国个人信息保护法》",
        compared="resident-id",
        triggers=DIGITS,
        scan=scan,
        match=(
            "身份证号11010519491231002X已登记",
            "持证人１１０１０５１９４９１２３１００２Ｘ到场",
            "号码为110105 19491231 002X。",
            "原身份证号110105491231002",
            "证件号码一一〇一〇五一九四九一二三一〇〇二X",
            "某某，女，110105491231003",
            "外国人永久居留身份证CAN110081080310",
        ),
        no_match=(
            "合同号110105194912310021",
            "统一社会信用代码111000000000143498",
            "流水号20240131174112000123",
            "比值为0.110105194912310029",
            "注册号110105491231002",
            "货号CAN110081080310",
        ),
    )


def _resident_confidence(number: str, regions: Collection[str], today: date) -> float:
    """How sure an 18-character number is an identity number; 0 when it is none. An unknown region only lowers it."""
    born = birth_date(number)
    if born is None or not _OLDEST <= born <= today or not resident_id(number):
        return 0.0
    if number[0] == "9":
        return 0.9 if number[1:3] in _PROVINCES else 0.0
    return 0.99 if number[:6] in regions or number[:6] in _PERMIT_REGIONS else 0.8


def _old_confidence(run: Run, span: tuple[int, int], number: str) -> float:
    """How sure fifteen digits with a region and a date are an old number: without its label a person must stand near.

    Business numbers of the same length have a check digit, which one old number in ten fits by chance.
    """
    before = text_before(run, span[0], 16)
    if _RESIDENT_LABEL.search(before):
        return 0.9
    near = before[-12:] + " " + text_after(run, span[1], 6)
    return 0.7 if _PERSON.search(near) and not business_registration(number) else 0.0


# --------------------------------------------------------------------------------------- numbers that cannot be right

_DECLARED_ID = lazy(
    r"(?:身份证|公民身份|身份|证件)(?:件|证明)?，?(?:证?号码?)?(?: ?[(（][^()（）\n]{0,12}[)）])?"
    r"(?:分别)?[为是系:：“\" ]{0,4}$"
)
_ID_SHAPE = lazy(
    r"(?<![0-9a-z])(?<![0-9]\.)(?:[1-9](?:[ -]?[0-9]){16}[ -]?[0-9x]|[1-9][0-9]{14})(?![0-9a-z])(?![.-][0-9])"
)
_SCIENTIFIC = lazy(r"(?<![0-9a-z.])[1-9]\.[0-9]{2,16}e\+1[47](?![0-9])")
_DECLARED_USCC = lazy(
    r"(?:信用代码|信用编码|纳税人识别号|税号)(?:证号)?(?: ?[(（][^()（）\n]{0,12}[)）])?[为是系:：“\" ]{0,4}$"
)
_USCC_SHAPE = lazy(r"(?<![0-9a-z])[0-9any][0-9](?: ?[0-9]){6}(?: ?[0-9a-z]){10}(?![0-9a-z])(?![/-][0-9])")
_ALL_ALIKE = lazy(r"(.)\1{14,17}")


def _scan_failed(context: Context) -> Iterator[Hit]:
    for run, text in runs_of(context, 8):
        if len(text) >= 15:
            yield from _failed_numbers(run, text, context)
        if "e+1" in text:
            for found in _SCIENTIFIC.finditer(text):
                if _DECLARED_ID.search(text_before(run, found.start(), 32)):
                    yield hit_at(run, found.span(), 0.9, reason="truncated")


def _failed_numbers(run: Run, text: str, context: Context) -> Iterator[Hit]:
    for found in _ID_SHAPE.finditer(text):
        number = _SEPARATORS.sub("", found[0])
        reason = _id_fault(number, context.today)
        if (
            reason
            and not uscc(number)
            and not _is_masked(run, found.span(), context)
            and _DECLARED_ID.search(text_before(run, found.start(), 32))
        ):
            yield hit_at(run, found.span(), 0.8, reason=reason)
    for found in _USCC_SHAPE.finditer(text):
        code = found[0].replace(" ", "")
        if uscc(code) or _ALL_ALIKE.fullmatch(code) or not _DECLARED_USCC.search(text_before(run, found.start(), 32)):
            continue
        if not _id_fault(code, context.today):  # a tradesman may be registered under his identity number
            continue
        yield hit_at(run, found.span(), 0.8, reason=_uscc_fault(code))


def _is_masked(run: Run, span: tuple[int, int], context: Context) -> bool:
    """True when marks stand between the digits, which only look like one number without them."""
    place = run.view.to_source(Span(run.span.start + span[0], run.span.start + span[1]))
    return "*" in context.folded.text[place.start : place.end]


def _id_fault(number: str, today: date) -> str:
    """Why a number cannot be an identity number; "" when nothing speaks against it."""
    born = birth_date(number) if number[:17].isdigit() else None
    if _ALL_ALIKE.fullmatch(number):
        return ""
    if len(number) == 18 and number.endswith("000") and not resident_id(number):
        return "truncated"
    if born is None or not _OLDEST <= born <= today:
        return "date"
    return "" if len(number) == 15 or resident_id(number) else "check"


def _uscc_fault(code: str) -> str:
    if not uscc_shape(code):
        return "shape"
    return "check" if organisation_code(code[8:17]) else "body"


FAILED_CHECKSUM = Rule(
    id="failed-checksum",
    category=Category.ERROR,
    severity=Severity.WARNING,
    sensitive=True,
    title="号码校验不符",
    message="写明是身份证号或统一社会信用代码，但校验不符，请对照原件核对；确为身份证号的仍应遮盖",
    rationale="这类号码自带校验码和出生日期，算得出对错；校验不符多为录入有误，也可能是故意改动一位的真实号码。",
    source="GB 11643—1999；GB 32100—2015",
    reasons={
        "check": "校验码不符",
        "date": "所含出生日期不存在，或在检查日期之后",
        "truncated": "号码末几位已丢失，像是被表格软件当作数值保存",
        "shape": "登记管理部门、机构类别或所用字母不合规定",
        "body": "主体标识码（组织机构代码）的校验码不符",
    },
    kinds=frozenset(PART_KINDS) - {"link"},  # a spoilt number of a person is published wherever it stands
    triggers=DIGITS,
    scan=_scan_failed,
    match=(
        "身份证号：110105194912310021",
        "身份证号码为11010519491331002X，经查无误",
        "公民身份号码 110105491331002",
        "身份证号1.10105E+17",
        "身份证号110105194912310000",
        "统一社会信用代码：91350100M000100Y44",
        "统一社会信用代码12100000400000678Y",
    ),
    no_match=(
        "身份证号：11010519491231002X",
        "身份证号：110105491231002",
        "合同号110105194912310021",
        "统一社会信用代码：91350100M000100Y43",
        "身份证号（统一社会信用代码）：11100000000014154E",
        "身份证号：000000000000000000",
        "系数1.10105E+17",
        "统一社会信用代码：11010519491231002X",
        "身份证号6222021234567890128",
    ),
)
