"""Links that lead nowhere. What a link leads to is known only to those who follow it: ``--online`` does.

Here an address is made ready to be asked for, and nothing is. Each place of an address gives a latent hit that is known
by the address to ask for; what the answers make of it is said after all inputs were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sensitive_check.addresses import Address
from sensitive_check.model import ADDRESS_FACT, PART_KINDS, Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import half_width
from sensitive_check.patterns import lazy
from sensitive_check.rules.credentials_in_urls import holds_credential
from sensitive_check.urls import Pieces, take_apart

if TYPE_CHECKING:
    from sensitive_check.context import Context

_PUBLISHED = frozenset(PART_KINDS) - {"code", "filename", "comment", "deleted"}
_PORTS = {"http": "80", "https": "443"}
_LONGEST = 2000  # longer ones may have been cut where they were found
_PERCENT = lazy("%([0-7][0-9a-fA-F])")
_NUMBER = lazy(
    r"(?<![0-9])(?:[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9x]"
    r"|[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}"
    r"|(?:86)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|(?:62[0-9]{14,17}|[3-5][0-9]{15}))(?![0-9])",
)
_SECRET = lazy(
    r"[?&;#](?:[a-z]{1,16}[_-])?(?:token|ticket|session(?:[_-]?id)?|jsessionid|pass(?:word|wd)?|pwd|secret|api_?key|access_?key"
    r"|signature|sig|auth|authorization|otp|code[_-]?verifier)=[^&;#]"
)


def dead_link(online: bool) -> Rule:
    """The rule for links that do not open; without ``online`` it finds nothing."""
    return Rule(
        id="dead-link",
        category=Category.LINK,
        severity=Severity.WARNING,
        indicator="链接可用性",
        title="打不开的链接",
        message="指向 {host} 的链接打不开，更正地址或删去",
        rationale="打不开的链接按个扣分；失效的域名还可能被他人注册，冒用为不良网站。只在 --online 时检查。",
        source="国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》；国办发〔2017〕47号《政府网站发展指引》",
        reasons={
            "gone": "{host} 答复 {status}：没有这个页面",
            "name": "域名 {host} 无法解析",
            "refused": "{host} 拒绝连接",
            "timeout": "{host} 没有在规定时间内答复",
            "error-page": "{host} 把这个地址跳转到“404”页面",
            "loop": "跳转超过 5 次，到 {host} 仍未停止",
        },
        across=True,
        scan=scan_addresses if online else None,
    )


def bad_certificate(online: bool) -> Rule:
    """The rule for hosts that cannot prove who they are; without ``online`` it finds nothing."""
    return Rule(
        id="bad-certificate",
        category=Category.LINK,
        severity=Severity.WARNING,
        indicator="链接可用性",
        title="证书有问题的链接",
        message="指向 {host} 的链接证书有问题，浏览器会拦下读者；请对方更换证书，或改换地址",
        rationale="证书过期、与域名不符或来历不明时，浏览器提示不安全，读者打不开或被劫持。只在 --online 时检查。",
        source="RFC 9110 第 4.3.4 节；国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》",
        reasons={
            "expired": "{host} 的证书已过期",
            "not-yet-valid": "{host} 的证书尚未生效",
            "wrong-name": "证书不是发给 {host} 的",
            "self-signed": "{host} 的证书是自己签发的",
            "issuer": "{host} 的证书签发者不受信任，或证书链不完整",
        },
        across=True,
        scan=scan_addresses if online else None,
    )


def following_redirects(rule: Rule, online: bool) -> Rule:
    """The rule for links off the allow-list, which also looks at where an allowed address redirects to."""
    scan = rule.scan
    rule = replace(rule, reasons={**rule.reasons, "redirect": "打开 {host} 后跳转到这里"})
    if not online or scan is None:
        return rule

    def scan_both(context: Context) -> Iterator[Hit]:
        found = list(scan(context))
        yield from found
        known = {(hit.view, hit.span) for hit in found}
        yield from (hit for hit in scan_addresses(context) if (hit.view, hit.span) not in known)

    return replace(rule, scan=scan_both)


def scan_addresses(context: Context) -> Iterator[Hit]:
    """A latent hit for each web address of the text; one that must not be sent is known by nothing."""
    for address in context.addresses:
        if address.host and address.scheme in ("", "http", "https"):
            view = context.squeezed if address.view == "squeezed" else context.folded
            span = address.span if address.view == "raw" else view.to_source(address.span)
            if context.kind_at(span.start) not in _PUBLISHED:
                continue
            pieces = _as_written(address, span, context)
            known_as = "" if pieces is None or holds_credential(address) else request_url(pieces)
            values = {"host": address.host, "compared": ADDRESS_FACT}
            yield Hit(span=address.span, view=address.view, values=values, known_as=known_as, latent=True)


def request_url(pieces: Pieces) -> str:
    """The address to ask for, without what stands behind #; "" for one that must not be sent.

    Never sent is what holds a password, a token, or anything like the number of a person.

    >>> request_url(take_apart("HTTP://www.Example.gov.cn:80/A?b#c")), request_url(take_apart("www.example.gov.cn"))
    ('http://www.example.gov.cn/A?b', 'http://www.example.gov.cn/')
    >>> [request_url(take_apart(f"http://a.cn/{rest}")) for rest in ("?u=13800138000", "?token=1", "2024/1.htm")]
    ['', '', 'http://a.cn/2024/1.htm']
    """
    scheme = pieces.scheme or "http"
    rest = pieces.rest.partition("#")[0]
    readable = _decoded(pieces.host + pieces.rest).lower()
    if (
        not pieces.host
        or scheme not in _PORTS
        or pieces.userinfo
        or len(pieces.host) + len(rest) > _LONGEST
        or _NUMBER.search(readable)
        or _SECRET.search(readable)
    ):
        return ""
    port = f":{pieces.port}" if pieces.port not in ("", _PORTS[scheme]) else ""
    return f"{scheme}://{pieces.host}{port}{rest if rest.startswith('/') else f'/{rest}'}"


def _as_written(address: Address, span: Span, context: Context) -> Pieces | None:
    """The pieces with capitals as they are written, which a server tells apart; None where they cannot be told.

    ``span`` is where the address stands in the document's text.
    """
    if address.view == "raw":
        return address
    written = half_width(context.raw.text[span.start : span.end], context.seen)
    pieces = take_apart(written)
    if not pieces.scheme and not pieces.host:
        pieces = take_apart(f"//{written}")
    whole = address.view == "folded" or pieces.rest.lower() == address.rest.lower()
    return pieces if whole and pieces.host == address.host else None


def _decoded(rest: str) -> str:
    """As the server reads it; it may be encoded twice."""
    for _ in range(2):
        if "%" in rest:
            rest = _PERCENT.sub(lambda found: chr(int(found[1], 16)), rest)
    return rest
