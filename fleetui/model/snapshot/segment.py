"""The fleet as one short text for a tmux status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEGMENT = (
    (("asking",), "▲"),
    (("stuck",), "■"),
    (("failed",), "✖"),
    (("limited",), "◇"),
    (("failing",), "↻"),
    (("touched",), "⊠"),
    (("unconfirmed", "held"), "!"),
    (("undone",), "≠"),
    (("gate-red",), "▼"),
    (("to-merge",), "◆"),
)


def tmux_segment(fleet: Mapping[str, object], age_s: float = 0.0, *, kept: bool = True) -> str:
    """One short text for a tmux status line, such as ``▲2 ■1``; empty when nobody calls the operator.

    Agents that are acknowledged or snoozed are not in it.

    When nobody keeps the snapshot up to date, what was true is shown with its age, and a fleet of which nothing
    is known now is ``?``, never empty.
    """
    counts = fleet.get("counts")
    calling = counts.get("calling", counts.get("waiting")) if isinstance(counts, dict) else None
    marks = _marks(calling if isinstance(calling, dict) else {})
    if kept:
        return marks
    return f"{marks or '?'} ({_short(age_s)} old)" if fleet.get("agents") else ""


def _marks(waiting: Mapping[str, object]) -> str:
    parts = []
    for words, glyph in _SEGMENT:
        count = sum(number for word in words if isinstance(number := waiting.get(word), int))
        if count:
            parts.append(f"{glyph}{count}")
    return " ".join(parts)


def _short(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"
