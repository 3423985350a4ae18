"""One request: what a server says of an address, within bounds of time and size. Its content is never read.

The connection goes to the very address that was checked; the Host header and the name of the certificate stay.
"""

from __future__ import annotations

import errno
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import certifi
import httpcore
import httpx

from sensitive_check import __version__
from sensitive_check.online.guard import Names, RefusedError, Resolve, is_public, system_resolve

CONNECT, READ, TOTAL = 5.0, 5.0, 15.0
"""Seconds: to connect, between two pieces of an answer, and for an address in all, waiting for its turn not counted."""

MOST_BYTES = 64 * 1024
"""How much of an answer is taken from the wire."""

_MOST_ADDRESSES = 3
_CHUNK = 16 * 1024
_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_HEADERS = (
    ("User-Agent", f"sensitive-check/{__version__}"),
    ("Accept", "*/*"),
    ("Accept-Encoding", "identity"),
    ("Connection", "close"),
)
_NO_NAME = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}
_CERTIFICATE = {9: "not-yet-valid", 10: "expired", 18: "self-signed", 19: "issuer", 20: "issuer", 21: "issuer"}
_WRONG_NAME = (62, 63, 64)
"""Error numbers of X509_verify_cert (OpenSSL)."""

# No log may hold what stands in a draft, and this library logs the hosts it connects to.
logging.getLogger("httpcore").setLevel(logging.WARNING)


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may be asked and how. An argument for tests alone: no option, variable or configuration reaches it.

    ``trust`` None trusts what the system and the browsers trust. ``pause`` lies between two requests to one host,
    ``total`` bounds what an address may take; both in seconds.
    """

    resolve: Resolve = system_resolve
    is_allowed_address: Callable[[str], bool] = is_public
    allowed_ports: frozenset[int] = frozenset((80, 443))
    trust: ssl.SSLContext | None = None
    pause: float = 0.2
    connect: float = CONNECT
    read: float = READ
    total: float = TOTAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of one request: a ``status``, or a ``failure`` in a word; ``seconds`` is how long it took."""

    status: int = 0
    location: str = field(default="", repr=False)
    sets_cookie: bool = False
    retry_after: str = ""
    failure: str = ""
    seconds: float = 0.0


class _TooLargeError(Exception):
    """An answer beyond ``MOST_BYTES``."""


class _Bounds:
    """What is left of the time and of the bytes of one request."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._bytes = MOST_BYTES

    def left(self, most: float | None) -> float:
        """Seconds until the next stop; ``most`` bounds a single step."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if most is None else min(left, most)

    def take(self, size: int) -> None:
        """Count bytes that arrived."""
        self._bytes -= size
        if self._bytes < 0:
            raise _TooLargeError


class _Stream(httpcore.NetworkStream):
    """A connection whose every step keeps within the bounds: a server that drips cannot stretch them."""

    def __init__(self, inner: httpcore.NetworkStream, bounds: _Bounds) -> None:
        self._inner = inner
        self._bounds = bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        content = self._inner.read(min(max_bytes, _CHUNK), self._bounds.left(timeout))
        self._bounds.take(len(content))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._bounds.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._bounds.left(timeout))
        return _Stream(inner, self._bounds)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to checked addresses and to nothing else, whatever the layers above make of a host."""

    def __init__(self, names: Names, ports: frozenset[int], bounds: _Bounds) -> None:
        self._names = names
        self._ports = ports
        self._bounds = bounds
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        if port not in self._ports:
            raise RefusedError("port")
        failures: list[Exception] = []
        for address in self._names.addresses(host, port, self._bounds.left(timeout))[:_MOST_ADDRESSES]:
            try:
                inner = self._inner.connect_tcp(address, port, self._bounds.left(timeout), None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failures.append(error)
            else:
                return _Stream(inner, self._bounds)
        # That one of several addresses lies beyond this machine's reach says nothing about the others.
        raise next((one for one in failures if not _is_unreachable(one)), failures[-1])

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        raise RefusedError("private")

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class Client:
    """Sends requests, as many threads as like; what it learns of hosts it keeps, so one serves one run."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._names = Names(access.resolve, access.is_allowed_address)
        self._trust = access.trust
        self._lock = threading.Lock()

    def ask(self, method: str, url: str, seconds: float) -> Reply:
        """Send one request to ``url`` and take the head of the answer. Nothing is raised."""
        begun = time.monotonic()
        try:
            reply = self._asked(method, url, seconds)
        except Exception as error:  # whatever a server does, the other links go on
            reply = Reply(failure=_failure(error))
        return replace(reply, seconds=time.monotonic() - begun)

    def _asked(self, method: str, url: str, seconds: float) -> Reply:
        parsed = httpx.URL(url)
        target = httpcore.URL(
            scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path or b"/"
        )
        headers = [("Host", parsed.netloc.decode("ascii")), *_HEADERS]
        if method == "GET":
            headers.append(("Range", "bytes=0-0"))
        access = self.access
        timeout = {"connect": access.connect, "read": access.read, "write": access.read, "pool": seconds}
        with (
            httpcore.ConnectionPool(
                ssl_context=self._tls() if parsed.scheme == "https" else None,
                max_connections=1,
                max_keepalive_connections=0,
                network_backend=_Backend(self._names, access.allowed_ports, _Bounds(seconds)),
            ) as pool,
            pool.stream(method, target, headers=headers, extensions={"timeout": timeout}) as response,
        ):
            known = {name.lower(): value for name, value in reversed(response.headers)}
            return Reply(
                status=response.status,
                location=_text(known.get(b"location", b"")),
                sets_cookie=b"set-cookie" in known,
                retry_after=_text(known.get(b"retry-after", b"")),
            )

    def _tls(self) -> ssl.SSLContext:
        """Made once: reading the certificates of all authorities is dear."""
        with self._lock:
            if self._trust is None:
                self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # none that writes its keys where a variable says
                self._trust.load_default_certs()
                self._trust.load_verify_locations(certifi.where())
            return self._trust


def _text(value: bytes) -> str:
    """A header's value; addresses in it may be written in either encoding."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("gb18030", "replace")


def _failure(error: BaseException) -> str:
    """What went wrong, in a word."""
    if isinstance(error, RefusedError):
        return error.reason
    if isinstance(error, _TooLargeError):
        return "large"
    if isinstance(error, httpx.InvalidURL):
        return "address"
    cause = _cause(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        number = getattr(cause, "verify_code", 0)
        return "wrong-name" if number in _WRONG_NAME else _CERTIFICATE.get(number, "tls")
    if isinstance(cause, ssl.SSLError):
        return "tls"
    if isinstance(cause, socket.gaierror):
        return "name" if cause.errno in _NO_NAME else "name-later"
    if isinstance(error, httpcore.TimeoutException | TimeoutError):
        return "timeout"
    if isinstance(cause, ConnectionRefusedError):
        return "refused"
    return "unreachable" if _is_unreachable(error) else "cut"


def _cause(error: BaseException) -> BaseException:
    """The system's own error; the library below wraps it and hides that it did."""
    return error.__cause__ or error.__context__ or error


def _is_unreachable(error: BaseException) -> bool:
    cause = _cause(error)
    return isinstance(cause, OSError) and cause.errno in _UNREACHABLE
