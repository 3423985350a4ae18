"""What a report may show. Everything that leaves the process passes here, unless the user asked for the values.

Three layers: stretches under a sensitive finding are masked; beside a secrecy mark nothing is shown at all; and what
merely looks like a personal number or a credential is masked even where no rule reported it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sensitive_check.model import Category, Excerpt, Finding, Location, Report, Run, Severity, Span
from sensitive_check.normalize import INVISIBLE
from sensitive_check.patterns import lazy

SHOWN = 60
"""How many characters of the line a redacted excerpt shows on each side of the hit."""

_MASK = "*"
_GAP = f"[ \\-{INVISIBLE}\u3000－]{{0,2}}"
_DIGIT = "[0-9０-９]"
_NUMBER = lazy(f"{_DIGIT}(?:{_GAP}{_DIGIT}){{6,}}(?:{_GAP}[XxＸｘ])?")
_NAME_NUMBER = lazy(
    r"(?<![0-9])(?:[1-9][0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]|1[3-9][0-9]{9}|[3-9][0-9]{15,18})(?![0-9])"
)
_USERINFO = lazy(r"(?<=://)[^\s/?#@]{1,256}(?=@)")
_QUERY_VALUE = lazy(r"(?<=[?&;])([A-Za-z0-9_.\-]{1,64}=)([^\s&#]{1,512})")
_ASSIGNED = lazy(
    # The class only says where a word may begin: the alternatives are dear to try at every character.
    r"(?i)(?=[密口令提验pstac])((?:密码|口令|密钥|令牌|提取码|验证码|password|passwd|pwd|secret|token|api_?key|access_?key"
    r"|cookie|authorization)"
    r"[\"'”’]?\s{0,4}(?:为|是|：|:|=|＝)\s{0,4}[\"'“‘]?)([^\s，。；、\"'”’]{1,256})"
)
_TOKEN = lazy(r"(?<![A-Za-z0-9])(?=[A-Za-z_\-+/=]{0,64}[0-9])(?=[0-9_\-+/=]{0,64}[A-Za-z])[A-Za-z0-9_\-+/=]{16,}")
_UNSAFE = lazy(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)


def redact_run(run: Run) -> Run:
    """A copy of ``run`` that is safe to show: its reports, and the names and phrases that the configuration gave."""
    return replace(
        run,
        reports=tuple(map(redact, run.reports)),
        own_lists={mask_name(name): count for name, count in run.own_lists.items()},
        disabled_lists=tuple(map(mask_name, run.disabled_lists)),
        disabled_entries=tuple(map(mask_name, run.disabled_entries)),
        notices=tuple(map(mask_name, run.notices)),
        allow=tuple({**one, "reason": mask_text(str(one["reason"]))} for one in run.allow),
    )


def redact(report: Report) -> Report:
    """A copy of ``report`` that is safe to show; redacting twice changes nothing more."""
    secret = holds_secret(report)
    sensitive = _merged(finding.span for finding in report.findings if finding.sensitive and finding.line is not None)
    return replace(
        report,
        name=mask_name(report.name),
        findings=tuple(_redacted(finding, sensitive, secret) for finding in report.findings),
        unchecked=tuple(replace(one, where=mask_name(one.where)) for one in report.unchecked),
        accepted=tuple(replace(one, where=mask_name(one.where)) for one in report.accepted),
    )


def holds_secret(report: Report) -> bool:
    """True when a secrecy mark was found: nothing of the text may go anywhere."""
    return any(
        finding.category is Category.SECRECY and finding.severity is not Severity.NOTE and not finding.sensitive
        for finding in report.findings  # a password is masked wherever it stands; it makes nothing else a secret
    )


@lru_cache(maxsize=512)
def mask_text(text: str) -> str:
    """Mask whatever looks like a personal number or a credential, in any text; the length stays the same.

    >>> mask_text("电话13800138000，密码：abc123，http://u:p@a.cn/?token=1")
    '电话1*********0，密码：******，http://***@a.cn/?token=*'
    """
    text = _NUMBER.sub(lambda found: _ends_shown(found[0]), text)
    if "://" in text:
        text = _USERINFO.sub(lambda found: _MASK * len(found[0]), text)
    text = _QUERY_VALUE.sub(lambda found: found[1] + _MASK * len(found[2]), text)
    text = _ASSIGNED.sub(lambda found: found[1] + _MASK * len(found[2]), text)
    return _TOKEN.sub(lambda found: _MASK * len(found[0]), text)


def mask_name(name: str) -> str:
    """Mask personal numbers and stated passwords in a file's name; dates and serials stay, it must still be found.

    >>> mask_name("2024-01-31 11010519491231002X.txt")
    '2024-01-31 1****************X.txt'
    """
    name = _ASSIGNED.sub(lambda found: found[1] + _MASK * len(found[2]), name)
    return _NAME_NUMBER.sub(lambda found: _ends_shown(found[0]), name)


def safe_text(text: str) -> str:
    """Make characters visible that could steer a terminal or hide from a reader; the result encodes as UTF-8.

    >>> safe_text("a\\x1b[31m\\u202eb\\ud800")
    'a\\\\x1b[31m\\\\u202eb\\\\ud800'
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def safe_json(value: Any) -> Any:
    """The same structure with every string safe to show: no control characters, no lone surrogates."""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, list):
        return [safe_json(item) for item in value]
    if isinstance(value, dict):
        return {safe_json(key): safe_json(item) for key, item in value.items()}
    return value


