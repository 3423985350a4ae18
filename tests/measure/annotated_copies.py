"""Annotated copies of Word files: ``python tests/measure/annotated_copies.py FOLDER`` (needs ``lxml``).

Per file: CPU time of the check alone and of the copy with it, comments, and whether the copy reads as the file does.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from sensitive_check.annotated_copy import annotate_file
from sensitive_check.config import Config
from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.readers import word
from sensitive_check.readers.source import Budget
from sensitive_check.scan import check_file


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for path in sorted(parser.parse_args().folder.rglob("*.docx")):
        check_file(path)  # what is loaded once is loaded
        started = time.process_time()
        check_file(path)
        checked = time.process_time()
        try:
            copy = annotate_file(path, Config(notes=True))
        except ReadError as error:
            print(f"{path.name}: not copied, {error.english}")
            continue
        ended = time.process_time()
        same = _text(copy.content).startswith(_text(path.read_bytes()))
        print(f"{path.name}: {copy.placed} comments, {'same text' if same else 'ANOTHER TEXT'}")
        print(f"  check {checked - started:.2f} s, copy with check {ended - checked:.2f} s")


def _text(content: bytes) -> str:
    return word.read(content, "", Budget(Limits())).text


if __name__ == "__main__":
    main()
