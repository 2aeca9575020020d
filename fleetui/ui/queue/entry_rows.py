"""A queue as rows: place, state, text, reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fleetui.model.anchors.correction import Correction
from fleetui.model.not_before import too_early
from fleetui.model.queue import FOLLOW_UP, Entry, EntryState, live
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.entries import entry_title, entry_word, step_sign
from fleetui.ui.draw.rows import BLANK, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.next_entry import why_and_since, why_in_queue
from fleetui.ui.shell.shared_state import SharedState

_STATE = 15
NOTHING_KNOWN: Mapping[str, Correction] = MappingProxyType({})
_ANSWERS = ("queue.edit", "queue.release", "queue.delete")


def queue_rows(
    shared: SharedState,
    agent: AgentView,
    found: Mapping[str, Correction] = NOTHING_KNOWN,
    *,
    keys_act: bool = False,
) -> list[TextRow]:
    """Every live entry, and below it why it does not go out; ``found`` has what could be put right of which.

    ``keys_act`` where the keys of a queue act on these rows.
    """
    said = why_in_queue if keys_act else why_and_since
    entries = live(agent.queue)
    rows = _afterwards(shared, agent)
    for place, entry in enumerate(entries, 1):
        rows.append(_entry(shared, place, entry))
        why = entry.reason or said(shared, agent, entry)
        if why:
            ink = "low" if entry.reason else "dim"
            rows.append(words(Span(" " * (_STATE + 5)), Span(why, ink)))
        if entry.state is EntryState.HELD and entry.kind == FOLLOW_UP:
            rows.append(words(Span(" " * (_STATE + 5)), *_answers(shared, found.get(entry.id))))
    if not entries:
        rows.append(words(Span("nothing queued", "dim")))
    if agent.own_queue:
        rows += [BLANK, words(Span("in the agent's own queue", "dim"))]
        rows += [words(Span(f"    {text}", "dim")) for text in agent.own_queue]
    return rows


def _answers(shared: SharedState, found: Correction | None) -> list[Span]:
    """The keys that answer a held one: those that put it right only where there is something to take."""
    right = ["queue.reanchor"] if found and found.replaced else []
    noted = ["queue.note"] if found and found.note else []
    return [
        span
        for index, action in enumerate((*right, *noted, *_ANSWERS))
        for span in (*([Span("  ")] if index else []), *shared.hint(action, "dim"))
    ]


def _afterwards(shared: SharedState, agent: AgentView) -> list[TextRow]:
    """What others changed of what the follow-up stands on whose turn runs."""
    changed = agent.turn.anchors if agent.turn else ()
    if not changed:
        return []
    head = words(Span("since the last one was sent", "dim"), *shared.hint("queue.add", "dim"))
    rows = [
        TextRow((Span("     "), Span(one.words, "low")), (Span(age(one.at, shared.now()), "dim"),))
        for one in changed
    ]
    return [head, *rows, BLANK]


def _entry(shared: SharedState, place: int, entry: Entry) -> TextRow:
    word, ink = entry_word(entry)
    if place == 1 and word == "waits":
        word = "next"
    lines = len(entry.text.strip().splitlines())
    more = f"   {lines} lines" if lines > 1 else ""
    released = "   goes out as it is" if entry.unchecked and entry.is_typed else ""
    early = too_early(entry, shared.now(), shared.view.clock_moved)
    when = f"   {early}" if early and entry.waits else "   now" if entry.now and entry.waits else ""
    rounds = f"   round {entry.round}" if entry.round else ""
    left = (
        Span(f"{place:>3}  ", "dim"),
        Span(word.ljust(_STATE), ink),
        Span(step_sign(entry, shared.glyphs) + entry_title(entry), "text"),
        Span(more + released + when + rounds, "dim"),
    )
    return TextRow(left, (Span(age(entry.added, shared.now()), "dim"),), "", entry.id)
