from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.attention import Want
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from fleetui.model.view import FleetView
from tests.support.fleets import Spec, agent, entry, fleet, found
from tests.support.screens import running
from tests.support.waiting import until_async

HOSTILE = (
    "[bold]x[/] [/nope] [@click=app.exit]\x1b[31mred\x1b]0;title\x07\x9b2J 漢字\u202e\u200b[[]]] \\[ {x} %s\n"
)


def hostile_fleet() -> FleetView:
    one = agent(
        Spec("a", Phase.ASKING, 5, Want.ASKING, HOSTILE, HOSTILE, rows=(HOSTILE,) * 30, task=HOSTILE, marks="build-",
             queue=(entry(1, HOSTILE, EntryState.HELD, HOSTILE),), more={"doing": "", "draft": HOSTILE})
    )  # fmt: skip
    one = replace(one, seat=replace(one.seat, name=f"a{HOSTILE}", project=HOSTILE), own_queue=(HOSTILE,))
    other = replace(agent(Spec("b", Phase.UNKNOWN, 1)), status=replace(agent(Spec("b")).status, note=HOSTILE))
    view = fleet(12)
    board = tuple(replace(row, branch=HOSTILE, why_not=HOSTILE, may_land=False) for row in view.board)
    return replace(view, agents=(one, other, *view.agents[2:]), board=board, found=found(2))


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_hostile_text_is_shown_as_text_on_every_screen(size: tuple[int, int]) -> None:
    async with running(hostile_fleet(), size) as run:
        for keys in (
            (), ("enter",), ("right_square_bracket",), ("right_square_bracket",), ("right_square_bracket",),
            ("right_square_bracket",), ("escape", "F"), ("escape", "f"), ("escape", "r"), ("escape", "3"),
            ("5", "6"), ("6", "7"), ("1", "t"), ("escape", "i"), ("ctrl+right_square_bracket", "question_mark"),
        ):  # fmt: skip
            await run.press(*keys)
            for strip in run.app.screen._compositor.render_strips():
                assert "\x1b" not in strip.text
                assert all(char.isprintable() for char in strip.text)
        run.app.fleet.say(HOSTILE)
        await run.pilot.pause()
        assert run.app._exception is None


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("enter",),
        ("3",),
        ("5",),
        ("6",),
        ("7",),
        ("F",),
        ("r",),
        ("f",),
        ("n",),
        ("question_mark",),
        ("i",),
        ("q",),
    ],
)
async def test_a_storm_of_sizes_crashes_nothing_and_ends_as_it_began(keys: tuple[str, ...]) -> None:
    async with running(fleet(18), (160, 45)) as run:
        await run.press(*keys)
        await run.pilot.pause(0.05)
        before = run.text
        for size in [(20, 5), (300, 90), (1, 1), (39, 7), (80, 24), (100, 30), (2, 40), (400, 3), (160, 45)]:
            await run.pilot.resize_terminal(*size)
            await run.show(replace(run.link.view))
        await run.pilot.pause(0.1)
        assert run.text == before


async def test_the_smallest_terminal_still_says_who_waits() -> None:
    async with running(fleet(18), (20, 5)) as run:
        assert "▲1 ■1 ◇1 ◆1 fleetui" in run.text
        await run.press("j", "full_stop", "enter")
        assert run.app._exception is None


@pytest.mark.parametrize("size", [(20, 5), (39, 30), (200, 7), (12, 8)])
async def test_a_terminal_that_is_too_small_says_so_and_from_which_size_on_it_is_not(
    size: tuple[int, int],
) -> None:
    async with running(fleet(18), size) as run:
        assert "too small: 40x8 at least" in " ".join(run.text.split())
        await run.pilot.resize_terminal(40, 8)
        await until_async(lambda: "too small" not in run.text)
        await run.pilot.resize_terminal(*size)
        await run.until("too small")


async def test_every_screen_works_on_an_empty_fleet() -> None:
    async with running(FleetView(ready=True, owner="self"), (100, 30)) as run:
        keys = "full_stop enter i f F r D s p a m space j G w t 3 m enter r f v J 1 5 G k 1 n escape slash escape"
        for key in keys.split():
            await run.press(key)
        assert run.link.commands == []
        assert run.kind == "FleetScreen"
