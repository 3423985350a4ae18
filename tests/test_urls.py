"""Addresses taken apart: what a browser reads, against what stands there."""

from __future__ import annotations

import pytest

from sensitive_check.urls import ipv4, take_apart


@pytest.mark.parametrize(
    ("written", "scheme", "userinfo", "host", "port", "rest"),
    [
        ("https://Example.com/a?b#c", "https", "", "example.com", "", "/a?b#c"),
        ("http:\\\\example.com\\a", "http", "", "example.com", "", "/a"),
        ("http:/example.com/a", "http", "", "example.com", "", "/a"),
        (" \thttps://exa\nmple.com\r\n", "https", "", "example.com", "", ""),
        ("//example.com:8080", "", "", "example.com", "8080", ""),
        ("\\/example.com", "", "", "example.com", "", ""),
        ("www.example.com:8080/a", "", "", "www.example.com", "8080", "/a"),
        ("https://www.gov.cn:x@y@example.com/", "https", "www.gov.cn:x@y", "example.com", "", "/"),
        ("https://www.gov.cn\\@example.com/", "https", "", "www.gov.cn", "", "/@example.com/"),
        ("https://ｗｗｗ．ｇｏｖ．ｃｎ／a", "https", "", "www.gov.cn", "", ""),
        ("https://www。gov。cn/", "https", "", "www.gov.cn", "", "/"),
        ("https://exam%70le.com/", "https", "", "example.com", "", "/"),
        ("https://example.com./", "https", "", "example.com", "", "/"),
        ("https://中国政府网.政务/", "https", "", "中国政府网.政务", "", "/"),
        ("https://xn--fiq.xn--zfr164b/", "https", "", "xn--fiq.xn--zfr164b", "", "/"),
        ("http://[::ffff:192.168.1.1]:80/", "http", "", "[::ffff:c0a8:101]", "80", "/"),
        ("mailto:a@example.com", "mailto", "", "", "", "a@example.com"),
        ("../a/b.html", "", "", "", "", "../a/b.html"),
        ("#top", "", "", "", "", "#top"),
        ("", "", "", "", "", ""),
    ],
)
def test_pieces(written: str, scheme: str, userinfo: str, host: str, port: str, rest: str) -> None:
    pieces = take_apart(written)
    assert (pieces.scheme, pieces.userinfo, pieces.host, pieces.port, pieces.rest) == (
        *(scheme, userinfo, host, port, rest),
    )


@pytest.mark.parametrize(
    "host", ["", ".", "1.", "0x", "1..2", "a.1", "１.2.3.4", "4294967296", "1.2.3.256", "1.2.3.4.5"]
)
def test_no_ipv4(host: str) -> None:
    assert ipv4(host) is None
