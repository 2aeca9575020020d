"""What the engine needs to keep: the journal, requests of other processes, the lock, what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from fleetui.model.events import Event, Record
from fleetui.model.value import value

Streamed = tuple[int, float, Event | None, bool]
"""Number and time of a record, on the machine's clock; its event, ``None`` for one that was not asked for or cannot be
read; whether it was asked for."""


@value
class Request:
    """What another process of the operator asks of the owner."""

    id: int
    body: str
    """JSON."""
    pid: int
    begun: bool
    """An owner began to do it."""


class JournalPort(Protocol):
    """The durable record: append-only rows, requests and named texts."""

    read_only: str
    """Empty, or why nothing may be written: a newer format, a full disk, a corrupt file."""
    notices: tuple[str, ...]
    """What the operator must hear: a file that was set aside, a backup that was taken back."""

    async def read(self, after: int) -> tuple[Record, ...]:
        """Every record past a sequence number, in order."""
        ...

    async def stream(self, after: int, kinds: frozenset[str]) -> tuple[Streamed, ...]:
        """The same, of these kinds alone, beside everything else: no append waits until many are read."""
        ...

    async def own(self) -> bool:
        """Be the only one that appends; what no owner wrote is taken out first. True when there was any."""
        ...

    async def disown(self) -> None:
        """Let others append; nothing is believed that stands in it beyond this without an owner."""
        ...

    async def append(self, events: Sequence[Event]) -> tuple[Record, ...]:
        """Make events durable in one transaction; raises ``PortError`` and keeps nothing when it cannot."""
        ...

    async def put_text(self, text: bytes) -> str:
        """Store a text; its name is its hash. Same text, same name."""
        ...

    async def get_text(self, name: str) -> bytes:
        """A stored text."""
        ...

    async def ask(self, body: str) -> int:
        """Write a request for the owner; its id."""
        ...

    async def answer_of(self, request: int) -> str | None:
        """The answer to a request, once there is one."""
        ...

    async def open_requests(self) -> tuple[Request, ...]:
        """Requests without an answer, oldest first."""
        ...

    async def begin(self, request: int) -> bool:
        """Say, before it is done, that a request is being done; ``False`` where it is begun, answered or withdrawn."""
        ...

    async def withdraw(self, request: int, body: str) -> bool:
        """Answer a request that nobody began, so that nobody will; ``False`` where it is too late."""
        ...

    async def answer(self, request: int, body: str) -> None:
        """Answer a request, once."""
        ...

    async def back_up(self) -> object:
        """Keep a copy beside the file where the newest is a day old."""
        ...

    async def close(self) -> None:
        """Release the file."""
        ...


class OwnerLock(Protocol):
    """The exclusive lock of the one process that acts."""

    def take(self, *, screen: bool, brief: bool = False) -> bool:
        """Try to become the owner; says whether this process now is. ``brief`` is for one command only."""
        ...

    def holds(self) -> bool:
        """Whether this process is the owner still; where the lock's file was replaced, it takes the new one, too."""
        ...

    def held_briefly(self) -> bool:
        """True while the owner is there for one command only, and answers no requests."""
        ...

    def release(self) -> None:
        """Give it up."""
        ...

    def holder(self) -> tuple[int, bool] | None:
        """Pid of the present owner and whether it has a screen; ``None`` when nobody owns."""
        ...


class PublishPort(Protocol):
    """The small file that ``status`` and tmux status lines read."""

    def write(self, snapshot: Mapping[str, object]) -> None:
        """Replace it atomically."""
        ...
