"""Checks Chinese drafts before publication: secrecy marks, personal data, expressions, links, errors in the text.

Importing this package opens no file and loads no rule; names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sensitive_check.checker import Accepted, Allowed, Checker
    from sensitive_check.config import Config, PerFile, load_config
    from sensitive_check.errors import (
        ConfigError,
        MissingDependencyError,
        ReadError,
        SensitiveCheckError,
        WordlistError,
    )
    from sensitive_check.limits import Limits
    from sensitive_check.loading import check, check_many, load_checker
    from sensitive_check.masked_copy import mask, mask_file
    from sensitive_check.masks import MaskRule
    from sensitive_check.model import (
        Category,
        Document,
        Entry,
        Finding,
        Location,
        Report,
        Rule,
        Run,
        Segment,
        Severity,
        Span,
        Status,
        Unchecked,
    )
    from sensitive_check.scan import check_file
    from sensitive_check.wordlists import UnitList

__version__ = "0.1.0"

_HOMES = {
    "Accepted": "checker",
    "Allowed": "checker",
    "Category": "model",
    "Checker": "checker",
    "Config": "config",
    "ConfigError": "errors",
    "Document": "model",
    "Entry": "model",
    "Finding": "model",
    "Limits": "limits",
    "Location": "model",
    "MaskRule": "masks",
    "MissingDependencyError": "errors",
    "PerFile": "config",
    "ReadError": "errors",
    "Report": "model",
    "Segment": "model",
    "Rule": "model",
    "Run": "model",
    "SensitiveCheckError": "errors",
    "Severity": "model",
    "Span": "model",
    "Status": "model",
    "Unchecked": "model",
    "UnitList": "wordlists",
    "WordlistError": "errors",
    "check": "loading",
    "check_file": "scan",
    "check_many": "loading",
    "load_checker": "loading",
    "load_config": "config",
    "mask": "masked_copy",
    "mask_file": "masked_copy",
}

__all__ = [
    "Accepted",
    "Allowed",
    "Category",
    "Checker",
    "Config",
    "ConfigError",
    "Document",
    "Entry",
    "Finding",
    "Limits",
    "Location",
    "MaskRule",
    "MissingDependencyError",
    "PerFile",
    "ReadError",
    "Report",
    "Rule",
    "Run",
    "Segment",
    "SensitiveCheckError",
    "Severity",
    "Span",
    "Status",
    "Unchecked",
    "UnitList",
    "WordlistError",
    "__version__",
    "check",
    "check_file",
    "check_many",
    "load_checker",
    "load_config",
    "mask",
    "mask_file",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
