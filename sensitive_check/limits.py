"""Bounds on what one run may consume. Every bound that is hit is recorded; nothing is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Generous defaults; sizes in bytes, ``listed`` and ``hits`` per input, ``excerpt`` in characters.

    ``members`` counts the files in all packages of one input, ``depth`` how deep packages may lie in each other.
    ``characters`` and ``pieces`` (paragraphs, cells) are what the files in one package may bring to its text together:
    it is checked as a whole, at 15 to 25 bytes of memory a character and 700 a piece.

    ``pattern_seconds`` is the CPU time that one pattern of a user's list may take for one text. ``file_seconds`` (wall
    clock) and ``worker_bytes`` (address space) bound a worker process; a check in the caller's own process has neither.
    """

    part_bytes: int = 64 * 1024 * 1024
    total_bytes: int = 512 * 1024 * 1024
    members: int = 10_000
    depth: int = 8
    characters: int = 24_000_000
    pieces: int = 1_000_000
    hits: int = 2_000_000
    listed: int = 10_000
    excerpt: int = 400
    pattern_seconds: float = 2.0
    file_seconds: float = 300.0
    worker_bytes: int = 4 * 1024 * 1024 * 1024
