"""Masked copies: what is masked, what stays byte for byte, and that nothing is masked by halves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensitive_check
from sensitive_check import Config, ConfigError, MaskRule, ReadError, load_checker, masked_copy
from sensitive_check.cli import main
from sensitive_check.readers import read_content

RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
MASKED_ID = "11*************02X"
CHECKER = load_checker(None)
MASKER = masked_copy._Masker(Config())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"身份证号{RESIDENT_ID}已登记", f"身份证号{MASKED_ID}已登记"),
        ("手机138-0013-8000，好", "手机138-****-8000，好"),
        ("手机１３８００１３８０００", "手机１３８****８０００"),
        ("卡号6222 0212 3456 7890 128已登记", "卡号**** **** **** ***0 128已登记"),
        ("邮箱zhangsan87@163.com联系", "邮箱z*********@163.com联系"),
        ("邮箱ｗａｎｇ５＠１２６．ｃｏｍ，好", "邮箱ｗ****＠１２６．ｃｏｍ，好"),
        ("见https://a.cn/?sfz=11010519491231002X&x=1", "见https://a.cn/?sfz=11*************02X&x=1"),
        ("身份证号1101051990****1239", "身份证号11*************239"),
        ("监督电话：13800138000", "监督电话：13800138000"),  # an office's, a note
        ("会议顺利召开。", "会议顺利召开。"),
        ("", ""),
    ],
)
def test_texts(text: str, masked: str) -> None:
    assert sensitive_check.mask(text) == masked
    assert sensitive_check.mask(masked) == masked


def test_a_number_that_is_seen_backwards_is_masked() -> None:
    masked = sensitive_check.mask("电话\u202e00083100831\u202c，好")
    assert masked.count("*") >= 4
    assert sensitive_check.mask(masked) == masked


def copy_of(content: bytes, name: str, tmp_path: Path) -> bytes:
    path = tmp_path / name
    path.write_bytes(content)
    copied = sensitive_check.mask_file(path)
    assert path.read_bytes() == content
    path.write_bytes(copied.content)
    assert sensitive_check.mask_file(path).masked == 0
    return copied.content


@pytest.mark.parametrize(
    ("name", "content", "masked"),
    [
        (
            "a.html",
            '<p title="13800138000">电话<b>138</b>0013<i>8000</i>，<!-- 13800138001 -->&#49;3800138002</p>',
            '<p title="138****8000">电话<b>138</b>****<i>8000</i>，<!-- 138****8001 -->&#49;38****8002</p>',
        ),
        ("a.md", "# 名单\n\n- 张某 **138**00138000\n", "# 名单\n\n- 张某 **138**＊＊＊＊8000\n"),
        (
            "a.csv",
            '编号,"电话\n",备注\r\n1,"13800138000","他说""好"""\r\n',
            '编号,"电话\n",备注\r\n1,"138****8000","他说""好"""\r\n',
        ),
        (
            "b.csv",
            "姓名,住址,出生日期\n王雅琴,东风路12号3栋402室,1990-03-07\n李志强,柳林村5组8号,1991年4月6日\n",
            "姓名,住址,出生日期\n王雅琴,东风路*********,1990-**-**\n李志强,柳林村****,1991年*月*日\n",
        ),
        ("a.txt", "甲\r\n电话13800138000\r乙\n", "甲\r\n电话138****8000\r乙\n"),
        ("a.json", r'{"甲": "\u0031380013\u0038000", "a": 1}', r'{"甲": "\u003138****\u0038000", "a": 1}'),
        ("a.xml", '<a 电话="1380&#48;138000"><b>1380013</b>8000</a>', '<a 电话="138****8000"><b>138****</b>8000</a>'),
    ],
)
def test_files_keep_their_structure(name: str, content: str, masked: str, tmp_path: Path) -> None:
    assert copy_of(content.encode(), name, tmp_path).decode() == masked


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "big5"])
def test_files_keep_their_encoding(encoding: str, tmp_path: Path) -> None:
    text = (
        "關於印發工作要點的通知，聯絡人手機{}，請依規定辦理並公布。"
        if encoding == "big5"
        else "关于印发工作要点的通知，联系人手机{}。"
    )
    content = text.format("13800138000").encode(encoding)
    assert copy_of(content, "a.txt", tmp_path) == text.format("138****8000").encode(encoding)


