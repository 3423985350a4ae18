"""Placeholders and what a tool says are left in a draft by oversight; a draft that quotes them speaks about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensitive_check.model import Hit
from sensitive_check.rules.expression import is_quoted

if TYPE_CHECKING:
    from sensitive_check.context import Context

_OPENINGS = "[【〔（(《<"


def left_behind(hit: Hit, context: Context) -> Hit | None:
    """Keep a hit unless it is a phrase in quotation marks. Empty places (XX年, 【】) are empty in a quotation, too."""
    if hit.entry is None or not hit.entry.builtin:
        return hit
    term = hit.entry.term
    if "xx" in term or term[:1] in _OPENINGS:
        return hit
    return None if is_quoted(context.squeezed.text, context.squeezed.from_source(hit.span)) else hit
