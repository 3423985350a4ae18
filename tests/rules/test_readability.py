"""What a file is made of: its encoding, its type, the pictures it refers to."""

from __future__ import annotations

import pytest

from sensitive_check import readers
from sensitive_check.checker import Checker
from sensitive_check.model import Finding, Severity, Status

PARAGRAPH = "各乡镇要按照会议部署，抓紧做好汛期值守和物资储备工作。\n"


def findings(checker: Checker, rule: str, content: bytes, name: str) -> list[Finding]:
    """One rule's findings in a file of that content."""
    return [one for one in checker.check(readers.read_content(content, name)) if one.rule_id == rule]


def test_lines_of_another_encoding(checker: Checker) -> None:
    content = (PARAGRAPH * 5).encode() + PARAGRAPH.encode("gb18030")
    (finding,) = findings(checker, "encoding-uncertain", content, "通知.txt")
    assert (finding.span.start, finding.line, finding.severity) == (5 * len(PARAGRAPH), 6, Severity.WARNING)
    assert "gb18030" in (finding.reason or "")
    assert checker.check(readers.read_content(content, "通知.txt")).status is Status.PARTIAL


def test_bytes_of_no_encoding(checker: Checker) -> None:
    content = PARAGRAPH.encode() + b"\xff" + PARAGRAPH.encode()
    (finding,) = findings(checker, "encoding-uncertain", content, "通知.txt")
    assert finding.line == 2


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_certain_encodings_are_silent(checker: Checker, codec: str) -> None:
    assert findings(checker, "encoding-uncertain", (PARAGRAPH * 9).encode(codec), "通知.txt") == []


def test_page_named_as_text(checker: Checker) -> None:
    page = "<!DOCTYPE html>\n<html><body><p>通知</p></body></html>"
    (finding,) = findings(checker, "type-mismatch", page.encode(), "通知.txt")
    assert (finding.matched, finding.severity) == ("<!DOCTYPE html", Severity.NOTE)
    assert findings(checker, "type-mismatch", page.encode(), "通知.html") == []
    assert findings(checker, "type-mismatch", "网页以<html>开头".encode(), "通知.txt") == []


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("a.md", "见图\n\n![图一](a.png) 与 ![图二](b.png)\n", 2),
        ("a.html", "<p>见图<img src='a.png'></p>", 1),
        ("a.md", "见[附件](a.pdf)\n", 0),
        ("a.txt", "见图 a.png\n", 0),
    ],
)
def test_referenced_pictures_are_one_note(checker: Checker, name: str, text: str, count: int) -> None:
    found = findings(checker, "referenced-picture", text.encode(), name)
    assert [(one.count, one.severity) for one in found] == ([(count, Severity.NOTE)] if count else [])
