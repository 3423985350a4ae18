"""Persons in context: a home, a birth date, an illness or a minor's name is reported only with the person beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span, View
from sensitive_check.names import name_at, names_in
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_NEAR = 120
"""How far from a trigger, within its line, the person may stand."""

_NUMBER = lazy(r"(?<![0-9])(?:[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9x]|1[3-9][0-9]{9})(?![0-9])")
_HIDDEN = lazy(r"某|×|[x*○]{2}|□")


def _places(context: Context, triggers: tuple[str, ...]) -> Iterator[tuple[View, Span]]:
    """Where the triggers stand, in the view they were found in."""
    for word in triggers:
        yield from context.occurrences.get(word, ())


def _line(text: str, span: Span, before: int = _NEAR, after: int = _NEAR) -> Span:
    """The line around a place, cut to a window."""
    low, high = max(span.start - before, 0), min(span.end + after, len(text))
    start = text.rfind("\n", low, span.start) + 1
    end = text.find("\n", span.end, high)
    return Span(max(start, low), high if end < 0 else end)


def _sentence(text: str, span: Span) -> Span:
    """The sentence around a place, cut to the line's window."""
    line = _line(text, span)
    start = max(text.rfind(mark, line.start, span.start) for mark in "。！？；") + 1
    ends = [end for mark in "。！？；" if (end := text.find(mark, span.end, line.end)) >= 0]
    return Span(max(start, line.start), min(ends, default=line.end))


_HOMES = (
    *("家庭住址", "家庭地址", "住址", "家住", "现住", "现居", "居住于", "居住在", "居住地", "户籍地", "户籍所在地"),
    *("户籍地址", "租住", "暂住", "，住"),
)
_HOME = lazy(r"址?[ :：为是在于住]{0,4}([\u4e00-\u9fff0-9a-z#（）()·\-－—]{4,60})")
_HOUSE = lazy(
    r"[路街道巷弄里村庄屯寨组区苑园城院府庭坊厦楼寓邨镇乡段湾队社][东南西北中]?[附]?"
    r"[0-9一二三四五六七八九十百]{1,5}(?:[-－—#之][0-9]{1,4}){0,3}"
    r"(?:号楼|号院|号|室|栋|幢|单元|弄|座)"
    r"(?:[附院内]?[0-9a-z一二三四五六七八九十\-－—]{1,6}(?:号楼|号|室|栋|幢|单元|层|座|户)?){0,5}"
)
_REGION = lazy(r"[省市区县旗州乡镇村路街道巷]|小区")
_OFFICES = lazy(r"公司|法定代表人|经营者|注册地|办公|营业|机构住|统一社会信用|登记机关|项目|酒店|宾馆|隔离点")
_LABEL = lazy(r"址?[:：]")


def _scan_homes(context: Context) -> Iterator[Hit]:
    for view, span in _places(context, _HOMES):
        text = view.text
        home = _HOME.match(text, span.end, span.end + 66)
        house = _HOUSE.search(home[1]) if home else None
        if (
            home is None
            or house is None
            or _HIDDEN.search(home[1])
            or not _REGION.search(home[1], 0, house.start() + 1)
        ):
            continue
        line = _line(text, span)
        if _OFFICES.search(text, _sentence(text, span).start, span.start):
            continue
        label = _LABEL.match(text, span.end) and text[span.start : span.end] != "，住"
        if label or _NUMBER.search(text, line.start, line.end) or names_in(text, line.start, span.start):
            yield Hit(
                span=Span(home.start(1), home.start(1) + house.end()),
                view=view.name,
                confidence=0.9 if label else 0.8,
                reason="labelled" if label else "person",
            )


HOME_ADDRESS = Rule(
    id="home-address",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="家庭住址",
    message="疑似个人住址写到门牌，公开前请删去，或只写到乡镇、街道",
    rationale="住址写到门牌即可找到本人，属个人信息；公示通常只写到乡镇、街道。",
    source="《中华人民共和国个人信息保护法》第四条；《中华人民共和国民法典》第一千零三十四条",
    reasons={"labelled": "标明是住址", "person": "同一行写有姓名、证件号或电话"},
    triggers=_HOMES,
    scan=_scan_homes,
    match=(
        "家庭住址：青山市东湖区柳林路12号3栋402室",
        "王雅琴，女，现住青山市东湖区柳林路12号。",
        "李思明，1985年3月7日出生，住东湖区柳林小区3号楼2单元501室。",
        "申请人周晓梅，户籍地青山市柳林镇和平村5组18号",
        "居住在青山市东湖区柳林路12号，手机13800138000。",
    ),
    no_match=(
        "地址：青山市东湖区柳林路12号政务服务中心",
        "家庭住址：青山市东湖区柳林街道",
        "王某，女，现住青山市东湖区某小区3号楼。",
        "家住柳林路12号院的居民反映噪声大",
        "甲公司，住所地青山市柳林路12号，法定代表人李思明",
        "居住地社区应当在10日内登记",
    ),
)


