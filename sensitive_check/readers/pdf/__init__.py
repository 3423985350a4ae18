"""PDF files (ISO 32000): the pages by pdfium, and everything that lies beside them by its objects."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from threading import Lock
from typing import Any

from sensitive_check.errors import MissingDependencyError, ReadError
from sensitive_check.model import Coverage, Document
from sensitive_check.normalize import UNREAD_PRIVATE
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.pdf.beside import add_beside, pages_of
from sensitive_check.readers.pdf.objects import Objects, Ref, Stream
from sensitive_check.readers.pdf.page import SCANNED, VISIBLE, Page, drop_replacements, read_page
from sensitive_check.readers.pdf.unwalked import MASK, MOST, PATTERN, as_pages, unwalked
from sensitive_check.readers.source import Budget

_ENGINE = Lock()
"""The engine is not made for threads."""

_END = re.compile(rb"%%EOF[\r\n ]{0,2}")
_MOST_EARLIER = 3_000
_MOST_VERSIONS = 20
"""How many pages of earlier versions are read, and of how many, the latest."""

_FEW = 50
_OUTLINES = 200


def read(content: bytes, name: str, budget: Budget) -> Document:
    """The document of a PDF file; every page is accounted for.

    Raises ``ReadError`` for a file that is damaged or needs a password, ``MissingDependencyError`` without the engine.
    """
    try:
        import pypdfium2
    except ImportError:
        words = "pip install 'sensitive-check[pdf]'"
        raise MissingDependencyError(
            f"读取 PDF 需要：{words}", f"reading PDF needs: {words}", "missing-package"
        ) from None
    budget = budget.deeper()
    assembly = Assembly(name)
    with _ENGINE:
        opened = _opened(pypdfium2, content)
        try:
            copy = _copy(pypdfium2, opened)
            objects = Objects(copy)
            pages = pages_of(objects)
            if not len(opened) or not pages:
                raise ReadError("没有可读的页", "there are no pages")
            _check_streams(objects, budget)
            _add_pages(assembly, pypdfium2.raw, opened, objects, pages, budget)
            _add_unwalked(assembly, pypdfium2, copy, objects, budget)
            _add_earlier(assembly, pypdfium2, content, budget)
        finally:
            opened.close()
    assembly.mark_wrapped()
    add_beside(assembly, objects, pages, budget)
    return assembly.document()


def _opened(pypdfium2: Any, content: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        # The engine keeps its last error, which may be that of another file.
        if pypdfium2.raw.FPDF_GetLastError() == pypdfium2.raw.FPDF_ERR_PASSWORD and b"/Encrypt" in content:
            raise ReadError("文件有密码", "the file has a password", "encrypted") from None
        raise ReadError("PDF 已损坏，打不开", "the PDF is damaged and cannot be opened") from None


def _copy(pypdfium2: Any, opened: Any) -> bytes:
    """The file as the engine writes it: decrypted, repaired, every object by itself."""
    copy = io.BytesIO()
    try:
        opened.save(copy, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError:
        raise ReadError("PDF 的结构已损坏", "the structure of the PDF is damaged") from None
    return copy.getvalue()


def _check_streams(objects: Objects, budget: Budget) -> None:
    """Raise ``ReadError`` when what the engine is about to unfold is more than the budget holds."""
    allowed = budget.allowance
    for value in objects.by_number.values():
        if isinstance(value, Stream) and value.entries.get("Subtype") != "Image":
            objects.decoded(value, allowed)


def _add_pages(
    assembly: Assembly, raw: Any, opened: Any, objects: Objects, pages: list[tuple[int, dict[str, Any]]], budget: Budget
) -> None:
    if len(opened) != len(pages):
        assembly.add_unchecked("damaged", "页", f"{len(opened)} / {len(pages)}")
    allowed = budget.take_members(len(opened))
    for index in range(len(opened)):
        where = f"第{index + 1}页"
        try:
            if index >= allowed:
                raise ReadError("页数过多", "too many pages", "limit")
            if index < len(pages) and not _has_content(objects, pages[index][1]):
                assembly.add_unchecked("damaged", where, "页面内容缺失或不完整 content missing or cut")
            page = _page(raw, opened, index)
            budget.spend(sum(len(text.encode("utf-8", "replace")) for text in page.texts.values()))
        except ReadError as error:
            assembly.add_unchecked(error.reason, where, error.chinese)
            assembly.add_coverage([Coverage(part=where, state="not-checked", reason=error.reason)])
            continue
        _add_page(assembly, page, where)


def _add_unwalked(assembly: Assembly, pypdfium2: Any, copy: bytes, objects: Objects, budget: Budget) -> None:
    """Add the lines of what is drawn by patterns, masks and the like that no page has."""
    found = unwalked(objects)
    if not found:
        return
    if len(found) > MOST:
        assembly.add_unchecked("limit", "图案、批注外观", f"{len(found) - MOST}")
    kinds = list(found.values())[:MOST]
    opened = _opened(pypdfium2, as_pages(copy, objects, dict(list(found.items())[:MOST])))
    seen = {line.strip() for text in assembly.texts() for line in text.split("\n")}
    try:
        if len(opened) != len(kinds):
            assembly.add_unchecked("damaged", "图案、批注外观", f"{len(opened)} / {len(kinds)}")
        for index, kind in enumerate(kinds[: len(opened)]):
            page = _loaded(pypdfium2.raw, opened, index)
            budget.spend(sum(len(text.encode("utf-8", "replace")) for text in page.texts.values()))
            lines = [line for text in page.texts.values() for line in text.split("\n") if line.strip() not in seen]
            seen.update(line.strip() for line in lines)
            assembly.add("\n".join(lines), kind, "prose" if kind in (PATTERN, MASK) else "hidden")
    except ReadError as error:
        assembly.add_unchecked(error.reason, "图案、批注外观", error.chinese)
    finally:
        opened.close()


def _add_earlier(assembly: Assembly, pypdfium2: Any, content: bytes, budget: Budget) -> None:
    """Add the lines that earlier versions of the file have beyond the last: what is saved is added behind them."""
    ends = [found.end() for found in _END.finditer(content)][:-1]
    if b"/Linearized" in content[:2048]:
        ends = ends[1:]  # the first part of a file in the order of the Web is no version
    if not ends:
        return
    if len(ends) > _MOST_VERSIONS:
        assembly.add_unchecked("limit", "旧版本", f"{_MOST_VERSIONS} / {len(ends)}")
    seen = {line.strip() for text in assembly.texts() for line in text.split("\n")}
    left = _MOST_EARLIER
    for number, end in enumerate(ends[-_MOST_VERSIONS:], 1):
        try:
            opened = _opened(pypdfium2, content[:end])
        except ReadError:
            continue  # no version: nobody can open it
        try:
            pages = min(len(opened), left)
            if pages < len(opened):
                assembly.add_unchecked("limit", f"旧版本{number}", f"{pages} / {len(opened)}")
            left -= pages
            for index in range(pages):
                page = _loaded(pypdfium2.raw, opened, index)
                budget.spend(sum(len(text.encode("utf-8", "replace")) for text in page.texts.values()))
                lines = [one for text in page.texts.values() for one in text.split("\n") if one.strip() not in seen]
                seen.update(line.strip() for line in lines)
                assembly.add("\n".join(lines), f"旧版本{number} 第{index + 1}页", "deleted")
        except ReadError as error:
            assembly.add_unchecked(error.reason, f"旧版本{number}", error.chinese)
        finally:
            opened.close()


def _has_content(objects: Objects, page: dict[str, Any]) -> bool:
    """False where a stream that a page's content is made of is not there, or ends before its end."""
    contents = page.get("Contents")
    if isinstance(contents, Ref) and objects.get(contents) is None:
        return False
    for part in objects.array(contents):
        stream = objects.get(part)
        if not isinstance(stream, Stream):
            return False
        names = [objects.get(one) for one in objects.array(stream.entries.get("Filter"))]
        if names == ["FlateDecode"] and not stream.entries.get("DecodeParms") and objects.decoded(stream) is None:
            return False
    return True


