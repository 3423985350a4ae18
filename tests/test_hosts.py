"""Which hosts links may lead to: whole labels, denials first, known domains by kind and basis."""

from __future__ import annotations

import pytest

from sensitive_check import wordlists
from sensitive_check.hosts import HostPolicy, public_suffix, readable, registrable
from sensitive_check.model import Severity

KNOWN = wordlists.load().tables.known_hosts


@pytest.mark.parametrize(
    ("host", "because"),
    [
        ("www.gov.cn", "gov.cn"),
        ("gov.cn", "gov.cn"),
        ("中国政府网.政务", "政务"),
        ("www.xn--fiqs8s.xn--zfr164b", "政务"),
        ("某某.政务.cn", "政务.cn"),
        ("某某.公益", "公益"),
        ("oa.example.com", "example.com"),
    ],
)
def test_allowed(host: str, because: str) -> None:
    verdict = HostPolicy(allowed=("example.com",), known=KNOWN).judge(host)
    assert (verdict.severity, verdict.because) == (None, because)


@pytest.mark.parametrize(
    ("host", "severity", "reason"),
    [
        ("example.org", Severity.ERROR, ""),
        ("evilgov.cn", Severity.ERROR, ""),
        ("gov.cn.example.org", Severity.ERROR, ""),
        ("notexample.com", Severity.ERROR, ""),
        ("某某.政府", Severity.ERROR, ""),
        ("xx.bj.cn", Severity.ERROR, ""),
        ("www.tsinghua.edu.cn", Severity.NOTE, "education"),
        ("www.mil.cn", Severity.NOTE, "military"),
        ("mp.weixin.qq.com", Severity.NOTE, "platform"),
        ("paper.people.com.cn", Severity.NOTE, "media"),
        ("www.farmer.com.cn", Severity.NOTE, "media"),
        ("t.cn", Severity.ERROR, "short-link"),
        ("abc.lanzouw.com", Severity.ERROR, "netdisk"),
        ("docs.qq.com", Severity.ERROR, "form"),
        ("old.example.com", Severity.ERROR, "denied"),
        ("a.gone.gov.cn", Severity.ERROR, "abandoned"),
    ],
)
def test_not_allowed(host: str, severity: Severity, reason: str) -> None:
    policy = HostPolicy(allowed=("example.com",), denied=("old.example.com",), abandoned=("gone.gov.cn",), known=KNOWN)
    verdict = policy.judge(host)
    assert (verdict.severity, verdict.reason) == (severity, reason)


def test_a_list_allows_what_was_checked() -> None:
    policy = HostPolicy(lists=("media",), known=KNOWN)
    assert policy.judge("www.people.com.cn").is_allowed
    assert policy.judge("www.farmer.com.cn").severity is Severity.NOTE  # named from memory
    assert policy.judge("www.12371.cn").severity is Severity.NOTE  # of another kind


def test_labels_in_their_own_script() -> None:
    assert readable("XN--FIQS8S.cn") == "中国.cn"
    assert readable("xn--a-ä.cn") == "xn--a-ä.cn"
    assert readable("xn--.cn") == "xn--.cn"
    assert readable(f"xn--{'a' * 70}.cn") == f"xn--{'a' * 70}.cn"


def test_registered_names() -> None:
    assert [registrable(host) for host in ("a.b.example.cn", "example.com.cn", "com.cn", "1.2.3.4", "[::1]", "")] == [
        *("example.cn", "example.com.cn", "", "", "", ""),
    ]
    assert public_suffix("www.example.com.cn") == "com.cn"
