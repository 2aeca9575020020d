"""A report of success that a gate speaks against.

Only a gate's newest word on exactly the files that the report is about counts against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fleetui.model.evidence import Gate
from fleetui.model.happened.success import AGAINST, DONE, Against, Success
from fleetui.model.shell_line import runs_tests
from fleetui.model.view import GateMark


def against(
    found: Iterable[Success], gates: Sequence[Gate], marks: Iterable[GateMark], *, advice: bool = False
) -> Against | None:
    """The heaviest word of a gate against a report; ``None`` where none speaks against one."""
    by_name = {gate.name: gate for gate in gates}
    pairs = [
        Against(success, mark.gate, mark.verdict, mark.at, mark.detail, advice)
        for mark in marks
        if _speaks_against(mark) and mark.gate in by_name
        for success in found
        if _is_about(success, by_name[mark.gate])
    ]
    return min(pairs, key=lambda one: list(AGAINST).index(one.verdict), default=None)


def _speaks_against(mark: GateMark) -> bool:
    """It was run and said so: one that only waits for its turn says nothing."""
    return mark.verdict in AGAINST and mark.at > 0


def _is_about(success: Success, gate: Gate) -> bool:
    """Who says that tests pass is measured by those, who says done by all that is required."""
    if success.said == DONE:
        return gate.required
    counts = gate.kind == "tests" or gate.min_tests > 0 or bool(gate.junit)
    return counts or runs_tests(" ".join(gate.run))
