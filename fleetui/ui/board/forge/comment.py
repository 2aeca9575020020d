"""Writing a comment below a pull request that no agent of the fleet made; a hosted agent is named in it."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.commands import RemarkAnswer
from fleetui.model.unseated_pulls import PullRow
from fleetui.ui.audit.reply import WordsDialog
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.shared_state import SharedState


class CommentDialog(WordsDialog):
    """Its result is what to say, or ``None``; a text that one leaves is kept."""

    def __init__(self, shared: SharedState, row: PullRow) -> None:
        self._row = row
        begin = f"{row.hosted.mention} " if row.hosted else ""
        super().__init__(shared, draft_key(row), begin)

    def heading(self) -> list[Span]:
        """Where it is said."""
        return [Span(f"Comment on #{self._row.pull.number}, with your login", "on_block bold")]

    def about(self) -> list[list[Span]]:
        """What it is about, and who is told by it."""
        hosted = self._row.hosted
        told = f" {hosted.label} is told by it, as long as it names {hosted.mention}." if hosted else ""
        also = [[Span(told, "text")]] if told else []
        return [
            [],
            [Span(f" {clean_line(self._row.pull.title, 80)}", "dim")],
            [],
            [Span(" It stands below the pull request, for everybody who sees that.", "text")],
            *also,
        ]

    def answer(self, text: str) -> RemarkAnswer:
        """What is to be said."""
        return RemarkAnswer(self._row.project, self._row.pull.number, "", text)


def draft_key(row: PullRow) -> str:
    """What its text is kept under until the forge has it."""
    return f"comment {row.key}"
