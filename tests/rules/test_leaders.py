"""A unit's leaders: its table as offices save it, and what of a draft disagrees with it. All persons are made up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sensitive_check import (
    Config,
    Document,
    Report,
    WordlistError,
    load_checker,
    load_config,
    loading,
    readers,
    wordlists,
)
from sensitive_check.cli import main
from sensitive_check.linting import lint

TABLE = """\
姓名,职务,排序,任职起,任职止,备注
王雅琴,市委书记,1,2021-09-01,,
李思远,市委副书记、市长,2,2022/1/10,,
李思远,副市长,,2018年3月1日,2022-01-09,
周晓,副市长,3,2022-01-10,2025-12-31,
赵明川,副市长,4,2026-01-01,,
"""
DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(content: str | bytes = TABLE, name: str = "leaders.csv") -> Path:
    path = Path(name)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def report(text: str | Document, day: date | None = DAY, content: str | bytes = TABLE) -> Report:
    return load_checker(Config(leaders=(table(content),))).check(text, as_of=day)


def found(text: str | Document, day: date | None = DAY) -> list[tuple[str, str, str]]:
    return [(f.rule_id, f.matched, f.reason) for f in report(text, day) if f.rule_id.startswith("leader")]


DEGREE = "名单中此人当日的职务与文中写法不同"
HOLDER = "名单中这一职务当日由另一人担任"
TERM = "名单中此人当日不任这一职务"
NAME = "与名单中任此职者的姓名差一个字"


@pytest.mark.parametrize(
    ("text", "matched", "reason"),
    [
        ("副市长李思远主持会议。", "副市长李思远", DEGREE),
        ("李思远副市长主持会议。", "李思远副市长", DEGREE),
        ("赵明川市长带队督查。", "赵明川市长", DEGREE),
        ("市长赵明川带队督查。", "市长赵明川", DEGREE),
        ("代市长李思远作报告。", "代市长李思远", DEGREE),
        ("县长李思远作报告。", "县长李思远", DEGREE),
        ("市委书记李思远作报告。", "市委书记李思远", DEGREE),
        ("市委副书记王雅琴作报告。", "市委副书记王雅琴", DEGREE),
        ("市委书记赵明川作报告。", "市委书记赵明川", HOLDER),
        ("市长王雅琴作报告。", "市长王雅琴", HOLDER),
        ("副市长周晓出席。", "副市长周晓", TERM),
        ("市委书记王雅芹出席。", "市委书记王雅芹", NAME),
        ("市委书记王琴雅出席。", "市委书记王琴雅", NAME),
        ("李思园市长出席。", "李思园市长", NAME),
        ("副市长 赵明州 出席。", "副市长 赵明州", NAME),
        ("副市长：李思远", "副市长：李思远", DEGREE),
        ("副\u200b市长李\u200b思远主持会议。", "副\u200b市长李\u200b思远", DEGREE),
    ],
)
def test_what_disagrees_with_the_table(text: str, matched: str, reason: str) -> None:
    assert found(text) == [("leader-post", matched, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "市委书记王雅琴主持，市委副书记、市长李思远，副市长赵明川出席。",
        "李思远市长、赵明川副市长到场。",
        "常务副市长赵明川到场。",
        "市长李思远同志讲话。",
        "时任副市长李思远参加奠基。",
        "李思远曾任副市长。",
        "会议提名李思远为代市长人选。",
        "市政府党组书记李思远主持党组会议。",
        "王雅琴在市委副书记、市长李思远陪同下调研。",
        "副市长周晓东来访。",  # a longer name
        "周晓声局长介绍情况。",
        "市长助理陈立群、市长热线办公室负责人到会。",
        "李思远市长热线接听日。",
        "市委书记王雅说完后散会。",  # a shorter name, no wrong character
        "市长办公会议研究了有关事项。",
        "李思远 市长 赵明川 副市长",
        "市长 李思远 副市长 赵明川",
        "王雅琴\t市委书记\t李思远\t市长",
        "副市长在思远大厦召开座谈会。",
        "邻市市长张立新一行来访。",
    ],
)
def test_what_agrees_with_the_table_or_is_nothing_of_it(text: str) -> None:
    assert found(text) == []


def test_a_table_with_names_and_posts() -> None:
    rows = "序号,姓名,职务\n1,王雅琴,市委书记\n2,李思远,副市长\n3,赵明川,副市长、市公安局局长\n4,陈立群,副市长\n"
    document = readers.read_content(rows.encode(), "领导分工.csv")
    assert found(document) == [("leader-post", "副市长", DEGREE)]
    (one,) = (f for f in report(document) if f.rule_id == "leader-post")
    assert (one.line, one.column) == (3, 7)


@pytest.mark.parametrize(
    ("text", "day", "matched"),
    [
        ("副市长李思远出席。", date(2021, 5, 1), []),
        ("市长李思远出席。", date(2021, 5, 1), ["市长李思远"]),
        ("副市长周晓出席。", date(2025, 12, 31), []),
        ("副市长周晓出席。", date(2026, 1, 1), ["副市长周晓"]),
    ],
)
def test_the_day_of_the_draft_decides(text: str, day: date, matched: list[str]) -> None:
    assert [stretch for _, stretch, _ in found(text, day)] == matched
    assert [f.matched for f in report(Document(text=text, date=day), None)] == matched


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("李思远、王雅琴出席会议。", ["李思远、王雅琴"]),
        ("市委书记王雅琴、副市长赵明川、市长李思远参加活动。", ["赵明川、市长李思远"]),
        ("赵明川、李思远和王雅琴到会。", ["赵明川、李思远"]),
        ("王雅琴、李思远、赵明川出席会议。", []),
        ("李思远主持会议，王雅琴讲话。", []),
        ("李思远、王雅琴按姓氏笔画排列。", []),
        ("李思远会见张立新、王雅琴一行。", []),
        ("李思远、王雅琴分别作了部署。", []),
        ("市长李思远、市委书记王雅琴先后发言。", []),
        ("李思远市长、王雅琴书记依次宣读了名单。", []),
        ("会上，先后由李思远、王雅琴主持讨论。", []),
        ("考察组先后会见了市长李思远、市委书记王雅琴。", []),
        ("李思远、王雅琴出席会议并分别讲话。", ["李思远、王雅琴"]),
        ("会议分别作出安排，李思远、王雅琴参加。", ["李思远、王雅琴"]),
        ("李思远、王雅琴等领导分别参加。", ["李思远、王雅琴"]),
    ],
)
def test_the_order_of_names(text: str, matched: list[str]) -> None:
    assert found(text) == [("leader-order", stretch, "") for stretch in matched]


def test_a_finding_tells_nothing_of_the_table() -> None:
    (one,) = report("市委书记王雅芹出席。")
    told = f"{one.message}{one.reason}{one.suggestions}{one.source}{one.rationale}"
    assert "王雅琴" not in told
    assert "王雅琴" not in repr(wordlists.load(leaders=[table()]).leaders)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r\n").encode("gb18030"),
        TABLE.replace(",", ";"),
        TABLE.replace("姓名,职务,排序,任职起,任职止", "name,post,order,from,to"),
    ],
)
def test_tables_as_offices_save_them(content: str | bytes) -> None:
    assert [f.matched for f in report("副市长李思远、王雅琴到会。", content=content)] == [
        "副市长李思远",
        "李思远、王雅琴",
    ]
    linted = lint([Path("leaders.csv")])
    assert (linted.faults, linted.broken, linted.entries) == ((), (), 5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", ["leaders.csv: 是空文件，请补上内容或从索引中删去"]),
        ("姓名,职务,排序,任职起,任职止\n", ["leaders.csv: 没有人员，请填写，或从配置中删去"]),
        (
            "姓名,排序\n王雅琴,1\n",
            ["leaders.csv:1: 表头里没有 post 一栏，请在第一行写明", "leaders.csv:2: 缺少职务，请补上"],
        ),
        (
            "姓名,职务,年龄\n王雅琴,市长,50\n",
            ["leaders.csv:2: 有不认识的栏，第一行应为 姓名、职务、排序、任职起、任职止"],
        ),
        ("姓名,职务\n王 雅,市长\n", ["leaders.csv:2: 姓名须是两个以上的汉字，中间不留空格"]),
        ("姓名,职务,排序\n王雅琴,市长,第一\n", ["leaders.csv:2: 排序须是从 1 开始的整数"]),
        ("姓名,职务,任职起\n王雅琴,市长,去年\n", ["leaders.csv:2: 任职起应写成 2026-01-31"]),
        (
            "姓名,职务,任职起,任职止\n王雅琴,市长,2024-05-01,2023-05-01\n",
            ["leaders.csv:2: 任职止早于任职起，请改正"],
        ),
        ("姓名,职务\n王雅琴,市长\n\n王雅琴,市长\n", ["leaders.csv:4: 与第 2 行重复，请删去一行"]),
    ],
)
def test_faults_have_file_and_line(content: str, says: list[str]) -> None:
    with pytest.raises(WordlistError) as caught:
        report("", content=content)
    assert str(caught.value).split("\n") == says
    assert "王雅琴" not in str(caught.value)
    assert "王雅琴" not in caught.value.english


def test_a_missing_table_stops_the_run() -> None:
    with pytest.raises(WordlistError, match="读不到文件"):
        load_checker(Config(leaders=("absent.csv",)))


def test_from_a_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    table()
    Path("sensitive-check.toml").write_text('leaders = ["leaders.csv"]\n', encoding="utf-8")
    Path("a.txt").write_text("副市长李思远主持会议。", encoding="utf-8")
    assert load_config("sensitive-check.toml").leaders == (Path("leaders.csv"),)
    assert main(["check", "a.txt", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["own_lists"] == {"leaders.csv": 5}
    assert shown["tool"]["lists"] != loading.set_up().lists
    assert [one["rule"] for one in shown["inputs"][0]["findings"]] == ["leader-post"]
    assert main(["lists", "lint"]) == 0
    assert main(["rules"]) == 0
    shown = capsys.readouterr().out
    assert "`leader-post`" in shown
    assert shown.endswith("\n未启用的规则：advertising-term。\n本单位词表：leaders.csv（5 条）。\n")
    table("姓名,职务\n王雅琴,\n")
    assert main(["lists", "lint"]) == 1
    assert capsys.readouterr().out == "leaders.csv:2: 缺少职务，请补上\n"
    assert main(["lists", "lint", "leaders.csv"]) == 1


def test_the_template_is_an_empty_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lists", "template", "leaders"]) == 0
    header = capsys.readouterr().out
    assert header == "姓名,职务,排序,任职起,任职止\n"
    filled = f"{header}王雅琴,市长,1,2022-01-10,\n"
    assert [f.matched for f in report("副市长王雅琴出席。", content=filled)] == ["副市长王雅琴"]
    assert main(["lists", "template", "terms"]) == 2
    assert capsys.readouterr().err == "错误：NAME 的值“terms”无效，可用的值：leaders\n"


def test_without_a_table_the_rules_are_not_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(loading.set_up().off) >= {"leader-post", "leader-order"}
    assert main(["explain", "leader-post"]) == 0
    assert capsys.readouterr().out.endswith("\n当前设置下未启用。\n")


def test_a_configuration_may_switch_one_off() -> None:
    checker = load_checker(Config(leaders=(table(),), disabled_rules=("leader-order",)))
    assert [f.rule_id for f in checker.check("李思远、王雅琴、副市长李思远", as_of=DAY)] == ["leader-post"]
