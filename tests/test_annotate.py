"""Annotated copies of Word files: comments at their places, text and formats as they were."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from sensitive_check import annotated_copy, check, check_file, workers
from sensitive_check.annotated_copy import annotate_file
from sensitive_check.cli import main
from sensitive_check.config import Config
from sensitive_check.errors import MissingDependencyError, ReadError
from sensitive_check.limits import Limits
from sensitive_check.loading import set_up
from sensitive_check.model import Span
from sensitive_check.readers.ooxml import local
from sensitive_check.readers.source import Budget
from sensitive_check.readers.word import places, text_elements
from sensitive_check.readers.word.story import OWN_AUTHOR
from sensitive_check.reporters import word_comments
from sensitive_check.walk import Task
from sensitive_check.wording import interface
from tests.readers.word_files import STRICT, paragraph, run, word_file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "截止目前，，已有3省上报。联系人手机13800138000，请核对，，再报。"


SETUP = set_up(Config())


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists take longer to load than these files to check."""
    monkeypatch.setattr(annotated_copy, "set_up", lambda config: SETUP if config == Config() else set_up(config))


def formats(content: bytes) -> list[tuple[str, bytes]]:
    """Every character of the main text with the properties of its run."""
    found = []
    for one in docx.Document(io.BytesIO(content)).element.iter(W + "r"):
        properties = one.find(W + "rPr")
        written = b"" if properties is None else etree.tostring(properties, method="c14n")
        found += [(sign, written) for text in one.iter(W + "t", W + "delText") for sign in text.text or ""]
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
    assert main(["annotate", "a.docx", "--as-of", "2026-07-01"]) == 1
    assert main(["annotate", "a.docx"]) == 2  # exists
    assert main(["annotate", "a.docx", "--output", "a.docx", "--force"]) == 2
    assert Path("a.docx").read_bytes() == content
    comments = list(docx.Document("a.annotated.docx").comments)
    assert [one.author for one in comments].count("甲") == 1
    assert len({one.comment_id for one in comments}) == len(comments)
    assert [str(one.timestamp) for one in comments[1:]] == ["2026-07-01 00:00:00+00:00"] * (len(comments) - 1)
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


# ------------------------------------------------------------------------------- what Word files are made of

BAD = "截止目前，，请核对"
TYPO, REPEATED = "截止目前", "，，"
SPACES = {
    "<Types>": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">',
    "<Relationships>": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">',
}
RESIDENT_ID = "110101199003070011"  # made up; the check digit fits
ROSTER = [("姓名", "身份证号", "联系电话"), ("甲", RESIDENT_ID, "13800138000"), ("乙", RESIDENT_ID, "13800138001")]


