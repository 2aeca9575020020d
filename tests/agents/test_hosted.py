"""Hosted agents: their files, and whose pull request one is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.agents.hosted.load import hosted_agents, parse_hosted
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
        (GOOD + "start = 1\n", "start"),
        ("name", "x.toml: "),
    ],
)
def test_every_mistake_of_a_file_is_told(text: str, words: str) -> None:
    with pytest.raises(ProfileError) as met:
        parse_hosted(text, "x.toml")
    assert words in str(met.value)


def test_a_file_is_all_that_another_one_needs() -> None:
    assert parse_hosted(GOOD, "x.toml").made(replace(PULL, author="x-agent")) == "author"
