"""Marks in a draft that let findings on their own and the next line pass:
``<!-- sensitive-check: ignore typo 理由 -->``.

A draft may be hostile: a mark counts only with a reason, and never for secrets and personal data unless the
configuration names the rule.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sensitive_check.model import Category, Finding
from sensitive_check.patterns import lazy

_KEYWORD = "sensitive-check:"
_MARK = lazy(
    r"(?:<!--|(?:(?<![^\s])|^)(?:#|//|%|;))[ \t]{0,8}sensitive-check:[ \t]{0,8}ignore"
    r"(?:[ \t]{1,8}(?P<rules>[a-z][a-z0-9-]{0,63}(?:[ \t]{0,4}[,，][ \t]{0,4}[a-z][a-z0-9-]{0,63}){0,16}))?"
    r"(?P<reason>[^\r\n]{0,400}?)(?:-->|[\r\n]|$)",
    re.MULTILINE,
)
_LINE_END = lazy(r"\r\n|[\r\n]")


class Mark(NamedTuple):
    """One mark: the rules it names, the line it stands on, and whether it gives a reason."""

    rules: frozenset[str]
    line: int
    has_reason: bool


class Ignored(NamedTuple):
    """What is left of the findings, how many were let pass, and the lines of marks that count for nothing."""

    kept: list[Finding]
    suppressed: int
    void: tuple[int, ...]


def find_marks(source: str) -> Iterator[Mark]:
    """The marks of a decoded source, in order."""
    if _KEYWORD not in source:
        return
    line, reached = 1, 0
    for found in _MARK.finditer(source):
        line += sum(1 for _ in _LINE_END.finditer(source, reached, found.start()))
        reached = found.start()
        names = frozenset(re.split("[,， \t]+", found["rules"] or "")) - {""}
        yield Mark(rules=names, line=line, has_reason=bool(found["reason"].strip(" \t-:：")))


def without_ignored(source: str, findings: list[Finding], permitted: Collection[str]) -> Ignored:
    """Apply the marks of ``source``. ``permitted`` are rules on secrets and personal data that marks may name, too.

    A finding that stands for many places stays: a mark speaks for its own lines only.
    """
    marks = list(find_marks(source))
    if not marks:
        return Ignored(findings, 0, ())
    silenced: dict[int, set[str]] = {}
    for mark in marks:
        if mark.has_reason:
            for line in (mark.line, mark.line + 1):
                silenced.setdefault(line, set()).update(mark.rules)
    void = {mark.line for mark in marks if not (mark.has_reason and mark.rules)}
    kept = []
    for finding in findings:
        named = finding.line is not None and finding.rule_id in silenced.get(finding.line, ())
        if named and finding.count == 1 and _may_pass(finding, permitted):
            continue
        if named:
            void.update(_lines_that_name(finding, marks))
        kept.append(finding)
    return Ignored(kept, len(findings) - len(kept), tuple(sorted(void)))


def _may_pass(finding: Finding, permitted: Collection[str]) -> bool:
    guarded = finding.category in (Category.SECRECY, Category.PERSONAL) or finding.sensitive
    return not guarded or finding.rule_id in permitted


def _lines_that_name(finding: Finding, marks: Iterable[Mark]) -> Iterator[int]:
    line = finding.line or 0
    return (mark.line for mark in marks if finding.rule_id in mark.rules and mark.line in (line, line - 1))
