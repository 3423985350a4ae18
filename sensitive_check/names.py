"""Names of persons, sought only where a rule already has reason to expect one.

A name is a surname with one or two more characters and an end that can be seen, or a name whose parts a middle dot
joins. Who is anonymous already (张某, 李女士) has no name here.
"""

from __future__ import annotations

from functools import lru_cache

from sensitive_check.matching import is_common_word
from sensitive_check.model import Span
from sensitive_check.patterns import lazy

# The surnames that nearly all bear (public statistics of the household register); those that are above all other words
# (于是, 和, 时) are among them only where a name can hardly be anything else.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪辛柯庄温牛樊"
    "葛邢安齐伍庞颜倪章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁骆蓝路游靳欧阳辛管"
    "柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞"
    "姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封官谈匡鞠荆傅郁胥黨仝"
)
_PLAIN = frozenset(
    "王李张刘陈杨赵吴徐孙朱胡郭罗郑梁宋韩冯曹彭肖潘袁蔡蒋魏薛吕丁沈姚卢姜崔谭邓邹熊秦邱侯孟龙段雷钱汤马林董范杜苏何"
)
"""Surnames that open few phrases: behind them a frequent word (建国) may be a given name."""

_COMPOUND = frozenset(
    "欧阳 上官 司马 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 端木 夏侯 南宫 独孤 宇文 长孙 闻人 呼延".split()
)
_DOTTED = lazy(r"[\u4e00-\u9fff]{2,7}(?:[·•‧・][\u4e00-\u9fff]{1,8}){1,3}")
_BEHIND = (
    r"今年|现[住居年]|因[病伤公]|家住|户籍|患[有上病]|确诊|遭|被|是|系|出生|生于|同学|联系|电话|手机|诊断|一案|怀孕"
    r"|住院|等人"
)
_PHRASE = lazy(_BEHIND)
"""What goes on behind a name and is no part of it, though it may begin like one."""

_END = lazy(rf"$|[^\u4e00-\u9fff·•‧・*×]|[男女汉系是患因于住身性经被在确现的]|{_BEHIND}|已|等|与|和")
_NO_GIVEN = frozenset("某氏总局老先女小大家姓君的了是在和与×xX*○〇、一二三四五六七八九十")
_TITLE = frozenset(
    "先生 女士 小姐 老师 医生 大夫 主任 局长 处长 科长 书记 校长 院长 经理 同志 同学 老汉 大爷 大妈 阿姨 师傅 教授 博士"
    " 护士 警官 法官 律师 队长 所长 镇长 村长 县长 市长 省长 部长 主席 总理 家人 家属".split()
)
# A name opens a clause or follows a label. The longest label comes before those it begins with.
_OPENING = lazy(
    r"(?:[，。；：:;,、（(\n\t 　“”]|(姓名|户主|联系人|申请人|患者|病人|监护人|家长|当事人|被告人?|原告人?|被害人"
    r"|被执行人|被处罚人|被申请人|嫌疑人|学生|居民|村民|业主|老人|群众|职工|员工)[ :：]{0,3})"
    rf"(?=[{_SURNAMES}]|诸葛|尉迟|皇甫|令狐|端木|独孤|宇文|长孙|闻人|呼延|南宫|东方|公孙|司|[\u4e00-\u9fff]{{2,7}}[·•‧・])"
)
_MOST = 4


def name_at(text: str, start: int, *, labelled: bool = False) -> Span | None:
    """The name that begins at ``start``; None when there is none, or only somebody anonymous.

    ``labelled``: a word before it says that a person is named, so that the rest of it may be an ordinary word.

    >>> name_at("王雅琴，女，", 0), name_at("王女士，", 0), name_at("高血压，", 0)
    (Span(start=0, end=3), None, None)
    """
    if "·" in text[start : start + 9] or "•" in text[start : start + 9] or "・" in text[start : start + 9]:
        dotted = _DOTTED.match(text, start, start + 32)
        if dotted and "某" not in dotted[0]:
            last = max(map(dotted[0].rfind, "·•‧・")) + 2
            phrase = _PHRASE.search(text, start + last, dotted.end() + 1)
            return Span(start, phrase.start() if phrase and phrase.start() < dotted.end() else dotted.end())
    compound = text[start : start + 2] in _COMPOUND
    if not compound and text[start : start + 1] not in _SURNAMES:
        return None
    given = start + 1 + compound
    lengths = (1,) if _PHRASE.match(text, given + 1) else (2, 1)
    for end in (given + length for length in lengths):
        rest = text[given:end]
        if len(rest) == end - given and _END.match(text, end) and _is_given(rest, text[start:end], labelled=labelled):
            return Span(start, end)
    return None


def _is_given(rest: str, name: str, *, labelled: bool) -> bool:
    if not all("\u4e00" <= character <= "\u9fff" for character in rest):
        return False
    if rest[0] in _NO_GIVEN or rest[-1] in "某氏的了是在和与" or rest in _TITLE:
        return False
    if is_common_word(name):
        return False
    return labelled or len(rest) == 1 or name[0] in _PLAIN or not is_common_word(rest)


def names_in(text: str, start: int, end: int) -> list[Span]:
    """The names that open a clause or follow a label such as 姓名 in a stretch of a text, in order; at most four."""
    is_open = not start or text[start - 1] in "，。；：:;,、（(\n\t 　“”"
    found = _names_in(text[start : end + 3], end - start, is_open=is_open)
    return [Span(start + name.start, start + name.end) for name in found]


@lru_cache(maxsize=1024)
def _names_in(window: str, end: int, *, is_open: bool) -> tuple[Span, ...]:
    """The names that end by ``end``. Cached: places crowd together, and hostile text repeats itself."""
    openings = [(found.end(), found[1] is not None) for found in _OPENING.finditer(window, 0, end)]
    found: list[Span] = []
    for offset, labelled in [(0, False), *openings] if is_open else openings:
        name = name_at(window, offset, labelled=labelled)
        if name is not None and name.end <= end and len(found) < _MOST:
            found.append(name)
    return tuple(found)
