"""Passwords, keys and tokens left in a draft: tokens by the formats of a list, passwords by what leads to them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sensitive_check.model import PART_KINDS, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.credentials_in_urls import holds_credential

if TYPE_CHECKING:
    from sensitive_check.context import Context
    from sensitive_check.model import View

_CHINESE = ("密码", "口令", "验证码")
_SHARE = ("提取码", "访问码")
_LATIN = ("password", "passwd", "pwd")

_LEAST_ENTROPY = 2.5
"""Bits a character of a key holds at least: random letters of any alphabet hold more, filler less."""

_SHORTEST, _LONGEST = 4, 128
_LONGEST_CODE = 8

_SEPARATOR = r"[\"'”’」\])）*`]{0,3}[ \t]{0,3}(?:[:：=](?:[=>](?!=))?|→)[ \t]{0,3}[\"'“‘「【\[*`]{0,3}"
_VERB = (
    r"(?:已|均|都|统一|一律|默认|初始化?|重置|恢复|设置|设定|设|修改|更改|改|变更|暂定|即|仍|还){0,3}"
    r"[ \t]?(?:为|是|成)[：:]?[ \t]{0,3}[\"'“‘「【\[*`]{0,3}"
)
# A closing mark of markup or code may follow the value, and is none of it.
_VALUE = rf"([!#-&(-+\--:=?-_a-~]{{{_SHORTEST},{_LONGEST}}})"
_REMARK = r"(?:[（(][^（）()\n]{0,20}[)）])?"
_STATED = lazy(rf"{_REMARK}(?:{_SEPARATOR}|{_VERB}){_VALUE}")
_STATED_AT_ONCE = lazy(rf"[ \t]{{0,2}}[\"“]?(?=[a-z!-/:-@_]{{0,16}}[0-9]){_VALUE}")
_STATED_IN_LATIN = lazy(rf"(?:{_SEPARATOR}|[ \t]is[ \t]{{1,3}}[\"'“]?){_VALUE}")
_OWN_NUMBER = (
    r"(?:本人|个人|考生|学生|学员|申请人|报考者|用户|员工|参保人|其|您|你|自己|所填|居民|有效){0,3}的?"
    r"(?:(?:身份证件?|证件|公民身份|手机|联系电话|电话|准考证|学籍|社保卡|社会保障卡|银行卡)号?码?的?[ \t]?"
    r"(?:最?[后末前]|末尾|尾号)[ \t]?[0-9一二三四五六七八九十]{1,2}[ \t]?位(?:数字?|数)?"
    r"|(?:身份证件?|证件|公民身份|手机|准考证|学籍|银行卡)号码?(?!接收|收到|绑定|登录|登记|验证|注册|的)"
    r"|出生(?:年月日|日期)|生日|(?:学|工|考)号(?![a-z0-9])|姓名(?:的)?(?:全拼|拼音|首字母))"
)
_DERIVED = lazy(rf"{_REMARK}(?:{_SEPARATOR}|{_VERB}){_OWN_NUMBER}")
_DERIVED_AT_ONCE = lazy(rf"[ \t]?{_OWN_NUMBER}")
_LABEL_BEFORE = lazy(
    r"(?:(?:初始|默认|缺省|原始|登[录陆]|统一|管理员|开机|开锁|门禁|临时)的?"
    r"|(?:[账帐][号户]|用户名?|工号)[：:为是]?[ \t]?[a-z0-9_@.-]{2,32}[ ,，/、]{0,2}(?:登[录陆])?)$"
)
_EXAMPLE_BEFORE = lazy(r"(?:弱|简单的?|常见的?|常用的?|(?:例如|诸如|比如)[^，。；！？\n]{0,8})$")
_ADVICE_BEFORE = lazy(
    r"(?:不得|不要|不能|不可|不应|不宜|避免|切勿|请勿|勿|禁止|严禁|杜绝|防止)[^，。；：:！？（）()\n]{0,16}$"
)
_COLON = lazy("[：:=→]")
_SHARED_BEFORE = lazy(r"解压(?:缩)?$|(?:文件|文档|附件|打开|阅读)$")
_WIRELESS_BEFORE = lazy(r"(?:wi-?fi|wlan|无线网?络?|热点)[^\n]{0,20}$")
_MEETING_BEFORE = lazy(r"(?:会议|入会|参会|直播间?)$|(?:会议号|会议 ?id|腾讯会议|钉钉会议|zoom|webinar)[^\n]{0,40}$")
_DRIVE_BEFORE = lazy(
    r"(?:(?:pan|yun)\.baidu\.com|ali(?:yundrive|pan)\.com|pan\.quark\.cn|cloud\.189\.cn|lanzou[a-z]?\.com|weiyun\.com"
    r"|123pan\.com|pan\.xunlei\.com|drive\.uc\.cn|ctfile\.com)/"
)
_DRIVE_REACH = 160
_UNIT_AFTER = lazy(
    r" ?(?:[位个种次元天年月日时分秒项条字人名家户台套款章节号米届级]|学年|多[位个次]|万|亿|余|以上|以下|以内)"
    r"| ?(?:char|digit|byte|bit)"
)
_DIGITS_ONLY = lazy(r"[0-9.~-]+")
_RANGE = lazy(r"[0-9]{1,3}[-~][0-9]{1,3}")
_LETTERS_ONLY = lazy(r"[a-z_./()\-]+")
_HASH = lazy(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")
_ALGORITHM = lazy(
    r"(?:hmac-?)?(?:sha-?[0-9]{1,3}(?:-[0-9]{3})?|md[45]|3?des|aes(?:-?[0-9]{3})?|rsa(?:-?[0-9]{4})?|sm[2349]|wpa[23]?"
    r"|utf-?8|base64|ascii|unicode|bcrypt|totp|pbkdf2)(?:[/_(-].*)?|(?:gb|gm|iso|rfc|yd|ga)(?:/[a-z]{1,3})?[0-9.-]*"
)
"""What ciphers, encodings and standards are called."""

_WEAK = frozenset(
    "admin root qwerty qwertyuiop asdfgh letmein iloveyou welcome administrator guest abcd abcdef".split()
)
_CODE = lazy(
    r"[a-z_][a-z0-9_.]*[(\[].*|[a-z_]+(?:\.[a-z_0-9]+)+(?:\(.*)?|[#.](?:[a-z]*pass|[a-z]*pwd).*|.*://.*|/.*|-{1,2}[a-z].*"
)
_PLACEHOLDER = lazy(
    r"\$[({]?[a-z_0-9.]{1,100}[)}]?|%[a-z_]{1,60}%?|@[a-z_]{1,60}@|[<{\[(（].*|.*[$%]\{.*|(?:your|my|the|some|new|old|user|db|input|enter)?[_-]?"
    r"(?:password|passwd|pwd|pass|secret|token|key|value|string|str|text|varchar|char|hidden|required|optional|true|false"
    r"|null|none|nil|undefined|empty|redacted|changeme|changeit|change[_-]?me|placeholder|test|foo|bar|example|xxx+|here)"
    r"(?:[_-]?here)?|.*(?:your[_-]|example|placeholder|redacted|x{4,}|\*{3,}|\.{3,}).*"
    r"|([^0-9])\1{0,200}"
)
_FILLER = lazy(r"example|placeholder|redacted|your[_-]|x{6}|\*{3}|\.{3}", re.IGNORECASE)
_REPEATED = lazy(r"(.)\1{7}")
_LONGEST_TOKEN = 100
"""In longer keys a letter repeats by itself: private keys hold rows of A."""
_PIECE_EDGE = lazy(r"[\s:=\"'/&?]+")


def credential(rule: Rule) -> Rule:
    """The rule for credentials: ``rule`` brings what a list says, its entries are the formats of keys and tokens."""
    return replace(
        rule,
        reasons={
            "stated": "文中直接写出了口令",
            "derived": "口令可由证件号、手机号等推知，知道这些信息的人都能登录",
            "share": "随文公布的提取码、解压密码：任何人可用，请确认是有意公开",
            "wireless": "无线网络密码，请确认是有意公开",
            "meeting": "会议密码，请确认会议对外公开",
            "hash": "像是口令的散列值，弱口令可由此还原",
        },
        kinds=frozenset(PART_KINDS),  # a key in a piece of code or in a link is published all the same
        triggers=(*_CHINESE, *_SHARE, *_LATIN),
        scan=_scan_stated,
        verify=_is_secret,
        match=(
            "系统初始密码为身份证后六位。",
            "登录账号为工号，默认密码123456，请及时修改",
            "密码：Abc@2024",
            "统一口令是888888",
            "管理员帐号admin，密码 = admin",
            "验证码：483920",
            "密碼：１２３４５６",
            "db.password=Fake7Key2",
            "Server=db;User Id=sa;Password=Fake7Key2;",
            'passwd: "Fake#Key"',
            "链接 https://pan.baidu.com/s/1fake 提取码：k7e2",
            "查询密码默认为本人身份证号后6位数字",
        ),
        no_match=(
            "根据密码法规定，商用密码应当检测认证。",
            "密码为8位以上字母数字组合",
            "请设置密码：至少8位，含大小写字母",
            "验证码：由系统发送至手机",
            "口令是“团结就是力量”",
            "密码：******",
            "密码见通知，口令另行告知",
            "password: ${DB_PASSWORD}",
            "密码：xxxx",
            "password=your_password",
            "不要把密码设为123456或生日",
            "采用弱口令（如123456）登录",
            "密码为手机短信收到的动态码",
            "密码：SHA256加密存储",
            'password = input("password: ")',
            "密码长度为2024位的密钥",
        ),
    )


def _scan_stated(context: Context) -> Iterator[Hit]:
    for words, find in ((_CHINESE, _stated), (_SHARE, _shared), (_LATIN, _stated_in_latin)):
        for word in words:
            for view, span in context.occurrences.get(word, ()):
                found = find(context.visible.text, *_in_visible(context, view, span))
                if found is not None:
                    yield replace(found, span=context.visible.to_source(found.span))


def _in_visible(context: Context, view: View, span: Span) -> tuple[int, int]:
    place = context.visible.from_source(view.to_source(span))
    return place.start, place.end


def _hit(start: int, end: int, reason: str, severity: Severity | None = None, confidence: float = 0.9) -> Hit:
    """A hit whose span lies in the visible text."""
    return Hit(span=Span(start, end), reason=reason, severity=severity, confidence=confidence)


def _line_before(text: str, start: int, reach: int = 48) -> str:
    return text[max(start - reach, 0) : start].rpartition("\n")[2]


def _stated(text: str, start: int, end: int) -> Hit | None:
    """A password behind a Chinese word for one: its value, or what it can be guessed from."""
    found = _STATED.match(text, end)
    derived = None if found else _DERIVED.match(text, end)
    before = _line_before(text, start)
    if found is None and derived is None:
        if not _LABEL_BEFORE.search(before):
            return None
        found = _STATED_AT_ONCE.match(text, end)
        derived = None if found else _DERIVED_AT_ONCE.match(text, end)
    met = found or derived
    if met is None or _EXAMPLE_BEFORE.search(before):
        return None
    begin = met.end() if found is None else met.start(1)
    if _ADVICE_BEFORE.search(before) and not _COLON.search(text, end, begin):
        return None
    if found is None:
        return _hit(start, begin, "derived")
    value = _trimmed(found[1])
    stop = begin + len(value)
    if not _is_value(value, text[stop : stop + 6]) or _is_word(value, text[stop : stop + 2]):
        return None
    if _HASH.fullmatch(value):
        return _hit(start, stop, "hash", Severity.NOTE, 0.5)
    return _hit(start, stop, *_occasion(text, start, before))


def _occasion(text: str, start: int, before: str) -> tuple[str, Severity | None]:
    """Passwords that may have been made to be given away: those of shares, of wireless networks, of meetings."""
    if _SHARED_BEFORE.search(before) or _DRIVE_BEFORE.search(text, max(start - _DRIVE_REACH, 0), start):
        return "share", Severity.WARNING
    if _WIRELESS_BEFORE.search(before):
        return "wireless", Severity.WARNING
    if _MEETING_BEFORE.search(before):
        return "meeting", Severity.WARNING
    return "stated", None


def _shared(text: str, start: int, end: int) -> Hit | None:
    found = _STATED.match(text, end) or _STATED_AT_ONCE.match(text, end)
    if found is None:
        return None
    value = _trimmed(found[1])
    stop = found.start(1) + len(value)
    if (
        not _SHORTEST <= len(value) <= _LONGEST_CODE
        or not value.isalnum()
        or not _is_value(value, text[stop : stop + 6])
    ):
        return None
    return _hit(start, stop, "share", Severity.WARNING)


def _stated_in_latin(text: str, start: int, end: int) -> Hit | None:
    """A password behind an English word for one, in prose or code: it holds a digit or a sign, or is known as weak."""
    found = _STATED_IN_LATIN.match(text, end)
    if found is None:
        return None
    value = _trimmed(found[1])
    stop = found.start(1) + len(value)
    if not _is_value(value, text[stop : stop + 6]) or _CODE.fullmatch(value):
        return None
    if value not in _WEAK and _LETTERS_ONLY.fullmatch(value):
        return None
    if _HASH.fullmatch(value):
        return _hit(start, stop, "hash", Severity.NOTE, 0.5)
    return _hit(start, stop, *_occasion(text, start, _line_before(text, start)))


def _trimmed(value: str) -> str:
    """The value without what closes a sentence, a bracket or a quotation, and without the parameters after it."""
    following = re.search(r"&[a-z_]{1,32}=", value)
    if following:
        value = value[: following.start()]
    while value and (
        value[-1] in ".:?*|\\" or (value[-1] in ")]}" and value.count(value[-1]) > value.count(_OPENING[value[-1]]))
    ):
        value = value[:-1]
    return value


_OPENING = {")": "(", "]": "[", "}": "{"}


def _is_value(value: str, after: str) -> bool:
    """False for what is too short, stands for a value, counts something, or names an algorithm."""
    if not _SHORTEST <= len(value) < _LONGEST or _PLACEHOLDER.fullmatch(value) or _ALGORITHM.fullmatch(value):
        return False
    if "://" in value or value[-1] in "([{" or _RANGE.fullmatch(value):
        return False
    return not (_DIGITS_ONLY.fullmatch(value) and _UNIT_AFTER.match(after))


def _is_word(value: str, after: str) -> bool:
    """True for letters that go on in a sentence: a word of it, no password."""
    going_on = after[:1].isalpha() or (after[:1] == " " and after[1:2].isalpha())
    return value not in _WEAK and _LETTERS_ONLY.fullmatch(value) is not None and going_on


def _is_secret(hit: Hit, context: Context) -> Hit | None:
    """The hit, unless the address it stands in is reported as a whole, or filler stands for the key."""
    address = context.address_at(hit.span.start)
    if address is not None and address.scheme and holds_credential(address):
        return None
    if hit.entry is None:
        # The code of a share in its own address is what the rule for shares reads.
        return None if address is not None and _DRIVE_BEFORE.search(f"{address.host}/") else hit
    key = context.written.text[slice(*_in_visible(context, context.raw, hit.span))]
    if _FILLER.search(key) or _entropy(key) < _LEAST_ENTROPY:
        return None
    if len(key) < _LONGEST_TOKEN and _REPEATED.search(key):
        return None
    last = _PIECE_EDGE.split(key[-64:].rstrip("=\"'").lower())[-1]
    return None if len(last) >= _SHORTEST and _PLACEHOLDER.fullmatch(last) else hit


def _entropy(text: str) -> float:
    """Shannon entropy in bits a character.

    >>> _entropy("aaaa"), _entropy("abcd")
    (0.0, 2.0)
    """
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values()) + 0.0
