"""Watches what a follow-up stands on until its turn is over: *contested* by another agent, or *drifted*.

Nothing is looked at for it: it compares what the slow facts bring anyhow. Git runs, once, only when a base branch
moved, or when another agent changed a file of which the follow-up names lines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.model.anchors.kept import from_json
from fleetui.model.events import AnchorChanged
from fleetui.model.fleet import Seat
from fleetui.model.happened.afterwards import CONTESTED, DRIFTED, ChangedAnchor, same_file
from fleetui.model.happened.touched_lines import Lines, place, same_lines, touched
from fleetui.model.happened.turns import OpenTurn
from fleetui.model.queue import EntryState, find
from fleetui.model.view import GitFacts

SURE_S = 6.0
"""How long an agent may take to write down that it was itself who changed a file."""
AGAIN_S = 10.0
"""When git is asked once more what a base brought, after it could not say."""
MOST = 20


@dataclass(slots=True)
class _Watched:
    """What is remembered of one turn."""

    turn: str
    paths: frozenset[str] | None = None
    """What the follow-up stands on; ``None`` until that was read."""
    places: Mapping[str, tuple[Lines, ...]] = field(default_factory=dict)
    """The lines of them that it speaks of."""
    base: str = ""
    first: GitFacts | None = None
    """The agent's own worktree as it was seen first."""
    seen: tuple[object, ...] = ()
    again: float = 0.0
    """When to look once more although nothing moved; 0 for never."""
    strange: dict[str, float] = field(default_factory=dict)
    """Files that changed and that the agent does not say it changed, and since when."""


