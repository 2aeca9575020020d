"""What a checkout holds at the paths of its commit, read without git: programs of that commit ran in it by then."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from fleetui.config.regular_file import open_regular
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_SUBMODULE = "160000"
_CHUNK = 1 << 20


def content(vault: Vault, folder: Path, commit: str) -> dict[str, str]:
    """Kind and digest of everything the commit names, and of what the checkout's HEAD says, by path for people."""
    folder = folder.resolve()
    listed = vault.git("ls-tree", "-r", "-z", commit, doing="look at checkout").fields
    paths = [row.split(b"\t", 1)[1] for row in listed if not row.startswith(_SUBMODULE.encode())]
    found = {shown(path): _digest(Path(os.fsdecode(os.fsencode(folder) + b"/" + path))) for path in paths}
    return {**found, "HEAD": _digest(folder / ".git/HEAD")}


def _digest(path: Path) -> str:
    """What stands there; a folder on the way that became a link is not followed."""
    try:
        if path.parent.resolve(strict=True) != path.parent.absolute():
            return "behind a link"
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode):
            return f"link {path.readlink()}"
        if not stat.S_ISREG(about.st_mode):
            return f"kind {stat.S_IFMT(about.st_mode)}"
        return f"{about.st_mode & 0o100} {_of_file(path)}"
    except OSError as error:
        return f"not there: {error.strerror}"


def _of_file(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=20)
    with open_regular(path) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
