"""Mojibake: drafts of our own are damaged through real codec operations and must be found to the character."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Hit, Severity, Span, View
from sensitive_check.realign import NUMERALS, SHIFTED_LETTERS
from sensitive_check.rules.mojibake import MOJIBAKE

if TYPE_CHECKING:
    from sensitive_check.context import Context


def scan(text: str) -> list[Hit]:
    """The rule's hits, in order of place."""
    context = cast("Context", SimpleNamespace(raw=View(name="raw", text=text)))
    assert MOJIBAKE.scan is not None
    return sorted(MOJIBAKE.scan(context), key=lambda hit: hit.span)


def places(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Family, damaged stretch and suggestions of each hit."""
    return [(hit.reason, text[hit.span.start : hit.span.end], hit.suggestions) for hit in scan(text)]


def utf8_as_gbk(text: str) -> str:
    """What a Windows program shows of a UTF-8 file: 80 is its euro sign, a byte without a partner U+FFFD."""
    encoded, shown, place = text.encode(), [], 0
    while place < len(encoded):
        if encoded[place] < 0x81:
            shown.append("€" if encoded[place] == 0x80 else chr(encoded[place]))
            place += 1
            continue
        pair = encoded[place : place + 2].decode("gb18030", "ignore")
        shown.append(pair or "\ufffd")
        place += 2 if pair else 1
    return "".join(shown)


def first_byte_lost(line: str) -> str:
    """A GBK line whose first byte is lost; pairs that the decoder does not know vanish, a lone byte becomes ``?``."""
    rest = line.encode("gbk")[1:]
    shown, place = ["?"], 0
    while place < len(rest):
        width = 2 if rest[place] >= 0x80 else 1
        pair = rest[place : place + width]
        if len(pair) < width or (width == 2 and pair[1] < 0x40):
            shown.append("?")
            place += 2
            continue
        shown.append(pair.decode("gbk", "ignore"))
        place += width
    return "".join(shown)


# UTF-8 read as GBK


@pytest.mark.parametrize(
    "text",
    [
        "县城供水管网改造项目开工",
        "各乡镇要做好汛期值守",
        "环境整治",
        "医院扩建，学校即日搬迁。",
        "落实“两山”理念",
        "關於春季植樹的安排",
        "是否同意？请回复。",
    ],
)
def test_utf8_read_as_gbk(text: str) -> None:
    damaged = utf8_as_gbk(text)
    recovered = text[:-1] + "□" if damaged.endswith("\ufffd") else text
    assert places(f"A: {damaged}\n完") == [("utf8-as-gbk", damaged, (recovered,))]


def test_odd_last_byte_is_lost() -> None:
    damaged = utf8_as_gbk("通知书")
    assert damaged.endswith("\ufffd")
    hit = scan(f"标题 {damaged} 完")[0]
    assert (hit.span, hit.suggestions) == (Span(3, 8), ("通知□",))
    assert hit.confidence < 1


@pytest.mark.parametrize("mark", "?\ufffd")
def test_mark_of_a_lost_pair(mark: str) -> None:
    damaged = utf8_as_gbk("不正常请检查")
    damaged = damaged[0] + mark + damaged[2:]
    assert places(damaged) == [("utf8-as-gbk", damaged, ("□常请检□",))]


def test_sound_text_after_a_lost_byte_is_left_alone() -> None:
    damaged = utf8_as_gbk("工作报告和")
    assert places(f"{damaged}（草案）") == [("utf8-as-gbk", damaged, ("工作报告□",))]


def test_euro_sign_is_the_byte_80() -> None:
    damaged = utf8_as_gbk("通过一些调试题")
    assert "€" in damaged
    assert places(damaged) == [("utf8-as-gbk", damaged, ("通过一些调试题",))]


def test_swallowed_letter_comes_back() -> None:
    damaged = "输出为N".encode().decode("gbk")
    assert places(f"{damaged}one") == [("utf8-as-gbk", damaged, ("输出为N",))]


def test_sound_text_around_is_left_alone() -> None:
    damaged = "政府工作报告".encode().decode("gbk")
    assert places(f"本次会议审议{damaged}并通过") == [("utf8-as-gbk", damaged, ("政府工作报告",))]


def test_single_broken_mark_counts_beside_better_proof() -> None:
    damaged = "工作报告".encode().decode("gbk")
    assert places(f"鐨� {damaged}") == [("utf8-as-gbk", "鐨�", ()), ("utf8-as-gbk", damaged, ("工作报告",))]
    assert places("鐨�") == []
    assert places("锛�") == [("utf8-as-gbk", "锛�", ())]


# Latin


@pytest.mark.parametrize(
    ("text", "recovered"), [("信息公开", "信息公开"), ("政务服务大厅", "政务服务大厅"), ("“十项举措”", "“十项举措”")]
)
@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_utf8_read_as_latin(text: str, recovered: str, codec: str) -> None:
    encoded = text.encode()
    damaged = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in encoded)
    assert places(f"标题：{damaged} 完") == [("utf8-as-latin", damaged, (recovered,))]


@pytest.mark.parametrize("table", ["iso8859-2", "cp1250", "cp1251", "mac-roman", "cp437", "cp850", "koi8-r"])
def test_utf8_read_by_another_table(table: str) -> None:
    def show(text: str) -> str:
        return "".join(bytes([byte]).decode(table, "ignore") or chr(byte) for byte in text.encode())

    damaged = show("政务服务大厅")
    assert places(f"标题：{damaged} 完") == [("utf8-as-latin", damaged, ("政务服务大厅",))]
    title, one = show("“十项举措”"), show("条")
    assert places(title) == [("utf8-as-latin", title, ("“十项举措”",))]
    assert places(f"3{one}4") == []  # one character alone proves nothing
    assert places(f"{damaged}3{one}4")[1:] == [("utf8-as-latin", one, ("条",))]
    mark = show("\ufeff")
    assert [place[:2] for place in places(f"{mark}通知")] == [("bom", mark)]
    assert [place[:2] for place in places(f"通知{mark}")] == []


@pytest.mark.parametrize("text", ["信息公开", "政府工作报告", "新闻", "关于防汛值守的通知"])
def test_gbk_read_as_latin(text: str) -> None:
    damaged = text.encode("gbk").decode("latin-1")
    assert places(f"title {damaged}.") == [("gbk-as-latin", damaged, (text,))]


@pytest.mark.parametrize(
    ("text", "damaged", "recovered"),
    [("Nicol\xc3\xa1s", "\xc3\xa1", "á"), ("好 ð\u0178\u02dc\u20ac", "ð\u0178\u02dc\u20ac", "😀")],
)
def test_letters_of_names_and_emoji(text: str, damaged: str, recovered: str) -> None:
    assert places(text) == [("utf8-as-latin", damaged, (recovered,))]


@pytest.mark.parametrize(
    ("text", "reason", "damaged", "recovered"),
    [
        ("栏目：陓洘鼠羲", "gbk-as-big5", "陓洘鼠羲", "信息公开"),
        ("标题：現┎戈癟そ秨。", "big5-as-gbk", "現┎戈癟そ秨", "政府資訊公開"),
        ("Ã¤Â¿Â¡Ã¦Â\x81Â¯", "utf8-as-latin", "Ã¤Â¿Â¡Ã¦Â\x81Â¯", "信息"),
    ],
)
def test_other_tables_and_two_layers(text: str, reason: str, damaged: str, recovered: str) -> None:
    assert places(text) == [(reason, damaged, (recovered,))]


def test_pairs_out_of_step() -> None:
    text = "汛期到来之前，区财政部门要组织消防演练"
    damaged = text.encode("gbk")[1:].decode("gb18030", "replace")
    assert places(f"通知\n{damaged}\n正文") == [("out-of-step", damaged, (f"□{text[1:-1]}□",))]


def test_middle_dot_of_a_name() -> None:
    assert places("阿不都Â·热合曼") == [("utf8-as-latin", "Â·", ("·",))]
    assert places("Â·") == []


# Replacement characters read as GBK


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("本局锟斤拷锟斤拷通知", "锟斤拷锟斤拷"),
        ("第一项：锟斤拷询锟斤拷锟矫伙拷锟斤拷", "锟斤拷询锟斤拷锟矫伙拷锟斤拷"),
        ("一些锟斤拷锟?", "锟斤拷锟?"),
        ("名称：锟皆称加斤拷锟杰癸拷锟斤拷。", "锟皆称加斤拷锟杰癸拷锟斤拷"),
        ("其中斤拷一项", "斤拷"),
        ("ï¿½ï¿½报告", "ï¿½ï¿½"),
    ],
)
def test_replacement_read_as_gbk(text: str, damaged: str) -> None:
    assert places(text) == [("replacement", damaged, ())]


# Headings that lost half a character


def test_shifted_letters_are_those_of_the_code_table() -> None:
    assert "".join(SHIFTED_LETTERS.values()) == "一二三四五七八九十"
    for letter, numeral in SHIFTED_LETTERS.items():
        assert first_byte_lost(f"　（{numeral}）").startswith(f"?。{letter}")


@pytest.mark.parametrize("numeral", NUMERALS)
@pytest.mark.parametrize("mark", "?？\ufffd")
def test_numeral_of_a_shifted_heading(numeral: str, mark: str) -> None:
    line = first_byte_lost(f"　（{numeral}）監督保障").replace("?", mark, 1)
    text = f"前文。\n{line}\n后文。"
    recovered = f"（{'□' if numeral == '六' else numeral}）監督保障"
    assert places(text) == [("shifted-heading", line, (recovered,))]


@pytest.mark.parametrize(
    ("line", "recovered"),
    [
        ("（二）主要問題", "（二）主要問題"),
        ("（十一）主要問題", "（十一）主要問題"),
        ("（五）监督检查", "（五）监督检□"),
        ("（三）安全生产工作", "（三）□"),
        ("（四）政府信息管理", "（四）□息管□"),
    ],
)
def test_reading_goes_as_far_as_the_bytes_prove(line: str, recovered: str) -> None:
    damaged = first_byte_lost(f"　{line}")
    assert places(f"{damaged}\n正文") == [("shifted-heading", damaged, (recovered,))]


def test_decoder_that_marks_its_losses_is_believed() -> None:
    damaged = "\ufffd" + "　（五）政府信息管理".encode("gbk")[1:].decode("gb18030", "replace")
    assert places(f"{damaged}\n正文") == [("shifted-heading", damaged, ("（五）政府信息管□",))]


def test_document_confirms_a_reading() -> None:
    damaged = first_byte_lost("　（九）墒情测报与灌溉")
    alone, confirmed = places(damaged), places(f"{damaged}\n墒情测报按旬进行，灌溉按轮次进行。")
    assert alone[0][2] == ("（九）□",)
    assert confirmed[0][2] == ("（九）墒情测报□",)


def test_heading_without_its_blank() -> None:
    line = "?" + "（五）監督保障".encode("gbk")[1:].decode("gbk")
    assert places(f"前文\n{line}\n") == [("shifted-heading", line, ("（五）監督保障",))]


# Pinyin, tags, memory, marks


def test_ruby_is_one_finding_with_a_count() -> None:
    text = "開發(fā)區(qū)管委會制定規(guī)劃，落實(shí)責任；各區(qū)上報數(shù)字。"
    hit = scan(text)[0]
    assert (hit.reason, text[hit.span.start : hit.span.end], hit.suggestions) == ("ruby", "發(fā)", ("發",))
    assert (hit.count, hit.values["kinds"]) == (6, "5")
    assert [text[span.start : span.end] for span in hit.related] == [
        "區(qū)",
        "規(guī)",
        "實(shí)",
        "區(qū)",
        "數(shù)",
    ]


@pytest.mark.parametrize(
    ("text", "span", "count"),
    [
        ("本區(qū)、该區(qū)、各區(qū)共三处", Span(1, 6), 3),
        ("市政(zheng)(zheng)府公告", Span(1, 16), 1),
        ("本區（qū），落實（shí），有關（guān）单位", Span(1, 6), 3),
    ],
)
def test_ruby_variants(text: str, span: Span, count: int) -> None:
    assert [(hit.reason, hit.span, hit.count) for hit in scan(text)] == [("ruby", span, count)]


@pytest.mark.parametrize(
    "text",
    [
        "亳(bó)州与鄄(juàn)城、浚(xùn)县三地",
        "春(chūn)眠(mián)不(bù)觉(jué)晓(xiǎo)",
        "亳(bó)州市",
        "甲(a)、乙(b)、丙(c)、丁(d)",
        "中心(center)、平台(platform)、网站(site)、部门(office)",
        "身高(cm)、体重(kg)、时长(min)、功率(kw)",
    ],
)
def test_honest_brackets_are_silent(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize("damaged", ["?/p>", "？/strong>", "\ufffd/span>", "?br/>", "?nbsp;"])
def test_half_eaten_tag(damaged: str) -> None:
    assert places(f"由办公室负责整{damaged}\n正文") == [("broken-markup", damaged, ())]


@pytest.mark.parametrize("text", ["见 https://a.example/?/p>", "a>b?p>q", "是?/否?", "他问?p>0.05"])
def test_other_signs_are_no_half_eaten_tag(text: str) -> None:
    assert [place for place in places(text) if place[1] != "?p>"] == []


# Residue of pages and programs


@pytest.mark.parametrize(
    ("text", "kind", "residue", "suggestion"),
    [
        ("<p>正文", "tag", "<p>", ""),
        ("正文</strong></p>", "tag", "</strong></p>", ""),
        ("第一条<br />第二条", "tag", "<br />", ""),
        ('甲<span style="color:red">乙', "tag", '<span style="color:red">', ""),
        ("正文/p>第二段", "tag", "/p>", ""),
        ("正文<b>要点", "tag", "<b>", ""),
        ("第二节&nbsp;&nbsp;正文", "entity", "&nbsp;&nbsp;", "  "),
        ("第二节&amp;nbsp;正文", "entity", "&amp;nbsp;", " "),
        ("称为&ldquo;两山", "entity", "&ldquo;", "“"),
        ("第二节nbsp;正文", "entity", "nbsp;", " "),
        ("第二节&nbsp正文", "entity", "&nbsp", " "),
        ("通知&#20844;&#x544a;如下", "entity", "&#20844;&#x544a;", "公告"),
        ("<U+00A0><U+00A0>各位代表", "escape", "<U+00A0><U+00A0>", "  "),
        ("标题：\\u516c\\u544a", "escape", "\\u516c\\u544a", "公告"),
        ("标题\\xa0正文", "escape", "\\xa0", " "),
        ("标题：\\xe5\\x85\\xac", "escape", "\\xe5\\x85\\xac", "公"),
        ("标题：%E5%85%AC%E5%91%8A", "escape", "%E5%85%AC%E5%91%8A", "公告"),
        ("标题：%E5%85%AC%E5%91", "escape", "%E5%85%AC%E5%91", "公□"),
        ("标题：%u516C%u544A", "escape", "%u516C%u544A", "公告"),
        ("笑脸\\ud83d\\ude00", "escape", "\\ud83d\\ude00", "😀"),
        ("第一条\\r\\n第二条", "line-escape", "\\r\\n", "\n"),
    ],
)
def test_residue(text: str, kind: str, residue: str, suggestion: str) -> None:
    assert places(text) == [(kind, residue, (suggestion,))]
    assert [hit.severity for hit in scan(text)] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("text", "residue"),
    [("标题????????", "????????"), ("????????, ???? 2024", "????????, ????"), ("关于????的通知", "????")],
)
def test_question_marks_for_lost_characters(text: str, residue: str) -> None:
    assert places(text) == [("question-marks", residue, ())]


def test_recovered_number_is_not_shown() -> None:
    escaped = "".join(f"&#{ord(digit)};" for digit in "13800138000")
    assert places(f"电话{escaped}。") == [("entity", escaped, ())]
    damaged = "电话１３８００１３８０００号".encode("gbk").decode("latin-1")
    assert places(f"标题：{damaged}") == [("gbk-as-latin", damaged, ())]


@pytest.mark.parametrize(
    "text",
    [
        "换行写作“<br>”，空格写作“&nbsp;”",
        "用<br>标签换行，用&nbsp;实体表示空格",
        "网址 https://a.example/s?q=%E5%85%AC%E5%91%8A&lt=1",
        "汉字的范围是[\\u4e00-\\u9fa5]",
        "a<b>c，x<p，3>2",
        "程序在 C:\\new\\table 目录，路径 D:\\x64",
        "同比增长5%，占比12%、30%",
        "真的吗？？？ 是吗??? What????",
        "R&D、AT&T；甲;乙",
        "第一行\\总计",
    ],
)
def test_mentions_and_addresses_are_no_residue(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize(
    ("text", "reason", "damaged"),
    [
        ("数据：烫烫烫烫。", "memory", "烫烫烫烫"),
        ("名称屯屯屯", "memory", "屯屯屯"),
        ("锘�通知", "bom", "锘�"),
        ("锘縰sing", "bom", "锘縰"),
        ("ï»¿通知", "bom", "ï»¿"),
        ("通知\ud83d\ud83d如下", "surrogate", "\ud83d\ud83d"),
    ],
)
def test_small_families(text: str, reason: str, damaged: str) -> None:
    assert [place[:2] for place in places(text)] == [(reason, damaged)]


# Many places, silence, time


def test_ten_places_of_a_kind_become_one() -> None:
    damaged = "工作报告".encode().decode("gbk")
    step = len(damaged) + 1
    assert [hit.count for hit in scan(f"{damaged} " * 9)] == [1] * 9
    [hit] = scan(f"{damaged} " * 30)
    assert (hit.span, hit.count, hit.suggestions) == (Span(0, step - 1), 30, ("工作报告",))
    assert hit.related == tuple(Span(step * place, step * place + step - 1) for place in range(1, 21))


@pytest.mark.parametrize(
    "text",
    [
        "关于做好2024年度春耕备耕工作的通知：各乡镇人民政府，县直各部门（含派出机构）……",
        "關鍵問題、鋼鐵廠、鎖具、鏡頭、錯誤、閱讀、閣樓、鐘錶、鑑定、開閘放水，間隔三年。",
        "曹锟旧居、张骞墓、淇河、涓流、嵋山、浣溪沙、铁鞭、鬲津河、陉县",
        "拷贝、拷问、滚烫、烫伤、屯田、屯昌县；每公斤拷贝纸十二元",
        "憲法の前文、図書館の開館時間、鎖国と開国、関係者以外立入禁止。",
        "대한민국 헌법, 서울특별시 공지사항",
        "Café naïve, crème brûlée, Ångström, São Paulo, coração, « où ? à côté »",
        "Größe, Straße, Übermut, „Zitat“, ÄÖÜäöüß, Fußgängerübergänge",
        "Đại học Quốc gia Hà Nội, ÂM NHẠC, Âu Cơ, Tiếng Việt",
        "Þórður Guðmundsson, øæå, ÆØÅ, àèìòù ÁÉÍÓÚ âêîôû",
        "“café”……到店；«цитата» — Привет, Ёлка",
        "Žluťoučký kůň úpěl ďábelské ódy; zażółć gęślą jaźń; čššť, ćżś; șțăâî",
        "Съешь же ещё этих мягких французских булок; її з’їв, єїґ — «їжак»; жёёж»",
        "Jõeäär, õueõu, Õöülikool; þúst, Úlfar; jäääär töööö",
        "σ-algebra, Σ xᵢ², τ ≈ 2π, Φ(x), µm, 5‰ … 10‰°, „Zitat‚",
        "ДЕИ║═──╗\nД──────\nФ░▒▓│",
        "😀👨‍👩‍👧 ∑∫√≤≥±×÷° αβγ ②③",
        "见下表？。\n┌──┬──┐\n│甲│乙│\n└──┴──┘",
        "表如下?。┌─┐",
        "注音ㄅㄆㄇㄈ，声调ǎǐǒǔǘňò。ò",
        "缺一字\ufffd处，缺两字\ufffd\ufffd处",
        "他问：是吗？。ㄈ是注音符号",
    ],
)
def test_sound_text_is_silent(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize(
    "bait",
    [
        "锟",
        "拷",
        "锟拷x",
        "涓",
        "涓浗",
        "é”…",
        "σàà",
        "σÇÇΦ»╜",
        "äżżç¸˝",
        "Е┌┐",
        "àè",
        "?。ㄎ",
        "ㄎ",
        "?。┌",
        "區(",
        "區(qū)",
        "?/",
        ">",
        "烫烫x",
        "\ud800x",
        "锘?",
    ],
)
def test_repetition_ends(bait: str) -> None:
    assert len(scan(bait * 20000)) < 10


# A whole draft

SOUND = """青石县水务局政府信息公开工作年度报告
一、总体情况
　（一）主动公开情况
全年公布水情信息八十六条，抗旱物资采购结果十二条。
　（二）依申请公开情况
全年收到申请三件，均按期答复。
　（五）監督保障
由局办公室逐条核对，按季度通报。
二、存在的主要问题
　（一）主要問題
信息更新不够及时。
"""


def damaged_draft() -> str:
    """Our own report with the damage of a bad conversion: lost half bytes, inserted pinyin, an eaten tag."""
    lines = [first_byte_lost(line) if line.startswith("　") else line for line in SOUND.splitlines()]
    text = "\n".join(lines).replace("核对", "核?/p>", 1)
    return (
        text.replace("水务", "水務(wù)")
        .replace("抗旱", "抗旱(hàn)")
        .replace("季度", "季度(dù)")
        .replace("不够", "不夠(gòu)")
    )


def test_damaged_draft() -> None:
    text = damaged_draft()
    assert places(text) == [
        ("ruby", "務(wù)", ("務",)),
        ("shifted-heading", first_byte_lost("　（一）主动公开情况"), ("（一）□",)),
        ("shifted-heading", first_byte_lost("　（二）依申请公开情况"), ("（二）依申请□",)),
        ("shifted-heading", first_byte_lost("　（五）監督保障"), ("（五）監督保障",)),
        ("broken-markup", "?/p>", ()),
        ("shifted-heading", first_byte_lost("　（一）主要問題"), ("（一）主要問題",)),
    ]
    assert [hit.count for hit in scan(text)] == [4, 1, 1, 1, 1, 1]
    assert scan(SOUND) == []


def test_findings_of_the_draft() -> None:
    text = damaged_draft()
    report = Checker((MOJIBAKE,), traditional={}).check(text)
    assert [text[finding.span.start : finding.span.end] for finding in report] == [place[1] for place in places(text)]
    assert all(finding.reason and "{" not in finding.reason for finding in report)
