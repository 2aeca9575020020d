"""The ledger by keys: what it shows of every task, and what a key does to the one under the bar."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.model.commands import AddTask, ExportTask, Outcome, SetTaskState, StartTask
from fleetui.model.ledger import Stage, ledger
from fleetui.model.task import Task
from tests.support.fleets import fleet, with_tasks
from tests.support.screens import Running, running
from tests.support.waiting import until_async

VIEW = with_tasks(fleet(12))


def row_of(run: Running, text: str) -> str:
    return next(line for line in run.text.splitlines() if text in line)


async def on(run: Running, title: str) -> None:
    """Put the bar on the task of this title."""
    await run.press("4", "g")
    for _ in VIEW.tasks:
        row = run.app.screen.chosen.task
        if row is not None and row.task.title.startswith(title):
            return
        await run.press("j")
    raise AssertionError(title)


async def test_every_task_stands_under_its_stage_with_who_and_how_far() -> None:
    async with running(VIEW, (220, 60)) as run:
        await run.press("4")
        heads = re.findall(r"^ *([A-Z ]+ \d+)(?:   .*)?$", run.text, re.MULTILINE)
        heads = [head.strip() for head in heads]
        assert heads == ["BROKEN 1", "IN WORK 3", "OPEN 3", "LANDED 1", "DONE 1", "DROPPED 1"]
        assert "line 5: no key is called 'done_when'" in row_of(run, "▼ lru")
        assert "docs-gen" in row_of(run, "Write the API pages anew")
        assert "3 commits, may land" in row_of(run, "Write the API pages anew")
        assert "test fail, 3 commits" in row_of(run, "Rotate the refresh token")
        assert "landed as 8c41d0e" in row_of(run, "Rank what is nearly the same")


async def test_of_what_was_taken_back_the_commit_that_did_it_is_said() -> None:
    first, *others = VIEW.board
    back = replace(first, landed="8c41d0e77", taken_back="c09d44e21", may_land=False)
    async with running(replace(VIEW, board=(back, *others)), (220, 60)) as run:
        await run.press("4")
        assert "taken back by c09d44e" in row_of(run, "Write the API pages anew")


async def test_a_task_in_work_carries_the_sign_of_its_agent() -> None:
    async with running(VIEW) as run:
        await run.press("4")
        assert "▲ Invoices as PDF" in run.text
        assert "■ Rotate the refresh" in run.text


async def test_a_new_agent_gets_what_the_task_says() -> None:
    async with running(VIEW) as run:
        await on(run, "Refuse a sixth")
        await run.press("n")
        assert run.kind == "NewAgent"
        await run.press("ctrl+s")
        await until_async(lambda: run.link.commands)
        key = "clawdemy/limit-logins"
        assert run.link.commands == [
            StartTask((key,), "limit-logins", "claude", "clawdemy", "", "fix/limit-logins")
        ]


async def test_a_new_agent_is_as_all_others_of_its_project_are() -> None:
    agents = tuple(replace(one, seat=replace(one.seat, profile="codex")) for one in VIEW.agents)
    async with running(replace(VIEW, agents=agents)) as run:
        await on(run, "Refuse a sixth")
        await run.press("n", "ctrl+s")
        await until_async(lambda: run.link.commands)
        assert run.link.commands[0].profile == "codex"


async def test_marked_tasks_are_one_agents_work_and_only_of_one_project() -> None:
    async with running(VIEW) as run:
        await on(run, "A grid")
        await run.press("space", "space", "n", "ctrl+s")
        await until_async(lambda: run.link.commands)
        started = run.link.commands[0]
        assert isinstance(started, StartTask)
        assert started.tasks == ("whisprdesk/grid", "whisprdesk/reconnect")
    async with running(VIEW) as run:
        await on(run, "Refuse a sixth")
        await run.press("space", "space", "n")
        await run.until("are of clawdemy and whisprdesk: start an agent for each")


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Rotate", "api-auth works on oauth-refresh already"),
        ("lru", "lru: line 5"),
        ("Seeds", "x opens it again"),
    ],
)
async def test_a_task_that_cannot_be_started_says_why(title: str, says: str) -> None:
    async with running(VIEW) as run:
        await on(run, title)
        await run.press("n")
        await run.until(says)
        assert run.kind == "LedgerScreen"


async def test_x_says_in_the_file_that_it_is_done_and_open_again() -> None:
    async with running(VIEW) as run:
        await on(run, "Rank what")
        await run.press("x")
        await on(run, "Seeds")
        await run.press("x")
        await until_async(lambda: len(run.link.commands) == 2)
        assert run.link.commands == [
            SetTaskState("clawdemy/fuzzy-rank", "done"), SetTaskState("clawdemy/seeds", "open"),
        ]  # fmt: skip


async def test_p_shows_one_project_after_the_other_and_then_all() -> None:
    async with running(VIEW, (220, 60)) as run:
        await run.press("4", "p")
        assert "clawdemy only" in run.text
        assert "A grid that folds" not in run.text
        await run.press("p")
        assert "Refuse a sixth" not in run.text
        await run.press("p")
        assert "A grid that folds" in run.text
        assert "Refuse a sixth" in run.text


async def test_v_goes_to_the_agent_and_enter_shows_the_whole_task() -> None:
    async with running(VIEW, (80, 24)) as run:
        await on(run, "Refuse a sixth")
        await run.press("enter")
        assert run.kind == "TaskScreen"
        assert "Keep the counters in the session store" in run.text
        await run.press("escape")
        await on(run, "Rotate")
        await run.press("v")
        assert run.kind == "FocusScreen"


async def test_an_empty_ledger_says_how_a_task_comes_into_it() -> None:
    async with running(fleet(3), (80, 24)) as run:
        await run.press("4")
        for text in ("No task is written down yet.", "task add TITLE", 'tasks = "docs/tasks"'):
            assert text in run.text
        assert "…" not in run.text.split("No task")[1].split("esc")[0]
        await run.press("enter")
        await run.until("no task is written down: a adds one")


@pytest.fixture
def edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the operator's editor was given."""
    told = tmp_path / "told"
    program = tmp_path / "editor"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {told}\n')
    program.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(program))
    return told


