"""What the link rules share: their hits, their web schemes, and how their examples are made."""

from __future__ import annotations

from collections.abc import Mapping

from sensitive_check.addresses import Address
from sensitive_check.model import Document, Hit, Link, Part, Severity, Span

WEB = frozenset(("", "http", "https", "ftp", "ftps", "ws", "wss", "sftp", "rtsp", "rtmp", "mms"))
"""Schemes of addresses that name a host on the web; an address without one takes that of its page."""

_LONGEST_SHOWN = 100
_NOT_FOLLOWED = frozenset(("mailto", "tel", "sms", "data", "javascript", "vbscript", "file", "about"))


def is_web_host(address: Address) -> bool:
    """True for a web address whose host has a full name: one word alone is a machine nearby, or a slip."""
    named = not address.is_ip and ("." in address.host or address.host == "localhost")
    followed = address.link is not None and address.scheme not in _NOT_FOLLOWED  # an app opens what a browser does not
    return named and (address.scheme in WEB or followed)


def hit_at(
    address: Address,
    *,
    severity: Severity | None = None,
    reason: str = "",
    values: Mapping[str, str] | None = None,
    confidence: float = 1.0,
) -> Hit:
    """A hit on the whole address; its message may name the host unless it is given other ``values``."""
    return Hit(
        span=address.span,
        view=address.view,
        values={key: value[:_LONGEST_SHOWN] for key, value in (values or {"host": address.host}).items()},
        severity=severity,
        reason=reason,
        confidence=confidence,
    )


def linked(target: str, text: str = "附件", *, hidden_by: str | None = None, label: str = "链接") -> Document:
    """An example: a document of one link, its target written in a part of its own."""
    start = len(text) + 1
    span = Span(start, start + len(target))
    return Document(
        text=f"{text}\n{target}",
        parts=(Part(label=label, span=span, kind="link"),),
        blocks=(Span(0, len(text)), span),
        links=(Link(span=span, target=target, text=text, hidden_by=hidden_by),),
    )
