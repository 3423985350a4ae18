"""Numbered headings that lost half a character at their start, so that every byte pair is read across two characters.

    bytes    A1 A1 A3 A8 CE E5 A3 A9 …     　（五）…
    one lost    A1 A3 A8 CE E5 A3 A9 …     ?。ㄎ澹┳…

Putting the lost byte back and pairing anew recovers the text, up to the pairs that the decoder did not know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sensitive_check.decode import plausibility
from sensitive_check.patterns import lazy
from sensitive_check.recovery import LOST, LOST_MARKS

NUMERALS = "一二三四五六七八九十"
_TONES = {"a": "aāáǎàɑ", "e": "eēéěèê", "i": "iīíǐì", "o": "oōóǒò", "u": "uūúǔù", "v": "vüǖǘǚǜ"}
_FINALS = (
    "iang iong uang ueng ang eng ing ong iao ian uai uan van ai ei ao ou an en er ia ie io iu in ua ue uo ui un ve vn "
    "a o e i u v"
)
_FINAL = "|".join("".join(f"[{_TONES[x]}]" if x in _TONES else x for x in final) for final in _FINALS.split())
SYLLABLE = f"(?:[zcs]h|[b-df-hj-np-tw-zɡ])?(?:{_FINAL})"
"""A pinyin syllable with or without its tone mark, as a pattern without groups."""

_ANNOTATION = lazy(rf"[(（]{SYLLABLE}[)）]")


def _shifted_letters() -> dict[str, str]:
    """The letter that （ and the first half of a numeral make once the pairs are shifted: ㄎ for 五."""
    letters = {}
    for numeral in NUMERALS:
        letter = bytes([0xA8, numeral.encode("gbk")[0]]).decode("gbk", "ignore")
        if letter:
            letters[letter] = numeral
    return letters


SHIFTED_LETTERS = _shifted_letters()
BOX_DRAWING = "\u2500-\u254b"
"""What ） and the first half of the next character make, as the inside of a character class."""

_TAIL = "".join(bytes([numeral.encode("gbk")[1], 0xA3]).decode("gbk", "ignore") for numeral in NUMERALS)
_GONE = "?？\ufffd\ue000-\uf8ff"
_HEADING = lazy(
    rf"(?P<mark>[?？\ufffd])?(?P<stop>。)?"
    rf"(?:(?P<letter>[{''.join(SHIFTED_LETTERS)}])(?P<tail>[{_TAIL}])?|(?<=。))"
    rf"[{_GONE}]{{0,2}}(?:(?P<box>[{BOX_DRAWING}])|(?P<close>）))?"
)
_MARKED = lazy("[\ufffd\ue000-\uf8ff]")
_LONGEST = 200
_HEADING_WORDS = (
    "主要问题 存在问题 改进情况 改进措施 监督保障 监督检查 监督管理 依申请公开 申请情况 主动公开 政府信息 "
    "信息公开 公开情况 信息管理 公开平台 平台建设 组织领导 工作机制 工作情况 工作要求 工作措施 工作安排 "
    "重点工作 重点任务 主要任务 主要工作 主要措施 总体要求 总体情况 指导思想 基本原则 基本情况 保障措施 "
    "加强领导 加强宣传 强化监督 强化责任 责任落实 落实责任 政策解读 队伍建设 制度建设 教育培训 考核评估 "
    "安全生产 行政复议 行政诉讼 行政执法 法治政府 财政预算 预算执行 项目建设 资金管理 统筹推进 社会发展 "
    "经济发展 科技创新 生态环境 民生保障 公共服务 其他事项 发展目标 规范管理 深入推进 主要問題 存在問題 "
    "改進情況 改進措施 監督保障 監督檢查 依申請公開 主動公開 公開情況 公開平臺 平臺建設 組織領導 工作機制 "
    "重點任務 主要任務 總體要求 總體情況 指導思想 加強領導 強化監督 責任落實 政策解讀 隊伍建設 教育培訓 "
    "安全生產 行政複議 行政訴訟 行政執法 財政預算 項目建設 統籌推進 社會發展 科技創新 生態環境 公共服務 "
    "發展目標 規範管理 深入推進"
)
"""What such headings usually say: a pair of characters found here or elsewhere in the document confirms a reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftedHeading:
    """A numbered heading whose byte pairs are shifted, before anything confirms its reading.

    ``tokens`` are (character, kind) with kind ``proven``, ``shifted`` (read across two characters) or ``lost``.
    ``silent_loss``: a byte pair vanished without a trace, so other neighbours need not have been neighbours either.
    ``marked_loss``: the decoder left a sign for a pair it did not know, so it will have done so everywhere.
    """

    start: int
    end: int
    tokens: tuple[tuple[str, str], ...] = field(repr=False)
    silent_loss: bool
    marked_loss: bool


