"""Short-lived tmux processes, for what is rare: deliveries, discovery, closing."""

from __future__ import annotations

import asyncio
import contextlib
import os
from asyncio.subprocess import Process, SubprocessStreamProtocol
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.clean import clean_line
from fleetui.ports.tmux.version import INSTALL
from fleetui.time_limit import time_limit

_BUFFER = 1 << 16
GONE_S = 1.0
"""How long the end of a process that was killed is waited for."""
GIVE_UP_S = 0.2
"""How long a start that was cancelled may take to kill its process."""
BUSY = "the machine is overloaded, or the server is stopped"
"""What an operator may look for when tmux says nothing."""


class CommandAnswer(NamedTuple):
    """What a tmux process said."""

    code: int
    out: str
    error: str
    """One clean line."""

    @property
    def is_gone(self) -> bool:
        """True when the pane, window or server that was meant does not exist."""
        return self.error.startswith(("can't find", "no server running", "error connecting"))


class SaidNothing(Unanswered):
    """The server did not answer in time. What it was asked may or may not have happened."""


async def run(
    *argv: str, doing: str, stdin: bytes | None = None, limit_s: float | None = 5.0
) -> CommandAnswer:
    """Run ``tmux`` with these arguments; it is killed after the time limit and never starts a server.

    Without one it takes as long as the server. Never for a command that attaches: to kill such a client may crash
    its server. Callers pass ``;`` as an argument only to separate their own commands: in data it would do the same.
    """
    transport: asyncio.SubprocessTransport | None = None
    try:
        async with time_limit(limit_s):
            transport, process = await _started(argv)
            out, err = await process.communicate(stdin or b"")
    except TimeoutError:
        who = "the server did not answer" if transport else "tmux did not start"
        raise SaidNothing("tmux", doing, f"{who} within {limit_s:g} s; {BUSY}") from None
    except FileNotFoundError:
        raise PortError("tmux", doing, f"tmux is not installed; {INSTALL}") from None
    except OSError as error:
        raise PortError("tmux", doing, clean_line(str(error))) from error
    finally:
        if transport is not None:
            transport.close()  # kills, and gives up pipes that a stopped server would keep open
            with contextlib.suppress(TimeoutError):
                async with time_limit(GONE_S):
                    await process.wait()
    code = process.returncode if process.returncode is not None else -1
    return CommandAnswer(code, out.decode("utf-8", "replace"), clean_line(err.decode("utf-8", "replace")))


async def _started(argv: Sequence[str]) -> tuple[asyncio.SubprocessTransport, Process]:
    """A process with its pipes. Cancelled meanwhile, it is killed and soon given up.

    A start that is cancelled waits, up to Python 3.11 at least, for the process and all its pipes to be closed: where
    they were not connected yet, as at the end of a loop, without an end. A second cancellation ends that wait.
    """
    loop = asyncio.get_running_loop()
    starting = asyncio.ensure_future(
        loop.subprocess_exec(
            lambda: SubprocessStreamProtocol(limit=_BUFFER, loop=loop),
            "tmux",
            "-u",
            "-N",
            *argv,
            env=environment(),
        )
    )
    try:
        transport, protocol = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _given_up(starting)
        raise
    return transport, Process(transport, protocol, loop)


async def _given_up(starting: asyncio.Task[tuple[asyncio.SubprocessTransport, Any]]) -> None:
    while not starting.done():
        starting.cancel()
        await asyncio.wait({starting}, timeout=GIVE_UP_S)
    if not starting.cancelled() and not starting.exception():
        starting.result()[0].close()


def environment() -> Mapping[str, str]:
    """The operator's environment without the tmux this program may itself run in."""
    return {key: value for key, value in os.environ.items() if key not in ("TMUX", "TMUX_PANE")}
