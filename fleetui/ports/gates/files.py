"""The operator's own files that a gate's argument list names: scripts, configuration, programs outside the checkout.

What lies in the checkout is part of the candidate. What a gate names by an absolute path, or finds on PATH as a
script, is not: its content decides what a result proves, so it is read and digested. Files that a gate writes, such
as a log, say nothing about what was run and are left out as far as they can be told.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fleetui.config.regular_file import open_regular

WHOLE = 16 * 1024 * 1024
"""Up to this size a file is known by its content, beyond it by its size, inode and time of change."""
_PATH = re.compile(r"(?<![^\s=:,'\"(;|&<>`])(?:~|\$HOME|\$\{HOME\})?/[^\s'\"`;|&<>()$]+")
_READ_AS = re.compile(
    r"(?:^|\s)(?:\S*/)?(?:sh|bash|dash|zsh|fish|python[\d.]*|node|deno|bun|ruby|perl|php|lua|source|\.|env"
    r"|-+(?:f|c|r|file|config\S*|makefile|requirement|settings|rcfile|init-file))[\s=]+['\"]?$"
)
"""What stands before a path that a shell line reads as a script or as configuration."""
_WRITTEN_OPTION = re.compile(r"^-+(?:o$|.*(?:out|report|junit|log|result|cache|tmp|temp|cov))", re.IGNORECASE)
_WRITTEN_NAME = (".log", ".xml", ".html", ".out", ".tmp", ".pid", ".lock")

Known = dict[str, tuple[tuple[int, ...], str]]


class NamedFiles:
    """Digests of named files; a file is read again once its inode says that it changed."""

    def __init__(self) -> None:
        self._known: Known = {}

    def of(self, argv: Sequence[str], environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Path and SHA-256 of every regular file that is named; one that cannot be read counts as such."""
        found = {path: self._digest(path) for path in _named(argv, environment)}
        return tuple(sorted((path, digest) for path, digest in found.items() if digest))

    def _digest(self, path: str) -> str:
        try:
            about = os.stat(path)  # noqa: PTH116 - of paths that may hold anything
        except (OSError, ValueError):
            return ""
        if not stat.S_ISREG(about.st_mode):
            return ""
        identity = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
        known = self._known.get(path)
        if known is None or known[0] != identity:
            known = self._known[path] = (identity, _content(path, identity))
        return known[1]


def _content(path: str, identity: tuple[int, ...]) -> str:
    if identity[2] > WHOLE:
        return hashlib.sha256(repr(identity).encode()).hexdigest()
    try:
        with open_regular(path, follow=True) as file:
            return hashlib.sha256(file.read(WHOLE + 1)).hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _named(argv: Sequence[str], environment: Mapping[str, str]) -> Iterator[str]:
    if argv and (script := _script_on_path(argv[0], environment)):
        yield script
    for before, argument in zip(("", *argv), argv, strict=False):
        name, has_value, value = (
            argument.partition("=") if argument.startswith("-") else (before, "=", argument)
        )
        if has_value and value.startswith("/") and not _written(name, value):
            yield os.path.normpath(value)
        yield from _in_line(argument, environment.get("HOME", ""))


def _written(option: str, path: str) -> bool:
    return bool(_WRITTEN_OPTION.search(option)) or path.endswith(_WRITTEN_NAME)


def _in_line(line: str, home: str) -> Iterator[str]:
    """Programs, scripts and configuration in the text of a shell line; all else may be what it writes."""
    for found in _PATH.finditer(line):
        path = os.path.normpath(re.sub(r"^(?:~|\$HOME|\$\{HOME\})", lambda _: home, found[0]))
        if _READ_AS.search(line[max(0, found.start() - 80) : found.start()]) or _is_program(path):
            yield path


def _is_program(path: str) -> bool:
    try:
        about = os.stat(path)  # noqa: PTH116 - of paths that may hold anything
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(about.st_mode) and (bool(about.st_mode & 0o111) or _is_script(path))


def _script_on_path(program: str, environment: Mapping[str, str]) -> str:
    """A script that PATH leads to: often the operator's own. A compiled program there is part of the machine."""
    if "/" in program:
        return ""
    found = shutil.which(program, path=environment.get("PATH", os.defpath))
    return found if found and Path(found).is_absolute() and _is_script(found) else ""


def _is_script(path: str) -> bool:
    try:
        with open_regular(path, follow=True) as file:
            return file.read(2) == b"#!"
    except OSError:
        return False
