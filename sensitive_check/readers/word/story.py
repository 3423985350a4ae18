"""One part of a Word file (body, header, notes, comments) as paragraphs and tables, in one pass over its tokens.

Paragraphs and tables stand in cells and text boxes to any depth, so open ones are kept on a stack, and what lies inside
a paragraph without belonging to its sentence (text boxes, deletions, targets of links) follows it as blocks of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sensitive_check.model import Cell, Span
from sensitive_check.readers.assembly import Assembly
from sensitive_check.readers.ooxml import Relation
from sensitive_check.readers.word.formats import (
    UNKNOWN,
    ParagraphFormat,
    Styles,
    cell_format,
    paragraph_format,
    shading,
)
from sensitive_check.readers.word.markup import (
    END,
    PARAGRAPH,
    PROPERTIES,
    RUN,
    TAG,
    TOKEN,
    attributes_of,
    count_text_elements,
    elements,
)
from sensitive_check.readers.word.numbering import Numbering
from sensitive_check.readers.word.symbols import character_of
from sensitive_check.readers.xml_parts import unescaped

Piece = tuple[str, str, int]
"""Text, how it is hidden ("" when it is seen), and the number of the element that holds it."""

OWN_AUTHOR = "sensitive-check"
"""Author of the comments that this tool adds to copies."""

_QUOTING = "code"
"""What such comments are: they quote what was found, so words are not judged again. Anyone may take the author's name,
so they are read for secrets and personal data as code is."""

_BRANCH = re.compile(r"<(/?)(?:[^\s/>:]+:)?(AlternateContent|Choice|Fallback)(?=[\s/>])([^>]*)>")
_TEXTS = re.compile(r"<(?:[^\s/>:]+:)?(?:t|delText|instrText)(?: [^>]*)?>([^<]*)<")
_SPOKEN = re.compile(r"\s(?:[^\s/>:=]+:)?(?:alt|title|descr|string|href|id)\s*=\s*[\"']([^\"']+)[\"']")
_DEEPEST_BRANCH = 8
_INSTRUCTION_TARGET = re.compile(
    r'\s*(?:HYPERLINK|INCLUDEPICTURE|INCLUDETEXT|LINK)\s+(?:\\[a-z]\s+)*"([^"]+)"', re.IGNORECASE
)
_PLAIN_INSTRUCTION = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|TOC|REF|PAGEREF|NOTEREF|SEQ|STYLEREF|DATE|TIME|FORMTEXT|FORMCHECKBOX"
    r"|FORMDROPDOWN|EMBED|HYPERLINK|CREATEDATE|SAVEDATE|PRINTDATE)\b[\x20-\x7e\s]*",
    re.IGNORECASE,
)
_USUAL_NAME = re.compile(r"(?:[A-Za-z ]{0,40}|[\u4e00-\u9fff]{0,12}) ?[0-9]{0,9}")


@dataclass(slots=True)
class Paragraph:
    """One paragraph: its text piece by piece, and what follows it."""

    label: str
    kind: str
    format: ParagraphFormat
    concealments: dict[str, str]
    is_stray: bool = False
    run: str = ""
    pieces: list[Piece] = field(default_factory=list)
    conceals: bool = False
    deleted: list[list[Piece]] = field(default_factory=list)
    deleted_at: int = -1
    after: list[Paragraph | Table | Beside] = field(default_factory=list)


@dataclass(slots=True)
class Beside:
    """What stands beside a paragraph: pieces of text, or the target of a link with the words that lead to it.

    ``words_at`` are the numbers of the first and the last element that hold these words.
    """

    pieces: list[Piece]
    label: str
    kind: str
    words: str = ""
    words_at: tuple[int, ...] = ()


@dataclass(slots=True)
class TableCell:
    """A cell in the making: ``after`` are tables inside it."""

    label: str
    ground: str
    spans: int = 1
    paragraphs: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph | Table | Beside] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table in the making."""

    label: str
    nested: str
    ground: str = ""
    rows: list[list[TableCell]] = field(default_factory=list)
    cell: TableCell | None = None
    column: int = 0
    inner: int = 0

    def rows_after(self) -> list[Paragraph | Table | Beside]:
        """Where what belongs to no paragraph of the table goes: after its last cell."""
        if not self.rows:
            self.rows.append([])
        if not self.rows[-1]:
            self.rows[-1].append(TableCell(self.label, self.ground))
        return self.rows[-1][-1].after


