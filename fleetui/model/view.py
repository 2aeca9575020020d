"""What the screen gets: fleet and sight joined, one value per agent.

An ``AgentView`` is the same object until something a person could see changed; ages are ticked by the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from fleetui.model.approval import Tier
from fleetui.model.attention import Attention
from fleetui.model.clean import clean_line
from fleetui.model.comparison import Comparison
from fleetui.model.evidence import Candidate, EvidenceKey, FileChange, GateEvidence, Verdict
from fleetui.model.fleet import Project, Run, Seat, SeatState
from fleetui.model.forecast import Beside
from fleetui.model.forge.answers import Heard
from fleetui.model.forge.issues.issue import IssueList
from fleetui.model.forge.merging import PullNow, PullRelease
from fleetui.model.forge.overriding import Overridden, Overriding
from fleetui.model.forge.pull import Pull, PullList
from fleetui.model.forge.wishes.fetched import FetchedPull
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.model.happened.success import Against
from fleetui.model.happened.turns import Judgements, OpenTurn
from fleetui.model.hosted.agent import HostedAgent
from fleetui.model.hosted.seat import HostedSeat
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.identities import PaneRef
from fleetui.model.judge import FINE, Judgement
from fleetui.model.landing_method import Method
from fleetui.model.landing_order import Place
from fleetui.model.news import News
from fleetui.model.paneless import PanelessAgent
from fleetui.model.queue import Entry, EntryState, live
from fleetui.model.quota import AccountQuota
from fleetui.model.review.marks import ReviewMark
from fleetui.model.screen import Frame
from fleetui.model.session import SessionFacts
from fleetui.model.standing_rules import NO_RULES, RulesPlan
from fleetui.model.status import NO_BACKGROUND, UNOBSERVED, Background, Context, Phase, Question, Status
from fleetui.model.task import Task
from fleetui.model.tokens import Tokens
from fleetui.model.touched import Touched
from fleetui.model.train_order import BetterOrder
from fleetui.model.unfinished import Unfinished
from fleetui.model.value import value


@value
class ProcessFacts:
    """What runs below a pane."""

    alive: bool
    cpu_percent: int = 0
    """Of one core, quantised so that noise does not repaint."""
    rss_mb: int = 0
    running: str = ""
    """Name of the busiest child where one is busy, else of the deepest, such as ``pytest``."""
    count: int = 0
    busy_percent: int = 0
    """What that child alone takes of one core, quantised; 0 where none is busy."""


@value
class ChangedFile:
    """One file that differs from the base."""

    path: str
    added: int
    deleted: int


@value
class GitFacts:
    """A worktree as seen through the vault; nothing configured in it ran."""

    branch: str
    """Empty when detached."""
    head: str
    base: str
    """The base branch's commit these figures are against."""
    ahead: int = 0
    behind: int = 0
    dirty: int = 0
    """Files changed or untracked and not committed."""
    added: int = 0
    deleted: int = 0
    files: tuple[ChangedFile, ...] = ()
    commits: tuple[str, ...] = ()
    """Subjects ahead of the base, newest first, at most 20."""
    unfinished: Unfinished | None = None
    """What stands in the middle there, so that it is on no branch."""
    at: float = field(default=0.0, compare=False)


@value
class GateMark:
    """A gate as a tile shows it."""

    gate: str
    verdict: Verdict
    at: float = 0.0
    detail: str = ""
    log: str = ""
    tries: int = 1
    """How often it was run for this word: a pass on a second try is shown as one."""
    commit: str = ""
    """What it ran on: the candidate itself, or another commit with the same files."""


