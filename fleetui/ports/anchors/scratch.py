"""A git directory of fleetui's own for looking at one repository: empty, with nothing configured, objects borrowed.

Git run in it never reads what an agent configured. The agent's index is copied, its refs are read as files.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.repository_files import Head, Repository, head, stamp
from fleetui.ports.git.run import Ran, git
from fleetui.ports.git.vault import borrowed
from fleetui.ports.git.views import take_index, take_shared
from fleetui.ports.private_files import private_folder

LIMIT_S = 2.5
"""Seconds for git: a pipe called ``.gitignore`` holds it up, and what needs no git is still judged."""
_LONG_OID = 64
_SHA256 = "[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n"


class Scratch:
    """One worktree's repository, looked at from outside."""

    def __init__(self, home: Path, repo: Repository) -> None:
        self.repo = repo
        self._left_s = LIMIT_S
        self.head: Head = head(repo)
        name = hashlib.sha256(os.fsencode(repo.git_dir)).hexdigest()[:20]
        self.folder = home / name
        if not (self.folder / "HEAD").exists():
            self._make()

    def _make(self) -> None:
        private_folder(self.folder)
        for below in ("objects", "refs"):
            (self.folder / below).mkdir(exist_ok=True)
        if len(self.head.commit) == _LONG_OID:
            (self.folder / "config").write_text(_SHA256, "ascii")
        (self.folder / "HEAD").write_text("ref: refs/heads/none\n", "ascii")

    def git(self, *arguments: str, **how: Any) -> Ran:
        """Run git on the borrowed objects alone; the exit code is the caller's to read. Raises ``PortError``."""
        return self._run(
            *arguments,
            folder=str(self.folder),
            environment=borrowed(self.repo),
            **how,
        )

    def with_index(self, *arguments: str, **how: Any) -> Ran:
        """Run git with a copy of the worktree's index, in the worktree."""
        self._bring_index()
        return self._run(
            *arguments,
            folder=self.repo.top,
            work_tree=self.repo.top,
            environment=borrowed(self.repo) | {"GIT_INDEX_FILE": f"{self.folder}/index"},
            **how,
        )

    def _run(self, *arguments: str, **how: Any) -> Ran:
        """All calls share one limit: where one hangs, the next would too."""
        if self._left_s <= 0:
            raise PortError("git", arguments[0], f"no answer within {LIMIT_S:g} s")
        began = time.monotonic()
        try:
            return git(*arguments, git_dir=str(self.folder), limit_s=self._left_s, **how)
        finally:
            self._left_s -= time.monotonic() - began

    def _bring_index(self) -> None:
        copied = self.folder / "copied"
        now = repr(stamp(f"{self.repo.git_dir}/index"))
        if copied.exists() and copied.read_text("ascii") == now:
            return
        take_index(self.repo, f"{self.folder}/index")
        take_shared(self.repo, self.folder)
        copied.write_text(now, "ascii")
