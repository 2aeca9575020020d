"""Restart, compact, next task and check as steps, and follow-ups that are filled in when they are sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.queue import EntryState
from fleetui.model.steps import (
    CheckStep,
    CompactStep,
    GateStep,
    NextTaskStep,
    NoteStep,
    RestartStep,
    WaitStep,
    written,
)
from tests.support.pipelines import entries, plan, records, state_of
from tests.support.scratch import Scratch, git

BREAKS = "print('it broke {w1.branch}'); raise SystemExit(1)"
RED = f'[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-c", "{BREAKS}"]\n'


async def test_a_restart_begins_once_the_agent_rests_and_the_queue_goes_on_in_the_fresh_run(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        old = live.agent("cache").pane
        await plan(live, "cache", "first", RestartStep(), "second")
        await live.until(lambda: state_of(live, "second") is EntryState.ACCEPTED, 60)
        pane = live.agent("cache").pane
        assert old is not None
        assert pane is not None
        assert pane.pid != old.pid
        texts = scratch.texts("cache")
        assert texts[0] == "first"
        assert "You take over" in texts[1]
        assert "restart" not in texts[1].partition("Left in your queue")[2].partition("##")[0]
        assert texts[2] == "second"
        assert state_of(live, "restart") is EntryState.DONE
        assert len(live.engine.core.fleet.rescues) == 1


async def test_a_restart_below_a_limit_is_left_out_while_enough_context_is_left(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--context", "83"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.until(lambda: live.agent("cache").context)
        await plan(live, "cache", RestartStep(30), "on")
        await live.until(lambda: state_of(live, "on") is EntryState.ACCEPTED, 40)
        (done,) = await records(live, e.StepDone)
        assert "not needed: 83%" in done.detail
        assert not await records(live, e.ReplacementIntended)


async def test_a_compaction_goes_the_way_of_a_follow_up(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", "first", CompactStep(), "second")
        await live.until(lambda: state_of(live, "second") is EntryState.ACCEPTED, 40)
        assert [item["text"] for item in scratch.got("cache", "command")] == ["/compact"]
        assert scratch.texts("cache") == ["first", "second"]


async def test_the_next_task_begins_on_a_fresh_branch_and_what_was_not_committed_is_rescued(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "shop.py").write_text("half = 1\n")
        (worktree / "new.py").write_text("precious = 1\n")
        (worktree / "kept.log").write_text("ignored\n")
        pid = live.agent("cache").pane
        await plan(live, "cache", NextTaskStep("agent/cache-2"), "go on")
        await live.until(lambda: state_of(live, "go on") is EntryState.ACCEPTED, 60)
        assert git(worktree, "rev-parse", "--abbrev-ref", "HEAD") == "agent/cache-2"
        assert git(worktree, "rev-parse", "HEAD") == git(scratch.repo, "rev-parse", "main")
        assert git(worktree, "status", "--porcelain") == ""
        assert (worktree / "kept.log").exists()
        assert live.agent("cache").pane == pid
        (rescue,) = live.engine.core.fleet.rescues.values()
        into = scratch.root / "back"
        await live.do(c.RestoreRescue(rescue.id, str(into)))
        assert (into / "new.py").read_text() == "precious = 1\n"
        assert (into / "shop.py").read_text() == "half = 1\n"
        assert live.agent("cache").seat.branch == "agent/cache-2"


async def test_a_task_that_is_written_down_gives_branch_and_first_words(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        task = (
            await live.do(c.AddTask("Faster cache", "Keep {gate.tail} and {cache.branch}.", "build passes"))
        ).value
        await plan(live, "cache", NextTaskStep(task), "then this")
        await live.until(lambda: state_of(live, "then this") is EntryState.ACCEPTED, 60)
        first = scratch.texts("cache")[0]
        assert first.startswith("Your task: Faster cache")
        assert "build passes" in first
        assert "Keep {gate.tail} and {cache.branch}." in first, (
            "a task's file is never looked through for fields"
        )
        seat = live.agent("cache").seat
        assert seat.task.endswith(task)
        assert seat.branch == f"task/{task}"


async def test_a_branch_with_commits_of_its_own_is_never_taken_for_a_fresh_one(scratch: Scratch) -> None:
    scratch.configure("cache")
    git(scratch.repo, "checkout", "-q", "-b", "mine")
    git(scratch.repo, "commit", "-q", "--allow-empty", "-m", "work")
    git(scratch.repo, "checkout", "-q", "main")
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", NextTaskStep("mine"), "go on")
        await live.until(lambda: state_of(live, "next task: mine") is EntryState.HELD, 40)
        assert "commits of its own" in entries(live)["next task: mine"].reason
        assert scratch.texts("cache") == []


async def test_a_claim_that_is_not_true_holds_the_queue(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", CheckStep("shop.py:1"), CheckStep("shop.py:99"), "on")
        await live.until(lambda: state_of(live, "check shop.py:99") is EntryState.HELD, 30)
        assert state_of(live, "check shop.py:1") is EntryState.DONE
        await live.do(c.ReleaseEntry("cache", entries(live)["check shop.py:99"].id))
        await live.until(lambda: state_of(live, "on") is EntryState.ACCEPTED, 30)


async def test_what_a_follow_up_asks_for_is_filled_in_once_and_written_down(scratch: Scratch) -> None:
    scratch.configure("cache", "docs", gates=RED)
    async with scratch.engine() as live:
        await live.started("cache", "docs")
        Path(live.agent("cache").seat.worktree, "new.py").write_text("x = 1\n")
        await live.until(lambda: live.agent("docs").git)
        await plan(live, "cache", GateStep("build", rounds=0))
        await live.until(lambda: state_of(live, "gate build, 0 rounds") is EntryState.HELD, 30)
        gate = entries(live)["gate build, 0 rounds"]
        asks = "docs is on {docs.branch}, changed: {changed_files}, red: {gate.tail}; {other} stays"
        await plan(live, "cache", asks)
        await live.do(c.MoveEntry("cache", live.queue("cache")[-1].id, 0))
        await live.until(lambda: state_of(live, asks) is EntryState.ACCEPTED, 30)
        said = "docs is on agent/docs, changed: new.py, red: it broke {w1.branch}; {other} stays"
        assert scratch.texts("cache") == [said]
        assert entries(live)[asks].filled == said
        assert [fact.text for fact in await records(live, e.EntryFilled)] == [said]
        assert gate.log


async def test_what_cannot_be_filled_in_holds_the_entry_and_a_release_sends_it_as_it_is(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", "see {gone.branch}")
        await live.until(lambda: state_of(live, "see {gone.branch}") is EntryState.HELD, 30)
        entry = entries(live)["see {gone.branch}"]
        assert "no agent is called 'gone'" in entry.reason
        await live.do(c.ReleaseEntry("cache", entry.id))
        await live.until(lambda: scratch.texts("cache") == ["see {gone.branch}"], 30)


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (GateStep("tests"), "no gate of shop is called 'tests'"),
        (WaitStep("docs idel"), "did you mean"),
        (WaitStep("nobody idle"), "no agent is called 'nobody'"),
        (WaitStep("entry 12345 done"), "no queue has an entry"),
        (NextTaskStep("not a branch"), "not a branch name"),
        ("", "empty"),
    ],
)
async def test_one_entry_that_could_never_go_on_keeps_all_of_them_out(
    scratch: Scratch, planned: GateStep | str, said: str
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        refused = await live.engine.do(
            c.AddEntries("cache", (written(NoteStep("first")), written(planned), written("last")))
        )
        assert not refused.ok
        assert said in refused.text
        assert live.queue("cache") == ()


async def test_entries_that_would_wait_for_each_other_are_refused_when_moved_or_changed(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", "docs")
    async with scratch.engine() as live:
        await plan(live, "docs", "one", WaitStep("in 1h"))
        one, wait = live.queue("docs")
        await plan(live, "cache", WaitStep(f"entry {one.id} done"), "two")
        first, two = live.queue("cache")
        refused = await live.engine.do(c.EditEntry("docs", wait.id, f"entry {two.id} done"))
        assert refused.ok
        refused = await live.engine.do(c.MoveEntry("docs", wait.id, 0))
        assert not refused.ok
        assert "for ever" in refused.text
        assert [entry.id for entry in live.queue("docs")] == [one.id, wait.id]
        assert first.id


async def test_an_ignored_file_in_the_place_of_one_of_the_bases_holds_the_next_task(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "kept.log").write_text("precious\n")
        (scratch.repo / "kept.log").write_text("of the base\n")
        git(scratch.repo, "add", "-f", "kept.log")
        git(scratch.repo, "commit", "-q", "-m", "a log")
        await plan(live, "cache", NextTaskStep("agent/cache-2"), "go on")
        await live.until(lambda: state_of(live, "next task: agent/cache-2") is EntryState.HELD, 40)
        assert "kept.log is ignored" in entries(live)["next task: agent/cache-2"].reason
        assert (worktree / "kept.log").read_text() == "precious\n"
        assert git(worktree, "rev-parse", "--abbrev-ref", "HEAD") == "agent/cache"


async def test_commits_on_no_branch_are_in_the_rescue_before_the_next_task(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        git(worktree, "checkout", "-q", "--detach")
        git(worktree, "commit", "-q", "--allow-empty", "-m", "on no branch")
        lost = git(worktree, "rev-parse", "HEAD")
        await plan(live, "cache", NextTaskStep("agent/cache-2"), "go on")
        await live.until(lambda: state_of(live, "go on") is EntryState.ACCEPTED, 60)
        (rescue,) = live.engine.core.fleet.rescues.values()
        assert rescue.head == lost
