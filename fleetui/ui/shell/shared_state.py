"""What every screen shares: the engine's link, the newest view, the keys, the colours, the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter

from fleetui.engine.link import Link
from fleetui.model.settings import ScreenSettings
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.actions.keymap import Keymap
from fleetui.ui.actions.table import BY_ID
from fleetui.ui.draw.labels.signs import glyph
from fleetui.ui.draw.palette import ALL_COLOURS, chosen
from fleetui.ui.draw.strips import Ink, Span
from fleetui.ui.draw.wall_clock import set_by
from fleetui.ui.shell.context_trend import ContextTrends
from fleetui.ui.shell.limits import Limits
from fleetui.ui.shell.memory import Memory, ShortMemory
from fleetui.ui.shell.read_marks import ReadMarks
from fleetui.ui.terminal.key_times import KeyTimes

KNOWN_ACTIONS = frozenset(BY_ID)


_OUTPUT = frozenset({"frame", "last_output"})
_AGENT_FACTS = attrgetter(*(part.name for part in fields(AgentView) if part.name not in _OUTPUT))
_FLEET_FACTS = attrgetter(
    *(part.name for part in fields(FleetView) if part.name not in {"agents", "seq", "observed"})
)


def same_but_output(old: FleetView, new: FleetView) -> bool:
    """True when two views differ in nothing but what the agents' panes show."""
    if len(old.agents) != len(new.agents) or _FLEET_FACTS(old) != _FLEET_FACTS(new):
        return False
    return all(
        before is after or _AGENT_FACTS(before) == _AGENT_FACTS(after)
        for before, after in zip(old.agents, new.agents, strict=True)
    )


Guide = Callable[[FleetView], str]
"""What to try next, by what is there; empty for nothing. Keys stand in it by their action: ``{board.mark}``."""


def no_guide(_view: FleetView) -> str:
    """Nobody is shown around."""
    return ""


class SharedState:
    """One per dashboard. ``now`` is seconds since the epoch."""

    def __init__(
        self,
        link: Link,
        settings: ScreenSettings,
        *,
        now: Callable[[], float],
        low_context_percent: int = 20,
        at_the_end: str = "",
        memory: Memory | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.link = link
        self.limits = limits or Limits()
        """What this dashboard leaves alone: a read-only one, and one in a browser."""
        self.settings = settings
        self.now = now
        self.low = low_context_percent
        self.kept_in = ""
        """The file to which fleetui writes what the operator makes here, where that is known."""
        self.command_name = "fleetui"
        """How the operator can call this program from a shell."""
        self.guide: Guide = no_guide
        """Says what to try next, where somebody is shown around."""
        self.at_the_end = at_the_end
        """What closing the dashboard does, where that is not to leave everything running."""
        self.memory: Memory = memory or ShortMemory()
        """How the operator left the dashboard: density, order, places, views."""
        self.read_marks = ReadMarks(self.memory)
        """What he has seen of each agent's news."""
        self.glyphs = settings.glyphs
        self.keymap = Keymap(settings.keys)
        self.colours = ALL_COLOURS
        """The terminal shows all colours, not 256."""
        self.theme = settings.theme
        self.mono = bool(os.environ.get("NO_COLOR"))
        self.view: FleetView = link.view
        self.news = 0
        """Moves on with each view in which anything but the agents' output is new."""
        self.ink = self._ink()
        self.context_trends = ContextTrends()
        """Where each agent's context came from."""
        self.key_times = KeyTimes()
        """What the operator pressed last, and when."""
        self.drafts: dict[str, str] = {}
        """Follow-ups written and not queued, by agent."""
        self.searched = ""
        """What was looked for last, in all panes."""

    def take(self, view: FleetView) -> bool:
        """Show this view from now on; true when more than the agents' output is new in it."""
        old, self.view = self.view, view
        set_by(view.clock_moved)
        self.context_trends.notice(view.agents, self.now())
        if old is view or same_but_output(old, view):
            return False
        self.news += 1
        return True

    def use_theme(self, name: str, colours: int) -> None:
        """Draw in another theme from now on."""
        self.theme, self.colours = name, colours
        self.ink = self._ink()

    def _ink(self) -> Ink:
        return Ink(
            chosen(self.theme, self.colours),
            mono=self.mono,
            more=glyph("more", self.glyphs),
            ascii_only=self.glyphs == "ascii",
        )

    def sign(self, name: str) -> str:
        """A glyph in the configured set."""
        return glyph(name, self.glyphs)

    def agent(self, name: str) -> AgentView | None:
        """The newest view of an agent."""
        return self.view.agent(name)

    def hint(self, action_id: str, ink: str = "faint", label: str = "") -> list[Span]:
        """A key and its word, or another one for what it does here, for the end of a reason row."""
        action = BY_ID.get(action_id)
        if action is None:
            return []
        return [Span(self.keymap.shown(action_id), f"{ink} bold"), Span(f" {label or action.label}", ink)]
