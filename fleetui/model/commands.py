"""What an operator can want: imperative values, why one cannot run now, and what it destroys."""

from __future__ import annotations

from fleetui.model.forge.merging import PullRelease
from fleetui.model.identities import PaneRef
from fleetui.model.train import Member, named
from fleetui.model.value import value


@value
class Command:
    """Something to do."""


@value
class AgentCommand(Command):
    """Something to do to one agent."""

    name: str


@value
class AddEntry(AgentCommand):
    """Queue a follow-up."""

    text: str
    not_before: str = ""
    """``22:30`` or ``20m``: it is not sent before; empty for no such time."""
    now: bool = False
    """It is the next, and goes to an agent that works, too, where that queues what it is told."""


@value
class AddEntries(AgentCommand):
    """Queue several follow-ups and steps in this order: all of them, or none."""

    planned: tuple[str, ...]
    """Each as ``model.steps.written`` writes it down."""


@value
class UrgeEntry(AgentCommand):
    """Let a waiting follow-up go at once, also to an agent that works, where that queues what it is told."""

    entry: str


@value
class EditEntry(AgentCommand):
    """Give a waiting follow-up another text."""

    entry: str
    text: str


@value
class MoveEntry(AgentCommand):
    """Give a waiting follow-up another place; 0 is next."""

    entry: str
    to: int


@value
class GiveEntry(AgentCommand):
    """Put a waiting entry at the end of another agent's queue."""

    entry: str
    to: str


@value
class DeleteEntry(AgentCommand):
    """Take a follow-up that waits or is not confirmed out of the queue."""

    entry: str


@value
class ClearQueue(AgentCommand):
    """Take every waiting follow-up out of the queue."""


@value
class ReleaseEntry(AgentCommand):
    """Send a held follow-up as it is."""

    entry: str


@value
class ReanchorEntry(AgentCommand):
    """Give a waiting follow-up the text in which all that moved is where it is now."""

    entry: str
    text: str
    """That text, as it was shown: refused where another would be right by now."""


@value
class NoteEntry(AgentCommand):
    """Send a waiting follow-up as it is, with a note of what changed since it was written."""

    entry: str
    note: str
    """That note, as it was shown: refused where another would be right by now."""


@value
class ResendEntry(AgentCommand):
    """Send a follow-up that is not confirmed once more: it may then run twice."""

    entry: str


@value
class MarkDelivered(AgentCommand):
    """Say that a follow-up that is not confirmed did arrive."""

    entry: str


@value
class RestartAgent(AgentCommand):
    """Rescue, stop the process set, start a fresh run, give it the handoff, go on with the queue."""

    handoff: str | None = None
    """The text to give; ``None`` writes it from the facts, ``""`` gives none."""
    resume: bool = False
    """Go on with the same session instead, without a handoff."""
    without_rescue: str = ""
    """The agent's name, typed by the operator: nothing of its worktree is kept first. Empty: it is."""


@value
class KillAgent(AgentCommand):
    """Rescue and stop the process set; the seat and its queue stay."""

    without_rescue: str = ""
    """The agent's name, typed by the operator: nothing of its worktree is kept first. Empty: it is."""


@value
class StartAgent(AgentCommand):
    """Start a run in a seat where nothing runs, or let one go on that is suspended."""

    resume: bool = False
    """Go on with the session of the run that ended last."""


@value
class CompactAgent(AgentCommand):
    """Have an agent sum up its conversation, before whatever waits in its queue."""


@value
class ClearAgent(AgentCommand):
    """Have an agent forget its conversation. Files, branch and queue stay."""


@value
class PauseAgent(AgentCommand):
    """Deliver nothing until resumed."""


@value
class ResumeAgent(AgentCommand):
    """Deliver again; also ends a halt."""


@value
class InterruptAgent(AgentCommand):
    """Stop the turn that an agent works on; its program and its conversation stay."""


@value
class AcknowledgeAgent(AgentCommand):
    """Say that the present reason of an agent is known, or take that back."""

    on: bool = True


@value
class RedoTurn(AgentCommand):
    """Queue what a turn left undone as a follow-up."""

    turn: str


@value
class SettleTurn(AgentCommand):
    """Say that what a turn left undone is known."""

    turn: str


@value
class SnoozeAgent(AgentCommand):
    """Let an agent call nobody for some minutes, whatever its reason; 0 wakes it."""

    minutes: int = 15


@value
class MuteAgent(AgentCommand):
    """Let an agent raise no alert until this is taken back."""

    on: bool = True


@value
class AnswerAgent(AgentCommand):
    """Give one of its choices to an agent's dialog, if exactly this dialog still stands on its screen.

    Like keys typed through it cannot be written as a request: only the dashboard that acts answers.
    """

    question: str
    choices: tuple[str, ...]
    choice: int
    """Its place among the choices, from 0."""
    about: str = ""
    """What else the dialog said, such as the command that is to run."""


@value
class RenameAgent(AgentCommand):
    """Give a seat another name."""

    to: str


@value
class RemoveAgent(AgentCommand):
    """Take a seat out of the fleet. Its branch and worktree stay where they are, unless that is wanted, too."""

    worktree: bool = False
    """Also the worktree that fleetui made, after a rescue, and its branch where that landed."""
    lose: str = ""
    """The agent's name, typed by the operator: what the rescue does not hold may be lost."""


