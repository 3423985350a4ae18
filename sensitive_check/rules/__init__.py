"""The list of rules. Nothing registers itself: what is in force stands in ``build_rules``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from sensitive_check.errors import ConfigError
from sensitive_check.hosts import HostPolicy
from sensitive_check.masks import MASK_RULES, MaskRule
from sensitive_check.model import Entry, Leader, Rule, Severity
from sensitive_check.normalize import build_folding, term_key
from sensitive_check.rules.accounts import EMAIL, SOCIAL_ACCOUNT, bank_card
from sensitive_check.rules.characters import (
    BIDI_CONTROL,
    INVISIBLE_CHARACTER,
    PRIVATE_USE_CHARACTER,
    REPLACEMENT_CHARACTER,
    mixed_script,
)
from sensitive_check.rules.citations import repealed_document
from sensitive_check.rules.credential import credential
from sensitive_check.rules.credentials_in_urls import CREDENTIAL_IN_URL
from sensitive_check.rules.dashes import DASH_FORM, ELLIPSIS_FORM, INTERPUNCT_FORM, RANGE_MARK
from sensitive_check.rules.document_marks import (
    DRAFT_MARK,
    FOREIGN_MARK,
    NOT_FOR_RELEASE,
)
from sensitive_check.rules.document_numbers import DOCUMENT_NUMBER_FORM
from sensitive_check.rules.documents import DOCUMENT_PROPERTY, REPEATED_DOCUMENT, SUFFIX_MISMATCH
from sensitive_check.rules.enumeration_commas import COMMA_BEFORE_AND, ENUMERATION_COMMA
from sensitive_check.rules.enumerations import wrong_enumeration
from sensitive_check.rules.expression import outside_quotation, promotes
from sensitive_check.rules.former_names import FORMER_NAME_REASONS, in_the_present
from sensitive_check.rules.identity import FAILED_CHECKSUM, resident_id_rule
from sensitive_check.rules.law_titles import law_title_mismatch
from sensitive_check.rules.leaders import leader_order, leader_post
from sensitive_check.rules.line_marks import HEADING_MARK, MARK_AT_LINE_HEAD, SERIES_MARK
from sensitive_check.rules.link_texts import SWALLOWED_PUNCTUATION, hidden_link, text_target_mismatch
from sensitive_check.rules.links import abandoned_domain, external_link, netdisk, raw_ip, short_link
from sensitive_check.rules.liveness import bad_certificate, dead_link, following_redirects
from sensitive_check.rules.lookalikes import lookalike_host
from sensitive_check.rules.masking import weak_mask
from sensitive_check.rules.meetings import MEETING_MISMATCH
from sensitive_check.rules.mojibake import MOJIBAKE
from sensitive_check.rules.nearmiss import near_miss
from sensitive_check.rules.nesting import NESTED_BRACKET, NESTED_QUOTE, NESTED_TITLE_MARK, TITLE_MARK_MISUSE
from sensitive_check.rules.networks import IP_ADDRESS
from sensitive_check.rules.numeric_cells import id_in_numeric_cell
from sensitive_check.rules.organisations import CREDIT_CODE
from sensitive_check.rules.pairs import UNPAIRED_BRACKET, UNPAIRED_QUOTE
from sensitive_check.rules.papers import MILITARY_ID, PASSPORT, TRAVEL_PERMIT
from sensitive_check.rules.parameters import PERSONAL_DATA_IN_URL
from sensitive_check.rules.persons import BIRTH_DATE, HEALTH, HOME_ADDRESS, MINOR_NAMED
from sensitive_check.rules.phones import MOBILE, landline
from sensitive_check.rules.placeholders import left_behind
from sensitive_check.rules.punctuation import CONTRADICTORY_MARKS, HALFWIDTH_MARK, REPEATED_MARK, STOP_IN_BRACKET
from sensitive_check.rules.readability import ENCODING_UNCERTAIN, REFERENCED_PICTURE, TYPE_MISMATCH
from sensitive_check.rules.repetition import REPEATED_PARAGRAPH, REPEATED_WORD
from sensitive_check.rules.roster import PERSONAL_ROSTER
from sensitive_check.rules.schemes import DANGEROUS_SCHEME, ODD_PORT, PLAIN_HTTP
from sensitive_check.rules.secrecy import CLASSIFICATION_MARK
from sensitive_check.rules.secrecy_numbers import COPY_NUMBER, SECRET_DOCUMENT_NUMBER
from sensitive_check.rules.secrecy_period import SECRECY_PERIOD
from sensitive_check.rules.sections import BROKEN_HEADING, EMPTY_SECTION
from sensitive_check.rules.state_lists import state_region_list
from sensitive_check.rules.typos import in_simplified
from sensitive_check.rules.vehicles import PLATE
from sensitive_check.rules.widths import HALFWIDTH_BRACKET, STRAIGHT_QUOTE

if TYPE_CHECKING:
    from sensitive_check.wordlists import Tables


_JUDGES = {
    "advertising-term": promotes,
    "placeholder": left_behind,
    "typo": in_simplified,
    **dict.fromkeys(("banned-term", "cautious-term", "wrong-title"), outside_quotation),
}
"""Data rules whose hits need more than guard, innocent phrase and token edges, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOptions:
    """What a profile and a configuration may say about rules: which are off, and how grave each may be at most.

    ``mask_rules`` is how the unit masks numbers, by the id of the rule that finds them; ``leaders`` are its leaders.
    ``online`` lets rules note the addresses to ask for; the rules themselves ask nobody.
    """

    hosts: HostPolicy = field(default_factory=HostPolicy)
    disabled: tuple[str, ...] = ()
    at_most: Mapping[str, Severity] = field(default_factory=dict)
    mask_rules: Mapping[str, MaskRule] = field(default_factory=lambda: MASK_RULES)
    online: bool = False
    leaders: tuple[Leader, ...] = field(default=(), repr=False)


