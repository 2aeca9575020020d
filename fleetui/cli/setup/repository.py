"""What files tell of a repository: where it is, its base branch, whether work can begin. Runs nothing of it."""

from __future__ import annotations

import shlex
from pathlib import Path

from fleetui.model.names import why_not_branch


def repository_around(folder: Path) -> Path | None:
    """The main checkout around a folder, also when the folder is in one of its worktrees."""
    top = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)
    if top is None or (top / ".git").is_dir():
        return top
    common = _git_folder(top)
    return common.parent if common and common.name == ".git" else top


def _git_folder(top: Path) -> Path | None:
    """Where a checkout's branches are."""
    try:
        if (top / ".git").is_dir():
            return top / ".git"
        if (top / "objects").is_dir():
            return top  # a bare one
        named = (top / ".git").read_text().removeprefix("gitdir:").strip()
        own = (top / named).resolve()
        common = own / "commondir"
        return (own / common.read_text().strip()).resolve() if common.is_file() else own
    except (OSError, ValueError):
        return None


def base_of(repository: Path) -> str:
    """The branch that work lands on, as far as files tell: main or master where there is one, else HEAD's."""
    git = _git_folder(repository)
    if git is None:
        return "main"
    packed = _text(git / "packed-refs")
    for name in ("main", "master"):
        if (git / "refs/heads" / name).exists() or f" refs/heads/{name}\n" in packed:
            return name
    head = _text(git / "HEAD").strip().removeprefix("ref: refs/heads/")
    return "main" if why_not_branch(head) else head


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def why_no_work(repository: Path, base: str) -> str:
    """Why no agent can work in a repository yet, with what to type; empty where files do not tell that."""
    git = _git_folder(repository)
    if git is None or not (git / "HEAD").is_file() or (git / "reftable").exists():
        return ""
    known = _branches(git)
    if base in known:
        return ""
    if known:
        return f"has no branch {base!r}: set base to one of {', '.join(known[:6])}"
    if git == repository:
        return "has no commit on any branch yet: push one to it"
    place = shlex.quote(str(repository))
    return f"has no commit on any branch yet, type: git -C {place} commit --allow-empty -m start"


def _branches(git: Path) -> list[str]:
    heads = git / "refs/heads"
    loose = (str(file.relative_to(heads)) for file in heads.rglob("*") if file.is_file())
    words = (line.partition(" ")[2] for line in _text(git / "packed-refs").splitlines())
    packed = (word.removeprefix("refs/heads/") for word in words if word.startswith("refs/heads/"))
    return sorted({*loose, *packed})
