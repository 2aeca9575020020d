"""An agent whose screen, title and files say different things is shown as it is, and nothing is typed in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.combine import LASTS_S
from fleetui.engine.core import Core
from fleetui.engine.link import AskExplain, AskJournal
from fleetui.engine.observe import sight
from fleetui.model import commands as c
from fleetui.model.explained import Explanation
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase, SourceReport
from tests.support.scratch import Live, Scratch
from tests.support.twofaced import DIALOG, SPINNER, TwoFaced, composer


def evidence(live: Live) -> tuple[Phase, str, str]:
    status = live.agent("ada").status
    return status.phase, status.evidence.source, status.evidence.rule


def disagreed(live: Live) -> list[tuple[str, Phase]]:
    return [(one.source, one.phase) for one in live.agent("ada").status.evidence.disagreed]


async def test_an_answer_streams_without_a_sign_on_the_screen_until_its_file_says_idle(
    scratch: Scratch,
) -> None:
    scratch.configure()
    ada = TwoFaced(scratch, "ada")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="busy", screen=composer(SPINNER))
        await live.until(lambda: evidence(live) == (Phase.WORKING, "session", "status busy"))
        ada.say(screen=composer("● one two three"))
        await live.until(lambda: disagreed(live) == [("screen", Phase.IDLE)])
        assert evidence(live) == (Phase.WORKING, "session", "status busy")
        await live.do(c.AddEntry("ada", "not yet"))
        ada.say(status="idle")
        await live.phase("ada", Phase.IDLE)
        assert disagreed(live) == []
        lines = await live.engine.ask(AskJournal(seat="ada"))
        phases = [line.text.split()[0] for line in lines if line.kind == "status-changed"]  # type: ignore[union-attr]
        assert "unknown" not in phases


async def test_a_dialog_that_its_file_does_not_know_asks_and_the_doubt_is_shown(scratch: Scratch) -> None:
    scratch.configure()
    ada = TwoFaced(scratch, "ada")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(screen=DIALOG)
        await live.phase("ada", Phase.ASKING)
        await live.until(lambda: disagreed(live) == [("session", Phase.IDLE)])
        question = live.agent("ada").question
        assert question is not None
        assert question.choices == ("Yes", "No")


async def test_a_dialog_that_no_rule_knows_asks_where_its_file_says_that_it_waits(scratch: Scratch) -> None:
    scratch.configure()
    ada = TwoFaced(scratch, "ada")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(screen="Something quite new", status="waiting")
        await live.until(lambda: evidence(live) == (Phase.ASKING, "session", "status waiting"))
        ada.say(screen=composer(SPINNER), status="busy")
        await live.phase("ada", Phase.WORKING)


async def test_a_screen_that_nothing_explains_rests_by_the_status_that_the_agent_keeps(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is typed into such a screen is another matter: nothing."""
    monkeypatch.setattr(sight, "STARTING_S", 0.0)  # it is no young run, as long as a test waits
    scratch.configure()
    ada = TwoFaced(scratch, "ada")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(screen="Something quite new", status="busy")
        await live.until(lambda: evidence(live) == (Phase.WORKING, "session", "status busy"))
        ada.say(screen="Something else", status="idle")
        await live.until(lambda: evidence(live) == (Phase.IDLE, "session", "status idle"))


@pytest.mark.parametrize(
    ("screen", "mark"),
    [
        (DIALOG, "Do you want"),
        (composer(draft="half a thought"), "half a thought"),
        (composer(SPINNER), "Baking"),
        ("Something quite new", "quite new"),
    ],
    ids=["dialog", "draft", "spinner", "unknown"],
)
async def test_a_claim_of_idle_lets_nothing_be_typed_into_a_screen_that_is_not(
    scratch: Scratch, screen: str, mark: str
) -> None:
    scratch.configure()
    ada = TwoFaced(scratch, "ada")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(screen=screen)
        core = live.engine.core
        await live.until(lambda: mark in _shown(live))
        for source in ("hook", "session"):
            now = core.world.now()
            said = SourceReport(source, Phase.IDLE, "says so", now - 60, seen=now + 60)
            core.sight("ada").take_report(source, said, now)
        await live.do(c.AddEntry("ada", "into the wrong place"))
        begun = core.world.now()
        await live.until(lambda: core.world.now() - begun > LASTS_S + 2)
        assert live.queue("ada")[0].state is EntryState.QUEUED
        assert "into the wrong" not in _shown(live)


def _shown(live: Live) -> str:
    frame = live.agent("ada").frame
    return "\n".join(frame.texts) if frame else ""


async def test_a_title_that_stands_still_was_left_by_a_program_that_is_gone(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure()
    ada = TwoFaced(scratch, "ada")
    ada.say(status="")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(title="⠂ left behind")
        await live.until(lambda: evidence(live) == (Phase.WORKING, "title", "title spinner"))
        monkeypatch.setattr(sight, "STILL_S", 1.0)
        await live.until(lambda: evidence(live) == (Phase.IDLE, "screen", "composer"))
        found = await live.engine.ask(AskExplain("ada"))
        assert isinstance(found, Explanation)
        assert [one.report.rule for one in found.told if one.report.source == "title"] == [
            "stands still: a program that is gone left it"
        ]
        ada.say(title="⠐ alive")
        await live.until(lambda: evidence(live) == (Phase.WORKING, "title", "title spinner"))


async def test_an_explanation_tells_every_source_and_which_one_counts(scratch: Scratch) -> None:
    scratch.configure()
    ada = TwoFaced(scratch, "ada")
    async with scratch.engine() as live:
        await live.started("ada")
        ada.say(status="busy", title="✳ rests")
        await live.phase("ada", Phase.WORKING)
        found = await live.engine.ask(AskExplain("ada"))
        assert isinstance(found, Explanation)
        assert [(one.report.source, one.report.phase, one.fate) for one in found.told] == [
            ("session", Phase.WORKING, "counts"),
            ("screen", Phase.IDLE, "differs"),
        ]
        assert found.reading.phase is Phase.IDLE
        assert found.counts is not None
        assert found.counts.phase is Phase.WORKING


async def test_an_explanation_says_that_a_server_was_not_heard(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure()
    TwoFaced(scratch, "ada")
    async with scratch.engine() as live:
        await live.started("ada")
        found = await live.engine.ask(AskExplain("ada"))
        assert isinstance(found, Explanation)
        assert found.unasked == ()
        profile = live.engine.core.profile(live.engine.core.seats()[0])
        served = replace(profile, server=load_profiles()["codex"].server)
        monkeypatch.setattr(Core, "profile", lambda _core, _seat: served)
        found = await live.engine.ask(AskExplain("ada"))
        assert isinstance(found, Explanation)
        assert found.unasked == ("server",)
