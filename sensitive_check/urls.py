"""What an address says, as a browser reads it: scheme, userinfo, host, port and the rest.

Internationalised names stay as they are written; ``hosts`` compares them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import unquote

from sensitive_check.normalize import INVISIBLE
from sensitive_check.patterns import lazy

_AUTHORITY_END = lazy("[/?#]")
_PATH_END = lazy("[?#]")
_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+.-]{1,31}):")
_WRAPPED = lazy(r"^(?:(?:view-source|blob|feed|jar):){1,3}(?=[A-Za-z][A-Za-z0-9+.-]{1,31}:)", re.IGNORECASE)
_SPECIAL = frozenset(("http", "https", "ftp", "ws", "wss"))
SHARE = lazy(r"[\\]{2}[^\\/?#]{1,255}\\")
"""A file on another machine of the network: ``\\\\host\\share``."""

# Never cut short: the first labels alone could look like an allowed host. These end a host for a browser, too.
_HOST = lazy(r"[^\x00-\x20#/:<>?@\[\\\]^|%]{1,4096}")
_MARK_IN_HOST = lazy("[，；：！？、（）《》【】〔〕〈〉「」『』“”‘’…—()\\[\\],;!*&=+$'\"`~{}]")
_DOT = lazy("[.。．｡]")
_PORT = lazy(r":([0-9]{0,5})")
_DROPPED = lazy(f"[\t\r\n{INVISIBLE}]+")
_CONTROL_AND_SPACE = "".join(map(chr, range(0x21)))
DOTS = str.maketrans("。．｡", "...")
"""What a browser takes for a dot of a host."""

_NUMBER = lazy(r"0x[0-9a-f]{0,12}|[0-9]{1,14}")
_LONGEST_NAME = 1024
_DOTTED = lazy(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """What an address says: ``rest`` is all after the authority, or after the scheme where there is no authority.

    ``host`` is "" for a relative address, and a plain dotted number however an IPv4 address is written.
    """

    scheme: str = ""
    userinfo: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    rest: str = field(default="", repr=False)

    @property
    def is_ip(self) -> bool:
        """True when the host is a number, not a name."""
        return self.host.startswith("[") or _DOTTED.fullmatch(self.host) is not None


def take_apart(written: str) -> Pieces:
    r"""The pieces of an address as a browser reads them (WHATWG URL), and a little more suspicious than one.

    Tabs, line ends and invisible characters fall away, a backslash is a slash, what stands before the last @ of the
    authority is userinfo, and numbers of any form are IPv4 addresses. ``\\host\share`` is a file on another machine.

    >>> pieces = take_apart("HTTPS:\\\\www.gov.cn@3232235777:8080\\a?b")
    >>> pieces.scheme, pieces.userinfo, pieces.host, pieces.port, pieces.rest
    ('https', 'www.gov.cn', '192.168.1.1', '8080', '/a?b')
    >>> take_apart("java\tscript:alert(1)").scheme, take_apart("//example.com/a").host, take_apart("a/b.html").host
    ('javascript', 'example.com', '')
    """
    cleaned = _DROPPED.sub("", written.strip(_CONTROL_AND_SPACE))
    cleaned = cleaned.replace("：//", "://", 1)
    cleaned = _WRAPPED.sub("", cleaned)
    # A host and a port without a scheme look like a scheme.
    found = None if cleaned[:4].lower() == "www." else _SCHEME.match(cleaned)
    scheme, rest = (found[1].lower(), cleaned[found.end() :]) if found else ("", cleaned)
    if SHARE.match(cleaned):
        scheme = "file"
    if "\\" in rest and scheme in {*_SPECIAL, "", "file"}:
        rest = _with_slashes(rest)
    if scheme in _SPECIAL:
        rest = "//" + rest.lstrip("/")
    elif not scheme and rest[:4].lower() == "www.":
        rest = "//" + rest
    if not rest.startswith("//"):
        return Pieces(scheme=scheme, rest=rest)
    authority = _AUTHORITY_END.split(rest[2:], maxsplit=1)[0]
    rest = rest[2 + len(authority) :]
    userinfo, _, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    return Pieces(scheme=scheme, userinfo=userinfo, host=host, port=port, rest=rest)


def _with_slashes(rest: str) -> str:
    """Backslashes of the authority and the path as slashes; in a query they stay."""
    path = _PATH_END.split(rest, maxsplit=1)[0]
    return path.replace("\\", "/") + rest[len(path) :]


def _host_and_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        inside, closed, after = place[1:].partition("]")
        ip = _ipv6(inside) if closed else None
        port = _PORT.match(after)
        return (f"[{ip}]" if ip else "", port[1] if port else "")
    name, _, port_text = place.partition(":")
    if "%" in name:
        name = unquote(name, errors="replace")
    name = _without_swallowed(name)
    if not name.isascii() and len(name) <= _LONGEST_NAME:  # folding a longer one may take quadratic time
        name = unicodedata.normalize("NFKC", name.translate(DOTS))
    name = name.lower().removesuffix(".")
    port = _PORT.match(f":{port_text}")
    host = ipv4(name)
    if host is None:
        found = _HOST.match(name)
        host = found[0] if found else ""
    return host, port[1] if port else ""


def _without_swallowed(name: str) -> str:
    """A host without the mark, and the words after it, that a link took in; where a second host may hide it stays."""
    mark = _MARK_IN_HOST.search(name)
    return name[: mark.start()] if mark and not _DOT.search(name, mark.end()) else name


def ipv4(host: str) -> str | None:
    """The dotted form of a host that a browser reads as an IPv4 address; None for a name.

    A single number below 16777216 would be an address of the network 0 and is taken for a slip.

    >>> [ipv4(host) for host in ("3232235777", "0xc0.168.1", "0300.0250.01.01", "127.1")]
    ['192.168.1.1', '192.168.0.1', '192.168.1.1', '127.0.0.1']
    >>> [ipv4(host) for host in ("www.gov.cn", "1.2.3.4.5", "256.1.1.1", "09.1.1.1", "2024")]
    [None, None, None, None, None]
    """
    if not "0" <= host.rpartition(".")[2][:1] <= "9":
        return None
    parts = host.split(".", 4)
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        *first, last = [_number(part) for part in parts]
    except ValueError:  # an 8 or 9 in an octal number
        return None
    if any(value > 255 for value in first) or last >= 256 ** (5 - len(parts)):
        return None
    value = last + sum(part << 8 * (3 - index) for index, part in enumerate(first))
    if len(parts) == 1 and value < 1 << 24:
        return None
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and len(part) > 1 else int(part)


def _ipv6(inside: str) -> str | None:
    import ipaddress  # rare, and it costs start-up

    try:
        return None if "%" in inside else ipaddress.IPv6Address(inside[:64]).compressed
    except ValueError:
        return None


def is_private(host: str) -> bool:
    """True when an IP host (of an Address) is out of reach from outside: this machine, or an internal network.

    >>> [is_private(host) for host in ("192.168.1.1", "172.31.0.9", "127.0.0.1", "[fd00::1]", "8.8.8.8", "172.32.0.1")]
    [True, True, True, True, False, False]
    """
    if host.startswith("["):
        import ipaddress

        address = ipaddress.IPv6Address(host[1:-1])
        mapped = address.ipv4_mapped
        if mapped is None:
            return address.is_loopback or address.is_link_local or address in ipaddress.IPv6Network("fc00::/7")
        host = str(mapped)
    first, second = (int(part) for part in host.split(".")[:2])
    return (
        first in (10, 127)
        or (first, second) in ((192, 168), (169, 254))
        or (first == 172 and 16 <= second <= 31)
        or (first == 100 and 64 <= second <= 127)
    )
