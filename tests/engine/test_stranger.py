"""A composer outlives the program that drew it: nothing is typed into what is left in its pane."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
from dataclasses import replace

import pytest

from fleetui.engine.observe.panes.screen_program import ScreenProgram
from fleetui.model import commands as c
from fleetui.model.identities import ProcessId, Reader
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from tests.support.processes import lives
from tests.support.scratch import STANDIN, Live, Scratch
from tests.support.tmux import private_tmux
from tests.support.waiting import until

LEFT = {
    "a program in the wrapper's place": "exec cat > {got}",
    "a program below the wrapper": "cat > {got}; true",
    "a shell in the wrapper's place": "exec sh",
    "the wrapper itself": "IFS= read -r line; echo $line > {got}",
}


def wrapped(scratch: Scratch, what: str, *, names: bool = True, before: str = "") -> None:
    """The agent is started by a silent shell, which goes on with something else once it ends."""
    path = scratch.paths.config
    text = path.read_text()
    argv = json.loads(re.search(r"^command = (.*)$", text, re.M)[1])  # type: ignore[index]
    after = what.format(got=scratch.root / "got")
    command = ["sh", "-c", f"exec 2>/dev/null; {before}{shlex.join(argv)}; {after}"]
    path.write_text(re.sub(r"^command = .*$", lambda _: f"command = {json.dumps(command)}", text, flags=re.M))
    if not names:
        profile = scratch.root / "profiles" / "standin.toml"
        profile.write_text(profile.read_text().replace('programs = ["standin.py"]', "programs = []"))


def agent(scratch: Scratch) -> int:
    return int(scratch.got("a", "start")[-1]["pid"])


def end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    until(lambda: not lives(pid))


def nothing_was_typed(scratch: Scratch, text: str) -> bool:
    got = scratch.root / "got"
    return text not in scratch.tmux("capture-pane", "-p", "-t", ":a") and (
        not got.exists() or not got.read_text()
    )


@pytest.mark.parametrize("names", [True, False], ids=["known by name", "of no known name"])
@pytest.mark.parametrize("left", LEFT)
async def test_a_follow_up_waits_where_the_agent_was_killed_and_something_else_reads_its_pane(
    scratch: Scratch, left: str, names: bool
) -> None:
    scratch.configure("a")
    wrapped(scratch, LEFT[left], names=names)
    async with scratch.engine() as live:
        await live.started("a")
        await live.until(lambda: live.engine.core.sight("a").drawer.known)
        live.engine.hold("a", held=True)
        await live.do(c.AddEntry("a", "touch oops"))
        end(agent(scratch))
        live.engine.hold("a", held=False)
        await live.until(lambda: "r restarts it" in _said(live), 20)
        assert [entry.state for entry in live.queue("a")] == [EntryState.QUEUED]
        assert nothing_was_typed(scratch, "oops")
        if names:
            await live.phase("a", Phase.EXITED)
        outcome = await live.engine.do(c.RestartAgent("a", handoff=""))
        assert outcome.ok, outcome.text
        await live.until(lambda: "touch oops" in scratch.texts("a"), 40)


def _said(live: Live) -> str:
    reason = live.agent("a").attention
    return f"{live.agent('a').waits} {reason.reason if reason else ''}"


async def test_no_enter_is_typed_where_the_agent_was_killed_after_the_paste(scratch: Scratch) -> None:
    scratch.configure("a")
    wrapped(scratch, LEFT["a program in the wrapper's place"])
    async with scratch.engine() as live:
        await live.started("a")

        def kill(point: str) -> None:
            if point == "deliver.pasted":
                end(agent(scratch))

        live.engine.core.world = replace(live.engine.core.world, fault=kill)
        await live.do(c.AddEntry("a", "half way"))
        await live.until(lambda: live.queue("a")[0].state is EntryState.UNKNOWN)
        assert "reads its pane" in live.queue("a")[0].reason
        assert (scratch.root / "got").read_text() == ""


async def test_an_agent_that_its_wrapper_starts_again_takes_what_waits(scratch: Scratch) -> None:
    scratch.configure("a")
    wrapped(scratch, "done", before="while :; do ")
    async with scratch.engine() as live:
        await live.started("a")
        end(agent(scratch))
        await live.until(lambda: len(scratch.got("a", "ready")) == 2)
        await live.do(c.AddEntry("a", "to the new one"))
        await live.until(lambda: scratch.texts("a") == ["to the new one"], 40)


async def test_no_choice_is_taken_in_a_dialog_that_a_killed_agent_left(scratch: Scratch) -> None:
    scratch.configure("a", a=["--ask-on", "1"])
    wrapped(scratch, LEFT["a program in the wrapper's place"])
    async with scratch.engine() as live:
        await live.started("a")
        await live.do(c.AddEntry("a", "go"))
        await live.phase("a", Phase.ASKING)
        await live.until(lambda: live.agent("a").question)
        question = live.agent("a").question
        assert question is not None
        end(agent(scratch))
        want = c.AnswerAgent(
            "a", question.text, question.choices, 0, question.about(live.agent("a").status.note)
        )
        outcome = await live.engine.do(want)
        assert not outcome.ok
        assert (scratch.root / "got").read_text() == ""


async def test_nothing_is_typed_into_the_operators_shell_once_an_adopted_agent_was_killed(
    scratch: Scratch,
) -> None:
    scratch.configure()
    with private_tmux() as tmux:
        words = ("python3", "-I", str(STANDIN), "--name", "a", "--record", str(scratch.record("a")))
        pane = tmux.start(f"exec 2>/dev/null; {shlex.join(words)}; exec cat > {scratch.root}/got")
        async with scratch.engine() as live:
            until(lambda: "❯" in tmux.text(pane), 30)
            await live.do(c.AdoptPane("a", tmux.ref(pane), "standin", str(scratch.root)))
            await live.phase("a", Phase.IDLE)
            live.engine.hold("a", held=True)
            await live.do(c.AddEntry("a", "touch oops"))
            end(agent(scratch))
            live.engine.hold("a", held=False)
            await live.phase("a", Phase.EXITED)
            assert (scratch.root / "got").read_text() == ""
            assert live.queue("a")[0].state is EntryState.QUEUED


async def test_a_pane_is_not_adopted_as_another_agent_than_runs_in_it(scratch: Scratch) -> None:
    scratch.configure()
    with private_tmux() as tmux:
        words = ("python3", "-I", str(STANDIN), "--name", "a", "--record", str(scratch.record("a")))
        pane = tmux.start(shlex.join(words))
        async with scratch.engine() as live:
            until(lambda: "❯" in tmux.text(pane), 30)
            for other in ("claude", "codex", "copilot", "pi"):
                refused = await live.engine.do(c.AdoptPane("a", tmux.ref(pane), other, str(scratch.root)))
                assert not refused.ok
                assert "--profile standin" in refused.text
            await live.do(c.AdoptPane("a", tmux.ref(pane), "standin", str(scratch.root)))
            await live.phase("a", Phase.IDLE)


def reader(pid: int, file: str = "/bin/bot", *, named: bool = False) -> Reader:
    return Reader(ProcessId(pid, pid), file, (file,), named)


def test_the_first_program_is_the_agent_only_where_that_is_sure() -> None:
    sure, unsure = ScreenProgram(), ScreenProgram()
    sure.found(reader(1), sure=True, drawn=0.0, now=1.0)
    unsure.found(reader(1), sure=False, drawn=0.0, now=1.0)
    assert (sure.known, unsure.known) == (reader(1), None)
    unsure.found(reader(1), sure=False, drawn=2.0, now=3.0)
    assert unsure.known == reader(1), "the screen changed while it was there"


def test_another_program_is_the_agent_once_it_drew() -> None:
    drawer = ScreenProgram()
    drawer.found(reader(1), sure=True, drawn=5.0, now=5.0)
    for now in (6.0, 7.0):
        drawer.found(reader(1, "/bin/cat"), sure=True, drawn=5.0, now=now)
        assert drawer.known == reader(1), "the screen is what it was"
    drawer.found(reader(1, "/bin/cat"), sure=True, drawn=8.0, now=8.5)
    assert drawer.known == reader(1, "/bin/cat")


def test_after_a_program_of_the_profile_only_another_of_its_programs_counts() -> None:
    drawer = ScreenProgram()
    drawer.found(reader(1, named=True), sure=True, drawn=0.0, now=1.0)
    drawer.found(reader(2), sure=True, drawn=0.0, now=2.0)
    drawer.found(reader(2), sure=True, drawn=3.0, now=4.0)
    assert drawer.known == reader(1)
    drawer.found(reader(3, named=True), sure=True, drawn=0.0, now=5.0)
    assert drawer.known == reader(3)
