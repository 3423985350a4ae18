"""Two hundred sentences of our own through every kind of damage that codecs do: found, one place each, and recovered.

A recovery is right when it gives the sentence back, with ``□`` in place of what the damaged bytes no longer hold.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import quote

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Finding, Severity
from sensitive_check.recovery import LOST

RULES = frozenset(("mojibake", "replacement-character", "private-use-character", "invisible-character", "mixed-script"))
SUBJECTS = "县水务局 各乡镇 市图书馆 区财政部门 省档案馆 社区服务站 县医院 实验小学 粮食仓库 交通运输站".split()
TIMES = "今年上半年 本月中旬 汛期到来之前 放假期间 去年冬天 第三季度".split()
TASKS = (
    "检修供水管网 整理历年档案 发放困难补助 更新开放时间 排查安全问题 公布采购结果 组织消防演练 登记新增车辆 "
    "收集居民意见 修订值班制度 种植行道树木"
).split()
AIMS = "方便群众办事 保障正常生产 提高服务质量 减少重复劳动 防止发生事故 落实会议要求 改善学习环境".split()
FORMS = (
    "{time}，{subject}要{task}，{aim}。",
    "{subject}在{time}{task}，主要是为了{aim}。",
    "为了{aim}，{subject}已于{time}开始{task}。",
    "关于{subject}{task}的通知",
    "会议指出，{task}是{time}的重点工作，{subject}应当{aim}；其他单位配合。",
    "“{task}”由{subject}负责，完成情况在{time}公开。",
)


def _sentences(number: int) -> tuple[str, ...]:
    choose = random.Random(8).choice
    made: dict[str, None] = {}
    while len(made) < number:
        form = FORMS[len(made) % len(FORMS)]
        made[form.format(subject=choose(SUBJECTS), time=choose(TIMES), task=choose(TASKS), aim=choose(AIMS))] = None
    return tuple(made)


SENTENCES = _sentences(200)

# The traditional forms of the sentences above, as far as the two scripts differ.
TRADITIONAL = str.maketrans(
    "县务乡镇图书馆区财门档社医院实验学粮仓库运输间汛来节发补开时检问题组织练记车辆见订树为办众产务质复劳动"
    "应当单点会议负责况结购个处与关于里后",
    "縣務鄉鎮圖書館區財門檔社醫院實驗學糧倉庫運輸間汛來節發補開時檢問題組織練記車輛見訂樹為辦眾產務質復勞動"
    "應當單點會議負責況結購個處與關於裡後",
)


def windows(encoded: bytes, table: str = "cp1252") -> str:
    """What a single-byte table shows of bytes, those it does not know as controls."""
    return "".join(bytes((byte,)).decode(table, "ignore") or chr(byte) for byte in encoded)


def twice(damage: Callable[[str], str]) -> Callable[[str], str]:
    """The same damage done again to what came out."""
    return lambda text: damage(damage(text))


WHOLE: dict[str, Callable[[str], str]] = {
    "utf-8 read as latin-1": lambda text: text.encode().decode("latin-1"),
    "utf-8 read as windows-1252": lambda text: windows(text.encode()),
    "utf-8 read as latin-2": lambda text: windows(text.encode(), "iso8859-2"),
    "utf-8 read as windows-1250": lambda text: windows(text.encode(), "cp1250"),
    "utf-8 read as windows-1251": lambda text: windows(text.encode(), "cp1251"),
    "utf-8 read as mac-roman": lambda text: windows(text.encode(), "mac-roman"),
    "utf-8 read as cp437": lambda text: windows(text.encode(), "cp437"),
    "utf-8 read as cp850": lambda text: windows(text.encode(), "cp850"),
    "utf-8 read as koi8-r": lambda text: windows(text.encode(), "koi8-r"),
    "utf-8 read as latin-1, twice": twice(lambda text: text.encode().decode("latin-1")),
    "utf-8 read as windows-1252, twice": twice(lambda text: windows(text.encode())),
    "gbk read as latin-1": lambda text: text.encode("gbk").decode("latin-1"),
    "gbk read as windows-1252": lambda text: windows(text.encode("gbk")),
    "gbk read as latin-1, then utf-8": lambda text: text.encode("gbk").decode("latin-1").encode().decode("latin-1"),
    "decimal entities": lambda text: "".join(f"&#{ord(character)};" for character in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(character):x};" for character in text),
    "doubly escaped entities": lambda text: "".join(f"&amp;#{ord(character)};" for character in text),
    "program escapes": lambda text: "".join(f"\\u{ord(character):04x}" for character in text),
    "byte escapes": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "address escapes": quote,
    "code points": lambda text: "".join(f"<U+{ord(character):04X}>" for character in text),
}
"""Damage that keeps every byte."""

PARTLY: dict[str, Callable[[str], str]] = {
    "utf-8 read as gbk": lambda text: text.encode().decode("gbk", "replace"),
    "utf-8 read as gb18030": lambda text: text.encode().decode("gb18030", "replace"),
    "utf-8 read as windows-1252, losses marked": lambda text: text.encode().decode("cp1252", "replace"),
    "utf-8 read as windows-1250, losses marked": lambda text: text.encode().decode("cp1250", "replace"),
    "utf-8 read as gb18030, twice": twice(lambda text: text.encode().decode("gb18030", "replace")),
    "gbk out of step": lambda text: text.encode("gbk")[1:].decode("gb18030", "replace"),
    "big5 read as gb18030": lambda text: (
        text.translate(TRADITIONAL).encode("big5", "replace").decode("gb18030", "replace")
    ),
}
"""Damage that loses some bytes, and says where."""

LOSING: dict[str, Callable[[str], str]] = {
    "utf-8 read as gbk, losses dropped": lambda text: text.encode().decode("gbk", "ignore"),
    "utf-8 read as gbk, twice": twice(lambda text: text.encode().decode("gbk", "replace")),
    "gbk read as utf-8": lambda text: text.encode("gbk").decode("utf-8", "replace"),
    "gbk read as utf-8, then as gbk": lambda text: (
        text.encode("gbk").decode("utf-8", "replace").encode().decode("gbk", "replace")
    ),
    "gbk read as utf-8, then as latin-1": lambda text: (
        text.encode("gbk").decode("utf-8", "replace").encode().decode("latin-1")
    ),
    "gbk read as big5": lambda text: text.encode("gbk").decode("big5", "replace"),
    "big5 read as gbk": lambda text: text.translate(TRADITIONAL).encode("big5", "replace").decode("gbk", "replace"),
    "utf-8 read as big5": lambda text: text.encode().decode("big5", "replace"),
    "gbk out of step, losses marked": lambda text: text.encode("gbk")[1:].decode("gbk", "replace"),
    "question marks": lambda text: text.encode("latin-1", "replace").decode(),
    "a lost character": lambda text: f"{text[:4]}\ufffd{text[5:]}",
    "a private character": lambda text: f"{text[:4]}\ue5e5{text[5:]}",
    "half a surrogate pair": lambda text: f"{text[:4]}\ud83d{text[4:]}",
    "a struck character": lambda text: f"{text[:4]}\u0336{text[4:]}",
    "a zero-width blank": lambda text: f"{text[:4]}\u200b{text[4:]}",
    "memory": lambda text: f"{text}烫烫烫烫",
    "a byte order mark": lambda text: f"{windows(chr(0xFEFF).encode())}{text}",
    "tags": lambda text: f"<p>{text}</p>",
    "a line break": lambda text: f"{text[:6]}<br>{text[6:]}",
    "the rest of a tag": lambda text: f"{text[:6]}/p>{text[6:]}",
    "a blank of a page": lambda text: f"{text[:5]}&nbsp;{text[5:]}",
    "an escaped line end": lambda text: f"{text[:5]}\\n{text[5:]}",
}
"""Damage that takes the text away, or stands beside it."""


def found(checker: Checker, damaged: str) -> list[Finding]:
    """The findings on broken text in one line of a draft."""
    report = checker.check(f"{damaged}\n以下为正文，内容没有错误。")
    return [one for one in report if one.rule_id in RULES and one.span.start <= len(damaged)]


def agrees(reading: str, text: str) -> bool:
    """True when ``reading`` is ``text`` with ``LOST`` for some stretches."""
    place = 0
    first, *others = reading.split(LOST)
    if not text.startswith(first):
        return False
    place = len(first)
    for piece in others:
        at = text.find(piece, place)
        if at < 0:
            return False
        place = at + len(piece)
    return reading.endswith(LOST) or place == len(text)


@pytest.mark.parametrize("kind", WHOLE)
def test_damage_that_keeps_every_byte_is_undone(checker: Checker, kind: str) -> None:
    for text in SENTENCES:
        findings = found(checker, WHOLE[kind](text))
        assert [(one.rule_id, one.suggestions) for one in findings] == [("mojibake", (text,))]
        assert findings[0].confidence > 0.9


@pytest.mark.parametrize("kind", PARTLY)
def test_damage_that_loses_some_bytes_is_undone_as_far_as_they_go(checker: Checker, kind: str) -> None:
    hit = right = held = total = 0
    for text in SENTENCES:
        findings = found(checker, PARTLY[kind](text))
        meant = text.translate(TRADITIONAL) if kind.startswith("big5") else text
        hit += bool(findings)
        readings = [reading for one in findings for reading in one.suggestions if one.rule_id == "mojibake"]
        right += bool(readings) and all(agrees(f"{LOST}{reading}{LOST}", meant) for reading in readings)
        held += sum(len(reading.replace(LOST, "")) for reading in readings)
        total += len(text)
    assert hit >= 0.98 * len(SENTENCES)
    assert right >= 0.98 * len(SENTENCES)
    assert held >= 0.75 * total


@pytest.mark.parametrize("kind", LOSING)
def test_other_damage_is_found(checker: Checker, kind: str) -> None:
    hit = sum(bool(found(checker, LOSING[kind](text))) for text in SENTENCES)
    assert hit >= 0.98 * len(SENTENCES)


def test_sound_sentences_are_silent(checker: Checker) -> None:
    assert [found(checker, text) for text in SENTENCES] == [[]] * len(SENTENCES)


SOUND = (
    "図書館の開館時間は、平日が午前九時から午後七時まで、土曜日は午後五時までです。カードをお持ちください。",
    "町役場では、来月から窓口の受付を変更します。詳しくは総務課までお問い合わせください。",
    "ひらがなだけのぶんしょうもあります。カタカナダケノブンショウモアリマス。",
    "会議室の予約は、二日前までにメールでお願いいたします。なお、当日の変更はできません。",
    "新しい橋の工事が始まり、国道の一部が通れなくなります。ご協力をお願いします。",
    "ｶﾀｶﾅ ﾊﾝｶｸ｡ ｢ｶｷﾞ｣､ｻｶﾅ",
    "夫水之性，就下而不爭，潤物而無聲。君子觀之，以知其德，故曰上善。",
    "余居山中，日與樵者遊，見其伐木丁丁，歌而歸，未嘗有慍色也。",
    "昔者有鷦鷯，巢於深林，不過一枝；偃鼠飲河，不過滿腹。",
    "嵯峨崚嶒，岧嶤嶕峣，巘崿嶙峋，崴嵬巑岏。",
    "猗猗綠竹，菶菶萋萋；瀏瀏清風，泠泠澗水。",
    "㐂㑇㒓㔉㕛㖏㗂㘎㙍㚤㛃㜊㝠㞎㟃㠓㡌㢆㣲㤅",
    "𠀀𠁆𠂇𠃊𠄎，𪚥𪛕𫜵𫝀，𰀀𰀁，这些字不常见。",
    "姓氏有亓、仝、佘、冼、勾、卞、厍、呙、墨、夔、妫、宓、尉迟、岑、庹、戢、敖、昝、晁、栾。",
    "化学元素有铊、铋、钋、砹、氡、钫、镭、锕、钍、镤、铀、镎、钚、镅、锔、锫、锎、锿、镄、钔、锘、铹。",
    "用药有蜈蚣、僵蚕、䗪虫、蛴螬、蟾酥、穿山甲、羚羊角、硇砂、鹿茸、麝香、薏苡仁、莪术、萆薢、䓖。",
    "도서관은 평일 오전 아홉 시에 문을 열고 오후 일곱 시에 닫습니다. 회원증을 가져오십시오.",
    "다음 달부터 민원 접수 시간이 바뀝니다. 자세한 내용은 총무과로 문의하십시오.",
    "縣圖書館自下月起調整開館時間，週一至週五上午九時開放，下午六時閉館，敬請讀者留意。",
    "市立醫院增設夜間門診，民眾可由電話或網路預約，掛號費與日間相同。",
    "鄉公所辦理老舊房屋修繕補助，申請人應於期限內備妥文件，逾期不予受理。",
    "臺北與臺中兩地的捷運工程進度，由主管機關按月公布，並設置諮詢專線。",
    "香港的巴士站牌使用繁體字，車廂內設有廣播，乘客毋須拍卡落車。",
    "Größe und Maß; l’été à l’hôpital; São João; Đà Nẵng; naïve café; Łódź; İstanbul",
    "Объявление: библиотека закрыта. Ανακοίνωση: η βιβλιοθήκη κλείνει.",
    "แจ้งเวลาเปิดห้องสมุด; धन्यवाद; שלום; مرحبا",
    "ㄅㄆㄇㄈ是注音符号，①②③是序号，℃、㎡、‰是单位，→表示方向，√表示完成。",
)
"""Texts of our own in other scripts, and Chinese with characters that ordinary prose does not hold."""


@pytest.mark.parametrize("text", SOUND)
def test_sound_texts_of_all_scripts_are_silent(checker: Checker, text: str) -> None:
    assert [(one.rule_id, one.matched) for one in checker.check(text) if one.rule_id in RULES] == []


def test_broken_text_is_an_error_and_residue_a_warning(checker: Checker) -> None:
    broken, residue = found(checker, WHOLE["gbk read as latin-1"](SENTENCES[0])), found(checker, "第一条&nbsp;总则")
    assert (broken[0].severity, residue[0].severity) == (Severity.ERROR, Severity.WARNING)