@value
class AgentView:
    """All that is known of one agent."""

    seat: Seat
    status: Status = UNOBSERVED
    attention: Attention | None = None
    """The most urgent reason; ``None`` when nothing waits."""
    question: Question | None = None
    context: Context | None = None
    frame: Frame | None = None
    queue: tuple[Entry, ...] = ()
    """Live entries in order."""
    rules: RulesPlan = NO_RULES
    """Which of them go out with the standing rules."""
    waits: str = ""
    """Why the first of them is not being sent now, such as ``working``; empty when it is, or when it is not queued."""
    waits_since: float | None = None
    """Since when that one has been the first."""
    gates: tuple[GateMark, ...] = ()
    documents: tuple[ReviewMark, ...] = ()
    """The reviews of its documents."""
    advice: tuple[GateMark, ...] = ()
    """What gates say of its uncommitted files: no evidence."""
    branch_advice: tuple[GateMark, ...] = ()
    """What gates of the lead's stage say of its branch as committed: no evidence."""
    against: Against | None = None
    """The gate that speaks against its report of success, where one does."""
    turn: OpenTurn | None = None
    """The turn that runs, or that is being judged."""
    cost: float | None = None
    """Dollars that its session cost, where it says so itself; ``None`` where it does not."""
    spent: Tokens | None = None
    """In all its turns that were judged, as far as their files told it; ``None`` where none did."""
    task_spent: Tokens | None = None
    """The same of its task, by all who had it."""
    turns: Judgements = ()
    """What became of its turns, as far as it still matters, oldest first."""
    task: Task | None = None
    touched: tuple[Touched, ...] = ()
    """What it changed, committed or not, although its task says not to touch it."""
    pull: Pull | None = None
    """The open pull request of its branch."""
    runs_into: tuple[Beside, ...] = ()
    """Other agents whose work and its own keep each other from merging, committed or not."""
    hosted: HostedSight | None = None
    """What its forge says, for one that runs at its maker's: it never has a pane."""
    pane: PaneRef | None = None
    unattended: bool = False
    """Its run was told to ask nobody before it acts."""
    process: ProcessFacts | None = None
    git: GitFacts | None = None
    lost: str = ""
    """Why its folder is no longer the worktree it was given; empty while it is. ``git`` is then older."""
    ended: Run | None = None
    """The run of this seat that ended last."""
    draft: str | None = None
    own_queue: tuple[str, ...] = ()
    background: Background = NO_BACKGROUND
    """What it left running although its turn is over."""
    judgement: Judgement = FINE
    session: SessionFacts | None = None
    """What its own session file says; ``None`` where none is surely its own."""
    untested: str = ""
    """The version of its program, when no screen of it was ever captured: it may be read wrongly."""
    comparison: Comparison | None = None
    """What the sources of its program's version were worth so far, all its agents together."""
    last_output: float | None = None
    """When the pane last changed."""
    stale_since: float | None = None
    """When the last good observation was, if it is older than it should be."""
    doing: str = ""
    """What fleetui does to it now, such as ``restart: rescue``."""
    snoozed_until: float | None = None
    """It calls nobody before this time; ``None`` when it may."""
    muted: bool = False
    """It raises no alert; on screen it is as loud as others."""
    news: News | None = None
    """The latest that matters to somebody who was away."""

    @property
    def name(self) -> str:
        """The seat's name."""
        return self.seat.name

    @property
    def calls(self) -> bool:
        """True while it waits for the operator and that is neither acknowledged nor snoozed."""
        return self.attention is not None and not self.attention.acknowledged and self.snoozed_until is None

    @property
    def alive(self) -> bool:
        """True while its run is known to live."""
        return self.pane is not None and (self.process is None or self.process.alive)

    @property
    def queued(self) -> int:
        """How many entries wait."""
        return sum(1 for entry in live(self.queue) if entry.state is not EntryState.ACCEPTED)


