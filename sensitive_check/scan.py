"""From paths to a ``Run``, one file at a time, and to the exit code.

Inputs are read one at a time, or by several workers, and a report does not depend on which.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sensitive_check import readers
from sensitive_check.across import compare
from sensitive_check.errors import ReadError
from sensitive_check.loading import Setup, default_setup
from sensitive_check.model import ADDRESS_FACT, Report, Run, Severity, Status
from sensitive_check.one_input import STDIN, for_its_path, report_on
from sensitive_check.readers.source import Budget
from sensitive_check.redact import mask_name, mask_text
from sensitive_check.walk import Target, Task, collect, locate

if TYPE_CHECKING:
    from sensitive_check import workers
    from sensitive_check.baseline import Baseline
    from sensitive_check.checker import Allowed
    from sensitive_check.config import Config, PerFile
    from sensitive_check.online.places import Places, Visit

UNCHANGED = "(unchanged)"
"""Key of what is skipped because it did not change."""

Progress = Callable[[int, int], None]
"""Called with how many inputs are done, and of how many."""


def check_file(path: str | os.PathLike[str], *, isolate: bool = False) -> Report:
    """Check one file with the built-in lists and no configuration. A file that cannot be read is ``not_checked``.

    Everything runs in the caller's process, without a bound on memory and time. ``isolate`` has an office file, a PDF
    or an archive read in a process of its own, which has both; as with all of ``multiprocessing``, a script that asks
    for it needs ``if __name__ == "__main__":`` around what it does.
    """
    setup = default_setup()
    (report,) = _reports([locate(path)], None, None, setup, jobs=1, isolate=isolate)
    return report


def scan(
    paths: Iterable[str | os.PathLike[str]],
    *,
    setup: Setup,
    isolated: bool = False,
    allow_empty: bool = False,
    stdin: bytes | None = None,
    stdin_name: str | None = None,
    baseline: Baseline | None = None,
    diff_from: str | None = None,
    jobs: int = 1,
    isolate: bool = False,
    progress: Progress | None = None,
    visit: Visit | None = None,
    visiting: Progress | None = None,
) -> Run:
    """Check files and folders, and ``stdin`` when it is given. Reports come sorted by name.

    ``stdin_name`` is the name that standard input would have as a file; its suffix decides how it is read. ``jobs``
    processes check at once; with ``isolate`` no package is opened in the caller's own, even where that does all else
    (see ``check_file``). With
    ``diff_from``, a revision of git, only changed files are read, and only findings on their new lines are listed.
    What ``baseline`` accepts is counted as suppressed and fails nothing; what of it is expired or unused is a notice.
    With a ``setup`` that is online every web address is asked for once, by ``visit`` (default: ``online.crawl.crawl``),
    and ``visiting`` is called with how many are done, and of how many.
    """
    config = setup.config
    words = setup.words
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
    narrowed: Callable[[Report], tuple[Report, int]] | None = None
    on_old_lines = 0
    places: Places | None = None
    if setup.online:
        from sensitive_check.online.places import Places

        places = Places()
    try:
        collected = collect(paths, isolated=isolated)
        skipped = collected.skipped
        targets = collected.targets
        if diff_from is not None:
            targets, narrowed = _changed(targets, diff_from)
            if unchanged := len(collected.targets) - len(targets):
                skipped = {**skipped, UNCHANGED: unchanged}
                allow_empty = allow_empty or not targets  # everything that was asked for was looked at
        total = len(targets) + (stdin is not None)
        for report in _reports(targets, stdin, stdin_name, setup, jobs, isolate):
            report = for_its_path(report, config.per_file)
            if narrowed is not None:
                report, old = narrowed(report)
                on_old_lines += old
            if places is not None:
                report = places.take(len(reports), _with_links_kept(report, config.per_file, narrowed))
            reports.append(report)
            if progress is not None:
                progress(len(reports), total)
    except KeyboardInterrupt:
        interrupted = True
        left = None if total is None else total - len(reports)
        key = "notice.interrupted_early" if left is None else "notice.interrupted"
        notices.append(words[key].format(count=left))
    if places is not None and interrupted:
        notices.append(words["notice.links_interrupted"].format(count=len(places.urls)))
    elif places is not None:
        from sensitive_check.online.crawl import crawl

        visited = places.visited(reports, setup.checker.rules, words, visit or crawl, visiting)
        reports = list(visited.reports)
        notices += visited.notices
        interrupted = not visited.complete
    compared = compare(reports, setup.checker.rules, words)
    reports = list(compared.reports)
    if compared.left_out:
        notices.append(words["notice.facts_left_out"].format(count=compared.left_out))
    allow = _allow_in_force(config, reports)
    notices += [words["notice.unused_allow"].format(phrase=mask_text(one.phrase)) for one, used in allow if not used]
    for report in reports:
        if report.void_marks:
            lines = words["joiner.list"].join(map(str, report.void_marks))
            notices.append(words["notice.void_marks"].format(path=mask_name(report.name), lines=lines))
    if on_old_lines:
        notices.append(words["notice.old_lines"].format(count=on_old_lines, revision=mask_text(diff_from or "")))
    missing = [report.found - len(report.findings) for report in reports if report.found > len(report.findings)]
    if missing:
        notices.append(words["notice.cut"].format(inputs=len(missing), missing=sum(missing)))
    fail_on = Severity(config.fail_on)
    run = Run(
        reports=tuple(sorted(reports, key=lambda report: report.name)),
        exit_code=2 if interrupted else exit_code(reports, fail_on, allow_empty=allow_empty),
        profile=config.profile,
        as_of=as_of,
        lists=setup.lists,
        fail_on=fail_on,
        rules=setup.checker.rules,
        skipped=skipped,
        own_lists=setup.own_lists,
        disabled_rules=tuple(sorted(config.disabled_rules)),
        disabled_lists=tuple(sorted(config.disabled_lists)),
        disabled_entries=tuple(sorted(config.disabled_entries)),
        allow=tuple(
            {"phrase": mask_text(one.phrase), "rules": list(one.rules), "reason": one.reason, "used": used}
            for one, used in allow
        ),
        plugins=tuple(sorted(config.plugins)),
        notices=tuple(notices),
    )
    if baseline is None:
        return run
    run = _without_waived(run, baseline, words, complete=not interrupted)
    return run if interrupted else replace(run, exit_code=exit_code(run.reports, fail_on, allow_empty=allow_empty))


def _without_waived(run: Run, baseline: Baseline, words: Mapping[str, str], *, complete: bool) -> Run:
    """The run without what is accepted. What a baseline holds in vain is only known when every input was looked at."""
    from sensitive_check.baseline import apply

    today = date.today()
    applied = apply(run, baseline, today=today)
    expired = sum(waiver.number for waiver in baseline.waivers if waiver.expires < today)
    unused = sum(waiver.number for waiver in baseline.waivers if waiver.expires >= today) - applied.used.total()
    notices = [words["notice.expired_waivers"].format(count=expired)] if expired else []
    if unused and complete:
        notices.append(words["notice.unused_waivers"].format(count=unused))
    return replace(applied.run, notices=(*run.notices, *notices))


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


def _with_links_kept(
    report: Report,
    per_file: tuple[PerFile, ...],
    narrowed: Callable[[Report], tuple[Report, int]] | None,
) -> Report:
    """The report with those of its addresses of which something would be listed."""
    latent = tuple(fact.finding for fact in report.facts if fact.kind == ADDRESS_FACT and fact.finding is not None)
    listed = for_its_path(replace(report, findings=latent), per_file)
    if narrowed is not None:
        listed, _ = narrowed(listed)
    dropped = {id(finding) for finding in latent} - {id(finding) for finding in listed.findings}
    return replace(report, facts=tuple(fact for fact in report.facts if id(fact.finding) not in dropped))


def _changed(
    targets: tuple[Target, ...], revision: str
) -> tuple[tuple[Target, ...], Callable[[Report], tuple[Report, int]]]:
    """The inputs that changed since ``revision``, and what narrows a report on one to its new lines."""
    from sensitive_check.changes import changes_since

    changes = changes_since(revision, (target.path for target in targets if target.fault is None))
    # What cannot be read is told, changed or not.
    changed = tuple(target for target in targets if target.fault is not None or changes.touches(target.path))
    paths = {target.name: target.path for target in changed}

    def narrowed(report: Report) -> tuple[Report, int]:
        return changes.kept(report, paths[report.name]) if report.name in paths else (report, 0)

    return changed, narrowed


def _reports(
    targets: Sequence[Target],
    stdin: bytes | None,
    stdin_name: str | None,
    setup: Setup,
    jobs: int,
    isolate: bool,
) -> Iterator[Report]:
    """The reports on standard input and on ``targets``, in this order."""
    tasks = _tasks(targets, stdin, stdin_name, setup)
    if jobs > 1 and len(tasks) > 1:
        from sensitive_check import workers

        yield from workers.reports(tasks, setup, jobs)
        return
    pool: workers.Pool[Report] | None = None
    try:
        for task in tasks:
            report = None if isolate and _is_heavy(task) else _report_here(task, setup, opens_packages=not isolate)
            if report is None:
                if pool is None:
                    from sensitive_check import workers

                    pool = workers.Pool(setup, 1, report_on, workers.lost_report)
                (report,) = pool.run([task])
            yield report
    finally:
        if pool is not None:
            pool.close()


def _tasks(targets: Sequence[Target], stdin: bytes | None, stdin_name: str | None, setup: Setup) -> list[Task]:
    """The inputs with what those before them will take of the budget, so that it does not matter who is done first."""
    budget = Budget(setup.config.limits)
    tasks = []
    if stdin is not None:
        tasks.append(Task(Target(stdin_name or STDIN, Path(stdin_name or "")), 0, stdin))
        with suppress(ReadError):
            budget.spend(len(stdin))
    for target in targets:
        tasks.append(Task(target, budget.spent))
        if target.fault is None:
            with suppress(ReadError, OSError):
                budget.spend(target.path.stat().st_size)
    return tasks


def _is_heavy(task: Task) -> bool:
    """True for an input whose name promises a package: no need to read it twice."""
    return task.target.fault is None and task.target.path.suffix.lower() in readers.PACKAGE_SUFFIXES


def _report_here(task: Task, setup: Setup, *, opens_packages: bool) -> Report | None:
    """The report on one input; None when it is a package and those are not opened here."""
    try:
        return report_on(task, setup, opens_packages=opens_packages)
    except readers.PackageMetError:
        return None


def _months_between(earlier: date, later: date) -> int:
    """Whole months, a month that has begun counting as one."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months + (later.day > earlier.day)
