"""Zip files: every file in one is read as it would be by itself, packages in packages too."""

from __future__ import annotations

from dataclasses import replace

from sensitive_check import readers
from sensitive_check.errors import ReadError
from sensitive_check.model import Document
from sensitive_check.readers import svg
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
        assembly.add_outside(member.name, f"{member.name} 文件名", "filename")
        if (inside := package.read(member)) is not None:
            take_file(assembly, package, member, inside)
    for label, text in package.remarks():
        assembly.add_outside(text, label)
    for one in package.unchecked():
        assembly.add_unchecked(one.reason, one.where, one.detail)
    assembly.add_coverage(package.coverage())
    return assembly.document()


def take_file(assembly: Assembly, package: Package, member: Member, content: bytes, label: str = "") -> None:
    """Take the text of a file that lies in a package, an embedded object too; what cannot be read goes on the ledger.

    ``label`` begins the labels of its parts (default: the member's name).
    """
    if is_small_picture(content):
        package.holds_no_text(member)
        return
    try:
        if svg.is_svg(content, member.name):
            child = svg.read(content, member.name)
        else:
            child = readers.read_content(content, member.name, budget=package.budget)
    except ReadError as error:
        package.skip(member, error.reason, words_of(error))
        return
    # The member's own name is checked by whoever lists the members.
    assembly.embed(replace(child, outside=child.outside[1:]), label or member.name)
    package.took(member, len(child.text))


def is_small_picture(content: bytes) -> bool:
    """True for a picture too small to hold text."""
    return file_type(content) in IMAGES and not may_hold_text(picture_size(content[:65536]))
