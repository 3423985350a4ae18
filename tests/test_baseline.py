"""The baseline: what is accepted stays quiet, what is new is found, and nothing damaged is taken for empty."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sensitive_check import ConfigError, baseline, loading, scan
from sensitive_check.cli import main
from sensitive_check.model import Run

SETUP = loading.set_up()
TODAY = date(2026, 11, 24)
RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
APPROVAL = baseline.Approval(reason="历史稿件", approver="值班编辑", expires=date(2027, 1, 31))
DRAFTS = {
    "a.txt": f"登记人身份证号{RESIDENT_ID}，已核。\n截止目前，已有三省上报。\n",
    "b.txt": "机密★10年\n关于有关情况的汇报\n截止目前，已有三省上报。\n",
}


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "d"
    folder.mkdir()
    for name, text in DRAFTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def checked() -> Run:
    return scan.scan(["d"], setup=SETUP)


def left(run: Run, known: baseline.Baseline, today: date = TODAY) -> list[tuple[str, str, int | None]]:
    """Input, rule and line of what the baseline does not cover."""
    applied = baseline.apply(run, known, today=today)
    return [(report.name, found.rule_id, found.line) for report in applied.run.reports for found in report.findings]


def created() -> baseline.Baseline:
    return baseline.accepted(checked(), baseline.new(), APPROVAL, today=TODAY)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda folder: None, []),
        (lambda folder: edit(folder / "a.txt", lambda text: "新的一段。\n\n" + text + "又一段。\n"), []),
        (lambda folder: (folder / "a.txt").rename(folder / "z.txt"), []),
        (
            lambda folder: (folder / "c.txt").write_text(DRAFTS["a.txt"], "utf-8"),  # a copy is not a renamed file
            [("d/c.txt", "resident-id", 1), ("d/c.txt", "typo", 2)],
        ),
        (
            lambda folder: edit(folder / "a.txt", lambda text: text.replace("1231002X", "12310038")),
            [("d/a.txt", "resident-id", 1)],
        ),
        (
            lambda folder: edit(folder / "b.txt", lambda text: text * 2),
            [("d/b.txt", "classification-mark", 4), ("d/b.txt", "typo", 6)],
        ),
        (
            lambda folder: edit(folder / "b.txt", lambda text: text.replace("机密", "绝密")),
            [("d/b.txt", "classification-mark", 1)],
        ),
    ],
    ids=["unchanged", "lines moved", "renamed", "copied", "another number", "twice", "another mark"],
)
def test_only_what_is_new_comes_back(
    drafts: Path, change: Callable[[Path], object], expected: list[tuple[str, str, int]]
) -> None:
    known = created()
    change(drafts)
    assert [one for one in left(checked(), known) if one[1] != "secrecy-period"] == expected


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def test_the_file_holds_no_value_no_plain_digest_and_nothing_beside_a_secrecy_mark(drafts: Path) -> None:
    text = baseline.dump(created())
    for number in (RESIDENT_ID, RESIDENT_ID.lower()):
        for name in ("md5", "sha1", "sha256", "sha512"):
            assert hashlib.new(name, number.encode()).hexdigest()[:32] not in text
        assert number not in text
    assert RESIDENT_ID[6:14] not in text
    assert "关于有关情况" not in text
    assert text.count("三省上报") == 1  # in a.txt; b.txt bears a mark


def test_it_reads_what_it_wrote(drafts: Path) -> None:
    known = created()
    path = drafts.parent / "b.toml"
    path.write_text(baseline.dump(known), "utf-8")
    assert baseline.load(path) == known
    assert baseline.dump(baseline.load(path)) == baseline.dump(known)


def test_an_expired_waiver_hides_nothing(drafts: Path) -> None:
    known = created()
    assert left(checked(), known, date(2027, 1, 31)) == []
    assert len(left(checked(), known, date(2027, 2, 1))) == len([f for report in checked().reports for f in report])


def test_pruning_drops_what_is_gone_and_updating_keeps_who_approved(drafts: Path) -> None:
    known = created()
    (drafts / "b.txt").unlink()
    (drafts / "c.txt").write_text("截止目前，另有两市上报。\n", "utf-8")
    later = replace(APPROVAL, approver="总编")
    updated = baseline.accepted(checked(), known, later, today=TODAY)
    assert {(one.path, one.approver) for one in updated.waivers} == {("d/a.txt", "值班编辑"), ("d/c.txt", "总编")}
    pruned = baseline.pruned(checked(), known, today=TODAY)
    assert {one.path for one in pruned.waivers} == {"d/a.txt"}


def test_commands(drafts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(drafts.parent / "b.toml")
    accept = ["--reason", "历史稿件", "--approver", "值班编辑"]
    assert main(["check", "d"]) == 1
    assert main(["check", "d", "--baseline", file]) == 2  # no such file
    assert main(["baseline", "create", "d", "--baseline", file]) == 2  # nobody says why
    assert main(["baseline", "create", "d", "--baseline", file, *accept]) == 0
    assert main(["baseline", "create", "d", "--baseline", file, *accept]) == 2  # exists
    before = Path(file).read_text("utf-8")
    assert main(["check", "d", "--baseline", file]) == 0
    (drafts / "c.txt").write_text("截止目前，另有两市上报。\n", "utf-8")
    assert main(["check", "d", "--baseline", file, "--fail-on", "warning"]) == 1
    assert main(["baseline", "update", "d", "--baseline", file, "--shrink-only"]) == 1
    assert main(["baseline", "update", "d", "--baseline", file]) == 2
    assert Path(file).read_text("utf-8") == before
    assert main(["baseline", "update", "d", "--baseline", file, *accept, "--expires", "2030-01-31"]) == 0
    assert main(["check", "d", "--baseline", file, "--fail-on", "warning"]) == 0
    (drafts / "c.txt").write_text("另有两市上报。\n", "utf-8")
    assert main(["baseline", "prune", "d", "--baseline", file]) == 0
    assert Path(file).read_text("utf-8") == before
    capsys.readouterr()
    (drafts / "a.txt").write_text("好。\n", "utf-8")
    assert main(["check", "d", "--baseline", file]) == 0
    assert "基线中 2 条这次没有用到" in capsys.readouterr().out


def test_no_baseline_is_made_of_a_run_that_did_not_read_everything(drafts: Path) -> None:
    (drafts / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    file = drafts.parent / "b.toml"
    assert main(["baseline", "create", "d", "--baseline", str(file), "--reason", "x", "--approver", "y"]) == 2
    assert not file.exists()


GOOD = """schema = 1
salt = "000102030405060708090a0b0c0d0e0f"

