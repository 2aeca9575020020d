"""The messages of Codex's app-server that are understood, and nothing else: JSON-RPC as 0.171.0 speaks it.

What does not have exactly the expected shape is a ``Misfit``: a server of another version says nothing here rather
than something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from fleetui.model.clean import clean_line
from fleetui.model.value import value

STATUSES = frozenset({"idle", "active", "systemError"})
FLAGS = frozenset({"waitingOnApproval", "waitingOnUserInput"})
MOST_THREADS = 200
_ID = re.compile(r"[0-9a-fA-F-]{8,64}")
_NOT_LOADED = "notLoaded"

Table = Mapping[str, Any]


class Misfit(Exception):
    """A message, or a part of one, that has another shape than expected. Names what, never its content."""


@value
class ThreadStatus:
    """What a thread does."""

    status: str
    flags: frozenset[str] = frozenset()


@value
class Thread:
    """One conversation."""

    id: str
    status: ThreadStatus | None
    """``None`` while it is not loaded."""
    path: str
    """Its rollout; empty where it has none."""
    cwd: str
    name: str
    """Empty while it has none."""
    is_users: bool
    """False for one that a program began for its own ends, as for a title."""


def parsed(data: str | bytes) -> Table:
    """The object of one message. Raises ``Misfit``."""
    if isinstance(data, bytes):
        raise Misfit("a message that is no text")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Misfit("a message that is no JSON") from None
    if not isinstance(found, dict):
        raise Misfit("a message that is no object")
    return found


def loaded_in(result: object) -> tuple[tuple[str, ...], str]:
    """Ids of the threads that are loaded, and where the next part begins; empty at the end."""
    table = _table(result, "thread/loaded/list")
    data, cursor = table.get("data"), table.get("nextCursor")
    if not isinstance(data, list) or not (cursor is None or isinstance(cursor, str)):
        raise Misfit("thread/loaded/list")
    return tuple(id_of(one) for one in data[:MOST_THREADS]), cursor or ""


def thread_in(holder: object) -> Thread:
    """The thread in the answer to a question for it, or in the word that it began."""
    table = _table(_table(holder, "thread").get("thread"), "thread")
    ephemeral = table.get("ephemeral")
    if not isinstance(ephemeral, bool):
        raise Misfit("thread.ephemeral")
    path, cwd = _text(table, "path", none=True), _text(table, "cwd")
    if (path and not path.startswith("/")) or not cwd.startswith("/"):
        raise Misfit("thread.path")
    return Thread(
        id_of(table.get("id")),
        status_in(table.get("status")),
        path,
        cwd,
        _text(table, "name", none=True),
        is_users=not ephemeral and _text(table, "threadSource", none=True) == "user",
    )


def status_in(status: object) -> ThreadStatus | None:
    """A thread's status; one with a flag that is not known says nothing that could be relied on."""
    table = _table(status, "status")
    kind, flags = table.get("type"), table.get("activeFlags", [])
    if kind == _NOT_LOADED:
        return None
    if not isinstance(kind, str) or kind not in STATUSES or not isinstance(flags, list):
        raise Misfit("status.type")
    if not all(isinstance(flag, str) and flag in FLAGS for flag in flags):
        raise Misfit("status.activeFlags")
    if flags and kind != "active":
        raise Misfit("status.activeFlags")
    return ThreadStatus(kind, frozenset(flags))


def name_in(params: Table) -> str:
    """The new name of a thread."""
    return _text(params, "threadName", none=True)


def id_of(value: object) -> str:
    """A thread's id."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Misfit("a thread's id")
    return value


def _table(value: object, what: str) -> Table:
    if not isinstance(value, dict):
        raise Misfit(what)
    return value


def _text(table: Table, key: str, *, none: bool = False) -> str:
    value = table.get(key)
    if value is None and none:
        return ""
    if not isinstance(value, str) or len(value) > 4096:
        raise Misfit(f"thread.{clean_line(key, 40)}")
    return value
