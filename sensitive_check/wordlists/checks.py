"""What may be wrong with a declaration, a rule or an entry: each check yields its complaint in Chinese and English."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from sensitive_check.model import INDICATORS, Category, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.wordlists.reading import LIST_FIELDS

Problems = Iterator[tuple[str, str]]

ENTRY_ROW: Mapping[str, type] = {
    **dict.fromkeys(("id", "rule", "term", "pattern", "form", "source", "basis", "severity", "guard"), str),
    **dict.fromkeys(LIST_FIELDS, list),
    "whole_word": bool,
    "as_written": bool,
    "ordered": bool,
    "within": int,
    "confidence": float,
    "effective_from": date,
    "effective_to": date,
}
LIST_ROW: Mapping[str, type] = {"id": str, "file": str, "date": date}
TABLE_ROW: Mapping[str, type] = {**LIST_ROW, "licence": str}
PROFILE_ROW: Mapping[str, type] = {"id": str, "title": str, "off": list, "off_without_hosts": list, "at_most": dict}
KIND_TEXTS = ("id", "title", "reason", "reason_en", "source")
KIND_ROW: Mapping[str, type] = {**dict.fromkeys(KIND_TEXTS, str), "words": list, "at_most": dict}
RULE_TEXTS = ("id", "category", "severity", "title", "message", "rationale", "source")
RULE_ROW: Mapping[str, type] = {**dict.fromkeys(RULE_TEXTS, str), "indicator": str, "sensitive": bool}

SOUGHT = ("term", "pattern", "all_of", "form", "items")
"""An entry seeks exactly one of these."""

FORM_RULE = "near-miss"
"""The rule of right forms: it takes nothing else."""

ITEMS_RULE = "wrong-enumeration"
"""The rule of fixed enumerations: it takes nothing else."""

SHORTEST_FORM = 6
"""A right form of fewer characters has too many neighbours: its misses must be listed."""

_ENTRY_ID = lazy(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9]{4}")
_UNIT_ENTRY_ID = lazy(r"[^\s,|]{1,80}")
_RULE_ID = lazy(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KIND_NAMES = {str: "文本", list: "列表", bool: "true 或 false", int: "整数", float: "0 到 1 的小数", date: "日期"}


def is_unit_entry_id(entry_id: str) -> bool:
    """True for what may be the id of a unit's entry: anything short without blanks, commas and bars."""
    return _UNIT_ENTRY_ID.fullmatch(entry_id) is not None


def shape_problems(row: Mapping[str, Any], shape: Mapping[str, type], required: Iterable[str]) -> Problems:
    """Missing, unknown and empty fields, and values of the wrong type."""
    for name in required:
        if name not in row:
            yield f"缺少 {name}，请补上", f"{name} is missing; add it"
    for name, value in row.items():
        kind = shape.get(name)
        if kind is None:
            yield f"不认识字段“{name}”，请删去或改正", f"unknown field '{name}'; remove or correct it"
        elif type(value) is not kind and not (kind is float and type(value) is int):
            yield f"{name} 应为 {_KIND_NAMES.get(kind, kind.__name__)}", f"{name} must be a {kind.__name__}"
        elif kind in (str, list):
            for text in [value] if kind is str else row[name]:
                if not isinstance(text, str) or not text.strip():
                    yield f"{name} 有空值，请填写或删去", f"{name} holds an empty value; fill or remove it"
                elif text != text.strip():
                    yield f"{name} 首尾有空格，请删去", f"{name} has blanks at its ends; remove them"


def rule_problems(row: Mapping[str, Any]) -> Problems:
    """What is wrong with the declaration of a data rule."""
    broken = list(shape_problems(row, RULE_ROW, required=RULE_TEXTS))
    yield from broken
    if broken:
        return
    if not _RULE_ID.fullmatch(row["id"]):
        yield f"规则名“{row['id']}”应为小写短横线式", f"rule id '{row['id']}' must be kebab-case"
    yield from _choice_problems("category", row["category"], [c.value for c in Category])
    yield from _choice_problems("severity", row["severity"], [s.value for s in Severity])
    yield from _choice_problems("indicator", row.get("indicator", INDICATORS[0]), INDICATORS)
    try:
        used = {name for _, name, _, _ in Formatter().parse(row["message"]) if name is not None}
    except ValueError:
        used = {"?"}
    allowed = {"suggestion"} if row.get("sensitive") else {"suggestion", "matched"}
    if not used <= allowed:
        yield (
            f"message 只能用 {{{'} {'.join(sorted(allowed))}}}，请改正",
            f"message may use only {{{'} {'.join(sorted(allowed))}}}; correct it",
        )


def profile_problems(row: Mapping[str, Any]) -> Problems:
    """What is wrong with the declaration of a profile."""
    yield from shape_problems(row, PROFILE_ROW, required=("id", "title"))
    bounds = row.get("at_most", {})
    for value in bounds.values() if isinstance(bounds, dict) else ():
        yield from _choice_problems("at_most", value, [s.value for s in Severity])


