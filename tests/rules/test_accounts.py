"""Bank cards, mailboxes and messenger accounts: what is one, what only looks like one, and whose it is."""

from __future__ import annotations

import random

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Document, Link, Part, Severity, Span
from sensitive_check.validators import luhn

CARD = "6222021234567890128"


def found(checker: Checker, rule: str, text: str | Document) -> list[tuple[str, Severity]]:
    """The matches of one rule with their severities."""
    return [(f.matched, f.severity) for f in checker.check(text) if f.rule_id == rule]


@pytest.mark.parametrize(
    ("before", "number", "severity"),
    [
        ("卡号", CARD, Severity.ERROR),
        ("卡号：", "6222 0212 3456 7890 128", Severity.ERROR),
        ("账号 ", "6222-0212-3456-7890-128", Severity.ERROR),
        ("转至", "６２２２０２１２３４５６７８９０１２８", Severity.ERROR),
        ("尾款付至", CARD, Severity.ERROR),
        ("卡号", "622202 1234567890128", Severity.ERROR),
        ("卡号", "62220212345\n67890128", Severity.ERROR),
        ("卡号", "6222\u200b021234567890128", Severity.ERROR),
        ("卡号", "六二二二〇二一二三四五六七八九〇一二八", Severity.ERROR),
        ("ICBC", CARD, Severity.ERROR),
        ("信用卡", "6225881234567898", Severity.ERROR),
        ("信用卡", "378282246310005", Severity.ERROR),
        ("信用卡号", "4000000000000002", Severity.ERROR),
        ("开户行、账号：", "6291000000000005", Severity.WARNING),
        ("另有", "6291000000000005", Severity.WARNING),
    ],
)
def test_card(checker: Checker, before: str, number: str, severity: Severity) -> None:
    assert found(checker, "bank-card", f"{before}{number}，已核对") == [(number, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "卡号6222021234567890123",
        f"单号：{CARD}",
        f"网址https://www.gov.cn/{CARD}",
        f"{CARD}元",
        f"0.{CARD}",
        f"{CARD}.5",
        f"1{CARD}",
        f"{CARD}1",
        f"x{CARD}f",
        "号码4000000000000002",
        "账号4000000000000002",
        "公民身份号码440524188001010014",
        "设备imei：490154203237518",
        "会员卡号4000000000000002",
        "项目2019-440300-48-03-100001",
        "20240131174112008",
    ],
)
def test_no_card(checker: Checker, text: str) -> None:
    assert found(checker, "bank-card", text) == []


def test_cards_side_by_side(checker: Checker) -> None:
    text = f"卡号{CARD} 6225881234567898、2024 6217001234567890122"
    assert [matched for matched, _ in found(checker, "bank-card", text)] == [
        *(CARD, "6225881234567898", "6217001234567890122"),
    ]


def test_few_random_numbers_look_like_cards(checker: Checker) -> None:
    """One number in ten has a fitting check digit; the first digits and the length leave hardly any."""
    chance = random.Random(3)
    numbers = [str(chance.randrange(10**15, 10**19)) for _ in range(5_000)]
    text = "\n\n".join(f"共{number}。" for number in numbers)
    assert sum(map(luhn, numbers)) > 400
    assert len(found(checker, "bank-card", text)) <= 3


def test_a_report_hides_the_card(checker: Checker) -> None:
    (finding,) = [f for f in checker.check(f"卡号{CARD}") if f.rule_id == "bank-card"]
    assert finding.sensitive
    assert CARD not in finding.message + finding.reason


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("邮箱zhangsan87@163.com，请联系", "zhangsan87@163.com"),
        ("请发至Zhang.San+b@Mail.Company.com.cn。", "Zhang.San+b@Mail.Company.com.cn"),
        ("ｌｉｓｉ５＠ｑｑ．ｃｏｍ", "ｌｉｓｉ５＠ｑｑ．ｃｏｍ"),
        ("<lisi5@qq.com>", "lisi5@qq.com"),
        ("**lisi5@qq.com**", "lisi5@qq.com"),
        ("电邮:lisi5@qq.com;", "lisi5@qq.com"),
        ("lisi5\u200b@qq.com", "lisi5\u200b@qq.com"),
        ("见https://example.org/?to=lisi5@qq.com", "lisi5@qq.com"),
        ("[来信](mailto:lisi5@qq.com?subject=a)", "lisi5@qq.com"),
        ("举报人联系人邮箱：lisi5@qq.com", "lisi5@qq.com"),
    ],
)
def test_mailbox(checker: Checker, text: str, mailbox: str) -> None:
    assert found(checker, "email", text) == [(mailbox, Severity.WARNING)]


