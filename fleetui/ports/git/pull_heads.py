"""Heads of pull requests, brought into the vault: of forks, too, under the name that the forge itself gives them.

The address is the operator's. Nothing of the repository's configuration and no hook takes part, and nothing is checked
out. What arrives has to be the commit that the forge's API names, or it is not kept.
"""

from __future__ import annotations

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.branch_push import login
from fleetui.ports.git.other_machine import out
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.vault import Vault, seen

_DOING = "fetch pull request"


def fetch(vault: Vault, address: str, number: int, head: str) -> None:
    """Have the head of a pull request, with its history, in the vault.

    Raises ``PortError`` where it cannot be reached in time, or is another commit than ``head``.
    """
    if not is_oid(head) or number < 1:
        raise PortError("git", _DOING, f"#{number} at {shown(head)!r} is no commit of a pull request")
    arrived = f"refs/fleetui/pull/{number}"
    try:
        ran = out(
            vault, *login(address), "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
            "--no-recurse-submodules", "--no-auto-gc", "--end-of-options", address,
            f"+refs/pull/{number}/head:{arrived}",
        )  # fmt: skip
    except PortError as error:
        raise PortError("git", _DOING, error.detail) from error
    if ran.code:
        raise PortError("git", _DOING, one_line(ran.err) or f"git fetch ended with {ran.code}")
    there = vault.git("rev-parse", "--verify", f"{arrived}^{{commit}}", doing=_DOING).text
    if there != head:
        vault.tries("update-ref", "-d", "--end-of-options", arrived)
        detail = f"#{number} is {there[:12]} there, and {head[:12]} by the forge's API: it was not taken"
        raise PortError("git", _DOING, detail)
    vault.create_ref(seen(head), head, _DOING)
