"""Fleets for screen tests: views built by hand, and a link that records. A stand-in for the engine, and only that."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from fleetui.engine.link import (
    A,
    AnchorCheck,
    AskAnchors,
    AskArrival,
    AskBlueprints,
    AskCandidateDiff,
    AskDiff,
    AskError,
    AskFigures,
    AskFiles,
    AskFillings,
    AskJournal,
    AskLog,
    AskNeverTyped,
    AskNews,
    AskPrompts,
    AskRemarks,
    AskRestart,
    AskScrollback,
    JournalLine,
    Question,
    RestartPlan,
)
from fleetui.model.approval import Press, Terms, Tier
from fleetui.model.attention import Attention, Want
from fleetui.model.commands import Approval, Command, Outcome, RemarkAnswer
from fleetui.model.evidence import Candidate, FileChange, Gate, Verdict
from fleetui.model.figures.report import Wanted, report
from fleetui.model.fleet import Project, Run, Seat, SeatState
from fleetui.model.forge.wishes.pull_acts import PullWish
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.landing_story import Prompt
from fleetui.model.limit import Limit
from fleetui.model.news import News
from fleetui.model.queue import Entry, EntryState
from fleetui.model.review.findings import Finding
from fleetui.model.review.marks import ReviewMark, said
from fleetui.model.review.rules import ReviewState
from fleetui.model.screen import Frame, Line, parse_frame
from fleetui.model.status import Context, Phase, Status, StatusEvidence
from fleetui.model.status import Question as AgentQuestion
from fleetui.model.task import Task, TaskProblem, TaskState
from fleetui.model.train import Proposal
from fleetui.model.view import (
    AgentView,
    BranchRow,
    FleetView,
    FoundAgent,
    GateMark,
    GitFacts,
    ProcessFacts,
    TrainView,
)
from tests.support.figures import week

NOW = time.mktime((2026, 11, 20, 14, 2, 31, 0, 0, -1))
"""The frozen time of all screen tests, 14:02:31 of the operator's day."""
SERVER = ServerId("/run/user/1000/fleet", 4000, 1_000_000)

_DOT, _OK, _RED, _YELLOW, _DIM, _BOLD, _VIOLET, _OFF = (
    "\x1b[37m", "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[35m", "\x1b[0m",
)  # fmt: skip

CLAUDE = [
    "I'll start by reading the module and its",
    "tests, then make the smallest change.",
    f"{_OK}●{_OFF} {_BOLD}Read{_OFF}(src/core/state.py)",
    f"{_DIM}  └  Read 148 lines{_OFF}",
    f"{_OK}●{_OFF} {_BOLD}Bash{_OFF}(pytest -q -k state)",
    f"{_DIM}  └{_OFF}  {_OK}12 passed in 1.31s{_OFF}",
    "● The invariant holds in both paths, so",
    "  the change stays local to one module.",
    "",
    f"{_OK}●{_OFF} {_BOLD}Update{_OFF}(src/rank/score.py)",
    f"     {_OK}41 +     w = idf[t] * tf{_OFF}",
    f"     {_RED}42 -     w = tf{_OFF}",
    "     43       total += w",
    "",
    f"{_YELLOW}✻ Percolating… {_DIM}(48s · ↑ 3.1k tokens){_OFF}",
]
CODEX = [
    "• I will keep the public names and change",
    "  only the private helper.",
    f'• Ran {_BOLD}rg -n "evict" src{_OFF}',
    f"  {_DIM}└{_OFF} {_VIOLET}src/cache/lru.py{_OFF}:88: def evict(self, n):",
    f"    {_VIOLET}src/cache/api.py{_OFF}:14: .evict()",
    "",
    f"• Ran {_BOLD}pytest -q tests/test_oauth.py{_OFF}",
    f"  {_DIM}└{_OFF} {_RED}FAILED test_refresh_rotates{_OFF}",
    f"    {_RED}AssertionError: 401 != 200{_OFF}",
    f"• Working {_DIM}(14m 02s • esc to interrupt){_OFF}",
]
ASKS = [
    *CLAUDE[:8],
    "",
    f"{_BOLD}● Bash{_OFF}(alembic upgrade head)",
    f"{_DIM}  └  Running…{_OFF}",
    "",
    f"{_BOLD}Do you want to proceed?{_OFF}",
    f"{_YELLOW}❯ {_BOLD}1. Yes{_OFF}",
    "  2. Yes, and don't ask again",
    "  3. No, and tell Claude what to do",
]


