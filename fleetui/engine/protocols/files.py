"""What the engine needs to check claims against an agent's files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fleetui.model.value import value


@value
class FileCheck:
    """What one claim about a file came to."""

    claim: str
    verdict: str
    """ok, missing, changed, to be created or refused."""
    detail: str
    holds: bool


class FilePort(Protocol):
    """Reads a worktree safely, and makes fleetui's own folders."""

    async def private_folder(self, path: str) -> None:
        """Make a folder that nobody else may enter, where it is missing."""
        ...

    async def check(self, worktree: str, claims: Sequence[tuple[str, int | None]]) -> tuple[FileCheck, ...]:
        """Each (path, line or ``None``) claim against the files now; never follows a link out, never hangs."""
        ...
