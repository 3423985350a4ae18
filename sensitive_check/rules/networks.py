"""Numbers of machines: IP addresses outside links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.numbers import hit_at, in_address, text_before
from sensitive_check.urls import is_private

if TYPE_CHECKING:
    from sensitive_check.context import Context

_DOTTED = lazy(r"(?<![0-9a-z._/-])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9a-z_-])(?!\.[0-9a-z])")
_LABEL = lazy(r"(?:ip|ipv4|地址|服务器|主机|网关|掩码|dns|网段|内网|端口|终端|登录)[^0-9。\n]{0,8}$")
_VERSION = lazy(r"(?:版本|version|ver|固件|驱动|软件|系统|更新至|升级[到至]|[v第])[^0-9。\n]{0,4}$")
# Made for examples (RFC 5737), this machine, no machine, everybody.
_NO_MACHINE = ("192.0.2.", "198.51.100.", "203.0.113.", "127.", "0.", "255.")
_LEAST = 32
"""Four small numbers are more often a paragraph or a version than an address."""


def _scan_addresses(context: Context) -> Iterator[Hit]:
    for run in context.network_runs:
        text = run.text
        if text.count(".") < 3:
            continue
        for found in _DOTTED.finditer(text):
            octets = found[0].split(".")
            if any(int(one) > 255 or (one[0] == "0" and one != "0") for one in octets):
                continue
            if found[0].startswith(_NO_MACHINE) or in_address(run, found.start()):
                continue
            before = text_before(run, found.start(), 16)
            labelled = _LABEL.search(before) is not None
            if labelled or (not _VERSION.search(before) and max(map(int, octets)) >= _LEAST):
                yield hit_at(run, found.span(), 0.9 if labelled else 0.6, reason="private" * is_private(found[0]))


IP_ADDRESS = Rule(
    id="ip-address",
    category=Category.PERSONAL,
    severity=Severity.NOTE,
    sensitive=True,
    title="IP 地址",
    message="出现 IP 地址，公开前请确认有必要写出",
    rationale="IP 地址可关联到个人的上网记录，单位内网地址还会暴露网络结构。",
    source="《中华人民共和国个人信息保护法》第四条；RFC 1918；RFC 5737",
    reasons={"private": "内网地址，会暴露网络结构"},
    scan=_scan_addresses,
    match=("服务器地址为192.168.10.5", "来访IP：8.8.8.8", "由223.5.5.5登录"),
    no_match=(
        "文档示例192.0.2.44",
        "软件版本V3.10.2.120",
        "1.2.3.4总则",
        "见http://192.168.10.5/a",
        "编号1.2.3.400",
        "本机127.0.0.1",
    ),
)
