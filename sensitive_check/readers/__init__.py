"""From a path to a ``Document``: which reader serves which suffix, and which known types wait for theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from types import MappingProxyType

from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Document, Outside
from sensitive_check.readers import delimited, plaintext
from sensitive_check.readers.source import Budget, read_bytes

Reader = Callable[[bytes, str], Document]


def _read_markdown(content: bytes, name: str) -> Document:
    from sensitive_check.readers import markdown  # loaded when the first such file comes, as the readers of pages are

    return markdown.read(content, name)


def _read_webpage(content: bytes, name: str) -> Document:
    from sensitive_check.readers import webpage

    return webpage.read(content, name)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": plaintext.read,
        ".text": plaintext.read,
        ".md": _read_markdown,
        ".markdown": _read_markdown,
        ".csv": delimited.read_csv,
        ".tsv": delimited.read_tsv,
        **dict.fromkeys((".html", ".htm", ".xhtml", ".xht", ".shtml"), _read_webpage),
    }
)
"""Suffix (lower case) -> the function that turns its bytes into a document."""

_IMAGES = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".heif")
_WAITING = (
    *(".mht", ".mhtml", ".xml"),
    *(".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ett", ".ods"),
    *(".pptx", ".pptm", ".ppsx", ".ppt", ".pps", ".dps", ".dpt", ".odp"),
    *(".pdf", ".ofd", ".ceb", ".caj", ".epub", ".eml", ".msg"),
    *(".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"),
)

UNREAD: Mapping[str, str] = MappingProxyType(dict.fromkeys(_IMAGES, "image") | dict.fromkeys(_WAITING, "unsupported"))
"""Known types without a reader yet -> the reason code; they are inputs, and they are never a pass."""


def is_known(suffix: str) -> bool:
    """True for a suffix that makes a file met in a folder an input."""
    return suffix.lower() in READERS or suffix.lower() in UNREAD


def read(path: Path, *, name: str | None = None, budget: Budget | None = None) -> Document:
    """The document at ``path``, under ``name`` in reports. A suffix nobody knows is read as text.

    Raises ``ReadError``, whose ``reason`` is the reason code of what was not checked.
    """
    _refuse_unread(path.suffix.lower())
    content = read_bytes(path, Budget(Limits()) if budget is None else budget)
    return read_content(content, path.as_posix() if name is None else name, suffix=path.suffix)


def read_content(content: bytes, name: str, *, suffix: str | None = None) -> Document:
    """The document that a file called ``name`` with this content would be; ``suffix`` where the name hides it."""
    kind = (PurePath(name).suffix if suffix is None else suffix).lower()
    _refuse_unread(kind)
    document = READERS.get(kind, plaintext.read)(content, name)
    return replace(document, outside=(file_name(name), *document.outside))


def _refuse_unread(suffix: str) -> None:
    if suffix in UNREAD:
        raise ReadError(suffix, suffix, UNREAD[suffix])


def file_name(name: str) -> Outside:
    """The file's own name: it is published with the draft, so it is checked."""
    return Outside(label="文件名", kind="filename", text=name.rpartition("/")[2])