def kind_problems(row: Mapping[str, Any]) -> Problems:
    """What is wrong with the declaration of a kind of documents."""
    yield from shape_problems(row, KIND_ROW, required=KIND_ROW)
    bounds = row.get("at_most", {})
    for value in bounds.values() if isinstance(bounds, dict) else ():
        yield from _choice_problems("at_most", value, [Severity.WARNING.value, Severity.NOTE.value])


def _choice_problems(name: str, value: object, choices: Sequence[str]) -> Problems:
    if value not in choices:
        yield (
            f"{name} 不能是“{value}”，只能是 {'、'.join(choices)}",
            f"{name} '{value}' is not one of {', '.join(choices)}",
        )


def entry_problems(row: Mapping[str, Any], rules: Mapping[str, Rule], *, builtin: bool) -> Problems:
    """What is wrong with an entry whose fields have the right types.

    A built-in entry must carry examples wherever none can be derived; a unit's entry may have any id and no examples.
    """
    rule = rules.get(row["rule"])
    if not (_ENTRY_ID if builtin else _UNIT_ENTRY_ID).fullmatch(row["id"]):
        chinese = "“名称-四位数字”" if builtin else "不超过 80 字、不含空白、逗号和 | 的编号"
        english = "a name and four digits" if builtin else "at most 80 characters without blanks, commas and bars"
        yield f"编号“{row['id']}”应为{chinese}", f"id '{row['id']}' must be {english}"
    if rule is None:
        known = "" if builtin else f"，可用的有 {'、'.join(sorted(rules))}"
        yield (
            f"规则“{row['rule']}”没有登记{known or '，请先写进 index.toml'}",
            f"rule '{row['rule']}' is not declared; choose from {', '.join(sorted(rules))}",
        )
    yield from _sought_problems(row)
    basis, severity = row.get("basis", "checked"), row.get("severity", rule.severity.value if rule else "note")
    yield from _choice_problems("basis", basis, ("checked", "recalled"))
    yield from _choice_problems("severity", severity, [s.value for s in Severity])
    if basis == "recalled" and severity != "note":
        yield "凭记忆（recalled）的词条只能是 note", "a recalled entry must be a note"
    if not 0 < row.get("confidence", 1) <= 1:
        yield "confidence 应大于 0，不超过 1", "confidence must be above 0 and at most 1"
    if row.get("effective_from", date.min) > row.get("effective_to", date.max):
        yield "effective_from 晚于 effective_to，请改正", "effective_from is after effective_to; correct it"
    if "numbers" in row and not row.get("term"):
        yield "numbers 只能配 term", "numbers need a term"
    for name in ("guard", "pattern"):
        if row.get(name) and (fault := _pattern_fault(row[name])):
            yield f"{name} {fault[0]}", f"{name} {fault[1]}"
    if builtin:
        yield from _example_problems(row)


def _sought_problems(row: Mapping[str, Any]) -> Problems:
    """What an entry seeks, and what goes with it."""
    term, suggestions, except_in = row.get("term", ""), row.get("suggestions", []), row.get("except_in", [])
    if sum(name in row for name in SOUGHT) != 1:
        chinese = "term、pattern、all_of、form、items 须有且只有一个"
        yield chinese, "give exactly one of term, pattern, all_of, form and items"
    for word in (*([term] if term else ()), *row.get("all_of", ())):
        seen = sum(map(str.isprintable, word))
        if seen == 1:
            yield "term 只有一个字，会大量误报，请写成词", "the term is a single character; use a whole word"
        elif "\n" in word:
            yield "term 里有换行，请改正", "a term holds a line end; correct it"
        elif not seen:
            yield "词里只有看不见的字符，请改正", "the term holds invisible characters only; correct it"
    if "all_of" in row and len(set(row["all_of"])) < 2:
        yield "all_of 须有两个以上不同的词", "all_of needs two different terms or more"
    if ("within" in row and "all_of" not in row) or row.get("within", 1) < 1:
        yield "within 只能配 all_of，且须大于 0", "within needs all_of and must be above 0"
    yield from _form_problems(row)
    yield from _items_problems(row)
    if not term and (row.get("guard") or except_in):
        yield "guard、except_in 只能配 term", "guard and except_in need a term"
    if "as_written" in row and not row.get("guard"):
        yield "as_written 只能配 guard", "as_written needs a guard"
    repeated = not row.get("guard") and not except_in and any(term in text for text in suggestions)
    if term and (term in suggestions or repeated):
        yield "建议词就是原词或仍含原词，请改正", "a suggestion is or contains the term; correct it"
    if term and not all(term in phrase and phrase != term for phrase in except_in):
        yield "except_in 须是包含 term 的更长词语", "each except_in must be a longer phrase that contains the term"


