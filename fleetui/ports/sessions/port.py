"""Agents' own session files: found for exactly this run, read by their tail, in bounded pieces, away from the loop."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.sessions import Parser, SessionAsk, SpentKeeper
from fleetui.model.clean import clean_line
from fleetui.model.identities import ProcessId
from fleetui.model.paneless import PanelessSession
from fleetui.model.said import Said
from fleetui.model.session import SessionFacts, SessionSource, SessionStore, Windows
from fleetui.model.turn import SessionTurn
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.processes import proc
from fleetui.ports.sessions.database import Database
from fleetui.ports.sessions.files import SLACK_S, Found, epoch, find_file
from fleetui.ports.sessions.paneless import paneless
from fleetui.ports.sessions.process import AgentProcess, find_process, folder_of
from fleetui.ports.sessions.spending import Spending
from fleetui.ports.tail import Tail
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

LIMIT_S = 5.0
SEARCH_S = 6.0
"""How often a run whose file is not known, or did not grow, is looked for again."""
YOUNG_S = 0.3
"""How long one pass over the process table stands for the present."""
SOON_S = 1.0
"""The same while that file contradicts the screen."""

_CONVERSATION = 2 * 1024 * 1024
"""Bytes from a file's end in which a conversation is read."""
Parsers = Mapping[str, Callable[[Windows], Parser]]


@dataclass(slots=True)
class _Run:
    """What is known of one run's session."""

    run: str
    parser: Parser
    process: AgentProcess | None = None
    holder: ProcessId | None = None
    """The process that ``found`` was found for."""
    found: Found = field(default_factory=Found)
    tail: Tail | Database | None = None
    said: str = ""
    searched: float = field(default=-1e9)
    facts: SessionFacts | None = None
    spending: Spending | None = None
    """What it spent; ``None`` until its process is known."""


class Sessions:
    """Implements ``SessionPort``. One thread: a slow disk holds up nobody else."""

    def __init__(self, parsers: Parsers, keeper: Callable[[float], SpentKeeper]) -> None:
        """``parsers`` make a reader of one format, given what its profile knows of windows; ``keeper`` one that counts
        what a run spent, given when it began."""
        self._keeper = keeper
        self._parsers = parsers
        self._worker = Worker("sessions")
        self._runs: dict[str, _Run] = {}
        self._look = _Look()

    async def sample(self, asked: Sequence[SessionAsk]) -> Mapping[str, SessionFacts]:
        """Facts by agent name, the same object while a file did not change; none where none is surely its own."""
        work = asyncio.get_running_loop().run_in_executor(self._worker, self.sample_now, tuple(asked))
        try:
            async with time_limit(LIMIT_S):
                return await work
        except TimeoutError:
            raise PortError("sessions", "read session files", f"no answer within {LIMIT_S:g} s") from None
        except OSError as error:
            raise PortError("sessions", "read session files", disk_says(error)) from error

    async def paneless(self, sources: Mapping[str, SessionSource]) -> tuple[PanelessSession, ...]:
        """Agents without a pane, by profile, in the folders of this environment and of the agents that are known."""
        work = asyncio.get_running_loop().run_in_executor(self._worker, self._paneless, sources)
        try:
            async with time_limit(LIMIT_S):
                return await work
        except TimeoutError:
            raise PortError(
                "sessions", "look for agents without a pane", f"no answer within {LIMIT_S:g} s"
            ) from None
        except OSError as error:
            raise PortError("sessions", "look for agents without a pane", disk_says(error)) from error

    def _paneless(self, sources: Mapping[str, SessionSource]) -> tuple[PanelessSession, ...]:
        known = [(one.parser, one.process.folder) for one in self._runs.values() if one.process]
        found: dict[int, PanelessSession] = {}
        for profile, source in sources.items():
            if source.status and source.format in self._parsers:
                parser = self._parsers[source.format](source.windows)
                folders = {folder for one, folder in known if type(one) is type(parser)}
                for folder in {folder_of(source, os.environ), *folders} - {""}:
                    found |= {one.pid: one for one in paneless(profile, source, parser, folder)}
        return tuple(found[pid] for pid in sorted(found))

    async def conversation(self, name: str, run: str) -> tuple[Said, ...]:
        """The end of what an agent and its operator said, by the session file that was found for this run last."""
        work = asyncio.get_running_loop().run_in_executor(self._worker, self.conversation_now, name, run)
        try:
            async with time_limit(LIMIT_S):
                return await work
        except TimeoutError:
            raise PortError("sessions", "read a session file", f"no answer within {LIMIT_S:g} s") from None

    def conversation_now(self, name: str, run: str) -> tuple[Said, ...]:
        """The same, here and now."""
        known = self._runs.get(name)
        if known is None or known.run != run or not isinstance(known.tail, Tail):
            return ()
        end = Tail(known.tail.path, (_CONVERSATION,))
        return tuple(one for record in end.read() for one in known.parser.said(record) if one.text.strip())

    def sample_now(self, asked: Sequence[SessionAsk]) -> Mapping[str, SessionFacts]:
        """The same, here and now."""
        if time.monotonic() - self._look.began >= YOUNG_S:
            self._look = _Look()
        look = self._look
        found: dict[str, SessionFacts] = {}
        for ask in asked:
            if ask.source.format in self._parsers:
                facts = self._sample(ask, look)
                if facts is not None:
                    found[ask.name] = facts
        return found

    def _sample(self, ask: SessionAsk, look: _Look) -> SessionFacts | None:
        known = self._runs.get(ask.name)
        if known is None or known.run != ask.run:
            known = self._runs[ask.name] = _Run(ask.run, self._new_parser(ask))
        self._follow(ask, known, look)
        if known.tail is None and not known.found.status:
            known.facts = None
            return None
        records = known.tail.read() if known.tail else []
        if records and isinstance(known.tail, Database):
            known.parser = self._new_parser(ask)  # what it gives is the whole, not what is new
        for record in records:
            known.parser.take(record)
        self._count(ask, known, records)
        known.facts = _same_or(known.facts, _facts(known))
        return known.facts

    def _count(self, ask: SessionAsk, known: _Run, records: Sequence[Mapping[str, Any]]) -> None:
        """What answers took since its process began."""
        if known.process is None or known.tail is None or not known.parser.usage_marks:
            return
        if known.spending is None:
            known.spending = Spending(self._keeper(epoch(known.process.id.started) - SLACK_S))
        if isinstance(known.tail, Tail):
            known.spending.look(known.tail.path, ask.source.inner, known.parser)
        else:
            known.spending.take(records, known.parser)

    def _follow(self, ask: SessionAsk, known: _Run, look: _Look) -> None:
        """Find its process and its file where they are not known any more, and open a file that is another now."""
        now = time.monotonic()
        if known.process and not proc.lives(known.process.id):
            known.process = None
        grew = isinstance(known.tail, Tail) and known.tail.changed()
        moved = known.process is not None and known.found.moved()
        known_for_sure = known.process is not None and known.found.is_said
        told = bool(ask.said) and ask.said != known.said
        known.said = ask.said
        if not (moved or told) and (
            grew or known_for_sure or now - known.searched < (SOON_S if ask.soon else SEARCH_S)
        ):
            return
        known.searched = now
        if known.process is None:
            known.process = find_process(look.table(), ask)
        before = known.found
        known.found = self._find(ask, known, look)
        known.holder = known.process.id if known.process else None
        store = known.parser.store
        is_other = known.found.path != before.path or (store and known.found.session != before.session)
        if is_other or known.tail is None:
            known.parser = self._new_parser(ask)
            known.tail = _reader(known.found, store)

    def _find(self, ask: SessionAsk, known: _Run, look: _Look) -> Found:
        if known.process is None:
            return Found()
        before = known.found if known.process.id == known.holder else Found()
        return find_file(ask.source, known.process, known.parser, look.table, before, ask.said)

    def _new_parser(self, ask: SessionAsk) -> Parser:
        return self._parsers[ask.source.format](ask.source.windows)


