"""From a configuration to a checker: the lists it names, the rules in force, the hosts it lets links lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from sensitive_check import wording
from sensitive_check.checker import Checker
from sensitive_check.config import Config, load_config
from sensitive_check.errors import ConfigError
from sensitive_check.garbage import collections_paused
from sensitive_check.hosts import HostPolicy, readable
from sensitive_check.masks import MASK_RULES
from sensitive_check.model import Document, Report, Rule
from sensitive_check.urls import DOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A configuration put to work: the checker it makes, the lists in force and how many entries each own one has.

    ``off`` are the rules that are not in force, ``idle`` those of them that the configuration does not switch off: the
    profile leaves them out, or they need hosts or a table of leaders that nobody gave. ``hosts`` says where links may
    lead. With ``online`` links are followed.
    """

    config: Config
    checker: Checker
    off: tuple[str, ...]
    lists: str
    dates: Mapping[str, date]
    own_lists: Mapping[str, int]
    hosts: HostPolicy
    idle: tuple[Rule, ...] = ()
    online: bool = False

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the interface in the configured language."""
        return wording.interface(self.config.lang)


def set_up(config: Config | None = None, *, online: bool = False) -> Setup:
    """Load the lists and compile the rules that ``config`` wants.

    ``online`` prepares a ``scan`` that follows links; no configuration can ask for it.
    """
    with collections_paused():
        return _set_up(config or Config(), online=online)


def _set_up(config: Config, *, online: bool) -> Setup:
    from sensitive_check import wordlists
    from sensitive_check.plugins import plugin_rules
    from sensitive_check.rules import RuleOptions, build_rules, check_known
    from sensitive_check.rules.leaders import LEADER_RULES

    if online:
        _require_network_packages()
    lists = wordlists.load(
        lists=config.unit_lists,
        rules=config.rules,
        registers=config.register_paths,
        disabled_entries=config.disabled_entries,
        disabled_lists=config.disabled_lists,
        leaders=map(Path, config.leaders),
    )
    profile = lists.profiles[config.profile]
    names_hosts = bool(config.allowed_hosts or config.allowed_lists)
    refuses = names_hosts or "external-link" not in profile.off_without_hosts
    hosts = replace(host_policy(config, refuses_unknown=refuses), known=lists.tables.known_hosts)
    options = RuleOptions(
        hosts=hosts,
        disabled=config.disabled_rules,
        at_most=profile.at_most,
        mask_rules={**MASK_RULES, **config.mask},
        leaders=lists.leaders,
        online=online,
    )
    extra = plugin_rules(config.plugins)
    built = wording.apply(build_rules(lists.rules, lists.tables, options, extra=extra), config.lang)
    idle = {*profile.off, *(() if names_hosts or config.denied_hosts else profile.off_without_hosts)}
    idle |= set() if lists.leaders else set(LEADER_RULES)
    rules = tuple(rule for rule in built if rule.id not in idle)
    if not rules:
        raise ConfigError(
            "disabled_rules：所有规则都已停用，没有可检查的", "disabled_rules: every rule is off, nothing to check"
        )
    off = {*config.disabled_rules, *idle}
    known = (*(rule.id for rule in rules), *off)
    check_known("allow.rules", (name for one in config.allow for name in one.rules), known)
    check_known("per_file.ignore", (name for one in config.per_file for name in one.ignore), known)
    check_known("inline_rules", config.inline_rules, known)
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
        inline=config.inline_rules,
        kinds=kinds.values(),
        kind=config.document_kind,
    )
    return Setup(
        config=config,
        checker=checker,
        off=tuple(sorted(off)),
        idle=tuple(rule for rule in built if rule.id in idle),
        lists=lists.digest,
        dates=lists.dates,
        own_lists=lists.own,
        online=online,
        hosts=hosts,
    )


def host_policy(config: Config, *, refuses_unknown: bool = True) -> HostPolicy:
    """Which hosts the configuration lets links lead to; the known domains join when the rules are built."""

    def names(hosts: Iterable[str]) -> tuple[str, ...]:
        return tuple(readable(host.translate(DOTS).strip(".")) for host in hosts)

    return HostPolicy(
        allowed=names(config.allowed_hosts),
        denied=names(config.denied_hosts),
        abandoned=names(config.abandoned_hosts),
        lists=config.allowed_lists,
        refuses_unknown=refuses_unknown,
    )


def _require_network_packages() -> None:
    from importlib.util import find_spec

    if not all(map(find_spec, ("httpx", "httpcore", "certifi"))):
        raise ConfigError(
            "--online：访问链接需要 pip install 'sensitive-check[links]'",
            "--online: following links needs pip install 'sensitive-check[links]'",
        )


def load_checker(config: Config | str | Path | None = None) -> Checker:
    """A checker for a ``Config``, for a TOML file, or for the defaults. Build one and use it often."""
    return set_up(load_config(config) if isinstance(config, str | Path) else config).checker


def check(draft: str | Document) -> Report:
    """Check one text with the built-in lists and no configuration."""
    return default_setup().checker.check(draft)


def check_many(drafts: Iterable[str | Document]) -> Iterator[Report]:
    """Check texts one after the other with the built-in lists and no configuration; reports come in the same order."""
    return default_setup().checker.check_many(drafts)


@lru_cache(maxsize=1)
def default_setup() -> Setup:
    """The built-in lists never change within a process, and a checker is immutable: one serves every call."""
    return set_up()
