"""What is typed with a follow-up beside its own text: the standing rules, where it is their turn. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.view import AgentView
from fleetui.ui.draw.strips import Span, shortened

_MOST = 4
"""Lines of the rules that are shown."""


def added_rules(agents: Sequence[AgentView], entry: str, width: int) -> list[list[Span]]:
    """For each text that would be added who gets it, then its first lines; nothing where none would be.

    ``entry`` is the id of one that waits, empty for one that is being written.
    """
    by_text: dict[str, list[str]] = {}
    for agent in agents:
        if text := agent.rules.added_to(entry):
            by_text.setdefault(text, []).append(agent.name)
    rows: list[list[Span]] = []
    for text, names in by_text.items():
        whom = f" for {', '.join(names)}" if len(agents) > 1 else ""
        rows.append([Span("typed with it", "queue"), Span(f"{whom}, as things stand:", "dim")])
        lines = text.splitlines()
        rows += [[Span(shortened(line, max(20, width - 4)), "dim")] for line in lines[:_MOST]]
        rows += [[Span(f"and {len(lines) - _MOST} more lines", "dim")]] if len(lines) > _MOST else []
    return rows
