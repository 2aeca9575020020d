"""Pull requests that no agent of the fleet made, fetched on the operator's key to be tested and released here. Pure."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.forge.answers import pull_key
from fleetui.model.value import value


@value
class FetchPull:
    """The operator wants exactly this commit of a pull request here, or his gates run on what it would land.

    Not a command on purpose: no other process can ask for it.
    """

    project: str
    number: int
    head: str
    gates: bool = False
    """It is here already: run every gate on what would land."""


@value
class FetchedPull:
    """One that is here, at the commit that was fetched."""

    project: str
    number: int
    head: str
    branch: str
    """As its author calls it: anybody can call a branch anything."""
    author: str
    of_fork: bool
    at: float

    @property
    def name(self) -> str:
        """Stands where a branch of the fleet has its agent. No agent can be called so."""
        return pull_key(self.project, self.number)

    @property
    def label(self) -> str:
        """Stands where a branch of the fleet has its name. It holds a blank, so no branch can be called so."""
        return f"#{self.number} {clean_line(self.branch, 80) or 'no name'}"
