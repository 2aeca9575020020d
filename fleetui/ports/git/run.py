"""One git command: explicit arguments, an environment of our own, a time limit, bounded output.

GitPython contributes its command runner and nothing else: no ``Repo`` is ever made. Its own time limit kills with
SIGKILL, which leaves git's lock files behind; here git is asked to end first, and it removes its locks.
"""

from __future__ import annotations

import atexit
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import IO, TYPE_CHECKING, Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.value import value
from fleetui.ports.git.texts import one_line

if TYPE_CHECKING:
    from git.cmd import Git as Command

READ_S = 20.0
WRITE_S = 120.0
MOST_BYTES = 16 * 1024 * 1024
_CHUNK = 65536
_TERM_S = 3.0

_OVERRIDES = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.sshCommand": "false",
    "core.alternateRefsCommand": "true",
    "core.attributesFile": "/dev/null",
    "attr.tree": "refs/fleetui/none",  # attributes are those of the files, not of a commit somebody names
    "core.safecrlf": "false",  # it would only make a look at a file with mixed line ends fail
    "core.protectHFS": "true",
    "core.protectNTFS": "true",
    "core.commitGraph": "false",  # a forged one would lie about who descends from whom
    "core.quotePath": "false",
    "core.pager": "cat",
    "core.editor": "false",
    "core.fsync": "all",
    "commit.gpgSign": "false",
    "log.showSignature": "false",
    "merge.verifySignatures": "false",
    "merge.autoStash": "false",
    "submodule.recurse": "false",
    "fetch.recurseSubmodules": "false",
    "protocol.ext.allow": "never",
    "color.ui": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "advice.detachedHead": "false",
}
"""The last word on every setting that could run a program, change what is printed, or make a command do something else.

No command that is run here reads ``merge.*``, ``pull.*`` or ``branch.*``: candidates are made by ``merge-tree`` in a
vault, and a landing by ``read-tree`` and ``update-ref``.
"""

_NO_CONFIG = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
}


_WHERE_CONFIG_IS = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")


def _operators() -> dict[str, str]:
    """Where the operator says that his own configuration is, if he does."""
    return {name: os.environ[name] for name in _WHERE_CONFIG_IS if name in os.environ}


