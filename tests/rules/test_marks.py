"""Marks and characters that must not be there, or lack their other half, and what drafting leaves behind."""

from __future__ import annotations

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Finding, Severity, Status

Hits = list[tuple[int, int, tuple[str, ...]]]


def findings(checker: Checker, rule: str, text: str) -> list[Finding]:
    """One rule's findings."""
    return [finding for finding in checker.check(text) if finding.rule_id == rule]


def found(checker: Checker, rule: str, text: str) -> Hits:
    """Start, end and suggestions of one rule's findings."""
    return [(f.span.start, f.span.end, f.suggestions) for f in findings(checker, rule, text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("开\u202e头", [(1, 2, ("",))]),
        ("\u2067关于\u2069印发", [(0, 1, ("",)), (3, 4, ("",))]),
        ("report\u202egpj.exe", [(6, 7, ("",))]),
        ("第\u200e\u200f条", [(1, 3, ("",))]),
        ("末尾\u061c", [(2, 3, ("",))]),
        ("\u200f\n标题", [(0, 1, ("",))]),
        ("\u200fשלום\u200f", []),
        ("（السلام \u200e）", []),
        ("零宽\u200b空格", []),
        ("软连\u00ad字符", []),
        ("普通文字 plain", []),
    ],
)
def test_bidi_control(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "bidi-control", text) == hits


def test_bidi_control_tells_reversed_text_and_is_no_invisible_character(checker: Checker) -> None:
    text = "甲\u200e乙\u202e丙\u200b丁"
    assert [bool(finding.reason) for finding in findings(checker, "bidi-control", text)] == [False, True]
    assert found(checker, "invisible-character", text) == [(5, 6, ("",))]


def test_many_bidi_controls_are_one_finding(checker: Checker) -> None:
    first, second = findings(checker, "bidi-control", "甲\u200e" * 12 + "乙\u202e")
    assert (first.span.start, first.count, len(first.related)) == (1, 12, 11)
    assert (second.span.start, second.count) == (25, 1)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("编製年度工作要点", [(1, 2, ("制",))]),
        ("抓好政务公開工作", [(5, 6, ("开",))]),
        ("严格執行国家標准，規範发布程序，确保各项任务落实", [(2, 3, ("执",)), (6, 7, ("标",)), (9, 11, ("规范",))]),
        ("全长三公裡的道路建成通车", [(4, 5, ("里",))]),
        ("关於印发实施方案的通知", [(1, 2, ("于",))]),
        ("⼯作报告⻓期有效", [(0, 1, ("工",)), (4, 5, ("长",))]),
        ("⼈⺠政府", [(0, 2, ("人民",))]),
        ("国家\uf983游局", [(2, 3, ("旅",))]),
        ("付款到\u0440aypal账户", [(3, 9, ("paypal",))]),
        ("\u041c\u006f\u0441\u043a\u0432\u0430", [(0, 6, ("Москва",))]),
        ("4\u0410级景区", [(1, 2, ("A",))]),
        ("检测\u0397BsAg", [(2, 7, ("HBsAg",))]),
        ("國家機關工作人員應當遵守規定", []),
        ("简体文稿引用《中華工商時報》的报道", []),
        ("下文为原文。\n國家機關工作人員應當遵守規定\n以上请各单位阅知并贯彻执行，认真组织学习。", []),
        ("贺昇、王濛、杨闇公，临安区於潜镇", []),
        ("二噁英排放", []),
        ("乾隆年间，瞭望台，徵羽，慰藉，著作", []),
        ("部首⺮在上", [(2, 3, ("竹",))]),
        ("部首“⺮”", []),
        ("Москва и Россия", []),
        ("ΔH=3kΩ，μm，cosθ，γ射线，hν", []),
        ("Ａ级和A级", []),
    ],
)
def test_mixed_script(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "mixed-script", text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("国\u0336家机关", [(0, 2, ("国",))]),
        ("机\u0338\u0338密", [(0, 3, ("机",))]),
        ("。\u0301\n正文", [(0, 2, ("。",))]),
        ("\u0301正文", [(0, 1, ("",))]),
        ("正文 \u0301继续", [(3, 4, ("",))]),
        ("cafe\u0301，Nguye\u0302\u0303n", []),
        ("か\u3099", []),
        ("通知如下﹕一是", [(4, 5, ("：",))]),
        ("以下﹁书名﹂", [(2, 3, ("「",)), (5, 6, ("」",))]),
        ("oﬃce软件", [(1, 2, ("ffi",))]),
        ("落实｡要求", [(2, 3, ("。",))]),
        ("ｶﾅ｡ ｢ｶﾅ｣", []),
        ("國家機關工作人員﹐應當遵守規定", []),
        ("日文杂志《図書館の友》与“ありがとう橋”", []),
    ],
)
def test_mixed_script_marks_and_forms(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "mixed-script", text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("王\ue5e5同志", [(1, 2, ())]),
        ("\uf0b7\uf0b7第一项", [(0, 2, ())]),
        ("·第一项", []),
        ("𠮷野家", []),
    ],
)
def test_private_use_character(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "private-use-character", text) == hits
    assert all(one.severity is Severity.NOTE for one in findings(checker, "private-use-character", text))


