"""What is to be true when a turn is over is no claim about now."""

from __future__ import annotations

from fleetui.model.anchors.judging.judge import claims_of
from fleetui.model.anchors.text.expected import expectations

TEXT = 'Edit a.py.\n- expects: contains b.py "x = 2"\nExpects:  count lessons/*.md phase=2 30 \nThen c.py:3.'


def test_expectations_are_read_in_order_once_each() -> None:
    assert expectations(TEXT + '\nexpects: contains b.py "x = 2"') == (
        'contains b.py "x = 2"', "count lessons/*.md phase=2 30",
    )  # fmt: skip
    assert expectations("it expects: nothing") == ()


def test_nothing_of_them_is_claimed_of_now_and_all_else_keeps_its_place() -> None:
    found = claims_of(TEXT)
    assert [claim.path for claim in found] == ["a.py", "c.py"]
    assert [TEXT[claim.start :].startswith(claim.path) for claim in found] == [True, True]
