"""What the engine needs of fleetui's own folders."""

from __future__ import annotations

from typing import Protocol


class FilePort(Protocol):
    """Makes fleetui's own folders."""

    async def private_folder(self, path: str) -> None:
        """Make a folder that nobody else may enter, where it is missing."""
        ...
