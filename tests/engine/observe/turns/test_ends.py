"""An agent whose hook says that its turn is over is sent what waits once screen and file say so, and not before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fleetui.config.paths import prepare
from fleetui.model import commands as c
from fleetui.model import status
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch
from tests.support.twofaced import SPINNER, TwoFaced, composer
from tests.support.waiting import until

LOOKS_S = 0.6
"""Long enough for several looks."""


@pytest.fixture
def ada(scratch: Scratch) -> TwoFaced:
    scratch.configure()
    prepare(scratch.paths)
    (scratch.paths.hooks / "spool").mkdir(parents=True, mode=0o700)
    return TwoFaced(scratch, "ada")


def tells(scratch: Scratch, ada: TwoFaced, event: str) -> None:
    """Write down one event as the hook of the agent's process does."""
    files = until(lambda: list((ada.folder / "sessions").glob("*.json")), 20)
    own = json.loads(files[0].read_text())
    spool = scratch.paths.hooks / "spool" / f"claude.{own['pid']}.{own['procStart']}"
    up = Path("/proc/uptime").read_text().split()[0]
    with spool.open("a") as file:
        file.write(
            json.dumps({"up": up, "event": event, "session": "s", "detail": "", "inner": False}) + "\n"
        )


def waits(live: Live) -> bool:
    return live.agent("ada").queue[0].state is EntryState.QUEUED


async def works(scratch: Scratch, live: Live, ada: TwoFaced, monkeypatch: pytest.MonkeyPatch) -> None:
    """It works by all of its sources, and a follow-up waits."""
    await live.started("ada")
    monkeypatch.setattr(
        status, "SETTLE_S", 600.0
    )  # what rests without a word of its own never counts from here on
    ada.say(screen=composer(SPINNER), status="busy")
    tells(scratch, ada, "UserPromptSubmit")
    await live.until(lambda: live.agent("ada").status.evidence.source == "hook")
    await live.phase("ada", Phase.WORKING)
    await live.do(c.AddEntry("ada", "go on"))


async def looked(live: Live) -> None:
    """Its hook is known to say that it is idle, and it was looked at for a while since."""
    core = live.engine.core
    await live.until(lambda: core.sight("ada").reports["hook"].rule == "Stop")
    enough = core.world.now() + LOOKS_S
    await live.until(lambda: core.observed >= enough)


async def test_what_waits_goes_once_hook_screen_and_file_agree(
    scratch: Scratch, ada: TwoFaced, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scratch.engine() as live:
        await works(scratch, live, ada, monkeypatch)
        ada.say(screen=composer(), status="idle")
        tells(scratch, ada, "Stop")
        await live.until(lambda: not waits(live))


async def test_a_hook_sends_nothing_while_the_screen_shows_work(
    scratch: Scratch, ada: TwoFaced, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scratch.engine() as live:
        await works(scratch, live, ada, monkeypatch)
        tells(scratch, ada, "Stop")
        ada.say(status="idle")
        await looked(live)
        assert waits(live)
        assert live.agent("ada").status.phase is Phase.WORKING


async def test_a_hook_and_a_screen_send_nothing_while_its_file_says_busy(
    scratch: Scratch, ada: TwoFaced, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scratch.engine() as live:
        await works(scratch, live, ada, monkeypatch)
        tells(scratch, ada, "Stop")
        ada.say(screen=composer())
        await looked(live)
        assert waits(live)


async def test_a_screen_that_is_not_understood_is_sent_nothing_whatever_the_others_say(
    scratch: Scratch, ada: TwoFaced, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scratch.engine() as live:
        await works(scratch, live, ada, monkeypatch)
        tells(scratch, ada, "Stop")
        ada.say(screen="Something quite new", status="idle")
        await looked(live)
        assert waits(live)
