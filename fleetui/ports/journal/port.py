"""The journal: what happened, durable before anything is done about it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.journal import Request, Streamed
from fleetui.model.events import Event, Record
from fleetui.ports.clock import CLOCK, Clock
from fleetui.ports.journal.file import JournalFile
from fleetui.ports.journal.reader import JournalReader, Unread
from fleetui.ports.journal.store import Damaged, is_damage, is_full
from fleetui.ports.kept_files.text_store import Texts
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

T = TypeVar("T")

LIMIT_S = 30.0
"""How long one call may take; SQLite itself waits at most 5 s for another process."""
BACKUP_EVERY_S = 86400.0
FULL = "the disk is full or cannot be written"


class Journal:
    """The durable record in one SQLite file, with texts and backups in folders beside it.

    Every process of the operator may open it; only the owner of the fleet appends. Calls run in one thread, in
    the order they were made. A call that is cancelled may still have been done: read past the last known record.
    """

    read_only: str
    """Empty, or why nothing may be written. A full disk clears by itself once a write succeeds again."""
    notices: tuple[str, ...]
    """What happened to the file when it was opened, for a banner."""

    def __init__(self, path: Path, file: JournalFile) -> None:
        self._path = path
        self._file = file
        self._texts = Texts(path.parent / "texts")
        self._worker = Worker("journal")
        self._final = ""
        self.read_only = ""
        self.notices = ()

    @classmethod
    async def open(
        cls, path: Path | str, *, clock: Clock = CLOCK, signs: tuple[Path, ...] = (),
        holds: Callable[[], bool] = lambda: True,
    ) -> Journal:  # fmt: skip
        """Open the journal at ``path``, making it where it is missing; raises ``PortError``.

        ``signs`` are folders in which something stands once there was a journal: one that is missing is then damage.
        ``holds`` says whether an owner is the owner still; it is asked in the journal's thread before every append.
        Records are stamped by the machine's clock; events come and are given on the one of this process.
        """
        path = Path(path)
        journal = cls(path, JournalFile(path, clock, signs, holds))
        try:
            refusal = await journal._run("open", journal._file.open)
        except BaseException:
            journal._worker.shutdown(wait=False)
            raise
        journal.notices = journal._file.notices
        if refusal:
            journal._refuse_all(refusal)
        else:
            await journal._try_to_write()
        return journal

    async def read(self, after: int) -> tuple[Record, ...]:
        """Every record past a sequence number, in order. Cheap while nothing was added."""
        records = await self._run("read", lambda: self._file.read(after))
        if self._file.stranger:
            self._refuse_all(self._file.stranger)
        return records

    async def stream(self, after: int, kinds: frozenset[str]) -> tuple[Streamed, ...]:
        """Records of these kinds past a number, by a connection and in a thread of its own: no append waits for it."""

        def work() -> tuple[Streamed, ...]:
            reader = JournalReader(self._path, after)
            try:
                return tuple(reader.stream(kinds))
            finally:
                reader.close()

        try:
            async with time_limit(LIMIT_S):
                return await asyncio.to_thread(work)
        except TimeoutError:
            raise PortError("journal", "read", f"no answer within {LIMIT_S:.0f} s") from None
        except (Unread, OSError) as error:
            raise PortError("journal", "read", str(error)) from error

    async def own(self) -> bool:
        """Be the only one that appends; true when records were taken out that no owner wrote: read anew then."""
        if self._final:
            return False
        return await self._run("own", self._file.own, writes=True)

    async def disown(self) -> None:
        """Let others append."""
        await self._run("give up", self._file.disown)

    async def append(self, events: Sequence[Event]) -> tuple[Record, ...]:
        """Make events durable, all or none. What is returned is what a later read gives."""
        return await self._write("append", lambda: self._file.append(events))

    async def put_text(self, text: bytes) -> str:
        """Store a text; its name is the hex SHA-256 of it."""
        return await self._write("store a text", lambda: self._texts.put(text))

    async def get_text(self, name: str) -> bytes:
        """A stored text; raises ``PortError`` when it is missing or damaged."""
        return await self._run("read a text", lambda: self._texts.get(name))

    async def ask(self, body: str) -> int:
        """Write a request for the owner; its id."""
        return await self._write("ask", lambda: self._file.ask(body))

    async def answer_of(self, request: int) -> str | None:
        """The answer to a request, once there is one."""
        return await self._run("look for an answer", lambda: self._file.answer_of(request))

    async def open_requests(self) -> tuple[Request, ...]:
        """Requests without an answer, oldest first. Cheap while no other process wrote anything."""
        if self.read_only and not self._final:
            await self._try_to_write()
        if not self.read_only and self._file.no_requests():
            return ()
        return await self._run("look for requests", self._file.open_requests)

    async def begin(self, request: int) -> bool:
        """Say that a request is being done; ``False`` where it is begun, answered or withdrawn."""
        return await self._write("begin a request", lambda: self._file.begin(request))

    async def withdraw(self, request: int, body: str) -> bool:
        """Answer a request that nobody began, so that nobody will; ``False`` where it is too late."""
        return await self._write("withdraw a request", lambda: self._file.withdraw(request, body))

    async def answer(self, request: int, body: str) -> None:
        """Answer a request; the first answer stays."""
        await self._write("answer", lambda: self._file.answer(request, body))

    async def back_up(self, *, every_s: float = BACKUP_EVERY_S) -> Path | None:
        """Make a backup when the newest is older than this; its path, or ``None`` when none was due."""
        return await self._write("back up", lambda: self._file.back_up(every_s))

    async def close(self) -> None:
        """Release the file. Closing twice is fine; every other call then raises."""
        await self._run("close", self._file.close)

    async def _try_to_write(self) -> None:
        """Find out whether the disk takes anything; a full one shows in ``read_only`` and is no error here."""
        with suppress(PortError):
            await self._write("write", self._file.forget_old_requests)

    async def _write(self, doing: str, work: Callable[[], T]) -> T:
        if self._final:
            raise PortError("journal", doing, self._final)
        done = await self._run(doing, work, writes=True)
        self.read_only = self._final
        return done

    async def _run(self, doing: str, work: Callable[[], T], *, writes: bool = False) -> T:
        future = asyncio.get_running_loop().run_in_executor(self._worker, work)
        try:
            async with time_limit(LIMIT_S):
                done = await asyncio.shield(future)
            self.notices = self._file.notices
            return done
        except TimeoutError:
            if writes:  # whether it was written is not known, so nothing more may build on it
                self._refuse_all("the disk did not answer: start fleetui again once it does")
            raise PortError("journal", doing, f"no answer within {LIMIT_S:.0f} s") from None
        except (sqlite3.Error, OSError, Damaged, ValueError) as error:
            self._remember(error)
            self.notices = self._file.notices
            raise PortError("journal", doing, _reason(error)) from error

    def _remember(self, error: Exception) -> None:
        if isinstance(error, sqlite3.Error) and is_damage(error):
            self._refuse_all("the file is damaged: start fleetui again to repair it")
        elif self._file.lost:
            self._refuse_all(self._file.lost)
        elif is_full(error):
            self.read_only = self._final or FULL

    def _refuse_all(self, why: str) -> None:
        self._final = self.read_only = self._final or why


def _reason(error: Exception) -> str:
    """One line that says what happened."""
    if is_full(error):
        return f"{FULL}: nothing of this was kept, everything before it was"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}"
    return " ".join(str(error).split()) or type(error).__name__
