"""What a browser knows of the elements of HTML: which stand apart, which have no end tag, which end one another."""

from __future__ import annotations

from collections.abc import Mapping

BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html input legend li listing main marquee "
    "menu nav ol optgroup option p pre search section select summary table tbody td text textarea tfoot th thead title "
    "tr ul xmp".split()
)
"""Elements that stand apart from what is around them; all others are inline and join."""
VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
ENDS_PARAGRAPH = BLOCKS - frozenset(
    "button input option optgroup select textarea caption legend tbody td text tfoot th thead title tr marquee".split()
)
ROOTS = frozenset(("html", "body", "head"))
KEPT = frozenset(("pre", "listing", "textarea", "xmp"))
CODE = frozenset(("code", "kbd", "samp"))
PREFORMATTED = frozenset(("pre", "listing", "xmp"))
"""Code, unless what stands in them is prose."""
READINGS = frozenset(("rt", "rp"))
"""How the words of a ``<ruby>`` are read: small print over them."""
IN_TABLE = frozenset(("caption", "tbody", "td", "tfoot", "th", "thead", "tr"))
BARRIERS = ("table", "td", "th", "caption", "template", "object", "marquee")
"""An end tag inside one of these closes nothing outside of it."""
PARAGRAPH_BARRIERS = (*BARRIERS, "button")
OUTER: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("table", *IN_TABLE), ("table", "template")),
    "template": ("template",),
}
"""The same for end tags that reach further."""
CLOSED_BY: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol", "menu", *BARRIERS)),
    "dt": (("dt", "dd"), ("dl", *BARRIERS)),
    "dd": (("dt", "dd"), ("dl", *BARRIERS)),
    "option": (("option",), ("select", "datalist", *BARRIERS)),
    "optgroup": (("option", "optgroup"), ("select", "datalist", *BARRIERS)),
    "a": (("a",), BARRIERS),
    **dict.fromkeys(("rt", "rp"), (("rt", "rp"), ("ruby", *BARRIERS))),
    "td": (("td", "th", "caption"), ("table",)),
    "th": (("td", "th", "caption"), ("table",)),
    "tr": (("td", "th", "tr", "caption"), ("table",)),
    **dict.fromkeys(
        ("tbody", "thead", "tfoot"), (("tbody", "thead", "tfoot", "tr", "td", "th", "caption"), ("table",))
    ),
}
"""Start tag -> the open elements it ends, and what it does not reach out of."""
