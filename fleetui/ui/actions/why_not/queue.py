"""Why something cannot be done with an entry of a queue."""

from __future__ import annotations

from fleetui.model.queue import COMMAND, FOLLOW_UP, SENDS_ON, STEP, EntryState, live
from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection

NOTHING_CHANGED = "nothing it speaks of changed since it was written: e edits it"


def needs_entry(_view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry of a queue."""
    return None if chosen.entry else "the queue is empty"


def needs_waiting_entry(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry that was not typed yet."""
    if chosen.entry is None or chosen.entry.waits:
        return needs_entry(view, chosen)
    if chosen.entry.state is EntryState.UNKNOWN:
        return "it may have been typed: say first whether it arrived"
    return "it is on its way"


def needs_correctable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a follow-up that waits, in words of the operator's own."""
    if chosen.entry and chosen.entry.waits and chosen.entry.kind != FOLLOW_UP:
        return "it claims nothing of files: only a follow-up does"
    return needs_waiting_entry(view, chosen)


def needs_new_place(view: FleetView, chosen: Selection) -> str | None:
    """Needs something that it speaks of to be known elsewhere, as far as that was looked up."""
    found = chosen.correction
    if found is None or found.replaced:
        return needs_correctable(view, chosen)
    if not found.holds:
        return needs_correctable(view, chosen) or "all it says of files is where it says"
    way_out = "e edits it, w sends it with a note, D deletes it" if found.note else "e edits it, D deletes it"
    return needs_correctable(view, chosen) or f"it has no other place that is known: {way_out}"


def needs_change(view: FleetView, chosen: Selection) -> str | None:
    """Needs something that it speaks of to have changed, as far as that was looked up."""
    known = chosen.correction is not None and not chosen.correction.note
    return needs_correctable(view, chosen) or (NOTHING_CHANGED if known else None)


def needs_waiting_follow_up(view: FleetView, chosen: Selection) -> str | None:
    """Needs a follow-up that was not typed yet."""
    if chosen.entry and (chosen.entry.step is not None or chosen.entry.kind in (COMMAND, STEP)):
        return "it is no follow-up: it waits for its turn"
    return needs_waiting_entry(view, chosen)


def needs_deletable(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry that waits or is not confirmed."""
    if chosen.entry and chosen.entry.state is EntryState.UNKNOWN:
        return None
    return needs_waiting_entry(view, chosen)


def needs_held(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry that is held."""
    if chosen.entry is None:
        return needs_entry(view, chosen)
    if chosen.entry.state is EntryState.HELD:
        return None
    agent = chosen.agent
    sends_on = (
        agent is not None and agent.waits.endswith(SENDS_ON) and live(agent.queue)[:1] == (chosen.entry,)
    )
    return None if sends_on else "it is not held"


def needs_unknown(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry whose delivery is not confirmed."""
    if chosen.entry is None:
        return needs_entry(view, chosen)
    return None if chosen.entry.state is EntryState.UNKNOWN else "its delivery is not in doubt"


def needs_undo(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a deleted entry."""
    return None if chosen.undo else "nothing was deleted here"


def needs_gathered(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a line that is gathered for a follow-up."""
    return None if chosen.gathered else "nothing is gathered yet: c takes the line under the bar"
