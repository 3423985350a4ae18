"""``--diff-from``: which files and lines are new since a revision, compared with lists made by hand."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sensitive_check import ConfigError, Status, loading, scan
from sensitive_check.cli import main
from sensitive_check.model import Run

SETUP = loading.set_up()
WRONG = "截止目前，已有三省上报。\n"
RIGHT = "会议顺利召开，请认真落实。\n"


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    for name in ("old.txt", "edited.txt", "嗯 空格.txt", "gone.txt", 'two"quotes.txt', "crlf.txt", "utf16.txt"):
        Path(name).write_bytes((WRONG + RIGHT).encode())
    Path("crlf.txt").write_bytes((WRONG + RIGHT).replace("\n", "\r\n").encode())
    Path("utf16.txt").write_bytes((WRONG + RIGHT).encode("utf-16"))
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    return tmp_path


def places(run: Run) -> list[tuple[str, int | None]]:
    return [(report.name, found.line) for report in run.reports for found in report.findings]


def since(revision: str = "HEAD") -> Run:
    return scan.scan(["."], setup=SETUP, diff_from=revision)


def test_only_new_lines_of_changed_files_are_listed(repository: Path) -> None:
    Path("edited.txt").write_text(RIGHT + WRONG + RIGHT + WRONG, "utf-8")  # the first WRONG is the old one
    Path("嗯 空格.txt").write_text(WRONG + RIGHT + WRONG, "utf-8")
    Path('two"quotes.txt').write_text(WRONG, "utf-8")  # a line less, nothing new
    Path("crlf.txt").write_bytes((RIGHT + WRONG + RIGHT + WRONG).replace("\n", "\r\n").encode())
    Path("utf16.txt").write_bytes((WRONG * 2).encode("utf-16"))  # binary to git: all of it counts
    Path("gone.txt").unlink()
    Path("new.txt").write_text(WRONG, "utf-8")
    git("mv", "old.txt", "moved.txt")
    run = since()
    assert places(run) == [
        ("crlf.txt", 4),
        ("edited.txt", 4),
        ("moved.txt", 1),
        ("new.txt", 1),
        ("utf16.txt", 1),
        ("utf16.txt", 2),
        ("嗯 空格.txt", 3),
    ]
    assert run.skipped == {"(dot)": 1}
    assert any("另有 4 个问题在 HEAD 以来没有改动的行上" in notice for notice in run.notices)


def test_committed_changes_count(repository: Path) -> None:
    Path("edited.txt").write_text(WRONG + RIGHT + WRONG, "utf-8")
    git("commit", "-q", "-am", "second")
    assert places(since("HEAD~1")) == [("edited.txt", 3)]
    assert places(since()) == []


def test_a_change_without_drafts_passes_and_says_so(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = since()
    assert (run.exit_code, run.reports) == (0, ())
    assert run.skipped == {"(dot)": 1, "(unchanged)": 7}
    assert main(["check", ".", "--diff-from", "HEAD"]) == 0
    assert "没有改动的 7" in capsys.readouterr().out


def test_an_unreadable_change_is_not_checked(repository: Path) -> None:
    Path("scan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    run = since()
    assert (run.exit_code, [report.status for report in run.reports]) == (2, [Status.NOT_CHECKED])


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "-p", "HEAD:old.txt", ""])
def test_a_revision_that_does_not_exist_is_an_error(repository: Path, revision: str) -> None:
    with pytest.raises(ConfigError, match="--diff-from"):
        since(revision)
    assert main(["check", ".", f"--diff-from={revision}"]) == 2
    assert not Path("x").exists()


def test_outside_a_repository_it_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.txt").write_text(RIGHT, "utf-8")
    with pytest.raises(ConfigError, match="git"):
        scan.scan([tmp_path], setup=SETUP, diff_from="HEAD")


def test_the_repository_cannot_make_git_run_anything(repository: Path) -> None:
    trap = repository / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\ncat\n", "utf-8")
    trap.chmod(0o755)
    for key in ("diff.external", "core.fsmonitor", "diff.x.textconv", "diff.x.command"):
        git("config", key, str(trap))
    Path(".gitattributes").write_text("*.txt diff=x\n", "utf-8")
    Path("edited.txt").write_text(WRONG + RIGHT + WRONG, "utf-8")
    assert places(since()) == [("edited.txt", 3)]
    assert not (repository / "sprung").exists()
