"""Copies of Word files with a comment at every finding: the file is checked as ``check`` does, then written anew."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sensitive_check import readers
from sensitive_check.config import Config
from sensitive_check.errors import ReadError
from sensitive_check.loading import Setup, set_up
from sensitive_check.model import Document, Finding, Report, Severity, Span, Status
from sensitive_check.one_input import for_its_path, guarded, outside_of
from sensitive_check.readers.filetypes import file_type
from sensitive_check.readers.source import Budget, read_bytes
from sensitive_check.readers.word import Place, places
from sensitive_check.readers.word.formats import HIDDEN
from sensitive_check.redact import redact
from sensitive_check.reporters import word_comments
from sensitive_check.walk import Target, Task
from sensitive_check.workers import alone, lost_report


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """The bytes of a copy, the report on the file, and how many comments stand at findings."""

    content: bytes = field(repr=False)
    report: Report
    placed: int


def annotate_file(
    path: str | os.PathLike[str], config: Config | None = None, *, name: str | None = None, isolate: bool = False
) -> AnnotatedCopy:
    """The annotated copy of a Word file, which is not touched; ``name`` is that of the file in the report.

    Comments that this tool added before are replaced; they are no part of what is checked. With ``isolate`` the file is
    checked in a process of its own, as by ``check_file``. Raises ReadError for a file that cannot be read or copied
    whole, and MissingDependencyError without lxml.
    """
    word_comments.require_package()
    setup = set_up(config)
    limits = setup.config.limits
    content = read_bytes(Path(path), Budget(limits))
    if file_type(content) != "docx":
        raise ReadError("不是 Word 文件（docx），不能加批注", "no Word file (docx), nothing to annotate", "unsupported")
    target = Target(Path(path).as_posix() if name is None else name, Path(path))
    report, placed = _checked(Task(target, 0, content), setup, isolate)
    package = word_comments.WordPackage(content, limits, report.as_of)
    replaced = package.drop_own_comments()
    if replaced:
        report, placed = _checked(Task(target, 0, package.saved()), setup, isolate)
    shown = redact(report)
    listed = [one for one in shown.findings if setup.config.notes or one.severity is not Severity.NOTE]
    unplaced = package.mark(listed, placed, setup.words)
    package.add_summary(shown, unplaced, len(shown.findings) - len(listed), replaced, setup.words)
    return AnnotatedCopy(package.saved(), report, package.placed)


_Answer = tuple[Report, tuple[Place, ...]]


def _checked(task: Task, setup: Setup, isolate: bool) -> _Answer:
    """The report on a Word file, and where its findings stand. Raises ReadError when it was not read."""
    report, placed = alone(task, setup, _placed_report, _lost) if isolate else _placed_report(task, setup)
    if report.status is Status.NOT_CHECKED:
        unread = report.unchecked[0]
        why = unread.detail or setup.words[f"reason.{unread.reason}"]
        raise ReadError(why, why, unread.reason)
    return report, placed


def _placed_report(task: Task, setup: Setup) -> _Answer:
    """What a worker does with a Word file: the report on it, and the elements that hold what was found."""
    found: list[Place] = []
    target = task.target

    def document() -> Document:
        read, placed = places(task.stdin or b"", Budget(setup.config.limits, task.spent))
        found.extend(_seen(placed, read))
        claims = readers.PACKAGE_SUFFIXES.get(target.path.suffix.lower(), "")
        outside = (readers.file_name(target.name), *read.outside)
        return replace(read, name=target.name, format="docx", claims=claims, outside=outside)

    report = guarded(document, target.name, outside_of(target), setup)
    report = for_its_path(report, setup.config.per_file)
    return report, tuple(_holding(found, report.findings))


def _seen(placed: Iterable[Place], document: Document) -> Iterator[Place]:
    """The places whose text is shown: a comment on text that is formatted as hidden is as hidden as that."""
    hidden = sorted(one.span for one in document.parts if one.kind == "hidden" and one.label.endswith(HIDDEN))
    for place in placed:
        last = bisect_right(hidden, place.span.start, key=lambda span: span.start) - 1
        if last < 0 or hidden[last].end <= place.span.start:
            yield place


def _lost(task: Task, setup: Setup) -> _Answer:
    return lost_report(task, setup), ()


def _holding(placed: Sequence[Place], findings: Iterable[Finding]) -> Iterator[Place]:
    """The places that hold a part of a finding: most of a file's hold none, and need not come out of the worker."""
    merged: list[Span] = []
    for start, end in sorted(span for one in findings for span in (one.span, *one.related)):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    for place in placed:
        last = bisect_right(merged, place.span.end - 1, key=lambda span: span.start) - 1
        if last >= 0 and merged[last].end > place.span.start:
            yield place
