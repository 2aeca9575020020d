"""What happened: facts in the past tense, as the journal keeps them.

Fields are strings, numbers, booleans, tuples of strings and ``PaneRef`` only, so a row can be read by anything.
``VERSION`` of a class is raised when its meaning changes; the journal upgrades older rows when it reads them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fleetui.model.identities import PaneRef
from fleetui.model.value import value


@value
class Event:
    """Something that happened."""

    VERSION: ClassVar[int] = 1
    TIMES: ClassVar[tuple[str, ...]] = ()
    """Fields that hold a time, seconds since the epoch; 0 stands for none."""


@value
class SeatEvent(Event):
    """Something that happened to one seat."""

    seat: str


@value
class OwnerChanged(Event):
    """A process became the owner of the fleet, or gave it up."""

    pid: int
    owning: bool
    screen: bool


@value
class SeatAdded(SeatEvent):
    """A seat exists: declared, added, or taken from a running pane."""

    profile: str
    project: str
    worktree: str
    slot: int
    branch: str = ""
    role: str = ""
    task: str = ""
    adopted: bool = False
    command: tuple[str, ...] = ()
    port: int = 0
    scratch: str = ""


@value
class SeatChanged(SeatEvent):
    """Some of a seat's settings changed; fields left ``None`` keep their value."""

    profile: str | None = None
    project: str | None = None
    worktree: str | None = None
    branch: str | None = None
    role: str | None = None
    task: str | None = None
    slot: int | None = None
    command: tuple[str, ...] | None = None
    undeclared: bool | None = None


@value
class SeatRenamed(SeatEvent):
    """A seat has a new name; its queue, runs and history go with it."""

    to: str


@value
class SeatStateChanged(SeatEvent):
    """A seat was paused, made active, halted or archived."""

    state: str
    reason: str = ""


@value
class RunStarted(SeatEvent):
    """A process began its life in a pane."""

    run: str
    pane: PaneRef
    adopted: bool = False
    session: str = ""
    """The agent's own id of the session that it was started with; empty where fleetui gave none."""
    resumed: bool = False
    """That session was there before: it was gone on with."""
    unattended: bool = False
    """It was told to ask nobody before it acts."""


@value
class RunEnded(SeatEvent):
    """A run is over."""

    run: str
    reason: str
    exit_code: int | None = None
    screen: str = ""
    """Name of the stored text of its last screen."""
    command: str = ""
    """What was started, as one would type it."""
    resume: str = ""
    """The command with which the program said it may be gone on with."""
    session: str = ""
    """The agent's own id of the session it had at its end, where that was seen."""


@value
class StatusChanged(SeatEvent):
    """An agent came into another phase."""

    TIMES = ("since", "reset_at")
    phase: str
    since: float
    source: str
    rule: str
    note: str = ""
    question: str = ""
    attempt: int = 0
    """Which try a limit is; 0 for one that does not try again by itself."""
    reset_at: float = 0.0
    """When a limit ends; 0 is not known."""
    resets: str = ""
    """The same in the agent's words: the same words later mean this time."""


@value
class StuckJudged(SeatEvent):
    """A run was found stuck, or it moves again."""

    TIMES = ("since",)
    run: str
    stuck: bool
    since: float
    """When something last moved."""
    reason: str = ""


@value
class ProgramDismissed(Event):
    """The operator wants an agent's command line that no profile reads listed no more, or again."""

    program: str
    dismissed: bool = True


@value
class SourceContradicted(SeatEvent):
    """What a source said of an agent contradicted for two seconds or more what counts, and did not come to count
    within ten. Told at most once a minute for each agent and rule."""

    program: str
    """The name of its profile."""
    release: str
    """The program's version; empty where nothing tells it."""
    rules: str
    """Digest of what the profile knows of the screen."""
    source: str
    rule: str
    said: str
    against: str
    """The source that counted when it began."""
    times: int
    """How often that happened since it was told last; 0 where one that was told goes on."""
    seconds: float


