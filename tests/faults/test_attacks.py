"""Every attack of the table, each on a fleet of its own, and the table itself."""

from __future__ import annotations

import pytest

from tests.faults.attacks import INVARIANTS, Attack, attacks
from tests.faults.lab import Lab


@pytest.mark.lab
@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_no_harm_is_done_by(attack: Attack) -> None:
    with Lab.opened() as lab:
        attack.run(lab)


def test_every_invariant_is_attacked_and_every_attack_says_what_it_tries() -> None:
    found = attacks()
    assert {number for each in found for number in each.invariants} == set(INVARIANTS)
    assert all(each.says for each in found)
    assert len({each.name for each in found}) == len(found)
