"""What the engine needs of the files that tasks are kept in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fleetui.model.value import value


@value
class TaskFolder:
    """Where the tasks of one project are, or those of all."""

    project: str
    """Empty for the folder of tasks that belong to no project, or say theirs."""
    root: str
    """Absolute: the operator's checkout, or fleetui's own folder."""
    inside: str = ""
    """The way from there; no link is followed on it."""

    @property
    def path(self) -> str:
        """The folder itself."""
        return f"{self.root}/{self.inside}" if self.inside else self.root


@value
class FoundTask:
    """One file in a task folder, read or not."""

    project: str
    name: str
    """The file's name without ``.md``, as the disk has it."""
    file: str
    """Its whole path."""
    text: str = ""
    problem: str = ""
    """Why it was not read; empty when it was."""


class TaskFilePort(Protocol):
    """Reads task folders that somebody hostile may have filled, and writes in them only what it is told."""

    async def look(self, folders: Sequence[TaskFolder]) -> tuple[FoundTask, ...] | None:
        """Every task file, by name; ``None`` while all are as at the last look.

        Costs a ``stat`` a file. A folder that is not there holds none. Raises ``PortError``.
        """
        ...

    async def write(self, folder: TaskFolder, name: str, text: str) -> str:
        """A new file; its path. Raises ``PortError``, ``FileExistsError`` where one of that name is there."""
        ...

    async def rewrite(self, folder: TaskFolder, name: str, before: str, after: str) -> None:
        """Put a text in the place of ``before``, in one step. Raises ``PortError``, also where another stands there."""
        ...
