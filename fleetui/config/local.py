"""What fleetui adds to the configuration: ``fleet.local.toml``, replaced atomically, never merged by guess."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from fleetui.config.locked import locked
from fleetui.config.problems import ConfigError, Problem
from fleetui.config.read import read_text
from fleetui.config.schema.file import LocalFile

if TYPE_CHECKING:
    from fleetui.config.paths import Paths
    from fleetui.model.settings import SeatSpec

Change = Callable[[dict[str, Any]], None]

_HEAD = (
    "# Written by fleetui: what it added. Edit fleet.toml beside it instead; that one is never rewritten.\n"
)


def add_seat(paths: Paths, seat: SeatSpec) -> None:
    """Declare a seat; one of the same name in this file is replaced."""
    table = {
        "profile": seat.profile,
        "project": seat.project,
        "branch": seat.branch,
        "worktree": seat.worktree,
        "task": seat.task,
        "role": seat.role,
        "command": list(seat.command),
        "unattended": seat.unattended,
        "relay": seat.relay,
        "author": seat.author,
    }
    kept = {key: value for key, value in table.items() if value}
    change_local(paths, lambda data: data.setdefault("agents", {}).__setitem__(seat.name, kept))


def remove_seat(paths: Paths, name: str) -> None:
    """Take a seat out of this file; one that is not in it, or only in the operator's, stays as it is."""
    change_local(paths, lambda data: data.get("agents", {}).pop(name, None))


def add_project(paths: Paths, name: str, path: str, base: str) -> None:
    """Declare a project by its place; rules and gates are the operator's to write."""
    table = {"path": path, "base": base}
    change_local(paths, lambda data: data.setdefault("projects", {}).__setitem__(name, table))


def change_local(paths: Paths, change: Change) -> None:
    """Read, change and replace ``fleet.local.toml``; the old file stays whole whatever goes wrong.

    Raises ``ConfigError`` when the file is broken, when the result would not be valid, when somebody wrote it
    meanwhile, or when the disk does not take it. A file that is a link stays one: what it leads to is replaced.
    """
    try:
        with locked(paths.local.parent):
            where = Path(os.path.realpath(paths.local))
            before = _bytes_of(where)
            content = _changed(before, change)
            if problems := read_text(content, LocalFile, str(paths.local)).problems:
                raise ConfigError(problems)
            _replace(where, _HEAD + content, before)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise ConfigError([Problem(str(paths.local), f"cannot be changed: {said}")]) from error


def _changed(before: bytes, change: Change) -> str:
    data = tomllib.loads(before.decode())
    change(data)
    return tomli_w.dumps(data)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _replace(path: Path, content: str, before: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".fleet.local.", suffix=".toml", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode())
            file.flush()
            os.fsync(descriptor)
        if _bytes_of(path) != before:
            raise OSError(0, "somebody else wrote it at the same moment; nothing was changed")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
