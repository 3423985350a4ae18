"""Typos are slips in simplified text: traditional text keeps other forms, which folding makes look like them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sensitive_check.model import Hit, Severity
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_NEAR = 60
"""How far around a hit other characters tell in which of the two it is written."""

_FEWEST = 3
_HAN = lazy(f"[{HAN}]")
_RIGHT_IN_TRADITIONAL = "帐"
"""Characters whose traditional form has uses that its simplified form has lost: 帳戶 is right, 帐户 is not."""


def in_simplified(hit: Hit, context: Context) -> Hit | None:
    """Keep a hit unless the text around is traditional and the row is about a form of simplified text.

    A row of ours that is a note, or turns on a character with more uses in traditional text, says nothing there.
    """
    if hit.entry is None or not hit.entry.builtin:
        return hit
    milder = hit.entry.severity is Severity.NOTE
    if not milder and not any(character in hit.entry.term for character in _RIGHT_IN_TRADITIONAL):
        return hit
    traditional = _changed_by_folding(context.seen)
    if not traditional:
        return hit
    around = context.document.text[max(hit.span.start - _NEAR, 0) : hit.span.end + _NEAR]
    return None if sum(map(traditional.__contains__, around)) >= _FEWEST else hit


@lru_cache(maxsize=8)
def _changed_by_folding(seen: frozenset[str]) -> frozenset[str]:
    """The Chinese characters among those that folding may change: traditional and compatibility forms."""
    return frozenset(filter(_HAN.match, seen))