def package(body: str, parts: dict[str, str] | None = None, namespace: str = W[1:-1]) -> dict[str, bytes]:
    """The members of a Word file of a body; ``parts`` as for ``word_file``."""
    members = zipfile.ZipFile(io.BytesIO(word_file(body, parts, namespace)))
    texts = {name: members.read(name).decode() for name in members.namelist()}
    for plain, spaced in SPACES.items():
        texts = {name: text.replace(plain, spaced) for name, text in texts.items()}
    return {name: text.encode() for name, text in texts.items()}


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def member(content: bytes, name: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def read_text(content: bytes) -> str:
    return places(content, Budget(Limits()))[0].text


def bold(text: str) -> str:
    return run(text, "<w:b/>")


def elements_with_formats(content: bytes) -> list[tuple[Any, ...]]:
    """Every character, and every other element that bears text, with the properties of its run and what it is in."""
    found: list[tuple[Any, ...]] = []
    for element in text_elements(member(content, "word/document.xml")):
        kept = [one for one in element.getparent() if isinstance(one.tag, str) and local(one.tag) == "rPr"]
        properties = [etree.tostring(one, method="c14n") for one in kept]
        around = [one.tag for one in element.iterancestors()]
        has_text = local(element.tag) in ("t", "delText")
        signs = list("".join(element.itertext())) if has_text else [element.tag]
        found += [(sign, properties, around) for sign in signs]
    return found


def comments_and_anchors(content: bytes) -> list[tuple[list[str], str]]:
    """The paragraphs of each comment, and the text between its marks; the summary is the last one."""
    root = member(content, "word/document.xml")
    w = root.tag.rpartition("}")[0] + "}"
    texts: dict[str, str] = {}
    reached: set[str] = set()
    for element in root.iter():
        if element.tag == w + "commentRangeStart":
            reached.add(element.get(w + "id"))
            texts[element.get(w + "id")] = ""
        elif element.tag == w + "commentRangeEnd":
            reached.remove(element.get(w + "id"))
        elif isinstance(element.tag, str) and element.tag.rpartition("}")[2] in ("t", "delText"):
            texts.update({one: texts[one] + "".join(element.itertext()) for one in reached})
    comments = list(member(content, "word/comments.xml"))
    assert not reached
    ids = [one.get(w + "id") for one in comments]
    assert sorted(one.get(w + "id") for one in root.iter(w + "commentReference")) == sorted(ids) == sorted(texts)
    return [(["".join(line.itertext()) for line in one], texts[one.get(w + "id")]) for one in comments]


BOX = f"<w:txbxContent>{paragraph(bold(BAD))}</w:txbxContent>"
CHOICE, FALLBACK = '<mc:AlternateContent><mc:Choice Requires="x">', "</mc:Choice><mc:Fallback>"
ALTERNATIVE_END = "</mc:Fallback></mc:AlternateContent>"
PRESERVED = ' xml:space="preserve"'
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CASES: dict[str, tuple[str, list[str]]] = {
    "runs": (paragraph(bold("截止"), bold("目前，"), run("，请核对")), [TYPO, REPEATED]),
    "text box": (f"<w:p><w:r><w:pict>{BOX}</w:pict></w:r>{bold(BAD)}</w:p>", [TYPO, REPEATED]),
    "text box twice": (
        f"<w:p><w:r>{CHOICE}{BOX}{FALLBACK}{BOX}{ALTERNATIVE_END}</w:r>{run(BAD)}</w:p>",
        [TYPO, REPEATED],
    ),
    "alternatives": (f"<w:p>{CHOICE}{run(BAD)}{FALLBACK}{run('别')}{ALTERNATIVE_END}</w:p>", [BAD + "别", BAD + "别"]),
    "alternatives in a run": (
        f"<w:p><w:r>{CHOICE}<w:t>{BAD}</w:t>{FALLBACK}<w:t>别</w:t>{ALTERNATIVE_END}</w:r></w:p>",
        [BAD + "别", BAD + "别"],
    ),
    "maths": (f'<w:p><m:oMath xmlns:m="urn:m"><m:r><m:t>{BAD}</m:t></m:r></m:oMath></w:p>', [BAD, BAD]),
    "ruby": (
        f"<w:p><w:r><w:ruby><w:rt>{run('jie')}</w:rt><w:rubyBase>{run('截')}</w:rubyBase></w:ruby></w:r>"
        f"{run('止目前')}</w:p>",
        ["jie截止目前"],
    ),
    "tracked": (
        f'<w:p>{run("截止")}<w:ins w:id="9" w:author="甲">{bold("目前，")}</w:ins><w:del w:id="8" w:author="甲">'
        f"<w:r><w:delText>截止目前</w:delText></w:r></w:del>{run('，请')}</w:p>",
        [TYPO, "，截止目前，", TYPO],
    ),
    "link": (
        f'<w:p>{run("截止")}<w:hyperlink w:anchor="x">{bold("目前，")}</w:hyperlink>{run("，请")}</w:p>',
        [TYPO, REPEATED],
    ),
    "content control": (f"<w:p>{run('截')}<w:sdt><w:sdtContent>{bold('止目前')}</w:sdtContent></w:sdt></w:p>", [TYPO]),
    "field": (
        f"<w:p>{FIELD.format('begin')}<w:r><w:instrText>REF a</w:instrText></w:r>{FIELD.format('separate')}"
        f"{bold('截止目前，')}{FIELD.format('end')}{run('，是')}"
        f'<w:fldSimple w:instr="PAGE">{run(TYPO)}</w:fldSimple></w:p>',
        [TYPO, REPEATED, TYPO],
    ),
    "table alone": (f"<w:tbl><w:tr><w:tc>{paragraph(run(BAD))}</w:tc></w:tr></w:tbl><w:sectPr/>", [TYPO, REPEATED]),
    "roster": (
        "".join(
            (
                "<w:tbl>",
                *(f"<w:tr>{''.join(f'<w:tc>{paragraph(run(cell))}</w:tc>' for cell in row)}</w:tr>" for row in ROSTER),
            )
        )
        + "</w:tbl>",
        [RESIDENT_ID, "13800138000", RESIDENT_ID, "13800138001"],
    ),
    "tabs and blanks": (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>请</w:t><w:tab/><w:t>截止目前</w:t><w:br/>'
        '<w:t xml:space="preserve"> 截止目前 </w:t></w:r><w:r><w:t> 截止目前 </w:t></w:r></w:p>',
        [TYPO, TYPO, " 截止目前 "],  # blanks that nobody kept stay uncut
    ),
    "comments of XML": (
        "<w:p><w:r><!-- a --><w:t>截止<!-- b -->目前</w:t><?c d?><w:t>请截止目前</w:t></w:r></w:p>",
        [TYPO, TYPO],
    ),
    "symbols": (
        '<w:p><w:r><w:sym w:char="F0FE"/><w:noBreakHyphen/><w:softHyphen/><w:t>截止目前</w:t></w:r></w:p>',
        [TYPO],
    ),
}


@pytest.mark.parametrize(
    ("case", "namespace"),
    [
        *((case, W[1:-1]) for case in CASES),
        *((case, STRICT) for case in ("runs", "text box twice", "tracked", "field")),
    ],
)
def test_text_formats_and_anchors_whatever_text_stands_in(case: str, namespace: str, tmp_path: Path) -> None:
    body, anchors = CASES[case]
    path = tmp_path / "a.docx"
    content = zipped(package(body, namespace=namespace))
    path.write_bytes(content)
    copy = annotate_file(path, Config())
    assert path.read_bytes() == content
    # The comments are read behind the text.
    assert read_text(copy.content).startswith(read_text(content))
    assert elements_with_formats(copy.content) == elements_with_formats(content)
    written = comments_and_anchors(copy.content)
    assert sorted(text for _, text in written) == sorted([*anchors, ""])
    assert copy.placed == len(anchors)
    assert not any(number in line for lines, _ in written for line in lines for number in (RESIDENT_ID, "13800138000"))


class _Random(random.Random):
    """Bodies of Word files put together by chance: text in all that it can stand in, to some depth."""

    def text(self) -> str:
        return "".join(self.choices("甲乙丙 a1，。", k=self.randint(0, 6)))

    def run(self, depth: int) -> str:
        properties = self.choice(["", "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:i/><w:vanish/></w:rPr>"])
        return f"<w:r>{properties}{''.join(self.in_run(depth) for _ in range(self.randint(0, 4)))}</w:r>"

    def in_run(self, depth: int) -> str:
        text = f"<w:t{self.choice(['', PRESERVED])}>{self.text()}</w:t>"
        sign = self.choice(["<w:tab/>", "<w:br/>", "<w:noBreakHyphen/>", "<w:softHyphen/>", "<!-- a -->"])
        simple = [text] * 5 + [sign, f"<w:instrText>{self.text()}</w:instrText>"]
        if depth > 2 or self.random() < 0.8:
            return self.choice(simple)
        return self.choice(
            [
                f"<w:ruby><w:rt>{self.run(depth + 1)}</w:rt><w:rubyBase>{self.run(depth + 1)}</w:rubyBase></w:ruby>",
                f"<w:pict><w:txbxContent>{self.paragraph(depth + 1)}</w:txbxContent></w:pict>",
                f"{CHOICE}{text}{FALLBACK}<w:t>{self.text()}</w:t>{ALTERNATIVE_END}",
            ]
        )

    def in_paragraph(self, depth: int) -> str:
        if depth > 4 or self.random() < 0.6:
            return self.run(depth)
        inner = "".join(self.in_paragraph(depth + 1) for _ in range(self.randint(0, 3)))
        name = self.choice("ins del moveTo hyperlink sdt fldSimple bdo customXml smartTag alternatives maths".split())
        if name == "sdt":
            return f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        if name == "alternatives":
            return f"{CHOICE}{inner}{FALLBACK}{inner}{ALTERNATIVE_END}"
        if name == "maths":
            return f'<m:oMath xmlns:m="urn:m"><m:r><m:t>{self.text()}</m:t></m:r></m:oMath>'
        if name == "del":
            inner = inner.replace("<w:t>", "<w:delText>").replace("</w:t>", "</w:delText>")
            inner = inner.replace(f"<w:t{PRESERVED}>", f"<w:delText{PRESERVED}>")
        return f'<w:{name} w:id="{self.randint(0, 50)}" w:author="甲">{inner}</w:{name}>'

    def paragraph(self, depth: int = 0) -> str:
        return f"<w:p>{''.join(self.in_paragraph(depth) for _ in range(self.randint(0, 4)))}</w:p>"

    def body(self) -> str:
        frames = [
            "{}",
            "{}",
            "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
            "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        ]
        return "".join(self.choice(frames).format(self.paragraph()) for _ in range(self.randint(0, 5)))


@pytest.mark.parametrize("seed", range(5))
def test_any_document_with_comments_anywhere_keeps_text_and_formats(seed: int) -> None:
    words, report = interface("zh"), check("截止目前，好")
    for number in range(40):
        chance = _Random(1000 * seed + number)
        content = zipped(package(chance.body()))
        document, placed = places(content, Budget(Limits()))
        starts = [chance.randrange(len(document.text)) for _ in range(chance.randint(0, 12)) if document.text]
        spans = [Span(start, min(len(document.text), start + chance.randint(1, 12))) for start in starts]
        findings = [replace(report.findings[0], span=span) for span in spans]
        copied = word_comments.WordPackage(content, Limits())
        unplaced = copied.mark(findings, placed, words)
        copied.add_summary(report, unplaced, 0, 0, words)
        written = copied.saved()
        assert read_text(written).startswith(document.text)
        expected = elements_with_formats(content)
        assert elements_with_formats(written) == expected
        number_of_comments = len(comments_and_anchors(written))
        assert number_of_comments == 1 + copied.placed == 1 + len(findings) - len(unplaced)
        again = word_comments.WordPackage(written, Limits())
        assert again.drop_own_comments() == number_of_comments
        assert elements_with_formats(again.saved()) == expected
        assert not list(member(again.saved(), "word/document.xml").iter(W + "commentRangeStart", W + "commentRangeEnd"))


def test_the_target_of_a_link_is_marked_at_the_words_that_lead_to_it(tmp_path: Path) -> None:
    target = "http://bad.example.com/"
    link = '<w:hyperlink r:id="hyperlink">{}</w:hyperlink>'
    field = f'{FIELD.format("begin")}<w:r><w:instrText>HYPERLINK "{target}"</w:instrText></w:r>'
    bodies = {
        paragraph(run("见"), link.format(run("官") + run("网")), run("。")): "官网",
        paragraph(run("见"), link.format(run(target)), run("。")): target,
        paragraph(run("见"), field, FIELD.format("separate"), run("官网"), FIELD.format("end")): "官网",
    }
    path = tmp_path / "a.docx"
    for body, words in bodies.items():
        path.write_bytes(zipped(package(body, {"hyperlink": target})))
        written = comments_and_anchors(annotate_file(path, Config()).content)
        assert [anchor for _, anchor in written] == [words, ""]
        assert "bad.example.com" in written[0][0][0]


@pytest.mark.parametrize("body", ["", "<w:sectPr/>"])
def test_a_body_without_paragraphs_gets_one_for_the_summary(body: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(package(body, {"header": f"<w:hdr SPACE>{paragraph(run(TYPO))}</w:hdr>"})))
    copy = annotate_file(path, Config())
    ((lines, anchor),) = comments_and_anchors(copy.content)
    assert anchor == ""
    assert lines[:2] == [
        "sensitive-check 检查结果：有问题。正文中的问题加了 0 条批注。",
        "下列问题所在的地方不能加批注，或者看不到批注：",
    ]
    assert lines[2].startswith("页眉  警告：“截止目前”疑为错别字")
    assert member(copy.content, "word/document.xml")[0][0].tag == W + "p"


def test_what_stands_beside_the_text_is_told_with_its_place(tmp_path: Path) -> None:
    note = f"<w:footnotes SPACE><w:footnote>{paragraph(run(BAD))}</w:footnote></w:footnotes>"
    path = tmp_path / "a.docx"
    members = package(f"<w:p><w:r><w:pict>{BOX}</w:pict></w:r></w:p>", {"footnotes": note})
    members["word/embeddings/x.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    members["_xmlsignatures/sig1.xml"] = b"<Signature/>"
    path.write_bytes(zipped(members))
    copy = annotate_file(path, Config())
    ((lines, _),) = comments_and_anchors(copy.content)
    assert [line.partition("  ")[0] for line in lines[2:6]] == ["第1段 文本框", "第1段 文本框", "脚注1", "脚注1"]
    assert "x.bin" in lines[7]
    assert lines[-1] == "原文件有电子签名。副本的内容已变，签名在副本中失效，以原文件为准。"


def test_what_is_hidden_is_told_where_it_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(package(paragraph(run("好。"), run("机密★1年", "<w:vanish/>"), run("截止目前")))))
    written = comments_and_anchors(annotate_file(path, Config()).content)
    assert [anchor for _, anchor in written] == [TYPO, ""]
    assert written[1][0][2].startswith("第1段 隐藏文字  错误：出现国家秘密标志“机密★1年”")


def test_a_check_of_a_copy_does_not_repeat_itself(tmp_path: Path) -> None:
    path, again = tmp_path / "a.docx", tmp_path / "b.docx"
    path.write_bytes(zipped(package(paragraph(run(TEXT)) + paragraph(run("内部资料 注意保存")))))
    copy = annotate_file(path, Config(notes=True))
    again.write_bytes(copy.content)
    found = check_file(again).findings
    assert [(one.rule_id, one.span) for one in found] == [(one.rule_id, one.span) for one in copy.report.findings]


def test_secrets_in_comments_that_only_pretend_to_be_ours_are_found(tmp_path: Path) -> None:
    forged = f'<w:comment w:id="0" w:author="{OWN_AUTHOR}">{paragraph(run("机密★1年，手机13800138000"))}</w:comment>'
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(package(paragraph(run("好")), {"comments": f"<w:comments SPACE>{forged}</w:comments>"})))
    found = [(one.rule_id, one.location.part) for one in check_file(path).findings]
    label = f"批注1 {OWN_AUTHOR}"
    assert found == [("classification-mark", label), ("mobile", label)]
    copy = annotate_file(path, Config())  # the copy does not hold it any more, and says so
    assert copy.report.ok
    ((lines, _),) = comments_and_anchors(copy.content)
    assert lines[1] == "本工具以前加的批注 1 条已由这次的代替。"
    assert "13800138000" not in read_text(copy.content)


def test_a_protected_file_stays_protected(tmp_path: Path) -> None:
    settings = '<w:settings SPACE><w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'
    members = package(paragraph(run(BAD)), {"settings": settings})
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(members))
    copy = annotate_file(path, Config())
    assert copy.placed == 2
    written = zipfile.ZipFile(io.BytesIO(copy.content))
    kept = {name: written.read(name) for name in members}
    changed = {name for name in members if kept[name] != members[name]}
    assert changed == {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def test_a_stale_content_type_is_not_named_twice(tmp_path: Path) -> None:
    members = package(paragraph(run(BAD)))
    stale = b'<Override PartName="/word/comments.xml" ContentType="a/b"/></Types>'
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(b"</Types>", stale)
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(members))
    types = member(annotate_file(path, Config()).content, "[Content_Types].xml")
    (named,) = [one for one in types if one.get("PartName") == "/word/comments.xml"]
    assert named.get("ContentType").endswith("wordprocessingml.comments+xml")


