"""Bytes become text, together with how sure we are.

    BOM -> wide encodings by their NUL bytes -> strict UTF-8 -> strict GB18030 or Big5, if plausible
        -> line by line for mixed files -> UTF-8 with replacement characters

Guessing libraries fail on short Chinese titles. Here a strict decoder must accept every byte and the result must look
like Chinese: Big5 decodes "successfully" as GB18030, and so does UTF-8, but what comes out is made of rare characters.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from sensitive_check.errors import ReadError
from sensitive_check.model import Unchecked

SIMPLIFIED = (
    "的人一和有国不法行在第中民是以条定大会了十当为政业应地理上规关者部他生用年工作管机对门发出市或事主务"
    "公学个本要家全时二其经可这三员下等区方产院设成建自制动进保来合我得到实安分道于处后所日同体位代资之重"
    "能过开由级物水及四内施责表五通长提府高说子就权期并化文委也外与新任单们面职加构情证依前展力议品明天多"
    "共报相利治现性照立向军件起教交社监各组场金使度正护城着平案海你月据查决常收技信准种入程改从而名心北审"
    "都元里小取量将间意科活然好计告术标省被原还育检电无口县强办按数请系见去基企那万划如六特两专款山次接点"
    "书持路南反项知受没织律统违义最商调营运指服质备东西手执防因境已目结例车总记华直督求农导供百七但具八解"
    "形未只给问列式源罚么放战又批身医头予此支造领济司采根看布域费江息确况想负回传申武气认别些老变网财格集"
    "九称范果章投更湖需先环限流她广石算达样比置推预令罪校把非清联美协队师害题世必州诉完价许转类察少节止村"
    "修增参刑际复举住土承风除究团严族犯料研险则声河至台线汉首儿色效属验再命选空装核林考打整女局做乡党王约"
    "号京论才太话卫游易适革步益便围今养很马销己该影何听米张存态近众病密包续税措测消带干型房走容器居兵界神"
    "让示药积健创排故船登几历担食真官失判争维送急古户即疗斯光边配深史评每编银征快响识白难额助货它花千死染"
    "引阳镇障热图较什央黄志观善功符旅字序控辖落极注优连群损精纳须污言段满德周停站航士筑习策破席矿股却眼托"
    "火思视克值候警断感普客李红裁亲始铁危移低录试超象融纪补尔守届救宣拉输草材劳偿付双亚皇率英叫势派速致往"
    "坚占层离康禁留笑港副突招状互朝足显免青随追役宗木退且培半促励像讼球份兴轻素均语终训债远卖馆另履减继初"
    "越爱废庭夫般遗模鱼击飞售印吃切升临望获景鼓片血独帝待洋挥乐疾艺括涉封园础络早觉假余毒紧龙赛黑抗绝绿附"
    "罗残怎降略伤念充树券愿曾油若侵音巴屋桥细底库星陆简倒富亿街疫载洲左斗演甚综秘徒虽买著宝室胜享父释藏陈"
    "母购写签跟异灾仅烟射扩似良私苏沙闻香稳票撤尽驶答固献宫授楼版杀仍缴云述冲讲攻播尚弹微宁赔钱杨岸田找阶"
    "右压否福纷舶刻贸植错订宜阿遇玉牌驾访坐奖含址毛拒坏博温岛遵座波差换谈疑厂湾脸酒询竞弟典估渔兰召帮够友"
    "纠练班延贵畜乱喜册架露鉴久激刘威哥岁散拿介洪隐虚读殖索档刚顺掌背归角辆昌倍岗煤夏逐震词男储春礼敌画租"
    "毕皮既竟谁呢晚亡忽哪辑零扣尼庆俄奇邦欧爆味怕沿板误避智叶夜汇剑堂借婚探顾旧惊闭剧吧困胡孩笔汽端拍哈卡"
)
"""The thousand most frequent characters of official and general prose, most frequent first."""

TRADITIONAL = (
    "國條會當爲業應規關機對門發務學個時經這員區產設動進來實於處後體資過開級內責長說權並與單們職構證議報現"
    "軍監組場護據決準種從審裏將間計術標還檢電無縣強辦數請見萬劃兩專點書項沒織統違義調營運質備東執結車總記"
    "華農導給問罰麼戰醫頭領濟採費確況負傳氣認別變網財稱範環廣達樣預聯協隊師題訴價許轉類節參際復舉風團嚴險"
    "則聲臺線漢兒屬驗選裝鄉黨約號論話衛遊適圍養馬銷該聽張態衆續稅測帶幹讓藥積創幾歷擔爭維戶療邊評編銀徵響"
    "識難額貨陽鎮熱圖較黃觀轄極優連羣損納須滿築習礦卻託視斷紅親鐵錄試紀補爾屆輸勞償雙亞勢堅佔層離狀顯隨勵"
    "訟興輕語終訓債遠賣館減繼愛廢遺魚擊飛喫臨獲獨揮樂藝園礎絡覺餘緊龍賽絕綠羅殘傷樹願橋細庫陸簡億載鬥綜祕"
    "雖買寶勝釋陳購寫籤異災僅煙擴蘇聞穩盡駛獻宮樓殺繳雲衝講彈寧賠錢楊階壓紛貿錯訂駕訪獎壞溫島換談廠灣臉詢"
    "競漁蘭幫夠糾練貴亂冊鑑劉歲隱虛讀檔剛順歸輛崗詞儲禮敵畫畢誰輯慶歐誤葉匯劍顧舊驚閉劇筆為裡眾啟啓産説鄰"
)
"""Traditional forms of the characters above where they differ, in the same order."""

_RANK = {
    character: 1 - 0.2 * position / len(row)
    for row in (SIMPLIFIED, TRADITIONAL)
    for position, character in enumerate(row)
}
_ORDINARY_MARKS = frozenset("　、。，；：？！（）《》〈〉【】〔〕“”‘’—…·％－～０１２３４５６７８９")
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\0\t\n\x0b\x0c\r") + b"\x7f"
_UTF8_STRETCH = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){3,}")
_THREE_BYTES = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_ALPHABETS = (
    ("\xa0", "\u017f"),
    ("\u0370", "\u03ff"),
    ("\u0400", "\u045f"),
    ("\u05d0", "\u05ea"),
    ("\u0620", "\u0652"),
)
"""Letters (and Latin-1 signs) that stand together in one language."""
_SLICES, _SLICE_LENGTH = 64, 2048
_LISTED_RANGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file, the encoding it was read in, and what could not be read for certain."""

    text: str = field(repr=False)
    encoding: str
    unchecked: tuple[Unchecked, ...] = ()


