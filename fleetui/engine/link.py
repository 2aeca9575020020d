"""What a screen or the command line may ask of the engine: one view, commands, questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fleetui.model.anchors.claim import Mood
from fleetui.model.anchors.correction import Correction
from fleetui.model.anchors.finding import Checked
from fleetui.model.approval import Press, Terms
from fleetui.model.blueprints import Blueprint
from fleetui.model.clean import clean_line
from fleetui.model.commands import Approval, Command, Outcome, RemarkAnswer
from fleetui.model.condition_parts import Judged
from fleetui.model.expansion import Filling
from fleetui.model.explained import Explanation
from fleetui.model.figures.report import Report, Wanted
from fleetui.model.fleet import Rescue
from fleetui.model.forge.answers import Heard
from fleetui.model.forge.issues.issue import IssueList
from fleetui.model.forge.pull import PullList
from fleetui.model.forge.wishes.draft import PullDraft
from fleetui.model.forge.wishes.pull_acts import PullWish
from fleetui.model.forge.wishes.red_checks import RedChecks
from fleetui.model.landing_story import Prompt
from fleetui.model.news import News
from fleetui.model.origin import Why
from fleetui.model.screen import Line
from fleetui.model.train import Proposal
from fleetui.model.value import value
from fleetui.model.view import BranchRow, FleetView, FoundAgent, TrainView


@value
class AskScrollback:
    """Lines of a pane with its history, oldest first."""

    name: str
    lines: int = 2000
    width: int = 0
    """Cells of a row where it is shown: text of a session file is folded to fit; 0 where only the pane's count."""


@value
class AskDiff:
    """The difference of an agent's worktree, uncommitted changes included, from its base."""

    name: str


@value
class AskBoard:
    """The rows of the merge board with a forecast of now, which a command that ends at once does not wait for."""


@value
class AskCandidateDiff:
    """The difference that the present candidate of an agent's branch would bring to its base."""

    name: str


@value
class AskHandoff:
    """The handoff a restart would give now."""

    name: str


@value
class AskRestart:
    """What a restart or kill would keep and stop."""

    name: str


@value
class AskRemoval:
    """What would go and stay if an agent were removed."""

    name: str


@value
class AskProgram:
    """Why a run of this profile could not start, such as a program that is not there; empty when it could."""

    profile: str


@value
class AskProfiles:
    """Names of the profiles whose program is there, as a new agent may have them; ``claude`` first where it is one."""


@value
class AskLog:
    """A stored text, such as a gate's log, by name."""

    log: str


@value
class AskGateLog:
    """What a gate that runs wrote so far; an error once it does not run in the process that is asked."""

    commit: str
    """What it runs on."""
    gate: str


@value
class AskJournal:
    """The latest records as (seq, at, kind, seat or empty, one clean line)."""

    limit: int = 200
    seat: str = ""


@value
class AskFigures:
    """Figures of what the fleet did, over those samples that are wanted."""

    wanted: Wanted


@value
class AskNews:
    """What happened after a time that an operator who was away would want to know, oldest first."""

    since: float


@value
class AskAnchors:
    """What the claims in a draft, or in an entry, look like in an agent's worktree now."""

    name: str
    text: str
    kept: str = ""
    """``Entry.kept`` of an entry: what was true when it was queued."""


@value
class AskCorrection:
    """A waiting follow-up put right by what stands in the agent's worktree now."""

    name: str
    entry: str
    """Its id."""


@value
class AskHistory:
    """The texts of the follow-ups that this agent was given, newest first, each once, as they were written."""

    name: str


@value
class AskFillings:
    """What each thing in braces in a draft would be filled in with now, in an agent's worktree."""

    name: str
    text: str


@value
class AskFiles:
    """Paths of files in an agent's worktree that have these letters in order, the nearest first."""

    name: str
    wanted: str
    most: int = 30


