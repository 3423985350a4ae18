"""Patterns that are compiled when they are first used: most texts need few of them, and a start needs none."""

from __future__ import annotations

import re
from typing import Any, cast


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` would give, compiled on first use.

    >>> lazy("[0-9]+").findall("3月5日")
    ['3', '5']
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags, "re"))


def lazy_regex(pattern: str, flags: int = 0) -> Any:
    """What ``regex.compile`` would give, compiled (and the library imported) on first use."""
    return _Lazy(pattern, flags, "regex")


class _Lazy:
    """Stands for a compiled pattern; every attribute is the compiled one's."""

    def __init__(self, pattern: str, flags: int, engine: str) -> None:
        self._written = (pattern, flags, engine)

    def __getattr__(self, name: str) -> Any:
        pattern, flags, engine = self._written
        if engine == "re":
            compiled: Any = re.compile(pattern, flags)
        else:
            import regex

            compiled = regex.compile(pattern, flags)
        # From now on the compiled pattern's own methods are found first, without passing here.
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"lazy({self._written[0]!r})"