def frame(rows: list[str], width: int = 120, height: int = 40) -> Frame:
    """A frame of these rows; blank below, as panes are."""
    return parse_frame("\n".join(rows) + "\n", width=width, height=height, cursor=None, title="agent")


def entry(number: int, text: str, state: EntryState = EntryState.QUEUED, reason: str = "") -> Entry:
    """An entry that was queued a few minutes ago."""
    return Entry(f"e{number:03}", text, state, reason, added=NOW - 300, changed=NOW - 200)


def gates(marks: str) -> tuple[GateMark, ...]:
    """``build+ test-`` as marks: + pass, - fail, * running, ! error, ~ outdated, . none."""
    verdicts = {
        "+": Verdict.PASS, "-": Verdict.FAIL, "*": Verdict.RUNNING,
        "!": Verdict.ERROR, "~": Verdict.OUTDATED, ".": Verdict.NONE,
    }  # fmt: skip
    return tuple(
        GateMark(
            mark[:-1],
            verdicts[mark[-1]],
            NOW - 180,
            "1 of 212" if mark[-1] == "-" else "",
            f"log-{mark[:-1]}",
        )
        for mark in marks.split()
    )


@dataclass(frozen=True)
class Spec:
    """One agent in a few words."""

    name: str
    phase: Phase = Phase.WORKING
    minutes: int = 5
    want: Want | None = None
    reason: str = ""
    question: str = ""
    left: int | None = 60
    rows: tuple[str, ...] = ()
    queue: tuple[Entry, ...] = ()
    marks: str = ""
    task: str = ""
    profile: str = "claude"
    project: str = "clawdemy"
    state: SeatState = SeatState.ACTIVE
    dirty: int = 0
    more: dict[str, object] = field(default_factory=dict)
    limit: Limit | None = None


def waits(spec: Spec) -> str:
    """What the engine would say of the head of this queue."""
    if not spec.queue or spec.queue[0].state is not EntryState.QUEUED:
        return ""
    if spec.state is not SeatState.ACTIVE:
        return str(spec.state)
    asks = spec.phase is Phase.ASKING
    return "it asks you first" if asks else "" if spec.phase is Phase.IDLE else str(spec.phase)


def agent(spec: Spec, slot: int = 0) -> AgentView:
    """The view of one agent."""
    since = NOW - spec.minutes * 60
    pane = PaneRef(SERVER, f"%{slot}", 5000 + slot, 100)
    seat = Seat(
        spec.name, spec.profile, spec.project, f"/repos/{spec.project}/{spec.name}", slot,
        branch=f"agent/{spec.name}", run=f"run-{spec.name}", state=spec.state,
    )  # fmt: skip
    made = AgentView(
        seat=seat,
        status=Status(spec.phase, since, StatusEvidence("screen", "spinner", since), limit=spec.limit),
        attention=Attention(spec.want, spec.reason, since) if spec.want else None,
        question=AgentQuestion("permission", spec.question, ("1. Yes", "2. No")) if spec.question else None,
        context=None if spec.left is None else Context(spec.left, "screen", NOW - 20),
        frame=frame(list(spec.rows or (CODEX if spec.profile == "codex" else CLAUDE))),
        queue=spec.queue,
        waits=waits(spec),
        gates=gates(spec.marks),
        task=Task(f"t-{spec.name}", spec.task, done_when="the tests pass") if spec.task else None,
        pane=pane,
        process=ProcessFacts(True, 12, 210, "pytest", 4),
        git=GitFacts(f"agent/{spec.name}", "e07b5aa11", "3f2c1a9bb", 3, 0, spec.dirty, 412, 88),
        last_output=NOW - 4,
    )
    return replace(made, **spec.more)  # type: ignore[arg-type]


