"""Worker processes: the same reports in the same order, and no file lost when one dies."""

from __future__ import annotations

import gc
import io
import multiprocessing
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sensitive_check import Config, Limits, Status, loading, scan, workers
from sensitive_check.cli import main
from sensitive_check.model import Report, Run
from sensitive_check.reporters import render
from sensitive_check.walk import Task, collect

SETUP = loading.set_up()


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "d"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text("截止目前，已有三省上报。\n" * number, "utf-8")
    (folder / "x.png").write_bytes(b"\x89PNG")
    return folder


def run(jobs: int, setup: loading.Setup = SETUP) -> Run:
    return scan.scan(["d"], setup=setup, jobs=jobs)


def dying(monkeypatch: pytest.MonkeyPatch, name: str, times: int) -> None:
    """Workers die ``times`` times with the file ``name`` in their hands."""
    give = workers.Pool._give
    left = [times]

    def deadly(pool: workers.Pool[Report], worker: workers._Worker, number: int, task: Task) -> None:
        if task.target.name == name and left[0]:
            left[0] -= 1
            worker.task = number
            worker.deadline = time.monotonic() + 60
            worker.process.kill()
        else:
            give(pool, worker, number, task)

    monkeypatch.setattr(workers.Pool, "_give", deadly)


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
    setup = loading.set_up(Config(limits=Limits(file_seconds=0.0)))
    late = run(2, setup)
    assert {report.status for report in late.reports} == {Status.NOT_CHECKED}
    assert len(late.reports) == 10


def test_the_budget_does_not_depend_on_who_is_done_first(drafts: Path) -> None:
    setup = loading.set_up(Config(limits=Limits(total_bytes=500)))
    assert render(run(3, setup), "json") == render(run(1, setup), "json")


def test_stopping_early_leaves_no_process(drafts: Path) -> None:
    targets = collect(["d"]).targets
    reports = workers.reports([Task(target, 0) for target in targets], SETUP, 2)
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


def zipped(*texts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.txt", text)
    return stream.getvalue()


@pytest.fixture
def packages(drafts: Path) -> Path:
    content = zipped("截止目前，已有三省上报。", "截止目前，已有四省上报。")
    for name in ("3.zip", "4.txt", "5.doc", "noname"):  # whatever the name says, the content is a package
        (drafts / name).write_bytes(content)
    return drafts


@pytest.fixture
def hired(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is given to workers."""
    names: list[str] = []
    give = workers.Pool._give

    def noted(pool: workers.Pool[Report], worker: workers._Worker, number: int, task: Task) -> None:
        names.append(task.target.name)
        give(pool, worker, number, task)

    monkeypatch.setattr(workers.Pool, "_give", noted)
    return names


def test_packages_are_opened_by_workers_alone(packages: Path, hired: list[str]) -> None:
    paths = ["d", "d/noname"]
    isolated = scan.scan(paths, setup=SETUP, isolate=True)
    assert hired == ["d/3.zip", "d/4.txt", "d/5.doc", "d/noname"]
    assert [len(report.findings) for report in isolated.reports if report.name in hired] == [
        2,
        3,
        3,
        2,
    ]  # suffix-mismatch
    expected = render(isolated, "json")
    assert render(scan.scan(paths, setup=SETUP), "json") == expected
    assert render(scan.scan(paths, setup=SETUP, jobs=2, isolate=True), "json") == expected
    assert not multiprocessing.active_children()


def test_text_pays_for_no_worker(drafts: Path, hired: list[str]) -> None:
    assert len(scan.scan(["d"], setup=SETUP, isolate=True).reports) == 10
    assert hired == []


def test_a_package_that_kills_its_worker_is_not_checked(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying(monkeypatch, "d/3.zip", 2)
    reports = {report.name: report for report in scan.scan(["d"], setup=SETUP, isolate=True).reports}
    assert reports["d/3.zip"].status is Status.NOT_CHECKED
    assert [one.reason for one in reports["d/3.zip"].unchecked] == ["limit"]
    assert reports["d/4.txt"].status is Status.FINDINGS


def test_the_name_of_a_file_that_kills_is_checked(drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (drafts / "秘密★1年.zip").write_bytes(zipped("通知"))
    dying(monkeypatch, "d/秘密★1年.zip", 2)
    report = next(one for one in scan.scan(["d"], setup=SETUP, isolate=True).reports if one.name.endswith(".zip"))
    assert [(one.rule_id, one.location.part) for one in report.findings] == [("classification-mark", "文件名")]


@pytest.mark.parametrize("name", ["a.zip", "a.txt", None])
def test_standard_input_may_be_a_package(name: str | None, hired: list[str]) -> None:
    (report,) = scan.scan([], setup=SETUP, isolate=True, stdin=zipped("截止目前。"), stdin_name=name).reports
    assert hired == ([name] if name else [])  # what has no name is text or nothing
    assert report.status is (Status.FINDINGS if name else Status.NOT_CHECKED)


def test_one_file_in_a_process_of_its_own(packages: Path, hired: list[str]) -> None:
    isolated = scan.check_file("d/3.zip", isolate=True)
    assert hired == ["d/3.zip"]
    assert isolated == scan.check_file("d/3.zip")
    assert not multiprocessing.active_children()
