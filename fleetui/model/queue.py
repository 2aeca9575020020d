"""An agent's queue: entries, how far each got, and which may be sent now."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from fleetui.model.value import value


class EntryState(StrEnum):
    """How far a follow-up got. Every entry is in exactly one of these."""

    QUEUED = "queued"
    HELD = "held"
    """A claim in its text is wrong; the operator edits, releases or deletes it."""
    INTENDED = "intended"
    """The journal says it is about to be typed."""
    PASTED = "pasted"
    """Its text was typed into the pane, Enter was not."""
    SUBMITTED = "submitted"
    """Enter was typed; the agent has not yet shown that it took the text."""
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    """Typed perhaps; not confirmed. Only the operator decides what happens next."""
    CANCELLED = "cancelled"


COMMAND = "command"
"""An entry of this kind is one of the agent's own commands: typed as it is, never edited, of no use to another run."""
IN_FLIGHT = frozenset({EntryState.INTENDED, EntryState.PASTED, EntryState.SUBMITTED})
AFTER_ERROR = "after an error: p in its queue sends on"
"""Why the next follow-up waits for an agent that gave up on an error and would take a prompt."""
ENDED = frozenset({EntryState.ACCEPTED, EntryState.CANCELLED})


@value
class Entry:
    """One item of a queue."""

    id: str
    text: str
    state: EntryState = EntryState.QUEUED
    reason: str = ""
    """Why it is held, refused or unknown."""
    kind: str = "follow-up"
    """follow-up, handoff or command."""
    added: float = 0.0
    changed: float = 0.0
    """When it came into its state."""
    delivery: str = ""
    """Id of the delivery in flight or last tried."""
    run: str = ""
    """The run a delivery was typed into."""
    over: float = 0.0
    """When the turn that it began was seen to end, once it was accepted; 0 while that was not seen."""
    unchecked: bool = False
    """The operator released it: its claims are not checked again."""
    sent_on: str = ""
    """The run that it may go to although that rests after an error."""

    @property
    def waits(self) -> bool:
        """True while it may still be sent, edited or deleted."""
        return self.state in (EntryState.QUEUED, EntryState.HELD)


Queue = tuple[Entry, ...]


def live(queue: Queue) -> Queue:
    """The entries that still matter, in order."""
    return tuple(entry for entry in queue if entry.state not in ENDED)


def next_due(queue: Queue) -> Entry | None:
    """The entry to send when the agent is free.

    First in, first out: an entry that is held, in flight or not confirmed stops those behind it.
    """
    left = live(queue)
    return left[0] if left and left[0].state is EntryState.QUEUED else None


def find(queue: Queue, entry_id: str) -> Entry | None:
    """The entry with this id, or the only one whose id begins with it (at least 3 characters)."""
    exact = [entry for entry in queue if entry.id == entry_id]
    if exact:
        return exact[0]
    begins = [entry for entry in queue if len(entry_id) >= 3 and entry.id.startswith(entry_id)]
    return begins[0] if len(begins) == 1 else None


def with_entry(queue: Queue, entry_id: str, **changes: object) -> Queue:
    """The queue with one entry changed; unchanged when the id is not in it."""
    return tuple(
        replace(entry, **changes) if entry.id == entry_id else entry  # type: ignore[arg-type]
        for entry in queue
    )


def moved(queue: Queue, entry_id: str, to: int) -> Queue:
    """The queue with a waiting entry at place ``to`` among the live ones (clamped), ended ones first.

    Entries in flight or not confirmed keep their place at the head.
    """
    ended = tuple(entry for entry in queue if entry.state in ENDED)
    left = list(live(queue))
    fixed = sum(1 for entry in left if not entry.waits)
    chosen = next((entry for entry in left if entry.id == entry_id and entry.waits), None)
    if chosen is None:
        return queue
    left.remove(chosen)
    left.insert(max(fixed, min(to, len(left))), chosen)
    return ended + tuple(left)
