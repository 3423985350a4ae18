"""Personal numbers that an address hands over: in a named parameter, in a named step of its path, in a tel: link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.linked import hit_at, linked
from sensitive_check.validators import calendar_date, luhn, resident_id

if TYPE_CHECKING:
    from sensitive_check.addresses import Address
    from sensitive_check.context import Context

_FIVE_DIGITS = lazy("(?:[0-9][ -]?|%3[0-9]|%253[0-9]){5}")
_NAMED = lazy(r"[?&;/#]([a-z_\-\[\]]{2,40})[=/]([^&;/?#]{11,128})")
_PERCENT = lazy(r"%([0-7][0-9a-f])")
_RESIDENT_NAMES = lazy(
    r"(?:(?:user|person|my|apply|applicant|student|cert|card|query)?[_-]?)?"
    r"(?:id[_-]?(?:card|no|num|number|code|cert)(?:[_-]?(?:no|num|number|code))?|card[_-]?id|identity(?:[_-]?(?:no|num|number|card|code))?"
    r"|cert(?:ificate)?[_-]?(?:no|num|number|code|id)|sfz(?:h|hm|jh|id|no)?|sfzjhm|zjh|zjhm|gmsfhm|shenfenzheng(?:hao)?"
    r"|pid|xm|name|user[_-]?name|user|login[_-]?(?:name|id)?|account|uid|no|number|keyword|q)"
)
_MOBILE_NAMES = lazy(
    r"(?:(?:user|my|contact|login|link|apply)[_-]?)?"
    r"(?:mobile|cell|tele?)?[_-]?(?:phone|mobile|tel|telephone|cellphone)[_-]?(?:no|num|number)?"
    r"|sjh|sjhm|shouji(?:hao)?|lxdh|lxfs|dh|dhhm|yddh|contact|xm|name|user[_-]?name|user|login[_-]?(?:name|id)?|account"
)
_CARD_NAMES = lazy(
    r"(?:bank[_-]?)?(?:card|acct|account|acc)[_-]?(?:no|num|number|id|code)?|bank[_-]?(?:no|num|number|code)|yhkh?|yhzh|kh|zh"
)
_RESIDENT = lazy(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9x]")
_MOBILE = lazy(r"(?:\+|00)?(?:86)?[ -]?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}")
_CARD = lazy(r"(?:62[0-9]{14,17}|[3-5][0-9]{15})")
_CALLS = frozenset(("tel", "sms", "smsto", "callto"))
_OLDEST = date(1880, 1, 1)  # as the rule for identity numbers has it


def _scan(context: Context) -> Iterator[Hit]:
    for address in context.addresses:
        if not _FIVE_DIGITS.search(address.rest):
            continue
        if address.scheme in _CALLS:
            if _MOBILE.fullmatch(_decoded(address.rest.lower()).partition("?")[0].strip("/ ")):
                yield _found(address, "call", Severity.WARNING, 0.7)
        elif kind := _kind_of(address, context.today):
            yield _found(address, kind)


def _kind_of(address: Address, today: date) -> str:
    """The kind of the first personal number under a name that fits it; "" when there is none."""
    rest = address.rest.lower()
    at = 0
    # A step of a path is a name to the next one and may be a value to the one before: all are tried.
    while found := _NAMED.search(rest, at):
        name, value = found[1].strip("[]"), _decoded(found[2]).strip()
        if _is_resident_id(value, today) and _RESIDENT_NAMES.fullmatch(name):
            return "resident"
        if _MOBILE.fullmatch(value) and _MOBILE_NAMES.fullmatch(name):
            return "mobile"
        if _CARD.fullmatch(value) and luhn(value) and _CARD_NAMES.fullmatch(name):
            return "card"
        at = found.end(1)
    return ""


def _is_resident_id(value: str, today: date) -> bool:
    if not _RESIDENT.fullmatch(value) or not resident_id(value):
        return False
    born = calendar_date(value[6:14])
    return born is not None and _OLDEST <= born <= today


def _decoded(value: str) -> str:
    """A value as the server reads it; it may be encoded twice."""
    for _ in range(2):
        if "%" in value:
            value = _PERCENT.sub(lambda found: chr(int(found[1], 16)), value)
    return value.lower()


def _found(address: Address, reason: str, severity: Severity | None = None, confidence: float = 0.95) -> Hit:
    host = address.host or address.scheme
    return hit_at(address, values={"host": host}, reason=reason, severity=severity, confidence=confidence)


PERSONAL_DATA_IN_URL = Rule(
    id="personal-data-in-url",
    category=Category.LINK,
    severity=Severity.ERROR,
    indicator="个人信息（地方）",
    sensitive=True,
    title="地址中带有个人信息",
    message="指向 {host} 的地址中带有个人号码，删去该参数或整个链接",
    rationale="地址会被收藏、转发并留在日志里；参数中的证件号、手机号、卡号等于公开，也说明该系统凭号码即可查询。",
    source="《中华人民共和国个人信息保护法》第五十一条；RFC 3986 第 3.4 节",
    reasons={
        "resident": "参数是身份证号，校验码相符",
        "mobile": "参数是手机号",
        "card": "参数是银行卡号，校验位相符",
        "call": "链接直接拨打一个手机号，请确认是对外公布的工作号码",
    },
    scan=_scan,
    match=(
        "查询http://www.example.gov.cn/query?idcard=11010519491231002X&x=1",
        "见https://www.example.com/cx?a=1&sfzh=440524188001010014。",
        "https://www.example.com/u?mobile=13800138000",
        "https://www.example.com/u?phone=%2B86%2013800138000",
        "https://www.example.com/pay?bankCard=6222021234567890128",
        "https://www.example.com/person/idno/11010519491231002x/detail",
        linked("https://www.example.com/q?sfz=%31%31010519491231002X"),
        linked("tel:13800138000"),
    ),
    no_match=(
        "https://www.example.com/a?id=11010519491231002X1",
        "https://www.example.com/a?idcard=110105194912310021",
        "https://www.example.com/a?idcard=${idcard}",
        "https://www.example.com/t/13800138000.html",
        "https://www.example.com/a?ts=13800138000",
        "https://www.example.com/a?phone=12345",
        "https://www.example.com/pay?cardno=6222021234567890123",
        "https://www.example.com/content/post_6222021234567890128.html",
        linked("tel:010-12345678"),
        linked("https://www.example.com/q?mobile=138****8000"),
    ),
)
