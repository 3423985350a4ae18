"""Findings that somebody accepted, in a file that says which, why, who and until when.

A waiver is found again by the finding's fingerprint (rule and masked context, no line numbers), so that edits elsewhere
and a renamed file do not bring it back. For a sensitive finding the value counts, too: another number in the same place
is a new finding. The value itself is never kept, only what scrypt makes of it with the file's own salt.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sensitive_check.errors import ConfigError
from sensitive_check.model import Finding, Run
from sensitive_check.redact import mask_name, redact, safe_text

SCHEMA = 1
_LARGEST_FILE = 64 * 1024 * 1024
_HEADER = """\
# sensitive-check 基线：已接受的问题。每一条写明理由、批准人和期限；过期或不再出现的不起作用，用 baseline prune 清理。
# 内容已遮盖；fingerprint 由规则与遮盖后的上下文算出，请勿改动。
"""
_KEYS = ("rule", "path", "fingerprint", "value", "number", "places", "excerpt", "reason", "approver", "expires")
_HEX = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One accepted kind of finding of one input.

    ``number`` is how many findings alike are accepted, ``places`` how many places each of them may stand for. ``value``
    is the scrypt digest of a sensitive finding's text, "" for others. ``excerpt`` is masked.
    """

    rule: str
    path: str
    fingerprint: str
    reason: str
    approver: str
    expires: date
    value: str = ""
    number: int = 1
    places: int = 1
    excerpt: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What finding and waiver share, wherever the file lies."""
        return self.rule, self.fingerprint, self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The waivers of one file and the salt of its values."""

    salt: bytes
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A run without what is waived, how often each waiver was used, and which findings no waiver covers."""

    run: Run
    used: Counter[Waiver]
    fresh: tuple[tuple[str, Finding], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Why findings are accepted, by whom and until when (the last day counts)."""

    reason: str
    approver: str
    expires: date


def apply(run: Run, baseline: Baseline, *, today: date) -> Applied:
    """Take from ``run`` (not redacted) what a waiver in force covers; its exit code is the caller's to renew."""
    matching = _Matching(baseline, (report.name for report in run.reports), today)
    kept: list[list[Finding]] = [[] for _ in run.reports]
    # First every finding at its own path, then the rest elsewhere: a renamed file must not take what another needs.
    left: list[tuple[int, Finding]] = []
    for number, report in enumerate(run.reports):
        left += [(number, finding) for finding in report.findings if not matching.takes(finding, report.name)]
    fresh = []
    for number, finding in left:
        if not matching.takes_moved(finding):
            kept[number].append(finding)
            fresh.append((run.reports[number].name, finding))
    reports = tuple(report.without(tuple(rest)) for report, rest in zip(run.reports, kept, strict=True))
    in_force = sum(waiver.expires >= today for waiver in baseline.waivers)
    return Applied(run=replace(run, reports=reports, waivers=in_force), used=matching.used, fresh=tuple(fresh))


def accepted(run: Run, baseline: Baseline, approval: Approval, *, today: date) -> Baseline:
    """The baseline with waivers for everything in ``run`` that it does not cover yet; what is no longer found goes."""
    applied = apply(run, baseline, today=today)
    kept = [replace(waiver, number=count) for waiver, count in applied.used.items()]
    shown = _shown(run)
    fresh = ((*shown[id(finding)], finding) for _, finding in applied.fresh)
    return replace(baseline, waivers=_sorted([*kept, *_waivers(fresh, baseline.salt, approval)]))


def pruned(run: Run, baseline: Baseline, *, today: date) -> Baseline:
    """The baseline without what is expired or no longer found, and no larger than what is."""
    used = apply(run, baseline, today=today).used
    return replace(baseline, waivers=_sorted(replace(waiver, number=count) for waiver, count in used.items()))


def in_half_a_year(today: date) -> date:
    """The day until which a waiver holds when nobody says otherwise."""
    return today + timedelta(days=183)


def new() -> Baseline:
    """An empty baseline with a salt of its own."""
    return Baseline(salt=os.urandom(16))


class _Matching:
    """Waivers while they are used up."""

    def __init__(self, baseline: Baseline, names: Iterable[str], today: date) -> None:
        self._salt = baseline.salt
        self._names = {mask_name(name) for name in names}
        self._digests: dict[str, str] = {}
        self._left: Counter[Waiver] = Counter()
        self.used: Counter[Waiver] = Counter()
        self._known: dict[tuple[str, str], list[Waiver]] = {}
        for waiver in baseline.waivers:
            if waiver.expires >= today:
                self._left[waiver] += waiver.number
                self._known.setdefault((waiver.rule, waiver.fingerprint), []).append(waiver)

    def takes(self, finding: Finding, name: str) -> bool:
        shown = mask_name(name)
        return self._take(finding, lambda waiver: waiver.path == shown)

    def takes_moved(self, finding: Finding) -> bool:
        """True when a waiver of a file that is no longer among the inputs covers the finding."""
        return self._take(finding, lambda waiver: waiver.path not in self._names)

    def _take(self, finding: Finding, wanted: Any) -> bool:
        for waiver in self._known.get((finding.rule_id, finding.fingerprint), ()):
            if self._left[waiver] and finding.count <= waiver.places and wanted(waiver) and self._fits(finding, waiver):
                self._left[waiver] -= 1
                self.used[waiver] += 1
                return True
        return False

    def _fits(self, finding: Finding, waiver: Waiver) -> bool:
        """Compares the value only now: scrypt is dear on purpose."""
        if not finding.sensitive:
            return not waiver.value
        if finding.matched not in self._digests:
            self._digests[finding.matched] = _digest(finding.matched, self._salt)
        return self._digests[finding.matched] == waiver.value


