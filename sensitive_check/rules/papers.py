"""Numbers of travel and service papers: most are a letter and digits, and need the name of the paper beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.numbers import OTHER_NUMBER, hit_at, in_address, runs_of, text_after, text_before
from sensitive_check.validators import calendar_date, machine_read

if TYPE_CHECKING:
    from sensitive_check.context import Context, Run

_CHINESE_PASSPORT = lazy(
    r"(?<![0-9a-z_.-])(?:[eg][0-9]{8}|e[a-hj-np-z][0-9]{7}|[dsp]e[0-9]{7}|[dsp]\.?[0-9]{7,8}|1[45][0-9]{7}"
    r"|k[a-z]?[0-9]{7,8}|h[0-9]{8}|m[ab][0-9]{7})(?![0-9a-z_])(?![.-][0-9a-z])"
)
_ORDINARY_PASSPORT = lazy(r"(?:[eg][0-9]{8}|e[a-hj-np-z][0-9]{7})")
_ANY_PASSPORT = lazy(r"(?<![0-9a-z_.-])(?=[a-z]{0,3}[0-9]{5})[a-z0-9]{6,9}(?![0-9a-z_])(?![.-][0-9a-z])")
_PASSPORT_LABEL = lazy(r"(?:护照|passport)[^，。；\n]{0,12}$")
_PAPER_LABEL = lazy(r"证件[^，。；\n]{0,8}$")
_OTHER_LABEL = lazy(r"(?:[号码编款型]|no\.?)[:： ]{0,3}$")
_PASSPORT_STRAIGHT = lazy(r"(?:护照(?:本)?(?:号码?|编号|证号)|passport ?(?:no\.?|number|#))[^0-9a-z，。；\n]{0,4}$")
# The second line of a machine-read page: number, nation, birth, sex, expiry; each with its check digit.
_MACHINE_LINE = lazy(
    r"(?<![0-9a-z<])([a-z0-9<]{9})([0-9])([a-z]{1,3}<{0,2})([0-9]{6})([0-9])[mfx<]([0-9]{6})([0-9])[a-z0-9<]{14}[0-9<][0-9]"
    r"(?![0-9a-z<])"
)


def _scan_passports(context: Context) -> Iterator[Hit]:
    for run, text in runs_of(context, 6):
        for found in _CHINESE_PASSPORT.finditer(text):
            before = text_before(run, found.start(), 24)
            if in_address(run, found.start()):
                continue
            ordinary = _ORDINARY_PASSPORT.fullmatch(found[0]) is not None
            if _PASSPORT_LABEL.search(before) or (ordinary and _PAPER_LABEL.search(before)):
                yield hit_at(run, found.span(), 0.95)
            elif ordinary and not _is_other(run, found.span(), found[0], before):
                yield hit_at(run, found.span(), 0.6, severity=Severity.WARNING, reason="unlabelled")
        for found in _ANY_PASSPORT.finditer(text):
            straight = _PASSPORT_STRAIGHT.search(text_before(run, found.start(), 24))
            if straight and not _CHINESE_PASSPORT.match(text, found.start()):
                yield hit_at(run, found.span(), 0.7, severity=Severity.WARNING, reason="form")
        if "<" in text and len(text) >= 44:
            for found in _MACHINE_LINE.finditer(text):
                number, check, _, born, born_check, expires, expires_check = found.groups()
                if (
                    machine_read(number, check)
                    and machine_read(born, born_check)
                    and machine_read(expires, expires_check)
                ):
                    yield hit_at(run, found.span(), 0.99, reason="machine")


def _is_other(run: Run, span: tuple[int, int], number: str, before: str) -> bool:
    """True for a letter and digits that hold a date, or that the text calls something else."""
    return (
        calendar_date(number[1:]) is not None
        or OTHER_NUMBER.search(before) is not None
        or _OTHER_LABEL.search(before) is not None
        or before.endswith(("(", "（", "[", "/"))
        or text_after(run, span[1], 1) in ("/", "型", "款", "号")
    )


PASSPORT = Rule(
    id="passport",
    category=Category.PERSONAL,
    severity=Severity.ERROR,
    indicator="个人信息（地方）",
    sensitive=True,
    title="护照号码",
    message="疑似护照号码，公开前请删去或遮盖",
    rationale="护照号码属个人身份信息，未经同意不得公开。",
    source="《中华人民共和国护照法》；ICAO Doc 9303；《中华人民共和国个人信息保护法》",
    reasons={
        "unlabelled": "形似普通护照号码，附近没有写明，请核对",
        "form": "写明是护照号码，但不是中国护照的编号形式，请核对",
        "machine": "护照机读码，含证件号、国籍和出生日期，校验相符",
    },
    scan=_scan_passports,
    match=(
        "护照号E12345678",
        "护照：EA1234567，有效",
        "因公护照PE1234567",
        "持护照 G12345678 出境",
        "护照号码：AB1234567",
        "编为E60123458，请核",
        "E123456782CHN9003071F3003068<<<<<<<<<<<<<<06",
    ),
    no_match=(
        "型号E12345678",
        "文件G20240131已归档",
        "办理护照咨询电话12345",
        "代码SE1234567",
        "批号：E60123458",
        "网址https://www.gov.cn/E60123458",
    ),
)

_PERMIT = lazy(
    r"(?<![0-9a-z_.-])(?:[cwlt][0-9]{8}|[cl][a-hj-np-z][0-9]{7}|[hm](?:[0-9]{8}|[0-9]{10}))(?![0-9a-z_])(?![.-][0-9a-z])"
)
_PERMIT_LABEL = lazy(r"(?:通行证|回乡证|来往内地|往来港澳|往来台湾|来往大陆|港澳证|赴港澳|赴台)[^，。；\n]{0,14}$")
_TAIWAN_PERMIT = lazy(r"(?<![0-9a-z_.-])[0-9]{8}(?:[0-9]{2})?(?![0-9a-z_])(?![.-][0-9a-z])")
_TAIWAN_LABEL = lazy(r"(?:台胞证|(?:台湾居民)?来往大陆(?:通行证)?)(?:号码?|证号|编号)?[:：为是 ]{0,3}$")


def _scan_permits(context: Context) -> Iterator[Hit]:
    for label in _PERMIT_NAMES:
        for view, span in context.occurrences.get(label, ()):
            yield from _permits_after(view.text, span.end, view.name)


def _permits_after(text: str, start: int, view: str) -> Iterator[Hit]:
    end = min(start + 40, len(text))
    for found in _PERMIT.finditer(text, start, end):
        if _PERMIT_LABEL.search(text[max(found.start() - 24, 0) : found.start()]):
            yield Hit(span=Span(*found.span()), view=view, confidence=0.9)
    for found in _TAIWAN_PERMIT.finditer(text, start, end):
        if _TAIWAN_LABEL.search(text[max(found.start() - 24, 0) : found.start()]):
            yield Hit(span=Span(*found.span()), view=view, confidence=0.9)


_PERMIT_NAMES = ("通行证", "回乡证", "台胞证", "港澳证")

TRAVEL_PERMIT = Rule(
    id="travel-permit",
    category=Category.PERSONAL,
    severity=Severity.ERROR,
    indicator="个人信息（地方）",
    sensitive=True,
    title="出入境通行证号码",
    message="疑似出入境通行证号码，公开前请删去或遮盖",
    rationale="往来港澳台、来往内地（大陆）的通行证号码属个人身份信息，未经同意不得公开。",
    source="《中华人民共和国出境入境管理法》；《中华人民共和国个人信息保护法》",
    triggers=_PERMIT_NAMES,
    scan=_scan_permits,
    match=(
        "往来港澳通行证C12345678",
        "持往来港澳通行证号码：CA1234567",
        "港澳居民来往内地通行证 H1234567800",
        "回乡证号M12345678",
        "台胞证：12345678",
        "大陆居民往来台湾通行证L12345678",
    ),
    no_match=(
        "办理通行证请于20240131前预约",
        "产品C12345678",
        "电子通行证自2024年启用，编号另发。通知C12345678",
        "台胞证免收费用12345678元",
    ),
)

_SERVICE = lazy(r"[军士文参政后装海空陆火武]?字第 ?([0-9]{6,8})(?![0-9])号?")
_SERVICE_LABEL = lazy(r"(?:军官|士兵|士官|军士|文职干部|文职人员|警官|军人|义务兵|学员)证?[^，。；\n]{0,10}$")


def _scan_service(context: Context) -> Iterator[Hit]:
    for view, span in context.occurrences.get("字第", ()):
        text = view.text
        start = span.start - 1 if text[max(span.start - 1, 0) : span.start] in _ARMS else span.start
        found = _SERVICE.match(text, start)
        if found is None:
            continue
        labelled = _SERVICE_LABEL.search(text[max(start - 20, 0) : start].rpartition("\n")[2]) is not None
        if labelled or start < span.start:
            yield Hit(
                span=Span(*found.span()),
                view=view.name,
                confidence=0.8 if labelled else 0.3,
                severity=None if labelled else Severity.NOTE,
                reason="" if labelled else "unlabelled",
            )


_ARMS = frozenset("军士文参政后装海空陆火武")

MILITARY_ID = Rule(
    id="military-id",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="军人证件号码",
    message="疑似军人证件号码，公开前请删去，并核对有无其他涉军信息",
    rationale="军官证、士兵证等号码属个人身份信息，并涉及军队人员情况。",
    source="GB/T 35273—2020 附录B；《中华人民共和国个人信息保护法》",
    reasons={"unlabelled": "形似军人证件编号，附近没有写明证件名称，请核对"},
    triggers=("字第",),
    scan=_scan_service,
    match=("军官证军字第20012345号", "士兵证号：士字第1234567号", "持空字第123456号证件"),
    no_match=("不动产权证字第0012345号", "京民字第123456号", "军字第12号文", "海字第123456789号"),
)
