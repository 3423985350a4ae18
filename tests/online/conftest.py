"""Servers on this machine that behave well and badly, and a watch over every connection that is opened."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore
import pytest

from sensitive_check.online.request import Access

Behaviour = bytes | Callable[[socket.socket], None]
HERE = "127.0.0.1"


def answer(status: int = 200, **headers: str) -> bytes:
    """A whole answer with nothing in it."""
    lines = [f"HTTP/1.1 {status} X", "Content-Length: 0"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode()


def redirect(location: str, status: int = 302, **headers: str) -> bytes:
    """An answer that leads elsewhere."""
    return answer(status, Location=location, **headers)


@dataclass
class Server:
    """A server on this machine. ``pages`` gives what it does, by method and path, by path, or else 404.

    ``received`` are the requests: method, Host, path; ``most`` is how many waited for their answer at once. Each answer
    comes after ``delay`` seconds.
    """

    pages: dict[str, Behaviour] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    delay: float = 0.0
    received: list[tuple[str, str, str]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    most: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server((HERE, 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._under_way = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        with suppress(OSError), socket.create_connection((HERE, self.port), 1):
            pass
        self._thread.join(5)
        self._listener.close()

    def url(self, path: str = "/", host: str = "site.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def _serve(self) -> None:
        while not self._closing.is_set():
            connection, _ = self._listener.accept()
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self._answer(connection)
        except OSError:
            pass  # the client went away, which is what many of these tests are about
        finally:
            connection.close()

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(65536)
            if not piece:
                return
            request += piece
        first, *lines = request.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        with self._lock:
            self.received.append((method, headers["host"], path))
            self.headers.append(headers)
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        time.sleep(self.delay)
        with self._lock:
            self._under_way -= 1
        behaviour = self.pages.get(f"{method} {path}", self.pages.get(path, answer(404)))
        if callable(behaviour):
            behaviour(connection)
        else:
            connection.sendall(behaviour)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that knows no page yet."""
    one = Server()
    yield one
    one.close()


@pytest.fixture(autouse=True)
def connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every connection that is opened; one that would leave this machine fails instead."""
    opened: list[tuple[str, int]] = []
    connect = httpcore.SyncBackend.connect_tcp

    def watched(self: httpcore.SyncBackend, host: str, port: int, *rest: Any, **named: Any) -> httpcore.NetworkStream:
        opened.append((host, port))
        if host != HERE:
            raise AssertionError(f"a connection to {host}")
        return connect(self, host, port, *rest, **named)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", watched)
    return opened


@pytest.fixture(autouse=True)
def no_real_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks a name server."""
    resolve = socket.getaddrinfo

    def only_numbers(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        if host not in (HERE, HERE.encode()):
            raise AssertionError(f"a question for {host!r}")
        return resolve(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", only_numbers)


def local(server: Server, **options: Any) -> Access:
    """Access to this machine alone: every name leads here."""
    settings: dict[str, Any] = {
        "resolve": lambda host, port: (HERE,),
        "is_allowed_address": lambda address: address == HERE,
        "allowed_ports": frozenset((80, 443, server.port)),
        "pause": 0.0,
    }
    return Access(**{**settings, **options})
