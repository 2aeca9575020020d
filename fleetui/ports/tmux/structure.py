"""fleetui's own tmux server: made with libtmux, in a worker of its own because libtmux blocks."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import json
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model.clean import clean_line
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.names import why_not_name
from fleetui.ports.processes import proc
from fleetui.ports.tmux import launch
from fleetui.ports.tmux.commands import BUSY, SaidNothing
from fleetui.ports.tmux.libtmux_limit import LIMIT_S, LibtmuxLimit
from fleetui.ports.tmux.outer_tmux import BACK_KEY, bind_back, way_back
from fleetui.ports.tmux.relay import relay, terminal
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

if TYPE_CHECKING:
    import libtmux

T = TypeVar("T")

KEEPER = "keeper"
"""A session that holds nothing: the server and the control client outlive every run."""
GRACE_S = 2.0
"""How much longer than the work itself its end is waited for."""

_TAG = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OURS = {
    ("-s", "exit-empty"): "off",
    ("-s", "set-clipboard"): "off",
    ("-s", "escape-time"): "20",
    ("-s", "focus-events"): "on",
    ("-g", "history-limit"): "10000",
    ("-g", "default-shell"): "/bin/sh",
    ("-g", "set-titles"): "off",
    ("-g", "status-left-length"): "40",
    ("-g", "status-right"): f" {BACK_KEY} or {way_back('')}: back ",
    ("-gw", "remain-on-exit"): "on",
    ("-gw", "remain-on-exit-format"): "",
    ("-gw", "allow-passthrough"): "off",
    ("-gw", "allow-rename"): "off",
    ("-gw", "automatic-rename"): "off",
    ("-gw", "aggressive-resize"): "off",
}
"""Options of the own server. A text for dead panes would push the top row off the last screen.

