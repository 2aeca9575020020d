from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.commands import (
    AddEntry,
    AdoptPane,
    DismissProgram,
    PauseAgent,
    RefreshNow,
    ResumeAgent,
    ReviveServer,
    StartAgent,
)
from fleetui.model.paneless import PanelessAgent
from fleetui.model.settings import ScreenSettings
from fleetui.model.status import Context, Phase
from fleetui.model.view import FleetView, PortHealth
from fleetui.ui.draw.painted import Painted
from fleetui.ui.fleet.screen import FleetScreen
from tests.support.fleets import NOW, Spec, agent, fleet, found, frame
from tests.support.screens import Running, running


def with_agent(view: FleetView, at: int, **changes: object) -> FleetView:
    """The same fleet with one agent changed."""
    agents = list(view.agents)
    agents[at] = replace(agents[at], **changes)  # type: ignore[arg-type]
    return replace(view, agents=tuple(agents))


def screen(run: Running) -> FleetScreen:
    return run.app.fleet


async def test_every_agent_is_on_the_grid_with_its_output_and_its_reason() -> None:
    async with running(fleet(18), (220, 60)) as run:
        for name in [one.name for one in run.link.view.agents]:
            assert name in run.text
        assert "alembic upgrade head?" in run.text
        assert "FAILED test_refresh_rotates" in run.text
        assert "NEEDS YOU  6m" in run.text


async def test_a_selection_that_nobody_made_is_made_again_once_everything_was_observed() -> None:
    whole = fleet()
    early = replace(
        whole, ready=False, agents=tuple(replace(one, attention=None) for one in whole.agents[::-1])
    )
    async with running(early) as run:
        await run.show(whole)
        assert screen(run).selected == "billing"
    async with running(early) as run:
        await run.press("l")
        chosen = screen(run).selected
        assert chosen != "billing"
        await run.show(whole)
        assert screen(run).selected == chosen, "the operator chose meanwhile"


async def test_the_one_who_waits_longest_and_most_is_selected_at_the_start() -> None:
    async with running() as run:
        assert screen(run).selected == "billing"


async def test_the_full_stop_goes_round_all_who_wait() -> None:
    async with running() as run:
        seen = []
        for _ in range(5):
            await run.press("full_stop")
            seen.append(screen(run).selected)
        assert seen == ["api-auth", "migrate", "ws", "docs-gen", "billing"]
        await run.press("comma")
        assert screen(run).selected == "docs-gen"


async def test_focus_moves_in_two_dimensions_and_turns_pages() -> None:
    async with running(fleet(18), (120, 40)) as run:
        await run.press("l")
        assert screen(run).selected == "search"
        await run.press("j")
        assert screen(run).selected == "cache"
        await run.press("down", "down")
        assert screen(run).selected == "ws"
        assert "page 2 of 2" in run.text
        await run.press("minus")
        assert screen(run).selected == "i18n"
        assert "page 1 of 2" in run.text
        await run.press("G")
        assert screen(run).selected == "blog"


async def test_the_engine_is_told_which_agents_are_on_screen() -> None:
    async with running(fleet(18), (120, 40)) as run:
        visible, focused = run.link.looked[-1]
        assert focused == "billing"
        assert len(visible) == 9
        assert {"billing", "search", "i18n"} <= visible
        await run.press("pagedown")
        assert visible.isdisjoint(run.link.looked[-1][0])
        assert "infra" in run.link.looked[-1][0]


async def test_only_the_rows_of_a_tile_that_changed_are_drawn_again() -> None:
    async with running(fleet(18), (220, 60)) as run:
        grid = screen(run)._grid
        before = list(grid._strips)
        agents = list(run.link.view.agents)
        agents[1] = replace(agents[1], frame=frame(["something new"]))
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert "something new" in run.text
        slot = grid.pages[0].slot("search")
        assert slot
        changed = {y for y, (old, new) in enumerate(zip(before, grid._strips, strict=True)) if old != new}
        assert changed
        assert changed <= set(range(slot.y, slot.y + slot.height))


async def test_what_agents_print_composes_neither_header_nor_next_nor_footer() -> None:
    async with running(fleet(18), (220, 60)) as run:
        before = [widget._strips for widget in run.app.screen.query(Painted) if widget.id != "grid"]
        await run.show(with_agent(run.link.view, 1, frame=frame(["something new"])))
        assert "something new" in run.text
        after = [widget._strips for widget in run.app.screen.query(Painted) if widget.id != "grid"]
        assert all(old is new for old, new in zip(before, after, strict=True))


