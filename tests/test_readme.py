"""What the README shows is what the program does."""

from __future__ import annotations

from pathlib import Path

from sensitive_check import catalog
from sensitive_check.config import Config
from sensitive_check.scan import set_up

README = Path(__file__).parent.parent / "README.md"


def test_the_table_of_rules_is_generated() -> None:
    page = README.read_text("utf-8")
    assert catalog.insert(page, catalog.table(set_up(Config(lang="en")).checker.rules, "en")) == page


def test_both_readmes_give_the_same_commands() -> None:
    chinese = README.with_name("README.zh-CN.md").read_text("utf-8")
    commands = [line for line in README.read_text("utf-8").splitlines() if line.startswith("apt-get ")]
    assert len(commands) == 2
    assert all(command in chinese for command in commands)
