"""The values that travel through a check, all frozen. Offsets are code points, spans are half-open.

    Document -> View/Context -> Hit -> Finding -> Report -> Run

Nothing here reads a file, and no ``repr`` shows a draft's text: values end up in logs and tracebacks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sensitive_check.context import Context
    from sensitive_check.entry_tables import LazyEntries


class Severity(str, Enum):
    """How grave a finding is, in SARIF's three words."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """2 for error, 1 for warning, 0 for note."""
        return _RANKS[self]

    def reaches(self, threshold: Severity) -> bool:
        """True when this severity is at or above ``threshold``."""
        return self.rank >= threshold.rank


_RANKS = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTE: 0}


class Category(str, Enum):
    """The five families of findings."""

    SECRECY = "secrecy"
    PERSONAL = "personal"
    EXPRESSION = "expression"
    LINK = "link"
    ERROR = "error"


class Status(str, Enum):
    """What is known about one input. ``partial`` and ``not_checked`` are never a pass."""

    CLEAN = "clean"
    FINDINGS = "findings"
    PARTIAL = "partial"
    NOT_CHECKED = "not_checked"


INDICATORS = (
    "严重表述错误",
    "泄露国家秘密",
    "不良链接",
    "弄虚作假",
    "链接可用性",
    "个人信息（地方）",
    "错别字（地方）",
)
"""Items of the official website inspection (国办秘函〔2019〕19号) that a rule may bear on."""

UNCHECKED_REASONS = (
    "image",
    "image-page",
    "encrypted",
    "damaged",
    "unsupported",
    "limit",
    "encoding",
    "no-text-mapping",
    "rule-failed",
    "missing-package",
)
"""Why something was not checked; configuration may accept these by name."""


PART_KINDS = ("prose", "table", "code", "metadata", "comment", "deleted", "hidden", "link", "filename")
"""What a stretch of text is to its reader."""


