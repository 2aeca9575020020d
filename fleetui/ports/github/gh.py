"""One call of gh: explicit arguments, the operator's login, a time limit, bounded output, no question asked.

What goes to the forge is its standard input: nothing of it stands in an argument that other users could read. It is
there whole before gh starts. An owner that is killed beside a call leaves one that asks all it was to ask: with half of
it, or nothing, the forge could do more than was meant, such as update a branch whatever its head is by now.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.value import value
from fleetui.time_limit import time_limit

CALL_S = 30.0
MOST_BYTES = 16 << 20
_END_S = 2.0
PORT = "github"
_OWN = {
    "GH_PROMPT_DISABLED": "1",
    "GH_NO_UPDATE_NOTIFIER": "1",
    "GH_NO_EXTENSION_UPDATE_NOTIFIER": "1",
    "GH_SPINNER_DISABLED": "1",
    "GH_PAGER": "cat",
    "GH_BROWSER": "false",
    "GH_EDITOR": "false",
    "NO_COLOR": "1",
    "CLICOLOR": "0",
    "LC_ALL": "C.UTF-8",
}
_NOT = ("GH_REPO", "GH_FORCE_TTY", "GH_DEBUG", "DEBUG", "GH_MDWIDTH", "CLICOLOR_FORCE")
MISSING = "gh is not installed or not on PATH: install it, then gh auth login"


@value
class Said:
    """What a call came to."""

    code: int
    out: bytes
    err: str


async def call(
    arguments: Sequence[str],
    *,
    doing: str,
    environment: Mapping[str, str],
    stdin: bytes = b"",
    limit_s: float = CALL_S,
) -> Said:
    """Run ``gh`` once; whatever its exit code, the result says so.

    Raises ``PortError`` where gh is missing, ``Unanswered`` where the limit passes or it says more than is read: what
    it was to do happened then, or did not. Its whole process group is gone when this returns.
    """
    given = {name: text for name, text in environment.items() if name not in _NOT} | _OWN
    try:
        with _ready(stdin) as ready:
            process = await asyncio.create_subprocess_exec(
                "gh",
                *arguments,
                cwd="/",  # no repository around it has a say
                env=given,
                stdin=ready,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
    except FileNotFoundError:
        raise PortError(PORT, doing, MISSING) from None
    except OSError as error:
        raise PortError(PORT, doing, f"gh did not start: {error.strerror}") from None
    try:
        async with time_limit(limit_s):
            out, err = await _spoken(process)
            return Said(await process.wait(), out, err.decode("utf-8", "replace"))
    except TimeoutError:
        raise Unanswered(PORT, doing, f"no answer within {limit_s:g} s; the call was ended") from None
    except _TooMuch:
        raise Unanswered(
            PORT, doing, f"more than {MOST_BYTES >> 20} MB came back; the call was ended"
        ) from None
    finally:
        await asyncio.shield(_end(process))


@contextmanager
def _ready(text: bytes) -> Iterator[IO[bytes]]:
    """A file without a name that a call reads from its beginning."""
    with tempfile.TemporaryFile() as file:
        file.write(text)
        file.seek(0)
        yield file


class _TooMuch(Exception):
    """It says more than is read."""


async def _spoken(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    assert process.stdout and process.stderr  # noqa: S101 - started with pipes
    try:
        async with asyncio.TaskGroup() as group:
            out = group.create_task(_bounded(process.stdout))
            err = group.create_task(_bounded(process.stderr))
    except BaseExceptionGroup as several:
        if several.subgroup(_TooMuch):
            raise _TooMuch from None
        raise
    return out.result(), err.result()


async def _bounded(stream: asyncio.StreamReader) -> bytes:
    """All of a stream. Raises ``_TooMuch`` once it is more than may be read."""
    kept = bytearray()
    while chunk := await stream.read(65536):
        kept += chunk
        if len(kept) > MOST_BYTES:
            raise _TooMuch
    return bytes(kept)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End what still runs of the call: TERM first, then KILL."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(TimeoutError):
            async with time_limit(_END_S):
                await process.wait()
                return
