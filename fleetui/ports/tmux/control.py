"""One control-mode client: many commands over one pipe, no process per question.

The client is read-only, gets no output and has no say in window sizes. ``no-output`` matters most: a control
client that receives output and is not read stops every pane of the server.

It is never killed. A tmux 3.3a server crashes, with everything in it, when it goes on after it was stopped and several
control clients that it had not answered are gone (tests/ports/tmux/test_stalled.py). A client that is left ends by
itself once the server reads that its input is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.clean import clean_line
from fleetui.model.identities import ServerId
from fleetui.ports.tmux.blocks import Block, BlockReader
from fleetui.ports.tmux.commands import BUSY, environment
from fleetui.ports.tmux.version import INSTALL
from fleetui.time_limit import time_limit

FLAGS = "ignore-size,no-output,read-only"
CLOSE_S = 1.0
"""How long leaving waits for the client's end."""

LAST_WORDS_S = 0.2
"""How long after its end the client's last words may arrive."""


class Command(NamedTuple):
    """One control line. ``blocks`` is how many commands stand on it, joined by `` ; ``."""

    line: str
    blocks: int = 1


class Answer(NamedTuple):
    """What one line came to. The first command that fails ends its line: ``blocks`` is then shorter."""

    ok: bool
    blocks: tuple[bytes, ...]

    @property
    def last(self) -> bytes:
        """The last block, which of a failed line is the error text."""
        return self.blocks[-1] if self.blocks else b""


@dataclass(slots=True)
class _Batch:
    """Lines that were written together; their answers come in order."""

    commands: Sequence[Command]
    done: asyncio.Future[list[Answer]]
    answers: list[Answer] = field(default_factory=list)
    blocks: list[bytes] = field(default_factory=list)
    late: bool = False
    """True once nobody waits for its answers any more."""

    def take(self, block: Block) -> bool:
        """Add a block; true when the batch is complete."""
        self.blocks.append(block.body)
        if not block.ok or len(self.blocks) == self.commands[len(self.answers)].blocks:
            self.answers.append(Answer(block.ok, tuple(self.blocks)))
            self.blocks = []
        return len(self.answers) == len(self.commands)


