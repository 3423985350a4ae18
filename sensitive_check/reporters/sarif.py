"""SARIF 2.1.0 (OASIS) for code-scanning services. Offsets are code points, lines and columns count from 1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sensitive_check import __version__
from sensitive_check.findings import numbered
from sensitive_check.model import Finding, Report, Rule, Run, Status, Unchecked
from sensitive_check.redact import mask_name, safe_json
from sensitive_check.reporters.phrases import message, place_in_words, remarks, unchecked, uri
from sensitive_check.reporters.structured import run_status
from sensitive_check.wording import interface

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 5_000
"""GitHub shows so many results of a run and drops the rest by itself; the gravest go first, the cut is stated."""

_FINGERPRINT = "sensitiveCheck/v1"


def render(run: Run, *, lang: str = "zh", notes: bool = False) -> str:
    """The run as one SARIF log. Notes are always listed; the fields follow section 3 of the standard."""
    words = interface(lang)
    found = [(report, *pair) for report in run.reports for pair in numbered(report.findings)]
    # Stable: of equal severity the order of the report.
    listed = (
        sorted(found, key=lambda item: -item[1].severity.rank)[:MOST_RESULTS] if len(found) > MOST_RESULTS else found
    )
    used = {finding.rule_id for _, finding, _ in listed}
    rules = [rule for rule in run.rules if rule.id in used]
    index = {rule.id: number for number, rule in enumerate(rules)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "sensitive-check",
                        "version": __version__,
                        "language": "zh-CN" if lang == "zh" else "en",
                        "rules": [_rule(rule, words) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(run, len(found) - len(listed), words)],
                "results": [_result(report, finding, times, index, words) for report, finding, times in listed],
                "properties": {"profile": run.profile, "asOf": run.as_of.isoformat(), "lists": run.lists},
            }
        ],
    }
    return json.dumps(safe_json(log), ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, words: Mapping[str, str]) -> dict[str, Any]:
    title, rationale, source = (mask_name(text) for text in (rule.title, rule.rationale, rule.source))
    family = words[f"category.{rule.category.value}"]
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": rationale or title},
        "help": {"text": f"{rationale} {words['finding.source'].format(text=source)}"},
        "defaultConfiguration": {"level": rule.bounded(rule.severity).value},
        "properties": {"tags": [family, *([rule.indicator] if rule.indicator else [])]},
    }


def _result(
    report: Report, finding: Finding, times: int, index: Mapping[str, int], words: Mapping[str, str]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule_id,
        "level": finding.severity.value,
        "message": {"text": " ".join((message(finding), *remarks(finding, words)))},
        "locations": [_location(report.name, finding, words)],
        "partialFingerprints": {_FINGERPRINT: f"{finding.fingerprint}:{times}"},
        "rank": round(finding.confidence * 100, 1),
    }
    if finding.rule_id in index:
        result["ruleIndex"] = index[finding.rule_id]
    if finding.count > 1:
        result["occurrenceCount"] = finding.count
    return result


def _location(name: str, finding: Finding, words: Mapping[str, str]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(name)}}
    if finding.line is not None and finding.column is not None:
        length = finding.span.end - finding.span.start
        region = {"startLine": finding.line, "startColumn": finding.column}
        if finding.excerpt.span.end - finding.excerpt.span.start == length:  # the hit ends on its line
            region |= {"endLine": finding.line, "endColumn": finding.column + length}
        physical["region"] = {
            **region,
            "charOffset": finding.span.start,
            "charLength": length,
            "snippet": {"text": finding.matched},
        }
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.location.part:
        location["logicalLocations"] = [{"fullyQualifiedName": place_in_words(finding.location.part, words)}]
    return location


def _invocation(run: Run, cut: int, words: Mapping[str, str]) -> dict[str, Any]:
    notifications = [*_unchecked(run, words), *({"level": "note", "message": {"text": text}} for text in run.notices)]
    if cut:
        text = words["notice.sarif_cut"].format(most=MOST_RESULTS, missing=cut)
        notifications.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": run_status(run) in (Status.CLEAN, Status.FINDINGS),
        "exitCode": run.exit_code,
        "toolExecutionNotifications": notifications,
    }


def _unchecked(run: Run, words: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for report in run.reports:
        for level, items in (("error", report.unchecked), ("note", report.accepted)):
            yield from (_notification(report.name, item, level, words) for item in items)


def _notification(name: str, item: Unchecked, level: str, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "level": level,
        "descriptor": {"id": item.reason},
        "message": {"text": unchecked(item, words)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(name)}}}],
    }
