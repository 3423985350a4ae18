"""The date of a document: what counts as one, what comes first, and where none is certain."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check.checker import Checker
from sensitive_check.dating import issue_date
from sensitive_check.model import Document
from sensitive_check.readers import read_content

LATEST = date(2027, 11, 24)
BODY = "各有关单位：\n现将有关事项通知如下，请遵照执行。\n"

DATED = [
    (f"关于开展检查的通知\n{BODY}某某市人民政府办公室\n2024年3月5日\n", date(2024, 3, 5)),
    (f"关于开展检查的通知\n{BODY}某某市人民政府办公室　　\n　　　　二〇二四年三月五日", date(2024, 3, 5)),
    (f"关于开展检查的通知\n{BODY}某某局\n二○二三年十二月二十一日\n（此件公开发布）\n附件\n清单", date(2023, 12, 21)),
    (f"关于开展检查的通知\n{BODY}某某局\n２０２４年３月５日\n", date(2024, 3, 5)),
    (f"关于开展检查的通知\n{BODY} 某局 \xa0 \xa0\n 2024年3月5日\xa0\xa0\xa0\n （此件公开发布）\n", date(2024, 3, 5)),
    (
        f"关于开展检查的通知\n{BODY}某某局\n\n2024年3月5日\n抄送：某某办。\n某某局办公室　　2024年3月6日印发",
        date(2024, 3, 6),
    ),
    ("索 引 号：\n 1/2\n成文日期：\n 2019年01月24日\n发布日期：\n 2019年02月13日\n正文。", date(2019, 1, 24)),
    ("某某县简讯\n发布时间：2024-03-05 10:21 来源：某某局\n正文。", date(2024, 3, 5)),
    ("首页\n某某县简讯\n    2024-03-05 23:11\n    来源：\n    某某社\n正文。", date(2024, 3, 5)),
    ("某某县简讯\n来源：某某局　日期：2024/3/5　浏览：12\n正文。", date(2024, 3, 5)),
    (
        "某某条例\n（2010年3月1日某省第十一届人民代表大会常务委员会第十五次会议通过　"
        "根据2020年11月27日某省第十三届人民代表大会常务委员会第二十五次会议《关于修改〈某某条例〉的决定》修正）\n"
        "第一章　总则\n第一条　为了规范管理，制定本条例。",
        date(2020, 11, 27),
    ),
    ("# 某某办法\n\n2012年8月1日 国务院第200次常务会议通过\n\n2012年9月1日 施行\n\n第一条 正文。", date(2012, 8, 1)),
    ("政府工作报告\n——2011年3月5日在某市第十一届人民代表大会第四次会议上\n各位代表：", date(2011, 3, 5)),
    ("2017年政府工作报告\n各位代表：\n现在报告工作。", date(2017, 1, 1)),
    ("某某会议召开\n本报某市2024年3月5日电 会议今天召开。", date(2024, 3, 5)),
]

UNDATED = [
    "会议于2015年3月5日召开。",
    "他说，2012年3月5日是个好日子。\n2015年3月5日，工程开工。\n",
    f"关于开展检查的通知\n{BODY}某某局\n2024年13月5日\n",
    f"关于开展检查的通知\n{BODY}某某局\n2204年3月5日\n",
    f"关于开展检查的通知\n{BODY}某某局\n1824年3月5日\n",
    f"成文日期：2015年3月5日\n{BODY}某某局\n2024年3月5日\n",
    f"{BODY}某某局\n2012年3月5日\n附：原文件\n某某厅\n2003年6月1日\n",
    "报名截止\n开工时间：2012年3月5日\n",
    "大事记\n2010年3月5日，成立。\n2011年3月5日，更名。\n",
    "",
]


@pytest.mark.parametrize(("text", "day"), DATED, ids=range(len(DATED)))
def test_a_document_says_its_date(text: str, day: date) -> None:
    assert issue_date(Document(text=text), latest=LATEST) == day


@pytest.mark.parametrize("text", UNDATED, ids=range(len(UNDATED)))
def test_what_is_not_certain_is_no_date(text: str) -> None:
    assert issue_date(Document(text=text), latest=LATEST) is None


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("<meta name='PubDate' content='2024-03-05 10:00'><p>正文。</p>", "a.html"),
        ("<meta property='article:published_time' content='2024-03-05T10:00:00+08:00'><p>正文。</p>", "a.html"),
        ("---\ntitle: 简讯\ndate: 2024-03-05\n---\n\n正文。", "a.md"),
        ("正文。", "2024-03-05-1.txt"),
        ("正文。", "某某条例(20240305).txt"),
    ],
)
def test_a_page_or_a_file_says_its_date(content: str, name: str) -> None:
    assert issue_date(read_content(content.encode(), name), latest=LATEST) == date(2024, 3, 5)


def test_a_number_in_a_file_name_is_no_date() -> None:
    assert issue_date(Document(name="20241305-1.txt", text="正文。"), latest=LATEST) is None
    assert issue_date(Document(name="13800120240305.txt", text="正文。"), latest=LATEST) is None


def test_the_checker_judges_by_the_text_s_own_date(checker: Checker) -> None:
    text = DATED[0][0]
    assert checker.check(text).as_of == date(2024, 3, 5)
    assert checker.check(text, as_of=date(2020, 1, 2)).as_of == date(2020, 1, 2)
    assert checker.check(Document(text=text, date=date(2021, 1, 2))).as_of == date(2021, 1, 2)


def test_a_number_is_valid_whatever_the_date_of_the_draft(checker: Checker) -> None:
    # GB 11643—1999 with a birth date after the draft's date.
    stem = "11010520200101001"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    number = stem + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True)) % 11]
    report = checker.check(f"公示\n居民身份证号{number}\n某某局\n2015年3月5日\n")
    assert report.as_of == date(2015, 3, 5)
    assert [(f.rule_id, f.matched) for f in report if f.rule_id == "resident-id"] == [("resident-id", number)]


@pytest.mark.parametrize(
    "text",
    [
        "某市工作会议\n2018年3月11日，会议表决通过决定。\n各县要落实。\n某市人民政府\n2026年5月6日\n",
        "第三条 市政府办公室2016年3月5日印发的《暂行办法》同时停用。\n某市人民政府\n2026年5月6日\n",
    ],
)
def test_a_day_in_the_text_is_not_the_day_of_the_document(text: str) -> None:
    assert issue_date(Document(text=text), latest=date(2026, 11, 24)) == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("关于2016年3月5日会议的补充通知2024年5月1日.docx", "通知"),
        ("ID20161231.txt", "通知"),
    ],
)
def test_no_certain_day(name: str, text: str) -> None:
    assert issue_date(Document(text=text, name=name), latest=date(2026, 11, 24)) is None
