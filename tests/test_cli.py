"""The command line: exit code and output of each command, and that nothing planted in a draft leaks."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from sensitive_check import __version__, catalog, loading, scan, streams
from sensitive_check.cli import main
from sensitive_check.wording import CHINESE, _english, apply, interface

CLEAN = "会议顺利召开，请各单位认真落实。\n"
RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
SECOND_ID = "440524188001010014"  # printed in GB 11643
MOBILE = "13800138000"
BASIS = "口径：政府网站与政务新媒体（government）；日期：2026-11-24；词表：" + loading.set_up().lists + "。\n"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(name: str, content: str | bytes) -> None:
    """A file in the current folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def checked(*arguments: str) -> int:
    """``check`` on a fixed day, so that output can be compared."""
    return main(["check", "--as-of", "2026-11-24", *arguments])


# ---------------------------------------------------------------------------------------------------- check


def test_a_clean_draft(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", CLEAN)
    assert checked("a.txt") == 0
    assert capsys.readouterr() == ("检查 1 个输入，共 17 字：全部通过。\n" + BASIS + "未发现单项否决风险\n", "")


def test_an_empty_file_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", "")
    assert checked("a.txt") == 0
    assert capsys.readouterr().out.startswith("检查 1 个输入，共 0 字：全部通过。\n")


def test_a_finding_is_shown_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", f"公示\n联系人身份证号{RESIDENT_ID}。")
    assert checked("a.txt") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("a.txt:2:8  错误  resident-id")
    start = next(i for i, line in enumerate(lines) if line.startswith("    联系人"))
    assert lines[start : start + 2] == ["    联系人身份证号1****************X。", "                  " + "^" * 18]
    assert "检查 1 个输入，共 29 字：有问题 1。" in lines
    assert lines[-1] == "未发现单项否决风险；个人信息 1（部分地方列为否决或扣分）"


def test_a_folder_with_everything(capsys: pytest.CaptureFixture[str]) -> None:
    written("drafts/a.txt", CLEAN)
    written("drafts/p.png", b"x")
    written("drafts/s.css", b"x")
    assert checked("drafts", "absent.txt") == 2
    assert capsys.readouterr().out == (
        "未检查的内容：\n"
        "    absent.txt  无法读取：文件不存在\n"
        "    drafts/p.png  图片，其中的文字无法读取：.png\n"
        "\n"
        "检查 3 个输入，共 17 字：通过 1、未检查 2。\n"
        "跳过 1 个：.css 1。\n" + BASIS + "未发现单项否决风险；另有 2 个输入未（完全）检查，不能据此认为合格\n"
    )


def test_a_folder_without_known_files(capsys: pytest.CaptureFixture[str]) -> None:
    written("drafts/s.css", b"x")
    assert checked("drafts") == 2
    assert capsys.readouterr().out == (
        "没有检查任何输入。\n跳过 1 个：.css 1。\n" + BASIS + "没有检查任何内容，不能据此认为合格\n"
    )
    assert checked("drafts", "--allow-empty") == 0


def test_thresholds_and_notes() -> None:
    written("a.txt", "会议指出，，要抓好落实。")
    for threshold, expected in (("error", 0), ("warning", 1), ("note", 1)):
        assert checked("a.txt", "--fail-on", threshold) == expected


@pytest.mark.parametrize(
    ("content", "code", "encoding"),
    [
        (CLEAN.encode("gb18030"), 0, "gb18030"),
        ("關於印發工作要點的通知，請各單位認真落實。".encode("big5"), 0, "big5"),
        (CLEAN.encode("utf-16-le"), 0, "utf-16-le"),
        (CLEAN.encode() + b"\xff\xfe\n" + CLEAN.encode(), 2, "utf-8"),
        (bytes(range(128, 256)) * 9, 2, None),
        (b"PK\x03\x04" + bytes(99), 2, None),
    ],
)
def test_encodings(content: bytes, code: int, encoding: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", content)
    assert checked("a.txt", "--format", "json", "--fail-on", "error") == code
    (report,) = json.loads(capsys.readouterr().out)["inputs"]
    assert report["encoding"] == encoding
    assert bool(report["unchecked"]) is (code == 2)


def test_nul_bytes_are_read_and_not_shown_raw(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", "请认真\0落实，，好。".encode())
    assert checked("a.txt") in (0, 1)
    assert "\0" not in capsys.readouterr().out


def test_english(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", CLEAN)
    assert checked("a.txt", "absent.txt", "--lang", "en") == 2
    shown = capsys.readouterr().out
    assert shown.startswith("Not checked:\n    absent.txt  cannot be read: no such file\n\nInputs: 2, 17 characters: ")
    assert shown.endswith("\nNo veto item of the inspection found; inputs not (fully) checked: 1: this is no pass\n")


def test_standard_input_is_read_as_the_file_it_would_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "<p>截止<b>目前</b>，已有三省上报。</p>".encode()
    for name, spans in (("页.html", [(3, 10)]), ("a.txt", [])):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page)))
        checked("-", "--stdin-filename", name, "--format", "json")
        run = json.loads(capsys.readouterr().out)
        assert [one["path"] for one in run["inputs"]] == [name]
        assert [(f["start"], f["end"]) for f in run["inputs"][0]["findings"] if f["rule"] == "typo"] == spans
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page)))
    assert checked("-", "--stdin-filename", "a.docx") == 2