_TWELVE = (
    Spec("billing", Phase.ASKING, 6, Want.ASKING, "permission", "alembic upgrade head?", 59, tuple(ASKS),
         (entry(1, "add VAT tests"), entry(2, "rebase on main")), "build+ test.", "#38 invoice pdf", dirty=5),
    Spec("search", minutes=2, left=77, queue=(entry(3, "bench again"),), marks="build+ test+ lint+",
         task="#44 fuzzy rank"),
    Spec("api-auth", Phase.WORKING, 14, Want.STUCK, "same failure 3x, context frozen 14m", "", 38, (), (),
         "build+ test-", "#41 oauth refresh", "codex", dirty=3),
    Spec("docs-gen", Phase.IDLE, 9, Want.TO_MERGE, "+412 -88, 3 commits, 0 behind", left=42,
         marks="build+ test+ lint+ rev+", task="#29 api docs"),
    Spec("cache", minutes=1, left=70, profile="codex", marks="build*", task="#33 lru",
         queue=(entry(4, "gate build"), entry(5, "then the bench"), entry(6, "note it"))),
    Spec("migrate", Phase.LIMITED, 21, Want.LIMITED, "usage limit · resets 15:40", left=9, profile="codex",
         limit=Limit("usage limit", reset_at=NOW + 5849, resets="at 3:40 PM"), marks="build+",
         task="#40 pg16", queue=(entry(7, "rerun on pg16"),)),
    Spec("ui-grid", minutes=15, left=58, project="whisprdesk", marks="build+ test+", task="#36 grid",
         queue=(entry(8, "after cache"), entry(9, "and the list"))),
    Spec("i18n", minutes=6, left=46, project="whisprdesk", profile="gemini", marks="build+", task="#39 de",
         queue=(entry(10, "fr, same way"),)),
    Spec("export", Phase.IDLE, 31, left=88, project="whisprdesk", profile="codex", marks="build+ test+"),
    Spec("quota", minutes=11, left=16, project="whisprdesk", marks="build+", task="#46 limits",
         queue=(entry(11, "restart advised"),)),
    Spec("ws", Phase.IDLE, 13, Want.HELD, "src/ws/session.py:120 moved", left=35, project="whisprdesk",
         task="#42 reconnect",
         queue=(entry(12, "fix src/ws/session.py:120", EntryState.HELD, "src/ws/session.py has 98 lines"),)),
    Spec("infra", Phase.IDLE, 122, left=56, project="whisprdesk", state=SeatState.PAUSED, marks="build+",
         task="#30 tf", queue=(entry(13, "plan only"),)),
)  # fmt: skip

_SIX_MORE = (
    Spec("perf", minutes=22, left=52, project="ilovemd", marks="build+ test+ lint+", task="#37 alloc"),
    Spec("release", Phase.IDLE, 48, left=80, project="ilovemd", profile="codex", marks="build+"),
    Spec("site", minutes=3, left=91, project="ilovemd", marks="build+", task="#51 hero",
         queue=(entry(14, "fr, same way"),)),
    Spec("fixtures", Phase.EXITED, 5, left=None, project="ilovemd", marks="build+ scan+", task="#31 seeds"),
    Spec("review", Phase.STARTING, 0, left=None, project="ilovemd", rows=("",)),
    Spec("blog", Phase.UNKNOWN, 8, left=63, project="ilovemd", task="lens: security",
         queue=(entry(15, "tell me", EntryState.UNKNOWN, "Enter was typed, nothing shows that it was taken"),),
         want=Want.UNCONFIRMED, reason="a follow-up is not confirmed"),
)  # fmt: skip


def project(name: str) -> Project:
    """A project with a build gate."""
    return Project(name, f"/home/me/{name}", gates=(Gate("build", ("make",)),))


