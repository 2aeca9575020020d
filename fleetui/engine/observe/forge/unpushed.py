"""How the branch of each seat lies to its pull request: looked at where they differ, once for each two commits."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.engine.core import Core
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Seat
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.wishes.unpushed import Unpushed

PASS_S = 1.0
AGAIN_S = 60.0
"""How soon a commit is looked for again that was not here, or two that could not be compared."""


class UnpushedLooks:
    """Keeps ``Core.unpushed`` fresh."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._later: dict[tuple[str, str, str], float] = {}

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await rest(PASS_S)

    async def look(self) -> None:
        """Compare what was not compared yet; what does not differ any more is forgotten."""
        wanted = {(seat.name, here, there): seat for seat, here, there in self._wanted()}
        names = {name for name, _, _ in wanted}
        for name in [one for one in self.core.unpushed if one not in names]:
            del self.core.unpushed[name]
            self.core.touch()
        self._later = {key: until for key, until in self._later.items() if key in wanted}
        for key, seat in wanted.items():
            if self._is_due(*key):
                await self._compare(seat, key)

    def _wanted(self) -> Iterable[tuple[Seat, str, str]]:
        core = self.core
        for seat in core.seats():
            git, known = core.sight(seat.name).git, core.pulls.get(seat.project)
            if git is None or known is None or not git.branch or not core.project(seat).path:
                continue
            pull = known.of_branch(git.branch, core.project(seat).base)
            if pull is not None and pull.head != git.head:
                yield seat, git.head, pull.head

    def _is_due(self, name: str, here: str, there: str) -> bool:
        known = self.core.unpushed.get(name)
        if known is not None and known.known and (known.here, known.there) == (here, there):
            return False
        return self._later.get((name, here, there), 0.0) <= self.core.world.now()

    async def _compare(self, seat: Seat, key: tuple[str, str, str]) -> None:
        self._later[key] = self.core.world.now() + AGAIN_S
        try:
            found = await self.core.world.git.apart(self.core.project(seat), seat.worktree, key[2])
        except PortError:  # what git says of the worktree itself is told where its facts are looked at
            return
        if self.core.unpushed.get(seat.name) != found:
            self.core.unpushed[seat.name] = found
            self.core.touch()


def known_unpushed(core: Core, name: str, here: str, pull: Pull | None) -> Unpushed | None:
    """What is known of exactly these two commits."""
    found = core.unpushed.get(name)
    if found is None or pull is None or (found.here, found.there) != (here, pull.head):
        return None
    return found
