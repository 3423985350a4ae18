"""Names and posts of a unit's leaders, as its own table gives them for the day of the draft.

The table is the unit's and holds nothing built in. What is written beside a name is compared with it; a post that the
table knows nothing of says nothing. No finding tells more of the table than that the draft differs from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.model import Category, Hit, Leader, Rule, Severity, Span
from sensitive_check.names import name_at
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

LEADER_RULES = ("leader-order", "leader-post")
"""The rules that need a unit's table of leaders; without one they are not in force."""

EXAMPLE_LEADERS = (
    Leader(name="王雅琴", post="市委书记", order=1, since=date(2021, 9, 1)),
    Leader(name="李思远", post="市委副书记、市长", order=2, since=date(2022, 1, 10)),
    Leader(name="周晓", post="副市长", order=3, since=date(2022, 1, 10), until=date(2030, 12, 31)),
)
"""Made-up persons: the table that the examples of both rules are written for."""

_CORES = (
    "国务委员|审计长|检察长|秘书长|委员长|理事长|董事长|总经理|总理|省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|部长|厅长|局长|司长"
    "|处长|科长|署长|院长|校长|行长|会长|社长|台长|主任|书记|主席|专员"
)
_HEADS = frozenset("省长 市长 县长 区长 州长 盟长 旗长 镇长 乡长".split())
# A title is a degree and a core; before it may stand the body it belongs to.
_DEGREE = "常务副|第一副|副|代理|代|第一|名誉"
_TITLE_BEFORE = lazy(rf"({_DEGREE})?({_CORES})(?:同志)?([：:\s]?)$")
_TITLE_BEHIND = lazy(
    rf"([ \t]{{0,3}})(?:同志)?[（(]?((?:[\u4e00-\u9fff]{{0,6}}?)({_DEGREE})?({_CORES}))"
    "(?!助理|秘书|办|热线|信箱|接待|会议|令|奖|级|负责|联席|委员|员|处|室)"
)
_POST = lazy(rf"^(.*?)({_DEGREE})?({_CORES})$")
_BODY = lazy(r"[省市县区州盟旗镇乡]?(?:委|政府|人大常委会|人大|政协|纪委监委|纪委|监委|党组|党委|党工委|工委|管委会)$")
_PLACE = lazy(r"[\u4e00-\u9fff]{1,4}[省市县区州盟旗镇乡]")
_PAST_OR_FUTURE = lazy(
    r"时任|曾任|历任|卸任|离任|拟任|候任|提名|免去|免职|任命|当选|选举|辞去|接替|已故|原|前任|(?<![之目])前$"
)
_SPLIT = lazy(r"[、，,；;/／兼\s]+")
_CLAUSE_ENDS = "，。；！？、（）()\n"
_BEHIND_NAME = lazy(
    r"$|[^\u4e00-\u9fff]|同志|主持|出席|指出|强调|说|表示|率|带|到|在|赴|深入|调研|讲话|介绍|参加|一行|作|为|对|就|会见"
    r"|宣布|要求|陪同|听取|先后|向|致|发表|签署|任|当选|的|等|和|与|及|兼|主任|书记|副|代|[省市县区州盟旗镇乡局厅部处科院校]长"
    r"|应邀|应约|应|同|今[天日]|昨[天日]|当[天日]|日前|近日|还|也|已|将[于在赴会率对]|将|从|由|于|是|批示|检查|考察|视察|慰问|看望|走访|察看"
    r"|推进|部署|会谈|分别|共同|通过|接受|接见|接待|前往|抵达|离开|作出|代表|受|委托|因|以|参观|观看|见证|启动|开展"
)
_JOINT = lazy(r"(?:同志)?(?:[、和及]|以及)[^，。；！？、：:（）()\n]{0,16}")
_BY_STROKES = lazy("笔画|笔划|为序|排名不分先后")
_SUCCESSIVELY = "先后|依次|轮流|轮番|相继"
_IN_TURN = lazy(
    rf"(?:[\u4e00-\u9fff]{{0,6}}?(?:{_DEGREE})?(?:{_CORES}))?(?:同志)?(?:(?:[、和与及]|以及)[^，。；、：\n和与及]{{2,8}}?){{0,3}}"
    rf"(?:在[^，。；\n]{{0,8}}[上中]|[围就][^，。；\n]{{1,12}})?[也还已将均又]?(?:分别|各自|{_SUCCESSIVELY}"
    rf"|等(?:[0-9一二两三四五六七八九十]{{0,3}}[名位个]?[省市县区]?(?:领导|同志|代表|委员|人){{1,2}})?(?:{_SUCCESSIVELY}))"
)
_IN_TURN_BEFORE = lazy(
    r"(?:分别|先后|依次|轮流|相继)(?:由|请|与|同|和|对|向|为|会见|邀请|听取|走访|看望|慰问)?(?:了)?[^，。；！？、：:（）()\n]{0,8}$"
)
"""Names in the order of time, or of what follows, are no ranking: 李思远、王雅琴先后讲话."""
_REACH = 24


