"""Annotated copies of Word files: comments at their places, text and formats as they were."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sensitive_check.annotated_copy import annotate_file
from sensitive_check.cli import main
from sensitive_check.config import Config
from sensitive_check.limits import Limits
from sensitive_check.readers.source import Budget
from sensitive_check.readers.word import places
from sensitive_check.readers.word.story import OWN_AUTHOR

docx = pytest.importorskip("docx")
etree = pytest.importorskip("lxml.etree")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "截止目前，，已有3省上报。联系人手机13800138000，请核对，，再报。"


def formats(content: bytes) -> list[tuple[str, bytes]]:
    """Every character of the main text with the properties of its run."""
    found = []
    for run in docx.Document(io.BytesIO(content)).element.iter(W + "r"):
        properties = run.find(W + "rPr")
        written = b"" if properties is None else etree.tostring(properties, method="c14n")
        found += [(sign, written) for text in run.iter(W + "t", W + "delText") for sign in text.text or ""]
    return found


def anchored(content: bytes) -> dict[str, str]:
    """The text between the marks of each comment."""
    texts: dict[str, str] = {}
    reached: set[str] = set()
    for element in docx.Document(io.BytesIO(content)).element.iter():
        if element.tag == W + "commentRangeStart":
            reached.add(element.get(W + "id"))
            texts[element.get(W + "id")] = ""
        elif element.tag == W + "commentRangeEnd":
            reached.remove(element.get(W + "id"))
        elif element.tag in (W + "t", W + "delText"):
            texts.update({one: texts[one] + element.text for one in reached})
    assert not reached
    return texts


def saved(document: Any, path: Path) -> bytes:
    document.save(str(path))
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(12))
def test_text_and_formats_stay_wherever_runs_are_cut(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    document = docx.Document()
    paragraph = document.add_paragraph()
    cuts = [0, *sorted(chance.sample(range(1, len(TEXT)), 8)), len(TEXT)]
    for start, end in pairwise(cuts):
        run = paragraph.add_run(TEXT[start:end])
        run.bold, run.italic = chance.random() < 0.5, chance.random() < 0.5
    path = tmp_path / "a.docx"
    content = saved(document, path)
    copy = annotate_file(path, Config())
    assert path.read_bytes() == content
    assert formats(copy.content) == formats(content)
    main_text = [places(one, Budget(Limits()))[0].text.partition("\n")[0] for one in (content, copy.content)]
    assert main_text == [TEXT, TEXT]
    texts = anchored(copy.content)
    comments = docx.Document(io.BytesIO(copy.content)).comments
    assert {comment.author for comment in comments} == {OWN_AUTHOR}
    expected = [
        TEXT[span.start : span.end]
        for finding in copy.report.findings
        if finding.severity.value != "note"
        for span in dict.fromkeys((finding.span, *finding.related))
    ]
    assert sorted(texts[str(comment.comment_id)] for comment in comments) == sorted([*expected, ""])


def test_the_command_and_what_no_comment_can_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "电话13800138000"
    document.add_comment(document.add_paragraph(TEXT).runs, text="请核实", author="甲")
    content = saved(document, Path("a.docx"))
    assert main(["annotate", "a.docx"]) == 1
    assert main(["annotate", "a.docx"]) == 2  # exists
    assert main(["annotate", "a.docx", "--output", "a.docx", "--force"]) == 2
    assert Path("a.docx").read_bytes() == content
    comments = list(docx.Document("a.annotated.docx").comments)
    assert [one.author for one in comments].count("甲") == 1
    assert len({one.comment_id for one in comments}) == len(comments)
    assert "页眉  错误" in comments[-1].text
    assert not any("13800138000" in one.text for one in comments)
    assert main(["annotate", "a.annotated.docx", "--output", "b.docx"]) == 1
    again = list(docx.Document("b.docx").comments)
    assert len(again) == len(comments)
    assert "以前加的批注" in again[-1].text


def test_a_document_without_paragraphs_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    saved(docx.Document(), path)
    copy = annotate_file(path, Config())
    assert copy.placed == 0
    assert len(list(docx.Document(io.BytesIO(copy.content)).comments)) == 1


def test_what_is_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK")
    assert main(["annotate", str(path)]) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]
