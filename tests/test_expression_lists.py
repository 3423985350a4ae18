"""Banned and cautious terms stay silent where the wording is right, and no place is reported by two lists."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check import Config, load_checker, wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Severity
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.wording import PROFILES

LISTS = wordlists.load()
EXPRESSION = ("banned-term", "cautious-term")
RULES = [rule for rule in build_rules(LISTS.rules, LISTS.tables, RuleOptions()) if rule.id in EXPRESSION]
CHECKER = Checker(RULES, traditional=LISTS.tables.traditional)
WITH_OTHER_LISTS = Checker(
    build_rules(LISTS.rules, LISTS.tables, RuleOptions()),
    traditional=LISTS.tables.traditional,
)


@pytest.mark.parametrize(
    "text",
    [
        "精神病人在不能辨认自己行为的时候造成危害结果的，不负刑事责任",
        "又聋又哑的人或者盲人犯罪，可以从轻处罚",
        "讯问聋哑的犯罪嫌疑人应当有通晓聋、哑手势的人参加",
        "看守所羁押人犯，应当坚持严密警戒看管",
        "依法保障农民工工资支付，做好刑满释放人员安置帮教",
        "关爱留守儿童，账号粉丝超过十万，大家说他是书呆子",
        "各级党委高度重视，会议取得圆满成功，植物人苏醒",
        "世界卫生组织成员国、RCEP成员国代表出席",
        "台湾清华大学、台湾交通大学、台北故宫博物院师生来访",
        "台湾中华文化促进会、台湾中华青年交流协会组团来访",
        "台湾省是中华人民共和国的神圣领土的一部分",
        "大陆与台湾、内地与港澳的交流",
        "内地与香港关于建立更紧密经贸关系的安排",
        "世界贸易组织成员、亚太经合组织成员经济体",
        "新中国成立以来，特别是改革开放以来",
    ],
)
def test_right_wording_is_silent(text: str) -> None:
    assert [finding.matched for finding in CHECKER.check(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "有人写道：“北朝鲜的情况不同。”",
        "论文《台湾政府采购研究》已撤稿",
        "他引用旧译名「黑非洲」",
        '旧报纸写作"黑非洲"，今已改',
        "“他说：‘黑非洲’是旧称，如今不用”",
    ],
)
def test_quotations_and_titles_are_silent(text: str) -> None:
    assert [finding.matched for finding in CHECKER.check(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "会后“代表”走访黑非洲国家",
        "《手册》发布后走访黑非洲国家",
        "他说：“欢迎。\n走访黑非洲国家",  # a quotation mark left open must not silence the rest of the draft
        '"代表"走访黑非洲国家',
    ],
)
def test_what_follows_a_quotation_counts(text: str) -> None:
    assert [(finding.rule_id, finding.matched) for finding in CHECKER.check(text)] == [("banned-term", "黑非洲")]


def test_no_place_is_reported_by_two_lists() -> None:
    twice = []
    for rule in LISTS.rules:
        for text in (example for entry in rule.all_entries for example in entry.match):
            found = [finding for finding in WITH_OTHER_LISTS.check(text) if finding.entry_id]
            twice += [
                (text, one.entry_id, two.entry_id)
                for one in found
                for two in found
                if one.rule_id < two.rule_id and one.span.overlaps(two.span)
            ]
    assert twice == []


def test_severities_are_the_catalogue_s() -> None:
    assert {rule.id: rule.severity for rule in RULES} == {
        "banned-term": Severity.WARNING,
        "cautious-term": Severity.NOTE,
    }
    assert {entry.severity for rule in RULES for entry in rule.all_entries} == {None, Severity.NOTE}


ADVERTISING = Checker(
    [rule for rule in build_rules(LISTS.rules, LISTS.tables, RuleOptions()) if rule.id == "advertising-term"],
    traditional=LISTS.tables.traditional,
)


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("欢迎品鉴本店国家级美酒。", "国家级美酒"),
        ("给您最高级的享受。", "最高级的享受"),
        ("全城性价比最佳，欲购从速。", "性价比最佳"),
        ("我院治愈率达95%。", "我院治愈率"),
        ("查处一起违法广告。本品药到病除。", "药到病除"),  # only its own sentence speaks about wording
    ],
)
def test_promotion_is_told(text: str, matched: str) -> None:
    assert [finding.matched for finding in ADVERTISING.check(text)] == [matched]


@pytest.mark.parametrize(
    "text",
    [
        "我们追求服务最佳、质量过硬。",  # an aim
        "这是本系列最高级配置。",  # compared with one's own
        "饭后半小时服用效果最佳，开封后七天内为最佳饮用期限。",  # how to use it
        "本产品达到国家级检测标准规定的一级。",  # grades of a standard
        "荣获年度最佳产品设计奖，入选国家级非物质文化遗产代表性项目名录。",  # awards
        "据协会统计，2025年该品牌销量全国第一。",  # when, where, and from which source
        "本品不能代替药物。",  # what an advertisement must say
        "广告不得使用国家级产品、最高级享受、最佳品质等用语。",
        "执法人员查处一家门店，其广告宣称药到病除、包治百病。",
        "“药到病除”“稳赚不赔”之类的话不能写进广告。",
        "任何食品都不能替代母乳。",
        "该病目前无法根治。",
    ],
)
def test_lawful_advertising_is_silent(text: str) -> None:
    assert [finding.matched for finding in ADVERTISING.check(text)] == []


def test_advertising_terms_count_under_publicity_alone() -> None:
    text = "本品药到病除。"
    for profile in PROFILES:
        found = {finding.rule_id for finding in load_checker(Config(profile=profile)).check(text)}
        assert found == ({"advertising-term"} if profile == "publicity" else set())


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("推进一带一路战略", date(2015, 5, 1), []),
        ("推进一带一路战略", date(2020, 5, 1), ["一带一路战略"]),
        ("走访慰问五保户", date(2013, 5, 1), []),
        ("走访慰问五保户", date(2020, 5, 1), ["五保户"]),
        ("目前仍有三个贫困县", date(2019, 5, 1), []),
        ("目前仍有三个贫困县", date(2022, 5, 1), ["贫困县"]),
        ("县纪委监察局通报三起案例", date(2017, 5, 1), []),
        ("县纪委监察局通报三起案例", date(2019, 5, 1), ["纪委监察局"]),
        ("我们不忘初心、继续前进", date(2017, 3, 5), []),
        ("我们不忘初心、继续前进", date(2018, 3, 5), ["不忘初心、继续前进"]),
        ("学习“八个明确”", date(2020, 5, 1), []),
        ("学习“八个明确”", date(2022, 5, 1), ["八个明确"]),
    ],
)
def test_what_was_right_once_is_told_from_its_day_on(text: str, day: date, found: list[str]) -> None:
    assert [finding.matched for finding in WITH_OTHER_LISTS.check(text, as_of=day)] == found
