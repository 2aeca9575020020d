"""Queues, pipelines and deliveries under everything that can happen to them, in any order."""

from __future__ import annotations

from hypothesis import Phase

from tests.faults.machine.trying import tried


def test_whatever_happens_nothing_is_typed_twice_lost_repeated_or_left_standing() -> None:
    tried(examples=40, steps=12, derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate))
