"""What the engine needs of the world: protocols, and the plain values that travel through them.

Ports implement these; ``__main__`` passes them in. Every call has its own time limit inside the port and raises
``PortError`` and nothing else; the engine turns that into health on the view and keeps the last good values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from fleetui.model.approval import Terminal
from fleetui.model.events import Event, Record
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Landing, Project
from fleetui.model.hooks import HookFacts
from fleetui.model.places import PaneRef, ProcessId, Reader, ServerId
from fleetui.model.screen import Frame, Line
from fleetui.model.session import SessionFacts, SessionSource, Store
from fleetui.model.view import GitFacts, ProcessFacts


class PortError(Exception):
    """A part of the world did not do what was asked."""

    def __init__(self, port: str, doing: str, detail: str) -> None:
        """All three are clean single lines; ``detail`` says what to do where that is known."""
        super().__init__(f"{port}: {doing}: {detail}")
        self.port = port
        self.doing = doing
        self.detail = detail


class Unanswered(PortError):
    """It did not answer in time, and may later: what it was asked to do happened, or did not."""


class NotAsked(Unanswered):
    """It is known not to answer, so it was not asked: nothing was done."""


class Gone(PortError):
    """What was meant is no longer there, and does not come back."""


class NotYet(PortError):
    """What this needs is still being made; nothing failed. ``detail`` says how far it is."""


class WorktreeLost(PortError):
    """An agent's folder is gone, or is not the worktree any more that it was given."""

    def __init__(self, port: str, doing: str, detail: str, *, gone: bool = False) -> None:
        """``gone``: the folder is missing where it lay, so that it holds nothing that could be kept."""
        super().__init__(port, doing, detail)
        self.gone = gone


# ---------------------------------------------------------------- tmux


@dataclass(frozen=True, slots=True)
class PaneFacts:
    """The slow facts of one pane."""

    ref: PaneRef
    title: str
    command: str
    cwd: str
    dead: bool
    exit_code: int | None
    in_mode: bool
    input_off: bool
    width: int
    height: int
    where: str
    """session:window.pane, cleaned."""
    run: str = ""
    """The run's tag, for panes that fleetui made."""
    agent: str = ""
    """The seat's name, for panes that fleetui made."""


@dataclass(frozen=True, slots=True)
class ServerSight:
    """What one tick saw of one tmux server."""

    socket: str
    server: ServerId | None
    """``None`` when it did not answer."""
    error: str = ""
    gone: bool = False
    """True when the server is known to be dead, not merely slow."""
    panes: Mapping[str, PaneFacts] | None = None
    """All panes by id, on the ticks that list them (about once a second); ``None`` on the others."""
    frames: Mapping[str, Frame] | None = None
    """Frames that differ from the last ones handed out, by pane id. A pane that printed the same bytes again,
    or nothing, is not in it."""


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """A window to make on fleetui's own server for one run."""

    agent: str
    run: str
    """The tag: put into the environment as ``FLEETUI_RUN``, with ``FLEETUI_AGENT``."""
    argv: tuple[str, ...]
    cwd: str
    environment: Mapping[str, str]
    """Added to the operator's environment."""
    width: int = 120
    height: int = 40


class PasteResult(StrEnum):
    """What a guarded paste came to."""

    PASTED = "pasted"
    REFUSED = "refused"
    """The guard inside the server refused: another process, a dead pane, copy mode, input off. Nothing typed."""


