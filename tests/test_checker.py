"""The checker under faults: rules that fail, limits, resolving, accepted gaps, threads."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

import sensitive_check
from sensitive_check.checker import Accepted, Checker
from sensitive_check.context import Context
from sensitive_check.limits import Limits
from sensitive_check.model import (
    Category,
    Document,
    Entry,
    Hit,
    OffsetMap,
    Rule,
    Severity,
    Span,
    Status,
    Unchecked,
    merge_status,
)

PLAIN = Rule(
    id="plain-term",
    category=Category.EXPRESSION,
    severity=Severity.WARNING,
    title="词",
    message="“{matched}”宜改为“{suggestion}”",
    rationale="示例。",
    source="示例",
)


def entry(number: int, term: str, **fields: object) -> Entry:
    """An entry of PLAIN."""
    given = {"id": f"plain-{number:04d}", "rule": "plain-term", "source": "示例", "term": term, **fields}
    return Entry(**given)  # type: ignore[arg-type]  # fields by name


def build(*entries: Entry, rule: Rule = PLAIN, **options: object) -> Checker:
    """A checker with one data rule."""
    return Checker((replace(rule, entries=entries),), traditional={"國": "国"}, **options)  # type: ignore[arg-type]


def spans(checker: Checker, text: str) -> list[tuple[int, int, str | None]]:
    """Spans and entries found."""
    return [(f.span.start, f.span.end, f.entry_id) for f in checker.check(text)]


def test_longer_hit_wins_only_after_it_was_verified() -> None:
    longer = entry(1, "国家秘密", guard="国家秘密文件")
    shorter = entry(2, "秘密", whole_word=False)
    checker = build(longer, shorter)
    assert spans(checker, "国家秘密事项") == [(2, 4, "plain-0002")]
    assert spans(checker, "國家秘密文件") == [(0, 6, "plain-0001")]


def test_equal_hits_keep_the_graver_one() -> None:
    checker = build(entry(1, "测试词", severity=Severity.NOTE), entry(2, "测试词"))
    assert spans(checker, "一个测试词。") == [(2, 5, "plain-0002")]


def test_innocent_phrases_and_word_edges() -> None:
    checker = build(entry(1, "内部", except_in=("内部审计",)))
    assert spans(checker, "内部审计与内部管理，办公室内部分同志") == [(5, 7, "plain-0001")]


def test_the_segmenter_never_drops_a_veto() -> None:
    checker = build(entry(1, "内部", severity=Severity.ERROR))
    (finding,) = checker.check("办公室内部分同志")
    assert finding.severity is Severity.NOTE


def test_pattern_entries() -> None:
    assert spans(build(entry(1, "", pattern="第[0-9]{1,3}稿")), "（第３稿）") == [(1, 4, "plain-0001")]


def test_deeply_nested_terms_do_not_explode() -> None:
    checker = build(*(entry(length, "甲" * length, whole_word=False) for length in range(1, 60)))
    assert len(spans(checker, "甲" * 2000)) == 2000 - 58


def test_a_failing_rule_is_named_and_the_others_go_on() -> None:
    def fail(_context: Context) -> Iterator[Hit]:
        raise RuntimeError("机密内容")
        yield

    broken = replace(PLAIN, id="broken", scan=fail)
    checker = Checker((broken, replace(PLAIN, entries=(entry(1, "测试词"),))), traditional={})
    report = checker.check("测试词")
    assert report.status is Status.PARTIAL
    assert report.unchecked == (Unchecked(reason="rule-failed", where="broken", detail="RuntimeError"),)
    assert [f.rule_id for f in report] == ["plain-term"]
    assert "机密内容" not in repr(report)


def test_a_failing_verifier_is_named_too() -> None:
    def fail(hit: Hit, context: Context) -> Hit | None:
        raise ZeroDivisionError

    checker = build(entry(1, "测试词"), rule=replace(PLAIN, verify=fail))
    assert checker.check("测试词").unchecked[0].where == "plain-term"


def test_listed_findings_are_limited_and_the_gravest_stay() -> None:
    checker = build(entry(1, "测试词"), entry(2, "严重词", severity=Severity.ERROR), limits=Limits(listed=3))
    report = checker.check("测试词。" * 10 + "严重词。")
    assert (report.found, len(report.findings), report.worst) == (11, 3, Severity.ERROR)
    assert report.status is Status.FINDINGS


def test_too_many_hits_are_recorded() -> None:
    report = build(entry(1, "测试词"), limits=Limits(hits=5)).check("测试词。" * 10)
    assert report.status is Status.PARTIAL
    assert report.unchecked == (Unchecked(reason="limit", where="hits", detail="5"),)


def test_a_frequent_term_is_judged_by_its_own_surroundings() -> None:
    checker = build(
        entry(1, "测试词", guard="(?<!非)测试词(?!汇)", except_in=("测试词典",)),
        entry(2, "样本", except_in=("样本库",)),
    )
    text = "甲测试词乙。非测试词丙，测试词汇，测试词典，样本库里有样本。"
    expected = [(1, 4, "plain-0001"), (text.rindex("样本"), len(text) - 1, "plain-0002")]
    shifted = [(start + n * len(text), end + n * len(text), name) for n in range(40) for start, end, name in expected]
    assert spans(checker, text * 40) == shifted


def test_two_entries_of_one_name_keep_their_own_verdicts() -> None:
    checker = build(entry(1, "测试词", guard="测试词甲"), entry(1, "测试词", guard="测试词乙"))
    assert len(spans(checker, "测试词甲。测试词乙。" * 40)) == 80


def test_an_excerpt_names_what_is_secret_in_it() -> None:
    text = "甲" * 20 + "测试词乙测试词" + "\n测试词"
    checker = build(entry(1, "测试词"), rule=replace(PLAIN, sensitive=True, message="词"), limits=Limits(excerpt=5))
    first, second, third = (finding.excerpt for finding in checker.check(text))
    assert (first.start, first.text, first.sensitive) == (15, "甲甲甲甲甲测试词乙测试词", (Span(20, 23), Span(24, 27)))
    assert second.sensitive == first.sensitive
    assert (third.start, third.sensitive) == (28, (Span(28, 31),))


def test_accepted_gaps_do_not_count_against_the_verdict() -> None:
    gap = Unchecked(reason="image", where="第3页")
    document = Document(name="a/b.docx", text="正文", unchecked=(gap,))
    assert build(entry(1, "测试词")).check(document).status is Status.PARTIAL
    accepting = build(entry(1, "测试词"), accept=(Accepted(path="a/*", reason="image", why="封面"),))
    report = accepting.check(document)
    assert (report.status, report.accepted, report.unchecked) == (Status.CLEAN, (gap,), ())


def test_empty_text_is_clean() -> None:
    report = build(entry(1, "测试词")).check("")
    assert (report.status, report.characters, report.ok, report.worst) == (Status.CLEAN, 0, True, None)


def test_lines_end_where_editors_end_them() -> None:
    checker = build(entry(1, "测试词"))
    text = "一\r\n二\u2028三\x85\r四\n  测试词"
    (finding,) = checker.check(text)
    assert (finding.line, finding.column, str(finding.location)) == (4, 3, "4:3")


def test_offsets_in_utf16() -> None:
    (finding,) = build(entry(1, "测试词")).check("\U00020000测试词")
    assert (finding.span, finding.span_utf16) == (Span(1, 4), Span(2, 5))


def test_as_of_comes_from_the_caller_then_the_document() -> None:
    checker = build(entry(1, "测试词"))
    document = Document(text="", date=date(2020, 1, 2))
    assert checker.check(document).as_of == date(2020, 1, 2)
    assert checker.check(document, as_of=date(2021, 3, 4)).as_of == date(2021, 3, 4)


def test_threads_share_a_checker(checker: Checker) -> None:
    texts = ["报送中华人名共和国材料" + "。" * n for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(checker.check, texts))
    assert [len(report.findings) for report in reports] == [len(checker.check(text).findings) for text in texts]


def test_no_repr_shows_the_draft(checker: Checker) -> None:
    report = checker.check("机密★20年\n身份证11010519491231002X")
    assert report.findings
    for value in (report, *report, Document(text="11010519491231002X"), Hit(span=Span(0, 1), suggestions=("甲",))):
        assert "11010519491231002X" not in repr(value)
        assert "甲" not in repr(value)


def test_sensitive_rules_may_not_show_their_match() -> None:
    with pytest.raises(ValueError, match="plain-term"):
        replace(PLAIN, sensitive=True)


@pytest.mark.parametrize(
    ("findings", "unchecked", "read", "status"),
    [
        (0, 0, True, Status.CLEAN),
        (1, 0, True, Status.FINDINGS),
        (1, 1, True, Status.PARTIAL),
        (1, 1, False, Status.NOT_CHECKED),
    ],
)
def test_merge_status(findings: int, unchecked: int, read: bool, status: Status) -> None:
    assert merge_status(findings=findings, unchecked=unchecked, read=read) is status


def test_offset_map() -> None:
    offsets = OffsetMap((0, 2, 3), (0, 4, 4))
    assert offsets.to_source(Span(1, 3)) == Span(1, 5)
    assert offsets.from_source(Span(0, 4)) == Span(0, 2)


def test_what_is_shown_backwards_is_read_as_it_is_shown(checker: Checker) -> None:
    text = "附件\u202e00083100831\u202c由专人保管，\u202e料资部内\u202c"
    found = {(f.rule_id, f.span, f.matched) for f in checker.check(text) if f.rule_id != "bidi-control"}
    assert found == {("mobile", Span(3, 14), "00083100831"), ("internal-mark", Span(22, 26), "料资部内")}
    marked = "\u202e年02★密机\u202c\n关于检查的通知"
    assert ("classification-mark", Span(1, 7)) in {(f.rule_id, f.span) for f in checker.check(marked)}


def test_rules_on_lines_let_wrapped_lines_be() -> None:
    text = "市政府（含办公室\n\n各单位要抓好落实。"
    plain, wrapped = Document(text=text), Document(text=text, wrapped=(Span(0, len(text)),))
    assert [finding.rule_id for finding in sensitive_check.check(plain)] == ["unpaired-bracket"]
    assert [finding.rule_id for finding in sensitive_check.check(wrapped)] == []
    end = len(text)
    elsewhere = Document(text=text, wrapped=(Span(end - 6, end), Span(end - 5, end - 4)))
    assert [finding.rule_id for finding in sensitive_check.check(elsewhere)] == ["unpaired-bracket"]


@pytest.mark.parametrize("character", [",", "a", "1", "-", "，", "《", "“", "(", "的"])
def test_a_long_line_of_one_character_takes_little_memory(character: str, checker: Checker) -> None:
    text = character * 200_000
    checker.check("第一条" * 5_000)  # what is built once
    tracemalloc.start()
    try:
        checker.check(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30 * len(text)
