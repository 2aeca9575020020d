"""What became of what was said in a pull request: by its conversation, by what was sent, and by git."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.forge.answers import NOTHING_SENT, RemarkNow, Sent, pull_key, shown, state_of
from fleetui.model.forge.conversation import Conversation, Thread
from fleetui.model.forge.places import stand, touched
from fleetui.model.forge.remarks import Remark, remarks_of

log = logging.getLogger(__name__)

_Hunks = Sequence[tuple[int, int]]
_MOST_KEPT = 4000


class RemarkJudge:
    """Keeps what git said of two commits, so that a second look at the same costs nothing."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._hunks: dict[tuple[str, str, str, str], _Hunks | None] = {}

    async def judge(
        self, project: Project, said: Conversation, operators: frozenset[str]
    ) -> tuple[RemarkNow, ...]:
        """Every remark that somebody has to look at, the oldest unanswered first."""
        sent = self.core.fleet.remarks_sent.get(pull_key(project.name, said.number), NOTHING_SENT)
        threads = {one.id: one for one in said.threads}
        stands = {name: await self._stands(project, one, said.head) for name, one in threads.items()}
        found = []
        for one in await asyncio.to_thread(remarks_of, said, operators, stands):
            known = sent.of(one.id)
            changed = await self._touched(project, one, threads.get(one.id), known, said.head)
            found.append(RemarkNow(one, state_of(one, known, changed, said.head), known))
        return shown(found)

    async def _stands(self, project: Project, one: Thread, head: str) -> bool | None:
        """Whether the lines of a thread are as they were when it was opened."""
        if one.of_base or not one.commit:
            return None
        hunks = await self._between(project, one.commit, head, one.path)
        return None if hunks is None else stand(hunks, one.original_first_line, one.original_line)

    async def _touched(
        self, project: Project, one: Remark, thread: Thread | None, sent: Sent | None, head: str
    ) -> bool | None:
        """Whether its lines were changed since it was sent; since it was said, where it never was."""
        if thread is None or thread.of_base:
            return None
        if sent is not None:
            hunks = await self._between(project, sent.head, head, one.path)
            first, last = sent.first_line, sent.line
        else:
            hunks = await self._between(project, thread.commit, head, one.path) if thread.commit else None
            first, last = thread.original_first_line, thread.original_line
        return None if hunks is None else touched(hunks, first, last)

    async def _between(self, project: Project, old: str, new: str, path: str) -> _Hunks | None:
        """What differs in a file; ``None`` where git here does not know: a commit that was never fetched."""
        if old == new:
            return ()
        key = (project.name, old, new, path)
        if key not in self._hunks:
            if len(self._hunks) >= _MOST_KEPT:
                self._hunks.clear()
            self._hunks[key] = await self._asked(project, old, new, path)
        return self._hunks[key]

    async def _asked(self, project: Project, old: str, new: str, path: str) -> _Hunks | None:
        try:
            found = await self.core.world.git.differences(project, old, new, (path,))
        except PortError as error:
            log.info("what changed in a pull request is not known: %s", error.detail)
            return None
        return found.get(path)
