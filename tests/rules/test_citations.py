"""Documents out of force: every row is found in the present tense, with what replaced it, and silent as history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Document, Entry, Finding, Outside, Severity
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.rules.citations import repealed_document

LISTS = wordlists.load()
(RULE,) = (rule for rule in build_rules(LISTS.rules, LISTS.tables, RuleOptions()) if rule.id == "repealed-document")
ENTRIES = tuple(RULE.all_entries)
CHECKER = Checker((RULE,), traditional=LISTS.tables.traditional)
TODAY = date(2026, 11, 24)
NUMBERS = tuple(entry for entry in ENTRIES if entry.term[-1] == "号" or entry.term.startswith("gb"))
TITLES = tuple(entry for entry in ENTRIES if entry not in NUMBERS)


def found(text: str, day: date = TODAY) -> list[tuple[str | None, str]]:
    """Entry and match of the findings."""
    return [(finding.entry_id, finding.matched) for finding in CHECKER.check(text, as_of=day)]


def cited(entry: Entry) -> str:
    return entry.term if entry in NUMBERS else f"《{entry.term}》"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_row_is_found_in_the_present_with_what_replaced_it(entry: Entry) -> None:
    text = f"各单位应当按照{cited(entry)}的规定办理。"
    findings: list[Finding] = list(CHECKER.check(text, as_of=TODAY))
    assert [(f.entry_id, f.matched, f.suggestions) for f in findings] == [(entry.id, cited(entry), entry.suggestions)]
    assert findings[0].severity is (entry.severity or Severity.WARNING)
    assert all(suggestion in findings[0].reason for suggestion in entry.suggestions)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_row_is_silent_as_history(entry: Entry) -> None:
    ended = entry.effective_from
    assert ended
    for text in (
        f"各单位原按照{cited(entry)}的规定办理，该文件已经废止。",
        f"{ended.year - 2}年，各单位按照{cited(entry)}的规定办理。",
        f"当时适用的{cited(entry)}对此没有规定。",
    ):
        assert found(text) == []
    assert found(f"各单位应当按照{cited(entry)}的规定办理。", ended - timedelta(days=1)) == []


@pytest.mark.parametrize("entry", TITLES, ids=lambda entry: entry.id)
def test_title_with_the_name_of_the_state_and_inside_other_titles(entry: Entry) -> None:
    if not entry.term.startswith(("国务院", "最高", "全国", "关于")) and "中华人民共和国" not in entry.term:
        stated = f"《中华人民共和国{entry.term}》"
        assert found(f"按照{stated}办理。") == [(entry.id, stated)]
    assert found(f"按照《某省实施〈{entry.term}〉办法》办理。") == []
    assert found(f"按照《某市{entry.term}》办理。") == []


def test_no_row_replaces_itself_and_none_is_named_as_replacement() -> None:
    ended = {f"《{entry.term}》" for entry in TITLES}
    assert [entry.id for entry in ENTRIES if ended & set(entry.suggestions)] == []


def test_recalled_rows_are_notes() -> None:
    recalled = [entry for entry in ENTRIES if entry.basis == "recalled"]
    assert recalled
    assert {entry.severity for entry in recalled} == {Severity.NOTE}


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("依照《合同法》（1999年）签订合同。", "《合同法》"),
        ("《物權法》第三十九條", "《物權法》"),
        ("依照《物\u200b权法》办理。", "《物\u200b权法》"),
        ("按照环境影响评价法开展评价。", "环境影响评价法"),
        ("按照中华人民共和国环境影响评价法开展评价。", "中华人民共和国环境影响评价法"),
        ("按照《环境影响评价法（2018年修正）》开展评价。", "《环境影响评价法（2018年修正）》"),
        ("按国务院令第492号公开。", "国务院令第492号"),
        ("执行GB/T 9704—1999的规定。", "GB/T 9704—1999"),
        (
            "适用《最高人民法院关于适用〈婚姻法〉若干问题的解释（三）》。",
            "《最高人民法院关于适用〈婚姻法〉若干问题的解释（三）》",
        ),
        (
            "# 某某条例\n\n2019年3月2日《国务院关于废止部分行政法规的决定》修订\n\n第一条 根据《民法通则》，",
            "《民法通则》",
        ),
        ("2026年，我局依照《合同法》签订合同三份。", "《合同法》"),
        ("2018年签订的补充协议到期。\n双方依照《合同法》续签。", "《合同法》"),
    ],
)
def test_found(text: str, matched: str) -> None:
    assert [place for _, place in found(text)] == [matched]


@pytest.mark.parametrize(
    "text",
    [
        "合同法律关系、合同法学、合同法。",  # short titles count in marks only
        "依照《劳动合同法》，依照劳动合同法实施条例",
        "公文格式先后执行GB/T 9704—1999和GB/T 9704—2012",
        "水污染防治法律法规、环境影响评价法释义",
        "某市环境影响评价法规汇编",
        "军队医疗机构的医疗事故处理办法另行制定，各地按土地登记办法执行。",  # any such rules
        "《中华人民共和国政府信息公开条例》由国务院令第492号公布，国务院令第711号修订。",
        "# 中华人民共和国环境影响评价法\n\n第一条 为了实施可持续发展战略，制定本法。",
        "关于公布规范性文件清理结果的通知\n\n《信访条例》\n《合同法》",
        "下列文件停止执行：\n1.《信访条例》实施意见；\n2.《个体工商户条例》",
        "某某市人民法院\n民事判决书\n\n依照《合同法》第六十条，判决如下",
        "本院认为，依照《中华人民共和国侵权责任法》第六条，被告应当赔偿。",
        "我国先后颁布《民法通则》《继承法》。",
        "由《物权法》编纂而来的规定",
        "旧《婚姻法》、原收养法、老《合同法》",
        "2016年至2019年，法院依据《担保法》审结一批案件。",
        "一九九九年施行的《合同法》",
        "解放军实施《执业医师法》办法",
        "新《信访工作条例》取代了《信访条例》。",
    ],
)
def test_silent(text: str) -> None:
    assert found(text) == []


def test_inner_marks_may_be_single_and_the_state_named() -> None:
    for inner in ("〈婚姻法〉", "《婚姻法》", "〈中华人民共和国婚姻法〉", "《中华人民共和国婚姻法》"):
        title = f"《最高人民法院关于适用{inner}若干问题的解释（三）》"
        assert [place for _, place in found(f"适用{title}第四条。")] == [title]
    title = "《人民检察院刑事诉讼规则(试行)》"
    assert [place for _, place in found(f"按{title}办理。")] == [title]


def test_a_file_name_cites_nothing() -> None:
    title = "中华人民共和国环境影响评价法"
    assert CHECKER.check(
        Document(text="正文", outside=(Outside(label="文件名", kind="filename", text=title + "_2018"),))
    ).ok


def test_the_date_of_the_document_decides() -> None:
    text = "排污单位应当遵守《水污染防治法》。"
    assert CHECKER.check(Document(text=text, date=date(2026, 8, 14))).ok
    assert not CHECKER.check(Document(text=text, date=date(2026, 8, 15))).ok


def test_number_behind_its_own_title_is_reported_once() -> None:
    text = "《旧办法全文》（某政发〔2011〕9号）和某政发[2011]9号、某政发〔2011〕19号"
    entry = Entry(
        id="own-0001",
        rule=RULE.id,
        source="登记",
        term="旧办法全文",
        numbers=("某政发〔2011〕9号",),
        builtin=False,
    )
    plain = next(rule for rule in LISTS.rules if rule.id == RULE.id)
    rule = repealed_document(replace(plain, entries=(entry,)))
    report = Checker((rule,), traditional={}).check(text)
    assert [finding.matched for finding in report] == ["《旧办法全文》", "某政发[2011]9号"]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.numbers], ids=lambda entry: entry.id)
def test_number_of_a_title_stands_for_it(entry: Entry) -> None:
    for number in entry.numbers:
        assert found(f"各单位应当按照{number}的规定办理。") == [(entry.id, number)]
        assert found(f"按照《{entry.term}》（{number}）办理。") == [(entry.id, f"《{entry.term}》")]


@pytest.mark.parametrize(
    ("text", "day", "severity"),
    [
        ("本规定自1997年5月1日起施行。\n违反的，依照《行政复议条例》申请复议。", None, Severity.NOTE),
        ("本规定自1997年5月1日起施行。\n违反的，依照《行政复议条例》申请复议。", date(2020, 1, 1), Severity.WARNING),
        ("2026年工作要点\n依照《水污染防治法》开展检查。", None, Severity.WARNING),
        ("依照《行政复议条例》申请复议。", None, Severity.WARNING),
    ],
)
def test_a_draft_without_a_date_may_be_as_old_as_the_years_it_names(
    text: str, day: date | None, severity: Severity
) -> None:
    report = CHECKER.check(Document(text=text, date=day))
    assert [finding.severity for finding in report] == [severity]
