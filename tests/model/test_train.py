"""What is released together is a chain: each built on the one before; what is red or in conflict drops out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model import events as e
from fleetui.model.evidence import CUTS, Verdict
from fleetui.model.fleet import Landing
from fleetui.model.train import (
    Train,
    drops_out,
    landed_as,
    named,
    stands_by,
    taken_back,
    trains,
    why_not_coupled,
)
from tests.model.test_landing import CANDIDATE, cut, passed, project, started, told


def landing(at: int, **changes: str) -> Landing:
    made = Landing(
        f"l{at}", "shop", f"s{at}", f"b{at}", "main", f"c{at - 1}", f"h{at}", f"c{at}", f"t{at}", 1.0
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_landings_of_one_train_are_one_move_and_one_alone_is_a_train_of_one() -> None:
    one, two, alone = landing(1, train="x"), landing(2, train="x"), landing(3)
    both, single = trains((one, two, alone))
    assert (both.id, both.base, both.candidate, both.tree, both.branches) == (
        "x",
        "c0",
        "c2",
        "t2",
        "b1 and b2",
    )
    assert (single.id, single.base, single.candidate) == ("l3", "c2", "c3")
    assert named(("a", "b", "c")) == "a, b and c"


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (landing(2), ""),
        (landing(3), "b3 is not built on b1"),
        (landing(2, target="next"), "another target"),
        (landing(2, project="api"), "another target"),
    ],
)
def test_a_train_whose_members_do_not_follow_on_each_other_is_none(second: Landing, said: str) -> None:
    assert said in why_not_coupled(Train((landing(1), second)))
    assert bool(said) is bool(why_not_coupled(Train((landing(1), second))))


def test_only_what_is_known_to_be_red_or_in_conflict_drops_out() -> None:
    of = project()

    def why(*happened: e.Event, **changes: object) -> str:
        made = replace(CANDIDATE, **changes)  # type: ignore[arg-type]
        return drops_out(of, made, "agent/one", told(*happened).evidence, {})

    assert why() == why(started(of)) == why(passed(of)) == ""
    red = replace(passed(of), verdict=Verdict.FAIL, detail="exit 1")
    assert why(red) == "build fails: exit 1"
    assert "could not run" in why(replace(red, verdict=Verdict.ERROR))
    assert "could not run" in why(*[cut(of)] * CUTS)
    assert why(commit="", conflicts=("a.py", "b.py")) == "conflict with agent/one: a.py and 1 more"
    assert why(commit="", error="nothing to land") == "nothing to land"
    advisory = replace(of, gates=(replace(of.gates[0], required=False),))
    assert drops_out(advisory, CANDIDATE, "", told(red).evidence, {}) == ""


def test_what_was_taken_back_is_known_by_the_commit_that_did() -> None:
    landings = {
        "l1": landing(1, state="landed"),
        "l2": landing(2, state="landed", reverts="c1"),
        "l3": landing(3, state="refused", reverts="c2"),
    }
    assert taken_back(landings) == {"c1": "c2"}
    assert landed_as(landings, "shop", "c1") == landings["l1"]
    assert landed_as(landings, "shop", "c3") is None
    assert landed_as(landings, "api", "c1") is None


def test_what_took_back_and_was_taken_back_itself_leaves_the_first_standing() -> None:
    landings = {"l1": landing(1, state="landed"), "l2": landing(2, state="landed", reverts="c1")}
    assert stands_by(landings, "c1") == "c1", "it is gone: nothing brings it again unasked"
    landings["l3"] = landing(3, state="landed", reverts="c2")
    assert taken_back(landings) == {"c2": "c3"}, "c1 stands again"
    assert stands_by(landings, "c1") == "c3", "and goes by taking back what brought it again"
    landings["l4"] = landing(4, state="landed", reverts="c3")
    assert taken_back(landings)["c1"] == "c4"
