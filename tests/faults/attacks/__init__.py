"""Attacks by the invariant they try to break. The next one is a function of ten lines in the module of its invariant.

``python -m tests.faults.attacks`` prints the table, with a name it runs that one and keeps its folder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from tests.faults.lab import Lab

INVARIANTS = {
    1: "A follow-up is typed at most once without consent; none is lost; doubt is shown.",
    2: "A follow-up never goes to another run, a dead pane, a dialog, or into text somebody types.",
    3: "Nothing is killed that fleetui did not start or the operator did not name.",
    4: "Before anything destroys work a verified rescue exists, or the operator was told and chose.",
    5: "Nothing lands but exactly the candidate that passed and that the operator approved.",
    6: "A landing is a compare-and-swap and leaves the operator's files alone.",
    7: "What could not be checked is never green.",
    8: "Nothing an agent prints, names, commits or configures runs in fleetui or imitates it.",
    9: "A failing part never takes the rest down and never loses state.",
    10: "The operator's own tmux, git configuration and files are not changed unasked.",
}
MODULES = ("delivery", "killing", "release", "journal", "surroundings")


@dataclass(frozen=True)
class Attack:
    """One attempt to break invariants; it raises ``AssertionError`` when it succeeds."""

    name: str
    invariants: tuple[int, ...]
    says: str
    run: Callable[[Lab], None]


_ATTACKS: list[Attack] = []


def attack(*invariants: int) -> Callable[[Callable[[Lab], None]], Callable[[Lab], None]]:
    """Enter a function into the table; its docstring's first line says what is tried."""

    def enter(run: Callable[[Lab], None]) -> Callable[[Lab], None]:
        says = (run.__doc__ or "").strip().splitlines()[0]
        _ATTACKS.append(Attack(run.__name__, invariants, says, run))
        return run

    return enter


def attacks() -> list[Attack]:
    """All of them."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")
    return list(_ATTACKS)
