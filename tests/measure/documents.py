"""Office documents: what we read of each, against a manifest: ``python tests/measure/documents.py DOCS``.

DOCS is a folder with a ``manifest.jsonl`` of rows ``file``, ``zh_chars_first_pages`` and ``text_head``, how a text
begins for another reader. Printed are the characters and Chinese characters read, how much of the head stands in our
text, and what was not checked.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from html import unescape
from pathlib import Path

from sensitive_check import readers
from sensitive_check.errors import ReadError

_HAN = re.compile("[\u3400-\u9fff]")
_PIECE = re.compile(r"[\u3400-\u9fff0-9A-Za-z]{2,}")


def main(folder: Path) -> None:
    """Print a line for each file."""
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        begun = time.process_time()
        try:
            document = readers.read(folder / row["file"])
        except ReadError as error:
            print(f"{row['file']}: NOT READ, {error.reason}: {error.english}")
            continue
        milliseconds = (time.process_time() - begun) * 1000
        ours = "".join(document.text.split())
        pieces = _PIECE.findall(unescape(row["text_head"]))
        there = sum(piece in ours for piece in pieces)
        unchecked = dict(Counter(one.reason for one in document.unchecked))
        print(
            f"{row['file']}: {len(document.text)} characters, {len(_HAN.findall(document.text))} Chinese"
            f" (manifest, first pages: {row['zh_chars_first_pages']}), {there} of {len(pieces)} pieces of the head,"
            f" {milliseconds:.0f} ms, unchecked {unchecked or 'nothing'}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
