"""The forecast's rules: what a row says of others, the order that breaks least, what is made anew."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import permutations

import pytest

from fleetui.model.forecast import (
    Beside,
    Clash,
    Forecast,
    Meeting,
    Merges,
    Work,
    besides,
    forecast_lines,
    run_into,
    runs_into_words,
)
from fleetui.model.landing_order import landing_order
from fleetui.model.regenerate import is_made_anew

CLEAN = Meeting(Merges.CLEAN)
AT = Clash("src/a.py", ((12, 20),), ((11, 13),))


def conflict(*clashes: Clash) -> Meeting:
    return Meeting(Merges.CONFLICT, clashes or (AT,))


def forecast(names: str, met: dict[str, Meeting], **works: Work) -> Forecast:
    """Agents by their first letters; ``met`` has ``ab`` where it matters that a lands before b."""
    agents = names.split()
    by_letter = {name[0]: name for name in agents}
    meetings = dict.fromkeys(permutations(agents, 2), CLEAN)
    meetings |= {(by_letter[pair[0]], by_letter[pair[1]]): one for pair, one in met.items()}
    known = {name: works.get(name) or Work(name, f"agent/{name}", "h", "h", size=1) for name in agents}
    return Forecast("p", "base", known, dict.fromkeys(agents, CLEAN), meetings)


def both(pair: str, one: Meeting | None = None) -> dict[str, Meeting]:
    return {pair: one or conflict(), pair[::-1]: one or conflict()}


def test_a_row_says_whom_it_runs_into_where_and_who_is_kept_from_merging() -> None:
    found = forecast("api cache docs", {"ca": conflict(AT, Clash("uv.lock", made_anew=True))})
    one, other = besides(found, "api", {}, "base")
    assert (one.agent, one.if_first, one.if_second) == ("cache", Merges.CONFLICT, Merges.CLEAN)
    assert forecast_lines([one]) == ["cache: src/a.py:12-20 and 1 more (if cache is first)"]
    assert (other.agent, forecast_lines([other])) == ("docs", [])
    (seen, _) = besides(found, "cache", {}, "base")
    assert seen.clashes[0].lines == ((11, 13),)  # its own lines, also where the other is second
    assert runs_into_words(run_into([seen])) == "runs into api: src/a.py:11-13 and 1 more"
    assert Clash("uv.lock", made_anew=True).said == "uv.lock (regenerate)"


def test_shared_files_are_a_quiet_mark_and_what_moved_is_not_known() -> None:
    found = forecast("api cache", both("ac", Meeting(Merges.CLEAN, shared=("a", "b"))))
    (one,) = besides(found, "api", {}, "base")
    assert forecast_lines([one]) == ["cache: both change a and 1 more, no conflict"]
    assert not one.runs_into
    for heads, base in (({"cache": "h2"}, "base"), ({}, "base2")):
        (one,) = besides(found, "api", heads, base)
        assert (one.if_first, one.if_second) == (Merges.UNKNOWN, Merges.UNKNOWN)
        assert forecast_lines([one]) == ["cache: not known (it moved, and is being looked at again)"]
    assert besides(None, "api", {}, "base") == besides(found, "docs", {}, "base") == ()
    assert found.meeting("api", "nobody").merges is Merges.UNKNOWN


def test_a_line_says_that_it_is_uncommitted_or_moved_under_the_look() -> None:
    work = Work("cache", "agent/cache", "h", "c", dirty=2, unstable=True)
    (one,) = besides(forecast("api cache", both("ac"), cache=work), "api", {}, "base")
    said = "cache: src/a.py:12-20 (whoever is second, not committed yet, moving while it was read)"
    assert forecast_lines([one]) == [said]


def test_the_order_breaks_least_and_says_why() -> None:
    found = forecast("api big cache docs", both("ba") | both("bc") | both("bd"))
    order = landing_order(found)
    assert [name for name, _ in order] == ["api", "cache", "docs", "big"]
    places = dict(order)
    assert places["api"].said == "land it 1st of 4: big must be rebased after it: src/a.py:12-20"
    assert (
        places["big"].said == "land it 4th of 4: after api, cache, docs, then to be rebased: src/a.py:12-20"
    )
    assert places["big"].after == ("api", "cache", "docs")


def test_the_order_asks_first_what_is_harmless_one_sided_a_lock_file_alone_or_committed() -> None:
    one_sided = forecast("api cache", {"ac": conflict()})
    assert [name for name, _ in landing_order(one_sided)] == ["cache", "api"]
    lock = conflict(Clash("uv.lock", made_anew=True))
    locks = forecast("api cache", {"ac": conflict(), "ca": lock})
    assert [name for name, _ in landing_order(locks)] == ["cache", "api"]
    dirty = forecast("api cache", both("ac"), api=Work("api", "b", "h", "c", dirty=1, size=9))
    assert [name for name, _ in landing_order(dirty)] == ["cache", "api"]
    large = forecast("api cache", both("ac"), cache=Work("cache", "b", "h", "h", size=9))
    assert [name for name, _ in landing_order(large)] == ["cache", "api"]  # the smaller is done again


def test_what_is_not_known_or_conflicts_with_the_base_is_said_in_the_order() -> None:
    found = forecast("api cache docs", both("ac", Meeting(Merges.UNKNOWN, why="x")))
    found = replace(found, alone={"api": CLEAN, "cache": CLEAN, "docs": conflict()})
    places = dict(landing_order(found))
    assert places["api"].said == "land it 1st of 2: whether the 1 after it still merge is not known"
    assert places["docs"].said == "conflicts with the base itself: src/a.py:12-20"
    assert places["docs"].number == 0


@pytest.mark.parametrize("number", [18, 64])
def test_the_order_of_many_is_the_same_each_time_and_needs_no_search(number: int) -> None:
    names = [f"agent{index:02}" for index in range(number)]
    meetings = {
        (a, b): conflict() if (int(a[5:]) * int(b[5:])) % 7 == 3 else CLEAN for a, b in permutations(names, 2)
    }
    works = {name: Work(name, name, "h", "h") for name in names}
    found = Forecast("p", "base", works, dict.fromkeys(names, CLEAN), meetings)
    began = time.process_time()
    order = landing_order(found)
    assert time.process_time() - began < 1.0
    assert sorted(name for name, _ in order) == names
    backwards = replace(found, works=dict(reversed(works.items())), meetings=dict(reversed(meetings.items())))
    assert landing_order(backwards) == order


def test_lock_files_and_what_attributes_call_generated_are_made_anew() -> None:
    top = ("", "\n".join((
        "# c", "*.pb.go linguist-generated=true", "/gen/** linguist-generated", "[attr]x linguist-generated",
        "*.py filter=evil -linguist-generated",
    )))  # fmt: skip
    inner = ("web", "out/*.js linguist-generated\n*.pb.go -linguist-generated\n")
    for path in ("uv.lock", "web/package-lock.json", "api/x.pb.go", "gen/deep/a.txt", "web/out/a.js"):
        assert is_made_anew(path, (top, inner)), path
    for path in ("src/lock.py", "web/x.pb.go", "out/a.js", "webby/out/a.js", "[attr]x", "a.py"):
        assert not is_made_anew(path, (top, inner)), path


def test_a_beside_that_is_not_known_is_never_taken_for_clean() -> None:
    one = Beside("cache", "b", Merges.UNKNOWN, Merges.CLEAN, why="gone")
    assert forecast_lines([one]) == ["cache: not known (gone)"]
