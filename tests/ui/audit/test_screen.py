"""The audit by keys: the oldest unanswered first, what became of each, and what a key says or sends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.engine.link import AskRemarks
from fleetui.model.commands import Outcome, RemarkAnswer, SendRemarks
from fleetui.model.forge.answers import Heard
from fleetui.ui.shell.limits import Limits
from tests.support.fleets import fleet
from tests.support.remarks import with_remarks
from tests.support.screens import Running, running
from tests.support.waiting import until_async
from tests.ui.fleet.test_sizes_and_hostility import HOSTILE

VIEW = with_remarks(fleet(12))
SIZES = ((80, 24), (120, 40), (220, 60))


def states(run: Running) -> list[str]:
    """What stands under the heads, by row."""
    lines = run.text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.rstrip().endswith("state"))
    place = lines[at].index("state")
    found = []
    for line in lines[at + 1 :]:
        if not line[place:].strip():
            break
        found.append(line[place:].strip())
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_the_oldest_unanswered_stands_first_at_every_size(size: tuple[int, int]) -> None:
    async with running(VIEW, size) as run:
        await run.press("6")
        assert run.kind == "AuditScreen"
        assert states(run) == ["said, not in the files", "waiting", "open", "open", "fixed", "answered"]
        assert "lru.py:88" in run.text and "critical" in run.text
        assert "Fixed in 41ac07e: the lock is taken first now." in run.text
        assert AskRemarks() in run.link.asked, "what is looked at is asked for"
        assert "DESCRIPTION START" not in run.text, "what the forge hides is hidden here"


async def test_enter_shows_the_whole_thread_with_who_said_what() -> None:
    async with running(VIEW) as run:
        await run.press("6", "enter")
        assert run.kind == "LogScreen"
        assert "cursor (a program)   26h ago" in run.text
        assert "me   10m ago" in run.text and "Fixed in 41ac07e" in run.text


async def test_f_sends_what_its_agent_was_not_told_and_says_why_it_cannot() -> None:
    async with running(VIEW) as run:
        await run.press("6", "f")
        await until_async(lambda: run.link.commands)
        assert run.link.commands == [SendRemarks("cache", 12)]
        alone = replace(VIEW, agents=tuple(replace(one, pull=None) for one in VIEW.agents))
        await run.show(alone)
        await run.press("f")
        assert "#12 is of no agent of this fleet" in run.said[-1]


async def test_a_reply_goes_out_as_it_was_written_and_is_kept_until_the_forge_has_it() -> None:
    async with running(VIEW) as run:
        await run.press("6", "r", *"not yet", "escape", "r")
        assert "not yet" in run.text
        run.link.outcome = Outcome(ok=False, text="no answer")
        await run.press("ctrl+s")
        await until_async(lambda: run.link.said)
        assert run.link.said == [RemarkAnswer("clawdemy", 12, "T1", "not yet")]
        await run.press("r")
        assert "not yet" in run.text, "the forge did not take it: the text is still here"
        run.link.outcome = Outcome(ok=True, text="said on #12")
        await run.press("ctrl+s")
        await until_async(lambda: "said on #12" in run.said)
        await run.press("r")
        assert "not yet" not in run.text


async def test_a_thread_whose_lines_did_not_change_is_resolved_after_a_question_and_a_review_never() -> None:
    async with running(VIEW) as run:
        await run.press("6", "R")
        assert run.kind == "ConfirmDialog"
        await run.press("escape")
        assert run.link.said == []
        await run.press("G", "k", "R")
        await until_async(lambda: run.link.said)
        assert run.link.said == [RemarkAnswer("clawdemy", 12, "T4")], "it is fixed: nothing is asked"
        await run.press("G", "R")
        assert "a review cannot be resolved: r replies" in run.said[-1]


async def test_an_empty_audit_says_whether_nothing_is_open_or_nothing_is_known() -> None:
    async with running(fleet(12), (80, 24)) as run:
        await run.press("6")
        assert "No project has a forge." in run.text
        await run.show(replace(VIEW, heard=tuple(replace(one, remarks=()) for one in VIEW.heard)))
        assert "Nothing is open on 3 open pull requests." in run.text
        await run.show(replace(VIEW, heard=tuple(replace(one, remarks=()) for one in VIEW.heard[:1])))
        assert "2 pull requests still to be asked for" in run.text
        assert "Nothing is open" not in run.text
        never = {
            name: replace(known, at=0.0, pulls=(), why="gh is not logged in")
            for name, known in VIEW.pulls.items()
        }
        await run.show(replace(VIEW, heard=(), pulls=never))
        assert "it never answered: gh is not logged in" in run.text
        assert "open pull requests not known" in run.text and "0 open" not in run.text
        failed = (Heard("clawdemy", 12, why="no answer"), *VIEW.heard[1:])
        await run.show(replace(VIEW, heard=tuple(replace(one, remarks=()) for one in failed)))
        assert "Nothing is open" not in run.text


async def test_offline_is_stale_with_its_age_and_never_empty() -> None:
    async with running(with_remarks(fleet(12), "no answer within 30 s")) as run:
        await run.press("6")
        assert len(states(run)) == 6
        assert "clawdemy: shown is what was so" in run.text and "no answer within 30 s" in run.text


async def test_the_board_says_what_is_open_sends_it_and_leads_to_it() -> None:
    async with running(VIEW) as run:
        await run.press("3", "G", "k", "k")
        assert (
            "1 open, 1 waiting, 1 fixed, 1 said, not in the files; cursor at src/cache/lru.py:88" in run.text
        )
        assert AskRemarks("clawdemy", 12) in run.link.asked
        await run.press("f")
        await until_async(lambda: run.link.commands)
        assert run.link.commands == [SendRemarks("cache", 12)]
        await run.press("o")
        assert (run.kind, "#12 Evict the oldest" in run.text) == ("AuditScreen", True)


async def test_where_several_things_keep_a_branch_out_one_is_chosen_to_go_back() -> None:
    async with running(VIEW) as run:
        await run.press("3", "j", "f")
        assert run.kind == "ChoiceDialog"
        assert "the end of the log of test" in run.text and "1 remark on #14" in run.text
        await run.press("3")
        await until_async(lambda: run.link.commands)
        assert run.link.commands == [SendRemarks("api-auth", 14)]


async def test_a_dashboard_in_a_browser_says_nothing_on_a_forge() -> None:
    async with running(VIEW, limits=Limits(in_browser=True)) as run:
        await run.press("6", "r")
        assert run.kind == "AuditScreen"
        assert "says nothing on a forge" in run.said[-1]


async def test_hostile_text_is_shown_as_text() -> None:
    one = VIEW.heard[0].remarks[0]
    bad = replace(
        one.remark, author=HOSTILE, path=HOSTILE, text=HOSTILE, reply=HOSTILE, url=HOSTILE, why=HOSTILE
    )
    heard = replace(VIEW.heard[0], remarks=(replace(one, remark=bad),), why=HOSTILE)
    pulls = {
        name: replace(known, pulls=tuple(replace(x, title=HOSTILE) for x in known.pulls))
        for name, known in VIEW.pulls.items()
    }
    async with running(replace(VIEW, heard=(heard, *VIEW.heard[1:]), pulls=pulls)) as run:
        for keys in (("6",), ("enter",), ("escape", "r"), ("escape", "R"), ("escape", "3"), ("G",)):
            await run.press(*keys)
            for strip in run.app.screen._compositor.render_strips():
                assert "\x1b" not in strip.text
                assert all(char.isprintable() for char in strip.text)
        assert run.app._exception is None
