"""The release that is being decided: what it asks for, and whether its keys were typed by a person.

One at a time, in memory, used once. A landing without one does not happen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fleetui.engine.core import Core
from fleetui.model.approval import (
    HEALTH,
    Press,
    Refusal,
    Terminal,
    Terms,
    asks_word,
    how_checked,
    why_not_apart,
    why_not_here,
    why_not_typed,
)
from fleetui.model.commands import Approval, Outcome
from fleetui.model.events import LandingEnded
from fleetui.model.forge.overriding import override_words
from fleetui.model.train import member_of
from fleetui.model.view import FleetView

AGAIN = "look at it again: close this, then open it with its key"


@dataclass(slots=True)
class _Pending:
    """One release, of a branch or a train, whose facts are on screen."""

    approval: Approval
    opened: Press
    terms: Terms
    unopened: Refusal | None
    """Why the press that opened it does not count."""
    word_typed: bool = False
    approved: bool = False
    told: set[str] = field(default_factory=set)
    """Refusals of it that stand in the journal."""


class Approvals:
    """Decides on presses. ``view`` gives what the screen shows."""

    def __init__(self, core: Core, view: Callable[[], FleetView]) -> None:
        self.core = core
        self._view = view
        self._pending: _Pending | None = None

    async def look(self) -> None:
        """Find out where this dashboard stands."""
        await self._terminal()

    async def open(self, approval: Approval, press: Press) -> Terms:
        """The facts of one release are shown; what it asks for. The one before is void."""
        self._pending = None
        terminal = await self._terminal()
        why_word = self._word_for(approval) or asks_word(terminal)
        terms = Terms(
            terminal.tier,
            why_not_here(terminal),
            self.core.world.word() if why_word else "",
            why_word,
            how_checked(terminal),
        )
        self._pending = _Pending(approval, press, terms, why_not_typed(terminal, press))
        return terms

    async def type_word(self, word: str, press: Press, began: float) -> Outcome:
        """The word was entered with this press, its first letter at ``began``."""
        pending = self._pending
        if pending is None:
            return Outcome(ok=False, text=AGAIN)
        if word != pending.terms.word:
            return Outcome(ok=False, text=f"type {pending.terms.word} first")
        why = why_not_apart(press, began) or why_not_typed(
            await self._terminal(), press, opened=pending.opened.at
        )
        if why:
            return await self._refused(why, pending)
        pending.word_typed = True
        return Outcome(ok=True)

    async def approve(self, approval: Approval, press: Press) -> Outcome:
        """Whether this press approves exactly this."""
        pending = self._pending
        if pending is None or pending.approval != approval:
            return Outcome(ok=False, text=AGAIN)
        if why := await self._why_not(pending, press):
            return await self._refused(why, pending)
        pending.approved = True
        self.core.well(HEALTH)
        return Outcome(ok=True)

    def spend(self, approval: Approval) -> bool:
        """Use up the release of exactly this; false when it was not approved, or another was opened since."""
        pending = self._pending
        if pending is None or pending.approval != approval or not pending.approved:
            return False
        self._pending = None
        return True

    async def _why_not(self, pending: _Pending, press: Press) -> Refusal | None:
        if pending.terms.why_not:
            return Refusal(pending.terms.why_not)
        if self._word_for(pending.approval) and not pending.terms.word:
            return Refusal(f"a word is asked for now: {AGAIN}")
        if pending.terms.word and not pending.word_typed:
            return Refusal(f"type {pending.terms.word} first")
        if why := why_not_apart(press, pending.opened.at):
            return why
        opened, alone = pending.opened.at, not pending.word_typed
        why = why_not_typed(await self._terminal(), press, opened=opened, alone=alone)
        if why or pending.unopened is None:
            return why
        return Refusal(
            f"what opened this was not typed ({pending.unopened.text}); {AGAIN}", pending.unopened.untyped
        )

    async def _refused(self, why: Refusal, pending: _Pending) -> Outcome:
        approval = pending.approval
        if why.untyped:
            text = f"an approving key for {approval.branches} came that nobody typed; nothing was approved"
            self.core.trouble(HEALTH, text, severe=True)
        if (
            self.core.acts and why.text not in pending.told
        ):  # keys that a program repeats do not fill the journal
            pending.told.add(why.text)
            detail = f"not approved: {why.text}"[:300]
            await self.core.ledger.append(
                *(
                    LandingEnded(member.seat, self.core.world.mint(), "refused", detail)
                    for member in approval.members
                )
            )
        return Outcome(ok=False, text=f"not approved: {why.text}")

    def _word_for(self, approval: Approval) -> str:
        """Why a word has to be typed for this: what is overridden, what any of its members asks for, or that it is
        shown no more."""
        for member in approval.members:
            rows = [
                row
                for row in self._view().releasable()
                if row.candidate and member_of(row.candidate) == member
            ]
            if not rows:
                return "it is no longer as it was shown"
            why = next((row.word_for for row in rows if row.word_for), "")
            if why:
                return why if len(approval.members) == 1 else f"{member.branch}: {why}"
        return override_words(approval.pull.overridden) if approval.pull else ""

    async def _terminal(self) -> Terminal:
        runs = ((seat.name, self.core.live_run(seat.name)) for seat in self.core.seats())
        found = await self.core.world.terminal.look({run.pane.pid: name for name, run in runs if run})
        if self.core.tier is not found.tier:
            self.core.tier = found.tier
            self.core.touch()
        return found