@value
class AskArrival:
    """What each of these agents would get otherwise than a draft is written, in a line for each kind of agent."""

    names: tuple[str, ...]
    text: str


@value
class AskNeverTyped:
    """Why a draft could never be typed to each of these agents, as ``NAME: why``; none for one it could be typed to."""

    names: tuple[str, ...]
    text: str


@value
class AskBlueprints:
    """Every blueprint, read now."""


@value
class AskRescues:
    """Every rescue, newest first."""


@value
class AskPanes:
    """Every live pane that has no seat, in every tmux server of this user, looked at now.

    ``profile`` is empty where no known agent runs in it.
    """

    sockets: tuple[str, ...] = ()
    """Absolute paths of further servers' sockets, beside those in tmux's folder and those configured."""


@value
class AskExplain:
    """The agent's screen as it is now, and why it is read as it is."""

    name: str


@value
class AskTrain:
    """These agents' branches as a train in this order, as far as the evidence goes; no gate runs for it."""

    names: tuple[str, ...]


@value
class AskConditions:
    """What is known of conditions now; raises ``AskError`` for one that says nothing."""

    conditions: tuple[tuple[str, str], ...]
    """Each with the agent that it is for where it names none, or empty: agent, condition."""
    since: float
    """When the wait for them began."""


@value
class AskStory:
    """What happened to one entry of a queue, oldest first, by its id or the beginning of it."""

    entry: str


@value
class AskPulls:
    """Open pull requests, asked for now, of one project or of all that have a forge; what was known before where the
    forge does not answer."""

    project: str = ""


@value
class AskRedChecks:
    """What failed on the newest commit of a pull request, with step and end of log, asked for now."""

    project: str
    number: int


@value
class AskPullDraft:
    """The pull request that would be made of an agent's branch now; raises ``AskError`` where none can be."""

    name: str


@value
class AskRemarks:
    """What others said in one pull request of a project, or in all open ones (0), asked for now unless that was just
    done; what was known before where the forge does not answer."""

    project: str = ""
    """Empty: of every project that has a forge."""
    number: int = 0


@value
class AskIssues:
    """The issues that the queries of one project or of all find, asked for now; with what was known before where the
    forge does not answer. With a number also that one whole, unless that was just done."""

    project: str = ""
    number: int = 0


@value
class AskPrompts:
    """What an agent was given since it came to its branch or last landed, oldest first."""

    name: str


@value
class AskWhy:
    """Where a line of a project's target, or a commit, came from: the landing that brought it, and its prompts."""

    folder: str = ""
    """Where it is asked: its repository is meant where no project is named."""
    project: str = ""
    path: str = ""
    """Of a line: absolute, in any worktree of it, or from its top folder."""
    line: int = 0
    commit: str = ""
    """By any name that git has for it; empty where a line is asked for."""


@value
class RestartPlan:
    """What a restart or kill would do, as far as is known before it."""

    kept: str
    """What the rescue will hold, such as ``3 files (+88 -12) and 1 untracked``."""
    commits: int
    stopped: tuple[str, ...]
    """Names of the processes that will be stopped."""
    fresh: str
    """The command of the fresh run."""
    handoff: str
    """The draft, editable; empty where none could ever be typed."""
    waiting: tuple[str, ...]
    """First lines of the entries that stay queued."""
    ignored: tuple[str, ...] = ()
    """Ignored paths a rescue would not hold."""
    left_out: tuple[str, ...] = ()
    """What else it would not hold, each with its reason, as far as that is known before."""
    unrescued: str = ""
    """Why there would be no rescue at all; empty where there would be one."""
    anew: str = ""
    """The branch its worktree would be made anew from, where it is gone."""
    same: str = ""
    """How the session that could be gone on with is known; empty when it is not."""
    why_not_same: str = ""
    """Why its session cannot be gone on with."""
    why_no_handoff: str = ""
    """Why the draft could never be typed into the fresh run, such as a text of several lines into a shell."""

    @property
    def lost(self) -> str:
        """What is put at risk by going on without a rescue, in one line."""
        if self.anew:
            return "nothing: its worktree is gone"
        kept = self.kept or self.unrescued
        return f"nothing of its worktree is kept ({kept}); what lies there stays, for the next run to change"


