"""Rescue: every byte of a worktree in one commit outside all branches, read back and compared.

The snapshot is built with an index of its own, so a lock, a half-done merge or a damaged index in the worktree do not
matter. The commit's tree is the worktree as it lies; its first parent is the worktree's head; where something was
staged that is in neither, a second parent holds the index. Commits that only the worktree's private folder names are
further parents: its message says where they stood.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import RescueResult, Unkept
from fleetui.ports.fault import point
from fleetui.ports.git import objects, partial, private_commits
from fleetui.ports.git.identity import kept_by
from fleetui.ports.git.repository_files import head, small_file
from fleetui.ports.git.rescued_file import DOING
from fleetui.ports.git.snapshot import SUBMODULE, TOO_LARGE, Snapshot, embedded_head, survey
from fleetui.ports.git.stable_copy import Entries, StableCopy, terms_of, too_large, tree, tree_of
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import View, bring_index, view_of

CONFLICTS = b".fleetui-conflicts"
"""Folder in the index's tree that holds the sides of paths in conflict."""
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge/head-name")
"""Files that say what was going on; those of a linked worktree that name commits are noted with all the others."""
_WHO = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
}


def rescue(
    vault: Vault,
    worktree: str,
    seat: str,
    rescue_id: str,
    others: frozenset[str] = frozenset(),
    told: Callable[[str], None] = lambda text: None,
) -> RescueResult:
    """Keep everything; raises ``PortError`` when something that should be kept could not be.

    ``others`` are the real paths of other agents' worktrees; ``told`` hears now and then how far it is.
    """
    repo, wrong = kept_by(vault.source, worktree, DOING)
    view = view_of(vault, repo, "-rescue")
    _require_seen(view, worktree)
    if view.head.commit:
        partial.fetch(vault, view.repo, view.head.commit)
    before = tree_of(vault, view.head.commit) if view.head.commit else {}
    with emptied(Path(view.folder, "held")) as folder:
        found, kept = StableCopy(vault, view, before, others, told, folder).settled()
    found.left_out += [wrong] if wrong else []
    point("rescue.tree")
    notes = _keep_embedded(vault, found)
    parents = [view.head.commit] if view.head.commit else []
    staged = _staged(vault, view, found, before)
    if staged:
        parents.append(_commit(vault, staged, parents, f"Index at rescue {rescue_id} of {seat}\n"))
    own = private_commits.keep(vault, view.repo, view.head.commit)
    found.left_out += own.left_out
    parents += [each for each in own.parents if each not in parents]
    commit = _commit(vault, kept, parents, _message(view, seat, rescue_id, [*notes, *own.notes]))
    _require_same(vault, view, worktree)
    ref = f"refs/fleetui/rescue/{seat}/{rescue_id}"
    vault.create_ref(ref, commit, DOING)
    point("rescue.kept")
    return RescueResult(
        commit=commit,
        ref=ref,
        head=view.head.commit,
        branch=shown(view.head.branch),
        files=_differing(found, before),
        ignored=tuple(found.ignored),
        left_out=tuple(sorted(found.left_out)),
    )


def unkept(vault: Vault, worktree: str, others: frozenset[str]) -> Unkept:
    """What a rescue would leave out now; nothing is read or written for it."""
    repo, wrong = kept_by(vault.source, worktree, DOING)
    view = view_of(vault, repo, "-plan")
    _require_seen(view, worktree)
    known = vault.has(view.head.commit) if view.head.commit else False
    before = tree_of(vault, view.head.commit) if known else {}
    found = survey(view, terms_of(vault, before, others))
    return Unkept((*sorted(found.left_out), *([wrong] if wrong else [])), tuple(found.ignored))


