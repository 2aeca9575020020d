"""A limit from the screen to the operator: when it ends, who is called, and what waits until then."""

from __future__ import annotations

import json
import time

from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.snapshot.agent import agent_snapshot
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch

PROFILE = r"""
name = "meets"
[composer]
where = "cursor"
line = '^> (?P<text>.*)$'
[[rule]]
name = "limit"
phase = "limited"
where = "screen"
match = '^limit '
note = '^limit (?P<note>\w+)'
attempt = 'try (?P<attempt>\d+)/(?P<of>\d+)'
reset = 'resets (?P<reset>[^\n]+)$'
[[rule]]
name = "composer"
phase = "idle"
where = "composer"
"""
SCRIPT = """
while :; do
  if [ -e "$0.says" ]; then clear; cat "$0.says"; printf '> '; mv "$0.says" "$0.said"; fi
  sleep 0.1
done
"""


class Talker:
    """An agent that shows what it is told to."""

    def __init__(self, scratch: Scratch) -> None:
        scratch.configure()
        self.path = scratch.root / "meets.sh"
        self.path.write_text(SCRIPT)
        (scratch.root / "profiles" / "meets.toml").write_text(PROFILE)
        command = json.dumps(["sh", str(self.path)])
        agent = f'[agents.ada]\nprofile = "meets"\nproject = "shop"\ncommand = {command}\n'
        scratch.paths.config.write_text(scratch.paths.config.read_text() + agent)

    def says(self, text: str) -> None:
        self.path.with_name("made").write_text(text)
        self.path.with_name("made").rename(f"{self.path}.says")


def in_the_journal(live: Live) -> Phase | None:
    """The journalled phase follows the one that is shown."""
    status = live.engine.core.fleet.statuses.get("ada")
    return status.phase if status else None


async def shows(live: Live, talker: Talker, text: str, words: str) -> None:
    talker.says(text)
    await live.until(lambda: (limit := live.agent("ada").status.limit) and limit.resets == words)


async def test_a_usage_limit_is_dated_calls_and_holds_the_queue_until_then(scratch: Scratch) -> None:
    talker = Talker(scratch)
    async with scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        await shows(live, talker, "limit usage resets 2h 0m\n", "2h 0m")
        status = live.agent("ada").status
        assert status.phase is Phase.LIMITED
        assert status.limit is not None
        assert status.limit.reset_at is not None
        assert abs(status.limit.reset_at - time.time() - 7200) < 20
        at = time.strftime("%H:%M", time.localtime(status.limit.reset_at))
        await live.do(c.AddEntry("ada", "go on"))
        await live.until(lambda: live.agent("ada").waits.startswith("limited until"))
        found = live.agent("ada")
        assert found.attention is not None
        assert (found.attention.want, found.attention.key) == (Want.LIMITED, "agent.look")
        assert at in found.attention.reason
        assert found.waits == f"limited until {at}: p in its queue sends on"
        said = agent_snapshot(found, time.time())["limit"]
        assert isinstance(said, dict)
        assert (said["reason"], said["resets"]) == ("usage", "2h 0m")
        assert 7100 < said["resets_s"] <= 7200
        kept = status.limit.reset_at
    async with scratch.engine() as live:
        await live.until(lambda: live.agent("ada").status.phase is Phase.LIMITED)
        again = live.agent("ada").status.limit
        assert again is not None
        assert again.reset_at == kept, "the words say when they were said, not when they were read again"


async def test_a_countdown_neither_repaints_nor_journals_and_calls_nobody(scratch: Scratch) -> None:
    talker = Talker(scratch)
    async with scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        await shows(live, talker, "limit busy try 1/9 resets in 27s\n", "in 27s")
        await live.until(lambda: in_the_journal(live) is Phase.LIMITED)
        first, seq = live.agent("ada").status, live.engine.view.seq
        for seconds in (26, 24, 22):
            talker.says(f"limit busy try 1/9 resets in {seconds}s\n")
            await live.until(lambda s=seconds: f"in {s}s" in str(live.agent("ada").frame.texts))  # type: ignore[union-attr,misc]
        assert live.agent("ada").status is first
        assert live.engine.view.seq == seq
        assert live.agent("ada").attention is None
        talker.says("limit busy try 2/9 resets in 40s\n")
        await live.until(lambda: (limit := live.agent("ada").status.limit) and limit.attempt == 2)
        assert live.agent("ada").attention is None


async def test_it_calls_again_once_its_end_has_passed_and_nothing_moves(scratch: Scratch) -> None:
    talker = Talker(scratch)
    async with scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        ended = int(time.time()) - 300
        await shows(live, talker, f"limit usage resets {ended}\n", str(ended))
        found = live.agent("ada").attention
        assert found is not None
        assert (found.want, found.key, found.since) == (Want.LIMITED, "agent.followup", float(ended))
        assert "was to end at" in found.reason


async def test_the_moment_at_which_it_calls_comes_by_the_clock_alone(scratch: Scratch) -> None:
    talker = Talker(scratch)
    async with scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        ended = int(time.time()) - 56
        await shows(live, talker, f"limit usage resets {ended}\n", str(ended))
        await live.until(lambda: live.agent("ada").attention is not None, 20)
