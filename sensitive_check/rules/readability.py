"""What a file is made of: how sure its encoding is, what its name says of it, and pictures that nobody reads here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import PART_KINDS, Category, Coverage, Document, Hit, Part, Rule, Severity, Span, Unchecked
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import RELATED

if TYPE_CHECKING:
    from sensitive_check.context import Context

_EVERYWHERE = frozenset(PART_KINDS)
_FIRST_LINE = lazy("第([0-9]{1,9})")
_LINE_END = lazy("\r\n|\r|\n")
_VISIBLE = lazy("\\S[^\r\n]{0,60}")


def _scan_uncertain(context: Context) -> Iterator[Hit]:
    document = context.document
    if document.coverage:  # of a package: a member of it is named, and the text is others'
        return
    for item in document.unchecked:
        if item.reason != "encoding":
            continue
        found = _VISIBLE.search(document.text, _start_of(document, item.where))
        found = found or _VISIBLE.search(document.text)
        if found is not None:
            reason = "lost" if item.detail.endswith(" bytes") else "declared" if "/" in item.detail else "mixed"
            yield Hit(span=Span(*found.span()), reason=reason, values={"detail": item.detail})


def _start_of(document: Document, where: str) -> int:
    """Where the first line that a reader named begins; 0 where lines of the source are not lines of the text."""
    named = _FIRST_LINE.search(where)
    if named is None or document.source is not None:
        return 0
    offset = 0
    ends = _LINE_END.finditer(document.text)
    for _ in range(int(named[1]) - 1):
        end = next(ends, None)
        if end is None:
            return 0
        offset = end.end()
    return offset


ENCODING_UNCERTAIN = Rule(
    id="encoding-uncertain",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="编码不能确定",
    message="文件的编码不能完全确定，此处起可能读错，请用原来的软件另存为 UTF-8 后重新检查",
    rationale="编码读错的地方会变成乱码，其中的内容等于没有检查。",
    source="GB 18030—2022",
    reasons={
        "lost": "有字节不属于任何编码，已用替换符代替",
        "mixed": "此处按 {detail} 读取，与全文不同",
        "declared": "声明的编码与实际的不同：{detail}",
    },
    kinds=_EVERYWHERE,
    scan=_scan_uncertain,
    match=(
        Document(text="通知如下", unchecked=(Unchecked(reason="encoding", where="第1行", detail="gb18030"),)),
        Document(text="通知\n如下\ufffd", unchecked=(Unchecked(reason="encoding", where="第2行", detail="1 bytes"),)),
        Document(text="通知如下", unchecked=(Unchecked(reason="encoding", detail="gbk / utf-8"),)),
    ),
    no_match=(
        "通知如下",
        Document(text="通知如下", unchecked=(Unchecked(reason="image", where="第1行"),)),
        Document(
            text="通知如下",
            coverage=(Coverage(part="a.bin", state="not-checked", reason="encoding"),),
            unchecked=(Unchecked(reason="encoding", where="a.bin"),),
        ),
    ),
)

_PAGE = lazy("\\s{0,100}(<!doctype html|<html[ >])")
_TEXT_NAMES = (".txt", ".text", ".csv", ".tsv")


def _scan_type(context: Context) -> Iterator[Hit]:
    document = context.document
    if not document.name.lower().endswith(_TEXT_NAMES) or any(part.kind == "filename" for part in document.parts):
        return
    found = _PAGE.match(context.folded.text)
    if found is not None:
        yield Hit(span=Span(*found.span(1)))


TYPE_MISMATCH = Rule(
    id="type-mismatch",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="类型与名称不符",
    message="文件名说是纯文本，内容是网页；请按 .html 保存后重新检查",
    rationale="按纯文本检查时，标签被当作正文，链接和隐藏的文字也查不全。",
    source="HTML 标准（WHATWG）",
    kinds=_EVERYWHERE,
    triggers=("<html", "<!doctype html"),
    scan=_scan_type,
    match=(
        Document(name="通知.txt", text="<!DOCTYPE html>\n<html><body>通知</body></html>"),
        Document(name="通知.csv", text="\n<html lang=zh>通知</html>"),
    ),
    no_match=(Document(name="通知.txt", text="网页以 <html> 开头"), "<html>通知</html>"),
)


def _scan_pictures(context: Context) -> Iterator[Hit]:
    document = context.document
    text = document.text
    spans = [
        part.span
        for part in document.parts
        if part.kind == "link"
        and part.label == "图片"
        and part.span.start < part.span.end
        and text[part.span.start : part.span.start + 5].lower() != "data:"
    ]
    if spans:
        spans.sort()
        yield Hit(span=spans[0], count=len(spans), related=tuple(spans[1 : RELATED + 1]))


REFERENCED_PICTURE = Rule(
    id="referenced-picture",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="引用的图片未检查",
    message="稿件引用了图片，共 {count} 处，图中的文字没有检查，请人工核对",
    rationale="图片中的标志、号码和文字同样会公开，这里只检查文字。",
    source="政府网站发展指引（国办发〔2017〕47号）",
    kinds=_EVERYWHERE,
    scan=_scan_pictures,
    match=(Document(text="见图 a.png", parts=(Part(label="图片", span=Span(3, 8), kind="link"),)),),
    no_match=("见图 a.png", Document(text="见图 a.png", parts=(Part(label="链接", span=Span(3, 8), kind="link"),))),
)
