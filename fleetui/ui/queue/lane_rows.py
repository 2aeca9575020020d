"""The queues of all agents as rows: a lane for each agent, its next entries, and what waits on whom."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.model.chains import named, whose
from fleetui.model.queue import Entry, Queue, live
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.entries import entry_title, entry_word, step_sign
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.rows import BLANK, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.next_entry import why_in_queue
from fleetui.ui.shell.shared_state import SharedState

MOST = 6
"""Entries of one lane that are shown."""
NAMED = 2
"""Agents that wait for one entry and are named; more are counted."""
_WORD = 15


def row_key(agent: str, entry: str) -> str:
    """What tells the rows apart."""
    return f"{agent} {entry}"


def lane_rows(shared: SharedState, view: FleetView) -> list[TextRow]:
    """Agents with entries by slot; then in one row all others."""
    queues = {agent.name: agent.queue for agent in view.agents}
    awaited = _awaited(queues)
    rows: list[TextRow] = []
    for agent in view.agents:
        if live(agent.queue):
            rows += [*([BLANK] if rows else []), *_lane(shared, agent, queues, awaited)]
    free = [agent.name for agent in view.agents if not live(agent.queue)]
    if free:
        rows += [*([BLANK] if rows else []), words(Span(f"nothing queued: {', '.join(free)}", "dim"))]
    return rows


def _awaited(queues: Mapping[str, Queue]) -> dict[str, list[str]]:
    """By the id of an entry, the agents whose waits name it."""
    found: dict[str, list[str]] = {}
    for name, queue in queues.items():
        for entry in live(queue):
            for one in named(entry):
                if pair := whose(queues, one):
                    found.setdefault(pair[1].id, []).append(name)
    return found


def _lane(
    shared: SharedState, agent: AgentView, queues: Mapping[str, Queue], awaited: Mapping[str, list[str]]
) -> list[TextRow]:
    state, entries = state_of(agent), live(agent.queue)
    sign = Span(f"{shared.sign(state.key)} ", "dim" if state.ink == "ok" else state.ink)
    number = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    head = TextRow(
        (sign, Span(agent.name, "bright bold"), Span(f"   {state.word}", "dim")), (Span(number, "queue"),)
    )
    rows = [head]
    for place, entry in enumerate(entries[:MOST], 1):
        rows.append(_entry(shared, agent, place, entry, awaited.get(entry.id, [])))
        if why := _why(shared, agent, entry, queues):
            rows.append(words(Span(" " * (_WORD + 7)), Span(why, "low" if entry.reason else "dim")))
    if len(entries) > MOST:
        rows.append(words(Span(f"       and {len(entries) - MOST} more", "dim")))
    return rows


def _entry(shared: SharedState, agent: AgentView, place: int, entry: Entry, awaited: list[str]) -> TextRow:
    word, ink = entry_word(entry)
    who = ", ".join(awaited) if len(awaited) <= NAMED else f"{len(awaited)} agents"
    waited = f"  {who} wait{'s' if len(awaited) == 1 else ''} for it   " if awaited else ""
    left = (
        Span(f"  {place:>3}  ", "dim"),
        Span(("next" if place == 1 and word == "waits" else word).ljust(_WORD), ink),
        Span(step_sign(entry, shared.glyphs) + entry_title(entry), "text"),
    )
    right = (Span(waited, "queue"), Span(age(entry.added, shared.now()), "dim"))
    return TextRow(left, right, "", row_key(agent.name, entry.id))


def _why(shared: SharedState, agent: AgentView, entry: Entry, queues: Mapping[str, Queue]) -> str:
    """Why it does not go on; of a wait behind others, whose entries it names."""
    if why := entry.reason or why_in_queue(shared, agent, entry):
        return why
    pairs = [pair for one in named(entry) if (pair := whose(queues, one))]
    return "; ".join(f"after {name}: {entry_title(other)}" for name, other in pairs)
