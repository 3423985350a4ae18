"""Passwords, tokens and keys that an address hands over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import PART_KINDS, Category, Hit, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.linked import hit_at, linked

if TYPE_CHECKING:
    from sensitive_check.addresses import Address
    from sensitive_check.context import Context

_PLACEHOLDER = lazy(
    r"(?:your|my|the|some)?[_-]?(?:user(?:name)?|pass(?:wor[dt]|wd)?|passwd|pwd|pw|secret|token|key|auth|login"
    r"|credentials?|example|foo|bar|abc|x+|\*+|\.+|…+|密码|口令|账号|用户名?|密钥|令牌)[0-9]?(?:here)?"
    r"|[$%<\[(（].{0,200}|(.)\1{0,200}",
    re.IGNORECASE,
)
_TOKEN = lazy(r"(?=[^0-9]{0,200}[0-9])(?=[^a-z]{0,200}[a-z])[a-z0-9_.~+=-]{20,512}", re.IGNORECASE)
_SECRET_PARAMETER = lazy(
    r"(?<=[?&;#])(?:access_?token|auth_?token|api_?key|access_?key(?:secret)?|app_?secret|client_secret|password|passwd"
    r"|pwd|x-amz-signature|sig)=([^&;#]{1,512})",
    re.IGNORECASE,
)


def _scan_credentials(context: Context) -> Iterator[Hit]:
    for address in context.addresses:
        if holds_credential(address):
            yield hit_at(address, reason="" if _holds_password(address.userinfo) else "parameter")


def holds_credential(address: Address) -> bool:
    """True for an address that hands over a password, a token or a key: it is reported as a whole."""
    return bool(address.host) and (_holds_password(address.userinfo) or _holds_secret_parameter(address.rest))


def _holds_password(userinfo: str) -> bool:
    """True for ``user:password`` and for a token before the @; not for a user name or for words that stand for one.

    >>> [_holds_password(text) for text in ("zhang:Q7w-e2", "ghp_16C7e42F292c6912E7710c83", "zhang", "user:<密码>")]
    [True, True, False, False]
    """
    user, _, password = userinfo.partition(":")
    if password:
        return user != "anonymous" and not _PLACEHOLDER.fullmatch(password)
    return _TOKEN.fullmatch(user) is not None


def _holds_secret_parameter(rest: str) -> bool:
    """True when a query hands over a long random value under a name that says it is secret."""
    return "=" in rest and any(_TOKEN.fullmatch(found[1]) for found in _SECRET_PARAMETER.finditer(rest))


CREDENTIAL_IN_URL = Rule(
    id="credential-in-url",
    category=Category.LINK,
    severity=Severity.ERROR,
    sensitive=True,
    title="地址中写有口令",
    message="指向 {host} 的地址中写有账号口令或令牌，删去并立即更换该口令",
    rationale="地址中的口令、令牌公开后任何人都能登录，删去链接也不能收回，须同时更换。",
    source="《中华人民共和国网络安全法》第二十一条；RFC 3986 第 3.2.1 节",
    reasons={"parameter": "参数中带有密钥或令牌"},
    kinds=frozenset(PART_KINDS),  # a password in a piece of code is published all the same
    scan=_scan_credentials,
    match=(
        "登录http://admin:Q7wse2@oa.example.gov.cn/查看",
        "地址ftp://gongwen:20240131@203.0.113.7/",
        "mysql://root:Xk29vd@db.example.com:3306/hr",
        "https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/a/b.git",
        "见https://api.example.com/v1?access_token=8d5e957f297893487bd98fa830fa6413",
        linked("http:\\\\admin:Q7wse2@oa.example.gov.cn"),
    ),
    no_match=(
        "格式为http://user:password@host.example.com/",
        "https://user:****@example.com/",
        "见ftp://用户名:密码@ftp.example.com",
        "https://user:<口令>@example.com",
        "git clone https://${TOKEN}@example.com/a.git",
        "https://www.gov.cn@example.com/",
        "https://example.com/?token=abc",
        "ssh://git@example.com:22/a.git",
    ),
)