def _digest(value: str, salt: bytes) -> str:
    content = "".join(value.split()).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(content, salt=salt, n=2**14, r=8, p=1, dklen=16).hex()


def _shown(run: Run) -> dict[int, tuple[str, Finding]]:
    """Name and finding as a report may show them, by the finding's identity; a whole report decides what is secret."""
    return {
        id(finding): (shown.name, masked)
        for report in run.reports
        for shown in (redact(report),)
        for finding, masked in zip(report.findings, shown.findings, strict=True)
    }


def _waivers(fresh: Iterable[tuple[str, Finding, Finding]], salt: bytes, approval: Approval) -> Iterator[Waiver]:
    numbers: Counter[Waiver] = Counter()
    for name, shown, finding in fresh:
        waiver = Waiver(
            rule=finding.rule_id,
            path=name,
            fingerprint=finding.fingerprint,
            value=_digest(finding.matched, salt) if finding.sensitive else "",
            places=finding.count,
            excerpt=safe_text(shown.excerpt.text.strip()),
            reason=approval.reason,
            approver=approval.approver,
            expires=approval.expires,
        )
        numbers[waiver] += 1
    yield from (replace(waiver, number=number) for waiver, number in numbers.items())


def _sorted(waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    return tuple(sorted(waivers, key=lambda waiver: (waiver.path, *waiver.key, waiver.places, waiver.reason)))


# ---------------------------------------------------------------------------------------------------- the file


def dump(baseline: Baseline) -> str:
    """The baseline as TOML, the same waivers always as the same text."""
    blocks = [f'{_HEADER}\nschema = {SCHEMA}\nsalt = "{baseline.salt.hex()}"\n']
    for waiver in baseline.waivers:
        lines = ["[[waiver]]"]
        for key in _KEYS:
            value = getattr(waiver, key)
            if isinstance(value, date):
                lines.append(f"{key} = {value.isoformat()}")
            elif value not in ("", 1) or key in ("reason", "approver"):
                lines.append(f"{key} = {value if isinstance(value, int) else _quoted(value)}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON escapes are among those of TOML."""
    return json.dumps(safe_text(text), ensure_ascii=False)


def load(path: Path) -> Baseline:
    """Read a baseline. Raises ConfigError naming file and waiver for anything damaged: it is never taken for empty."""
    from sensitive_check.toml import parse

    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ConfigError(f"{path}：基线文件过大", f"{path}: the baseline is too large")
        table = parse(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            f"{path}：无法读取基线（{type(error).__name__}）", f"{path}: cannot read ({type(error).__name__})"
        ) from None
    except (ValueError, RecursionError):
        raise ConfigError(f"{path}：基线不符合 TOML 语法", f"{path}: the baseline is not valid TOML") from None
    if table.get("schema") != SCHEMA or isinstance(table.get("schema"), bool):
        raise ConfigError(f"{path}：schema：应为 {SCHEMA}", f"{path}: schema: expected {SCHEMA}")
    salt, rows = table.get("salt"), table.get("waiver", [])
    if not isinstance(salt, str) or not _HEX.fullmatch(salt):
        raise ConfigError(f"{path}：salt：应为 32 位十六进制", f"{path}: salt: expected 32 hexadecimal digits")
    if not isinstance(rows, list) or set(table) - {"schema", "salt", "waiver"}:
        raise ConfigError(
            f"{path}：只可有 schema、salt 和 [[waiver]]", f"{path}: only schema, salt and [[waiver]] may stand here"
        )
    waivers = tuple(_waiver(row, f"{path}: waiver {number}") for number, row in enumerate(rows, 1))
    seen: set[tuple[object, ...]] = set()
    for number, waiver in enumerate(waivers, 1):
        place = (waiver.path, *waiver.key, waiver.places)
        if place in seen:
            raise ConfigError(f"{path}: waiver {number}：重复", f"{path}: waiver {number}: stands there twice")
        seen.add(place)
    return Baseline(salt=bytes.fromhex(salt), waivers=waivers)


def _waiver(row: object, place: str) -> Waiver:
    """One waiver; every fault names the key."""

    def fail(key: str, chinese: str, english: str) -> ConfigError:
        return ConfigError(f"{place}：{key}：{chinese}", f"{place}: {key}: {english}")

    if not isinstance(row, dict):
        raise fail("waiver", "应为 [[waiver]]", "expected [[waiver]]")
    for key in row:
        if key not in _KEYS:
            raise fail(str(key), "没有这个键", "unknown key")
    values: dict[str, Any] = {"number": 1, "places": 1, "value": "", "excerpt": "", **row}
    for key in ("rule", "path", "fingerprint", "reason", "approver"):
        if not isinstance(values.get(key), str) or not values[key].strip():
            raise fail(key, "应为非空字符串", "expected a non-empty string")
    for key in ("value", "excerpt"):
        if not isinstance(values[key], str):
            raise fail(key, "应为字符串", "expected a string")
    for key in ("fingerprint", "value"):
        if values[key] and not _HEX.fullmatch(values[key]):
            raise fail(key, "应为 32 位十六进制", "expected 32 hexadecimal digits")
    for key in ("number", "places"):
        if not isinstance(values[key], int) or isinstance(values[key], bool) or values[key] < 1:
            raise fail(key, "应为正整数", "expected a positive integer")
    if not isinstance(values.get("expires"), date) or isinstance(values["expires"], datetime):
        raise fail("expires", "应为日期，如 2027-01-31", "expected a date such as 2027-01-31")
    return Waiver(**values)
