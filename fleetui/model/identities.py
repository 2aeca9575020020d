"""Where a run lives: identities that survive neither a reused pid nor a restarted tmux server."""

from __future__ import annotations

from dataclasses import field

from fleetui.model.value import value


@value
class ServerId:
    """One life of one tmux server. Pane ids mean something only within it."""

    socket: str
    """Absolute path of the server's socket."""
    pid: int
    started: int
    """The server's ``start_time``, seconds since the epoch."""


@value
class PaneRef:
    """The pane of one run, by identity: a pane id alone points at a stranger after a server restart."""

    server: ServerId
    pane: str
    """tmux pane id, ``%N``."""
    pid: int
    """Process id of the pane's first process."""
    pid_started: int
    """Start of that process in clock ticks since boot (field 22 of /proc/PID/stat); 0 where unknown."""


@value
class ProcessId:
    """One process, told apart from a later one with the same pid."""

    pid: int
    started: int
    """Clock ticks since boot; 0 where unknown."""


@value
class Reader:
    """The process in front of a pane that reads what is typed there, as far as that can be told from outside.

    Two are equal where one process runs one file: an ``exec`` makes another reader of it.
    """

    process: ProcessId
    file: str
    """The file that it runs; empty where that cannot be read."""
    names: tuple[str, ...] = field(default=(), compare=False)
    """What it may be called."""
    named: bool = field(default=False, compare=False)
    """True where it is one of the programs of its agent's profile."""
