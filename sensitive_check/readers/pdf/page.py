"""One page of a PDF: its text as the engine orders it, apart by how it shows, and what on it is no text."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sensitive_check.readers.outlines import LEAST_SEGMENTS, MOST_OUTLINES, Outline, lines_of_characters, outline
from sensitive_check.readers.pdf.alphabet import Alphabet, lines_of_letters
from sensitive_check.readers.pictures import LEAST_HEIGHT, LEAST_WIDTH, may_hold_text
from sensitive_check.readers.word.symbols import character_of

VISIBLE, SCANNED, INVISIBLE, WHITE, TINY, OUTSIDE = "", "图像文字层", "不可见文字", "白色文字", "极小文字", "页外文字"
UNMAPPED = "\ufffd"
_SYMBOLS = re.compile(r"(?<![a-z])(?:wingdings ?2|wingdings(?![ -]?3)|(?:open)?symbol)")
_FORMS_DEEP = 16
_MOST_OBJECTS = 1_000_000
_MOST_SEGMENTS = 400
"""Of how many segments of a path the closed lines are counted."""

_TINY = 1.0
_LAYER_SHARE = 0.3
_SCAN_SHARE = 0.5


@dataclass(slots=True)
class Page:
    """What one page holds.

    ``texts`` is its text by how it shows, ``VISIBLE`` first; ``outlined`` counts lines of shapes that look like
    characters, ``lost`` text objects whose glyphs the engine does not tell; ``cut`` says that there were too many
    objects.
    """

    texts: dict[str, str] = field(default_factory=dict, repr=False)
    pictures: int = 0
    share: float = 0.0
    outlines: int = 0
    outlined: int = 0
    unmapped: int = 0
    words_unmapped: int = 0
    lost: int = 0
    cut: bool = False
    is_covered: bool = False
    has_annotations: bool = False
    has_replaced_text: bool = False
    glyphs: str = field(default="", repr=False)
    drawn: str = field(default="", repr=False)

    @property
    def characters(self) -> int:
        """How many characters stand on the page, blanks apart."""
        return sum(len("".join(text.split())) for text in self.texts.values())


def read_page(raw: Any, page: Any, text_page: Any) -> Page:
    """Read a loaded page with the engine's functions ``raw``."""
    found = Page(has_annotations=raw.FPDFPage_GetAnnotCount(page) > 0)
    left, bottom, right, top = _box(raw, page)
    objects: dict[int, bool] = {}
    outlines: list[Outline] = []
    area = max((right - left) * (top - bottom), 1.0)
    small_pixels, small_share = 0, 0.0
    for count, (one, kind, scale) in enumerate(_objects(raw, page)):
        if count >= _MOST_OBJECTS:
            found.cut = True
            break
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            objects[_address(one)] = _is_blank(raw, one)
            found.has_replaced_text = found.has_replaced_text or any(_replacements(raw, one))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            segments = max(raw.FPDFPath_CountSegments(one), 0)
            found.outlines += segments
            is_sought = segments >= LEAST_SEGMENTS and len(outlines) < MOST_OUTLINES
            if is_sought and (shape := _outline(raw, one, segments, scale**0.5)):
                outlines.append(shape)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            size, share = _pixels(raw, one), min(_spread(raw, one) * scale / area, 1.0)
            found.share += share
            if may_hold_text(size):
                found.pictures += 1
            elif size:
                small_pixels, small_share = small_pixels + size[0] * size[1], small_share + share
    if small_pixels >= LEAST_WIDTH * LEAST_HEIGHT and small_share >= 0.1:
        found.pictures += 1  # a scan is often cut into strips
    found.outlined = lines_of_characters(outlines) + (len(outlines) == MOST_OUTLINES)
    _take_text(raw, text_page, found, (left, bottom, right, top), objects, area)
    return found


