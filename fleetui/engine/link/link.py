"""The engine as a screen or a command sees it: one view, commands, questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fleetui.engine.link.question import A, Question
from fleetui.model.approval import Press, Terms
from fleetui.model.commands import Approval, Command, Outcome, RemarkAnswer
from fleetui.model.forge.wishes.pull_acts import PullWish
from fleetui.model.train import Proposal
from fleetui.model.view import FleetView


class Link(Protocol):
    """The engine as a screen sees it. Everything happens on the loop that called it."""

    @property
    def view(self) -> FleetView:
        """The newest view."""
        ...

    def follow(self, seen: Callable[[FleetView], None]) -> Callable[[], None]:
        """Call ``seen`` with every new view, from now on; the result ends it."""
        ...

    def look_at(self, visible: frozenset[str], focused: str | None) -> None:
        """Say which agents are on screen, so that only those are captured at full rate."""
        ...

    async def do(self, command: Command) -> Outcome:
        """Do one thing; a watching dashboard hands it to the owner and waits for its word."""
        ...

    async def ask(self, question: Question[A]) -> A:
        """Answer one question; raises ``AskError``."""
        ...

    async def prepare(self, proposal: Proposal | None) -> Outcome:
        """Make a train ready, as ``view.train`` then shows; ``None`` ends that. It lands and approves nothing."""
        ...

    async def release(self, approval: Approval, press: Press) -> Terms:
        """The facts of this release are shown since this press; what approving it asks for."""
        ...

    async def type_word(self, word: str, press: Press, began: float) -> Outcome:
        """The word that the terms ask for was typed since ``began`` and entered with this press."""
        ...

    async def approve(self, approval: Approval, press: Press) -> Outcome:
        """Approve exactly this release with this press; not ok with the reason when it does not count."""
        ...

    async def say_there(self, answer: RemarkAnswer) -> Outcome:
        """Reply in a pull request, or resolve a thread, with the operator's login: at most once."""
        ...

    async def act_there(self, wish: PullWish) -> Outcome:
        """Have something done with a pull request, with the operator's login: at most once."""
        ...

    async def land(self, approval: Approval) -> Outcome:
        """Land exactly this, which was approved just now; once.

        Only the owner's own screen can; a watcher is refused.
        """
        ...

    def attach_command(self, name: str) -> tuple[str, ...] | None:
        """Argument list that attaches this terminal to an agent's pane; ``None`` when nothing runs."""
        ...

    async def show_here(self, name: str) -> Outcome | None:
        """Show an agent's pane where this program is shown, and say what comes back, where one tmux holds both.

        ``None`` where another holds the pane: ``attach_command`` is for that.
        """
        ...

    def hold(self, name: str, *, held: bool) -> None:
        """Hold or let go an agent's deliveries while the operator types to it."""
        ...

    async def take_over(self) -> Outcome:
        """Become the owner, asking the present one to give up."""
        ...
