"""Repositories of another user, such as a bind mount: git reads one by its path only where the operator allowed it.

Git asks for ``safe.directory`` once more in the program that serves a clone or a fetch. There the setting counts only
in a configuration file: what is given on the command line or in the environment does not reach that program. What the
operator allowed is found out by git itself, from his own configuration, and written into a file of ours for this.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.repository_files import Repository
from fleetui.ports.git.run import git
from fleetui.ports.git.texts import one_line, shown

BY_PATH = {"GIT_ALLOW_PROTOCOL": "file"}
"""Environment of a command that reads another repository by its path."""


def by_path(source: Repository, allowed: Path, doing: str) -> dict[str, str]:
    """The same for a repository that may belong to somebody else; ``allowed`` is where such files are kept.

    Raises ``PortError`` with what to do when the operator did not allow it.
    """
    if ours(source):
        return BY_PATH
    _require_allowed(source, doing)
    path = allowed / f"{hashlib.sha256(os.fsencode(source.common)).hexdigest()[:16]}.config"
    path.write_text(_config(source.common, os.path.realpath(source.common)), "utf-8", "surrogateescape")
    return BY_PATH | {"GIT_CONFIG_GLOBAL": str(path)}


def ours(source: Repository) -> bool:
    """True when the repository belongs to the user who runs this."""
    return Path(source.common).stat().st_uid == os.geteuid()


def _require_allowed(source: Repository, doing: str) -> None:
    """Ask git in the folder the operator knows, with his configuration: system, global and environment."""
    his = {name: value for name, value in os.environ.items() if name.startswith("GIT_CONFIG")}
    ran = git(
        "-c",
        "safe.bareRepository=all",
        "rev-parse",
        "--git-common-dir",
        folder=source.top,
        environment=his,
        operators=True,
    )
    if not ran.code:
        return
    if "safe.directory" not in ran.err:
        raise PortError("git", doing, one_line(ran.err))
    top, owner = shown(source.top), Path(source.common).stat().st_uid
    raise PortError(
        "git",
        doing,
        f"{top} belongs to another user (uid {owner}): allow it with "
        f"`git config --global --add safe.directory {top}`",
    )


def _config(*folders: str) -> str:
    quoted = (folder.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for folder in folders)
    return "[safe]\n" + "".join(f'\tdirectory = "{folder}"\n' for folder in dict.fromkeys(quoted))
