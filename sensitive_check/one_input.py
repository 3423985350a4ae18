"""From one input to its report. Whatever goes wrong with it, it is named as not checked, and the others go on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sensitive_check import readers, wording
from sensitive_check.errors import ReadError
from sensitive_check.model import TEXT_FACT, Document, Fact, Outside, Report, Status, Unchecked
from sensitive_check.readers import plaintext
from sensitive_check.readers.source import Budget

if TYPE_CHECKING:
    from sensitive_check.config import PerFile
    from sensitive_check.loading import Setup
    from sensitive_check.walk import Target, Task

STDIN = "<stdin>"

_SHORTEST_REPEATED = 200
"""A text of so many characters that stands in two files was published twice; a short notice may well recur."""


def report_on(task: Task, setup: Setup, *, opens_packages: bool = True) -> Report:
    """The report on one input, whatever goes wrong with it.

    Only a package that is not to be opened goes back to the caller, as ``PackageMetError``.
    """
    target, digests = task.target, list[Fact]()
    budget = Budget(setup.config.limits, task.spent)

    def document() -> Document:
        if target.fault is not None:
            raise target.fault
        if task.stdin is not None:
            return _stdin_document(task.stdin, target, budget, opens_packages=opens_packages)
        read = readers.read(target.path, name=target.name, budget=budget, opens_packages=opens_packages)
        digests.extend(_digest(read.text))
        return read

    report = guarded(document, target.name, outside_of(target), setup)
    return replace(report, facts=(*report.facts, *digests))


def _stdin_document(content: bytes, target: Target, budget: Budget, *, opens_packages: bool) -> Document:
    budget.spend(len(content))
    if target.name == STDIN:
        return plaintext.read(content, STDIN)
    return readers.read_content(content, target.name, budget=budget.of_input(), opens_packages=opens_packages)


def outside_of(target: Target) -> tuple[Outside, ...]:
    """What of an input is published even where nothing of it can be read: its name."""
    return () if target.name == STDIN else (readers.file_name(target.name),)


def _digest(text: str) -> Iterator[Fact]:
    """A fact to know the same text by, if it is long enough to be the same for a reason."""
    text = text.strip()
    if len(text) >= _SHORTEST_REPEATED:
        yield Fact(kind=TEXT_FACT, value=hashlib.blake2b(text.encode("utf-8", "surrogatepass")).hexdigest())


def guarded(make: Callable[[], Document], name: str, outside: tuple[Outside, ...], setup: Setup) -> Report:
    """The report on the document that ``make`` reads; an input that cannot be read still has its name checked."""
    lang, as_of = setup.config.lang, setup.config.as_of
    try:
        return setup.checker.check(make(), as_of=as_of)
    except readers.PackageMetError:
        raise
    except ReadError as error:
        unread = Unchecked(reason=error.reason, detail=error.text(lang))
    except Exception as error:  # the border of an input: the others go on
        unread = _internal_error(error, lang)
    return unread_report(name, unread, setup, outside)


def unread_report(name: str, unread: Unchecked, setup: Setup, outside: tuple[Outside, ...] = ()) -> Report:
    """The report on an input that was not read: its name is checked all the same."""
    lang, as_of = setup.config.lang, setup.config.as_of
    try:
        only_name = Document(name=name, text="", outside=outside, unchecked=(unread,))
        return replace(setup.checker.check(only_name, as_of=as_of), status=Status.NOT_CHECKED)
    except Exception as error:  # the border of an input: the others go on
        return Report(name=name, status=Status.NOT_CHECKED, unchecked=(unread, _internal_error(error, lang)))


def _internal_error(error: Exception, lang: str) -> Unchecked:
    """The class of an error and nothing of its words, which may hold draft text."""
    reason = "limit" if isinstance(error, MemoryError | RecursionError) else "damaged"
    code = f"E-{type(error).__name__}"
    return Unchecked(reason=reason, detail=wording.interface(lang)["internal_error"].format(code=code))


def for_its_path(report: Report, per_file: tuple[PerFile, ...]) -> Report:
    """The report without what the configuration ignores in this file; that is counted like every suppression."""
    ignored = {rule for one in per_file if one.matches(report.name) for rule in one.ignore}
    kept = tuple(finding for finding in report.findings if finding.rule_id not in ignored)
    return report.without(kept) if ignored else report
