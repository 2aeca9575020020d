"""What the fleet shows while nobody is in it or left by the filter: what was found, and the keys that go on."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.ui.strips import Span, row
from fleetui.ui.widgets.painted import Painted

_MOST_FOUND = 12


class FirstRun(Painted):
    """Words and keys, a little right of the edge."""

    def paint(self, width: int, height: int) -> list[Strip]:
        """Centred roughly; the found agents by name and place."""
        lines = self._lines()
        above = max(0, min(4, (height - len(lines)) // 3))
        ink = self.desk.ink
        pad = 4 if width >= 60 else 1
        return [ink.blank(width, "bg")] * above + [row(ink, width, line, pad=pad) for line in lines]

    def _lines(self) -> list[list[Span]]:
        view = self.desk.view
        if not view.ready:
            return [[Span("Looking for agents in tmux …", "dim")]]
        if view.agents:
            return self._all_hidden()
        if view.found:
            number = len(view.found)
            who = "1 agent runs" if number == 1 else f"{number} agents run"
            head = [Span(f"{who} in tmux and ", "bright bold"), Span("have no seat yet.", "bright bold")]
            found = [self._found(index) for index in range(min(number, _MOST_FOUND))]
            more = [[Span(f"and {number - _MOST_FOUND} more", "dim")]] if number > _MOST_FOUND else []
            keys = [
                self._key("fleet.found", "take them: all or some; nothing in their tmux is changed"),
                self._key("agent.new", "new agent with a branch and worktree of its own"),
            ]
            return [head, [], *found, *more, [], *keys, self._key("app.help", "all keys"), *self._kept()]
        return [
            [Span("No agents yet.", "bright bold")],
            [],
            self._key("agent.new", "new agent with a branch and worktree of its own"),
            self._key("app.refresh", "look again: an agent started in tmux is found by itself"),
            self._key("app.help", "all keys"),
            self._key("app.quit", "quit"),
            [],
            [Span("To see how it works first: ", "dim"), Span("fleetui demo", "text")],
            *self._kept(),
        ]

    def _kept(self) -> list[list[Span]]:
        """Where what is made here is written down; nothing where that is not known."""
        if not self.desk.kept_in:
            return []
        return [
            [],
            [Span("What you make or take here is written to ", "dim"), Span(self.desk.kept_in, "text")],
            [Span("Gates and rules are yours to write: ", "dim"), Span("fleetui init", "text")],
        ]

    def _all_hidden(self) -> list[list[Span]]:
        return [
            [Span("Nobody is as the filter says.", "bright bold")],
            [],
            self._key("app.clear", "show all"),
            self._key("view.filter", "change the filter"),
        ]

    def _found(self, index: int) -> list[Span]:
        one = self.desk.view.found[index]
        where = one.repository or one.cwd
        return [
            Span(f"{self.desk.sign('idle')} ", "dim"),
            Span(f"{one.suggested:<20} ", "bright bold"),
            Span(f"{one.profile:<10} ", "text"),
            Span(f"{one.where:<16} ", "dim"),
            Span(where, "dim"),
            Span(f"  {one.branch}", "dim"),
        ]

    def _key(self, action_id: str, text: str) -> list[Span]:
        return [Span(f"{self.desk.keymap.shown(action_id):<8}", "bright bold"), Span(text, "text")]
