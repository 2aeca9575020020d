"""A run with a relay is what its program says of itself, and everything else of it is as without one."""

from __future__ import annotations

import os
import signal
from base64 import b64encode

import pytest

from fleetui.agents.screen.combine import LASTS_S
from fleetui.engine.link import AskJournal
from fleetui.engine.observe import sight, tick
from fleetui.model import commands as c
from fleetui.model.events import Event, StatusChanged
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import RELAY, command_line
from tests.support.scratch import Live, Scratch
from tests.support.twofaced import DIALOG, SPINNER, TwoFaced, composer
from tests.support.waiting import until


def evidence(live: Live) -> tuple[Phase, str, str]:
    status = live.agent("ada").status
    return status.phase, status.evidence.source, status.evidence.rule


def relay_of(live: Live) -> int:
    """The pid of its relay; 0 while there is none."""
    run = live.engine.core.live_run("ada")
    assert run is not None
    below = [one for one in proc.table().values() if one.parent == run.pane.pid and one.lives]
    return next((one.pid for one in below if any(w.endswith(RELAY) for w in command_line(one.pid))), 0)


@pytest.fixture(autouse=True)
def no_young_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as a test waits none of its runs counts as starting for its youth alone."""
    monkeypatch.setattr(sight, "STARTING_S", 0.0)


def made(scratch: Scratch) -> TwoFaced:
    scratch.configure()
    return TwoFaced(scratch, "ada", relay=True)


async def test_each_phase_is_told_by_the_program_where_nothing_else_tells_it(scratch: Scratch) -> None:
    ada = made(scratch)
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="", screen="Something quite new", own="state=working:app=x")
        await live.until(lambda: evidence(live) == (Phase.WORKING, "program", "working"))
        ada.say(own="state=working:id=child:title=YQ==")
        ada.say(own="state=blocked:kind=permission:msg=" + b64encode(b"approve Bash: a secret").decode())
        await live.until(lambda: evidence(live) == (Phase.ASKING, "program", "blocked permission"))
        question = live.agent("ada").question
        assert question is not None
        assert question.kind == "permission"
        ada.say(own="state=error")
        await live.until(lambda: evidence(live) == (Phase.FAILED, "program", "error"))
        ada.say(own="state=done")
        await live.until(lambda: evidence(live) == (Phase.IDLE, "program", "done"))
        ada.say(own="state=clear")
        await live.until(lambda: live.agent("ada").status.phase is Phase.UNKNOWN)
    everywhere = "".join(path.read_text("utf-8", "replace") for path in scratch.paths.relays.iterdir())
    assert "secret" not in everywhere
    assert b64encode(b"approve").decode()[:8] not in everywhere


async def test_an_agent_that_changes_without_end_is_shown_so_and_does_not_fill_the_journal(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tick, "MOST_CHANGES", 4)
    monkeypatch.setattr(tick, "CHANGE_EVERY_S", 1e6)
    ada, told = made(scratch), []
    async with scratch.engine() as live:
        append = live.engine.core.ledger.append

        async def heard(*facts: Event) -> None:
            told.extend(one for one in facts if isinstance(one, StatusChanged))
            await append(*facts)

        monkeypatch.setattr(live.engine.core.ledger, "append", heard)
        await live.started("ada")
        for _ in range(4):
            ada.say(status="", screen="Something quite new", own="state=working")
            await live.phase("ada", Phase.WORKING)
            ada.say(own="state=error")
            await live.phase("ada", Phase.FAILED)
        assert len(told) <= 4


async def test_a_question_on_the_screen_is_shown_while_the_program_says_working(scratch: Scratch) -> None:
    ada = made(scratch)
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="", screen=DIALOG, own="state=working")
        await live.phase("ada", Phase.ASKING)
        question = live.agent("ada").question
        assert question is not None
        assert question.choices == ("Yes", "No")


async def test_what_waits_is_typed_where_a_shell_goes_on_beside_a_turn_that_is_over(scratch: Scratch) -> None:
    ada = made(scratch)
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="", screen=composer(SPINNER), own="state=working")
        await live.phase("ada", Phase.WORKING)
        await live.do(c.AddEntry("ada", "after that"))
        still = b64encode(b"1 shell still running").decode()
        ada.say(screen=composer("● done"), own=f"state=working:msg={still}")
        await live.until(lambda: live.queue("ada")[0].state is not EntryState.QUEUED)


@pytest.mark.parametrize("draft", ["half a thought", None], ids=["a draft", "no composer"])
async def test_its_word_of_idle_lets_nothing_be_typed_where_no_empty_composer_is_seen(
    scratch: Scratch, draft: str | None
) -> None:
    ada = made(scratch)
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="", screen=composer(SPINNER), own="state=working")
        await live.phase("ada", Phase.WORKING)
        await live.do(c.AddEntry("ada", "not now"))
        ada.say(screen=composer(draft=draft) if draft else "Something quite new", own="state=done")
        await live.until(lambda: evidence(live)[:2] == (Phase.IDLE, "program"))
        begun = live.engine.core.world.now()
        await live.until(lambda: live.engine.core.world.now() - begun > LASTS_S + 2)
        assert live.queue("ada")[0].state is EntryState.QUEUED


async def test_an_engine_that_comes_later_knows_what_was_said_before(scratch: Scratch) -> None:
    ada = made(scratch)
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="", screen="Something quite new", own="state=working")
        await live.until(lambda: evidence(live)[1] == "program")
    async with scratch.engine() as live:
        await live.until(lambda: evidence(live) == (Phase.WORKING, "program", "working"))


async def test_after_its_relay_was_killed_nothing_is_known_until_it_says_more(scratch: Scratch) -> None:
    ada = made(scratch)
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="", screen="Something quite new", own="state=working")
        await live.until(lambda: evidence(live)[1] == "program")
        old = relay_of(live)
        os.kill(old, signal.SIGKILL)
        await live.until(lambda: relay_of(live) not in (0, old))
        await live.until(lambda: evidence(live)[1] != "program")
        ada.say(own="state=blocked:kind=question")
        await live.until(lambda: evidence(live) == (Phase.ASKING, "program", "blocked question"))
        for _ in range(4):
            old = await _next(live, old)
            os.kill(old, signal.SIGKILL)

        async def told() -> bool:
            lines = await live.engine.ask(AskJournal())
            return any("its relay failed five times" in line.text for line in lines)  # type: ignore[union-attr]

        await live.until(told)
        assert live.agent("ada").alive


async def _next(live: Live, old: int) -> int:
    await live.until(lambda: relay_of(live) not in (0, old))
    return relay_of(live)


async def test_a_restart_and_a_stop_end_the_relay_with_its_run(scratch: Scratch) -> None:
    made(scratch)
    async with scratch.engine() as live:
        await live.started("ada")
        old = relay_of(live)
        assert old
        await live.do(c.KillAgent("ada"))
        until(lambda: not proc.exists(old))
        assert live.agent("ada").status.phase is Phase.EXITED


async def test_a_seat_is_given_its_relay_where_it_is_added_and_keeps_it_under_another_name(
    scratch: Scratch,
) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        added = c.AddAgent("bee", "shop", "standin", start=False, relay=True)
        await live.do(added)
        await live.do(c.RenameAgent("bee", "cee"))
        spec = live.engine.core.settings.seat("cee")
        assert spec is not None
        assert spec.relay
    assert "relay = true" in scratch.paths.local.read_text()


@pytest.mark.parametrize("gone", ["file", "folder"])
async def test_what_a_program_said_is_forgotten_once_its_words_are_gone(scratch: Scratch, gone: str) -> None:
    ada = made(scratch)
    ada.say(status="")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(own="state=working")
        await live.until(lambda: evidence(live)[:2] == (Phase.WORKING, "program"))
        for path in scratch.paths.relays.iterdir():
            path.unlink()
        if gone == "folder":
            scratch.paths.relays.rmdir()
        await live.until(lambda: evidence(live)[:2] == (Phase.IDLE, "screen"))