def test_files_settings_and_statistics_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    written("d/a.txt", "截止目前，已有三省上报。截止目前，好。\n")
    written("d/b.css", "")
    assert checked("d", "--show-files") == 0
    assert capsys.readouterr().out == "d/a.txt\n略过 .css 1\n"
    assert checked("d", "--show-settings", "--fail-on", "warning") == 0
    assert "fail_on = warning\n" in capsys.readouterr().out
    assert checked("d", "--statistics") == 0
    assert "      2  警告  typo\n" in capsys.readouterr().err


def test_json_and_jsonl(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", f"\U0001f600身份证号{RESIDENT_ID}")
    written("b.txt", CLEAN)
    assert checked("a.txt", "b.txt", "--format", "json") == 1
    run = json.loads(capsys.readouterr().out)
    assert (run["schema"], run["tool"]["version"], run["as_of"]) == (1, __version__, "2026-11-24")
    (found,) = (finding for finding in run["inputs"][0]["findings"] if finding["rule"] == "resident-id")
    assert [found[key] for key in ("start", "end", "start_utf16", "end_utf16", "line", "column", "text")] == [
        *(5, 23, 6, 24, 1, 6),
        "1****************X",
    ]
    assert checked("b.txt", "a.txt", "--format", "jsonl") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["schema"], line["path"], line["status"]) for line in lines] == [
        (1, "a.txt", "findings"),
        (1, "b.txt", "clean"),
    ]


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("会议指出，，要落实。".encode("gb18030"))))
    assert checked("-", "--fail-on", "warning") == 1
    assert capsys.readouterr().out.startswith("<stdin>:1:5  警告  repeated-mark\n")
    monkeypatch.setattr(sys, "stdin", None)
    assert checked("-") == 2
    assert capsys.readouterr() == ("", "错误：无法读取标准输入：已关闭。\n")


# ---------------------------------------------------------------------------------------------------- configuration


def test_configuration_is_found_named_or_ignored() -> None:
    written("a.txt", f"身份证号{RESIDENT_ID}")
    assert checked("a.txt") == 1
    written("sensitive-check.toml", "disabled_rules = ['resident-id']")
    assert checked("a.txt") == 0
    assert checked("a.txt", "--isolated") == 1
    written("other/strict.toml", "")
    assert checked("a.txt", "--config", "other/strict.toml") == 1
    assert checked("a.txt", "--config", "sensitive-check.toml", "--isolated") == 0


def test_options_win_over_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", "会议指出，，要抓好落实。")
    written("sensitive-check.toml", "fail_on = 'warning'\nlang = 'en'\nas_of = 2020-01-01\nprofile = 'media'")
    assert main(["check", "a.txt"]) == 1
    assert "Profile: news media (media); date: 2020-01-01;" in capsys.readouterr().out
    assert checked("a.txt", "--fail-on", "error", "--lang", "zh", "--profile", "government") == 0
    assert BASIS in capsys.readouterr().out