async def test_a_task_without_a_file_is_written_out_before_it_is_edited(edits: Path, tmp_path: Path) -> None:
    task = Task("3f9a", "Written down long ago")
    async with running(replace(fleet(3), tasks={"3f9a": task})) as run:
        run.link.outcome = Outcome(ok=False, text="the disk is full")
        await run.press("4", "e")
        await run.until("the disk is full")
        assert run.link.commands == [ExportTask("3f9a")]


async def test_what_is_no_plain_file_is_not_opened_in_an_editor(edits: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    task = Task("pipe", "pipe", file=str(tmp_path / "pipe.md"))
    async with running(replace(fleet(3), tasks={"pipe": task})) as run:
        await run.press("4", "e")
        await run.until("is no plain file")
        assert not edits.exists()


async def test_a_adds_a_task_in_the_project_one_stands_in() -> None:
    async with running(VIEW) as run:
        run.link.outcome = Outcome(ok=False, text="no")
        await on(run, "A grid")
        await run.press("a")
        await until_async(lambda: run.link.commands)
        assert run.link.commands == [AddTask("New task", project="whisprdesk")]


def test_a_task_whose_branch_landed_is_open_again_when_somebody_works_on() -> None:
    landed = ledger(VIEW)
    assert {row.task.id: row.stage for row in landed}["fuzzy-rank"] is Stage.LANDED
    search = VIEW.agent("search")
    assert search is not None
    works = replace(search, seat=replace(search.seat, task="fuzzy-rank"))
    view = replace(VIEW, agents=(works, *(one for one in VIEW.agents if one.name != "search")))
    assert {row.task.id: row.stage for row in ledger(view)}["fuzzy-rank"] is Stage.IN_WORK
