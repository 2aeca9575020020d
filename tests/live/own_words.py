"""What an agent's own files say of it, at the same moment as its screen is looked at, and which of both was right."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fleetui.agents.load import load_profiles
from fleetui.agents.sessions.formats import PARSERS
from fleetui.agents.sessions.spent import Spent
from fleetui.agents.sessions.statements import session_report
from fleetui.engine.protocols.sessions import SessionAsk
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.status import Phase, SourceReport
from fleetui.ports.sessions.port import Sessions
from tests.live.stage import Stage
from tests.support.unseen import Seen

EVERY_S = 0.5
"""How often the files are looked at, at most."""
LASTS_S = 3.0
"""What is true must have been so for so long: files are written a little before or after the screen is drawn."""
_RUNS = {Phase.WORKING, Phase.LIMITED}
_RESTS = {Phase.IDLE, Phase.FAILED, Phase.LIMITED}
_FACTS = "#{pid} #{start_time} #{pane_id} #{pane_pid}"


@dataclass(frozen=True)
class Moment:
    """One look: what was true, what the screen was read as, and what the agent's own files said."""

    truth: Phase
    screen: Phase
    rule: str
    said: SourceReport | None
    doing: str

    @property
    def own_is_right(self) -> bool | None:
        """``None`` where they say nothing of the phase."""
        if self.said is None:
            return None
        return agree(self.said.phase, self.truth) or self.truth in self.said.also

    @property
    def screen_is_right(self) -> bool:
        """Of the class of the phase, as that is all that files tell."""
        return agree(self.screen, self.truth)


def agree(one: Phase, other: Phase) -> bool:
    """True for phases of one class: a turn runs, or it rests."""
    return one is other or {one, other} <= _RUNS or {one, other} <= _RESTS


class OwnWords:
    """Looks at the files of the agent on a stage. Nothing is said where its profile knows none."""

    def __init__(self, cli: str, stage: Stage) -> None:
        self._profile, self._stage = load_profiles()[cli], stage
        self._sessions = Sessions(PARSERS, Spent)
        self._ask: SessionAsk | None = None
        self._looked, self._said = 0.0, None  # type: float, SourceReport | None
        self._truth: tuple[str, float] = ("", 0.0)
        self.moments: list[Moment] = []

    def see(self, seen: Seen, doing: str) -> None:
        """Keep one look, unless what is true of it was not so for long."""
        now, phase = time.monotonic(), str(seen.expected["phase"])
        if self._truth[0] != phase:
            self._truth = (phase, now)
        said = self.now()
        if now - self._truth[1] >= LASTS_S and phase != Phase.STARTING:
            reading = seen.reading()
            self.moments.append(Moment(Phase(phase), reading.phase, reading.rule, said, doing))

    def now(self) -> SourceReport | None:
        """What its files say now."""
        profile = self._profile
        if profile.session is None:
            return None
        if time.monotonic() - self._looked >= EVERY_S:
            self._looked = time.monotonic()
            facts = self._sessions.sample_now([self._asked()]).get(profile.name)
            self._said = session_report(facts, time.time()) if facts else None
        return self._said

    def _asked(self) -> SessionAsk:
        profile = self._profile
        if self._ask is None and profile.session is not None:
            pid, started, pane, pane_pid = self._stage.tmux("display-message", "-p", _FACTS).split()
            server = ServerId(str(self._stage.socket), int(pid), int(started))
            begins = tuple(words for words in (profile.chosen, profile.resume) if words)
            self._ask = SessionAsk(
                profile.name, "walk", PaneRef(server, pane, int(pane_pid), 0), profile.programs, profile.session,
                begins,
            )  # fmt: skip
        assert self._ask is not None
        return self._ask


def compared(moments: Iterable[Moment]) -> list[str]:
    """In lines: how often its own words told, and were right as the screen was, and every kind of difference."""
    every = list(moments)
    told = [one for one in every if one.own_is_right is not None]
    if not told:
        return [f"own words: none in {len(every)} moments"]
    right = sum(bool(one.own_is_right) for one in told)
    screen = sum(one.screen_is_right for one in every)
    silent = len(every) - len(told)
    lines = [
        f"own words: {right} of {len(told)} right, silent in {silent}; screen: {screen} of {len(every)} right"
    ]
    kinds = Counter(
        (
            one.doing,
            str(one.truth),
            f"{one.said.phase} by {one.said.rule}" if one.said else "nothing",
            f"{one.screen} by {one.rule}",
        )
        for one in told
        if not (one.own_is_right and one.screen_is_right)
    )
    lines += [
        f"{count} x in {doing}: {truth}; its own words: {said}; screen: {shown}"
        for (doing, truth, said, shown), count in kinds.most_common(12)
    ]
    return lines
