"""Markdown: the text is what a reader of the rendered page sees; what the page only carries follows it.

    source ─ blocks ─▶ leaves ─ inline, raw_html ─▶ pieces ─ assembly ─▶ Document

Prose, code and tables stand in order, one block a paragraph, then targets, titles, alternative texts and comments, each
a block and a part of its own.
"""

from __future__ import annotations

from dataclasses import replace

from sensitive_check.model import Document
from sensitive_check.readers import plaintext
from sensitive_check.readers.markdown.assembly import assemble


def read(content: bytes, name: str) -> Document:
    """A document of Markdown; raises ``ReadError`` when the content is no text."""
    plain = plaintext.read(content, name)
    document = assemble(plain.text)
    unchecked = (*plain.unchecked, *document.unchecked)
    return replace(document, name=name, encoding=plain.encoding, unchecked=unchecked)
