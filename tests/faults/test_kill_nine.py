"""``kill -9`` at every step of delivery, restart and landing: nothing is typed twice, lost, or landed by halves."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.model import commands as c
from fleetui.model.queue import REPAIR, Entry, EntryState
from fleetui.model.status import Phase
from fleetui.model.steps import GateStep, NextTaskStep, RestartStep, written
from tests.support.processes import lives
from tests.support.scratch import Live, Scratch, git
from tests.support.waiting import until

LANDER = Path(__file__).with_name("lander.py")
DELIVERY = ("deliver.intended", "deliver.typed", "deliver.pasted", "deliver.entered", "deliver.submitted")
REPLACEMENT = ("replace.intended", "rescue.tree", "rescue.kept", "replace.rescued", "replace.stopped",
               "start.created", "replace.started")  # fmt: skip
STEPS = ("step.begun", "step.over")
FRESH_BRANCH = ("step.begun", "fresh.branch", "fresh.files", "step.over")
LANDING = ("land.before", "land.intended", "land.before_objects", "land.before_move", "land.before_files",
           "land.files_written", "land.index_written", "land.after_move", "land.after_ref", "land.moved")  # fmt: skip
AFTERWARDS = ("land.ended", "land.noted", "push.intended", "push.done")
FORGE = ("say.intended", "pull.before", "pull.asked", "comment.intended", "comment.done")
"""Tried beside what they interrupt: tests/engine/act/forge."""
REVIEW = ("review.asked", "review.begun", "review.placed", "review.named", "review.configured", "review.seated",
          "review.told", "review.started", "review.judged", "review.heard", "review.ended", "review.stopped",
          "review.cleared")  # fmt: skip

BUILD = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-m", "compileall", "-q", "."]\n'


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    made.close()


def run_until_killed(scratch: Scratch, fault: str, *argv: str) -> None:
    """Run a process that kills itself at the fault point."""
    env = {**scratch.environment, "FLEETUI_FAULT": fault}
    process = subprocess.Popen(
        [sys.executable, *argv], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        code = process.wait(90)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"{fault} was never reached") from None
    finally:
        if process.stderr:
            said = process.stderr.read().decode()
            process.stderr.close()
    assert code == -signal.SIGKILL, f"{fault}: ended with {code}: {said[-2000:]}"


@pytest.mark.parametrize("fault", DELIVERY)
async def test_a_follow_up_is_typed_at_most_once_through_a_crash(scratch: Scratch, fault: str) -> None:
    scratch.configure("cache", extra="[thresholds]\naccept_s = 6.0\n")
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.hold("cache", held=True)
        await live.do(c.AddEntry("cache", "only once"))
        await live.do(c.AddEntry("cache", "behind it"))
        live.engine.ownership.hands_over = False
    await asyncio.to_thread(run_until_killed, scratch, fault, "-m", "fleetui", "run")
    async with scratch.engine() as live:
        await live.until(
            lambda: live.queue("cache")[0].state in (EntryState.ACCEPTED, EntryState.UNKNOWN), 40
        )
        first = live.queue("cache")[0]
        if first.state is EntryState.UNKNOWN:
            assert live.queue("cache")[1].state is EntryState.QUEUED
        assert len([p for p in scratch.got("cache", "paste") if "only once" in p["text"]]) <= 1
        assert scratch.texts("cache").count("only once") <= 1
        if first.state is EntryState.ACCEPTED:
            assert "only once" in scratch.texts("cache")


@pytest.mark.parametrize("fault", REPLACEMENT)
async def test_a_restart_cut_short_is_finished_and_loses_nothing(scratch: Scratch, fault: str) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "new.py").write_text("precious = 1\n")
        old = live.agent("cache").pane
        assert old is not None
    script = "import asyncio, sys; from tests.faults.lander import restart; asyncio.run(restart('cache'))"
    await asyncio.to_thread(run_until_killed, scratch, fault, "-c", script)
    async with scratch.engine() as live:
        await live.until(lambda: not live.engine.core.fleet.replacements, 60)
        await live.phase("cache", Phase.IDLE, 30)
        pane = live.agent("cache").pane
        assert pane is not None
        assert pane.pid != old.pid
        assert not lives(old.pid)
        await live.until(lambda: any("You take over" in text for text in scratch.texts("cache")), 40)
        assert sum("You take over" in text for text in scratch.texts("cache")) == 1
        assert (worktree / "new.py").read_text() == "precious = 1\n"
        assert live.engine.core.fleet.rescues
        assert len(_agents(scratch)) == 1, "two runs of one seat live"


@pytest.mark.parametrize("fault", STEPS)
async def test_a_gate_step_cut_short_is_taken_up_and_its_word_goes_to_the_agent_once(
    scratch: Scratch, fault: str
) -> None:
    red = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-c", "raise SystemExit(1)"]\n'
    scratch.configure("cache", gates=red)
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.hold("cache", held=True)
        await live.do(c.AddEntries("cache", (written(GateStep("build")), written("behind it"))))
        live.engine.ownership.hands_over = False
    await asyncio.to_thread(run_until_killed, scratch, fault, "-m", "fleetui", "run")
    async with scratch.engine() as live:
        await live.until(lambda: any(x.state is EntryState.HELD for x in live.queue("cache")), 60)
        repairs = [entry for entry in live.queue("cache") if entry.kind == REPAIR]
        assert [entry.state for entry in repairs] == [EntryState.ACCEPTED]
        assert [text.split(":")[0] for text in scratch.texts("cache")] == [
            "The gate build fails in your worktree"
        ]
        assert next(x for x in live.queue("cache") if x.step).round == 1


@pytest.mark.parametrize("fault", [*REPLACEMENT, "step.over"])
async def test_a_restart_of_a_queue_cut_short_is_done_once(scratch: Scratch, fault: str) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.hold("cache", held=True)
        await live.do(c.AddEntries("cache", (written(RestartStep()), written("behind it"))))
        live.engine.ownership.hands_over = False
    await asyncio.to_thread(run_until_killed, scratch, fault, "-m", "fleetui", "run")
    async with scratch.engine() as live:
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.ACCEPTED, 90)
        assert next(x for x in live.queue("cache") if x.step).state is EntryState.DONE
        assert len(scratch.got("cache", "start")) == 2
        texts = scratch.texts("cache")
        assert [text.startswith("You take over") for text in texts] == [True, False]
        assert len(_agents(scratch)) == 1, "two runs of one seat live"


@pytest.mark.parametrize("fault", FRESH_BRANCH)
async def test_a_next_task_cut_short_loses_nothing_and_is_not_begun_again_unasked(
    scratch: Scratch, fault: str
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "new.py").write_text("precious = 1\n")
        live.engine.hold("cache", held=True)
        await live.do(c.AddEntries("cache", (written(NextTaskStep("agent/cache-2")), written("behind it"))))
        live.engine.ownership.hands_over = False
    await asyncio.to_thread(run_until_killed, scratch, fault, "-m", "fleetui", "run")
    async with scratch.engine() as live:
        step = live.queue("cache")[0].id
        await live.until(lambda: _entry(live, step).state in (EntryState.DONE, EntryState.HELD), 60)
        kept = list(live.engine.core.fleet.rescues.values())
        assert len(kept) == 1
        if _entry(live, step).state is EntryState.HELD:
            assert scratch.texts("cache") == []
            await live.do(c.ReleaseEntry("cache", step))
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.ACCEPTED, 60)
        assert git(worktree, "rev-parse", "--abbrev-ref", "HEAD") == "agent/cache-2"
        assert git(worktree, "status", "--porcelain") == ""
        assert "precious = 1" in git(
            worktree, "--git-dir", _vault(scratch), "show", f"{kept[0].commit}:new.py"
        )


def _entry(live: Live, entry_id: str) -> Entry:
    return next(entry for entry in live.queue("cache") if entry.id == entry_id)


def _vault(scratch: Scratch) -> str:
    (found,) = scratch.home.rglob("*.git/HEAD")
    return str(found.parent)


def _agents(scratch: Scratch) -> list[int]:
    """Live stand-ins of this fleet, without the shells that keep them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if b"fleetui-run" in line or b"fleetui-relayed" in line:
            continue
        if str(scratch.root).encode() in line and b"standin.py" in line and state != "Z":
            found.append(int(entry.name))
    return found