def test_what_is_not_read_in_full_is_not_masked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("关于印发工作要点的通知\n".encode() + b"\xff\xfe\xff 13800138000\n" + "好的。\n".encode())
    with pytest.raises(ReadError):
        sensitive_check.mask_file(path)
    assert main(["mask", str(path)]) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("名单.txt").write_text(f"身份证号{RESIDENT_ID}\n", "utf-8")
    assert main(["mask", "名单.txt"]) == 0
    assert Path("名单.masked.txt").read_text("utf-8") == f"身份证号{MASKED_ID}\n"
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "遮盖了 1 处，副本写入 名单.masked.txt。\n")
    assert main(["mask", "名单.txt"]) == 2  # exists
    assert main(["mask", "名单.txt", "--force"]) == 0
    assert main(["mask", "名单.txt", "--output", "名单.txt", "--force"]) == 2  # the file itself
    assert Path("名单.txt").read_text("utf-8") == f"身份证号{RESIDENT_ID}\n"
    Path("sensitive-check.toml").write_text("[mask]\nresident-id = { keep_start = 0, keep_end = 4 }\n", "utf-8")
    assert main(["mask", "名单.txt", "--output", "b.txt"]) == 0
    assert Path("b.txt").read_text("utf-8") == "身份证号**************002X\n"
    assert main(["mask", "没有.md"]) == 2
    Path(f"{RESIDENT_ID}.txt").write_text("好。\n", "utf-8")
    assert main(["mask", f"{RESIDENT_ID}.txt"]) == 2  # the copy's name would show the number
    assert main(["mask", f"{RESIDENT_ID}.txt", "--output", "c.txt"]) == 0
    Path("a.docx").write_bytes(b"PK")
    assert main(["mask", "a.docx"]) == 2


@pytest.mark.parametrize(
    "row",
    [
        "resident-id = { keep_start = 6, keep_end = 4 }",
        "resident-id = { keep_start = 14 }",
        "resident-id = { keep_start = -1 }",
        "resident-id = { keep_first = 1 }",
        "resident-id = 3",
        "mobile = { keep_start = 7, keep_end = 3 }",
        "bank-card = { keep_start = 8, keep_end = 4 }",
        "typo = { keep_start = 1 }",
    ],
)
def test_a_mask_rule_that_hides_nothing_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "sensitive-check.toml"
    path.write_text(f"[mask]\n{row}\n", "utf-8")
    with pytest.raises(ConfigError, match="mask"):
        sensitive_check.load_config(path)


def test_a_proposal_names_the_rule_of_the_unit() -> None:
    checker = load_checker(Config(mask={"resident-id": MaskRule(keep_start=0, keep_end=4)}))
    assert "前 0 位和后 4 位" in checker.check("身份证号1101051990****1239").findings[0].message


PIECES = st.sampled_from(
    [
        RESIDENT_ID,
        "13800138000",
        "138****8000",
        "6222021234567890128",
        "zhangsan87@163.com",
        "张某",
        "，",
        "\n",
        " ",
        "1",
        "*",
    ]
)

MARKUP = st.sampled_from(["<b>", "</b>", "&#49;", "<!--", "-->", "|", "`", ","])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_masking_twice_changes_nothing_and_leaves_nothing(text: str) -> None:
    masked = sensitive_check.mask(text)
    assert sensitive_check.mask(masked) == masked
    assert len(masked) == len(text)
    assert [one for one, other in zip(masked, text, strict=True) if one != other and one != "*"] == []
    left = {finding.rule_id for finding in CHECKER.check(masked) if finding.severity.value != "note"}
    assert not left & {"resident-id", "mobile", "bank-card"}


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES | MARKUP, max_size=12).map("".join))
def test_markup_is_kept(text: str) -> None:
    for name in ("a.html", "a.md", "a.csv"):
        document = read_content(text.encode(), name)
        if not document.unchecked:
            masked, _ = MASKER.masked(document)
            assert re.findall("[<>|`,/!]", masked) == re.findall("[<>|`,/!]", text)
