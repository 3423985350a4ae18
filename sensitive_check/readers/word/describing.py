"""What attributes and field codes say: descriptions of pictures, names of controls, defaults of forms, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from sensitive_check.readers.ooxml import Relation

Described = Iterator[tuple[str, str, str]]
"""Words, what they are (the end of the label), and the kind of the part."""

Describing = Callable[[Mapping[str, str], Mapping[str, Relation]], Described]
"""From the attributes of an element, and the relationships of its part."""

_TARGET = re.compile(r'\s*(?:HYPERLINK|INCLUDEPICTURE|INCLUDETEXT|LINK)\s+(?:\\[a-z]\s+)*"([^"]+)"', re.IGNORECASE)
_SAYS_NO_MORE = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|TOC|REF|PAGEREF|NOTEREF|SEQ|STYLEREF|DATE|TIME|FORMTEXT|FORMCHECKBOX"
    r"|FORMDROPDOWN|EMBED|HYPERLINK|CREATEDATE|SAVEDATE|PRINTDATE)\b(?:(?![0-9]{11})[\x20-\x7e\s]){0,9999}",
    re.IGNORECASE,
)

_LONG = 11
"""So many digits may be a person's number; names that programs give to bookmarks (_Toc181234567) have fewer."""

USUAL_NAME = re.compile(
    r"(?:[A-Za-z ]{0,40}|图片|图形|图像|图表|图示|文本框|矩形|圆角矩形|椭圆|组合|画布|形状|自选图形|任意多边形"
    r"|直线|直线连接符|直接连接符|直接箭头连接符|肘形连接符|箭头|艺术字|对象|墨迹) ?[0-9]{0,9}"
)
"""Names that programs give to pictures and shapes."""


def target_of(instruction: str) -> str:
    """The address that a field leads to; "" for none.

    >>> target_of(' HYPERLINK \\\\l "节" '), target_of(" PAGE ")
    ('节', '')
    """
    found = _TARGET.match(instruction)
    return found[1] if found else ""


def says_more(instruction: str) -> bool:
    """True for a field code that says more than which of the usual fields it is.

    >>> says_more(r" TOC \\o 1-3 "), says_more(" FILLIN 密级 "), says_more(" REF 110101199003070011 ")
    (False, True, True)
    """
    return bool(instruction.strip()) and not _SAYS_NO_MORE.fullmatch(instruction)


def is_telling_name(name: str) -> bool:
    """True for the name of a place in the text that says more than those that programs give.

    >>> is_telling_name("_Toc181234567"), is_telling_name("110101199003070011"), is_telling_name("密级")
    (False, True, True)
    """
    return not name.isascii() or sum(map(str.isdecimal, name)) >= _LONG


def _picture(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    for name in ("title", "descr"):
        yield values.get(name, ""), "图片说明", "metadata"
    name = values.get("name", "")
    if not USUAL_NAME.fullmatch(name):
        yield name, "图片名称", "metadata"


def _picture_link(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    relation = relations.get(values.get("id", ""))
    if relation is not None and relation.is_external:
        yield relation.target, "图片链接", "link"
    yield values.get("tooltip", ""), "链接提示", "metadata"


def _shape(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    for name in ("title", "alt"):
        yield values.get(name, ""), "图片说明", "metadata"
    yield values.get("href", ""), "图片链接", "link"
    yield values.get("string", ""), "艺术字", "prose"


def _control(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    for words in dict.fromkeys(values.get(name, "") for name in ("displayText", "value", "val")):
        yield words, "内容控件", "metadata"


def _form_field(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    value = values.get("val", "")
    if not value.isdecimal() or len(value) > 3:
        yield value, "表单域", "metadata"


def _name(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    value = values.get("val", "")
    if not USUAL_NAME.fullmatch(value):
        yield value, "名称", "metadata"


def _place_name(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    for key, what in (("name", "书签名"), ("ed", "有权编辑者")):
        if is_telling_name(values.get(key, "")):
            yield values[key], what, "metadata"


def _tag(values: Mapping[str, str], relations: Mapping[str, Relation]) -> Described:
    yield values.get("val", ""), "标记属性", "metadata"


DESCRIBED: Mapping[str, Describing] = MappingProxyType(
    {
        **dict.fromkeys(("docPr", "cNvPr"), _picture),
        **dict.fromkeys(("hlinkClick", "hlinkHover"), _picture_link),
        **dict.fromkeys(
            ("shape", "rect", "oval", "roundrect", "textpath", "group", "line", "image", "imagedata"), _shape
        ),
        **dict.fromkeys(("alias", "tag", "listItem"), _control),
        **dict.fromkeys(("default", "statusText", "helpText", "listEntry"), _form_field),
        **dict.fromkeys(("name", "description"), _name),
        **dict.fromkeys(("bookmarkStart", "permStart"), _place_name),
        "attr": _tag,
    }
)
"""Local names of the elements whose attributes say something -> what they say."""
