"""From a path to a ``Document``: the content decides what a file is and who reads it, then the suffix."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath
from types import MappingProxyType

from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Document, Outside, Unchecked
from sensitive_check.readers import delimited, plaintext
from sensitive_check.readers.filetypes import IMAGES, file_type, is_pdf
from sensitive_check.readers.source import Budget, read_bytes

Reader = Callable[[bytes, str], Document]
PackageReader = Callable[[bytes, str, Budget], Document]


def _read_markdown(content: bytes, name: str) -> Document:
    from sensitive_check.readers import markdown  # loaded when the first such file comes, as the readers of pages are

    return markdown.read(content, name)


def _read_webpage(content: bytes, name: str) -> Document:
    from sensitive_check.readers import webpage

    return webpage.read(content, name)


def _read_json(content: bytes, name: str) -> Document:
    from sensitive_check.readers import json_text

    return json_text.read(content, name)


def _read_xml(content: bytes, name: str) -> Document:
    from sensitive_check.readers import xml_text

    return xml_text.read(content, name)


def _read_code(content: bytes, name: str) -> Document:
    from sensitive_check.readers import code_text

    return code_text.read(content, name)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": plaintext.read,
        ".text": plaintext.read,
        ".md": _read_markdown,
        ".markdown": _read_markdown,
        ".csv": delimited.read_csv,
        ".tsv": delimited.read_tsv,
        **dict.fromkeys((".html", ".htm", ".xhtml", ".xht", ".shtml"), _read_webpage),
        **dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson"), _read_json),
        **dict.fromkeys((".xml", ".svg"), _read_xml),
    }
)
"""Suffix (lower case) -> the function that turns its bytes into a document."""

CODE = frozenset(
    ".js .mjs .cjs .ts .css .scss .less .map .py .java .c .h .cpp .go .rs .sh .bat .ps1".split(),
)
"""Suffixes of programs and style sheets: no inputs of a folder, but read as code where they are named or packed."""

PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "docx": "word",
        "xlsx": "spreadsheet",
        "xls": "legacy_spreadsheet",
        "xlsb": "legacy_spreadsheet",
        "pptx": "slides",
        "pdf": "pdf",
        "ofd": "ofd",
        "zip": "archive",
        "appledouble": "appledouble",
        "ds_store": "ds_store",
    }
)
"""Type, as the content shows it -> the module of this package whose ``read`` takes the bytes, a name and a budget."""

PACKAGE_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), "docx"),
        **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), "xlsx"),
        **dict.fromkeys((".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"), "pptx"),
        **dict.fromkeys((".xls", ".xlt"), "xls"),
        **{f".{name}": name for name in ("xlsb", "pdf", "ofd", "zip")},
    }
)
"""Suffix (lower case) -> the type that it claims."""

_IMAGES = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".heif")
_WAITING = (
    *(".mht", ".mhtml"),
    *(".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".et", ".ett", ".ods"),
    *(".ppt", ".pps", ".dps", ".dpt", ".odp", ".ceb", ".caj", ".epub", ".eml", ".msg"),
    *(".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"),
)

UNREAD: Mapping[str, str] = MappingProxyType(dict.fromkeys(_IMAGES, "image") | dict.fromkeys(_WAITING, "unsupported"))
"""Known types without a reader yet -> the reason code; they are inputs, and they are never a pass."""


def is_known(suffix: str) -> bool:
    """True for a suffix that makes a file met in a folder an input."""
    suffix = suffix.lower()
    return suffix in READERS or suffix in PACKAGE_SUFFIXES or suffix in UNREAD


class PackageMetError(Exception):
    """A package was met where only text may be read: whoever asked has it read under limits."""


def read(path: Path, *, name: str | None = None, budget: Budget | None = None, opens_packages: bool = True) -> Document:
    """The document at ``path``, under ``name`` in reports. A suffix nobody knows is read as text.

    Raises ``ReadError``, whose ``reason`` is the reason code of what was not checked, and ``PackageMetError`` in front
    of a package when ``opens_packages`` is False.
    """
    if UNREAD.get(path.suffix.lower()) == "image":
        raise _unread(path.suffix.lower())
    budget = Budget(Limits()) if budget is None else budget
    content = read_bytes(path, budget)
    shown = path.as_posix() if name is None else name
    return read_content(content, shown, suffix=path.suffix, budget=budget.of_input(), opens_packages=opens_packages)


def read_content(
    content: bytes,
    name: str,
    *,
    suffix: str | None = None,
    budget: Budget | None = None,
    opens_packages: bool = True,
) -> Document:
    """The document that a file called ``name`` with this content would be; ``suffix`` where the name hides it.

    ``budget`` bounds what a package unfolds to. Raises as ``read`` does.
    """
    suffix = (PurePath(name).suffix if suffix is None else suffix).lower()
    kind, claims = file_type(content), PACKAGE_SUFFIXES.get(suffix, "")
    if kind in PACKAGES:
        if not opens_packages:
            raise PackageMetError
        reader: PackageReader = import_module(f"{__name__}.{PACKAGES[kind]}").read
        document = reader(content, name, Budget(Limits()) if budget is None else budget)
    elif kind:
        raise _unread(kind)
    elif suffix in UNREAD:
        raise _unread(suffix)
    else:
        document = _read_text(content, name, suffix, claims)
    if (other := _other_type(content, kind, claims)) != "":
        document = replace(document, unchecked=(*document.unchecked, Unchecked(reason="unsupported", detail=other)))
    return replace(document, format=kind, claims=claims, outside=(file_name(name, kind), *document.outside))


def _other_type(content: bytes, kind: str, claims: str) -> str:
    """What else than its type a file is for other programs, in words; "" for nothing: two files in one hide one."""
    if kind == "pdf" and content.rfind(b"PK\x05\x06") > content.rfind(b"%%EOF"):
        return "末尾另有压缩包 a zip file behind the PDF"
    if kind != "pdf" and claims == "pdf" and is_pdf(content):
        return "同时是 PDF 文件 a PDF at the same time"
    return ""


_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}<(?:!doctype html|html|table|\?xml)", re.IGNORECASE)
_TABLE = re.compile(rb"[^\x00]{0,999}?[\t,]")


def _read_text(content: bytes, name: str, suffix: str, claims: str) -> Document:
    """A document of content that no signature shows to be anything but text.

    What systems export as .xls or .doc is often a page, or a table saved as text; anything else is no such file.
    """
    if not claims:
        return READERS.get(suffix, _read_code if suffix in CODE else plaintext.read)(content, name)
    if _PAGE.match(content):
        return _read_webpage(content, name)
    if claims in ("xls", "xlsx") and _TABLE.match(content):
        return delimited.read_csv(content, name)
    raise ReadError(f"内容不是 {claims} 文件", f"the content is no {claims} file")


def _unread(kind: str) -> ReadError:
    if kind == "encrypted":
        return ReadError("文件有密码", "the file has a password", "encrypted")
    image = kind in IMAGES or UNREAD.get(kind) == "image"
    return ReadError(kind, kind, "image" if image else "unsupported")


def file_name(name: str, kind: str | None = None) -> Outside:
    """The file's own name: it is published with the draft, so it is checked. ``kind`` is what the content shows."""
    return Outside(label="文件名", kind="filename", text=name.rpartition("/")[2], format=kind)
