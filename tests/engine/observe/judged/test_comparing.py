"""How often a source contradicts what counts is counted once a stretch, outlives a restart, and is told once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from fleetui.engine.core import Core
from fleetui.engine.observe import sight
from fleetui.engine.observe.judged import comparing, judging
from fleetui.engine.observe.judged.comparing import Comparing
from fleetui.engine.observe.sight import SeatSight
from fleetui.model.comparison import NOT_UNDERSTOOD
from fleetui.model.events import Event, Record, SourceContradicted, SourceDoubted
from fleetui.model.fleet import Fleet, Run, Seat
from fleetui.model.fold.records import fold
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.status import Phase, Reading, SourceReport, Status, StatusEvidence
from tests.support.scratch import Live, Scratch
from tests.support.twofaced import SPINNER, TwoFaced, composer

W, I, A, U = Phase.WORKING, Phase.IDLE, Phase.ASKING, Phase.UNKNOWN  # noqa: E741
SEAT = Seat("ada", "claude", "shop", "/w", 0, run="r")
RUN = Run("r", "ada", PaneRef(ServerId("/tmp/s", 7, 1), "%3", 42, 9), 0.0)


@dataclass
class Desk:
    """A core with one agent, whose words a test gives, look by look, two seconds apart."""

    now: float = 1000.0
    fleet: Fleet = field(default_factory=Fleet)
    told: list[Event] = field(default_factory=list)
    seen: SeatSight = field(default_factory=lambda: SeatSight(run="r", version="2.1.332"))
    acts: bool = True
    before_giving_up: list[Any] = field(default_factory=list)
    digest: str = "d1"

    def __post_init__(self) -> None:
        self.comparing = Comparing(cast(Core, self))

    @property
    def world(self) -> Any:
        """Itself: it has a clock and profiles."""
        return Box(now=lambda: self.now, profiles={"claude": self.profile(SEAT)})

    @property
    def ledger(self) -> Any:
        return Box(append=self.append)

    def profile(self, _seat: Seat) -> Any:
        return Box(name="claude", digest=self.digest)

    def seats(self) -> tuple[Seat, ...]:
        return (SEAT,)

    def live_run(self, _name: str) -> Run:
        return RUN

    def sight(self, _name: str) -> SeatSight:
        return self.seen

    async def append(self, *events: Event) -> None:
        for event in events:
            self.told.append(event)
            self.fleet = fold(self.fleet, Record(self.fleet.seq + 1, self.now, event))

    async def look(
        self, seconds: float, counts: Phase, *others: tuple[str, Phase], source: str = "session"
    ) -> None:
        """For so long this counts, while others say otherwise; ``unknown`` is a screen that nothing explains."""
        blind = ("screen", U) in others
        words = tuple(
            SourceReport(name, phase, f"{name} rule", 1.0) for name, phase in others if phase is not U
        )
        reading = Reading(counts, "status", source, disagreed=words)
        self.seen.reading = reading
        self.seen.shown = comparing_shown(Reading(U if blind else counts, "none"))
        if self.seen.status.phase is not counts:
            self.seen.status = Status(counts, self.now, StatusEvidence(source, "status", self.now))
        for _ in range(int(seconds / 2)):
            self.now += 2.0
            await self.comparing.look()

    def rows(self) -> dict[tuple[str, str], tuple[int, float]]:
        found = self.fleet.comparisons.get(("claude", "2.1.332"))
        return {(row.source, row.said): (row.times, row.seconds) for row in found.rows} if found else {}


class Box:
    """A value with these names."""

    def __init__(self, **names: Any) -> None:
        self.__dict__.update(names)


def comparing_shown(reading: Reading) -> Any:
    return Box(reading=reading)


async def test_one_stretch_counts_once_however_often_one_looks() -> None:
    desk = Desk()
    await desk.look(10, W)
    await desk.look(40, W, ("screen", I))
    assert desk.rows()["screen", "idle"][0] == 1
    await desk.look(4, W)
    await desk.look(30, W, ("screen", I))
    await desk.look(70, W)
    times, seconds = desk.rows()["screen", "idle"]
    assert times == 2
    assert 60 <= seconds <= 76


async def test_a_word_that_came_to_count_was_earlier_and_not_wrong() -> None:
    desk = Desk()
    await desk.look(10, W)
    await desk.look(6, W, ("screen", I))
    await desk.look(70, I)
    assert desk.rows() == {}


async def test_a_word_that_was_given_up_was_wrong() -> None:
    desk = Desk()
    await desk.look(10, W)
    await desk.look(6, W, ("screen", I))
    await desk.look(70, W)
    assert desk.rows()["screen", "idle"][0] == 1


async def test_a_screen_that_says_idle_all_the_time_is_wrong_although_the_turn_ends_one_day() -> None:
    desk = Desk()
    await desk.look(40, W, ("screen", I))
    await desk.look(70, I)
    assert desk.rows()["screen", "idle"][0] == 1


async def test_a_screen_that_nothing_explains_counts_while_another_source_tells_and_not_for_a_redraw() -> (
    None
):
    desk = Desk()
    await desk.look(6, W, ("screen", U))
    await desk.look(70, W)
    assert desk.rows() == {}
    await desk.look(30, W, ("screen", U))
    assert desk.rows()["screen", "unknown"][0] == 1
    told = [one for one in desk.told if isinstance(one, SourceContradicted)]
    assert told[0].rule == NOT_UNDERSTOOD
    assert told[0].against == "session"


async def test_where_nobody_else_tells_an_unknown_screen_contradicts_nothing() -> None:
    desk = Desk()
    await desk.look(60, U, ("screen", U), source="screen")
    assert desk.told == []


async def test_the_journal_is_told_at_most_once_a_minute_however_often_they_differ() -> None:
    desk = Desk()
    for _ in range(100):
        await desk.look(4, W, ("screen", I))
        await desk.look(4, W)
    told = [one for one in desk.told if isinstance(one, SourceContradicted)]
    assert len(told) <= 1 + 800 / 60
    await desk.look(70, W)
    assert desk.rows()["screen", "idle"][0] == 100


async def test_what_is_not_written_yet_is_before_the_fleet_is_given_up() -> None:
    desk = Desk()
    await desk.look(40, W, ("screen", I))
    for settle in desk.before_giving_up:
        await settle()
    assert desk.rows()["screen", "idle"][1] >= 36
    assert desk.fleet.comparisons["claude", "2.1.332"].seconds >= 36


async def test_a_night_at_rest_neither_proves_nor_doubts_anything() -> None:
    desk = Desk()
    await desk.look(3600, I, ("screen", U))
    for settle in desk.before_giving_up:
        await settle()
    assert desk.rows()["screen", "unknown"][1] <= 62
    assert desk.fleet.comparisons["claude", "2.1.332"].seconds <= 62


async def test_the_operator_is_told_once_for_a_version_and_other_rules_begin_anew() -> None:
    desk = Desk()
    for _ in range(20):
        await desk.look(30, W, ("screen", U))
        await desk.look(6, I)
    doubts = [one for one in desk.told if isinstance(one, SourceDoubted)]
    assert [one.source for one in doubts] == ["screen"]
    assert "screen differed from session" in doubts[0].text
    assert "not understood" in doubts[0].text
    desk = Desk(now=desk.now, fleet=desk.fleet, digest="d2")
    await desk.look(30, W, ("screen", U))
    assert desk.rows()["screen", "unknown"][0] == 1


async def test_a_source_that_is_hardly_ever_wrong_is_not_doubted() -> None:
    desk = Desk()
    for _ in range(12):
        await desk.look(600, W)
        await desk.look(6, W, ("screen", I))
    assert not [one for one in desk.told if isinstance(one, SourceDoubted)]


async def test_one_who_only_watches_counts_nothing() -> None:
    desk = Desk(acts=False)
    await desk.look(60, W, ("screen", I))
    assert desk.told == []
    desk.acts = True
    await desk.look(6, W, ("screen", I))
    assert desk.rows() == {}


async def test_a_machine_that_slept_watched_nobody() -> None:
    desk = Desk()
    await desk.look(6, W, ("screen", I))
    desk.now += 3600
    await desk.look(4, W, ("screen", I))
    desk.seen.reading = replace(desk.seen.reading, disagreed=()) if desk.seen.reading else None
    await desk.look(4, W)
    assert all(seconds < 20 for _, seconds in desk.rows().values())


async def test_a_redesign_is_counted_in_a_fleet_and_known_after_a_restart(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sight, "STARTING_S", 0.0)
    monkeypatch.setattr(judging, "LOOK_S", 0.3)
    monkeypatch.setattr(comparing, "WRONG_S", 2.5)
    scratch.configure()
    ada = TwoFaced(scratch, "ada")

    def blind(live: Live) -> int:
        rows = [row for one in live.engine.view.comparisons for row in one.rows]
        return sum(row.times for row in rows if row.rule == NOT_UNDERSTOOD)

    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(screen=composer(SPINNER), status="busy")
        await live.phase("ada", Phase.WORKING)
        ada.say(screen="Something quite new", status="busy")
        await live.until(lambda: blind(live) == 1)
        comparison = live.agent("ada").comparison
        assert comparison is not None
        assert (comparison.program, comparison.version) == ("claude", "2.1.197")
    async with scratch.engine() as live:
        await live.until(lambda: live.engine.view.ready)
        assert blind(live) >= 1
