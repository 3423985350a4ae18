"""Names in a window: what is one, who is anonymous, and what only begins like one."""

from __future__ import annotations

import pytest

from sensitive_check.model import Span
from sensitive_check.names import name_at, names_in


@pytest.mark.parametrize(
    "name", ["王雅琴", "李敏", "欧阳雪晴", "诸葛明远", "买买提·艾力", "阿依努尔·买买提", "米雪儿·卡罗", "张建国"]
)
@pytest.mark.parametrize("after", ["，女", "（女）", "", "\n", "现住", "今年", "因病"])
def test_name(name: str, after: str) -> None:
    assert name_at(f"{name}{after}", 0) == Span(0, len(name))


@pytest.mark.parametrize(
    "text",
    [
        "王某，",
        "李某某，",
        "张女士，",
        "陈××，",
        "高血压，",
        "周边，",
        "于今年，",
        "马上，",
        "全市，",
        "王雅琴医生，",
        "",
    ],
)
def test_no_name(text: str) -> None:
    assert name_at(text, 0) is None


def test_a_label_allows_what_an_open_clause_does_not() -> None:
    assert name_at("高文艺，", 0) is None
    assert name_at("高文艺，", 0, labelled=True) == Span(0, 3)


def test_names_open_a_clause_or_follow_a_label() -> None:
    text = "经查，王雅琴与李敏是邻居，户主：高文艺，医生周晓梅，患者马建华，"
    assert [text[name.start : name.end] for name in names_in(text, 0, len(text))] == ["王雅琴", "高文艺", "马建华"]


def test_names_keep_to_their_stretch() -> None:
    text = "王雅琴，李敏，周晓梅，"
    assert names_in(text, 4, 7) == [Span(4, 6)]
    assert names_in(text, 1, 6) == [Span(4, 6)]
