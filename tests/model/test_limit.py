"""What a limit means for the operator: nothing, a wait worth knowing of, or a call."""

import pytest

from fleetui.model.limit import Limit, Standing, full_words, reason_words, standing

NOW = 1_000_000.0


def clock(at: float) -> str:
    return f"{at - NOW:+.0f}s"


@pytest.mark.parametrize(
    ("limit", "began", "how"),
    [
        (Limit("429", 2, 10, NOW + 36), NOW - 5, Standing.PASSES),
        (Limit("429", 9, 10, NOW + 36), NOW - 200, Standing.LASTS),
        (Limit("429", 1, 10, NOW + 3600), NOW - 5, Standing.LASTS),
        (Limit("429", 1, 10, NOW - 5), NOW - 40, Standing.PASSES),
        (Limit("529", 2, 5), NOW - 9, Standing.PASSES),
        (Limit("529", 2, 5), NOW - 300, Standing.LASTS),
        (Limit("rejected"), NOW - 1, Standing.LASTS),
        (Limit("usage limit", reset_at=NOW + 7200), NOW - 1, Standing.LASTS),
        (Limit("usage limit", reset_at=NOW - 30), NOW - 7200, Standing.PASSES),
        (Limit("usage limit", reset_at=NOW - 61), NOW - 7200, Standing.LATE),
    ],
)
def test_one_that_passes_soon_is_quiet_one_of_hours_is_said_and_one_that_is_over_calls(
    limit: Limit, began: float, how: Standing
) -> None:
    assert standing(limit, began, NOW) is how


def test_the_reason_stays_the_same_from_try_to_try() -> None:
    tries = [Limit("429", number, 10, NOW + number) for number in (3, 4)]
    assert {reason_words(one, Standing.PASSES, clock) for one in tries} == {"429 · tries again by itself"}
    assert full_words(tries[0], clock) == "429 · try 3 of 10 · resets +3s"
    assert full_words(Limit("busy", 2), clock) == "busy · try 2"


def test_words_that_were_not_understood_are_shown_as_they_are() -> None:
    assert (
        reason_words(Limit("usage limit", resets="at dawn"), Standing.LASTS, clock)
        == "usage limit · resets at dawn"
    )
    late = Limit("usage limit", reset_at=NOW - 90)
    assert reason_words(late, Standing.LATE, clock) == "usage limit · was to end at -90s"
    assert reason_words(None, Standing.LASTS, clock) == "limited"
