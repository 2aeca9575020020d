"""Tasks as files: what is written, watched, journalled, and started, with the real parts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fleetui.demo.standin import standin
from fleetui.model import commands as c
from fleetui.model.ledger import Stage, ledger
from tests.support.scratch import Live, Scratch, git

WHOLE = """+++
title = "Limit logins"  # as agreed
branch = "fix/limit"
done-when = "pytest passes"
not-to-touch = ["README.md"]
+++
Count tries per account.
"""


@pytest.fixture
def fleet(scratch: Scratch) -> Scratch:
    """A project that keeps its tasks in docs/tasks, and stand-ins that need no command of their own."""
    scratch.configure()
    config = scratch.paths.config
    config.write_text(
        config.read_text().replace("[projects.shop]\n", '[projects.shop]\ntasks = "docs/tasks"\n')
    )
    argv = [
        sys.executable,
        "-I",
        standin.__file__,
        "--name",
        "new",
        "--speed",
        "10",
        "--record",
        str(scratch.record("new")),
    ]
    profile = scratch.root / "profiles" / "standin.toml"
    profile.write_text(profile.read_text().replace("start = []", f"start = {json.dumps(argv)}"))
    (scratch.repo / "docs" / "tasks").mkdir(parents=True)
    return scratch


def put(scratch: Scratch, name: str, text: str = WHOLE) -> Path:
    path = scratch.repo / "docs" / "tasks" / f"{name}.md"
    path.write_text(text)
    return path


def stages(live: Live) -> dict[str, Stage]:
    return {row.task.key: row.stage for row in ledger(live.engine.view)}


async def test_a_file_is_a_task_as_long_as_it_is_there_and_the_journal_keeps_what_became_of_it(
    fleet: Scratch,
):
    path = put(fleet, "limit")
    async with fleet.engine() as live:
        await live.until(lambda: stages(live) == {"shop/limit": Stage.OPEN})
        path.write_text(WHOLE.replace("branch =", 'state = "done"\nbranch ='))
        await live.until(lambda: stages(live) == {"shop/limit": Stage.DONE})
        await live.until(lambda: live.engine.core.fleet.tasks["shop/limit"].state == "done")
        put(fleet, "broken", "no front matter")
        await live.until(lambda: stages(live).get("shop/broken") is Stage.BROKEN)
        path.unlink()
        await live.until(lambda: "shop/limit" not in stages(live))
    told = fleet.fleetui("journal", "--json")
    said = told.stdout
    assert told.returncode == 0, told
    assert [kind for kind in ("task-added", "task-state-changed") if kind not in said] == []


async def test_a_task_that_is_written_down_is_a_new_file_and_survives_without_an_owner(fleet: Scratch):
    told = fleet.fleetui(
        "task", "add", "Limit logins!", "--not-to-touch", "*.lock", "--done-when", "pytest", "--body", "Do"
    )
    assert told.returncode == 0, told.stderr
    path = fleet.repo / "docs" / "tasks" / "limit-logins.md"
    assert path.read_text() == (
        '+++\ntitle = "Limit logins!"\nstate = "open"\ndone-when = "pytest"\nnot-to-touch = ["*.lock"]\n+++\n\nDo\n'
    )
    assert fleet.fleetui("task", "add", "Limit logins!").returncode == 0
    assert path.with_name("limit-logins-2.md").exists()
    shown = json.loads(fleet.fleetui("task", "show", "limit-logins", "--json").stdout)
    assert (shown["file"], shown["stage"], shown["not_to_touch"]) == (str(path), "open", ["*.lock"])


async def test_one_key_is_changed_and_the_rest_of_the_file_stays(fleet: Scratch):
    path = put(fleet, "limit")
    async with fleet.engine() as live:
        assert (await live.do(c.SetTaskState("limit", "done"))).ok
        assert path.read_text() == WHOLE.replace("+++\nCount", 'state = "done"\n+++\nCount')
        path.write_text('+++\ntitle = "x"\nstate = """\nopen"""\n+++\n')
        refused = await live.engine.do(c.SetTaskState("limit", "done"))
        assert not refused.ok
        assert 'write state = "done" there yourself' in refused.text


async def test_an_agent_that_is_started_on_a_task_is_told_all_of_it_on_its_branch(fleet: Scratch):
    put(fleet, "limit")
    async with fleet.engine() as live:
        outcome = await live.do(c.StartTask(("limit",), "new", "standin"))
        assert outcome.ok, outcome.text
        await live.until(lambda: fleet.texts("new") != [])
        agent = live.agent("new")
        assert (agent.seat.branch, agent.task and agent.task.key) == ("fix/limit", "shop/limit")
        text = fleet.texts("new")[0]
        for part in (
            "Your task: Limit logins",
            "Count tries",
            "## Done when\npytest passes",
            "## Not to touch\n- README.md",
        ):
            assert part in text
        assert stages(live) == {"shop/limit": Stage.IN_WORK}
        again = await live.engine.do(c.StartTask(("limit",), "other", "standin"))
        assert again.text == "new works on shop/limit already"


async def test_several_tasks_are_one_agents_work_with_all_that_must_hold(fleet: Scratch):
    put(fleet, "limit")
    put(fleet, "names", '+++\ntitle = "Better names"\nnot-to-touch = "docs/"\n+++\n')
    async with fleet.engine() as live:
        outcome = await live.do(c.StartTask(("shop/limit", "names"), "new", "standin"))
        assert outcome.ok, outcome.text
        task = live.agent("new").task
        assert task is not None
        assert (task.title, task.not_to_touch) == ("Limit logins; Better names", ("README.md", "docs/"))
        assert stages(live) == {"shop/limit": Stage.IN_WORK, "shop/names": Stage.IN_WORK}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('+++\ntitle = "x"\nbrnch = "y"\n+++\n', "line 3: no key is called 'brnch': did you mean branch?"),
        ('+++\ntitle = "x"\nstate = "done"\n+++\n', "is done"),
    ],
)
async def test_a_task_that_is_broken_or_done_is_not_started_and_it_is_said_why(
    fleet: Scratch, text: str, says: str
):
    put(fleet, "limit", text)
    async with fleet.engine() as live:
        refused = await live.engine.do(c.StartTask(("limit",), "new", "standin"))
        assert not refused.ok
        assert says in refused.text
        assert not live.engine.view.agents


async def test_a_task_whose_file_is_gone_is_still_shown_while_somebody_works_on_it(fleet: Scratch):
    path = put(fleet, "limit")
    async with fleet.engine() as live:
        await live.do(c.AddAgent("new", "shop", "standin", task="limit", start=False))
        await live.until(lambda: stages(live) == {"shop/limit": Stage.IN_WORK})
        await live.until(lambda: "shop/limit" in live.engine.core.fleet.tasks)
        path.unlink()
        await live.until(lambda: stages(live) == {"shop/limit": Stage.BROKEN})
        task = live.agent("new").task
        assert task is not None
        assert task.problems[0].said == "its file is gone: put it back"


def test_check_names_every_file_and_line_and_fails(fleet: Scratch):
    put(fleet, "limit")
    assert fleet.fleetui("task", "check").stdout.strip() == "1 checked, nothing is wrong"
    path = put(fleet, "b", '+++\ntitle = 3\nstate = "x"\n+++\n')
    done = fleet.fleetui("task", "check")
    assert done.returncode == 1
    assert done.stdout.startswith(f"{path}:2: title must be text")
    assert f"{path}:3: state must be one of open, done, dropped" in done.stdout


def test_an_editor_is_opened_and_what_it_leaves_is_checked(fleet: Scratch):
    path = put(fleet, "limit")
    program = fleet.root / "edit.sh"
    program.write_text('#!/bin/sh\nprintf "+++\\nfoo = 1\\n+++\\n" > "$1"\n')
    program.chmod(0o755)
    fleet.environment["VISUAL"] = str(program)
    done = fleet.fleetui("task", "edit", "limit")
    assert done.returncode == 1
    assert f"{path}:2: no key is called 'foo'" in done.stdout


async def test_tasks_of_projects_without_a_folder_lie_beside_the_state(scratch: Scratch):
    scratch.configure()
    assert scratch.fleetui("task", "add", "Limit logins").returncode == 0
    path = scratch.paths.tasks / "shop" / "limit-logins.md"
    assert path.exists()
    assert scratch.paths.state.stat().st_mode & 0o077 == 0
    assert git(scratch.repo, "status", "--porcelain") == "", (
        "the operator's checkout is not written to unasked"
    )
