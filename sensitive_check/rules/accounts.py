"""Accounts of a person: bank cards, mailboxes, names in messengers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from sensitive_check.model import PART_KINDS, Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.numbers import (
    DIGITS,
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
from sensitive_check.validators import calendar_date, luhn, resident_id

if TYPE_CHECKING:
    from sensitive_check.context import Context, Run

CardBins = Mapping[tuple[str, int], str]
"""Issuer by first digits and length; "" where only the scheme is known."""

# Written together, in groups of four, after the first six, or the way American Express does it.
_CARD = lazy(
    r"(?<![0-9])(?<![0-9][.-])(?:[1-9][0-9]{12,18}"
    r"|[1-9][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}(?:\1[0-9]{4})?(?:\1[0-9]{1,3})?"
    r"|[1-9][0-9]{5}[ -][0-9]{10,13}"
    r"|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})(?![0-9])(?![.-][0-9])"
)
_OTHER_ACCOUNT = lazy(
    r"(?:税号|识别号|运单|快递|发票|合同|协议|保单|表号|户号|序号|受理号|申请号|登记号|学号|工号|时间戳|iccid|imei"
    r"|(?:sim|会员|加油|购物|医保|门禁|校园|公交|流量|电话|手机|就诊|图书|借书)卡号?)[^0-9\n]{0,3}$"
)
_CARD_LABEL = lazy(r"卡号|银行卡|信用卡|借记卡|贷记卡|储蓄卡|工资卡|一卡通|惠农卡|存折|bank ?card|card ?no")
_ACCOUNT_LABEL = lazy(r"[账帐][号户]|开户|银行|户名|汇款|打款|收款|[工农中建招交]行|邮储|信用社|农商")
_CARD_LETTERS = ("card", "no", "icbc", "abc", "ccb", "boc", "cmb", "bank", "account", "acct")
_LONGEST_PREFIX = 10
_SHORTEST_UNIONPAY = 16
_ISSUED = 6
"""A row of so many first digits names one issuer's product; with fewer, other numbers begin the same way."""


def bank_card(bins: Callable[[], CardBins]) -> Rule:
    """The rule for bank card numbers; ``bins`` is called when a number with a fitting check digit turns up."""

    def scan(context: Context) -> Iterator[Hit]:
        for run, text in runs_of(context, 13):
            for found in overlapping(_CARD, text):
                digits = re.sub("[ -]", "", found[0])
                if luhn(digits) and _may_be_card(run, found.span(), digits):
                    verdict = _card_verdict(run, found.span(), digits, bins())
                    if verdict is not None:
                        yield verdict

    return Rule(
        id="bank-card",
        category=Category.PERSONAL,
        severity=Severity.ERROR,
        indicator="个人信息（地方）",
        sensitive=True,
        title="银行卡号",
        message="疑似银行卡号，公开前请删去或只留末四位",
        rationale="银行账户属敏感个人信息；号段、位数与校验码均相符。",
        source="ISO/IEC 7812-1；《中华人民共和国个人信息保护法》第二十八条",
        compared="bank-card",
        reasons={"range": "只对上卡组织号段，不能确定发卡行，请核对"},
        triggers=DIGITS,
        scan=scan,
        match=(
            "卡号6222021234567890128已登记",
            "开户行：某某银行，账号：6217 0012 3456 7890 122",
            "工资卡６２２５８８１２３４５６７８９８",
            "户名张某 6222-0212-3456-7890-128",
            "信用卡卡号4000000000000002",
            "转至6222021234567890128。",
        ),
        no_match=(
            "卡号6222021234567890123",
            "订单号：6222021234567890128",
            "身份证号440524188001010014",
            "总额6222021234567890128元",
            "编码996222021234567890128",
            "时间戳20240131174112008",
            "数值0.6222021234567890128",
            "序列4000000000000002",
            "网址https://www.gov.cn/6222021234567890128.html",
        ),
    )