@pytest.mark.parametrize(
    ("fault", "method"),
    [
        *((fault, "merge") for fault in LANDING),
        *((fault, "squash") for fault in ("land.intended", "land.files_written", "land.moved")),
        *((fault, "rebase") for fault in ("land.before_move", "land.index_written", "land.after_move")),
    ],
)
async def test_a_landing_cut_short_leaves_the_old_commit_or_the_approved_one(
    scratch: Scratch, fault: str, method: str
) -> None:
    scratch.configure("cache", gates=f'landing = "{method}"\n{BUILD}')
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "shop.py").write_text("def price():\n    return 2\n")
        git(worktree, "commit", "-q", "-am", "change the price")
        (worktree / "more.py").write_text("more = 1\n")
        git(worktree, "add", "-A")
        git(worktree, "commit", "-q", "-m", "more of it")
    (scratch.repo / "README.md").write_text("# mine, not committed\n")
    old = git(scratch.repo, "rev-parse", "main")
    script = "import asyncio; from tests.faults.lander import land; asyncio.run(land('cache'))"
    await asyncio.to_thread(run_until_killed, scratch, fault, "-c", script)
    async with scratch.engine() as live:
        await live.until(
            lambda: all(x.state != "intended" for x in live.engine.core.fleet.landings.values()), 30
        )
        landings = list(live.engine.core.fleet.landings.values())
        await live.until(lambda: noted(scratch) == [x.candidate for x in landings if x.state == "landed"], 30)
        now = git(scratch.repo, "rev-parse", "main")
        await live.until(lambda: (seen := live.agent("cache").git) is not None and seen.base == now, 30)
        seen = live.agent("cache").git
        assert seen is not None
        assert seen.ahead == (0 if now != old else 2), "nothing is left to merge of what landed"
        states = [landing.state for landing in landings]
        assert (now == old and states in ([], ["refused"])) or (
            now == landings[0].candidate and states == ["landed"]
        )
        assert (scratch.repo / "README.md").read_text() == "# mine, not committed\n"
        changed = git(scratch.repo, "status", "--porcelain").split("\n")
        assert changed == ["M README.md"] or changed == [" M README.md"], changed
        assert not (scratch.repo / ".git" / "index.lock").exists()