@value
class BranchRow:
    """One branch on the merge board."""

    seat: str
    project: str
    branch: str
    target: str
    head: str
    candidate: Candidate | None
    gates: tuple[GateMark, ...]
    ahead: int
    behind: int
    dirty: int
    """Files in the worktree that are not committed, so not in the candidate."""
    protected: tuple[str, ...] = ()
    """Protected paths among those the candidate changes, as people read them."""
    touched: tuple[Touched, ...] = ()
    """Paths that its agent changed although its task says not to touch them."""
    alarm: str = ""
    """What was done to the target by other hands, when it lost commits."""
    may_land: bool = False
    why_not: str = ""
    """Why it may not land; empty when it may."""
    word_for: str = ""
    """Why a word must be typed to approve it; empty when ``m`` is enough."""
    task: str = ""
    """Id of its agent's task."""
    landed: str = ""
    """Commit it landed as, once it did; ``gates`` are then what it landed on."""
    forecast: tuple[Beside, ...] = ()
    """What this branch and the work of each other agent do to each other; those it runs into first."""
    place: Place | None = None
    """Where it stands in the order that breaks least; ``None`` where that is not known."""
    released: float = 0.0
    """When that was released."""
    review: ReviewMark | None = None
    """What somebody else found in its patch; ``None`` where the project has no review."""
    fetched: FetchedPull | None = None
    """The pull request that it is, which no agent of the fleet made; ``None`` for a branch of an agent."""
    landed_pull: int = 0
    """The pull request that was merged at the forge instead; 0 where it landed here, or did not."""
    landed_over: tuple[Overridden, ...] = ()
    """Open remarks of its pull request that a typed word overrode."""
    taken_back: str = ""
    """Commit that took that back since."""
    pushed: str = ""
    """What became of its push; empty where it was not to be pushed."""
    method: Method | None = None
    """How it landed, or else would; ``None`` where there is no candidate."""
    pull: Pull | None = None
    """Its open pull request; ``None`` where there is none, or nobody asked."""
    unpushed: Unpushed | None = None
    """How it lies to that, where both differ and that was looked at."""
    pull_now: PullNow | None = None
    """The same with all that decides about its merge, where it is merged at the forge."""
    pull_release: PullRelease | None = None
    """What approving it merges at the forge; ``None`` where it lands here."""

    @property
    def overridable(self) -> tuple[Overridden, ...]:
        """Open remarks of its pull request where they alone keep it out: a typed word releases it over them."""
        return self.pull_release.overridden if self.pull_release else ()

    @property
    def can_release(self) -> bool:
        """True where the operator can release it now: it may land, or only what a word overrides keeps it out."""
        return not self.landed and (self.may_land or bool(self.overridable))

    @property
    def is_behind(self) -> bool:
        """True where it has work of its own and lacks commits of its target."""
        return bool(self.ahead and self.behind and not self.landed and not self.fetched)

    @property
    def ungated(self) -> bool:
        """True for a pull request without an agent on which a gate waits for the operator's key, and none runs."""
        first = next((mark.verdict for mark in self.gates if mark.verdict is not Verdict.PASS), None)
        made = self.candidate is not None and bool(self.candidate.commit)
        waits = first in (Verdict.NONE, Verdict.OUTDATED)
        return self.fetched is not None and made and not self.landed and waits

    @property
    def who(self) -> str:
        """Its agent; of a pull request without one, its author."""
        return clean_line(self.fetched.author, 40) or "nobody" if self.fetched else self.seat

    @property
    def files(self) -> tuple[FileChange, ...]:
        """What the candidate changes; nothing is known without one."""
        return self.candidate.files if self.candidate else ()


@value
class TrainView:
    """The train that is being made ready on this dashboard."""

    project: str
    target: str
    rows: tuple[BranchRow, ...]
    """In order; each candidate is built on the one before."""
    out: tuple[BranchRow, ...] = ()
    """Those that dropped out, and why they may not land in it."""
    reverts: bool = False
    """It takes back what landed."""
    better: BetterOrder | None = None
    """Another order in which fewer of it must be done again."""

    @property
    def why_not(self) -> str:
        """Why it may not be released now; empty when it may."""
        if not self.rows:
            return (
                "nothing of it is left: every branch dropped out" if self.out else "its candidates are built"
            )
        waits = next((row for row in self.rows if not row.may_land), None)
        return f"{waits.branch}: {waits.why_not}" if waits else ""


@value
class FoundAgent:
    """An agent that runs in tmux and has no seat yet."""

    suggested: str
    """A valid free name."""
    profile: str
    pane: PaneRef
    cwd: str
    repository: str
    """Top folder of its repository, or empty."""
    branch: str
    where: str
    """session:window.pane, cleaned, for people."""
    phase: Phase = Phase.UNKNOWN
    """By its screen alone, where that could be read."""
    question: str = ""
    """What it asks, in one line."""
    program: str = ""
    """What an agent's command line is called that no profile reads."""

    @property
    def advice(self) -> str:
        """What to type to have it read, for one that no profile reads."""
        name = self.program.lower().replace(" ", "-")
        return f"agent? add a profile: fleetui profile new {name} --pane {self.pane.pane}"


@value
class PortHealth:
    """A part of the world that does not answer as it should."""

    port: str
    """tmux, git, processes, journal, config, approval; ``tmux SOCKET`` is one server."""
    text: str
    since: float
    severe: bool = False