def _may_be_card(run: Run, span: tuple[int, int], digits: str) -> bool:
    """False for a number that says itself, or whose neighbours say, that it is something else."""
    if len(digits) < 13 or (len(digits) == 18 and calendar_date(digits[6:14]) and resident_id(digits)):
        return False
    before = text_before(run, span[0], 16)
    return not (
        OTHER_NUMBER.search(before)
        or QUANTITY_AFTER.match(text_after(run, span[1], 4))
        or is_glued(run, span, _CARD_LETTERS)
        or in_address(run, span[0])
    )


def _card_verdict(run: Run, span: tuple[int, int], digits: str, bins: CardBins) -> Hit | None:
    """An issuer's own first digits are enough; a scheme's need a label; only UnionPay's are a warning without."""
    known = (n for n in range(_LONGEST_PREFIX, 0, -1) if (digits[:n], len(digits)) in bins)
    length = next(known, 0)
    before = text_before(run, span[0], 24)
    card = _CARD_LABEL.search(before) is not None
    labelled = card or _ACCOUNT_LABEL.search(before + " " + text_after(run, span[1], 12)) is not None
    if length >= _ISSUED:
        return hit_at(run, span, 0.95 if labelled else 0.85)
    if not length or _OTHER_ACCOUNT.search(before):
        return None
    if card:
        return hit_at(run, span, 0.8, reason="range")
    if digits.startswith("62") and len(digits) >= _SHORTEST_UNIONPAY:
        return hit_at(run, span, 0.5 if labelled else 0.3, severity=Severity.WARNING, reason="range")
    return None


_LOCAL = "abcdefghijklmnopqrstuvwxyz0123456789._%+-"
_DOMAIN = lazy(r"[a-z0-9.-]{1,253}")
_LABEL = lazy(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LAST_LABEL = lazy(r"[a-z]{2,24}|xn--[a-z0-9-]{2,59}")
_NO_DOMAIN = frozenset(
    "png jpg jpeg gif svg webp ico css js mjs ts json html htm md zip example test invalid localhost local lan internal"
    " localdomain".split()
)
_USERINFO = lazy(r"://[^/?# ]{0,200}$")
_PATH_AFTER = lazy(r":(?:[\w.~-]{0,64}/|[\w.-]{1,64}\.git)")
_MASKED_BEFORE = lazy(r"[a-z0-9]\*{1,16}$")
_COMMAND_BEFORE = lazy(r"(?:ssh|scp|sftp|rsync)(?: -[a-z0-9 ]{1,12})? $")
_PLACEHOLDER = lazy(
    r"(?:([a-z])\1{1,63}|(?:your|my|some)[_.-]?[a-z]{0,16}|name|user(?:name)?|someone|e?mail|account|abc|xyz|test|example"
    r"|foo|bar|123)"
)
_PLACEHOLDER_DOMAIN = lazy(r"x{2,63}|y{2,63}|(?:your|my|some)-?[a-z]{1,16}|domain|company|example|invalid")
_EXAMPLE_DOMAINS = frozenset(("example.com", "example.org", "example.net", "example.cn", "example.com.cn"))
_OFFICE_LOCAL = lazy(
    r"(?:.{0,16}[._-])?(?:office|service|info|webmaster|postmaster|admin|contact|support|help|hr|jobs?|news|press|media"
    r"|editor|feedback|no-?reply|kefu|tousu|jubao|xinfang|tougao|zhaopin|bgs|bangongshi|z?f?xxgk|zwgk|fwzx|xxzx)[0-9]{0,8}"
)
_OFFICE_LABEL = lazy(
    r"(?:投稿|举报|监督|投诉|信访|咨询|反馈|征集|征求|意见|建议|受理|报名|公开|值班|办公|政务|官方|公务|单位|部门|客服|服务|招聘"
    r"|应聘|来稿|编辑部|发送?[至到])[^。；\n]{0,16}(?:邮箱|信箱|邮件|e-?mail)[^a-z0-9\n]{0,8}$"
)
_PRIVATE = lazy(r"本人|个人|家庭|家长|户主|申请人|患者|学生|监护人|姓名|联系人")


def _scan_mailboxes(context: Context) -> Iterator[Hit]:
    if "@" in context.folded.text:
        for run in context.runs:
            if "@" in run.text:
                yield from _mailboxes(run)
    for address in context.addresses:
        # Where the link spells it out, the search of the text has found it.
        if address.scheme == "mailto" and address.view == "raw":
            mailbox = address.rest.partition("?")[0].replace("%40", "@").strip().lower()
            local, _, domain = mailbox.rpartition("@")
            if mailbox in context.folded.text[address.span.start : address.span.end]:
                continue
            if local and not local.strip(_LOCAL) and _is_domain(domain) and not _is_example(local, domain):
                yield _mailbox_hit(address.span, "raw", local, domain, "")


def _mailboxes(run: Run) -> Iterator[Hit]:
    """Mailboxes of a run. What may stand before the @ is stripped off from the right, so that no text is read twice."""
    text = run.text
    reached = 0
    at = text.find("@")
    while at >= 0:
        head = text[max(at - 65, reached) : at]
        local = head[len(head.rstrip(_LOCAL)) :].lstrip("._%+-")
        found = _DOMAIN.match(text, at + 1)
        domain = found[0].rstrip(".-") if found else ""
        start, end = at - len(local), at + 1 + len(domain)
        if 0 < len(local) <= 64 and ".." not in local and local[-1] != "." and _is_domain(domain):
            reached = end
            if not _is_example(local, domain) and not _is_login(run, start, end, local):
                span = Span(run.span.start + start, run.span.start + end)
                yield _mailbox_hit(span, run.view.name, local, domain, text_before(run, start, 40))
        at = text.find("@", at + 1)


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and _LAST_LABEL.fullmatch(labels[-1]) is not None
        and labels[-1] not in _NO_DOMAIN
    )