async def test_any_other_fact_reaches_header_and_next() -> None:
    async with running(size=(220, 60)) as run:
        attention = run.link.view.agents[0].attention
        await run.show(with_agent(run.link.view, 0, attention=None))
        assert "NEXT FOR YOU   ▲ billing" not in run.text
        await run.show(with_agent(run.link.view, 0, attention=attention))
        assert "NEXT FOR YOU   ▲ billing" in run.text


async def test_moving_on_draws_only_the_rows_beside_which_the_bar_stands() -> None:
    async with running(fleet(18), (220, 60)) as run:
        grid = screen(run)._grid
        before = list(grid._strips)
        await run.press("right")
        slots = [grid.pages[0].slot(name) for name in ("billing", screen(run).selected)]
        beside = {y for slot in slots if slot for y in range(slot.y, slot.y + slot.height)}
        after = grid._strips
        assert {y for y in range(len(after)) if after[y] is not before[y]} == beside


async def test_context_that_moved_shows_from_where() -> None:
    async with running() as run:
        agents = list(run.link.view.agents)
        agents[0] = replace(agents[0], context=Context(55, "screen", NOW))
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert "59→55%" in run.text
        agents[0] = replace(agents[0], context=Context(51, "screen", NOW))
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert "59→51%" in run.text


async def test_a_small_terminal_gets_a_list_with_a_preview() -> None:
    async with running(size=(80, 24)) as run:
        assert "■ STUCK" in run.text
        assert "same failure 3x" in run.text
        await run.press("j")
        assert screen(run).selected == "api-auth"
        assert "AssertionError: 401" in run.text


async def test_a_list_longer_than_the_screen_follows_the_selection() -> None:
    async with running(fleet(18), (80, 14)) as run:
        await run.press("G")
        assert screen(run).selected in run.text


async def test_the_filter_narrows_and_escape_clears_it() -> None:
    async with running(size=(220, 60)) as run:
        await run.press("slash", *"state:working", "enter")
        assert "billing" not in run.text.split("NEXT FOR YOU")[0]
        assert "cache" in run.text
        await run.press("escape")
        assert "billing" in run.text


async def test_going_to_one_who_waits_lifts_a_filter_that_hides_them() -> None:
    async with running(size=(220, 60)) as run:
        await run.press("slash", *"search", "enter", "full_stop")
        assert screen(run).selected == "billing"
        assert screen(run).arrangement.filter == ""


async def test_leaving_the_filter_line_changes_nothing() -> None:
    async with running(size=(220, 60)) as run:
        await run.press("slash", *"zzz", "escape")
        assert run.kind == "FleetScreen"
        assert screen(run).arrangement.filter == ""


async def test_a_key_that_cannot_act_says_why() -> None:
    async with running() as run:
        await run.press("l", "m")
        await run.until("search has no branch on the merge board")
        assert run.kind == "FleetScreen"


async def test_pause_and_resume_are_one_key() -> None:
    async with running(size=(220, 60)) as run:
        await run.press("p")
        screen(run).select("infra")
        await run.press("p")
        assert run.link.commands == [PauseAgent("billing"), ResumeAgent("infra")]


async def test_start_is_refused_where_something_runs_and_done_where_nothing_does() -> None:
    view = fleet(2)
    first = view.agents[0]
    gone = replace(first, seat=replace(first.seat, run=""), pane=None, process=None)
    async with running(replace(view, agents=(gone, view.agents[1]))) as run:
        await run.press("o")
        screen(run).select("search")
        await run.press("o", "ctrl+r", "V")
        assert run.link.commands == [StartAgent("billing"), RefreshNow(), ReviveServer()]
        assert "search runs already" in run.text


async def test_a_follow_up_goes_to_all_that_are_marked() -> None:
    async with running() as run:
        await run.press("space", "l", "space", "f")
        await run.press(*"go on", "ctrl+s")
        assert run.link.commands == [AddEntry("billing", "go on"), AddEntry("search", "go on")]