@value
class FleetView:
    """All that a screen can show."""

    agents: tuple[AgentView, ...] = ()
    """By slot; archived seats are not in it."""
    projects: Mapping[str, Project] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    """Each project's base branch commit, where known."""
    board: tuple[BranchRow, ...] = ()
    pulls: Mapping[str, PullList] = field(default_factory=dict)
    """Open pull requests by project; each with its age, and with the reason where nothing newer is known."""
    heard: tuple[Heard, ...] = ()
    """What was said in open pull requests, as far as that was asked; each with its age, as ``pulls``."""
    issues: Mapping[str, IssueList] = field(default_factory=dict)
    """What the queries for issues found, by project; with age and reason, as ``pulls``."""
    hosted: tuple[HostedAgent, ...] = ()
    """The hosted agents that are known, by which pull requests are told."""
    gone: HostedSeat | None = None
    """The seat of a hosted agent that went last, and can come back."""
    train: TrainView | None = None
    found: tuple[FoundAgent, ...] = ()
    unread: tuple[FoundAgent, ...] = ()
    """Agents that no profile reads, in the operator's tmux; none of a program that was dismissed."""
    tasks: Mapping[str, Task] = field(default_factory=dict)
    overridings: tuple[Overriding, ...] = ()
    """Releases over open remarks, the newest first."""
    landed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The commit that each branch landed as last, by project and branch."""
    health: tuple[PortHealth, ...] = ()
    owner: str = "none"
    """``self`` when this process acts, ``other`` when another does, ``none`` while it is not known."""
    owner_pid: int = 0
    evidence: Mapping[EvidenceKey, GateEvidence] = field(default_factory=dict)
    seq: int = 0
    observed: float = field(default=0.0, compare=False)
    """When the last tick ended."""
    clock_moved: float = 0.0
    """Seconds to add to a time in here to read it by the machine's clock; 0 unless that was set meanwhile."""
    tier: Tier | None = None
    """Where this dashboard stands, by who can press its keys; ``None`` while that is not known."""
    quotas: tuple[AccountQuota, ...] = ()
    """What each account may still spend, as far as its agents say it."""
    dismissed: tuple[str, ...] = ()
    """Programs that no profile reads and that are not to be listed."""
    paneless: tuple[PanelessAgent, ...] = ()
    """Agents that run without a pane: seen, and never typed to."""
    comparisons: tuple[Comparison, ...] = ()
    """What the sources of each program and version were worth, read by the rules of today."""
    ready: bool = False
    """False until the first observation is in: an empty fleet is not yet known to be empty."""

    def agent(self, name: str) -> AgentView | None:
        """The agent of this name."""
        return next((agent for agent in self.agents if agent.name == name), None)

    def heard_of(self, project: str, number: int) -> Heard | None:
        """What was said in a pull request; ``None`` where nobody asked yet."""
        return next((one for one in self.heard if (one.project, one.number) == (project, number)), None)

    def behind(self, project: str) -> tuple[BranchRow, ...]:
        """The branches of a project that have work of their own and lack commits of their target."""
        return tuple(row for row in self.board if row.project == project and row.is_behind)

    def releasable(self) -> tuple[BranchRow, ...]:
        """Every row that a release can be of: the board's, and those of the train."""
        return (*self.board, *(self.train.rows if self.train else ()))

    def servers(self) -> tuple[PortHealth, ...]:
        """The tmux servers that do not answer; severe ones died."""
        return tuple(one for one in self.health if one.port.startswith("tmux "))

    def waiting(self) -> tuple[AgentView, ...]:
        """The agents that wait for the operator, most urgent and longest first; behind them those that do not call."""
        wanting = [agent for agent in self.agents if agent.attention]
        return tuple(sorted(wanting, key=_urgency))


def _urgency(agent: AgentView) -> tuple[bool, int, float, str]:
    assert agent.attention is not None  # noqa: S101 - only agents with attention are sorted
    return (not agent.calls, agent.attention.want, agent.attention.since, agent.name)


EMPTY = FleetView()

__all__ = [
    "EMPTY",
    "AgentView",
    "BranchRow",
    "ChangedFile",
    "FleetView",
    "FoundAgent",
    "GateMark",
    "GitFacts",
    "PortHealth",
    "ProcessFacts",
    "SeatState",
    "TrainView",
]
