"""Whole drafts and their full reports. ``pytest --update-drafts`` rewrites the reports; review them like code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sensitive_check.checker import Checker
from sensitive_check.limits import Limits
from sensitive_check.readers import read
from sensitive_check.readers.source import Budget

DAY = date(2026, 11, 24)

DRAFTS = Path(__file__).with_name("drafts")
NAMES = sorted(path.name for path in DRAFTS.iterdir() if path.suffix in (".txt", ".csv"))


def reported(checker: Checker, name: str) -> dict[str, object]:
    """The report on a draft, as it stands in the file beside it."""
    report = checker.check(read(DRAFTS / name, name=name, budget=Budget(Limits())), as_of=DAY)
    return {
        "status": report.status.value,
        "characters": report.characters,
        "findings": [
            {
                "rule": finding.rule_id,
                "entry": finding.entry_id,
                "severity": finding.severity.value,
                "start": finding.span.start,
                "end": finding.span.end,
                "place": str(finding.location),
                "matched": finding.matched,
                "suggestions": list(finding.suggestions),
                "count": finding.count,
                "reason": finding.reason,
            }
            for finding in report
        ],
    }


@pytest.mark.parametrize("name", NAMES)
def test_draft(name: str, checker: Checker, request: pytest.FixtureRequest) -> None:
    expected = DRAFTS / f"{name}.json"
    found = reported(checker, name)
    if request.config.getoption("--update-drafts"):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert found == json.loads(expected.read_text("utf-8"))


def test_half_of_the_drafts_are_clean() -> None:
    states = [json.loads((DRAFTS / f"{name}.json").read_text("utf-8"))["status"] for name in NAMES]
    assert states.count("clean") * 2 >= len(states)
