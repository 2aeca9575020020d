"""tmux: frames, pastes with their guard, keys, windows."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.engine.protocols.errors import Gone
from fleetui.engine.protocols.tmux import PaneFacts, PasteResult, ServerSight, WindowSpec
from fleetui.model.identities import PaneRef, ProcessId
from fleetui.model.screen import Frame
from tests.faults.machine.agent import Agent
from tests.faults.machine.outside import SOCKET
from tests.faults.machine.ports.life import Life
from tests.faults.machine.watcher import Watcher


class SimulatedTmux:
    """Implements ``TmuxPort``."""

    own_socket = SOCKET

    def __init__(self, life: Life, watcher: Watcher) -> None:
        self.life, self.outside, self.watcher = life, life.outside, watcher
        self._shown: dict[str, Frame] = {}
        self._listed = -1.0

    async def version(self) -> str:
        return "3.5"

    async def observe(self, socket: str, panes: frozenset[str], *, everything: bool = False) -> ServerSight:
        return await self.life.call("observe", lambda: self._observe(socket, panes, everything), delay=0)

    def _observe(self, socket: str, panes: frozenset[str], everything: bool) -> ServerSight:
        if self.outside.server is None:
            return ServerSight(socket, None, "it is gone", gone=True)
        frames = {}
        for pane in panes:
            one = self.outside.panes.get(pane)
            if one is None or one.gone:
                continue
            frame = one.frame()
            if everything or self._shown.get(pane) is not frame:
                frames[pane] = self._shown[pane] = frame
        return ServerSight(socket, self.outside.server, panes=self.outside.facts(), frames=frames)

    async def look(self, pane: PaneRef) -> Frame | None:
        return None

    async def fresh_frame(self, pane: PaneRef) -> Frame:
        return await self.life.call("fresh_frame", lambda: self._fresh(pane))

    def _fresh(self, pane: PaneRef) -> Frame:
        one = self.outside.agent_in(pane)
        if one is None:
            raise Gone("tmux", "look", "the pane is gone")
        frame = one.frame()
        self.watcher.looked(self.life.number, one)
        return frame

    async def glance(self, panes: Sequence[PaneRef]) -> dict[PaneRef, Frame]:
        return {}

    async def paste(self, pane: PaneRef, text: str, *, foreground: str = "", reader: ProcessId | None = None,
                    **_: object) -> PasteResult:  # fmt: skip
        def does() -> PasteResult:
            one = self._takes(pane, foreground, reader)
            if one is None:
                return PasteResult.REFUSED
            self.watcher.pastes(self.life.number, one, text)
            one.paste(text)
            return PasteResult.PASTED

        return await self.life.call("paste", does)

    async def press(self, pane: PaneRef, keys: Sequence[str], *, foreground: str = "",
                    reader: ProcessId | None = None, **_: object) -> PasteResult:  # fmt: skip
        def does() -> PasteResult:
            one = self._takes(pane, foreground, reader)
            if one is None:
                return PasteResult.REFUSED
            for key in keys:
                self.watcher.presses(self.life.number, one, key)
                one.press(key)
            return PasteResult.PASTED

        return await self.life.call("press", does)

    def _takes(self, pane: PaneRef, foreground: str, reader: ProcessId | None) -> Agent | None:
        """The guard inside the server."""
        one = self.outside.agent_in(pane)
        if one is None or not one.lives or one.mode:
            return None
        if foreground not in ("", "standin.py") or (reader and reader != one.process):
            return None
        one.passes()
        return one

    async def create(self, spec: WindowSpec) -> PaneRef:
        def does() -> PaneRef:
            self.watcher.creates(spec)
            return self.outside.create(spec.agent, spec.run, spec.cwd)

        return await self.life.call("create", does)

    async def close(self, pane: PaneRef) -> None:
        await self.life.call("close", lambda: self._close(pane))

    def _close(self, pane: PaneRef) -> None:
        if one := self.outside.agent_in(pane):
            one.ends()
            one.gone = True

    async def discover(self, also: Sequence[str] = ()) -> tuple[PaneFacts, ...]:
        return await self.life.call("discover", lambda: tuple(self.outside.facts().values()), delay=0)

    async def disconnect(self) -> None:
        self.life.check()
