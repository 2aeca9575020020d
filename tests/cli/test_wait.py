"""``fleetui wait``: its exit codes, what it prints, and a real fleet whose owner changes meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from fleetui.cli import wiring
from fleetui.engine.link import AskConditions
from fleetui.model.conditions import Judged, Truth
from fleetui.model.queue import EntryState
from tests.cli.conftest import Said
from tests.support.background import Background
from tests.support.cli_link import CliLink
from tests.support.scratch import Scratch
from tests.support.waiting import until

Fleetui = Callable[..., Said]
MET = Judged(Truth.MET, "cache asking")
WORKS = Judged(Truth.NOT_YET, "search idle: working")
GONE = Judged(Truth.NEVER, "search idle: there is no such agent")


@pytest.fixture
def watched(link: CliLink) -> CliLink:
    wiring.set_watch(link.reach)
    return link


def test_what_came_true_is_one_line_and_exit_code_0(watched: CliLink, fleetui: Fleetui) -> None:
    watched.answers = {AskConditions: (MET,)}
    said = fleetui("wait", "cache", "--until", "asking")
    assert (said.code, said.out, said.err) == (0, "cache asking\n", "")
    asked = watched.asked[0]
    assert isinstance(asked, AskConditions)
    assert asked.conditions == (("cache", "asking"),)


def test_all_is_the_default_and_any_is_enough_when_it_is_said(watched: CliLink, fleetui: Fleetui) -> None:
    watched.answers = {AskConditions: (MET, WORKS)}
    over = fleetui("wait", "cache", "search", "--until", "idle", "--timeout", "0")
    assert (over.code, over.out) == (1, "")
    assert over.err == "fleetui: not within 0 s: search idle: working\n"
    said = fleetui("wait", "cache", "search", "--until", "idle", "--any", "--json")
    assert said.code == 0
    assert said.data["met"] is True
    assert [one["truth"] for one in said.data["conditions"]] == ["met", "not yet"]
    missed = fleetui("wait", "cache", "search", "--until", "idle", "--timeout", "0", "--json")
    assert (missed.code, missed.data["met"]) == (1, False)


def test_what_can_never_be_is_an_error(watched: CliLink, fleetui: Fleetui) -> None:
    watched.answers = {AskConditions: (WORKS, GONE)}
    said = fleetui("wait", "cache", "search", "--until", "idle")
    assert (said.code, said.err) == (2, "fleetui: search idle: there is no such agent\n")
    over = fleetui("wait", "cache", "search", "--until", "idle", "--any", "--timeout", "0")
    assert over.code == 1, "one of them may still come true"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("cahce", "--until", "idle"), "no agent is called 'cahce'; did you mean 'cache'?"),
        (("cache", "--until", "searhc idle"), "no agent is called 'searhc'; did you mean 'search'?"),
        (("--until", "landed agent/cach"), "no agent or branch is called"),
        (("cache", "--until", "ilde"), "did you mean 'idle'?"),
        (("cache", "--until", "ci green"), "no CI is read here"),
        (("--until", "idle"), "of which agent?"),
        (("--until", "exists a"), "of which agent?"),
    ],
)
def test_a_slip_is_exit_code_2(watched: CliLink, fleetui: Fleetui, words: tuple[str, ...], says: str) -> None:
    watched.answers = {AskConditions: (WORKS,)}
    said = fleetui("wait", *words, "--timeout", "0")
    assert said.code == 2
    assert says in said.err
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_a_time_of_day_is_the_next_one_as_it_was_said(watched: CliLink, fleetui: Fleetui) -> None:
    watched.answers = {AskConditions: (MET,)}
    assert fleetui("wait", "--until", "after 22:30 or all idle").code == 0
    asked = watched.asked[0]
    assert isinstance(asked, AskConditions)
    assert asked.conditions[0][1].startswith("after 2")


# ------------------------------------------------------------ a real fleet


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    made.close()


@pytest.fixture
def background(scratch: Scratch) -> Iterator[Background]:
    made = Background(scratch)
    yield made
    made.close()


@contextmanager
def waiting(scratch: Scratch, *words: str) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-m", "fleetui", "wait", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(argv, env=scratch.environment, text=True, **pipes)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_it_outlives_the_change_of_the_owner_and_ends_when_the_work_is_done(
    scratch: Scratch, background: Background
) -> None:
    scratch.configure("cache", cache=["--turn", "60"])
    owner = background.start()
    assert scratch.fleetui("start", "cache").returncode == 0
    background.until_phase("cache", "idle")
    assert scratch.fleetui("wait", "cache", "--until", "idle", "--timeout", "40").stdout == "cache idle\n"
    assert scratch.fleetui("queue", "cache", "add", "one").returncode == 0
    entry = background.fleet().queues["cache"][0].id
    with waiting(scratch, "--until", f"entry {entry} done", "--json") as process:
        until(lambda: background.fleet().queues["cache"][0].state is EntryState.ACCEPTED, 40, every=0.2)
        background.stop(owner)
        background.start()
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["conditions"][0]["words"] == f"entry {entry} done"
    story = scratch.fleetui("journal", "--entry", entry[:6])
    for words in ("queued: one", "is about to be typed", "Enter was typed", "taken by the agent: ", "idle ("):
        assert words in story.stdout
    assert scratch.fleetui("journal", "--entry", "nothing").stderr == "Error: no entry is called 'nothing'\n"


def test_without_an_owner_it_looks_itself_and_an_agent_that_is_removed_ends_it(scratch: Scratch) -> None:
    scratch.configure("cache", "docs")
    assert scratch.fleetui("start", "cache").returncode == 0
    assert scratch.fleetui("wait", "cache", "--until", "idle", "--timeout", "40").returncode == 0
    with waiting(scratch, "cache", "docs", "--until", "working") as process:
        until(lambda: _watches(scratch), 40, every=0.1)
        scratch.configure("cache")
        assert scratch.fleetui("pause", "cache").returncode == 0, "a verb takes in what is configured"
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, "fleetui: docs working: there is no such agent\n")


def test_ctrl_c_ends_it_without_a_word(scratch: Scratch) -> None:
    scratch.configure("cache")
    assert scratch.fleetui("start", "cache").returncode == 0
    with waiting(scratch, "cache", "--until", "working") as process:
        until(lambda: _watches(scratch), 40, every=0.1)
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=40)
    assert (process.returncode, out, err) == (130, "", "")


def _watches(scratch: Scratch) -> bool:
    """Whether somebody looks at the agents' server."""
    return bool(scratch.tmux("list-clients").strip())
