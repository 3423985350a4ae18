"""Pairs of marks inside a pair of the same kind, and what title marks do not belong around (GB/T 15834)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.normalize import HAN
from sensitive_check.patterns import lazy
from sensitive_check.rules.grouping import grouped, grouped_at
from sensitive_check.rules.mark_places import places_in_prose
from sensitive_check.rules.pairs import DOUBLE_QUOTES, ROUND, TITLES, Kind, left_open

if TYPE_CHECKING:
    from sensitive_check.context import Context

_PROSE = frozenset(("prose",))
_TITLES_INSIDE = str.maketrans("《》〈〉", "〈〉《》")
_QUOTES_INSIDE = str.maketrans("“”‘’", "‘’“”")
_INNER_MARKS = (("‘", "’"), ("〈", "〉"))
"""Inside these the outer marks are right again: “‘“”’”."""

_LONGEST_INNER = 200


def _inner_pairs(context: Context, kind: Kind) -> Iterator[Span]:
    """Pairs that stand directly inside another of their kind, in lines where all of it are paired."""
    text = context.document.text
    line_end = -1
    for start, end in left_open(context, kind):
        if start < line_end or text[end - 1] not in kind.opening:
            continue
        line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        yield from _inner_pairs_of_line(text, kind, Span(line_start, line_end))


def _inner_pairs_of_line(text: str, kind: Kind, line: Span) -> list[Span]:
    if kind.surplus(text, line):
        return []
    open_marks: list[int] = []
    inner = []
    for found in kind.marks.finditer(text, line.start, line.end):
        if found[0] in kind.opening:
            open_marks.append(found.start())
        elif open_marks:
            start = open_marks.pop()
            if len(open_marks) == 1 and found.end() - start <= _LONGEST_INNER:
                between = text[max(open_marks[0], start - _LONGEST_INNER) : start]
                if all(between.count(one) <= between.count(other) for one, other in _INNER_MARKS):
                    inner.append(Span(start, found.end()))
        else:
            return []
    return [] if open_marks else sorted(inner)


_LONGEST_TITLE = 80


def _is_in_title(text: str, start: int) -> bool:
    before = text[max(start - _LONGEST_TITLE, 0) : start]
    return before.rfind("《") > before.rfind("》") or before.rfind("〈") > before.rfind("〉")


def _scan_titles(context: Context) -> Iterator[Hit]:
    text = context.document.text
    inner = [span for span in _inner_pairs(context, TITLES) if context.kind_at(span.start) == "prose"]
    yield from grouped([_turned_inside_out(text, span, _TITLES_INSIDE) for span in inner])


def _turned_inside_out(text: str, span: Span, marks: dict[int, int]) -> Hit:
    return Hit(span=span, suggestions=(text[span.start : span.end].translate(marks),))


NESTED_TITLE_MARK = Rule(
    id="nested-title-mark",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="书名号里的书名号",
    message="书名号里的“{matched}”宜改为“{suggestion}”",
    rationale="书名号里还要用书名号时，外面一层用双书名号，里面一层用单书名号。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    kinds=_PROSE,
    # No triggers: nearly every text holds title marks, and what is left open is known from the rules on pairs.
    scan=_scan_titles,
    match=(
        "《关于印发《档案管理办法》的通知》",
        "《关于废止《某市停车场规定》的决定》",
        "依照《某省实施《城乡规划法》办法》执行",
        "《转发省教育厅《关于做好招生工作的意见》的通知》",
        "学习《关于《纲要》的说明》",
        "《〈诗〉与《书》研究》",
        "《读《红楼梦》札记》一文",
        "根据《关于贯彻落实《条例》和《办法》的意见》",
        "《关于公布《目录》（2024年版）的公告》",
        "印发《关于修改《章程》的议案》，请审议",
    ),
    no_match=(
        "《关于印发〈档案管理办法〉的通知》",
        "《档案法》《保密法》",
        "《档案法》、《保密法》",
        "《读〈红楼梦〉札记》一文",
        "《档案管理办法》（见《公报》2024年第3期）",
        "《关于印发《档案管理办法》的通知",
        "书名号《和》",
        "《甲》\n《乙》",
        "“《甲》和《乙》”两本书",
        "《关于〈条例〉和〈办法〉的说明》",
    ),
)


def _scan_quotes(context: Context) -> Iterator[Hit]:
    text = context.document.text
    inner = [
        span
        for span in _inner_pairs(context, DOUBLE_QUOTES)
        # A title is quoted as it is printed.
        if context.kind_at(span.start) == "prose" and not _is_in_title(text, span.start)
    ]
    yield from grouped([_turned_inside_out(text, span, _QUOTES_INSIDE) for span in inner])


NESTED_QUOTE = Rule(
    id="nested-quote",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="引号里的引号",
    message="引号里的“{matched}”宜改为“{suggestion}”",
    rationale="引号里还要用引号时，外面一层用双引号，里面一层用单引号。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    kinds=_PROSE,
    # No triggers: nearly every text holds quotation marks, and what is left open is known from the rules on pairs.
    scan=_scan_quotes,
    match=(
        "他说：“要坚持“两山”理念。”",
        "“什么是“新质生产力”？”他问。",
        "会议强调：“做到“两个维护”，坚定“四个自信”。”",
        "“深入开展“我为群众办实事”活动”",
        "老师讲：““实”字当头，“干”字为先。”",
        "标语是“争当“排头兵””",
        "通知写道：“各地要用好“一张网”。”",
        "“我们村叫“幸福村”，名副其实。”",
        "“弘扬“红船精神”的时代价值”论坛",
        "记者问：““一网通办”何时上线？”",
    ),
    no_match=(
        "他说：“要坚持‘两山’理念。”",
        "“什么是‘新质生产力’？”他问。",
        "“甲”“乙”“丙”",
        "“甲”、“乙”和“丙”",
        "他说：“要坚持“两山”理念。",
        "“第一段。\n“第二段。”",
        "“两山”理念",
        "‘甲’和“乙”",
        "「甲「乙」丙」",
        "“他译过《平“凡”之路》一书”",
        "“老师说：‘他讲了“实干”二字。’”",
    ),
)


_NUMBERING = lazy("[（(](?:[一二三四五六七八九十百]{1,4}|[0-9０-９]{1,3}|[A-Za-z])[）)]")


def _scan_brackets(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = [
        (span.start, span.end)
        for span in _inner_pairs(context, ROUND)
        if not _NUMBERING.fullmatch(text, span.start, span.end)
        and context.kind_at(span.start) == "prose"
        and not _is_in_title(text, span.start)
        and _HAN_INSIDE.search(text, span.start, span.end)
    ]
    yield from grouped_at(places, lambda start, end: Hit(span=Span(start, end)))


_HAN_INSIDE = lazy(f"[{HAN}]")
NESTED_BRACKET = Rule(
    id="nested-bracket",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="圆括号里的圆括号",
    message="圆括号里又用圆括号“{matched}”，宜改用另一种括号或改写",
    rationale="同一种括号套用，读者不易看出层次，应尽量避免；必须套用时，里外用不同的括号。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处"},
    kinds=_PROSE,
    # No triggers: nearly every text holds brackets, and what is left open is known from the rules on pairs.
    scan=_scan_brackets,
    match=(
        "本办法所称单位（含企业（国有企业除外））应当登记",
        "附表（见第三页（背面））",
        "适用范围（市区（不含郊县）和开发区）",
        "负责人（张某（代））签字",
        "材料（原件（盖章）和复印件）",
        "时间（上午（九时起））",
        "全称（简称（旧称））",
        "地点（一楼大厅（东侧））",
        "（本表（含附件）一式两份）",
        "对象（在校生（含研究生））",
    ),
    no_match=(
        "本办法所称单位（含企业）应当登记",
        "依照第五条（第（三）项除外）",
        "（参见《管理办法（试行）》第三条）",
        "适用范围（市区〔不含郊县〕和开发区）",
        "甲（乙）和丙（丁）",
        "f(x+(y-1))",
        "单位（含企业（国有企业除外）应当登记",
        "步骤：（1）申请（线上）；（2）审核（线下）",
        "（一）总则（二）分则",
        "取（a+（b－c））的值",
    ),
)


_MISUSED = (
    *("营业执照", "许可证", "身份证", "户口簿", "驾驶证", "行驶证", "学生证", "工作证", "通行证", "登记证", "资格证"),
    *("护照", "毕业证", "证书", "执业证", "居住证", "从业证", "准考证", "产权证", "出生证"),
)
_CERTIFICATE = lazy(f"《[{HAN}]{{2,24}}》")


def _scan_certificates(context: Context) -> Iterator[Hit]:
    text = context.document.text
    places = []
    for start in places_in_prose(context, _MISUSE_TRIGGERS):
        end = text.find("》", start, start + 8) + 1
        opening = text.rfind("《", max(end - 28, 0), end)
        if opening >= 0 and _CERTIFICATE.fullmatch(text, opening, end) and text[max(opening - 1, 0) : opening] != "《":
            places.append((opening, end))
    yield from grouped_at(
        sorted(set(places)), lambda start, end: Hit(span=Span(start, end), suggestions=(text[start + 1 : end - 1],))
    )


_MISUSE_TRIGGERS = tuple(f"{word}》" for word in _MISUSED)

TITLE_MARK_MISUSE = Rule(
    id="title-mark-misuse",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="证照名称用了书名号",
    message="证照名称一般不用书名号，“{matched}”宜写作“{suggestion}”",
    rationale="书名号标示书、报、刊、文件和作品；证件、执照、证书的名称不用书名号，需要突出时可用引号。",
    source="GB/T 15834—2011",
    reasons={"grouped": "全文共 {count} 处，可一并替换"},
    kinds=_PROSE,
    triggers=_MISUSE_TRIGGERS,
    scan=_scan_certificates,
    match=(
        "请携带《营业执照》到窗口办理",
        "申领《食品经营许可证》的，应当提交材料",
        "出示《居民身份证》",
        "持《机动车驾驶证》上路",
        "取得《教师资格证书》",
        "核发《不动产登记证》",
        "《居民户口簿》复印件一份",
        "凭《毕业证》报到",
        "《出生证》遗失的可以补办",
        "持有《护照》的人员",
    ),
    no_match=(
        "请携带营业执照到窗口办理",
        "按照《食品经营许可证管理办法》办理",
        "电影《护照风波》上映",
        "《居民身份证法》规定",
        "《关于换发驾驶证的通知》",
        "凭“毕业证”报到",
        "《证书管理规定》",
        "许可证》遗失",
        "《许可证年检，护照》",
        "《读者》杂志",
    ),
)
