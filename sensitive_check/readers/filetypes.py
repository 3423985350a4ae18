"""What a file is, by its content: a suffix is only a claim.

Types are named by their usual suffix without the dot. Signatures: ISO/IEC 29500-2 and ECMA-376 (content types), GB/T
33190 (``OFD.xml``), ISO 26300 and IDPF OCF (``mimetype``), MS-CFB and MS-OFFCRYPTO (streams of OLE files), ISO 32000.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipfile import ZipFile

_SIGNATURES = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    *((b"BZh%d1AY&SY" % level, "bz2") for level in range(1, 10)),
    (b"\xfd7zXZ\x00", "xz"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x7fELF", "elf"),
    (b"\x00\x05\x16\x07", "appledouble"),
    (b"\x00\x00\x00\x01Bud1", "ds_store"),
    *((b"ID3" + version, "mp3") for version in (b"\x02", b"\x03", b"\x04")),
    (b"\x1aE\xdf\xa3", "mkv"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"II\xbc", "wdp"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\x01\x00\x09\x00\x00\x03", "wmf"),
    (b"ID3", "mp3"),
    (b"\x1aE\xdf\xa3", "mkv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"),
)
_FONT = re.compile(rb"(?:\x00\x01\x00\x00|OTTO)\x00|wOF[F2](?:\x00\x01\x00\x00|OTTO|true)")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = re.compile(rb"[\x00-\xff]{0,1024}?%PDF-")
_PDF_OBJECT = re.compile(rb"[0-9]\s{1,9}obj\b|startxref")

_MEDIA = re.compile(rb"[\x00-\xff]{4}ftyp|RIFF[\x00-\xff]{4}(?:WAVE|AVI )")

IMAGES = frozenset(("png", "jpg", "gif", "tif", "bmp", "webp", "wdp", "emf", "wmf"))

_MAIN_PARTS = (
    (b"wordprocessingml", "docx"),
    (b"spreadsheetml", "xlsx"),
    (b"presentationml", "pptx"),
    (b"ms-excel.sheet.binary", "xlsb"),
    (b"ms-word.", "docx"),
    (b"ms-excel.", "xlsx"),
    (b"ms-powerpoint.", "pptx"),
)
_MAIN = re.compile(rb"ContentType=[\"']([^\"']{0,200}?\.main\+xml|[^\"']{0,200}?binary\.[^\"']{0,40}?main)[\"']")
_MIMETYPES = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/epub+zip", "epub"),
)
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
MOST_ENTRIES = 100_000
"""A zip file with more entries, those of packages stored in it included, is not opened: each one takes memory."""

_DIRECTORY_PROBE = 64 * 1024 * 1024
_HEAD = 64 * 1024


def file_type(content: bytes) -> str:
    """The type that the content shows; "" for what is, as far as can be told, text.

    An OLE file of no known kind is ``ole``, an OOXML file behind a password ``encrypted``, any other zip file ``zip``.
    """
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"BM") and len(content) >= 26 and int.from_bytes(content[2:6], "little") == len(content):
        return "bmp"
    if _FONT.match(content):
        return "font"
    if content.startswith(b"MZ") and b"\x00" in content[:1024]:
        return "exe"
    if content[257:262] == b"ustar" and b"\x00" in content[:257]:
        return "tar"
    if content.startswith(b"\x01\x00\x00\x00") and content[40:44] == b" EMF":
        return "emf"
    if _MEDIA.match(content):
        return "media"
    if content.startswith(_ZIP):
        return _type_of_zip(content)
    if content.startswith(_OLE):
        return _type_of_ole(content)
    return "pdf" if is_pdf(content) else ""


def is_pdf(content: bytes) -> bool:
    """True for a PDF, before which other bytes may stand; a text that speaks of the format has no objects."""
    return content.startswith(b"%PDF-") or (_PDF.match(content) is not None and _PDF_OBJECT.search(content) is not None)


def has_too_many_entries(content: bytes) -> bool:
    """True for a zip file whose list of members would itself be a bomb; the headers that tell a number may lie."""
    return content.count(b"PK\x01\x02") > MOST_ENTRIES


def _type_of_zip(content: bytes) -> str:
    """What kind of package a zip file is; the names and the first member decide."""
    if has_too_many_entries(content):
        return "zip"
    from zipfile import ZipFile  # costs 4 ms, and most drafts are text

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
            if "ofd.xml" in names:
                return "ofd"
            if "mimetype" in names:
                declared = _head_of(archive, "mimetype")
                return next((kind for mime, kind in _MIMETYPES if declared.startswith(mime)), "zip")
            if "[content_types].xml" in names:
                return _type_of_ooxml(_head_of(archive, "[content_types].xml"), names)
    except Exception:  # damaged: whoever opens it will say so
        return "zip"
    return "zip"


def _head_of(archive: ZipFile, name: str) -> bytes:
    entry = next(entry for entry in archive.infolist() if entry.filename.lower().lstrip("/") == name)
    with archive.open(entry) as stream:
        return stream.read(_HEAD)


def _type_of_ooxml(content_types: bytes, names: set[str]) -> str:
    plain = content_types.replace(b"\x00", b"")  # UTF-16 is allowed here
    for main in _MAIN.findall(plain):
        for mark, kind in _MAIN_PARTS:
            if mark in main:
                return kind
    folders = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
    return next((kind for folder, kind in folders.items() if any(name.startswith(folder) for name in names)), "zip")


def _type_of_ole(content: bytes) -> str:
    """By the names of its streams, which stand in UTF-16 in directory entries of 64 bytes, filled up with zeros."""
    for name, kind in _STREAMS:
        if content.find(name.encode("utf-16-le") + b"\x00\x00", 0, _DIRECTORY_PROBE) >= 0:
            return kind
    return "ole"