def build_rules(
    data_rules: Iterable[Rule], tables: Tables, options: RuleOptions, *, extra: Iterable[Rule] = ()
) -> tuple[Rule, ...]:
    """All rules in force, sorted by id; ``extra`` are those of plug-ins.

    Raises ConfigError when ``options`` name a rule that does not exist, and when two rules share an id.
    """
    hosts = replace(options.hosts, known=tables.known_hosts)
    rules = [
        CLASSIFICATION_MARK,
        SECRECY_PERIOD,
        COPY_NUMBER,
        SECRET_DOCUMENT_NUMBER,
        NOT_FOR_RELEASE,
        DRAFT_MARK,
        FOREIGN_MARK,
        resident_id_rule(tables.regions),
        FAILED_CHECKSUM,
        PASSPORT,
        TRAVEL_PERMIT,
        MILITARY_ID,
        MOBILE,
        landline(tables.area_codes),
        bank_card(tables.card_bins),
        EMAIL,
        SOCIAL_ACCOUNT,
        PLATE,
        weak_mask(tables.regions, options.mask_rules),
        PERSONAL_ROSTER,
        id_in_numeric_cell(tables.regions),
        HOME_ADDRESS,
        BIRTH_DATE,
        HEALTH,
        MINOR_NAMED,
        CREDIT_CODE,
        IP_ADDRESS,
        following_redirects(external_link(hosts), options.online),
        dead_link(options.online),
        bad_certificate(options.online),
        abandoned_domain(hosts),
        lookalike_host(hosts, tables.lookalikes),
        text_target_mismatch(hosts),
        hidden_link(hosts),
        SWALLOWED_PUNCTUATION,
        short_link(hosts),
        netdisk(hosts),
        raw_ip(hosts),
        PLAIN_HTTP,
        ODD_PORT,
        leader_post(options.leaders, tables.confusions),
        leader_order(options.leaders),
        CREDENTIAL_IN_URL,
        DANGEROUS_SCHEME,
        PERSONAL_DATA_IN_URL,
        MEETING_MISMATCH,
        MOJIBAKE,
        INVISIBLE_CHARACTER,
        BIDI_CONTROL,
        mixed_script(tables.traditional),
        REPLACEMENT_CHARACTER,
        PRIVATE_USE_CHARACTER,
        ENCODING_UNCERTAIN,
        TYPE_MISMATCH,
        SUFFIX_MISMATCH,
        REFERENCED_PICTURE,
        REPEATED_MARK,
        CONTRADICTORY_MARKS,
        UNPAIRED_BRACKET,
        UNPAIRED_QUOTE,
        HALFWIDTH_MARK,
        ELLIPSIS_FORM,
        DASH_FORM,
        RANGE_MARK,
        INTERPUNCT_FORM,
        NESTED_TITLE_MARK,
        NESTED_QUOTE,
        NESTED_BRACKET,
        TITLE_MARK_MISUSE,
        ENUMERATION_COMMA,
        COMMA_BEFORE_AND,
        MARK_AT_LINE_HEAD,
        HEADING_MARK,
        SERIES_MARK,
        HALFWIDTH_BRACKET,
        STRAIGHT_QUOTE,
        STOP_IN_BRACKET,
        DOCUMENT_NUMBER_FORM,
        REPEATED_WORD,
        REPEATED_PARAGRAPH,
        EMPTY_SECTION,
        BROKEN_HEADING,
        REPEATED_DOCUMENT,
        DOCUMENT_PROPERTY,
        law_title_mismatch(tables.statutes, tables.document_numbers, tables.register),
        state_region_list(tables.countries),
        *(_built(rule, tables) for rule in data_rules),
        *extra,
    ]
    if twice := [rule_id for rule_id, count in Counter(rule.id for rule in rules).items() if count > 1]:
        raise ConfigError(
            f"rule：已有名为 {twice[0]} 的规则，请换一个 id",
            f"rule: there is a rule {twice[0]} already; use another id",
        )
    check_known("disabled_rules", (*options.disabled, *options.at_most), (rule.id for rule in rules))
    on = (rule for rule in rules if rule.id not in options.disabled)
    graded = (replace(rule, at_most=options.at_most.get(rule.id)) for rule in on)
    return tuple(sorted(graded, key=lambda rule: rule.id))


