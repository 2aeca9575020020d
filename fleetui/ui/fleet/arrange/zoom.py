"""How closely the fleet is shown on this terminal: density by size, folded projects, one tile alone."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.view import AgentView
from fleetui.ui.fleet.densities.registry import BY_NAME, DENSITIES, MIDDLE, Density
from fleetui.ui.fleet.layout import Fold
from fleetui.ui.shell.memory import Memory, table, texts

_SIZES = 24
"""Terminal sizes whose density is remembered; the longest unused goes first."""

Size = tuple[int, int]


class Zoom:
    """Kept in the dashboard's memory, but for the tile that is alone: a new dashboard shows everybody."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.alone = False
        """The selected tile takes the whole body."""
        kept = memory.load()
        self.terminal: Size = (0, 0)
        self.chosen: Density | None = None
        """What the operator chose for terminals of the present size."""
        self.folded = set(texts(kept, "folded"))
        """Projects whose bands are folded to their headings."""
        self._stand: dict[str, str] = {}

    def use(self, terminal: Size) -> None:
        """Show the fleet in a terminal of this size from now on."""
        if terminal != self.terminal:
            self.terminal = terminal
            kept = table(self._memory.load(), "density")
            self.chosen = BY_NAME.get(str(kept.get(_words(terminal), "")))

    def step(self, by: int, suits: Density | None) -> Density | None:
        """The next density, remembered for this size; back at what ``suits`` nothing need be remembered.

        ``None`` stands for the list of a small terminal, which comes before all tiles there.
        """
        ladder: list[Density | None] = [*DENSITIES]
        if suits is None:
            ladder = [None, *DENSITIES[DENSITIES.index(MIDDLE) :]]
        now = self.chosen or suits
        at = ladder.index(now) if now in ladder else 0
        after = ladder[max(0, min(len(ladder) - 1, at + by))]
        self.choose(after.name if after and after is not suits else "")
        return after

    def choose(self, name: str) -> None:
        """Show this density in terminals of the present size; an empty name leaves it to the size."""
        kept = table(self._memory.load(), "density")
        kept.pop(_words(self.terminal), None)
        if name:
            kept[_words(self.terminal)] = name
        self.chosen = BY_NAME.get(name)
        self._memory.keep("density", dict(list(kept.items())[-_SIZES:]))

    def fold(self, project: str) -> bool:
        """Fold a project's band, or unfold it; true when it is folded now."""
        self.folded ^= {project}
        self._memory.keep("folded", sorted(self.folded))
        return project in self.folded

    def folds(self, agents: Sequence[AgentView], selected: str) -> dict[str, Fold]:
        """The folded bands: those in them who wait for the operator stay in sight; the heading stands for one other."""
        if not self.folded:
            return {}
        members: dict[str, list[AgentView]] = {}
        for agent in agents:
            if agent.seat.project in self.folded:
                members.setdefault(agent.seat.project, []).append(agent)
        return {project: self._fold(project, band, selected) for project, band in members.items()}

    def _fold(self, project: str, band: list[AgentView], selected: str) -> Fold:
        hidden = [agent.name for agent in band if not agent.attention]
        if selected in hidden:
            self._stand[project] = selected
        stands = self._stand.get(project, "")
        if stands not in hidden:
            stands = hidden[0] if hidden else ""
        return Fold(stands, tuple(agent.name for agent in band if agent.attention))


def _words(terminal: Size) -> str:
    return f"{terminal[0]}x{terminal[1]}"
