"""The fleet: what the journal says. Seats, runs, tasks, queues, evidence, landings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from fleetui.model.comparison import Comparisons
from fleetui.model.forge.acts import RemarkAct
from fleetui.model.forge.answers import SentOf
from fleetui.model.forge.issues.as_task import TakenIssue
from fleetui.model.forge.overriding import Overridden
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.forge.wishes.fetched import FetchedPull
from fleetui.model.forge.wishes.pull_acts import PullAct
from fleetui.model.hosted.seat import HostedSeat
from fleetui.model.landing_method import MERGE, Method
from fleetui.model.queue import Entry, Queue, is_still_next
from fleetui.model.review.reviews import Reviews
from fleetui.model.review.rules import ReviewRules
from fleetui.model.tokens import Tokens
from fleetui.model.value import value

if TYPE_CHECKING:
    from fleetui.model.anchors.probe import Probe
    from fleetui.model.evidence import EvidenceKey, Gate, GateEvidence
    from fleetui.model.happened.turns import Judgements, OpenTurn
    from fleetui.model.identities import PaneRef
    from fleetui.model.news import News
    from fleetui.model.status import Status
    from fleetui.model.task import Task
    from fleetui.model.touched import Trespass


@value
class Project:
    """One git repository, as configured, or as found around an adopted agent."""

    name: str
    path: str
    """Absolute path of the operator's checkout; empty for agents outside any repository."""
    base: str = "main"
    setup: tuple[str, ...] = ()
    """Argument list run once in every new worktree and gate checkout."""
    setup_keeps: tuple[str, ...] = ()
    """Paths that it makes, kept for later gate checkouts; empty keeps nothing."""
    setup_from: tuple[str, ...] = ()
    """Patterns of the files that decide what it makes."""
    setup_warm: tuple[str, ...] = ()
    """Run in its place where what is kept is there already; empty: the step itself."""
    copy: tuple[str, ...] = ()
    """Files copied from the checkout into new worktrees, such as ``.env``."""
    ports: tuple[int, int] = (0, 0)
    """First and last port handed out to agents; ``(0, 0)`` hands out none."""
    rules: tuple[str, ...] = ()
    """Standing rules: said with the first prompt of a run, in every handoff, and again now and then."""
    rules_every: int = 10
    """They are said again with every such follow-up; 0 says them only at first."""
    gates: tuple[Gate, ...] = ()
    on_red: str = "ask"
    """``tell``: a red gate is told to the agent by itself; ``ask``: only by the operator."""
    on_red_times: int = 2
    """How often for one task."""
    lead_told: bool = False
    """Whether its lead is told what gates of the lead's stage say."""
    gate_when: str = "idle"
    """``idle``: gates run by themselves once the agent rests; ``asked``: only on request."""
    declared: bool = True
    protected: tuple[str, ...] = ()
    """Path patterns whose change asks for a typed word before landing."""
    setup_timeout_s: float = 600.0
    tasks: str = ""
    """Folder of its task files inside the checkout; empty where they lie in fleetui's own."""
    anchors: tuple[tuple[str, str], ...] = ()
    """What is done with a wrong claim, by its kind: ``hold``, ``warn`` or ``off``; ``hold`` for the others."""
    probes: tuple[Probe, ...] = ()
    """What a claim may ask of the running thing."""
    review: ReviewRules | None = None
    """How its patches are reviewed; ``None`` where they are not."""
    forge: ForgeRules | None = None
    """Where its pull requests are; ``None`` where nobody asks for them."""
    hooks: tuple[str, ...] = ()
    """Argument list that checks what the commit hooks check; run on the base where a hook keeps refusing commits."""
    notes: bool = False
    """Whether the story of a landing is kept in the operator's repository, too, and not in the vault alone."""
    push: str = ""
    """Address that the target is pushed to after a landing; empty for none."""
    landing: str = MERGE
    """How its branches land: a name of ``METHODS``."""
    trailers: tuple[str, ...] = ()
    """What is added to the messages of commits that land, with names in braces to be filled in."""


LEAD = "lead"
"""The role of a seat that leads its project, and the stage of gates that advise it."""


