"""What the Mac's Finder keeps on a folder (``.DS_Store``): names of files, perhaps of deleted ones, and comments.

The blocks are not walked: a record begins with the length of a name and shows what it is, wherever it lies.
"""

from __future__ import annotations

import re

from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.source import Budget

_MOST_BYTES = 8 * 1024 * 1024
_MOST_TEXTS = 50_000
_BEGINNING = re.compile(rb"\x00\x00(?=\x00[\x01-\xff]|[\x01-\x03][\x00-\xff])")
_KINDS = frozenset((b"long", b"shor", b"bool", b"blob", b"type", b"ustr", b"comp", b"dutc"))
_COMMENT, _BINARY = b"ustr", b"blob"
_VIEWS = frozenset(
    b"BKGD Iloc ICVO LSVO bwsp dilc fwi0 icvo icvp icvl lsvC lsvP lsvo lsvp lsvt modD moDD pict vSrn lg1S logS".split()
)
"""Records that hold places, sizes and dates."""


def read(content: bytes, name: str, budget: Budget) -> Document:
    """A document of the names and comments. Raises ``ReadError`` for a file with too many, or one that is too long."""
    if len(content) > _MOST_BYTES:
        most = f"{_MOST_BYTES // 1024**2} MiB"
        raise ReadError(f"访达记录超过 {most}", f"Finder's records of more than {most}", "limit")
    assembly = Assembly(name)
    seen = {"."}  # the folder itself
    position = commented = 0
    is_known = True
    while found := _BEGINNING.search(content, position):
        position = found.start() + 1
        end = position + 3 + 2 * int.from_bytes(content[found.start() : found.end() + 2], "big")
        kind = content[end + 4 : end + 8]
        if kind not in _KINDS:
            continue
        is_known = is_known and (kind != _BINARY or content[end : end + 4] in _VIEWS)
        texts = [(content[position + 3 : end].decode("utf-16-be", "replace"), "访达记录的文件名", "filename")]
        if kind == _COMMENT:
            size = 2 * int.from_bytes(content[end + 8 : end + 12], "big")
            comment = content[end + 12 : end + 12 + size]
            commented += len(comment)
            if commented > len(content):  # comments that share their bytes are a bomb
                raise ReadError("访达记录已损坏", "Finder's records are damaged")
            texts.append((comment.decode("utf-16-be", "replace"), "访达注释", "hidden"))
        for text, label, what in texts:
            if text not in seen:
                if len(seen) > _MOST_TEXTS:
                    raise ReadError(f"超过 {_MOST_TEXTS} 条", f"more than {_MOST_TEXTS} texts", "limit")
                seen.add(text)
                assembly.add(text, label, what)
        position = end
    if not is_known:
        assembly.add_unchecked("unsupported", "访达记录", "未知的数据 data of an unknown kind")
    return assembly.document()
