"""Finding terms fast, and judging with tokens whether a hit is a word or a chance meeting of two.

The automaton runs over UTF-16 bytes carried as latin-1: its nodes search their children linearly, and Chinese has
thousands of first characters, bytes only 256. UTF-8 is as fast with ten thousand terms, but takes half as many nodes
again, and its offsets must be counted.
"""

from __future__ import annotations

import re
import threading
import warnings
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import ahocorasick

from sensitive_check.model import Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from jieba import Tokenizer


_COMMONEST = (
    "的，、人。法第条行定和民十国当应有以者关理规政业或一管务；机事部二院用不作其会工门保员三对在公）（中本产地生经证制为合发责可出设主全级安依处上资"
    "权施构进实由动方等家位四提所五照件单区及他要府查监建自审物期下案请品任成情得时职内收重体并"
)
"""The commonest characters of statutes, policies and reports, in their order, counted over 2.5 million of them."""

_RANKS = {character: place - 10**9 for place, character in enumerate(_COMMONEST)}


_CHARACTERS_WITHOUT = 10_000
"""So many characters of text are worth no automaton: to look up every stretch of them costs less than to build one."""


class TermMatcher:
    """Finds every occurrence of every word, in one pass. A word is known by its number in the order given.

    The automaton is built when the texts are long enough to repay it; a short draft is checked without one.

    >>> list(TermMatcher(["密级", "密"]).find("定密级别"))
    [(1, 2, 1), (1, 3, 0)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        numbers: dict[str, int] = {}
        self._same: dict[int, list[int]] = {}
        self._lengths = array("I")
        for number, word in enumerate(words):
            self._lengths.append(len(word))
            first = numbers.setdefault(word, number)
            if first != number:  # two lists may share a word, and the automaton keeps one value for it
                self._same.setdefault(first, [first]).append(number)
        numbers.pop("", None)
        self._empty = not numbers
        self._longest_first = sorted({*map(len, numbers)}, reverse=True)
        self._numbers = numbers
        self._left = _CHARACTERS_WITHOUT
        self._automaton: ahocorasick.Automaton | None = None
        self._building = threading.Lock()

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield ``(start, end, number)``, in code points, in the order of the ends, the longest of one end first."""
        if self._empty:
            return
        numbers, automaton = self._numbers, self._automaton  # in this order: another thread may build it meanwhile
        if automaton is None:
            self._left -= len(text)
            automaton = self._built(numbers) if self._left < 0 else None
        ends = self._looked_up(text, numbers) if automaton is None else _ends_by(automaton, text)
        lengths, same = self._lengths, self._same
        for end, first in ends:
            if first not in same:
                yield end - lengths[first], end, first
                continue
            for number in same[first]:
                yield end - lengths[number], end, number

    def _built(self, numbers: Mapping[str, int]) -> ahocorasick.Automaton:
        with self._building:
            if self._automaton is None:
                self._automaton = _automaton_of(numbers)
                self._numbers = {}  # sixty thousand words need not stay in memory twice
            return self._automaton

    def _looked_up(self, text: str, numbers: Mapping[str, int]) -> Iterator[tuple[int, int]]:
        for end in range(1, len(text) + 1):
            for length in self._longest_first:
                if length <= end and (first := numbers.get(text[end - length : end])) is not None:
                    yield end, first


def _automaton_of(numbers: Mapping[str, int]) -> ahocorasick.Automaton:
    """An automaton of words with their numbers. Whole numbers: an object each would cost more than the words."""
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    words = list(numbers)
    # A node tries its children in the order they came: what is met most often in text comes first.
    heads = [word[0] for word in words]
    common = Counter(heads)
    ranks = [_RANKS.get(head, -common[head]) for head in heads]
    carried = _carried_apart(words)
    for place in sorted(range(len(words)), key=ranks.__getitem__):
        automaton.add_word(carried[place], numbers[words[place]])
    automaton.make_automaton()
    return automaton


