"""Questions about an agent: its screen, its run, and what a restart or a removal would do."""

from __future__ import annotations

from fleetui.engine.link.question import Question
from fleetui.model.explained import Explanation
from fleetui.model.fleet import Rescue
from fleetui.model.screen import Line
from fleetui.model.value import value
from fleetui.model.view import FoundAgent


@value
class AskScrollback(Question[tuple[Line, ...]]):
    """Lines of a pane with its history, oldest first."""

    name: str
    lines: int = 2000
    width: int = 0
    """Cells of a row where it is shown: text of a session file is folded to fit; 0 where only the pane's count."""


@value
class AskExplain(Question[Explanation]):
    """The agent's screen as it is now, and why it is read as it is."""

    name: str


@value
class AskHandoff(Question[str]):
    """The handoff a restart would give now."""

    name: str


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
class AskRestart(Question[RestartPlan]):
    """What a restart or kill would keep and stop."""

    name: str


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
class AskRemoval(Question[RemovalPlan]):
    """What would go and stay if an agent were removed."""

    name: str


@value
class AskProgram(Question[str]):
    """Why a run of this profile could not start, such as a program that is not there; empty when it could."""

    profile: str


@value
class AskProfiles(Question[tuple[str, ...]]):
    """Names of the profiles whose program is there, as a new agent may have them; ``claude`` first where it is one."""


@value
class AskPanes(Question[tuple[FoundAgent, ...]]):
    """Every live pane that has no seat, in every tmux server of this user, looked at now.

    ``profile`` is empty where no known agent runs in it.
    """

    sockets: tuple[str, ...] = ()
    """Absolute paths of further servers' sockets, beside those in tmux's folder and those configured."""


@value
class AskRescues(Question[tuple[Rescue, ...]]):
    """Every rescue, newest first."""
