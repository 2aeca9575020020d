"""An agent's own commands go the way of a follow-up: to who rests, before what waits, once, never into a dialog."""

from __future__ import annotations

from fleetui.model import commands as c
from fleetui.model.queue import EntryState, live
from fleetui.model.status import Phase
from tests.support.scratch import Scratch


def commands(scratch: Scratch) -> list[str]:
    return [item["text"] for item in scratch.got("cache", "command")]


async def test_compacting_goes_out_before_what_waits_and_is_typed_as_a_command(scratch: Scratch) -> None:
    scratch.configure("cache")
    profile = scratch.root / "profiles" / "standin.toml"
    profile.write_text(profile.read_text() + 'refused = ["/"]\nspaced = ["/"]\n')
    async with scratch.engine() as live_fleet:
        await live_fleet.started("cache")
        live_fleet.engine.hold("cache", held=True)
        await live_fleet.do(c.AddEntry("cache", "what waited"))
        outcome = await live_fleet.do(c.CompactAgent("cache"))
        assert outcome.text == "cache gets /compact next"
        assert [entry.text for entry in live_fleet.agent("cache").queue] == ["/compact", "what waited"]
        twice = await live_fleet.engine.do(c.CompactAgent("cache"))
        assert (twice.ok, "in its queue already" in twice.text) == (False, True)
        edited = await live_fleet.engine.do(c.EditEntry("cache", outcome.value, "/exit"))
        assert (edited.ok, "delete it instead" in edited.text) == (False, True)
        live_fleet.engine.hold("cache", held=False)
        await live_fleet.until(lambda: scratch.texts("cache") == ["what waited"])
        assert commands(scratch) == ["/compact"]
        first = live_fleet.queue("cache")[0]
        assert (first.text, first.state) == ("/compact", EntryState.ACCEPTED)


async def test_a_dialog_never_gets_a_command(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live_fleet:
        await live_fleet.started("cache")
        await live_fleet.do(c.AddEntry("cache", "go"))
        await live_fleet.phase("cache", Phase.ASKING)
        await live_fleet.do(c.ClearAgent("cache"))
        await live_fleet.do(c.RefreshNow())
        await live_fleet.until(lambda: live_fleet.agent("cache").waits == "it asks you first")
        await live_fleet.do(c.TypeKeys("cache", ("1",)))
        await live_fleet.until(lambda: commands(scratch) == ["/clear"])
        assert not [item for item in scratch.got("cache", "paste") if item["where"] != "composer"]


async def test_a_fresh_run_gets_no_command_that_was_meant_for_the_old_conversation(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live_fleet:
        await live_fleet.started("cache")
        live_fleet.engine.hold("cache", held=True)
        await live_fleet.do(c.CompactAgent("cache"))
        await live_fleet.do(c.RestartAgent("cache", resume=True))
        assert [entry.text for entry in live(live_fleet.queue("cache"))] == ["/compact"]
        await live_fleet.do(c.RestartAgent("cache", handoff=""))
        assert not live(live_fleet.queue("cache"))


async def test_who_has_no_such_command_says_so(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live_fleet:
        stopped = await live_fleet.engine.do(c.CompactAgent("cache"))
        assert (stopped.ok, stopped.text) == (False, "nothing runs in cache")
    profile = scratch.root / "profiles" / "standin.toml"
    profile.write_text(profile.read_text().replace('compact = "/compact"', ""))
    async with scratch.engine() as live_fleet:
        await live_fleet.started("cache")
        none = await live_fleet.engine.do(c.CompactAgent("cache"))
        assert (none.ok, "has no command that compacts" in none.text) == (False, True)
