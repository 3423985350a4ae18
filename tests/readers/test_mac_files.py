"""What a Mac adds to archives: AppleDouble files beside others, and Finder's records of folders."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sensitive_check.errors import ReadError
from sensitive_check.loading import set_up
from sensitive_check.model import Document, Status, Unchecked
from sensitive_check.readers import appledouble, read_content
from sensitive_check.readers.binary_plist import strings_of
from tests.readers.test_container import zipped
from tests.readers.word_files import paragraph, run, word_file

RESIDENT_ID = "11010519491231002X"  # printed in GB 11643
HEAD = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "
EMPTY_RESOURCES = (
    struct.pack(">4I", 256, 256, 0, 30)
    + b"This resource fork intentionally left blank   ".ljust(240, b"\0")
    + struct.pack(">4I", 256, 256, 0, 30)
    + bytes(8)
    + b"\x00\x1c\x00\x1e\xff\xff"
)
USUAL = {
    "com.apple.quarantine": b"0083;5f9e3a1c;Safari;7B7C9A55-39C7-4E0F-8B3C-0F5B0D6B5A11",
    "com.apple.lastuseddate#PS": struct.pack("<2Q", 0x5F9E3A1C, 0x2FAF0800),
    "com.apple.provenance": b"\x01\x02\x00\x9f\xc8\x11\x22\x33\x44\x55\x66",
    "com.apple.TextEncoding": b"utf-8;134217984",
}


def plist(value: dict[str, Any] | list[Any] | str) -> bytes:
    return plistlib.dumps(value, fmt=plistlib.FMT_BINARY)


def double(entries: Sequence[tuple[int, bytes]], tail: bytes = b"") -> bytes:
    """An AppleDouble file of these entries: what each is, and its bytes."""
    table, body = b"", b""
    start = len(HEAD) + 2 + 12 * len(entries)
    for kind, value in entries:
        table += struct.pack(">3I", kind, start + len(body), len(value))
        body += value
    return HEAD + struct.pack(">H", len(entries)) + table + body + tail


def attributes(values: Mapping[str, bytes], resources: bytes = EMPTY_RESOURCES) -> bytes:
    """An AppleDouble file as a Mac writes it: Finder's information with extended attributes, and a resource fork."""
    names = [name.encode() + b"\0" for name in values]
    sizes = [-(-(11 + len(name)) // 4) * 4 for name in names]
    start = 50 + 34 + 36 + sum(sizes)
    listed, place = b"", start
    for name, value, size in zip(names, values.values(), sizes, strict=True):
        listed += (struct.pack(">2IHB", place, len(value), 0, len(name)) + name).ljust(size, b"\0")
        place += len(value)
    head = struct.pack(">4s4I12x2H", b"ATTR", 7, place, start, place - start, 0, len(values))
    return double([(9, bytes(34) + head + listed + b"".join(values.values())), (2, resources)])


def opened(content: bytes) -> Document:
    return read_content(content, "._a.docx")


def texts(document: Document) -> list[tuple[str, str, str]]:
    return [(part.label, part.kind, document.text[part.span.start : part.span.end]) for part in document.parts]


def test_an_ordinary_mac_archive_is_clean() -> None:
    usual = attributes(USUAL | {"com.apple.metadata:kMDItemWhereFroms": plist([])})
    finder = b"\0\0\0\1Bud1" + bytes(40) + record("通知.txt", b"Iloc", b"blob", struct.pack(">I", 16) + bytes(16))
    members: dict[str, bytes | str] = {
        "通知.txt": "请各单位认真落实。",
        "__MACOSX/._通知.txt": usual,
        "附件.docx": word_file(paragraph(run("请按时报送。"))),
        "__MACOSX/._附件.docx": usual,
        ".DS_Store": finder,
        "__MACOSX/._.DS_Store": attributes({}),
    }
    report = set_up().checker.check(read_content(zipped(members), "材料.zip"))
    assert (report.unchecked, report.findings, report.status) == ((), (), Status.CLEAN)


def test_a_secret_in_every_place_is_found_and_labelled() -> None:
    secret = f"身份证号{RESIDENT_ID}"
    values = {
        "com.apple.metadata:kMDItemWhereFroms": plist(["https://files.example.com/a.docx", secret]),
        "com.apple.metadata:kMDItemFinderComment": plist(secret),
        "com.apple.metadata:_kMDItemUserTags": plist(["红色\n6"]),
        "org.example.note": secret.encode(),
        "com.apple.macl": secret.encode(),
        "org.example.number": plist(["13800138000"]),
        "com.apple.quarantine": b"0083;5f9e3a1c;" + secret.encode() + b";",
        f"编号{RESIDENT_ID}": b"",
    }
    document = read_content(zipped({"__MACOSX/._a.docx": attributes(values)}), "a.zip")
    beside = "__MACOSX/._a.docx 苹果附加信息"
    assert texts(document) == [
        (f"{beside} 下载来源", "hidden", "https://files.example.com/a.docx"),
        (f"{beside} 下载来源", "hidden", secret),
        (f"{beside} 注释", "hidden", secret),
        (f"{beside} 标签", "hidden", "红色\n6"),
        (f"{beside} 扩展属性", "hidden", secret),
        (f"{beside} 扩展属性", "hidden", secret),
        (f"{beside} 扩展属性", "hidden", "13800138000"),
        (f"{beside} 下载程序", "hidden", secret),
        (f"{beside} 扩展属性名", "hidden", f"编号{RESIDENT_ID}"),
    ]
    assert document.unchecked == ()
    found = [one.location.part for one in set_up().checker.check(document).findings if one.rule_id == "resident-id"]
    assert found == [
        f"{beside} {label}" for label in ("下载来源", "注释", "扩展属性", "扩展属性", "下载程序", "扩展属性名")
    ]


def test_entries_of_older_systems() -> None:
    document = opened(double([(3, "原稿.docx".encode()), (4, "未定稿".encode()), (8, bytes(16)), (13, b"YUANGAO")]))
    assert texts(document) == [
        ("苹果附加信息 原名", "hidden", "原稿.docx"),
        ("苹果附加信息 注释", "hidden", "未定稿"),
        ("苹果附加信息 短文件名", "hidden", "YUANGAO"),
    ]
    assert document.unchecked == ()


@pytest.mark.parametrize(
    ("content", "reason", "detail"),
    [
        (attributes({}, b"\0\0\1\0" + bytes(300)), "unsupported", "资源分支 resource fork"),
        (attributes({}, EMPTY_RESOURCES[:70] + b"13800138000"), "unsupported", "资源分支 resource fork"),
        (double([(1, b"PK")]), "unsupported", "别的数据 data of another kind"),
        (double([(8, bytes(300))]), "unsupported", "别的数据 data of another kind"),
        (attributes({"org.example.x": b"\xff\xfe"}), "unsupported", "扩展属性 二进制数据 binary data"),
        (attributes({"com.apple.macl": b"\xff" * 300}), "unsupported", "扩展属性 二进制数据 binary data"),
        (
            attributes({"org.x": plist({"a": b"1"})}),
            "unsupported",
            "扩展属性 属性列表含二进制数据 data in a property list",
        ),
        (attributes({"org.x": b"bplist00"}), "damaged", "扩展属性 属性列表已损坏 the property list is damaged"),
        (double([(4, b"\xff\xfe")]), "encoding", "注释"),
        (double([(4, b"a")], tail="藏".encode()), "unsupported", "未说明的数据 bytes that nothing points to"),
        (attributes(USUAL)[:200], "damaged", "不完整或有重叠 it breaks off, or stretches overlap"),
        (HEAD, "damaged", "不完整 it breaks off"),
    ],
)
def test_what_is_no_text_or_broken_is_told(content: bytes, reason: str, detail: str) -> None:
    assert opened(content).unchecked == (Unchecked(reason=reason, where="苹果附加信息", detail=detail),)


def test_entries_that_share_their_bytes_are_no_bomb() -> None:
    head = HEAD + struct.pack(">H", 60_000) + struct.pack(">3I", 4, 40, 700_000) * 60_000
    document = opened(head.ljust(730_000, b"a"))
    assert [one.reason for one in document.unchecked] == ["damaged"]


def test_too_many_texts_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appledouble, "_MOST_TEXTS", 2)
    document = opened(attributes({"org.x": plist(["甲", "乙", "丙"])}))
    assert document.text == "甲\n乙"
    assert document.unchecked == (
        Unchecked(reason="limit", where="苹果附加信息", detail="超过 2 条 more than 2 texts"),
    )


def test_any_byte_may_be_wrong() -> None:
    content = attributes(USUAL | {"com.apple.metadata:kMDItemWhereFroms": plist(["https://a.example.com/"])})
    for at in range(4, len(content), 3):
        opened(content[:at] + bytes([content[at] ^ 0xA5]) + content[at + 1 :])


# ------------------------------------------------------------------------------------------------------------ plists


def test_strings_of_a_property_list() -> None:
    value = {"甲": ["长" * 40, "b" * 300, 3, True, 0.5], "c": {"d": "e"}}
    assert sorted(strings_of(plist(value))) == sorted(["甲", "长" * 40, "b" * 300, "c", "d", "e"])


def test_strings_that_share_their_bytes_are_no_bomb() -> None:
    head = b"bplist00" + b"\x5f\x11\x0f\xff" + b"a" * 4095
    table = struct.pack(">H", 8) * 9000
    trailer = struct.pack(">6xBBQQQ", 2, 2, 9000, 0, len(head))
    with pytest.raises(ReadError, match="已损坏") as raised:
        strings_of(head + table + trailer)
    assert raised.value.reason == "damaged"


# ---------------------------------------------------------------------------------------------------------- .DS_Store


def record(name: str, code: bytes, kind: bytes, value: bytes) -> bytes:
    return struct.pack(">I", len(name)) + name.encode("utf-16-be") + code + kind + value


def test_records_of_a_folder() -> None:
    comment = f"身份证号{RESIDENT_ID}"
    content = b"\0\0\0\1Bud1" + bytes(24) + record("删除的材料.docx", b"Iloc", b"blob", struct.pack(">I", 2) + b"ab")
    content += record("甲.txt", b"cmmt", b"ustr", struct.pack(">I", len(comment)) + comment.encode("utf-16-be"))
    content += record(".", b"vSrn", b"long", bytes(4)) + record("甲.txt", b"ptbL", b"blob", bytes(4)) + bytes(9)
    document = read_content(zipped({".DS_Store": content}), "a.zip")
    assert texts(document) == [
        (".DS_Store 访达记录的文件名", "filename", "删除的材料.docx"),
        (".DS_Store 访达记录的文件名", "filename", "甲.txt"),
        (".DS_Store 访达注释", "hidden", comment),
    ]
    assert document.unchecked == (
        Unchecked(reason="unsupported", where=".DS_Store!访达记录", detail="未知的数据 data of an unknown kind"),
    )


def test_comments_of_a_folder_that_share_their_bytes_are_a_bomb() -> None:
    records = b"".join(record(chr(0x4E00 + at), b"cmmt", b"ustr", struct.pack(">I", 10_000)) for at in range(100))
    document = read_content(zipped({".DS_Store": b"\0\0\0\1Bud1" + records + b"a" * 20_000}), "a.zip")
    assert document.text == ""
    assert [(one.reason, one.where) for one in document.unchecked] == [("damaged", ".DS_Store")]


def test_unknown_records_of_a_folder_are_told_once() -> None:
    content = b"\0\0\0\1Bud1" + record("甲.txt", b"xxxx", b"blob", bytes(4)) * 9
    document = read_content(zipped({".DS_Store": content}), "a.zip")
    assert [(one.reason, one.where) for one in document.unchecked] == [("unsupported", ".DS_Store!访达记录")]
