"""One control-mode client: many commands over one pipe, no process per question.

The client is read-only, gets no output and has no say in window sizes. ``no-output`` matters most: a control
client that receives output and is not read stops every pane of the server.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fleetui.engine.ports import PortError
from fleetui.model.clean import clean_line
from fleetui.model.places import ServerId
from fleetui.ports.tmux.blocks import Block, BlockReader
from fleetui.ports.tmux.commands import BUSY

FLAGS = "ignore-size,no-output,read-only"
CLOSE_S = 1.0
"""How long a client may take to leave before it is killed."""

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

    def take(self, block: Block) -> bool:
        """Add a block; true when the batch is complete."""
        self.blocks.append(block.body)
        if not block.ok or len(self.blocks) == self.commands[len(self.answers)].blocks:
            self.answers.append(Answer(block.ok, tuple(self.blocks)))
            self.blocks = []
        return len(self.answers) == len(self.commands)


class _Client(asyncio.SubprocessProtocol):
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

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if fd == 2:
            self.said = (self.said + data)[-2000:]
            return
        for block in self.reader.feed(data):
            if block.ours:
                self._answered(block)
            elif not self.attached.done():
                self._attached(block)
        if self.reader.exited:
            self._over()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        # the reason comes on the other pipe, before or after
        self._open.discard(fd)
        if not self._open:
            self._over()

    def process_exited(self) -> None:
        if not self.exited.done():
            self.exited.set_result(None)
        # a stopped server keeps its end of the pipes open
        asyncio.get_running_loop().call_later(LAST_WORDS_S, self._over)

    def why(self, otherwise: str) -> str:
        return clean_line(self.said.decode("utf-8", "replace")) or otherwise

    def _attached(self, block: Block) -> None:
        if block.ok:
            self.attached.set_result(None)
        else:
            self.said = block.body
            self._over()

    def _answered(self, block: Block) -> None:
        if self.batches and self.batches[0].take(block):
            batch = self.batches.popleft()
            if not batch.done.done():
                batch.done.set_result(batch.answers)

    def _over(self) -> None:
        self.ended = True
        error = PortError("tmux", "talk to the server", self.why("it closed the connection"))
        _fail(self.attached, error)
        while self.batches:
            _fail(self.batches.popleft().done, error)


def _fail(future: asyncio.Future[Any], error: PortError) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # a caller that gave up must not leave a warning behind


class Control:
    """A connected client. Any number of callers may ask at once; answers pair with their questions."""

    def __init__(self, socket: str, transport: asyncio.SubprocessTransport, client: _Client) -> None:
        """Use ``connect``."""
        self.socket = socket
        self.server = ServerId(socket, 0, 0)
        """Who answers; known from the first answer on."""
        self.version = ""
        """The server's own version, which need not be that of the tmux program."""
        self._transport = transport
        self._client = client
        self._count = 0

    @classmethod
    async def connect(cls, socket: str, *, session: str = "", limit_s: float = 3.0) -> Control:
        """Attach to ``session``, or to the most recent one; never starts a server."""
        target = ("-t", session) if session else ()
        environment = {key: value for key, value in os.environ.items() if key not in ("TMUX", "TMUX_PANE")}
        argv = ("tmux", "-u", "-N", "-S", socket, "-C", "attach-session", "-f", FLAGS, *target)
        control = await cls._started(socket, argv, environment, limit_s)
        client = control._client
        try:
            async with asyncio.timeout(limit_s):
                await client.attached
                await control.ask((), limit_s=limit_s)
        except TimeoutError:
            control.kill()
            raise PortError("tmux", "connect", f"no answer within {limit_s:g} s") from None
        except (PortError, asyncio.CancelledError):
            control.kill()
            raise
        return control

    @classmethod
    async def _started(
        cls, socket: str, argv: Sequence[str], environment: Mapping[str, str], limit_s: float
    ) -> Control:
        """The client's process. A start that is cancelled with everything else would wait for ever without a limit."""
        doing = "start a control client"
        try:
            async with asyncio.timeout(limit_s):
                made = await asyncio.get_running_loop().subprocess_exec(_Client, *argv, env=environment)
        except TimeoutError:
            raise PortError("tmux", doing, f"tmux did not start within {limit_s:g} s; {BUSY}") from None
        except OSError as error:
            raise PortError("tmux", doing, clean_line(str(error))) from error
        return cls(socket, *made)

    @property
    def ended(self) -> bool:
        """True once the server or the client is gone; only a new connection helps."""
        return self._client.ended

    def news(self) -> bool:
        """Whether the server told of a change by itself since this was last asked."""
        told, self._client.reader.news = self._client.reader.news, False
        return told

    @property
    def pid(self) -> int:
        """Process id of the client."""
        return self._transport.get_pid()

    async def ask(self, commands: Sequence[Command], *, limit_s: float = 3.0) -> list[Answer]:
        """One answer per line, in order. Raises ``PortError`` when the server is gone or slow; then it is over.

        Each batch ends with a question of our own, so that answers out of step are noticed and never handed out.
        """
        if self.ended:
            raise PortError("tmux", "talk to the server", self._client.why("the connection is closed"))
        self._count += 1
        mark = f"fleetui-{self._count}"
        tail = Command(f"display-message -p '{mark} #{{pid}} #{{start_time}} #{{version}}'")
        done: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        self._send(_Batch((*commands, tail), done))
        try:
            async with asyncio.timeout(limit_s):
                *answers, last = await done
        except TimeoutError:
            self.kill()
            raise PortError("tmux", "talk to the server", f"no answer within {limit_s:g} s") from None
        self._recognise(last, mark)
        return answers

    def _send(self, batch: _Batch) -> None:
        pipe = self._transport.get_pipe_transport(0)
        if not isinstance(pipe, asyncio.WriteTransport):
            raise PortError("tmux", "talk to the server", "the connection is closed")
        self._client.batches.append(batch)
        pipe.write("".join(command.line + "\n" for command in batch.commands).encode("utf-8", "replace"))

    def _recognise(self, answer: Answer, mark: str) -> None:
        fields = answer.last.decode("ascii", "replace").split(" ")
        if len(fields) < 4 or fields[0] != mark:
            self.kill()
            raise PortError("tmux", "talk to the server", "its answers are out of step")
        self.server = ServerId(self.socket, int(fields[1]), int(fields[2]))
        self.version = fields[3]

    async def close(self) -> None:
        """Leave the server; the client is killed when it has not gone after a second."""
        pipe = self._transport.get_pipe_transport(0)
        if pipe is not None:
            pipe.close()
        await asyncio.wait([self._client.exited], timeout=CLOSE_S)
        self.kill()

    def kill(self) -> None:
        """End the client at once. What it asked is not answered any more."""
        self._transport.close()
        self._client._over()
