"""Conditions on a real fleet: met only on what is surely true now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fleetui.engine.decide.condition_facts import Facts
from fleetui.model import commands as c
from fleetui.model.commands import Approval
from fleetui.model.conditions import Judged, Truth, parse
from fleetui.model.queue import EntryState
from fleetui.model.status import Candidacy, Phase
from fleetui.model.steps import WaitStep, written
from fleetui.model.train import member_of
from tests.support.scratch import Live, Scratch, git


def judged(live: Live, text: str, own: str = "cache", since: float | None = None) -> Judged:
    core = live.engine.core
    return parse(text).judge(Facts(core, own, core.world.now() if since is None else since))


def met(live: Live, text: str, own: str = "cache", since: float | None = None) -> bool:
    return judged(live, text, own, since).met


async def commit(live: Live, content: str = "def price():\n    return 2\n") -> Path:
    worktree = Path(live.agent("cache").seat.worktree)
    (worktree / "shop.py").write_text(content)
    git(worktree, "commit", "-q", "-a", "-m", "change the price")
    await live.do(c.RefreshNow())
    return worktree


async def test_idle_is_met_only_while_it_is_surely_so(scratch: Scratch) -> None:
    scratch.configure("cache", "docs")
    async with scratch.engine() as live:
        assert judged(live, "exited").met
        await live.started("cache")
        await live.until(lambda: met(live, "cache idle"))
        assert met(live, "all idle"), "one that was never started is left out"
        assert judged(live, "cache working").words == "cache working: idle"
        seen, core = live.engine.core.sight("cache"), live.engine.core
        seen.candidacy = Candidacy(Phase.UNKNOWN, core.world.now())
        assert judged(live, "idle").truth is Truth.UNKNOWN
        seen.candidacy, seen.open = None, True
        assert judged(live, "idle") == Judged(Truth.UNKNOWN, "cache idle: until its sources agree")
        seen.open, seen.observed = False, core.world.now() - 3600
        assert judged(live, "idle").words == "cache idle: not seen for 3600 s"
        seen.run = "another"
        assert judged(live, "idle") == Judged(Truth.UNKNOWN, "cache idle: it was not looked at yet")


async def test_an_agent_that_asks_or_ended_is_told_from_one_that_rests(scratch: Scratch) -> None:
    scratch.configure("cache", "docs", cache=["--ask-on", "1"], docs=["--crash-on", "1"])
    async with scratch.engine() as live:
        await live.started("cache", "docs")
        await live.do(c.AddEntry("cache", "do it"))
        await live.do(c.AddEntry("docs", "do it"))
        await live.until(lambda: met(live, "cache asking and docs exited"), 40)
        assert judged(live, "idle").truth is Truth.NOT_YET
        assert judged(live, "all idle").words == "all idle: cache: asking, docs: exited"


async def test_an_agent_is_not_idle_between_a_follow_up_and_the_turn_that_it_begins(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--turn", "20"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.until(lambda: met(live, "idle"))
        await live.do(c.AddEntry("cache", "do it"))
        seen = set[EntryState]()

        def took_it() -> bool:
            entry = live.queue("cache")[-1]
            seen.add(entry.state)
            assert not met(live, "idle") or live.agent("cache").status.since > entry.changed, entry.state
            return live.agent("cache").status.phase is Phase.WORKING and entry.state is EntryState.ACCEPTED

        await live.until(took_it, 30)
        assert len(seen) > 1


async def test_an_entry_is_done_once_the_turn_that_it_began_is_over(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.do(c.PauseAgent("cache"))
        await live.started("cache")
        await live.do(c.AddEntry("cache", "one"))
        one = live.queue("cache")[0].id
        done = f"entry {one} done"
        assert judged(live, done).words == f"{done}: queued in the queue of cache"
        await live.do(c.ResumeAgent("cache"))
        await live.until(lambda: live.queue("cache")[0].state is EntryState.ACCEPTED, 30)
        await live.until(lambda: met(live, done), 30)
        assert live.agent("cache").status.phase is Phase.IDLE
        await live.until(lambda: live.queue("cache")[0].over, 30)
        await live.do(c.KillAgent("cache"))
        assert met(live, done), "what was done stays done"
        await live.do(c.AddEntry("cache", "two"))
        two = live.queue("cache")[-1].id
        await live.do(c.DeleteEntry("cache", two))
        assert judged(live, f"entry {two} done").truth is Truth.NEVER
        assert judged(live, "entry none done").truth is Truth.NEVER


async def test_an_entry_whose_run_ended_in_the_middle_is_never_done(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--turn", "600"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "one"))
        done = f"entry {live.queue('cache')[0].id} done"
        await live.phase("cache", Phase.WORKING, 30)
        await live.until(lambda: live.queue("cache")[0].state is EntryState.ACCEPTED, 30)
        assert judged(live, done).truth is Truth.NOT_YET
        await live.do(c.KillAgent("cache"))
        assert judged(live, done) == Judged(Truth.NEVER, f"{done}: its run ended before the turn did")


async def test_a_gate_is_green_only_on_the_tree_that_is_there_now(scratch: Scratch) -> None:
    scratch.configure("cache")
    green = "gate build green"
    async with scratch.engine() as live:
        assert judged(live, "gate lint green") == Judged(
            Truth.NEVER, "gate lint green of cache: no such gate in its project: build"
        )
        await live.started("cache")
        worktree = await commit(live)
        await live.until(lambda: met(live, green), 60)
        (worktree / "shop.py").write_text("def price():\n    return 3\n")
        await live.until(lambda: not met(live, green))
        await live.until(lambda: "1 file not committed" in judged(live, green).words)
        git(worktree, "commit", "-q", "-a", "-m", "again")
        assert not met(live, green), "the gate passed, but on an older tree"
        await live.until(lambda: met(live, green), 60)


async def test_a_commit_that_nobody_looked_at_yet_makes_no_gate_green(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = await commit(live)
        await live.until(lambda: any(mark.verdict == "pass" for mark in live.agent("cache").gates), 60)
        git(worktree, "commit", "-q", "--allow-empty", "-m", "unseen")
        seen = live.engine.core.sight("cache").git
        first = judged(live, "gate build green")
        assert live.engine.core.sight("cache").git is seen, "nobody looked meanwhile"
        assert first.truth is Truth.UNKNOWN
        await live.until(lambda: live.engine.core.sight("cache").git is not seen)
        assert not met(live, "gate build green")


async def test_landed_is_the_head_of_now_or_one_that_landed_since(scratch: Scratch) -> None:
    scratch.configure("cache", "docs")
    async with scratch.engine() as live:
        await live.started("cache")
        began = live.engine.core.world.now()
        await commit(live)
        assert judged(live, "landed cache", own="").truth is Truth.NOT_YET

        def may_land() -> bool:
            rows = live.engine.view.board
            return bool(rows) and rows[0].may_land

        await live.until(may_land, 60)
        row = live.engine.view.board[0]
        made = row.candidate
        assert made
        approval = Approval("shop", "main", (member_of(made),))
        done = await live.engine.lander.land(approval)
        assert done.ok, done.text
        for text in ("landed cache", f"landed {row.branch}", f"{row.branch} landed"):
            assert met(live, text, own=""), text
        assert met(live, "landed"), "the agent whose queue it is in"
        assert judged(live, "landed docs").truth is Truth.NOT_YET
        await commit(live, "def price():\n    return 4\n")
        await live.until(lambda: judged(live, "landed cache").truth is Truth.NOT_YET)
        assert met(live, "landed cache", since=began), "it landed while somebody waited for it"


async def test_a_seat_that_is_gone_can_never_be_what_is_waited_for(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.do(c.RemoveAgent("cache"))
        await live.until(lambda: judged(live, "cache idle").truth is Truth.NEVER)


async def test_a_run_that_the_owner_found_stuck_is_stuck_for_who_looked_only_now(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--turn", "600"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "one"))
        await live.phase("cache", Phase.WORKING, 30)
        assert not met(live, "stuck")
        seen = live.engine.core.sight("cache")
        seen.judgement = replace(seen.judgement, stuck=True, reason="nothing moved")
        assert met(live, "stuck")
        seen.judgement, seen.open = replace(seen.judgement, stuck=True), True
        assert judged(live, "stuck").truth is Truth.UNKNOWN


async def test_a_claim_about_files_is_read_again_and_again(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        assert judged(live, "exists new.py") == Judged(Truth.UNKNOWN, "exists new.py: looked at in a moment")
        await live.until(lambda: judged(live, "exists new.py").truth is Truth.NOT_YET)
        (Path(live.agent("cache").seat.worktree) / "new.py").write_text("x = 1\n")
        await live.until(lambda: met(live, "exists new.py"))
        assert judged(live, "exists new.py", own="").truth is Truth.NEVER


async def test_a_time_of_day_is_the_next_one_from_when_it_was_queued(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.do(c.AddEntries("cache", (written(WaitStep("after 22:30")), written(WaitStep("in 1h")))))
        first, second = (entry.step for entry in live.queue("cache"))
        assert isinstance(first, WaitStep)
        core = live.engine.core
        assert parse(first.until) == parse("after 22:30").fixed(core.world.now(), core.clock_moved)
        assert second == WaitStep("in 1h"), "a length begins when its turn comes"
