"""The command palette: the table's actions that exist here, and every agent by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from fleetui.ui.keys import actions_on
from fleetui.ui.present import state_of
from fleetui.ui.screens.base import FleetScreenBase

_HIDDEN = ("nav.", "tab.", "app.command", "app.back", "app.clear")


class FleetCommands(Provider):
    """What can be done on the screen below the palette."""

    def _found(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        screen = self.screen
        if not isinstance(screen, FleetScreenBase):
            return
        for action in actions_on(screen.WHERE):
            if not action.id.startswith(_HIDDEN):
                key = screen.desk.keymap.shown(action.id)
                run = partial(screen.call_later, screen.action_run, action.id)
                yield f"{action.label}", f"{key}   {action.help}", run
        yield from screen.named_commands()
        for agent in screen.view.agents:
            state = state_of(agent)
            yield f"go {agent.name}", state.word, partial(screen.dashboard.go, "fleet", agent.name)

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for name, text, run in self._found():
            yield DiscoveryHit(name, run, help=text)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, text, run in self._found():
            score = matcher.match(f"{name} {text}")
            if score > 0:
                yield Hit(score, name, run, text=name, help=text)
