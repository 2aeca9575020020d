"""Commits that other machines hold: brought into the vault, and the target moved forward to them.

The address is the operator's; no remote that the repository names takes part.
"""

from __future__ import annotations

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.branch_push import login
from fleetui.ports.git.other_machine import out
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.vault import Vault

_DOING = "bring commit"


def bring(vault: Vault, address: str, branch: str, commit: str) -> str:
    """Have a commit of a branch of another machine, with its history, in the vault; the tree of it.

    Raises ``PortError`` where it cannot be reached, or the branch there does not hold it.
    """
    if not is_oid(commit):
        raise PortError("git", _DOING, f"{shown(commit)!r} is no full commit")
    kept = f"refs/fleetui/there/{commit}"
    ran = out(
        vault, *login(address), "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
        "--no-recurse-submodules", "--no-auto-gc", "--end-of-options", address, f"+refs/heads/{branch}:{kept}",
    )  # fmt: skip
    if ran.code:
        raise PortError("git", _DOING, one_line(ran.err) or f"git fetch ended with {ran.code}")
    if vault.tries("merge-base", "--is-ancestor", commit, kept).code:
        raise PortError("git", _DOING, f"{shown(branch)} there does not hold {commit[:12]}")
    return vault.git("rev-parse", f"{commit}^{{tree}}", doing=_DOING).text
