"""What keeps a follow-up back: one judgement for whoever queues it and for whoever sends it."""

from __future__ import annotations

import logging
from contextlib import suppress

from fleetui.agents import delivery as how
from fleetui.agents.profile import Profile
from fleetui.engine.act.prompt import anchors
from fleetui.engine.act.prompt.filling import CannotFill, asks, filled
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.why_waiting import why_not_due
from fleetui.engine.observe.claims.probes import probes_in
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.clean import clean_prompt
from fleetui.model.expansion import mistyped
from fleetui.model.fleet import Fleet, Seat
from fleetui.model.queue import COMMAND, FOLLOW_UP, Entry, EntryState, find, is_still_next, why_too_long
from fleetui.model.standing_rules import with_rules
from fleetui.model.steps import ClearStep, CompactStep, Step
from fleetui.model.value import value
from fleetui.time_limit import time_limit

log = logging.getLogger(__name__)
PROBES_S = 2.0
"""How long whoever queues a follow-up waits for the probes that it claims."""


@value
class Judged:
    """What the files say of an entry that is about to be sent."""

    why: str = ""
    """Why it is held, in one line; empty where nothing holds it."""
    filled: str = ""
    """Its text with all that it asks for; empty where it asks for nothing, or that is not known."""


def command_of(profile: Profile, step: Step) -> str:
    """The agent's own command that a step types; empty where its profile knows none."""
    return {CompactStep.KIND: profile.compact, ClearStep.KIND: profile.clear}.get(step.KIND, "")


def follow_up_of(written: str, refused: str = "nothing was queued") -> str:
    """A text as it may be queued. Raises ``Refused``, which begins with ``refused``, where it is empty or too long."""
    if why := why_too_long(written):
        raise Refused(f"{refused}: {why}")
    text, _ = clean_prompt(written)
    if not text.strip():
        raise Refused(f"{refused}: the follow-up is empty")
    return text


def never_typed(profile: Profile, text: str) -> str:
    """Why a follow-up with this text would be held in the queue of such an agent, whatever the agent does; or empty."""
    return how.why_not(profile, how.prepared(profile, clean_prompt(text)[0])) or ""


def is_command(entry: Entry) -> bool:
    """True for what is one of the agent's own commands, or types one."""
    return entry.kind == COMMAND or entry.step is not None


def typed(profile: Profile, entry: Entry, filled: str = "") -> str:
    """What is pasted for an entry, with ``filled`` as its text where that is known."""
    if entry.step is not None:
        return command_of(profile, entry.step)
    text = clean_prompt(filled or entry.filled or entry.text)[0]
    if entry.kind == COMMAND:
        return text
    return how.prepared(profile, with_rules(text, clean_prompt(entry.rules)[0]))


async def judged(core: Core, seat: Seat, entry: Entry, *, ask: bool = True) -> Judged:
    """Fill it in and judge what it claims, as it stands now. Raises ``PortError``.

    With ``ask`` false its probes are not waited for, and one that did not answer yet holds nothing.
    """
    text = ""
    if asks(entry):
        try:
            text = await filled(core, seat, entry)
        except CannotFill as cannot:
            return Judged(str(cannot))
    profile = core.profile(seat)
    why = how.why_not(profile, typed(profile, entry, text), command=is_command(entry))
    return Judged(why or await anchors.why_held(core, seat, entry, ask=ask), text)


async def told_at_once(core: Core, seat: Seat, entry_id: str) -> str:
    """What is said of a follow-up that was just queued or changed; empty where nothing keeps it back as things are.

    One whose turn it is already is held here and now, by the judgement that would hold it a moment later. Another is
    judged again when its turn comes: until then what it claims may have become true, or what it asks for be there.
    """
    entry = find(core.fleet.queues.get(seat.name, ()), entry_id)
    if entry is None or entry.kind != FOLLOW_UP or not entry.waits:
        return ""
    if why := never_typed(core.profile(seat), entry.text) or mistyped(entry.text):
        return await _held(core, seat, entry, why) or f"; it will be held: {why}"
    why = await _why_now(core, seat, entry)
    return (await _held(core, seat, entry, why) or f"; as things are it would be held: {why}") if why else ""


async def _why_now(core: Core, seat: Seat, entry: Entry) -> str:
    """Empty as well where that cannot be told now: nobody is kept from queueing by a disk that does not answer."""
    try:
        with suppress(TimeoutError):
            async with time_limit(PROBES_S):
                await core.probes.asked(probes_in(core.project(seat), entry.text), seat.worktree)
        if is_still_next(core.fleet.queues.get(seat.name, ()), entry):
            return (await judged(core, seat, entry, ask=False)).why
        return await anchors.why_held(core, seat, entry, ask=False)
    except PortError as error:
        log.warning("a follow-up for %s was queued unjudged: %s", seat.name, error.detail)
        return ""


async def _held(core: Core, seat: Seat, entry: Entry, why: str) -> str:
    """Hold it where it would be sent now; what is said of one that is held, and nothing of another."""

    def is_next(fleet: Fleet) -> bool:
        return is_still_next(fleet.queues.get(seat.name, ()), entry)

    if is_next(core.fleet) and not why_not_due(core, seat):
        await core.ledger.append_if(is_next, e.EntryHeld(seat.name, entry.id, why))
    now = find(core.fleet.queues.get(seat.name, ()), entry.id)
    return f", held: {now.reason}" if now is not None and now.state is EntryState.HELD else ""
