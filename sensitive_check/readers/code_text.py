"""Code inside text, and text that is code: pages kept in one string of an export, scripts, style sheets, programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sensitive_check.model import Document, Link, Part, Span
from sensitive_check.readers import plaintext
from sensitive_check.readers.webpage import targets
from sensitive_check.readers.webpage.tokens import decoded

_TAG = re.compile(r"</?[a-zA-Z][^<>\r\n]{0,2000}>|&(?:[a-zA-Z]{2,8}|#[0-9]{1,6});")


def read(content: bytes, name: str) -> Document:
    """A document of a program or a style sheet: what it tells is published with it, but it is no prose."""
    plain = plaintext.read(content, name)
    parts: list[Part] = []
    links: list[Link] = []
    add_code(parts, links, plain.text, Span(0, len(plain.text)), hidden_by="script")
    return replace(plain, parts=tuple(parts), links=tuple(links))


def tags_in(text: str, span: Span) -> Iterator[Span]:
    """Where tags and character references stand in a stretch of text.

    >>> list(tags_in("<p>甲&nbsp;</p>", Span(0, 14)))
    [Span(start=0, end=3), Span(start=4, end=10), Span(start=10, end=14)]
    """
    return (Span(*found.span()) for found in _TAG.finditer(text, *span))


def add_code(parts: list[Part], links: list[Link], text: str, span: Span, *, hidden_by: str | None = None) -> None:
    """Note that a stretch is code; the addresses that stand there are links."""
    start = span.start
    for low, high in targets.code_addresses(text, *span):
        if start < low:
            parts.append(Part(label="", span=Span(start, low), kind="code"))
        parts.append(Part(label="链接", span=Span(low, high), kind="link"))
        target = targets.cleaned(decoded(text[low:high]))
        links.append(Link(span=Span(low, high), target=target, text="", hidden_by=hidden_by))
        start = high
    if start < span.end:
        parts.append(Part(label="", span=Span(start, span.end), kind="code"))
