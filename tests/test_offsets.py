"""Spans index the original text, and a disguised hit is still the same finding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.rules import RuleOptions, build_rules

LISTS = wordlists.load()
CHECKER = Checker(build_rules(LISTS.rules, LISTS.tables, RuleOptions()), traditional=LISTS.tables.traditional)
TRADITIONAL = {simplified: traditional for traditional, simplified in LISTS.tables.traditional.items()}
IGNORABLES = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\ufe00\u034f\u3164\u0301\U000e0041"

# (rule, text before, hit, text after): hits of every kind that has characters to hide between
HITS = [
    ("classification-mark", "", "机密★20年", "\n关于检查的通知"),
    ("classification-mark", "", "绝密", "\n关于检查的通知"),
    ("resident-id", "经办人身份证号", "11010519491231002X", "，已核对"),
    ("mobile", "经办人手机", "13800138000", "，已核对"),
    ("credential", "后台", "密码：Abc@2024", "，用户名另告"),
    ("credential", "令牌", "ghp_" + "Fake7Key2Not3Real5" * 2, "，请勿外传"),
    ("external-link", "详见", "https://www.example.com/a", "，欢迎访问"),
    ("typo", "", "截止目前", "，已有三省上报"),
    ("near-miss", "报送", "中华人名共和国", "有关材料"),
    ("misstatement", "深刻理解", "习近平新时代社会主义思想", "的内涵"),
    ("misstatement", "召开了", "二十大三中全会", "，会议指出"),
]
FRAGMENTS = st.sampled_from(
    [
        *(before + hit + after for _, before, hit, after in HITS),
        *("，，", "工作,安排", "\r\n", "\n", "\u200b", "區(qū)", "锟斤拷"),
        *("\u3000", "\U00020000", "\ud800", "总则", "12", " ", "a@b.cn"),
    ]
)


def fullwidth(character: str) -> str:
    """The full-width form of a visible ASCII character."""
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=12).map("".join))
@settings(deadline=None)
def test_spans_index_the_original_text(text: str) -> None:
    report = CHECKER.check(text)
    for finding in report:
        assert 0 <= finding.span.start < finding.span.end <= len(text)
        assert text[finding.span.start : finding.span.end] == finding.matched
        assert finding.line is not None
        before = text[: finding.span.start].encode("utf-16-le", "surrogatepass")
        assert finding.span_utf16.start == len(before) // 2
    assert list(report.findings) == sorted(report.findings, key=lambda f: (f.span, f.rule_id, f.entry_id or ""))


@pytest.mark.parametrize(("rule", "before", "hit", "after"), HITS, ids=lambda value: str(value)[:12])
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_disguised_hit_is_the_same_finding(rule: str, before: str, hit: str, after: str, data: st.DataObject) -> None:
    letters = []
    for character in hit:
        change = data.draw(st.sampled_from(["", "", "ignorable", "width", "traditional"]))
        shown = fullwidth(character) if change == "width" else character
        shown = TRADITIONAL.get(character, character) if change == "traditional" else shown
        letters.append(shown)
        if change == "ignorable":
            letters.append(data.draw(st.text(st.sampled_from(IGNORABLES), min_size=1, max_size=3)))
    disguised = "".join(letters).rstrip(IGNORABLES)
    # An address keeps its plain letters: other forms of : and / belong to no address.
    if rule == "external-link":
        disguised = "".join(c if c in IGNORABLES else hit[i] for i, c in _positions(disguised, hit))
    text = before + disguised + after
    spans = {(f.span.start, f.span.end) for f in CHECKER.check(text) if f.rule_id == rule}
    assert (len(before), len(before + disguised)) in spans


def _positions(disguised: str, hit: str) -> list[tuple[int, str]]:
    """Pair each visible character of a disguised hit with its place in the plain one."""
    pairs, place = [], 0
    for character in disguised:
        pairs.append((place, character))
        place += character not in IGNORABLES
    return pairs


@pytest.mark.parametrize(("rule", "before", "hit", "after"), HITS[1:8], ids=lambda value: str(value)[:12])
def test_a_blank_line_separates_texts(rule: str, before: str, hit: str, after: str) -> None:
    first = before + hit + after
    shift = len(first) + 2
    single = {(f.rule_id, f.span.start, f.span.end) for f in CHECKER.check(first)}
    double = {(f.rule_id, f.span.start, f.span.end) for f in CHECKER.check(f"{first}\n\n{first}")}
    assert double == single | {(rule, start + shift, end + shift) for rule, start, end in single}
