"""Telephone numbers: mobiles, which belong to a person unless an office names them, and fixed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.numbers import (
    OTHER_NUMBER,
    QUANTITY_AFTER,
    hit_at,
    in_address,
    is_glued,
    overlapping,
    runs_of,
    text_after,
    text_before,
)
from sensitive_check.validators import calendar_date

if TYPE_CHECKING:
    from sensitive_check.context import Context, Run

_MOBILE = lazy(
    r"(?<![0-9])(?<![0-9]\.)(?:(?:\+|(?<!\+)00)?86[ -]?|0)?"
    r"(1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4}|[ -][0-9]{3}[ -][0-9]{5}|[ -][0-9]{8}"
    r"|[0-9][ -](?:[0-9]{4}[ -][0-9]{3}|[0-9]{3}[ -][0-9]{4})|[0-9]{2}[ -][0-9]{6}|[0-9]{4}[ -][0-9]{4}))"
    r"(?![0-9])(?!\.[0-9])"
)
# Grouped in any other way the digits may be two figures side by side, unless the text speaks of a telephone.
_USUAL_GROUPS = ([11], [3, 4, 4], [3, 3, 5], [4, 4, 3])
_PHONE_WORD = lazy(r"手机|电话|联系|号码|拨打|致电|微信|tel|phone|mobile")
# Number segments no operator uses widely: libphonenumber and number-to-place tables agree. Of 161 and 174 parts are.
_UNUSED_SEGMENTS = ("140", "141", "142", "143", "144", "154", "160", "163", "164", "168", "169", "179", "194")
_UNUSED_PARTS = (*(f"161{digit}" for digit in "123456789"), *(f"174{digit}" for digit in "23456789"))
_UNUSED = (*_UNUSED_SEGMENTS, *_UNUSED_PARTS)
# The label that leads straight to the number: 监督举报电话：, 24小时值班, 某某局联系电话：.
_OFFICE = lazy(
    r"(?:(?:咨询|监督|举报|投诉|值班|热线|专线|客服|服务|办公|公开|报名|传真|应急|维修|抢修|报修|预约|受理|订票|售票|业务)"
    r"[^，。；：:0-9\n]{0,4}"
    r"|(?:[局委办处科室所站厅部院]|中心|公司|大队|单位|村委会|居委会)的?(?:联系|对外)?(?:电话|手机))[：: ]{0,3}$"
)
_PRIVATE = lazy(r"本人|家庭|住宅|家长|户主|申请人|患者|学生|监护人|姓名")
_LABELS = ("tel", "phone", "mobile", "mob", "call", "t", "m", "p")


def _scan_mobile(context: Context) -> Iterator[Hit]:
    for run, text in runs_of(context, 11):
        for found in overlapping(_MOBILE, text):
            before = text_before(run, found.start(), 16)
            after = run.view.text[run.span.start + found.end() : run.span.start + found.end() + 4]
            if QUANTITY_AFTER.match(after) or OTHER_NUMBER.search(before) or is_glued(run, found.span(), _LABELS):
                continue
            groups = found[1].replace("-", " ").split()
            if in_address(run, found.start()):
                continue
            if list(map(len, groups)) not in _USUAL_GROUPS and not _PHONE_WORD.search(before):
                continue
            if _OFFICE.search(before) and not _PRIVATE.search(before):
                yield hit_at(run, found.span(), 0.6, severity=Severity.NOTE, reason="office")
            elif "".join(groups).startswith(_UNUSED):
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
    triggers="1一幺壹",
    scan=_scan_mobile,
    match=(
        "联系人手机13800138000",
        "电话：138-0013-8000",
        "请拨+86 138 0013 8000",
        "号码１３８００１３８０００有误",
        "监督电话：13800138000",
        "电话一三八〇〇一三八〇〇〇",
        "手机幺叁捌零零壹叁捌零零零",
    ),
    no_match=(
        "总投资13800000000元",
        "订单号：13800138000",
        "编码2013800138000123",
        "数值0.13800138000",
        "网址http://www.gov.cn/13800138000",
        "服务热线12345",
        "照片IMG_13800138000.jpg",
        "圆周率三点一四一五九二六五三五八",
    ),
)

# ------------------------------------------------------------------------------------------------------- fixed lines

_LOCAL = lazy(
    r"(?<![0-9])(?<![0-9]\.)(0(?:10|2[0-9]|[3-9][0-9]{2}))?([2-9][0-9]{2,3}[ -]?[0-9]{4})(?:-[0-9]{1,6})?"
    r"(?![0-9])(?![.-][0-9])"
)
_AREA_BEFORE = lazy(
    r"(?<![0-9])(?<![0-9]-)(?:(?:\+|00)86[ -]?(?P<abroad>10|2[0-9]|[3-9][0-9]{2})|(?:(?:\+|00)?86[ -]?)?"
    r"(?:[(（](?P<in>0?(?:10|2[0-9]|[3-9][0-9]{2}))[)）]|(?P<out>0(?:10|2[0-9]|[3-9][0-9]{2})))) ?[-–—]{0,2} ?$"
)
_PHONE_LABEL = lazy(r"(?:电话|座机|固话|传真|宅电|家电|小灵通|tel|fax|phone)(?:号码?)?[^0-9a-z，。；、\n]{0,6}$")
_HOME = lazy(r"(?:家庭|家里|住宅|宅|本人|个人)(?:固定)?电话?[^，。；\n]{0,8}$|小灵通[^，。；\n]{0,4}$")
_LONGEST_AREA = 20


def landline(area_codes: Mapping[str, str]) -> Rule:
    """The rule for fixed lines; ``area_codes`` give the area and, after a tab, how many digits a number has there."""

    def scan(context: Context) -> Iterator[Hit]:
        for run, text in runs_of(context, 7):
            for found in _LOCAL.finditer(text):
                hit = _fixed_line(run, found, area_codes)
                if hit is not None:
                    yield hit

    return Rule(
        id="landline",
        category=Category.PERSONAL,
        severity=Severity.NOTE,
        sensitive=True,
        title="固定电话号码",
        message="出现固定电话号码，请确认是对外公布的办公电话",
        rationale="单位公布的办公电话不属个人信息；家庭电话属个人信息，公开前应删去。",
        source="《中华人民共和国个人信息保护法》；《电信网编号计划》",
        reasons={"home": "写明是家庭或本人电话", "length": "号码位数与区号不符，请核对"},
        scan=scan,
        match=(
            "电话：010-88993108",
            "（0731）88993108",
            "咨询电话89076543",
            "传真 0310 3112233-801",
            "家庭电话：021-56781234",
        ),
        no_match=(
            "服务热线400-810-1234",
            "拨打12345",
            "项目代码2019-440300-48-03-100001",
            "总额88993108元",
            "编号010-88993108-20240131-5",
            "日期2024-01-31",
        ),
    )


def _fixed_line(run: Run, found: re.Match[str], area_codes: Mapping[str, str]) -> Hit | None:
    start, end = found.span()
    if in_address(run, start) or is_glued(run, (start, end), _LABELS) or QUANTITY_AFTER.match(text_after(run, end, 4)):
        return None
    code = found[1]
    before = text_before(run, start, _LONGEST_AREA)
    area = None if code else _AREA_BEFORE.search(before)
    if area:
        code = area["out"] or f"0{(area['in'] or area['abroad']).removeprefix('0')}"
        start -= len(before) - area.start()
    label = text_before(run, start, 16)
    if OTHER_NUMBER.search(label) or (not code and calendar_date(found[2])):
        return None
    home = _HOME.search(label) is not None
    labelled = home or _PHONE_LABEL.search(label) is not None
    fits = not code or str(sum(map(str.isdigit, found[2]))) in area_codes.get(code, "").rpartition("\t")[2]
    if not labelled and not (code and fits):
        return None
    place = Span(run.span.start + start, run.span.start + end)
    return Hit(
        span=place,
        view=run.view.name,
        confidence=0.8 if fits else 0.3,
        severity=Severity.WARNING if home else None,
        reason="home" if home else "" if fits else "length",
    )
