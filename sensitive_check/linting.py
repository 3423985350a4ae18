"""``lists lint``: the faults of word lists, and the examples that their rules and entries do not keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.examples import examples
from sensitive_check.model import Rule
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.rules.leaders import EXAMPLE_LEADERS
from sensitive_check.wordlists import Fault, UnitList, Wordlists


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What was found: faults, or (once there are none) broken examples; and how much was tried."""

    faults: tuple[Fault, ...] = ()
    broken: tuple[str, ...] = ()
    rules: int = 0
    entries: int = 0


def lint(
    paths: Sequence[Path],
    *,
    lists: Iterable[UnitList] = (),
    rules: Iterable[Rule] = (),
    registers: Iterable[Path] = (),
    leaders: Iterable[Path] = (),
) -> Linted:
    """Check folders with an ``index.toml`` and single lists; without ``paths`` the built-in lists and the unit's own.

    ``lists``, ``rules``, ``registers`` and ``leaders`` are those of a configuration; a path that it names is checked as
    it says. Any other file with the header of a register, or of a table of leaders, is one.
    """
    units, registered, leaders = list(lists), list(registers), list(leaders)
    folders = [path for path in paths if wordlists.home(path)]
    if paths:
        declared = {unit.file.resolve(): unit for unit in units}
        own = [path for path in paths if path not in folders]
        known, named = ({path.resolve() for path in files} for files in (registered, leaders))
        registered = [
            path
            for path in own
            if path.resolve() in known or (path.resolve() not in declared and wordlists.is_register(path))
        ]
        leaders = [path for path in own if path.resolve() in named or wordlists.is_leader_table(path)]
        others = [path for path in own if path not in registered and path not in leaders]
        units = [declared.get(path.resolve(), UnitList(file=path)) for path in others]
    faults = wordlists.lint(folders if paths else None, lists=units, rules=rules, registers=registered, leaders=leaders)
    if faults:
        return Linted(faults=tuple(faults))
    homes = [wordlists.home(path) for path in folders] if paths else [wordlists.builtin_dir()]
    tried = [_tried(wordlists.load(folder), builtin=True) for folder in dict.fromkeys(homes) if folder]
    if units or registered:
        tried.append(_tried(wordlists.load(lists=units, rules=rules, registers=registered), builtin=False))
    return Linted(
        broken=tuple(example for one in tried for example in one.broken),
        rules=sum(one.rules for one in tried),
        entries=sum(one.entries for one in tried) + (len(wordlists.load(leaders=leaders).leaders) if leaders else 0),
    )


def _tried(lists: Wordlists, *, builtin: bool) -> Linted:
    """Try the examples of all rules and entries, or of a unit's entries alone."""
    tried_rules = entries = 0
    broken: list[str] = []
    for rule in build_rules(lists.rules, lists.tables, RuleOptions(leaders=EXAMPLE_LEADERS)):
        chosen = [entry for entry in rule.all_entries if builtin or not entry.builtin]
        if not builtin and not chosen:
            continue
        tried_rules += 1
        entries += len(chosen)
        alone = Checker((rule,), traditional=lists.tables.traditional)
        broken += [
            f"{example.name}: {example.document.text}"
            for example in examples(rule, None if builtin else chosen)
            if not example.is_kept(alone)
        ]
    return Linted(broken=tuple(broken), rules=tried_rules, entries=entries)
