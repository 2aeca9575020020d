"""Examples of the machine, many or few."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.machine.rules import Machine


def tried(
    examples: int,
    steps: int,
    phases: Collection[Phase],
    *,
    derandomize: bool = False,
    number: int | None = None,
) -> None:
    """Try examples of so many steps each, the same of a ``number`` each time. Raises what a broken one raised."""
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, derandomize=derandomize, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=phases, print_blob=False, report_multiple_bugs=False,
    )  # fmt: skip
    run_state_machine_as_test(Machine if number is None else seed(number)(Machine), settings=chosen)
