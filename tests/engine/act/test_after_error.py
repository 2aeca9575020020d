"""An agent that gave up on an error holds its queue with a reason, and the operator sends on."""

from __future__ import annotations

import json
import sys

import pytest

from fleetui.engine.core import Core
from fleetui.engine.decide.after_error import goes_on_at
from fleetui.model import commands as c
from fleetui.model.queue import AFTER_ERROR, SENDS_ON, EntryState
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch

AGENT = """
import sys
while True:
    text = input("> ")
    with open(sys.argv[1], "a") as file:
        file.write(text + "\\n")
    if text.startswith("fail"):
        print("Error: " + (text.partition(" ")[2] or "the model said no"))
    elif text.startswith("limit"):
        print("Limit: come back " + (text.partition(" ")[2] or "some day"))
    else:
        print("done")
"""
PROFILE = r"""
name = "fails"
programs = ["fails.py"]
[composer]
where = "cursor"
line = '^> (?P<text>.*)$'
[[rule]]
name = "error"
phase = "failed"
where = "above"
match = '^Error: .*\Z'
note = '^Error: (?P<note>.*)'
[[rule]]
name = "limit"
phase = "limited"
where = "above"
match = '^Limit: .*\Z'
reset = 'come back (?P<reset>.*)'
[[rule]]
name = "composer"
phase = "idle"
where = "composer"
"""


@pytest.fixture
def fails(scratch: Scratch) -> Scratch:
    """A fleet of one agent that fails when it is told to."""
    scratch.configure()
    (scratch.root / "fails.py").write_text(AGENT)
    (scratch.root / "profiles" / "fails.toml").write_text(PROFILE)
    command = json.dumps([sys.executable, str(scratch.root / "fails.py"), str(scratch.root / "got")])
    told = f'[agents.ada]\nprofile = "fails"\nproject = "shop"\ncommand = {command}\n'
    scratch.paths.config.write_text(scratch.paths.config.read_text() + told)
    return scratch


def got(scratch: Scratch) -> list[str]:
    path = scratch.root / "got"
    return path.read_text().splitlines() if path.exists() else []


async def failed(live: Live, text: str, phase: Phase) -> None:
    await live.do(c.StartAgent("ada"))
    await live.phase("ada", Phase.IDLE)
    await live.do(c.AddEntry("ada", text))
    await live.phase("ada", phase)


@pytest.mark.parametrize(("text", "phase"), [("fail", Phase.FAILED), ("limit", Phase.LIMITED)])
async def test_what_waits_after_a_final_error_goes_out_when_the_operator_sends_it_on(
    fails: Scratch, text: str, phase: Phase
) -> None:
    async with fails.engine() as live:
        await failed(live, text, phase)
        await live.do(c.AddEntry("ada", "the next one"))
        await live.do(c.AddEntry("ada", "and one more"))
        await live.until(lambda: live.agent("ada").waits.endswith(SENDS_ON))
        assert got(fails) == [text]
        waiting = [entry for entry in live.queue("ada") if entry.state is EntryState.QUEUED]
        later = await live.engine.do(c.ReleaseEntry("ada", waiting[1].id))
        assert not later.ok
        await live.do(c.ReleaseEntry("ada", waiting[0].id))
        await live.until(lambda: got(fails) == [text, "the next one", "and one more"], 40)


@pytest.mark.parametrize(
    ("words", "said", "until"),
    [
        ("529 Overloaded", "overloaded", True),
        ("Connection dropped (ECONNRESET)", "connection", True),
        ("500 Internal server error", "server", True),
        ("Request rejected (429)", "limited", True),
        ("401 Invalid API key", "auth", False),
    ],
)
async def test_the_reason_says_what_the_error_was_and_when_what_waits_goes_on_by_itself(
    fails: Scratch, words: str, said: str, until: bool
) -> None:
    async with fails.engine() as live:
        await failed(live, f"fail {words}", Phase.FAILED)
        await live.do(c.AddEntry("ada", "the next one"))
        await live.until(lambda: live.agent("ada").waits.startswith(f"after an error ({said})"))
        assert (", until " in live.agent("ada").waits) is until
        assert live.agent("ada").waits.endswith(SENDS_ON)
        assert got(fails) == [f"fail {words}"]


