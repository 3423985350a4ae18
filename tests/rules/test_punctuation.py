"""Punctuation by GB/T 15834: exact places and proposals, what many places become, and what stays silent."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Category, Document, Finding, Part, Severity, Span
from sensitive_check.redact import redact

Hits = list[tuple[int, int, tuple[str, ...]]]


def findings(checker: Checker, rule: str, text: str | Document) -> list[Finding]:
    """One rule's findings."""
    return [finding for finding in checker.check(text) if finding.rule_id == rule]


def found(checker: Checker, rule: str, text: str) -> Hits:
    """Start, end and suggestions of one rule's findings."""
    return [(f.span.start, f.span.end, f.suggestions) for f in findings(checker, rule, text)]


@pytest.mark.parametrize(
    ("rule", "text", "hits"),
    [
        ("ellipsis-form", "他想了想...没有回答", [(4, 7, ("……",))]),
        ("ellipsis-form", "他想了想．．．没有回答", [(4, 7, ("……",))]),
        ("ellipsis-form", "他想了想…没有回答…", [(4, 5, ("……",)), (9, 10, ("……",))]),
        ("ellipsis-form", "甲类、乙类……等。", [(5, 8, ("……", "等"))]),
        ("ellipsis-form", "甲类、乙类、……", [(5, 8, ("……",))]),
        ("ellipsis-form", "第一章……………………3", []),
        ("repeated-mark", "他不说话。。。", []),
        ("repeated-mark", "他不说话。。", [(4, 6, ("。",))]),
        ("repeated-mark", "太好了！！！", []),
        ("repeated-mark", "太好了！？！？！", [(3, 8, ("！", "？"))]),
        ("dash-form", "来到首都--北京", [(4, 6, ("——",))]),
        ("dash-form", "走好这条路\n　　—在大会上的讲话", [(8, 9, ("——",))]),
        ("dash-form", "走好这条路\n--在大会上的讲话", [(6, 8, ("——",))]),
        ("dash-form", "來到首都--北京", [(4, 6, ("——",))]),
        ("dash-form", "甲----乙", []),
        ("range-mark", "增长10-20%左右", [(4, 5, ("～",))]),
        ("range-mark", "２０２１-２０２５年", [(4, 5, ("—", "～"))]),
        ("range-mark", "用时2-5年", [(3, 4, ("～",))]),
        ("range-mark", "10～20人，2021—2025年", []),
        ("range-mark", "文号2024-15号，标准GB/T 15834-2011", []),
        ("interpunct-form", "卡尔•马克思", [(2, 3, ("·",))]),
        ("nested-title-mark", "《关于印发《办法》的通知》", [(5, 9, ("〈办法〉",))]),
        ("nested-title-mark", "《甲《乙》丙》《丁《戊》》", [(2, 5, ("〈乙〉",)), (9, 12, ("〈戊〉",))]),
        ("nested-title-mark", "《甲《乙〈丙〉》》", [(2, 8, ("〈乙《丙》〉",))]),
        ("nested-quote", "他说：“坚持“两山”理念”", [(6, 10, ("‘两山’",))]),
        ("nested-quote", "“甲”\n“乙“丙”", []),
        ("nested-bracket", "单位（含企业（国企除外））", [(6, 12, ())]),
        ("title-mark-misuse", "携带《营业执照》办理", [(2, 8, ("营业执照",))]),
        ("enumeration-comma", "“甲”、“乙”两类", [(3, 4, ("",))]),
        ("enumeration-comma", "《甲》、《乙》（修订版）", []),
        ("comma-before-and", "苹果、梨、和香蕉", [(4, 6, ("和",))]),
        ("comma-before-and", "蘋果、梨、與香蕉", [(4, 6, ("與",))]),
        ("comma-before-and", "准确、全面、及时", []),
        ("mark-at-line-head", "高度重视\n，抓好落实", [(5, 6, ())]),
        ("mark-at-line-head", "高度重视\r\n　　，抓好落实", [(8, 9, ())]),
        ("mark-at-line-head", "高度重视\n\n，抓好落实", []),
        ("heading-mark", "关于开展检查的通知。\n各单位：", [(9, 10, ("",))]),
        ("series-mark", "1、总体要求", [(0, 2, ("1．",))]),
        ("series-mark", "（一）、总体要求", [(0, 4, ("（一）",))]),
        ("series-mark", "第一、加强领导", [(0, 3, ("第一，",))]),
        ("series-mark", "①、总体要求", [(0, 2, ("①",))]),
        ("series-mark", "二.工作任务", [(0, 2, ("二、",))]),
        ("halfwidth-bracket", "科技局(以下简称局)编制", [(3, 10, ("（以下简称局）",))]),
        ("halfwidth-bracket", "科技局（以下简称局)编制", [(3, 10, ("（以下简称局）",))]),
        ("halfwidth-bracket", "开发区(qū)(以下简称区(qū))编制", [(7, 18, ("（以下简称区(qū)）",))]),
        ("straight-quote", '坚持"两山"理念', [(2, 6, ("“两山”",))]),
        ("stop-in-bracket", "报送材料（见附件。）。", [(8, 9, ("",))]),
        ("halfwidth-mark", "来源: 某市", [(2, 3, ("：",))]),
        ("halfwidth-mark", "增长5%,高于全省", [(4, 5, ("，",))]),
        ("halfwidth-mark", "作为指导(dǎo),全面落实", [(9, 10, ("，",))]),
        ("halfwidth-mark", "太好了!!大家鼓掌", [(3, 5, ("！",))]),
        ("halfwidth-mark", "使用Python 3.10,效果良好", []),
    ],
)
def test_exact_places(checker: Checker, rule: str, text: str, hits: Hits) -> None:
    assert found(checker, rule, text) == hits