def drop_replacements(raw: Any, page: Any) -> None:
    """Take the texts off a loaded page that are given for its glyphs, so that the glyphs speak for themselves."""
    for one, kind, _ in islice(_objects(raw, page), _MOST_OBJECTS):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            for mark in list(_replacements(raw, one)):
                raw.FPDFPageObj_RemoveMark(one, mark)


def _replacements(raw: Any, one: Any) -> Iterator[Any]:
    for index in range(max(raw.FPDFPageObj_CountMarks(one), 0)):
        mark = raw.FPDFPageObj_GetMark(one, index)
        if raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") == raw.FPDF_OBJECT_STRING:
            yield mark


def _take_text(
    raw: Any, text_page: Any, found: Page, box: tuple[float, ...], objects: dict[int, bool], area: float
) -> None:
    pieces: dict[str, list[str]] = {VISIBLE: []}
    styles: dict[int, tuple[str, Alphabet]] = {}
    alphabets: dict[int, Alphabet] = {}
    style, run, before, alphabet = VISIBLE, 0, 0, Alphabet()
    layer: list[float] = []
    edges = [ctypes.c_double() for _ in range(4)]
    pointers = [ctypes.byref(edge) for edge in edges]
    for index in range(max(raw.FPDFText_CountChars(text_page), 0)):
        one = raw.FPDFText_GetTextObject(text_page, index)
        key = _address(one)
        if key:
            objects.pop(key, None)
            if key not in styles:
                font = _address(raw.FPDFTextObj_GetFont(one))
                styles[key] = _style(raw, one), alphabets.setdefault(font, Alphabet())
            style, alphabet = styles[key]
            if raw.FPDFText_GetCharBox(text_page, index, *pointers):
                x0, x1, y0, y1 = (edge.value for edge in edges)
                if not style and (x1 < box[0] or x0 > box[2] or y1 < box[1] or y0 > box[3]):
                    style = OUTSIDE
                if style == INVISIBLE:
                    layer = (
                        [min(layer[0], x0), min(layer[1], y0), max(layer[2], x1), max(layer[3], y1)]
                        if layer
                        else [x0, y0, x1, y1]
                    )
        code = raw.FPDFText_GetUnicode(text_page, index)
        if key and (code == 0 or raw.FPDFText_HasUnicodeMapError(text_page, index) == 1):
            found.unmapped += 1
            run += 1
            found.words_unmapped = max(found.words_unmapped, run)
        elif code > 32:
            run = 0
        character, before = _character(code, before, bool(key) and run > 0), code
        if 0xF020 <= code < 0xF100:
            character = _symbol(raw, text_page, index, character)
        taken = pieces.setdefault(style, [])
        if key and code > 32:
            alphabet.note(code, index, taken)
        taken.append(character)
    found.lost = sum(1 for is_blank in objects.values() if not is_blank)
    if INVISIBLE in pieces and layer and found.share >= _SCAN_SHARE:
        covered = (layer[2] - layer[0]) * (layer[3] - layer[1]) / area
        found.is_covered = len(pieces[INVISIBLE]) >= 20 and covered >= _LAYER_SHARE * found.share
        pieces[SCANNED] = pieces.pop(INVISIBLE)
    found.texts = {name: text for name, taken in pieces.items() if (text := "".join(taken).strip("\n"))}
    found.glyphs = lines_of_letters(alphabets.values(), pieces.values())


def _character(code: int, before: int, is_unmapped: bool) -> str:
    """What one code of the engine is: hyphens at the ends of lines, halves of surrogates and control characters too."""
    if is_unmapped:
        return UNMAPPED
    if code in (0x02, 0xFFFE):
        return "-"
    if code == 0x0D:
        return "\n"
    if code == 0x0A:
        return "" if before == 0x0D else "\n"
    if 0xD800 <= code < 0xDC00:
        return ""
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + (before - 0xD800 << 10) + code - 0xDC00) if 0xD800 <= before < 0xDC00 else UNMAPPED
    return chr(code) if code >= 32 or code == 9 else UNMAPPED