class SeatState(StrEnum):
    """Whether a seat takes part."""

    ACTIVE = "active"
    PAUSED = "paused"
    HALTED = "halted"
    """Gave up after too many restarts; the operator starts it again."""
    ARCHIVED = "archived"


@value
class Seat:
    """An agent: a named place that outlives any process in it."""

    name: str
    profile: str
    project: str
    worktree: str
    slot: int
    """Its fixed place on the grid, from 0."""
    branch: str = ""
    role: str = ""
    task: str = ""
    state: SeatState = SeatState.ACTIVE
    run: str = ""
    """The current run's tag; empty while nothing runs."""
    before: str = ""
    """The tag of the run before it."""
    adopted: bool = False
    """True when the operator's own pane was taken over: its worktree is not fleetui's to remove."""
    command: tuple[str, ...] = ()
    """Overrides the profile's start command."""
    port: int = 0
    scratch: str = ""
    undeclared: bool = False
    """Gone from the configuration while a run lives: shown, never killed."""
    halted_because: str = ""


@value
class Run:
    """One process life of an agent in one pane."""

    tag: str
    seat: str
    pane: PaneRef
    started: float
    ended: float | None = None
    exit_code: int | None = None
    reason: str = ""
    """Why it ended."""
    adopted: bool = False
    screen: str = ""
    """Name of the stored text of its last screen, once it ended."""
    command: str = ""
    """What was started, as one would type it; known once it ended."""
    resume: str = ""
    """The command with which the program said it may be gone on with."""
    session: str = ""
    """The agent's own id of its session: that it was started with, then that which it had at its end."""
    resumed: bool = False
    """It goes on with a session that was there before."""
    unattended: bool = False
    """It asks nobody before it acts."""


@value
class Rescue:
    """A commit outside all branches with every tracked, staged and untracked byte of a worktree."""

    id: str
    seat: str
    project: str
    worktree: str
    commit: str
    at: float
    head: str = ""
    branch: str = ""
    files: int = 0
    """Files that differ from the worktree's head."""
    ignored: tuple[str, ...] = ()
    """Ignored paths that are not in it."""
    left_out: tuple[str, ...] = ()
    """Paths that could not be kept, each with its reason."""


@value
class Replacement:
    """A restart or stop under way; finished after a crash from the step it had reached."""

    id: str
    seat: str
    kind: str
    """restart, bare, resume or stop."""
    handoff: str = ""
    """Name of the stored handoff text."""
    old_run: str = ""
    session: str = ""
    """What the next run goes on with; empty for a fresh one."""
    step: str = "intended"
    """intended, rescued, stopped or started."""
    at: float = 0.0
    waived: bool = False
    """The operator chose to go on without a rescue."""


@value
class Landing:
    """One move of a target to an approved candidate."""

    id: str
    project: str
    seat: str
    branch: str
    target: str
    base: str
    head: str
    candidate: str
    tree: str
    at: float
    state: str = "intended"
    """intended, landed or refused."""
    detail: str = ""
    train: str = ""
    """What it shares with those that move the target in the same step; empty for one alone."""
    reverts: str = ""
    """The landed commit that it takes back; empty for a branch."""
    push: str = ""
    """intended, pushed, refused or unknown; empty where it was not to be pushed."""
    push_detail: str = ""
    method: Method = Method()
    pull: int = 0
    """The pull request that was merged at the forge instead; 0 where the target was moved here."""
    repository: str = ""
    """Where that is."""
    tested: str = ""
    """The commit on which the gates ran, where the forge made another one of it; ``candidate`` is that one then."""
    overridden: tuple[Overridden, ...] = ()
    """Open remarks that it was released over."""
    overridden_by: str = ""


@value
class Target:
    """Where a project's target stood last."""

    target: str
    commit: str
    """Empty when its branch is gone."""
    at: float
    how: str = "first"
    by: str = ""
    brings: tuple[str, ...] = ()
    lost: str = ""
    """The commit it stood on before it lost commits; empty when it holds them all."""


@value
class StuckRun:
    """A run that was found stuck and has not moved since."""

    run: str
    since: float
    """When something last moved."""
    reason: str = ""


@value
class Quiet:
    """How the operator wants not to be called by an agent. Nothing of it hides anything."""

    acknowledged: str = ""
    """Topic of the reason the operator knows of."""
    snoozed_until: float = 0.0
    muted: bool = False


