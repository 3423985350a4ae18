"""A report as plain values, the layout of the JSON contract (DESIGN: one object an input)."""

from __future__ import annotations

from typing import Any

from sensitive_check.model import Finding, Report, Unchecked


def report_record(report: Report) -> dict[str, Any]:
    """One input: its state, what was not checked, its findings."""
    return {
        "path": report.name,
        "status": report.status.value,
        "characters": report.characters,
        "encoding": report.encoding,
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "suppressed": report.suppressed,
        "accepted": [_unchecked_record(item) for item in report.accepted],
        "unchecked": [_unchecked_record(item) for item in report.unchecked],
        "findings": [finding_record(finding) for finding in report.findings],
    }


def _unchecked_record(item: Unchecked) -> dict[str, str]:
    return {"reason": item.reason, "where": item.where, "detail": item.detail}


def finding_record(finding: Finding) -> dict[str, Any]:
    """One finding; offsets are code points, ``…_utf16`` those of Java, JavaScript and WPS."""
    return {
        "rule": finding.rule_id,
        "entry": finding.entry_id,
        "category": finding.category.value,
        "severity": finding.severity.value,
        "indicator": finding.indicator,
        "start": finding.span.start,
        "end": finding.span.end,
        "start_utf16": finding.span_utf16.start,
        "end_utf16": finding.span_utf16.end,
        "line": finding.line,
        "column": finding.column,
        "part": finding.location.part,
        "count": finding.count,
        "related": [{"start": span.start, "end": span.end} for span in finding.related],
        "text": finding.matched,
        "message": finding.message,
        "reason": finding.reason,
        "suggestions": list(finding.suggestions),
        "source": finding.source,
        "confidence": finding.confidence,
    }
