"""Restart or kill: says what is kept and what is stopped, shows the text that will be sent, then asks."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import TextArea

from fleetui.engine.link import AskRestart, RestartPlan
from fleetui.model.commands import KillAgent, RestartAgent
from fleetui.model.task import Task
from fleetui.model.view import AgentView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import RESTART
from fleetui.ui.agent.confirm_loss import LosingDialog
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_LABEL = 12
_MOST_QUEUE = 4
_FIXED_ROWS = 5
"""Title, label, the keys with the row above them, the row below."""
_PART = 0.92
"""How much of the terminal's height the stylesheet leaves a dialog."""
_LEAST_HANDOFF, _MOST_HANDOFF = 3, 16
_WIDTH = 92
"""The stylesheet's width of a dialog, for what is folded before it was laid out."""

_RESTARTS = frozenset({"restart.go", "restart.edit", "restart.bare", "restart.same"})
"""What the kill dialog does not do."""


class RestartDialog(Dialog, inherit_bindings=False):
    """``r`` restarts, ``R`` without a handoff, ``c`` with the same session, ``D`` only stops.

    None of them works before the facts are read.
    """

    WHERE = RESTART
    BINDINGS = bindings(RESTART)

    def __init__(self, shared: SharedState, name: str, *, kill: bool = False) -> None:
        super().__init__(shared)
        self.agent_name = name
        self.kill = kill
        self.plan: RestartPlan | None = None
        self._drawn = False
        self._unknown = ""
        """Why the plan could not be read."""
        self._title = FixedRows(shared, classes="dialog-title")
        self._facts = FixedRows(shared, id="restart-facts", ground="dialog", fit=True)
        self._label = FixedRows(shared, id="restart-label", ground="dialog")
        self._handoff = TextArea("", id="restart-handoff", read_only=True, soft_wrap=True)
        self._handoff.cursor_blink = False
        self._handoff.can_focus = False
        self._queue = FixedRows(shared, id="restart-queue", ground="dialog", fit=True)

    def compose(self) -> ComposeResult:
        """Title, facts, handoff, queue, keys."""
        with Vertical(id="restart", classes="dialog"):
            yield self._title
            yield self._facts
            yield self._label
            yield self._handoff
            yield self._queue
            without = _RESTARTS if self.kill else frozenset()
            yield Footer(self.shared, RESTART, Selection, "dialog", without)

    def on_mount(self) -> None:
        """Read what it would mean."""
        self._handoff.display = self._label.display = not self.kill
        self._facts.say([[], [Span("reading what would be kept and stopped …", "low")]])
        self.show()
        self.ask(AskRestart(self.agent_name), self._read, self._unread)

    def show(self) -> None:
        """The title in the colour of the cause."""
        agent = self.shared.agent(self.agent_name)
        if agent is None:
            self.dismiss(None)
            return
        state = state_of(agent)
        ground = f"{state.key}_block" if state.loud else "line"
        ink = "on_block bold" if state.loud else "bright bold"
        what = f"Kill {agent.name}" if self.kill else f"Restart {agent.name}{self._with}"
        left = agent.context.left_percent if agent.context else None
        context = f"  {left}%" if left is not None else ""
        word = f"{self.shared.sign(state.key)} {state.word} {age(state.since, self.shared.now())}{context}"
        self._title.say([[Span(what, ink)]], [Span(word, ink)], ground=ground)
        if self.plan:
            self._facts.say(self._fact_rows(self.plan, agent))
            self._leave_room()

    def _read(self, plan: RestartPlan) -> None:
        self.plan = plan
        self._label.say([self._of_handoff(plan)])
        self._handoff.text = plan.handoff
        self._handoff.display = not self.kill and not plan.why_no_handoff
        self.show()
        waiting = [Span(f"{self.shared.sign('queue')} {line}", "text") for line in plan.waiting]
        goes = "queue stays" if self.kill else "queue goes on"
        rows = self._labelled(goes, waiting[:_MOST_QUEUE])
        if len(waiting) > _MOST_QUEUE:
            rows.append([Span(" " * (_LABEL + 4)), Span(f"and {len(waiting) - _MOST_QUEUE} more", "dim")])
        self._queue.say([[], *rows] if waiting else [])
        self._leave_room()
        self.call_after_refresh(self._mark_drawn)

    @property
    def _with(self) -> str:
        return "" if self.plan and self.plan.why_no_handoff else " with a handoff"

    def _of_handoff(self, plan: RestartPlan) -> list[Span]:
        if plan.why_no_handoff:
            return [Span("handoff", "dim"), Span(f"   none: {plan.why_no_handoff}", "low")]
        return [Span("handoff", "dim"), Span("   e edits it", "faint")]

    def _leave_room(self) -> None:
        """The handoff gives way, so that the keys below it can be seen in a small terminal."""
        others = len(self._facts.rows) + len(self._queue.rows) + _FIXED_ROWS
        room = int(self.app.size.height * _PART) - others
        self._handoff.styles.max_height = max(_LEAST_HANDOFF, min(_MOST_HANDOFF, room))

    def on_resize(self) -> None:
        """Another size, other room."""
        self._leave_room()

    def _unread(self, why: str) -> None:
        key = self.shared.keymap.shown("restart.lose")
        text = f"could not be read: {why}; {key} goes on all the same"
        self._unknown = why
        self._facts.say([[], [Span(text, "stuck")], []])

    def _mark_drawn(self) -> None:
        self._drawn = True

    def _fact_rows(self, plan: RestartPlan, agent: AgentView) -> list[list[Span]]:
        commits = (
            f"   {plan.commits} commit{'' if plan.commits == 1 else 's'} on its branch"
            if plan.commits
            else ""
        )
        names = ", ".join(plan.stopped) or "nothing runs"
        many = f"   {len(plan.stopped)} processes" if len(plan.stopped) > 1 else ""
        rows = [
            [],
            *self._folded("why", _why(agent), "stuck"),
            *(self._folded("task", _task_words(agent.task), "text")[:2] if agent.task else ()),
            *(self._folded("kept", plan.kept + commits, "ok") if plan.kept else ()),
            *self._folded("stopped", names + many, "text"),
        ]
        if plan.unrescued:
            key = self.shared.keymap.shown("restart.lose")
            rows += self._folded("no rescue", f"{plan.unrescued}; {key} goes on without", "failed")
        if plan.left_out:
            rows += self._folded("not kept", "; ".join(plan.left_out), "low")
        if plan.anew and not self.kill:
            rows += self._folded("worktree", f"made anew from {plan.anew}", "ok")
        if plan.ignored:
            shown = ", ".join(plan.ignored[:4]) + (
                f" and {len(plan.ignored) - 4} more" if len(plan.ignored) > 4 else ""
            )
            rows += self._folded("not kept", f"ignored by git, but stays in the folder: {shown}", "low")
        if not self.kill:
            rows += self._folded("fresh run", plan.fresh, "text")
            rows += self._folded("or", *self._same(plan))
        return [*rows, []]

    def _same(self, plan: RestartPlan) -> tuple[str, str]:
        if plan.why_not_same:
            return f"not with the same session: {plan.why_not_same}", "faint"
        key = self.shared.keymap.shown("restart.same")
        return f"{key} goes on with the same session: {plan.same}", "dim"

    def _folded(self, label: str, text: str, ink: str) -> list[list[Span]]:
        wide = self._facts.size.width or min(_WIDTH, int(self.app.size.width * 0.96))
        width = max(20, wide - _LABEL - 2)
        lines = wrapped(text, width)[:3] if text else ["-"]
        first = [Span(label.ljust(_LABEL), "dim"), Span(lines[0], ink)]
        return [first, *([Span(" " * _LABEL), Span(line, ink)] for line in lines[1:])]

    def _labelled(self, label: str, spans: list[Span]) -> list[list[Span]]:
        wide = _LABEL + 4
        return [[Span((label if n == 0 else "").ljust(wide), "dim"), span] for n, span in enumerate(spans)]

    def _why_not_yet(self) -> bool:
        if self.plan is None or not self._drawn:
            self.say("still reading what it would mean: a moment", bad=True)
            return True
        return False

    def do_go(self) -> None:
        """Restart with the handoff as it stands here."""
        if self.kill:
            self.say("this only stops it: D kills, esc leaves it", bad=True)
        elif not self._why_not_yet():
            self._do(RestartAgent(self.agent_name, handoff=self._handoff.text))

    def do_bare(self) -> None:
        """Restart without a handoff."""
        if not self._why_not_yet():
            self._do(RestartAgent(self.agent_name, handoff=""))

    def do_same(self) -> None:
        """Go on with the same session."""
        if self.kill or self._why_not_yet():
            return
        if self.plan and self.plan.why_not_same:
            self.say(f"not with the same session: {self.plan.why_not_same}", bad=True)
            return
        self._do(RestartAgent(self.agent_name, resume=True))

    def do_kill(self) -> None:
        """Only stop."""
        if not self._why_not_yet():
            self._do(KillAgent(self.agent_name))

    def do_lose(self) -> None:
        """Go on without a rescue, once the name is typed."""
        if not self._unknown and self._why_not_yet():
            return
        plan, unknown = self.plan, f"What lies there is not known: {self._unknown}"

        def typed(name: str | None) -> None:
            if name and self.kill:
                self._do(KillAgent(self.agent_name, without_rescue=name))
            elif name:
                self._do(RestartAgent(self.agent_name, handoff=self._handoff.text, without_rescue=name))

        title = f"{'Kill' if self.kill else 'Restart'} {self.agent_name} without a rescue"
        lines = [plan.lost, *plan.left_out] if plan else [unknown]
        self.app.push_screen(LosingDialog(self.shared, title, lines, self.agent_name), typed)

    def _do(self, command: RestartAgent | KillAgent) -> None:
        self.act(command)
        self.dismiss(None)

    def do_edit(self) -> None:
        """Write in the handoff; esc ends it."""
        if self.plan is None or self.kill:
            return
        self._handoff.display = True
        self._handoff.read_only = False
        self._handoff.can_focus = True
        self._handoff.focus()
        self._label.say([[Span("handoff", "dim"), Span("   esc ends editing", "merge bold")]])

    def do_outside(self) -> None:
        """Write the handoff in the operator's own editor."""
        if self.plan is None or self.kill:
            return
        self._handoff.display = True
        self.edit_outside(self._handoff)
        self._label.say([[Span("handoff", "dim"), Span("   edited here; e edits it", "faint")]])

    def do_back(self) -> None:
        """End editing first, then leave."""
        if self._handoff.has_focus:
            self._end_editing()
        else:
            self.dismiss(None)

    def on_key(self, event: Key) -> None:
        """Escape inside the text ends editing instead of moving the focus."""
        if event.key == "escape" and self._handoff.has_focus:
            event.stop()
            self._end_editing()

    def _end_editing(self) -> None:
        self.set_focus(None)
        self._handoff.read_only = True
        self._handoff.can_focus = False
        self._label.say([[Span("handoff", "dim"), Span("   edited here; e edits it", "faint")]])


def _task_words(task: Task) -> str:
    """What the next run goes on with, in a line or two; the whole of it stands in the handoff."""
    first = task.done_when.split("\n")[0]
    untouched = f"; not to touch: {', '.join(task.not_to_touch)}" if task.not_to_touch else ""
    return f"{task.title}{f'; done when {first}' if first else ''}{untouched}"


def _why(agent: AgentView) -> str:
    """What the title's state rests on; from the same view, so that both say the same."""
    if agent.attention:
        return agent.attention.reason
    left = f", {agent.context.left_percent}% context left" if agent.context else ""
    return f"asked for by you: {state_of(agent).word}{left}"
