"""Where links may lead: hosts off the allow-list, given-up ones, short links, net disks, bare numbers for hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from sensitive_check.hosts import HostPolicy
from sensitive_check.model import Category, Hit, Rule, Severity
from sensitive_check.rules.linked import WEB, hit_at, is_web_host, linked
from sensitive_check.urls import is_private

if TYPE_CHECKING:
    from sensitive_check.context import Context

_HOSTS_KEPT = 4096
_GUIDE = "国办发〔2017〕47号《政府网站发展指引》；国办函〔2018〕55号"


def external_link(policy: HostPolicy) -> Rule:
    """The rule for links off the allow-list of ``policy``."""
    judge = lru_cache(maxsize=_HOSTS_KEPT)(policy.judge)

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            if not is_web_host(address):
                continue
            verdict = judge(address.host)
            if verdict.is_allowed or verdict.reason == "abandoned":
                continue
            if policy.refuses_unknown or verdict.reason == "denied":
                yield hit_at(address, severity=verdict.severity, reason=verdict.reason)

    return Rule(
        id="external-link",
        category=Category.LINK,
        severity=Severity.ERROR,
        indicator="不良链接",
        title="许可范围外的链接",
        message="链接指向许可范围外的主机 {host}，删去或经审核后列入许可",
        rationale="政府网站链接非政府网站须审核并提示；失管外链可能被冒用为不良网站。",
        source=_GUIDE,
        reasons={
            "denied": "本单位配置禁止链接该主机",
            "education": "教育、科研机构域名，请确认确需链接",
            "military": "军队域名，请确认确需链接",
            "platform": "新媒体平台地址，只可指向本单位备案账号",
            "media": "中央或全国性新闻媒体，转载引用须注明来源；可在 links.allowed_lists 中整体许可",
            "regional-media": "省级重点新闻网站，转载引用须注明来源；可在 links.allowed_lists 中整体许可",
            "agency": "中央部门或群团的平台；可在 links.allowed_lists 中整体许可",
            "short-link": "短链接，看不出去向",
            "netdisk": "网盘地址，内容可随时更换",
            "form": "第三方表单或在线文档，填写的个人信息由对方保存",
        },
        scan=scan,
        match=(
            "详见http://www.example.com/a.html。",
            "请登录www.example.org查询",
            "请登录example.org查询",
            "地址（https://gov.cn.example.net/）",
            "网站http://evilgov.cn",
            "ｈｔｔｐ：//x 与 https://www.example.com。",
            "视频见https://www.xinhuanet.com/a.htm",
            linked("//example.com/a.html"),
        ),
        no_match=(
            "详见https://www.gov.cn/zhengce/2024.htm。",
            "网址http://www.example.gov.cn/，欢迎访问",
            "邮箱office@example.com",
            "版本3.10.2已发布，见README.md和附件1.docx",
            "见http://中国政府网.政务",
            "见中国政府网。政务",
            "http://",
            "设备http://203.0.113.7:8080/a",
            linked("../2024/a.html"),
        ),
    )


_EXAMPLE = "abandoned.example"
"""A reserved name (RFC 2606) on which the rule shows itself where a unit names none."""


def abandoned_domain(policy: HostPolicy) -> Rule:
    """The rule for links to names that the unit gave up, whoever may own them now."""
    names = policy.abandoned or (_EXAMPLE,)
    judge = HostPolicy(abandoned=names).judge

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            if is_web_host(address) and judge(address.host).reason == "abandoned":
                yield hit_at(address)

    return Rule(
        id="abandoned-domain",
        category=Category.LINK,
        severity=Severity.ERROR,
        indicator="不良链接",
        title="指向已停用域名的链接",
        message="链接指向本单位已停用的域名 {host}，改为现用地址，或删去",
        rationale="停用的域名可被他人注册，原有链接随之指向陌生网站，常见于博彩、色情网站借旧域名传播。",
        source="国办函〔2018〕55号《国务院办公厅关于加强政府网站域名管理的通知》；本单位停用域名清单",
        scan=scan,
        match=(f"专题见http://www.{names[0]}/zt/", linked(f"http://{names[0]}/")),
        no_match=(
            f"专题见http://not{names[0]}/zt/",
            f"域名{names[0].replace('.', '-')}已停用",
            "详见https://www.gov.cn/",
        ),
    )


def short_link(policy: HostPolicy) -> Rule:
    """The rule for addresses of link shorteners."""
    return Rule(
        id="short-link",
        category=Category.LINK,
        severity=Severity.WARNING,
        title="短链接",
        message="{host} 是短链接服务，改为目标网页的完整地址",
        rationale="短链接看不出去向，服务停止或目标被换后，读者会被带到别处。",
        source="国办发〔2017〕47号《政府网站发展指引》；wordlists/link_domain.tsv",
        reasons={"recalled": "该域名未经核对，请确认"},
        scan=_of_kind("short-link", policy),
        match=("报名https://t.cn/A6abcdef", "见dwz.cn/abc123。", linked("https://bit.ly/3abcdef")),
        no_match=("见https://www.gov.cn/t.cn/a", "邮箱a@t.cn", "详见https://cat.cn/abc"),
    )


def netdisk(policy: HostPolicy) -> Rule:
    """The rule for addresses of public net disks."""
    return Rule(
        id="netdisk",
        category=Category.LINK,
        severity=Severity.WARNING,
        title="网盘链接",
        message="{host} 是网盘，附件应放在本单位网站上",
        rationale="网盘里的内容可随时更换、失效或被封禁，下载还可能要求登录，并带来泄密和病毒风险。",
        source="国办发〔2017〕47号《政府网站发展指引》；wordlists/link_domain.tsv",
        reasons={"recalled": "该域名未经核对，请确认"},
        scan=_of_kind("netdisk", policy),
        match=(
            "附件下载https://pan.baidu.com/s/1abcDEF 提取码略",
            "见https://abc.lanzouw.com/i1abc",
            linked("https://www.123pan.com/s/abc-def"),
        ),
        no_match=("下载https://www.example.gov.cn/pan.baidu.com/", "见https://baidu.com/", "见https://www.12306.cn/"),
    )


def _of_kind(kind: str, policy: HostPolicy) -> Callable[[Context], Iterator[Hit]]:
    lookup = lru_cache(maxsize=_HOSTS_KEPT)(policy.lookup)

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            if is_web_host(address):
                _, found, _, basis = lookup(address.host)
                if found == kind and not policy.judge(address.host).is_allowed:
                    recalled = basis == "recalled"
                    yield hit_at(
                        address,
                        severity=Severity.NOTE if recalled else None,
                        reason="recalled" if recalled else "",
                    )

    return scan


def raw_ip(policy: HostPolicy) -> Rule:
    """The rule for web addresses with a number for a host, however it is written."""

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            if address.scheme in WEB and address.is_ip and address.host not in policy.allowed:
                denied = address.host in policy.denied
                reason = "denied" if denied else "private" if is_private(address.host) else ""
                yield hit_at(address, reason=reason, severity=Severity.ERROR if denied else None)

    return Rule(
        id="raw-ip",
        category=Category.LINK,
        severity=Severity.WARNING,
        title="以 IP 地址作主机的链接",
        message="链接的主机是 IP 地址 {host}，改用域名，或删去",
        rationale="IP 地址看不出主办者，换机后即失效，也常见于仿冒页面；政府网站应使用规定的域名。",
        source="国办发〔2017〕47号《政府网站发展指引》",
        reasons={"denied": "本单位配置禁止链接该地址", "private": "内网地址：外部无法访问，并泄露内部网络结构"},
        scan=scan,
        match=(
            "下载http://203.0.113.7:8080/a.zip。",
            "登录http://192.168.10.5/oa/填报",
            "见http://3232235777/",
            "见http://0xc0.0xa8.1.1/a",
            "见https://[2001:db8::1]/a",
            linked("http://０３００。１６８。１。１/"),
        ),
        no_match=(
            "版本3.10.2.1已发布",
            "服务器地址为203.0.113.7",
            "详见https://www.gov.cn/1.2.3.4/a.htm",
            "见http://1.2.3.4.example.gov.cn/",
            "http://2024",
        ),
    )
