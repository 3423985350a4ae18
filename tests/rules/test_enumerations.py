"""Fixed enumerations: what is reported where, which lists are left alone, and every list damaged in every way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Entry, Finding, Severity
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.rules.enumerations import right_list

DAY = date(2026, 11, 24)
SENTENCES = ("要落实{n}（{l}）。", "{n}，即{l}。", "{n}是指{l}。", "会议强调，{n}：{l}。", "坚持{l}的{n}。")
FOREIGN = "狠抓落实"


@pytest.fixture(scope="module")
def alone() -> Checker:
    """The rule by itself."""
    lists = wordlists.load()
    rules = build_rules(lists.rules, lists.tables, RuleOptions())
    chosen = [rule for rule in rules if rule.id == "wrong-enumeration"]
    return Checker(chosen, traditional=lists.tables.traditional)


def lists_in(checker: Checker, text: str, day: date = DAY) -> list[Finding]:
    """What is found in a text."""
    return list(checker.check(text, as_of=day))


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("“四个意识”（【政治意识、大局意识、核心意识、看其意识】）", "“看其意识”应为“看齐意识”"),
        ("“四个意识”，即【政治意识、大局意识、核心意识、看齐意识、责任意识】。", "多了“责任意识”"),
        ("“四个自信”即【道路自信、理论自信和文化自信】。", "漏了“制度自信”"),
        ("坚持【创造、协调、绿色、开放、共享】的新发展理念", "“创造”应为“创新”"),
        ("坚持【创新、协调、绿色、开放、分享】的新发展理念", "“分享”应为“共享”"),
        ("打好【防范化解重大风险、精准扶贫、污染防治】三大攻坚战", "“精准扶贫”应为“精准脱贫”"),
        ("“五位一体”总体布局，即【经济建设、政治建设、社会建设、生态文明建设】。", "漏了“文化建设”"),
        ("三会一课（【支部党员大会、支部委员会、党小组会、党日活动】）", "“党日活动”应为“党课”"),
        ("“六稳”：【稳就业、稳金融、稳外贸、稳外资、稳投资、稳预期、稳增长】", "多了“稳增长”"),
        ("“四个自信”（【道路自信、理论自信、道路自信、制度自信、文化自信】）", "多了“道路自信”"),
        ("“四史”（【党史、国史、改革开放史、发展史】）", "“发展史”应为“社会主义发展史”"),
        ("“四个自信”，即“【道路自信”“理论自信”“制度自信”“民族自信】”。", "“民族自信”应为“文化自信”"),
    ],
)
def test_wrong(alone: Checker, marked: str, reason: str) -> None:
    before, matched, after = marked.replace("】", "【").split("【")
    text = before + matched + after
    (found,) = lists_in(alone, text)
    assert (found.matched, found.reason, found.severity) == (matched, reason, Severity.ERROR)
    assert text[found.span.start : found.span.end] == matched
    assert found.indicator == "严重表述错误"


def test_the_whole_right_list_is_proposed(alone: Checker) -> None:
    (found,) = lists_in(alone, "“三个务必”，即务必不忘初心、牢记使命，务必敢于斗争、善于斗争。")
    assert found.suggestions == ("务必不忘初心、牢记使命，务必谦虚谨慎、艰苦奋斗，务必敢于斗争、善于斗争",)


@pytest.mark.parametrize(
    "text",
    [
        "坚持创新、绿色、协调、开放、共享的新发展理念",
        "“四个意识”，即政治意识、核心意识、大局意识、看齐意识。",
    ],
)
def test_order_is_a_note(alone: Checker, text: str) -> None:
    (found,) = lists_in(alone, text)
    assert (found.reason, found.severity) == ("各项齐全，次序与通行写法不同", Severity.NOTE)


@pytest.mark.parametrize(
    "text",
    [
        "增强“四个意识”、坚定“四个自信”、做到“两个维护”",
        "“六稳”包括稳就业、稳金融、稳外贸等。",
        "“六稳”（稳就业、稳金融……）",
        "坚持创新、协调等新发展理念",
        "既要讲绿色发展，也要讲开放、共享，把新发展理念落到实处",
        "增强政治意识、大局意识，做好本职工作",
        "“四风”问题：享乐主义、奢靡之风、形式主义、官僚主义。",
        "“四个自信”，即“道路自信”“理论自信”“制度自信”“文化自信”。",
        "坚定道路自信、理论自信、制度自信、文化自信的“四个自信”，做到“两个维护”",
        "“五位一体”（经济、政治、文化、社会、生态文明）总体布局",
        "“六保”（保居民就业、保基本民生、保经营主体、保粮食能源安全、保产业链供应链稳定、保基层运转）",
        "中国式现代化的五大特征：人口规模巨大的现代化、全体人民共同富裕的现代化、物质文明和精神文明相协调的现代化、"
        "人与自然和谐共生的现代化、走和平发展道路的现代化。",
        "劳模精神：爱岗敬业、争创一流，艰苦奋斗、勇于创新，淡泊名利、甘于奉献。",
        "企业三项制度：劳动制度、人事制度、分配制度。",
        "宣传干部要练好“四力”（脚力、眼力、脑力、笔力），提高新闻舆论“四力”（传播力、引导力、影响力、公信力）",
        "“四个自信”，即道路自信、理论自信、制度自信、文化自信，推动各项工作",
    ],
)
def test_right_or_no_enumeration(alone: Checker, text: str) -> None:
    assert lists_in(alone, text) == []


def test_the_list_of_its_time(alone: Checker) -> None:
    old = "“四个全面”（全面建成小康社会、全面深化改革、全面依法治国、全面从严治党）"
    assert lists_in(alone, old, date(2018, 3, 5)) == []
    (found,) = lists_in(alone, old)
    assert found.suggestions == ("全面建设社会主义现代化国家、全面深化改革、全面依法治国、全面从严治党",)
    assert (found.severity, found.reason[:20]) == (Severity.WARNING, "这是 2020-10-28 以前的提法，"[:20])
    (found,) = lists_in(alone, old.replace("、全面从严治党", ""))
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "text",
    [
        "“四个意识”（政治意识、大局\u200b意识、核心意识、看其意识）",
        "「四個意識」（政治意識、大局意識、核心意識、看其意識）",
    ],
)
def test_disguised(alone: Checker, text: str) -> None:
    (found,) = lists_in(alone, text)
    assert found.matched == text[text.index("（") + 1 : -1]


def damaged(entry: Entry, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Every list that lacks an item, holds a miswritten or a foreign one, or one too many."""
    items = [item.partition("/")[0] for item in entry.items]
    for at, item in enumerate(items):
        slip = chance.randrange(len(item))
        yield "omitted", items[:at] + items[at + 1 :]
        yield "foreign", [*items[:at], FOREIGN, *items[at + 1 :]]
        yield "miswritten", [*items[:at], item[:slip] + "错" + item[slip + 1 :], *items[at + 1 :]]
    yield "extra", [*items, FOREIGN]


def test_every_list_damaged_in_every_way(alone: Checker) -> None:
    chance = random.Random(2026)
    (rule,) = alone.rules
    counts: Counter[tuple[str, bool]] = Counter()
    missed = []
    for entry in rule.all_entries:
        name = entry.names[0]
        day = entry.effective_to or DAY
        mark = "，" if "、" in "".join(entry.items) else "、"
        for kind, items in damaged(entry, chance):
            text = chance.choice(SENTENCES).format(n=name, l=mark.join(items))
            hit = any(right_list(entry) in found.suggestions for found in lists_in(alone, text, day))
            counts[kind, hit] += 1
            if not hit:
                missed.append(text)
        for sentence in SENTENCES:
            assert lists_in(alone, sentence.format(n=name, l=right_list(entry)), day) == []
    assert sum(counts.values()) > 1500
    for kind in ("omitted", "foreign", "miswritten", "extra"):
        assert counts[kind, True] >= 0.98 * (counts[kind, True] + counts[kind, False]), missed[:20]
