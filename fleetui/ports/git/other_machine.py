"""git that may reach another machine, with what the operator has for that and nothing that a repository names."""

from __future__ import annotations

import os
import shlex

from fleetui.ports.git.run import Ran, git
from fleetui.ports.git.vault import Vault

_LIMIT_S = 120.0
_ALLOWED = "file:ssh:https"
_HIS = (
    "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_SSL_VERSION", "GIT_SSL_CIPHER_LIST",
    "GIT_SSL_NO_VERIFY", "GIT_PROXY_SSL_CAINFO", "GIT_PROXY_SSL_CERT", "GIT_PROXY_SSL_KEY",
    "GIT_HTTP_PROXY_AUTHMETHOD", "GIT_SSH_VARIANT",
)  # fmt: skip
"""How other machines are reached, where the operator's environment says it: a company's own authority, for one."""


def out(vault: Vault, *arguments: str) -> Ran:
    """git that may reach another machine, with what the operator has for that."""
    return git(
        *arguments, folder=vault.path, git_dir=vault.path, operators=True, limit_s=_LIMIT_S,
        environment={"GIT_ALLOW_PROTOCOL": _ALLOWED, **_his(), "GIT_SSH_COMMAND": _ssh()},
    )  # fmt: skip


def _his() -> dict[str, str]:
    return {name: os.environ[name] for name in _HIS if name in os.environ}


def _ssh() -> str:
    """The operator's own ssh command or program, in git's order; else one that asks for nothing."""
    if own := os.environ.get("GIT_SSH_COMMAND"):
        return own
    ran = git("config", "--global", "--get", "core.sshCommand", folder="/", operators=True)
    if ran.code == 0 and ran.text:
        return ran.text
    program = os.environ.get("GIT_SSH")
    return shlex.quote(program) if program else "ssh -o BatchMode=yes"
