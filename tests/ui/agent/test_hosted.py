"""Agents that run at their makers': tiles, rows and keys without a pane; what is said to them goes by the key alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.commands import BringBackAgent, Outcome, RemoveAgent
from fleetui.model.fleet import Seat
from fleetui.model.forge.answers import AnswerState, RemarkNow
from fleetui.model.forge.audit import AuditRow
from fleetui.model.forge.remarks import Remark, RemarkKind
from fleetui.model.forge.wishes.hosted import HandIssue, TellAgain, TellHosted
from fleetui.model.hosted.seat import HostedSeat
from fleetui.model.ledger import Stage, how_far, ledger
from fleetui.model.queue import Entry, EntryState
from fleetui.model.task import Task
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.forge import needs_untold
from tests.support.fleets import NOW, fleet
from tests.support.hosted import COPILOT, COPILOTS, ISSUE, JULES, TOLD, agent_of, with_hosted
from tests.support.screens import Running, running
from tests.support.waiting import until_async
from tests.ui.fleet.test_sizes_and_hostility import HOSTILE

VIEW = with_hosted(fleet(4))
SIZES = ((80, 24), (120, 40), (220, 60))


async def at(run: Running, name: str = "copilot-41") -> None:
    """The bar stands on it."""
    run.app.screen.select(name)  # type: ignore[attr-defined]
    await run.pilot.pause()


def with_entry(state: EntryState) -> FleetView:
    entry = Entry("e1", "@copilot Go on.", state, "#21 does not show it")
    return with_hosted(fleet(4), replace(COPILOT, queue=(entry,)))


@pytest.mark.parametrize("size", SIZES)
async def test_a_tile_or_row_says_what_the_forge_says_and_looks_like_no_pane_that_died(
    size: tuple[int, int],
) -> None:
    async with running(VIEW, size) as run:
        await at(run)
        assert "copilot-41" in run.text and "draft" in run.text
        assert "#21 ✔3 ✖1 ⌂2" in run.text
        assert "#41 Refund is paid twice" in run.text
        assert "moved    6m ago, asked <1m ago" in run.text
        for dead in ("exited", "not started", "nothing runs", "stale"):
            assert dead not in run.text
        await at(run, "jules-44")
        assert "no pull request" in run.text and "#44 Search is slow" in run.text


async def test_the_sign_that_it_was_told_is_the_address_of_the_comment() -> None:
    async with running(VIEW, (220, 60)) as run:
        assert f"told     5m ago {TOLD}" in run.text


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("i", "has no pane: f comments on #21"),
        ("a", "has no pane: f comments on #21"),
        ("r", "fleetui neither starts nor ends it; X takes its seat away"),
        ("D", "fleetui neither starts nor ends it; X takes its seat away"),
        ("x", "fleetui neither starts nor ends it"),
        ("s", "its files are not here"),
        ("w", "its pull request is on the board (3)"),
        ("p", "is told at once"),
    ],
)
async def test_keys_that_make_no_sense_say_why(key: str, words: str) -> None:
    async with running(VIEW) as run:
        await at(run)
        await run.press(key)
        assert words in run.said[-1] and "copilot-41" in run.said[-1]
        assert run.link.commands == []


async def test_a_follow_up_is_a_wish_of_the_key_and_no_command() -> None:
    async with running(VIEW) as run:
        await at(run)
        await run.press("f")
        assert "a comment on #21, which names @copilot" in run.text
        await run.press(*"also docs", "ctrl+s")
        await until_async(lambda: run.link.wishes)
        assert run.link.wishes == [TellHosted("clawdemy", "copilot-41", "also docs")]
        assert run.link.commands == []


async def test_one_that_is_not_confirmed_is_posted_again_by_its_key_alone() -> None:
    async with running(with_entry(EntryState.UNKNOWN)) as run:
        await at(run)
        await run.press("F")
        assert "not confirmed" in run.text and "#21 does not show it" in run.text
        await run.press("S", "enter")
        await until_async(lambda: run.link.wishes)
        assert run.link.wishes == [TellAgain("clawdemy", "copilot-41", "e1")]


async def test_its_seat_goes_by_a_key_and_comes_back_by_another() -> None:
    async with running(VIEW) as run:
        await at(run)
        await run.press("X")
        await until_async(lambda: run.link.commands)
        await run.press("U")
        assert "no seat of a hosted agent went" in run.said[-1]
        await run.show(
            replace(fleet(4), gone=HostedSeat("copilot-41", "clawdemy", "copilot-hosted", left="dismissed"))
        )
        await run.press("U")
        await until_async(lambda: len(run.link.commands) == 2)
        assert run.link.commands == [RemoveAgent("copilot-41"), BringBackAgent("copilot-41")]


async def test_enter_shows_every_check_and_where_its_work_stands() -> None:
    async with running(VIEW) as run:
        await at(run)
        await run.press("enter")
        assert "fail     lint" in run.text and "pass     docs" in run.text
        assert "https://github.com/me/clawdemy/pull/21" in run.text
        assert "nothing seen yet" not in run.text


async def test_its_pull_request_stands_on_the_board_below_a_heading_of_its_own() -> None:
    async with running(VIEW) as run:
        await run.press("3", "G")
        assert "1 pull request of hosted agents" in run.text
        assert "copilot-41 (Copilot), hosted" in run.text
        await run.press("f")
        assert "Follow-up for copilot-41" in run.text
        await run.press("escape", "m")
        assert "#21 is merged there" in run.said[-1]


async def test_m_leads_to_its_pull_request_on_the_board() -> None:
    async with running(VIEW) as run:
        await at(run, "jules-44")
        await run.press("m")
        assert "jules-44 has no pull request yet" in run.said[-1]
        await at(run)
        await run.press("m")
        assert "Merge board" in run.text and "made by     copilot-41" in run.text


async def test_a_new_agent_with_such_a_profile_is_given_the_issue() -> None:
    async with running(VIEW) as run:
        await run.press("n")
        for text in ("fixer", "clawdemy", "jules"):
            await run.press(*["backspace"] * 12, *text, "tab")
        await run.press("ctrl+s")
        assert "Jules takes one issue: write it into task, such as #41" in run.text
        await run.press("tab", *"#41", "ctrl+s")
        await until_async(lambda: run.link.wishes)
        assert run.link.wishes == [HandIssue("clawdemy", 41, "jules", "fixer")]
        assert run.link.commands == []


async def test_what_others_wrote_is_only_text() -> None:
    hostile = agent_of(
        HostedSeat("copilot-41", "clawdemy", "copilot-hosted", 30, 41, 21),
        replace(COPILOTS, title=HOSTILE),
        replace(ISSUE, title=HOSTILE),
    )
    async with running(with_hosted(fleet(4), hostile), (220, 60)) as run:
        await at(run)
        assert "\x1b" not in run.text and "\u202e" not in run.text
        await run.press("enter")
        assert "\x1b" not in run.text and "\u202e" not in run.text


def test_a_hosted_agent_is_counted_as_one_and_calls_nobody() -> None:
    assert isinstance(JULES, AgentView) and isinstance(JULES.seat, Seat)
    assert [one.name for one in VIEW.waiting() if one.hosted] == []


async def test_what_was_not_taken_is_kept_to_be_written_over() -> None:
    async with running(VIEW) as run:
        run.link.outcome = Outcome(ok=False, text="this dashboard watches")
        await at(run)
        await run.press("f", *"also docs", "ctrl+s")
        await until_async(lambda: "this dashboard watches" in run.said)
        await run.press("f")
        assert "also docs" in run.text


async def test_the_ledger_says_how_far_its_forge_says_it_is() -> None:
    task = Task("issue-41", "#41 Refund is paid twice", project="clawdemy", issues=(41,))
    agent = replace(COPILOT, seat=replace(COPILOT.seat, task=task.key))
    view = replace(with_hosted(fleet(4), agent), tasks={task.key: task})
    (row,) = ledger(view)
    assert (row.stage, row.its_branch, row.pull) == (Stage.IN_WORK, "copilot/fix-41", COPILOTS)
    assert how_far(row) == "#21 draft, 3 passed, 1 failed, 2 threads open"
    async with running(view) as run:
        await run.press("4")
        assert "copilot-41" in run.text and "copilot/fix-41" in run.text
        await run.press("n")
        assert "copilot-41 works on issue-41 already" in run.said[-1]


def test_remarks_are_not_sent_to_one_that_sees_its_own_pull_request() -> None:
    remark = Remark("T1", RemarkKind.THREAD, "ann", False, NOW, "No.", "https://x/1")
    row = AuditRow("clawdemy", 21, RemarkNow(remark, AnswerState.OPEN), COPILOTS, COPILOT)
    said = needs_untold(VIEW, Selection(remark=row))
    assert said == "copilot-41 sees its own pull request: f on its tile tells it what to do about that"