def _is_example(local: str, domain: str) -> bool:
    return (
        _PLACEHOLDER.fullmatch(local) is not None
        or ".".join(domain.split(".")[-2:]) in _EXAMPLE_DOMAINS
        or domain in _EXAMPLE_DOMAINS
        or _PLACEHOLDER_DOMAIN.fullmatch(domain.split(".")[0]) is not None
    )


def _is_login(run: Run, start: int, end: int, local: str) -> bool:
    """True for a user of a machine (in an address, a git or ssh command), and for what is masked already."""
    before = text_before(run, start, 256)
    return (
        local == "git"
        or _MASKED_BEFORE.search(before[-32:]) is not None
        or (before.endswith("/") and in_address(run, start))
        or (in_address(run, start) and _USERINFO.search(before) is not None)
        or _COMMAND_BEFORE.search(before[-32:]) is not None
        or _PATH_AFTER.match(text_after(run, end, 72)) is not None
    )


def _mailbox_hit(span: Span, view: str, local: str, domain: str, before: str) -> Hit:
    official = domain == "gov.cn" or domain.endswith(".gov.cn") or _OFFICE_LOCAL.fullmatch(local)
    if official or (_OFFICE_LABEL.search(before) and not _PRIVATE.search(before)):
        return Hit(span=span, view=view, severity=Severity.NOTE, reason="office", confidence=0.6)
    return Hit(span=span, view=view, confidence=0.9)


