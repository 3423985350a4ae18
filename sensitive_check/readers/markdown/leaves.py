"""What the first phase of reading Markdown finds: blocks without blocks in them, and what links are defined as."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from sensitive_check.readers.markdown.content import Definition

Stretch = tuple[int, int]
"""A half-open stretch of the source."""


class LeafKind(Enum):
    """What a leaf is; INFO is what stands after the opening fence of a code block."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"
    FENCED = "fenced"
    INDENTED = "indented"
    INFO = "info"
    HTML = "html"
    METADATA = "metadata"


@dataclass(slots=True)
class Leaf:
    """A block without blocks in it: stretches of the source without line ends and container marks.

    A paragraph's stretch may hold several lines; ``skip`` says how many characters of it are definitions. ``columns``
    is a table's width. ``fence``, ``indent`` and ``ending`` say how code and raw HTML go on and end.
    """

    kind: LeafKind
    lines: list[Stretch]
    skip: int = 0
    columns: int = 0
    fence: str = ""
    indent: int = 0
    ending: re.Pattern[str] | None = None


@dataclass(slots=True)
class Blocks:
    """What the first phase found: leaves in order, definitions by normalised label, labels of footnotes."""

    leaves: list[Leaf] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    repeated: list[Definition] = field(default_factory=list)
    footnotes: set[str] = field(default_factory=set)