@contextmanager
def emptied(folder: Path) -> Iterator[Path]:
    """A private folder that is empty at first and gone at the end, whatever a killed run left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _require_seen(view: View, folder: str) -> None:
    """A part of a worktree that its repository ignores is in no rescue of it: raises ``PortError`` for one."""
    inside = os.path.relpath(os.path.realpath(folder), os.path.realpath(view.repo.top))
    if inside == ".":
        return
    bring_index(view)
    ran = view.tries("check-ignore", "-q", "--", inside)
    if ran.code != 1:
        raise PortError(
            "git", DOING, f"{shown(view.repo.top)} ignores {shown(inside)}: nothing of it would be kept"
        )


def _require_same(vault: Vault, view: View, worktree: str) -> None:
    """What was kept is a worktree's content on one head, and the folder is still that worktree."""
    now, _ = kept_by(vault.source, worktree, DOING)
    if (now, head(now)) != (view.repo, view.head):
        raise PortError("git", DOING, "it came to stand on another commit while it was being kept: try again")


def _staged(vault: Vault, view: View, found: Snapshot, before: Entries) -> str:
    """A tree of the index, where it holds bytes that are neither in the head nor in the worktree; else empty."""
    ran = view.git("ls-files", "--stage", "-z", doing=DOING, most=1 << 28)
    entries: Entries = {}
    only = False
    for line in ran.fields:
        about, path = line.split(b"\t", 1)
        mode, oid, stage = about.decode("ascii").split(" ")
        file = found.files.get(path)
        only |= stage != "0" or (oid not in (before.get(path, ("", ""))[1], file.oid if file else ""))
        entries[path if stage == "0" else b"/".join((CONFLICTS, stage.encode(), path))] = (mode, oid)
    if not only:
        return ""
    _bring(vault, view, entries, found)
    return tree(vault, view, entries)


def _bring(vault: Vault, view: View, entries: Entries, found: Snapshot) -> None:
    """Copy staged objects from the agent's store; those that are gone there are named and dropped."""
    lacking = objects.missing(vault, {oid for mode, oid in entries.values() if mode != SUBMODULE}, DOING)
    gone = objects.missing(vault, lacking, DOING, borrow=view.repo)
    large = too_large(objects.sizes(vault, lacking - gone, DOING, borrow=view.repo))
    objects.take(vault, view.repo, lacking - gone - large, DOING)
    for path in [path for path, (_, oid) in entries.items() if oid in gone | large]:
        oid, lies = entries.pop(path)[1], found.files.get(path)
        if lies is None or (oid in large and lies.oid != oid):
            why = TOO_LARGE if oid in large else "but its bytes are gone from the repository"
            found.left_out.append(f"{shown(path)}: staged, {why}")


def _keep_embedded(vault: Vault, found: Snapshot) -> list[str]:
    """Commits of repositories inside the worktree, as far as they can be had; a line on each."""
    notes = []
    for path, inner in found.embedded.items():
        commit = embedded_head(inner)
        kept = "its files are kept"
        try:
            if commit:
                partial.fetch(vault, inner, commit)
                kept += f" and its commits up to {commit[:12]}"
        except PortError as error:
            kept += f", its commits could not be ({error.detail})"
        notes.append(f"Embedded: {shown(path)} {commit}")
        found.left_out.append(
            f"{shown(path)}/.git: a repository of its own; {kept}, its other branches are not"
        )
    return notes


def _message(view: View, seat: str, rescue_id: str, notes: list[str]) -> str:
    lines = [f"Rescue {rescue_id} of {seat}", "", f"Branch: {shown(view.head.branch) or '(detached)'}"]
    for name in ("rebase-merge/head-name",) if view.repo.linked else _UNDER_WAY:
        text = (small_file(f"{view.repo.git_dir}/{name}") or b"").decode("utf-8", "replace").strip()
        if text:
            lines.append(f"{name}: {shown(text[:200])}")
    return "\n".join([*lines, *notes]) + "\n"


def _commit(vault: Vault, tree: str, parents: list[str], message: str) -> str:
    given = [part for parent in parents for part in ("-p", parent)]
    return vault.git("commit-tree", tree, *given, doing=DOING, stdin=message.encode(), environment=_WHO).text


def _differing(found: Snapshot, before: Entries) -> int:
    """How many files differ from the worktree's head."""
    now = {path: (file.mode, file.oid) for path, file in found.files.items()}
    old = {path: entry for path, entry in before.items() if entry[0] != SUBMODULE}
    return sum(1 for path in now.keys() | old.keys() if now.get(path) != old.get(path))
