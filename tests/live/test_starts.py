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
