"""A task's file: what it says, all that is wrong with it, and how one key of it is changed."""

from __future__ import annotations

import sys
import tomllib

import pytest

from fleetui.model.task import Task, TaskState
from fleetui.model.task_file import compose, parse, with_key

WHOLE = """+++
# how we limit logins
title = "Limit logins"
branch = "fix/limit"   # agreed with Ann
state = "open"
done-when = ["pytest tests/login passes", "a sixth try is refused"]
edges = "IPv6\\nproxies"
not-to-touch = ["migrations/", "*.lock"]
issue = "#41"

[extra]
weight = 3
+++

Count tries per account.

No new dependency.
"""


def test_a_file_says_all_that_a_task_is():
    task = parse(WHOLE, name="limit-logins", project="shop", file="/p/docs/limit-logins.md")
    assert task == Task(
        "limit-logins",
        "Limit logins",
        "Count tries per account.\n\nNo new dependency.",
        "pytest tests/login passes\na sixth try is refused",
        project="shop",
        branch="fix/limit",
        edges=("IPv6", "proxies"),
        not_to_touch=("migrations/", "*.lock"),
        issue="#41",
        file="/p/docs/limit-logins.md",
    )


def test_all_that_is_wrong_is_said_at_once_with_its_line_and_what_to_do():
    text = (
        '+++\ntitle = ""\nbranch = "-x"\nstate = "soon"\ndone_when = "x"\n'
        'not-to-touch = ["!a", "/"]\nedges = 3\n+++\n'
    )
    task = parse(text, name="x y")
    assert [problem.line for problem in task.problems] == [0, 2, 3, 4, 5, 6, 6, 7]
    said = "\n".join(problem.said for problem in task.problems)
    assert "line 5: no key is called 'done_when': did you mean done-when?" in said
    assert "line 4: state must be one of open, done, dropped" in said
    assert "rename the file" in said
    assert "leave out the !" in said
    assert (task.id, task.title) == ("x y", "x y")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "does not begin with +++"),
        ("# Title\n", 1, "does not begin with +++"),
        ('+++\ntitle = "x"\n', 3, "does not end"),
        ('+++\ntitle = "x"\nedges = [\n+++\n', 3, "is not TOML"),
        ('+++\ntitle = "x"\nedges = oh\n+++\n', 3, "is not TOML"),
        ("+++\n" + "a." * 5000 + "b = 1\n+++\n", 0, ""),
        ('+++\nbranch = "a"\n+++\n', 1, 'title is missing: add title = "..."'),
    ],
)
def test_a_file_that_is_no_task_is_one_with_its_problem(text: str, line: int, says: str):
    task = parse(text, name="x")
    assert task.problems
    assert task.title == "x"
    if line:
        assert [problem.line for problem in task.problems] == [line]
        assert says in task.problems[0].text


def test_a_task_of_one_projects_folder_is_of_no_other():
    task = parse('+++\ntitle = "x"\nproject = "shop"\n+++\n', name="x", project="web")
    assert task.project == "web"
    assert "task folder of web" in task.problems[0].said


def test_in_the_folder_of_all_a_task_names_its_project():
    text = '+++\ntitle = "x"\nproject = "shop"\n+++\n'
    assert parse(text, name="x", projects=["shop"]).project == "shop"
    (problem,) = parse(text, name="x", projects=["shops"]).problems
    assert "did you mean 'shops'? known: shops; fleetui init" in problem.said


def test_nothing_in_a_file_can_drive_a_terminal():
    text = '+++\ntitle = "a\\u001b[31mb"\nedges = ["x\\u202ey"]\n+++\nbody \x1b]0;title\x07 \u202e end\n'
    task = parse(text, name="a\x1bb")
    shown = repr((task.id, task.title, task.edges, task.body))
    assert "\\x1b" not in shown
    assert "\\u202e" not in shown


def test_what_is_composed_reads_as_it_was():
    task = Task(
        "a",
        'Say "hi"\\',
        "one\n\ntwo",
        'a "b"\nc\\',
        0.0,
        "shop",
        "x/y",
        TaskState.DONE,
        ("e1", "e'2"),
        ("a/*",),
        "#4",
    )
    assert parse(compose(task), name="a", project="shop") == task


def test_a_key_is_changed_and_every_other_byte_stays():
    changed = with_key(WHOLE, "state", "done")
    assert changed == WHOLE.replace('state = "open"', 'state = "done"')
    changed = with_key(WHOLE, "branch", "fix/two")
    assert changed == WHOLE.replace('"fix/limit"', '"fix/two"'), "the comment beside it stays"


def test_a_key_that_is_not_there_comes_before_the_first_table():
    text = '+++\ntitle = "x"\n\n[extra]\na = 1\n+++\nbody\n'
    changed = with_key(text, "state", "done")
    assert changed is not None
    assert tomllib.loads(changed.split("+++")[1]) == {"title": "x", "state": "done", "extra": {"a": 1}}
    assert changed.replace('state = "done"\n', "") == text


@pytest.mark.parametrize(
    "text",
    [
        '+++\ntitle = "x"\nstate = """\nopen"""\n+++\n',
        '+++\ntitle = """\nstate = "open"\n"""\n+++\n',
        "no front matter\n",
        '+++\ntitle = "x"\nstate = "open\n+++\n',
    ],
)
def test_what_cannot_be_changed_safely_is_left_to_the_editor(text: str):
    assert with_key(text, "state", "done") is None


def test_line_ends_of_another_system_stay():
    text = WHOLE.replace("\n", "\r\n")
    assert not parse(text, name="x").problems
    changed = with_key(text, "state", "done")
    assert changed == text.replace('state = "open"', 'state = "done"')


@pytest.mark.parametrize(
    "front",
    [
        "a" + ".a" * 6000 + " = 1",
        "\n".join(f"{'a.' * 300}b{number} = 1" for number in range(200)),
        "\n".join(f"a{number} = 1" for number in range(2500)),
        "not-to-touch = [" + "'!a',\n" * 2500 + "]",
        "not-to-touch = ['" + "a/" * 7000 + "']",
        "edges = " + "[" * 9000,
    ],
    ids=[
        "one endless key",
        "endless keys",
        "unknown keys",
        "wrong patterns",
        "an endless pattern",
        "brackets",
    ],
)
def test_front_matter_made_to_be_slow_is_told_of_in_little_time_and_memory(front: str):
    looks: list[int] = []

    def look(frame: object, event: str, argument: object) -> None:
        looks.append(1)

    sys.setprofile(look)
    try:
        task = parse(f"+++\ntitle = 'x'\n{front}\n+++\n", name="x")
    finally:
        sys.setprofile(None)
    assert 0 < len(task.problems) <= 20
    assert len(looks) < 2_000_000
