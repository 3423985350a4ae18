"""The list of rules. Nothing registers itself: what is in force stands in ``build_rules``."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensitive_check.errors import ConfigError
from sensitive_check.model import Rule
from sensitive_check.rules.characters import BIDI_CONTROL, INVISIBLE_CHARACTER, REPLACEMENT_CHARACTER, mixed_script
from sensitive_check.rules.links import external_link
from sensitive_check.rules.mojibake import MOJIBAKE
from sensitive_check.rules.pairs import UNPAIRED_BRACKET, UNPAIRED_QUOTE
from sensitive_check.rules.personal import MOBILE, resident_id_rule
from sensitive_check.rules.punctuation import CONTRADICTORY_MARKS, HALFWIDTH_MARK, REPEATED_MARK
from sensitive_check.rules.secrecy import CLASSIFICATION_MARK

if TYPE_CHECKING:
    from sensitive_check.wordlists import Tables

PROFILES = ("government", "media", "enterprise", "publicity")
"""Who publishes: decides which rules are on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOptions:
    """What a configuration may say about rules."""

    profile: str = "government"
    allowed_hosts: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()


def build_rules(data_rules: Iterable[Rule], tables: Tables, options: RuleOptions) -> tuple[Rule, ...]:
    """All rules in force, sorted by id.

    Raises ConfigError when ``options.disabled`` names a rule that does not exist.
    """
    rules = [
        CLASSIFICATION_MARK,
        resident_id_rule(tables.regions),
        MOBILE,
        external_link(options.allowed_hosts),
        MOJIBAKE,
        INVISIBLE_CHARACTER,
        BIDI_CONTROL,
        mixed_script(tables.traditional),
        REPLACEMENT_CHARACTER,
        REPEATED_MARK,
        CONTRADICTORY_MARKS,
        UNPAIRED_BRACKET,
        UNPAIRED_QUOTE,
        HALFWIDTH_MARK,
        *data_rules,
    ]
    known = {rule.id for rule in rules}
    for unknown in sorted(set(options.disabled) - known):
        near = difflib.get_close_matches(unknown, known, n=1)
        raise ConfigError(
            f"没有名为 {unknown} 的规则"
            + (f"，是否指 {near[0]}" if near else "")
            + "；用 sensitive-check rules 查看全部",
            f"there is no rule {unknown}"
            + (f", did you mean {near[0]}" if near else "")
            + "; see sensitive-check rules",
        )
    off = set(options.disabled)
    if options.profile != "government" and not options.allowed_hosts:
        off.add("external-link")  # without a list of its own hosts nobody but a government site has a policy to break
    return tuple(sorted((rule for rule in rules if rule.id not in off), key=lambda rule: rule.id))
