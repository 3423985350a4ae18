"""What the README shows is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sensitive_check import catalog
from sensitive_check.cli import main
from sensitive_check.config import Config
from sensitive_check.loading import set_up

README = Path(__file__).parent.parent / "README.md"


def test_the_table_of_rules_is_generated() -> None:
    page = README.read_text("utf-8")
    assert catalog.insert(page, catalog.table(set_up(Config(lang="en")).checker.rules, "en")) == page


def test_both_readmes_give_the_same_commands() -> None:
    chinese = README.with_name("README.zh-CN.md").read_text("utf-8")
    commands = [line for line in README.read_text("utf-8").splitlines() if line.startswith("apt-get ")]
    assert len(commands) == 2
    assert all(command in chinese for command in commands)


def test_the_walk_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything of the walk-through, run as written, with the list saved as spreadsheets here save it."""
    steps = re.findall("<!-- walk-through: (.*) -->\n```[a-z]+\n((?s:.*?))```\n", README.read_text("utf-8"))
    files = dict(steps)
    expected = files.pop("output")
    assert list(files) == ["terms.csv", "sensitive-check.toml", "draft.txt"]
    for name, content in files.items():
        encoding = "gb18030" if name == "terms.csv" else "utf-8"
        (tmp_path / name).write_text(content, encoding=encoding, newline="\r\n" if name == "terms.csv" else None)
    monkeypatch.chdir(tmp_path)
    assert main(["lists", "lint"]) == 0
    capsys.readouterr()
    assert main(["check", "draft.txt", "--as-of", "2026-11-24"]) == 0
    shown = capsys.readouterr().out
    assert re.sub("词表：[0-9a-f]{12}", "词表：000000000000", shown) == expected
    assert main(["explain", "terms-2"]) == 0
