"""Errors of this package. Their words are for people: what is wrong, where, and what to do next; never draft text."""

from __future__ import annotations


class SensitiveCheckError(Exception):
    """Base of all errors raised on purpose.

    ``str(error)`` is Chinese; ``error.english`` says the same in English.
    """

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.chinese = chinese
        self.english = english

    def __reduce__(self) -> tuple[type[SensitiveCheckError], tuple[str, str]]:
        return type(self), (self.chinese, self.english)

    def text(self, lang: str) -> str:
        """The words of this error in ``zh`` or ``en``."""
        return self.english if lang == "en" else self.chinese


class ConfigError(SensitiveCheckError):
    """A configuration that cannot be used: unknown key, wrong type, unreadable file."""


class WordlistError(SensitiveCheckError):
    """A word list or table with faults; the message names file and line of each."""


class ReadError(SensitiveCheckError):
    """An input that cannot be read."""

    def __init__(self, chinese: str, english: str, reason: str = "damaged") -> None:
        super().__init__(chinese, english)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str, str]]:  # type: ignore[override]  # one more argument
        return type(self), (self.chinese, self.english, self.reason)


class MissingDependencyError(ReadError):
    """An input whose reader needs an optional package that is not installed."""
