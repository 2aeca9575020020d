"""An issue is given to a hosted agent as that wants it: assigned, labelled, or named in a comment; once, by a key."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.once import Once
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.clean import clean_line, clean_prompt
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Project
from fleetui.model.forge.acts import LONGEST, same_text
from fleetui.model.forge.issues.issue import IssueSaid
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.hosted import HAND, HandIssue
from fleetui.model.forge.wishes.pull_acts import PullAct
from fleetui.model.hosted.agent import By, HostedAgent, hosted_named, why_no_start
from fleetui.model.hosted.seat import OPERATOR, name_for, there
from fleetui.model.names import why_not_name
from fleetui.model.value import value


@value
class _About:
    """What an act says of itself, in one text that the journal keeps."""

    agent: str
    name: str
    text: str = ""

    @property
    def written(self) -> str:
        return f"{self.agent} {self.name} {self.text}".rstrip()

    @classmethod
    def read(cls, text: str) -> _About:
        agent, _, rest = text.partition(" ")
        name, _, said = rest.partition(" ")
        return cls(agent, name, said)


class Handing:
    """Gives each issue once, and has a seat for it in the same record that says that it was done."""

    def __init__(self, core: Core, once: Once) -> None:
        self.core = core
        self._once = once

    async def hand(self, want: HandIssue) -> Outcome:
        """Do it. Raises ``Refused`` and ``PortError``; no seat is made then."""
        project = self._once.project(want.project)
        if why := why_no_start(want.agent, self.core.world.hosted) or self._why_not(want):
            raise Refused(why)
        agent = hosted_named(want.agent, self.core.world.hosted)
        assert agent is not None and agent.start is not None  # noqa: S101 - asked just now
        about = _About(agent.name, want.name or self._name(agent, want.number), _comment(agent, want.text))
        async with self.core.lock(f"hand:{want.project}:{want.number}"):
            made = await self._hand(project, want.number, agent, about)
        return (
            made
            if not made.ok
            else Outcome(ok=True, text=f"{made.text}: {about.name} has a seat", value=about.name)
        )

    async def _hand(self, project: Project, number: int, agent: HostedAgent, about: _About) -> Outcome:
        before = await self._before(project, number, about)
        do = partial(self._do, number=number, agent=agent, about=about)
        return await self._once.do(project, number, HAND, about.written, before, do)

    def _why_not(self, want: HandIssue) -> str:
        taken = (
            one for one in there(self.core.fleet.hosted) if one.works_on(want.project, issue=want.number)
        )
        if (seat := next(taken, None)) is not None and seat.agent == want.agent:
            return f"{seat.name} works on #{want.number} already"
        if want.name and (why := why_not_name(want.name) or self.core.why_not_free(want.name)):
            return why
        agent = hosted_named(want.agent, self.core.world.hosted)
        comments = agent is not None and agent.start is not None and agent.start.by is By.COMMENT
        if want.text.strip() and not comments:
            return (
                f"{agent.label if agent else want.agent} begins by no comment: write what else it has to know into "
                f"#{want.number} first, and leave the prompt empty"
            )
        return ""

    def _name(self, agent: HostedAgent, number: int) -> str:
        return name_for(agent.name, number, self.core.names())

    async def _before(self, project: Project, number: int, about: _About) -> str:
        """The comments in the same words that are there, where a comment begins it."""
        if not about.text:
            return ""
        repository = await self._once.repository(project)
        said = await self.core.world.forge.issue(repository, number)
        return " ".join(await _same(self.core, repository, said, about.text))

    async def _do(self, repository: Repository, *, number: int, agent: HostedAgent, about: _About) -> str:
        forge, start = self.core.world.forge, agent.start
        assert start is not None  # noqa: S101 - it has one
        if start.by is By.LABEL:
            await forge.label(repository, number, start.what)
        elif start.by is By.COMMENT:
            issue = await forge.issue(repository, number)
            return await forge.comment(repository, issue.id, about.text)
        else:
            await self._assign(repository, number, agent, start.what)
        return _done(agent, number)

    async def _assign(self, repository: Repository, number: int, agent: HostedAgent, login: str) -> None:
        forge = self.core.world.forge
        actors = await forge.actors(repository, number)
        if actors.has(agent.logins):
            return
        actor = actors.allowed(login)
        if actor is None:
            doing = f"assign #{number} of {repository.said}"
            raise PortError(
                "github",
                doing,
                f"{login} may not be assigned there: it has to be switched on for the repository",
            )
        await forge.hand(repository, actors, actor)


def handed(core: Core, act: PullAct, _where: str) -> tuple[e.Event, ...]:
    """The seat of what was done, in the same record: nobody has to be there to make it after a crash."""
    about = _About.read(act.about)
    slot = core.free_slot()
    return (e.HostedAdded(about.name, act.project, about.agent, slot, issue=act.number, by=OPERATOR),)


async def seen_handed(core: Core, repository: Repository, act: PullAct) -> str | None:
    """Whether the issue is assigned, labelled, or has that comment."""
    about = _About.read(act.about)
    agent = hosted_named(about.agent, core.world.hosted)
    if agent is None or agent.start is None:
        return None
    if agent.start.by is By.ASSIGN:
        has = (await core.world.forge.actors(repository, act.number)).has(agent.logins)
        return _done(agent, act.number) if has else None
    said = await core.world.forge.issue(repository, act.number)
    if agent.start.by is By.LABEL:
        has = agent.start.what.lower() in (one.lower() for one in said.issue.labels)
        return _done(agent, act.number) if has else None
    new = [one for one in await _same(core, repository, said, about.text) if one not in act.before.split()]
    return next((one.url for one in said.comments if one.id in new), None)


async def _same(core: Core, repository: Repository, said: IssueSaid, text: str) -> list[str]:
    """The operator's comments in these words, as the forge calls them."""
    login = await core.world.forge.login(repository.host)
    return [one.id for one in said.comments if one.author == login and same_text(one.text, text)]


def _comment(agent: HostedAgent, more: str) -> str:
    """What is posted; empty where no comment begins it."""
    if agent.start is None or agent.start.by is not By.COMMENT:
        return ""
    extra = clean_prompt(more)[0].strip()
    text = f"{agent.start.what}\n\n{extra}" if extra else agent.start.what
    if len(text) > LONGEST:
        raise Refused(f"{len(text)} characters are too many for one comment: at most {LONGEST}")
    return text


def _done(agent: HostedAgent, number: int) -> str:
    return f"{clean_line(agent.label, 40)} has #{number}"