def _ends_by(automaton: ahocorasick.Automaton, text: str) -> Iterable[tuple[int, int]]:
    """Where words end, in code points, and their numbers."""
    carried = _carried(text)
    doubled = _astral_units(text) if len(carried) != 2 * len(text) else ()
    # An even offset ends with the second half of one character and the first half of the next: no word.
    ends = (((last + 1) // 2, first) for last, first in automaton.iter(carried) if last & 1)
    return ((end - bisect_left(doubled, end), first) for end, first in ends) if doubled else ends


def _carried(text: str) -> str:
    return text.encode("utf-16-be", "surrogatepass").decode("latin-1")


def _carried_apart(words: Sequence[str]) -> list[str]:
    """Each word as the automaton takes it; all are encoded in one go, since a call costs more than a word."""
    joined = _carried("".join(words))
    bounds = [0, *accumulate(2 * len(word) for word in words)]
    if bounds[-1] != len(joined):  # characters above U+FFFF take two units
        return [_carried(word) for word in words]
    return [joined[start:end] for start, end in pairwise(bounds)]


def _astral_units(text: str) -> list[int]:
    """Where the second unit of each character above U+FFFF stands, in UTF-16 units."""
    return [found.start() + count + 1 for count, found in enumerate(re.finditer("[\U00010000-\U0010ffff]", text))]


_BLOCK = lazy(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")
_BLOCK_LIMIT = 200
_FALLBACK = 16


def straddles(text: str, span: Span) -> bool:
    """True when a word of ``text`` lies partly inside and partly outside ``span``, so that the hit is no word.

    A word that holds the whole span is no objection. The segmenter cuts only its own block around the span.

    >>> straddles("在办公室内部分同志认为", Span(4, 6)), straddles("秘密文件", Span(0, 2))
    (True, False)
    """
    low = max(span.start - _BLOCK_LIMIT, 0)
    return _straddles(text[low : span.end + _BLOCK_LIMIT], Span(span.start - low, span.end - low))


@lru_cache(maxsize=1024)
def _straddles(text: str, span: Span) -> bool:
    """The same for a window of the text. Cached: hits crowd together, and hostile text repeats itself."""
    low, high = _block_around(text, span)
    position = low
    for end in (low + length for length in _token_ends(text[low:high])):
        if position < span.start < end < span.end or span.start < position < span.end < end:
            return True
        if end >= span.end:
            return False
        position = end
    return False


def is_token(text: str, span: Span) -> bool:
    """True when a stretch of ``text`` is exactly one word.

    >>> is_token("工作会议会议室", Span(2, 4)), is_token("工作会议会议室", Span(4, 6))
    (True, False)
    """
    start = max(span.start - _BLOCK_LIMIT, 0)
    window = text[start : span.end + _BLOCK_LIMIT]
    low, high = _block_around(window, Span(span.start - start, span.end - start))
    edges = (0, *_token_ends(window[low:high]))
    return (span.start - start - low, span.end - start - low) in pairwise(edges)


@lru_cache(maxsize=1024)
def _token_ends(block: str) -> tuple[int, ...]:
    """Where the words of a block end. Cached: hits crowd together, and hostile text repeats itself."""
    return tuple(accumulate(map(len, _tokenizer().cut(block, HMM=False))))


def _block_around(text: str, span: Span) -> tuple[int, int]:
    low, high = max(span.start - _BLOCK_LIMIT, 0), span.end + _BLOCK_LIMIT
    start, end = span.start, span.end
    for found in _BLOCK.finditer(text, low, min(high, len(text))):
        if found.start() < span.end and span.start < found.end():
            start, end = min(start, found.start()), max(end, found.end())
    if end - start > _BLOCK_LIMIT:
        return max(span.start - _FALLBACK, start), min(span.end + _FALLBACK, end)
    return start, end


_FREQUENT = 40
"""Rarer words of the dictionary serve as given names, too."""


def is_common_word(word: str) -> bool:
    """True for a frequent word of the segmenter's dictionary that is no name of a person (its tag begins with nr).

    >>> is_common_word("今年"), is_common_word("雅琴")
    (True, False)
    """
    return _tokenizer().FREQ.get(word, 0) >= _FREQUENT and word not in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """The dictionary's names of persons. A line is a word, its frequency and its tag."""
    with _tokenizer().get_dict_file() as lines:
        fields = (line.split(b" ") for line in lines if b" nr" in line)
        return frozenset(word.decode() for word, _, _ in fields)


_lock = threading.Lock()
_loaded: list[Tokenizer] = []


def _tokenizer() -> Tokenizer:
    """The segmenter with its own dictionary, loaded on the first hit that needs it and never taught a term.

    A segmenter that knew our terms would approve every edge. It is filled in memory: the library's cache file lies in
    the shared temporary folder and is loaded as code.
    """
    with _lock:
        if not _loaded:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import logging  # costs 5 ms, and nothing else here needs it

                import jieba
            jieba.setLogLevel(logging.CRITICAL)
            tokenizer = jieba.Tokenizer()
            tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
            tokenizer.initialized = True
            _loaded.append(tokenizer)
        return _loaded[0]
