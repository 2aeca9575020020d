"""How the fleet is: with and without an owner, for people, scripts and status lines."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.cli.watch.status import background_line
from fleetui.config.paths import find_paths
from fleetui.model.commands import Outcome
from fleetui.model.queue import Entry, EntryState
from fleetui.model.snapshot import FRESH_S
from fleetui.model.status import UNOBSERVED
from fleetui.model.view import FleetView
from tests.cli.conftest import VIEW, Said, publish
from tests.support.cli_link import CliLink

Run = Callable[..., Said]
ROOT = Path(__file__).parents[2]


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(30)
    return child.pid


def test_a_living_owners_snapshot_is_the_answer(fleetui: Run, link: CliLink):
    published = publish(VIEW, ago=2.0)
    assert fleetui("status", "--json").data == published
    assert link.configs == [], "nothing was started for it"


@pytest.mark.parametrize("how", ["old", "dead", "broken", "other schema", "not ready"])
def test_without_a_usable_snapshot_the_fleet_is_observed_once(fleetui: Run, link: CliLink, how: str):
    publish(VIEW, ago=FRESH_S + 5 if how == "old" else 0, owner=dead_pid() if how == "dead" else None)
    path = find_paths().published
    if how == "broken":
        path.write_text("{")
    if how == "other schema":
        path.write_text(path.read_text().replace('"schema": 1', '"schema": 2'))
    if how == "not ready":
        path.write_text(path.read_text().replace('"ready": true', '"ready": false'))
    found = fleetui("status", "--json").data
    assert [agent["name"] for agent in found["agents"]] == ["cache", "search"]
    assert link.configs == [None]


def test_queueing_says_nothing_of_a_dashboard_that_opened_meanwhile_nor_of_what_is_held(
    fleetui: Run, link: CliLink
):
    held = Entry("abc123", "then the docs", EntryState.HELD)
    link.view = replace(VIEW, owner="other")
    assert fleetui("queue", "cache", "add", "x").err == "", "it acts, and has published nothing yet"
    link.view = replace(VIEW, agents=(replace(VIEW.agents[0], queue=(held,)), *VIEW.agents[1:]))
    link.outcome = Outcome(ok=True, text="queued for cache: x, held: gone", value="abc123")
    assert fleetui("queue", "cache", "add", "x").err == ""


def test_people_are_told_that_nobody_observes_for_how_long_and_how_to_open(fleetui: Run, link: CliLink):
    publish(VIEW, ago=300)
    said = fleetui("status").err
    assert said.startswith("! nobody observes for 5m: this is one look of its own; ")
    assert said.endswith(" opens the dashboard\n")
    publish(VIEW)
    assert fleetui("status").err == ""


def test_people_see_who_needs_them_and_what_is_not_known(fleetui: Run, link: CliLink):
    lines = fleetui("status").out.splitlines()
    assert lines[0].split() == [
        "NAME",
        "PHASE",
        "FOR",
        "CONTEXT",
        "QUEUE",
        "GATES",
        "DIRTY",
        "PROJECT",
        "NEEDS",
        "YOU",
    ]
    assert "asking: may it run make?" in lines[1]
    assert "build:fail" in lines[1]
    assert lines[2].split()[:5] == ["search", "unknown", "-", "?", "0"]


def test_plain_status_is_one_line_of_tabs_per_agent(fleetui: Run, link: CliLink):
    lines = [line.split("\t") for line in fleetui("status", "--plain").out.splitlines()]
    assert [line[0] for line in lines] == ["cache", "search"]
    assert (lines[0][1], lines[0][3], lines[0][4]) == ("asking", "asking", "2")
    assert lines[1][1:] == ["unknown", "-", "-", "0"]


def test_an_empty_fleet_says_what_to_do(fleetui: Run, link: CliLink):
    link.view = FleetView(ready=True)
    assert " discover finds" in fleetui("status").out


def segment(home: Path) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "fleetui", "status", "--tmux"],
        cwd=ROOT,
        # "" lets Python keep its byte code, as it does for an operator: the first start pays for the others
        env={**os.environ, "FLEETUI_HOME": str(home), "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.stderr == b""
    return done.stdout.decode(), done.returncode


def test_the_status_line_shows_counts_and_nothing_when_all_is_fine(home: Path):
    publish(VIEW)
    assert segment(home) == ("▲1\n", 0)
    publish(replace(VIEW, agents=VIEW.agents[1:]))
    assert segment(home) == ("", 0)


def test_the_status_line_says_that_nobody_looks_any_more(home: Path):
    publish(replace(VIEW, agents=VIEW.agents[1:]), ago=300)
    assert segment(home) == ("? (5m old)\n", 0)
    publish(VIEW, owner=dead_pid())
    assert segment(home)[0] in [f"▲1 ({age}s old)\n" for age in range(5)]


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{", '{"schema": 1, "at": "x"}', '{"schema": 1, "at": 1}']
)
def test_the_status_line_is_empty_when_there_is_nothing_to_read(home: Path, content: str | None):
    if content is not None:
        publish(VIEW)
        find_paths().published.write_text(content)
    assert segment(home) == ("", 0)


def test_a_clock_that_was_set_back_does_not_make_a_snapshot_fresh(fleetui: Run, link: CliLink):
    publish(VIEW, ago=-500)
    fleetui("status", "--json")
    assert link.configs == [None]


def test_the_status_line_loads_neither_the_command_line_nor_the_configuration(home: Path):
    publish(VIEW)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "fleetui", "status", "--tmux"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    heavy = {
        "click",
        "pydantic",
        "asyncio",
        "logging",
        "subprocess",
        "sqlite3",
        "textual",
        "hashlib",
        "tempfile",
    }
    assert "fleetui.cli.watch.tmux_status" in loaded
    assert not heavy & loaded


def test_the_status_line_costs_a_few_starts_of_bare_python(home: Path):
    publish(VIEW)
    taken, bare = [], []
    for _ in range(5):
        taken.append(timed(lambda: segment(home)))
        bare.append(timed(lambda: subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)))
    assert min(taken) < 8 * min(bare), (taken, bare)


def timed(act: Callable[[], object]) -> float:
    """CPU seconds of the processes that it starts and waits for: what else runs here does not count."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    act()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime


