"""The readers of workbooks and slides against other ones: ``python tests/measure/sheets.py FOLDER``.

Needs ``python-calamine``; the runs of slides are taken by a pattern. Per file: CPU time, characters that we read, how
many cells or runs the other reader has, and which of them differ or are lacking (places only, never what they say).
"""

from __future__ import annotations

import argparse
import html
import io
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path

from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers import read
from sensitive_check.readers.number_formats import shown_number
from sensitive_check.readers.sheets import column_name

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".pptx", ".pptm")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for path in sorted(parser.parse_args().folder.rglob("*")):
        if path.suffix.lower() not in SUFFIXES:
            continue
        started = time.process_time()
        try:
            document = read(path)
        except ReadError as error:
            print(f"{path.name}: {error}")
            continue
        seconds = time.process_time() - started
        reasons = sorted({f"{one.reason} {one.where}" for one in document.unchecked})
        print(f"{path.name}: {len(document.text)} characters, {seconds * 1e3:.0f} ms; not checked: {reasons}")
        compare(path, document)


def compare(path: Path, document: Document) -> None:
    """Print which places of the other reader's text are not in ours."""
    if path.suffix.lower().startswith(".ppt"):
        theirs = dict(enumerate(texts_of_slides(path)))
        lacking = [str(place) for place, text in theirs.items() if text not in document.text]
    else:
        ours = {
            part.label.split(" 隐藏")[0]: document.text[part.span.start : part.span.end]
            for part in reversed(document.parts)
        }
        cells = dict(cells_of_calamine(path))
        lacking = [place for place, text in cells.items() if ours.get(place) != text]
        theirs = dict(enumerate(cells.values()))
    print(f"  the other reader has {len(theirs)} texts, {len(lacking)} differ: {lacking[:10]}")


def cells_of_calamine(path: Path) -> Iterator[tuple[str, str]]:
    """Place and text of each cell."""
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for index, title in enumerate(workbook.sheet_names):
        sheet = workbook.get_sheet_by_index(index)
        left = sheet.start[1] if sheet.start else 0
        for row, values in enumerate(sheet.iter_rows() if sheet.start else (), 1):
            for column, value in enumerate(values, left + 1):
                if value != "":
                    yield f"{title}!{column_name(column)}{row}", _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return shown_number(repr(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, (date, time_of_day)) else str(value)


def texts_of_slides(path: Path) -> Iterator[str]:
    """The text of each run in slides and notes, by a pattern."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"ppt/(?:slides|notesSlides)/[^/]*\.xml", name):
                yield from map(html.unescape, re.findall("<a:t>([^<]+)</a:t>", archive.read(name).decode()))


if __name__ == "__main__":
    main()
