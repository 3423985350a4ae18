"""Hosts: which may be linked to, and what is known about the others. Names are compared by whole labels.

The public suffix list (publicsuffixlist, an offline copy) tells where the name that somebody registered begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Severity
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

OFFICIAL_SUFFIXES = ("gov.cn", "政务", "政务.cn", "公益", "公益.cn")
"""Domains of government and public-benefit bodies in China, allowed by default (工业和信息化部公告2018年第7号)."""

NOTED_SUFFIXES: Mapping[str, str] = {"edu.cn": "education", "ac.cn": "education", "mil.cn": "military"}
"""Domains of public bodies that are told as notes."""

LISTABLE = ("media", "regional-media", "agency")
"""Kinds of the built-in list of domains that a configuration may allow as a whole."""

_NOTED_KINDS = frozenset(("media", "regional-media", "agency", "platform"))
_WILDCARDS = (
    (lazy(r"(?:[a-z0-9-]{1,63}\.){0,3}lanzou[a-z]\.com"), "netdisk"),
    (lazy(r"(?:[a-z0-9-]{1,63}\.){0,3}123[0-9]{3}\.com"), "netdisk"),
)


class Verdict(NamedTuple):
    """What is said about one host. ``severity`` is None for one that may be linked to.

    ``reason`` is ``denied``, ``abandoned``, a kind of known domain, a kind of noted suffix, or "". ``because`` is what
    decided: the suffix or domain that the host lies within, "" when nothing is known. ``name`` is whose it is.
    """

    severity: Severity | None = None
    reason: str = ""
    because: str = ""
    name: str = ""

    @property
    def is_allowed(self) -> bool:
        """True when the host may be linked to."""
        return self.severity is None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPolicy:
    """Which hosts may be linked to: official suffixes, ``allowed`` names and all below them, but no ``denied`` one.

    ``abandoned`` are names the unit gave up. ``known`` leads from a domain to its kind, its owner and how far that was
    checked, separated by tabs; of the kinds in ``lists`` those that were checked are allowed. ``refuses_unknown`` is
    False where only a denied host is a finding by itself.
    """

    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    refuses_unknown: bool = True
    known: Mapping[str, str] = field(default_factory=dict, repr=False)

    def judge(self, host: str) -> Verdict:
        """The verdict on a host: a denial first, then what the unit allows, then what is known of it.

        >>> policy = HostPolicy(allowed=("example.com",), denied=("old.example.com",))
        >>> [policy.judge(host).is_allowed for host in ("www.gov.cn", "a.example.com", "old.example.com", "a.cn")]
        [True, True, False, False]
        """
        host = readable(host)
        for names, reason in ((self.denied, "denied"), (self.abandoned, "abandoned")):
            if within := _within(host, names):
                return Verdict(severity=Severity.ERROR, reason=reason, because=within)
        if within := _within(host, (*self.allowed, *OFFICIAL_SUFFIXES)):
            return Verdict(because=within)
        for suffix, reason in NOTED_SUFFIXES.items():
            if is_within(host, (suffix,)):
                return Verdict(severity=Severity.NOTE, reason=reason, because=suffix)
        domain, kind, name, basis = self.lookup(host)
        if kind in self.lists and basis == "checked":
            return Verdict(because=domain, reason=kind, name=name)
        severity = Severity.NOTE if kind in _NOTED_KINDS else Severity.ERROR
        return Verdict(severity=severity, reason=kind, because=domain, name=name)

    def lookup(self, host: str) -> tuple[str, str, str, str]:
        """The known domain that a host lies within: domain, kind, owner and basis, all "" for an unknown one."""
        for domain in _suffixes(host):
            row = self.known.get(domain)
            if row is not None:
                kind, name, basis = row.split("\t")[:3]
                return domain, kind, name, basis
        for pattern, kind in _WILDCARDS:
            if pattern.fullmatch(host):
                return host, kind, "", "checked"
        return "", "", "", ""


def is_within(host: str, suffixes: tuple[str, ...]) -> bool:
    """True when ``host`` is one of ``suffixes`` or a name below it, by whole labels.

    >>> [is_within(host, ("gov.cn",)) for host in ("www.gov.cn", "evilgov.cn", "gov.cn.evil.cn")]
    [True, False, False]
    """
    return bool(_within(host, suffixes))


def _within(host: str, suffixes: tuple[str, ...]) -> str:
    return next((suffix for suffix in suffixes if host == suffix or host.endswith(f".{suffix}")), "")


def _suffixes(host: str) -> Iterator[str]:
    """The host, then the names above it."""
    while host:
        yield host
        host = host.partition(".")[2]


def readable(host: str) -> str:
    """A host with its labels in their own script, as lists name them; a label that does not decode stays.

    >>> readable("www.xn--fiqs8s.xn--zfr164b"), readable("WWW.Example.com")
    ('www.中国.政务', 'www.example.com')
    """
    host = host.lower()
    if "xn--" not in host:
        return host
    return ".".join(_readable_label(label) for label in host.split("."))


def _readable_label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
    return decoded if decoded and decoded.isprintable() and not decoded.isascii() else label


@lru_cache(maxsize=1)
def _public_suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # half a hundred milliseconds, and most drafts never ask

    return PublicSuffixList(only_icann=True)


def registrable(host: str) -> str:
    """The name that somebody registered: one label more than the public suffix; "" for a suffix or a number.

    >>> [registrable(host) for host in ("a.b.example.com.cn", "www.beijing.gov.cn", "gov.cn", "中国政府网.政务")]
    ['example.com.cn', 'beijing.gov.cn', '', '中国政府网.政务']
    """
    if not host or host.startswith("[") or host[-1:].isdigit():
        return ""
    return _public_suffixes().privatesuffix(readable(host)) or ""


def public_suffix(host: str) -> str:
    """The public suffix of a host: ``com.cn`` of ``www.example.com.cn``."""
    return _public_suffixes().publicsuffix(readable(host)) or ""
