"""From paths to a ``Run``: what the configuration sets up, one file at a time, and the exit code.

The border of every input is here: whatever goes wrong with one, it is named as not checked and the others go on.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from sensitive_check import readers, wording
from sensitive_check.checker import Allowed, Checker
from sensitive_check.config import Config, load_config
from sensitive_check.errors import ConfigError, ReadError
from sensitive_check.model import Document, Outside, Report, Run, Severity, Status, Unchecked
from sensitive_check.readers import plaintext
from sensitive_check.readers.source import Budget
from sensitive_check.redact import mask_text
from sensitive_check.walk import Target, collect, locate

STDIN = "<stdin>"
Progress = Callable[[int, int], None]
"""Called with how many inputs are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A configuration put to work: the checker it makes, the lists in force and how many entries each own one has.

    ``off`` are the rules that the profile or the configuration switches off.
    """

    config: Config
    checker: Checker
    off: tuple[str, ...]
    lists: str
    dates: Mapping[str, date]
    own_lists: Mapping[str, int]


def set_up(config: Config | None = None) -> Setup:
    """Load the lists and compile the rules that ``config`` wants."""
    from sensitive_check import wordlists
    from sensitive_check.rules import RuleOptions, build_rules, check_known

    config = config or Config()
    lists = wordlists.load(
        lists=config.unit_lists,
        rules=config.rules,
        disabled_entries=config.disabled_entries,
        disabled_lists=config.disabled_lists,
    )
    profile = lists.profiles[config.profile]
    options = RuleOptions(
        allowed_hosts=config.allowed_hosts,
        disabled=(
            *config.disabled_rules,
            *profile.off,
            *(() if config.allowed_hosts else profile.off_without_hosts),
        ),
        at_most=profile.at_most,
    )
    rules = wording.apply(build_rules(lists.rules, lists.tables, options), config.lang)
    if not rules:
        raise ConfigError(
            "disabled_rules：所有规则都已停用，没有可检查的", "disabled_rules: every rule is off, nothing to check"
        )
    off = {*options.disabled}
    check_known("allow.rules", (name for one in config.allow for name in one.rules), (*(r.id for r in rules), *off))
    kinds = {kind.id: kind for kind in wording.worded_kinds(lists.kinds, config.lang)}
    if config.document_kind is not None and config.document_kind not in kinds:
        raise ConfigError(
            f"document_kind：没有“{config.document_kind}”这种文件，可用的值：{'、'.join(kinds)}",
            f"document_kind: {config.document_kind!r} is not valid, choose from {', '.join(kinds)}",
        )
    checker = Checker(
        rules,
        traditional=lists.tables.traditional,
        limits=config.limits,
        accept=config.accept,
        allow=config.allow,
        kinds=kinds.values(),
        kind=config.document_kind,
    )
    return Setup(
        config=config,
        checker=checker,
        off=tuple(sorted(off)),
        lists=lists.digest,
        dates=lists.dates,
        own_lists=lists.own,
    )


def load_checker(config: Config | str | Path | None = None) -> Checker:
    """A checker for a ``Config``, for a TOML file, or for the defaults. Build one and use it often."""
    return set_up(load_config(config) if isinstance(config, str | Path) else config).checker


def check(draft: str | Document) -> Report:
    """Check one text with the built-in lists and no configuration."""
    return _default_setup().checker.check(draft)


def check_file(path: str | os.PathLike[str]) -> Report:
    """Check one file with the built-in lists and no configuration. A file that cannot be read is ``not_checked``."""
    setup = _default_setup()
    return _report(locate(path), setup, Budget(setup.config.limits))


def scan(
    paths: Iterable[str | os.PathLike[str]],
    *,
    setup: Setup,
    isolated: bool = False,
    allow_empty: bool = False,
    stdin: bytes | None = None,
    progress: Progress | None = None,
) -> Run:
    """Check files and folders, and ``stdin`` when it is given. Reports come sorted by name."""
    config = setup.config
    words = wording.interface(config.lang)
    as_of = config.as_of or date.today()
    notices = [
        words["notice.old_list"].format(name=name, date=day.isoformat())
        for name, day in sorted(setup.dates.items())
        if _months_between(day, as_of) > 12
    ]
    reports: list[Report] = []
    skipped: Mapping[str, int] = {}
    total: int | None = None
    interrupted = False
    try:
        collected = collect(paths, isolated=isolated)
        skipped = collected.skipped
        total = len(collected.targets) + (stdin is not None)
        for report in _reports(collected.targets, stdin, setup):
            reports.append(report)
            if progress is not None:
                progress(len(reports), total)
    except KeyboardInterrupt:
        interrupted = True
        left = None if total is None else total - len(reports)
        key = "notice.interrupted_early" if left is None else "notice.interrupted"
        notices.append(words[key].format(count=left))
    allow = _allow_in_force(config, reports)
    notices += [words["notice.unused_allow"].format(phrase=mask_text(one.phrase)) for one, used in allow if not used]
    missing = [report.found - len(report.findings) for report in reports if report.found > len(report.findings)]
    if missing:
        notices.append(words["notice.cut"].format(inputs=len(missing), missing=sum(missing)))
    return Run(
        reports=tuple(sorted(reports, key=lambda report: report.name)),
        exit_code=2 if interrupted else exit_code(reports, Severity(config.fail_on), allow_empty=allow_empty),
        profile=config.profile,
        as_of=as_of,
        lists=setup.lists,
        skipped=skipped,
        own_lists=setup.own_lists,
        disabled_rules=tuple(sorted(config.disabled_rules)),
        disabled_lists=tuple(sorted(config.disabled_lists)),
        disabled_entries=tuple(sorted(config.disabled_entries)),
        allow=tuple(
            {"phrase": mask_text(one.phrase), "rules": list(one.rules), "reason": one.reason, "used": used}
            for one, used in allow
        ),
        notices=tuple(notices),
    )


def _allow_in_force(config: Config, reports: Iterable[Report]) -> list[tuple[Allowed, int]]:
    """The phrases that may stand, and how many findings each suppressed."""
    used: Counter[str] = Counter()
    for report in reports:
        used.update(report.allowed)
    return [(one, used[one.phrase]) for one in config.allow]


def exit_code(reports: Iterable[Report], fail_on: Severity, *, allow_empty: bool = False) -> int:
    """2 when something was not checked or nothing was, 1 when a finding reaches ``fail_on``, else 0.

    What the configuration accepts as unchecked stands in ``accepted``, not in ``unchecked``.
    """
    reports = tuple(reports)
    if any(not is_settled(report) for report in reports):
        return 2
    if not allow_empty and all(report.status is Status.NOT_CHECKED for report in reports):
        return 2
    return int(any(finding.severity.reaches(fail_on) for report in reports for finding in report.findings))


def is_settled(report: Report) -> bool:
    """True when all of an input was checked, or the configuration accepts what was not."""
    if report.unchecked:
        return False
    return report.status in (Status.CLEAN, Status.FINDINGS) or bool(report.accepted)


# ---------------------------------------------------------------------------------------------------- one input


def _reports(targets: Iterable[Target], stdin: bytes | None, setup: Setup) -> Iterator[Report]:
    budget = Budget(setup.config.limits)
    if stdin is not None:
        yield _stdin_report(stdin, setup, budget)
    for target in targets:
        yield _report(target, setup, budget)


def _stdin_report(content: bytes, setup: Setup, budget: Budget) -> Report:
    def document() -> Document:
        budget.spend(len(content))
        return plaintext.read(content, STDIN)

    return _guarded(document, STDIN, (), setup)


def _report(target: Target, setup: Setup, budget: Budget) -> Report:
    def document() -> Document:
        if target.fault is not None:
            raise target.fault
        return readers.read(target.path, name=target.name, budget=budget)

    return _guarded(document, target.name, (readers.file_name(target.name),), setup)


def _guarded(make: Callable[[], Document], name: str, outside: tuple[Outside, ...], setup: Setup) -> Report:
    """The report on the document that ``make`` reads; an input that cannot be read still has its name checked."""
    lang, as_of = setup.config.lang, setup.config.as_of
    try:
        return setup.checker.check(make(), as_of=as_of)
    except ReadError as error:
        unread = Unchecked(reason=error.reason, detail=error.text(lang))
    except Exception as error:  # the border of an input: the others go on
        unread = _internal_error(error, lang)
    try:
        only_name = Document(name=name, text="", outside=outside, unchecked=(unread,))
        return replace(setup.checker.check(only_name, as_of=as_of), status=Status.NOT_CHECKED)
    except Exception as error:  # the same border
        return Report(name=name, status=Status.NOT_CHECKED, unchecked=(unread, _internal_error(error, lang)))


def _internal_error(error: Exception, lang: str) -> Unchecked:
    """The class of an error and nothing of its words, which may hold draft text."""
    reason = "limit" if isinstance(error, MemoryError | RecursionError) else "damaged"
    code = f"E-{type(error).__name__}"
    return Unchecked(reason=reason, detail=wording.interface(lang)["internal_error"].format(code=code))


@lru_cache(maxsize=1)
def _default_setup() -> Setup:
    """The built-in lists never change within a process, and a checker is immutable: one serves every call."""
    return set_up()


def _months_between(earlier: date, later: date) -> int:
    """Whole months, a month that has begun counting as one."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months + (later.day > earlier.day)
