"""Packages through the whole tool: hostile members in every report, what may stay unchecked, baseline and changes."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sensitive_check import baseline, loading, scan
from sensitive_check.checker import Accepted
from sensitive_check.cli import main
from sensitive_check.config import Config
from sensitive_check.model import Report, Status, Unchecked
from sensitive_check.reporters import REPORTERS, render

SETUP = loading.set_up()
WRONG = "截止目前，已有三省上报。"
MOBILE = "13800138000"
RAR = b"Rar!\x1a\x07\x00"


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A zip file whose members are called exactly so."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo()
            entry.filename = name
            archive.writestr(entry, content)
    return stream.getvalue()


def picture(width: int, height: int) -> bytes:
    """The head of a PNG file."""
    head = b"IHDR" + struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">L", 13) + head + struct.pack(">L", zlib.crc32(head))


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report_on(members: Mapping[str, bytes | str], *accept: Accepted) -> Report:
    Path("a.zip").write_bytes(zipped(members))
    setup = loading.set_up(Config(accept=accept)) if accept else SETUP
    (report,) = scan.scan(["a.zip"], setup=setup).reports
    return report


HOSTILE: dict[str, bytes | str] = {
    "甲\x1b[31m\u202e乙.txt": WRONG,
    "b\n::error::x.txt": WRONG,
    "c\r\nd.rar": RAR,
    "=cmd|x.rar": RAR,
    "<script>e</script>.rar": RAR,
    "f\u2028g.rar": RAR,
    f"{MOBILE}.rar": RAR,
    f"h{MOBILE}.txt": WRONG,
    "../../i.txt": WRONG,
}


@pytest.mark.parametrize("form", REPORTERS)
def test_names_of_members_steer_no_output_and_show_no_number(form: str) -> None:
    Path("a.zip").write_bytes(zipped(HOSTILE))
    shown = render(scan.scan(["a.zip"], setup=SETUP), form, notes=True)
    assert not {"\x1b", "\u202e", "\u2028"} & set(shown)
    assert MOBILE not in shown
    assert not any(line.startswith(("::error::x", "d.rar")) for line in shown.splitlines())
    assert "i.txt" in shown
    if form == "junit":
        assert "<script>" not in shown
    if form == "csv":
        assert not any(cell.startswith("=") for line in shown.splitlines() for cell in line.split(","))
    if form in ("json", "sarif", "gitlab"):
        json.loads(shown)


def test_programs_and_style_sheets_in_an_archive_are_code() -> None:
    report = report_on(
        {
            "a.js": f'var a = "{WRONG}，，", p = "{MOBILE}"; // http://a.example.com/',
            "a.css": "a{background:url(b.png)}",
            "说明.txt": "请落实。",
            "a.ttf": b"\x00\x01\x00\x00\x00\x0c" + bytes(90),
            "setup.exe": b"MZ\x90\x00" + bytes(range(256)),
            "x.tar": bytes(257) + b"ustar" + bytes(250),
            "x.gz": b"\x1f\x8b\x08\x00",
            "x.7z": b"7z\xbc\xaf\x27\x1c",
        }
    )
    assert [(one.rule_id, one.location.part) for one in report.findings if one.severity.value == "error"] == [
        ("mobile", "a.js 第1行"),
        ("external-link", "a.js 链接 第1行"),
    ]
    assert "typo" not in {one.rule_id for one in report.findings}
    assert [(one.where, one.reason, one.detail) for one in report.unchecked] == [
        ("setup.exe", "unsupported", "exe"),
        ("x.tar", "unsupported", "tar"),
        ("x.gz", "unsupported", "gz"),
        ("x.7z", "unsupported", "7z"),
    ]


def test_a_finding_says_the_line_of_its_own_file() -> None:
    inner = zipped({"丙.csv": f"单位,电话\r\n甲,{MOBILE}\r\n", "丁.txt": f"\n\r{MOBILE}"})
    report = report_on(
        {
            "甲.txt": f"请落实。\n\n电话{MOBILE}。\n",
            "乙.txt": f"完毕。\n电话{MOBILE}。",
            "内.zip": inner,
            "戊.html": f"<p>一</p>\n<p>{MOBILE}</p>",
        }
    )
    assert [one.location.part for one in report.findings if one.rule_id == "mobile"] == [
        "甲.txt 第3行",
        "乙.txt 第2行",
        "内.zip 丙.csv 第2行",
        "内.zip 丁.txt 第3行",
        "戊.html",
    ]
    # Those of the whole text, which offsets and marks go by.
    assert [one.line for one in report.findings if one.rule_id == "mobile"] == [3, 6, 8, 12, 14]


def test_what_is_no_text_makes_no_finding_in_another_member() -> None:
    report = report_on({"甲.txt": "请落实。", "b.bin": bytes(range(256)) * 8})
    assert [one.rule_id for one in report.findings] == []
    assert [(one.where, one.reason) for one in report.unchecked] == [("b.bin", "encoding")]


# ------------------------------------------------------------------------------------------------ accepted as unread


@pytest.mark.parametrize(
    ("path", "reason", "left"),
    [
        ("a.zip", "image", ["b.rar", "内.zip!d.rar"]),
        ("*.zip", "unsupported", ["a.png"]),
        ("a.zip!b.*", "unsupported", ["a.png", "内.zip!d.rar"]),
        ("a.zip!内.zip!*", "unsupported", ["a.png", "b.rar"]),
        ("[!b].zip", "image", ["b.rar", "内.zip!d.rar"]),
        ("b.zip!*", "unsupported", ["a.png", "b.rar", "内.zip!d.rar"]),
        ("b.rar", "unsupported", ["a.png", "b.rar", "内.zip!d.rar"]),
    ],
)
def test_an_unread_part_of_a_package_may_be_accepted(path: str, reason: str, left: list[str]) -> None:
    members: dict[str, bytes | str] = {
        "甲.txt": "请落实。",
        "a.png": picture(800, 600),
        "b.rar": RAR,
        "内.zip": zipped({"d.rar": RAR}),
    }
    report = report_on(members, Accepted(path=path, reason=reason, why="另行检查"))
    assert sorted(one.where for one in report.unchecked) == left
    assert {one.where for one in report.accepted} == {"a.png", "b.rar", "内.zip!d.rar"} - set(left)


def test_a_run_with_accepted_parts_passes_and_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    Path("材料").mkdir()
    Path("材料/a.zip").write_bytes(
        zipped({"甲.txt": "请落实。", "图/1.png": picture(800, 600), "logo.png": picture(40, 9)})
    )
    assert main(["check", "材料"]) == 2
    assert "    材料/a.zip（图/1.png）  图片，其中的文字无法读取：png" in capsys.readouterr().out
    Path("sensitive-check.toml").write_text(
        '[unchecked]\naccept = [{path = "材料/*.zip", reason = "image", why = "图片另行检查"}]\n', "utf-8"
    )
    assert main(["check", "材料"]) == 0
    out = capsys.readouterr().out
    assert "已接受、未检查的内容：\n    材料/a.zip（图/1.png）  图片" in out
    assert "logo.png" not in out
    assert main(["check", "材料", "--format", "json"]) == 0
    (read,) = json.loads(capsys.readouterr().out)["inputs"]
    assert [(one["where"], one["reason"]) for one in read["accepted"]] == [("图/1.png", "image")]


def test_thousands_of_accepted_parts_take_linear_time() -> None:
    from sensitive_check.model import Document

    unchecked = tuple(Unchecked(reason="image", where=f"{number}.png") for number in range(30_000))
    checker = loading.set_up(Config(accept=(Accepted(path="*", reason="image", why="无"),))).checker
    report = checker.check(Document(name="a.zip", text="请落实。", unchecked=unchecked))
    assert (report.status, len(report.accepted)) == (Status.CLEAN, 30_000)


# --------------------------------------------------------------------------------------------- baseline and changes

TODAY = date(2026, 11, 24)
APPROVAL = baseline.Approval(reason="历史稿件", approver="值班编辑", expires=date(2027, 1, 31))


def left_of(known: baseline.Baseline) -> list[tuple[str, str | None]]:
    applied = baseline.apply(scan.scan(["a.zip"], setup=SETUP), known, today=TODAY)
    return [(one.rule_id, one.location.part) for report in applied.run.reports for one in report.findings]


def test_a_baseline_knows_what_stands_in_a_member() -> None:
    members = {"甲.txt": f"{WRONG}电话{MOBILE}。", f"{MOBILE}.txt": WRONG}
    Path("a.zip").write_bytes(zipped(members))
    known = baseline.accepted(scan.scan(["a.zip"], setup=SETUP), baseline.new(), APPROVAL, today=TODAY)
    assert left_of(known) == []
    Path("a.zip").write_bytes(zipped({"前言.txt": "请落实。", **members}))
    assert left_of(known) == []
    Path("a.zip").write_bytes(zipped({**members, "乙.txt": f"{WRONG}电话{MOBILE}。"}))
    assert left_of(known) == [("typo", "乙.txt 第1行"), ("mobile", "乙.txt 第1行")]


def test_the_name_of_a_member_enters_no_digest() -> None:
    first, second = (
        {one.fingerprint for one in report_on({f"{number}.txt": WRONG}).findings if one.rule_id == "typo"}
        for number in (MOBILE, "13900139000")
    )
    assert first == second


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def test_a_changed_package_counts_as_new_in_all_its_lines() -> None:
    git("init", "-q", "-b", "main")
    # To git all of these are text, whose lines are not those of what is read in them.
    Path(".gitattributes").write_text("*.zip diff\n", "utf-8")
    for name in ("a.zip", "b.zip"):
        Path(name).write_bytes(zipped({"甲.txt": f"请落实。\n\n\n{WRONG}"}))
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    Path("b.zip").write_bytes(zipped({"甲.txt": f"请落实。\n\n\n{WRONG}", "乙.txt": "请落实。"}))
    run = scan.scan(["."], setup=SETUP, diff_from="HEAD")
    found = [(report.name, one.rule_id) for report in run.reports for one in report.findings]
    assert found == [("b.zip", "typo")]