class Story:
    """Reads one part into an assembly. ``label`` names the part in every label; "" for the body, which is counted.

    ``placed`` gives, for each stretch added, where it begins and the pieces it is made of; ``linked``, for each target
    of a link, its stretch and the first and the last element of the words that lead to it.
    """

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
        self.placed: list[tuple[int, list[Piece]]] = []
        self.linked: list[tuple[Span, tuple[int, ...]]] = []
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
        self._tables: list[Table] = []
        self._deleting = 0
        self._notes = 0
        self._in_tabs = 0
        self._fields: list[tuple[list[Piece], list[int]]] = []
        self._links: list[tuple[str, str, int]] = []
        self._skips: dict[int, int] = {}
        self._opened: dict[str, int] = {}
        self._formats: dict[tuple[str, str], tuple[ParagraphFormat, dict[str, str]]] = {}
        self._cells: dict[str, tuple[str, int]] = {}
        self._ground = ""
        self._markup = ""
        self._handlers = {name: getattr(self, method) for name, method in _HANDLERS.items()}

    def read(self, markup: str) -> None:
        """Read a whole part."""
        self._markup = markup
        self._skips = _repeated_branches(markup)
        if 'behindDoc="1"' in markup or 'behindDoc="true"' in markup:
            self._ground = UNKNOWN  # text may stand on a picture
        at = 0
        while at < len(markup):
            at = self._read_from(at)
        if self._paragraph is not None:
            self._close()
        self._flush_fields()

    # --------------------------------------------------------------------------------------------------- tokens

    def _read_from(self, at: int) -> int:
        """Read on until a stretch must be left out; where to go on."""
        named: dict[str, Callable[[str, str, int], None] | None] = {}
        for token in TOKEN.finditer(self._markup, at):
            which = token.lastindex
            if which == RUN:
                markup, text = token.groups()[:2]
                paragraph = self._paragraph or self._stray()
                if not text:
                    self._index += 1
                    continue
                concealed = paragraph.concealments.get(markup or "")
                if concealed is None:
                    concealed = self._concealment(paragraph, markup or "")
                self._add(paragraph, unescaped(text) if "&" in text else text, concealed)
            elif which == PARAGRAPH:
                self._open(token[4] or "")
            elif which == END:
                self._close()
            elif which == PROPERTIES:
                self._properties(token[6], token[7])
            elif which == TAG:
                name, attributes, text = token.group(8, 9, 10)
                if name not in named:
                    start = name.startswith("/")
                    own = name.lstrip("/").rpartition(":")[2]
                    named[name] = self._handlers.get("/" + own if start else own)
                handler = named[name]
                if handler is not None:
                    if self._skips and token.start() in self._skips:
                        end = self._skips[token.start()]
                        self._index += count_text_elements(self._markup[token.start() : end])
                        return end
                    handler(attributes, text, token.start())
                    if attributes.endswith("/") and "/" + name.rpartition(":")[2] in _CLOSED:
                        self._handlers["/" + name.rpartition(":")[2]]("", "", token.end())
        return len(self._markup)

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
        ground = self._ground or (self._tables[-1].ground if self._tables else "")
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None and cell.ground:
            ground = cell.ground
        if len(self._stack) > 1 and any(self._stack):
            ground = UNKNOWN  # a text box has a filling of its own
        found = self._styles.concealment(markup, paragraph.format, ground)
        paragraph.concealments[markup] = found
        return found

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
        self._stack.append(outer)
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
        self._paragraph = Paragraph(label, kind, *self._format(markup))
        if "numId" in markup or self._styles.style(self._paragraph.format.style).numbering[0]:
            number = self._numbering.next(*self._styles.numbering(self._paragraph.format)).strip()
            if number and not self._tables and outer is None and not self.label:
                self._paragraph.label = f"{label}（{number}）"

    def _format(self, markup: str) -> tuple[ParagraphFormat, dict[str, str]]:
        cell = self._tables[-1].cell if self._tables else None
        ground = (cell.ground if cell is not None else "") or (self._tables[-1].ground if self._tables else "")
        key = (markup, f"{ground} {any(self._stack)}" if ground or any(self._stack[-1:]) else "")
        if key not in self._formats:
            self._formats[key] = (paragraph_format(markup), {})
        if "<w:t" in markup and count_text_elements(markup):
            self._index += count_text_elements(markup)
            self.assembly.add_unchecked("damaged", self.label or "正文", "段落属性中有文字 text in properties")
        return self._formats[key]

    def _close(self) -> None:
        paragraph = self._paragraph
        if paragraph is None:
            return
        self._paragraph = outer = self._stack.pop() if self._stack else None
        for pieces in paragraph.deleted:
            paragraph.after.append(Beside(pieces, f"{paragraph.label} 修订删除", "deleted"))
        if outer is not None:
            outer.after.append(paragraph)
        elif self._tables:
            cell = self._tables[-1].cell
            (cell.paragraphs if cell is not None else self._tables[-1].rows_after()).append(paragraph)
        else:
            self._emit(paragraph)

    def _properties(self, name: str, markup: str) -> None:
        """Properties that do not stand right behind what they belong to."""
        if name == "rPr":
            if self._paragraph is not None:
                self._paragraph.run = markup
        elif name == "pPr":
            if self._paragraph is not None:
                self._paragraph.format, self._paragraph.concealments = self._format(markup)
        elif name == "tcPr":
            self._set_cell(markup)
        elif name == "tblPr" and self._tables:
            self._set_table(markup)
        if name in ("tcPr", "trPr", "tblPr", "rPr"):
            self._index += count_text_elements(markup) if "<w:t>" in markup or "<w:t " in markup else 0

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
        self._note_author(attributes)
        if not attributes.endswith("/"):
            self._deleting += 1

    def on_deletion_end(self, attributes: str, text: str, start: int) -> None:
        self._deleting -= 1

    def on_insertion(self, attributes: str, text: str, start: int) -> None:
        self._note_author(attributes)

    def _note_author(self, attributes: str) -> None:
        author = attributes_of(attributes).get("author")
        if author:
            self.authors[author] = None

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
        self._stack.append(self._paragraph)
        self._paragraph = None
        self._tables.append(Table(label, nested))

    def on_table_end(self, attributes: str, text: str, start: int) -> None:
        if self._paragraph is not None and self._paragraph.is_stray:
            self._close()
        if not self._tables:
            return
        table = self._tables.pop()
        self._paragraph = self._stack.pop() if self._stack else None
        if self._paragraph is not None:
            self._paragraph.after.append(table)
        elif self._tables:
            self._tables[-1].rows_after().append(table)
        else:
            self._emit(table)

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

    def on_simple_field(self, attributes: str, text: str, start: int) -> None:
        self._end_field([(attributes_of(attributes).get("instr", ""), "", -1)], [])

    def _end_field(self, pieces: list[Piece], begins: list[int]) -> None:
        instruction = "".join(piece[0] for piece in pieces)
        found = _INSTRUCTION_TARGET.match(instruction)
        paragraph = self._paragraph
        label = self._here()
        if found:
            shown = paragraph.pieces[begins[0] :] if begins and paragraph is not None else []
            self._beside(_link(found[1], f"{label} 链接".lstrip(), shown))
        if instruction.strip() and not _PLAIN_INSTRUCTION.fullmatch(instruction):
            self._beside(Beside([p for p in pieces if p[0]], f"{label} 域代码".lstrip(), "code"))

    def _flush_fields(self) -> None:
        while self._fields:
            self._end_field(*self._fields.pop())

    def on_hyperlink(self, attributes: str, text: str, start: int) -> None:
        values = attributes_of(attributes)
        relation = self._relations.get(values.get("id", ""))
        target = relation.target if relation is not None and relation.is_external else ""
        begin = len(self._paragraph.pieces) if self._paragraph is not None else 0
        self._links.append((target, values.get("tooltip", ""), begin))

    def on_hyperlink_end(self, attributes: str, text: str, start: int) -> None:
        if not self._links:
            return
        target, tooltip, begin = self._links.pop()
        pieces = self._paragraph.pieces[begin:] if self._paragraph is not None else []
        if target:
            self._beside(_link(target, f"{self._here()} 链接".lstrip(), pieces))
        if tooltip:
            self._describe(tooltip, "链接提示")

    def on_picture(self, attributes: str, text: str, start: int) -> None:
        values = attributes_of(attributes)
        for name in ("title", "descr"):
            if values.get(name):
                self._describe(values[name], "图片说明")
        if values.get("name") and not _USUAL_NAME.fullmatch(values["name"]):
            self._describe(values["name"], "图片名称")

    def on_picture_link(self, attributes: str, text: str, start: int) -> None:
        values = attributes_of(attributes)
        relation = self._relations.get(values.get("id", ""))
        if relation is not None and relation.is_external:
            self._beside(Beside([(relation.target, "", -1)], f"{self._here()} 图片链接".lstrip(), "link"))
        if values.get("tooltip"):
            self._describe(values["tooltip"], "链接提示")

    def on_shape(self, attributes: str, text: str, start: int) -> None:
        values = attributes_of(attributes)
        for name in ("title", "alt"):
            if values.get(name):
                self._describe(values[name], "图片说明")
        if values.get("href"):
            self._beside(Beside([(values["href"], "", -1)], f"{self._here()} 图片链接".lstrip(), "link"))
        if values.get("string"):
            self._describe(values["string"], "艺术字", "prose")

    def on_control(self, attributes: str, text: str, start: int) -> None:
        values = attributes_of(attributes)
        for name in ("displayText", "value", "val"):
            if values.get(name):
                self._describe(values[name], "内容控件")
                if values.get("displayText") == values.get("value"):
                    break

    def on_form_field(self, attributes: str, text: str, start: int) -> None:
        value = attributes_of(attributes).get("val", "")
        if not value.isdecimal() or len(value) > 3:
            self._describe(value, "表单域")

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

    def on_document_part(self, attributes: str, text: str, start: int) -> None:
        value = attributes_of(attributes).get("val", "")
        if value and self._kind == "metadata":
            self._describe(value, "名称")

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
            self._emit(one)

    # ------------------------------------------------------------------------------------------------ assembly

    def _emit(self, first: Paragraph | Table | Beside) -> None:
        """Add a finished paragraph or table, and all that stands in it, to the assembly."""
        waiting: list[Paragraph | Table | Beside | TableCell | list[list[TableCell]]] = [first]
        made: dict[int, Cell] = {}
        while waiting:
            one = waiting.pop()
            if isinstance(one, Paragraph):
                self._add_block(one)
                waiting += reversed(one.after)
            elif isinstance(one, Beside):
                self._add_beside(one)
            elif isinstance(one, TableCell):
                made[id(one)] = self._add_cell(one)
                waiting += reversed([*(late for p in one.paragraphs for late in p.after), *one.after])
            elif isinstance(one, Table):
                waiting.append(one.rows)
                waiting += reversed([cell for row in one.rows for cell in row])
            else:
                self.assembly.add_table([_filled(row, made) for row in one if row])

    def _add_block(self, paragraph: Paragraph) -> Span:
        pieces = paragraph.pieces
        start = self.assembly.length
        if pieces:
            self.placed.append((start, pieces))
        if paragraph.conceals:
            stretches: list[tuple[str, str, str]] = []
            for text, concealed, _ in pieces:
                hides = concealed and not text.isspace()
                label = f"{paragraph.label} {concealed}" if hides else paragraph.label
                kind = "hidden" if hides else paragraph.kind
                if stretches and stretches[-1][1:] == (label, kind):
                    text = stretches.pop()[0] + text
                stretches.append((text, label, kind))
            return self.assembly.add_stretches(stretches)
        text = pieces[0][0] if len(pieces) == 1 else "".join([piece[0] for piece in pieces])
        return self.assembly.add(text, paragraph.label, paragraph.kind)

    def _add_beside(self, one: Beside) -> None:
        text = "".join([piece[0] for piece in one.pieces])
        if not text:
            return
        if one.pieces[0][2] >= 0:
            self.placed.append((self.assembly.length, one.pieces))
        if one.kind == "link":
            start = self.assembly.length
            self.assembly.add_link(text, one.words, one.label)
            if one.words_at:
                self.linked.append((Span(start, start + len(text)), one.words_at))
        else:
            self.assembly.add(text, one.label, one.kind)

    def _add_cell(self, cell: TableCell) -> Cell:
        """Add the paragraphs of a cell; what is nested in them follows the cell."""
        filled = [paragraph for paragraph in cell.paragraphs if paragraph.pieces]
        if not filled:
            return self.assembly.add_cell("", cell.label)
        spans = [self._add_block(paragraph) for paragraph in filled]
        text = "\n".join(["".join([piece[0] for piece in paragraph.pieces]) for paragraph in filled])
        return Cell(text=text, span=Span(spans[0].start, spans[-1].end))


