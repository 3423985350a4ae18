"""Links to hosts that are not on the allow-list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span

if TYPE_CHECKING:
    from sensitive_check.context import Context, Run

OFFICIAL_SUFFIXES = (
    *("gov.cn", "政务", "政务.cn", "公益", "公益.cn"),
    *("xn--zfr164b", "xn--zfr164b.cn", "xn--55qw42g", "xn--55qw42g.cn"),
)
"""Domains of government and public-benefit bodies in China, allowed by default."""

_MILD_SUFFIXES = {"edu.cn": "education", "ac.cn": "education", "mil.cn": "military"}
_PLATFORMS = (
    *("mp.weixin.qq.com", "weixin.qq.com", "weibo.com", "weibo.cn", "toutiao.com", "douyin.com", "kuaishou.com"),
    *("bilibili.com", "xiaohongshu.com"),
)
_ADDRESS = re.compile(
    r"(?<![a-z0-9+.-])(?:https?|ftps?|wss?)://[^\s<>\"'`|{}]{0,2048}|(?<![a-z0-9@./_-])www\.[^\s<>\"'`|{}]{1,2048}"
)
_SCHEME = re.compile(r"[a-z]+://")
_CHINESE_HOST = re.compile(
    r"[\u4e00-\u9fff0-9a-z-]{1,40}(?:[.。][\u4e00-\u9fff0-9a-z-]{1,40}){0,4}?"
    r"[.。](?:中国|政务|公益|公司|网络|网址|在线|集团|商标|机构|cn|com|net|org)(?![0-9a-z-])"
)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?|\[[0-9a-f:.]+\]|localhost")


def external_link(allowed_hosts: tuple[str, ...]) -> Rule:
    """The rule for links off the allow-list; hosts are compared by whole labels from the right."""
    allowed = (*OFFICIAL_SUFFIXES, *(host.lower().strip(".") for host in allowed_hosts))

    def scan(context: Context) -> Iterator[Hit]:
        for run in context.network_runs:
            for found in _ADDRESS.finditer(run.text):
                host, length = _host_and_length(run, found)
                if not host or is_within(host, allowed):
                    continue
                start = run.span.start + found.start()
                severity, reason = _mildness(host)
                yield Hit(
                    span=Span(start, start + length),
                    view=run.view.name,
                    values={"host": host},
                    severity=severity,
                    reason=reason,
                )

    return Rule(
        id="external-link",
        category=Category.LINK,
        severity=Severity.ERROR,
        indicator="不良链接",
        title="许可范围外的链接",
        message="链接指向许可范围外的主机 {host}，删去或经审核后列入许可",
        rationale="政府网站链接非政府网站须审核并提示；失管外链可能被冒用为不良网站。",
        source="国办发〔2017〕47号《政府网站发展指引》；国办函〔2018〕55号",
        reasons={
            "education": "教育、科研机构域名，请确认确需链接",
            "military": "军队域名，请确认确需链接",
            "platform": "新媒体平台地址，只可指向本单位备案账号",
        },
        triggers=".",
        scan=scan,
        match=(
            "详见http://www.example.com/a.html。",
            "请登录www.example.org查询",
            "地址（https://gov.cn.example.net/）",
            "网站http://evilgov.cn",
            "ｈｔｔｐ：//x 与 https://www.example.com。",
            "链接https://user@203.0.113.7:8080/a",
        ),
        no_match=(
            "详见https://www.gov.cn/zhengce/2024.htm。",
            "网址http://www.example.gov.cn/，欢迎访问",
            "邮箱office@example.com",
            "版本3.10.2已发布",
            "见http://中国政府网.政务",
            "http://",
        ),
    )


def is_within(host: str, suffixes: tuple[str, ...]) -> bool:
    """True when ``host`` is one of ``suffixes`` or a name below it, by whole labels.

    >>> [is_within(host, ("gov.cn",)) for host in ("www.gov.cn", "evilgov.cn", "gov.cn.evil.cn")]
    [True, False, False]
    """
    return any(host == suffix or host.endswith(f".{suffix}") for suffix in suffixes)


def _host_and_length(run: Run, found: re.Match[str]) -> tuple[str, int]:
    """The host of an address and the length of the whole address, without punctuation that belongs to the sentence."""
    address = _trimmed(found[0])
    scheme = _SCHEME.match(address)
    if scheme and len(address) == scheme.end():
        chinese = _CHINESE_HOST.match(run.view.text, run.span.start + found.start() + scheme.end())
        return (chinese[0].replace("。", "."), scheme.end() + len(chinese[0])) if chinese else ("", 0)
    # Browsers read a backslash as a slash, and what stands before the last @ is no host.
    authority = re.split(r"[/?#\\]", address[scheme.end() if scheme else 0 :], maxsplit=1)[0]
    host = _HOST.match(authority.rpartition("@")[2])
    return (host[0].rstrip("."), len(address)) if host else ("", 0)


def _trimmed(address: str) -> str:
    """Cut what closes the sentence around an address: marks, and brackets that it did not open."""
    while address:
        last = address[-1]
        if last in ".,;:!?*_~" or (last in ")]" and address.count(last) > address.count("(["[")]".index(last)])):
            address = address[:-1]
        else:
            break
    cut = re.search(r"\](?:\(|$)|\)\[", address)
    return address[: cut.start()] if cut and "[" not in address[: cut.start()] else address


def _mildness(host: str) -> tuple[Severity | None, str]:
    for suffix, reason in _MILD_SUFFIXES.items():
        if is_within(host, (suffix,)):
            return Severity.NOTE, reason
    if is_within(host, _PLATFORMS):
        return Severity.NOTE, "platform"
    return None, ""
