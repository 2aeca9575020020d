"""Pushing a branch to a forge: plainly, out of the vault, to an address of the operator's own, read back from there."""

from __future__ import annotations

from urllib.parse import urlsplit

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import Pushed
from fleetui.ports.git.other_machine import out
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.run import Ran
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.vault import Vault

_DOING = "push branch"


def push(vault: Vault, address: str, branch: str, commit: str) -> Pushed:
    """Push a commit that the vault holds to a branch there, never by force; what became of it the other side says."""
    if not is_oid(commit):
        raise PortError("git", _DOING, f"{shown(commit)!r} is no full commit")
    try:
        ran = out(
            vault, *login(address), "push", "--porcelain", "--no-verify", "--no-follow-tags",
            "--recurse-submodules=no", "--end-of-options", address, f"{commit}:refs/heads/{branch}",
        )  # fmt: skip
    except PortError as error:
        found = pushed(vault, address, branch, commit, error.detail)
        if found.state == "pushed":
            return found
        return Pushed("unknown", f"not known whether it was pushed: {error.detail}")
    return pushed(vault, address, branch, commit, _refusal(ran) if ran.code else "")


def pushed(vault: Vault, address: str, branch: str, commit: str, why: str = "") -> Pushed:
    """Whether a branch there stands on a commit; ``why`` a push may not have gone through."""
    name = f"refs/heads/{branch}"
    try:
        ran = out(vault, *login(address), "ls-remote", "--end-of-options", address, name)
    except PortError as error:
        return Pushed("unknown", f"not known whether it was pushed: {error.detail}")
    if ran.code:
        return Pushed("unknown", f"not known whether it was pushed: {why or one_line(ran.err)}")
    lines = (line.split("\t") for line in ran.text.splitlines())
    there = next((line[0] for line in lines if line[1:] == [name]), "")
    if there == commit:
        return Pushed("pushed", f"{shown(branch)} there is {there[:12]}")
    stands = (
        f"{shown(branch)} there is {shown(there[:12])}" if there else f"there is no {shown(branch)} there"
    )
    return Pushed("refused", f"not pushed: {why or 'it was cut short'}; {stands}")


def login(address: str) -> tuple[str, ...]:
    """Where the operator's git has no login of its own for a host, that of gh: asked last, over https alone."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return ()
    return "-c", f"credential.https://{parts.hostname}.helper=!gh auth git-credential"


def _refusal(ran: Ran) -> str:
    """What the other side, or git, says of a push that did not go through."""
    told = [line for line in ran.text.splitlines() if line.startswith("!")]
    return shown(told[0].split("\t")[-1][:200]) if told else one_line(ran.err)
