"""Marks as documents carry them, in every layout and through the readers, and paragraphs that only speak of secrecy.

Every stretch that must be found is marked in place as ``⟦rule:stretch⟧``; nothing else of the family may be reported.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Category, Document, Outside, Part, Span
from sensitive_check.readers import read

DAY = date(2026, 1, 31)
BODY = "\n某某县应急管理局文件\n关于做好汛期值守工作的通知\n各乡镇人民政府：\n现将有关事项通知如下。\n"
_SHORT = {"m": "classification-mark", "p": "secrecy-period", "c": "copy-number", "d": "secret-document-number"}
_MARK = re.compile(r"⟦([mpcd]):|⟧")

HEADS = (
    # The three legal forms, and the bare star.
    "⟦m:绝密★30年⟧",
    "⟦m:机密★20年⟧",
    "⟦m:秘密★10年⟧",
    "⟦m:秘密★6个月⟧",
    "⟦m:机密★2036年12月31日⟧",
    "⟦m:机密★2036-12-31⟧",
    "⟦m:机密★公布前⟧",
    "⟦m:秘密★会议开始前⟧",
    "⟦m:绝密★⟧",
    "⟦m:30年★绝密⟧",
    # Stars and what stands for them.
    "⟦m:机密☆20年⟧",
    "⟦m:机密*20年⟧",
    "⟦m:机密＊20年⟧",
    "⟦m:机密※20年⟧",
    "⟦m:机密⭐20年⟧",
    "⟦m:机密✩20年⟧",
    "⟦m:机密✪20年⟧",
    "⟦m:机密✭20年⟧",
    "⟦m:机密五角星20年⟧",
    "⟦m:机密（五角星）20年⟧",
    # Split, spaced, full width, traditional.
    "⟦m:机　密⟧",
    "⟦m:绝 密 ★ 30 年⟧",
    "⟦m:秘　密　★　１　年⟧",
    "⟦m:机密★２０年⟧",
    "⟦m:機密★20年⟧",
    "⟦m:机密★\n20年⟧",
    "⟦m:机\u200b密★20年⟧",
    # Alone on a line of the head, framed or in brackets.
    "⟦m:绝密⟧",
    "　　　　　　⟦m:秘密⟧",
    "**⟦m:机密⟧**",
    "★⟦m:机密⟧",
    "【⟦m:秘密⟧】",
    "⟦m:机密⟧级",
    "⟦m:机密　机密　机密⟧",
    "⟦m:秘密 1年⟧",
    # Beside urgency, copy number, document number.
    "⟦m:机密⟧　特急",
    "特急　⟦m:秘密⟧",
    "⟦m:绝密★30年⟧　指人专办",
    "⟦m:绝密⟧　指人专办",
    "⟦c:000012⟧\n⟦m:秘密⟧\n特急",
    "⟦c:000123⟧\n⟦m:机密★10年⟧\n加急",
    "⟦c:000045⟧　⟦m:机密★5年⟧",
    "⟦c:份号：000123⟧\n⟦m:绝密★30年⟧",
    "⟦c:№000123⟧\n⟦m:机密★5年⟧",
    "⟦m:秘密★1年⟧　⟦c:份号：000007⟧",
    "⟦m:机密★5年⟧\n⟦d:某密〔2024〕3号⟧",
    "某委发〔2024〕3号　⟦m:机密⟧",
    # Telegrams and letters.
    "⟦d:某市委密电〔2024〕3号⟧",
    "⟦d:中共某某市委密电⟧",
    "⟦d:某密件〔2022〕5号⟧",
    # Forms to fill in.
    "密级：⟦m:机密⟧",
    "密 级：⟦m:秘密⟧",
    "密级　⟦m:绝密⟧",
    "密级：⟦m:机密⟧　　⟦m:保密期限：20年⟧",
    "密别:⟦m:秘密⟧",
    "密级：☑⟦m:机密⟧",
    "⟦m:解密时间：2036年12月31日⟧",
    "⟦m:解密条件：公布后⟧",
    "⟦m:知悉范围⟧：各乡镇主要负责同志",
    "⟦m:定密责任人⟧：某某某",
    "⟦m:定密依据⟧：某某工作国家秘密范围的规定",
    "MJHBMQX=⟦m:秘密★1年⟧",
    "MJHBMQX：⟦m:秘密⟧",
    "密级：⟦m:机密⟧，期限：5年",
    "密级:【⟦m:机密⟧】",
    "| 密级 | ⟦m:机密⟧ |",
    "特急·⟦m:机密⟧",
    "⟦m:机密⟧（2024年1月1日解密）",
    "⟦c:000012⟧号\n⟦m:机密★5年⟧",
    "⟦m:机密★5年⟧　　　　⟦c:000012⟧",
    # Declassified, changed, misused, malformed.
    "⟦m:机密★20年⟧（已解密）",
    "⟦m:已解密⟧",
    "⟦m:机密★20年⟧改为⟦m:秘密★5年⟧",
    "⟦m:工作秘密★3年⟧",
    "⟦m:绝密★⟦p:40年⟧⟧",
    "⟦m:秘密★⟦p:（5年）⟧⟧",
    "⟦m:机密★⟦p:二十年⟧⟧",
    "⟦m:机密★⟦p:20⟧⟧",
    "⟦m:绝密★⟦p:长期⟧⟧",
    # A paragraph and a title with their own mark.
    "（⟦m:秘密★5年⟧）下列数据不得引用。",
    "关于报送有关情况的报告⟦m:（机密）⟧",
    "⟦m:绝密★启用前⟧",
)

MENTIONS = (
    "全体干部职工要严守保密纪律，严防涉密文件外泄，杜绝泄露国家秘密。",
    "国家秘密的密级分为绝密、机密、秘密三级，由高到低排列。",
    "绝密级国家秘密是最重要的国家秘密，一旦泄露会造成特别严重的损害。",
    "机密级事项的保密期限不超过二十年，秘密级事项不超过十年。",
    "产生国家秘密的单位应当同时确定密级、保密期限和知悉范围。",
    "不能确定期限的，应当确定解密条件；保密期限已满的，自行解密。",
    "定密责任人在职责范围内承担定密、变更和解密工作。",
    "定密依据不明确的，报有权限的主管部门确定。",
    "（一）绝密级；（二）机密级；（三）秘密级。",
    "单位应当与员工约定保守商业秘密，违约的承担赔偿责任。",
    "保密期限：自签订之日起至合同终止后三年。",
    "法院认为，涉案配方构成商业秘密，被告的行为属于侵权。",
    "甲方与乙方约定：\n保密期限：5年\n双方对商业秘密负有义务。",
    "技术秘密的转让应当订立书面合同。",
    "会议采用无记名投票，现场设有秘密写票处。",
    "选举一律采用秘密投票的方式。",
    "通信自由和通信秘密受法律保护。",
    "无人机密集升空，点亮了夜空。",
    "各舰机密切配合，完成了夜间演练。",
    "轰炸机密集编队飞过上空。",
    "这不是什么秘密，丰收靠的是良种和管理。",
    "长寿的秘密就藏在这一方水土里。",
    "剧情片《绝密较量》今晚播出。",
    "影片《机密》获得好评。",
    "特工截获一份密电，交由专家破译。",
    "收发密件应当通过机要交通传递，并履行清点手续。",
    "机要交通员把机密件送到指定地点。",
    "涉密公文应当标注份号，份号用六位阿拉伯数字编排。",
    "密政发〔2024〕3号文件提出，加快水源地保护。",
    "京密政办发〔2024〕12号同时废止。",
    "高密政发〔2023〕8号有效期至今年年底。",
    "国密局字〔2021〕4号公布了检测机构名单。",
    "某农机〔2024〕5号对补贴机具作了调整。",
    "国办发明电〔2024〕2号对放假安排作了部署。",
    "邮政编码\n100000\n请各位读者不要泄露个人秘密。",
    "股票代码 600519\n公司的秘密武器是科技创新。",
    "密级：公开",
    "密级：无",
    "密级：□绝密 □机密 □秘密",
    "密级：绝密/机密/秘密",
    "密级（绝密、机密、秘密）由承办人填写。",
    "知悉范围：无",
    "知悉范围应当限定到具体人员；不能限定的，限定到单位。",
    "这家酒店获评五★级，服务没有秘密。",
    "★★★★★ 这部小说写尽了家族的秘密★★★",
    "及时解密的档案为研究提供了新材料。",
    "系统支持数据解密和脱敏，口令由管理员保管。",
    "解密文件显示，当年的谈判曾两度中断。",
    "《解密》是一部长篇小说。",
    "【解密】一粒种子的旅行",
    "招聘公告：保密办公室招聘工作人员一名，负责定密管理。",
    "保密宣传月期间，全县举办保密知识讲座十二场。",
    "问：什么是机密？答：泄露后会使国家利益遭受严重损害的事项。",
    "工作人员应当保守国家秘密和工作秘密。",
    "泄露国家机密的，依法追究责任。",
    "申请人申请公开的内容涉及国家秘密的，不予公开。",
    "信息安全的三个目标是机密性、完整性和可用性。",
    "机密计算为数据流通提供了可信环境。",
    "保护消费者的个人秘密，是平台的责任。",
    "他保守党的秘密 30年，从未向家人提起。",
    "请求加急办理护照的，应当提交证明。",
    "特急\n关于做好寒潮应对工作的通知\n各县区：",
    "第一章 总则\n第二章 密级\n第三章 保密期限\n第四章 解密",
    "拟制公文时，应当根据需要写明密级和保密期限、紧急程度。",
    "严守秘密，是每一名党员的义务。",
    "为举报人严守秘密\n\n举报电话见公告。",
    "评审专家对评审情况负有保密义务，不得泄露评审秘密。",
)


def unmarked(marked: str) -> tuple[str, set[tuple[str, int, int]]]:
    """A text without its marks, and what they mark: rule, start, end."""
    text, expected, opened, position = "", set(), [], 0
    for found in _MARK.finditer(marked):
        text += marked[position : found.start()]
        position = found.end()
        if found[1]:
            opened.append((_SHORT[found[1]], len(text)))
        else:
            rule, start = opened.pop()
            expected.add((rule, start, len(text)))
    return text + marked[position:], expected


def reported(checker: Checker, document: Document | str) -> set[tuple[str, int, int]]:
    findings = checker.check(document, as_of=DAY)
    return {(f.rule_id, f.span.start, f.span.end) for f in findings if f.category is Category.SECRECY}


@pytest.mark.parametrize("marked", HEADS)
def test_head(checker: Checker, marked: str) -> None:
    text, expected = unmarked(marked + BODY)
    assert expected
    assert reported(checker, text) == expected


@pytest.mark.parametrize("marked", HEADS)
def test_line_ends_of_other_systems(checker: Checker, marked: str) -> None:
    text, expected = unmarked((marked + BODY).replace("\n", "\r\n"))
    assert reported(checker, text) == expected


@pytest.mark.parametrize("mention", MENTIONS)
def test_mention(checker: Checker, mention: str) -> None:
    assert reported(checker, mention) == set()
    assert reported(checker, f"关于有关工作的说明\n{mention}\n特此说明。\n") == set()


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("例如机密★20年，表示该文件为机密级。", "机密★20年"),
        ("照片中的文件左上角标有机密★20年字样，应当立即上交。", "机密★20年"),
        ("某文件印有“绝密★30年”字样。", "绝密★30年"),
        ("写作机密★三十年的，应当改正。", "机密★三十年"),
        ("标志的样式：秘密★5年", "秘密★5年"),
    ],
)
def test_form_that_is_explained(checker: Checker, text: str, matched: str) -> None:
    found = [(f.matched, f.severity.value) for f in checker.check(text) if f.category is Category.SECRECY]
    assert found == [(matched, "note")]


@pytest.mark.parametrize(
    "text",
    [
        "绝密\n机密\n秘密\n以上三级由高到低。",
        "- 绝密\n- 机密\n- 秘密\n",
        "绝密 30年\n机密 20年\n秘密 10年\n",
        "保密义务\n保密期限：永久\n",
        "密级：绝密，指最重要的国家秘密。",
        "机密 2024年",
        "秘密 3月上映",
    ],
)
def test_list_or_contract(checker: Checker, text: str) -> None:
    assert reported(checker, text) == set()


@pytest.mark.parametrize("label", ["页眉", "页脚", "水印", "第3页 页眉"])
def test_header_or_footer(checker: Checker, label: str) -> None:
    text = BODY * 3 + "机密\n" + BODY
    span = Span(len(BODY) * 3, len(BODY) * 3 + 2)
    document = Document(text=text, parts=(Part(label=label, span=span, kind="prose"),))
    assert reported(checker, document) == {("classification-mark", span.start, span.end)}
    assert [f.severity.value for f in checker.check(document)] == ["error"]


def test_watermark(checker: Checker) -> None:
    text = (BODY * 2 + "秘密\n") * 4
    findings = [f for f in checker.check(text) if f.rule_id == "classification-mark"]
    assert [f.severity.value for f in findings] == ["error"] * 4
    assert len({f.reason for f in findings}) == 1


PAGES = (
    (".md", "# 关于报送情况的报告\n\n| 密级 | 文号 |\n|---|---|\n| ⟦m:机密⟧ | 某〔2024〕3号 |\n"),
    (".md", "# 调研提纲\n\n| 密级 | ⟦m:秘密⟧ |\n|---|---|\n| 承办 | 某科 |\n"),
    (".md", "⟦m:机密★10年⟧\n\n# 关于报送情况的报告\n\n正文。\n"),
    (".md", "**⟦m:绝密⟧**\n\n# 会议纪要\n\n正文。\n"),
    (".md", "# 审批表\n\n| 密级 | ⟦m:机密⟧ |\n|---|---|\n| ⟦m:保密期限⟧ | 20年 |\n"),
    (".md", "# 审批表\n\n| 定密依据 | 无 |\n|---|---|\n| ⟦m:知悉范围⟧ | 领导班子成员 |\n"),
    (".html", "<html><body><p>⟦m:秘密★5年⟧</p><h1>会议纪要</h1><p>正文。</p></body></html>"),
    (".html", "<html><body><table><tr><td>密级</td><td>⟦m:机密⟧</td></tr></table><p>正文。</p></body></html>"),
    (
        ".html",
        "<html><body><table><tr><th>文件</th><th>密级</th></tr><tr><td>甲</td><td>⟦m:机密⟧</td></tr></table></body>",
    ),
    (".html", "<html><body><p>⟦c:000012⟧</p><p>⟦m:秘密⟧</p><p>特急</p><h1>通知</h1></body></html>"),
    (".html", "<html><body><div>⟦m:机&nbsp;密⟧</div><h1>通知</h1></body></html>"),
    (".html", "<html><body><p>⟦d:某市委密电〔2024〕3号⟧</p><h1>通知</h1></body></html>"),
    (".csv", "密级,⟦m:机密⟧\n文号,某〔2024〕3号\n"),
    (".csv", "文件名,密级\n值守方案,⟦m:秘密⟧\n应急预案,公开\n"),
    (".csv", "事项,标志\n值守方案,⟦m:秘密★1年⟧\n"),
    (".tsv", "密级\t⟦m:绝密⟧\n承办\t某科\n"),
)


@pytest.mark.parametrize(("suffix", "marked"), PAGES)
def test_page(checker: Checker, tmp_path: Path, suffix: str, marked: str) -> None:
    source, expected = unmarked(marked)
    path = tmp_path / f"page{suffix}"
    path.write_text(source, "utf-8")
    found = reported(checker, read(path))
    # A field in a table is reported from its label to its value.
    starts = {(rule, start) for rule, start, _ in expected}
    assert {(rule, start) for rule, start, _ in found} == starts
    if "保密期限" not in source:
        assert found == expected


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".md", "# 密级\n\n| 密级 | 最长期限 |\n|---|---|\n| 绝密 | 30年 |\n| 机密 | 20年 |\n| 秘密 | 10年 |\n"),
        (".html", "<table><tr><td>绝密</td><td>30年</td></tr><tr><td>机密</td><td>20年</td></tr></table>"),
        (".csv", "文件名,密级\n公报,公开\n通知,无\n"),
        (".csv", "词,释义\n机密,重要的秘密\n解密,解除密级\n"),
        (".md", "`kind: Secret`\n\n保守国家秘密是公民的义务。\n"),
    ],
)
def test_page_that_explains(checker: Checker, tmp_path: Path, suffix: str, source: str) -> None:
    path = tmp_path / f"page{suffix}"
    path.write_text(source, "utf-8")
    assert reported(checker, read(path)) == set()


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("机密-方案.docx", ["机密"]),
        ("某方案（秘密）.txt", ["秘密"]),
        ("【绝密】名单.xlsx", ["绝密"]),
        ("秘密★5年 纪要.pdf", ["秘密"]),
        ("保守国家秘密法.md", []),
        ("商业秘密保护指引.docx", []),
        ("解密档案展.docx", []),
    ],
)
def test_name(checker: Checker, name: str, matched: list[str]) -> None:
    document = Document(name=name, text="正文", outside=(Outside(label="文件名", kind="filename", text=name),))
    assert [f.matched for f in checker.check(document) if f.rule_id == "classification-mark"] == matched


def test_there_are_enough() -> None:
    assert len(HEADS) + len(PAGES) >= 60 <= len(MENTIONS)
    assert len(set(HEADS)) == len(HEADS)
    assert len(set(MENTIONS)) == len(MENTIONS)
