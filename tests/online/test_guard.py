"""No connection to anything but a public address, whatever a draft or a server says."""

from __future__ import annotations

import socket
import threading
import time
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensitive_check.online.crawl import crawl
from sensitive_check.online.guard import Names, RefusedError, is_public, system_resolve
from sensitive_check.online.probe import Answer
from sensitive_check.online.request import Access
from tests.online.conftest import HERE, Server, answer, local, redirect

PUBLIC = "203.0.114.7"
NAMES = {
    "public.example": (PUBLIC,),
    "private.example": ("10.0.0.1",),
    "mixed.example": (PUBLIC, "10.0.0.1"),
    "mixed6.example": ("2400:3200::1", "::1"),
    "mapped.example": ("::ffff:192.168.1.1",),
    "scoped.example": ("fe80::1%eth0",),
    "none.example": (),
    "odd.example": ("not an address",),
    "front.example": (HERE,),
}
PRIVATE_HOSTS = (
    *("localhost", "oa", "0", "0.0.0.0", "127.0.0.2", "127.255.255.254", "10.0.0.1", "172.16.0.1"),  # noqa: S104 - a target
    "172.31.255.255",
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1"),
    *("255.255.255.255", "168.63.129.16", "[::]", "[::1]", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]"),
    *("[::ffff:10.0.0.1]", "[::ffff:a00:1]", "[::10.0.0.1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::a00:1]"),
    *("[2002:7f00:1::]", "[2002:a00:1::1]", "[2001:0:7f00:1::]", "[2001:db8::1]", "[ff02::1]", "[ff0e::1]"),
    *("2130706434", "0x7f000002", "0x7f.2", "0177.0.0.2", "127.2", "１２７.０.０.２", "127。0。0。2", "%31%30.0.0.1"),
    *("private.example", "mixed.example", "mixed6.example", "mapped.example", "scoped.example", "none.example"),
    "odd.example",
)
"""Hosts in URLs that lead to this machine, to a network around it, or nowhere on the internet."""


NOWHERE = ("unknown", "dead")
"""Dead is a name that does not resolve."""


def fake(host: str, port: int) -> tuple[str, ...]:
    """Addresses by name; an unknown name does not resolve, like ``localhost`` here: nobody may ask for it."""
    if host not in NAMES:
        raise socket.gaierror(socket.EAI_NONAME, "name")
    return NAMES[host]


def only(url: str, access: Access) -> Answer:
    """The answer to one address."""
    ((_, got),) = crawl([url], access)
    return got


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_no_connection_to_what_is_not_public(host: str, scheme: str, connections: list[Any]) -> None:
    got = only(f"{scheme}://{host}/", Access(resolve=fake, pause=0.0))
    assert got.state in NOWHERE
    assert connections == []


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "file://localhost/etc/passwd", "ftp://public.example/", "gopher://public.example/"),
        *("http://public.example:22/", "http://public.example:8080/", "https://public.example:80443/", "http://"),
        *("javascript:alert(1)", "http://public.example@10.0.0.1/", "http://[::1", "http://a b.example/", ""),
    ],
)
def test_no_connection_by_another_way(url: str, connections: list[Any]) -> None:
    got = only(url, Access(resolve=fake, pause=0.0))
    assert got.state in NOWHERE
    assert connections == []


LOCATIONS = (
    *(f"http://{host}:{{port}}/" for host in PRIVATE_HOSTS),
    *("//10.0.0.1:{port}/", "http:\\\\10.0.0.1:{port}\\", "/\\10.0.0.1:{port}/", "\\\\10.0.0.1:{port}/x"),
    *(" http://10.0.0.1:{port}/ ", "https://10.0.0.1:{port}/", "HTTP://PRIVATE.EXAMPLE:{port}"),
    *("file:///etc/passwd", "file://front.example/etc/passwd", "ftp://front.example:{port}/", "javascript:alert(1)"),
    *("http://front.example:22/", "http://user:pw@front.example:{port}/in", "http://front.example@10.0.0.1:{port}/"),
    *("http://[::1", "http://", "//", "data:text/html,x", "gopher://front.example:{port}/"),
    *("http://front.example:{port}/?phone=13800138000", "http://front.example:{port}/?token=Xk29vd"),
)


@pytest.mark.parametrize("status", [301, 307])
@pytest.mark.parametrize("location", LOCATIONS)
def test_no_redirect_leads_in(location: str, status: int, server: Server, connections: list[Any]) -> None:
    server.pages |= {
        "/": redirect("/hop", status),
        "/hop": redirect(location.format(port=server.port), status),
        "/in": answer(),
    }
    access = local(server, resolve=fake, is_allowed_address=lambda address: address == HERE or is_public(address))
    got = only(server.url(host="front.example"), access)
    assert got.state in NOWHERE
    assert {path for _, _, path in server.received} == {"/", "/hop"}
    assert set(connections) == {(HERE, server.port)}


def test_a_name_is_asked_for_once_and_the_connection_goes_where_it_led(server: Server, connections: list[Any]) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return (HERE,) if len(asked) == 1 else ("10.0.0.1",)

    server.pages |= {"/": redirect("/a"), "/a": redirect(server.url("/b")), "/b": answer(405), "GET /b": answer()}
    got = only(server.url(), local(server, resolve=rebinding))
    assert (got.state, asked) == ("redirected", ["site.example"])
    assert connections == [(HERE, server.port)] * 4
    assert {host for _, host, _ in server.received} == {f"site.example:{server.port}"}


@pytest.mark.parametrize(
    "address", [PUBLIC, "2400:3200::1", "::ffff:203.0.114.7", "64:ff9b::203.0.114.7", "2002:cb00:7207::1"]
)
def test_public(address: str) -> None:
    assert is_public(address)


NETWORKS = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/3", "::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "3fff::/20"),
    *("64:ff9b:1::/48", "100::/64", "4000::/2", "8000::/1", "::ffff:10.0.0.0/104", "64:ff9b::7f00:0/104"),
    *("2002:a00::/24", "2002:c0a8::/32", "5f00::/16"),
)


@given(st.sampled_from(NETWORKS), st.integers(min_value=0))
def test_no_address_of_these_networks_is_public(network: str, number: int) -> None:
    found = ip_network(network)
    assert not is_public(str(found[number % found.num_addresses]))


@given(st.text(max_size=40))
def test_any_text_is_judged(text: str) -> None:
    assert is_public(text) in (True, False)


def test_a_name_that_takes_too_long_stops_nobody() -> None:
    forever = threading.Event()

    def slow(host: str, port: int) -> tuple[str, ...]:
        forever.wait(5)
        return (PUBLIC,)

    begun = time.monotonic()
    with pytest.raises(socket.gaierror):
        Names(slow, is_public).addresses("slow.example", 80, 0.05)
    assert time.monotonic() - begun < 2
    forever.set()


def test_a_host_is_resolved_once_for_all_threads() -> None:
    asked: list[str] = []

    def counted(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        time.sleep(0.02)
        return (PUBLIC,)

    names = Names(counted, is_public)
    threads = [threading.Thread(target=names.addresses, args=("public.example", 80, 5.0)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert asked == ["public.example"]
    with pytest.raises(RefusedError):
        Names(lambda host, port: (), is_public).addresses("none.example", 80, 1.0)


def test_the_system_names_this_machine() -> None:
    assert system_resolve(HERE, 80) == (HERE,)