def _built(rule: Rule, tables: Tables) -> Rule:
    """A data rule with the code it needs beside its entries."""
    if rule.id == "near-miss":
        return near_miss(_with_folded_forms(rule, tables), tables.confusions)
    if rule.id == "wrong-enumeration":
        return wrong_enumeration(rule)
    if rule.id == "credential":
        return credential(rule)
    if rule.id == "repealed-document":
        return repealed_document(rule)
    if rule.id == "former-name":
        return replace(rule, reasons=FORMER_NAME_REASONS, verify=in_the_present)
    return replace(rule, verify=_JUDGES.get(rule.id))


def _with_folded_forms(rule: Rule, tables: Tables) -> Rule:
    """Forms are sought as the text is read; a unit may write them as they are printed, and gets them proposed so."""
    if all(entry.builtin for entry in rule.entries):
        return rule
    key = partial(term_key, folding=build_folding(tables.traditional))
    return replace(rule, entries=tuple(_with_folded_form(entry, key) for entry in rule.entries))


def _with_folded_form(entry: Entry, key: Callable[[str], str]) -> Entry:
    form = key(entry.form)
    if entry.builtin or (form == entry.form and not entry.variants and not entry.misses):
        return entry
    return replace(
        entry,
        form=form,
        suggestions=entry.suggestions or (entry.form,),
        variants=tuple(map(key, entry.variants)),
        pieces=tuple(map(key, entry.pieces)),
        misses=tuple(map(key, entry.misses)),
    )


def check_known(key: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise ConfigError when one of ``names``, given under the option ``key``, is no rule."""
    known = list(known)
    for unknown in sorted(set(names) - set(known)):
        from difflib import get_close_matches  # costs start-up, and names are rarely wrong

        near = get_close_matches(unknown, known, n=1)
        raise ConfigError(
            f"{key}：没有名为 {unknown} 的规则"
            + (f"，是否指 {near[0]}" if near else "")
            + "；用 sensitive-check rules 查看全部",
            f"{key}: there is no rule {unknown}"
            + (f", did you mean {near[0]}" if near else "")
            + "; see sensitive-check rules",
        )
