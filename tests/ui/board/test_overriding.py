"""A release over open remarks: the board says that a word is asked for, and its facts list every remark."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.approval import Terms, Tier
from fleetui.model.forge.audit import audit
from fleetui.model.forge.merging import PullRelease
from fleetui.model.forge.overriding import Overridden, Overriding, overridden_now
from fleetui.model.forge.repository import Repository
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.board.branch_rows import approval
from tests.support.fleets import NOW, fleet
from tests.support.remarks import with_remarks
from tests.support.screens import running

SIZES = ((80, 24), (120, 40), (220, 60))
HOSTILE = "[red]look[/] \x1b[2J" + "x" * 300


def overridable(count: int = 5) -> FleetView:
    """The branch of ``cache`` may land but for what others said in its pull request."""
    view = with_remarks(fleet(12))
    over = tuple(
        Overridden(
            f"T{n}", "m", "thread", "bugbot", "src/lru.py", n, f"finding {n}", f"https://forge/{n}", NOW
        )
        for n in range(1, count + 1)
    )
    repository = view.pulls["clawdemy"].repository
    board = tuple(_kept_out(one, repository, over) if one.seat == "cache" else one for one in view.board)
    return replace(view, board=board)


def _kept_out(row: BranchRow, repository: Repository, over: tuple[Overridden, ...]) -> BranchRow:
    assert row.candidate
    release = PullRelease(repository, 12, row.candidate.head, row.candidate.base, "merge", over)
    return replace(
        row, may_land=False, why_not=f"{len(over)} remarks open: bugbot at src/lru.py:1",
        word_for=f"{len(over)} open remarks are overridden", pull_release=release,
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
async def test_the_facts_list_every_remark_and_ask_for_the_word(size: tuple[int, int]) -> None:
    view = overridable()
    async with running(view, size) as run:
        run.link.terms = Terms(Tier.PLAIN, word="walrus", why_word="5 open remarks are overridden")
        await run.press("3")
        while run.app.screen.chosen.row.seat != "cache":  # type: ignore[attr-defined]
            await run.press("j")
        assert "overrid" in run.text
        await run.press("m")
        assert run.kind == "LandingDialog"
        await run.until("walrus")
        assert "over 5 open remarks" in run.text
        assert "bugbot at src/lru.py:1: finding 1" in run.text
        assert "esc back" in run.text.replace("esc back   ? help", ""), "its keys are in sight"


def test_what_is_released_names_the_remarks_and_a_new_one_makes_it_another_release() -> None:
    (row,) = (one for one in overridable().board if one.seat == "cache")
    (other,) = (one for one in overridable(6).board if one.seat == "cache")
    first, second = approval((row,)), approval((other,))
    assert first and first.pull and len(first.pull.overridden) == 5
    assert first != second


async def test_the_audit_says_who_released_over_it_and_keeps_it_after_the_merge() -> None:
    view = with_remarks(fleet(12))
    heard = view.heard_of("clawdemy", 12)
    assert heard and heard.said
    over = Overriding("clawdemy", 12, "ann", NOW - 60, "a" * 40, "b" * 40, "intended",
                      overridden_now(heard.said, heard.remarks))  # fmt: skip
    pending = audit(replace(view, overridings=(over,)))
    assert {one.now.state for one in pending if one.number == 12 and one.overriding} == {"overridden"}
    edited = replace(over, remarks=tuple(replace(one, mark="other") for one in over.remarks))
    assert not [one for one in audit(replace(view, overridings=(edited,))) if one.overriding]
    words = tuple(replace(one, words=HOSTILE) for one in over.remarks[:1])
    merged = replace(over, number=99, state="landed", merged_as="c" * 40, remarks=words)
    async with running(replace(view, overridings=(merged,)), (120, 40)) as run:
        await run.press("6", "G", "k", "k")
        assert "by ann 1m ago, for aaaaaaaaa onto bbbbbbbbb" in run.text
        await run.press("enter")
        assert run.kind == "LogScreen"
        assert "\x1b" not in run.text and "[red]look" in run.text
