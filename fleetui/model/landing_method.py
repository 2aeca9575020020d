"""How a branch comes onto its target: as a merge, squashed into one commit, or commit by commit."""

from __future__ import annotations

from fleetui.model.counts import count
from fleetui.model.value import value

MERGE, SQUASH, REBASE = "merge", "squash", "rebase"
METHODS = (MERGE, SQUASH, REBASE)


@value
class Method:
    """How one candidate was made; with base and head it says which trees its commits have to have."""

    kind: str = MERGE
    commits: int = 0
    """Commits of the branch in it: merged, squashed, or put on the base; 0 in journals that did not keep it."""
    since: tuple[str, ...] = ()
    """Heads that landed squashed or rebased and from which the branch went on: only what came after them is new."""
    restores: str = ""
    """Of what takes a landing back: the commit whose files it brings back, on which that landing was built."""

    @property
    def length(self) -> int:
        """How many commits it puts on the target's own line."""
        return self.commits if self.kind == REBASE else 1

    @property
    def said(self) -> str:
        """For people, such as ``squash of 3 commits``."""
        return f"{self.kind} of {count(self.commits, 'commit')}" if self.commits else self.kind

    @property
    def went_on(self) -> str:
        """For people, that part of the branch landed before; empty where nothing did."""
        heads = " and ".join(one[:7] for one in self.since)
        return f"only what came after {heads}, which landed before" if heads else ""
