"""The one way into a zip file: every member is named, bounded, read by its own entry, and accounted for.

In front of zip, OOXML, OFD and ODF. Nothing is written to disk, so a member's name is text and nothing else. Sizes are
those of the bytes that come out, never those that a header declares.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from urllib.parse import unquote

from sensitive_check.decode import decode
from sensitive_check.errors import ReadError
from sensitive_check.model import Coverage, Unchecked
from sensitive_check.readers.filetypes import MOST_ENTRIES, has_too_many_entries
from sensitive_check.readers.source import CHUNK, Budget

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_LOCAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x05\x06"
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1 | 0x40
_DEFLATED_NOTHING = 2
"""How many bytes nothing is when deflated."""
_CODEC_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a zip file: its name, for people and as the package's own parts call it."""

    name: str
    entry: zipfile.ZipInfo = field(repr=False, compare=False)


class Package:
    """An open zip file and its ledger: what became of each member. ``members`` are the files, in the archive's order.

    ``budget`` bounds what comes out of it. Two members of one name are both there, and both count as damaged: programs
    differ in which of them they show.
    """

    def __init__(self, content: bytes, budget: Budget) -> None:
        if has_too_many_entries(content):
            raise ReadError(f"压缩包条目超过 {MOST_ENTRIES}", f"more than {MOST_ENTRIES} entries", "limit")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (*_CODEC_FAULTS, NotImplementedError):
            raise ReadError("压缩包已损坏，打不开", "the zip file is damaged and cannot be opened") from None
        self.budget = budget
        self._content = content
        self._covered: dict[int, Coverage] = {}
        listed = self._archive.infolist()
        entries = [entry for entry in listed if not _is_folder(entry)]
        self._folders = [_name_of(entry) for entry in listed if entry.is_dir()]
        allowed = budget.take_members(len(entries))
        self.left_out = len(entries) - allowed
        self.members = tuple(Member(_name_of(entry), entry) for entry in entries[:allowed])
        self._by_name = {_key(member.name): member for member in self.members}
        names = Counter(member.name for member in self.members)
        self._twice = {id(member) for member in self.members if names[member.name] > 1}
        for member in self._overlapping():
            self.skip(member, "damaged", "与别的成员重叠 overlaps another member")

    def __repr__(self) -> str:
        return f"Package({len(self.members)} members)"

    def find(self, name: str) -> Member | None:
        """The member of this name, the last one where there are several.

        As in OOXML, case does not count, and characters may be written as %XX.
        """
        return self._by_name.get(_key(name))

    def remarks(self) -> Iterator[tuple[str, str, str]]:
        """Label, text and kind of what programs show beside the members: comments, and the names of empty folders."""
        yield from ((label, text, "comment") for label, text in self._comments() if text is not None)
        filled = sorted(member.name for member in self.members)
        names = (name.rstrip("/") for name in self._folders)
        yield from (("文件夹名", name, "filename") for name in names if not _has_below(filled, name))

    def _comments(self) -> Iterator[tuple[str, str | None]]:
        """The comments, None for one that is no text."""
        written = [("压缩包注释", self._archive.comment)]
        written += ((f"{member.name} 注释", member.entry.comment) for member in self.members)
        for label, comment in written:
            try:
                if comment:
                    yield label, decode(comment).text
            except ReadError:
                yield label, None

    def read(self, member: Member) -> bytes | None:
        """The bytes of a member; None, with the reason in the ledger, when they cannot be had."""
        try:
            return self._read(member.entry)
        except ReadError as error:
            self.skip(member, error.reason, words_of(error))
            return None

    def _read(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.flag_bits & _ENCRYPTED:
            raise ReadError("", "", "encrypted")
        chunks: list[bytes] = []
        size, allowed = 0, self.budget.allowance
        try:
            with self._archive.open(entry) as stream:
                while size <= allowed and (chunk := stream.read(min(CHUNK, allowed + 1 - size))):
                    chunks.append(chunk)
                    size += len(chunk)
        except NotImplementedError:
            method = f"compression {entry.compress_type}"
            raise ReadError(method, method, "unsupported") from None
        except RuntimeError:  # what the library says of a password
            raise ReadError("", "", "encrypted") from None
        except _CODEC_FAULTS:
            raise ReadError("", "") from None
        self.budget.spend(size)
        return b"".join(chunks)

    # ------------------------------------------------------------------------------------------------------ ledger

    def took(self, member: Member, characters: int) -> None:
        """Note that the text of a member, so many characters, was taken; a fault noted before stays."""
        if self.is_textless(member):
            del self._covered[id(member)]
        self._covered.setdefault(id(member), Coverage(part=member.name, state="text", characters=characters))

    def holds_no_text(self, member: Member) -> None:
        """Note that a member is known to hold no text."""
        self._covered.setdefault(id(member), Coverage(part=member.name, state="no-text"))

    def skip(self, member: Member, reason: str, detail: str = "") -> None:
        """Note that a member was not, or not surely, checked: a reason code, and a fact that is no draft text."""
        self._covered.setdefault(
            id(member), Coverage(part=member.name, state="not-checked", reason=reason, detail=detail)
        )

    def is_covered(self, member: Member) -> bool:
        """True when the ledger knows what became of a member."""
        return id(member) in self._covered

    def is_textless(self, member: Member) -> bool:
        """True when a member is noted to hold no text."""
        return self.is_covered(member) and self._covered[id(member)].state == "no-text"

    def coverage(self) -> tuple[Coverage, ...]:
        """What became of every member, in the archive's order; one that nobody looked at was not checked."""
        for member in self.members:
            self.skip(member, "unsupported")
        return tuple(self._told(member) for member in self.members)

    def _told(self, member: Member) -> Coverage:
        covered = self._covered[id(member)]
        if id(member) in self._twice:
            return replace(covered, state="not-checked", reason="damaged", detail="同名成员 duplicate name")
        return covered

    def unchecked(self) -> Iterator[Unchecked]:
        """What was not checked, as a report tells it."""
        yield from (
            Unchecked(reason=one.reason, where=one.part, detail=one.detail)
            for one in self.coverage()
            if one.state == "not-checked"
        )
        yield from (Unchecked(reason="encoding", where=label) for label, text in self._comments() if text is None)
        if self.left_out:
            yield Unchecked(reason="limit", where="members", detail=str(self.left_out))
        elif self._holds_unlisted():
            yield Unchecked(reason="damaged", where="members", detail="有未列入目录的成员 a member that is not listed")

    def _overlapping(self) -> Iterator[Member]:
        """Members whose bytes reach into the next one's, or beyond the archive: bombs share their bytes so."""
        placed = sorted(self.members, key=lambda member: member.entry.header_offset)
        ends = [self._end_of(member.entry) for member in placed]
        bounds = [*(later.entry.header_offset for _, later in pairwise(placed)), self._archive.start_dir]
        for member, end, bound in zip(placed, ends, bounds, strict=False):
            if end > bound:
                yield member

    def _holds_unlisted(self) -> bool:
        """True where a member stands that the list of members does not name: other programs may show it."""
        at = 0
        for entry in sorted(self._archive.infolist(), key=lambda entry: entry.header_offset):
            if self._content.find(_LOCAL_MARK, at, max(entry.header_offset, at)) >= 0:
                return True
            at = max(at, self._end_of(entry))
        if self._content.find(_LOCAL_MARK, at, self._archive.start_dir) >= 0:
            return True
        return self._content.find(_LOCAL_MARK, self._content.rfind(_END_MARK)) >= 0

    def _end_of(self, entry: zipfile.ZipInfo) -> int:
        try:
            *_, name, extra = _LOCAL_HEADER.unpack_from(self._content, entry.header_offset)
        except struct.error:
            return entry.header_offset
        return entry.header_offset + _LOCAL_HEADER.size + int(name) + int(extra) + entry.compress_size


def open_zip(content: bytes, budget: Budget) -> Package:
    """Open a zip file from its bytes. Raises ``ReadError`` for one that is damaged, empty, or too deep in others."""
    package = Package(content, budget.deeper())
    if not package.members and not package.left_out:
        raise ReadError("压缩包是空的", "the zip file is empty")
    return package


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    """True for an entry that is a folder and nothing else: one that brings bytes is a file whatever its name."""
    return entry.filename.endswith("/") and not entry.file_size and entry.compress_size <= _DEFLATED_NOTHING


def _name_of(entry: zipfile.ZipInfo) -> str:
    """A member's name. Without the mark of UTF-8 it is what Windows wrote: GBK, or UTF-8 all the same."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return _text_of(entry.filename.encode("cp437"))
    except UnicodeEncodeError:
        return entry.filename


def _text_of(raw: bytes) -> str:
    """A name or a comment: UTF-8, or GBK, or what the format says."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _key(name: str) -> str:
    """A name as it is sought."""
    return unquote(name).lstrip("/").lower()


def _has_below(names: Sequence[str], folder: str) -> bool:
    """True when one of the sorted names lies in a folder."""
    at = bisect_left(names, f"{folder}/")
    return at < len(names) and names[at].startswith(f"{folder}/")


def words_of(error: ReadError) -> str:
    """What an error says, in both languages where they differ: a ledger has no language."""
    return error.chinese if error.chinese == error.english else f"{error.chinese} {error.english}"
