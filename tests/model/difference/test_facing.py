from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.difference import facing
from fleetui.model.difference.facing import Facing


def test_lines_that_are_alike_face_each_other_and_what_is_new_stands_alone() -> None:
    gone = ["total = price * number", "return total"]
    came = ["# with tax", "rate = 0.2", "total = price * number * rate", "return total + 1"]
    assert Facing().faces(gone, came) == ((-1, 0), (-1, 1), (0, 2), (1, 3))


def test_lines_with_nothing_in_common_stand_across_each_other_as_they_come() -> None:
    assert Facing().faces(["one", "two"], ["alpha", "beta", "gamma"]) == ((0, 0), (1, 1), (-1, 2))


LINES = st.lists(st.text("ab \t", max_size=12), max_size=12)


@given(LINES, LINES)
def test_every_line_stands_once_and_in_its_order(gone: list[str], came: list[str]) -> None:
    faces = Facing().faces(gone, came)
    assert [a for a, _ in faces if a >= 0] == list(range(len(gone)))
    assert [b for _, b in faces if b >= 0] == list(range(len(came)))
    assert (-1, -1) not in faces


def test_however_many_blocks_there_are_no_more_pairs_are_compared_than_the_budget(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0
    real = facing._alike

    def counted(one: frozenset[str], two: frozenset[str]) -> float:
        nonlocal compared
        compared += 1
        return real(one, two)

    monkeypatch.setattr(facing, "_alike", counted)
    block: Sequence[str] = [f"a b c {n}" for n in range(20)]
    one = Facing(budget=2000)
    for _ in range(500):
        assert len(one.faces(block, block)) == 20
    assert compared <= 2000
    assert len(Facing().faces(["x"] * 10_000, ["y"] * 10_000)) == 10_000
    assert compared <= 2000
