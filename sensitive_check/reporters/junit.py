"""JUnit XML, as Jenkins and other servers read it: one test case an input."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from sensitive_check.model import Finding, Report, Run, Status
from sensitive_check.redact import safe_text
from sensitive_check.reporters.phrases import message, place_in_words, unchecked
from sensitive_check.wording import interface

_NOT_XML = re.compile("[\ufffe\uffff]")


def render(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """An input fails by a finding at or above the run's threshold and errs when it was not fully checked.

    Milder findings stand in ``system-out``; an input that may stay unchecked is skipped.
    """
    words = interface(lang)
    cases = [_case(report, run, words) for report in run.reports]
    counts = {kind: sum(f"<{kind} " in case for case in cases) for kind in ("failure", "error", "skipped")}
    if not run.reports or (run.exit_code == 2 and not counts["error"]):
        cases.append(_whole_run(run, words))
        counts["error"] += 1
    head = (
        f'tests="{len(cases)}" failures="{counts["failure"]}" errors="{counts["error"]}" skipped="{counts["skipped"]}"'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="sensitive-check" {head}>',
        f'<testsuite name="sensitive-check" {head}>',
        *cases,
        "</testsuite>",
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _case(report: Report, run: Run, words: Mapping[str, str]) -> str:
    failing = [finding for finding in report.findings if finding.severity.reaches(run.fail_on)]
    milder = [finding for finding in report.findings if not finding.severity.reaches(run.fail_on)]
    children = []
    if failing:
        title = words["junit.failure"].format(count=len(failing))
        children.append(_child("failure", title, "\n".join(_line(finding, words) for finding in failing)))
    if report.unchecked:
        title = words["status.partial" if report.status is Status.PARTIAL else "status.not_checked"]
        children.append(_child("error", title, "\n".join(unchecked(item, words) for item in report.unchecked)))
    elif report.accepted and not failing:
        children.append(f"<skipped message={_attribute(words['accepted.title'])} />")
    if milder:
        children.append(f"<system-out>{_text(chr(10).join(_line(finding, words) for finding in milder))}</system-out>")
    return f'<testcase classname="sensitive-check" name={_attribute(report.name)}>{"".join(children)}</testcase>'


def _whole_run(run: Run, words: Mapping[str, str]) -> str:
    title = words["last.incomplete"] if run.reports else words["last.nothing"]
    return (
        f'<testcase classname="sensitive-check" name="sensitive-check">'
        f"{_child('error', title, chr(10).join(run.notices))}</testcase>"
    )


def _child(name: str, title: str, text: str) -> str:
    return f'<{name} message={_attribute(title)} type="sensitive-check">{_text(text)}</{name}>'


def _line(finding: Finding, words: Mapping[str, str]) -> str:
    where = "" if finding.line is None else f"{finding.line}:{finding.column} "
    part = f"{place_in_words(finding.location.part, words)} " if finding.location.part else ""
    severity = words[f"severity.{finding.severity.value}"]
    reason = f" ({finding.reason})" if finding.reason else ""
    return f"{part}{where}{severity} {finding.rule_id} {message(finding)}{reason}"


def _text(text: str) -> str:
    return escape("\n".join(_clean(line) for line in text.split("\n")))


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    """Without what XML 1.0 cannot hold: control characters become visible, two code points are no characters."""
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", safe_text(text))
