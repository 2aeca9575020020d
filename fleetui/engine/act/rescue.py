"""The rescue before a restart, a stop or a removal: what it would leave out, how far it is, and going on without it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError, WorktreeLost
from fleetui.engine.protocols.git import RescueResult, Unkept
from fleetui.model import events as e
from fleetui.model.fleet import Replacement, Rescue, Seat

WAIVED = "without a rescue, as you chose"
NO_REPOSITORY = "it works in no repository"
FORESEE_S = 5.0
"""How long a dialog waits for what a rescue would leave out."""
_NAMED = 3
"""How many of the things that are not in a rescue are named in one line."""


class Rescuer:
    """Has worktrees kept."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.failed: dict[str, str] = {}
        """Why the last rescue of a seat could not be had."""
        self.said: dict[str, str] = {}
        """What is to be said of the rescue when a restart or stop is over."""
        self._waived: dict[str, asyncio.Event] = {}

    def waits(self, name: str) -> bool:
        """True while a restart or stop waits for its rescue."""
        return name in self._waived

    def go_on(self, name: str) -> None:
        """Let it go on without."""
        self._waived[name].set()

    async def foreseen(self, seat: Seat) -> tuple[Unkept, str, bool]:
        """What a rescue would leave out, why there would be none, and whether the worktree is gone."""
        core, project = self.core, self.core.project(seat)
        if not project.path or not seat.worktree:
            return Unkept(), "", False
        looking = asyncio.ensure_future(core.world.git.unkept(project, seat.worktree, core.others(seat)))
        await asyncio.wait({looking}, timeout=FORESEE_S)
        if looking.cancel():
            return Unkept(), "", False  # a slow disk: the rescue itself will tell
        try:
            return looking.result(), "", False
        except WorktreeLost as lost:
            return Unkept(), "" if lost.gone else lost.detail, lost.gone
        except PortError as error:
            return Unkept(), f"{error.doing}: {error.detail}", False

    async def rescued_or_waived(self, seat: Seat, work: Replacement) -> str:
        """The rescue's id, or why there is none: the worktree is gone, or the operator chose so."""
        stays = "its queue stays" if work.kind == "stop" else ""
        try:
            detail = WAIVED if work.waived else await self.rescue(seat, work)
        except WorktreeLost as lost:
            if not lost.gone:
                raise
            detail = f"{lost.detail}: nothing was left to keep"
        made = self.core.fleet.rescues.get(detail)
        if made or detail == NO_REPOSITORY:
            stays = stays and "its queue and worktree stay"
            told = not_kept(made) if made else ""
        else:
            told = f"; {detail}"
        self.failed.pop(seat.name, None)
        self.said[seat.name] = (f"; {stays}" if stays else "") + told
        return detail

    async def rescue(self, seat: Seat, work: Replacement | None = None) -> str:
        """Keep a worktree's bytes; the rescue's id, or why there was nothing to keep. Raises ``PortError``.

        While it goes on, ``work`` may be waived.
        """
        core, project = self.core, self.core.project(seat)
        if not project.path or not seat.worktree:
            return NO_REPOSITORY
        rescue = core.world.mint()
        going = [f"{verb(work)}: " if work else ""]

        def told(text: str) -> None:
            if going:  # a rescue that was waived goes on for a while
                core.set_doing(seat.name, f"{going[0]}rescue {text}")

        keeping = core.world.git.rescue(
            project, seat.worktree, seat.name, rescue, others=core.others(seat), told=told
        )
        try:
            made = await (self._unless_waived(seat.name, keeping) if work else keeping)
        finally:
            going.clear()
            if work is None:
                core.set_doing(seat.name, "")
        if made is None:
            return WAIVED
        await core.ledger.append(
            e.RescueMade(
                seat.name, rescue, project.name, seat.worktree, made.commit, made.head, made.branch,
                made.files, made.ignored[:200], made.left_out[:200],
            )
        )  # fmt: skip
        return rescue

    async def _unless_waived(
        self, name: str, keeping: Coroutine[Any, Any, RescueResult]
    ) -> RescueResult | None:
        """What a rescue comes to; ``None`` as soon as the operator chose not to wait for it."""
        waived = self._waived[name] = asyncio.Event()
        waiting, keeps = asyncio.ensure_future(waived.wait()), asyncio.ensure_future(keeping)
        try:
            await asyncio.wait({waiting, keeps}, return_when=asyncio.FIRST_COMPLETED)
            return keeps.result() if keeps.done() else None
        finally:
            del self._waived[name]
            for each in (waiting, keeps):
                each.cancel()


def verb(work: Replacement) -> str:
    """What is done to the seat."""
    return "stop" if work.kind == "stop" else "restart"


def not_kept(made: Rescue) -> str:
    """What a rescue does not hold, or not surely, for the end of a line; empty where it holds all of it."""
    more = len(made.left_out) - _NAMED
    names = "; ".join(made.left_out[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"; not in the rescue: {names}" if names else ""
