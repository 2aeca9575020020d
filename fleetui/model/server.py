"""What an agent's own server says of the conversation that the agent shows."""

from __future__ import annotations

from fleetui.model.value import value


@value
class ServerSource:
    """How the server of one kind of agent is reached. A profile's table."""

    format: str
    """Name of the protocol."""
    socket: str
    """Its socket, below the agent's folder."""
    without: tuple[str, ...] = ()
    """Arguments of an agent that does not use it."""


@value
class ServerFacts:
    """What a server says of one conversation."""

    status: str
    """In the server's words: ``idle``, ``active`` or ``systemError``."""
    flags: frozenset[str] = frozenset()
    """What an active one waits for."""
    at: float = 0.0
    """Since when it says so, as far as that was heard; seconds since the epoch."""
    seen: float = 0.0
    """When it last held."""
    heard: bool = False
    """True where the change itself was heard, and not only what holds since before."""
    session: str = ""
    """The server's own id of it."""
    path: str = ""
    """The session file that the server writes for it."""
