"""Which program a process is: by its name, the file it was started from, or the script that an interpreter runs.

A profile's ``programs`` are names and, with a slash in them, ends of paths: ``claude/versions/[0-9]*`` is any file of
such a name in such a folder. Arguments that only name an agent never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

KEPT = 500
"""Processes whose answer is kept: the same ones are asked about every few seconds."""
_INTERPRETERS = frozenset(
    ("node", "nodejs", "bun", "deno", "python", "pypy", "ruby", "sh", "bash", "dash", "zsh")
)
_SHELLS = frozenset(("sh", "bash", "dash", "zsh", "fish", "ksh", "mksh", "busybox"))
_RUN_OTHERS = _INTERPRETERS | _SHELLS | frozenset(
    ("perl", "php", "lua", "luajit", "java", "dotnet", "tclsh", "env", "sudo", "doas", "nohup", "nice", "npx", "npm",
     "pnpm", "yarn", "uv", "uvx", "pipx", "poetry", "docker", "podman", "ssh", "script", "tmux")
)  # fmt: skip
_TAKE_A_VALUE = frozenset(("-X", "-W", "-r", "--require", "--import", "--loader", "-C", "--conditions"))
"""Options of interpreters whose value is the next argument, which is no script then."""
_NO_SCRIPT = frozenset(("-c", "-e", "--eval", "-p", "--print"))
_WRAPPED = re.compile(r"\.(?P<name>.+)-wrapped_*")
"""What a package manager makes of a program that it puts a script in front of."""
_ENDING = re.compile(r"\.\w+$")
_GONE = " (deleted)"
"""Follows the file's name where an update took it away while it runs."""


def is_program(programs: Iterable[str], name: str, argv: Sequence[str] = (), executable: str = "") -> bool:
    """True where a process is one of ``programs``.

    ``name`` is the kernel's name for it, ``executable`` the file that runs, where known.
    """
    return _is_program(tuple(programs), name, tuple(argv), executable)


@lru_cache(KEPT)
def _is_program(programs: tuple[str, ...], name: str, argv: tuple[str, ...], executable: str) -> bool:
    paths = [path for path in (*_started_from(argv), executable.removesuffix(_GONE)) if path]
    names = program_names(name, argv)
    return any(_fits(one, names, paths) for one in programs)


def is_called(programs: Iterable[str], name: str) -> bool:
    """True where a process of this name may be one of ``programs``, as far as the name alone can tell."""
    return any(fnmatchcase(name, _file_name(one)) for one in programs)


def program_names(name: str, argv: Sequence[str] = ()) -> tuple[str, ...]:
    """What a process may be called: its name, its program, and the script or module that an interpreter runs."""
    return _program_names(name, tuple(argv))


@lru_cache(KEPT)
def _program_names(name: str, argv: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name_of(path) for path in (name, *_started_from(argv))))


def started_as(argv: Sequence[str]) -> tuple[str, ...]:
    """What a process that was started like this is called; nothing where a shell is told what to do."""
    if not argv:
        return ()
    if not _is_interpreter(_name_of(argv[0])):
        return (_name_of(argv[0]),)
    script = _script(argv[1:])
    return (_name_of(script),) if script else ()


def runs_others(program: str) -> bool:
    """True for the bare name, or pattern, of what runs programs of every kind: known by it, all would be one agent."""
    if "/" in program:
        return False
    return program.rstrip("0123456789.*?") in _RUN_OTHERS or any(
        fnmatchcase(one, program) for one in _RUN_OTHERS
    )


def is_shell(file: str) -> bool:
    """True where a program's file is that of a shell."""
    return _file_name(file.removesuffix(_GONE)) in _SHELLS


def _fits(program: str, names: Sequence[str], paths: Sequence[str]) -> bool:
    if "/" in program:
        return any(_ends_in(path, program) for path in paths)
    return any(fnmatchcase(name, program) for name in names)


def _ends_in(path: str, pattern: str) -> bool:
    """True where the last parts of a path are those of the pattern; no part reaches over a slash."""
    wanted = pattern.strip("/").split("/")
    parts = path.split("/")[-len(wanted) :]
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _name_of(path: str) -> str:
    name = _file_name(path).lstrip("-").removesuffix(".exe")
    wrapped = _WRAPPED.fullmatch(name)
    return wrapped["name"] if wrapped else name


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _started_from(argv: Sequence[str]) -> tuple[str, ...]:
    """The program's file, and what it runs where it is an interpreter: a script, also without its ending."""
    if not argv:
        return ()
    script = _script(argv[1:]) if _is_interpreter(_name_of(argv[0])) else ""
    return (argv[0], script, _ENDING.sub("", script)) if script else (argv[0],)


def _is_interpreter(program: str) -> bool:
    return program in _INTERPRETERS or program.rstrip("0123456789.") in _INTERPRETERS


def _script(arguments: Sequence[str]) -> str:
    """The script or module among an interpreter's arguments; empty for ``-c`` and the like."""
    words = iter(arguments)
    for word in words:
        if word == "-m":
            return next(words, "").partition(".")[0]
        if word in _NO_SCRIPT:
            return ""
        if word in _TAKE_A_VALUE:
            next(words, "")
        elif not word.startswith("-"):
            return word
    return ""