def test_many_private_use_characters_are_one_finding(checker: Checker) -> None:
    (finding,) = findings(checker, "private-use-character", "第\ue010项" * 12)
    assert (finding.span.start, finding.count) == (1, 12)


@pytest.mark.parametrize(
    ("text", "unchecked"),
    [
        ("\ue010" + "文" * 99, []),
        ("\ue010\ue011" + "文" * 98, [("no-text-mapping", "2 / 100")]),
        ("\uf0b7第一项\n\uf0b7第二项\n" + "文" * 80, []),
        ("\uf0b7\uf0b8" + "文" * 98, [("no-text-mapping", "2 / 100")]),
        ("\ufffd" + "文" * 99, []),
        ("\ufffd\ufffd" + "文" * 98, [("encoding", "2 / 100")]),
        ("文" * 100, []),
    ],
)
def test_more_than_one_in_a_hundred_unreadable_is_partial(
    checker: Checker, text: str, unchecked: list[tuple[str, str]]
) -> None:
    report = checker.check(text)
    assert [(item.reason, item.detail) for item in report.unchecked] == unchecked
    assert (report.status is Status.PARTIAL) == bool(unchecked)


def test_many_traditional_characters_are_one_finding(checker: Checker) -> None:
    (finding,) = findings(checker, "mixed-script", "编製工作要点。" * 12)
    assert (finding.span.start, finding.count, finding.suggestions) == (1, 12, ("制",))


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("抓好\ufffd落实", [(2, 3, ())]),
        ("抓好\ufffd\ufffd落实", [(2, 4, ())]),
        ("\ufffd于印发\ufffd", [(0, 1, ()), (4, 5, ())]),
        ("��Ϣ����", [(0, 7, ())]),
        ("\ufffd\ufffd，\ufffd名", [(0, 2, ()), (3, 4, ())]),
        ("锟斤拷\ufffd", []),
        ("鍏充簬鍗板彂宸ヤ綔瑕佺偣鐨\ufffd，抓好\ufffd落实", [(17, 18, ())]),
        ("新區(qū)發(fā)布通告，各單位抓好落實(shí)" * 5 + "\ufffd", [(135, 136, ())]),
        ("鍏充簬鍗板彂宸ヤ綔瑕佺偣鐨\ufffd。\n" * 12, []),
        ("□同意", []),
        ("■", []),
        ("曹锟将军", []),
        ("真的？？", []),
    ],
)
def test_replacement_character(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "replacement-character", text) == hits


def test_many_replacement_characters_are_one_finding(checker: Checker) -> None:
    (finding,) = findings(checker, "replacement-character", "抓好\ufffd" * 15)
    assert (finding.span.start, finding.span.end, finding.count) == (2, 3, 15)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("会议指出，。要抓好", [(4, 6, ())]),
        ("已经完成，。", [(4, 6, ("。",))]),
        ("文字、，图片", [(2, 4, ("，",))]),
        ("如下：，\n一、", [(2, 4, ("：",))]),
        ("如下。：\n一、", [(2, 4, ())]),
        ("各单位；，", [(3, 5, ("；",))]),
        ("是否完成？。", [(4, 6, ("？",))]),
        ("好！，走", [(1, 3, ())]),
        ("指出，\u200b。要", [(2, 5, ())]),
        ("指出，。，要", [(2, 5, ())]),
        ("真的吗？！", []),
        ("真的吗！？", []),
        ("他问：“好吗？”，随后", []),
        ("等等……。", []),
        ("点号（，、；：。）", []),
        ("《怎么办？》，作者", []),
        ("指出，，要", []),
        ("甲，乙。丙", []),
    ],
)
def test_contradictory_marks(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "contradictory-marks", text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("各单位（含直属单位要抓好落实。", [(3, 4, ())]),
        ("各单位含直属单位）要抓好落实。", [(8, 9, ())]),
        ("根据《保密法的规定\n", [(2, 3, ())]),
        ("根据《保密法〉的规定", [(6, 7, ("》",))]),
        ("国办发〔2024】5号", [(8, 9, ("〕",))]),
        ("根据《保密法）的规定", [(6, 7, ())]),
        ("《关于印发《办法的通知》", [(0, 1, ())]),
        ("（试行（的通知", [(3, 4, ("）",))]),
        ("见附件】。", [(3, 4, ())]),
        ("他说「要抓好。\n其他", [(2, 3, ())]),
        ("（一）目标（二\n（三）任务", [(5, 6, ())]),
        ("甲（乙\n丙）丁", []),
        ("甲（乙)丙", []),
        ("一是：1）检查；2）整改；（3）验收", []),
        ("a) 甲\nb) 乙\n①）丙\n一）丁\n１）戊\n1.2）己", []),
        ("区间（0，1］与[0，1)", []),
        ("if (a > b", []),
        ("表情:-)和；;)", []),
        ("关于印发《管理办…", []),
        ("甲（乙（丙）丁）戊", []),
        ("（" * 6 + "\n表格", []),
    ],
)
def test_unpaired_bracket(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "unpaired-bracket", text) == hits