def decode(data: bytes) -> Decoded:
    """Read ``data`` as text. Raises ``ReadError`` (reason ``encoding``) when it is plainly no text.

    >>> decode("关于印发工作要点的通知".encode("gb18030")).encoding
    'gb18030'
    """
    for mark, codec, name in _BOMS:
        if data.startswith(mark) and not (codec == "utf-32-le" and len(data) % 4):
            return _checked(_with_replacement(data[len(mark) :], codec, name), data)
    hinted = b"\0" in data or (len(data) <= 64 and len(data.translate(None, _CONTROLS)) < len(data))
    wide = _wide(data) if hinted else None
    return _checked(wide or _narrow(data), data)


def plausibility(text: str) -> float:
    """How much the non-ASCII characters of ``text`` look like Chinese prose, 0 to 1 (0 when there are none).

    Long texts are judged by slices spread over their whole length.

    >>> plausibility("政府信息公开") > 0.9, plausibility("鏀垮簻淇℃伅") < 0.2
    (True, True)
    """
    counted = [
        (_weight(character), number) for character, number in _sample(text).items() if not " " <= character <= "~"
    ]
    total = sum(number for weight, number in counted if weight >= 0)
    return sum(weight * number for weight, number in counted if weight > 0) / total if total else 0.0


def is_common(character: str) -> bool:
    """True for the characters that make up nearly all of ordinary Chinese prose, simplified or traditional."""
    return character in _RANK


def _sample(text: str) -> Counter[str]:
    if len(text) <= _SLICES * _SLICE_LENGTH:
        return Counter(text)
    step = len(text) // _SLICES
    return Counter("".join(text[start : start + _SLICE_LENGTH] for start in range(0, len(text), step)))


