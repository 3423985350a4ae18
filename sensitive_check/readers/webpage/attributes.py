"""Which attributes of a tag hold text for people, addresses or code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sensitive_check.readers.webpage import targets
from sensitive_check.readers.webpage.tokens import Attribute, Token, decoded

_PLAIN_TEXTS = frozenset(("alt", "title", "placeholder", "aria-label", "summary", "label"))
_TARGETS = frozenset(
    "href xlink:href src action formaction poster cite background longdesc lowsrc dynsrc codebase".split()
)
_BY_ATTRIBUTE = {"cite": "引用", "poster": "图片", "background": "图片", "formaction": "表单"}
_BY_ELEMENT = {
    **dict.fromkeys(("img", "image", "input"), "图片"),
    **dict.fromkeys(("iframe", "frame"), "框架"),
    **dict.fromkeys(("embed", "object", "video", "audio", "source", "track"), "媒体"),
    "script": "脚本",
    "link": "资源",
    "base": "基准",
    "form": "表单",
}
_SPOKEN = re.compile(r"[\x00-\x20]{0,20}(?:tel|mailto|sms):", re.IGNORECASE)
_ADDRESS = re.compile(r"[ \t\n\f\r]{0,20}(?:https?:)?//[^/]", re.IGNORECASE)
_TELLING = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[0-9](?:[ -]?[0-9]){6}")
_REFRESH = re.compile(
    r"[0-9. \t\n\f\r]{0,20}[;, \t\n\f\r][ \t\n\f\r]{0,20}(?:url[ \t\n\f\r]{0,9}=[ \t\n\f\r]{0,9})?[\"']?", re.IGNORECASE
)
_META_NAME = re.compile(r"[a-zA-Z0-9:._-]{1,40}")
_MACHINE_META = re.compile(
    r"viewport|robots|googlebot|generator|render|referrer|format-detection|theme-color|color-scheme|csrf|apple-"
    r"|msapplication|[a-z-]{0,20}site-verification",
    re.IGNORECASE,
)
_SHOWN_INPUTS = frozenset(("", "text", "search", "submit", "button", "reset", "tel", "email", "number", "url", "date"))


class Stretch(NamedTuple):
    """A stretch of an attribute's value: what it is, and whether a link leads there. Only addresses stay undecoded."""

    kind: str
    label: str
    start: int
    end: int
    is_target: bool = False


def is_telling(source: str, start: int, end: int) -> bool:
    """True for what may be meant for people: Chinese, or the seven digits of a number that may be somebody's."""
    return _TELLING.search(source, start, end) is not None


def stretches(source: str, token: Token, values: Mapping[str, str]) -> Iterator[Stretch]:
    """What the attributes of a start tag hold, in order; ``values`` are their decoded values by name."""
    for attribute in token.attributes:
        name, at, start, end = attribute
        if not name.isascii():  # text where the tag was not ended: <b 机密>
            yield Stretch("hidden", "标签", at, max(end, start))
        if start == end:
            continue
        if name in _TARGETS or (name == "data" and token.name == "object"):
            yield _target(source, _label(token.name, name), start, end)
        elif name in _PLAIN_TEXTS:
            yield Stretch("metadata", f"属性 {name}", start, end)
        elif name in ("srcset", "imagesrcset"):
            for low, high in targets.srcset(source, start, end):
                yield Stretch("link", "图片", low, high, is_target=True)
        elif name == "style":
            for low, high in targets.css_addresses(source, start, end):
                yield Stretch("link", "样式", low, high, is_target=True)
        elif name == "content" and token.name == "meta":
            yield from _meta(source, start, end, values)
        elif name == "srcdoc":
            yield Stretch("prose", "框架 srcdoc", start, end)
        elif name.startswith("on"):
            if is_telling(source, start, end) or "//" in source[start:end]:
                yield Stretch("code", f"脚本 {name[:40]}", start, end)
        elif name == "value" and token.name in ("option", "param") and _ADDRESS.match(source, start, end):
            yield Stretch("link", "链接", start, end, is_target=True)
        elif name == "ping":
            yield Stretch("link", "资源", start, end, is_target=True)
        elif name in ("value", "content") or name.startswith("data-"):
            yield from _other(source, token.name, attribute, values)


def _target(source: str, label: str, start: int, end: int) -> Stretch:
    """A target; a telephone number or a mailbox in one is checked like text."""
    kind = "metadata" if _SPOKEN.match(decoded(source[start : min(end, start + 200)])) else "link"
    return Stretch(kind, label, start, end, is_target=True)


def _label(element: str, attribute: str) -> str:
    return _BY_ATTRIBUTE.get(attribute) or _BY_ELEMENT.get(element, "链接")


def _meta(source: str, start: int, end: int, values: Mapping[str, str]) -> Iterator[Stretch]:
    if values.get("http-equiv", "").strip().lower() == "refresh":
        found = _REFRESH.match(source, start, end)
        if found:
            until = end - (source[end - 1] in "\"'")
            yield Stretch("link", "跳转", found.end(), until, is_target=True)
        return
    name = values.get("name") or values.get("property") or values.get("itemprop") or ""
    is_for_machines = not name or _MACHINE_META.match(name) is not None
    if not is_for_machines or is_telling(source, start, end):
        yield Stretch("metadata", f"meta {name}" if _META_NAME.fullmatch(name) else "meta", start, end)


def _other(source: str, element: str, attribute: Attribute, values: Mapping[str, str]) -> Iterator[Stretch]:
    """``value``, ``content`` and ``data-…``: mostly for programs, so only what tells something, and addresses."""
    name, _, start, end = attribute
    if name.startswith("data-") and _ADDRESS.match(source, start, end):
        yield Stretch("link", f"属性 {name[:40]}", start, end, is_target=True)
        return
    is_shown = element == "input" and name == "value" and values.get("type", "").lower() in _SHOWN_INPUTS
    if is_shown or is_telling(source, start, end):
        yield Stretch("metadata", f"属性 {name[:40]}", start, end)
