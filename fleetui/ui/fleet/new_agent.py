"""A new agent: branch, worktree, seat, run and its first follow-up, from six fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from fleetui.engine.link import AskError, AskProfiles, AskProgram
from fleetui.model.commands import AddAgent, AddEntry, AddTask, StartTask
from fleetui.model.forge.issues.as_task import number_in
from fleetui.model.forge.wishes.hosted import HandIssue
from fleetui.model.hosted.agent import hosted_named
from fleetui.model.names import no_such, why_not_branch, why_not_name
from fleetui.model.task import Task, tasks_of
from fleetui.model.view import AgentView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import NEW
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

FIELDS = ("name", "project", "profile", "prompt", "task", "branch")
USUAL = "claude"
"""The profile of a first agent."""


class NewAgent(Dialog, inherit_bindings=False):
    """Stays open with what was wrong until the agent exists."""

    WHERE = NEW
    BINDINGS = bindings(NEW)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012 - Textual's own declaration

    def __init__(
        self, shared: SharedState, beside: AgentView | None = None, given: Mapping[str, str] | None = None
    ) -> None:
        """``beside`` is the agent one stands on: the new one works in its project, with its profile.

        ``given`` is what fields hold at first.
        """
        super().__init__(shared)
        given = {**(_as(beside) if beside else {}), **(given or {})}
        if given.get("project") not in shared.view.projects:
            given["project"] = next(iter(shared.view.projects), "")
        given.setdefault("profile", USUAL)
        self._guessed = not beside
        self.fields = {
            field: Input(given.get(field, ""), id=f"new-{field}", compact=True) for field in FIELDS
        }
        self._hints = {field: FixedRows(shared, classes="one-row", ground="dialog") for field in FIELDS}
        self._word = FixedRows(shared, id="new-word", ground="dialog")
        self._making = False

    def compose(self) -> ComposeResult:
        """A label and a field each, a word on what is wrong, keys."""
        projects = ", ".join(self.shared.view.projects) or "no project is known yet"
        hints = {
            "name": "a-z 0-9 and -",
            "project": projects,
            "profile": f"{USUAL}, codex, shell or one of your own",
            "prompt": "what it is told first, once it is idle; empty: nothing",
            "task": "what it works on, or tasks by name: their text goes before the prompt",
            "branch": "empty: agent/NAME; an existing branch may be named",
        }
        with Vertical(id="new", classes="dialog"):
            yield FixedRows(
                self.shared,
                [[Span("New agent", "on_block bold")]],
                classes="dialog-title",
                ground="merge_block",
            )
            yield FixedRows(self.shared, [[]], classes="one-row", ground="dialog")
            for field in FIELDS:
                with Horizontal(classes="field"):
                    yield FixedRows(self.shared, [[Span(field, "dim")]], classes="label", ground="dialog")
                    yield self.fields[field]
                yield self._hints[field]
                self._hint(field, hints[field])
            yield self._word
            yield Footer(self.shared, NEW, Selection, "dialog")

    def on_mount(self) -> None:
        """No blinking cursors."""
        for field in self.fields.values():
            field.cursor_blink = False
        self.fields["name"].focus()
        self.ask(AskProfiles(), self._profiles, lambda _why: None)

    def _hint(self, field: str, text: str) -> None:
        self._hints[field].say([[Span(" " * 11 + text, "dim")]])

    def _profiles(self, names: tuple[str, ...]) -> None:
        """Those that can be started are named; the first stands in for the usual one where that cannot."""
        field = self.fields["profile"]
        if not names:
            return
        issues = any(one.forge and one.forge.repository for one in self.view.projects.values())
        hosted = f"; hosted: {', '.join(one.name for one in self.view.hosted if one.start)}" if issues else ""
        self._hint("profile", f"found here: {', '.join(names)}{hosted}")
        if self._guessed and field.value == USUAL and USUAL not in names:
            field.value = names[0]

    def do_next_field(self) -> None:
        """The next field."""
        self.focus_next()

    def do_previous_field(self) -> None:
        """The field before."""
        self.focus_previous()

    def _values(self) -> tuple[str, ...]:
        """What the fields hold, in their order."""
        return tuple(self.fields[field].value.strip() for field in FIELDS)

    def wrong(self) -> str:
        """What keeps it from being made, or an empty text."""
        name, project, profile, _prompt, _task, branch = self._values()
        if why := why_not_name(name):
            return why
        if self.shared.agent(name):
            return f"there is an agent {name} already"
        if project not in self.view.projects:
            return no_such("project", project, self.view.projects)
        if not profile:
            return "which profile?"
        if agent := hosted_named(profile, self.view.hosted):
            return self._wrong_issue(agent.label, project)
        return why_not_branch(branch) or "" if branch else ""

    def _wrong_issue(self, label: str, project: str) -> str:
        """What keeps an issue from being given to a hosted agent."""
        task = self.fields["task"].value.strip()
        known = tasks_of(self.view.tasks, task, project)
        if len(known) > 1 or not (number_in(task) or (known and known[0].issues)):
            return f"{label} takes one issue: write it into task, such as #41"
        rules = self.view.projects[project].forge
        if rules is None or not rules.repository:
            return (
                f'write repository = "owner/name" in [projects.{project}.github]: agents can change a remote'
            )
        return ""

    def do_make(self) -> None:
        """Make it, or say what is wrong."""
        wrong = self.wrong()
        if wrong:
            self._tell(wrong, "low")
        elif not self._making:
            self._making = True
            hosted = hosted_named(self._values()[2], self.view.hosted)
            done = hosted.start.said if hosted and hosted.start else ""
            self._tell(
                f"{done} …" if done else "making branch and worktree, running the set-up step …", "dim"
            )
            self.run_worker(self._make(), group="make", exit_on_error=True)

    async def _make(self) -> None:
        name, project, profile, prompt, task, branch = self._values()
        if hosted_named(profile, self.view.hosted):
            await self._hand(name, project, profile, prompt, task)
            return
        if why := await self._why_no_program(profile):
            self._not_made(why)
            return
        if known := tasks_of(self.view.tasks, task, project):
            await self._start(known)
            return
        if task:
            written = await self.shared.link.do(AddTask(title=task, project=project))
            if not written.ok:
                self._not_made(written.text)
                return
            task = written.value or task
        outcome = await self.shared.link.do(AddAgent(name, project, profile, task=task, branch=branch))
        if not outcome.ok:
            self._not_made(outcome.text)
            return
        self.say(outcome.text or f"{name} is there")
        if prompt:
            queued = await self.shared.link.do(AddEntry(name, prompt))
            self.say("" if queued.ok else f"the prompt was not queued: {queued.text}", bad=True)
        self.dismiss(name)

    async def _hand(self, name: str, project: str, profile: str, prompt: str, task: str) -> None:
        """Give the issue to a hosted agent, as that wants it; its seat has no branch or worktree here."""
        number = next(
            (n for one in tasks_of(self.view.tasks, task, project) for n in one.issues), number_in(task)
        )
        outcome = await self.shared.link.act_there(HandIssue(project, number, profile, name, prompt))
        if not outcome.ok:
            self._not_made(outcome.text)
            return
        self.say(outcome.text)
        self.dismiss(outcome.value or name)

    async def _start(self, tasks: Sequence[Task]) -> None:
        """On tasks that are written down: what they say is the first prompt, with what was added to it."""
        name, project, profile, prompt, _task, branch = self._values()
        keys = tuple(task.key for task in tasks)
        outcome = await self.shared.link.do(StartTask(keys, name, profile, project, prompt, branch))
        if not outcome.ok:
            self._not_made(outcome.text)
            return
        self.say(outcome.text)
        self.dismiss(name)

    async def _why_no_program(self, profile: str) -> str:
        """Asked before anything is made; where it is not known, making it will tell."""
        try:
            return await self.shared.link.ask(AskProgram(profile))
        except AskError:
            return ""

    def _not_made(self, why: str) -> None:
        self._making = False
        self._tell(why or "it was not made", "stuck")

    def _tell(self, text: str, ink: str) -> None:
        """Below a free row, or in both where it is longer than one."""
        lines = wrapped(text, self._word.size.width - 2)
        rows = [[Span(line, ink)] for line in (*lines[:1], " ".join(lines[1:]))]
        self._word.say(rows if len(lines) > 1 else [[], rows[0]])


def _as(agent: AgentView) -> dict[str, str]:
    """What a new agent has in common with one that is there."""
    return {"project": agent.seat.project, "profile": agent.seat.profile}