@value
class Fleet:
    """Everything the journal says, up to and with record ``seq``."""

    seq: int = 0
    seats: Mapping[str, Seat] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
    """The current and the last run of every seat, by tag."""
    tasks: Mapping[str, Task] = field(default_factory=dict)
    """Those that were written down, by key. Of one with a file, what the file said is not in here."""
    trespasses: Mapping[str, Trespass] = field(default_factory=dict)
    """Seats that changed what their task says not to touch."""
    queues: Mapping[str, Queue] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    """The last journalled status of every seat."""
    stuck: Mapping[str, StuckRun] = field(default_factory=dict)
    """Those found stuck, by seat."""
    evidence: Mapping[EvidenceKey, GateEvidence] = field(default_factory=dict)
    """By tree or candidate commit, gate name and digest of what was run."""
    red_told: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Red gates that were told to a seat by themselves: what was worked on, and what failed on which files."""
    lead_told: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By seat the heads of its branch of which a lead was told, each with the entry that says it."""
    rescues: Mapping[str, Rescue] = field(default_factory=dict)
    replacements: Mapping[str, Replacement] = field(default_factory=dict)
    """Those under way, by seat."""
    landings: Mapping[str, Landing] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    """By project."""
    reviews: Reviews = field(default_factory=dict)
    """The latest of every branch, and those that are under way, by id."""
    remarks_sent: Mapping[str, SentOf] = field(default_factory=dict)
    """What others said that was sent to its author, by ``pull_key``."""
    checks_told: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By ``pull_key`` the commits whose red checks were told by themselves, each with the entry that says it."""
    remark_acts: Mapping[str, RemarkAct] = field(default_factory=dict)
    """Replies and resolves of which it is not known whether the forge has them."""
    pulls_fetched: Mapping[str, FetchedPull] = field(default_factory=dict)
    """Pull requests without an agent that the operator had fetched, by ``pull_key``."""
    pull_acts: Mapping[str, PullAct] = field(default_factory=dict)
    """What was to be done with pull requests, of which it is not known whether the forge did it."""
    issues: Mapping[str, TakenIssue] = field(default_factory=dict)
    """Issues that an agent was started on, by the key of their task."""
    hosted: Mapping[str, HostedSeat] = field(default_factory=dict)
    """Seats of hosted agents by name, those that went among them; their queues stand with the others."""
    restarts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Times of the latest starts of every seat, for the restart limit."""
    quiet: Mapping[str, Quiet] = field(default_factory=dict)
    """Seats that are acknowledged, snoozed or muted; no others."""
    turns: Mapping[str, OpenTurn] = field(default_factory=dict)
    """Those that began and were not judged, by seat."""
    judged: Mapping[str, Judgements] = field(default_factory=dict)
    """What became of the turns of every seat, as far as it still matters."""
    spent: Mapping[str, Tokens] = field(default_factory=dict)
    """In the judged turns of every seat, as far as their files told it."""
    task_spent: Mapping[str, Tokens] = field(default_factory=dict)
    """The same by the task that the seat had then."""
    dismissed: tuple[str, ...] = ()
    """Agents' command lines that no profile reads and that are not to be listed."""
    comparisons: Comparisons = field(default_factory=dict)
    """How often each source was wrong, by program and version."""
    news: Mapping[str, News] = field(default_factory=dict)
    """The latest of every seat that an operator who was away would want to know."""

    def ended_of(self, seat: str) -> Run | None:
        """The run of a seat that ended last: the current one, or the one before it."""
        found = self.seats.get(seat)
        if found is None:
            return None
        runs = (self.runs.get(found.run), self.runs.get(found.before))
        return next((run for run in runs if run and run.ended is not None), None)

    def run_of(self, seat: str) -> Run | None:
        """The run that lives in a seat, or ``None``."""
        found = self.seats.get(seat)
        return self.runs.get(found.run) if found and found.run else None

    def may_begin(self, seat: str, entry: Entry) -> bool:
        """Whether an entry is the one to send or do, in the words that it was looked at, of a seat that acts."""
        found = self.seats.get(seat)
        acts = found is not None and found.state is SeatState.ACTIVE
        return acts and is_still_next(self.queues.get(seat, ()), entry)
