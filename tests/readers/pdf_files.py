"""PDF files written by hand, as bytes: objects, their table, and a font with a ToUnicode map."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

CATALOG, PAGES, FONT, BARE_FONT = 1, 2, 3, 4
_FREE = 12
_HEAD = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
"""


def _cmap() -> bytes:
    """Maps glyph codes to text; a code is the code point with one bit changed, so that no code reads by itself."""
    lines = [f"<{row:02x}00> <{row:02x}ff> <{row ^ 1:02x}00>" for row in range(256) if not 0xD8 <= row < 0xE0]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    ranges = "".join(f"{len(block)} beginbfrange\n{chr(10).join(block)}\nendbfrange\n" for block in blocks)
    return f"{_HEAD}{ranges}endcmap end end".encode()


def _glyphs(text: str) -> str:
    return "".join(f"{ord(one) ^ 0x100:04x}" for one in text)


def stream(content: bytes, entries: str = "", *, packed: bool = False) -> bytes:
    """A stream object with further entries of its dictionary."""
    if packed:
        content, entries = zlib.compress(content), f"{entries} /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries.encode(), content)


def text_string(text: str) -> str:
    """A text string in UTF-16."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def shown(text: str, *, x: float = 72, y: float = 700, size: float = 12, before: str = "", font: str = "F1") -> str:
    """Operators that show a line of text at a place; ``before`` sets colours, render modes or matrices."""
    return f"BT {before} /{font} {size} Tf {x} {y} Td <{_glyphs(text)}> Tj ET\n"


def pdf(
    pages: Iterable[str | bytes | Mapping[str, object]] = (),
    *,
    objects: Mapping[int, str | bytes] | None = None,
    catalog: str = "",
    trailer: str = "",
    packed: bool = False,
) -> bytes:
    """A whole file. A page is its content, or a mapping of ``content`` and ``entries`` of its dictionary.

    ``objects`` are further ones by number, from 500 on; ``catalog`` and ``trailer`` are further entries.
    """
    bodies: dict[int, bytes] = {
        FONT: b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun"
        b" /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 5 0 R >>",
        BARE_FONT: b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+X"
        b" /Encoding /Identity-H /DescendantFonts [7 0 R] >>",
        5: stream(_cmap()),
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /DW 1000 /FontDescriptor 8 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        7: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+X /DW 1000 /FontDescriptor 8 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        8: b"<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /Ascent 880 /Descent -120 /CapHeight 700"
        b" /ItalicAngle 0 /StemV 80 /FontBBox [0 -120 1000 880] >>",
    }
    kids = []
    for number, page in enumerate(pages):
        page = page if isinstance(page, Mapping) else {"content": page}
        content = page.get("content", "")
        raw = content.encode() if isinstance(content, str) else bytes(content)  # type: ignore[call-overload]  # bytes by then
        at = _FREE + 2 * number
        kids.append(f"{at} 0 R")
        bodies[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {at + 1} 0 R {page.get('entries', '')}"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> {page.get('resources', '')} >> >>"
        ).encode()
        bodies[at + 1] = stream(raw, packed=packed)
    bodies[CATALOG] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    bodies[PAGES] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    for number, body in (objects or {}).items():
        bodies[number] = body.encode() if isinstance(body, str) else body
    return _written(bodies, trailer)


def _written(bodies: Mapping[int, bytes], trailer: str) -> bytes:
    written = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number in sorted(bodies):
        places[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, bodies[number])
    start, size = len(written), max(bodies) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        written += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    written += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer.encode(), start)
    return bytes(written)
