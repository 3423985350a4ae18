"""False alarms: ``python tests/measure/false_alarms.py CORPUS [--family NAME]... [--sample N] [--seed S]``.

CORPUS is a folder of folders of files, each read as its suffix says; in a JSONL file every string of a row is a text of
its own. Prints findings per 10,000 characters by folder and rule, and with ``--sample`` a seeded sample of error and
warning hits to be judged by eye. With ``--family`` (secrecy, personal …) only findings of that family count.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import sensitive_check
from sensitive_check.model import Document, Finding
from sensitive_check.readers import read


def documents(path: Path) -> Iterator[Document | str]:
    """The file as a document, or the texts of its rows."""
    if path.suffix != ".jsonl":
        yield read(path)
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield from (value for key, value in row.items() if isinstance(value, str) and key != "id")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--family", action="append", default=[])
    options = parser.parse_args()
    checker = sensitive_check.load_checker(None)
    hits: list[tuple[str, Finding]] = []
    for folder in sorted(path for path in options.corpus.iterdir() if path.is_dir()):
        counts: Counter[str] = Counter()
        characters = files = incomplete = 0
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            reports = [checker.check(document) for document in documents(path)]
            files += 1
            characters += sum(report.characters for report in reports)
            incomplete += any(report.unchecked for report in reports)
            for finding in (finding for report in reports for finding in report):
                if options.family and finding.category.value not in options.family:
                    continue
                counts[f"{finding.rule_id} {finding.severity.value}"] += 1
                counts[finding.severity.value] += 1
                if finding.severity is not sensitive_check.Severity.NOTE:
                    hits.append((f"{folder.name}/{path.name}", finding))
        alarms = counts["error"] + counts["warning"]
        rate = 10_000 / max(characters, 1)
        print(f"{folder.name}: {files} files, {incomplete} not fully checked, {characters} characters")
        print(f"  error+warning {alarms * rate:.3f}, notes {counts['note'] * rate:.3f} per 10,000 characters")
        for key, count in sorted(counts.items()):
            if " " in key:
                print(f"  {key}: {count}")
    for name, finding in random.Random(options.seed).sample(hits, min(options.sample, len(hits))):
        span, text = finding.excerpt.span, finding.excerpt.text
        around = f"{text[max(span.start - 20, 0) : span.start]}[{text[span.start : span.end]}]{text[span.end :][:20]}"
        print(f"{name}:{finding.location}\t{finding.rule_id}\t{finding.count}\t{around!r}")


if __name__ == "__main__":
    main()