def _form_problems(row: Mapping[str, Any]) -> Problems:
    """What goes with a right form, and only with one."""
    form = row.get("form", "")
    if not form and row["rule"] == FORM_RULE:
        yield f"规则 {FORM_RULE} 只收 form（规范形）", f"the rule {FORM_RULE} takes nothing but a form"
    for name in ("variants", "pieces", "misses"):
        if name in row and not form:
            yield f"{name} 只能配 form", f"{name} needs a form"
    if not form:
        return
    if row["rule"] != FORM_RULE:
        yield f"form 只能用于规则 {FORM_RULE}", f"a form belongs to the rule {FORM_RULE}"
    if len("".join(form.split())) < SHORTEST_FORM and "misses" not in row and not form.startswith("《"):
        yield (
            f"规范形不足 {SHORTEST_FORM} 个字，请在 misses 栏列出要查的误写",
            f"a form under {SHORTEST_FORM} characters needs its misses",
        )
    pieces = row.get("pieces", ())
    if pieces and (len(pieces) != 2 or "".join(pieces) != form or min(map(len, pieces)) < 2):
        yield "pieces 须是 form 分成的两段，每段至少两个字", "pieces must be the form in two, each of two characters"


def _items_problems(row: Mapping[str, Any]) -> Problems:
    """What goes with a fixed enumeration, and only with one."""
    items = row.get("items", ())
    if (row["rule"] == ITEMS_RULE) != bool(items):
        chinese = f"items 用于规则 {ITEMS_RULE}，该规则也只收 items"
        yield chinese, f"items belong to the rule {ITEMS_RULE}, which takes nothing else"
    for name in ("names", "ordered"):
        if name in row and not items:
            yield f"{name} 只能配 items", f"{name} needs items"
    if items and (len(items) < 2 or "names" not in row):
        yield "枚举须有两项以上，并在 names 栏写明名称", "an enumeration needs two items or more, and its names"


def _example_problems(row: Mapping[str, Any]) -> Problems:
    """Examples that are missing and cannot be derived; those of a form or an enumeration come with its rule."""
    if "form" in row or "items" in row or not any(name in row for name in SOUGHT):
        return
    derived = "term" in row and not (row.get("guard") or row.get("except_in"))
    if "match" not in row and not derived:
        yield "推不出正例，请写 match", "write a match: none can be derived"
    if "no_match" not in row and not (derived and row.get("suggestions")):
        yield "推不出反例，请写 no_match", "write a no_match: none can be derived"


_REPEAT_WITHOUT_BOUND = lazy(r"(?<![?*+}])[*+]|\{[0-9]*,\}")


def _pattern_fault(expression: str) -> tuple[str, str] | None:
    escaped = re.sub(r"\\[^bdBD]", "x", expression)
    if re.search(r"\\[bB]", escaped):
        return r"不能用 \b（汉字之间没有词界），请用前后查看", r"must not use \b (none between Han); use look-arounds"
    if re.search(r"\\[dD]", escaped):
        return r"不能用 \d，请写 [0-9]", r"must not use \d; write [0-9]"
    if _REPEAT_WITHOUT_BOUND.search(re.sub(r"\[\^?\]?[^\]]*\]", "x", escaped)):
        return "有不限次数的重复，请写上限，如 {0,8}", "repeats without bound; give a limit such as {0,8}"
    return None


def compile_problems(row: Mapping[str, Any]) -> Problems:
    """Patterns and guards that do not compile, or match nothing at all."""
    import regex

    for name in ("guard", "pattern"):
        if name not in row:
            continue
        try:
            compiled = regex.compile(row[name])
        except regex.error as error:
            yield f"{name} 不能编译：{error}", f"{name} does not compile: {error}"
            continue
        if compiled.fullmatch(""):
            yield f"{name} 可以匹配空文本，请改正", f"{name} matches the empty text; correct it"


def folding_problems(row: Mapping[str, Any], key: Callable[[str], str]) -> Problems:
    """Terms that fold (``key``) to less than two characters, and patterns for characters that no folded text holds."""
    for word in (row.get("term", ""), *row.get("all_of", ())):
        if len(word) > 1 and len(key(word)) < 2:
            yield f"“{word}”归一化后不足两个字", f"'{word}' has less than two characters once folded"
    for name in ("guard", "pattern"):
        written = (character for character in row.get(name, "") if not character.isascii())
        for character in dict.fromkeys(written):
            if (folded := key(character)) != character:
                chinese = f"{name} 里的“{character}”不会出现在归一化后的文本里，请写成“{folded}”"
                yield chinese, f"{name} seeks '{character}', which folded text never holds; write '{folded}'"


def words_inside_words(pairs: Iterable[str]) -> dict[str, str]:
    """Those of the two-character terms ``pairs`` that lie inside a longer word of jieba's dictionary, and that word."""
    wanted = set(pairs)
    spec = importlib.util.find_spec("jieba")  # its dictionary is enough, importing it costs and warns
    if not wanted or spec is None or spec.origin is None:
        return {}
    inside: dict[str, str] = {}
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word = line.partition(" ")[0]
            for start in range(len(word) - 1 if len(word) > 2 else 0):
                if word[start : start + 2] in wanted:
                    inside.setdefault(word[start : start + 2], word)
    return inside
