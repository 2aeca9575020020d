"""Trees of merges in the vault, from a base that is said: by commits that stand in for others and are never kept.

git 2.39 finds the base of a merge by the history alone. A commit with the wanted files on the wanted parents gives it
the right one.
"""

from __future__ import annotations

from fleetui.engine.protocols.errors import PortError
from fleetui.model.value import value
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.run import WRITE_S, Ran
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.vault import Vault

FLEETUI = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
}
_OF_NO_TIME = {"GIT_AUTHOR_DATE": "1000000000 +0000", "GIT_COMMITTER_DATE": "1000000000 +0000"}


@value
class Merged:
    """What a merge came to: its tree, or the paths in conflict."""

    tree: str
    conflicts: tuple[str, ...] = ()


def forks(vault: Vault, base: str, head: str, since: tuple[str, ...], doing: str) -> list[str]:
    """Where a head parted from a base, or went on from what landed of it; none for unrelated histories."""
    ran = vault.tries("merge-base", "--all", head, base, *since)
    if ran.code not in (0, 1):
        raise PortError("git", doing, one_line(ran.err) or f"git merge-base ended with {ran.code}")
    return ran.text.split()


def merged(vault: Vault, base: str, head: str, since: tuple[str, ...], doing: str) -> Merged:
    """A head merged into a base that holds the work of ``since``, as if it held their commits, too."""
    ours = stand_in(vault, tree_of(vault, base, doing), (base, *since), doing) if since else base
    return merge(vault, ours, head, doing)


def merge(vault: Vault, ours: str, theirs: str, doing: str) -> Merged:
    """One commit merged into another. No configuration and no attribute has a say."""
    ran = vault.tries(
        "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs, limit_s=WRITE_S
    )
    return _parsed(ran, doing)


def stand_in(vault: Vault, tree: str, parents: tuple[str, ...], doing: str) -> str:
    """A commit with these files and parents, for a merge alone: no ref holds it."""
    on = (word for parent in parents for word in ("-p", parent))
    made = vault.git(
        "commit-tree", tree, *on, doing=doing, stdin=b"stands in\n", environment=FLEETUI | _OF_NO_TIME
    )
    return made.text


def tree_of(vault: Vault, commit: str, doing: str) -> str:
    """The tree of a commit."""
    return vault.git("rev-parse", "--verify", f"{commit}^{{tree}}", doing=doing).text


def _parsed(ran: Ran, doing: str) -> Merged:
    """An exit code of 1 alone is no conflict: an unknown ref ends with it too."""
    fields = ran.fields
    tree = fields[0].decode("ascii", "replace") if fields else ""
    if ran.code not in (0, 1) or not is_oid(tree):
        raise PortError("git", doing, one_line(ran.err) or f"merge-tree ended with {ran.code}")
    paths = tuple(dict.fromkeys(shown(field) for field in fields[1:]))
    if ran.code == 1 and not paths:
        raise PortError("git", doing, "git reports a conflict without a path")
    return Merged(tree, paths if ran.code == 1 else ())
