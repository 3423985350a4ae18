"""Raw HTML inside Markdown: tags out, text kept. Whole pages have a reader of their own.

What a browser would do with unbalanced tags or style sheets is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sensitive_check.readers.markdown.content import ENTITY, entity
from sensitive_check.readers.markdown.inline import TAG, Piece

_TOKEN = re.compile(rf"<!--|<\?|<!\[CDATA\[|<![a-zA-Z]|{TAG.pattern}|{ENTITY.pattern}|\r\n?|\n")
_CLOSINGS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_RAW_START = re.compile(r"<(script|style)(?![a-zA-Z0-9-])", re.IGNORECASE)
_RAW_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}

_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|iframe|legend|li|link|"
    "main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|"
    "title|tr|track|ul"
)
WHOLE_TAG = re.compile(
    r"<(?:/[a-z][a-z0-9-]*[ \t]*"
    r"|[a-z][a-z0-9-]*(?:[ \t]+[a-z_:][a-z0-9_.:-]*(?:[ \t]*=[ \t]*(?:[^ \t\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*[ \t]*/?)>"
    r"[ \t]*$",
    re.IGNORECASE,
)
"""A tag that stands alone on its line."""
HTML_STARTS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile("<![a-z]", re.IGNORECASE), re.compile(">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_NAMES})(?:[ \t]|/?>|$)", re.IGNORECASE), None),
)
"""How a block of raw HTML starts, and the pattern that ends it: None is a blank line."""


def parse_html(text: str) -> Iterator[Piece]:
    """The pieces of a block of raw HTML; ``script`` pieces hold what stands between the tags of scripts and styles."""
    start, end = 0, len(text)
    while found := _TOKEN.search(text, start):
        if start < found.start():
            yield Piece("text", start, found.start())
        first, start = found.span()
        if found[0][0] == "&":
            shown = entity(found[0])
            yield Piece("text" if shown is None else "shown", first, start, shown=shown or "")
        elif found[0][0] != "<":
            yield Piece("shown", first, start, shown="\n")
        elif found[0][1] in "!?":
            closing = _CLOSINGS.get(found[0], ">")
            close = text.find(closing, start)
            start = end if close < 0 else close + len(closing)
            yield Piece("comment", first, start)
        else:
            yield Piece("tag", first, start)
            raw = _RAW_START.match(text, first)
            if raw:
                close_tag = _RAW_ENDS[raw[1].lower()].search(text, start)
                raw_end = close_tag.start() if close_tag else end
                yield Piece("script", start, raw_end)
                start = raw_end
    if start < end:
        yield Piece("text", start, end)
