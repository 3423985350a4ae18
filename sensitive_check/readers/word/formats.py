"""Which text of a Word file nobody sees: hidden, as bright as its ground, too small, by its own format or a style.

ISO/IEC 29500-1, 17.3.2 (run properties), 17.7 (styles: document defaults, chains of styles, then direct formats).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sensitive_check.readers.ooxml import is_usual_font, reads_as_words
from sensitive_check.readers.word.markup import attributes_of, elements

HIDDEN, WHITE, TINY, TRANSPARENT, SAME = "隐藏文字", "白色文字", "极小文字", "透明文字", "与底色相同的文字"
"""How text is hidden, as the labels say it."""

_MOST_COLUMNS = 63
_STYLE = re.compile(r"<w:style( [^>]*)>")
_STYLE_NAME = re.compile(r"styleId\s*=\s*[\"']([^\"'>]*)[\"']")
_DEFAULTS = re.compile(r"<w:rPrDefault>\s*<w:rPr>((?:(?!</w:rPr>)<[^>]*>\s*){0,200})</w:rPr>")
_RUN_FORMAT = re.compile(r"<w:rPr>((?:(?!</w:rPr>)<[^>]*>\s*){0,200})</w:rPr>")
_CLEAR_FILL = re.compile(r"textFill\b[^>]*>\s*<[^>]{0,40}noFill")
_HIDES = ("vanish", "color", "sz", "shd", "highlight", "rStyle", "textFill")
_OFF = ("0", "false", "off")
_SMALLEST = 2  # half points
_DEEPEST = 20  # how many styles may stand on one another
_HIGHLIGHTS = {
    "black": "000000",
    "white": "FFFFFF",
    "yellow": "FFFF00",
    "green": "00FF00",
    "cyan": "00FFFF",
    "magenta": "FF00FF",
    "blue": "0000FF",
    "red": "FF0000",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
UNKNOWN = "unknown"
"""The colour of a ground that cannot be told: a table's style, a pattern, the filling of a shape."""


@dataclass(frozen=True, slots=True)
class RunFormat:
    """What of a run's format decides whether it is seen; None and "" are left open."""

    vanishes: bool | None = None
    colour: str = ""
    size: float | None = None
    ground: str = ""
    is_clear: bool = False
    style: str = ""

    def over(self, below: RunFormat) -> RunFormat:
        """This format, with what it leaves open taken from the one below it."""
        return RunFormat(
            below.vanishes if self.vanishes is None else self.vanishes,
            self.colour or below.colour,
            below.size if self.size is None else self.size,
            self.ground or below.ground,
            self.is_clear or below.is_clear,
        )


@dataclass(frozen=True, slots=True)
class Style:
    """One style: what it stands on, its run and paragraph properties as written, and whether it shades tables."""

    based_on: str = ""
    run: RunFormat = field(default_factory=RunFormat)
    ground: str = ""
    numbering: tuple[str | None, str | None] = (None, None)
    shades: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """What a paragraph's properties say: its style, its ground, and its list (``numId``, ``ilvl``)."""

    style: str = ""
    ground: str = ""
    numbering: tuple[str | None, str | None] = (None, None)


PLAIN = RunFormat()


def run_format(markup: str) -> RunFormat:
    """What a run's properties say, those before a tracked change left out."""
    if not any(name in markup for name in _HIDES):
        return PLAIN
    vanishes, colour, size, ground, style = None, "", None, "", ""
    for name, written in elements(markup):
        if name == "rPrChange":
            break
        if name == "vanish":
            vanishes = attributes_of(written).get("val", "1") not in _OFF
        elif name == "color":
            colour = attributes_of(written).get("val", "")
        elif name == "sz":
            size = _number(attributes_of(written).get("val", ""))
        elif name == "shd":
            ground = _ground(written) or ground
        elif name == "highlight":
            ground = _HIGHLIGHTS.get(attributes_of(written).get("val", ""), "") or ground
        elif name == "rStyle":
            style = attributes_of(written).get("val", "")
    return RunFormat(vanishes, colour, size, ground, bool(_CLEAR_FILL.search(markup)), style)


def paragraph_format(markup: str) -> ParagraphFormat:
    """What a paragraph's properties say; the format of its mark does not matter."""
    style, ground = "", ""
    number: str | None = None
    level: str | None = None
    mark = False
    for name, written in elements(markup):
        if name == "pPrChange":
            break
        if name == "rPr":
            mark = True  # what follows is the format of the mark, but for a change or a section
        elif name == "pStyle":
            style = attributes_of(written).get("val", "")
        elif name == "shd" and not mark:
            ground = _ground(written)
        elif name == "numId" and not mark:
            number = attributes_of(written).get("val")
        elif name == "ilvl" and not mark:
            level = attributes_of(written).get("val")
    return ParagraphFormat(style, ground, (number, level))


def shading(markup: str) -> str:
    """The ground that the properties of a cell or a table give; "" for none."""
    return next((_ground(written) for name, written in elements(markup) if name == "shd"), "")


def cell_format(markup: str) -> tuple[str, int]:
    """The ground of a cell, and how many columns it spans."""
    spans = next((attributes_of(one).get("val", "1") for name, one in elements(markup) if name == "gridSpan"), "1")
    return shading(markup), min(int(spans), _MOST_COLUMNS) if spans.isdecimal() and 0 < len(spans) < 6 else 1


