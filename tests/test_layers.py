"""Imports point one way, and nothing in the package loads or runs data as code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sensitive_check

PACKAGE = Path(sensitive_check.__file__).parent
CORE = [
    *(
        PACKAGE / f"{name}.py"
        for name in (
            "model errors limits decode normalize matching context validators recovery realign residue".split()
            + "entry_tables inline records across".split()
        )
    ),
    PACKAGE / "addresses.py",
    PACKAGE / "checker.py",
    PACKAGE / "dating.py",
    PACKAGE / "findings.py",
    PACKAGE / "hosts.py",
    PACKAGE / "kinds.py",
    PACKAGE / "linkify.py",
    PACKAGE / "names.py",
    PACKAGE / "redact.py",
    PACKAGE / "urls.py",
    *sorted((PACKAGE / "rules").glob("*.py")),
]
FORBIDDEN = {
    "os",
    "sys",
    "io",
    "pathlib",
    "config",
    "loading",
    "wordlists",
    "readers",
    "reporters",
    "scan",
    "streams",
    "cli",
}


def imported_modules(source: str) -> Iterator[str]:
    """Names of modules imported at run time; what stands under TYPE_CHECKING does not run."""
    tree = ast.parse(source)
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_core_knows_nothing_of_files_or_terminals(path: Path) -> None:
    modules = imported_modules(path.read_text("utf-8"))
    assert not {name.removeprefix("sensitive_check.").partition(".")[0] for name in modules} & FORBIDDEN


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_run_as_code(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\b(?:pickle|marshal|os\.system|yaml\.load)\b|(?<![.\w])(?:eval|exec)\(|shell=True", source)


NETWORK = ("socket", "ssl", "http", "urllib.request", "httpx", "httpcore", "ftplib", "smtplib", "asyncio")
"""What only the part behind ``--online`` may import; ``scan`` imports that part, and only when it is asked to."""


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_one_part_goes_online(path: Path) -> None:
    if path.parent.name == "online":
        return
    names = set(imported_modules(path.read_text("utf-8")))
    assert not [name for name in names for one in NETWORK if f"{name}.".startswith(f"{one}.")]
    assert path.name == "scan.py" or not any(name.startswith("sensitive_check.online") for name in names)
