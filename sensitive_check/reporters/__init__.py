"""From a ``Run`` to text. Everything passes through ``render``: nobody hands a reporter what was not redacted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from sensitive_check.model import Run
from sensitive_check.redact import redact_run
from sensitive_check.reporters import console, github, gitlab, junit, sarif, structured, table


class Reporter(Protocol):
    """A format: the report on ``run`` as text, in the words of ``lang``, notes listed or only counted."""

    def __call__(self, run: Run, *, lang: str = "zh", notes: bool = False) -> str: ...


REPORTERS: Mapping[str, Reporter] = MappingProxyType(
    {
        "text": console.render,
        "json": structured.render_json,
        "jsonl": structured.render_lines,
        "sarif": sarif.render,
        "github": github.render,
        "gitlab": gitlab.render,
        "junit": junit.render,
        "csv": table.render,
    }
)
"""Name of a format -> its reporter."""


def render(run: Run, form: str, *, lang: str = "zh", notes: bool = False, show_values: bool = False) -> str:
    """The report in the format ``form``; personal numbers and secrets are masked unless ``show_values``."""
    if not show_values:
        run = redact_run(run)
    return REPORTERS[form](run, lang=lang, notes=notes)
