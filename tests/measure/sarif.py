"""SARIF against its official schema: ``python tests/measure/sarif.py SCHEMA.json``; needs jsonschema.

Every golden report must fit; two that are broken on purpose must not.
"""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path

from jsonschema.validators import validator_for

GOLDEN = Path(__file__).parents[1] / "golden"


def main(schema_path: Path) -> None:
    """Validate and print how many faults each report has."""
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    validator = validator_for(schema)(schema)
    reports = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.sarif"))}
    first = next(iter(reports.values()))
    level, region = copy.deepcopy(first), copy.deepcopy(first)
    level["runs"][0]["results"][0]["level"] = "fatal"
    region["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    for name, report in {**reports, "broken: level": level, "broken: line 0": region}.items():
        faults = [error.message for error in validator.iter_errors(report)]
        print(f"{name}: {len(faults)} faults", *(fault[:100] for fault in faults[:3]), sep="\n  ")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
