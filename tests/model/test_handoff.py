"""The handoff: what was measured is said in words that agree, and what did not happen is not said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Project
from fleetui.model.handoff import Handed, first_line, handoff, opening
from fleetui.model.task import Task
from fleetui.model.view import GateMark, GitFacts
from tests.support.fleets import fleet


def written(git: GitFacts, *gates: GateMark) -> str:
    agent = replace(fleet(1).agents[0], git=git, gates=gates)
    return handoff(Handed(agent, Project("shop", "/shop"), ()))


def test_the_next_run_is_told_all_that_its_task_says() -> None:
    task = Task(
        "a", "Limit", "Count tries.", "pytest\n429", edges=("IPv6",), not_to_touch=("*.lock",), issue="#4"
    )
    agent = replace(fleet(1).agents[0], task=task)
    text = handoff(Handed(agent, Project("shop", "/shop"), ()))
    for part in (
        "Count tries.",
        "## Done when\n- pytest\n- 429",
        "## Edges\n- IPv6",
        "## Not to touch\n- *.lock",
        "#4",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n Fix it \nnow", "Fix it"),
        (
            "Please change:\n\na.py:6 `sorted`: keep the order\nb.py",
            "Please change: a.py:6 `sorted`: keep the order",
        ),
        ("Please change:", "Please change:"),
        ("", ""),
    ],
)
def test_a_prompt_is_named_by_what_it_begins_with_and_never_by_a_lead_alone(text: str, said: str) -> None:
    assert opening(text) == said
    assert first_line(text, 12) == (said if len(said) <= 12 else f"{said[:11]}…")


def test_one_commit_and_one_file_are_not_many() -> None:
    text = written(GitFacts("agent/x", "a" * 40, "b" * 40, ahead=1, dirty=1))
    assert "1 commit on top of the base" in text
    assert "1 file not committed" in text


def test_a_gate_that_did_not_run_is_not_spoken_of() -> None:
    ran = GateMark("build", Verdict.PASS)
    text = written(GitFacts("agent/x", "a" * 40, "b" * 40), ran, GateMark("test", Verdict.NONE))
    assert "gate build: pass" in text
    assert "gate test" not in text
