"""How much of OFD files is read: ``python tests/measure/ofds.py FOLDER``.

Prints for every file the characters that the reader takes, those in the text codes of its parts by a plain pattern,
and how many of these the reader has not; then what was not checked.
"""

from __future__ import annotations

import html
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path

from sensitive_check import readers
from sensitive_check.errors import ReadError

_CODE = re.compile(r"<(?:\w+:)?TextCode[^>]*>([^<]*)<")


def by_pattern(path: Path) -> Counter[str]:
    """The characters of all text codes, blanks apart."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if name.endswith(".xml")]
    return Counter("".join(html.unescape("".join(_CODE.findall("".join(parts)))).split()))


def main(folder: Path) -> None:
    """Measure all files of a folder and print."""
    for path in sorted(folder.glob("*.ofd")):
        try:
            document = readers.read(path)
        except ReadError as error:
            print(f"{path.name}: {error.reason}")
            continue
        ours, codes = Counter("".join(document.text.split())), by_pattern(path)
        missing = (codes - ours).total()
        reasons = Counter(one.reason for one in document.unchecked)
        print(f"{path.name}: {ours.total()}; text codes {codes.total()} ({missing} not here); {reasons}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