def _configured(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings as git takes them from its environment, above every file."""
    given = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, setting) in enumerate(settings.items()):
        given[f"GIT_CONFIG_KEY_{number}"] = key
        given[f"GIT_CONFIG_VALUE_{number}"] = setting
    return given


_ENVIRONMENT = _configured(_OVERRIDES) | {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "GIT_ALLOW_PROTOCOL": "none",  # only the vault fetches, and says so
    "GIT_NO_REPLACE_OBJECTS": "1",  # a replace ref would show other bytes under an object's name
    "GIT_GRAFT_FILE": "/dev/null/none",  # so would a graft
    "GIT_NO_LAZY_FETCH": "1",  # a missing object must not start a configured upload-pack
    "GIT_PAGER": "cat",
    "GIT_EDITOR": "false",
    "LC_ALL": "C",
}


@value
class Ran:
    """What a git command came to."""

    code: int
    out: bytes
    err: str
    cut: bool = False
    """True when it wrote more than was asked for and was ended."""

    @property
    def text(self) -> str:
        """Output without the last line end."""
        return self.out.decode("utf-8", "surrogateescape").rstrip("\n")

    @property
    def fields(self) -> list[bytes]:
        """Output as NUL-separated fields."""
        return [field for field in self.out.split(b"\0") if field]


@cache
def _command_class() -> type[Command]:
    """GitPython, imported when first needed: it costs 60 ms and 14 MB, and asks git for its version."""
    before = os.environ.get("GIT_PYTHON_REFRESH")
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"
    try:
        from git.cmd import Git as Command
    finally:
        if before is None:
            del os.environ["GIT_PYTHON_REFRESH"]
    return Command


def git(
    *arguments: str,
    folder: str,
    git_dir: str = "",
    work_tree: str = "",
    environment: Mapping[str, str] | None = None,
    limit_s: float = READ_S,
    stdin: bytes | Iterable[bytes] = b"",
    most: int = MOST_BYTES,
    operators: bool = False,
    settings: Mapping[str, str] | None = None,
    ends_with_us: bool = False,
    descriptors: tuple[int, ...] = (),
) -> Ran:
    """Run git in ``folder``; whatever its exit code, the result says so.

    ``git_dir`` and ``work_tree`` go into the environment. ``operators`` lets the operator's own global
    configuration apply (never the repository's beyond what git reads itself). ``settings`` are configuration above
    every file. ``ends_with_us`` has the command end when this process ends, and it keeps ``descriptors`` open as long
    as it lives. Past ``most`` bytes of output the command is ended and the result is ``cut``. Raises ``PortError``
    when git is missing or the limit passes.
    """
    given = _ENVIRONMENT | (_operators() if operators else _NO_CONFIG) | dict(environment or {})
    if settings:
        given |= _configured({**_OVERRIDES, **settings})
    if git_dir:
        given["GIT_DIR"] = git_dir
    if work_tree:
        given["GIT_WORK_TREE"] = work_tree
    argv = [*_without_strangers(given), "git", *arguments]
    process = _start(argv, folder, given, wants_stdin=bool(stdin), descriptors=descriptors)
    if ends_with_us:
        _end_with_us().add(process)
    try:
        source = iter((stdin,)) if isinstance(stdin, bytes) else iter(stdin)
        out, err, cut = _pump(process, source if stdin else None, time.monotonic() + limit_s, most)
        if cut:
            _end(process)
        return Ran(process.wait(), out, err.decode("utf-8", "replace"), cut)
    except _LimitPassed:
        _end(process)
        raise PortError("git", arguments[0], f"no answer within {limit_s:g} s; it was ended") from None
    finally:
        _end(process)
        _close(process)
        if ends_with_us:
            _end_with_us().discard(process)


def checked(*arguments: str, doing: str, **how: Any) -> Ran:
    """Like ``git``, but an exit code other than 0 raises ``PortError`` with git's own words."""
    ran = git(*arguments, **how)
    if ran.code and not ran.cut:
        raise PortError("git", doing, one_line(ran.err) or f"git {arguments[0]} ended with {ran.code}")
    return ran


@cache
def _end_with_us() -> set[subprocess.Popen[bytes]]:
    """Commands that end when this process does: registered this late, they end before workers are waited for."""
    running: set[subprocess.Popen[bytes]] = set()

    def end() -> None:
        for process in tuple(running):
            _end(process)

    atexit.register(end)
    return running


def operators_attributes() -> str:
    """The operator's own attributes file, as his global configuration names it; a repository's is not asked."""
    return _attributes(
        *(os.environ.get(name, "") for name in ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"))
    )


@lru_cache(maxsize=8)
def _attributes(home: str, xdg: str, _: str) -> str:
    ran = git("config", "--global", "--type=path", "--get", "core.attributesFile", folder="/", operators=True)
    return ran.text or os.path.join(xdg or f"{home}/.config", "git/attributes")  # noqa: PTH118 - one string


class _LimitPassed(Exception):
    """The time limit of a command is over."""


def _without_strangers(given: Mapping[str, str]) -> list[str]:
    """A prefix that drops git variables of our own environment, such as GIT_DIR inside a hook."""
    strangers = [name for name in os.environ if name.startswith("GIT_") and name not in given]
    unset = [part for name in strangers for part in ("-u", name)]
    return ["env", *unset] if unset else []


def _start(
    argv: Sequence[str],
    folder: str,
    environment: Mapping[str, str],
    *,
    wants_stdin: bool,
    descriptors: tuple[int, ...],
) -> subprocess.Popen[bytes]:
    command = _command_class()(folder)
    from git.exc import GitCommandNotFound

    try:
        held = command.execute(
            argv,
            as_process=True,
            env=dict(environment),
            istream=subprocess.PIPE if wants_stdin else None,
            start_new_session=True,
            pass_fds=descriptors,
        )
    except GitCommandNotFound:
        raise PortError("git", "start", "git is not installed or not on PATH") from None
    except OSError as error:
        raise PortError("git", "start", f"{folder}: {error.strerror}") from None
    process: subprocess.Popen[bytes] = held.proc  # type: ignore[assignment]
    held.proc = None  # GitPython's wrapper would end it by itself; its life is ours from here
    return process


def _pump(
    process: subprocess.Popen[bytes], source: Iterator[bytes] | None, deadline: float, most: int
) -> tuple[bytes, bytes, bool]:
    """Feed and drain a process until both its outputs end."""
    out, err = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        for stream, kept in ((process.stdout, out), (process.stderr, err)):
            assert stream is not None  # noqa: S101 - started with pipes
            os.set_blocking(stream.fileno(), False)
            selector.register(stream, selectors.EVENT_READ, kept)
        feeding = _Feed(process.stdin, source) if source and process.stdin else None
        if feeding:
            selector.register(feeding.stream, selectors.EVENT_WRITE, feeding)
        while selector.get_map():
            ready = selector.select(deadline - time.monotonic())
            if time.monotonic() >= deadline:
                raise _LimitPassed
            for key, _ in ready:
                _serve(selector, key)
            if len(out) > most or len(err) > most:
                return bytes(out[:most]), bytes(err[:most]), True
    _wait(process, deadline)
    return bytes(out), bytes(err), False


def _serve(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    stream: Any = key.fileobj
    if isinstance(key.data, _Feed):
        if not key.data.more():
            selector.unregister(stream)
            key.data.close()
        return
    chunk = os.read(stream.fileno(), _CHUNK)
    if chunk:
        key.data.extend(chunk)
    else:
        selector.unregister(stream)


class _Feed:
    """Standard input of a process, written as fast as it reads."""

    def __init__(self, stream: IO[bytes], source: Iterator[bytes]) -> None:
        os.set_blocking(stream.fileno(), False)
        self.stream = stream
        self._source = source
        self._rest = memoryview(b"")

    def more(self) -> bool:
        """Write what fits; says whether there is more."""
        if not self._rest:
            try:
                self._rest = memoryview(next(self._source))
            except StopIteration:
                return False
        try:
            self._rest = self._rest[os.write(self.stream.fileno(), self._rest[:_CHUNK]) :]
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False  # its exit code tells why it stopped reading
        return True

    def close(self) -> None:
        """Tell the process that nothing more comes."""
        try:
            self.stream.close()
        except BrokenPipeError:
            return


def _wait(process: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise _LimitPassed from None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command that still runs: TERM lets git remove its locks, KILL ends what does not listen."""
    if process.poll() is not None:
        return
    _signal(process.pid, signal.SIGTERM)
    try:
        process.wait(_TERM_S)
    except subprocess.TimeoutExpired:
        _signal(process.pid, signal.SIGKILL)
        process.wait()
    _signal(process.pid, signal.SIGKILL)  # children that outlived their parent in the same session


def _signal(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdout, process.stderr, process.stdin):
        if stream and not stream.closed:
            try:
                stream.close()
            except BrokenPipeError:
                continue
