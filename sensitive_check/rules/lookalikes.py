"""Hosts that pass for another: letters of other scripts, and the names of official sites where they decide nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from sensitive_check.hosts import OFFICIAL_SUFFIXES, HostPolicy, is_within, public_suffix, readable, registrable
from sensitive_check.model import Category, Hit, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.linked import WEB, hit_at, linked
from sensitive_check.urls import DOTS

if TYPE_CHECKING:
    from sensitive_check.addresses import Address
    from sensitive_check.context import Context

_SHORTEST = 5
"""Names of fewer letters are near too many others to be protected from slips."""

_AUTHORITY = lazy(r"^(?:[a-z][a-z0-9+.-]{0,19}:)?[/\\]{0,3}([^/\\?#()（）,;]{0,1024})", re.IGNORECASE)
_CHINESE = lazy("[\u3000-\u9fff，；：！？（）“”‘’…—]")
_PAIRS = (("rn", "m"), ("vv", "w"))
_SINGLES = str.maketrans("01iq5", "ollgs")
_COMMON_SUFFIXES = frozenset("com net org cc top vip xyz info biz site online com.cn net.cn org.cn".split())
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "GEORGIAN")
_KINDS = ("media", "regional-media", "agency")


def lookalike_host(policy: HostPolicy, lookalikes: Mapping[str, str]) -> Rule:
    """The rule for hosts that look like an official one, an allowed one or a well-known medium, and are not.

    ``lookalikes`` leads from a character to the ASCII one it looks like (Unicode UTS #39).
    """

    @lru_cache(maxsize=1)
    def protected() -> Mapping[str, str]:
        names = [registrable(host) or host for host in policy.allowed]
        names += [domain for domain, row in policy.known.items() if row.split("\t")[0] in _KINDS]
        return {name: public_suffix(name) for name in dict.fromkeys(names) if "." in name}

    @lru_cache(maxsize=4096)
    def likeness(host: str) -> tuple[str, str]:
        return _foreign(host, lookalikes) or _imitated(host, policy, protected()) or ("", "")

    def scan(context: Context) -> Iterator[Hit]:
        for address in context.addresses:
            if address.scheme not in WEB or address.is_ip or not address.host:
                continue
            reason, model = likeness(address.host)
            if reason:
                yield hit_at(address, reason=reason, values={"host": address.host, "model": model})
            elif authority := _disguised(address, context):
                values = {"host": address.host, "model": address.host}
                if unicodedata.normalize("NFKC", authority).isascii():
                    yield hit_at(address, severity=Severity.WARNING, reason="forms", values=values)
                else:
                    yield hit_at(address, reason="homograph", values=values)

    return Rule(
        id="lookalike-host",
        category=Category.LINK,
        severity=Severity.ERROR,
        indicator="不良链接",
        title="仿冒主机",
        message="链接的主机 {host} 貌似 {model}，请核对真实地址后改正或删去",
        rationale="仿冒网站用形近字母、把真域名嵌在中间等办法混充官方网站，读者难以分辨。",
        source="Unicode UTS #39 Security Mechanisms；国办函〔2018〕55号",
        reasons={
            "homograph": "主机中有与拉丁字母形近的其他字符",
            "mixed": "同一段主机名混用几种文字的字母",
            "punycode": "以 xn-- 开头而不能还原为文字",
            "embedded": "真域名嵌在中间，实际主机由结尾决定",
            "glued": "在真域名前添字，并非其下级域名",
            "suffix": "gov 不在 gov.cn 之下，与政府网站无关",
            "slip": "与许可的域名相差一个字母",
            "forms": "主机用全角或变形字母书写，请改用普通字母",
        },
        scan=scan,
        match=(
            "详见https://www.g0v.cn/a",
            "登录http://www.qov.cn查询",
            "见www.gov.cn.example.net/a",
            "网址http://www.gov-cn.com/",
            "网址http://beijing.gov.com.cn/",
            "见http://evilgov.cn/",
            "见http://www.gоv.cn/a",
            "见https://xn--gv-fmc.cn/",
            "见https://www.xinhuanett.com/",
            "见http://ｗｗｗ．ｇｏｖ．ｃｎ/",
            linked("https://www.реорӏе.com.cn/"),
        ),
        no_match=(
            "详见https://www.gov.cn/",
            "见https://zwfw.beijing.gov.cn/",
            "见http://中国政府网.政务",
            "见http://中国政府网。政务/",
            "见https://www.xinhuanet.com/",
            "见https://www.gov.uk/",
            "见https://www.example.com/gov.cn/",
            "见https://www.example.com/?from=www.gov.cn",
            "见https://www.goo.cn/",
        ),
    )


def _disguised(address: Address, context: Context) -> str:
    """How an ASCII host is written when other characters stand for its own; a full stop may stand for a dot."""
    if not address.host.isascii():
        return ""
    if address.link is not None:
        written = context.document.links[address.link].target
    else:
        view = context.squeezed if address.view == "squeezed" else context.raw
        span = view.to_source(address.span)
        written = context.raw.text[span.start : span.end]
    if written.isascii():
        return ""
    found = _AUTHORITY.match(written.strip().replace("：", ":").replace("／", "/").translate(DOTS))
    authority = found[1] if found else ""
    return "" if authority.isascii() or _CHINESE.search(authority) else authority


def _foreign(host: str, lookalikes: Mapping[str, str]) -> tuple[str, str] | None:
    """How a host uses characters of other scripts: to look like ASCII, mixed, or in a label that does not decode."""
    shown = readable(host)
    if "xn--" in shown:
        return "punycode", host
    if shown.isascii():
        return None
    plain = "".join(character if character.isascii() else _plain(character, lookalikes) for character in shown)
    if plain.isascii():
        return "homograph", plain
    if any(len(_scripts(label)) > 1 for label in shown.split(".")):
        return "mixed", plain
    return None


def _plain(character: str, lookalikes: Mapping[str, str]) -> str:
    """The ASCII character that one looks like, itself where there is none."""
    try:
        return lookalikes[character]
    except KeyError:
        base = unicodedata.normalize("NFKD", character)[0]
        return base if base.isascii() and character.lower() not in _LETTERS_OF_THEIR_OWN else character


_LETTERS_OF_THEIR_OWN = frozenset("äöüéèêàâçñåøßëïîôûùœæ")
"""Letters of European names that readers know, as they stand in such hosts: münchen.de."""


def _scripts(label: str) -> set[str]:
    """The alphabets that a label's letters belong to, of those whose letters look alike."""
    names = (unicodedata.name(character, "").partition(" ")[0] for character in label if character.isalpha())
    return {name for name in names if name in _SCRIPTS}


def _imitated(host: str, policy: HostPolicy, protected: Mapping[str, str]) -> tuple[str, str] | None:
    """How an ASCII host imitates an official suffix or a protected name; None for one that may be linked to."""
    if policy.judge(host).is_allowed or policy.lookup(host)[0] or "." not in host:
        return None
    return _of_government(host) or _of_protected(host, policy, protected)


def _of_government(host: str) -> tuple[str, str] | None:
    if is_within(host, OFFICIAL_SUFFIXES):  # and denied, or given up
        return None
    if ".gov.cn." in f".{_dotted(host)}":
        return "embedded", "gov.cn"
    if host.endswith("gov.cn"):
        return "glued", "gov.cn"
    last = ".".join(host.split(".")[-2:])
    if last not in ("gov.cn", "go.cn") and (
        _skeleton(last) == "gov.cn" or last in ("ggov.cn", "goov.cn", "govv.cn", "gvo.cn", "ogv.cn", "gv.cn")
    ):
        return "slip", "gov.cn"
    own, _, suffix = registrable(host).partition(".")
    if own == "gov" and suffix in _COMMON_SUFFIXES:
        return "suffix", "gov.cn"
    return None


def _of_protected(host: str, policy: HostPolicy, protected: Mapping[str, str]) -> tuple[str, str] | None:
    own = registrable(host)
    if not own:
        return None
    suffix = public_suffix(own)
    name = own[: -len(suffix) - 1]
    skeleton = _skeleton(name)
    for model, model_suffix in protected.items():
        model_name = model[: -len(model_suffix) - 1]
        if len(model_name) < _SHORTEST:
            continue
        if own == model:
            continue
        is_own = model in policy.allowed or any(is_within(one, (model,)) for one in policy.allowed)
        if f".{_dotted(model)}." in f".{_dotted(host)}":
            return "embedded", model
        if suffix != model_suffix:
            continue
        if skeleton == _skeleton(model_name):
            return "homograph", model
        if is_own and name.endswith(model_name):
            return "glued", model
        if _is_slip(name, model_name, replaced=is_own):
            return "slip", model
    return None


def _dotted(name: str) -> str:
    return name.replace("-", ".")


@lru_cache(maxsize=4096)
def _skeleton(name: str) -> str:
    for pair, single in _PAIRS:
        name = name.replace(pair, single)
    return name.translate(_SINGLES)


def _is_slip(name: str, model: str, *, replaced: bool) -> bool:
    """True for a doubled, a dropped or two swapped letters, and where ``replaced`` for another letter.

    >>> [_is_slip(name, "xinhuanet", replaced=False) for name in ("xinhuannet", "xinhanet", "xinhuaent", "xinhuanat")]
    [True, True, True, False]
    """
    if abs(len(name) - len(model)) > 1 or name == model:
        return False
    shorter = min(len(name), len(model))
    start = next((index for index in range(shorter) if name[index] != model[index]), shorter)
    left, right = name[start:], model[start:]
    if len(name) > len(model):
        return left[1:] == right and left[0] in (name[start - 1 : start], left[1:2])
    if len(name) < len(model):
        return left == right[1:] and start > 0
    if left[:2] == right[1::-1] and left[2:] == right[2:]:
        return True
    return replaced and start > 0 and left[1:] == right[1:]
