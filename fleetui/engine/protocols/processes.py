"""What the engine needs of the process table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from fleetui.model.identities import PaneRef, ProcessId, Reader
from fleetui.model.value import value
from fleetui.model.view import ProcessFacts


@value
class ProcessLine:
    """One process of a set."""

    id: ProcessId
    name: str
    command: str
    """For people: cleaned, on one line."""
    argv: tuple[str, ...] = ()
    executable: str = ""
    """The file that it runs."""


@value
class AgentProcesses:
    """What runs of an agent below its pane."""

    itself: tuple[ProcessId, ...] = ()
    """Not what it started, and not a shell around it."""
    named: bool = False
    """True where one of them is a program of its profile; else they are a guess."""
    reader: Reader | None = None
    """Who reads what is typed into the pane: one of its own where they are in front, else whatever is."""


class ProcessPort(Protocol):
    """The process table."""

    async def sample(self, panes: Mapping[str, PaneRef]) -> Mapping[str, ProcessFacts]:
        """Facts per agent name, in one pass over the process table."""
        ...

    async def members(self, pane: PaneRef, tag: str) -> tuple[ProcessLine, ...]:
        """The process set of a run: everything below the pane's process, and everything tagged with the run."""
        ...

    async def inside(self, folder: str) -> tuple[ProcessLine, ...]:
        """Processes of this user that work in a folder or below it."""
        ...

    async def stop(self, pane: PaneRef, tag: str, *, freeze_first: bool = True) -> tuple[ProcessLine, ...]:
        """Stop the whole set (freeze, look again, TERM, wait, KILL); returns what survived."""
        ...

    async def freeze(self, pane: PaneRef, tag: str) -> None:
        """Stop the set from running, until ``thaw`` or ``stop``."""
        ...

    async def thaw(self, pane: PaneRef, tag: str) -> None:
        """Let a frozen set run again."""
        ...

    async def agents_below(
        self, panes: Sequence[PaneRef], programs: Mapping[str, Sequence[str]]
    ) -> Mapping[str, str]:
        """Which panes run a known agent: key ``socket pane-id``, value the profile name.

        ``programs`` gives what each profile's program may be called, as ``fleetui.model.programs`` reads it.
        """
        ...

    async def agents_of(
        self, panes: Mapping[str, PaneRef], programs: Mapping[str, Sequence[str]]
    ) -> Mapping[str, AgentProcesses]:
        """The processes that are the agent itself, per agent name, in a pass that is hardly older than the call.

        ``programs`` gives for each name what its program may be called.
        """
        ...

    def identify(self, pid: int) -> ProcessId | None:
        """The process with this pid now."""
        ...

    def stopped(self, process: ProcessId) -> bool:
        """True while exactly this process is stopped by a signal, such as ctrl+z sends."""
        ...

    def lives(self, process: ProcessId) -> bool:
        """True while exactly this process lives (a zombie does not)."""
        ...
