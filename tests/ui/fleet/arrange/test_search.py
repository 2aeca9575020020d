"""The search over all panes and their history."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fleetui.engine.link import AskError, AskScrollback
from fleetui.model.screen import Line, parse_frame
from fleetui.ui.agent.screen import FocusScreen
from fleetui.ui.fleet.arrange.search import MOST_HITS, hits, in_context
from fleetui.ui.fleet.arrange.search_screen import SearchScreen
from tests.support.fleets import fleet, frame
from tests.support.screens import Running, running


def lines(*texts: str) -> tuple[Line, ...]:
    return parse_frame("\n".join(texts) + "\n", width=200, height=80, cursor=None, title="").lines


def found(wanted: str, *texts: str) -> list[tuple[int, str]]:
    listed, _ = hits(lines(*texts), wanted)
    return [(hit.row, hit.line.text[hit.start : hit.end]) for hit in listed]


def test_small_letters_find_both_and_a_capital_finds_itself():
    assert found("error", "Error", "no", "an error") == [(0, "Error"), (2, "error")]
    assert found("Error", "Error", "an error") == [(0, "Error")]


@pytest.mark.parametrize("wanted", ["a.c", "(x)*", "[", "\\d", "a|b", "$", "^"])
def test_every_text_is_meant_literally(wanted: str):
    assert found(wanted, "abc x 1 ab", f"here {wanted} too") == [(1, wanted)]


def test_blanks_alone_find_nothing():
    assert hits(lines("a b", "c  d"), "  ") == ([], 0)


def test_the_latest_are_listed_and_all_are_counted():
    listed, number = hits(lines(*(f"line {n}" for n in range(MOST_HITS + 20))), "line")
    assert number == MOST_HITS + 20
    assert [hit.row for hit in listed] == list(range(20, MOST_HITS + 20))


def test_a_place_is_said_in_cells():
    (hit,), _ = hits(lines("日本語 err"), "err")
    assert hit.at == (0, 7, 3)


@given(
    some.lists(some.text(alphabet="aAb(.", max_size=6), max_size=12),
    some.text(alphabet="aAb(.", min_size=1, max_size=2),
)
def test_a_hit_is_what_was_looked_for_and_no_two_have_the_same_key(texts: list[str], wanted: str):
    listed, number = hits(lines(*texts), wanted)
    assert len(listed) == min(number, MOST_HITS)
    assert len({hit.key for hit in listed}) == len(listed)
    for hit in listed:
        assert hit.line.text[hit.start : hit.end].lower() == wanted.lower()
        assert "".join(span.text for span in in_context(hit, 200, "…")).strip() in hit.line.text


def test_a_hit_keeps_its_key_while_its_line_moves_up():
    (before,), _ = hits(lines("a", "the error"), "error")
    (after,), _ = hits(lines("the error", "more", "and more"), "error")
    assert before.key == after.key


def test_a_hit_far_to_the_right_is_seen():
    (hit,), _ = hits(lines("x" * 150 + "needle"), "needle")
    spans = in_context(hit, 60, "…")
    assert spans[0].text.startswith("…")
    assert len(spans[0].text) < 40
    assert spans[1].text == "needle"


def rows(run: Running) -> str:
    screen = run.app.screen
    assert isinstance(screen, SearchScreen)
    return run.text


async def test_all_panes_are_searched_while_one_writes_and_nobody_is_asked() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("ctrl+f", *"evict")
        assert "12 times, 4 agents" in rows(run)
        assert "api-auth" in rows(run)
        assert "billing" not in rows(run)
        assert not run.link.asked
        assert run.link.looked[-1][0] == {agent.name for agent in fleet(12).agents}


async def test_hits_follow_what_agents_show() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("ctrl+f", *"needle")
        assert "Nobody shows it now" in rows(run)
        agents = list(run.link.view.agents)
        agents[4] = replace(agents[4], frame=frame(["hay", "a needle"]))
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert "1 time, 1 agent" in rows(run)
        assert "a needle" in rows(run)


async def test_enter_goes_to_the_pane_at_the_hit_and_the_end_is_followed_again_with_g() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("ctrl+f", *"evict", "down", "down", "down", "enter")
        focus = run.app.screen
        assert isinstance(focus, FocusScreen)
        assert focus.agent_name == "cache"
        await run.pilot.pause()
        assert focus._rows.lit == (2, 13, 5)
        assert "G follows" in run.text
        await run.press("G")
        assert focus._rows.lit is None
        await run.press("escape")
        assert run.app.fleet.selected == "cache"


async def test_tab_looks_through_what_scrolled_away_and_back() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("ctrl+f", *"old 299")
        assert "Nobody shows it now" in rows(run)
        await run.press("tab")
        await run.until("12 times, 12 agents")
        assert "in the history of 12 of 12 agents" in run.text
        assert {question.name for question in run.link.asked if isinstance(question, AskScrollback)} == {
            agent.name for agent in fleet(12).agents
        }
        await run.press("down", "enter")
        await run.pilot.pause()
        assert "old 299" in run.text
        await run.press("escape", "ctrl+f")
        assert "Nobody shows it now" in rows(run)


async def test_an_agent_whose_history_is_not_read_is_named() -> None:
    async with running(size=(120, 40)) as run:
        run.link.answers[AskScrollback] = AskError("capture: pane is gone")
        await run.press("ctrl+f", *"evict", "tab")
        await run.until("not read: billing: capture: pane is gone and 11 more")
        assert "12 times, 4 agents" in run.text


async def test_what_was_looked_for_is_there_again() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("ctrl+f", *"evict", "escape")
        assert run.kind == "FleetScreen"
        await run.press("ctrl+f")
        assert "12 times" in rows(run)
        await run.press(*"old")
        assert "evict" not in rows(run)


async def test_enter_without_a_hit_stays_and_says_so() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("ctrl+f", "enter")
        await run.until("there is nothing to go to")
        assert run.kind == "SearchScreen"
