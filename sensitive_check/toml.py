"""TOML, from whichever parser this Python has."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def parse(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises ValueError, whose words name line and column."""
    return dict(tomllib.loads(text))