def _link(target: str, label: str, shown: list[Piece]) -> Beside:
    """A link's target, which stands beside the words that are shown for it."""
    numbers = [index for text, _, index in shown if text and index >= 0]
    words_at = tuple(dict.fromkeys((numbers[0], numbers[-1]))) if numbers else ()
    return Beside([(target, "", -1)], label, "link", "".join(piece[0] for piece in shown), words_at)


def _filled(row: list[TableCell], made: Mapping[int, Cell]) -> list[Cell]:
    """The cells of a row; one that spans several columns is followed by empty ones, so that columns stay in line."""
    cells: list[Cell] = []
    for one in row:
        cell = made[id(one)]
        cells.append(cell)
        cells += [Cell(text="", span=Span(cell.span.end, cell.span.end))] * (one.spans - 1)
    return cells


def _repeated_branches(markup: str) -> dict[int, int]:
    """Where the branches of alternative content begin, and end, that say what an earlier one of the same says."""
    repeated: dict[int, int] = {}
    if "AlternateContent" not in markup:
        return repeated
    seen: list[list[str]] = []
    begun: list[int] = []
    for found in _BRANCH.finditer(markup):
        end, name, attributes = found.groups()
        if attributes.endswith("/"):
            continue
        if name == "AlternateContent":
            if end:
                seen.pop() if seen else None
            else:
                seen.append([])
        elif not end:
            begun.append(found.start())
        elif begun and seen:
            start = begun.pop()
            if len(begun) >= _DEEPEST_BRANCH:
                continue
            branch = markup[start : found.start()]
            texts = "".join(_TEXTS.findall(branch))
            for earlier in seen[-1]:
                if "".join(_TEXTS.findall(earlier)) == texts and _says_no_more(branch, earlier):
                    repeated[start] = found.start()
            seen[-1].append(branch)
    return repeated


