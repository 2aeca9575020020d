"""Trailers as git's own program adds them, and texts that are none."""

from __future__ import annotations

import subprocess

import pytest

from fleetui.model.trailers import filled, why_not_trailer, with_trailers

MESSAGES = (
    "subject\n",
    "subject\n\nbody\n",
    "subject\n\nbody\n\n\n",
    "subject\n\nbody\n\nSigned-off-by: a <a@x>\n",
    "subject\n\nbody\n\nSigned-off-by: a <a@x>\nAgent: ada\n",
    "subject\n\nbody\n\nAgent: ada\n\nmore body\n",
    "subject\n\nAgent: ada\n continued\nOther: b\n",
    "subject\n\nno trailer here\nAgent: x\n",
    "subject\n\nno trailer here\nanother\nSigned-off-by: a\nAgent: x\n",
    "subject\n\none\ntwo\nthree\nfour\nfive\nSigned-off-by: a\n",
    "Agent: a title that looks like one\n",
    "Agent: a title\nof two lines\n",
    "subject\n\n continued of nothing\nAgent: x\n",
    "subject\n\nwith space : x\n",
    "subject\n\n: x\n",
    "subject\n\n(cherry picked from commit 0123)\n",
    "subject\n\n* a list: with a colon\n* b\n\nSeat: cache\nHead: 0123\n",
)


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize("trailers", [("Task: 17",), ("Agent: ada", "Task: 17"), ("Task: 17", "Task: 18")])
def test_they_stand_where_git_puts_them(message: str, trailers: tuple[str, ...]) -> None:
    arguments = [word for one in trailers for word in ("--trailer", one)]
    done = subprocess.run(
        ["git", "-c", "trailer.ifexists=addIfDifferent", "interpret-trailers", "--no-divider", *arguments],
        input=message, capture_output=True, text=True, check=True, cwd="/",
    )  # fmt: skip
    git_says = done.stdout.rstrip("\n").split("\n")
    ours = with_trailers(message, trailers).rstrip("\n").split("\n")
    assert [line for line in ours if line] == [line for line in git_says if line]
    assert ours[-len(trailers) - 1 :] == git_says[-len(trailers) - 1 :], (
        "in the block, or behind a blank line"
    )


def test_nothing_to_add_leaves_every_byte() -> None:
    assert with_trailers("subject\n\n\n", ()) == "subject\n\n\n"
    assert with_trailers("s\n\nTask: 17\n", ("Task: 17",)) == "s\n\nTask: 17\n"
    assert with_trailers("s\n\nhttp://x\n", ("Task: 17",)) == "s\n\nhttp://x\nTask: 17\n", "as it was written"
    assert with_trailers("", ("Task: 17",)) == "\n\nTask: 17\n", "never as a subject"


def test_values_are_filled_in_and_one_without_a_value_is_none() -> None:
    values = {"agent": "ada", "task": "", "title": "two\nlines\x1b[31m Evil: x"}
    made = filled(("Agent: {agent}", "Task: {task}", "About: {title}", "Made-by: us"), values)
    assert made[0] == "Agent: ada"
    assert len(made) == 3
    assert "\n" not in made[1]
    assert "\x1b" not in made[1]


@pytest.mark.parametrize(
    "wrong",
    ["Agent", "Agent:{agent}", "Agent: ", "a b: c", "Agent: {who}", "Agent: {", "Agent: {agent}\nEvil: x",
     "Agent: \x1b[31m", "-: x", ": x", "Agent: {{agent}}", "A: " + "x" * 300],
)  # fmt: skip
def test_what_is_no_trailer_says_so(wrong: str) -> None:
    assert why_not_trailer(wrong)


def test_a_trailer_is_one() -> None:
    assert why_not_trailer("Agent: {agent} of {project}") is None
