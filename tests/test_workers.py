"""Worker processes: the same reports in the same order, and no file lost when one dies."""

from __future__ import annotations

import gc
import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from sensitive_check import Config, Limits, Status, scan, workers
from sensitive_check.cli import main
from sensitive_check.model import Run
from sensitive_check.reporters import render
from sensitive_check.walk import collect

SETUP = scan.set_up()


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "d"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text("截止目前，已有三省上报。\n" * number, "utf-8")
    (folder / "x.png").write_bytes(b"\x89PNG")
    return folder


def run(jobs: int, setup: scan.Setup = SETUP) -> Run:
    return scan.scan(["d"], setup=setup, jobs=jobs)


def dying(monkeypatch: pytest.MonkeyPatch, name: str, times: int) -> None:
    """Workers die ``times`` times with the file ``name`` in their hands."""
    give = workers._Pool._give
    left = [times]

    def deadly(pool: workers._Pool, worker: workers._Worker, number: int, task: workers.Task) -> None:
        if task.target.name == name and left[0]:
            left[0] -= 1
            worker.task = number
            worker.deadline = float("inf")
            worker.process.kill()
        else:
            give(pool, worker, number, task)

    monkeypatch.setattr(workers._Pool, "_give", deadly)


def test_several_processes_give_the_same_report(drafts: Path) -> None:
    expected = render(run(1), "json")
    assert render(run(2), "json") == expected
    assert render(run(5), "json") == expected


def test_a_worker_that_dies_once_loses_no_file(drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = render(run(1), "json")
    dying(monkeypatch, "d/4.txt", 1)
    assert render(run(2), "json") == expected


def test_a_file_that_kills_twice_is_not_checked_and_the_others_are(
    drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(1)
    dying(monkeypatch, "d/4.txt", 2)
    killed = run(2)
    assert killed.exit_code == 2
    for before, after in zip(whole.reports, killed.reports, strict=True):
        if after.name == "d/4.txt":
            assert after.status is Status.NOT_CHECKED
            assert [(one.reason, one.detail) for one in after.unchecked] == [("limit", "检查它的进程两次中断或超时")]
        else:
            assert after == before


def test_a_file_that_takes_too_long_is_not_checked(drafts: Path) -> None:
    setup = scan.set_up(Config(limits=Limits(file_seconds=0.0)))
    late = run(2, setup)
    assert {report.status for report in late.reports} == {Status.NOT_CHECKED}
    assert len(late.reports) == 10


def test_the_budget_does_not_depend_on_who_is_done_first(drafts: Path) -> None:
    setup = scan.set_up(Config(limits=Limits(total_bytes=500)))
    assert render(run(3, setup), "json") == render(run(1, setup), "json")


def test_stopping_early_leaves_no_process(drafts: Path) -> None:
    targets = collect(["d"]).targets
    reports = workers.reports([workers.Task(target, 0) for target in targets], SETUP, 2)
    assert next(reports).name == "d/0.txt"
    reports.close()
    assert not multiprocessing.active_children()


def test_an_interrupt_leaves_a_report_that_is_no_pass_and_no_process(drafts: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    partial = scan.scan(["d"], setup=SETUP, jobs=2, progress=interrupted)
    assert partial.exit_code == 2
    assert [report.name for report in partial.reports] == ["d/0.txt", "d/1.txt", "d/2.txt"]
    assert any("检查被中断，7 个输入没有检查" in notice for notice in partial.notices)
    gc.collect()
    assert not multiprocessing.active_children()


def test_the_command_line_takes_jobs(drafts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "d", "--jobs", "2"]) == 2
    two = capsys.readouterr().out
    assert main(["check", "d"]) == 2
    assert capsys.readouterr().out == two
    for wrong in ("0", "x", "-1"):
        assert main(["check", "d", "--jobs", wrong]) == 2


def test_reports_that_cross_are_whole(drafts: Path) -> None:
    assert [replace(report) for report in run(2).reports] == list(run(1).reports)
