"""The order of a train: another one is proposed where fewer drop out of it, and nothing else."""

from __future__ import annotations

from fleetui.model.forecast import Clash, Forecast, Meeting, Merges, Work
from fleetui.model.train_order import better_order

CLEAN = Meeting(Merges.CLEAN)


def forecast(
    *pairs: tuple[str, str], names: str = "ada bob carl", path: str = "src/a.py", **dirty: int
) -> Forecast:
    """Of these, each pair keeps the other from merging."""
    clash = Clash(path, ((12, 14),), made_anew=path.endswith(".lock"))
    both = {*pairs, *((second, first) for first, second in pairs)}
    works = {name: Work(name, head=f"h-{name}", size=1, dirty=dirty.get(name, 0)) for name in names.split()}
    meetings = {
        (first, second): Meeting(Merges.CONFLICT, (clash,)) if (first, second) in both else CLEAN
        for first in works
        for second in works
        if first != second
    }
    return Forecast("shop", "base", works, dict.fromkeys(works, CLEAN), meetings)


def test_the_one_that_two_run_into_goes_last() -> None:
    found = better_order(forecast(("ada", "bob"), ("carl", "bob")), ("bob", "ada", "carl"))
    assert found is not None
    assert found.seats == ("ada", "carl", "bob")
    assert found.why == "ada, carl before bob: bob keeps them from merging: src/a.py:12-14"


def test_a_file_that_is_made_anew_is_said_to_be() -> None:
    found = better_order(forecast(("ada", "bob"), ("carl", "bob"), path="uv.lock"), ("bob", "ada", "carl"))
    assert found is not None
    assert found.why == "ada, carl before bob: bob regenerates uv.lock"


def test_where_as_many_drop_out_either_way_the_order_of_the_marks_stays() -> None:
    assert better_order(forecast(("ada", "bob")), ("bob", "ada", "carl")) is None
    assert better_order(forecast(), ("carl", "bob", "ada")) is None


def test_those_that_are_not_in_the_train_do_not_count() -> None:
    assert better_order(forecast(("ada", "bob"), ("carl", "bob")), ("bob", "ada")) is None


def test_what_is_not_committed_is_not_landed_so_it_breaks_nothing() -> None:
    pairs = (("ada", "bob"), ("carl", "bob"))
    assert better_order(forecast(*pairs, bob=2), ("bob", "ada", "carl")) is None


def test_one_of_whom_nothing_is_known_keeps_its_place_behind_the_others() -> None:
    found = better_order(forecast(("ada", "bob"), ("carl", "bob")), ("bob", "dora", "ada", "carl"))
    assert found is not None
    assert found.seats == ("ada", "carl", "bob", "dora")
