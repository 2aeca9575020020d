"""Pull requests that no agent of the fleet made, on the board: listed last, read whole, folded away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.agents.hosted.load import hosted_agents
from fleetui.model.commands import Outcome, RemarkAnswer
from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.conversation import Comment
from fleetui.model.forge.pull import Mergeable
from fleetui.model.unseated_pulls import unseated
from fleetui.model.view import FleetView
from fleetui.ui.board.forge.others import state_of_other
from tests.support.fleets import NOW, fleet
from tests.support.remarks import with_remarks
from tests.support.screens import running
from tests.support.waiting import until_async
from tests.ui.fleet.test_sizes_and_hostility import HOSTILE

VIEW = with_remarks(fleet(12))
SIZES = ((80, 24), (120, 40), (220, 60))


def with_pull(view: FleetView, **changes: object) -> FleetView:
    """The same where dependabot's pull request is otherwise."""
    known = view.pulls["clawdemy"]
    pulls = [replace(one, **changes) if one.number == 15 else one for one in known.pulls]  # type: ignore[arg-type]
    return replace(view, pulls={"clawdemy": replace(known, pulls=tuple(pulls))})


def test_only_those_whose_branch_no_agent_has_are_without_a_seat_people_first() -> None:
    assert [one.key for one in unseated(VIEW)] == ["clawdemy#15"]
    alone = replace(VIEW, agents=(), board=())
    assert [one.key for one in unseated(alone)] == ["clawdemy#14", "clawdemy#12", "clawdemy#15"]


def test_what_speaks_against_one_is_red_and_nothing_makes_it_green() -> None:
    def state(**changes: object) -> str:
        return state_of_other(unseated(with_pull(VIEW, **changes))[0])[0]

    assert state() == "idle"
    assert state(mergeable=Mergeable.UNKNOWN) == "idle"
    assert state(mergeable=Mergeable.CONFLICT) == "red"
    assert state(checks=(Check("build", CheckState.FAIL),)) == "red"


@pytest.mark.parametrize("size", SIZES)
async def test_they_stand_behind_the_fleets_own_and_the_bar_shows_their_facts(size: tuple[int, int]) -> None:
    async with running(VIEW, size) as run:
        await run.press("3", "G")
        assert "1 pull request without an agent, 1 by programs" in run.text
        assert "#15 deps/rich-15" in run.text and "Bump rich from 14.3.1" in run.text
        assert "deps/rich-15 at e07b5aa into main" in run.text
        assert "https://github.com/me/clawdemy/pull/15" in run.text


async def test_enter_shows_every_check_and_all_that_was_said() -> None:
    said = Comment("C9", "ann", False, NOW - 60, "Does this break 3.11?", "https://github.com/x#c9")
    heard = tuple(
        replace(one, said=replace(one.said, comments=(said,))) if one.number == 15 and one.said else one
        for one in VIEW.heard
    )
    async with running(replace(VIEW, heard=heard)) as run:
        await run.press("3", "G", "enter")
        assert run.kind == "LogScreen"
        assert "pass     build" in run.text and "Does this break 3.11?" in run.text


async def test_what_was_not_read_is_said_and_checks_of_an_earlier_push_are_none() -> None:
    view = replace(with_pull(VIEW, checks_of="41ac07e"), heard=())
    async with running(view) as run:
        await run.press("3", "G", "enter")
        assert "the forge has those of 41ac07e, an earlier push" in run.text
        assert "What was said in it is not known" in run.text
        assert "pass     build" not in run.text


async def test_a_key_folds_them_away_for_good_and_shows_them_again() -> None:
    async with running(VIEW) as run:
        await run.press("3", "G", "O")
        assert "#15 deps/rich-15" not in run.text
        assert "1 pull request without an agent" in run.text
        await run.press("escape", "3")
        assert "#15 deps/rich-15" not in run.text
        await run.press("O", "G")
        assert "#15 deps/rich-15" in run.text


async def test_a_comment_names_the_hosted_agent_goes_out_once_and_is_kept_where_it_did_not() -> None:
    view = replace(
        with_pull(VIEW, author="copilot-swe-agent", branch="copilot/fix-1"), hosted=hosted_agents()
    )
    async with running(view) as run:
        await run.press("3", "G")
        assert "Copilot, hosted, by its author; phase unknown, moved 10m ago" in run.text
        await run.press("f", "ctrl+s")
        assert "nothing is written yet" in run.said[-1] and run.link.said == []
        run.link.outcome = Outcome(ok=False, text="no answer")
        await run.press(*"also the docs", "ctrl+s")
        await until_async(lambda: run.link.said)
        assert run.link.said == [RemarkAnswer("clawdemy", 15, "", "@copilot also the docs")]
        await run.press("f")
        assert "@copilot also the docs" in run.text, "the forge did not take it: the text is still here"
        run.link.outcome = Outcome(ok=True, text="said on #15", value="https://github.com/x#1")
        await run.press("ctrl+s")
        await until_async(lambda: run.said[-1:] == ["said on #15: https://github.com/x#1"])
        await run.press("f")
        assert "also the docs" not in run.text


async def test_nothing_is_said_where_the_conversation_is_not_known() -> None:
    async with running(replace(VIEW, heard=())) as run:
        await run.press("3", "G", "f")
        assert "what was said in #15 is not known yet" in run.said[-1]


async def test_keys_of_branches_say_why_they_do_nothing_on_one() -> None:
    async with running(VIEW) as run:
        await run.press("3", "G", "m")
        assert "[projects.clawdemy.github] has no merges = true" in run.said[-1]
        await run.press("c")
        assert "#15 is of no agent of this fleet" in run.said[-1]
        await run.press("o")
        assert "nothing is open in #15" in run.said[-1]


async def test_what_its_author_wrote_is_only_text() -> None:
    async with running(with_pull(VIEW, title=HOSTILE, author=HOSTILE, branch=HOSTILE)) as run:
        await run.press("3", "G", "enter", "escape")
        assert "\x1b" not in run.text and "\u202e" not in run.text