@value
class SourcesCompared(Event):
    """For how long agents of one program were watched since that was told last. Of a rest its first minute."""

    program: str
    release: str
    rules: str
    seconds: float


@value
class SourceDoubted(Event):
    """A source was wrong so often that what it rests on may be outdated; told once for each version."""

    program: str
    release: str
    rules: str
    source: str
    text: str


@value
class TaskAdded(Event):
    """A piece of work was written down. What a file says is read there: body and the like are of those without one."""

    task: str
    title: str
    body: str = ""
    done_when: str = ""
    project: str = ""
    file: str = ""
    """Its file, absolute; empty where there is none."""


@value
class IssueTaken(Event):
    """The text of an issue was kept, as the forge had it: an agent was given it, or it is another by now."""

    project: str
    number: int
    title: str
    url: str
    quote: str
    done_when: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    not_to_touch: tuple[str, ...] = ()
    updated: float = 0.0
    read: float = 0.0
    open: bool = True
    given: bool = True
    """To an agent that was started on it; else it was seen to be another."""


@value
class TaskStateChanged(Event):
    """A task's file says another state: open, done or dropped."""

    task: str
    project: str
    state: str


@value
class TrespassFound(SeatEvent):
    """An agent changed paths that its task says not to touch; told anew when they become others."""

    task: str
    paths: tuple[str, ...]
    patterns: tuple[str, ...]
    """Of each path the pattern that names it."""


@value
class TrespassEnded(SeatEvent):
    """What an agent changed holds no such path any more."""


@value
class EntryAdded(SeatEvent):
    """A follow-up or a step was queued; ``front`` puts it before all but what is under way, unconfirmed ones included.

    Version 1 knew no steps.
    """

    VERSION: ClassVar[int] = 2
    entry: str
    text: str
    entry_kind: str = "follow-up"
    front: bool = False
    step: str = ""
    """The step as it is written down; empty for what is typed."""
    literal: bool = False
    """Its text came from outside, as that of a task's file: braces in it are text, and nothing is filled in."""


@value
class EntryEdited(SeatEvent):
    """A waiting entry has a new text; it is queued again if it was held."""

    entry: str
    text: str
    step: str = ""
    """The step with its new words, where it is one."""


@value
class EntryAnchored(SeatEvent):
    """What was true of all that a follow-up claims was stored when it was queued or changed."""

    entry: str
    kept: str
    """Name of the stored text."""


@value
class EntryReanchored(SeatEvent):
    """The operator took a waiting follow-up's claims to where that is now; it is queued again if it was held."""

    entry: str
    text: str
    was: tuple[str, ...]
    """What was replaced, in the order of the text."""
    now: tuple[str, ...]
    """What stands there instead, one for each."""


@value
class EntryNoted(SeatEvent):
    """The operator sends a waiting follow-up as it is, with a note of what changed at its end."""

    entry: str
    note: str


@value
class EntryMoved(SeatEvent):
    """A waiting follow-up has another place among the live ones."""

    entry: str
    to: int


@value
class EntryGiven(SeatEvent):
    """A waiting entry went to the end of another agent's queue."""

    entry: str
    to: str


@value
class EntryHeld(SeatEvent):
    """A claim in a follow-up did not hold when it was to be sent."""

    entry: str
    reason: str


@value
class EntryReleased(SeatEvent):
    """The operator wants a held follow-up sent as it is, a held step to go on, or one that was not confirmed sent
    again."""

    entry: str


@value
class EntryTimed(SeatEvent):
    """A follow-up is not sent before a time: a condition such as ``after 2026-11-05T22:30:00+01:00`` or ``in 20m``."""

    entry: str
    not_before: str


@value
class EntryUrged(SeatEvent):
    """A follow-up may go at once, also to an agent that works, into its own queue; no time holds it any more."""

    entry: str


@value
class EntrySentOn(SeatEvent):
    """A follow-up may go to a run that rests after an error: the operator lets it, or the configuration does."""

    entry: str
    run: str
    after: str = ""
    """The cause of the error, where the configuration does."""


