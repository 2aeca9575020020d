"""Real screens beside everything that other sources may say, true, late or false: none of it hides what matters."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.combine import LASTS_S, Shown, shown_next, weigh
from fleetui.agents.screen.reading import read
from fleetui.model.status import Phase, Reading, SourceReport
from tests.agents.screen.test_captures import PAIRS, capture

NOW = 1000.0
PROFILES = load_profiles()
AGES = (0.0, LASTS_S / 2, LASTS_S * 2, 600.0)
TRUE = {
    Phase.WORKING: ("busy", Phase.WORKING),
    Phase.LIMITED: ("busy", Phase.WORKING),
    Phase.IDLE: ("idle", Phase.IDLE),
    Phase.FAILED: ("idle", Phase.IDLE),
    Phase.ASKING: ("waiting", Phase.ASKING),
}
"""What a file that is right says of each phase."""
captures = pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}/{path.stem}")


@cache
def reading_of(path: Path) -> tuple[Reading, Phase]:
    """What is read of a capture, and the phase that is right."""
    facts, frame = capture(path)
    profile = PROFILES[str(facts["profile"])]
    reading = read(profile, frame, command=str(facts.get("command", "")), dead=bool(facts.get("dead")))
    return reading, Phase(facts["expected"]["phase"])  # type: ignore[index]


def shown_of(path: Path, since: float, before: Reading | None = None) -> tuple[Shown, Phase]:
    reading, expected = reading_of(path)
    earlier = shown_next(None, before, NOW - 3600) if before else None
    return shown_next(earlier, reading, since), expected


@cache
def everything(since: float) -> list[SourceReport]:
    """Each phase, by each source, said before and after the screen changed, found so still or not since."""
    return [
        SourceReport(source, phase, "says so", NOW - age, seen=seen)
        for source, phase, age in product(("hook", "session"), Phase, AGES)
        for seen in (0.0, since - 1, NOW)
    ]


@captures
def test_nothing_that_is_claimed_hides_a_question_an_end_or_a_screen_that_nobody_understands(
    path: Path,
) -> None:
    for age in AGES:
        _hides_nothing(*shown_of(path, NOW - age))


@cache  # many captures are read the same, and weighing looks at what was read alone
def _hides_nothing(shown: Shown, expected: Phase) -> None:
    for report in everything(shown.since):
        found = weigh(shown, [report], NOW).reading
        if expected in (Phase.ASKING, Phase.EXITED):
            assert (found.phase, found.question) == (expected, shown.reading.question), report
        if found.phase is Phase.IDLE:
            assert expected in (Phase.IDLE, Phase.FAILED, Phase.WORKING, Phase.LIMITED), report
        assert found.draft == shown.reading.draft


@captures
def test_what_is_true_is_shown_when_a_file_says_it_however_late(path: Path) -> None:
    """A file may be written, or looked at, up to two seconds after the screen changed."""
    for age, before in product(AGES, TRUE):
        shown, expected = shown_of(path, NOW - age, Reading(before, "before"))
        if expected not in TRUE:
            continue
        word, phase = TRUE[expected]
        right = SourceReport("session", phase, word, shown.since + min(age, 1.0), seen=NOW)
        assert weigh(shown, [right], NOW).reading.phase is expected
        stale = SourceReport("session", TRUE[before][1], "before", NOW - 3600, seen=shown.since - 0.5)
        found = weigh(shown, [stale], NOW).reading.phase
        held = expected in (Phase.IDLE, Phase.FAILED) and before in (Phase.WORKING, Phase.LIMITED)
        assert found is expected or (held and found is Phase.WORKING and age < 6), (expected, before, age)
