"""One tick of one server: ask which panes changed, capture those, hand out what differs."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fleetui.engine.protocols.errors import Gone, PortError
from fleetui.engine.protocols.tmux import PaneFacts, ServerSight
from fleetui.model.identities import PaneRef
from fleetui.model.screen import Frame, Scrollback, parse_frame
from fleetui.ports.clock import wall
from fleetui.ports.tmux.capture import DONE, Capture, Rows, Seen, Shot, comparable
from fleetui.ports.tmux.control import Answer, Command
from fleetui.ports.tmux.link import ServerGone, ServerLink
from fleetui.ports.tmux.panes import FORMAT, PaneList

LIST_S = 0.9
"""How often all panes are listed while anything stirs."""
LIST_RESTING_S = 3.9
"""How often while nothing does: listing is most of what a resting server is asked."""
ENDS_S = 5.0
"""How long after its end a pane's exit code is waited for."""
SWEEP_S = 45.0
"""How often all are captured whatever their activity says: a clock that was set back, a cleared history."""

WHOLE_S = 2.0
"""How long a pane that keeps printing may show old colours in rows whose text stays."""
_AT_ONCE = 6
"""Panes parsed before the loop may look at keys."""

_PANE_ID = re.compile(r"%[0-9]{1,9}")

_LIST = Command(f"list-panes -a -F '{FORMAT}'")


@dataclass(slots=True)
class _Pane:
    """What is known of a pane that is watched."""

    seen: Seen
    shape: tuple[int, int, bool] | None
    """Size and mode as the list of all panes had them at its capture; changes of these are no activity."""
    whole_at: float
    """When it was last captured with all its styles."""
    owed: bool = False
    """True while its last capture was a part: once it is silent it is captured whole."""


