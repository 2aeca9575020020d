"""Selectors are filled in at the moment of sending, from the files of the agent's worktree, or hold the entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.link import AskFillings
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.expansion import Filling
from fleetui.model.names import no_such
from fleetui.model.queue import EntryState
from fleetui.model.steps import GateStep, written
from tests.support.pipelines import entries, plan, records, state_of
from tests.support.scratch import Live, Scratch, git

RUNS = """
import pathlib, sys
pathlib.Path("r.xml").write_text(
    '<testsuite><testcase classname="cart" name="adds"><failure/></testcase>'
    '<testcase classname="cart" name="a b"><error/></testcase><testcase name="fine"/></testsuite>'
)
print("FAILED tests/test_log.py::test_x")
sys.exit(1)
"""


def gates(scratch: Scratch) -> str:
    runs = scratch.root / "runs.py"
    runs.write_text(RUNS)
    one = '[[projects.shop.gates]]\nname = "{}"\nrun = ["python3", "{}"]\n{}'
    return one.format("test", runs, 'junit = "*.xml"\n') + one.format("log", runs, "")


async def fillings(live: Live, text: str) -> tuple[Filling, ...]:
    found = await live.engine.ask(AskFillings("cache", text))
    assert isinstance(found, tuple)
    return tuple(one for one in found if isinstance(one, Filling))


async def test_the_files_are_those_of_the_second_in_which_it_is_sent(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        tree = Path(live.agent("cache").seat.worktree)
        (tree / "lessons").mkdir()
        for number, phase in enumerate((1, 2, 2), 1):
            (tree / f"lessons/0{number}.md").write_text(f"---\nphase: {phase}\n---\n")
        await live.do(c.PauseAgent("cache"))
        text = "Audit:\n- {files phase=2 under lessons/}\nthen {changed since main}"
        await live.do(c.AddEntry("cache", text))
        assert [one.number for one in await fillings(live, text)] == [2, 3]
        (tree / "lessons/01.md").write_text("---\nphase: 2\n---\n")
        (tree / "lessons/{gate.tail}.md").write_text("---\nphase: 2\n---\n")
        git(tree, "add", "lessons/01.md")
        git(tree, "commit", "-q", "-m", "one")
        await live.do(c.ResumeAgent("cache"))
        await live.until(lambda: scratch.texts("cache"), 30)
        assert scratch.texts("cache") == [
            (
                'Audit:\n- lessons/01.md\n- lessons/02.md\n- lessons/03.md\n- "lessons/{gate.tail}.md"\n'
                'then lessons/01.md, lessons/02.md, lessons/03.md, "lessons/{gate.tail}.md"'
            )
        ]
        assert live.queue("cache")[-1].text == text
        (added, *_) = await records(live, e.EntryAdded)
        assert isinstance(added, e.EntryAdded)
        assert added.text == text


@pytest.mark.parametrize(
    ("selector", "why"),
    [
        ("{files phase=2 under lessons/}", "there is no folder lessons"),
        ("{files *.nope under .}", "no file fits it"),
        ("{files phase=2 below lessons/}", "it is written {files [PATTERN] [KEY=VALUE] under FOLDER}"),
        ("{changed since nope}", "no branch, tag or commit is called nope"),
        ("{changed since main}", "no file fits it"),
        ("{failing tests of gate test}", "test did not run for cache yet"),
        ("{failing tests of gate tset}", no_such("gate of shop", "tset", ("log", "test"))),
    ],
)
async def test_what_lists_nothing_holds_the_entry_with_the_reason(
    scratch: Scratch, selector: str, why: str
) -> None:
    scratch.configure("cache", gates=gates(scratch))
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", f"see {selector}"))
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.HELD, 30)
        assert live.queue("cache")[-1].reason == f"{selector}: {why}"
        assert [(one.fine, one.said) for one in await fillings(live, selector)] == [(False, why)]


async def test_a_mistyped_one_is_told_when_it_is_queued(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        said = await live.engine.do(c.AddEntry("cache", "see {changed main}"))
        assert "it will be held: {changed main}: it is written {changed since BRANCH}" in said.text
        refused = await live.engine.do(c.AddEntries("cache", (written("see {changed main}"),)))
        assert not refused.ok
        assert "nothing was queued: {changed main}" in refused.text


async def test_failing_tests_are_those_of_the_newest_run_on_these_files(scratch: Scratch) -> None:
    scratch.configure("cache", gates=gates(scratch))
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", GateStep("test", rounds=0))
        await live.until(lambda: state_of(live, "gate test, 0 rounds") is EntryState.HELD, 30)
        wanted = "{failing tests of gate test}"
        assert await fillings(live, wanted) == (Filling(wanted, 'cart::adds, "cart::a b"', 2),)
        await live.do(c.DeleteEntry("cache", entries(live)["gate test, 0 rounds"].id))
        await plan(live, "cache", GateStep("log", rounds=0))
        await live.until(lambda: state_of(live, "gate log, 0 rounds") is EntryState.HELD, 30)
        (of_log,) = await fillings(live, "{failing tests of gate log}")
        assert of_log.said == "tests/test_log.py::test_x"
        Path(live.agent("cache").seat.worktree, "new.py").write_text("x = 1\n")
        (changed,) = await fillings(live, wanted)
        assert changed.said == "the files changed since test ran last: run it again"
