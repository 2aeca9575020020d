"""Scratch repositories, and traps an agent could set in one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project
from fleetui.model.train import Train

QUIET = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def run(folder: Path | str, *arguments: str, check: bool = True) -> str:
    """Plain git, as an operator or agent would type it."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=QUIET, capture_output=True, text=True, timeout=60, check=False
    )
    assert not check or done.returncode == 0, f"git {arguments}: {done.stderr}"
    return done.stdout.strip()


def commit(folder: Path | str, message: str, **files: str) -> str:
    """Write files (``__`` in a keyword is a dot) and commit them."""
    for name, text in files.items():
        write(Path(folder) / name.replace("__", "."), text)
    run(folder, "add", "-A")
    run(folder, "-c", "maintenance.auto=false", "commit", "-qm", message)
    return run(folder, "rev-parse", "HEAD")


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@dataclass
class Scratch:
    """A project with one commit on main, and room beside it."""

    folder: Path
    top: Path
    project: Project

    def worktree(self, branch: str = "work") -> Path:
        """A worktree made by plain git."""
        path = self.folder / f"tree-{branch}"
        run(self.top, "worktree", "add", "-q", "-b", branch, str(path), "main")
        return path


@cache
def _first() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """The repository that all begin with, and its folder that goes with this process."""
    kept = tempfile.TemporaryDirectory(prefix="fl-first-")
    top = Path(kept.name, "project")
    top.mkdir()
    run(top, "init", "-q", "-b", "main")
    commit(top, "first", a__txt="one\ntwo\nthree\n", b__txt="bee\n", __gitignore="*.log\nbuild/\n")
    return kept, top


def make(folder: Path) -> Scratch:
    top = folder / "project"
    shutil.copytree(_first()[1], top, symlinks=True)
    run(top, "update-index", "-q", "--refresh")  # the index knows files by their inodes, too
    return Scratch(folder, top, Project(name="project", path=str(top), base="main"))


def train_of(*made: Candidate) -> Train:
    """The train of these candidates; of one mostly."""
    assert all(one.commit for one in made), made
    shared = "train-1" if len(made) > 1 else ""
    return Train(tuple(_landing(at, one, shared) for at, one in enumerate(made, 1)))


def _landing(at: int, one: Candidate, train: str) -> Landing:
    return Landing(
        f"{'back' if one.reverts else 'land'}-{at}", "project", one.seat, one.branch, "main",
        one.base, one.head, one.commit, one.tree, 0.0, train=train, reverts=one.reverts, method=one.method,
    )  # fmt: skip


def plant(repository: Path, canary: Path) -> None:
    """Everything a repository's configuration can make git run, each leaving a mark in ``canary``."""
    script = write(
        repository.parent / f"trap-{repository.name}", f'#!/bin/sh\necho "$0 $*" >> {canary}\ncat\n'
    )
    script.chmod(0o755)
    hooks = repository.parent / f"hooks-{repository.name}"
    for hook in (
        "post-checkout",
        "post-merge",
        "post-index-change",
        "reference-transaction",
        "pre-commit",
        "post-commit",
        "pre-auto-gc",
    ):
        write(hooks / hook, f"#!/bin/sh\necho {hook} >> {canary}\n").chmod(0o755)
    settings = {
        "core.fsmonitor": str(script),
        "core.hooksPath": str(hooks),
        "diff.external": str(script),
        "core.pager": str(script),
        "core.sshCommand": str(script),
        "core.alternateRefsCommand": str(script),
        "filter.trap.clean": str(script),
        "filter.trap.smudge": str(script),
        "diff.trap.textconv": str(script),
        "diff.trap.command": str(script),
        "merge.trap.driver": str(script),
        "uploadpack.packObjectsHook": str(script),
        "gpg.program": str(script),
        "merge.verifySignatures": "true",
        "gc.auto": "1",
        "extensions.partialClone": "evil",
        "remote.evil.url": str(repository),
        "remote.evil.uploadpack": f"{script};git-upload-pack",
        "remote.evil.promisor": "true",
    }
    for key, value in settings.items():
        run(repository, "config", key, value)
    info = Path(run(repository, "rev-parse", "--path-format=absolute", "--git-common-dir")) / "info"
    write(info / "attributes", "* filter=trap diff=trap merge=trap\n")
