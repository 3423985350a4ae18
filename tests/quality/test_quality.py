"""Our own benchmark: sentences written for it, what the built-in checker finds in them, and floors it must not miss.

``clean.tsv`` must stay free of errors and warnings; every stretch to be found in ``damaged.tsv`` is marked in place as
``⟦rule-id:stretch⟧``, or ``⟦rule-id note:stretch⟧`` where it is milder than its rule. Marks may nest. ``wrong`` in the
column ``today`` says that the checker gets the sentence wrong today; once it is right the test asks to clear it.
``python tests/quality/test_quality.py`` prints the table of README.
In all files ``\\n``, ``\\t``, ``\\\\`` and ``\\uXXXX`` are escapes. Ids are never reused.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Severity
from sensitive_check.toml import parse as parse_toml

DAY = date(2026, 11, 24)
HERE = Path(__file__).parent
_ESCAPE = re.compile(r"\\(?:([nt\\])|u([0-9a-f]{4}))")
_OPENING = re.compile(r"⟦([a-z-]+)(?: (error|warning|note))?:")


@dataclass(frozen=True)
class Stretch:
    """A place that a rule reports; ``severity`` is empty where it is the rule's own."""

    rule: str
    start: int
    end: int
    severity: str = ""


@dataclass(frozen=True)
class Sentence:
    """One row: its text without marks, and the stretches that were marked."""

    id: str
    text: str
    expected: frozenset[Stretch]
    wrong_today: bool = False


def unmarked(marked: str) -> tuple[str, frozenset[Stretch]]:
    """Take the marks out of a text.

    >>> unmarked("甲⟦typo:乙⟧丙")
    ('甲乙丙', frozenset({Stretch(rule='typo', start=1, end=2, severity='')}))
    """
    text, found, open_marks, position = "", set(), [], 0
    while position < len(marked):
        opening = _OPENING.match(marked, position)
        if opening:
            open_marks.append((opening[1], len(text), opening[2] or ""))
            position = opening.end()
            continue
        if marked[position] == "⟧":
            rule, start, severity = open_marks.pop()
            found.add(Stretch(rule, start, len(text), severity))
        else:
            text += marked[position]
        position += 1
    assert not open_marks, marked
    assert "⟦" not in text, marked
    return text, frozenset(found)


def unescaped(cell: str) -> str:
    """Resolve the escapes of a cell."""
    named = {"n": "\n", "t": "\t", "\\": "\\"}
    return _ESCAPE.sub(lambda found: named[found[1]] if found[1] else chr(int(found[2], 16)), cell)


def sentences(name: str) -> list[Sentence]:
    """The rows of a file in this folder."""
    header, *rows = (HERE / name).read_text("utf-8").removesuffix("\n").split("\n")
    columns = header.split("\t")
    read = []
    for row in rows:
        cells = dict(zip(columns, row.split("\t"), strict=True))
        assert cells.get("today", "") in ("", "wrong"), row
        text, expected = unmarked(unescaped(cells["text"]))
        read.append(Sentence(cells["id"], text, expected, cells.get("today") == "wrong"))
    return read


CLEAN = sentences("clean.tsv")
DAMAGED = sentences("damaged.tsv")


def reported(checker: Checker, text: str) -> frozenset[Stretch]:
    """What the checker finds; of the milder findings the severity, too."""
    own = {rule.id: rule.severity for rule in checker.rules}
    return frozenset(
        Stretch(
            finding.rule_id,
            finding.span.start,
            finding.span.end,
            "" if finding.severity is own[finding.rule_id] else finding.severity.value,
        )
        for finding in checker.check(text, as_of=DAY)
    )


@pytest.mark.parametrize("sentence", CLEAN, ids=lambda sentence: sentence.id)
def test_clean_sentence(sentence: Sentence, checker: Checker) -> None:
    report = checker.check(sentence.text, as_of=DAY)
    assert [(f.rule_id, f.matched) for f in report if f.severity.reaches(Severity.WARNING)] == []


@pytest.mark.parametrize("sentence", DAMAGED, ids=lambda sentence: sentence.id)
def test_damaged_sentence(sentence: Sentence, checker: Checker) -> None:
    found = reported(checker, sentence.text)
    if sentence.wrong_today:
        assert found != sentence.expected, "right by now: clear 'wrong' in damaged.tsv and raise the floor"
    else:
        assert found == sentence.expected


@dataclass(frozen=True)
class Tally:
    """What one rule did on all sentences: stretches marked for it, its findings, and those that are right."""

    marked: int
    raised: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / max(self.raised, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.marked, 1)


def tallies(checker: Checker) -> dict[str, Tally]:
    """By rule, over all sentences: a finding is right when rule, place and severity are. Notes on clean ones count."""
    right: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for sentence in (*CLEAN, *DAMAGED):
        found = reported(checker, sentence.text)
        right.update(stretch.rule for stretch in found & sentence.expected)
        raised.update(stretch.rule for stretch in found)
        marked.update(stretch.rule for stretch in sentence.expected)
    return {rule: Tally(marked[rule], raised[rule], right[rule]) for rule in sorted({*marked, *raised})}


def markdown_table(measured: Mapping[str, Tally]) -> str:
    """The figures as the table of README."""
    lines = [
        f"| 规则（{len(CLEAN)} 句无误、{len(DAMAGED)} 句有误） | 应报 | 实报 | 精确率 | 召回率 |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| `{rule}` | {tally.marked} | {tally.raised} | {tally.precision:.2f} | {tally.recall:.2f} |"
        for rule, tally in measured.items()
    ]
    return "\n".join(lines)


def test_precision_and_recall_reach_their_floors(checker: Checker) -> None:
    measured = tallies(checker)
    floors = parse_toml((HERE / "floors.toml").read_text("utf-8"))
    marked = {rule for rule, tally in measured.items() if tally.marked}
    assert set(floors) == marked, "every rule with marked sentences has a floor, and no other"
    reached = {rule: {"precision": measured[rule].precision, "recall": measured[rule].recall} for rule in floors}
    below = {rule: values for rule, values in reached.items() if any(values[k] < floors[rule][k] for k in values)}
    assert below == {}


def test_table_lists_every_rule_once() -> None:
    table = markdown_table({"typo": Tally(4, 2, 1)})
    assert table.splitlines()[2:] == ["| `typo` | 4 | 2 | 0.50 | 0.25 |"]


def test_files_are_sound() -> None:
    rows = [*CLEAN, *DAMAGED]
    assert len({sentence.id for sentence in rows}) == len(rows)
    assert len({sentence.text for sentence in rows}) == len(rows)
    for part in (CLEAN, DAMAGED):
        assert [sentence.id for sentence in part] == sorted(sentence.id for sentence in part)
    assert all(not sentence.expected for sentence in CLEAN)
    assert all(sentence.expected for sentence in DAMAGED)
    assert min(len(CLEAN), len(DAMAGED)) >= 300


if __name__ == "__main__":
    from sensitive_check import load_checker

    sys.stdout.write(markdown_table(tallies(load_checker(None))) + "\n")
