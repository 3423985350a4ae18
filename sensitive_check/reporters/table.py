"""CSV for spreadsheets: UTF-8 with BOM, one row a finding, one row an input that was not fully checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from sensitive_check.model import Report, Run
from sensitive_check.redact import safe_text
from sensitive_check.reporters.phrases import place_in_words
from sensitive_check.wording import interface

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection); Excel folds the full-width ones."""


def render(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """The table; notes are always listed. A clean input has a row that says so: an empty table would say nothing."""
    words = interface(lang)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(words["table.header"].split("|"))
    for report in run.reports:
        for row in _rows(report, words):
            writer.writerow([cell(value) for value in row])
    return "\ufeff" + stream.getvalue()


def _rows(report: Report, words: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    state = words[f"status.{report.status.value}"]
    for item in report.unchecked:
        detail = " ".join(filter(None, (item.where, item.detail)))
        yield (report.name, state, "", "", "", "", item.reason, "", words[f"reason.{item.reason}"], detail, "", "", "")
    for item in report.accepted:
        detail = " ".join(filter(None, (item.where, item.detail)))
        yield (report.name, state, "", "", "", "", item.reason, "", words["accepted.title"], detail, "", "", "")
    for finding in report.findings:
        yield (
            report.name,
            state,
            place_in_words(finding.location.part or "", words),
            "" if finding.line is None else f"{finding.line}:{finding.column}",
            words[f"severity.{finding.severity.value}"],
            words[f"category.{finding.category.value}"],
            finding.rule_id,
            finding.matched,
            finding.message,
            finding.reason,
            words["joiner.choice"].join(text or words["finding.delete"] for text in finding.suggestions),
            finding.source,
            str(finding.count),
        )
    if not (report.unchecked or report.accepted or report.findings):
        yield (report.name, state, *[""] * 11)


def cell(text: str) -> str:
    """Text that no spreadsheet computes.

    >>> cell("=HYPERLINK(1)"), cell("第3页")
    ("'=HYPERLINK(1)", '第3页')
    """
    text = safe_text(text.replace("\r\n", " ").replace("\n", " "))
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
