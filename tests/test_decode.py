"""Bytes to text: the right encoding, nothing lost without saying so, and no exception but ReadError."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sensitive_check.decode import decode, plausibility
from sensitive_check.errors import ReadError
from sensitive_check.model import Unchecked

SIMPLIFIED_TITLES = (
    "通知 公告 请示 批复 会议纪要 工作要点 放假安排 招聘启事 值班表 年度报告 领导分工 机构设置 预算公开 "
    "政策解读 任前公示 关于防汛的通知 县医院简介 供水管网改造 春季植树方案 河长制工作 秸秆禁烧公告 "
    "老旧小区改造 食品抽检结果 校园安全检查 委员名单 教育局信箱 停电通知 拆迁补偿办法 营商环境 就业援助月 "
    "道路施工提示 人大代表建议 环评批复公示 消防演练总结 图书馆开放时间 残疾人补贴 乡村振兴简报 "
    "非遗项目名录 食品 状态 学校"
).split()
TRADITIONAL_TITLES = (
    "通知 公告 會議紀要 工作要點 年度報告 政策解讀 機構設置 預算公開 關於防汛的通知 縣醫院簡介 "
    "供水管網改造 春季植樹方案 食品抽檢結果 校園安全檢查 委員名單 教育局信箱 停電通知 營商環境 就業服務月 "
    "道路施工提示 消防演練總結 圖書館開放時間 鄉村振興簡報 文化遺產名錄 颱風警報 捷運路線圖 國民年金說明 "
    "戶政事務所 公共圖書館 臺北辦事處"
).split()
PARAGRAPH = (
    "全县上半年完成造林一千二百亩，新修灌溉水渠三十公里。各乡镇要按照会议部署，抓紧做好汛期值守和物资储备工作。\n"
)
TRADITIONAL_PARAGRAPH = (
    "全縣上半年完成造林一千二百畝，新修灌溉水渠三十公里。各鄉鎮要按照會議部署，抓緊做好汛期值守工作。\n"
)


@pytest.mark.parametrize("title", SIMPLIFIED_TITLES)
@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_short_simplified_title(title: str, codec: str) -> None:
    decoded = decode(title.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.unchecked) == (title, codec, ())


@pytest.mark.parametrize("title", TRADITIONAL_TITLES)
@pytest.mark.parametrize("codec", ["big5", "gb18030", "utf-8"])
def test_short_traditional_title(title: str, codec: str) -> None:
    decoded = decode(title.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.unchecked) == (title, codec, ())


@pytest.mark.parametrize(
    ("mark", "codec", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    ],
)
def test_byte_order_mark_is_obeyed_and_removed(mark: bytes, codec: str, encoding: str) -> None:
    decoded = decode(mark + PARAGRAPH.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.unchecked) == (PARAGRAPH, encoding, ())


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    ["Annual report 2023\n", PARAGRAPH, "附件1：abc\n", "Доклад за год и планы\n", "一一一一，一是要抓落实", "正式"],
)
def test_wide_encoding_without_mark(codec: str, text: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.unchecked) == (text, codec, ())


@pytest.mark.parametrize("text", ["abc\0def", "密级\0：公开\0", "key\0value\0", "\0"])
def test_nul_alone_is_no_other_encoding(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "text", ["café", "Größe", "Привет", "ΑΒΓ", "שלום", "Ångström · naïve", "日本語のテスト", "한국어 문장", "😀", ""]
)
def test_utf8_of_other_languages_stays_utf8(text: str) -> None:
    decoded = decode(text.encode())
    assert (decoded.text, decoded.encoding, decoded.unchecked) == (text, "utf-8", ())


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_long_legacy_text(codec: str) -> None:
    text = (PARAGRAPH if codec == "gb18030" else TRADITIONAL_PARAGRAPH) * 3000
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.unchecked) == (text, codec, ())


@pytest.mark.parametrize("place", [0, 1, 2, 30, 31, 32])
@pytest.mark.parametrize("lines", [1, 5])
def test_one_broken_byte_in_utf8_is_no_gb18030(place: int, lines: int) -> None:
    encoded = PARAGRAPH.encode() * lines
    decoded = decode(encoded[:place] + b"\xff" + encoded[place + 1 :])
    assert decoded.encoding == "utf-8"
    assert decoded.text[-20:] == PARAGRAPH[-20:]
    assert "\ufffd" in decoded.text
    assert [(item.reason, item.where) for item in decoded.unchecked] == [("encoding", "第1行")]


def test_missing_byte_is_counted() -> None:
    encoded = PARAGRAPH.encode()
    decoded = decode(encoded + encoded[:30] + encoded[31:])
    assert decoded.unchecked == (Unchecked(reason="encoding", where="第2行", detail="2 bytes"),)


def test_genuine_replacement_characters_are_not_counted() -> None:
    assert decode("缺字\ufffd处".encode()).unchecked == ()
    decoded = decode("缺字\ufffd处".encode() + PARAGRAPH.encode() + b"\xff")
    assert decoded.unchecked == (Unchecked(reason="encoding", where="第2行", detail="1 bytes"),)


def test_mixed_encodings_are_read_line_by_line() -> None:
    first, second = "第一部分由办公室提供，内容如下。\n", "第二部分由财务处提供，数字待核。\n"
    encoded = (first * 5).encode() + (second * 2).encode("gb18030") + first.encode() + second.encode("gb18030")
    decoded = decode(encoded)
    assert decoded.text == first * 5 + second * 2 + first + second
    assert decoded.encoding == "utf-8"
    assert decoded.unchecked == (Unchecked(reason="encoding", where="第6—7行、第9行", detail="gb18030"),)


def test_utf8_line_in_a_gb18030_file_is_found() -> None:
    decoded = decode(PARAGRAPH.encode("gb18030") * 20 + PARAGRAPH.encode() + PARAGRAPH.encode("gb18030"))
    assert decoded.text == PARAGRAPH * 22
    assert decoded.encoding == "gb18030"
    assert decoded.unchecked == (Unchecked(reason="encoding", where="第21行", detail="utf-8"),)


def test_long_lists_of_lines_are_cut_with_their_number() -> None:
    decoded = decode((PARAGRAPH.encode() * 3 + PARAGRAPH.encode("gb18030")) * 12)
    assert decoded.unchecked[0].where == "第4行、" + "、".join(f"第{n}行" for n in range(8, 41, 4)) + "等共12行"


def test_latin1_text_is_partial_not_refused() -> None:
    decoded = decode("The café will be closed on Monday because of works.".encode("latin-1"))
    assert decoded.text == "The caf\ufffd will be closed on Monday because of works."
    assert decoded.unchecked == (Unchecked(reason="encoding", where="第1行", detail="1 bytes"),)


@pytest.mark.parametrize(
    "binary",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        bytes(range(1, 32)) * 10,
        b"\0" * 1000,
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(255, 0, -1)) * 3,
    ],
)
def test_binary_is_refused_with_advice(binary: bytes) -> None:
    with pytest.raises(ReadError) as raised:
        decode(binary)
    assert raised.value.reason == "encoding"
    assert "UTF-8" in raised.value.chinese
    assert "UTF-8" in raised.value.english


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_surrogate_garbage_is_replaced_and_told(codec: str) -> None:
    half = "\ud800".encode(codec, "surrogatepass")
    mark = codecs.BOM_UTF16_LE if codec == "utf-16-le" else codecs.BOM_UTF16_BE
    decoded = decode(mark + PARAGRAPH.encode(codec) + half + "完".encode(codec))
    assert decoded.text == PARAGRAPH + "\ufffd完"
    assert decoded.unchecked == (Unchecked(reason="encoding", where="第2行", detail="2 bytes"),)


@given(st.binary(max_size=200))
@example(b"\x80")
@example(b"\xff\xfe\x00\xd8")
@example(b"\xff\xfe\x00\x00\x00")
@example(b"\x00\xd8\x00\x00")
@example(b"\x00\x00\x11\x00" * 3)
def test_any_bytes_become_text_or_a_read_error(data: bytes) -> None:
    try:
        decoded = decode(data)
    except ReadError:
        return
    decoded.text.encode("utf-8")  # no lone surrogates
    assert decoded.unchecked or "\ufffd" not in decoded.text or "\ufffd".encode(decoded.encoding) in data


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_utf8_with_chinese_always_comes_back(text: str) -> None:
    assert decode((PARAGRAPH + text).encode()).text == PARAGRAPH + text


def test_text_is_not_shown() -> None:
    assert "防汛" not in repr(decode("防汛值班安排".encode()))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (PARAGRAPH, 0.85, 1.0),
        (TRADITIONAL_PARAGRAPH, 0.85, 1.0),
        (PARAGRAPH.encode().decode("gb18030", "replace"), 0.0, 0.3),
        ("plain ASCII", 0.0, 0.0),
    ],
)
def test_plausibility(text: str, low: float, high: float) -> None:
    assert low <= plausibility(text) <= high
    assert low <= plausibility(text * 5000) <= high
