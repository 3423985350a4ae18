"""How much of PDF files is read: ``python tests/measure/pdfs.py FOLDER``.

Prints for every file the Han characters that the reader takes from its pages, and those that pypdf and pdftotext
(poppler) do, with the characters that another tool has and the reader has not, by number; then what was not checked.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from sensitive_check import readers
from sensitive_check.errors import ReadError


def han(text: str) -> Counter[str]:
    """How often each Han character stands in a text."""
    return Counter(one for one in text if "\u4e00" <= one <= "\u9fff")


def by_pypdf(path: Path) -> Counter[str]:
    """What pypdf reads."""
    import pypdf

    return han("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def by_poppler(path: Path) -> Counter[str]:
    """What pdftotext reads."""
    return han(subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=False).stdout.decode())


def main(folder: Path) -> None:
    """Measure all files of a folder and print."""
    for path in sorted(folder.glob("*.pdf")):
        try:
            document = readers.read(path)
        except ReadError as error:
            print(f"{path.name}: {error.reason}")
            continue
        ours = han(document.text)
        theirs = {"pypdf": by_pypdf(path), "pdftotext": by_poppler(path)}
        counts = "; ".join(
            f"{name} {found.total()} ({(found - ours).total()} not here)" for name, found in theirs.items()
        )
        print(f"{path.name}: {ours.total()}; {counts}; {Counter(one.reason for one in document.unchecked)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
