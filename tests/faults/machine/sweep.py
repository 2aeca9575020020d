"""One mishap at one call of one port, for every call and every mishap: what chance meets seldom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from fleetui.model import commands as c
from fleetui.model import steps as s
from tests.faults.machine.ports.life import Ambush
from tests.faults.machine.rules import Machine

CALLS = ("append", "fresh_frame", "paste", "press", "create", "close", "stop", "rescue", "fresh_branch",
         "fresh_files", "fresh_head", "tree", "gate", "claims")  # fmt: skip
CRASH, MISHAPS = (
    "crash",
    (
        "crash",
        "dialog",
        "types",
        "dies",
        "pane gone",
        "server dies",
        "swallow",
        "discard",
        "crash+enters",
        "crash+clears",
    ),
)
Mishap = tuple[str, int, bool, str]
"""The call, how many of it come first, whether it takes effect before, and what happens."""


def crashes() -> Iterator[Mishap]:
    """A crash before and behind the first of every call, around the further records, and with the operator's Enter
    while nobody watches."""
    yield from product(CALLS, (0,), (False, True), (CRASH,))
    yield from product(("append",), range(1, 8), (False,), (CRASH,))
    yield from product(("append", "paste", "press"), (0, 1, 2), (True,), ("crash+enters",))


def all_mishaps() -> Iterator[Mishap]:
    """Everything, around the first calls of each."""
    yield from product(CALLS, range(4), (False, True), MISHAPS)


def meets(mishap: Mishap, *planned: s.Planned) -> None:
    """Let a queue meet it, and drain. Raises what is broken."""
    machine = Machine()
    try:
        machine.begins()
        call, nth, after, what = mishap
        life = machine.fleet.life
        assert life is not None
        life.ambushes.append(Ambush(call, nth, after, lambda: _happens(machine, what)))
        machine.fleet.outside.red[sorted(machine.fleet.outside.worktrees)[0]] = 1
        machine.fleet.do(c.AddEntries("ann", tuple(s.written(one) for one in planned)))
        machine.fleet.passes(30.0)
    finally:
        machine.teardown()


def _happens(machine: Machine, what: str) -> None:
    """One after the other, where it is several."""
    for one in what.split("+"):
        machine._does(0, one)


def a_pipeline() -> tuple[s.Planned, ...]:
    """Follow-ups, with every kind of step that changes something between them."""
    return (
        "w1 first",
        s.GateStep("build", rounds=1),
        s.NextTaskStep("task/next"),
        s.RestartStep(),
        "w2 last",
    )
