"""The HTML reader against an HTML5 parser: ``python tests/measure/webpage.py FOLDER`` (needs ``selectolax``).

Per page: visible text (white space left out, hidden elements left out) and the multiset of ``href`` and ``src`` targets
must be equal; every character must stand where the source map says. Then the speed, and findings by rule.
"""

from __future__ import annotations

import argparse
import gc
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import sensitive_check
from sensitive_check.config import Config
from sensitive_check.model import Document
from sensitive_check.readers.webpage import hidden, read
from sensitive_check.readers.webpage.tokens import tokens

BAITS = (
    "< <a~ <!-- <![CDATA[ </a~ <a~href=' <a~x=\" & &# &lt <b> </b> <p~hidden>x <div> <a~href=x> <table><tr><td>x "
    "<a><td> <table><caption>x <ul><li> <br> <b>~</b> <code> <script> <svg> <style>url( <style>url(' <a~x= --! <title> "
    "<a><td><ul></x> <img~srcset='a,'> <li~hidden><code>x <!--http://a.b/c--> <a~style='display:none;a:b'> "
    "<ruby>x<rt>y <pre>甲<code> <style>.a{display:none}</style>"
)
_UNSEEN = frozenset(("script", "style", "title", "-comment", *hidden.UNRENDERED))


def main() -> None:
    """Measure and print."""
    from selectolax.lexbor import LexborHTMLParser

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--baits", action="store_true", help="only print t(2n)/t(n) on repeated pieces of markup")
    options = parser.parse_args()
    if options.baits:
        measure_baits()
        return
    checker = sensitive_check.load_checker(Config(profile="government"))
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    seconds, size = 0.0, 0
    for path in sorted(options.folder.rglob("*.htm*")):
        content = path.read_bytes()
        best = 9.0
        for _ in range(3):
            started = time.perf_counter()
            document = read(content, path.name)
            best = min(best, time.perf_counter() - started)
        seconds += best
        size += len(content)
        page = LexborHTMLParser(document.source or "")
        counts["pages"] += 1
        counts["characters"] += len(document.text)
        counts["misplaced characters"] += misplaced(document)
        for title, ours, theirs in (
            ("text", _bare(prose(document)), _bare("".join(visible(page.root)))),
            ("targets", dict(our_targets(document)), dict(their_targets(page))),
        ):
            if ours != theirs:
                counts[f"different {title}"] += 1
                print(path.name, title, difference(ours, theirs))
        for finding in checker.check(document):
            part = finding.location.part or "prose"
            rules[f"{finding.rule_id} {finding.severity.value} [{part}]"] += 1
            around = finding.excerpt.text[max(finding.excerpt.span.start - 15, 0) : finding.excerpt.span.end + 15]
            print(f"  {path.name}:{finding.location}\t{finding.rule_id}\t{around!r}")
    for table in (counts, rules):
        for key, count in sorted(table.items()):
            print(f"{key}: {count}")
    print(f"read: {seconds * 1e3 / (size / 2**20):.0f} ms per MB of {size / 2**20:.2f} MB")


def measure_baits() -> None:
    """CPU time on 20,000 and 40,000 repetitions, and the ratio, which is to stay at 2.3 or below.

    Without Python's collector, whose runs over ever more objects come in steps of their own.
    """
    for bait in BAITS.split():
        content = bait.replace("~", " ").encode()
        short, long = (min(_cpu(content * number) for _ in range(5)) for number in (20_000, 40_000))
        print(f"{bait:<32} {short * 1e3:6.0f} ms {long * 1e3:6.0f} ms {long / max(short, 1e-3):5.2f}")


def _cpu(content: bytes) -> float:
    gc.collect()
    gc.disable()
    started = time.process_time()
    read(content, "a.html")
    spent = time.process_time() - started
    gc.enable()
    return spent


def prose(document: Document) -> str:
    """What the reader takes for visible: all that lies in no part, and code where it stands."""
    until = min((part.span.start for part in document.parts if part.label != "代码"), default=len(document.text))
    return document.text[:until]


def misplaced(document: Document) -> int:
    """How many characters of the text do not stand in the source where the map leads."""
    offsets, source = document.source_map, document.source
    if offsets is None or source is None:
        return 0
    wrong = 0
    separators = {edge - 1 for block in document.blocks for edge in (block.start,)}
    for offset, character in enumerate(document.text):
        index = bisect_right(offsets.starts, offset) - 1
        at = offsets.sources[index] + offset - offsets.starts[index]
        width = offsets.widths.get(offset, 1)
        if width > 1:
            wrong += character not in unescape(source[at : at + width])
        elif character != source[at : at + 1]:
            wrong += not (character == "\n" and (offset in separators or source[at : at + 1] == "<"))
    return wrong


def visible(root: Any) -> Iterator[str]:
    """The text nodes of a parsed page that are not hidden by an element around them."""
    stack = [root]
    while stack:
        node = stack.pop()
        tag = node.tag or "-doctype"
        if tag == "-text":
            yield node.text_content or ""
            continue
        values = {name: value or "" for name, value in node.attributes.items()} if tag[0] != "-" else {}
        if tag in _UNSEEN or hidden.concealment(tag, values):
            continue
        stack += reversed(list(node.iter(include_text=True)))


def our_targets(document: Document) -> Counter[str]:
    """Every ``href`` and ``src`` value that our tokens hold."""
    source = document.source or ""
    written = {source_of(document, link.span.start) for link in document.links}
    found: Counter[str] = Counter()
    for token in tokens(source):
        seen = set()
        for name, _, start, end in token.attributes:
            value = unescape(source[start:end]).strip(" \t\n\f\r")
            if token.kind == "start" and name in ("href", "src") and value and name not in seen:
                blanks = len(source[start:end]) - len(source[start:end].lstrip(" \t\n\f\r"))
                found[value if start + blanks in written else f"not a link: {value}"] += 1
            seen.add(name)
    return found


def source_of(document: Document, offset: int) -> int:
    """Where a character of the text stands in the source."""
    offsets = document.source_map
    if offsets is None:
        return offset
    index = bisect_right(offsets.starts, offset) - 1
    return offsets.sources[index] + offset - offsets.starts[index]


def their_targets(page: Any) -> Counter[str]:
    """The same from the parsed page."""
    found: Counter[str] = Counter()
    for node in page.css("[href],[src]"):
        for name in ("href", "src"):
            value = (node.attributes.get(name) or "").strip(" \t\n\f\r")
            found[value] += bool(value)
    return +found


def difference(ours: Any, theirs: Any) -> str:
    """The first place where two results part."""
    if isinstance(ours, dict):
        only_ours, only_theirs = ours.items() - theirs.items(), theirs.items() - ours.items()
        return f"only ours {sorted(only_ours)[:3]}, only theirs {sorted(only_theirs)[:3]}"
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    return f"at {at}: ours {ours[at - 10 : at + 30]!r}, theirs {theirs[at - 10 : at + 30]!r}"


def _bare(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
