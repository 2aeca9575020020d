"""What all screens of the fleet have in common: keys from the table, the newest view, one way to act."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, ClassVar, Protocol, Self, cast

from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from fleetui.engine.link import A, AskError, Question
from fleetui.model.commands import AgentCommand, Command, Outcome
from fleetui.model.forge.wishes.hosted import HostedWish
from fleetui.model.hosted.spoken import spoken
from fleetui.model.view import FleetView
from fleetui.time_limit import time_limit
from fleetui.ui.actions import why_not
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import BY_ID, actions_on
from fleetui.ui.draw.clickable import DO, GO, ONLY, WordClicked
from fleetui.ui.draw.painted import Painted, Plain
from fleetui.ui.shell.backdrop import Backdrop
from fleetui.ui.shell.shared_state import SharedState
from fleetui.ui.terminal.handover import edited
from fleetui.ui.terminal.programs import NotRun

SIDEWAYS = 16
"""Cells that long rows are scrolled at once."""
FIELD_S = 2.0
"""How long a text field may take for what was typed into it."""


class Dashboard(Protocol):
    """What screens ask of the app. It acts at once: a key pressed right after goes to the new screen."""

    def go(self, where: str, agent: str = "") -> None:
        """Show a part: ``fleet``, ``focus``, ``lanes``, ``board``, ``ledger``, ``figures``, ``audit``,
        ``journal``.

        At an agent where one is given.
        """
        ...

    def open(
        self, place: str, agent: str = "", *, ended: Callable[[Any], None] | None = None, **details: object
    ) -> None:
        """Open a place above what is shown: ``focus``, ``typing``, ``search``, ``digest`` ...

        ``ended`` is given what its screen was closed with, ``details`` go to the screen.
        """
        ...

    def answered(self, names: tuple[str, ...], *, sure: bool) -> None:
        """These were answered: go to the next that asks; without ``sure`` once they no longer ask."""
        ...

    def show_only(self, state: str) -> None:
        """Show the fleet's agents of one state; the whole fleet again where it shows those already."""
        ...

    def show_help(self, where: str) -> None:
        """Show the keys of a screen."""
        ...

    def ask_to_quit(self) -> None:
        """Close the dashboard, after asking."""
        ...


class Sideways(Protocol):
    """What may hold rows longer than it is wide."""

    def sideways(self, by: int) -> None:
        """Scroll them by so many cells."""
        ...


def bindings(where: str) -> list[BindingType]:
    """Textual's bindings of one screen, from the table."""
    return [
        Binding(
            ",".join(action.keys), f"run('{action.id}')", action.label, show=False, id=action.id,
            priority=action.priority,
        )
        for action in actions_on(where)
    ]  # fmt: skip


