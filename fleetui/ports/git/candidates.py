"""Candidates: the exact merge commit that would land, made in the vault from objects checked by name.

Nothing the repository configures takes part: the vault has no merge driver, no filter, no hook. The same base, head,
branch and seat give the same commit, whenever and wherever it is made. The base is the target, or the candidate of the
branch that is to land before.

What takes a landed commit back is such a merge, too: its head stands on the landed commit and has the tree from before
it, so that the merge takes back what that commit brought and nothing that came later.
"""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.protocols.errors import PortError
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project
from fleetui.ports.git import changes, partial, patches
from fleetui.ports.git.repository_files import is_oid, ref, shallow_ends, stamp
from fleetui.ports.git.run import WRITE_S, Ran
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.vault import Vault

_DOING = "build candidate"
_WHO = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
}


_REMEMBERED = 200
_HELD = "nothing to land: the base already holds every commit of the branch"
_HELD_BACK = "nothing to take back: the base holds nothing of it any more"


class Candidates:
    """Builds candidates, and remembers them: what is made of the same commits does not change."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Candidate] = {}

    def build(self, vault: Vault, project: Project, seat: str, branch: str, on: str = "") -> Candidate:
        """The candidate of a branch now, on the target, or ``on`` another candidate of the vault.

        Conflicts and reasons are in the value; ``PortError`` means git failed.
        """
        head = ref(vault.source, f"refs/heads/{branch}") or ""
        return self._made(vault, project, Candidate(project.name, seat, branch, "", head), on)

    def reversal(self, vault: Vault, project: Project, landing: Landing, on: str = "") -> Candidate:
        """The candidate that takes a landing back; as ``build``."""
        partial.fetch(vault, vault.source, landing.candidate)
        made = Candidate(
            project.name,
            landing.seat,
            landing.branch,
            "",
            _head_back(vault, landing),
            reverts=landing.candidate,
        )
        return self._made(vault, project, made, on)

    def _made(self, vault: Vault, project: Project, start: Candidate, on: str) -> Candidate:
        start = replace(start, base=on or ref(vault.source, f"refs/heads/{project.base}") or "")
        reviewed = project.review is not None and not start.reverts
        key = (vault.path, start, reviewed, stamp(f"{vault.source.common}/shallow"))
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            made = _built(vault, start, project.base, on)
            if made.commit and reviewed:
                made = replace(made, patch=patches.name_of(vault, made))
            self._known[key] = made
        return self._known[key]


def _built(vault: Vault, start: Candidate, base_name: str, on: str) -> Candidate:
    if not start.base:
        return replace(start, error=f"the base branch {shown(base_name)!r} does not exist")
    if not start.head:
        return replace(start, error=f"branch {shown(start.branch)!r} does not exist or has no commit")
    theirs = {start.base, start.head} - {on} - ({start.head} if start.reverts else set())
    for commit in theirs:  # the others were made in the vault
        partial.fetch(vault, vault.source, commit)
    return partial.with_files(vault, _DOING, (start.base, start.head), lambda: _merged(vault, start))


def _head_back(vault: Vault, landing: Landing) -> str:
    """A commit on a landed one, with the tree from before it: only its input decides what it is."""
    before = vault.git("rev-parse", f"{landing.candidate}^1^{{tree}}", doing=_DOING).text
    date = vault.git("show", "--no-patch", "--format=%ct", landing.candidate, "--", doing=_DOING).text
    message = f"Take back {landing.branch}\n\nThis takes back {landing.candidate}.\n"
    return _commit_of(vault, before, (landing.candidate,), message, date)


def _here(vault: Vault) -> str:
    """Where the history is not whole, what is missing may be the common part."""
    if not shallow_ends(vault.source.common):
        return ""
    top = shown(vault.source.top)
    return f" here: {top} is shallow, and `git -C {top} fetch --unshallow` brings the rest"


def verify(vault: Vault, landing: Landing, doing: str) -> None:
    """Raise ``PortError`` unless the vault's commit is the merge of exactly base and head with exactly this tree, and,
    where it takes a commit back, the head is that commit with the tree from before it."""
    base, head, commit, tree, back = (
        landing.base, landing.head, landing.candidate, landing.tree, landing.reverts,
    )  # fmt: skip
    if not all(is_oid(oid) for oid in (base, head, commit, tree, back or base)):
        raise PortError("git", doing, "the landing does not name full commits")
    found = vault.git("rev-parse", f"{commit}^{{tree}}", f"{commit}^@", doing=doing).text.split()
    if found != [tree, base, head]:
        raise PortError("git", doing, f"candidate {commit[:12]} is not the merge it was recorded as")
    if not back:
        return
    found = vault.git(
        "rev-parse", f"{head}^{{tree}}", f"{head}^@", f"{back}^1^{{tree}}", doing=doing
    ).text.split()
    if found != [found[-1], back, found[-1]] or vault.tries("merge-base", "--is-ancestor", back, base).code:
        raise PortError("git", doing, f"candidate {commit[:12]} does not take back {back[:12]}")


def _merged(vault: Vault, start: Candidate) -> Candidate:
    fork = vault.tries("merge-base", start.base, start.head)
    if fork.code:
        return replace(
            start, error=f"{shown(start.branch)} and the base have no common history{_here(vault)}"
        )
    if fork.text == start.head:
        return replace(start, error=_HELD_BACK if start.reverts else _HELD)
    if start.reverts and fork.text != start.reverts:
        return replace(start, error="nothing to take back: the base does not hold it")
    ran = vault.tries(
        "merge-tree",
        "--write-tree",
        "-z",
        "--name-only",
        "--no-messages",
        start.base,
        start.head,
        limit_s=WRITE_S,
    )
    tree, conflicts = _parsed(ran)
    if conflicts:
        return replace(start, conflicts=conflicts)
    if start.reverts and tree == vault.git("rev-parse", f"{start.base}^{{tree}}", doing=_DOING).text:
        return replace(start, error=_HELD_BACK)
    commit = _commit(vault, start, tree)
    vault.create_ref(f"refs/fleetui/cand/{commit}", commit, _DOING)
    return _measured(vault, replace(start, commit=commit, tree=tree))


def _measured(vault: Vault, made: Candidate) -> Candidate:
    """With all that is said of it before it is approved."""
    counts = vault.git(
        "rev-list", "--left-right", "--count", f"{made.base}...{made.head}", "--", doing=_DOING
    ).text.split()
    files = changes.files(vault, made.base, made.commit, _DOING)
    return replace(made, files=files, behind=int(counts[0]), ahead=int(counts[1]))


def _parsed(ran: Ran) -> tuple[str, tuple[str, ...]]:
    """Tree and conflicting paths. An exit code of 1 alone is no conflict: an unknown ref ends with it too."""
    fields = ran.fields
    tree = fields[0].decode("ascii", "replace") if fields else ""
    if ran.code not in (0, 1) or not is_oid(tree):
        raise PortError("git", _DOING, one_line(ran.err) or f"merge-tree ended with {ran.code}")
    paths = tuple(dict.fromkeys(shown(field) for field in fields[1:]))
    if ran.code == 1 and not paths:
        raise PortError("git", _DOING, "git reports a conflict without a path")
    return tree, paths if ran.code == 1 else ()


def _commit(vault: Vault, start: Candidate, tree: str) -> str:
    """A merge commit that depends on nothing but its input; its date is the later of both parents'."""
    dates = vault.git("show", "--no-patch", "--format=%ct", start.base, start.head, "--", doing=_DOING)
    date = str(max(int(line) for line in dates.text.split()))
    what = f"Take back {start.branch}" if start.reverts else f"Merge {start.branch}"
    message = f"{what}\n\nSeat: {start.seat}\nHead: {start.head}\n"
    return _commit_of(vault, tree, (start.base, start.head), message, date)


def _commit_of(vault: Vault, tree: str, parents: tuple[str, ...], message: str, date: str) -> str:
    """A commit by fleetui at a time in seconds since the epoch."""
    when = f"{date} +0000"
    made = vault.git(
        "commit-tree",
        tree,
        *(word for parent in parents for word in ("-p", parent)),
        doing=_DOING,
        stdin=message.encode(),
        environment=_WHO | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
    )
    return made.text
