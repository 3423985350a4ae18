"""One part of a Word file (body, header, notes, comments) as paragraphs and tables, in one pass over its tokens.

Paragraphs and tables stand in cells and text boxes to any depth, so open ones are kept on a stack, and what lies inside
a paragraph without belonging to its sentence (text boxes, deletions, targets of links) follows it as blocks of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sensitive_check.model import Span
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.ooxml import Relation
from sensitive_check.readers.word.blocks import Beside, Blocks, Formed, Paragraph, Piece, Table, TableCell, link
from sensitive_check.readers.word.branches import repeated_branches
from sensitive_check.readers.word.describing import DESCRIBED, Describing, is_telling_name, says_more, target_of
from sensitive_check.readers.word.formats import (
    UNKNOWN,
    Styles,
    cell_format,
    paragraph_format,
    shading,
)
from sensitive_check.readers.word.markup import (
    CELL,
    END,
    PARAGRAPH,
    PLAIN,
    PROPERTIES,
    RUN,
    RUNS,
    STRAY,
    TAG,
    TOKEN,
    attributes_of,
    count_text_elements,
    elements,
)
from sensitive_check.readers.word.numbering import Numbering
from sensitive_check.readers.word.symbols import character_of
from sensitive_check.readers.xml_parts import unescaped

OWN_AUTHOR = "sensitive-check"
"""Author of the comments that this tool adds to copies."""

_QUOTING = "code"
"""What such comments are: they quote what was found, so words are not judged again. Anyone may take the author's name,
so they are read for secrets and personal data as code is."""

_AUTHOR = re.compile(r"<(?!(?:[^\s/>:]+:)?comment\s)[^\s/>]+\s(?:[^>]*?\s)?(?:[^\s/>:=]+:)?author=[\"']([^\"'>]+)[\"']")
_MEASURES = ("posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset")
_BEARS_TEXT = frozenset(("t", "delText", "instrText", "delInstrText", *_MEASURES))
"""Elements whose content is read where they stand, or is a measure, by local name."""


class Story:
    """Reads one part into an assembly. ``label`` names the part in every label; "" for the body, which is counted."""

    def __init__(
        self,
        assembly: Assembly,
        styles: Styles,
        numbering: Numbering,
        relations: Mapping[str, Relation],
        *,
        label: str = "",
        kind: str = "prose",
    ) -> None:
        self.assembly = assembly
        self._blocks = Blocks(assembly)
        self.authors: dict[str, None] = {}
        self.label = label
        self._kind = kind
        self._styles = styles
        self._numbering = numbering
        self._relations = relations
        self._index = 0
        self._paragraphs = 0
        self._table_count = 0
        self._paragraph: Paragraph | None = None
        self._stack: list[Paragraph | None] = []
        self._boxes = 0
        self._tables: list[Table] = []
        self._deleting = 0
        self._notes = 0
        self._in_tabs = 0
        self._guides: list[tuple[Paragraph, int]] = []
        self._fields: list[tuple[list[Piece], list[int]]] = []
        self._links: list[tuple[str, str, int]] = []
        self._anchors: dict[str, str] = {}
        self._named: set[str] = set()
        self._skips: dict[int, int] = {}
        self._opened: dict[str, int] = {}
        self._formats: dict[tuple[str, str], Formed] = {}
        self._cells: dict[str, tuple[str, int]] = {}
        self._ground = ""
        self._markup = ""
        self._handlers = {name: getattr(self, method) for name, method in _HANDLERS.items()}
        self._handlers |= {name: partial(self._on_described, describe) for name, describe in DESCRIBED.items()}

    def placed(self) -> Iterator[tuple[int, str, int]]:
        """Where each stretch begins in the text of the assembly, the stretch, and the number of its element."""
        return self._blocks.placed()

    @property
    def linked(self) -> list[tuple[Span, tuple[int, ...]]]:
        """For each target of a link, its stretch and the first and the last element of the words that lead to it."""
        return self._blocks.linked

    def read(self, markup: str) -> None:
        """Read a whole part."""
        self._markup = markup
        self._skips = repeated_branches(markup)
        if "author=" in markup:
            self.authors.update(dict.fromkeys(map(unescaped, _AUTHOR.findall(markup))))
        if "behindDoc=" in markup and ('behindDoc="1"' in markup or 'behindDoc="true"' in markup):
            self._ground = UNKNOWN  # text may stand on a picture
        at = 0
        while at < len(markup):
            at = self._read_from(at)
        if self._paragraph is not None:
            self._close()
        self._flush_fields()
        for anchor, label in self._anchors.items():
            if anchor not in self._named:  # else the name of the place was told
                self._blocks.add(Beside([(anchor, "", -1)], label, "metadata"))

    # --------------------------------------------------------------------------------------------------- tokens

    def _read_from(self, at: int) -> int:
        """Read on until a stretch must be left out; where to go on."""
        named: dict[str, tuple[Callable[[str, str, int], None] | None, bool]] = {}
        for token in TOKEN.finditer(self._markup, at):
            which = token.lastindex
            if which == PLAIN:
                properties, runs = token.group(1, 2)
                self._read_plain(properties or "", RUNS.findall(runs))
            elif which == RUN:
                self._add_run(self._paragraph or self._stray(), *token.group(3, 4))
            elif which == PARAGRAPH:
                self._open(token[6] or "")
            elif which == END:
                self._close()
            elif which == CELL:
                self.on_cell("", "", 0)
                if token[8]:
                    self._set_cell(token[8])
            elif which == PROPERTIES:
                self._properties(token[10], token[11])
            elif which == TAG:
                name, attributes, text = token.group(12, 13, 14)
                if name not in named:
                    own = name.rpartition(":")[2]
                    handler = self._handlers.get("/" + own.lstrip("/") if name.startswith("/") else own)
                    named[name] = (handler, own in _BEARS_TEXT)
                handler, bears_text = named[name]
                if handler is not None:
                    if self._skips and token.start() in self._skips:
                        end = self._skips[token.start()]
                        self._index += count_text_elements(self._markup[token.start() : end])
                        return end
                    handler(attributes, text, token.start())
                    if attributes.endswith("/") and "/" + name.rpartition(":")[2] in _CLOSED:
                        self._handlers["/" + name.rpartition(":")[2]]("", "", token.end())
                if text and (not bears_text or attributes.endswith("/")):
                    self._describe(unescaped(text), "其他文字")
            elif which == STRAY:
                self._describe(unescaped(token[STRAY]), "其他文字")
        return len(self._markup)

    def _read_plain(self, properties: str, runs: list[tuple[str, str]]) -> None:
        """Read a whole paragraph of nothing but runs of text; most are such, and most stand in the body."""
        if self._paragraph is None and not self._tables and not self._deleting:
            before = self._index
            formed = self._format(properties)
            if not formed.is_numbered:
                concealments, text = formed.concealments, ""
                for run, written in runs:
                    if run not in concealments:
                        concealments[run] = self._styles.concealment(run, formed.format, self._ground_here())
                    if concealments[run]:
                        break
                    text += written
                else:
                    self._add_plain(text, runs)
                    return
            self._index = before
        self._open(properties)
        paragraph = self._paragraph
        if paragraph is not None:
            for run, text in runs:
                self._add_run(paragraph, run, text)
        self._close()

    def _add_plain(self, text: str, runs: list[tuple[str, str]]) -> None:
        """Add a paragraph of the body in which nothing is hidden."""
        self._paragraphs += 1
        self._blocks.add_plain(text, runs, self.label or f"第{self._paragraphs}段", self._kind, self._index)
        self._index += len(runs)

    def _add_run(self, paragraph: Paragraph, markup: str | None, text: str) -> None:
        if not text:
            self._index += 1
            return
        concealed = paragraph.concealments.get(markup or "")
        if concealed is None:
            concealed = self._concealment(paragraph, markup or "")
        self._add(paragraph, unescaped(text) if "&" in text else text, concealed)

    def _add(self, paragraph: Paragraph, text: str, concealed: str) -> None:
        piece = (text, concealed, self._index)
        self._index += 1
        if self._deleting:
            self._delete(paragraph, piece)
        elif text:
            paragraph.pieces.append(piece)
            if concealed:
                paragraph.conceals = True

    def _delete(self, paragraph: Paragraph, piece: Piece) -> None:
        if paragraph.deleted_at != len(paragraph.pieces):
            paragraph.deleted.append([])
            paragraph.deleted_at = len(paragraph.pieces)
        paragraph.deleted[-1].append(piece)

    def _concealment(self, paragraph: Paragraph, markup: str) -> str:
        found = self._styles.concealment(markup, paragraph.format, self._ground_here())
        paragraph.concealments[markup] = found
        return found

    def _ground_here(self) -> str:
        """The colour that a paragraph stands on, when it has none of its own."""
        if self._boxes:
            return UNKNOWN  # a text box has a filling of its own
        if not self._tables:
            return self._ground
        table = self._tables[-1]
        return (table.cell.ground if table.cell is not None else "") or self._ground or table.ground

    # ----------------------------------------------------------------------------------------------- paragraphs

    def _stray(self) -> Paragraph:
        """A paragraph for text that stands in none."""
        self._open("")
        paragraph = self._paragraph
        if paragraph is None:
            raise RuntimeError("no paragraph was opened")
        paragraph.is_stray = True
        return paragraph

    def _open(self, markup: str) -> None:
        outer = self._paragraph
        if outer is not None and outer.is_stray:
            self._close()
            outer = None
        self._push(outer)
        kind = self._kind
        if outer is not None:
            label = outer.label if outer.label.endswith("文本框") else f"{outer.label} 文本框".lstrip()
        elif self._tables:
            cell = self._tables[-1].cell
            label = cell.label if cell is not None else self._tables[-1].label
            kind = "table" if kind == "prose" else kind
        elif self.label:
            label = self.label
        else:
            self._paragraphs += 1
            label = f"第{self._paragraphs}段"
        formed = self._format(markup)
        self._paragraph = Paragraph(label, kind, formed.format, formed.concealments)
        if formed.is_numbered:
            number = self._numbering.next(*self._styles.numbering(formed.format)).strip()
            if number and not self._tables and outer is None and not self.label:
                self._paragraph.label = f"{label}（{number}）"

    def _push(self, outer: Paragraph | None) -> None:
        self._stack.append(outer)
        self._boxes += outer is not None

    def _pop(self) -> Paragraph | None:
        outer = self._stack.pop() if self._stack else None
        self._boxes -= outer is not None
        return outer

    def _format(self, markup: str) -> Formed:
        key = (markup, self._ground_here())
        formed = self._formats.get(key)
        if formed is None:
            found = paragraph_format(markup)
            is_numbered = "numId" in markup or bool(self._styles.style(found.style).numbering[0])
            count = count_text_elements(markup) if "<w:t" in markup else 0
            formed = self._formats[key] = Formed(found, {}, is_numbered, count)
            if count:
                self.assembly.add_unchecked("damaged", self.label or "正文", "段落属性中有文字 text in properties")
        self._index += formed.texts
        return formed

    def _close(self) -> None:
        paragraph = self._paragraph
        if paragraph is None:
            return
        self._paragraph = outer = self._pop()
        for pieces in paragraph.deleted:
            paragraph.after.append(Beside(pieces, f"{paragraph.label} 修订删除", "deleted"))
        if outer is not None:
            outer.after.append(paragraph)
        elif self._tables:
            cell = self._tables[-1].cell
            (cell.paragraphs if cell is not None else self._tables[-1].rows_after()).append(paragraph)
        else:
            self._blocks.add(paragraph)

    def _properties(self, name: str, markup: str) -> None:
        """Properties that do not stand right behind what they belong to."""
        if name == "rPr":
            if self._paragraph is not None:
                self._paragraph.run = markup
        elif name == "pPr":
            if self._paragraph is not None:
                formed = self._format(markup)
                self._paragraph.format, self._paragraph.concealments = formed.format, formed.concealments
        elif name == "tcPr":
            self._set_cell(markup)
        elif name == "tblPr" and self._tables:
            self._set_table(markup)

    def _set_cell(self, markup: str) -> None:
        cell = self._tables[-1].cell if self._tables else None
        if cell is None:
            return
        if markup not in self._cells:
            self._cells[markup] = cell_format(markup)
        cell.ground, cell.spans = self._cells[markup]
        self._tables[-1].column += cell.spans - 1

    def _set_table(self, markup: str) -> None:
        table = self._tables[-1]
        values = {name: attributes_of(written).get("val", "") for name, written in elements(markup)}
        table.ground = shading(markup)
        if self._styles.style(values.get("tblStyle", "")).shades and "tblStyle" in values:
            table.ground = UNKNOWN
        for name in ("tblCaption", "tblDescription"):
            if values.get(name):
                piece = (values[name], "", -1)
                self._beside(Beside([piece], f"{table.label} 表格说明", "metadata"))

    # -------------------------------------------------------------------------------------------- text elements

    def on_text(self, attributes: str, text: str, start: int) -> None:
        self._element("" if attributes.endswith("/") else unescaped(text))

    def on_deleted_text(self, attributes: str, text: str, start: int) -> None:
        self._deleting += 1
        self._element(unescaped(text))
        self._deleting -= 1

    def on_tab(self, attributes: str, text: str, start: int) -> None:
        if not self._in_tabs:
            self._element("\t")

    def on_break(self, attributes: str, text: str, start: int) -> None:
        self._element("\n")

    def on_hyphen(self, attributes: str, text: str, start: int) -> None:
        self._element("-")

    def on_soft_hyphen(self, attributes: str, text: str, start: int) -> None:
        self._index += 1

    def on_symbol(self, attributes: str, text: str, start: int) -> None:
        values = attributes_of(attributes)
        self._element(character_of(values.get("char", ""), values.get("font", "")))

    def _element(self, text: str) -> None:
        paragraph = self._paragraph or self._stray()
        concealed = paragraph.concealments.get(paragraph.run)
        if concealed is None:
            concealed = self._concealment(paragraph, paragraph.run)
        self._add(paragraph, text, concealed)

    def on_guide(self, attributes: str, text: str, start: int) -> None:
        paragraph = self._paragraph or self._stray()
        self._guides.append((paragraph, len(paragraph.pieces)))

    def on_guide_end(self, attributes: str, text: str, start: int) -> None:
        """What stands above characters does not part them: 机(jī)密 is 机密."""
        paragraph, begin = self._guides.pop() if self._guides else (None, 0)
        if paragraph is not None and paragraph is self._paragraph and paragraph.pieces[begin:]:
            paragraph.after.append(Beside(paragraph.pieces[begin:], f"{paragraph.label} 注音", paragraph.kind))
            del paragraph.pieces[begin:]

    def on_tabs(self, attributes: str, text: str, start: int) -> None:
        self._in_tabs += 1

    def on_tabs_end(self, attributes: str, text: str, start: int) -> None:
        self._in_tabs -= 1

    def on_run(self, attributes: str, text: str, start: int) -> None:
        if self._paragraph is not None:
            self._paragraph.run = ""

    def on_paragraph(self, attributes: str, text: str, start: int) -> None:
        self._open("")

    def on_paragraph_end(self, attributes: str, text: str, start: int) -> None:
        self._close()

    def on_properties(self, attributes: str, text: str, start: int) -> None:
        name = self._markup[start + 1 : start + 40].split(">")[0].split(" ")[0].rpartition(":")[2].rstrip("/")
        if not attributes.endswith("/"):
            self._opened.setdefault(name, start)

    def on_properties_end(self, attributes: str, text: str, start: int) -> None:
        name = self._markup[start + 2 : start + 40].split(">")[0].split(" ")[0].rpartition(":")[2]
        opened = self._opened.pop(name, None)
        if opened is not None and start - opened < _LONGEST_PROPERTIES:
            before = self._index
            self._properties(name, self._markup[self._markup.index(">", opened) + 1 : start])
            self._index = before  # what stood there was counted as it came

    def on_deletion(self, attributes: str, text: str, start: int) -> None:
        if not attributes.endswith("/"):
            self._deleting += 1

    def on_deletion_end(self, attributes: str, text: str, start: int) -> None:
        self._deleting -= 1

    # ------------------------------------------------------------------------------------------------- tables

    def on_table(self, attributes: str, text: str, start: int) -> None:
        if self._paragraph is not None and self._paragraph.is_stray:
            self._close()
        if self._tables:
            first = self._tables[0]
            first.inner += 1
            label = f"{first.nested} 嵌套表{first.inner}"
            nested = first.nested
        else:
            self._table_count += 1
            base = self._paragraph.label if self._paragraph is not None else self.label
            label = nested = f"{base} 表{self._table_count}".lstrip()
        self._push(self._paragraph)
        self._paragraph = None
        self._tables.append(Table(label, nested))

    def on_table_end(self, attributes: str, text: str, start: int) -> None:
        if self._paragraph is not None and self._paragraph.is_stray:
            self._close()
        if not self._tables:
            return
        table = self._tables.pop()
        self._paragraph = self._pop()
        if self._paragraph is not None:
            self._paragraph.after.append(table)
        elif self._tables:
            self._tables[-1].rows_after().append(table)
        else:
            self._blocks.add(table)

    def on_row(self, attributes: str, text: str, start: int) -> None:
        if self._tables:
            self._tables[-1].rows.append([])
            self._tables[-1].column = 0

    def on_cell(self, attributes: str, text: str, start: int) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        table.column += 1
        label = f"{table.label} 第{len(table.rows)}行第{table.column}列"
        table.cell = TableCell(label, table.ground)
        table.rows[-1].append(table.cell)
        table.inner = 0
        if len(self._tables) == 1:
            table.nested = label

    def on_cell_end(self, attributes: str, text: str, start: int) -> None:
        if self._paragraph is not None and self._paragraph.is_stray:
            self._close()

    # ------------------------------------------------------------------------------- fields, links, descriptions

    def on_field(self, attributes: str, text: str, start: int) -> None:
        kind = attributes_of(attributes).get("fldCharType")
        if kind == "begin":
            self._fields.append(([], []))
        elif kind == "separate" and self._fields:
            paragraph = self._paragraph or self._stray()
            self._fields[-1][1].append(len(paragraph.pieces))
        elif kind == "end" and self._fields:
            self._end_field(*self._fields.pop())

    def on_instruction(self, attributes: str, text: str, start: int) -> None:
        if not self._fields:
            self._fields.append(([], []))
        self._fields[-1][0].append((unescaped(text), "", self._index))
        self._index += 1

    def on_deleted_instruction(self, attributes: str, text: str, start: int) -> None:
        if says_more(text):
            self._describe(unescaped(text), "修订删除", "deleted")

    def on_simple_field(self, attributes: str, text: str, start: int) -> None:
        self._end_field([(attributes_of(attributes).get("instr", ""), "", -1)], [])

    def _end_field(self, pieces: list[Piece], begins: list[int]) -> None:
        instruction = "".join(piece[0] for piece in pieces)
        target = target_of(instruction)
        paragraph = self._paragraph
        if target:
            shown = paragraph.pieces[begins[0] :] if begins and paragraph is not None else []
            self._beside(link(target, f"{self._here()} 链接".lstrip(), shown))
        if says_more(instruction):
            self._beside(Beside([p for p in pieces if p[0]], f"{self._here()} 域代码".lstrip(), "code"))

    def _flush_fields(self) -> None:
        while self._fields:
            self._end_field(*self._fields.pop())

    def on_hyperlink(self, attributes: str, text: str, start: int) -> None:
        values = attributes_of(attributes)
        relation = self._relations.get(values.get("id", ""))
        target = relation.target if relation is not None and relation.is_external else ""
        begin = len(self._paragraph.pieces) if self._paragraph is not None else 0
        self._links.append((target, values.get("tooltip", ""), begin))
        for name in ("anchor", "docLocation", "tgtFrame"):
            if is_telling_name(values.get(name, "")):
                self._anchors.setdefault(values[name], f"{self._here()} 链接位置")

    def on_hyperlink_end(self, attributes: str, text: str, start: int) -> None:
        if not self._links:
            return
        target, tooltip, begin = self._links.pop()
        pieces = self._paragraph.pieces[begin:] if self._paragraph is not None else []
        if target:
            self._beside(link(target, f"{self._here()} 链接".lstrip(), pieces))
        if tooltip:
            self._describe(tooltip, "链接提示")

    def _on_described(self, describe: Describing, attributes: str, text: str, start: int) -> None:
        for words, what, kind in describe(attributes_of(attributes), self._relations):
            self._describe(words, what, kind)
            self._named.add(words)

    def on_comment(self, attributes: str, text: str, start: int) -> None:
        self._notes = self._notes + 1
        self.label = f"批注{self._notes}"
        author = attributes_of(attributes).get("author", "")
        self.assembly.add_outside(author, f"{self.label} 作者")
        if self._kind in ("comment", _QUOTING):
            self._kind = _QUOTING if author == OWN_AUTHOR else "comment"
            self.label += f" {author}" if author == OWN_AUTHOR else ""

    def on_note(self, attributes: str, text: str, start: int) -> None:
        name = self._markup[start : start + 60].partition("note")[0]
        title = "脚注" if name.endswith("foot") else "尾注"
        if attributes_of(attributes).get("type", "normal") != "normal":
            self.label = f"{title}分隔符"
            return
        self._notes = self._notes + 1
        self.label = f"{title}{self._notes}"

    def on_branch(self, attributes: str, text: str, start: int) -> None:
        """A branch of alternative content that is read."""

    def _here(self) -> str:
        if self._paragraph is not None:
            return self._paragraph.label
        if self._tables and self._tables[-1].cell is not None:
            return self._tables[-1].cell.label
        return self.label or f"第{self._paragraphs + 1}段"

    def _describe(self, text: str, what: str, kind: str = "metadata") -> None:
        if text.strip():
            self._beside(Beside([(text, "", -1)], f"{self._here()} {what}".lstrip(), kind))

    def _beside(self, one: Beside) -> None:
        if self._paragraph is not None:
            self._paragraph.after.append(one)
        elif self._tables:
            self._tables[-1].rows_after().append(one)
        else:
            self._blocks.add(one)


_LONGEST_PROPERTIES = 65536
_HANDLERS: Mapping[str, str] = {
    "t": "on_text",
    "delText": "on_deleted_text",
    "instrText": "on_instruction",
    "tab": "on_tab",
    "ptab": "on_tab",
    "br": "on_break",
    "cr": "on_break",
    "noBreakHyphen": "on_hyphen",
    "softHyphen": "on_soft_hyphen",
    "sym": "on_symbol",
    "rt": "on_guide",
    "/rt": "on_guide_end",
    "tabs": "on_tabs",
    "/tabs": "on_tabs_end",
    "tabLst": "on_tabs",
    "/tabLst": "on_tabs_end",
    "r": "on_run",
    "p": "on_paragraph",
    "/p": "on_paragraph_end",
    **dict.fromkeys(("rPr", "pPr", "tcPr", "tblPr"), "on_properties"),
    **dict.fromkeys(("/rPr", "/pPr", "/tcPr", "/tblPr"), "on_properties_end"),
    **dict.fromkeys(("del", "moveFrom"), "on_deletion"),
    **dict.fromkeys(("/del", "/moveFrom"), "on_deletion_end"),
    "tbl": "on_table",
    "/tbl": "on_table_end",
    "tr": "on_row",
    "tc": "on_cell",
    "/tc": "on_cell_end",
    "fldChar": "on_field",
    "delInstrText": "on_deleted_instruction",
    "fldSimple": "on_simple_field",
    "hyperlink": "on_hyperlink",
    "/hyperlink": "on_hyperlink_end",
    "comment": "on_comment",
    **dict.fromkeys(("footnote", "endnote"), "on_note"),
    **dict.fromkeys(("Choice", "Fallback"), "on_branch"),
}
_CLOSED = frozenset(("/p", "/tabs", "/tabLst", "/tbl", "/hyperlink"))
