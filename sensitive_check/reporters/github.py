"""Annotations on the lines of a change, as workflow commands of GitHub Actions (Gitea and Forgejo read them, too)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sensitive_check.model import Finding, Report, Run, Severity, Unchecked
from sensitive_check.redact import safe_text
from sensitive_check.reporters.console import last_line
from sensitive_check.reporters.phrases import message, place_in_words, remarks, unchecked
from sensitive_check.wording import interface

MOST = 10
"""GitHub shows so many annotations of each kind in one step and drops the rest without a word."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """What was not checked first, then the findings by severity, at most ``MOST`` of a kind; the last line is prose."""
    words = interface(lang)
    unread = [_unread(report, item, words) for report in run.reports for item in report.unchecked]
    found = {
        severity: [
            _annotation(report, finding, words)
            for report in run.reports
            for finding in report.findings
            if finding.severity is severity
        ]
        for severity in Severity
        if notes or severity is not Severity.NOTE
    }
    found[Severity.ERROR] = unread + found[Severity.ERROR]
    lines = [line for severity in found for line in _capped(found[severity], severity, words)]
    return "".join(f"{line}\n" for line in (*lines, safe_text(last_line(run, words))))


def _capped(lines: list[str], severity: Severity, words: Mapping[str, str]) -> Iterator[str]:
    if len(lines) <= MOST:
        yield from lines
        return
    yield from lines[: MOST - 1]
    text = words["github.more"].format(count=len(lines) - MOST + 1)
    yield _command(_COMMANDS[severity], {}, text)


def _annotation(report: Report, finding: Finding, words: Mapping[str, str]) -> str:
    properties = {"file": report.name}
    if finding.line is not None:
        properties |= {"line": str(finding.line), "col": str(finding.column)}
    properties["title"] = finding.rule_id
    part = [place_in_words(finding.location.part, words)] if finding.location.part else []
    lines = [*part, message(finding), *remarks(finding, words)]
    return _command(_COMMANDS[finding.severity], properties, "\n".join(lines))


def _unread(report: Report, item: Unchecked, words: Mapping[str, str]) -> str:
    text = f"{words['status.not_checked']} {unchecked(item, words)}"
    return _command("error", {"file": report.name, "title": item.reason}, text)


def _command(name: str, properties: Mapping[str, str], text: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name}{' ' + given if given else ''}::{_message(text)}"


def _message(text: str) -> str:
    """Escaped as the runner reads it back; other control characters become visible.

    >>> _message("100%\\n::error::x")
    '100%25%0A::error::x'
    """
    lines = text.replace("%", "%25").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "%0A".join(map(safe_text, lines))


def _property(text: str) -> str:
    return safe_text(text.replace("%", "%25")).replace(":", "%3A").replace(",", "%2C")