class Styles:
    """The styles of a file, which make formats of runs whole. ``markup`` is that of ``styles.xml``, "" for none."""

    def __init__(self, markup: str = "") -> None:
        found = _DEFAULTS.search(markup)
        self._defaults = run_format(found[1]) if found else PLAIN
        self._markup = markup
        self._styles: dict[str, tuple[int, int]] = {}
        self._default = ""
        head: re.Match[str] | None = None
        for found in _STYLE.finditer(markup):
            self._note(head, found.start())
            head = found
        self._note(head, len(markup))
        self._own: dict[str, Style] = {}
        self._chained: dict[str, Style] = {}
        self.fonts: dict[str, None] = {}
        """Names of fonts that runs have and that no maker of fonts gave, in their order."""

    def _note(self, head: re.Match[str] | None, end: int) -> None:
        """Note where a style stands: from behind its tag to the next one. What it says is read when it is used."""
        if head is None:
            return
        written = head[1]
        name = _STYLE_NAME.search(written)
        self._styles[name[1] if name else ""] = (head.end(), end)
        if "default=" in written:
            attributes = attributes_of(written)
            if attributes.get("type") == "paragraph" and attributes.get("default") in ("1", "true", "on"):
                self._default = attributes.get("styleId", "")

    def style(self, name: str) -> Style:
        """A style with what it takes from those it is based on; the default paragraph style for ""."""
        name = name or self._default
        if name not in self._chained:
            chain: list[Style] = []
            seen: set[str] = set()
            one = name
            while one in self._styles and one not in seen and len(chain) < _DEEPEST:
                seen.add(one)
                chain.append(self._own_style(one))
                one = chain[-1].based_on
            whole = Style()
            for style in reversed(chain):
                whole = Style(
                    run=style.run.over(whole.run),
                    ground=style.ground or whole.ground,
                    numbering=(style.numbering[0] or whole.numbering[0], style.numbering[1] or whole.numbering[1]),
                    shades=style.shades or whole.shades,
                )
            self._chained[name] = whole
        return self._chained[name]

    def _own_style(self, name: str) -> Style:
        if name not in self._own:
            start, end = self._styles[name]
            self._own[name] = _style(self._markup[start:end])
        return self._own[name]

    def numbering(self, paragraph: ParagraphFormat) -> tuple[str | None, str | None]:
        """The list of a paragraph and its level there, its own or its style's."""
        number, level = self.style(paragraph.style).numbering
        own_number, own_level = paragraph.numbering
        return own_number or number, own_level or level

    def concealment(self, run: str, paragraph: ParagraphFormat, ground: str) -> str:
        """How a run is hidden that has these properties, in a paragraph, on a ground; "" when it is seen."""
        if "rFonts" in run:
            self.fonts.update(dict.fromkeys(_fonts_of(run)))
        own = run_format(run)
        named = self._styles and own.style
        character = self.style(named).run if named else PLAIN
        standing = self.style(paragraph.style)
        below = character.over(standing.run.over(self._defaults))
        # A character style turns round what the paragraph style says of a property that is on or off.
        if character.vanishes and standing.run.vanishes:
            below = RunFormat(False, below.colour, below.size, below.ground, below.is_clear)
        whole = own.over(below)
        if whole.vanishes:
            return HIDDEN
        if whole.size is not None and whole.size <= _SMALLEST:
            return TINY
        if whole.is_clear:
            return TRANSPARENT
        return _matching(whole.colour, whole.ground or paragraph.ground or standing.ground or ground or "FFFFFF")


def _fonts_of(run: str) -> list[str]:
    """Names of fonts that the makers of fonts did not give."""
    return [
        value
        for name, written in elements(run)
        if name == "rFonts"
        for value in attributes_of(written).values()
        if reads_as_words(value) and not is_usual_font(value)
    ]


def _style(content: str) -> Style:
    based_on = next(
        (attributes_of(written).get("val", "") for name, written in elements(content) if name == "basedOn"), ""
    )
    head, _, _ = content.partition("<w:tblStylePr")
    paragraph = paragraph_format(head.partition("<w:rPr>")[0])
    found = _RUN_FORMAT.search(head)
    grounds = [_ground(written) for name, written in elements(content) if name == "shd"]
    return Style(
        based_on, run_format(found[1]) if found else PLAIN, paragraph.ground, paragraph.numbering, any(grounds)
    )


def _ground(written: str) -> str:
    """The colour of a shading; "" for none."""
    attributes = attributes_of(written)
    pattern, fill = attributes.get("val", "clear"), attributes.get("fill", "auto")
    if pattern == "solid":
        fill = attributes.get("color", "auto")
        return "000000" if fill == "auto" else fill
    if pattern not in ("clear", "nil"):
        return UNKNOWN
    return "" if fill == "auto" else fill


def _number(written: str) -> float | None:
    try:
        return float(written.removesuffix("pt")) * (2 if written.endswith("pt") else 1)
    except ValueError:
        return None


_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")


def _matching(colour: str, ground: str) -> str:
    """How text of a colour is hidden by the ground it stands on; an automatic colour never is."""
    if not _COLOUR.fullmatch(colour) or not _COLOUR.fullmatch(ground) or _contrast(colour, ground) > _LEAST_CONTRAST:
        return ""
    return WHITE if _brightness(colour) > _BRIGHT else SAME


_LEAST_CONTRAST = 1.15
_BRIGHT = 0.8


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it, 1 to 21.

    >>> _contrast("FFFFFF", "000000"), round(_contrast("FFFFFF", "F2F2F2"), 2)
    (21.0, 1.12)
    """
    dark, bright = sorted((_brightness(one), _brightness(other)))
    return (bright + 0.05) / (dark + 0.05)


def _brightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
