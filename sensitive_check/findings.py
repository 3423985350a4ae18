"""From hits that stand to findings: places of the source, words, excerpts."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from sensitive_check.context import Context
from sensitive_check.limits import Limits
from sensitive_check.model import (
    ADDRESS_FACT,
    Document,
    Excerpt,
    Fact,
    Finding,
    Hit,
    Location,
    Part,
    Rule,
    Severity,
    Span,
)
from sensitive_check.normalize import ASTRAL, has_astral
from sensitive_check.redact import mask_name, safe_context


def build_findings(
    context: Context, verified: list[tuple[Rule, Hit]], limits: Limits, *, outside: bool
) -> tuple[list[Finding], int]:
    """The findings in order, and how many there are; beyond the limit the mildest are counted but not listed.

    ``outside``: the text is published with the document but does not stand in it, so that it has no lines.
    """
    verified.sort(key=lambda pair: (pair[1].span.start, pair[1].span.end, pair[0].id, entry_id_of(pair[1])))
    found = len(verified)
    secret = [
        _mapped(context.document, span) for rule, hit in verified if rule.sensitive for span in (hit.span, *hit.covers)
    ]
    if found > limits.listed:
        order = sorted(range(found), key=lambda i: -severity_of(*verified[i]).rank)[: limits.listed]
        verified = [verified[i] for i in sorted(order)]
    place = _Places(context.document.original, secret, limits.excerpt)
    findings = [_finding(rule, hit, context, place, outside=outside) for rule, hit in verified]
    findings.sort(key=lambda found: (found.span.start, found.span.end, found.rule_id, found.entry_id or ""))
    return findings, found


def build_facts(
    context: Context,
    verified: Iterable[tuple[Rule, Hit]],
    findings: Iterable[Finding],
    limits: Limits,
    *,
    outside: bool,
) -> list[Fact]:
    """What is needed to learn more later: the numbers that stand here, bare or masked, and the addresses to ask for.

    ``findings`` are those already built of the same hits; a hit may have none, latent or counted by another. There are
    facts of as many numbers and of as many places of addresses as are listed; a place beyond has one without finding.
    """
    verified = list(verified)
    compared = [(rule, hit) for rule, hit in verified if rule.compared or hit.latent]
    if not compared:
        return []
    numbers = [pair for pair in compared if pair[1].known_as is None][: limits.listed]
    addresses = [pair for pair in compared if pair[1].known_as is not None]
    places = sorted({hit.span for _, hit in addresses})
    listed = set(places[: limits.listed])
    made = {(finding.rule_id, finding.span): finding for finding in findings}
    secret = [_mapped(context.document, hit.span) for rule, hit in verified if rule.sensitive]
    place = _Places(context.document.original, secret, limits.excerpt)
    return [
        *(_fact(rule, hit, context, place, made, outside=outside) for rule, hit in numbers),
        *(_fact(rule, hit, context, place, {}, outside=outside) for rule, hit in addresses if hit.span in listed),
        *([Fact(kind=ADDRESS_FACT, value="")] * (len(places) - len(listed))),
    ]


def _fact(
    rule: Rule, hit: Hit, context: Context, place: _Places, made: Mapping[tuple[str, Span], Finding], *, outside: bool
) -> Fact:
    span = _mapped(context.document, hit.span)
    finding = made.get((rule.id, span)) or _finding(rule, hit, context, place, outside=outside)
    value = context.folded.text[hit.span.start : hit.span.end] if hit.known_as is None else hit.known_as
    if hit.known_as is not None and any(span.overlaps(secret) for secret in finding.excerpt.sensitive):
        value = ""  # an address with a number or a password in it is never sent
    return Fact(kind=hit.values.get("compared", rule.compared), value=value, finding=finding)


def entry_id_of(hit: Hit) -> str:
    return hit.entry.id if hit.entry else ""


def severity_of(rule: Rule, hit: Hit) -> Severity:
    """How grave a hit is: by itself, by its entry, else by its rule, and never above the rule's bound."""
    return rule.bounded(hit.severity or (hit.entry.severity if hit.entry else None) or rule.severity)


def numbered(findings: Iterable[Finding]) -> Iterator[tuple[Finding, int]]:
    """Each finding with how many of the same fingerprint came before it in this input."""
    seen: Counter[str] = Counter()
    for finding in findings:
        yield finding, seen[finding.fingerprint]
        seen[finding.fingerprint] += 1


def _mapped(document: Document, span: Span) -> Span:
    return span if document.source_map is None else document.source_map.to_source(span)