@value
class EntryCancelled(SeatEvent):
    """The operator took a follow-up out of the queue."""

    entry: str


@value
class RulesAdded(SeatEvent):
    """A follow-up that is about to go out is typed with the standing rules; empty takes them out again."""

    entry: str
    text: str


@value
class DeliveryIntended(SeatEvent):
    """A follow-up is about to be typed; nothing was typed before this was durable."""

    entry: str
    delivery: str
    run: str
    pane: PaneRef
    digest: str
    """SHA-256 of the bytes that will be typed."""


@value
class DeliveryPasted(SeatEvent):
    """The text stands in the pane; Enter was not typed."""

    entry: str
    delivery: str


@value
class DeliverySubmitted(SeatEvent):
    """Enter was typed."""

    entry: str
    delivery: str


@value
class DeliveryAccepted(SeatEvent):
    """The agent showed that it took the follow-up."""

    entry: str
    delivery: str
    sign: str
    """What showed it, or ``operator`` when the operator said so."""


@value
class DeliveryRefused(SeatEvent):
    """Nothing was typed; the follow-up waits again."""

    entry: str
    delivery: str
    reason: str


@value
class DeliveryUnknown(SeatEvent):
    """It was typed, perhaps; nothing confirms it."""

    entry: str
    delivery: str
    reason: str


@value
class EntryFilled(SeatEvent):
    """What a follow-up asks for was filled in: this is what is typed."""

    entry: str
    text: str


@value
class StepStarted(SeatEvent):
    """A step of a queue begins; nothing of it was done before this was durable."""

    entry: str
    work: str
    """Id of this attempt."""
    tree: str = ""
    """The tree it is done on, where it is done on one."""
    detail: str = ""
    """What it is about to make, such as the name of a branch: after a crash that is looked for."""


@value
class StepCut(SeatEvent):
    """A step that may be done twice did not come to its end: it waits, to begin again."""

    entry: str
    work: str
    reason: str


@value
class StepRound(SeatEvent):
    """A gate was red and its word goes to the agent: the step waits to run it again."""

    entry: str
    work: str
    round: int
    """How often that happened now."""
    tree: str
    """What it ran on."""
    after: str
    """The tree as the gate left it."""
    detail: str
    log: str = ""


@value
class StepDone(SeatEvent):
    """A step is over and the queue goes on."""

    entry: str
    work: str = ""
    detail: str = ""
    """What it came to, in one line."""
    tree: str = ""
    """The tree that is true of."""
    log: str = ""
    after: str = ""
    """The tree as it was left behind, where that is another."""

    @property
    def left(self) -> str:
        """The tree that it left behind, as far as that is known."""
        return self.after or self.tree


@value
class StepHeld(SeatEvent):
    """A step cannot go on by itself: the operator decides."""

    entry: str
    reason: str
    work: str = ""
    tree: str = ""
    log: str = ""
    after: str = ""
    """As of ``StepDone``."""

    @property
    def left(self) -> str:
        """The tree that it left behind, as far as that is known."""
        return self.after or self.tree


@value
class TurnBegan(SeatEvent):
    """An agent began to work on something: a follow-up, or what was typed to it."""

    TIMES = ("began",)
    turn: str
    run: str
    began: float
    entry: str = ""
    tree: str = ""
    """Name of the stored text that says what its worktree held then; empty where that was not looked at in time."""
    base: str = ""
    """The commit that its project's base branch stood on then."""


@value
class AnchorChanged(SeatEvent):
    """Somebody else changed what a follow-up stands on, while its turn runs."""

    turn: str
    entry: str
    state: str
    """``drifted`` or ``contested``."""
    path: str
    by: str
    lines: str = ""
    """Those that the follow-up speaks of and that another agent touches, such as ``12-14``; empty for none."""


