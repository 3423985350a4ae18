"""Meetings: an ordinal and a year that a sentence binds together must agree."""

from __future__ import annotations

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.rules.meetings import MEETING_MISMATCH

CHECKER = Checker([MEETING_MISMATCH], traditional=wordlists.load().tables.traditional)


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.matched, finding.suggestions) for finding in CHECKER.check(text)]


@pytest.mark.parametrize(
    ("text", "matched", "suggestion"),
    [
        ("2021年召开的党的二十大", "2021年召开的党的二十大", "2022年召开的党的二十大"),
        ("2022年9月召开的党的二十大", "2022年9月召开的党的二十大", "2022年10月召开的党的二十大"),
        ("党的十八大于2013年在北京召开", "党的十八大于2013年", "党的十八大于2012年"),
        ("党的十九届五中全会（2021）", "党的十九届五中全会（2021", "党的十九届五中全会（2020"),
        ("（2020年5月）党的十九大（2018年10月）", "党的十九大（2018年10月", "党的十九大（2017年10月"),
        ("二〇二一年召开的党的二十大", "二〇二一年召开的党的二十大", "2022年召开的党的二十大"),
        ("2019年5月28日第十三届全国人民代表大会第三次会议通过", "2019年5月28日第十三届全国人民代表大会第三次会议", ""),
        ("全国政协十四届三次会议于2024年开幕", "全国政协十四届三次会议于2024年", "全国政协十四届三次会议于2025年"),
        ("中国共产党第十七次全国代表大会（2008年）", "中国共产党第十七次全国代表大会（2008年", ""),
        ("2016年第十三届全国人大常委会第五次会议通过", "2016年第十三届全国人大常委会第五次会议", ""),
        ("“十三五”规划（2015—2019年）", "“十三五”规划（2015—2019年", "“十三五”规划（2016—2020年"),
        ("第十四个五年规划（2020-2025）", "第十四个五年规划（2020-2025", "第十四个五年规划（2021-2025"),
        ("2020年是“十四五”开局之年", "2020年是“十四五”开局之年", "2021年是“十四五”开局之年"),
        ("十四届全国人大六次会议提出", "十四届全国人大六次会议", ""),
        ("党的二 十 大于2021年召开", "党的二 十 大于2021年", ""),
    ],
)
def test_ordinal_and_year_disagree(text: str, matched: str, suggestion: str) -> None:
    ((place, suggestions),) = found(text)
    assert place == matched
    assert not suggestion or suggestions == (suggestion,)


@pytest.mark.parametrize(
    "text",
    [
        "党的十九大以来到2022年，全县新增学位五千个",
        "党的二十大以来，2023年、2024年连续两年增长",
        "2023年，党的二十大精神宣讲团走进校园",
        "截至2024年党的二十大代表提案办结率百分之百",
        "自2020年起，党的十九大部署的任务全部落实",
        "2018年12月，党的十九大召开一年后，改革提速",
        "工会十八大于2023年召开，共青团十九大于2023年召开",
        "民革十四届三中全会于2024年召开",
        "省委十二届七中全会于2024年召开",
        "省第十三届人民代表大会第六次会议于2023年召开",
        "2023年1月省十四届人大一次会议通过",
        "1982年12月4日第五届全国人民代表大会第五次会议通过",
        "2018年12月29日第十三届全国人民代表大会常务委员会第七次会议通过",
        "第十三届全国人民代表大会常务委员会第十六次会议2020年2月通过",
        "“十四五”国土空间规划（2021—2035年）",
        "“十四五”规划（2022—2025年）分年度任务",
        "法治宣传教育第八个五年规划（2021—2025年）",
        "2023年是“十四五”规划承上启下之年",
        "2023年，党的二十大通过的党章印发全国",
        "英国工党十九大于2016年召开",
        "2023年，党的二十大提出，到本世纪中叶全面建成社会主义现代化强国",
        "2013年，党的十八大以来的举措继续推进",
        "2023年党的二十大、全国两会精神宣讲",
        "自2012年党的十八大以来，全县面貌一新",
        "1980年党的十一届五中全会",
        "2024年民革中央十四届三中全会召开",
        "2024年，共青团中央十九届二中全会召开",
        "致公党中央十六届二中全会于2023年召开",
        "2024年12月十四届三中全会召开，选举产生了民革的领导机构",
        "党的二十大2023年宣讲工作会议召开",
    ],
)
def test_what_is_not_bound_or_agrees_is_silent(text: str) -> None:
    assert found(text) == []


def test_every_meeting_is_found_with_a_wrong_year_and_only_then() -> None:
    frames = ("{}年召开的{}作出部署", "{1}于{0}年在北京召开", "{}年，{}在北京开幕", "学习{1}（{0}年）文件")
    numbers = "一二三四五"
    for term, first in (("十二", 2013), ("十三", 2018)):
        for session in range(5):
            name, year = f"第{term}届全国人民代表大会第{numbers[session]}次会议", first + session
            for frame in frames:
                assert found(frame.format(year, name)) == []
                assert len(found(frame.format(year - 1, name))) == 1
