"""The enumeration comma (、): where GB/T 15834 has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped, grouped_at
from sensitive_check.rules.mark_places import places_in_prose

if TYPE_CHECKING:
    from sensitive_check.context import Context

_PROSE = frozenset(("prose",))
_BETWEEN = ("”、“", "》、《", "〉、〈", "’、‘")
_SENTENCE_END = lazy("[。；！？\n]")
_REMARKED = lazy("[”》〉’]（|[）)]、[“《〈‘]|[”》〉’]、[^“《〈‘]|[^”》〉’]、[“《〈‘]")
_REACH = 60


def _scan_between(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = [
        (start + 1, start + 2) for start in places_in_prose(context, _BETWEEN) if not _needs_comma(text, start + 1)
    ]
    yield from grouped_at(places, lambda start, end: Hit(span=Span(start, end), suggestions=("",)))


def _needs_comma(text: str, comma: int) -> bool:
    """True in an enumeration some member of which bears a remark or no marks of its own: there the comma helps."""
    before = _SENTENCE_END.split(text[max(comma - _REACH, 0) : comma])[-1]
    after = _SENTENCE_END.split(text[comma : comma + _REACH], maxsplit=1)[0]
    return _REMARKED.search(before + after) is not None


ENUMERATION_COMMA = Rule(
    id="enumeration-comma",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="引号、书名号之间的顿号",
    message="并列的引号之间、书名号之间通常不用顿号，可以删去",
    rationale="引号、书名号已经把并列的各项分开，其间通常不用顿号；某一项后有括注等其他成分时才用。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并删去"},
    kinds=_PROSE,
    triggers=_BETWEEN,
    scan=_scan_between,
    match=(
        "学习“两山”、“双碳”理念",
        "根据《档案法》、《保密法》制定本办法",
        "《三国》、《水浒》各一部",
        "“甲”、“乙”两类",
        "《〈甲〉、〈乙〉合论》",
        "他说：“有‘上策’、‘下策’两种。”",
        "发扬“铁人”、“红旗渠”精神",
        "依照《条例》、《细则》执行",
        "“快”、“准”、“狠”",
        "《早春》、《晚秋》等画作",
    ),
    no_match=(
        "学习“两山”“双碳”理念",
        "根据《档案法》《保密法》制定本办法",
        "《甲》（修订版）、《乙》",
        "《甲》、《乙》（第二版）两本书",
        "《档案法》、国家有关规定",
        "数据、《公报》和年鉴",
        "“甲”和“乙”",
        "甲、乙、丙三类",
        "《甲》，《乙》",
        "“甲”（见表1）、“乙”（见表2）",
    ),
)


_AND = ("、和", "、及", "、与", "、或")
_OTHER_WORD = lazy(
    "、(?:及(?:时|格|早|第|至|物)|和(?:谐|平|解|睦|美|气|善|蔼|田|顺|静|县|龙|政|布|硕|丰|牧|林格尔|声|服|诗|弦|约|合|畅|缓|风"
    "|颜|衷|悦|胃|血|稀|面|盘|润|而不同)|与(?:会|时|众|日|人|民|其|国|世|案|此|之|生|否)|或(?:有|然|许))"
)
_PREPOSITION = lazy(
    f"、[和与][{HAN}“”《》（）0-9A-Za-z]{{1,30}}?(?:相[{HAN}]|有关|无关|一[起同道致]|共同|共[{HAN}]|同[行时步等]|不同|[衔对]接|结合|协调|联系|合作"
    "|交流|沟通|互动|融合|配套|签订|交易|联动|配合|直接|对应|交换|往来|谈判|协商|之间|关系|距离|平行|接触|接轨|竞争|为[邻伴]|并存|分离|隔离)"
)
_CLAUSE = lazy("[，。；：！？\n]")
_LIST_BEFORE = 60


def _scan_and(context: Context) -> Iterator[Hit]:
    text, folded = context.document.text, context.folded.text
    hits = []
    for start in places_in_prose(context, _AND):
        word = folded[start + 1]
        before = _CLAUSE.split(folded[max(start - _LIST_BEFORE, 0) : start])[-1]
        if _OTHER_WORD.match(folded, start) or not _ends_list(before, word):
            continue
        if _PREPOSITION.match(folded, start) or _NOT_LAST.match(folded, start):
            continue
        if context.is_word(Span(start + 1, start + 2)):
            severity = Severity.NOTE if word == "与" else None
            hits.append(Hit(span=Span(start, start + 2), suggestions=(text[start + 1],), severity=severity))
    yield from grouped([hit for hit in hits if hit.severity is None])
    yield from grouped([hit for hit in hits if hit.severity is not None])


_NOT_LAST = lazy(f"、[和及与或][{HAN}“”《》（）0-9A-Za-z]{{1,16}}、")


def _ends_list(before: str, word: str) -> bool:
    """True when the clause so far is a list whose last member the word may bring; 和 and 与 also begin a phrase."""
    last = before.rpartition("、")[2]
    if word == "或":
        return bool(before) and "或" not in last
    return "、" in before and not {"和", "与", "跟", "同"} & set(last)


COMMA_BEFORE_AND = Rule(
    id="comma-before-and",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="“和”“及”前的顿号",
    message="“{matched}”中的顿号宜删去",
    rationale="并列的末两项已用“和”“及”“与”“或”连接，其前不用顿号。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并删去"},
    kinds=_PROSE,
    triggers=_AND,
    scan=_scan_and,
    match=(
        "苹果、梨、和香蕉",
        "负责教育、卫生、及文化工作",
        "市、县、和乡镇人民政府",
        "编制、审批、及实施规划",
        "申请人、代理人、或利害关系人",
        "生产、销售、与使用",
        "标题、正文、及附件",
        "水、电、和燃气",
        "变更、中止、或终止合同",
        "老师、学生、和家长",
    ),
    no_match=(
        "苹果、梨和香蕉",
        "准确、及时发布信息",
        "安全、和谐、稳定",
        "友好、和平、合作",
        "退耕还林、与湖争地",
        "与汉学结伴、和中国同行",
        "花色或红、或白",
        "南顶村、东顶村、和康村、西顶村",
        "收费标准、办理时限、与企业有关的政策",
        "资格、与会人员名单",
        "新疆和田、和静两地",
        "全面、与时俱进",
        "数量、或有负债",
        "教育、卫生和文化",
    ),
)