def shifted_heading(text: str, sign: int, lowest: int, stops: Callable[[int], bool]) -> ShiftedHeading | None:
    """The damaged heading around a shifted letter or box character at ``sign``.

    The heading runs from the mark of the lost byte to the last damaged character and on through the Chinese characters
    that follow it, at most to the end of the line. ``stops`` says where other damage begins.

    >>> found = shifted_heading("?。ㄎ澹┍O(jiān)督保障", 2, 0, lambda offset: False)
    >>> "".join(character for character, kind in found.tokens)
    '（五）監督保障'
    """
    start = sign
    if text[sign] not in SHIFTED_LETTERS:
        # A box character belongs to a heading here only when the numeral before it is gone: ?。�┱
        while start > max(lowest, sign - 3) and (
            text[start - 1] in LOST_MARKS or "\ue000" <= text[start - 1] <= "\uf8ff"
        ):
            start -= 1
        if start == lowest or text[start - 1] != "。":
            return None
    if start > lowest and text[start - 1] == "。":
        start -= 1
    if start > lowest and text[start - 1] in LOST_MARKS:
        start -= 1
    if start == sign:
        return None
    head = _HEADING.match(text, start)
    if head is None or head.end() <= sign or not (head["mark"] or (head["stop"] and head["box"])):
        return None
    if not (head["box"] or head["close"]):
        line_start = start == 0 or text[start - 1] in "\r\n"
        if not (head["stop"] and head["letter"] and line_start):
            return None
    between = text[head.end("letter") : max(head.start("box"), head.start("close"))] if head["letter"] else ""
    numeral, silent = _numeral(head["letter"], head["tail"], between)
    following = text[head.end() : head.end() + 1]
    if head["letter"] is None and not (following.isalpha() or _MARKED.match(following)):
        return None  # a table drawn with lines
    tokens = [("（", "proven"), *((character, "lost" if character == LOST else "proven") for character in numeral)]
    if not (head["box"] or head["close"]):
        tokens.append((LOST, "lost"))
        return ShiftedHeading(start=start, end=head.end(), tokens=tuple(tokens), silent_loss=silent, marked_loss=False)
    tokens.append(("）", "proven"))
    carry = head["box"].encode("gbk")[1] if head["box"] else None
    body = _Body(tokens=tokens, carry=carry, shifted=carry is not None, silent_loss=silent)
    end = body.read(text, head.end(), stops)
    return ShiftedHeading(
        start=start,
        end=end,
        tokens=tuple(body.tokens),
        silent_loss=body.silent_loss,
        marked_loss=_MARKED.search(text, start, end) is not None,
    )


def _numeral(letter: str | None, tail: str | None, between: str) -> tuple[str, bool]:
    """The numeral between the brackets, and whether its second half vanished without a trace."""
    if letter is None:
        return LOST, False
    first = SHIFTED_LETTERS[letter]
    expected = bytes([first.encode("gbk")[1], 0xA3]).decode("gbk", "ignore")
    if tail is None:
        return (LOST if expected else first), not between
    if tail == expected:
        return first, False
    last = next(numeral for numeral in NUMERALS if numeral.encode("gbk")[1] == tail.encode("gbk")[0])
    return (first + last if first == "十" else first + LOST + last), True


@dataclass(slots=True)
class _Body:
    """Reads the pairs after the bracket: ``carry`` is the first half that waits for its second."""

    tokens: list[tuple[str, str]]
    carry: int | None
    shifted: bool
    silent_loss: bool

    def read(self, text: str, start: int, stops: Callable[[int], bool]) -> int:
        """Append tokens from ``start`` on; returns where the heading ends."""
        offset, limit = start, min(len(text), start + _LONGEST)
        while offset < limit and text[offset] not in "\r\n" and not stops(offset):
            annotation = _ANNOTATION.match(text, offset, limit)
            if annotation:
                offset = annotation.end()
            elif self.shifted:
                self._across(text[offset], text[offset + 1 : min(offset + 7, limit)])
                offset += 1
            elif text[offset].isalpha() and not text[offset].isascii():
                self.tokens.append((text[offset], "proven"))
                offset += 1
            else:
                break
        if self.shifted and self.carry is not None:
            self._lose(silent=False)
        return offset

    def _across(self, character: str, following: str) -> None:
        if character in LOST_MARKS:
            self._lose(silent=False)
            self.carry = None
            # A decoder that drops one byte of a bad pair falls into step again there.
            self.shifted = following[:1] > "\x7f" and plausibility(following) < 0.7
            return
        encoded = character.encode("gb18030", "replace")
        pair = b"" if self.carry is None else bytes([self.carry, encoded[0]])
        read = pair.decode("gbk", "ignore") if len(encoded) < 3 else ""
        if len(read) == 1 and not read.isascii() and plausibility(read) >= 0.5:
            self.tokens.append((read, "shifted"))
        else:
            self._lose(silent=self.carry is not None and not "\ue000" <= character <= "\uf8ff")
            if len(encoded) == 1 and encoded < b"@":
                self.tokens.append((character, "proven"))
        self.shifted = len(encoded) == 2
        self.carry = encoded[1] if self.shifted else None

    def _lose(self, *, silent: bool) -> None:
        self.silent_loss |= silent
        if self.tokens[-1][0] != LOST:
            self.tokens.append((LOST, "lost"))


def confirmed_reading(heading: ShiftedHeading, elsewhere: str, *, silent_loss: bool) -> str:
    """The heading's text; characters that only chance may have made become ``LOST``.

    A character read across two others is believed when it and a neighbour stand side by side ``elsewhere`` in the
    document or in ``_HEADING_WORDS``. One such pair vouches for a heading of which nothing is lost; all are believed
    where the decoder marked its losses. ``silent_loss``: pairs vanished without a trace elsewhere in the document.
    """
    tokens = heading.tokens
    confirmed: set[int] = set()
    for index in range(len(tokens) - 1):
        (left, left_kind), (right, right_kind) = tokens[index], tokens[index + 1]
        if "shifted" not in (left_kind, right_kind) or "lost" in (left_kind, right_kind) or left == "）":
            continue
        if left + right in _HEADING_WORDS or left + right in elsewhere:
            confirmed.update((index, index + 1))
    complete = not silent_loss and bool(confirmed) and all(kind != "lost" for _, kind in tokens)
    believe_all = not heading.silent_loss and (heading.marked_loss or complete)
    pieces: list[str] = []
    for index, (character, kind) in enumerate(tokens):
        doubtful = kind == "shifted" and index not in confirmed and not believe_all
        piece = LOST if doubtful else character
        if piece != LOST or not pieces or pieces[-1] != LOST:
            pieces.append(piece)
    return "".join(pieces)