class Span(NamedTuple):
    """A half-open stretch ``[start, end)`` of a text, in code points. A tuple, since a check makes thousands."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True when the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Sparse map from a derived text back to its source.

    ``starts[i]`` is an offset in the derived text from which on the source offset is ``sources[i]`` plus the distance.
    Both tuples are equally long and ``starts`` rises strictly. The ``sources`` of a view never fall; those of a
    reader's map rise within a block and may jump back between blocks (attributes follow the prose). ``widths`` gives,
    by offset in the derived text, how many source characters one character stands for where that is not one.
    """

    starts: tuple[int, ...]
    sources: tuple[int, ...]
    widths: Mapping[int, int] = field(default_factory=dict)

    def to_source(self, span: Span) -> Span:
        """The source stretch from the first to the last character of ``span``.

        >>> OffsetMap((0, 1), (0, 3)).to_source(Span(0, 2))  # two characters were dropped between them
        Span(start=0, end=4)
        """
        start = self._source_of(span.start)
        if span.end <= span.start:
            return Span(start, start)
        last = span.end - 1
        return Span(start, max(self._source_of(last) + self.widths.get(last, 1), start))

    def from_source(self, span: Span) -> Span:
        """The derived stretch that a source ``span`` became: a dropped character counts as the next one kept."""
        return Span(self._derived_of(span.start), self._derived_of(span.end))

    def _source_of(self, offset: int) -> int:
        index = bisect_right(self.starts, offset) - 1
        return self.sources[index] + offset - self.starts[index]

    def _derived_of(self, offset: int) -> int:
        index = bisect_right(self.sources, offset) - 1
        # A character that became several has several breakpoints at (about) the same source: take its first.
        while index > 0 and self.sources[index - 1] == offset:
            index -= 1
        derived = self.starts[index] + offset - self.sources[index]
        return min(derived, self.starts[index + 1]) if index + 1 < len(self.starts) else derived


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One reading of a document's text, with its way back to the document's own text (``offsets=None``: the same)."""

    name: str
    text: str = field(repr=False)
    offsets: OffsetMap | None = None

    def to_source(self, span: Span) -> Span:
        """Map a span of this view to the document's text."""
        return span if self.offsets is None else self.offsets.to_source(span)

    def from_source(self, span: Span) -> Span:
        """Map a span of the document's text into this view."""
        return span if self.offsets is None else self.offsets.from_source(span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Where a stretch of text came from and of what kind it is.

    ``kind`` is one of ``PART_KINDS``; what lies in no part is ``prose``. A ``link`` part holds a target as written.
    ``lines_from`` is where the text of a file in a package begins whose lines are the file's own.
    """

    label: str
    span: Span
    kind: str
    lines_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Text that is published with a document without standing in it: its file name, its properties.

    ``format``, of a file's name, is the type that the content of the file shows; None where nobody could read it.
    """

    label: str
    kind: str
    text: str = field(repr=False)
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a finding stands, for people. Lines and columns count from 1; None outside the source."""

    part: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = "" if self.line is None else f"{self.line}:{self.column}"
        return f"{self.part} {place}".strip() if self.part else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link a reader found: what it points to (resolved against the page's base), its text, and how it is hidden.

    ``span`` is where the target is written in the document's text, in a part of kind ``link``. ``hidden_by`` is None
    for a link that readers can see.
    """

    span: Span
    target: str = field(repr=False)
    text: str = field(repr=False)
    hidden_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; ``is_number`` where a spreadsheet stores a number, of which it keeps fifteen digits."""

    text: str = field(repr=False)
    span: Span
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table a reader found; rows are tuples of cells, the header row apart."""

    caption: str = field(default="", repr=False)
    header: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """Something that was not checked: a reason code of ``UNCHECKED_REASONS``, where, and a fact (never draft text)."""

    reason: str
    where: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What became of one part of a package: ``text`` (so many characters taken), ``no-text`` or ``not-checked``.

    ``reason`` is a code of ``UNCHECKED_REASONS`` for what was not checked, ``detail`` a fact (never draft text).
    """

    part: str
    state: str
    characters: int = 0
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A draft as a reader hands it on.

    ``text`` is what the rules read. In plain text it is the decoded source itself; a reader of markup takes the markup
    out, keeps every other character, gives the decoded source as ``source`` and leads back to it by ``source_map``.
    Findings index the source; those of a package, which has none, the text. ``format`` is the type that the content
    shows (``docx``, ``pdf``; "" for text; None where a text outside a document has none), ``claims`` the one that the
    suffix does, ``coverage`` what became of each part of a package. ``wrapped`` are the stretches whose lines are those
    of a page's layout. ``blocks`` are stretches that no hit may cross; empty means plain text, where line rules decide.
    """

    name: str = ""
    text: str = field(repr=False)
    encoding: str | None = None
    source: str | None = field(default=None, repr=False)
    source_map: OffsetMap | None = field(default=None, repr=False)
    parts: tuple[Part, ...] = field(default=(), repr=False)
    outside: tuple[Outside, ...] = field(default=(), repr=False)
    blocks: tuple[Span, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)
    tables: tuple[Table, ...] = field(default=(), repr=False)
    date: date | None = None
    kind: str | None = None
    format: str | None = ""
    claims: str = ""
    wrapped: tuple[Span, ...] = field(default=(), repr=False)
    coverage: tuple[Coverage, ...] = field(default=(), repr=False)
    unchecked: tuple[Unchecked, ...] = ()

    @property
    def original(self) -> str:
        """The decoded source, which findings index; plain text is its own."""
        return self.text if self.source is None else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a word list. It seeks one thing: a ``term``, a ``pattern``, terms that meet, misses of a ``form``, or
    lists that are not what its ``items`` lay down.

    ``term`` is sought literally in the folded text. With a ``guard`` (a pattern for the folded text) the hit stands
    only where the guard matches around the term, and the guard's match is the hit. A guard of an entry ``as_written``
    reads capitals and symbols as they are, and must match from the term on; what it captures before the term belongs
    to the hit. ``pattern`` replaces ``term`` where no literal exists. ``all_of`` are terms that must all stand
    ``within`` so many characters, or (0) in one sentence.
    ``form`` is a right form whose near misses are sought; ``variants`` are neighbours of it that are right, too,
    ``pieces`` the two parts it is sought by, ``misses`` the near misses of a short or very common form.
    ``numbers`` are the numbers under which the document that a ``term`` names was issued.
    ``items`` are those of a fixed enumeration, each with further ways to write it after ``/``; ``names`` is what texts
    call it, and ``ordered`` says that the order is laid down, too.
    ``effective_from`` and ``effective_to`` (both days included) are compared with the day of the check, ``context``
    with the document's kind. ``basis`` is ``checked`` or ``recalled``; a recalled entry never ranks above a note. A
    pattern of an entry that is not ``builtin`` runs under a time limit.
    """

    id: str
    rule: str
    source: str
    term: str = ""
    pattern: str = ""
    all_of: tuple[str, ...] = ()
    within: int = 0
    form: str = ""
    variants: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    ordered: bool = True
    suggestions: tuple[str, ...] = ()
    severity: Severity | None = None
    confidence: float = 1.0
    basis: str = "checked"
    except_in: tuple[str, ...] = ()
    guard: str = ""
    as_written: bool = False
    whole_word: bool | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    context: tuple[str, ...] = ()
    builtin: bool = True
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """One row of a unit's table of leaders: who holds which post from when to when (both days included).

    ``order`` is the place in the order of names, 1 first; None where the table gives none. A person with several posts
    may have several rows.
    """

    name: str = field(repr=False)
    post: str = field(repr=False)
    order: int | None = None
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """True when the post is held on ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A candidate. ``span`` lies in ``view``; ``reason`` is a key of the rule's ``reasons``.

    ``covers`` are all the stretches of the document's text that a grouped hit stands for; ``related`` names the first.
    ``remark`` is a sentence that follows the reason as it stands. A ``latent`` hit is no finding by itself; what is
    learnt later may make it one. ``known_as`` is what it is compared by, None for its folded text.
    """

    span: Span
    view: str = "raw"
    entry: Entry | None = None
    suggestions: tuple[str, ...] = field(default=(), repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    related: tuple[Span, ...] = ()
    covers: tuple[Span, ...] = field(default=(), repr=False)
    count: int = 1
    reason: str = ""
    remark: str = ""
    confidence: float = 1.0
    severity: Severity | None = None
    latent: bool = False
    known_as: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: what it is, why, and how it finds its hits.

    ``triggers`` makes a code rule cheap: a string means "one of these characters", a tuple "one of these literals";
    a rule without a trigger in the text is not called. ``entries`` and ``tables`` are rows of word lists: the shared
    automaton seeks their terms. A rule ``by_line`` takes lines for paragraphs and headings: where they are ``wrapped``
    its hits do not count.
    ``kinds`` are the kinds of parts whose hits count; None means those of the rule's category. ``at_most`` is a bound
    that a profile sets on the severity of its findings. A rule that ``explains`` makes other text errors inside its
    findings no findings of their own; what the rules it ``absorbs`` find inside what a hit of it ``covers`` is counted
    by that hit alone, unless it is graver. ``exemplify`` derives the examples of an entry that brings none.
    ``compared`` is the kind under which the numbers it finds are compared over the inputs of a run; a rule that is
    ``across`` inputs finds nothing in one alone.
    ``message`` and the ``reasons`` are templates over ``{matched}``, ``{suggestion}``, ``{count}`` and ``Hit.values``;
    the message of a ``sensitive`` rule may not use ``{matched}``.
    """

    id: str
    category: Category
    severity: Severity
    title: str
    message: str
    rationale: str
    source: str
    indicator: str | None = None
    sensitive: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)
    kinds: frozenset[str] | None = None
    at_most: Severity | None = None
    explains: bool = False
    across: bool = False
    by_line: bool = False
    compared: str = ""
    absorbs: tuple[str, ...] = ()
    triggers: str | tuple[str, ...] = field(default=(), repr=False)
    scan: Callable[[Context], Iterable[Hit]] | None = None
    verify: Callable[[Hit, Context], Hit | None] | None = None
    exemplify: Callable[[Entry], Entry] | None = None
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    tables: tuple[LazyEntries, ...] = field(default=(), repr=False)
    match: tuple[str | Document, ...] = ()
    no_match: tuple[str | Document, ...] = ()

    def __post_init__(self) -> None:
        if self.sensitive and "{matched}" in self.message:
            raise ValueError(f"{self.id}: the message of a sensitive rule must not show the match")

    def bounded(self, severity: Severity) -> Severity:
        """``severity``, or the bound of a profile where that is milder."""
        return self.at_most if self.at_most and severity.reaches(self.at_most) else severity

    @property
    def all_entries(self) -> Iterator[Entry]:
        """The entries with their examples, then those of the tables, made one by one."""
        entries = chain(self.entries, *self.tables)
        return entries if self.exemplify is None else map(self.exemplify, entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The line around a finding, cut to a bounded window.

    ``span`` is the hit inside ``text``, which begins at ``start`` of the source. ``sensitive`` are the stretches of the
    source that touch it and that no report may show.
    """

    text: str = field(repr=False)
    span: Span
    start: int = 0
    sensitive: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verified finding at an exact place of the source; complete when built.

    ``fingerprint`` is a digest of rule and context with every sensitive stretch masked; it survives moved lines.
    """

    rule_id: str
    entry_id: str | None
    category: Category
    severity: Severity
    indicator: str | None
    sensitive: bool
    span: Span
    span_utf16: Span
    location: Location
    matched: str = field(repr=False)
    message: str = field(repr=False)
    suggestions: tuple[str, ...] = field(repr=False)
    source: str
    rationale: str
    reason: str = field(repr=False)
    confidence: float
    related: tuple[Span, ...]
    count: int
    excerpt: Excerpt = field(repr=False)
    fingerprint: str = ""

    @property
    def line(self) -> int | None:
        """Line from 1; None for a part outside the source."""
        return self.location.line

    @property
    def column(self) -> int | None:
        """Column from 1, in code points; None for a part outside the source."""
        return self.location.column


TEXT_FACT = "text"
"""The kind of a fact about a whole text."""

ADDRESS_FACT = "address"
"""The kind of a fact about a web address; its value is the address to ask for, "" for one that is never sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that only a comparison of a run's inputs can judge. It stays in memory and is never shown.

    ``kind`` names what is compared with what, ``value`` is compared: a number as it is written in small half-width
    letters, masked or not, or the digest of a text. ``finding`` is what stands there, or would be reported.
    """

    kind: str
    value: str = field(repr=False)
    finding: Finding | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a checked text and the findings that lie over it; none for a stretch without."""

    text: str = field(repr=False)
    span: Span
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The verdict on one input.

    ``found`` counts every finding, also those beyond the limit on listed ones; ``suppressed`` those that a phrase of
    the configuration, or a mark in the draft, let pass, and ``allowed`` how often each of these phrases did, also for
    latent hits.
    ``void_marks`` are the lines of marks that let nothing pass: without a reason, or for a rule they may not silence.
    """

    name: str
    status: Status
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    accepted: tuple[Unchecked, ...] = ()
    suppressed: int = 0
    allowed: Mapping[str, int] = field(default_factory=dict, repr=False)
    void_marks: tuple[int, ...] = ()
    found: int = 0
    encoding: str | None = None
    characters: int = 0
    as_of: date | None = None
    facts: tuple[Fact, ...] = field(default=(), repr=False)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def without(self, kept: tuple[Finding, ...], *, count: bool = True) -> Report:
        """The report with these of its findings; the others count as suppressed unless ``count`` is False."""
        hidden = len(self.findings) - len(kept)
        if not hidden:
            return self
        return replace(self.listing(kept), suppressed=self.suppressed + (hidden if count else 0))

    def listing(self, findings: tuple[Finding, ...]) -> Report:
        """The report with these findings instead of its own, its count and its state following from them."""
        found = self.found + len(findings) - len(self.findings)
        read = self.status is not Status.NOT_CHECKED
        status = merge_status(findings=found, unchecked=len(self.unchecked), read=read)
        return replace(self, findings=findings, found=found, status=status)

    def to_dict(self, *, show_values: bool = False) -> dict[str, Any]:
        """The report as plain values, laid out as in the JSON format; masked unless ``show_values``."""
        from sensitive_check.records import report_record
        from sensitive_check.redact import redact

        return report_record(self if show_values else redact(self))

    def annotated(self, source: str) -> tuple[Segment, ...]:
        """``source``, the decoded text that was checked, cut where findings begin and end, for any user interface.

        The segments joined are the source again. Findings outside the text (a file's name) belong to none.
        """
        placed = [finding for finding in self.findings if finding.line is not None]
        edges = sorted({0, len(source), *(edge for one in placed for edge in (one.span.start, one.span.end))})
        covering: dict[int, list[Finding]] = {}
        for finding in placed:
            first = bisect_left(edges, finding.span.start)
            for index in range(first, bisect_left(edges, finding.span.end)):
                covering.setdefault(index, []).append(finding)
        return tuple(
            Segment(text=source[start:end], span=Span(start, end), findings=tuple(covering.get(index, ())))
            for index, (start, end) in enumerate(pairwise(edges))
        )

    @property
    def ok(self) -> bool:
        """True when everything was checked and nothing was found."""
        return self.status is Status.CLEAN

    @property
    def worst(self) -> Severity | None:
        """The gravest severity found, None without findings."""
        return max((finding.severity for finding in self.findings), key=lambda s: s.rank, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything one run looked at; what reporters take.

    ``own_lists``: how many entries each list of the unit has; ``rules``: the rules in force; ``fail_on``: from which
    severity on a finding fails the run.
    """

    reports: tuple[Report, ...]
    exit_code: int
    profile: str
    as_of: date
    lists: str
    fail_on: Severity = Severity.ERROR
    rules: tuple[Rule, ...] = field(default=(), repr=False)
    skipped: Mapping[str, int] = field(default_factory=dict)
    own_lists: Mapping[str, int] = field(default_factory=dict)
    disabled_rules: tuple[str, ...] = ()
    disabled_lists: tuple[str, ...] = ()
    disabled_entries: tuple[str, ...] = ()
    allow: tuple[Mapping[str, object], ...] = ()
    plugins: tuple[str, ...] = ()
    waivers: int = 0
    notices: tuple[str, ...] = ()


def merge_status(*, findings: int, unchecked: int, read: bool) -> Status:
    """The one place where states become one: unread beats partly read beats findings beats clean."""
    if not read:
        return Status.NOT_CHECKED
    if unchecked:
        return Status.PARTIAL
    return Status.FINDINGS if findings else Status.CLEAN