def safe_context(excerpt: Excerpt, reach: int) -> tuple[str, str, str]:
    """What stands before the hit of an excerpt, at it and behind it, ``reach`` characters each way.

    Everything is masked that is, or merely looks like, a personal number or a credential; a wider stretch is masked
    first, since a cut may part a password from the word that gives it away.
    """
    low, high = max(excerpt.span.start - 2 * reach, 0), excerpt.span.end + 2 * reach
    text = excerpt.text[low:high]
    window = Span(excerpt.start + low, excerpt.start + low + len(text))
    inside = (_inside(other, window) for other in _touching(list(excerpt.sensitive), window))
    masked = mask_text(_masked(text, inside))
    start, end = excerpt.span.start - low, excerpt.span.end - low
    return masked[max(start - reach, 0) : start], masked[start:end], masked[end : end + reach]


def _redacted(finding: Finding, sensitive: list[Span], secret: bool) -> Finding:
    if finding.sensitive:
        matched = _ends_shown(finding.matched)
    else:
        # The excerpt also knows the stretches that a grouped finding stands for without being there itself.
        known = _merged((*_touching(sensitive, finding.span), *finding.excerpt.sensitive))
        touching = _touching(known, finding.span) if finding.line is not None else []
        inside = (_inside(other, finding.span) for other in touching)
        matched = mask_text(_masked(finding.matched, inside))
    swap = _replacer(finding.matched, matched)
    proposed = [(one, _masked_alike(one, finding.matched, matched)) for one in finding.suggestions]
    message = finding.message
    for before, after in proposed:
        if before != after:
            message = message.replace(before, after)
    return replace(
        finding,
        entry_id=finding.entry_id and mask_name(finding.entry_id),
        source=mask_name(finding.source),
        location=_location(finding.location),
        matched=matched,
        message=mask_text(swap(message)),
        reason=mask_text(swap(finding.reason)),
        suggestions=tuple(mask_text(swap(after)) for _, after in proposed),
        excerpt=_excerpt(finding, matched, secret),
    )


def _location(location: Location) -> Location:
    """A place, whose part may be named after a member of a package."""
    return replace(location, part=mask_name(location.part)) if location.part else location


def _masked_alike(suggestion: str, matched: str, shown: str) -> str:
    """A proposal that changes signs one by one, masked where the match is: it repeats what stands between them.

    >>> _masked_alike("（甲路12号）", "(甲路12号)", "(*****)")
    '（*****）'
    """
    if not len(suggestion) == len(matched) == len(shown):
        return suggestion
    pairs = zip(suggestion, matched, shown, strict=True)
    return "".join(sign if before == after else after for sign, before, after in pairs)


def _excerpt(finding: Finding, matched: str, secret: bool) -> Excerpt:
    excerpt = finding.excerpt
    hit = matched[: excerpt.span.end - excerpt.span.start]
    if secret or finding.category is Category.SECRECY:
        return Excerpt(text=hit, span=Span(0, len(hit)), start=excerpt.start + excerpt.span.start)
    window = Span(excerpt.start, excerpt.start + len(excerpt.text))
    text = _masked(excerpt.text, (_inside(other, window) for other in excerpt.sensitive))
    text = text[: excerpt.span.start] + hit + text[excerpt.span.end :]
    # Mask first and cut then: a cut may part a password from the word that gives it away.
    masked = mask_text(text)
    low, high = max(excerpt.span.start - SHOWN, 0), excerpt.span.end + SHOWN
    span = Span(excerpt.span.start - low, excerpt.span.end - low)
    return Excerpt(text=masked[low:high], span=span, start=excerpt.start + low)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The stretches that lie under some span, in order and apart."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _touching(stretches: list[Span], span: Span) -> list[Span]:
    """Those of the merged stretches that share a character with the span."""
    first = bisect_right(stretches, span.start, key=lambda stretch: stretch.end)
    return stretches[first : bisect_left(stretches, span.end, first, key=lambda stretch: stretch.start)]


def _inside(span: Span, window: Span) -> Span:
    """What of a span lies in the window, counted from the window's start."""
    return Span(max(span.start - window.start, 0), min(span.end, window.end) - window.start)


def _ends_shown(text: str) -> str:
    """Show the first and the last character of a personal number at most."""
    return text[0] + _MASK * (len(text) - 2) + text[-1] if len(text) > 2 else _MASK * len(text)


def _masked(text: str, spans: Iterable[Span]) -> str:
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = _MASK * (span.end - span.start)
    return "".join(characters)


def _replacer(matched: str, shown: str) -> Callable[[str], str]:
    return (lambda text: text.replace(matched, shown)) if matched and matched != shown else (lambda text: text)
