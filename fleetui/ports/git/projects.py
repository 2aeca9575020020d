"""Finding a project around a folder, and checking one that is configured."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.names import minted
from fleetui.model.value import value
from fleetui.ports.git.plain_files import require_all_plain
from fleetui.ports.git.repository_files import Repository, head, ref, repository, small_file, the_repository
from fleetui.ports.git.run import checked
from fleetui.ports.git.texts import listed, shown

_USUAL_BASES = ("main", "master", "trunk", "develop")


@value
class OpenProject:
    """One worktree of a repository as git lists it."""

    path: str
    commit: str
    branch: str
    """Empty when detached."""


def find(folder: str, known: Iterable[Project] = ()) -> Project | None:
    """The repository around a folder: the known project of it, or an undeclared one.

    Linked worktrees belong to their main checkout, those of a bare repository to the bare repository.
    """
    here = repository(folder)
    if not here:
        return None
    top = _main_checkout(here)
    configured = sorted((each for each in known if _is_of(each, here)), key=lambda each: each.path != top)
    if configured:
        return configured[0]
    return Project(name=_name(top), path=top, base=default_branch(here), declared=False)


def _is_of(project: Project, repo: Repository) -> bool:
    found = repository(project.path) if project.path and Path(project.path).is_dir() else None
    return found is not None and same_repository(found, repo)


def _name(top: str) -> str:
    """A repository's name; one that is hidden in a folder has the folder's."""
    path = Path(top)
    shown_as = path.parent if path.name.startswith(".") else path
    return minted(shown_as.name.removesuffix(".git"), (), fallback="project")


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
    require_all_plain(repo.common, "list branches")
    ran = checked(
        "for-each-ref",
        "--format=%(refname:lstrip=2)",
        "refs/heads/",
        doing="list branches",
        folder="/",
        git_dir=repo.common,
    )
    return [shown(line) for line in ran.text.splitlines()]


def holders(repo: Repository, doing: str) -> list[OpenProject]:
    """Every worktree of a repository, the main checkout first; runs nothing configured there."""
    return [
        OpenProject(
            _checkout(repo, keys["worktree"]),
            keys.get("HEAD", ""),
            keys.get("branch", "").removeprefix("refs/heads/"),
        )
        for keys in _listed(repo, doing)
        if "bare" not in keys
    ]


def _listed(repo: Repository, doing: str) -> list[dict[str, str]]:
    """What git lists of each worktree, by the words it uses."""
    require_all_plain(repo.common, doing)
    ran = checked("worktree", "list", "--porcelain", "-z", doing=doing, folder="/", git_dir=repo.common)
    blocks = ran.out.decode("utf-8", "surrogateescape").split("\0\0")
    found = (dict(_pair(field) for field in block.split("\0") if field) for block in blocks)
    return [keys for keys in found if "worktree" in keys]


def holder_of(repo: Repository, branch: str, doing: str) -> OpenProject | None:
    """The worktree that has a branch checked out."""
    return next((each for each in holders(repo, doing) if each.branch == branch), None)


def same_repository(one: Repository, other: Repository) -> bool:
    """True when two worktrees share one repository, by whatever links or mounts each is reached."""
    try:
        return os.path.samefile(one.common, other.common)  # noqa: PTH121 - both may be gone
    except OSError:
        return False


def _main_checkout(repo: Repository) -> str:
    """Where the repository is at home, whichever of its worktrees come and go."""
    if not repo.linked:
        return repo.top
    above = Path(repo.common).parent
    if Path(repo.common).name == ".git":
        return str(above)
    around = repository(str(above))
    if around and not around.linked and around.top == str(above) and same_repository(around, repo):
        return around.top  # a bare repository in a folder whose .git names it
    listed = _listed(repo, "find project")
    if listed and "bare" not in listed[0]:
        return listed[0]["worktree"]
    return repo.common


def _checkout(repo: Repository, listed: str) -> str:
    """A worktree's folder. Git lists the git folder of a main checkout whose ``.git`` is a file or a link to it, as
    submodules have; the project is known by its checkout."""
    if repo.linked or os.path.realpath(listed) != os.path.realpath(repo.common):
        return listed
    return repo.top


def _pair(field: str) -> tuple[str, str]:
    key, _, value = field.partition(" ")
    return key, value
