"""What is next in an agent's queue and why it waits, as words for a tile's last row, a list and the queue screen."""

from __future__ import annotations

from rich.cells import cell_len

from fleetui.model.queue import SENDS_ON, Entry, EntryState, live
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.entries import entry_title, entry_word, step_sign
from fleetui.ui.draw.strips import Span, shortened, width_of
from fleetui.ui.shell.shared_state import SharedState

_LEAST_TITLE = 24
"""Cells that a long text keeps beside its reason. Where there are fewer the reason goes: title or reason row say it."""


def why_waits(agent: AgentView, entry: Entry) -> str:
    """``waits: working`` or ``held: lru.py:88 missing``; empty while the entry is on its way or not the first."""
    if entry.state in (EntryState.HELD, EntryState.UNKNOWN):
        return f"{entry_word(entry)[0]}: {entry.reason}" if entry.reason else entry_word(entry)[0]
    first = live(agent.queue)[:1] == (entry,)
    return f"waits: {agent.waits}" if first and agent.waits and entry.state is EntryState.QUEUED else ""


def why_and_since(shared: SharedState, agent: AgentView, entry: Entry) -> str:
    """The same; of a step also for how long: nobody but the operator hears of one that waits for ever."""
    why = why_waits(agent, entry)
    first = live(agent.queue)[:1] == (entry,)
    if entry.step is None or not first or agent.waits_since is None or entry.state is EntryState.HELD:
        return why
    return f"{why or entry_word(entry)[0]}, {age(agent.waits_since, shared.now())}"


def why_in_queue(shared: SharedState, agent: AgentView, entry: Entry) -> str:
    """The same where the keys of a queue act: what is said to do in its queue is done right there."""
    why = why_and_since(shared, agent, entry)
    return why.replace(SENDS_ON, f"{shared.keymap.shown('queue.release')} sends on")


def queue_words(shared: SharedState, agent: AgentView, room: int = 1000) -> list[Span]:
    """How many wait, which is next, and why it is not sent now, in ``room`` cells."""
    entries = live(agent.queue)
    own = [Span(f" +{len(agent.own_queue)} of its own", "dim")] if agent.own_queue else []
    if not entries:
        return own
    head = entries[0]
    lead = [Span(f"{shared.sign('queue')} {len(entries)} ", "queue")]
    why = why_and_since(shared, agent, head)
    if not why and head.state is not EntryState.QUEUED:
        word, ink = entry_word(head)
        lead.append(Span(f"{word} ", ink))
    left = room - width_of(lead) - width_of(own)
    title = step_sign(head, shared.glyphs) + entry_title(head)
    return [*lead, *_title_and_why(shared, title, why, left), *own]


def _title_and_why(shared: SharedState, title: str, why: str, room: int) -> list[Span]:
    tail = [Span(f" {shared.sign('dot')} ", "faint"), Span(why, "dim")] if why else []
    spare = room - width_of(tail)
    if spare < min(cell_len(title), _LEAST_TITLE):
        return [Span(title, "dim")]
    return [Span(shortened(title, spare, shared.ink.more), "dim"), *tail]
