"""What a PDF draws by other ways than the objects of its pages: patterns, masks, appearances, pages kept in reserve.

The engine tells the text of pages alone. So a file is written in which each of these is a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sensitive_check.readers.pdf.objects import Name, Objects, Ref, Stream

PATTERN, MASK, APPEARANCE, TEMPLATE = "图案", "蒙版", "批注外观", "模板页"
MOST = 2_000
"""How many are read; more are reported."""

_OPERATORS = (b"Tj", b"TJ", b"Do", b"'", b'"')


def unwalked(objects: Objects) -> dict[int, str]:
    """What may draw text that is no page's: the numbers of streams and pages, and what each is."""
    found: dict[int, str] = {}
    for number, value in objects.by_number.items():
        if isinstance(value, Stream) and value.entries.get("PatternType") == 1:
            found.setdefault(number, PATTERN)
        for entries in objects.dictionaries(value):
            if entries.get("Type") == "Template":
                found.setdefault(number, TEMPLATE)
            mask = objects.dictionary(entries.get("SMask"))
            if isinstance(mask.get("G"), Ref):
                found.setdefault(mask["G"].number, MASK)
            for one in _appearances(objects, entries):
                found.setdefault(one, APPEARANCE)
    return {number: kind for number, kind in found.items() if kind == TEMPLATE or _may_draw(objects, number)}


def _appearances(objects: Objects, entries: dict[str, Any]) -> Iterator[int]:
    for one in objects.dictionary(entries.get("AP")).values():
        states = [one] if isinstance(objects.get(one), Stream) else objects.dictionary(one).values()
        yield from (state.number for state in states if isinstance(state, Ref))


def _may_draw(objects: Objects, number: int) -> bool:
    stream = objects.by_number.get(number)
    if not isinstance(stream, Stream):
        return False
    content = objects.decoded(stream)
    return content is None or any(operator in content for operator in _OPERATORS)


def as_pages(content: bytes, objects: Objects, found: dict[int, str]) -> bytes:
    """A file in which what was found are the pages, one for each; ``content`` is the plain copy of the whole."""
    new = max(objects.by_number) + 1
    pages: list[int] = []
    pieces = [content]

    def add(body: bytes) -> int:
        number = new + len(pieces)
        pieces.append(b"\n%d 0 obj\n%s\nendobj" % (number, body))
        return number

    for number, kind in found.items():
        value = objects.by_number[number]
        if kind == TEMPLATE:
            pages.append(add(written({**objects.dictionary(value), "Type": Name("Page"), "Parent": Ref(new)})))
            continue
        if kind == PATTERN and isinstance(value, Stream):
            entries = {**value.entries, "Subtype": Name("Form"), "Length": float(len(value.raw))}
            number = add(written(entries) + b"stream\n" + value.raw + b"\nendstream")
        drawn = add(b"<</Length 5>>stream\n/X Do\nendstream")
        pages.append(
            add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[-20000 -20000 20000 20000]/Contents %d 0 R"
                b"/Resources<</XObject<</X %d 0 R>>>>>>" % (new, drawn, number)
            )
        )
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    pieces.append(b"\n%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj" % (new, len(pages), kids))
    root = add(b"<</Type/Catalog/Pages %d 0 R>>" % new)
    # A table that is nowhere: the engine looks for the objects itself, and the last trailer counts.
    pieces.append(b"\ntrailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (root, root + 1))
    return b"".join(pieces)


def written(value: Any) -> bytes:
    """A value as it stands in a file.

    >>> written({"A": [1.0, Ref(3), Name("B"), b"x"], "C": {"D": True}})
    b'<</A [1 3 0 R /B <78> ]/C <</D true >>>>'
    """
    pieces: list[bytes] = []
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, _Written):
            pieces.append(one)
        elif isinstance(one, dict):
            items = [item for key, inner in one.items() for item in (_Written(_name(key)), inner)]
            waiting += [_Written(b">>"), *reversed(items), _Written(b"<<")]
        elif isinstance(one, list):
            waiting += [_Written(b"]"), *reversed(one), _Written(b"[")]
        else:
            pieces.append(_atom(one) + b" ")
    return b"".join(pieces)


class _Written(bytes):
    """What is written already."""


def _atom(value: Any) -> bytes:
    if isinstance(value, Ref):
        return b"%d 0 R" % value.number
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    if isinstance(value, Name):
        return _name(value).rstrip()
    if isinstance(value, bool) or value is None:
        return {True: b"true", False: b"false", None: b"null"}[value]
    return f"{value:.6f}".rstrip("0").rstrip(".").encode() if isinstance(value, float) else b"null"


def _name(name: str) -> bytes:
    escaped = "".join(chr(one) if chr(one).isalnum() and one < 128 else f"#{one:02x}" for one in name.encode())
    return f"/{escaped} ".encode()
