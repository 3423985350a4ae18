"""香港, 澳门 and 台湾 among countries: a list that holds them ends with 国家和地区, never with 国家 alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Cell, Document, Hit, Rule, Severity, Span, Table
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_REGIONS = ("香港", "澳门", "台湾", "港澳台", "中国台北")
_REACH = 160
"""A list and the word that closes it lie within so many characters."""

_LONGEST_ITEM = 14
_LONGEST_NAME = 10
"""No name of a country in the table has more characters."""

_NEW_CLAUSE = lazy("并|又|也|还|再|该|赴|随后|后")
_CLAUSE_END = lazy(r"[。；;！？!?：:\n]")
# 等国家, 等6国, 等十余个国家, 四国; not 等国家级园区, 等国有企业, 等国家队.
_CLOSING = lazy(
    r"(?:等(?:[0-9]{1,3}|[一二三四五六七八九十百两几数]{1,4})?[多余]?个?|(?:[3-9]|[1-9][0-9]{1,2}|[三四五六七八九十]{1,3})[多余]?个?)"
    r"(?:国家(?![级队标科公中产实安机工大发海重]|[和与及或、]地区|(?:[（(](?:和|或|、)?地区[）)])|[和与及或]经济体)"
    r"|国(?![家内外际防有标税资道旗歌徽产民企务界境籍库画货术债土宾学语文情力营宝]|[和与及或、]地区|[（(](?:和|或|、)?地区[）)]))"
)
_SPLIT = lazy(r"以及|[、，,和与及]")
_REGION_END = lazy(r"(?:(?:中国)?(?:香港|澳门|台湾)|港澳台|中国台北)(?:地区|特区|特别行政区|省)?$")
_STATE_HEADERS = frozenset(("国家", "国别", "国家名称", "国名", "来源国", "进口国", "出口国", "原产国"))


def state_region_list(countries: Collection[str]) -> Rule:
    """The rule; ``countries`` are the names of countries as texts write them."""

    def scan(context: Context) -> Iterator[Hit]:
        closed: set[tuple[str, int]] = set()
        for word in _REGIONS:
            for view, span in context.occurrences.get(word, ()):
                text = view.text
                stop = _CLAUSE_END.search(text, span.end, span.end + _REACH)
                closing = _CLOSING.search(text, span.end, stop.start() if stop else span.end + _REACH)
                if closing is None or (view.name, closing.start()) in closed:
                    continue
                closed.add((view.name, closing.start()))
                region = _region_in_list(text, closing.start(), countries)
                if region is None:
                    continue
                yield Hit(
                    span=Span(region.start, closing.end()),
                    view=view.name,
                    suggestions=(f"{text[region.start : closing.start()]}{_right_closing(closing[0])}",),
                    reason="list",
                    values={"region": text[region.start : region.end]},
                )
        yield from _in_tables(context, countries)

    return Rule(
        id="state-region-list",
        category=Category.EXPRESSION,
        severity=Severity.WARNING,
        indicator="严重表述错误",
        title="港澳台与国家并列",
        message="“{matched}”把港澳台与国家并列，应写“国家和地区”",
        rationale="香港、澳门、台湾是中国的一部分，与外国并列时须写“国家和地区”，表头写“国家（地区）”。请改正收束的词。",
        source="新华社《新闻信息报道中的禁用词和慎用词》（2016年7月修订）第32条、第65条；《关于正确使用涉台宣传用语的意见》（2016年3月修订）",
        reasons={
            "list": "“{region}”列在国家之中",
            "column": "“{region}”列在“{header}”栏内，栏名应为“国家（地区）”",
        },
        triggers=_REGIONS,
        scan=scan,
        match=(
            "产品销往日本、韩国、台湾等国家",
            "来自美国、英国、香港等10个国家的专家",
            "与新加坡、澳门、泰国等国签约",
            "中国、日本、韩国、台湾四国的代表",
            _example("国家"),
        ),
        no_match=(
            "产品销往日本、韩国、台湾等国家和地区",
            "来自美国、英国、香港等10个国家（地区）的专家",
            "推动香港、澳门长期繁荣稳定，维护国家安全",
            "北京、上海、香港等国家中心城市",
            "美国、日本等国家的企业到香港投资",
            _example("国家（地区）"),
        ),
    )


def _right_closing(closing: str) -> str:
    """The closing word as it should be.

    >>> _right_closing("等国"), _right_closing("四国"), _right_closing("等3个国家")
    ('等国家和地区', '四个国家和地区', '等3个国家和地区')
    """
    stem = closing.removesuffix("家").removesuffix("国")
    return f"{stem}{'' if stem[-1] in '等个' else '个'}国家和地区"


def _region_in_list(text: str, end: int, countries: Collection[str]) -> Span | None:
    """The first of 香港, 澳门, 台湾 in the list that ends at ``end``, where a country stands in it, too."""
    low = max(end - _REACH, 0)
    for mark in _CLAUSE_END.finditer(text, low, end):
        low = mark.end()
    edges = [low, *(edge for joint in _SPLIT.finditer(text, low, end) for edge in joint.span()), end]
    region: Span | None = None
    holds_country = False
    for start, stop in reversed(list(zip(edges[::2], edges[1::2], strict=True))):
        item = text[start:stop].strip('“”‘’" ')
        found = _REGION_END.search(item)
        if found:
            at = text.index(item, start)
            region = Span(at + found.start(), at + found.end())
        elif _ends_with_country(item, countries):
            holds_country = True
        if len(item) > _LONGEST_ITEM or not item or _NEW_CLAUSE.match(item):
            break
    return region if holds_country else None


def _ends_with_country(item: str, countries: Collection[str]) -> bool:
    return any(item[-length:] in countries for length in range(2, min(len(item), _LONGEST_NAME) + 1))


def _in_tables(context: Context, countries: Collection[str]) -> Iterator[Hit]:
    """Cells under 国家 that hold 香港, 澳门 or 台湾 beside countries: the heading is what must change."""
    text = context.folded.text
    for table in context.document.tables:
        for column, head in enumerate(table.header):
            header = text[head.span.start : head.span.end].strip()
            if header not in _STATE_HEADERS:
                continue
            cells = [row[column].span for row in table.rows if column < len(row)]
            written = [(span, text[span.start : span.end].strip()) for span in cells]
            regions = [(span, cell) for span, cell in written if _REGION_END.fullmatch(cell)]
            if regions and any(cell in countries for _, cell in written):
                yield Hit(
                    span=head.span,
                    view="folded",
                    suggestions=(f"{header}（地区）",),
                    reason="column",
                    values={"region": regions[0][1], "header": header},
                    related=(regions[0][0],),
                )


def _example(header: str) -> Document:
    """A document that is one table of two columns."""
    text, rows = "", []
    for line in ((header, "金额"), ("日本", "10"), ("台湾", "8")):
        cells = []
        for words in line:
            cells.append(Cell(text=words, span=Span(len(text), len(text) + len(words))))
            text += f"{words}\t"
        rows.append(tuple(cells))
        text += "\n"
    return Document(text=text, tables=(Table(header=rows[0], rows=tuple(rows[1:])),))
