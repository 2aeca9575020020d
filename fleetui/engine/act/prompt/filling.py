"""Filling in what a follow-up asks for, from what is known in the moment it is sent."""

from __future__ import annotations

from fleetui.engine.act.prompt.selecting import selected
from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.expansion import (
    BRANCH,
    CHANGED_FILES,
    GATE_TAIL,
    Filling,
    Found,
    asked,
    expanded,
    is_selector,
)
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.names import no_such
from fleetui.model.queue import FOLLOW_UP, Entry
from fleetui.model.repair import tail
from fleetui.model.selectors import SelectorError, Unlisted
from fleetui.model.steps import GateStep
from fleetui.model.view import GitFacts

FILES = 100
"""Changed files that are named."""


_SHOWN = 12


class CannotFill(Exception):
    """Something that a follow-up asks for is not known; the text says what, in one line."""


def asks(entry: Entry) -> bool:
    """Whether anything is to be filled in: only in what the operator wrote, and has not released as it is."""
    if entry.kind != FOLLOW_UP or entry.literal or entry.unchecked:
        return False
    return bool(asked(entry.text))


async def filled(core: Core, seat: Seat, entry: Entry) -> str:
    """The text as it is sent. Raises ``CannotFill``, and ``PortError`` where git does not answer."""
    found = {what: await _found(core, seat, what) for what in asked(entry.text)}
    return expanded(entry.text, found, several_lines=core.profile(seat).delivery.multi_line)


async def fillings(core: Core, seat: Seat, text: str) -> tuple[Filling, ...]:
    """What each thing that a text asks for would be now, or why it cannot be filled in. Raises nothing."""
    return tuple([await _filling(core, seat, what) for what in asked(text)])


async def _filling(core: Core, seat: Seat, what: str) -> Filling:
    try:
        found = await _found(core, seat, what)
    except CannotFill as cannot:
        return Filling(f"{{{what}}}", clean_line(str(cannot).removeprefix(f"{{{what}}}: ")), fine=False)
    except PortError as error:
        return Filling(f"{{{what}}}", error.detail, fine=False)
    if isinstance(found, tuple):
        return Filling(f"{{{what}}}", clean_line(", ".join(found[:_SHOWN]), 300), len(found))
    lines = found.splitlines()
    said = clean_line(lines[-1] if what == GATE_TAIL else found, 300) if lines else ""
    return Filling(f"{{{what}}}", f"{count(len(lines), 'line')}: {said}" if len(lines) > 1 else said)


async def _found(core: Core, seat: Seat, what: str) -> Found:
    if is_selector(what):
        try:
            return await selected(core, seat, what)
        except (SelectorError, Unlisted) as why:
            raise CannotFill(f"{{{what}}}: {why}") from None
    if what == GATE_TAIL:
        return await _gate_tail(core, seat)
    if what == CHANGED_FILES:
        return await _changed_files(core, seat)
    name, _, about = what.rpartition(".")
    return await _branch(core, name) if about == BRANCH else _last_message(core, name)


async def _gate_tail(core: Core, seat: Seat) -> str:
    """The end of the log of the gate that ran last in this queue."""
    queue = core.fleet.queues.get(seat.name, ())
    ran = [entry for entry in queue if isinstance(entry.step, GateStep) and entry.log]
    if not ran:
        raise CannotFill("{gate.tail}: no gate of its queue left a log yet")
    try:
        return tail(await core.ledger.get_text(max(ran, key=lambda entry: entry.changed).log))
    except PortError as error:
        raise CannotFill(f"{{gate.tail}}: {error.detail}") from error


async def _changed_files(core: Core, seat: Seat) -> str:
    """The files that differ from the base now, one a line."""
    files = (await _git(core, seat, CHANGED_FILES)).files
    names = [file.path for file in files[:FILES]]
    more = [f"and {len(files) - FILES} more"] if len(files) > FILES else []
    return "\n".join([*names, *more]) or "no file"


async def _git(core: Core, seat: Seat, what: str) -> GitFacts:
    """Its worktree as it is now: what was seen a moment ago may be of the branch before."""
    project = core.project(seat)
    if not project.path or not seat.worktree:
        raise CannotFill(f"{{{what}}}: {seat.name} works in no repository")
    return await core.world.git.facts(project, seat.worktree)


def _agent(core: Core, name: str, what: str) -> Seat:
    found = core.fleet.seats.get(name)
    if found is None or found.state is SeatState.ARCHIVED:
        known = (seat.name for seat in core.seats())
        raise CannotFill(f"{{{name}.{what}}}: {no_such('agent', name, known)}")
    return found


async def _branch(core: Core, name: str) -> str:
    branch = (await _git(core, _agent(core, name, BRANCH), f"{name}.{BRANCH}")).branch
    if not branch:
        raise CannotFill(f"{{{name}.{BRANCH}}}: it is on no branch now")
    return branch


def _last_message(core: Core, name: str) -> str:
    session = core.sight(_agent(core, name, "last_message").name).session
    if session is None or not session.last_message:
        raise CannotFill(f"{{{name}.last_message}}: its last message is not known")
    return session.last_message
