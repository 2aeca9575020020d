"""What an agent's own session file says of its present run."""

from __future__ import annotations

import re

from fleetui.model.limit import Limit
from fleetui.model.quota import Quota
from fleetui.model.tokens import Tokens
from fleetui.model.turn import SessionTurn
from fleetui.model.value import value


@value
class Told:
    """One text that the operator told the agent."""

    mark: str
    """The same for the same text, blanks aside; the text itself is not kept."""
    at: float
    """Seconds since the epoch."""


@value
class SessionFacts:
    """Facts from the end of a session file; ``None`` and empty are not known. Texts are single clean lines."""

    session: str = ""
    """The agent's own id of it."""
    status: str = ""
    """What the agent says it does: busy, idle, waiting or shell; empty where it says nothing."""
    status_at: float = 0.0
    """Since when it says so, seconds since the epoch; 0 where it does not tell."""
    waits_for: str = ""
    """What it says it waits for, such as ``permission prompt``."""
    version: str = ""
    """Of the agent's program."""
    model: str = ""
    """The model that answered last, as the file names it."""
    context_left: int | None = None
    """Percent left of the usable window."""
    context_tokens: int | None = None
    window: int | None = None
    window_from: str = ""
    """How the window is known: ``file``, ``model`` by the profile's table, or ``assumed``."""
    compactions: int = 0
    """How often it was compacted, as far as it was read."""
    turn_ended: bool | None = None
    """``None`` also where the file does not say whether more follows."""
    turn_at: float = 0.0
    """When the turn began, or ended, seconds since the epoch; 0 where the file does not tell."""
    turns_told: bool = True
    """False where a turn may begin or end without a record: in a session not found yet, or by an interrupt."""
    last_tool: str = ""
    """Name and object of the last tool, such as ``Bash pytest -q``."""
    tool_runs: bool = False
    failed_tools: int = 0
    """Calls that failed in this turn."""
    failed_edits: int = 0
    """Those of them that were to change a file."""
    failing: str = ""
    """The command that failed last, while it did not pass since."""
    fails: int = 0
    """How often it failed, one after the other."""
    hook: str = ""
    """The hook that refused its last commit, with its checks: ``pre-commit (ruff)``; empty once one passed."""
    todo_done: int = 0
    todo_all: int = 0
    tokens: int | None = None
    """Spent in the whole session, where the file says so."""
    cost: float | None = None
    """Dollars spent in the whole session, where the file says so."""
    spent: Tokens | None = None
    """Since this run began, by its own agents too; ``None`` while that is not known."""
    error: str = ""
    """The error that ended the turn, or that is tried again while it has not ended."""
    earlier_error: str = ""
    """The error that ended the turn before, while nothing was answered in the one that began last."""
    limited: bool = False
    """That error was a limit: the same may pass later."""
    resets: str = ""
    """When the limit ends, in the agent's words."""
    limit: Limit | None = None
    """The limit that it met last and that nothing ended since."""
    quota: Quota | None = None
    """What its account may still spend, as it was told last; ``None`` where the file does not say."""
    last_message: str = ""
    """What it said at the end of the turn."""
    turn: SessionTurn | None = None
    """The turn that runs, or the last one; ``None`` before the first."""
    turn_before: SessionTurn | None = None
    told: tuple[Told, ...] = ()
    """What it was told last, oldest first."""
    path: str = ""
    """Where the file is; empty where none is surely its own."""
    size: int = 0
    """Bytes in the file."""
    at: float = 0.0
    """When it was last written."""


@value
class Windows:
    """How many tokens a model's window holds, where its file does not say it."""

    assumed: int = 0
    """Where no model of the table is found; 0 is not known."""
    by_model: tuple[tuple[re.Pattern[str], int], ...] = ()

    def of(self, model: str) -> tuple[int, str]:
        """Tokens, and how they are known; 0 where they are not."""
        found = next((size for pattern, size in self.by_model if model and pattern.search(model)), 0)
        if found:
            return found, "model"
        return self.assumed, "assumed" if self.assumed else ""


NO_WINDOWS = Windows()


@value
class SessionStore:
    """How sessions are read where an agent keeps all of them in one SQLite database. Every row is one JSON object."""

    sessions: str
    """Those of ``:folder`` written since ``:since``, and ``:session``: objects with session, begun and written."""
    records: tuple[str, ...]
    """What a parser takes of ``:session``, the whole of what counts."""


@value
class SessionSource:
    """Where the session files of one kind of agent are. A profile's table."""

    format: str
    """Name of the parser."""
    files: str
    """Pattern below the agent's folder; ``{session}`` stands for the id, ``{short}`` for its first eight characters."""
    folder: str
    """The agent's folder below its user's home."""
    variables: tuple[str, ...] = ()
    """Environment variables that move the folder, the first that is set counts; ``NAME/part`` is below its value."""
    inner: str = ""
    """Pattern beside a session's file of those of the agents that it started: ``{session}/subagents/*.jsonl``."""
    status: str = ""
    """File below the folder that says which session a process has: ``sessions/{pid}.json``."""
    shared: str = ""
    """An argument by which a process of the agent's program is a server of all of them, and none of them."""
    windows: Windows = NO_WINDOWS
