"""Agreement on punctuation: ``python tests/measure/punctuation.py PAIRS.jsonl GOOD_BAD.jsonl``.

PAIRS holds rows of ``{"id", "category", "text", "expected"}``, GOOD_BAD of ``{"id", "rule", "text", "good"}``. A row
with a slip should raise a finding of one of the punctuation rules, a row without should raise none at error or warning.
Prints the counts by category or rule, and every disagreement with what was found.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import sensitive_check
from sensitive_check.checker import Checker
from sensitive_check.model import Finding, Severity

RULES = frozenset(
    (
        *(
            "comma-before-and",
            "contradictory-marks",
            "dash-form",
            "ellipsis-form",
            "enumeration-comma",
            "halfwidth-bracket",
        ),
        *(
            "halfwidth-mark",
            "heading-mark",
            "interpunct-form",
            "mark-at-line-head",
            "nested-bracket",
            "nested-quote",
            "nested-title-mark",
        ),
        *("range-mark", "repeated-mark", "series-mark", "stop-in-bracket", "straight-quote", "title-mark-misuse"),
        *("unpaired-bracket", "unpaired-quote"),
    )
)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def findings(checker: Checker, text: str) -> list[Finding]:
    """What the punctuation rules find."""
    return [finding for finding in checker.check(text) if finding.rule_id in RULES]


def measure(checker: Checker, rows: list[tuple[str, str, str, bool]]) -> None:
    """Print agreement by group and the rows that disagree: of (id, group, text, whether there is a slip)."""
    agreed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    disagreements = []
    for name, group, text, wrong in rows:
        found = findings(checker, text)
        counted = found if wrong else [finding for finding in found if finding.severity is not Severity.NOTE]
        total[group] += 1
        agreed[group] += bool(counted) == wrong
        if bool(counted) != wrong:
            what = ", ".join(f"{finding.rule_id} {finding.matched!r}" for finding in counted) or "nothing found"
            disagreements.append(f"  {name} [{group}] {what}: {text[:80]!r}")
    for group, count in total.items():
        print(f"{group}: {agreed[group]} of {count} agree")
    print("\n".join(disagreements))


def main(pairs: Path, good_bad: Path) -> None:
    """Measure both files and print."""
    checker = sensitive_check.load_checker(None)
    print(pairs.name)
    measure(
        checker,
        [(row["id"], row["category"], row["text"], row["category"] == "punct_or_width") for row in rows_of(pairs)],
    )
    print(good_bad.name)
    measure(checker, [(row["id"], row["rule"], row["text"], not row["good"]) for row in rows_of(good_bad)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
