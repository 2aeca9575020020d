"""Links that can do less: one that only looks, and one that acts but never approves. A screen gets no other.

The refusal stands here, below every key, dialog and palette: whatever a screen asks for, nothing else is behind it.
"""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.link import A, Link, Question
from fleetui.model.approval import Press, Terms, Tier
from fleetui.model.commands import Approval, Command, Outcome, RefreshNow, RemarkAnswer
from fleetui.model.forge.wishes.pull_acts import PullWish
from fleetui.model.train import Proposal
from fleetui.model.view import FleetView

ONLY_SHOWS = "this dashboard only shows the fleet: act in one that was opened without --readonly"
NEVER_SPEAKS = "a dashboard in a browser says nothing on a forge: do it in one in a terminal"
NEVER_APPROVES = "a dashboard in a browser approves nothing: look here, approve in one in a terminal"


class WithoutApproval:
    """A link that passes everything on except an approval. Implements ``Link``."""

    def __init__(self, link: Link) -> None:
        self._link = link

    @property
    def view(self) -> FleetView:
        """The newest view."""
        return self._link.view

    def follow(self, seen: Callable[[FleetView], None]) -> Callable[[], None]:
        """Call ``seen`` with every new view; the result ends it."""
        return self._link.follow(seen)

    def look_at(self, visible: frozenset[str], focused: str | None) -> None:
        """Say what is on screen."""
        self._link.look_at(visible, focused)

    async def ask(self, question: Question[A]) -> A:
        """Answer one question; none of them changes anything."""
        return await self._link.ask(question)

    async def do(self, command: Command) -> Outcome:
        """Do one thing."""
        return await self._link.do(command)

    def hold(self, name: str, *, held: bool) -> None:
        """Hold or let go an agent's deliveries."""
        self._link.hold(name, held=held)

    def attach_command(self, name: str) -> tuple[str, ...] | None:
        """Argument list that attaches a terminal to an agent's pane."""
        return self._link.attach_command(name)

    async def show_here(self, name: str) -> Outcome | None:
        """Show an agent's pane in this terminal's own tmux."""
        return await self._link.show_here(name)

    async def take_over(self) -> Outcome:
        """Become the owner."""
        return await self._link.take_over()

    async def prepare(self, proposal: Proposal | None) -> Outcome:
        """Never: it would only be approved here."""
        del proposal
        return Outcome(ok=False, text=NEVER_APPROVES)

    async def release(self, approval: Approval, press: Press) -> Terms:
        """Never."""
        del approval, press
        return Terms(Tier.UNKNOWN, NEVER_APPROVES)

    async def type_word(self, word: str, press: Press, began: float) -> Outcome:
        """Never."""
        del word, press, began
        return Outcome(ok=False, text=NEVER_APPROVES)

    async def approve(self, approval: Approval, press: Press) -> Outcome:
        """Never: only a dashboard in the operator's own terminal approves."""
        del approval, press
        return Outcome(ok=False, text=NEVER_APPROVES)

    async def say_there(self, answer: RemarkAnswer) -> Outcome:
        """Never: it would speak with the operator's login."""
        del answer
        return Outcome(ok=False, text=NEVER_SPEAKS)

    async def act_there(self, wish: PullWish) -> Outcome:
        """Never: it would act with the operator's login."""
        del wish
        return Outcome(ok=False, text=NEVER_SPEAKS)

    async def land(self, approval: Approval) -> Outcome:
        """Never."""
        del approval
        return Outcome(ok=False, text=NEVER_APPROVES)


class ReadOnly(WithoutApproval):
    """A link that looks, asks, and refuses all else. Implements ``Link``."""

    async def do(self, command: Command) -> Outcome:
        """Look again; everything else is refused."""
        if isinstance(command, RefreshNow):
            return await self._link.do(command)
        return Outcome(ok=False, text=ONLY_SHOWS)

    def hold(self, name: str, *, held: bool) -> None:
        """Nothing is typed here, so nothing is held."""

    def attach_command(self, name: str) -> tuple[str, ...] | None:
        """``None``: whoever is attached can type."""
        del name
        return None

    async def show_here(self, name: str) -> Outcome | None:
        """Refused: whoever is there can type."""
        del name
        return Outcome(ok=False, text=ONLY_SHOWS)

    async def take_over(self) -> Outcome:
        """Never becomes the owner."""
        return Outcome(ok=False, text=ONLY_SHOWS)

    async def say_there(self, answer: RemarkAnswer) -> Outcome:
        """Never."""
        del answer
        return Outcome(ok=False, text=ONLY_SHOWS)

    async def act_there(self, wish: PullWish) -> Outcome:
        """Never."""
        del wish
        return Outcome(ok=False, text=ONLY_SHOWS)

    async def land(self, approval: Approval) -> Outcome:
        """Never."""
        del approval
        return Outcome(ok=False, text=ONLY_SHOWS)