@value
class TurnJudged(SeatEvent):
    """A turn is over, and what it reported was compared with what is so. Its three columns have one row for each
    difference; none is a turn in which nothing differs."""

    turn: str
    run: str
    entry: str = ""
    prompt: str = ""
    kinds: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    founds: tuple[str, ...] = ()
    reported: int = -1
    """How many were reported; -1 where there is no number."""
    in_files: int = -1
    unchecked: tuple[str, ...] = ()
    evidence: str = ""
    """Name of the stored text that says what it was judged by."""
    tokens: tuple[int, ...] = ()
    """What it took: sent anew, written to the provider's cache, read from it, answered; empty where that is not
    known."""


@value
class TurnSettled(SeatEvent):
    """The operator dealt with what a turn left undone."""

    turn: str
    how: str
    """``queued`` again, or ``known``."""


@value
class RescueMade(SeatEvent):
    """Every byte of a worktree was kept in a commit outside all branches, and read back."""

    rescue: str
    project: str
    worktree: str
    commit: str
    head: str = ""
    branch: str = ""
    files: int = 0
    ignored: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@value
class RescueRestored(SeatEvent):
    """A rescue was written back into a folder."""

    rescue: str
    into: str


@value
class WorktreeRemoved(SeatEvent):
    """The operator had a worktree taken away; its rescue was made before."""

    worktree: str
    rescue: str = ""
    branch: str = ""
    """The branch that went with it because it had landed; empty where it stays."""
    left_out: tuple[str, ...] = ()
    """What the rescue does not hold; the operator typed the agent's name for it."""


@value
class ReplacementIntended(SeatEvent):
    """A restart or stop begins."""

    replacement: str
    kind: str
    old_run: str = ""
    handoff: str = ""
    session: str = ""
    """What the next run goes on with; empty for a fresh one."""


@value
class RescueWaived(SeatEvent):
    """The operator chose, by typing the agent's name, that a restart or stop goes on without a rescue."""

    replacement: str
    worktree: str
    """Of whose files nothing was kept."""
    unrescued: str = ""
    """Why the rescue before could not be had, where one was tried."""


@value
class ReplacementStepped(SeatEvent):
    """A restart or stop finished one of its steps: rescued, stopped or started."""

    replacement: str
    step: str
    detail: str = ""


@value
class ReplacementEnded(SeatEvent):
    """A restart or stop is over; ``failed`` says why it did not come to its end."""

    replacement: str
    failed: str = ""


@value
class GateStarted(SeatEvent):
    """A gate began on one candidate. Version 1 did not say what was run, version 2 not on which files."""

    VERSION: ClassVar[int] = 3
    project: str
    gate: str
    candidate: str
    digest: str
    """Of everything that was run: ``digest_of`` the gate."""
    tree: str = ""
    """The files that it ran on; empty where its word is about the commit alone."""


@value
class RedGateTold(SeatEvent):
    """A red gate was told to the agent by itself, because its project wants that; its log's end is the entry's text."""

    work: str
    """What it is counted for: the task, or the branch where there is none."""
    gate: str
    about: str
    """Gate, and tree or commit that it failed on."""
    entry: str


@value
class LeadTold(SeatEvent):
    """The lead of a project was told what gates of its stage say of this agent's branch, because the project wants
    that."""

    lead: str
    head: str
    entry: str


@value
class GateCut(SeatEvent):
    """A gate did not come to its end: it proved nothing, and runs again by itself. Version 1 did not say on which
    files."""

    VERSION: ClassVar[int] = 2
    project: str
    gate: str
    candidate: str
    digest: str
    reason: str
    counts: bool = True
    """False where nothing is wrong with it, such as a change of owner: that may happen any number of times."""
    becomes: str = ""
    """The digest of what it would run now, where that changed while it ran."""
    tree: str = ""


@value
class GateFinished(SeatEvent):
    """A gate came to its word on one candidate. Version 1 did not say what was run, version 2 not on which files."""

    VERSION: ClassVar[int] = 3
    project: str
    gate: str
    candidate: str
    digest: str
    verdict: str
    seconds: float = 0.0
    detail: str = ""
    log: str = ""
    tree: str = ""
    tries: int = 1
    """How often it was run for this word."""
    tests: int = -1
    """How many tests passed; -1 where that was not counted."""