def test_switched_off_rules_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", CLEAN)
    written("sensitive-check.toml", "disabled_rules = ['typo', 'mobile']")
    assert checked("a.txt") == 0
    assert "停用的规则：mobile、typo。\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prfile = 'media'", "错误：sensitive-check.toml:1：prfile：没有这个配置项。可用的：extends、profile、"),
        ("profile = 'party'", "错误：sensitive-check.toml:1：profile：“party”无效，可用的值：government、"),
        ("profile =", "错误：sensitive-check.toml:1：不符合 TOML 语法\n"),
        ("disabled_rules = ['typoo']", "错误：disabled_rules：没有名为 typoo 的规则，是否指 typo；"),
    ],
)
def test_a_faulty_configuration(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", CLEAN)
    written("sensitive-check.toml", text)
    assert main(["check", "a.txt"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(message)


def test_every_rule_switched_off(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", CLEAN)
    off = [rule.id for rule in loading.set_up().checker.rules]
    written("sensitive-check.toml", f"disabled_rules = {off}")
    assert main(["check", "a.txt", "--allow-empty"]) == 2
    assert capsys.readouterr() == ("", "错误：disabled_rules：所有规则都已停用，没有可检查的\n")


# ---------------------------------------------------------------------------------------------------- output


def test_a_report_file(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", f"身份证号{RESIDENT_ID}")
    written("report.json", "old")
    assert checked("a.txt", "--format", "json", "--output", "report.json") == 1
    assert capsys.readouterr() == ("", "报告已写入 report.json。\n")
    assert json.loads(Path("report.json").read_text("utf-8"))["exit_code"] == 1
    assert stat.S_IMODE(os.stat("report.json").st_mode) == 0o600
    assert sorted(os.listdir()) == ["a.txt", "report.json"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("a.txt", "错误：a.txt 是要检查的文件，报告不写入。\n"),
        ("sub/../a.txt", "错误：sub/../a.txt 是要检查的文件，报告不写入。\n"),
        ("sub", "错误：sub 不是普通文件，报告不写入。\n"),
        ("link", "错误：link 不是普通文件，报告不写入。\n"),
        (os.devnull, f"错误：{os.devnull} 不是普通文件，报告不写入。\n"),
        ("absent/report.txt", "错误：报告无法写入 absent/report.txt：文件夹不存在。\n"),
    ],
)
def test_places_a_report_is_not_written_to(output: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", CLEAN)
    Path("sub").mkdir()
    Path("link").symlink_to("a.txt")
    assert checked("a.txt", "--output", output) == 2
    assert capsys.readouterr() == ("", message)
    assert Path("a.txt").read_text() == CLEAN
    assert Path("link").is_symlink()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_report_that_cannot_be_written_leaves_nothing_behind(
    call: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written("a.txt", CLEAN)
    written("report.txt", "old")

    def failing(*_: object) -> None:
        raise OSError(errno.ENOSPC, "planted")

    monkeypatch.setattr(os, call, failing)
    assert checked("a.txt", "--output", "report.txt") == 2
    assert capsys.readouterr() == ("", "错误：报告无法写入 report.txt：磁盘已满。\n")
    assert sorted(os.listdir()) == ["a.txt", "report.txt"]
    assert Path("report.txt").read_text() == "old"


class _Broken(io.StringIO):
    """A standard output nobody reads, or on a full disk."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code

    def flush(self) -> None:
        raise OSError(self.code, "planted")


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        (_Broken(errno.EPIPE), "错误：报告无法写到标准输出：接收的一方已关闭。\n"),
        (_Broken(errno.ENOSPC), "错误：报告无法写到标准输出：磁盘已满。\n"),
        (None, "错误：标准输出已关闭，报告无法写出。\n"),
    ],
)
def test_a_standard_output_that_fails(
    stream: object, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written("a.txt", CLEAN)
    monkeypatch.setattr(sys, "stdout", stream)
    assert checked("a.txt") == 2
    assert capsys.readouterr().err == message


def test_a_closed_standard_output(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", CLEAN)
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    assert checked("a.txt") == 2
    assert capsys.readouterr().err == "错误：标准输出已关闭，报告无法写出。\n"


class _Unbuffered(io.RawIOBase):
    """A pipe without a buffer: takes a part at a time, until its reader is gone."""

    def __init__(self, capacity: int) -> None:
        super().__init__()
        self.left = capacity
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        if not self.left:
            raise BrokenPipeError(errno.EPIPE, "planted")
        part = bytes(content[: min(7, self.left)])
        self.taken += part
        self.left -= len(part)
        return len(part)


def test_an_unbuffered_output_is_written_whole_or_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written("a.txt", CLEAN)
    assert checked("a.txt") == 0
    whole = capsys.readouterr().out.encode()
    for capacity, code in ((10_000, 0), (len(whole) - 1, 2)):
        pipe = _Unbuffered(capacity)
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe, encoding="utf-8", write_through=True))  # type: ignore[type-var]  # as with PYTHONUNBUFFERED
        assert checked("a.txt") == code
        assert pipe.taken == whole[:capacity]


def test_a_narrow_encoding_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    written("a.txt", CLEAN)
    for form, decoded in (("text", "\\u672a\\u53d1\\u73b0"), ("json", '"schema": 1')):
        target = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(target, encoding="ascii"))
        assert checked("a.txt", "--format", form) == 0
        assert decoded in target.getvalue().decode("utf-8")


# ---------------------------------------------------------------------------------------------------- leaks


SECRETS = (
    (RESIDENT_ID, f"身份证号{RESIDENT_ID}"),
    (SECOND_ID, f"证件号码：{SECOND_ID}，，"),
    (MOBILE, f"电话{MOBILE}"),
    ("Xy9secret77", "password=Xy9secret77，，请妥善保管"),
    ("Ab3hunter2z", "系统地址 http://admin:Ab3hunter2z@oa.example.com/login ，，"),
)


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_planted_is_shown(form: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", "\n\n".join(line for _, line in SECRETS))
    written(f"{RESIDENT_ID}.txt", CLEAN)
    written(f"p{SECOND_ID}.png", b"x")
    Path(f"{MOBILE}.txt").symlink_to("absent")
    checked(".", "--format", form, "--notes", "--lang", lang, "--fail-on", "note")
    shown = "".join(capsys.readouterr())
    assert [secret for secret, _ in SECRETS if secret in shown] == []
    assert "1****************X.txt" in shown
    checked("a.txt", "--format", form, "--notes", "--show-values", "--lang", lang)
    assert RESIDENT_ID in capsys.readouterr().out


def test_a_secrecy_mark_is_shown_and_nothing_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.txt", "机密★10年\n\n关于某项目进展的汇报，，请审阅\n联系电话" + MOBILE)
    for form in ("text", "json", "jsonl"):
        assert checked("a.txt", "--format", form) == 1
        shown = capsys.readouterr().out
        assert "机密★10年" in shown
        assert "项目" not in shown
        assert "审阅" not in shown


def test_no_message_shows_a_personal_number(capsys: pytest.CaptureFixture[str]) -> None:
    written(f"{RESIDENT_ID}.toml", f"x = '{MOBILE}'\n{SECOND_ID} = 1")
    for arguments in (
        ["check", "--as-of", RESIDENT_ID, "a.txt"],
        ["check", "--config", f"{RESIDENT_ID}.toml", "a.txt"],
        ["check", "--output", f"{RESIDENT_ID}/x", "a.txt"],
        ["check", f"--{RESIDENT_ID}", "a.txt"],
        ["explain", RESIDENT_ID],
        ["lists", "lint", f"{RESIDENT_ID}.toml"],
        [RESIDENT_ID],
    ):
        assert main(arguments) in (1, 2)
        shown = "".join(capsys.readouterr())
        assert [number for number in (RESIDENT_ID, SECOND_ID, MOBILE) if number in shown] == []
        assert "1****************X" in shown


def test_an_unexpected_error_is_a_code_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise RuntimeError(RESIDENT_ID)

    written("a.txt", CLEAN)
    monkeypatch.setattr(scan, "scan", failing)
    assert checked("a.txt") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("内部错误 E-RuntimeError（test_cli.py:")
    assert RESIDENT_ID not in shown.err


def test_an_interrupt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    written("a.txt", CLEAN)
    monkeypatch.setattr(scan, "collect", interrupted)
    assert checked("a.txt") == 2
    shown = capsys.readouterr().out
    assert "注意：检查在收集文件时被中断，没有检查任何输入。\n" in shown
    assert shown.endswith("没有检查任何内容，不能据此认为合格\n")
    monkeypatch.setattr(loading, "set_up", interrupted)
    assert checked("a.txt") == 2
    assert capsys.readouterr().err.endswith("已中断。\n")


# ---------------------------------------------------------------------------------------------------- other commands


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"sensitive-check {__version__}\n"
    for arguments in (["--help"], ["check", "--help"], ["lists", "lint", "--help"]):
        assert main(arguments) == 0
        assert capsys.readouterr().out.startswith("用法：sensitive-check ")
        assert main([*arguments, "--lang=en"]) == 0
        assert capsys.readouterr().out.startswith("Usage: sensitive-check ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "错误：缺少命令\n用“sensitive-check --help”查看用法。\n"),
        (["chek"], "错误：没有命令 chek（是否想写 check？）\n用“sensitive-check --help”查看用法。\n"),
        (["check"], "错误：缺少 PATH...\n用“sensitive-check check --help”查看用法。\n"),
        (["check", "--formt"], "错误：没有选项 --formt（是否想写 --format？）\n"),
        (
            ["check", "--format", "xml", "a"],
            "错误：--format 的值“xml”无效，可用的值：text、json、jsonl、sarif、github、gitlab、junit、csv\n",
        ),
        (["check", "--as-of", "2026-02-30", "a"], "错误：--as-of 的值“2026-02-30”不是日期，应写成 2026-01-31\n"),
        (["check", "a", "--output"], "错误：--output 需要一个值\n"),
        (["check", "--config", "absent.toml", "a"], "错误：absent.toml：无法读取配置：文件不存在\n"),
        (["explain"], "错误：缺少 RULE_OR_ENTRY\n"),
        (["explain", "a", "b"], "错误：多余的参数 b\n"),
        (["lists"], "错误：缺少命令\n用“sensitive-check lists --help”查看用法。\n"),
        (["check", "--lang", "en", "--formt"], "Error: no such option --formt (did you mean --format?)\n"),
    ],
)
def test_bad_usage(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(message)


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    rules = loading.set_up().checker.rules
    for rule in rules:
        assert main(["explain", rule.id]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith(f"{rule.id}  {rule.title}\n家族：")
        parts = (rule.source, rule.rationale, "停用：", *(() if rule.across else ("会报：\n", "不报：\n")))
        assert all(part in shown for part in parts)
    entry = next(entry for rule in rules for entry in rule.all_entries)
    assert main(["explain", entry.id]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"词条 {entry.id}（规则 {entry.rule}：")
    assert entry.source in shown
    assert main(["explain", "mojibakee"]) == 2
    assert capsys.readouterr() == ("", "错误：没有规则或词条“mojibakee”。相近的有：mojibake。\n")


def test_rules_is_the_table_of_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    shown, _, below = capsys.readouterr().out.partition("\n\n")
    rules = loading.set_up().checker.rules
    assert f"{shown}\n" == catalog.table(rules)
    assert below == "未启用的规则：advertising-term、leader-order、leader-post。\n"
    lines = shown.splitlines()
    assert lines[0] == "| 规则 | 家族 | 严重程度 | 名称 | 检查指标 | 词条 | 依据 |"
    assert sorted(line.split("`")[1] for line in lines[2:]) == sorted(rule.id for rule in rules)
    assert {line.replace("\\|", "").count("|") for line in lines} == {8}
    page = catalog.insert(f"a\n{catalog.BEGIN}\nold\n{catalog.END}\nb\n", shown)
    assert page == f"a\n{catalog.BEGIN}\n{shown}{catalog.END}\nb\n"
    assert catalog.insert(page, shown) == page
    with pytest.raises(ValueError, match="lacks"):
        catalog.insert("a", shown)


def test_lint_of_the_built_in_lists(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["lists", "lint"])
    shown = capsys.readouterr()
    assert (code, shown.err) == (0, ""), shown.out
    assert shown.out.startswith("词表没有问题：")


def test_lint_of_a_broken_row(capsys: pytest.CaptureFixture[str]) -> None:
    written("own.tsv", "id\trule\tterm\nown-0001\ttypo\n")
    assert main(["lists", "lint", "own.tsv"]) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("own.tsv:")
    assert shown.err.endswith(" 处问题。\n")
    assert main(["lists", "lint", "absent.tsv"]) == 2
    assert capsys.readouterr() == ("", "错误：absent.tsv：文件不存在\n")


def test_lint_tells_examples_that_do_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    row = "[[entry]]\nterm = '某某事业'\nmatch = ['推进某事业']\nno_match = ['推进事业', '某某事业']\n"
    written("own.toml", row)
    assert main(["lists", "lint", "own.toml"]) == 1
    assert capsys.readouterr() == (
        "例子不符：own-1-match-1: 推进某事业\n例子不符：own-1-no_match-2: 某某事业\n",
        "共 2 处问题。\n",
    )


# ---------------------------------------------------------------------------------------------------- progress, wording


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_progress_bar_only_on_a_terminal_and_only_on_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    written("a.txt", CLEAN)
    written("b.txt", CLEAN)
    for stream, patience, shown in ((_Terminal(), 0.0, True), (_Terminal(), 1e9, False), (io.StringIO(), 0.0, False)):
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(streams, "_PATIENCE", patience)
        assert checked("a.txt", "b.txt") == 0
        assert ("100%" in stream.getvalue()) is shown


def test_both_languages_say_the_same_things() -> None:
    english = interface("en")
    assert set(english) == set(CHINESE)
    for key, text in CHINESE.items():
        names = [{part.split("}")[0].split("!")[0] for part in words.split("{")[1:]} for words in (text, english[key])]
        assert names[0] == names[1], key


def test_rules_in_english() -> None:
    (rule, *_) = loading.set_up().checker.rules
    wording: dict[str, Any] = _english().get("rule", {}).get(rule.id, {})
    (worded,) = apply((rule,), "en")
    assert worded.title == wording.get("title", rule.title)
    assert worded.scan is rule.scan
    assert apply((rule,), "zh") == (rule,)


def test_every_rule_is_worded_in_english_and_nothing_else_is() -> None:
    setup = loading.set_up()
    rules = {rule.id: rule for rule in (*setup.checker.rules, *setup.idle)}
    english: dict[str, dict[str, Any]] = _english()["rule"]
    assert english.keys() == rules.keys()
    for rule_id, wording in english.items():
        assert {"title", "message", "rationale"} <= wording.keys() <= {"title", "message", "rationale", "reasons"}
        assert wording.get("reasons", {}).keys() == rules[rule_id].reasons.keys(), rule_id


# --------------------------------------------------------------------------------------------------- a unit's lists


def office() -> None:
    """An office that adds two terms, allows a phrase and switches one rule off."""
    written("terms.csv", "词语,建议改为\n某某事业,某项事业\n旧称呼,\n")
    written(
        "sensitive-check.toml",
        "lists = ['terms.csv']\ndisabled_rules = ['halfwidth-mark']\n"
        "allow = [{phrase = '某某事业单位', reason = '机构类别'}, {phrase = '没有用到的', reason = '备用'}]\n",
    )


def test_the_report_says_what_the_office_added_allowed_and_switched_off(capsys: pytest.CaptureFixture[str]) -> None:
    office()
    written("a.txt", "推进某某事业,某某事业单位也要落实。\n")
    assert checked("a.txt", "--fail-on", "warning") == 1
    shown = capsys.readouterr().out
    for line in (
        "a.txt:1:3  警告  banned-term",
        "“某某事业”属于不宜使用的表述",
        "建议：某项事业",
        "依据：terms.csv",
        "按放行设置和基线略去 1 处。",
        "放行短语 2 条在用。",
        "本单位词表：terms.csv（2 条）。",
        "停用的规则：halfwidth-mark。",
        "放行短语“没有用到的”这次没有用到。",
    ):
        assert line in shown
    assert checked("a.txt", "--isolated", "--fail-on", "warning") == 1
    assert "banned-term" not in capsys.readouterr().out


def test_explain_a_host(capsys: pytest.CaptureFixture[str]) -> None:
    written("sensitive-check.toml", '[links]\nallowed_hosts = ["example.com"]\ndenied_hosts = ["old.example.com"]\n')
    for name, says in (
        ("https://www.example.com/a", "www.example.com：可以链接\n注册域名：example.com\n原因：属于 example.com\n"),
        ("www.example.org:8080", 'allowed_hosts = ["example.org"]'),
        ("a.old.example.com", "改为许可：从配置的 links.denied_hosts 中删去 old.example.com"),
        ("https://pan.baidu.com/s/1", 'allowed_hosts = ["pan.baidu.com"]'),
        ("people.com.cn", 'allowed_lists = ["media"]'),
        ("www.g0v.cn", "lookalike-host（错误）"),
    ):
        assert main(["explain", name]) == 0
        assert says in capsys.readouterr().out
    assert main(["explain", "www.example.org", "--lang", "en"]) == 0
    assert "to allow: allowed_hosts" in capsys.readouterr().out
    assert main(["explain", "http://admin:S3cretPw9@no-host"]) == 2
    assert "S3cretPw9" not in capsys.readouterr().err


def test_explain_and_rules_know_the_office(capsys: pytest.CaptureFixture[str]) -> None:
    office()
    assert main(["explain", "terms-2"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("词条 terms-2（规则 banned-term：")
    assert all(part in shown for part in ("某某事业", "某项事业", "terms.csv", "停用：", "terms-2"))
    assert main(["explain", "terms-2", "--isolated"]) == 2
    capsys.readouterr()
    assert main(["explain", "halfwidth-mark"]) == 2
    assert capsys.readouterr().err == "错误：halfwidth-mark 已被检查口径或配置停用。\n"
    assert main(["rules"]) == 0
    shown = capsys.readouterr().out
    assert "`halfwidth-mark`" not in shown
    off = "advertising-term、halfwidth-mark、leader-order、leader-post"
    assert shown.endswith(f"\n未启用的规则：{off}。\n本单位词表：terms.csv（2 条）。\n")
    assert main(["rules", "--profile", "media", "--isolated"]) == 0
    assert capsys.readouterr().out.endswith(
        "\n未启用的规则：advertising-term、external-link、leader-order、leader-post。\n"
    )


def test_explain_knows_what_the_profile_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("advertising-term", "advertising-term-0001"):
        assert main(["explain", name]) == 0
        assert capsys.readouterr().out.endswith("\n当前设置下未启用。\n")
        assert main(["explain", name, "--profile", "publicity"]) == 0
        assert "未启用" not in capsys.readouterr().out


def test_lint_takes_the_lists_of_the_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    office()
    assert main(["lists", "lint"]) == 0
    both = capsys.readouterr().out
    assert main(["lists", "lint", "terms.csv"]) == 0
    assert capsys.readouterr().out == "词表没有问题：1 条规则，2 条词条，例子全部符合。\n"
    assert both.startswith("词表没有问题：")
    written("terms.csv", "词语,建议改为\n某某事业,旧称呼\n旧称呼,\n某某事业,\n国人,\n某,\n")
    assert main(["lists", "lint", "terms.csv"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "terms.csv:2: 建议词“旧称呼”又是 terms-3 的原词，请改正其一",
        "terms.csv:4: 与 terms.csv:2 重复，请删去一条",
        "terms.csv:5: “国人”在“两国人民”之内，请加 guard 或 whole_word",
        "terms.csv:6: term 只有一个字，会大量误报，请写成词",
    ]


def test_lint_takes_a_path_as_the_configuration_declares_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("forms.csv").write_text("term\n某某事业\n", encoding="utf-8")
    declared = '[[list]]\nfile = "forms.csv"\nrule = "near-miss"\n'
    Path("sensitive-check.toml").write_text(declared, encoding="utf-8")
    for arguments in (["lists", "lint"], ["lists", "lint", "forms.csv"], ["lists", "lint", "./forms.csv"]):
        assert main(arguments) == 1
        assert capsys.readouterr().out == "forms.csv:2: 规则 near-miss 只收 form（规范形）\n"


def test_a_page_shows_no_control_and_no_number_of_a_unit(capsys: pytest.CaptureFixture[str]) -> None:
    terms = "term,effective_from\n某某\x1b[31m事业,2024-01-01\n某人13800138000,\n"
    Path("own.csv").write_text(terms, encoding="utf-8")
    Path("sensitive-check.toml").write_text('lists = ["own.csv"]\ndisabled_entries = ["own-3"]\n', encoding="utf-8")
    assert main(["explain", "own-2"]) == 0
    page = capsys.readouterr().out
    assert "词：某某\\x1b[31m事业\n有效期：2024-01-01 至 不限\n" in page
    assert main(["explain", "own-3"]) == 2
    assert capsys.readouterr().err == "错误：own-3 已被检查口径或配置停用。\n"
    assert main(["rules"]) == 0
    assert capsys.readouterr().out.endswith("\n本单位词表：own.csv（1 条）。\n停用的词条：own-3。\n")
    Path("sensitive-check.toml").write_text('lists = ["own.csv"]\n', encoding="utf-8")
    assert main(["explain", "own-3"]) == 0
    assert "13800138000" not in capsys.readouterr().out


def test_parts_are_named_in_the_language_of_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    written("a.html", "<p>正文</p><!-- 手机13800138000 --><img alt='电话13800138000'>")
    assert checked("a.html", "--lang", "en") == 1
    shown = capsys.readouterr().out
    assert "a.html:1:17 (comment)  error  mobile" in shown
    assert "(attribute alt)  error  mobile" in shown
    assert checked("a.html") == 1
    assert "（属性 alt）  错误  mobile" in capsys.readouterr().out
