"""The command palette: actions of the table that exist here, agents by name, themes, and a picture of the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from fleetui.ui.actions.table import actions_on
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.shell.screen import FleetScreenBase

_HIDDEN = ("nav.", "tab.", "app.command", "app.back", "app.clear")
_WORD = re.compile(r"\w+")


class FleetCommands(Provider):
    """What can be done on the screen below the palette."""

    def _found(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        screen = self.screen
        if not isinstance(screen, FleetScreenBase):
            return
        for action in actions_on(screen.WHERE):
            if not action.id.startswith(_HIDDEN):
                key = screen.shared.keymap.shown(action.id)
                run = partial(screen.call_later, screen.action_run, action.id)
                yield f"{action.label}", f"{key}   {action.help}", run
        yield from screen.named_commands()
        for agent in screen.view.agents:
            state = state_of(agent)
            yield f"go {agent.name}", state.word, partial(screen.dashboard.go, "fleet", agent.name)
        for command in self.app.get_system_commands(screen):
            yield command.title, command.help, command.callback

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for name, text, run in self._found():
            yield DiscoveryHit(name, run, help=text)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, text, run in self._found():
            score = fitness(query, name, text)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, text=name, help=text)


def fitness(query: str, name: str, text: str) -> float:
    """How well a command fits what is typed, from 0 to 1: each typed word begins a word of its name or of its help.

    A word of the name counts more than one of the help, the first one most; letters strewn over a sentence count
    nothing.
    """
    wanted = _WORD.findall(query.lower())
    names, others = _WORD.findall(name.lower()), _WORD.findall(text.lower())
    scores = [_best(word, names, others) for word in wanted]
    return min(scores, default=0.0)


def _best(word: str, names: list[str], others: list[str]) -> float:
    if names and names[0].startswith(word):
        return 1.0
    if any(one.startswith(word) for one in names):
        return 0.8
    return 0.3 if any(one.startswith(word) for one in others) else 0.0
