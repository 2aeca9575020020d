"""What the walks of the real agents expect to stay hidden is what the manual says is hidden, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.live.nowhere import NOWHERE, lines
from tests.live.routes import ROUTES
from tests.live.steps import steps

STATUS = (Path(__file__).parent.parent / "docs/status.md").read_text("utf-8")
PHASES = {"starting", "working", "idle", "asking", "exited"}


def test_the_manual_lists_what_agents_show_nowhere() -> None:
    found = re.search(r"<!-- nowhere -->\n(.*?)<!-- /nowhere -->", STATUS, re.DOTALL)
    assert found
    assert found[1] == lines()


def test_all_that_is_listed_is_met_on_a_walk() -> None:
    met = {step.hides for route in ROUTES.values() for step in steps(route)}
    walked = {name for name in NOWHERE if "-" not in name or name.partition("-")[0] in ROUTES}
    assert met - {""} == walked


@pytest.mark.parametrize("cli", ROUTES)
def test_every_agent_is_led_through_all_phases_that_it_can_be_brought_into(cli: str) -> None:
    led = {phase for step in steps(ROUTES[cli]) for phase in step.phases}
    assert led >= PHASES | {"limited"} if cli != "gemini" else PHASES | {"failed"}
    assert led <= PHASES | {"limited", "failed"}
