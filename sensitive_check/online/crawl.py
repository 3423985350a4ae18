"""Many addresses: few at once for each host, a pause between two requests, and nothing asked for twice."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sensitive_check.online.probe import Answer, probe
from sensitive_check.online.request import Access, Client, Reply
from sensitive_check.urls import take_apart

THREADS = 16
PER_HOST = 2
"""How many requests are under way in all, and to one host."""

_LONGEST_WAIT = 5.0
"""Seconds to wait at most when a server asks to come back later."""

_SILENCE = frozenset(("name", "name-later", "timeout", "refused", "unreachable", "cut"))
"""Failures that are no sign of life."""

_GLANCE = 0.5
_STRIKES = 3
"""So many addresses of a host are tried before it is taken to be down."""

_OTHERS = 3
"""When so many hosts or more were asked and none answered at all, the fault is taken to be on this side."""


def crawl(urls: Iterable[str], access: Access | None = None) -> Iterator[tuple[str, Answer]]:
    """The answers to ``urls``, each once, in the order they come in. Closing the generator stops the work."""
    work = _Work(urls, access or Access())
    try:
        yield from work.answers()
    finally:
        work.stop.set()


def weighed(answers: dict[str, Answer]) -> tuple[dict[str, Answer], bool]:
    """The answers as they may be believed, and whether the network seems to be out of reach: then none is."""
    silent = {take_apart(url).host for url, answer in answers.items() if answer.reason in _SILENCE}
    if len(silent) < _OTHERS or any(answer.heard for answer in answers.values()):
        return answers, False
    return {url: replace(answer, state="unknown") for url, answer in answers.items()}, True


class _Turns:
    """Who may send to a host now. Safe for threads."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._lanes: dict[str, threading.Semaphore] = {}
        self._next: dict[str, float] = {}

    def lane(self, host: str) -> threading.Semaphore:
        """Held while a request to ``host`` is under way."""
        with self._lock:
            return self._lanes.setdefault(host, threading.Semaphore(PER_HOST))

    def wait(self, host: str) -> float:
        """Take the next turn; how many seconds there are until it comes."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._next.get(host, now), now)
            self._next[host] = turn + self._pause
            return turn - now


class _Hosts:
    """Which hosts gave no sign of life so often that the rest of their addresses need not be tried. For threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: set[str] = set()
        self._failures: dict[str, list[Reply]] = {}

    def note(self, host: str, reply: Reply) -> None:
        """Remember what came of a request."""
        with self._lock:
            if reply.failure in _SILENCE:
                self._failures.setdefault(host, []).append(replace(reply, seconds=0.0))
            else:
                self._heard.add(host)

    def failure_of(self, host: str) -> Reply | None:
        """The reply that stands for all of a silent host; a name that does not resolve is told once."""
        with self._lock:
            failures = [] if host in self._heard else self._failures.get(host, [])
            enough = len(failures) >= _STRIKES or any(one.failure == "name" for one in failures)
            return failures[-1] if enough else None


class _Work:
    def __init__(self, urls: Iterable[str], access: Access) -> None:
        self.stop = threading.Event()
        self._access = access
        self._client = Client(access)
        self._turns = _Turns(access.pause)
        self._lock = threading.Lock()
        self._replies: dict[str, Reply] = {}
        self._asking: dict[str, threading.Lock] = {}
        self._hosts = _Hosts()
        self._done: queue.Queue[tuple[str, Answer]] = queue.Queue()
        by_host: dict[str, deque[str]] = {}
        for url in dict.fromkeys(urls):
            by_host.setdefault(take_apart(url).host, deque()).append(url)
        self._left = sum(map(len, by_host.values()))
        # Long rows first, or the last one would run alone. A row is worked on by as many threads as may.
        rows = sorted(by_host.values(), key=len, reverse=True)
        self._rows = deque(row for row in rows for _ in range(min(PER_HOST, len(row))))

    def answers(self) -> Iterator[tuple[str, Answer]]:
        for _ in range(min(THREADS, len(self._rows))):
            threading.Thread(target=self._run, daemon=True).start()  # none may keep the program from ending
        while self._left:
            try:
                answer = self._done.get(timeout=_GLANCE)
            except queue.Empty:  # where a wait cannot be interrupted, its end can
                continue
            yield answer
            self._left -= 1

    def _run(self) -> None:
        while not self.stop.is_set():
            try:
                row = self._rows.popleft()
            except IndexError:
                return
            while not self.stop.is_set():
                try:
                    url = row.popleft()
                except IndexError:
                    break
                try:
                    answer = probe(url, self._fetch, self._access.total)
                except Exception:  # whatever happens with one, it is told as unknown and the others go on
                    answer = Answer(state="unknown", reason="cut")
                self._done.put((url, answer))

    def _fetch(self, url: str, seconds: float) -> Reply:
        """The reply to ``url``: known from before, or asked for now."""
        with self._lock:
            asking = self._asking.setdefault(url, threading.Lock())
        with asking:
            if url in self._replies:
                return replace(self._replies[url], seconds=0.0)
            reply = self._asked(url, seconds)
            if not (reply.failure == "timeout" and seconds < self._access.total):
                self._replies[url] = reply
            return reply

    def _asked(self, url: str, seconds: float) -> Reply:
        """HEAD; GET where HEAD is not understood or not to be believed; a second time for what may pass."""
        host = take_apart(url).host
        if (known := self._hosts.failure_of(host)) is not None:
            return known
        reply = self._tried(url, seconds)
        self._hosts.note(host, reply)
        return reply

    def _tried(self, url: str, seconds: float) -> Reply:
        reply = self._sent("HEAD", url, seconds)
        taken = reply.seconds
        if not (reply.failure or reply.status < 400) or reply.failure == "cut":
            reply = self._sent("GET", url, seconds - taken)
            taken += reply.seconds
        if _may_pass(reply) and taken < seconds and not self.stop.wait(_asked_to_wait(reply)):
            again = self._sent("GET", url, seconds - taken)
            taken += again.seconds
            reply = again
        return replace(reply, seconds=taken)

    def _sent(self, method: str, url: str, seconds: float) -> Reply:
        host = take_apart(url).host
        with self._turns.lane(host):
            self.stop.wait(self._turns.wait(host))
            if self.stop.is_set():
                return Reply(failure="cut")
            return self._client.ask(method, url, seconds)


def _may_pass(reply: Reply) -> bool:
    """True for a fault that may be over a moment later."""
    return reply.failure in ("timeout", "name-later", "cut") or reply.status == 429 or reply.status >= 500


def _asked_to_wait(reply: Reply) -> float:
    wish = reply.retry_after
    if reply.status not in (429, 503) or not (wish.isascii() and wish.isdigit()):
        return 0.0
    return min(float(wish[:6]), _LONGEST_WAIT)