def doctype(members: dict[str, bytes]) -> None:
    members["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + members["word/document.xml"]


def doctype_in_types(members: dict[str, bytes]) -> None:
    members["[Content_Types].xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + members["[Content_Types].xml"]


def no_body(members: dict[str, bytes]) -> None:
    members["word/document.xml"] = members["word/document.xml"].replace(b"w:body", b"w:other")


def no_namespace(members: dict[str, bytes]) -> None:
    members["word/document.xml"] = f"<document><body><p><r><t>{BAD}</t></r></p></body></document>".encode()


def deep(members: dict[str, bytes]) -> None:
    opened, closed = b"<w:sdt><w:sdtContent>" * 2000, b"</w:sdtContent></w:sdt>" * 2000
    body = members["word/document.xml"].replace(b"<w:body>", b"<w:body>" + opened)
    members["word/document.xml"] = body.replace(b"</w:body>", closed + b"</w:body>")


def no_main_part(members: dict[str, bytes]) -> None:
    del members["word/document.xml"]


@pytest.mark.parametrize("harm", [doctype, doctype_in_types, no_body, no_namespace, deep, no_main_part])
def test_hostile_files_are_refused_and_no_copy_is_left(
    harm: Callable[[dict[str, bytes]], None], tmp_path: Path
) -> None:
    members = package(paragraph(run(BAD)))
    harm(members)
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(members))
    with pytest.raises(ReadError) as raised:
        annotate_file(path, Config())
    assert TYPO not in str(raised.value)


def test_a_member_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    content = zipped({**package(paragraph(run(BAD))), "word/media/a.bin": b"0123456789"})
    path = tmp_path / "a.docx"
    path.write_bytes(content.replace(b"0123456789", b"0123456780"))
    with pytest.raises(ReadError, match="损坏"):
        annotate_file(path, Config())


def test_a_part_too_large_to_be_annotated_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(package(paragraph(run(BAD)) * 10)))
    with pytest.raises(ReadError, match="部件的标签和属性超过 40 个，不能加批注") as raised:
        annotate_file(path, Config(limits=Limits(pieces=10)))
    assert raised.value.reason == "limit"


