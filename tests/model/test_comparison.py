"""What the sources of a program's version were worth: bounded, in words, and by the version."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.comparison import (
    KEPT_ROWS,
    KEPT_VERSIONS,
    NOT_UNDERSTOOD,
    Comparisons,
    Contradiction,
    advice,
    told_of,
    with_contradiction,
    with_doubt,
    with_watched,
)


def wrong(
    rule: str = "composer", times: int = 1, seconds: float = 10.0, source: str = "screen"
) -> Contradiction:
    return Contradiction(source, rule, "idle", "session", times, seconds)


def after(*rows: Contradiction, watched: float = 0.0, version: str = "2.1.332") -> Comparisons:
    known = with_watched({}, "claude", version, "d", watched)
    for row in rows:
        known = with_contradiction(known, "claude", version, "d", row)
    return known


def test_it_is_said_how_often_which_rule_and_of_how_long() -> None:
    one = after(wrong(times=13), wrong(), watched=3 * 3600.0 + 5)["claude", "2.1.332"]
    assert one.name == "claude 2.1.332"
    assert (
        told_of(one, "screen") == "screen differed from session 14 times in 3 h, 20 s in all, rule `composer`"
    )
    assert "screen rules may be outdated" in advice("screen")
    assert "screen rules" not in advice("hook")


def test_what_was_not_understood_is_said_apart() -> None:
    one = after(wrong(), wrong(NOT_UNDERSTOOD, 2, 90.0), watched=600)["claude", "2.1.332"]
    assert told_of(one, "screen").endswith("rule `composer`, 2 of them not understood")


def test_a_source_is_in_doubt_only_if_it_is_wrong_often_long_and_for_a_good_share_of_the_time() -> None:
    def doubt(times: int, seconds: float, watched: float) -> bool:
        return after(wrong(times=times, seconds=seconds), watched=watched)["claude", "2.1.332"].in_doubt(
            "screen"
        )

    assert doubt(3, 60, 600)
    assert not doubt(2, 60, 600)
    assert not doubt(3, 59, 600)
    assert not doubt(30, 100, 36_000)


def test_other_rules_begin_anew_and_doubt_goes_with_the_old_ones() -> None:
    known = with_doubt(after(wrong(times=9)), "claude", "2.1.332", "d", "screen")
    assert known["claude", "2.1.332"].doubted == ("screen",)
    new = with_contradiction(known, "claude", "2.1.332", "other", wrong())["claude", "2.1.332"]
    assert (new.doubted, new.rows[0].times) == ((), 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["claude", "codex"]),
            st.text(max_size=3),
            st.text(max_size=3),
            st.text(max_size=2),
        ),
        max_size=120,
    )
)
def test_however_many_versions_and_words_there_are_only_a_few_are_kept(
    told: list[tuple[str, str, str, str]],
) -> None:
    known: Comparisons = {}
    for program, version, rules, rule in told:
        known = with_contradiction(known, program, version, rules, wrong(rule))
    for program in ("claude", "codex"):
        mine = [one for one in known.values() if one.program == program]
        assert len(mine) <= KEPT_VERSIONS
        assert all(len(one.rows) <= KEPT_ROWS for one in mine)
    if told:
        assert (told[-1][0], told[-1][1]) in known
