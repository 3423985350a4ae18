"""Alternative content: the same drawing written once for programs that know its markup and once for those that do not.

ISO/IEC 29500-3, 10. A reader shows one branch; what another one says besides it must be read too.
"""

from __future__ import annotations

import re

from sensitive_check.readers.word.describing import USUAL_NAME

_BRANCH = re.compile(r"<(/?)(?:[^\s/>:]+:)?(AlternateContent|Choice|Fallback)(?=[\s/>])([^>]*)>")
_TEXTS = re.compile(r"<(?:[^\s/>:]+:)?(?:t|delText|instrText)(?: [^>]*)?>([^<]*)<")
_SPOKEN = re.compile(r"\s(?:[^\s/>:=]+:)?(?:alt|title|descr|string|href|id)\s*=\s*[\"']([^\"']+)[\"']")
_VALUE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_DEEPEST, _MOST = 8, 4
"""How deep, and how many of one drawing, branches are compared; what lies beyond is read each time."""


def repeated_branches(markup: str) -> dict[int, int]:
    """Where the branches of alternative content begin, and end, that say what an earlier one of the same says."""
    repeated: dict[int, int] = {}
    if "AlternateContent" not in markup:
        return repeated
    seen: list[list[tuple[str, str]]] = []
    begun: list[int] = []
    for found in _BRANCH.finditer(markup):
        end, name, attributes = found.groups()
        if attributes.endswith("/"):
            continue
        if name == "AlternateContent":
            if end:
                seen.pop() if seen else None
            else:
                seen.append([])
        elif not end:
            begun.append(found.start())
        elif begun and seen:
            start = begun.pop()
            if len(begun) >= _DEEPEST or len(seen[-1]) >= _MOST:
                continue
            branch = markup[start : found.start()]
            texts = "".join(_TEXTS.findall(branch))
            if any(texts == others and _says_no_more(branch, earlier) for others, earlier in seen[-1]):
                repeated[start] = found.start()
            seen[-1].append((texts, branch))
    return repeated


def _says_no_more(branch: str, earlier: str) -> bool:
    said = {double or single for double, single in _VALUE.findall(earlier)}
    values = (value.replace("_x0020_", " ") for value in _SPOKEN.findall(branch))
    return all(value in said or USUAL_NAME.fullmatch(value) or value.startswith("_") for value in values)