class FleetScreenBase(Plain, Screen[Any], inherit_bindings=False):
    """A screen that shows the view and runs the table's actions."""

    shared: SharedState

    WHERE: ClassVar[str] = ""

    def __init__(self, shared: SharedState) -> None:
        super().__init__()
        self.shared = shared

    @property
    def dashboard(self) -> Dashboard:
        """The app."""
        return cast("Dashboard", self.app)

    @property
    def view(self) -> FleetView:
        """The newest view."""
        return self.shared.view

    @property
    def chosen(self) -> Selection:
        """What the operator points at."""
        return Selection()

    def named_commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """More for the command palette, beside the table's actions: name, words, what it does."""
        yield from ()

    def show(self) -> None:
        """Draw the newest view."""
        self.repaint_all()

    def tick(self) -> None:
        """Time went on: ages and the clock may have changed."""
        self.repaint_all()

    def repaint_all(self) -> None:
        """Let every painted widget compare and draw what changed."""
        for painted in self.query(Painted):
            painted.repaint()

    async def action_run(self, action_id: str) -> None:
        """Run an action of the table, or say why it cannot run now.

        A key that was on its way here when another screen opened was not meant for what is hidden now.
        """
        action = BY_ID[action_id]
        if action.priority and self.focused:
            await _catch_up(self.focused, self)
        if self.app.screen is not self:
            return
        limits = self.shared.limits
        why = limits.why_not(action_id) or action.why_not(self.view, self.chosen)
        if why:
            self.say(why, bad=True)
            return
        if instead := limits.instead_of(action_id):
            self.say(instead)
            self.dashboard.go("focus", self.chosen.agent.name if self.chosen.agent else "")
            return
        handler: Callable[[], Awaitable[None] | None] = getattr(self, f"do_{action.handler}")
        result = handler()
        if inspect.isawaitable(result):
            await result

    async def on_word_clicked(self, event: WordClicked) -> None:
        """A click on a key, on somebody who waits, or on a count."""
        event.stop()
        if event.kind == DO:
            await self.action_run(event.what)
        elif event.kind == GO:
            self.dashboard.go("fleet", event.what)
        elif event.kind == ONLY:
            self.dashboard.show_only(event.what)

    def say(self, text: str, *, bad: bool = False, title: str = "", instead_of: str = "") -> None:
        """A short word at the lower right; never markup.

        It takes the place of the same word, and of ``instead_of``, which it makes untrue, while they still stand there.
        """
        if text:
            over = {self.shared.ink.shown(text), self.shared.ink.shown(instead_of)}
            for one in [one for one in self.app._notifications if one.message in over]:
                self.app._unnotify(one, refresh=False)
            self.app.notify(
                self.shared.ink.shown(text),
                title=title,
                severity="warning" if bad else "information",
                markup=False,
                timeout=5,
            )

    def act(self, command: Command, then: Callable[[Outcome], None] | None = None) -> None:
        """Give a command to the engine and tell the operator how it ended; the screen goes on meanwhile."""
        self.app.run_worker(self._act(command, then), group="act", exit_on_error=True)

    def act_all(self, commands: Sequence[Command]) -> None:
        """Give one command to each of several agents; one word for all that went well."""
        self.app.run_worker(self._act_all(commands), group="act", exit_on_error=True)

    async def _act_all(self, commands: Sequence[Command]) -> None:
        outcomes = [await self.shared.link.do(command) for command in commands]
        done = [outcome.text for outcome in outcomes if outcome.ok]
        self.say(done[0] if len(done) == 1 else f"done for {len(done)} agents" if done else "")
        for outcome in outcomes:
            if not outcome.ok:
                self.say(outcome.text, bad=True)

    async def _act(self, command: Command, then: Callable[[Outcome], None] | None) -> None:
        wish = self._spoken(command)
        link = self.shared.link
        outcome = await (link.act_there(wish) if wish else link.do(command))
        self.say(outcome.text, bad=not outcome.ok)
        if then:
            then(outcome)

    def _spoken(self, command: Command) -> HostedWish | None:
        """What a hosted agent would be told is a comment with the operator's login: the key itself asks for it."""
        agent = self.shared.agent(command.name) if isinstance(command, AgentCommand) else None
        return spoken(command, agent.seat.project) if agent and agent.hosted else None

    def ask(self, question: Question[A], then: Callable[[A], None], failed: Callable[[str], None]) -> None:
        """Ask the engine; the newest question of a screen wins."""
        self.run_worker(self._ask(question, then, failed), group=type(question).__name__, exclusive=True)

    async def _ask(
        self, question: Question[A], then: Callable[[A], None], failed: Callable[[str], None]
    ) -> None:
        try:
            answer = await self.shared.link.ask(question)
        except AskError as error:
            failed(str(error))
        else:
            then(answer)

    def edit_outside(self, area: TextArea) -> None:
        """Let the operator go on with a text in an editor of their own; it comes back as it was left there."""
        self.app.run_worker(self._edit_outside(area), group="attach", exclusive=True)

    async def _edit_outside(self, area: TextArea) -> None:
        try:
            area.text = await edited(self.app, area.text, os.environ)
        except NotRun as error:
            self.say(str(error), bad=True)
        else:
            area.move_cursor(area.document.end)

    def do_back(self) -> None:
        """Close this screen."""
        self.dismiss(None)

    def do_quit(self) -> None:
        """Ask, then close the dashboard."""
        self.dashboard.ask_to_quit()

    def do_help(self) -> None:
        """The keys of this screen."""
        self.dashboard.show_help(self.WHERE)

    def do_command(self) -> None:
        """The command palette."""
        self.app.action_command_palette()

    def wide_rows(self) -> Sideways | None:
        """What of this screen may hold rows longer than it is wide."""
        return None

    def do_sideways_left(self) -> None:
        """Back to where long rows begin."""
        if rows := self.wide_rows():
            rows.sideways(-SIDEWAYS)

    def do_sideways_right(self) -> None:
        """On to where long rows end."""
        if rows := self.wide_rows():
            rows.sideways(SIDEWAYS)

    def do_redraw(self) -> None:
        """Draw every cell anew, as after something else wrote on the terminal."""
        for painted in self.app.query(Painted):
            painted.forget()
        for screen in self.app.screen_stack:
            for painted in screen.query(Painted):
                painted.forget()
            screen.refresh(layout=True)

    def do_refresh(self) -> None:
        """Observe everything now."""
        from fleetui.model.commands import RefreshNow

        self.act(RefreshNow())

    def do_digest(self) -> None:
        """What happened since the operator looked."""
        self.dashboard.open("digest")

    def do_mode_fleet(self) -> None:
        """The fleet."""
        self.dashboard.go("fleet")

    def do_mode_merge(self) -> None:
        """The merge board."""
        self.dashboard.go("board")

    def do_mode_lanes(self) -> None:
        """The queues of all agents."""
        self.dashboard.go("lanes")

    def do_mode_ledger(self) -> None:
        """The ledger."""
        self.dashboard.go("ledger")

    def do_mode_figures(self) -> None:
        """The figures."""
        self.dashboard.go("figures")

    def do_mode_audit(self) -> None:
        """What others said in open pull requests."""
        self.dashboard.go("audit")

    def do_mode_journal(self) -> None:
        """The journal."""
        self.dashboard.go("journal")

    def do_next_waiting(self) -> None:
        """The next agent that waits."""
        self._go_waiting(1)

    def do_previous_waiting(self) -> None:
        """The one before."""
        self._go_waiting(-1)

    def _go_waiting(self, step: int) -> None:
        names = [agent.name for agent in self.shared.read_marks.next_up(self.view)]
        if not names:
            return self.say(why_not.NOBODY_WAITS)
        now = self.chosen.agent.name if self.chosen.agent else ""
        at = names.index(now) + step if now in names else (0 if step > 0 else -1)
        return self.dashboard.go("fleet", names[at % len(names)])

    def do_take_over(self) -> None:
        """Become the owner."""
        self.app.run_worker(self._take_over(), group="act")

    async def _take_over(self) -> None:
        outcome = await self.shared.link.take_over()
        self.say(outcome.text, bad=not outcome.ok)


