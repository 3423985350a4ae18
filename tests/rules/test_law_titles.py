"""Titles beside numbers and years: what contradicts is found, with the reason; what fits, or may fit, is silent."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.rules.law_titles import law_title_mismatch

TABLES = wordlists.load().tables
REGISTER = {"某市印章管理规定": "某政办发〔2020〕8号"}
RULE = law_title_mismatch(TABLES.statutes, TABLES.document_numbers, REGISTER)
CHECKER = Checker((RULE,), traditional=TABLES.traditional)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "matched", "reason"),
    [
        (
            "依照《中华人民共和国保守国家秘密法》（2020年修订）办理",
            "《中华人民共和国保守国家秘密法》（2020年修订）",
            "《保守国家秘密法》2024年又经修改，请引用现行版本；确指旧版本的可保留",
        ),
        ("依照《公司法》(2025年修订)", "《公司法》(2025年修订)", "《公司法》最近一次修改在2023年"),
        ("依照《数据安全法》（2025年修正）", "《数据安全法》（2025年修正）", "《数据安全法》2021年制定，没有修改过"),
        ("《数据安全法》（2019年6月10日通过，", "《数据安全法》（2019年6月10日通过", "《数据安全法》2021年才制定"),
        ("按2025年新修订的《公司法》", "2025年新修订的《公司法》", "《公司法》最近一次修改在2023年"),
        ("《公司法》（2018年10月26日第四次修正）", "《公司法》（2018年10月26日第四次修正）", ""),
        (
            "《土地管理法》（国务院令第711号）",
            "《土地管理法》（国务院令第711号）",
            "国务院令第711号是《政府信息公开条例》的文号",
        ),
        ("《信访工作条例》（国办发[2017]第47号）", "《信访工作条例》（国办发[2017]第47号）", ""),
        ("根据国办发〔2017〕47号《信访工作条例》", "国办发〔2017〕47号《信访工作条例》", ""),
        (
            "《某市印章管理规定》（某政办发〔2020〕18号）",
            "《某市印章管理规定》（某政办发〔2020〕18号）",
            "《某市印章管理规定》登记的文号是某政办发〔2020〕8号",
        ),
    ],
)
def test_contradictions_are_found(text: str, matched: str, reason: str) -> None:
    findings = list(CHECKER.check(text, as_of=TODAY))
    assert [finding.matched for finding in findings] == [matched]
    assert findings[0].reason.startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        "《公司法》（2023年修订）、《公司法》（1993年通过）、《公司法》（2024）",
        "《公司法》（以下简称本法）和《公司法》（草案）",
        "《商标法》（2026年修订）自2027年1月1日起施行",  # younger than the table
        "当时适用的《公司法》（2018年修正）",
        "2019年至2022年，依照《公司法》（2018年修正）登记",
        "《某省公司法实施办法》（2018年修正）",
        "《政府信息公开条例》（国务院令第711号）",
        "《中华人民共和国政府信息公开条例》（中华人民共和国国务院令第711号修订）",
        "《关于修改〈政府信息公开条例〉的决定》（国务院令第711号）",
        "《政府信息公开条例》（国务院令第999号）",  # not in the table
        "《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2017〕47号）",
        "依照国办发〔2017〕47号《政府网站发展指引》",
        "《某市印章管理规定》（某政办发〔2020〕8号）",
        "《某市印章管理规定》（某局办〔2020〕18号）",  # another office's number
        "《国家安全法》（1993年通过）",  # a statute of the same name stood before
        "《公司法》2018年修正",
        "2018年修正的《公司法》改了股份回购制度",  # tells when, and cites no version
    ],
)
def test_what_fits_is_silent(text: str) -> None:
    assert [finding.matched for finding in CHECKER.check(text, as_of=TODAY)] == []


def test_a_version_is_out_of_date_only_once_the_next_is_in_force() -> None:
    text = "依照《公司法》（2018年修正）办理登记。"
    assert CHECKER.check(text, as_of=date(2024, 6, 30)).ok
    assert not CHECKER.check(text, as_of=date(2025, 1, 1)).ok


def test_every_statute_knows_its_years() -> None:
    for title, row in TABLES.statutes.items():
        adopted, _, amended = row.partition("\t")
        assert CHECKER.check(f"依照《{title}》（{amended or adopted}年修订）办理。", as_of=TODAY).ok
        early = CHECKER.check(f"依照《中华人民共和国{title}》（{int(adopted) - 1}年公布）办理。", as_of=TODAY)
        assert [finding.reason for finding in early] == [f"《{title}》{adopted}年才制定"]


def test_every_number_knows_its_titles() -> None:
    for number, titles in TABLES.document_numbers.items():
        for title in titles.split("|"):
            assert CHECKER.check(f"按照《{title}》（{number}）办理。", as_of=TODAY).ok
        wrong = CHECKER.check(f"按照《甲乙丙丁》（{number}）办理。", as_of=TODAY)
        assert [finding.matched for finding in wrong] == [f"《甲乙丙丁》（{number}）"]