def _finding(rule: Rule, hit: Hit, context: Context, place: _Places, *, outside: bool) -> Finding:
    document = context.document
    span = _mapped(document, hit.span)
    matched = document.original[span.start : span.end]
    suggestions = hit.suggestions or (hit.entry.suggestions if hit.entry else ())
    words = {
        "matched": _shortened(matched),
        "suggestion": "、".join(suggestions),
        "count": str(hit.count),
        **hit.values,
    }
    part = context.part_at(hit.span.start)
    label = part.label or None if part else None
    shown = label if part is None or part.lines_from is None else f"{label} {place.line_in(part, hit.span.start)}"
    line, column = place.line_and_column(span.start)
    excerpt = place.excerpt(span)
    return Finding(
        rule_id=rule.id,
        entry_id=hit.entry.id if hit.entry else None,
        category=rule.category,
        severity=severity_of(rule, hit),
        indicator=rule.indicator,
        sensitive=rule.sensitive,
        span=span,
        span_utf16=Span(place.utf16(span.start), place.utf16(span.end)),
        location=Location(part=shown) if outside else Location(part=shown, line=line, column=column),
        matched=matched,
        message=filled(rule.message, words),
        suggestions=suggestions,
        source=hit.entry.source if hit.entry else rule.source,
        rationale=rule.rationale,
        reason=_reason(rule, hit, words),
        confidence=hit.confidence,
        related=tuple(_mapped(document, other) for other in hit.related),
        count=hit.count,
        excerpt=excerpt,
        fingerprint=_fingerprint(rule.id, label or "", excerpt),
    )


_CONTEXT = 40
"""How much of the line on each side of a hit belongs to its fingerprint, in characters."""


def _fingerprint(rule_id: str, part: str, excerpt: Excerpt) -> str:
    """A digest of what stands at and around the hit. Masked first: the digest of a number is the number."""
    around = safe_context(excerpt, _CONTEXT)
    content = "\0".join((rule_id, mask_name(part.partition(" ")[0]), *("".join(piece.split()) for piece in around)))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _reason(rule: Rule, hit: Hit, words: Mapping[str, str]) -> str:
    reason = filled(rule.reasons[hit.reason], words) if hit.reason else ""
    return f"{reason} ({hit.remark})" if reason and hit.remark else reason or hit.remark


def filled(template: str, words: Mapping[str, str]) -> str:
    """Fill ``{name}`` marks; a value that itself holds braces stays as it is."""
    if "{" not in template:
        return template
    return re.sub(r"\{([a-z_]+)\}", lambda found: words.get(found[1], found[0]), template)


def _shortened(text: str) -> str:
    if "\n" in text or "\r" in text:
        text = re.sub(r"[\r\n]+", " ", text)
    return text if len(text) <= 40 else f"{text[:30]}…{text[-6:]}"


_LINE_END = re.compile(r"[\r\n](?<!\r(?=\n))")


class _Places:
    """Lines, columns, UTF-16 offsets and excerpts of one text. Line ends are \\n, \\r\\n and \\r only.

    ``secret`` are the stretches that no report may show; an excerpt reaches ``width`` characters to each side.
    """

    def __init__(self, text: str, secret: Iterable[Span], width: int) -> None:
        self._text = text
        self._width = width
        self._secret = sorted(secret, key=lambda span: (span.start, span.end))
        self._secret_starts = [span.start for span in self._secret]
        self._lines: list[int] | None = None
        self._returns = "\r" in text
        self._known = (0, 0, 0)  # an offset, the number of its line from 0, and where that begins
        self._astral: list[int] | None = None

    def line_and_column(self, offset: int) -> tuple[int, int]:
        number, start = self._line(offset)
        return number + 1, offset - start + 1

    def line_in(self, part: Part, offset: int) -> str:
        """The line of a file in a package that holds an offset, in words: people open the file, not the joined text."""
        first, _ = self._line(part.lines_from or 0)
        number, _ = self._line(offset)
        return f"第{number - first + 1}行"

    def utf16(self, offset: int) -> int:
        if self._astral is None:
            astral = ASTRAL.finditer(self._text) if has_astral(self._text) else ()
            self._astral = [found.start() for found in astral]
        return offset + bisect_left(self._astral, offset)

    def excerpt(self, span: Span) -> Excerpt:
        """The line the span begins on, cut on both sides; a longer hit is cut at the line end."""
        width = self._width
        _, start = self._line(span.start)
        farthest = min(span.start + 3 * width, len(self._text))
        ends = (end for mark in "\r\n" if (end := self._text.find(mark, span.start, farthest)) >= 0)
        line_end = min(ends, default=farthest)
        end = max(span.start, min(span.end, line_end, span.start + 2 * width))
        low, high = max(start, span.start - width), max(min(line_end, end + width), end)
        first = bisect_left(self._secret_starts, low)
        while first and self._secret[first - 1].end > low:
            first -= 1
        # Shared, not made for each finding: a window may hold dozens of them.
        touching = tuple(self._secret[first : bisect_left(self._secret_starts, high)])
        return Excerpt(text=self._text[low:high], span=Span(span.start - low, end - low), start=low, sensitive=touching)

    def _line(self, offset: int) -> tuple[int, int]:
        """The number, from 0, of the line that holds an offset, and where it begins.

        Findings come in order and are few: counting on from the last one costs less than a list of all lines.
        """
        known, number, start = self._known
        if offset < known or self._returns:
            if self._lines is None:
                self._lines = [0, *[found.end() for found in _LINE_END.finditer(self._text)]]
            index = bisect_right(self._lines, offset) - 1
            return index, self._lines[index]
        passed = self._text.count("\n", known, offset)
        if passed:
            number, start = number + passed, self._text.rfind("\n", known, offset) + 1
        self._known = (offset, number, start)
        return number, start
