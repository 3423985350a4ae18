"""Where a connection may go: public addresses only, resolved once and then connected to as checked.

A draft names the hosts, so every name is hostile: it may lead to this machine or to the network around it, or lead
elsewhere when it is asked a second time.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from sensitive_check.urls import ipv4

Resolve = Callable[[str, int], Sequence[str]]
"""Addresses of a host, as text; raises OSError."""

_GLOBAL_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_NOT_PUBLIC = (
    *map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4")),
    ip_network("168.63.129.16/32"),  # a cloud's host, as seen by its guests
    ip_network("3fff::/20"),
)
"""What some versions of Python take for public."""


class RefusedError(Exception):
    """A place that is never connected to; ``reason`` is ``private`` or ``port``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_public(address: str) -> bool:
    """True for an address that anyone on the internet may reach, also when it carries another one inside.

    >>> [is_public(one) for one in ("203.0.114.7", "2400:3200::1", "64:ff9b::203.0.114.7")]
    [True, True, True]
    >>> [is_public(one) for one in ("10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "224.0.0.1")]
    [False, False, False, False, False]
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_public_number(found)
    if found.ipv4_mapped is not None:
        return _is_public_number(found.ipv4_mapped)
    if found in _NAT64:
        return _is_public_number(IPv4Address(int(found) & 0xFFFFFFFF))
    if found not in _GLOBAL_UNICAST or _is_reserved(found):
        return False
    inside = [found.sixtofour, *(found.teredo or ())]
    if any(one is not None for one in inside):
        return all(_is_public_number(one) for one in inside if one is not None)
    return found.is_global


def _is_public_number(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not _is_reserved(address)


def _is_reserved(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in _NOT_PUBLIC if network.version == address.version)


def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """What the system knows of a host, IPv4 first: many machines have no way to IPv6."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found.sort(key=lambda one: one[0] != socket.AF_INET)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class Names:
    """The addresses of hosts, each asked for once in a run; safe for threads.

    A host leads nowhere when any of its addresses is refused.
    """

    def __init__(self, resolve: Resolve, is_allowed_address: Callable[[str], bool]) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed_address
        self._known: dict[str, tuple[str, ...]] = {}
        self._asking: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def addresses(self, host: str, port: int, seconds: float) -> tuple[str, ...]:
        """Checked addresses to connect to, as text.

        Raises RefusedError, and OSError for a name that does not resolve within ``seconds``.
        """
        with self._lock:
            asking = self._asking.setdefault(host, threading.Lock())
        with asking:
            if host not in self._known:
                self._known[host] = self._asked(host, port, seconds)
            found = self._known[host]
        if not found or not all(map(self._is_allowed, found)):
            raise RefusedError("private")
        return found

    def _asked(self, host: str, port: int, seconds: float) -> tuple[str, ...]:
        number = ipv4(host) or (host if ":" in host else None)
        if number is not None:
            return (number,)
        if "." not in host:  # a machine nearby
            return ()
        return tuple(_in_time(lambda: self._resolve(host, port), seconds))


def _in_time(call: Callable[[], Sequence[str]], seconds: float) -> Sequence[str]:
    """What ``call`` returns or raises, if it does within ``seconds``: the system's resolver knows no deadline."""
    answers: queue.Queue[Sequence[str] | OSError] = queue.Queue()

    def work() -> None:
        try:
            answers.put(call())
        except OSError as error:
            answers.put(error)
        except UnicodeError:  # a label too long for a name
            answers.put(socket.gaierror(socket.EAI_NONAME, "name"))

    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise socket.gaierror(socket.EAI_AGAIN, "name") from None
    if isinstance(answer, OSError):
        raise answer
    return answer