@value
class RemovalPlan:
    """What removing an agent would take away, as far as is known before it."""

    why_not: str
    """Why it cannot be removed now; empty when it can."""
    worktree: str
    """The worktree that can be removed with it; empty where it stays."""
    stays: tuple[str, ...]
    """One line each: what stays in any case, and why."""
    branch: str = ""
    """The branch that goes with the worktree because it landed."""
    kept: str = ""
    """What the rescue will hold of it."""
    lost: tuple[str, ...] = ()
    """What it will not hold, each with its reason; the agent's name has to be typed for it."""
    ignored: tuple[str, ...] = ()
    """Paths that git ignores: they go with the folder."""


@value
class JournalLine:
    """One record for people."""

    seq: int
    at: float
    kind: str
    seat: str
    text: str


@value
class AnchorCheck:
    """One claim found in a text, and whether it holds."""

    claim: str
    """As written, such as ``src/cache/lru.py:88``."""
    verdict: str
    """ok, moved, changed, missing, new or unchecked."""
    detail: str = ""
    holds: bool = True
    """False when a follow-up with it would be held."""
    at: str = ""
    """Where it is now, ``path`` or ``path:line``; empty where that is nowhere or not known."""
    kind: str = "path"
    was: str = "ok"
    """The verdict when the text was queued."""
    quiet: str = ""
    """How the text speaks of it, where that is not of now: past, to be made, elsewhere, excerpt."""
    start: int = 0
    """Where it stands in the text, in characters."""
    end: int = 0

    @classmethod
    def of(cls, one: Checked) -> AnchorCheck:
        """From what the judge said."""
        claim, now = one.claim, one.now
        quiet = "" if claim.mood is Mood.NOW or claim.explicit else claim.mood.value
        return cls(
            clean_line(claim.said, 300), now.verdict.value, clean_line(now.detail, 300), not one.holds,
            clean_line(now.at, 500), claim.kind.value, one.was.verdict.value, quiet, claim.start, claim.end,
        )  # fmt: skip


Question = (
    AskScrollback
    | AskDiff
    | AskBoard
    | AskCandidateDiff
    | AskHandoff
    | AskRestart
    | AskRemoval
    | AskProgram
    | AskProfiles
    | AskLog
    | AskGateLog
    | AskJournal
    | AskFigures
    | AskNews
    | AskAnchors
    | AskCorrection
    | AskHistory
    | AskFillings
    | AskFiles
    | AskArrival
    | AskNeverTyped
    | AskBlueprints
    | AskRescues
    | AskPanes
    | AskExplain
    | AskConditions
    | AskTrain
    | AskStory
    | AskWhy
    | AskPrompts
    | AskPulls
    | AskRemarks
    | AskRedChecks
    | AskIssues
    | AskPullDraft
)
Answer = (
    tuple[Line, ...]
    | str
    | tuple[str, ...]
    | RestartPlan
    | RemovalPlan
    | tuple[JournalLine, ...]
    | tuple[News, ...]
    | tuple[AnchorCheck, ...]
    | tuple[Filling, ...]
    | tuple[Blueprint, ...]
    | Correction
    | tuple[Rescue, ...]
    | tuple[FoundAgent, ...]
    | Explanation
    | tuple[Judged, ...]
    | TrainView
    | tuple[BranchRow, ...]
    | Why
    | Report
    | tuple[Prompt, ...]
    | tuple[tuple[str, PullList], ...]
    | tuple[tuple[str, IssueList], ...]
    | tuple[Heard, ...]
    | RedChecks
    | PullDraft
)


class AskError(Exception):
    """A question could not be answered; the text says why, in one clean line."""


