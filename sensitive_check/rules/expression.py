"""Terms to avoid are right where they are quoted: between quotation marks, and in a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensitive_check.model import Hit, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

QUOTE_REACH = 256
"""How far before a term its opening mark may stand, in characters of the same line."""

_PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("〈", "〉"))


def outside_quotation(hit: Hit, context: Context) -> Hit | None:
    """Keep a hit only where it is the draft's own wording.

    A hit that begins with the opening mark itself is kept: a guard that takes the mark in means the quoted form, too.
    So is every hit of a unit's own entry: names that a unit bans are often written in marks.
    """
    if hit.entry is not None and not hit.entry.builtin:
        return hit
    return None if is_quoted(context.squeezed.text, context.squeezed.from_source(hit.span)) else hit


_FORBIDS = lazy(
    r"不得|禁止|严禁|不准|不允许|杜绝|查处|整治|打击|违法|违规|虚假|夸大|处罚|罚款|谨防|警惕|切勿|勿信|轻信|骗局|诈骗|曝光|投诉|举报"
)
"""What a sentence says that speaks about wording instead of using it."""

_SENTENCE_REACH = 200
_SENTENCE_ENDS = "。！？!?\n"


def promotes(hit: Hit, context: Context) -> Hit | None:
    """Keep a hit only where the draft itself promotes: in no quotation, and in no sentence about what is forbidden."""
    if outside_quotation(hit, context) is None:
        return None
    if hit.entry is not None and not hit.entry.builtin:
        return hit
    text, span = context.squeezed.text, context.squeezed.from_source(hit.span)
    low, high = max(span.start - _SENTENCE_REACH, 0), span.end + _SENTENCE_REACH
    start = max(text.rfind(end, low, span.start) for end in _SENTENCE_ENDS) + 1
    stop = min((at for end in _SENTENCE_ENDS if (at := text.find(end, span.end, high)) >= 0), default=high)
    return None if _FORBIDS.search(text, max(start, low), stop) else hit


def is_quoted(text: str, span: Span) -> bool:
    """True when a mark opened before the span on its line is not yet closed there.

    >>> is_quoted("他说：“某词不当。”", Span(4, 6)), is_quoted("“一词”和某词", Span(5, 7))
    (True, False)
    """
    before = text[max(span.start - QUOTE_REACH, 0) : span.start].rpartition("\n")[2]
    if any(before.rfind(opening) > before.rfind(closing) for opening, closing in _PAIRS):
        return True
    return before.count('"') % 2 == 1  # straight marks do not say whether they open or close