FILES = (
    FileChange("docs/api/cache.md", "docs/api/cache.md", 408, 86, "new"),
    FileChange("docs/api/index.md", "docs/api/index.md", 4, 2),
)


def candidate(seat: str, **changes: object) -> Candidate:
    """A candidate that merges."""
    made = Candidate(
        "clawdemy", seat, f"agent/{seat}", "3f2c1a9bb", "e07b5aa11", "8c41d0e77", "5512fe033",
        files=FILES, ahead=3,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def board() -> tuple[BranchRow, ...]:
    """A branch that may land, one whose gate fails, one in conflict, one that still runs."""

    def row(seat: str, marks: str, why: str, behind: int, dirty: int, **changes: object) -> BranchRow:
        made = BranchRow(
            seat, "clawdemy", f"agent/{seat}", "main", "e07b5aa11", candidate(seat), gates(marks),
            3, behind, dirty, may_land=not why, why_not=why,
        )  # fmt: skip
        return replace(made, **changes)  # type: ignore[arg-type]

    return (
        row("docs-gen", "build+ test+ lint+", "", 0, 0),
        row("cache", "build+ test* lint+", "test is running", 1, 0),
        row("api-auth", "build+ test- lint+", "test fails: test_refresh_rotates", 0, 3),
        row("billing", "build. test. lint.", "conflict with main: alembic/env.py", 2, 5,
            candidate=candidate("billing", commit="", tree="", files=(), conflicts=("alembic/env.py",))),
    )  # fmt: skip


_FOUND = (
    Finding("f2", "blocker", "src/cache/lru.py", 88, "def evict(self, n):", "an empty cache loops for ever: pop is "
            "asked again and again while nothing is left. Return as soon as the first pop finds none."),
    Finding("f3", "major", "src/cache/lru.py", 41, "self.size += 1", "counted twice where a key is written again",
            "claimed"),
    Finding("f1", "major", "src/cache/api.py", 14, ".evict()", "called without a number", "fixed"),
)  # fmt: skip


def reviewed(view: FleetView) -> FleetView:
    """The board of a project that requires a review: accepted, rejected in its second round, outdated, waiting."""
    who = "Codex, another than the author's"
    marks = (
        ReviewMark(ReviewState.ACCEPTED, "r1", NOW - 900, who, "review-clawdemy", 1, "no finding", required=True),
        ReviewMark(
            ReviewState.REJECTED, "r2", NOW - 240, who, "review-clawdemy", 2,
            "1 blocker, 1 major, allowed 0 blockers", _FOUND, required=True, live=True,
        ),
        ReviewMark(ReviewState.OUTDATED, "r3", NOW - 4000, who, "review-clawdemy", 1, required=True),
        ReviewMark(ReviewState.WAITING, "r4", NOW - 60, required=True, waits_for="cache", live=True),
    )  # fmt: skip
    rows = [replace(row, review=mark) for row, mark in zip(view.board, marks, strict=True)]
    rows[1] = replace(rows[1], gates=gates("build+ test+ lint+"), why_not=f"review {said(marks[1])}")
    return replace(view, board=tuple(rows))


def train(*, ready: bool = False) -> TrainView:
    """A train of three: two passed, the last one runs, unless it is ``ready``; a fourth dropped out."""
    first, third, second, fourth = board()
    on = ("3f2c1a9bb", "8c41d0e77", "b2f6117aa", "c09d44e21")

    def member(row: BranchRow, at: int, marks: str, **changes: object) -> BranchRow:
        made = candidate(row.seat, base=on[at], commit=on[at + 1], tree=f"5512fe03{at}", ahead=at + 1)
        passed = "-" not in marks and "*" not in marks and "." not in marks
        said = "" if passed else "test is running"
        row = replace(row, candidate=made, gates=gates(marks), ahead=at + 1, may_land=not said, why_not=said)
        return replace(row, **changes)  # type: ignore[arg-type]

    rows = (
        member(first, 0, "build+ test+ lint+"),
        member(
            second, 1, "build+ test+ lint+", protected=(".github/workflows/ci.yml",), word_for="protected"
        ),
        member(third, 2, "build+ test+ lint+" if ready else "build+ test* lint.", dirty=0),
    )
    out = replace(fourth, why_not="conflict with agent/cache: alembic/env.py")
    return TrainView("clawdemy", "main", rows, () if ready else (out,))


def fleet(number: int = 12, **changes: object) -> FleetView:
    """A fleet of up to 18 agents in three projects."""
    specs = (*_TWELVE, *_SIX_MORE)[:number]
    agents = tuple(agent(spec, slot) for slot, spec in enumerate(specs))
    names = dict.fromkeys(one.seat.project for one in agents)
    view = FleetView(
        agents=agents,
        projects={name: project(name) for name in names},
        bases=dict.fromkeys(names, "3f2c1a9bb0"),
        board=board() if number >= 6 else (),
        owner="self",
        owner_pid=77,
        observed=NOW,
        ready=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def found(number: int) -> tuple[FoundAgent, ...]:
    """Agents that run in tmux without a seat."""
    return tuple(
        FoundAgent(
            f"repo-{n}", "codex" if n % 2 else "claude", PaneRef(SERVER, f"%{50 + n}", 900 + n, 1),
            f"/home/me/repo-{n}", f"/home/me/repo-{n}", "main", f"work:{n}.0",
        )
        for n in range(number)
    )  # fmt: skip


AN_HOUR = tuple(
    News(100 + number, NOW - 60 * minutes, seat, what, text)
    for number, (minutes, seat, what, text) in enumerate(
        (
            (55, "search", "sent", "bench again"),
            (52, "cache", "sent", "gate build"),
            (49, "search", "finished", ""),
            (47, "cache", "answered", "Do you want to proceed? Yes"),
            (40, "export", "restarted", ""),
            (38, "export", "sent", "the periods are half open: end is exclusive"),
            (31, "export", "finished", ""),
            (30, "ilovemd-fixtures", "landed", "agent/fixtures on main"),
            (21, "migrate", "failed", "limited until 15:40"),
            (14, "api-auth", "failed", "test: 1 of 212"),
            (13, "ws", "held", "src/ws/session.py has 98 lines"),
            (9, "docs-gen", "finished", ""),
            (6, "billing", "asked", "alembic upgrade head?"),
        )
    )
)
"""What happened in an hour."""


def with_tasks(view: FleetView) -> FleetView:
    """The same with a ledger: tasks in every state, some in work, one with a broken file."""
    folder = "/home/me/clawdemy/docs/tasks"
    names = {"billing": "invoice-pdf", "api-auth": "oauth-refresh", "docs-gen": "api-docs"}
    agents = tuple(replace(one, seat=replace(one.seat, task=names.get(one.name, ""))) for one in view.agents)

    def task(name: str, title: str, project: str = "clawdemy", **more: object) -> Task:
        made = Task(name, title, project=project, file=f"{folder}/{name}.md")
        return replace(made, **more)  # type: ignore[arg-type]

    tasks = (
        task(
            "limit-logins",
            "Refuse a sixth login within a minute",
            branch="fix/limit-logins",
            issue="#41",
            body="Count failed tries per account and per address, in src/login/session.py.\n\n"
            "Keep the counters in the session store that is there; no new dependency.",
            done_when="pytest tests/login passes\na sixth try within a minute answers 429",
            edges=("IPv6 addresses share a /64", "behind a proxy the address is the header's last"),
            not_to_touch=("migrations/", "*.lock"),
        ),
        task("invoice-pdf", "Invoices as PDF", branch="agent/billing"),
        task("oauth-refresh", "Rotate the refresh token at every use", branch="agent/api-auth"),
        task("api-docs", "Write the API pages anew", branch="agent/docs-gen"),
        task("reconnect", "Reconnect without losing what was typed", "whisprdesk"),
        task("grid", "A grid that folds on a telephone", "whisprdesk"),
        task("seeds", "Seeds that do not change with the day", state=TaskState.DONE),
        task("fuzzy-rank", "Rank what is nearly the same", branch="agent/search"),
        task("old-mail", "Move the mail templates", "whisprdesk", state=TaskState.DROPPED),
        task(
            "lru", "lru", problems=(TaskProblem("no key is called 'done_when': did you mean done-when?", 5),)
        ),
    )
    landed = {("clawdemy", "agent/search"): "8c41d0e77"}
    return replace(view, agents=agents, tasks={one.key: one for one in tasks}, landed=landed)


def with_news(view: FleetView, news: tuple[News, ...] = AN_HOUR) -> FleetView:
    """The same with the latest news of every agent."""
    latest = {one.seat: one for one in news}
    agents = tuple(replace(agent, news=latest.get(agent.name)) for agent in view.agents)
    return replace(view, agents=agents, seq=max(one.seq for one in news))


DIFF = """diff --git a/docs/api/cache.md b/docs/api/cache.md
index 1111111..2222222 100644
--- a/docs/api/cache.md
+++ b/docs/api/cache.md
@@ -10,3 +10,4 @@
 ## Cache
-Items are evicted in insertion order.
+Items are evicted least recently used first, in `evict(n)`.
+A read counts as use; `peek` does not.
 ## End
diff --git a/docs/api/index.md b/docs/api/index.md
--- a/docs/api/index.md
+++ b/docs/api/index.md
@@ -4 +4 @@
-See [state](state.md).
+See [state](state.md) and [cache](cache.md).
"""

PROMPTS = (
    Prompt("e001", "follow-up", "Write the API pages anew, from the code.", NOW - 5400),
    Prompt(
        "e002", "follow-up", "The cache page is wrong: eviction is least recently used first.", NOW - 2400
    ),
    Prompt("e003", "repair", "The gate lint fails: docs/api/index.md has a dead link.", NOW - 900),
)

PLAN = RestartPlan(
    kept="3 files (+88 -12) and 1 untracked",
    commits=2,
    stopped=("codex", "bash", "pytest", "node"),
    fresh="codex --no-daemon",
    same="its session file says so",
    handoff="\n".join(
        [
            "You take over #41, OAuth refresh, on agent/api-auth (2 commits on main).",
            "Done when: tests/test_oauth.py passes and tokens rotate on every refresh.",
            "",
            "True now",
            "- src/auth/refresh.py  +61 -9",
            "- tests/test_oauth.py  +27 -3",
            "- gates: build pass, test fail (1 of 212)",
            'Left in your queue: "bench refresh under load"',
        ]
    ),
    waiting=("bench refresh under load",),
    ignored=(".env",),
)


def with_ended(view: FleetView, name: str = "migrate") -> FleetView:
    """The fleet with one agent whose run ended, as a dashboard that was started later knows it."""
    chosen = view.agent(name)
    assert chosen is not None
    assert chosen.pane is not None
    run = Run(
        "t1", name, chosen.pane, NOW - 7200, NOW - 720, 1, "exited with 1", screen="a" * 64,
        command="claude --model opus", resume="claude --resume 8f14e45f-ceea-467f",
    )  # fmt: skip
    status = replace(chosen.status, phase=Phase.EXITED, note="exited with 1")
    gone = replace(
        chosen, ended=run, pane=None, process=None, frame=None, attention=None, question=None, status=status
    )
    return replace(view, agents=tuple(gone if agent is chosen else agent for agent in view.agents))


class FakeLink:
    """Stands in for the engine: keeps what it was told, answers from ``answers``, shows what it is given."""

    def __init__(self, view: FleetView) -> None:
        self._view = view
        self._followers: list[Callable[[FleetView], None]] = []
        self.commands: list[Command] = []
        self.asked: list[Question[Any]] = []
        self.landed: list[Approval] = []
        self.said: list[RemarkAnswer] = []
        self.wishes: list[PullWish] = []
        self.released: list[tuple[Approval, Press]] = []
        self.words: list[tuple[str, Press, float]] = []
        self.pressed: list[tuple[Approval, Press]] = []
        self.terms = Terms(Tier.PLAIN)
        self.approved = Outcome(ok=True)
        self.held: list[tuple[str, bool]] = []
        self.looked: list[tuple[frozenset[str], str | None]] = []
        self.taken_over = 0
        self.prepared: list[Proposal | None] = []
        self.outcome = Outcome(ok=True)
        self.attach: tuple[str, ...] | None = ("true",)
        self.shows_here: Outcome | None = None
        self.answers: dict[type, Any] = {
            AskDiff: DIFF,
            AskCandidateDiff: DIFF,
            AskPrompts: PROMPTS,
            AskRestart: PLAN,
            AskLog: "\n".join(f"line {n}" for n in range(60)) + "\nFAILED test_refresh_rotates\n",
            AskAnchors: (),
            AskFillings: (),
            AskFiles: (),
            AskBlueprints: (),
            AskArrival: (),
            AskNeverTyped: (),
            AskNews: (),
            AskRemarks: (),
            AskFigures: report(week(NOW), Wanted()),
            AskJournal: tuple(
                JournalLine(n, NOW - 100 + n, "entry-added", "billing", f"text {n}") for n in range(30)
            ),
            AskScrollback: frame([f"old {n}" for n in range(300)] + CLAUDE, height=400).lines,
        }

    @property
    def view(self) -> FleetView:
        """What the test last showed."""
        return self._view

    def show(self, view: FleetView) -> None:
        """Hand a new view to the screen."""
        self._view = view
        for seen in self._followers:
            seen(view)

    def follow(self, seen: Callable[[FleetView], None]) -> Callable[[], None]:
        """Remember a follower."""
        self._followers.append(seen)
        return lambda: self._followers.remove(seen)

    def look_at(self, visible: frozenset[str], focused: str | None) -> None:
        """Record."""
        self.looked.append((visible, focused))

    async def do(self, command: Command) -> Outcome:
        """Record."""
        self.commands.append(command)
        return self.outcome

    async def ask(self, question: Question[A]) -> A:
        """Record and answer."""
        self.asked.append(question)
        answer = self.answers.get(type(question), AskError("no answer in this test"))
        if isinstance(answer, AskError):
            raise answer
        return answer

    async def prepare(self, proposal: Proposal | None) -> Outcome:
        """Record; what the test set."""
        self.prepared.append(proposal)
        return self.outcome

    async def release(self, approval: Approval, press: Press) -> Terms:
        """Record; what the test set."""
        self.released.append((approval, press))
        return self.terms

    async def type_word(self, word: str, press: Press, began: float) -> Outcome:
        """Record; right is the word of the terms."""
        self.words.append((word, press, began))
        right = word == self.terms.word
        return Outcome(ok=right, text="" if right else f"type {self.terms.word} first")

    async def approve(self, approval: Approval, press: Press) -> Outcome:
        """Record; what the test set."""
        self.pressed.append((approval, press))
        return self.approved

    async def land(self, approval: Approval) -> Outcome:
        """Record."""
        self.landed.append(approval)
        return self.outcome

    async def say_there(self, answer: RemarkAnswer) -> Outcome:
        """Record."""
        self.said.append(answer)
        return self.outcome

    async def act_there(self, wish: PullWish) -> Outcome:
        """Record."""
        self.wishes.append(wish)
        return self.outcome

    async def show_here(self, name: str) -> Outcome | None:
        """What the test set."""
        return self.shows_here

    def attach_command(self, name: str) -> tuple[str, ...] | None:
        """What the test set."""
        return self.attach

    def hold(self, name: str, *, held: bool) -> None:
        """Record."""
        self.held.append((name, held))

    async def take_over(self) -> Outcome:
        """Record."""
        self.taken_over += 1
        return self.outcome


__all__ = [
    "ASKS",
    "CLAUDE",
    "CODEX",
    "NOW",
    "AnchorCheck",
    "FakeLink",
    "Line",
    "Spec",
    "agent",
    "fleet",
    "found",
]
