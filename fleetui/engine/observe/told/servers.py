"""What agents' own servers say: the servers tell it themselves, so a look costs nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fleetui.engine.core import Core
from fleetui.engine.pace import rest
from fleetui.engine.protocols.servers import ServerAsk
from fleetui.model.fleet import Seat
from fleetui.model.server import ServerFacts

LOOK_S = 0.5
NONE_S = 3.0
"""How often it is looked whether any agent may have a server, where none has."""
TOLD_S = 60.0
PORT = "an agent's server"

log = logging.getLogger(__name__)


class ServerSampler:
    """Keeps what the servers of live runs report."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._shown: dict[str, str] = {}
        """By agent, the run whose own screen was seen: only then is it surely connected itself."""
        self._asks = False
        self._told: dict[str, str] = {}

    async def run(self) -> None:
        """Look for ever, and hardly at all where no agent has a server."""
        while True:
            await self.sample()
            await rest(LOOK_S if self._asks else NONE_S)

    async def sample(self) -> None:
        """One look at everybody."""
        asked = [ask for seat in self.core.seats() if (ask := self._ask(seat))]
        if not asked and not self._asks:
            return
        self._asks = bool(asked)
        port = self.core.world.servers
        with self.core.watching("servers"):
            found = await port.sample(asked)
            for ask in asked:
                self._take(ask, found.get(ask.name))
        self._tell(port.strange)

    def _tell(self, strange: Mapping[str, str]) -> None:
        """Say once what does not fit, with what follows from it."""
        for socket, text in strange.items():
            if self._told.get(socket) != text:
                self._told[socket] = text
                said = f"{socket}: {text}; what does not fit is left out, and the other sources count"
                log.warning("an agent's server: %s", said)
                self.core.trouble_for(TOLD_S, PORT, said)

    def _ask(self, seat: Seat) -> ServerAsk | None:
        run, profile = self.core.live_run(seat.name), self.core.profile(seat)
        if run is None or profile.server is None or profile.session is None:
            return None
        seen = self.core.sight(seat.name)
        if seen.run != run.tag or seen.gone:
            return None
        if seen.shows_agent:
            self._shown[seat.name] = run.tag
        if self._shown.get(seat.name) != run.tag:
            return None
        title = seen.frame.title if seen.frame else ""
        session = seen.session
        version = (session.version if session else "") or seen.version
        path = session.path if session else ""
        return ServerAsk(
            seat.name,
            run.tag,
            run.pane,
            profile.programs,
            profile.server,
            profile.session,
            title,
            path,
            version,
        )

    def _take(self, ask: ServerAsk, facts: ServerFacts | None) -> None:
        seen, run = self.core.sight(ask.name), self.core.live_run(ask.name)
        if run is None or seen.run != ask.run:
            return
        before = seen.status, seen.reading
        seen.take_server(facts, self.core.world.now())
        if before != (seen.status, seen.reading):
            self.core.touch_seat(ask.name)
