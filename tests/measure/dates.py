"""Dates of documents: ``python tests/measure/dates.py CORPUS [--sample N] [--seed S]``.

CORPUS is a folder of folders of files. Prints by folder how many files say their date, and how many of these only in
their name; with ``--sample`` a seeded sample to be judged by eye: the date, the file and how its text begins.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

from sensitive_check.dating import issue_date
from sensitive_check.readers import read


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    latest = date(date.today().year + 1, 12, 31)
    judged: list[str] = []
    for folder in sorted(path for path in options.corpus.iterdir() if path.is_dir()):
        files = dated = by_name = 0
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            document = read(path)
            day = issue_date(document, latest=latest)
            files += 1
            dated += day is not None
            by_name += day is not None and issue_date(replace(document, name=""), latest=latest) is None
            judged.append(f"{day}\t{folder.name}/{path.name}\t{document.text[:160]!r}")
        print(f"{folder.name}: {files} files, {dated} dated, {by_name} of them by their names")
    for line in random.Random(options.seed).sample(judged, min(options.sample, len(judged))):
        print(line)


if __name__ == "__main__":
    main()
