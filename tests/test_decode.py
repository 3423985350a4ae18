"""Bytes become text, or the reader is told how far they did."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensitive_check.decode import decode
from sensitive_check.errors import ReadError

PROSE = "为了规范公共数据管理，根据有关法律，结合本市实际，制定本办法。\n第一条　本办法自公布之日起施行。\n"
TRADITIONAL = "為了規範公共資料管理，根據有關法律，結合本市實際，制定本辦法。\n"
TITLES = [
    "关于印发工作要点的通知",
    "会议纪要",
    "年度报告",
    "通知",
    "政府工作报告",
    "公告",
    "办事指南",
    "招聘启事",
    "食品安全",
    "领导简介",
]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_prose(codec: str) -> None:
    decoded = decode(PROSE.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.unchecked) == (PROSE, codec, ())


def test_big5() -> None:
    decoded = decode(TRADITIONAL.encode("big5"))
    assert (decoded.text, decoded.encoding) == (TRADITIONAL, "big5")


@pytest.mark.parametrize("title", TITLES)
def test_short_titles_in_gb18030(title: str) -> None:
    assert decode(title.encode("gb18030")).text == title


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF32_BE, "utf-32-be")],
)
def test_byte_order_mark_is_removed(mark: bytes, codec: str) -> None:
    assert decode(mark + PROSE.encode(codec)).text == PROSE


def test_one_broken_byte_is_no_other_encoding() -> None:
    broken = PROSE.encode() + b"\xe4\xb8\n"
    decoded = decode(broken)
    assert decoded.text.startswith(PROSE)
    assert decoded.encoding == "utf-8"
    assert [(item.reason, item.where) for item in decoded.unchecked] == [("encoding", "第3行")]


def test_mixed_encodings_are_read_line_by_line() -> None:
    decoded = decode(PROSE.encode() + "关于报送材料的通知\n".encode("gb18030"))
    assert decoded.text == PROSE + "关于报送材料的通知\n"
    assert [(item.reason, item.where, item.detail) for item in decoded.unchecked] == [("encoding", "第3行", "gb18030")]


def test_a_zero_byte_is_not_binary() -> None:
    assert decode("附\x00件".encode()).text == "附\x00件"
    assert decode(b"").text == ""


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"\x01\x02\x03\x04" * 20])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data)
    assert caught.value.reason == "encoding"


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    try:
        decoded = decode(data)
    except ReadError:
        return
    decoded.text.encode("utf-8")


@given(st.text(st.sampled_from("的一是在不了有和人这，。\n"), min_size=4, max_size=60))
def test_common_prose_survives_gb18030(text: str) -> None:
    assert decode(text.encode("gb18030")).text == text
