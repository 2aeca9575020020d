"""What others said in a pull request goes to its author as one follow-up: on a key, or by itself, bounded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from fleetui.engine.act.prompt import anchors
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.counts import count
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.forge.answers import NOTHING_SENT, Heard, RemarkNow, Sent, pull_key, written
from fleetui.model.forge.remark_texts import Told, told
from fleetui.model.forge.remarks import Remark
from fleetui.model.queue import ENDED

SETTLED_S = 120.0
"""How long nothing more must have been said before it is told by itself: a program says its findings one by one."""
Ask = Callable[[str, int], Awaitable[tuple[Heard, ...]]]


class Remarks:
    """Queues them; what is sent is written down in one with the entry that says it."""

    def __init__(self, core: Core, ask: Ask) -> None:
        """``ask`` asks the forge for one pull request of a project."""
        self.core = core
        self._ask = ask

    async def send(self, want: c.SendRemarks) -> Outcome:
        """On a key. Raises ``Refused`` where there is nothing to send."""
        seat = self.core.seat(want.name)
        heard = await self._heard(seat, want.number)
        if not (chosen := self._untold(heard)):
            raise Refused(_nothing(heard))
        made, entry = await self._send(seat, heard, chosen, by_itself=False)
        left = f", {made.left} more stay for the next" if made.left else ""
        said = f"queued for {seat.name}: {count(len(made.ids), 'remark')} on #{heard.number}{left}"
        return Outcome(ok=True, text=said, value=entry)

    async def _heard(self, seat: Seat, number: int) -> Heard:
        found = self.core.heard.get((seat.project, number))
        if found is None or found.said is None:
            found = next(iter(await self._ask(seat.project, number)), None)
        if found is None:
            raise Refused(f"#{number} is no open pull request of {seat.project}, as far as is known")
        if found.said is None:
            raise Refused(f"what was said on #{number} is not known: {found.why}")
        return found

    def _untold(self, heard: Heard) -> tuple[RemarkNow, ...]:
        """Those that are due, also by what was sent since that was judged."""
        sent = self.core.fleet.remarks_sent.get(pull_key(heard.project, heard.number), NOTHING_SENT)
        return tuple(one for one in heard.due if sent.of(one.remark.id) == one.sent)

    async def tell(self) -> None:
        """By itself, where a project wants that: what is due, a while after the newest of it was said."""
        if self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            if heard := self._due(seat):
                await self._send(seat, heard, self._untold(heard), by_itself=True)

    def _due(self, seat: Seat) -> Heard | None:
        core = self.core
        project = core.settings.projects.get(seat.project)
        rules = project.forge if project else None
        if project is None or rules is None or rules.remarks != "tell" or self._waits(seat):
            return None
        git, known = core.sight(seat.name).git, core.pulls.get(project.name)
        pull = known.of_branch(git.branch, project.base) if git and known else None
        heard = core.heard.get((project.name, pull.number)) if pull else None
        if heard is None or heard.said is None or heard.why or not (due := self._untold(heard)):
            return None
        key = pull_key(project.name, heard.number)
        if core.fleet.remarks_sent.get(key, NOTHING_SENT).by_itself >= rules.remarks_times:
            return None
        newest = max(one.remark.at for one in due)
        return heard if core.world.now() - newest >= SETTLED_S else None

    def _waits(self, seat: Seat) -> bool:
        """Nobody is there to be told, or what was sent before still waits in its queue."""
        if seat.state is not SeatState.ACTIVE or self.core.live_run(seat.name) is None:
            return True
        sent = {one.entry for known in self.core.fleet.remarks_sent.values() for one in known.remarks}
        queue = self.core.fleet.queues.get(seat.name, ())
        return any(one.id in sent and one.state not in ENDED for one in queue)

    async def _send(
        self, seat: Seat, heard: Heard, chosen: Sequence[RemarkNow], *, by_itself: bool
    ) -> tuple[Told, str]:
        core, entry = self.core, self.core.world.mint()
        remarks = [one.remark for one in chosen]
        several = core.profile(seat).delivery.multi_line
        made = told(heard.number, remarks, await self._there(seat, heard, remarks), several_lines=several)
        head = heard.said.head if heard.said else ""
        lines = tuple(written(_sent(one)) for one in remarks if one.id in made.ids)
        anchored = await anchors.anchored(core, seat, entry, made.text)
        await core.ledger.append(
            e.RemarksSent(seat.name, seat.project, heard.number, head, entry, lines, by_itself),
            e.EntryAdded(seat.name, entry, made.text, literal=True),
            *anchored,
        )
        return made, entry

    async def _there(self, seat: Seat, heard: Heard, remarks: Sequence[Remark]) -> frozenset[str]:
        """Those whose line the newest commit has. What git does not know here is not claimed."""
        placed = [one for one in remarks if one.path and one.line and not one.outdated]
        if not placed or heard.said is None:
            return frozenset()
        paths = tuple(dict.fromkeys(one.path for one in placed))
        try:
            lines = await self.core.world.git.lines_of(self.core.project(seat), heard.said.head, paths)
        except PortError:
            return frozenset()
        return frozenset(one.id for one in placed if one.line <= len(lines.get(one.path) or ()))


def _sent(one: Remark) -> Sent:
    return Sent(one.id, 0.0, "", one.at, one.replied, one.path, one.first_line, one.line)


def _nothing(heard: Heard) -> str:
    waiting = sum(one.unanswered for one in heard.remarks)
    if waiting:
        return f"nothing new on #{heard.number}: {count(waiting, 'remark')} went out already and nothing changed since"
    return f"nothing is open on #{heard.number} that its author has to hear"
