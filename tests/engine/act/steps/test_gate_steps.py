"""A gate as a step of a queue: red goes back to the agent, green lets the queue go on, and a loop has an end."""

from __future__ import annotations

from pathlib import Path

from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.queue import REPAIR, EntryState
from fleetui.model.steps import GateStep, NoteStep, WaitStep
from tests.support.pipelines import entries, plan, plays, price, records, state_of
from tests.support.scratch import Live, Scratch

GATE = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "check.py"]\n'
CHECK = "import shop, sys\nprint('the price is', shop.price())\nsys.exit(shop.price() != 2)\n"


async def ready(live: Live, name: str = "cache") -> Path:
    """The agent is idle and its worktree has the check in it."""
    await live.started(name)
    worktree = Path(live.agent(name).seat.worktree)
    (worktree / "check.py").write_text(CHECK)
    return worktree


async def test_a_red_gate_goes_back_to_the_agent_and_the_queue_goes_on_once_it_is_green(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", gates=GATE, cache=plays(scratch, price(3), price(2), []))
    async with scratch.engine() as live:
        await ready(live)
        await plan(
            live, "cache", "set the price", GateStep("build", rounds=2), NoteStep("it is green"), "and on"
        )
        await live.until(lambda: state_of(live, "and on") is EntryState.ACCEPTED, 60)
        texts = scratch.texts("cache")
        assert [text.split(":")[0] for text in texts] == [
            "set the price", "The gate build fails in your worktree", "and on",
        ]  # fmt: skip
        assert "the price is 3" in texts[1]
        begun = await records(live, e.StepStarted)
        rounds = await records(live, e.StepRound)
        done = await records(live, e.StepDone)
        assert len(rounds) == 1
        assert [fact.tree for fact in begun[:2]] == [rounds[0].tree, done[0].tree]
        assert len({fact.tree for fact in begun[:2]}) == 2
        assert "build passes" in done[0].detail


async def test_a_gate_that_stays_red_is_held_after_its_rounds_and_calls(scratch: Scratch) -> None:
    turns = [price(number) for number in (3, 4, 5, 6)]
    scratch.configure("cache", gates=GATE, cache=plays(scratch, *turns))
    async with scratch.engine() as live:
        await ready(live)
        await plan(live, "cache", "set the price", GateStep("build", rounds=2), "and on")
        await live.until(lambda: state_of(live, "gate build, 2 rounds") is EntryState.HELD, 60)
        assert len(await records(live, e.StepRound)) == 2
        assert "red after 2 rounds" in entries(live)["gate build, 2 rounds"].reason
        attention = live.agent("cache").attention
        assert attention is not None
        assert "build is red" in attention.reason
        assert state_of(live, "and on") is EntryState.QUEUED


async def test_a_loop_ends_when_nothing_changed_between_two_rounds(scratch: Scratch) -> None:
    scratch.configure("cache", gates=GATE, cache=plays(scratch, price(3), [], [], []))
    async with scratch.engine() as live:
        await ready(live)
        await plan(live, "cache", "set the price", GateStep("build", rounds=5))
        await live.until(lambda: state_of(live, "gate build, 5 rounds") is EntryState.HELD, 60)
        assert "nothing changed since round 1" in entries(live)["gate build, 5 rounds"].reason
        assert len([x for x in live.queue("cache") if x.kind == REPAIR]) == 1


async def test_an_agent_whose_gate_runs_keeps_its_name_until_that_is_over(scratch: Scratch) -> None:
    """What a gate says is said of the agent under the name that it began with."""
    end = scratch.root / "end"
    scratch.configure("cache", gates=GATE)
    async with scratch.engine() as live:
        worktree = await ready(live)
        waits = f"import pathlib, time\nwhile not pathlib.Path({str(end)!r}).exists(): time.sleep(0.05)\n"
        (worktree / "check.py").write_text(waits)
        await plan(live, "cache", GateStep("build"))
        await live.until(lambda: state_of(live, "gate build") is EntryState.RUNNING)
        refused = await live.engine.do(c.RenameAgent("cache", "store"))
        assert (refused.ok, "its gate build runs" in refused.text) == (False, True)
        end.touch()
        await live.until(lambda: state_of(live, "gate build") is EntryState.DONE)
        await live.do(c.RenameAgent("cache", "store"))
        assert live.queue("store")[0].state is EntryState.DONE


async def test_a_held_gate_runs_again_when_the_operator_lets_it_go_on(scratch: Scratch) -> None:
    scratch.configure("cache", gates=GATE, cache=plays(scratch, price(3)))
    async with scratch.engine() as live:
        worktree = await ready(live)
        await plan(live, "cache", GateStep("build", rounds=0))
        await live.until(lambda: state_of(live, "gate build, 0 rounds") is EntryState.HELD, 30)
        (worktree / "shop.py").write_text("def price():\n    return 2\n")
        await live.do(c.ReleaseEntry("cache", entries(live)["gate build, 0 rounds"].id))
        await live.until(lambda: state_of(live, "gate build, 0 rounds") is EntryState.DONE, 30)


async def test_a_gate_that_could_not_run_is_held_and_nothing_is_sent(scratch: Scratch) -> None:
    gone = '[[projects.shop.gates]]\nname = "build"\nrun = ["no-such-program-here"]\n'
    scratch.configure("cache", gates=gone)
    async with scratch.engine() as live:
        await ready(live)
        await plan(live, "cache", GateStep("build", rounds=3), "and on")
        await live.until(lambda: state_of(live, "gate build, 3 rounds") is EntryState.HELD, 30)
        assert "could not run" in entries(live)["gate build, 3 rounds"].reason
        assert scratch.texts("cache") == []


async def test_a_gate_on_the_candidate_is_evidence_and_names_its_tree(scratch: Scratch) -> None:
    turn = [*price(2), {"write": "check.py", "text": CHECK}, {"commit": "set the price"}]
    asked = f'gate_when = "asked"\n{GATE}'
    scratch.configure("cache", gates=asked, cache=plays(scratch, turn))
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", "set the price", GateStep("build", on="candidate"))
        await live.until(lambda: state_of(live, "gate build on the candidate") is EntryState.DONE, 60)
        (done,) = await records(live, e.StepDone)
        candidate = live.engine.core.candidates["cache"]
        assert done.tree == candidate.tree
        assert any(key[0] == candidate.tree for key in live.engine.core.fleet.evidence)


async def test_nothing_behind_a_stop_goes_on_until_the_operator_says_so(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", "first", NoteStep("look at the plan", stop=True), "second")
        await live.until(lambda: state_of(live, "stop: look at the plan") is EntryState.HELD, 30)
        assert scratch.texts("cache") == ["first"]
        await live.do(c.ReleaseEntry("cache", entries(live)["stop: look at the plan"].id))
        await live.until(lambda: state_of(live, "second") is EntryState.ACCEPTED, 30)


async def test_a_wait_holds_back_until_its_condition_is_met_and_says_how_it_stands(scratch: Scratch) -> None:
    scratch.configure("cache", "docs", docs=["--turn", "60"])
    async with scratch.engine() as live:
        await live.started("cache", "docs")
        await live.do(c.AddEntry("docs", "work long"))
        await live.until(lambda: live.queue("docs")[0].state is EntryState.ACCEPTED)
        await plan(live, "cache", WaitStep("docs idle"), "after docs")
        await live.until(lambda: "docs idle: working" in live.agent("cache").waits)
        assert live.agent("cache").waits_since
        assert scratch.texts("cache") == []
        await live.until(lambda: state_of(live, "after docs") is EntryState.ACCEPTED, 40)
