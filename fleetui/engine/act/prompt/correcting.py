"""Putting a waiting follow-up right: only as it was shown, and only what is still so when it is taken."""

from __future__ import annotations

from fleetui.engine.act.prompt import anchors
from fleetui.engine.act.prompt.holding import never_typed, told_at_once
from fleetui.engine.core import Core, Refused
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.anchors.correction import Correction, changes, corrected, note, replaced
from fleetui.model.clean import clean_line
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Seat
from fleetui.model.handoff import first_line
from fleetui.model.queue import FOLLOW_UP, Entry, find, live, with_note

LOOK_AGAIN = "the files changed meanwhile, or the follow-up did: look again"


async def correction(core: Core, seat: Seat, entry: Entry) -> Correction:
    """What would be replaced, or noted, by what stands in the seat's worktree now. Raises ``PortError``."""
    if entry.kind != FOLLOW_UP:
        return Correction(entry.text, entry.text, (), "")
    checked = await anchors.check(core, seat, entry.text, entry.kept)
    new = corrected(entry.text, changes(entry.text, checked))
    after = await anchors.check(core, seat, new) if new != entry.text else checked
    return Correction(
        entry.text,
        new,
        replaced(entry.text, checked),
        note(checked),
        tuple(clean_line(one.why, 300) for one in checked if one.holds),
        tuple(clean_line(one.why, 300) for one in after if one.holds),
    )


class Correcting:
    """Performs ``ReanchorEntry`` and ``NoteEntry``."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def reanchor(self, want: c.ReanchorEntry) -> Outcome:
        """Take the corrected text, with what is true of it now. Raises ``Refused`` and ``PortError``."""
        seat, entry = self._waiting(want.name, want.entry)
        found = await correction(self.core, seat, entry)
        if not found.replaced:
            raise Refused("nothing it speaks of is known to be elsewhere now")
        if want.text != found.new:
            raise Refused(LOOK_AGAIN)
        kept = await anchors.keep(self.core, seat, found.new)
        self._unchanged(want.name, entry)
        was, now = zip(*found.replaced, strict=True)
        facts: list[e.Event] = [e.EntryReanchored(seat.name, entry.id, found.new, was, now)]
        if kept:
            facts.append(e.EntryAnchored(seat.name, entry.id, kept))
        await self.core.ledger.append(*facts)
        told = await told_at_once(self.core, seat, entry.id)
        return Outcome(ok=True, text=f"changed: {first_line(found.new, 50)}{told}", value=entry.id)

    async def send_with_note(self, want: c.NoteEntry) -> Outcome:
        """Let it go as it is, with the note. Raises ``Refused`` and ``PortError``."""
        seat, entry = self._waiting(want.name, want.entry)
        found = await correction(self.core, seat, entry)
        if not found.note:
            raise Refused("nothing it speaks of changed")
        if want.note != found.note:
            raise Refused(LOOK_AGAIN)
        if why := never_typed(self.core.profile(seat), with_note(entry.text, found.note)):
            raise Refused(f"with the note it would be held: {why}")
        self._unchanged(want.name, entry)
        await self.core.ledger.append(e.EntryNoted(seat.name, entry.id, found.note))
        return Outcome(ok=True, text="it goes as it is, with a note of what changed", value=entry.id)

    def _waiting(self, name: str, entry_id: str) -> tuple[Seat, Entry]:
        seat = self.core.seat(name)
        entry = find(live(self.core.fleet.queues.get(name, ())), entry_id)
        if entry is None:
            raise Refused(f"{name} has no follow-up {entry_id!r}: fleetui queue {name} list names them")
        if not entry.waits:
            raise Refused(f"that follow-up is {entry.state} and can no longer be changed")
        return seat, entry

    def _unchanged(self, name: str, entry: Entry) -> None:
        """Raise ``Refused`` where it was changed or sent while its files were read."""
        _, now = self._waiting(name, entry.id)
        if now.text != entry.text:
            raise Refused(LOOK_AGAIN)
