"""What formulas of spreadsheets spell out of constants: ``="机"&"密"`` shows a word that no literal of it holds.

Only joining is understood: strings, numbers, ``&``, CONCATENATE, CONCAT, TEXTJOIN, CHAR, UNICHAR and T. Everything else
counts as not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

_LONGEST = 32_768
"""How long a formula may be, which is four times what Excel takes; what it gives may be as long, as in a cell."""

_DEEPEST = 64
"""How deep functions and parentheses may stand in each other, which is what Excel takes."""

_TOKEN = re.compile(
    r'\s+|(?P<string>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)(?![\w.!:])|(?P<open>[A-Za-z_][\w.]*\(|\()'
    r"|(?P<close>\))|(?P<next>,)|(?P<join>&)|'[^']*'|[\w.$!:\[\]]+|.",
    re.DOTALL,
)
_JOINING = frozenset(("", "CONCATENATE", "CONCAT", "T"))
_OF_CODES = frozenset(("CHAR", "UNICHAR"))

_FUNCTION = re.compile(r"(?<![\w.])(?:_xlfn\.)?([A-Za-z_][\w.]*)\s*\(")
_LITERAL = re.compile(r'"[^"]*"')
_SAYS_MORE = re.compile("[1-9\u3400-\u9fff]")
_CALCULATING = frozenset(
    "SUM SUMIF SUMIFS SUMPRODUCT PRODUCT SUBTOTAL AGGREGATE AVERAGE AVERAGEIF AVERAGEIFS COUNT COUNTA COUNTBLANK "
    "COUNTIF COUNTIFS MAX MAXIFS MIN MINIFS LARGE SMALL MEDIAN MODE STDEV STDEV.P STDEV.S VAR RANK RANK.EQ RANK.AVG "
    "ROUND ROUNDUP ROUNDDOWN INT TRUNC CEILING FLOOR ABS SIGN MOD SQRT POWER EXP LN LOG LOG10 PI RAND RANDBETWEEN "
    "IF IFS IFERROR IFNA SWITCH CHOOSE AND OR NOT TRUE FALSE ISBLANK ISERROR ISNA ISNUMBER ISTEXT EXACT LEN FIND "
    "SEARCH VALUE TODAY NOW DATE DATEDIF DATEVALUE EDATE EOMONTH YEAR MONTH DAY DAYS WEEKDAY WEEKNUM NETWORKDAYS "
    "WORKDAY TIME HOUR MINUTE SECOND ROW ROWS COLUMN COLUMNS VLOOKUP HLOOKUP LOOKUP XLOOKUP INDEX MATCH OFFSET "
    "PMT PV FV RATE NPV IRR".split()
)
"""Functions that give numbers, or what another cell says."""

_CUTTING = _CALCULATING | {"LEFT", "RIGHT", "MID", "TRIM", "TEXT"}
"""Those, and functions that give a part of what another cell says, or its number in a format of the formula."""

_Pieces = list[str | None]
"""Strings that follow one another; None for what is not known."""


@dataclass(slots=True)
class _Call:
    """A function whose arguments are being read; the last one is open."""

    name: str
    arguments: list[_Pieces] = field(default_factory=lambda: [[]])


def spelt(formula: str) -> tuple[str | None, list[str]]:
    """The text that a formula gives where it is made of constants alone, else None; and what it puts together within.

    >>> spelt('"机"&"密"&UNICHAR(9733)'), spelt('IF(A1>0,"机"&"密",B2)'), spelt("SUM(A1:A9)")
    (('机密★', []), (None, ['机密']), (None, []))
    """
    if len(formula) > _LONGEST:
        return None, []
    calls, runs, literals = [_Call("")], list[str](), set[str]()
    for token in _TOKEN.finditer(formula.removeprefix("=")):
        kind, written = token.lastgroup, token[0]
        pieces = calls[-1].arguments[-1]
        if kind in ("string", "number"):
            pieces.append(written[1:-1].replace('""', '"') if kind == "string" else written)
            literals.add(pieces[-1] or "")
        elif kind == "open":
            if len(calls) > _DEEPEST:
                return None, []
            calls.append(_Call(written[:-1].upper().rpartition(".")[2]))
        elif kind == "close" and len(calls) > 1:
            call = calls.pop()
            calls[-1].arguments[-1] += _result(call, runs)
        elif kind == "next" and len(calls) > 1:
            calls[-1].arguments.append([])
        elif kind != "join" and not written.isspace():
            pieces.append(None)
    last = [None] if len(calls) > 1 else _joined(calls[0].arguments[0])
    if len(last) == 1 and last[0] is not None:
        return last[0], []
    runs += filter(None, last)
    return None, [run for run in dict.fromkeys(runs) if len(run) > 1 and run not in literals]


def _result(call: _Call, runs: list[str]) -> _Pieces:
    """What a function gives; of one that is not understood, what its arguments put together is noted."""
    if call.name in _JOINING:
        return _joined([piece for argument in call.arguments for piece in argument])
    values = [_joined(argument) for argument in call.arguments]
    if call.name in _OF_CODES and len(values) == 1:
        return [_character(values[0], is_unicode=call.name == "UNICHAR")]
    if call.name == "TEXTJOIN" and len(values) > 2 and len(values[0]) < 2:
        between = values[0][0] if values[0] else ""
        return _joined([piece for value in values[2:] for piece in (between, *(value or [""]))][1:])
    runs += (piece for value in values for piece in value if piece)
    return [None]


def _joined(pieces: Sequence[str | None]) -> _Pieces:
    """Pieces, those that are known and follow one another as one; None for what is longer than a cell holds."""
    joined: _Pieces = []
    for is_known, run in groupby(pieces, key=lambda piece: piece is not None):
        known = [piece for piece in run if piece is not None]
        is_short = sum(map(len, known)) <= _LONGEST
        joined.append("".join(known) if is_known and is_short else None)
    return joined


def _character(value: Sequence[str | None], *, is_unicode: bool) -> str | None:
    """The character of a code: of Unicode, or as Excel has it in Chinese, of GBK."""
    code = value[0] if len(value) == 1 else None
    if code is None or not code.isdecimal() or len(code) > 7:
        return None
    number = int(code)
    if is_unicode or number < 128:
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else None
    try:
        return number.to_bytes(2, "big").decode("gb18030") if 255 < number < 65536 else None
    except UnicodeDecodeError:
        return None


def only_calculates(formula: str) -> bool:
    """True for a formula that shows a number, or what another cell of the workbook says: no words of its own.

    >>> only_calculates("SUM(A1:A9)/12"), only_calculates("A1&B1"), only_calculates("[1]Sheet1!A1")
    (True, False, False)
    >>> only_calculates('TEXT(LEFT(A1,4),"000")'), only_calculates('LEFT("机密",1)')
    (True, False)
    """
    functions = {function.upper() for function in _FUNCTION.findall(formula)}
    return (
        bool(formula)
        and not {"&", "["} & set(formula)
        and functions <= _CUTTING
        and (functions <= _CALCULATING or not any(map(_SAYS_MORE.search, _LITERAL.findall(formula))))
    )
