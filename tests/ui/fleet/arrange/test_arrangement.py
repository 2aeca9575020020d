"""Order, fixed places and the filter as the operator arranges them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from fleetui.config.screen_memory import ScreenMemory
from fleetui.model.attention import Attention, Want
from fleetui.model.settings import ScreenSettings
from fleetui.model.status import Context
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.app import FleetApp
from fleetui.ui.fleet.arrange.arrangement import EVERYBODY, GRID, LIST, Arrangement
from fleetui.ui.fleet.arrange.order import SORTS, Steady
from fleetui.ui.fleet.screen import FleetScreen
from fleetui.ui.shell.memory import ShortMemory
from tests.support.fleets import NOW, FakeLink, Spec, agent, fleet, frame
from tests.support.screens import Running, running

FLEET = fleet(18)
WIDE = (220, 60)


def names(agents: tuple[AgentView, ...]) -> list[str]:
    return [one.name for one in agents]


def changed(view: FleetView, name: str, **changes: object) -> FleetView:
    agents = tuple(replace(a, **changes) if a.name == name else a for a in view.agents)  # type: ignore[arg-type]
    return replace(view, agents=agents)


def places(arrangement: Arrangement, view: FleetView = FLEET) -> dict[str, tuple[str | None, ...]]:
    return dict(arrangement.bands(arrangement.shown(view, GRID)))


# ---------------------------------------------------------------- order


def sorted_by(sort: str, view: FleetView = FLEET) -> list[str]:
    return names(Steady().ordered(view.agents, sort, hold=False))


def test_attention_puts_who_waits_longest_and_most_first_and_who_rests_last():
    order = sorted_by("attention")
    assert order[:6] == ["billing", "api-auth", "migrate", "blog", "ws", "docs-gen"]
    assert order[-2:] == ["infra", "fixtures"]


def test_context_puts_the_least_left_first_and_the_unknown_last():
    order = sorted_by("context")
    assert order[:3] == ["migrate", "quota", "api-auth"]
    assert order[-2:] == ["fixtures", "review"]


def test_age_puts_the_longest_in_its_state_first():
    assert sorted_by("age")[:2] == ["infra", "release"]


def test_role_puts_those_without_one_last():
    agents = list(FLEET.agents)
    agents[7] = replace(agents[7], seat=replace(agents[7].seat, role="reviewer"))
    assert sorted_by("role", replace(FLEET, agents=tuple(agents)))[0] == "i18n"


@given(some.permutations(FLEET.agents), some.sampled_from(sorted(SORTS)))
def test_an_order_loses_nobody_and_stays_as_it_is_when_nothing_changed(agents, sort):
    steady = Steady()
    first = steady.ordered(agents, sort, hold=False)
    assert sorted(names(first)) == sorted(names(tuple(agents)))
    assert steady.ordered(first, sort, hold=False) == first


def test_a_little_less_context_moves_nobody_and_a_class_less_does():
    steady = Steady()
    before = names(steady.ordered(FLEET.agents, "context", hold=False))
    little = changed(FLEET, "cache", context=Context(74, "screen", NOW))
    assert names(steady.ordered(little.agents, "context", hold=False)) == before
    less = changed(FLEET, "cache", context=Context(3, "screen", NOW))
    assert names(steady.ordered(less.agents, "context", hold=False))[0] in ("cache", "migrate")


def test_while_held_nobody_changes_places_and_newcomers_stand_last():
    steady = Steady()
    before = names(steady.ordered(FLEET.agents, "attention", hold=False))
    urgent = changed(FLEET, "perf", attention=Attention(Want.ASKING, "x", NOW - 9999))
    view = replace(urgent, agents=(agent(Spec("new", want=Want.ASKING), 20), *urgent.agents))
    assert names(steady.ordered(view.agents, "attention", hold=True)) == [*before, "new"]
    after = names(steady.ordered(view.agents, "attention", hold=False))
    assert after[0] == "perf"
    assert after.index("new") < 3


# ---------------------------------------------------------------- places


def test_places_change_with_the_neighbour_and_back():
    arrangement = Arrangement(ShortMemory())
    before = places(arrangement)
    everyone = names(FLEET.agents)
    assert arrangement.move("billing", 1, everyone)
    assert places(arrangement)["clawdemy"][:2] == ("search", "billing")
    assert arrangement.move("billing", -1, everyone)
    assert places(arrangement) == before
    assert not arrangement.move("billing", -1, everyone)
    assert not arrangement.move("migrate", 1, everyone)


def test_places_are_there_again_for_the_next_dashboard_without_those_who_left():
    memory = ShortMemory()
    first = Arrangement(memory)
    places(first)
    first.move("billing", 1, names(FLEET.agents))
    kept = dict(memory.load())
    assert places(Arrangement(ShortMemory(kept)))["clawdemy"][:2] == ("search", "billing")
    left = replace(FLEET, agents=tuple(a for a in FLEET.agents if a.name != "search"))
    assert places(Arrangement(ShortMemory(kept)), left)["clawdemy"][:2] == ("billing", "api-auth")


def test_a_dashboard_that_sees_its_fleet_a_little_later_keeps_the_places():
    memory = ShortMemory({"slots": {"clawdemy": ["search", "billing"]}})
    arrangement = Arrangement(memory)
    assert places(arrangement, FleetView()) == {}
    assert places(arrangement)["clawdemy"][:2] == ("search", "billing")


def test_a_new_agent_takes_the_first_free_place_and_nobody_else_moves():
    arrangement = Arrangement(ShortMemory())
    places(arrangement)
    gone = replace(FLEET, agents=tuple(a for a in FLEET.agents if a.name != "search"))
    assert places(arrangement, gone)["clawdemy"][:3] == ("billing", None, "api-auth")
    came = replace(gone, agents=(*gone.agents, agent(Spec("new"), 30)))
    assert places(arrangement, came)["clawdemy"][:3] == ("billing", "new", "api-auth")


def test_one_may_move_to_a_free_place():
    arrangement = Arrangement(ShortMemory())
    places(arrangement)
    gone = replace(FLEET, agents=tuple(a for a in FLEET.agents if a.name != "search"))
    places(arrangement, gone)
    arrangement.move("billing", 1, names(gone.agents))
    assert places(arrangement, gone)["clawdemy"][:3] == (None, "billing", "api-auth")


def test_a_filter_closes_gaps_and_changes_nobodys_place():
    arrangement = Arrangement(ShortMemory())
    before = places(arrangement)
    arrangement.filter = "state:loud"
    assert places(arrangement) == {"clawdemy": ("billing", "api-auth", "docs-gen", "migrate")}
    assert arrangement.move("billing", 1, ["billing", "api-auth", "docs-gen", "migrate"])
    assert places(arrangement)["clawdemy"][:2] == ("api-auth", "billing")
    arrangement.move("billing", -1, ["billing", "api-auth", "docs-gen", "migrate"])
    arrangement.filter = ""
    assert places(arrangement) == before


def test_memory_that_was_edited_by_hand_breaks_nothing():
    for slots in ("x", {"clawdemy": "y"}, {"clawdemy": [1, "billing", "billing", ""]}, [{}]):
        arrangement = Arrangement(ShortMemory({"slots": slots, "sort": {"grid": "nonsense"}}))
        assert sorted(n for band in places(arrangement).values() for n in band if n) == sorted(
            names(FLEET.agents)
        )


def test_an_order_stands_in_one_band_over_all_projects():
    arrangement = Arrangement(ShortMemory())
    arrangement.sort_by(GRID, "name")
    assert places(arrangement) == {EVERYBODY: tuple(sorted(names(FLEET.agents)))}
    arrangement.sort_by(GRID, "project")
    assert list(places(arrangement)) == ["clawdemy", "ilovemd", "whisprdesk"]


def test_grid_and_list_have_orders_of_their_own_that_are_remembered():
    memory = ShortMemory()
    first = Arrangement(memory)
    assert (first.sort(GRID), first.sort(LIST)) == ("slot", "attention")
    first.sort_by(LIST, "name")
    again = Arrangement(memory)
    assert (again.sort(GRID), again.sort(LIST)) == ("slot", "name")


def test_while_only_output_is_new_the_order_is_kept_and_the_agents_are_the_new_ones():
    arrangement = Arrangement(ShortMemory())
    arrangement.filter = "state:loud"
    before = arrangement.shown(FLEET, LIST, news=1)
    talked = changed(FLEET, "migrate", frame=frame(["more"]))
    after = arrangement.shown(talked, LIST, news=1)
    assert names(after) == names(before)
    assert talked.agent("migrate") in after
    calm = changed(FLEET, "migrate", attention=None)
    assert "migrate" not in names(arrangement.shown(calm, LIST, news=2))
    arrangement.filter = ""
    assert len(arrangement.shown(calm, LIST, news=2)) == 18


# ---------------------------------------------------------------- on the screen


def screen(run: Running) -> FleetScreen:
    return run.app.fleet


async def test_the_order_menu_takes_one_key_and_the_line_below_the_header_says_it() -> None:
    async with running(size=WIDE) as run:
        await run.press("S")
        assert run.kind == "SortMenu"
        assert "who needs you most" in run.text
        await run.press("n")
        assert run.kind == "FleetScreen"
        assert "by name" in run.text
        assert screen(run).body.order()[0] == "api-auth"
        await run.press("S", "k", "k", "k", "enter")
        assert "by name" not in run.text
        assert screen(run).body.order()[0] == "billing"


async def test_leaving_the_order_menu_changes_nothing() -> None:
    async with running() as run:
        await run.press("S", "escape")
        assert run.kind == "FleetScreen"
        assert screen(run).arrangement.is_usual(GRID)


async def test_j_and_k_in_capitals_move_the_place_of_the_selected_agent() -> None:
    async with running(size=WIDE) as run:
        await run.press("J")
        assert screen(run).body.order()[:2] == ["search", "billing"]
        assert screen(run).selected == "billing"
        await run.press("K")
        assert screen(run).body.order()[:2] == ["billing", "search"]
        await run.press("K")
        await run.until("billing is first in its project")


async def test_places_order_and_views_outlive_the_dashboard(tmp_path: Path) -> None:
    async def dashboard(*keys: str) -> tuple[list[str], list[str]]:
        memory = ScreenMemory(tmp_path / "screen.toml")
        app = FleetApp(FakeLink(fleet(12)), ScreenSettings(), now=lambda: NOW, memory=memory)
        async with app.run_test(size=WIDE) as pilot:
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            found = (app.fleet.body.order(), [view.name for view in app.fleet.views.all()])
        memory.close()
        return found

    await dashboard("J", "v", "s", *"mine", "enter", "escape")
    order, views = await dashboard()
    assert order[:2] == ["search", "billing"]
    assert views == ["mine"]
    await dashboard("S", "n")
    order, _ = await dashboard()
    assert order[0] == "api-auth"


async def test_places_cannot_be_moved_in_another_order_and_it_says_how() -> None:
    async with running(size=(80, 24)) as run:
        await run.press("J")
        await run.until("the list is by attention: S s goes back")


async def test_a_sorted_grid_stands_still_while_the_operator_moves_in_it() -> None:
    async with running(size=WIDE) as run:
        await run.press("S", "a", "l")
        before = screen(run).body.order()
        now = changed(run.link.view, "infra", attention=Attention(Want.ASKING, "x", NOW - 9999))
        await run.show(now)
        assert screen(run).body.order() == before
        run.app.shared.now = lambda: NOW + 10
        await run.show(changed(now, "infra", frame=frame(["more"])))
        assert screen(run).body.order()[0] == "infra"


async def test_the_fleet_follows_the_filter_while_it_is_written_and_leaving_brings_all_back() -> None:
    async with running(size=WIDE) as run:
        await run.press("l", "slash", *"migr")
        assert screen(run).body.order() == ["migrate"]
        assert "1 of 12" in run.text
        assert "▲■◆ 3 hidden need you" in run.text
        await run.press("escape")
        assert len(screen(run).body.order()) == 12
        assert screen(run).selected == "search"


async def test_tab_goes_through_what_may_be_written() -> None:
    async with running(size=WIDE) as run:
        await run.press("slash", *"pro", "tab")
        await run.press("tab")
        await run.press("tab", *"w", "tab", "enter")
        assert screen(run).arrangement.filter == "project:whisprdesk"
        assert "6 of 12" in run.text


async def test_an_unknown_key_is_said_while_one_writes() -> None:
    async with running(size=WIDE) as run:
        await run.press("slash", *"stat", "colon", *"x")
        await run.until("no key stat:   state: ?")


async def test_whoever_needs_the_operator_is_never_hidden_in_silence() -> None:
    async with running(size=(80, 24)) as run:
        await run.press("slash", *"export", "enter")
        assert "▲■◇◆ 4 hidden need you" in run.text
        await run.press("escape")
        assert "hidden" not in run.text


async def test_the_asterisk_marks_all_that_are_shown_and_unmarks_them() -> None:
    async with running(size=WIDE) as run:
        await run.press("slash", *"profile", "colon", *"codex", "enter", "asterisk")
        assert screen(run).marked == {"api-auth", "cache", "migrate", "export"}
        assert "4 marked" in run.text
        await run.press("asterisk")
        assert not screen(run).marked


async def test_a_filter_that_leaves_nobody_says_so_and_how_to_go_on() -> None:
    async with running() as run:
        await run.press("slash", *"zzz", "enter")
        assert "0 of 12" in run.text
        assert "Nobody is as the filter says" in run.text
        await run.press("escape")
        assert "billing" in run.text
