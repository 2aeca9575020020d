"""A store for objects that are needed for a moment: uncommitted trees, tried merges.

Git writes them into a folder of this process, beside which it reads the vault's store and the repository's. No ref
names them, no agent can see them, and the folder is emptied when it has grown and goes when the process has ended.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path

from fleetui.config.locked import locked
from fleetui.ports.git.vault import Vault, borrowed, private

MOST_BYTES = 64 << 20
_MEASURE_EVERY = 400
"""Objects, about, after which the folder is measured again."""
_FOLDER = "forecasts"
ANYBODY = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
    "GIT_AUTHOR_DATE": "1000000000 +0000",
    "GIT_COMMITTER_DATE": "1000000000 +0000",
}
"""Who commits here: the same files on the same commit are the same commit."""
SETTINGS = {"core.fsync": "none", "core.protectNTFS": "false", "core.protectHFS": "false"}
"""What is written here need not survive anything, and takes names that other systems could not."""


class ScratchObjects:
    """The store of one project in one process."""

    def __init__(self, state: Path) -> None:
        private(state, _FOLDER)
        with locked(state / _FOLDER):  # a store that is not locked yet would be taken for one that was left
            _clear_left(state / _FOLDER)
            self._folder = Path(tempfile.mkdtemp(dir=state / _FOLDER))
            self._handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._written = self._bytes = 0
        self._make()
        weakref.finalize(self, _end, self._folder, self._handle)

    def environment(self, vault: Vault) -> dict[str, str]:
        """For commands that write here and read the vault and the operator's repository, too."""
        lent = borrowed(vault.source)
        others = (_quoted(f"{vault.path}/objects"), lent["GIT_ALTERNATE_OBJECT_DIRECTORIES"])
        return lent | {
            "GIT_OBJECT_DIRECTORY": str(self._folder / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(others),
        }

    def wrote(self, objects: int, size: int = 0) -> None:
        """Count what was written, about: objects, and the bytes of files as they lie."""
        self._written += objects
        self._bytes += size

    def emptied(self, needed: int) -> bool:
        """Empty it where it has grown too large; true when it did, and nothing that was in it is there any more.

        ``needed`` are the bytes that would be written again at once: for those alone it is not emptied.
        """
        if self._written < _MEASURE_EVERY and self._bytes < MOST_BYTES + 2 * needed:
            return False
        self._written = self._bytes = 0
        if _size(self._folder / "objects") < MOST_BYTES:
            return False
        shutil.rmtree(self._folder / "objects", ignore_errors=True)
        self._make()
        return True

    def _make(self) -> None:
        (self._folder / "objects" / "info").mkdir(parents=True, exist_ok=True)
        (self._folder / "objects" / "pack").mkdir(exist_ok=True)


def _quoted(path: str) -> str:
    text = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _clear_left(folder: Path) -> None:
    """Remove the stores of processes that are gone: nobody holds their locks."""
    for left in folder.iterdir():
        try:
            handle = os.open(left / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue  # no store, or one whose making was cut short
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        _end(left, handle)


def _end(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)


def _size(folder: Path) -> int:
    """Bytes on the disk, where even a small file takes a block."""
    total = 0
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(at, name)).st_blocks * 512  # noqa: PTH118 - one per object
            except FileNotFoundError:
                continue
    return total
