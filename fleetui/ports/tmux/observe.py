"""One tick of one server: ask which panes changed, capture those, hand out what differs."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from fleetui.engine.ports import PaneFacts, PortError, ServerSight
from fleetui.model.places import PaneRef
from fleetui.model.screen import Frame
from fleetui.ports.tmux.capture import Capture, Shot
from fleetui.ports.tmux.control import Command
from fleetui.ports.tmux.link import Link, ServerGone
from fleetui.ports.tmux.panes import FORMAT, PaneList

LIST_S = 0.9
"""How often all panes are listed while anything stirs."""
LIST_RESTING_S = 3.9
"""How often while nothing does: listing is most of what a resting server is asked."""
ENDS_S = 5.0
"""How long after its end a pane's exit code is waited for."""
SWEEP_S = 45.0
"""How often all are captured whatever their activity says: a clock that was set back, a cleared history."""

_AT_ONCE = 6
"""Panes parsed before the loop may look at keys."""
_PANE_ID = re.compile(r"%[0-9]{1,9}")

_LIST = Command(f"list-panes -a -F '{FORMAT}'")


@dataclass(slots=True)
class _Seen:
    """The last capture of a pane."""

    shot: Shot
    at: int
    """Second before which everything the pane printed is in the shot."""
    size_and_mode: tuple[int, int, bool] | None = None
    """As the list of all panes had it then; changes of these are no activity."""