def _says_no_more(branch: str, earlier: str) -> bool:
    return all(
        value in earlier or _USUAL_NAME.fullmatch(value) or value.startswith("_") for value in _SPOKEN.findall(branch)
    )


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
    **dict.fromkeys(("ins", "moveTo"), "on_insertion"),
    "tbl": "on_table",
    "/tbl": "on_table_end",
    "tr": "on_row",
    "tc": "on_cell",
    "/tc": "on_cell_end",
    "fldChar": "on_field",
    "fldSimple": "on_simple_field",
    "hyperlink": "on_hyperlink",
    "/hyperlink": "on_hyperlink_end",
    **dict.fromkeys(("docPr", "cNvPr"), "on_picture"),
    **dict.fromkeys(("hlinkClick", "hlinkHover"), "on_picture_link"),
    **dict.fromkeys(
        ("shape", "rect", "oval", "roundrect", "textpath", "group", "line", "image", "imagedata"), "on_shape"
    ),
    **dict.fromkeys(("alias", "tag", "listItem"), "on_control"),
    **dict.fromkeys(("default", "statusText", "helpText", "listEntry"), "on_form_field"),
    "comment": "on_comment",
    **dict.fromkeys(("footnote", "endnote"), "on_note"),
    "docPart": "on_document_part",
    **dict.fromkeys(("Choice", "Fallback"), "on_branch"),
}
_CLOSED = frozenset(("/p", "/tabs", "/tabLst", "/tbl", "/hyperlink"))
