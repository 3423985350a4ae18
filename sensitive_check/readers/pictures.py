"""How large a picture is, from its first bytes; and which pictures are too small to hold text."""

from __future__ import annotations

LEAST_WIDTH, LEAST_HEIGHT = 200, 80
"""Smaller pictures (logos, bullets) are known to hold no text."""


def may_hold_text(size: tuple[int, int] | None) -> bool:
    """True for a picture that somebody must look at; one whose size is unknown is."""
    return size is None or (size[0] >= LEAST_WIDTH and size[1] >= LEAST_HEIGHT)


def picture_size(head: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, JPEG, WebP or BMP picture; None when they cannot be read.

    >>> picture_size(b"GIF89a" + bytes((44, 1, 100, 0)))
    (300, 100)
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if head[:6] in (b"GIF87a", b"GIF89a") and len(head) >= 10:
        return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    if head.startswith(b"\xff\xd8"):
        return _jpeg_size(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP" and len(head) >= 30:
        return _webp_size(head)
    if head.startswith(b"BM") and len(head) >= 26:
        height = int.from_bytes(head[22:26], "little", signed=True)
        return int.from_bytes(head[18:22], "little"), abs(height)
    return None


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    """Segments follow one another by their lengths; a frame header (C0–CF but C4, C8, CC) holds the size."""
    position = 2
    while position + 9 <= len(head) and head[position] == 0xFF:
        marker = head[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height = int.from_bytes(head[position + 5 : position + 7], "big")
            return int.from_bytes(head[position + 7 : position + 9], "big"), height
        if marker == 0xFF:  # a fill byte
            position += 1
        else:
            position += 2 + int.from_bytes(head[position + 2 : position + 4], "big")
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        packed = int.from_bytes(head[21:25], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if head[12:16] == b"VP8 ":
        return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    return None
