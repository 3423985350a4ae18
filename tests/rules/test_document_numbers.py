"""Document numbers in every wrong form, with the stretch, the reason and the right form."""

from __future__ import annotations

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.rules.document_numbers import DOCUMENT_NUMBER_FORM

CHECKER = Checker([DOCUMENT_NUMBER_FORM], traditional=wordlists.load().tables.traditional)
REASONS = DOCUMENT_NUMBER_FORM.reasons


def found(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(finding.matched, finding.suggestions, finding.reason) for finding in CHECKER.check(text)]


@pytest.mark.parametrize(
    ("text", "matched", "suggestion", "reason"),
    [
        ("某办发[2017]47号", "[2017]47号", "〔2017〕47号", "bracket"),
        ("某办发［2017］47号", "［2017］47号", "〔2017〕47号", "bracket"),
        ("某办发（2017）47号", "（2017）47号", "〔2017〕47号", "bracket"),
        ("某办发(2017)第047号", "(2017)第047号", "〔2017〕47号", "bracket"),
        ("某办发﹝2017﹞47号", "﹝2017﹞47号", "〔2017〕47号", "bracket"),
        ("某办发 【2017】 47 号", "【2017】 47 号", "〔2017〕47号", "bracket"),
        ("某办发〔17〕47号", "〔17〕47号", "〔2017〕47号", "year"),
        ("某办发〔2017年〕47号", "〔2017年〕47号", "〔2017〕47号", "year"),
        ("某办发〔2017〕第47号", "〔2017〕第47号", "〔2017〕47号", "ordinal"),
        ("某办发〔2017〕047号", "〔2017〕047号", "〔2017〕47号", "zero"),
        ("（某办发〔2017〕47）", "〔2017〕47", "〔2017〕47号", "unfinished"),
        ("文号：某办发〔2017〕47\n日期", "〔2017〕47", "〔2017〕47号", "unfinished"),
    ],
)
def test_wrong_form(text: str, matched: str, suggestion: str, reason: str) -> None:
    assert found(text) == [(matched, (suggestion,), REASONS[reason])]


@pytest.mark.parametrize(
    "text",
    [
        "某办发〔2017〕47号",
        "某办发〔2017〕 47 号",
        "（2020）某01民终1号",
        "（2020）1号楼",
        "某某住宅（2010）5号楼",
        "某市仲裁字（2017）第12号",
        "某市监罚字〔2023〕第018号",
        "某省人民政府令〔2019〕第3号",
        "某政办发〔2017〕47—49号",
        "某政办发〔2017〕47和48号",
        "某政办发〔1900〕3号",
        "某政办发〔64〕3号",
        "某办发[2017)47号",
        "某办发[2017]",
        "参见张某（2017）12，李某（2018）",
        "某函[2017](https://example.com)",
    ],
)
def test_right_and_other_forms_stay_silent(text: str) -> None:
    assert found(text) == []
