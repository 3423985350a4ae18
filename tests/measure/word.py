"""The Word reader against others: ``python tests/measure/word.py FOLDER``.

For every Word file of the folder and some made ones: CPU time of reading (and of reading with places) and of
python-docx, how many places lead to the wrong element, and the characters that python-docx, docx2python and LibreOffice
have and the reader has not, white space aside: how many of them are numbers of lists, which the reader puts into
labels, and which the others are. Needs ``python-docx``, ``docx2python`` and ``soffice``.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

from sensitive_check.limits import Limits
from sensitive_check.model import Document
from sensitive_check.readers import word
from sensitive_check.readers.source import Budget

SENTENCE = "会议指出，要坚持稳中求进工作总基调，完整准确全面贯彻新发展理念。"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    paths = sorted(parser.parse_args().folder.rglob("*.docx"))
    files = {path.name: path.read_bytes() for path in paths}
    files |= {f"{count} paragraphs": written(count) for count in (50, 500, 5000)}
    files |= {"table of 200 rows": written(20, 200)}
    for name, content in files.items():
        theirs = cpu(lambda: by_python_docx(content))  # noqa: B023
        ours = cpu(lambda: read(content))  # noqa: B023
        located = cpu(lambda: word.places(content, Budget(Limits())))  # noqa: B023
        print(f"{name}: {ours:.1f} ms (with places {located:.1f}), python-docx {theirs:.1f}: {theirs / ours:.1f} times")
        print(f"  {misplaced(content)} places that lead to the wrong element")
        if name.endswith(".docx"):
            compare(content)


def read(content: bytes) -> Document:
    """What the reader makes of a file."""
    return word.read(content, "a.docx", Budget(Limits()))


def written(paragraphs: int, rows: int = 0) -> bytes:
    """A file of paragraphs of three runs, and a table of five columns."""
    import docx

    document = docx.Document()
    for _ in range(paragraphs):
        paragraph = document.add_paragraph()
        for number in range(3):
            run = paragraph.add_run(SENTENCE)
            run.bold, run.font.size = number == 1, docx.shared.Pt(16)
    for row in document.add_table(rows, 5).rows if rows else ():
        for cell in row.cells:
            cell.text = "数值"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def compare(content: bytes) -> None:
    """Print what other tools read of a file, and the reader does not."""
    document = read(content)
    ours = characters(document.text + "".join(one.text for one in document.outside))
    numbers = characters("".join(part.label.partition("（")[2].removesuffix("）") for part in document.parts))
    for name, tool in (("python-docx", by_python_docx), ("docx2python", by_docx2python), ("LibreOffice", by_office)):
        theirs = characters(tool(content))
        missing = theirs - ours
        others = missing - numbers
        most = " ".join(f"{one}×{count}" for one, count in others.most_common(8))
        print(
            f"  characters {ours.total()}, {name} {theirs.total()}, not here {missing.total()}: "
            f"{(missing & numbers).total()} of list numbers, others {others.total()} {most}"
        )


def characters(text: str) -> Counter[str]:
    """How often each character stands in a text, but for white space."""
    return Counter("".join(text.split()))


def by_python_docx(content: bytes) -> str:
    """The text of paragraphs and cells."""
    import docx

    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def by_docx2python(content: bytes) -> str:
    """All text that docx2python finds."""
    from docx2python import docx2python

    with docx2python(io.BytesIO(content)) as document:
        return str(document.text)


def by_office(content: bytes) -> str:
    """The text that LibreOffice saves."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.docx")
        path.write_bytes(content)
        command = ["soffice", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, str(path)]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return path.with_suffix(".txt").read_text(encoding="utf-8-sig")


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


def cpu(act: Callable[[], object]) -> float:
    """The least CPU time of several tries, in milliseconds."""
    best = 9.0
    for _ in range(5):
        started = time.process_time()
        act()
        best = min(best, time.process_time() - started)
    return best * 1e3


if __name__ == "__main__":
    main()
