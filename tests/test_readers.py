"""Reading files: text in many encodings, known types without a reader, and everything that is no regular file."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from sensitive_check import Limits, ReadError
from sensitive_check.model import Outside, Part, Span
from sensitive_check.readers import READERS, UNREAD, read
from sensitive_check.readers.source import Budget, read_bytes

TEXT = "关于印发2026年工作要点的通知\r\n各科室：\n请认真落实。"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_text_keeps_every_character(tmp_path: Path, codec: str, name: str) -> None:
    path = tmp_path / "通知.TXT"
    path.write_bytes(TEXT.encode(codec))
    document = read(path, name="drafts/通知.TXT")
    assert (document.name, document.text, document.encoding) == ("drafts/通知.TXT", TEXT, name)
    assert document.outside == (Outside(label="文件名", kind="filename", text="通知.TXT", format=""),)
    assert document.parts == ()


def test_big5(tmp_path: Path) -> None:
    text = "關於印發工作要點的通知，請各單位認真落實。"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("big5"))
    assert (read(path).text, read(path).encoding) == (text, "big5")


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_a_table_saved_as_text_is_one_part(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("姓名,电话\n某,无\n")
    assert read(path).parts == (Part(label="", span=Span(0, 10), kind="table"),)


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    document = read(path)
    assert (document.text, document.unchecked) == ("", ())


def test_nul_bytes_do_not_make_a_file_binary(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("请认真\0落实。".encode())
    assert read(path).text == "请认真\0落实。"


@pytest.mark.parametrize("suffix", sorted(UNREAD))
def test_known_types_without_a_reader_say_so(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix.upper()}").write_text("请落实。")
    with pytest.raises(ReadError) as caught:
        read(tmp_path / f"a{suffix.upper()}")
    assert (caught.value.reason, str(caught.value)) == (UNREAD[suffix], suffix)
    assert suffix not in READERS


def test_an_unknown_suffix_is_read_as_text(tmp_path: Path) -> None:
    for name in ("README", "a.log", "a.rst"):
        (tmp_path / name).write_text("请落实。")
        assert read(tmp_path / name).text == "请落实。"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04" + bytes(30), "damaged"),
        (b"%PDF-1.7\n" + b"text " * 99, "damaged"),
        (b"{\\rtf1\\ansi \\'c3\\'dc}", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "unsupported"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "image"),
        (bytes(range(256)) * 8, "encoding"),
    ],
)
def test_what_is_no_text_is_no_clean_text(tmp_path: Path, content: bytes, reason: str) -> None:
    for name in ("a.txt", "a"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ReadError) as caught:
            read(tmp_path / name)
        assert caught.value.reason == reason


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for name, reason in (("fifo", "unsupported"), ("folder", "unsupported"), ("socket", "damaged")):
            with pytest.raises(ReadError) as caught:
                read(tmp_path / name)
            assert caught.value.reason == reason
    with pytest.raises(ReadError, match="不是普通文件"):
        read(Path(os.devnull))


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("请落实。")
    (tmp_path / "b.txt").symlink_to("a.txt")
    with pytest.raises(ReadError, match="是符号链接，未跟随"):
        read(tmp_path / "b.txt")


@pytest.mark.parametrize(("name", "words"), [("absent.txt", "文件不存在"), ("a\0b.txt", "路径无效")])
def test_what_is_not_there(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        read(tmp_path / name)


def test_the_budget_counts_bytes_that_were_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 10)
    budget = Budget(Limits(part_bytes=10, total_bytes=25))
    assert read_bytes(path, budget) == read_bytes(path, budget) == b"x" * 10
    with pytest.raises(ReadError, match="本次检查的总量超过") as caught:
        read_bytes(path, budget)
    assert (caught.value.reason, budget.allowance) == ("limit", 0)
    with pytest.raises(ReadError, match="超过单个文件"):
        read_bytes(path, Budget(Limits(part_bytes=9)))


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 10)
    genuine = os.read

    def read_and_grow(descriptor: int, size: int) -> bytes:
        with path.open("ab") as stream:
            stream.write(b"y" * (path.stat().st_size < 20))
        return genuine(descriptor, size)

    monkeypatch.setattr(os, "read", read_and_grow)
    with pytest.raises(ReadError, match="读取过程中文件有变动"):
        read_bytes(path, Budget(Limits(part_bytes=100)))


def test_short_reads_are_continued_and_a_cut_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 10)
    genuine = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: genuine(descriptor, 3))
    assert read_bytes(path, Budget(Limits())) == b"x" * 10
    answers = [b"xxx", b""]
    monkeypatch.setattr(os, "read", lambda descriptor, size: answers.pop(0))
    with pytest.raises(ReadError, match="有变动"):
        read_bytes(path, Budget(Limits()))
