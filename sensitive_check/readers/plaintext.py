"""Plain text: the decoded bytes are the text."""

from __future__ import annotations

from sensitive_check.decode import decode
from sensitive_check.errors import ReadError
from sensitive_check.model import Document

# Files whose name says text and whose content is something else: decoded as text they would read as (almost) clean.
_SIGNATURES = (
    (b"PK\x03\x04", "unsupported", "ZIP / OOXML / OFD"),
    (b"PK\x05\x06", "unsupported", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported", "OLE (doc, xls, ppt, wps)"),
    (b"%PDF-", "unsupported", "PDF"),
    (b"{\\rtf", "unsupported", "RTF"),
    (b"Rar!\x1a\x07", "unsupported", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "unsupported", "7z"),
    (b"\x1f\x8b\x08", "unsupported", "gzip"),
    (b"SQLite format 3\x00", "unsupported", "SQLite"),
    (b"\x7fELF", "unsupported", "ELF"),
    (b"\x89PNG\r\n\x1a\n", "image", "PNG"),
    (b"\xff\xd8\xff", "image", "JPEG"),
    (b"GIF87a", "image", "GIF"),
    (b"GIF89a", "image", "GIF"),
    (b"II*\x00", "image", "TIFF"),
    (b"MM\x00*", "image", "TIFF"),
)


def refuse_other_content(content: bytes) -> None:
    """Raise ``ReadError`` for content that its first bytes show to be no text."""
    for signature, reason, kind in _SIGNATURES:
        if content.startswith(signature):
            raise ReadError(f"内容是 {kind}，不是文本", f"the content is {kind}, not text", reason)


def read(content: bytes, name: str) -> Document:
    """A document of prose."""
    refuse_other_content(content)
    decoded = decode(content)
    return Document(name=name, text=decoded.text, encoding=decoded.encoding, unchecked=decoded.unchecked)
