"""What the engine needs of the agents' own session files, hooks and words of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from fleetui.model.hooks import HookFacts
from fleetui.model.identities import PaneRef
from fleetui.model.paneless import PanelessSession
from fleetui.model.program_status import ProgramStatus
from fleetui.model.said import Said
from fleetui.model.session import SessionFacts, SessionSource, SessionStore
from fleetui.model.tokens import Tokens, Usage
from fleetui.model.value import value


class Parser(Protocol):
    """Reads one format of session files, record by record. Never raises for a record."""

    store: SessionStore | None
    """How records are read of a database; ``None`` for files of lines."""

    @property
    def facts(self) -> SessionFacts:
        """What is known after the records taken."""
        ...

    def take(self, record: Mapping[str, Any]) -> None:
        """The next record of the file."""
        ...

    def status(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a file about a process says: texts ``session``, ``cwd``, ``status``, ``waits_for``, ``version``, ``at``
        (since when it has that status, seconds since the epoch), and ``started`` in clock ticks since boot."""
        ...

    def said(self, record: Mapping[str, Any]) -> Iterable[Said]:
        """What a record holds of the conversation; asked of the end of the file alone."""
        ...

    @property
    def usage_marks(self) -> tuple[bytes, ...]:
        """What stands in every line that tells what an answer took; empty for a format that does not tell."""
        ...

    def usages(self, record: Mapping[str, Any]) -> Iterable[Usage]:
        """What a record says that answers took; asked of every record of the file, whether it was taken or not."""
        ...

    def opening(self, record: Mapping[str, Any]) -> tuple[str, str]:
        """Session id and folder that one of a file's first records names; empty where it names none."""
        ...


class SpentKeeper(Protocol):
    """Counts what answers took, each once."""

    @property
    def total(self) -> Tokens:
        """Since the run began."""
        ...

    def take(self, usages: Iterable[Usage]) -> None:
        """What further records say."""
        ...

    def since(self, at: float, until: float = 0.0) -> Tokens | None:
        """From one moment to another, or to now; ``None`` where that is not known any more."""
        ...


@value
class SessionAsk:
    """Whose session file is asked for."""

    name: str
    run: str
    pane: PaneRef
    programs: tuple[str, ...]
    """What the agent's process may be called."""
    source: SessionSource
    begins: tuple[tuple[str, ...], ...] = ()
    """Arguments by which a start names its session, with ``{session}`` for the id."""
    session: str = ""
    """The session that was chosen at its start, where its arguments do not tell."""
    soon: bool = False
    """Its file contradicts its screen: another may be its own now."""
    said: str = ""
    """The file that the agent's own server names, where it has one and says so."""


class SessionPort(Protocol):
    """The agents' own session files."""

    async def sample(self, asked: Sequence[SessionAsk]) -> Mapping[str, SessionFacts]:
        """Facts by agent name; the same object while a file did not change. None where no file is surely its own."""
        ...

    async def paneless(self, sources: Mapping[str, SessionSource]) -> tuple[PanelessSession, ...]:
        """Agents that run without a pane, of these profiles. Raises ``PortError``."""
        ...

    async def conversation(self, name: str, run: str) -> tuple[Said, ...]:
        """The end of what an agent and its operator said, by the session file that was found for this run last; empty
        where none was. Read when it is asked for, a bounded part."""
        ...


@value
class HookAsk:
    """Whose hooks are asked for."""

    name: str
    run: str
    pane: PaneRef
    programs: tuple[str, ...]
    """What the agent's process may be called."""


class HookPort(Protocol):
    """What agents tell by the hooks that the operator installed."""

    def there(self) -> bool:
        """False where none were ever installed: then there is nothing to look at."""
        ...

    async def sample(self, asked: Sequence[HookAsk]) -> Mapping[str, HookFacts]:
        """What is new since the last call, by agent name. Nothing of an agent that is not surely the run's own."""
        ...


class ProgramStatusPort(Protocol):
    """What programs say of themselves through the relays that their runs were started with."""

    folder: str
    """Where relays write it."""

    def there(self) -> bool:
        """False where no run ever had a relay: then there is nothing to look at."""
        ...

    async def sample(self, runs: Mapping[str, PaneRef]) -> Mapping[str, ProgramStatus]:
        """The last word of each run, by agent name; none of one that has no relay or said nothing yet."""
        ...