def _symbol(raw: Any, text_page: Any, index: int, character: str) -> str:
    """The character of a symbol font (bullets, most often), whose codes are private; others stay as they are."""
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, index, name, len(name), ctypes.byref(ctypes.c_int()))
    found = _SYMBOLS.search(name.value.decode("latin-1").lower())
    if found is None:
        return character
    font = "symbol" if found[0].endswith("symbol") else "wingdings 2" if found[0].endswith("2") else "wingdings"
    return character_of(f"{ord(character):X}", font)


def _objects(raw: Any, page: Any) -> Iterator[tuple[Any, int, float]]:
    """The objects of a page, those in forms too, each with its kind and how much its forms enlarge areas."""
    stack = [
        (raw.FPDFPage_GetObject(page, index), 1.0, 0) for index in reversed(range(raw.FPDFPage_CountObjects(page)))
    ]
    while stack:
        one, scale, depth = stack.pop()
        kind = raw.FPDFPageObj_GetType(one)
        yield one, kind, scale
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _FORMS_DEEP:
            inner = scale * _spread(raw, one)
            stack += [
                (raw.FPDFFormObj_GetObject(one, index), inner, depth + 1)
                for index in reversed(range(max(raw.FPDFFormObj_CountObjects(one), 0)))
            ]


def _outline(raw: Any, one: Any, segments: int, enlarged: float) -> Outline | None:
    """A path that may be characters; ``enlarged`` is by how much its forms make it larger."""
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPath_GetDrawMode(one, ctypes.byref(fill), ctypes.byref(stroked)) or not fill.value:
        return None
    if not raw.FPDFPageObj_GetBounds(one, *map(ctypes.byref, edges)):
        return None
    colours = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(one, *map(ctypes.byref, colours))
    seen = min(segments, _MOST_SEGMENTS)
    strokes = sum(
        raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(one, index)) == raw.FPDF_SEGMENT_MOVETO
        for index in range(seen)
    )
    left, bottom, right, top = (edge.value * enlarged for edge in edges)
    colour = tuple(part.value for part in colours)
    return outline(colour, (left, bottom, right, top), segments, strokes * segments / seen)


def _style(raw: Any, one: Any) -> str:
    mode = raw.FPDFTextObj_GetTextRenderMode(one)
    if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
        return INVISIBLE
    size = ctypes.c_float()
    if raw.FPDFTextObj_GetFontSize(one, ctypes.byref(size)) and abs(size.value) * _spread(raw, one) ** 0.5 < _TINY:
        return TINY
    colours = [ctypes.c_uint() for _ in range(4)]
    of = raw.FPDFPageObj_GetStrokeColor if mode == raw.FPDF_TEXTRENDERMODE_STROKE else raw.FPDFPageObj_GetFillColor
    if of(one, *map(ctypes.byref, colours)):
        if colours[3].value < 8:
            return INVISIBLE
        if min(colour.value for colour in colours[:3]) >= 250:
            return WHITE
    return VISIBLE


def _is_blank(raw: Any, one: Any) -> bool:
    """True for text that surely shows nothing though it has a size: only an embedded font can say so."""
    font, size = raw.FPDFTextObj_GetFont(one), ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(one, ctypes.byref(size))
    return bool(font) and raw.FPDFFont_GetIsEmbedded(font) == 1 and size.value != 0 and _spread(raw, one) > 0


def _spread(raw: Any, one: Any) -> float:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(one, ctypes.byref(matrix)):
        return 1.0
    return abs(float(matrix.a * matrix.d - matrix.b * matrix.c))


def _pixels(raw: Any, one: Any) -> tuple[int, int] | None:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if raw.FPDFImageObj_GetImagePixelSize(one, ctypes.byref(width), ctypes.byref(height)):
        return width.value, height.value
    return None


def _box(raw: Any, page: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what shows of a page."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    return box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)


def _address(one: Any) -> int:
    return ctypes.cast(one, ctypes.c_void_p).value or 0
