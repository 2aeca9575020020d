"""What the engine needs of the agents' own servers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from fleetui.model.identities import PaneRef
from fleetui.model.server import ServerFacts, ServerSource
from fleetui.model.session import SessionSource
from fleetui.model.value import value


@value
class ServerAsk:
    """Which agent's conversation is asked for. Only of an agent whose screen was seen to be its own already."""

    name: str
    run: str
    pane: PaneRef
    programs: tuple[str, ...]
    """What the agent's process may be called."""
    server: ServerSource
    session: SessionSource
    title: str = ""
    """The pane's, as its agent set it."""
    path: str = ""
    """Its session file, where one is surely its own."""
    version: str = ""
    """The agent's, as far as it is known."""


class ServerPort(Protocol):
    """The agents' own servers, which are only listened to."""

    @property
    def strange(self) -> Mapping[str, str]:
        """By socket, what was said there that does not fit or why it is not listened to."""
        ...

    async def sample(self, asked: Sequence[ServerAsk]) -> Mapping[str, ServerFacts]:
        """What holds now, by agent name. Nothing of an agent whose conversation is not surely known."""
        ...

    async def close(self) -> None:
        """Leave every server."""
        ...
