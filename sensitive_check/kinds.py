"""Kinds of documents in which the law has more about persons published: findings get milder there, and say why.

A draft that only calls itself such a notice must gain no free pass: what is an error never falls below a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from sensitive_check.findings import severity_of
from sensitive_check.model import Document, Hit, Rule, Severity
from sensitive_check.patterns import lazy

_HEAD = 600
_TITLE_LINES = 3
_LONGEST_TITLE = 60
_TITLE = lazy(
    r"[^，。；：、！？]{0,50}(?:公示|公告|公布|名单|决定书|公示表|信息表|一览表)(?:[（(][^，。；（）()]{1,20}[）)])?"
)


class DocumentKind(NamedTuple):
    """A kind of document: the words of its titles, how grave findings of some rules are at most, and why."""

    id: str
    title: str
    words: tuple[str, ...]
    at_most: Mapping[str, Severity]
    reason: str
    reason_en: str
    source: str


def kind_of(document: Document, kinds: Iterable[DocumentKind], given: str | None) -> DocumentKind | None:
    """The kind a document says it has, else the one ``given`` for all, else the one its first lines are titled by."""
    named = document.kind or given
    if named is not None:
        return next((kind for kind in kinds if kind.id == named), None)
    lines = [line.strip("#* \t\r\u3000") for line in document.text[:_HEAD].split("\n")]
    titles = [line for line in lines if line][:_TITLE_LINES]
    titles = [line for line in titles if len(line) <= _LONGEST_TITLE and _TITLE.fullmatch(line)]
    return next((kind for kind in kinds for title in titles if any(word in title for word in kind.words)), None)


def soften(verified: list[tuple[Rule, Hit]], kind: DocumentKind | None) -> list[tuple[Rule, Hit]]:
    """The hits as grave as the kind of document lets them be; what gets milder says why."""
    if kind is None:
        return verified
    return [(rule, _softened(rule, hit, kind)) for rule, hit in verified]


def _softened(rule: Rule, hit: Hit, kind: DocumentKind) -> Hit:
    bound = kind.at_most.get(rule.id)
    if bound is None or bound.reaches(severity_of(rule, hit)):
        return hit
    return replace(hit, severity=bound, remark=kind.reason)