def _page(raw: Any, opened: Any, index: int) -> Page:
    """One page, what its annotations draw over it, and what its glyphs say where another text is given for them."""
    page = _loaded(raw, opened, index)
    if page.has_replaced_text:
        drawn = _added(page, _loaded(raw, opened, index, by_glyphs=True))
        page.glyphs = "\n".join(filter(None, (page.glyphs, drawn)))
    if page.has_annotations:
        page.drawn = _added(page, _loaded(raw, opened, index, flatten=True))
    return page


def _added(page: Page, again: Page) -> str:
    """The lines that a second reading of a page has beyond the first."""
    lines = {line.strip() for text in page.texts.values() for line in text.split("\n")}
    return "\n".join(line for text in again.texts.values() for line in text.split("\n") if line.strip() not in lines)


def _loaded(raw: Any, opened: Any, index: int, *, flatten: bool = False, by_glyphs: bool = False) -> Page:
    page = raw.FPDF_LoadPage(opened, index)
    if not page:
        raise ReadError("页面打不开", "the page cannot be loaded")
    if flatten and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        raw.FPDF_ClosePage(page)
        page = raw.FPDF_LoadPage(opened, index)
    if by_glyphs:
        drop_replacements(raw, page)
    text_page = raw.FPDFText_LoadPage(page)
    try:
        if not text_page:
            raise ReadError("页面文字打不开", "the text of the page cannot be loaded")
        return read_page(raw, page, text_page)
    finally:
        if text_page:
            raw.FPDFText_ClosePage(text_page)
        raw.FPDF_ClosePage(page)


