"""What is said of a pull request, and which one is a branch's."""

from __future__ import annotations

import pytest

from fleetui.model.forge.checks import Check, CheckState, of_run, of_status, tally
from fleetui.model.forge.pull import Decision, Mergeable, PullList
from fleetui.model.forge.repository import Repository
from tests.model.forge.pulls import GREEN, pull

SHOP = Repository("github.com", "ann", "shop")


@pytest.mark.parametrize("conclusion", ["STALE", "", "SOMETHING_NEW"])
def test_a_conclusion_that_is_not_known_is_never_a_pass(conclusion: str) -> None:
    assert of_run("COMPLETED", conclusion) is CheckState.UNKNOWN


def test_the_words_of_the_forge_have_their_meaning() -> None:
    assert of_run("COMPLETED", "SUCCESS") is CheckState.PASS
    assert of_run("COMPLETED", "CANCELLED") is CheckState.FAIL
    assert of_run("IN_PROGRESS", "") is CheckState.PENDING
    assert of_run("BROKEN_DOWN", "SUCCESS") is CheckState.UNKNOWN
    assert of_status("EXPECTED") is CheckState.PENDING
    assert of_status("ODD") is CheckState.UNKNOWN


def test_what_is_not_known_counts_among_those_that_wait() -> None:
    found = tally([GREEN, Check("a", CheckState.UNKNOWN), Check("b", CheckState.SKIPPED)])
    assert (found.passed, found.failed, found.pending, found.total) == (1, 0, 1, 2)


def test_a_pull_request_is_said_with_all_that_is_not_well() -> None:
    assert pull(decision=Decision.NONE).said == "#12, 1 passed"
    worse = pull(
        draft=True, checks=(), threads=None, mergeable=Mergeable.UNKNOWN, decision=Decision.CHANGES,
        behind=True, auto_merge=True, queued=True,
    )  # fmt: skip
    assert worse.said == (
        "#12 draft, no check reported, many open, mergeable not known yet, changes requested, behind, "
        "armed to merge by itself, in the merge queue"
    )
    assert "1 thread open" in pull(threads=1).said


def test_a_branch_has_the_one_that_goes_to_its_base_and_never_one_of_a_fork() -> None:
    foreign = pull(number=1, of_fork=True)
    to_next, to_main = pull(number=2, base="next"), pull(number=3)
    found = PullList(SHOP, (foreign, to_next, to_main))
    assert found.of_branch("agent/cache", "main") == to_main
    assert PullList(SHOP, (foreign, to_next)).of_branch("agent/cache", "main") == to_next
    assert PullList(SHOP, (foreign,)).of_branch("agent/cache", "main") is None
