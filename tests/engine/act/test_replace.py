"""A restart keeps every byte, leaves nothing running, and goes on with the queue."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fleetui.engine.act.rescue import Rescuer
from fleetui.engine.link import AskRestart, RestartPlan
from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.fleet import Replacement, Seat
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from tests.support.processes import lives
from tests.support.relayed import EITHER
from tests.support.scratch import Scratch, git


@EITHER
async def test_a_restart_rescues_stops_hands_over_and_goes_on_with_the_queue(scratch: Scratch) -> None:
    scratch.configure(
        "cache", cache=["--strays", "2", "--hang-on", "1", "--state", str(scratch.root / "turns")]
    )
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "new.py").write_text("precious = 1\n")
        (worktree / "shop.py").write_text("def price():\n    return 2\n")
        await live.do(c.AddEntry("cache", "go"))
        await live.until(lambda: scratch.got("cache", "hang"))
        await live.do(c.AddEntry("cache", "after"))
        old = live.agent("cache").pane
        assert old is not None
        outcome = await live.do(c.RestartAgent("cache"))
        assert "fresh run" in outcome.text
        await live.until(lambda: len(scratch.texts("cache")) == 2, 60)
        unsure = next(x for x in live.queue("cache") if x.state is EntryState.UNKNOWN)
        await live.do(c.MarkDelivered("cache", unsure.id))
        await live.until(lambda: len(scratch.texts("cache")) == 3, 60)
        said = scratch.texts("cache")
        assert said[0] == "go"
        assert "You take over the work of cache" in said[1]
        assert "new.py" in said[1]
        assert said[2] == "after"
        assert not lives(old.pid)
        assert not _tagged(live.engine.core.fleet.runs, "r-old")
        rescue = next(iter(live.engine.core.fleet.rescues.values()))
        restored = scratch.root / "restored"
        await live.do(c.RestoreRescue(rescue.id, str(restored)))
        assert (restored / "new.py").read_text() == "precious = 1\n"
        assert (restored / "shop.py").read_text() == "def price():\n    return 2\n"
        assert (worktree / "new.py").exists()


async def test_a_restart_is_carried_on_by_the_process_that_the_fleet_was_given_to(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that stop and start in one seat would leave two runs in it, or none."""
    rescuing, given = asyncio.Event(), asyncio.Event()
    rescue = Rescuer.rescued_or_waived

    async def rescue_until_given(self: Rescuer, seat: Seat, work: Replacement) -> str:
        rescuing.set()
        await given.wait()
        return await rescue(self, seat, work)

    async def tell() -> None:
        given.set()

    monkeypatch.setattr(Rescuer, "rescued_or_waived", rescue_until_given)
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        old = live.agent("cache").pane
        assert old is not None
        restart = asyncio.ensure_future(live.engine.do(c.RestartAgent("cache")))
        await rescuing.wait()
        live.engine.core.before_giving_up.insert(0, tell)
        await live.engine.ownership.give_up()
        outcome = await restart
        assert (outcome.ok, "carries the restart on" in outcome.text) == (False, True)
        assert live.engine.core.fleet.replacements["cache"].step == "rescued"
        assert lives(old.pid)
        assert (await live.engine.take_over()).ok
        await live.until(lambda: not live.engine.core.fleet.replacements, 40)
        await live.phase("cache", Phase.IDLE)
        assert not lives(old.pid)
        runs = live.engine.core.fleet.runs.values()
        assert len([one for one in runs if one.ended is None]) == 1


def _tagged(runs: object, tag: str) -> list[int]:
    del runs
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"FLEETUI_RUN={tag}".encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


async def test_an_agent_that_takes_single_lines_is_restarted_without_a_draft_that_would_stop_its_queue(
    scratch: Scratch,
) -> None:
    scratch.configure(extra='[agents.plain]\nprofile = "shell"\nproject = "shop"\ncommand = ["sh"]\n')
    async with scratch.engine() as live:
        await live.do(c.StartAgent("plain"))
        await live.until(lambda: live.agent("plain").alive)
        plan = await live.engine.ask(AskRestart("plain"))
        assert isinstance(plan, RestartPlan)
        assert plan.handoff == ""
        assert "each line by itself" in plan.why_no_handoff
        await live.do(c.RestartAgent("plain"))
        await live.until(lambda: live.agent("plain").alive and not live.agent("plain").doing)
        assert live.queue("plain") == ()


@EITHER
async def test_stopping_leaves_seat_queue_and_worktree(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--hang-on", "1"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "go"))
        await live.until(lambda: scratch.got("cache", "hang"))
        await live.do(c.AddEntry("cache", "kept"))
        await live.do(c.KillAgent("cache"))
        await live.until(
            lambda: live.agent("cache").status.phase is Phase.EXITED or not live.agent("cache").alive
        )
        assert [x.text for x in live.agent("cache").queue if x.state is EntryState.QUEUED] == ["kept"]
        assert Path(live.agent("cache").seat.worktree).is_dir()
        attention = live.agent("cache").attention
        assert attention is not None
        assert attention.want is Want.UNCONFIRMED


async def test_the_plan_says_what_is_kept_stopped_and_left(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--strays", "1"])
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "a.py").write_text("x = 1\n")
        git(worktree, "add", "-A")
        git(worktree, "commit", "-q", "-m", "one step")
        live.engine.hold("cache", held=True)
        await live.do(c.AddEntry("cache", "next thing"))
        await live.do(c.RefreshNow())
        await live.until(lambda: (g := live.agent("cache").git) is not None and g.ahead == 1)
        plan = await live.engine.ask(AskRestart("cache"))
        assert isinstance(plan, RestartPlan)
        assert plan.commits == 1
        assert "sleep" in plan.stopped
        assert plan.waiting == ("next thing",)
        assert "one step" in plan.handoff


@EITHER
async def test_a_crashing_agent_is_halted_instead_of_started_for_ever(scratch: Scratch) -> None:
    leave = scratch.root / "leave"
    scratch.configure(
        "cache", extra="[thresholds]\nrestarts = 1\n", cache=["--exit-file", str(leave), "--exit-code", "3"]
    )
    async with scratch.engine() as live:
        await live.started("cache")
        leave.touch()
        await live.until(lambda: live.engine.core.live_run("cache") is None)
        attention = live.agent("cache").attention
        assert attention is not None
        assert "exited with 3" in attention.reason
        await live.do(c.RestartAgent("cache", ""))
        await live.until(lambda: live.agent("cache").seat.state == "halted")
        leave.unlink()
        await live.do(c.StartAgent("cache"))
        await live.phase("cache", Phase.IDLE)
        assert live.agent("cache").seat.state == "active"
