"""What the operator says in a pull request by a key: at most once, written down before, looked up where in doubt."""

from __future__ import annotations

from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.repositories import repository_of, written_repository
from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model import events as e
from fleetui.model.clean import clean_line, clean_prompt
from fleetui.model.commands import Outcome, RemarkAnswer
from fleetui.model.fleet import Project
from fleetui.model.forge.acts import COMMENT, LONGEST, REPLY, RESOLVE, RemarkAct, done_already, same_words
from fleetui.model.forge.answers import Heard
from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.remarks import Remark, RemarkKind

DOUBT_S = 90.0
"""How long after it was asked for the forge may still come to show it."""


class Saying:
    """Replies and resolves with the operator's login."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._under_way: set[str] = set()

    async def say(self, want: RemarkAnswer) -> Outcome:
        """Reply, or resolve. Raises ``Refused`` where that cannot be; ``PortError`` where the forge refused."""
        core = self.core
        if not core.acts:
            raise Refused(
                "this dashboard watches: only the owner's screen speaks on the forge (T takes over)"
            )
        project, heard, remark = self._meant(want)
        kind, text = self._words(want, remark)
        if any(_same(one, want, kind) for one in core.fleet.remark_acts.values()):
            raise Refused("whether the forge has the last one is not known yet; it is looked up")
        act = core.world.mint()
        self._under_way.add(act)
        try:
            known = _known(RemarkAct(act, want.project, want.number, want.remark, kind, text, 0.0), heard)
            await core.ledger.append(
                e.RemarkActIntended(act, want.project, want.number, want.remark, kind, text, known)
            )
            core.world.fault("say.intended")
            return await self._perform(project, heard, core.fleet.remark_acts[act])
        finally:
            self._under_way.discard(act)

    def _meant(self, want: RemarkAnswer) -> tuple[Project, Heard, Remark | None]:
        project, heard = (
            self.core.settings.projects.get(want.project),
            self.core.heard.get((want.project, want.number)),
        )
        if project is not None and heard is not None and heard.said is not None and not want.remark:
            return project, heard, None
        found = [one.remark for one in heard.remarks if one.remark.id == want.remark] if heard else []
        if project is None or heard is None or not found:
            raise Refused(f"that is not open on #{want.number} any more, or not known")
        return project, heard, found[0]

    def _words(self, want: RemarkAnswer, remark: Remark | None) -> tuple[str, str]:
        """What is done, and the text as it goes out: one that stands below all others names what it answers."""
        if not want.text:
            if remark is None or remark.kind is not RemarkKind.THREAD:
                raise Refused("only a thread can be resolved: r replies")
            return RESOLVE, ""
        text = clean_prompt(want.text)[0].strip()
        if not text:
            raise Refused("nothing was said: the text is empty")
        if len(text) > LONGEST:
            raise Refused(f"{len(text)} characters are too many for one reply: at most {LONGEST}")
        if remark is None:
            return COMMENT, text
        return (
            (REPLY, text) if remark.kind is RemarkKind.THREAD else (COMMENT, f"About {remark.url}:\n\n{text}")
        )

    async def _perform(self, project: Project, heard: Heard, act: RemarkAct) -> Outcome:
        try:
            url = await self._asked(project, heard, act)
        except Unanswered as error:
            return await self._in_doubt(project, heard, act, error)
        except PortError as error:
            await self._end(act, "refused", clean_line(error.detail, 300))
            raise
        await self._end(act, "done", url=url)
        return Outcome(ok=True, text=_done(act), value=url)

    async def _asked(self, project: Project, heard: Heard, act: RemarkAct) -> str:
        forge, repository = self.core.world.forge, await written_repository(self.core, project)
        if act.kind == REPLY:
            return await forge.reply(repository, act.remark, act.text)
        if act.kind == COMMENT:
            return await forge.comment(repository, heard.said.id if heard.said else "", act.text)
        if not await forge.resolve(repository, act.remark):
            raise PortError("github", f"resolve on #{act.number}", "the forge says that it is not resolved")
        return ""

    async def _in_doubt(self, project: Project, heard: Heard, act: RemarkAct, error: Unanswered) -> Outcome:
        """It did not answer: what it shows decides, and nothing is asked for twice."""
        try:
            said = await self.core.world.forge.conversation(
                await repository_of(self.core, project), act.number
            )
        except PortError:
            said = None
        where = done_already(act, said, heard.operators) if said else None
        if where is not None:
            await self._end(act, "done", "it did not answer, and has it", _address(where))
            return Outcome(ok=True, text=f"{_done(act)}; the forge did not answer, and has it")
        return Outcome(
            ok=False,
            text=f"not known whether the forge has it ({error.detail}): it is looked up, and not repeated",
        )

    async def settle(self, project: str, said: Conversation, operators: frozenset[str]) -> None:
        """A conversation was just read: what was in doubt is done if it shows it, and unknown once it had the time."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for act in list(self.core.fleet.remark_acts.values()):
            if (act.project, act.number) != (project, said.number) or act.id in self._under_way:
                continue
            if (where := done_already(act, said, operators)) is not None:
                await self._end(act, "done", "seen later", _address(where))
            elif said.at >= act.at + DOUBT_S:
                await self._end(
                    act, "unknown", "the forge does not show it: do it again if it is still wanted"
                )

    async def _end(self, act: RemarkAct, state: str, detail: str = "", url: str = "") -> None:
        await self.core.ledger.append(e.RemarkActEnded(act.id, act.project, act.number, state, detail, url))


def _known(act: RemarkAct, heard: Heard) -> tuple[str, ...]:
    return tuple(one.id for one in same_words(act, heard.said, heard.operators)) if heard.said else ()


def _same(act: RemarkAct, want: RemarkAnswer, kind: str) -> bool:
    there = (act.project, act.number, act.remark, act.kind)
    return there == (want.project, want.number, want.remark, kind)


def _done(act: RemarkAct) -> str:
    return f"resolved on #{act.number}" if act.kind == RESOLVE else f"said on #{act.number}"


def _address(where: str) -> str:
    return where if where.startswith("https://") else ""