def test_an_agent_that_was_never_observed_is_unknown_not_blank(fleetui: Run, link: CliLink):
    assert VIEW.agents[1].status is UNOBSERVED
    assert "unknown" in fleetui("status").out


def test_queueing_without_an_owner_says_who_delivers(fleetui: Run, link: CliLink):
    assert "a process without a screen delivers it" in fleetui("queue", "cache", "add", "x").err
    assert "fleetui start search" in fleetui("queue", "search", "add", "x").err
    publish(VIEW)
    assert fleetui("queue", "cache", "add", "x").err == ""


def test_people_see_who_is_acknowledged_snoozed_or_muted(fleetui: Run):
    waiting = next(agent for agent in VIEW.agents if agent.attention)
    assert waiting.attention is not None
    quiet = replace(
        waiting,
        attention=replace(waiting.attention, acknowledged=True),
        snoozed_until=time.time() + 600.5,
        muted=True,
    )
    publish(replace(VIEW, agents=(quiet,)))
    assert "[acknowledged, snoozed for 10m, muted]" in fleetui("status").out
    assert fleetui("status", "--tmux").out == ""


def test_an_agent_without_a_pane_is_a_clean_line_of_name_state_and_folder() -> None:
    one = {
        "name": "mend it",
        "phase": "asking",
        "waits_for": "permission prompt",
        "folder": "/w",
        "pid": 7,
    }
    assert background_line(one) == "background: mend it, asking (permission prompt), /w"
    assert "\x1b" not in background_line({**one, "name": "\x1b[2J", "folder": "/w\x1b[2J"})
    assert background_line({**one, "name": "", "waits_for": ""}) == "background: 7, asking, /w"


def test_an_agent_of_a_forge_whose_clock_is_ahead_is_of_now(fleetui: Run, link: CliLink) -> None:
    ahead = replace(VIEW.agents[0].status, since=time.time() + 7200)
    publish(replace(VIEW, agents=(replace(VIEW.agents[0], status=ahead),)))
    (_, row) = fleetui("status").out.splitlines()
    assert row.split()[2] == "0s"