class Afterwards:
    """Keeps the anchors of every follow-up whose turn runs."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._watched: dict[str, _Watched] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start_due(self) -> None:
        """Compare where something moved; called after every tick."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            turn = self.core.fleet.turns.get(seat.name)
            if turn is None or not turn.entry or self._busy(seat.name):
                continue
            known = self._of(seat, turn)
            if known.paths == frozenset() or len(turn.anchors) >= MOST:
                continue
            seen = self._facts(seat)
            if known.paths is None or seen != known.seen or self._is_due(known):
                known.seen = seen
                self._tasks[seat.name] = self.core.spawn(
                    self._look(seat, turn, known), f"anchors of {seat.name}"
                )

    def _busy(self, name: str) -> bool:
        task = self._tasks.get(name)
        return task is not None and not task.done()

    def _of(self, seat: Seat, turn: OpenTurn) -> _Watched:
        known = self._watched.get(seat.name)
        if known is None or known.turn != turn.id:
            known = self._watched[seat.name] = _Watched(turn.id, base=turn.base)
        known.first = known.first or self.core.sight(seat.name).git
        return known

    def _facts(self, seat: Seat) -> tuple[object, ...]:
        """What differs once something moved that may matter."""
        of_project = (
            self.core.sight(one.name).git for one in self.core.seats() if one.project == seat.project
        )
        return (self.core.bases.get(seat.project, ""), *of_project)

    def _is_due(self, known: _Watched) -> bool:
        now = self.core.world.now()
        return 0 < known.again <= now or any(now - since >= SURE_S for since in known.strange.values())

    async def _look(self, seat: Seat, turn: OpenTurn, known: _Watched) -> None:
        entry = find(self.core.fleet.queues.get(seat.name, ()), turn.entry)
        if known.paths is None:
            known.paths, known.places = await self._paths(entry.kept if entry else "")
        if entry is None or entry.state is not EntryState.ACCEPTED or not known.paths:
            known.seen = ()  # it may still be on its way
            return
        known.again = 0.0
        found = [
            *await self._contested(seat, known),
            *await self._of_base(seat, known),
            *self._here(seat, known),
        ]
        told = {(*one.what, one.lines) for one in turn.anchors}
        told |= {(*one.what, "") for one in turn.anchors}  # once the lines are known they stay
        facts = [
            AnchorChanged(seat.name, turn.id, turn.entry, one.state, one.path, one.by, one.lines)
            for one in found
            if (*one.what, one.lines) not in told
        ]
        with self.core.watching("journal"):
            await self.core.ledger.append(*facts[:MOST])

    async def _paths(self, kept: str) -> tuple[frozenset[str], Mapping[str, tuple[Lines, ...]]]:
        """The files that it stands on, and by file the lines."""
        if not kept:
            return frozenset(), {}
        try:
            known = from_json(await self.core.ledger.get_text(kept))
        except PortError:
            return frozenset(), {}
        facts = [fact for fact in known.facts.values() if fact.path] if known else []
        places: dict[str, tuple[Lines, ...]] = {}
        for fact in facts:
            if found := place(fact.finding.at):
                places[fact.path] = (*places.get(fact.path, ()), found[1])
        return frozenset(fact.path for fact in facts), places

    # ------------------------------------------------------------ who changed what

    async def _contested(self, seat: Seat, known: _Watched) -> list[ChangedAnchor]:
        """Files that another agent of the project has changed in its own worktree, committed or not."""
        found: list[ChangedAnchor] = []
        for other in self.core.seats():
            git = self.core.sight(other.name).git
            if other.project != seat.project or other.worktree == seat.worktree or git is None:
                continue
            changed = sorted({one.path for one in git.files} & (known.paths or frozenset()))
            diff = await self._diff(other) if any(path in known.places for path in changed) else ""
            found += [
                ChangedAnchor(CONTESTED, path, other.name, lines=self._lines(known, diff, path))
                for path in changed
            ]
        return found

    async def _diff(self, other: Seat) -> str:
        """What another agent changed since it left the base; empty where git cannot say: then the file is told."""
        try:
            return await self.core.world.git.diff(self.core.project(other), other.worktree)
        except PortError:
            return ""

    def _lines(self, known: _Watched, diff: str, path: str) -> str:
        """By the numbers of where the other one parted from the base, which are those of the follow-up but for what
        changed since."""
        wanted = known.places.get(path, ())
        return same_lines(wanted, touched(diff, path)) if wanted and diff else ""

    async def _of_base(self, seat: Seat, known: _Watched) -> list[ChangedAnchor]:
        """Files that commits changed which came into the base branch since."""
        project, now = self.core.project(seat), self.core.bases.get(seat.project, "")
        old, known.base = known.base, now or known.base
        if not old or not now or old == now or not project.path:
            return []
        try:
            commits = await self.core.world.git.committed(project, seat.worktree, old, now)
        except PortError:
            known.base, known.again = old, self.core.world.now() + AGAIN_S
            return []
        brought = {one.path for one in commits}
        by = f"{project.base} {now[:9]}"
        return [ChangedAnchor(DRIFTED, path, by) for path in sorted(known.paths or ()) if path in brought]

    def _here(self, seat: Seat, known: _Watched) -> Iterator[ChangedAnchor]:
        """Files of its own worktree that changed, while the agent's session file says that it was not the agent."""
        seen = self.core.sight(seat.name)
        turn = seen.session.turn if seen.session else None
        if turn is None or not turn.whole or turn.ended or turn.acted or turn.unseen or known.first is None:
            known.strange.clear()
            return
        before = {one.path: one for one in known.first.files}
        for one in seen.git.files if seen.git else ():
            if one.path not in (known.paths or ()) or before.get(one.path) == one:
                continue
            if any(same_file(path, one.path) for path in turn.edited):
                known.strange.pop(one.path, None)
                continue
            since = known.strange.setdefault(one.path, self.core.world.now())
            if self.core.world.now() - since >= SURE_S and not (seen.session and seen.session.tool_runs):
                known.strange.pop(one.path)
                known.first = seen.git
                yield ChangedAnchor(DRIFTED, one.path, "other hands, in its worktree")
