"""What is said of a branch and its pull request that stand on different commits."""

from __future__ import annotations

import pytest

from fleetui.model.forge.wishes.unpushed import Unpushed, why_not_pushed

HERE, THERE = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    ("one", "said", "why"),
    [
        (Unpushed(HERE, THERE, 3), "3 commits not pushed", ""),
        (Unpushed(HERE, THERE, 0, 2), "2 commits there are not here", "f has its agent pull them"),
        (Unpushed(HERE, THERE, 3, 1), "1 commit there is not here, 3 here not there", "never by force"),
        (Unpushed(HERE, THERE, known=False), "which is not here", "fetch and merge that first"),
    ],
)
def test_it_says_what_differs_and_why_it_is_not_pushed(one: Unpushed, said: str, why: str) -> None:
    assert said in one.said
    found = why_not_pushed(12, one)
    assert (found == "", one.goes_forward) == (why == "", why == "")
    assert why.replace("never by force", "nothing is pushed by force") in found
