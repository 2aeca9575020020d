"""One picture per screen and size. The clock, the theme and the fleet are fixed; no cursor blinks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

import pytest
from textual.pilot import Pilot

from fleetui.model.settings import ScreenSettings, ScreenView
from fleetui.model.view import FleetView
from fleetui.ui.app import FleetApp
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.shell.memory import ShortMemory
from tests.support.fleets import NOW, FakeLink, fleet, found, reviewed, train, with_ended, with_tasks
from tests.support.hosted import with_hosted
from tests.support.remarks import with_remarks
from tests.support.waiting import until_async

SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (220, 60)


class Compare(Protocol):
    """The snapshot plug-in's fixture."""

    def __call__(
        self,
        app: FleetApp,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


def dashboard(
    view: FleetView, theme: str = "fleet-dark", glyphs: str = "unicode", memory: ShortMemory | None = None
) -> FleetApp:
    settings = ScreenSettings(theme=theme, glyphs=glyphs)
    return FleetApp(FakeLink(view), settings, now=lambda: NOW, memory=memory)


def pressing(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def press(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.app.workers.wait_for_complete(
            [worker for worker in pilot.app.workers if worker.group not in ("typing",)]
        )
        await pilot.pause()
        if isinstance(pilot.app.screen, FollowUpEditor):  # it looks at the claims once the operator pauses
            await until_async(lambda: "no path named" in _text(pilot))

    return press


def _text(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips(pilot.app.size))


TO_TRAIN = ("3", "space", "space", "j", "space", "m")
"""From the fleet to a train of the first three branches."""

LOOKS: dict[str, tuple[FleetView, tuple[int, int], tuple[str, ...]]] = {
    "the grid of eighteen": (fleet(18), LARGE, ()),
    "grid, focus and board together": (fleet(18), (400, 100), ()),
    "a short fleet": (fleet(3), LARGE, ()),
    "a folded band": (fleet(18), LARGE, ("b", "k")),
    "one tile zoomed": (fleet(12), MIDDLE, ("z", "full_stop")),
    "the grid of twelve in pages": (fleet(12), MIDDLE, ()),
    "the list": (fleet(12), SMALL, ("j",)),
    "the ledger": (with_tasks(fleet(12)), MIDDLE, ("4", *"jjjj")),
    "the ledger in a small terminal": (with_tasks(fleet(12)), SMALL, ("4", *"jjj", "space")),
    "the ledger in a large terminal": (with_tasks(fleet(12)), LARGE, ("4",)),
    "a task whole": (with_tasks(fleet(12)), SMALL, ("4", *"jjjj", "enter")),
    "an empty ledger": (fleet(12), SMALL, ("4",)),
    "the list by context with marks and a filter": (
        fleet(18),
        SMALL,
        ("slash", *"queue", "colon", "greater_than_sign", "0", "enter", "space", "S", "c"),
    ),
    "the list of eighteen": (fleet(18), SMALL, ()),
    "the list of eighteen in a low and wide terminal": (fleet(18), (150, 20), ("G",)),
    "the list with all marked and a filter": (
        fleet(18),
        (99, 30),
        ("slash", *"state", "colon", *"w", "enter", "asterisk"),
    ),
    "the grid by attention": (fleet(18), MIDDLE, ("S", "a", "space")),
    "the order menu": (fleet(12), MIDDLE, ("S",)),
    "the filter being written": (fleet(12), MIDDLE, ("slash", *"stat", "tab", "w")),
    "a filter that leaves nobody": (fleet(12), SMALL, ("slash", *"role", "colon", "x", "enter")),
    "the search over all panes": (fleet(18), MIDDLE, ("ctrl+f", *"evict", "down", "down")),
    "a place that was searched": (fleet(12), MIDDLE, ("ctrl+f", *"evict", "down", "enter")),
    "the search in history": (fleet(12), SMALL, ("ctrl+f", *"passed", "tab")),
    "one agent": (fleet(12), MIDDLE, ("l", "l", "enter")),
    "the evidence of one agent": (fleet(12), SMALL, ("enter", "tab")),
    "a queue": (fleet(12), SMALL, ("F",)),
    "the follow-up editor": (fleet(12), MIDDLE, ("f", "h", "i")),
    "the restart dialog": (fleet(12), MIDDLE, ("l", "l", "r")),
    "the merge board": (fleet(12), (160, 40), ("3",)),
    "a change being requested": (fleet(12), SMALL, ("3", "c", "down")),
    "a branch whole": (fleet(12), MIDDLE, ("3", "d", "down", "down", "down")),
    "a text that is found in a branch": (fleet(12), SMALL, ("3", "d", "slash", *"evict")),
    "a branch whole in a small terminal": (reviewed(fleet(12)), SMALL, ("3", "j", "d")),
    "a branch whole side by side in a large terminal": (reviewed(fleet(12)), LARGE, ("3", "j", "d", "S")),
    "the landing dialog": (fleet(12), MIDDLE, ("3", "m")),
    "a train that is made ready": (replace(fleet(12), train=train()), MIDDLE, TO_TRAIN),
    "a train that is made ready in a small terminal": (replace(fleet(12), train=train()), SMALL, TO_TRAIN),
    "the release of a train": (replace(fleet(12), train=train(ready=True)), MIDDLE, (*TO_TRAIN, "m")),
    "the release of a train in a small terminal": (
        replace(fleet(12), train=train(ready=True)),
        SMALL,
        (*TO_TRAIN, "m"),
    ),
    "branches marked for a train": (fleet(12), (160, 40), TO_TRAIN[:-1]),
    "the last screen of a run": (with_ended(fleet(12), "billing"), MIDDLE, ("g", "L")),
    "one agent whose run ended": (with_ended(fleet(12), "billing"), MIDDLE, ("g", "enter")),
    "the copy menu": (fleet(12), MIDDLE, ("enter", "y")),
    "hosted agents beside others": (with_hosted(fleet(4)), MIDDLE, ()),
    "hosted agents in a small terminal": (with_hosted(fleet(4)), SMALL, ("G", "k")),
    "hosted agents in a large terminal": (with_hosted(fleet(4)), LARGE, ("G",)),
    "a hosted agent whole": (with_hosted(fleet(4)), MIDDLE, ("G", "h", "enter")),
    "hosted agents on the merge board": (
        with_hosted(with_remarks(fleet(12))),
        MIDDLE,
        ("3", "G", "k", "k", "k"),
    ),
    "the journal": (fleet(12), SMALL, ("7",)),
    "the audit": (with_remarks(fleet(12)), MIDDLE, ("6",)),
    "the audit in a small terminal": (with_remarks(fleet(12)), SMALL, ("6",)),
    "the audit in a large terminal": (with_remarks(fleet(12)), LARGE, ("6", "j")),
    "a reply in a pull request": (with_remarks(fleet(12)), MIDDLE, ("6", "r")),
    "the figures": (fleet(12), MIDDLE, ("5", "j")),
    "the figures in a small terminal": (fleet(12), SMALL, ("5",)),
    "the figures of thirty days in a large terminal": (fleet(12), LARGE, ("5", "d", "j", "j")),
    "a new agent": (fleet(12), SMALL, ("n",)),
    "the first run": (FleetView(ready=True, owner="self", found=found(3)), SMALL, ()),
    "help": (fleet(12), MIDDLE, ("question_mark",)),
    "the merge board in a small terminal": (fleet(12), SMALL, ("3",)),
    "agents found in tmux": (replace(fleet(12), found=found(3)), SMALL, ("t",)),
    "a gate's log": (fleet(12), SMALL, ("3", "j", "enter")),
    "the difference of one agent": (fleet(12), MIDDLE, ("enter", "d")),
    "the facts of one agent": (fleet(12), MIDDLE, ("enter", "shift+tab")),
    "the restart dialog in a small terminal": (fleet(12), SMALL, ("r",)),
    "the landing dialog in a small terminal": (fleet(12), SMALL, ("3", "m")),
    "reviews on the merge board": (reviewed(fleet(12)), MIDDLE, ("3", "j")),
    "findings of a review": (reviewed(fleet(12)), SMALL, ("3", "j", "E")),
    "closing": (fleet(12), SMALL, ("q",)),
    "a watcher": (replace(fleet(3), owner="other", owner_pid=4711), MIDDLE, ()),
}


@pytest.mark.parametrize("name", LOOKS)
def test_look(name: str, snap_compare: Compare) -> None:
    view, size, keys = LOOKS[name]
    assert snap_compare(dashboard(view), terminal_size=size, run_before=pressing(*keys))


SCREENS: dict[str, tuple[FleetView, tuple[str, ...]]] = {
    name: (LOOKS[name][0], LOOKS[name][2])
    for name in (
        "the list", "the evidence of one agent", "a queue", "the follow-up editor", "the restart dialog", "the journal",
        "the merge board", "agents found in tmux", "a gate's log", "the first run", "help", "the copy menu",
    )
}  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, MIDDLE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", SCREENS)
async def test_no_screen_leaves_a_column_of_nothing_but_dots(name: str, size: tuple[int, int]) -> None:
    """Where a column does not fit, others give way or it is left out: a lone ellipsis says nothing."""
    view, keys = SCREENS[name]
    app = dashboard(view)
    async with app.run_test(size=size) as pilot:
        await pressing(*keys)(pilot)
        rows = [strip.text for strip in app.screen._compositor.render_strips(app.size)]
    assert {len(row) for row in rows} == {size[0]}
    assert rows[-1].strip(), "the keys stand in the last row"
    assert not [row for row in rows if row.rstrip().endswith("  …")]


@pytest.mark.parametrize("theme", ["fleet-light", "fleet-contrast", "fleet-cvd"])
def test_look_of_theme(theme: str, snap_compare: Compare) -> None:
    assert snap_compare(dashboard(fleet(12), theme), terminal_size=MIDDLE, run_before=pressing())


def test_look_in_ascii(snap_compare: Compare) -> None:
    assert snap_compare(dashboard(fleet(12), glyphs="ascii"), terminal_size=SMALL, run_before=pressing())


def test_look_of_the_views_menu(snap_compare: Compare) -> None:
    declared = {"reviews": ScreenView("role:reviewer", "age"), "far away": ScreenView(density="wall")}
    own = {
        "mine": {"filter": "project:clawdemy !state:idle"},
        "low": {"filter": "context:<40", "sort": "context"},
    }
    settings = ScreenSettings(views=declared)
    app = FleetApp(FakeLink(fleet(12)), settings, now=lambda: NOW, memory=ShortMemory({"views": own}))
    assert snap_compare(app, terminal_size=SMALL, run_before=pressing("v", "4", "v"))


@pytest.mark.parametrize("density", ["compact", "wide", "wall"])
def test_look_of_density(density: str, snap_compare: Compare) -> None:
    kept = ShortMemory({"density": {"220x60": density}})
    assert snap_compare(dashboard(fleet(18), memory=kept), terminal_size=LARGE, run_before=pressing())
