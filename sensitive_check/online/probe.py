"""One address: requests and redirects until it is known whether it leads anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from sensitive_check.online.request import Reply
from sensitive_check.rules.liveness import request_url
from sensitive_check.urls import Pieces, take_apart

MOST_HOPS = 5

STATES = ("alive", "redirected", "dead", "certificate", "blocked", "unknown")
"""What an address may turn out to be; ``blocked`` refuses programs, ``unknown`` gave no clear answer."""

_LONGEST_NAME = 253
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((404, 410))
_BLOCKED = frozenset((401, 403, 405, 406, 407, 412, 418, 429, 451))
_DEAD = frozenset(("name", "refused", "timeout"))
_ERROR_PAGE = re.compile(r"(?:page|error|err|http)?[_-]?404(?:[_-]?(?:page|error))?(?:\.[a-z]{2,5})?")
_CERTIFICATE = frozenset(("expired", "not-yet-valid", "wrong-name", "self-signed", "issuer"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address turned out to be: a state of ``STATES`` and, unless it is alive, the reason in a word.

    ``host`` is the one that gave the last word, ``passed`` are the addresses it redirected to, in order; of one that is
    never sent only the host.
    """

    state: str
    reason: str = ""
    status: int = 0
    host: str = ""
    passed: tuple[str, ...] = field(default=(), repr=False)

    @property
    def heard(self) -> bool:
        """True when some server answered."""
        return self.status > 0 or bool(self.passed) or self.state == "certificate"


Fetch = Callable[[str, float], Reply]
"""The reply to an address, within so many seconds."""


def probe(url: str, fetch: Fetch, seconds: float) -> Answer:
    """Follow ``url`` through at most ``MOST_HOPS`` redirects, each checked like the first; ``seconds`` are for all."""
    passed: list[str] = []
    current, cookies = url, False
    while True:
        host = take_apart(current).host
        reply = fetch(current, seconds) if seconds > 0 else Reply(failure="timeout")
        seconds -= reply.seconds
        if reply.status not in _REDIRECTS or not reply.location:
            state, reason = _judged(reply)
            if state == "alive" and passed:
                state, reason = ("dead", "error-page") if _is_error_page(current) else ("redirected", "")
            break
        cookies = cookies or reply.sets_cookie
        target = _target(current, reply.location)
        known = 0 < len(target.host) <= _LONGEST_NAME
        following = request_url(target) if known else ""
        passed += [following or f"{target.scheme}://{target.host}/"] if known else []
        if not following:
            state, reason = "unknown", "redirect"
            break
        if len(passed) > MOST_HOPS:
            # A site that wants its cookie back may send readers in no circle at all.
            state, reason = ("unknown", "cookie") if cookies else ("dead", "loop")
            break
        current = following
    return Answer(state=state, reason=reason, status=reply.status, host=host, passed=tuple(passed))


def _judged(reply: Reply) -> tuple[str, str]:
    """State and reason of a reply that is no redirect."""
    if reply.failure:
        kinds = (("dead", _DEAD), ("certificate", _CERTIFICATE))
        return next((state for state, failures in kinds if reply.failure in failures), "unknown"), reply.failure
    if reply.status in _GONE:
        return "dead", "gone"
    if reply.status in _BLOCKED:
        return "blocked", "status"
    # 416: nothing to send of a stretch that was asked for, so the page exists.
    return ("alive", "") if 200 <= reply.status < 300 or reply.status in (304, 416) else ("unknown", "status")


def _is_error_page(url: str) -> bool:
    """True for a page such as ``/404.html``, which many sites send readers to instead of saying 404.

    >>> [_is_error_page(f"http://a.cn/{path}") for path in ("404.html", "err/404", "art/404/", "1404.htm")]
    [True, True, False, False]
    """
    path = take_apart(url).rest.partition("?")[0]
    return _ERROR_PAGE.fullmatch(path.rpartition("/")[2].lower()) is not None


def _target(current: str, location: str) -> Pieces:
    """Where a redirect leads."""
    path, mark, query = re.sub("[\t\r\n]", "", location.strip()).partition("?")
    try:
        joined = urljoin(current, path.replace("\\", "/") + mark + query)
    except ValueError:  # a host in brackets that is no address
        return Pieces()
    return take_apart(joined)