class _Title(NamedTuple):
    """A post taken apart: the body it belongs to (市委), its degree (副), its core (书记)."""

    body: str
    degree: str
    core: str

    def agrees(self, other: _Title) -> bool:
        """True when both may be the same post; a body that one of them leaves out is no difference."""
        return self.is_beside(other) and self.degree == other.degree

    def is_beside(self, other: _Title) -> bool:
        """True when both differ in nothing but the degree, 常务副 counting as 副."""
        same = not self.body or not other.body or self.body.endswith(other.body) or other.body.endswith(self.body)
        return same and self.core == other.core


def _title(before: str, degree: str | None, core: str) -> _Title:
    found = _BODY.search(before)
    plain = "副" if degree in ("常务副", "第一副") else "代" if degree == "代理" else degree or ""
    return _Title(found[0] if found else "", plain, core)


def _titles(post: str) -> Iterator[_Title]:
    """The titles that one cell of the table holds: 市委副书记、市长 are two."""
    for part in _SPLIT.split(post):
        found = _POST.match(part)
        if found:
            yield _title(found[1], found[2], found[3])


class _Roll(NamedTuple):
    """The table as it stands on one day, in the letters of the squeezed text."""

    posts: Mapping[str, tuple[_Title, ...]]
    others: Mapping[str, tuple[_Title, ...]]
    orders: Mapping[str, int]


def _roll(leaders: Iterable[Leader], day: date, key: Callable[[str], str]) -> _Roll:
    posts: dict[str, tuple[_Title, ...]] = {}
    others: dict[str, tuple[_Title, ...]] = {}
    orders: dict[str, int] = {}
    for leader in leaders:
        name, titles = key(leader.name), tuple(_titles(key(leader.post)))
        holders = posts if leader.holds_on(day) else others
        holders[name] = (*holders.get(name, ()), *titles)
        if leader.holds_on(day) and leader.order is not None:
            orders[name] = min(leader.order, orders.get(name, leader.order))
    return _Roll(posts, others, orders)


def _places(context: Context, words: Iterable[str]) -> list[tuple[Span, str]]:
    """Where the words stand in the squeezed text, in order, each place once."""
    found = {
        (context.squeezed.from_source(view.to_source(span)), word)
        for word in words
        for view, span in context.occurrences.get(word, ())
    }
    return sorted(found)


def _is_whole_name(text: str, span: Span) -> bool:
    """False where a name of two characters begins a longer one, or any name stands inside a longer word."""
    if span.end - span.start > 2:
        return True
    behind = _BEHIND_NAME.match(text, span.end)
    if behind is None:
        return False
    longer = name_at(text, span.start, labelled=True)
    return len(behind[0]) > 1 or longer is None or longer.end <= span.end


def _written_titles(text: str, name: Span) -> Iterator[tuple[_Title, Span, bool]]:
    """The title right before the name, and the one right behind it; whether a blank stands between."""
    low = max(name.start - _REACH, 0)
    before = text[low : name.start]
    clause = before[max(map(before.rfind, _CLAUSE_ENDS)) + 1 :]
    found = _TITLE_BEFORE.search(clause)
    if found and not _PAST_OR_FUTURE.search(clause[: found.start()]):
        title = _title(clause[: found.start()], found[1], found[2])
        start = name.start - len(clause) + found.start() - len(title.body)
        yield title, Span(start, name.end), found[3].isspace()
    behind = text[name.end : name.end + _REACH]
    after = _TITLE_BEHIND.match(behind)
    if after and not _PAST_OR_FUTURE.search(after[2]):
        lead = after[2][: len(after[2]) - len(after[3] or "") - len(after[4])]
        title = _title(lead, after[3], after[4])
        # 王雅琴在市委书记的陪同下: what stands between is no part of a title.
        if lead == title.body or _PLACE.fullmatch(lead.removesuffix(title.body)):
            yield title, Span(name.start, name.end + after.end(2)), bool(after[1])


