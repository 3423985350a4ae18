"""Folding keeps lengths; squeezing drops only what separates, and every offset finds its way back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensitive_check import wordlists
from sensitive_check.model import Span
from sensitive_check.normalize import Pairs, build_folding, squeeze

FOLDING = build_folding(wordlists.load().tables.traditional)
PAIRS = Pairs(["机密", "绝密", "内部资料"])
ALPHABET = st.text(
    alphabet=st.sampled_from(
        "机密绝内部资料國區，。 \u3000*·\n\r\u200b\ufeff\u0301１２3４5ＡaX㈠⑩㎡★\U00020000\U000e0041\ud800"
    )
)


@given(st.text() | ALPHABET)
def test_fold_keeps_the_length_and_is_idempotent(text: str) -> None:
    folded = FOLDING.fold(text)
    assert len(folded) == len(text)
    assert FOLDING.fold(folded) == folded


@given(st.text() | ALPHABET)
def test_squeezed_offsets_are_monotone_and_total(text: str) -> None:
    view, joints = squeeze(FOLDING.fold(text), FOLDING, PAIRS, seen=text)
    spans = [view.to_source(Span(i, i + 1)) for i in range(len(view.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.start <= b.start for a, b in pairwise(spans))
    for i, span in enumerate(spans):
        assert view.from_source(span).start <= i < max(view.from_source(span).end, i + 1)
    assert all(0 < joint.position < len(view.text) for joint in joints)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢｃ１２３", "abc123"),
        ("國家機關", "国家机关"),
        ("，：（）！？；。", "，：（）！？；。"),
        ("⼈⺠①𝟏", "人民11"),
        ("１＊２\u3000３\xa0４", "1*2 3 4"),
        ("11010519491231002Ｘ", "11010519491231002x"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert FOLDING.fold(text) == folded


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("机\u3000密", "机密"),
        ("机 * 密", "机密"),
        ("机\u200b\u200c密", "机密"),
        ("机\n密", "机密"),
        ("机\n\n密", "机\n\n密"),
        ("机\n　密", "机\n 密"),
        ("机，密", "机，密"),
        ("机|密", "机|密"),
        ("机\t密", "机\t密"),
        ("机 关", "机 关"),
        ("一\u200b二", "一二"),
        ("电话1380013\n8000", "电话13800138000"),
        ("1380013\n8000", "1380013\n8000"),
        ("138*0013*8000", "13800138000"),
        ("3.14 15", "3.14 15"),
        ("㈠⒈", "(一)1."),
    ],
)
def test_squeeze(text: str, squeezed: str) -> None:
    assert squeeze(FOLDING.fold(text), FOLDING, PAIRS, seen=text)[0].text == squeezed


def test_block_edges_are_not_joined() -> None:
    assert squeeze("机 密", FOLDING, PAIRS, [2])[0].text == "机 密"
    assert squeeze("机 密机 密", FOLDING, PAIRS, [3])[0].text == "机密机密"
