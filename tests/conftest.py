"""Shared fixtures: the built-in checker is compiled once, since it cannot change."""

from __future__ import annotations

from datetime import date

import pytest

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.rules import RuleOptions, build_rules

DAY = date(2026, 11, 24)
"""The day the tests run as of."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-drafts`` rewrites the expected reports of tests/drafts; review the difference like code."""
    parser.addoption("--update-drafts", action="store_true", help="rewrite the expected reports in tests/drafts")


@pytest.fixture(scope="session")
def lists() -> wordlists.Wordlists:
    """The built-in lists."""
    return wordlists.load()


@pytest.fixture(scope="session")
def checker(lists: wordlists.Wordlists) -> Checker:
    """A checker with everything built in, under the profile ``government``."""
    rules = build_rules(lists.rules, lists.tables, RuleOptions(disabled=lists.profiles["government"].off))
    return Checker(rules, traditional=lists.tables.traditional, kinds=lists.kinds)
