"""The Markdown reader against markdown-it-py: ``python tests/measure/markdown.py PATH… [--spec SPEC.json] [--show N]``.

Needs ``markdown-it-py`` and ``lxml``. PATH is a file or a folder of ``.md`` files, SPEC.json the examples of CommonMark
(``markdown``, ``html``, ``example``) as markdown-it-py's source archive carries them. Compared are the visible text,
blanks aside, and the targets of links and images; checked is that every character of the text outside entities and
escapes leads back to itself in the source. At the end the speed of the reader on everything read is printed.

Known to differ among the examples: 156-158 (tags that no ">" ends: their text stays, lxml drops it), 180 and 629
(instructions and CDATA: comments here, text to lxml). By design: cells beyond a table's width are kept as hidden,
marks of defined footnotes and boxes of tasks are taken out, front matter is read as such, hidden elements follow the
prose. markdown-it-py ends a definition where a list or code follows without a blank line; CommonMark's own
implementation goes on with the paragraph, and so does the reader.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import html  # type: ignore[import-untyped,import-not-found,unused-ignore]  # may be missing
from markdown_it import MarkdownIt  # type: ignore[import-not-found,unused-ignore]  # the same

from sensitive_check.decode import decode
from sensitive_check.model import Document, Span
from sensitive_check.readers.markdown import read
from sensitive_check.readers.markdown.assembly import assemble


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--spec", type=Path)
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    sources = [(path.name, decode(path.read_bytes()).text) for path in _files(options.paths)]
    if sources:
        _compare("files", [(name, source, _rendered(source)) for name, source in sources], options.show)
        _measure([source.encode() for _, source in sources])
    if options.spec:
        examples = json.loads(options.spec.read_text(encoding="utf-8"))
        cases = [(f"example {case['example']}", case["markdown"], case["html"]) for case in examples]
        _compare("examples", cases, options.show)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


def _rendered(source: str) -> str:
    """What markdown-it-py makes of a source, its targets as they are written and autolinks marked."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    markdown.normalizeLink = lambda target: target  # type: ignore[method-assign,assignment,unused-ignore]  # meant to be
    markdown.validateLink = lambda target: True  # type: ignore[method-assign,assignment,unused-ignore]  # the same
    return str(markdown.render(source))


def _visible(page: str) -> tuple[str, list[str]]:
    """The text of a rendered page without blanks, and its targets but for autolinks."""
    root = html.document_fromstring(f"<html><body><div>{page}</div></body></html>")
    for gone in list(root.iter("script", "style")) + list(root.iter(html.etree.Comment, html.etree.PI)):
        gone.drop_tree()
    targets = []
    for element in root.iter("a", "img"):
        target = element.get("href", "") if element.tag == "a" else element.get("src", "")
        if target and unquote(target).removeprefix("mailto:") != unquote(element.text_content()):
            targets.append(unquote(target))
    return "".join(root.text_content().split()), targets


def _prose(document: Document) -> str:
    """The text before what the page only carries, without blanks."""
    carried = [part.span.start for part in document.parts if part.kind in ("link", "metadata", "comment")]
    carried += [part.span.start for part in document.parts if part.label == "脚本"]
    end = min((start for start in carried if not _is_front_matter(document, start)), default=len(document.text))
    text = document.text[:end]
    # Cells beyond a table's width are in the text and on no page.
    for part in sorted(document.parts, key=lambda part: part.span, reverse=True):
        if part.kind == "hidden":
            text = text[: part.span.start] + text[part.span.end :]
    return "".join(text.split())


def _is_front_matter(document: Document, start: int) -> bool:
    return any(part.label == "元数据" and part.span.start == start for part in document.parts)


def _compare(what: str, cases: list[tuple[str, str, str]], show: int) -> None:
    texts = targets = mapped = 0
    for name, source, page in cases:
        document = assemble(source)
        expected, expected_targets = _visible(page)
        found = _prose(document)
        found_targets = [unquote(link.target) for link in document.links]
        missing = Counter(expected_targets) - Counter(found_targets)
        further = Counter(found_targets) - Counter(expected_targets)
        faults = _unmapped(document)
        texts += found == expected
        targets += not missing
        mapped += not faults
        if show and (found != expected or missing or faults):
            show -= 1
            place = next((i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), None)
            place = min(len(found), len(expected)) if place is None else place
            print(f"{name}: text {found == expected}, targets missing {dict(missing)}, further {dict(further)}")
            print(f"  ours   {found[max(place - 20, 0) :][:60]!r}\n  theirs {expected[max(place - 20, 0) :][:60]!r}")
            print(f"  not mapped: {faults[:5]}")
    print(f"{what}: {len(cases)}; text equal {texts}, no target missing {targets}, offsets right {mapped}")


def _unmapped(document: Document) -> list[int]:
    """Offsets of the text whose character is not the one of the source that it leads back to."""
    source, offsets = document.source, document.source_map
    if source is None or offsets is None:
        return [-1]
    return [
        offset
        for block in document.blocks
        for offset in range(block.start, block.end)
        if offset not in offsets.widths
        and source[slice(*_pair(offsets.to_source(Span(offset, offset + 1))))] != document.text[offset]
    ]


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _measure(contents: list[bytes]) -> None:
    size = sum(map(len, contents))
    times = []
    for _ in range(3):
        started = time.process_time()
        for content in contents:
            read(content, "")
        times.append(time.process_time() - started)
    print(f"{size / 1e6:.1f} MB; {sorted(times)[1] * 1e9 / size:.0f} ms of CPU time per MB")


if __name__ == "__main__":
    main()
