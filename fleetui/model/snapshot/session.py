"""What an agent's session file says, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fleetui.model.snapshot.age import age

if TYPE_CHECKING:
    from fleetui.model.session import SessionFacts
    from fleetui.model.tokens import Tokens


def session_of(one: SessionFacts, now: float) -> dict[str, object]:
    """As the file says it, with the age of that."""
    return {
        "session": one.session,
        "status": one.status,
        "version": one.version,
        "model": one.model,
        "context_left": one.context_left,
        "context_tokens": one.context_tokens,
        "window": one.window,
        "window_from": one.window_from,
        "turn_ended": one.turn_ended,
        "turn_age_s": age(one.turn_at, now) if one.turn_at else None,
        "last_tool": one.last_tool,
        "tool_runs": one.tool_runs,
        "failed_tools": one.failed_tools,
        "failed_edits": one.failed_edits,
        "failing": one.failing,
        "fails": one.fails,
        "hook": one.hook,
        "todo_done": one.todo_done,
        "todo_all": one.todo_all,
        "tokens": one.tokens,
        "cost": one.cost,
        "spent": tokens(one.spent),
        "turn_spent": tokens(one.turn.spent if one.turn else None),
        "error": one.error,
        "limited": one.limited,
        "resets": one.resets,
        "compactions": one.compactions,
        "last_message": one.last_message,
        "age_s": age(one.at, now),
    }


def tokens(spent: Tokens | None) -> dict[str, int] | None:
    """Each kind by its name; ``None`` where no file told."""
    if spent is None:
        return None
    return {
        "input": spent.input,
        "cache_write": spent.cache_write,
        "cache_read": spent.cache_read,
        "output": spent.output,
    }
