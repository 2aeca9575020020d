"""Worktrees of the operator's repository: made one at a time, locked, all or nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import WorktreeMade
from fleetui.model.fleet import Project
from fleetui.model.names import why_not_branch
from fleetui.ports.git.identity import admin_of, worktree_of
from fleetui.ports.git.partial import require_files
from fleetui.ports.git.projects import check, holder_of, same_repository
from fleetui.ports.git.repository_files import Repository, head, ref, repository
from fleetui.ports.git.run import WRITE_S, checked, git, operators_attributes
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.trusted_filters import require_trusted
from fleetui.ports.git.vault import Vault

_DOING = "add worktree"
_TAKE = (
    "--worktree and this path take it as it is, `git worktree remove` takes it away, or choose another name"
)


def add(vault: Vault, project: Project, branch: str, path: str) -> WorktreeMade:
    """A locked worktree at ``path`` on ``branch``, which is made from the base where it does not exist.

    git's own command fails when several run at once, so it runs under the project's lock. When anything fails,
    neither folder nor new branch stays.
    """
    _require_free(branch, path)
    with vault.locked(_DOING):
        base = check(project)
        require_trusted(vault.path, vault.source, _DOING)
        entry = admin_of(vault.source, path)
        if entry:
            return _again(vault, project, branch, path, entry)
        existing = ref(vault.source, f"refs/heads/{branch}")
        if existing:
            _require_not_held(vault, branch)
        require_files(vault, _DOING, existing or base)
        _claim(path)
        try:
            _make(vault, branch, path, "" if existing else base)
            _require_own_tree(vault, path)
            _copy(project, path)
        except (PortError, OSError):
            _undo(vault, branch, path, "" if existing else base)
            raise
    return WorktreeMade(path, branch, existing or base)


def take(vault: Vault, path: str) -> WorktreeMade:
    """An existing worktree of the project; raises ``PortError`` for a folder that is none."""
    found = repository(path)
    if not found or not same_repository(found, vault.source):
        raise PortError("git", "take worktree", f"{shown(path)} is no worktree of {vault.source.top}")
    found = worktree_of(vault.source, path, "take worktree")
    now = head(found)
    return WorktreeMade(found.top, now.branch, now.commit)


def _again(vault: Vault, project: Project, branch: str, path: str, entry: str) -> WorktreeMade:
    """A worktree whose folder is gone, of what the repository still has of it: its branch, and what was staged."""
    now = head(Repository(path, entry, vault.source.common))
    if now.branch != branch:
        raise PortError(
            "git",
            _DOING,
            f"{path} was a worktree on {shown(now.branch) or 'no branch'}: `git worktree prune` forgets it",
        )
    _claim(path)
    try:
        Path(path, ".git").write_text(f"gitdir: {entry}\n", "utf-8")
        checked(
            "checkout-index", "--all", "--force", "--quiet", doing=_DOING, folder=path, git_dir=entry, work_tree=path,
            limit_s=WRITE_S, operators=True, settings={"core.attributesFile": operators_attributes()},
        )  # fmt: skip
        _copy(project, path)
    except (PortError, OSError):
        shutil.rmtree(path, ignore_errors=True)  # made above, and filled by git alone
        raise
    return WorktreeMade(path, branch, now.commit)


def _require_free(branch: str, path: str) -> None:
    wrong = why_not_branch(branch)
    if wrong:
        raise PortError("git", _DOING, wrong)
    if not os.path.isabs(path) or not path.isprintable():  # noqa: PTH117 - a string check
        raise PortError("git", _DOING, f"{shown(path)} is no absolute path git can be given")
    if os.path.lexists(path):
        raise PortError("git", _DOING, f"{path} exists: {_TAKE}")


def _require_not_held(vault: Vault, branch: str) -> None:
    held = holder_of(vault.source, branch, _DOING)
    if held:
        raise PortError(
            "git",
            _DOING,
            f"branch {branch} is checked out at {shown(held.path)}: name that worktree, or choose another branch",
        )


def _claim(path: str) -> None:
    """Make the folder ourselves: from here on it is known to be ours, and taking it back cannot hit a stranger's."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        Path(path).mkdir()
    except FileExistsError:
        raise PortError("git", _DOING, f"{path} exists: {_TAKE}") from None


def _make(vault: Vault, branch: str, path: str, base: str) -> None:
    what = ["--no-track", "-b", branch, path, base] if base else [path, branch]
    ran = git(
        "worktree",
        "add",
        "--quiet",
        "--lock",
        "--reason",
        "fleetui: an agent works here",
        *what,
        folder=vault.source.common,
        git_dir=vault.source.common,
        limit_s=WRITE_S,
        operators=True,
        settings={"core.attributesFile": operators_attributes()},
    )
    if ran.code:
        missing = next((line for line in ran.err.splitlines() if line.endswith(": not found")), "")
        raise PortError(
            "git", _DOING, f"a filter cannot run: {one_line(missing)}" if missing else one_line(ran.err)
        )


def _require_own_tree(vault: Vault, path: str) -> None:
    """Git must take the new folder for its work tree: with ``core.worktree`` in a configuration that all worktrees
    share, an agent's ``git add`` and ``git clean`` would work somewhere else."""
    ran = git("rev-parse", "--show-toplevel", folder=path)
    if ran.code == 0 and os.path.realpath(ran.text) == os.path.realpath(path):
        return
    where = (
        f"takes {shown(ran.text)} for its files" if ran.code == 0 else f"finds no files: {one_line(ran.err)}"
    )
    config = shown(f"{vault.source.common}/config")
    raise PortError(
        "git",
        _DOING,
        f"in a new worktree git {where}: move core.worktree from {config} to {config}.worktree, as git help worktree "
        "says of extensions.worktreeConfig",
    )


def _copy(project: Project, path: str) -> None:
    """The files a project wants copied from the operator's checkout, such as ``.env``; never over what is there."""
    for name in project.copy:
        source, target = Path(project.path, name), Path(path, name)
        inside = ".." not in Path(name).parts and not Path(name).is_absolute()
        if inside and source.is_file() and not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _undo(vault: Vault, branch: str, path: str, base: str) -> None:
    """Take back what a failed attempt left: its own folder, its entry, and a branch nobody has used yet."""
    where = {"folder": vault.source.common, "git_dir": vault.source.common}
    git("worktree", "unlock", "--end-of-options", path, **where)  # type: ignore[arg-type]
    git("worktree", "remove", "--force", "--end-of-options", path, **where)  # type: ignore[arg-type]
    with contextlib.suppress(OSError):
        Path(path).rmdir()  # empty when git failed before it made anything
    if base:
        git("update-ref", "-d", "--no-deref", "--end-of-options", f"refs/heads/{branch}", base, **where)  # type: ignore[arg-type]
