"""What an agent's own server says becomes a report; what it cannot know is left to the screen."""

from __future__ import annotations

import pytest

from fleetui.agents.screen.combine import shown_next, weigh
from fleetui.agents.told.servers import server_claim
from fleetui.model.server import ServerFacts
from fleetui.model.status import Phase, Question, Reading, SourceReport

APPROVAL, INPUT = frozenset({"waitingOnApproval"}), frozenset({"waitingOnUserInput"})


def report(status: str, flags: frozenset[str] = frozenset(), *, heard: bool = True) -> SourceReport:
    found = server_claim(ServerFacts(status, flags, 100.0, 110.0, heard))
    assert found
    return found


@pytest.mark.parametrize(
    ("status", "flags", "phase", "note"),
    [
        ("idle", frozenset(), Phase.IDLE, ""),
        ("active", frozenset(), Phase.WORKING, ""),
        ("active", APPROVAL, Phase.ASKING, "permission"),
        ("active", INPUT, Phase.ASKING, "question"),
        ("systemError", frozenset(), Phase.FAILED, ""),
    ],
)
def test_each_status_says_one_phase(status: str, flags: frozenset[str], phase: Phase, note: str) -> None:
    found = report(status, flags)
    assert (found.source, found.phase, found.note, found.at, found.seen) == (
        "server",
        phase,
        note,
        100.0,
        110.0,
    )


def test_nothing_and_what_is_not_known_say_nothing() -> None:
    assert server_claim(None) is None
    assert server_claim(ServerFacts("sleeping")) is None


def counted(phase: Phase, *reports: SourceReport, since: float = 100.0) -> Reading:
    question = Question("question", "Which one?") if phase is Phase.ASKING else None
    shown = shown_next(None, Reading(phase, "rule", question=question, note="Server is busy"), since)
    return weigh(shown, reports, 110.0).reading


def test_the_screen_says_more_of_work_and_of_an_error() -> None:
    assert counted(Phase.LIMITED, report("active")).phase is Phase.LIMITED
    assert counted(Phase.LIMITED, report("systemError")).phase is Phase.LIMITED
    assert counted(Phase.IDLE, report("systemError")).phase is Phase.FAILED


def test_a_question_on_the_screen_is_shown_whatever_the_server_says() -> None:
    for status in ("idle", "active", "systemError"):
        found = counted(Phase.ASKING, report(status))
        assert found.phase is Phase.ASKING
        assert found.question == Question("question", "Which one?")


def test_it_goes_before_a_hook_and_the_file() -> None:
    hook = SourceReport("hook", Phase.IDLE, "Stop", 100.0)
    file = SourceReport("session", Phase.IDLE, "turn over", 100.0, seen=110.0)
    found = counted(Phase.IDLE, hook, file, report("active"))
    assert (found.phase, found.source) == (Phase.WORKING, "server")


def test_that_it_rests_says_nothing_of_a_screen_that_nobody_understands() -> None:
    assert counted(Phase.UNKNOWN, report("idle")).phase is Phase.UNKNOWN
    assert counted(Phase.UNKNOWN, report("active", APPROVAL)).phase is Phase.ASKING


def test_an_end_that_was_heard_ends_a_turn_at_once_and_one_that_was_found_does_not() -> None:
    shown = shown_next(None, Reading(Phase.IDLE, "composer"), 100.0)
    assert weigh(shown, [report("idle")], 100.2).sure
    assert not weigh(shown, [report("idle", heard=False)], 100.2).sure
