"""Queues, pipelines and deliveries under everything that can happen to them, in any order."""

from __future__ import annotations

from hypothesis import Phase

from tests.faults.machine import sweep
from tests.faults.machine.trying import tried


def test_whatever_happens_nothing_is_typed_twice_lost_repeated_or_left_standing() -> None:
    tried(examples=20, steps=12, derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def test_a_crash_at_any_call_leaves_a_pipeline_that_goes_on_and_repeats_nothing() -> None:
    for mishap in sweep.crashes():
        try:
            sweep.meets(mishap, *sweep.a_pipeline())
        except AssertionError as broken:
            broken.add_note(f"met {mishap}")
            raise
