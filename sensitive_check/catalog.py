"""What the rules say about themselves: the Markdown table of README, and the page of one rule, entry or host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from sensitive_check.checker import Checker
from sensitive_check.hosts import LISTABLE, HostPolicy, Verdict, registrable
from sensitive_check.linkify import read_bare
from sensitive_check.model import Category, Document, Entry, Rule
from sensitive_check.redact import mask_name
from sensitive_check.wording import interface

BEGIN, END = "<!-- rules -->", "<!-- /rules -->"
_EXAMPLES_SHOWN = 5


def table(rules: Iterable[Rule], lang: str = "zh") -> str:
    """All rules as a Markdown table, by family and severity, the order of both as in the model."""
    words = interface(lang)
    header = words["catalog.header"].split("|")
    rows = [
        (
            f"`{rule.id}`",
            words[f"category.{rule.category.value}"],
            words[f"severity.{rule.bounded(rule.severity).value}"],
            rule.title,
            words[f"indicator.{rule.indicator}"] if rule.indicator else "",
            str(_count(rule) or ""),
            rule.source,
        )
        for rule in sorted(rules, key=_order)
    ]
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def insert(page: str, rules_table: str) -> str:
    """``page`` with the table between its two markers; a page without them is an error."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{rules_table}{END}{after}"


def explain(name: str, rules: Iterable[Rule], lang: str = "zh") -> str | None:
    """The page of the rule or entry called ``name``; None when there is none."""
    words = interface(lang)
    for rule in rules:
        if rule.id == name:
            return "\n".join(_rule_page(rule, words)) + "\n"
        for entry in rule.all_entries:
            if entry.id == name:
                return entry_page(entry, rule, lang)
    return None


def explain_host(name: str, checker: Checker, hosts: HostPolicy, lang: str = "zh") -> str | None:
    """The page on a host or an address: whether links may lead there, why not, and the line that would allow it.

    None for a text that names no host.
    """
    host = read_bare(name)[0]
    if "." not in host or any(character.isspace() for character in host):
        return None
    words = interface(lang)
    verdict = hosts.judge(host)
    lines = [words["explain.host.allowed" if verdict.is_allowed else "explain.host.refused"].format(host=host)]
    if own := registrable(host):
        lines.append(words["explain.host.registered"].format(name=own))
    if verdict.name:
        lines.append(words["explain.host.owner"].format(name=verdict.name))
    lines.append(words[f"explain.host.{_ground(verdict)}"].format(name=verdict.because))
    report = checker.check(name if "//" in name else f"https://{host}/")
    findings = [finding for finding in report if finding.category is Category.LINK]
    for finding in findings:
        text = words["explain.host.finding"].format(
            rule=finding.rule_id, severity=words[f"severity.{finding.severity.value}"], message=finding.message
        )
        lines.append(f"{text}{words['joiner.clause']}{finding.reason}" if finding.reason else text)
    if verdict.reason in ("denied", "abandoned"):
        lines.append(words["explain.host.to_undo"].format(key=f"{verdict.reason}_hosts", name=verdict.because))
    elif not verdict.is_allowed and all(finding.rule_id != "lookalike-host" for finding in findings):
        # Of a site with other services only the part that is known to be meant.
        wanted = verdict.because if verdict.because.endswith(f".{own}") else own or host
        lines.append(words["explain.host.to_allow"].format(line=f'allowed_hosts = ["{wanted}"]'))
        if verdict.reason in LISTABLE:
            lines.append(words["explain.host.to_allow_list"].format(line=f'allowed_lists = ["{verdict.reason}"]'))
    return "\n".join(lines) + "\n"


def _ground(verdict: Verdict) -> str:
    """Which sentence says what decided on a host."""
    if verdict.reason in ("denied", "abandoned"):
        return verdict.reason
    if verdict.is_allowed:
        return "within"
    return "noted" if verdict.because else "unknown"


def entry_page(entry: Entry, rule: Rule, lang: str = "zh") -> str:
    """The page of one entry of ``rule``: what it seeks, why, by which source, examples, how to suppress it."""
    page = "\n".join(_entry_page(entry, rule, interface(lang))) + "\n"
    return page if entry.builtin else mask_name(page)  # a unit's own words may be personal