[[waiver]]
rule = "typo"
path = "a.txt"
fingerprint = "000102030405060708090a0b0c0d0e0f"
reason = "历史稿件"
approver = "值班编辑"
expires = 2027-01-31
"""


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("", "schema"),
        (GOOD.replace("schema = 1", "schema = 2"), "schema"),
        (GOOD.replace("schema = 1", "schema = true"), "schema"),
        (GOOD.replace('salt = "00', 'salt = "zz'), "salt"),
        (GOOD.replace("[[waiver]]", "[[waivers]]"), "[[waiver]]"),
        (GOOD.replace("[[waiver]]", "[waiver]"), "[[waiver]]"),
        (GOOD[:-12], "TOML"),
        (GOOD + "\x00", "TOML"),
        (GOOD.replace('reason = "历史稿件"\n', ""), "waiver 1：reason"),
        (GOOD.replace("历史稿件", "  "), "waiver 1：reason"),
        (GOOD.replace("expires = 2027-01-31\n", ""), "waiver 1：expires"),
        (GOOD.replace("2027-01-31", "2027-01-31T10:00:00"), "waiver 1：expires"),
        (GOOD + "number = 0\n", "waiver 1：number"),
        (GOOD + "line = 7\n", "waiver 1：line"),
        (GOOD.replace('"a.txt"', "7"), "waiver 1：path"),
        (GOOD + GOOD[GOOD.index("[[waiver]]") :], "waiver 2：重复"),
    ],
)
def test_a_damaged_baseline_is_an_error(tmp_path: Path, broken: str, named: str) -> None:
    path = tmp_path / "b.toml"
    path.write_text(GOOD, "utf-8")
    assert len(baseline.load(path).waivers) == 1
    path.write_text(broken, "utf-8")
    with pytest.raises(ConfigError) as raised:
        baseline.load(path)
    assert str(path) in raised.value.text("zh")
    assert named in raised.value.text("zh")


def test_a_path_is_no_pattern(drafts: Path) -> None:
    known = created()
    wild = replace(known, waivers=tuple(replace(waiver, path="*") for waiver in known.waivers[:1]))
    (drafts / "c.txt").write_text(DRAFTS["a.txt"], "utf-8")
    one = baseline.apply(checked(), wild, today=TODAY)
    assert one.used.total() == 1  # taken for a file that is gone, used once, not for every file
