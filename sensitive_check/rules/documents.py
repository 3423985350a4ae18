"""What concerns a document as a whole: what goes out with it beside its text, and whether it is what its name says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Document, Hit, Outside, Part, Rule, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

REPEATED_DOCUMENT = Rule(
    id="repeated-document",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="同一文稿出现两次",
    message="这份文稿与另一份内容相同，确认是否重复发布",
    rationale="同一内容以两个文件名发布，日后改动一处、漏改另一处，两份会互相矛盾。",
    source="国办发〔2017〕47号《政府网站发展指引》",
    across=True,
)


_SUFFIX = lazy(r"\.[A-Za-z]{2,8}$")
_SHOWN_BY = {
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), ("docx",)),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), ("xlsx",)),
    **dict.fromkeys((".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"), ("pptx",)),
    **dict.fromkeys((".doc", ".dot"), ("doc",)),
    **dict.fromkeys((".xls", ".xlt"), ("xls",)),
    **dict.fromkeys((".ppt", ".pps"), ("ppt",)),
    **dict.fromkeys((".wps", ".wpt"), ("doc", "docx")),
    **dict.fromkeys((".et", ".ett"), ("xls", "xlsx")),
    **dict.fromkeys((".dps", ".dpt"), ("ppt", "pptx")),
    **{f".{name}": (name,) for name in ("xlsb", "pdf", "ofd", "rtf", "odt", "ods", "odp")},
    ".zip": ("zip", "docx", "xlsx", "xlsb", "pptx", "ofd", "odt", "ods", "odp", "epub"),
    **dict.fromkeys((".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".json", ".xml", ".svg"), ("",)),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xht", ".shtml", ".jsonl", ".ndjson", ".geojson"), ("",)),
}
"""Suffix -> the types of content it stands for; "" is text. Suffixes that promise nothing are left out."""

_TYPES = {
    "": "内容是文字或网页",
    "docx": "内容是 Word 文档（.docx）",
    "doc": "内容是旧版 Word 文档（.doc）",
    "xlsx": "内容是 Excel 工作簿（.xlsx）",
    "xls": "内容是旧版 Excel 工作簿（.xls）",
    "xlsb": "内容是 Excel 二进制工作簿（.xlsb）",
    "pptx": "内容是 PowerPoint 演示文稿（.pptx）",
    "ppt": "内容是旧版 PowerPoint 演示文稿（.ppt）",
    "pdf": "内容是 PDF 文件",
    "ofd": "内容是 OFD 文件",
    "rtf": "内容是 RTF 文档",
    "zip": "内容是 ZIP 压缩包",
}


def _sole_part(document: Document, kind: str) -> Part | None:
    """The part of a text outside a document, if it is of this kind."""
    if len(document.parts) != 1:
        return None
    (part,) = document.parts
    return part if part.kind == kind else None


def _scan_suffix(context: Context) -> Iterator[Hit]:
    document = context.document
    if document.format is None or _sole_part(document, "filename") is None:
        return
    found = _SUFFIX.search(document.text)
    if found is None or document.format in _SHOWN_BY.get(found[0].lower(), (document.format,)):
        return
    yield Hit(span=Span(*found.span()), reason=(document.format or "text") if document.format in _TYPES else "other")


SUFFIX_MISMATCH = Rule(
    id="suffix-mismatch",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="后缀与内容不符",
    message="文件名的后缀“{matched}”与内容不符，请用对应的软件另存，或改正后缀",
    rationale="后缀与内容不符的文件，读者的软件会告警或打不开，别的检查工具也可能读不到其中的文字。",
    source="GB/T 33190—2016；GB/T 20916—2007；ISO/IEC 29500-2",
    reasons={**{kind or "text": words for kind, words in _TYPES.items()}, "other": "内容是别的类型"},
    kinds=frozenset(("filename",)),
    scan=_scan_suffix,
    match=(
        Document(text="", outside=(Outside(label="文件名", kind="filename", text="通知.txt", format="docx"),)),
        Document(text="", outside=(Outside(label="文件名", kind="filename", text="通知.pdf", format="ofd"),)),
        Document(text="", outside=(Outside(label="文件名", kind="filename", text="名单.XLS", format=""),)),
        Document(text="", outside=(Outside(label="a.et 文件名", kind="filename", text="a.et", format="docx"),)),
    ),
    no_match=(
        Document(text="", outside=(Outside(label="文件名", kind="filename", text="通知.docx", format="docx"),)),
        Document(text="", outside=(Outside(label="文件名", kind="filename", text="名单.et", format="xlsx"),)),
        Document(text="", outside=(Outside(label="文件名", kind="filename", text="通知.正式稿", format="docx"),)),
        Document(text="", outside=(Outside(label="文件名", kind="filename", text="通知.docx"),)),
        "通知.txt",
    ),
)


_PROPERTY = lazy("(?:^| )文档属性 (作者|最后保存者|单位|经理)$")
_PROPERTY_REASONS = {"作者": "author", "最后保存者": "saver", "单位": "company", "经理": "manager"}
_SEPARATORS = lazy("[;；,，、\r\n]")
_GENERIC = lazy(
    r"(?:the )?(?:administrators?|admin|user|users|owner|guest|root|author|creator|unknown(?: creator)?|anonymous"
    r"|default|test|office|pc|china|none|null|undefined|n/?a|system|未定义|未知|匿名|佚名|作者|用户|管理员|系统管理员|单位"
    r"|公司|微软(?:用户|中国|公司)?|windows ?(?:用户|user)|(?:ms|microsoft)(?: office)?(?: ?用户| user| corporation)?"
    r"|microsoft(?:®|\(r\))? ?(?:word|excel|powerpoint)?.{0,30}|wps(?: ?office)?(?: ?用户| user)?|金山(?:办公|软件)?"
    r"|kingsoft(?: office)?|libreoffice.{0,30}|openoffice.{0,30}|python-(?:docx|pptx)|openpyxl|xlsxwriter|steve canny"
    r"|apache(?: poi)?|poi|aspose.{0,30}|phpoffice|phpword|php(?:excel|spreadsheet)|docx4j|itext.{0,30}|adobe.{0,30}"
    r"|acrobat.{0,30}|pscript.{0,30}|lenovo(?: user)?|联想(?:用户)?|thinkpad|dell|hp|asus|acer"
    r"|hewlett-packard(?: company)?|huawei|华为|iphone|ipad|mac|macbook.{0,12}"
    r"|雨林木风|番茄花园|深度技术|系统之家|电脑公司|萝卜家园"
    r"|(?:desktop|laptop|win|pc|user|admin|lenovo)(?:-[0-9a-z]{1,15}|[0-9]{1,6})"
    r"|[^\u4e00-\u9fff]*(?:[®©]|software|[0-9]\.[0-9])[^\u4e00-\u9fff]*|[^\u4e00-\u9fffa-z]*)"
)


_LONGEST_GENERIC = 100
"""What programs write is short; longer values are told without a look at them."""


def _scan_property(context: Context) -> Iterator[Hit]:
    part = _sole_part(context.document, "metadata")
    label = _PROPERTY.search(part.label) if part else None
    if label is None:
        return
    values = _SEPARATORS.split(context.folded.text)
    if not all(len(value) <= _LONGEST_GENERIC and _GENERIC.fullmatch(value.strip().lower()) for value in values):
        yield Hit(span=Span(0, len(context.folded.text)), reason=_PROPERTY_REASONS[label[1]])


DOCUMENT_PROPERTY = Rule(
    id="document-property",
    category=Category.PERSONAL,
    severity=Severity.NOTE,
    title="文档属性写有姓名或单位",
    message="文档属性写有“{matched}”，会随文件一起公开；不宜公开的，发布前用“检查文档”功能清除",
    rationale="作者、保存者等属性由软件自动写入，正文里看不到，却随文件公开，可能写着经办人或代拟单位。",
    source="《中华人民共和国个人信息保护法》第四条；ISO/IEC 29500-2",
    reasons={"author": "属性“作者”", "saver": "属性“最后保存者”", "company": "属性“单位”", "manager": "属性“经理”"},
    kinds=frozenset(("metadata",)),
    scan=_scan_property,
    match=(
        Document(text="", outside=(Outside(label="文档属性 作者", kind="metadata", text="王雅琴"),)),
        Document(text="", outside=(Outside(label="文档属性 最后保存者", kind="metadata", text="liming"),)),
        Document(text="", outside=(Outside(label="附件.docx 文档属性 单位", kind="metadata", text="青山市水务局"),)),
        Document(text="", outside=(Outside(label="文档属性 作者", kind="metadata", text="admin;周晓梅"),)),
    ),
    no_match=(
        Document(text="", outside=(Outside(label="文档属性 作者", kind="metadata", text="Administrator"),)),
        Document(text="", outside=(Outside(label="文档属性 作者", kind="metadata", text="Windows 用户"),)),
        Document(text="", outside=(Outside(label="文档属性 最后保存者", kind="metadata", text="python-docx"),)),
        Document(text="", outside=(Outside(label="文档属性 单位", kind="metadata", text="Microsoft"),)),
        Document(text="", outside=(Outside(label="文档属性 标题", kind="metadata", text="王雅琴"),)),
        "作者：王雅琴",
    ),
)
