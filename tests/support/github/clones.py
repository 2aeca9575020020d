"""A checkout whose remote is the forge by name, and the bare repository by what git does."""

from __future__ import annotations

from pathlib import Path

from fleetui.demo.github.repository import Repo
from tests.support.scratch import git


def clone(repo: Repo, folder: Path) -> Path:
    """Clone it: ``origin`` reads as ``https://github.com/owner/name.git``, pushes go to the bare repository.

    Fetching is of ``repo.path``: a rewritten address would no longer tell gh whose repository it is.
    """
    git(folder.parent, "clone", "-q", str(repo.path), str(folder))
    git(folder, "remote", "set-url", "origin", f"{repo.url}.git")
    git(folder, "remote", "set-url", "--push", "origin", str(repo.path))
    return folder
