"""Red checks go to the author of a pull request by themselves, where its project wants that: once a commit, bounded."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.observe.forge.red_checks import red_checks
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.forge.answers import pull_key
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.wishes.red_checks import RedChecks, not_of_base, told
from fleetui.model.queue import ENDED

SETTLED_S = 60.0
"""How long the last check must have ended: another workflow may begin late."""
AGAIN_S = 120.0
"""How soon one is looked at again of which something was not known, or that is red on its base, too."""
PASS_S = 2.0


class RedCheckTeller:
    """Reads what failed, and queues it in one with what is written down of that."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._later: dict[str, float] = {}

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.tell()
            await rest(PASS_S)

    async def tell(self) -> None:
        """Tell each author whose pull request is due."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            if pull := self._due(seat):
                await self._tell(seat, pull)

    def _due(self, seat: Seat) -> Pull | None:
        """The pull request of its branch, if exactly its newest commit is red and nothing goes on there."""
        core = self.core
        project, git, known = core.project(seat), core.sight(seat.name).git, core.pulls.get(seat.project)
        rules = project.forge
        if rules is None or rules.checks != "tell" or git is None or known is None or known.why:
            return None
        pull = known.of_branch(git.branch, project.base)
        if pull is None or pull.head != git.head or not _is_red(pull, core.world.now()):
            return None
        sent = core.fleet.checks_told.get(pull_key(project.name, pull.number), ())
        if len(sent) >= rules.checks_times or pull.head in (head for head, _ in sent):
            return None
        waits = self._waits(seat, {entry for _, entry in sent})
        return None if waits or self._later.get(_key(seat, pull), 0.0) > core.world.now() else pull

    def _waits(self, seat: Seat, entries: set[str]) -> bool:
        """Nobody is there to be told, or what was sent before still waits in its queue."""
        if seat.state is not SeatState.ACTIVE or self.core.live_run(seat.name) is None:
            return True
        queue = self.core.fleet.queues.get(seat.name, ())
        return any(one.id in entries and one.state not in ENDED for one in queue)

    async def _tell(self, seat: Seat, pull: Pull) -> None:
        core = self.core
        self._later = {key: until for key, until in self._later.items() if until > core.world.now()}
        self._later[_key(seat, pull)] = core.world.now() + AGAIN_S
        try:
            found = await red_checks(core, core.project(seat), pull.number)
        except PortError:  # the list says why the forge does not answer
            return
        new = not_of_base(found)
        now = self.core.sight(seat.name).git
        if not _is_sure(found, pull) or not new.checks or now is None or now.head != pull.head:
            return
        if not core.acts or core.ledger.read_only:
            return
        text = told(new, several_lines=core.profile(seat).delivery.multi_line)
        entry = core.world.mint()
        await core.ledger.append(
            e.ChecksTold(seat.name, seat.project, pull.number, pull.head, entry),
            e.EntryAdded(seat.name, entry, text, literal=True),
        )


def _key(seat: Seat, pull: Pull) -> str:
    return f"{seat.name} {pull.number} {pull.head}"


def _is_red(pull: Pull, now: float) -> bool:
    """Whether checks of exactly its newest commit failed, and all of them ended some time ago."""
    if pull.checks_of != pull.head or not pull.checks_whole:
        return False
    ended = max((one.at for one in pull.checks), default=0.0) <= now - SETTLED_S
    return bool(pull.tally.failed) and not pull.tally.pending and ended


def _is_sure(found: RedChecks, pull: Pull) -> bool:
    """Whether what was read is of the same commit, whole, over, and compared with its base."""
    return found.head == pull.head and found.whole and found.base_known and not found.pending
