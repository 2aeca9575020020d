"""What the engine needs to check what a follow-up claims against an agent's files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fleetui.model.anchors.finding import Checked
from fleetui.model.anchors.policy import Policy
from fleetui.model.anchors.probe import Answer
from fleetui.model.selectors import Files


class AnchorPort(Protocol):
    """Reads a worktree safely; never follows a link out, never hangs, runs nothing that an agent configured."""

    async def keep(self, worktree: str, text: str) -> str:
        """What is true now of all that ``text`` claims, as text to be stored; empty for a text without claims.

        Raises ``PortError`` when the disk does not answer in time.
        """
        ...

    async def check(
        self, worktree: str, text: str, kept: str, policy: Policy, probes: Mapping[str, Answer] = ...
    ) -> tuple[Checked, ...]:
        """Every claim of ``text`` as it stands now, against what ``keep`` gave; empty for a text queued this moment.

        ``probes`` are the answers to those that it claims: this asks none.

        Raises ``PortError`` when the disk does not answer in time.
        """
        ...

    async def named(self, worktree: str, wanted: str, most: int) -> tuple[str, ...]:
        """Paths of files that git lists and that have these letters, the nearest first; not all may be there still.

        Raises ``PortError`` when the disk does not answer in time.
        """
        ...

    async def text(self, worktree: str, path: str, most: int) -> str:
        """A text file of the worktree as it lies, committed or not.

        Raises ``PortError`` where there is none of at most ``most`` bytes, or the disk does not answer in time.
        """
        ...

    async def files(self, worktree: str, wanted: Files) -> tuple[str, ...]:
        """The names of the files that a selector lists, as they may stand in a prompt.

        Raises ``Unlisted`` where there are none, too many, or one that has to be read cannot be; ``PortError`` when the
        disk does not answer in time.
        """
        ...
