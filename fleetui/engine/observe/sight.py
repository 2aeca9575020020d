"""Sight: what observation says now, per seat. Never journalled; rebuilt from the world at every start."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from fleetui.agents.limit_end import settled
from fleetui.agents.profile import Profile
from fleetui.agents.screen.combine import Shown, refines, shown_next, tell, weigh
from fleetui.agents.screen.reading import moves, read, version_shown
from fleetui.agents.sessions.statements import SOURCE, session_report
from fleetui.agents.told.servers import SOURCE as SERVER
from fleetui.agents.told.servers import server_claim
from fleetui.engine.observe.context_sources import Contexts
from fleetui.engine.observe.panes.screen_program import ScreenProgram
from fleetui.engine.protocols.tmux import PaneFacts
from fleetui.model.explained import Told
from fleetui.model.fleet import Run
from fleetui.model.identities import ProcessId
from fleetui.model.judge import FINE, Judgement
from fleetui.model.limit import Limit
from fleetui.model.quota import Quota
from fleetui.model.screen import Frame
from fleetui.model.server import ServerFacts
from fleetui.model.session import SessionFacts
from fleetui.model.status import (
    SUSPENDED,
    UNOBSERVED,
    Candidacy,
    Context,
    Phase,
    Reading,
    SourceReport,
    Status,
    StatusEvidence,
    settle,
)
from fleetui.model.view import GitFacts, ProcessFacts

_STOPPED = Reading(
    Phase.FAILED, SUSPENDED, "process", note="suspended, as ctrl+z does: nothing is typed; o lets it go on"
)
GOES_ON_S = 5.0
"""How long nothing is sent to an agent that was suspended: it first reads what stood in its terminal and draws anew."""
EXIT_CODE_S = 2.0
"""How long tmux may take to tell how a process ended."""
STILL_S = 20.0
"""After how long a title that should move and does not was left behind by a program that is gone."""
YOUNG = "young run"
STARTING_S = 20.0
"""How long a run that shows nothing known yet counts as starting."""


def unseen(run: Run, now: float) -> Status:
    """What is known of a run that nobody looked at: that it starts, only while it is young enough to."""
    young = not run.adopted and now - run.started < STARTING_S
    return begun(run.started) if young else UNOBSERVED


def begun(at: float) -> Status:
    """The status of a run that was started then and has shown nothing yet."""
    return Status(Phase.STARTING, at, StatusEvidence("process", "run started", at))


@dataclass(slots=True)
class SeatSight:
    """The latest observations of one seat."""

    run: str = ""
    frame: Frame | None = None
    pane: PaneFacts | None = None
    reading: Reading | None = None
    """What counts: the screen's reading, weighed against what better sources report."""
    shown: Shown | None = None
    """What the screen alone says."""
    reports: dict[str, SourceReport] = field(default_factory=dict)
    """The last word of each better source."""
    open: bool = False
    """True while the sources differ and time alone may decide."""
    gone: bool = False
    """True once the agent's program was found to run no more in a pane that lives."""
    itself: tuple[ProcessId, ...] = ()
    """The processes that are the agent, as last found."""
    drawer: ScreenProgram = field(default_factory=ScreenProgram)
    """Who drew what the screen shows."""
    suspended: bool = False
    """True while one of them is stopped by a signal: what its screen says means nothing then."""
    came_back: float = 0.0
    """When its program was found to run again, after it was gone."""
    title_at: float = 0.0
    """When the title last changed."""
    title_moves: bool = False
    """True while the title that counts is one that must go on changing."""
    status: Status = UNOBSERVED
    candidacy: Candidacy | None = None
    contexts: Contexts = field(default_factory=Contexts)
    process: ProcessFacts | None = None
    git: GitFacts | None = None
    lost: str = ""
    """Why its folder is no longer the worktree it was given; ``git`` is then what was known before."""
    lost_since: float = 0.0
    session: SessionFacts | None = None
    server: ServerFacts | None = None
    """What its own server says of it; ``None`` where it has none, or that is not surely known."""
    cost: float | None = None
    """Dollars that its session cost, where its status line told."""
    quota: Quota | None = None
    """What its account may still spend, as it was told last, in whatever run."""
    prompted: float = 0.0
    """When a hook last told that it took a prompt."""
    version: str = ""
    """The version that its program greeted with, where its screen says so."""
    judgement: Judgement = FINE
    last_output: float | None = None
    observed: float = 0.0
    """When its server last answered."""
    journalled: Phase | None = None
    """The phase the journal last heard of."""
    refusal: str = ""
    """Why the last follow-up could not be sent, until ``refused_until``."""
    refused_until: float = 0.0
    clock_moved: float = 0.0
    """What to add to a time to have the one that an agent means which says a time of day."""
    dead_since: float = 0.0
    """When its pane was first seen dead without an exit code; 0 while it is not."""

    def begin(self, run: Run, status: Status | None, now: float) -> None:
        """Forget what an earlier run showed; keep a status the journal already knows."""
        self.cost = None
        self.run, self.frame, self.pane, self.reading, self.candidacy = run.tag, None, None, None, None
        self.shown, self.reports, self.open, self.gone, self.title_moves = None, {}, False, False, False
        self.contexts, self.process, self.last_output = Contexts(), None, None
        self.dead_since, self.came_back, self.judgement, self.session = 0.0, 0.0, FINE, None
        self.prompted, self.server = 0.0, None
        self.version, self.itself, self.suspended, self.drawer = "", (), False, ScreenProgram()
        self.status = status or unseen(run, now)
        self.journalled = status.phase if status else None

    def refused(self, why: str, until: float) -> None:
        """A follow-up could not be sent; let it rest."""
        self.refusal, self.refused_until = why, until

    def show(self, frame: Frame, now: float) -> None:
        """A frame that differs from the one before."""
        if self.frame is not None:
            self.last_output = now
        if self.frame is None or self.frame.title != frame.title:
            self.title_at = now
        self.frame = frame

    def read(self, profile: Profile, run: Run, now: float) -> None:
        """Read the frame again and let its phase count once it has lasted."""
        if self.frame is None:
            return
        command = self.pane.command if self.pane else ""
        self.version = self.version or version_shown(profile, self.frame)
        self.title_moves = moves(profile, self.frame.title) and not self.is_still(profile, self.frame, now)
        reading = read(profile, self.readable(profile, self.frame, now), command=command, dead=self.gone)
        if reading.phase is Phase.UNKNOWN and self._began(run) > now - STARTING_S:
            reading = Reading(Phase.STARTING, YOUNG, "process", draft=reading.draft)
        if reading.limit is not None:
            reading = replace(reading, limit=self._settled(reading.limit, now))
        self.shown = shown_next(self.shown, reading, now)
        self._weigh(now)
        self.contexts.read(reading, now)

    def _settled(self, limit: Limit, now: float) -> Limit | None:
        return settled(limit, now, self._known_limit(), self.clock_moved)

    def _known_limit(self) -> Limit | None:
        """The limit as the screen said it last, or as the journal knows it."""
        return (self.shown.reading.limit if self.shown else None) or self.status.limit

    def is_still(self, profile: Profile, frame: Frame, now: float) -> bool:
        """True for a title that should move and that a program that is gone left: it stood still for too long, or
        since before the program that runs now."""
        known = self.frame is not None and self.frame.title == frame.title
        left = now - self.title_at >= STILL_S or self.title_at < self.came_back
        return known and left and moves(profile, frame.title)

    def readable(self, profile: Profile, frame: Frame, now: float) -> Frame:
        """What of a frame may be read: all, or all but its title."""
        return replace(frame, title="") if self.is_still(profile, frame, now) else frame

    def told(self, reading: Reading, *, still: bool, now: float) -> dict[str, Any]:
        """Of an explanation: what each source says beside such a reading of the screen, and what counts."""
        shown = shown_next(self.shown, reading, now)
        told = tell(shown, self.reports.values(), now)
        if still:
            left = SourceReport(
                "title", Phase.UNKNOWN, "stands still: a program that is gone left it", self.title_at
            )
            told = (*told, Told(left, "over"))
        return {"told": told, "counts": weigh(shown, self.reports.values(), now).reading}

    def take_report(self, source: str, report: SourceReport | None, now: float) -> None:
        """The word of a source that goes before the screen, instead of its last one; ``None``: it says nothing."""
        if report is None:
            self.reports.pop(source, None)
        else:
            self.reports[source] = report
        self._weigh(now)

    def take_session(self, facts: SessionFacts | None, now: float, began: float = 0.0) -> None:
        """What its session file says. A turn of before the run ``began`` says nothing about it."""
        self.session = facts
        self.take_report(SOURCE, session_report(facts, now, began) if facts else None, now)
        self.contexts.take_file(facts, now)
        self.take_quota(facts.quota if facts else None)

    def take_server(self, facts: ServerFacts | None, now: float) -> None:
        """What its own server says of it."""
        self.server = facts
        self.take_report(SERVER, server_claim(facts), now)

    def take_quota(self, quota: Quota | None) -> None:
        """What a source says of the account's allowance; an older word changes nothing."""
        if quota is not None and (self.quota is None or quota.at >= self.quota.at):
            self.quota = quota

    @property
    def shows_agent(self) -> bool:
        """True while the screen shows the agent's composer or a dialog of it."""
        reading = self.shown.reading if self.shown else None
        return reading is not None and (reading.draft is not None or reading.question is not None)

    @property
    def context(self) -> Context | None:
        """How much is left, from the source that counts."""
        return self.contexts.best

    def dead_long(self, now: float) -> bool:
        """True once a pane was seen dead for long enough to have told its exit code."""
        self.dead_since = self.dead_since or now
        return now - self.dead_since >= EXIT_CODE_S

    @property
    def waits(self) -> bool:
        """True while its phase may change by time alone."""
        return self.candidacy is not None or self.open or self.title_moves or self._young()

    def come_back(self, now: float) -> None:
        """Its program runs again in the shell that it was found in."""
        self.gone, self.came_back = False, now

    def _began(self, run: Run) -> float:
        """When its process began, as far as that was seen."""
        return self.came_back if run.adopted else run.started

    def _young(self) -> bool:
        return self.shown is not None and self.shown.reading.rule == YOUNG

    def aged(self, run: Run, now: float) -> bool:
        """True once a run is too old to count as starting for its youth alone, or a title stood still too long."""
        grown = self._young() and now - self._began(run) >= STARTING_S
        return grown or (self.title_moves and now - self.title_at >= STILL_S)

    def settle_again(self, now: float) -> None:
        """Let a phase that waits to count do so when nothing else moves."""
        if self.candidacy or self.open:
            self._weigh(now)

    def force(self, reading: Reading, now: float) -> None:
        """A fact that wins over everything on the screen, such as a dead process."""
        self.reading, self.shown, self.open = reading, Shown(reading, now, None), False
        self.status, self.candidacy = settle(self.status, reading, None, now)
        if self.status.phase is not reading.phase:
            evidence = StatusEvidence(reading.source, reading.rule, now)
            self.status = Status(reading.phase, now, evidence, reading.note)
            self.candidacy = None

    def suspend(self, *, suspended: bool, now: float) -> None:
        """Its process was stopped, or goes on: then what it shows counts again, once it read what was typed before."""
        self.suspended = suspended
        if not suspended:
            self.refused("it was suspended a moment ago", now + GOES_ON_S)
        self._weigh(now)

    def _weigh(self, now: float) -> None:
        """Join what is known, and let its phase count once it has lasted."""
        if self.shown is None:
            return
        if self.suspended:
            self.reading, self.open = _STOPPED, False
            self.status, self.candidacy = settle(self.status, _STOPPED, None, now)
            return
        found = weigh(self.shown, self.reports.values(), now)
        self.reading = self.reading if found.reading == self.reading else found.reading
        self.open = found.open
        if found.held:
            return
        if found.young and refines(self.status.phase, found.reading.phase):
            return  # the screen said more a moment ago, and what it says now does not count yet
        self.status, self.candidacy = settle(
            self.status, found.reading, self.candidacy, now, found.since, sure=found.sure
        )