class Link(Protocol):
    """The engine as a screen sees it. Everything happens on the loop that called it."""

    @property
    def view(self) -> FleetView:
        """The newest view."""
        ...

    def follow(self, seen: Callable[[FleetView], None]) -> Callable[[], None]:
        """Call ``seen`` with every new view, from now on; the result ends it."""
        ...

    def look_at(self, visible: frozenset[str], focused: str | None) -> None:
        """Say which agents are on screen, so that only those are captured at full rate."""
        ...

    async def do(self, command: Command) -> Outcome:
        """Do one thing; a watching dashboard hands it to the owner and waits for its word."""
        ...

    async def ask(self, question: Question) -> Answer:
        """Answer one question; raises ``AskError``.

        AskScrollback -> tuple[Line, ...]; AskDiff, AskCandidateDiff, AskHandoff, AskProgram, AskLog, AskGateLog -> str;
        AskProfiles -> tuple[str, ...]; AskRestart -> RestartPlan; AskRemoval -> RemovalPlan;
        AskJournal -> tuple[JournalLine, ...]; AskNews -> tuple[News, ...]; AskAnchors -> tuple[AnchorCheck, ...];
        AskFillings -> tuple[Filling, ...]; AskFiles -> tuple[str, ...];
        AskArrival, AskNeverTyped -> tuple[str, ...]; AskRescues -> tuple[Rescue, ...];
        AskBlueprints -> tuple[Blueprint, ...];
        AskPanes -> tuple[FoundAgent, ...]; AskExplain -> Explanation; AskConditions -> tuple[Judged, ...];
        AskTrain -> TrainView;
        AskWhy -> Why; AskPrompts -> tuple[Prompt, ...];
        AskPulls -> tuple[tuple[str, PullList], ...], by project; AskRemarks -> tuple[Heard, ...];
        AskIssues -> tuple[tuple[str, IssueList], ...], by project;
        AskRedChecks -> RedChecks; AskPullDraft -> PullDraft;
        AskStory -> tuple[JournalLine, ...]; AskCorrection -> Correction;
        AskHistory -> tuple[str, ...]; AskFigures -> Report.
        """
        ...

    async def prepare(self, proposal: Proposal | None) -> Outcome:
        """Make a train ready, as ``view.train`` then shows; ``None`` ends that. It lands and approves nothing."""
        ...

    async def release(self, approval: Approval, press: Press) -> Terms:
        """The facts of this release are shown since this press; what approving it asks for."""
        ...

    async def type_word(self, word: str, press: Press, began: float) -> Outcome:
        """The word that the terms ask for was typed since ``began`` and entered with this press."""
        ...

    async def approve(self, approval: Approval, press: Press) -> Outcome:
        """Approve exactly this release with this press; not ok with the reason when it does not count."""
        ...

    async def say_there(self, answer: RemarkAnswer) -> Outcome:
        """Reply in a pull request, or resolve a thread, with the operator's login: at most once."""
        ...

    async def act_there(self, wish: PullWish) -> Outcome:
        """Have something done with a pull request, with the operator's login: at most once."""
        ...

    async def land(self, approval: Approval) -> Outcome:
        """Land exactly this, which was approved just now; once.

        Only the owner's own screen can; a watcher is refused.
        """
        ...

    def attach_command(self, name: str) -> tuple[str, ...] | None:
        """Argument list that attaches this terminal to an agent's pane; ``None`` when nothing runs."""
        ...

    async def show_here(self, name: str) -> Outcome | None:
        """Show an agent's pane where this program is shown, and say what comes back, where one tmux holds both.

        ``None`` where another holds the pane: ``attach_command`` is for that.
        """
        ...

    def hold(self, name: str, *, held: bool) -> None:
        """Hold or let go an agent's deliveries while the operator types to it."""
        ...

    async def take_over(self) -> Outcome:
        """Become the owner, asking the present one to give up."""
        ...
