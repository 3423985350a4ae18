"""Plain text: the decoded bytes are the text."""

from __future__ import annotations

from sensitive_check.decode import decode
from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers.filetypes import IMAGES, file_type


def refuse_other_content(content: bytes) -> None:
    """Raise ``ReadError`` for content that is no text: decoded as text it would read as (almost) clean."""
    if kind := file_type(content):
        reason = "image" if kind in IMAGES else "unsupported"
        raise ReadError(f"内容是 {kind}，不是文本", f"the content is {kind}, not text", reason)


def read(content: bytes, name: str) -> Document:
    """A document of prose."""
    refuse_other_content(content)
    decoded = decode(content)
    return Document(name=name, text=decoded.text, encoding=decoded.encoding, unchecked=decoded.unchecked)
