"""A unit's register of normative documents: as offices save it, what it makes of drafts, and what is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sensitive_check import Config, ConfigError, Report, WordlistError, load_checker, load_config
from sensitive_check.cli import main
from sensitive_check.linting import lint

ROWS = """标题,文号,状态,日期,替代文件
某市政府投资管理办法,某政发〔2015〕3号,废止,2023/5/1,某市政府投资条例
《某市印章管理规定》,某政办发[2020]8号,有效,,
某市公务接待办法,某政发〔2011〕9号,失效,,
某市公务接待办法,某政发〔2022〕1号,修改,,
"""
ENGLISH = """title,number,status,date,replaced_by
某市政府投资管理办法,某政发〔2015〕3号,repealed,2023-05-01,《某市政府投资条例》
某市印章管理规定,某政办发〔2020〕8号,valid,,
某市公务接待办法,某政发〔2011〕9号,expired,,
某市公务接待办法,某政发〔2022〕1号,amended,,
"""
DRAFT = (
    "请按照《某市政府投资管理办法》（某政发〔2015〕3号）执行。\n按某政发[2011]9号接待。\n"
    "依据《某市印章管理规定》（某政办发〔2020〕18号）用印。\n依据《某市公务接待办法》接待。"
)


def written(folder: Path, content: str | bytes, name: str = "normative.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def checked(path: Path, text: str, day: date | None = None) -> Report:
    return load_checker(Config(registers=(path,))).check(text, as_of=day)


@pytest.mark.parametrize(
    "content",
    [
        ROWS,
        ENGLISH,
        b"\xef\xbb\xbf" + ROWS.replace("\n", "\r\n").encode(),
        ROWS.encode("gb18030"),
        ROWS.replace(",", ";"),
        ROWS.replace("标题,", "序号,标题,").replace("\n某", "\n1,某").replace("\n《", "\n2,《"),
    ],
)
def test_registers_as_offices_save_them(tmp_path: Path, content: str | bytes) -> None:
    report = checked(written(tmp_path, content), DRAFT)
    found = [finding for finding in report if finding.category.value == "expression"]
    assert [(finding.rule_id, finding.entry_id, finding.matched, finding.suggestions) for finding in found] == [
        ("repealed-document", "normative-2", "《某市政府投资管理办法》", ("《某市政府投资条例》",)),
        ("repealed-document", "normative-4", "某政发[2011]9号", ()),
        ("law-title-mismatch", None, "《某市印章管理规定》（某政办发〔2020〕18号）", ("某政办发〔2020〕8号",)),
    ]
    assert [finding.source for finding in found][:2] == ["normative.csv:2", "normative.csv:4"]


def test_dates_and_history(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    assert checked(path, "按照《某市政府投资管理办法》执行。", date(2023, 4, 30)).ok
    assert not checked(path, "按照《某市政府投资管理办法》执行。", date(2023, 5, 1)).ok
    assert checked(path, "原《某市政府投资管理办法》已经废止。").ok
    assert checked(path, "某政发〔2022〕1号《某市公务接待办法》").ok
    assert not checked(path, "某政发〔2022〕1号《某市印章管理规定》").ok


def test_rows_can_be_switched_off(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    config = Config(registers=(path,), disabled_entries=("normative-2",))
    assert load_checker(config).check("按照《某市政府投资管理办法》执行。").ok
    with pytest.raises(ConfigError, match="normative-9"):
        load_checker(Config(registers=(path,), disabled_entries=("normative-9",)))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("标题,文号\n某市某某办法,1号\n", "normative.csv:1: 表头里没有 status 一栏，请在第一行写明"),
        ("标题,状态\n", "normative.csv: 没有文件，请填写，或从配置中删去"),
        ("标题,状态\n办法,有效\n", "normative.csv:2: 标题不足 4 个字，请写全称"),
        ("标题,状态\n某市某某办法,暂停\n", "normative.csv:2: 状态应为有效、修改、废止或失效"),
        ("标题,状态,日期\n某市某某办法,废止,去年\n", "normative.csv:2: 日期应写成 2026-01-31"),
        ("标题,状态,文号\n某市某某办法,废止,无\n", "normative.csv:2: 文号里没有数字，请改正"),
        ("标题,状态,密级\n某市某某办法,废止,无\n", "normative.csv:2: 不认识的栏“密级”，请删去或改正"),
        ("标题,状态\n某市某某办法,废止\n某市某某办法,废止\n", "normative.csv:3: 与第 2 行重复，请删去一行"),
        (
            "标题,状态,文号\n某市某某办法,废止,\n某市某某办法,有效,某政发〔2022〕1号\n",
            "normative.csv:2: 另有同名文件在行，旧文件只能凭文号辨认，请补上文号",
        ),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, content: str, says: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(WordlistError) as caught:
        load_checker(Config(registers=(path,)))
    assert f"{tmp_path}/{says}" in caught.value.chinese.split("\n")
    assert f"{tmp_path}/{says}" in [fault.text() for fault in lint([path], registers=[path]).faults]


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name, says in (("normative.xlsx", "文件登记须是 .csv 或 .tsv 文件"), ("missing.csv", "读不到文件")):
        path = tmp_path / name
        if name != "missing.csv":
            written(tmp_path, ROWS, name)
        with pytest.raises(WordlistError, match=says):
            load_checker(Config(registers=(path,)))


def test_two_registers_of_one_name_and_one_named_as_a_list(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    first, second = written(tmp_path, ROWS), written(tmp_path / "old", ROWS)
    with pytest.raises(WordlistError, match="同名，请改文件名"):
        load_checker(Config(registers=(first, second)))
    terms = written(tmp_path / "old", "term\n某某旧称\n")
    with pytest.raises(WordlistError, match="同名，请改文件名"):
        load_checker(Config(lists=(terms,), registers=(first,)))


def test_configuration_names_registers_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, ROWS)
    config = written(tmp_path, 'registers = ["normative.csv"]\n', "sensitive-check.toml")
    draft = written(tmp_path, DRAFT, "draft.txt")
    assert load_config(config).register_paths == (tmp_path / "normative.csv",)
    assert main(["check", str(draft), "--config", str(config), "--fail-on", "warning"]) == 1
    assert "normative.csv（4 条）" in capsys.readouterr().out
    assert main(["explain", "normative-2", "--config", str(config)]) == 0
    assert "文号：某政发〔2015〕3号" in capsys.readouterr().out
    assert main(["lists", "lint", "--config", str(config)]) == 0
    assert main(["lists", "lint", str(tmp_path / "normative.csv"), "--isolated"]) == 0
    with pytest.raises(ConfigError, match="registers"):
        Config(registers="normative.csv")  # type: ignore[arg-type]
