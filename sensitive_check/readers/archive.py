"""Zip files: every file in one is read as it would be by itself, packages in packages too."""

from __future__ import annotations

from dataclasses import replace

from sensitive_check import readers
from sensitive_check.errors import ReadError
from sensitive_check.garbage import collections_paused
from sensitive_check.model import Document
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.container import Member, Package, open_zip, words_of
from sensitive_check.readers.filetypes import IMAGES, file_type
from sensitive_check.readers.pictures import may_hold_text, picture_size
from sensitive_check.readers.source import Budget


def read(content: bytes, name: str, budget: Budget) -> Document:
    """A document of all files in a zip file; the labels of each one's parts begin with its name."""
    package = open_zip(content, budget)
    assembly = Assembly(name)
    for member in package.members:
        inside = package.read(member)
        child = None if inside is None else _child_of(package, member, inside)
        shows = None if child is None or child.format == "appledouble" else child.format  # named as what it is beside
        assembly.add_outside(member.name, f"{member.name} 文件名", "filename", shows=shows)
        if child is not None:
            _embed(assembly, package, member, child, member.name)
    assembly.add_ledger(package)
    return assembly.document()


def take_file(assembly: Assembly, package: Package, member: Member, content: bytes, label: str = "") -> None:
    """Take the text of a file that lies in a package, an embedded object too; what cannot be read goes on the ledger.

    ``label`` begins the labels of its parts (default: the member's name).
    """
    if (child := _child_of(package, member, content)) is not None:
        _embed(assembly, package, member, child, label or member.name)


def _child_of(package: Package, member: Member, content: bytes) -> Document | None:
    """A member as a document; None, with the reason in the ledger, for one that holds no text or cannot be read."""
    if file_type(content) == "font" or is_small_picture(content):
        package.holds_no_text(member)
        return None
    try:
        return readers.read_content(content, member.name, budget=package.budget)
    except ReadError as error:
        package.skip(member, error.reason, words_of(error))
        return None


def _embed(assembly: Assembly, package: Package, member: Member, child: Document, label: str) -> None:
    # The member's own name is checked by whoever lists the members.
    try:
        with collections_paused():
            assembly.embed(replace(child, outside=child.outside[1:]), label, package.budget.limits)
    except ReadError as error:
        package.skip(member, error.reason, words_of(error))
    else:
        package.took(member, len(child.text))


def is_small_picture(content: bytes) -> bool:
    """True for a picture too small to hold text."""
    return file_type(content) in IMAGES and not may_hold_text(picture_size(content[:65536]))
