"""Many addresses: each asked for once, few at a time, and an end whenever it is wanted."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter

import pytest

from sensitive_check.online.crawl import PER_HOST, THREADS, crawl, weighed
from sensitive_check.online.probe import Answer, probe
from tests.online.conftest import HERE, Server, answer, local, redirect


def test_each_address_is_asked_for_once_and_few_at_a_time(server: Server) -> None:
    server.delay = 0.02
    server.pages |= {f"/{number}": answer() for number in range(40)}
    urls = [server.url(f"/{number}") for number in range(40)] * 3
    assert sorted(crawl(urls, local(server))) == sorted(crawl(urls[::-1], local(server)))
    assert Counter(server.received) == {("HEAD", f"site.example:{server.port}", f"/{n}"): 2 for n in range(40)}
    assert server.most == PER_HOST


def test_other_hosts_do_not_wait(server: Server) -> None:
    server.delay = 0.02
    server.pages["/"] = answer()
    urls = [server.url(host=f"site{number}.example") for number in range(60)]
    assert {got.state for _, got in crawl(urls, local(server))} == {"alive"}
    assert PER_HOST < server.most <= THREADS


def test_a_pause_lies_between_two_requests_to_a_host(server: Server) -> None:
    server.pages["/"] = answer()
    begun = time.monotonic()
    assert len(list(crawl([server.url(f"/?{n}") for n in range(6)], local(server, pause=0.1)))) == 6
    assert time.monotonic() - begun >= 0.1 * 5


def test_where_many_redirect_to_is_asked_for_once_and_by_few(server: Server) -> None:
    server.delay = 0.01
    server.pages |= {f"/{number}": redirect(f"/in?{number // 10}") for number in range(40)}
    server.pages |= {f"/in?{number}": answer() for number in range(4)}
    urls = [server.url(f"/{number}", host=f"site{number % 5}.example") for number in range(40)]
    answers = dict(crawl(urls, local(server)))
    assert {got.state for got in answers.values()} == {"redirected"}
    assert max(Counter(server.received).values()) == 1


def test_the_order_makes_no_difference(server: Server) -> None:
    server.pages |= {"/a": answer(), "/b": redirect("/a"), "/c": answer(500), "/d": redirect("/c"), "/e": answer(403)}
    urls = [server.url(f"/{path}", host=host) for path in "abcdef" for host in ("one.example", "two.example")]
    expected = dict(crawl(urls, local(server)))
    for seed in range(3):
        random.Random(seed).shuffle(urls)
        assert dict(crawl(urls, local(server))) == expected


def test_a_host_that_is_down_is_not_tried_for_every_address(server: Server, connections: list[tuple[str, int]]) -> None:
    silent = socket.create_server((HERE, 0), backlog=128)  # accepts and says nothing
    port = silent.getsockname()[1]
    access = local(server, allowed_ports=frozenset((port, server.port)), read=0.1, connect=0.1)
    server.pages["/"] = answer()
    urls = [f"http://site.example:{port}/{number}" for number in range(30)]
    answers = dict(crawl([*urls, server.url(host="other.example")], access))
    assert Counter(got.state for got in answers.values()) == {"dead": 30, "alive": 1}
    assert {got.reason for got in answers.values()} == {"timeout", ""}
    assert len([one for one in connections if one[1] == port]) <= 10
    silent.close()


def test_a_host_that_answers_at_all_is_not_down(server: Server) -> None:
    server.pages |= {f"/{number}": b"" for number in range(20)} | {"/ok": answer(), "/last": answer()}
    urls = [server.url(path) for path in ("/ok", *(f"/{number}" for number in range(20)), "/last")]
    answers = dict(crawl(urls, local(server)))
    assert [answers[server.url(path)].state for path in ("/ok", "/9", "/last")] == ["alive", "unknown", "alive"]


def test_a_name_that_does_not_resolve_is_asked_for_once(server: Server) -> None:
    asked: list[str] = []

    def none(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "name")

    answers = dict(crawl([server.url(f"/{number}") for number in range(20)], local(server, resolve=none)))
    assert {(got.state, got.reason) for got in answers.values()} == {("dead", "name")}
    assert 1 <= len(asked) <= PER_HOST


def test_nothing_to_ask(server: Server) -> None:
    assert list(crawl([], local(server))) == []


def test_closing_stops_the_work(server: Server) -> None:
    server.delay = 0.02
    server.pages |= {f"/{number}": answer() for number in range(200)}
    answers = crawl([server.url(f"/{number}") for number in range(200)], local(server))
    next(answers)
    answers.close()  # type: ignore[attr-defined]  # a generator
    time.sleep(0.2)
    reached = len(server.received)
    time.sleep(0.2)
    assert len(server.received) == reached < 60


def test_what_goes_wrong_with_one_stops_no_other(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(url: str, *rest: object) -> Answer:
        if url.endswith("/bad"):
            raise RuntimeError
        return probe(url, *rest)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr("sensitive_check.online.crawl.probe", failing)
    server.pages["/good"] = answer()
    answers = dict(crawl([server.url("/bad"), server.url("/good")], local(server)))
    assert [answers[server.url(path)].state for path in ("/bad", "/good")] == ["unknown", "alive"]


def test_no_thread_outlives_the_work(server: Server) -> None:
    server.pages["/"] = answer()
    before = {one for one in threading.enumerate() if "_run" in one.name}
    list(crawl([server.url(f"/?{n}") for n in range(20)], local(server)))
    time.sleep(0.1)
    assert {one for one in threading.enumerate() if "_run" in one.name} == before


def test_when_nobody_answers_the_fault_is_here() -> None:
    dead = Answer(state="dead", reason="timeout")
    three = {f"http://{name}.example/": dead for name in "abc"}
    got, out_of_reach = weighed(three)
    assert out_of_reach
    assert {one.state for one in got.values()} == {"unknown"}
    two = dict(list(three.items())[:2])
    assert weighed(two) == (two, False)
    heard = {**three, "http://d.example/": Answer(state="dead", reason="gone", status=404)}
    assert weighed(heard) == (heard, False)
