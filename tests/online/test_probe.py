"""What an address turns out to be, and that no server can hold the program up."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from threading import Thread

import pytest
import trustme

from sensitive_check.online.crawl import crawl
from sensitive_check.online.probe import Answer
from sensitive_check.online.request import MOST_BYTES, Access
from tests.online.conftest import HERE, Server, answer, local, redirect


def only(url: str, access: Access) -> Answer:
    """The answer to one address."""
    ((_, got),) = crawl([url], access)
    return got


def told(server: Server, path: str = "/", **options: object) -> tuple[str, str, int]:
    """State, reason and status of a path of the server."""
    got = only(server.url(path), local(server, **options))
    return got.state, got.reason, got.status


@pytest.mark.parametrize(
    ("status", "expected", "methods"),
    [
        (200, ("alive", ""), ["HEAD"]),
        (204, ("alive", ""), ["HEAD"]),
        (304, ("alive", ""), ["HEAD"]),
        (404, ("dead", "gone"), ["HEAD", "GET"]),
        (410, ("dead", "gone"), ["HEAD", "GET"]),
        (401, ("blocked", "status"), ["HEAD", "GET"]),
        (403, ("blocked", "status"), ["HEAD", "GET"]),
        (412, ("blocked", "status"), ["HEAD", "GET"]),
        (429, ("blocked", "status"), ["HEAD", "GET", "GET"]),
        (451, ("blocked", "status"), ["HEAD", "GET"]),
        (400, ("unknown", "status"), ["HEAD", "GET"]),
        (500, ("unknown", "status"), ["HEAD", "GET", "GET"]),
        (503, ("unknown", "status"), ["HEAD", "GET", "GET"]),
    ],
)
def test_status(server: Server, status: int, expected: tuple[str, str], methods: list[str]) -> None:
    server.pages["/"] = answer(status)
    assert told(server) == (*expected, status)
    assert [method for method, _, _ in server.received] == methods


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
def test_a_server_that_knows_no_head(server: Server, status: int) -> None:
    server.pages |= {"/": answer(status), "GET /": answer(206, Content_Range="bytes 0-0/9")}
    assert told(server) == ("alive", "", 206)
    assert [method for method, _, _ in server.received] == ["HEAD", "GET"]
    assert [headers.get("range") for headers in server.headers] == [None, "bytes=0-0"]


def test_nothing_to_send_of_an_empty_page(server: Server) -> None:
    server.pages |= {"/": answer(405), "GET /": answer(416)}
    assert told(server) == ("alive", "", 416)


def test_the_request_is_honest_and_carries_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    server.pages |= {"/": redirect("/b", Set_Cookie="a=1"), "/b": answer(Set_Cookie="b=1")}
    got = only(server.url("/#part"), local(server))
    assert got.state == "redirected"
    assert server.received == [
        ("HEAD", f"site.example:{server.port}", "/"),
        ("HEAD", f"site.example:{server.port}", "/b"),
    ]
    for headers in server.headers:
        assert headers["user-agent"].startswith("sensitive-check/")
        assert headers["accept-encoding"] == "identity"
        assert not {"cookie", "referer", "authorization"} & headers.keys()


def test_chinese_hosts_and_paths(server: Server) -> None:
    server.pages["/%E5%85%AC%E5%91%8A?%E9%A1%B5=1"] = answer()
    assert told(server, "/公告?页=1")[0] == "alive"
    got = only(server.url("/公告?页=1", host="中国政府网.政务"), local(server))
    assert (got.state, got.host) == ("alive", "中国政府网.政务")
    assert server.received[-1][1] == f"xn--fiqs8sirgfmhq98a.xn--zfr164b:{server.port}"


# ---------------------------------------------------------------------------------------------------- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["/b", "b", "//site.example:{port}/b", "http://site.example:{port}/b", "\\b", "./b#c"]
)
def test_redirect(server: Server, status: int, location: str) -> None:
    server.pages |= {"/": redirect(location.format(port=server.port), status), "/b": answer()}
    got = only(server.url(), local(server))
    assert (got.state, got.status, got.passed) == ("redirected", 200, (server.url("/b"),))


def test_a_redirect_to_a_page_that_is_gone(server: Server) -> None:
    server.pages["/"] = redirect(server.url("/b", host="other.example"))
    got = only(server.url(), local(server))
    assert (got.state, got.reason, got.status, got.host) == ("dead", "gone", 404, "other.example")


@pytest.mark.parametrize(
    "name", ["a." * 200 + "example", "a" * 70 + ".example", "☃.example", "a..example", "-.example"]
)
def test_a_redirect_to_a_name_that_cannot_be_one(server: Server, name: str) -> None:
    server.pages["/"] = redirect(server.url("/", host=name))
    got = only(server.url(), local(server, resolve=lambda host, port: (HERE,) if host == "site.example" else ()))
    assert got.state == "unknown"
    assert len(server.received) == 1


def test_a_redirect_to_a_page_that_says_404(server: Server) -> None:
    server.pages |= {"/": redirect("/err/404.html?from=a"), "/err/404.html?from=a": answer(), "/404.html": answer()}
    assert told(server) == ("dead", "error-page", 200)
    assert told(server, "/404.html") == ("alive", "", 200)  # that one was meant


def test_five_redirects_are_followed_and_six_are_not(server: Server) -> None:
    server.pages |= {f"/{number}": redirect(f"/{number + 1}") for number in range(6)}
    server.pages["/6"] = answer()
    assert told(server, "/1") == ("redirected", "", 200)
    assert told(server, "/0")[:2] == ("dead", "loop")
    assert ("HEAD", f"site.example:{server.port}", "/6") == server.received[5]
    assert [path for _, _, path in server.received[6:]] == [f"/{number}" for number in range(6)]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"/": redirect("/")}, ("dead", "loop")),
        ({"/": redirect("/a"), "/a": redirect("/")}, ("dead", "loop")),
        ({"/": redirect("/", Set_Cookie="a=1")}, ("unknown", "cookie")),
        ({"/": answer(302)}, ("unknown", "status")),
    ],
)
def test_loops_ask_for_no_page_twice(server: Server, pages: dict[str, bytes], expected: tuple[str, str]) -> None:
    server.pages |= pages
    assert told(server)[:2] == expected
    assert len(server.received) == len(set(server.received)) == len(pages)


# ---------------------------------------------------------------------------------------------------- bad servers


def drip(begin: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Send a little now and then, without end."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in range(400):
            time.sleep(0.02)
            connection.sendall(piece)

    return behave


def silent(connection: socket.socket) -> None:
    """Never answer."""
    with contextlib.suppress(OSError):
        connection.recv(1)


def reset(connection: socket.socket) -> None:
    """Slam the door."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (drip(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"), ("dead", "timeout")),
        (drip(b"", b"H"), ("dead", "timeout")),
        (drip(b"HTTP/1.1 200 OK\r\nX: ", b"a"), ("dead", "timeout")),
        (drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), ("dead", "timeout")),
        (drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"a"), ("alive", "")),
        (silent, ("dead", "timeout")),
        (reset, ("unknown", "cut")),
        (lambda connection: None, ("unknown", "cut")),
        (b"SSH-2.0-OpenSSH_9.6\r\n", ("unknown", "cut")),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 20_000 + b"\r\n", ("unknown", "large")),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", ("unknown", "large")),
        (b"HTTP/1.1 999 X\r\n\r\n", ("unknown", "status")),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ("unknown", "cut")),
        (b"HTTP/1.1 302 X\r\nLocation: /\xb9\xab\xb8\xe6\r\nContent-Length: 0\r\n\r\n", ("dead", "gone")),
        (b"HTTP/1.1 302 X\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n", ("dead", "gone")),
    ],
)
def test_no_server_holds_the_program_up(
    server: Server, behaviour: bytes | Callable[[socket.socket], None], expected: tuple[str, str]
) -> None:
    server.pages["/"] = behaviour
    begun = time.monotonic()
    assert told(server, connect=0.5, read=0.25, total=0.8)[:2] == expected
    assert time.monotonic() - begun < 3


