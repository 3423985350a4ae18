"""Homes, birth dates, illnesses and minors: reported with a person beside them, silent without."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker


def found(checker: Checker, rule: str, text: str) -> list[str]:
    return [finding.matched for finding in checker.check(text) if finding.rule_id == rule]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("住址：青山市东湖区和平路8弄12号401室", "青山市东湖区和平路8弄12号401室"),
        ("家庭住址:柳林镇和平村3组25号", "柳林镇和平村3组25号"),
        ("王雅琴是一位教师，现居住于青山市东湖区和平路88号。", "青山市东湖区和平路88号"),
        ("手机13800138000，家住柳林小区5栋2单元", "柳林小区5栋2单元"),
        ("买买提·艾力，男，现住和平路十二号", "和平路十二号"),
    ],
)
def test_home(checker: Checker, text: str, home: str) -> None:
    assert found(checker, "home-address", text) == [home]


@pytest.mark.parametrize(
    "text",
    [
        "住址：青山市东湖区某小区5栋",
        "住址：柳林镇和平村",
        "住址：××路12号",
        "王雅琴，女\n另有一人现住和平路88号",
        "法定代表人王雅琴，公司现住和平路88号",
        "发热人员现居住地应当报告",
        "现住人口12万人，户数4号以上",
    ],
)
def test_no_home(checker: Checker, text: str) -> None:
    assert found(checker, "home-address", text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("当事人：王雅琴，女，1985年3月7日出生，住址不详", "1985年3月7日"),
        ("学生：王雅琴\n出生年月日：2012.3.7", "2012.3.7"),
        ("王雅琴生于1985年3月7日，手机13800138000", "1985年3月7日"),
    ],
)
def test_birth(checker: Checker, text: str, day: str) -> None:
    assert found(checker, "birth-date", text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "王雅琴生于1985年3月7日，长期从事教育工作",
        "王雅琴，女，1985年3月生",
        "著名作家王雅琴，女，1935年3月7日出生，",
        "王雅琴，女，1905年3月7日出生，",
        "2024年3月7日出生人口登记",
    ],
)
def test_no_birth(checker: Checker, text: str) -> None:
    assert found(checker, "birth-date", text) == []


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("病人：王雅琴，诊断：肝硬化", ["王雅琴"]),
        ("王雅琴是一位52岁的女性，近期头晕，经检查确诊为高血压。", ["王雅琴"]),
        ("门诊号：A2024001 患者姓名：王雅琴", ["A2024001"]),
        ("孕妇王雅琴怀孕32周", ["王雅琴"]),
        ("患者王雅琴说，社区服务很好", []),
        ("王雅琴医生，女，52岁，擅长治疗确诊病例", []),
        ("职工王雅琴9岁的孩子得了白血病", []),
        ("患者王××因肺炎入院", []),
        ("王雅琴，女，52岁，任院长\n确诊病例3例", []),
    ],
)
def test_illness(checker: Checker, text: str, matched: list[str]) -> None:
    assert found(checker, "health", text) == matched


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("女童周晓梅遭虐待", ["周晓梅"]),
        ("受害人李思琦，未满十四周岁，被性侵", ["李思琦"]),
        ("受害人李思琦，41岁，被殴打", []),
        ("学生周晓梅勇救落水儿童获见义勇为称号，事发时遭到殴打", []),
        ("女童小红遭虐待", []),
        ("少年周晓梅入选训练营", []),
    ],
)
def test_minor(checker: Checker, text: str, matched: list[str]) -> None:
    assert found(checker, "minor-named", text) == matched
