"""What the engine needs of fleetui's own folders."""

from __future__ import annotations

from typing import Protocol


class FilePort(Protocol):
    """Makes fleetui's own folders, and what is handed over in them."""

    async def hand_over(self, folder: str, name: str, text: str) -> None:
        """Write a file into a private folder made anew, whatever was there before."""
        ...

    async def handed_back(self, folder: str, name: str, most: int) -> bytes | None:
        """What somebody else wrote into such a folder, at most one byte more than ``most``; ``None`` where there is no
        such file. Follows no link. Raises ``PortError`` for anything but a plain file of this user."""
        ...

    async def remove(self, folder: str) -> None:
        """Remove such a folder, where it is there."""
        ...

    async def private_folder(self, path: str) -> None:
        """Make a folder that nobody else may enter, where it is missing."""
        ...
