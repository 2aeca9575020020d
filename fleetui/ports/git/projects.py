"""Finding a project around a folder, and checking one that is configured."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from fleetui.engine.ports import PortError
from fleetui.model.fleet import Project
from fleetui.model.names import minted
from fleetui.ports.git.peek import Repository, head, ref, repository, small_file, the_repository
from fleetui.ports.git.run import checked
from fleetui.ports.git.texts import listed, shown

_USUAL_BASES = ("main", "master", "trunk", "develop")


@dataclass(frozen=True, slots=True)
class Holder:
    """One worktree of a repository as git lists it."""

    path: str
    commit: str
    branch: str
    """Empty when detached."""


def find(folder: str) -> Project | None:
    """The repository around a folder as an undeclared project. Linked worktrees belong to their main checkout."""
    here = repository(folder)
    if not here:
        return None
    top = _main_checkout(here)
    name = minted(Path(top).name.removesuffix(".git"), (), fallback="project")
    return Project(name=name, path=top, base=default_branch(here), declared=False)


def check(project: Project) -> str:
    """The base branch's commit; raises ``PortError`` that says what to correct."""
    repo = the_repository(project.path, "check project")
    found = ref(repo, f"refs/heads/{project.base}")
    if found:
        return found
    known = branches(repo)
    if not known:
        raise PortError("git", "check project", f"{project.path} has no commits yet: make a first one")
    raise PortError(
        "git",
        "check project",
        f"{project.path} has no branch {shown(project.base)!r}: set base to one of {listed(known, 6)}",
    )


def default_branch(repo: Repository) -> str:
    """The branch work is measured against: what the remote calls its head, a usual name, or what is checked out."""
    pointed = (
        (small_file(f"{repo.common}/refs/remotes/origin/HEAD") or b"").decode("utf-8", "replace").strip()
    )
    remote = pointed.removeprefix("ref: refs/remotes/origin/") if pointed.startswith("ref: ") else ""
    for name in (remote, *_USUAL_BASES):
        if name and ref(repo, f"refs/heads/{name}"):
            return name
    main = Repository(repo.top, repo.common, repo.common)
    return head(main).branch or "main"


def branches(repo: Repository) -> list[str]:
    """Local branches, as people read them."""
    ran = checked(
        "for-each-ref",
        "--format=%(refname:lstrip=2)",
        "refs/heads/",
        doing="list branches",
        folder="/",
        git_dir=repo.common,
    )
    return [shown(line) for line in ran.text.splitlines()]


def holders(repo: Repository, doing: str) -> list[Holder]:
    """Every worktree of a repository, the main checkout first; runs nothing configured there."""
    ran = checked("worktree", "list", "--porcelain", "-z", doing=doing, folder="/", git_dir=repo.common)
    found: list[Holder] = []
    for block in ran.out.decode("utf-8", "surrogateescape").split("\0\0"):
        keys = dict(_pair(field) for field in block.split("\0") if field)
        if "worktree" in keys and "bare" not in keys:
            branch = keys.get("branch", "").removeprefix("refs/heads/")
            found.append(Holder(keys["worktree"], keys.get("HEAD", ""), branch))
    return found


def holder_of(repo: Repository, branch: str, doing: str) -> Holder | None:
    """The worktree that has a branch checked out."""
    return next((each for each in holders(repo, doing) if each.branch == branch), None)


def same_repository(one: Repository, other: Repository) -> bool:
    """True when two worktrees share one repository."""
    return os.path.realpath(one.common) == os.path.realpath(other.common)


def _main_checkout(repo: Repository) -> str:
    if not repo.linked:
        return repo.top
    if Path(repo.common).name == ".git":
        return str(Path(repo.common).parent)
    listing = holders(repo, "find project")
    return listing[0].path if listing else repo.top


def _pair(field: str) -> tuple[str, str]:
    key, _, value = field.partition(" ")
    return key, value
