"""Every command says what it did, and asks the fleet for exactly what was said."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fleetui.cli import wiring
from fleetui.cli.commands import COMMANDS, find
from fleetui.cli.main import command_line
from fleetui.config.paths import find_paths
from fleetui.engine.link import (
    AskCorrection,
    AskHandoff,
    AskJournal,
    AskLog,
    AskPanes,
    AskRescues,
    AskRestart,
    AskTrain,
    JournalLine,
    RestartPlan,
)
from fleetui.model import commands as c
from fleetui.model.anchors.correction import Correction
from fleetui.model.fleet import Rescue
from fleetui.model.snapshot import FRESH_S
from fleetui.model.view import FleetView, FoundAgent, TrainView
from tests.cli.conftest import PANE, VIEW, Said, publish
from tests.support.cli_link import CliLink

Run = Callable[..., Said]

OTHER = replace(PANE, server=replace(PANE.server, socket="/tmp/tmux-0/work"))
PANES = (
    FoundAgent("api", "claude", PANE, "/code/api", "/code/api", "main", "main:1.0"),
    FoundAgent("log", "", replace(PANE, pane="%4"), "/var/log", "", "", "main:2.0"),
    FoundAgent("api-2", "codex", OTHER, "/code/api", "/code/api", "dev", "main:1.0"),
)
PLAN = RestartPlan("3 files", 2, ("claude", "pytest"), "claude", "go on", ("then the docs",), (".env",))
RESCUES = tuple(
    Rescue(f"r-{number}aaaa", "cache", "shop", "/w/cache", "c" * 40, 100.0, files=3, ignored=(".env",))
    for number in range(2)
)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (("add", "new", "--project", "shop", "--task", "t-17", "--branch", "x/y"),
         c.AddAgent("new", "shop", "claude", "t-17", "x/y")),
        (("add", "new", "--project", "shop", "--profile", "codex", "--role", "reviewer", "--no-start"),
         c.AddAgent("new", "shop", "codex", role="reviewer", start=False)),
        (("add", "new", "--project", "shop", "--profile", "shell", "--command", "./agent 'a b'"),
         c.AddAgent("new", "shop", "shell", command=("./agent", "a b"))),
        (("start", "cache"), c.StartAgent("cache")),
        (("stop", "cache", "--yes"), c.KillAgent("cache")),
        (("stop", "cache", "--lose-work-of", "cache"), c.KillAgent("cache", without_rescue="cache")),
        (
            ("restart", "cache", "--bare", "--lose-work-of", "cache"),
            c.RestartAgent("cache", "", without_rescue="cache"),
        ),
        (("pause", "cache"), c.PauseAgent("cache")),
        (("ack", "cache"), c.AcknowledgeAgent("cache")),
        (("ack", "cache", "--off"), c.AcknowledgeAgent("cache", on=False)),
        (("snooze", "cache", "--minutes", "60"), c.SnoozeAgent("cache", 60)),
        (("snooze", "cache", "--off"), c.SnoozeAgent("cache", 0)),
        (("mute", "cache"), c.MuteAgent("cache")),
        (("interrupt", "cache"), c.InterruptAgent("cache")),
        (("resume", "cache"), c.ResumeAgent("cache")),
        (("remove", "cache", "--yes"), c.RemoveAgent("cache")),
        (("rename", "cache", "store"), c.RenameAgent("cache", "store")),
        (("restart", "cache", "--yes"), c.RestartAgent("cache")),
        (("restart", "cache", "--bare", "--yes"), c.RestartAgent("cache", "")),
        (("queue", "cache", "add", "look at src/a.py:3; $(ls)"), c.AddEntry("cache", "look at src/a.py:3; $(ls)")),
        (("queue", "cache", "add", "--not-before", "22:30", "x"), c.AddEntry("cache", "x", "22:30")),
        (("queue", "cache", "add", "--now", "x"), c.AddEntry("cache", "x", now=True)),
        (("queue", "cache", "delete", "abc"), c.DeleteEntry("cache", "abc123")),
        (("queue", "cache", "delete", "--all"), c.ClearQueue("cache")),
        (("task", "add", "A title", "--body", "b", "--done-when", "d"), c.AddTask("A title", "b", "d")),
        (("gate", "run", "cache"), c.RunGates("cache")),
        (("gate", "run", "cache", "--gate", "build"), c.RunGates("cache", "build")),
        (("gate", "stop", "cache"), c.StopGates("cache")),
        (("review", "start", "cache"), c.StartReview("cache")),
        (("review", "close", "cache"), c.CloseReview("cache")),
        (("review", "start", "cache", "docs/plan.md"), c.StartReview("cache", "docs/plan.md")),
        (("review", "close", "cache", "docs/plan.md"), c.CloseReview("cache", "docs/plan.md")),
        (("review", "tell", "cache", "docs/plan.md"), c.TellFindings("cache", "docs/plan.md")),
        (("rescue", "restore", "r-1", "/tmp/into"), c.RestoreRescue("r-1aaaa", "/tmp/into")),
        (("adopt", "%4", "--name", "log", "--profile", "shell"),
         c.AdoptPane("log", replace(PANE, pane="%4"), "shell", "/var/log")),
        (("adopt", "main:1.0", "--name", "api", "--socket", "work", "--project", "shop"),
         c.AdoptPane("api", OTHER, "codex", "/code/api", "shop")),
        (("adopt", "api", "--name", "mine", "--socket", "/tmp/tmux-0/default"),
         c.AdoptPane("mine", PANE, "claude", "/code/api")),
    ],
)  # fmt: skip
def test_a_command_asks_the_fleet_for_exactly_what_was_said(
    fleetui: Run, link: CliLink, line: tuple[str, ...], command: c.Command
):
    link.answers = {AskRescues: RESCUES, AskPanes: PANES}
    said = fleetui(*line)
    assert (said.code, link.done) == (0, [command]), said.err
    assert said.out == "did it\n"
    assert fleetui(*line, "--json").data == {"ok": True, "text": "did it", "value": "v1"}


def test_a_refused_command_is_exit_code_1_and_says_why(fleetui: Run, link: CliLink):
    link.outcome = c.Outcome(ok=False, text="it still runs")
    said = fleetui("remove", "cache", "--yes")
    assert (said.code, said.out, said.err) == (1, "", "Error: it still runs\n")
    assert fleetui("remove", "cache", "--yes", "--json").code == 1
    assert fleetui("remove", "cache", "--yes", "--json").data["ok"] is False


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        (("start", "cahce"), "'cache'"),
        (("stop", "cahce"), "'cache'"),
        (("stop", "cahce", "--without-rescue"), "'cache'"),
        (("restart", "cahce"), "'cache'"),
        (("restart", "cahce", "--without-rescue"), "'cache'"),
        (("clear", "cahce"), "'cache'"),
        (("remove", "cahce"), "'cache'"),
        (("remove", "cahce", "--worktree"), "'cache'"),
        (("queue", "cach", "list"), "'cache'"),
        (("queue", "cache", "delete", "abd1"), "'abc123'"),
        (("handoff", "serch"), "'search'"),
        (("attach", "serch"), "'search'"),
        (("gate", "run", "cache", "--gate", "biuld"), "'build'"),
        (("task", "show", "t-18"), "'t-17'"),
        (("merge", "show", "cahce"), "'cache'"),
        (("journal", "--agent", "cahce"), "'cache'"),
        (("adopt", "main:3.0", "--name", "x"), "'main:"),
        (("rescue", "show", "r-2aaaa"), "'r-"),
        (("statsu",), "'status'"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(
    fleetui: Run, link: CliLink, line: tuple[str, ...], nearest: str
):
    link.answers = {AskRescues: RESCUES, AskPanes: PANES}
    said = fleetui(*line)
    assert said.code in (1, 2)
    assert f"id you mean {nearest}" in said.err
    assert link.done == []


def test_a_shortened_id_that_fits_several_is_refused(fleetui: Run, link: CliLink):
    link.answers = {AskRescues: RESCUES}
    assert "fits several rescues" in fleetui("rescue", "show", "r-").err


def test_a_target_on_two_servers_needs_the_socket(fleetui: Run, link: CliLink):
    link.answers = {AskPanes: PANES}
    said = fleetui("adopt", "main:1.0", "--name", "x")
    assert said.code == 1
    assert "/tmp/tmux-0/default, /tmp/tmux-0/work" in said.err


def test_a_pane_without_a_known_agent_needs_a_profile(fleetui: Run, link: CliLink):
    link.answers = {AskPanes: PANES}
    assert "--profile shell" in fleetui("adopt", "%4", "--name", "log").err


def test_stopping_without_a_terminal_needs_yes(fleetui: Run, link: CliLink):
    link.answers = {AskRestart: PLAN}
    for line in (("restart", "cache"), ("stop", "cache")):
        said = fleetui(*line, given="y\n")
        assert said.code == 1
        assert "claude, pytest" in said.err
        assert "not kept: .env" in said.err
        assert "--yes" in said.err
    assert link.done == []


def test_a_follow_up_can_come_from_standard_input(fleetui: Run, link: CliLink):
    fleetui("queue", "cache", "add", "-", given="two\nlines\n")
    assert link.done == [c.AddEntry("cache", "two\nlines\n")]
    assert fleetui("queue", "cache", "add", "  ").code == 1


def test_what_stopped_the_try_of_the_one_that_acts_is_listed(fleetui: Run, link: CliLink):
    cache = VIEW.agent("cache")
    assert cache
    link.view = replace(VIEW, agents=(replace(cache, waits="", waits_since=None), *VIEW.agents[1:]))
    tried = replace(cache, waits="its worktree is gone", waits_since=time.time() - 90)
    publish(replace(VIEW, agents=(tried, *VIEW.agents[1:])))
    assert "its worktree is gone" in fleetui("queue", "cache").out
    publish(replace(VIEW, agents=(tried, *VIEW.agents[1:])), ago=FRESH_S + 5)
    assert "its worktree is gone" not in fleetui("queue", "cache").out


def test_a_queue_is_listed_without_what_is_done(fleetui: Run, link: CliLink):
    assert [entry["id"] for entry in fleetui("queue", "cache", "list", "--json").data] == ["abc123"]
    assert "then the docs" in fleetui("queue", "cache").out
    assert "it asks you first" in fleetui("queue", "cache").out
    assert fleetui("queue", "search").out == "nothing waits for search\n"
    assert fleetui("queue", "cache", "delete").code == 2
    assert fleetui("queue", "cache", "delete", "abc", "--all").code == 2


LISTS: list[tuple[tuple[str, ...], str, Any]] = [
    (("discover",), "/code/api", lambda data: data[0]["pane"]["id"] == "%3" and len(data) == 2),
    (("discover", "--all"), "/var/log", lambda data: len(data) == 3),
    (("task", "list"), "Make the cache small", lambda data: data[0]["agents"] == ["cache"]),
    (("task", "show", "t-1"), "pytest passes", lambda data: data["done_when"] == "pytest passes"),
    (("gate", "list"), "exit 2", lambda data: data[0]["verdict"] == "fail"),
    (("gate", "log", "cache"), "boom", lambda data: (data["gate"], data["log"]) == ("build", "make\nboom\n")),
    (("gate", "list", "cache"), "build", lambda data: data[0]["agent"] == "cache"),
    (("merge", "list"), "no: build failed", lambda data: data[0]["may_land"] is False),
    (
        ("merge", "train", "cache", "search"),
        "agent/search",
        lambda data: (
            [one["agent"] for one in data["out"]] == ["search"] and data["members"][0]["agent"] == "cache"
        ),
    ),
    (
        ("merge", "show", "agent/cache"),
        "may land: no: build failed",
        lambda data: data["why_not"] == "build failed",
    ),
    (("rescue", "list"), "cache", lambda data: len(data) == 2),
    (("rescue", "show", "r-0"), "ignored, not kept: .env", lambda data: data["files"] == 3),
    (("journal", "-n", "5"), "entry-added", lambda data: data[0]["kind"] == "entry-added"),
    (("handoff", "cache"), "go on", lambda data: data["handoff"] == "go on"),
]


@pytest.mark.parametrize(("line", "text", "fits"), LISTS, ids=[" ".join(line) for line, *_ in LISTS])
def test_what_is_shown_to_people_is_there_for_scripts(
    fleetui: Run, link: CliLink, line: tuple[str, ...], text: str, fits: Callable[[Any], bool]
):
    link.answers = {
        AskPanes: PANES,
        AskRescues: RESCUES,
        AskJournal: (JournalLine(1, 100.0, "entry-added", "cache", "then the docs"),),
        AskHandoff: "go on",
        AskLog: "make\nboom\n",
        AskTrain: TrainView(
            "shop",
            "main",
            link.view.board[:1],
            (replace(link.view.board[0], seat="search", branch="agent/search"),),
        ),
    }
    assert text in fleetui(*line).out
    assert fits(fleetui(*line, "--json").data)


def test_an_agent_that_no_profile_reads_is_listed_until_it_is_dismissed(fleetui: Run, link: CliLink):
    crush = replace(PANES[1], program="Crush")
    link.answers = {AskPanes: (PANES[0], crush)}
    said = fleetui("discover").out
    assert "Crush?" in said
    assert "Crush in %4: agent? add a profile: fleetui profile new crush --pane %4" in said
    assert fleetui("discover", "--json").data[1]["program"] == "Crush"
    assert "fleetui profile new crush" in fleetui("adopt", "%4", "--name", "x").err
    fleetui("discover", "--dismiss", "crush")
    assert link.done[-1] == c.DismissProgram("crush")
    fleetui("discover", "--recall", "crush")
    assert link.done[-1] == c.DismissProgram("crush", dismissed=False)
    link.view = replace(link.view, dismissed=("Crush",))
    assert "Crush" not in fleetui("discover").out
    assert "Crush?" in fleetui("discover", "--all").out


EMPTY_LISTS = (
    ("discover",),
    ("task", "list"),
    ("gate", "list"),
    ("merge", "list"),
    ("rescue", "list"),
    ("journal",),
)


@pytest.mark.parametrize("line", EMPTY_LISTS, ids=" ".join)
def test_an_empty_list_says_so(fleetui: Run, link: CliLink, line: tuple[str, ...]):
    link.view = FleetView(ready=True)
    link.answers = {AskPanes: (), AskRescues: (), AskJournal: ()}
    assert len(fleetui(*line).out.splitlines()) == 1
    assert fleetui(*line, "--json").data == []


def test_text_from_outside_cannot_drive_the_terminal(fleetui: Run, link: CliLink):
    evil = "\x1b]52;c;x\x07\x9b2J\u202e"
    link.answers = {AskPanes: (replace(PANES[0], cwd=evil, where=evil),), AskHandoff: evil}
    link.outcome = c.Outcome(ok=False, text=evil)
    for line in (("discover",), ("handoff", "cache"), ("start", "cache"), ("discover", "--json")):
        said = fleetui(*line)
        assert not set("\x1b\x07\x9b\u202e") & set(said.out + said.err), line


def test_the_configuration_named_reaches_the_fleet(fleetui: Run, link: CliLink):
    fleetui("--config", "/some/fleet.toml", "start", "cache")
    assert link.configs == ["/some/fleet.toml"]


def test_an_unanswered_question_is_one_clean_line(fleetui: Run, link: CliLink):
    said = fleetui("handoff", "cache")
    assert (said.code, said.err) == (1, "Error: that cannot be answered here\n")


def test_a_fleet_that_is_never_observed_is_a_clear_failure(
    fleetui: Run, link: CliLink, monkeypatch: pytest.MonkeyPatch
):
    link.view = FleetView()
    monkeypatch.setattr(wiring.until_ready, "__defaults__", (0.05,))
    said = fleetui("start", "cache")
    assert said.code == 1
    assert "no observation came" in said.err
    assert link.done == []


def test_nothing_on_the_command_line_approves_or_lands():
    words: list[str] = []

    def walk(command: Any) -> None:
        words.extend([command.name, *(option for one in command.params for option in one.opts)])
        for sub in getattr(command, "commands", {}).values():
            walk(sub)

    for name in COMMANDS:
        walk(find(name))
    assert "restart" in words
    assert not {"approve", "land", "release", "--approve", "--force", "--land"} & set(words)


def test_every_command_has_help(fleetui: Run):
    for name in COMMANDS:
        said = fleetui(name, *(["x"] if name == "queue" else []), "--help")
        assert said.code == 0, said.err
        assert find(name).help
    assert all(name in fleetui("--help").out for name in COMMANDS)


def test_the_dashboard_and_the_engine_are_started_with_the_configuration_named(
    fleetui: Run, link: CliLink, monkeypatch: pytest.MonkeyPatch
):
    called: list[object] = []
    monkeypatch.setattr(wiring, "_is_terminal", lambda stream: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    wiring.set_dashboard(
        lambda config, only_shows: called.append(("readonly" if only_shows else "dashboard", config)) or 0
    )
    wiring.set_headless(lambda config, *, until_done: called.append(("run", config, until_done)) or 3)
    wiring.set_demo(lambda options: called.append(options) or 0)
    assert fleetui("--config", "f").code == 0
    assert fleetui("run").code == 3
    assert "another fleetui acts" in fleetui("run", "--until-done").err
    assert fleetui("demo", "--agents", "6", "--speed", "10", "--keep").code == 0
    assert called == [
        ("dashboard", "f"),
        ("run", None, False),
        ("run", None, True),
        wiring.DemoOptions(6, 7, 10.0, keep=True),
    ]


def test_attaching_prints_the_command_or_says_that_nothing_runs(fleetui: Run, link: CliLink):
    assert "nothing runs in cache" in fleetui("attach", "cache").err
    link.attach = ("tmux", "-S", "/a b", "attach")
    assert fleetui("attach", "cache", "--print").out == "tmux -S '/a b' attach\n"
    assert "needs a terminal" in fleetui("attach", "cache").err


def test_the_version_is_said(fleetui: Run):
    assert fleetui("--version").out.startswith("fleetui, version ")
    assert command_line().name == "root"


def test_add_means_the_project_around_this_folder(
    fleetui: Run, link: CliLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    repository = tmp_path / "shop"
    (repository / "src").mkdir(parents=True)
    (repository / ".git").mkdir()
    find_paths().config.write_text(f'[projects.shop]\npath = "{repository}"\n')
    monkeypatch.chdir(repository / "src")
    fleetui("add", "new")
    assert link.done[-1] == c.AddAgent("new", "shop")
    monkeypatch.chdir(tmp_path)
    said = fleetui("add", "other")
    assert said.code == 1
    assert "--project is one of shop" in said.err


def test_a_follow_up_is_re_anchored_only_with_yes(fleetui: Run, link: CliLink):
    link.answers = {
        AskCorrection: Correction("fix a.py:3", "fix a.py:5", (("a.py:3", "a.py:5"),), "Note", ("why",))
    }
    said = fleetui("queue", "cache", "reanchor", "abc")
    assert (said.code, link.done) == (0, [])
    assert said.out == "- fix a.py:3\n+ fix a.py:5\nnothing was changed: --yes takes it\n"
    assert fleetui("queue", "cache", "reanchor", "abc", "--json").data["replaced"] == [
        {"was": "a.py:3", "now": "a.py:5"}
    ]
    assert fleetui("queue", "cache", "reanchor", "abc", "--yes").code == 0
    assert link.done == [c.ReanchorEntry("cache", "abc123", "fix a.py:5")]
    link.answers = {AskCorrection: Correction("fix a.py:3", "fix a.py:3", (), "")}
    assert fleetui("queue", "cache", "reanchor", "abc", "--yes").code == 1
