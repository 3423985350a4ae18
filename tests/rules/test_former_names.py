"""Former names: each checked row fires in the present tense after its change; before it and in history it is silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Entry, Severity
from sensitive_check.rules import RuleOptions, build_rules

LISTS = wordlists.load()
(RULE,) = (rule for rule in build_rules(LISTS.rules, LISTS.tables, RuleOptions()) if rule.id == "former-name")
ENTRIES = tuple(RULE.all_entries)
CHECKER = Checker([RULE], traditional=LISTS.tables.traditional)
CHECKED = [entry for entry in ENTRIES if entry.severity is None]
TODAY = date(2026, 11, 24)


def found(text: str, day: date | None = TODAY) -> list[tuple[str, Severity]]:
    return [(finding.matched, finding.severity) for finding in CHECKER.check(text, as_of=day)]


def plain(entry: Entry) -> str:
    return entry.match[0] if entry.guard else f"按照{entry.term}的要求报送材料"


def test_rows_that_were_not_checked_are_notes() -> None:
    assert len(CHECKED) > 300
    assert all(entry.basis == "checked" for entry in CHECKED)
    assert all(entry.severity is Severity.NOTE for entry in ENTRIES if entry.basis == "recalled")
    assert all(entry.effective_from for entry in ENTRIES)


@pytest.mark.parametrize("entry", CHECKED, ids=lambda entry: entry.id)
def test_a_checked_row_knows_its_day_and_history(entry: Entry) -> None:
    text, day = plain(entry), entry.effective_from
    assert day is not None
    hit = (entry.term, Severity.WARNING)
    assert hit in found(text, day)
    assert hit in found(text)
    assert hit not in found(text, day - timedelta(days=1))
    for history in (f"2005年，{text}", f"当时，{text}", f"《{text}》", f"“{text}”", f"{text}，后并入新设的机构"):
        assert found(history) == []


@pytest.mark.parametrize(
    "text",
    [
        "原国土资源部、环境保护部的职责由新部门承担",
        "他时任国土资源部副部长",
        "农业部原副部长出席活动",
        "根据国土资源部令第35号办理",
        "依据国土资源部2015年第3号公告执行",
        "国土资源部（现自然资源部）负责",
        "国家林业局更名为国家林业和草原局",
        "不再保留国土资源部",
        "“十二五”期间，国土资源部开展了专项行动",
        "该印章刻有国土资源部五字，仅作留存",
        "国土资源部门应当加强监管",
        "依托国土资源部岩溶重点实验室开展研究",
        "住房城乡建设部、财政部联合印发通知",
        "公司人事部、文化部联合举办活动",
        "美国农业部发布报告",
        "越南铁道部、农业部代表团来访",
        "西班牙国家旅游局在京举办推介会",
        "美国国税局发布公告",
        "中央党校（国家行政学院）举办培训班",
        "张某，1950年生，河北省崇礼县人",
        "祖籍浙江省绍兴县，现居北京",
        "河北省抚宁县志编纂委员会",
        "长沙县、金沙县、江陵县同日开工",
        "成渝双城市圈建设加快",
        "新建县级公路三条",
        "河北省承德市双桥区开展活动",
        "吐鲁番地区最高气温达到四十五度",
        "“国税”“地税”两张皮的问题得到解决，国税局一词已不再使用",
        "二〇一五年，国土资源部印发通知",
        "撤销绍兴县，设立柯桥区",
    ],
)
def test_right_uses_are_silent(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("原则上由国土资源部负责", "国土资源部"),
        ("财政部、文化部联合印发通知", "文化部"),
        ("经中华人民共和国交通部批准", "交通部"),
        ("水利部编制规划，征求有关省市的意见后报国务院三峡工程建设委员会审批", "国务院三峡工程建设委员会"),
        ("吉林省松原市扶余县发布通告", "扶余县"),
        ("向国家林业局报送材料", "国家林业局"),
        ("河北省崇礼县志愿者走上街头", "崇礼县"),
        ("建设美丽乡村，由农业部牵头", "农业部"),
        ("浙江绍兴县企业参展", "绍兴县"),
        ("崇礼县政府发布公告", "崇礼县"),
        ("请到市国税局办理", "国税局"),
        ("国 土 资 源 部印发通知", "国 土 资 源 部"),
    ],
)
def test_names_used_as_if_in_force(text: str, matched: str) -> None:
    assert found(text) == [(matched, Severity.WARNING)]


def test_a_draft_without_a_date_that_names_only_older_years_may_be_old() -> None:
    text = "国土资源部开展检查。\n全部工作于2016年5月底完成。"
    (finding,) = CHECKER.check(text)
    assert (finding.severity, finding.matched) == (Severity.NOTE, "国土资源部")
    assert finding.reason == RULE.reasons["undated"]
    assert found(text) == [("国土资源部", Severity.WARNING)]
    assert found("国土资源部开展检查。\n全部工作于2024年5月底完成。", None) == [("国土资源部", Severity.WARNING)]
    assert found("国土资源部开展检查。\n某某局\n2016年5月9日\n", None) == []


def test_a_local_body_is_a_note_and_needs_its_place() -> None:
    assert found("某市环保局发布通知") == [("环保局", Severity.NOTE)]
    assert found("环保局发布通知") == []