def _reader(found: Found, store: SessionStore | None) -> Tail | Database | None:
    if not found.path:
        return None
    return Database(found.path, found.session, store) if store else Tail(found.path)


class _Look:
    """The process table, looked at once for samples that come right after each other, and only where one needs it."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._table: proc.ProcessTable | None = None

    def table(self) -> proc.ProcessTable:
        """Every process by pid."""
        if self._table is None:
            self._table = proc.table()
        return self._table


def _facts(known: _Run) -> SessionFacts:
    """What its file and the file about its process say. Of the phase of a process that is gone they say nothing, nor
    does a turn that began before the process did."""
    facts, process = known.parser.facts, known.process
    status = known.found.status if process else {}
    size, at = (known.tail.size, known.tail.at) if known.tail else (0, known.found.mark[1])
    is_own = process is not None and (
        not facts.turn_at or facts.turn_at >= epoch(process.id.started) - SLACK_S
    )
    spending = known.spending if known.spending and known.spending.whole else None
    return replace(
        facts,
        spent=spending.keeper.total if spending else None,
        turn=_with_spent(facts.turn, spending),
        turn_before=_with_spent(facts.turn_before, spending, facts.turn.began if facts.turn else 0.0),
        session=clean_line(facts.session or known.found.session, 100),
        status=clean_line(str(status.get("status") or ""), 40),
        status_at=float(status.get("at") or 0.0) or known.found.mark[1] if status else 0.0,
        waits_for=clean_line(str(status.get("waits_for") or ""), 80),
        turn_ended=facts.turn_ended if is_own else None,
        version=clean_line(facts.version or str(status.get("version") or ""), 40),
        path=known.found.path,
        size=size,
        at=at or facts.at,
    )


def _with_spent(
    turn: SessionTurn | None, spending: Spending | None, until: float = 0.0
) -> SessionTurn | None:
    if turn is None or spending is None or not turn.whole:
        return turn
    return replace(turn, spent=spending.keeper.since(turn.began, until))


def _same_or(known: SessionFacts | None, new: SessionFacts) -> SessionFacts:
    return known if known == new else new
