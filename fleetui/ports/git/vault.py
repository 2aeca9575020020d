"""The vault: the bare repository fleetui owns per project, and what it borrows for reading.

It begins as a hard-linked copy of the project's objects, so that even a large repository costs no space and little
time, and nothing the operator or an agent prunes afterwards can take an object from it. What comes later is fetched,
which checks every object against its name. The vault never lists the project's store as an alternate: a candidate
or a rescue that borrowed its objects would not survive a clean-up in the project. Reading an agent's worktree does
borrow them, per command, and writes nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.value import value
from fleetui.ports.git.ownership import by_path
from fleetui.ports.git.plain_files import require_all_plain, require_plain
from fleetui.ports.git.repository_files import Repository, is_oid, shallow_ends, the_repository
from fleetui.ports.git.run import Ran, checked, git
from fleetui.ports.git.vault_objects import FILL_S, fill, progress

FETCH_S = 900.0
_LOCK_S = 60.0
_ALLOWED = "allowed"
"""Folder of configurations that allow repositories of other users."""


@value
class Vault:
    """One project's vault and the repository it belongs to."""

    path: str
    state: Path
    """fleetui's folder for git: vaults, views, checkouts, locks."""
    source: Repository
    """The operator's repository."""

    @property
    def key(self) -> str:
        """The vault's name without its suffix: names other files of the same project."""
        return Path(self.path).name.removesuffix(".git")

    def git(self, *arguments: str, doing: str, **how: object) -> Ran:
        """Run git in the vault alone; raises ``PortError`` when it fails."""
        return checked(*arguments, doing=doing, folder=self.path, git_dir=self.path, **how)

    def tries(self, *arguments: str, **how: object) -> Ran:
        """Run git in the vault alone; the exit code is the caller's to read."""
        return git(*arguments, folder=self.path, git_dir=self.path, **how)  # type: ignore[arg-type]

    def has(self, commit: str) -> bool:
        """True when the vault itself holds a commit and all that it reaches was fetched with it."""
        return self.tries("cat-file", "-e", f"{commit}^{{commit}}").code == 0

    def fetch(self, repo: Repository, commit: str) -> None:
        """Bring a commit and its history into the vault, each object checked against its name."""
        if not is_oid(commit):
            raise PortError("git", "fetch", f"{commit!r} is no commit")
        kept = seen(commit)
        depth = _depth(self, repo)
        here = self.tries("rev-parse", "--verify", "--quiet", "--end-of-options", kept).code == 0
        if here and "--unshallow" not in depth:
            return
        require_all_plain(repo.common, "fetch")
        self.git(
            "fetch",
            "--quiet",
            *depth,
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--end-of-options",
            repo.common,
            f"+{commit}:{kept}",
            doing="fetch",
            limit_s=FETCH_S,
            environment=by_path(repo, self.state / _ALLOWED, "fetch"),
        )

    def create_ref(self, name: str, commit: str, doing: str) -> None:
        """Point a new ref at a commit; one that exists may only point there already."""
        ran = self.tries("update-ref", "--no-deref", "--end-of-options", name, commit, "0" * len(commit))
        if ran.code == 0:
            return
        found = self.tries("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        if found.text != commit:
            raise PortError(
                "git", doing, f"{name} exists and points elsewhere ({found.text[:12] or ran.err})"
            )

    @contextmanager
    def locked(self, doing: str) -> Iterator[None]:
        """Hold the project's lock: worktrees, candidates and landings happen one at a time, in any process."""
        with _held(self.state / "locks" / f"{self.key}.lock", doing):
            yield


def seen(commit: str) -> str:
    """The ref that keeps a commit of the project in its vault."""
    return f"refs/fleetui/seen/{commit}"


def borrowed(repo: Repository) -> dict[str, str]:
    """Environment that lets a command read another repository's objects, and where its history ends; nothing else."""
    quoted = repo.objects.replace("\\", "\\\\").replace('"', '\\"')
    return {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{quoted}"',
        "GIT_SHALLOW_FILE": f"{repo.common}/shallow",  # one that is not there ends nothing
    }


def _depth(vault: Vault, repo: Repository) -> list[str]:
    """How a fetch follows a shallow repository: its ends become the vault's, and go when it is deepened."""
    theirs, ours = shallow_ends(repo.common), shallow_ends(vault.path)
    return (["--update-shallow"] if theirs else []) + (["--unshallow"] if ours - theirs else [])


def open_vault(state: Path, project: Project, doing: str) -> Vault:
    """The vault of a project, made on first use. Raises ``PortError`` for a project without a repository."""
    source = the_repository(project.path, doing)
    require_plain(source.common, doing)
    private(state, "vaults", "locks", "views", "checkouts", _ALLOWED)
    path = _named(state / "vaults", source) or _to_be(state, project, source)
    if not path.exists():
        with _held(state / "locks" / f"{path.stem}.lock", doing, FILL_S):
            if not path.exists():
                require_all_plain(source.common, doing)
                fill(path, source, by_path(source, state / _ALLOWED, doing), doing)
    return Vault(str(path), state, source)


def how_far(state: Path, project: Project, doing: str) -> str:
    """How far the vault of a project is that is being made, for people."""
    source = the_repository(project.path, doing)
    return progress(_to_be(state, project, source), source)


def private(state: Path, *below: str) -> None:
    """Make fleetui's own folders, readable by this user only."""
    for folder in (state, *(state / name for name in below)):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)


def _cosmetic(name: str) -> str:
    return "".join(char if char.isalnum() and char.isascii() else "-" for char in name)[:32] or "project"


def _mark(source: Repository) -> str:
    real = os.path.realpath(source.common)
    return hashlib.sha256(os.fsencode(real)).hexdigest()[:16]


def _named(vaults: Path, source: Repository) -> Path | None:
    """A project keeps its vault when it is renamed: the repository's real path decides."""
    return next(vaults.glob(f"*-{_mark(source)}.git"), None)


def _to_be(state: Path, project: Project, source: Repository) -> Path:
    return state / "vaults" / f"{_cosmetic(project.name)}-{_mark(source)}.git"


@contextmanager
def _held(path: Path, doing: str, limit_s: float = _LOCK_S) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, doing, limit_s)
        yield
    finally:
        os.close(handle)


def _take(handle: int, doing: str, limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise PortError(
                    "git", doing, f"another fleetui process held the project for {limit_s:g} s"
                ) from None
            time.sleep(0.02)