@value
class BringBackAgent(AgentCommand):
    """Bring the seat of a hosted agent back that went."""


@value
class RescueAgent(AgentCommand):
    """Keep every byte of a worktree in a commit outside all branches."""


@value
class RestoreRescue(Command):
    """Write a rescue into a new, empty folder."""

    rescue: str
    into: str


@value
class AddAgent(Command):
    """Make a branch, a worktree and a seat, run the set-up step, start the agent."""

    name: str
    project: str
    profile: str = "claude"
    task: str = ""
    branch: str = ""
    """Empty: ``agent/NAME``."""
    worktree: str = ""
    """An existing worktree to use instead of a new one."""
    role: str = ""
    start: bool = True
    command: tuple[str, ...] = ()
    unattended: bool = False
    """Its runs ask nobody before they act."""
    relay: bool = False
    """A relay listens to what the program of its runs says of itself."""


@value
class AdoptPane(Command):
    """Take a running pane into the fleet; changes nothing in it."""

    name: str
    pane: PaneRef
    profile: str
    cwd: str
    project: str = ""


@value
class DismissProgram(Command):
    """List an agent's command line that no profile reads no more, or again. Nothing is done to it."""

    program: str
    dismissed: bool = True


@value
class AddTask(Command):
    """Write a piece of work down, as a file in the project's task folder."""

    title: str
    body: str = ""
    done_when: str = ""
    project: str = ""
    """Empty: the only one there is, or none."""
    branch: str = ""
    edges: tuple[str, ...] = ()
    not_to_touch: tuple[str, ...] = ()
    issue: str = ""


@value
class ExportTask(Command):
    """Write a task that only the journal knows out as a file."""

    task: str
    project: str = ""
    """Empty: the only one there is, or none."""


@value
class SetTaskState(Command):
    """Put another state into a task's file; nothing else in it is changed."""

    task: str
    state: str
    """open, done or dropped."""


@value
class StartTask(Command):
    """Start a new agent on one task or several, on the first one's branch, with what they say as its first prompt."""

    tasks: tuple[str, ...]
    name: str = ""
    """Empty: made from the task's own."""
    profile: str = "claude"
    project: str = ""
    """For a task that names none."""
    prompt: str = ""
    """What else the first prompt says."""
    branch: str = ""
    """Empty: the first task's."""
    unattended: bool = False


@value
class RunGates(AgentCommand):
    """Run the project's gates on the candidate of an agent's branch."""

    only: str = ""
    """One gate's name; empty runs all."""


@value
class StopGates(AgentCommand):
    """End the gates that run for an agent's branch now; they count as not run until they are run again."""


@value
class StartReview(AgentCommand):
    """Have somebody else review the patch of an agent's branch, or what became of it since it was rejected."""

    document: str = ""
    """A file of the agent's worktree that is reviewed instead."""


@value
class CloseReview(AgentCommand):
    """Give the review of an agent's branch up; nothing is accepted by that."""

    document: str = ""
    """The one of this document instead: it holds the agent's queue no more."""


@value
class TellFindings(AgentCommand):
    """Send an agent what the review of its document found, before all that waits in its queue."""

    document: str


@value
class SendRemarks(AgentCommand):
    """Queue what others said in the pull request of an agent's branch and it was not told, as one follow-up for it."""

    number: int
    """The pull request."""


LONGEST_PASTE = 256 * 1024


@value
class TypeKeys(AgentCommand):
    """Type through to the agent. Not journalled; holds its deliveries meanwhile."""

    keys: tuple[str, ...] = ()
    """tmux key names, such as ``Enter`` or ``C-c``."""
    literal: str = ""
    """Text typed as it is."""
    paste: str = ""
    """Text put in as one paste, at most ``LONGEST_PASTE`` characters: its line ends are text and press no Enter."""


@value
class RefreshNow(Command):
    """Observe everything now."""


@value
class ReviveServer(Command):
    """Start a fresh run in every seat whose run died with its tmux server."""


@value
class Approval:
    """The operator's release of one candidate, or of one ordered train of them.

    Not a command on purpose: it cannot be written as a request, only handed to the engine that lives in the
    same process as the screen it was given on.
    """

    project: str
    target: str
    members: tuple[Member, ...]
    """In order; each candidate is built on the one before, the first on the target. Never empty."""
    pull: PullRelease | None = None
    """The pull request of the one member, where that is merged at the forge instead."""

    @property
    def candidate(self) -> str:
        """The commit that the target becomes."""
        return self.members[-1].candidate

    @property
    def branches(self) -> str:
        """Its branches, for people."""
        return named(member.branch for member in self.members)


@value
class RemarkAnswer:
    """What the operator says in a pull request, with his own login, or that a thread is resolved.

    Not a command on purpose, like ``Approval``: no other process can ask for it.
    """

    project: str
    number: int
    remark: str
    """What the forge calls it; empty for a comment below the pull request that is about none."""
    text: str = ""
    """Empty resolves the thread."""


@value
class Outcome:
    """How a command ended."""

    ok: bool
    text: str = ""
    """One clean line for the operator."""
    value: str = ""
    """An id or path, where a caller wants one."""
