"""The clock on which the engine reckons never jumps, and times kept by others are brought onto it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.model.events import AgentSnoozed, Noted, StatusChanged
from fleetui.ports.clock import Clock
from fleetui.ports.journal.port import Journal

DAY = 86400.0
START = 1_800_000_000.25


class Machine:
    """A machine whose clock may be set, and the clock of a process on it."""

    def __init__(self) -> None:
        self.up, self.set_by = 5000.0, 0.0
        self.clock = Clock(self.wall, lambda: self.up)

    def wall(self) -> float:
        return START - 5000.0 + self.up + self.set_by

    async def journal(self, path: Path) -> Journal:
        return await Journal.open(path, clock=self.clock)


@pytest.mark.parametrize("by", [-DAY, DAY, -4.5, 1e6])
def test_a_clock_that_is_set_moves_no_duration_and_is_told_to_people(by: float) -> None:
    machine = Machine()
    before = machine.clock.now()
    machine.up += 10
    machine.set_by = by
    assert machine.clock.now() - before == 10
    assert machine.clock.now() + machine.clock.moved() == machine.wall()
    assert machine.clock.from_wall(machine.wall()) == machine.clock.now()
    machine.set_by = 0.0
    assert machine.clock.moved() == 0.0


def test_what_a_clock_drifts_is_no_setting() -> None:
    machine = Machine()
    machine.set_by = 1.5
    assert machine.clock.moved() == 0.0


def test_a_stamp_that_is_still_to_come_counts_as_now() -> None:
    machine = Machine()
    assert machine.clock.from_wall(machine.wall() + DAY) == machine.clock.now()


@pytest.mark.parametrize("by", [-DAY, DAY])
async def test_records_are_stamped_by_the_machines_clock_and_given_on_the_processs_own(
    by: float, tmp_path: Path
) -> None:
    machine = Machine()
    journal = await machine.journal(tmp_path / "journal.db")
    machine.set_by = by
    now = machine.clock.now()
    (written,) = await journal.append([AgentSnoozed("a", now + 900)])
    assert (written.at, written.event) == (now, AgentSnoozed("a", now + 900))
    other = await Journal.open(tmp_path / "journal.db", clock=Clock(machine.wall, lambda: machine.up))
    (seen,) = await other.read(0)
    assert (seen.at, seen.event) == (machine.wall(), AgentSnoozed("a", machine.wall() + 900))
    await journal.close()
    await other.close()


async def test_times_from_a_clock_that_was_a_day_ahead_hold_nothing_for_a_day(tmp_path: Path) -> None:
    ahead = Machine()
    ahead.set_by = DAY
    journal = await Journal.open(tmp_path / "journal.db", clock=Clock(ahead.wall, lambda: ahead.up))
    await journal.append([StatusChanged("a", "idle", ahead.wall() - 60, "screen", "prompt")])
    ahead.up += 100
    await journal.append([AgentSnoozed("a", ahead.wall() + 900), Noted("x", "y")])
    await journal.close()
    now = ahead.wall() - DAY
    again = await Journal.open(tmp_path / "journal.db", clock=Clock(lambda: now, float))
    status, snoozed, _ = await again.read(0)
    assert (status.at, snoozed.at) == (now - 100, now), "the distances stay, and nothing is still to come"
    assert status.event == StatusChanged("a", "idle", now - 160, "screen", "prompt")
    assert snoozed.event == AgentSnoozed("a", now + 900)
    await again.close()


async def test_times_before_a_clock_was_set_back_stay_before_those_after_it(tmp_path: Path) -> None:
    at = START
    journal = await Journal.open(tmp_path / "journal.db", clock=Clock(lambda: at, float))
    for at in (START, START + 10, START + 20 - DAY, START + 30 - DAY):
        await journal.append([Noted("x", str(at))])
    await journal.close()
    end = START + 30 - DAY
    again = await Journal.open(tmp_path / "journal.db", clock=Clock(lambda: end, float))
    assert [record.at for record in await again.read(0)] == [end - 20, end - 10, end - 10, end]
    await again.close()
