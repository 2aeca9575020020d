"""What the files say of a follow-up is said by the verb that queues it, by the judgement that would hold it later."""

from __future__ import annotations

from fleetui.model import commands as c
from fleetui.model import steps as s
from fleetui.model.queue import LONGEST, EntryState
from fleetui.model.status import Phase
from tests.support.scratch import Scratch

WRONG = "make shop.py:12 faster"
WHY = "shop.py:12: has only 2 lines"


async def test_one_that_would_go_out_now_is_held_by_the_verb_that_queues_it(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.phase("cache", Phase.IDLE)
        said = await live.do(c.AddEntry("cache", WRONG))
        assert said.text == f"queued for cache: {WRONG}, held: {WHY}"
        (entry,) = live.queue("cache")
        assert (entry.state, entry.reason) == (EntryState.HELD, WHY)
        said = await live.do(c.EditEntry("cache", entry.id, "make shop.py:13 faster"))
        assert said.text.startswith("changed: make shop.py:13 faster, held: shop.py:13")
        await live.do(c.EditEntry("cache", entry.id, "make shop.py:2 faster"))
        await live.until(lambda: scratch.texts("cache") == ["make shop.py:2 faster"], 30)


async def test_one_whose_turn_has_not_come_is_told_and_not_held(scratch: Scratch) -> None:
    """What it says may be true once it is sent."""
    scratch.configure("cache", "api")
    async with scratch.engine() as live:
        await live.started("cache", "api")
        await live.do(c.PauseAgent("cache"))
        await live.do(c.PauseAgent("api"))
        would = f"; as things are it would be held: {WHY}"
        said = await live.do(c.AddEntry("cache", WRONG))
        assert said.text == f"queued for cache: {WRONG}{would}"
        said = await live.do(c.AddEntries("api", (s.written(WRONG), s.written(s.NoteStep("done")))))
        assert said.text == f"queued for api: 2 entries{would}"
        said = await live.do(c.GiveEntry("cache", live.queue("cache")[0].id, "api"))
        assert said.text == f"api has it now: {WRONG}{would}"
        assert {one.state for one in live.queue("api")} == {EntryState.QUEUED}
        said = await live.do(c.AddEntry("cache", "write new.py, then look at shop.py:2 again"))
        assert "held" not in said.text
        said = await live.do(c.AddEntry("cache", "mend {gate.tail}"))
        assert "held" not in said.text, "a gate may run before it is sent"


async def test_what_it_asks_for_is_filled_in_where_rules_are_typed_with_it(scratch: Scratch) -> None:
    scratch.configure("cache")
    config = scratch.paths.config
    config.write_text(
        config.read_text().replace("[projects.shop]\n", '[projects.shop]\nrules = ["Be brief."]\n', 1)
    )
    async with scratch.engine() as live:
        await live.started("cache")
        await live.phase("cache", Phase.IDLE)
        await live.do(c.AddEntry("cache", "read {files *.py}"))
        await live.until(lambda: len(scratch.texts("cache")) == 1, 30)
        assert scratch.texts("cache") == ["read shop.py\n\nStanding rules:\n- Be brief."]


async def test_one_that_no_agent_was_seen_to_take_is_refused_in_every_way_in(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        fits = "ä" * (LONGEST // 2)
        queued = await live.do(c.AddEntry("cache", fits))
        for want in (
            c.AddEntry("cache", f"{fits}."),
            c.AddEntries("cache", (s.written(s.NoteStep("first")), s.written(f"{fits}."))),
            c.EditEntry("cache", queued.value, f"{fits}."),
        ):
            refused = await live.engine.do(want)
            assert not refused.ok
            assert "more than 256 KiB: put it into a file in the worktree and name its path" in refused.text
        assert [one.text for one in live.queue("cache")] == [fits]
