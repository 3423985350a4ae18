"""Lists of a unit: as offices save them, what they may say, and how they change what is built in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensitive_check
from sensitive_check import (
    Allowed,
    Config,
    ConfigError,
    Document,
    Limits,
    Report,
    Severity,
    Status,
    UnitList,
    WordlistError,
    load_checker,
    load_config,
    loading,
    scan,
    wordlists,
)
from sensitive_check.linting import lint

TERMS = "term,suggestions\n某某事业,某项事业\n旧称呼,\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def checked(text: str | Document, *lists: object, as_of: date | None = None, **more: Any) -> Report:
    """The report under lists of our own and nothing built in but data rules."""
    checker = load_checker(Config(lists=lists, **more))  # type: ignore[arg-type]  # paths and UnitList values
    return checker.check(text, as_of=as_of)


def own(report: Report) -> list[tuple[str | None, str]]:
    """Entry and match of the findings of own lists."""
    return [(f.entry_id, f.matched) for f in report if f.entry_id and not f.entry_id.startswith(("typo", "mis"))]


# ----------------------------------------------------------------------------------------------------- as saved


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("terms.csv", TERMS),
        ("terms.csv", b"\xef\xbb\xbf" + TERMS.replace("\n", "\r\n").encode()),
        ("terms.csv", TERMS.replace("\n", "\r\n").encode("gb18030")),
        ("terms.csv", TERMS.replace(",", ";")),
        ("terms.csv", '"term","suggestions"\n"某某事业","某项事业"\n"旧称呼",""\n'),
        ("terms.csv", "词语,建议改为,备注\n某某事业,某项事业,会议定的\n旧称呼,,\n"),
        ("terms.tsv", TERMS.replace(",", "\t")),
        ("terms.tsv", TERMS.replace(",", "\t").encode("utf-16")),
        ("TERMS.CSV", TERMS),
    ],
)
def test_lists_as_offices_save_them(tmp_path: Path, name: str, content: str | bytes) -> None:
    report = checked("推进某某事业，改掉旧称呼。", written(tmp_path, name, content))
    stem = name.partition(".")[0]
    assert own(report) == [(f"{stem}-2", "某某事业"), (f"{stem}-3", "旧称呼")]
    first, second = report.findings
    assert (first.rule_id, first.severity, first.suggestions) == ("banned-term", Severity.WARNING, ("某项事业",))
    assert (first.source, second.suggestions) == (name, ())


def test_ids_count_rows_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = written(tmp_path, "terms.csv", '\n,\nterm,source\n\n某某事业,"会议\n纪要"\n,\n旧称呼,\n')
    report = checked("推进某某事业，改掉旧称呼。", path)
    assert own(report) == [("terms-5", "某某事业"), ("terms-7", "旧称呼")]
    assert [f.source for f in report] == ["会议\n纪要", "terms.csv"]


def test_a_toml_list_and_its_defaults(tmp_path: Path) -> None:
    path = written(
        tmp_path, "own.toml", "[[entry]]\nterm = '某某事业'\nseverity = 'error'\n[[entry]]\nterm = '旧称呼'\n"
    )
    assert own(checked("某某事业与旧称呼", path)) == [("own-1", "某某事业"), ("own-2", "旧称呼")]
    unit = UnitList(file=path, id="office", rule="typo", source="办公室")
    report = checked("某某事业与旧称呼", unit)
    assert [(f.entry_id, f.rule_id, f.severity.value, f.source) for f in report] == [
        ("office-1", "typo", "error", "办公室"),
        ("office-2", "typo", "warning", "办公室"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("terms.csv", "", ["terms.csv: 是空文件，请补上内容或从索引中删去"]),
        ("terms.csv", "term\n\n", ["terms.csv: 没有词条，请补上或从索引中删去"]),
        ("terms.csv", "某某事业\n", ["terms.csv:1: 表头里没有 term（词语）一栏，请在第一行写明"]),
        ("terms.csv", "term,term\n某某,事业\n", ["terms.csv:1: 表头有重复的栏名，请删去"]),
        ("terms.csv", "term\n某某,事业\n", ["terms.csv:2: 有 2 栏，应为 1 栏"]),
        ("terms.csv", "term,colour\n某某,红\n", ["terms.csv:2: 不认识字段“colour”，请删去或改正"]),
        ("terms.csv", 'term\n"某某\n', ["terms.csv:2: 引号或分隔符有误（unexpected end of data），请改正"]),
        (
            "terms.csv",
            "term,severity,effective_from\n某,\n\u200b\u200b,\n某某,很高\n某某,,去年\n",
            [
                "terms.csv:2: term 只有一个字，会大量误报，请写成词",
                "terms.csv:3: 词里只有看不见的字符，请改正",
                "terms.csv:4: severity 不能是“很高”，只能是 error、warning、note",
                "terms.csv:5: effective_from 应为 日期",
            ],
        ),
        ("terms.csv", "term,guard\n某某,某某(\n", ["terms.csv:2: guard 不能编译：missing ) at position 3"]),
        ("terms.csv", "pattern\n某?\n", ["terms.csv:2: pattern 可以匹配空文本，请改正"]),
        ("terms.csv", "term,rule\n某某,near-miss\n", ["terms.csv:2: 规则 near-miss 只收 form（规范形）"]),
        ("terms.csv", "pattern,rule\n某某,near-miss\n", ["terms.csv:2: 规则 near-miss 只收 form（规范形）"]),
        ("terms.csv", "form\n某 某 某 某\n", ["terms.csv:2: 规范形不足 6 个字，请在 misses 栏列出要查的误写"]),
        ("terms.csv", "term,rule\n某某,no-rule\n", ["terms.csv:2: 规则“no-rule”没有登记，可用的有 "]),
        ("terms.csv", "\x00\x01\x02\x03" * 50, ["terms.csv: "]),
        ("terms.doc", TERMS, ["terms.doc: 词表须是 .csv、.tsv 或 .toml 文件"]),
        ("own.toml", "[[entry]]\nall_of = ['某某']\n", ["own.toml:1: all_of 须有两个以上不同的词"]),
        ("own.toml", "[[entry]]\nterm = 5\n", ["own.toml:1: term 应为 文本"]),
        ("own.toml", "[[entry]]\nterm = '某某'\nid = 5\n", ["own.toml:1: id 应为 文本"]),
        ("own.toml", "[[entry]]\nterm = '某某'\nrule = ['typo']\n", ["own.toml:1: rule 应为 文本"]),
        ("own.toml", "[[entry]]\nterm = '某某'\nsource = 5\n", ["own.toml:1: source 应为 文本"]),
        ("own.toml", "[[entry]]\nterm = '某某'\nsuggestions = '正确'\n", ["own.toml:1: suggestions 应为 列表"]),
        ("own.toml", "[[entry]]\nterm = '某某'\nsuggestions = [1]\n", ["own.toml:1: suggestions 有空值，请填写或删去"]),
        ("own.toml", "[[entry]]\nterm = '某\u200b'\n", ["own.toml:1: term 只有一个字，会大量误报，请写成词"]),
        ("own.toml", "[[entry]]\nterm = '某某'\nwithin = 3\n", ["own.toml:1: within 只能配 all_of，且须大于 0"]),
        ("own.toml", "[[entry]]\nterm = '某某'\nconfidence = 2\n", ["own.toml:1: confidence 应大于 0，不超过 1"]),
    ],
)
def test_faults_have_file_and_line_and_come_together(tmp_path: Path, name: str, content: str, says: list[str]) -> None:
    with pytest.raises(WordlistError) as caught:
        checked("", written(tmp_path, name, content))
    told = str(caught.value).replace(f"{tmp_path}/", "").split("\n")
    assert len(told) == len(says)
    for line, expected in zip(told, says, strict=True):
        assert line.startswith(expected)


@pytest.mark.parametrize("name", ["词表 (1).csv", "词,表|1.csv", f"{'长' * 75}.csv"])
def test_any_file_name_gives_ids(tmp_path: Path, name: str) -> None:
    prefix = {"词表": "词表-(1)", "词,": "词-表-1"}.get(name[:2], "长" * 60)
    path = written(tmp_path, name, TERMS)
    assert own(checked("某某事业", path)) == [(f"{prefix}-2", "某某事业")]
    bare = written(tmp_path, name, "term\n某某事业\n")
    assert own(checked("某某事业", bare)) == [(f"{prefix}-2", "某某事业")]
    assert own(checked("某某事业", path, disabled_lists=(path.stem,))) == []


def test_two_lists_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    first, second = written(tmp_path / "base", "terms.csv", TERMS), written(tmp_path, "terms.csv", "term\n另一词\n")
    with pytest.raises(WordlistError) as caught:
        checked("", first, second)
    assert str(caught.value) == f"{second}: 与 {first} 同名，词条编号会混淆；请改文件名，或在 [[list]] 里各写 id"
    with pytest.raises(WordlistError, match="同名"):
        checked("", first, first)
    report = checked("某某事业，另一词", first, UnitList(file=second, id="more"))
    assert own(report) == [("terms-2", "某某事业"), ("more-2", "另一词")]


def test_entries_switched_off_are_not_counted_as_in_force(tmp_path: Path) -> None:
    path = written(tmp_path, "terms.csv", TERMS)
    for more, count in (({}, 2), ({"disabled_entries": ("terms-2",)}, 1), ({"disabled_lists": ("terms",)}, 0)):
        config = Config(lists=(path,), **more)  # type: ignore[arg-type]  # settings of several types
        assert loading.set_up(config).own_lists == {"terms.csv": count}


CELLS = [
    *(
        "term",
        "词语",
        "pattern",
        "all_of",
        "form",
        "misses",
        "guard",
        "within",
        "severity",
        "suggestions",
        "rule",
        "id",
    ),
    *(
        ",",
        ";",
        "\t",
        "\n",
        "\r\n",
        '"',
        "|",
        "\x00",
        "\u200b",
        "某",
        "某某事业",
        "near-miss",
        "typo",
        "错误",
        "《某某法》",
    ),
    *(
        "(",
        "[a-",
        "a{1,9}",
        "3",
        "whole_word",
        "是",
        "2024年1月1日",
        "effective_from",
        "except_in",
        "\U00020000",
        "\ufeff",
    ),
]
TABLES = [
    *("[[entry]]\n", "term = ", "pattern = ", "all_of = ", "form = ", "misses = ", "pieces = ", "guard = ", "rule = "),
    *(
        "id = ",
        "suggestions = ",
        "severity = ",
        "within = ",
        "confidence = ",
        "source = ",
        "'某某事业'\n",
        "5\n",
        "nan\n",
    ),
    *("['某某', '事业']\n", "[]\n", "[1]\n", "''\n", "true\n", "2024-01-01\n", "'near-miss'\n", "'typo'\n", "'('\n"),
]


@given(
    st.binary(max_size=100).map(lambda content: ("any.csv", content))
    | st.lists(st.sampled_from(CELLS), max_size=20).map(lambda cells: ("any.csv", "".join(cells).encode()))
    | st.lists(st.sampled_from(TABLES), max_size=12).map(lambda rows: ("any.toml", "".join(rows).encode()))
)
@settings(max_examples=20, deadline=None)
def test_any_bytes_are_a_list_or_faults(tmp_path_factory: pytest.TempPathFactory, made: tuple[str, bytes]) -> None:
    path = written(tmp_path_factory.getbasetemp(), *made)
    lint([path])
    try:
        checked("某某事业，《某某法》", path)
    except WordlistError as error:
        said = str(error).split("\n")
    else:
        said = []
    assert all(line.startswith(str(path)) for line in said)


def test_plain_terms_do_not_slip_in_among_right_forms(tmp_path: Path) -> None:
    with pytest.raises(WordlistError, match="规则 near-miss 只收 form"):
        checked("", UnitList(file=written(tmp_path, "terms.csv", "term\n某某事业\n"), rule="near-miss"))


def test_a_missing_list_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(WordlistError, match="读不到文件"):
        checked("", tmp_path / "absent.csv")


# ------------------------------------------------------------------------------------------------ what rows may say


def test_a_term_of_a_unit_counts_in_quotation_marks(tmp_path: Path) -> None:
    assert own(checked("实施“某某事业”", written(tmp_path, "terms.csv", TERMS))) == [("terms-2", "某某事业")]


def test_terms_that_meet(tmp_path: Path) -> None:
    near = written(tmp_path, "near.csv", "all_of,within\n甲公司|董事长,10\n")
    sentence = written(tmp_path, "sentence.csv", "all_of\n甲公司|董事长\n")
    for text, within, together in (
        ("甲公司的董事长", ["甲公司的董事长"], ["甲公司的董事长"]),
        ("董事长到甲公司", ["董事长到甲公司"], ["董事长到甲公司"]),
        ("甲公司近日举行会议，董事长到会", [], ["甲公司近日举行会议，董事长"]),
        ("甲公司举行会议。董事长到会", ["甲公司举行会议。董事长"][:0], []),
        ("董事长来了", [], []),
    ):
        assert [match for _, match in own(checked(text, near))] == within
        assert [match for _, match in own(checked(text, sentence))] == together


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("乙方一二甲方一二三乙方丙方", ["甲方一二三乙方丙方"]),
        ("丙方乙方一二三甲方一二乙方", ["丙方乙方一二三甲方"]),
        ("乙方一二三四甲方一二三四丙方", []),
        ("甲方一二三乙方一二丙方", []),
    ],
)
def test_three_terms_that_meet(tmp_path: Path, text: str, expected: list[str]) -> None:
    path = written(tmp_path, "near.csv", "all_of,within\n甲方|乙方|丙方,10\n")
    assert [match for _, match in own(checked(text, path))] == expected


def test_dates_and_kinds_of_documents(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "dated.csv",
        "term,effective_from,effective_to,context\n旧机构名,2024-01-01,2024年12月31日,\n中奖名单,,,winning-list\n",
    )
    for day, expected in (
        (date(2023, 12, 31), []),
        (date(2024, 1, 1), ["旧机构名"]),
        (date(2024, 12, 31), ["旧机构名"]),
        (date(2025, 1, 1), []),
    ):
        assert [match for _, match in own(checked("旧机构名与中奖名单", path, as_of=day))] == expected
    listed = Document(text="中奖名单", kind="winning-list")
    assert [match for _, match in own(checked(listed, path))] == ["中奖名单"]


def test_guards_exceptions_whole_words_and_confidence(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "own.csv",
        "term,guard,except_in,whole_word,confidence\n"
        "某系统,(?<!老)某系统,,,0.5\n"
        "内部,,内部控制|内部审计,,\n"
        "av,,,,\n"
        "pm,,,否,\n",
    )
    report = checked("某系统、老某系统，内 部消息与内部控制、办公室内部分同志，have av和npm", path)
    assert [(f.matched, f.confidence) for f in report if f.entry_id] == [
        ("某系统", 0.5),
        ("内 部", 1.0),
        ("av", 1.0),
        ("pm", 1.0),
    ]


@pytest.mark.parametrize(
    ("form", "text", "matched"),
    [
        ("APEC领导人非正式会议", "出席APEC领导人非正式会仪", "APEC领导人非正式会仪"),
        ("某地聯席会议办公室", "某地联席会仪办公室", "某地联席会仪办公室"),
        ("某地联席 会议办公室", "某地联席会仪办公室", "某地联席会仪办公室"),
    ],
)
def test_right_forms_may_be_written_as_they_are_printed(tmp_path: Path, form: str, text: str, matched: str) -> None:
    report = checked(text, written(tmp_path, "forms.csv", f"form\n{form}\n"))
    assert [(f.rule_id, f.entry_id, f.matched, f.suggestions) for f in report] == [
        ("near-miss", "forms-2", matched, (form,))
    ]


def test_right_forms_keep_to_their_kinds_of_documents(tmp_path: Path) -> None:
    path = written(tmp_path, "forms.csv", "form,context\n某地联席会议办公室,letter\n")
    assert own(checked("某地联席会仪办公室", path)) == []
    assert own(checked(Document(text="某地联席会仪办公室", kind="letter"), path)) == [("forms-2", "某地联席会仪办公室")]


def test_patterns_may_be_written_in_capitals(tmp_path: Path) -> None:
    path = written(tmp_path, "own.csv", "term,pattern,guard\nAPP系统,,(?<!老)APP系统\n,[A-Z]{2}项目,\n")
    assert own(checked("APP系统、老APP系统、AB项目", path)) == [("own-2", "APP系统"), ("own-3", "AB项目")]


def test_a_slow_pattern_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    path = written(tmp_path, "own.csv", 'pattern\n"(?:a{1,30}){1,30}b"\n某{2}事业\n')
    report = checked("a" * 60 + "，某某事业", path, limits=Limits(pattern_seconds=0.01))
    assert own(report) == [("own-3", "某某事业")]
    assert report.status is Status.PARTIAL
    assert [(item.reason, item.where, item.detail) for item in report.unchecked] == [
        ("rule-failed", "own-2", "TimeoutError")
    ]


@pytest.mark.parametrize("text", ["某\u200b某事业", "某某 事业", "某*某·事业", "某某\n事业", "某某事業", "⽊某某事业"])
def test_disguises_fall_away(tmp_path: Path, text: str) -> None:
    (finding,) = [f for f in checked(text, written(tmp_path, "terms.csv", TERMS)) if f.rule_id == "banned-term"]
    assert text[finding.span.start : finding.span.end] == finding.matched
    assert (finding.matched[0], finding.matched[-1]) in (("某", "业"), ("某", "業"))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("某\u200b某事业", "推进某某事业"),
        ("\u202e某某事业", "推进某某事业"),
        ("⑩某某事业", "推进10某某事业"),
        ("New York 分部", "在New York 分部"),
        ("New York 分部", "在New York分部"),
        ("第 2024 1 号令", "按第2024 1号令"),
    ],
)
def test_terms_are_freed_of_what_a_copy_brought_along(tmp_path: Path, term: str, text: str) -> None:
    path = written(tmp_path, "terms.csv", f"term\n{term}\n")
    assert own(checked(text, path)) == [("terms-2", text[1:] if text[0] in "在按" else text[2:])]


@pytest.mark.parametrize("phrase", ["某某事业\u200b单位", "⑩某某事业单位"])
def test_phrases_are_freed_of_it_too(tmp_path: Path, phrase: str) -> None:
    path = written(tmp_path, "terms.csv", f"term,except_in\n某某事业,{phrase}\n")
    assert own(checked("⑩某某事业单位", path)) == []
    terms = written(tmp_path, "plain.csv", "term\n某某事业\n")
    assert checked("⑩某某事业单位", terms, allow=(Allowed(phrase=phrase, reason="机构"),)).suppressed == 1


# ------------------------------------------------------------------------------------------ changing what is built in


def rules_of(text: str, **more: Any) -> list[tuple[str, str | None]]:
    return [(f.rule_id, f.entry_id) for f in load_checker(Config(**more)).check(text)]


def test_switching_off_by_rule_list_and_entry(tmp_path: Path) -> None:
    text = "截止目前，已有3省上报，，"
    assert rules_of(text) == [("typo", "typo-0001"), ("repeated-mark", None)]
    assert rules_of(text, disabled_rules=("repeated-mark",)) == [("typo", "typo-0001")]
    assert rules_of(text, disabled_lists=("typo",)) == [("repeated-mark", None)]
    assert rules_of(text, disabled_entries=("typo-0001",)) == [("repeated-mark", None)]
    path = written(tmp_path, "terms.csv", TERMS)
    assert rules_of("某某事业", lists=(path,), disabled_lists=("terms",)) == []
    assert rules_of("某某事业，旧称呼", lists=(path,), disabled_entries=("terms-2",)) == [("banned-term", "terms-3")]


def test_replacing_by_entry_list_and_rule(tmp_path: Path) -> None:
    text = "截止目前，再接再励。"
    assert rules_of(text) == [("typo", "typo-0001"), ("typo", "typo-0108")] or len(rules_of(text)) == 2
    same_id = written(tmp_path, "same.csv", "id,term,rule\ntypo-0001,截止目前为止,typo\n")
    assert ("typo", "typo-0001") not in rules_of(text, lists=(same_id,))
    mine = written(tmp_path, "mine.csv", "term,rule\n截止目前,typo\n")
    for name in ("typo-0001", "typo"):
        left = rules_of(text, lists=(UnitList(file=mine, replaces=(name,)),))
        assert left[0] == ("typo", "mine-2")
        assert len(left) == (1 if name == "typo" else 2)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"disabled_rules": ("typoo",)}, "disabled_rules：没有名为 typoo 的规则，是否指 typo"),
        ({"disabled_lists": ("typoo",)}, "disabled_lists：没有名为 typoo 的词条、词表或规则"),
        ({"disabled_entries": ("typo-9999",)}, "disabled_entries：没有名为 typo-9999 的"),
        ({"allow": (Allowed(phrase="某", reason="因", rules=("typoo",)),)}, "allow.rules：没有名为 typoo 的规则"),
    ],
)
def test_names_that_switch_nothing_off_are_refused(more: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_checker(Config(**more))
    assert str(caught.value).startswith(says)


def test_replacing_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    unit = UnitList(file=written(tmp_path, "terms.csv", TERMS), replaces=("tpyo",))
    with pytest.raises(ConfigError, match="replaces：没有名为 tpyo 的"):
        load_checker(Config(lists=(unit,)))


# ----------------------------------------------------------------------------------------------------- what may stand


def test_an_allowed_phrase_covers_what_lies_inside_it(tmp_path: Path) -> None:
    path = written(tmp_path, "terms.csv", TERMS)
    allow = (Allowed(phrase="某某事业单位", reason="机构类别"), Allowed(phrase="用不到", reason="备用"))
    report = checked("某某事业，某某 事业单位", path, allow=allow)
    assert own(report) == [("terms-2", "某某事业")]
    assert (report.suppressed, report.allowed) == (1, {"某某事业单位": 1})
    setup = loading.set_up(Config(lists=(path,), allow=allow))
    run = scan.scan([], setup=setup, stdin="某某事业单位".encode())
    assert (run.exit_code, run.reports[0].status) == (0, Status.CLEAN)
    assert run.notices == ("放行短语“用不到”这次没有用到。",)
    assert [(row["phrase"], row["used"]) for row in run.allow] == [("某某事业单位", 1), ("用不到", 0)]
    assert run.own_lists == {"terms.csv": 2}


def test_an_allowed_phrase_holds_as_it_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, "terms.csv", "term\n某某\n")
    report = checked("某*某单位与某某", path, allow=(Allowed(phrase="某*某单位", reason="名称如此"),))
    assert (own(report), report.suppressed) == ([("terms-2", "某某")], 1)


@pytest.mark.parametrize("text", ["某某\u202e事业", "某某事业\u202e", "\u200b某某事业"])
def test_an_allowed_phrase_hides_no_invisible_character(text: str) -> None:
    report = load_checker(Config(allow=(Allowed(phrase="某某事业", reason="名称"),))).check(text)
    assert [f.rule_id for f in report] == ["bidi-control" if "\u202e" in text else "invisible-character"]
    assert report.suppressed == 0


def test_secrecy_and_personal_data_must_be_named_to_be_allowed() -> None:
    text = "值守手机13800138000"
    for rules, found in (((), 1), (("resident-id",), 1), (("mobile",), 0)):
        allow = (Allowed(phrase=text, reason="对外公布", rules=rules),)
        assert len(load_checker(Config(allow=allow)).check(text).findings) == found


def test_a_password_in_a_link_must_be_named_to_be_allowed() -> None:
    text = "见 https://wang:Qw12er34@www.gov.cn/ 一页"
    for rules, found in (((), ["credential-in-url"]), (("credential-in-url",), [])):
        allow = (Allowed(phrase="https://wang:Qw12er34@www.gov.cn/", reason="演示", rules=rules),)
        assert [f.rule_id for f in load_checker(Config(allow=allow)).check(text)] == found


def test_a_grouped_finding_stays(tmp_path: Path) -> None:
    text = "工作,落实" * 12
    allow = (Allowed(phrase="工作,落实", reason="格式如此"),)
    (finding,) = load_checker(Config(allow=allow)).check(text).findings
    assert finding.count == 12


# ------------------------------------------------------------------------------------------------------ configuration

CONFIG = """\
disabled_rules = ["halfwidth-mark"]
lists = ["terms.csv"]

