"""Personal numbers: ``python tests/measure/numbers.py NUMBER_VECTORS.jsonl SYNTHETIC_PERSONS.jsonl``.

The first file holds ``{"kind", "value", "valid"}``: rows of the kinds below (identity numbers of 18 digits only) are
written straight after a Chinese word, and every disagreement is printed. The second holds ``{"text", "entities"}``:
identity numbers marked ``checksum_ok``, all phones and all mailboxes must be found with exact spans.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sensitive_check
from sensitive_check.model import Severity

KINDS = {
    "id_card": ("身份证号", "resident-id"),
    "mobile": ("手机", "mobile"),
    "bank_card_luhn": ("卡号", "bank-card"),
    "email": ("邮箱", "email"),
}
"""Word before a value and rule, by kind of row."""


def main(vectors: Path, persons: Path) -> None:
    """Measure and print."""
    checker = sensitive_check.load_checker(None)
    rows = [json.loads(line) for line in vectors.read_text(encoding="utf-8").splitlines()]
    compared = 0
    for row in rows:
        value = row["value"]
        if row["kind"] not in KINDS or (row["kind"] == "id_card" and len(value) != 18):
            continue
        compared += 1
        label, rule = KINDS[row["kind"]]
        found = [
            finding
            for finding in checker.check(label + value)
            if finding.rule_id == rule and finding.severity is not Severity.NOTE
        ]
        whole = any((f.span.start, f.span.end) == (len(label), len(label + value)) for f in found)
        if bool(found) != row["valid"] or (row["valid"] and not whole):
            print(f"disagrees: {row['kind']} {value!r}: table says {row['valid']}, found {[f.span for f in found]}")
    print(f"vectors compared: {compared}")
    wanted: dict[str, list[bool]] = {"resident-id": [], "mobile": [], "email": []}
    labels = {"phone": "mobile", "email": "email"}
    for line in persons.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = {
            (finding.rule_id, finding.span.start, finding.span.end)
            for finding in checker.check(row["text"])
            if finding.severity is not Severity.NOTE
        }
        for entity in row["entities"]:
            rule = "resident-id" if entity.get("checksum_ok") else labels.get(entity["label"], "")
            if rule:
                wanted[rule].append((rule, entity["start"], entity["end"]) in spans)
    for rule, results in wanted.items():
        print(f"{rule}: {sum(results)} of {len(results)} found with exact spans")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
