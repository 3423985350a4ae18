"""Characters that a reader cannot see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import CONTROL, INVISIBLE, INVISIBLE_ASTRAL, has_astral
from sensitive_check.rules.grouping import grouped

if TYPE_CHECKING:
    from sensitive_check.context import Context

_INVISIBLE = re.compile(f"[{INVISIBLE}{CONTROL}]+")
_INVISIBLE_ASTRAL = re.compile(f"[{INVISIBLE_ASTRAL}]+")
# Scripts whose spelling needs joiners, selectors or fillers: Hebrew to Khmer, Mongolian, Hangul, Braille.
_NEEDS_JOINER = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1100-\u11ff\u1780-\u18af\u2801-\u28ff\u3130-\u318f"
    "\ua840-\uabff\uac00-\ud7ff]"
)
_PICTURE = re.compile("[\u00a9\u00ae\u203c-\u3299#*0-9\U0001f000-\U0001faff]")
_CONTROL_NAMES = {"\x00": "NULL", "\x08": "BACKSPACE", "\x1b": "ESCAPE", "\x7f": "DELETE"}


def _scan_invisible(context: Context) -> Iterator[Hit]:
    if not context.holds_invisible:
        return
    text = context.document.text
    by_kind: dict[str, list[Hit]] = {}
    patterns = (_INVISIBLE, _INVISIBLE_ASTRAL) if has_astral(text) else (_INVISIBLE,)
    for pattern in patterns:
        for found in pattern.finditer(text):
            if not _belongs(text, *found.span()):
                character = found[0][0]
                hit = Hit(span=Span(*found.span()), suggestions=("",), values={"name": _name(character)})
                by_kind.setdefault(character, []).append(hit)
    for hits in by_kind.values():
        yield from grouped(hits)


def _belongs(text: str, start: int, end: int) -> bool:
    """True where spelling or an emoji needs the invisible characters."""
    left, right = text[start - 1 : start] if start else "", text[end : end + 1]
    if _NEEDS_JOINER.match(left) or _NEEDS_JOINER.match(right):
        return True
    selectors = all(character in "\ufe0e\ufe0f\u200d\u20e3" for character in text[start:end])
    return bool(selectors and left and _PICTURE.match(left))


def _name(character: str) -> str:
    name = unicodedata.name(character, _CONTROL_NAMES.get(character, "CONTROL"))
    return f"U+{ord(character):04X} {name}"


INVISIBLE_CHARACTER = Rule(
    id="invisible-character",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="不可见字符",
    message="夹有不可见字符 {name}，宜删除",
    rationale="零宽、方向控制等字符看不见，会使检索、比对和拦截失效，多为粘贴残留，也可能是有意规避。",
    source="Unicode 标准第 23 章；GB 18030—2022",
    reasons={"grouped": "全文共 {count} 处，可一并删除"},
    triggers=(),
    scan=_scan_invisible,
    match=("国家\u200b机关", "工作\ufeff安排", "第一\u00ad条", "附\u0000件", "开\u202e头", "标签\U000e0041文字"),
    no_match=("第一条　总则", "制表\t符", "笑脸❤️与👨‍👩‍👧", "می‌خواهم", "普通文字。"),
)