@pytest.mark.parametrize(
    ("rule", "text", "severity"),
    [
        ("ellipsis-form", "甲、乙、……", Severity.NOTE),
        ("dash-form", "我们的目标――高质量发展", Severity.NOTE),
        ("range-mark", "2016－2020年", Severity.NOTE),
        ("range-mark", "2016-2020年", Severity.WARNING),
        ("comma-before-and", "生产、销售、与使用", Severity.NOTE),
    ],
)
def test_what_is_only_a_habit_is_a_note(checker: Checker, rule: str, text: str, severity: Severity) -> None:
    assert [finding.severity for finding in findings(checker, rule, text)] == [severity]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("halfwidth-bracket", "附件(略)。"),
        ("series-mark", "1、总体要求\n"),
        ("enumeration-comma", "“甲”、“乙”。"),
        ("range-mark", "每组10-20人。"),
        ("straight-quote", '坚持"两山"理念。'),
    ],
)
def test_many_places_are_one_finding(checker: Checker, rule: str, text: str) -> None:
    assert [(f.count, len(f.related)) for f in findings(checker, rule, text * 12)] == [(12, 11)]


@pytest.mark.parametrize("kind", ["code", "table", "filename"])
def test_only_prose_is_judged(checker: Checker, kind: str) -> None:
    text = '来到--首都...2021-2025年(略)，“甲”、“乙”，坚持"两山"'
    document = Document(text=text, parts=(Part(label="一", span=Span(0, len(text)), kind=kind),))
    assert [finding.rule_id for finding in checker.check(document)] == []


def test_a_statute_in_its_own_layout_is_silent(checker: Checker) -> None:
    text = (
        "某市档案管理办法\n\n第一章　总则\n\n第一条　为了加强档案管理，制定本办法。\n\n"
        "第二条　有下列情形之一的，由档案主管部门责令改正：\n\n（一）未按照规定归档的；\n\n（二）擅自销毁档案的；\n\n"
        "（三）其他违反本办法的行为。\n\n第三条　前条第（一）、（二）项行为情节严重的，依法给予处分。\n"
    )
    assert list(checker.check(text)) == []


@pytest.mark.parametrize("frame", ["科技局({})编制", '他说"{}"，离开', "他说：“叫“{}”去”", "《关于《{}》的通知》"])
def test_a_proposal_shows_no_more_than_the_report(checker: Checker, frame: str) -> None:
    text = frame.format("李某某，家庭住址：河南省洛阳市涧西区幸福路12号3单元401室")
    assert [f.span for f in checker.check(text) if f.rule_id == "home-address"]
    shown = [f for f in redact(checker.check(text)) if f.category is Category.ERROR]
    assert [f.suggestions for f in shown if f.suggestions]
    assert not any("12号" in one or "401" in one for f in shown for one in (*f.suggestions, f.message, f.matched))
