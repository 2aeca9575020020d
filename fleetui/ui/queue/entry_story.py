"""The story of one entry: what happened to it, when, and what showed that the agent took it."""

from __future__ import annotations

from fleetui.engine.link import AskStory, JournalLine
from fleetui.model.handoff import first_line
from fleetui.model.queue import Entry
from fleetui.ui.draw.labels.ages import age, clock_seconds
from fleetui.ui.draw.rows import TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.dialogs.reading import ReadingScreen
from fleetui.ui.shell.shared_state import SharedState


class EntryStoryScreen(ReadingScreen):
    """Read again whenever the journal grew."""

    def __init__(self, shared: SharedState, entry: Entry) -> None:
        super().__init__(shared)
        self._entry = entry
        self._seq = -1

    def heading(self) -> list[Span]:
        """Which entry."""
        return [
            Span("Story of ", "dim"),
            Span(first_line(self._entry.text, 80), "bright bold"),
            Span(f"   {self._entry.id}", "dim"),
        ]

    def show(self) -> None:
        """Ask again when there is something new."""
        if self.view.seq != self._seq:
            self._seq = self.view.seq
            self.ask(AskStory(self._entry.id), self._have, self._failed)

    def _have(self, lines: tuple[JournalLine, ...]) -> None:
        before = [lines[0].at, *(line.at for line in lines)] if lines else []
        self.rows.show([_row(line, line.at - at) for line, at in zip(lines, before, strict=False)])

    def _failed(self, why: str) -> None:
        self.rows.show([words(Span(f"not read: {why}", "low"))])


def _row(line: JournalLine, after: float) -> TextRow:
    later = "" if after < 1 else f"+{after:.0f}s" if after < 100 else f"+{age(line.at - after, line.at)}"
    return words(
        Span(f"{clock_seconds(line.at)}  ", "dim"),
        Span(f"{later:>6}  ", "dim"),
        Span(f"{line.kind:<20.20} ", "dim"),
        Span(line.text, "text"),
    )