def _difference(title: _Title, name: str, roll: _Roll) -> str:
    """Why the title is not this person's on this day; empty where it may be."""
    own = roll.posts.get(name, ())
    if any(title.agrees(post) for post in own):
        return ""
    if any(title.is_beside(post) or (title.core in _HEADS and post.core in _HEADS) for post in own):
        return "degree"
    if not own:
        return "term" if any(title.agrees(post) for post in roll.others.get(name, ())) else ""
    holders = (post for other, posts in roll.posts.items() if other != name for post in posts)
    if any(title.agrees(post) and title.body == post.body and (title.body or title.core in _HEADS) for post in holders):
        return "holder"
    return ""


def _in_tables(context: Context, roll: _Roll) -> Iterator[Hit]:
    """Cells of tables with a column of names and one of posts; several posts in a cell need one that fits."""
    for table in context.document.tables:
        heads = [context.key(cell.text.strip()) for cell in table.header]
        if "姓名" not in heads or "职务" not in heads:
            continue
        names, posts = heads.index("姓名"), heads.index("职务")
        for row in table.rows:
            if len(row) <= max(names, posts):
                continue
            name = context.key("".join(row[names].text.split()))
            reasons = [_difference(title, name, roll) for title in _titles(context.key(row[posts].text.strip()))]
            if reasons and all(reasons):
                yield Hit(span=row[posts].span, reason=reasons[0])


def _is_near(written: str, name: str, confusions: Mapping[str, str]) -> bool:
    """True when one character differs, or two stand in the wrong order. Of two characters the other must look alike."""
    if len(written) != len(name) or written == name:
        return False
    wrong = [index for index, (one, two) in enumerate(zip(written, name, strict=True)) if one != two]
    if len(name) > 2 and len(wrong) == 2 and wrong[0] > 0 and sorted(written) == sorted(name):
        return True
    if len(wrong) != 1 or (len(name) == 2 and wrong[0] == 0):
        return False
    one, two = written[wrong[0]], name[wrong[0]]
    return (len(name) > 2 and wrong[0] > 0) or one in confusions.get(two, "") or two in confusions.get(one, "")


def _near_name(text: str, post: Span, names: Iterable[str], confusions: Mapping[str, str]) -> Span | None:
    """The place beside a post where one of its holders' names is misspelt."""
    for name in names:
        behind = post.end + (text[post.end : post.end + 1] in (" ", "：", ":"))
        if _is_near(text[behind : behind + len(name)], name, confusions):
            end = behind + len(name)
            # 市长王雅说: the name ends before what looks like its wrong character.
            if _BEHIND_NAME.match(text, end) and not _BEHIND_NAME.match(text, end - 1):
                return Span(behind, end)
        before = post.start - len(name)
        if before >= 0 and _is_near(text[before : post.start], name, confusions):
            return Span(before, post.start)
    return None


