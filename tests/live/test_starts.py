"""Going on with the same session, and starts that ask nobody, with the real agents."""

from __future__ import annotations

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet


@pytest.mark.live
@pytest.mark.parametrize("cli", ["claude", "codex"])
def test_the_same_session_goes_on_after_a_restart(fleet: LiveFleet, cli: str) -> None:
    loop.gone_on_with(fleet, cli)


@pytest.mark.live("all")
@pytest.mark.parametrize("cli", ["gemini", "qwen", "opencode"])
def test_the_same_session_goes_on_after_a_restart_of_the_others(fleet: LiveFleet, cli: str) -> None:
    loop.gone_on_with(fleet, cli)


@pytest.mark.live("all")
@pytest.mark.parametrize(
    ("cli", "leave"), [("claude", "/exit"), ("codex", "/quit"), ("gemini", "/quit"), ("opencode", "/exit")]
)
def test_one_that_left_goes_on_with_what_it_printed(fleet: LiveFleet, cli: str, leave: str) -> None:
    loop.gone_on_with_after_its_end(fleet, cli, leave)


@pytest.mark.live
@pytest.mark.parametrize(
    ("cli", "shows"), [("claude", "Compacted (ctrl+o to see full summary)"), ("codex", "Context compacted")]
)
def test_the_conversation_is_summed_up_and_then_forgotten(fleet: LiveFleet, cli: str, shows: str) -> None:
    loop.compacted_and_cleared(fleet, cli, shows)


@pytest.mark.live("all")
@pytest.mark.parametrize(
    ("cli", "shows"),
    [("gemini", "compressed"), ("qwen", "compressed"), ("opencode", "Compaction"), ("aider", "")],
)
def test_the_conversation_is_summed_up_and_then_forgotten_by_the_others(
    fleet: LiveFleet, cli: str, shows: str
) -> None:
    loop.compacted_and_cleared(fleet, cli, shows)
