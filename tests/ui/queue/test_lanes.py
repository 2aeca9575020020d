"""The queues of all agents on one screen: what is next in each, what waits on whom, and an entry given to another."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.commands import GiveEntry, MoveEntry
from fleetui.model.queue import AFTER_ERROR, STEP, Entry
from fleetui.model.settings import ScreenSettings
from fleetui.model.status import Phase
from fleetui.model.steps import GateStep, Step, WaitStep
from fleetui.model.view import FleetView
from fleetui.ui.draw.rows import row_text
from fleetui.ui.queue.lane_rows import lane_rows
from fleetui.ui.shell.shared_state import SharedState
from tests.support.fleets import NOW, FakeLink, Spec, agent, entry, fleet
from tests.support.screens import running


def step(number: int, one: Step) -> Entry:
    return replace(entry(number, one.line), kind=STEP, step=one)


def view() -> FleetView:
    first = entry(1, "fix the cache")
    docs = agent(Spec("docs", queue=(step(2, WaitStep(f"entry {first.id} done")), entry(3, "describe it"))))
    cache = agent(Spec("cache", queue=(first, step(4, GateStep("build")))))
    return replace(
        fleet(0), agents=(cache, replace(docs, waits="cache took it and is not done"), agent(Spec("free")))
    )


def texts(seen: FleetView) -> list[str]:
    shared = SharedState(FakeLink(seen), ScreenSettings(glyphs="ascii"), now=lambda: NOW)
    return [" ".join(row_text(one).split()) for one in lane_rows(shared, seen)]


def test_each_agent_has_a_lane_and_the_others_are_named_in_one_row() -> None:
    said = texts(view())
    assert any(text.startswith("> cache working 2 entries") or "cache" in text for text in said)
    assert "nothing queued: free" in said


def test_it_is_said_what_waits_on_whom_from_both_sides() -> None:
    said = "\n".join(texts(view()))
    assert "fix the cache docs waits for it" in said
    assert "waits: cache took it and is not done" in said


async def test_what_waits_for_a_long_entry_is_said_in_a_narrow_terminal_too() -> None:
    seen = view()
    cache, *others = seen.agents
    long = replace(
        cache.queue[0], text="fix the cache and say which of the tests under tests/cache were wrong"
    )
    narrow = replace(seen, agents=(replace(cache, queue=(long, *cache.queue[1:])), *others))
    async with running(narrow, (80, 24)) as screen:
        await screen.press("2")
        await screen.until("docs waits for it")


async def test_both_queue_screens_name_the_key_that_sends_on_and_the_one_that_sends_at_once() -> None:
    waiting = agent(Spec("cache", queue=(entry(1, "add retry"), entry(2, "rebase")), phase=Phase.IDLE))
    seen = FleetView(agents=(replace(waiting, waits=AFTER_ERROR),), ready=True)
    async with running(seen, size=(100, 30)) as run:
        await run.press("2")
        assert "after an error: p sends on" in run.text
        assert "p release" in run.text.splitlines()[-1]
        await run.press("enter")
        assert "Queue of cache" in run.text
        assert "after an error: p sends on" in run.text
        assert {"p release", "N now"} <= set(run.text.splitlines()[-1].strip().split("   "))
        await run.press("escape")
        await run.press("escape")
        assert "p sends on" not in run.text


async def test_an_entry_is_moved_within_its_queue_and_given_to_another_agent() -> None:
    async with running(view()) as screen:
        await screen.press("2")
        assert screen.kind == "LanesScreen"
        await screen.press("J")
        first = view().agents[0].queue[0]
        assert MoveEntry("cache", first.id, 1) in screen.link.commands
        await screen.press("M")
        await screen.press("1")
        assert GiveEntry("cache", first.id, "docs") in screen.link.commands
