"""Hosted agents: their files, and whose pull request one is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.agents.hosted.load import hosted_agents, load_hosted, parse_hosted
from fleetui.agents.profile import ProfileError
from fleetui.model.forge.pull import Pull
from fleetui.model.hosted.agent import hosted_of

PULL = Pull(7, "Fix", "https://github.com/o/r/pull/7", "ada", False, "agent/x", "a" * 40, "main")
GOOD = 'name = "x"\nauthors = ["x-agent"]\nmention = "@x"\n'


def whose(**changes: object) -> str:
    found = hosted_of(replace(PULL, **changes), hosted_agents())  # type: ignore[arg-type]
    return found.name if found else ""


def test_those_that_come_with_it_are_whole_and_differ() -> None:
    known = hosted_agents()
    assert {one.name for one in known} == {
        "claude-hosted",
        "codex-hosted",
        "copilot-hosted",
        "cursor-hosted",
        "jules",
    }
    for part in ("authors", "branches"):
        every = [text for one in known for text in getattr(one, part)]
        assert len(every) == len(set(every))


def test_a_pull_request_is_known_by_its_author_else_by_its_branch() -> None:
    assert whose() == ""
    assert whose(author="copilot-swe-agent") == "copilot-hosted"
    assert whose(branch="codex/fix-1") == "codex-hosted"
    assert whose(branch="codex/fix-1", author="google-labs-jules") == "jules", "anybody can name a branch"
    assert whose(branch="codex/fix-1", of_fork=True) == "", "a fork's branch says nothing"
    assert whose(branch="codexes/fix-1") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace('"x-agent"', '"x agent"'), "authors: logins expected"),
        (GOOD.replace('"@x"', '"x; rm"'), "mention: a name as in @name expected"),
        (GOOD.replace('authors = ["x-agent"]\n', ""), "nothing tells its pull requests"),
        (GOOD + 'branches = ["x"]\n', "branches: beginnings like x/ expected"),
        (GOOD + "start = 1\n", "start: a table expected"),
        (GOOD + "[start]\n", "start: exactly one of assign, label, comment expected"),
        (
            GOOD + '[start]\nassign = "x"\nlabel = "y"\n',
            "start: exactly one of assign, label, comment expected",
        ),
        (GOOD + '[start]\nassign = "x y"\n', "start.assign: the login that is assigned expected"),
        (GOOD + '[start]\nlabel = ""\n', "start.label: a label of 1 to 50 characters expected"),
        (
            GOOD + '[start]\ncomment = "go on"\n',
            "start.comment: a comment that names it expected, such as @x please",
        ),
        (GOOD + "[start]\nassign = 7\n", "start.assign: text expected"),
        (GOOD + '[start]\nassign = "x"\nby = "y"\n', "start.by: unknown key"),
        ("name", "x.toml: "),
    ],
)
def test_every_mistake_of_a_file_is_told(text: str, words: str) -> None:
    with pytest.raises(ProfileError) as met:
        parse_hosted(text, "x.toml")
    assert words in str(met.value)


def test_a_file_is_all_that_another_one_needs() -> None:
    assert parse_hosted(GOOD, "x.toml").made(replace(PULL, author="x-agent")) == "author"


def test_one_file_of_the_operators_adds_an_agent_and_one_of_a_known_name_takes_its_place(
    tmp_path: Path,
) -> None:
    (tmp_path / "fixer.toml").write_text(GOOD.replace('"x"', '"fixer"'))
    (tmp_path / "jules.toml").write_text('name = "jules"\nauthors = ["ours"]\nmention = "@jules"\n')
    (tmp_path / "notes.txt").write_text("no agent")
    known = {one.name: one for one in load_hosted([tmp_path, tmp_path / "not there"])}
    assert set(known) == {*(one.name for one in hosted_agents()), "fixer"}
    assert (known["jules"].authors, known["jules"].start) == (("ours",), None)
    assert list(known) == sorted(known)


def test_every_mistake_of_every_file_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("name = 1\n")
    (tmp_path / "b.toml").write_text(GOOD + "more = 1\n")
    with pytest.raises(ProfileError) as met:
        load_hosted([tmp_path])
    said = str(met.value)
    assert f"{tmp_path}/a.toml: name: text expected" in said
    assert f"{tmp_path}/b.toml: more: unknown key" in said


def test_each_that_comes_with_it_says_what_gives_it_an_issue_or_that_nothing_does() -> None:
    said = {one.name: one.start.said if one.start else "" for one in hosted_agents()}
    assert said["copilot-hosted"] == "assigns copilot-swe-agent"
    assert said["jules"] == "adds the label jules"
    assert said["claude-hosted"].startswith("comments: @claude ")
    assert said["codex-hosted"] == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("go on", "@copilot go on"),
        ("@copilot go on", "@copilot go on"),
        ("please, @copilot: go on", "please, @copilot: go on"),
        ("not @copilots", "@copilot not @copilots"),
    ],
)
def test_what_is_told_names_it_once(text: str, told: str) -> None:
    copilot = next(one for one in hosted_agents() if one.name == "copilot-hosted")
    assert copilot.addressed(text) == told