def _add_page(assembly: Assembly, page: Page, where: str) -> None:
    for style, text in sorted(page.texts.items(), key=lambda item: item[0] != VISIBLE):
        kind = "prose" if style in (VISIBLE, SCANNED) else "hidden"
        assembly.add(text, f"{where} {style}".rstrip(), kind)
    if page.glyphs:
        assembly.add(page.glyphs, f"{where} 字形文字", "hidden")
    if page.drawn:
        assembly.add(page.drawn, f"{where} 批注外观", "comment")
    faults = list(_faults(page))
    for reason, detail in faults:
        assembly.add_unchecked(reason, where, detail)
    state = "not-checked" if faults else "text" if page.characters else "no-text"
    detail = f"{page.pictures} images, {page.unmapped} glyphs without text"
    reason = faults[0][0] if faults else ""
    assembly.add_coverage([Coverage(part=where, state=state, characters=page.characters, reason=reason, detail=detail)])


def _faults(page: Page) -> Iterator[tuple[str, str]]:
    """What of a page was not read: a reason and a fact."""
    # One glyph without text is an ornament or a bullet; two in a row may be a word.
    if page.words_unmapped >= 2 or page.unmapped * 100 > page.characters:
        yield "no-text-mapping", f"{page.unmapped} 个字形没有对应的文字 glyphs without text"
    if page.lost:
        yield "no-text-mapping", f"{page.lost} 段文字没有字形尺寸 pieces of text without size"
    private = sum(len(found) for text in page.texts.values() for found in UNREAD_PRIVATE.findall(text))
    if private * 100 > max(page.characters, 300):
        yield "no-text-mapping", f"{private} 个私用区字符 private-use characters"
    if page.pictures and not page.is_covered:
        few = page.characters < _FEW and page.share >= 0.25
        yield "image-page" if few else "image", f"{page.pictures} 幅图像 images"
    elif not page.characters and page.outlines >= _OUTLINES:
        yield "image-page", "没有文字，只有图形 outlines only"
    elif page.outlined:
        yield "image", f"{page.outlined} 行像文字的图形 lines of shapes like characters"
    if page.cut:
        yield "limit", "页面对象过多 too many objects"
