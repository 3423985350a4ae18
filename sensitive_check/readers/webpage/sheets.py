"""What the style sheets in a page keep from being displayed.

Only ``display: none`` for a single class, id or element counts (``.a``, ``#a``, ``a``), and only where nothing on the
page may show it again: no other rule that displays it, no script or address that names it. Files of style and script
are not read. Other ways of hiding stay with the element's own ``style``: in sheets they are layout more often than not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sensitive_check.readers.webpage.hidden import declarations

# Alternatives that cannot fail at the end, so that comments without one are read only once.
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)")
_BRACE = re.compile("[{}]")
_NAME = re.compile(r"[.#]?[a-zA-Z_][a-zA-Z0-9_-]{0,60}")
_MOST_SELECTORS = 20


@dataclass(slots=True)
class Sheets:
    """The selectors that the sheets read so far keep from being displayed."""

    undisplayed: set[str] = field(default_factory=set)
    sought: int = 0

    def read(self, source: str, start: int, end: int) -> None:
        """Read the sheet in a stretch of source. Each of its selectors is sought in what follows, so few are."""
        found = undisplayed(source[start:end])
        self.sought += len(found)
        if self.sought <= _MOST_SELECTORS:
            self.undisplayed |= {selector for selector in found if not _is_named(selector, source, end)}


def undisplayed(css: str) -> set[str]:
    """Simple selectors that a style sheet hides and never shows.

    >>> undisplayed(".a, p {display: none} .b {display: none} @media screen {.b {display: block}}") == {".a", "p"}
    True
    """
    hidden: set[str] = set()
    shown: set[str] = set()
    selector, depth, start = "", 0, 0
    css = _COMMENT.sub("", css)
    for brace in _BRACE.finditer(css):
        text, start = css[start : brace.start()], brace.end()
        if brace[0] == "{":
            selector = text.rpartition(";")[2]  # after "@import …;"
            depth += 1
            continue
        value = declarations(text).get("display") if "display" in text.lower() else None
        if value == "none" and depth == 1:
            singles = (single.strip() for single in selector.split(","))
            hidden.update(single for single in singles if _NAME.fullmatch(single))
        elif value != "none" and value is not None:
            shown.update(_NAME.findall(selector))
        selector, depth = "", max(depth - 1, 0)
    return hidden - shown


def _is_named(selector: str, source: str, position: int) -> bool:
    """True when something names a class or id from ``position`` on, as scripts and addresses within a page do."""
    name = selector.lstrip(".#")
    if name == selector:
        return False
    written = rf"(?:{re.escape(selector)}|#{name}|\([\"']{name})(?![a-zA-Z0-9_-])"
    return re.compile(written).search(source, position) is not None
