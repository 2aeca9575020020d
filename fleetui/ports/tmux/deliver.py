"""Typing into a pane, guarded inside the server: the check and the typing are one step, so nothing comes between.

A paste into a dead pane kills a tmux 3.3a server with every agent in it (tmux/tmux#3830), and keys for a pane in
copy mode are swallowed without an error. The guard also ends at a deadline: what a stalled server was asked to
type is not typed minutes later, when nobody expects it.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from fleetui.engine.protocols.errors import Gone, PortError
from fleetui.engine.protocols.tmux import PasteResult
from fleetui.model.identities import PaneRef, ProcessId
from fleetui.ports.clock import wall
from fleetui.ports.processes import proc
from fleetui.ports.tmux.commands import CommandAnswer
from fleetui.ports.tmux.silent_servers import SilentServers

LIMIT_S = 5.0
"""How long the server may take, and from when on it does not type any more."""
AT_ONCE = 8
"""Panes of one server that are typed into at once: what is asked takes a process each, and the server answers one."""
MOST_LITERAL = 4000

_PANE_ID = re.compile(r"%[0-9]{1,9}")
_KEY = re.compile(
    r"(?:[CMS]-)*(?:Enter|Escape|Tab|BTab|Space|BSpace|Up|Down|Left|Right|Home|End|PageUp|PageDown|PgUp|PgDn"
    r"|NPage|PPage|IC|DC|Insert|Delete|F[1-9]|F1[0-2]|[A-Za-z0-9]|[!-/:-@\[-`{-~])"
)
_PROGRAM = re.compile(r"[A-Za-z0-9._+-]{1,64}")
_UNTYPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class PaneGone(Gone):
    """The pane or its server is gone; nothing was typed."""


class _Work(NamedTuple):
    """Something to type, and under which conditions."""

    typing: str
    """The tmux command that types it."""
    before: tuple[str, ...] = ()
    otherwise: str = ""
    """Done instead where it is refused."""
    stdin: bytes | None = None
    foreground: str = ""
    reader: ProcessId | None = None
    patient: bool = False

    def guarded(self, pane: PaneRef, holds: str) -> tuple[str, ...]:
        """The commands that type it only where a format is true, and say whether they did."""
        refused = "display-message -p REFUSED"
        otherwise = f"{self.otherwise} ; {refused}" if self.otherwise else refused
        guard = ("if-shell", "-F", "-t", pane.pane, holds)
        return (*self.before, *guard, f"{self.typing} ; display-message -p PASTED", otherwise)


class Typist:
    """Types into panes, one thing at a time per pane; a server that does not answer is not asked."""

    def __init__(self, silent_servers: SilentServers) -> None:
        self._silent_servers = silent_servers
        self._at_once: defaultdict[str, asyncio.Semaphore] = defaultdict(_few)
        """By server."""
        self._in_turn: defaultdict[PaneRef, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def paste(
        self,
        pane: PaneRef,
        text: str,
        *,
        bracketed: bool,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Paste these bytes once, without Enter; refused when another than ``foreground`` or ``reader`` is in front.

        ``NotAsked`` means that nothing was typed; ``SaidNothing`` that it may have been. Who is ``patient`` gets no
        ``SaidNothing``, but what came of it, once the server goes on.
        """
        if not text or _UNTYPABLE.search(text):
            raise PortError(
                "tmux", "paste", "the text is empty, or holds control characters that are not cleaned"
            )
        buffer = f"fleetui-{secrets.token_hex(8)}"
        flags = "-p -r -d" if bracketed else "-r -d"
        load = ("load-buffer", "-b", buffer, "-", ";")
        typed = f"paste-buffer {flags} -b {buffer} -t {pane.pane}"
        answered = False
        try:
            drop = f"delete-buffer -b {buffer}"
            work = _Work(typed, load, drop, text.encode(), foreground, reader, patient)
            result = await self._guarded(pane, work)
            answered = True
        except PaneGone:
            return PasteResult.REFUSED
        finally:
            # what was to be typed must not lie in the server until somebody presses the paste key
            if not answered:
                await asyncio.shield(self._drop(pane, buffer))
        return result

    async def press(
        self,
        pane: PaneRef,
        keys: Sequence[str],
        *,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Press named keys; a name tmux does not know would be typed out as letters, so it is refused here."""
        wrong = [key for key in keys if not _KEY.fullmatch(key)]
        if wrong or not keys:
            raise PortError("tmux", "press keys", f"not a key: {', '.join(map(repr, wrong)) or 'none given'}")
        named = " ".join(_quoted(key) for key in keys)
        typing = f"send-keys -t {pane.pane} -- {named}"
        return await self._typed(pane, _Work(typing, foreground=foreground, reader=reader, patient=patient))

    async def type_literal(self, pane: PaneRef, text: str) -> PasteResult:
        """Type printable text as keys."""
        if not text or len(text) > MOST_LITERAL or _UNTYPABLE.search(text) or "\n" in text or "\t" in text:
            raise PortError("tmux", "type", "only a short stretch of printable text can be typed as keys")
        return await self._typed(pane, _Work(f"send-keys -l -t {pane.pane} -- {_quoted(text)}"))

    async def _typed(self, pane: PaneRef, work: _Work) -> PasteResult:
        try:
            return await self._guarded(pane, work)
        except PaneGone:
            return PasteResult.REFUSED

    async def _guarded(self, pane: PaneRef, work: _Work) -> PasteResult:
        if not _is_what_it_was(pane):
            raise PaneGone("tmux", "type into a pane", "its process is gone")
        async with self._in_turn[pane], self._at_once[pane.server.socket]:
            if work.reader is not None and not proc.reads(work.reader):
                return PasteResult.REFUSED
            holds = condition(pane, int(wall() + LIMIT_S), work.foreground)
            asked = await self._asked(pane, work.guarded(pane, holds), work)
        # others have their turn meanwhile: they are told at once that the server does not answer
        said = await asked if isinstance(asked, asyncio.Task) else asked
        word = said.out.strip()
        if word in ("PASTED", "REFUSED"):
            return PasteResult(word.lower())
        if said.is_gone:
            raise PaneGone("tmux", "type into a pane", said.error)
        raise PortError("tmux", "type into a pane", said.error or "the server gave no answer")

    async def _asked(
        self, pane: PaneRef, argv: Sequence[str], work: _Work
    ) -> CommandAnswer | asyncio.Task[CommandAnswer]:
        ask = self._silent_servers.asking if work.patient else self._silent_servers.ask
        return await ask(
            pane.server.socket, *argv, doing="type into a pane", stdin=work.stdin, limit_s=LIMIT_S
        )

    async def _drop(self, pane: PaneRef, buffer: str) -> None:
        try:
            await self._silent_servers.ask(
                pane.server.socket, "delete-buffer", "-b", buffer, doing="clear a buffer", limit_s=1.0
            )
        except PortError:
            return  # the server is gone or stalled; the guard empties the buffer itself when it wakes up


def _few() -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)


def condition(pane: PaneRef, deadline: int | None = None, foreground: str = "") -> str:
    """A tmux format that is true only for exactly this pane, alive, listening and before ``deadline``.

    A ``foreground`` with signs that mean something in a format cannot be compared and is not.
    """
    tests = [*identity(pane), *(f"#{{?{flag},0,1}}" for flag in _NOT)]
    if _PROGRAM.fullmatch(foreground):
        tests.append(f"#{{==:#{{pane_current_command}},{foreground}}}")
    if deadline is not None:
        tests.append(f"#{{e|<:#{{T:#{{l:%s}}}},{deadline}}}")
    return all_of(tests)


_NOT = ("pane_dead", "pane_in_mode", "pane_input_off", "pane_synchronized")
"""With ``synchronize-panes`` keys would be typed into other panes as well."""


def identity(pane: PaneRef) -> list[str]:
    """Tests that hold only for this life of this server and this process of this pane."""
    wanted = {"pid": pane.server.pid, "start_time": pane.server.started, "pane_pid": pane.pid}
    return [f"#{{==:#{{{name}}},{value}}}" for name, value in wanted.items()]


def all_of(tests: Sequence[str]) -> str:
    """All of these formats; tmux's own ``&&`` takes two."""
    *rest, last = tests
    for test in reversed(rest):
        last = f"#{{&&:{test},{last}}}"
    return last


def _is_what_it_was(pane: PaneRef) -> bool:
    if not _PANE_ID.fullmatch(pane.pane):
        return False
    return not pane.pid_started or proc.start_ticks(pane.pid) == pane.pid_started


def _quoted(text: str) -> str:
    """One word for tmux's own parser."""
    return "'" + text.replace("'", "'\\''") + "'"