def nearest(name: str, rules: Iterable[Rule]) -> list[str]:
    """Ids that look like ``name``."""
    ids = [known for rule in rules for known in (rule.id, *(entry.id for entry in rule.all_entries))]
    return get_close_matches(name, ids, n=3)


def _count(rule: Rule) -> int:
    """How many entries a rule has."""
    return len(rule.entries) + sum(map(len, rule.tables))


def _order(rule: Rule) -> tuple[int, int, str]:
    return list(type(rule.category)).index(rule.category), -rule.severity.rank, rule.id


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _rule_page(rule: Rule, words: Mapping[str, str]) -> Iterator[str]:
    yield f"{rule.id}  {rule.title}"
    yield words["explain.category"].format(text=words[f"category.{rule.category.value}"])
    yield words["explain.severity"].format(text=words[f"severity.{rule.bounded(rule.severity).value}"])
    if rule.indicator:
        yield words["explain.indicator"].format(text=words[f"indicator.{rule.indicator}"])
    yield words["explain.message"].format(text=rule.message)
    yield words["explain.rationale"].format(text=rule.rationale)
    yield words["explain.source"].format(text=rule.source)
    if rule.sensitive:
        yield words["explain.sensitive"]
    if count := _count(rule):
        yield words["explain.entries"].format(count=count)
    yield from _examples("explain.match", rule.match or _of_entries(rule, fires=True), words)
    yield from _examples("explain.no_match", rule.no_match or _of_entries(rule, fires=False), words)
    yield words["explain.suppress_rule"].format(id=rule.id)


def _of_entries(rule: Rule, *, fires: bool) -> tuple[str, ...]:
    """The first examples of a rule that has them with its entries."""
    examples = (example for entry in rule.all_entries for example in (entry.match if fires else entry.no_match)[:1])
    return tuple(example for example, _ in zip(examples, range(_EXAMPLES_SHOWN), strict=False))


def _entry_page(entry: Entry, rule: Rule, words: Mapping[str, str]) -> Iterator[str]:
    yield words["explain.entry"].format(id=entry.id, rule=rule.id, title=rule.title)
    severity = entry.severity or rule.severity
    yield words["explain.severity"].format(text=words[f"severity.{rule.bounded(severity).value}"])
    if rule.indicator:
        yield words["explain.indicator"].format(text=words[f"indicator.{rule.indicator}"])
    joiner = words["joiner.list"]
    for key, text in (
        ("explain.term", entry.term),
        ("explain.pattern", entry.pattern),
        ("explain.all_of", joiner.join(entry.all_of)),
        ("explain.form", entry.form),
        ("explain.names", joiner.join(entry.names)),
        ("explain.items", joiner.join(entry.items)),
        ("explain.guard", entry.guard),
        ("explain.except_in", joiner.join(entry.except_in)),
        ("explain.variants", joiner.join(entry.variants)),
        ("explain.numbers", joiner.join(entry.numbers)),
        ("explain.dates", _dates(entry, words)),
        ("explain.context", joiner.join(entry.context)),
        ("explain.suggestions", joiner.join(entry.suggestions)),
        ("explain.rationale", rule.rationale),
        ("explain.source", entry.source),
    ):
        if text:
            yield words[key].format(text=text)
    if entry.basis == "recalled":
        yield words["explain.recalled"]
    yield from _examples("explain.match", entry.match, words)
    yield from _examples("explain.no_match", entry.no_match, words)
    yield words["explain.suppress_entry"].format(id=entry.id, rule=rule.id)


def _dates(entry: Entry, words: Mapping[str, str]) -> str:
    """From when to when an entry is in force; empty when it always is."""
    days = (entry.effective_from, entry.effective_to)
    first, last = (day.isoformat() if day else words["explain.open"] for day in days)
    return words["explain.from_to"].format(first=first, last=last) if any(days) else ""


def _examples(key: str, examples: Iterable[str | Document], words: Mapping[str, str]) -> Iterator[str]:
    texts = [example if isinstance(example, str) else example.text for example in examples][:_EXAMPLES_SHOWN]
    if texts:
        yield words[key]
        yield from (f"    {line}" for text in texts for line in text.splitlines())
