"""A folder of 500 mixed files through the command line: ``PYTHONPATH=. python tests/measure/office.py [--files 500]``.

Makes Word, Excel, PowerPoint, PDF and OFD files, archives, pages, tables and plain text, and prints for one and for two
jobs: seconds, the highest memory of all processes together, the exit code, and whether both reports are the same.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.readers import pdf_files, test_ofd, test_slides, test_spreadsheet, word_files
from tests.readers.test_container import zipped

SENTENCES = (
    "各单位要按照会议部署，抓紧做好汛期值守和物资储备工作，确保人员、责任、措施落实到位。",
    "截止目前，全市已完成老旧小区改造十二个，惠及群众三千余户。",
    "联系人：办公室，电话以公布的为准；材料一式三份，于月底前报送。",
    "要坚持问题导向，建立台账，逐项销号，并定期通报进展情况。",
)


def paragraphs(number: int, count: int) -> list[str]:
    """So many paragraphs, which differ from file to file."""
    return [f"{index}.{SENTENCES[(number + index) % len(SENTENCES)]}（第{number}号）" for index in range(count)]


def _word(texts: list[str]) -> bytes:
    return word_files.word_file("".join(word_files.paragraph(word_files.run(text)) for text in texts))


def _excel(texts: list[str]) -> bytes:
    rows = "".join(
        f'<row r="{index}">{test_spreadsheet.text_cell(f"A{index}", text)}<c r="B{index}"><v>{index}</v></c></row>'
        for index, text in enumerate(texts, 1)
    )
    return test_spreadsheet.packed(test_spreadsheet.workbook(test_spreadsheet.rows(rows)))


def _slides(texts: list[str]) -> bytes:
    body = test_slides.shape("".join(map(test_slides.paragraph, texts)))
    return test_spreadsheet.packed(test_slides.presentation(body))


def _pdf(texts: list[str]) -> bytes:
    pages = [texts[start : start + 30] for start in range(0, len(texts), 30)]
    return pdf_files.pdf(
        ["".join(pdf_files.shown(text, y=780 - 24 * line) for line, text in enumerate(page)) for page in pages],
        packed=True,
    )


def _ofd(texts: list[str]) -> bytes:
    lines = "".join(test_ofd.line(text, y=10 + 4 * index) for index, text in enumerate(texts))
    return test_ofd.ofd(test_ofd.page(lines))


def _archive(texts: list[str]) -> bytes:
    half = len(texts) // 2
    members: Mapping[str, bytes | str] = {"说明.txt": "\n".join(texts[:half]), "材料/附件.docx": _word(texts[half:])}
    return zipped(members)


def _page(texts: list[str]) -> bytes:
    return ("<!DOCTYPE html><meta charset=utf-8>" + "".join(f"<p>{text}</p>" for text in texts)).encode()


def _table(texts: list[str]) -> bytes:
    return "".join(f"{index},{text}\r\n" for index, text in enumerate(texts)).encode("gb18030")


def _plain(texts: list[str]) -> bytes:
    return "\n".join(texts).encode()


MAKERS: Mapping[str, Callable[[list[str]], bytes]] = {
    "docx": _word,
    "xlsx": _excel,
    "pptx": _slides,
    "pdf": _pdf,
    "ofd": _ofd,
    "zip": _archive,
    "html": _page,
    "csv": _table,
    "txt": _plain,
}


def main() -> None:
    """Make, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--paragraphs", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        suffixes = list(MAKERS)
        size = 0
        for number in range(options.files):
            suffix = suffixes[number % len(suffixes)]
            content = MAKERS[suffix](paragraphs(number, options.paragraphs))
            Path(folder, f"{number:04d}.{suffix}").write_bytes(content)
            size += len(content)
        print(f"{options.files} files, {size / 1e6:.1f} MB, {options.paragraphs} paragraphs each")
        shown = [measured(folder, jobs) for jobs in (1, 2)]
        print("reports are the same" if shown[0] == shown[1] else "REPORTS DIFFER")


def measured(folder: str, jobs: int) -> bytes:
    """The report of one run, whose time and memory are printed."""
    command = [sys.executable, "-m", "sensitive_check", "check", ".", "--format", "json", "--jobs", str(jobs)]
    started, highest = time.perf_counter(), 0
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            highest = max(highest, _resident(process.pid))
            time.sleep(0.05)
        output.seek(0)
        report = output.read()
    seconds = time.perf_counter() - started
    print(f"--jobs {jobs}: {seconds:.1f} s, at most {highest / 2**20:.0f} MiB, exit code {process.returncode}")
    return report


def _resident(root: int) -> int:
    """Memory of a process and its children in bytes, as Linux counts it; 0 elsewhere."""
    total = 0
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        try:
            parent = int(Path("/proc", name, "stat").read_bytes().rpartition(b")")[2].split()[1])
            if root in (int(name), parent):
                pages = int(Path("/proc", name, "statm").read_bytes().split()[1])
                total += pages * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            continue
    return total


if __name__ == "__main__":
    main()