class Watch:
    """What was seen of one server, so that only what changed is captured and only what differs is handed out.

    ``window_activity`` counts in whole seconds and belongs to the window, so a pane is captured for up to a
    second after its last output; equal captures are dropped before they are parsed.
    """

    def __init__(self, link: Link, panes: PaneList) -> None:
        self._link = link
        self._panes = panes
        self._seen: dict[str, _Seen] = {}
        self._facts: dict[str, PaneFacts] = {}
        self._ended: dict[str, float] = {}
        self._stirred = True
        """Whether anything happened since all panes were listed."""
        self._listed = float("-inf")
        self._swept = float("-inf")
        self.listings = 0
        """How often all panes were listed, ever."""
        self.captures = 0
        """How many captures were asked for, ever."""

    async def tick(self, panes: frozenset[str], *, everything: bool) -> ServerSight:
        """What changed since the last tick. Never raises for a slow or dead server."""
        try:
            return await self._tick(panes, everything=everything)
        except ServerGone as error:
            self.forget()
            return ServerSight(self._link.socket, None, error.detail, gone=True)
        except PortError as error:
            return ServerSight(self._link.socket, None, error.detail)

    async def fresh(self, pane: PaneRef) -> Frame:
        """The pane now, whatever was seen before."""
        capture, shot = await self._shot(pane, 0)
        return capture.frame(shot)

    async def history(self, pane: PaneRef, lines: int) -> str:
        """Styled text of the screen and at most ``lines`` rows above it."""
        capture, shot = await self._shot(pane, lines)
        return capture.text(shot)

    def forget(self) -> None:
        """Start anew: the server is another one."""
        self._seen.clear()
        self._facts.clear()
        self._listed = self._swept = float("-inf")

    async def _tick(self, panes: frozenset[str], *, everything: bool) -> ServerSight:
        # taken before asking: output that comes meanwhile is asked for again next time
        second, now = int(time.time()), time.monotonic()
        panes = frozenset(pane for pane in panes if _PANE_ID.fullmatch(pane))
        sweep = everything or now - self._swept >= SWEEP_S
        listing = everything or self._list_due(panes, now)
        facts, active = await self._look(panes, listing=listing)
        wanted = panes if sweep else self._due(panes, active)
        frames = await self._capture(wanted, second)
        self._unchanged(panes - wanted, second)
        if sweep:
            self._swept = now
        if facts is not None:
            self._listed, self._stirred = now, self._ends(now)
        return ServerSight(self._link.socket, self._link.server, panes=facts, frames=frames)

    async def _look(
        self, panes: Iterable[str], *, listing: bool
    ) -> tuple[dict[str, PaneFacts] | None, dict[str, int]]:
        """All panes where they are due, and the panes with output since the oldest capture, with its second."""
        since = min((self._seen[pane].at for pane in panes if pane in self._seen), default=0)
        stirs = f"#{{||:#{{e|>=:#{{window_activity}},{since}}},#{{pane_dead}}}}"
        changed = Command(f"list-panes -a -f '{stirs}' -F '#{{pane_id}} #{{window_activity}} #{{pane_dead}}'")
        first, *rest = await self._link.ask((changed, _LIST) if listing else (changed,))
        rows = (row.split(" ") for row in first.last.decode("ascii", "replace").splitlines())
        told = {row[0]: (int(row[1]), row[2] == "1") for row in rows if first.ok and len(row) == 3}
        active = {pane: activity for pane, (activity, _) in told.items() if activity >= since}
        self._stirred |= bool(active) or any(dead and self._lives(pane) for pane, (_, dead) in told.items())
        if rest and rest[0].ok:
            self.listings += 1
            self._facts = self._panes.read(rest[0].last.decode("utf-8", "replace"))
            return dict(self._facts), active
        return None, active

    def _list_due(self, panes: frozenset[str], now: float) -> bool:
        age = now - self._listed
        self._stirred |= self._link.news()
        stirred = self._stirred or not panes <= self._facts.keys()
        return age >= (LIST_S if stirred else LIST_RESTING_S)

    def _lives(self, pane: str) -> bool:
        facts = self._facts.get(pane)
        return facts is None or not facts.dead

    def _ends(self, now: float) -> bool:
        """True while tmux may still tell how a process ended."""
        dead = (pane for pane, facts in self._facts.items() if facts.dead and facts.exit_code is None)
        self._ended = {pane: self._ended.get(pane, now) for pane in dead}
        return any(now - since < ENDS_S for since in self._ended.values())

    def _due(self, panes: frozenset[str], active: dict[str, int]) -> frozenset[str]:
        return frozenset(pane for pane in panes if self._is_due(pane, active.get(pane, -1)))

    def _is_due(self, pane: str, activity: int) -> bool:
        seen = self._seen.get(pane)
        return seen is None or activity >= seen.at or self._shape(pane) != seen.size_and_mode

    def _shape(self, pane: str) -> tuple[int, int, bool] | None:
        facts = self._facts.get(pane)
        return (facts.width, facts.height, facts.in_mode) if facts else None

    async def _capture(self, panes: frozenset[str], second: int) -> dict[str, Frame]:
        if not panes:
            return {}
        capture, order = self._method(), sorted(panes)
        answers = await self._link.ask([capture.command(pane) for pane in order])
        self.captures += len(order)
        frames: dict[str, Frame] = {}
        for pane, answer in zip(order, answers, strict=True):
            shot, before = capture.shot(answer), self._seen.get(pane)
            if shot is None:
                self._seen.pop(pane, None)
                continue
            self._seen[pane] = _Seen(shot, second, self._shape(pane))
            if before is None or before.shot != shot:
                frames[pane] = capture.frame(shot)
                if len(frames) % _AT_ONCE == 0:
                    await asyncio.sleep(
                        0
                    )  # keys first: to parse every pane takes longer than a key should wait
        return frames

    def _unchanged(self, panes: Iterable[str], second: int) -> None:
        for pane in panes:
            if pane in self._seen:
                self._seen[pane].at = second

    def _method(self) -> Capture:
        return Capture(self._link.version, f"fleetui-{os.getpid()}")

    async def _shot(self, pane: PaneRef, history: int) -> tuple[Capture, Shot]:
        if not _PANE_ID.fullmatch(pane.pane):
            raise PortError("tmux", "capture a pane", f"{pane.pane!r} is no pane id")
        await self._link.connect()
        capture = self._method()
        identity = Command(f"display-message -p -t {pane.pane} '#{{pid}} #{{start_time}} #{{pane_pid}}'")
        who, answer = await self._link.ask((identity, capture.command(pane.pane, history=history)))
        shot = capture.shot(answer)
        expected = f"{pane.server.pid} {pane.server.started} {pane.pid}".encode()
        if shot is None or who.last != expected:
            raise PortError("tmux", "capture a pane", f"{pane.pane} is gone, or runs something else now")
        return capture, shot
