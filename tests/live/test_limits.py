"""A limit of the real agents, from the provider's answer to the time at which the fleet says that it ends."""

from __future__ import annotations

import time

import pytest

from tests.live.fleet import LiveFleet
from tests.support.waiting import until


def limit_of(fleet: LiveFleet) -> dict[str, object]:
    """What is said of its limit once its end is known."""

    def dated() -> dict[str, object] | None:
        agent = fleet.agent("ada")
        found: dict[str, object] | None = agent["limit"]
        return found if agent["phase"] == "limited" and found and found["reset_at"] else None

    return until(dated, 60, every=0.3)


@pytest.mark.live
def test_claude_says_which_try_it_is_and_when_the_next_is(fleet: LiveFleet) -> None:
    fleet.add("ada", "claude")
    fleet.queue("ada", "error:429 retry:30 say:never said")  # Claude Code waits up to half as long again
    asked = time.time()
    found = limit_of(fleet)
    assert found["attempt"] == 1
    assert abs(float(str(found["reset_at"])) - asked - 30) < 25
    assert fleet.agent("ada")["attention"] is None
    fleet.press("ada", "Escape")
    until(lambda: fleet.agent("ada")["limit"] is None, 30, every=0.3)


@pytest.mark.live
def test_codex_says_when_its_usage_limit_ends_and_what_waits_waits_until_then(fleet: LiveFleet) -> None:
    fleet.add("ada", "codex")
    fleet.queue("ada", "error:429 limit:7200 say:never said")
    asked = time.time()
    found = limit_of(fleet)
    assert abs(float(str(found["reset_at"])) - asked - 7200) < 120
    fleet.queue("ada", "say:later")
    attention = fleet.agent("ada")["attention"]
    assert (attention["want"], "usage limit · resets" in attention["reason"]) == ("limited", True)


@pytest.mark.live("all")
@pytest.mark.parametrize(
    ("cli", "prompt"), [("opencode", "error:429 retry:3600 say:no"), ("aider", "error:429 say:no")]
)
def test_one_that_says_when_it_tries_again_is_limited_until_then(
    fleet: LiveFleet, cli: str, prompt: str
) -> None:
    fleet.add("ada", cli)
    fleet.queue("ada", prompt)
    assert limit_of(fleet)["resets"]


@pytest.mark.live("all")
def test_gemini_asks_what_to_do_about_a_spent_quota_and_rests_limited_after_stop(fleet: LiveFleet) -> None:
    fleet.add("ada", "gemini")
    fleet.queue("ada", "error:429 limit:7200 say:no")
    asks = fleet.until("ada", phase="asking")
    assert asks["question"]["choices"] == ["Keep trying", "Stop"]
    fleet.press("ada", "2")
    fleet.until("ada", phase="limited")