@value
class ReviewAsked(SeatEvent):
    """A patch or a document of this seat waits for the review seat: a new subject, or the next round of one."""

    review: str
    project: str
    branch: str
    document: str = ""
    """A file of its worktree; empty for the branch's patch."""


@value
class ReviewStarted(SeatEvent):
    """A round began: a fresh reviewer for each lens is told to refute exactly this. Version 1 had one for all lenses,
    which its last fields tell of."""

    VERSION: ClassVar[int] = 2
    review: str
    round: int
    head: str
    patch: str
    """The name of the patch, or of the document's text."""
    lenses: tuple[str, ...] = ()
    text: str = ""
    """The stored text that they are given."""
    reviewer: str = ""
    profile: str = ""
    who: str = ""
    checkout: str = ""
    folder: str = ""


@value
class ReviewerStarted(SeatEvent):
    """The reviewer of one lens has a seat, and is told to refute what its round is about."""

    review: str
    lens: str
    reviewer: str
    """The reviewer's seat."""
    profile: str
    who: str
    """What kind of agent it is, and why this one."""
    lane: int
    checkout: str
    folder: str


@value
class ReviewerEnded(SeatEvent):
    """The reviewer of one lens came to its word: ``accepted``, ``rejected``, or ``failed`` where none counts."""

    review: str
    lens: str
    state: str
    detail: str
    findings: tuple[str, ...] = ()
    """The earlier ones that it was asked about, and its own, which have no id yet."""
    refused: tuple[str, ...] = ()


@value
class ReviewEnded(SeatEvent):
    """A round is over: ``accepted``, ``rejected``, or ``failed`` where there is no verdict that counts."""

    review: str
    round: int
    state: str
    detail: str
    findings: tuple[str, ...] = ()
    """Those of all rounds, each as ``model.review.findings.written`` writes it down."""
    refused: tuple[str, ...] = ()


@value
class ReviewClosed(SeatEvent):
    """A subject was given up before it was accepted: the next one has the seat."""

    review: str
    reason: str


@value
class RemarksSent(SeatEvent):
    """What others said in a pull request was queued for its author, in one step with the entry that says it."""

    project: str
    number: int
    head: str
    """The newest commit then."""
    entry: str
    remarks: tuple[str, ...]
    """Each as ``model.forge.answers.written`` writes it down."""
    by_itself: bool = False
    """Because its project wants that, and not on a key."""


@value
class RemarkActIntended(Event):
    """The operator's key is about to say something in a pull request, or to resolve a thread there."""

    act: str
    project: str
    number: int
    remark: str
    """What the forge calls the thread, review or comment that is answered; empty for none."""
    kind: str
    """``reply``, ``comment`` or ``resolve``."""
    text: str = ""
    """What is said; empty for a resolve."""
    known: tuple[str, ...] = ()
    """What the operator said there before in the same words, as the forge calls it."""


@value
class RemarkActEnded(Event):
    """That is ``done``, was ``refused``, or is ``unknown``: the forge did not answer, and does not show it."""

    act: str
    project: str
    number: int
    state: str
    detail: str = ""
    url: str = ""


@value
class PullActIntended(Event):
    """The operator's key is about to have something done with a pull request, such as checks that run again."""

    act: str
    project: str
    number: int
    """0 for one that is to be made."""
    kind: str
    about: str
    """What it is done to, such as the run of a workflow."""
    before: str = ""
    """What the forge showed of that before."""


@value
class PullActEnded(Event):
    """That is ``done``, was ``refused``, or is ``unknown``: the forge did not answer, and does not show it."""

    act: str
    project: str
    number: int
    kind: str
    state: str
    detail: str = ""
    where: str = ""
    """What came of it, such as the address of what was made."""


