"""An agent led through steps in a window of its own, and every change of status that the journal tells of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from subprocess import SubprocessError
from typing import Any, NamedTuple

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.model.limit import Limit
from fleetui.model.screen import Frame, parse_frame
from fleetui.model.status import Reading
from tests.live.fleet import LiveFleet
from tests.live.tape import Tape
from tests.support.waiting import until

NAME = "ada"
START_S = 120
PATIENCE_S = 90
"""How long what must come may take on a loaded machine."""
HOLD_S = 0.7
"""How long a step's last phase must stay before the next step; what comes up later is counted to that one."""
SHOWN_S = 0.3
"""How long a text stands before it is submitted."""
AGAIN_S = 3.0
"""When Enter is pressed again on a text that still stands: some agents take one right after a paste as a newline."""
CLOSE = 2
"""Points by which a context figure may differ from what the model server reported."""
GIVE_UP = 3
"""Steps that may end elsewhere before the walk is given up."""
_FACTS = "#{pane_title}\t#{cursor_flag}\t#{cursor_x}\t#{cursor_y}\t#{pane_width}\t#{pane_height}"

Size = tuple[int, int]
Act = Callable[["Walk"], object]


@dataclass(frozen=True)
class Step:
    """One thing that is done, and the phases that come up from it, in their order."""

    name: str
    act: Act
    phases: tuple[str, ...] = ()
    """Empty when nothing may change."""
    shows: Mapping[str, object] = field(default_factory=dict)
    """What is known at the end, as ``FINDERS`` names it."""
    _: KW_ONLY
    tries: bool = False
    """It tries again by itself: working and limited may follow each other, and which of them comes last is not said."""
    or_else: tuple[str, ...] = ()
    """What may come up instead, when the agent is slow enough for it to be seen."""
    within: float = PATIENCE_S
    hides: str = ""
    """What the agent shows nowhere in this step, as ``nowhere.NOWHERE`` names it."""


class Change(NamedTuple):
    """A status that came up, as the journal has it."""

    at: float
    phase: str
    why: str