def leader_post(leaders: tuple[Leader, ...], confusions: Mapping[str, str]) -> Rule:
    """The rule for a leader beside a post that is not his on the day, and for a misspelt name beside his post."""

    def scan(context: Context) -> Iterator[Hit]:
        roll = _roll(leaders, context.as_of, context.key)
        text = context.squeezed.text
        known = {*roll.posts, *roll.others}
        for span, name in _places(context, known):
            if not _is_whole_name(text, span):
                continue
            judged = [
                (stretch, apart, _difference(title, name, roll))
                for title, stretch, apart in _written_titles(text, span)
            ]
            # In 李思远 市长 赵明川 副市长 a blank does not say which name a post belongs to: one that fits is enough.
            fits = any(not reason for _, _, reason in judged)
            for stretch, apart, reason in judged:
                if reason and not (apart and fits):
                    yield Hit(span=stretch, view="squeezed", reason=reason)
        yield from _in_tables(context, roll)
        holders: dict[str, list[str]] = {}
        for leader in leaders:
            if leader.holds_on(context.as_of):
                for post in filter(None, _SPLIT.split(context.key(leader.post))):
                    holders.setdefault(post, []).append(context.key(leader.name))
        for span, post in _places(context, holders):
            clause = text[max(span.start - _REACH, 0) : span.start]
            clause = clause[max(map(clause.rfind, _CLAUSE_ENDS)) + 1 :]
            if clause.endswith(("副", "代", "代理")) or _PAST_OR_FUTURE.search(clause):
                continue
            near = _near_name(text, span, holders[post], confusions)
            if near and text[near.start : near.end] not in known:
                stretch = Span(min(span.start, near.start), max(span.end, near.end))
                yield Hit(span=stretch, view="squeezed", reason="name")

    return Rule(
        id="leader-post",
        category=Category.EXPRESSION,
        severity=Severity.WARNING,
        indicator="严重表述错误",
        title="领导姓名与职务不符",
        message="“{matched}”与本单位领导名单不一致，请核对姓名和职务",
        rationale="领导姓名、职务写错是通报中常见的严重差错。名单由本单位维护，按文稿日期比对；名单过时的，先更新名单。",
        source="国办秘函〔2019〕19号附件1；本单位领导名单",
        reasons={
            "degree": "名单中此人当日的职务与文中写法不同",
            "holder": "名单中这一职务当日由另一人担任",
            "term": "名单中此人当日不任这一职务",
            "name": "与名单中任此职者的姓名差一个字",
        },
        triggers=tuple(dict.fromkeys(word for leader in leaders for word in (leader.name, *_posts(leader)))),
        scan=scan if leaders else None,
        match=(
            "市长王雅琴主持会议。",
            "市委书记李思远到基层调研。",
            "李思远副市长带队督查。",
            "市长周晓出席开幕式。",
            "市委副书记王雅琴讲话。",
            "市委书记王雅芹出席会议。",
            "会上，李恩远市长作了部署。",
        ),
        no_match=(
            "市委书记王雅琴主持会议，市长李思远、副市长周晓出席。",
            "李思远市长、周晓副市长到场。",
            "市委副书记、市长李思远讲话。",
            "时任副市长李思远参加了奠基仪式。",
            "市人大常委会主任刘建华出席。",
            "市政府党组书记李思远主持党组会议。",
            "副市长周晓东来访。",
            "提名李思远为副市长人选。",
            "江北县县长王建明、市委书记王雅琴一同调研。",
        ),
    )


def _posts(leader: Leader) -> list[str]:
    return [post for post in _SPLIT.split(leader.post) if len(post) > 1]


def leader_order(leaders: tuple[Leader, ...]) -> Rule:
    """The rule for leaders who are listed in another order than the table's."""

    def scan(context: Context) -> Iterator[Hit]:
        orders = _roll(leaders, context.as_of, context.key).orders
        text = context.squeezed.text
        row: list[tuple[Span, str]] = []
        for span, name in [*_places(context, orders), (Span(len(text), len(text)), "")]:
            if row and span.start < row[-1][0].end:
                continue
            if row and (not name or not _JOINT.fullmatch(text, row[-1][0].end, span.start)):
                yield from _disorder(row, orders, text)
                row = []
            row.append((span, name))

    return Rule(
        id="leader-order",
        category=Category.EXPRESSION,
        severity=Severity.WARNING,
        indicator="严重表述错误",
        title="领导排序与名单不同",
        message="领导排序与本单位领导名单不一致，请核对",
        rationale="领导姓名的先后有规定的次序，排错是通报中常见的差错。按姓氏笔画排列的请在文中写明；名单过时的，先更新名单。",
        source="国办秘函〔2019〕19号附件1；本单位领导名单",
        triggers=tuple(dict.fromkeys(leader.name for leader in leaders)),
        scan=scan if leaders else None,
        match=(
            "李思远、王雅琴出席会议。",
            "市委书记王雅琴、副市长周晓、市长李思远参加活动。",
            "王雅琴、周晓和李思远到会。",
        ),
        no_match=(
            "王雅琴、李思远、周晓出席会议。",
            "市委书记王雅琴、市长李思远参加活动。",
            "李思远主持会议，王雅琴讲话。",
            "李思远、周晓、王雅琴（按姓氏笔画为序）任评委。",
            "李思远、王雅琴先后讲话。",
            "李思远、王雅琴等先后发言。",
            "李思远、王雅琴和企业家代表在会上分别发言。",
        ),
    )


def _disorder(row: list[tuple[Span, str]], orders: Mapping[str, int], text: str) -> Iterator[Hit]:
    """One hit for a row that falls: from the first name that stands too early to the one that belongs before it."""
    last = row[-1][0].end
    if len(row) < 2 or _BY_STROKES.search(text, max(row[0][0].start - 30, 0), last + 30):
        return
    if _IN_TURN.match(text, last) or _IN_TURN_BEFORE.search(text, max(row[0][0].start - _REACH, 0), row[0][0].start):
        return
    for (former, one), (latter, two) in pairwise(row):
        if orders[one] > orders[two]:
            yield Hit(span=Span(former.start, latter.end), view="squeezed")
            return
