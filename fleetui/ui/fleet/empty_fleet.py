"""What the fleet shows while nobody is in it or left by the filter: what was found, and the keys that go on."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.view import FoundAgent
from fleetui.ui.draw.labels.states import phase_words
from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.strips import Span, row
from fleetui.ui.shell.shared_state import SharedState

_MOST_FOUND = 12


class FirstRun(Painted):
    """FixedRows and keys, a little right of the edge."""

    shared: SharedState

    def paint(self, width: int, height: int) -> list[Strip]:
        """Centred roughly; the found agents by name and place."""
        lines = self._lines()
        above = max(0, min(4, (height - len(lines)) // 3))
        ink = self.shared.ink
        pad = 4 if width >= 60 else 1
        return [ink.blank(width, "bg")] * above + [row(ink, width, line, pad=pad) for line in lines]

    def _lines(self) -> list[list[Span]]:
        view = self.shared.view
        if not view.ready:
            return [[Span("Looking for agents in tmux …", "dim")]]
        if view.agents:
            return self._all_hidden()
        if view.found or view.unread:
            return [*self._of_found(), *self._kept()]
        return [
            [Span("No agents yet.", "bright bold")],
            [],
            self._key("agent.new", "new agent with a branch and worktree of its own"),
            self._key("app.refresh", "look again: an agent started in tmux is found by itself"),
            self._key("app.help", "all keys"),
            self._key("app.quit", "quit"),
            *self._paneless(),
            [],
            [Span("To see how it works first: ", "dim"), Span(f"{self.shared.command_name} demo", "text")],
            *self._kept(),
        ]

    def _of_found(self) -> list[list[Span]]:
        number, unread = len(self.shared.view.found), self.shared.view.unread
        who = "1 agent runs" if number + len(unread) == 1 else f"{number + len(unread)} agents run"
        more = [[Span(f"and {number - _MOST_FOUND} more", "dim")]] if number > _MOST_FOUND else []
        return [
            [Span(f"{who} in your tmux.", "bright bold")],
            [
                Span(
                    "Taken, an agent stays where it runs: you see it live, answer it and queue for it here.",
                    "dim",
                )
            ],
            [],
            *(line for index in range(min(number, _MOST_FOUND)) for line in self._found(index)),
            *more,
            *map(self._unread, unread[:_MOST_FOUND]),
            *self._paneless(),
            [],
            self._key("fleet.found", "take them: all or some; nothing in their tmux is changed"),
            self._key("agent.new", "new agent with a branch and worktree of its own"),
            self._key("app.help", "all keys"),
        ]

    def _paneless(self) -> list[list[Span]]:
        """Agents that nothing can be typed to here."""
        return [[Span(one.line, "dim")] for one in self.shared.view.paneless[:_MOST_FOUND]]

    def _kept(self) -> list[list[Span]]:
        """Where what is made here is written down; nothing where that is not known."""
        if not self.shared.kept_in:
            return []
        projects = ", ".join(self.shared.view.projects)
        rules = (
            [
                Span("Gates and rules are yours to write, in ", "dim"),
                Span("fleet.toml", "text"),
                Span(" beside it", "dim"),
            ]
            if projects
            else [
                Span("Gates and rules are yours to write. In a repository: ", "dim"),
                Span(f"{self.shared.command_name} init", "text"),
            ]
        )
        return [
            [],
            *([[Span("Projects: ", "dim"), Span(projects, "text")]] if projects else []),
            [Span("What you make or take here is written to ", "dim"), Span(self.shared.kept_in, "text")],
            rules,
        ]

    def _all_hidden(self) -> list[list[Span]]:
        return [
            [Span("Nobody is as the filter says.", "bright bold")],
            [],
            self._key("app.clear", "show all"),
            self._key("view.filter", "change the filter"),
        ]

    def _found(self, index: int) -> list[list[Span]]:
        """What its screen says, its name and place; what it asks below."""
        one = self.shared.view.found[index]
        key, word, ink = phase_words(one.phase)
        row = [
            Span(f"{self.shared.sign(key)} {word:<10}", ink),
            Span(f"{one.suggested:<20} ", "bright bold"),
            Span(f"{one.profile:<10} ", "text"),
            Span(f"{one.where:<16} ", "dim"),
            Span(one.repository or one.cwd, "dim"),
        ]
        asks = [[Span(f"{'':12}asks: {one.question}", ink)]] if one.question else []
        return [row, *asks]

    def _unread(self, one: FoundAgent) -> list[Span]:
        """One that no profile reads: its name, its pane, and what to do."""
        return [
            Span(f"{'':12}{one.program:<20} ", "dim"),
            Span(f"{one.where:<16} ", "dim"),
            Span(one.advice, "dim"),
        ]

    def _key(self, action_id: str, text: str) -> list[Span]:
        return [Span(f"{self.shared.keymap.shown(action_id):<8}", "bright bold"), Span(text, "text")]
