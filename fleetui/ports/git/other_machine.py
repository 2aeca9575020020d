"""git that may reach another machine, with what the operator has for that and nothing that a repository names."""

from __future__ import annotations

import os

from fleetui.ports.git.run import Ran, git
from fleetui.ports.git.vault import Vault

_LIMIT_S = 120.0
_ALLOWED = "file:ssh:https"


def out(vault: Vault, *arguments: str) -> Ran:
    """git that may reach another machine, with what the operator has for that."""
    return git(
        *arguments, folder=vault.path, git_dir=vault.path, operators=True, limit_s=_LIMIT_S,
        environment={"GIT_ALLOW_PROTOCOL": _ALLOWED, "GIT_SSH_COMMAND": _ssh()},
    )  # fmt: skip


def _ssh() -> str:
    """The operator's own ssh command, else one that asks for nothing."""
    if own := os.environ.get("GIT_SSH_COMMAND"):
        return own
    ran = git("config", "--global", "--get", "core.sshCommand", folder="/", operators=True)
    return ran.text if ran.code == 0 and ran.text else "ssh -o BatchMode=yes"