class Watch:
    """What was seen of one server, so that only what changed is captured and only what differs is handed out.

    ``window_activity`` counts in whole seconds and belongs to the window, so a pane is captured for up to a
    second after its last output; equal captures are dropped before they are parsed.
    """

    def __init__(self, link: ServerLink, panes: PaneList) -> None:
        self._link = link
        self._panes = panes
        self._one_at_a_time = asyncio.Lock()
        self._known: dict[str, _Pane] = {}
        self._asked: frozenset[str] | None = None
        self._panes_asked: frozenset[str] = frozenset()
        self._second = 0
        """Second before which everything the panes printed was looked at."""
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
            async with self._one_at_a_time:
                return await self._tick(panes, everything=everything)
        except ServerGone as error:
            self.forget()
            return ServerSight(self._link.socket, None, error.detail, gone=True)
        except PortError as error:
            return ServerSight(self._link.socket, None, error.detail)

    async def look(self, pane: PaneRef) -> Frame | None:
        """One watched pane between two ticks: its frame where it differs from the last one handed out."""
        async with self._one_at_a_time:
            if pane.pane not in self._known or self._link.server != pane.server:
                return None
            frames = await self._capture({pane.pane: self._rows(pane.pane, time.monotonic())})
            return frames.get(pane.pane)

    async def fresh(self, pane: PaneRef) -> Frame:
        """The pane now, whatever was seen before."""
        capture, shot, _ = await self._shot(pane, 0)
        return capture.frame(shot)

    async def history(self, pane: PaneRef, lines: int) -> Scrollback:
        """The screen and at most ``lines`` rows above it."""
        capture, shot, full_screen = await self._shot(pane, lines)
        text = capture.text(shot)
        found = parse_frame(text, width=0, height=text.count("\n") + 1, cursor=None, title="").lines
        return Scrollback(found, capture.frame(shot).height, full_screen)

    def forget(self) -> None:
        """Start anew: the server is another one."""
        self._known.clear()
        self._facts.clear()
        self._second = 0
        self._listed = self._swept = float("-inf")

    async def _tick(self, panes: frozenset[str], *, everything: bool) -> ServerSight:
        # taken before asking: output that comes meanwhile is asked for again next time
        second, now = int(wall()), time.monotonic()
        panes = self._valid(panes)
        sweep = everything or now - self._swept >= SWEEP_S
        listing = everything or self._list_due(panes, now)
        facts, active = await self._look(listing=listing)
        due = self._due(panes, active, listed=facts is not None)
        asks = dict.fromkeys(panes) if sweep else self._asks(due, now)
        frames = await self._capture(asks) if asks else {}
        self._second = second
        if sweep:
            self._swept = now
        if facts is not None:
            self._listed, self._stirred = now, self._ends(now)
        return ServerSight(self._link.socket, self._link.server, panes=facts, frames=frames)

    def _valid(self, panes: frozenset[str]) -> frozenset[str]:
        """The panes asked for that can be; what was seen of others is forgotten."""
        if panes is not self._asked:
            self._asked, self._panes_asked = panes, frozenset(p for p in panes if _PANE_ID.fullmatch(p))
            self._known = {pane: known for pane, known in self._known.items() if pane in panes}
        return self._panes_asked

    def _asks(self, due: Collection[str], now: float) -> dict[str, Rows | None]:
        """How each pane is captured: whole those that fell silent, were never seen, or not whole for long."""
        silent = [pane for pane, known in self._known.items() if known.owed and pane not in due]
        return dict.fromkeys(silent) | {pane: self._rows(pane, now) for pane in due}

    def _rows(self, pane: str, now: float) -> Rows | None:
        known = self._known.get(pane)
        if known is None or now - known.whole_at >= WHOLE_S or not comparable(known.seen):
            return None
        return known.seen.changing

    async def _look(self, *, listing: bool) -> tuple[dict[str, PaneFacts] | None, set[str]]:
        """All panes where they are due, and the panes with output since the last tick."""
        since = self._second
        stirs = f"#{{||:#{{e|>=:#{{window_activity}},{since}}},#{{pane_dead}}}}"
        changed = Command(f"list-panes -a -f '{stirs}' -F '#{{pane_id}} #{{window_activity}} #{{pane_dead}}'")
        first, *rest = await self._link.ask((changed, _LIST) if listing else (changed,))
        rows = (row.split(" ") for row in first.last.decode("ascii", "replace").splitlines())
        told = {row[0]: (int(row[1]), row[2] == "1") for row in rows if first.ok and len(row) == 3}
        active = {pane for pane, (activity, _) in told.items() if activity >= since}
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

    def _due(self, panes: frozenset[str], active: Collection[str], *, listed: bool) -> set[str]:
        due = {pane for pane in active if pane in panes} | (panes - self._known.keys())
        if listed:
            due |= {pane for pane, known in self._known.items() if self._shape(pane) != known.shape}
        return due

    def _shape(self, pane: str) -> tuple[int, int, bool] | None:
        facts = self._facts.get(pane)
        return (facts.width, facts.height, facts.in_mode) if facts else None

    async def _capture(self, asks: Mapping[str, Rows | None], *, again: bool = False) -> dict[str, Frame]:
        """Frames that differ, of panes asked for whole (``None``) or with styles of these rows only.

        What a part cannot tell is asked for at once: with more rows, and then whole.
        """
        capture = self._method()
        ways = (
            capture.whole(pane) if rows is None else capture.part(pane, rows) for pane, rows in asks.items()
        )
        answers = await self._link.ask(tuple(ways))
        self.captures += len(asks)
        frames: dict[str, Frame] = {}
        missing: dict[str, Rows | None] = {}
        for number, ((pane, rows), answer) in enumerate(zip(asks.items(), answers, strict=True), start=1):
            if rows is None:
                self._take(pane, capture, answer, frames)
            elif (more := self._patch(pane, capture, answer, rows, frames)) is not DONE:
                missing[pane] = None if again else more
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)  # keys first: to parse every pane takes longer than a key should wait
        return frames | await self._capture(missing, again=True) if missing else frames

    def _patch(
        self, pane: str, capture: Capture, answer: Answer, rows: Rows, frames: dict[str, Frame]
    ) -> Rows | None:
        """A part; ``DONE``, or the rows to ask for instead."""
        known = self._known.get(pane)
        if known is None:
            return None
        found = capture.patched(answer, rows, known.seen)
        if not isinstance(found, Seen):
            return found
        if found.frame is not known.seen.frame:
            frames[pane] = found.frame
        known.seen, known.shape, known.owed = found, self._shape(pane), True
        return DONE

    def _take(self, pane: str, capture: Capture, answer: Answer, frames: dict[str, Frame]) -> None:
        """A whole capture."""
        shot, known = capture.shot(answer), self._known.get(pane)
        if shot is None:
            self._known.pop(pane, None)
            return
        seen = capture.seen(shot, known.seen if known else None)
        if known is None or known.seen.place != seen.place or known.seen.frame is not seen.frame:
            frames[pane] = seen.frame
        self._known[pane] = _Pane(seen, self._shape(pane), time.monotonic())

    def _method(self) -> Capture:
        return Capture(self._link.version, f"fleetui-{os.getpid()}")

    async def _shot(self, pane: PaneRef, history: int) -> tuple[Capture, Shot, bool]:
        if not _PANE_ID.fullmatch(pane.pane):
            raise PortError("tmux", "capture a pane", f"{pane.pane!r} is no pane id")
        await self._link.connect()
        capture = self._method()
        identity = Command(
            f"display-message -p -t {pane.pane} '#{{pid}} #{{start_time}} #{{pane_pid}} #{{alternate_on}}'"
        )
        who, answer = await self._link.ask((identity, capture.command(pane.pane, history=history)))
        shot = capture.shot(answer)
        expected = f"{pane.server.pid} {pane.server.started} {pane.pid}".encode()
        found, _, full_screen = who.last.rpartition(b" ")
        if shot is None or found != expected:
            raise Gone("tmux", "capture a pane", f"{pane.pane} is gone, or runs something else now")
        return capture, shot, full_screen == b"1"
