"""Typos: ``python tests/measure/typos.py FILE.jsonl…``, rows of ``{"text", "spans": [{"start", "end"}]}``.

Counts errors that a ``typo`` or ``misstatement`` finding overlaps, and findings that no marked error overlaps, at
error or warning; rows without spans are believed right.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sensitive_check
from sensitive_check.model import Severity, Span


def main(paths: list[Path]) -> None:
    """Measure and print a line per file."""
    checker = sensitive_check.load_checker(None)
    for path in paths:
        marked = caught = beside = characters = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            errors = [Span(span["start"], span["end"]) for span in row["spans"]]
            found = [
                finding.span
                for finding in checker.check(row["text"])
                if finding.rule_id in ("typo", "misstatement") and finding.severity is not Severity.NOTE
            ]
            marked += len(errors)
            caught += sum(any(span.overlaps(error) for span in found) for error in errors)
            beside += sum(not any(span.overlaps(error) for error in errors) for span in found)
            characters += len(row["text"])
        print(f"{path.name}: {caught} of {marked} errors found, {beside} other findings in {characters} characters")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
