"""GitLab Code Quality: a JSON array of issues (a subset of the Code Climate specification)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sensitive_check.findings import numbered
from sensitive_check.model import Finding, Report, Run, Severity, Unchecked
from sensitive_check.redact import safe_json
from sensitive_check.reporters.phrases import message, place_in_words, unchecked
from sensitive_check.wording import interface

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """One issue for a finding; what was not checked is an issue of severity ``blocker``. Notes are always listed."""
    words = interface(lang)
    issues = [
        issue
        for report in run.reports
        for issue in (
            *(_unread(report, item, words) for item in report.unchecked),
            *(_issue(report, finding, times, words) for finding, times in numbered(report.findings)),
        )
    ]
    return json.dumps(safe_json(issues), ensure_ascii=False, indent=2) + "\n"


def _issue(report: Report, finding: Finding, times: int, words: Mapping[str, str]) -> dict[str, Any]:
    part = place_in_words(finding.location.part or "", words)
    return {
        "description": " ".join(filter(None, (part, message(finding), finding.reason))),
        "check_name": finding.rule_id,
        "fingerprint": _digest(report.name, finding.fingerprint, str(times)),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": report.name, "lines": {"begin": finding.line or 1}},
    }


def _unread(report: Report, item: Unchecked, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "description": f"{words['status.not_checked']} {unchecked(item, words)}",
        "check_name": f"not-checked-{item.reason}",
        "fingerprint": _digest(report.name, item.reason, item.where, item.detail),
        "severity": "blocker",
        "location": {"path": report.name, "lines": {"begin": 1}},
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
