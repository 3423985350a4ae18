"""The examples that rules and entries carry: what must fire and what must not, each under its own rule alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sensitive_check.checker import Checker
from sensitive_check.model import Document, Entry, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example of a rule, or of an entry of it. ``day`` is the day to check as of, None for any."""

    rule_id: str
    entry_id: str | None
    fires: bool
    number: int
    document: Document = field(repr=False)
    day: date | None = None

    @property
    def name(self) -> str:
        """A name to find it by: owner, kind and number."""
        return f"{self.entry_id or self.rule_id}-{'match' if self.fires else 'no_match'}-{self.number}"

    def is_kept(self, alone: Checker) -> bool:
        """True when a checker of this rule alone does what the example says."""
        report = alone.check(self.document, as_of=self.day)
        return self.fires is any(self.entry_id in (None, finding.entry_id) for finding in report)


def examples(rule: Rule, entries: Iterable[Entry] | None = None) -> Iterator[Example]:
    """The examples of ``rule`` and of its entries, or of the ``entries`` given alone.

    A dated entry is tried on its first (or last) day, one for certain kinds of documents on a document of the first.
    """
    if entries is None:
        yield from _numbered(rule, None, rule.match, rule.no_match)
    for entry in rule.all_entries if entries is None else entries:
        yield from _numbered(rule, entry, entry.match, entry.no_match)


def _numbered(
    rule: Rule, entry: Entry | None, match: Iterable[str | Document], no_match: Iterable[str | Document]
) -> Iterator[Example]:
    kind = entry.context[0] if entry and entry.context else None
    day = (entry.effective_from or entry.effective_to) if entry else None
    for fires, texts in ((True, match), (False, no_match)):
        for number, text in enumerate(texts, 1):
            yield Example(
                rule_id=rule.id,
                entry_id=entry.id if entry else None,
                fires=fires,
                number=number,
                document=Document(text=text, kind=kind) if isinstance(text, str) else text,
                day=day,
            )
