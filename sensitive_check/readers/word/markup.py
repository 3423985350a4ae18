"""The markup of Word's parts as a run of tokens: what is needed of the tags, and how attributes are read.

Word writes many tags for each word of text. One pattern passes over those that say nothing about the text and takes the
properties of runs, paragraphs and cells as one piece each: a document has few different ones, so what they mean is
looked up. Nothing is passed over by default: a tag that the pattern does not know is a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sensitive_check.readers.xml_parts import unescaped

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
        "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    }
)
"""WordprocessingML, in its usual and its strict form."""

COUNTED = frozenset(
    ("t", "delText", "instrText", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym", "ptab"),
)
"""Local names of the elements that bear text; ``Place.index`` counts them."""

PLAIN, RUN, END, PARAGRAPH, CELL, PROPERTIES, TAG, STRAY = 2, 4, 5, 7, 9, 11, 14, 15
"""``lastindex`` of a match of ``TOKEN``.

Its groups are: properties and runs of a paragraph of nothing but runs of text; properties and text of a run; the end of
a paragraph; properties of a paragraph; properties of a cell; name and content of other properties; name, attributes and
what follows of any other tag; text that follows what is passed over.
"""


# Few tags at a time: unclosed properties must not be read to the end of the part again and again.
# Properties in which text stands, where none belongs, are read tag by tag; in a paragraph's there may be tab stops.
_BEARER = rf"(?:[^\s/>:]+:)?(?:{'|'.join(sorted(COUNTED))})[\s/>]"


def _opening(name: str) -> str:
    """The pattern of a start tag and the properties right behind it, as a group."""
    stop = f"/w:{name}Pr>" if name == "p" else f"/w:{name}Pr>|{_BEARER}"
    return rf"<w:{name}(?: [^>]*[^/>])?>(?:<w:{name}Pr>((?:<(?!{stop})[^>]*>){{0,200}})</w:{name}Pr>)?"


_NOTHING = r"w:proofErr [^>]*|w:bookmark(?:Start|End) (?![^>]*[0-9]{11})[ -=?-~]*"
_RUN = rf"{_opening('r')}(?:<w:lastRenderedPageBreak/>)?<w:t(?: [^>]*[^/>])?>([^<]*)</w:t></w:r>"
_RUN_WITHOUT_GROUPS = re.sub(r"\((?!\?)", "(?:", _RUN)

RUNS = re.compile(_RUN)
"""A run of text: its properties and its text."""

TOKEN = re.compile(
    rf"{_opening('p')}((?:{_RUN_WITHOUT_GROUPS}|<(?:{_NOTHING})>){{0,200}})</w:p>"
    rf"|{_RUN}|</w:p>()|{_opening('p')}()|<(?:/w:r|{_NOTHING}|w:lastRenderedPageBreak/)>|{_opening('tc')}()"
    r"|<w:((?:r|p|tc|tr|tbl)Pr|tblGrid)>((?:<(?!/w:\10>|" + _BEARER + r")[^>]*>){0,200})</w:\10>"
    r"|<([^\s/>]+|/[^\s>]+)([^>]*)>([^<]*)|([^<]+)"
)

_ATTRIBUTE = re.compile(r"""([^\s="'/:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ELEMENT = re.compile(r"<(?:[^\s/>:]+:)?([^\s/>:]+)([^>]*)>")
_TEXT_ELEMENT = re.compile(
    r"<(/?)(?:[^\s/>:]+:)?(t|delText|instrText|tab|br|cr|noBreakHyphen|softHyphen|sym|ptab|tabs|tabLst)(?=[\s/>])([^>]*)>"
)


def attributes_of(written: str) -> dict[str, str]:
    """The attributes of a tag, by their local names.

    >>> attributes_of(' w:val="a&amp;b" id = \\'1\\'')
    {'val': 'a&b', 'id': '1'}
    """
    return {
        name: unescaped(double or single) for name, double, single in _ATTRIBUTE.findall(written) if name != "xmlns"
    }


def elements(markup: str) -> list[tuple[str, str]]:
    """Local names and attributes, as written, of the elements that begin in a piece of markup."""
    return _ELEMENT.findall(markup)


def count_text_elements(markup: str) -> int:
    """How many elements of ``COUNTED`` a piece of markup holds: tab stops are none."""
    count, stops = 0, 0
    for end, name, attributes in _TEXT_ELEMENT.findall(markup):
        if name in ("tabs", "tabLst"):
            stops += -1 if end else not attributes.endswith("/")
        elif not end and not (name == "tab" and stops):
            count += 1
    return count


def text_elements(root: Any) -> Iterator[Any]:
    """The elements of a part that ``Place.index`` counts, in order, from an element tree (ElementTree or lxml).

    They are those of ``COUNTED`` by local name, whatever they stand in: but for ``tab`` as a tab stop, in ``tabs``.
    """
    stack = [iter((root,))]
    names = [""]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            names.pop()
            continue
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in COUNTED and not (name == "tab" and names[-1] in ("tabs", "tabLst")):
            yield element
        stack.append(iter(element))
        names.append(name)
