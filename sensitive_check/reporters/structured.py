"""JSON for programs: one object for a run, or one line for an input. The layout is a contract, see ``schema``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from sensitive_check import __version__
from sensitive_check.model import Finding, Run, Severity, Status
from sensitive_check.records import report_record
from sensitive_check.redact import safe_json

SCHEMA = 1


def render_json(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """The whole run as one object. Notes are always listed; ``lang`` is already in the findings' words."""
    return json.dumps(safe_json(_run(run)), ensure_ascii=False, indent=2) + "\n"


def render_lines(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """One line per input, each an object that stands alone: the run's settings, then the input as in ``inputs``."""
    settings = {**_settings(run), "notices": list(run.notices)}
    lines = (safe_json({**settings, **report_record(report)}) for report in run.reports)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _run(run: Run) -> dict[str, Any]:
    return {
        **_settings(run),
        "notices": list(run.notices),
        "status": run_status(run).value,
        "exit_code": run.exit_code,
        "summary": _summary(run),
        "inputs": [report_record(report) for report in run.reports],
    }


def _settings(run: Run) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "tool": {"name": "sensitive-check", "version": __version__, "lists": run.lists},
        "profile": run.profile,
        "as_of": run.as_of.isoformat(),
        "own_lists": dict(run.own_lists),
        "disabled_rules": list(run.disabled_rules),
        "disabled_lists": list(run.disabled_lists),
        "disabled_entries": list(run.disabled_entries),
        "allow": [dict(entry) for entry in run.allow],
        "plugins": list(run.plugins),
        "waivers": run.waivers,
    }


def run_status(run: Run) -> Status:
    """The state of a whole run: the gravest of its inputs, but for unread ones that are accepted.

    Without inputs nothing was checked; a run that was not completed is partial at best.
    """
    states = {
        report.status
        for report in run.reports
        if report.status is not Status.NOT_CHECKED or report.unchecked or not report.accepted
    }
    if not states or states == {Status.NOT_CHECKED}:
        return Status.NOT_CHECKED
    if run.exit_code == 2 or states & {Status.NOT_CHECKED, Status.PARTIAL}:
        return Status.PARTIAL
    return Status.FINDINGS if Status.FINDINGS in states else Status.CLEAN


def _summary(run: Run) -> dict[str, Any]:
    states = Counter(report.status for report in run.reports)
    findings = [finding for report in run.reports for finding in report.findings]
    return {
        "inputs": len(run.reports),
        **{state.value: states[state] for state in Status},
        "skipped": dict(run.skipped),
        "suppressed": sum(report.suppressed for report in run.reports),
        "by_severity": {severity.value: _count(findings, lambda f: f.severity)[severity] for severity in Severity},
        "by_category": _sorted(_count(findings, lambda f: f.category.value)),
        "by_rule": _sorted(_count(findings, lambda f: f.rule_id)),
        "by_indicator": _sorted(_count((f for f in findings if f.indicator), lambda f: f.indicator)),
    }


def _count(findings: Iterable[Finding], key: Callable[[Finding], Any]) -> Counter[Any]:
    return Counter(map(key, findings))


def _sorted(counts: Counter[Any]) -> dict[str, int]:
    return dict(sorted(counts.items()))