def test_a_statutes_history_without_its_bracket_is_a_note(checker: Checker) -> None:
    text = "2005年1月1日 第一次会议通过\n2015年1月1日 第二次会议修正）\n\n第一条"
    (finding,) = findings(checker, "unpaired-bracket", text)
    assert (finding.span.start, finding.severity) == (text.index("）"), Severity.NOTE)


def test_a_mistaken_bracket_names_the_opening_one(checker: Checker) -> None:
    (finding,) = findings(checker, "unpaired-bracket", "根据《保密法〉的规定")
    assert [(span.start, span.end) for span in finding.related] == [(2, 3)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("他说：“要抓好落实。\n会议还要求检查。", [(3, 4, ())]),
        ("金山银山”的理念", [(4, 5, ())]),
        ("坚持“两山“理念", [(5, 6, ("”",))]),
        ("坚持”两山”理念", [(2, 3, ("“",))]),
        ("坚持”两山“理念", [(2, 3, ("“",)), (5, 6, ("”",))]),
        ("坚持“两山’理念", [(5, 6, ("”",))]),
        ("“甲”“乙”“丙", [(6, 7, ())]),
        ("他说：“坚持‘两山理念。”", [(6, 7, ())]),
        ("“甲。\n乙“丙”丁，戊“己。", [(0, 1, ()), (11, 12, ())]),
        ("他说：“一段。\n“二段。\n“三段。\n落款", [(13, 14, ())]),
        ("他说：“一段。\n“二段。\n“三段。”", []),
        ("改为：“一段：\n（一）甲；\n“二段。”\n二、其他", []),
        ("他问：“什么是‘两山’？”", []),
        ("It’s Xi’an and the ’60s", []),
        ("24”显示器和5’", []),
        ('"直引号', []),
        ("某报道称：“要抓好…", []),
        ("甲“乙\n丙”丁", []),
    ],
)
def test_unpaired_quote(checker: Checker, text: str, hits: Hits) -> None:
    assert found(checker, "unpaired-quote", text) == hits


def test_many_unpaired_quotes_are_one_finding(checker: Checker) -> None:
    (finding,) = findings(checker, "unpaired-quote", "坚持“两山“理念。\n" * 12)
    assert (finding.span.start, finding.count, finding.suggestions) == (5, 12, ("”",))


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("定于20XX年XX月XX日召开", [(2, 13)]),
        ("投入××万元", [(2, 6)]),
        ("在ＸＸ县召开", [(1, 4)]),
        ("关于××的通知", [(0, 4)]),
        ("投资额（待补充）", [(3, 8)]),
        ("联系人：待填写。", [(3, 7)]),
        ("（此处插图）", [(0, 6)]),
        ("国办发〔〕5号", [(3, 5)]),
        ("联系电话：【】", [(5, 7)]),
        ("TODO：补充数据", [(0, 4)]),
        ("时间TBD", [(2, 5)]),
        ("Lorem Ipsum dolor", [(0, 11)]),
        ("联系人：[您的姓名]", [(4, 10)]),
        ("好的，以下是修改后的稿件", [(0, 6)]),
        ("作为一个AI语言模型，我无法", [(0, 12)]),
        ("增长5%【4†source】。", [(4, 14)]),
        ("有待补充和完善", []),
        ("被告人张××", []),
        ("××中级人民法院", []),
        ("尺码XXL，第XXX届，性染色体XX", []),
        ("姓名：____", []),
        ("标点（【】）", []),
        ("某某市农业农村局", []),
        ("表现良好的，以下是名单", []),
        ("ChatGPT作为一个AI语言模型发展很快", []),
        ("如果您需要进一步咨询，请拨打热线", []),
        ("在此处填写姓名", []),
    ],
)
def test_placeholder(checker: Checker, text: str, hits: list[tuple[int, int]]) -> None:
    assert [(f.span.start, f.span.end) for f in findings(checker, "placeholder", text)] == hits
