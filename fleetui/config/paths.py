"""Where everything is. Nothing is ever looked for in the current folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fleetui.config.problems import ConfigError, Problem
from fleetui.model.value import value

SOCKET_BYTES = 99
"""Longest socket path used: some systems allow no more than 103 bytes, and tmux adds nothing to it."""


@value
class Paths:
    """Every place the program reads or writes; absolute. Nothing is made until ``prepare``."""

    config: Path
    """The operator's ``fleet.toml``; never written."""
    state: Path
    """Journal, stored texts, lock, log, snapshot. 0700."""
    run: Path
    """Short folder for the own tmux socket. 0700."""
    work: Path
    """Worktrees and scratch folders that fleetui makes."""
    config_named: bool = False
    """True when the operator named another file than the usual one: then it must exist."""

    @property
    def local(self) -> Path:
        """What fleetui adds: beside the operator's file."""
        return self.config.with_name("fleet.local.toml")

    @property
    def socket(self) -> Path:
        """Socket of fleetui's own tmux server; its path is shorter than 100 bytes."""
        return self.run / "tmux"

    @property
    def journal(self) -> Path:
        """The SQLite file."""
        return self.state / "journal.db"

    @property
    def texts(self) -> Path:
        """Stored texts, named by hash."""
        return self.state / "texts"

    @property
    def lock(self) -> Path:
        """What the owner holds."""
        return self.state / "owner.lock"

    @property
    def published(self) -> Path:
        """The snapshot the owner publishes; see ``fleetui.model.snapshot``."""
        return self.state / "fleet.json"

    @property
    def tasks(self) -> Path:
        """Task files of projects that keep none in their checkout, a folder each; those of no project beside them."""
        return self.state / "tasks"

    @property
    def screen(self) -> Path:
        """What dashboards remember of their looks."""
        return self.state / "screen.toml"

    @property
    def hooks(self) -> Path:
        """The hook script, what it was installed in, and the spool that it writes."""
        return self.state / "hooks"

    @property
    def relays(self) -> Path:
        """What programs say of themselves through relays, a file for each run."""
        return self.state / "relays"

    @property
    def log(self) -> Path:
        """The program's own log."""
        return self.state / "fleetui.log"

    @property
    def vaults(self) -> Path:
        """One bare repository per project."""
        return self.state / "vaults"

    @property
    def set_ups(self) -> Path:
        """What is kept of what set-up steps made, while the process runs that keeps it."""
        return self.vaults / "set-ups"


def find_paths(config: str | Path | None = None, environment: Mapping[str, str] | None = None) -> Paths:
    """Where everything is for this user and environment.

    ``config`` is what the operator named on the command line and may be relative to the current folder; every
    path from the environment must be absolute. Raises ``ConfigError``.
    """
    env = os.environ if environment is None else environment
    home = _absolute(env, "FLEETUI_HOME")
    named = Path.cwd() / _expanded(config) if config else _absolute(env, "FLEETUI_CONFIG")
    found = _below(home) if home else _standard(env)
    if named:
        path = Path(os.path.normpath(named))
        found = replace(found, config=path, config_named=path != found.config)
    if len(os.fsencode(found.socket)) > SOCKET_BYTES:
        found = replace(found, run=_short_run(found.state))
    return found


def _absolute(env: Mapping[str, str], name: str) -> Path | None:
    value = env.get(name, "")
    if not value:
        return None
    path = _expanded(value)
    if not path.is_absolute():
        raise ConfigError([Problem(name, f"{value!r} must be an absolute path")])
    return Path(os.path.normpath(path))


