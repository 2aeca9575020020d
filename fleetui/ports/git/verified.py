"""Whether a commit is what its landing says: checked from its objects again, right before the target moves."""

from __future__ import annotations

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Landing
from fleetui.model.landing_method import MERGE, METHODS, REBASE
from fleetui.ports.git.merged_trees import merged, tree_of
from fleetui.ports.git.objects import read_blobs, sizes
from fleetui.ports.git.replay import Picked, Unfit, originals, replay
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.vault import Vault


def verify(vault: Vault, landing: Landing, doing: str) -> None:
    """Raise ``PortError`` unless the vault's commit is base and head in exactly the way and with the tree that the
    landing says, and, where it takes a commit back, the head is that commit with the tree from before its landing."""
    method = landing.method
    before = method.restores or landing.reverts
    named = (landing.base, landing.head, landing.candidate, landing.tree, *method.since)
    if not all(is_oid(oid) for oid in (*named, landing.reverts or landing.base, before or landing.base)):
        raise PortError("git", doing, "the landing does not name full commits")
    if method.kind not in METHODS:
        raise PortError("git", doing, f"{method.kind!r} is no way to land that is known here")
    if landing.reverts:
        _verify_back(vault, landing, doing)
    if method.kind == MERGE:
        _is_merge(vault, landing, doing)
    elif method.kind == REBASE:
        _is_replay(vault, landing, doing)
    else:
        _is_squash(vault, landing, doing)


def _is_merge(vault: Vault, landing: Landing, doing: str) -> None:
    if _tree_and_parents(vault, landing.candidate, doing) != [landing.tree, landing.base, landing.head]:
        raise _other(landing, "the merge", doing)


def _is_squash(vault: Vault, landing: Landing, doing: str) -> None:
    """One commit on the base, with the files that the merge has."""
    if _tree_and_parents(vault, landing.candidate, doing) != [landing.tree, landing.base]:
        raise _other(landing, "the squash", doing)
    made = merged(vault, landing.base, landing.head, landing.method.since, doing)
    if made.conflicts or made.tree != landing.tree:
        raise _other(landing, "the squash", doing)


def _is_replay(vault: Vault, landing: Landing, doing: str) -> None:
    """A line of single commits from the base, each with the files, author and message that the replay gives it."""
    try:
        commits = originals(vault, landing.base, landing.head, landing.method.since, doing)
    except Unfit:
        raise _other(landing, "the rebase", doing) from None
    picked = replay(vault, landing.base, commits, doing).picked
    if not picked or len(picked) != landing.method.commits or picked[-1].tree != landing.tree:
        raise _other(landing, "the rebase", doing)
    line = _line(vault, landing, len(picked), doing)
    large = sizes(vault, line, doing)
    bodies = read_blobs(vault, ((name, large[name]) for name in line), doing)
    if not all(map(_is_pick, bodies, picked)):
        raise _other(landing, "the rebase", doing)


def _is_pick(body: bytes, one: Picked) -> bool:
    """Whether a commit is this one of the replay; trailers may stand behind its message."""
    head, _, message = body.partition(b"\n\n")
    lines = head.split(b"\n")
    same = lines[0] == b"tree " + one.tree.encode() and one.original.author in lines
    return same and message.startswith(one.original.message.rstrip(b"\n"))


def _line(vault: Vault, landing: Landing, length: int, doing: str) -> list[str]:
    """The commits between base and candidate, oldest first, where they are so many and each has one parent."""
    listed = vault.git(
        "rev-list", "--parents", f"--max-count={length + 1}", landing.candidate, f"^{landing.base}", "--",
        doing=doing,
    ).text.splitlines()  # fmt: skip
    lines = [line.split() for line in reversed(listed)]
    names = [line[0] for line in lines]
    if [line[1:] for line in lines] != [[one] for one in (landing.base, *names[:-1])] or len(names) != length:
        raise _other(landing, "the rebase", doing)
    return names


def _verify_back(vault: Vault, landing: Landing, doing: str) -> None:
    back, head = landing.reverts, landing.head
    before = landing.method.restores or f"{back}^1"
    wanted = tree_of(vault, before, doing)
    made_so = _tree_and_parents(vault, head, doing) == [wanted, back]
    holds = vault.tries("merge-base", "--is-ancestor", back, landing.base).code == 0
    built_on = vault.tries("merge-base", "--is-ancestor", before, back).code == 0
    if not (made_so and holds and built_on):
        raise PortError("git", doing, f"candidate {landing.candidate[:12]} does not take back {back[:12]}")


def _tree_and_parents(vault: Vault, commit: str, doing: str) -> list[str]:
    return vault.git("rev-parse", f"{commit}^{{tree}}", f"{commit}^@", doing=doing).text.split()


def _other(landing: Landing, what: str, doing: str) -> PortError:
    return PortError("git", doing, f"candidate {landing.candidate[:12]} is not {what} it was recorded as")
