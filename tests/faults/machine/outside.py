"""The simulated outside: tmux with its panes, worktrees with their bytes, gates. It outlives every engine.

Whatever is done to it goes through methods that never wait: an engine that is killed has done all of one, or nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import PaneFacts
from fleetui.model.evidence import Gate
from fleetui.model.fleet import Project
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.settings import SeatSpec, Settings, Thresholds
from tests.faults.machine.agent import HEIGHT, WIDTH, Agent
from tests.faults.machine.virtual_time import VirtualLoop

SOCKET = "/sim/tmux"
SEATS = ("ann", "bob")
BASE = "base"


class Broken(AssertionError):
    """Something happened that must never happen."""


@dataclass
class Worktree:
    """One agent's files: a name for all bytes that lie there, and the branch."""

    branch: str
    tree: str = BASE
    rescued: dict[str, str] = field(default_factory=dict)
    """The bytes that each rescue holds."""


class Outside:
    """The world of one example."""

    def __init__(self, loop: VirtualLoop) -> None:
        self.loop = loop
        self.server: ServerId | None = None
        self.panes: dict[str, Agent] = {}
        """Of every server there ever was."""
        self.worktrees: dict[str, Worktree] = {}
        self.red: Counter[str] = Counter()
        """How often the gate of a seat's worktree is still red."""
        self.turn_s = 3.0
        self.delay_s = 0.01
        self.ids = 0
        self.owner = 0
        """Which engine holds the lock; 0 while none does."""
        self.answers = 0
        gates = (Gate("build", ("true",)),)
        shop = Project("shop", "/sim/shop", gates=gates, gate_when="asked", rules=("be kind",), rules_every=4)
        seats = tuple(SeatSpec(x, _PROFILE[x], "shop", command=("./standin.py",)) for x in SEATS)
        self.settings = Settings(
            projects={"shop": shop}, seats=seats, scratch="/sim/s",
            thresholds=Thresholds(accept_s=6.0, restarts=1000), window=(WIDTH, HEIGHT),
        )  # fmt: skip

    def now(self) -> float:
        return self.loop.wall()

    def mint(self) -> str:
        self.ids += 1
        return f"{self.ids:06x}"

    # ------------------------------------------------------------ tmux

    def create(self, seat: str, run: str, worktree: str) -> PaneRef:
        self.ids += 10
        if self.server is None:
            self.server = ServerId(SOCKET, 100_000 + self.ids, self.ids)
        pane = f"%{self.ids}"
        ref = PaneRef(self.server, pane, 10_000 + self.ids, 7)
        made = Agent(seat, run, ref, self.now, self.now(), self.turn_s)
        made.works = lambda: self._worked(worktree)
        self.panes[pane] = made
        return ref

    def _worked(self, worktree: str) -> None:
        self.ids += 1
        if worktree in self.worktrees:
            self.worktrees[worktree].tree = f"tree{self.ids}"

    def agent_in(self, ref: PaneRef) -> Agent | None:
        """Who lives, or lay dead, in exactly this pane."""
        found = self.panes.get(ref.pane)
        return found if found and found.ref == ref and self.server == ref.server and not found.gone else None

    def living(self) -> list[Agent]:
        return [x for x in self.panes.values() if x.lives and x.ref.server == self.server]

    def facts(self) -> dict[str, PaneFacts]:
        there = [x for x in self.panes.values() if x.ref.server == self.server and not x.gone]
        return {x.ref.pane: _facts(x) for x in there}

    def server_dies(self) -> None:
        for one in self.living():
            one.ends()
            one.gone = True
        self.server = None

    # ------------------------------------------------------------ git

    def worktree(self, path: str) -> Worktree:
        if path not in self.worktrees:
            raise PortError("git", "look", "it is no worktree")
        return self.worktrees[path]

    def rename(self, old: str, new: str) -> None:
        """The same seats under another name, as the configuration says them."""
        seats = tuple(replace(x, name=new) if x.name == old else x for x in self.settings.seats)
        self.settings = replace(self.settings, seats=seats)


_PROFILE = {"ann": "standin", "bob": "filed"}
"""The second agent keeps a session file."""


def _facts(one: Agent) -> PaneFacts:
    return PaneFacts(
        one.ref, "", "standin.py", "/sim", one.dead, 1 if one.dead else None, one.mode, False, WIDTH, HEIGHT,
        f"{one.seat}:0.0", one.run, one.seat,
    )  # fmt: skip
