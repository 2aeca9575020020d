"""Pushing a landed target: plainly, to an address of the operator's own, and read back from there.

It is pushed out of the vault: no remote, credential helper or hook that the repository names takes part, since agents
can write those. What the operator's own git and ssh are set up with does.
"""

from __future__ import annotations

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import Pushed
from fleetui.model.fleet import Landing
from fleetui.ports.git.other_machine import out
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.run import Ran
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.vault import Vault

_DOING = "push"


def push(vault: Vault, address: str, landing: Landing) -> Pushed:
    """Push the landed commit to the target's name there, never by force; what became of it the other side says."""
    try:
        ran = out(
            vault, "push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
            "--end-of-options", address, f"{landing.candidate}:refs/heads/{landing.target}",
        )  # fmt: skip
    except PortError as error:
        found = pushed(vault, address, landing, error.detail)
        return found if found.state == "pushed" else _still_open(found, error)
    return pushed(vault, address, landing, _refusal(ran) if ran.code else "")


def pushed(vault: Vault, address: str, landing: Landing, why: str = "") -> Pushed:
    """What became of a push, by what stands there now; ``why`` it may not have gone through."""
    name = f"refs/heads/{landing.target}"
    try:
        ran = out(vault, "ls-remote", "--end-of-options", address, name)
    except PortError as error:
        return Pushed("unknown", f"not known whether it was pushed: {error.detail}")
    if ran.code:
        return Pushed("unknown", f"not known whether it was pushed: {why or one_line(ran.err)}")
    lines = (line.split("\t") for line in ran.text.splitlines())
    there = next((line[0] for line in lines if line[1:] == [name]), "")
    if there == landing.candidate or (is_oid(there) and _holds(vault, there, landing.candidate)):
        return Pushed("pushed", f"{landing.target} there is {there[:12]}")
    stands = (
        f"{landing.target} there is {shown(there[:12])}" if there else f"there is no {landing.target} there"
    )
    return Pushed("refused", f"not pushed: {why or 'it was cut short'}; {stands}")


def _still_open(found: Pushed, error: PortError) -> Pushed:
    """The other side may go on with what was sent: what stands there a moment later is no refusal."""
    if found.state == "unknown":
        return found
    stands = found.detail.rpartition("; ")[2]
    return Pushed("unknown", f"not known whether it was pushed: {error.detail}; {stands}")


def _refusal(ran: Ran) -> str:
    """What the other side, or git, says of a push that did not go through."""
    told = [line for line in ran.text.splitlines() if line.startswith("!")]
    return shown(told[0].split("\t")[-1][:200]) if told else one_line(ran.err)


def _holds(vault: Vault, there: str, commit: str) -> bool:
    """True when what stands there is known and holds the commit: another landing was pushed since."""
    return vault.tries("merge-base", "--is-ancestor", commit, there).code == 0