def _expanded(path: str | Path) -> Path:
    """With ``~`` replaced; a home that is not known leaves it as it stands."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib's raises where there is no home


def _below(home: Path) -> Paths:
    return Paths(home / "fleet.toml", home / "state", home / "run", home / "work")


def _standard(env: Mapping[str, str]) -> Paths:
    from platformdirs import PlatformDirs  # not needed below FLEETUI_HOME

    dirs = PlatformDirs("fleetui", appauthor=False)
    state = _named_base(env, "XDG_STATE_HOME") or dirs.user_state_path
    return Paths(
        config=(_named_base(env, "XDG_CONFIG_HOME") or dirs.user_config_path) / "fleet.toml",
        state=state,
        run=state / "run",  # not XDG_RUNTIME_DIR: that is emptied at logout, and agents outlive a login
        work=_named_base(env, "XDG_DATA_HOME") or dirs.user_data_path,
    )


def _named_base(env: Mapping[str, str], name: str) -> Path | None:
    value = env.get(name, "")
    return Path(value) / "fleetui" if value.startswith("/") else None


def _short_run(state: Path) -> Path:
    """A short folder of this user's own for one state folder: sockets must have short paths."""
    import hashlib  # both take longer to import than everything else here to run
    import tempfile

    mark = hashlib.sha256(os.fsencode(state)).hexdigest()[:8]
    short = Path(tempfile.gettempdir())
    if len(os.fsencode(short)) > 40:
        short = Path("/tmp")  # noqa: S108 - the folder made in it is checked: owner, mode, no link
    return short / f"fleetui-{os.getuid()}-{mark}"


def prepare(paths: Paths) -> None:
    """Make the private folders and check that nobody else can reach into them.

    Raises ``ConfigError`` naming every folder that cannot be trusted, with what to type.
    """
    problems: list[Problem] = []
    for folder in (paths.state, paths.run):
        problems += _make_private(folder)
    problems += _inside_worktree(paths.state)
    if problems:
        raise ConfigError(problems)


def inspect(paths: Paths) -> tuple[Problem, ...]:
    """What ``prepare`` would refuse, without making or changing anything."""
    folders = (paths.state, paths.run)
    found = [problem for folder in folders for problem in _untrusted(folder) or _unwritable(folder)]
    return tuple(found + _inside_worktree(paths.state))


def _make_private(folder: Path) -> list[Problem]:
    if problems := _untrusted(folder):
        return problems
    try:
        for missing in reversed([folder, *folder.parents]):
            missing.mkdir(mode=0o700, exist_ok=True)
        if stat.S_IMODE(folder.stat().st_mode) != 0o700:
            folder.chmod(0o700)
    except OSError as error:
        return [Problem(str(folder), f"cannot be made: {error.strerror}")]
    return _untrusted(folder) or _unwritable(folder)


def _unwritable(folder: Path) -> list[Problem]:
    """Why nothing can be kept in a folder; one without the mode that ``prepare`` gives it is none."""
    if not folder.is_dir() or not folder.stat().st_mode & stat.S_IWUSR or os.access(folder, os.W_OK):
        return []
    text = "cannot be written to, such as on a read-only disk; set FLEETUI_HOME to a folder that can"
    return [Problem(str(folder), text)]


def _untrusted(folder: Path) -> list[Problem]:
    """Why a private folder, existing or not, cannot be trusted."""
    return [Problem(str(folder), text) for text in (_why_not_own(folder), _why_not_above(folder)) if text]


def _why_not_own(folder: Path) -> str:
    try:
        facts = folder.lstat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"cannot be looked at: {error.strerror}"
    if stat.S_ISLNK(facts.st_mode):
        return "is a symbolic link; name the real folder with FLEETUI_HOME instead"
    if not stat.S_ISDIR(facts.st_mode):
        return "is not a folder"
    if facts.st_uid != os.getuid():
        return f"belongs to another user (uid {facts.st_uid})"
    if facts.st_mode & 0o022:
        return f"others may write into it; look through it, then: chmod 700 {folder}"
    return ""


def _why_not_above(folder: Path) -> str:
    """Why somebody else could put another folder in its place."""
    for parent in _existing_parents(folder):
        facts = parent.stat()
        if facts.st_mode & 0o022 and not facts.st_mode & stat.S_ISVTX:
            return f"others may write into {parent} above it: chmod go-w {parent}"
    return ""


def _existing_parents(folder: Path) -> list[Path]:
    try:
        parents = Path(os.path.realpath(folder)).parents
        return [parent for parent in parents if parent.exists()]
    except OSError:
        return []


def _is_worktree(folder: Path) -> bool:
    """As git sees it: an empty ``.git``, which sandboxes leave where they forbid to make one, is no repository."""
    dot = folder / ".git"
    return dot.is_file() or (dot / "HEAD").exists()


def _inside_worktree(folder: Path) -> list[Problem]:
    for parent in _existing_parents(folder):
        if _is_worktree(parent):
            text = f"lies inside the git worktree {parent}; set FLEETUI_HOME to a folder outside of it"
            return [Problem(str(folder), text)]
    return []
