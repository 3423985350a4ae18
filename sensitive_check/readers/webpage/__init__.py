"""HTML: first what a reader of the rendered page sees, then what the page holds besides, each in a part of its own.

    source ─ tokens ─▶ page ─ flow, hidden, attributes, targets ─▶ Document

The order of the text: what is visible (inline tags joined, blocks apart), hidden text, readings of ``<ruby>``, then
titles, comments, scripts, attributes and targets.
"""

from __future__ import annotations

import re

from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers.plaintext import refuse_other_content
from sensitive_check.readers.webpage.charset import decode_declared
from sensitive_check.readers.webpage.page import Page
from sensitive_check.readers.webpage.tokens import tokens

_ARCHIVE = re.compile(
    rb"\s{0,99}(?:from|date|subject|mime-version|content-type|snapshot-content-location):", re.IGNORECASE
)


def read(content: bytes, name: str) -> Document:
    """A document of what the page shows, what it hides, and what it links to."""
    refuse_other_content(content)
    if _ARCHIVE.match(content) and b"mime-version" in content[:4096].lower():
        raise ReadError(
            "内容是 MHTML 网页归档，不是网页源码", "the content is an MHTML archive, not a page", "unsupported"
        )
    found = decode_declared(content)
    page = Page(found.text)
    for token in tokens(found.text, xml=name.lower().endswith((".xhtml", ".xht"))):
        page.take(token)
    return page.document(name, found.encoding, found.unchecked)
