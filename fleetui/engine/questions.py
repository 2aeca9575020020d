"""Questions a screen asks: nothing here changes the fleet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import assert_never

from fleetui.agents.screen.explain import explain
from fleetui.agents.sessions.transcript import with_conversation
from fleetui.agents.told.servers import SOURCE as SERVER
from fleetui.engine import link
from fleetui.engine.act.delivery import arrives_changed
from fleetui.engine.act.forge.opening import pull_draft
from fleetui.engine.act.landing.origins import why
from fleetui.engine.act.landing.trains import coupled
from fleetui.engine.act.prompt import anchors
from fleetui.engine.act.prompt.correcting import correction
from fleetui.engine.act.prompt.filling import fillings
from fleetui.engine.act.prompt.holding import never_typed
from fleetui.engine.act.remove import Remover
from fleetui.engine.act.replace import Replacer
from fleetui.engine.act.starts import program_check
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.condition_facts import Facts
from fleetui.engine.observe.forge.red_checks import red_checks
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.own.figures import FleetFigures
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.cells import cells
from fleetui.model.clean import clean, clean_line, clean_prompt
from fleetui.model.condition_parts import Judged
from fleetui.model.conditions import parse
from fleetui.model.difference.visible import visible
from fleetui.model.entry_story import entries_called, past_follow_ups, story
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project, Rescue
from fleetui.model.forge.answers import Heard
from fleetui.model.forge.issues.issue import IssueList
from fleetui.model.forge.pull import PullList
from fleetui.model.handoff import first_line
from fleetui.model.journal_words import JournalWords
from fleetui.model.landing_story import Prompt, StoryTeller
from fleetui.model.names import no_such
from fleetui.model.news import News
from fleetui.model.queue import find
from fleetui.model.screen import Frame, parse_frame
from fleetui.model.train import Coupled, Proposal
from fleetui.model.view import AgentView, BranchRow, FleetView, TrainView

_Board = Callable[[], Awaitable[tuple[BranchRow, ...]]]
_Remarks = Callable[[str, int], Awaitable[tuple[Heard, ...]]]
_Issues = Callable[[str, int], Awaitable[tuple[tuple[str, IssueList], ...]]]
_Pulls = Callable[[Sequence[Project]], Awaitable[tuple[tuple[str, PullList], ...]]]


class Questions:
    """Answers questions from the ports and the fleet."""

    def __init__(
        self,
        core: Core,
        facts: SlowFacts,
        replacer: Replacer,
        shown: Callable[[Coupled], TrainView],
        board: _Board,
        pulls: _Pulls,
        remarks: _Remarks,
        issues: _Issues,
    ) -> None:
        """``shown`` says how a train is shown; ``board`` makes a forecast, and has the rows of the board then;
        ``pulls`` asks the forges of these projects, ``remarks`` what was said in their pull requests, ``issues``
        for the issues of one project or all."""
        self.core = core
        self._shown = shown
        self.facts = facts
        self.replacer = replacer
        self._board = board
        self._ask_pulls = pulls
        self._ask_remarks = remarks
        self._ask_issues = issues
        self._figures = FleetFigures(core)
        self._words = JournalWords()
        self._teller, self._telling = StoryTeller(), asyncio.Lock()
        self._lines: tuple[int, tuple[link.JournalLine, ...]] = (0, ())

    async def answer(self, question: link.Question, view: FleetView) -> link.Answer:
        """The answer; raises ``AskError`` with one clean line."""
        try:
            return await self._answer(question, view)
        except PortError as error:
            raise link.AskError(f"{error.doing}: {error.detail}") from error
        except Refused as refused:
            raise link.AskError(clean_line(str(refused), 400)) from refused

    async def _answer(self, question: link.Question, view: FleetView) -> link.Answer:
        match question:
            case link.AskScrollback(name, lines, width):
                return await self._scrollback(name, lines, width)
            case link.AskDiff(name):
                return await self._diff(_agent(view, name))
            case link.AskBoard():
                return await self._board()
            case link.AskCandidateDiff(name):
                return await self._candidate_diff(name, view)
            case link.AskHandoff(name):
                return self.replacer.draft(_agent(view, name))
            case link.AskRestart(name):
                return await self.replacer.plan(_agent(view, name))
            case link.AskRemoval(name):
                return await self._removal(_agent(view, name).name)
            case link.AskProgram(profile):
                return await program_check.why_not_chosen(self.core, profile)
            case link.AskProfiles():
                return await program_check.profiles_here(self.core)
            case link.AskLog(log):
                return clean(await self.core.ledger.get_text(log))
            case link.AskGateLog(commit, gate):
                live = self.core.live_logs.get((commit, gate))
                if live is None:
                    raise link.AskError(f"{gate} does not run in this process now")
                return clean(live.read().decode("utf-8", "replace"))
            case link.AskJournal(limit, seat):
                return await self._journal(limit, seat)
            case link.AskFigures(wanted):
                return await self._figures.report(wanted)
            case link.AskNews(since):
                return self._news(since)
            case link.AskAnchors(name, text, kept):
                return await self._anchors(_agent(view, name), text, kept)
            case link.AskCorrection(name, entry):
                return await self._correction(_agent(view, name), entry)
            case link.AskHistory(name):
                return past_follow_ups(await self.core.world.journal.read(0), _agent(view, name).name)
            case link.AskFillings(name, text):
                return await fillings(self.core, _agent(view, name).seat, text)
            case link.AskFiles(name, wanted, most):
                return await self._files(_agent(view, name), wanted, most)
            case link.AskArrival(names, text):
                return self._arrival([_agent(view, name) for name in names], text)
            case link.AskNeverTyped(names, text):
                return self._never_typed([_agent(view, name) for name in names], text)
            case link.AskBlueprints():
                return await self.core.world.blueprints()
            case link.AskRescues():
                return self._rescues()
            case link.AskPanes():
                return await self.facts.panes(question.sockets)
            case link.AskExplain(name):
                return await self._explain(_agent(view, name))
            case link.AskConditions(conditions, since):
                return await self._conditions(conditions, since)
            case link.AskTrain(names):
                return await self._train(tuple(_agent(view, name) for name in names))
            case link.AskStory(entry):
                return await self._story(entry)
            case link.AskPrompts(name):
                unasked = any(row.seat == name and row.fetched for row in view.board)
                return () if unasked else await self._prompts(_agent(view, name).name)
            case link.AskPulls(project):
                return await self._ask_pulls(self._forges(project))
            case link.AskRemarks(project, number):
                self._forges(project)
                return await self._ask_remarks(project, number)
            case link.AskRedChecks(project, number):
                return await red_checks(self.core, self._forges(project)[0], number)
            case link.AskIssues(project, number):
                return await self._ask_issues(project, number)
            case link.AskPullDraft(name):
                return await self._pull_draft(_agent(view, name), view)
            case link.AskWhy():
                return await why(self.core, question)
            case _:
                assert_never(question)

    async def _train(self, agents: tuple[AgentView, ...]) -> link.Answer:
        projects = {agent.seat.project for agent in agents}
        if len(projects) != 1:
            raise link.AskError("a train goes to one target: name agents of one project")
        try:
            made = await coupled(self.core, Proposal(projects.pop(), tuple(agent.name for agent in agents)))
        except Refused as refused:
            raise link.AskError(str(refused)) from refused
        return self._shown(made)

    def _forges(self, project: str) -> list[Project]:
        """The projects that are meant. Raises ``AskError`` where the one that is named has no forge."""
        known = [one for one in self.core.settings.projects.values() if one.forge]
        if project and project not in (one.name for one in known):
            raise link.AskError(no_such("project with a forge", project, [one.name for one in known]))
        return [one for one in known if project in ("", one.name)]

    async def _removal(self, name: str) -> link.Answer:
        replacer = self.replacer
        return await Remover(self.core, self.facts, replacer.seats, replacer.rescuer).plan(name)

    async def _scrollback(self, name: str, lines: int, width: int) -> link.Answer:
        run = self.core.fleet.run_of(name)
        if run is None:
            raise link.AskError(f"nothing ran in {name} yet")
        found = await self.core.world.tmux.scrollback(run.pane, lines)
        if not found.full_screen:
            return found.lines
        try:
            said = await self.core.world.sessions.conversation(name, run.tag)
        except PortError:
            return found.lines
        return await asyncio.to_thread(with_conversation, found, said, lines, width)  # seconds, of megabytes

    async def _explain(self, agent: AgentView) -> link.Answer:
        """Of the screen as it is now; of the last one that was seen when the run is over."""
        run = self.core.live_run(agent.name)
        seen = self.core.sight(agent.name)
        frame = await self.core.world.tmux.fresh_frame(run.pane) if run else seen.frame
        frame = frame or await self._kept(agent.name)
        if frame is None:
            raise link.AskError(f"nothing runs in {agent.name}, and no screen of it was seen")
        command = seen.pane.command if seen.pane else ""
        profile, now = self.core.profile(agent.seat), self.core.world.now()
        shown = seen.readable(profile, frame, now)
        gone = run is None or await self.facts.is_gone(agent.seat)
        found = explain(profile, shown, command=command, dead=gone)
        if run is None:
            return found
        listens = profile.server is None or seen.server is not None
        unasked = () if listens else (SERVER,)
        return replace(found, **seen.told(found.reading, still=shown is not frame, now=now), unasked=unasked)

    async def _kept(self, name: str) -> Frame | None:
        """The last screen of a run that ended before this process looked; ``None`` where none was kept."""
        last = self.core.fleet.run_of(name)
        if last is None or not last.screen:
            return None
        text = await self.core.ledger.get_text(last.screen)
        rows = text.rstrip("\n").split("\n")
        return parse_frame(text, width=max(1, *map(cells, rows)), height=len(rows), cursor=None, title="")

    async def _conditions(self, conditions: tuple[tuple[str, str], ...], since: float) -> tuple[Judged, ...]:
        await self.core.ledger.catch_up()
        return tuple(self._judged(own, text, since) for own, text in conditions)

    def _judged(self, own: str, text: str, since: float) -> Judged:
        try:
            return parse(text).judge(Facts(self.core, own, since))
        except ValueError as error:
            raise link.AskError(str(error)) from None

    async def _diff(self, agent: AgentView) -> str:
        project = self.core.project(agent.seat)
        if not project.path:
            raise link.AskError(f"{agent.name} works in no repository")
        return await asyncio.to_thread(visible, await self.core.world.git.diff(project, agent.seat.worktree))

    async def _candidate_diff(self, name: str, view: FleetView) -> str:
        row = next((row for row in view.board if row.seat == name), None)
        candidate = (self._landed(row) or row.candidate) if row else None
        if candidate is None or not candidate.commit:
            raise link.AskError(f"{name} has no candidate")
        project = self.core.project_named(row.project) if row else None
        if project is None:
            raise link.AskError(f"the project of {name} is not configured any more")
        return await asyncio.to_thread(visible, await self.core.world.git.candidate_diff(project, candidate))

    def _landed(self, row: BranchRow) -> Candidate | None:
        """What a branch landed as."""
        found = (x for x in self.core.fleet.landings.values() if row.landed and x.candidate == row.landed)
        for one in found:
            return Candidate(one.project, one.seat, one.branch, one.base, one.head, one.candidate, one.tree)
        return None

    async def _prompts(self, name: str) -> tuple[Prompt, ...]:
        """The journal is gone through once; from then on only what is new in it."""
        async with self._telling:
            after = self._teller.fleet.seq
            if after > self.core.fleet.seq:
                after, self._teller = 0, StoryTeller()  # records were taken out that no owner wrote
            records = await self.core.world.journal.read(after)
            await asyncio.to_thread(self._teller.hear, records)
            return self._teller.prompts_of(name)

    async def _pull_draft(self, agent: AgentView, view: FleetView) -> link.Answer:
        row = next((row for row in view.board if row.seat == agent.name and not row.landed), None)
        if row is None:
            raise link.AskError(f"{agent.name} has no branch on the board: it is there with its first commit")
        return await pull_draft(self.core, agent.seat, row, await self._prompts(agent.name))

    async def _anchors(self, agent: AgentView, text: str, kept: str) -> link.Answer:
        found = await anchors.check(self.core, agent.seat, text, kept, ask=False)
        return tuple(map(link.AnchorCheck.of, found))

    async def _files(self, agent: AgentView, wanted: str, most: int) -> tuple[str, ...]:
        if not agent.seat.worktree:
            return ()
        return await self.core.world.anchors.named(agent.seat.worktree, wanted, most)

    async def _correction(self, agent: AgentView, entry_id: str) -> link.Answer:
        entry = find(agent.queue, entry_id)
        if entry is None:
            raise link.AskError(f"{agent.name} has no follow-up {entry_id!r}")
        return await correction(self.core, agent.seat, entry)

    def _arrival(self, agents: list[AgentView], text: str) -> tuple[str, ...]:
        """Without what is taken out of every text: whoever writes sees that."""
        kept, _ = clean_prompt(text)
        found = (arrives_changed(self.core.profile(agent.seat), kept) for agent in agents)
        return tuple(dict.fromkeys(one for one in found if one))

    def _never_typed(self, agents: list[AgentView], text: str) -> tuple[str, ...]:
        found = [(agent.name, never_typed(self.core.profile(agent.seat), text)) for agent in agents]
        return tuple(f"{name}: {why}" for name, why in found if why)

    def _news(self, since: float) -> tuple[News, ...]:
        found = (one for one in self.core.ledger.news if one.at > since)
        return tuple(replace(one, text=clean_line(first_line(one.text, 300), 300)) for one in found)

    def _rescues(self) -> tuple[Rescue, ...]:
        return tuple(sorted(self.core.fleet.rescues.values(), key=lambda rescue: -rescue.at))

    async def _journal(self, limit: int, seat: str) -> link.Answer:
        after, known = self._lines
        if after > self.core.fleet.seq:
            after, known, self._words = 0, (), JournalWords()  # records were taken out that no owner wrote
        new = await self.core.world.journal.read(after)
        if new:
            known = (*known, *(self._line(record) for record in new))[-5000:]
            self._lines = (new[-1].seq, known)
        kept = [line for line in known if seat in ("", line.seat)]
        return tuple(kept[-limit:])

    async def _story(self, begun: str) -> link.Answer:
        records = await self.core.world.journal.read(0)
        found = entries_called(records, begun)
        if len(found) != 1:
            several = f"several entries begin with {begun!r}: {', '.join(found[:5])}"
            raise link.AskError(clean_line(several if found else f"no entry is called {begun!r}"))
        told = JournalWords(of_one=True)
        return tuple(_as_line(record, told) for record in story(records, found[0]))

    def _line(self, record: e.Record) -> link.JournalLine:
        return _as_line(record, self._words)


def _as_line(record: e.Record, words: JournalWords) -> link.JournalLine:
    event = record.event
    seat = event.seat if isinstance(event, e.SeatEvent) else ""
    return link.JournalLine(record.seq, record.at, e.kind_of(type(event)), seat, words.of(record))


def _agent(view: FleetView, name: str) -> AgentView:
    found = view.agent(name)
    if found is None:
        raise link.AskError(no_such("agent", name, (agent.name for agent in view.agents)))
    return found
