"""The journal's file: what happened to it is said, and a copy of it is kept."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.pace import rest
from fleetui.model.events import Noted

BACK_UP_LOOK_S = 3600.0


class JournalFile:
    """Looks after the file for the process that has it open."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._written_down: tuple[str, ...] = ()

    async def hear(self) -> None:
        """What happened to its file stays on the view while this process lives; its owner writes it down, too."""
        core, notices = self.core, self.core.world.journal.notices
        for text in notices:
            core.trouble("journal", text, severe=True)
        if core.acts and notices and notices != self._written_down and not core.ledger.read_only:
            self._written_down = notices
            with core.watching("notes"):
                await core.ledger.append(*(Noted("journal", text) for text in notices))

    async def back_ups(self) -> None:
        """As owner, keep a copy of the journal that is never old; whether one is due is looked up every hour."""
        while True:
            if self.core.acts and not self.core.ledger.read_only:
                with self.core.watching("backup"):
                    await self.core.world.journal.back_up()
            await rest(BACK_UP_LOOK_S)
