"""Ages in the document."""

from __future__ import annotations


def age(at: float | None, now: float) -> float | None:
    """In seconds, never below zero; ``None`` where nothing is known of when it was."""
    return round(max(0.0, now - at), 1) if at else None