def test_a_bomb_is_never_unpacked_nor_read(server: Server) -> None:
    sent = [0]
    begin = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"

    def bomb(connection: socket.socket) -> None:
        connection.sendall(begin)
        piece = b"4000\r\n" + b"\0" * 0x4000 + b"\r\n"
        for _ in range(16_384):
            connection.sendall(piece)
            sent[0] += len(piece)

    server.pages |= {"/": answer(405), "GET /": bomb}
    begun = time.monotonic()
    assert told(server) == ("alive", "", 200)
    assert time.monotonic() - begun < 3
    assert sent[0] < 16 * 1024 * 1024  # what fits into the buffers of the system; the whole is 256 MiB
    assert MOST_BYTES == 64 * 1024


def test_nobody_listens(server: Server) -> None:
    free = socket.create_server((HERE, 0))
    port = free.getsockname()[1]
    free.close()
    got = only(f"http://site.example:{port}/", local(server, allowed_ports=frozenset((port,))))
    assert (got.state, got.reason) == ("dead", "refused")


@pytest.mark.parametrize(
    ("number", "expected"),
    [(socket.EAI_NONAME, ("dead", "name")), (socket.EAI_AGAIN, ("unknown", "name-later"))],
)
def test_names_that_do_not_resolve(server: Server, number: int, expected: tuple[str, str]) -> None:
    def none(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(number, "name")

    assert told(server, resolve=none)[:2] == expected
    assert server.received == []


def test_a_second_time_helps(server: Server) -> None:
    turns = itertools.count()

    def late(connection: socket.socket) -> None:
        connection.sendall(answer(503, Retry_After="1") if next(turns) < 2 else answer())

    server.pages["/"] = late
    begun = time.monotonic()
    assert told(server) == ("alive", "", 200)
    assert 1 <= time.monotonic() - begun < 4


@pytest.mark.parametrize("wish", ["86400", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "１", "9" * 5000])
def test_a_server_cannot_ask_for_a_long_wait(server: Server, wish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sensitive_check.online.crawl._LONGEST_WAIT", 0.1)
    server.pages["/"] = f"HTTP/1.1 429 X\r\nContent-Length: 0\r\nRetry-After: {wish}\r\n\r\n".encode()
    begun = time.monotonic()
    assert told(server)[0] == "blocked"
    assert time.monotonic() - begun < 2


# ---------------------------------------------------------------------------------------------------- certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@contextlib.contextmanager
def secured(certificate: trustme.LeafCert) -> Iterator[tuple[Server, list[str | None]]]:
    """A server with a certificate, and the names it was asked for."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)

    def note(_: object, name: str | None, __: object) -> None:
        names.append(name)

    context.sni_callback = note
    one = Server(pages={"/": answer()}, tls=context)
    try:
        yield one, names
    finally:
        one.close()


def test_a_good_certificate(authority: trustme.CA, connections: list[tuple[str, int]]) -> None:
    with secured(authority.issue_cert("site.example")) as (server, names):
        got = only(server.url(scheme="https"), local(server, trust=trusting(authority)))
    assert (got.state, names) == ("alive", ["site.example"])
    assert connections == [(HERE, server.port)]
    assert server.received == [("HEAD", f"site.example:{server.port}", "/")]


@pytest.mark.parametrize(
    ("reason", "issue"),
    [
        ("wrong-name", lambda ca: ca.issue_cert("other.example")),
        ("expired", lambda ca: ca.issue_cert("site.example", not_after=datetime(2020, 1, 1, tzinfo=timezone.utc))),
        ("issuer", lambda _: trustme.CA().issue_cert("site.example")),
    ],
)
def test_a_bad_certificate(authority: trustme.CA, reason: str, issue: Callable[[trustme.CA], trustme.LeafCert]) -> None:
    with secured(issue(authority)) as (server, names):
        got = only(server.url(scheme="https"), local(server, trust=trusting(authority)))
    assert (got.state, got.reason, got.host) == ("certificate", reason, "site.example")
    assert names == ["site.example"]  # not a second time
    assert server.received == []


def test_a_certificate_of_its_own(authority: trustme.CA) -> None:
    alone = trustme.CA()
    certificate = trustme.LeafCert(alone.private_key_pem.bytes(), alone.cert_pem.bytes(), [])
    with secured(certificate) as (server, _):
        got = only(server.url(scheme="https"), local(server, trust=trusting(authority)))
    assert (got.state, got.reason) == ("certificate", "self-signed")


def test_a_server_without_encryption(server: Server, authority: trustme.CA) -> None:
    listener = socket.create_server((HERE, 0))
    port = listener.getsockname()[1]

    def refuse() -> None:
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.sendall(answer(400))
        connection.close()

    refusing = Thread(target=refuse, daemon=True)
    refusing.start()
    access = local(server, allowed_ports=frozenset((port,)), trust=trusting(authority))
    got = only(f"https://site.example:{port}/", access)
    assert (got.state, got.reason) == ("unknown", "tls")
    refusing.join(5)
    listener.close()


def test_a_handshake_that_drips_is_bounded(authority: trustme.CA, server: Server) -> None:
    listener = socket.create_server((HERE, 0))
    port = listener.getsockname()[1]
    begun = time.monotonic()
    access = local(
        server, allowed_ports=frozenset((port,)), trust=trusting(authority), connect=0.3, read=0.3, total=0.8
    )
    assert only(f"https://site.example:{port}/", access).reason == "timeout"
    assert time.monotonic() - begun < 3
    listener.close()


def test_the_authorities_of_browsers_are_trusted(server: Server) -> None:
    with secured(trustme.CA().issue_cert("site.example")) as (other, _):
        got = only(other.url(scheme="https"), local(other))
    assert (got.state, got.reason) == ("certificate", "issuer")
