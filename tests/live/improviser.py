"""A model server that answers as a walk has decided, and the truth about its agent that follows from that.

What is true is never taken from what a reader makes of the screen: the server knows which request is open, refused or
answered with a tool's call; the walk knows what it typed and pressed. While something changes nothing is claimed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace

from tests.live.model_server import ModelServer
from tests.live.script import Script
from tests.live.turns import Turn

BEGINS_S = 0.7
"""How long after its request an agent may not yet show that it works."""
ENDS_S = 2.0
"""How long after an answer's end at least nothing is claimed, until the screen stands still too."""
STILL_S = 0.8
STILL_LOOKS = 4
"""For how long, and how often looked at, a screen must be the same to count as still."""
CHANGES_S = 6.0
"""How long a screen may stay as it was before something ended, on a machine that has no time for the agent."""


@dataclass(frozen=True)
class Answer:
    """A script and what the agent does once it has it."""

    script: Script
    then: str = "idle"
    """idle, working (a tool runs by itself) or the kind of question that is asked."""


@dataclass(frozen=True)
class _Claim:
    phase: str
    kind: str
    since: float
    needs_still: bool
    made: float


class Truth:
    """What phase an agent is in, as far as it is certain."""

    def __init__(self) -> None:
        self._claim: _Claim | None = None
        self._still_since = 0.0
        self._looks = 0
        self._screen = ""

    def unsure(self) -> None:
        """Something happens now: nothing is claimed until it is known what came of it."""
        self._claim = None

    def becomes(self, phase: str, kind: str = "", *, after: float = BEGINS_S, still: bool = False) -> None:
        """From ``after`` seconds on it is in this phase; with ``still`` not before the screen stands still."""
        now = time.monotonic()
        self._claim = _Claim(phase, kind, now + after, still, now)

    def saw(self, screen: str) -> None:
        """What the screen shows now, without what moves by itself."""
        now = time.monotonic()
        if screen != self._screen:
            self._screen, self._still_since, self._looks = screen, now, 0
        self._looks += 1
        claim = self._claim
        if claim and claim.needs_still and now >= claim.since and self._stands(claim, now):
            self._claim = replace(claim, needs_still=False)

    def _stands(self, claim: _Claim, now: float) -> bool:
        """True once the agent drew what the claim speaks of, or had long enough, and then drew nothing more."""
        has_drawn = self._still_since > claim.made or now - claim.made > CHANGES_S
        return has_drawn and self._looks >= STILL_LOOKS and now - self._still_since >= STILL_S

    def now(self) -> tuple[str, str]:
        """Phase and kind of question; empty while unsure."""
        claim = self._claim
        if claim is None or claim.needs_still or time.monotonic() < claim.since:
            return "", ""
        return claim.phase, claim.kind


class Improviser(ModelServer):
    """Gives the answers that were laid ready, one for each request of the agent's own conversation."""

    def __init__(self, refused: str, final: tuple[int, ...], silent: int = 0) -> None:
        super().__init__(self._told)
        self.truth = Truth()
        self.answers: deque[Answer] = deque()
        self.served = 0
        """Requests answered whole."""
        self.arrived = 0
        """Requests that came in, again and again the refused ones."""
        self.ends: list[float] = []
        """When answers ended: an agent may have shown it a moment before it is known here."""
        self.tokens: list[int] = []
        """What was reported, answer by answer."""
        self.refused_at = 0.0
        """When a request was refused last."""
        self.waiting = 0
        """Follow-ups that the agent holds itself."""
        self._phase = refused
        self._final = final
        self._silent = silent
        self._refusals = 0
        """How often the prompt that is tried now was refused."""
        self._open: dict[int, Answer] = {}
        self._guard = threading.Lock()

    def is_open(self) -> bool:
        """True while a request of the agent's own conversation is being answered."""
        with self._guard:
            return bool(self._open)

    def is_streaming(self) -> bool:
        """True while somebody still listens to a slow answer."""
        with self._lock:
            return self._waits > 0

    def abandon(self) -> None:
        """Whatever is open no longer says anything: the operator stopped it."""
        with self._guard:
            self._open.clear()
            self.answers.clear()
            self._refusals = 0

    def script(self, turn: Turn) -> Script:
        """The next answer that was laid ready; a request that is tried again gets the same."""
        if turn.side:
            return Script(say="A short title")
        return self._next().script

    def _next(self) -> Answer:
        with self._guard:
            return self.answers[0] if self.answers else Answer(Script())

    def _told(self, kind: str, turn: Turn, script: Script) -> None:
        """What follows from what happened to a request, unless the operator stopped it before."""
        if turn.side:
            return
        if kind == "refused":
            self.arrived += 1
            self._refused(script)
        elif kind == "open":
            self._opened()
        else:
            self._ended(script, kind)

    def _opened(self) -> None:
        with self._guard:
            self.arrived += 1
            self._refusals = 0
            self._open[threading.get_ident()] = self.answers[0] if self.answers else Answer(Script())
        self.truth.becomes("working")

    def _ended(self, script: Script, kind: str) -> None:
        with self._guard:
            answer = self._open.pop(threading.get_ident(), None)
            if answer is None or kind == "cut":
                return
            self.ends.append(time.monotonic())
            self.served += 1
            self.tokens.append(script.tokens)
            if self.answers and self.answers[0] is answer:
                self.answers.popleft()
        self._follows(answer)

    def _refused(self, script: Script) -> None:
        self.refused_at = time.monotonic()
        self._refusals += 1
        if script.error in self._final:
            self.truth.becomes("failed", after=ENDS_S, still=True)
        elif self._refusals <= self._silent:
            self.truth.unsure()
        elif self.truth.now()[0] != self._phase:
            self.truth.becomes(self._phase)

    def _follows(self, answer: Answer) -> None:
        if answer.then == "working":
            return
        if answer.then != "idle":
            self.truth.becomes("asking", answer.then, after=ENDS_S, still=True)
        elif self.waiting:
            self.waiting -= 1
            self.truth.unsure()
        else:
            self.truth.becomes("idle", after=ENDS_S, still=True)