_BIRTHS = ("出生日期", "出生年月日", "出生时间", "出生年月", "出生于", "生于", "日出生", "日生")
_DAY = lazy(
    r"(?<![0-9])(?:19[3-9][0-9]|20[0-9]{2})"
    r"(?:年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日|([-./])[0-9]{1,2}\1[0-9]{1,2}(?![0-9]))"
)
_BIRTH_LABEL = lazy(r"日?[期间]?[ :：为是]{0,3}")
_GENDER = lazy(r"[，,、（( ][男女][，,、）) 。]|[男女]性")
_ENDS_BIRTH = lazy(r"[，,。；;）)、 ]|$")
_REMEMBERED = lazy(
    r"逝世|享年|烈士|诞辰|病逝|去世|牺牲|遇难|遗体|生前|悼|故居|作家|演员|运动员|歌手|导演|球员|院士|诗人"
)


def _scan_births(context: Context) -> Iterator[Hit]:
    for view, span in _places(context, _BIRTHS):
        text = view.text
        word = text[span.start : span.end]
        if word in ("日出生", "日生"):
            if not _ENDS_BIRTH.match(text, span.end):
                continue
            days = list(_DAY.finditer(text, max(span.start - 12, 0), span.start + 1))
            day = days[-1] if days and days[-1].end() == span.start + 1 else None
        else:
            label = _BIRTH_LABEL.match(text, span.end)
            day = _DAY.match(text, label.end() if label else span.end)
        if day is None:
            continue
        line = _line(text, span)
        if _REMEMBERED.search(text, line.start, line.end):
            continue
        form = word.startswith("出生") and word != "出生于"
        start = max(day.start() - _NEAR, 0) if form else line.start  # a form has its fields on lines of their own
        known = (
            form
            or _NUMBER.search(text, line.start, line.end)
            or (word in ("日出生", "日生") and _GENDER.search(text, line.start, day.start()))
        )
        if known and names_in(text, start, span.start):
            yield Hit(span=Span(*day.span()), view=view.name, confidence=0.8)


BIRTH_DATE = Rule(
    id="birth-date",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="出生日期",
    message="姓名之外还写明出生的年月日，公开前请删去，或只写到年月",
    rationale="姓名与确切生日合在一起可识别到个人；任前公示等只写到年月。",
    source="《中华人民共和国民法典》第一千零三十四条；《中华人民共和国个人信息保护法》第四条",
    triggers=_BIRTHS,
    scan=_scan_births,
    match=(
        "姓名：王雅琴，出生日期：1985年3月7日",
        "姓名：李思明\n性别：男\n出生日期：1985-03-07",
        "周晓梅，女，1985年3月7日出生，汉族。",
        "当事人马建华，男，1979年12月1日生，务工。",
    ),
    no_match=(
        "周晓梅，女，1985年3月出生，大学学历。",
        "王某，男，1985年3月7日出生，汉族。",
        "周晓梅烈士，女，1945年3月7日出生，1970年牺牲。",
        "凡2010年8月31日出生的适龄儿童均可报名",
        "出生日期：1985年3月7日",
        "公司诞生于1985年3月7日",
    ),
)


_PATIENTS = ("患者", "病人", "感染者", "确诊病例", "残疾人", "孕妇", "产妇")
_DIAGNOSES = (
    *(
        "确诊",
        "患有",
        "诊断为",
        "艾滋病",
        "精神分裂",
        "精神障碍",
        "肺结核",
        "抑郁症",
        "肢体残疾",
        "智力残疾",
        "精神残疾",
    ),
    *("视力残疾", "听力残疾", "怀孕", "梅毒", "尿毒症", "白血病"),
)
_RECORDS = ("病案号", "住院号", "门诊号", "病历号", "就诊卡号")
_ILLNESS = lazy(
    r"确诊|诊断|患有?[\u4e00-\u9fff]{0,8}[病症癌炎瘤]|[癌瘤]|残疾|阳性|手术|孕|抑郁|精神分裂|艾滋|肺结核|梅毒|乙肝|入院"
    r"|病情|病史|感染|症状"
)
_OF_ONE = lazy(
    r"[，,、（( ][男女][，,、）) 。]|[男女]性|(?<![0-9])[0-9]{1,3}岁(?!的(?:孩|儿|女儿|孙|小|幼|母|父))|身份证"
)
_RECORD = lazy(r"[ :：为是]{0,3}([0-9a-z][0-9a-z-]{4,17})(?![0-9a-z])")
_COLON = lazy(r"[ :：]{0,3}")