@pytest.mark.parametrize(
    "text",
    [
        "监督举报邮箱：nsjw2024@163.com",
        "意见反馈请发送电子邮件至邮箱 yjfk@126.com",
        "请将报名表发至邮箱hr2026@163.com",
        "联系邮箱：zhangs@moe.gov.cn",
        "webmaster@people.com.cn",
        "office@ministry.org.cn",
    ],
)
def test_office_mailbox_is_a_note(checker: Checker, text: str) -> None:
    assert [severity for _, severity in found(checker, "email", text)] == [Severity.NOTE]


@pytest.mark.parametrize(
    "text",
    [
        *("name@example.com", "zhangsan@example.org", "xxx@xxx.com", "xxxx@qq.com", "yourname@163.com"),
        *("git@github.com:org/repo.git", "https://lisi5@git.moe.cn/a", "scp a lisi5@host.cn:/tmp/a", "ssh root@10.cn"),
        *(
            "logo@2x.png",
            "vue@3.2.1",
            "微博@新华社",
            "a@b",
            "@qq.com",
            "lisi5@",
            "lisi5@qq",
            "a..b@qq.com",
            "a.@qq.com",
        ),
        *("li***5@qq.com", "lisi5@-qq.com", "lisi5@qq.123"),
    ],
)
def test_no_mailbox(checker: Checker, text: str) -> None:
    assert found(checker, "email", text) == []


def linked(target: str, written: str, kind: str = "link") -> Document:
    """A page whose only link is written in a part of its own."""
    span = Span(3, 3 + len(written))
    return Document(
        text=f"来信\n{written}",
        parts=(Part(label="链接", span=span, kind=kind),),
        links=(Link(span=span, target=target, text="来信"),),
    )


def test_mailbox_of_a_link(checker: Checker) -> None:
    plain = linked("mailto:lisi5@qq.com", "mailto:lisi5@qq.com")
    assert found(checker, "email", plain) == [("lisi5@qq.com", Severity.WARNING)]
    written = "mailto:lisi5&#64;qq.com"
    assert found(checker, "email", linked("mailto:lisi5@qq.com", written)) == [(written, Severity.WARNING)]
    assert found(checker, "email", linked("mailto:?subject=a", "mailto:?subject=a")) == []


def test_code_holds_no_mailbox(checker: Checker) -> None:
    text = "author = 'lisi5@qq.com'"
    code = Document(text=text, parts=(Part(label="", span=Span(0, len(text)), kind="code"),))
    assert found(checker, "email", code) == []


@pytest.mark.parametrize(
    ("text", "account", "severity"),
    [
        ("张某的QQ：123456789", "123456789", Severity.WARNING),
        ("QQ号码10086123，请加", "10086123", Severity.WARNING),
        ("ＱＱ号：１２３４５６７", "１２３４５６７", Severity.WARNING),
        ("微信号：kd_-666", "kd_-666", Severity.WARNING),
        ("加微信: Zhang_mou88", "Zhang_mou88", Severity.WARNING),
        ("举报QQ：123456789", "123456789", Severity.NOTE),
        ("关注官方微信号：xinxi_fabu", "xinxi_fabu", Severity.NOTE),
    ],
)
def test_messenger(checker: Checker, text: str, account: str, severity: Severity) -> None:
    assert found(checker, "social-account", text) == [(account, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "邮箱123456789@qq.com",
        "QQ群：123456789",
        "微信公众号：某某发布",
        "微信支付2024000笔",
        "QQ 2024年发布",
        "微信13800138000",
        "https://mp.weixin.qq.com/s/abcdef123",
        "微信用户12345678人",
    ],
)
def test_no_messenger(checker: Checker, text: str) -> None:
    assert found(checker, "social-account", text) == []