async def test_an_empty_fleet_names_the_next_keys_and_what_was_found() -> None:
    async with running(FleetView(ready=True, owner="self", found=found(3))) as run:
        assert "3 agents run in your tmux" in run.text
        assert "repo-1" in run.text
        await run.press("t")
        assert run.kind == "FoundScreen"
        await run.press("t")
        assert [type(command) for command in run.link.commands] == [AdoptPane] * 3


async def test_some_of_the_found_agents_can_be_taken() -> None:
    async with running(FleetView(ready=True, owner="self", found=found(3))) as run:
        await run.press("t", "space", "j", "space", "enter")
        assert [command.name for command in run.link.commands if isinstance(command, AdoptPane)] == [
            "repo-0",
            "repo-2",
        ]


async def test_agents_without_a_pane_are_counted_in_the_header_and_listed_where_agents_are_found() -> None:
    asks = PanelessAgent("claude", "mend it", "/work/shop", 7, Phase.ASKING, NOW, "permission prompt")
    works = replace(asks, name="look", phase=Phase.WORKING, waits_for="")
    empty = FleetView(ready=True, owner="self", found=found(1), paneless=(asks, works))
    async with running(empty) as run:
        assert "2 in the background, 1 asks" in run.text
        assert "background: mend it, asking (permission prompt), /work/shop" in run.text
        await run.press("t")
        assert "background: look, working, /work/shop" in run.text
    async with running(fleet(1, paneless=(works,))) as run:
        assert "1 in the background" in run.text
    for width in (120, 140, 160):
        async with running(fleet(6, paneless=(asks, works)), size=(width, 40)) as run:
            assert "2 in the background, 1 asks" in run.text, width


async def test_a_found_agent_that_asks_is_seen_to_ask_before_it_is_taken() -> None:
    first, second = found(2)
    asks = replace(first, phase=Phase.ASKING, question="$ ls src · Do you want to proceed?")
    view = FleetView(ready=True, owner="self", found=(asks, replace(second, phase=Phase.WORKING)))
    async with running(view) as run:
        assert "needs you" in run.text
        assert "asks: $ ls src" in run.text
        assert "working" in run.text
        assert "idle" not in run.text
        await run.press("t")
        assert "needs you" in run.text
        assert "asks: $ ls src" in run.text


async def test_an_agent_that_no_profile_reads_is_listed_with_what_to_do_and_can_be_dismissed() -> None:
    unread = replace(found(1)[0], suggested="crushed", profile="", program="Crush")
    view = FleetView(ready=True, owner="self", found=found(1), unread=(unread,))
    async with running(view, (150, 40)) as run:
        assert "2 agents run in your tmux" in run.text
        assert "agent? add a profile: fleetui profile new crush --pane %50" in run.text
        await run.press("t")
        assert "agent? add a profile: fleetui profile new crush --pane %50" in run.text
        await run.press("j", "enter")
        assert run.link.commands == []
        assert "no profile reads Crush" in run.text
        await run.press("x")
        assert run.link.commands == [DismissProgram("Crush")]
        await run.press("t")
        assert [type(command) for command in run.link.commands[1:]] == [AdoptPane]


async def test_an_agent_that_no_profile_reads_calls_nobody() -> None:
    unread = replace(found(1)[0], profile="", program="Goose")
    async with running(fleet(2, unread=(unread,))) as run:
        assert "t take" in run.text.splitlines()[-1]
        assert "Goose" not in run.text.splitlines()[0]


async def test_found_agents_are_offered_in_the_footer_and_only_while_there_are_some() -> None:
    async with running(fleet(2, found=found(1))) as run:
        assert "t take" in run.text.splitlines()[-1]
        await run.show(fleet(2))
        assert "take" not in run.text.splitlines()[-1]


async def test_an_empty_fleet_offers_only_keys_that_do_something() -> None:
    async with running(FleetView(ready=True, owner="self")) as run:
        assert "n new" in run.text.splitlines()[-1]
        for word in ("answer", "restart", "merge", "attach", "mark", "take"):
            assert word not in run.text.splitlines()[-1]
        assert "project" not in run.text.splitlines()[0]


async def test_a_declared_project_is_counted_before_it_has_an_agent() -> None:
    view = FleetView(ready=True, owner="self", projects=fleet(1).projects)
    async with running(view) as run:
        assert "0 projects" not in run.text.splitlines()[0]
        assert f"{len(view.projects)} project" in run.text.splitlines()[0]


