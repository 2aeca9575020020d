"""Approving as the operator does, for an engine that has no screen here."""

from __future__ import annotations

import time
from collections.abc import Mapping

from fleetui.engine.engine import Engine
from fleetui.model.approval import Press, Terminal, Tier
from fleetui.model.commands import Approval, Outcome
from fleetui.model.train import member_of
from fleetui.model.view import BranchRow


class AtATerminal:
    """Implements ``TerminalPort``: says what the test set, whatever the tests themselves run in."""

    def __init__(self, terminal: Terminal | None = None) -> None:
        self.terminal = terminal or Terminal(Tier.PLAIN)

    async def look(self, agents: Mapping[int, str]) -> Terminal:
        """What the test set."""
        del agents
        return self.terminal


def release_of(*rows: BranchRow) -> Approval:
    """The release of exactly these rows, in their order, whether they may land or not."""
    made = tuple(member_of(row.candidate) for row in rows if row.candidate)
    return Approval(rows[0].project, rows[0].target, made)


async def approve(engine: Engine, approval: Approval) -> Outcome:
    """The facts, a word where one is asked for, and the key, each a while after the other."""
    now = time.time()
    terms = await engine.release(approval, Press(now, "m"))
    if terms.word:
        typed = await engine.type_word(terms.word, Press(now + 3, "enter", now + 2, now + 2), now + 1)
        assert typed.ok, typed.text
    return await engine.approve(approval, Press(now + 5, "m", now + 3, now + 3))


async def land(engine: Engine, approval: Approval) -> Outcome:
    """Approve it, and land it where that counted."""
    approved = await approve(engine, approval)
    return await engine.land(approval) if approved.ok else approved