def allowed(scratch: Scratch, keys: str) -> None:
    """Configure after how many minutes what waits goes on."""
    scratch.paths.config.write_text(f"{scratch.paths.config.read_text()}[after_error]\n{keys}\n")


async def test_what_waits_goes_on_by_itself_as_configured_and_not_for_ever(fails: Scratch) -> None:
    allowed(fails, "overloaded = 0.001\ntries = 2")
    async with fails.engine() as live:
        await failed(live, "fail 529 a", Phase.FAILED)
        for text in ("fail 529 b", "fail 529 c", "fail 529 d"):
            await live.do(c.AddEntry("ada", text))
        await live.until(lambda: live.agent("ada").waits == f"after an error (overloaded): {SENDS_ON}", 40)
        assert got(fails) == ["fail 529 a", "fail 529 b", "fail 529 c"]
        core: Core = live.engine.core
        assert [entry.sent_after for entry in core.fleet.queues["ada"]] == [
            "",
            "overloaded",
            "overloaded",
            "",
        ]


async def test_one_that_was_answered_gives_the_next_errors_all_tries_anew(fails: Scratch) -> None:
    allowed(fails, "overloaded = 0.001\ntries = 1")
    async with fails.engine() as live:
        await failed(live, "fail 529 a", Phase.FAILED)
        for text in ("fine", "fail 529 b", "fine again"):
            await live.do(c.AddEntry("ada", text))
        await live.until(lambda: got(fails) == ["fail 529 a", "fine", "fail 529 b", "fine again"], 60)


async def test_an_error_that_comes_again_of_itself_is_left_to_the_operator_unless_configured(
    fails: Scratch,
) -> None:
    allowed(fails, "auth = 0.001")
    async with fails.engine() as live:
        await failed(live, "fail Prompt is too long", Phase.FAILED)
        await live.do(c.AddEntry("ada", "fail 401"))
        await live.do(c.AddEntry("ada", "later"))
        await live.until(lambda: live.agent("ada").waits == AFTER_ERROR)
        await live.do(c.ReleaseEntry("ada", live.queue("ada")[-2].id))
        await live.until(lambda: got(fails) == ["fail Prompt is too long", "fail 401", "later"], 40)


async def test_a_limit_whose_end_is_known_holds_until_then_and_a_key_sends_on_before(fails: Scratch) -> None:
    async with fails.engine() as live:
        await failed(live, "limit in 2h", Phase.LIMITED)
        await live.do(c.AddEntry("ada", "the next one"))
        await live.until(lambda: live.agent("ada").waits.startswith("limited until "))
        core: Core = live.engine.core
        at = goes_on_at(core, core.seat("ada"))
        limit = core.sight("ada").status.limit
        assert at and limit and limit.reset_at and at > limit.reset_at
        await live.do(c.ReleaseEntry("ada", live.queue("ada")[-1].id))
        await live.until(lambda: got(fails) == ["limit in 2h", "the next one"], 40)


async def test_one_that_was_sent_on_waits_again_where_the_error_comes_again(fails: Scratch) -> None:
    async with fails.engine() as live:
        await failed(live, "fail", Phase.FAILED)
        await live.do(c.AddEntry("ada", "fail again"))
        await live.do(c.AddEntry("ada", "later"))
        await live.until(lambda: live.agent("ada").waits == AFTER_ERROR)
        await live.do(c.ReleaseEntry("ada", live.queue("ada")[-2].id))
        await live.until(lambda: got(fails) == ["fail", "fail again"], 40)
        await live.until(lambda: live.agent("ada").waits == AFTER_ERROR, 40)
        assert got(fails) == ["fail", "fail again"]


async def test_somebody_s_text_in_the_composer_is_no_empty_one(fails: Scratch) -> None:
    async with fails.engine() as live:
        await failed(live, "fail", Phase.FAILED)
        await live.do(c.AddEntry("ada", "the next one"))
        await live.until(lambda: live.agent("ada").waits == AFTER_ERROR)
        await live.do(c.TypeKeys("ada", ("m", "i", "n", "e")))
        await live.until(lambda: (waits := live.agent("ada").waits) and not waits.endswith(SENDS_ON))
        core: Core = live.engine.core
        assert not (await live.engine.do(c.ReleaseEntry("ada", live.queue("ada")[-1].id))).ok
        assert core.fleet.queues["ada"][-1].sent_on == ""