def noted(scratch: Scratch) -> list[str]:
    """The commits that have a note in the vault."""
    vaults = list((scratch.paths.vaults / "vaults").iterdir())
    listed = git(vaults[0], "notes", "--ref=refs/notes/fleetui", "list") if vaults else ""
    return [line.partition(" ")[2] for line in listed.splitlines()]


def test_every_fault_point_in_the_source_is_tried() -> None:
    """A new step without a crash test fails here."""
    source = Path(__file__).parents[2] / "fleetui"
    text = "\n".join(path.read_text() for path in source.rglob("*.py") if path.name != "fault.py")
    named = set(re.findall(r'(?:fault|point)\(\s*"([a-z]+\.[a-z_]+)"', text))
    assert named == {*DELIVERY, *REPLACEMENT, *STEPS, *FRESH_BRANCH, *LANDING, *AFTERWARDS, *REVIEW, *FORGE}


async def test_a_dashboard_killed_outright_loses_no_queue(scratch: Scratch) -> None:
    scratch.configure("cache")
    env = dict(scratch.environment)
    process = subprocess.Popen([sys.executable, "-m", "fleetui", "run"], env=env, stderr=subprocess.DEVNULL)
    until(scratch.paths.published.exists, 30)
    for number in range(3):
        done = await asyncio.to_thread(scratch.fleetui, "queue", "cache", "add", f"entry {number}")
        assert done.returncode == 0, done.stderr
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = await asyncio.to_thread(scratch.fleetui, "status", "--json")
    agents = {agent["name"]: agent for agent in json.loads(done.stdout)["agents"]}
    assert [entry["text"] for entry in agents["cache"]["queue"]] == ["entry 0", "entry 1", "entry 2"]
