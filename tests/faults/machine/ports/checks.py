"""What is true of the files: gates, claims, and what an agent's own session file says that it took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fleetui.agents.sessions.told import mark_of
from fleetui.engine.protocols.gates import GateResult
from fleetui.model.anchors.claim import Claim, Kind
from fleetui.model.anchors.finding import Checked, Finding
from fleetui.model.anchors.finding import Verdict as Stands
from fleetui.model.evidence import Verdict
from fleetui.model.session import SessionFacts, Told
from tests.faults.machine.ports.life import Life
from tests.faults.machine.watcher import Watcher

WRONG = "shop.py:99"
"""A claim that is never true."""


class SimulatedGates:
    """Implements ``GatePort``."""

    def __init__(self, life: Life, watcher: Watcher) -> None:
        self.life, self.outside, self.watcher = life, life.outside, watcher

    async def run(self, gate: Any, folder: str, environment: object, live: object = None) -> GateResult:
        def does() -> GateResult:
            self.watcher.gates(folder)
            red = self.outside.red[folder] > 0
            self.outside.red[folder] -= red
            return GateResult(
                Verdict.FAIL if red else Verdict.PASS, 1.0, "it broke" if red else "", b"the log\n"
            )

        return await self.life.call("gate", does, delay=1.5)

    async def named_files(self, *_: object) -> tuple[()]:
        return ()


class SimulatedAnchors:
    """Implements ``AnchorPort``: one claim is wrong, all others are right."""

    def __init__(self, life: Life) -> None:
        self.life = life

    async def keep(self, worktree: str, text: str) -> str:
        await self.life.call("keep", lambda: None)
        return ""

    async def check(self, worktree: str, text: str, *_: object) -> tuple[Checked, ...]:
        await self.life.call("claims", lambda: None)
        if "shop.py" not in text:
            return ()
        wrong = WRONG in text
        found = Finding(Stands.MISSING if wrong else Stands.OK, detail="it has 3 lines" if wrong else "")
        return (Checked(Claim(next(iter(Kind)), WRONG), Finding(Stands.OK), found, wrong),)


class SimulatedSessions:
    """Implements ``SessionPort``: what an agent took stands in its file."""

    def __init__(self, life: Life) -> None:
        self.life, self.outside = life, life.outside

    async def sample(self, asked: Sequence[Any]) -> Mapping[str, SessionFacts]:
        return await self.life.call("sessions", lambda: dict(self._facts(asked)), delay=0)

    async def paneless(self, sources: object) -> tuple[()]:
        return ()

    def _facts(self, asked: Sequence[Any]) -> Iterable[tuple[str, SessionFacts]]:
        for ask in asked:
            if one := self.outside.agent_in(ask.pane):
                yield (
                    ask.name,
                    SessionFacts(told=tuple(Told(mark_of(text), at) for at, text in one.got[-16:])),
                )
