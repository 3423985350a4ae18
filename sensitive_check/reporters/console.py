"""The report for a terminal: each finding with its line, the hit marked under it, then what was and was not checked."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from sensitive_check.model import Excerpt, Finding, Report, Run, Severity, Status, Unchecked
from sensitive_check.redact import safe_text
from sensitive_check.reporters.phrases import place_in_words
from sensitive_check.wording import interface

WIDTH = 80
INDENT = "    "
# What must not begin a line stays with the character before it.
_PIECES = re.compile(r"[!-~]+|\s+|.[，。；：、？！）》」』”’…]*", re.DOTALL)

VETO = ("严重表述错误", "泄露国家秘密", "不良链接", "弄虚作假")
"""Items of the inspection that fail a whole site at once."""
DEDUCTED = {"个人信息（地方）": "last.personal", "错别字（地方）": "last.typo", "链接可用性": "last.availability"}

Words = Mapping[str, str]


def render(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """The whole report, the inspector's line last."""
    words = interface(lang)
    blocks = [block for report in run.reports if (block := list(_findings(report, words, notes=notes)))]
    for title, items in (("unchecked.title", _unchecked(run)), ("accepted.title", _accepted(run))):
        lines = [line for report, item in items for line in _unchecked_lines(report, item, words)]
        if lines:
            blocks.append([words[title], *lines])
    summary = [line for text in _summary(run, words, notes=notes) for line in wrap(text)]
    # One line, however long: it is the one that is copied into a report.
    blocks.append([*summary, safe_text(last_line(run, words))])
    return "\n".join("\n".join(block) + "\n" for block in blocks)


# ---------------------------------------------------------------------------------------------------- findings


def _findings(report: Report, words: Words, *, notes: bool) -> Iterator[str]:
    for finding in report.findings:
        if finding.severity is Severity.NOTE and not notes:
            continue
        message = finding.message
        if finding.count > 1 and str(finding.count) not in message:
            message += words["finding.count"].format(count=finding.count)
        severity = words[f"severity.{finding.severity.value}"]
        yield from wrap(f"{_place(report, finding, words)}  {severity}  {finding.rule_id}", hanging=INDENT)
        yield from wrap(INDENT + message, hanging=INDENT)
        yield from (INDENT + line for line in marked(finding.excerpt, WIDTH - len(INDENT)))
        proposals = (suggestion or words["finding.delete"] for suggestion in finding.suggestions)
        for key, text in (
            ("finding.suggestion", words["joiner.choice"].join(proposals)),
            ("finding.reason", finding.reason),
            ("finding.source", finding.source),
        ):
            if text:
                yield from wrap(INDENT + words[key].format(text=text), hanging=INDENT * 2)


def _place(report: Report, finding: Finding, words: Words) -> str:
    part = finding.location.part
    values = {
        "path": report.name,
        "part": place_in_words(part, words) if part else "",
        "line": finding.line,
        "column": finding.column,
    }
    key = "place.part" if finding.line is None else "place.line_part" if part else "place.line"
    return words[key].format(**values)


