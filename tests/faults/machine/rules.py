"""What an operator, the agents, the machine and misfortune may do: Hypothesis picks what, and in which order."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from fleetui.model import commands as c
from fleetui.model import steps as s
from fleetui.model.queue import EntryState
from tests.faults.machine.agent import TYPED
from tests.faults.machine.fleet import SEATS, Fleet
from tests.faults.machine.ports.checks import WRONG
from tests.faults.machine.ports.life import Ambush

numbers = st.integers(0, 5)
seats = st.sampled_from((0, 1))
calls = st.sampled_from(
    ("append", "append", "append", "fresh_frame", "paste", "press", "create", "close", "stop", "freeze",
     "rescue", "fresh_branch", "fresh_files", "fresh_head", "tree", "gate", "claims", "discover")
)  # fmt: skip
mishaps = st.sampled_from(
    (
        "crash",
        "crash",
        "crash",
        "dialog",
        "types",
        "dies",
        "pane gone",
        "server dies",
        "mode",
        "works",
        "files",
    )
)
kinds = st.sampled_from(
    ("text", "text", "text", "wrong claim", "gate", "gate", "wait idle", "wait time", "wait entry", "check",
     "wrong check", "restart", "restart below", "compact", "clear", "next task", "note", "stop")
)  # fmt: skip


class Machine(RuleBasedStateMachine):
    """Operator, agents and misfortune take turns."""

    def __init__(self) -> None:
        super().__init__()
        self.fleet = Fleet()
        self.count = 0

    @initialize()
    def begins(self) -> None:
        for name in SEATS:
            self.fleet.do(c.StartAgent(name))
        self.fleet.passes(4)

    # ------------------------------------------------------------ the operator

    def _name(self, seat: int) -> str:
        names = self.fleet.seats()
        return names[seat % len(names)]

    def _planned(self, kind: str, seat: int) -> s.Planned:
        self.count += 1
        other = self._name(seat + 1)
        entries = self.fleet.entries()
        text = f"w{self.count} do it"
        made: dict[str, s.Planned] = {
            "wrong claim": f"{text} in {WRONG}",
            "gate": s.GateStep("build", rounds=self.count % 3),
            "wait idle": s.WaitStep(f"{other} idle"),
            "wait time": s.WaitStep("in 5s"),
            "wait entry": s.WaitStep(f"entry {entries[self.count % len(entries)][1].id} done" if entries else "in 1s"),
            "check": s.CheckStep("shop.py:1"),
            "wrong check": s.CheckStep(WRONG),
            "restart": s.RestartStep(),
            "restart below": s.RestartStep(90),
            "compact": s.CompactStep(),
            "clear": s.ClearStep(),
            "next task": s.NextTaskStep(f"task/w{self.count}"),
            "note": s.NoteStep("look"),
            "stop": s.NoteStep("look", stop=True),
        }  # fmt: skip
        return made.get(kind, text)

    @rule(seat=seats, planned=st.lists(kinds, min_size=1, max_size=4))
    def adds(self, seat: int, planned: list[str]) -> None:
        made = tuple(s.written(self._planned(kind, seat)) for kind in planned)
        self.fleet.do(c.AddEntries(self._name(seat), made))

    @rule(seat=seats, how=st.sampled_from(("now", "later", "plain")))
    def adds_one(self, seat: int, how: str) -> None:
        self.count += 1
        later = "4s" if how == "later" else ""
        self.fleet.do(c.AddEntry(self._name(seat), f"w{self.count} do it", later, now=how == "now"))

    @rule(at=numbers, to=numbers, what=st.sampled_from(
        ("move", "give", "delete", "edit", "urge", "release", "release", "resend", "mark")
    ))  # fmt: skip
    def changes(self, at: int, to: int, what: str) -> None:
        entries = self.fleet.entries()
        wanted = {"release": EntryState.HELD, "resend": EntryState.UNKNOWN, "mark": EntryState.UNKNOWN}.get(
            what
        )
        entries = [pair for pair in entries if wanted is None or pair[1].state is wanted]
        if not entries:
            return
        name, entry = entries[at % len(entries)]
        others = [x for x in self.fleet.seats() if x != name]
        self.count += 1
        commands: dict[str, c.Command] = {
            "move": c.MoveEntry(name, entry.id, to),
            "give": c.GiveEntry(name, entry.id, others[0]),
            "delete": c.DeleteEntry(name, entry.id),
            "edit": c.EditEntry(name, entry.id, f"w{self.count} changed"),
            "urge": c.UrgeEntry(name, entry.id),
            "release": c.ReleaseEntry(name, entry.id),
            "resend": c.ResendEntry(name, entry.id),
            "mark": c.MarkDelivered(name, entry.id),
        }
        self.fleet.do(commands[what])

    @rule(seat=seats, what=st.sampled_from(
        ("pause", "resume", "rename", "restart", "stop", "start", "start", "interrupt", "clear queue", "compact")
    ), waits=st.booleans())  # fmt: skip
    def commands(self, seat: int, what: str, waits: bool) -> None:
        name = self._name(seat)
        self.count += 1
        made: dict[str, Callable[[], c.Command]] = {
            "pause": lambda: c.PauseAgent(name),
            "resume": lambda: c.ResumeAgent(name),
            "rename": lambda: c.RenameAgent(name, f"n{self.count}"),
            "restart": lambda: c.RestartAgent(name),
            "stop": lambda: c.KillAgent(name),
            "start": lambda: c.StartAgent(name),
            "interrupt": lambda: c.InterruptAgent(name),
            "clear queue": lambda: c.ClearQueue(name),
            "compact": lambda: c.CompactAgent(name),
        }
        if waits:
            self.fleet.do(made[what]())
        else:
            self.fleet.asks(made[what]())

    # ------------------------------------------------------------ the agents

    @rule(seat=seats, what=st.sampled_from(
        ("swallow", "discard", "dialog", "no dialog", "mode", "no mode", "dies", "pane gone", "types", "clears",
         "enters", "long turns", "short turns", "server dies")
    ))  # fmt: skip
    def agent(self, seat: int, what: str) -> None:
        self._does(seat, what)
        self.fleet.check()

    def _does(self, seat: int, what: str) -> None:
        outside = self.fleet.outside
        living = outside.living()
        if what == "server dies":
            outside.server_dies()
        elif what == "crash":
            if self.fleet.life:
                self.fleet.life.end()
        elif living:
            one = living[seat % len(living)]
            acts: dict[str, Callable[[], None]] = {
                "swallow": lambda: setattr(one, "swallows", 1 + seat),
                "discard": lambda: setattr(one, "discards", 1),
                "dialog": lambda: setattr(one, "dialog", True),
                "no dialog": lambda: setattr(one, "dialog", False),
                "mode": lambda: setattr(one, "mode", True),
                "no mode": lambda: setattr(one, "mode", False),
                "dies": one.ends,
                "pane gone": lambda: (one.ends(), setattr(one, "gone", True))[0],  # type: ignore[func-returns-value]
                "types": lambda: one.types(TYPED),
                "clears": one.clears,
                "enters": lambda: one.press("Enter"),
                "long turns": lambda: setattr(one, "turn_s", 20.0),
                "short turns": lambda: setattr(one, "turn_s", 1.0),
                "works": lambda: setattr(one, "until", one.now() + 3.0),
                "files": one.works,
            }
            acts[what]()
            one.changed()

    @rule(seat=seats, red=st.integers(1, 3))
    def gate_is_red(self, seat: int, red: int) -> None:
        trees = sorted(self.fleet.outside.worktrees)
        if trees:
            self.fleet.outside.red[trees[seat % len(trees)]] = red

    # ------------------------------------------------------------ the world

    @rule(
        call=calls, nth=numbers, after=st.booleans(), what=mishaps, seat=seats, then=st.sampled_from((0.0, 4.0, 12.0))
    )  # fmt: skip
    def ambush(self, call: str, nth: int, after: bool, what: str, seat: int, then: float) -> None:
        self.fleet.acting()
        assert self.fleet.life is not None
        self.fleet.life.ambushes.append(Ambush(call, nth, after, lambda: self._does(seat, what)))
        self.fleet.passes(then)

    @rule(call=calls)
    def fails_once(self, call: str) -> None:
        self.fleet.acting()
        assert self.fleet.life is not None
        self.fleet.life.fails.add(call)

    @rule(seconds=st.sampled_from((0.05, 0.3, 1.0, 3.0, 8.0, 20.0)))
    def time_passes(self, seconds: float) -> None:
        self.fleet.passes(seconds)

    @rule(delay=st.sampled_from((0.0, 0.01, 0.3)))
    def is_slow(self, delay: float) -> None:
        self.fleet.outside.delay_s = delay

    @rule(seconds=st.sampled_from((0.0, 2.0)))
    def crashes(self, seconds: float) -> None:
        self.fleet.crash()
        self.fleet.passes(seconds)
        self.fleet.acting()

    @rule()
    def is_closed(self) -> None:
        self.fleet.hand_over()

    @rule()
    def is_taken_over(self) -> None:
        self.fleet.take_over()

    def teardown(self) -> None:
        try:
            if not self.fleet.watcher.broken:
                self.fleet.drain()
                self.fleet.agrees()
        finally:
            self.fleet.end()