class TmuxPort(Protocol):
    """Every tmux server of this user that the fleet has to do with."""

    own_socket: str

    async def version(self) -> str:
        """The installed tmux; raises ``PortError`` with what to install when it is missing or too old."""
        ...

    async def observe(self, socket: str, panes: frozenset[str], *, everything: bool = False) -> ServerSight:
        """One tick of one server: frames of those ``panes`` that changed since the last call.

        ``everything`` captures all of them whatever their activity says. Never raises for a server that is
        slow or gone: the sight says so. Does not start a process once connected.
        """
        ...

    async def look(self, pane: PaneRef) -> Frame | None:
        """An observed pane between two ticks: its frame where it differs from the last one handed out."""
        ...

    async def fresh_frame(self, pane: PaneRef) -> Frame:
        """The pane as it is now, past every filter. Raises ``Gone`` when it, or its server, is no more."""
        ...

    async def glance(self, panes: Sequence[PaneRef]) -> dict[PaneRef, Frame]:
        """Panes of servers that nobody watches, as they are now; those that cannot be read are left out.

        Attaches to nothing.
        """
        ...

    async def scrollback(self, pane: PaneRef, lines: int) -> tuple[Line, ...]:
        """History and screen, oldest first."""
        ...

    async def paste(
        self,
        pane: PaneRef,
        text: str,
        *,
        bracketed: bool = True,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Paste exactly these bytes, once, guarded in the server by the pane's identity; no Enter.

        ``foreground`` is what tmux must still name as the program in front there, ``reader`` the process that must
        still be: looked at last before the server is asked.
        A server that does not answer raises ``Unanswered`` within seconds, and types nothing later than that.
        Where the caller is ``patient``, what it did is waited for instead, for as long as it takes to go on.
        """
        ...

    async def press(
        self,
        pane: PaneRef,
        keys: Sequence[str],
        *,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Press keys by tmux name, in the same way."""
        ...

    async def type_literal(self, pane: PaneRef, text: str) -> PasteResult:
        """Type text as keys under the same guard, for typing through."""
        ...

    async def create(self, spec: WindowSpec) -> PaneRef:
        """Start a run in a new window of the own server, starting the server where needed."""
        ...

    async def close(self, pane: PaneRef) -> None:
        """Close a pane of the own server, by identity. A pane that is gone is fine; a stranger is refused."""
        ...

    async def discover(self, also: Sequence[str] = ()) -> tuple[PaneFacts, ...]:
        """Every pane of every tmux server of this user that answers, own server included.

        They are looked for in tmux's folder; ``also`` names sockets that are elsewhere.
        """
        ...

    def attach_command(self, pane: PaneRef) -> tuple[str, ...]:
        """Argument list that attaches a terminal to this pane's window."""
        ...

    async def show_here(self, pane: PaneRef) -> str:
        """Show this pane in the terminal that shows this program, where both are of one tmux server.

        The keys that come back, which work there already; empty where the servers differ: ``attach_command`` is for
        that. Raises ``PortError``, also while the server does not answer.
        """
        ...

    async def disconnect(self) -> None:
        """Close all control clients. Servers and agents go on."""
        ...


class TerminalPort(Protocol):
    """The dashboard's own terminal, as those can reach it who press its keys."""

    async def look(self, agents: Mapping[int, str]) -> Terminal:
        """What it is inside of now, within a few seconds; ``agents`` names who runs in which pane process.

        Never raises: what cannot be found out is ``Tier.UNKNOWN`` with the reason.
        """
        ...


# ---------------------------------------------------------------- processes


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """One process of a set."""

    id: ProcessId
    name: str
    command: str
    """For people: cleaned, on one line."""
    argv: tuple[str, ...] = ()
    executable: str = ""
    """The file that it runs."""


@dataclass(frozen=True, slots=True)
class AgentProcesses:
    """What runs of an agent below its pane."""

    itself: tuple[ProcessId, ...] = ()
    """Not what it started, and not a shell around it."""
    named: bool = False
    """True where one of them is a program of its profile; else they are a guess."""
    reader: Reader | None = None
    """Who reads what is typed into the pane: one of its own where they are in front, else whatever is."""


class ProcessPort(Protocol):
    """The process table."""

    async def sample(self, panes: Mapping[str, PaneRef]) -> Mapping[str, ProcessFacts]:
        """Facts per agent name, in one pass over the process table."""
        ...

    async def members(self, pane: PaneRef, tag: str) -> tuple[ProcessLine, ...]:
        """The process set of a run: everything below the pane's process, and everything tagged with the run."""
        ...

    async def inside(self, folder: str) -> tuple[ProcessLine, ...]:
        """Processes of this user that work in a folder or below it."""
        ...

    async def stop(self, pane: PaneRef, tag: str, *, freeze_first: bool = True) -> tuple[ProcessLine, ...]:
        """Stop the whole set (freeze, look again, TERM, wait, KILL); returns what survived."""
        ...

    async def freeze(self, pane: PaneRef, tag: str) -> None:
        """Stop the set from running, until ``thaw`` or ``stop``."""
        ...

    async def thaw(self, pane: PaneRef, tag: str) -> None:
        """Let a frozen set run again."""
        ...

    async def agents_below(
        self, panes: Sequence[PaneRef], programs: Mapping[str, Sequence[str]]
    ) -> Mapping[str, str]:
        """Which panes run a known agent: key ``socket pane-id``, value the profile name.

        ``programs`` gives what each profile's program may be called, as ``fleetui.model.programs`` reads it.
        """
        ...

    async def agents_of(
        self, panes: Mapping[str, PaneRef], programs: Mapping[str, Sequence[str]]
    ) -> Mapping[str, AgentProcesses]:
        """The processes that are the agent itself, per agent name, in a pass that is hardly older than the call.

        ``programs`` gives for each name what its program may be called.
        """
        ...

    def identify(self, pid: int) -> ProcessId | None:
        """The process with this pid now."""
        ...

    def stopped(self, process: ProcessId) -> bool:
        """True while exactly this process is stopped by a signal, such as ctrl+z sends."""
        ...

    def lives(self, process: ProcessId) -> bool:
        """True while exactly this process lives (a zombie does not)."""
        ...


# ---------------------------------------------------------------- session files


class Parser(Protocol):
    """Reads one format of session files, record by record. Never raises for a record."""

    store: Store | None
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

    def opening(self, record: Mapping[str, Any]) -> tuple[str, str]:
        """Session id and folder that one of a file's first records names; empty where it names none."""
        ...


@dataclass(frozen=True, slots=True)
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


class SessionPort(Protocol):
    """The agents' own session files."""

    async def sample(self, asked: Sequence[SessionAsk]) -> Mapping[str, SessionFacts]:
        """Facts by agent name; the same object while a file did not change. None where no file is surely its own."""
        ...


@dataclass(frozen=True, slots=True)
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


# ---------------------------------------------------------------- git


@dataclass(frozen=True, slots=True)
class WorktreeMade:
    """A new or taken worktree."""

    path: str
    branch: str
    head: str


@dataclass(frozen=True, slots=True)
class RescueResult:
    """A rescue, already read back and compared with the folder."""

    commit: str
    ref: str
    head: str
    branch: str
    files: int
    ignored: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LandingResult:
    """What a landing came to, as read back from the target."""

    landed: bool
    detail: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class TargetMove:
    """How a target came from one commit to another."""

    how: str
    """``first``, ``forward``, ``back``, ``sideways`` or ``gone``."""
    by: str = ""
    """What its reflog says of that: what was done, and under which name."""
    brings: tuple[str, ...] = ()
    """Seats whose work came into it."""


@dataclass(frozen=True, slots=True)
class Unkept:
    """What a rescue would not hold."""

    left_out: tuple[str, ...] = ()
    """One line each, with the reason."""
    ignored: tuple[str, ...] = ()
    """Paths that git ignores."""


class GitPort(Protocol):
    """Repositories, each read through its vault. Whatever needs one that is being filled raises ``NotYet``."""

    async def find_project(self, folder: str, known: Iterable[Project] = ()) -> Project | None:
        """The repository around a folder: the known project of it, however it is reached, or an undeclared one;
        ``None`` outside of all. Runs nothing it configures."""
        ...

    async def check_project(self, project: Project) -> str:
        """The base branch's commit; raises when the path is no repository or the base is missing."""
        ...

    async def target(self, project: Project) -> str:
        """The base branch's commit, empty when it is gone; starts no git. Raises where there is no repository."""
        ...

    async def moved(self, project: Project, old: str, new: str, heads: Mapping[str, str]) -> TargetMove:
        """How the target came from ``old`` to ``new``; both are kept in the vault. ``heads`` are seats' commits."""
        ...

    async def contains(self, project: Project, commit: str, lost: str) -> bool:
        """True when a commit holds another."""
        ...

    async def facts(self, project: Project, worktree: str) -> GitFacts:
        """Branch, dirt, distance from the base and changed files of a worktree."""
        ...

    async def marks(self, worktrees: Mapping[str, str]) -> Mapping[str, object]:
        """For each name something that differs once git wrote in that worktree (a commit, a branch, staging) or
        an entry of its top folder came or went. Starts no git; a worktree that is gone has a mark, too."""
        ...

    async def diff(self, project: Project, worktree: str) -> str:
        """Unified diff of the worktree, uncommitted and untracked included, from the merge base; bounded."""
        ...

    async def candidate_diff(self, project: Project, candidate: Candidate) -> str:
        """Unified diff a candidate would bring to its base; bounded."""
        ...

    async def add_worktree(self, project: Project, branch: str, path: str) -> WorktreeMade:
        """A worktree at ``path`` on ``branch``, made from the base where it does not exist; under the project's
        lock, all or nothing."""
        ...

    async def take_worktree(self, project: Project, path: str) -> WorktreeMade:
        """An existing worktree of the project."""
        ...

    async def rescue(
        self,
        project: Project,
        worktree: str,
        seat: str,
        rescue_id: str,
        *,
        others: frozenset[str] = frozenset(),
        told: Callable[[str], None] = lambda text: None,
    ) -> RescueResult:
        """Keep every tracked, staged and untracked byte; verified. Raises when it could not be complete.

        What is too large, does not rest, or is another worktree's is named in ``left_out``. ``others`` are the real
        paths of other agents' worktrees; ``told`` hears how far it is. ``WorktreeLost`` when there is no worktree.
        """
        ...

    async def has_landed(self, project: Project, branch: str) -> bool:
        """True when the base branch holds every commit of a branch."""
        ...

    async def remove_worktree(self, project: Project, worktree: str, commit: str) -> str:
        """Remove a linked worktree that stands on ``commit``, whatever lies in it; the caller kept that. The branch
        that went with it because the base holds all of it, or empty."""
        ...

    async def unkept(self, project: Project, worktree: str, others: frozenset[str]) -> Unkept:
        """What a rescue would leave out now, by names and sizes alone. Raises as ``rescue``."""
        ...

    async def restore(self, project: Project, commit: str, into: str) -> int:
        """Write a rescue into an empty or new folder; the number of files."""
        ...

    async def candidate(self, project: Project, seat: str, branch: str) -> Candidate:
        """The merge commit that would land for a branch now, or why there is none. Same input, same commit."""
        ...

    async def clean_checkout(self, project: Project, commit: str) -> str:
        """A folder that holds exactly this commit and nothing else, for gates; one per project and commit."""
        ...

    async def checkout_note(self, project: Project, path: str) -> str:
        """One line about what a gate does not find in such a folder once it is set up; empty for nothing."""
        ...

    async def checkout_content(self, project: Project, path: str, commit: str) -> dict[str, str]:
        """What such a folder holds now at every path of its commit, and at HEAD: equal texts for equal content."""
        ...

    async def drop_checkout(self, project: Project, path: str) -> None:
        """Remove a folder made by ``clean_checkout``."""
        ...

    async def land(self, project: Project, landing: Landing) -> LandingResult:
        """Move the target from ``base`` to ``candidate``, once, and read it back."""
        ...

    async def landed(self, project: Project, landing: Landing) -> LandingResult:
        """What became of a landing that was cut short; repairs a half-done checkout, never lands anew."""
        ...


# ---------------------------------------------------------------- gates, files, journal


@dataclass(frozen=True, slots=True)
class GateResult:
    """What one run of a gate came to."""

    verdict: Verdict
    seconds: float
    detail: str
    """One clean line."""
    log: bytes
    """Output, bounded: beginning and end are kept."""


class GatePort(Protocol):
    """Runs one gate."""

    async def run(self, gate: Gate, folder: str, environment: Mapping[str, str]) -> GateResult:
        """Run it in ``folder``; the whole process set is gone when this returns or is cancelled. Never raises for
        a gate that fails: that is a verdict."""
        ...

    async def run_setup(
        self, argv: tuple[str, ...], folder: str, environment: Mapping[str, str], timeout_s: float
    ) -> GateResult:
        """Run a project's set-up step the same way."""
        ...

    async def named_files(
        self, argv: tuple[str, ...], environment: Mapping[str, str]
    ) -> tuple[tuple[str, str], ...]:
        """The operator's own files that an argument list names, outside any checkout: path and digest of the content.
        Raises ``PortError`` when they cannot be looked at."""
        ...


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What one claim about a file came to."""

    claim: str
    verdict: str
    """ok, missing, changed, to be created or refused."""
    detail: str
    holds: bool


class FilePort(Protocol):
    """Reads a worktree safely, and makes fleetui's own folders."""

    async def private_folder(self, path: str) -> None:
        """Make a folder that nobody else may enter, where it is missing."""
        ...

    async def check(self, worktree: str, claims: Sequence[tuple[str, int | None]]) -> tuple[FileCheck, ...]:
        """Each (path, line or ``None``) claim against the files now; never follows a link out, never hangs."""
        ...


@dataclass(frozen=True, slots=True)
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