def marked(excerpt: Excerpt, width: int) -> tuple[str, str]:
    """The line around a hit, cut to ``width`` cells, and a line that marks the hit with ``^``."""
    text, span = excerpt.text.replace("\t", " "), excerpt.span
    before, hit, after = map(safe_text, (text[: span.start], text[span.start : span.end], text[span.end :]))
    room = width - cells(hit)
    if room < 2:
        shown = _head(hit, width)
        return shown, "^" * cells(shown)
    left = max(room // 2, room - cells(after))
    before = _tail(before.lstrip(), left)
    after = _head(after.rstrip(), room - cells(before))
    return before + hit + after, " " * cells(before) + "^" * max(1, cells(hit))


# ---------------------------------------------------------------------------------------------------- not checked


def _unchecked(run: Run) -> Iterator[tuple[Report, Unchecked]]:
    return ((report, item) for report in run.reports for item in report.unchecked)


def _accepted(run: Run) -> Iterator[tuple[Report, Unchecked]]:
    return ((report, item) for report in run.reports for item in report.accepted)


def _unchecked_lines(report: Report, item: Unchecked, words: Words) -> list[str]:
    place = words["place.where"].format(path=report.name, where=item.where) if item.where else report.name
    key = "unchecked.item_detail" if item.detail else "unchecked.item"
    reason = words.get(f"reason.{item.reason}", item.reason)
    return wrap(INDENT + words[key].format(place=place, reason=reason, detail=item.detail), hanging=INDENT * 2)


# ---------------------------------------------------------------------------------------------------- summary


def _summary(run: Run, words: Words, *, notes: bool) -> Iterator[str]:
    findings = [finding for report in run.reports for finding in report.findings]
    yield _inputs(run, words)
    if findings:
        counts = Counter(finding.severity for finding in findings)
        severities = _listed(((words[f"severity.{s.value}"], counts[s]) for s in Severity if counts[s]), words)
        hidden = words["summary.notes_hidden"] if counts[Severity.NOTE] and not notes else ""
        yield words["summary.findings"].format(total=len(findings), severities=severities) + hidden
    if run.skipped:
        kinds = words["joiner.list"].join(
            words[f"skipped.{kind}"].format(count=count) if f"skipped.{kind}" in words else f"{kind} {count}"
            for kind, count in sorted(run.skipped.items(), key=lambda item: (-item[1], item[0]))
        )
        yield words["summary.skipped"].format(total=sum(run.skipped.values()), kinds=kinds)
    for key, total in (
        ("summary.accepted", sum(len(report.accepted) for report in run.reports)),
        ("summary.suppressed", sum(report.suppressed for report in run.reports)),
        ("summary.allow", len(run.allow)),
        ("summary.waivers", run.waivers),
    ):
        if total:
            yield words[key].format(total=total)
    own = [words["summary.own_list"].format(name=name, count=count) for name, count in sorted(run.own_lists.items())]
    for key, names in (
        ("summary.own_lists", own),
        ("summary.plugins", run.plugins),
        ("summary.disabled_rules", run.disabled_rules),
        ("summary.disabled_lists", run.disabled_lists),
        ("summary.disabled_entries", run.disabled_entries),
    ):
        if names:
            yield words[key].format(names=words["joiner.list"].join(names))
    yield words["summary.basis"].format(
        profile=words[f"profile.{run.profile}"], name=run.profile, as_of=run.as_of.isoformat(), lists=run.lists
    )
    for notice in run.notices:
        yield words["summary.notice"].format(text=notice)


def _inputs(run: Run, words: Words) -> str:
    if not run.reports:
        return words["summary.none"]
    states = Counter(report.status for report in run.reports)
    values = {"inputs": len(run.reports), "characters": sum(report.characters for report in run.reports)}
    if states[Status.CLEAN] == len(run.reports):
        return words["summary.all_clean"].format(**values)
    listed = _listed(((words[f"status.{s.value}"], states[s]) for s in Status if states[s]), words)
    return words["summary.inputs"].format(states=listed, **values)


def last_line(run: Run, words: Words) -> str:
    """What an inspector would count. It marks candidates, a human decides; notes are not counted."""
    counts = Counter(
        finding.indicator
        for report in run.reports
        for finding in report.findings
        if finding.indicator and finding.severity is not Severity.NOTE
    )
    checked = [report for report in run.reports if report.status is not Status.NOT_CHECKED]
    unsettled = sum(bool(report.unchecked) for report in run.reports)
    accepted = sum(bool(report.accepted) for report in run.reports)
    vetoes = [(words[f"indicator.{item}"], counts[item]) for item in VETO if counts[item]]
    clauses = []
    if vetoes:
        total = sum(count for _, count in vetoes)
        clauses.append(words["last.veto"].format(total=total, items=_listed(vetoes, words)))
    elif checked:
        clauses.append(words["last.no_veto"])
    clauses += (words[key].format(count=counts[item]) for item, key in DEDUCTED.items() if counts[item])
    if not checked:
        clauses.append(words["last.nothing"])
    elif unsettled:
        clauses.append(words["last.unchecked"].format(count=unsettled))
    elif run.exit_code == 2:
        clauses.append(words["last.incomplete"])
    if accepted:
        clauses.append(words["last.accepted"].format(count=accepted))
    return words["joiner.clause"].join(clauses)


def _listed(counts: Iterable[tuple[str, int]], words: Words) -> str:
    return words["joiner.list"].join(f"{name} {count}" for name, count in counts)


# ---------------------------------------------------------------------------------------------------- cells


def cells(text: str) -> int:
    """How many cells of a terminal ``text`` takes: Chinese is two wide, combining and invisible characters none.

    >>> cells("密级ab"), cells("e\\u0301"), cells("")
    (6, 1, 0)
    """
    return len(text) if text.isascii() else sum(map(_cell, text))


@lru_cache(maxsize=8192)
def _cell(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _head(text: str, width: int) -> str:
    """``text`` cut at its end to ``width`` cells, an ellipsis telling so."""
    return text if cells(text) <= width else "".join(_fitting(text, width - 1)) + "…"


def _tail(text: str, width: int) -> str:
    """``text`` cut at its beginning to ``width`` cells."""
    return text if cells(text) <= width else "…" + "".join(_fitting(reversed(text), width - 1))[::-1]


def _fitting(characters: Iterable[str], width: int) -> Iterator[str]:
    for character in characters:
        width -= _cell(character)
        if width < 0:
            return
        yield character


def wrap(text: str, *, hanging: str = INDENT, width: int = WIDTH) -> list[str]:
    """``text`` as lines of at most ``width`` cells, safe to show; a word of ASCII is cut only when it fills a line."""
    lines, line, used = [], "", 0
    for piece in _PIECES.findall(safe_text(text)):
        room = cells(piece)
        if used + room <= width:
            line, used = line + piece, used + room
            continue
        if line.strip():
            lines.append(line.rstrip())
            line, used = hanging, cells(hanging)
        piece = piece.lstrip()
        while used + cells(piece) > width:
            fitting = "".join(_fitting(piece, width - used))
            lines.append(line + fitting)
            line, used, piece = hanging, cells(hanging), piece[len(fitting) :]
        line, used = line + piece, used + cells(piece)
    return [*lines, line] if line.strip() else lines
