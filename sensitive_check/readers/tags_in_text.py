"""Tags of pages inside the text of other formats: exports keep whole paragraphs of a page in one string."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sensitive_check.model import Link, Part, Span
from sensitive_check.readers.webpage import targets
from sensitive_check.readers.webpage.tokens import decoded

_TAG = re.compile(r"</?[a-zA-Z][^<>\r\n]{0,2000}>|&(?:[a-zA-Z]{2,8}|#[0-9]{1,6});")


def tags_in(text: str, span: Span) -> Iterator[Span]:
    """Where tags and character references stand in a stretch of text.

    >>> list(tags_in("<p>甲&nbsp;</p>", Span(0, 14)))
    [Span(start=0, end=3), Span(start=4, end=10), Span(start=10, end=14)]
    """
    return (Span(*found.span()) for found in _TAG.finditer(text, *span))


def add_code(parts: list[Part], links: list[Link], text: str, span: Span) -> None:
    """Note that a stretch is code; the addresses that a tag there leads to are links."""
    start = span.start
    for low, high in targets.code_addresses(text, *span) if text.startswith("<", start) else ():
        if start < low:
            parts.append(Part(label="", span=Span(start, low), kind="code"))
        parts.append(Part(label="链接", span=Span(low, high), kind="link"))
        links.append(Link(span=Span(low, high), target=targets.cleaned(decoded(text[low:high])), text=""))
        start = high
    if start < span.end:
        parts.append(Part(label="", span=Span(start, span.end), kind="code"))
