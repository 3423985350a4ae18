"""Zip files: members read by their own entries, whatever a header says, and a ledger that names every one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest

from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Coverage, Span, Unchecked
from sensitive_check.readers import filetypes, read_content
from sensitive_check.readers.container import Package, open_zip
from sensitive_check.readers.filetypes import file_type
from sensitive_check.readers.source import Budget
from sensitive_check.readers.xml_parts import parse_xml


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def opened(content: bytes, **limits: int) -> Package:
    return open_zip(content, Budget(Limits(**limits)))


def read_all(package: Package) -> dict[str, bytes | None]:
    return {member.name: package.read(member) for member in package.members}


def test_members_and_what_became_of_them() -> None:
    package = opened(zipped({"甲.txt": "请落实。", "乙/": "", "乙/丙.bin": b"\x00", "丁": b"1"}))
    first, second, third = package.members
    assert (first.name, package.read(first)) == ("甲.txt", "请落实。".encode())
    package.took(first, 4)
    package.holds_no_text(second)
    assert package.coverage() == (
        Coverage(part="甲.txt", state="text", characters=4),
        Coverage(part="乙/丙.bin", state="no-text"),
        Coverage(part="丁", state="not-checked", reason="unsupported"),
    )
    assert list(package.unchecked()) == [Unchecked(reason="unsupported", where="丁")]
    assert package.find("/甲.TXT") is first
    assert not package.is_covered(third) or package.find("没有") is None


def test_a_folder_that_brings_bytes_is_read() -> None:
    document = read_content(zipped({"甲/": "机密", "乙/": ""}), "x.zip")
    assert document.text == "机密"
    assert [(one.part, one.state, one.characters) for one in document.coverage] == [("甲/", "text", 2)]


def test_sizes_behind_the_content_are_no_hidden_member() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    stream = Pipe()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, "请落实。")
    document = read_content(stream.getvalue(), "x.zip")
    assert (document.text, document.unchecked) == ("请落实。\n请落实。", ())


def test_comments_of_an_archive_are_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("a.txt")
        entry.comment = "乙稿".encode("gbk")
        archive.writestr(entry, "请落实。")
        archive.comment = "内部".encode()
    outside = read_content(stream.getvalue(), "x.zip").outside
    assert [(one.label, one.kind, one.text) for one in outside[2:]] == [
        ("压缩包注释", "comment", "内部"),
        ("a.txt 注释", "comment", "乙稿"),
    ]


def test_a_name_without_the_mark_of_utf8_is_gbk() -> None:
    content = zipped({"aaaa.txt": b"1"}).replace(b"aaaa.txt", "名单".encode("gbk") + b".txt")
    assert [member.name for member in opened(content).members] == ["名单.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_both_read_and_neither_is_trusted() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", b"1")
        archive.writestr("a.txt", b"22")
    package = opened(stream.getvalue())
    assert [package.read(member) for member in package.members] == [b"1", b"22"]
    assert {one.reason for one in package.coverage()} == {"damaged"}


def test_members_that_share_bytes_are_not_trusted() -> None:
    content = bytearray(zipped({"a.txt": b"x" * 50, "b.txt": b"y" * 50}, zipfile.ZIP_STORED))
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    struct.pack_into("<L", content, second + 42, 0)  # its bytes are those of the first
    reasons = {one.reason for one in opened(bytes(content)).unchecked()}
    assert "damaged" in reasons


@pytest.mark.parametrize("declared", [1, 40, 10_000])
def test_a_size_that_lies_is_damage_or_does_not_matter(declared: int) -> None:
    content = bytearray(zipped({"a.txt": b"x" * 50}))
    struct.pack_into("<L", content, content.index(b"PK\x01\x02") + 24, declared)
    package = opened(bytes(content))
    assert package.read(package.members[0]) in (None, b"x" * 50)
    assert package.is_covered(package.members[0]) == (declared < 50)


def test_a_wrong_checksum_is_damage() -> None:
    content = zipped({"a.txt": b"x" * 50}, zipfile.ZIP_STORED).replace(b"x" * 50, b"x" * 49 + b"y")
    package = opened(content)
    assert read_all(package) == {"a.txt": None}
    assert [one.reason for one in package.unchecked()] == ["damaged"]


@pytest.mark.parametrize(("offset", "value", "reason"), [(8, 1, "encrypted"), (10, 99, "unsupported")])
def test_members_that_need_a_password_or_a_method(offset: int, value: int, reason: str) -> None:
    content = bytearray(zipped({"a.txt": b"x" * 50}))
    struct.pack_into("<H", content, content.index(b"PK\x01\x02") + offset, value)
    package = opened(bytes(content))
    assert read_all(package) == {"a.txt": None}
    assert [one.reason for one in package.unchecked()] == [reason]


def test_bytes_that_come_out_are_counted() -> None:
    package = opened(zipped({"a": bytes(500), "b": bytes(400), "c": bytes(300)}), part_bytes=450, total_bytes=600)
    assert {name: content and len(content) for name, content in read_all(package).items()} == {
        "a": None,
        "b": None,
        "c": None,
    }
    assert {one.reason for one in package.unchecked()} == {"limit"}


def test_more_members_than_allowed() -> None:
    package = opened(zipped({str(number): b"1" for number in range(9)}), members=4)
    assert len(package.members) == 4
    assert list(package.unchecked())[-1] == Unchecked(reason="limit", where="members", detail="5")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04" + bytes(30), b"PK\x05\x06" + bytes(18), zipped({"a": b"1"})[:-9]],
)
def test_what_is_no_zip_file(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        opened(content)
    assert caught.value.reason == "damaged"


def test_an_archive_is_read_to_its_depth() -> None:
    inner = zipped({"说明.txt": "机密"})
    content = zipped({"内.zip": inner, "b/甲.csv": "姓名\n某\n", "a.bin": bytes(range(256)) * 8})
    document = read_content(content, "x.zip")
    assert document.text == "机密\n姓名\n某\n"
    assert [(part.label, part.kind) for part in document.parts] == [("内.zip 说明.txt", "prose"), ("b/甲.csv", "table")]
    assert document.parts[0].span == Span(0, 2)
    assert [one.text for one in document.outside] == ["x.zip", "内.zip", "说明.txt", "b/甲.csv", "a.bin"]
    assert [(one.where, one.reason) for one in document.unchecked] == [("a.bin", "encoding")]
    assert len(document.coverage) == 4


def test_packages_too_deep_in_packages() -> None:
    content = zipped({"a.txt": "请落实。"})
    for _ in range(9):
        content = zipped({"a.zip": content})
    unchecked = read_content(content, "x.zip").unchecked
    assert [(one.reason, one.where) for one in unchecked] == [("limit", "!".join(["a.zip"] * 8))]


MACROS = b'<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped({"a": b"1"}), "zip"),
        (zipped({"OFD.xml": b"<a/>"}), "ofd"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "odt"),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "docx"),
        (
            zipped({"[Content_Types].xml": MACROS}),
            "xlsx",
        ),
        (b"%PDF-1.7", "pdf"),
        (b"\n%PDF-1.7\n1 0 obj\n", "pdf"),
        ("PDF 文件以“%PDF-”开头。".encode(), ""),
        (b"BZh91AY&SY\x00", "bz2"),
        (b"BZhong", ""),
        (b"MZ\x90\x00", "exe"),
        (b"MZ is a mark", ""),
        (b"\x00\x01\x00\x00\x00\x0c", "font"),
        (b"wOFFOTTO\x00\x00", "font"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le"), "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04", "zip"),
        ("请落实。".encode(), ""),
    ],
)
def test_types_by_content(content: bytes, kind: str) -> None:
    assert file_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE a><a/>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
        b"<a>",
        b"",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_xml_with_a_document_type_or_broken_is_refused(content: bytes) -> None:
    with pytest.raises(ReadError):
        parse_xml(content)


def test_xml_nested_deep_is_read() -> None:
    assert parse_xml(b"<a>" * 20_000 + b"</a>" * 20_000).tag == "a"


def test_a_list_of_members_that_is_a_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({str(number): b"1" for number in range(5)})
    monkeypatch.setattr(filetypes, "MOST_ENTRIES", 4)
    assert file_type(content) == "zip"
    with pytest.raises(ReadError) as caught:
        opened(content)
    assert caught.value.reason == "limit"


def test_comments_and_empty_folders_are_shown_by_programs() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        member = zipfile.ZipInfo("甲/a.txt")
        member.comment = "二".encode()
        archive.writestr("甲/", "")
        archive.writestr(member, "请落实。")
        archive.writestr("乙/", "")
        archive.comment = "一".encode()
    document = read_content(stream.getvalue(), "a.zip")
    assert [(one.label, one.text) for one in document.outside[2:]] == [
        ("压缩包注释", "一"),
        ("甲/a.txt 注释", "二"),
        ("文件夹名", "乙"),
    ]


def test_a_folder_that_holds_bytes_is_a_file() -> None:
    package = opened(zipped({"甲/": "请落实。"}, zipfile.ZIP_STORED))
    assert read_all(package) == {"甲/": "请落实。".encode()}


def test_members_that_the_list_does_not_name_are_told() -> None:
    first, second = zipped({"a.txt": b"1"}), zipped({"b.txt": b"2"})
    told = [Unchecked(reason="damaged", where="members", detail="有未列入目录的成员 a member that is not listed")]
    for content in (first + second, first + second[: second.index(b"PK\x01\x02")]):
        package = opened(content)
        read_all(package)
        assert [one for one in package.unchecked() if one.where == "members"] == told
    package = opened(zipped({"a.zip": first, "b.txt": b"1"}, zipfile.ZIP_STORED))
    assert all(one.where != "members" for one in package.unchecked())


def test_a_file_that_is_two_files_hides_one() -> None:
    inside = zipped({"a.txt": "请落实。"})
    with pytest.raises(ReadError):
        read_content(b"%PDF-1.7\n%%EOF\n" + inside, "a.pdf")
    document = read_content(zipped({"a.txt": "%PDF-1.7\n1 0 obj\n"}, zipfile.ZIP_STORED), "a.pdf")
    assert Unchecked(reason="unsupported", detail="同时是 PDF 文件 a PDF at the same time") in document.unchecked


def test_long_names_cost_no_more_than_their_length() -> None:
    content = zipped({**{"a/" * 20_000 + f"{number}": "" for number in range(50)}, "空/": ""})
    assert list(opened(content).remarks()) == [("文件夹名", "空", "filename")]


def test_a_comment_that_is_no_text_is_told() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "请落实。")
        archive.comment = bytes(range(256)) * 4
    document = read_content(stream.getvalue(), "a.zip")
    assert document.unchecked == (Unchecked(reason="encoding", where="压缩包注释"),)
    assert document.text == "请落实。"


@pytest.mark.parametrize(
    ("limits", "detail"),
    [
        ({"characters": 12}, "包内文字合计超过 12 字 more than 12 characters in all"),
        ({"pieces": 2}, "包内文字合计超过 2 段 more than 2 pieces in all"),
    ],
)
def test_what_makes_the_text_of_an_archive_too_long_is_told(limits: dict[str, int], detail: str) -> None:
    inner = zipped({"乙1.txt": "一二三四五六七", "乙2.txt": "一"})
    content = zipped({"甲.txt": "请落实。", "乙.zip": inner, "丙.txt": "完毕。"})
    document = read_content(content, "x.zip", budget=Budget(Limits(**limits)))
    assert document.text == "请落实。\n完毕。"
    assert document.unchecked == (Unchecked(reason="limit", where="乙.zip", detail=detail),)
