"""What goes out with a file beside its text, and files that are not what their names say."""

from __future__ import annotations

import io
import zipfile

import pytest

from sensitive_check import readers
from sensitive_check.checker import Checker
from sensitive_check.model import Document, Finding, Outside, Severity, Span

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
    '"/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>请各单位抓好落实。</w:t></w:r></w:p></w:body></w:document>"
)
CORE = (
    '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>周晓梅</dc:creator><dc:title>关于放假的通知</dc:title>'
    "<lastModifiedBy>Administrator</lastModifiedBy></p>"
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


WORD = zipped(
    {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": BODY,
        "docProps/core.xml": CORE,
    }
)


def findings(checker: Checker, rule: str, content: bytes, name: str) -> list[Finding]:
    """One rule's findings in a file of that content."""
    return [one for one in checker.check(readers.read_content(content, name)) if one.rule_id == rule]


@pytest.mark.parametrize(
    ("name", "content", "matched", "reason"),
    [
        ("通知.txt", WORD, ".txt", "内容是 Word 文档（.docx）"),
        ("通知.doc", WORD, ".doc", "内容是 Word 文档（.docx）"),
        ("通知.et", WORD, ".et", "内容是 Word 文档（.docx）"),
        ("通知.pdf", WORD, ".pdf", "内容是 Word 文档（.docx）"),
        ("名单.xls", b"<html><table><tr><td>1</table></html>", ".xls", "内容是文字或网页"),
        ("通知.docx", zipped({"a.txt": b"1"}), ".docx", "内容是 ZIP 压缩包"),
    ],
)
def test_suffix_and_content_differ(checker: Checker, name: str, content: bytes, matched: str, reason: str) -> None:
    (finding,) = findings(checker, "suffix-mismatch", content, name)
    assert (finding.matched, finding.reason, finding.severity) == (matched, reason, Severity.NOTE)
    assert (finding.location.part, finding.location.line) == ("文件名", None)
    assert finding.span == Span(len(name) - len(matched), len(name))


@pytest.mark.parametrize(
    ("name", "content"),
    [("通知.docx", WORD), ("通知.wps", WORD), ("通知.zip", WORD), ("通知", WORD), ("通知.终稿", WORD), ("a.txt", b"1")],
)
def test_suffixes_that_fit_or_promise_nothing(checker: Checker, name: str, content: bytes) -> None:
    assert findings(checker, "suffix-mismatch", content, name) == []


def test_members_of_an_archive_have_types_of_their_own(checker: Checker) -> None:
    content = zipped({"材料/通知.pdf": WORD, "材料/通知.docx": WORD, "说明.txt": "请落实。", "坏.doc": b"1"})
    (finding,) = findings(checker, "suffix-mismatch", content, "材料.zip")
    assert (finding.matched, finding.location.part) == (".pdf", "材料/通知.pdf 文件名")


def test_properties_that_name_somebody(checker: Checker) -> None:
    (finding,) = findings(checker, "document-property", WORD, "通知.docx")
    assert (finding.matched, finding.location.part, finding.reason) == ("周晓梅", "文档属性 作者", "属性“作者”")
    (finding,) = findings(checker, "document-property", zipped({"a.docx": WORD}), "a.zip")
    assert finding.location.part == "a.docx 文档属性 作者"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("winnie", True),
        ("WIN-8F2K3J", False),
        ("user01", False),
        ("李思明；Administrator", True),
        ("Ｗｉｎｄｏｗｓ　用户", False),
        ("Microsoft® Word 2016", False),
        ("微软中国", False),
        ("某某® 2.1 ©2020", True),
        ("Some® Writer 2.1", False),
        ("1.1" * 50, True),
        ("123", False),
        ("某某局办公室", True),
    ],
)
def test_values_that_programs_write_say_nothing(checker: Checker, value: str, told: bool) -> None:
    document = Document(text="", outside=(Outside(label="文档属性 作者", kind="metadata", text=value),))
    assert any(one.rule_id == "document-property" for one in checker.check(document)) is told
