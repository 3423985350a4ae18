"""What other tools run: the step of the action, the hook, the examples of the README, plug-ins."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

import sensitive_check
from sensitive_check import Category, Config, ConfigError, Rule, Severity, Status, loading, plugins, scan
from sensitive_check.cli import main
from sensitive_check.context import Context
from sensitive_check.model import Hit, Span

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def step(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step of the action on ``folder``, with the program of this environment on its path."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    program = bin_folder / "sensitive-check"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sensitive_check "$@"\n', "utf-8")
    program.chmod(0o755)
    package = str(Path(sensitive_check.__file__).parent.parent)
    environment = {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": package,
        "RUNNER_TEMP": str(folder),
        **inputs,
    }
    return subprocess.run(
        ["bash", str(ROOT / ".ci/action")], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_action_annotates_and_leaves_a_log(tmp_path: Path) -> None:
    (tmp_path / "甲 乙.txt").write_text("机密★20年\n", "utf-8")
    (tmp_path / "b.txt").write_text("会议顺利召开。\n", "utf-8")
    done = step(tmp_path, INPUT_PATHS="甲 乙.txt\nb.txt\n\n")
    assert done.returncode == 1
    assert "::error file=甲 乙.txt,line=1,col=1,title=classification-mark::" in done.stdout
    log = json.loads((tmp_path / "sensitive-check.sarif").read_text("utf-8"))
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["classification-mark"]
    done = step(tmp_path, INPUT_PATHS="b.txt")
    assert (done.returncode, done.stdout) == (0, "")
    done = step(tmp_path, INPUT_PATHS="b.txt", INPUT_CONFIG="missing.toml")
    assert done.returncode == 2


def test_inputs_of_the_action_are_no_code(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("会议顺利召开。\n", "utf-8")
    hostile = "$(touch sprung)`touch sprung`; touch sprung"
    done = step(tmp_path, INPUT_PATHS=hostile, INPUT_FAIL_ON=hostile, INPUT_DIFF_FROM=hostile)
    assert done.returncode == 2
    assert not (tmp_path / "sprung").exists()


def test_no_input_is_pasted_into_a_script() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    scripts = re.findall(r"run: (.*)", text)
    assert scripts
    assert not any("${{" in script for script in scripts)


def test_the_hook_runs_a_command_that_exists(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert re.findall(r"entry: (.*)", text) == ["sensitive-check check"]
    assert main(["check", "--isolated", str(ROOT / "NOTICE")]) in (0, 1)


def example(name: str) -> Any:
    """The function that the README shows under this name."""
    code = re.search(f"<!-- example: {name} -->\n```python\n((?s:.*?))```", README.read_text("utf-8"))
    assert code
    assert len(code[1].splitlines()) <= 20
    names: dict[str, Any] = {"checker": sensitive_check.load_checker(None)}
    exec(compile(code[1], name, "exec"), names)  # noqa: S102 - our own page
    return next(value for key, value in names.items() if callable(value) and key in ("upload", "before_publishing"))


def test_the_upload_example() -> None:
    upload = example("upload")
    assert upload("a", "会议顺利召开。") == (200, {"name": "a", "notes": 0})
    status, body = upload("a", "身份证号11010519491231002X。")
    assert status == 409
    assert "11010519491231002X" not in json.dumps(body["report"])
    assert "".join(text for text, _ in body["segments"]) == "身份证号11010519491231002X。"


def test_the_publishing_example() -> None:
    publish = example("publish")
    assert publish([("甲", "会议顺利召开。"), ("乙", "截止目前，好。"), ("丙", "机密★20年")]) == ["甲"]


SHOUTING = Rule(
    id="shouting",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="感叹",
    message="“{matched}”",
    rationale="示例。",
    source="示例",
    triggers="！",
    scan=lambda context: (Hit(span=Span(at, at + 1)) for at in [context.raw.text.index("！")]),
    match=("好！",),
    no_match=("好。",),
)


def failing(context: Context) -> list[Hit]:
    raise RuntimeError("身份证号11010519491231002X")


def offered(monkeypatch: pytest.MonkeyPatch, made: object) -> None:
    """One installed plug-in called ``example`` that gives ``made``."""
    monkeypatch.setattr(EntryPoint, "load", lambda self: lambda: made)
    entry = EntryPoint("example", "example:rules", plugins.GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda group, name: [entry] if name == "example" else [])


def test_a_plug_in_works_only_when_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offered(monkeypatch, [SHOUTING])
    (tmp_path / "a.txt").write_text("好！\n", "utf-8")
    assert scan.scan([tmp_path], setup=loading.set_up(Config())).exit_code == 0
    run = scan.scan([tmp_path], setup=loading.set_up(Config(plugins=("example",), fail_on="warning")))
    assert [finding.rule_id for report in run.reports for finding in report] == ["shouting"]
    assert (run.exit_code, run.plugins) == (1, ("example",))


def test_a_plug_in_that_fails_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, [replace(SHOUTING, scan=failing)])
    report = loading.set_up(Config(plugins=("example",))).checker.check("截止目前，好！")
    assert report.status is Status.PARTIAL
    assert [(one.reason, one.where, one.detail) for one in report.unchecked] == [
        ("rule-failed", "shouting", "RuntimeError")
    ]
    assert [finding.rule_id for finding in report] == ["typo"]


@pytest.mark.parametrize("made", [[1], 1, [SHOUTING, SHOUTING]])
def test_a_broken_plug_in_is_an_error(monkeypatch: pytest.MonkeyPatch, made: object) -> None:
    offered(monkeypatch, made)
    with pytest.raises(ConfigError):
        loading.set_up(Config(plugins=("example",)))


def test_a_missing_plug_in_is_an_error() -> None:
    with pytest.raises(ConfigError, match="plugins"):
        loading.set_up(Config(plugins=("no-such-plugin",)))
