"""Alternative content: the same drawing written once for programs that know its markup and once for those that do not.

ISO/IEC 29500-3, 10. A reader shows one branch; what another one says besides it must be read too.
"""

from __future__ import annotations

import re

from sensitive_check.readers.word.describing import USUAL_NAME

_BRANCH = re.compile(r"<(/?)(?:[^\s/>:]+:)?(AlternateContent|Choice|Fallback)(?=[\s/>])([^>]*)>")
_TEXTS = re.compile(r"<(?:[^\s/>:]+:)?(?:t|delText|instrText)(?: [^>]*)?>([^<]*)<")
_SPOKEN = re.compile(r"\s(?:[^\s/>:=]+:)?(?:alt|title|descr|string|href|id)\s*=\s*[\"']([^\"']+)[\"']")
_DEEPEST = 8


def repeated_branches(markup: str) -> dict[int, int]:
    """Where the branches of alternative content begin, and end, that say what an earlier one of the same says."""
    repeated: dict[int, int] = {}
    if "AlternateContent" not in markup:
        return repeated
    seen: list[list[str]] = []
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
            if len(begun) >= _DEEPEST:
                continue
            branch = markup[start : found.start()]
            texts = "".join(_TEXTS.findall(branch))
            for earlier in seen[-1]:
                if "".join(_TEXTS.findall(earlier)) == texts and _says_no_more(branch, earlier):
                    repeated[start] = found.start()
            seen[-1].append(branch)
    return repeated


def _says_no_more(branch: str, earlier: str) -> bool:
    return all(
        value in earlier or USUAL_NAME.fullmatch(value) or value.startswith("_") for value in _SPOKEN.findall(branch)
    )
