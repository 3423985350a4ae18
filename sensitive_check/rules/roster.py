"""Rosters: columns of a table that list persons' numbers, addresses or illnesses, one finding for each column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Category, Cell, Document, Hit, Rule, Severity, Span, Table
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

Row = tuple[Cell, ...]

_FEWEST = 2
"""One record is a matter of the rules for single numbers; from two on a column is a roster."""

_HEADER_ROWS = 4  # titles, units of measure and the like stand above the headings
_LONGEST_HEADING = 24
_LONGEST_CELL = 120
_LONGEST_TITLE = 80
_LISTED = 20
"""How many further places a finding names; ``count`` tells all."""

_PERSON = lazy(
    r"姓名|户主|申请人|监护人|持证人|领取人|受益人|当事人|被执行人|联系人|法定代表人|^(?:患者|病人|学生|幼儿|家长)$"
)
_UNIT = lazy(r"单位|部门|科室|机构|窗口|处室|站所|企业|公司|学校名|医院名|地点|网点|门店|值班|岗位|账户名称|户名")
_REMEMBERED = lazy(r"烈士|英烈|逝世|牺牲|享年|卒年|历任|历史人物")

# What is masked is the business of another rule.
_IDENTITY = lazy(r"(?<![0-9a-z])(?:[1-9][0-9]{13}(?:[0-9]{3})?[0-9x]|[a-z]{1,2}[0-9]{7,10})(?![0-9x*×●█□])")
_MOBILE = lazy(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9*×●█□])")
_LANDLINE = lazy(r"(?<![0-9])(?:0[0-9]{2,3}[- ]?)?[2-8][0-9]{6,7}(?![0-9*×●█□])")
_ACCOUNT = lazy(r"(?<![0-9])[1-9][0-9]{11,20}(?![0-9*×●█□])")
_HOUSE = lazy(
    r"[路街道巷弄村组区苑园庄里屯寨湾镇乡队社幢栋楼元号][0-9一二三四五六七八九十百甲乙丙a-z东西南北附之、#-]{0,8}[0-9一二三四五六七八九十百]"
    r"(?:号|室|栋|幢|单元|弄|#)"
)
_DAY = lazy(r"(?<![0-9])(?:19|20)[0-9]{2}(?:[-./年] ?[0-9]{1,2}[-./月] ?[0-9]{1,2}|[01][0-9][0-3][0-9])(?![0-9])")
_STATED = lazy(r"[\u4e00-\u9fff0-9]")
_NOTHING = lazy(r"无|否|正常|健康|良好|—|合计|总计|小计")


class _Kind(NamedTuple):
    """What a column holds: how its heading and its cells read.

    ``named``: it counts only beside a column of names; ``of_units``: units have such numbers, too.
    """

    name: str
    heading: re.Pattern[str]
    cell: re.Pattern[str]
    severity: Severity | None = None
    named: bool = False
    of_units: bool = False


_KINDS = (
    _Kind("identity", lazy(r"身份证|身份号|公民身份|证件号"), _IDENTITY),
    _Kind("mobile", lazy(r"手机|移动电话|联系电话|联系方式|电话"), _MOBILE, of_units=True),
    _Kind("landline", lazy(r"家庭电话|住宅电话|家长电话|宅电"), _LANDLINE),
    _Kind("account", lazy(r"银行.{0,4}[账帐卡]|[账帐]号|卡号|一卡通|存折|打卡"), _ACCOUNT, of_units=True),
    _Kind(
        "address",
        lazy(r"住址|家庭地址|居住地|户籍.{0,2}地|现住"),
        _HOUSE,
        severity=Severity.WARNING,
        named=True,
        of_units=True,
    ),
    _Kind("birth", lazy(r"出生(?:日期|年月日|时间)|生日"), _DAY, severity=Severity.WARNING, named=True),
    _Kind(
        "health",
        lazy(r"病种|病名|病情|疾病|诊断|残疾(?:等级|类别|类型|程度)|残疾证号"),
        _STATED,
        severity=Severity.WARNING,
        named=True,
    ),
    _Kind(
        "aid",
        lazy(r"(?:低保|救助|补助|补贴|特困|帮扶|资助)(?:金额|标准|资金)|致贫原因|贫困(?:类型|程度)"),
        _STATED,
        severity=Severity.NOTE,
        named=True,
    ),
)

_GROUPS = (
    ("minors", lazy(r"学生|幼儿|儿童|未成年|新生|学籍|入学|监护人|家长")),
    ("patients", lazy(r"患者|病人|病种|疾病|诊断|残疾|精神障碍|传染|孕")),
    ("petitioners", lazy(r"信访|上访|举报人|投诉人|来访")),
    ("low-income", lazy(r"低保|特困|贫困|困难|救助|五保|退役|优抚|危房|公租房|廉租|孤儿")),
)


def _scan_rosters(context: Context) -> Iterator[Hit]:
    text = context.folded.text
    for table in context.document.tables:
        rows = [row for row in (table.header, *table.rows) if row]
        head = _header_row(rows[:_HEADER_ROWS], text)
        if head is not None and len(rows) - head > _FEWEST:
            yield from _columns(table.caption, rows, head, text)


def _header_row(rows: Sequence[Row], text: str) -> int | None:
    """Which of the first rows holds the headings: one that names a kind of column, in more than one cell."""
    for index, row in enumerate(rows):
        if len(row) > 1 and any(_kind_of(_words(cell, text, _LONGEST_HEADING)) for cell in row):
            return index
    return None


def _words(cell: Cell, text: str, longest: int) -> str:
    """What a cell says, folded and without blanks; nothing when it is longer than a cell of such a column is."""
    if cell.span.end - cell.span.start > longest:
        return ""
    return "".join(text[cell.span.start : cell.span.end].split())


def _kind_of(heading: str) -> _Kind | None:
    return next((kind for kind in _KINDS if heading and kind.heading.search(heading)), None)


def _columns(caption: str, rows: Sequence[Row], head: int, text: str) -> Iterator[Hit]:
    headings = [_words(cell, text, _LONGEST_HEADING) for cell in rows[head]]
    named = any(_PERSON.search(heading) for heading in headings)
    of_units = not named and any(_UNIT.search(heading) for heading in headings)
    first = rows[0][0].span.start
    above = text[max(first - _LONGEST_TITLE, 0) : first].rstrip().rpartition("\n")[2]
    title = "".join((caption, above, *(_words(cell, text, _LONGEST_TITLE) for row in rows[:head] for cell in row)))
    told = title + "".join(headings)
    group = next((name for name, pattern in _GROUPS if pattern.search(told)), "")
    for column, heading in enumerate(headings):
        kind = _kind_of(heading)
        if kind is None or (kind.named and not named) or (kind.of_units and of_units):
            continue
        if kind.named and _REMEMBERED.search(told):
            continue
        places = [cell.span for row in rows[head + 1 :] if (cell := _record(row, column, len(headings), kind, text))]
        if len(places) >= _FEWEST:
            yield Hit(
                span=places[0],
                values={"column": re.sub("[0-9]", "", heading)},
                related=tuple(places[1 : _LISTED + 1]),
                covers=tuple(places),
                count=len(places),
                reason=group or ("named" if named else ""),
                confidence=_confidence(len(places), special=bool(group)),
                severity=kind.severity,
            )


def _record(row: Row, column: int, width: int, kind: _Kind, text: str) -> Cell | None:
    """The cell of a row that belongs to a column and says what such a column says.

    Merged cells shift a row: where it is not as wide as the headings, its cells are tried one by one.
    """
    if len(row) == width:
        candidates: Sequence[Cell] = row[column : column + 1]
    else:
        candidates = row if kind.cell is not _STATED else ()
    return next((cell for cell in candidates if _says(_words(cell, text, _LONGEST_CELL), kind)), None)


def _says(words: str, kind: _Kind) -> bool:
    if kind.cell is _STATED and _NOTHING.match(words):
        return False
    if kind.name in ("identity", "mobile", "account"):
        words = words.replace("-", "")
    return kind.cell.search(words) is not None


def _confidence(count: int, *, special: bool) -> float:
    """0.9 for two records, more with every power of ten and for persons under special protection."""
    return min(0.99, 0.88 + 0.02 * len(str(count)) + 0.03 * special)


def _sample(*lines: str, caption: str = "") -> Document:
    """A document that is one table; blanks part the cells."""
    text, rows = "", []
    for line in lines:
        cells = []
        for words in line.split(" "):
            cells.append(Cell(text=words, span=Span(len(text), len(text) + len(words))))
            text += f"{words}\t"
        rows.append(tuple(cells))
        text += "\n"
    blocks = tuple(cell.span for row in rows for cell in row)
    return Document(text=text, blocks=blocks, tables=(Table(caption=caption, header=rows[0], rows=tuple(rows[1:])),))


PERSONAL_ROSTER = Rule(
    id="personal-roster",
    category=Category.PERSONAL,
    severity=Severity.ERROR,
    indicator="个人信息（地方）",
    sensitive=True,
    title="含个人信息的名单",
    message="表中“{column}”一列有 {count} 条未遮盖的个人信息，公开前请删去该列，或逐条遮盖",
    rationale="名单公示应只保留必要内容；证件号、电话、账号、住址、出生日期、病情成批公开，影响面大。",
    source="《中华人民共和国个人信息保护法》第二十五条、第二十八条；《中华人民共和国政府信息公开条例》第十五条",
    reasons={
        "named": "同表列有姓名，可识别到个人",
        "minors": "名单涉及学生、幼儿等未成年人或其监护人，请从严处理",
        "patients": "名单涉及患者或残疾人，健康状况属敏感个人信息，请从严处理",
        "petitioners": "名单涉及信访人、举报人，身份不宜公开，请从严处理",
        "low-income": "名单涉及困难群众、优抚对象等，只公示依法必须公开的内容",
    },
    absorbs=(
        "bank-card",
        "birth-date",
        "failed-checksum",
        "health",
        "home-address",
        "landline",
        "military-id",
        "mobile",
        "passport",
        "resident-id",
        "travel-permit",
    ),
    scan=_scan_rosters,
    match=(
        _sample("姓名 身份证号", "甲 11010519491231002X", "乙 440524188001010014"),
        _sample("姓名 手机", "甲 13800138000", "乙 139****9000", "丙 13900139000"),
        _sample("户主 一卡通账号", "甲 6222021234567890128", "乙 6217001234567890122"),
        _sample("学生姓名 家庭住址", "甲 东风路12号3栋402室", "乙 柳林村5组8号"),
        _sample("姓名 残疾等级", "甲 肢体二级", "乙 视力一级"),
        _sample("公示表 ", "姓名 公民身份号码", "甲 11010519491231002X", "乙 110105199003071239"),
    ),
    no_match=(
        _sample("姓名 身份证号", "甲 1101**********1239", "乙 4405**********0014"),
        _sample("姓名 手机", "甲 138****8000", "乙 139****9000"),
        _sample("单位名称 联系电话", "甲局 13800138000", "乙局 13900139000"),
        _sample("姓名 单位", "甲 某局", "乙 某局"),
        _sample("姓名 身份证号", "甲 11010519491231002X"),
        _sample("项目 金额", "甲 13800138000", "乙 13900139000"),
        _sample("烈士姓名 出生日期", "甲 1920年3月5日", "乙 1921年4月6日"),
        _sample("病种 病例数", "流感 12", "麻疹 30"),
        _sample("补贴对象 残疾等级 补贴标准", "重度残疾人 一级 100元", "重度残疾人 二级 80元"),
    ),
)
