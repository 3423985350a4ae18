"""What several formats say in the same words: where a finding stands, what it says, what was not checked."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from sensitive_check.model import Finding, Unchecked
from sensitive_check.redact import safe_text


def place_in_words(label: str, words: Mapping[str, str]) -> str:
    """A label of a part, on one line: its first word is ours and is worded, the rest stays as it is written."""
    name, blank, rest = label.partition(" ")
    return safe_text(words.get(f"part.{name}", name) + blank + rest)


def message(finding: Finding) -> str:
    """The message; that of a sensitive finding does not name what was found, so its ends stand behind it."""
    return f"{finding.message}（{finding.matched}）" if finding.sensitive else finding.message


def remarks(finding: Finding, words: Mapping[str, str]) -> list[str]:
    """Proposal, reason and source of a finding, each as a sentence with its label."""
    proposals = words["joiner.choice"].join(text or words["finding.delete"] for text in finding.suggestions)
    labelled = (("suggestion", proposals), ("reason", finding.reason), ("source", finding.source))
    return [words[f"finding.{key}"].format(text=text) for key, text in labelled if text]


def unchecked(item: Unchecked, words: Mapping[str, str]) -> str:
    """Why something was not checked, where, and a fact about it, on one line whatever a member is called."""
    return safe_text(" ".join(filter(None, (words[f"reason.{item.reason}"], item.where, item.detail))))


def uri(name: str) -> str:
    """A file's name as a relative or ``file:`` URI (RFC 3986), whatever characters it holds.

    >>> uri("drafts/公示 1.txt"), uri("/srv/a.md"), uri("C:/a.md")
    ('drafts/%E5%85%AC%E7%A4%BA%201.txt', 'file:///srv/a.md', 'file:///C:/a.md')
    """
    escaped = quote(safe_text(name), safe="/*")
    if name.startswith("/"):
        return f"file://{escaped}"
    if name[1:3] == ":/":
        return f"file:///{name[0]}:{escaped[4:]}"
    return escaped
