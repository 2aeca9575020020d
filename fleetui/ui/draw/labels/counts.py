"""How many agents are in which state, and how much is queued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fleetui.model.queue import EntryState, live
from fleetui.model.snapshot.fleet import quieted
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.draw.labels.signs import glyph
from fleetui.ui.draw.labels.states import State, state_of

IN_QUEUE = frozenset({"held", "unconfirmed"})
"""States that are counted with the queue."""


@value
class Count:
    """How many agents are in one state."""

    key: str
    word: str
    ink: str
    number: int
    loud: bool


def counts(view: FleetView) -> list[Count]:
    """The header's counts, loudest first."""
    return counts_of(view.agents)


def counts_of(agents: Iterable[AgentView]) -> list[Count]:
    """How many of these agents are in which state, loudest first."""
    found: dict[str, tuple[State, int]] = {}
    for agent in agents:
        state = state_of(agent)
        first, number = found.get(state.key, (state, 0))
        found[state.key] = (min(first, state, key=lambda one: one.rank), number + 1)
    ordered = sorted(found.values(), key=lambda one: one[0].rank)
    return [Count(s.key, (s.counted or s.word).lower(), s.ink, number, s.loud) for s, number in ordered]


def with_nothing_queued(view: FleetView) -> int:
    """How many agents are idle and have nothing to go on with."""
    return sum(state_of(agent).key == "idle" and not live(agent.queue) for agent in view.agents)


def queued(view: FleetView) -> tuple[int, int, int]:
    """Entries that wait, those of them held, and those not confirmed."""
    entries = [entry for agent in view.agents for entry in live(agent.queue)]
    held = sum(entry.state is EntryState.HELD for entry in entries)
    doubtful = sum(entry.state is EntryState.UNKNOWN for entry in entries)
    return len(entries), held, doubtful


def title_words(view: FleetView, glyphs: str) -> str:
    """The window's title, of those who call: ``▲2 ■1 fleetui``."""
    calling = counts(replace(view, agents=tuple(agent for agent in view.agents if agent.calls)))
    loud = [f"{glyph(count.key, glyphs)}{count.number}" for count in calling if count.loud]
    return " ".join([*loud, "fleetui"])


def quiet_words(view: FleetView) -> list[str]:
    """How many agents the operator does not want to be called by: ``1 snoozed``."""
    return [f"{number} {word}" for word, number in quieted(view).items() if number]
