"""Banned and cautious terms stay silent where the wording is right, and no place is reported by two lists."""

from __future__ import annotations

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Severity
from sensitive_check.rules import RuleOptions, build_rules

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
        for text in (example for entry in rule.entries for example in entry.match):
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
    assert {entry.severity for rule in RULES for entry in rule.entries} == {None, Severity.NOTE}