EMAIL = Rule(
    id="email",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="电子邮箱地址",
    message="疑似个人邮箱地址，公开前请确认，或删去、遮盖",
    rationale="能识别到个人的邮箱属个人信息，未经同意不得公开；单位公开邮箱除外。",
    source="《中华人民共和国个人信息保护法》第四条；RFC 5322 第 3.4.1 节",
    reasons={"office": "像是单位对外公布的邮箱，请确认"},
    kinds=frozenset(PART_KINDS) - {"code"},  # mailto: stands in a part of kind link
    scan=_scan_mailboxes,
    match=(
        "邮箱zhangsan87@163.com联系",
        "请发至Li.Si+a@mail.company.com.cn。",
        "ｗａｎｇ５＠１２６．ｃｏｍ",
        "联系人：张某，邮箱：zhang_mou@qq.com；电话另告",
        "举报邮箱：jubao@moe.gov.cn",
        "mailto:zhangsan87@sina.com",
    ),
    no_match=(
        "例如name@example.com或xxx@xxx.com",
        "git clone git@github.com:org/repo.git",
        "https://zhang@oa.gov.cn/a",
        "图标logo@2x.png，依赖vue@3.2.1",
        "已遮盖为zh****n@163.com",
        "微博@国务院客户端",
        "scp a.txt root@host.cn:/tmp/",
    ),
)

# ------------------------------------------------------------------------------------------------------- messengers

_MESSENGERS = ("qq", "微信", "微信号", "企鹅号", "wechat", "weixin", "vx号", "v信")
_NUMBER_AFTER = lazy(r"(?:号码?|帐号|账号|号为)?[^\S\n]{0,2}[:：为是]?[^\S\n]{0,2}([1-9][0-9]{4,10})(?![0-9a-z@.%])")
_NAME_AFTER = lazy(
    r"(?:(?:号码?|帐号|账号|id)[^\S\n]{0,2}[:：为是]?|[:：])[^\S\n]{0,2}([a-z][a-z0-9_-]{5,19})(?![a-z0-9_@.:/-])"
)
_MOBILE = lazy("1[3-9][0-9]{9}")
_PART_OF_NAME = lazy(r"[a-z0-9._/@-]$")
_PUBLIC_ACCOUNT = lazy(r"公众|订阅|服务号|官方|官微|关注|扫码|扫一扫|平台|客服|小助手|咨询|举报|投诉|监督|投稿")


def _scan_messengers(context: Context) -> Iterator[Hit]:
    for name in _MESSENGERS:
        for view, span in context.occurrences.get(name, ()):
            text = view.text
            if _PART_OF_NAME.search(text, max(span.start - 1, 0), span.start):
                continue
            found = _NUMBER_AFTER.match(text, span.end) or (name != "qq" and _NAME_AFTER.match(text, span.end))
            if not found or QUANTITY_AFTER.match(text, found.end(1)) or _MOBILE.fullmatch(found[1]):
                continue
            before = text[max(span.start - 16, 0) : span.start].rpartition("\n")[2]
            public = _PUBLIC_ACCOUNT.search(before) is not None
            yield Hit(
                span=Span(*found.span(1)),
                view=view.name,
                confidence=0.5 if public else 0.8,
                severity=Severity.NOTE if public else None,
                reason="public" if public else "",
            )


SOCIAL_ACCOUNT = Rule(
    id="social-account",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="QQ 或微信账号",
    message="疑似个人 QQ 或微信账号，公开前请确认，或删去、遮盖",
    rationale="能识别到个人的即时通信账号属个人信息，未经同意不得公开。",
    source="《中华人民共和国个人信息保护法》第四条；GB/T 35273—2020 附录A",
    reasons={"public": "像是公众号、客服一类对外账号，请确认"},
    triggers=_MESSENGERS,
    scan=_scan_messengers,
    match=(
        "张某的QQ：123456789",
        "QQ号10086123联系",
        "微信号：kd_-666",
        "加微信: zhang_mou88",
        "关注官方微信号：xinxi_fabu",
    ),
    no_match=(
        "邮箱123456789@qq.com",
        "QQ群：123456789",
        "微信公众号：中国政府网",
        "微信支付2024000笔",
        "QQ 2024年发布新版",
        "https://mp.weixin.qq.com/s/abcdef123",
    ),
)
