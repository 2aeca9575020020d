"""Candidates: the exact merge commit that would land, made in the vault from objects checked by name.

Nothing the repository configures takes part: the vault has no merge driver, no filter, no hook. The same base, head,
branch and seat give the same commit, whenever and wherever it is made.
"""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.protocols.errors import PortError
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project
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


class Candidates:
    """Builds candidates, and remembers them: what is made of the same commits does not change."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Candidate] = {}

    def build(self, vault: Vault, project: Project, seat: str, branch: str) -> Candidate:
        """The candidate of a branch now. Conflicts and reasons are in the value; ``PortError`` means git failed."""
        base = ref(vault.source, f"refs/heads/{project.base}") or ""
        head = ref(vault.source, f"refs/heads/{branch}") or ""
        ends = stamp(f"{vault.source.common}/shallow")
        reviewed = project.review is not None
        key = (vault.path, project.name, seat, branch, base, head, ends, reviewed)
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            made = _built(vault, Candidate(project.name, seat, branch, base, head), project.base)
            if made.commit and reviewed:
                made = replace(made, patch=patches.name_of(vault, made.base, made.head))
            self._known[key] = made
        return self._known[key]


def _built(vault: Vault, start: Candidate, base_name: str) -> Candidate:
    if not start.base:
        return replace(start, error=f"the base branch {shown(base_name)!r} does not exist")
    if not start.head:
        return replace(start, error=f"branch {shown(start.branch)!r} does not exist or has no commit")
    for commit in (start.base, start.head):
        partial.fetch(vault, vault.source, commit)
    return partial.with_files(vault, _DOING, (start.base, start.head), lambda: _merged(vault, start))


def _here(vault: Vault) -> str:
    """Where the history is not whole, what is missing may be the common part."""
    if not shallow_ends(vault.source.common):
        return ""
    top = shown(vault.source.top)
    return f" here: {top} is shallow, and `git -C {top} fetch --unshallow` brings the rest"


def verify(vault: Vault, base: str, head: str, commit: str, tree: str, doing: str) -> None:
    """Raise ``PortError`` unless the vault's commit is the merge of exactly these two with exactly this tree."""
    if not all(is_oid(oid) for oid in (base, head, commit, tree)):
        raise PortError("git", doing, "the landing does not name full commits")
    found = vault.git("rev-parse", f"{commit}^{{tree}}", f"{commit}^@", doing=doing).text.split()
    if found != [tree, base, head]:
        raise PortError("git", doing, f"candidate {commit[:12]} is not the merge it was recorded as")


def _merged(vault: Vault, start: Candidate) -> Candidate:
    fork = vault.tries("merge-base", start.base, start.head)
    if fork.code:
        return replace(
            start, error=f"{shown(start.branch)} and the base have no common history{_here(vault)}"
        )
    if fork.text == start.head:
        return replace(start, error="nothing to land: the base already holds every commit of the branch")
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
    date = f"{max(int(line) for line in dates.text.split())} +0000"
    message = f"Merge {start.branch}\n\nSeat: {start.seat}\nHead: {start.head}\n"
    made = vault.git(
        "commit-tree",
        tree,
        "-p",
        start.base,
        "-p",
        start.head,
        doing=_DOING,
        stdin=message.encode(),
        environment=_WHO | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
    )
    return made.text