``window-size`` is not among them: ``manual`` for a server without windows ends it (tmux 3.3 to 3.6, tmux/tmux#4849).
"""
_STALE = ("TMUX", "TMUX_PANE", "LINES", "COLUMNS", *launch.FROM_TMUX)


class Structure:
    """Creates windows of the own server."""

    def __init__(self, own_socket: str, run_folder: str) -> None:
        self._socket = own_socket
        self._folder = run_folder
        self._worker = Worker("libtmux")

    async def create(self, spec: WindowSpec) -> PaneRef:
        """Start a run in a session of its own, so that two attached terminals never share a current window."""
        wrong = why_not_name(spec.agent) or (
            "" if _TAG.fullmatch(spec.run) else f"{spec.run!r} is no run tag"
        )
        if wrong or not spec.argv:
            raise PortError("tmux", "create a window", wrong or "there is no command to start")
        return await self._in_worker("create a window", lambda: self._create(spec))

    async def _in_worker(self, doing: str, work: Callable[[], T]) -> T:
        """The work ends in time by itself. Who is cancelled waits for that: nobody may attach in the middle of it."""
        future = asyncio.get_running_loop().run_in_executor(self._worker, work)
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            async with time_limit(LIMIT_S + GRACE_S):
                return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait({future}, timeout=LIMIT_S + GRACE_S)
            self._worker.leave_behind()
            raise
        except TimeoutError:
            future.cancel()  # what has not begun must not begin when nobody waits for it
            self._worker.leave_behind()
            text = f"the own server did not answer within {LIMIT_S + GRACE_S:g} s; {BUSY}"
            raise SaidNothing("tmux", doing, text) from None

    def _create(self, spec: WindowSpec) -> PaneRef:
        server = self._server()
        for folder in (self._folder, str(Path(self._socket).parent)):
            _make_private(folder)
        path = write_spec(self._folder, spec)
        try:
            with LibtmuxLimit(self._socket, "create a window", path, LIMIT_S) as limit:
                self._ensure(server, limit)
                return self._open_window(server, limit, spec, path)
        except PortError:
            Path(path).unlink(missing_ok=True)
            raise

    def _server(self) -> libtmux.Server:
        made: libtmux.Server = _libtmux().Server(socket_path=self._socket, config_file="/dev/null")
        return made

    def _ensure(self, server: libtmux.Server, limit: LibtmuxLimit) -> None:
        if limit.ask(server, "has-session", "-t", f"={KEEPER}").returncode == 0:
            return
        _ask(
            server,
            limit,
            "new-session",
            "-d",
            "-s",
            KEEPER,
            "-x",
            "80",
            "-y",
            "24",
            "cat",
            *_options(_OURS),
            ";",
            *bind_back(),
        )

    def _open_window(
        self, server: libtmux.Server, limit: LibtmuxLimit, spec: WindowSpec, path: str
    ) -> PaneRef:
        name = f"{spec.agent}-{spec.run[-6:].lower()}"
        if limit.ask(server, "has-session", "-t", f"={name}").returncode == 0:
            name = f"{name}-{secrets.token_hex(2)}"
        width, height = max(20, spec.width), max(5, spec.height)
        said = _ask(
            server,
            limit,
            *("new-session", "-d", "-P", "-F", "#{pid} #{start_time} #{pane_id} #{pane_pid}"),
            *("-s", name, "-n", spec.agent, "-x", str(width), "-y", str(height), "-c", "/"),
            *(sys.executable, "-I", launch.__file__, path),
            *(";", "set-option", "-p", "-t", f"={name}:", "@fleetui_run", spec.run),
            *(";", "set-option", "-p", "-t", f"={name}:", "@fleetui_agent", spec.agent),
            *(";", "set-hook", "-t", f"={name}:", "client-detached", _size_again(name, width, height)),
        )
        pid, started, pane, pane_pid = said.split(" ")
        server_id = ServerId(self._socket, int(pid), int(started))
        return PaneRef(server_id, pane, int(pane_pid), proc.start_ticks(int(pane_pid)))


def _libtmux() -> ModuleType:
    """libtmux, which reads ``sys.stdout.encoding`` when it is imported: a screen may have put a stand-in there."""
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        return importlib.import_module("libtmux")


def write_spec(folder: str, spec: WindowSpec) -> str:
    """A private file that tells the launcher everything; nothing of it stands on a command line."""
    environment = {name: value for name, value in os.environ.items() if name not in _STALE}
    environment |= {**spec.environment, "FLEETUI_RUN": spec.run, "FLEETUI_AGENT": spec.agent}
    told = {"argv": spec.argv, "cwd": spec.cwd, "environment": environment}
    if spec.relay:
        told["relay"] = {"reports": spec.relay, "relay": relay.__file__, "terminal": terminal.__file__}
    text = json.dumps(told)
    path = Path(folder) / f"start-{secrets.token_hex(8)}.json"
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
    except OSError as error:
        raise PortError("tmux", "create a window", clean_line(f"{path}: {error.strerror}")) from error
    return str(path)


def _size_again(name: str, width: int, height: int) -> str:
    """Give the window its own size back when the last attached terminal has left."""
    window = f"-t ={name}:"
    back = f"resize-window {window} -x {width} -y {height} ; set-option -w -u {window} window-size"
    return f"if-shell -F '#{{==:#{{session_attached}},0}}' '{back}'"


def _make_private(folder: str) -> None:
    try:
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        about = Path(folder).lstat()
    except OSError as error:
        raise PortError("tmux", "make a private folder", clean_line(f"{folder}: {error.strerror}")) from error
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or stat.S_IMODE(about.st_mode) & 0o022:
        raise PortError(
            "tmux", "use a private folder", f"{folder} belongs to, or may be written by, somebody else"
        )


def _options(options: Mapping[tuple[str, str], str]) -> list[str]:
    words: list[str] = []
    for (scope, name), value in options.items():
        words += [";", "set-option", "-q", scope, name, value]
    return words


def _ask(server: libtmux.Server, limit: LibtmuxLimit, *command: str) -> str:
    said = limit.ask(server, *command)
    if said.returncode != 0 or said.stderr:
        raise PortError("tmux", command[0], clean_line(" ".join(said.stderr) or "it failed"))
    return said.stdout[0] if said.stdout else ""
