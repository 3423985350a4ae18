"""Agreement of own lists with other word engines' cases: ``python tests/measure/engine.py CASES.jsonl``.

Every case is run through a list of its own, as an office would mount it; a case whose options ask for hits inside
Latin words gets ``whole_word`` false. Prints the number of cases as expected, and each other one.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path

import sensitive_check


def hits(case: dict[str, object], folder: Path) -> list[str] | str:
    """What the list finds in order, or why the list is refused."""
    words, options = case["words"], case["options"]
    assert isinstance(words, list)
    assert isinstance(options, dict)
    path = folder / "terms.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("term", "whole_word"))
        writer.writerows((word, "false" if options.get("english_word_match") is False else "") for word in words)
    try:
        checker = sensitive_check.load_checker(sensitive_check.Config(lists=(path,)))
    except sensitive_check.WordlistError as error:
        return str(error).replace(f"{folder}/", "")
    return [f.matched for f in checker.check(str(case["text"])) if f.entry_id and f.entry_id.startswith("terms-")]


def main() -> None:
    """Measure and print."""
    cases = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    listed = [case for case in cases if case["words"]]
    agreeing = 0
    with tempfile.TemporaryDirectory() as folder:
        for case in listed:
            found = hits(case, Path(folder))
            if found == case["expected"]:
                agreeing += 1
            else:
                print(f"{case['id']}: {case['words']} in {case['text']!r} {case['options']}")
                print(f"    expected {case['expected']}, got {found}")
    print(f"{agreeing} of {len(listed)} as expected; {len(cases) - len(listed)} cases bring no words")


if __name__ == "__main__":
    main()