@lru_cache(maxsize=65536)
def _weight(character: str) -> float:
    """1 for the commonest characters, 0.5 for those of a first-level code table, 0 for the odd, -1 for neutral ones."""
    if character in "\t\n\x0b\x0c\r":
        return -1.0
    if character in _RANK:
        return _RANK[character]
    if character in _ORDINARY_MARKS:
        return 1.0
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        encoded = character.encode(codec, "ignore")
        if len(encoded) == 2 and first <= encoded[0] <= last:
            return 0.5
    return 0.0


def _threshold(text: str) -> float:
    """A title of a few characters may hold rare ones; a page may not."""
    return 0.35 + 0.25 * min(len(text), 30) / 30


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a byte order mark: NUL bytes or other control characters hint at it, the text decides.

    A few NUL bytes in UTF-8 make the same pattern by chance, and Chinese in UTF-16 has hardly any but those of 一.
    """
    zeros = [data[place::4].count(0) for place in range(4)]
    quarter = len(data) // 4
    names = ["utf-16-le", "utf-16-be"] if zeros[1] + zeros[3] >= zeros[0] + zeros[2] else ["utf-16-be", "utf-16-le"]
    for codec, high, next_high in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if quarter and len(data) % 4 == 0 and zeros[high] == quarter and zeros[next_high] >= 0.9 * quarter:
            names.insert(0, codec)
    best = max(names, key=lambda codec: _readable(data.decode(codec, "replace")))
    wide = _with_replacement(data, best, best)
    return wide if _readable(wide.text) >= 0.75 else None


def _readable(text: str) -> float:
    """The share of characters that people write: ASCII, Chinese, and letters of the commoner alphabets."""
    counted = _sample(text)
    known = 0.0
    for character, number in counted.items():
        alphabetic = any(first <= character <= last for first, last in _ALPHABETS)
        known += number * (1.0 if " " <= character <= "~" or alphabetic else abs(_weight(character)))
    return known / max(sum(counted.values()), 1)


def _narrow(data: bytes) -> Decoded:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _short_legacy(text, data) or Decoded(text=text, encoding="utf-8")
    text, codec = _most_plausible(data, ("gb18030", "big5", "cp950", "big5hkscs"))
    score = plausibility(text)
    if score < 0.8:
        wide_text, wide_codec = _most_plausible(data, ("utf-16-le", "utf-16-be"))
        wide_score = plausibility(wide_text) - 0.1
        if wide_score > max(score, 0.7 if len(wide_text) < 8 else 0.6):
            text, codec, score = wide_text, wide_codec, wide_score
    believed = bool(text) and score >= _threshold(text)
    if believed and codec.startswith("utf-16"):
        return Decoded(text=text, encoding=codec)
    whole = believed and (score >= 0.8 or score >= plausibility(data.decode("utf-8", "replace")))
    if whole and not _UTF8_STRETCH.search(data):
        return Decoded(text=text, encoding=codec)
    return _by_line(data)


def _most_plausible(data: bytes, codec_names: tuple[str, ...]) -> tuple[str, str]:
    """The best reading among those a strict decoder accepts; the earlier wins a draw. ``("", "")`` without any."""
    best, best_name, best_score = "", "", -1.0
    for name in codec_names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        score = plausibility(text)
        if score > best_score:
            best, best_name, best_score = text, name, score
        if score > 0.8 and len(text) > 1000:
            break
    return best, best_name


def _short_legacy(text: str, data: bytes) -> Decoded | None:
    """GB18030 that happens to be valid UTF-8: 食品 is CA B3 C6 B7, which UTF-8 reads as two letters of two scripts."""
    if len(data) > 64 or text.isascii() or any(ord(character) > 0x7FF for character in text):
        return None
    letters = [character for character in text if character > "\x7f"]
    if any(all(first <= letter <= last for letter in letters) for first, last in _ALPHABETS):
        return None
    legacy, codec = _most_plausible(data, ("gb18030",))
    return Decoded(text=legacy, encoding=codec) if len(letters) > 1 and plausibility(legacy) >= 0.6 else None


def _by_line(data: bytes) -> Decoded:
    """Read each line in the encoding it is in; lines that no encoding explains get replacement characters."""
    lines = []
    names: dict[str, list[int]] = {}
    replaced, lost = [], 0
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        text, name = _read_line(line)
        if name == "?":
            text = line.decode("utf-8", "replace")
            lost += _lost_bytes(text, line, "utf-8")
            replaced.append(number)
        elif name:
            names.setdefault(name, []).append(number)
        lines.append(text)
    main = max(names, key=lambda name: (len(names[name]), name == "utf-8"), default="utf-8")
    unchecked = [
        Unchecked(reason="encoding", where=_line_ranges(numbers), detail=name)
        for name, numbers in names.items()
        if name != main
    ]
    if replaced:
        unchecked.append(Unchecked(reason="encoding", where=_line_ranges(replaced), detail=f"{lost} bytes"))
    return Decoded(text="".join(lines), encoding=main, unchecked=tuple(unchecked))


def _read_line(line: bytes) -> tuple[str, str]:
    """Text and encoding of one line: ``""`` when ASCII says nothing about it, ``"?"`` when no encoding fits."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        legacy = _short_legacy(text, line)
        if legacy is not None:
            return legacy.text, legacy.encoding
        return text, "" if text.isascii() else "utf-8"
    high = len(line.translate(None, bytes(range(0x80))))
    if 3 * len(_THREE_BYTES.findall(line)) * 2 > high > 8:
        return "", "?"  # one broken byte in a line of UTF-8
    text, name = _most_plausible(line, ("gb18030", "big5"))
    score = plausibility(text)
    if score >= _threshold(text) and score > plausibility(line.decode("utf-8", "replace")):
        return text, name
    return "", "?"