class Walk:
    """One agent of one fleet. ``wrong`` holds what was not as the steps say, in words."""

    def __init__(self, fleet: LiveFleet, cli: str) -> None:
        self.fleet = fleet
        self.size = fleet.window
        self.cli = cli
        self.wrong: list[str] = []
        self.said: list[str] = []
        """What was found right, one line for each step."""
        self._profile = load_profiles()[cli]
        self._began: list[tuple[float, Step]] = []
        self._tape = Tape(self._picture)
        self._stops = 0

    def through(self, steps: tuple[Step, ...]) -> None:
        """Take every step, then hold the journal against them."""
        with self._tape:
            for step in steps:
                if self._stops >= GIVE_UP:
                    self.wrong.append(f"given up before: {step.name}")
                    break
                self._take(step)
        self._compare()

    # ------------------------------------------------------------ what steps do

    def write(self, text: str) -> None:
        """Paste a text as a person does, and wait until it stands in the composer."""
        before = self.reading().draft
        self.fleet.tmux("load-buffer", "-b", "walk", "-", text=text)
        self.fleet.tmux("paste-buffer", "-p", "-r", "-d", "-b", "walk", "-t", self.pane)
        until(lambda: self.reading().draft not in (before, None), PATIENCE_S, every=0.1)
        time.sleep(SHOWN_S)

    def say(self, text: str) -> None:
        """Paste a text and submit it."""
        self.write(text)
        self.submit()

    def submit(self, key: str = "Enter") -> None:
        """Submit what stands in the composer: once more where the key was taken as a newline or not at all."""
        until(lambda: self._submitted(key), PATIENCE_S, every=0.1)

    def press(self, *keys: str) -> None:
        """Keys by tmux name."""
        self.fleet.tmux("send-keys", "-t", self.pane, *keys)

    # ------------------------------------------------------------ looking

    @property
    def pane(self) -> str:
        """The pane of its run."""
        found = until(lambda: self.seen() and self.seen()["pane"], START_S)
        return str(found["id"])

    def seen(self) -> dict[str, Any]:
        """What ``status --json`` says of it."""
        agents = self.fleet.published().get("agents", [])
        return next((agent for agent in agents if agent["name"] == NAME), {})

    def reading(self) -> Reading:
        """What its screen is read as now."""
        return read(self._profile, self._frame())

    def _frame(self) -> Frame:
        look = [
            "display-message",
            "-p",
            "-t",
            self.pane,
            _FACTS,
            ";",
            "capture-pane",
            "-e",
            "-p",
            "-t",
            self.pane,
        ]
        facts, _, raw = self.fleet.tmux(*look).partition("\n")
        title, shown, x, y, width, height = facts.split("\t")
        cursor = (int(x), int(y)) if shown == "1" else None
        return parse_frame(raw, width=int(width), height=int(height), cursor=cursor, title=title)

    def _picture(self) -> tuple[str, str]:
        pane = (self.seen().get("pane") or {}).get("id")
        if not pane:
            return "", ""
        look = ["display-message", "-p", "-t", pane, _FACTS, ";", "capture-pane", "-e", "-p", "-t", pane]
        facts, _, raw = self.fleet.tmux(*look, check=False).partition("\n")
        return facts, raw

    def _submitted(self, key: str) -> bool:
        self.press(key)
        try:
            return until(lambda: self._let_go() and self._let_go(), AGAIN_S, every=0.1)
        except AssertionError:
            return False

    def _let_go(self) -> bool:
        """Nothing stands in its composer; a screen drawn half shows none, so one look is not enough.

        One that is gone may leave its last words there.
        """
        time.sleep(SHOWN_S)
        return self.seen().get("phase") == "exited" or not self.reading().draft

    # ------------------------------------------------------------ one step

    def _take(self, step: Step) -> None:
        began = time.time()
        self._began.append((began, step))
        try:
            step.act(self)
            if step.phases:
                until(lambda: self._is(step.phases[-1], began), step.within, every=0.1)
            until(lambda: time.time() - self._moved(began) >= HOLD_S, 10, every=0.1)
            for name, wanted in step.shows.items():
                self._shows(name, wanted)
        except (AssertionError, SubprocessError) as error:
            self._stops += 1
            self.wrong.append(f"{step.name}: {error}\n{self._state()}{self._told(time.time())}")

    def _state(self) -> str:
        seen = self.seen()
        return json.dumps(
            {key: seen.get(key) for key in ("phase", "evidence", "question", "context", "session")}
        )

    def _is(self, phase: str, began: float) -> bool:
        seen = self.seen()
        return seen.get("phase") == phase and (seen["since"] or 0) >= began

    def _moved(self, began: float) -> float:
        return max(began, self.seen().get("since") or 0)

    def _shows(self, name: str, wanted: object) -> None:
        found: list[object] = []

        def right() -> bool:
            found.append(FINDERS[name](self))
            return _fits(name, found[-1], wanted)

        try:
            until(right, 10, every=0.3)
        except AssertionError as error:
            raise AssertionError(f"{name} is {found[-1]!r}, not {wanted!r}") from error

    # ------------------------------------------------------------ the journal against the steps

    def changes(self) -> list[Change]:
        """Every status that came up, in order."""
        return [
            Change(line["at"], *_phase_and_why(line["text"]))
            for line in self.journal()
            if line["kind"] == "status-changed"
        ]

    def journal(self) -> list[dict[str, Any]]:
        """Every record of it."""
        found: list[dict[str, Any]] = json.loads(
            self.fleet.verb("journal", "-n", "2000", "--agent", NAME, "--json")
        )
        return found

    def _compare(self) -> None:
        changes = self.changes()
        ends = [began for began, _ in self._began[1:]] + [time.time()]
        for (began, step), end in zip(self._began, ends, strict=True):
            came = [change for change in changes if began <= change.at < end]
            phases = tuple(change.phase for change in came)
            if phases in (step.phases, step.or_else or step.phases) or (
                step.tries and _once(phases) == _once(step.phases)
            ):
                self.said.append(f"{step.name}: {' '.join(phases) or 'nothing changed'}")
                continue
            self.wrong.append(f"{step.name}: {phases} came up, not {step.phases}")
            self.wrong += [
                f"+{change.at - began:.1f} s {change.phase} ({change.why.strip()}){self._told(change.at)}"
                for change in came
            ]

    def _told(self, moment: float) -> str:
        shown = self._tape.at(moment)
        if shown is None:
            return ""
        frame = parse_frame(shown.raw, width=0, height=200, cursor=None, title="")
        rows = "\n".join(f"    | {row}" for row in frame.texts if row.strip())
        return f"\n    | title {shown.title!r}, {moment - shown.at:.1f} s old\n{rows}"


def _phase_and_why(text: str) -> tuple[str, str]:
    phase, _, why = text.partition(" ")
    return phase, why


def _once(phases: Iterable[str]) -> tuple[str, ...]:
    """Phases without what comes and goes between the first try and the end."""
    found: list[str] = []
    for phase in phases:
        if not ("limited" in found[-1:] and phase in ("working", "limited")):
            found.append(phase)
    return tuple(found)


def _fits(name: str, found: object, wanted: object) -> bool:
    if name == "ended":
        return isinstance(found, str) and isinstance(wanted, str) and wanted in found
    if name == "roomier":
        return not isinstance(found, int) or not isinstance(wanted, int) or found > wanted + CLOSE
    if name == "question" and isinstance(found, dict) and isinstance(wanted, dict):
        return {key: found.get(key) for key in wanted} == wanted
    if name == "context" and isinstance(found, int) and isinstance(wanted, int):
        return abs(found - wanted) <= CLOSE
    return found == wanted


def _ended(walk: Walk) -> object:
    """What the journal says of the end of its last run."""
    texts = [line["text"] for line in walk.journal() if line["kind"] == "run-ended"]
    return texts[-1] if texts else ""


def _context(walk: Walk) -> object:
    return (walk.seen()["context"] or {}).get("left_percent")


FINDERS: Mapping[str, Callable[[Walk], object]] = {
    "context": _context,
    "roomier": _context,
    "question": lambda walk: walk.seen()["question"],
    "draft": lambda walk: walk.reading().draft,
    "ended": _ended,
    "attempt": lambda walk: (walk.reading().limit or Limit()).attempt,
    "talks_to": lambda walk: walk.fleet.far_ends(NAME),
    "own_queue": lambda walk: list(walk.reading().own_queue),
}
"""Where a step's facts are found. ``context`` may differ by ``CLOSE`` points; ``roomier`` is more, or unknown;
``ended`` is a part of what is said."""
