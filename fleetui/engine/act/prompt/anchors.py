"""Claims of follow-ups: what was true is kept when one is queued, and judged again as it is sent."""

from __future__ import annotations

import logging

from fleetui.engine.core import Core
from fleetui.engine.observe.claims.probes import probes_in
from fleetui.engine.protocols.errors import Broken, PortError
from fleetui.model import events as e
from fleetui.model.anchors.finding import Checked
from fleetui.model.anchors.policy import Policy
from fleetui.model.anchors.probe import PENDING
from fleetui.model.fleet import Seat
from fleetui.model.queue import FOLLOW_UP, Entry

log = logging.getLogger(__name__)


async def keep(core: Core, seat: Seat, text: str) -> str:
    """Store what is true now of a text's claims; the name under which it is stored, empty where that is nothing.

    A disk that does not answer keeps nobody from queueing: the text is then judged as if it were queued when sent.
    """
    if not seat.worktree:
        return ""
    try:
        kept = await core.world.anchors.keep(seat.worktree, text)
        return await core.ledger.put_text(kept) if kept else ""
    except PortError as error:
        log.warning("claims of a follow-up for %s were not kept: %s", seat.name, error.detail)
        return ""


async def anchored(core: Core, seat: Seat, entry: str, text: str) -> tuple[e.EntryAnchored, ...]:
    """The fact that what an entry claims was kept; none where it claims nothing."""
    kept = await keep(core, seat, text)
    return (e.EntryAnchored(seat.name, entry, kept),) if kept else ()


async def check(
    core: Core, seat: Seat, text: str, kept: str = "", *, ask: bool = True
) -> tuple[Checked, ...]:
    """Every claim of a text as it stands in the seat's worktree now. Raises ``PortError``.

    Probes are asked first, so that the files are those of this second; with ``ask`` false they are not waited for.
    """
    if not seat.worktree:
        return ()
    then = await _stored(core, kept)
    wanted = probes_in(core.project(seat), text)
    looks = core.probes
    probes = await looks.asked(wanted, seat.worktree) if ask else looks.latest(wanted, seat.worktree)
    return await core.world.anchors.check(seat.worktree, text, then, policy_of(core, seat), probes)


async def why_held(core: Core, seat: Seat, entry: Entry, *, ask: bool = True) -> str:
    """The first claim that keeps a follow-up back, and what is there now; empty where none does.

    One whose check breaks is kept back as well: a second try would break the same way. With ``ask`` false a probe
    that did not answer yet keeps nothing back. Raises ``PortError``.
    """
    if entry.unchecked or entry.kind != FOLLOW_UP:
        return ""
    try:
        checked = await check(core, seat, entry.text, entry.kept, ask=ask)
        held = [one for one in checked if one.holds and (ask or one.now.detail != PENDING)]
    except Broken as error:
        return f"what it claims could not be checked: {error.detail}"
    if not held:
        return ""
    more = f" (and {len(held) - 1} more)" if len(held) > 1 else ""
    return f"{held[0].why}{more}"


def policy_of(core: Core, seat: Seat) -> Policy:
    """What the seat's project wants done with wrong claims."""
    return Policy(dict(core.project(seat).anchors))


async def _stored(core: Core, name: str) -> str:
    if not name:
        return ""
    try:
        return await core.ledger.get_text(name)
    except PortError as error:
        log.warning("what was true when a follow-up was queued cannot be read: %s", error.detail)
        return ""
