"""The Word reader against python-docx: ``python tests/measure/word.py FOLDER`` (needs ``python-docx``).

Per file: CPU time of both and their ratio, characters that each reads, and how many places lead to the wrong element.
"""

from __future__ import annotations

import argparse
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

from sensitive_check.limits import Limits
from sensitive_check.readers import word
from sensitive_check.readers.source import Budget


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for path in sorted(parser.parse_args().folder.rglob("*.docx")):
        content = path.read_bytes()
        theirs = _cpu(lambda: text_of_python_docx(content))  # noqa: B023
        ours = _cpu(lambda: len(word.read(content, path.name, Budget(Limits())).text))  # noqa: B023
        read, other = len(word.read(content, path.name, Budget(Limits())).text), text_of_python_docx(content)
        print(f"{path.name}: {read} characters (python-docx {other}), {misplaced(content)} misplaced")
        print(f"  {ours * 1e3:.1f} ms, python-docx {theirs * 1e3:.1f} ms, {theirs / ours:.1f} times as fast")


def text_of_python_docx(content: bytes) -> int:
    """How many characters python-docx reads in paragraphs and cells."""
    import docx

    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return len("\n".join([paragraph.text for paragraph in document.paragraphs] + cells))


def misplaced(content: bytes) -> int:
    """How many places name an element that does not hold their text."""
    document, places = word.places(content, Budget(Limits()))
    wrong = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in {place.member for place in places}:
            elements = list(word.text_elements(fromstring(archive.read(member))))  # noqa: S314
            for place in places:
                text = document.text[place.span.start : place.span.end]
                if (
                    place.member == member
                    and place.is_held
                    and text not in (elements[place.index].text, "\t", "\n", "-")
                ):
                    wrong += 1
    return wrong


def _cpu(act: Callable[[], object]) -> float:
    best = 9.0
    for _ in range(5):
        started = time.process_time()
        act()
        best = min(best, time.process_time() - started)
    return best


if __name__ == "__main__":
    main()
