"""Typing through to an agent: every key but one is the agent's."""

from __future__ import annotations

import asyncio

from textual.app import ComposeResult
from textual.events import Key, Paste

from fleetui.model.commands import TypeKeys
from fleetui.model.screen import Frame
from fleetui.ui.actions.table import TYPING, shown
from fleetui.ui.agent.answer.tmux_keys import joined, typed
from fleetui.ui.agent.tile import last_lines
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.rows import Rows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.screen import FleetScreenBase, bindings
from fleetui.ui.shell.shared_state import SharedState


class TypingScreen(FleetScreenBase, inherit_bindings=False):
    """Holds the agent's deliveries while it is open, and lets them go however it ends."""

    WHERE = TYPING
    BINDINGS = bindings(TYPING)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self._title = FixedRows(shared, id="typing-title", ground="asking_block")
        self._pane = Rows(shared, id="typing-pane", ground="tile", follow=True)
        self._hint = FixedRows(shared, id="typing-hint", ground="asking_block")
        self._presses: asyncio.Queue[TypeKeys] = asyncio.Queue()
        self._asked = False

    def compose(self) -> ComposeResult:
        """A loud strip above and below, the pane between."""
        yield self._title
        yield self._pane
        yield self._hint

    def on_mount(self) -> None:
        """Hold deliveries; look at this agent alone."""
        self.shared.link.hold(self.agent_name, held=True)
        self.shared.link.look_at(frozenset({self.agent_name}), self.agent_name)
        self.run_worker(self._type(), group="typing", exit_on_error=True)
        agent = self.shared.agent(self.agent_name)
        self._asked = agent is not None and agent.question is not None
        self.show()

    def on_unmount(self) -> None:
        """Let deliveries go."""
        self.shared.link.hold(self.agent_name, held=False)

    def show(self) -> None:
        """The pane as it is now."""
        agent = self.shared.agent(self.agent_name)
        if agent is None or not agent.alive:
            self.say(f"{self.agent_name} is gone", bad=True)
            self.dismiss(None)
            return
        ink = "on_block bold"
        state = state_of(agent)
        right = [Span(f"{state.word} {age(state.since, self.shared.now())}", ink)]
        self._title.say(
            [[Span(f"TYPING TO {agent.name}", ink), Span("   its queue waits meanwhile", "on_block")]], right
        )
        end = " or ".join(shown(key) for key in self.shared.keymap.keys_of("typing.end"))
        self._hint.say(
            [[Span(f"{end} ", ink), Span("stop typing; every other key is the agent's", "on_block")]]
        )
        self._show_pane(agent.frame)

    def _show_pane(self, frame: Frame | None) -> None:
        lines = frame.lines if frame else ()
        cursor = frame.cursor if frame else None
        used = max(len(last_lines(lines, len(lines))), cursor[1] + 1 if cursor else 0)
        self._pane.cursor = cursor
        self._pane.show(lines[:used])

    def on_key(self, event: Key) -> None:
        """Every key that is not the way out."""
        event.stop()
        event.prevent_default()
        press = typed(self.agent_name, event.key, event.character)
        if press:
            self._presses.put_nowait(press)
        else:
            self.say(f"{event.key} cannot be typed through", bad=True)

    def on_paste(self, event: Paste) -> None:
        """Pasted text goes through as one paste: a line end in it presses no Enter."""
        event.stop()
        self._presses.put_nowait(TypeKeys(self.agent_name, paste=event.text))

    async def _type(self) -> None:
        while True:
            presses = [await self._presses.get()]
            while not self._presses.empty():
                presses.append(self._presses.get_nowait())
            for press in joined(presses):
                outcome = await self.shared.link.do(press)
                if not outcome.ok or outcome.text:
                    self.say(outcome.text or "it was not typed", bad=not outcome.ok)

    def do_end(self) -> None:
        """The keys are the operator's again; says whether the agent asked something."""
        self.dismiss(self._asked)
