"""What an element itself says about being seen: the one judge for pages and for raw HTML in Markdown."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

UNRENDERED = frozenset("template noscript noframes noembed iframe canvas video audio".split())
"""Elements whose content a browser does not show; their own attributes are another matter."""

_FRAMES = frozenset(("marquee", "iframe", "frame", "embed", "object"))
_SUSPECT = re.compile(
    r"none|hidden|collapse|transparent|background|scale|clip|rgba|:[ \t\r\n]{0,9}[-0.]|/\*|\\", re.IGNORECASE
)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|[a-z]{3,20}")
_MIXED_COLOUR = re.compile(r"rgba?\(([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3})(?:,([0-9.]{1,9}))?\)")
_COLOUR_NAMES = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "yellow": "#ffff00", "blue": "#0000ff"}
_CLIPPED = re.compile(r"rect\((?:0(?:px)?[, ]{1,3}){3}0(?:px)?\)")
_SHRUNK = re.compile(r"scale\(0(?:\.0{1,9})?(?:,0(?:\.0{1,9})?)?\)")
_CSS_COMMENT = re.compile(r"/\*[^*]{0,200}\*/")
_LENGTH = re.compile(r"(-?[0-9]{0,9}(?:\.[0-9]{0,9})?)(px|pt|pc|em|rem|ex|ch|in|cm|mm|vw|vh|%)?")
_FAR = {"px": -500.0, "pt": -375.0, "em": -30.0, "rem": -30.0, "vw": -100.0, "vh": -100.0, "%": -100.0}
_OFFSETS = ("text-indent", "margin-left", "margin-top")
_POSITIONS = ("left", "top", "right", "bottom")
_OVERRIDABLE = ("visibility:hidden", "font-size:0")
_RELATIVE = ("em", "ex", "ch", "%")


def concealment(name: str, values: Mapping[str, str]) -> str | None:
    """How an element with these attributes is hidden; None when it is not.

    >>> concealment("p", {"style": "color:red; Display : none"}), concealment("p", {"style": "left:-9px"})
    ('display:none', None)
    """
    if "hidden" in values or (name == "input" and values.get("type", "").lower() == "hidden"):
        return "hidden"
    if name in _FRAMES and any(_is_tiny(values.get(side, "")) for side in ("width", "height")):
        return "zero-size"
    style = values.get("style", "")
    if name in _FRAMES and "t" in style.lower() and _is_shrunk(declarations(style)):
        return "zero-size"
    return _by_style(declarations(style)) if _SUSPECT.search(style) else None


def hidden_by(outer: str | None, name: str, values: Mapping[str, str], undisplayed: Container[str] = ()) -> str | None:
    """How an element is hidden: by what it stands in, unless it shows itself again, by itself, or by a style sheet.

    ``undisplayed`` are the selectors that style sheets do not display.

    >>> hidden_by("font-size:0", "b", {}), hidden_by("font-size:0", "b", {"style": "font-size:9pt"})
    ('font-size:0', None)
    """
    own = concealment(name, values) if values else None
    if undisplayed and own is None and _is_undisplayed(name, values, undisplayed):
        own = "display:none"
    if outer and _stays_hidden(outer, values):
        return own if own and own not in _OVERRIDABLE and outer in _OVERRIDABLE else outer
    return own


def hides_content(name: str, hidden_by: str | None) -> str | None:
    """How the content of an element is hidden: as the element is, or because a browser never shows such content."""
    return hidden_by or (name if name in UNRENDERED else None)


def _is_undisplayed(name: str, values: Mapping[str, str], undisplayed: Container[str]) -> bool:
    """True when a selector fits the element and its own ``style`` does not say otherwise."""
    classes = (f".{single}" for single in values.get("class", "").split())
    if not any(selector in undisplayed for selector in (name, f"#{values.get('id', '')}", *classes)):
        return False
    return "display" not in declarations(values.get("style", ""))


def _stays_hidden(outer: str, values: Mapping[str, str]) -> bool:
    """False when an element inside a hidden one shows itself again, as only two ways of hiding allow."""
    if outer not in _OVERRIDABLE or "style" not in values:
        return True
    style = declarations(values["style"])
    if outer == "visibility:hidden":
        return style.get("visibility") != "visible"
    size = _LENGTH.fullmatch(style.get("font-size", ""))
    return size is None or size[2] in _RELATIVE or not _number(size[1])


def declarations(style: str) -> dict[str, str]:
    """Properties and values of a ``style`` attribute in lower case; the last of two counts."""
    found = {}
    for declaration in _CSS_COMMENT.sub("", style).lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def _by_style(style: Mapping[str, str]) -> str | None:
    if style.get("display") == "none":
        return "display:none"
    if style.get("visibility") in ("hidden", "collapse"):
        return "visibility:hidden"
    if _is_zero(style.get("font-size", "")):
        return "font-size:0"
    if _is_zero(style.get("opacity", "")):
        return "opacity:0"
    if _is_same_colour(style):
        return "same-colour"
    is_placed = style.get("position") in ("absolute", "fixed", "relative")
    if any(_is_far(style.get(name, "")) for name in (*_OFFSETS, *(_POSITIONS if is_placed else ()))):
        return "off-screen"
    if _CLIPPED.fullmatch(style.get("clip", "")) or _SHRUNK.fullmatch(style.get("transform", "").replace(" ", "")):
        return "zero-size"
    if style.get("overflow") == "hidden" and any(_is_tiny(style.get(side, "")) for side in ("width", "height")):
        return "zero-size"
    return None


def _is_same_colour(style: Mapping[str, str]) -> bool:
    """True for letters that are transparent, or have the colour of the background that the same style gives."""
    letters = _colour(style.get("color", ""))
    background = _colour(style.get("background-color", "")) or _colour(style.get("background", "").partition(" ")[0])
    return letters == "transparent" or (letters not in ("", "inherit", "initial") and letters == background)


def _colour(written: str) -> str:
    """One form for a colour however it is written; "" for what is no plain colour."""
    written = written.replace(" ", "")
    mixed = _MIXED_COLOUR.fullmatch(written)
    if mixed:
        if mixed[4] is not None and not mixed[4].strip("0."):
            return "transparent"
        return "#" + "".join(f"{min(int(number), 255):02x}" for number in mixed.groups()[:3])
    if not _COLOUR.fullmatch(written):
        return ""
    written = _COLOUR_NAMES.get(written, written)
    return "#" + "".join(digit * 2 for digit in written[1:]) if len(written) == 4 and written[0] == "#" else written


def _is_shrunk(style: Mapping[str, str]) -> bool:
    return any(_is_tiny(style.get(side, "")) for side in ("width", "height"))


def _is_zero(value: str) -> bool:
    found = _LENGTH.fullmatch(value)
    return found is not None and bool(found[1]) and _number(found[1]) == 0


def _is_tiny(value: str) -> bool:
    found = _LENGTH.fullmatch(value.strip())
    return found is not None and bool(found[1]) and found[2] in (None, "px", "pt") and 0 <= _number(found[1]) <= 2


def _is_far(value: str) -> bool:
    found = _LENGTH.fullmatch(value)
    return found is not None and bool(found[1]) and _number(found[1]) <= _FAR.get(found[2] or "px", -500.0)


def _number(written: str) -> float:
    return float(written) if written.strip("-.") else 0.0
