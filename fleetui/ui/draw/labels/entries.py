"""An entry of a queue, as words."""

from __future__ import annotations

from fleetui.model.handoff import opening
from fleetui.model.queue import Entry, EntryState
from fleetui.ui.draw.labels.signs import glyph

_ENTRY_WORDS = {
    EntryState.QUEUED: ("waits", "queue"),
    EntryState.HELD: ("held", "low"),
    EntryState.INTENDED: ("checks", "queue"),
    EntryState.PASTED: ("types", "queue"),
    EntryState.SUBMITTED: ("sent", "queue"),
    EntryState.ACCEPTED: ("arrived", "ok"),
    EntryState.UNKNOWN: ("not confirmed", "low"),
    EntryState.RUNNING: ("runs", "queue"),
    EntryState.DONE: ("done", "ok"),
    EntryState.CANCELLED: ("deleted", "dim"),
}


def entry_word(entry: Entry) -> tuple[str, str]:
    """How far an entry got, as a word and its colour."""
    return _ENTRY_WORDS[entry.state]


def step_sign(entry: Entry, glyphs: str) -> str:
    """The sign of a step, with a blank; empty for what is typed as it is written."""
    return f"{glyph(f'step-{entry.step.KIND}', glyphs)} " if entry.step else ""


def entry_title(entry: Entry) -> str:
    """An entry in one line."""
    return "handoff" if entry.kind == "handoff" else opening(entry.text)
