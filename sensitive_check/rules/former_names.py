"""Former names: where the old name of a body or a place is right although the draft is younger than the change.

A sentence may tell the change, name the time before it, quote a document or a post of then, or speak of a foreign body.
A draft that does not say its date, and names no year after the change, may be old itself: there a hit is a note.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sensitive_check.dating import read_number
from sensitive_check.model import Entry, Hit, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.expression import is_quoted
from sensitive_check.rules.wordlist import sentence_around

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sensitive_check.context import Context

FORMER_NAME_REASONS: Mapping[str, str] = {
    "undated": "文稿没有写明日期，提到的年份都在更名之前；是旧稿的可保留，否则改用现名",
}

_BEFORE = lazy(
    r"(?:(?<![草平高中还复病起本松太开清固三五七九汤海镇阳红青])"
    r"原(?![则因材料油文始理告件创子生野定有价产值作阳])|前身|旧称|曾|时任|历任|改名前|更名前|改革前|撤并前)[^。；]{0,40}$"
    r"|(?:^|[，。、；：（(\s“])前$|(?:籍贯|祖籍|生于|出生|毕业于|就读于)[^。；]{0,12}$"
    r"|(?:分配到|分配至|调入|调到|调往|调任|派往|派到|考入|任职于|供职于|就职于)[^，。；]{0,8}$"
    r"|(?:父亲|母亲|爸爸|妈妈|爷爷|奶奶|祖父|祖母|外公|外婆|姥爷|姥姥|岳父|岳母|伯父|叔叔|舅舅|丈夫|妻子|老伴|哥哥|姐姐|兄长)"
    r"[^。；]{0,20}(?:是|在|从)$"
)
_AFTER = lazy(
    r"原(?!则)|[编著](?!制)|第[^，。；]{1,6}号|令|公告(?:第|[0-9])|等?[^，。；]{0,6}[（(](?:现|今|已|即|后|原)"
    r"|[^，。；的]{0,8}(?:重点实验室|研究院|研究所|研究中心|出版社)|[^，。；的]{0,4}(?:医院|学院|大学|报社|基金会|协会|学会)"
    r"|志(?!愿)|籍|人(?=[，。、；（(]|$)|站(?![在点])|路(?![政灯网])|街(?!道)|大道|大桥|河(?![长道流])|水库|机场|港"
    r"|战役|惨案|起义|年鉴|方言|古城|小吃|的?时[代期]|的老(?:干部|同志|职工|领导|部长|司长|局长)"
    r"|第?[一二三四五六七八九十]{1,3}(?:(?:工程)?局|勘[测察]设计院|设计院)|大桥(?:工程)?局|大院|退休|离休|[^，。；的]{0,10}(?:工厂|车辆厂|机车厂|机务段|家属院)|[当做干]过"
)
_SERVED = lazy(
    r"(?:[、和与及][^，。；、和与及]{2,14}){0,3}(?:工作|任职|供职|就职|服务)"
    r"(?:[过了]|多年|[数几两一二三四五六七八九十0-9]{1,3}年|期间|(?=[，。；]|$))"
)
_SERVED_IN = lazy(r"(?:(?<![现仍正存])(?<!目前)在|先后到)[^，。；]{0,20}$")
_ISSUED = lazy(
    r"(?:[、和与及][^，。；、和与及]{2,14}){0,2}(?:[核颁]发|发放|签发|批准|核准|出具|授予|认定|评定|印制|发)的"
    r"[^，。；]{0,16}(?:证|批件|批文|批复|批号|版号|牌照|执照|资质|资格|称号|文书|标志|奖[牌状项章]|牌匾|匾牌|驰名商标|[Aa]级[^，。；]{0,4}景区)"
)
_REQUIRED = lazy(r"应当|必须|(?<![供相反适响对])应(?![用急])|须|需(?!求)|(?<!自)由|(?<!文)凭|不得|申请|可以")
_HONOURED = lazy(r"(?:[、和与及][^，。；、和与及]{2,14}){0,2}(?:授予|表彰|列入|(?:评|评定|评选|认定|命名|确定|列)为)")
_HONOURED_BY = lazy(r"(?<![将拟会可未不])(?:被|荣?获)(?:[^，。；]{1,12}[、和与及])?(?:中国|国家)?$")
_GAINED = lazy(
    r"(?:[、和与及][^，。；、和与及]{2,14}){0,2}(?:批准|核准|批复|审定|的?[^，。；的]{0,8}(?:认证|嘉奖|表彰|版号)|[“《][^”》，。；]{2,30}[”》]"
    r"|的?[^，。；的]{0,8}奖(?=[，。；、]|$))(?![后前时]|之[后前]|方[可能]|[才可]|的)"
)
_GAINED_BY = lazy(
    r"(?:已经|曾经|(?<![要可能望待会未不])(?:获得?|荣获|通过)[了过]?)(?:[^，。；]{1,40}[、和与及])?(?:中国|国家)?$"
)
_FOUNDED = lazy(
    r"(?:批准|核准|批复|审定)(?:同意)?(?:设立|成立|建立|筹建|开业|上市|立项|通过|建设|命名|列为)(?![后前时]|之[后前]|的|方[可能]|[才可])"
)
_FOUNDED_BY = lazy(r"(?<![须应需可未不报若如凡])经(?:中国|国家)?$")
_BINDING = lazy("方可|方能|后可|(?<![供相反适响对])应当|不得|必须")
_NOT_YET = lazy(r"争取|有望|申[请报]|准备|计划|[拟将未]|不得|尚|等待|如果|凡|才|方可")
"""What a body decided while it existed stays its decision: 获国家食药监总局批准上市. Not 须经银监会批准."""
_NOT_ITS_END = {
    "局": lazy("势|面(?![向对临])"),
    "办": lazy("公(?:楼|大楼|用|区|场|地点|条件|环境|经费|设备|桌|家具)"),
}
"""What makes another word of the last character of a name: 国家粮食|局面, 扶贫|办公楼."""

_TELLING = lazy(
    r"更名|改名|改称|改为|改组|改设|撤销|撤并|撤县|撤市|设区|设市|合并|组建|并入|划入|划归|划转|转隶|不再保留|不再设|前身|旧称|旧名"
    r"|原名|原称|又名|曾用名|牌子|挂牌成立|沿革|当时|彼时|那时|时任|历任|曾任|曾经|机构改革|旧址|遗址|印章|公章|字样"
    r"|废止|失效|年代|年间|世纪|民国|建国[初后]|解放[初后]|新中国成立[初后]|改革开放[初前]|一行[三两]会"
    r"|国民政府|抗日战争|抗战(?:时期|期间|胜利|爆发)|解放战争|抗美援朝(?:时期|期间|战争)|文化大革命|文革|大跃进|[“\"][一二三]五[”\"]|县志|志载|历史使命"
)
_YEAR = lazy(
    r"((?:19|20)[0-9]{2})(?=年|[.．/〕\]）)]|[-—–－~至][0-9]|[，、])|([一二][九〇○零][〇○零一二三四五六七八九]{2})(?=年)"
)
_PLAN = lazy(
    r"[“\"]?(九五|十五|十一五|十二五|十三五|十四五)[”\"]?(?:[^，。；“”]{0,8}(?:规划|计划)|时期|期间|以来|末|初)"
)
_PLAN_BEGAN = {"九五": 1996, "十五": 2001, "十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021}

_ABROAD = lazy(
    r"[美俄英法德韩]$|(?<![东西南北])[美俄英法德韩日印越]方[^。；]{0,12}$|(?:美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|印度|越南|泰国|老挝|缅甸|柬埔寨|菲律宾|马来西亚|新加坡|蒙古国?|巴基斯坦|孟加拉国"
    r"|斯里兰卡|尼泊尔|伊朗|伊拉克|以色列|土耳其|埃及|南非|肯尼亚|坦桑尼亚|埃塞俄比亚|尼日利亚|苏丹|赞比亚|津巴布韦|加拿大|墨西哥|古巴|巴西|阿根廷"
    r"|智利|秘鲁|澳大利亚|新西兰|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|丹麦|芬兰|波兰|匈牙利|捷克|希腊|塞尔维亚|罗马尼亚|乌克兰|白俄罗斯"
    r"|哈萨克斯坦|乌兹别克斯坦|吉尔吉斯斯坦|塔吉克斯坦|土库曼斯坦|苏联|欧盟|外国|该国|台湾|香港|澳门)[^，。；]{0,12}$"
)

_ALSO_WITHIN_UNITS = frozenset(("文化部", "监察部", "卫生部", "交通部", "人事部", "建设部"))
"""Ministries whose names companies and societies give to departments of their own."""

_NEAR = 16
"""So near to the old name the present one explains it; farther off it is another body of the sentence."""

_BODY_BEFORE = lazy(
    r"(?:国家|国务院|中华人民共和国|[^，。；、和与及]{1,10}(?:部|委|委员会|局|署|行|院|厅|总工会|妇联)[、和与及])$"
)
_STATE_BODY = lazy(
    r"国家|中华人民共和国|国务院|中央|中国|教育部|科技部|科学技术部|工业和信息化部|公安部|民政部|司法部|财政部|人力资源|自然资源部|国土资源部|生态环境部|环境保护部"
    r"|住房|交通运输部|水利部|农业部|农业农村部|商务部|外交部|审计署|海关总署|税务总局|市场监管总局|铁道部|人民银行|全国总工会"
)


def in_the_present(hit: Hit, context: Context) -> Hit | None:
    """Keep a hit only where the draft uses the old name as if it were in force.

    A hit of a unit's own entry is kept: the unit says what it wants changed.
    """
    entry = hit.entry
    if entry is None or not entry.builtin:
        return hit
    text, span = context.squeezed.text, context.squeezed.from_source(hit.span)
    low, high = sentence_around(text, span)
    before, after = text[low : span.start], text[span.end : high]
    if is_quoted(text, span) or _is_history(before, entry.term, after, entry.suggestions, _changed(entry)):
        return None
    if not context.dated and _may_be_old(entry, context):
        return replace(hit, severity=Severity.NOTE, reason="undated")
    return hit


def _changed(entry: Entry) -> int:
    return entry.effective_from.year if entry.effective_from else 0


@lru_cache(maxsize=1024)
def _is_history(before: str, name: str, after: str, present: tuple[str, ...], changed: int) -> bool:
    """True where the sentence around a name tells the past, or means another body.

    ``present`` are the names of today, ``changed`` is the year of the change. Cached: hostile text repeats itself.
    """
    other_word = _NOT_ITS_END.get(name[-1])
    return bool(
        (other_word and other_word.match(after))
        or _BEFORE.search(before)
        or _AFTER.match(after)
        or (_SERVED.match(after) and _SERVED_IN.search(before))
        or (_is_issued(before, after) and not _REQUIRED.search(before))
        or _TELLING.search(before + after)
        or _ABROAD.search(before)
        or any(
            (one in before[-_NEAR:].removesuffix(one) or one in after[:_NEAR]) and not name.endswith(one)
            for one in present
        )
        or any(year <= changed for year in _years(before + after))
        or (name in _ALSO_WITHIN_UNITS and not _is_among_state_bodies(before, after))
    )


def _is_issued(before: str, after: str) -> bool:
    """True beside a certificate, an honour or a consent that a body gave while it existed."""
    if _BINDING.search(after):
        return False
    if _ISSUED.match(after):
        return True
    is_gained = _GAINED.match(after) is not None and _GAINED_BY.search(before) is not None
    if is_gained or (_FOUNDED.match(after) and _FOUNDED_BY.search(before)):
        return _NOT_YET.search(before) is None
    return _HONOURED.match(after) is not None and _HONOURED_BY.search(before) is not None


def _years(text: str) -> Iterator[int]:
    """The years that a text names, of a five-year plan its first."""
    for found in _YEAR.finditer(text):
        yield read_number(found[1] or found[2])
    for found in _PLAN.finditer(text):
        yield _PLAN_BEGAN[found[1]]


def _is_among_state_bodies(before: str, after: str) -> bool:
    """True beside another body of the state: 财政部、文化部, 国家文化部, 文化部办公厅."""
    found = _BODY_BEFORE.search(before[-16:])
    if found and _STATE_BODY.search(found[0]):
        return True
    return after.startswith("办公厅") or (after[:1] in tuple("、和与及") and _STATE_BODY.match(after, 1) is not None)


def _may_be_old(entry: Entry, context: Context) -> bool:
    """True when the whole text names years, and none after the change."""
    latest = context.latest_year
    return latest is not None and latest <= _changed(entry)