async def test_before_the_first_look_an_empty_fleet_is_not_called_empty() -> None:
    async with running(FleetView()) as run:
        assert "Looking for agents" in run.text
        assert "No agents" not in run.text
        await run.show(FleetView(ready=True, owner="self"))
        assert "No agents yet" in run.text


async def test_what_does_not_work_is_said_in_a_row_of_its_own() -> None:
    health = (PortHealth("tmux", "the server on fleet died: V starts fresh runs", NOW - 120, severe=True),)
    async with running(replace(fleet(), health=health)) as run:
        assert "the server on fleet died" in run.text
        await run.show(fleet())
        assert "the server on fleet died" not in run.text


async def test_a_watcher_says_so_and_can_take_over() -> None:
    async with running(replace(fleet(), owner="other", owner_pid=4711)) as run:
        assert "pid 4711 acts" in run.text
        await run.press("T")
        assert run.link.taken_over == 1


async def test_mistakes_in_the_keymap_are_shown_and_right_ones_work() -> None:
    settings = ScreenSettings(keys={"agent.pause": "ctrl+x", "agent.nope": "x"})
    async with running(settings=settings) as run:
        assert "keys.agent.nope: no such action" in run.text
        await run.press("ctrl+x")
        assert run.link.commands == [PauseAgent("billing")]
        await run.press("p")
        assert len(run.link.commands) == 1


async def test_ctrl_q_does_nothing_and_q_asks_saying_what_goes_on() -> None:
    async with running() as run:
        await run.press("ctrl+q")
        assert run.kind == "FleetScreen"
        await run.press("q")
        assert "All 12 agents go on." in run.text
        assert "13 follow-ups wait: a background process delivers them." in run.text
        await run.press("escape")
        assert run.kind == "FleetScreen"
        await run.press("q")
        await run.press("q")
        assert run.app._exit


async def test_closing_a_demo_does_not_promise_that_its_agents_go_on() -> None:
    async with running() as run:
        run.app.shared.at_the_end = "The demo ends."
        await run.press("q")
        assert "The demo ends." in run.text
        assert "go on" not in run.text


async def test_an_agent_that_vanishes_while_selected_hands_the_selection_on() -> None:
    async with running() as run:
        await run.show(replace(run.link.view, agents=run.link.view.agents[3:]))
        assert screen(run).selected
        assert screen(run).selected != "billing"


async def test_the_command_palette_runs_actions_and_goes_to_agents() -> None:
    async with running() as run:
        await run.press("colon", *"go quota")
        await run.pilot.pause(0.3)
        await run.press("enter")
        await run.pilot.pause(0.1)
        assert screen(run).selected == "quota"


async def test_help_lists_the_keys_of_the_screen_it_was_asked_on() -> None:
    async with running() as run:
        await run.press("question_mark")
        assert "Keys: fleet" in run.text
        assert "fresh run with a handoff" in run.text
        await run.press("escape", "3", "question_mark")
        assert "Keys: merge board" in run.text


async def test_no_colour_and_ascii_draw_no_colour_and_only_ascii_signs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    plain = replace(fleet(1), agents=(agent(Spec("a", rows=("plain",), left=40, marks="build+")),))
    async with running(plain, settings=ScreenSettings(glyphs="ascii")) as run:
        assert run.text.isascii()
        for strip in run.app.screen._compositor.render_strips():
            for segment in strip:
                colour = segment.style and segment.style.color and segment.style.color.triplet
                assert not colour or max(colour) - min(colour) <= 1


@pytest.mark.parametrize("size", [(160, 48), (80, 24), (44, 12)])
async def test_the_first_row_says_that_a_tmux_server_does_not_answer(size: tuple[int, int]) -> None:
    silent = (PortHealth("tmux /run/fleet", "the server does not answer within 3 s", NOW - 20),)
    async with running(fleet(), size) as run:
        assert "tmux" not in run.text.splitlines()[0]
        await run.show(replace(fleet(), health=silent))
        said = "tmux does not answer" if size[0] >= 100 else "tmux silent"
        assert said in run.text.splitlines()[0]
        died = (replace(silent[0], text="the tmux server died", severe=True),)
        await run.show(replace(fleet(), health=died))
        assert "tmux died" in run.text.splitlines()[0]