class _Client:
    """Receives what the server writes and hands it to the batches in order."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.reader = BlockReader()
        self.batches: deque[_Batch] = deque()
        self.said = b""
        self.attached: asyncio.Future[None] = loop.create_future()
        self.exited: asyncio.Future[None] = loop.create_future()
        self.ended = False
        self._open = {1, 2}

    def received(self, fd: int, data: bytes) -> None:
        if fd == 2:
            self.said = (self.said + data)[-2000:]
            return
        for block in self.reader.feed(data):
            if block.ours:
                self._answered(block)
            elif not self.attached.done():
                self._attached(block)
        if self.reader.exited:
            self.over()

    def closed(self, fd: int) -> None:
        # the reason comes on the other pipe, before or after
        self._open.discard(fd)
        if not self._open:
            self.over()

    def process_exited(self) -> None:
        if not self.exited.done():
            self.exited.set_result(None)
        # a stopped server keeps its end of the pipes open
        asyncio.get_running_loop().call_later(LAST_WORDS_S, self.over)

    def why(self, otherwise: str) -> str:
        return clean_line(self.said.decode("utf-8", "replace")) or otherwise

    def _attached(self, block: Block) -> None:
        if block.ok:
            self.attached.set_result(None)
        else:
            self.said = block.body
            self.over()

    def _answered(self, block: Block) -> None:
        if self.batches and self.batches[0].take(block):
            batch = self.batches.popleft()
            if not batch.done.done():
                batch.done.set_result(batch.answers)

    def over(self) -> None:
        """Nothing it was asked is answered any more."""
        self.ended = True
        error = PortError("tmux", "talk to the server", self.why("it closed the connection"))
        _fail(self.attached, error)
        while self.batches:
            _fail(self.batches.popleft().done, error)


def _fail(future: asyncio.Future[Any], error: PortError) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # a caller that gave up must not leave a warning behind


class _Output(asyncio.Protocol):
    """One of the client's two outputs."""

    def __init__(self, client: _Client, fd: int) -> None:
        self._client, self._fd = client, fd

    def data_received(self, data: bytes) -> None:
        self._client.received(self._fd, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._client.closed(self._fd)


class _Pipes(NamedTuple):
    """This end of the client's pipes."""

    words: asyncio.WriteTransport
    outputs: tuple[asyncio.ReadTransport, ...]


class Control:
    """A connected client. Any number of callers may ask at once; answers pair with their questions."""

    def __init__(self, socket: str, pid: int, pipes: _Pipes, client: _Client) -> None:
        """Use ``connect``."""
        self.socket = socket
        self.server = ServerId(socket, 0, 0)
        """Who answers; known from the first answer on."""
        self.version = ""
        """The server's own version, which need not be that of the tmux program."""
        self.pid = pid
        """Process id of the client."""
        self._pipes = pipes
        self._client = client
        self._count = 0

    @classmethod
    async def connect(cls, socket: str, *, session: str = "") -> Control:
        """Attach to ``session``, or to the most recent one; never starts a server.

        Takes as long as the server does: ask first whether it answers. Who gives up leaves a client that waits on and
        ends by itself.
        """
        target = ("-t", session) if session else ()
        argv = ("tmux", "-u", "-N", "-S", socket, "-C", "attach-session", "-f", FLAGS, *target)
        control = await cls._started(socket, argv)
        try:
            await control._client.attached
            await control.ask((), limit_s=None)
        except (PortError, asyncio.CancelledError):
            control.leave()
            raise
        return control

    @classmethod
    async def _started(cls, socket: str, argv: Sequence[str]) -> Control:
        client = _Client()
        try:
            process, *ends = _spawn(argv)
        except FileNotFoundError:
            raise PortError("tmux", "start a control client", f"tmux is not installed; {INSTALL}") from None
        except OSError as error:
            raise PortError("tmux", "start a control client", clean_line(str(error))) from error
        _watch(process, client)
        joining = asyncio.ensure_future(_joined(client, *ends))
        try:
            pipes = await asyncio.shield(joining)
        except asyncio.CancelledError:
            (
                await joining
            ).words.abort()  # after a few turns of the loop; an open input would keep the client
            raise
        return cls(socket, process.pid, pipes, client)

    @property
    def ended(self) -> bool:
        """True once the server or the client is gone, or was left; only a new connection helps."""
        return self._client.ended

    @property
    def silent(self) -> bool:
        """True while the server owes an answer that nobody waited for any longer."""
        batches = self._client.batches
        return bool(batches) and batches[0].late

    def news(self) -> bool:
        """Whether the server told of a change by itself since this was last asked."""
        told, self._client.reader.news = self._client.reader.news, False
        return told

    async def ask(self, commands: Sequence[Command], *, limit_s: float | None = 3.0) -> list[Answer]:
        """One answer per line, in order. Raises ``PortError`` when the server is gone or slow.

        While it is silent nothing more is asked: the connection goes on once it has answered. Each batch ends with a
        question of our own, so that answers out of step are noticed and never handed out.
        """
        if self.ended:
            raise PortError("tmux", "talk to the server", self._client.why("the connection is closed"))
        if self.silent:
            raise no_answer(limit_s)
        self._count += 1
        mark = f"fleetui-{self._count}"
        tail = Command(f"display-message -p '{mark} #{{pid}} #{{start_time}} #{{version}}'")
        done: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        batch = _Batch((*commands, tail), done)
        self._send(batch)
        try:
            async with time_limit(limit_s):
                *answers, last = await done
        except TimeoutError:
            batch.late = True
            raise no_answer(limit_s) from None
        self._recognise(last, mark)
        return answers

    def _send(self, batch: _Batch) -> None:
        self._client.batches.append(batch)
        self._pipes.words.write(
            "".join(command.line + "\n" for command in batch.commands).encode("utf-8", "replace")
        )

    def _recognise(self, answer: Answer, mark: str) -> None:
        fields = answer.last.decode("ascii", "replace").split(" ")
        if len(fields) < 4 or fields[0] != mark:
            self.leave()
            raise PortError("tmux", "talk to the server", "its answers are out of step")
        self.server = ServerId(self.socket, int(fields[1]), int(fields[2]))
        self.version = fields[3]

    async def close(self) -> None:
        """Leave the server, and wait a moment for the client's end; a stopped server ends it when it goes on."""
        self.leave()
        await asyncio.wait([self._client.exited], timeout=CLOSE_S)
        for output in self._pipes.outputs:
            output.close()

    def leave(self) -> None:
        """Ask nothing any more. Its input ends, which ends the client as soon as the server reads it."""
        if not self._pipes.words.is_closing():
            self._pipes.words.abort()
        self._client.over()


def no_answer(limit_s: float | None) -> Unanswered:
    """What is raised for a server that is slow or stopped."""
    within = f" within {limit_s:g} s" if limit_s is not None else ""
    return Unanswered("tmux", "talk to the server", f"the server does not answer{within}; {BUSY}")


def _spawn(argv: Sequence[str]) -> tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes], IO[bytes]]:
    """The client, its input and its two outputs; no signal meant for this program's terminal reaches it.

    asyncio's own would kill it with the loop. It holds the reading ends of its outputs as well: a server that cannot
    write to a client never lets it go, and this program may end at any time.
    """
    pipes = [os.pipe() for _ in range(3)]
    (words, word), (out, to_out), (err, to_err) = pipes
    try:
        process = subprocess.Popen(
            argv,
            env=environment(),
            stdin=words,
            stdout=to_out,
            stderr=to_err,
            pass_fds=(out, err),
            start_new_session=True,
        )
    except OSError:
        for end in (word, out, err):
            os.close(end)
        raise
    finally:
        for end in (words, to_out, to_err):
            os.close(end)
    return process, os.fdopen(word, "wb", 0), os.fdopen(out, "rb", 0), os.fdopen(err, "rb", 0)


async def _joined(client: _Client, words: IO[bytes], out: IO[bytes], err: IO[bytes]) -> _Pipes:
    loop = asyncio.get_running_loop()
    said, _ = await loop.connect_read_pipe(lambda: _Output(client, 1), out)
    complained, _ = await loop.connect_read_pipe(lambda: _Output(client, 2), err)
    asks, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, words)
    return _Pipes(asks, (said, complained))


def _watch(process: subprocess.Popen[bytes], client: _Client) -> None:
    """Tell the client of the end of its process."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        process.wait()
        with contextlib.suppress(RuntimeError):  # the loop has ended before
            loop.call_soon_threadsafe(client.process_exited)

    threading.Thread(target=wait, name="control client", daemon=True).start()
