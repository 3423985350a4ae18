"""Personal numbers: identity and mobile numbers, validated before they are reported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.numbers import (
    OTHER_NUMBER,
    QUANTITY_AFTER,
    hit_at,
    in_address,
    is_glued,
    overlapping,
    text_before,
)
from sensitive_check.validators import calendar_date, resident_id

if TYPE_CHECKING:
    from sensitive_check.context import Context

# The century is part of the shape, so that rows of other digits are passed over without a try at each.
_RESIDENT_18 = lazy(
    r"(?<![0-9])(?<![0-9]\.)[1-9](?:[ -]?[0-9]){5}[ -]?(?:1[ -]?[89]|2[ -]?0)(?:[ -]?[0-9]){9}"
    r"[ -]?[0-9x](?![0-9])(?!\.[0-9])"
)
_RESIDENT_15 = lazy(r"(?<![0-9])(?<![0-9]\.)[1-9][0-9]{14}(?![0-9x])(?!\.[0-9])")
_RESIDENT_LABEL = lazy(r"身份证|身份号|证件号|居民证|id *(?:no|card|number|号)")
_OLDEST = date(1880, 1, 1)  # the standard prints a sample born in 1880
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
)
_PERMIT_REGIONS = frozenset(("810000", "820000", "830000"))

_MOBILE = lazy(
    r"(?<![0-9])(?<![0-9]\.)(?:(?:\+|(?<!\+)00)?86[ -]?|0)?"
    r"(1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4}|[ -][0-9]{3}[ -][0-9]{5}|[0-9][ -][0-9]{4}[ -][0-9]{3}))"
    r"(?![0-9])(?!\.[0-9])"
)
# Number segments no operator uses widely (libphonenumber and number-to-place tables agree).
_UNUSED_SEGMENTS = frozenset("140 141 142 143 144 154 160 161 163 164 168 169 179 194".split())
# The label that leads straight to the number: 监督举报电话：, 24小时值班.
_OFFICE = lazy(
    r"(?:咨询|监督|举报|投诉|值班|热线|专线|客服|服务|办公|公开|报名|传真|应急|维修|抢修|报修|预约|受理|订票|售票|业务)"
    r"[^，。；：:0-9\n]{0,4}[：: ]{0,3}$"
)
_PRIVATE = lazy(r"本人|家庭|住宅|家长|户主|申请人|患者|学生|监护人|姓名")
_LABELS = ("tel", "phone", "mobile", "mob", "call", "t", "m", "p")


def resident_id_rule(regions: Collection[str]) -> Rule:
    """The rule for identity numbers; ``regions`` are all six-digit region codes ever in force (GB/T 2260)."""

    def scan(context: Context) -> Iterator[Hit]:
        for run in context.number_runs:
            for found in overlapping(_RESIDENT_18, run.text):
                confidence = _resident_confidence(re.sub("[ -]", "", found[0]), regions, context.as_of)
                if confidence and not in_address(run, found.start()):
                    yield hit_at(run, found.span(), confidence)
            for found in _RESIDENT_15.finditer(run.text):
                born = calendar_date(f"19{found[0][6:12]}")
                labelled = _RESIDENT_LABEL.search(text_before(run, found.start(), 16))
                if born and found[0][:6] in regions and labelled:
                    yield hit_at(run, found.span(), 0.9)

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
        triggers="0123456789",
        scan=scan,
        match=(
            "身份证号11010519491231002X已登记",
            "持证人１１０１０５１９４９１２３１００２Ｘ到场",
            "号码为110105 19491231 002X。",
            "原身份证号110105491231002",
        ),
        no_match=(
            "合同号110105194912310021",
            "统一社会信用代码111000000000143498",
            "流水号20240131174112000123",
            "比值为0.110105194912310029",
        ),
    )


def _resident_confidence(number: str, regions: Collection[str], today: date) -> float:
    """How sure an 18-character number is an identity number; 0 when it is none. An unknown region only lowers it."""
    born = calendar_date(number[6:14])
    if born is None or not _OLDEST <= born <= today or not resident_id(number):
        return 0.0
    if number[0] == "9":
        return 0.9 if number[1:3] in _PROVINCES else 0.0
    return 0.99 if number[:6] in regions or number[:6] in _PERMIT_REGIONS else 0.8


def _scan_mobile(context: Context) -> Iterator[Hit]:
    for run in context.number_runs:
        for found in overlapping(_MOBILE, run.text):
            before = text_before(run, found.start(), 16)
            after = run.view.text[run.span.start + found.end() : run.span.start + found.end() + 4]
            if QUANTITY_AFTER.match(after) or OTHER_NUMBER.search(before) or is_glued(run, found.span(), _LABELS):
                continue
            if in_address(run, found.start()):
                continue
            if _OFFICE.search(before) and not _PRIVATE.search(before):
                yield hit_at(run, found.span(), 0.6, severity=Severity.NOTE, reason="office")
            elif found[1][:3] in _UNUSED_SEGMENTS:
                yield hit_at(run, found.span(), 0.6, severity=Severity.WARNING, reason="segment")
            else:
                yield hit_at(run, found.span(), 0.95)


MOBILE = Rule(
    id="mobile",
    category=Category.PERSONAL,
    severity=Severity.ERROR,
    indicator="个人信息（地方）",
    sensitive=True,
    title="手机号码",
    message="疑似手机号码，公开前请删去或遮盖中间四位",
    rationale="个人手机号码属个人信息，未经同意不得公开。",
    source="《中华人民共和国个人信息保护法》；《电信网编号计划》",
    compared="mobile",
    reasons={
        "office": "附近写有办公、咨询、监督一类用语，可能是对外公布的工作号码，请确认",
        "segment": "该号段未规模放号，可能不是手机号码",
    },
    triggers="1",
    scan=_scan_mobile,
    match=(
        "联系人手机13800138000",
        "电话：138-0013-8000",
        "请拨+86 138 0013 8000",
        "号码１３８００１３８０００有误",
        "监督电话：13800138000",
    ),
    no_match=(
        "总投资13800000000元",
        "订单号：13800138000",
        "编码2013800138000123",
        "数值0.13800138000",
        "网址http://www.gov.cn/13800138000",
        "服务热线12345",
    ),
)
