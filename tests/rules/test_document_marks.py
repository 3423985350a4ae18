"""Marks in every layout are found at their exact places, and what only speaks of secrecy stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensitive_check.checker import Checker
from sensitive_check.model import Category, Document, Outside, Part, Span
from sensitive_check.readers import read

TITLE = "关于做好汛期值守工作的通知\n各有关单位：\n请按要求落实。\n"
PERIODS = ("1年", "6个月", "长期", "2031年6月30日", "发布会开始前")
STARS = "★☆⭐✩✪✭※"

Expected = list[tuple[str, str]]


def marked(checker: Checker, text: str | Document) -> Expected:
    """Rule and stretch of every secrecy finding."""
    return [(f.rule_id, f.matched) for f in checker.check(text) if f.category is Category.SECRECY]


HEADS = [
    *(f"{level}{star}{'1年' if star != '★' else '3年'}" for level in ("绝密", "机密", "秘密") for star in STARS),
    *(f"{level}★{period}" for level in ("机密", "秘密") for period in PERIODS if period != "长期"),
    *(f"{gap.join(level)}" for level in ("绝密", "机密", "秘密") for gap in ("", " ", "\u3000", "\u200b")),
    *("机 密 ★ ５ 年", "秘密级★2年", "绝密★", "（机密★5年）", "秘密 1年", "机密五角星3年"),
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("before", ["", "特急\n", "\n\u3000\u3000"])
def test_head(checker: Checker, head: str, before: str) -> None:
    mark = head.strip("（）").replace("级★", "级★")
    found = [pair for pair in marked(checker, f"{before}{head}\n{TITLE}") if pair[0] == "classification-mark"]
    assert found == [("classification-mark", mark)]


LINES: list[tuple[str, Expected]] = [
    (f"000007\n机密★5年\n特急\n{TITLE}", [("copy-number", "000007"), ("classification-mark", "机密★5年")]),
    (f"№000123\n秘密\n{TITLE}", [("copy-number", "№000123"), ("classification-mark", "秘密")]),
    (f"份号：000123\n秘密\n{TITLE}", [("copy-number", "份号：000123"), ("classification-mark", "秘密")]),
    (f"秘密　特急\n{TITLE}", [("classification-mark", "秘密")]),
    (f"机密　指人专办\n{TITLE}", [("classification-mark", "机密")]),
    (
        f"密级：机密\n保密期限：5年\n{TITLE}",
        [("classification-mark", "机密"), ("classification-mark", "保密期限：5年")],
    ),
    (f"{TITLE}知悉范围：领导班子成员\n", [("classification-mark", "知悉范围")]),
    (f"{TITLE}定密责任人：李某\n", [("classification-mark", "定密责任人")]),
    (f"MJHBMQX=秘密★1年\n{TITLE}", [("classification-mark", "秘密★1年")]),
    (f"机密★5年（已解密）\n{TITLE}", [("classification-mark", "机密★5年")]),
    (f"已解密\n{TITLE}", [("classification-mark", "已解密")]),
    (f"工作秘密★3年\n{TITLE}", [("classification-mark", "工作秘密★3年")]),
    (f"秘密★20年\n{TITLE}", [("classification-mark", "秘密★20年"), ("secrecy-period", "20年")]),
    (f"机密★（5年）\n{TITLE}", [("classification-mark", "机密★（5年）"), ("secrecy-period", "（5年）")]),
    (f"秘密★一年\n{TITLE}", [("classification-mark", "秘密★一年"), ("secrecy-period", "一年")]),
    (f"绝密★长期\n{TITLE}", [("classification-mark", "绝密★长期"), ("secrecy-period", "长期")]),
    (f"某市委密电〔2025〕4号\n{TITLE}", [("secret-document-number", "某市委密电〔2025〕4号")]),
    (f"某办密〔2025〕4号\n{TITLE}", [("secret-document-number", "某办密〔2025〕4号")]),
    (f"{TITLE}（此件不公开）\n", [("not-for-release", "（此件不公开）")]),
    (f"{TITLE}（此件依申请公开）\n", [("not-for-release", "（此件依申请公开）")]),
    (f"{TITLE}（此件发至县团级）\n", [("not-for-release", "（此件发至县团级）")]),
    (f"{TITLE}公开属性：不予公开\n", [("not-for-release", "不予公开")]),
    ("某县防汛预案（送审稿）\n第一章", [("draft-mark", "（送审稿）")]),
    (f"CONFIDENTIAL\n{TITLE}", [("foreign-mark", "CONFIDENTIAL")]),
    (f"TLP:AMBER+STRICT\n{TITLE}", [("foreign-mark", "TLP:AMBER+STRICT")]),
    (f"For Internal Use Only\n{TITLE}", [("foreign-mark", "For Internal Use Only")]),
    (f"某某集团 核心商密 10年\n{TITLE}", [("trade-secret-mark", "核心商密 10年")]),
    (f"普通商密★5年\n{TITLE}", [("trade-secret-mark", "普通商密★5年")]),
    (f"不得拍照\n{TITLE}", [("internal-mark", "不得拍照")]),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_line(checker: Checker, text: str, expected: Expected) -> None:
    assert sorted(marked(checker, text)) == sorted(expected)


FILES: list[tuple[str, str, Expected]] = [
    ("a.md", "# 方案\n\n| 密级 | 机密 |\n|---|---|\n| 主办 | 办公室 |\n", [("classification-mark", "机密")]),
    ("b.md", "**秘密★5年**\n\n# 方案\n", [("classification-mark", "秘密★5年")]),
    ("c.html", "<table><tr><td>密级</td><td>秘密</td></tr></table><p>通知</p>", [("classification-mark", "秘密")]),
    ("d.html", "<p>机<b>密</b>★5年</p><h1>通知</h1>", [("classification-mark", "机<b>密</b>★5年")]),
    (
        "e.csv",
        "标题,密级,公开属性\n汛情,机密,不予公开\n",
        [("classification-mark", "机密"), ("not-for-release", "不予公开")],
    ),
    ("f.html", "<table><tr><td>公开方式</td><td>依申请公开</td></tr></table>", [("not-for-release", "依申请公开")]),
]


@pytest.mark.parametrize(("name", "text", "expected"), FILES)
def test_file(checker: Checker, tmp_path: Path, name: str, text: str, expected: Expected) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert marked(checker, read(path)) == expected


def test_page_header(checker: Checker) -> None:
    text = TITLE * 6 + "机密"
    part = Part(label="页眉", span=Span(len(text) - 2, len(text)), kind="prose")
    findings = [f for f in checker.check(Document(text=text, parts=(part,))) if f.rule_id == "classification-mark"]
    assert [(f.matched, f.severity.value) for f in findings] == [("机密", "error")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("方案（机密）.docx", [("classification-mark", "机密")]),
        ("预案（讨论稿）.docx", [("draft-mark", "（讨论稿）")]),
        ("report_CONFIDENTIAL.pdf", [("foreign-mark", "CONFIDENTIAL")]),
        ("client_secret.json", []),
        ("秘密花园.txt", []),
    ],
)
def test_name(checker: Checker, name: str, expected: Expected) -> None:
    document = Document(text="正文。", outside=(Outside(label="文件名", kind="filename", text=name),))
    assert marked(checker, document) == expected


MENTIONS = """
保密宣传月期间，社区用漫画讲解什么是国家秘密。
绝密级、机密级、秘密级三种密级各有期限上限。
泄露国家秘密的，由有关机关依法处理。
公司起诉离职员工侵犯商业秘密，法院判令赔偿。
合同约定，双方对商业秘密负有保密义务，期限三年。
保密局招考公务员，负责涉密资质审查。
无人机密集升空，拼出节日图案。
选民在秘密写票处填写选票。
密云区发布密政发〔2024〕8号文件，支持民宿发展。
高密市印发高密〔2024〕6号通知，整治河道。
国密局字〔2022〕5号文件规定了商用密码检测要求。
国家密码管理局负责商用密码管理。
公安机关破获一起冒充机要人员的诈骗案。
馆藏解密档案向公众开放。
解密时间一到，展柜里的档案就会换新。
数据解密等技术支持由网信部门提供。
知悉范围应当根据工作需要限定在最小范围。
定密责任人应当接受培训。
标注密级时应当同时标注保密期限。
机关应当对拟公开的信息进行保密审查。
依法不予公开的，应当说明理由。
涉及个人隐私的案件不公开审理。
信息分为主动公开、依申请公开和不予公开三类。
公开方式：主动公开、依申请公开
公开属性：主动公开
（此件公开发布）
（此件主动公开）
公文附注可以写明“此件不公开”等字样。
文件传达到县团级后，各地迅速行动。
会议精神发到基层每个支部。
县处级以上干部参加了学习班。
《某某市养犬条例（征求意见稿）》引发热议。
会议原则通过了规划送审稿。
作家把初稿改了七遍。
修改稿吸收了代表的建议。
讨论稿由起草组逐条研究。
市司法局就办法（征求意见稿）向社会公开征求意见。
某某市物业条例（草案）
气象会商密度加大。
央企商业秘密分为核心商密和普通商密。
普通商密的期限由企业自定。
The report was kept confidential for years.
client_secret=
kind: Secret
Victoria's Secret 门店开业。
机密计算（Confidential Computing）受到关注。
Secret
restricted
新闻群众反映情况的渠道更畅通。
区域内参加医保的居民可直接报销。
照明电路已完成改造。
参阅部队精神抖擞。
请妥善保管本人准考证。
考场内不得拍照，违者取消资格。
未经本人同意不得公开其个人信息。
证件原件不得复印后作他用。
涉密人员离岗实行脱密期管理。
涉密信息系统须经检测评估。
严禁涉密计算机上网。
这家店的秘密就藏在汤底里。
这不是秘密，人人都知道。
《绝密较量》今晚开播。
酒店获评★★★★★级。
机密性、完整性、可用性是信息安全的三个要素。
特急电报须在一日内办结。
特急
份号由六位阿拉伯数字组成。
邮政编码：100000
000012
密电码的故事搬上舞台。
他在密件夹里找到老照片。
护照可以申请加急办理。
保密期限由当事人在协议中约定。
""".strip().split("\n")


@pytest.mark.parametrize("text", MENTIONS)
@pytest.mark.parametrize("frame", ["{}", "本报讯\n{}\n记者 某某"])
def test_mention(checker: Checker, text: str, frame: str) -> None:
    assert marked(checker, frame.format(text)) == []
