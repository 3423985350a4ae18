"""The automaton agrees with a naive search; the segmenter rejects only what straddles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensitive_check.matching import TermMatcher, straddles
from sensitive_check.model import Span

LETTERS = st.sampled_from("甲乙丙a1，\U00020000\ud800")


@given(st.lists(st.text(LETTERS, min_size=1, max_size=3), max_size=6), st.text(LETTERS, max_size=40))
def test_look_up_and_automaton_equal_naive_search(words: list[str], text: str) -> None:
    matcher = TermMatcher(words)
    found = list(matcher.find(text))
    list(matcher.find("、" * 10_001))  # from here on it has an automaton
    assert list(matcher.find(text)) == found
    naive = sorted(
        (start, start + len(word), number)
        for number, word in enumerate(words)
        for start in range(len(text))
        if text.startswith(word, start)
    )
    assert sorted(found) == naive


def test_threads_find_the_same_while_the_automaton_is_built() -> None:
    matcher = TermMatcher(["密级", "密"])
    text = "定密级别" + "、" * 100
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: list(matcher.find(text)), range(300)))
    assert found == [[(1, 2, 1), (1, 3, 0)]] * 300


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("在办公室内部分同志认为", "内部", True),
        ("加强内部管理", "内部", False),
        ("查封大麻烟二十支", "大麻", False),
        ("国家秘密文件", "秘密", False),
        ("区域内参加培训", "内参", True),
        ("路口交通拥堵", "口交", True),
        ("", "", False),
    ],
)
def test_straddles(text: str, word: str, expected: bool) -> None:
    start = text.index(word)
    assert straddles(text, Span(start, start + len(word))) is expected


def test_long_blocks_are_cut_near_the_span() -> None:
    text = "工作" * 500 + "办公室内部分同志" + "工作" * 500
    start = text.index("内部")
    assert straddles(text, Span(start, start + 2))
