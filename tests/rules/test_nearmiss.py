"""Near misses: which slips count, where words forbid them, disguises, titles, and the two lists."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Category, Entry, Finding, Rule, Severity
from sensitive_check.normalize import build_folding
from sensitive_check.rules.nearmiss import LONG, near_miss, slips, titles_of

DAY = date(2026, 11, 24)
NUMERALS = "〇零一二三四五六七八九十百千万亿"
BARE = Rule(
    id="near-miss",
    category=Category.EXPRESSION,
    severity=Severity.ERROR,
    title="固定表述差一字",
    message="“{matched}”应为“{suggestion}”",
    rationale="核对后改正。",
    source="",
)


def near(checker: Checker, text: str) -> list[Finding]:
    """The near misses found in a text."""
    return [finding for finding in checker.check(text) if finding.rule_id == "near-miss"]


def built(*entries: Entry, confusions: dict[str, str] | None = None) -> Checker:
    """A checker for a few forms alone."""
    return Checker((near_miss(replace(BARE, entries=entries), confusions or {}),), traditional={})


def form(text: str, **fields: object) -> Entry:
    """A right form."""
    return Entry(id="near-miss-0001", rule="near-miss", source="测试", form=text, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "matched", "suggestion", "reason"),
    [
        ("坚持中国特色社会注义道路", "中国特色社会注义", "中国特色社会主义", "“注”应为“主”"),
        ("国家卫生建康委员会印发通知", "国家卫生建康委员会", "国家卫生健康委员会", "“建”应为“健”"),
        ("国家知识权局公告", "国家知识权局", "国家知识产权局", "漏了“产”字"),
        ("国家知识权局局长出席", "国家知识权局", "国家知识产权局", "漏了“产”字"),
        ("国家知识产产权局公告", "国家知识产产权局", "国家知识产权局", "多了一个“产”字"),
        ("国家知产识权局公告", "国家知产识权局", "国家知识产权局", "“产识”应为“识产”，两字颠倒"),
        ("报送中华人民共合国有关材料", "中华人民共合国", "中华人民共和国", "“合”应为“和”"),
        ("广西状族自治区", "广西状族自治区", "广西壮族自治区", "“状”应为“壮”"),
        ("交通运书部发文", "交通运书部", "交通运输部", "“书”应为“输”"),
        ("依据《中华人民共和国立发法》", "《中华人民共和国立发法》", "《中华人民共和国立法法》", "“发”应为“法”"),
        ("依据《个人信息保户法》", "《个人信息保户法》", "《个人信息保护法》", "“户”应为“护”"),
        ("依据《个人信息保法》", "《个人信息保法》", "《个人信息保护法》", "漏了“护”字"),
    ],
)
def test_slip(checker: Checker, text: str, matched: str, suggestion: str, reason: str) -> None:
    (found,) = near(checker, text)
    assert (found.matched, found.suggestions, found.reason) == (matched, (suggestion,), reason)
    assert found.message == f"“{matched}”应为“{suggestion}”"
    assert text[found.span.start : found.span.end] == matched
    assert found.severity is Severity.ERROR
    assert found.indicator == "严重表述错误"


@pytest.mark.parametrize(
    "text",
    [
        "国务院办公厅关于国务院台办的通知",
        "国务院副总理、全国政协副主席出席",
        "中共中央书记处书记",
        "贵州省市场监管局",
        "完善现代产业体系，建设全国统一市场",
        "《居民身份证》和《居民身份证法》",
        "《环境保护税法》与《环境保护法》",
        "中华民族的伟大复兴",
        "人力资源社会保障部、住房城乡建设部",
        "第十三届、第十四届全国人民代表大会",
        "请全国人民代表大会会议审议",
        "西部地区协调发展",
    ],
)
def test_ordinary_language(checker: Checker, text: str) -> None:
    assert near(checker, text) == []


@pytest.mark.parametrize(
    "disguised",
    [
        "国家知\u200b识权局",
        "国家知识\u200b\u2060\ufeff权局",
        "国 家知识权局",
        "国家知\n识权局",
        "國家知識權局",
        "交通\u200b运书部",
        "《个人信息\u200b保户法》",
        "《个人信息 保户法》",
        "《個人信息保戶法》",
    ],
)
def test_disguised(checker: Checker, disguised: str) -> None:
    assert [found.matched for found in near(checker, f"根据{disguised}，现通知如下")] == [disguised]


@pytest.mark.parametrize(
    "right",
    ["国家知\u200b识产权局", "国家知识 产权局", "国家知识\n产权局", "國家知識產權局", "《个人信息\u200b保护法》"],
)
def test_disguised_right_form(checker: Checker, right: str) -> None:
    assert near(checker, f"根据{right}，现通知如下") == []


def test_a_title_between_two_proposes_both(checker: Checker) -> None:
    (found,) = near(checker, "根据《减察官法》")
    assert found.suggestions == ("《检察官法》", "《监察官法》")


def test_numerals_are_facts() -> None:
    checker = built(form("党的二十届四中全会精神"), confusions={"四": "三是"})
    assert near(checker, "党的十届四中全会精神，党的十二届四中全会精神") == []
    assert [found.matched for found in near(checker, "党的二十届是中全会精神")] == ["党的二十届是中全会精神"]


def test_edges_and_particles_come_and_go() -> None:
    checker = built(form("住房和城乡建设部"))
    assert near(checker, "房和城乡建设部、住房和城乡建设、住房城乡建设部、住房和城乡建设部部长") == []


def test_variants_and_other_forms_are_right() -> None:
    checker = built(
        form("中共中央总书记", variants=("中共中央书记处",)),
        form("中华优秀传统文化", variants=("中国优秀传统文化",)),
        confusions={"华": "国果"},
    )
    assert near(checker, "中共中央书记处，中国优秀传统文化") == []
    assert [found.matched for found in near(checker, "中共中央书记，中果优秀传统文化")] == [
        "中共中央书记",
        "中果优秀传统文化",
    ]


@pytest.mark.parametrize(("day", "count"), [(date(2026, 8, 14), 1), (date(2026, 8, 15), 0)])
def test_a_form_past_its_end_is_not_protected(day: date, count: int) -> None:
    checker = built(form("《中华人民共和国海洋环境保护法》", effective_to=date(2026, 8, 14)))
    assert len(checker.check("《中华人民共和国海洋环保护法》", as_of=day).findings) == count


@pytest.mark.parametrize(
    "entry",
    [
        form("财政部"),
        form("国家知识产权局", pieces=("国家", "产权局")),
        form("国家知识产权局", pieces=("国", "家知识产权局")),
        form("国家知识产权局", pieces=("国家", "知识", "产权局")),
    ],
)
def test_an_entry_that_cannot_be_sought(entry: Entry) -> None:
    with pytest.raises(ValueError, match="near-miss-0001"):
        near_miss(replace(BARE, entries=(entry,)), {})


def test_a_form_without_pieces_is_cut_in_the_middle() -> None:
    assert [f.matched for f in near(built(form("某某市人民政府办公室")), "某某市人民府办公室")] == [
        "某某市人民府办公室"
    ]


def test_lists(lists: wordlists.Wordlists) -> None:
    rule = next(rule for rule in lists.rules if rule.id == "near-miss")
    confusions, folding = lists.tables.confusions, build_folding(lists.tables.traditional)
    entries = tuple(rule.all_entries)
    assert len(entries) >= 2800
    assert len({entry.form for entry in entries}) == len(entries)
    for entry in entries:
        assert folding.fold(entry.form) == entry.form, "a form is compared with folded text"
        assert entry.form.startswith("《") or entry.misses or len(entry.form) >= LONG
        assert not {entry.form, *entry.variants} & set(entry.misses)
    assert all(character not in others and len(set(others)) == len(others) for character, others in confusions.items())
    assert not any(set(confusions.get(numeral, "")) & set(NUMERALS) for numeral in NUMERALS)


def test_generated_slips_are_found(lists: wordlists.Wordlists) -> None:
    """A seeded sample of what the measurement tries in full: a slip in each of many forms, and every listed miss."""
    bare = next(rule for rule in lists.rules if rule.id == "near-miss")
    rule = near_miss(bare, lists.tables.confusions)
    alone = Checker((rule,), traditional=lists.tables.traditional)
    chance = random.Random(2026)
    entries = tuple(entry for entry in rule.all_entries if entry.effective_to is None)
    right = {text for entry in entries for text in (entry.form, *entry.variants, *titles_of(entry.form))}
    cases = []
    for entry in chance.sample(entries, 250):
        made = [*entry.misses] or [slip for slip in slips(entry.form, lists.tables.confusions) if slip not in right]
        cases += [(entry.form, slip) for slip in chance.sample(made, min(len(made), 2))]
    missed = []
    for form, wrong in cases:
        found = alone.check(f"会议要求，认真学习{wrong}的有关材料。", as_of=DAY).findings
        if not any(finding.matched == wrong and form in finding.suggestions for finding in found):
            missed.append((form, wrong))
    assert len(cases) > 400
    assert len(missed) <= 0.02 * len(cases), missed[:20]


@pytest.mark.parametrize(
    ("text", "matched", "meant"),
    [
        (
            "深入学习习近平新时代中国特色社会注意思想。",
            "习近平新时代中国特色社会注意思想",
            "习近平新时代中国特色社会主义思想",
        ),
        ("中华人民共和国国务院办工厅印发通知", "国务院办工厅", "国务院办公厅"),
        ("县人民代表大会长务委员会", "人民代表大会长务委员会", "人民代表大会常务委员会"),
    ],
)
def test_a_whole_word_and_a_name_behind_the_state(checker: Checker, text: str, matched: str, meant: str) -> None:
    found = [(f.matched, f.suggestions) for f in checker.check(text) if f.rule_id == "near-miss"]
    assert found == [(matched, (meant,))]


def test_another_word_at_the_edge_is_no_slip(checker: Checker) -> None:
    text = "须走向法治化，这是社会主义市场经济本质要求。"
    assert [f.matched for f in checker.check(text) if f.rule_id == "near-miss"] == []
