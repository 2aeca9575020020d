"""An agent's queue: entries, how far each got, and which may be sent now."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from fleetui.model.steps import Step
from fleetui.model.value import value


class EntryState(StrEnum):
    """How far an entry got. Every entry is in exactly one of these."""

    QUEUED = "queued"
    HELD = "held"
    """A claim in its text is wrong, or a step cannot go on; the operator edits, releases or deletes it."""
    INTENDED = "intended"
    """The journal says it is about to be typed."""
    PASTED = "pasted"
    """Its text was typed into the pane, Enter was not."""
    SUBMITTED = "submitted"
    """Enter was typed; the agent has not yet shown that it took the text."""
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    """Typed perhaps; not confirmed. Only the operator decides what happens next."""
    RUNNING = "running"
    """A step that is being done: the journal says so before anything of it is."""
    DONE = "done"
    """A step that is over."""
    CANCELLED = "cancelled"


FOLLOW_UP = "follow-up"
"""An entry of this kind is typed as the operator wrote it, once what it claims was checked."""
COMMAND = "command"
"""An entry of this kind is one of the agent's own commands: typed as it is, never edited, of no use to another run."""
STEP = "step"
"""An entry of this kind is done by fleetui; its text is one line that says what."""
REPAIR = "repair"
"""An entry of this kind tells the agent what a gate said: its text is the gate's, nothing in it is a claim."""
ADVICE = "advice"
"""An entry of this kind tells a lead what gates said of another agent's branch: nothing in it is a claim."""
LONGEST = 256 * 1024
"""Bytes of a follow-up in UTF-8. Real agents are seen to take 40 KB whole; what is queued stands in every view."""
IN_FLIGHT = frozenset({EntryState.INTENDED, EntryState.PASTED, EntryState.SUBMITTED})
UNDER_WAY = IN_FLIGHT | {EntryState.RUNNING}
SENDS_ON = "p in its queue sends on"
"""How the reason ends for which a follow-up waits for an agent that an error stopped and that would take a prompt."""
AFTER_ERROR = f"after an error: {SENDS_ON}"
"""That reason where nothing is known of the error."""
ENDED = frozenset({EntryState.ACCEPTED, EntryState.DONE, EntryState.CANCELLED})


@value
class Entry:
    """One item of a queue."""

    id: str
    text: str
    state: EntryState = EntryState.QUEUED
    reason: str = ""
    """Why it is held, refused or unknown."""
    kind: str = FOLLOW_UP
    """follow-up, handoff, command, repair, advice or step."""
    added: float = 0.0
    changed: float = 0.0
    """When it came into its state."""
    delivery: str = ""
    """Id of the delivery in flight or last tried."""
    run: str = ""
    """The run a delivery was typed into."""
    typed: float = 0.0
    """When its last delivery was about to be typed: it cannot have arrived before."""
    over: float = 0.0
    """When the turn that it began was seen to end, once it was accepted; 0 while that was not seen."""
    not_before: str = ""
    """A condition about time alone before which it is not sent; empty for none."""
    timed: float = 0.0
    """When that was said."""
    now: bool = False
    """It may go to an agent that works, into that agent's own queue."""
    unchecked: bool = False
    """The operator released it: its claims are not checked again."""
    kept: str = ""
    """Name of the stored text that says what was true of its claims when it was queued; empty for none."""
    sent_on: str = ""
    """The run that it may go to although that rests after an error."""
    sent_after: str = ""
    """The cause of that error, where the configuration let it go and not the operator."""
    literal: bool = False
    """Its text came from outside: nothing that stands in braces there is filled in."""
    filled: str = ""
    """Its text with all that it asks for filled in, as it was typed, or was to be, last; empty where it asks for
    nothing."""
    rules: str = ""
    """The standing rules that are typed with it; empty for none."""
    next_since: float = 0.0
    """Since when it has been the next of its queue; 0 while it is not."""
    step: Step | None = None
    """What is done, where its kind is ``step``; ``None`` there is a step that this program cannot read."""
    work: str = ""
    """Id of the attempt at a step that runs, or ran last."""
    round: int = 0
    """How often a gate sent its red result to the agent."""
    tree: str = ""
    """The tree that its last result left behind, as far as that is known."""
    log: str = ""
    """Name of the stored log of its last result."""
    gave: str = ""
    """What a step came to, in one line."""

    @property
    def is_typed(self) -> bool:
        """True for what goes into the agent's pane."""
        return self.kind != STEP or (self.step is not None and self.step.TYPED)

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


def is_still_next(queue: Queue, entry: Entry) -> bool:
    """Whether an entry is the one to send, in the words that it had when it was looked at."""
    now = next_due(queue)
    return now is not None and (now.id, now.text, now.changed) == (entry.id, entry.text, entry.changed)


def since(queue: Queue) -> float:
    """Since when the next live entry has been the next; 0 where there is none."""
    left = live(queue)
    return left[0].next_since if left else 0.0


def with_next(queue: Queue, at: float) -> Queue:
    """The same queue, in which the next live entry alone knows since when it is that."""
    head = next(iter(live(queue)), None)
    wrong = [entry for entry in queue if bool(entry.next_since) != (entry is head)]
    if not wrong:
        return queue
    return tuple(
        replace(entry, next_since=at if entry is head else 0.0) if entry in wrong else entry
        for entry in queue
    )


def sent_in_vain(queue: Queue, run: str) -> int:
    """How many follow-ups the configuration let go to a run after errors since that last came to rest without one."""
    return sum(
        entry.state is EntryState.ACCEPTED and bool(entry.sent_after) and entry.run == run and not entry.over
        for entry in queue
    )


def is_followed(queue: Queue, entry: Entry) -> bool:
    """True where another was typed to an agent that had done with this one: not one that it got while it worked."""
    typed = (*IN_FLIGHT, EntryState.ACCEPTED)
    return any(one.state in typed and not one.now and one.typed > entry.typed for one in queue)


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


def why_too_long(text: str) -> str:
    """Why a text is no follow-up, with what to do instead; empty for one that may be queued."""
    if len(text) <= LONGEST // 4 or len(text.encode("utf-8", "replace")) <= LONGEST:
        return ""
    return f"the follow-up has more than {LONGEST // 1024} KiB: put it into a file in the worktree and name its path"


def with_note(text: str, note: str) -> str:
    """The text of a follow-up with a note as its last paragraph."""
    return f"{text.rstrip()}\n\n{note}"


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
