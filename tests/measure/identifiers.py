"""Numbers: ``python tests/measure/identifiers.py NUMBER_VECTORS.jsonl SYNTHETIC_PERSONS.jsonl [COUNTS.jsonl]``.

The first file holds ``{"kind", "value", "valid"}``: each value of a kind below is written after the word that goes with
it; it counts as found when a finding of one of the kind's rules covers exactly the value. The second holds
``{"text", "entities"}``: identity numbers must be found exactly, sound ones as such and the others as numbers that fail
their check, and so must all phones and mailboxes. The third holds ``{"text", "kind", "expected_count"}``. Prints a
table of what was right, missed and raised for nothing by kind, and every disagreement.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import sensitive_check
from sensitive_check.model import Severity

KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "id_card": ("身份证号", ("resident-id",)),
    "id_card_place": ("身份证号", ("resident-id",)),
    "id_card_hk_mo_tw_residence": ("居住证", ("resident-id",)),
    "id_card_foreign_permanent_resident": ("永久居留身份证", ("resident-id",)),
    "mobile": ("手机", ("mobile",)),
    "landline": ("电话", ("landline",)),
    "bank_card_luhn": ("卡号", ("bank-card",)),
    "email": ("邮箱", ("email",)),
    "passport": ("护照号", ("passport",)),
    "plate": ("车牌", ("plate",)),
    "uscc": ("统一社会信用代码", ("credit-code",)),
    "wechat_id": ("微信号", ("social-account",)),
    "ipv4": ("地址", ("ip-address",)),
}
"""Word before a value and rules, by kind of row."""

ENTITIES = {"phone": "mobile", "email": "email"}
COUNTED = {
    "CNPhone": "mobile",
    "CNIDCard": "resident-id",
    "CNBankCard": "bank-card",
    "CNPassport": "passport",
    "CNEmail": "email",
}
# Rules whose every finding is a note by design.
MILD = ("landline", "credit-code", "ip-address")


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def found_in(checker: sensitive_check.Checker, text: str) -> list[tuple[str, int, int]]:
    """Rule and place of what is found, notes left out but for rules that are notes by design."""
    return [
        (f.rule_id, f.span.start, f.span.end)
        for f in checker.check(text)
        if f.severity is not Severity.NOTE or f.rule_id in MILD
    ]


def main(vectors: Path, persons: Path, counts: Path | None = None) -> None:
    """Measure and print."""
    checker = sensitive_check.load_checker(None)
    table: dict[str, Counter[str]] = {}

    def score(kind: str, *, wanted: bool, found: bool, told: str) -> None:
        verdict = {(True, True): "right", (True, False): "missed", (False, True): "for nothing"}
        table.setdefault(kind, Counter())[verdict.get((wanted, found), "silent")] += 1
        if wanted != found:
            print(f"disagrees: {kind} {told}: the table says {'yes' if wanted else 'no'}")

    for row in rows(vectors):
        if row["kind"] in KINDS:
            label, rules = KINDS[row["kind"]]
            text = label + row["value"]
            places = {(start, end) for rule, start, end in found_in(checker, text) if rule in rules}
            exact = (len(label), len(text)) in places
            score(row["kind"], wanted=row["valid"], found=exact if row["valid"] else bool(places), told=row["value"])
    for row in rows(persons):
        places_of = set(found_in(checker, row["text"]))
        for entity in row["entities"]:
            rule = ENTITIES.get(entity["label"], "")
            if entity["label"] == "id_card":
                rule = "resident-id" if entity["checksum_ok"] else "failed-checksum"
            if rule:
                exact = (rule, entity["start"], entity["end"]) in places_of
                score(f"persons: {rule}", wanted=True, found=exact, told=entity["text"])
    for row in rows(counts) if counts else ():
        found = sum(rule == COUNTED[row["kind"]] for rule, _, _ in found_in(checker, row["text"]))
        kind, expected = f"counts: {row['kind']}", row["expected_count"]
        if found == expected:
            table.setdefault(kind, Counter())["right" if expected else "silent"] += 1
        else:
            score(kind, wanted=found < expected, found=found > expected, told=row["text"])
    columns = ("right", "missed", "silent", "for nothing")
    print(f"{'kind':36}" + "".join(f"{column:>13}" for column in columns))
    for kind, counted in table.items():
        print(f"{kind:36}" + "".join(f"{counted[column]:13}" for column in columns))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
