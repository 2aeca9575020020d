"""What is said in open pull requests: asked for what is looked at, when something moved, and slowly for all.

What the forge said last stays, with its age and why there is nothing newer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.observe.forge.judging import RemarkJudge
from fleetui.engine.observe.forge.repositories import repository_of
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.forge import Limited
from fleetui.model.fleet import Project
from fleetui.model.forge.answers import Heard, SentOf
from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.pull import Pull

ALL_S = 600.0
"""How often each is asked although nothing of it moved: a comment may move nothing that the list shows."""
LOOKED_S = 20.0
"""How old an answer may be for somebody who looks at it."""
FAILED_S = 120.0
PASS_S = 1.0
AT_ONCE = 2
"""Calls at the same time, and pull requests asked for by themselves in one pass."""
_Key = tuple[str, int]
_Mark = tuple[float, int | None, str]
Settle = Callable[[str, Conversation, frozenset[str]], Awaitable[None]]
"""Told of each conversation that was just read, with the operator's login there."""


class ConversationWatch:
    """Keeps ``Core.heard`` fresh."""

    def __init__(self, core: Core, settle: Settle) -> None:
        self.core = core
        self.judge = RemarkJudge(core)
        self._settle = settle
        self._due: dict[_Key, float] = {}
        self._marks: dict[_Key, _Mark] = {}
        self._logins: dict[str, str] = {}
        self._later: dict[str, float] = {}
        """Until when a project's forge is left alone."""
        self._limits: dict[str, float] = {}
        """Until when it wants that, whoever asks."""
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._sent: Mapping[str, SentOf] = {}

    async def run(self) -> None:
        """Ask for ever."""
        while True:
            await self.look()
            await rest(PASS_S)

    async def look(self) -> None:
        """Ask for what is due, a few at a time; judge again what was sent meanwhile."""
        self._forget()
        if self.core.fleet.remarks_sent is not self._sent:
            self._sent = self.core.fleet.remarks_sent
            await self._judge_again()
        now = self.core.world.now()
        due = [key for key, pull in self._open() if self._is_due(key, pull, now)]
        await asyncio.gather(*(self._ask(*key) for key in due[:AT_ONCE]))

    def soon(self, project: str, number: int) -> None:
        """Ask for this one at the next pass."""
        self._due.pop((project, number), None)

    def again(self, project: str) -> None:
        """Ask at the next pass where the forge of this project failed, or once it wants to be asked again."""
        self._later[project] = self._limits.get(project, 0.0)

    async def now(self, project: str = "", number: int = 0) -> tuple[Heard, ...]:
        """What is known of these, asked for now where that is older than ``LOOKED_S``."""
        wanted = [key for key, _ in self._open() if project in ("", key[0]) and number in (0, key[1])]
        oldest = self.core.world.now() - LOOKED_S
        stale = [key for key in wanted if key not in self.core.heard or self.core.heard[key].at < oldest]
        await asyncio.gather(*(self._ask(*key) for key in stale if self._may_ask(key[0])))
        return tuple(self.core.heard[key] for key in wanted if key in self.core.heard)

    async def fresh(self, project: str, number: int) -> None:
        """Have what was said in this one asked for now. Raises ``PortError`` where the forge does not answer."""
        await self._ask(project, number)
        known = self.core.heard.get((project, number))
        if known is None or known.said is None or known.why:
            why = known.why if known else "it is not open any more"
            raise PortError("github", f"what was said in #{number}", why)

    # ------------------------------------------------------------ what is due

    def _open(self) -> Iterable[tuple[_Key, Pull]]:
        for name, known in self.core.pulls.items():
            for pull in known.pulls:
                yield (name, pull.number), pull

    def _is_due(self, key: _Key, pull: Pull, now: float) -> bool:
        if not self._may_ask(key[0]):
            return False
        return self._due.get(key, 0.0) <= now or self._marks.get(key) != _mark(pull)

    def _may_ask(self, project: str) -> bool:
        return self._later.get(project, 0.0) <= self.core.world.now()

    def _forget(self) -> None:
        """Those that are closed by now."""
        there = {key for key, _ in self._open()}
        for key in [one for one in self.core.heard if one not in there]:
            known = self.core.pulls.get(key[0])
            if known is None or (known.whole and not known.why):
                del self.core.heard[key]
                self.core.touch()
        for kept in (self._due, self._marks):
            for key in [one for one in kept if one not in there]:
                kept.pop(key)

    # ------------------------------------------------------------ asking

    async def _ask(self, name: str, number: int) -> None:
        project = self.core.settings.projects.get(name)
        pull = next((one for key, one in self._open() if key == (name, number)), None)
        if project is None or pull is None:
            return
        self._due[name, number] = self.core.world.now() + ALL_S
        self._marks[name, number] = _mark(pull)
        async with self._at_once:
            try:
                said, operators = await self._answer(project, number)
            except PortError as error:
                self._take_failure(name, number, error)
                return
        await self._settle(name, said, operators)
        remarks = await self.judge.judge(project, said, operators)
        self.core.heard[name, number] = Heard(name, number, said, remarks, operators=operators)
        self.core.touch()

    async def _answer(self, project: Project, number: int) -> tuple[Conversation, frozenset[str]]:
        repository = await repository_of(self.core, project)
        forge = self.core.world.forge
        if repository.host not in self._logins:
            self._logins[repository.host] = await forge.login(repository.host)
        said = await forge.conversation(repository, number)
        return said, frozenset({self._logins[repository.host]})

    def _take_failure(self, name: str, number: int, error: PortError) -> None:
        now = self.core.world.now()
        self._limits[name] = error.until if isinstance(error, Limited) else 0.0
        self._later[name] = self._limits[name] or now + FAILED_S
        self._due.pop((name, number), None)
        known = self.core.heard.get((name, number)) or Heard(name, number)
        self.core.heard[name, number] = replace(known, why=error.detail)
        self.core.touch()

    async def _judge_again(self) -> None:
        for key, known in list(self.core.heard.items()):
            project = self.core.settings.projects.get(key[0])
            if project and known.said:
                remarks = await self.judge.judge(project, known.said, known.operators)
                if self.core.heard.get(key) is known:
                    self.core.heard[key] = replace(known, remarks=remarks)
        self.core.touch()


def _mark(pull: Pull) -> _Mark:
    """What of a pull request moves when something is said in it, as far as the list shows it."""
    return pull.updated, pull.threads, pull.head