@value
class LandingIntended(SeatEvent):
    """The operator approved one candidate and its landing begins.

    Those of a train are written in one step, in its order: the target moves once, from the first ``base`` to the last
    ``candidate``.
    """

    landing: str
    project: str
    branch: str
    target: str
    base: str
    head: str
    candidate: str
    tree: str
    train: str = ""
    """What those of one train share; empty for one alone."""
    reverts: str = ""
    """The landed commit that it takes back; empty for a branch."""
    method: str = "merge"
    """merge, squash or rebase; with the next three a ``Method``."""
    commits: int = 0
    since: tuple[str, ...] = ()
    restores: str = ""
    pull: int = 0
    """The pull request that is merged at the forge instead; 0 where the target is moved here."""
    repository: str = ""
    """Where that is: ``owner/name`` or ``host/owner/name``."""


@value
class LandingEnded(SeatEvent):
    """A landing is over: ``landed``, read back from the target, or ``refused`` with nothing moved.

    One whose ``landing`` was never intended was refused at the approving key.
    """

    landing: str
    state: str
    detail: str = ""
    commit: str = ""
    """What the forge merged it as; empty where it is the candidate itself."""


@value
class PushIntended(SeatEvent):
    """What landed is about to be pushed to where the project says."""

    landing: str
    address: str


@value
class PushEnded(SeatEvent):
    """A push is over, by what the other side holds: ``pushed``, ``refused``, or ``unknown`` where it did not answer."""

    landing: str
    state: str
    detail: str = ""


@value
class TargetMoved(Event):
    """A project's target stands on another commit than the journal knew."""

    project: str
    target: str
    old: str
    """Empty at the first look."""
    new: str
    """Empty when the branch is gone."""
    how: str
    """``first``, ``landed``, ``forward``, ``back``, ``sideways``, ``gone``, or ``returned`` to hold what was lost."""
    by: str = ""
    """What the reflog says of it."""
    brings: tuple[str, ...] = ()
    """Seats whose work came into it without a landing."""


@value
class AttentionAcknowledged(SeatEvent):
    """The operator knows why this agent waits; ``topic`` says which reason that was."""

    topic: str


@value
class AcknowledgementEnded(SeatEvent):
    """An acknowledged reason is gone or was taken back: the next one calls again."""

    reason: str = ""


@value
class AgentSnoozed(SeatEvent):
    """An agent calls nobody until a time, whatever its reason; 0 wakes it."""

    TIMES = ("until",)
    until: float


@value
class MuteChanged(SeatEvent):
    """An agent raises no alert from now on, or does again."""

    muted: bool


@value
class QuestionAnswered(SeatEvent):
    """The operator answered an agent's dialog with one of its choices. What is typed through is not kept."""

    question: str
    """Its first line."""
    choice: str


@value
class AgentInterrupted(SeatEvent):
    """The operator stopped the turn that an agent worked on."""

    run: str


@value
class ServerDied(Event):
    """A tmux server is gone, and with it every run in it."""

    socket: str
    seats: tuple[str, ...]


@value
class Noted(Event):
    """Something worth keeping that changes nothing: an error, an operator's act outside the fleet."""

    subject: str
    text: str


@value
class Record:
    """One row of the journal."""

    seq: int
    at: float
    """Seconds since the epoch, on the clock of the process that reads. ``seq`` is the order."""
    event: Event


def shifted(event: Event, by: float) -> Event:
    """The same event on a clock that is ``by`` seconds ahead of the one its times were taken from."""
    times = {name: at + by for name in event.TIMES if (at := getattr(event, name))} if by else {}
    return replace(event, **times) if times else event


def kinds() -> dict[str, type[Event]]:
    """Every kind of event by its journal name, such as ``entry-added``."""
    found: dict[str, type[Event]] = {}
    waiting: list[type[Event]] = [Event]
    while waiting:
        for child in waiting.pop().__subclasses__():
            waiting.append(child)
            if child.__name__ != SeatEvent.__name__:  # by name: slots make a class twice, both are listed
                found[kind_of(child)] = child
    return found


def kind_of(event: type[Event]) -> str:
    """The journal name of a kind of event."""
    name = event.__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
