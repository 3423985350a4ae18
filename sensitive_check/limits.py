"""Bounds on what one run may consume. Every bound that is hit is recorded; nothing is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Generous defaults; sizes in bytes, ``listed`` and ``hits`` per input, ``excerpt`` in characters."""

    part_bytes: int = 64 * 1024 * 1024
    total_bytes: int = 512 * 1024 * 1024
    hits: int = 2_000_000
    listed: int = 10_000
    excerpt: int = 400