async def _catch_up(field: Widget, screen: Screen[Any]) -> None:
    """Wait until a field took the keys before this one, and its screen heard of the change.

    They wait in queues of their own, which a priority key passes: a form would end without its last letters.
    """
    with contextlib.suppress(TimeoutError):
        async with time_limit(FIELD_S):
            for node in (field, *field.ancestors_with_self):  # the field's word on it stands behind its keys
                done = asyncio.Event()
                if node.call_later(done.set):
                    await done.wait()
                if node is screen:
                    return


class Dialog(FleetScreenBase, ModalScreen[Any], inherit_bindings=False):
    """A screen above the others, which are dimmed behind it."""

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self._backdrop = Backdrop()

    def refresh(self, *regions: Region, **how: bool) -> Self:
        """Called for what changed behind, too."""
        self._backdrop.forget()
        return super().refresh(*regions, **how)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The screen behind; what the dialog itself says is drawn over it."""
        stack, shade = self.app.screen_stack, self.styles.background
        below = stack[: stack.index(self)] if self in stack else []
        if not below or shade.a == 1:
            return Screen.render_lines(self, crop)
        if self is not stack[-1]:
            self._backdrop.forget()  # only the top screen is told what changed behind it
        # a resize asks for cells of the new size before this screen is told of it: none may be missing
        size = Size(max(self.size.width, crop.right), max(self.size.height, crop.bottom))
        rows = self._backdrop.rows(below[-1], shade, size)[crop.y : crop.bottom]
        return rows if crop.width == size.width else [row.crop(crop.x, crop.right) for row in rows]
