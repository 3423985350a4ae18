"""A copy of a Word file with a comment at every finding.

Only the main part, the comments and what leads to them are written anew. Runs are split where a finding begins or
ends, each piece with the properties of the whole. What stands where Word holds no comment (headers, notes, text boxes,
properties) is told in one comment at the top. ISO/IEC 29500-1, 17.13.4.
"""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from typing import Any

from sensitive_check.errors import MissingDependencyError, ReadError
from sensitive_check.limits import Limits
from sensitive_check.model import Finding, Report, Span
from sensitive_check.readers.container import Package, open_zip
from sensitive_check.readers.ooxml import local, main_part, relations
from sensitive_check.readers.source import Budget
from sensitive_check.readers.word import Place, text_elements
from sensitive_check.readers.word.story import OWN_AUTHOR
from sensitive_check.readers.xml_parts import refuse_doctype
from sensitive_check.redact import safe_text
from sensitive_check.reporters import phrases

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_CONTAINERS = frozenset(("ins", "del", "moveFrom", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple"))
"""What marks may stand in; LibreOffice loses the ends of ranges in others (bdo, dir, customXml)."""

_MARKS_OF_A_PIECE = 4
"""How many tags and attributes a piece of text has at least, with a run and its properties."""

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def require_package() -> None:
    """Raises MissingDependencyError when comments cannot be written: lxml is missing."""
    if find_spec("lxml") is None:
        raise MissingDependencyError(
            "写批注需要 pip install 'sensitive-check[office]'",
            "writing comments needs pip install 'sensitive-check[office]'",
            "missing-package",
        )


def _comment(finding: Finding, words: Mapping[str, str]) -> list[str]:
    """The paragraphs of a comment: severity and message, then proposal, reason and source."""
    text = phrases.message(finding)
    if finding.count > 1 and str(finding.count) not in text + finding.reason:
        text += words["finding.count"].format(count=finding.count)
    return [f"{words[f'severity.{finding.severity.value}']}：{text}", *phrases.remarks(finding, words)]


def _summary(
    report: Report, unplaced: Sequence[Finding], counts: Mapping[str, int], words: Mapping[str, str]
) -> list[str]:
    """What no comment in the text tells: findings elsewhere, what was not checked, what was left out."""
    status, placed = words[f"status.{report.status.value}"], counts["placed"]
    lines = [words["annotation.summary"].format(status=status, count=placed)]
    lines += [words["annotation.unplaced"]] if unplaced else []
    for finding in unplaced:
        where = phrases.place_in_words(finding.location.part or "", words)
        lines.append(f"{where}  {'  '.join(_comment(finding, words))}")
    for key, items in (("unchecked.title", report.unchecked), ("accepted.title", report.accepted)):
        if items:
            lines += [words[key], *(phrases.unchecked(item, words) for item in items)]
    told = {
        "summary.suppressed": report.suppressed,
        "annotation.notes": counts["notes"],
        "annotation.cut": report.found - len(report.findings),
        "annotation.replaced": counts["replaced"],
        "annotation.signature": counts["signed"],
    }
    return lines + [words[key].format(total=count) for key, count in told.items() if count]


class WordPackage:
    """A Word file whose comments are written: the trees of the parts that change; the others are copied one by one.

    Give it what the reader of Word files has accepted; ``day`` is the date of the comments. Raises ReadError for a file
    that cannot be copied whole, or whose parts are too large to be changed.
    """

    def __init__(self, content: bytes, limits: Limits, day: date | None = None) -> None:
        self._day = day
        self._content, self._limits = content, limits
        self._changed: dict[str, bytes] = {}
        package = self._opened()
        self._names = tuple(member.name for member in package.members)
        if package.left_out or len({*self._names}) < len(self._names) or None in map(package.read, package.members):
            raise ReadError("文件有损坏的部件，不能复制", "the file has damaged parts and cannot be copied")
        package = self._opened()
        self._main = main_part(package).name
        self._root = self._tree(self._main)
        self._w = _beside(self._root, "")
        if not self._w:
            raise ReadError("正文部件没有命名空间，不能加批注", "the main part has no namespace, nothing to annotate")
        related = relations(package, self._main).values()
        target = next((one.target for one in related if one.type == "comments" and not one.is_external), "")
        found = package.find(target) if target else None
        self._comments_name = found.name if found else ""
        self._comments = self._tree(found.name) if found else self._element("comments")
        self._next = 1 + max((_number(one.get(self._w + "id")) for one in self._comments), default=-1)
        for one in self._root.iter(self._w + "commentRangeStart", self._w + "commentReference"):
            self._next = max(self._next, 1 + _number(one.get(self._w + "id")))
        self._is_signed = any(name.lower().startswith("_xmlsignatures/") for name in self._names)
        self.placed = 0

    def _opened(self) -> Package:
        return open_zip(self._content, Budget(self._limits))

    def _tree(self, name: str) -> Any:
        """The root of a part that changes. Each tag and attribute of a tree takes about 130 bytes of memory."""
        content, most = self._part(name), _MARKS_OF_A_PIECE * self._limits.pieces
        if content.count(b"<") + content.count(b"=") > most:
            raise ReadError(
                f"部件的标签和属性超过 {most} 个，不能加批注",
                f"more than {most} tags and attributes to annotate",
                "limit",
            )
        return _parsed(content)

    def _part(self, name: str) -> bytes:
        """The bytes of a part as they are now."""
        package = self._opened()
        return self._changed.get(name) or next(
            package.read(member) or b"" for member in package.members if member.name == name
        )

    def drop_own_comments(self) -> int:
        """Take earlier comments of this tool out; how many there were."""
        own = [one for one in self._comments if one.get(self._w + "author") == OWN_AUTHOR]
        ids = {one.get(self._w + "id") for one in own}
        for one in own:
            self._comments.remove(one)
        marks = [self._w + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference")]
        for mark in list(self._root.iter(*marks)) if own else ():
            if mark.get(self._w + "id") in ids:
                run = mark.getparent()
                run.remove(mark)
                if _name(run) == "r" and all(_name(one) == "rPr" for one in run):
                    run.getparent().remove(run)
        return len(own)

    def mark(self, findings: Iterable[Finding], placed: Sequence[Place], words: Mapping[str, str]) -> list[Finding]:
        """Put a comment at every listed place of the findings; those of which no place can hold one come back."""
        elements = list(text_elements(self._root))
        anchors = [
            (place, elements[place.index])
            for place in placed
            if place.member == self._main and _host(elements[place.index]) is not None
        ]
        cuts: dict[Any, list[tuple[Any, int, bool, str]]] = defaultdict(list)
        made: set[tuple[Any, ...]] = set()
        unplaced = []
        for finding in findings:
            spans = dict.fromkeys((finding.span, *finding.related)) if finding.line is not None else ()
            reached = [(span, found) for span in spans if (found := list(_within(anchors, span)))]
            if not reached:
                unplaced.append(finding)
            lines = _comment(finding, words)
            for span, found in reached:
                edges = tuple(_edges(found, span))
                if not found[0][0].is_held and (*edges, *lines) in made:  # the words of a link are its target
                    continue
                made.add((*edges, *lines))
                mark_id = self._add_comment(lines)
                for host, element, cut, is_end in edges:
                    cuts[host].append((element, cut, is_end, mark_id))
                self.placed += 1
        for host, marks in cuts.items():
            self._place(host, marks)
        return unplaced

    def _place(self, host: Any, marks: list[tuple[Any, int, bool, str]]) -> None:
        """Put the marks into a run, split where they stand, or around what must stay whole."""
        if local(host.tag) != "r":
            for _, _, is_end, mark_id in marks:
                self._end(host, mark_id) if is_end else host.addprevious(self._mark("commentRangeStart", mark_id))
            return
        wanted = {(element, offset) for element, offset, _, _ in marks}
        begins, ends = self._split(host, wanted)
        for element, offset, is_end, mark_id in marks:
            if is_end:
                self._end(ends[element, offset], mark_id)
            else:
                begins[element, offset].addprevious(self._mark("commentRangeStart", mark_id))

    def _split(self, run: Any, wanted: set[tuple[Any, int]]) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """Split a run at places in its elements; which run begins, and which ends, at each of them."""
        begins: dict[Any, Any] = {}
        ends: dict[Any, Any] = {}
        properties = run.find(self._w + "rPr")
        children = [one for one in run if one is not properties]
        cuts_of: dict[Any, list[int]] = defaultdict(list)
        for element, offset in wanted:
            cuts_of[element].append(offset)
        piece, last = run, run

        def cut(at: tuple[Any, int]) -> None:
            nonlocal piece, last
            if len(piece) > (properties is not None):
                last = piece
                piece = last.makeelement(run.tag, dict(run.attrib), nsmap=run.nsmap)
                if properties is not None:
                    piece.append(copy.deepcopy(properties))
                last.addnext(piece)
            begins[at], ends[at] = piece, last

        for child in children:
            run.remove(child)
        for child in children:
            offsets = sorted(cuts_of.get(child, ()))
            text, reached, current = child.text or "", 0, child
            size = len(text) if _name(child) in ("t", "delText") else 1
            for offset in offsets:
                if offset == 0:
                    cut((child, 0))
                    continue
                if offset < size:
                    current.text = text[reached:offset]
                    current.set(_SPACE, "preserve")
                piece.append(current)
                cut((child, offset))
                reached = offset
                current = None
                if offset < size:
                    current = child.makeelement(child.tag, dict(child.attrib))
                    current.text = text[offset:]
                    current.set(_SPACE, "preserve")
            if current is not None:
                piece.append(current)
        if len(piece) == (properties is not None) and piece is not run:
            for at, begun in list(begins.items()):
                if begun is piece:
                    begins[at] = last
            piece.getparent().remove(piece)
        return begins, ends

    def _end(self, after: Any, mark_id: str) -> None:
        """End a comment's range; what refers to the comment stands outside of insertions, links and fields."""
        end = self._mark("commentRangeEnd", mark_id)
        after.addnext(end)
        outer = end
        while local(outer.getparent().tag) in _CONTAINERS:
            outer = outer.getparent()
        run = self._element("r")
        style = self._element("rStyle")
        style.set(self._w + "val", "CommentReference")
        properties = self._element("rPr")
        properties.append(style)
        run.append(properties)
        run.append(self._mark("commentReference", mark_id))
        outer.addnext(run)

    def add_summary(
        self, report: Report, unplaced: Sequence[Finding], notes: int, replaced: int, words: Mapping[str, str]
    ) -> None:
        """Tell what no comment tells in one at the first paragraph, which is made where there is none.

        ``unplaced`` are findings without a comment, ``notes`` counts those left out as notes, ``replaced`` comments.
        """
        counts = {"placed": self.placed, "notes": notes, "replaced": replaced, "signed": int(self._is_signed)}
        mark_id = self._add_comment(_summary(report, unplaced, counts, words))
        body = self._root.find(self._w + "body")
        if body is None:
            raise ReadError("正文部件里没有正文", "the main part has no body")
        paragraphs = (one for one in body.iter(self._w + "p") if not _is_within(one, "txbxContent"))
        paragraph = next(paragraphs, None)
        if paragraph is None:
            paragraph = self._element("p")
            body.insert(0, paragraph)
        start = self._mark("commentRangeStart", mark_id)
        properties = paragraph.find(self._w + "pPr")
        paragraph.insert(0, start) if properties is None else properties.addnext(start)
        self._end(start, mark_id)

    def _add_comment(self, lines: Sequence[str]) -> str:
        mark_id, self._next = str(self._next), self._next + 1
        comment = self._mark("comment", mark_id)
        comment.set(self._w + "author", OWN_AUTHOR)
        comment.set(self._w + "initials", "SC")
        if self._day is not None:
            comment.set(self._w + "date", f"{self._day.isoformat()}T00:00:00Z")
        for line in lines:
            paragraph, run, text = self._element("p"), self._element("r"), self._element("t")
            text.text = safe_text(line).replace("\ufffe", "").replace("\uffff", "")
            text.set(_SPACE, "preserve")
            run.append(text)
            paragraph.append(run)
            comment.append(paragraph)
        self._comments.append(comment)
        return mark_id

    def _element(self, name: str) -> Any:
        return self._root.makeelement(self._w + name, nsmap={"w": self._w[1:-1]})

    def _mark(self, name: str, mark_id: str) -> Any:
        element = self._element(name)
        element.set(self._w + "id", mark_id)
        return element

    def saved(self) -> bytes:
        """The file as bytes."""
        if not self._comments_name:
            self._register_comments()
        self._changed[self._main] = _written(self._root)
        self._changed[self._comments_name] = _written(self._comments)
        stream = io.BytesIO()
        package = self._opened()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in package.members:
                content = self._changed.get(member.name) or package.read(member) or b""
                archive.writestr(zipfile.ZipInfo(member.name), content, zipfile.ZIP_DEFLATED)
            for name in [one for one in self._changed if one not in self._names]:
                archive.writestr(zipfile.ZipInfo(name), self._changed[name], zipfile.ZIP_DEFLATED)
        return stream.getvalue()

    def _register_comments(self) -> None:
        """Name the new part in the relationships of the main part and among the content types."""
        folder, _, name = self._main.rpartition("/")
        taken = {one.lower() for one in self._names}
        own = next(one for one in _names("comments", ".xml") if posixpath.join(folder, one) not in taken)
        self._comments_name = posixpath.join(folder, own)
        strict = "purl.oclc.org" in self._w
        kind = "purl.oclc.org/ooxml" if strict else "schemas.openxmlformats.org"
        kind = f"http://{kind}/officeDocument/{'' if strict else '2006/'}relationships/comments"
        wanted = posixpath.join(folder, "_rels", f"{name}.rels")
        path = next((one for one in self._names if one.lower() == wanted.lower()), wanted)
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
        related = _parsed(self._part(path) if path in self._names else empty)
        ids = {one.get("Id") for one in related}
        relation_id = next(one for one in _names("rIdComments", "") if one not in ids)
        values = {"Id": relation_id, "Type": kind, "Target": own}
        related.append(related.makeelement(_beside(related, "Relationship"), values))
        self._changed[path] = _written(related)
        types_name = next(one for one in self._names if one.lower() == "[content_types].xml")
        types = _parsed(self._part(types_name))
        for stale in [one for one in types if (one.get("PartName") or "").lower() == f"/{self._comments_name}".lower()]:
            types.remove(stale)
        values = {"PartName": f"/{self._comments_name}", "ContentType": _COMMENTS_TYPE}
        types.append(types.makeelement(_beside(types, "Override"), values))
        self._changed[types_name] = _written(types)


def _names(stem: str, suffix: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{stem}{number if number > 1 else ''}{suffix}"


def _beside(element: Any, name: str) -> str:
    """The name of an element in the namespace of another."""
    return "".join((*element.tag.rpartition("}")[:2], name))


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 10 else -1


def _within(anchors: Sequence[tuple[Place, Any]], span: Span) -> Iterator[tuple[Place, Any]]:
    """The elements that hold a part of a stretch."""
    from bisect import bisect_right

    at = bisect_right(anchors, span.start, key=lambda one: one[0].span.end)
    while at < len(anchors) and anchors[at][0].span.start < span.end:
        yield anchors[at]
        at += 1


def _edges(found: list[tuple[Place, Any]], span: Span) -> Iterator[tuple[Any, Any, int, bool]]:
    """Where a comment begins and ends: what holds the element, the element, the offset in it, and if it is the end."""
    found = sorted(found, key=lambda one: one[0].index)  # deleted text is read behind its paragraph
    for (place, element), edge, is_end in ((found[0], span.start, False), (found[-1], span.end, True)):
        host = _host(element)
        cut = _cut(element, place, max(0, min(edge, place.span.end) - place.span.start), is_end)
        while element is not host and element.getparent() is not host:
            element, cut = element.getparent(), int(is_end)  # ruby: what is in a run stays whole
        yield host, element, cut, is_end


def _host(element: Any) -> Any:
    """The run that holds a text element, or what stands around it and must stay whole; None where no comment can be.

    No comment can be in a text box, nor in the instruction of a field, which nobody sees.
    """
    if local(element.tag) == "instrText" or _is_within(element, "txbxContent"):
        return None
    chain = [element]
    while (parent := chain[-1].getparent()) is not None and local(chain[-1].tag) != "p":
        chain.append(parent)
    if local(chain[-1].tag) != "p":
        return None
    chain.pop()
    while len(chain) > 1 and local(chain[-1].tag) in _CONTAINERS:
        chain.pop()
    return chain[-1]


def _name(node: Any) -> str:
    """The local name of an element; "" for what else XML holds: comments, processing instructions."""
    return local(node.tag) if isinstance(node.tag, str) else ""


def _is_within(element: Any, name: str) -> bool:
    return any(_name(one) == name for one in element.iterancestors())


def _cut(element: Any, place: Place, offset: int, is_end: bool) -> int:
    """Where to cut an element: at its edge where its text is not just what was read."""
    if local(element.tag) not in ("t", "delText"):
        return int(is_end)
    text = element.text or ""
    length = place.span.end - place.span.start
    if not place.is_held or len(text) != length or (element.get(_SPACE) != "preserve" and text != text.strip()):
        return len(text) if is_end else 0
    return offset


def _parsed(content: bytes) -> Any:
    from lxml import etree

    refuse_doctype(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ReadError("XML 有误或嵌套过深，不能加批注", "the XML is broken or nested too deep") from None


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