[[list]]
file = "names.csv"
id = "names"
rule = "name-form"
date = 2026-01-31

[[rule]]
id = "name-form"
category = "expression"
severity = "error"
title = "单位名称"
message = "“{matched}”应为“{suggestion}”"
rationale = "本单位名称以三定方案为准。"
source = "本单位"

[[allow]]
phrase = "某某事业单位"
reason = "机构类别"
rules = ["banned-term"]
"""


def test_everything_from_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    written(folder, "terms.csv", TERMS)
    written(folder, "names.csv", "term,suggestions\n某某办工室,某某办公室\n")
    checker = load_checker(written(folder, "sensitive-check.toml", CONFIG))
    report = checker.check("某某办工室,某某事业单位，某某事业")
    assert [(f.rule_id, f.entry_id, f.message) for f in report] == [
        ("name-form", "names-2", "“某某办工室”应为“某某办公室”"),
        ("banned-term", "terms-2", "“某某事业”属于不宜使用的表述"),
    ]
    assert report.suppressed == 1


@pytest.mark.parametrize("name", ["mobile", "typo", "name-form"])
def test_a_rule_takes_no_other_rules_place(tmp_path: Path, name: str) -> None:
    rule = CONFIG[CONFIG.index("[[rule]]") : CONFIG.index("[[allow]]")].replace("name-form", name)
    path = written(tmp_path, "own.toml", rule + rule if name == "name-form" else rule)
    with pytest.raises(ConfigError, match=f"rule：已有名为 {name} 的规则"):
        load_checker(path)


def test_extends_joins_lists_and_overrides_values(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    written(base, "terms.csv", TERMS)
    written(
        base, "base.toml", "profile = 'media'\nfail_on = 'note'\nlists = ['terms.csv']\ndisabled_rules = ['typo']\n"
    )
    path = written(
        tmp_path, "own.toml", "extends = 'base/base.toml'\nprofile = 'enterprise'\ndisabled_rules = ['mobile']\n"
    )
    config = load_config(path)
    assert (config.profile, config.fail_on, config.disabled_rules) == ("enterprise", "note", ("typo", "mobile"))
    assert config.unit_lists == (UnitList(file=base / "terms.csv"),)


def test_extends_in_a_circle(tmp_path: Path) -> None:
    written(tmp_path, "a.toml", "extends = 'b.toml'\n")
    written(tmp_path, "b.toml", "extends = 'a.toml'\n")
    with pytest.raises(ConfigError, match=r"b\.toml：extends：循环引用"):
        load_config(tmp_path / "a.toml")


def test_profiles_decide_what_is_on() -> None:
    off = {
        "government": ("advertising-term",),
        "media": ("advertising-term", "external-link"),
        "enterprise": ("advertising-term", "external-link"),
        "publicity": ("external-link",),
    }
    for profile, names in off.items():
        assert loading.set_up(Config(profile=profile)).off == (*names, "leader-order", "leader-post")
    setup = loading.set_up()
    known = {rule.id for rule in (*setup.checker.rules, *setup.idle)}
    for one in wordlists.load().profiles.values():
        assert known >= {*one.off, *one.off_without_hosts, *one.at_most}
    hosts = Config(profile="publicity", allowed_hosts=("example.com",))
    assert loading.set_up(hosts).off == ("leader-order", "leader-post")  # they need a table of leaders


def test_the_package_exports_what_a_unit_needs() -> None:
    assert {"Allowed", "UnitList", "Entry"} <= set(sensitive_check.__all__)


def test_lint_tells_patterns_that_no_folded_text_can_match(tmp_path: Path) -> None:
    path = written(tmp_path, "own.csv", "term,guard\n某事业,某事業\n")
    (fault,) = wordlists.lint([path])
    assert fault.text().endswith("own.csv:2: guard 里的“業”不会出现在归一化后的文本里，请写成“业”")
