"""From paths to a run: what becomes an input, what is skipped and counted, and that no fault reads as clean."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sensitive_check
from sensitive_check import Checker, Config, ConfigError, Limits, Severity, Status, loading, scan
from sensitive_check.checker import Accepted
from sensitive_check.hosts import HostPolicy
from sensitive_check.model import Report, Run, Unchecked

CLEAN = "会议顺利召开，请各单位认真落实。\n"
RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
SETUP = loading.set_up()
TODAY = date(2026, 11, 24)


def planted(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def run_on(*paths: str | Path, config: Config | None = None, **options: Any) -> Run:
    """A run over ``paths``."""
    return scan.scan(paths, setup=loading.set_up(config) if config else SETUP, **options)


def states(run: Run, root: Path | None = None) -> dict[str, str]:
    """Name of each input, below ``root``, and its state."""
    prefix = "" if root is None else root.as_posix() + "/"
    return {report.name.removeprefix(prefix): report.status.value for report in run.reports}


def details(run: Run) -> list[tuple[str, str]]:
    """Reason and detail of everything unchecked."""
    return [(item.reason, item.detail) for report in run.reports for item in report.unchecked]


# ---------------------------------------------------------------------------------------------------- library


def test_check_a_text() -> None:
    assert sensitive_check.check("").status is Status.CLEAN
    report = sensitive_check.check(f"身份证号{RESIDENT_ID}已登记")
    assert [(f.rule_id, f.span.start, f.span.end) for f in report] == [("resident-id", 4, 22)]


def test_a_lone_surrogate_in_a_text_is_no_crash() -> None:
    assert sensitive_check.check("请落实\ud800。").status in (Status.CLEAN, Status.FINDINGS)


def test_check_a_file(tmp_path: Path) -> None:
    planted(tmp_path, {"a.txt": f"身份证号{RESIDENT_ID}", "b.docx": b"PK", "c": CLEAN})
    (tmp_path / "d.txt").symlink_to("c")
    assert [f.rule_id for f in sensitive_check.check_file(tmp_path / "a.txt")] == ["resident-id"]
    assert sensitive_check.check_file(tmp_path / "b.docx").unchecked == (
        Unchecked(reason="damaged", detail="内容不是 docx 文件"),
    )
    assert sensitive_check.check_file(str(tmp_path / "c")).ok
    assert sensitive_check.check_file(tmp_path / "d.txt").ok
    for absent in ("absent.txt", "", "a\0b"):
        assert sensitive_check.check_file(absent).status is Status.NOT_CHECKED
    assert sensitive_check.check_file(tmp_path).status is Status.NOT_CHECKED


def test_load_checker(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("disabled_rules = ['resident-id']")
    text = f"身份证号{RESIDENT_ID}"
    assert isinstance(sensitive_check.load_checker(), Checker)
    for config in (path, str(path), Config(disabled_rules=("resident-id",))):
        assert "resident-id" not in [f.rule_id for f in sensitive_check.load_checker(config).check(text)]
    with pytest.raises(ConfigError):
        sensitive_check.load_checker(Config(disabled_rules=("resident-idd",)))


def test_every_rule_off_is_no_check() -> None:
    off = tuple(rule.id for rule in SETUP.checker.rules)
    with pytest.raises(ConfigError, match="所有规则都已停用"):
        sensitive_check.load_checker(Config(disabled_rules=off))


def test_importing_the_package_is_light() -> None:
    heavy = "dataclasses", "click", "regex", "jieba"
    code = f"import sys, sensitive_check; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "[]\n"


def test_every_public_name_is_there() -> None:
    for name in sensitive_check.__all__:
        assert getattr(sensitive_check, name) is not None
    with pytest.raises(AttributeError):
        sensitive_check.absent  # noqa: B018  (the access is the test)


# ---------------------------------------------------------------------------------------------------- walking


def test_a_folder(tmp_path: Path) -> None:
    planted(
        tmp_path,
        {
            "b.txt": CLEAN,
            "a/c.MD": CLEAN,
            "a/d.csv": "名称,数量\n甲,1\n",
            "a.txt": "",
            "old.doc": b"x",
            "p.JPG": b"x",
            "s.css": b"x",
            "S2.CSS": b"x",
            "Makefile": b"x",
            ".hidden.txt": CLEAN,
            ".git/config.txt": CLEAN,
        },
    )
    run = run_on(tmp_path)
    assert states(run, tmp_path) == {
        "a.txt": "clean",
        "a/c.MD": "clean",
        "a/d.csv": "clean",
        "b.txt": "clean",
        "old.doc": "not_checked",
        "p.JPG": "not_checked",
    }
    assert run.skipped == {"": 1, "(dot)": 2, ".css": 2}
    assert details(run) == [("unsupported", ".doc"), ("image", ".jpg")]
    assert run.exit_code == 2


def test_names_are_as_given_and_reports_are_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(tmp_path, {"d/b.txt": CLEAN, "d/a.txt": CLEAN, "c.txt": CLEAN})
    monkeypatch.chdir(tmp_path)
    assert list(states(run_on("."))) == ["c.txt", "d/a.txt", "d/b.txt"]
    assert list(states(run_on("./d/", "c.txt"))) == ["c.txt", "d/a.txt", "d/b.txt"]
    assert run_on("d", "c.txt") == run_on("c.txt", "d", "d/a.txt", "./c.txt")
    assert len(run_on(".", "d", tmp_path).reports) == 3


def test_a_named_file_is_never_skipped(tmp_path: Path) -> None:
    planted(tmp_path, {".gitignore": "*.txt\n", "a.txt": CLEAN, ".b.txt": CLEAN, "c.css": CLEAN, "d": CLEAN})
    (tmp_path / "e.txt").symlink_to("a.txt")
    named = [tmp_path / name for name in ("a.txt", ".b.txt", "c.css", "d")]
    run = run_on(*named)
    assert states(run, tmp_path) == dict.fromkeys((".b.txt", "a.txt", "c.css", "d"), "clean")
    assert run.exit_code == 0
    whole = run_on(tmp_path, *named)
    assert states(whole) == states(run)
    assert whole.skipped == {"(.gitignore)": 1, "(dot)": 1}
    assert states(run_on(tmp_path / "e.txt"), tmp_path) == {"e.txt": "clean"}


def test_gitignore(tmp_path: Path) -> None:
    files = {
        ".git/HEAD": "x",
        ".gitignore": "*.tmp.txt\nbuild/\n/top.txt\n",
        "a.tmp.txt": CLEAN,
        "top.txt": CLEAN,
        "build/a.txt": CLEAN,
        "sub/.gitignore": "!keep.tmp.txt\nlocal.txt\n",
        "sub/keep.tmp.txt": CLEAN,
        "sub/drop.tmp.txt": CLEAN,
        "sub/top.txt": CLEAN,
        "sub/deep/local.txt": CLEAN,
        "local.txt": CLEAN,
    }
    planted(tmp_path, files)
    run = run_on(tmp_path)
    assert list(states(run, tmp_path)) == ["local.txt", "sub/keep.tmp.txt", "sub/top.txt"]
    assert run.skipped == {"(.gitignore)": 5, "(dot)": 3}
    below = run_on(tmp_path / "sub")
    assert list(states(below, tmp_path)) == ["sub/keep.tmp.txt", "sub/top.txt"]
    assert list(states(run_on(tmp_path / "build"), tmp_path)) == ["build/a.txt"]
    assert len(run_on(tmp_path, isolated=True).reports) == 8


def test_a_gitignore_above_counts_only_inside_a_repository(tmp_path: Path) -> None:
    planted(tmp_path, {".gitignore": "*.txt\n", "sub/a.txt": CLEAN})
    assert len(run_on(tmp_path / "sub").reports) == 1
    planted(tmp_path, {".git/HEAD": "x"})
    assert run_on(tmp_path / "sub").skipped == {"(.gitignore)": 1}


def test_a_gitignore_that_cannot_be_used_hides_nothing(tmp_path: Path) -> None:
    planted(tmp_path, {"a.txt": CLEAN, ".gitignore": "*a*a*a*a*a*a*a*b\n" + "**/" * 9 + "a.txt\n"})
    assert len(run_on(tmp_path).reports) == 1
    (tmp_path / ".gitignore").write_text("!\n*.txt\n")
    assert len(run_on(tmp_path).reports) == 1


def test_links_are_not_followed_and_not_lost(tmp_path: Path) -> None:
    root = planted(tmp_path / "root", {"a.txt": CLEAN, "sub/b.txt": CLEAN})
    planted(tmp_path / "elsewhere", {"c.txt": CLEAN, "d.css": "x"})
    (root / "in.txt").symlink_to("a.txt")
    (root / "loop").symlink_to(root)
    (root / "out.txt").symlink_to(tmp_path / "elsewhere" / "c.txt")
    (root / "out.css").symlink_to(tmp_path / "elsewhere" / "d.css")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    (root / "gone.txt").symlink_to("absent")
    (root / "gone").symlink_to("absent")
    run = run_on(root)
    assert states(run, root) == {
        "a.txt": "clean",
        "folder": "not_checked",
        "gone.txt": "not_checked",
        "out.txt": "not_checked",
        "sub/b.txt": "clean",
    }
    assert details(run) == [
        ("unsupported", "符号链接指向文件夹以外，未跟随"),
        ("damaged", "符号链接的目标不存在"),
        ("unsupported", "符号链接指向文件夹以外，未跟随"),
    ]
    assert run.skipped == {"(link)": 4}


def test_special_files_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "b.css")
    run = run_on(tmp_path, tmp_path / "b.css")
    assert details(run) == [("unsupported", "不是普通文件（文件夹、管道、套接字或设备）")] * 2
    assert run.exit_code == 2


def test_deep_folders(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*("d" * 2,) * 300)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(CLEAN)
    assert [report.status.value for report in run_on(tmp_path).reports] == ["clean"]


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("通知.txt".encode("gb18030"))).write_text(CLEAN)
    run = run_on(tmp_path)
    assert len(run.reports) == 1
    assert run.reports[0].characters == len(CLEAN)


def test_nothing_to_check(tmp_path: Path) -> None:
    assert run_on(tmp_path).exit_code == 2
    assert run_on(tmp_path, allow_empty=True).exit_code == 0
    assert run_on(planted(tmp_path, {"a.css": "x"})).exit_code == 2
    absent = run_on(tmp_path / "absent.txt", allow_empty=True)
    assert (details(absent), absent.exit_code) == ([("damaged", "文件不存在")], 2)


# ---------------------------------------------------------------------------------------------------- what was not read


def test_the_name_of_an_unread_file_is_checked(tmp_path: Path) -> None:
    run = run_on(planted(tmp_path, {f"{RESIDENT_ID}.png": b"x"}))
    (report,) = run.reports
    assert report.status is Status.NOT_CHECKED
    assert [(f.rule_id, f.location.part, f.line) for f in report] == [("resident-id", "文件名", None)]


def test_accepted_things_pass_but_alone_they_are_no_check(tmp_path: Path) -> None:
    root = planted(tmp_path, {"a.txt": CLEAN, "p.png": b"x"})
    config = Config(accept=(Accepted(path="*.png", reason="image", why="已核对"),))
    run = run_on(root, config=config)
    assert states(run, root) == {"a.txt": "clean", "p.png": "not_checked"}
    assert (details(run), run.exit_code) == ([], 0)
    assert run.reports[1].accepted == (Unchecked(reason="image", detail=".png"),)
    assert run_on(root / "p.png", config=config).exit_code == 2
    assert run_on(root / "p.png", config=config, allow_empty=True).exit_code == 0
    other = Config(accept=(Accepted(path="*.png", reason="damaged", why="已核对"),))
    assert run_on(root, config=other).exit_code == 2


def test_size_limits(tmp_path: Path) -> None:
    root = planted(tmp_path, {"a.txt": "x" * 30, "b.txt": "x" * 50, "c.txt": "x" * 30, "d.txt": "x"})
    run = run_on(root, config=Config(limits=Limits(part_bytes=40, total_bytes=80)))
    assert states(run, root) == {
        "a.txt": "clean",
        "b.txt": "not_checked",
        "c.txt": "not_checked",
        "d.txt": "not_checked",
    }
    assert details(run) == [
        ("limit", "超过单个文件 40 B 的上限"),
        ("limit", "本次检查的总量超过 80 B"),
        ("limit", "本次检查的总量超过 80 B"),
    ]
    assert run_on(stdin=b"x" * 41, config=Config(limits=Limits(part_bytes=40))).exit_code == 2


def test_stdin() -> None:
    run = run_on(stdin=f"身份证号{RESIDENT_ID}".encode("gb18030"))
    assert [(r.name, r.encoding, [f.rule_id for f in r]) for r in run.reports] == [
        ("<stdin>", "gb18030", ["resident-id"])
    ]
    assert (run.exit_code, run_on(stdin=b"").exit_code) == (1, 0)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValueError(RESIDENT_ID), ("damaged", "内部错误 E-ValueError")),
        (MemoryError(), ("limit", "内部错误 E-MemoryError")),
        (RecursionError(), ("limit", "内部错误 E-RecursionError")),
    ],
)
def test_one_bad_file_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: tuple[str, str]
) -> None:
    root = planted(tmp_path, {"a.txt": CLEAN, "b.txt": "bad", "c.txt": CLEAN})
    genuine = Checker.check

    def check(self: Checker, document: Any, **options: Any) -> Report:
        if document.text == "bad":
            raise error
        return genuine(self, document, **options)

    monkeypatch.setattr(Checker, "check", check)
    run = run_on(root)
    assert states(run, root) == {"a.txt": "clean", "b.txt": "not_checked", "c.txt": "clean"}
    assert (details(run), run.exit_code) == ([expected], 2)


def test_a_checker_that_always_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(self: Checker, document: Any, **options: Any) -> Report:
        raise ValueError

    monkeypatch.setattr(Checker, "check", check)
    run = run_on(planted(tmp_path, {"a.txt": CLEAN}))
    assert [report.status for report in run.reports] == [Status.NOT_CHECKED]
    assert run.exit_code == 2


def test_an_interrupt_keeps_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = planted(tmp_path, {f"{i}.txt": CLEAN for i in range(5)})

    def progress(done: int, total: int) -> None:
        assert total == 5
        if done == 2:
            raise KeyboardInterrupt

    run = run_on(root, progress=progress)
    assert (len(run.reports), run.exit_code) == (2, 2)
    assert run.notices[-1] == "检查被中断，3 个输入没有检查。"

    def listing(path: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "scandir", listing)
    run = run_on(root)
    assert (run.reports, run.exit_code) == ((), 2)
    assert run.notices[-1] == "检查在收集文件时被中断，没有检查任何输入。"


CALLS = ("open", "read", "fstat", "scandir", "stat")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("code", [errno.EIO, errno.EMFILE, errno.EACCES])
def test_no_failing_call_reads_as_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int) -> None:
    root = planted(tmp_path, {"a.txt": CLEAN, "sub/b.txt": CLEAN, "sub/.gitignore": "x\n"})
    whole = run_on(root)
    assert whole.exit_code == 0
    genuine: Callable[..., Any] = getattr(os, name)
    fired_at = 0
    while fired_at is not None:
        fail_at, calls, fired = fired_at, 0, False

        def failing(*given: Any, **options: Any) -> Any:
            nonlocal calls, fired
            calls += 1
            if calls == fail_at + 1:  # noqa: B023  (used within this turn only)
                fired = True
                raise OSError(code, "planted")
            return genuine(*given, **options)

        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing)
            run = run_on(root)
        if not fired:
            assert run == whole
            break
        # A .gitignore that cannot be read hides nothing, so the run may be whole all the same.
        assert run.exit_code == 2 or states(run) == states(whole)
        fired_at += 1
    assert fired_at > 0


# ---------------------------------------------------------------------------------------------------- verdict


def test_exit_codes() -> None:
    clean, found = Report(name="a", status=Status.CLEAN), SETUP.checker.check("会议指出，，要落实。")
    unread = Report(name="b", status=Status.NOT_CHECKED)
    partial = Report(name="c", status=Status.PARTIAL, unchecked=(Unchecked(reason="limit"),), findings=found.findings)
    assert [f.severity.value for f in found] == ["warning"]
    for reports, threshold, expected in (
        ((clean,), Severity.NOTE, 0),
        ((clean, found), Severity.ERROR, 0),
        ((clean, found), Severity.WARNING, 1),
        ((found,), Severity.NOTE, 1),
        ((clean, unread), Severity.ERROR, 2),
        ((found, partial), Severity.NOTE, 2),
        ((), Severity.ERROR, 2),
    ):
        assert scan.exit_code(reports, threshold) == expected
    assert scan.exit_code((), Severity.ERROR, allow_empty=True) == 0
    assert scan.exit_code((unread,), Severity.ERROR, allow_empty=True) == 2


def test_old_lists_and_cut_findings_are_told() -> None:
    aged = loading.Setup(
        config=Config(as_of=TODAY, limits=Limits(listed=2)),
        checker=loading.set_up(Config(limits=Limits(listed=2))).checker,
        off=(),
        lists="x",
        dates={"a": date(2025, 11, 23), "b": date(2025, 11, 24)},
        own_lists={},
        hosts=HostPolicy(),
    )
    run = scan.scan([], setup=aged, stdin="一，，二，，三，，四，，".encode())
    assert run.notices == (
        "词表 a 的日期是 2025-11-23，已超过 12 个月，请更新。",
        "有 1 个输入的问题过多，共 2 个问题已计数、未列出。",
    )
    assert (run.as_of, run.exit_code) == (TODAY, 0)


def test_the_language_of_the_run() -> None:
    run = run_on("absent.txt", config=Config(lang="en"))
    assert details(run) == [("damaged", "no such file")]