def _with_replacement(data: bytes, codec: str, name: str) -> Decoded:
    text = data.decode(codec, "replace")
    lost = _lost_bytes(text, data, codec)
    unchecked = (Unchecked(reason="encoding", where=_replaced_lines(text), detail=f"{lost} bytes"),) if lost else ()
    return Decoded(text=text, encoding=name, unchecked=unchecked)


def _lost_bytes(text: str, data: bytes, codec: str) -> int:
    """How many bytes became replacement characters: all bytes less those that the rest of the text stands for."""
    if "\ufffd" not in text:
        return 0
    kept = len(text.replace("\ufffd", "").encode(codec))
    genuine = data.decode(codec, "ignore").count("\ufffd") * len("\ufffd".encode(codec))
    return len(data) - kept - genuine


def _replaced_lines(text: str) -> str:
    lines = re.split(r"\r\n|\r|\n", text)
    return _line_ranges([number for number, line in enumerate(lines, 1) if "\ufffd" in line])


def _line_ranges(numbers: list[int]) -> str:
    """Rising line numbers in words.

    >>> _line_ranges([3, 5, 6, 7])
    '第3行、第5—7行'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [f"第{first}行" if first == last else f"第{first}—{last}行" for first, last in ranges[:_LISTED_RANGES]]
    more = f"等共{len(numbers)}行" if len(ranges) > _LISTED_RANGES else ""
    return "、".join(shown) + more


def _checked(decoded: Decoded, data: bytes) -> Decoded:
    """Refuse what is no text: more than a tenth control or replacement characters, or NUL bytes without a pattern."""
    text = decoded.text
    if decoded.encoding.startswith("utf-16") or decoded.encoding.startswith("utf-32"):
        sample = _sample(text)
        length = max(sum(sample.values()), 1)
        odd = sum(number for character, number in sample.items() if character in _CONTROL_CHARACTERS)
        odd = odd * len(text) // length
        empty = 0
    else:
        odd = len(data) - len(data.translate(None, _CONTROLS))
        empty = data.count(0)
    odd += text.count("\ufffd")
    if (odd > 3 and odd * 10 > len(text)) or (empty > 3 and empty * 3 > len(text)):
        raise ReadError(
            "内容不是可读的文本，或者编码无法识别。请确认文件类型，用原来的软件打开后另存为 UTF-8 文本再检查。",
            "The content is not readable text, or its encoding is unknown. Check the file type, open it in its own "
            "program and save it as UTF-8 text, then check again.",
            reason="encoding",
        )
    return decoded


_CONTROL_CHARACTERS = frozenset(_CONTROLS.decode("ascii"))