def _scan_illnesses(context: Context) -> Iterator[Hit]:
    for view, span in _places(context, _PATIENTS):
        start = _COLON.match(view.text, span.end)
        name = name_at(view.text, start.end() if start else span.end, labelled=True)
        if name is not None:
            around = _sentence(view.text, span)
            if _ILLNESS.search(view.text, around.start, span.start) or _ILLNESS.search(view.text, name.end, around.end):
                yield Hit(span=name, view=view.name, confidence=0.8)
    for view, span in _places(context, _DIAGNOSES):
        line = _line(view.text, span, before=2 * _NEAR, after=0)
        names = names_in(view.text, line.start, span.start)
        if names and _OF_ONE.search(view.text, names[0].end, min(names[0].end + 16, span.end)):
            yield Hit(span=names[0], view=view.name, confidence=0.7)
    for view, span in _places(context, _RECORDS):
        number = _RECORD.match(view.text, span.end)
        if number and not number[1].isalpha():
            line = _line(view.text, span)
            if names_in(view.text, line.start, line.end):
                yield Hit(span=Span(*number.span(1)), view=view.name, confidence=0.8, reason="record")


HEALTH = Rule(
    id="health",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="个人健康状况",
    message="姓名与病情、残疾或就诊编号写在一起，公开前请隐去姓名或病情",
    rationale="医疗健康属敏感个人信息；严重传染病、精神疾病患者等不宜公开真实姓名。",
    source="《中华人民共和国个人信息保护法》第二十八条",
    reasons={"record": "就诊编号与姓名同行"},
    triggers=(*_PATIENTS, *_DIAGNOSES, *_RECORDS),
    scan=_scan_illnesses,
    match=(
        "患者王雅琴因肺炎入院治疗。",
        "李思明，男，35岁，确诊为肺结核。",
        "姓名：周晓梅，住院号：2024003156",
        "残疾人马建华，肢体残疾二级。",
    ),
    no_match=(
        "患者王某因肺炎入院治疗。",
        "全市确诊病例12例，均已治愈。",
        "患者高血压病史十年。",
        "主治医生周晓梅介绍，患有糖尿病的人应当复查。",
        "住院号：2024003156",
        "患者家属应当在手术前签字。",
        "患有精神障碍的人应当得到尊重。",
    ),
)


_MINORS = (
    *(
        "未成年人",
        "未成年被害人",
        "被害人",
        "受害人",
        "幼女",
        "女童",
        "男童",
        "儿童",
        "幼儿",
        "女学生",
        "男学生",
        "小学生",
    ),
    *("中学生", "学生", "少女", "少年", "女生", "男生"),
)
_OF_ANY_AGE = ("被害人", "受害人")
_CASE = lazy(r"强奸|猥亵|拐卖|拐骗|虐待|性侵|遗弃|杀害|被害|受害|伤害罪|绑架|侵害|欺凌|殴打|嫌疑|刑事|盗窃|抢劫|溺亡")
_PRAISED = lazy(r"见义勇为|英雄|表彰|奖|救起|施救|营救|荣誉|先进|比赛|冠军")
_YOUNG = lazy(
    r"不满1[48]周岁|不满十[四八]周岁|未满1[48]周?岁|未满十[四八]周?岁|未成年|(?<![0-9])(?:[1-9]|1[0-7])周?岁|[小初]中?学?生|幼女"
)


def _scan_minors(context: Context) -> Iterator[Hit]:
    for view, span in _places(context, _MINORS):
        start = _COLON.match(view.text, span.end)
        name = name_at(view.text, start.end() if start else span.end, labelled=True)
        if name is None:
            continue
        around = _sentence(view.text, span)
        text = view.text[around.start : around.end]
        role = view.text[span.start : span.end]
        young = role not in _OF_ANY_AGE or _YOUNG.search(view.text, name.end, min(name.end + 24, around.end))
        if young and _CASE.search(text.replace(role, "")) and not _PRAISED.search(text):
            yield Hit(span=name, view=view.name, confidence=0.8)


MINOR_NAMED = Rule(
    id="minor-named",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="案件中写出未成年人姓名",
    message="案件或事件中写出未成年人姓名，公开前请改为“姓＋某”，并删去可推断身份的内容",
    rationale="涉案未成年人的姓名、住所、照片及可推断身份的资料不得披露。",
    source="《中华人民共和国未成年人保护法》第一百零三条",
    triggers=_MINORS,
    scan=_scan_minors,
    match=(
        "被告人猥亵学生王雅琴一案开庭。",
        "被害人周晓梅（女，13岁）遭到殴打。",
        "幼女李思琦被强奸一案已宣判。",
    ),
    no_match=(
        "被告人猥亵学生王某一案开庭。",
        "学生王雅琴在比赛中获一等奖。",
        "被害人周晓梅（女，43岁）遭到殴打。",
        "学生高度关注校园欺凌问题。",
        "未成年人受侵害案件应当不公开审理。",
    ),
)
