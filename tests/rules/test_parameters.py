"""Personal numbers in addresses: under a name that fits and when they are valid, else silence."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Document, Link, Part, Severity, Span
from sensitive_check.redact import redact

HOST = "https://www.example.gov.cn"


def found(checker: Checker, text: str | Document) -> list[tuple[str, str, Severity]]:
    """Matches, reasons and severities of the rule."""
    return [(f.matched, f.reason, f.severity) for f in checker.check(text) if f.rule_id == "personal-data-in-url"]


def linked(target: str) -> Document:
    """A page with one link."""
    span = Span(3, 3 + len(target))
    return Document(
        text=f"查询\n{target}",
        parts=(Part(label="链接", span=span, kind="link"),),
        links=(Link(span=span, target=target, text="查询"),),
    )


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        *(
            (f"/q?{name}=11010519491231002X", "身份证号")
            for name in ("idcard", "id_card", "idNo", "sfzh", "sfz", "certNo")
        ),
        *(
            (f"/q?{name}=440524188001010014&a=1", "身份证号")
            for name in ("userIdCard", "sfzhm", "zjhm", "cardId", "xm")
        ),
        *(
            (f"/q?a=1&{name}=13800138000", "手机号")
            for name in ("mobile", "phone", "phoneNumber", "tel", "sjh", "userName")
        ),
        *((f"/q?{name}=6222021234567890128", "银行卡号") for name in ("bankCard", "cardNo", "bank_card_no", "yhkh")),
        ("/person/sfzh/11010519491231002x/jbxx", "身份证号"),
        ("/#/detail?mobile=13800138000", "手机号"),
        ("/q?phone=%2B86-138-0013-8000", "手机号"),
        ("/q?idcard=%31%31%30%31%30%35%31%39%34%39%31%32%33%31%30%30%32%58", "身份证号"),
        ("/q?idcard=%2531%2531010519491231002X", "身份证号"),
        ("/q?a=1;sfzh=11010519491231002X", "身份证号"),
        ("/q?no=12345678901&idcard=11010519491231002X", "身份证号"),
    ],
)
def test_reported(checker: Checker, rest: str, reason: str) -> None:
    ((matched, said, severity),) = found(checker, f"见{HOST}{rest}。")
    assert (matched, severity) == (HOST + rest, Severity.ERROR)
    assert reason in said
    assert found(checker, linked(HOST + rest)) == [(HOST + rest, said, Severity.ERROR)]


@pytest.mark.parametrize(
    "rest",
    [
        "/q?idcard=110105194912310021",  # the check character does not fit
        "/q?idcard=11010520991231002X",  # not born yet
        "/q?ts=13800138000",
        "/art/13800138000/index.html",
        "/q?mobile=23800138000",
        "/q?mobile=138****8000",
        "/q?idcard={idcard}",
        "/q?bankCard=6222021234567890123",
        "/q?orderNo=6222021234567890128",
        "/q?sfzh=",
    ],
)
def test_silent(checker: Checker, rest: str) -> None:
    assert found(checker, f"见{HOST}{rest}。") == []


def test_a_link_that_calls_a_mobile_is_a_warning(checker: Checker) -> None:
    ((matched, reason, severity),) = found(checker, linked("tel:+86-138-0013-8000"))
    assert (matched, severity) == ("tel:+86-138-0013-8000", Severity.WARNING)
    assert "工作号码" in reason
    assert found(checker, linked("tel:12345")) == found(checker, linked("tel:010-12345678")) == []


def test_a_number_in_an_address_is_reported_once_and_not_shown(checker: Checker) -> None:
    report = checker.check(f"见{HOST}/q?sfzh=11010519491231002X&mobile=13800138000。")
    assert [f.rule_id for f in report] == ["personal-data-in-url"]
    (finding,) = redact(report)
    shown = repr((finding.matched, finding.message, finding.reason, finding.excerpt.text))
    assert "1949" not in shown
    assert "0013" not in shown
