"""The operator's own programs: which shell and which editor, and how they are told a place in a file.

Only what the operator named runs. A program is looked for before the folder is changed, and in absolute folders of
``PATH`` alone: a name must never be found in the worktree of an agent.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path

_PLUS_LINE = frozenset(
    {"vi", "vim", "nvim", "view", "gvim", "ex", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe"}
    | {"jmacs", "ne", "mg", "jed", "gedit", "vis", "ed"}
)
_COLON_LINE = frozenset({"hx", "helix", "subl", "zed"})
_GOTO_LINE = frozenset({"code", "codium", "code-insiders", "cursor"})


class NotRun(Exception):
    """A program cannot be run; the text says why and what to do, in one line."""


def shell(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The operator's shell; raises ``NotRun``."""
    return (found(environment.get("SHELL") or "/bin/sh", environment),)


def editor(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The operator's editor with its own arguments, as ``VISUAL`` or ``EDITOR`` say; raises ``NotRun``."""
    variable = "VISUAL" if environment.get("VISUAL", "").strip() else "EDITOR"
    written = environment.get(variable, "").strip()
    if not written:
        raise NotRun("no editor is set: put VISUAL or EDITOR into the environment fleetui is started from")
    try:
        program, *arguments = shlex.split(written)
    except ValueError as error:
        raise NotRun(f"{variable} cannot be read ({error}): {written}") from None
    return (found(program, environment, variable), *arguments)


def at_line(argv: tuple[str, ...], path: str, line: int = 0) -> tuple[str, ...]:
    """The editor's command for a file, at a line where its way of being told that is known."""
    name = Path(argv[0]).name
    if not line:
        return (*argv, path)
    if name in _PLUS_LINE:
        return (*argv, f"+{line}", path)
    if name in _COLON_LINE:
        return (*argv, f"{path}:{line}")
    if name in _GOTO_LINE:
        return (*argv, "--goto", f"{path}:{line}")
    return (*argv, path)


def why_not_edited(path: str) -> str:
    """Why a file of a folder that others write to is not opened in an editor; empty when it may be.

    An editor follows a link, and waits for ever at a pipe.
    """
    try:
        kind = Path(path).lstat().st_mode
    except OSError as error:
        return f"{path}: {error.strerror}"
    return "" if stat.S_ISREG(kind) else f"{path} is no plain file: look at it in a shell"


def found(program: str, environment: Mapping[str, str], variable: str = "SHELL") -> str:
    """Where a program is, looked for in absolute folders alone; ``variable`` is who named it. Raises ``NotRun``."""
    path = str(Path(program).expanduser()) if program.startswith("~/") else program
    if "/" in path:
        if not path.startswith("/"):
            raise NotRun(f"{variable} is {program}: name it by an absolute path, or put it into PATH")
        if _runs(path):
            return path
        raise NotRun(f"{variable} is {program}, and there is no such program")
    for folder in environment.get("PATH", os.defpath).split(os.pathsep):
        if folder.startswith("/") and _runs(f"{folder}/{path}"):
            return f"{folder}/{path}"
    raise NotRun(f"{variable} is {program}: not found in PATH")


def _runs(path: str) -> bool:
    return Path(path).is_file() and os.access(path, os.X_OK)
