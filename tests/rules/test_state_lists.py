"""香港, 澳门 and 台湾 among countries."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Cell, Document, Finding, Severity, Span, Table


def mixed(checker: Checker, text: str | Document) -> list[Finding]:
    """The lists found."""
    return [finding for finding in checker.check(text) if finding.rule_id == "state-region-list"]


@pytest.mark.parametrize(
    ("text", "matched", "suggestion"),
    [
        ("产品销往日本、韩国、台湾等国家。", "台湾等国家", "台湾等国家和地区"),
        ("产品销往香港、日本、韩国等国", "香港、日本、韩国等国", "香港、日本、韩国等国家和地区"),
        ("来自美国、英国、香港地区等10个国家的专家", "香港地区等10个国家", "香港地区等10个国家和地区"),
        ("与新加坡、中国澳门和泰国等十余国签约", "中国澳门和泰国等十余国", "中国澳门和泰国等十余个国家和地区"),
        ("中国、日本、韩国、台湾四国", "台湾四国", "台湾四个国家和地区"),
        ("美国、港澳台等国家的商人", "港澳台等国家", "港澳台等国家和地区"),
        ("出口到美國、台灣等國家", "台灣等國家", "台湾等国家和地区"),
    ],
)
def test_mixed(checker: Checker, text: str, matched: str, suggestion: str) -> None:
    (found,) = mixed(checker, text)
    assert (found.matched, found.suggestions, found.severity) == (matched, (suggestion,), Severity.WARNING)
    assert text[found.span.start : found.span.end] == matched


@pytest.mark.parametrize(
    "text",
    [
        "产品销往日本、韩国、台湾等国家和地区",
        "来自美国、英国、香港等10个国家（地区）的专家",
        "来自美国、英国、香港等10个国家或地区的专家",
        "日本、韩国、台湾等经济体",
        "推动香港、澳门长期繁荣稳定，维护国家安全",
        "北京、上海、香港等国家中心城市",
        "香港、澳门等国家级平台",
        "美国、日本等国家的企业到香港投资",
        "香港企业与美国、日本等国家的企业合作",
        "香港、日本队、韩国队等国家队",
        "坚持“一国两制”，香港、澳门融入国家发展大局",
        "内地与香港、澳门共享发展机遇",
    ],
)
def test_right(checker: Checker, text: str) -> None:
    assert mixed(checker, text) == []


def table(header: str, *places: str) -> Document:
    """A table of one column."""
    text, cells = "", []
    for words in (header, *places):
        cells.append(Cell(text=words, span=Span(len(text), len(text) + len(words))))
        text += f"{words}\n"
    return Document(text=text, tables=(Table(header=(cells[0],), rows=tuple((cell,) for cell in cells[1:])),))


def test_column_of_countries(checker: Checker) -> None:
    (found,) = mixed(checker, table("国别", "日本", "香港"))
    assert (found.matched, found.suggestions) == ("国别", ("国别（地区）",))
    assert found.reason == "“香港”列在“国别”栏内，栏名应为“国家（地区）”"


@pytest.mark.parametrize("places", [("日本", "韩国"), ("香港", "澳门"), ()])
def test_column_of_countries_or_of_regions_alone(checker: Checker, places: tuple[str, ...]) -> None:
    assert mixed(checker, table("国别", *places)) == []


def test_column_of_countries_and_regions(checker: Checker) -> None:
    assert mixed(checker, table("国家（地区）", "日本", "香港")) == []
