"""Of several figures of the context the one that is true now counts, and none outlives what it was said of."""

from __future__ import annotations

from fleetui.engine.observe.context_sources import Contexts
from fleetui.model.session import SessionFacts
from fleetui.model.status import Phase, Reading


def screen(left: int | None, phase: Phase = Phase.WORKING, *, late: bool = False) -> Reading:
    return Reading(phase, "rule", context_left=left, context_rule="footer", context_late=late)


def file(left: int | None, session: str = "a", how: str = "file", compactions: int = 0) -> SessionFacts:
    return SessionFacts(
        session=session,
        context_left=left,
        window=200_000,
        window_from=how,
        model="m",
        compactions=compactions,
    )


def best(contexts: Contexts) -> tuple[int, str, float] | None:
    found = contexts.best
    return (found.left_percent, found.source, found.at) if found else None


def test_a_figure_from_the_file_holds_only_as_long_as_the_file_says_it() -> None:
    contexts = Contexts()
    contexts.take_file(file(50), 1.0)
    contexts.take_file(file(50), 2.0)
    assert best(contexts) == (50, "session file, 200k window", 1.0)
    contexts.take_file(None, 3.0)
    assert best(contexts) is None


def test_the_source_says_how_far_the_window_is_known() -> None:
    contexts = Contexts()
    for how, said in {
        "assumed": "200k window assumed",
        "model": "200k window of m",
        "taken": "200k window of m, as it took more",
        "file": "200k window",
    }.items():
        contexts.take_file(file(50, how=how), 1.0)
        assert best(contexts) == (50, f"session file, {said}", 1.0)


def test_what_the_screen_shows_counts_before_the_status_line_and_that_before_the_file() -> None:
    contexts = Contexts()
    contexts.take_file(file(50, how="assumed"), 1.0)
    contexts.take_line(60, 1_000_000, 2.0)
    assert best(contexts) == (60, "status line, 1000k window", 2.0)
    contexts.read(screen(70), 3.0)
    contexts.take_file(file(40, how="assumed"), 4.0)
    assert best(contexts) == (70, "footer", 3.0)


def test_a_footer_that_is_a_turn_late_does_not_hide_what_the_file_says() -> None:
    contexts = Contexts()
    contexts.read(screen(100, late=True), 1.0)
    assert best(contexts) == (100, "footer", 1.0)
    contexts.take_file(file(75, how="model"), 2.0)
    assert best(contexts) == (75, "session file, 200k window of m", 2.0)


def test_a_figure_that_a_resting_screen_no_longer_shows_is_gone() -> None:
    contexts = Contexts()
    contexts.read(screen(4), 1.0)
    contexts.read(screen(None), 2.0)
    assert best(contexts) == (4, "footer", 1.0)
    contexts.read(screen(None, Phase.IDLE), 3.0)
    assert best(contexts) is None


def test_a_compaction_and_another_session_end_what_the_screen_showed_before() -> None:
    for after in (file(None, compactions=1), file(None, session="b")):
        contexts = Contexts()
        contexts.take_file(file(None), 1.0)
        contexts.read(screen(4), 2.0)
        contexts.read(screen(None), 3.0)
        contexts.take_file(after, 4.0)
        assert best(contexts) is None
