"""Addresses: the one place that finds them in a document.

Two sources: bare addresses in the text (``linkify``), and the links a reader found (``Document.links``). ``urls`` says
what is in an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sensitive_check.linkify import CHINESE_HINTS, found_at_hint, found_between, looks_capitalised, read_bare
from sensitive_check.model import Span, View
from sensitive_check.urls import SHARE, Pieces, take_apart

if TYPE_CHECKING:
    from sensitive_check.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Pieces):
    """An address of a document: ``span`` lies in the view named ``view``, ``written`` is the address as read there.

    ``link`` is the number of the link in ``Document.links`` whose target it is, None for one that stands in the text.
    """

    span: Span
    view: str
    written: str = field(repr=False)
    link: int | None = None


def find_addresses(context: Context) -> Iterator[Address]:
    """All addresses: bare ones, except in a part of kind ``link``, then the targets of the document's links."""
    text = context.folded.text
    if "." in text or ":" in text:
        reached = {"folded": 0, "squeezed": 0}
        for view, start, end in _bare(context):
            if start >= reached[view.name]:  # not inside an address that goes on beyond its run
                reached[view.name] = end
                if context.kind_at(view.to_source(Span(start, end)).start) != "link":
                    yield from _in_text(context, view, Span(start, end))
    yield from _beyond_ascii(context)
    for number, link in enumerate(context.document.links):
        written = context.raw.text[link.span.start : link.span.end].strip()
        # Resolved against a page's base, a share on a file server looks like a page.
        yield _address(link.span, "raw", written if SHARE.match(written) else link.target, number)


def _bare(context: Context) -> Iterator[tuple[View, int, int]]:
    for run in context.network_runs:
        for start, end in found_between(run.view.text, run.span.start, run.span.end):
            yield run.view, start, end


def _beyond_ascii(context: Context) -> Iterator[Address]:
    """Bare addresses such as 中国政府网.政务, and those with 。 for a dot."""
    for hint in CHINESE_HINTS:
        for view, span in context.occurrences.get(hint, ()):
            found = found_at_hint(view.text, hint, span.start, span.end)
            if found is not None and context.kind_at(view.to_source(Span(*found)).start) != "link":
                yield from _in_text(context, view, Span(*found))


def _in_text(context: Context, view: View, span: Span) -> Iterator[Address]:
    """The address at a place of a view, unless its letters say that it is none."""
    written = view.text[span.start : span.end]
    is_bare = view.name == "folded" and not any(sign in written for sign in ":/@")
    if is_bare and looks_capitalised(context.raw.text[span.start : span.end]):
        return
    yield _address(span, view.name, written)


def _address(span: Span, view: str, written: str, link: int | None = None) -> Address:
    pieces = take_apart(written)
    if link is None and read_bare(written)[1]:
        pieces = take_apart(f"//{written}")
    return Address(
        span=span,
        view=view,
        written=written,
        link=link,
        scheme=pieces.scheme,
        userinfo=pieces.userinfo,
        host=pieces.host,
        port=pieces.port,
        rest=pieces.rest,
    )