def test_every_other_member_is_copied_as_it_is(tmp_path: Path) -> None:
    members = {**package(paragraph(run(BAD))), "word/media/a.bin": bytes(range(256)) * 9, "word/空.bin": b""}
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(members))
    with zipfile.ZipFile(io.BytesIO(annotate_file(path, Config()).content)) as copy:
        assert [name for name in copy.namelist() if name in members] == list(members)
        assert {name: copy.read(name) for name in ("word/media/a.bin", "word/空.bin")} == {
            name: members[name] for name in ("word/media/a.bin", "word/空.bin")
        }


def test_without_lxml_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(package(paragraph(run(BAD)))))
    monkeypatch.setattr(word_comments, "find_spec", lambda _: None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'sensitive-check\[office\]'") as raised:
        annotate_file(path, Config())
    assert raised.value.reason == "missing-package"


def test_a_file_that_no_worker_survives_gets_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.docx").write_bytes(zipped(package(paragraph(run(BAD)))))
    give = workers.Pool._give

    def deadly(pool: workers.Pool[Any], worker: workers._Worker, number: int, task: Task) -> None:
        worker.process.kill()
        worker.process.join()
        give(pool, worker, number, task)

    monkeypatch.setattr(workers.Pool, "_give", deadly)
    assert main(["annotate", "a.docx"]) == 2
    assert "检查它的进程两次中断或超时" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


def test_a_run_with_many_findings_takes_linear_time(tmp_path: Path) -> None:
    seconds = []
    for number in (500, 1000):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(zipped(package(paragraph(run("截止目前，好。" * number)))))
        start = time.process_time()
        copy = annotate_file(path, Config())
        seconds.append(time.process_time() - start)
    assert copy.placed >= 1
    assert seconds[1] < 4 * seconds[0] + 0.5
